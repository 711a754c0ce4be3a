/* eval.c -- a bound program on one row, by a stack machine.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "expression.h"

static coop__value truth_value(coop__truth truth)
{
    coop__value value = {.kind = COOP__TRUTH, .is_null = truth == COOP__UNKNOWN};
    value.of.truth = truth;
    return value;
}

/* A null truth is UNKNOWN whatever its bytes say. */
static coop__truth truth_in(const coop__value *value)
{
    return value->is_null ? COOP__UNKNOWN : value->of.truth;
}

static coop__truth flipped(coop__truth truth, bool negated)
{
    return !negated ? truth : truth == COOP__TRUE ? COOP__FALSE : truth == COOP__FALSE ? COOP__TRUE
                                                                                       : truth;
}

static coop__value null_cell(const coop__column *column)
{
    coop__value value = {.kind = coop__kind_of(column->type), .is_null = true,
                         .scale = column->scale};
    return value;
}

static coop__value column_value(const coop__node *node, const coop__scope *scope, int64_t row)
{
    const coop__fixed *fixed = scope->fixed;
    if (fixed != NULL && node->n_hops == 0) {
        return fixed->is_null ? null_cell(fixed->column)
                              : coop__value_of_cell(fixed->column, fixed->value);
    }
    if (fixed != NULL) {
        row = fixed->is_null ? -1 : node->path[0]->row_of_code[fixed->value];
    }
    for (int32_t i = fixed != NULL ? 1 : 0; i < node->n_hops && row >= 0; i++) {
        row = coop__link_row(node->hops[i], node->path[i], row);
    }
    if (node->computed != NULL) {
        coop__value value = {.kind = COOP__STATE, .is_null = row < 0};
        value.of.state.words = node->computed->words;
        value.of.state.mask =
            row < 0 ? 0 : node->computed->mask(scope->model, row, scope->moment);
        return value;
    }
    return row < 0 ? null_cell(node->column) : coop__value_at(node->column, row);
}

/* ---- arithmetic ---- */

static double as_number(const coop__value *value)
{
    static const double powers[7] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    return value->kind == COOP__NUMBER ? value->of.number
                                       : (double)value->of.integer / powers[value->scale];
}

static bool integer_op(coop__op op, int64_t a, int64_t b, int64_t *out)
{
    return op == COOP__OP_ADD        ? !__builtin_add_overflow(a, b, out)
           : op == COOP__OP_SUBTRACT ? !__builtin_sub_overflow(a, b, out)
                                     : !__builtin_mul_overflow(a, b, out);
}

static coop__value arithmetic(coop__op op, const coop__value *a, const coop__value *b,
                              const coop__scope *scope)
{
    bool keeps = a->kind == b->kind && a->kind != COOP__NUMBER &&
                 (op != COOP__OP_DIVIDE && (op != COOP__OP_MULTIPLY || a->kind == COOP__INTEGER));
    coop__value value = {.kind = keeps ? a->kind : COOP__NUMBER, .scale = keeps ? a->scale : 0};
    value.is_null = a->is_null || b->is_null;
    if (value.is_null) {
        return value;
    }
    if (keeps) {
        bool is_less = op == COOP__OP_SUBTRACT; /* least minus most is the least difference */
        int64_t b_most = a->kind == COOP__MONEY ? b->of.integer : b->most;
        int64_t a_most = a->kind == COOP__MONEY ? a->of.integer : a->most;
        value.is_null =
            !integer_op(op, a->of.integer, is_less ? b_most : b->of.integer, &value.of.integer) ||
            !integer_op(op, a_most, is_less ? b->of.integer : b_most, &value.most);
        *scope->overflow = *scope->overflow || value.is_null;
        return value;
    }
    double x = as_number(a);
    double y = as_number(b);
    value.of.number = op == COOP__OP_ADD        ? x + y
                      : op == COOP__OP_SUBTRACT ? x - y
                      : op == COOP__OP_MULTIPLY ? x * y
                                                : x / y;
    /* x / 0 has no value; an overflow to infinity has none that is right. */
    value.is_null = !(value.of.number - value.of.number == 0);
    *scope->overflow = *scope->overflow || (value.is_null && y != 0);
    return value;
}

static coop__value negative(const coop__value *a, const coop__scope *scope)
{
    coop__value zero = {.kind = a->kind, .scale = a->scale};
    return a->is_null ? *a : arithmetic(COOP__OP_SUBTRACT, &zero, a, scope);
}

/* ---- tests ---- */

/* SQL's like: % any run, _ one character. Linear in text times pattern, no recursion. */
static bool is_like(const char *text, size_t n, const char *pattern, size_t n_pattern)
{
    size_t t = 0;
    size_t p = 0;
    size_t star = SIZE_MAX;
    size_t retry = 0;
    while (t < n) {
        size_t step = coop__utf8_length(text + t);
        if (p < n_pattern && pattern[p] == '%') {
            star = p++;
            retry = t;
        } else if (p < n_pattern && pattern[p] == '_') {
            p++;
            t += step;
        } else if (p < n_pattern && pattern[p] == text[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            retry += coop__utf8_length(text + retry);
            t = retry;
        } else {
            return false;
        }
    }
    while (p < n_pattern && pattern[p] == '%') {
        p++;
    }
    return p == n_pattern;
}

static bool has_word(const coop_words *words, const char *bytes, size_t n)
{
    for (int64_t i = 0; i < words->n; i++) {
        if (coop__text_is(bytes, n, words->words[words->codes[i]])) {
            return true;
        }
    }
    return false;
}

static coop__truth test(const coop__node *node, const coop__value *x)
{
    bool has_null = x[0].is_null || (node->n > 1 && x[1].is_null);
    switch (node->op) {
    case COOP__OP_IS_NULL:
        return x[0].is_null ? COOP__TRUE : COOP__FALSE;
    case COOP__OP_NOT:
        return flipped(truth_in(&x[0]), true);
    case COOP__OP_AND:
        return coop__least(truth_in(&x[0]), truth_in(&x[1]));
    case COOP__OP_OR:
        return coop__greatest(truth_in(&x[0]), truth_in(&x[1]));
    case COOP__OP_BETWEEN:
        return coop__is_between(x);
    case COOP__OP_IN:
        return coop__is_in(x, node->n);
    case COOP__OP_LIKE:
        return has_null ? COOP__UNKNOWN
               : is_like(x[0].of.text.bytes, x[0].of.text.n, x[1].of.text.bytes, x[1].of.text.n)
                   ? COOP__TRUE : COOP__FALSE;
    case COOP__OP_HAS:
        return has_null ? COOP__UNKNOWN
               : has_word(&x[0].of.words, x[1].of.text.bytes, x[1].of.text.n) ? COOP__TRUE
                                                                              : COOP__FALSE;
    default:
        return has_null ? COOP__UNKNOWN : coop__compare(node->op, &x[0], &x[1]);
    }
}

/* A function of values that are there has one too, unless it left the range of its type. */
static coop__value called(const coop__node *node, const coop__value *x, const coop__scope *scope)
{
    const coop__function *function = node->function;
    coop__value value = function->make != NULL ? function->make(x, scope->arena)
                                               : function->call(x, node->n);
    bool has_all = true;
    for (int64_t i = 0; i < node->n; i++) {
        has_all = has_all && !x[i].is_null;
    }
    *scope->overflow = *scope->overflow || (has_all && value.is_null);
    if (has_all && value.is_null && function->make != NULL) {
        atomic_store_explicit(scope->no_memory, true, memory_order_relaxed);
    }
    return value;
}

static coop__value apply(const coop__node *node, const coop__value *x, const coop__scope *scope)
{
    if (node->op == COOP__OP_CALL) {
        return called(node, x, scope);
    }
    if (node->op == COOP__OP_NEGATE) {
        return negative(&x[0], scope);
    }
    if (node->op <= COOP__OP_SUBTRACT) {
        return arithmetic(node->op, &x[0], &x[1], scope);
    }
    return truth_value(flipped(test(node, x), node->negated));
}

/* Texts that are made live as long as the arena where the value is one, else they go at once. */
static coop__value keep_text(const coop__value *value, const coop__scope *scope, coop__mark mark)
{
    if (value->kind != COOP__TEXT) {
        coop__arena_rewind(scope->arena, mark);
    }
    return *value;
}

coop__value coop__evaluate(const coop__program *program, const coop__scope *scope, int64_t row)
{
    coop__value *stack = scope->stack;
    coop__mark mark = {NULL, 0};
    if (program->makes_text) {
        mark = coop__arena_mark(scope->arena);
    }
    int64_t n = 0;
    for (int64_t i = 0; i < program->n; i++) {
        const coop__node *node = &program->nodes[i];
        n -= node->n;
        stack[n] = node->op == COOP__OP_CONSTANT ? node->value
                   : node->op == COOP__OP_COLUMN ? column_value(node, scope, row)
                                                 : apply(node, &stack[n], scope);
        if (node->negated && node->op <= COOP__OP_CALL) {
            stack[n] = truth_value(flipped(truth_in(&stack[n]), true));
        }
        n++;
    }
    return program->makes_text ? keep_text(&stack[0], scope, mark) : stack[0];
}
