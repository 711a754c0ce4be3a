/* list.c -- rows of a query one by one: a select of plain columns.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "engine.h"

/* `select` of nothing: every column of the table. */
static coop_status all_columns(coop__frame *frame, coop__item **items, int64_t *n, coop_error *err)
{
    const coop_table *table = frame->scope.entry->table;
    coop__item *all = coop__arena_alloc(frame->arena, (size_t)table->n_columns, sizeof *all);
    for (int64_t i = 0; all != NULL && i < table->n_columns; i++) {
        coop__program *program = coop__arena_alloc(frame->arena, 1, sizeof *program);
        coop__node *node = coop__arena_alloc(frame->arena, 1, sizeof *node);
        if (program == NULL || node == NULL) {
            return coop__no_memory(err);
        }
        const char *name = table->columns[i].name;
        node->op = COOP__OP_COLUMN;
        node->at = 1;
        node->text = name;
        coop__program whole = {.clause = "select", .source = name, .text = name,
                               .text_n = strlen(name), .nodes = node, .n = 1};
        *program = whole;
        coop__item item = {.name = name, .at = 1, .programs = program, .n_programs = 1};
        all[i] = item;
    }
    *items = all;
    *n = table->n_columns;
    return all != NULL ? COOP_OK : coop__no_memory(err);
}

/* A range of integers is listed as its two ends, never as one of them. */
static bool is_pair(const coop__program *program)
{
    return program->kind == COOP__INTEGER && program->is_uncertain;
}

static coop_status name_listed(coop__frame *frame, const coop__item *item, coop__result *out,
                               int64_t *at, coop_error *err)
{
    static const char *const suffixes[2] = {"_least", "_most"};
    coop__output output;
    COOP__TRY(coop__name_output(frame, item, &output, err));
    if (!is_pair(&item->programs[0])) {
        out->outputs[(*at)++] = output;
        return COOP_OK;
    }
    size_t n = strlen(output.name);
    for (int i = 0; i < 2; i++) {
        char *name = coop__arena_alloc(frame->arena, n + 7, 1);
        if (name == NULL) {
            return coop__no_memory(err);
        }
        memcpy(name, output.name, n);
        memcpy(name + n, suffixes[i], strlen(suffixes[i]));
        out->outputs[*at] = output;
        out->outputs[(*at)++].name = name;
    }
    return COOP_OK;
}

static void list_row(coop__frame *frame, const coop__item *items, int64_t n_items, int64_t row,
                     coop__value *values)
{
    for (int64_t i = 0; i < n_items; i++) {
        coop__value value = coop__evaluate(&items[i].programs[0], &frame->scope, row);
        *values++ = value;
        if (is_pair(&items[i].programs[0])) {
            value.of.integer = value.most;
            *values++ = value;
        }
    }
}

/* Rows that the limit cuts off are not worked out, unless order or having asks for them. */
static int64_t rows_listed(const coop__frame *frame, int64_t n)
{
    const coop_query *query = frame->query;
    bool needs_all = query->limit == 0 || query->order_by != NULL || query->having != NULL ||
                     frame->n_days > 0;
    return needs_all || n < query->limit ? n : query->limit;
}

coop_status coop__list_rows(coop__frame *frame, coop__item *items, int64_t n_items,
                            coop__result *out, coop_error *err)
{
    coop__selection selected;
    const coop__selection *selection = &selected;
    COOP__TRY(coop__select(frame, &selected, err));
    bool has_doubt =
        frame->doubt == COOP__BOUNDS && (frame->has_doubt_test || frame->has_doubt_time);
    if (n_items == 0) {
        COOP__TRY(all_columns(frame, &items, &n_items, err));
    }
    int64_t n_outputs = has_doubt ? 1 : 0;
    for (int64_t i = 0; i < n_items; i++) {
        COOP__TRY(coop__bind(&items[i].programs[0], &frame->scope, err));
        n_outputs += is_pair(&items[i].programs[0]) ? 2 : 1;
    }
    int64_t n_rows = rows_listed(frame, selection->n);
    COOP__TRY(coop__result_new(frame, n_outputs, n_rows, out, err));
    int64_t at = 0;
    for (int64_t i = 0; i < n_items; i++) {
        COOP__TRY(name_listed(frame, &items[i], out, &at, err));
    }
    if (has_doubt) {
        coop__output output = {"certain", COOP_TYPE_BOOL, 0};
        out->outputs[at] = output;
    }
    for (int64_t r = 0; r < n_rows; r++) {
        coop__value *values = out->values + r * n_outputs;
        list_row(frame, items, n_items, selection->rows[r], values);
        if (has_doubt) {
            values[at].kind = COOP__TRUTH;
            values[at].of.truth = (selection->flags[r] & COOP__POSSIBLE) == 0 ? COOP__TRUE
                                                                              : COOP__FALSE;
        }
        out->sample[r] = selection->rows[r];
    }
    return frame->overflow
               ? coop__fail(err, COOP_RANGE, "select: arithmetic left the range of its type")
               : COOP_OK;
}
