/* dataset.c -- a register's tables and title, and what the query engine is told of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <stdio.h>

#include "model/dataset.h"
#include "register.h"

START_TEST(a_register_lists_its_tables)
{
    coop_dataset *data =
        register_of("2024-02-29", "b", "x:code", "1", "a", "y:code z:code", "1|2\n3|4", NULL);
    ck_assert_int_eq(coop_dataset_n_tables(data), 2);
    ck_assert_str_eq(coop_dataset_table_name(data, 0), "b");
    ck_assert_str_eq(coop_dataset_table_name(data, 1), "a");
    ck_assert_ptr_null(coop_dataset_table_name(data, 2));
    ck_assert_ptr_null(coop_dataset_table_name(data, -1));
    ck_assert_int_eq(coop_table_n_rows(coop_dataset_table(data, "a")), 2);
    ck_assert_int_eq(coop_table_n_columns(coop_dataset_table(data, "a")), 2);
    ck_assert_ptr_null(coop_dataset_table(data, "c"));
    ck_assert_ptr_null(coop_dataset_table(data, "A"));
    ck_assert_ptr_null(coop_dataset_table(data, NULL));
    ck_assert_int_eq(coop_dataset_as_of(data), day_of("2024-02-29"));
    ck_assert_str_eq(coop_dataset_title(data), "");
    ck_assert_str_eq(coop_dataset_version(data), "");
    coop_dataset_free(data);
}
END_TEST

START_TEST(no_register_is_an_empty_one)
{
    ck_assert_int_eq(coop_dataset_n_tables(NULL), 0);
    ck_assert_ptr_null(coop_dataset_table_name(NULL, 0));
    ck_assert_ptr_null(coop_dataset_table(NULL, "a"));
    ck_assert_int_eq(coop_dataset_as_of(NULL), COOP_DATE_NONE);
    ck_assert_str_eq(coop_dataset_title(NULL), "");
    ck_assert_str_eq(coop_dataset_version(NULL), "");
    coop_dataset_free(NULL);
}
END_TEST

START_TEST(a_query_takes_the_day_of_the_register)
{
    coop_dataset *data = register_of("2023-12-31", "summit", "id:code start:date",
                                     "s|2023-12-31\nt|2024-01-01", NULL);
    expect(data, query_of("summit", NULL, NULL, "id"), "id\ns\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- what stands in relations ---- */

START_TEST(rows_of_one_thing_have_one_number)
{
    coop_dataset *data =
        register_of("2024-01-01", "investment", "id:code amount:money",
                    "a|1\nb|2\nc|3\nd|4\ne|5\nf|6\ng|7", "relation", "a:code b:code kind:code",
                    "f|c|alternative\nc|g|same\ne|b|part_of\ng|b|part_of\n"
                    "e|f|overlaps\na|d|rumour\n|a|part_of\na|b|",
                    NULL);
    const coop__relations *r = &data->relations;
    static const int64_t things[] = {-1, 0, 1, -1, 2, 1, 1}; /* a and d stand in none */
    ck_assert_int_eq(r->n_things, 3);
    for (int i = 0; i < 7; i++) {
        ck_assert_int_eq(r->thing_of[i], things[i]);
    }
    static const int64_t members[] = {1, 2, 5, 6, 4};
    static const int64_t firsts[] = {0, 1, 4, 5};
    ck_assert_mem_eq(r->first_member, firsts, sizeof firsts);
    ck_assert_mem_eq(r->member, members, sizeof members);
    static const int64_t first_up[] = {0, 0, 1, 2};
    static const int64_t up[] = {0, 0};
    ck_assert_mem_eq(r->first_up, first_up, sizeof first_up);
    ck_assert_mem_eq(r->up, up, sizeof up);
    static const int64_t first_down[] = {0, 2, 2, 2};
    static const int64_t down[] = {2, 1}; /* e, then g, as the relations come */
    ck_assert_mem_eq(r->first_down, first_down, sizeof first_down);
    ck_assert_mem_eq(r->down, down, sizeof down);
    ck_assert_int_eq(r->n_overlaps, 1);
    ck_assert(r->overlaps[0][0] == 2 && r->overlaps[0][1] == 1);
    coop_dataset_free(data);
}
END_TEST

START_TEST(relations_of_other_tables_are_no_relations_of_money)
{
    coop_dataset *data = register_of("2024-01-01", "investment", "name:code amount:money", "a|1",
                                     "relation", "a:code b:code kind:code", "a|a|same", NULL);
    ck_assert_int_eq(data->relations.n_things, 0); /* without a key nothing can be referred to */
    expect(data, query_of("investment", NULL, NULL, "sum(amount)"),
           "sum_amount_least,sum_amount_most\n1.00,1.00\n");
    coop_dataset_free(data);
    data = register_of("2024-01-01", "investment", "id:code amount:money", "a|1", "relation",
                       "a:text b:text kind:code", "a|a|same", NULL);
    ck_assert_int_eq(data->relations.n_things, 0);
    coop_dataset_free(data);
}
END_TEST

/* ---- the registry ---- */

START_TEST(a_status_has_a_column_where_there_are_agreements)
{
    coop_dataset *data = register_of("2024-01-01", "t", "id:code", "a", NULL);
    coop__registry registry = coop__registry_of(data);
    ck_assert_ptr_null(registry.computed[0].name);
    coop_dataset_free(data);
    data = register_of("2024-01-01", "agreement", "id:code", "a", "t", "id:code", "b", NULL);
    registry = coop__registry_of(data);
    ck_assert_str_eq(registry.computed[0].table, "agreement");
    expect_error(data, query_of("t", "work = 'started'", NULL, NULL), COOP_NOT_FOUND, 1,
                 "table t has no column 'work'");
    expect(data, query_of("agreement", NULL, NULL, "work, work is null as n"),
           "work,n\nunreported,false\n");
    coop_dataset_free(data);
}
END_TEST

/* A column of the table is meant before one that would be computed. */
START_TEST(a_column_of_its_own_comes_first)
{
    coop_dataset *data =
        register_of("2024-01-01", "agreement", "id:code work:code", "a|paperwork", NULL);
    expect(data, query_of("agreement", "work = 'paperwork'", NULL, "work, legal"),
           "work,legal\npaperwork,none\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- many readers ---- */

enum { READERS = 8 };

typedef struct reader {
    const coop_dataset *data;
    char *text;
} reader;

static void *read_all(void *ctx)
{
    reader *r = ctx;
    coop_query query = query_of("agreement", NULL, "mechanism", "count(), rate('completed') as r");
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    coop_table *table = NULL;
    if (coop_query_run(r->data, &query, &table, NULL) == COOP_OK) {
        r->text = csv_of(table);
    }
    if (coop_total_invested(r->data, &options, &table, NULL) == COOP_OK) {
        coop_table_free(table);
    }
    return NULL;
}

START_TEST(any_number_of_threads_may_read)
{
    coop_dataset *data = register_embedded();
    pthread_t threads[READERS];
    reader readers[READERS];
    for (int i = 0; i < READERS; i++) {
        readers[i] = (reader){data, NULL};
        ck_assert_int_eq(pthread_create(&threads[i], NULL, read_all, &readers[i]), 0);
    }
    for (int i = 0; i < READERS; i++) {
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
        ck_assert_ptr_nonnull(readers[i].text);
        ck_assert_str_eq(readers[i].text, readers[0].text);
    }
    for (int i = 0; i < READERS; i++) {
        free(readers[i].text);
    }
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("model_dataset");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, a_register_lists_its_tables);
    tcase_add_test(c, no_register_is_an_empty_one);
    tcase_add_test(c, a_query_takes_the_day_of_the_register);
    tcase_add_test(c, rows_of_one_thing_have_one_number);
    tcase_add_test(c, relations_of_other_tables_are_no_relations_of_money);
    tcase_add_test(c, a_status_has_a_column_where_there_are_agreements);
    tcase_add_test(c, a_column_of_its_own_comes_first);
    tcase_add_test(c, any_number_of_threads_may_read);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
