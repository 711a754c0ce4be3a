/* identified.c -- tests of bounds and intervals when outcomes or values are unknown.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/sampling.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "oracle.h"
#include "random.h"

static coop_identified_result identified_of(int64_t hits, int64_t unknown, int64_t n, double level)
{
    coop_identified_result out = COOP_IDENTIFIED_RESULT_INIT;
    coop_error err = {0};
    coop_status status = coop_identified_interval(hits, unknown, n, level, &out, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return out;
}

static void identified_row(const double *v)
{
    coop_identified_result got = identified_of((int64_t)v[0], (int64_t)v[1], (int64_t)v[2], v[3]);
    const double have[] = {got.critical, got.normal.low, got.normal.high, got.wilson.low,
                           got.wilson.high};
    ck_assert(got.worst == v[0] / v[2] && got.best == (v[0] + v[1]) / v[2]);
    for (int i = 0; i < 5; i++) {
        ck_assert_msg(fabs(have[i] - v[4 + i]) <= 1e-14 * (1.0 + v[4 + i]),
                      "%.0f + %.0f of %.0f at %g: field %d is %.17g, want %.17g", v[0], v[1], v[2],
                      v[3], i, have[i], v[4 + i]);
    }
}

START_TEST(imbens_and_manski_agree_with_40_digits)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/sampling/identified.csv", 9, identified_row), 91);
}
END_TEST

START_TEST(nothing_unknown_gives_wilson_and_everything_unknown_gives_all)
{
    static const double levels[] = {5e-324, 1e-9, 0.4, 0.937, 0.95, 1.0 - 0x1p-53};
    for (int k = 0; k < 6 * 26; k++) {
        int64_t hits = k % 26;
        double level = levels[k / 26];
        coop_identified_result got = identified_of(hits, 0, 25, level);
        coop_interval wilson = {0};
        ck_assert_int_eq(coop_proportion_interval("wilson", hits, 25, level, &wilson, NULL),
                         COOP_OK);
        ck_assert(got.worst == got.best);
        ck_assert(got.wilson.low == wilson.low && got.wilson.high == wilson.high);
    }
    coop_identified_result all = identified_of(0, 25, 25, 0.95);
    ck_assert(all.worst == 0.0 && all.best == 1.0);
    ck_assert(all.wilson.low == 0.0 && all.wilson.high == 1.0);
    ck_assert(all.normal.low == 0.0 && all.normal.high == 1.0);
    ck_assert_double_le(fabs(all.critical - 1.6448536269514722), 1e-14);
}
END_TEST

static int64_t below(uint64_t *state, int64_t end)
{
    return (int64_t)(next_random(state) % (uint64_t)end);
}

static double uniform(uint64_t *state)
{
    return (double)(next_random(state) >> 1) * 0x1p-52;
}

static bool contains(coop_interval outer, double low, double high)
{
    return outer.low <= low && high <= outer.high && outer.low >= 0.0 && outer.high <= 1.0;
}

START_TEST(identified_intervals_contain_the_bounds_nest_and_mirror)
{
    static const double levels[] = {5e-324, 1e-9, 0.5, 0.95, 1.0 - 1e-12, 1.0 - 0x1p-53};
    uint64_t state = 2004;
    for (int k = 0; k < 20000; k++) {
        int64_t n = 1 + (below(&state, 9000000000000000) >> below(&state, 53));
        int64_t hits = below(&state, n + 1) >> below(&state, 20);
        int64_t unknown = below(&state, n - hits + 1) >> below(&state, 53);
        double level = k % 3 == 0 ? levels[below(&state, 6)] : fmax(uniform(&state), DBL_MIN);
        double wider = level + 0.3 * (1.0 - level);
        coop_identified_result a = identified_of(hits, unknown, n, level);
        coop_identified_result b = identified_of(n - hits - unknown, unknown, n, level);
        ck_assert(a.worst <= a.best && a.critical >= 0.0);
        ck_assert(contains(a.normal, a.worst, a.best) && contains(a.wilson, a.worst, a.best));
        ck_assert_double_le(fabs(a.normal.low + b.normal.high - 1.0), 1e-15);
        ck_assert_double_le(fabs(a.wilson.high + b.wilson.low - 1.0), 1e-15);
        if (wider < 1.0) {
            coop_identified_result wide = identified_of(hits, unknown, n, wider);
            ck_assert(wide.critical >= a.critical * (1.0 - 1e-14));
            ck_assert_double_le(wide.wilson.low, a.wilson.low * (1.0 + 1e-13));
            ck_assert_double_ge(wide.normal.high, a.normal.high * (1.0 - 1e-13));
        }
    }
}
END_TEST

/* Wherever the share lies between its bounds, the interval covers it about at its level, 0.9:
 * summed over all samples of 60 cases, of which some are done, some unknown and some not. Counts
 * are whole, so that single places fall short of it or pass it. */
START_TEST(the_share_is_covered_wherever_it_lies)
{
    enum { n = 60 };
    static const double chances[][2] = {
        {0.3, 0.1}, {0.5, 0.02}, {0.7, 0.2}, {0.2, 0.01}, {0.45, 0.3}};
    double mean = 0.0;
    for (int k = 0; k < 5; k++) {
        double p = chances[k][0];
        double u = chances[k][1];
        double covered[3] = {0.0, 0.0, 0.0}; /* the lower bound, the middle, the upper bound */
        for (int64_t hits = 0; hits <= n; hits++) {
            for (int64_t unknown = 0; unknown <= n - hits; unknown++) {
                int64_t rest = n - hits - unknown;
                double mass = exp(lgamma(n + 1.0) - lgamma((double)hits + 1.0) -
                                  lgamma((double)unknown + 1.0) - lgamma((double)rest + 1.0) +
                                  (double)hits * log(p) + (double)unknown * log(u) +
                                  (double)rest * log(1.0 - p - u));
                coop_identified_result got = identified_of(hits, unknown, n, 0.9);
                for (int i = 0; i < 3; i++) {
                    double share = p + 0.5 * i * u;
                    covered[i] += contains(got.wilson, share, share) ? mass : 0.0;
                }
            }
        }
        for (int i = 0; i < 3; i++) {
            ck_assert_msg(covered[i] >= 0.85, "chances %d, place %d: %.4f", k, i, covered[i]);
            mean += covered[i] / 15.0;
        }
    }
    ck_assert_msg(mean >= 0.9, "mean coverage %.4f", mean);
}
END_TEST

static void expect_identified_failure(coop_status want, const char *part, int64_t hits,
                                      int64_t unknown, int64_t n, double level)
{
    coop_identified_result out;
    memset(&out, 'x', sizeof out);
    out.struct_size = sizeof out;
    coop_identified_result before = out;
    coop_error err = {0};
    ck_assert_int_eq(coop_identified_interval(hits, unknown, n, level, &out, &err), want);
    ck_assert_int_eq(err.code, want);
    ck_assert_msg(strstr(err.message, part) != NULL, "\"%s\" lacks \"%s\"", err.message, part);
    ck_assert_int_eq(coop_identified_interval(hits, unknown, n, level, &out, NULL), want);
    ck_assert_mem_eq(&out, &before, sizeof out);
}

START_TEST(bad_counts_of_cases_are_refused_with_their_reason)
{
    expect_identified_failure(COOP_EMPTY, "n is 0", 0, 0, 0, 0.95);
    expect_identified_failure(COOP_RANGE, "n is -1", 0, 0, -1, 0.95);
    expect_identified_failure(COOP_RANGE, "n is 9000000000000001", 0, 0, 9000000000000001, 0.95);
    expect_identified_failure(COOP_RANGE, "hits is -1, need 0 to 5", -1, 0, 5, 0.95);
    expect_identified_failure(COOP_RANGE, "hits is 6, need 0 to 5", 6, 0, 5, 0.95);
    expect_identified_failure(COOP_RANGE, "unknown is -1, need 0 to n - hits, 3", 2, -1, 5, 0.95);
    expect_identified_failure(COOP_RANGE, "unknown is 4, need 0 to n - hits, 3", 2, 4, 5, 0.95);
    expect_identified_failure(COOP_RANGE, "unknown is 9223372036854775807", 2, INT64_MAX, 5, 0.95);
    expect_identified_failure(COOP_RANGE, "level is 1", 2, 1, 5, 1.0);
    expect_identified_failure(COOP_RANGE, "level is 0", 2, 1, 5, 0.0);
    expect_identified_failure(COOP_RANGE, "level is nan", 2, 1, 5, NAN);
    identified_of(2, 3, 5, 0.95);
    identified_of(0, 0, 1, 0.95);
    identified_of(1, 8999999999999999, 9000000000000000, 0.95);
    coop_identified_result small = {.struct_size = 0};
    ck_assert_int_eq(coop_identified_interval(2, 1, 5, 0.95, NULL, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_identified_interval(2, 1, 5, 0.95, &small, NULL), COOP_ARGUMENT);
}
END_TEST

/* ---- values ---- */

static coop_value_result bounds_of(const coop_valued_sample *sample)
{
    coop_value_result out = COOP_VALUE_RESULT_INIT;
    coop_error err = {0};
    coop_status status = coop_value_bounds(sample, &out, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return out;
}

enum { MOST = 8 };

typedef struct valued {
    double values[MOST];
    double highs[MOST];
    uint8_t is_missing[MOST];
    uint8_t states[MOST];
    int64_t n;
    double low;
    double high;
} valued;

static coop_valued_sample view(const valued *v)
{
    return (coop_valued_sample){v->values, v->highs, v->is_missing, v->states,
                                v->n,      v->low,   v->high};
}

/* Small whole numbers, often 0, so that sums are exact and totals of 0 occur. */
static valued random_valued(uint64_t *state)
{
    valued v = {.n = 1 + below(state, MOST), .low = (double)below(state, 3)};
    v.high = v.low + (double)below(state, 20);
    for (int64_t i = 0; i < v.n; i++) {
        v.values[i] = below(state, 3) == 0 ? 0.0 : (double)below(state, 30);
        v.highs[i] = v.values[i] + (below(state, 3) == 0 ? (double)below(state, 30) : 0.0);
        v.is_missing[i] = below(state, 4) == 0;
        v.states[i] = (uint8_t)below(state, 3);
        if (v.is_missing[i] == 1) {
            v.values[i] = NAN; /* not to be read */
            v.highs[i] = NAN;
        }
    }
    return v;
}

typedef struct extent {
    double low;
    double high;
    bool is_any;
} extent;

/* Every completion: each unknown state both ways, each value at both ends. */
static extent all_completions(const valued *v)
{
    extent e = {1.0, 0.0, false};
    for (int64_t bits = 0; bits < (int64_t)1 << 2 * v->n; bits++) {
        double done = 0.0;
        double total = 0.0;
        for (int64_t i = 0; i < v->n; i++) {
            bool is_high = (bits >> 2 * i & 1) != 0;
            bool is_done = (bits >> 2 * i & 2) != 0;
            double low = v->is_missing[i] == 1 ? v->low : v->values[i];
            double high = v->is_missing[i] == 1 ? v->high : v->highs[i];
            double value = is_high ? high : low;
            total += value;
            done += v->states[i] == COOP_CASE_DONE || (v->states[i] == COOP_CASE_UNKNOWN && is_done)
                        ? value
                        : 0.0;
        }
        if (total > 0.0) {
            e.low = fmin(e.low, done / total);
            e.high = fmax(e.high, done / total);
            e.is_any = true;
        }
    }
    return e;
}

START_TEST(value_bounds_are_the_extremes_of_all_vertices)
{
    uint64_t state = 48;
    int empty = 0;
    for (int k = 0; k < 600; k++) {
        valued v = random_valued(&state);
        v.n = k % 20 == 0 || v.n < 7 ? v.n : 6;
        coop_valued_sample sample = view(&v);
        extent want = all_completions(&v);
        coop_value_result got = COOP_VALUE_RESULT_INIT;
        coop_status status = coop_value_bounds(&sample, &got, NULL);
        ck_assert_int_eq(status, want.is_any ? COOP_OK : COOP_EMPTY);
        empty += want.is_any ? 0 : 1;
        if (want.is_any) {
            ck_assert_msg(got.worst == want.low && got.best == want.high,
                          "%d: %.17g %.17g, want %.17g %.17g", k, got.worst, got.best, want.low,
                          want.high);
        }
    }
    ck_assert_int_gt(empty, 0);
}
END_TEST

START_TEST(value_bounds_contain_every_completion)
{
    uint64_t state = 1960;
    for (int k = 0; k < 3000; k++) {
        valued v = random_valued(&state);
        for (int64_t i = 0; i < v.n; i++) { /* amounts of any size */
            double scale = ldexp(1.0 + uniform(&state), (int)below(&state, 120) - 60);
            v.values[i] *= scale;
            v.highs[i] *= scale;
        }
        coop_valued_sample sample = view(&v);
        coop_value_result got = COOP_VALUE_RESULT_INIT;
        if (coop_value_bounds(&sample, &got, NULL) != COOP_OK) {
            continue;
        }
        for (int completion = 0; completion < 20; completion++) {
            valued full = v;
            for (int64_t i = 0; i < v.n; i++) {
                double low = v.is_missing[i] == 1 ? v.low : v.values[i];
                double high = v.is_missing[i] == 1 ? v.high : v.highs[i];
                full.values[i] = fmin(low + (high - low) * uniform(&state), high);
                full.states[i] =
                    v.states[i] == COOP_CASE_UNKNOWN ? (uint8_t)below(&state, 2) : v.states[i];
                full.is_missing[i] = 0;
            }
            sample = view(&full);
            sample.highs = NULL;
            coop_value_result one = COOP_VALUE_RESULT_INIT;
            if (coop_value_bounds(&sample, &one, NULL) == COOP_OK) {
                ck_assert(one.worst == one.best && one.n_known == v.n);
                ck_assert_double_ge(one.worst, got.worst * (1.0 - 4e-16));
                ck_assert_double_le(one.best, got.best * (1.0 + 4e-16));
            }
        }
    }
}
END_TEST

/* With all values 1 the bounds are those of counts, by brute force over 2^u as well. */
START_TEST(values_of_one_give_the_bounds_of_counts)
{
    double ones[12];
    uint8_t states[12];
    for (int i = 0; i < 12; i++) {
        ones[i] = 1.0;
    }
    for (int64_t hits = 0; hits <= 12; hits++) {
        for (int64_t unknown = 0; unknown <= 12 - hits; unknown++) {
            for (int64_t i = 0; i < 12; i++) {
                states[i] = i < hits             ? COOP_CASE_DONE
                            : i < hits + unknown ? COOP_CASE_UNKNOWN
                                                 : COOP_CASE_NOT_DONE;
            }
            double low = 1.0;
            double high = 0.0;
            for (int64_t bits = 0; bits < (int64_t)1 << unknown; bits++) {
                int64_t done = hits;
                for (int64_t i = 0; i < unknown; i++) {
                    done += bits >> i & 1;
                }
                low = fmin(low, (double)done / 12.0);
                high = fmax(high, (double)done / 12.0);
            }
            coop_valued_sample sample = {ones, NULL, NULL, states, 12, 0.0, 0.0};
            coop_value_result value = bounds_of(&sample);
            coop_identified_result count = identified_of(hits, unknown, 12, 0.95);
            ck_assert(value.worst == low && value.best == high);
            ck_assert(count.worst == low && count.best == high);
            ck_assert(value.n_unknown == unknown && value.n_inexact == 0);
        }
    }
}
END_TEST

START_TEST(sums_and_counts_of_what_is_known_are_apart)
{
    double values[6] = {10.0, 20.0, 5.0, 7.0, 1.0, 2.0};
    double highs[6] = {10.0, 25.0, 5.0, 7.0, 1.0, 2.0};
    uint8_t missing[6] = {0, 0, 0, 0, 1, 0};
    uint8_t states[6] = {1, 1, 0, 2, 1, 0};
    coop_valued_sample sample = {values, highs, missing, states, 6, 3.0, 4.0};
    coop_value_result got = bounds_of(&sample);
    ck_assert(got.known_done == 10.0 && got.known_total == 17.0);
    ck_assert(got.n_known == 3 && got.n_inexact == 2 && got.n_unknown == 1);
    ck_assert(got.worst == 33.0 / 47.0 && got.best == 46.0 / 53.0);
    sample.missing_high = 3.0; /* missing all the same */
    got = bounds_of(&sample);
    ck_assert(got.known_done == 10.0 && got.n_known == 3 && got.n_inexact == 2);
}
END_TEST

START_TEST(values_without_upper_end_give_limits)
{
    double values[2] = {4.0, 6.0};
    uint8_t missing[2] = {1, 0};
    uint8_t states[2] = {COOP_CASE_DONE, COOP_CASE_NOT_DONE};
    coop_valued_sample sample = {values, NULL, missing, states, 2, 2.0, INFINITY};
    coop_value_result got = bounds_of(&sample);
    ck_assert(got.worst == 0.25 && got.best == 1.0);
    states[0] = COOP_CASE_UNKNOWN;
    got = bounds_of(&sample);
    ck_assert(got.worst == 0.0 && got.best == 1.0);
    states[0] = COOP_CASE_NOT_DONE;
    states[1] = COOP_CASE_DONE;
    got = bounds_of(&sample);
    ck_assert(got.worst == 0.0 && got.best == 0.75);
    double highs[2] = {INFINITY, 6.0};
    coop_valued_sample open = {values, highs, NULL, states, 2, 0.0, 0.0};
    got = bounds_of(&open);
    ck_assert(got.worst == 0.0 && got.best == 0.6 && got.n_inexact == 1);
}
END_TEST

/* What is thrown away in plain sums is kept here. */
START_TEST(sums_are_exact)
{
    double values[4] = {1e300, 1.0, 1e300, 0x1p-1000};
    uint8_t states[4] = {1, 1, 0, 0};
    coop_valued_sample sample = {values, NULL, NULL, states, 4, 0.0, 0.0};
    coop_value_result got = bounds_of(&sample);
    ck_assert(got.worst == 0.5 && got.best == 0.5 && got.known_total == 2e300);
    enum { n = 3000 };
    static double tenths[n];
    static uint8_t done[n];
    for (int i = 0; i < n; i++) {
        tenths[i] = 0.1;
        done[i] = i % 3 == 0;
    }
    coop_valued_sample many = {tenths, NULL, NULL, done, n, 0.0, 0.0};
    got = bounds_of(&many);
    ck_assert(got.known_total == 300.0 && got.known_done == 100.0 && got.best == 1.0 / 3.0);
}
END_TEST

static void expect_value_failure(coop_status want, const char *part,
                                 const coop_valued_sample *sample)
{
    coop_value_result out;
    memset(&out, 'x', sizeof out);
    out.struct_size = sizeof out;
    coop_value_result before = out;
    coop_error err = {0};
    ck_assert_int_eq(coop_value_bounds(sample, &out, &err), want);
    ck_assert_int_eq(err.code, want);
    ck_assert_msg(strstr(err.message, part) != NULL, "\"%s\" lacks \"%s\"", err.message, part);
    ck_assert_int_eq(coop_value_bounds(sample, &out, NULL), want);
    ck_assert_mem_eq(&out, &before, sizeof out);
}

START_TEST(bad_values_are_refused_with_their_reason)
{
    double values[3] = {1.0, 2.0, 3.0};
    double highs[3] = {1.0, 2.0, 3.0};
    uint8_t missing[3] = {0, 0, 0};
    uint8_t states[3] = {0, 1, 2};
    coop_valued_sample sample = {values, highs, missing, states, 3, 0.0, 1.0};
    expect_value_failure(COOP_ARGUMENT, "sample is NULL", NULL);
    static const double bad[] = {-1.0, NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 4; i++) {
        values[1] = bad[i];
        sample.highs = NULL;
        expect_value_failure(COOP_RANGE, "values[1] is ", &sample);
        values[1] = 2.0;
        sample.highs = highs;
        highs[2] = i == 2 ? 2.5 : bad[i];
        expect_value_failure(COOP_RANGE, "highs[2] is ", &sample);
        highs[2] = 3.0;
    }
    missing[2] = 1;
    sample.missing_low = 2.0;
    expect_value_failure(COOP_RANGE, "missing values lie in 2 to 1", &sample);
    sample.missing_low = -1.0;
    expect_value_failure(COOP_RANGE, "missing values lie in -1 to 1", &sample);
    sample.missing_low = NAN;
    expect_value_failure(COOP_RANGE, "missing values lie in nan", &sample);
    sample.missing_low = INFINITY;
    sample.missing_high = INFINITY;
    expect_value_failure(COOP_RANGE, "missing values lie in inf", &sample);
    sample.missing_low = 0.0;
    sample.missing_high = 0.0;
    bounds_of(&sample);
    missing[0] = 2;
    expect_value_failure(COOP_RANGE, "is_missing[0] is 2", &sample);
    missing[0] = 0;
    states[0] = 3;
    expect_value_failure(COOP_RANGE, "states[0] is 3, need 0 to 2", &sample);
    states[0] = 0;
    sample.n_rows = 0;
    expect_value_failure(COOP_EMPTY, "n_rows is 0", &sample);
    sample.n_rows = -2;
    expect_value_failure(COOP_RANGE, "n_rows is -2", &sample);
    sample.n_rows = 3;
    sample.values = NULL;
    expect_value_failure(COOP_ARGUMENT, "values or states is NULL", &sample);
    sample.values = values;
    sample.states = NULL;
    expect_value_failure(COOP_ARGUMENT, "values or states is NULL", &sample);
    sample.states = states;
    double zeros[3] = {0.0, 0.0, 0.0};
    coop_valued_sample nothing = {zeros, NULL, NULL, states, 3, 0.0, 0.0};
    expect_value_failure(COOP_EMPTY, "all values are 0", &nothing);
    double huge[3] = {DBL_MAX, DBL_MAX, 0.0};
    coop_valued_sample too_much = {huge, NULL, NULL, states, 3, 0.0, 0.0};
    expect_value_failure(COOP_RANGE, "add up to more", &too_much);
    coop_value_result small = {.struct_size = 7};
    ck_assert_int_eq(coop_value_bounds(&sample, &small, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_value_bounds(&sample, NULL, NULL), COOP_ARGUMENT);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("identified");
    TCase *c = tcase_create("identified");
    tcase_set_timeout(c, 60.0);
    tcase_add_test(c, imbens_and_manski_agree_with_40_digits);
    tcase_add_test(c, nothing_unknown_gives_wilson_and_everything_unknown_gives_all);
    tcase_add_test(c, identified_intervals_contain_the_bounds_nest_and_mirror);
    tcase_add_test(c, the_share_is_covered_wherever_it_lies);
    tcase_add_test(c, bad_counts_of_cases_are_refused_with_their_reason);
    tcase_add_test(c, value_bounds_are_the_extremes_of_all_vertices);
    tcase_add_test(c, value_bounds_contain_every_completion);
    tcase_add_test(c, values_of_one_give_the_bounds_of_counts);
    tcase_add_test(c, sums_and_counts_of_what_is_known_are_apart);
    tcase_add_test(c, values_without_upper_end_give_limits);
    tcase_add_test(c, sums_are_exact);
    tcase_add_test(c, bad_values_are_refused_with_their_reason);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
