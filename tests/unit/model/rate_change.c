/* rate_change.c -- the change of a rate between two days, against a plain count of both days.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "random.h"
#include "rates.h"

static coop_rate_change change_of(const coop_dataset *data, const char *definition,
                                  const char *since, const char *as_of)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_rate_change change = {.struct_size = sizeof change};
    coop_error err = {0};
    options.definition = definition;
    options.as_of = as_of;
    coop_status status = coop_rate_change_between(data, &options, since, &change, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return change;
}

static coop_dataset *growing(void)
{
    return register_of("2024-06-30", "agreement", "id:code role:code signed:span due:span",
                       "a|commitment|2020-01-01|2020-06-01\nb|commitment|2020-01-01|2020-06-01\n"
                       "c|commitment|2020-01-01|2020-06-01\nd|commitment|2020-01-01|2020-06-01\n"
                       "e|commitment|2023-01-01|2023-06-01\nf|commitment|2023-01-01|2023-06-01\n"
                       "g|commitment|2020-01-01|2020-06-01",
                       "event", "agreement:code status:code date:span",
                       "a|completed|2021-01-01\nb|completed|2023-01-01\nc|superseded|2023-01-01\n"
                       "d|started|2021-01-01\ne|completed|2024-01-01\ng|unknown|2021-01-01\n"
                       "g|completed|2023-01-01\nf|unknown|2024-01-01",
                       NULL);
}

/* Known in 2022: a, b, c, d, of which a is done. Known in 2024: a, b, d, e, g; b, e, g done too. The
 * constant list a, b, d went from 1/3 to 2/3; g was unknown, e is new, f is unknown; c has left. */
START_TEST(a_change_is_split_by_hand)
{
    coop_dataset *data = growing();
    coop_rate_change c = change_of(data, "completed", "2022-01-01", NULL);
    ck_assert_double_eq(c.from, 0.25);
    ck_assert_double_eq(c.to, 0.8);
    ck_assert_double_eq(c.constant_from, 1.0 / 3);
    ck_assert_double_eq(c.constant_to, 2.0 / 3);
    ck_assert_double_eq_tol(c.on_constant, 1.0 / 3, 1e-15);
    ck_assert_double_eq_tol(c.by_entries, 0.8 - 2.0 / 3, 1e-15);
    ck_assert_double_eq_tol(c.by_exits, 1.0 / 3 - 0.25, 1e-15);
    ck_assert_int_eq(c.known_from, 4);
    ck_assert_int_eq(c.known_to, 5);
    ck_assert_int_eq(c.total_from, 5);
    ck_assert_int_eq(c.total_to, 6);
    ck_assert_int_eq(c.n_constant, 3);
    ck_assert_int_eq(c.n_gained, 1);
    ck_assert_int_eq(c.n_lost, 0);
    ck_assert_int_eq(c.n_entered, 1);
    ck_assert_int_eq(c.n_resolved, 1);
    ck_assert_int_eq(c.n_left, 1);
    ck_assert_int_eq(c.n_obscured, 0);
    coop_rate_change none = change_of(data, "completed", "2024-06-30", NULL);
    ck_assert(none.change == 0 && none.on_constant == 0 && none.by_entries == 0 &&
              none.by_exits == 0);
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_mirrored_rate_changes_the_other_way)
{
    coop_dataset *data = growing();
    coop_rate_change due = change_of(data, "due", "2022-01-01", NULL);
    coop_rate_change deficit = change_of(data, "deficit", "2022-01-01", NULL);
    ck_assert_double_eq_tol(deficit.from, 1 - due.from, 1e-15);
    ck_assert_double_eq_tol(deficit.change, -due.change, 1e-15);
    ck_assert_double_eq_tol(deficit.on_constant, -due.on_constant, 1e-15);
    ck_assert_double_eq_tol(deficit.by_entries, -due.by_entries, 1e-15);
    ck_assert_double_eq_tol(deficit.by_exits, -due.by_exits, 1e-15);
    ck_assert_int_eq(deficit.n_lost, due.n_gained);
    ck_assert_int_eq(deficit.hits_to, due.n_constant - due.hits_to);
    coop_dataset_free(data);
}
END_TEST

/* ---- by brute force: each agreement asked for alone on both days ---- */

enum { AGREEMENTS = 10 };

static coop_dataset *random_register(uint64_t *state)
{
    static const char *const words[] = {"completed", "started", "unknown", "superseded",
                                        "stalled", "cancelled"};
    char agreements[1024] = "";
    char events[4096] = "";
    size_t n = 0;
    size_t m = 0;
    for (int i = 0; i < AGREEMENTS; i++) {
        n += (size_t)snprintf(agreements + n, sizeof agreements - n,
                              "%sa%d|commitment|20%02d|20%02d", i > 0 ? "\n" : "", i,
                              18 + (int)(next_random(state) % 6), 19 + (int)(next_random(state) % 6));
    }
    for (int i = 0; i < 2 * AGREEMENTS; i++) {
        m += (size_t)snprintf(events + m, sizeof events - m, "%sa%d|%s|20%02d", i > 0 ? "\n" : "",
                              (int)(next_random(state) % AGREEMENTS), words[next_random(state) % 6],
                              19 + (int)(next_random(state) % 6));
    }
    return register_of("2024-06-30", "agreement", "id:code role:code signed:span due:span",
                       agreements, "event", "agreement:code status:code date:span", events, NULL);
}

/* 0: not in the universe, 1: unknown, 2: a miss, 3: a hit. */
static int alone(const coop_dataset *data, const char *definition, int i, const char *as_of)
{
    char where[16];
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_rate rate = {.struct_size = sizeof rate};
    snprintf(where, sizeof where, "id = 'a%d'", i);
    options.definition = definition;
    options.where = where;
    options.as_of = as_of;
    coop_status status = coop_rate_implemented(data, &options, &rate, NULL);
    ck_assert(status == COOP_OK || status == COOP_EMPTY);
    return status == COOP_EMPTY ? 0 : rate.unknown == 1 ? 1 : rate.hits == 1 ? 3 : 2;
}

static void check_against(const coop_rate_change *c, const int *was, const int *is)
{
    int64_t n[8] = {0};
    for (int i = 0; i < AGREEMENTS; i++) {
        n[0] += was[i] >= 2 ? 1 : 0;
        n[1] += was[i] == 3 ? 1 : 0;
        n[2] += is[i] >= 2 ? 1 : 0;
        n[3] += is[i] == 3 ? 1 : 0;
        n[4] += was[i] >= 2 && is[i] >= 2 ? 1 : 0;
        n[5] += was[i] == 3 && is[i] >= 2 ? 1 : 0;
        n[6] += was[i] >= 2 && is[i] == 3 ? 1 : 0;
        n[7] += was[i] == 2 && is[i] == 3 ? 1 : 0;
    }
    check_share(c->from, n[1], n[0]);
    check_share(c->to, n[3], n[2]);
    check_share(c->constant_from, n[5], n[4]);
    check_share(c->constant_to, n[6], n[4]);
    ck_assert_int_eq(c->n_gained, n[7]);
    ck_assert_int_eq(c->n_gained - c->n_lost, n[6] - n[5]);
    ck_assert_int_eq(c->known_from, c->n_constant + c->n_left + c->n_obscured);
    ck_assert_int_eq(c->known_to, c->n_constant + c->n_entered + c->n_resolved);
    ck_assert_double_eq_tol(c->on_constant + c->by_entries + c->by_exits, c->change, 1e-15);
    ck_assert_double_eq(c->to - c->from, c->change);
}

START_TEST(parts_add_up_and_agree_with_each_agreement_alone)
{
    static const char *const definitions[] = {"completed", "started", "completed_net", "due",
                                              "deficit", "on_time"};
    uint64_t state = 31;
    int n_split = 0;
    for (int round = 0; round < 60; round++) {
        coop_dataset *data = random_register(&state);
        for (int d = 0; d < 6; d++) {
            int was[AGREEMENTS];
            int is[AGREEMENTS];
            for (int i = 0; i < AGREEMENTS; i++) {
                was[i] = alone(data, definitions[d], i, "2022-01-01");
                is[i] = alone(data, definitions[d], i, "2024-01-01");
            }
            coop_rate_options options = COOP_RATE_OPTIONS_INIT;
            coop_rate_change c = {.struct_size = sizeof c};
            options.definition = definitions[d];
            options.as_of = "2024-01-01";
            coop_status status = coop_rate_change_between(data, &options, "2022-01-01", &c, NULL);
            ck_assert(status == COOP_OK || status == COOP_EMPTY || status == COOP_UNDEFINED);
            if (status == COOP_OK) {
                check_against(&c, was, is);
                n_split++;
            }
        }
        coop_dataset_free(data);
    }
    ck_assert_int_ge(n_split, 200);
}
END_TEST

START_TEST(a_change_that_cannot_be_told_is_an_error)
{
    coop_dataset *data = growing();
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_rate_change c;
    memset(&c, 0x5a, sizeof c);
    c.struct_size = sizeof c;
    const coop_rate_change untouched = c;
    coop_error err = {0};
    ck_assert_int_eq(coop_rate_change_between(NULL, NULL, "2022", &c, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rate_change_between(data, NULL, NULL, &c, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rate_change_between(data, NULL, "2022-01-01", NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rate_change_between(data, NULL, "2025-01-01", &c, &err), COOP_RANGE);
    ck_assert_int_eq(coop_rate_change_between(data, NULL, "2019-01-01", &c, &err), COOP_EMPTY);
    ck_assert_int_eq(coop_rate_change_between(data, NULL, "soon", &c, &err), COOP_FORMAT);
    options.definition = "exposure";
    ck_assert_int_eq(coop_rate_change_between(data, &options, "2022-01-01", &c, &err),
                     COOP_UNSUPPORTED);
    options.definition = "complete";
    ck_assert_int_eq(coop_rate_change_between(data, &options, "2022-01-01", &c, &err),
                     COOP_NOT_FOUND);
    options.definition = NULL;
    options.level = 2;
    ck_assert_int_eq(coop_rate_change_between(data, &options, "2022-01-01", &c, &err), COOP_RANGE);
    options.level = 0;
    options.interval = "wilsn";
    ck_assert_int_eq(coop_rate_change_between(data, &options, "2022-01-01", &c, &err),
                     COOP_NOT_FOUND);
    options.interval = NULL;
    options.where = "signed > '2022' or id = 'c'"; /* c has left, e and f have come */
    ck_assert_int_eq(coop_rate_change_between(data, &options, "2022-01-01", &c, &err),
                     COOP_UNDEFINED);
    ck_assert_mem_eq(&c, &untouched, sizeof c);
    c.struct_size = 0;
    ck_assert_int_eq(coop_rate_change_between(data, NULL, "2022-01-01", &c, &err), COOP_ARGUMENT);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rate_change");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, a_change_is_split_by_hand);
    tcase_add_test(c, a_mirrored_rate_changes_the_other_way);
    tcase_add_test(c, parts_add_up_and_agree_with_each_agreement_alone);
    tcase_add_test(c, a_change_that_cannot_be_told_is_an_error);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
