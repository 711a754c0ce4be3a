/* betweenness.c -- which share of the shortest paths passes a node or an edge.
 *
 * From each source, nodes are settled in the order of (distance, number); paths are counted as they
 * are settled, and what depends on a node is handed back in the reverse order (Brandes 2001).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/graph.h>

#include "graph.h"

#include <string.h>

#include "../core/error.h"

typedef struct sweep {
    coop__walk walk;
    const coop__places *places; /* NULL: each node is a place of its own */
    int64_t *distance;
    uint64_t *n_paths;
    double *depends; /* paths from a node on, in shares of those that end at each place */
    int64_t *order;  /* nodes as they are settled */
    int64_t n_settled;
    int64_t *nearest;      /* by place: the distance of its nearest node */
    double *n_ending;      /* by place: paths to its nearest nodes */
    double *nodes, *edges; /* the results; NULL: not wanted */
} sweep;

static int64_t place_of(const sweep *s, int64_t node)
{
    return s->places != NULL ? s->places->place[node] : node;
}

static int64_t n_places(const sweep *s)
{
    return s->places != NULL ? s->places->n : s->walk.graph->n_nodes;
}

static coop_status too_many(coop_error *err, int64_t source, int64_t node)
{
    return coop__fail(err, COOP_LIMIT,
                      "there are more than 2^64 - 1 shortest paths from node %lld to node %lld",
                      (long long)source, (long long)node);
}

/* Arcs out of a node that has been settled. */
static coop_status relax(sweep *s, int64_t source, int64_t node, coop_error *err)
{
    const coop_graph *g = s->walk.graph;
    for (int64_t i = g->first[node]; i < g->first[node + 1]; i++) {
        int64_t head = g->head[i];
        int64_t there = s->distance[node] + g->weight[i];
        if ((uint64_t)there < (uint64_t)s->distance[head]) {
            s->distance[head] = there;
            s->n_paths[head] = s->n_paths[node];
            coop__walk_push(&s->walk, head, there);
        } else if (there == s->distance[head]) {
            if (s->n_paths[head] > UINT64_MAX - s->n_paths[node]) {
                return too_many(err, source, head);
            }
            s->n_paths[head] += s->n_paths[node];
        }
    }
    return COOP_OK;
}

static void start_at(sweep *s, int64_t source)
{
    size_t n = (size_t)s->walk.graph->n_nodes;
    memset(s->distance, 0xff, n * sizeof *s->distance);
    memset(s->n_paths, 0, n * sizeof *s->n_paths);
    s->walk.n_heap = 0;
    s->n_settled = 0;
    for (int64_t v = s->places != NULL ? 0 : source; v < s->walk.graph->n_nodes; v++) {
        if (place_of(s, v) == source) {
            s->distance[v] = 0;
            s->n_paths[v] = 1;
            coop__walk_push(&s->walk, v, 0);
        }
        if (s->places == NULL) {
            break;
        }
    }
}

static coop_status count_paths(sweep *s, int64_t source, coop_error *err)
{
    start_at(s, source);
    int64_t distance = 0;
    for (int64_t node = coop__walk_pop(&s->walk, &distance); node >= 0;
         node = coop__walk_pop(&s->walk, &distance)) {
        /* Weights are 1 or more: a key is pushed only when it is less than all before it. */
        if (distance == s->distance[node]) {
            s->order[s->n_settled++] = node;
            COOP__TRY(relax(s, source, node, err));
        }
    }
    return COOP_OK;
}

/* Nodes come in the order of their distances: the first of a place is its nearest. */
static void find_ends(sweep *s)
{
    memset(s->nearest, 0xff, (size_t)n_places(s) * sizeof *s->nearest);
    memset(s->n_ending, 0, (size_t)n_places(s) * sizeof *s->n_ending);
    for (int64_t k = 0; k < s->n_settled; k++) {
        int64_t node = s->order[k];
        int64_t place = place_of(s, node);
        s->nearest[place] = s->nearest[place] < 0 ? s->distance[node] : s->nearest[place];
        s->n_ending[place] += s->distance[node] == s->nearest[place] ? (double)s->n_paths[node] : 0;
    }
}

/* Share of the paths to a node's place that end at the node. */
static double share_ending(const sweep *s, int64_t node)
{
    int64_t place = place_of(s, node);
    return s->distance[node] == s->nearest[place] ? (double)s->n_paths[node] / s->n_ending[place]
                                                  : 0;
}

static void hand_back(sweep *s, int64_t source)
{
    const coop_graph *g = s->walk.graph;
    memset(s->depends, 0, (size_t)g->n_nodes * sizeof *s->depends);
    find_ends(s);
    for (int64_t k = s->n_settled - 1; k >= 0; k--) {
        int64_t node = s->order[k];
        double sum = 0;
        for (int64_t i = g->first[node]; i < g->first[node + 1]; i++) {
            int64_t head = g->head[i];
            if (s->distance[node] + g->weight[i] != s->distance[head]) {
                continue;
            }
            double share = (double)s->n_paths[node] / (double)s->n_paths[head];
            double ending = place_of(s, head) == source ? 0 : share_ending(s, head);
            double passes = share * (ending + s->depends[head]);
            sum += passes;
            if (s->edges != NULL) {
                s->edges[g->edge[i]] += passes;
            }
        }
        s->depends[node] = sum;
        if (s->nodes != NULL && place_of(s, node) != source) {
            s->nodes[node] += sum;
        }
    }
}

static coop_status all_sources(sweep *s, coop_error *err)
{
    const coop_graph *g = s->walk.graph;
    for (int64_t source = 0; source < n_places(s); source++) {
        COOP__TRY(count_paths(s, source, err));
        hand_back(s, source);
    }
    double half = g->is_directed ? 1 : 0.5;
    for (int64_t v = 0; s->nodes != NULL && v < g->n_nodes; v++) {
        s->nodes[v] *= half;
    }
    for (int64_t e = 0; s->edges != NULL && e < g->n_edges; e++) {
        s->edges[e] *= half;
    }
    return COOP_OK;
}

static bool allocate(sweep *s, coop__arena *arena, const coop_graph *graph)
{
    size_t n_nodes = (size_t)graph->n_nodes;
    size_t n = s->places != NULL ? (size_t)s->places->n : n_nodes;
    s->distance = coop__arena_alloc(arena, n_nodes, sizeof *s->distance);
    s->n_paths = coop__arena_alloc(arena, n_nodes, sizeof *s->n_paths);
    s->depends = coop__arena_alloc(arena, n_nodes, sizeof *s->depends);
    s->order = coop__arena_alloc(arena, n_nodes, sizeof *s->order);
    s->nearest = coop__arena_alloc(arena, n, sizeof *s->nearest);
    s->n_ending = coop__arena_alloc(arena, n, sizeof *s->n_ending);
    s->nodes = coop__arena_alloc(arena, n_nodes, sizeof *s->nodes);
    s->edges = coop__arena_alloc(arena, (size_t)graph->n_edges, sizeof *s->edges);
    return s->distance != NULL && s->n_paths != NULL && s->depends != NULL && s->order != NULL &&
           s->nearest != NULL && s->n_ending != NULL && s->nodes != NULL && s->edges != NULL;
}

coop_status coop__betweenness(const coop_graph *graph, const coop__places *places,
                              const coop_allocator *a, double *nodes, double *edges,
                              coop_error *err)
{
    coop__arena arena = {.a = a};
    sweep s = {.places = places};
    coop_status status =
        allocate(&s, &arena, graph) ? coop__walk_new(graph, a, &s.walk, err) : coop__no_memory(err);
    double *node_sums = s.nodes;
    double *edge_sums = s.edges;
    if (status == COOP_OK) {
        s.nodes = nodes != NULL ? node_sums : NULL;
        s.edges = edges != NULL ? edge_sums : NULL;
        status = all_sources(&s, err);
        coop__walk_free(a, &s.walk);
    }
    if (status == COOP_OK && nodes != NULL) {
        memcpy(nodes, node_sums, (size_t)graph->n_nodes * sizeof *nodes);
    }
    if (status == COOP_OK && edges != NULL) {
        memcpy(edges, edge_sums, (size_t)graph->n_edges * sizeof *edges);
    }
    coop__arena_free(&arena);
    return status;
}

coop_status coop_graph_betweenness(const coop_graph *graph, const coop_run *run, double *nodes,
                                   double *edges, coop_error *err)
{
    if (graph == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "graph is NULL");
    }
    return coop__betweenness(graph, NULL, coop__allocator_of(run), nodes, edges, err);
}
