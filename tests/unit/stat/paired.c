/* paired.c -- tests of the intervals for the difference of two shares of the same cases.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/comparison.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "oracle.h"
#include "random.h"

#include <check.h>

/* both, only_a, only_b, neither. */
typedef struct four {
    int64_t v[4];
} four;

static coop_comparison paired(const char *method, four t, double level)
{
    coop_comparison out = {NAN, NAN, NAN};
    coop_error err;
    coop_status status =
        coop_paired_interval(method, t.v[0], t.v[1], t.v[2], t.v[3], level, &out, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", method, err.message);
    return out;
}

/* The distance to the estimate carries the error, or the estimate itself. */
static void check_limit(double got, double want, double estimate)
{
    ck_assert_msg(fabs(got - want) <= 4e-15 * fmax(fabs(want), fabs(want - estimate)),
                  "%.17g, want %.17g", got, want);
}

static void limits_row(const double *v)
{
    four t = {{(int64_t)v[0], (int64_t)v[1], (int64_t)v[2], (int64_t)v[3]}};
    for (int i = 0; i < 2; i++) {
        coop_comparison got = paired(coop_paired_methods()[i].name, t, v[4]);
        check_limit(got.low, v[5 + 2 * i], got.estimate);
        check_limit(got.high, v[6 + 2 * i], got.estimate);
    }
}

START_TEST(both_methods_agree_with_their_definitions_up_to_n_9e15)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/proportions/paired.csv", 9, limits_row), 72);
}
END_TEST

/* Fagerland, Lydersen & Laake 2017, chapter 8. */
START_TEST(textbook_values_are_met_to_four_decimals)
{
    four cavo = {{59, 6, 16, 80}};
    coop_comparison newcombe = paired("newcombe_paired", cavo, 0.95);
    ck_assert_double_le(fabs(newcombe.low + 0.1186), 5.01e-5);
    ck_assert_double_le(fabs(newcombe.high + 0.0046), 5.01e-5);
    coop_comparison tango = paired("tango", cavo, 0.95);
    ck_assert_double_le(fabs(tango.low + 0.1240), 5.01e-5);
    ck_assert_double_le(fabs(tango.high + 0.0054), 5.01e-5);
}
END_TEST

static int64_t below(uint64_t *state, int64_t n)
{
    return (int64_t)(next_random(state) % (uint64_t)n);
}

/* Counts over all orders of magnitude up to 10^digits, a third of them 0. */
static four random_pairs(uint64_t *state, int digits)
{
    four t;
    for (int i = 0; i < 4; i++) {
        int64_t most = 1;
        for (int64_t k = below(state, digits + 1); k > 0; k--) {
            most *= 10;
        }
        t.v[i] = below(state, 3) == 0 ? 0 : 1 + below(state, most);
    }
    t.v[below(state, 4)] += 1;
    return t;
}

static bool is_well_formed(coop_comparison x)
{
    return x.low >= -1.0 && x.low <= x.estimate && x.estimate <= x.high && x.high <= 1.0;
}

/* At levels near 0 the limits are the estimate, rounded in two ways. */
static bool is_nested(coop_comparison outer, coop_comparison inner)
{
    double ulps = 4.0 * DBL_EPSILON;
    return outer.low <= inner.low + ulps * fabs(inner.low) &&
           inner.high <= outer.high + ulps * fabs(outer.high);
}

START_TEST(limits_are_in_range_around_the_estimate_and_nested_in_level)
{
    static const double levels[] = {1e-300, 1e-9, 0.5, 0.9, 0.95, 0.999999, 1.0 - DBL_EPSILON / 2};
    uint64_t state = 1;
    for (const coop_comparison_method *m = coop_paired_methods(); m->name != NULL; m++) {
        for (int i = 0; i < 4000; i++) {
            four t = random_pairs(&state, 15);
            coop_comparison inner = paired(m->name, t, levels[0]);
            for (int k = 1; k < 7; k++) {
                coop_comparison outer = paired(m->name, t, levels[k]);
                ck_assert(is_well_formed(outer) && is_nested(outer, inner));
                inner = outer;
            }
        }
    }
}
END_TEST

START_TEST(intervals_mirror_as_the_table_is_turned)
{
    uint64_t state = 2;
    for (const coop_comparison_method *m = coop_paired_methods(); m->name != NULL; m++) {
        for (int i = 0; i < 4000; i++) {
            four t = random_pairs(&state, 15);
            coop_comparison x = paired(m->name, t, 0.9);
            coop_comparison y = paired(m->name, (four){{t.v[0], t.v[2], t.v[1], t.v[3]}}, 0.9);
            ck_assert(y.estimate == -x.estimate && y.low == -x.high && y.high == -x.low);
            coop_comparison misses = paired(m->name, (four){{t.v[3], t.v[2], t.v[1], t.v[0]}}, 0.9);
            double scale = 4e-15 * fmax(x.high - x.low, fabs(x.estimate));
            ck_assert_double_le(fabs(x.low + misses.high), scale);
            ck_assert_double_le(fabs(x.high + misses.low), scale);
        }
    }
}
END_TEST

/* p of the score test of a difference: the most likely share against it is where the derivative of
 * the log likelihood changes its sign; no formula of the library is used. */
static double score_p(double difference, four t)
{
    long double same = (long double)(t.v[0] + t.v[3]);
    long double n = same + (long double)(t.v[1] + t.v[2]);
    long double f = (long double)t.v[1];
    long double g = (long double)t.v[2];
    long double d = difference;
    long double low = d < 0.0L ? -d : 0.0L;
    long double high = 0.5L * (1.0L - d);
    for (int i = 0; i < 300; i++) {
        long double p = 0.5L * (low + high);
        long double slope = (f > 0.0L ? f / (p + d) : 0.0L) + (g > 0.0L ? g / p : 0.0L) -
                            (same > 0.0L ? 2.0L * same / (1.0L - 2.0L * p - d) : 0.0L);
        *(slope > 0.0L ? &low : &high) = p;
    }
    long double variance = (low + high + d - d * d) / n;
    return erfc((double)(fabsl((f - g) / n - d) / sqrtl(2.0L * variance)));
}

START_TEST(tango_score_test_gives_1_minus_level_at_the_limits)
{
    uint64_t state = 3;
    int limits = 0;
    for (int i = 0; i < 800; i++) {
        four t = random_pairs(&state, 5);
        double level = i % 2 == 0 ? 0.95 : 0.6;
        coop_comparison got = paired("tango", t, level);
        double ends[] = {got.low, got.high};
        for (int k = 0; k < 2; k++) {
            if (fabs(ends[k]) < 1.0) {
                double p = score_p(ends[k], t);
                ck_assert_msg(fabs(p - (1.0 - level)) <= 1e-9,
                              "%lld %lld %lld %lld at %.17g: p %.17g", (long long)t.v[0],
                              (long long)t.v[1], (long long)t.v[2], (long long)t.v[3], ends[k], p);
                limits++;
            }
        }
    }
    ck_assert_int_gt(limits, 1400);
}
END_TEST

/* The level at which McNemar's chi-square just rejects equality is the level at which the interval
 * just touches 0. */
START_TEST(tango_ends_at_equality_when_mcnemar_just_rejects_it)
{
    uint64_t state = 4;
    for (int i = 0; i < 1000; i++) {
        four t = {{below(&state, 200), below(&state, 40), below(&state, 40), below(&state, 200)}};
        double apart = (double)(t.v[1] - t.v[2]);
        double changed = (double)(t.v[1] + t.v[2]);
        if (apart != 0.0 && apart * apart < 20.0 * changed) {
            coop_comparison got = paired("tango", t, erf(fabs(apart) / sqrt(2.0 * changed)));
            ck_assert_double_le(fabs(apart > 0.0 ? got.low : got.high), 1e-9);
        }
    }
}
END_TEST

START_TEST(certain_differences_end_at_1)
{
    ck_assert(paired("tango", (four){{0, 0, 4, 0}}, 0.95).low == -1.0);
    ck_assert(paired("tango", (four){{0, 4, 0, 0}}, 0.95).high == 1.0);
    ck_assert(paired("newcombe_paired", (four){{0, 0, 4, 0}}, 0.95).low == -1.0);
    ck_assert(paired("newcombe_paired", (four){{0, 4, 0, 0}}, 0.95).high == 1.0);
    /* With no case that changed the score limits are Wilson's: z^2 / (n + z^2). */
    double square = 1.9599639845400538 * 1.9599639845400538;
    coop_comparison none = paired("tango", (four){{4, 0, 0, 6}}, 0.95);
    ck_assert_double_le(fabs(none.high - square / (10.0 + square)), 1e-16);
    ck_assert(none.low == -none.high && none.estimate == 0.0);
}
END_TEST

static bool is_untouched(const coop_comparison *out)
{
    return out->estimate == 42.0 && out->low == 43.0 && out->high == 44.0;
}

START_TEST(calls_refuse_what_they_cannot_take)
{
    const int64_t most = 9000000000000000;
    const struct {
        four t;
        double level;
        coop_status want;
    } bad[] = {
        {{{0, 0, 0, 0}}, 0.95, COOP_EMPTY},
        {{{-1, 2, 3, 4}}, 0.95, COOP_RANGE},
        {{{1, -2, 3, 4}}, 0.95, COOP_RANGE},
        {{{1, 2, -3, 4}}, 0.95, COOP_RANGE},
        {{{1, 2, 3, -4}}, 0.95, COOP_RANGE},
        {{{1, 2, 3, most - 5}}, 0.95, COOP_RANGE},
        {{{INT64_MAX, INT64_MAX, 1, 1}}, 0.95, COOP_RANGE},
        {{{1, 2, 3, 4}}, 1.0, COOP_RANGE},
        {{{1, 2, 3, 4}}, 0.0, COOP_RANGE},
        {{{1, 2, 3, 4}}, NAN, COOP_RANGE},
    };
    coop_error err;
    coop_comparison out = {42.0, 43.0, 44.0};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const int64_t *v = bad[i].t.v;
        ck_assert_int_eq(
            coop_paired_interval(NULL, v[0], v[1], v[2], v[3], bad[i].level, &out, &err),
            bad[i].want);
        ck_assert(is_untouched(&out));
        ck_assert_int_eq(err.code, bad[i].want);
    }
    ck_assert_int_eq(coop_paired_interval("mee", 1, 2, 3, 4, 0.95, &out, &err), COOP_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.message, "newcombe_paired, tango; there is no \"mee\""));
    ck_assert_int_eq(coop_paired_interval("tango", 1, 2, 3, 4, 0.95, NULL, &err), COOP_ARGUMENT);
    ck_assert(is_untouched(&out));
    ck_assert(is_well_formed(paired("tango", (four){{1, 2, 3, most - 6}}, 0.95)));
    err.code = 77;
    ck_assert_int_eq(coop_paired_interval(NULL, 5, 2, 3, 4, 0.95, &out, &err), COOP_OK);
    ck_assert_int_eq(err.code, 77);
    ck_assert(out.low == paired("newcombe_paired", (four){{5, 2, 3, 4}}, 0.95).low);
}
END_TEST

START_TEST(registry_names_both_methods_with_their_papers)
{
    const coop_comparison_method *list = coop_paired_methods();
    ck_assert_str_eq(list[0].name, "newcombe_paired");
    ck_assert_str_eq(list[1].name, "tango");
    ck_assert_ptr_null(list[2].name);
    for (int i = 0; i < 2; i++) {
        ck_assert(list[i].meaning[strlen(list[i].meaning) - 1] == '.');
        ck_assert(strlen(list[i].origin) > 20);
        ck_assert_int_eq(list[i].measure, COOP_COMPARISON_DIFFERENCE);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("paired");
    TCase *c = tcase_create("paired");
    tcase_set_timeout(c, 60.0);
    tcase_add_test(c, both_methods_agree_with_their_definitions_up_to_n_9e15);
    tcase_add_test(c, textbook_values_are_met_to_four_decimals);
    tcase_add_test(c, limits_are_in_range_around_the_estimate_and_nested_in_level);
    tcase_add_test(c, intervals_mirror_as_the_table_is_turned);
    tcase_add_test(c, tango_score_test_gives_1_minus_level_at_the_limits);
    tcase_add_test(c, tango_ends_at_equality_when_mcnemar_just_rejects_it);
    tcase_add_test(c, certain_differences_end_at_1);
    tcase_add_test(c, calls_refuse_what_they_cannot_take);
    tcase_add_test(c, registry_names_both_methods_with_their_papers);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
