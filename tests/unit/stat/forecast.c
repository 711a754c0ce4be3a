/* forecast.c -- tests of expected completions, drawn curves, and scores of past forecasts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/forecast.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "meter.h"
#include "oracle.h"
#include "random.h"

static double uniform(uint64_t *state)
{
    return (double)(next_random(state) % 1000000) / 1e6;
}

static coop_completions *law_of(const double *chances, int64_t n_items, int64_t n_draws,
                                double level)
{
    coop_forecast_items items = {chances, n_items, n_draws};
    coop_completions *law = NULL;
    coop_error err = {0};
    coop_status status = coop_completions_fit(&items, level, NULL, &law, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return law;
}

static double at_least(const coop_completions *law, int64_t count)
{
    double p = -1.0;
    ck_assert_int_eq(coop_completions_at_least(law, count, &p, NULL), COOP_OK);
    return p;
}

/* Every one of the 2^n outcomes. */
static void enumerate(const double *chances, int n, double *out)
{
    memset(out, 0, ((size_t)n + 1) * sizeof *out);
    for (int outcome = 0; outcome < 1 << n; outcome++) {
        double p = 1.0;
        int hits = 0;
        for (int i = 0; i < n; i++) {
            bool is_hit = (outcome >> i & 1) != 0;
            p *= is_hit ? chances[i] : 1.0 - chances[i];
            hits += is_hit;
        }
        out[hits] += p;
    }
}

START_TEST(the_law_is_that_of_all_outcomes)
{
    uint64_t state = 3;
    for (int n = 0; n <= 15; n++) {
        double chances[15];
        double want[16];
        for (int i = 0; i < n; i++) {
            uint64_t kind = next_random(&state) % 6;
            chances[i] = kind == 0 ? 0.0 : kind == 1 ? 1.0 : uniform(&state);
        }
        enumerate(chances, n, want);
        coop_completions *law = law_of(chances, n, 1, 0.9);
        double sum = 0.0;
        for (int k = n; k >= 0; k--) {
            sum += want[k];
            ck_assert_double_le(fabs(law->law[k] - want[k]), 1e-13 * want[k] + 1e-60);
            ck_assert_double_eq_tol(at_least(law, k), sum, 1e-14);
        }
        coop_completions_free(law);
    }
}
END_TEST

START_TEST(equal_chances_give_the_binomial)
{
    static const double shares[] = {0.5, 0.03, 0.8, 1e-7};
    for (int s = 0; s < 4; s++) {
        double chances[400];
        for (int n = 1; n <= 400; n += 57) {
            for (int i = 0; i < n; i++) {
                chances[i] = shares[s];
            }
            coop_completions *law = law_of(chances, n, 1, 0.9);
            long double p = shares[s];
            long double want = powl(1.0L - p, n);
            for (int k = 0; k <= n; k++) {
                long double error = fabsl(law->law[k] - want);
                ck_assert_msg(error <= 1e-13L * want + 1e-57L, "n %d, p %g, k %d: %.17g, off %Lg",
                              n, shares[s], k, law->law[k], error);
                want *= (long double)(n - k) / (k + 1) * (p / (1.0L - p));
            }
            ck_assert_double_eq_tol(law->mean, n * shares[s], 1e-13 * n);
            coop_completions_free(law);
        }
    }
}
END_TEST

START_TEST(thousands_of_items_keep_sum_mean_and_variance)
{
    enum { n = 5000 };
    double *chances = calloc(n, sizeof *chances);
    uint64_t state = 12;
    double mean = 0.0;
    double variance = 0.0;
    for (int i = 0; i < n; i++) {
        chances[i] = uniform(&state);
        mean += chances[i];
        variance += chances[i] * (1.0 - chances[i]);
    }
    coop_completions *law = law_of(chances, n, 1, 0.9);
    double sum = 0.0;
    double first = 0.0;
    double second = 0.0;
    for (int k = 0; k <= n; k++) {
        sum += law->law[k];
        first += k * law->law[k];
        second += (k - mean) * (k - mean) * law->law[k];
    }
    ck_assert_double_eq_tol(sum, 1.0, 1e-12);
    ck_assert_double_le(relative_error(first, mean), 1e-12);
    ck_assert_double_le(relative_error(second, variance), 1e-10);
    ck_assert_double_le(relative_error(law->mean, mean), 1e-13);
    ck_assert_double_le(relative_error(law->variance, variance), 1e-13);
    ck_assert_double_eq(law->variance_between, 0.0);
    double below = 0.0;
    double inside = 0.0;
    for (int64_t k = 0; k <= law->high; k++) {
        below += k < law->low ? law->law[k] : 0.0;
        inside += k < law->low ? 0.0 : law->law[k];
    }
    ck_assert(below <= 0.05 && below + law->law[law->low] > 0.05);
    ck_assert(at_least(law, law->high + 1) <= 0.05 && at_least(law, law->high) > 0.05);
    ck_assert_double_ge(inside, 0.9);
    coop_completions_free(law);
    free(chances);
}
END_TEST

START_TEST(the_order_of_items_changes_no_bit)
{
    uint64_t state = 21;
    double chances[60];
    for (int i = 0; i < 60; i++) {
        chances[i] = uniform(&state);
    }
    coop_completions *a = law_of(chances, 60, 1, 0.9);
    for (int i = 59; i > 0; i--) {
        int j = (int)(next_random(&state) % (uint64_t)(i + 1));
        double kept = chances[i];
        chances[i] = chances[j];
        chances[j] = kept;
    }
    coop_completions *b = law_of(chances, 60, 1, 0.9);
    ck_assert_int_eq(memcmp(a->law, b->law, 61 * sizeof(double)), 0);
    ck_assert(a->mean == b->mean && a->variance == b->variance);
    coop_completions_free(a);
    coop_completions_free(b);
}
END_TEST

START_TEST(draws_are_averaged_and_widen_the_law)
{
    const double chances[] = {0.2, 0.4, 0.1, 0.8, 0.9, 0.7};
    coop_completions *first = law_of(chances, 3, 1, 0.9);
    coop_completions *second = law_of(chances + 3, 3, 1, 0.9);
    coop_completions *both = law_of(chances, 3, 2, 0.9);
    double mean = 0.0;
    double variance = 0.0;
    for (int k = 0; k <= 3; k++) {
        ck_assert_double_eq_tol(both->law[k], 0.5 * (first->law[k] + second->law[k]), 1e-15);
        mean += k * both->law[k];
        variance += k * k * both->law[k];
    }
    ck_assert_double_eq_tol(both->mean, mean, 1e-14);
    ck_assert_double_eq_tol(both->variance, variance - mean * mean, 1e-14);
    ck_assert_double_eq_tol(both->variance_between, 0.7225, 1e-14);
    coop_completions_free(first);
    coop_completions_free(second);
    coop_completions_free(both);
}
END_TEST

static double rate(const coop_completions *law, int64_t done, int64_t total, double claimed)
{
    double p = -1.0;
    ck_assert_int_eq(coop_completions_rate_at_least(law, done, total, claimed, &p, NULL), COOP_OK);
    return p;
}

START_TEST(a_claimed_rate_is_reached_by_the_count_that_reaches_it)
{
    const double chances[] = {0.5, 0.5, 0.5};
    coop_completions *law = law_of(chances, 3, 1, 0.9);
    ck_assert_double_eq_tol(rate(law, 6, 10, 0.8), 0.5, 1e-15);
    ck_assert_double_eq_tol(rate(law, 6, 10, 0.80001), 0.125, 1e-15);
    ck_assert_double_eq_tol(rate(law, 6, 10, 0.61), 0.875, 1e-15);
    ck_assert_double_eq(rate(law, 6, 10, 0.6), 1.0);
    ck_assert_double_eq(rate(law, 6, 10, 0.91), 0.0);
    ck_assert_double_eq(rate(law, 0, 3, 0.0), 1.0);
    ck_assert_double_eq(at_least(law, INT64_MIN), 1.0);
    ck_assert_double_eq(at_least(law, INT64_MAX), 0.0);
    double p = 7.0;
    ck_assert_int_eq(coop_completions_rate_at_least(law, 8, 10, 0.5, &p, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_completions_rate_at_least(law, -1, 10, 0.5, &p, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_completions_rate_at_least(law, 0, 2, 0.5, &p, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_completions_rate_at_least(law, 0, 9, 1.1, &p, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_completions_rate_at_least(law, 0, 9, NAN, &p, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_completions_rate_at_least(NULL, 0, 9, 1.0, &p, NULL), COOP_ARGUMENT);
    ck_assert_double_eq(p, 7.0);
    coop_completions_free(law);
}
END_TEST

static coop_status law_status(const double *chances, int64_t n_items, int64_t n_draws,
                              double level)
{
    coop_forecast_items items = {chances, n_items, n_draws};
    coop_completions *law = NULL;
    coop_status status = coop_completions_fit(&items, level, NULL, &law, NULL);
    ck_assert((status == COOP_OK) == (law != NULL));
    coop_completions_free(law);
    return status;
}

START_TEST(bad_items_are_refused_and_none_are_a_count_of_zero)
{
    const double chances[] = {0.0, 1.0, -1e-300, 1.0000000001, NAN};
    ck_assert_int_eq(law_status(chances, 2, 1, 0.9), COOP_OK);
    ck_assert_int_eq(law_status(chances + 2, 1, 1, 0.9), COOP_RANGE);
    ck_assert_int_eq(law_status(chances + 3, 1, 1, 0.9), COOP_RANGE);
    ck_assert_int_eq(law_status(chances + 4, 1, 1, 0.9), COOP_RANGE);
    ck_assert_int_eq(law_status(chances, 2, 1, 1.0), COOP_RANGE);
    ck_assert_int_eq(law_status(chances, 2, 0, 0.9), COOP_RANGE);
    ck_assert_int_eq(law_status(chances, -1, 1, 0.9), COOP_RANGE);
    ck_assert_int_eq(law_status(chances, COOP_FORECAST_ITEMS_MAX + 1, 1, 0.9), COOP_LIMIT);
    ck_assert_int_eq(law_status(NULL, 1, 1, 0.9), COOP_ARGUMENT);
    coop_completions *none = law_of(NULL, 0, 1, 0.9);
    ck_assert(none->law[0] == 1.0 && none->low == 0 && none->high == 0 && none->mean == 0.0);
    coop_completions_free(none);
    coop_completions_free(NULL);
}
END_TEST

START_TEST(memory_that_runs_out_is_said_and_nothing_leaks)
{
    const double chances[] = {0.2, 0.4, 0.1, 0.8};
    coop_forecast_items items = {chances, 2, 2};
    coop_status status = COOP_MEMORY;
    for (int64_t fail_at = 1; status == COOP_MEMORY; fail_at++) {
        meter m = {.fail_at = fail_at};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        run.allocator = &a;
        coop_completions *law = NULL;
        status = coop_completions_fit(&items, 0.9, &run, &law, NULL);
        ck_assert((status == COOP_OK) == (law != NULL));
        coop_completions_free(law);
        ck_assert_uint_eq(m.live, 0);
        ck_assert_int_lt(fail_at, 100);
    }
    ck_assert_int_eq(status, COOP_OK);
}
END_TEST

/* ---- chances ---- */

START_TEST(a_chance_is_what_the_curve_loses_over_what_is_open)
{
    const double times[] = {10, 20, 30};
    const double survival[] = {0.8, 0.5, 0.4};
    const double incidence[] = {0.1, 0.3, 0.35};
    const double ages[] = {0, 10, 15, 25, 29.5, 41};
    coop_forecast_open open = {ages, 6, 10.0};
    coop_forecast_curve curve = {times, survival, NULL, 3, 38.0};
    double low[6];
    double high[6];
    ck_assert_int_eq(coop_forecast_chances(&curve, &open, low, high, NULL), COOP_OK);
    const double want[] = {0.2, 0.375, 0.375, 0.2, 0.2, 0.0};
    for (int i = 0; i < 6; i++) {
        ck_assert_double_eq_tol(low[i], want[i], 1e-15);
        ck_assert(i >= 4 ? high[i] == 1.0 : high[i] == low[i]);
    }
    curve.incidence = incidence;
    ck_assert_int_eq(coop_forecast_chances(&curve, &open, low, high, NULL), COOP_OK);
    ck_assert_double_eq_tol(low[0], 0.1, 1e-15);
    ck_assert_double_eq_tol(low[1], 0.25, 1e-15);
    ck_assert_double_eq_tol(low[3], 0.1, 1e-15);
    ck_assert_double_eq_tol(low[4], 0.1, 1e-15);
    ck_assert_double_eq_tol(high[4], (0.35 - 0.3 + 0.4) / 0.5, 1e-15);
    open.horizon = 0.0;
    ck_assert_int_eq(coop_forecast_chances(&curve, &open, low, high, NULL), COOP_OK);
    ck_assert(low[5] == 0.0 && high[5] == 0.0);
}
END_TEST

START_TEST(what_no_curve_knows_has_bounds_zero_and_one)
{
    const double times[] = {5};
    const double survival[] = {0.0};
    const double ages[] = {4, 5, 6};
    coop_forecast_open open = {ages, 3, 2.0};
    coop_forecast_curve curve = {times, survival, NULL, 1, INFINITY};
    double low[3];
    double high[3];
    ck_assert_int_eq(coop_forecast_chances(&curve, &open, low, high, NULL), COOP_OK);
    ck_assert(low[0] == 1.0 && high[0] == 1.0);
    ck_assert(low[1] == 0.0 && high[1] == 1.0 && low[2] == 0.0 && high[2] == 1.0);
    curve.n_times = 0;
    ck_assert_int_eq(coop_forecast_chances(&curve, &open, low, high, NULL), COOP_OK);
    ck_assert(low[0] == 0.0 && high[0] == 0.0);
}
END_TEST

static coop_status chances_status(const coop_forecast_curve *curve, double age, double horizon)
{
    coop_forecast_open open = {&age, 1, horizon};
    double low = 7.0;
    double high = 7.0;
    coop_status status = coop_forecast_chances(curve, &open, &low, &high, NULL);
    ck_assert(status == COOP_OK || (low == 7.0 && high == 7.0));
    return status;
}

START_TEST(bad_curves_and_ages_are_refused)
{
    double times[] = {1, 2};
    double survival[] = {0.9, 0.5};
    double incidence[] = {0.1, 0.5};
    coop_forecast_curve curve = {times, survival, incidence, 2, 2.0};
    ck_assert_int_eq(chances_status(&curve, 1, 1), COOP_OK);
    ck_assert_int_eq(chances_status(&curve, -1, 1), COOP_RANGE);
    ck_assert_int_eq(chances_status(&curve, NAN, 1), COOP_RANGE);
    ck_assert_int_eq(chances_status(&curve, 1, -1), COOP_RANGE);
    ck_assert_int_eq(chances_status(&curve, 1, INFINITY), COOP_RANGE);
    ck_assert_int_eq(chances_status(NULL, 1, 1), COOP_ARGUMENT);
    curve.end = 1.5;
    ck_assert_int_eq(chances_status(&curve, 1, 1), COOP_RANGE);
    curve.end = 2.0;
    incidence[1] = 0.6;
    ck_assert_int_eq(chances_status(&curve, 1, 1), COOP_RANGE);
    incidence[1] = 0.05;
    ck_assert_int_eq(chances_status(&curve, 1, 1), COOP_RANGE);
    incidence[1] = 0.5;
    survival[1] = 0.95;
    ck_assert_int_eq(chances_status(&curve, 1, 1), COOP_RANGE);
    survival[1] = 0.5;
    times[1] = 1.0;
    ck_assert_int_eq(chances_status(&curve, 1, 1), COOP_RANGE);
    curve.n_times = -1;
    ck_assert_int_eq(chances_status(&curve, 1, 1), COOP_RANGE);
}
END_TEST

/* ---- draws of the curve ---- */

/* Of methods with ties between causes: times with 1 completed, 2 ended, 0 censored. */
static const double table_times[] = {3, 5, 6, 8, 10, 12, 15, 18, 20, 24, 30, 36};
static const double table_at_risk[] = {20, 19, 18, 16, 15, 13, 10, 9, 7, 6, 4, 2};
static const double table_completed[] = {1, 1, 1, 0, 1, 2, 1, 1, 0, 1, 1, 0};
static const double table_ended[] = {0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0};

static coop_forecast_counts counts_of_table(void)
{
    return (coop_forecast_counts){table_times, table_at_risk, table_completed, table_ended, 12};
}

/* Kaplan and Meier's survival, Aalen and Johansen's incidence. */
static void estimate(const coop_forecast_counts *counts, double *survival, double *incidence)
{
    double s = 1.0;
    double f = 0.0;
    for (int64_t i = 0; i < counts->n_times; i++) {
        f += s * counts->completed[i] / counts->at_risk[i];
        s *= 1.0 - (counts->completed[i] + counts->ended[i]) / counts->at_risk[i];
        survival[i] = s;
        incidence[i] = f;
    }
}

START_TEST(draws_scatter_around_the_estimate_as_greenwood_says)
{
    enum { draws = 20000, times = 12 };
    coop_forecast_counts counts = counts_of_table();
    double *survival = calloc(draws * times, sizeof *survival);
    double *incidence = calloc(draws * times, sizeof *incidence);
    double s[times];
    double f[times];
    estimate(&counts, s, f);
    ck_assert_int_eq(coop_forecast_draws(&counts, draws, 42, survival, incidence, NULL), COOP_OK);
    double growth = 1.0;
    for (int i = 0; i < times; i++) {
        double mean = 0.0;
        double square = 0.0;
        double reached = 0.0;
        for (int d = 0; d < draws; d++) {
            mean += survival[d * times + i] / draws;
            square += survival[d * times + i] * survival[d * times + i] / draws;
            reached += incidence[d * times + i] / draws;
        }
        /* E q^2 of a share of y - d in y: (y - d)(y - d + 1) / (y (y + 1)) */
        double y = table_at_risk[i];
        double left = y - table_completed[i] - table_ended[i];
        growth *= left * (left + 1.0) / (y * (y + 1.0));
        double sd = sqrt(fmax(growth - s[i] * s[i], 0.0));
        ck_assert_double_eq_tol(mean, s[i], 5.0 * sd / sqrt(draws) + 1e-12);
        ck_assert_double_eq_tol(square, growth, 0.02 * growth);
        ck_assert_double_eq_tol(reached, f[i], 0.006);
    }
    free(survival);
    free(incidence);
}
END_TEST

START_TEST(a_draw_depends_on_its_number_and_the_seed_alone)
{
    coop_forecast_counts counts = counts_of_table();
    double few[2 * 12];
    double many[5 * 12];
    double other[2 * 12];
    ck_assert_int_eq(coop_forecast_draws(&counts, 2, 9, few, NULL, NULL), COOP_OK);
    ck_assert_int_eq(coop_forecast_draws(&counts, 5, 9, many, NULL, NULL), COOP_OK);
    ck_assert_int_eq(coop_forecast_draws(&counts, 2, 10, other, NULL, NULL), COOP_OK);
    ck_assert_int_eq(memcmp(few, many, sizeof few), 0);
    ck_assert_int_ne(memcmp(few, other, sizeof few), 0);
    ck_assert_int_ne(memcmp(few, few + 12, 12 * sizeof(double)), 0);
    for (int i = 1; i < 12; i++) {
        ck_assert(few[i] <= few[i - 1] && few[i] >= 0.0);
    }
}
END_TEST

START_TEST(shares_that_are_nought_stay_so)
{
    const double times[] = {1, 2, 3};
    const double at_risk[] = {4, 0.3, 2};
    const double completed[] = {0, 0.1, 2};
    coop_forecast_counts counts = {times, at_risk, completed, NULL, 3};
    double survival[3 * 50];
    double incidence[3 * 50];
    ck_assert_int_eq(coop_forecast_draws(&counts, 50, 1, survival, incidence, NULL), COOP_OK);
    for (int d = 0; d < 50; d++) {
        ck_assert(survival[3 * d] == 1.0 && survival[3 * d + 2] == 0.0);
        ck_assert_double_eq_tol(incidence[3 * d + 2], 1.0, 1e-15);
        ck_assert(survival[3 * d + 1] >= 0.0 && survival[3 * d + 1] <= 1.0);
    }
}
END_TEST

START_TEST(bad_counts_are_refused)
{
    double times[] = {1, 2};
    double at_risk[] = {4, 3};
    double completed[] = {1, 1};
    double ended[] = {0, 2};
    double out[2] = {7, 7};
    coop_forecast_counts counts = {times, at_risk, completed, ended, 2};
    ck_assert_int_eq(coop_forecast_draws(&counts, 0, 1, out, NULL, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_forecast_draws(&counts, 1000001, 1, out, NULL, NULL), COOP_RANGE);
    ended[1] = 2.1;
    ck_assert_int_eq(coop_forecast_draws(&counts, 1, 1, out, NULL, NULL), COOP_RANGE);
    ended[1] = -1;
    ck_assert_int_eq(coop_forecast_draws(&counts, 1, 1, out, NULL, NULL), COOP_RANGE);
    ended[1] = 2;
    at_risk[0] = 0;
    ck_assert_int_eq(coop_forecast_draws(&counts, 1, 1, out, NULL, NULL), COOP_RANGE);
    at_risk[0] = 4;
    times[1] = 1;
    ck_assert_int_eq(coop_forecast_draws(&counts, 1, 1, out, NULL, NULL), COOP_RANGE);
    times[1] = 2;
    counts.n_times = 0;
    ck_assert_int_eq(coop_forecast_draws(&counts, 1, 1, out, NULL, NULL), COOP_EMPTY);
    ck_assert_int_eq(coop_forecast_draws(&counts, 1, 1, NULL, NULL, NULL), COOP_ARGUMENT);
    ck_assert(out[0] == 7 && out[1] == 7);
}
END_TEST

/* ---- scores ---- */

START_TEST(parts_of_the_score_add_up)
{
    enum { n = 500, bins = 10 };
    double chances[n];
    uint8_t outcomes[n];
    uint64_t state = 66;
    for (int i = 0; i < n; i++) {
        chances[i] = i == 0 ? 1.0 : uniform(&state);
        outcomes[i] = uniform(&state) < chances[i];
    }
    coop_forecast_past past = {chances, outcomes, n, bins, 0.95};
    coop_forecast_score score = COOP_FORECAST_SCORE_INIT;
    coop_forecast_bin table[bins];
    ck_assert_int_eq(coop_forecast_score_past(&past, &score, table, NULL), COOP_OK);
    double within = 0.0;
    double brier = 0.0;
    int64_t counted = 0;
    for (int b = 0; b < bins; b++) {
        counted += table[b].n;
        ck_assert(table[b].chance >= table[b].from && table[b].chance <= table[b].to);
        ck_assert(table[b].low <= table[b].share && table[b].share <= table[b].high);
        for (int i = 0; i < n; i++) {
            if (chances[i] >= table[b].from && (chances[i] < table[b].to || b == bins - 1)) {
                double p = chances[i] - table[b].chance;
                within += (p * p - 2.0 * p * (outcomes[i] - table[b].share)) / n;
            }
        }
    }
    for (int i = 0; i < n; i++) {
        brier += (chances[i] - outcomes[i]) * (chances[i] - outcomes[i]) / n;
    }
    ck_assert_int_eq(counted, n);
    ck_assert_double_eq_tol(score.brier, brier, 1e-13);
    ck_assert_double_eq_tol(score.within, within, 1e-13);
    ck_assert(score.resolution > 0.05 && score.reliability < 0.01);
}
END_TEST

START_TEST(a_score_worked_by_hand)
{
    const double chances[] = {0.25, 0.25, 0.75, 0.75};
    const uint8_t outcomes[] = {0, 1, 1, 1};
    coop_forecast_past past = {chances, outcomes, 4, 2, 0.95};
    coop_forecast_score score = COOP_FORECAST_SCORE_INIT;
    coop_forecast_bin bins[2];
    ck_assert_int_eq(coop_forecast_score_past(&past, &score, bins, NULL), COOP_OK);
    ck_assert_double_eq(score.brier, (0.0625 + 0.5625 + 0.0625 + 0.0625) / 4.0);
    ck_assert_double_eq(score.reliability, 0.0625);
    ck_assert_double_eq(score.resolution, 0.0625);
    ck_assert_double_eq(score.uncertainty, 0.1875);
    ck_assert_double_eq(score.within, 0.0);
    ck_assert(score.expected == 2.0 && score.observed == 3);
    past.n_bins = 3;
    coop_forecast_bin three[3];
    ck_assert_int_eq(coop_forecast_score_past(&past, &score, three, NULL), COOP_OK);
    ck_assert(three[1].n == 0 && isnan(three[1].share) && isnan(three[1].low));
}
END_TEST

static coop_status score_status(double chance, uint8_t outcome, int64_t n_bins, double level)
{
    coop_forecast_past past = {&chance, &outcome, 1, n_bins, level};
    coop_forecast_score score = COOP_FORECAST_SCORE_INIT;
    score.brier = 7.0;
    coop_status status = coop_forecast_score_past(&past, &score, NULL, NULL);
    ck_assert(status == COOP_OK || score.brier == 7.0);
    return status;
}

START_TEST(bad_forecasts_are_refused)
{
    ck_assert_int_eq(score_status(1.0, 1, 1, 0.9), COOP_OK);
    ck_assert_int_eq(score_status(0.0, 0, 1000, 0.9), COOP_OK);
    ck_assert_int_eq(score_status(1.1, 1, 1, 0.9), COOP_RANGE);
    ck_assert_int_eq(score_status(NAN, 1, 1, 0.9), COOP_RANGE);
    ck_assert_int_eq(score_status(1.0, 2, 1, 0.9), COOP_RANGE);
    ck_assert_int_eq(score_status(1.0, 1, 0, 0.9), COOP_RANGE);
    ck_assert_int_eq(score_status(1.0, 1, 1001, 0.9), COOP_RANGE);
    ck_assert_int_eq(score_status(1.0, 1, 1, 0.0), COOP_RANGE);
    coop_forecast_past past = {NULL, NULL, 0, 1, 0.9};
    coop_forecast_score score = COOP_FORECAST_SCORE_INIT;
    ck_assert_int_eq(coop_forecast_score_past(&past, &score, NULL, NULL), COOP_EMPTY);
    ck_assert_int_eq(coop_forecast_score_past(&past, NULL, NULL, NULL), COOP_ARGUMENT);
    score.struct_size = 0;
    ck_assert_int_eq(coop_forecast_score_past(&past, &score, NULL, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_forecast_score_past(NULL, &score, NULL, NULL), COOP_ARGUMENT);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("forecast");
    TCase *c = tcase_create("forecast");
    tcase_add_test(c, the_law_is_that_of_all_outcomes);
    tcase_add_test(c, equal_chances_give_the_binomial);
    tcase_add_test(c, thousands_of_items_keep_sum_mean_and_variance);
    tcase_add_test(c, the_order_of_items_changes_no_bit);
    tcase_add_test(c, draws_are_averaged_and_widen_the_law);
    tcase_add_test(c, a_claimed_rate_is_reached_by_the_count_that_reaches_it);
    tcase_add_test(c, bad_items_are_refused_and_none_are_a_count_of_zero);
    tcase_add_test(c, memory_that_runs_out_is_said_and_nothing_leaks);
    tcase_add_test(c, a_chance_is_what_the_curve_loses_over_what_is_open);
    tcase_add_test(c, what_no_curve_knows_has_bounds_zero_and_one);
    tcase_add_test(c, bad_curves_and_ages_are_refused);
    tcase_add_test(c, draws_scatter_around_the_estimate_as_greenwood_says);
    tcase_add_test(c, a_draw_depends_on_its_number_and_the_seed_alone);
    tcase_add_test(c, shares_that_are_nought_stay_so);
    tcase_add_test(c, bad_counts_are_refused);
    tcase_add_test(c, parts_of_the_score_add_up);
    tcase_add_test(c, a_score_worked_by_hand);
    tcase_add_test(c, bad_forecasts_are_refused);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
