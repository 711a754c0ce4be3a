/* query_naive_answer.h -- the answer to a naive_query as CSV, by sorting rows into groups.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_QUERY_NAIVE_ANSWER_H
#define COOP_TEST_QUERY_NAIVE_ANSWER_H

#include "query_naive_run.h"

/* A row in a group: under each() it is there once a member of its set. */
typedef struct naive_entry {
    int64_t row;
    naive_value keys[NAIVE_KEYS];
    int parts, rank;
    bool is_certain;
} naive_entry;

/* A row of the result. */
typedef struct naive_result {
    int64_t place, day;
    naive_value keys[NAIVE_KEYS];
    naive_value path;
    naive_value outputs[NAIVE_OUTPUTS];
    int n_outputs;
} naive_result;

typedef struct naive_run {
    const naive_query *q;
    naive_entry *entries;
    int64_t n_entries;
    naive_result *results;
    int64_t n_results, capacity;
} naive_run;

static const naive_query *naive_sorted; /* what qsort compares by */

static inline int naive_key_order(const naive_value *a, const naive_value *b)
{
    if (a->is_null || b->is_null) {
        return (int)a->is_null - (int)b->is_null;
    }
    if (a->kind != NAIVE_SET) {
        return naive_order(&naive_sorted->p, a, b);
    }
    int64_t x = a->i; /* the letter of the highest bit comes first */
    int64_t y = b->i;
    for (int i = NAIVE_MEMBERS - 1; i >= 0 && x != 0 && y != 0; i--) {
        if ((x ^ y) >> i & 1) {
            return (x >> i & 1) != 0 ? -1 : 1;
        }
        x &= ~((int64_t)1 << i);
        y &= ~((int64_t)1 << i);
    }
    return (int)(x != 0) - (int)(y != 0);
}

static inline int naive_keys_order(const naive_value *a, const naive_value *b)
{
    int order = 0;
    for (int i = 0; i < naive_sorted->n_keys && order == 0; i++) {
        order = naive_key_order(&a[i], &b[i]);
    }
    return order;
}

static inline int naive_entry_order(const void *x, const void *y)
{
    const naive_entry *a = x;
    const naive_entry *b = y;
    int order = naive_keys_order(a->keys, b->keys);
    return order != 0 ? order : a->row < b->row ? -1 : a->row > b->row;
}

static inline int naive_result_order(const void *x, const void *y)
{
    const naive_result *a = x;
    const naive_result *b = y;
    int order = 0;
    if (naive_sorted->orders_by_count || naive_sorted->orders_by_path) {
        bool by_path = naive_sorted->orders_by_path;
        int at = naive_has_pairs(naive_sorted) ? 1 : 0;
        const naive_value *v = by_path ? &a->path : &a->outputs[at];
        const naive_value *w = by_path ? &b->path : &b->outputs[at];
        order = naive_key_order(v, w);
        order = naive_sorted->descends && !v->is_null && !w->is_null ? -order : order;
    }
    if (order == 0 && naive_sorted->n_keys > 0) {
        order = a->day < b->day ? -1 : a->day > b->day;
        order = order != 0 ? order : naive_keys_order(a->keys, b->keys);
    }
    return order != 0 ? order : a->place < b->place ? -1 : a->place > b->place;
}

/* ---- rows ---- */

/* What a row is for the day: 0 out, 1 possible, 2 certain. */
static inline int naive_enters(const naive_query *q, int64_t row)
{
    const naive_cell *from = naive_at(q->p.table, row, NAIVE_O);
    int out = NAIVE_TRUE;
    bool is_sure = true;
    if (q->p.table->has_from && !from->is_null) {
        is_sure = from->last <= q->p.as_of;
        out = from->i <= q->p.as_of ? NAIVE_TRUE : NAIVE_FALSE;
    }
    if (q->where >= 0 && out == NAIVE_TRUE) {
        out = naive_eval(&q->p, q->where, row).out;
        is_sure = is_sure && out == NAIVE_TRUE;
    }
    if ((out & NAIVE_TRUE) == 0 || (!is_sure && q->doubt == 1)) {
        return 0;
    }
    return is_sure || q->doubt == 2 ? 2 : 1;
}

static inline naive_value naive_key_value(const naive_program *p, int node, int64_t row)
{
    naive_value v = naive_eval(p, node, row);
    v.x = v.x == 0 ? 0 : v.x;
    v.last = v.kind == NAIVE_SPAN ? v.last : 0;
    return v;
}

static inline void naive_enter(naive_run *run, int64_t row, bool is_certain)
{
    const naive_query *q = run->q;
    naive_entry e = {.row = row, .parts = 1, .is_certain = is_certain};
    for (int i = 0; i < q->n_keys; i++) {
        e.keys[i] = naive_key_value(&q->p, q->keys[i], row);
    }
    if (q->each < 0) {
        run->entries[run->n_entries++] = e;
        return;
    }
    static const char letters[NAIVE_MEMBERS][2] = {"z", "y", "x", "w", "v", "u", "t", "s", "r", "q"};
    naive_value set = e.keys[q->each];
    naive_value *word = &e.keys[q->each];
    *word = (naive_value){.kind = NAIVE_TEXT, .is_null = true};
    if (set.is_null || set.i == 0) {
        run->entries[run->n_entries++] = e;
        return;
    }
    e.parts = __builtin_popcountll((unsigned long long)set.i);
    for (int i = NAIVE_MEMBERS - 1; i >= 0; i--) {
        if ((set.i >> i & 1) != 0) {
            word->is_null = false;
            word->text = letters[i];
            run->entries[run->n_entries++] = e;
            e.rank++;
        }
    }
}

/* ---- states ---- */

typedef struct naive_state {
    int64_t certain, possible, hits, known;
    int64_t n_values;
    naive_wide least, most; /* numbers in units of 2^-80 */
} naive_state;

static inline naive_wide naive_exact(double x)
{
    int e = 0;
    double fraction = frexp(x, &e);
    ck_assert_msg(x == 0 || (e >= -27 && e < 28), "%g is no number of these tests", x);
    return x == 0 ? 0 : (naive_wide)(int64_t)ldexp(fraction, 53) * ((naive_wide)1 << (e + 27));
}

static inline naive_wide naive_share_of(const naive_query *q, const naive_value *v,
                                        const naive_entry *e)
{
    bool splits = q->each >= 0 && q->is_equal;
    if (v->kind == NAIVE_NUMBER) {
        return naive_exact(splits ? v->x / e->parts : v->x);
    }
    int64_t size = v->i < 0 ? -v->i : v->i;
    int64_t part = size / e->parts + (e->rank < size % e->parts ? 1 : 0);
    return !splits ? v->i : v->i < 0 ? -part : part;
}

static inline void naive_take(const naive_query *q, naive_state *s, const naive_entry *e)
{
    s->certain += e->is_certain ? 1 : 0;
    s->possible++;
    if (q->share >= 0) {
        int out = naive_eval(&q->p, q->share, e->row).out;
        s->hits += e->is_certain && out == NAIVE_TRUE ? 1 : 0;
        s->known += e->is_certain && (out == NAIVE_TRUE || out == NAIVE_FALSE) ? 1 : 0;
    }
    naive_value v = {.is_null = true};
    if (q->sum >= 0) {
        v = naive_eval(&q->p, q->sum, e->row);
    }
    if (!v.is_null) {
        naive_wide x = naive_share_of(q, &v, e);
        s->least += e->is_certain || x < 0 ? x : 0;
        s->most += e->is_certain || x > 0 ? x : 0;
        s->n_values++;
    }
}

static inline void naive_output(naive_result *r, naive_kind kind, int64_t i, double x, bool is_null)
{
    r->outputs[r->n_outputs++] =
        (naive_value){.kind = kind, .i = i, .x = x, .is_null = is_null};
}

static inline void naive_finish_share(naive_result *r, const naive_state *s)
{
    coop_interval limits = {0, 0};
    double total = (double)s->possible;
    double hits = (double)s->hits;
    if (s->known > 0) {
        ck_assert_int_eq(coop_proportion_interval(NULL, s->hits, s->known, 0.95, &limits, NULL),
                         COOP_OK);
    }
    naive_output(r, NAIVE_NUMBER, 0, hits / (double)s->known, s->known == 0);
    naive_output(r, NAIVE_NUMBER, 0, limits.low, s->known == 0);
    naive_output(r, NAIVE_NUMBER, 0, limits.high, s->known == 0);
    naive_output(r, NAIVE_NUMBER, 0, hits / total, s->possible == 0);
    naive_output(r, NAIVE_NUMBER, 0, (hits + total - (double)s->known) / total, s->possible == 0);
    naive_output(r, NAIVE_INT, s->hits, 0, false);
    naive_output(r, NAIVE_INT, s->known, 0, false);
    naive_output(r, NAIVE_INT, s->possible - s->known, 0, false);
    naive_output(r, NAIVE_INT, s->possible, 0, false);
}

static inline void naive_finish_sum(const naive_query *q, naive_result *r, const naive_state *s)
{
    const naive_node *node = &q->p.nodes[q->sum];
    naive_kind kind = node->kind;
    for (int i = 0; i < (naive_has_pairs(q) ? 2 : 1); i++) {
        naive_wide x = i == 0 ? s->least : s->most;
        naive_output(r, kind, (int64_t)x, ldexp((double)x, -80), s->n_values == 0);
    }
}

static inline naive_result *naive_new_result(naive_run *run, int64_t day)
{
    if (run->n_results == run->capacity) {
        run->capacity = run->capacity * 2 + 64;
        run->results = realloc(run->results, (size_t)run->capacity * sizeof *run->results);
        ck_assert_ptr_nonnull(run->results);
    }
    naive_result *r = &run->results[run->n_results];
    memset(r, 0, sizeof *r);
    r->place = run->n_results++;
    r->day = day;
    return r;
}

static inline void naive_finish(naive_run *run, const naive_entry *entries, int64_t n, int64_t day)
{
    const naive_query *q = run->q;
    naive_state s = {0};
    for (int64_t i = 0; i < n; i++) {
        naive_take(q, &s, &entries[i]);
    }
    if (q->has_having && s.possible < 3) {
        return;
    }
    naive_result *r = naive_new_result(run, day);
    if (n > 0) {
        memcpy(r->keys, entries[0].keys, sizeof r->keys);
        r->path = naive_nation_value(&q->p, entries[0].row, false);
    }
    naive_output(r, NAIVE_INT, naive_has_pairs(q) ? s.certain : s.possible, 0, false);
    if (naive_has_pairs(q)) {
        naive_output(r, NAIVE_INT, s.possible, 0, false);
    }
    if (q->share >= 0) {
        naive_finish_share(r, &s);
    }
    if (q->sum >= 0) {
        naive_finish_sum(q, r, &s);
    }
}

static inline void naive_list(naive_run *run, int64_t day)
{
    const naive_query *q = run->q;
    for (int64_t i = 0; i < run->n_entries; i++) {
        naive_result *r = naive_new_result(run, day);
        for (int j = 0; j < q->n_items; j++) {
            r->outputs[r->n_outputs++] = naive_eval(&q->p, q->items[j], run->entries[i].row);
        }
        if (naive_has_pairs(q)) {
            naive_output(r, NAIVE_TRUTH, run->entries[i].is_certain ? 1 : 0, 0, false);
        }
    }
}

static inline void naive_run_day(naive_run *run, int64_t day)
{
    const naive_query *q = run->q;
    run->n_entries = 0;
    for (int64_t row = 0; row < q->p.table->n; row++) {
        int enters = naive_enters(q, row);
        if (enters > 0) {
            naive_enter(run, row, enters == 2);
        }
    }
    if (q->n_items > 0) {
        naive_list(run, day);
        return;
    }
    qsort(run->entries, (size_t)run->n_entries, sizeof *run->entries, naive_entry_order);
    for (int64_t i = 0; i < run->n_entries || (i == 0 && q->n_keys == 0);) {
        int64_t end = i + 1;
        while (end < run->n_entries &&
               naive_keys_order(run->entries[i].keys, run->entries[end].keys) == 0) {
            end++;
        }
        naive_finish(run, run->entries + i, end <= run->n_entries ? end - i : 0, day);
        i = end;
    }
}

/* ---- text ---- */

static inline void naive_show(text_sink *out, const naive_program *p, const naive_value *v,
                              bool is_only)
{
    char text[128] = "";
    coop_span span = {(coop_date)v->i, (coop_date)v->last};
    size_t n = 0;
    if (v->is_null) {
        text_write(out, is_only ? "\"\"" : "", is_only ? 2 : 0);
        return;
    }
    switch (v->kind) {
    case NAIVE_INT:
        snprintf(text, sizeof text, "%lld", (long long)v->i);
        break;
    case NAIVE_NUMBER:
        coop__number_format(v->x, text);
        break;
    case NAIVE_MONEY:
        coop__money_format(v->i, p->table->scale, text);
        break;
    case NAIVE_DATE:
        ck_assert_int_eq(coop_date_format((coop_date)v->i, text, NULL), COOP_OK);
        break;
    case NAIVE_SPAN:
        ck_assert_int_eq(coop_span_format(span, text, NULL), COOP_OK);
        break;
    case NAIVE_TRUTH:
        snprintf(text, sizeof text, "%s", v->i != 0 ? "true" : "false");
        break;
    case NAIVE_SET:
        for (int i = NAIVE_MEMBERS - 1; i >= 0; i--) {
            if ((v->i >> i & 1) != 0) {
                n += (size_t)snprintf(text + n, sizeof text - n, "%s%c", n > 0 ? ";" : "",
                                      naive_member(i));
            }
        }
        break;
    default:
        snprintf(text, sizeof text, "%s", v->text);
        break;
    }
    bool is_empty = text[0] == '\0';
    text_write(out, is_empty ? "\"\"" : text, is_empty ? 2 : strlen(text));
}

static inline void naive_say_header(const naive_query *q, text_sink *out)
{
    static const char *const shares =
        ",h,h_low,h_high,h_worst,h_best,h_hits,h_known,h_unknown,h_total";
    naive_text line = {.n = 0};
    bool pairs = naive_has_pairs(q);
    naive_say(&line, naive_days[q->as_of].n > 1 ? "as_of," : "");
    for (int i = 0; i < q->n_keys; i++) {
        naive_say(&line, "g%d,", i);
    }
    for (int i = 0; i < q->n_items; i++) {
        naive_say(&line, i > 0 ? ",g%d" : "g%d", i);
    }
    if (q->n_items > 0) {
        naive_say(&line, pairs ? ",certain\n" : "\n");
    } else {
        naive_say(&line, pairs ? "c_least,c_most" : "c");
        naive_say(&line, "%s%s\n", q->share >= 0 ? shares : "",
                  q->sum < 0 ? "" : pairs ? ",v_least,v_most" : ",v");
    }
    text_write(out, line.bytes, line.n);
}

static inline void naive_say_row(const naive_query *q, const naive_result *r, text_sink *out)
{
    bool has_day = naive_days[q->as_of].n > 1;
    bool is_only = !has_day && q->n_keys == 0 && r->n_outputs == 1;
    if (has_day) {
        naive_value day = {.kind = NAIVE_DATE, .i = r->day};
        naive_show(out, &q->p, &day, false);
        text_write(out, ",", 1);
    }
    for (int i = 0; i < q->n_keys; i++) {
        naive_show(out, &q->p, &r->keys[i], false);
        text_write(out, ",", 1);
    }
    for (int i = 0; i < r->n_outputs; i++) {
        text_write(out, ",", i > 0 ? 1 : 0);
        naive_show(out, &q->p, &r->outputs[i], is_only);
    }
    text_write(out, "\n", 1);
}

/* The answer as CSV, to be freed. */
static inline char *naive_answer(naive_query *q)
{
    naive_run run = {.q = q};
    text_sink out = {0};
    run.entries = calloc((size_t)q->p.table->n * (q->each >= 0 ? NAIVE_MEMBERS : 1) + 1,
                         sizeof *run.entries);
    ck_assert_ptr_nonnull(run.entries);
    naive_sorted = q;
    for (int i = 0; i < naive_days[q->as_of].n; i++) {
        q->p.as_of = NAIVE_DAY_0 + naive_days[q->as_of].days[i];
        naive_run_day(&run, q->p.as_of);
    }
    if (run.n_results > 0) {
        qsort(run.results, (size_t)run.n_results, sizeof *run.results, naive_result_order);
    }
    naive_say_header(q, &out);
    int64_t n = q->limit > 0 && q->limit < run.n_results ? q->limit : run.n_results;
    for (int64_t i = 0; i < n; i++) {
        naive_say_row(q, &run.results[i], &out);
    }
    free(run.entries);
    free(run.results);
    return out.bytes;
}

#endif
