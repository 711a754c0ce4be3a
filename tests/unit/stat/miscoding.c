/* miscoding.c -- tests of rates and shares corrected for errors of coding.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/reliability.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "meter.h"
#include "oracle.h"
#include "random.h"

#include <check.h>

enum { rounds = 500 };

static const int64_t most = 9000000000000000;

static coop_status rate_of(const coop_coder_check *check, int64_t hits, int64_t n, double level,
                           coop_coded_rate *out, coop_error *err)
{
    *out = (coop_coded_rate){.struct_size = sizeof *out, .value = -7.0};
    coop_status status = coop_coded_rate_correct(check, hits, n, level, out, err);
    ck_assert((out->value == -7.0) == (status != COOP_OK));
    return status;
}

static void rate_refused(coop_coder_check check, int64_t hits, int64_t n, coop_status want,
                         const char *message)
{
    coop_coded_rate out;
    coop_error err = {0};
    ck_assert_int_eq(rate_of(&check, hits, n, 0.95, &out, &err), want);
    ck_assert_str_eq(err.message, message);
    ck_assert_int_eq(rate_of(&check, hits, n, 0.95, &out, NULL), want);
}

static double cut(double x)
{
    return fmin(fmax(x, 0.0), 1.0);
}

/* The limits are differences of shares, over the skill: so is their error. */
static void estimated_row(const double *v)
{
    coop_coder_check check = {(int64_t)v[0], (int64_t)v[1], (int64_t)v[2], (int64_t)v[3]};
    coop_coded_rate x;
    coop_status status = rate_of(&check, (int64_t)v[4], (int64_t)v[5], v[6], &x, NULL);
    if (isnan(v[7])) {
        ck_assert_int_eq(status, COOP_UNDEFINED);
        return;
    }
    ck_assert_int_eq(status, COOP_OK);
    ck_assert_msg(relative_error(x.uncut, v[7]) <= 2.3e-16, "%.17g, want %.17g", x.uncut, v[7]);
    ck_assert(x.value == cut(x.uncut) && x.is_cut == (x.value != x.uncut));
    double skill = (v[0] + 1.0) / (v[1] + 2.0) + (v[2] + 1.0) / (v[3] + 2.0) - 1.0;
    double bound = 4e-15 * fmax(1.0, fabs(v[7])) / (skill * skill);
    ck_assert_msg(fabs(x.low - v[8]) <= bound, "%.17g, want %.17g", x.low, v[8]);
    ck_assert_msg(fabs(x.high - v[9]) <= bound, "%.17g, want %.17g", x.high, v[9]);
}

START_TEST(estimated_errors_agree_with_exact_fractions_and_60_digits)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/reliability/coded_rate.csv", 10, estimated_row),
                     400);
}
END_TEST

static void known_row(const double *v)
{
    static const char *const methods[] = {"wilson", "clopper_pearson"};
    coop_coded_rate x = {.struct_size = sizeof x};
    ck_assert_int_eq(coop_coded_rate_correct_known(v[3], v[4], methods[(int)v[0]], (int64_t)v[1],
                                                   (int64_t)v[2], v[5], &x, NULL),
                     COOP_OK);
    ck_assert_double_le(fabs(x.apparent - v[6]), 1e-15);
    ck_assert_double_le(fabs(x.uncut - v[7]), 1e-14);
    ck_assert_double_le(fabs(x.low - cut(v[8])), 1e-13);
    ck_assert_double_le(fabs(x.high - cut(v[9])), 1e-13);
}

START_TEST(known_errors_agree_with_r_epir)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/reliability/rate_known_r.csv", 10, known_row), 168);
}
END_TEST

/* 30 of 100 coded as hits; 90 of 100 hits and 80 of 100 misses are coded right: 1/7. */
START_TEST(known_answers_are_met)
{
    coop_coder_check check = {90, 100, 80, 100};
    coop_coded_rate x;
    ck_assert_int_eq(rate_of(&check, 30, 100, 0.95, &x, NULL), COOP_OK);
    ck_assert_double_le(fabs(x.value - 1.0 / 7.0), 3e-17);
    ck_assert(x.apparent == 0.3 && x.is_cut == 0 && x.low < x.value && x.value < x.high);
    coop_coded_rate known = {.struct_size = sizeof known};
    ck_assert_int_eq(coop_coded_rate_correct_known(0.9, 0.8, NULL, 30, 100, 0.95, &known, NULL),
                     COOP_OK);
    ck_assert_double_le(fabs(known.value - 1.0 / 7.0), 1e-15);
    ck_assert_msg(known.high - known.low < x.high - x.low, "what is known narrows the interval");
}
END_TEST

START_TEST(rates_outside_0_to_1_are_cut_and_flagged)
{
    coop_coder_check check = {90, 100, 80, 100};
    coop_coded_rate x;
    ck_assert_int_eq(rate_of(&check, 10, 100, 0.95, &x, NULL), COOP_OK);
    ck_assert(x.value == 0.0 && x.is_cut == 1 && x.low == 0.0 && x.high > 0.0);
    ck_assert_double_le(fabs(x.uncut + 1.0 / 7.0), 1e-16);
    ck_assert_int_eq(rate_of(&check, 95, 100, 0.95, &x, NULL), COOP_OK);
    ck_assert(x.value == 1.0 && x.is_cut == 1 && x.uncut > 1.0 && x.high == 1.0);
    ck_assert_int_eq(rate_of(&check, 20, 100, 0.95, &x, NULL), COOP_OK);
    ck_assert(x.value == 0.0 && x.is_cut == 0);
    ck_assert_int_eq(rate_of(&check, 90, 100, 0.95, &x, NULL), COOP_OK);
    ck_assert(x.value == 1.0 && x.is_cut == 0);
    coop_coded_rate known = {.struct_size = sizeof known};
    ck_assert_int_eq(coop_coded_rate_correct_known(0.9, 0.8, NULL, 1, 1000, 0.95, &known, NULL),
                     COOP_OK);
    ck_assert(known.value == 0.0 && known.low == 0.0 && known.high == 0.0 && known.is_cut == 1);
}
END_TEST

START_TEST(codes_that_say_nothing_are_undefined)
{
    static const char message[] = "sensitivity and specificity add up to 1 or less: the codes do "
                                  "not tell hits from misses";
    rate_refused((coop_coder_check){60, 100, 40, 100}, 30, 100, COOP_UNDEFINED, message);
    rate_refused((coop_coder_check){10, 100, 20, 100}, 30, 100, COOP_UNDEFINED, message);
    rate_refused((coop_coder_check){1, 1, 1, 100}, 30, 100, COOP_UNDEFINED, message);
    rate_refused((coop_coder_check){most / 2, most, most / 2, most}, 30, 100, COOP_UNDEFINED,
                 message);
    coop_coder_check little = {500001, 1000000, 500000, 1000000};
    coop_coded_rate x;
    ck_assert_int_eq(rate_of(&little, 30, 100, 0.95, &x, NULL), COOP_OK);
    ck_assert(x.value == 0.0 && x.low == 0.0 && x.high == 1.0);
    static const double pairs[][2] = {{0.1, 0.9}, {0.9, 0.1}, {0.5, 0.5}, {0.0, 1.0}, {0.3, 0.4}};
    for (int i = 0; i < 5; i++) {
        coop_error err = {0};
        coop_coded_rate known = {.struct_size = sizeof known, .value = -7.0};
        ck_assert_int_eq(coop_coded_rate_correct_known(pairs[i][0], pairs[i][1], NULL, 3, 10, 0.95,
                                                       &known, &err),
                         COOP_UNDEFINED);
        ck_assert_str_eq(err.message, message);
        ck_assert(known.value == -7.0);
    }
}
END_TEST

START_TEST(counts_and_arguments_are_checked)
{
    coop_coder_check good = {9, 10, 8, 10};
    rate_refused(good, -1, 10, COOP_RANGE, "hits is -1, need 0 to n = 10");
    rate_refused(good, 11, 10, COOP_RANGE, "hits is 11, need 0 to n = 10");
    rate_refused(good, 0, most + 1, COOP_RANGE,
                 "n is 9000000000000001, need 1 to 9000000000000000");
    rate_refused(good, 0, 0, COOP_EMPTY, "n is 0: a share of nothing is not known");
    rate_refused((coop_coder_check){0, 0, 8, 10}, 3, 10, COOP_EMPTY,
                 "n_hits is 0: a share of nothing is not known");
    rate_refused((coop_coder_check){9, 10, 0, 0}, 3, 10, COOP_EMPTY,
                 "n_misses is 0: a share of nothing is not known");
    rate_refused((coop_coder_check){11, 10, 8, 10}, 3, 10, COOP_RANGE,
                 "true_hits is 11, need 0 to n_hits = 10");
    rate_refused((coop_coder_check){9, 10, -1, 10}, 3, 10, COOP_RANGE,
                 "true_misses is -1, need 0 to n_misses = 10");
    rate_refused((coop_coder_check){9, -1, 8, 10}, 3, 10, COOP_RANGE,
                 "n_hits is -1, need 1 to 9000000000000000");
    coop_error err = {0};
    coop_coded_rate x;
    ck_assert_int_eq(rate_of(NULL, 3, 10, 0.95, &x, &err), COOP_ARGUMENT);
    ck_assert_int_eq(rate_of(&good, 3, 10, 1.0, &x, &err), COOP_RANGE);
    ck_assert_int_eq(coop_coded_rate_correct(&good, 3, 10, 0.95, NULL, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out is NULL");
    x.struct_size = 0;
    ck_assert_int_eq(coop_coded_rate_correct(&good, 3, 10, 0.95, &x, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out->struct_size is 0, need sizeof(coop_coded_rate)");
}
END_TEST

START_TEST(known_errors_are_checked)
{
    static const struct {
        double sensitivity;
        double specificity;
        const char *method;
        int64_t n;
        coop_status want;
        const char *message;
    } bad[] = {
        {1.1, 0.9, NULL, 10, COOP_RANGE, "sensitivity is 1.1, need 0 to 1"},
        {0.9, -0.1, NULL, 10, COOP_RANGE, "specificity is -0.1, need 0 to 1"},
        {NAN, 0.9, NULL, 10, COOP_RANGE, "sensitivity is nan, need 0 to 1"},
        {0.9, 0.9, "wald", 10, COOP_NOT_FOUND, NULL},
        {0.9, 0.9, NULL, 2, COOP_RANGE, NULL},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        coop_error err = {0};
        coop_coded_rate x = {.struct_size = sizeof x, .value = -7.0};
        ck_assert_int_eq(coop_coded_rate_correct_known(bad[i].sensitivity, bad[i].specificity,
                                                       bad[i].method, 3, bad[i].n, 0.95, &x, &err),
                         bad[i].want);
        ck_assert(bad[i].message == NULL || strcmp(err.message, bad[i].message) == 0);
        ck_assert(x.value == -7.0);
    }
    ck_assert_int_eq(coop_coded_rate_correct_known(1.0, 1.0, NULL, 3, 10, 0.95, NULL, NULL),
                     COOP_ARGUMENT);
}
END_TEST

static int64_t below(uint64_t *state, int64_t n)
{
    return (int64_t)(next_random(state) % (uint64_t)n);
}

START_TEST(faultless_codes_change_nothing)
{
    uint64_t state = 31;
    for (int i = 0; i < rounds; i++) {
        int64_t n = 1 + below(&state, 5000);
        int64_t hits = below(&state, n + 1);
        coop_interval plain;
        coop_coded_rate x = {.struct_size = sizeof x};
        ck_assert_int_eq(coop_proportion_interval("jeffreys", hits, n, 0.9, &plain, NULL), COOP_OK);
        ck_assert_int_eq(
            coop_coded_rate_correct_known(1.0, 1.0, "jeffreys", hits, n, 0.9, &x, NULL), COOP_OK);
        ck_assert(x.value == x.apparent && x.low == plain.low && x.high == plain.high);
        coop_coder_check check = {50, 50, 70, 70};
        coop_coded_rate y;
        ck_assert_int_eq(rate_of(&check, hits, n, 0.9, &y, NULL), COOP_OK);
        ck_assert(y.value == y.apparent && y.is_cut == 0);
    }
}
END_TEST

/* Hits and misses exchanged, in the rate and in the check: everything is mirrored. */
START_TEST(hits_and_misses_exchanged_mirror)
{
    uint64_t state = 32;
    for (int i = 0; i < rounds; i++) {
        int64_t n = 1 + below(&state, 400);
        int64_t hits = below(&state, n + 1);
        coop_coder_check check = {0, 2 + below(&state, 90), 0, 2 + below(&state, 90)};
        check.true_hits = check.n_hits - below(&state, check.n_hits / 2);
        check.true_misses = check.n_misses - below(&state, check.n_misses / 2);
        coop_coder_check mirrored = {check.true_misses, check.n_misses, check.true_hits,
                                     check.n_hits};
        coop_coded_rate x;
        coop_coded_rate y;
        coop_coded_rate wide;
        ck_assert_int_eq(rate_of(&check, hits, n, 0.9, &x, NULL), COOP_OK);
        ck_assert_int_eq(rate_of(&mirrored, n - hits, n, 0.9, &y, NULL), COOP_OK);
        ck_assert_double_le(fabs(x.uncut - (1.0 - y.uncut)), 1e-14 * fmax(1.0, fabs(x.uncut)));
        ck_assert_double_le(fabs(x.low - (1.0 - y.high)), 1e-12);
        ck_assert_double_le(fabs(x.high - (1.0 - y.low)), 1e-12);
        ck_assert(x.low >= 0.0 && x.low <= x.high && x.high <= 1.0);
        ck_assert_int_eq(x.is_cut, y.is_cut);
        ck_assert_int_eq(rate_of(&check, hits, n, 0.95, &wide, NULL), COOP_OK);
        ck_assert(wide.value == x.value);
    }
}
END_TEST

/* ---- any number of categories ---- */

static coop_status shares_of(const coop_coded_cases *cases, double *shares, double *uncut,
                             coop_coded_shares *out, coop_error *err)
{
    *out = (coop_coded_shares){.struct_size = sizeof *out};
    return coop_coded_shares_correct(cases, NULL, shares, uncut, out, err);
}

static void matrix_row(const double *v)
{
    int64_t coded[4];
    int64_t checked[16];
    int64_t k = (int64_t)v[0];
    for (int64_t i = 0; i < k * k; i++) {
        checked[i] = (int64_t)v[10 + i];
        coded[i / k] = (int64_t)v[6 + i / k];
    }
    coop_coded_cases cases = {checked, coded, k};
    double shares[4];
    double uncut[4];
    coop_coded_shares x;
    coop_status status = shares_of(&cases, shares, uncut, &x, NULL);
    if (isnan(v[1]) || v[1] > 1.1e12) {
        ck_assert_int_eq(status, COOP_UNDEFINED);
        return;
    }
    ck_assert_int_eq(status, COOP_OK);
    ck_assert_double_le(relative_error(x.condition, v[1]), 1e-14 * v[1]);
    double sum = 0.0;
    double positive = 0.0;
    for (int64_t i = 0; i < k; i++) {
        double bound = 1e-15 * (double)k * v[1];
        ck_assert_msg(fabs(uncut[i] - v[2 + i]) <= bound, "%.17g, want %.17g", uncut[i], v[2 + i]);
        ck_assert(shares[i] >= 0.0 && x.lowest <= uncut[i]);
        sum += shares[i];
        positive += fmax(v[2 + i], 0.0);
    }
    ck_assert_double_le(fabs(sum - 1.0), 1e-14);
    for (int64_t i = 0; i < k; i++) {
        ck_assert_double_le(fabs(shares[i] - fmax(v[2 + i], 0.0) / positive), 1e-14 * v[1]);
    }
}

START_TEST(shares_agree_with_exact_fractions)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/reliability/shares.csv", 26, matrix_row), 190);
}
END_TEST

START_TEST(two_categories_are_rogan_and_gladens)
{
    uint64_t state = 33;
    for (int i = 0; i < rounds; i++) {
        int64_t checked[] = {60 + below(&state, 90), below(&state, 60), below(&state, 60),
                             60 + below(&state, 90)};
        int64_t coded[] = {below(&state, 100), 1 + below(&state, 100)};
        coop_coder_check check = {checked[0], checked[0] + checked[1], checked[3],
                                  checked[2] + checked[3]};
        coop_coded_cases cases = {checked, coded, 2};
        coop_coded_rate rate;
        coop_coded_shares x;
        double shares[2];
        double uncut[2];
        ck_assert_int_eq(rate_of(&check, coded[0], coded[0] + coded[1], 0.9, &rate, NULL), COOP_OK);
        ck_assert_int_eq(shares_of(&cases, shares, uncut, &x, NULL), COOP_OK);
        double bound = 1e-15 * x.condition;
        ck_assert_double_le(fabs(uncut[0] - rate.uncut), bound);
        ck_assert_double_le(fabs(shares[0] - rate.value), bound);
        ck_assert_int_eq(x.n_cut, rate.is_cut);
    }
}
END_TEST

/* Codes as they would come out on average from known shares give these back; in any order. */
START_TEST(shares_come_back_through_the_matrix)
{
    enum { k = 30 };
    static int64_t checked[k * k];
    static int64_t turned[k * k];
    int64_t coded[k] = {0};
    int64_t coded_turned[k];
    uint64_t state = 34;
    int64_t truth[k];
    int64_t total = 0;
    for (int i = 0; i < k; i++) {
        truth[i] = i == 3 ? 0 : 1 + below(&state, 1000);
        total += truth[i];
        for (int j = 0; j < k; j++) {
            checked[i * k + j] = i == j ? 1000 - 10 * (k - 1) : 10;
            coded[j] += truth[i] * checked[i * k + j];
        }
    }
    for (int i = 0; i < k * k; i++) {
        turned[(i / k + 7) % k * k + (i % k + 7) % k] = checked[i];
        coded_turned[(i % k + 7) % k] = coded[i % k];
    }
    coop_coded_cases cases = {checked, coded, k};
    coop_coded_cases other = {turned, coded_turned, k};
    coop_coded_shares x;
    double shares[k];
    double shares_turned[k];
    ck_assert_int_eq(shares_of(&cases, shares, NULL, &x, NULL), COOP_OK);
    ck_assert_int_eq(x.n_cut, 0);
    ck_assert_int_eq(x.n_checked, 1000 * k);
    ck_assert_int_eq(x.n, 1000 * total);
    ck_assert_int_eq(shares_of(&other, shares_turned, NULL, &x, NULL), COOP_OK);
    for (int i = 0; i < k; i++) {
        ck_assert_double_le(fabs(shares[i] - (double)truth[i] / (double)total), 1e-15);
        ck_assert_double_le(fabs(shares[i] - shares_turned[(i + 7) % k]), 1e-15);
        ck_assert(shares[i] >= 0.0);
    }
}
END_TEST

static void shares_refused(coop_coded_cases cases, coop_status want, const char *message)
{
    double shares[3] = {-7.0, -7.0, -7.0};
    coop_coded_shares out;
    coop_error err = {0};
    ck_assert_int_eq(shares_of(&cases, shares, NULL, &out, &err), want);
    ck_assert_str_eq(err.message, message);
    ck_assert(shares[0] == -7.0 && out.condition == 0.0);
}

START_TEST(matrices_without_an_inverse_are_undefined)
{
    static const int64_t coded[] = {5, 6, 7};
    static const char message[] =
        "the matrix of misclassification is singular: some categories are coded in the same way";
    static const int64_t same[] = {8, 1, 1, 16, 2, 2, 1, 1, 8};
    shares_refused((coop_coded_cases){same, coded, 3}, COOP_UNDEFINED, message);
    static const int64_t unused[] = {8, 2, 0, 1, 9, 0, 5, 5, 0};
    shares_refused((coop_coded_cases){unused, coded, 3}, COOP_UNDEFINED, message);
    static const int64_t thirds[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    shares_refused((coop_coded_cases){thirds, coded, 3}, COOP_UNDEFINED, message);
    static const int64_t unchecked[] = {8, 2, 0, 0, 0, 0, 5, 5, 1};
    shares_refused((coop_coded_cases){unchecked, coded, 3}, COOP_UNDEFINED,
                   "category 1 has no checked case: how it is coded is not known");
    static const int64_t pivoted[] = {0, 9, 1, 8, 0, 2, 1, 0, 9};
    coop_coded_cases cases = {pivoted, coded, 3};
    coop_coded_shares x;
    double shares[3];
    ck_assert_int_eq(shares_of(&cases, shares, NULL, &x, NULL), COOP_OK);
}
END_TEST

START_TEST(cases_are_checked)
{
    static const int64_t checked[] = {8, 2, 1, 9};
    static const int64_t coded[] = {5, 6};
    static const int64_t zeros[4] = {0};
    static const int64_t negative[] = {8, 2, -1, 9};
    shares_refused((coop_coded_cases){checked, coded, 0}, COOP_RANGE,
                   "n_categories is 0, need 1 to 1000");
    shares_refused((coop_coded_cases){checked, coded, 1001}, COOP_RANGE,
                   "n_categories is 1001, need 1 to 1000");
    shares_refused((coop_coded_cases){NULL, coded, 2}, COOP_ARGUMENT, "an array of cases is NULL");
    shares_refused((coop_coded_cases){checked, NULL, 2}, COOP_ARGUMENT,
                   "an array of cases is NULL");
    shares_refused((coop_coded_cases){negative, coded, 2}, COOP_RANGE,
                   "checked[2] is -1, need 0 or more, 9000000000000000 in all");
    shares_refused((coop_coded_cases){checked, negative + 2, 2}, COOP_RANGE,
                   "coded[0] is -1, need 0 or more, 9000000000000000 in all");
    shares_refused((coop_coded_cases){checked, zeros, 2}, COOP_EMPTY, "no case is coded");
    shares_refused((coop_coded_cases){zeros, coded, 2}, COOP_EMPTY, "no case is checked");
    coop_coded_cases cases = {checked, coded, 2};
    coop_coded_shares x;
    double shares[2];
    coop_error err = {0};
    ck_assert_int_eq(shares_of(NULL, shares, NULL, &x, &err), COOP_ARGUMENT);
    ck_assert_int_eq(shares_of(&cases, NULL, NULL, &x, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "shares is NULL");
    ck_assert_int_eq(coop_coded_shares_correct(&cases, NULL, shares, NULL, NULL, &err),
                     COOP_ARGUMENT);
    coop_coded_cases single = {checked, coded, 1};
    ck_assert_int_eq(shares_of(&single, shares, NULL, &x, NULL), COOP_OK);
    ck_assert(shares[0] == 1.0 && x.condition == 1.0);
}
END_TEST

START_TEST(memory_that_fails_is_told)
{
    static const int64_t checked[] = {8, 2, 1, 9};
    static const int64_t coded[] = {5, 6};
    coop_coded_cases cases = {checked, coded, 2};
    meter m = {.fail_at = 1};
    coop_allocator a = metered(&m);
    coop_run run = COOP_RUN_INIT;
    run.allocator = &a;
    double shares[2] = {-7.0, -7.0};
    coop_coded_shares x = {.struct_size = sizeof x};
    ck_assert_int_eq(coop_coded_shares_correct(&cases, &run, shares, NULL, &x, NULL), COOP_MEMORY);
    ck_assert(shares[0] == -7.0);
    m.fail_at = 0;
    ck_assert_int_eq(coop_coded_shares_correct(&cases, &run, shares, NULL, &x, NULL), COOP_OK);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("miscoding");
    TCase *c = tcase_create("miscoding");
    tcase_add_test(c, estimated_errors_agree_with_exact_fractions_and_60_digits);
    tcase_add_test(c, known_errors_agree_with_r_epir);
    tcase_add_test(c, known_answers_are_met);
    tcase_add_test(c, rates_outside_0_to_1_are_cut_and_flagged);
    tcase_add_test(c, codes_that_say_nothing_are_undefined);
    tcase_add_test(c, counts_and_arguments_are_checked);
    tcase_add_test(c, known_errors_are_checked);
    tcase_add_test(c, faultless_codes_change_nothing);
    tcase_add_test(c, hits_and_misses_exchanged_mirror);
    tcase_add_test(c, shares_agree_with_exact_fractions);
    tcase_add_test(c, two_categories_are_rogan_and_gladens);
    tcase_add_test(c, shares_come_back_through_the_matrix);
    tcase_add_test(c, matrices_without_an_inverse_are_undefined);
    tcase_add_test(c, cases_are_checked);
    tcase_add_test(c, memory_that_fails_is_told);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
