/* strata.c -- tests of the comparisons over strata: at their edges, and by what must not change
 * them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strata_cases.h"

#include <check.h>

/* Every function on the same strata; what they return must be this. */
static void all_return(const coop_strata *s, const double *weights, coop_status want,
                       const char *message)
{
    coop_strata_test cmh = {.struct_size = sizeof cmh, .p = -7.0};
    coop_strata_homogeneity homogeneity = {.struct_size = sizeof homogeneity, .tarone = -7.0};
    coop_strata_estimate estimate = {.struct_size = sizeof estimate, .value = -7.0};
    coop_strata_standard standard = {.struct_size = sizeof standard, .covered = -7.0};
    coop_strata_decomposition parts = {.struct_size = sizeof parts, .rate = -7.0};
    coop_strata_comparison compare = {.struct_size = sizeof compare, .crude = -7.0};
    coop_strata_part part = {.composition = -7.0};
    coop_error err[8];
    for (int i = 0; i < 8; i++) {
        err[i] = fresh_error();
    }
    ck_assert_int_eq(coop_strata_test_equal(s, &cmh, &err[0]), want);
    ck_assert_int_eq(coop_strata_test_homogeneity(s, &homogeneity, &err[1]), want);
    ck_assert_int_eq(coop_strata_odds_ratio(s, 0.95, &estimate, &err[2]), want);
    ck_assert_int_eq(coop_strata_risk_ratio(s, 0.95, &estimate, &err[3]), want);
    ck_assert_int_eq(coop_strata_risk_difference(s, 0.95, &estimate, &err[4]), want);
    ck_assert_int_eq(coop_strata_standardize(s, weights, 0.95, &standard, &err[5]), want);
    ck_assert_int_eq(coop_strata_decompose(s, &parts, &part, &err[6]), want);
    ck_assert_int_eq(coop_strata_compare(s, &compare, &part, &err[7]), want);
    for (int i = 0; i < 8; i++) {
        ck_assert_msg(strcmp(err[i].message, message) == 0, "%d: %s", i, err[i].message);
        ck_assert_int_eq(err[i].code, want);
    }
    ck_assert(cmh.p == -7.0 && homogeneity.tarone == -7.0 && estimate.value == -7.0);
    ck_assert(standard.covered == -7.0 && parts.rate == -7.0 && compare.crude == -7.0);
    ck_assert(part.composition == -7.0);
    ck_assert_int_eq(coop_strata_compare(s, &compare, NULL, NULL), want);
}

START_TEST(nothing_to_compare_is_empty)
{
    table t = {.n = 0};
    coop_strata s = view(&t);
    all_return(&s, NULL, COOP_EMPTY, "there is no stratum");
    coop_strata none = {NULL, NULL, NULL, NULL, 0};
    all_return(&none, NULL, COOP_EMPTY, "there is no stratum");
    add(&t, 3, 5, 0, 0);
    add(&t, 0, 0, 4, 4);
    add(&t, 0, 0, 0, 0);
    s = view(&t);
    all_return(&s, NULL, COOP_EMPTY,
               "none of 3 strata has cases of both groups: nothing to compare");
}
END_TEST

START_TEST(counts_out_of_range_are_named)
{
    static const int64_t most = 1000000000000;
    static const struct {
        int64_t v[4];
        const char *message;
    } bad[] = {
        {{-1, 5, 2, 5}, "hits_a[1] is -1, need 0 to n_a[1] = 5"},
        {{6, 5, 2, 5}, "hits_a[1] is 6, need 0 to n_a[1] = 5"},
        {{2, 5, -1, 5}, "hits_b[1] is -1, need 0 to n_b[1] = 5"},
        {{2, 5, 6, 5}, "hits_b[1] is 6, need 0 to n_b[1] = 5"},
        {{0, -1, 2, 5}, "n_a[1] is -1, need 0 to 1000000000000"},
        {{0, most + 1, 2, 5}, "n_a[1] is 1000000000001, need 0 to 1000000000000"},
        {{0, 1, 0, INT64_MAX}, "n_b[1] is 9223372036854775807, need 0 to 1000000000000"},
        {{INT64_MIN, 1, 0, 1}, "hits_a[1] is -9223372036854775808, need 0 to n_a[1] = 1"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        table t = {.n = 0};
        add(&t, 1, 2, 1, 3);
        add(&t, bad[i].v[0], bad[i].v[1], bad[i].v[2], bad[i].v[3]);
        coop_strata s = view(&t);
        all_return(&s, NULL, COOP_RANGE, bad[i].message);
    }
    coop_strata negative = {NULL, NULL, NULL, NULL, -1};
    all_return(&negative, NULL, COOP_RANGE, "n_strata is -1, need 1 or more");
}
END_TEST

/* 9000 strata of 1e12 are 9e15 cases; one more is too many. */
START_TEST(counts_in_all_are_bounded)
{
    enum { n = 9001 };
    int64_t *columns = malloc(sizeof(int64_t) * n * 4);
    ck_assert_ptr_nonnull(columns);
    for (int i = 0; i < n; i++) {
        columns[i] = 400000000000 + i;
        columns[n + i] = 1000000000000;
        columns[2 * n + i] = i % 3;
        columns[3 * n + i] = 3 + i;
    }
    coop_strata s = {columns, columns + n, columns + 2 * n, columns + 3 * n, n - 1};
    coop_strata_comparison compare = {.struct_size = sizeof compare};
    ck_assert_int_eq(coop_strata_compare(&s, &compare, NULL, NULL), COOP_OK);
    ck_assert_double_le(relative(compare.rate_a, 0.4 + 4499.5e-12), 1e-15);
    coop_strata_test cmh = {.struct_size = sizeof cmh};
    ck_assert_int_eq(coop_strata_test_equal(&s, &cmh, NULL), COOP_OK);
    s.n_strata = n;
    all_return(&s, NULL, COOP_RANGE, "n_a adds up to more than 9000000000000000");
    coop_strata swapped = {s.hits_b, s.n_b, s.hits_a, s.n_a, n};
    all_return(&swapped, NULL, COOP_RANGE, "n_b adds up to more than 9000000000000000");
    free(columns);
}
END_TEST

START_TEST(missing_arguments_are_refused)
{
    table t = {.n = 0};
    add(&t, 1, 2, 1, 3);
    coop_strata s = view(&t);
    all_return(NULL, NULL, COOP_ARGUMENT, "strata is NULL");
    coop_strata part = s;
    part.hits_a = NULL;
    all_return(&part, NULL, COOP_ARGUMENT, "an array of strata is NULL");
    part = s;
    part.n_a = NULL;
    all_return(&part, NULL, COOP_ARGUMENT, "an array of strata is NULL");
    part = s;
    part.hits_b = NULL;
    all_return(&part, NULL, COOP_ARGUMENT, "an array of strata is NULL");
    part = s;
    part.n_b = NULL;
    all_return(&part, NULL, COOP_ARGUMENT, "an array of strata is NULL");
    coop_error err = fresh_error();
    ck_assert_int_eq(coop_strata_test_equal(&s, NULL, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out is NULL");
    coop_strata_test cmh = {.p = -7.0};
    ck_assert_int_eq(coop_strata_test_equal(&s, &cmh, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out->struct_size is 0, need sizeof(coop_strata_test)");
    cmh.struct_size = sizeof(size_t) - 1;
    ck_assert_int_eq(coop_strata_test_equal(&s, &cmh, &err), COOP_ARGUMENT);
    ck_assert(cmh.p == -7.0);
}
END_TEST

/* The result of an older header is a prefix; of a newer one, what is new is left alone. */
START_TEST(results_of_other_sizes_are_filled_as_far_as_they_go)
{
    table t = {.n = 0};
    add(&t, 1, 2, 1, 3);
    coop_strata s = view(&t);
    coop_strata_test cmh = {.struct_size = offsetof(coop_strata_test, p), .p = -7.0};
    ck_assert_int_eq(coop_strata_test_equal(&s, &cmh, NULL), COOP_OK);
    ck_assert(cmh.statistic > 0.0 && cmh.p == -7.0);
    ck_assert_uint_eq(cmh.struct_size, offsetof(coop_strata_test, p));
    struct {
        coop_strata_test known;
        double later;
    } larger = {.known = {.struct_size = sizeof larger}, .later = -7.0};
    ck_assert_int_eq(coop_strata_test_equal(&s, &larger.known, NULL), COOP_OK);
    ck_assert(larger.known.p > 0.0 && larger.known.n_used == 1 && larger.later == -7.0);
    ck_assert_uint_eq(larger.known.struct_size, sizeof larger);
}
END_TEST

typedef coop_status estimator(const coop_strata *, double, coop_strata_estimate *, coop_error *);

START_TEST(levels_outside_zero_to_one_are_refused)
{
    static estimator *const estimators[] = {coop_strata_odds_ratio, coop_strata_risk_ratio,
                                            coop_strata_risk_difference};
    static const struct {
        double level;
        const char *text;
    } bad[] = {{0.0, "0"},   {1.0, "1"},   {-0.5, "-0.5"},
               {1.5, "1.5"}, {NAN, "nan"}, {INFINITY, "inf"}};
    table t = {.n = 0};
    add(&t, 3, 7, 2, 9);
    coop_strata s = view(&t);
    for (int i = 0; i < 6; i++) {
        char want[80];
        snprintf(want, sizeof want, "level is %s, need a value inside (0, 1)", bad[i].text);
        for (int e = 0; e < 4; e++) {
            coop_error err = fresh_error();
            coop_strata_estimate estimate = {.struct_size = sizeof estimate};
            coop_strata_standard standard = {.struct_size = sizeof standard};
            coop_status status =
                e < 3 ? estimators[e](&s, bad[i].level, &estimate, &err)
                      : coop_strata_standardize(&s, NULL, bad[i].level, &standard, &err);
            ck_assert_int_eq(status, COOP_RANGE);
            ck_assert_str_eq(err.message, want);
        }
    }
    for (int e = 0; e < 3; e++) {
        coop_strata_estimate narrow = {.struct_size = sizeof narrow};
        coop_strata_estimate wide = {.struct_size = sizeof wide};
        ck_assert_int_eq(estimators[e](&s, 0x1p-1060, &narrow, NULL), COOP_OK);
        ck_assert_int_eq(estimators[e](&s, 1.0 - 0x1p-53, &wide, NULL), COOP_OK);
        ck_assert(narrow.low <= narrow.value && narrow.value <= narrow.high);
        ck_assert_double_le(narrow.high - narrow.low, 1e-14);
        ck_assert(isfinite(wide.low) && wide.low < wide.value && isfinite(wide.high));
    }
}
END_TEST

static void undefined(estimator *of, const table *t, const char *message)
{
    coop_strata s = view(t);
    coop_error err = fresh_error();
    coop_strata_estimate estimate = {.struct_size = sizeof estimate, .value = -7.0};
    ck_assert_int_eq(of(&s, 0.95, &estimate, &err), COOP_UNDEFINED);
    ck_assert_msg(strcmp(err.message, message) == 0, "%s", err.message);
    ck_assert(estimate.value == -7.0);
}

static void homogeneity_undefined(const table *t, const char *message)
{
    coop_strata s = view(t);
    coop_error err = fresh_error();
    coop_strata_homogeneity out = {.struct_size = sizeof out, .tarone = -7.0};
    ck_assert_int_eq(coop_strata_test_homogeneity(&s, &out, &err), COOP_UNDEFINED);
    ck_assert_msg(strcmp(err.message, message) == 0, "%s", err.message);
    ck_assert(out.tarone == -7.0);
}

START_TEST(zero_cells_are_undefined_with_the_reason)
{
    table never = {.n = 0};
    add(&never, 0, 5, 2, 5);
    add(&never, 0, 7, 1, 6);
    undefined(coop_strata_odds_ratio, &never,
              "the common odds ratio is 0 and has no interval: no stratum has hits of a beside "
              "misses of b");
    undefined(coop_strata_risk_ratio, &never,
              "the common risk ratio is 0 and has no interval: a has no hits in the strata in use");
    homogeneity_undefined(&never, "the common odds ratio is 0 and has no interval: no stratum has "
                                  "hits of a beside misses of b");
    table others = {.n = 0};
    add(&others, 2, 5, 0, 5);
    add(&others, 1, 7, 0, 6);
    undefined(coop_strata_odds_ratio, &others,
              "the common odds ratio is infinite: no stratum has misses of a beside hits of b");
    undefined(coop_strata_risk_ratio, &others,
              "the common risk ratio is infinite: b has no hits in the strata in use");
    table flat = {.n = 0};
    add(&flat, 0, 5, 0, 8);
    add(&flat, 3, 3, 4, 4);
    undefined(coop_strata_odds_ratio, &flat,
              "there is no common odds ratio: no stratum with cases of both groups has both hits "
              "and misses");
    undefined(coop_strata_risk_ratio, &flat,
              "the common risk ratio has no interval: no stratum with cases of both groups has "
              "both hits and misses");
    undefined(coop_strata_risk_difference, &flat,
              "the common risk difference has no interval: no stratum with cases of both groups "
              "has both hits and misses");
    homogeneity_undefined(&flat, "there is no common odds ratio: no stratum with cases of both "
                                 "groups has both hits and misses");
    coop_strata s = view(&flat);
    coop_error err = fresh_error();
    coop_strata_test cmh = {.struct_size = sizeof cmh, .p = -7.0};
    ck_assert_int_eq(coop_strata_test_equal(&s, &cmh, &err), COOP_UNDEFINED);
    ck_assert_str_eq(err.message, "the hits have no variance: no stratum with cases of both groups "
                                  "has both hits and misses");
    ck_assert(cmh.p == -7.0);
    table nothing = {.n = 0};
    add(&nothing, 0, 5, 0, 8);
    undefined(coop_strata_risk_ratio, &nothing,
              "there is no common risk ratio: no stratum with cases of both groups has both hits "
              "and misses");
}
END_TEST

START_TEST(one_stratum_that_varies_is_nothing_to_test_homogeneity_with)
{
    table t = {.n = 0};
    add(&t, 3, 7, 2, 9);
    add(&t, 0, 5, 0, 8);
    add(&t, 3, 4, 0, 0);
    homogeneity_undefined(&t, "one stratum alone has both hits and misses: nothing to be equal to");
    add(&t, 1, 2, 1, 2);
    answers a = ask(&t, 0.95);
    ck_assert_int_eq(a.homogeneity_status, COOP_OK);
    ck_assert_int_eq(a.homogeneity.df, 1);
    ck_assert_int_eq(a.homogeneity.n_missing, 1);
    ck_assert_int_eq(a.homogeneity.n_uninformative, 1);
}
END_TEST

/* One pair of hits and misses against 1e11 that speak the other way: exp(-+ 8e5). */
START_TEST(an_interval_beyond_doubles_is_undefined)
{
    table t = {.n = 0};
    add(&t, 1, 500000000000, 499999999999, 500000000000);
    ck_assert_int_eq(ask(&t, 0.95).odds_ratio_status, COOP_OK);
    add(&t, 0, 500000000000, 500000000000, 1000000000000);
    static const char beyond[] = "the interval of the ratio passes the range of a double";
    undefined(coop_strata_odds_ratio, &t, beyond);
    /* The value is near 1e-24: exp(-+ 680) takes the lower limit out, and leaves the upper one. */
    coop_strata s = view(&t);
    coop_strata_estimate narrow = {.struct_size = sizeof narrow};
    ck_assert_int_eq(coop_strata_odds_ratio(&s, 1e-9, &narrow, NULL), COOP_OK);
    coop_error err = fresh_error();
    double level = erf(680.0 / narrow.std_error * sqrt(0.5));
    ck_assert(narrow.value * exp(680.0) < 1e300);
    ck_assert_int_eq(coop_strata_odds_ratio(&s, level, &narrow, &err), COOP_UNDEFINED);
    ck_assert_str_eq(err.message, beyond);
}
END_TEST

/* |observed - expected| = 0.2, below the correction: no difference is left. */
START_TEST(continuity_correction_stops_at_no_difference)
{
    table t = {.n = 0};
    add(&t, 1, 2, 1, 3);
    answers a = ask(&t, 0.95);
    ck_assert_double_le(fabs((double)a.cmh.observed - a.cmh.expected - 0.2), 1e-15);
    ck_assert(a.cmh.statistic > 0.0 && a.cmh.statistic_corrected == 0.0);
    ck_assert(a.cmh.p_corrected == 1.0);
    table half = {.n = 0};
    add(&half, 1, 1, 0, 1);
    a = ask(&half, 0.95);
    ck_assert(a.cmh.statistic == 1.0 && a.cmh.statistic_corrected == 0.0);
}
END_TEST

/* All hits against none: Sato's variance is 0, the interval is not. */
START_TEST(difference_of_one_still_has_an_interval)
{
    table t = {.n = 0};
    add(&t, 5, 5, 0, 5);
    add(&t, 7, 7, 0, 6);
    answers a = ask(&t, 0.95);
    ck_assert_int_eq(a.risk_difference_status, COOP_OK);
    ck_assert(a.risk_difference.value == 1.0 && a.risk_difference.std_error == 0.0);
    ck_assert_double_le(fabs(a.risk_difference.high - 1.0), 1e-15);
    ck_assert(a.risk_difference.low > 0.5 && a.risk_difference.low < 0.75);
    table small = {.n = 0};
    add(&small, 1, 2, 1, 2);
    a = ask(&small, 0.999);
    ck_assert(a.risk_difference.low == -1.0 && a.risk_difference.high == 1.0);
}
END_TEST

START_TEST(weights_are_checked)
{
    table t = {.n = 0};
    add(&t, 3, 7, 2, 9);
    add(&t, 1, 4, 2, 3);
    coop_strata s = view(&t);
    static const struct {
        double v[2];
        const char *message;
    } bad[] = {
        {{1.0, -1.0}, "weights[1] is -1, need a finite value, 0 or more"},
        {{NAN, 1.0}, "weights[0] is nan, need a finite value, 0 or more"},
        {{1.0, INFINITY}, "weights[1] is inf, need a finite value, 0 or more"},
        {{0.0, 0.0}, "the weights add up to 0"},
        {{DBL_MAX, DBL_MAX}, "the weights add up to more than the largest number"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        coop_error err = fresh_error();
        coop_strata_standard out = {.struct_size = sizeof out, .covered = -7.0};
        ck_assert_int_eq(coop_strata_standardize(&s, bad[i].v, 0.95, &out, &err), COOP_RANGE);
        ck_assert_str_eq(err.message, bad[i].message);
        ck_assert(out.covered == -7.0);
    }
    add(&t, 1, 4, 0, 0);
    s = view(&t);
    static const double on_missing[] = {0.0, 0.0, 2.0};
    coop_error err = fresh_error();
    coop_strata_standard out = {.struct_size = sizeof out};
    ck_assert_int_eq(coop_strata_standardize(&s, on_missing, 0.95, &out, &err), COOP_EMPTY);
    ck_assert_str_eq(err.message, "no stratum of positive weight has cases of both groups");
    static const double extreme[] = {DBL_MAX, 5e-324, 0.0};
    ck_assert_int_eq(coop_strata_standardize(&s, extreme, 0.95, &out, NULL), COOP_OK);
    ck_assert_double_le(relative(out.a.value, 3.0 / 7.0), 1e-15);
}
END_TEST

/* 60 % of the weight lies where b has no case: its rate can be 0.4 x 1/2 to that plus 0.6. */
START_TEST(standardised_rates_say_what_they_cover)
{
    table t = {.n = 0};
    add(&t, 1, 4, 1, 2);
    add(&t, 3, 4, 0, 0);
    add(&t, 1, 9, 1, 5);
    coop_strata s = view(&t);
    static const double weights[] = {2.0, 3.0, 0.0};
    coop_strata_standard out = {.struct_size = sizeof out};
    ck_assert_int_eq(coop_strata_standardize(&s, weights, 0.95, &out, NULL), COOP_OK);
    ck_assert_double_le(relative(out.covered, 0.4), 1e-15);
    ck_assert(out.a.value == 0.25 && out.b.value == 0.5 && out.difference.value == -0.25);
    ck_assert_double_le(relative(out.worst_a, 0.55), 1e-15);
    ck_assert(out.best_a == out.worst_a);
    ck_assert_double_le(relative(out.worst_b, 0.2), 1e-15);
    ck_assert_double_le(relative(out.best_b, 0.8), 1e-15);
    ck_assert_int_eq(out.n_used, 1);
    ck_assert_int_eq(out.n_missing, 1);
    ck_assert_int_eq(out.n_uninformative, 1);
}
END_TEST

static bool same(const answers *x, const answers *y, double bound)
{
    for (int i = 0; i < n_quantities; i++) {
        if (status_of(x, quantities[i].name) != status_of(y, quantities[i].name)) {
            return false;
        }
        bool is_value = status_of(x, quantities[i].name) == COOP_OK;
        double v = member(x, quantities[i].name);
        double w = member(y, quantities[i].name);
        if (is_value && !(v == w || is_close(v, w, bound, bound * 1e-2))) {
            return false;
        }
    }
    return true;
}

START_TEST(order_of_strata_changes_no_bit)
{
    uint64_t state = 20240613;
    for (int i = 0; i < n_sizes * rounds; i++) {
        table t = {.n = 0};
        draw(&t, &state, sizes[i % n_sizes]);
        table u = t;
        for (int64_t k = u.n - 1; k > 0; k--) {
            int64_t j = below(&state, k + 1);
            table swap = u;
            u.hits_a[k] = swap.hits_a[j], u.hits_a[j] = swap.hits_a[k];
            u.n_a[k] = swap.n_a[j], u.n_a[j] = swap.n_a[k];
            u.hits_b[k] = swap.hits_b[j], u.hits_b[j] = swap.hits_b[k];
            u.n_b[k] = swap.n_b[j], u.n_b[j] = swap.n_b[k];
            u.weights[k] = swap.weights[j], u.weights[j] = swap.weights[k];
        }
        answers x = ask(&t, 0.95);
        answers y = ask(&u, 0.95);
        ck_assert_msg(same(&x, &y, 0.0), "round %d", i);
    }
}
END_TEST

START_TEST(swapped_groups_mirror)
{
    uint64_t state = 77;
    for (int i = 0; i < n_sizes * rounds; i++) {
        table t = {.n = 0};
        draw(&t, &state, sizes[i % n_sizes]);
        table u = {.n = 0};
        for (int64_t k = 0; k < t.n; k++) {
            add(&u, t.hits_b[k], t.n_b[k], t.hits_a[k], t.n_a[k]);
        }
        answers x = ask(&t, 0.9);
        answers y = ask(&u, 0.9);
        ck_assert_int_eq(x.cmh_status, COOP_OK);
        ck_assert(x.cmh.statistic == y.cmh.statistic && x.cmh.p == y.cmh.p);
        ck_assert(is_close(x.cmh.variance, y.cmh.variance, 1e-15, 0.0));
        ck_assert(x.risk_difference.value == -y.risk_difference.value);
        ck_assert(x.risk_difference.low == -y.risk_difference.high);
        ck_assert(x.risk_difference.std_error == y.risk_difference.std_error);
        ck_assert(x.pooled.difference.value == -y.pooled.difference.value);
        ck_assert(x.pooled.difference.low == -y.pooled.difference.high);
        ck_assert(x.weighted.a.low == y.weighted.b.low && x.weighted.worst_a == y.weighted.worst_b);
        ck_assert(x.parts.composition == -y.parts.composition && x.parts.rate == -y.parts.rate);
        ck_assert(x.parts.interaction == y.parts.interaction);
        ck_assert(x.parts.rate_low == -y.parts.rate_high);
        ck_assert(x.compare.stratified == -y.compare.stratified);
        ck_assert_int_eq(x.compare.reversed, y.compare.reversed);
        ck_assert_int_eq(x.compare.n_ahead, y.compare.n_behind);
        ck_assert_int_eq(x.odds_ratio_status, y.odds_ratio_status);
        if (x.odds_ratio_status == COOP_OK) {
            ck_assert(is_close(x.odds_ratio.value, 1.0 / y.odds_ratio.value, 1e-15, 0.0));
            ck_assert(is_close(x.odds_ratio.low, 1.0 / y.odds_ratio.high, 1e-13, 0.0));
            ck_assert(is_close(x.odds_ratio.std_error, y.odds_ratio.std_error, 1e-14, 0.0));
        }
        if (x.risk_ratio_status == COOP_OK) {
            ck_assert(is_close(x.risk_ratio.value, 1.0 / y.risk_ratio.value, 1e-15, 0.0));
            ck_assert(is_close(x.risk_ratio.low, 1.0 / y.risk_ratio.high, 1e-13, 0.0));
        }
        ck_assert_int_eq(x.homogeneity_status, y.homogeneity_status);
        if (x.homogeneity_status == COOP_OK) {
            ck_assert(is_close(x.homogeneity.tarone, y.homogeneity.tarone, 1e-12, 1e-14));
        }
    }
}
END_TEST

START_TEST(hits_and_misses_exchanged_mirror)
{
    uint64_t state = 4711;
    for (int i = 0; i < n_sizes * rounds; i++) {
        table t = {.n = 0};
        draw(&t, &state, sizes[i % n_sizes]);
        table u = {.n = 0};
        for (int64_t k = 0; k < t.n; k++) {
            add(&u, t.n_a[k] - t.hits_a[k], t.n_a[k], t.n_b[k] - t.hits_b[k], t.n_b[k]);
        }
        answers x = ask(&t, 0.99);
        answers y = ask(&u, 0.99);
        ck_assert(is_close(x.cmh.statistic, y.cmh.statistic, 1e-14, 0.0));
        ck_assert(x.risk_difference.value == -y.risk_difference.value);
        ck_assert(is_close(x.risk_difference.low, -y.risk_difference.high, 1e-14, 1e-15));
        ck_assert(is_close(x.pooled.a.low, 1.0 - y.pooled.a.high, 1e-14, 1e-15));
        ck_assert(is_close(x.parts.rate, -y.parts.rate, 1e-15, 0.0));
        if (x.odds_ratio_status == COOP_OK) {
            ck_assert(is_close(x.odds_ratio.low, 1.0 / y.odds_ratio.high, 1e-13, 0.0));
        }
        if (x.homogeneity_status == COOP_OK) {
            ck_assert(is_close(x.homogeneity.breslow_day, y.homogeneity.breslow_day, 1e-12, 1e-14));
        }
    }
}
END_TEST

/* A stratum given twice, and once with all counts doubled: the same measures and intervals. */
START_TEST(identical_strata_can_be_merged)
{
    uint64_t state = 99;
    for (int i = 0; i < (n_sizes - 1) * rounds; i++) {
        table t = {.n = 0};
        draw(&t, &state, sizes[i % (n_sizes - 1)]);
        table twice = t;
        table merged = t;
        add(&twice, t.hits_a[0], t.n_a[0], t.hits_b[0], t.n_b[0]);
        merged.hits_a[0] *= 2;
        merged.n_a[0] *= 2;
        merged.hits_b[0] *= 2;
        merged.n_b[0] *= 2;
        answers x = ask(&twice, 0.95);
        answers y = ask(&merged, 0.95);
        ck_assert(is_close(x.risk_difference.value, y.risk_difference.value, 1e-15, 0.0));
        ck_assert(is_close(x.risk_difference.low, y.risk_difference.low, 1e-14, 1e-15));
        ck_assert(is_close(x.risk_difference.high, y.risk_difference.high, 1e-14, 1e-15));
        ck_assert_int_eq(x.odds_ratio_status, y.odds_ratio_status);
        if (x.odds_ratio_status == COOP_OK) {
            ck_assert(is_close(x.odds_ratio.value, y.odds_ratio.value, 1e-15, 0.0));
            ck_assert(is_close(x.odds_ratio.std_error, y.odds_ratio.std_error, 1e-14, 0.0));
        }
        if (x.risk_ratio_status == COOP_OK) {
            ck_assert(is_close(x.risk_ratio.value, y.risk_ratio.value, 1e-15, 0.0));
            ck_assert(is_close(x.risk_ratio.std_error, y.risk_ratio.std_error, 1e-14, 0.0));
        }
        ck_assert(is_close(x.pooled.a.value, y.pooled.a.value, 1e-15, 0.0));
        ck_assert(is_close(x.parts.composition, y.parts.composition, 1e-15, 0.0));
        ck_assert(is_close(x.parts.rate, y.parts.rate, 1e-15, 0.0));
        ck_assert(is_close(x.parts.rate_low, y.parts.rate_low, 1e-15, 0.0));
    }
}
END_TEST

/* Every count times k: the measures stay, their standard errors shrink by the root of k. */
START_TEST(scale_of_the_counts_leaves_the_measures)
{
    uint64_t state = 31;
    for (int i = 0; i < (n_sizes - 1) * rounds; i++) {
        table t = {.n = 0};
        draw(&t, &state, sizes[i % (n_sizes - 1)]);
        table u = t;
        int64_t k = 2 + below(&state, 400);
        for (int64_t j = 0; j < t.n; j++) {
            u.hits_a[j] *= k, u.n_a[j] *= k, u.hits_b[j] *= k, u.n_b[j] *= k;
        }
        answers x = ask(&t, 0.95);
        answers y = ask(&u, 0.95);
        double root = sqrt((double)k);
        ck_assert(is_close(x.risk_difference.value, y.risk_difference.value, 1e-15, 0.0));
        ck_assert(
            is_close(x.risk_difference.std_error, root * y.risk_difference.std_error, 1e-13, 0.0));
        if (x.odds_ratio_status == COOP_OK) {
            ck_assert(is_close(x.odds_ratio.value, y.odds_ratio.value, 1e-15, 0.0));
            ck_assert(is_close(x.odds_ratio.std_error, root * y.odds_ratio.std_error, 1e-14, 0.0));
        }
        if (x.risk_ratio_status == COOP_OK) {
            ck_assert(is_close(x.risk_ratio.std_error, root * y.risk_ratio.std_error, 1e-14, 0.0));
        }
        if (x.homogeneity_status == COOP_OK) {
            ck_assert(is_close((double)k * x.homogeneity.breslow_day, y.homogeneity.breslow_day,
                               1e-12, 1e-14));
        }
        ck_assert(is_close(x.pooled.a.value, y.pooled.a.value, 1e-15, 0.0));
        ck_assert(is_close(x.parts.composition, y.parts.composition, 1e-15, 0.0));
        ck_assert_int_eq(x.compare.reversed, y.compare.reversed);
    }
}
END_TEST

START_TEST(missing_strata_change_no_common_measure)
{
    uint64_t state = 8;
    for (int i = 0; i < n_sizes * rounds; i++) {
        table t = {.n = 0};
        draw(&t, &state, sizes[i % n_sizes]);
        table u = t;
        add(&u, 3, 5, 0, 0);
        add(&u, 0, 0, 2, 9);
        add(&u, 0, 0, 0, 0);
        answers x = ask(&t, 0.95);
        answers y = ask(&u, 0.95);
        ck_assert(x.cmh.statistic == y.cmh.statistic && x.cmh.n_missing + 3 == y.cmh.n_missing);
        ck_assert(x.risk_difference.low == y.risk_difference.low);
        ck_assert(x.compare.stratified == y.compare.stratified);
        ck_assert(x.compare.crude_used == y.compare.crude_used);
        ck_assert_int_eq(x.compare.n_missing + 3, y.compare.n_missing);
        if (x.odds_ratio_status == COOP_OK) {
            ck_assert(x.odds_ratio.low == y.odds_ratio.low);
            ck_assert(x.risk_ratio.high == y.risk_ratio.high);
        }
        if (x.homogeneity_status == COOP_OK) {
            ck_assert(x.homogeneity.tarone_p == y.homogeneity.tarone_p);
        }
        ck_assert(is_close(x.weighted.a.value, y.weighted.a.value, 1e-15, 0.0));
        ck_assert(y.weighted.covered < 1.0 && y.weighted.worst_b < y.weighted.best_b);
    }
}
END_TEST

static void check_estimate(const coop_strata_estimate *e, const table *t, double lowest,
                           double highest)
{
    ck_assert(e->low <= e->value && e->value <= e->high);
    ck_assert(e->low >= lowest && e->high <= highest);
    ck_assert(isfinite(e->std_error) && e->std_error >= 0.0);
    ck_assert_int_eq(e->n_used + e->n_missing + e->n_uninformative, t->n);
}

static void check_rate(const coop_strata_rate *r, double lowest)
{
    ck_assert(r->low >= lowest && r->low <= r->value && r->value <= r->high && r->high <= 1.0);
}

START_TEST(results_stay_inside_their_ranges)
{
    uint64_t state = 123;
    for (int i = 0; i < n_sizes * rounds; i++) {
        table t = {.n = 0};
        draw(&t, &state, sizes[i % n_sizes]);
        answers x = ask(&t, 0.9);
        answers y = ask(&t, 0.99);
        ck_assert(x.cmh.p > 0.0 && x.cmh.p <= x.cmh.p_corrected && x.cmh.p_corrected <= 1.0);
        ck_assert_int_eq(x.cmh.n_used + x.cmh.n_missing + x.cmh.n_uninformative, t.n);
        check_estimate(&x.risk_difference, &t, -1.0, 1.0);
        ck_assert(y.risk_difference.low <= x.risk_difference.low);
        ck_assert(x.risk_difference.high <= y.risk_difference.high);
        if (x.odds_ratio_status == COOP_OK) {
            check_estimate(&x.odds_ratio, &t, 0.0, DBL_MAX);
            ck_assert(y.odds_ratio.low < x.odds_ratio.low);
        }
        if (x.risk_ratio_status == COOP_OK) {
            check_estimate(&x.risk_ratio, &t, 0.0, DBL_MAX);
        }
        if (x.homogeneity_status == COOP_OK) {
            ck_assert(x.homogeneity.tarone >= 0.0);
            ck_assert(x.homogeneity.tarone <= x.homogeneity.breslow_day);
            ck_assert(x.homogeneity.breslow_day_p <= x.homogeneity.tarone_p);
        }
        check_rate(&x.pooled.a, 0.0);
        check_rate(&x.weighted.b, 0.0);
        check_rate(&x.weighted.difference, -1.0);
        ck_assert(y.weighted.difference.low <= x.weighted.difference.low);
        ck_assert(x.weighted.worst_a <= x.weighted.best_a && x.weighted.covered <= 1.0);
    }
}
END_TEST

START_TEST(weights_count_in_proportion)
{
    uint64_t state = 6;
    for (int i = 0; i < n_sizes * rounds; i++) {
        table t = {.n = 0};
        draw(&t, &state, sizes[i % n_sizes]);
        coop_strata s = view(&t);
        double scaled[most_strata];
        for (int64_t k = 0; k < t.n; k++) {
            scaled[k] = 0x1p-900 * t.weights[k];
        }
        coop_strata_standard x = {.struct_size = sizeof x};
        coop_strata_standard y = {.struct_size = sizeof y};
        ck_assert_int_eq(coop_strata_standardize(&s, t.weights, 0.95, &x, NULL), COOP_OK);
        ck_assert_int_eq(coop_strata_standardize(&s, scaled, 0.95, &y, NULL), COOP_OK);
        ck_assert(memcmp(&x, &y, sizeof x) == 0);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("strata");
    TCase *c = tcase_create("strata");
    tcase_add_test(c, nothing_to_compare_is_empty);
    tcase_add_test(c, counts_out_of_range_are_named);
    tcase_add_test(c, counts_in_all_are_bounded);
    tcase_add_test(c, missing_arguments_are_refused);
    tcase_add_test(c, results_of_other_sizes_are_filled_as_far_as_they_go);
    tcase_add_test(c, levels_outside_zero_to_one_are_refused);
    tcase_add_test(c, zero_cells_are_undefined_with_the_reason);
    tcase_add_test(c, one_stratum_that_varies_is_nothing_to_test_homogeneity_with);
    tcase_add_test(c, an_interval_beyond_doubles_is_undefined);
    tcase_add_test(c, continuity_correction_stops_at_no_difference);
    tcase_add_test(c, difference_of_one_still_has_an_interval);
    tcase_add_test(c, weights_are_checked);
    tcase_add_test(c, standardised_rates_say_what_they_cover);
    tcase_add_test(c, order_of_strata_changes_no_bit);
    tcase_add_test(c, swapped_groups_mirror);
    tcase_add_test(c, hits_and_misses_exchanged_mirror);
    tcase_add_test(c, identical_strata_can_be_merged);
    tcase_add_test(c, scale_of_the_counts_leaves_the_measures);
    tcase_add_test(c, missing_strata_change_no_common_measure);
    tcase_add_test(c, results_stay_inside_their_ranges);
    tcase_add_test(c, weights_count_in_proportion);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
