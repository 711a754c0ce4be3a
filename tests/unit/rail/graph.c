/* graph.c -- tests of lib/rail/graph.c, betweenness.c, cut_points.c and flow.c: reference graphs,
 * another way on small random graphs, and graphs as large and as deep as they may come.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/graph.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "meter.h"
#include "oracle.h"
#include "random.h"

#define NODES 64
#define EDGES 256

/* A small graph as lists, and the same as a graph. */
typedef struct small {
    int64_t n, m;
    int64_t from[EDGES], to[EDGES], weight[EDGES], capacity[EDGES];
    bool is_directed;
    char names[NODES][24];
    coop_graph *graph;
} small;

static void make(small *s)
{
    coop_graph_edges edges = {s->n, s->m, s->from, s->to, s->weight, s->is_directed};
    coop_error err = {0};
    coop_status status = coop_graph_new(&edges, NULL, &s->graph, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    ck_assert_int_eq(coop_graph_n_nodes(s->graph), s->n);
    ck_assert_int_eq(coop_graph_n_edges(s->graph), s->m);
}

/* ---- reference graphs ---- */

static char *read_oracle(const char *graph, const char *kind)
{
    char name[128];
    char path[600];
    size_t size = 0;
    snprintf(name, sizeof name, "tests/oracle/graph/%s.%s.csv", graph, kind);
    char *text = file_read(source_path(name, path, sizeof path), &size);
    ck_assert_msg(text != NULL, "cannot read %s", path);
    return text;
}

/* The next row's fields, cut in place; 0 at the end. Comments and the line of names are passed. */
static int next_row(char **at, bool *is_headed, char **fields)
{
    while (**at != '\0') {
        char *line = *at;
        char *end = line + strcspn(line, "\n");
        *at = *end == '\0' ? end : end + 1;
        *end = '\0';
        if (line[0] == '#' || !*is_headed) {
            *is_headed = *is_headed || line[0] != '#';
            continue;
        }
        int n = 0;
        for (char *f = line; f != NULL; n++) {
            fields[n] = f;
            f = strchr(f, ',');
            if (f != NULL) {
                *f++ = '\0';
            }
        }
        return n;
    }
    return 0;
}

static int64_t node_named(const small *s, const char *name)
{
    for (int64_t v = 0; v < s->n; v++) {
        if (strcmp(s->names[v], name) == 0) {
            return v;
        }
    }
    ck_abort_msg("no node '%s'", name);
    return -1;
}

static void read_graph(const char *graph, small *s)
{
    memset(s, 0, sizeof *s);
    char *text = read_oracle(graph, "edges");
    s->is_directed = strstr(text, "; directed") != NULL;
    char *list = strchr(strstr(text, "nodes="), ':') + 2;
    for (int used = 0; *list != '\n'; list += used) {
        ck_assert_int_eq(sscanf(list, "%23s%n", s->names[s->n++], &used), 1);
        used += list[used] == ' ' ? 1 : 0;
    }
    char *fields[8];
    bool is_headed = false;
    char *at = text;
    while (next_row(&at, &is_headed, fields) == 4) {
        s->from[s->m] = node_named(s, fields[0]);
        s->to[s->m] = node_named(s, fields[1]);
        s->weight[s->m] = atoll(fields[2]);
        s->capacity[s->m++] = atoll(fields[3]);
    }
    free(text);
    make(s);
}

static void check_distances(const char *graph, const small *s)
{
    int64_t d[NODES];
    char *text = read_oracle(graph, "distances");
    char *fields[8];
    bool is_headed = false;
    int n_rows = 0;
    for (char *at = text; next_row(&at, &is_headed, fields) == 4; n_rows++) {
        int64_t from = node_named(s, fields[0]);
        int64_t want =
            fields[2][0] == 'I' || fields[2][0] == 'N' ? COOP_GRAPH_NO_PATH : atoll(fields[2]);
        ck_assert_int_eq(coop_graph_distances(s->graph, &from, 1, NULL, d, NULL), COOP_OK);
        ck_assert_msg(d[node_named(s, fields[1])] == want, "%s: %s-%s", graph, fields[0],
                      fields[1]);
    }
    ck_assert_int_gt(n_rows, 20);
    free(text);
}

static void check_near(const char *graph, const char *what, double got, double want)
{
    ck_assert_msg(fabs(got - want) <= 1e-12 * fmax(1, fabs(want)), "%s, node %s: %.17g, not %.17g",
                  graph, what, got, want);
}

static void check_betweenness(const char *graph, small *s)
{
    double plain[NODES];
    double weighted[NODES];
    small unit = *s;
    for (int64_t i = 0; i < unit.m; i++) {
        unit.weight[i] = 1;
    }
    make(&unit);
    ck_assert_int_eq(coop_graph_betweenness(s->graph, NULL, weighted, NULL, NULL), COOP_OK);
    ck_assert_int_eq(coop_graph_betweenness(unit.graph, NULL, plain, NULL, NULL), COOP_OK);
    char *text = read_oracle(graph, "nodes");
    char *fields[16];
    bool is_headed = false;
    int n_rows = 0;
    for (char *at = text; next_row(&at, &is_headed, fields) == 10; n_rows++) {
        int64_t v = node_named(s, fields[0]);
        check_near(graph, fields[0], plain[v], strtod(fields[2], NULL));
        check_near(graph, fields[0], weighted[v], strtod(fields[3], NULL));
    }
    ck_assert_int_eq(n_rows, s->n);
    coop_graph_free(unit.graph);
    free(text);
}

/* The capacities of what a bottleneck marks, by its bit. */
static int64_t sum_of_cut(const small *s, const uint8_t *cut, uint8_t bit)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < s->m; i++) {
        sum += (cut[i] & bit) != 0 ? s->capacity[i] : 0;
    }
    return sum;
}

static int64_t flow_of(const small *s, int64_t source, int64_t sink)
{
    uint8_t cut[EDGES];
    int64_t flows[EDGES];
    int64_t net[NODES] = {0};
    coop_graph_flow_input input = {source, sink, s->capacity, NULL};
    coop_graph_flow_result r = {.struct_size = sizeof r, .edge_cut = cut, .flows = flows};
    coop_error err = {0};
    coop_status status = coop_graph_flow(s->graph, &input, NULL, &r, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    ck_assert_int_eq(sum_of_cut(s, cut, COOP_CUT_NEAREST), r.value);
    ck_assert_int_eq(sum_of_cut(s, cut, COOP_CUT_FARTHEST), r.value);
    for (int64_t i = 0; i < s->m; i++) {
        ck_assert_int_le(flows[i], s->capacity[i]);
        ck_assert_int_ge(flows[i], s->is_directed ? 0 : -s->capacity[i]);
        net[s->from[i]] -= flows[i];
        net[s->to[i]] += flows[i];
    }
    for (int64_t v = 0; v < s->n; v++) {
        ck_assert_int_eq(net[v], v == source ? -r.value : v == sink ? r.value : 0);
    }
    return r.value;
}

static void check_flows(const char *graph, const small *s)
{
    char *text = read_oracle(graph, "maxflow");
    char *fields[8];
    bool is_headed = false;
    int n_rows = 0;
    for (char *at = text; next_row(&at, &is_headed, fields) == 3; n_rows++) {
        int64_t value = flow_of(s, node_named(s, fields[0]), node_named(s, fields[1]));
        ck_assert_msg(value == atoll(fields[2]), "%s: %s-%s", graph, fields[0], fields[1]);
    }
    ck_assert_int_gt(n_rows, 5);
    free(text);
}

/* Is `word` one of the words of a list that ';' parts? */
static bool is_listed(const char *list, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = list; *at != '\0';) {
        size_t length = strcspn(at, ";");
        if (length == n && strncmp(at, word, n) == 0) {
            return true;
        }
        at += length + (at[length] == ';' ? 1 : 0);
    }
    return false;
}

static void check_cut_points(const char *graph, const small *s)
{
    uint8_t bridge[EDGES];
    uint8_t point[NODES];
    char *fields[8];
    bool is_headed = false;
    char *text = read_oracle(graph, "graph");
    ck_assert_int_eq(coop_graph_cut_points(s->graph, NULL, bridge, point, NULL, NULL), COOP_OK);
    for (char *at = text; next_row(&at, &is_headed, fields) == 2;) {
        if (strcmp(fields[0], "articulation_points") == 0) {
            for (int64_t v = 0; v < s->n; v++) {
                ck_assert_msg(is_listed(fields[1], s->names[v]) == (point[v] == 1), "%s: %s", graph,
                              s->names[v]);
            }
        }
        for (int64_t i = 0; strcmp(fields[0], "bridges") == 0 && i < s->m; i++) {
            char there[64];
            char back[64];
            snprintf(there, sizeof there, "%s-%s", s->names[s->from[i]], s->names[s->to[i]]);
            snprintf(back, sizeof back, "%s-%s", s->names[s->to[i]], s->names[s->from[i]]);
            bool is_bridge = is_listed(fields[1], there) || is_listed(fields[1], back);
            ck_assert_msg(is_bridge == (bridge[i] == 1), "%s: %s", graph, there);
        }
    }
    free(text);
}

START_TEST(reference_graphs_come_out)
{
    static const char *const graphs[] = {"cycle6",       "florentine",  "krackhardt_kite",
                                         "path5",        "petersen",    "rail14",
                                         "rand_d_30_90", "rand_u_40_80"};
    for (size_t i = 0; i < sizeof graphs / sizeof graphs[0]; i++) {
        static small s;
        read_graph(graphs[i], &s);
        check_distances(graphs[i], &s);
        check_betweenness(graphs[i], &s);
        check_flows(graphs[i], &s);
        if (!s.is_directed) {
            check_cut_points(graphs[i], &s);
        }
        coop_graph_free(s.graph);
    }
}
END_TEST

/* ---- another way, on small random graphs ---- */

static void random_small(small *s, uint64_t *seed)
{
    memset(s, 0, sizeof *s);
    s->n = 2 + (int64_t)(next_random(seed) % 7);
    s->m = (int64_t)(next_random(seed) % 14);
    s->is_directed = next_random(seed) % 2 == 0;
    for (int64_t i = 0; i < s->m; i++) {
        s->from[i] = (int64_t)(next_random(seed) % (uint64_t)s->n);
        s->to[i] = (int64_t)(next_random(seed) % (uint64_t)s->n);
        s->weight[i] = 1 + (int64_t)(next_random(seed) % 3);
        s->capacity[i] = (int64_t)(next_random(seed) % 5);
    }
    make(s);
}

/* Distances and path counts by Floyd and by counting over the pairs' middle edges. */
static void floyd(const small *s, int64_t skipped_edge, int64_t skipped_node,
                  int64_t d[NODES][NODES])
{
    for (int64_t i = 0; i < s->n; i++) {
        for (int64_t j = 0; j < s->n; j++) {
            d[i][j] = i == j ? 0 : INT64_MAX / 4;
        }
    }
    for (int64_t e = 0; e < s->m; e++) {
        int64_t a = s->from[e];
        int64_t b = s->to[e];
        if (e == skipped_edge || a == skipped_node || b == skipped_node || a == b) {
            continue;
        }
        d[a][b] = s->weight[e] < d[a][b] ? s->weight[e] : d[a][b];
        if (!s->is_directed) {
            d[b][a] = s->weight[e] < d[b][a] ? s->weight[e] : d[b][a];
        }
    }
    for (int64_t k = 0; k < s->n; k++) {
        for (int64_t i = 0; i < s->n; i++) {
            for (int64_t j = 0; j < s->n; j++) {
                d[i][j] = d[i][k] + d[k][j] < d[i][j] ? d[i][k] + d[k][j] : d[i][j];
            }
        }
    }
}

/* Paths of length d[i][j], counted by their first edge. */
static double count_paths(const small *s, int64_t d[NODES][NODES], int64_t i, int64_t j)
{
    if (i == j) {
        return 1;
    }
    double n = 0;
    for (int64_t e = 0; e < s->m && d[i][j] < INT64_MAX / 4; e++) {
        for (int way = 0; way < (s->is_directed ? 1 : 2); way++) {
            int64_t a = way == 0 ? s->from[e] : s->to[e];
            int64_t b = way == 0 ? s->to[e] : s->from[e];
            bool is_step = a == i && a != b && s->weight[e] + d[b][j] == d[i][j];
            n += is_step ? count_paths(s, d, b, j) : 0;
        }
    }
    return n;
}

static double edge_passed(const small *s, int64_t d[NODES][NODES], int64_t e, int64_t i, int64_t j)
{
    double n = 0;
    for (int way = 0; way < (s->is_directed ? 1 : 2); way++) {
        int64_t a = way == 0 ? s->from[e] : s->to[e];
        int64_t b = way == 0 ? s->to[e] : s->from[e];
        if (a != b && d[i][a] + s->weight[e] + d[b][j] == d[i][j]) {
            n += count_paths(s, d, i, a) * count_paths(s, d, b, j);
        }
    }
    return n;
}

START_TEST(betweenness_is_what_counting_all_paths_gives)
{
    uint64_t seed = 20261125;
    for (int turn = 0; turn < 300; turn++) {
        static small s;
        static int64_t d[NODES][NODES];
        double nodes[NODES];
        double edges[EDGES];
        random_small(&s, &seed);
        floyd(&s, -1, -1, d);
        ck_assert_int_eq(coop_graph_betweenness(s.graph, NULL, nodes, edges, NULL), COOP_OK);
        for (int64_t x = 0; x < s.n + s.m; x++) {
            double want = 0;
            for (int64_t i = 0; i < s.n; i++) {
                for (int64_t j = 0; j < s.n; j++) {
                    if (i == j || d[i][j] >= INT64_MAX / 4) {
                        continue;
                    }
                    bool is_on = x < s.n && x != i && x != j && d[i][x] + d[x][j] == d[i][j];
                    double n = x >= s.n ? edge_passed(&s, d, x - s.n, i, j)
                               : is_on  ? count_paths(&s, d, i, x) * count_paths(&s, d, x, j)
                                        : 0;
                    want += n / count_paths(&s, d, i, j);
                }
            }
            want /= s.is_directed ? 1 : 2;
            ck_assert_double_eq_tol(x < s.n ? nodes[x] : edges[x - s.n], want, 1e-12);
        }
        coop_graph_free(s.graph);
    }
}
END_TEST

/* Number of pairs that are joined, directions left out. */
static int64_t joined(const small *s, int64_t skipped_edge, int64_t skipped_node)
{
    static int64_t d[NODES][NODES];
    small both = *s;
    both.is_directed = false;
    floyd(&both, skipped_edge, skipped_node, d);
    int64_t n = 0;
    for (int64_t i = 0; i < s->n; i++) {
        for (int64_t j = i + 1; j < s->n; j++) {
            n += i != skipped_node && j != skipped_node && d[i][j] < INT64_MAX / 4 ? 1 : 0;
        }
    }
    return n;
}

static int64_t joined_without(const small *s, int64_t node)
{
    static int64_t d[NODES][NODES];
    small both = *s;
    both.is_directed = false;
    floyd(&both, -1, -1, d);
    int64_t n = 0;
    for (int64_t i = 0; i < s->n; i++) {
        for (int64_t j = i + 1; j < s->n; j++) {
            n += i != node && j != node && d[i][j] < INT64_MAX / 4 ? 1 : 0;
        }
    }
    return n;
}

START_TEST(bridges_and_points_are_those_that_part_pairs)
{
    uint64_t seed = 8;
    for (int turn = 0; turn < 1000; turn++) {
        static small s;
        static int64_t d[NODES][NODES];
        uint8_t bridge[EDGES];
        uint8_t point[NODES];
        int64_t component[NODES];
        random_small(&s, &seed);
        ck_assert_int_eq(coop_graph_cut_points(s.graph, NULL, bridge, point, component, NULL),
                         COOP_OK);
        for (int64_t e = 0; e < s.m; e++) {
            ck_assert_int_eq(bridge[e], joined(&s, e, -1) < joined(&s, -1, -1) ? 1 : 0);
        }
        small both = s;
        both.is_directed = false;
        floyd(&both, -1, -1, d);
        for (int64_t v = 0; v < s.n; v++) {
            ck_assert_int_eq(point[v], joined(&s, -1, v) < joined_without(&s, v) ? 1 : 0);
            for (int64_t u = 0; u < s.n; u++) {
                ck_assert_int_eq(component[u] == component[v], d[u][v] < INT64_MAX / 4);
            }
        }
        coop_graph_free(s.graph);
    }
}
END_TEST

/* What leads across from a side: its capacity, and a bit for each arc of it. Places are v in, and
 * n + v out where nodes have bounds. */
static int64_t across(const small *s, uint64_t side, const int64_t *node_most, const int64_t *ends,
                      uint64_t *arcs)
{
    int64_t shift = node_most != NULL ? s->n : 0;
    int64_t sum = 0;
    *arcs = 0;
    for (int64_t v = 0; node_most != NULL && v < s->n; v++) {
        bool is_across = (side >> v & 1) != 0 && (side >> (v + shift) & 1) == 0;
        if (is_across && v != ends[0] && v != ends[1] && node_most[v] > 0) {
            sum += node_most[v];
            *arcs |= (uint64_t)1 << (40 + v);
        }
    }
    for (int64_t e = 0; e < s->m; e++) {
        int64_t a = s->from[e];
        int64_t b = s->to[e];
        bool there = (side >> (a + shift) & 1) != 0 && (side >> b & 1) == 0;
        bool back = !s->is_directed && (side >> (b + shift) & 1) != 0 && (side >> a & 1) == 0;
        sum += (there ? s->capacity[e] : 0) + (back ? s->capacity[e] : 0);
        *arcs |= there && s->capacity[e] > 0 ? (uint64_t)1 << (2 * e) : 0;
        *arcs |= back && s->capacity[e] > 0 ? (uint64_t)1 << (2 * e + 1) : 0;
    }
    return sum;
}

/* The least capacity of all cuts, by trying each side; *is_one: their arcs are always the same. */
static int64_t least_cut(const small *s, const int64_t *ends, const int64_t *node_most,
                         bool *is_one)
{
    int64_t least = INT64_MAX;
    uint64_t arcs_of_least = 0;
    int64_t n = node_most != NULL ? 2 * s->n : s->n;
    int64_t shift = node_most != NULL ? s->n : 0;
    for (uint64_t side = 0; side < (uint64_t)1 << n; side++) {
        uint64_t arcs = 0;
        bool is_cut = (side >> ends[0] & 1) != 0 && (side >> (ends[0] + shift) & 1) != 0 &&
                      (side >> ends[1] & 1) == 0 && (side >> (ends[1] + shift) & 1) == 0;
        int64_t sum = is_cut ? across(s, side, node_most, ends, &arcs) : INT64_MAX;
        if (is_cut && sum <= least) {
            *is_one = sum < least || (*is_one && arcs == arcs_of_least);
            arcs_of_least = arcs;
            least = sum;
        }
    }
    return least;
}

START_TEST(flows_are_as_large_as_the_least_of_all_cuts)
{
    uint64_t seed = 99;
    for (int turn = 0; turn < 400; turn++) {
        static small s;
        int64_t most[NODES];
        bool is_one = false;
        random_small(&s, &seed);
        int64_t ends[2] = {0, s.n - 1};
        ck_assert_int_eq(flow_of(&s, ends[0], ends[1]), least_cut(&s, ends, NULL, &is_one));
        coop_graph_flow_input input = {ends[0], ends[1], s.capacity, NULL};
        coop_graph_flow_result r = {.struct_size = sizeof r};
        ck_assert_int_eq(coop_graph_flow(s.graph, &input, NULL, &r, NULL), COOP_OK);
        ck_assert_int_eq(r.is_unique, is_one ? 1 : 0);
        for (int64_t v = 0; v < s.n; v++) {
            most[v] = (int64_t)(next_random(&seed) % 4);
        }
        input.node_most = most;
        if (s.n <= 6) {
            uint8_t edge_cut[EDGES];
            uint8_t node_cut[NODES];
            r.edge_cut = edge_cut;
            r.node_cut = node_cut;
            ck_assert_int_eq(coop_graph_flow(s.graph, &input, NULL, &r, NULL), COOP_OK);
            ck_assert_int_eq(r.value, least_cut(&s, ends, most, &is_one));
            int64_t sum = sum_of_cut(&s, edge_cut, COOP_CUT_NEAREST);
            for (int64_t v = 0; v < s.n; v++) {
                sum += (node_cut[v] & COOP_CUT_NEAREST) != 0 ? most[v] : 0;
            }
            ck_assert_int_eq(sum, r.value);
        }
        coop_graph_free(s.graph);
    }
}
END_TEST

/* ---- large and deep ---- */

static coop_graph *line_or_star(int64_t n, bool is_star)
{
    coop_graph *graph = NULL;
    int64_t *from = malloc((size_t)n * sizeof *from);
    int64_t *to = malloc((size_t)n * sizeof *to);
    for (int64_t i = 0; i + 1 < n; i++) {
        from[i] = is_star ? 0 : i;
        to[i] = i + 1;
    }
    coop_graph_edges edges = {n, n - 1, from, to, NULL, 0};
    ck_assert_int_eq(coop_graph_new(&edges, NULL, &graph, NULL), COOP_OK);
    free(from);
    free(to);
    return graph;
}

START_TEST(a_line_and_a_star_of_a_million_nodes)
{
    const int64_t n = 1000000;
    int64_t *d = malloc((size_t)n * sizeof *d);
    int64_t *capacities = malloc((size_t)n * sizeof *capacities);
    uint8_t *bridge = malloc((size_t)n);
    uint8_t *point = malloc((size_t)n);
    for (int64_t i = 0; i < n; i++) {
        capacities[i] = 3;
    }
    for (int is_star = 0; is_star < 2; is_star++) {
        coop_graph *graph = line_or_star(n, is_star == 1);
        int64_t source = is_star;
        ck_assert_int_eq(coop_graph_distances(graph, &source, 1, NULL, d, NULL), COOP_OK);
        ck_assert_int_eq(d[n - 1], is_star == 1 ? 2 : n - 1);
        ck_assert_int_eq(coop_graph_cut_points(graph, NULL, bridge, point, NULL, NULL), COOP_OK);
        ck_assert_int_eq(bridge[0] & bridge[n / 2] & bridge[n - 2], 1);
        ck_assert_int_eq(point[0], is_star);
        ck_assert_int_eq(point[n / 2], 1 - is_star);
        coop_graph_flow_input input = {source, n - 1, capacities, NULL};
        coop_graph_flow_result r = {.struct_size = sizeof r};
        ck_assert_int_eq(coop_graph_flow(graph, &input, NULL, &r, NULL), COOP_OK);
        ck_assert_int_eq(r.value, 3);
        ck_assert_int_eq(r.is_unique, 0);
        coop_graph_free(graph);
    }
    free(d);
    free(capacities);
    free(bridge);
    free(point);
}
END_TEST

START_TEST(paths_past_64_bits_are_refused)
{
    /* n double edges in a row are 2^n paths */
    for (int64_t n = 63; n <= 64; n++) {
        static int64_t from[200];
        static int64_t to[200];
        double nodes[80];
        coop_graph *graph = NULL;
        coop_error err = {0};
        for (int64_t i = 0; i < n; i++) {
            from[2 * i] = from[2 * i + 1] = i;
            to[2 * i] = to[2 * i + 1] = i + 1;
        }
        coop_graph_edges edges = {n + 1, 2 * n, from, to, NULL, 1};
        ck_assert_int_eq(coop_graph_new(&edges, NULL, &graph, NULL), COOP_OK);
        nodes[0] = -7;
        ck_assert_int_eq(coop_graph_betweenness(graph, NULL, nodes, NULL, &err),
                         n == 63 ? COOP_OK : COOP_LIMIT);
        ck_assert(nodes[0] == (n == 63 ? 0 : -7));
        coop_graph_free(graph);
    }
}
END_TEST

/* ---- what is refused ---- */

static void check_refused(int64_t n_nodes, int64_t to, int64_t weight, coop_status want,
                          const char *words)
{
    int64_t from[] = {0, 0};
    int64_t ends[] = {0, to};
    int64_t weights[] = {1, weight};
    coop_graph *graph = (coop_graph *)(void *)&graph;
    coop_error err = {0};
    coop_graph_edges edges = {n_nodes, 2, from, ends, weights, 0};
    ck_assert_int_eq(coop_graph_new(&edges, NULL, &graph, &err), want);
    if (want == COOP_OK) {
        coop_graph_free(graph);
        return;
    }
    ck_assert_ptr_eq(graph, &graph);
    ck_assert_msg(strstr(err.message, words) != NULL, "%s", err.message);
}

START_TEST(bad_edges_are_refused_with_their_number)
{
    check_refused(2, 1, 1, COOP_OK, "");
    check_refused(2, 2, 1, COOP_RANGE, "edge 1: node is 2, need 0 to 1");
    check_refused(2, -1, 1, COOP_RANGE, "edge 1: node is -1");
    check_refused(2, 1, 0, COOP_RANGE, "edge 1: weight is 0");
    check_refused(2, 1, -4, COOP_RANGE, "edge 1: weight is -4");
    check_refused(2, 1, ((int64_t)1 << 62) - 1, COOP_OK, "");
    check_refused(2, 1, (int64_t)1 << 62, COOP_LIMIT, "a path could be");
    check_refused(2000000001, 1, 1, COOP_RANGE, "need 0 to 2000000000");
    check_refused(-1, 1, 1, COOP_RANGE, "-1 nodes");
}
END_TEST

START_TEST(bad_flows_are_refused)
{
    int64_t from[] = {0, 0};
    int64_t to[] = {1, 1};
    int64_t capacities[] = {5, -1};
    coop_graph *graph = NULL;
    coop_error err = {0};
    coop_graph_edges edges = {2, 2, from, to, NULL, 1};
    ck_assert_int_eq(coop_graph_new(&edges, NULL, &graph, NULL), COOP_OK);
    coop_graph_flow_input input = {0, 1, capacities, NULL};
    coop_graph_flow_result r = {.struct_size = sizeof r, .value = -7};
    ck_assert_int_eq(coop_graph_flow(graph, &input, NULL, &r, &err), COOP_RANGE);
    ck_assert_ptr_nonnull(strstr(err.message, "edge 1: capacity is -1"));
    capacities[1] = ((int64_t)1 << 62) - 5;
    ck_assert_int_eq(coop_graph_flow(graph, &input, NULL, &r, &err), COOP_LIMIT);
    ck_assert_int_eq(r.value, -7);
    capacities[1]--;
    ck_assert_int_eq(coop_graph_flow(graph, &input, NULL, &r, &err), COOP_OK);
    ck_assert_int_eq(r.value, ((int64_t)1 << 62) - 1);
    input.sink = 0;
    ck_assert_int_eq(coop_graph_flow(graph, &input, NULL, &r, &err), COOP_RANGE);
    input.sink = 2;
    ck_assert_int_eq(coop_graph_flow(graph, &input, NULL, &r, &err), COOP_RANGE);
    int64_t source = 2;
    int64_t d[2] = {-7, -7};
    ck_assert_int_eq(coop_graph_distances(graph, &source, 1, NULL, d, &err), COOP_RANGE);
    ck_assert_int_eq(d[0], -7);
    ck_assert_int_eq(coop_graph_distances(NULL, &source, 1, NULL, d, &err), COOP_ARGUMENT);
    coop_graph_free(graph);
    coop_graph_free(NULL);
}
END_TEST

START_TEST(a_graph_without_nodes_is_one)
{
    coop_graph *graph = NULL;
    int64_t d = -7;
    coop_graph_edges edges = {0, 0, NULL, NULL, NULL, 0};
    ck_assert_int_eq(coop_graph_new(&edges, NULL, &graph, NULL), COOP_OK);
    ck_assert_int_eq(coop_graph_distances(graph, NULL, 0, NULL, &d, NULL), COOP_OK);
    ck_assert_int_eq(coop_graph_betweenness(graph, NULL, NULL, NULL, NULL), COOP_OK);
    ck_assert_int_eq(coop_graph_cut_points(graph, NULL, NULL, NULL, NULL, NULL), COOP_OK);
    ck_assert_int_eq(d, -7);
    coop_graph_free(graph);
}
END_TEST

static coop_status call_all(const coop_run *run, int64_t *d)
{
    int64_t from[] = {0, 1, 2};
    int64_t to[] = {1, 2, 0};
    double nodes[3];
    uint8_t bridge[3];
    coop_graph *graph = NULL;
    coop_graph_edges edges = {3, 3, from, to, NULL, 0};
    coop_graph_flow_input input = {0, 2, from, from};
    coop_graph_flow_result r = {.struct_size = sizeof r};
    coop_status status = coop_graph_new(&edges, run, &graph, NULL);
    if (status == COOP_OK) {
        status = coop_graph_distances(graph, NULL, 0, run, d, NULL);
    }
    if (status == COOP_OK) {
        status = coop_graph_betweenness(graph, run, nodes, NULL, NULL);
    }
    if (status == COOP_OK) {
        status = coop_graph_cut_points(graph, run, bridge, NULL, NULL, NULL);
    }
    if (status == COOP_OK) {
        status = coop_graph_flow(graph, &input, run, &r, NULL);
    }
    coop_graph_free(graph);
    return status;
}

START_TEST(memory_that_runs_out_is_given_back)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_run run = COOP_RUN_INIT;
    run.allocator = &a;
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        int64_t k = 1;
        for (;; k++) {
            int64_t d[9];
            m = (meter){.fail_at = k, .for_ever = for_ever == 1};
            coop_status status = call_all(&run, d);
            ck_assert_uint_eq(m.live, 0);
            if (status == COOP_OK) {
                break;
            }
            ck_assert_int_eq(status, COOP_MEMORY);
        }
        ck_assert_int_gt(k, 10);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rail/graph");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, reference_graphs_come_out);
    tcase_add_test(all, betweenness_is_what_counting_all_paths_gives);
    tcase_add_test(all, bridges_and_points_are_those_that_part_pairs);
    tcase_add_test(all, flows_are_as_large_as_the_least_of_all_cuts);
    tcase_add_test(all, a_line_and_a_star_of_a_million_nodes);
    tcase_add_test(all, paths_past_64_bits_are_refused);
    tcase_add_test(all, bad_edges_are_refused_with_their_number);
    tcase_add_test(all, bad_flows_are_refused);
    tcase_add_test(all, a_graph_without_nodes_is_one);
    tcase_add_test(all, memory_that_runs_out_is_given_back);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
