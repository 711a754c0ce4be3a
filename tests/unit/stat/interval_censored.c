/* interval_censored.c -- tests of the most likely distribution of times in intervals.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/interval_censored.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "meter.h"
#include "oracle.h"
#include "random.h"
#include "stat/sort.h"

enum { most_rows = 400 };

static double uniform(uint64_t *state)
{
    return (double)(next_random(state) % 1000000) / 1e6 + 5e-7;
}

static coop_turnbull *fit_of(const double *lows, const double *highs, const double *weights,
                             int64_t n)
{
    coop_interval_times times = {lows, highs, weights, n};
    coop_turnbull *fit = NULL;
    coop_error err = {0};
    coop_status status = coop_turnbull_fit(&times, NULL, &fit, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return fit;
}

static coop_status status_of(double low, double high, double weight)
{
    double lows[] = {1.0, low};
    double highs[] = {2.0, high};
    double weights[] = {1.0, weight};
    coop_interval_times times = {lows, highs, weights, 2};
    coop_turnbull *fit = NULL;
    coop_status status = coop_turnbull_fit(&times, NULL, &fit, NULL);
    ck_assert((status == COOP_OK) == (fit != NULL));
    coop_turnbull_free(fit);
    return status;
}

/* Tables hand their rows to functions without a context. */
static double table[most_rows][3];
static int64_t n_table;

static void table_row(const double *v)
{
    memcpy(table[n_table++], v, 2 * sizeof *v);
}

static void mass_row(const double *v)
{
    memcpy(table[n_table++], v, 3 * sizeof *v);
}

static int64_t column(int j, double *out)
{
    for (int64_t i = 0; i < n_table; i++) {
        out[i] = table[i][j];
    }
    return n_table;
}

static void agree(const char *input, const char *masses, double log_likelihood)
{
    double lows[most_rows];
    double highs[most_rows];
    n_table = 0;
    oracle_rows(input, 2, table_row);
    int64_t n = column(0, lows);
    column(1, highs);
    coop_turnbull *fit = fit_of(lows, highs, NULL, n);
    n_table = 0;
    oracle_rows(masses, 3, mass_row);
    ck_assert_int_eq(fit->n_masses, n_table);
    for (int64_t k = 0; k < n_table; k++) {
        ck_assert_double_eq(fit->lows[k], table[k][0]);
        ck_assert_double_eq(fit->highs[k], table[k][1]);
        ck_assert_double_eq_tol(fit->masses[k], table[k][2], 1e-14);
    }
    ck_assert_double_eq_tol(fit->log_likelihood, log_likelihood, 1e-12);
    ck_assert_double_le(fit->excess, 1e-12);
    ck_assert_int_eq(fit->is_certified, 1);
    coop_turnbull_free(fit);
}

START_TEST(masses_agree_with_npsurv)
{
    agree("tests/oracle/turnbull/synthetic60.input.csv",
          "tests/oracle/turnbull/synthetic60.npmle.csv", -101.560156624776);
    agree("tests/oracle/turnbull/breast_cosmesis_all.input.csv",
          "tests/oracle/turnbull/breast_cosmesis_all.npmle.csv", -136.988115982833);
}
END_TEST

START_TEST(masses_agree_with_the_published_vector)
{
    const double lows[] = {0, 0, 12, 12, 24, 6, 6, 18, 18, 24, 12, 0, 30, 36, 36};
    const double highs[] = {12, 6,  24, 18, 36,       12,       18,      24,
                            30, 36, 24, 12, INFINITY, INFINITY, INFINITY};
    const double want[] = {.119290957, .182954656, .159859796, .183341220,
                           .085606075, .091670610, .177276685};
    coop_turnbull *fit = fit_of(lows, highs, NULL, 15);
    ck_assert_int_eq(fit->n_masses, 7);
    for (int k = 0; k < 7; k++) {
        ck_assert_double_eq_tol(fit->masses[k], want[k], 5.1e-10);
    }
    ck_assert_double_eq_tol(fit->log_likelihood, -22.503699511, 5e-10);
    ck_assert(fit->highs[6] == INFINITY && fit->survival[6] == 0.0);
    coop_turnbull_free(fit);
}
END_TEST

typedef struct sample {
    double lows[most_rows], highs[most_rows], weights[most_rows];
    int64_t n;
} sample;

/* Exact times, intervals, right and left censored ones, on a grid that makes ties. */
static void sample_draw(uint64_t *state, int64_t n, sample *out)
{
    out->n = n;
    for (int64_t i = 0; i < n; i++) {
        double low = (double)(next_random(state) % 20);
        double width = (double)(next_random(state) % 8);
        uint64_t kind = next_random(state) % 8;
        out->lows[i] = kind == 1 ? -INFINITY : low;
        out->highs[i] = kind == 0 ? INFINITY : low + width;
        out->weights[i] = (double)(next_random(state) % 5);
    }
    out->weights[0] = 1.0;
}

static bool is_inside(const sample *s, int64_t i, double low, double high)
{
    bool is_point = s->lows[i] == s->highs[i];
    if (is_point || low == high) {
        return is_point ? low == high && low == s->lows[i] : low > s->lows[i] && low <= s->highs[i];
    }
    return low >= s->lows[i] && high <= s->highs[i];
}

/* P of row i under the fit. */
static double chance_of(const coop_turnbull *fit, const sample *s, int64_t i)
{
    double sum = 0.0;
    for (int64_t k = 0; k < fit->n_masses; k++) {
        sum += is_inside(s, i, fit->lows[k], fit->highs[k]) ? fit->masses[k] : 0.0;
    }
    return sum;
}

/* The largest of d at any place, over all elementary intervals and points of the grid, not only the
 * innermost ones: a proof that does not rest on how they were found. */
static double excess_anywhere(const coop_turnbull *fit, const sample *s)
{
    double most = -INFINITY;
    double total = 0.0;
    for (int64_t i = 0; i < s->n; i++) {
        total += s->weights[i];
    }
    for (int at = -2; at < 60; at++) {
        double low = at < 0 ? -INFINITY : (double)(at / 2);
        double high = at % 2 == 0 ? low : (at < 59 ? low + 1.0 : INFINITY);
        low = at == -2 ? -INFINITY : low;
        high = at < 0 ? 0.0 : high;
        double d = 0.0;
        for (int64_t i = 0; i < s->n; i++) {
            bool in = s->weights[i] > 0.0 && is_inside(s, i, low, high);
            d += in ? s->weights[i] / chance_of(fit, s, i) : 0.0;
        }
        most = fmax(most, d - total);
    }
    return most;
}

START_TEST(no_other_place_for_mass_is_better)
{
    uint64_t state = 20240517;
    for (int round = 0; round < 400; round++) {
        sample s;
        sample_draw(&state, 1 + (int64_t)(next_random(&state) % 60), &s);
        coop_turnbull *fit = fit_of(s.lows, s.highs, s.weights, s.n);
        double sum = 0.0;
        double log_likelihood = 0.0;
        for (int64_t k = 0; k < fit->n_masses; k++) {
            ck_assert_double_gt(fit->masses[k], 0.0);
            sum += fit->masses[k];
            ck_assert_double_eq_tol(fit->survival[k], 1.0 - sum, 1e-14);
        }
        for (int64_t i = 0; i < s.n; i++) {
            log_likelihood += s.weights[i] > 0.0 ? s.weights[i] * log(chance_of(fit, &s, i)) : 0.0;
        }
        ck_assert_double_eq_tol(sum, 1.0, 1e-14);
        ck_assert_double_eq_tol(fit->log_likelihood, log_likelihood, 1e-11);
        ck_assert_msg(fit->is_certified, "round %d: excess is %g", round, fit->excess);
        ck_assert_msg(excess_anywhere(fit, &s) < 1e-8, "round %d", round);
        coop_turnbull_free(fit);
    }
}
END_TEST

/* The slow way: expectation and maximisation over unit intervals and points. */
static double likelihood_by_em(const sample *s, int steps)
{
    enum { places = 61 };
    double p[places];
    for (int k = 0; k < places; k++) {
        p[k] = 1.0 / places;
    }
    double log_likelihood = 0.0;
    for (int step = 0; step < steps; step++) {
        double next[places] = {0};
        double total = 0.0;
        log_likelihood = 0.0;
        for (int64_t i = 0; i < s->n; i++) {
            double c = 0.0;
            bool in[places];
            for (int k = 0; k < places; k++) {
                double low = k == 60 ? -INFINITY : (double)(k / 2);
                double high = k == 60 ? 0.0 : (k % 2 == 0 ? low : (k < 59 ? low + 1.0 : INFINITY));
                in[k] = is_inside(s, i, low, high);
                c += in[k] ? p[k] : 0.0;
            }
            for (int k = 0; k < places && s->weights[i] > 0.0; k++) {
                next[k] += in[k] ? s->weights[i] * p[k] / c : 0.0;
            }
            log_likelihood += s->weights[i] > 0.0 ? s->weights[i] * log(c) : 0.0;
            total += s->weights[i];
        }
        for (int k = 0; k < places; k++) {
            p[k] = next[k] / total;
        }
    }
    return log_likelihood;
}

START_TEST(slow_self_consistency_gets_as_far_but_no_farther)
{
    uint64_t state = 99;
    for (int round = 0; round < 30; round++) {
        sample s;
        sample_draw(&state, 1 + (int64_t)(next_random(&state) % 12), &s);
        coop_turnbull *fit = fit_of(s.lows, s.highs, s.weights, s.n);
        double slow = likelihood_by_em(&s, 3000);
        ck_assert_double_le(slow, fit->log_likelihood + 1e-12);
        ck_assert_double_le(fit->log_likelihood, slow + 2e-2);
        coop_turnbull_free(fit);
    }
}
END_TEST

static void same_bytes(const coop_turnbull *a, const coop_turnbull *b)
{
    size_t bytes = (size_t)a->n_masses * sizeof(double);
    ck_assert_int_eq(a->n_masses, b->n_masses);
    ck_assert_int_eq(memcmp(a->masses, b->masses, bytes), 0);
    ck_assert_int_eq(memcmp(a->lows, b->lows, bytes), 0);
    ck_assert_int_eq(memcmp(a->highs, b->highs, bytes), 0);
    ck_assert_int_eq(memcmp(a->survival, b->survival, bytes), 0);
    ck_assert_int_eq(memcmp(&a->log_likelihood, &b->log_likelihood, sizeof(double)), 0);
    ck_assert_int_eq(memcmp(&a->excess, &b->excess, sizeof(double)), 0);
}

START_TEST(the_order_of_rows_changes_no_bit)
{
    uint64_t state = 4;
    for (int round = 0; round < 40; round++) {
        sample s;
        sample_draw(&state, 2 + (int64_t)(next_random(&state) % 60), &s);
        for (int64_t i = 0; i < s.n; i++) {
            s.weights[i] *= uniform(&state);
        }
        coop_turnbull *a = fit_of(s.lows, s.highs, s.weights, s.n);
        for (int64_t i = s.n - 1; i > 0; i--) {
            int64_t j = (int64_t)(next_random(&state) % (uint64_t)(i + 1));
            double *columns[] = {s.lows, s.highs, s.weights};
            for (int c = 0; c < 3; c++) {
                double kept = columns[c][i];
                columns[c][i] = columns[c][j];
                columns[c][j] = kept;
            }
        }
        coop_turnbull *b = fit_of(s.lows, s.highs, s.weights, s.n);
        same_bytes(a, b);
        coop_turnbull_free(a);
        coop_turnbull_free(b);
    }
}
END_TEST

START_TEST(a_weight_is_a_number_of_rows_and_zero_is_none)
{
    const double lows[] = {0, 2, 2, 3, 5};
    const double highs[] = {4, 6, 6, INFINITY, 5};
    coop_turnbull *many = fit_of(lows, highs, NULL, 5);
    const double fewer[] = {0, 2, 3, 5, 1};
    const double ends[] = {4, 6, INFINITY, 5, 1};
    const double weights[] = {1, 2, 1, 1, 0};
    coop_turnbull *few = fit_of(fewer, ends, weights, 5);
    same_bytes(many, few);
    ck_assert_int_eq(few->n_used, 4);
    ck_assert_double_eq(few->weight, 5.0);
    const double huge[] = {1e300, 2e300, 1e300, 1e300, 0};
    coop_turnbull *heavy = fit_of(fewer, ends, huge, 5);
    for (int64_t k = 0; k < many->n_masses; k++) {
        ck_assert_double_eq_tol(heavy->masses[k], many->masses[k], 1e-14);
    }
    ck_assert_int_eq(heavy->is_certified, 1);
    coop_turnbull_free(heavy);
    coop_turnbull_free(few);
    coop_turnbull_free(many);
}
END_TEST

/* Without intervals the estimate is Kaplan and Meier's: here with a censoring at an event's time,
 * which counts as at risk. */
START_TEST(exact_times_give_kaplan_and_meier)
{
    const double lows[] = {2, 2, 2, 5, 7};
    const double highs[] = {2, INFINITY, 2, 5, INFINITY};
    const double want[] = {0.4, 0.3, 0.3};
    coop_turnbull *fit = fit_of(lows, highs, NULL, 5);
    ck_assert_int_eq(fit->n_masses, 3);
    for (int k = 0; k < 3; k++) {
        ck_assert_double_eq_tol(fit->masses[k], want[k], 1e-15);
    }
    ck_assert(fit->lows[0] == 2.0 && fit->highs[0] == 2.0);
    ck_assert(fit->lows[2] == 7.0 && fit->highs[2] == INFINITY);
    coop_turnbull_free(fit);
}
END_TEST

START_TEST(one_row_and_rows_that_are_all_alike)
{
    const double lows[] = {3, 8, 5};
    const double highs[] = {INFINITY, INFINITY, INFINITY};
    coop_turnbull *censored = fit_of(lows, highs, NULL, 3);
    ck_assert_int_eq(censored->n_masses, 1);
    ck_assert(censored->lows[0] == 8.0 && censored->highs[0] == INFINITY);
    ck_assert_double_eq(censored->masses[0], 1.0);
    ck_assert_double_eq(censored->log_likelihood, 0.0);
    coop_turnbull_free(censored);
    const double low = 1e300;
    coop_turnbull *one = fit_of(&low, &low, NULL, 1);
    ck_assert(one->n_masses == 1 && one->masses[0] == 1.0 && one->lows[0] == 1e300);
    coop_turnbull_free(one);
    const double start = -INFINITY;
    const double end = INFINITY;
    coop_turnbull *nothing = fit_of(&start, &end, NULL, 1);
    ck_assert(nothing->n_masses == 1);
    coop_turnbull_free(nothing);
}
END_TEST

/* An end at 5 and an open beginning at 5 do not meet; an exact 5 lies in (4, 5], not in (5, 6]. */
START_TEST(open_and_closed_ends_at_one_value)
{
    const double lows[] = {4, 5, 5};
    const double highs[] = {5, 6, 5};
    coop_turnbull *fit = fit_of(lows, highs, NULL, 3);
    ck_assert_int_eq(fit->n_masses, 2);
    ck_assert(fit->lows[0] == 5.0 && fit->highs[0] == 5.0);
    ck_assert_double_eq_tol(fit->masses[0], 2.0 / 3.0, 1e-15);
    ck_assert(fit->lows[1] == 5.0 && fit->highs[1] == 6.0);
    double low = 0.0;
    double high = 0.0;
    ck_assert_int_eq(coop_turnbull_survival(fit, 5.0, &low, &high, NULL), COOP_OK);
    ck_assert_double_eq_tol(low, 1.0 / 3.0, 1e-15);
    ck_assert_double_eq(low, high);
    ck_assert_int_eq(coop_turnbull_survival(fit, 5.5, &low, &high, NULL), COOP_OK);
    ck_assert(low == 0.0 && high > 0.3);
    ck_assert_int_eq(coop_turnbull_survival(fit, 4.5, &low, &high, NULL), COOP_OK);
    ck_assert(low == 1.0 && high == 1.0);
    ck_assert_int_eq(coop_turnbull_quantile(fit, 2.0 / 3.0, &low, &high, NULL), COOP_OK);
    ck_assert(low == 5.0 && high == 5.0);
    ck_assert_int_eq(coop_turnbull_quantile(fit, 0.7, &low, &high, NULL), COOP_OK);
    ck_assert(low == 5.0 && high == 6.0);
    ck_assert_int_eq(coop_turnbull_survival(fit, NAN, &low, &high, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_turnbull_quantile(fit, 0.0, &low, &high, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_turnbull_quantile(fit, 1.0, &low, &high, NULL), COOP_RANGE);
    coop_turnbull_free(fit);
}
END_TEST

START_TEST(a_share_that_is_not_reached_is_undefined)
{
    const double lows[] = {1, 4};
    const double highs[] = {1, INFINITY};
    coop_turnbull *fit = fit_of(lows, highs, NULL, 2);
    double low = 7.0;
    double high = 7.0;
    ck_assert_int_eq(coop_turnbull_quantile(fit, 0.5, &low, &high, NULL), COOP_OK);
    ck_assert(low == 1.0 && high == 1.0);
    ck_assert_int_eq(coop_turnbull_quantile(fit, 0.51, &low, &high, NULL), COOP_UNDEFINED);
    ck_assert(low == 1.0 && high == 1.0);
    coop_turnbull_free(fit);
}
END_TEST

START_TEST(bad_times_and_weights_are_refused)
{
    ck_assert_int_eq(status_of(1.0, 1.0, 1.0), COOP_OK);
    ck_assert_int_eq(status_of(1.0, 0.9999, 1.0), COOP_RANGE);
    ck_assert_int_eq(status_of(NAN, 1.0, 1.0), COOP_RANGE);
    ck_assert_int_eq(status_of(1.0, NAN, 1.0), COOP_RANGE);
    ck_assert_int_eq(status_of(INFINITY, INFINITY, 1.0), COOP_RANGE);
    ck_assert_int_eq(status_of(-INFINITY, -INFINITY, 1.0), COOP_RANGE);
    ck_assert_int_eq(status_of(-INFINITY, INFINITY, 1.0), COOP_OK);
    ck_assert_int_eq(status_of(1.0, 3.0, -1.0), COOP_RANGE);
    ck_assert_int_eq(status_of(1.0, 3.0, NAN), COOP_RANGE);
    ck_assert_int_eq(status_of(1.0, 3.0, INFINITY), COOP_RANGE);
    ck_assert_int_eq(status_of(1.0, 3.0, 0.0), COOP_OK);
    coop_turnbull *fit = NULL;
    double zero = 0.0;
    coop_interval_times times = {&zero, &zero, &zero, 1};
    ck_assert_int_eq(coop_turnbull_fit(&times, NULL, &fit, NULL), COOP_RANGE);
    times.n_rows = 0;
    ck_assert_int_eq(coop_turnbull_fit(&times, NULL, &fit, NULL), COOP_EMPTY);
    times.n_rows = -1;
    ck_assert_int_eq(coop_turnbull_fit(&times, NULL, &fit, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_turnbull_fit(NULL, NULL, &fit, NULL), COOP_ARGUMENT);
    times = (coop_interval_times){NULL, &zero, NULL, 1};
    ck_assert_int_eq(coop_turnbull_fit(&times, NULL, &fit, NULL), COOP_ARGUMENT);
    ck_assert_ptr_null(fit);
    coop_turnbull_free(NULL);
}
END_TEST

START_TEST(a_hundred_thousand_rows_are_certified)
{
    enum { n = 100000 };
    uint64_t state = 11;
    double *values = calloc(2 * n, sizeof *values);
    ck_assert_ptr_nonnull(values);
    for (int64_t i = 0; i < n; i++) {
        double time = -1000.0 * log(uniform(&state));
        double first = floor(800.0 * uniform(&state));
        double second = first + ceil(900.0 * uniform(&state));
        values[i] = time <= first ? 0.0 : time <= second ? first : second;
        values[n + i] = time <= first ? first : time <= second ? second : INFINITY;
        if (i % 4 == 0) {
            values[i] = floor(time / 365.0) * 365.0;
            values[n + i] = values[i] + 365.0;
        }
    }
    coop_turnbull *fit = fit_of(values, values + n, NULL, n);
    ck_assert_msg(fit->is_certified, "excess is %g", fit->excess);
    ck_assert_int_lt(fit->n_steps, 2000);
    coop_turnbull_free(fit);
    free(values);
}
END_TEST

START_TEST(memory_that_runs_out_is_said_and_nothing_leaks)
{
    uint64_t state = 5;
    sample s;
    sample_draw(&state, 40, &s);
    coop_interval_times times = {s.lows, s.highs, s.weights, s.n};
    coop_status status = COOP_MEMORY;
    for (int64_t fail_at = 1; status == COOP_MEMORY; fail_at++) {
        meter m = {.fail_at = fail_at};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        run.allocator = &a;
        coop_turnbull *fit = NULL;
        status = coop_turnbull_fit(&times, &run, &fit, NULL);
        ck_assert((status == COOP_OK) == (fit != NULL));
        coop_turnbull_free(fit);
        ck_assert_uint_eq(m.live, 0);
        ck_assert_int_lt(fail_at, 500);
    }
    ck_assert_int_eq(status, COOP_OK);
}
END_TEST

static bool is_key_before(const void *ctx, int64_t a, int64_t b)
{
    const int *keys = ctx;
    return keys[a] < keys[b];
}

START_TEST(sorting_keeps_the_order_of_equals)
{
    uint64_t state = 8;
    for (int64_t n = 0; n < 70; n++) {
        int keys[70] = {0};
        int64_t order[70];
        int64_t spare[70];
        for (int64_t i = 0; i < n; i++) {
            keys[i] = (int)(next_random(&state) % 9);
        }
        coop__merge_sort(order, spare, n, is_key_before, keys);
        for (int64_t i = 1; i < n; i++) {
            int before = keys[order[i - 1]];
            int here = keys[order[i]];
            ck_assert(before < here || (before == here && order[i - 1] < order[i]));
        }
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("interval_censored");
    TCase *c = tcase_create("turnbull");
    tcase_add_test(c, masses_agree_with_npsurv);
    tcase_add_test(c, masses_agree_with_the_published_vector);
    tcase_add_test(c, no_other_place_for_mass_is_better);
    tcase_add_test(c, slow_self_consistency_gets_as_far_but_no_farther);
    tcase_add_test(c, the_order_of_rows_changes_no_bit);
    tcase_add_test(c, a_weight_is_a_number_of_rows_and_zero_is_none);
    tcase_add_test(c, exact_times_give_kaplan_and_meier);
    tcase_add_test(c, one_row_and_rows_that_are_all_alike);
    tcase_add_test(c, open_and_closed_ends_at_one_value);
    tcase_add_test(c, a_share_that_is_not_reached_is_undefined);
    tcase_add_test(c, bad_times_and_weights_are_refused);
    tcase_add_test(c, a_hundred_thousand_rows_are_certified);
    tcase_add_test(c, memory_that_runs_out_is_said_and_nothing_leaks);
    tcase_add_test(c, sorting_keeps_the_order_of_equals);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
