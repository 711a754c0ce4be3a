/* graph.h -- what a graph is inside, and walking it from places of several nodes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__GRAPH_H
#define COOP__GRAPH_H

#include <stdbool.h>

#include <coopstat/graph.h>

#include "../core/alloc.h"

/* Compressed rows: arcs of node v from first[v] to first[v + 1] - 1, in the order of the edges. An
 * undirected edge is two arcs, one that returns to its node a single one. */
struct coop_graph {
    coop_allocator a;
    int64_t n_nodes, n_edges, n_arcs;
    bool is_directed;
    int32_t node_bits; /* of a node's number; the distance stands above them in a heap's key */
    int64_t *first;
    int32_t *head;
    int32_t *edge;
    int64_t *weight;
    int32_t *from, *to; /* of each edge */
};

/* Scratch of a walk. */
typedef struct coop__walk {
    const coop_graph *graph;
    uint64_t *heap; /* keys: distance << node_bits | node; a node may be there more than once */
    int64_t n_heap;
} coop__walk;

/* MEMORY. */
coop_status coop__walk_new(const coop_graph *graph, const coop_allocator *a, coop__walk *out,
                           coop_error *err);
void coop__walk_free(const coop_allocator *a, coop__walk *walk);

/* Distances from the nearest of some nodes into distance[n_nodes], COOP_GRAPH_NO_PATH for none. */
void coop__walk_from(coop__walk *walk, const int64_t *starts, int64_t n_starts, int64_t *distance);

/* The next smallest key is taken, and its node returned; -1: none is left. */
int64_t coop__walk_pop(coop__walk *walk, int64_t *distance);
void coop__walk_push(coop__walk *walk, int64_t node, int64_t distance);

/* Betweenness between places of several nodes: place[v] is that of node v, 0 to n_places - 1. A
 * path begins at any node of its place, and ends at the nearest one of another; paths are counted
 * by their nodes. Sums over ordered pairs. nodes (NULL: not wanted) is by node, edges by edge.
 * LIMIT, MEMORY. */
typedef struct coop__places {
    const int64_t *place;
    int64_t n;
} coop__places;
coop_status coop__betweenness(const coop_graph *graph, const coop__places *places,
                              const coop_allocator *a, double *nodes, double *edges,
                              coop_error *err);

#endif
