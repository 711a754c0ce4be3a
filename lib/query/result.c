/* result.c -- rows of a result: their names, having, and the table that comes out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "engine.h"

static coop_type output_type(const coop__program *program, bool is_each)
{
    static const coop_type types[] = {
        [COOP__NULL] = COOP_TYPE_CODE,     [COOP__TRUTH] = COOP_TYPE_BOOL,
        [COOP__INTEGER] = COOP_TYPE_INT64, [COOP__NUMBER] = COOP_TYPE_FLOAT64,
        [COOP__MONEY] = COOP_TYPE_MONEY,   [COOP__SPAN] = COOP_TYPE_SPAN,
        [COOP__TEXT] = COOP_TYPE_CODE,     [COOP__SET] = COOP_TYPE_SET,
        [COOP__STATE] = COOP_TYPE_CODE,
    };
    bool is_day = program->kind == COOP__SPAN && !program->is_uncertain;
    return is_each ? COOP_TYPE_CODE : is_day ? COOP_TYPE_DATE : types[program->kind];
}

coop_status coop__name_output(coop__frame *frame, const coop__item *item, coop__output *out,
                              coop_error *err)
{
    const coop__program *program = &item->programs[0];
    const char *name = item->name != NULL
                           ? item->name
                           : coop__arena_text(frame->arena, program->text, program->text_n);
    if (name == NULL) {
        return coop__no_memory(err);
    }
    coop__output output = {name, output_type(program, item->aggregate != NULL), program->scale};
    *out = output;
    return COOP_OK;
}

coop_status coop__result_new(coop__frame *frame, int64_t n_outputs, int64_t n_rows,
                             coop__result *out, coop_error *err)
{
    out->n_outputs = n_outputs;
    out->n_rows = n_rows;
    if (out->outputs == NULL) {
        out->outputs = coop__arena_alloc(frame->arena, (size_t)n_outputs, sizeof *out->outputs);
    }
    out->values =
        coop__arena_alloc(frame->arena, (size_t)(n_outputs * n_rows), sizeof *out->values);
    out->sample = coop__arena_alloc(frame->arena, (size_t)n_rows, sizeof *out->sample);
    bool done = out->outputs != NULL && out->values != NULL && out->sample != NULL;
    return done ? COOP_OK : coop__no_memory(err);
}

/* ---- the table ---- */

static bool append_state(coop__column *column, const coop__value *value)
{
    char text[256];
    size_t n = 0;
    uint32_t bit = 1;
    for (const char *const *w = value->of.state.words; *w != NULL; w++, bit <<= 1) {
        size_t length = strlen(*w);
        if ((value->of.state.mask & bit) == 0 || n + length + 1 > sizeof text) {
            continue;
        }
        if (n > 0) {
            text[n++] = '|';
        }
        memcpy(text + n, *w, length);
        n += length;
    }
    return coop__append_word(column, text, n);
}

static bool append_set(coop__column *column, const coop_words *words, coop__arena *arena)
{
    uint32_t *codes = coop__arena_alloc(arena, (size_t)words->n, sizeof *codes);
    for (int64_t i = 0; codes != NULL && i < words->n; i++) {
        const char *word = words->words[words->codes[i]];
        int64_t code = coop__pool_add(&column->words, word, strlen(word));
        if (code < 0) {
            return false;
        }
        codes[i] = (uint32_t)code;
    }
    return codes != NULL && coop__append_codes(column, codes, words->n);
}

static bool append_value(coop__column *column, const coop__value *value, coop__arena *arena)
{
    if (value->is_null) {
        return coop__append_null(column);
    }
    switch (value->kind) {
    case COOP__NUMBER:
        return coop__append_number(column, value->of.number);
    case COOP__SPAN:
        return column->type == COOP_TYPE_DATE ? coop__append_integer(column, value->of.span.first)
                                              : coop__append_span(column, value->of.span);
    case COOP__TEXT:
        return coop__append_word(column, value->of.text.bytes, value->of.text.n);
    case COOP__STATE:
        return append_state(column, value);
    case COOP__SET:
        return append_set(column, &value->of.words, arena);
    case COOP__TRUTH: /* what may be either has no value in a column of truths */
        return value->of.truth == COOP__MAYBE
                   ? coop__append_null(column)
                   : coop__append_integer(column, value->of.truth == COOP__TRUE ? 1 : 0);
    default:
        return coop__append_integer(column, value->of.integer);
    }
}

static bool fill_table(coop__frame *frame, const coop__result *result, const int64_t *order,
                       int64_t n, coop_table *table)
{
    for (int64_t i = 0; i < result->n_outputs; i++) {
        const coop__output *output = &result->outputs[i];
        if (coop__table_add(table, output->name, output->type,
                            output->type == COOP_TYPE_MONEY ? output->scale : 0, NULL) < 0) {
            return false;
        }
    }
    for (int64_t i = 0; i < result->n_outputs; i++) {
        for (int64_t r = 0; r < n; r++) {
            const coop__value *value = &result->values[order[r] * result->n_outputs + i];
            if (!append_value(&table->columns[i], value, frame->arena)) {
                return false;
            }
        }
    }
    return coop__table_close(table);
}

coop_status coop__result_table(coop__frame *frame, const coop__result *result,
                               const int64_t *order, int64_t n, coop_table **out, coop_error *err)
{
    coop_table *table = coop__table_new(frame->allocator);
    if (table == NULL || !fill_table(frame, result, order, n, table)) {
        coop_table_free(table);
        return coop__no_memory(err);
    }
    *out = table;
    return COOP_OK;
}

coop_status coop__check_names(const coop__result *result, coop_error *err)
{
    for (int64_t i = 0; i < result->n_outputs; i++) {
        for (int64_t j = 0; j < i; j++) {
            if (strcmp(result->outputs[i].name, result->outputs[j].name) == 0) {
                return coop__fail(err, COOP_CONFLICT,
                                  "select: two outputs are named '%s', give one another by 'as'",
                                  result->outputs[i].name);
            }
        }
    }
    return COOP_OK;
}

/* ---- having ---- */

/* The rows, in their order, that the test keeps: it reads the outputs by name. */
static coop_status keep_rows(coop__frame *frame, const coop__program *test,
                             const coop__scope *scope, coop__result *result, coop_error *err)
{
    int64_t kept = 0;
    size_t width = (size_t)result->n_outputs;
    for (int64_t r = 0; r < result->n_rows; r++) {
        coop__value value = coop__evaluate(test, scope, r);
        bool is_kept = !value.is_null && value.of.truth == COOP__TRUE;
        if (is_kept && kept < r) {
            memcpy(result->values + (size_t)kept * width, result->values + (size_t)r * width,
                   width * sizeof *result->values);
            result->sample[kept] = result->sample[r];
        }
        kept += is_kept ? 1 : 0;
    }
    result->n_rows = kept;
    return frame->overflow
               ? coop__fail(err, COOP_RANGE, "having: arithmetic left the range of its type")
               : COOP_OK;
}

static coop_status bind_having(coop__frame *frame, coop__scope *scope, coop__program **out,
                               coop_error *err)
{
    coop__item *items = NULL;
    int64_t n = 0;
    COOP__TRY(coop__parse(frame->arena, "having", frame->query->having, NULL, NULL, &items, &n,
                          err));
    COOP__TRY(coop__bind(items[0].programs, scope, err));
    if (items[0].programs->kind != COOP__TRUTH) {
        return coop__fail(err, COOP_TYPE, "having: need a test, found a %s",
                          coop__kind_name(items[0].programs->kind));
    }
    *out = items[0].programs;
    return COOP_OK;
}

coop_status coop__having(coop__frame *frame, coop__result *result, coop_error *err)
{
    if (frame->query->having == NULL) {
        return COOP_OK;
    }
    int64_t *order = coop__arena_alloc(frame->arena, (size_t)result->n_rows, sizeof *order);
    if (order == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < result->n_rows; i++) {
        order[i] = i;
    }
    coop_table *table = NULL;
    COOP__TRY(coop__result_table(frame, result, order, result->n_rows, &table, err));
    coop__entry entry = {.name = "of the result", .table = table, .key = -1, .from = -1,
                         .to = -1, .known = -1};
    coop__scope scope = frame->scope;
    scope.entry = &entry;
    scope.computed = NULL;
    coop__program *test = NULL;
    coop_status status = bind_having(frame, &scope, &test, err);
    if (status == COOP_OK) {
        status = keep_rows(frame, test, &scope, result, err);
    }
    coop_table_free(table);
    return status;
}
