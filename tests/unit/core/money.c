/* money.c -- tests of lib/core/number.c: integers and amounts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

__extension__ typedef unsigned __int128 wide;

/* Loops of many steps fail by ck_abort_msg: a ck_assert that holds costs more than what it checks.
 */

/* splitmix64 */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static uint64_t draw_below(uint64_t *state, uint64_t n)
{
    return draw(state) % n;
}

/* ---- integers ---- */

static void check_integer(const char *text, coop_status status, int64_t want)
{
    int64_t value = 125;
    coop_error err = {0};
    ck_assert_int_eq(coop__integer_parse(text, strlen(text), &value, &err), status);
    ck_assert_int_eq(err.code, status);
    ck_assert_int_eq(value, status == COOP_OK ? want : 125);
}

START_TEST(integers_are_exact_up_to_their_bounds)
{
    check_integer("0", COOP_OK, 0);
    check_integer("-0", COOP_OK, 0);
    check_integer("+17", COOP_OK, 17);
    check_integer("-42", COOP_OK, -42);
    check_integer("0000000000000000000000000000012", COOP_OK, 12);
    check_integer("00000000000000000000000000000", COOP_OK, 0);
    check_integer("9223372036854775806", COOP_OK, INT64_MAX - 1);
    check_integer("9223372036854775807", COOP_OK, INT64_MAX);
    check_integer("09223372036854775807", COOP_OK, INT64_MAX);
    check_integer("9223372036854775808", COOP_RANGE, 0);
    check_integer("-9223372036854775807", COOP_OK, -INT64_MAX);
    check_integer("-9223372036854775808", COOP_OK, INT64_MIN);
    check_integer("-9223372036854775809", COOP_RANGE, 0);
    check_integer("9999999999999999999", COOP_RANGE, 0);
    check_integer("10000000000000000000", COOP_RANGE, 0);
    /* Would be 0, 1 and 2 if the sum wrapped. */
    check_integer("18446744073709551616", COOP_RANGE, 0);
    check_integer("18446744073709551617", COOP_RANGE, 0);
    check_integer("-340282366920938463463374607431768211458", COOP_RANGE, 0);
    const char *const refused[] = {"",    "+",   "-",   " 1",  "1 ", "1.0", "1.", "1e3", "0x1",
                                   "--1", "+-1", "1_0", "1,0", "a",  "/",   ":",  "1-"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        check_integer(refused[i], COOP_FORMAT, 0);
    }
    check_integer("99999999999999999999x", COOP_FORMAT, 0);
}
END_TEST

START_TEST(integers_read_back)
{
    uint64_t seed = 5;
    for (int i = 0; i < 100000; i++) {
        int64_t value = (int64_t)(draw(&seed) >> draw_below(&seed, 64));
        value = i < 3 ? (i == 0 ? INT64_MIN : i == 1 ? INT64_MAX : 0) : value;
        char text[COOP__NUMBER_SIZE];
        char want[COOP__NUMBER_SIZE];
        int64_t again = 0;
        size_t n = coop__integer_format(value, text);
        snprintf(want, sizeof want, "%lld", (long long)value);
        if (n != strlen(want) || strcmp(text, want) != 0 ||
            coop__integer_parse(text, n, &again, NULL) != COOP_OK || again != value) {
            ck_abort_msg("%s is written as %s", want, text);
        }
    }
}
END_TEST

/* ---- money ---- */

static void check_money(const char *text, int scale, coop_status status, int64_t want,
                        bool want_rounded)
{
    int64_t value = 125;
    bool rounded = !want_rounded;
    coop_status got = coop__money_parse(text, strlen(text), scale, &value, &rounded, NULL);
    bool is_right = status == COOP_OK ? value == want && rounded == want_rounded
                                      : value == 125 && rounded == !want_rounded;
    ck_assert_msg(got == status && is_right, "\"%.60s\" at scale %d: status %d, %lld%s", text,
                  scale, (int)got, (long long)value, rounded ? ", rounded" : "");
}

/* first, then n times fill, then last */
static char *long_text(const char *first, char fill, size_t n, const char *last)
{
    size_t n_first = strlen(first);
    size_t n_last = strlen(last);
    char *text = malloc(n_first + n + n_last + 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, first, n_first);
    memset(text + n_first, fill, n);
    memcpy(text + n_first + n, last, n_last + 1);
    return text;
}

START_TEST(amounts_are_scaled)
{
    check_money("0", 2, COOP_OK, 0, false);
    check_money("-0.00", 2, COOP_OK, 0, false);
    check_money("0e99999999999999999999", 2, COOP_OK, 0, false);
    check_money("12", 2, COOP_OK, 1200, false);
    check_money("12.34", 2, COOP_OK, 1234, false);
    check_money("+12.3", 2, COOP_OK, 1230, false);
    check_money("-12.340000", 2, COOP_OK, -1234, false);
    check_money("-12.340001", 2, COOP_OK, -1234, true);
    check_money(".5", 2, COOP_OK, 50, false);
    check_money("1.5e3", 2, COOP_OK, 150000, false);
    check_money("1500e-3", 2, COOP_OK, 150, false);
    check_money("1e-2", 2, COOP_OK, 1, false);
    check_money("1e-3", 2, COOP_OK, 0, true);
    check_money("-1e-99999999999999999999", 2, COOP_OK, 0, true);
    check_money("1e99999999999999999999", 2, COOP_RANGE, 0, false);
    check_money("123456.7890125", 6, COOP_OK, 123456789012, true);
    check_money("000000000000000000000000000000.01", 2, COOP_OK, 1, false);
    /* More digits than a word: ties seen through 19 kept digits and any number behind. */
    check_money("0.004999999999999999999999999999999", 2, COOP_OK, 0, true);
    check_money("0.005000000000000000000000000000000", 2, COOP_OK, 0, true);
    check_money("0.005000000000000000000000000000001", 2, COOP_OK, 1, true);
    check_money("0.0050000000000000000000000000000001", 2, COOP_OK, 1, true);
    check_money("0.015000000000000000000000000000000", 2, COOP_OK, 2, true);
    check_money("1234567890123456789.5", 0, COOP_OK, 1234567890123456790, true);
    check_money("1234567890123456788.5", 0, COOP_OK, 1234567890123456788, true);
    check_money("1234567890123456788.50000000001", 0, COOP_OK, 1234567890123456789, true);
    check_money("1234567890123456788.49999999999", 0, COOP_OK, 1234567890123456788, true);
    check_money("1234567890123456788.00000000000", 0, COOP_OK, 1234567890123456788, false);
    char *text = long_text("0.005", '0', 100000, "1");
    check_money(text, 2, COOP_OK, 1, true);
    text[strlen(text) - 1] = '0';
    check_money(text, 2, COOP_OK, 0, true);
    free(text);
}
END_TEST

START_TEST(ties_of_amounts_go_to_the_even_unit)
{
    for (int scale = 0; scale <= 6; scale++) {
        for (int units = 0; units < 40; units++) {
            /* units + 1/2, and a little off it, in units of 10^-scale. */
            int even = units + units % 2;
            const struct {
                const char *behind;
                int want;
            } cases[] = {{"4", units}, {"49", units},     {"5", even},
                         {"50", even}, {"51", units + 1}, {"6", units + 1}};
            for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                char text[64];
                int n_behind = (int)strlen(cases[i].behind);
                sprintf(text, "%d%se%d", units, cases[i].behind, -n_behind - scale);
                check_money(text, scale, COOP_OK, cases[i].want, true);
                sprintf(text, "-%d.%se-%d", units, cases[i].behind, scale);
                check_money(text, scale, COOP_OK, -cases[i].want, true);
            }
        }
    }
}
END_TEST

START_TEST(amounts_end_where_64_bits_do)
{
    for (int scale = 0; scale <= 6; scale++) {
        const struct {
            const char *units;
            coop_status status;
            int64_t want;
            bool rounded;
        } cases[] = {
            {"9223372036854775806.5", COOP_OK, INT64_MAX - 1, true},
            {"9223372036854775806.51", COOP_OK, INT64_MAX, true},
            {"9223372036854775807", COOP_OK, INT64_MAX, false},
            {"9223372036854775807.49999999999999999999", COOP_OK, INT64_MAX, true},
            {"9223372036854775807.5", COOP_RANGE, 0, false},
            {"9223372036854775808", COOP_RANGE, 0, false},
            {"-9223372036854775807.5", COOP_OK, INT64_MIN, true},
            {"-9223372036854775808", COOP_OK, INT64_MIN, false},
            {"-9223372036854775808.5", COOP_OK, INT64_MIN, true},
            {"-9223372036854775808.50000000000000000001", COOP_RANGE, 0, false},
            {"-9223372036854775809", COOP_RANGE, 0, false},
            {"9999999999999999999.5", COOP_RANGE, 0, false},
            {"18446744073709551616", COOP_RANGE, 0, false},
            {"-18446744073709551617", COOP_RANGE, 0, false},
            {"1e19", COOP_RANGE, 0, false},
            {"1e18", COOP_OK, 1000000000000000000, false},
            {"0.9e19", COOP_OK, 9000000000000000000, false},
        };
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            char text[64];
            const char *e = strchr(cases[i].units, 'e');
            int n = e != NULL ? (int)(e - cases[i].units) : (int)strlen(cases[i].units);
            int exponent = (e != NULL ? atoi(e + 1) : 0) - scale;
            sprintf(text, "%.*se%d", n, cases[i].units, exponent);
            check_money(text, scale, cases[i].status, cases[i].want, cases[i].rounded);
        }
    }
}
END_TEST

/* mantissa * 10^exponent rounded half to even, by plain division; false if beyond int64. */
static bool plain_amount(uint64_t mantissa, int exponent, bool is_negative, int64_t *out,
                         bool *rounded)
{
    wide whole = mantissa;
    wide divisor = 1;
    for (; exponent > 0; exponent--) {
        whole *= 10;
    }
    for (; exponent < 0; exponent++) {
        divisor *= 10;
    }
    wide quotient = whole / divisor;
    wide rest = whole % divisor;
    quotient += 2 * rest > divisor || (2 * rest == divisor && quotient % 2 == 1);
    *rounded = rest != 0;
    *out = (int64_t)(is_negative ? 0 - (uint64_t)quotient : (uint64_t)quotient);
    return quotient <= (wide)INT64_MAX + is_negative;
}

START_TEST(amounts_agree_with_plain_division)
{
    uint64_t seed = 6;
    for (int i = 0; i < 200000; i++) {
        uint64_t mantissa = draw(&seed) >> draw_below(&seed, 64);
        int scale = (int)draw_below(&seed, 7);
        int exponent = (int)draw_below(&seed, 34) - 25; /* 19 digits * 10^(8 + 6) < 2^128 */
        bool is_negative = draw_below(&seed, 2) == 0;
        char text[64];
        size_t n = (size_t)sprintf(text, "%s%llue%d", is_negative ? "-" : "",
                                   (unsigned long long)mantissa, exponent);
        int64_t value = 0;
        int64_t want = 0;
        bool rounded = false;
        bool want_rounded = false;
        bool fits = plain_amount(mantissa, exponent + scale, is_negative, &want, &want_rounded);
        coop_status status = coop__money_parse(text, n, scale, &value, &rounded, NULL);
        if (status != (fits ? COOP_OK : COOP_RANGE) ||
            (fits && (value != want || rounded != want_rounded))) {
            ck_abort_msg("%s at scale %d: status %d, %lld, need %lld", text, scale, (int)status,
                         (long long)value, (long long)want);
        }
    }
}
END_TEST

static void check_amount(int64_t value, int scale, const char *want)
{
    char text[COOP__NUMBER_SIZE];
    memset(text, '#', sizeof text);
    size_t n = coop__money_format(value, scale, text);
    ck_assert_str_eq(text, want);
    ck_assert_uint_eq(n, strlen(want));
}

START_TEST(amounts_are_written_to_their_scale)
{
    check_amount(0, 0, "0");
    check_amount(0, 2, "0.00");
    check_amount(5, 2, "0.05");
    check_amount(-5, 2, "-0.05");
    check_amount(99, 2, "0.99");
    check_amount(100, 2, "1.00");
    check_amount(-1234, 2, "-12.34");
    check_amount(1, 6, "0.000001");
    check_amount(-999999, 6, "-0.999999");
    check_amount(1000000, 6, "1.000000");
    check_amount(INT64_MAX, 0, "9223372036854775807");
    check_amount(INT64_MIN, 0, "-9223372036854775808");
    check_amount(INT64_MAX, 6, "9223372036854.775807");
    check_amount(INT64_MIN, 6, "-9223372036854.775808");

    uint64_t seed = 7;
    for (int i = 0; i < 100000; i++) {
        int64_t value = (int64_t)(draw(&seed) >> draw_below(&seed, 64));
        int scale = (int)draw_below(&seed, 7);
        char text[COOP__NUMBER_SIZE];
        size_t n = coop__money_format(value, scale, text);
        int64_t again = 0;
        bool rounded = true;
        if (coop__money_parse(text, n, scale, &again, &rounded, NULL) != COOP_OK ||
            again != value || rounded) {
            ck_abort_msg("%lld at scale %d is written as %s", (long long)value, scale, text);
        }
    }
}
END_TEST

START_TEST(texts_that_are_no_amounts_are_refused)
{
    const char *const refused[] = {"",   "+",  "-",   ".",   "1.",  "1e",  "1e+", "e1",
                                   " 1", "1 ", "1,5", "1_0", "1'0", "0x1", "inf", "nan",
                                   "$1", "1%", "--1", "1-",  "(1)", "1..2"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        check_money(refused[i], 2, COOP_FORMAT, 0, false);
    }
}
END_TEST

START_TEST(messages_name_the_text_and_the_bound)
{
    coop_error err;
    int64_t integer;
    bool rounded;
    ck_assert_int_eq(coop__integer_parse("1.0", 3, &integer, &err), COOP_FORMAT);
    ck_assert_str_eq(err.message, "\"1.0\" is not an integer");
    ck_assert_int_eq(coop__integer_parse("1e3\n", 4, &integer, &err), COOP_FORMAT);
    ck_assert_str_eq(err.message, "\"1e3\\x0a\" is not an integer");
    ck_assert_int_eq(coop__integer_parse("-9223372036854775809", 20, &integer, &err), COOP_RANGE);
    ck_assert_str_eq(err.message, "integer is -9223372036854775809, need -9223372036854775808 to "
                                  "9223372036854775807");
    ck_assert_int_eq(coop__money_parse("?", 1, 2, &integer, &rounded, &err), COOP_FORMAT);
    ck_assert_str_eq(err.message, "\"?\" is not an amount");
    ck_assert_int_eq(coop__money_parse("1e17", 4, 2, &integer, &rounded, &err), COOP_RANGE);
    ck_assert_str_eq(err.message, "amount is 1e17, need -92233720368547758.08 to "
                                  "92233720368547758.07");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("integers and amounts");
    TCase *tests = tcase_create("number");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, integers_are_exact_up_to_their_bounds);
    tcase_add_test(tests, integers_read_back);
    tcase_add_test(tests, amounts_are_scaled);
    tcase_add_test(tests, ties_of_amounts_go_to_the_even_unit);
    tcase_add_test(tests, amounts_end_where_64_bits_do);
    tcase_add_test(tests, amounts_agree_with_plain_division);
    tcase_add_test(tests, amounts_are_written_to_their_scale);
    tcase_add_test(tests, texts_that_are_no_amounts_are_refused);
    tcase_add_test(tests, messages_name_the_text_and_the_bound);
    suite_add_tcase(s, tests);
    return s;
}

#include "check_main.h"
