/* value.c -- values of the query language: reading cells, comparing in four truths, ordering.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "expression.h"

#include <string.h>

#include "../core/sum.h"

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

coop__value coop__value_of_cell(const coop__column *column, int64_t cell)
{
    coop__value value = {.kind = coop__kind_of(column->type), .scale = column->scale};
    switch (column->type) {
    case COOP_TYPE_BOOL:
        value.of.truth = cell != 0 ? COOP__TRUE : COOP__FALSE;
        break;
    case COOP_TYPE_DATE:
        value.of.span.first = (coop_date)cell;
        value.of.span.last = (coop_date)cell;
        break;
    case COOP_TYPE_CODE:
        value.of.text.bytes = column->words.words[cell];
        value.of.text.n = column->words.lengths[cell];
        break;
    default:
        value.of.integer = cell;
        value.most = cell;
        break;
    }
    return value;
}

coop__value coop__value_at(const coop__column *column, int64_t row)
{
    coop__value value = {.kind = coop__kind_of(column->type), .scale = column->scale};
    if (!coop__is_valid(column, row)) {
        value.is_null = true;
        return value;
    }
    switch (column->type) {
    case COOP_TYPE_FLOAT64:
        value.of.number = coop__number_at(column, row);
        return value;
    case COOP_TYPE_SPAN:
        value.of.span = coop__span_at(column, row);
        return value;
    case COOP_TYPE_SET:
        value.of.words = coop__words_at(column, row);
        return value;
    case COOP_TYPE_TEXT:
        value.of.text.bytes = coop__text_at(column, row, &value.of.text.n);
        return value;
    case COOP_TYPE_CODE:
        return coop__value_of_cell(column, coop__code_at(column, row));
    default:
        return coop__value_of_cell(column, coop__integer_at(column, row));
    }
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

/* a against a period p: `< p` is before its first value, `<= p` not after its last, `= p` in it. */
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

static int order_integers(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b ? 1 : 0;
}

static int order_bytes(const coop__value *a, const coop__value *b)
{
    size_t n = a->of.text.n < b->of.text.n ? a->of.text.n : b->of.text.n;
    int order = n > 0 ? memcmp(a->of.text.bytes, b->of.text.bytes, n) : 0;
    return order != 0 ? order : a->of.text.n < b->of.text.n ? -1 : a->of.text.n > b->of.text.n;
}

/* ---- numbers of several kinds ---- */

/* One end of a number: minor units of an integer or an amount, or a double. */
typedef struct end {
    bool is_double;
    int64_t integer; /* the integer, or minor units */
    int32_t scale;
    double number;
} end;

static end end_of(const coop__value *value, bool is_most)
{
    bool is_range = value->kind == COOP__INTEGER;
    end e = {.is_double = value->kind == COOP__NUMBER,
             .scale = value->kind == COOP__MONEY ? value->scale : 0};
    e.number = e.is_double ? value->of.number : 0;
    e.integer = e.is_double ? 0 : is_range && is_most ? value->most : value->of.integer;
    return e;
}

/* An integer against a double, without the rounding of a cast. */
static int order_mixed(int64_t integer, double number)
{
    if (number >= 0x1p63) {
        return -1;
    }
    if (number < -0x1p63) {
        return 1;
    }
    int64_t whole = (int64_t)number; /* towards 0 */
    return integer != whole ? order_integers(integer, whole)
                            : order_numbers(0, number - (double)whole);
}

static int order_ends(const end *a, const end *b)
{
    static const int64_t powers[7] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    if (!a->is_double && !b->is_double) {
        coop__int128 x = (coop__int128)a->integer * powers[6 - a->scale];
        coop__int128 y = (coop__int128)b->integer * powers[6 - b->scale];
        return x < y ? -1 : x > y;
    }
    if (a->is_double && b->is_double) {
        return order_numbers(a->number, b->number);
    }
    if (a->is_double) {
        return -order_ends(b, a);
    }
    return a->scale == 0 ? order_mixed(a->integer, b->number)
                         : order_numbers((double)a->integer / (double)powers[a->scale], b->number);
}

/* Order of one end of a and one of b. */
static int order_of(const coop__value *a, bool a_most, const coop__value *b, bool b_most)
{
    end x = end_of(a, a_most);
    end y = end_of(b, b_most);
    return order_ends(&x, &y);
}

/* True for an integer and a number between two integers: they are never equal. */
static bool is_fraction(const coop__value *integer, const coop__value *number)
{
    double x = number->of.number;
    return integer->kind == COOP__INTEGER && number->kind == COOP__NUMBER && x > -0x1p53 &&
           x < 0x1p53 && (double)(int64_t)x != x;
}

static coop__truth compare_numbers(coop__op op, const coop__value *a, const coop__value *b)
{
    int high = order_of(a, true, b, false);
    int low = order_of(a, false, b, true);
    switch (op) {
    case COOP__OP_LESS:
        return high < 0 ? COOP__TRUE : low >= 0 ? COOP__FALSE : COOP__MAYBE;
    case COOP__OP_AT_MOST:
        return high <= 0 ? COOP__TRUE : low > 0 ? COOP__FALSE : COOP__MAYBE;
    default: /* equal */
        if (is_fraction(a, b) || is_fraction(b, a)) {
            return COOP__FALSE;
        }
        return high < 0 || low > 0 ? COOP__FALSE : high == 0 && low == 0 ? COOP__TRUE : COOP__MAYBE;
    }
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

static bool is_number(coop__kind kind)
{
    return kind == COOP__INTEGER || kind == COOP__NUMBER || kind == COOP__MONEY;
}

/* A test that may be true or false, as a range. */
static range range_of_truth(coop__truth truth)
{
    range r = {truth == COOP__TRUE ? 1 : 0, truth == COOP__FALSE ? 0 : 1};
    return r;
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
    if (a->kind == COOP__SPAN) {
        return b->is_period   ? compare_period(op, range_of(a), range_of(b))
               : a->is_period ? period_compare(op, range_of(a), range_of(b))
                              : compare_doubtful(op, range_of(a), range_of(b));
    }
    if (a->kind == COOP__TEXT) {
        return from_order(op, order_bytes(a, b));
    }
    return a->kind == COOP__TRUTH ? compare_doubtful(op, range_of_truth(a->of.truth),
                                                     range_of_truth(b->of.truth))
                                  : compare_numbers(op, a, b);
}

/* ---- several comparisons as one test ---- */

coop__truth coop__least(coop__truth a, coop__truth b)
{
    return a < b ? a : b;
}

coop__truth coop__greatest(coop__truth a, coop__truth b)
{
    return a > b ? a : b;
}

static coop__truth compare(coop__op op, const coop__value *a, const coop__value *b)
{
    return a->is_null || b->is_null ? COOP__UNKNOWN : coop__compare(op, a, b);
}

/* A status that is one of several words is surely in a list that has all of them. */
static bool covers_state(const coop__value *state, const coop__value *list, int64_t n)
{
    uint32_t left = state->of.state.mask;
    uint32_t bit = 1;
    for (const char *const *w = state->of.state.words; *w != NULL; w++, bit <<= 1) {
        for (int64_t i = 0; i < n; i++) {
            bool is_it = !list[i].is_null &&
                         coop__text_is(list[i].of.text.bytes, list[i].of.text.n, *w);
            left &= is_it ? ~bit : UINT32_MAX;
        }
    }
    return left == 0;
}

/* The range that a member of a list takes up for sure; false when it is in doubt itself. */
static bool member_range(const coop__value *member, coop__kind kind, range *out)
{
    if (member->is_null) {
        return false;
    }
    if (member->kind == COOP__NUMBER && kind == COOP__INTEGER) {
        double number = member->of.number;
        bool is_whole = number >= -0x1p53 && number <= 0x1p53 &&
                        (double)(int64_t)number == number;
        out->least = is_whole ? (int64_t)number : 0;
        out->most = out->least;
        return is_whole;
    }
    *out = range_of(member);
    return member->kind == kind && (member->is_period || out->least == out->most);
}

/* A range is surely in a list whose certain members leave no gap in it. */
static bool covers_range(const coop__value *x, const coop__value *list, int64_t n)
{
    range left = range_of(x);
    for (bool moved = true; moved;) {
        moved = false;
        for (int64_t i = 0; i < n; i++) {
            range r;
            bool is_next = member_range(&list[i], x->kind, &r) && r.least <= left.least &&
                           r.most >= left.least;
            if (is_next && r.most >= left.most) {
                return true;
            }
            left.least = is_next ? r.most + 1 : left.least;
            moved = moved || is_next;
        }
    }
    return false;
}

coop__truth coop__is_in(const coop__value *x, int64_t n)
{
    coop__truth truth = COOP__FALSE;
    for (int64_t i = 1; i < n; i++) {
        truth = coop__greatest(truth, compare(COOP__OP_EQUAL, &x[0], &x[i]));
    }
    if (truth != COOP__MAYBE || x[0].is_period) {
        return truth;
    }
    bool is_covered = x[0].kind == COOP__STATE ? covers_state(x, x + 1, n - 1)
                      : x[0].kind == COOP__SPAN || x[0].kind == COOP__INTEGER
                          ? covers_range(x, x + 1, n - 1)
                          : false;
    return is_covered ? COOP__TRUE : COOP__MAYBE;
}

/* Both halves may be so, but not together: a date before the one or after the other. */
static bool is_never_between(const coop__value *x)
{
    if (is_number(x[0].kind)) {
        return order_of(&x[1], false, &x[2], true) > 0;
    }
    if (x[0].kind != COOP__SPAN || x[0].is_period) {
        return false;
    }
    range low = range_of(&x[1]);
    range high = range_of(&x[2]);
    return low.least > high.most;
}

coop__truth coop__is_between(const coop__value *x)
{
    coop__truth low = compare(COOP__OP_AT_LEAST, &x[0], &x[1]);
    coop__truth high = compare(COOP__OP_AT_MOST, &x[0], &x[2]);
    return low == COOP__MAYBE && high == COOP__MAYBE && is_never_between(x)
               ? COOP__FALSE
               : coop__least(low, high);
}

/* ---- ordering ---- */

const char *coop__next_word(const coop_words *words, const char *after)
{
    const char *next = NULL;
    for (int64_t i = 0; i < words->n; i++) {
        const char *word = words->words[words->codes[i]];
        bool is_behind = after == NULL || strcmp(word, after) > 0;
        next = is_behind && (next == NULL || strcmp(word, next) < 0) ? word : next;
    }
    return next;
}

/* Word by word in their own order: a set is the same in whatever order it is written. */
static int order_sets(const coop_words *a, const coop_words *b)
{
    const char *x = coop__next_word(a, NULL);
    const char *y = coop__next_word(b, NULL);
    while (x != NULL && y != NULL && strcmp(x, y) == 0) {
        x = coop__next_word(a, x);
        y = coop__next_word(b, y);
    }
    return x != NULL && y != NULL ? strcmp(x, y) : (int)(x != NULL) - (int)(y != NULL);
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
