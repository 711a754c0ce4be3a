/* graph.c -- graphs of whole numbers, and distances in them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/graph.h>

#include "graph.h"

#include <string.h>

#include "../core/error.h"

#define NODES_MOST 2000000000
#define EDGES_MOST 1000000000

/* ---- building ---- */

static coop_status check_edge(const coop_graph_edges *edges, int64_t i, coop_error *err)
{
    const int64_t ends[2] = {edges->from[i], edges->to[i]};
    for (int k = 0; k < 2; k++) {
        if (ends[k] < 0 || ends[k] >= edges->n_nodes) {
            return coop__fail(err, COOP_RANGE, "edge %lld: node is %lld, need 0 to %lld",
                              (long long)i, (long long)ends[k], (long long)edges->n_nodes - 1);
        }
    }
    if (edges->weights != NULL && edges->weights[i] < 1) {
        return coop__fail(err, COOP_RANGE, "edge %lld: weight is %lld, need 1 or more",
                          (long long)i, (long long)edges->weights[i]);
    }
    return COOP_OK;
}

/* A path passes no edge and no node twice: that bounds its length. */
static coop_status check_longest(const coop_graph_edges *edges, int32_t node_bits, coop_error *err)
{
    uint64_t room = ((uint64_t)1 << (63 - node_bits)) - 1;
    uint64_t sum = 0;
    uint64_t most = 0;
    for (int64_t i = 0; i < edges->n_edges; i++) {
        uint64_t weight = edges->weights != NULL ? (uint64_t)edges->weights[i] : 1;
        most = weight > most ? weight : most;
        sum = sum > room || weight > room ? room + 1 : sum + weight;
    }
    uint64_t n = edges->n_nodes > 1 ? (uint64_t)edges->n_nodes - 1 : 1;
    if (sum > room && most > room / n) {
        return coop__fail(err, COOP_LIMIT, "a path could be %lld x %lld long, more than %lld",
                          (long long)most, (long long)n, (long long)room);
    }
    return COOP_OK;
}

static int32_t bits_of(int64_t n_nodes)
{
    int32_t bits = 1;
    while ((int64_t)1 << bits < n_nodes) {
        bits++;
    }
    return bits;
}

static coop_status check_edges(const coop_graph_edges *edges, coop_error *err)
{
    if (edges->n_nodes < 0 || edges->n_nodes > NODES_MOST || edges->n_edges < 0 ||
        edges->n_edges > EDGES_MOST) {
        return coop__fail(
            err, COOP_RANGE, "the graph has %lld nodes and %lld edges, need 0 to %d and 0 to %d",
            (long long)edges->n_nodes, (long long)edges->n_edges, NODES_MOST, EDGES_MOST);
    }
    if (edges->n_edges > 0 && (edges->from == NULL || edges->to == NULL)) {
        return coop__fail(err, COOP_ARGUMENT, "from or to is NULL");
    }
    for (int64_t i = 0; i < edges->n_edges; i++) {
        COOP__TRY(check_edge(edges, i, err));
    }
    return check_longest(edges, bits_of(edges->n_nodes), err);
}

static bool allocate(coop_graph *g)
{
    size_t n_nodes = (size_t)g->n_nodes + 1;
    size_t n_edges = (size_t)g->n_edges;
    size_t n_arcs = (size_t)g->n_arcs;
    g->first = coop__alloc(&g->a, n_nodes, sizeof *g->first);
    g->from = coop__alloc(&g->a, n_edges, sizeof *g->from);
    g->to = coop__alloc(&g->a, n_edges, sizeof *g->to);
    g->head = coop__alloc(&g->a, n_arcs, sizeof *g->head);
    g->edge = coop__alloc(&g->a, n_arcs, sizeof *g->edge);
    g->weight = coop__alloc(&g->a, n_arcs, sizeof *g->weight);
    return g->first != NULL && g->from != NULL && g->to != NULL && g->head != NULL &&
           g->edge != NULL && g->weight != NULL;
}

static void put_arc(coop_graph *g, int64_t tail, int64_t head, int64_t edge, int64_t weight)
{
    int64_t at = g->first[tail + 1]++;
    g->head[at] = (int32_t)head;
    g->edge[at] = (int32_t)edge;
    g->weight[at] = weight;
}

/* first[v + 1] begins as the start of v's arcs and ends as that of the next node's. */
static void fill(coop_graph *g, const coop_graph_edges *edges)
{
    for (int64_t i = 0; i < g->n_edges; i++) {
        bool is_double = !g->is_directed && edges->from[i] != edges->to[i];
        g->first[edges->from[i] + 1]++;
        g->first[edges->to[i] + 1] += is_double ? 1 : 0;
    }
    int64_t start = 0;
    for (int64_t v = 0; v < g->n_nodes; v++) {
        int64_t n = g->first[v + 1];
        g->first[v + 1] = start;
        start += n;
    }
    for (int64_t i = 0; i < g->n_edges; i++) {
        int64_t weight = edges->weights != NULL ? edges->weights[i] : 1;
        g->from[i] = (int32_t)edges->from[i];
        g->to[i] = (int32_t)edges->to[i];
        put_arc(g, edges->from[i], edges->to[i], i, weight);
        if (!g->is_directed && edges->from[i] != edges->to[i]) {
            put_arc(g, edges->to[i], edges->from[i], i, weight);
        }
    }
}

static int64_t count_arcs(const coop_graph_edges *edges)
{
    int64_t n = 0;
    for (int64_t i = 0; i < edges->n_edges; i++) {
        n += edges->is_directed != 0 || edges->from[i] == edges->to[i] ? 1 : 2;
    }
    return n;
}

coop_status coop_graph_new(const coop_graph_edges *edges, const coop_run *run, coop_graph **out,
                           coop_error *err)
{
    if (edges == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "edges or out is NULL");
    }
    COOP__TRY(check_edges(edges, err));
    const coop_allocator *a = coop__allocator_of(run);
    coop_graph *g = coop__alloc(a, 1, sizeof *g);
    if (g == NULL) {
        return coop__no_memory(err);
    }
    g->a = *a;
    g->n_nodes = edges->n_nodes;
    g->n_edges = edges->n_edges;
    g->n_arcs = count_arcs(edges);
    g->is_directed = edges->is_directed != 0;
    g->node_bits = bits_of(edges->n_nodes);
    if (!allocate(g)) {
        coop_graph_free(g);
        return coop__no_memory(err);
    }
    fill(g, edges);
    *out = g;
    return COOP_OK;
}

void coop_graph_free(coop_graph *graph)
{
    if (graph == NULL) {
        return;
    }
    coop_allocator a = graph->a;
    size_t n_arcs = (size_t)graph->n_arcs;
    size_t n_edges = (size_t)graph->n_edges;
    coop__release(&a, graph->first, (size_t)graph->n_nodes + 1, sizeof *graph->first);
    coop__release(&a, graph->from, n_edges, sizeof *graph->from);
    coop__release(&a, graph->to, n_edges, sizeof *graph->to);
    coop__release(&a, graph->head, n_arcs, sizeof *graph->head);
    coop__release(&a, graph->edge, n_arcs, sizeof *graph->edge);
    coop__release(&a, graph->weight, n_arcs, sizeof *graph->weight);
    coop__release(&a, graph, 1, sizeof *graph);
}

int64_t coop_graph_n_nodes(const coop_graph *graph)
{
    return graph->n_nodes;
}

int64_t coop_graph_n_edges(const coop_graph *graph)
{
    return graph->n_edges;
}

/* ---- walking ---- */

/* A node enters the heap once for each arc that improves it, and once as a start. */
static size_t heap_size(const coop_graph *graph)
{
    return (size_t)graph->n_arcs + (size_t)graph->n_nodes + 1;
}

coop_status coop__walk_new(const coop_graph *graph, const coop_allocator *a, coop__walk *out,
                           coop_error *err)
{
    uint64_t *heap = coop__alloc(a, heap_size(graph), sizeof *heap);
    if (heap == NULL) {
        return coop__no_memory(err);
    }
    *out = (coop__walk){graph, heap, 0};
    return COOP_OK;
}

void coop__walk_free(const coop_allocator *a, coop__walk *walk)
{
    if (walk->graph != NULL) {
        coop__release(a, walk->heap, heap_size(walk->graph), sizeof *walk->heap);
    }
}

/* Four children a node: half the levels of two, and they share a line of the cache. */
static inline void push_key(uint64_t *heap, int64_t *n, uint64_t key)
{
    int64_t at = (*n)++;
    while (at > 0) {
        int64_t parent = (at - 1) >> 2;
        if (heap[parent] <= key) {
            break;
        }
        heap[at] = heap[parent];
        at = parent;
    }
    heap[at] = key;
}

/* Place of the least of the children from `child` on; four of them are compared without a branch.
 */
static inline int64_t least_child(const uint64_t *heap, int64_t child, int64_t n)
{
    if (child + 4 <= n) {
        int64_t a = child + (heap[child + 1] < heap[child] ? 1 : 0);
        int64_t b = child + 2 + (heap[child + 3] < heap[child + 2] ? 1 : 0);
        return heap[b] < heap[a] ? b : a;
    }
    int64_t best = child;
    for (int64_t i = child + 1; i < n; i++) {
        best = heap[i] < heap[best] ? i : best;
    }
    return best;
}

/* Puts a key in the place of the top one. */
static inline void replace_top(uint64_t *heap, int64_t n, uint64_t key)
{
    int64_t at = 0;
    for (int64_t child = 1; child < n; child = 4 * at + 1) {
        int64_t best = least_child(heap, child, n);
        if (heap[best] >= key) {
            break;
        }
        heap[at] = heap[best];
        at = best;
    }
    heap[at] = key;
}

static inline uint64_t pop_key(uint64_t *heap, int64_t *n)
{
    uint64_t top = heap[0];
    uint64_t last = heap[--*n];
    replace_top(heap, *n, last);
    return top;
}

void coop__walk_push(coop__walk *walk, int64_t node, int64_t distance)
{
    uint64_t key = (uint64_t)distance << walk->graph->node_bits | (uint64_t)node;
    push_key(walk->heap, &walk->n_heap, key);
}

int64_t coop__walk_pop(coop__walk *walk, int64_t *distance)
{
    if (walk->n_heap == 0) {
        return -1;
    }
    uint64_t key = pop_key(walk->heap, &walk->n_heap);
    *distance = (int64_t)(key >> walk->graph->node_bits);
    return (int64_t)(key & (((uint64_t)1 << walk->graph->node_bits) - 1));
}

/* The least key of all. `*kept` is one that is not in the heap yet, UINT64_MAX: none. It is often
 * the least itself, and else takes the place of the top: a push and a pop in one. */
static inline uint64_t next_key(uint64_t *heap, int64_t *n, uint64_t *kept)
{
    uint64_t key = *kept;
    *kept = UINT64_MAX;
    if (*n == 0 || key <= heap[0]) {
        return key;
    }
    if (key == UINT64_MAX) {
        return pop_key(heap, n);
    }
    uint64_t top = heap[0];
    replace_top(heap, *n, key);
    return top;
}

void coop__walk_from(coop__walk *walk, const int64_t *starts, int64_t n_starts, int64_t *distance)
{
    const coop_graph *g = walk->graph;
    const int32_t bits = g->node_bits;
    const uint64_t mask = ((uint64_t)1 << bits) - 1;
    uint64_t *heap = walk->heap;
    uint64_t kept = UINT64_MAX;
    int64_t n = 0;
    /* -1 is the largest of all as an unsigned number: no path is farther than any. */
    memset(distance, 0xff, (size_t)g->n_nodes * sizeof *distance);
    for (int64_t i = 0; i < n_starts; i++) {
        if (distance[starts[i]] != 0) {
            distance[starts[i]] = 0;
            push_key(heap, &n, (uint64_t)starts[i]);
        }
    }
    for (uint64_t key = next_key(heap, &n, &kept); key != UINT64_MAX;
         key = next_key(heap, &n, &kept)) {
        int64_t node = (int64_t)(key & mask);
        uint64_t here = key >> bits;
        if ((uint64_t)distance[node] != here) {
            continue;
        }
        for (int64_t i = g->first[node]; i < g->first[node + 1]; i++) {
            int32_t head = g->head[i];
            uint64_t there = here + (uint64_t)g->weight[i];
            if (there >= (uint64_t)distance[head]) {
                continue;
            }
            distance[head] = (int64_t)there;
            uint64_t new_key = there << bits | (uint64_t)head;
            uint64_t larger = new_key < kept ? kept : new_key;
            kept = new_key < kept ? new_key : kept;
            if (larger != UINT64_MAX) {
                push_key(heap, &n, larger);
            }
        }
    }
}

coop_status coop_graph_distances(const coop_graph *graph, const int64_t *sources, int64_t n_sources,
                                 const coop_run *run, int64_t *out, coop_error *err)
{
    if (graph == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "graph or out is NULL");
    }
    int64_t n = sources != NULL ? n_sources : graph->n_nodes;
    if (n < 0) {
        return coop__fail(err, COOP_RANGE, "n_sources is %lld, need 0 or more", (long long)n);
    }
    for (int64_t i = 0; sources != NULL && i < n; i++) {
        if (sources[i] < 0 || sources[i] >= graph->n_nodes) {
            return coop__fail(err, COOP_RANGE, "source %lld is node %lld, need 0 to %lld",
                              (long long)i, (long long)sources[i], (long long)graph->n_nodes - 1);
        }
    }
    const coop_allocator *a = coop__allocator_of(run);
    coop__walk walk = {0};
    COOP__TRY(coop__walk_new(graph, a, &walk, err));
    for (int64_t i = 0; i < n; i++) {
        int64_t source = sources != NULL ? sources[i] : i;
        coop__walk_from(&walk, &source, 1, out + i * graph->n_nodes);
    }
    coop__walk_free(a, &walk);
    return COOP_OK;
}
