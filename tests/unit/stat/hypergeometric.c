/* hypergeometric.c -- tests of the tails of samples without replacement.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/hypergeometric.h"

#include <math.h>

#include "oracle.h"
#include "random.h"

static void tail_row(const double *v)
{
    coop__hypergeometric h = {(int64_t)v[0], (int64_t)v[1], (int64_t)v[2]};
    coop__upper_tail got = coop__hypergeometric_upper(&h, (int64_t)v[3]);
    ck_assert_msg(fabs(got.log_tail - v[4]) <= 1e-13 && fabs(got.log_mass - v[5]) <= 1e-13,
                  "N %.0f M %.0f n %.0f x %.0f: %.17g %.17g, want %.17g %.17g", v[0], v[1], v[2],
                  v[3], got.log_tail, got.log_mass, v[4], v[5]);
}

START_TEST(tails_and_masses_agree_with_40_digit_sums)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/sampling/hypergeometric_tails.csv", 6, tail_row),
                     111);
}
END_TEST

START_TEST(outside_its_range_the_tail_is_one_or_none)
{
    /* 3 of 10 marked, 8 drawn: 1 to 3 of them are marked. */
    coop__hypergeometric h = {10, 3, 8};
    coop__upper_tail below = coop__hypergeometric_upper(&h, 0);
    ck_assert(below.log_tail == 0.0 && below.log_mass == -INFINITY);
    coop__upper_tail least = coop__hypergeometric_upper(&h, 1);
    ck_assert(least.log_tail == 0.0);
    ck_assert_double_le(fabs(exp(least.log_mass) - 3.0 / 45.0), 1e-15);
    coop__upper_tail most = coop__hypergeometric_upper(&h, 3);
    ck_assert_double_le(fabs(exp(most.log_tail) - 21.0 / 45.0), 1e-15);
    ck_assert(most.log_tail == most.log_mass);
    coop__upper_tail above = coop__hypergeometric_upper(&h, 4);
    ck_assert(above.log_tail == -INFINITY && above.log_mass == -INFINITY);
    coop__hypergeometric all = {10, 3, 10};
    ck_assert_double_le(fabs(coop__hypergeometric_upper(&all, 3).log_mass), 1e-15);
}
END_TEST

/* Up to the largest population: the tails of x from both sides and the mass at x make 1, which two
 * sums or quadratures from different points of the distribution have to agree on. */
START_TEST(both_tails_and_the_mass_make_one)
{
    uint64_t state = 20250617;
    for (int k = 0; k < 4000; k++) {
        int64_t top = 9000000000000000 >> (k % 50);
        int64_t population = 1 + (int64_t)(next_random(&state) % (uint64_t)top);
        int64_t marked = (int64_t)(next_random(&state) % (uint64_t)(population + 1));
        int64_t draws = (int64_t)(next_random(&state) % (uint64_t)(population + 1));
        double share = (double)marked / (double)population;
        double spread = sqrt((double)draws * share * (1.0 - share) *
                             ((double)(population - draws) / (double)population));
        double steps = (double)(next_random(&state) % 801) / 100.0 - 4.0;
        int64_t x = (int64_t)((double)draws * share + steps * spread);
        int64_t least = draws > population - marked ? draws - (population - marked) : 0;
        int64_t most = draws < marked ? draws : marked;
        x = x < least ? least : x > most ? most : x;
        coop__hypergeometric h = {population, marked, draws};
        coop__hypergeometric mirror = {population, population - marked, draws};
        coop__upper_tail up = coop__hypergeometric_upper(&h, x);
        coop__upper_tail down = coop__hypergeometric_upper(&mirror, draws - x);
        coop__upper_tail next = coop__hypergeometric_upper(&h, x + 1);
        double sum = exp(up.log_tail) + exp(down.log_tail) - exp(up.log_mass);
        ck_assert_msg(fabs(sum - 1.0) <= 1e-13 && fabs(up.log_mass - down.log_mass) <= 1e-12 &&
                          fabs(exp(up.log_tail) - exp(next.log_tail) - exp(up.log_mass)) <= 1e-13,
                      "N %lld M %lld n %lld x %lld: %.17g", (long long)population,
                      (long long)marked, (long long)draws, (long long)x, sum);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("hypergeometric");
    TCase *c = tcase_create("hypergeometric");
    tcase_set_timeout(c, 60.0);
    tcase_add_test(c, tails_and_masses_agree_with_40_digit_sums);
    tcase_add_test(c, outside_its_range_the_tail_is_one_or_none);
    tcase_add_test(c, both_tails_and_the_mass_make_one);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
