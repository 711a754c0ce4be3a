/* effect.c -- how near places are to each other, and what new lines add to that.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_study.h>

#include "study.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "rows.h"

enum { LINES_MOST = 16 };

typedef enum measure { EFFICIENCY, HOURS, ACCESSIBILITY } measure;

typedef struct line {
    const char *id; /* in the arena */
    double probability;
    bool *changes; /* by segment: the line opens it */
} line;

typedef struct effect {
    coop__study s;
    coop__arena *arena;
    measure measure;
    int64_t n_lines;
    line lines[LINES_MOST];
    bool *was_open; /* by segment, without the lines */
    int64_t *before, *minutes;
    double *values; /* by set of lines, a bit for each */
} effect;

/* ---- accessibility ---- */

static double nearness(const coop_rail_study_options *o, double hours)
{
    if (strcmp(o->form, "power") == 0) {
        return pow(hours, -o->parameter);
    }
    if (strcmp(o->form, "exponential") == 0) {
        return exp(-o->parameter * hours);
    }
    return hours <= o->parameter ? 1 : 0;
}

static double accessibility(const coop__study *s, const int64_t *minutes, int64_t i)
{
    double internal = s->options.internal_hours;
    double sum = internal > 0 ? s->weights[i] * nearness(&s->options, internal) : 0;
    for (int64_t j = 0; j < s->n_places; j++) {
        int64_t m = minutes[i * s->n_places + j];
        sum += j != i && m >= 0 ? s->weights[j] * nearness(&s->options, (double)m / 60) : 0;
    }
    return sum;
}

static const coop__column_kind place_columns[] = {
    {"place", COOP_TYPE_CODE, NULL},      {"nation", COOP_TYPE_CODE, NULL},
    {"weight", COOP_TYPE_FLOAT64, NULL},  {"accessibility", COOP_TYPE_FLOAT64, NULL},
    {"n_reached", COOP_TYPE_INT64, NULL}, {"mean_hours", COOP_TYPE_FLOAT64, "hours"}};

static void put_place(coop__rows *rows, const effect *e, int64_t i)
{
    const coop__study *s = &e->s;
    int64_t n_reached = 0;
    double weight = 0;
    double hours = 0;
    for (int64_t j = 0; j < s->n_places; j++) {
        int64_t m = e->minutes[i * s->n_places + j];
        if (j != i && m >= 0) {
            n_reached++;
            weight += s->weights[j];
            hours += s->weights[j] * (double)m / 60;
        }
    }
    coop__rows_word(rows, coop__rail_word(s->travel.network.node_id, s->places[i]));
    coop__rows_word(rows, coop__rail_word(s->travel.nation, s->places[i]));
    coop__rows_number(rows, s->weights[i], true);
    coop__rows_number(rows, accessibility(s, e->minutes, i), true);
    coop__rows_integer(rows, n_reached, true);
    coop__rows_number(rows, weight > 0 ? hours / weight : 0, weight > 0);
}

static coop_status find_places(effect *e, const char *lines, coop_table **table)
{
    (void)lines;
    coop__rows rows;
    COOP__TRY(coop__study_minutes(&e->s, e->minutes));
    coop__rows_open(&rows, e->arena->a, place_columns,
                    sizeof place_columns / sizeof *place_columns);
    for (int64_t i = 0; i < e->s.n_places; i++) {
        put_place(&rows, e, i);
    }
    *table = coop__rows_close(&rows);
    return *table != NULL ? COOP_OK : coop__no_memory(e->s.err);
}

/* ---- lines ---- */

/* What a line opens is found by opening it on its own. */
static coop_status read_line(effect *e, const coop__list_item *item)
{
    coop__travel *t = &e->s.travel;
    size_t n = (size_t)t->network.segments.n;
    if (e->n_lines == LINES_MOST) {
        return coop__fail(e->s.err, COOP_LIMIT, "there are more than %d lines", LINES_MOST);
    }
    line *l = &e->lines[e->n_lines];
    l->id = coop__arena_text(e->arena, item->id, item->n);
    l->changes = coop__arena_alloc(e->arena, n, sizeof *l->changes);
    l->probability = item->number;
    if (l->id == NULL || l->changes == NULL) {
        return coop__no_memory(e->s.err);
    }
    for (int64_t i = 0; i < e->n_lines; i++) {
        if (strcmp(e->lines[i].id, l->id) == 0) {
            return coop__fail(e->s.err, COOP_CONFLICT, "line '%s' is named twice", l->id);
        }
    }
    COOP__TRY(coop__travel_set(t, l->id, true, e->s.err));
    for (size_t i = 0; i < n; i++) {
        l->changes[i] = t->link[i].is_open && !e->was_open[i];
        t->link[i].is_open = e->was_open[i];
    }
    e->n_lines++;
    return COOP_OK;
}

static coop_status read_lines(effect *e, const char *list)
{
    size_t n = (size_t)e->s.travel.network.segments.n;
    e->was_open = coop__arena_alloc(e->arena, n, sizeof *e->was_open);
    if (e->was_open == NULL) {
        return coop__no_memory(e->s.err);
    }
    for (size_t i = 0; i < n; i++) {
        e->was_open[i] = e->s.travel.link[i].is_open;
    }
    bool is_there = true;
    while (is_there) {
        coop__list_item item = {NULL, 0, 0};
        COOP__TRY(coop__list_item_next(&list, 0, 1, &item, &is_there, e->s.err));
        if (is_there) {
            COOP__TRY(read_line(e, &item));
        }
    }
    if (e->n_lines == 0) {
        return coop__fail(e->s.err, COOP_EMPTY, "lines names none");
    }
    return COOP_OK;
}

static void open_lines(effect *e, uint64_t set)
{
    for (int64_t i = 0; i < e->s.travel.network.segments.n; i++) {
        bool is_open = e->was_open[i];
        for (int64_t k = 0; k < e->n_lines; k++) {
            is_open = is_open || ((set >> k & 1) != 0 && e->lines[k].changes[i]);
        }
        e->s.travel.link[i].is_open = is_open;
    }
}

/* ---- values ---- */

/* Over the pairs that have a way without any line: more lines cannot take that away. */
static double mean_hours(const effect *e)
{
    const coop__study *s = &e->s;
    double sum = 0;
    double weight = 0;
    for (int64_t i = 0; i < s->n_places; i++) {
        for (int64_t j = i + 1; j < s->n_places; j++) {
            if (e->before[i * s->n_places + j] >= 0) {
                double w = s->weights[i] * s->weights[j];
                weight += w;
                sum += w * (double)e->minutes[i * s->n_places + j] / 60;
            }
        }
    }
    return weight > 0 ? sum / weight : NAN;
}

static double mean_accessibility(const effect *e)
{
    const coop__study *s = &e->s;
    double sum = 0;
    double weight = 0;
    for (int64_t i = 0; i < s->n_places; i++) {
        weight += s->weights[i];
        sum += s->weights[i] * accessibility(s, e->minutes, i);
    }
    return weight > 0 ? sum / weight : 0;
}

static coop_status value_of(effect *e, uint64_t set, double *out)
{
    open_lines(e, set);
    COOP__TRY(coop__study_minutes(&e->s, e->minutes));
    *out = e->measure == EFFICIENCY ? coop__study_efficiency(&e->s, e->minutes)
           : e->measure == HOURS    ? mean_hours(e)
                                    : mean_accessibility(e);
    return COOP_OK;
}

static coop_status read_measure(effect *e)
{
    const char *value = e->s.options.value != NULL ? e->s.options.value : "efficiency";
    static const char *const names[] = {"efficiency", "hours", "accessibility"};
    int i = 0;
    while (i < 3 && strcmp(value, names[i]) != 0) {
        i++;
    }
    if (i == 3) {
        return coop__fail(e->s.err, COOP_NOT_FOUND,
                          "value is '%s', need efficiency, hours or accessibility", value);
    }
    e->measure = (measure)i;
    return COOP_OK;
}

static coop_status find_values(effect *e)
{
    uint64_t n_sets = (uint64_t)1 << e->n_lines;
    e->values = coop__arena_alloc(e->arena, (size_t)n_sets, sizeof *e->values);
    if (e->values == NULL) {
        return coop__no_memory(e->s.err);
    }
    COOP__TRY(coop__study_minutes(&e->s, e->before));
    for (uint64_t set = 0; set < n_sets; set++) {
        COOP__TRY(value_of(e, set, &e->values[set]));
    }
    if (isnan(e->values[0])) {
        return coop__fail(e->s.err, COOP_UNDEFINED,
                          "no pair of places has a way without the lines");
    }
    return COOP_OK;
}

static int64_t size_of_set(uint64_t set)
{
    int64_t n = 0;
    for (; set != 0; set &= set - 1) {
        n++;
    }
    return n;
}

/* |S|! (n - |S| - 1)! / n!: of all orders those in which exactly S comes before a line. */
static double share_of_orders(int64_t n, int64_t size)
{
    double share = 1 / (double)n;
    for (int64_t i = 1; i <= size; i++) {
        share = share * (double)i / (double)(n - i);
    }
    return share;
}

static double shapley(const effect *e, int64_t k)
{
    double sum = 0;
    for (uint64_t set = 0; set < (uint64_t)1 << e->n_lines; set++) {
        if ((set >> k & 1) == 0) {
            double added = e->values[set | (uint64_t)1 << k] - e->values[set];
            sum += share_of_orders(e->n_lines, size_of_set(set)) * added;
        }
    }
    return sum;
}

/* Probability that exactly a set opens, line `but` left aside (-1: none). */
static double chance_of(const effect *e, uint64_t set, int64_t but)
{
    double chance = 1;
    for (int64_t k = 0; k < e->n_lines; k++) {
        double p = e->lines[k].probability;
        chance *= k == but ? 1 : (set >> k & 1) != 0 ? p : 1 - p;
    }
    return chance;
}

static double expected(const effect *e, int64_t k)
{
    double sum = 0;
    for (uint64_t set = 0; set < (uint64_t)1 << e->n_lines; set++) {
        if (k < 0) {
            sum += chance_of(e, set, -1) * e->values[set];
        } else if ((set >> k & 1) == 0) {
            sum += chance_of(e, set, k) * (e->values[set | (uint64_t)1 << k] - e->values[set]);
        }
    }
    return sum;
}

static const coop__column_kind line_columns[] = {{"line", COOP_TYPE_CODE, NULL},
                                                 {"alone", COOP_TYPE_FLOAT64, NULL},
                                                 {"last", COOP_TYPE_FLOAT64, NULL},
                                                 {"shapley", COOP_TYPE_FLOAT64, NULL},
                                                 {"expected_with", COOP_TYPE_FLOAT64, NULL}};

static coop_status find_effects(effect *e, const char *lines, coop_table **table)
{
    coop__rows rows;
    COOP__TRY(read_measure(e));
    COOP__TRY(read_lines(e, lines));
    COOP__TRY(find_values(e));
    uint64_t all = ((uint64_t)1 << e->n_lines) - 1;
    coop__rows_open(&rows, e->arena->a, line_columns, sizeof line_columns / sizeof *line_columns);
    coop__rows_word(&rows, NULL);
    coop__rows_number(&rows, e->values[0], true);
    coop__rows_number(&rows, e->values[all], true);
    coop__rows_number(&rows, e->values[all] - e->values[0], true);
    coop__rows_number(&rows, expected(e, -1), true);
    for (int64_t k = 0; k < e->n_lines; k++) {
        uint64_t one = (uint64_t)1 << k;
        coop__rows_word(&rows, e->lines[k].id);
        coop__rows_number(&rows, e->values[one] - e->values[0], true);
        coop__rows_number(&rows, e->values[all] - e->values[all & ~one], true);
        coop__rows_number(&rows, shapley(e, k), true);
        coop__rows_number(&rows, expected(e, k), true);
    }
    *table = coop__rows_close(&rows);
    return *table != NULL ? COOP_OK : coop__no_memory(e->s.err);
}

/* ---- pairs ---- */

static const coop__column_kind pair_columns[] = {{"from", COOP_TYPE_CODE, NULL},
                                                 {"to", COOP_TYPE_CODE, NULL},
                                                 {"hours_before", COOP_TYPE_FLOAT64, "hours"},
                                                 {"hours_after", COOP_TYPE_FLOAT64, "hours"},
                                                 {"hours_saved", COOP_TYPE_FLOAT64, "hours"},
                                                 {"is_new", COOP_TYPE_BOOL, NULL}};

static coop_status find_pairs(effect *e, const char *lines, coop_table **table)
{
    coop__rows rows;
    int64_t n = e->s.n_places;
    COOP__TRY(read_lines(e, lines));
    COOP__TRY(coop__study_minutes(&e->s, e->before));
    open_lines(e, UINT64_MAX);
    COOP__TRY(coop__study_minutes(&e->s, e->minutes));
    coop__rows_open(&rows, e->arena->a, pair_columns, sizeof pair_columns / sizeof *pair_columns);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = i + 1; j < n; j++) {
            int64_t before = e->before[i * n + j];
            int64_t after = e->minutes[i * n + j];
            bool both = before >= 0 && after >= 0;
            const coop__column *id = e->s.travel.network.node_id;
            coop__rows_word(&rows, coop__rail_word(id, e->s.places[i]));
            coop__rows_word(&rows, coop__rail_word(id, e->s.places[j]));
            coop__rows_number(&rows, (double)before / 60, before >= 0);
            coop__rows_number(&rows, (double)after / 60, after >= 0);
            coop__rows_number(&rows, (double)(before - after) / 60, both);
            coop__rows_integer(&rows, before < 0 && after >= 0 ? 1 : 0, true);
        }
    }
    *table = coop__rows_close(&rows);
    return *table != NULL ? COOP_OK : coop__no_memory(e->s.err);
}

/* ---- asking ---- */

/* What is asked, with the lines that it names. */
typedef struct request {
    coop_status (*find)(effect *e, const char *lines, coop_table **table);
    const char *lines;
} request;

static coop_status answer(const coop_dataset *data, const request *r,
                          const coop_rail_study_options *options, coop_table **out, coop_error *err)
{
    if (data == NULL || r->lines == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "data, lines or out is NULL");
    }
    coop__arena arena = {.a = &data->allocator};
    effect e = {.arena = &arena};
    coop_table *table = NULL;
    coop_status status = coop__study_open(&e.s, data, &arena, options, err);
    if (status == COOP_OK) {
        size_t n = (size_t)e.s.n_places;
        e.before = coop__arena_alloc(&arena, n, n * sizeof *e.before);
        e.minutes = coop__arena_alloc(&arena, n, n * sizeof *e.minutes);
        status = e.before != NULL && e.minutes != NULL ? r->find(&e, r->lines, &table)
                                                       : coop__no_memory(err);
    }
    coop__arena_free(&arena);
    if (status == COOP_OK) {
        *out = table;
    }
    return status;
}

coop_status coop_rail_accessibility(const coop_dataset *data,
                                    const coop_rail_study_options *options, coop_table **out,
                                    coop_error *err)
{
    return answer(data, &(request){find_places, ""}, options, out, err);
}

coop_status coop_rail_line_effects(const coop_dataset *data, const char *lines,
                                   const coop_rail_study_options *options, coop_table **out,
                                   coop_error *err)
{
    return answer(data, &(request){find_effects, lines}, options, out, err);
}

coop_status coop_rail_line_pairs(const coop_dataset *data, const char *lines,
                                 const coop_rail_study_options *options, coop_table **out,
                                 coop_error *err)
{
    return answer(data, &(request){find_pairs, lines}, options, out, err);
}
