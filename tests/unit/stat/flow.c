/* flow.c -- tests of pairing records that two sides keep of one flow.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/flow.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "meter.h"
#include "random.h"

#include <check.h>

static coop_flow flow(const char *id, int32_t by_payee, coop_date day, int64_t amount)
{
    return (coop_flow){id, "CHN", "KAZ", "USD", amount, {day, day}, by_payee, 0};
}

static void expect_match(const coop_flow *flows, int64_t n, int64_t days, double share,
                         const int64_t *expected)
{
    int64_t match[16];
    coop_flow_options options = COOP_FLOW_OPTIONS_INIT;
    coop_error err = {0};
    options.days = days;
    options.share = share;
    ck_assert_msg(coop_flow_match(flows, n, &options, match, &err) == COOP_OK, "%s", err.message);
    for (int64_t i = 0; i < n; i++) {
        ck_assert_int_eq(match[i], expected[i]);
    }
}

START_TEST(two_records_of_one_flow_are_one)
{
    coop_flow flows[] = {flow("a", 0, 100, 1000), flow("b", 1, 105, 990), flow("c", 0, 300, 7)};
    expect_match(flows, 3, 5, 0.01, (int64_t[]){1, 0, -1});
    expect_match(flows, 3, 4, 0.01, (int64_t[]){-1, -1, -1});
    expect_match(flows, 3, 5, 0.0099, (int64_t[]){-1, -1, -1});
    flows[1].by_payee = 0; /* two records of one side are two flows */
    expect_match(flows, 3, 5, 0.01, (int64_t[]){-1, -1, -1});
    flows[1].by_payee = 1;
    flows[1].currency = "EUR";
    expect_match(flows, 3, 5, 0.01, (int64_t[]){-1, -1, -1});
    flows[0].currency = flows[1].currency = NULL; /* unknown is not the same */
    expect_match(flows, 3, 5, 0.01, (int64_t[]){-1, -1, -1});
    flows[0].currency = flows[1].currency = "USD";
    flows[1].payer = "KAZ";
    flows[1].payee = "CHN"; /* the other way */
    expect_match(flows, 3, 5, 0.01, (int64_t[]){-1, -1, -1});
    coop_flow spans[] = {flow("a", 0, 0, -5), flow("b", 1, 0, -5)};
    spans[0].date = (coop_span){0, 365};
    spans[1].date = (coop_span){360, COOP_DATE_OPEN_LAST};
    expect_match(spans, 2, 0, 0, (int64_t[]){1, 0});
    spans[1].date.first = 366;
    expect_match(spans, 2, 0, 0, (int64_t[]){-1, -1});
    expect_match(spans, 2, 1, 0, (int64_t[]){1, 0});
}
END_TEST

START_TEST(the_nearest_come_first_and_each_once)
{
    /* a is near b and nearer c; d takes what is left. */
    coop_flow flows[] = {flow("a", 0, 100, 50), flow("b", 1, 103, 50), flow("c", 1, 101, 50),
                         flow("d", 0, 105, 50), flow("e", 0, 105, 50)};
    expect_match(flows, 5, 10, 0, (int64_t[]){2, 3, 0, 1, -1});
    flows[1].date = flows[2].date; /* the same day: the nearer amount, then the id */
    flows[1].amount = 49;
    expect_match(flows, 1, 10, 0.1, (int64_t[]){-1});
    expect_match(flows, 3, 10, 0.1, (int64_t[]){2, -1, 0});
    flows[1].amount = 50;
    expect_match(flows, 3, 10, 0.1, (int64_t[]){1, 0, -1});
}
END_TEST

START_TEST(order_does_not_matter_and_pairs_are_mutual)
{
    enum { N = 60 };
    static char ids[N][8];
    coop_flow flows[N];
    coop_flow shuffled[N];
    int64_t match[N];
    int64_t other[N];
    uint64_t state = 3;
    coop_flow_options options = COOP_FLOW_OPTIONS_INIT;
    options.days = 4;
    options.share = 0.2;
    for (int round = 0; round < 200; round++) {
        for (int i = 0; i < N; i++) {
            snprintf(ids[i], sizeof ids[i], "f%d", i);
            flows[i] = flow(ids[i], (int32_t)(next_random(&state) % 2),
                            (coop_date)(next_random(&state) % 30), (int64_t)(next_random(&state) % 20));
            flows[i].payer = next_random(&state) % 2 == 0 ? "CHN" : "RUS";
        }
        memcpy(shuffled, flows, sizeof flows);
        for (int i = N; --i > 0;) {
            int j = (int)(next_random(&state) % (uint64_t)(i + 1));
            coop_flow moved = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = moved;
        }
        ck_assert_int_eq(coop_flow_match(flows, N, &options, match, NULL), COOP_OK);
        ck_assert_int_eq(coop_flow_match(shuffled, N, &options, other, NULL), COOP_OK);
        for (int i = 0; i < N; i++) {
            ck_assert(match[i] < 0 || match[match[i]] == i);
            int at = 0;
            while (shuffled[at].id != flows[i].id) {
                at++;
            }
            ck_assert(match[i] < 0 ? other[at] < 0 : shuffled[other[at]].id == flows[match[i]].id);
        }
    }
}
END_TEST

START_TEST(arguments_and_memory)
{
    coop_flow flows[] = {flow("a", 0, 100, 50), flow("b", 1, 103, 50)};
    int64_t match[2] = {77, 77};
    coop_error err = {0};
    coop_flow_options options = COOP_FLOW_OPTIONS_INIT;
    ck_assert_int_eq(coop_flow_match(NULL, 0, NULL, NULL, &err), COOP_OK);
    ck_assert_int_eq(coop_flow_match(NULL, 1, NULL, match, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_flow_match(flows, 2, NULL, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_flow_match(flows, -1, NULL, match, &err), COOP_ARGUMENT);
    options.days = -1;
    ck_assert_int_eq(coop_flow_match(flows, 2, &options, match, &err), COOP_RANGE);
    options.days = 3;
    for (int i = 0; i < 3; i++) {
        options.share = (double[]){-0.1, 1.1, NAN}[i];
        ck_assert_int_eq(coop_flow_match(flows, 2, &options, match, &err), COOP_RANGE);
    }
    options.share = 0;
    options.struct_size = 3;
    ck_assert_int_eq(coop_flow_match(flows, 2, &options, match, &err), COOP_ARGUMENT);
    options.struct_size = sizeof options;
    flows[1].payee = NULL;
    ck_assert_int_eq(coop_flow_match(flows, 2, &options, match, &err), COOP_ARGUMENT);
    flows[1].payee = "KAZ";
    ck_assert_int_eq(match[0], 77);
    for (int64_t k = 1; k <= 2; k++) {
        meter m = {.fail_at = k};
        coop_allocator a = metered(&m);
        coop_run how = COOP_RUN_INIT;
        how.allocator = &a;
        options.run = &how;
        coop_status status = coop_flow_match(flows, 2, &options, match, &err);
        ck_assert_int_eq(status, k <= m.calls ? COOP_MEMORY : COOP_OK);
        ck_assert_uint_eq(m.live, 0);
        ck_assert(status == COOP_OK || match[0] == 77);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("flow");
    TCase *c = tcase_create("pairs");
    tcase_add_test(c, two_records_of_one_flow_are_one);
    tcase_add_test(c, the_nearest_come_first_and_each_once);
    tcase_add_test(c, order_does_not_matter_and_pairs_are_mutual);
    tcase_add_test(c, arguments_and_memory);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
