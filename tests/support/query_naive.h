/* query_naive.h -- random expressions over a naive_table, written in the query language and worked
 * out one row at a time. It shares no code with lib/query.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_QUERY_NAIVE_H
#define COOP_TEST_QUERY_NAIVE_H

#include "naive_table.h"

typedef enum naive_kind {
    NAIVE_INT,
    NAIVE_NUMBER,
    NAIVE_MONEY,
    NAIVE_DATE,
    NAIVE_TEXT,
    NAIVE_TRUTH,
    NAIVE_SET,
    NAIVE_SPAN
} naive_kind;

typedef enum naive_op {
    NAIVE_COLUMN,
    NAIVE_REGION, /* recipient.region */
    NAIVE_W,      /* recipient.w */
    NAIVE_CONST,  /* i, x or text by kind */
    NAIVE_AS_OF,
    NAIVE_ADD,
    NAIVE_SUB,
    NAIVE_MUL,
    NAIVE_DIV,
    NAIVE_NEG,
    NAIVE_ABS,
    NAIVE_COALESCE,
    NAIVE_YEAR,
    NAIVE_QUARTER,
    NAIVE_MONTH,
    NAIVE_DAYS,
    NAIVE_COMPARE,
    NAIVE_IN,
    NAIVE_BETWEEN,
    NAIVE_LIKE,
    NAIVE_HAS,
    NAIVE_IS_NULL,
    NAIVE_PERIOD, /* a date or the span against a period */
    NAIVE_SPAN_DATE,
    NAIVE_SPAN_YEAR,
    NAIVE_NOT,
    NAIVE_AND,
    NAIVE_OR
} naive_op;

typedef struct naive_node {
    naive_op op;
    naive_kind kind;
    int x[3], n_x; /* operands */
    int column, cmp;
    bool negated;
    int64_t i;
    double number;
    char text[16];
} naive_node;

enum { NAIVE_NODES = 400, NAIVE_TEXT_MOST = 6000 };

typedef struct naive_program {
    const naive_table *table;
    naive_node nodes[NAIVE_NODES];
    int n;
    int64_t as_of; /* the day of the query */
    bool has_span; /* the span, or a begin that is one, is compared somewhere */
} naive_program;

typedef struct naive_value {
    naive_kind kind;
    bool is_null;
    int64_t i, last;
    double x;
    const char *text;
    int out; /* truths: what may come out */
} naive_value;

/* What a test may come out as: a bit each. */
enum { NAIVE_FALSE = 1, NAIVE_NULL = 2, NAIVE_TRUE = 4 };

static const char *const naive_cmps[] = {"=", "<>", "<", "<=", ">", ">="};

/* Periods with their days from NAIVE_DAY_0 (2019-01-01). */
static const struct {
    int first, last;
    const char *text;
} naive_periods[] = {{365, 730, "2020"},       {-9999999, 1095, "../2021"}, {790, 820, "2021-03"},
                     {500, 500, "2020-05-15"}, {31, 9999999, "2019-02/.."}, {1400, 1400, "2022-11-01"},
                     {734, 735, "2021-01-04/2021-01-05"}};
enum { NAIVE_PERIODS = 7 };

/* ---- growing ---- */

static inline int naive_add(naive_program *p, naive_node node)
{
    ck_assert_int_lt(p->n, NAIVE_NODES);
    p->nodes[p->n] = node;
    return p->n++;
}

static inline int naive_leaf(naive_program *p, naive_op op, naive_kind kind, int column)
{
    return naive_add(p, (naive_node){.op = op, .kind = kind, .column = column});
}

static inline int naive_pair(naive_program *p, naive_op op, naive_kind kind, int a, int b)
{
    return naive_add(p, (naive_node){.op = op, .kind = kind, .x = {a, b}, .n_x = b < 0 ? 1 : 2});
}

static inline int naive_grow(naive_program *p, naive_kind kind, int depth, uint64_t *state);

static inline int naive_constant(naive_program *p, naive_kind kind, uint64_t *state)
{
    naive_node node = {.op = NAIVE_CONST, .kind = kind, .i = naive_pick(state, 19) - 9};
    node.number = (double)node.i * 10 + 0.5;
    node.i = naive_pick(state, 12) == 0 ? node.i * 1000000007 : node.i;
    int64_t word = naive_pick(state, p->table->n_words + 2);
    naive_word(node.text, word);
    return naive_add(p, node);
}

static inline int naive_grow_date(naive_program *p, uint64_t *state)
{
    static const int columns[] = {NAIVE_D, NAIVE_E, NAIVE_O, NAIVE_D};
    int column = columns[naive_pick(state, 4)];
    if (naive_pick(state, 8) == 0) {
        return naive_leaf(p, NAIVE_AS_OF, NAIVE_DATE, 0);
    }
    if (naive_pick(state, 6) == 0) {
        int a = naive_leaf(p, NAIVE_COLUMN, NAIVE_DATE, NAIVE_E);
        return naive_pair(p, NAIVE_COALESCE, NAIVE_DATE, a,
                          naive_leaf(p, NAIVE_COLUMN, NAIVE_DATE, NAIVE_D));
    }
    column = column == NAIVE_O && p->table->from_is_span ? NAIVE_E : column;
    return naive_leaf(p, NAIVE_COLUMN, NAIVE_DATE, column);
}

static inline int naive_grow_text(naive_program *p, int depth, uint64_t *state)
{
    switch (naive_pick(state, depth > 0 ? 6 : 5)) {
    case 0:
        return naive_leaf(p, NAIVE_COLUMN, NAIVE_TEXT, NAIVE_X);
    case 1:
        return naive_leaf(p, NAIVE_COLUMN, NAIVE_TEXT, NAIVE_R);
    case 2:
        return naive_leaf(p, NAIVE_REGION, NAIVE_TEXT, 0);
    case 5: {
        int a = naive_grow_text(p, 0, state);
        int b = naive_pick(state, 2) == 0 ? naive_constant(p, NAIVE_TEXT, state)
                                          : naive_grow_text(p, 0, state);
        return naive_pair(p, NAIVE_COALESCE, NAIVE_TEXT, a, b);
    }
    default:
        return naive_leaf(p, NAIVE_COLUMN, NAIVE_TEXT, NAIVE_K);
    }
}

static inline int naive_integer_leaf(naive_program *p, bool is_small, uint64_t *state)
{
    static const int columns[] = {NAIVE_A, NAIVE_B, NAIVE_C, NAIVE_N};
    int64_t at = naive_pick(state, 10);
    if (at < 4) {
        bool is_safe = !p->table->is_extreme || at == 0;
        return naive_leaf(p, NAIVE_COLUMN, NAIVE_INT,
                          is_small && !is_safe ? NAIVE_A : columns[at]);
    }
    if (at == 4) {
        return naive_leaf(p, NAIVE_W, NAIVE_INT, 0);
    }
    if (at == 5) {
        int a = naive_grow_date(p, state);
        return naive_pair(p, NAIVE_DAYS, NAIVE_INT, a, naive_grow_date(p, state));
    }
    if (at < 9) {
        return naive_pair(p, (naive_op)(NAIVE_YEAR + at - 6), NAIVE_INT, naive_grow_date(p, state),
                          -1);
    }
    return naive_constant(p, NAIVE_INT, state);
}

static inline int naive_grow_integer(naive_program *p, int depth, uint64_t *state)
{
    if (depth <= 0) {
        return naive_integer_leaf(p, true, state);
    }
    int a = naive_grow_integer(p, depth - 1 - (int)naive_pick(state, 2), state);
    switch (naive_pick(state, 6)) {
    case 0:
    case 1:
        return naive_pair(p, NAIVE_ADD, NAIVE_INT, a, naive_grow_integer(p, depth - 1, state));
    case 2:
        return naive_pair(p, NAIVE_SUB, NAIVE_INT, a, naive_grow_integer(p, depth - 1, state));
    case 3: /* small factors: nothing leaves 64 bits */
        return naive_pair(p, NAIVE_MUL, NAIVE_INT, a,
                          naive_leaf(p, NAIVE_COLUMN, NAIVE_INT, NAIVE_A));
    case 4:
        return naive_pair(p, NAIVE_COALESCE, NAIVE_INT, a, naive_integer_leaf(p, true, state));
    default:
        return naive_pair(p, naive_pick(state, 2) == 0 ? NAIVE_NEG : NAIVE_ABS, NAIVE_INT, a, -1);
    }
}

static inline int naive_grow_money(naive_program *p, int depth, uint64_t *state)
{
    int a = naive_leaf(p, NAIVE_COLUMN, NAIVE_MONEY, NAIVE_M);
    if (depth <= 0) {
        return a;
    }
    switch (naive_pick(state, 4)) {
    case 0:
        return naive_pair(p, NAIVE_ADD, NAIVE_MONEY, a, naive_grow_money(p, depth - 1, state));
    case 1:
        return naive_pair(p, NAIVE_SUB, NAIVE_MONEY, a, naive_grow_money(p, depth - 1, state));
    case 2:
        return naive_pair(p, NAIVE_NEG, NAIVE_MONEY, a, -1);
    default:
        return naive_pair(p, NAIVE_ABS, NAIVE_MONEY, a, -1);
    }
}

/* At most one operator: sums of such numbers are exact in 128 bits. */
static inline int naive_grow_number(naive_program *p, int depth, uint64_t *state)
{
    int f = naive_leaf(p, NAIVE_COLUMN, NAIVE_NUMBER, NAIVE_F);
    if (depth <= 0) {
        return f;
    }
    switch (naive_pick(state, 8)) {
    case 0:
        return naive_pair(p, NAIVE_ADD, NAIVE_NUMBER, f,
                          naive_leaf(p, NAIVE_COLUMN, NAIVE_INT, NAIVE_A));
    case 1:
        return naive_pair(p, NAIVE_SUB, NAIVE_NUMBER, naive_constant(p, NAIVE_NUMBER, state), f);
    case 2:
        return naive_pair(p, NAIVE_MUL, NAIVE_NUMBER, f,
                          naive_leaf(p, NAIVE_COLUMN, NAIVE_INT, NAIVE_A));
    case 3:
        return naive_pair(p, NAIVE_DIV, NAIVE_NUMBER, f,
                          naive_leaf(p, NAIVE_COLUMN, NAIVE_INT, NAIVE_B));
    case 4:
        return naive_pair(p, NAIVE_DIV, NAIVE_NUMBER, naive_grow_money(p, 0, state),
                          naive_leaf(p, NAIVE_COLUMN, NAIVE_INT, NAIVE_A));
    case 5:
        return naive_pair(p, NAIVE_MUL, NAIVE_NUMBER, naive_grow_money(p, 0, state),
                          naive_leaf(p, NAIVE_COLUMN, NAIVE_INT, NAIVE_A));
    case 6:
        return naive_pair(p, naive_pick(state, 2) == 0 ? NAIVE_NEG : NAIVE_ABS, NAIVE_NUMBER, f,
                          -1);
    default:
        return naive_pair(p, NAIVE_COALESCE, NAIVE_NUMBER, f,
                          naive_constant(p, NAIVE_NUMBER, state));
    }
}

static inline int naive_grow(naive_program *p, naive_kind kind, int depth, uint64_t *state)
{
    return kind == NAIVE_INT      ? (naive_pick(state, 3) == 0 ? naive_integer_leaf(p, false, state)
                                                               : naive_grow_integer(p, depth, state))
           : kind == NAIVE_NUMBER ? naive_grow_number(p, depth, state)
           : kind == NAIVE_MONEY  ? naive_grow_money(p, depth, state)
           : kind == NAIVE_DATE   ? naive_grow_date(p, state)
                                  : naive_grow_text(p, depth, state);
}

/* Kinds that compare with a kind: all numbers do with each other. */
static inline naive_kind naive_partner(naive_kind kind, uint64_t *state)
{
    bool is_number = kind <= NAIVE_MONEY;
    return is_number && naive_pick(state, 3) == 0 ? (naive_kind)naive_pick(state, 3) : kind;
}

static inline int naive_operand(naive_program *p, naive_kind kind, uint64_t *state)
{
    naive_kind other = naive_partner(kind, state);
    bool is_constant = naive_pick(state, 4) > 0 && kind != NAIVE_DATE;
    naive_kind of_constant = other == NAIVE_MONEY ? NAIVE_INT : other;
    if (!is_constant) {
        return naive_grow(p, other, (int)naive_pick(state, 2), state);
    }
    static const int64_t integers[] = {INT64_MAX, -INT64_MAX, INT64_MAX / 2 + 1, INT32_MAX};
    static const double numbers[] = {5e18, -5e18, 1e30, 9223372036854775808.0};
    int at = naive_constant(p, of_constant, state);
    if (naive_pick(state, 12) == 0) { /* at the ends of the types */
        p->nodes[at].i = integers[naive_pick(state, 4)];
        p->nodes[at].number = numbers[naive_pick(state, 4)];
    }
    return at;
}

static inline int naive_span_test(naive_program *p, uint64_t *state)
{
    naive_node node = {.kind = NAIVE_TRUTH, .cmp = (int)naive_pick(state, 6), .column = NAIVE_P};
    node.op = (naive_op)(NAIVE_PERIOD + naive_pick(state, 3));
    node.i = naive_pick(state, NAIVE_PERIODS);
    node.number = 2019 + (double)naive_pick(state, 6);
    p->has_span = true;
    return naive_add(p, node);
}

static inline int naive_date_test(naive_program *p, uint64_t *state)
{
    naive_node node = {.op = NAIVE_PERIOD, .kind = NAIVE_TRUTH, .cmp = (int)naive_pick(state, 6)};
    node.column = naive_pick(state, 2) == 0 ? NAIVE_D : NAIVE_E;
    node.i = naive_pick(state, NAIVE_PERIODS);
    return naive_add(p, node);
}

static inline int naive_plain_test(naive_program *p, uint64_t *state)
{
    naive_kind kind = (naive_kind)naive_pick(state, NAIVE_TRUTH);
    naive_node node = {.kind = NAIVE_TRUTH, .cmp = (int)naive_pick(state, 6), .n_x = 2};
    int64_t at = naive_pick(state, 10);
    node.negated = naive_pick(state, 3) == 0;
    if (at == 0) {
        return naive_leaf(p, NAIVE_COLUMN, NAIVE_TRUTH, NAIVE_T);
    }
    if (at == 1) {
        node.op = NAIVE_HAS;
        node.i = naive_pick(state, NAIVE_MEMBERS + 1);
        node.n_x = 0;
        return naive_add(p, node);
    }
    if (at == 2) {
        node.op = NAIVE_LIKE;
        kind = NAIVE_TEXT;
    }
    node.x[0] = naive_grow(p, kind, (int)naive_pick(state, 3), state);
    if (at == 2) {
        static const char *const patterns[] = {"a%", "%1", "_1%", "%", "", "%0%1%", "n_", "r2"};
        snprintf(node.text, 16, "%s", patterns[naive_pick(state, 8)]);
        node.n_x = 1;
    } else if (at == 3) {
        node.op = NAIVE_IS_NULL;
        node.n_x = 1;
    } else if (at < 6) {
        node.op = at == 4 ? NAIVE_IN : NAIVE_BETWEEN;
        node.n_x = 3;
        node.x[1] = naive_operand(p, kind, state);
        node.x[2] = naive_operand(p, kind, state);
    } else {
        node.op = NAIVE_COMPARE;
        node.x[1] = naive_operand(p, kind, state);
    }
    return naive_add(p, node);
}

static inline int naive_grow_test(naive_program *p, int depth, bool may_span, uint64_t *state)
{
    if (depth > 0 && naive_pick(state, 10) < 6) {
        naive_op op = (naive_op)(NAIVE_NOT + naive_pick(state, 3));
        int a = naive_grow_test(p, depth - 1, may_span, state);
        int b = op == NAIVE_NOT ? -1 : naive_grow_test(p, depth - 1, may_span, state);
        return naive_pair(p, op, NAIVE_TRUTH, a, b);
    }
    int64_t at = naive_pick(state, 10);
    return at == 0 && may_span ? naive_span_test(p, state)
           : at < 3            ? naive_date_test(p, state)
                               : naive_plain_test(p, state);
}

/* ---- writing ---- */

typedef struct naive_text {
    char bytes[NAIVE_TEXT_MOST];
    size_t n;
} naive_text;

static inline void naive_say(naive_text *out, const char *format, ...)
{
    va_list more;
    va_start(more, format);
    int n = vsnprintf(out->bytes + out->n, sizeof out->bytes - out->n, format, more);
    va_end(more);
    ck_assert_uint_lt(out->n + (size_t)n, sizeof out->bytes);
    out->n += (size_t)n;
}

static inline void naive_write(const naive_program *p, int at, naive_text *out);

static inline void naive_write_call(const naive_program *p, const naive_node *x, const char *name,
                                    naive_text *out)
{
    naive_say(out, "%s(", name);
    for (int i = 0; i < x->n_x; i++) {
        naive_say(out, i > 0 ? ", " : "");
        naive_write(p, x->x[i], out);
    }
    naive_say(out, ")");
}

static inline const char *naive_column_name(const naive_program *p, int column)
{
    return column == NAIVE_O && !p->table->has_from ? "o" : naive_names[column];
}

static inline void naive_write_leaf(const naive_program *p, const naive_node *x, naive_text *out)
{
    if (x->op == NAIVE_COLUMN) {
        naive_say(out, "%s", naive_column_name(p, x->column));
    } else if (x->op != NAIVE_CONST) {
        naive_say(out, "%s", x->op == NAIVE_AS_OF ? "as_of"
                             : x->op == NAIVE_W  ? "recipient.w"
                                                 : "recipient.region");
    } else if (x->kind == NAIVE_TEXT) {
        naive_say(out, "'%s'", x->text);
    } else if (x->kind == NAIVE_NUMBER) {
        naive_say(out, "%.1f", x->number);
    } else {
        naive_say(out, "%lld", (long long)x->i);
    }
}

static inline void naive_write_infix(const naive_program *p, const naive_node *x, const char *op,
                                     naive_text *out)
{
    naive_say(out, "(");
    naive_write(p, x->x[0], out);
    naive_say(out, " %s ", op);
    naive_write(p, x->x[1], out);
    naive_say(out, ")");
}

static inline void naive_write_test(const naive_program *p, const naive_node *x, naive_text *out)
{
    const char *negation = x->negated ? "not " : "";
    if (x->op == NAIVE_HAS) {
        naive_say(out, "s %shas '%c'", negation, naive_member(x->i));
        return;
    }
    if (x->op == NAIVE_PERIOD) {
        naive_say(out, "%s %s '%s'", naive_names[x->column], naive_cmps[x->cmp],
                  naive_periods[x->i].text);
        return;
    }
    if (x->op == NAIVE_SPAN_DATE) {
        naive_say(out, "p %s d", naive_cmps[x->cmp]);
        return;
    }
    if (x->op == NAIVE_SPAN_YEAR) {
        naive_say(out, "year(p) %s %d", naive_cmps[x->cmp], (int)x->number);
        return;
    }
    naive_write(p, x->x[0], out);
    if (x->op == NAIVE_IS_NULL) {
        naive_say(out, " is %snull", negation);
    } else if (x->op == NAIVE_LIKE) {
        naive_say(out, " %slike '%s'", negation, x->text);
    } else if (x->op == NAIVE_COMPARE) {
        naive_say(out, " %s ", naive_cmps[x->cmp]);
        naive_write(p, x->x[1], out);
    } else {
        naive_say(out, x->op == NAIVE_IN ? " %sin (" : " %sbetween ", negation);
        naive_write(p, x->x[1], out);
        naive_say(out, x->op == NAIVE_IN ? ", " : " and ");
        naive_write(p, x->x[2], out);
        naive_say(out, x->op == NAIVE_IN ? "%s)" : "", x->cmp == 0 ? ", null" : "");
    }
}

static inline void naive_write(const naive_program *p, int at, naive_text *out)
{
    static const char *const calls[] = {"abs", "coalesce", "year", "quarter", "month", "days"};
    static const char *const signs[] = {"+", "-", "*", "/"};
    const naive_node *x = &p->nodes[at];
    if (x->op <= NAIVE_AS_OF) {
        naive_write_leaf(p, x, out);
    } else if (x->op <= NAIVE_DIV) {
        naive_write_infix(p, x, signs[x->op - NAIVE_ADD], out);
    } else if (x->op == NAIVE_NEG || x->op == NAIVE_NOT) {
        naive_say(out, x->op == NAIVE_NEG ? "-" : "not ");
        naive_write(p, x->x[0], out);
    } else if (x->op <= NAIVE_DAYS) {
        naive_write_call(p, x, calls[x->op - NAIVE_ABS], out);
    } else if (x->op >= NAIVE_AND) {
        naive_write_infix(p, x, x->op == NAIVE_AND ? "and" : "or", out);
    } else {
        naive_write_test(p, x, out);
    }
}

#endif
