/* imputation.c -- tests of bounds, Rubin's rules, imputed sums and tipping points.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <coopstat/imputation.h>

#include "meter.h"
#include "oracle.h"
#include "random.h"

#include <check.h>

enum { most = 400 };

typedef struct sample {
    double amounts[most], predictor[most], coefficients[most];
    uint8_t missing[most];
    int32_t strata[2 * most]; /* of level 0, behind them those of level 1 */
    int64_t n;
} sample;

static coop_amounts view(const sample *s)
{
    return (coop_amounts){s->amounts, s->missing, s->n, NULL, s->strata, 2, s->predictor};
}

static double uniform(uint64_t *state)
{
    return ((double)(next_random(state) % 1000000) + 0.5) / 1e6;
}

static double normal(uint64_t *state)
{
    return sqrt(-2.0 * log(uniform(state))) * cos(6.283185307179586 * uniform(state));
}

/* Amounts of a stratum spread around its own size; about a third missing. */
static sample random_sample(uint64_t *state, int64_t n)
{
    sample s = {.n = n};
    for (int64_t i = 0; i < n; i++) {
        int32_t stratum = (int32_t)(next_random(state) % 3);
        s.strata[i] = stratum;
        s.strata[n + i] = stratum / 2;
        s.predictor[i] = normal(state);
        s.amounts[i] = exp(stratum + 0.5 * normal(state));
        s.missing[i] = next_random(state) % 3 == 0;
        s.coefficients[i] = 1.0;
    }
    return s;
}

static void near(double got, double want, double tolerance, const char *what)
{
    ck_assert_msg(fabs(got - want) <= tolerance * fmax(fabs(want), 1e-300) || got == want,
                  "%s: %.17g, wanted %.17g", what, got, want);
}

static coop_imputed_total total_of(const coop_amounts *data, const coop_imputation_options *o,
                                   double *sums)
{
    coop_imputed_total out = COOP_IMPUTED_TOTAL_INIT;
    coop_error err = {0};
    ck_assert_msg(coop_imputation_total(data, o, NULL, &out, sums, &err) == COOP_OK, "%s",
                  err.message);
    return out;
}

/* ---- Rubin's rules ---- */

static void rubin_row(const double *v)
{
    coop_estimates e = {v + 2, v + 7, 5, v[1]};
    coop_pooled p = COOP_POOLED_INIT;
    ck_assert_int_eq(coop_estimates_pool(&e, v[0], &p, NULL), COOP_OK);
    near(p.value, v[12], 1e-14, "value");
    near(p.within, v[13], 1e-14, "within");
    near(p.between, v[14], 1e-12, "between");
    near(p.total, v[15], 1e-13, "total");
    near(p.df, v[16], 1e-12, "df");
    near(p.missing_information, v[17], 1e-12, "information");
    near(p.low, v[18], 1e-11, "low");
    near(p.high, v[19], 1e-11, "high");
}

START_TEST(pooled_estimates_agree_with_r)
{
    ck_assert_int_ge(oracle_rows("tests/oracle/imputation/rubin.csv", 20, rubin_row), 50);
}
END_TEST

START_TEST(pooling_keeps_its_edges)
{
    double values[] = {0.1, 0.1, 0.1};
    double variances[] = {4, 4, 4};
    coop_estimates e = {values, variances, 3, 10};
    coop_pooled p = COOP_POOLED_INIT;
    ck_assert_int_eq(coop_estimates_pool(&e, 0.95, &p, NULL), COOP_OK);
    ck_assert(p.between == 0 && p.df == 10 && p.missing_information == 0 && p.increase == 0);
    near(p.high, 0.1 + 2 * 2.2281388519862739, 1e-13, "t with 10 df");
    e.variances = NULL; /* nothing is uncertain */
    ck_assert_int_eq(coop_estimates_pool(&e, 0.95, &p, NULL), COOP_OK);
    ck_assert(p.low == 0.1 && p.value == 0.1 && p.high == 0.1);
    values[2] = 0.2; /* all that is uncertain is what is missing */
    e.df = INFINITY;
    ck_assert_int_eq(coop_estimates_pool(&e, 0.95, &p, NULL), COOP_OK);
    ck_assert(isinf(p.increase) && p.missing_information == 1 && p.df == 2);
    e.df = 10; /* df_observed is 0 */
    p.value = 42;
    ck_assert_int_eq(coop_estimates_pool(&e, 0.95, &p, NULL), COOP_UNDEFINED);
    e.n = 1;
    ck_assert_int_eq(coop_estimates_pool(&e, 0.95, &p, NULL), COOP_RANGE);
    e.n = 3;
    ck_assert_int_eq(coop_estimates_pool(&e, 1.0, &p, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_estimates_pool(&e, 0.0, &p, NULL), COOP_RANGE);
    e.df = 0;
    ck_assert_int_eq(coop_estimates_pool(&e, 0.9, &p, NULL), COOP_RANGE);
    e.df = 5;
    e.variances = variances;
    variances[1] = -1;
    ck_assert_int_eq(coop_estimates_pool(&e, 0.9, &p, NULL), COOP_RANGE);
    values[0] = NAN;
    ck_assert_int_eq(coop_estimates_pool(&e, 0.9, &p, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_estimates_pool(NULL, 0.9, &p, NULL), COOP_ARGUMENT);
    ck_assert_double_eq(p.value, 42);
}
END_TEST

/* ---- bounds ---- */

START_TEST(bounds_are_those_of_the_missing_amounts)
{
    double amounts[] = {0.1, NAN, 0.2, -5, 0.3};
    uint8_t missing[] = {0, 1, 0, 1, 0};
    double coefficients[] = {1, -2, 1, 0.5, 0};
    coop_amounts data = {.amounts = amounts, .is_missing = missing, .n = 5};
    coop_missing_bounds b = COOP_MISSING_BOUNDS_INIT;
    ck_assert_int_eq(coop_missing_bounds_find(&data, 0, INFINITY, &b, NULL), COOP_OK);
    ck_assert(b.n == 5 && b.n_missing == 2 && b.observed == 0.6 && b.low == 0.6);
    ck_assert(isinf(b.high) && b.high > 0);
    ck_assert_int_eq(coop_missing_bounds_find(&data, 1, 3, &b, NULL), COOP_OK);
    ck_assert(b.low == 2.6 && b.high == 6.6);
    data.coefficients = coefficients;
    ck_assert_int_eq(coop_missing_bounds_find(&data, 1, 3, &b, NULL), COOP_OK);
    near(b.low, 0.3 - 6 + 0.5, 1e-15, "low");
    near(b.high, 0.3 - 2 + 1.5, 1e-14, "high");
    ck_assert_int_eq(coop_missing_bounds_find(&data, 1, INFINITY, &b, NULL), COOP_OK);
    ck_assert(isinf(b.low) && b.low < 0 && isinf(b.high) && b.high > 0);
    b.low = 42;
    ck_assert_int_eq(coop_missing_bounds_find(&data, -1, 3, &b, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_missing_bounds_find(&data, 3, 2, &b, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_missing_bounds_find(&data, 0, NAN, &b, NULL), COOP_RANGE);
    missing[3] = 0;
    ck_assert_int_eq(coop_missing_bounds_find(&data, 0, 1, &b, NULL), COOP_RANGE);
    data.n = 0;
    ck_assert_int_eq(coop_missing_bounds_find(&data, 0, 1, &b, NULL), COOP_EMPTY);
    ck_assert_int_eq(coop_missing_bounds_find(NULL, 0, 1, &b, NULL), COOP_ARGUMENT);
    ck_assert_double_eq(b.low, 42);
}
END_TEST

/* ---- draws ---- */

static bool is_donor(const sample *s, int64_t row, double amount)
{
    for (int64_t i = 0; i < s->n; i++) {
        if (!s->missing[i] && s->strata[i] == s->strata[row] && s->amounts[i] == amount) {
            return true;
        }
    }
    return false;
}

START_TEST(each_method_draws_donors_of_the_stratum_and_adds_them_up)
{
    uint64_t state = 5;
    sample s = random_sample(&state, 120);
    coop_amounts data = view(&s);
    for (const coop_imputation_method *m = coop_imputation_methods(); m->name != NULL; m++) {
        coop_imputation_options o = COOP_IMPUTATION_OPTIONS_INIT;
        o.method = m->name;
        o.seed = 99;
        double sums[20];
        coop_imputed_total t = total_of(&data, &o, sums);
        ck_assert_int_eq(t.n_coarse, 0);
        double mean = 0.0;
        for (int64_t r = 0; r < 20; r++) {
            double column[most];
            double sum = 0.0;
            ck_assert_int_eq(coop_imputation_draw(&data, &o, r, NULL, column, NULL), COOP_OK);
            for (int64_t i = 0; i < s.n; i++) {
                ck_assert(s.missing[i] ? is_donor(&s, i, column[i]) : column[i] == s.amounts[i]);
                sum += column[i];
            }
            near(sums[r], sum, 1e-13, "a replicate");
            mean += sum / 20.0;
        }
        near(t.value, mean, 1e-13, "value");
        near(t.observed + t.imputed, t.value, 1e-14, "value");
        ck_assert(t.low >= t.observed && t.low < t.value && t.value < t.high && t.within == 0.0);
        double again[20];
        double other[20];
        total_of(&data, &o, again);
        ck_assert_int_eq(memcmp(sums, again, sizeof sums), 0);
        o.seed = 100;
        total_of(&data, &o, other);
        ck_assert_int_ne(memcmp(sums, other, sizeof sums), 0);
    }
}
END_TEST

START_TEST(strata_with_few_donors_take_those_of_the_next_level)
{
    sample s = {.amounts = {1, 2, 3, 4, 5, 0, 9}, .missing = {0, 0, 0, 0, 0, 1, 0},
                .strata = {0, 0, 0, 0, 0, 1, 1, 7, 7, 7, 7, 7, 7, 7}, .n = 7};
    coop_amounts data = view(&s);
    coop_imputed_total t = total_of(&data, NULL, NULL);
    ck_assert(t.n_missing == 1 && t.n_coarse == 1 && t.observed == 24);
    s.strata[7 + 5] = 8; /* alone at both levels */
    coop_imputed_total out = COOP_IMPUTED_TOTAL_INIT;
    coop_error err = {0};
    ck_assert_int_eq(coop_imputation_total(&data, NULL, NULL, &out, NULL, &err), COOP_UNDEFINED);
    ck_assert_ptr_nonnull(strstr(err.message, "row 5"));
    coop_imputation_options o = COOP_IMPUTATION_OPTIONS_INIT;
    o.donors = 2;
    s.strata[7 + 5] = 7;
    s.strata[4] = 1; /* 5 and 9 are enough now */
    t = total_of(&data, &o, NULL);
    ck_assert(t.n_coarse == 0 && t.imputed >= 5 && t.imputed <= 9);
    data.strata = NULL;
    ck_assert_int_eq(total_of(&data, NULL, NULL).n_coarse, 0);
    memset(s.missing, 1, sizeof s.missing);
    ck_assert_int_eq(coop_imputation_total(&data, NULL, NULL, &out, NULL, NULL), COOP_UNDEFINED);
}
END_TEST

START_TEST(nearest_takes_donors_with_a_like_predictor)
{
    sample s = {.n = 300};
    for (int64_t i = 0; i < s.n; i++) {
        s.predictor[i] = (double)(i % 100);
        s.amounts[i] = 1.0 + s.predictor[i];
        s.missing[i] = i >= 200 && i % 2 == 0;
    }
    coop_amounts data = view(&s);
    coop_imputation_options o = COOP_IMPUTATION_OPTIONS_INIT;
    o.method = "nearest";
    double column[most];
    ck_assert_int_eq(coop_imputation_draw(&data, &o, 3, NULL, column, NULL), COOP_OK);
    for (int64_t i = 0; i < s.n; i++) {
        ck_assert_double_le(fabs(column[i] - s.amounts[i]), 8.0);
    }
    double near_spread = total_of(&data, &o, NULL).between;
    o.method = NULL;
    ck_assert_double_lt(near_spread, 0.1 * total_of(&data, &o, NULL).between);
}
END_TEST

START_TEST(nothing_missing_is_a_plain_sum)
{
    sample s = {.amounts = {0.1, 0.2, 0.7}, .n = 3};
    coop_amounts data = view(&s);
    coop_imputed_total t = total_of(&data, NULL, NULL);
    ck_assert(t.value == 1.0 && t.low == 1.0 && t.high == 1.0 && t.n_missing == 0);
    ck_assert(t.std_error == 0.0 && isinf(t.df) && t.missing_information == 0.0);
    data.is_missing = NULL;
    ck_assert_double_eq(total_of(&data, NULL, NULL).value, 1.0);
    coop_imputation_options o = COOP_IMPUTATION_OPTIONS_INIT;
    o.is_sample = 1; /* n s^2 = 3 * 0.31 / 3 */
    t = total_of(&data, &o, NULL);
    near(t.std_error, sqrt(3.0 * (0.54 - 1.0 / 3.0) / 2.0), 1e-14, "std_error");
    near(t.df, 2.0, 1e-15, "df");
    data.n = 1;
    coop_imputed_total out = COOP_IMPUTED_TOTAL_INIT;
    ck_assert_int_eq(coop_imputation_total(&data, &o, NULL, &out, NULL, NULL), COOP_UNDEFINED);
    double zeros[] = {0, 0, 0, 0, 0, 0};
    uint8_t one[] = {0, 0, 0, 0, 0, 1};
    data = (coop_amounts){.amounts = zeros, .is_missing = one, .n = 6};
    t = total_of(&data, NULL, NULL);
    ck_assert(t.value == 0.0 && t.low == 0.0 && t.high == 0.0);
}
END_TEST

START_TEST(limits_hold_the_true_sum_as_often_as_they_say)
{
    uint64_t state = 41;
    int inside = 0;
    int inside_sample = 0;
    for (int round = 0; round < 400; round++) {
        sample s = random_sample(&state, 90);
        double truth = 0.0;
        for (int64_t i = 0; i < s.n; i++) {
            truth += s.amounts[i];
        }
        coop_amounts data = view(&s);
        coop_imputation_options o = COOP_IMPUTATION_OPTIONS_INIT;
        o.seed = (uint64_t)round;
        o.level = 0.9;
        coop_imputed_total t = total_of(&data, &o, NULL);
        inside += t.low <= truth && truth <= t.high;
        o.is_sample = 1; /* of a population of mean (1 + e + e^2) / 3 e^(1/8) */
        t = total_of(&data, &o, NULL);
        double expected = 30.0 * (1.0 + exp(1.0) + exp(2.0)) * exp(0.125);
        inside_sample += t.low <= expected && expected <= t.high;
    }
    printf("# of 400 intervals at 90 %%, %d hold the sum of all, %d that of the population\n",
           inside, inside_sample);
    ck_assert(inside >= 336 && inside <= 384); /* 84 to 96 % */
    ck_assert(inside_sample >= 336 && inside_sample <= 384);
}
END_TEST

/* ---- tipping points ---- */

static coop_imputation_tipping sweep(const coop_amounts *data, double threshold,
                                     const double *factors, int64_t n, coop_imputation_step *steps)
{
    coop_imputation_statement statement = {threshold, factors, n, steps};
    coop_imputation_tipping out = COOP_IMPUTATION_TIPPING_INIT;
    coop_error err = {0};
    ck_assert_msg(coop_imputation_sweep(data, NULL, &statement, NULL, &out, &err) == COOP_OK, "%s",
                  err.message);
    return out;
}

START_TEST(a_statement_tips_where_the_sum_meets_the_threshold)
{
    uint64_t state = 43;
    sample s = random_sample(&state, 150);
    coop_amounts data = view(&s);
    coop_imputed_total t = total_of(&data, NULL, NULL);
    double threshold = t.observed + 1.5 * t.imputed;
    double factors[] = {0, 1, 1.5, 4};
    coop_imputation_step steps[4];
    coop_imputation_tipping tip = sweep(&data, threshold, factors, 4, steps);
    ck_assert(tip.does_tip == 1 && tip.holds == 0);
    near(tip.factor, 1.5, 1e-12, "factor");
    near(tip.mean_donated, t.imputed / (double)t.n_missing, 1e-13, "mean_donated");
    near(tip.mean_needed, 1.5 * tip.mean_donated, 1e-12, "mean_needed");
    near(steps[0].value, t.observed, 1e-15, "factor 0");
    ck_assert(steps[0].low == steps[0].high && steps[0].holds == -1);
    ck_assert(steps[1].value == t.value && steps[1].low == t.low && steps[1].high == t.high);
    near(steps[2].value, threshold, 1e-14, "at the threshold");
    ck_assert_int_eq(steps[2].holds, 0);
    ck_assert_int_eq(steps[3].holds, 1);
    tip = sweep(&data, 0.5 * t.observed, NULL, 0, NULL); /* already reached by what is known */
    ck_assert(tip.does_tip == 0 && tip.holds == 1 && tip.factor == 0.0);
}
END_TEST

START_TEST(shares_are_statements_too)
{
    uint64_t state = 47;
    sample s = random_sample(&state, 150);
    double in_top = 0.0;
    double all = 0.0;
    for (int64_t i = 0; i < s.n; i++) { /* "stratum 2 has 90 % or more"; unknown ones are others */
        s.missing[i] = s.missing[i] && s.strata[i] != 2;
        s.coefficients[i] = s.strata[i] == 2 ? 0.1 : -0.9;
        in_top += s.missing[i] || s.strata[i] != 2 ? 0.0 : s.amounts[i];
        all += s.missing[i] ? 0.0 : s.amounts[i];
    }
    coop_amounts data = view(&s);
    data.coefficients = s.coefficients;
    coop_imputation_tipping tip = sweep(&data, 0.0, NULL, 0, NULL);
    near(tip.observed, in_top - 0.9 * all, 1e-12, "observed");
    ck_assert_int_eq(tip.does_tip, 0); /* it fails already, and more of the others do not help */
    ck_assert_int_eq(tip.holds, 0);
    for (int64_t i = 0; i < s.n; i++) {
        s.coefficients[i] = s.strata[i] == 2 ? 0.6 : -0.4;
    }
    tip = sweep(&data, 0.0, NULL, 0, NULL);
    ck_assert(tip.does_tip == 1 && tip.holds == 1 && tip.factor > 1.0);
    near(tip.observed + tip.factor * tip.imputed, 0.0, 0.0, "balance");
}
END_TEST

/* ---- what is refused ---- */

START_TEST(bad_options_and_columns_are_refused)
{
    uint64_t state = 53;
    sample s = random_sample(&state, 60);
    coop_amounts data = view(&s);
    coop_imputed_total out = COOP_IMPUTED_TOTAL_INIT;
    out.value = 42;
    const struct {
        coop_imputation_options o;
        coop_status status;
    } cases[] = {
        {{sizeof(coop_imputation_options), "x", 0, 0, 0, 0, 0, 0}, COOP_NOT_FOUND},
        {{sizeof(coop_imputation_options), NULL, 1, 0, 0, 0, 0, 0}, COOP_RANGE},
        {{sizeof(coop_imputation_options), NULL, 100001, 0, 0, 0, 0, 0}, COOP_RANGE},
        {{sizeof(coop_imputation_options), NULL, 0, 1, 0, 0, 0, 0}, COOP_RANGE},
        {{sizeof(coop_imputation_options), NULL, 0, 65, 0, 0, 0, 0}, COOP_RANGE},
        {{sizeof(coop_imputation_options), NULL, 0, 0, 0, 1.0, 0, 0}, COOP_RANGE},
        {{0, NULL, 0, 0, 0, 0.9, 0, 0}, COOP_ARGUMENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(coop_imputation_total(&data, &cases[i].o, NULL, &out, NULL, NULL),
                         cases[i].status);
    }
    data.n_levels = 17;
    ck_assert_int_eq(coop_imputation_total(&data, NULL, NULL, &out, NULL, NULL), COOP_RANGE);
    data = view(&s);
    s.predictor[3] = NAN;
    ck_assert_int_eq(coop_imputation_total(&data, NULL, NULL, &out, NULL, NULL), COOP_RANGE);
    data.predictor = NULL;
    coop_imputation_options o = COOP_IMPUTATION_OPTIONS_INIT;
    o.method = "nearest";
    ck_assert_int_eq(coop_imputation_total(&data, &o, NULL, &out, NULL, NULL), COOP_ARGUMENT);
    double column[most];
    ck_assert_int_eq(coop_imputation_draw(&data, NULL, 20, NULL, column, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_imputation_draw(&data, NULL, -1, NULL, column, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_imputation_draw(&data, NULL, 19, NULL, column, NULL), COOP_OK);
    ck_assert_int_eq(coop_imputation_draw(&data, NULL, 19, NULL, NULL, NULL), COOP_ARGUMENT);
    double factors[] = {1, -1};
    coop_imputation_step steps[2];
    steps[0].value = 42;
    coop_imputation_statement statement = {0, factors, 2, steps};
    coop_imputation_tipping tip = COOP_IMPUTATION_TIPPING_INIT;
    ck_assert_int_eq(coop_imputation_sweep(&data, NULL, &statement, NULL, &tip, NULL), COOP_RANGE);
    statement.n_factors = -1;
    ck_assert_int_eq(coop_imputation_sweep(&data, NULL, &statement, NULL, &tip, NULL), COOP_RANGE);
    statement = (coop_imputation_statement){NAN, factors, 1, steps};
    ck_assert_int_eq(coop_imputation_sweep(&data, NULL, &statement, NULL, &tip, NULL), COOP_RANGE);
    statement = (coop_imputation_statement){0, factors, 1, NULL};
    ck_assert_int_eq(coop_imputation_sweep(&data, NULL, &statement, NULL, &tip, NULL),
                     COOP_ARGUMENT);
    ck_assert_int_eq(coop_imputation_sweep(&data, NULL, NULL, NULL, &tip, NULL), COOP_ARGUMENT);
    data.n = 0;
    ck_assert_int_eq(coop_imputation_total(&data, NULL, NULL, &out, NULL, NULL), COOP_EMPTY);
    ck_assert(out.value == 42 && steps[0].value == 42);
}
END_TEST

START_TEST(memory_that_runs_out_leaves_outputs)
{
    uint64_t state = 59;
    sample s = random_sample(&state, 60);
    coop_amounts data = view(&s);
    for (int64_t k = 1; k <= 3; k++) {
        meter m = {.fail_at = k};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        run.allocator = &a;
        double factor = 2.0;
        coop_imputation_step step = {.value = 42};
        coop_imputation_statement statement = {10, &factor, 1, &step};
        coop_imputation_tipping tip = COOP_IMPUTATION_TIPPING_INIT;
        coop_status status = coop_imputation_sweep(&data, NULL, &statement, &run, &tip, NULL);
        ck_assert_int_eq(status, k <= 2 ? COOP_MEMORY : COOP_OK);
        ck_assert((step.value == 42) == (k <= 2) && m.live == 0);
        m = (meter){.fail_at = 1};
        coop_imputed_total out = COOP_IMPUTED_TOTAL_INIT;
        ck_assert_int_eq(coop_imputation_total(&data, NULL, &run, &out, NULL, NULL), COOP_MEMORY);
        ck_assert_int_eq(coop_imputation_draw(&data, NULL, 0, &run, s.predictor, NULL), COOP_OK);
        ck_assert_uint_eq(m.live, 0);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("imputation");
    TCase *t = tcase_create("imputation");
    tcase_add_test(t, pooled_estimates_agree_with_r);
    tcase_add_test(t, pooling_keeps_its_edges);
    tcase_add_test(t, bounds_are_those_of_the_missing_amounts);
    tcase_add_test(t, each_method_draws_donors_of_the_stratum_and_adds_them_up);
    tcase_add_test(t, strata_with_few_donors_take_those_of_the_next_level);
    tcase_add_test(t, nearest_takes_donors_with_a_like_predictor);
    tcase_add_test(t, nothing_missing_is_a_plain_sum);
    tcase_add_test(t, limits_hold_the_true_sum_as_often_as_they_say);
    tcase_add_test(t, a_statement_tips_where_the_sum_meets_the_threshold);
    tcase_add_test(t, shares_are_statements_too);
    tcase_add_test(t, bad_options_and_columns_are_refused);
    tcase_add_test(t, memory_that_runs_out_leaves_outputs);
    suite_add_tcase(s, t);
    return s;
}

#include "check_main.h"
