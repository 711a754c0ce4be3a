/* aggregate_sum.c -- sums of numbers and amounts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>
#include <string.h>

#include "../core/error.h"
#include "../core/sum.h"
#include "aggregate.h"

/* Integers and amounts are added in 64 bits, and in 128 where those would overflow; doubles in sums
 * that are exact. What integers do not need lies at the end, so that their states are small. */
typedef struct sum_state {
    coop__int128 least, most;
    int64_t part; /* of least and of most */
    int64_t n;
    bool is_open;
    coop__exact_sum exact, exact_most;
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

static bool is_equal(const coop__call *call)
{
    return strcmp(call->frame->attribution, "equal") == 0;
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

/* Amounts of several currencies, or of none, are told apart row by row. */
static bool has_currencies(const coop__call *call)
{
    const coop__program *program = &call->item->programs[0];
    for (int64_t i = 0; i < program->n; i++) {
        const coop__column *amount = program->nodes[i].column;
        if (amount == NULL || amount->type != COOP_TYPE_MONEY || amount->currency < 0) {
            continue;
        }
        const coop__column *currency =
            &call->frame->scope.entry->table->columns[amount->currency];
        if (currency->words.n > 1 || currency->n_null > 0) {
            return true;
        }
    }
    return false;
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
    if (call->frame->has_each && call->frame->attribution == NULL) {
        return coop__fail_in(err, COOP_CONFLICT, program, call->item->at,
                             "under each() a sum would count a row once for every member: say by "
                             "attribution how it is split");
    }
    if (call->frame->has_each && is_equal(call) && is_related(call)) {
        return coop__fail_in(err, COOP_UNSUPPORTED, program, call->item->at,
                             "'%s' is of rows that are parts of each other, which are not split "
                             "under each(): set attribution to 'full'", program->nodes[0].text);
    }
    if (program->kind != COOP__NUMBER) {
        size_t unit = _Alignof(sum_state); /* states lie in a row */
        call->state_size = (offsetof(sum_state, exact) + unit - 1) / unit * unit;
    }
    COOP__TRY(check_money(call, err));
    call->is_whole = has_currencies(call);
    bool is_pair = coop__has_doubt(call) || program->is_uncertain || is_related(call);
    return coop__pair_of_outputs(call, is_pair, type, program->scale, err);
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

/* The part of the member of this rank when v is split equally among so many: parts differ by one
 * minor unit at most, the first by the order of their words get it, and they add up to v. */
static int64_t equal_part(int64_t v, int64_t parts, int64_t rank)
{
    uint64_t size = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    uint64_t n = (uint64_t)parts;
    uint64_t part = size / n + ((uint64_t)rank < size % n ? 1 : 0);
    return v < 0 ? (int64_t)(0 - part) : (int64_t)part;
}

static inline void add_integer(sum_state *sum, int64_t v)
{
    int64_t part;
    if (__builtin_add_overflow(sum->part, v, &part)) {
        sum->least += sum->part;
        sum->most += sum->part;
        part = v;
    }
    sum->part = part;
}

/* States lie call->state_size apart. */
static inline sum_state *state_at(const coop__call *call, void *states, uint32_t group)
{
    return (sum_state *)(void *)((char *)states + (size_t)group * call->state_size);
}

static void scatter_integers(const coop__call *call, void *states, const int64_t *x,
                             const uint8_t *valid, const uint32_t *groups, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        sum_state *sum = state_at(call, states, groups[i]);
        bool is_there = valid == NULL || valid[i] != 0;
        add_integer(sum, is_there ? x[i] : 0);
        sum->n += is_there ? 1 : 0;
    }
}

static void scatter_parts(const coop__call *call, void *states, const int64_t *x,
                          const uint8_t *valid, const uint32_t *groups, const coop__batch *batch)
{
    for (int64_t i = 0; i < batch->strip->n; i++) {
        sum_state *sum = state_at(call, states, groups[i]);
        bool is_there = valid == NULL || valid[i] != 0;
        add_integer(sum, is_there ? equal_part(x[i], batch->parts[i], batch->ranks[i]) : 0);
        sum->n += is_there ? 1 : 0;
    }
}

/* A share of a double is rounded once, so equal shares may miss the whole by their last digits. */
static void scatter_doubles(const coop__call *call, void *states, const coop__vector *v,
                            const uint32_t *groups, const coop__batch *batch)
{
    const double *x = v->data;
    bool splits = batch->parts != NULL && is_equal(call);
    for (int64_t i = 0; i < batch->strip->n; i++) {
        if (v->valid == NULL || v->valid[i] != 0) {
            sum_state *sum = state_at(call, states, groups[i]);
            coop__exact_sum_add(&sum->exact, splits ? x[i] / batch->parts[i] : x[i]);
            sum->n++;
        }
    }
}

static coop_status sum_scatter(const coop__call *call, coop__lane *lane, void *states,
                               const coop__batch *batch, coop_error *err)
{
    (void)err;
    coop__vector v = coop__argument(lane, call, 0, batch);
    const uint32_t *groups = coop__groups_of(lane, batch);
    if (v.form == COOP__FORM_DOUBLE) {
        scatter_doubles(call, states, &v, groups, batch);
        return COOP_OK;
    }
    const int64_t *x = coop__integers_of(lane, &v, batch->strip->n);
    if (batch->parts != NULL && is_equal(call)) {
        scatter_parts(call, states, x, v.valid, groups, batch);
    } else {
        scatter_integers(call, states, x, v.valid, groups, batch->strip->n);
    }
    return COOP_OK;
}

static coop_status sum_merge(const coop__call *call, coop__arena *arena, void *state,
                             const void *other, coop_error *err)
{
    (void)arena;
    (void)err;
    sum_state *sum = state;
    const sum_state *more = other;
    sum->least += more->least + more->part;
    sum->most += more->most + more->part;
    sum->n += more->n;
    sum->is_open = sum->is_open || more->is_open;
    if (call->item->programs[0].kind == COOP__NUMBER) {
        coop__exact_sum_merge(&sum->exact, &more->exact);
        coop__exact_sum_merge(&sum->exact_most, &more->exact_most);
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

/* How many members share a row's value, and which of them the group just now is: the pairs of
 * members where each() is there twice. */
static int64_t parts_of_row(const coop__frame *frame, int64_t row, int64_t *rank)
{
    int64_t parts = 1;
    *rank = 0;
    for (int64_t k = 0; k < frame->n_by; k++) {
        const coop__item *item = &frame->by[k];
        coop__value set = {.is_null = true};
        if (item->aggregate != NULL) {
            set = coop__evaluate(&item->programs[0], &frame->scope, row);
        }
        if (set.is_null || set.of.words.n == 0) {
            continue;
        }
        const coop__value *member = &frame->keys[k];
        const char *word = coop__next_word(&set.of.words, NULL);
        int64_t place = 0;
        while (word != NULL && !coop__text_is(member->of.text.bytes, member->of.text.n, word)) {
            word = coop__next_word(&set.of.words, word);
            place++;
        }
        parts *= set.of.words.n;
        *rank = *rank * set.of.words.n + place;
    }
    return parts;
}

static coop__value split_value(const coop__call *call, int64_t row, coop__value value)
{
    int64_t rank = 0;
    int64_t parts = parts_of_row(call->frame, row, &rank);
    if (value.kind == COOP__NUMBER) {
        value.of.number /= (double)parts;
    } else {
        value.of.integer = equal_part(value.of.integer, parts, rank);
        value.most = equal_part(value.most, parts, rank);
    }
    return value;
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
    bool splits = call->frame->has_each && is_equal(call);
    for (int64_t i = 0; i < rows->n; i++) {
        coop__value value = coop__evaluate(&call->item->programs[0], &call->frame->scope,
                                           rows->rows[i]);
        if (splits && !value.is_null) {
            value = split_value(call, rows->rows[i], value);
        }
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
    *out = coop__integer_value(integer);
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
    COOP__TRY(narrow(call, sum->least + sum->part, &outputs[0], err));
    if (call->n_outputs == 2 && !sum->is_open) {
        COOP__TRY(narrow(call, sum->most + sum->part, &outputs[1], err));
    }
    return COOP_OK;
}


const coop__aggregate coop__sum_aggregate = {
    .name = "sum", .meaning = "sum of a number or an amount over the roots of a tree",
    .least = 1, .most = 1, .state_size = sizeof(sum_state), .n_of_state = 1, .takes_doubt = true,
    .cut = COOP__CUT_ROOTS, .bind = sum_bind, .update = sum_update, .scatter = sum_scatter,
    .merge = sum_merge, .finish = sum_finish};
