/* query_slow.h -- a second query engine, row by row and day by day, with random tables and
 * questions of its own: it shares no code with the library and no parser either.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_QUERY_SLOW_H
#define COOP_TEST_QUERY_SLOW_H

#include <stdio.h>

#include "random.h"
#include "register.h"

/* ---- tables ---- */

enum { ROWS_MOST = 14, DAY_ZERO = 18980, DAY_SPAN = 30 }; /* day 0 is 2021-12-19 */

/* Days are counted from DAY_ZERO: 0 to 12 are of 2021, 13 to 29 of 2022. */
typedef struct slow_row {
    bool has_k, has_n, has_m, has_d, has_e, has_b, has_s;
    int k, n, m, d_first, d_last, e, s;
    bool b;
} slow_row;

typedef struct slow_table {
    slow_row rows[ROWS_MOST];
    int n;
} slow_table;

static inline int pick(uint64_t *state, int n)
{
    return (int)(next_random(state) % (uint64_t)n);
}

static inline slow_table slow_table_random(uint64_t *state)
{
    static const int sizes[] = {0, 1, 1, 2, 5, 9, 14, 14};
    slow_table t = {.n = sizes[pick(state, 8)]};
    int emptiness = pick(state, 6); /* 0: a table of nulls */
    for (int i = 0; i < t.n; i++) {
        slow_row *r = &t.rows[i];
        bool *has[] = {&r->has_k, &r->has_n, &r->has_m, &r->has_d, &r->has_e, &r->has_b, &r->has_s};
        for (int j = 0; j < 7; j++) {
            *has[j] = emptiness > 0 && pick(state, 5) > 0;
        }
        r->k = pick(state, 3);
        r->n = pick(state, 7) - 3;
        r->m = pick(state, 7) - 3;
        r->d_first = pick(state, DAY_SPAN);
        r->d_last = r->d_first + (pick(state, 2) == 0 ? 0 : pick(state, 12));
        r->d_last = r->d_last < DAY_SPAN ? r->d_last : DAY_SPAN - 1;
        r->e = pick(state, DAY_SPAN);
        r->b = pick(state, 2) == 0;
        r->s = 1 + pick(state, 7); /* a set of a, b, c that is not empty */
    }
    return t;
}

static inline const char *slow_day(int day, char out[11])
{
    ck_assert_int_eq(coop_date_format(DAY_ZERO + day, out, NULL), COOP_OK);
    return out;
}

static inline coop_dataset *slow_register(const slow_table *t)
{
    char text[4096] = "";
    size_t at = 0;
    for (int i = 0; i < t->n; i++) {
        const slow_row *r = &t->rows[i];
        char days[3][11];
        char cells[7][32] = {"", "", "", "", "", "", ""};
        if (r->has_k) {
            snprintf(cells[0], sizeof cells[0], "%c", 'a' + r->k);
        }
        if (r->has_n) {
            snprintf(cells[1], sizeof cells[1], "%d", r->n);
        }
        if (r->has_m) {
            snprintf(cells[2], sizeof cells[2], "%d", r->m);
        }
        if (r->has_d) {
            snprintf(cells[3], sizeof cells[3], "%s/%s", slow_day(r->d_first, days[0]),
                     slow_day(r->d_last, days[1]));
        }
        if (r->has_e) {
            snprintf(cells[4], sizeof cells[4], "%s", slow_day(r->e, days[2]));
        }
        if (r->has_b) {
            snprintf(cells[5], sizeof cells[5], "%s", r->b ? "true" : "false");
        }
        for (int j = 0; r->has_s && j < 3; j++) {
            size_t n = strlen(cells[6]);
            if ((r->s >> j & 1) != 0) {
                snprintf(cells[6] + n, sizeof cells[6] - n, "%s%c", n > 0 ? ";" : "", 'a' + j);
            }
        }
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s|%s|%s|%s|%s|%s|%s",
                               i > 0 ? "\n" : "", cells[0], cells[1], cells[2], cells[3], cells[4],
                               cells[5], cells[6]);
    }
    return register_of("2024-01-01", "t", "k:code n:int32 m:int32 d:span e:date b:bool s:set", text,
                       NULL);
}

/* ---- tests of a row ---- */

typedef enum slow_kind {
    SLOW_AND,
    SLOW_OR,
    SLOW_NOT,
    SLOW_N_CONST,   /* n op c */
    SLOW_N_M,       /* n op m */
    SLOW_SUM,       /* n + m * 2 op c */
    SLOW_N_BETWEEN, /* n between c and c2 */
    SLOW_N_IN,      /* n in (c, c2 or null) */
    SLOW_K,         /* k = 'x', <> */
    SLOW_K_IN,      /* k in ('x', null) */
    SLOW_HAS,       /* s has 'x' */
    SLOW_B,         /* b */
    SLOW_NULL,      /* is null of a column */
    SLOW_D_PERIOD,  /* d op 'period' */
    SLOW_D_E,       /* d op e */
    SLOW_D_BETWEEN, /* d between 'period' and 'period' */
    SLOW_D_IN,      /* d in ('period', 'period') */
    SLOW_YEAR,      /* year(d) op c */
    SLOW_DAYS,      /* days(d, e) op c */
    SLOW_KINDS
} slow_kind;

typedef struct slow_node {
    slow_kind kind;
    int op, a, b; /* logic: a and b are nodes; else constants */
    bool negated;
} slow_node;

enum { SLOW_NODES = 64 };

typedef struct slow_test {
    slow_node nodes[SLOW_NODES];
    int n, root;
} slow_test;

static const char *const slow_ops[] = {"=", "<>", "<", "<=", ">", ">="};

/* Periods of the query, as first and last day from DAY_ZERO, and as text. */
static const struct {
    int first, last;
    const char *text;
} slow_periods[] = {{-100, 12, "../2021"}, {13, 10000, "2022/.."},           {13, 43, "2022-01"},
                    {5, 5, "2021-12-24"},  {8, 17, "2021-12-27/2022-01-05"}, {20, 20, "2022-01-08"},
                    {-18, 12, "2021-12"}};

static inline int slow_grow(slow_test *t, int depth, uint64_t *state)
{
    slow_node node = {.op = pick(state, 6), .a = pick(state, 7), .b = pick(state, 7)};
    node.negated = pick(state, 3) == 0;
    bool is_logic = depth > 0 && pick(state, 10) < 6;
    node.kind = is_logic ? (slow_kind)pick(state, 3)
                         : (slow_kind)(SLOW_N_CONST + pick(state, SLOW_KINDS - SLOW_N_CONST));
    if (is_logic) {
        node.a = slow_grow(t, depth - 1, state);
        node.b = node.kind == SLOW_NOT ? -1 : slow_grow(t, depth - 1, state);
    }
    ck_assert_int_lt(t->n, SLOW_NODES);
    t->nodes[t->n] = node;
    return t->n++;
}

static inline slow_test slow_test_random(uint64_t *state)
{
    slow_test t = {.n = 0};
    t.root = slow_grow(&t, pick(state, 4), state);
    return t;
}

static inline size_t slow_write(const slow_test *t, int at, char *out)
{
    static const char *const columns[] = {"k", "n", "m", "d", "e", "b", "s"};
    const slow_node *x = &t->nodes[at];
    const char *op = slow_ops[x->op];
    const char *negation = x->negated ? "not " : "";
    size_t n = 0;
    switch (x->kind) {
    case SLOW_AND:
    case SLOW_OR:
        n += (size_t)sprintf(out + n, "(");
        n += slow_write(t, x->a, out + n);
        n += (size_t)sprintf(out + n, x->kind == SLOW_AND ? " and " : " or ");
        n += slow_write(t, x->b, out + n);
        return n + (size_t)sprintf(out + n, ")");
    case SLOW_NOT:
        n += (size_t)sprintf(out + n, "not ");
        return n + slow_write(t, x->a, out + n);
    case SLOW_N_CONST:
        return (size_t)sprintf(out, "n %s %d", op, x->a - 3);
    case SLOW_N_M:
        return (size_t)sprintf(out, "n %s m", op);
    case SLOW_SUM:
        return (size_t)sprintf(out, "n + m * 2 %s %d", op, x->a - 3);
    case SLOW_N_BETWEEN:
        return (size_t)sprintf(out, "n %sbetween %d and %d", negation, x->a - 3, x->b - 3);
    case SLOW_N_IN:
        return (size_t)(x->b == 0 ? sprintf(out, "n %sin (%d, null)", negation, x->a - 3)
                                  : sprintf(out, "n %sin (%d, %d)", negation, x->a - 3, x->b - 3));
    case SLOW_K:
        return (size_t)sprintf(out, "k %s '%c'", x->negated ? "<>" : "=", 'a' + x->a % 3);
    case SLOW_K_IN:
        return (size_t)sprintf(out, "k %sin ('%c'%s)", negation, 'a' + x->a % 3,
                               x->b == 0 ? ", null" : "");
    case SLOW_HAS:
        return (size_t)sprintf(out, "s %shas '%c'", negation, 'a' + x->a % 3);
    case SLOW_B:
        return (size_t)sprintf(out, "b");
    case SLOW_NULL:
        return (size_t)sprintf(out, "%s is %snull", columns[x->a], negation);
    case SLOW_D_PERIOD:
        return (size_t)sprintf(out, "d %s '%s'", op, slow_periods[x->a].text);
    case SLOW_D_E:
        return (size_t)sprintf(out, "d %s e", op);
    case SLOW_D_BETWEEN:
        return (size_t)sprintf(out, "d %sbetween '%s' and '%s'", negation, slow_periods[x->a].text,
                               slow_periods[x->b].text);
    case SLOW_D_IN:
        return (size_t)sprintf(out, "d %sin ('%s', '%s')", negation, slow_periods[x->a].text,
                               slow_periods[x->b].text);
    case SLOW_YEAR:
        return (size_t)sprintf(out, "year(d) %s %d", op, 2020 + x->a % 3);
    default:
        return (size_t)sprintf(out, "days(d, e) %s %d", op, x->a - 3);
    }
}

/* True if a date that may be imprecise takes part, whatever its values are. */
static inline bool slow_is_uncertain(const slow_test *t)
{
    for (int i = 0; i < t->n; i++) {
        if (t->nodes[i].kind >= SLOW_D_PERIOD) {
            return true;
        }
    }
    return false;
}

/* What a test may come out as: a bit each for false, null and true. */
enum { OUT_FALSE = 1, OUT_NULL = 2, OUT_TRUE = 4 };

static inline int slow_bool(bool is_true)
{
    return is_true ? OUT_TRUE : OUT_FALSE;
}

static inline int slow_flip(int out, bool negated)
{
    return !negated ? out
                    : (out & OUT_NULL) | ((out & OUT_TRUE) != 0 ? OUT_FALSE : 0) |
                          ((out & OUT_FALSE) != 0 ? OUT_TRUE : 0);
}

static inline bool slow_compare(int op, int a, int b)
{
    return op == 0   ? a == b
           : op == 1 ? a != b
           : op == 2 ? a < b
           : op == 3 ? a <= b
           : op == 4 ? a > b
                     : a >= b;
}

static inline bool slow_in_period(int op, int day, int period)
{
    int first = slow_periods[period].first;
    int last = slow_periods[period].last;
    bool is_within = day >= first && day <= last;
    return op == 0   ? is_within
           : op == 1 ? !is_within
           : op == 2 ? day < first
           : op == 3 ? day <= last
           : op == 4 ? day > last
                     : day >= first;
}

/* One test of a date on one day of it. */
static inline bool slow_on_day(const slow_node *x, const slow_row *r, int day)
{
    switch (x->kind) {
    case SLOW_D_PERIOD:
        return slow_in_period(x->op, day, x->a);
    case SLOW_D_E:
        return slow_compare(x->op, day, r->e);
    case SLOW_D_BETWEEN:
        return slow_in_period(5, day, x->a) && slow_in_period(3, day, x->b);
    case SLOW_D_IN:
        return slow_in_period(0, day, x->a) || slow_in_period(0, day, x->b);
    case SLOW_YEAR:
        return slow_compare(x->op, day <= 12 ? 2021 : 2022, 2020 + x->a % 3);
    default:
        return slow_compare(x->op, r->e - day, x->a - 3);
    }
}

static inline int slow_date_test(const slow_node *x, const slow_row *r)
{
    bool needs_e = x->kind == SLOW_D_E || x->kind == SLOW_DAYS;
    bool negates = x->negated && (x->kind == SLOW_D_BETWEEN || x->kind == SLOW_D_IN);
    int out = 0;
    if (!r->has_d || (needs_e && !r->has_e)) {
        return OUT_NULL;
    }
    for (int day = r->d_first; day <= r->d_last; day++) {
        out |= slow_bool(slow_on_day(x, r, day));
    }
    return slow_flip(out, negates);
}

static inline int slow_plain_test(const slow_node *x, const slow_row *r)
{
    const bool has[] = {r->has_k, r->has_n, r->has_m, r->has_d, r->has_e, r->has_b, r->has_s};
    switch (x->kind) {
    case SLOW_N_CONST:
        return r->has_n ? slow_bool(slow_compare(x->op, r->n, x->a - 3)) : OUT_NULL;
    case SLOW_N_M:
        return r->has_n && r->has_m ? slow_bool(slow_compare(x->op, r->n, r->m)) : OUT_NULL;
    case SLOW_SUM:
        return r->has_n && r->has_m ? slow_bool(slow_compare(x->op, r->n + r->m * 2, x->a - 3))
                                    : OUT_NULL;
    case SLOW_N_BETWEEN:
        return r->has_n ? slow_flip(slow_bool(r->n >= x->a - 3 && r->n <= x->b - 3), x->negated)
                        : OUT_NULL;
    case SLOW_N_IN:
        return !r->has_n          ? OUT_NULL
               : r->n == x->a - 3 ? slow_flip(OUT_TRUE, x->negated)
               : x->b == 0        ? OUT_NULL
                                  : slow_flip(slow_bool(r->n == x->b - 3), x->negated);
    case SLOW_K:
        return r->has_k ? slow_flip(slow_bool(r->k == x->a % 3), x->negated) : OUT_NULL;
    case SLOW_K_IN:
        return !r->has_k          ? OUT_NULL
               : r->k == x->a % 3 ? slow_flip(OUT_TRUE, x->negated)
               : x->b == 0        ? OUT_NULL
                                  : slow_flip(OUT_FALSE, x->negated);
    case SLOW_HAS:
        return r->has_s ? slow_flip(slow_bool((r->s >> (x->a % 3) & 1) != 0), x->negated)
                        : OUT_NULL;
    case SLOW_B:
        return r->has_b ? slow_bool(r->b) : OUT_NULL;
    default: /* is null */
        return slow_flip(slow_bool(!has[x->a]), x->negated);
    }
}

static inline int slow_eval(const slow_test *t, int at, const slow_row *r)
{
    const slow_node *x = &t->nodes[at];
    if (x->kind == SLOW_NOT) {
        return slow_flip(slow_eval(t, x->a, r), true);
    }
    if (x->kind > SLOW_NOT) {
        return x->kind >= SLOW_D_PERIOD ? slow_date_test(x, r) : slow_plain_test(x, r);
    }
    int a = slow_eval(t, x->a, r);
    int b = slow_eval(t, x->b, r);
    int out = 0;
    for (int i = OUT_FALSE; i <= OUT_TRUE; i *= 2) {
        for (int j = OUT_FALSE; j <= OUT_TRUE; j *= 2) {
            bool is_so = (a & i) != 0 && (b & j) != 0;
            out |= !is_so ? 0 : (x->kind == SLOW_AND) == (i < j) ? i : j;
        }
    }
    return out;
}

/* ---- groups ---- */

typedef enum slow_key {
    SLOW_BY_K,
    SLOW_BY_N,
    SLOW_BY_B,
    SLOW_BY_YEAR,
    SLOW_BY_EARLY, /* d < '2022' */
    SLOW_BY_EACH,  /* each(s) */
    SLOW_BY_KEYS
} slow_key;

typedef struct slow_query {
    slow_test test;
    bool has_test;
    slow_key keys[2];
    int n_keys;
    int doubt; /* bounds, certain, possible */
    int limit;
} slow_query;

static inline slow_query slow_query_random(uint64_t *state)
{
    slow_query q = {.has_test = pick(state, 8) > 0, .doubt = pick(state, 3)};
    q.test = slow_test_random(state);
    q.n_keys = pick(state, 3);
    for (int i = 0; i < q.n_keys; i++) {
        q.keys[i] = (slow_key)pick(state, SLOW_BY_KEYS);
    }
    q.limit = pick(state, 6) == 0 ? 1 + pick(state, 3) : 0;
    return q;
}

/* The values that a key takes on a row; 1000 stands for null, which is last. */
enum { SLOW_NO_VALUE = 1000 };

static inline int slow_values(slow_key key, const slow_row *r, int out[3])
{
    bool in_2021 = r->d_first <= 12;
    bool in_2022 = r->d_last > 12;
    int n = 0;
    switch (key) {
    case SLOW_BY_K:
        out[n++] = r->has_k ? r->k : SLOW_NO_VALUE;
        break;
    case SLOW_BY_N:
        out[n++] = r->has_n ? r->n : SLOW_NO_VALUE;
        break;
    case SLOW_BY_B:
        out[n++] = r->has_b ? (r->b ? 1 : 0) : SLOW_NO_VALUE;
        break;
    case SLOW_BY_EACH:
        for (int i = 0; r->has_s && i < 3; i++) {
            if ((r->s >> i & 1) != 0) {
                out[n++] = i;
            }
        }
        break;
    default:
        if (r->has_d && in_2021) {
            out[n++] = key == SLOW_BY_YEAR ? 2021 - 2000 : 1;
        }
        if (r->has_d && in_2022) {
            out[n++] = key == SLOW_BY_YEAR ? 2022 - 2000 : 0;
        }
        break;
    }
    if (n == 0) {
        out[n++] = SLOW_NO_VALUE;
    }
    return n;
}

static inline void slow_show_key(slow_key key, int value, char *out, size_t size)
{
    bool is_word = key == SLOW_BY_K || key == SLOW_BY_EACH;
    bool is_truth = key == SLOW_BY_B || key == SLOW_BY_EARLY;
    if (value == SLOW_NO_VALUE) {
        out[0] = '\0';
    } else if (is_word) {
        snprintf(out, size, "%c", 'a' + value);
    } else if (is_truth) {
        snprintf(out, size, "%s", value == 1 ? "true" : "false");
    } else {
        snprintf(out, size, "%d", key == SLOW_BY_YEAR ? value + 2000 : value);
    }
}

typedef struct slow_group {
    int key[2];
    int count_least, count_most, sum_least, sum_most, n_values;
} slow_group;

typedef struct slow_groups {
    slow_group groups[ROWS_MOST * 9];
    int n;
} slow_groups;

static inline slow_group *slow_group_of(slow_groups *all, int a, int b)
{
    int place = 0;
    for (; place < all->n; place++) {
        slow_group *g = &all->groups[place];
        if (g->key[0] == a && g->key[1] == b) {
            return g;
        }
        if (g->key[0] > a || (g->key[0] == a && g->key[1] > b)) {
            break;
        }
    }
    memmove(&all->groups[place + 1], &all->groups[place],
            (size_t)(all->n - place) * sizeof all->groups[0]);
    all->n++;
    all->groups[place] = (slow_group){.key = {a, b}};
    return &all->groups[place];
}

static inline void slow_add(slow_group *g, const slow_row *r, bool is_certain)
{
    g->count_least += is_certain ? 1 : 0;
    g->count_most++;
    if (r->has_n) {
        g->sum_least += is_certain || r->n < 0 ? r->n : 0;
        g->sum_most += is_certain || r->n > 0 ? r->n : 0;
        g->n_values++;
    }
}

static inline void slow_add_row(slow_groups *all, const slow_query *q, const slow_row *r)
{
    int out = q->has_test ? slow_eval(&q->test, q->test.root, r) : OUT_TRUE;
    bool is_certain = out == OUT_TRUE;
    int values[2][3] = {{0}, {0}};
    int n[2] = {1, 1};
    if ((out & OUT_TRUE) == 0) {
        return;
    }
    for (int i = 0; i < q->n_keys; i++) {
        n[i] = slow_values(q->keys[i], r, values[i]);
        is_certain = is_certain && (n[i] == 1 || q->keys[i] == SLOW_BY_EACH);
    }
    if (q->doubt == 1 && !is_certain) {
        return;
    }
    for (int i = 0; i < n[0] * n[1]; i++) {
        slow_add(slow_group_of(all, values[0][i % n[0]], values[1][i / n[0]]), r,
                 is_certain || q->doubt == 2);
    }
}

/* True if the columns come as least and most. */
static inline bool slow_has_pairs(const slow_query *q)
{
    bool in_doubt = q->has_test && slow_is_uncertain(&q->test);
    for (int i = 0; i < q->n_keys; i++) {
        in_doubt = in_doubt || q->keys[i] == SLOW_BY_YEAR || q->keys[i] == SLOW_BY_EARLY;
    }
    return q->doubt == 0 && in_doubt;
}

static inline bool slow_has_sum(const slow_query *q)
{
    return !(q->n_keys > 0 && q->keys[0] == SLOW_BY_EACH) &&
           !(q->n_keys > 1 && q->keys[1] == SLOW_BY_EACH);
}

/* The answer as CSV, to be freed. */
static inline char *slow_answer(const slow_table *t, const slow_query *q)
{
    static slow_groups all;
    all.n = 0;
    for (int i = 0; i < t->n; i++) {
        slow_add_row(&all, q, &t->rows[i]);
    }
    if (q->n_keys == 0) {
        slow_group_of(&all, 0, 0); /* one group, even of no rows */
    }
    char *text = malloc(32768);
    ck_assert_ptr_nonnull(text);
    bool pairs = slow_has_pairs(q);
    bool sums = slow_has_sum(q);
    size_t n = 0;
    for (int i = 0; i < q->n_keys; i++) {
        n += (size_t)sprintf(text + n, "g%d,", i);
    }
    n += (size_t)sprintf(text + n, "%s", pairs ? "c_least,c_most" : "c");
    n += (size_t)sprintf(text + n, "%s\n", !sums ? "" : pairs ? ",v_least,v_most" : ",v");
    int shown = q->limit > 0 && q->limit < all.n ? q->limit : all.n;
    for (int i = 0; i < shown; i++) {
        const slow_group *g = &all.groups[i];
        for (int j = 0; j < q->n_keys; j++) {
            char key[16];
            slow_show_key(q->keys[j], g->key[j], key, sizeof key);
            n += (size_t)sprintf(text + n, "%s,", key);
        }
        n += (size_t)(pairs ? sprintf(text + n, "%d,%d", g->count_least, g->count_most)
                            : sprintf(text + n, "%d", g->count_most));
        if (sums && g->n_values == 0) {
            n += (size_t)sprintf(text + n, pairs ? ",," : ",");
        } else if (sums) {
            n += (size_t)(pairs ? sprintf(text + n, ",%d,%d", g->sum_least, g->sum_most)
                                : sprintf(text + n, ",%d", g->sum_most));
        }
        n += (size_t)sprintf(text + n, "\n");
    }
    return text;
}

/* The question for the library; where and by are buffers of 4096 and 256 bytes. */
static inline coop_query slow_question(const slow_query *q, char *where, char *by)
{
    static const char *const doubts[] = {"bounds", "certain", "possible"};
    static const char *const keys[] = {"k", "n", "b", "year(d)", "d < '2022'", "each(s)"};
    size_t n = 0;
    slow_write(&q->test, q->test.root, where);
    for (int i = 0; i < q->n_keys; i++) {
        n += (size_t)sprintf(by + n, "%s%s as g%d", i > 0 ? ", " : "", keys[q->keys[i]], i);
    }
    coop_query query = query_of("t", q->has_test ? where : NULL, q->n_keys > 0 ? by : NULL,
                                slow_has_sum(q) ? "count() as c, sum(n) as v" : "count() as c");
    query.uncertain = doubts[q->doubt];
    query.limit = q->limit;
    return query;
}

#endif
