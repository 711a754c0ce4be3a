/* value.c -- values of the query language: reading cells, comparing in four truths, ordering.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "expression.h"

#include <string.h>

const char *coop__kind_name(coop__kind kind)
{
    static const char *const names[] = {"null", "truth", "integer", "number", "money",
                                        "date", "text",  "set",     "status"};
    return names[kind];
}

coop__kind coop__kind_of(coop_type type)
{
    static const coop__kind kinds[COOP_TYPE_END] = {
        [COOP_TYPE_INT8] = COOP__INTEGER,  [COOP_TYPE_INT16] = COOP__INTEGER,
        [COOP_TYPE_INT32] = COOP__INTEGER, [COOP_TYPE_INT64] = COOP__INTEGER,
        [COOP_TYPE_FLOAT64] = COOP__NUMBER, [COOP_TYPE_BOOL] = COOP__TRUTH,
        [COOP_TYPE_DATE] = COOP__SPAN,     [COOP_TYPE_SPAN] = COOP__SPAN,
        [COOP_TYPE_MONEY] = COOP__MONEY,   [COOP_TYPE_CODE] = COOP__TEXT,
        [COOP_TYPE_SET] = COOP__SET,       [COOP_TYPE_TEXT] = COOP__TEXT,
    };
    return kinds[type];
}

coop__value coop__value_at(const coop__column *column, int64_t row)
{
    coop__value value = {.kind = coop__kind_of(column->type), .scale = column->scale};
    if (!coop__is_valid(column, row)) {
        value.is_null = true;
        return value;
    }
    uint32_t code;
    switch (column->type) {
    case COOP_TYPE_FLOAT64:
        value.of.number = coop__number_at(column, row);
        break;
    case COOP_TYPE_BOOL:
        value.of.truth = coop__integer_at(column, row) != 0 ? COOP__TRUE : COOP__FALSE;
        break;
    case COOP_TYPE_DATE:
        value.of.span.first = (coop_date)coop__integer_at(column, row);
        value.of.span.last = value.of.span.first;
        break;
    case COOP_TYPE_SPAN:
        value.of.span = coop__span_at(column, row);
        break;
    case COOP_TYPE_CODE:
        code = coop__code_at(column, row);
        value.of.text.bytes = column->words.words[code];
        value.of.text.n = column->words.lengths[code];
        break;
    case COOP_TYPE_SET:
        value.of.words = coop__words_at(column, row);
        break;
    case COOP_TYPE_TEXT:
        value.of.text.bytes = coop__text_at(column, row, &value.of.text.n);
        break;
    default:
        value.of.integer = coop__integer_at(column, row);
        value.most = value.of.integer;
        break;
    }
    return value;
}

/* ---- comparing ---- */

typedef struct range {
    int64_t least, most;
} range;

/* a against b, each somewhere in its range. */
static coop__truth compare_doubtful(coop__op op, range a, range b)
{
    switch (op) {
    case COOP__OP_LESS:
        return a.most < b.least ? COOP__TRUE : a.least >= b.most ? COOP__FALSE : COOP__MAYBE;
    case COOP__OP_AT_MOST:
        return a.most <= b.least ? COOP__TRUE : a.least > b.most ? COOP__FALSE : COOP__MAYBE;
    default: { /* equal */
        bool is_one = a.least == a.most && b.least == b.most;
        bool is_apart = a.most < b.least || b.most < a.least;
        return is_apart ? COOP__FALSE : is_one ? COOP__TRUE : COOP__MAYBE;
    }
    }
}

/* a against a period p: `< p` is before its first value, `<= p` not after its last, `= p` within. */
static coop__truth compare_period(coop__op op, range a, range p)
{
    range edge = op == COOP__OP_LESS ? (range){p.least, p.least} : (range){p.most, p.most};
    if (op != COOP__OP_EQUAL) {
        return compare_doubtful(op, a, edge);
    }
    bool is_apart = a.most < p.least || p.most < a.least;
    bool is_within = a.least >= p.least && a.most <= p.most;
    return is_apart ? COOP__FALSE : is_within ? COOP__TRUE : COOP__MAYBE;
}

/* p against a: p < a is a > the last of p, p <= a is a >= the first of p. */
static coop__truth period_compare(coop__op op, range p, range a)
{
    range edge = op == COOP__OP_LESS ? (range){p.most, p.most} : (range){p.least, p.least};
    return op == COOP__OP_EQUAL ? compare_period(op, a, p) : compare_doubtful(op, edge, a);
}

static range range_of(const coop__value *value)
{
    range r = {value->of.integer, value->most};
    if (value->kind == COOP__SPAN) {
        r.least = value->of.span.first;
        r.most = value->of.span.last;
    }
    return r;
}

static coop__truth truth_of(bool is_true)
{
    return is_true ? COOP__TRUE : COOP__FALSE;
}

static int order_numbers(double a, double b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

static int order_bytes(const coop__value *a, const coop__value *b)
{
    size_t n = a->of.text.n < b->of.text.n ? a->of.text.n : b->of.text.n;
    int order = n > 0 ? memcmp(a->of.text.bytes, b->of.text.bytes, n) : 0;
    return order != 0 ? order : a->of.text.n < b->of.text.n ? -1 : a->of.text.n > b->of.text.n;
}

static double units(const coop__value *value)
{
    static const double powers[7] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    return value->kind == COOP__NUMBER  ? value->of.number
           : value->kind == COOP__MONEY ? (double)value->of.integer / powers[value->scale]
                                        : (double)value->of.integer;
}

static coop__truth from_order(coop__op op, int order)
{
    return truth_of(op == COOP__OP_LESS ? order < 0 : op == COOP__OP_AT_MOST ? order <= 0
                                                                             : order == 0);
}

/* A status that is one of several words equals a word for sure only when it is the only one. */
static coop__truth compare_state(const coop__value *state, const coop__value *word)
{
    uint32_t bit = 1;
    for (const char *const *w = state->of.state.words; *w != NULL; w++, bit <<= 1) {
        if (coop__text_is(word->of.text.bytes, word->of.text.n, *w)) {
            return state->of.state.mask == bit         ? COOP__TRUE
                   : (state->of.state.mask & bit) != 0 ? COOP__MAYBE
                                                       : COOP__FALSE;
        }
    }
    return COOP__FALSE;
}

static bool is_ranged(coop__kind kind)
{
    return kind == COOP__SPAN || kind == COOP__INTEGER;
}

static coop__truth negated(coop__truth truth)
{
    return truth == COOP__TRUE ? COOP__FALSE : truth == COOP__FALSE ? COOP__TRUE : truth;
}

coop__truth coop__compare(coop__op op, const coop__value *a, const coop__value *b)
{
    if (op == COOP__OP_UNEQUAL) {
        return negated(coop__compare(COOP__OP_EQUAL, a, b));
    }
    if (op == COOP__OP_GREATER || op == COOP__OP_AT_LEAST) {
        return coop__compare(op == COOP__OP_GREATER ? COOP__OP_LESS : COOP__OP_AT_MOST, b, a);
    }
    if (a->kind == COOP__STATE) {
        return compare_state(a, b);
    }
    if (b->kind == COOP__STATE) {
        return compare_state(b, a);
    }
    if (is_ranged(a->kind) && a->kind == b->kind) {
        return b->is_period   ? compare_period(op, range_of(a), range_of(b))
               : a->is_period ? period_compare(op, range_of(a), range_of(b))
                              : compare_doubtful(op, range_of(a), range_of(b));
    }
    if (a->kind == COOP__TEXT) {
        return from_order(op, order_bytes(a, b));
    }
    if (a->kind == COOP__TRUTH) {
        return from_order(op, (int)a->of.truth - (int)b->of.truth);
    }
    return from_order(op, order_numbers(units(a), units(b)));
}

/* ---- ordering ---- */

static int order_integers(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

static int order_sets(const coop_words *a, const coop_words *b)
{
    for (int64_t i = 0; i < a->n && i < b->n; i++) {
        int order = strcmp(a->words[a->codes[i]], b->words[b->codes[i]]);
        if (order != 0) {
            return order;
        }
    }
    return order_integers(a->n, b->n);
}

int coop__order(const coop__value *a, const coop__value *b)
{
    if (a->is_null || b->is_null) {
        return (int)a->is_null - (int)b->is_null;
    }
    switch (a->kind) {
    case COOP__TEXT:
        return order_bytes(a, b);
    case COOP__SET:
        return order_sets(&a->of.words, &b->of.words);
    case COOP__TRUTH:
        return (int)a->of.truth - (int)b->of.truth;
    case COOP__STATE:
        return order_integers(a->of.state.mask, b->of.state.mask);
    case COOP__NUMBER:
        return order_numbers(a->of.number, b->of.number);
    default: {
        range x = range_of(a);
        range y = range_of(b);
        int order = order_integers(x.least, y.least);
        return order != 0 ? order : order_integers(x.most, y.most);
    }
    }
}
