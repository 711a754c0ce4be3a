/* weibull.c -- tests of Weibull's regression.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/hazard.h>

#include <math.h>
#include <string.h>

#include "meter.h"
#include "oracle.h"
#include "random.h"

enum { most_rows = 400 };

typedef struct sample {
    double lows[most_rows], highs[most_rows], weights[most_rows], x[2 * most_rows];
    int64_t n;
} sample;

static sample right, mixed;
static double rows_read[most_rows][8];
static int64_t n_read;

static void sample_row(const double *v)
{
    memcpy(rows_read[n_read++], v, 8 * sizeof *v);
}

static void interval_row(const double *v)
{
    memcpy(rows_read[n_read++], v, 5 * sizeof *v);
}

static void samples_read(void)
{
    n_read = 0;
    right.n = oracle_rows("tests/oracle/hazard/sample.csv", 8, sample_row);
    for (int64_t i = 0; i < right.n; i++) {
        right.x[i] = rows_read[i][0];
        right.x[right.n + i] = rows_read[i][1];
        right.lows[i] = rows_read[i][3];
        right.highs[i] = rows_read[i][4] == 1.0 ? rows_read[i][3] : INFINITY;
        right.weights[i] = rows_read[i][6];
    }
    n_read = 0;
    mixed.n = oracle_rows("tests/oracle/hazard/intervals.csv", 5, interval_row);
    for (int64_t i = 0; i < mixed.n; i++) {
        mixed.lows[i] = rows_read[i][0];
        mixed.highs[i] = rows_read[i][1];
        mixed.x[i] = rows_read[i][2];
        mixed.x[mixed.n + i] = rows_read[i][3];
        mixed.weights[i] = rows_read[i][4];
    }
}

static coop_weibull *fit_of(const sample *s, int is_weighted, int64_t n_covariates)
{
    coop_interval_times times = {s->lows, s->highs, is_weighted ? s->weights : NULL, s->n};
    coop_weibull *fit = NULL;
    coop_error err = {0};
    coop_status status = coop_weibull_fit(&times, s->x, n_covariates, NULL, &fit, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return fit;
}

static void near(double got, double want, double tolerance, const char *what)
{
    ck_assert_msg(fabs(got - want) <= tolerance, "%s is %.17g, want %.17g", what, got, want);
}

/* intervals, weights, three coefficients, log scale, their standard errors, covariance of the
 * intercept with log scale, log likelihood. */
static void weibull_row(const double *v)
{
    int64_t n = isnan(v[3]) ? 0 : 2;
    coop_weibull *fit = fit_of(v[0] == 1.0 ? &mixed : &right, v[1] == 1.0, n);
    for (int64_t j = 0; j <= n; j++) {
        near(fit->coefficients[j], v[2 + j], 1e-9, "a coefficient");
        near(fit->std_errors[j], v[6 + j], 1e-9, "a standard error");
    }
    near(fit->log_scale, v[5], 1e-9, "log scale");
    near(fit->scale, exp(v[5]), 1e-9, "scale");
    near(fit->std_errors[n + 1], v[9], 1e-9, "standard error of log scale");
    near(fit->variance[n + 1], v[10], 1e-9, "covariance");
    near(fit->log_likelihood, v[11], 1e-9, "log likelihood");
    coop_weibull_free(fit);
}

START_TEST(fits_agree_with_survreg)
{
    samples_read();
    ck_assert_int_eq(oracle_rows("tests/oracle/hazard/weibull.csv", 12, weibull_row), 8);
}
END_TEST

START_TEST(the_order_of_rows_changes_no_bit)
{
    samples_read();
    coop_weibull *a = fit_of(&mixed, 1, 2);
    uint64_t state = 77;
    for (int64_t i = mixed.n - 1; i > 0; i--) {
        int64_t j = (int64_t)(next_random(&state) % (uint64_t)(i + 1));
        double *columns[] = {mixed.lows, mixed.highs, mixed.weights, mixed.x, mixed.x + mixed.n};
        for (int c = 0; c < 5; c++) {
            double kept = columns[c][i];
            columns[c][i] = columns[c][j];
            columns[c][j] = kept;
        }
    }
    coop_weibull *b = fit_of(&mixed, 1, 2);
    ck_assert_int_eq(memcmp(a->coefficients, b->coefficients, 3 * sizeof(double)), 0);
    ck_assert_int_eq(memcmp(a->variance, b->variance, 16 * sizeof(double)), 0);
    ck_assert_int_eq(memcmp(&a->log_likelihood, &b->log_likelihood, sizeof(double)), 0);
    coop_weibull_free(a);
    coop_weibull_free(b);
}
END_TEST

START_TEST(the_unit_of_time_moves_the_intercept_only)
{
    samples_read();
    coop_weibull *days = fit_of(&mixed, 0, 2);
    for (int64_t i = 0; i < mixed.n; i++) {
        mixed.lows[i] *= 1e9;
        mixed.highs[i] *= 1e9;
    }
    coop_weibull *long_days = fit_of(&mixed, 0, 2);
    near(long_days->coefficients[0], days->coefficients[0] + log(1e9), 1e-10, "intercept");
    near(long_days->coefficients[1], days->coefficients[1], 1e-10, "coefficient");
    near(long_days->scale, days->scale, 1e-10, "scale");
    coop_weibull_free(days);
    coop_weibull_free(long_days);
}
END_TEST

START_TEST(a_curve_is_that_of_the_distribution)
{
    samples_read();
    coop_weibull *fit = fit_of(&right, 0, 2);
    const double subject[] = {0.5, 1.0};
    const double times[] = {-1.0, 0.0, 20.0, INFINITY};
    double s[4];
    ck_assert_int_eq(coop_weibull_survival(fit, subject, times, 4, s, NULL), COOP_OK);
    double centre = fit->coefficients[0] + 0.5 * fit->coefficients[1] + fit->coefficients[2];
    ck_assert(s[0] == 1.0 && s[1] == 1.0 && s[3] == 0.0);
    near(s[2], exp(-pow(20.0 / exp(centre), 1.0 / fit->scale)), 1e-14, "S(20)");
    const double bad[] = {1.0, NAN};
    ck_assert_int_eq(coop_weibull_survival(fit, subject, bad, 2, s, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_weibull_survival(fit, bad, times, 4, s, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_weibull_survival(fit, NULL, times, 4, s, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_weibull_survival(fit, subject, times, -1, s, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_weibull_survival(fit, subject, times, 0, s, NULL), COOP_OK);
    coop_weibull_free(fit);
}
END_TEST

static coop_status fails(const double *lows, const double *highs, int64_t n, const double *x,
                         int64_t n_covariates, const char *part)
{
    coop_interval_times times = {lows, highs, NULL, n};
    coop_weibull *fit = NULL;
    coop_error err = {0};
    coop_status status = coop_weibull_fit(&times, x, n_covariates, NULL, &fit, &err);
    ck_assert_ptr_null(fit);
    ck_assert_msg(strstr(err.message, part) != NULL, "%s: %s", coop_status_name(status),
                  err.message);
    return status;
}

START_TEST(without_a_finite_estimate_the_reason_is_named)
{
    const double same[] = {5, 5, 5, 5};
    const double lasting[] = {5, 5, INFINITY, INFINITY};
    ck_assert_int_eq(fails(same, same, 4, NULL, 0, "scale has no finite"), COOP_UNDEFINED);
    ck_assert_int_eq(fails(same, same, 1, NULL, 0, "scale has no finite"), COOP_UNDEFINED);
    ck_assert_int_eq(fails(same, lasting, 4, NULL, 0, "scale has no finite"), COOP_UNDEFINED);
    const double starts[] = {0, 2, 4};
    const double ends[] = {6, 7, 8};
    ck_assert_int_eq(fails(starts, ends, 3, NULL, 0, "scale has no finite"), COOP_UNDEFINED);
    const double never[] = {INFINITY, INFINITY, INFINITY, INFINITY};
    ck_assert_int_eq(fails(same, never, 4, NULL, 0, "all are right censored"), COOP_UNDEFINED);
    /* group 1 has no event */
    const double lows[] = {1, 3, 7, 9, 4, 6};
    const double highs[] = {1, 3, 7, 9, INFINITY, INFINITY};
    const double x[] = {0, 0, 0, 0, 1, 1};
    ck_assert_int_eq(fails(lows, highs, 6, x, 1, "covariate 0 has no finite"), COOP_UNDEFINED);
    const double constant[] = {2, 2, 2, 2, 2, 2};
    ck_assert_int_eq(fails(lows, highs, 6, constant, 1, "covariate 0 is the same"),
                     COOP_UNDEFINED);
    const double twice[] = {1, 2, 5, 3, 1, 0, 2, 4, 10, 6, 2, 0};
    ck_assert_int_eq(fails(lows, highs, 6, twice, 2, "covariate 1 says no more"), COOP_UNDEFINED);
}
END_TEST

START_TEST(bad_times_are_refused)
{
    const double lows[] = {1, 2};
    double highs[] = {1, 3};
    double zero[] = {0, 0};
    ck_assert_int_eq(fails(zero, zero, 2, NULL, 0, "above 0"), COOP_RANGE);
    highs[1] = 1.9;
    ck_assert_int_eq(fails(lows, highs, 2, NULL, 0, "row 1"), COOP_RANGE);
    highs[1] = NAN;
    ck_assert_int_eq(fails(lows, highs, 2, NULL, 0, "row 1"), COOP_RANGE);
    ck_assert_int_eq(fails(lows, highs, 0, NULL, 0, "no times"), COOP_EMPTY);
    ck_assert_int_eq(fails(lows, highs, -1, NULL, 0, "n_rows"), COOP_RANGE);
    ck_assert_int_eq(fails(lows, NULL, 2, NULL, 0, "NULL"), COOP_ARGUMENT);
    ck_assert_int_eq(fails(lows, lows, 2, NULL, 1, "NULL"), COOP_ARGUMENT);
    ck_assert_int_eq(fails(lows, lows, 2, zero, 201, "201"), COOP_LIMIT);
    coop_weibull_free(NULL);
}
END_TEST

/* A row from 0 to for ever says nothing. */
START_TEST(rows_that_say_nothing_change_nothing)
{
    const double lows[] = {1, 3, 7, -1, 0};
    const double highs[] = {1, 3, INFINITY, INFINITY, 9};
    const double weights[] = {1, 1, 1, 1, 1};
    const double without[] = {1, 1, 1, 0, 1};
    coop_weibull *fits[2] = {NULL, NULL};
    for (int i = 0; i < 2; i++) {
        coop_interval_times times = {lows, highs, i == 0 ? weights : without, 5};
        ck_assert_int_eq(coop_weibull_fit(&times, NULL, 0, NULL, &fits[i], NULL), COOP_OK);
    }
    near(fits[0]->coefficients[0], fits[1]->coefficients[0], 1e-12, "intercept");
    near(fits[0]->log_likelihood, fits[1]->log_likelihood, 1e-12, "log likelihood");
    ck_assert_double_eq(fits[0]->n_events, 3.0);
    coop_weibull_free(fits[0]);
    coop_weibull_free(fits[1]);
}
END_TEST

START_TEST(memory_that_runs_out_is_said_and_nothing_leaks)
{
    samples_read();
    coop_interval_times times = {mixed.lows, mixed.highs, NULL, mixed.n};
    coop_status status = COOP_MEMORY;
    for (int64_t fail_at = 1; status == COOP_MEMORY; fail_at++) {
        meter m = {.fail_at = fail_at};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        run.allocator = &a;
        coop_weibull *fit = NULL;
        status = coop_weibull_fit(&times, mixed.x, 2, &run, &fit, NULL);
        ck_assert((status == COOP_OK) == (fit != NULL));
        coop_weibull_free(fit);
        ck_assert_uint_eq(m.live, 0);
        ck_assert_int_lt(fail_at, 500);
    }
    ck_assert_int_eq(status, COOP_OK);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("weibull");
    TCase *c = tcase_create("weibull");
    tcase_add_test(c, fits_agree_with_survreg);
    tcase_add_test(c, the_order_of_rows_changes_no_bit);
    tcase_add_test(c, the_unit_of_time_moves_the_intercept_only);
    tcase_add_test(c, a_curve_is_that_of_the_distribution);
    tcase_add_test(c, without_a_finite_estimate_the_reason_is_named);
    tcase_add_test(c, bad_times_are_refused);
    tcase_add_test(c, rows_that_say_nothing_change_nothing);
    tcase_add_test(c, memory_that_runs_out_is_said_and_nothing_leaks);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
