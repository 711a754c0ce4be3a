/* sum.c -- tests of lib/core/sum.c: sums that are exact and do not depend on order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/sum.h"

#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "random.h"
#include "shared.h"

#define LEAST 4.9406564584124654e-324

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double sum_of(const double *values, size_t n)
{
    coop__exact_sum sum = {0};
    for (size_t i = 0; i < n; i++) {
        coop__exact_sum_add(&sum, values[i]);
    }
    return coop__exact_sum_result(&sum);
}

#define SUM(...)                                                                                   \
    sum_of((const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

#define CHECK_SUM(expected, ...)                                                                   \
    do {                                                                                           \
        double found = SUM(__VA_ARGS__);                                                           \
        ck_assert_msg(bits_of(found) == bits_of(expected), "%s is %a, expected %a", #__VA_ARGS__,  \
                      found, (double)(expected));                                                  \
    } while (0)

/* ---- whole numbers ---- */

START_TEST(a_128_bit_sum_narrows_where_it_fits)
{
    const struct {
        coop__int128 sum;
        bool fits;
    } rows[] = {
        {0, true},
        {-1, true},
        {INT64_MAX, true},
        {(coop__int128)INT64_MAX + 1, false},
        {INT64_MIN, true},
        {(coop__int128)INT64_MIN - 1, false},
        {(coop__int128)1 << 64, false}, /* 0 when cut */
        {-((coop__int128)1 << 64), false},
        {((coop__int128)1 << 126) + 5, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t out = 125;
        ck_assert_int_eq(coop__int128_to_int64(rows[i].sum, &out), rows[i].fits);
        ck_assert(out == (rows[i].fits ? (int64_t)rows[i].sum : 125));
    }
}
END_TEST

/* ---- values from elsewhere ---- */

enum { MOST = 1200 };

/* Numbers between semicolons; strtod reads decimals and hexadecimals under the C locale. */
static size_t numbers(char *text, double *out)
{
    size_t n = 0;
    for (char *p = text; *p != '\0'; p += *p == ';' ? 1 : 0) {
        char *end = NULL;
        ck_assert_uint_lt(n, MOST);
        out[n++] = strtod(p, &end);
        ck_assert_ptr_ne(end, p);
        p = end;
    }
    return n;
}

/* The sum of the values as they stand, backwards, and with the signs turned. */
static void check_row(const char *what, double *values, size_t n, double expected)
{
    double turned[MOST] = {0};
    double forwards = sum_of(values, n);
    for (size_t i = 0; i < n; i++) {
        turned[i] = values[n - 1 - i];
    }
    double backwards = sum_of(turned, n);
    for (size_t i = 0; i < n; i++) {
        turned[i] = -values[i];
    }
    double negative = sum_of(turned, n);
    ck_assert_msg(bits_of(forwards) == bits_of(expected) && bits_of(backwards) == bits_of(expected),
                  "%s: %a and %a, expected %a", what, forwards, backwards, expected);
    ck_assert_msg(negative == -expected, "%s: turned %a", what, negative);
}

static char *oracle(const char *name)
{
    char path[512];
    size_t n = 0;
    char *file = file_read(source_path(name, path, sizeof path), &n);
    ck_assert_msg(file != NULL, "%s is missing", path);
    return file;
}

/* The next field of a CSV line without quotes. */
static char *field(char **line)
{
    char *start = *line;
    char *end = strchr(start, ',');
    if (end != NULL) {
        *end = '\0';
        *line = end + 1;
    }
    return start;
}

START_TEST(sums_are_those_of_fractions_rounded_once)
{
    static double values[MOST];
    char *file = oracle("tests/oracle/accumulate/sum.csv");
    int n_rows = 0;
    for (char *line = strtok(file, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (line[0] == '#' || strncmp(line, "case,", 5) == 0) {
            continue;
        }
        const char *name = field(&line);
        char *list = field(&line);
        double expected = strtod(field(&line), NULL);
        size_t n = numbers(list, values);
        ck_assert_uint_eq(n, strtoul(field(&line), NULL, 10));
        check_row(name, values, n, expected);
        n_rows++;
    }
    free(file);
    ck_assert_int_eq(n_rows, 4);
}
END_TEST

START_TEST(sums_are_those_of_fsum)
{
    static double values[MOST];
    char *file = oracle("tests/oracle/accumulate/fsum.csv");
    int n_rows = 0;
    for (char *line = strtok(file, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        if (line[0] == '#' || strncmp(line, "kind,", 5) == 0) {
            continue;
        }
        const char *kind = field(&line);
        double expected = strtod(field(&line), NULL);
        check_row(kind, values, numbers(line, values), expected);
        n_rows++;
    }
    free(file);
    ck_assert_int_ge(n_rows, 250);
}
END_TEST

/* ---- by arithmetic of 128 bits ---- */

START_TEST(sums_are_the_nearest_double_to_whole_numbers_added)
{
    uint64_t state = 31;
    for (int round = 0; round < 200000; round++) {
        coop__exact_sum sum = {0};
        coop__int128 expected = 0;
        int n = 1 + (int)(next_random(&state) % 20);
        int scale = (int)(next_random(&state) % 1900) - 1060;
        for (int i = 0; i < n; i++) {
            int64_t mantissa = (int64_t)(next_random(&state) >> next_random(&state) % 53);
            int shift = (int)(next_random(&state) % 60);
            mantissa = next_random(&state) % 2 == 0 ? -mantissa : mantissa;
            expected += (coop__int128)mantissa * ((coop__int128)1 << shift);
            coop__exact_sum_add(&sum, ldexp((double)mantissa, shift + scale));
        }
        /* Below 2^-1022 ldexp would round a second time: only whole multiples are compared there.
         */
        bool is_exact = (coop__int128)(double)expected == expected;
        if (scale < -1000 && !is_exact) {
            continue;
        }
        double wanted = ldexp((double)expected, scale);
        double found = coop__exact_sum_result(&sum);
        if (bits_of(found) != bits_of(wanted)) {
            ck_abort_msg("round %d: %a, expected %a", round, found, wanted);
        }
    }
}
END_TEST

START_TEST(halves_go_to_even_and_the_least_bit_decides)
{
    const double big = 9007199254740992.0; /* 2^53: the next double is 2 further */
    CHECK_SUM(big, big, 1);
    CHECK_SUM(big + 4, big + 2, 1);
    CHECK_SUM(big + 2, big, 1, LEAST);
    CHECK_SUM(big, big, 1, -LEAST);
    CHECK_SUM(big + 2, big + 2, 1, -LEAST);
    CHECK_SUM(-big, -big, -1);
    CHECK_SUM(-big - 2, -big, -1, -LEAST);
    CHECK_SUM(-big, -big, -1, LEAST);
    CHECK_SUM(big - 1, big, -1);
    CHECK_SUM(big, big, -0.5);
    CHECK_SUM(big - 1, big, -0.5, -LEAST);
    /* The sum grows into the next power of two by rounding. */
    CHECK_SUM(2 * big, 2 * big - 2, 1, LEAST);
}
END_TEST

START_TEST(subnormals_are_added_exactly)
{
    CHECK_SUM(LEAST, LEAST);
    CHECK_SUM(-LEAST, -LEAST);
    CHECK_SUM(2 * LEAST, LEAST, LEAST);
    CHECK_SUM(DBL_MIN, DBL_MIN - LEAST, LEAST);
    CHECK_SUM(DBL_MIN - LEAST, DBL_MIN, -LEAST);
    CHECK_SUM(2 * DBL_MIN, 2 * DBL_MIN - LEAST, LEAST);
    CHECK_SUM(LEAST, 1e300, -1e300, LEAST);
    uint64_t state = 4;
    for (int round = 0; round < 100000; round++) {
        coop__exact_sum sum = {0};
        int64_t expected = 0;
        for (int i = 0; i < 8; i++) {
            int64_t n = (int64_t)(next_random(&state) >> 3 >> next_random(&state) % 50) - 1000;
            expected += n;
            coop__exact_sum_add(&sum, ldexp((double)n, -1074));
        }
        if (bits_of(coop__exact_sum_result(&sum)) != bits_of(ldexp((double)expected, -1074))) {
            ck_abort_msg("%lld least doubles", (long long)expected);
        }
    }
}
END_TEST

START_TEST(what_cancels_leaves_what_is_left_and_zero_is_positive)
{
    CHECK_SUM(0.0, 0.0);
    CHECK_SUM(0.0, -0.0);
    CHECK_SUM(0.0, -0.0, -0.0);
    CHECK_SUM(0.0, 1, -1);
    CHECK_SUM(0.0, -1, 1);
    CHECK_SUM(0.0, DBL_MAX, 1e-300, -DBL_MAX, -1e-300);
    CHECK_SUM(1.0, 1e16, 1, -1e16);
    CHECK_SUM(-1.0, -1e308, 1e308, -1);
    CHECK_SUM(2.0, 1e100, 1, -1e100, 1);
    coop__exact_sum zero = {0};
    ck_assert(bits_of(coop__exact_sum_result(&zero)) == 0);
}
END_TEST

START_TEST(beyond_the_largest_double_is_infinite_and_the_way_back_is_exact)
{
    const double ulp = 1.9958403095347198e292; /* of the largest double: 2^971 */
    CHECK_SUM((double)INFINITY, DBL_MAX, DBL_MAX);
    CHECK_SUM((double)-INFINITY, -DBL_MAX, -DBL_MAX);
    CHECK_SUM(DBL_MAX, DBL_MAX, DBL_MAX, -DBL_MAX);
    CHECK_SUM(DBL_MAX, DBL_MAX);
    CHECK_SUM(DBL_MAX, DBL_MAX - ulp, ulp);
    CHECK_SUM((double)INFINITY, DBL_MAX, ulp);
    CHECK_SUM((double)INFINITY, DBL_MAX, ulp / 2);
    CHECK_SUM(DBL_MAX, DBL_MAX, ulp / 2, -LEAST);
    CHECK_SUM(DBL_MAX, DBL_MAX, ulp / 4);
    CHECK_SUM((double)-INFINITY, -DBL_MAX, -ulp / 2);
    coop__exact_sum sum = {0};
    for (int i = 0; i < 100000; i++) {
        coop__exact_sum_add(&sum, DBL_MAX);
    }
    ck_assert(isinf(coop__exact_sum_result(&sum)));
    for (int i = 0; i < 99999; i++) {
        coop__exact_sum_add(&sum, -DBL_MAX);
    }
    ck_assert(coop__exact_sum_result(&sum) == DBL_MAX);
}
END_TEST

START_TEST(the_rounding_mode_is_neither_read_nor_changed)
{
    static const int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    const double big = 9007199254740992.0;
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(fesetround(modes[i]), 0);
        double found[] = {SUM(DBL_MAX, DBL_MAX), SUM(-DBL_MAX, -DBL_MAX), SUM(big, 1, 0.5),
                          SUM(big, 1),           SUM(-big, -1, -0.5),     SUM(1, -1),
                          SUM(LEAST, LEAST),     SUM(1, LEAST),           SUM(-1, -LEAST)};
        int mode = fegetround();
        fesetround(FE_TONEAREST);
        ck_assert_int_eq(mode, modes[i]);
        const double expected[] = {
            (double)INFINITY, (double)-INFINITY, big + 2, big, -big - 2, 0.0, 2 * LEAST, 1.0, -1.0};
        for (size_t j = 0; j < sizeof found / sizeof *found; j++) {
            ck_assert_msg(bits_of(found[j]) == bits_of(expected[j]), "mode %zu: sum %zu is %a", i,
                          j, found[j]);
        }
    }
}
END_TEST

/* Many values of one size fill the window; those of other sizes pass it by, or open it again. */
START_TEST(windows_open_and_close_without_loss)
{
    uint64_t state = 77;
    for (int round = 0; round < 20; round++) {
        coop__exact_sum sum = {0};
        coop__exact_sum back = {0};
        int64_t whole = 0;
        for (int i = 0; i < 40000; i++) {
            bool is_far = next_random(&state) % (round % 2 == 0 ? 50 : 2) == 0;
            int64_t k = (int64_t)(next_random(&state) >> 12) - ((int64_t)1 << 40);
            whole += is_far ? 0 : k;
            coop__exact_sum_add(&sum, is_far ? ldexp((double)k, 300 * (round % 5 - 2)) : (double)k);
            coop__exact_sum_add(&back, is_far ? ldexp((double)k, 300 * (round % 5 - 2)) : 0.0);
        }
        whole += round % 5 == 2 ? (int64_t)coop__exact_sum_result(&back) : 0;
        coop__exact_sum turned = {0};
        coop__exact_sum_merge(&turned, &back);
        for (int i = 0; i < COOP__SUM_LIMBS && round % 5 != 2; i++) {
            turned.limbs[i] = -turned.limbs[i];
        }
        if (round % 5 != 2) { /* taken off again, what is left is the sum of the near ones */
            coop__exact_sum_merge(&sum, &turned);
        }
        ck_assert_double_eq(coop__exact_sum_result(&sum), (double)whole);
    }
}
END_TEST

START_TEST(carries_are_taken_before_a_limb_is_full)
{
    /* 2^29 - 3 additions at once, as their limbs would be, then on through the next carry. */
    const int64_t n_before = ((int64_t)1 << 29) - 3;
    for (int scale = -1074; scale <= 900; scale++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            double x = sign * ldexp(9007199254740991.0, scale);
            coop__exact_sum one = {0};
            coop__exact_sum sum = {0};
            coop__exact_sum_add(&one, x);
            coop__exact_sum_merge(&sum, &one); /* into the limbs */
            for (int i = 0; i < COOP__SUM_LIMBS; i++) {
                sum.limbs[i] *= n_before;
            }
            sum.pending = n_before;
            for (int i = 0; i < 10; i++) {
                coop__exact_sum_add(&sum, x);
                sum.room = 0; /* as if the window were full */
            }
            ck_assert_int_eq(sum.pending, 7);
            double expected =
                sign *
                ldexp((double)((coop__int128)9007199254740991 * (coop__int128)(n_before + 10)),
                      scale);
            ck_assert_msg(bits_of(coop__exact_sum_result(&sum)) == bits_of(expected), "2^%d",
                          scale);
        }
    }
}
END_TEST

/* ---- order ---- */

enum { N_TERMS = 400, N_LEAVES = 40 };

/* Terms from all over, so that nearly every order of plain additions gives another sum. */
static double term(uint64_t *state)
{
    double size =
        ldexp(1 + (double)(next_random(state) % 4503599627370496) / 4503599627370496.0,
              (int)(next_random(state) % (next_random(state) % 3 == 0 ? 2090 : 80)) - 1074);
    return next_random(state) % 2 == 0 ? -size : size;
}

static void shuffle(double *values, size_t n, uint64_t *state)
{
    for (size_t i = n - 1; i > 0; i--) {
        size_t j = (size_t)(next_random(state) % (i + 1));
        double kept = values[i];
        values[i] = values[j];
        values[j] = kept;
    }
}

/* The terms in random leaves, and these merged in a random tree. */
static double by_tree(const double *values, size_t n, uint64_t *state)
{
    static coop__exact_sum parts[N_LEAVES];
    memset(parts, 0, sizeof parts);
    for (size_t i = 0; i < n; i++) {
        coop__exact_sum_add(&parts[next_random(state) % N_LEAVES], values[i]);
    }
    for (size_t left = N_LEAVES; left > 1; left--) {
        size_t i = (size_t)(next_random(state) % left);
        coop__exact_sum last = parts[left - 1];
        if (i == left - 1) {
            i = 0;
        }
        coop__exact_sum before = last;
        coop__exact_sum_merge(&parts[i], &last);
        if (memcmp(&before, &last, sizeof last) != 0) {
            ck_abort_msg("the merged part was changed");
        }
    }
    return coop__exact_sum_result(&parts[0]);
}

START_TEST(any_order_and_any_tree_of_merges_gives_the_same_bits)
{
    static double values[N_TERMS];
    uint64_t state = 1000;
    int n_naive = 0;
    for (int round = 0; round < 1000; round++) {
        size_t n = 1 + (size_t)(next_random(&state) % N_TERMS);
        for (size_t i = 0; i < n; i++) {
            values[i] = term(&state);
        }
        double first = sum_of(values, n);
        double naive = 0;
        shuffle(values, n, &state);
        for (size_t i = 0; i < n; i++) {
            naive += values[i];
        }
        double again = sum_of(values, n);
        double merged = by_tree(values, n, &state);
        n_naive += bits_of(naive) != bits_of(first) ? 1 : 0;
        if (bits_of(again) != bits_of(first) || bits_of(merged) != bits_of(first)) {
            ck_abort_msg("round %d: %a, shuffled %a, merged %a", round, first, again, merged);
        }
    }
    ck_assert_int_gt(n_naive, 100); /* the terms are hard enough */
}
END_TEST

START_TEST(a_result_can_be_asked_for_at_any_time)
{
    coop__exact_sum sum = {0};
    uint64_t state = 6;
    double values[100];
    for (size_t i = 0; i < 100; i++) {
        values[i] = term(&state);
        coop__exact_sum_add(&sum, values[i]);
        coop__exact_sum before = sum;
        double result = coop__exact_sum_result(&sum);
        ck_assert_mem_eq(&before, &sum, sizeof sum);
        ck_assert(bits_of(result) == bits_of(sum_of(values, i + 1)));
    }
    coop__exact_sum nothing = {0};
    coop__exact_sum_merge(&nothing, &sum);
    ck_assert(coop__exact_sum_result(&nothing) == coop__exact_sum_result(&sum));
    coop__exact_sum_merge(&sum, &(coop__exact_sum){0});
    ck_assert(coop__exact_sum_result(&nothing) == coop__exact_sum_result(&sum));
    coop__exact_sum_merge(&sum, &sum);
    ck_assert(coop__exact_sum_result(&sum) == 2 * coop__exact_sum_result(&nothing));
}
END_TEST

/* 10^8 hundredths, added as a sum of the register adds them, against a sum in two halves. */
START_TEST(a_hundred_million_hundredths_are_exact)
{
    uint64_t state = 8;
    coop__int128 sum = 0;
    uint64_t low = 0;
    uint64_t high = 0;
    for (int64_t i = 0; i < 100000000; i++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        int64_t hundredths = (int64_t)(state >> 1);
        sum += hundredths;
        low += (uint64_t)hundredths & UINT32_MAX;
        high += (uint64_t)hundredths >> 32;
    }
    ck_assert(sum == ((coop__int128)high << 32) + (coop__int128)low);
    ck_assert(sum > (coop__int128)INT64_MAX); /* a double would have lost it */
    int64_t narrow = 0;
    ck_assert(!coop__int128_to_int64(sum, &narrow));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("core/sum");
    TCase *values = tcase_create("values");
    suite_add_tcase(s, values);
    tcase_add_test(values, a_hundred_million_hundredths_are_exact);
    tcase_add_test(values, a_128_bit_sum_narrows_where_it_fits);
    tcase_add_test(values, sums_are_those_of_fractions_rounded_once);
    tcase_add_test(values, sums_are_those_of_fsum);
    tcase_add_test(values, sums_are_the_nearest_double_to_whole_numbers_added);
    tcase_add_test(values, halves_go_to_even_and_the_least_bit_decides);
    tcase_add_test(values, subnormals_are_added_exactly);
    tcase_add_test(values, what_cancels_leaves_what_is_left_and_zero_is_positive);
    tcase_add_test(values, beyond_the_largest_double_is_infinite_and_the_way_back_is_exact);
    tcase_add_test(values, the_rounding_mode_is_neither_read_nor_changed);
    tcase_add_test(values, carries_are_taken_before_a_limb_is_full);
    tcase_add_test(values, windows_open_and_close_without_loss);
    TCase *order = tcase_create("order");
    suite_add_tcase(s, order);
    tcase_add_test(order, any_order_and_any_tree_of_merges_gives_the_same_bits);
    tcase_add_test(order, a_result_can_be_asked_for_at_any_time);
    return s;
}

#include "check_main.h"
