/* explain.c -- how a query would run: its parts, what each reads and by which way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "stream.h"

#define COLUMNS_MOST 256

typedef struct explainer {
    const coop__frame *frame;
    coop_builder *builder;
    const coop__column *seen[COLUMNS_MOST]; /* columns that some part reads */
    int64_t n_seen;
    coop_error *err;
} explainer;

static int64_t bytes_of(const coop__column *column)
{
    bool has_offsets = column->type == COOP_TYPE_SET || column->type == COOP_TYPE_TEXT;
    int64_t n_rows = column->n_rows > 0 ? column->n_rows : 1;
    int64_t values = has_offsets ? 8 + (int64_t)column->values.n / n_rows : column->width;
    return column->type == COOP_TYPE_BOOL ? 1 : values;
}

static bool is_seen(const coop__column *const *columns, int64_t n, const coop__column *column)
{
    for (int64_t i = 0; i < n; i++) {
        if (columns[i] == column) {
            return true;
        }
    }
    return false;
}

static coop_status add_word(explainer *e, const char *word)
{
    return coop_builder_text(e->builder, word, e->err);
}

/* A row: part, its text, the way it goes, the columns it reads and their bytes a row. */
static coop_status add_row(explainer *e, const char *part, const char *text, size_t text_n,
                           const char *way, const coop__program *programs, int64_t n_programs)
{
    const coop__column *columns[COLUMNS_MOST];
    int64_t n = 0;
    int64_t bytes = 0;
    coop__buffer names = {.a = e->frame->allocator};
    bool done = true;
    for (int64_t k = 0; k < n_programs; k++) {
        for (int64_t i = 0; i < programs[k].n && n < COLUMNS_MOST && done; i++) {
            const coop__node *node = &programs[k].nodes[i];
            const coop__column *column =
                node->op == COOP__OP_COLUMN ? coop__root_column(node) : NULL;
            if (column == NULL || is_seen(columns, n, column)) {
                continue;
            }
            done = (n == 0 || coop__buffer_append(&names, ";", 1)) &&
                   coop__buffer_append(&names, column->name, strlen(column->name));
            columns[n++] = column;
            bytes += bytes_of(column);
            if (e->n_seen < COLUMNS_MOST && !is_seen(e->seen, e->n_seen, column)) {
                e->seen[e->n_seen++] = column;
            }
        }
    }
    char *shown = coop__arena_text(e->frame->arena, text, text_n);
    char *listed = coop__arena_text(e->frame->arena,
                                    names.n > 0 ? (const char *)names.bytes : "", names.n);
    coop__buffer_free(&names);
    if (!done || shown == NULL || listed == NULL) {
        return coop__no_memory(e->err);
    }
    COOP__TRY(add_word(e, part));
    COOP__TRY(add_word(e, shown));
    COOP__TRY(add_word(e, way));
    COOP__TRY(add_word(e, n > 0 ? listed : NULL));
    return coop_builder_integer(e->builder, bytes, e->err);
}

/* The costliest kind of step names the way. */
static const char *way_of(const coop__code *code)
{
    static const char *const ways[] = {
        [COOP__STEP_COLUMN] = "read",        [COOP__STEP_CONSTANT] = "constant",
        [COOP__STEP_RANGES] = "ranges",      [COOP__STEP_TABLE] = "table of values",
        [COOP__STEP_HAS] = "words of a set", [COOP__STEP_LOOP] = "loops",
        [COOP__STEP_ROWS] = "row by row",
    };
    coop__step_kind kind = COOP__STEP_COLUMN;
    for (int64_t i = 0; i < code->n; i++) {
        kind = code->steps[i].kind > kind ? code->steps[i].kind : kind;
    }
    return ways[kind];
}

static const char *key_way(const coop__keys *keys, int64_t at)
{
    static const char *const ways[] = {[COOP__KEY_TABLE] = "number of a value",
                                       [COOP__KEY_EACH] = "members, row by row",
                                       [COOP__KEY_SETS] = "number of the set",
                                       [COOP__KEY_WORD] = "64 bits, hashed"};
    const coop__key *key = &keys->keys[at];
    return key->kind == COOP__KEY_TABLE && !keys->is_dense ? "number of a value, hashed"
                                                           : ways[key->kind];
}

static coop_status add_program(explainer *e, const char *part, const coop__program *program,
                               const char *way)
{
    return add_row(e, part, program->text, program->text_n, way, program, 1);
}

static coop_status explain_strips(explainer *e, const coop__plan *p, const coop__bound *q)
{
    const coop__frame *frame = e->frame;
    int64_t n_days = frame->is_sweep ? 1 : 0;
    if (frame->where != NULL) {
        COOP__TRY(add_program(e, "where", frame->where, way_of(&p->tests[0])));
    }
    for (int64_t i = 0; i < q->n_by; i++) {
        COOP__TRY(add_program(e, "by", &q->by[i].programs[0], key_way(&p->keys, i + n_days)));
    }
    for (int64_t i = 0; i < q->n_items; i++) {
        const coop__call *call = &q->calls[i];
        bool has_code = call->aggregate->n_of_state > 0 && call->codes[0].n > 0;
        const char *way = call->state != i       ? "state of an earlier one"
                          : call->sweep != NULL ? "all days in one pass"
                          : has_code             ? way_of(&call->codes[0]) : "counted";
        COOP__TRY(add_row(e, "select", call->outputs[0].name, strlen(call->outputs[0].name), way,
                          call->item->programs, call->item->n_programs));
    }
    return COOP_OK;
}

static coop_status explain_rows(explainer *e, const coop__bound *q)
{
    if (e->frame->where != NULL) {
        COOP__TRY(add_program(e, "where", e->frame->where, "row by row"));
    }
    for (int64_t i = 0; i < q->n_by; i++) {
        COOP__TRY(add_program(e, "by", &q->by[i].programs[0], "row by row"));
    }
    for (int64_t i = 0; i < q->n_items; i++) {
        const coop__item *item = &q->items[i];
        const char *text = q->is_aggregated ? q->calls[i].outputs[0].name : item->programs[0].text;
        COOP__TRY(add_row(e, "select", text,
                          q->is_aggregated ? strlen(text) : item->programs[0].text_n,
                          q->is_aggregated ? "all rows of a group" : "row by row",
                          item->programs, item->n_programs));
    }
    return COOP_OK;
}

static coop_status add_columns(explainer *e)
{
    static const struct {
        const char *name;
        coop_type type;
        const char *unit;
    } columns[] = {{"part", COOP_TYPE_CODE, NULL},
                   {"expression", COOP_TYPE_CODE, NULL},
                   {"way", COOP_TYPE_CODE, NULL},
                   {"columns", COOP_TYPE_SET, NULL},
                   {"bytes", COOP_TYPE_INT64, "byte/row"}};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        COOP__TRY(coop_builder_column(e->builder, columns[i].name, columns[i].type, 0,
                                      columns[i].unit, e->err));
    }
    return COOP_OK;
}

/* The last row: the table, how it is gone through, and all columns that are read. */
static coop_status add_table(explainer *e, bool by_strips)
{
    int64_t bytes = 0;
    for (int64_t i = 0; i < e->n_seen; i++) {
        bytes += bytes_of(e->seen[i]);
    }
    COOP__TRY(add_word(e, "from"));
    COOP__TRY(add_word(e, e->frame->scope.entry->name));
    COOP__TRY(add_word(e, by_strips ? "strips of rows" : "rows, selected first"));
    COOP__TRY(add_word(e, NULL));
    return coop_builder_integer(e->builder, bytes, e->err);
}

coop_status coop__explain(coop__frame *frame, const coop__bound *q, coop_table **out,
                          coop_error *err)
{
    explainer *e = coop__arena_alloc(frame->arena, 1, sizeof *e);
    coop__plan *p = coop__arena_alloc(frame->arena, 1, sizeof *p);
    bool by_strips = false;
    if (e == NULL || p == NULL) {
        return coop__no_memory(err);
    }
    e->frame = frame;
    e->err = err;
    p->frame = frame;
    p->calls = q->calls;
    p->n_calls = q->is_aggregated ? q->n_items : 0;
    if (q->is_aggregated) {
        COOP__TRY(coop__plan_open(p, q->by, q->n_by, &by_strips, err));
    }
    COOP__TRY(coop_builder_new(frame->allocator, &e->builder, err));
    coop_status status = add_columns(e);
    if (status == COOP_OK) {
        status = by_strips ? explain_strips(e, p, q) : explain_rows(e, q);
    }
    if (status == COOP_OK) {
        status = add_table(e, by_strips);
    }
    if (status != COOP_OK) {
        coop_builder_free(e->builder);
        return status;
    }
    return coop_builder_finish(e->builder, out, err);
}
