/* report.c -- tests of the report of bad rows: what is listed, what is counted, what is told first.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/report.h"

#include <stdio.h>
#include <string.h>

#include <check.h>

#include "folder.h"
#include "meter.h"

static coop__problem problem_at(int64_t line)
{
    return (coop__problem){COOP_RANGE, "a.csv", line, 3, "due", "x", 1, "too late"};
}

static coop__report opened(void)
{
    coop__report report;
    ck_assert_int_eq(coop__report_open(&report, coop__allocator_of(NULL), NULL), COOP_OK);
    return report;
}

static void add(coop__report *report, coop__problem problem)
{
    ck_assert_int_eq(coop__report_add(report, &problem, NULL), COOP_OK);
}

START_TEST(an_empty_report_is_no_failure)
{
    coop__report report = opened();
    coop_error err = {.code = -7};
    ck_assert_int_eq(coop__report_status(&report, &err), COOP_OK);
    ck_assert_int_eq(err.code, -7);
    coop_table *table = coop__report_take(&report);
    ck_assert_ptr_nonnull(table);
    ck_assert_int_eq(coop_table_n_rows(table), 0);
    ck_assert_int_eq(coop_table_n_columns(table), 6);
    coop__report_free(&report);
    coop_table_free(table);
}
END_TEST

START_TEST(the_first_problem_is_the_error_with_the_count_of_all)
{
    coop__report report = opened();
    coop_error err;
    add(&report, problem_at(7));
    ck_assert_int_eq(coop__report_status(&report, &err), COOP_RANGE);
    ck_assert_str_eq(err.message, "a.csv:7:3: due 'x': too late");
    ck_assert_int_eq(err.line, 7);
    ck_assert_int_eq(err.column, 3);
    add(&report, (coop__problem){COOP_CONFLICT, "b.csv", 1, 1, NULL, "", 0, "other"});
    ck_assert_int_eq(coop__report_status(&report, &err), COOP_RANGE);
    ck_assert_str_eq(err.message, "a.csv:7:3: due 'x': too late (the first of 2 problems)");
    coop__report_free(&report);
}
END_TEST

START_TEST(each_problem_is_a_row)
{
    coop__report report = opened();
    char rows[1000];
    add(&report, problem_at(7));
    add(&report, (coop__problem){COOP_FORMAT, "b.csv", 1, 1, NULL, NULL, 0, "no header"});
    coop_table *table = coop__report_take(&report);
    ck_assert_str_eq(table_rows(table, rows, sizeof rows),
                     "a.csv,7,3,due,x,too late\nb.csv,1,1,,\"\",no header\n");
    coop__report_free(&report);
    coop_table_free(table);
}
END_TEST

START_TEST(a_value_is_escaped_and_cut_at_a_whole_character)
{
    static const char hostile[] = "\x1b[2J\r\n\x00\xff\xd0";
    coop__report report = opened();
    char rows[2000];
    char cyrillic[201];
    coop__problem problem = problem_at(1);
    problem.value = hostile;
    problem.n = sizeof hostile - 1;
    add(&report, problem);
    for (int i = 0; i < 100; i++) {
        memcpy(cyrillic + 2 * i, "\xd0\xb6", 2);
    }
    problem.value = cyrillic;
    problem.n = 200;
    add(&report, problem);
    coop_table *table = coop__report_take(&report);
    table_rows(table, rows, sizeof rows);
    ck_assert_ptr_nonnull(strstr(rows, "\\x1b[2J\\x0d\\x0a\\x00\\xff\\xd0,"));
    const char *cut = strstr(rows, "...,");
    ck_assert_ptr_nonnull(cut);
    ck_assert(coop__utf8_valid(rows, strlen(rows), NULL));
    coop__report_free(&report);
    coop_table_free(table);
}
END_TEST

/* The message stays valid UTF-8 and keeps the count wherever the cut falls. */
START_TEST(a_long_first_problem_keeps_its_count)
{
    for (size_t n = 100; n < 160; n++) {
        coop__report report = opened();
        coop_error err;
        char rule[400] = "";
        for (size_t i = 0; i < n; i++) {
            strcat(rule, i < n - 60 ? "a" : "\xe2\x82\xac");
        }
        coop__problem problem = problem_at(123456789);
        problem.rule = rule;
        add(&report, problem);
        report.n = 99999999;
        ck_assert_int_eq(coop__report_status(&report, &err), COOP_RANGE);
        ck_assert_msg(strstr(err.message, "... (the first of 99999999 problems)") != NULL, "%s",
                      err.message);
        ck_assert(strstr(err.message, "\\x") == NULL);
        ck_assert(coop__utf8_valid(err.message, strlen(err.message), NULL));
        coop__report_free(&report);
    }
}
END_TEST

START_TEST(a_thousand_problems_are_listed_and_all_are_counted)
{
    for (int64_t n = COOP__REPORT_MOST - 1; n <= COOP__REPORT_MOST + 1; n++) {
        coop__report report = opened();
        coop_error err;
        char count[40];
        for (int64_t i = 1; i <= n; i++) {
            add(&report, problem_at(i));
        }
        ck_assert_int_eq(report.n, n);
        ck_assert_int_eq(coop__report_status(&report, &err), COOP_RANGE);
        snprintf(count, sizeof count, "first of %lld problems", (long long)n);
        ck_assert_ptr_nonnull(strstr(err.message, count));
        coop_table *table = coop__report_take(&report);
        ck_assert_int_eq(coop_table_n_rows(table), n < COOP__REPORT_MOST ? n : COOP__REPORT_MOST);
        double line = 0;
        ck_assert_int_eq(coop_table_number(table, coop_table_n_rows(table) - 1, "line", &line, NULL),
                         COOP_OK);
        ck_assert_double_eq(line, (double)coop_table_n_rows(table));
        coop__report_free(&report);
        coop_table_free(table);
    }
}
END_TEST

static coop_status fill(const coop_allocator *a, coop__report *report, int64_t n, coop_error *err)
{
    coop_status status = coop__report_open(report, a, err);
    for (int64_t i = 0; i < n && status == COOP_OK; i++) {
        char rule[40];
        coop__problem problem = problem_at(i);
        snprintf(rule, sizeof rule, "rule %lld", (long long)i % 50);
        problem.rule = rule;
        problem.field = i % 3 == 0 ? NULL : "due";
        status = coop__report_add(report, &problem, err);
    }
    return status;
}

/* A report that ran out of memory is still a table whose columns are even. */
START_TEST(every_allocation_may_fail)
{
    for (int64_t k = 1;; k++) {
        meter m = {.fail_at = k};
        coop_allocator a = metered(&m);
        coop__report report;
        coop_error err = {0};
        coop_status status = fill(&a, &report, 200, &err);
        if (m.calls < k) {
            ck_assert_int_eq(status, COOP_OK);
            coop__report_free(&report);
            ck_assert_uint_eq(m.live, 0);
            ck_assert_int_gt(k, 20);
            break;
        }
        ck_assert_int_eq(status, COOP_MEMORY);
        ck_assert_int_eq(err.code, COOP_MEMORY);
        coop_table *table = coop__report_take(&report);
        for (int64_t i = 0; table != NULL && i < table->n_columns; i++) {
            ck_assert_int_eq(table->columns[i].n_rows, table->n_rows);
        }
        if (table != NULL) {
            ck_assert_int_eq(table->n_rows, report.n);
        }
        coop_table_free(table);
        coop__report_free(&report);
        ck_assert_uint_eq(m.live, 0);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("report");
    TCase *rows = tcase_create("rows");
    tcase_add_test(rows, an_empty_report_is_no_failure);
    tcase_add_test(rows, the_first_problem_is_the_error_with_the_count_of_all);
    tcase_add_test(rows, each_problem_is_a_row);
    tcase_add_test(rows, a_value_is_escaped_and_cut_at_a_whole_character);
    tcase_add_test(rows, a_long_first_problem_keeps_its_count);
    tcase_add_test(rows, a_thousand_problems_are_listed_and_all_are_counted);
    tcase_add_test(rows, every_allocation_may_fail);
    suite_add_tcase(s, rows);
    return s;
}

#include "check_main.h"
