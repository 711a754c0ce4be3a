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

static coop__presence presence(uint16_t flags, uint16_t out, uint16_t surely_out)
{
    return (flags & surely_out) != 0                 ? COOP__OUT
           : (flags & (out | COOP__POSSIBLE)) != 0 ? COOP__MAYBE_IN
                                                     : COOP__IN;
}

/* A row whose only parts are possible is possible itself: it is a leaf if they are out. This makes
 * the interval wider than need be, as both are in its upper end. */
coop__presence coop__in_cut(coop__cut cut, coop__cut fallback, uint16_t flags)
{
    cut = cut == COOP__CUT_DEFAULT ? fallback : cut;
    return cut == COOP__CUT_LEAVES  ? presence(flags, COOP__WHOLE, COOP__WHOLE_SURE)
           : cut == COOP__CUT_ROOTS ? presence(flags, COOP__PART, COOP__PART_SURE)
                                    : presence(flags, 0, 0);
}

coop_status coop__check_explicit(const coop__frame *frame, const coop__selection *rows,
                                 uint16_t part, coop_error *err)
{
    const coop__entry *entry = frame->scope.entry;
    for (int64_t i = 0; frame->cut == COOP__CUT_EXPLICIT && i < rows->n; i++) {
        if ((rows->flags[i] & part) != 0) {
            const coop__column *key = &entry->table->columns[entry->key];
            return coop__fail(err, COOP_CONFLICT,
                              "cut is 'explicit', but '%s' is part of another selected row",
                              key->words.words[coop__code_at(key, rows->rows[i])]);
        }
    }
    return COOP_OK;
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
    count_state *count = state;
    COOP__TRY(coop__check_explicit(call->frame, rows, COOP__PART, err));
    for (int64_t i = 0; i < rows->n; i++) {
        coop__presence in = coop__in_cut(call->frame->cut, COOP__CUT_LEAVES, rows->flags[i]);
        count->certain += in == COOP__IN ? 1 : 0;
        count->possible += in != COOP__OUT ? 1 : 0;
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

/* The column, if the argument is a money column of the table itself and nothing else. */
static const coop__column *plain_amount(const coop__program *program)
{
    const coop__node *node = &program->nodes[0];
    bool is_plain = program->n == 1 && node->column != NULL && node->n_hops == 0 &&
                    node->column->type == COOP_TYPE_MONEY;
    return is_plain ? node->column : NULL;
}

static bool has_relations(const coop__call *call)
{
    const coop__registry *registry = call->frame->registry;
    return registry->has_relations(registry->model, call->frame->scope.entry);
}

static bool is_related(const coop__call *call)
{
    return plain_amount(&call->item->programs[0]) != NULL && has_relations(call);
}

/* Money is counted once a row of its own table: not again by every row that refers to it, and not
 * without its relations. */
static coop_status check_money(const coop__call *call, coop_error *err)
{
    const coop__program *program = &call->item->programs[0];
    for (int64_t i = 0; i < program->n; i++) {
        const coop__node *node = &program->nodes[i];
        bool is_money = node->op == COOP__OP_COLUMN && node->column != NULL &&
                        node->column->type == COOP_TYPE_MONEY;
        const char *why = !is_money ? NULL
                          : node->n_hops > 0
                              ? "would be counted once for every row that refers to it"
                          : plain_amount(program) == NULL && has_relations(call)
                              ? "is of rows that are parts of each other: sum it by itself"
                              : NULL;
        if (why != NULL) {
            return coop__fail_in(err, COOP_CONFLICT, program, node->at, "'%s' %s", node->text,
                                 why);
        }
    }
    return COOP_OK;
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
    if (call->frame->has_each) {
        return coop__fail_in(err, COOP_CONFLICT, program, call->item->at,
                             "under each() a sum would count a row once for every member");
    }
    COOP__TRY(check_money(call, err));
    bool is_pair = has_doubt(call) || program->is_uncertain || is_related(call);
    return pair_of_outputs(call, is_pair, type, program->scale, err);
}

/* Two currencies in one sum are a conflict, whatever the register says of them; so are an amount
 * of a currency and one of none. */
static coop_status check_currency(const coop__call *call, const coop__node *node,
                                  const coop__selection *rows, coop_error *err)
{
    const coop__column *amount = node->column;
    const coop__column *currency = &call->frame->scope.entry->table->columns[amount->currency];
    const char *first = NULL;
    for (int64_t i = 0; i < rows->n; i++) {
        int64_t row = rows->rows[i];
        if (!coop__is_valid(amount, row)) {
            continue;
        }
        const char *word = coop__is_valid(currency, row)
                               ? currency->words.words[coop__code_at(currency, row)]
                               : "(missing)";
        first = first == NULL ? word : first;
        if (strcmp(word, first) != 0) {
            return coop__fail(err, COOP_CONFLICT,
                              "select: %s of %s and %s in one sum, group by %s", node->text, first,
                              word, currency->name);
        }
    }
    return COOP_OK;
}

static coop_status check_currencies(const coop__call *call, const coop__selection *rows,
                                    coop_error *err)
{
    const coop__program *program = &call->item->programs[0];
    for (int64_t i = 0; i < program->n; i++) {
        const coop__node *node = &program->nodes[i];
        if (node->op == COOP__OP_COLUMN && node->column != NULL && node->n_hops == 0 &&
            node->column->type == COOP_TYPE_MONEY && node->column->currency >= 0) {
            COOP__TRY(check_currency(call, node, rows, err));
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
    COOP__TRY(check_currencies(call, rows, err));
    if (is_related(call)) {
        coop__total total = {0};
        COOP__TRY(registry->total(call, plain_amount(&call->item->programs[0]), rows, &total,
                                  err));
        sum->least += total.least;
        sum->most += total.most;
        sum->is_open = total.is_open;
        sum->n += total.is_empty ? 0 : 1;
        return COOP_OK;
    }
    COOP__TRY(coop__check_explicit(call->frame, rows, COOP__PART, err));
    for (int64_t i = 0; i < rows->n; i++) {
        coop__value value = coop__evaluate(&call->item->programs[0], &call->frame->scope,
                                           rows->rows[i]);
        coop__presence in = coop__in_cut(call->frame->cut, COOP__CUT_ROOTS, rows->flags[i]);
        if (!value.is_null && in != COOP__OUT) {
            sum_row(sum, &value, in == COOP__IN);
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
