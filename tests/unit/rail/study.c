/* study.c -- tests of lib/rail/study.c, weak.c, effect.c and capacity.c: against the ways that
 * route.c finds, against other formulas, and on networks worked out by hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_study.h>

#include "small_rail.h"

#include <math.h>

static const char *const eight = "xian=13;urumqi=4;almaty=2.5;tashkent=3;bishkek;dushanbe=1.25;"
                                 "aktau_port;osh=0.5";

static coop_table *table_or_fail(coop_status status, const coop_error *err, coop_table *table)
{
    ck_assert_msg(status == COOP_OK, "%s: %s", coop_status_name(status), err->message);
    return table;
}

static coop_table *pairs_of(const coop_dataset *data, const char *lines,
                            const coop_rail_study_options *options)
{
    coop_table *table = NULL;
    coop_error err = {0};
    coop_status status = coop_rail_line_pairs(data, lines, options, &table, &err);
    return table_or_fail(status, &err, table);
}

static coop_table *effects_of(const coop_dataset *data, const char *lines,
                              const coop_rail_study_options *options)
{
    coop_table *table = NULL;
    coop_error err = {0};
    coop_status status = coop_rail_line_effects(data, lines, options, &table, &err);
    return table_or_fail(status, &err, table);
}

/* Hours of the best way, NaN for none. */
static double hours_of(const coop_dataset *data, const char *from, const char *to,
                       const coop_route_options *network)
{
    coop_table *table = NULL;
    if (coop_rail_routes(data, from, to, network, &table, NULL) != COOP_OK) {
        return NAN;
    }
    double hours = number(table, 0, "hours");
    coop_table_free(table);
    return hours;
}

START_TEST(hours_between_all_nodes_are_those_of_the_best_ways)
{
    coop_dataset *data = embedded();
    coop_rail_study_options options = COOP_RAIL_STUDY_OPTIONS_INIT;
    coop_route_options network = COOP_ROUTE_OPTIONS_INIT;
    coop_route_options later = COOP_ROUTE_OPTIONS_INIT;
    later.open = "cku;serhetabat_herat";
    options.network = &network;
    options.places = NULL;
    coop_table *table = pairs_of(data, "cku;serhetabat_herat", &options);
    ck_assert_int_gt(coop_table_n_rows(table), 10000);
    for (int64_t row = 0; row < coop_table_n_rows(table); row += 41) {
        char from[40];
        strcpy(from, text_of(table, row, "from"));
        const char *to = text_of(table, row, "to");
        double before = hours_of(data, from, to, &network);
        double after = hours_of(data, from, to, &later);
        ck_assert_int_eq(isnan(before), is_missing(table, row, "hours_before"));
        ck_assert_int_eq(isnan(after), is_missing(table, row, "hours_after"));
        ck_assert(isnan(before) || before == number(table, row, "hours_before"));
        ck_assert(isnan(after) || after == number(table, row, "hours_after"));
        check_number(table, row, "is_new", isnan(before) && !isnan(after) ? 1 : 0);
    }
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* ---- new lines ---- */

/* The value of a set of the lines: what coop_rail_line_effects gives without any. */
static double value_of_set(const coop_dataset *data, const char *const *lines, int n, unsigned set,
                           const coop_rail_study_options *given)
{
    char open[200] = "";
    coop_route_options network = COOP_ROUTE_OPTIONS_INIT;
    coop_rail_study_options options = *given;
    for (int k = 0; k < n; k++) {
        if ((set >> k & 1) != 0) {
            strcat(open, lines[k]);
            strcat(open, ";");
        }
    }
    network.open = open;
    options.network = &network;
    coop_table *table = effects_of(data, lines[0], &options);
    double value = number(table, 0, "alone");
    coop_table_free(table);
    return value;
}

/* Mean of what line k adds over all orders of three. */
static double mean_over_orders(const double *values, int k)
{
    static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                     {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    double sum = 0;
    for (int i = 0; i < 6; i++) {
        unsigned set = 0;
        for (int j = 0; orders[i][j] != k; j++) {
            set |= 1u << orders[i][j];
        }
        sum += values[set | 1u << k] - values[set];
    }
    return sum / 6;
}

START_TEST(shapley_values_are_means_over_all_orders)
{
    static const char *const lines[] = {"cku", "almaty_bypass", "moiynty_kyzylzhar"};
    static const double p[] = {0.9, 0.25, 1};
    static const char *const values[] = {"efficiency", "hours", "accessibility"};
    coop_dataset *data = embedded();
    for (int i = 0; i < 3; i++) {
        coop_rail_study_options options = COOP_RAIL_STUDY_OPTIONS_INIT;
        double v[8];
        double sum = 0;
        double expected = 0;
        options.places = eight;
        options.value = values[i];
        for (unsigned set = 0; set < 8; set++) {
            double chance = 1;
            v[set] = value_of_set(data, lines, 3, set, &options);
            for (int k = 0; k < 3; k++) {
                chance *= (set >> k & 1) != 0 ? p[k] : 1 - p[k];
            }
            expected += chance * v[set];
        }
        coop_table *table =
            effects_of(data, "cku=0.9; almaty_bypass=0.25;moiynty_kyzylzhar", &options);
        double scale = fabs(v[0]);
        ck_assert_double_eq_tol(number(table, 0, "alone"), v[0], 1e-12 * scale);
        ck_assert_double_eq_tol(number(table, 0, "last"), v[7], 1e-12 * scale);
        ck_assert_double_eq_tol(number(table, 0, "expected_with"), expected, 1e-12 * scale);
        for (int k = 0; k < 3; k++) {
            check_text(table, k + 1, "line", lines[k]);
            ck_assert_double_eq_tol(number(table, k + 1, "alone"), v[1u << k] - v[0],
                                    1e-12 * scale);
            ck_assert_double_eq_tol(number(table, k + 1, "last"), v[7] - v[7u & ~(1u << k)],
                                    1e-12 * scale);
            ck_assert_double_eq_tol(number(table, k + 1, "shapley"), mean_over_orders(v, k),
                                    1e-12 * scale);
            sum += number(table, k + 1, "shapley");
        }
        ck_assert_double_eq_tol(sum, v[7] - v[0], 1e-12 * scale);
        ck_assert(number(table, 1, "alone") != 0);
        coop_table_free(table);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(sixteen_lines_and_no_more)
{
    coop_dataset *data = embedded();
    coop_rail_study_options options = COOP_RAIL_STUDY_OPTIONS_INIT;
    coop_table *table = (coop_table *)(void *)&table;
    coop_error err = {0};
    options.places = "xian;tashkent";
    ck_assert_int_eq(coop_rail_line_effects(data,
                                            "s001;s002;s003;s004;s005;s006;s007;s008;s009;s010;"
                                            "s011;s012;s013;s014;s015;s016;s017",
                                            &options, &table, &err),
                     COOP_LIMIT);
    ck_assert_int_eq(coop_rail_line_effects(data, "", &options, &table, &err), COOP_EMPTY);
    ck_assert_int_eq(coop_rail_line_effects(data, "cku=1.5", &options, &table, &err), COOP_RANGE);
    ck_assert_int_eq(coop_rail_line_effects(data, "cku=x", &options, &table, &err), COOP_RANGE);
    ck_assert_int_eq(coop_rail_line_effects(data, "cku;cku", &options, &table, &err),
                     COOP_CONFLICT);
    ck_assert_int_eq(coop_rail_line_effects(data, "ckv", &options, &table, &err), COOP_NOT_FOUND);
    ck_assert_int_eq(coop_rail_line_effects(data, NULL, &options, &table, &err), COOP_ARGUMENT);
    options.value = "speed";
    ck_assert_int_eq(coop_rail_line_effects(data, "cku", &options, &table, &err), COOP_NOT_FOUND);
    options.value = NULL;
    options.places = "xian";
    ck_assert_int_eq(coop_rail_line_effects(data, "cku", &options, &table, &err), COOP_EMPTY);
    options.places = "xian;xian";
    ck_assert_int_eq(coop_rail_line_effects(data, "cku", &options, &table, &err), COOP_CONFLICT);
    options.places = "xian=-1;tashkent";
    ck_assert_int_eq(coop_rail_line_effects(data, "cku", &options, &table, &err), COOP_RANGE);
    options.places = "xian;kunduz";
    options.value = "hours";
    ck_assert_int_eq(coop_rail_line_effects(data, "cku", &options, &table, &err), COOP_UNDEFINED);
    ck_assert_ptr_eq(table, &table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(accessibility_is_the_sum_over_other_places)
{
    static const char *const forms[] = {"power", "exponential", "within"};
    static const double parameters[] = {1, 0.02, 48};
    coop_dataset *data = embedded();
    for (int i = 0; i < 3; i++) {
        coop_rail_study_options options = COOP_RAIL_STUDY_OPTIONS_INIT;
        coop_table *table = NULL;
        options.places = "urumqi=4;almaty=2.5;tashkent=3;kunduz=7";
        options.form = forms[i];
        options.internal_hours = 2;
        ck_assert_int_eq(coop_rail_accessibility(data, &options, &table, NULL), COOP_OK);
        double hours[] = {2, hours_of(data, "urumqi", "almaty", NULL),
                          hours_of(data, "urumqi", "tashkent", NULL)};
        const double weights[] = {4, 2.5, 3};
        double want = 0;
        for (int k = 0; k < 3; k++) {
            double f = i == 0   ? 1 / hours[k]
                       : i == 1 ? exp(-parameters[i] * hours[k])
                                : hours[k] <= parameters[i];
            want += weights[k] * f;
        }
        ck_assert_double_eq_tol(number(table, 0, "accessibility"), want, 1e-12);
        check_number(table, 0, "n_reached", 2);
        ck_assert_double_eq_tol(number(table, 0, "mean_hours"),
                                (2.5 * hours[1] + 3 * hours[2]) / 5.5, 1e-12);
        check_number(table, 3, "n_reached", 0);
        check_missing(table, 3, "mean_hours");
        coop_table_free(table);
        options.form = "gravity";
        ck_assert_int_eq(coop_rail_accessibility(data, &options, &table, NULL), COOP_NOT_FOUND);
        options.form = NULL;
        options.parameter = -1;
        ck_assert_int_eq(coop_rail_accessibility(data, &options, &table, NULL), COOP_RANGE);
        options.parameter = NAN;
        ck_assert_int_eq(coop_rail_accessibility(data, &options, &table, NULL), COOP_RANGE);
    }
    coop_dataset_free(data);
}
END_TEST

/* ---- weak points ---- */

/* Efficiency and mean hours over the pairs of `eight`, without what is closed. */
static void by_ways(const coop_dataset *data, const char *close, double *efficiency, double *hours)
{
    static const char *const names[] = {"xian",    "urumqi",   "almaty",     "tashkent",
                                        "bishkek", "dushanbe", "aktau_port", "osh"};
    static const double weights[] = {13, 4, 2.5, 3, 1, 1.25, 1, 0.5};
    coop_route_options network = COOP_ROUTE_OPTIONS_INIT;
    double weight = 0;
    double kept = 0;
    network.close = close;
    *efficiency = 0;
    *hours = 0;
    for (int i = 0; i < 8; i++) {
        for (int j = i + 1; j < 8; j++) {
            double w = weights[i] * weights[j];
            double h = hours_of(data, names[i], names[j], &network);
            weight += w;
            *efficiency += isnan(h) ? 0 : w / h;
            *hours += isnan(h) ? 0 : w * h;
            kept += isnan(h) ? 0 : w;
        }
    }
    *efficiency /= weight;
    *hours /= kept;
}

START_TEST(a_loss_is_what_closing_it_gives)
{
    coop_dataset *data = embedded();
    coop_rail_study_options options = COOP_RAIL_STUDY_OPTIONS_INIT;
    coop_table *table = NULL;
    double whole = 0;
    double hours = 0;
    int n_seen = 0;
    options.places = eight;
    ck_assert_int_eq(coop_rail_weak_points(data, &options, &table, NULL), COOP_OK);
    by_ways(data, NULL, &whole, &hours);
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        ck_assert(row == 0 || is_missing(table, row, "efficiency_loss") ||
                  number(table, row, "efficiency_loss") <=
                      number(table, row - 1, "efficiency_loss"));
        bool is_whole = !is_missing(table, row, "efficiency") &&
                        number(table, row, "n_pairs") == 28 && row % 9 == 0;
        if (is_whole) {
            double left = 0;
            double later = 0;
            by_ways(data, text_of(table, row, "id"), &left, &later);
            ck_assert_double_eq_tol(number(table, row, "efficiency"), whole, 1e-12);
            ck_assert_double_eq_tol(number(table, row, "efficiency_without"), left, 1e-12);
            ck_assert_double_eq_tol(number(table, row, "efficiency_loss"), 1 - left / whole, 1e-12);
            if (number(table, row, "n_cut") == 0) {
                ck_assert_double_eq_tol(number(table, row, "delay_hours"), later - hours, 1e-9);
            }
            n_seen++;
        }
    }
    ck_assert_int_gt(n_seen, 10);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* A square of four stations, and a fifth behind one of them:   a - b
 *                                                              |   |
 *                                                              d - c - e  */
static coop_dataset *square(void)
{
    sheet sheets[] = {{"rail_node", "id:code nation:code gauge_mm:set",
                       "a,A,1435\nb,B,1435\nc,C,1435\nd,D,1435\ne,C,1435"},
                      {"rail_segment", "id:code from:code to:code length_km:float64 gauge_mm:set",
                       "ab,a,b,60,1435\nbc,b,c,60,1435\ncd,c,d,60,1435\nda,d,a,60,1435\n"
                       "ce,c,e,60,1435"}};
    return register_of(sheets, 2);
}

static coop_rail_assumptions hourly(void)
{
    coop_rail_range minute = {60, 60, 60};
    coop_rail_range none = {0, 0, 0};
    return (coop_rail_assumptions){sizeof(coop_rail_assumptions),
                                   "hourly",
                                   "a test",
                                   minute,
                                   minute,
                                   minute,
                                   minute,
                                   minute,
                                   none,
                                   none,
                                   none,
                                   none,
                                   none,
                                   none};
}

static int64_t row_of(const coop_table *table, const char *kind, const char *id)
{
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        if (strcmp(text_of(table, row, "kind"), kind) == 0 &&
            strcmp(text_of(table, row, "id"), id) == 0) {
            return row;
        }
    }
    ck_abort_msg("no %s '%s'", kind, id);
    return -1;
}

START_TEST(a_square_by_hand)
{
    coop_dataset *data = square();
    coop_rail_assumptions assumptions = hourly();
    coop_route_options network = COOP_ROUTE_OPTIONS_INIT;
    coop_rail_study_options options = COOP_RAIL_STUDY_OPTIONS_INIT;
    coop_table *table = NULL;
    network.assumptions = &assumptions;
    options.network = &network;
    ck_assert_int_eq(coop_rail_weak_points(data, &options, &table, NULL), COOP_OK);
    ck_assert_int_eq(coop_table_n_rows(table), 5 + 5 + 4);
    check_missing(table, 0, "trains");
    /* distances ab bc cd da ce 1; ac bd be de 2; ae 3 */
    double whole = (5 + 4 / 2.0 + 1 / 3.0) / 10;
    int64_t row = row_of(table, "segment", "ce");
    check_number(table, row, "betweenness", 4);
    check_number(table, row, "is_critical", 1);
    check_number(table, row, "n_pairs", 10);
    check_number(table, row, "n_cut", 4);
    check_number(table, row, "share_cut", 0.4);
    check_number(table, row, "delay_hours", 0);
    ck_assert_double_eq_tol(number(table, row, "efficiency"), whole, 1e-15);
    ck_assert_double_eq_tol(number(table, row, "efficiency_without"), 0.5, 1e-15);
    row = row_of(table, "segment", "ab");
    /* ab itself, half of ac, bd and ae */
    check_number(table, row, "betweenness", 2.5);
    check_number(table, row, "is_critical", 0);
    check_number(table, row, "n_cut", 0);
    /* a - b is 3 instead of 1, and all others stay */
    check_number(table, row, "delay_hours", 0.2);
    check_number(table, row, "max_delay_hours", 2);
    row = row_of(table, "node", "c");
    check_number(table, row, "betweenness", 1 + 1 + 1 + 0.5); /* ae, be, de, half of bd */
    check_number(table, row, "is_critical", 1);
    check_number(table, row, "n_pairs", 6);
    check_number(table, row, "n_cut", 3);
    row = row_of(table, "nation", "C");
    check_missing(table, row, "betweenness");
    check_missing(table, row, "is_critical");
    check_number(table, row, "n_pairs", 3);
    check_number(table, row, "n_cut", 0);
    coop_table_free(table);
    /* between a and c every segment is a border, which nobody knows */
    coop_rail_capacity_options capacity = COOP_RAIL_CAPACITY_INIT;
    options.flow_from = "a";
    options.flow_to = "e";
    ck_assert_int_eq(coop_rail_weak_points(data, &options, &table, NULL), COOP_OK);
    check_missing(table, 0, "trains");
    coop_table_free(table);
    capacity.border = 7;
    options.capacity = &capacity;
    ck_assert_int_eq(coop_rail_weak_points(data, &options, &table, NULL), COOP_OK);
    row = row_of(table, "segment", "ce");
    check_number(table, row, "trains", 14);
    check_number(table, row, "trains_without", 0);
    check_number(table, row_of(table, "segment", "ab"), "trains_without", 7);
    check_missing(table, row_of(table, "node", "a"), "trains_without");
    coop_table_free(table);
    options.flow_from = "e";
    ck_assert_int_eq(coop_rail_weak_points(data, &options, &table, NULL), COOP_RANGE);
    options.n_removed = 9;
    options.n_replicates = 4;
    ck_assert_int_eq(coop_rail_resilience(data, &options, &table, NULL), COOP_OK);
    ck_assert_int_eq(coop_table_n_rows(table), 6);
    check_number(table, 0, "targeted", 1);
    check_text(table, 1, "segment", "ce");
    ck_assert_double_eq_tol(number(table, 1, "targeted"), 0.5 / whole, 1e-15);
    check_number(table, 5, "targeted", 0);
    check_number(table, 5, "random_high", 0);
    for (int64_t i = 1; i < 6; i++) {
        ck_assert(number(table, i, "targeted") < number(table, i - 1, "targeted"));
        ck_assert(number(table, i, "random_low") <= number(table, i, "random_mean"));
        ck_assert(number(table, i, "random_high") <= number(table, i - 1, "random_high"));
    }
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* ---- capacity ---- */

START_TEST(trains_are_bound_by_what_is_known)
{
    coop_dataset *data = embedded();
    coop_rail_capacity_options options = COOP_RAIL_CAPACITY_INIT;
    coop_rail_flow flow = {.struct_size = sizeof flow, .trains = -7};
    coop_error err = {0};
    ck_assert_int_eq(coop_rail_capacity(data, "xian", "almaty", &options, &flow, &err), COOP_EMPTY);
    ck_assert_ptr_nonnull(strstr(err.message, "bc_"));
    ck_assert(flow.trains == -7 && flow.parts == NULL);
    /* the other ways in are over borders that nobody knows: they must not matter */
    options.trains = "bc_alashankou_dostyk=28;bc_khorgos_altynkol=15";
    ck_assert_int_eq(coop_rail_capacity(data, "xian", "almaty", &options, &flow, &err), COOP_OK);
    ck_assert_int_eq(flow.trains, 28 + 15);
    ck_assert_int_eq(flow.is_unique, 1);
    int64_t sums[2] = {0, 0};
    for (int64_t row = 0; row < coop_table_n_rows(flow.parts); row++) {
        double trains = number(flow.parts, row, "trains");
        ck_assert(number(flow.parts, row, "flow") <= trains);
        sums[0] += number(flow.parts, row, "in_nearest") != 0 ? (int64_t)trains : 0;
        sums[1] += number(flow.parts, row, "in_farthest") != 0 ? (int64_t)trains : 0;
    }
    ck_assert_int_eq(sums[0], flow.trains);
    ck_assert_int_eq(sums[1], flow.trains);
    coop_table_free(flow.parts);
    options.trains = "s004=10;bc_alashankou_dostyk=28;bc_khorgos_altynkol=15";
    ck_assert_int_eq(coop_rail_capacity(data, "xian", "almaty", &options, &flow, &err), COOP_OK);
    ck_assert_int_eq(flow.trains, 10);
    coop_table_free(flow.parts);
    options.trains = "s004=0";
    ck_assert_int_eq(coop_rail_capacity(data, "xian", "almaty", &options, &flow, &err), COOP_OK);
    ck_assert_int_eq(flow.trains, 0);
    coop_table_free(flow.parts);
    coop_dataset_free(data);
}
END_TEST

START_TEST(changes_of_gauge_bound_what_passes_a_node)
{
    sheet sheets[] = {
        {"rail_node", "id:code gauge_mm:set", "a,1435\nm,1435;1520\nn,1435;1520\nb,1520"},
        {"rail_segment", "id:code from:code to:code length_km:float64 gauge_mm:set",
         "1,a,m,10,1435\n2,m,b,10,1520\n3,a,n,10,1435\n4,n,b,10,1520"}};
    coop_dataset *data = register_of(sheets, 2);
    coop_rail_capacity_options options = COOP_RAIL_CAPACITY_INIT;
    coop_rail_flow flow = {.struct_size = sizeof flow};
    coop_error err = {0};
    ck_assert_int_eq(coop_rail_capacity(data, "a", "b", &options, &flow, &err), COOP_EMPTY);
    ck_assert_ptr_nonnull(strstr(err.message, "change of gauge at 'm'"));
    options.trains = "m=5;n=30";
    ck_assert_int_eq(coop_rail_capacity(data, "a", "b", &options, &flow, &err), COOP_OK);
    ck_assert_int_eq(flow.trains, 5 + 24);
    ck_assert_int_eq(flow.is_unique, 0); /* before n or behind it */
    coop_table_free(flow.parts);
    options.change = 7;
    options.trains = "n=1";
    ck_assert_int_eq(coop_rail_capacity(data, "b", "a", &options, &flow, &err), COOP_OK);
    ck_assert_int_eq(flow.trains, 8);
    ck_assert_int_eq(flow.is_unique, 1);
    ck_assert_int_eq(coop_table_n_rows(flow.parts), 6);
    coop_table_free(flow.parts);
    options.trains = "n=1.5";
    ck_assert_int_eq(coop_rail_capacity(data, "b", "a", &options, &flow, &err), COOP_RANGE);
    options.trains = "x=1";
    ck_assert_int_eq(coop_rail_capacity(data, "b", "a", &options, &flow, &err), COOP_NOT_FOUND);
    options.trains = NULL;
    options.border = -2;
    ck_assert_int_eq(coop_rail_capacity(data, "b", "a", &options, &flow, &err), COOP_RANGE);
    options.border = 1000001;
    ck_assert_int_eq(coop_rail_capacity(data, "b", "a", &options, &flow, &err), COOP_RANGE);
    ck_assert_int_eq(coop_rail_capacity(data, "b", "b", NULL, &flow, &err), COOP_RANGE);
    ck_assert_int_eq(coop_rail_capacity(data, "b", NULL, NULL, &flow, &err), COOP_ARGUMENT);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rail/study");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, hours_between_all_nodes_are_those_of_the_best_ways);
    tcase_add_test(all, shapley_values_are_means_over_all_orders);
    tcase_add_test(all, sixteen_lines_and_no_more);
    tcase_add_test(all, accessibility_is_the_sum_over_other_places);
    tcase_add_test(all, a_loss_is_what_closing_it_gives);
    tcase_add_test(all, a_square_by_hand);
    tcase_add_test(all, trains_are_bound_by_what_is_known);
    tcase_add_test(all, changes_of_gauge_bound_what_passes_a_node);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
