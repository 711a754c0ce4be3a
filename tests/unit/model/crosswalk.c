/* crosswalk.c -- words of other systems: every built-in word, a register's own, rates over them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/crosswalk.h"

#include "register.h"

static coop__crosswalk_sets sets_of(const coop_dataset *data, const char *scheme, const char *word)
{
    coop__crosswalk_sets sets = {0, 0};
    coop_error err = {0};
    ck_assert_msg(coop__crosswalk_find(data, scheme, word, strlen(word), &sets, &err) == COOP_OK,
                  "%s %s: %s", scheme, word, err.message);
    return sets;
}

START_TEST(every_built_in_word_has_statuses_of_ours_and_stands_once)
{
    coop_dataset *data = register_of("2024-06-30", "t", "id:code", "a", NULL);
    const coop_crosswalk_word *words = coop_crosswalk_words();
    int n = 0;
    for (const coop_crosswalk_word *w = words; w->scheme != NULL; w++, n++) {
        coop__crosswalk_sets sets = sets_of(data, w->scheme, w->word);
        ck_assert_uint_ne(sets.work, 0);
        ck_assert_uint_ne(sets.end, 0);
        ck_assert_ptr_nonnull(w->meaning);
        ck_assert_ptr_nonnull(w->origin);
        for (const coop_crosswalk_word *other = words; other != w; other++) {
            ck_assert(strcmp(other->scheme, w->scheme) != 0 || strcmp(other->word, w->word) != 0);
        }
    }
    ck_assert_int_gt(n, 30);
    coop_dataset_free(data);
}
END_TEST

START_TEST(what_a_word_leaves_open_stays_open)
{
    coop_dataset *data = register_of("2024-06-30", "t", "id:code", "a", NULL);
    ck_assert_uint_eq(sets_of(data, "brf", "routine work").work,
                      COOP__BIT(COOP__WORK_STARTED) | COOP__BIT(COOP__WORK_COMPLETED));
    ck_assert_uint_eq(sets_of(data, "aiddata", "Completion").work, COOP__BIT(COOP__WORK_COMPLETED));
    ck_assert_uint_eq(sets_of(data, "iati", "5").end, COOP__BIT(COOP__END_CANCELLED));
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_rate_over_foreign_words_counts_by_their_sets)
{
    coop_dataset *data = register_of(
        "2024-06-30", "project", "id:code status:code",
        "a|Completion\nb|Implementation\nc|Pipeline: Pledge\nd|Cancelled\ne|\nf|Completion", NULL);
    static const struct {
        const char *column;
        double value;
    } cells[] = {{"r", 0.4},       {"r_low", 0.1176207742326479}, {"r_high", 0.7692757187239870},
                 {"r_worst", 2.0 / 6}, {"r_best", 3.0 / 6},       {"r_hits", 2},
                 {"r_known", 5},   {"r_unknown", 1},              {"r_total", 6}};
    coop_query all = query_of("project", NULL, NULL, "rate('completed', status, 'aiddata') as r");
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        ck_assert_double_eq_tol(number_of(data, all, cells[i].column), cells[i].value, 1e-15);
    }
    coop_query query = query_of("project", NULL, NULL, "rate('completed_net', status, 'aiddata') as r");
    ck_assert_double_eq(number_of(data, query, "r_total"), 5);
    ck_assert_double_eq(number_of(data, query, "r_hits"), 2);
    query.select = "rate('started', status, 'aiddata') as r";
    /* A cancelled project may have begun or not. */
    ck_assert_double_eq(number_of(data, query, "r_hits"), 3);
    ck_assert_double_eq(number_of(data, query, "r_unknown"), 2);
    coop_dataset_free(data);
}
END_TEST

/* Belt and Road Forum 2019: 269 of 279 resulted in routine work. Started is decided by that word,
 * completed is not. */
START_TEST(routine_work_bounds_what_was_completed)
{
    char rows[279 * 20];
    size_t n = 0;
    for (int i = 0; i < 279; i++) {
        n += (size_t)sprintf(rows + n, "%s%d|%s", i > 0 ? "\n" : "", i,
                             i < 269 ? "routine work" : "other");
    }
    coop_dataset *data = register_of("2019-04-26", "result", "id:code word:code", rows, NULL);
    coop_query query = query_of("result", NULL, NULL, "rate('started', word, 'brf') as r");
    ck_assert_double_eq_tol(number_of(data, query, "r"), 269.0 / 279, 1e-15);
    ck_assert_double_eq_tol(number_of(data, query, "r_low"), 0.935, 5e-4);
    ck_assert_double_eq_tol(number_of(data, query, "r_high"), 0.980, 6e-4);
    query.select = "rate('completed', word, 'brf') as r";
    ck_assert_double_eq(number_of(data, query, "r_worst"), 0);
    ck_assert_double_eq_tol(number_of(data, query, "r_best"), 269.0 / 279, 1e-15);
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_register_adds_words_and_schemes_of_its_own)
{
    coop_dataset *data = register_of(
        "2024-06-30", "crosswalk", "scheme:code word:code work:code ended:code",
        "ours|done|completed|\nours|dropped|not_started;started|cancelled\niati|7|operational|",
        "t", "id:code s:code", "a|done\nb|dropped", NULL);
    coop_query query = query_of("t", NULL, NULL, "rate('completed', s, 'ours') as r");
    ck_assert_double_eq(number_of(data, query, "r"), 0.5);
    ck_assert_uint_eq(sets_of(data, "iati", "7").work, COOP__BIT(COOP__WORK_OPERATIONAL));
    ck_assert_uint_eq(sets_of(data, "iati", "2").work, COOP__BIT(COOP__WORK_STARTED));
    ck_assert_uint_eq(sets_of(data, "ours", "done").end, COOP__BIT(COOP__END_NONE));
    coop_dataset_free(data);
    data = register_of("2024-06-30", "crosswalk", "scheme:code word:code work:code", "x|y|finished",
                       NULL);
    coop__crosswalk_sets sets = {7, 7};
    ck_assert_int_eq(coop__crosswalk_find(data, "x", "y", 1, &sets, NULL), COOP_FORMAT);
    ck_assert_uint_eq(sets.work, 7);
    coop_dataset_free(data);
}
END_TEST

START_TEST(what_is_not_known_is_told_with_the_nearest_name)
{
    coop_dataset *data = register_of("2024-06-30", "t", "id:code s:code n:int64", "a|Complete|1", NULL);
    expect_error(data, query_of("t", NULL, NULL, "rate('completed', s, 'aidata')"), COOP_NOT_FOUND, -1,
                 "the nearest is 'aiddata'");
    expect_error(data, query_of("t", NULL, NULL, "rate('completed', s, 'aiddata')"), COOP_NOT_FOUND,
                 -1, "the nearest is 'Completion'");
    expect_error(data, query_of("t", NULL, NULL, "rate('completed', n, 'aiddata')"), COOP_TYPE, -1,
                 "need text");
    expect_error(data, query_of("t", NULL, NULL, "rate('due', s, 'aiddata')"), COOP_UNSUPPORTED, -1,
                 "needs more than a status");
    expect_error(data, query_of("t", NULL, NULL, "rate('completed', s)"), COOP_SYNTAX, -1,
                 "crosswalk in quotes");
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("crosswalk");
    TCase *c = tcase_create("crosswalk");
    tcase_add_test(c, every_built_in_word_has_statuses_of_ours_and_stands_once);
    tcase_add_test(c, what_a_word_leaves_open_stays_open);
    tcase_add_test(c, a_rate_over_foreign_words_counts_by_their_sets);
    tcase_add_test(c, routine_work_bounds_what_was_completed);
    tcase_add_test(c, a_register_adds_words_and_schemes_of_its_own);
    tcase_add_test(c, what_is_not_known_is_told_with_the_nearest_name);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
