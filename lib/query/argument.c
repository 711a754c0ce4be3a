/* argument.c -- what aggregates take: kinds, constants, currencies; and values as keys.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "aggregate.h"
#include "multiset.h"

coop__arena *coop__results_arena(const coop__call *call)
{
    return call->frame->arena;
}

/* ---- currencies ---- */

static bool is_amount(const coop__node *node)
{
    return node->op == COOP__OP_COLUMN && node->column != NULL &&
           node->column->type == COOP_TYPE_MONEY && node->column->currency >= 0;
}

/* The column of an amount's currency, in the amount's own table. */
static const coop__column *currency_of(const coop__call *call, const coop__node *node)
{
    const coop__entry *entry =
        node->n_hops > 0 ? node->hops[node->n_hops - 1] : call->frame->scope.entry;
    return &entry->table->columns[node->column->currency];
}

static bool is_mixed(const coop__call *call, const coop__node *node)
{
    const coop__column *currency = currency_of(call, node);
    return currency->words.n > 1 || currency->n_null > 0;
}

coop_status coop__take_argument(coop__call *call, int64_t argument, unsigned kinds,
                                coop_error *err)
{
    const coop__program *program = &call->item->programs[argument];
    if ((kinds & COOP__TAKES(program->kind)) == 0) {
        return coop__fail_in(err, COOP_TYPE, program, call->item->at, "%s does not take a %s",
                             call->item->aggregate, coop__kind_name(program->kind));
    }
    for (int64_t i = 0; i < program->n; i++) {
        const coop__node *node = &program->nodes[i];
        if (!is_amount(node) || !is_mixed(call, node)) {
            continue;
        }
        if (node->n_hops > 0) {
            return coop__fail_in(err, COOP_CONFLICT, program, node->at,
                                 "'%s' is of several currencies, or of none: ask of its own table",
                                 node->text);
        }
        call->is_whole = true;
    }
    return COOP_OK;
}

static coop_status check_currency(const coop__call *call, const coop__node *node,
                                  const coop__selection *rows, coop_error *err)
{
    const coop__column *amount = node->column;
    const coop__column *currency = currency_of(call, node);
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
                              "select: %s of %s and %s in one %s, group by %s", node->text, first,
                              word, call->item->aggregate, currency->name);
        }
    }
    return COOP_OK;
}

/* A test may compare amounts of any currency: only arguments that are values are looked at. */
coop_status coop__check_currencies(const coop__call *call, const coop__selection *rows,
                                   coop_error *err)
{
    for (int64_t k = 0; k < call->item->n_programs && k < call->aggregate->n_of_state; k++) {
        const coop__program *program = &call->item->programs[k];
        for (int64_t i = 0; i < program->n && program->kind != COOP__TRUTH; i++) {
            const coop__node *node = &program->nodes[i];
            if (is_amount(node) && node->n_hops == 0) {
                COOP__TRY(check_currency(call, node, rows, err));
            }
        }
    }
    return COOP_OK;
}

/* ---- constants ---- */

coop_status coop__take_constant(const coop__call *call, int64_t argument, coop__value *out,
                                coop_error *err)
{
    const coop__program *program = &call->item->programs[argument];
    bool is_constant = true;
    for (int64_t i = 0; i < program->n; i++) {
        is_constant = is_constant && program->nodes[i].op != COOP__OP_COLUMN;
    }
    coop__value value = {.is_null = true};
    if (is_constant) {
        value = coop__evaluate(program, &call->frame->scope, -1);
    }
    if (value.is_null) {
        return coop__fail_in(err, COOP_TYPE, program, call->item->at,
                             "argument %d of %s must be one value for all rows, found '%.*s'",
                             (int)argument + 1, call->item->aggregate, (int)program->text_n,
                             program->text);
    }
    *out = value;
    return COOP_OK;
}

coop_status coop__take_number(const coop__call *call, int64_t argument, double least, double most,
                              double *out, coop_error *err)
{
    const coop__program *program = &call->item->programs[argument];
    coop__value value;
    COOP__TRY(coop__take_constant(call, argument, &value, err));
    if (value.kind != COOP__INTEGER && value.kind != COOP__NUMBER) {
        return coop__fail_in(err, COOP_TYPE, program, call->item->at,
                             "argument %d of %s must be a number, found a %s", (int)argument + 1,
                             call->item->aggregate, coop__kind_name(value.kind));
    }
    double number =
        value.kind == COOP__INTEGER ? (double)value.of.integer : value.of.number;
    if (!(number >= least && number <= most)) {
        char texts[3][COOP__NUMBER_SIZE];
        coop__number_format(number, texts[0]);
        coop__number_format(least, texts[1]);
        coop__number_format(most, texts[2]);
        return coop__fail_in(err, COOP_RANGE, program, call->item->at,
                             "argument %d of %s is %s, need %s to %s", (int)argument + 1,
                             call->item->aggregate, texts[0], texts[1], texts[2]);
    }
    *out = number;
    return COOP_OK;
}

/* ---- values ---- */

int64_t coop__key_of(const coop__vector *values, int64_t i)
{
    switch (values->form) {
    case COOP__FORM_DOUBLE:
        return coop__key_of_number(((const double *)values->data)[i]);
    case COOP__FORM_INT32:
        return ((const int32_t *)values->data)[i];
    default:
        return ((const int64_t *)values->data)[i];
    }
}

coop__value coop__value_of_key(const coop__program *program, int64_t key)
{
    coop__value value = {.kind = program->kind, .scale = program->scale, .most = key};
    if (program->kind == COOP__NUMBER) {
        value.most = 0;
        value.of.number = coop__number_of_key(key);
    } else if (program->kind == COOP__SPAN) {
        value.of.span.first = (coop_date)key;
        value.of.span.last = (coop_date)key;
    } else {
        value.of.integer = key;
    }
    return value;
}

double coop__units_of(const coop__program *program)
{
    static const double powers[7] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    return program->kind == COOP__MONEY ? powers[program->scale] : 1;
}

double coop__number_of(const coop__program *program, int64_t key)
{
    return program->kind == COOP__NUMBER ? coop__number_of_key(key)
                                         : (double)key / coop__units_of(program);
}

coop_type coop__type_of_values(const coop__program *program)
{
    return program->kind == COOP__MONEY    ? COOP_TYPE_MONEY
           : program->kind == COOP__SPAN   ? COOP_TYPE_DATE
           : program->kind == COOP__NUMBER ? COOP_TYPE_FLOAT64
                                           : COOP_TYPE_INT64;
}

coop_status coop__add_count(int64_t *count, int64_t more, coop_error *err)
{
    return __builtin_add_overflow(*count, more, count)
               ? coop__fail(err, COOP_LIMIT, "more than 2^63 - 1 rows in one group")
               : COOP_OK;
}

coop_status coop__add_wide(coop__int128 *sum, coop__int128 more, coop_error *err)
{
    return __builtin_add_overflow(*sum, more, sum)
               ? coop__fail(err, COOP_LIMIT, "a sum is beyond 2^127")
               : COOP_OK;
}
