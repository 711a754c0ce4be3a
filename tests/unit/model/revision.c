/* revision.c -- two vintages by hand, and parts that add up whatever happened.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include <coopstat/coopstat.h>

#include "cells.h"
#include "random.h"
#include "register.h"

#define AGREEMENT "id:code role:code signed:span amount:money currency:code"
#define EVENTS "agreement:code status:code date:span known:span"

static coop_error err;

static void check_word(const coop_table *table, int64_t row, const char *column,
                       const char *expected)
{
    const char *got = NULL;
    coop_status status = coop_table_word(table, row, column, &got, &err);
    if (expected == NULL) {
        ck_assert_int_eq(status, COOP_EMPTY);
    } else {
        ck_assert_msg(status == COOP_OK, "%s: %s", column, err.message);
        ck_assert_str_eq(got, expected);
    }
}

static void check_part(const coop_table *table, int64_t row, const double *expected)
{
    static const char *const names[] = {"before", "entered", "left", "status", "amount", "after"};
    check_word(table, row, "part", names[row % 6]);
    check_near(table, row, "agreements", expected[0]);
    check_near(table, row, "completed", expected[1]);
}

START_TEST(events_known_later_enter_and_change_the_status)
{
    coop_dataset *data = register_of(
        "2024-12-31", "agreement", AGREEMENT,
        "a|commitment|2024-01-01|10.00|USD\nb|commitment|2024-01-02||\n"
        "c|commitment|2024-01-03|5.00|CNY\nd|document|2024-01-01||\ne|commitment|2024-01-01||",
        "event", EVENTS,
        "a|signed|2024-01-01|2024-01-01\na|completed|2024-02-01|2024-06-01\n"
        "b|signed|2024-01-02|2024-01-02\nc|signed|2024-01-03|2024-07-01", NULL);
    coop_revision_options options = COOP_REVISION_OPTIONS_INIT;
    coop_table *parts = NULL;
    coop_table *changes = NULL;
    options.known_before = "2024-05-31";
    ck_assert_int_eq(coop_revision_between(data, NULL, &options, &parts, &changes, &err), COOP_OK);
    static const double expected[18][2] = {
        {0, 0}, {1, 0}, {0, 0}, {0, 0}, {0, 0}, {1, 0},  /* CNY: c enters */
        {1, 0}, {0, 0}, {0, 0}, {0, 1}, {0, 0}, {1, 1},  /* USD: a is completed */
        {1, 0}, {1, 0}, {0, 0}, {0, 0}, {0, 0}, {2, 0}}; /* b; e without events is known by now */
    ck_assert_int_eq(coop_table_n_rows(parts), 18);
    for (int64_t row = 0; row < 18; row++) {
        check_part(parts, row, expected[row]);
    }
    check_word(parts, 0, "currency", "CNY");
    check_word(parts, 17, "currency", NULL);
    check_near(parts, 1, "amount", 5);
    check_near(parts, 11, "amount", 10);
    ck_assert_int_eq(coop_table_n_rows(changes), 3);
    check_word(changes, 0, "agreement", "a");
    check_word(changes, 0, "change", "status");
    check_word(changes, 0, "work_before", "unreported");
    check_word(changes, 0, "work_after", "completed");
    check_word(changes, 0, "ended_after", "no");
    check_word(changes, 1, "agreement", "c");
    check_word(changes, 1, "change", "entered");
    check_word(changes, 1, "work_before", NULL);
    check_word(changes, 1, "legal_after", "signed");
    coop_table_free(parts);
    coop_table_free(changes);
    coop_dataset_free(data);
}
END_TEST

START_TEST(two_registers_also_differ_in_amounts)
{
    coop_dataset *before = register_of("2023-12-31", "agreement", AGREEMENT,
                                       "a|commitment|2023-01-01|10.00|USD\n"
                                       "b|commitment|2023-01-01|7.00|USD\n"
                                       "c|commitment|2023-01-01|1.00|CNY",
                                       "event", EVENTS, "a|signed|2023-01-01|2023-01-01", NULL);
    coop_dataset *after = register_of("2024-12-31", "agreement", AGREEMENT,
                                      "c|commitment|2023-01-01|2.00|USD\n"
                                      "a|commitment|2023-01-01|12.50|USD",
                                      "event", EVENTS, "a|completed|2023-05-01|2024-01-01", NULL);
    coop_table *parts = NULL;
    coop_table *changes = NULL;
    static const double amounts[12] = {1, 0, 0, 0, -1, 0, 17, 0, -7, 0, 4.5, 14.5};
    static const double expected[12][2] = {{1, 0}, {0, 0}, {0, 0}, {0, 0}, {-1, 0}, {0, 0},
                                           {2, 0}, {0, 0}, {-1, 0}, {0, 1}, {1, 0}, {2, 1}};
    ck_assert_int_eq(coop_revision_between(before, after, NULL, &parts, &changes, &err), COOP_OK);
    ck_assert_int_eq(coop_table_n_rows(parts), 12);
    for (int64_t row = 0; row < 12; row++) {
        check_part(parts, row, expected[row]);
        check_near(parts, row, "amount", amounts[row]);
    }
    static const char *const kinds[] = {"status", "amount", "left", "amount"};
    ck_assert_int_eq(coop_table_n_rows(changes), 4);
    for (int64_t row = 0; row < 4; row++) {
        check_word(changes, row, "change", kinds[row]);
    }
    check_near(changes, 1, "amount_after", 12.5);
    check_word(changes, 3, "currency_before", "CNY");
    check_word(changes, 3, "currency_after", "USD");
    coop_table_free(parts);
    coop_table_free(changes);
    coop_dataset_free(before);
    coop_dataset_free(after);
}
END_TEST

/* Some register of 12 agreements; ids start anywhere, so that two of them share some. */
static coop_dataset *random_register(uint64_t *seed)
{
    static const char *const words[] = {"completed", "started", "cancelled", "unknown", "signed"};
    static const char *const money[] = {"1.25|USD", "3.50|CNY", "|", "0.10|USD"};
    char rows[2048];
    char events[4096];
    size_t n = 0;
    size_t m = 0;
    unsigned from = (unsigned)(next_random(seed) % 6);
    for (unsigned i = 0; i < 12; i++) {
        n += (size_t)snprintf(rows + n, sizeof rows - n, "%sx%u|commitment|2023-0%u|%s",
                              i > 0 ? "\n" : "", from + i, 1 + (unsigned)(next_random(seed) % 9),
                              money[next_random(seed) % 4]);
    }
    for (unsigned i = 0; i < 20; i++) {
        m += (size_t)snprintf(events + m, sizeof events - m, "%sx%u|%s|2023-1%u|2024-0%u",
                              i > 0 ? "\n" : "", from + (unsigned)(next_random(seed) % 12),
                              words[next_random(seed) % 5], (unsigned)(next_random(seed) % 3),
                              1 + (unsigned)(next_random(seed) % 9));
    }
    return register_of("2024-12-31", "agreement", AGREEMENT, rows, "event", EVENTS, events, NULL);
}

START_TEST(parts_add_up_whatever_happened)
{
    static const char *const columns[] = {"agreements", "completed", "amount"};
    uint64_t seed = 20240607;
    for (int round = 0; round < 60; round++) {
        coop_dataset *data[2] = {random_register(&seed), random_register(&seed)};
        coop_revision_options options = COOP_REVISION_OPTIONS_INIT;
        coop_table *parts = NULL;
        options.known_before = round % 3 == 0 ? NULL : "2024-04-15";
        options.known_after = round % 2 == 0 ? NULL : "2024-08-15";
        ck_assert_int_eq(coop_revision_between(data[0], round % 4 == 0 ? NULL : data[1], &options,
                                               &parts, NULL, &err), COOP_OK);
        for (int64_t row = 0; row + 5 < coop_table_n_rows(parts); row += 6) {
            for (int c = 0; c < 3; c++) {
                double cell[6] = {0};
                for (int k = 0; k < 6; k++) {
                    coop_status status = coop_table_number(parts, row + k, columns[c], &cell[k],
                                                           &err);
                    ck_assert(status == COOP_OK || status == COOP_EMPTY);
                }
                double sum = cell[0] + cell[1] + cell[2] + cell[3] + cell[4];
                ck_assert_double_eq_tol(sum, cell[5], 1e-9);
            }
        }
        coop_table_free(parts);
        coop_dataset_free(data[0]);
        coop_dataset_free(data[1]);
    }
}
END_TEST

START_TEST(what_is_asked_wrongly_is_refused)
{
    coop_dataset *data = register_of("2024-12-31", "work", "id:code", "a", NULL);
    coop_dataset *good = register_of("2024-12-31", "agreement", AGREEMENT,
                                     "a|commitment|2024-01-01|92233720368547758.07|USD\n"
                                     "b|commitment|2024-01-01|0.01|USD", NULL);
    coop_dataset *fine = register_of("2024-12-31", "agreement",
                                     "id:code amount:money3 currency:code", "a|1|USD", NULL);
    coop_table *parts = NULL;
    coop_revision_options options = {0};
    ck_assert_int_eq(coop_revision_between(data, NULL, NULL, &parts, NULL, &err), COOP_NOT_FOUND);
    ck_assert_int_eq(coop_revision_between(good, NULL, NULL, &parts, NULL, &err), COOP_LIMIT);
    ck_assert_int_eq(coop_revision_between(good, fine, NULL, &parts, NULL, &err), COOP_TYPE);
    ck_assert_int_eq(coop_revision_between(NULL, good, NULL, &parts, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_revision_between(good, good, NULL, NULL, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_revision_between(good, good, &options, &parts, NULL, &err),
                     COOP_ARGUMENT);
    ck_assert_ptr_null(parts);
    coop_dataset_free(data);
    coop_dataset_free(good);
    coop_dataset_free(fine);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("revision");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, events_known_later_enter_and_change_the_status);
    tcase_add_test(c, two_registers_also_differ_in_amounts);
    tcase_add_test(c, parts_add_up_whatever_happened);
    tcase_add_test(c, what_is_asked_wrongly_is_refused);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
