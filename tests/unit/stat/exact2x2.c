/* exact2x2.c -- tests of Fisher's and McNemar's exact tests.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/comparison.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "oracle.h"
#include "random.h"

#include <check.h>

/* a, b, c, d. */
typedef struct table {
    int64_t v[4];
} table;

static table table_of(const double *v)
{
    return (table){{(int64_t)v[0], (int64_t)v[1], (int64_t)v[2], (int64_t)v[3]}};
}

static coop_fisher_result fisher(table t, double level)
{
    coop_fisher_result out = COOP_FISHER_RESULT_INIT;
    coop_error err;
    coop_status status = coop_fisher(t.v[0], t.v[1], t.v[2], t.v[3], level, &out, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return out;
}

static coop_mcnemar_result mcnemar(int64_t only_a, int64_t only_b)
{
    coop_mcnemar_result out = COOP_MCNEMAR_RESULT_INIT;
    coop_error err;
    coop_status status = coop_mcnemar(only_a, only_b, &out, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return out;
}

static bool is_near(double got, double want, double tolerance)
{
    return got == want || fabs(got / want - 1.0) <= tolerance;
}

static void check_fields(const double *got, const double *want, int n, double tolerance)
{
    for (int i = 0; i < n; i++) {
        ck_assert_msg(is_near(got[i], want[i], tolerance), "%d: %.17g, want %.17g", i, got[i],
                      want[i]);
    }
}

/* p_two_sided, p_less, p_greater, p_midp_two, odds_ratio_sample, chi-squares. */
static void rational_row(const double *v)
{
    coop_fisher_result r = fisher(table_of(v), 0.95);
    check_fields((double[]){r.p, r.p_less, r.p_greater, r.p_mid}, v + 4, 4, 1e-14);
}

START_TEST(p_values_agree_with_exact_fractions)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/tables2x2/fisher.csv", 12, rational_row), 10);
}
END_TEST

static void exact_row(const double *v)
{
    coop_fisher_result r = fisher(table_of(v), v[4]);
    check_fields((double[]){r.p, r.p_less, r.p_greater, r.p_mid, r.odds_ratio, r.low, r.high},
                 v + 5, 7, 1e-14);
    ck_assert_int_eq(r.p_is_bound, 0);
}

START_TEST(p_odds_ratio_and_limits_agree_with_forty_digits)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/tables2x2/fisher_exact.csv", 12, exact_row), 43);
}
END_TEST

static void r_row(const double *v)
{
    coop_fisher_result r = fisher(table_of(v), 0.95);
    check_fields((double[]){r.p, r.p_less, r.p_greater}, v + 4, 3, 1e-11);
}

START_TEST(p_values_agree_with_r)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/tables2x2/fisher_r.csv", 7, r_row), 50);
}
END_TEST

/* R's fisher.test, and Fagerland, Lydersen & Laake 2017, chapters 4 and 8. */
START_TEST(known_values_are_met)
{
    coop_fisher_result r = fisher((table){{56, 14, 48, 32}}, 0.95);
    ck_assert_double_le(fabs(r.p - 0.01252112975), 5e-12);
    /* R ends its search early: 2.64919027, 1.20911815 and 6.04056145. These have 30 digits. */
    ck_assert(is_near(r.odds_ratio, 2.64918729572369445948, 1e-14));
    ck_assert(is_near(r.low, 1.20911547892412562938, 1e-14));
    ck_assert(is_near(r.high, 6.03987301313344359304, 1e-14));
    coop_fisher_result ritland = fisher((table){{0, 16, 15, 57}}, 0.95);
    ck_assert_double_le(fabs(ritland.p - 0.06287), 5e-6);
    ck_assert_double_le(fabs(ritland.p_mid - 0.04466), 5e-6);
    coop_mcnemar_result cavo = mcnemar(6, 16);
    ck_assert_double_le(fabs(cavo.p - 0.052479), 5e-7);
    ck_assert_double_le(fabs(cavo.p_mid - 0.034690), 5e-7);
}
END_TEST

static int64_t below(uint64_t *state, int64_t n)
{
    return (int64_t)(next_random(state) % (uint64_t)n);
}

static table random_table(uint64_t *state, int64_t most)
{
    table t;
    for (int i = 0; i < 4; i++) {
        t.v[i] = below(state, 1 + below(state, most + 1));
    }
    t.v[below(state, 4)] += 1;
    return t;
}

static int64_t smaller(int64_t x, int64_t y)
{
    return x < y ? x : y;
}

/* Weights of all tables with the margins of t, by factorials: nothing is taken from a neighbour. */
typedef struct weights {
    int n;
    int observed;
    long double log_weight[64];
} weights;

static weights weights_of(table t)
{
    weights w = {0, (int)smaller(t.v[0], t.v[3]), {0}};
    int64_t first = t.v[0] - w.observed;
    int64_t last = t.v[0] + smaller(t.v[1], t.v[2]);
    for (int64_t k = first; k <= last; k++, w.n++) {
        int64_t by = k - t.v[0];
        w.log_weight[w.n] =
            -lgammal((long double)(k + 1)) - lgammal((long double)(t.v[1] - by + 1)) -
            lgammal((long double)(t.v[2] - by + 1)) - lgammal((long double)(t.v[3] + by + 1));
    }
    return w;
}

typedef struct under {
    long double less;
    long double greater;
    long double two_sided;
    long double here;
    long double mean; /* less the observed count */
} under;

/* Shares of the weights under an odds ratio. */
static under under_odds(const weights *w, long double odds)
{
    under u = {0};
    long double total = 0.0L;
    long double here = w->log_weight[w->observed];
    for (int i = 0; i < w->n; i++) {
        long double by = (long double)(i - w->observed);
        long double weight = expl(w->log_weight[i] - here + by * logl(odds));
        total += weight;
        u.less += i <= w->observed ? weight : 0.0L;
        u.greater += i >= w->observed ? weight : 0.0L;
        u.two_sided += weight <= 1.0L + 1e-7L ? weight : 0.0L;
        u.mean += by * weight;
    }
    return (under){u.less / total, u.greater / total, u.two_sided / total, 1.0L / total,
                   u.mean / total};
}

START_TEST(results_follow_their_definitions_on_random_tables)
{
    uint64_t state = 11;
    for (int i = 0; i < 3000; i++) {
        table t = random_table(&state, 40);
        double level = i % 2 == 0 ? 0.95 : 0.6;
        coop_fisher_result r = fisher(t, level);
        weights w = weights_of(t);
        under equal = under_odds(&w, 1.0L);
        ck_assert(is_near(r.p, (double)equal.two_sided, 1e-12));
        ck_assert(is_near(r.p_less, (double)equal.less, 1e-12));
        ck_assert(is_near(r.p_greater, (double)equal.greater, 1e-12));
        ck_assert(is_near(r.p_mid, (double)(equal.two_sided - 0.5L * equal.here), 1e-12));
        double tail = 0.5 * (1.0 - level);
        if (w.n == 1) {
            ck_assert(r.p == 1.0 && r.p_mid == 0.5);
            ck_assert(isnan(r.odds_ratio) && r.low == 0.0 && isinf(r.high));
            continue;
        }
        ck_assert(r.low < r.odds_ratio || r.odds_ratio == 0.0);
        ck_assert(r.odds_ratio < r.high || isinf(r.odds_ratio));
        if (w.observed > 0) {
            ck_assert(is_near((double)under_odds(&w, r.low).greater, tail, 1e-12));
        } else {
            ck_assert(r.low == 0.0 && r.odds_ratio == 0.0);
        }
        if (w.observed < w.n - 1) {
            ck_assert(is_near((double)under_odds(&w, r.high).less, tail, 1e-12));
        } else {
            ck_assert(isinf(r.high) && isinf(r.odds_ratio));
        }
        if (w.observed > 0 && w.observed < w.n - 1) {
            ck_assert_double_le(fabs((double)under_odds(&w, r.odds_ratio).mean), 1e-12);
        }
    }
}
END_TEST

static bool same_p(coop_fisher_result x, coop_fisher_result y)
{
    return is_near(x.p, y.p, 1e-13) && is_near(x.p_mid, y.p_mid, 1e-13);
}

static bool is_inverse(double x, double y)
{
    return x == 0.0 || isinf(x) ? y == (x == 0.0 ? INFINITY : 0.0) : is_near(x * y, 1.0, 1e-13);
}

static bool same(double x, double y)
{
    return (isnan(x) && isnan(y)) || is_near(x, y, 1e-13);
}

START_TEST(turning_the_table_keeps_p_and_inverts_the_odds_ratio)
{
    uint64_t state = 12;
    for (int i = 0; i < 2000; i++) {
        table t = random_table(&state, i % 4 == 0 ? 100000 : 60);
        const int64_t *v = t.v;
        coop_fisher_result r = fisher(t, 0.9);
        const table kept[] = {{{v[0], v[2], v[1], v[3]}}, {{v[3], v[2], v[1], v[0]}}};
        const table inverted[] = {{{v[1], v[0], v[3], v[2]}}, {{v[2], v[3], v[0], v[1]}}};
        for (int k = 0; k < 2; k++) {
            coop_fisher_result x = fisher(kept[k], 0.9);
            ck_assert(same_p(x, r) && is_near(x.p_less, r.p_less, 1e-13));
            ck_assert(is_near(x.p_greater, r.p_greater, 1e-13) && same(x.odds_ratio, r.odds_ratio));
            ck_assert(same(x.low, r.low) && same(x.high, r.high));
            coop_fisher_result y = fisher(inverted[k], 0.9);
            ck_assert(same_p(y, r) && is_near(y.p_less, r.p_greater, 1e-13));
            ck_assert(is_inverse(y.low, r.high) && is_inverse(y.high, r.low));
            ck_assert(isnan(r.odds_ratio) || is_inverse(y.odds_ratio, r.odds_ratio));
        }
    }
}
END_TEST

START_TEST(exact_intervals_are_nested_in_level_and_agree_with_the_one_sided_tests)
{
    static const double levels[] = {1e-300, 1e-9, 0.5, 0.95, 0.999999, 1.0 - DBL_EPSILON / 2};
    uint64_t state = 13;
    for (int i = 0; i < 1000; i++) {
        table t = random_table(&state, i % 10 == 0 ? 10000 : 60);
        coop_fisher_result inner = fisher(t, levels[0]);
        if (isnan(inner.odds_ratio)) {
            continue;
        }
        for (int k = 1; k < 6; k++) {
            coop_fisher_result outer = fisher(t, levels[k]);
            ck_assert(outer.low <= inner.low * (1.0 + 1e-14));
            ck_assert(outer.high >= inner.high * (1.0 - 1e-14));
            ck_assert(outer.low >= 0.0 && outer.low <= outer.high);
            double tail = 0.5 * (1.0 - levels[k]);
            ck_assert((outer.low > 1.0) == (outer.p_greater < tail));
            ck_assert((outer.high < 1.0) == (outer.p_less < tail));
            inner = outer;
        }
    }
}
END_TEST

/* p_greater of (k, 0, 0, k) is 1 / C(2k, k): above the smallest normal double up to k = 513. */
START_TEST(no_p_is_zero)
{
    coop_fisher_result above = fisher((table){{513, 0, 0, 513}}, 0.95);
    ck_assert_int_eq(above.p_is_bound, 0);
    ck_assert(above.p_greater > DBL_MIN && is_near(above.p, 2.0 * above.p_greater, 1e-14));
    ck_assert(above.p_less == 1.0);
    double want = exp(2.0 * lgamma(514.0) - lgamma(1027.0));
    ck_assert(is_near(above.p_greater, want, 1e-11));
    coop_fisher_result half = fisher((table){{514, 0, 0, 514}}, 0.95);
    ck_assert_int_eq(half.p_is_bound, 1);
    ck_assert(half.p_greater == DBL_MIN && half.p > DBL_MIN && half.p < 2.0 * DBL_MIN);
    /* Here the weights add up to more than the largest double times that of the table. */
    coop_fisher_result large = fisher((table){{105931, 94069, 94069, 105931}}, 0.95);
    ck_assert_int_eq(large.p_is_bound, 0);
    ck_assert(is_near(large.p_greater, 2.276177846564442814e-308, 1e-12));
    coop_fisher_result far = fisher((table){{0, 40000000000, 40000000000, 0}}, 0.95);
    ck_assert_int_eq(far.p_is_bound, 1);
    ck_assert(far.p == DBL_MIN && far.p_mid == DBL_MIN && far.p_less == DBL_MIN);
    ck_assert(far.p_greater == 1.0 && far.odds_ratio == 0.0 && far.high < 1e-15);

    ck_assert_int_eq(mcnemar(0, 1021).p_is_bound, 0);
    ck_assert(is_near(mcnemar(0, 1021).p, 0x1p-1020, 1e-12));
    ck_assert_int_eq(mcnemar(1024, 0).p_is_bound, 1);
    ck_assert(mcnemar(1024, 0).p == DBL_MIN && mcnemar(1024, 0).p_mid == DBL_MIN);
}
END_TEST

START_TEST(work_is_bounded_for_large_tables)
{
    static const table large[] = {
        {{25000000000, 25000000000, 25000000000, 25000000000}},
        {{25000100000, 24999900000, 25000000000, 25000000000}},
        {{1, 49999999999, 2, 49999999998}},
        {{49999999999, 1, 3, 49999999997}},
        {{99999999990, 5, 2, 3}},
        {{3, 33333333333, 33333333333, 33333333331}},
        {{1000, 1000000, 1000000000, 90000000000}},
    };
    for (size_t i = 0; i < sizeof large / sizeof large[0]; i++) {
        clock_t start = clock();
        coop_fisher_result r = fisher(large[i], 0.95);
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        ck_assert_msg(seconds < 10.0, "%g s", seconds);
        ck_assert(r.low < r.odds_ratio && r.odds_ratio < r.high);
        ck_assert(r.p >= DBL_MIN && r.p <= 1.0);
    }
    ck_assert(is_near(fisher(large[0], 0.95).odds_ratio, 1.0, 1e-15));
}
END_TEST

static void refuse(table t, double level, coop_status want, const char *text)
{
    coop_fisher_result out = COOP_FISHER_RESULT_INIT;
    out.p = 42.0;
    coop_error err = {0};
    ck_assert_int_eq(coop_fisher(t.v[0], t.v[1], t.v[2], t.v[3], level, &out, &err), want);
    ck_assert_int_eq(err.code, want);
    ck_assert_msg(strstr(err.message, text) != NULL, "\"%s\" lacks \"%s\"", err.message, text);
    ck_assert(out.p == 42.0 && out.odds_ratio == 0.0);
}

START_TEST(fisher_refuses_what_it_cannot_take)
{
    refuse((table){{0, 0, 0, 0}}, 0.95, COOP_EMPTY, "empty");
    refuse((table){{-1, 2, 3, 4}}, 0.95, COOP_RANGE, "a is -1, need 0 or more");
    refuse((table){{1, -2, 3, 4}}, 0.95, COOP_RANGE, "b is -2");
    refuse((table){{1, 2, -3, 4}}, 0.95, COOP_RANGE, "c is -3");
    refuse((table){{1, 2, 3, -4}}, 0.95, COOP_RANGE, "d is -4");
    refuse((table){{1, 2, 3, 4}}, 0.0, COOP_RANGE, "level is 0,");
    refuse((table){{1, 2, 3, 4}}, 1.0, COOP_RANGE, "level is 1,");
    refuse((table){{1, 2, 3, 4}}, NAN, COOP_RANGE, "level is nan");
    refuse((table){{1, 0, 0, 100000000000}}, 0.95, COOP_LIMIT, "above 100000000000");
    refuse((table){{INT64_MAX, INT64_MAX, 1, 1}}, 0.95, COOP_LIMIT, "above 100000000000");
    ck_assert(isnan(fisher((table){{0, 0, 0, 100000000000}}, 0.95).odds_ratio));
    coop_error err;
    coop_fisher_result none = {0};
    ck_assert_int_eq(coop_fisher(1, 2, 3, 4, 0.95, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_fisher(1, 2, 3, 4, 0.95, &none, &err), COOP_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, "struct_size"));
}
END_TEST

START_TEST(a_shorter_struct_of_the_caller_is_not_overrun)
{
    coop_fisher_result out = COOP_FISHER_RESULT_INIT;
    out.struct_size = offsetof(coop_fisher_result, p_less);
    out.p_less = 42.0;
    coop_error err = {.code = 77};
    ck_assert_int_eq(coop_fisher(3, 1, 1, 3, 0.95, &out, &err), COOP_OK);
    ck_assert(is_near(out.p, 34.0 / 70.0, 1e-14) && out.p_less == 42.0);
    ck_assert(out.struct_size == offsetof(coop_fisher_result, p_less));
    ck_assert_int_eq(err.code, 77);
}
END_TEST

static void mcnemar_row(const double *v)
{
    coop_mcnemar_result r = mcnemar((int64_t)v[0], (int64_t)v[1]);
    check_fields((double[]){r.p, r.p_mid}, v + 2, 2, 2e-13);
    coop_mcnemar_result swapped = mcnemar((int64_t)v[1], (int64_t)v[0]);
    ck_assert(swapped.p == r.p && swapped.p_mid == r.p_mid);
}

START_TEST(mcnemar_agrees_with_forty_digits)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/tables2x2/mcnemar.csv", 4, mcnemar_row), 16);
}
END_TEST

/* By whole numbers: the tail of the binomial is a sum of binomial coefficients over 2^n. */
START_TEST(mcnemar_follows_its_definition)
{
    for (int64_t n = 0; n <= 60; n++) {
        uint64_t coefficient = 1;
        uint64_t tail = 0;
        for (int64_t k = 0; 2 * k <= n; k++) {
            tail += coefficient;
            double whole = ldexp(1.0, (int)n);
            double p = 2 * k == n ? 1.0 : 2.0 * (double)tail / whole;
            double mass = (double)coefficient / whole;
            double p_mid = 2 * k == n ? 1.0 - 0.5 * mass : p - mass;
            coop_mcnemar_result r = mcnemar(k, n - k);
            ck_assert(is_near(r.p, p, 3e-14) && is_near(r.p_mid, p_mid, 3e-14));
            /* C(n, k + 1); up to n = 60 the product fits. */
            coefficient = coefficient * (uint64_t)(n - k) / (uint64_t)(k + 1);
        }
    }
}
END_TEST

START_TEST(mcnemar_refuses_what_it_cannot_take)
{
    static const int64_t bad[][2] = {
        {-1, 5}, {5, -1}, {9000000000000000, 1}, {1, 9000000000000000}, {INT64_MAX, INT64_MAX}};
    coop_error err = {0};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        coop_mcnemar_result out = COOP_MCNEMAR_RESULT_INIT;
        out.p = 42.0;
        ck_assert_int_eq(coop_mcnemar(bad[i][0], bad[i][1], &out, &err), COOP_RANGE);
        ck_assert(out.p == 42.0);
    }
    coop_mcnemar_result none = {0};
    ck_assert_int_eq(coop_mcnemar(1, 2, &none, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_mcnemar(1, 2, NULL, &err), COOP_ARGUMENT);
    ck_assert(mcnemar(4500000000000000, 4500000000000000).p == 1.0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("exact2x2");
    TCase *c = tcase_create("exact2x2");
    tcase_set_timeout(c, 60.0);
    tcase_add_test(c, p_values_agree_with_exact_fractions);
    tcase_add_test(c, p_odds_ratio_and_limits_agree_with_forty_digits);
    tcase_add_test(c, p_values_agree_with_r);
    tcase_add_test(c, known_values_are_met);
    tcase_add_test(c, results_follow_their_definitions_on_random_tables);
    tcase_add_test(c, turning_the_table_keeps_p_and_inverts_the_odds_ratio);
    tcase_add_test(c, exact_intervals_are_nested_in_level_and_agree_with_the_one_sided_tests);
    tcase_add_test(c, no_p_is_zero);
    tcase_add_test(c, work_is_bounded_for_large_tables);
    tcase_add_test(c, fisher_refuses_what_it_cannot_take);
    tcase_add_test(c, a_shorter_struct_of_the_caller_is_not_overrun);
    tcase_add_test(c, mcnemar_agrees_with_forty_digits);
    tcase_add_test(c, mcnemar_follows_its_definition);
    tcase_add_test(c, mcnemar_refuses_what_it_cannot_take);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
