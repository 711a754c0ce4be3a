/* reliability.c -- tests of weighted kappa: against tables, at its edges, and by what must not
 * change it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/reliability.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "meter.h"
#include "oracle.h"
#include "random.h"

#include <check.h>

enum { most_k = 6, rounds = 400 };

static const char *const weights[] = {"none", "linear", "quadratic"};

static coop_kappa kappa_of(const int64_t *counts, int64_t k, const char *name)
{
    coop_kappa out = {.struct_size = sizeof out};
    coop_error err = {0};
    ck_assert_msg(coop_kappa_table(counts, k, name, 0.95, NULL, &out, &err) == COOP_OK, "%s",
                  err.message);
    return out;
}

static void refused(const int64_t *counts, int64_t k, coop_status want, const char *message)
{
    coop_kappa out = {.struct_size = sizeof out, .value = -7.0};
    coop_error err = {.code = -1};
    ck_assert_int_eq(coop_kappa_table(counts, k, NULL, 0.95, NULL, &out, &err), want);
    ck_assert_str_eq(err.message, message);
    ck_assert_int_eq(err.code, want);
    ck_assert(out.value == -7.0);
    ck_assert_int_eq(coop_kappa_table(counts, k, NULL, 0.95, NULL, &out, NULL), want);
}

static void counts_of(const double *from, int64_t k, int64_t *counts)
{
    for (int64_t i = 0; i < k * k; i++) {
        counts[i] = (int64_t)from[i];
    }
}

static void exact_row(const double *v)
{
    int64_t counts[25];
    int64_t k = (int64_t)v[0];
    const char *name = weights[(int)v[1]];
    counts_of(v + 7, k, counts);
    if (isnan(v[2])) {
        coop_kappa out = {.struct_size = sizeof out};
        ck_assert_int_eq(coop_kappa_table(counts, k, name, 0.95, NULL, &out, NULL), COOP_UNDEFINED);
        return;
    }
    coop_kappa x = kappa_of(counts, k, name);
    ck_assert_msg(relative_error(x.value, v[2]) <= 2.3e-16, "%.17g, want %.17g", x.value, v[2]);
    ck_assert_msg(relative_error(x.std_error, v[3]) <= 2e-15, "%.17g, want %.17g", x.std_error,
                  v[3]);
    ck_assert_msg(relative_error(x.std_error_null, v[4]) <= 2e-15, "%.17g, want %.17g",
                  x.std_error_null, v[4]);
    ck_assert_double_le(fabs(x.observed - v[5]), 3e-16);
    ck_assert_double_le(fabs(x.expected - v[6]), 3e-16);
    ck_assert_int_eq(x.is_flat, v[3] == 0.0);
}

/* Perfect, reversed and independent coders, empty rows, counts up to 9e15. */
START_TEST(kappa_agrees_with_exact_fractions)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/reliability/kappa.csv", 32, exact_row), 267);
}
END_TEST

static void r_row(const double *v)
{
    int64_t counts[25];
    counts_of(v + 5, (int64_t)v[0], counts);
    coop_kappa x = kappa_of(counts, (int64_t)v[0], weights[(int)v[1]]);
    ck_assert_double_le(relative_error(x.value, v[2]), 1e-12);
    ck_assert_double_le(relative_error(x.std_error, v[3]), 1e-12);
    if (!isnan(v[4])) {
        ck_assert_double_le(relative_error(x.std_error_null, v[4]), 1e-12);
    }
}

START_TEST(kappa_agrees_with_r_vcd_and_epir)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/reliability/kappa_r.csv", 30, r_row), 120);
}
END_TEST

/* A table of two by two, and Fleiss, Cohen & Everitt's 200 cases of three diagnoses. */
START_TEST(known_answers_are_met)
{
    static const int64_t two[] = {20, 5, 10, 15};
    coop_kappa x = kappa_of(two, 2, NULL);
    ck_assert_double_le(fabs(x.value - 0.4), 1e-16);
    ck_assert(x.observed == 0.7 && x.expected == 0.5 && x.n_units == 50 && x.n_missing == 0);
    ck_assert_double_le(fabs(x.low - (0.4 - 1.959963984540054 * x.std_error)), 1e-15);
    ck_assert_double_le(fabs(x.high - (0.4 + 1.959963984540054 * x.std_error)), 1e-15);
    static const int64_t three[] = {106, 10, 4, 22, 28, 10, 2, 12, 6};
    x = kappa_of(three, 3, "none");
    ck_assert_double_le(fabs(x.value - 0.4286), 5e-4);
    ck_assert_double_le(fabs(x.std_error - 0.054), 5e-4);
}
END_TEST

START_TEST(everyone_says_the_same_is_undefined)
{
    static const int64_t same[] = {0, 0, 0, 0, 12, 0, 0, 0, 0};
    refused(same, 3, COOP_UNDEFINED,
            "both coders use one and the same category for all 12 units: agreement could not be "
            "missed");
    refused(same + 4, 1, COOP_UNDEFINED,
            "both coders use one and the same category for all 12 units: agreement could not be "
            "missed");
    static const int64_t nearly[] = {0, 0, 0, 0, 12, 0, 0, 0, 1};
    ck_assert(kappa_of(nearly, 3, NULL).value == 1.0);
    static const int64_t apart[] = {0, 0, 0, 12, 0, 0, 0, 0, 0};
    ck_assert(kappa_of(apart, 3, NULL).value == 0.0);
}
END_TEST

START_TEST(nothing_coded_is_empty)
{
    static const int64_t nothing[4] = {0};
    refused(nothing, 2, COOP_EMPTY, "all counts are 0: no unit was coded by both coders");
    static const int32_t codes[] = {-1, 1, -1, 0, -1, -1};
    coop_codings codings = {codes, 2, 3, 2, NULL};
    coop_kappa out = {.struct_size = sizeof out};
    coop_error err = {0};
    ck_assert_int_eq(coop_kappa_codes(&codings, NULL, 0.95, NULL, &out, &err), COOP_EMPTY);
    ck_assert_str_eq(err.message, "none of 3 units was coded by both coders");
    codings.n_units = 0;
    ck_assert_int_eq(coop_kappa_codes(&codings, NULL, 0.95, NULL, &out, &err), COOP_EMPTY);
    ck_assert_str_eq(err.message, "there is no unit");
}
END_TEST

START_TEST(counts_and_sizes_are_bounded)
{
    static const int64_t negative[] = {1, 2, -1, 3};
    refused(negative, 2, COOP_RANGE, "counts[2] is -1, need 0 or more, 9000000000000000 in all");
    static const int64_t most[] = {8999999999999999, 0, 0, 1};
    ck_assert(kappa_of(most, 2, NULL).value == 1.0);
    static const int64_t more[] = {8999999999999999, 0, 0, 2};
    refused(more, 2, COOP_RANGE, "counts[3] is 2, need 0 or more, 9000000000000000 in all");
    refused(most, 0, COOP_RANGE, "n_categories is 0, need 1 to 1000");
    refused(most, 1001, COOP_RANGE, "n_categories is 1001, need 1 to 1000");
    int64_t *large = calloc(1000 * 1000, sizeof *large);
    ck_assert_ptr_nonnull(large);
    large[999] = large[999 * 1000] = 4000000000000000;
    large[0] = 1000000000000000;
    coop_kappa x = kappa_of(large, 1000, "quadratic");
    ck_assert_double_le(relative_error(x.value, -0.8), 3e-16);
    free(large);
}
END_TEST

START_TEST(arguments_are_checked)
{
    static const int64_t counts[] = {3, 1, 2, 4};
    refused(NULL, 2, COOP_ARGUMENT, "counts is NULL");
    coop_error err = {0};
    coop_kappa out = {.struct_size = sizeof out, .value = -7.0};
    ck_assert_int_eq(coop_kappa_table(counts, 2, NULL, 0.95, NULL, NULL, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out is NULL");
    coop_kappa unset = {0};
    ck_assert_int_eq(coop_kappa_table(counts, 2, NULL, 0.95, NULL, &unset, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out->struct_size is 0, need sizeof(coop_kappa)");
    ck_assert_int_eq(coop_kappa_table(counts, 2, "cubic", 0.95, NULL, &out, &err), COOP_NOT_FOUND);
    ck_assert_str_eq(err.message, "weights are none, linear, quadratic; there is no \"cubic\"");
    static const double bad[] = {0.0, 1.0, -1.0, NAN};
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(coop_kappa_table(counts, 2, NULL, bad[i], NULL, &out, &err), COOP_RANGE);
    }
    ck_assert(out.value == -7.0);
    static const int32_t codes[] = {0, 1, 2, 0, -2, 1};
    coop_codings codings = {codes, 2, 3, 3, NULL};
    ck_assert_int_eq(coop_kappa_codes(NULL, NULL, 0.95, NULL, &out, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_kappa_codes(&codings, NULL, 0.95, NULL, &out, &err), COOP_RANGE);
    ck_assert_str_eq(err.message, "code of coder 1 for unit 1 is -2, need 0 to 2, or -1 for none");
    codings.n_categories = 2;
    ck_assert_int_eq(coop_kappa_codes(&codings, NULL, 0.95, NULL, &out, &err), COOP_RANGE);
    ck_assert_str_eq(err.message, "code of coder 0 for unit 2 is 2, need 0 to 1, or -1 for none");
    codings = (coop_codings){codes, 3, 1, 3, NULL};
    ck_assert_int_eq(coop_kappa_codes(&codings, NULL, 0.95, NULL, &out, &err), COOP_RANGE);
    ck_assert_str_eq(err.message, "n_coders is 3, need 2 for kappa");
    codings = (coop_codings){NULL, 2, 1, 3, NULL};
    ck_assert_int_eq(coop_kappa_codes(&codings, NULL, 0.95, NULL, &out, &err), COOP_ARGUMENT);
    ck_assert(out.value == -7.0);
}
END_TEST

START_TEST(memory_that_fails_is_told_and_given_back)
{
    static const int32_t codes[] = {0, 1, 2, 0, 2, 1};
    coop_codings codings = {codes, 2, 3, 3, NULL};
    for (int64_t nth = 1;; nth++) {
        meter m = {.fail_at = nth};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        run.allocator = &a;
        coop_kappa out = {.struct_size = sizeof out, .value = -7.0};
        coop_status status = coop_kappa_codes(&codings, NULL, 0.95, &run, &out, NULL);
        ck_assert_uint_eq(m.live, 0);
        if (status == COOP_OK) {
            ck_assert_int_eq(nth, 3);
            break;
        }
        ck_assert_int_eq(status, COOP_MEMORY);
        ck_assert(out.value == -7.0);
    }
}
END_TEST

START_TEST(results_of_other_sizes_are_filled_as_far_as_they_go)
{
    static const int64_t counts[] = {3, 1, 2, 4};
    coop_kappa out = {.struct_size = offsetof(coop_kappa, low), .low = -7.0};
    ck_assert_int_eq(coop_kappa_table(counts, 2, NULL, 0.95, NULL, &out, NULL), COOP_OK);
    ck_assert(out.value > 0.0 && out.low == -7.0);
    ck_assert_uint_eq(out.struct_size, offsetof(coop_kappa, low));
}
END_TEST

START_TEST(weights_are_listed_with_meaning_and_origin)
{
    int n = 0;
    for (const coop_code_distance *w = coop_kappa_weights(); w->name != NULL; w++, n++) {
        ck_assert_str_eq(w->name, weights[n]);
        ck_assert(strlen(w->meaning) > 10 && strstr(w->origin, "doi:") != NULL);
    }
    ck_assert_int_eq(n, 3);
}
END_TEST

static int64_t below(uint64_t *state, int64_t n)
{
    return (int64_t)(next_random(state) % (uint64_t)n);
}

/* Two categories at least are in use, so that kappa has a value. */
static int64_t draw(uint64_t *state, int64_t most, int64_t *counts)
{
    int64_t k = 2 + below(state, most_k - 1);
    for (int64_t i = 0; i < k * k; i++) {
        counts[i] = below(state, 3) == 0 ? 0 : below(state, most + 1);
    }
    counts[0]++;
    counts[k * k - 1]++;
    return k;
}

START_TEST(order_of_coders_and_of_categories_does_not_matter)
{
    uint64_t state = 14;
    for (int i = 0; i < rounds; i++) {
        int64_t x[most_k * most_k];
        int64_t turned[most_k * most_k];
        int64_t reversed[most_k * most_k];
        int64_t k = draw(&state, i % 2 == 0 ? 9 : 100000000000, x);
        for (int64_t r = 0; r < k; r++) {
            for (int64_t c = 0; c < k; c++) {
                turned[c * k + r] = x[r * k + c];
                reversed[(k - 1 - r) * k + (k - 1 - c)] = x[r * k + c];
            }
        }
        for (int w = 0; w < 3; w++) {
            coop_kappa a = kappa_of(x, k, weights[w]);
            coop_kappa b = kappa_of(turned, k, weights[w]);
            coop_kappa c = kappa_of(reversed, k, weights[w]);
            ck_assert(memcmp(&a, &b, sizeof a) == 0);
            ck_assert(a.value == c.value);
            ck_assert_double_le(relative_error(c.std_error, a.std_error), 1e-14);
            ck_assert(a.value >= -1.0 && a.value <= 1.0 && a.low >= -1.0 && a.high <= 1.0);
            ck_assert(a.low <= a.value && a.value <= a.high);
        }
    }
}
END_TEST

START_TEST(relabelling_does_not_matter_without_weights)
{
    uint64_t state = 15;
    for (int i = 0; i < rounds; i++) {
        int64_t x[most_k * most_k];
        int64_t y[most_k * most_k];
        int64_t k = draw(&state, 50, x);
        int64_t shift = below(&state, k);
        for (int64_t r = 0; r < k; r++) {
            for (int64_t c = 0; c < k; c++) {
                y[(r + shift) % k * k + (c + shift) % k] = x[r * k + c];
            }
        }
        coop_kappa a = kappa_of(x, k, NULL);
        coop_kappa b = kappa_of(y, k, NULL);
        ck_assert(a.value == b.value);
        ck_assert_double_le(relative_error(b.std_error, a.std_error), 1e-14);
    }
}
END_TEST

START_TEST(all_weights_are_equal_for_two_categories)
{
    uint64_t state = 16;
    for (int i = 0; i < rounds; i++) {
        int64_t x[] = {1 + below(&state, 90), below(&state, 90), below(&state, 90),
                       1 + below(&state, 90)};
        coop_kappa none = kappa_of(x, 2, "none");
        coop_kappa linear = kappa_of(x, 2, "linear");
        coop_kappa quadratic = kappa_of(x, 2, "quadratic");
        ck_assert(memcmp(&none, &linear, sizeof none) == 0);
        ck_assert(memcmp(&linear, &quadratic, sizeof linear) == 0);
    }
}
END_TEST

START_TEST(perfect_agreement_is_1_and_says_that_its_interval_is_flat)
{
    uint64_t state = 17;
    for (int i = 0; i < rounds; i++) {
        int64_t x[most_k * most_k] = {0};
        int64_t k = 2 + below(&state, most_k - 1);
        for (int64_t c = 0; c < k; c++) {
            x[c * k + c] = 1 + below(&state, 1000000);
        }
        coop_kappa a = kappa_of(x, k, weights[i % 3]);
        ck_assert(a.value == 1.0 && a.std_error == 0.0 && a.low == 1.0 && a.high == 1.0);
        ck_assert(a.is_flat == 1 && a.std_error_null > 0.0 && a.observed == 1.0);
        x[1] = 1;
        a = kappa_of(x, k, weights[i % 3]);
        ck_assert(a.is_flat == 0 && a.std_error > 0.0 && a.value < 1.0);
    }
}
END_TEST

/* Counts that are products of margins: both coders are independent to the last unit. */
START_TEST(independence_is_exactly_0)
{
    uint64_t state = 18;
    for (int i = 0; i < rounds; i++) {
        int64_t rows[most_k];
        int64_t columns[most_k];
        int64_t x[most_k * most_k];
        int64_t k = 2 + below(&state, most_k - 1);
        for (int64_t c = 0; c < k; c++) {
            rows[c] = 1 + below(&state, 1000);
            columns[c] = 1 + below(&state, 1000);
        }
        for (int64_t c = 0; c < k * k; c++) {
            x[c] = rows[c / k] * columns[c % k];
        }
        coop_kappa a = kappa_of(x, k, weights[i % 3]);
        ck_assert(a.value == 0.0);
        ck_assert_double_le(relative_error(a.std_error, a.std_error_null), 1e-13);
    }
}
END_TEST

START_TEST(codes_and_their_table_give_the_same)
{
    uint64_t state = 19;
    for (int i = 0; i < rounds; i++) {
        enum { n = 40 };
        int32_t codes[2 * n];
        int64_t x[most_k * most_k] = {0};
        int64_t k = 2 + below(&state, most_k - 1);
        int64_t missing = 0;
        for (int u = 0; u < n; u++) {
            codes[u] = (int32_t)below(&state, k + 1) - 1;
            codes[n + u] = below(&state, 3) > 0 ? codes[u] : (int32_t)below(&state, k + 1) - 1;
            bool is_whole = codes[u] >= 0 && codes[n + u] >= 0;
            missing += is_whole ? 0 : 1;
            x[is_whole ? codes[u] * k + codes[n + u] : 0] += is_whole ? 1 : 0;
        }
        coop_codings codings = {codes, 2, n, k, NULL};
        coop_kappa a = kappa_of(x, k, weights[i % 3]);
        coop_kappa b = {.struct_size = sizeof b};
        ck_assert_int_eq(coop_kappa_codes(&codings, weights[i % 3], 0.95, NULL, &b, NULL), COOP_OK);
        ck_assert_int_eq(b.n_missing, missing);
        ck_assert_int_eq(b.n_units, n - missing);
        a.n_missing = missing;
        ck_assert(memcmp(&a, &b, sizeof a) == 0);
    }
}
END_TEST

/* Every count times m: kappa stays, standard errors shrink by the root of m. */
START_TEST(more_of_the_same_narrows_the_interval)
{
    uint64_t state = 20;
    for (int i = 0; i < rounds; i++) {
        int64_t x[most_k * most_k];
        int64_t y[most_k * most_k];
        int64_t k = draw(&state, 20, x);
        int64_t m = 2 + below(&state, 1000);
        for (int64_t c = 0; c < k * k; c++) {
            y[c] = m * x[c];
        }
        coop_kappa a = kappa_of(x, k, weights[i % 3]);
        coop_kappa b = kappa_of(y, k, weights[i % 3]);
        ck_assert(a.value == b.value);
        ck_assert_double_le(fabs(sqrt((double)m) * b.std_error - a.std_error),
                            1e-13 * a.std_error + 1e-16);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("reliability");
    TCase *c = tcase_create("reliability");
    tcase_add_test(c, kappa_agrees_with_exact_fractions);
    tcase_add_test(c, kappa_agrees_with_r_vcd_and_epir);
    tcase_add_test(c, known_answers_are_met);
    tcase_add_test(c, everyone_says_the_same_is_undefined);
    tcase_add_test(c, nothing_coded_is_empty);
    tcase_add_test(c, counts_and_sizes_are_bounded);
    tcase_add_test(c, arguments_are_checked);
    tcase_add_test(c, memory_that_fails_is_told_and_given_back);
    tcase_add_test(c, results_of_other_sizes_are_filled_as_far_as_they_go);
    tcase_add_test(c, weights_are_listed_with_meaning_and_origin);
    tcase_add_test(c, order_of_coders_and_of_categories_does_not_matter);
    tcase_add_test(c, relabelling_does_not_matter_without_weights);
    tcase_add_test(c, all_weights_are_equal_for_two_categories);
    tcase_add_test(c, perfect_agreement_is_1_and_says_that_its_interval_is_flat);
    tcase_add_test(c, independence_is_exactly_0);
    tcase_add_test(c, codes_and_their_table_give_the_same);
    tcase_add_test(c, more_of_the_same_narrows_the_interval);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
