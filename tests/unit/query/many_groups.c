/* many_groups.c -- as many groups as rows, or nearly: numbers far apart, which are hashed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "register.h"

enum { GROUPS = 100000, ROWS = 250007 };

static int64_t keys[ROWS], cents[ROWS];

/* Key number k, from 0 on, in the order of the keys. */
static int64_t key_of(int64_t k)
{
    return k * 1000003 - 40000000000;
}

static coop_dataset *register_of_rows(void)
{
    static const char *const names[] = {"t"};
    for (int64_t i = 0; i < ROWS; i++) {
        keys[i] = key_of(i * 7919 % GROUPS); /* 7919 has no factor in common with GROUPS */
        cents[i] = i;
    }
    coop_column columns[] = {
        {.struct_size = sizeof columns[0], .name = "g", .type = COOP_TYPE_INT64, .n_rows = ROWS,
         .values = keys},
        {.struct_size = sizeof columns[0], .name = "m", .type = COOP_TYPE_MONEY, .scale = 2,
         .n_rows = ROWS, .values = cents}};
    coop_table *table = NULL;
    coop_dataset *data = NULL;
    ck_assert_int_eq(coop_table_of_columns(columns, 2, NULL, NULL, &table, NULL), COOP_OK);
    ck_assert_int_eq(coop_dataset_of_tables(&table, names, 1, 0, &data, NULL), COOP_OK);
    return data;
}

START_TEST(a_hundred_thousand_groups)
{
    static int64_t sums[GROUPS], counts[GROUPS];
    coop_dataset *data = register_of_rows();
    char *expected = malloc((size_t)GROUPS * 64);
    ck_assert_ptr_nonnull(expected);
    for (int64_t i = 0; i < ROWS; i++) {
        sums[i * 7919 % GROUPS] += i;
        counts[i * 7919 % GROUPS]++;
    }
    size_t at = (size_t)snprintf(expected, 64, "g,c,s\n");
    for (int64_t k = 0; k < GROUPS; k++) {
        at += (size_t)snprintf(expected + at, 64, "%lld,%lld,%lld.%02lld\n",
                               (long long)key_of(k), (long long)counts[k],
                               (long long)(sums[k] / 100), (long long)(sums[k] % 100));
    }
    for (int32_t threads = 1; threads <= 2; threads++) {
        coop_run run = COOP_RUN_INIT;
        coop_query query = query_of("t", NULL, "g", "count() as c, sum(m) as s");
        run.threads = threads;
        query.run = &run;
        expect(data, query, expected);
    }
    free(expected);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query/many_groups");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, a_hundred_thousand_groups);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
