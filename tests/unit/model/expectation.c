/* expectation.c -- expected completions by hand, their draws, and earlier days held against what
 * came.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include <coopstat/coopstat.h>

#include "cells.h"
#include "register.h"

static coop_error err;

/* On 31 January a and b are done after 4 and 6 days, c is open for 5 and d for 10; survival is 3/4
 * from day 4 and 3/8 from day 6, and the last time seen is 10. c is done on 1 February. */
static coop_dataset *works(void)
{
    return register_of("2024-03-05", "work", "id:code begun:span done:span stopped:span",
                       "a|2024-01-21|2024-01-25|\nb|2024-01-21|2024-01-27|\n"
                       "c|2024-01-26|2024-02-01|\nd|2024-01-21||",
                       NULL);
}

static coop_time_options of_works(void)
{
    coop_time_options options = COOP_TIME_OPTIONS_INIT;
    options.from = "work";
    options.start = "begun";
    options.end = "done";
    options.as_of = "2024-01-31";
    return options;
}

START_TEST(chances_follow_ages_and_the_curve)
{
    coop_dataset *data = works();
    coop_time_options time = of_works();
    coop_expectation_options options = COOP_EXPECTATION_OPTIONS_INIT;
    coop_expectation e = COOP_EXPECTATION_INIT;
    options.time = &time;
    options.horizon = 2;
    options.claimed = 0.75;
    ck_assert_int_eq(coop_completions_expect(data, &options, &e, &err), COOP_OK);
    ck_assert_int_eq(e.done, 2);
    ck_assert_int_eq(e.open, 2);
    ck_assert_int_eq(e.total, 4);
    ck_assert_int_eq(e.n_beyond, 1);
    ck_assert_double_eq_tol(e.mean_least, 0.5, 1e-14); /* c: (5/8 - 1/4) / (3/4); d: not seen */
    ck_assert_double_eq_tol(e.mean_most, 1.5, 1e-14);
    ck_assert_double_eq_tol(e.reached_least, 0.5, 1e-14); /* 3 of 4 need one more */
    ck_assert_double_eq_tol(e.reached_most, 1, 1e-14);
    ck_assert_double_eq_tol(e.variance, 0.25, 1e-14);
    ck_assert(e.between == 0 && e.low == 0 && e.high == 2);
    /* Not knowing the curve makes the count less sure, and its mean hardly differs. */
    options.draws = 2000;
    options.seed = 7;
    coop_expectation drawn = COOP_EXPECTATION_INIT;
    ck_assert_int_eq(coop_completions_expect(data, &options, &drawn, &err), COOP_OK);
    ck_assert_double_eq_tol(drawn.mean_least, 0.5, 0.03);
    ck_assert(drawn.between > 0.05 && drawn.variance <= 0.25 + 1e-3);
    coop_expectation again = COOP_EXPECTATION_INIT;
    ck_assert_int_eq(coop_completions_expect(data, &options, &again, &err), COOP_OK);
    ck_assert_mem_eq(&again, &drawn, sizeof drawn);
    coop_dataset_free(data);
}
END_TEST

/* Of three, one is done on day 4 and one is cancelled on day 6: the third, open for 5 days, is seen
 * to be either. */
START_TEST(the_cancelled_compete)
{
    coop_dataset *data =
        register_of("2024-01-31", "work", "id:code begun:span done:span stopped:span",
                    "a|2024-01-21|2024-01-25|\nb|2024-01-21||2024-01-27\nc|2024-01-26||\n"
                    "e|2024-01-21|2024-01-29|",
                    NULL);
    coop_time_options time = of_works();
    coop_expectation_options options = COOP_EXPECTATION_OPTIONS_INIT;
    coop_expectation e = COOP_EXPECTATION_INIT;
    time.cancelled = "stopped is not null";
    time.cancelled_on = "stopped";
    options.time = &time;
    options.horizon = 1;
    ck_assert_int_eq(coop_completions_expect(data, &options, &e, &err), COOP_OK);
    ck_assert_double_eq(e.mean_least, 0); /* by day 6 only the cancellation */
    options.horizon = 3;
    ck_assert_int_eq(coop_completions_expect(data, &options, &e, &err), COOP_OK);
    ck_assert_double_eq_tol(e.mean_least, 0.5, 1e-14); /* 3/8 of the 3/4 */
    ck_assert_int_eq(e.total, 4);
    ck_assert_int_eq(e.open, 1);
    coop_dataset_free(data);
}
END_TEST

START_TEST(earlier_days_are_held_against_what_came)
{
    coop_dataset *data = works();
    coop_time_options time = of_works();
    coop_expectation_options options = COOP_EXPECTATION_OPTIONS_INIT;
    coop_forecast_score score = COOP_FORECAST_SCORE_INIT;
    coop_table *table = NULL;
    options.time = &time;
    options.horizon = 2;
    coop_status status =
        coop_completions_backtest(data, &options, "2023-12/2024-02 by month", &table, &score, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    ck_assert_int_eq(coop_table_n_rows(table), 2); /* in December nothing had begun */
    check_near(table, 0, "open", 2);
    check_near(table, 0, "mean_least", 0.5);
    check_near(table, 0, "observed_least", 1);
    check_near(table, 0, "observed_most", 1);
    check_near(table, 0, "inside", 1);
    check_near(table, 0, "scored", 1);
    check_near(table, 0, "brier", 0.25);
    check_near(table, 1, "open", 1); /* d, older than all that were seen */
    check_near(table, 1, "scored", 0);
    ck_assert_int_eq(score.n_items, 1);
    ck_assert_double_eq(score.brier, 0.25);
    coop_table_free(table);
    table = NULL;
    ck_assert_int_eq(coop_completions_backtest(data, &options, "2024-03 by month", &table, NULL,
                                               &err), COOP_RANGE);
    ck_assert_int_eq(coop_completions_backtest(data, &options, "2024-02 by month", &table, &score,
                                               &err), COOP_EMPTY);
    ck_assert_int_eq(coop_completions_backtest(data, &options, "2024-02-01", &table, NULL, &err),
                     COOP_FORMAT);
    options.known_then = 1; /* the table does not say since when it was known */
    ck_assert_int_eq(coop_completions_backtest(data, &options, "2024-01 by month", &table, NULL,
                                               &err), COOP_ARGUMENT);
    ck_assert_ptr_null(table);
    coop_dataset_free(data);
}
END_TEST

/* An outcome that nobody found makes two ends, and is not scored. */
START_TEST(unknown_outcomes_are_bounds)
{
    coop_dataset *data =
        register_of("2024-12-31", "agreement", "id:code role:code signed:span",
                    "a|commitment|2024-01-01\nb|commitment|2024-01-01\nc|commitment|2024-01-15",
                    "event", "agreement:code status:code date:span known:span",
                    "a|completed|2024-01-21|2024-01-21\nb|completed|2024-01-30|2024-03-01\n"
                    "c|unknown|2024-02-02|2024-02-02",
                    NULL);
    coop_expectation_options options = COOP_EXPECTATION_OPTIONS_INIT;
    coop_table *table = NULL;
    options.horizon = 5;
    options.known_then = 1;
    ck_assert_int_eq(coop_completions_backtest(data, &options, "2024-01 by month", &table, NULL,
                                               &err), COOP_OK);
    check_near(table, 0, "open", 2); /* b was completed, but that was not known then */
    check_near(table, 0, "done", 1);
    check_near(table, 0, "observed_least", 1);
    check_near(table, 0, "observed_most", 2);
    check_near(table, 0, "scored", 0); /* b is of an age that was not seen beyond */
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

START_TEST(what_is_asked_wrongly_is_refused)
{
    coop_dataset *data = works();
    coop_time_options time = of_works();
    coop_expectation_options good = COOP_EXPECTATION_OPTIONS_INIT;
    coop_expectation e = COOP_EXPECTATION_INIT;
    coop_table *table = NULL;
    good.time = &time;
    coop_expectation_options bad[5] = {good, good, good, good, good};
    bad[0].horizon = -1;
    bad[1].draws = 10001;
    bad[2].claimed = 1.5;
    bad[3].level = 1;
    bad[4].horizon = 100001;
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(coop_completions_expect(data, &bad[i], &e, &err), COOP_RANGE);
    }
    ck_assert_int_eq(coop_completions_expect(data, NULL, &e, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_completions_expect(NULL, &good, &e, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_completions_expect(data, &good, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_completions_backtest(data, &good, NULL, &table, NULL, &err),
                     COOP_ARGUMENT);
    time.where = "id = 'nobody'";
    ck_assert_int_eq(coop_completions_expect(data, &good, &e, &err), COOP_EMPTY);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("expectation");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, chances_follow_ages_and_the_curve);
    tcase_add_test(c, the_cancelled_compete);
    tcase_add_test(c, earlier_days_are_held_against_what_came);
    tcase_add_test(c, unknown_outcomes_are_bounds);
    tcase_add_test(c, what_is_asked_wrongly_is_refused);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
