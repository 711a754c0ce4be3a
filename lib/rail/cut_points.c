/* cut_points.c -- bridges, articulation points and components.
 *
 * A walk in depth that keeps its own stack: `low` of a node is the least number that is reached
 * from below it by one edge back (Hopcroft & Tarjan 1973).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/graph.h>

#include "graph.h"

#include <string.h>

#include "../core/error.h"

typedef struct dive {
    const coop_graph *graph;
    int64_t *first; /* arcs in both directions, whatever the graph's are */
    int32_t *head, *edge;
    int64_t *number; /* order in which nodes are met, from 1; 0: not yet */
    int64_t *low;
    int64_t *next; /* arc of each node that is looked at next */
    int64_t *stack;
    int64_t *via; /* edge by which a node was met, -1: none */
    int64_t n_stack, n_met;
    uint8_t *is_bridge, *is_articulation;
    int64_t *component;
} dive;

static void index_both_ways(dive *d)
{
    const coop_graph *g = d->graph;
    for (int pass = 0; pass < 2; pass++) {
        for (int64_t i = 0; i < g->n_edges; i++) {
            const int32_t ends[2] = {g->from[i], g->to[i]};
            for (int k = 0; k < 2; k++) {
                int64_t at = d->first[ends[k] + 1]++;
                if (pass == 1) {
                    d->head[at] = ends[1 - k];
                    d->edge[at] = (int32_t)i;
                }
            }
        }
        int64_t start = 0;
        for (int64_t v = 0; pass == 0 && v < g->n_nodes; v++) {
            int64_t n = d->first[v + 1];
            d->first[v + 1] = start;
            start += n;
        }
    }
}

static void enter(dive *d, int64_t node, int64_t via, int64_t component)
{
    d->number[node] = ++d->n_met;
    d->low[node] = d->n_met;
    d->next[node] = d->first[node];
    d->via[node] = via;
    d->component[node] = component;
    d->stack[d->n_stack++] = node;
}

/* The node on top is done; what it found goes to the one below. */
static void leave(dive *d, int64_t *n_children_of_root)
{
    int64_t node = d->stack[--d->n_stack];
    if (d->n_stack == 0) {
        d->is_articulation[node] = *n_children_of_root > 1 ? 1 : 0;
        return;
    }
    int64_t above = d->stack[d->n_stack - 1];
    d->low[above] = d->low[node] < d->low[above] ? d->low[node] : d->low[above];
    if (d->low[node] > d->number[above]) {
        d->is_bridge[d->via[node]] = 1;
    }
    if (d->n_stack == 1) {
        (*n_children_of_root)++;
    } else if (d->low[node] >= d->number[above]) {
        d->is_articulation[above] = 1;
    }
}

static void explore(dive *d, int64_t root, int64_t component)
{
    int64_t n_children_of_root = 0;
    enter(d, root, -1, component);
    while (d->n_stack > 0) {
        int64_t node = d->stack[d->n_stack - 1];
        if (d->next[node] == d->first[node + 1]) {
            leave(d, &n_children_of_root);
            continue;
        }
        int64_t arc = d->next[node]++;
        int64_t head = d->head[arc];
        if (d->number[head] == 0) {
            enter(d, head, d->edge[arc], component);
        } else if (d->edge[arc] != d->via[node] && d->number[head] < d->low[node]) {
            d->low[node] = d->number[head];
        }
    }
}

static bool allocate(dive *d, coop__arena *arena)
{
    size_t n_nodes = (size_t)d->graph->n_nodes;
    size_t n_edges = (size_t)d->graph->n_edges;
    d->first = coop__arena_alloc(arena, n_nodes + 1, sizeof *d->first);
    d->head = coop__arena_alloc(arena, n_edges, 2 * sizeof *d->head);
    d->edge = coop__arena_alloc(arena, n_edges, 2 * sizeof *d->edge);
    d->number = coop__arena_alloc(arena, n_nodes, sizeof *d->number);
    d->low = coop__arena_alloc(arena, n_nodes, sizeof *d->low);
    d->next = coop__arena_alloc(arena, n_nodes, sizeof *d->next);
    d->stack = coop__arena_alloc(arena, n_nodes, sizeof *d->stack);
    d->via = coop__arena_alloc(arena, n_nodes, sizeof *d->via);
    d->component = coop__arena_alloc(arena, n_nodes, sizeof *d->component);
    d->is_bridge = coop__arena_alloc(arena, n_edges, 1);
    d->is_articulation = coop__arena_alloc(arena, n_nodes, 1);
    return d->first != NULL && d->head != NULL && d->edge != NULL && d->number != NULL &&
           d->low != NULL && d->next != NULL && d->stack != NULL && d->via != NULL &&
           d->component != NULL && d->is_bridge != NULL && d->is_articulation != NULL;
}

coop_status coop_graph_cut_points(const coop_graph *graph, const coop_run *run, uint8_t *is_bridge,
                                  uint8_t *is_articulation, int64_t *component, coop_error *err)
{
    if (graph == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "graph is NULL");
    }
    coop__arena arena = {.a = coop__allocator_of(run)};
    dive d = {.graph = graph};
    if (!allocate(&d, &arena)) {
        coop__arena_free(&arena);
        return coop__no_memory(err);
    }
    index_both_ways(&d);
    int64_t n_components = 0;
    for (int64_t v = 0; v < graph->n_nodes; v++) {
        if (d.number[v] == 0) {
            explore(&d, v, n_components++);
        }
    }
    if (is_bridge != NULL) {
        memcpy(is_bridge, d.is_bridge, (size_t)graph->n_edges);
    }
    if (is_articulation != NULL) {
        memcpy(is_articulation, d.is_articulation, (size_t)graph->n_nodes);
    }
    if (component != NULL) {
        memcpy(component, d.component, (size_t)graph->n_nodes * sizeof *component);
    }
    coop__arena_free(&arena);
    return COOP_OK;
}
