/* survival_exact.c -- the exact log-rank test against counting every allotment.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/survival.h>

#include "life_tables.h"
#include "meter.h"

enum { most_naive = 14 };
static const int64_t multiple = 360360; /* of 1 .. 14 */

/* (Observed - expected events of those in `set`) x multiple, straight from the definition. */
static int64_t naive_difference(const cases *c, unsigned set)
{
    int64_t sum = 0;
    for (double time = 0.0; time <= 30.0; time += 1.0) {
        int64_t y = 0, y_a = 0, d = 0, d_a = 0;
        for (int i = 0; i < c->n; i++) {
            bool is_a = (set >> i & 1) != 0;
            bool is_event = c->time[i] == time && c->event[i] != 0;
            y += c->time[i] >= time;
            y_a += is_a && c->time[i] >= time;
            d += is_event;
            d_a += is_a && is_event;
        }
        if (d > 0) {
            sum += multiple * d_a - d * y_a * (multiple / y);
        }
    }
    return sum;
}

static coop_survival_exact ask(const cases *c, unsigned set)
{
    cases *with_groups = malloc(sizeof *with_groups);
    ck_assert_ptr_nonnull(with_groups);
    *with_groups = *c;
    for (int i = 0; i < c->n; i++) {
        with_groups->group[i] = (set >> i & 1) != 0 ? 0 : 1;
    }
    coop_life_table *tables[2];
    tables_make(with_groups, tables);
    coop_survival_exact out = COOP_SURVIVAL_EXACT_INIT;
    coop_error err = {0};
    ck_assert_msg(coop_survival_compare_exact(tables[0], tables[1], NULL, &out, &err) == COOP_OK,
                  "%s", err.message);
    tables_free(tables, 2);
    free(with_groups);
    return out;
}

static int size_of(unsigned set)
{
    int n = 0;
    for (; set != 0; set &= set - 1) {
        n++;
    }
    return n;
}

/* Few distinct times: most sums of scores are ties. */
START_TEST(counts_agree_with_every_allotment)
{
    uint64_t state = 17;
    for (int round = 0; round < 60; round++) {
        int n = 2 + (int)(next_random(&state) % (most_naive - 1));
        cases *c = cases_random(&state, n, 2, 2);
        for (int i = 0; i < n && round % 2 == 0; i++) {
            c->time[i] = 1.0 + (double)(next_random(&state) % 4);
        }
        c->event[0] = 1;
        unsigned set = 1 + (unsigned)(next_random(&state) % ((1u << n) - 2));
        int64_t mine = naive_difference(c, set);
        int64_t apart = mine < 0 ? -mine : mine;
        int64_t all = 0, extreme = 0, less = 0, greater = 0;
        for (unsigned other = 0; other < 1u << n; other++) {
            if (size_of(other) != size_of(set)) {
                continue;
            }
            int64_t sum = naive_difference(c, other);
            all++;
            extreme += sum >= apart || sum <= -apart;
            less += sum <= mine;
            greater += sum >= mine;
        }
        coop_survival_exact out = ask(c, set);
        ck_assert_int_eq(out.n_ways, all);
        ck_assert_int_eq(out.n_extreme, extreme);
        ck_assert(out.p == (double)extreme / (double)all);
        ck_assert(out.p_less == (double)less / (double)all);
        ck_assert(out.p_greater == (double)greater / (double)all);
        near(out.difference, (double)mine / (double)multiple, 1e-15, "difference", round);
        free(c);
    }
}
END_TEST

/* Two against two, all of a first: 1 of 6 allotments is as low. 20 against 20: C(40, 20) ways. */
START_TEST(hand_counts_are_met)
{
    cases *c = cases_new(1, 2);
    c->n = 4;
    for (int i = 0; i < 4; i++) {
        c->time[i] = i + 1.0;
        c->event[i] = 1;
    }
    coop_survival_exact out = ask(c, 3);
    ck_assert_int_eq(out.n_ways, 6);
    ck_assert(out.p_greater == 1.0 / 6.0 && out.p_less == 1.0);
    ck_assert_int_eq(out.n_extreme, 2);
    c->n = COOP_SURVIVAL_EXACT_MAX;
    for (int i = 0; i < c->n; i++) {
        c->time[i] = i + 1.0;
        c->event[i] = 1;
        c->group[i] = i < 20 ? 0 : 1;
    }
    coop_life_table *tables[2];
    tables_make(c, tables);
    ck_assert_int_eq(coop_survival_compare_exact(tables[0], tables[1], NULL, &out, NULL), COOP_OK);
    ck_assert_int_eq(out.n_ways, 137846528820);
    ck_assert_int_eq(out.n_extreme, 2);
    coop_survival_exact turned = COOP_SURVIVAL_EXACT_INIT;
    ck_assert_int_eq(coop_survival_compare_exact(tables[1], tables[0], NULL, &turned, NULL),
                     COOP_OK);
    ck_assert(turned.difference == -out.difference && turned.p == out.p);
    ck_assert(turned.p_less == out.p_greater);
    tables_free(tables, 2);
    free(c);
}
END_TEST

static coop_status status_of(cases *c, coop_error *err)
{
    coop_life_table *tables[2];
    tables_make(c, tables);
    coop_survival_exact out = COOP_SURVIVAL_EXACT_INIT;
    coop_status status = coop_survival_compare_exact(tables[0], tables[1], NULL, &out, err);
    ck_assert(status == COOP_OK || out.n_ways == 0);
    tables_free(tables, 2);
    return status;
}

START_TEST(what_cannot_be_allotted_is_named)
{
    coop_error err = {0};
    cases *c = cases_new(1, 2);
    c->n = 41;
    for (int i = 0; i < c->n; i++) {
        c->time[i] = 1.0;
        c->weight[i] = 1.0;
        c->entry[i] = -INFINITY;
        c->group[i] = i % 2;
    }
    ck_assert_int_eq(status_of(c, &err), COOP_LIMIT);
    ck_assert_str_eq(err.message, "there are 41 cases, at most 40 can be allotted");
    c->n = 40;
    ck_assert_int_eq(status_of(c, &err), COOP_UNDEFINED);
    ck_assert_str_eq(err.message, "there is no event");
    c->event[3] = 1;
    ck_assert_int_eq(status_of(c, &err), COOP_OK);
    c->has_weight = true;
    c->weight[0] = 0.5;
    ck_assert_int_eq(status_of(c, &err), COOP_UNDEFINED);
    c->has_weight = false;
    c->has_entry = true;
    ck_assert_int_eq(status_of(c, &err), COOP_OK);
    c->entry[1] = 0.0;
    ck_assert_int_eq(status_of(c, &err), COOP_UNDEFINED);
    ck_assert_str_eq(err.message, "b has late entries: its cases cannot change places");
    c->has_entry = false;
    for (int i = 0; i < c->n; i++) {
        c->group[i] = 1;
    }
    ck_assert_int_eq(status_of(c, &err), COOP_EMPTY);
    ck_assert_str_eq(err.message, "a has no cases");
    free(c);
    coop_survival_exact out = COOP_SURVIVAL_EXACT_INIT;
    ck_assert_int_eq(coop_survival_compare_exact(NULL, NULL, NULL, &out, NULL), COOP_ARGUMENT);
}
END_TEST

START_TEST(every_failed_allocation_is_reported)
{
    uint64_t state = 5;
    cases *c = cases_random(&state, 20, 1, 2);
    coop_life_table *tables[2];
    tables_make(c, tables);
    for (int64_t k = 1; k < 6; k++) {
        meter m = {.fail_at = k};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        run.allocator = &a;
        coop_survival_exact out = COOP_SURVIVAL_EXACT_INIT;
        coop_status status = coop_survival_compare_exact(tables[0], tables[1], &run, &out, NULL);
        ck_assert_int_eq(status, m.calls >= k ? COOP_MEMORY : COOP_OK);
        ck_assert((out.n_ways != 0) == (status == COOP_OK));
        ck_assert_uint_eq(m.live, 0);
    }
    tables_free(tables, 2);
    free(c);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("survival_exact");
    TCase *c = tcase_create("survival_exact");
    tcase_add_test(c, counts_agree_with_every_allotment);
    tcase_add_test(c, hand_counts_are_met);
    tcase_add_test(c, what_cannot_be_allotted_is_named);
    tcase_add_test(c, every_failed_allocation_is_reported);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
