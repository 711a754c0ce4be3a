/* query_naive_run.h -- random questions to a naive_table and their answers as CSV, row by row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_QUERY_NAIVE_RUN_H
#define COOP_TEST_QUERY_NAIVE_RUN_H

#include <coopstat/proportion.h>

#include "core/number.h"
#include "query_naive.h"

__extension__ typedef __int128 naive_wide;

/* ---- values ---- */

static inline naive_value naive_cell_value(const naive_program *p, int64_t row, int column)
{
    static const naive_kind kinds[NAIVE_COLUMNS] = {
        NAIVE_INT,  NAIVE_INT,  NAIVE_INT,   NAIVE_INT,  NAIVE_NUMBER, NAIVE_TRUTH, NAIVE_DATE,
        NAIVE_DATE, NAIVE_DATE, NAIVE_SPAN,  NAIVE_MONEY, NAIVE_TEXT,  NAIVE_SET,   NAIVE_TEXT,
        NAIVE_TEXT};
    static const char *const nations[] = {"n0", "n1", "n2", "n3", "n4",  "n5",
                                          "n6", "n7", "n8", "n9", "n10", "n11"};
    const naive_cell *cell = naive_at(p->table, row, column);
    naive_value v = {.kind = kinds[column], .is_null = cell->is_null, .i = cell->i,
                     .last = cell->last, .x = cell->x};
    v.kind = naive_type(p->table, column) == COOP_TYPE_SPAN ? NAIVE_SPAN : v.kind;
    v.text = cell->is_null ? NULL : column == NAIVE_R ? nations[cell->i]
             : column == NAIVE_K || column == NAIVE_X ? p->table->words[cell->i] : NULL;
    v.out = cell->is_null ? NAIVE_NULL : cell->i != 0 ? NAIVE_TRUE : NAIVE_FALSE;
    return v;
}

static inline naive_value naive_nation_value(const naive_program *p, int64_t row, bool is_region)
{
    static const char *const regions[] = {"r0", "r1", "r2", "r3"};
    const naive_cell *nation = naive_at(p->table, row, NAIVE_R);
    naive_value v = {.kind = is_region ? NAIVE_TEXT : NAIVE_INT, .is_null = true};
    if (!nation->is_null) {
        const naive_cell *cell = &p->table->nations[nation->i][is_region ? 0 : 1];
        v.is_null = cell->is_null;
        v.i = cell->i;
        v.text = is_region ? regions[cell->i] : NULL;
    }
    return v;
}

static inline double naive_as_number(const naive_program *p, const naive_value *v)
{
    static const double powers[] = {1, 10, 100, 1000};
    return v->kind == NAIVE_NUMBER  ? v->x
           : v->kind == NAIVE_MONEY ? (double)v->i / powers[p->table->scale]
                                    : (double)v->i;
}

/* A whole number against a double: beyond 2^53 the double is a whole number too. */
static inline int naive_order_mixed(int64_t i, double x)
{
    double y = (double)i;
    if (x >= 0x1p63 || x < -0x1p63) {
        return x > 0 ? -1 : 1;
    }
    if (x >= 0x1p53 || x <= -0x1p53) {
        return i < (int64_t)x ? -1 : i > (int64_t)x;
    }
    bool is_big = i > (int64_t)1 << 53 || i < -((int64_t)1 << 53);
    return is_big ? (i < 0 ? -1 : 1) : y < x ? -1 : y > x;
}

static inline int naive_order(const naive_program *p, const naive_value *a, const naive_value *b)
{
    static const int64_t powers[] = {1, 10, 100, 1000};
    if (a->kind == NAIVE_TEXT) {
        int order = strcmp(a->text, b->text);
        return order < 0 ? -1 : order > 0;
    }
    if (a->kind > NAIVE_MONEY) {
        return a->i != b->i ? (a->i < b->i ? -1 : 1) : a->last < b->last ? -1 : a->last > b->last;
    }
    if (a->kind != NAIVE_NUMBER && b->kind != NAIVE_NUMBER) {
        naive_wide x = (naive_wide)a->i * (a->kind == NAIVE_INT ? powers[p->table->scale] : 1);
        naive_wide y = (naive_wide)b->i * (b->kind == NAIVE_INT ? powers[p->table->scale] : 1);
        return x < y ? -1 : x > y;
    }
    if (a->kind == NAIVE_INT) {
        return naive_order_mixed(a->i, b->x);
    }
    if (b->kind == NAIVE_INT) {
        return -naive_order_mixed(b->i, a->x);
    }
    double x = naive_as_number(p, a);
    double y = naive_as_number(p, b);
    return x < y ? -1 : x > y;
}

static inline bool naive_is(int cmp, int order)
{
    return cmp == 0   ? order == 0
           : cmp == 1 ? order != 0
           : cmp == 2 ? order < 0
           : cmp == 3 ? order <= 0
           : cmp == 4 ? order > 0
                      : order >= 0;
}

static inline int naive_bool(bool is_true)
{
    return is_true ? NAIVE_TRUE : NAIVE_FALSE;
}

static inline int naive_flip(int out, bool negated)
{
    return !negated ? out
                    : (out & NAIVE_NULL) | ((out & NAIVE_TRUE) != 0 ? NAIVE_FALSE : 0) |
                          ((out & NAIVE_FALSE) != 0 ? NAIVE_TRUE : 0);
}

static inline naive_value naive_eval(const naive_program *p, int at, int64_t row);

static inline int64_t naive_part_of_date(naive_op op, int64_t day)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t left = day - 15340; /* 2012-01-01 */
    int64_t year = 2012;
    while (left >= (year % 4 == 0 ? 366 : 365)) {
        left -= year % 4 == 0 ? 366 : 365;
        year++;
    }
    int64_t month = 1;
    for (int length = 31; left >= length; month++) {
        left -= length;
        length = lengths[month] + (month == 1 && year % 4 == 0 ? 1 : 0);
    }
    return op == NAIVE_YEAR ? year : op == NAIVE_MONTH ? month : (month + 2) / 3;
}

static inline naive_value naive_arithmetic(const naive_program *p, const naive_node *node,
                                           const naive_value *a, const naive_value *b)
{
    naive_value v = {.kind = node->kind, .is_null = a->is_null || b->is_null};
    if (v.is_null) {
        return v;
    }
    if (node->kind != NAIVE_NUMBER) {
        v.i = node->op == NAIVE_ADD ? a->i + b->i : node->op == NAIVE_SUB ? a->i - b->i
                                                                         : a->i * b->i;
        return v;
    }
    double x = naive_as_number(p, a);
    double y = naive_as_number(p, b);
    v.is_null = node->op == NAIVE_DIV && y == 0;
    v.x = node->op == NAIVE_ADD   ? x + y
          : node->op == NAIVE_SUB ? x - y
          : node->op == NAIVE_MUL ? x * y
          : v.is_null             ? 0
                                  : x / y;
    return v;
}

/* A period against a day. */
static inline bool naive_in_period(int cmp, int64_t day, int64_t period)
{
    int64_t first = NAIVE_DAY_0 + naive_periods[period].first;
    int64_t last = NAIVE_DAY_0 + naive_periods[period].last;
    bool is_within = day >= first && day <= last;
    return cmp == 0   ? is_within
           : cmp == 1 ? !is_within
           : cmp == 2 ? day < first
           : cmp == 3 ? day <= last
           : cmp == 4 ? day > last
                      : day >= first;
}

static inline int naive_span_out(const naive_program *p, const naive_node *x, int64_t row)
{
    const naive_cell *span = naive_at(p->table, row, x->op == NAIVE_PERIOD ? x->column : NAIVE_P);
    const naive_cell *d = naive_at(p->table, row, NAIVE_D);
    int out = 0;
    if (span->is_null || (x->op == NAIVE_SPAN_DATE && d->is_null)) {
        return NAIVE_NULL;
    }
    for (int64_t day = span->i; day <= span->last; day++) {
        int64_t year = naive_part_of_date(NAIVE_YEAR, day);
        bool is_so = x->op == NAIVE_PERIOD ? naive_in_period(x->cmp, day, x->i)
                     : x->op == NAIVE_SPAN_DATE
                         ? naive_is(x->cmp, day < d->i ? -1 : day > d->i)
                         : naive_is(x->cmp, (int)(year - (int64_t)x->number));
        out |= naive_bool(is_so);
    }
    return out;
}

/* SQL's like, by trying every length of a %. The texts are a few letters long. */
static inline bool naive_like(const char *text, const char *pattern)
{
    if (*pattern == '\0') {
        return *text == '\0';
    }
    if (*pattern == '%') {
        for (const char *rest = text;; rest++) {
            if (naive_like(rest, pattern + 1)) {
                return true;
            }
            if (*rest == '\0') {
                return false;
            }
        }
    }
    return *text != '\0' && (*pattern == '_' || *pattern == *text) &&
           naive_like(text + 1, pattern + 1);
}

static inline int naive_compare(const naive_program *p, int cmp, const naive_value *a,
                                const naive_value *b)
{
    return a->is_null || b->is_null ? NAIVE_NULL : naive_bool(naive_is(cmp, naive_order(p, a, b)));
}

/* and is the least, or the greatest of false < null < true, over all that may come out. */
static inline int naive_logic(bool is_and, int a, int b)
{
    int out = 0;
    for (int i = NAIVE_FALSE; i <= NAIVE_TRUE; i *= 2) {
        for (int j = NAIVE_FALSE; j <= NAIVE_TRUE; j *= 2) {
            bool is_so = (a & i) != 0 && (b & j) != 0;
            out |= !is_so ? 0 : is_and == (i < j) ? i : j;
        }
    }
    return out;
}

static inline int naive_test(const naive_program *p, const naive_node *x, int64_t row)
{
    naive_value v[3] = {{0}};
    const naive_cell *set = naive_at(p->table, row, NAIVE_S);
    for (int i = 0; i < x->n_x; i++) {
        v[i] = naive_eval(p, x->x[i], row);
    }
    switch (x->op) {
    case NAIVE_HAS:
        return set->is_null ? NAIVE_NULL
                            : naive_flip(naive_bool((set->i >> x->i & 1) != 0), x->negated);
    case NAIVE_IS_NULL:
        return naive_flip(naive_bool(v[0].is_null), x->negated);
    case NAIVE_LIKE:
        return v[0].is_null ? NAIVE_NULL
                            : naive_flip(naive_bool(naive_like(v[0].text, x->text)), x->negated);
    case NAIVE_COMPARE:
        return naive_compare(p, x->cmp, &v[0], &v[1]);
    case NAIVE_BETWEEN:
        return naive_flip(naive_logic(true, naive_compare(p, 5, &v[0], &v[1]),
                                      naive_compare(p, 3, &v[0], &v[2])),
                          x->negated);
    case NAIVE_IN: {
        int out = naive_logic(false, naive_compare(p, 0, &v[0], &v[1]),
                              naive_compare(p, 0, &v[0], &v[2]));
        return naive_flip(x->cmp == 0 ? naive_logic(false, out, NAIVE_NULL) : out, x->negated);
    }
    case NAIVE_NOT:
        return naive_flip(v[0].out, true);
    case NAIVE_AND:
    case NAIVE_OR:
        return naive_logic(x->op == NAIVE_AND, v[0].out, v[1].out);
    default:
        return naive_span_out(p, x, row);
    }
}

static inline naive_value naive_eval_leaf(const naive_program *p, const naive_node *x, int64_t row)
{
    naive_value v = {.kind = x->kind, .i = x->i, .x = x->number, .text = x->text};
    v.i = x->op == NAIVE_AS_OF ? p->as_of : v.i;
    v.last = v.i;
    return x->op == NAIVE_COLUMN   ? naive_cell_value(p, row, x->column)
           : x->op == NAIVE_REGION ? naive_nation_value(p, row, true)
           : x->op == NAIVE_W      ? naive_nation_value(p, row, false)
                                   : v;
}

static inline naive_value naive_eval(const naive_program *p, int at, int64_t row)
{
    const naive_node *x = &p->nodes[at];
    naive_value v = {.kind = x->kind};
    if (x->op <= NAIVE_AS_OF) {
        return naive_eval_leaf(p, x, row);
    }
    if (x->op >= NAIVE_COMPARE) {
        v.out = naive_test(p, x, row);
        v.is_null = v.out == NAIVE_NULL;
        v.i = v.out == NAIVE_TRUE ? 1 : 0;
        return v;
    }
    naive_value a = naive_eval(p, x->x[0], row);
    naive_value b = x->n_x > 1 ? naive_eval(p, x->x[1], row) : a;
    switch (x->op) {
    case NAIVE_NEG:
    case NAIVE_ABS:
        a.i = x->op == NAIVE_NEG || a.i < 0 ? -a.i : a.i;
        a.x = x->op == NAIVE_NEG || a.x < 0 ? 0 - a.x : a.x;
        return a;
    case NAIVE_COALESCE:
        return a.is_null ? b : a;
    case NAIVE_YEAR:
    case NAIVE_QUARTER:
    case NAIVE_MONTH:
        v.is_null = a.is_null;
        v.i = a.is_null ? 0 : naive_part_of_date(x->op, a.i);
        return v;
    case NAIVE_DAYS:
        v.is_null = a.is_null || b.is_null;
        v.i = b.i - a.i;
        return v;
    default:
        return naive_arithmetic(p, x, &a, &b);
    }
}

/* ---- questions ---- */

enum { NAIVE_KEYS = 3, NAIVE_OUTPUTS = 24 };

typedef struct naive_query {
    naive_program p;
    int where; /* -1: none, and so below */
    int keys[NAIVE_KEYS], n_keys, each;
    int share, sum;
    int items[4], n_items; /* a list of rows */
    int doubt;             /* bounds, certain, possible */
    bool is_equal, orders_by_count, orders_by_path, descends, has_having;
    int64_t limit;
    int as_of; /* of naive_days; behind them a series */
} naive_query;

static const struct {
    const char *text;
    int n;
    int days[5];
} naive_days[] = {{NULL, 1, {911}},
                  {"2020-02-29", 1, {424}},
                  {"2019-01-01", 1, {0}},
                  {"2024-01-01", 1, {1826}},
                  {"2018-Q3/2019-Q2 by quarter", 4, {-93, -1, 89, 180}},
                  {"2020/2022 by year", 3, {730, 1095, 1460}},
                  {"2021-01/2021-03 by month", 3, {761, 789, 820}}};

/* Lists show a set as it is written, groups in the order of the words: lists are without. */
static inline int naive_key(naive_query *q, int at, uint64_t *state)
{
    static const int columns[] = {NAIVE_K, NAIVE_K, NAIVE_R, NAIVE_X, NAIVE_S, NAIVE_D, NAIVE_P,
                                  NAIVE_F, NAIVE_M, NAIVE_T, NAIVE_C, NAIVE_A};
    int64_t kind = naive_pick(state, 20);
    if (kind < 12) {
        int column = at < 0 && columns[kind] == NAIVE_S ? NAIVE_B : columns[kind];
        return naive_leaf(&q->p, NAIVE_COLUMN, NAIVE_SET, column);
    }
    if (kind == 12 && at >= 0 && q->each < 0) {
        q->each = at;
        return naive_leaf(&q->p, NAIVE_COLUMN, NAIVE_SET, NAIVE_S);
    }
    return kind < 15   ? naive_grow_test(&q->p, 1, false, state)
           : kind < 16 ? naive_grow(&q->p, NAIVE_NUMBER, 1, state)
           : kind < 17 ? naive_grow(&q->p, NAIVE_MONEY, 1, state)
           : kind < 18 ? naive_grow(&q->p, NAIVE_TEXT, 1, state)
                       : naive_grow_integer(&q->p, 1, state);
}

static inline int naive_random_sum(naive_query *q, uint64_t *state)
{
    int64_t kind = naive_pick(state, 5);
    return kind == 0   ? naive_grow_integer(&q->p, 1, state)
           : kind == 1 ? naive_grow(&q->p, NAIVE_NUMBER, 1, state)
           : kind == 2 ? naive_grow(&q->p, NAIVE_MONEY, 1, state)
           : kind == 3 ? naive_leaf(&q->p, NAIVE_COLUMN, NAIVE_MONEY, NAIVE_M)
                       : -1;
}

static inline void naive_query_random(naive_query *q, const naive_table *t, uint64_t *state)
{
    q->p.table = t;
    q->p.n = 0;
    q->p.has_span = false;
    q->each = -1;
    q->n_items = naive_pick(state, 6) == 0 ? 1 + (int)naive_pick(state, 4) : 0;
    q->n_keys = q->n_items > 0 ? 0 : (int)naive_pick(state, NAIVE_KEYS + 1);
    q->where = naive_pick(state, 5) == 0
                   ? -1 : naive_grow_test(&q->p, (int)naive_pick(state, 4), true, state);
    for (int i = 0; i < q->n_keys; i++) {
        q->keys[i] = naive_key(q, i, state);
    }
    for (int i = 0; i < q->n_items; i++) {
        q->items[i] = naive_key(q, -1, state);
    }
    q->each = q->n_items > 0 ? -1 : q->each;
    q->share = q->n_items > 0 || naive_pick(state, 2) == 0
                   ? -1 : naive_grow_test(&q->p, (int)naive_pick(state, 2), false, state);
    q->sum = q->n_items > 0 ? -1 : naive_random_sum(q, state);
    q->doubt = (int)naive_pick(state, 3);
    q->is_equal = naive_pick(state, 3) > 0;
    q->orders_by_count = q->n_items == 0 && naive_pick(state, 4) == 0;
    q->orders_by_path = q->n_keys > 0 && q->p.nodes[q->keys[0]].column == NAIVE_R &&
                        q->p.nodes[q->keys[0]].op == NAIVE_COLUMN && naive_pick(state, 2) == 0;
    q->descends = naive_pick(state, 2) == 0;
    q->has_having = q->n_items == 0 && naive_pick(state, 5) == 0;
    q->limit = naive_pick(state, 5) == 0 ? 1 + naive_pick(state, 7) : 0;
    q->as_of = naive_pick(state, 2) == 0 ? 0 : (int)naive_pick(state, 7);
}

/* True if counts come as least and most. */
static inline bool naive_has_pairs(const naive_query *q)
{
    const naive_table *t = q->p.table;
    return q->doubt == 0 && (q->p.has_span || (t->has_from && t->from_is_span));
}

/* The question as text; texts has room for where, by, select, order_by. */
static inline coop_query naive_question(const naive_query *q, naive_text texts[4])
{
    static const char *const doubts[] = {NULL, "certain", "possible"};
    for (int i = 0; i < 4; i++) {
        texts[i].n = 0;
    }
    if (q->where >= 0) {
        naive_write(&q->p, q->where, &texts[0]);
    }
    for (int i = 0; i < q->n_keys; i++) {
        naive_say(&texts[1], i > 0 ? ", %s" : "%s", i == q->each ? "each(" : "");
        naive_write(&q->p, q->keys[i], &texts[1]);
        naive_say(&texts[1], "%s as g%d", i == q->each ? ")" : "", i);
    }
    for (int i = 0; i < q->n_items; i++) {
        naive_say(&texts[2], i > 0 ? ", " : "");
        naive_write(&q->p, q->items[i], &texts[2]);
        naive_say(&texts[2], " as g%d", i);
    }
    if (q->n_items == 0) {
        naive_say(&texts[2], "count() as c");
    }
    if (q->share >= 0) {
        naive_say(&texts[2], ", share(");
        naive_write(&q->p, q->share, &texts[2]);
        naive_say(&texts[2], ") as h");
    }
    if (q->sum >= 0) {
        naive_say(&texts[2], ", sum(");
        naive_write(&q->p, q->sum, &texts[2]);
        naive_say(&texts[2], ") as v");
    }
    coop_query query = query_of("project", q->where >= 0 ? texts[0].bytes : NULL,
                                q->n_keys > 0 ? texts[1].bytes : NULL, texts[2].bytes);
    if (q->orders_by_count || q->orders_by_path) {
        naive_say(&texts[3], "%s%s", q->orders_by_path ? "recipient.w" : naive_has_pairs(q) ? "c_most"
                                                                                           : "c",
                  q->descends ? " desc" : "");
        query.order_by = texts[3].bytes;
    }
    query.having = !q->has_having ? NULL : naive_has_pairs(q) ? "c_most >= 3" : "c >= 3";
    query.attribution = q->each >= 0 ? (q->is_equal ? "equal" : "full") : NULL;
    query.uncertain = doubts[q->doubt];
    query.limit = q->limit;
    query.as_of = naive_days[q->as_of].text;
    return query;
}

#endif
