/* order.c -- the order of result rows: total, stable, the same on every machine.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
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

/* Values of one direction compare like the values; the other way nulls still come last. */
static int compare_rows(const sorter *s, int64_t a, int64_t b)
{
    for (int64_t i = 0; i < s->n_keys; i++) {
        const coop__value *x = &s->values[a * s->n_keys + i];
        const coop__value *y = &s->values[b * s->n_keys + i];
        int order = coop__order(x, y);
        if (order != 0) {
            bool flips = s->keys[i].descending && !x->is_null && !y->is_null;
            return flips ? -order : order;
        }
    }
    return a < b ? -1 : a > b; /* place decides the rest: the sort is total */
}

/* Bottom-up merge sort: no recursion, no dependence on the C library's qsort. */
static void merge_sort(const sorter *s, int64_t *order, int64_t *spare, int64_t n)
{
    for (int64_t width = 1; width < n; width *= 2) {
        for (int64_t start = 0; start < n; start += 2 * width) {
            int64_t middle = start + width < n ? start + width : n;
            int64_t end = start + 2 * width < n ? start + 2 * width : n;
            int64_t left = start;
            int64_t right = middle;
            for (int64_t i = start; i < end; i++) {
                bool takes_left = left < middle &&
                                  (right == end || compare_rows(s, order[left], order[right]) <= 0);
                spare[i] = takes_left ? order[left++] : order[right++];
            }
        }
        memcpy(order, spare, (size_t)n * sizeof *order);
    }
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
    if (keys == NULL || order == NULL || spare == NULL || values == NULL) {
        return coop__no_memory(err);
    }
    COOP__TRY(read_keys(frame, result, by, n_by, /*is_list=*/ n_keys == 0, keys, items, n_items,
                        err));
    for (int64_t i = 0; i < n_keys; i++) {
        sort_key key = {i, NULL, false};
        keys[n_items + i] = key;
    }
    for (int64_t i = 0; i < n; i++) {
        order[i] = i;
    }
    sorter s = {frame, result, keys, n_all, values};
    fill_values(&s);
    if (frame->overflow) {
        return coop__fail(err, COOP_RANGE, "order_by: arithmetic left the range of its type");
    }
    merge_sort(&s, order, spare, n);
    *out = order;
    return COOP_OK;
}
