/* route.c -- tests of lib/rail/route.c, route_table.c, travel.c and assumption.c: all ways of small
 * random networks, the totals that are published, and what is refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_route.h>

#include "small_rail.h"

#include <math.h>

#include "random.h"

static const char *const route_nodes = "id:code nation:code gauge_mm:set lat:float64 lon:float64";
static const char *const route_segments =
    "id:code from:code to:code length_km:float64 gauge_mm:set mode:code status:code opened:span "
    "planned_opening:span length_alt_km:text length_method:code";
static const char *const route_crossings =
    "id:code node_a:code node_b:code break_of_gauge:bool dwell_hours_low:float64 "
    "dwell_hours_typical:float64 dwell_hours_high:float64";

/* All speeds 60 km/h, so that a km is a minute; the rest as given. */
static coop_rail_assumptions simple(double border_hours, double change_hours)
{
    coop_rail_range minute = {60, 60, 60};
    coop_rail_range border = {border_hours, border_hours, border_hours};
    coop_rail_range change = {change_hours, change_hours, change_hours};
    coop_rail_range one = {1, 1, 1};
    return (coop_rail_assumptions){sizeof(coop_rail_assumptions),
                                   "simple",
                                   "a test",
                                   minute,
                                   minute,
                                   minute,
                                   minute,
                                   minute,
                                   {0, 0, 0},
                                   border,
                                   change,
                                   one,
                                   one,
                                   one};
}

static coop_dataset *route_register(const char *nodes, const char *segments, const char *crossings)
{
    sheet sheets[] = {{"rail_node", route_nodes, nodes},
                      {"rail_segment", route_segments, segments},
                      {"crossing", route_crossings, crossings}};
    return package_of(sheets, 3, NULL);
}

static coop_table *ways_of(const coop_dataset *data, const char *from, const char *to,
                           const coop_route_options *options)
{
    coop_table *table = NULL;
    coop_error err = {0};
    coop_status status = coop_rail_routes(data, from, to, options, &table, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", coop_status_name(status), err.message);
    return table;
}

/* ---- another way, on small random networks ---- */

enum { N = 6, M_MOST = 11, WAYS_MOST = 4000, GAUGES = 2 };

typedef struct random_net {
    int m;
    int from[M_MOST], to[M_MOST], km[M_MOST], gauges[M_MOST]; /* bits: 1435, 1520 */
    int node_gauges[N], nation[N];
} random_net;

typedef struct brute_way {
    int n, segments[N];
    int nodes[N + 1];
    int64_t cost[4];
} brute_way;

static brute_way brute[WAYS_MOST];
static int n_brute;
static const random_net *net;

static bool is_border(int e)
{
    return net->nation[net->from[e]] != net->nation[net->to[e]];
}

/* Gauges that a train can have at a node: its own list, and those of its segments. */
static int gauges_at(int v)
{
    int gauges = net->node_gauges[v];
    for (int e = 0; e < net->m; e++) {
        gauges |= net->from[e] == v || net->to[e] == v ? net->gauges[e] : 0;
    }
    return gauges;
}

static bool is_less(const int64_t *a, const int64_t *b)
{
    for (int i = 0; i < 4; i++) {
        if (a[i] != b[i]) {
            return a[i] < b[i];
        }
    }
    return false;
}

static void add(int64_t *to, int64_t minutes, int64_t cents, int64_t metres, int64_t legs)
{
    to[0] += minutes;
    to[1] += cents;
    to[2] += metres;
    to[3] += legs;
}

/* The cheapest choice of gauges on a list of segments; border 30 min, change 45 min, 1 USD each. */
static bool price(const int *segments, int n, const int *nodes, int64_t *out)
{
    int64_t at[GAUGES][4] = {{0}};
    bool is_there[GAUGES];
    for (int g = 0; g < GAUGES; g++) {
        is_there[g] = (gauges_at(nodes[0]) >> g & 1) != 0;
    }
    for (int i = 0; i < n; i++) {
        int64_t next[GAUGES][4] = {{0}};
        bool is_next[GAUGES] = {false, false};
        int e = segments[i];
        for (int h = 0; h < GAUGES; h++) {
            for (int g = 0; g < GAUGES && (net->gauges[e] >> h & 1) != 0; g++) {
                bool may = is_there[g] && (g == h || net->node_gauges[nodes[i]] == 3);
                int64_t cost[4];
                memcpy(cost, at[g], sizeof cost);
                add(cost, net->km[e], 100 * net->km[e], 1000 * net->km[e], 1);
                add(cost, g != h ? 45 : 0, g != h ? 100 : 0, 0, 0);
                add(cost, is_border(e) ? 30 : 0, is_border(e) ? 100 : 0, 0, 0);
                if (may && (!is_next[h] || is_less(cost, next[h]))) {
                    memcpy(next[h], cost, sizeof cost);
                    is_next[h] = true;
                }
            }
        }
        memcpy(at, next, sizeof at);
        memcpy(is_there, is_next, sizeof is_there);
    }
    int best = is_there[0] && (!is_there[1] || is_less(at[0], at[1])) ? 0 : 1;
    if (is_there[best]) {
        memcpy(out, at[best], 4 * sizeof *out);
    }
    return is_there[best];
}

static void list_ways(brute_way *way, int target)
{
    int here = way->nodes[way->n];
    if (here == target) {
        if (price(way->segments, way->n, way->nodes, way->cost)) {
            ck_assert_int_lt(n_brute, WAYS_MOST);
            brute[n_brute++] = *way;
        }
        return;
    }
    for (int e = 0; e < net->m; e++) {
        int next = net->from[e] == here ? net->to[e] : net->to[e] == here ? net->from[e] : -1;
        bool is_new = next >= 0;
        for (int i = 0; i <= way->n; i++) {
            is_new = is_new && way->nodes[i] != next;
        }
        if (is_new) {
            way->segments[way->n++] = e;
            way->nodes[way->n] = next;
            list_ways(way, target);
            way->n--;
        }
    }
}

/* By cost, then by the ids of nodes and segments in order. */
static int by_order(const void *x, const void *y)
{
    const brute_way *a = x;
    const brute_way *b = y;
    if (memcmp(a->cost, b->cost, sizeof a->cost) != 0) {
        return is_less(a->cost, b->cost) ? -1 : 1;
    }
    for (int i = 0; i < a->n && i < b->n; i++) {
        if (a->nodes[i + 1] != b->nodes[i + 1]) {
            return a->nodes[i + 1] < b->nodes[i + 1] ? -1 : 1;
        }
        if (a->segments[i] != b->segments[i]) {
            return a->segments[i] < b->segments[i] ? -1 : 1;
        }
    }
    return 0;
}

static random_net make_net(uint64_t *seed)
{
    random_net r = {.m = 4 + (int)(next_random(seed) % (M_MOST - 3))};
    for (int v = 0; v < N; v++) {
        r.node_gauges[v] = 1 + (int)(next_random(seed) % 3);
        r.nation[v] = (int)(next_random(seed) % 3);
    }
    for (int e = 0; e < r.m; e++) {
        r.from[e] = (int)(next_random(seed) % N);
        r.to[e] = (r.from[e] + 1 + (int)(next_random(seed) % (N - 1))) % N;
        r.km[e] = 10 * (1 + (int)(next_random(seed) % 6));
        r.gauges[e] = 1 + (int)(next_random(seed) % 3);
    }
    return r;
}

static coop_dataset *register_of_net(const random_net *r)
{
    static const char *const gauges[] = {"", "1435", "1520", "1435;1520"};
    char nodes[400] = "";
    char segments[1200] = "";
    for (int v = 0; v < N; v++) {
        sprintf(nodes + strlen(nodes), "n%d,T%d,%s,,\n", v, r->nation[v],
                gauges[r->node_gauges[v]]);
    }
    for (int e = 0; e < r->m; e++) {
        sprintf(segments + strlen(segments), "s%02d,n%d,n%d,%d,%s,rail,operating,,,,\n", e,
                r->from[e], r->to[e], r->km[e], gauges[r->gauges[e]]);
    }
    nodes[strlen(nodes) - 1] = '\0';
    segments[strlen(segments) - 1] = '\0';
    sheet sheets[] = {{"rail_node", route_nodes, nodes},
                      {"rail_segment", route_segments, segments}};
    return register_of(sheets, 2);
}

static void check_ways(const coop_dataset *data, int target)
{
    coop_rail_assumptions assumptions = simple(0.5, 0.75);
    coop_route_options options = COOP_ROUTE_OPTIONS_INIT;
    coop_table *table = NULL;
    char to[8];
    sprintf(to, "n%d", target);
    options.n_most = 1000;
    options.assumptions = &assumptions;
    coop_status status = coop_rail_routes(data, "n0", to, &options, &table, NULL);
    ck_assert_int_eq(status, n_brute == 0 ? COOP_UNDEFINED : COOP_OK);
    if (n_brute == 0) {
        return;
    }
    ck_assert_int_eq(coop_table_n_rows(table), n_brute);
    for (int i = 0; i < n_brute; i++) {
        char segments[100] = "";
        for (int k = 0; k < brute[i].n; k++) {
            sprintf(segments + strlen(segments), "%ss%02d", k > 0 ? ";" : "", brute[i].segments[k]);
        }
        check_number(table, i, "hours", (double)brute[i].cost[0] / 60);
        check_number(table, i, "cost_usd", (double)brute[i].cost[1] / 100);
        check_number(table, i, "length_km", (double)brute[i].cost[2] / 1000);
        check_number(table, i, "n_legs", brute[i].n);
        check_text(table, i, "segments", segments);
    }
    coop_table_free(table);
}

START_TEST(ways_are_all_there_are_in_their_order)
{
    uint64_t seed = 20261125;
    int most = 0;
    for (int turn = 0; turn < 300; turn++) {
        random_net r = make_net(&seed);
        net = &r;
        coop_dataset *data = register_of_net(&r);
        for (int target = 1; target < N; target += 2) {
            brute_way way = {0};
            n_brute = 0;
            list_ways(&way, target);
            qsort(brute, (size_t)n_brute, sizeof *brute, by_order);
            most = n_brute > most ? n_brute : most;
            check_ways(data, target);
        }
        coop_dataset_free(data);
    }
    ck_assert_int_gt(most, 20);
}
END_TEST

START_TEST(ways_by_way_of_a_node_are_the_least_of_both_parts)
{
    uint64_t seed = 7;
    int n_found = 0;
    for (int turn = 0; turn < 100; turn++) {
        random_net r = make_net(&seed);
        for (int v = 0; v < N; v++) {
            r.node_gauges[v] = 1;
        }
        for (int e = 0; e < r.m; e++) {
            r.gauges[e] = 1;
        }
        coop_dataset *data = register_of_net(&r);
        coop_table *tables[3] = {NULL, NULL, NULL};
        coop_route_options options = COOP_ROUTE_OPTIONS_INIT;
        bool first = coop_rail_routes(data, "n0", "n1", &options, &tables[0], NULL) == COOP_OK;
        bool second = coop_rail_routes(data, "n1", "n2", &options, &tables[1], NULL) == COOP_OK;
        options.via = "n1";
        bool both = coop_rail_routes(data, "n0", "n2", &options, &tables[2], NULL) == COOP_OK;
        ck_assert_int_eq(both, first && second);
        if (both) {
            n_found++;
            check_number(tables[2], 0, "length_km",
                         number(tables[0], 0, "length_km") + number(tables[1], 0, "length_km"));
        }
        for (int i = 0; i < 3; i++) {
            coop_table_free(tables[i]);
        }
        coop_dataset_free(data);
    }
    ck_assert_int_gt(n_found, 20);
}
END_TEST

/* To leave a on 1435 and end at c on 1520 a train must go to the station x and come back over a:
 * that passes a twice and is no way. Only over b it can. */
START_TEST(a_walk_that_turns_back_to_change_gauge_is_no_way)
{
    coop_dataset *data = route_register("s,A,1435,,\na,A,,,\nx,A,1435;1520,,\nc,A,1520,,\n"
                                        "b,A,1435;1520,,",
                                        "1,s,a,10,1435,,operating,,,,\n"
                                        "2,a,x,10,1435;1520,,operating,,,,\n"
                                        "3,a,c,10,1520,,operating,,,,\n"
                                        "4,s,b,500,1435,,operating,,,,\n"
                                        "5,b,c,500,1520,,operating,,,,",
                                        "k,s,c,false,,,");
    coop_route_options options = COOP_ROUTE_OPTIONS_INIT;
    options.n_most = 10;
    coop_table *table = ways_of(data, "s", "c", &options);
    ck_assert_int_eq(coop_table_n_rows(table), 1);
    check_text(table, 0, "segments", "4;5");
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* ---- the embedded network ---- */

static void check_km(const coop_dataset *data, const char *from, const char *to, const char *lines,
                     double km)
{
    coop_route_options options = COOP_ROUTE_OPTIONS_INIT;
    options.by = "distance";
    options.lines = lines;
    coop_table *table = ways_of(data, from, to, &options);
    check_number(table, 0, "length_km", km);
    coop_table_free(table);
}

START_TEST(published_totals_come_out)
{
    coop_dataset *data = embedded();
    check_km(data, "dostyk", "moiynty", "operating", 836);
    check_km(data, "shu", "petropavl", "operating", 1514);
    check_km(data, "lugovaya", "semey", "operating", 1452);
    check_km(data, "zhetygen", "kazybek_bek", "under_construction", 75);
    check_km(data, "naibabad", "kharlachi", "planned", 647);
    check_km(data, "lugovaya", "bishkek", "operating", 154);
    check_km(data, "bishkek", "lugovaya", NULL, 154);
    coop_dataset_free(data);
}
END_TEST

START_TEST(the_day_and_the_lists_decide_what_is_open)
{
    coop_dataset *data = embedded();
    coop_route_options options = COOP_ROUTE_OPTIONS_INIT;
    coop_table *table = ways_of(data, "xian", "tashkent", NULL);
    check_text(table, 0, "nations", "CHN;KAZ;UZB");
    check_number(table, 0, "n_gauge_breaks", 1);
    check_number(table, 0, "not_operating_km", 0);
    coop_table_free(table);
    options.open = "cku";
    table = ways_of(data, "xian", "tashkent", &options);
    check_text(table, 0, "nations", "CHN;KGZ;UZB");
    check_number(table, 0, "not_operating_km", 473);
    coop_table_free(table);
    options.close = "KGZ";
    table = ways_of(data, "xian", "tashkent", &options);
    check_text(table, 0, "nations", "CHN;KAZ;UZB");
    coop_table_free(table);
    options.close = "khorgos_cn; s019";
    options.open = NULL;
    ck_assert_int_eq(coop_rail_routes(data, "xian", "tashkent", &options, &table, NULL),
                     COOP_UNDEFINED);
    options.close = NULL;
    options.as_of = "2000-01-01"; /* before the line over Khorgos */
    table = ways_of(data, "xian", "tashkent", &options);
    ck_assert_ptr_nonnull(strstr(text_of(table, 0, "nodes"), "dostyk"));
    coop_table_free(table);
    options.as_of = "2030-12-31";
    options.lines = "by_plan";
    table = ways_of(data, "xian", "tashkent", &options);
    check_text(table, 0, "nations", "CHN;KGZ;UZB");
    coop_table_free(table);
    options.as_of = "2030-12-30"; /* the plan says 2030: not before its last day for certain */
    table = ways_of(data, "xian", "tashkent", &options);
    check_text(table, 0, "nations", "CHN;KAZ;UZB");
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(legs_add_up_to_the_way)
{
    coop_dataset *data = embedded();
    coop_route_options options = COOP_ROUTE_OPTIONS_INIT;
    options.open = "cku";
    options.n_most = 5;
    coop_table *ways = ways_of(data, "lianyungang", "kars", &options);
    ck_assert_int_eq(coop_table_n_rows(ways), 5);
    for (int64_t i = 0; i < 5; i++) {
        coop_table *legs = NULL;
        coop_table *nations = NULL;
        double sums[4] = {0};
        options.route = i + 1;
        ck_assert_int_eq(coop_rail_route_legs(data, "lianyungang", "kars", &options, &legs, NULL),
                         COOP_OK);
        ck_assert_int_eq(
            coop_rail_route_nations(data, "lianyungang", "kars", &options, &nations, NULL),
            COOP_OK);
        for (int64_t k = 0; k < coop_table_n_rows(legs); k++) {
            sums[0] += is_missing(legs, k, "hours") ? 0 : number(legs, k, "hours");
            sums[1] += is_missing(legs, k, "length_km") ? 0 : number(legs, k, "length_km");
            sums[2] += number(legs, k, "cost_usd");
            ck_assert(is_missing(legs, k, "hours") ==
                      (strcmp(text_of(legs, k, "basis"), "in_border") == 0));
        }
        for (int64_t k = 0; k < coop_table_n_rows(nations); k++) {
            sums[3] += number(nations, k, "within_km") + number(nations, k, "border_km") / 2;
        }
        ck_assert_double_eq_tol(sums[0], number(ways, i, "hours"), 1e-9);
        ck_assert_double_eq_tol(sums[1], number(ways, i, "length_km"), 1e-9);
        ck_assert_double_eq_tol(sums[2], number(ways, i, "cost_usd"), 1e-6);
        ck_assert_double_eq_tol(sums[3], number(ways, i, "length_km"), 1e-9);
        ck_assert(i == 0 || number(ways, i, "hours") >= number(ways, i - 1, "hours"));
        coop_table_free(legs);
        coop_table_free(nations);
    }
    options.route = 1000;
    coop_table *none = (coop_table *)(void *)&none;
    ck_assert_int_eq(coop_rail_route_legs(data, "tianjin", "naushki", &options, &none, NULL),
                     COOP_NOT_FOUND);
    ck_assert_ptr_eq(none, &none);
    coop_table_free(ways);
    coop_dataset_free(data);
}
END_TEST

/* ---- what is not known ---- */

START_TEST(a_border_without_record_is_never_free)
{
    coop_dataset *data = embedded();
    coop_route_options options = COOP_ROUTE_OPTIONS_INIT;
    coop_table *table = (coop_table *)(void *)&table;
    coop_error err = {0};
    options.assumptions = &coop_rail_assumption_sets()[1];
    ck_assert_str_eq(options.assumptions->name, "recorded");
    ck_assert_int_eq(coop_rail_routes(data, "xian", "tashkent", &options, &table, &err),
                     COOP_UNDEFINED);
    ck_assert_msg(strstr(err.message, "unknown time") != NULL, "%s", err.message);
    ck_assert_ptr_eq(table, &table);
    options.by = "distance";
    table = ways_of(data, "xian", "tashkent", &options);
    check_missing(table, 0, "hours");
    check_missing(table, 0, "border_hours");
    check_missing(table, 0, "cost_usd");
    coop_table_free(table);
    coop_route_times times = {.struct_size = sizeof times, .mean = -7};
    ck_assert_int_eq(coop_rail_route_times(data, "xian", "tashkent", &options, &times, &err),
                     COOP_EMPTY);
    ck_assert(times.mean == -7);
    options.by = NULL; /* to Almaty only Khorgos is passed, which has a record */
    table = ways_of(data, "xian", "almaty", &options);
    check_number(table, 0, "border_hours", 2088.0 / 60);
    check_number(table, 0, "assumed_hours", 0);
    check_missing(table, 0, "cost_usd");
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(times_are_drawn_from_their_ranges)
{
    /* one border with a range, lines without: the triangle over 1, 2 and 6 hours */
    coop_dataset *data = route_register("a,A,1435,,\nb,B,1435,,", "1,a,b,60,1435,,operating,,,,",
                                        "k,a,b,false,1,2,6");
    coop_rail_assumptions assumptions = simple(0, 0);
    coop_route_options options = COOP_ROUTE_OPTIONS_INIT;
    coop_route_times times = {.struct_size = sizeof times};
    coop_route_times again = {.struct_size = sizeof again};
    options.assumptions = &assumptions;
    options.n_draws = 100000;
    options.seed = 5;
    ck_assert_int_eq(coop_rail_route_times(data, "a", "b", &options, &times, NULL), COOP_OK);
    ck_assert_int_eq(coop_rail_route_times(data, "b", "a", &options, &again, NULL), COOP_OK);
    ck_assert_mem_eq(&times, &again, sizeof times);
    ck_assert_double_eq_tol(times.mean, 1 + 3, 0.02); /* of a triangle: a third of the sum */
    ck_assert_double_eq_tol(times.p10, 1 + 1 + sqrt(0.1 * 5 * 1), 0.02);
    ck_assert_double_eq_tol(times.median, 1 + 6 - sqrt(0.5 * 5 * 4), 0.02);
    ck_assert_double_eq_tol(times.p90, 1 + 6 - sqrt(0.1 * 5 * 4), 0.02);
    ck_assert(times.low == 2 && times.high == 7 && times.n_draws == 100000);
    options.seed = 6;
    ck_assert_int_eq(coop_rail_route_times(data, "a", "b", &options, &again, NULL), COOP_OK);
    ck_assert(again.mean != times.mean);
    options.n_draws = 10000001;
    ck_assert_int_eq(coop_rail_route_times(data, "a", "b", &options, &again, NULL), COOP_RANGE);
    options.n_draws = 1;
    ck_assert_int_eq(coop_rail_route_times(data, "a", "b", &options, &again, NULL), COOP_OK);
    ck_assert(again.p10 == again.mean && again.p90 == again.mean);
    coop_dataset_free(data);
}
END_TEST

START_TEST(other_lengths_and_dwell_hours_give_the_range)
{
    coop_dataset *data =
        route_register("a,A,1435,,\nb,B,1435,,", "1,a,b,60,1435,,operating,,,48;66,published",
                       "j,b,a,false,,,\nk,a,b,false,1,2,6");
    coop_rail_assumptions assumptions = simple(100, 100);
    coop_route_options options = COOP_ROUTE_OPTIONS_INIT;
    options.assumptions = &assumptions;
    coop_table *table = ways_of(data, "a", "b", &options);
    check_number(table, 0, "hours", 3);
    check_number(table, 0, "hours_low", 1.8);
    check_number(table, 0, "hours_high", 7.1);
    check_number(table, 0, "length_low_km", 48);
    check_number(table, 0, "length_high_km", 66);
    check_number(table, 0, "share_not_published", 0);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* ---- what is refused ---- */

static void refuse(const char *nodes, const char *segments, const char *crossings, coop_status want,
                   const char *words)
{
    coop_dataset *data = route_register(nodes, segments, crossings);
    coop_table *table = (coop_table *)(void *)&table;
    coop_error err = {0};
    coop_status status = coop_rail_routes(data, "a", "b", NULL, &table, &err);
    ck_assert_msg(status == want, "%s: %s", coop_status_name(status), err.message);
    ck_assert_msg(want == COOP_OK || strstr(err.message, words) != NULL, "'%s' lacks '%s'",
                  err.message, words);
    if (want == COOP_OK) {
        coop_table_free(table);
    } else {
        ck_assert_ptr_eq(table, &table);
    }
    coop_dataset_free(data);
}

START_TEST(bad_rows_are_refused_by_their_number)
{
    const char *nodes = "a,A,1435,40,70\nb,A,1435,41,70";
    const char *none = "k,a,b,false,,,";
    /* 111.195 km along a meridian, less half a percent */
    refuse(nodes, "1,a,b,111.2,1435,,operating,,,,", none, COOP_OK, "");
    refuse(nodes, "1,a,b,110.64,1435,,operating,,,,", none, COOP_OK, "");
    refuse(nodes, "1,a,b,110.63,1435,,operating,,,,", none, COOP_RANGE,
           "'1' (row 0): length is 110630 m, less than the 111195 m");
    refuse(nodes, "1,a,b,112,1435,,operating,,,,\n2,a,b,0,1435,,operating,,,,", none, COOP_RANGE,
           "'2' (row 1): length_km is 0");
    refuse(nodes, "1,a,b,-5,1435,,operating,,,,", none, COOP_RANGE, "'1' (row 0)");
    refuse(nodes, "1,a,b,,1435,,operating,,,,", none, COOP_RANGE, "(row 0): length_km is missing");
    refuse(nodes, "1,a,b,112,,,operating,,,,", none, COOP_FORMAT, "'1' (row 0) has no gauge");
    refuse(nodes, "1,a,b,112,,ferry,operating,,,,", none, COOP_OK, "");
    refuse(nodes, "1,a,b,112,x,,operating,,,,", none, COOP_FORMAT, "(row 0): gauge 'x'");
    refuse(nodes, "1,a,c,112,1435,,operating,,,,", none, COOP_REFERENCE, "(row 0): to names 'c'");
    refuse(nodes, "1,a,b,112,1435,,operating,,,120;zz,", none, COOP_FORMAT,
           "(row 0): length_alt_km");
    refuse(nodes, "1,a,b,112,1435,,operating,,,,", "k,a,b,false,3,2,4", COOP_RANGE,
           "crossing 'k' (row 0): dwell hours do not rise");
    refuse(nodes, "1,a,b,112,1435,,operating,,,,", "k,a,b,false,-1,2,4", COOP_RANGE, "(row 0)");
}
END_TEST

static void refuse_options(const coop_dataset *data, const coop_route_options *options,
                           coop_status want, const char *words)
{
    coop_table *table = (coop_table *)(void *)&table;
    coop_error err = {0};
    ck_assert_int_eq(coop_rail_routes(data, "xian", "tashkent", options, &table, &err), want);
    ck_assert_msg(strstr(err.message, words) != NULL, "'%s' lacks '%s'", err.message, words);
    ck_assert_ptr_eq(table, &table);
}

START_TEST(bad_options_are_refused)
{
    coop_dataset *data = embedded();
    coop_rail_assumptions bad = *coop_rail_assumption_sets();
    bad.kmh_single.low = 0.5;
    coop_route_options options[] = {{.by = "speed"}, {.lines = "open"}, {.n_most = 1001},
                                    {.n_most = -1},  {.route = 1001},   {.as_of = "2026-02-30"},
                                    {.open = "nix"}, {.close = "CHM"},  {.via = "almaty;almaty"},
                                    {.via = "xian"}, {.via = "almty"},  {.assumptions = &bad}};
    static const coop_status wants[] = {
        COOP_NOT_FOUND, COOP_NOT_FOUND, COOP_RANGE, COOP_RANGE, COOP_RANGE,     COOP_RANGE,
        COOP_NOT_FOUND, COOP_NOT_FOUND, COOP_RANGE, COOP_RANGE, COOP_NOT_FOUND, COOP_RANGE};
    static const char *const words[] = {"'speed'", "'open'", "1001",     "-1",
                                        "1001",    "2026",   "'nix'",    "'CHM'",
                                        "via",     "via",    "'almaty'", "kmh_single is 0.5"};
    for (size_t i = 0; i < sizeof wants / sizeof wants[0]; i++) {
        options[i].struct_size = sizeof options[i];
        refuse_options(data, &options[i], wants[i], words[i]);
    }
    coop_route_options small = {.struct_size = 8};
    refuse_options(data, &small, COOP_ARGUMENT, "struct_size");
    coop_table *table = NULL;
    ck_assert_int_eq(coop_rail_routes(data, "xian", "xian", NULL, &table, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_rail_routes(data, "xian", "xiam", NULL, &table, NULL), COOP_NOT_FOUND);
    ck_assert_int_eq(coop_rail_routes(NULL, "xian", "xian", NULL, &table, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rail_routes(data, NULL, "xian", NULL, &table, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rail_routes(data, "xian", "osh", NULL, NULL, NULL), COOP_ARGUMENT);
    coop_dataset_free(data);
}
END_TEST

START_TEST(sets_of_assumptions_are_whole)
{
    int n = 0;
    for (const coop_rail_assumptions *a = coop_rail_assumption_sets(); a->name != NULL; a++, n++) {
        ck_assert_uint_gt(strlen(a->origin), 40);
        ck_assert_uint_eq(a->struct_size, sizeof *a);
    }
    ck_assert_int_eq(n, 2);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rail/route");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, ways_are_all_there_are_in_their_order);
    tcase_add_test(all, ways_by_way_of_a_node_are_the_least_of_both_parts);
    tcase_add_test(all, a_walk_that_turns_back_to_change_gauge_is_no_way);
    tcase_add_test(all, published_totals_come_out);
    tcase_add_test(all, the_day_and_the_lists_decide_what_is_open);
    tcase_add_test(all, legs_add_up_to_the_way);
    tcase_add_test(all, a_border_without_record_is_never_free);
    tcase_add_test(all, times_are_drawn_from_their_ranges);
    tcase_add_test(all, other_lengths_and_dwell_hours_give_the_range);
    tcase_add_test(all, bad_rows_are_refused_by_their_number);
    tcase_add_test(all, bad_options_are_refused);
    tcase_add_test(all, sets_of_assumptions_are_whole);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
