/* aggregate.c -- aggregates of the engine itself: count and sum.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "../core/sum.h"
#include "engine.h"

/* ---- outputs ---- */

/* name_argument, where the argument is a column or a text: rate_completed, sum_amount. */
static char *base_name(const coop__call *call, coop__arena *arena, const char *suffix)
{
    const coop__item *item = call->item;
    const char *stem = item->name != NULL ? item->name : item->aggregate;
    const char *argument = "";
    size_t n_argument = 0;
    if (item->name == NULL && item->n_programs > 0) {
        const coop__node *node = &item->programs[0].nodes[0];
        bool is_text = node->op == COOP__OP_CONSTANT && node->value.kind == COOP__TEXT;
        argument = is_text ? node->value.of.text.bytes : item->programs[0].text;
        n_argument = is_text ? node->value.of.text.n : item->programs[0].text_n;
    }
    size_t n_stem = strlen(stem);
    size_t n_suffix = strlen(suffix);
    char *name = coop__arena_alloc(arena, n_stem + n_argument + n_suffix + 2, 1);
    if (name != NULL) {
        memcpy(name, stem, n_stem);
        if (n_argument > 0) {
            name[n_stem++] = '_';
            memcpy(name + n_stem, argument, n_argument);
        }
        memcpy(name + n_stem + n_argument, suffix, n_suffix);
    }
    return name;
}

coop_status coop__call_output(coop__call *call, const char *suffix, coop_type type, int32_t scale,
                              coop_error *err)
{
    char *name = base_name(call, call->frame->arena, suffix);
    if (name == NULL) {
        return coop__no_memory(err);
    }
    coop__output output = {name, type, scale};
    call->outputs[call->n_outputs++] = output;
    return COOP_OK;
}

bool coop__in_cut(const coop__call *call, uint8_t flags, coop__cut fallback)
{
    coop__cut cut = call->frame->cut == COOP__CUT_DEFAULT ? fallback : call->frame->cut;
    return cut == COOP__CUT_LEAVES  ? (flags & COOP__WHOLE) == 0
           : cut == COOP__CUT_ROOTS ? (flags & COOP__PART) == 0
                                    : true;
}

/* Under bounds a value comes as least and most as soon as a date in the query may be imprecise. */
static bool has_doubt(const coop__call *call)
{
    const coop__frame *frame = call->frame;
    return frame->doubt == COOP__BOUNDS && (frame->has_doubt_test || frame->has_doubt_time);
}

static coop_status pair_of_outputs(coop__call *call, bool is_pair, coop_type type, int32_t scale,
                                   coop_error *err)
{
    if (!is_pair) {
        return coop__call_output(call, "", type, scale, err);
    }
    COOP__TRY(coop__call_output(call, "_least", type, scale, err));
    return coop__call_output(call, "_most", type, scale, err);
}

static coop__value integer_value(int64_t integer)
{
    coop__value value = {.kind = COOP__INTEGER, .most = integer};
    value.of.integer = integer;
    return value;
}

/* ---- count ---- */

typedef struct count_state {
    int64_t certain, possible;
} count_state;

static coop_status count_bind(coop__call *call, coop_error *err)
{
    return pair_of_outputs(call, has_doubt(call), COOP_TYPE_INT64, 0, err);
}

static coop_status count_update(const coop__call *call, void *state, const coop__selection *rows,
                                coop_error *err)
{
    (void)err;
    count_state *count = state;
    for (int64_t i = 0; i < rows->n; i++) {
        if (!coop__in_cut(call, rows->flags[i], COOP__CUT_LEAVES)) {
            continue;
        }
        bool is_certain = (rows->flags[i] & COOP__POSSIBLE) == 0;
        count->certain += is_certain ? 1 : 0;
        count->possible++;
    }
    return COOP_OK;
}

static coop_status count_finish(const coop__call *call, const void *state, coop__value *outputs,
                                coop_error *err)
{
    (void)err;
    const count_state *count = state;
    outputs[0] = integer_value(count->certain);
    if (call->n_outputs == 2) {
        outputs[1] = integer_value(count->possible);
    }
    return COOP_OK;
}

/* ---- sum ---- */

typedef struct sum_state {
    coop__int128 least, most;
    coop__exact_sum exact, exact_most;
    int64_t n;
    bool is_open;
} sum_state;

static bool is_related(const coop__call *call)
{
    const coop__registry *registry = call->frame->registry;
    return registry->has_relations(registry->model, call->frame->scope.entry) &&
           call->item->programs[0].kind == COOP__MONEY;
}

static coop_status sum_bind(coop__call *call, coop_error *err)
{
    coop__program *program = &call->item->programs[0];
    coop_type type = program->kind == COOP__INTEGER  ? COOP_TYPE_INT64
                     : program->kind == COOP__NUMBER ? COOP_TYPE_FLOAT64
                     : program->kind == COOP__MONEY  ? COOP_TYPE_MONEY
                                                     : 0;
    if (type == 0) {
        return coop__fail_in(err, COOP_TYPE, program, call->item->at, "sum does not take a %s",
                             coop__kind_name(program->kind));
    }
    bool is_pair = has_doubt(call) || program->is_uncertain || is_related(call);
    return pair_of_outputs(call, is_pair, type, program->scale, err);
}

/* Two currencies in one sum are a conflict, whatever the register says of them. */
static coop_status check_currency(const coop__call *call, const coop__selection *rows,
                                  coop_error *err)
{
    const coop__node *node = &call->item->programs[0].nodes[0];
    const coop__entry *entry = call->frame->scope.entry;
    bool is_column = call->item->programs[0].n == 1 && node->column != NULL && node->n_hops == 0;
    if (!is_column || node->column->currency < 0) {
        return COOP_OK;
    }
    const coop__column *currency = &entry->table->columns[node->column->currency];
    const char *first = NULL;
    for (int64_t i = 0; i < rows->n; i++) {
        int64_t row = rows->rows[i];
        if (!coop__is_valid(node->column, row) || !coop__is_valid(currency, row)) {
            continue;
        }
        const char *word = currency->words.words[coop__code_at(currency, row)];
        first = first == NULL ? word : first;
        if (word != first) {
            return coop__fail(err, COOP_CONFLICT,
                              "select: %s of %s and %s in one sum, group by %s", node->text, first,
                              word, currency->name);
        }
    }
    return COOP_OK;
}

static void sum_row(sum_state *sum, const coop__value *value, bool is_certain)
{
    if (value->kind == COOP__NUMBER) {
        double x = value->of.number;
        /* A row that may be out adds nothing to the least when it is positive. */
        coop__exact_sum_add(&sum->exact, is_certain || x < 0 ? x : 0);
        coop__exact_sum_add(&sum->exact_most, is_certain || x > 0 ? x : 0);
        return;
    }
    int64_t least = value->of.integer;
    int64_t most = value->kind == COOP__MONEY ? least : value->most;
    sum->least += is_certain || least < 0 ? least : 0;
    sum->most += is_certain || most > 0 ? most : 0;
}

static coop_status sum_update(const coop__call *call, void *state, const coop__selection *rows,
                              coop_error *err)
{
    sum_state *sum = state;
    const coop__registry *registry = call->frame->registry;
    COOP__TRY(check_currency(call, rows, err));
    if (is_related(call)) {
        coop__total total = {0};
        COOP__TRY(registry->total(call, rows, &total, err));
        sum->least += total.least;
        sum->most += total.most;
        sum->is_open = total.is_open;
        sum->n += total.is_empty ? 0 : 1;
        return COOP_OK;
    }
    for (int64_t i = 0; i < rows->n; i++) {
        coop__value value = coop__evaluate(&call->item->programs[0], &call->frame->scope,
                                           rows->rows[i]);
        if (!value.is_null && coop__in_cut(call, rows->flags[i], COOP__CUT_ROOTS)) {
            sum_row(sum, &value, (rows->flags[i] & COOP__POSSIBLE) == 0);
            sum->n++;
        }
    }
    return COOP_OK;
}

static coop_status narrow(const coop__call *call, coop__int128 sum, coop__value *out,
                          coop_error *err)
{
    int64_t integer = 0;
    if (!coop__int128_to_int64(sum, &integer)) {
        return coop__fail(err, COOP_LIMIT, "select: %s does not fit 64 bits",
                          call->outputs[0].name);
    }
    *out = integer_value(integer);
    out->kind = call->item->programs[0].kind;
    out->scale = call->outputs[0].scale;
    return COOP_OK;
}

/* A sum of no values is missing, not 0. */
static coop_status sum_finish(const coop__call *call, const void *state, coop__value *outputs,
                              coop_error *err)
{
    const sum_state *sum = state;
    coop__kind kind = call->item->programs[0].kind;
    for (int64_t i = 0; i < call->n_outputs; i++) {
        coop__value none = {.kind = kind, .is_null = true};
        outputs[i] = none;
    }
    if (sum->n == 0) {
        return COOP_OK;
    }
    if (kind == COOP__NUMBER) {
        for (int64_t i = 0; i < call->n_outputs; i++) {
            double x = coop__exact_sum_result(i == 0 ? &sum->exact : &sum->exact_most);
            outputs[i].is_null = !(x - x == 0);
            outputs[i].of.number = x;
            if (outputs[i].is_null) {
                return coop__fail(err, COOP_LIMIT, "select: %s is beyond the largest double",
                                  call->outputs[i].name);
            }
        }
        return COOP_OK;
    }
    COOP__TRY(narrow(call, sum->least, &outputs[0], err));
    if (call->n_outputs == 2 && !sum->is_open) {
        COOP__TRY(narrow(call, sum->most, &outputs[1], err));
    }
    return COOP_OK;
}

static const coop__aggregate count_aggregate = {
    "count", "rows of the group, leaves of a tree only", 0, 0, sizeof(count_state),
    count_bind, count_update, count_finish};

static const coop__aggregate sum_aggregate = {
    "sum", "sum of a number or an amount over the roots of a tree", 1, 1, sizeof(sum_state),
    sum_bind, sum_update, sum_finish};

const coop__aggregate *const coop__aggregates[] = {&count_aggregate, &sum_aggregate, NULL};
