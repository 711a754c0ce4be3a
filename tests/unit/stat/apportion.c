/* apportion.c -- tests of splitting amounts: nothing is lost, and order does not matter.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/apportion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

#include <check.h>

#define MOST 12

static const char *const ids[MOST] = {"KAZ", "KGZ", "TJK", "TKM", "UZB", "CHN",
                                      "AFG", "MNG", "SCO", "EUU", "RUS", "IRN"};

static coop_status try_split(const char *rule, const char *policy, int64_t amount, int64_t n,
                             const double *shares, int64_t *parts, int64_t *rest, coop_error *err)
{
    coop_split split = COOP_SPLIT_INIT;
    split.rule = rule;
    split.off_total = policy;
    split.n = n;
    split.parties = ids;
    split.shares = shares;
    return coop_amount_split(&split, amount, parts, rest, err);
}

static void expect_parts(const char *rule, const char *policy, int64_t amount, int64_t n,
                         const double *shares, const int64_t *expected)
{
    int64_t parts[MOST];
    int64_t rest = -1;
    coop_error err = {0};
    coop_status status = try_split(rule, policy, amount, n, shares, parts, &rest, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    for (int64_t i = 0; i < n; i++) {
        ck_assert_int_eq(parts[i], expected[i]);
    }
    ck_assert_int_eq(rest, expected[n]);
}

static void expect_failure(const char *rule, const char *policy, int64_t n, const double *shares,
                           coop_status status, const char *message)
{
    int64_t parts[MOST] = {77, 77};
    int64_t rest = 77;
    coop_error err = {0};
    ck_assert_int_eq(try_split(rule, policy, 100, n, shares, parts, &rest, &err), status);
    ck_assert_msg(strstr(err.message, message) != NULL, "%s", err.message);
    ck_assert_int_eq(parts[0], 77);
    ck_assert_int_eq(rest, 77);
}

START_TEST(equal_parts_add_up_to_the_cent_and_ties_go_by_id)
{
    /* 100 over three: KAZ before KGZ before TJK. */
    expect_parts("equal", NULL, 100, 3, NULL, (int64_t[]){34, 33, 33, 0});
    expect_parts(NULL, NULL, 200, 3, NULL, (int64_t[]){67, 67, 66, 0});
    expect_parts("equal", NULL, -200, 3, NULL, (int64_t[]){-67, -67, -66, 0});
    /* CHN comes first by text though it is last in the list. */
    expect_parts("equal", NULL, 7, 6, NULL, (int64_t[]){1, 1, 1, 1, 1, 2, 0});
    expect_parts("equal", NULL, 0, 2, NULL, (int64_t[]){0, 0, 0});
    expect_parts("equal", NULL, 55, 0, NULL, (int64_t[]){55});
    expect_parts("full", NULL, 55, 2, NULL, (int64_t[]){55, 55, 0});
    expect_parts("full", NULL, 55, 0, NULL, (int64_t[]){55});
    expect_parts("equal", NULL, INT64_MIN, 2, NULL, (int64_t[]){INT64_MIN / 2, INT64_MIN / 2, 0});
    expect_parts("equal", NULL, INT64_MIN, 1, NULL, (int64_t[]){INT64_MIN, 0});
    expect_parts("equal", NULL, INT64_MAX, 1, NULL, (int64_t[]){INT64_MAX, 0});
}
END_TEST

START_TEST(stated_shares_as_iati_has_them)
{
    /* 80 % of one country and 20 % of a region stay so. */
    expect_parts("stated", NULL, 1000, 2, (double[]){0.8, 0.2}, (int64_t[]){800, 200, 0});
    /* A tie at half a unit that doubles cannot see: 0.05 and 0.15 of 10. */
    expect_parts("stated", NULL, 10, 3, (double[]){0.15, 0.05, 0.8}, (int64_t[]){2, 0, 8, 0});
    expect_parts("stated", NULL, 10, 3, (double[]){0.05, 0.15, 0.8}, (int64_t[]){1, 1, 8, 0});
    /* 0 is 0, missing is not: what is left goes to those without a share. */
    expect_parts("stated", NULL, 100, 3, (double[]){0.0, 0.5, NAN}, (int64_t[]){0, 50, 50, 0});
    expect_parts("stated", NULL, 100, 3, (double[]){NAN, 0.4, NAN}, (int64_t[]){30, 40, 30, 0});
    expect_parts("stated", NULL, 100, 3, (double[]){NAN, NAN, NAN}, (int64_t[]){34, 33, 33, 0});
    expect_parts("stated", NULL, 100, 2, (double[]){1.0, NAN}, (int64_t[]){100, 0, 0});
    /* Thirds written with all their digits are all of it; 99.99 % is not. */
    double thirds[] = {1.0 / 3, 1.0 / 3, 1.0 / 3};
    expect_parts("stated", NULL, 100, 3, thirds, (int64_t[]){34, 33, 33, 0});
    double short_of_it[] = {0.3333, 0.3333, 0.3333};
    expect_failure("stated", NULL, 3, short_of_it, COOP_CONFLICT, "add up to 0.9999, not 1");
    expect_failure("stated", "error", 3, short_of_it, COOP_CONFLICT, "add up to 0.9999, not 1");
    expect_parts("stated", "rebase", 10000, 3, short_of_it, (int64_t[]){3334, 3333, 3333, 0});
    expect_parts("stated", "keep", 10000, 3, short_of_it, (int64_t[]){3333, 3333, 3333, 1});
    expect_parts("stated", "keep", 10, 2, (double[]){0.25, 0.25}, (int64_t[]){3, 2, 5});
    expect_parts("stated", "rebase", 100, 2, (double[]){0.9, 0.6}, (int64_t[]){60, 40, 0});
    expect_parts("stated", "keep", 70, 0, NULL, (int64_t[]){70});
    expect_failure("stated", "keep", 2, (double[]){0.9, 0.6}, COOP_CONFLICT, "add up to 1.5");
    expect_failure("stated", "rebase", 3, (double[]){0.9, 0.6, NAN}, COOP_CONFLICT,
                   "leaves nothing for 1 parties");
    expect_failure("stated", "rebase", 2, (double[]){0.0, 0.0}, COOP_UNDEFINED, "all 0");
    expect_failure("stated", NULL, 2, (double[]){1.01, 0.0}, COOP_RANGE, "a share is 1.01");
    expect_failure("stated", NULL, 2, (double[]){-0.1, 0.0}, COOP_RANGE, "a share is -0.1");
}
END_TEST

START_TEST(weights_of_any_size)
{
    expect_parts("weights", NULL, 100, 3, (double[]){1e300, 1e300, 2e300}, (int64_t[]){25, 25, 50, 0});
    expect_parts("weights", NULL, 100, 3, (double[]){5e-324, 0, 5e-324}, (int64_t[]){50, 0, 50, 0});
    expect_parts("weights", NULL, 100, 2, (double[]){1e300, 1e-300}, (int64_t[]){100, 0, 0});
    expect_parts("weights", NULL, 1000, 2, (double[]){20592571, 7221868}, (int64_t[]){740, 260, 0});
    expect_failure("weights", NULL, 2, (double[]){1, NAN}, COOP_RANGE, "weight 2 is negative, missing");
    expect_failure("weights", NULL, 2, (double[]){-1, 1}, COOP_RANGE, "weight 1");
    expect_failure("weights", NULL, 2, (double[]){1, INFINITY}, COOP_RANGE, "weight 2");
    expect_failure("weights", NULL, 2, (double[]){0, 0}, COOP_UNDEFINED, "weights that are all 0");
    int64_t weights[3];
    double mixed[] = {0.125, 3, 1e15};
    ck_assert_int_eq(coop__weights_of(mixed, 3, weights, NULL), COOP_OK);
    ck_assert_int_eq(weights[0], 13); /* the unit is 1e-2: 18 digits of the largest */
    ck_assert_int_eq(weights[1], 300);
    ck_assert_int_eq(weights[2], 100000000000000000);
    ck_assert_int_eq(coop__weights_of((double[]){1e22, 123456789012345678.0, 0}, 3, weights, NULL),
                     COOP_OK);
    ck_assert_int_eq(weights[0], 100000000000000000); /* the unit is 1e5 */
    ck_assert_int_eq(weights[1], 1234567890123);
    ck_assert_int_eq(weights[2], 0);
}
END_TEST

START_TEST(arguments_are_checked)
{
    coop_error err = {0};
    int64_t parts[2] = {0};
    coop_split split = COOP_SPLIT_INIT;
    const char *const twice[] = {"KAZ", "KAZ"};
    const char *const none[] = {"KAZ", NULL};
    ck_assert_int_eq(coop_amount_split(NULL, 1, parts, NULL, &err), COOP_ARGUMENT);
    split.n = 2;
    ck_assert_int_eq(coop_amount_split(&split, 1, parts, NULL, &err), COOP_ARGUMENT);
    split.parties = twice;
    ck_assert_int_eq(coop_amount_split(&split, 1, parts, NULL, &err), COOP_CONFLICT);
    ck_assert_str_eq(err.message, "party 'KAZ' is there twice");
    split.parties = none;
    ck_assert_int_eq(coop_amount_split(&split, 1, parts, NULL, &err), COOP_ARGUMENT);
    split.parties = ids;
    ck_assert_int_eq(coop_amount_split(&split, 1, NULL, NULL, &err), COOP_ARGUMENT);
    split.rule = "stated";
    ck_assert_int_eq(coop_amount_split(&split, 1, parts, NULL, &err), COOP_ARGUMENT);
    split.rule = "by_mood";
    ck_assert_int_eq(coop_amount_split(&split, 1, parts, NULL, &err), COOP_NOT_FOUND);
    split.rule = "equal";
    split.off_total = "drop";
    ck_assert_int_eq(coop_amount_split(&split, 1, parts, NULL, &err), COOP_ARGUMENT);
    split.off_total = NULL;
    split.n = -1;
    ck_assert_int_eq(coop_amount_split(&split, 1, parts, NULL, &err), COOP_ARGUMENT);
    split.n = 1;
    ck_assert_int_eq(coop_amount_split(&split, 9, parts, NULL, &err), COOP_OK);
    ck_assert_int_eq(parts[0], 9);
    for (const coop_attribution_rule *rule = coop_attribution_rules(); rule->name != NULL; rule++) {
        ck_assert_ptr_nonnull(coop__rule_find(rule->name));
        ck_assert_str_eq(coop__rule_find(rule->name)->public_face.name, rule->name);
    }
    ck_assert_ptr_null(coop__rule_find(""));
}
END_TEST

/* ---- properties ---- */

static int64_t random_amount(uint64_t *state)
{
    int bits = (int)(next_random(state) % 63);
    uint64_t size = (next_random(state) << 11 ^ next_random(state)) >> (63 - bits);
    return next_random(state) % 4 == 0 ? -(int64_t)size : (int64_t)size;
}

static int64_t random_portions(uint64_t *state, coop__portion *portions, int64_t *total)
{
    int64_t n = 1 + (int64_t)(next_random(state) % MOST);
    int64_t most = (int64_t[]){1, 3, 1000, COOP__WEIGHT_MOST}[next_random(state) % 4];
    *total = 0;
    for (int64_t i = 0; i < n; i++) {
        int64_t weight = (int64_t)(next_random(state) % (uint64_t)(most + 1));
        portions[i] = (coop__portion){.id = ids[i], .weight = weight};
        *total |= weight;
    }
    return n;
}

/* The sum is the whole, no part is a unit or more off its exact share, and 0 stays 0. */
START_TEST(nothing_is_lost_and_no_part_is_a_unit_off)
{
    uint64_t state = 20260331;
    coop__portion portions[MOST + 1];
    for (int round = 0; round < 100000; round++) {
        int64_t total = 0;
        int64_t n = random_portions(&state, portions, &total);
        int64_t whole = random_amount(&state);
        if (total == 0) {
            continue;
        }
        ck_assert_int_eq(coop__apportion(whole, portions, n, NULL), COOP_OK);
        coop__int128 sum = 0;
        coop__int128 weights = 0;
        for (int64_t i = 0; i < n; i++) {
            sum += portions[i].part;
            weights += portions[i].weight;
        }
        ck_assert(sum == whole);
        for (int64_t i = 0; i < n; i++) {
            coop__int128 exact = (coop__int128)whole * portions[i].weight; /* x weights */
            coop__int128 low = (coop__int128)(portions[i].part - 1);
            coop__int128 high = (coop__int128)(portions[i].part + 1);
            bool is_near = exact / weights >= low && exact / weights <= high;
            ck_assert(is_near && (portions[i].weight > 0 || portions[i].part == 0));
        }
    }
}
END_TEST

START_TEST(the_order_of_parties_does_not_matter)
{
    uint64_t state = 7;
    coop__portion portions[MOST + 1];
    coop__portion shuffled[MOST + 1];
    for (int round = 0; round < 20000; round++) {
        int64_t total = 0;
        int64_t n = random_portions(&state, portions, &total);
        int64_t whole = random_amount(&state);
        if (total == 0) {
            continue;
        }
        memcpy(shuffled, portions, sizeof shuffled);
        for (int64_t i = n; --i > 0;) {
            int64_t j = (int64_t)(next_random(&state) % (uint64_t)(i + 1));
            coop__portion other = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = other;
        }
        ck_assert_int_eq(coop__apportion(whole, portions, n, NULL), COOP_OK);
        ck_assert_int_eq(coop__apportion(whole, shuffled, n, NULL), COOP_OK);
        for (int64_t i = 0; i < n; i++) {
            for (int64_t j = 0; j < n; j++) {
                ck_assert(shuffled[j].id != portions[i].id ||
                          shuffled[j].part == portions[i].part);
            }
        }
    }
}
END_TEST

/* Two parties as one get what they have together, to the unit that rounding moves. */
START_TEST(two_parties_as_one_have_the_sum_to_a_unit)
{
    uint64_t state = 99;
    coop__portion portions[MOST + 1];
    coop__portion merged[MOST + 1];
    int64_t n_same = 0;
    int64_t n_rounds = 0;
    for (int round = 0; round < 20000; round++) {
        int64_t total = 0;
        int64_t n = random_portions(&state, portions, &total);
        int64_t whole = random_amount(&state);
        if (total == 0 || n < 2 || portions[n - 1].weight + portions[n - 2].weight > COOP__WEIGHT_MOST) {
            continue;
        }
        memcpy(merged, portions, sizeof merged);
        merged[n - 2].weight += merged[n - 1].weight;
        ck_assert_int_eq(coop__apportion(whole, portions, n, NULL), COOP_OK);
        ck_assert_int_eq(coop__apportion(whole, merged, n - 1, NULL), COOP_OK);
        int64_t off = merged[n - 2].part - portions[n - 2].part - portions[n - 1].part;
        ck_assert_int_le(llabs(off), 1);
        n_same += off == 0 ? 1 : 0;
        n_rounds++;
    }
    ck_assert_int_gt(n_same, n_rounds / 2);
    ck_assert_int_lt(n_same, n_rounds);
}
END_TEST

START_TEST(many_parties_are_split_in_time)
{
    enum { N = 200000 };
    coop__portion *portions = calloc(N + 1, sizeof *portions);
    ck_assert_ptr_nonnull(portions);
    uint64_t state = 5;
    for (int64_t i = 0; i < N; i++) {
        portions[i] = (coop__portion){.id = "x", .weight = 1 + (int64_t)(next_random(&state) % 9)};
    }
    ck_assert_int_eq(coop__apportion(1234567890123, portions, N, NULL), COOP_OK);
    int64_t sum = 0;
    for (int64_t i = 0; i < N; i++) {
        sum += portions[i].part;
        ck_assert_int_eq(portions[i].place, i);
    }
    ck_assert_int_eq(sum, 1234567890123);
    for (int64_t i = 0; i < N; i++) {
        portions[i].weight = COOP__UNSTATED;
    }
    const coop__rule *stated = coop__rule_find("stated");
    ck_assert_int_eq(stated->split(1, portions, 9001, COOP__OFF_TOTAL_ERROR, NULL), COOP_LIMIT);
    ck_assert_int_eq(stated->split(9001, portions, 9000, COOP__OFF_TOTAL_ERROR, NULL), COOP_OK);
    ck_assert_int_eq(portions[0].part, 2);
    free(portions);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("apportion");
    TCase *c = tcase_create("splits");
    tcase_add_test(c, equal_parts_add_up_to_the_cent_and_ties_go_by_id);
    tcase_add_test(c, stated_shares_as_iati_has_them);
    tcase_add_test(c, weights_of_any_size);
    tcase_add_test(c, arguments_are_checked);
    tcase_add_test(c, nothing_is_lost_and_no_part_is_a_unit_off);
    tcase_add_test(c, the_order_of_parties_does_not_matter);
    tcase_add_test(c, two_parties_as_one_have_the_sum_to_a_unit);
    tcase_add_test(c, many_parties_are_split_in_time);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
