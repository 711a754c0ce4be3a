/* naive.c -- random queries over random tables against an engine that goes row by row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "query_naive_answer.h"

static char *said(const char *text)
{
    return (char *)(uintptr_t)(text != NULL ? text : "-");
}

/* Where two texts part. */
static size_t parting(const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] != '\0' && a[n] == b[n]) {
        n++;
    }
    return n > 150 ? n - 150 : 0;
}

static void compare(const coop_dataset *data, naive_query *q, uint64_t seed, bool in_place)
{
    static naive_text texts[4];
    coop_query query = naive_question(q, texts);
    coop_table *table = NULL;
    coop_error err = {0};
    coop_status status = coop_query_run(data, &query, &table, &err);
    char *expected = naive_answer(q);
    char *got = status == COOP_OK ? csv_of(table) : strdup(err.message);
    size_t at = parting(got, expected);
    ck_assert_msg(strcmp(got, expected) == 0,
                  "seed %llu, %lld rows%s%s\nwhere %s\nby %s\nselect %s\norder_by %s having %s "
                  "as_of %s uncertain %s attribution %s limit %d\ngave ...\n%.600s\nnot ...\n%.600s",
                  (unsigned long long)seed, (long long)q->p.table->n, in_place ? " in place" : "",
                  q->p.table->has_from ? ", committed" : "", said(query.where), said(query.by),
                  said(query.select), said(query.order_by), said(query.having), said(query.as_of),
                  said(query.uncertain), said(query.attribution), (int)query.limit, got + at,
                  expected + at);
    free(got);
    free(expected);
}

/* Tables of n rows, each asked some questions. */
static void ask(uint64_t first_seed, int tables, int questions, int64_t most_rows)
{
    static naive_query q;
    for (int i = 0; i < tables; i++) {
        uint64_t seed = first_seed + (uint64_t)i;
        uint64_t state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
        for (int warm = 0; warm < 5; warm++) {
            next_random(&state);
        }
        bool in_place = naive_pick(&state, 2) == 0;
        int64_t n_rows = naive_pick(&state, 8) == 0 ? most_rows : naive_pick(&state, most_rows + 1);
        naive_table t = naive_table_random(&state, n_rows);
        coop_dataset *data = naive_register(&t, in_place);
        for (int j = 0; j < questions; j++) {
            naive_query_random(&q, &t, &state);
            compare(data, &q, seed, in_place);
        }
        coop_dataset_free(data);
        naive_table_close(&t);
    }
}

START_TEST(tiny_tables)
{
    ask(1, 600, 10, 3);
}
END_TEST

START_TEST(small_tables)
{
    ask(10001, 300, 15, 70);
}
END_TEST

START_TEST(tables_of_a_strip)
{
    ask(20001, 40, 15, 4200);
}
END_TEST

START_TEST(large_tables)
{
    ask(30001, 8, 12, 20000);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query/naive");
    TCase *all = tcase_create("all");
    tcase_add_test(all, tiny_tables);
    tcase_add_test(all, small_tables);
    tcase_add_test(all, tables_of_a_strip);
    tcase_add_test(all, large_tables);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
