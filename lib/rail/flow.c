/* flow.c -- largest flows, and the bottlenecks that prove them.
 *
 * Dinic's method with its own stack. A node with a bound is two places, with a link of that
 * capacity between them. A link is two arcs: one carries, and its twin may take back;
 * both carry where an edge leads both ways and nodes have no bounds. Arcs stand in
 * the order of the places that they leave.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/graph.h>

#include "graph.h"

#include <string.h>

#include "../core/error.h"

#define CAPACITY_MOST (((int64_t)1 << 62) - 1)

typedef struct arc {
    int64_t head; /* a place */
    int64_t room; /* what may still flow */
    int64_t twin;
} arc;

typedef struct net {
    const coop_graph *graph;
    const coop_graph_flow_input *input;
    int64_t n_places, n_links;
    int64_t source, sink; /* places */
    int64_t *first;       /* places + 1 starts into arcs */
    arc *arcs;
    int64_t *carrier;              /* of a link: the arc that carries */
    int64_t *from, *to, *capacity; /* of a link */
    int64_t *level;                /* -1: cannot be reached */
    int64_t *next;
    int64_t *queue; /* places to look at, or arcs of the path */
    int64_t value;
} net;

/* ---- reading ---- */

static coop_status check_amounts(const int64_t *amounts, int64_t n, const char *what,
                                 coop_error *err)
{
    int64_t sum = 0;
    for (int64_t i = 0; amounts != NULL && i < n; i++) {
        if (amounts[i] < 0) {
            return coop__fail(err, COOP_RANGE, "%s %lld: capacity is %lld, need 0 or more", what,
                              (long long)i, (long long)amounts[i]);
        }
        if (amounts[i] > CAPACITY_MOST - sum) {
            return coop__fail(err, COOP_LIMIT, "the capacities up to %s %lld pass 2^62 - 1", what,
                              (long long)i);
        }
        sum += amounts[i];
    }
    return COOP_OK;
}

static coop_status check_input(const coop_graph *g, const coop_graph_flow_input *input,
                               coop_error *err)
{
    const int64_t ends[2] = {input->source, input->sink};
    for (int k = 0; k < 2; k++) {
        if (ends[k] < 0 || ends[k] >= g->n_nodes) {
            return coop__fail(err, COOP_RANGE, "%s is node %lld, need 0 to %lld",
                              k == 0 ? "source" : "sink", (long long)ends[k],
                              (long long)g->n_nodes - 1);
        }
    }
    if (input->source == input->sink) {
        return coop__fail(err, COOP_RANGE, "source and sink are one node, %lld",
                          (long long)input->source);
    }
    if (g->n_edges > 0 && input->capacities == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "capacities is NULL");
    }
    COOP__TRY(check_amounts(input->capacities, g->n_edges, "edge", err));
    for (int64_t v = 0; input->node_most != NULL && v < g->n_nodes; v++) {
        COOP__TRY(check_amounts(&input->node_most[v], 1, "node", err));
    }
    return COOP_OK;
}

static bool is_split(const net *f)
{
    return f->input->node_most != NULL;
}

/* The place from which a node sends. */
static int64_t out_of(const net *f, int64_t node)
{
    return is_split(f) ? f->graph->n_nodes + node : node;
}

static bool allocate(net *f, coop__arena *arena)
{
    size_t n_places = (size_t)f->n_places;
    size_t n_links = (size_t)f->n_links;
    f->first = coop__arena_alloc(arena, n_places + 1, sizeof *f->first);
    f->arcs = coop__arena_alloc(arena, n_links, 2 * sizeof *f->arcs);
    f->carrier = coop__arena_alloc(arena, n_links, sizeof *f->carrier);
    f->from = coop__arena_alloc(arena, n_links, sizeof *f->from);
    f->to = coop__arena_alloc(arena, n_links, sizeof *f->to);
    f->capacity = coop__arena_alloc(arena, n_links, sizeof *f->capacity);
    f->level = coop__arena_alloc(arena, n_places, sizeof *f->level);
    f->next = coop__arena_alloc(arena, n_places + 1, sizeof *f->next);
    f->queue = coop__arena_alloc(arena, n_places, sizeof *f->queue);
    return f->first != NULL && f->arcs != NULL && f->carrier != NULL && f->from != NULL &&
           f->to != NULL && f->capacity != NULL && f->level != NULL && f->next != NULL &&
           f->queue != NULL;
}

static void put_link(net *f, int64_t link, int64_t from, int64_t to, int64_t capacity)
{
    f->from[link] = from;
    f->to[link] = to;
    f->capacity[link] = capacity;
}

/* Does a link of an edge carry both ways? */
static bool is_shared(const net *f)
{
    return !f->graph->is_directed && !is_split(f);
}

static int64_t links_per_edge(const net *f)
{
    return f->graph->is_directed || is_shared(f) ? 1 : 2;
}

/* Links of the edges, one each way, and behind them the nodes'. */
static void put_links(net *f)
{
    const coop_graph *g = f->graph;
    int64_t link = 0;
    for (int64_t i = 0; i < g->n_edges; i++) {
        int64_t capacity = f->input->capacities[i];
        put_link(f, link++, out_of(f, g->from[i]), g->to[i], capacity);
        if (links_per_edge(f) == 2) {
            put_link(f, link++, out_of(f, g->to[i]), g->from[i], capacity);
        }
    }
    for (int64_t v = 0; is_split(f) && v < g->n_nodes; v++) {
        bool is_end = v == f->input->source || v == f->input->sink;
        put_link(f, link++, v, out_of(f, v), is_end ? CAPACITY_MOST : f->input->node_most[v]);
    }
}

static void put_arcs(net *f)
{
    for (int64_t link = 0; link < f->n_links; link++) {
        f->first[f->from[link] + 1]++;
        f->first[f->to[link] + 1]++;
    }
    for (int64_t v = 0; v < f->n_places; v++) {
        f->first[v + 1] += f->first[v];
        f->next[v + 1] = f->first[v + 1];
    }
    for (int64_t link = 0; link < f->n_links; link++) {
        int64_t there = f->next[f->from[link]]++;
        int64_t back = f->next[f->to[link]]++;
        f->arcs[there] = (arc){f->to[link], f->capacity[link], back};
        f->arcs[back] = (arc){f->from[link], is_shared(f) ? f->capacity[link] : 0, there};
        f->carrier[link] = there;
    }
}

/* ---- flowing ---- */

/* Levels by the number of arcs with room, up to that of place `last` (-1: all); backwards: from the
 * sink, against the arcs. */
static void find_levels(net *f, int64_t start, int64_t last, bool is_backwards)
{
    memset(f->level, 0xff, (size_t)f->n_places * sizeof *f->level);
    int64_t n = 0;
    f->level[start] = 0;
    f->queue[n++] = start;
    for (int64_t done = 0; done < n && (last < 0 || f->level[last] < 0); done++) {
        int64_t place = f->queue[done];
        for (int64_t i = f->first[place]; i < f->first[place + 1]; i++) {
            const arc *a = &f->arcs[i];
            if (f->level[a->head] < 0 && f->arcs[is_backwards ? a->twin : i].room > 0) {
                f->level[a->head] = f->level[place] + 1;
                f->queue[n++] = a->head;
            }
        }
    }
}

/* Sends what the path holds; returns the number of its arcs up to the first that is now full. */
static int64_t send(net *f, int64_t n_path)
{
    int64_t amount = CAPACITY_MOST;
    for (int64_t i = 0; i < n_path; i++) {
        int64_t room = f->arcs[f->queue[i]].room;
        amount = room < amount ? room : amount;
    }
    int64_t n_left = n_path;
    for (int64_t i = n_path - 1; i >= 0; i--) {
        arc *a = &f->arcs[f->queue[i]];
        a->room -= amount;
        f->arcs[a->twin].room += amount;
        n_left = a->room == 0 ? i : n_left;
    }
    f->value += amount;
    return n_left;
}

/* Where an arc begins. */
static int64_t tail_of(const net *f, int64_t i)
{
    return f->arcs[f->arcs[i].twin].head;
}

/* Sends along paths that climb a level with each arc until none is left. */
static void block(net *f)
{
    memcpy(f->next, f->first, (size_t)f->n_places * sizeof *f->next);
    int64_t n_path = 0;
    int64_t place = f->source;
    for (;;) {
        if (place == f->sink) {
            n_path = send(f, n_path);
            place = tail_of(f, f->queue[n_path]);
            continue;
        }
        int64_t i = f->next[place];
        while (i < f->first[place + 1] &&
               (f->arcs[i].room == 0 || f->level[f->arcs[i].head] != f->level[place] + 1)) {
            i++;
        }
        f->next[place] = i;
        if (i < f->first[place + 1]) {
            f->queue[n_path++] = i;
            place = f->arcs[i].head;
        } else if (n_path == 0) {
            return;
        } else {
            f->level[place] = -1;
            place = tail_of(f, f->queue[--n_path]);
        }
    }
}

/* ---- bottlenecks ---- */

/* One side as levels hold it: reached places are on it. Marks what leads across from the source's
 * side to the sink's, and returns its capacity. */
static int64_t mark_cut(const net *f, bool is_sink_side, uint8_t bit, uint8_t *edges,
                        uint8_t *nodes)
{
    const coop_graph *g = f->graph;
    int64_t n_edge_links = links_per_edge(f) * g->n_edges;
    int64_t sum = 0;
    for (int64_t link = 0; link < f->n_links; link++) {
        bool from_source = (f->level[f->from[link]] >= 0) != is_sink_side;
        bool to_source = (f->level[f->to[link]] >= 0) != is_sink_side;
        bool is_across = from_source && !to_source;
        is_across = is_across || (is_shared(f) && to_source && !from_source);
        if (!is_across || f->capacity[link] == 0) {
            continue;
        }
        sum += f->capacity[link];
        if (link < n_edge_links && edges != NULL) {
            edges[link / links_per_edge(f)] |= bit;
        } else if (link >= n_edge_links && nodes != NULL) {
            nodes[link - n_edge_links] |= bit;
        }
    }
    return sum;
}

/* Bottlenecks are one when the same links lead across in both. Places that no link with a capacity
 * joins to either side may lie on any. */
static bool is_one_cut(const net *f, const int64_t *is_near)
{
    for (int64_t link = 0; link < f->n_links; link++) {
        int64_t from = f->from[link];
        int64_t to = f->to[link];
        int near = (is_near[from] != 0) - (is_near[to] != 0);
        int far = (f->level[from] < 0) - (f->level[to] < 0);
        bool in_near = near > 0 || (is_shared(f) && near < 0);
        bool in_far = far > 0 || (is_shared(f) && far < 0);
        if (f->capacity[link] > 0 && in_near != in_far) {
            return false;
        }
    }
    return true;
}

static coop_status find_cuts(net *f, coop_graph_flow_result *out, coop_error *err)
{
    const coop_graph *g = f->graph;
    find_levels(f, f->sink, -1, true);
    int64_t far = mark_cut(f, true, COOP_CUT_FARTHEST, NULL, NULL);
    find_levels(f, f->source, -1, false);
    int64_t near = mark_cut(f, false, COOP_CUT_NEAREST, NULL, NULL);
    if (near != f->value || far != f->value) {
        return coop__fail(err, COOP_INTERNAL, "a flow of %lld has bottlenecks of %lld and %lld",
                          (long long)f->value, (long long)near, (long long)far);
    }
    if (out->edge_cut != NULL) {
        memset(out->edge_cut, 0, (size_t)g->n_edges);
    }
    if (out->node_cut != NULL) {
        memset(out->node_cut, 0, (size_t)g->n_nodes);
    }
    mark_cut(f, false, COOP_CUT_NEAREST, out->edge_cut, out->node_cut);
    for (int64_t v = 0; v < f->n_places; v++) {
        f->next[v] = f->level[v] >= 0 ? 1 : 0;
    }
    find_levels(f, f->sink, -1, true);
    mark_cut(f, true, COOP_CUT_FARTHEST, out->edge_cut, out->node_cut);
    out->is_unique = is_one_cut(f, f->next) ? 1 : 0;
    return COOP_OK;
}

/* What a link carries from `from` to `to`, on balance. */
static int64_t carried(const net *f, int64_t link)
{
    const arc *a = &f->arcs[f->carrier[link]];
    return is_shared(f) ? (f->arcs[a->twin].room - a->room) / 2 : f->capacity[link] - a->room;
}

static void put_flows(const net *f, int64_t *flows)
{
    int64_t n = links_per_edge(f);
    for (int64_t i = 0; i < f->graph->n_edges; i++) {
        flows[i] = carried(f, n * i) - (n == 2 ? carried(f, n * i + 1) : 0);
    }
}

static coop_status run_flow(net *f, coop_graph_flow_result *out, coop_error *err)
{
    put_links(f);
    put_arcs(f);
    f->source = out_of(f, f->input->source);
    f->sink = f->input->sink;
    for (;;) {
        find_levels(f, f->source, f->sink, false);
        if (f->level[f->sink] < 0) {
            break;
        }
        block(f);
    }
    COOP__TRY(find_cuts(f, out, err));
    out->value = f->value;
    if (out->flows != NULL) {
        put_flows(f, out->flows);
    }
    return COOP_OK;
}

coop_status coop_graph_flow(const coop_graph *graph, const coop_graph_flow_input *input,
                            const coop_run *run, coop_graph_flow_result *out, coop_error *err)
{
    if (graph == NULL || input == NULL || out == NULL || out->struct_size < sizeof *out) {
        return coop__fail(err, COOP_ARGUMENT, "graph, input or out is NULL, or struct_size small");
    }
    COOP__TRY(check_input(graph, input, err));
    coop__arena arena = {.a = coop__allocator_of(run)};
    net f = {.graph = graph, .input = input};
    f.n_places = is_split(&f) ? 2 * graph->n_nodes : graph->n_nodes;
    f.n_links = links_per_edge(&f) * graph->n_edges + (is_split(&f) ? graph->n_nodes : 0);
    coop_status status = allocate(&f, &arena) ? run_flow(&f, out, err) : coop__no_memory(err);
    coop__arena_free(&arena);
    return status;
}
