/* time_to.c -- times from a register: counted by hand, imprecise dates, delays, and the published
 * file of AidData through the public functions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include <coopstat/coopstat.h>

#include "cells.h"
#include "random.h"
#include "register.h"
#include "shared.h"

#define AGREEMENT "id:code role:code signed:span due:span"
#define EVENTS "agreement:code status:code date:span known:span"

static coop_error err;

static coop_table *fit(const coop_dataset *data, const coop_time_options *options,
                       coop_table **curves, coop_time_tests *tests)
{
    coop_table *groups = NULL;
    coop_status status = coop_survival_fit(data, options, &groups, curves, tests, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return groups;
}

/* Completed after 10, 20 and 20 days; cancelled after 10 and 15; open for 30 and 25; and what is
 * left out: looked for, no signature, completed before it, signed in a year that has not ended. */
static coop_dataset *by_hand(void)
{
    return register_of(
        "2024-01-31", "agreement", AGREEMENT,
        "a|commitment|2024-01-01|2024-01-06\nb|commitment|2024-01-01|2024-01-31\n"
        "c|commitment|2024-01-02|2024-01-22\nd|commitment|2024-01-01|2024-01-21\n"
        "e|commitment|2024-01-01|\nf|commitment|2024-01-01|2024-01-11\n"
        "g|commitment|2024-01-06|2024-02-20\nh|commitment|2024-01-01|\n"
        "i|commitment||\nj|commitment|2024-01-05|\nk|commitment|2024|\nl|document|2024-01-01|",
        "event", EVENTS,
        "a|completed|2024-01-11|2024-01-11\nb|completed|2024-01-21|2024-01-21\n"
        "c|completed|2024-01-22|2024-01-22\nd|cancelled|2024-01-11|2024-01-11\n"
        "e|superseded|2024-01-16|2024-01-16\nh|unknown|2024-01-10|2024-01-10\n"
        "i|completed|2024-01-10|2024-01-10\nj|completed|2024-01-04|2024-01-04\n"
        "l|completed|2024-01-04|2024-01-04",
        NULL);
}

START_TEST(agreements_are_followed_by_their_events)
{
    static const char *const columns[] = {"n", "completed", "cancelled", "open", "imprecise",
                                          "undated", "unknown", "no_start", "before_start",
                                          "possible", "interval_n"};
    static const double expected[] = {7, 3, 2, 2, 0, 0, 1, 1, 1, 1, 7};
    coop_dataset *data = by_hand();
    coop_table *curves = NULL;
    coop_table *groups = fit(data, NULL, &curves, NULL);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        check_near(groups, 0, columns[i], expected[i]);
    }
    /* Of 7 two end on day 10 (one each way), one on 15, two on 20. */
    double open[] = {5. / 7, 4. / 7, 2. / 7, 2. / 7, 2. / 7};
    double done[] = {1. / 7, 1. / 7, 3. / 7, 3. / 7, 3. / 7};
    double times[] = {10, 15, 20, 25, 30};
    double at_risk[] = {7, 5, 4, 2, 1};
    ck_assert_int_eq(coop_table_n_rows(curves), 5);
    for (int64_t i = 0; i < 5; i++) {
        check_near(curves, i, "time", times[i]);
        check_near(curves, i, "at_risk", at_risk[i]);
        check_near(curves, i, "survival", open[i]);
        check_near(curves, i, "incidence", done[i]);
        check_near(curves, i, "incidence_cancelled", 1 - open[i] - done[i]);
        /* All was seen to the day: Turnbull's estimate is the same incidence. */
        check_near(curves, i, "interval_least", i < 4 ? 1 - done[i] : number_at(curves, i, "interval_least"));
    }
    check_near(groups, 0, "median", 20);
    check_near(groups, 0, "half_completed", NAN); /* 3 of 7 only */
    check_near(groups, 0, "interval_after", NAN);
    coop_table_free(curves);
    coop_table_free(groups);
    coop_dataset_free(data);
}
END_TEST

START_TEST(an_earlier_day_knows_less)
{
    coop_dataset *data = by_hand();
    coop_time_options options = COOP_TIME_OPTIONS_INIT;
    options.as_of = "2024-01-16";
    coop_table *groups = fit(data, &options, NULL, NULL);
    check_near(groups, 0, "completed", 1);
    check_near(groups, 0, "cancelled", 2);
    check_near(groups, 0, "open", 4);
    coop_table_free(groups);
    options.as_of = NULL;
    options.as_known = "2024-01-16"; /* no later event was known */
    groups = fit(data, &options, NULL, NULL);
    check_near(groups, 0, "completed", 1);
    check_near(groups, 0, "n", 7);
    coop_table_free(groups);
    coop_dataset_free(data);
}
END_TEST

START_TEST(imprecise_dates_stay_intervals)
{
    static const double medians[] = {10, 17.5, 25};
    static const char *const days[] = {"first", "middle", "last"};
    coop_dataset *data =
        register_of("2024-12-31", "agreement", AGREEMENT, "a|commitment|2024-01-01/2024-01-11|",
                    "event", EVENTS, "a|completed|2024-01-11/2024-02-05|2024-12-01", NULL);
    for (int i = 0; i < 3; i++) {
        coop_time_options options = COOP_TIME_OPTIONS_INIT;
        options.days = days[i];
        coop_table *groups = fit(data, &options, NULL, NULL);
        check_near(groups, 0, "median", medians[i]);
        check_near(groups, 0, "imprecise", 1);
        check_near(groups, 0, "interval_after", -1); /* 0 to 35 days */
        check_near(groups, 0, "interval_by", 35);
        coop_table_free(groups);
    }
    coop_time_options options = COOP_TIME_OPTIONS_INIT;
    options.as_of = "2024-01-20"; /* inside the span: perhaps completed */
    coop_table *groups = fit(data, &options, NULL, NULL);
    check_near(groups, 0, "open", 1); /* its middle has not come */
    check_near(groups, 0, "interval_after", NAN);
    coop_table_free(groups);
    coop_dataset_free(data);
}
END_TEST

#define WORKS "id:code from:code begun:span done:span status:code stopped:span planned:span"

static coop_dataset *works(void)
{
    return register_of("2024-01-31", "work", WORKS,
                       "a|x|2024-01-01|2024-01-05|done||2024-01-03\n"
                       "b|x|2024-01-01|2024-01-07|done||2024-01-09\n"
                       "c|x|2024-01-01||done||2024-01-09\n"
                       "d|x|2024-01-01|2024-01-09|going||2024-01-11\n"
                       "e|y|2024-01-01||stopped|2024-01-03|2024-01-11\n"
                       "f|y|2024-01-01||stopped||2024-01-11\n"
                       "g|y|2024-01-01|2024-01-11|done||2024-01-11\n"
                       "h|y||2024-01-11|done||",
                       NULL);
}

static coop_time_options of_works(void)
{
    coop_time_options options = COOP_TIME_OPTIONS_INIT;
    options.from = "work";
    options.start = "begun";
    options.end = "done";
    options.completed = "status = 'done'";
    options.due = "planned";
    return options;
}

START_TEST(tables_say_what_counts_as_completed)
{
    coop_dataset *data = works();
    coop_time_options options = of_works();
    coop_time_tests tests = COOP_TIME_TESTS_INIT;
    coop_table *curves = NULL;
    options.by = "from";
    coop_table *groups = fit(data, &options, &curves, &tests);
    check_near(groups, 0, "n", 3); /* d is open: its date is not that of a completed row */
    check_near(groups, 0, "completed", 2);
    check_near(groups, 0, "undated", 1);
    check_near(groups, 0, "interval_n", 4); /* c was completed within 30 days */
    check_near(groups, 0, "median", 6);
    check_near(groups, 1, "n", 3);
    check_near(groups, 1, "cancelled", 0);
    check_near(groups, 1, "no_start", 1);
    /* Cancelled rows are not told: there is survival and no incidence. */
    check_near(groups, 0, "half_completed", NAN);
    check_near(curves, 0, "survival", 2. / 3);
    check_near(curves, 0, "incidence", NAN);
    ck_assert(isnan(tests.gray) && tests.df == 1 && tests.n_groups == 2);
    /* d - d Y_x / Y at 4 (6 at risk, 3 of x), 6 (5, 2) and 10 days (4, 1). */
    double score = 2 - (3. / 6 + 2. / 5 + 1. / 4);
    double variance = 9. / 36 + 6. / 25 + 3. / 16;
    ck_assert_double_eq_tol(tests.log_rank, score * score / variance, 1e-12);
    coop_table_free(groups);
    coop_table_free(curves);
    options.cancelled = "status = 'stopped'";
    options.cancelled_on = "stopped";
    groups = fit(data, &options, &curves, &tests);
    check_near(groups, 1, "n", 2);
    check_near(groups, 1, "cancelled", 1);
    check_near(groups, 1, "undated", 1);
    check_near(groups, 1, "half_completed", 10);
    check_near(groups, 1, "median", 6); /* R's middle of the days on which half are open */
    ck_assert(isfinite(tests.gray));
    coop_table_free(groups);
    coop_table_free(curves);
    coop_dataset_free(data);
}
END_TEST

START_TEST(delays_are_positive_when_late)
{
    coop_dataset *data = works();
    coop_time_options options = of_works();
    coop_table *table = NULL;
    options.where = "from = 'x' or id = 'g'";
    ck_assert_int_eq(coop_delay_fit(data, &options, &table, &err), COOP_OK);
    check_near(table, 0, "n", 4); /* a 2 late, b 2 early, g on the day, d late by 20 so far */
    check_near(table, 0, "completed", 3);
    check_near(table, 0, "left_out", 1);
    check_near(table, 0, "due", 4);
    check_near(table, 0, "on_time", 2);
    check_near(table, 0, "on_time_share", 0.5);
    check_near(table, 0, "p50", 1); /* half are open from 0 to 2: the middle */
    check_near(table, 0, "p80", NAN);
    check_near(table, 1, "p50", 0.5); /* a took 4 days for 2; b -2 of 8, g 0 of 10 */
    check_near(table, 1, "n", 4);
    coop_table_free(table);
    options.where = NULL;
    options.by = "from";
    ck_assert_int_eq(coop_delay_fit(data, &options, &table, &err), COOP_OK);
    ck_assert_int_eq(coop_table_n_rows(table), 4);
    check_near(table, 2, "no_due", 1);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(what_is_asked_wrongly_is_refused)
{
    static const struct {
        coop_time_options options;
        coop_status status;
    } cases[] = {
        {{.from = "work"}, COOP_ARGUMENT},
        {{.from = "work", .start = "begun"}, COOP_ARGUMENT},
        {{.from = "work", .start = "id", .end = "done"}, COOP_TYPE},
        {{.from = "work", .start = "begun", .end = "done", .completed = "status"}, COOP_TYPE},
        {{.from = "work", .start = "begun, done", .end = "done"}, COOP_SYNTAX},
        {{.from = "work", .start = "begun", .end = "done", .days = "noon"}, COOP_ARGUMENT},
        {{.from = "work", .start = "begun", .end = "done", .limits = "x"}, COOP_NOT_FOUND},
        {{.from = "work", .start = "begun", .end = "done", .level = 1}, COOP_RANGE},
        {{.from = "work", .start = "begun", .end = "done", .as_known = "2024"}, COOP_FORMAT},
        {{.from = "work", .start = "begun", .end = "done", .as_known = "2024-01-01"},
         COOP_ARGUMENT},
        {{.from = "nothing"}, COOP_NOT_FOUND},
    };
    coop_dataset *data = works();
    coop_table *table = NULL;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        coop_time_options options = cases[i].options;
        options.struct_size = sizeof options;
        coop_status status = coop_survival_fit(data, &options, &table, NULL, NULL, &err);
        ck_assert_msg(status == cases[i].status, "%d: %s", (int)i, err.message);
        ck_assert_ptr_null(table);
    }
    coop_time_options options = of_works();
    coop_time_tests tests = {0};
    options.due = NULL;
    ck_assert_int_eq(coop_delay_fit(data, &options, &table, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_survival_fit(NULL, NULL, &table, NULL, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_survival_fit(data, NULL, NULL, NULL, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_survival_fit(data, NULL, &table, NULL, &tests, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_delay_fit(NULL, NULL, &table, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_delay_fit(data, &options, NULL, &err), COOP_ARGUMENT);
    /* Rows that are not there make groups of nothing. */
    options = of_works();
    options.where = "id = 'nobody'";
    table = fit(data, &options, NULL, NULL);
    check_near(table, 0, "n", 0);
    check_near(table, 0, "median", NAN);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(time_may_run_from_entry_into_force)
{
    coop_dataset *data = register_of("2024-01-31", "agreement", AGREEMENT,
                                     "a|commitment|2024-01-01|\nb|commitment|2024-01-01|", "event",
                                     EVENTS,
                                     "a|in_force|2024-01-10|2024-01-10\n"
                                     "a|completed|2024-01-14|2024-01-14",
                                     NULL);
    coop_time_options options = COOP_TIME_OPTIONS_INIT;
    options.start = "in_force";
    coop_table *groups = fit(data, &options, NULL, NULL);
    check_near(groups, 0, "n", 1);
    check_near(groups, 0, "no_start", 1);
    check_near(groups, 0, "median", 4);
    coop_table_free(groups);
    options.start = "coalesce(due, signed)"; /* any expression that is a date */
    groups = fit(data, &options, NULL, NULL);
    check_near(groups, 0, "n", 2);
    coop_table_free(groups);
    coop_dataset_free(data);
}
END_TEST

/* Cases that have one open date, against the bounds that every choice of days gives. */
START_TEST(every_choice_of_days_lies_in_the_interval)
{
    uint64_t seed = 5;
    for (int round = 0; round < 200; round++) {
        int a = (int)(next_random(&seed) % 9) + 1;
        int b = a + (int)(next_random(&seed) % 9);
        int c = (int)(next_random(&seed) % 9) + 1;
        int d = c + (int)(next_random(&seed) % 9);
        char rows[128];
        char events[128];
        snprintf(rows, sizeof rows, "x|commitment|2024-01-%02d/2024-01-%02d|", c, d);
        snprintf(events, sizeof events, "x|completed|2024-02-%02d/2024-02-%02d|2024-03-01", a, b);
        coop_dataset *data = register_of("2024-03-31", "agreement", AGREEMENT, rows, "event",
                                         EVENTS, events, NULL);
        coop_table *groups = fit(data, NULL, NULL, NULL);
        int least = 31 + a - d;
        int most = 31 + b - c;
        check_near(groups, 0, "interval_after", least == most ? least : least - 1);
        check_near(groups, 0, "interval_by", most);
        check_near(groups, 0, "median", (least + most) / 2.0);
        coop_table_free(groups);
        coop_dataset_free(data);
    }
}
END_TEST

/* A published way to count, and no advice: it leaves out completions without a date. */
START_TEST(the_file_of_aiddata_gives_the_reproduced_median)
{
    char path[512];
    char descriptor[512];
    if (shared_path("data/gcdf3_geocoded.csv", path, sizeof path) == NULL) {
        fprintf(stderr, "skipped: COOPSTAT_SHARED/data/gcdf3_geocoded.csv is not here\n");
        return;
    }
    coop_open_options how = COOP_OPEN_OPTIONS_INIT;
    coop_dataset *data = NULL;
    how.descriptor = source_path("lib/io/descriptors/aiddata_gcdf3_geocoded.json", descriptor,
                                 sizeof descriptor);
    how.lenient = 1;
    ck_assert_msg(coop_dataset_open(path, &how, &data, &err) == COOP_OK, "%s", err.message);
    coop_time_options options = COOP_TIME_OPTIONS_INIT;
    options.from = "project";
    options.where = "infrastructure";
    options.as_of = "2023-06-30";
    options.start = "started";
    options.end = "completed";
    options.completed = "status = 'Completion'";
    options.limits = "log"; /* what R's survival takes where nothing is said */
    options.days = "first"; /* the file's own days: a year alone is its 1 January */
    coop_table *groups = fit(data, &options, NULL, NULL);
    check_near(groups, 0, "n", 2557);
    check_near(groups, 0, "completed", 1983);
    check_near(groups, 0, "undated", 79);
    check_near(groups, 0, "median", 1096);
    check_near(groups, 0, "median_low", 1064);
    check_near(groups, 0, "median_high", 1143);
    check_near(groups, 0, "interval_certified", 1);
    fprintf(stderr, "reproduction, no recommendation: median 1096 days (1064 to 1143); with %.0f "
                    "imprecise and %.0f undated rows as intervals: after %.0f, by %.0f\n",
            number_at(groups, 0, "imprecise"), number_at(groups, 0, "undated"),
            number_at(groups, 0, "interval_after"), number_at(groups, 0, "interval_by"));
    coop_table_free(groups);
    options.where = "infrastructure and status <> 'Completion' and completed is not null and "
                    "started is not null";
    groups = fit(data, &options, NULL, NULL);
    check_near(groups, 0, "open", 18);
    check_near(groups, 0, "n", 18);
    coop_table_free(groups);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("time_to");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, agreements_are_followed_by_their_events);
    tcase_add_test(c, an_earlier_day_knows_less);
    tcase_add_test(c, imprecise_dates_stay_intervals);
    tcase_add_test(c, tables_say_what_counts_as_completed);
    tcase_add_test(c, delays_are_positive_when_late);
    tcase_add_test(c, what_is_asked_wrongly_is_refused);
    tcase_add_test(c, time_may_run_from_entry_into_force);
    tcase_add_test(c, every_choice_of_days_lies_in_the_interval);
    tcase_add_test(c, the_file_of_aiddata_gives_the_reproduced_median);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
