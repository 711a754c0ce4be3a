/* order.c -- the order of result rows: total, stable, the same on every machine.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "../stat/sort.h"
#include "engine.h"

/* One order_by item: an output column, or an expression on a row of the group. */
typedef struct sort_key {
    int64_t output; /* -1: program */
    const coop__program *program;
    bool descending;
} sort_key;

typedef struct sorter {
    coop__frame *frame;
    const coop__result *result;
    const sort_key *keys;
    int64_t n_keys;
    coop__value *values; /* n_rows x n_keys */
    uint64_t *leads;     /* by row: a number in the order of its first key, or the same for all */
} sorter;

/* True if path is a by expression, or goes on from one: it has one value in the whole group. */
static bool is_of_group(const coop__program *program, const coop__item *by, int64_t n_by)
{
    for (int64_t i = 0; i < n_by; i++) {
        const coop__program *key = &by[i].programs[0];
        bool is_path = by[i].aggregate == NULL && program->n == 1 && key->n == 1 &&
                       key->nodes[0].op == COOP__OP_COLUMN &&
                       program->nodes[0].op == COOP__OP_COLUMN;
        if (!is_path) {
            continue;
        }
        const char *stem = key->nodes[0].text;
        const char *path = program->nodes[0].text;
        size_t n = strlen(stem);
        if (strncmp(stem, path, n) == 0 && (path[n] == '\0' || path[n] == '.')) {
            return true;
        }
    }
    return false;
}

static int64_t find_output(const coop__result *result, const coop__program *program)
{
    for (int64_t i = 0; i < result->n_outputs; i++) {
        if (coop__text_is(program->text, program->text_n, result->outputs[i].name)) {
            return i;
        }
    }
    return -1;
}

coop_status coop__order_needs_rows(coop__frame *frame, const coop__result *result, bool *needs,
                                   coop_error *err)
{
    coop__item *items = NULL;
    int64_t n = 0;
    *needs = false;
    if (frame->query->order_by == NULL) {
        return COOP_OK;
    }
    COOP__TRY(coop__parse(frame->arena, "order_by", frame->query->order_by, NULL, NULL, &items, &n,
                          err));
    for (int64_t i = 0; i < n; i++) {
        const coop__program *program = &items[i].programs[0];
        /* The days of a series become an output in the end. */
        bool is_day = frame->n_days > 0 && coop__text_is(program->text, program->text_n, "as_of");
        *needs = *needs || (!is_day && find_output(result, program) < 0);
    }
    return COOP_OK;
}

static coop_status unknown_key(const coop__result *result, const coop__item *item,
                               coop__arena *arena, coop_error *err)
{
    const coop__program *program = &item->programs[0];
    const char **names = coop__arena_alloc(arena, (size_t)result->n_outputs, sizeof *names);
    char *name = coop__arena_text(arena, program->text, program->text_n);
    if (names == NULL || name == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < result->n_outputs; i++) {
        names[i] = result->outputs[i].name;
    }
    const char *nearest = coop__nearest(name, names, result->n_outputs);
    return coop__fail_in(err, COOP_NOT_FOUND, program, item->at,
                         "'%s' is neither an output column nor a path from a group key%s%s%s", name,
                         nearest != NULL ? ", the nearest is '" : "",
                         nearest != NULL ? nearest : "", nearest != NULL ? "'" : "");
}

static coop_status read_keys(coop__frame *frame, const coop__result *result,
                             const coop__item *by, int64_t n_by, bool is_list, sort_key *keys,
                             coop__item *items, int64_t n_items, coop_error *err)
{
    for (int64_t i = 0; i < n_items; i++) {
        coop__program *program = &items[i].programs[0];
        sort_key key = {find_output(result, program), program, items[i].descending};
        if (key.output < 0) {
            if (!is_list && !is_of_group(program, by, n_by)) {
                return unknown_key(result, &items[i], frame->arena, err);
            }
            COOP__TRY(coop__bind(program, &frame->scope, err));
        }
        keys[i] = key;
    }
    return COOP_OK;
}

/* A number that is no larger than that of any value behind this one: most rows are told apart by it
 * alone. */
static uint64_t lead_of(const coop__value *value)
{
    uint64_t lead = 0;
    double number = 0;
    switch (value->kind) {
    case COOP__TEXT:
        for (size_t i = 0; i < sizeof lead; i++) {
            lead = lead << 8 | (i < value->of.text.n ? (unsigned char)value->of.text.bytes[i] : 0);
        }
        return lead;
    case COOP__NUMBER:
        number = value->of.number + 0.0; /* -0 is 0 */
        memcpy(&lead, &number, sizeof lead);
        return lead >> 63 != 0 ? ~lead : lead | UINT64_C(1) << 63;
    case COOP__SET:
    case COOP__TRUTH:
    case COOP__STATE:
        return 0;
    default:
        lead = (uint64_t)(value->kind == COOP__SPAN ? value->of.span.first : value->of.integer);
        return lead ^ UINT64_C(1) << 63;
    }
}

/* Values of one direction compare like the values; the other way nulls still come last. */
static bool is_before(const void *ctx, int64_t a, int64_t b)
{
    const sorter *s = ctx;
    if (s->leads[a] != s->leads[b]) {
        return s->leads[a] < s->leads[b];
    }
    for (int64_t i = 0; i < s->n_keys; i++) {
        const coop__value *x = &s->values[a * s->n_keys + i];
        const coop__value *y = &s->values[b * s->n_keys + i];
        int order = coop__order(x, y);
        if (order != 0) {
            bool flips = s->keys[i].descending && !x->is_null && !y->is_null;
            return flips ? order > 0 : order < 0;
        }
    }
    return false; /* place decides the rest: the sort is stable */
}

static void fill_values(sorter *s)
{
    for (int64_t row = 0; row < s->result->n_rows; row++) {
        for (int64_t i = 0; i < s->n_keys; i++) {
            const sort_key *key = &s->keys[i];
            coop__value null = {.is_null = true};
            int64_t sample = s->result->sample[row];
            s->values[row * s->n_keys + i] =
                key->output >= 0 ? s->result->values[row * s->result->n_outputs + key->output]
                : sample >= 0    ? coop__evaluate(key->program, &s->frame->scope, sample)
                                 : null;
        }
        const coop__value *first = &s->values[row * s->n_keys];
        uint64_t lead = s->n_keys > 0 && !first->is_null ? lead_of(first) : UINT64_MAX;
        bool flips = s->n_keys > 0 && !first->is_null && s->keys[0].descending;
        s->leads[row] = flips ? ~lead : lead;
    }
}

coop_status coop__sort(coop__frame *frame, const coop__result *result, int64_t n_keys,
                       const coop__item *by, int64_t n_by, int64_t **out, coop_error *err)
{
    coop__item *items = NULL;
    int64_t n_items = 0;
    if (frame->query->order_by != NULL) {
        COOP__TRY(coop__parse(frame->arena, "order_by", frame->query->order_by, NULL, NULL, &items,
                              &n_items, err));
    }
    int64_t n = result->n_rows;
    int64_t n_all = n_items + n_keys;
    sort_key *keys = coop__arena_alloc(frame->arena, (size_t)n_all, sizeof *keys);
    int64_t *order = coop__arena_alloc(frame->arena, (size_t)n, sizeof *order);
    int64_t *spare = coop__arena_alloc(frame->arena, (size_t)n, sizeof *spare);
    coop__value *values = coop__arena_alloc(frame->arena, (size_t)(n * n_all), sizeof *values);
    uint64_t *leads = coop__arena_alloc(frame->arena, (size_t)n, sizeof *leads);
    if (keys == NULL || order == NULL || spare == NULL || values == NULL || leads == NULL) {
        return coop__no_memory(err);
    }
    COOP__TRY(read_keys(frame, result, by, n_by, /*is_list=*/ n_keys == 0, keys, items, n_items,
                        err));
    for (int64_t i = 0; i < n_keys; i++) {
        sort_key key = {i, NULL, false};
        keys[n_items + i] = key;
    }
    sorter s = {frame, result, keys, n_all, values, leads};
    fill_values(&s);
    if (frame->overflow) {
        return coop__fail(err, COOP_RANGE, "order_by: arithmetic left the range of its type");
    }
    coop__merge_sort(order, spare, n, is_before, &s);
    *out = order;
    return COOP_OK;
}
