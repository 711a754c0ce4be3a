/* weighted_rate.c -- rates by amount and by party, and the mirrored ones, counted by hand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include <coopstat/rate.h>

#include "random.h"
#include "register.h"

static coop_rate rate_of(const coop_dataset *data, const char *definition, const char *where)
{
    coop_rate rate = {.struct_size = sizeof rate};
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_error err = {0};
    options.definition = definition;
    options.where = where;
    coop_status status = coop_rate_implemented(data, &options, &rate, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", definition, err.message);
    return rate;
}

static coop_dataset *with_amounts(void)
{
    return register_of("2024-06-30", "agreement",
                       "id:code role:code signed:span amount:money currency:code amount_kind:code",
                       "a|commitment|2020|100|USD|loan\nb|commitment|2020|300|USD|loan\n"
                       "c|commitment|2020|600|USD|loan\nd|commitment|2020||USD|loan\n"
                       "e|commitment|2020|50|EUR|loan\nf|commitment|2020|70|USD|grant",
                       "event", "agreement:code status:code date:span",
                       "a|completed|2021\nb|unknown|2021\nd|completed|2021\nc|stalled|2022", NULL);
}

START_TEST(value_is_the_share_of_known_amounts_and_missing_ones_bound_it)
{
    coop_dataset *data = with_amounts();
    coop_rate r = rate_of(data, "value", "id in ('a', 'b', 'c')");
    ck_assert_double_eq(r.value, 100.0 / 700); /* b is unknown */
    ck_assert_double_eq(r.worst, 0.1);
    ck_assert_double_eq(r.best, 0.4);
    ck_assert_double_eq(r.best_last_report, 0.4); /* c stalled: it has not moved on */
    ck_assert(r.low > 0 && r.low < r.value && r.value < r.high && r.high < 1);
    ck_assert_int_eq(r.hits, 1);
    ck_assert_int_eq(r.unknown, 1);
    r = rate_of(data, "value", "id in ('a', 'c', 'd')");
    /* d is done and of any size. */
    ck_assert_double_eq(r.worst, 100.0 / 700);
    ck_assert_double_eq(r.best, 1);
    coop_dataset_free(data);
}
END_TEST

START_TEST(amounts_of_two_kinds_or_currencies_are_no_total)
{
    coop_dataset *data = with_amounts();
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_rate rate = {.struct_size = sizeof rate, .value = 7};
    coop_error err;
    options.definition = "value";
    options.where = "id in ('a', 'e')";
    ck_assert_int_eq(coop_rate_implemented(data, &options, &rate, &err), COOP_CONFLICT);
    ck_assert_ptr_nonnull(strstr(err.message, "USD and EUR"));
    options.where = "id in ('a', 'f')";
    ck_assert_int_eq(coop_rate_implemented(data, &options, &rate, &err), COOP_CONFLICT);
    ck_assert_ptr_nonnull(strstr(err.message, "loan and grant"));
    options.where = "id = 'd'";
    ck_assert_int_eq(coop_rate_implemented(data, &options, &rate, &err), COOP_EMPTY);
    ck_assert_double_eq(rate.value, 7);
    coop_dataset_free(data);
}
END_TEST

#define PARTY_COLUMNS "id:code role:code signed:span parties:set"
#define PARTY_EVENTS "agreement:code status:code date:span party:code"

START_TEST(all_parties_need_a_report_of_each)
{
    coop_dataset *data = register_of(
        "2024-06-30", "agreement", PARTY_COLUMNS,
        "a|commitment|2020|CHN;KAZ\nb|commitment|2020|CHN;KAZ\nc|commitment|2020|CHN;KAZ\n"
        "d|commitment|2020|CHN;KAZ;UZB;TJK", "event", PARTY_EVENTS,
        "a|completed|2021|CHN\na|completed|2022|KAZ\nb|completed|2021|CHN\n"
        "b|completed|2024|KAZ\nc|completed|2021|\nd|operational|2023|UZB", NULL);
    /* a by both; b by the second perhaps, its date straddles the day; of c no party is named; d by
     * one of four. */
    coop_rate all = rate_of(data, "all_parties", NULL);
    ck_assert_int_eq(all.hits, 1);
    ck_assert_int_eq(all.unknown, 2);
    ck_assert_int_eq(all.total, 4);
    coop_rate mean = rate_of(data, "party_mean", NULL);
    ck_assert_double_eq_tol(mean.value, (1 + 0.5 + 0.25) / 3, 1e-15);
    ck_assert_double_eq_tol(mean.worst, (1 + 0.5 + 0.25) / 4, 1e-15);
    ck_assert_double_eq_tol(mean.best, (1 + 0.5 + 0.25 + 1) / 4, 1e-15);
    ck_assert_double_eq_tol(mean.best_last_report, 1, 1e-15);
    ck_assert(mean.low >= 0 && mean.low <= mean.value && mean.value <= mean.high && mean.high <= 1);
    coop_dataset_free(data);
}
END_TEST

START_TEST(deficit_mirrors_due_and_overdue_waits_two_years)
{
    coop_dataset *data = register_of(
        "2024-06-30", "agreement", "id:code role:code signed:span due:span",
        "a|commitment|2020|2021\nb|commitment|2020|2022-06-30\nc|commitment|2020|2022-07-01\n"
        "d|commitment|2020|2022\ne|commitment|2020|2022-01\nf|commitment|2020|\n"
        "g|commitment|2020|2025", "event", "agreement:code status:code date:span",
        "a|completed|2021-05\nb|started|2021\nc|started|2021\nd|stalled|2021\ne|unknown|2023", NULL);
    coop_rate due = rate_of(data, "due", NULL);
    coop_rate deficit = rate_of(data, "deficit", NULL);
    ck_assert_int_eq(due.total, 5);
    ck_assert_int_eq(due.apart, 1);
    ck_assert_int_eq(deficit.hits, due.known - due.hits);
    ck_assert_double_eq(deficit.value, 1 - due.value);
    ck_assert_double_eq(deficit.worst, 1 - due.best);
    ck_assert_double_eq(deficit.best, 1 - due.worst);
    ck_assert_double_eq(deficit.worst_last_report, 1 - due.best_last_report);
    coop_rate overdue = rate_of(data, "overdue", NULL);
    /* b since the very day, c not yet, d perhaps, e unknown. */
    ck_assert_int_eq(overdue.hits, 1);
    ck_assert_int_eq(overdue.unknown, 2);
    ck_assert_int_eq(overdue.total, 5);
    /* b was last reported in 2021: it may be done by now. */
    ck_assert_double_eq(overdue.worst_last_report, 0);
    coop_dataset_free(data);
}
END_TEST

static coop_dataset *random_register(uint64_t *seed)
{
    static const char *const parties[] = {"CHN", "KAZ", "UZB"};
    char events[4096] = "";
    size_t n = 0;
    for (int i = 0; i < 12; i++) {
        n += (size_t)snprintf(events + n, sizeof events - n, "%s%c|completed|%d|%s", i > 0 ? "\n" : "",
                              (char)('a' + next_random(seed) % 5), 2020 + (int)(next_random(seed) % 6),
                              parties[next_random(seed) % 3]);
    }
    return register_of("2024-06-30", "agreement", PARTY_COLUMNS,
                       "a|commitment|2020|CHN;KAZ;UZB\nb|commitment|2020|CHN;KAZ\n"
                       "c|commitment|2020|KAZ;UZB\nd|commitment|2020|CHN\ne|commitment|2020|UZB",
                       "event", PARTY_EVENTS, events, NULL);
}

/* What all parties did, each did on average; nothing leaves [0, 1], and bounds are nested. */
START_TEST(all_parties_is_at_most_the_mean_over_parties)
{
    uint64_t seed = 20261124;
    for (int trial = 0; trial < 300; trial++) {
        coop_dataset *data = random_register(&seed);
        coop_rate all = rate_of(data, "all_parties", NULL);
        coop_rate mean = rate_of(data, "party_mean", NULL);
        ck_assert_double_le(all.worst, mean.worst + 1e-15);
        ck_assert(mean.worst >= 0 && mean.worst <= mean.best + 1e-15);
        ck_assert_double_le(mean.best, mean.best_last_report + 1e-15);
        ck_assert_double_le(mean.best_last_report, 1 + 1e-15);
        ck_assert(isnan(mean.value) || (mean.value >= mean.worst - 1e-15 && mean.value <= 1));
        coop_dataset_free(data);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("weighted_rate");
    TCase *c = tcase_create("weighted_rate");
    tcase_add_test(c, value_is_the_share_of_known_amounts_and_missing_ones_bound_it);
    tcase_add_test(c, amounts_of_two_kinds_or_currencies_are_no_total);
    tcase_add_test(c, all_parties_need_a_report_of_each);
    tcase_add_test(c, deficit_mirrors_due_and_overdue_waits_two_years);
    tcase_add_test(c, all_parties_is_at_most_the_mean_over_parties);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
