/* stream.c -- queries over many rows: threads, cancelling, memory that runs out, and what rows
 * outside the query must not do.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "random.h"
#include "register.h"

/* ---- a table of many rows over arrays ---- */

enum { MANY = 1200000, VERY_MANY = 4100000 };

typedef struct many {
    uint8_t *k, *k_there;
    int32_t *n;
    int64_t *m, *offsets;
    double *f;
    uint32_t *codes;
} many;

static void *room(size_t n, size_t size)
{
    void *bytes = calloc(n, size);
    ck_assert_ptr_nonnull(bytes);
    return bytes;
}

static void many_free(void *ctx)
{
    many *x = ctx;
    free(x->k);
    free(x->k_there);
    free(x->n);
    free(x->m);
    free(x->offsets);
    free(x->f);
    free(x->codes);
}

static void fill(many *x, int64_t rows, bool is_wide, uint64_t *state)
{
    size_t n = (size_t)rows;
    size_t n_wide = is_wide ? n : 1;
    *x = (many){room(n, 1),      room(n / 8 + 1, 1),        room(n, 4),      room(n_wide, 8),
                room(n_wide + 1, 8), room(n_wide, 8), room(2 * n_wide, 4)};
    for (size_t i = 0; i < n; i++) {
        uint64_t r = next_random(state);
        x->k[i] = (uint8_t)(r % 7);
        x->k_there[i >> 3] |= (uint8_t)((r % 11 > 0 ? 1 : 0) << (i & 7));
        x->n[i] = (int32_t)(r >> 8 & 0xffff);
        if (!is_wide) {
            continue;
        }
        x->m[i] = (int64_t)(r % 1000003) - 500000;
        x->f[i] = (double)(int64_t)(r % 2000001 - 1000000) * ((r & 1) != 0 ? 1e-9 : 1e11);
        x->offsets[i + 1] = x->offsets[i];
        for (uint32_t code = 0; code < 2 && (r >> 20 & 3) != 3; code++) {
            x->codes[x->offsets[i + 1]++] = (code * 3 + (uint32_t)(r >> 22 & 1)) % 5;
        }
    }
}

/* Columns k (code), n (int32) and, where it is wide, m (money), f (float64), s (set). */
static coop_dataset *register_of_many(many *x, int64_t rows, bool is_wide)
{
    static const char *const words[] = {"a", "b", "c", "d", "e", "f", "g"};
    const coop_column columns[] = {
        {.struct_size = sizeof columns[0], .name = "k", .type = COOP_TYPE_CODE, .width = 1,
         .n_rows = rows, .validity = x->k_there, .values = x->k, .words = words, .n_words = 7},
        {.struct_size = sizeof columns[0], .name = "n", .type = COOP_TYPE_INT32, .n_rows = rows,
         .values = x->n},
        {.struct_size = sizeof columns[0], .name = "m", .type = COOP_TYPE_MONEY, .scale = 2,
         .n_rows = rows, .values = x->m},
        {.struct_size = sizeof columns[0], .name = "f", .type = COOP_TYPE_FLOAT64,
         .n_rows = rows, .values = x->f},
        {.struct_size = sizeof columns[0], .name = "s", .type = COOP_TYPE_SET, .n_rows = rows,
         .values = x->codes, .offsets = x->offsets, .words = words, .n_words = 5}};
    static const char *const names[] = {"t"};
    coop_owner owner = {x, many_free};
    coop_table *table = NULL;
    coop_dataset *data = NULL;
    coop_error err = {0};
    ck_assert_msg(coop_table_of_columns(columns, is_wide ? 5 : 2, &owner, NULL, &table, &err) ==
                      COOP_OK,
                  "%s", err.message);
    ck_assert_int_eq(coop_dataset_of_tables(&table, names, 1, 0, &data, NULL), COOP_OK);
    return data;
}

/* ---- threads ---- */

static char *with_threads(const coop_dataset *data, coop_query query, int32_t threads)
{
    coop_run run = COOP_RUN_INIT;
    run.threads = threads;
    query.run = &run;
    return answer(data, &query);
}

static void check_threads(const coop_dataset *data, coop_query query)
{
    char *one = with_threads(data, query, 1);
    for (int32_t threads = 2; threads <= 8; threads *= 2) {
        char *more = with_threads(data, query, threads);
        ck_assert_msg(strcmp(one, more) == 0, "%d threads gave\n%.500snot\n%.500s", (int)threads,
                      more, one);
        free(more);
    }
    ck_assert_uint_gt(strlen(one), 8);
    free(one);
}

START_TEST(threads_do_not_change_a_byte)
{
    uint64_t state = 5;
    many x;
    fill(&x, MANY, true, &state);
    coop_dataset *data = register_of_many(&x, MANY, true);
    check_threads(data, query_of("t", NULL, "k", "count(), share(n < 700), sum(m), sum(f)"));
    check_threads(data, query_of("t", "m > 0 and not k = 'a'", "n / 2 < 9000, k",
                                 "sum(f * 3) as v, sum(m + m) as w"));
    coop_query query = query_of("t", "n < 30000", "each(s), k", "count(), sum(m), sum(f)");
    query.attribution = "equal";
    check_threads(data, query);
    query = query_of("t", "n < 2500", "n", "count(), sum(f)");
    query.order_by = "count desc";
    query.limit = 500;
    check_threads(data, query);
    coop_dataset_free(data);
}
END_TEST

START_TEST(eight_threads_share_the_rows)
{
    uint64_t state = 6;
    many x;
    fill(&x, VERY_MANY, false, &state);
    coop_dataset *data = register_of_many(&x, VERY_MANY, false);
    check_threads(data, query_of("t", "n <> 5", "k", "count(), share(n < 700)"));
    check_threads(data, query_of("t", "n < 2500", "n + 1", "count()"));
    check_threads(data, query_of("t", "n < 0", NULL, "count(), sum(n)"));
    coop_dataset_free(data);
}
END_TEST

/* ---- cancelling ---- */

typedef struct watcher {
    pthread_t thread;
    int64_t calls, cancel_at;
    double last;
    bool is_elsewhere, falls;
} watcher;

static int32_t watch(void *ctx, double done)
{
    watcher *w = ctx;
    w->calls++;
    w->is_elsewhere = w->is_elsewhere || pthread_equal(w->thread, pthread_self()) == 0;
    w->falls = w->falls || done < w->last || done > 1;
    w->last = done;
    return w->calls == w->cancel_at ? 1 : 0;
}

START_TEST(progress_is_told_and_may_cancel)
{
    uint64_t state = 7;
    many x;
    fill(&x, MANY, true, &state);
    coop_dataset *data = register_of_many(&x, MANY, true);
    for (int32_t threads = 1; threads <= 2; threads++) {
        for (int64_t cancel_at = 0; cancel_at < 4; cancel_at++) {
            watcher w = {.thread = pthread_self(), .cancel_at = cancel_at};
            coop_run run = COOP_RUN_INIT;
            run.threads = threads;
            run.progress = watch;
            run.progress_ctx = &w;
            coop_query query = query_of("t", NULL, "k", "sum(m)");
            coop_table *table = NULL;
            coop_error err = {0};
            query.run = &run;
            coop_status status = coop_query_run(data, &query, &table, &err);
            ck_assert_int_eq(status, cancel_at == 0 ? COOP_OK : COOP_CANCELLED);
            ck_assert((table != NULL) == (cancel_at == 0));
            ck_assert(!w.is_elsewhere && !w.falls);
            ck_assert_int_eq(w.calls, cancel_at == 0 ? w.calls : cancel_at);
            ck_assert_int_gt(w.calls, 0);
            coop_table_free(table);
        }
    }
    coop_dataset_free(data);
}
END_TEST

/* ---- memory ---- */

/* Every allocation of a query fails once; what is left over at the end is counted. */
static void starve(const coop_dataset *data, coop_query query, int32_t threads)
{
    char *expected = answer(data, &query);
    coop_status status = COOP_MEMORY;
    for (int64_t fail_at = 1; status != COOP_OK; fail_at += threads * threads) {
        meter m = {.fail_at = fail_at, .for_ever = fail_at / threads % 2 == 0};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        coop_table *table = NULL;
        run.allocator = &a;
        run.threads = threads;
        query.run = &run;
        status = coop_query_run(data, &query, &table, NULL);
        ck_assert_msg(status == COOP_OK || status == COOP_MEMORY, "call %d: %s", (int)fail_at,
                      coop_status_name(status));
        ck_assert((table != NULL) == (status == COOP_OK));
        if (status == COOP_OK) {
            ck_assert_int_lt(m.calls, fail_at);
            char *got = csv_of(table);
            ck_assert_str_eq(got, expected);
            free(got);
        }
        ck_assert_msg(m.live == 0, "call %d: %zu bytes are left over", (int)fail_at,
                      m.live);
    }
    free(expected);
}

START_TEST(streams_survive_without_memory)
{
    uint64_t state = 8;
    many x;
    fill(&x, 5000, true, &state);
    coop_dataset *data = register_of_many(&x, 5000, true);
    coop_query query = query_of("t", "m > 0 and n + 1 < 9000", "n, k", "count(), share(f > 0), sum(m)");
    query.order_by = "n desc";
    query.having = "count > 0";
    starve(data, query, 1);
    query = query_of("t", "s has 'b' or n / 3 > 100", "each(s), m > 5", "sum(m)");
    query.attribution = "equal";
    starve(data, query, 1);
    coop_dataset_free(data);
}
END_TEST

START_TEST(threads_survive_without_memory)
{
    uint64_t state = 9;
    many x;
    fill(&x, MANY, false, &state);
    coop_dataset *data = register_of_many(&x, MANY, false);
    starve(data, query_of("t", "n < 300", "n + 1", "count(), sum(n)"), 2);
    coop_dataset_free(data);
}
END_TEST

/* ---- rows outside the query ---- */

START_TEST(only_rows_of_the_query_overflow)
{
    coop_dataset *data = register_of(
        "2021-06-30", "project", "b:int16 n:int64 f:float64 committed:date",
        "0|1|1|2020-01-01\n9|5|1e300|2020-01-01\n20|9223372036854775807|1e308|2029-01-01", NULL);
    static const char *const product = "b * 900000000000000000";
    coop_query query = query_of("project", "b < 5", product, NULL);
    expect(data, query, "b * 900000000000000000,count\n0,1\n"); /* 20 times it does not fit */
    query = query_of("project", "b < 15", NULL, "sum(b * 900000000000000000) as v");
    expect(data, query, "v\n8100000000000000000\n");
    query = query_of("project", "b * 900000000000000000 >= 0", NULL, "count()");
    expect(data, query, "count\n2\n"); /* the third row has not begun */
    expect(data, query_of("project", "f * 10 > 0 and n + 5 > 0", NULL, "count()"), "count\n2\n");
    query.as_of = "2030-01-01";
    expect_error(data, query, COOP_RANGE, -1, "where: arithmetic left the range of its type");
    query = query_of("project", NULL, product, "count()");
    query.as_of = "2030-01-01";
    expect_error(data, query, COOP_RANGE, -1, "by: arithmetic left the range of its type");
    query = query_of("project", NULL, NULL, "sum(f * 10)");
    query.as_of = "2030-01-01";
    expect_error(data, query, COOP_RANGE, -1, "select: arithmetic left the range of its type");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_series_has_days_without_rows)
{
    coop_dataset *data = register_of("2021-06-30", "project", "k:code m:money committed:date",
                                     "a|1|2020-05-01\nb|2|2021-05-01", NULL);
    coop_query query = query_of("project", NULL, NULL, "count(), sum(m)");
    query.as_of = "2019/2021 by year";
    expect(data, query, "as_of,count,sum_m\n2019-12-31,0,\n2020-12-31,1,1.00\n2021-12-31,2,3.00\n");
    query.by = "k";
    expect(data, query,
           "as_of,k,count,sum_m\n2020-12-31,a,1,1.00\n2021-12-31,a,1,1.00\n"
           "2021-12-31,b,1,2.00\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_test_of_the_day_is_of_each_day)
{
    coop_dataset *data = register_of("2021-06-30", "project",
                                     "k:code m:money committed:date done:date",
                                     "a|1|2019-05-01|2020-05-01\nb|3|2019-05-01|2021-05-01\n"
                                     "c||2020-05-01|", NULL);
    coop_query query = query_of("project", NULL, NULL, "share(done <= as_of, m) as x");
    query.as_of = "2019/2021 by year";
    expect(data, query,
           "as_of,x,x_worst,x_best,x_part,x_whole,x_missing\n2019-12-31,0,0,0,0.00,4.00,0\n"
           "2020-12-31,0.25,0.25,0.25,1.00,4.00,1\n2021-12-31,1,1,1,4.00,4.00,1\n");
    coop_dataset_free(data);
}
END_TEST

/* Sums that leave 64 bits on their way and come back: of values that are added up for many rows before
 * a state takes them, and of values that are too large for that. */
START_TEST(sums_may_pass_64_bits_on_their_way)
{
    enum { ROWS = 20000 };
    const int64_t large = INT64_C(1) << 50;
    uint64_t state = 6;
    many x;
    fill(&x, ROWS, true, &state);
    for (int64_t i = 0; i < ROWS; i++) {
        x.m[i] = i < 12000 ? large : -large;
    }
    coop_dataset *data = register_of_many(&x, ROWS, true);
    expect(data, query_of("t", NULL, NULL, "sum(m)"), "sum_m\n45035996273704960.00\n");
    coop_dataset_free(data);
    fill(&x, ROWS, true, &state);
    for (int64_t i = 0; i < ROWS; i++) {
        x.m[i] = i < 12000 ? large + 1 : -large;
    }
    data = register_of_many(&x, ROWS, true);
    expect(data, query_of("t", NULL, NULL, "sum(m)"), "sum_m\n45035996273705080.00\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(equal_parts_add_up_whatever_is_in_doubt)
{
    coop_dataset *data =
        register_of("2021-06-30", "t", "s:set r:set m:money n:int32 f:float64 d:span",
                    "a;b;c|x;y|-1.00|7|1|2020\nb|x|5|1|2|2021-05\n|y|1|1|3|2020-01-01", NULL);
    coop_query query = query_of("t", "d < '2021'", "each(s)", "sum(m), sum(n), sum(f)");
    query.attribution = "equal";
    query.uncertain = "possible";
    const char *parts = "s,sum_m,sum_n,sum_f\na,-0.34,3,0.3333333333333333\n"
                        "b,-0.33,2,0.3333333333333333\nc,-0.33,2,0.3333333333333333\n,1.00,1,3\n";
    expect(data, query, parts);
    query.where = "d is null or s has 'a' or s is null"; /* the same rows by strips */
    expect(data, query, parts);
    query = query_of("t", "n = 7", "each(s), each(r)", "sum(n)");
    query.attribution = "equal";
    expect(data, query, "s,r,sum_n\na,x,2\na,y,1\nb,x,1\nb,y,1\nc,x,1\nc,y,1\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(numbers_at_the_ends_of_the_types)
{
    coop_dataset *data = register_of("2021-06-30", "t", "n:int64 d:date",
                                     "9223372036854775807|2020-01-01\n6000000000000000000|\n"
                                     "-5|2020-01-02", NULL);
    expect(data, query_of("t", "n = 9223372036854775807", NULL, "count()"), "count\n1\n");
    expect(data, query_of("t", "n < 5e18", NULL, "count()"), "count\n1\n");
    expect(data, query_of("t", "n > 5e18 and n < 6.5e18", NULL, "count()"), "count\n1\n");
    expect(data, query_of("t", "n < 1e30 and n > -1e30", NULL, "count()"), "count\n3\n");
    expect(data, query_of("t", "7000000049 is null or d <= '2020-01-01'", NULL, "count()"),
           "count\n1\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- little stack ---- */

enum { DEEP = 10000 };

typedef struct deep {
    const coop_dataset *data;
    char *text[2];
    coop_status status[3];
} deep;

static void *ask_deep(void *ctx)
{
    deep *d = ctx;
    const coop_query queries[] = {query_of("t", d->text[0], NULL, "count()"),
                                  query_of("t", NULL, d->text[0], "share(k = 'a')"),
                                  query_of("t", d->text[1], NULL, "count()")};
    for (int i = 0; i < 3; i++) {
        coop_table *table = NULL;
        d->status[i] = coop_query_run(d->data, &queries[i], &table, NULL);
        coop_table_free(table);
    }
    return NULL;
}

/* 10,000 parentheses are too many, and a chain of as many tests is not. */
START_TEST(deep_texts_need_no_stack)
{
    coop_dataset *data = register_of("2021-06-30", "t", "k:code n:int32", "a|1\nb|2\n|", NULL);
    deep d = {.data = data, .text = {room(4 * DEEP, 1), room(16 * DEEP, 1)}};
    for (size_t i = 0; i < DEEP; i++) {
        d.text[0][i] = '(';
        d.text[0][DEEP + 5 + i] = ')';
        strcat(d.text[1] + 10 * i, i > 0 ? " or n = 2 " : "     n = 2 ");
    }
    memcpy(d.text[0] + DEEP, "n = 2", 5);
    on_small_stack(ask_deep, &d);
    ck_assert_int_eq(d.status[0], COOP_LIMIT);
    ck_assert_int_eq(d.status[1], COOP_LIMIT);
    ck_assert_int_eq(d.status[2], COOP_OK);
    free(d.text[0]);
    free(d.text[1]);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query/stream");
    TCase *threads = tcase_create("threads");
    tcase_add_test(threads, threads_do_not_change_a_byte);
    tcase_add_test(threads, eight_threads_share_the_rows);
    tcase_add_test(threads, progress_is_told_and_may_cancel);
    suite_add_tcase(s, threads);
    TCase *memory = tcase_create("memory");
    tcase_add_test(memory, streams_survive_without_memory);
    tcase_add_test(memory, threads_survive_without_memory);
    suite_add_tcase(s, memory);
    TCase *rows = tcase_create("rows");
    tcase_add_test(rows, only_rows_of_the_query_overflow);
    tcase_add_test(rows, a_series_has_days_without_rows);
    tcase_add_test(rows, a_test_of_the_day_is_of_each_day);
    tcase_add_test(rows, sums_may_pass_64_bits_on_their_way);
    tcase_add_test(rows, equal_parts_add_up_whatever_is_in_doubt);
    tcase_add_test(rows, numbers_at_the_ends_of_the_types);
    tcase_add_test(rows, deep_texts_need_no_stack);
    suite_add_tcase(s, rows);
    return s;
}

#include "check_main.h"
