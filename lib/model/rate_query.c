/* rate_query.c -- rate('...') in queries: the aggregate, and its state as bytes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../query/state.h"
#include "../stat/sort.h"
#include "rate.h"

static coop_status rate_bind(coop__call *call, coop_error *err)
{
    static const char *const suffixes[] = {"",      "_low",   "_high",    "_worst", "_best",
                                           "_hits", "_known", "_unknown", "_total"};
    const coop__frame *frame = call->frame;
    const coop_dataset *data = frame->registry->model;
    coop__program *program = &call->item->programs[0];
    bool is_foreign = call->item->n_programs > 1;
    bool is_text = program->n == 1 && program->nodes[0].op == COOP__OP_CONSTANT &&
                   program->nodes[0].value.kind == COOP__TEXT;
    if (!is_text || (frame->scope.entry != data->agreement && !is_foreign)) {
        return coop__fail_in(err, COOP_TYPE, program, call->item->at,
                             is_text ? "rate ranges over table agreement; over another table give "
                                       "its status words and their crosswalk"
                                     : "rate takes the name of a definition in quotes");
    }
    if (frame->has_doubt_test && frame->doubt == COOP__BOUNDS) {
        return coop__fail_in(err, COOP_TYPE, program, call->item->at,
                             "a test hangs on an imprecise date: set uncertain to 'certain' or "
                             "'possible' to take a rate");
    }
    char *name = coop__arena_text(frame->arena, program->nodes[0].value.of.text.bytes,
                                  program->nodes[0].value.of.text.n);
    if (name == NULL) {
        return coop__no_memory(err);
    }
    COOP__TRY(coop__definition_find(name, &call->choice, err));
    if (is_foreign) {
        COOP__TRY(coop__crosswalk_bind(call, err));
    }
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        COOP__TRY(coop__call_output(call, suffixes[i], i < 5 ? COOP_TYPE_FLOAT64 : COOP_TYPE_INT64,
                                    0, err));
    }
    return COOP_OK;
}

/* ---- the state ----
 *
 * The rows that the cut lets in, in no order, each possible or not: a definition judges them in the
 * end, and needs the register for it. So all rates of a group have one state. */

static coop_status rate_update(const coop__call *call, void *state, const coop__selection *rows,
                               coop_error *err)
{
    const coop__frame *frame = call->frame;
    if (call->item->n_programs == 1) {
        COOP__TRY(coop__check_explicit(frame, rows, COOP__PART_COUNTED, err));
    }
    for (int64_t i = 0; i < rows->n; i++) {
        coop__presence in = coop__in_rate(frame->cut, rows->flags[i]);
        uint16_t flags = in == COOP__IN ? 0 : COOP__POSSIBLE_TEST;
        if (in != COOP__OUT && !coop__selection_add(frame->arena, state, rows->rows[i], flags)) {
            return coop__no_memory(err);
        }
    }
    return COOP_OK;
}

static coop_status rate_merge(const coop__call *call, coop__arena *arena, void *state,
                              const void *other, coop_error *err)
{
    (void)call;
    const coop__selection *more = other;
    int64_t n = more->n; /* the two may be one */
    for (int64_t i = 0; i < n; i++) {
        if (!coop__selection_add(arena, state, more->rows[i], more->flags[i])) {
            return coop__no_memory(err);
        }
    }
    return COOP_OK;
}

static const coop__column *key_column(const coop__call *call)
{
    const coop__entry *entry = call->frame->scope.entry;
    return entry->key < 0 ? NULL : &entry->table->columns[entry->key];
}

static const char *id_of(const coop__column *key, int64_t row)
{
    return key->words.words[coop__code_at(key, row)];
}

static bool row_is_before(const void *ctx, int64_t a, int64_t b)
{
    const coop__selection *rows = ctx;
    return rows->rows[a] < rows->rows[b];
}

typedef struct named_rows {
    const coop__selection *rows;
    const coop__column *key;
} named_rows;

static bool id_is_before(const void *ctx, int64_t a, int64_t b)
{
    const named_rows *named = ctx;
    return strcmp(id_of(named->key, named->rows->rows[a]),
                  id_of(named->key, named->rows->rows[b])) < 0;
}

/* An order of the rows; NULL: no memory. */
static int64_t *order_of(coop__arena *arena, int64_t n, coop__is_before *is_before, const void *ctx)
{
    int64_t *order = coop__arena_alloc(arena, (size_t)n, sizeof *order);
    int64_t *spare = coop__arena_alloc(arena, (size_t)n, sizeof *spare);
    if (order == NULL || spare == NULL) {
        return NULL;
    }
    coop__merge_sort(order, spare, n, is_before, ctx);
    return order;
}

static bool ascends(const coop__selection *rows)
{
    bool does = true;
    for (int64_t i = 1; i < rows->n; i++) {
        does = does && rows->rows[i - 1] < rows->rows[i];
    }
    return does;
}

/* The rows in table order. CONFLICT where one is there twice: nothing counts twice in a rate. */
static coop_status rows_in_order(const coop__call *call, const coop__selection *state,
                                 coop__selection *out, coop_error *err)
{
    coop__arena *arena = call->frame->arena;
    coop__selection sorted = {.n = 0};
    if (ascends(state)) {
        *out = *state;
        return COOP_OK;
    }
    const int64_t *order = order_of(arena, state->n, row_is_before, state);
    if (order == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < state->n; i++) {
        if (!coop__selection_add(arena, &sorted, state->rows[order[i]], state->flags[order[i]])) {
            return coop__no_memory(err);
        }
    }
    *out = sorted;
    return ascends(&sorted) ? COOP_OK
                            : coop__fail(err, COOP_CONFLICT, "a row of the rate was taken twice");
}

static coop_status rate_write(const coop__call *call, coop__arena *arena, const void *state,
                              coop__buffer *out, coop_error *err)
{
    const coop__selection *rows = state;
    const coop__column *key = key_column(call);
    if (key == NULL) {
        return coop__fail(err, COOP_TYPE, "table %s has no ids, by which a state of rate is kept",
                          call->frame->scope.entry->name);
    }
    named_rows named = {rows, key};
    const int64_t *order = order_of(arena, rows->n, id_is_before, &named);
    bool done = order != NULL && coop__write_64(out, rows->n);
    for (int64_t i = 0; i < rows->n && done; i++) {
        const char *id = id_of(key, rows->rows[order[i]]);
        size_t n = strlen(id);
        done = coop__write_64(out, rows->flags[order[i]] != 0 ? 1 : 0) &&
               coop__write_64(out, (int64_t)n) && coop__buffer_append(out, id, n);
    }
    return done ? COOP_OK : coop__no_memory(err);
}

/* The row of the next id, which comes behind the last one. */
static coop_status read_row(const coop__entry *entry, coop__reader *in, int64_t *row,
                            const char **last, coop_error *err)
{
    int64_t n = 0;
    COOP__TRY(coop__read_count(in, &n, err));
    const char *id = (const char *)coop__read_bytes(in, (size_t)n);
    if (id == NULL) {
        return coop__bad_state(err, "it ends too early");
    }
    *row = coop__entry_find(entry, id, (size_t)n);
    if (*row < 0) {
        return coop__bad_state(err, "an id is that of no row of this register");
    }
    const char *word = id_of(&entry->table->columns[entry->key], *row);
    if (*last != NULL && strcmp(*last, word) >= 0) {
        return coop__bad_state(err, "its ids do not ascend");
    }
    *last = word;
    return COOP_OK;
}

static coop_status rate_read(const coop__call *call, coop__arena *arena, void *state,
                             coop__reader *in, coop_error *err)
{
    const coop__entry *entry = call->frame->scope.entry;
    const char *last = NULL;
    int64_t n = 0;
    COOP__TRY(coop__read_count(in, &n, err));
    if (entry->key < 0) {
        return coop__bad_state(err, "this table has no ids");
    }
    for (int64_t i = 0; i < n; i++) {
        int64_t row = -1;
        int64_t is_possible = 0;
        COOP__TRY(coop__read_count(in, &is_possible, err));
        if (is_possible > 1) {
            return coop__bad_state(err, "a row is neither certain nor possible");
        }
        COOP__TRY(read_row(entry, in, &row, &last, err));
        if (!coop__selection_add(arena, state, row,
                                 is_possible == 1 ? COOP__POSSIBLE_TEST : 0)) {
            return coop__no_memory(err);
        }
    }
    return COOP_OK;
}

static coop_status tally_of(const coop__call *call, const coop__selection *state,
                            coop__tally *tally, coop_error *err)
{
    coop__selection rows;
    COOP__TRY(rows_in_order(call, state, &rows, err));
    return call->item->n_programs > 1
               ? coop__crosswalk_update(call, &rows, tally, err)
               : coop__tally_rows(call->frame, call->choice, &rows, tally, err);
}

/* ---- results ---- */

static coop__value number_or_null(double number)
{
    coop__value value = {.kind = COOP__NUMBER, .is_null = !isfinite(number)};
    value.of.number = number;
    return value;
}

static coop__value count_of(int64_t count)
{
    coop__value value = {.kind = COOP__INTEGER, .most = count};
    value.of.integer = count;
    return value;
}

static coop_status rate_finish(const coop__call *call, const void *state, coop__value *outputs,
                               coop_error *err)
{
    const coop_query *query = call->frame->query;
    coop_rate rate = {.struct_size = sizeof rate};
    coop_error inner;
    coop__tally tally = {0};
    COOP__TRY(tally_of(call, state, &tally, err));
    coop_status status = coop__rate_of(call->frame, call->choice, &tally, &rate, &inner);
    if (status != COOP_OK && status != COOP_EMPTY) {
        return coop__fail(err, status, "%s", inner.message);
    }
    const char *bounds = query->bounds != NULL ? query->bounds : "documented";
    bool is_listed = strcmp(bounds, "listed") == 0;
    bool is_report = strcmp(bounds, "last_report") == 0;
    const double numbers[5] = {rate.value, rate.low, rate.high,
                               is_listed ? rate.worst_listed : rate.worst,
                               is_listed   ? rate.best_listed
                               : is_report ? rate.best_last_report : rate.best};
    const int64_t counts[4] = {rate.hits, rate.known, rate.unknown, rate.total};
    /* A group without amounts or scores has counts but no share. */
    for (int i = 0; i < 5; i++) {
        outputs[i] = number_or_null(status == COOP_OK ? numbers[i] : NAN);
    }
    for (int i = 0; i < 4; i++) {
        outputs[5 + i] = count_of(counts[i]);
    }
    return COOP_OK;
}

const coop__aggregate coop__rate_aggregate = {
    .name = "rate", .meaning = "implementation rate under a named definition", .least = 1,
    .most = 3, .state_size = sizeof(coop__selection), .takes_doubt = true,
    .cut = COOP__CUT_LEAVES, .bind = rate_bind, .update = rate_update, .merge = rate_merge,
    .serialise = rate_write, .restore = rate_read, .finish = rate_finish};
