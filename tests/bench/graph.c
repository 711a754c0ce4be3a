/* graph.c -- shortest paths, betweenness and flow on road-like graphs, beside igraph.
 *
 * graph WIDTH [FILE]: a grid of WIDTH x WIDTH nodes moved at random, a spanning tree of which and
 * 28 % of the other edges are kept. Writes a line of JSON a question, and to FILE the graph and the
 * sum of its distances for scipy (graph.py). Answers are compared before any time is taken, and
 * times are the least of three, of the processor. graph.sh runs it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/graph.h>

#include <igraph/igraph.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TURNS = 3 };

typedef struct road {
    int64_t n, m;
    int64_t *from, *to, *weight, *capacity;
    uint64_t seed;
} road;

static void fail(const char *what)
{
    fprintf(stderr, "failed: %s\n", what);
    exit(EXIT_FAILURE);
}

static void *get(int64_t n, size_t size)
{
    void *p = calloc((size_t)n, size);
    if (p == NULL) {
        fail("memory");
    }
    return p;
}

static double uniform(road *r)
{
    r->seed += 0x9e3779b97f4a7c15u;
    uint64_t z = r->seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static int64_t root_of(int64_t *up, int64_t v)
{
    while (up[v] != v) {
        up[v] = up[up[v]];
        v = up[v];
    }
    return v;
}

/* Edges of the grid in random order. */
static int64_t grid(road *r, int64_t width, int64_t *a, int64_t *b)
{
    int64_t n = 0;
    for (int64_t v = 0; v < r->n; v++) {
        if (v % width + 1 < width) {
            a[n] = v;
            b[n++] = v + 1;
        }
        if (v / width + 1 < width) {
            a[n] = v;
            b[n++] = v + width;
        }
    }
    for (int64_t i = n - 1; i > 0; i--) {
        int64_t j = (int64_t)(uniform(r) * (double)(i + 1));
        int64_t x = a[i];
        int64_t y = b[i];
        a[i] = a[j];
        b[i] = b[j];
        a[j] = x;
        b[j] = y;
    }
    return n;
}

static road make_road(int64_t width)
{
    road r = {.n = width * width, .seed = 20261125};
    double *x = get(r.n, sizeof *x);
    double *y = get(r.n, sizeof *y);
    int64_t *a = get(2 * r.n, sizeof *a);
    int64_t *b = get(2 * r.n, sizeof *b);
    int64_t *up = get(r.n, sizeof *up);
    int64_t **columns[] = {&r.from, &r.to, &r.weight, &r.capacity};
    for (int i = 0; i < 4; i++) {
        *columns[i] = get(2 * r.n, sizeof **columns[i]);
    }
    for (int64_t v = 0; v < r.n; v++) {
        x[v] = (double)(v % width) + 0.8 * (uniform(&r) - 0.5);
        y[v] = (double)(v / width) + 0.8 * (uniform(&r) - 0.5);
        up[v] = v;
    }
    int64_t n = grid(&r, width, a, b);
    for (int64_t i = 0; i < n; i++) {
        int64_t p = root_of(up, a[i]);
        int64_t q = root_of(up, b[i]);
        up[p] = q;
        if (p != q || uniform(&r) < 0.28) {
            double km = hypot(x[a[i]] - x[b[i]], y[a[i]] - y[b[i]]);
            r.from[r.m] = a[i];
            r.to[r.m] = b[i];
            r.weight[r.m] = 1 + (int64_t)(10000 * km * (1 + 0.3 * uniform(&r)));
            r.capacity[r.m++] = 1 + (int64_t)(20 * uniform(&r));
        }
    }
    free(x);
    free(y);
    free(a);
    free(b);
    free(up);
    return r;
}

/* Nodes, edges, sources, sum; then the columns. */
static void save(const road *r, int64_t n_sources, int64_t sum, const char *path)
{
    FILE *file = fopen(path, "wb");
    const int64_t *columns[] = {r->from, r->to, r->weight};
    const int64_t head[4] = {r->n, r->m, n_sources, sum};
    bool done = file != NULL && fwrite(head, sizeof head, 1, file) == 1;
    for (int i = 0; i < 3; i++) {
        done = done && fwrite(columns[i], 8, (size_t)r->m, file) == (size_t)r->m;
    }
    if (!done || fclose(file) != 0) {
        fail(path);
    }
}

/* ---- both sides ---- */

typedef struct pair {
    road r;
    coop_graph *ours;
    igraph_t theirs;
    igraph_vector_t weight, capacity;
    int64_t n_sources;
    int64_t *sources;
    igraph_vector_int_t their_sources;
    int64_t *d;
    igraph_matrix_t their_d;
    double *between;
    igraph_vector_t their_between;
    int64_t flow;
    igraph_real_t their_flow;
} pair;

static void our_distances(pair *p)
{
    if (coop_graph_distances(p->ours, p->sources, p->n_sources, NULL, p->d, NULL) != COOP_OK) {
        fail("coop_graph_distances");
    }
}

static void their_distances(pair *p)
{
    igraph_distances_dijkstra(&p->theirs, &p->their_d, igraph_vss_vector(&p->their_sources),
                              igraph_vss_all(), &p->weight, IGRAPH_ALL);
}

static void our_betweenness(pair *p)
{
    if (coop_graph_betweenness(p->ours, NULL, p->between, NULL, NULL) != COOP_OK) {
        fail("coop_graph_betweenness");
    }
}

static void their_betweenness(pair *p)
{
    igraph_betweenness(&p->theirs, &p->their_between, igraph_vss_all(), false, &p->weight);
}

static int64_t source_of(const pair *p)
{
    return p->r.n / 2 + (int64_t)sqrt((double)p->r.n) / 4;
}

static int64_t sink_of(const pair *p)
{
    return p->r.n / 2 + 3 * (int64_t)sqrt((double)p->r.n) / 4;
}

static void our_flow(pair *p)
{
    coop_graph_flow_input input = {source_of(p), sink_of(p), p->r.capacity, NULL};
    coop_graph_flow_result result = {.struct_size = sizeof result};
    if (coop_graph_flow(p->ours, &input, NULL, &result, NULL) != COOP_OK) {
        fail("coop_graph_flow");
    }
    p->flow = result.value;
}

static void their_flow(pair *p)
{
    igraph_maxflow_value(&p->theirs, &p->their_flow, source_of(p), sink_of(p), &p->capacity, NULL);
}

static pair make_pair(int64_t width)
{
    pair p = {.r = make_road(width)};
    const road *r = &p.r;
    coop_graph_edges edges = {r->n, r->m, r->from, r->to, r->weight, 0};
    if (coop_graph_new(&edges, NULL, &p.ours, NULL) != COOP_OK) {
        fail("coop_graph_new");
    }
    igraph_vector_int_t ends;
    igraph_vector_int_init(&ends, 2 * r->m);
    igraph_vector_init(&p.weight, r->m);
    igraph_vector_init(&p.capacity, r->m);
    for (int64_t i = 0; i < r->m; i++) {
        VECTOR(ends)[2 * i] = r->from[i];
        VECTOR(ends)[2 * i + 1] = r->to[i];
        VECTOR(p.weight)[i] = (double)r->weight[i];
        VECTOR(p.capacity)[i] = (double)r->capacity[i];
    }
    igraph_create(&p.theirs, &ends, r->n, IGRAPH_UNDIRECTED);
    p.n_sources = r->n <= 6000 ? r->n : 512;
    p.sources = get(p.n_sources, sizeof *p.sources);
    p.d = get(p.n_sources * r->n, sizeof *p.d);
    p.between = get(r->n, sizeof *p.between);
    igraph_vector_int_init(&p.their_sources, p.n_sources);
    igraph_matrix_init(&p.their_d, 0, 0);
    igraph_vector_init(&p.their_between, 0);
    for (int64_t i = 0; i < p.n_sources; i++) {
        p.sources[i] = VECTOR(p.their_sources)[i] = i * r->n / p.n_sources;
    }
    return p;
}

/* ---- comparing, and measuring ---- */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double least_time(pair *p, void (*call)(pair *p))
{
    double least = INFINITY;
    for (int turn = 0; turn < TURNS; turn++) {
        double start = seconds();
        call(p);
        least = fmin(least, seconds() - start);
    }
    return least;
}

static void tell(pair *p, const char *what, void (*ours)(pair *p), void (*theirs)(pair *p))
{
    double a = least_time(p, ours);
    double b = least_time(p, theirs);
    printf("{\"question\": \"%s\", \"nodes\": %lld, \"edges\": %lld, \"coopstat_ms\": %.2f, "
           "\"igraph_ms\": %.2f, \"times\": %.2f}\n",
           what, (long long)p->r.n, (long long)p->r.m, 1e3 * a, 1e3 * b, b / a);
    fflush(stdout);
}

/* Returns the sum of the distances. */
static int64_t compare(pair *p, bool is_small)
{
    int64_t sum = 0;
    our_distances(p);
    their_distances(p);
    for (int64_t i = 0; i < p->n_sources; i++) {
        for (int64_t v = 0; v < p->r.n; v++) {
            sum += p->d[i * p->r.n + v];
            if ((double)p->d[i * p->r.n + v] != MATRIX(p->their_d, i, v)) {
                fail("distances differ");
            }
        }
    }
    our_flow(p);
    their_flow(p);
    if ((double)p->flow != p->their_flow) {
        fail("flows differ");
    }
    if (is_small) {
        our_betweenness(p);
        their_betweenness(p);
        for (int64_t v = 0; v < p->r.n; v++) {
            double want = VECTOR(p->their_between)[v];
            if (fabs(p->between[v] - want) > 1e-9 * fmax(1, want)) {
                fail("betweenness differs");
            }
        }
    }
    return sum;
}

int main(int n, char **words)
{
    int64_t width = n > 1 ? atoll(words[1]) : 71;
    pair p = make_pair(width);
    bool is_small = p.r.n <= 6000;
    int64_t sum = compare(&p, is_small);
    if (n > 2) {
        save(&p.r, p.n_sources, sum, words[2]);
    }
    tell(&p, is_small ? "distances, all pairs" : "distances, 512 sources", our_distances,
         their_distances);
    p.n_sources = 1;
    igraph_vector_int_resize(&p.their_sources, 1);
    tell(&p, "distances, one source", our_distances, their_distances);
    tell(&p, "largest flow", our_flow, their_flow);
    if (is_small) {
        tell(&p, "betweenness", our_betweenness, their_betweenness);
    }
    coop_graph_free(p.ours);
    return EXIT_SUCCESS;
}
