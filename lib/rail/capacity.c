/* capacity.c -- how many trains a day can go from one node to another, and what bounds them.
 *
 * A state is a node and a gauge. Links join states of one gauge. A border is a pair of places, by
 * which all gauges of its link go in and out, and so is a node at which gauges are exchanged.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_study.h>

#include <string.h>

#include "../core/error.h"
#include "graph.h"
#include "rows.h"
#include "study.h"

#define TRAINS_MOST 1000000
#define UNBOUND ((int64_t)1 << 40) /* more than any bottleneck: 2^20 lines of 1e6 trains */

typedef enum part_kind { LINE, BORDER, CHANGE, FREE } part_kind;

typedef struct edge {
    part_kind kind;
    int64_t at; /* a segment, or a node */
    int64_t from, to, trains;
    bool is_both; /* it can be travelled back, too */
} edge;

typedef struct plan {
    coop__travel travel;
    coop_route_options route_options;
    coop_rail_capacity_options options;
    coop__arena *arena;
    int64_t ends[2];
    int64_t *segment, *crossing, *node; /* trains that options->trains gives; -1: none */
    edge *edges;
    int64_t n, n_nodes; /* nodes of the graph */
    int64_t *flows;
    uint8_t *cut;
    coop_error *err;
} plan;

/* ---- reading ---- */

static bool is_id(const char *word, const coop__list_item *item)
{
    return word != NULL && strlen(word) == item->n && memcmp(word, item->id, item->n) == 0;
}

static bool set_rows(int64_t *trains, int64_t n, const coop__column *id,
                     const coop__list_item *item)
{
    bool is_found = false;
    for (int64_t row = 0; row < n; row++) {
        if (is_id(coop__rail_word(id, row), item)) {
            trains[row] = (int64_t)item->number;
            is_found = true;
        }
    }
    return is_found;
}

static coop_status read_trains(plan *p)
{
    const coop__network *network = &p->travel.network;
    const char *list = p->options.trains;
    const coop__column *id = coop__table_column(network->segments.entry->table, "id");
    bool is_there = list != NULL;
    while (is_there) {
        coop__list_item item = {NULL, 0, 0};
        COOP__TRY(coop__list_item_next(&list, 0, TRAINS_MOST, &item, &is_there, p->err));
        if (!is_there) {
            break;
        }
        char text[80];
        coop__escape(item.id, item.n, text, sizeof text);
        if (item.number != (double)(int64_t)item.number) {
            return coop__fail(p->err, COOP_RANGE, "trains of '%s' are not whole", text);
        }
        bool is_found = set_rows(p->segment, network->segments.n, id, &item);
        is_found =
            set_rows(p->crossing, network->crossings.n, p->travel.crossing_id, &item) || is_found;
        is_found = set_rows(p->node, network->n_nodes, network->node_id, &item) || is_found;
        if (!is_found) {
            return coop__fail(p->err, COOP_NOT_FOUND, "there is no segment, crossing or node '%s'",
                              text);
        }
    }
    return COOP_OK;
}

static coop_status check_options(const coop_rail_capacity_options *o, coop_error *err)
{
    const int64_t trains[] = {o->double_track, o->single_track, o->ferry, o->border, o->change};
    for (int i = 0; i < 5; i++) {
        if (trains[i] < -1 || trains[i] > TRAINS_MOST) {
            return coop__fail(err, COOP_RANGE, "trains a day are %lld, need -1 to %d",
                              (long long)trains[i], TRAINS_MOST);
        }
    }
    return COOP_OK;
}

static int64_t *unknown(plan *p, int64_t n)
{
    int64_t *x = coop__arena_alloc(p->arena, (size_t)n, sizeof *x);
    for (int64_t i = 0; x != NULL && i < n; i++) {
        x[i] = -1;
    }
    return x;
}

/* Trains on a segment; -1: not known. */
static int64_t trains_on(const plan *p, int64_t segment)
{
    coop__line_class c = p->travel.link[segment].line_class;
    bool is_double = c == COOP__DOUBLE || c == COOP__DOUBLE_ELECTRIC;
    return p->segment[segment] >= 0 ? p->segment[segment]
           : c == COOP__FERRY       ? p->options.ferry
           : is_double              ? p->options.double_track
                                    : p->options.single_track;
}

static int64_t trains_over(const plan *p, int64_t segment)
{
    int64_t crossing = p->travel.link[segment].crossing;
    return crossing >= 0 && p->crossing[crossing] >= 0 ? p->crossing[crossing] : p->options.border;
}

/* ---- building ---- */

static void add_edge(plan *p, edge e)
{
    if (p->edges != NULL) {
        p->edges[p->n] = e;
    }
    p->n++;
}

/* One that is not known matters when the answer changes between nothing and without bound. */
static int64_t bound_of(int64_t trains)
{
    return trains >= 0 ? trains : UNBOUND;
}

/* A segment on each of its gauges. */
static void add_lines(plan *p, int64_t segment, uint32_t on)
{
    const int64_t *ends = &p->travel.network.segments.ends[2 * segment];
    int32_t n_gauges = p->travel.network.n_gauges;
    int64_t trains = bound_of(trains_on(p, segment));
    for (int32_t g = 0; g < n_gauges; g++) {
        if ((on >> g & 1) != 0) {
            add_edge(p, (edge){LINE, segment, ends[0] * n_gauges + g, ends[1] * n_gauges + g,
                               trains, true});
        }
    }
}

/* One capacity for all gauges and both directions: everything goes in at one place and out at
 * another, with the line and the border between them. */
static void add_border(plan *p, int64_t segment, uint32_t on)
{
    const int64_t *ends = &p->travel.network.segments.ends[2 * segment];
    int32_t n_gauges = p->travel.network.n_gauges;
    int64_t in = p->n_nodes++;
    int64_t between = p->n_nodes++;
    int64_t out = p->n_nodes++;
    add_edge(p, (edge){LINE, segment, in, between, bound_of(trains_on(p, segment)), false});
    add_edge(p, (edge){BORDER, segment, between, out, bound_of(trains_over(p, segment)), false});
    for (int32_t g = 0; g < n_gauges; g++) {
        for (int k = 0; k < 2 && (on >> g & 1) != 0; k++) {
            add_edge(p, (edge){FREE, segment, ends[k] * n_gauges + g, in, UNBOUND, false});
            add_edge(p, (edge){FREE, segment, out, ends[k] * n_gauges + g, UNBOUND, false});
        }
    }
}

static void add_segment(plan *p, int64_t segment)
{
    const coop__travel *t = &p->travel;
    const int64_t *ends = &t->network.segments.ends[2 * segment];
    uint32_t on = t->link[segment].gauges & t->stop[ends[0]].gauges & t->stop[ends[1]].gauges;
    if (t->link[segment].is_border) {
        add_border(p, segment, on);
    } else {
        add_lines(p, segment, on);
    }
}

static void add_changes(plan *p, int64_t node)
{
    const coop__stop *stop = &p->travel.stop[node];
    int32_t n_gauges = p->travel.network.n_gauges;
    uint32_t gauges = stop->gauges & stop->changes;
    if ((gauges & (gauges - 1)) == 0) {
        return;
    }
    /* One pair of places for a pair of gauges: what comes on one must leave on the other. */
    int64_t trains = p->node[node] >= 0 ? p->node[node] : p->options.change;
    int64_t in = p->n_nodes++;
    int64_t out = p->n_nodes++;
    add_edge(p, (edge){CHANGE, node, in, out, bound_of(trains), false});
    for (int32_t g = 0; g < n_gauges; g++) {
        if ((gauges >> g & 1) != 0) {
            add_edge(p, (edge){FREE, node, node * n_gauges + g, in, UNBOUND, false});
            add_edge(p, (edge){FREE, node, out, node * n_gauges + g, UNBOUND, false});
        }
    }
}

/* Places for the start and the end come last. */
static void add_all(plan *p)
{
    const coop__travel *t = &p->travel;
    int32_t n_gauges = t->network.n_gauges;
    p->n = 0;
    p->n_nodes = t->network.n_nodes * n_gauges;
    for (int64_t i = 0; i < t->network.segments.n; i++) {
        const int64_t *ends = &t->network.segments.ends[2 * i];
        if (t->link[i].is_open && ends[0] != ends[1] && !t->stop[ends[0]].is_closed &&
            !t->stop[ends[1]].is_closed) {
            add_segment(p, i);
        }
    }
    for (int64_t v = 0; v < t->network.n_nodes; v++) {
        if (!t->stop[v].is_closed) {
            add_changes(p, v);
        }
    }
    for (int k = 0; k < 2; k++) {
        int64_t end = p->n_nodes++;
        for (int64_t g = 0; g < n_gauges; g++) {
            int64_t state = p->ends[k] * n_gauges + g;
            add_edge(p, k == 0 ? (edge){FREE, p->ends[k], end, state, UNBOUND, false}
                               : (edge){FREE, p->ends[k], state, end, UNBOUND, false});
        }
    }
}

/* ---- flowing ---- */

static bool is_unknown(const edge *e)
{
    return e->kind != FREE && e->trains == UNBOUND;
}

/* Lines lead both ways: each is two directed edges, i and i + n. What is not known is `unknown`. */
static coop_status run_flow(plan *p, int64_t unknown_trains, coop_graph_flow_result *result)
{
    size_t n = 2 * (size_t)p->n;
    int64_t *from = coop__arena_alloc(p->arena, n, sizeof *from);
    int64_t *to = coop__arena_alloc(p->arena, n, sizeof *to);
    int64_t *trains = coop__arena_alloc(p->arena, n, sizeof *trains);
    p->flows = coop__arena_alloc(p->arena, n, sizeof *p->flows);
    p->cut = coop__arena_alloc(p->arena, n, 1);
    if (from == NULL || to == NULL || trains == NULL || p->flows == NULL || p->cut == NULL) {
        return coop__no_memory(p->err);
    }
    for (int64_t i = 0; i < p->n; i++) {
        const edge *e = &p->edges[i];
        from[i] = to[i + p->n] = e->from;
        to[i] = from[i + p->n] = e->to;
        trains[i] = is_unknown(e) ? unknown_trains : e->trains;
        trains[i + p->n] = e->is_both ? trains[i] : 0;
    }
    coop_graph *graph = NULL;
    coop_run run = COOP_RUN_INIT;
    run.allocator = p->arena->a;
    coop_graph_edges edges = {p->n_nodes, 2 * p->n, from, to, NULL, 1};
    coop_graph_flow_input input = {p->n_nodes - 2, p->n_nodes - 1, trains, NULL};
    *result = (coop_graph_flow_result){
        .struct_size = sizeof *result, .flows = p->flows, .edge_cut = p->cut};
    COOP__TRY(coop_graph_new(&edges, &run, &graph, p->err));
    coop_status status = coop_graph_flow(graph, &input, &run, result, p->err);
    coop_graph_free(graph);
    return status;
}

static const char *name_of(const plan *p, const edge *e)
{
    const coop__network *network = &p->travel.network;
    int64_t crossing = e->kind == BORDER ? p->travel.link[e->at].crossing : -1;
    const char *id =
        crossing >= 0 ? coop__rail_word(p->travel.crossing_id, crossing)
        : e->kind == CHANGE
            ? coop__rail_word(network->node_id, e->at)
            : coop__rail_word(coop__table_column(network->segments.entry->table, "id"), e->at);
    return id != NULL ? id : "?";
}

/* The part of unknown capacity that a flow goes over first. */
static coop_status tell_unknown(const plan *p)
{
    int64_t i = 0;
    while (i + 1 < p->n &&
           !(is_unknown(&p->edges[i]) && (p->flows[i] != 0 || p->flows[i + p->n] != 0))) {
        i++;
    }
    const edge *e = &p->edges[i];
    return coop__fail(p->err, COOP_EMPTY,
                      "the answer rests on the capacity of %s '%s', which is not known",
                      e->kind == LINE     ? "segment"
                      : e->kind == BORDER ? "border"
                                          : "the change of gauge at",
                      name_of(p, e));
}

static const coop__column_kind part_columns[] = {{"kind", COOP_TYPE_CODE, NULL},
                                                 {"id", COOP_TYPE_CODE, NULL},
                                                 {"from", COOP_TYPE_CODE, NULL},
                                                 {"to", COOP_TYPE_CODE, NULL},
                                                 {"gauge_mm", COOP_TYPE_INT64, "mm"},
                                                 {"trains", COOP_TYPE_INT64, "trains a day"},
                                                 {"flow", COOP_TYPE_INT64, "trains a day"},
                                                 {"in_nearest", COOP_TYPE_BOOL, NULL},
                                                 {"in_farthest", COOP_TYPE_BOOL, NULL}};

/* Does more come out of a border at its first node than goes in? The edges behind it are those of
 * its ends. */
static bool is_border_back(const plan *p, int64_t i)
{
    const edge *e = &p->edges[i];
    const coop__network *network = &p->travel.network;
    int64_t net = 0;
    for (int64_t k = i + 1; k < p->n && e->kind != CHANGE; k++) {
        const edge *other = &p->edges[k];
        if (other->at != e->at || other->kind == LINE || other->kind == CHANGE) {
            break;
        }
        int64_t first = network->segments.ends[2 * e->at];
        net += other->kind == FREE && other->to / network->n_gauges == first ? p->flows[k] : 0;
        net -= other->kind == FREE && other->from / network->n_gauges == first ? p->flows[k] : 0;
    }
    return net > 0;
}

static void put_part(coop__rows *rows, const plan *p, int64_t i)
{
    static const char *const kinds[] = {"segment", "border", "gauge_change"};
    const edge *e = &p->edges[i];
    const coop__network *network = &p->travel.network;
    int64_t net = p->flows[i] - p->flows[i + p->n];
    uint8_t cut = p->cut[i] | p->cut[i + p->n];
    const int64_t *ends =
        e->kind != CHANGE ? &network->segments.ends[2 * e->at] : (int64_t[]){e->at, e->at};
    bool is_back = e->is_both ? net < 0 : is_border_back(p, i);
    coop__rows_word(rows, kinds[e->kind]);
    coop__rows_word(rows, name_of(p, e));
    coop__rows_word(rows, coop__rail_word(network->node_id, ends[is_back ? 1 : 0]));
    coop__rows_word(rows, coop__rail_word(network->node_id, ends[is_back ? 0 : 1]));
    coop__rows_integer(rows, network->gauges[e->from % network->n_gauges], e->is_both);
    coop__rows_integer(rows, e->trains, true);
    coop__rows_integer(rows, is_back && e->is_both ? -net : net, true);
    coop__rows_integer(rows, (cut & COOP_CUT_NEAREST) != 0 ? 1 : 0, true);
    coop__rows_integer(rows, (cut & COOP_CUT_FARTHEST) != 0 ? 1 : 0, true);
}

/* Lists the edges of what the travel has open. */
static coop_status list_edges(plan *p)
{
    p->segment = unknown(p, p->travel.network.segments.n);
    p->crossing = unknown(p, p->travel.network.crossings.n);
    p->node = unknown(p, p->travel.network.n_nodes);
    if (p->segment == NULL || p->crossing == NULL || p->node == NULL) {
        return coop__no_memory(p->err);
    }
    COOP__TRY(read_trains(p));
    add_all(p); /* counts */
    p->edges = coop__arena_alloc(p->arena, (size_t)p->n, sizeof *p->edges);
    if (p->edges == NULL) {
        return coop__no_memory(p->err);
    }
    add_all(p);
    return COOP_OK;
}

static coop_status open_plan(plan *p, const coop_dataset *data, const char *const *ends)
{
    COOP__TRY(check_options(&p->options, p->err));
    COOP__TRY(coop__route_options(p->options.network, &p->route_options, p->err));
    COOP__TRY(coop__travel_of(data, p->arena, &p->route_options, &p->travel, p->err));
    for (int k = 0; k < 2; k++) {
        COOP__TRY(coop__travel_node(&p->travel, ends[k], strlen(ends[k]), &p->ends[k], p->err));
    }
    if (p->ends[0] == p->ends[1]) {
        return coop__fail(p->err, COOP_RANGE, "from and to are one node, '%s'", ends[0]);
    }
    return list_edges(p);
}

static coop_status least_and_most(plan *p, int64_t *least, int64_t *most)
{
    coop_graph_flow_result result;
    COOP__TRY(run_flow(p, 0, &result));
    *least = result.value;
    COOP__TRY(run_flow(p, UNBOUND, &result));
    *most = result.value;
    return COOP_OK;
}

coop_status coop__trains_between(const coop__travel *travel,
                                 const coop_rail_capacity_options *options, const int64_t *ends,
                                 int64_t *out, coop_error *err)
{
    coop__arena arena = {.a = travel->arena->a};
    plan p = {.options = COOP_RAIL_CAPACITY_INIT, .arena = &arena, .err = err};
    int64_t least = -1;
    int64_t most = -1;
    p.travel = *travel;
    p.options = options != NULL ? *options : p.options;
    p.ends[0] = ends[0];
    p.ends[1] = ends[1];
    coop_status status = check_options(&p.options, err);
    bool is_closed = travel->stop[ends[0]].is_closed || travel->stop[ends[1]].is_closed;
    if (status == COOP_OK && !is_closed) {
        status = list_edges(&p);
    }
    if (status == COOP_OK && !is_closed) {
        status = least_and_most(&p, &least, &most);
    }
    coop__arena_free(&arena);
    if (status == COOP_OK) {
        *out = least == most ? least : -1;
    }
    return status;
}

static coop_status make_flow(plan *p, coop_rail_flow *out)
{
    coop_graph_flow_result result;
    coop__rows rows;
    int64_t least = 0;
    int64_t most = 0;
    COOP__TRY(least_and_most(p, &least, &most));
    if (least != most) {
        return tell_unknown(p);
    }
    COOP__TRY(run_flow(p, 0, &result));
    coop__rows_open(&rows, p->arena->a, part_columns, sizeof part_columns / sizeof *part_columns);
    for (int64_t i = 0; i < p->n; i++) {
        bool is_told = p->flows[i] != p->flows[i + p->n] || (p->cut[i] | p->cut[i + p->n]) != 0;
        if (p->edges[i].kind != FREE && is_told) {
            put_part(&rows, p, i);
        }
    }
    coop_table *table = coop__rows_close(&rows);
    if (table == NULL) {
        return coop__no_memory(p->err);
    }
    out->trains = result.value;
    out->is_unique = result.is_unique;
    out->parts = table;
    return COOP_OK;
}

coop_status coop_rail_capacity(const coop_dataset *data, const char *from, const char *to,
                               const coop_rail_capacity_options *options, coop_rail_flow *out,
                               coop_error *err)
{
    const char *const ends[2] = {from, to};
    if (data == NULL || from == NULL || to == NULL || out == NULL ||
        out->struct_size < sizeof *out ||
        (options != NULL && options->struct_size < sizeof *options)) {
        return coop__fail(err, COOP_ARGUMENT,
                          "data, from, to or out is NULL, or a struct_size is too small");
    }
    coop__arena arena = {.a = &data->allocator};
    plan p = {.options = COOP_RAIL_CAPACITY_INIT, .arena = &arena, .err = err};
    p.options = options != NULL ? *options : p.options;
    coop_status status = open_plan(&p, data, ends);
    if (status == COOP_OK) {
        status = make_flow(&p, out);
    }
    coop__arena_free(&arena);
    return status;
}
