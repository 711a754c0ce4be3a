/* study.c -- the network as a graph of states, and hours between places.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_study.h>

#include "study.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "route.h"

/* ---- lists ---- */

coop_status coop__list_item_next(const char **list, double least, double most, coop__list_item *out,
                                 bool *is_there, coop_error *err)
{
    size_t n = 0;
    const char *word = coop__list_next(list, &n);
    *is_there = word != NULL;
    if (word == NULL) {
        return COOP_OK;
    }
    const char *mark = memchr(word, '=', n);
    *out = (coop__list_item){word, mark != NULL ? (size_t)(mark - word) : n, 1};
    if (mark == NULL) {
        return COOP_OK;
    }
    size_t n_number = n - out->n - 1;
    bool is_number = coop__number_parse(mark + 1, n_number, &out->number, NULL) == COOP_OK;
    if (!is_number || !(out->number >= least && out->number <= most)) {
        char item[80];
        coop__escape(word, n, item, sizeof item);
        return coop__fail(err, COOP_RANGE, "'%s': need a number from %lld to %lld behind '='", item,
                          (long long)least, (long long)most);
    }
    return COOP_OK;
}

/* ---- options ---- */

static coop_status check_options(coop_rail_study_options *o, coop_error *err)
{
    static const char *const forms[] = {"power", "exponential", "within"};
    static const double parameters[] = {1, 0.02, 48};
    int form = 0;
    o->form = o->form != NULL ? o->form : "power";
    while (form < 3 && strcmp(o->form, forms[form]) != 0) {
        form++;
    }
    if (form == 3) {
        return coop__fail(err, COOP_NOT_FOUND, "form is '%s', need power, exponential or within",
                          o->form);
    }
    if (!(o->parameter >= 0 && o->parameter < INFINITY) ||
        !(o->internal_hours >= 0 && o->internal_hours < INFINITY)) {
        return coop__fail(err, COOP_RANGE, "need parameter and internal_hours finite, 0 or more");
    }
    o->parameter = o->parameter > 0 ? o->parameter : parameters[form];
    o->n_removed = o->n_removed != 0 ? o->n_removed : 10;
    o->n_replicates = o->n_replicates != 0 ? o->n_replicates : 30;
    if (o->n_removed < 1 || o->n_removed > 1000 || o->n_replicates < 1 || o->n_replicates > 10000) {
        return coop__fail(err, COOP_RANGE,
                          "n_removed is %lld and n_replicates %lld, need 1 to 1000 and 1 to 10000",
                          (long long)o->n_removed, (long long)o->n_replicates);
    }
    return COOP_OK;
}

static bool has_open_segment(const coop__travel *t, int64_t node)
{
    const coop__edges *edges = &t->network.segments;
    bool is_any = false;
    for (int64_t i = edges->first[node]; i < edges->first[node + 1]; i++) {
        is_any = is_any || t->link[edges->at[i]].is_open;
    }
    return is_any && !t->stop[node].is_closed;
}

static coop_status add_place(coop__study *s, int64_t node, double weight, bool *is_place)
{
    if (is_place[node]) {
        return coop__fail(s->err, COOP_CONFLICT, "places names '%s' twice",
                          coop__rail_word(s->travel.network.node_id, node));
    }
    is_place[node] = true;
    s->places[s->n_places] = node;
    s->weights[s->n_places++] = weight;
    return COOP_OK;
}

static coop_status read_places(coop__study *s, const char *list)
{
    size_t n = (size_t)s->travel.network.n_nodes;
    bool *is_place = coop__arena_alloc(s->travel.arena, n, sizeof *is_place);
    s->places = coop__arena_alloc(s->travel.arena, n, sizeof *s->places);
    s->weights = coop__arena_alloc(s->travel.arena, n, sizeof *s->weights);
    if (is_place == NULL || s->places == NULL || s->weights == NULL) {
        return coop__no_memory(s->err);
    }
    for (int64_t v = 0; list == NULL && v < s->travel.network.n_nodes; v++) {
        if (has_open_segment(&s->travel, v)) {
            COOP__TRY(add_place(s, v, 1, is_place));
        }
    }
    bool is_there = list != NULL;
    while (is_there) {
        coop__list_item item = {NULL, 0, 0};
        int64_t node = 0;
        COOP__TRY(coop__list_item_next(&list, 0, 1e12, &item, &is_there, s->err));
        if (is_there) {
            COOP__TRY(coop__travel_node(&s->travel, item.id, item.n, &node, s->err));
            COOP__TRY(add_place(s, node, item.number, is_place));
        }
    }
    if (s->n_places < 2) {
        return coop__fail(s->err, COOP_EMPTY, "there are %lld places, need 2 or more",
                          (long long)s->n_places);
    }
    return COOP_OK;
}

coop_status coop__study_open(coop__study *study, const coop_dataset *data, coop__arena *arena,
                             const coop_rail_study_options *options, coop_error *err)
{
    *study = (coop__study){.options = COOP_RAIL_STUDY_OPTIONS_INIT, .err = err};
    if (options != NULL && options->struct_size < sizeof *options) {
        return coop__fail(err, COOP_ARGUMENT, "options lack their struct_size");
    }
    study->options = options != NULL ? *options : study->options;
    COOP__TRY(check_options(&study->options, err));
    COOP__TRY(coop__route_options(study->options.network, &study->route_options, err));
    COOP__TRY(coop__travel_of(data, arena, &study->route_options, &study->travel, err));
    return read_places(study, study->options.places);
}

/* ---- states ---- */

typedef struct arcs {
    int64_t n;
    int64_t *from, *to, *weight, *segment; /* NULL: they are only counted */
} arcs;

static void add_arc(arcs *list, int64_t segment, const int64_t *states, int64_t minutes)
{
    if (list->from != NULL) {
        list->from[list->n] = states[0];
        list->to[list->n] = states[1];
        list->weight[list->n] = minutes;
        list->segment[list->n] = segment;
    }
    list->n++;
}

/* From node u to node v over a segment: each gauge that it can be left on, from each gauge that can
 * be changed for it. */
static void add_way(const coop__study *s, arcs *list, int64_t segment, int64_t u, int64_t v)
{
    const coop__travel *t = &s->travel;
    int32_t n_gauges = t->network.n_gauges;
    uint32_t on = t->link[segment].gauges & t->stop[u].gauges & t->stop[v].gauges;
    coop__cost link;
    if (!coop__link_cost(t, segment, COOP__BY_TIME, &link)) {
        return;
    }
    for (int32_t h = 0; h < n_gauges; h++) {
        for (int32_t g = 0; (on >> h & 1) != 0 && g < n_gauges; g++) {
            coop__cost change;
            if ((t->stop[u].gauges >> g & 1) != 0 &&
                coop__change_cost(t, u, g, h, COOP__BY_TIME, &change)) {
                const int64_t states[2] = {u * n_gauges + g, v * n_gauges + h};
                add_arc(list, segment, states, link.w[0] + change.w[0]);
            }
        }
    }
}

static void list_arcs(const coop__study *s, arcs *list)
{
    const coop__travel *t = &s->travel;
    list->n = 0;
    for (int64_t i = 0; i < t->network.segments.n; i++) {
        const int64_t *ends = &t->network.segments.ends[2 * i];
        bool is_open = t->link[i].is_open && ends[0] != ends[1] && !t->stop[ends[0]].is_closed &&
                       !t->stop[ends[1]].is_closed;
        if (is_open) {
            add_way(s, list, i, ends[0], ends[1]);
            add_way(s, list, i, ends[1], ends[0]);
        }
    }
}

coop_status coop__states_of(const coop__study *study, coop__arena *arena, coop__states *out)
{
    arcs list = {0};
    list_arcs(study, &list);
    size_t n = (size_t)list.n;
    list.from = coop__arena_alloc(arena, n, sizeof *list.from);
    list.to = coop__arena_alloc(arena, n, sizeof *list.to);
    list.weight = coop__arena_alloc(arena, n, sizeof *list.weight);
    list.segment = coop__arena_alloc(arena, n, sizeof *list.segment);
    if (list.from == NULL || list.to == NULL || list.weight == NULL || list.segment == NULL) {
        return coop__no_memory(study->err);
    }
    list_arcs(study, &list);
    int64_t n_gauges = study->travel.network.n_gauges;
    coop_graph_edges edges = {
        study->travel.network.n_nodes * n_gauges, list.n, list.from, list.to, list.weight, 1};
    coop_run run = COOP_RUN_INIT;
    run.allocator = arena->a;
    *out = (coop__states){NULL, list.segment, n_gauges, study->travel.network.n_nodes};
    return coop_graph_new(&edges, &run, &out->graph, study->err);
}

static int64_t starts_of(const coop__states *states, const coop__stop *stop, int64_t node,
                         int64_t *starts)
{
    int64_t n = 0;
    for (int64_t g = 0; g < states->n_gauges && !stop->is_closed; g++) {
        if ((stop->gauges >> g & 1) != 0) {
            starts[n++] = node * states->n_gauges + g;
        }
    }
    return n;
}

static coop_status walk_all(const coop__study *s, const coop__states *states, coop__arena *arena,
                            int64_t *minutes)
{
    coop__walk walk = {0};
    int64_t starts[COOP__GAUGES_MOST];
    int64_t *distance = coop__arena_alloc(arena, (size_t)states->graph->n_nodes, sizeof *distance);
    if (distance == NULL) {
        return coop__no_memory(s->err);
    }
    COOP__TRY(coop__walk_new(states->graph, arena->a, &walk, s->err));
    for (int64_t i = 0; i < s->n_places; i++) {
        int64_t node = s->places[i];
        int64_t n = starts_of(states, &s->travel.stop[node], node, starts);
        coop__walk_from(&walk, starts, n, distance);
        for (int64_t j = 0; j < s->n_places; j++) {
            int64_t least = -1;
            for (int64_t g = 0; g < states->n_gauges; g++) {
                int64_t d = distance[s->places[j] * states->n_gauges + g];
                least = d >= 0 && (least < 0 || d < least) ? d : least;
            }
            minutes[i * s->n_places + j] = least;
        }
    }
    coop__walk_free(arena->a, &walk);
    return COOP_OK;
}

coop_status coop__study_minutes(const coop__study *study, int64_t *minutes)
{
    coop__arena arena = {.a = study->travel.arena->a};
    coop__states states = {0};
    coop_status status = coop__states_of(study, &arena, &states);
    if (status == COOP_OK) {
        status = walk_all(study, &states, &arena, minutes);
    }
    coop_graph_free(states.graph);
    coop__arena_free(&arena);
    return status;
}

double coop__study_efficiency(const coop__study *study, const int64_t *minutes)
{
    double sum = 0;
    double weight = 0;
    for (int64_t i = 0; i < study->n_places; i++) {
        for (int64_t j = i + 1; j < study->n_places; j++) {
            bool is_closed = study->travel.stop[study->places[i]].is_closed ||
                             study->travel.stop[study->places[j]].is_closed;
            double w = is_closed ? 0 : study->weights[i] * study->weights[j];
            int64_t m = minutes[i * study->n_places + j];
            weight += w;
            sum += m > 0 ? w * 60 / (double)m : 0;
        }
    }
    return weight > 0 ? sum / weight : 0;
}
