/* weak.c -- what a network rests on: loss of a segment, a node or a nation, and of many segments.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_study.h>

#include "study.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../stat/philox.h"
#include "rows.h"

typedef enum kind { SEGMENT, NODE, NATION } kind;

typedef struct weak {
    kind kind;
    int64_t at; /* a segment, a node, or the first node of a nation */
    const char *id;
    double betweenness;
    bool is_critical;
    int64_t n_pairs, n_cut;
    double share_cut, with, without, loss, delay, most_delay;
    int64_t trains; /* -1: not asked, or not known */
} weak;

typedef struct inquiry {
    coop__study s;
    coop__arena *arena;
    int64_t *before, *after;  /* minutes between places */
    double *segments, *nodes; /* betweenness */
    uint8_t *is_bridge, *is_point;
    bool *was_closed; /* stops */
    weak *rows;
    int64_t n;
    bool has_flow;
    int64_t flow_ends[2];
    int64_t trains; /* with all open */
} inquiry;

/* ---- betweenness ---- */

static coop_status between(const coop__study *s, double *segments, double *nodes)
{
    coop__arena arena = {.a = s->travel.arena->a};
    coop__states states = {0};
    coop_status status = coop__states_of(s, &arena, &states);
    int64_t n_states = status == COOP_OK ? states.graph->n_nodes : 0;
    int64_t n_edges = status == COOP_OK ? states.graph->n_edges : 0;
    int64_t *place = coop__arena_alloc(&arena, (size_t)n_states, sizeof *place);
    double *by_state = coop__arena_alloc(&arena, (size_t)n_states, sizeof *by_state);
    double *by_edge = coop__arena_alloc(&arena, (size_t)n_edges, sizeof *by_edge);
    if (status == COOP_OK && (place == NULL || by_state == NULL || by_edge == NULL)) {
        status = coop__no_memory(s->err);
    }
    if (status == COOP_OK) {
        for (int64_t v = 0; v < n_states; v++) {
            place[v] = v / states.n_gauges;
        }
        coop__places places = {place, states.n_nodes};
        status = coop__betweenness(states.graph, &places, arena.a, by_state, by_edge, s->err);
    }
    if (status == COOP_OK) {
        memset(segments, 0, (size_t)s->travel.network.segments.n * sizeof *segments);
        memset(nodes, 0, (size_t)states.n_nodes * sizeof *nodes);
        for (int64_t e = 0; e < n_edges; e++) {
            segments[states.segment[e]] += by_edge[e] / 2; /* both directions are one pair */
        }
        for (int64_t v = 0; v < n_states; v++) {
            nodes[place[v]] += by_state[v] / 2;
        }
    }
    coop_graph_free(states.graph);
    coop__arena_free(&arena);
    return status;
}

/* Bridges and articulation points of the open network; edges that are closed lead nowhere. */
static coop_status find_cut_points(inquiry *q)
{
    const coop__travel *t = &q->s.travel;
    int64_t n = t->network.segments.n;
    int64_t *ends[2];
    for (int k = 0; k < 2; k++) {
        ends[k] = coop__arena_alloc(q->arena, (size_t)n, sizeof *ends[k]);
        if (ends[k] == NULL) {
            return coop__no_memory(q->s.err);
        }
    }
    for (int64_t i = 0; i < n; i++) {
        const int64_t *nodes = &t->network.segments.ends[2 * i];
        bool is_open =
            t->link[i].is_open && !t->stop[nodes[0]].is_closed && !t->stop[nodes[1]].is_closed;
        ends[0][i] = nodes[0];
        ends[1][i] = is_open ? nodes[1] : nodes[0];
    }
    coop_graph *graph = NULL;
    coop_run run = COOP_RUN_INIT;
    run.allocator = q->arena->a;
    coop_graph_edges edges = {t->network.n_nodes, n, ends[0], ends[1], NULL, 0};
    COOP__TRY(coop_graph_new(&edges, &run, &graph, q->s.err));
    coop_status status =
        coop_graph_cut_points(graph, &run, q->is_bridge, q->is_point, NULL, q->s.err);
    coop_graph_free(graph);
    return status;
}

/* ---- one loss ---- */

/* Closes what a row names, or opens it again. */
static void set_closed(inquiry *q, const weak *w, bool is_closed)
{
    coop__travel *t = &q->s.travel;
    if (w->kind == SEGMENT) {
        t->link[w->at].is_open = !is_closed;
        return;
    }
    for (int64_t v = 0; v < t->network.n_nodes; v++) {
        const char *nation = w->kind == NATION ? coop__rail_word(t->nation, v) : NULL;
        bool is_it = w->kind == NODE ? v == w->at : nation != NULL && strcmp(nation, w->id) == 0;
        t->stop[v].is_closed = q->was_closed[v] || (is_it && is_closed);
    }
}

static void compare_pairs(const inquiry *q, weak *w)
{
    const coop__study *s = &q->s;
    double weight = 0;
    double weight_cut = 0;
    double weight_kept = 0;
    double delay = 0;
    for (int64_t i = 0; i < s->n_places; i++) {
        for (int64_t j = i + 1; j < s->n_places; j++) {
            const coop__stop *stops = s->travel.stop;
            if (stops[s->places[i]].is_closed || stops[s->places[j]].is_closed) {
                continue;
            }
            int64_t before = q->before[i * s->n_places + j];
            int64_t after = q->after[i * s->n_places + j];
            double x = s->weights[i] * s->weights[j];
            w->n_pairs++;
            weight += x;
            if (before >= 0 && after < 0) {
                w->n_cut++;
                weight_cut += x;
            } else if (after >= 0) {
                double late = (double)(after - before) / 60;
                weight_kept += x;
                delay += x * late;
                w->most_delay = x > 0 && late > w->most_delay ? late : w->most_delay;
            }
        }
    }
    w->share_cut = weight > 0 ? weight_cut / weight : NAN;
    w->delay = weight_kept > 0 ? delay / weight_kept : NAN;
}

static coop_status find_trains(const inquiry *q, int64_t *trains)
{
    *trains = -1;
    return q->has_flow ? coop__trains_between(&q->s.travel, q->s.options.capacity, q->flow_ends,
                                              trains, q->s.err)
                       : COOP_OK;
}

static coop_status lose(inquiry *q, weak *w)
{
    set_closed(q, w, true);
    coop_status status = coop__study_minutes(&q->s, q->after);
    if (status == COOP_OK) {
        status = find_trains(q, &w->trains);
    }
    if (status == COOP_OK) {
        w->with = coop__study_efficiency(&q->s, q->before); /* over the pairs that are left */
        w->without = coop__study_efficiency(&q->s, q->after);
        w->loss = w->with > 0 ? 1 - w->without / w->with : NAN;
        compare_pairs(q, w);
    }
    set_closed(q, w, false);
    return status;
}

/* ---- all of them ---- */

static bool is_first_of_nation(const coop__travel *t, int64_t node, const char *nation)
{
    for (int64_t v = 0; v < node; v++) {
        const char *other = coop__rail_word(t->nation, v);
        if (other != NULL && strcmp(other, nation) == 0) {
            return false;
        }
    }
    return true;
}

static void list_rows(inquiry *q)
{
    const coop__travel *t = &q->s.travel;
    const coop__column *id = coop__table_column(t->network.segments.entry->table, "id");
    for (int64_t i = 0; i < t->network.segments.n; i++) {
        const int64_t *ends = &t->network.segments.ends[2 * i];
        if (t->link[i].is_open && !t->stop[ends[0]].is_closed && !t->stop[ends[1]].is_closed) {
            q->rows[q->n++] = (weak){.kind = SEGMENT,
                                     .at = i,
                                     .id = coop__rail_word(id, i),
                                     .betweenness = q->segments[i],
                                     .is_critical = q->is_bridge[i] != 0};
        }
    }
    for (int64_t v = 0; v < t->network.n_nodes; v++) {
        if (!t->stop[v].is_closed) {
            q->rows[q->n++] = (weak){.kind = NODE,
                                     .at = v,
                                     .id = coop__rail_word(t->network.node_id, v),
                                     .betweenness = q->nodes[v],
                                     .is_critical = q->is_point[v] != 0};
        }
    }
    for (int64_t v = 0; v < t->network.n_nodes; v++) {
        const char *nation = coop__rail_word(t->nation, v);
        if (nation != NULL && is_first_of_nation(t, v, nation)) {
            q->rows[q->n++] = (weak){.kind = NATION, .at = v, .id = nation};
        }
    }
}

/* Largest loss first, rows without one last; then by kind and id. */
static bool is_before(const weak *a, const weak *b)
{
    bool has_a = !isnan(a->loss);
    bool has_b = !isnan(b->loss);
    if (has_a != has_b) {
        return has_a;
    }
    if (has_a && a->loss != b->loss) {
        return a->loss > b->loss;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind;
    }
    return strcmp(a->id != NULL ? a->id : "", b->id != NULL ? b->id : "") < 0;
}

static void sift(weak *rows, int64_t at, int64_t n)
{
    weak w = rows[at];
    for (int64_t child = 2 * at + 1; child < n; child = 2 * at + 1) {
        child += child + 1 < n && is_before(&rows[child], &rows[child + 1]) ? 1 : 0;
        if (!is_before(&w, &rows[child])) {
            break;
        }
        rows[at] = rows[child];
        at = child;
    }
    rows[at] = w;
}

static void sort_rows(weak *rows, int64_t n)
{
    for (int64_t i = n / 2 - 1; i >= 0; i--) {
        sift(rows, i, n);
    }
    for (int64_t last = n - 1; last > 0; last--) {
        weak top = rows[0];
        rows[0] = rows[last];
        rows[last] = top;
        sift(rows, 0, last);
    }
}

static const coop__column_kind weak_columns[] = {
    {"kind", COOP_TYPE_CODE, NULL},
    {"id", COOP_TYPE_CODE, NULL},
    {"from", COOP_TYPE_CODE, NULL},
    {"to", COOP_TYPE_CODE, NULL},
    {"betweenness", COOP_TYPE_FLOAT64, NULL},
    {"is_critical", COOP_TYPE_BOOL, NULL},
    {"n_pairs", COOP_TYPE_INT64, NULL},
    {"n_cut", COOP_TYPE_INT64, NULL},
    {"share_cut", COOP_TYPE_FLOAT64, NULL},
    {"efficiency", COOP_TYPE_FLOAT64, NULL},
    {"efficiency_without", COOP_TYPE_FLOAT64, NULL},
    {"efficiency_loss", COOP_TYPE_FLOAT64, NULL},
    {"delay_hours", COOP_TYPE_FLOAT64, "hours"},
    {"max_delay_hours", COOP_TYPE_FLOAT64, "hours"},
    {"trains", COOP_TYPE_INT64, "trains a day"},
    {"trains_without", COOP_TYPE_INT64, "trains a day"}};

static void put_row(coop__rows *rows, const inquiry *q, const weak *w)
{
    static const char *const kinds[] = {"segment", "node", "nation"};
    const coop__travel *t = &q->s.travel;
    const int64_t *ends = w->kind == SEGMENT ? &t->network.segments.ends[2 * w->at] : NULL;
    coop__rows_word(rows, kinds[w->kind]);
    coop__rows_word(rows, w->id);
    for (int k = 0; k < 2; k++) {
        coop__rows_word(rows, ends != NULL ? coop__rail_word(t->network.node_id, ends[k]) : NULL);
    }
    coop__rows_number(rows, w->betweenness, w->kind != NATION);
    coop__rows_integer(rows, w->is_critical ? 1 : 0, w->kind != NATION);
    coop__rows_integer(rows, w->n_pairs, true);
    coop__rows_integer(rows, w->n_cut, true);
    coop__rows_number(rows, w->share_cut, !isnan(w->share_cut));
    coop__rows_number(rows, w->with, w->n_pairs > 0);
    coop__rows_number(rows, w->without, w->n_pairs > 0);
    coop__rows_number(rows, w->loss, !isnan(w->loss));
    coop__rows_number(rows, w->delay, !isnan(w->delay));
    coop__rows_number(rows, w->most_delay, !isnan(w->delay));
    coop__rows_integer(rows, q->trains, q->trains >= 0);
    coop__rows_integer(rows, w->trains, w->trains >= 0);
}

static coop_status open_inquiry(inquiry *q, const coop_dataset *data,
                                const coop_rail_study_options *options, coop_error *err)
{
    COOP__TRY(coop__study_open(&q->s, data, q->arena, options, err));
    size_t n_nodes = (size_t)q->s.travel.network.n_nodes;
    size_t n_segments = (size_t)q->s.travel.network.segments.n;
    size_t n = (size_t)q->s.n_places;
    q->before = coop__arena_alloc(q->arena, n, n * sizeof *q->before);
    q->after = coop__arena_alloc(q->arena, n, n * sizeof *q->after);
    q->segments = coop__arena_alloc(q->arena, n_segments, sizeof *q->segments);
    q->nodes = coop__arena_alloc(q->arena, n_nodes, sizeof *q->nodes);
    q->is_bridge = coop__arena_alloc(q->arena, n_segments, 1);
    q->is_point = coop__arena_alloc(q->arena, n_nodes, 1);
    q->was_closed = coop__arena_alloc(q->arena, n_nodes, sizeof *q->was_closed);
    q->rows = coop__arena_alloc(q->arena, n_segments + 2 * n_nodes, sizeof *q->rows);
    if (q->before == NULL || q->after == NULL || q->segments == NULL || q->nodes == NULL ||
        q->is_bridge == NULL || q->is_point == NULL || q->was_closed == NULL || q->rows == NULL) {
        return coop__no_memory(err);
    }
    for (size_t v = 0; v < n_nodes; v++) {
        q->was_closed[v] = q->s.travel.stop[v].is_closed;
    }
    return coop__study_minutes(&q->s, q->before);
}

static coop_status read_flow(inquiry *q)
{
    const char *const ends[2] = {q->s.options.flow_from, q->s.options.flow_to};
    const coop_rail_capacity_options *capacity = q->s.options.capacity;
    q->has_flow = ends[0] != NULL && ends[1] != NULL;
    for (int k = 0; q->has_flow && k < 2; k++) {
        COOP__TRY(
            coop__travel_node(&q->s.travel, ends[k], strlen(ends[k]), &q->flow_ends[k], q->s.err));
    }
    if (q->has_flow && q->flow_ends[0] == q->flow_ends[1]) {
        return coop__fail(q->s.err, COOP_RANGE, "flow_from and flow_to are one node, '%s'",
                          ends[0]);
    }
    if (capacity != NULL && capacity->struct_size < sizeof *capacity) {
        return coop__fail(q->s.err, COOP_ARGUMENT, "capacity lacks its struct_size");
    }
    return find_trains(q, &q->trains);
}

static coop_status find_weak(inquiry *q, coop_table **table)
{
    COOP__TRY(read_flow(q));
    COOP__TRY(between(&q->s, q->segments, q->nodes));
    COOP__TRY(find_cut_points(q));
    list_rows(q);
    for (int64_t i = 0; i < q->n; i++) {
        COOP__TRY(lose(q, &q->rows[i]));
    }
    sort_rows(q->rows, q->n);
    coop__rows rows;
    coop__rows_open(&rows, q->arena->a, weak_columns, sizeof weak_columns / sizeof *weak_columns);
    for (int64_t i = 0; i < q->n; i++) {
        put_row(&rows, q, &q->rows[i]);
    }
    *table = coop__rows_close(&rows);
    return *table != NULL ? COOP_OK : coop__no_memory(q->s.err);
}

/* ---- resilience ---- */

static const coop__column_kind curve_columns[] = {
    {"n_removed", COOP_TYPE_INT64, NULL},    {"segment", COOP_TYPE_CODE, NULL},
    {"targeted", COOP_TYPE_FLOAT64, NULL},   {"random_mean", COOP_TYPE_FLOAT64, NULL},
    {"random_low", COOP_TYPE_FLOAT64, NULL}, {"random_high", COOP_TYPE_FLOAT64, NULL}};

typedef struct curve {
    inquiry *q;
    int64_t n_steps; /* segments that can be taken away, at most n_removed */
    int64_t n_open;
    int64_t *open; /* segments */
    int64_t *aimed;
    double whole;
    double *targeted; /* n_steps + 1 */
    double *random;   /* (n_steps + 1) x n_replicates */
} curve;

static coop_status efficiency_left(const curve *c, double *out)
{
    COOP__TRY(coop__study_minutes(&c->q->s, c->q->after));
    *out = coop__study_efficiency(&c->q->s, c->q->after) / c->whole;
    return COOP_OK;
}

/* The open segment with the largest betweenness, the first of equals. */
static int64_t most_between(const curve *c)
{
    int64_t best = -1;
    for (int64_t i = 0; i < c->n_open; i++) {
        int64_t segment = c->open[i];
        bool is_more = best < 0 || c->q->segments[segment] > c->q->segments[best];
        best = c->q->s.travel.link[segment].is_open && is_more ? segment : best;
    }
    return best;
}

static void open_all(const curve *c)
{
    for (int64_t i = 0; i < c->n_open; i++) {
        c->q->s.travel.link[c->open[i]].is_open = true;
    }
}

static coop_status take_aimed(const curve *c)
{
    c->targeted[0] = 1;
    for (int64_t step = 1; step <= c->n_steps; step++) {
        COOP__TRY(between(&c->q->s, c->q->segments, c->q->nodes));
        c->aimed[step] = most_between(c);
        c->q->s.travel.link[c->aimed[step]].is_open = false;
        COOP__TRY(efficiency_left(c, &c->targeted[step]));
    }
    open_all(c);
    return COOP_OK;
}

/* A random order is drawn as it goes: the next of those that are left. */
static coop_status take_random(const curve *c, int64_t replicate)
{
    int64_t n = c->q->s.options.n_replicates;
    c->random[replicate] = 1;
    for (int64_t step = 1; step <= c->n_steps; step++) {
        coop__philox counter = {{(uint32_t)step, (uint32_t)replicate, 0, 0}};
        coop__philox x = coop__philox_at(counter, c->q->s.options.seed);
        int64_t n_left = c->n_open - step + 1;
        int64_t pick = coop__philox_below(x.v[0] | (uint64_t)x.v[1] << 32, n_left);
        int64_t segment = c->open[pick];
        c->open[pick] = c->open[n_left - 1];
        c->open[n_left - 1] = segment;
        c->q->s.travel.link[segment].is_open = false;
        COOP__TRY(efficiency_left(c, &c->random[step * n + replicate]));
    }
    open_all(c);
    return COOP_OK;
}

static void sort_numbers(double *x, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        double value = x[i];
        int64_t at = i;
        for (; at > 0 && x[at - 1] > value; at--) {
            x[at] = x[at - 1];
        }
        x[at] = value;
    }
}

static void put_step(coop__rows *rows, const curve *c, int64_t step)
{
    int64_t n = c->q->s.options.n_replicates;
    double *x = &c->random[step * n];
    double sum = 0;
    sort_numbers(x, n);
    for (int64_t i = 0; i < n; i++) {
        sum += x[i];
    }
    const coop__travel *t = &c->q->s.travel;
    const coop__column *id = coop__table_column(t->network.segments.entry->table, "id");
    coop__rows_integer(rows, step, true);
    coop__rows_word(rows, step > 0 ? coop__rail_word(id, c->aimed[step]) : NULL);
    coop__rows_number(rows, c->targeted[step], true);
    coop__rows_number(rows, sum / (double)n, true);
    coop__rows_number(rows, x[(n - 1) * 5 / 100], true);
    coop__rows_number(rows, x[n - 1 - (n - 1) * 5 / 100], true);
}

static coop_status open_curve(curve *c)
{
    coop__travel *t = &c->q->s.travel;
    c->whole = coop__study_efficiency(&c->q->s, c->q->before);
    if (!(c->whole > 0)) {
        return coop__fail(c->q->s.err, COOP_UNDEFINED, "no pair of places has a way");
    }
    c->open = coop__arena_alloc(c->q->arena, (size_t)t->network.segments.n, sizeof *c->open);
    for (int64_t i = 0; c->open != NULL && i < t->network.segments.n; i++) {
        if (t->link[i].is_open) {
            c->open[c->n_open++] = i;
        }
    }
    int64_t most = c->q->s.options.n_removed;
    c->n_steps = c->n_open < most ? c->n_open : most;
    size_t n = (size_t)c->n_steps + 1;
    size_t n_replicates = (size_t)c->q->s.options.n_replicates;
    c->aimed = coop__arena_alloc(c->q->arena, n, sizeof *c->aimed);
    c->targeted = coop__arena_alloc(c->q->arena, n, sizeof *c->targeted);
    c->random = coop__arena_alloc(c->q->arena, n, n_replicates * sizeof *c->random);
    bool has_room = c->open != NULL && c->aimed != NULL && c->targeted != NULL && c->random != NULL;
    return has_room ? COOP_OK : coop__no_memory(c->q->s.err);
}

static coop_status find_curve(inquiry *q, coop_table **table)
{
    curve c = {.q = q};
    coop__rows rows;
    COOP__TRY(open_curve(&c));
    COOP__TRY(take_aimed(&c));
    for (int64_t i = 0; i < q->s.options.n_replicates; i++) {
        COOP__TRY(take_random(&c, i));
    }
    coop__rows_open(&rows, q->arena->a, curve_columns,
                    sizeof curve_columns / sizeof *curve_columns);
    for (int64_t step = 0; step <= c.n_steps; step++) {
        put_step(&rows, &c, step);
    }
    *table = coop__rows_close(&rows);
    return *table != NULL ? COOP_OK : coop__no_memory(q->s.err);
}

static coop_status answer(const coop_dataset *data, const coop_rail_study_options *options,
                          coop_status (*find)(inquiry *q, coop_table **table), coop_table **out,
                          coop_error *err)
{
    if (data == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "data or out is NULL");
    }
    coop__arena arena = {.a = &data->allocator};
    inquiry q = {.arena = &arena};
    coop_table *table = NULL;
    coop_status status = open_inquiry(&q, data, options, err);
    if (status == COOP_OK) {
        status = find(&q, &table);
    }
    coop__arena_free(&arena);
    if (status == COOP_OK) {
        *out = table;
    }
    return status;
}

coop_status coop_rail_weak_points(const coop_dataset *data, const coop_rail_study_options *options,
                                  coop_table **out, coop_error *err)
{
    return answer(data, options, find_weak, out, err);
}

coop_status coop_rail_resilience(const coop_dataset *data, const coop_rail_study_options *options,
                                 coop_table **out, coop_error *err)
{
    return answer(data, options, find_curve, out, err);
}
