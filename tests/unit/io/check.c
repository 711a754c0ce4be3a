/* check.c -- tests of what is called questionable, and that it is kept all the same.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "folder.h"
#include "meter.h"
#include "shared.h"

#define PACKAGE(fields, more) \
    "{\"coopstat\": {\"as_of\": \"2024-12-31\"}, \"resources\": [{\"name\": \"t\", \"path\": " \
    "\"t.csv\", " more " \"schema\": {\"fields\": [" fields "]"
#define KEYED ", \"primaryKey\": \"id\"}}]}"
#define KEYLESS "}}]}"
#define ID "{\"name\": \"id\"}"

static char text[400000];

/* The rows of the check of a package of one file. */
static const char *check_of(const char *descriptor, const char *csv)
{
    folder f = folder_make();
    coop_table *table = NULL;
    coop_error err = {.code = -7};
    folder_text(&f, "datapackage.json", descriptor);
    folder_text(&f, "t.csv", csv);
    coop_status status = coop_dataset_check(f.path, NULL, &table, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    ck_assert_int_eq(err.code, -7);
    table_rows(table, text, sizeof text);
    coop_table_free(table);
    folder_remove(&f);
    return text;
}

static void has(const char *rows, const char *wanted)
{
    ck_assert_msg(strstr(rows, wanted) != NULL, "no %s in\n%s", wanted, rows);
}

START_TEST(a_clean_file_has_only_its_counts)
{
    ck_assert_str_eq(check_of(PACKAGE(ID, "") KEYED, "id\na\nb\n"),
                     "t.csv,1,1,,2,rows read,note\nt.csv,1,1,,2,rows kept,note\n"
                     "t.csv,1,1,,0,rows refused,note\n");
    ck_assert_str_eq(check_of(PACKAGE(ID, "") KEYED, "id\n"),
                     "t.csv,1,1,,0,rows read,note\nt.csv,1,1,,0,rows kept,note\n"
                     "t.csv,1,1,,0,rows refused,note\n");
}
END_TEST

START_TEST(refused_rows_are_errors_and_the_counts_add_up)
{
    const char *rows = check_of(PACKAGE(ID ", {\"name\": \"n\", \"type\": \"integer\"}", "") KEYED,
                                "id,n\na,1\nb,x\n\na,2\nc,3\n");
    has(rows, "t.csv,3,3,n,x,");
    has(rows, "t.csv,5,1,id,a,the key is in line 2 already,error\n");
    has(rows, "t.csv,1,1,,4,rows read,note\nt.csv,1,1,,2,rows kept,note\n"
              "t.csv,1,1,,2,rows refused,note\nt.csv,1,1,,1,empty lines passed over,note\n");
}
END_TEST

START_TEST(a_file_of_which_nothing_can_be_read_is_all_errors)
{
    const char *rows = check_of(PACKAGE(ID, "") KEYED, "key\na\n");
    has(rows, "the column is missing,error\n");
    has(rows, "t.csv,1,1,,0,rows kept,note\n");
}
END_TEST

START_TEST(keys_that_look_alike_are_told)
{
    const char *rows = check_of(PACKAGE(ID, "") KEYED, "id\nKAZ\nK\u0410Z\nkaz\nUZB\nUZB\u200b\n");
    has(rows, "t.csv,3,1,id,K\u0410Z,\"the word has Latin letters, and ones of another alphabet that "
              "look alike\",warning\n");
    has(rows, "t.csv,3,1,id,K\u0410Z,\"the word differs from 'KAZ' only");
    has(rows, "t.csv,4,1,id,kaz,\"the word differs from 'KAZ' only");
    has(rows, "the word has an invisible character,warning\n");
    has(rows, "only in case, blanks, accents or letters that look alike\",warning\n");
    ck_assert_ptr_null(strstr(rows, ",error\n"));
    has(rows, "t.csv,1,1,,5,rows kept,note\n");
}
END_TEST

START_TEST(rows_that_are_there_twice_are_told)
{
    const char *rows = check_of(PACKAGE(ID ", {\"name\": \"n\"}", "") KEYED,
                                "id,n\na,x\nb,y\nc,x\nd,\ne,\n");
    has(rows, "t.csv,4,1,id,c,the row is that of line 2 but for its key,warning\n");
    has(rows, "t.csv,6,1,id,e,the row is that of line 5 but for its key,warning\n");
    rows = check_of(PACKAGE(ID ", {\"name\": \"n\"}", "") KEYLESS, "id,n\na,x\na,x\nb,x\n");
    has(rows, "t.csv,3,1,id,a,the row is that of line 2,warning\n");
    ck_assert_ptr_null(strstr(rows, "t.csv,4,1"));
}
END_TEST

/* n dates of which n_new_year are 1 January. */
static const char *check_days(int n_new_year, int n)
{
    static char csv[20000];
    size_t at = (size_t)sprintf(csv, "id,d\n");
    for (int i = 0; i < n; i++) {
        at += (size_t)sprintf(csv + at, "a%d,20%02d-%02d-01\n", i, i % 24, i < n_new_year ? 1 : 2);
    }
    return check_of(PACKAGE(ID ", {\"name\": \"d\", \"type\": \"date\"}", "") KEYED, csv);
}

START_TEST(days_that_cluster_on_1_january_are_told)
{
    has(check_days(10, 199), "t.csv,2,4,d,2000-01-01,\"10 of 199 days are 1 January");
    ck_assert_ptr_null(strstr(check_days(10, 200), "1 January"));
    ck_assert_ptr_null(strstr(check_days(9, 9), "1 January"));
    has(check_days(10, 10), "10 of 10 days");
}
END_TEST

START_TEST(days_behind_the_register_are_told)
{
    const char *rows = check_of(
        PACKAGE(ID ", {\"name\": \"d\", \"coopstat\": {\"type\": \"span\"}}, {\"name\": \"due\", "
                "\"type\": \"date\"}", "\"coopstat\": {\"time\": {\"from\": \"d\"}},") KEYED,
        "id,d,due\na,2024-12-31,2030-01-01\nb,2025-01-01,\nc,2025,\nd,2024/2026,\n");
    has(rows, "t.csv,3,3,d,2025-01-01,the date lies behind the register's own day,warning\n");
    has(rows, "t.csv,4,3,d,2025,the date lies behind");
    ck_assert_ptr_null(strstr(rows, "2030"));
    ck_assert_ptr_null(strstr(rows, "2024/2026"));
}
END_TEST

START_TEST(dates_in_the_wrong_order_are_told)
{
    const char *rows = check_of(
        PACKAGE(ID ", {\"name\": \"d\", \"coopstat\": {\"type\": \"span\"}}, {\"name\": \"e\", "
                "\"coopstat\": {\"type\": \"span\"}}",
                "\"coopstat\": {\"time\": {\"from\": \"d\", \"to\": \"e\"}},") KEYED,
        "id,d,e\na,2020-05,2020-04-30\nb,2020-05,2020-05-01\nc,2020,2020-01-01\nd,,2019\ne,2020,\n");
    has(rows, "e,2020-04-30,\"it ends before it begins, the date of d is 2020-05\",warning\n");
    ck_assert_ptr_null(strstr(strstr(rows, "it ends") + 1, "it ends"));
    rows = check_of("{\"coopstat\": {\"as_of\": \"2024-12-31\"}, \"resources\": [{\"name\": \"event\", "
                    "\"path\": \"t.csv\", \"schema\": {\"fields\": [{\"name\": \"agreement\"}, "
                    "{\"name\": \"status\"}, {\"name\": \"date\", \"coopstat\": {\"type\": "
                    "\"span\"}}]}}]}",
                    "agreement,status,date\na,completed,2020-03\na,signed,2020-03-31\n"
                    "b,signed,2020-04-01\nb,completed,2021\nb,completed,2020-03\nc,signed,2022\n");
    has(rows, "date,2020-04-01,\"it is signed after it was completed, on 2020-03\",warning\n");
    ck_assert_ptr_null(strstr(strstr(rows, "it is signed") + 1, "it is signed"));
}
END_TEST

START_TEST(amounts_are_looked_at)
{
    const char *rows = check_of(
        PACKAGE(ID ", {\"name\": \"m\", \"type\": \"number\", \"coopstat\": {\"type\": \"money\", "
                "\"currency\": \"c\"}}, {\"name\": \"c\"}", "") KEYED,
        "id,m,c\na,1.005,USD\nb,0,USD\nc,0.00,EUR\nd,2.50,\ne,1.125,USD\n");
    has(rows, "t.csv,5,3,m,2.50,the amount has no currency,warning\n");
    has(rows, "t.csv,3,3,m,0,\"2 amounts are 0, this is the first");
    has(rows, "t.csv,1,1,,2,\"amounts with more digits than their scale, rounded half to even\",note");
    rows = check_of(PACKAGE(ID ", {\"name\": \"m\", \"type\": \"number\", \"coopstat\": {\"type\": "
                            "\"money\"}}", "") KEYED, "id,m\na,1\n");
    has(rows, "t.csv,2,3,m,1,the descriptor gives the amounts no currency,warning\n");
}
END_TEST

START_TEST(percentages_are_looked_at)
{
#define PERCENTS PACKAGE(ID ", {\"name\": \"p\", \"type\": \"number\", \"coopstat\": {\"unit\": " \
                         "\"percent\"}}", "") KEYED
    const char *rows = check_of(PERCENTS, "id,p\na,100\nb,100.5\nc,-1\nd,0\n");
    has(rows, "t.csv,3,3,p,100.5,the percentage lies outside 0 to 100,warning\n");
    has(rows, "t.csv,4,3,p,-1,the percentage lies outside");
    ck_assert_ptr_null(strstr(rows, "fractions"));
    rows = check_of(PERCENTS, "id,p\na,0\nb,.1\nc,.2\nd,.3\ne,.4\nf,.5\ng,.6\nh,.7\ni,.8\nj,1\n");
    has(rows, "are they fractions?,warning\n");
    rows = check_of(PERCENTS, "id,p\na,0\nb,.1\nc,.2\nd,.3\ne,.4\nf,.5\ng,.6\nh,.7\ni,1\n");
    ck_assert_ptr_null(strstr(rows, "fractions"));
}
END_TEST

START_TEST(columns_that_no_field_reads_are_noted)
{
    const char *rows = check_of(PACKAGE(ID, "") ", \"primaryKey\": \"id\", \"fieldsMatch\": "
                                                "[\"subset\"]}}]}", "id,more\na,1\n");
    has(rows, "t.csv,1,4,,more,no field reads the column,note\n");
}
END_TEST

START_TEST(the_embedded_register_is_checked)
{
    coop_table *table = NULL;
    ck_assert_int_eq(coop_dataset_check(NULL, NULL, &table, NULL), COOP_OK);
    table_rows(table, text, sizeof text);
    ck_assert_ptr_null(strstr(text, ",error\n"));
    has(text, "agreement.csv,1,1,,289,rows kept,note\n");
    coop_table_free(table);
}
END_TEST

START_TEST(what_cannot_be_read_at_all_is_a_failure)
{
    char place;
    coop_table *const nothing = (coop_table *)(void *)&place;
    coop_table *table = nothing;
    coop_error err;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    ck_assert_int_eq(coop_dataset_check(NULL, NULL, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_dataset_check("", NULL, &table, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_dataset_check("/no/such/folder", NULL, &table, &err), COOP_IO);
    options.descriptor = "/no/such.json";
    ck_assert_int_eq(coop_dataset_check(NULL, &options, &table, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_dataset_check("/dev/null", &options, &table, &err), COOP_IO);
    options.struct_size = 1;
    ck_assert_int_eq(coop_dataset_check(NULL, &options, &table, &err), COOP_ARGUMENT);
    ck_assert_ptr_eq(table, nothing);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("check");
    TCase *check = tcase_create("check");
    tcase_add_test(check, a_clean_file_has_only_its_counts);
    tcase_add_test(check, refused_rows_are_errors_and_the_counts_add_up);
    tcase_add_test(check, a_file_of_which_nothing_can_be_read_is_all_errors);
    tcase_add_test(check, keys_that_look_alike_are_told);
    tcase_add_test(check, rows_that_are_there_twice_are_told);
    tcase_add_test(check, days_that_cluster_on_1_january_are_told);
    tcase_add_test(check, days_behind_the_register_are_told);
    tcase_add_test(check, dates_in_the_wrong_order_are_told);
    tcase_add_test(check, amounts_are_looked_at);
    tcase_add_test(check, percentages_are_looked_at);
    tcase_add_test(check, columns_that_no_field_reads_are_noted);
    tcase_add_test(check, the_embedded_register_is_checked);
    tcase_add_test(check, what_cannot_be_read_at_all_is_a_failure);
    suite_add_tcase(s, check);
    return s;
}

#include "check_main.h"
