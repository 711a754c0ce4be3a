/* score_rate.c -- rates from scores: counted by hand, by brute force over all days, and the formulas
 * of the Peace Accords Matrix and of the G7 and G20 groups.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "random.h"
#include "rates.h"

#define SCORED "id:code role:code signed:span"
#define SCORES "agreement:code party:code scale:code score:int8 scored_on:span known:span"

static coop_rate scored(const coop_dataset *data, const char *definition, const char *where)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.definition = definition;
    options.where = where;
    return rate_of(data, &options);
}

static coop_table *scores_of(const coop_dataset *data, const char *definition, const char *where)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_table *table = NULL;
    coop_error err = {0};
    options.definition = definition;
    options.where = where;
    ck_assert_msg(coop_rate_scores(data, &options, &table, &err) == COOP_OK, "%s", err.message);
    return table;
}

static double cell_of(const coop_table *table, int64_t row, const char *column)
{
    double got = NAN;
    coop_status status = coop_table_number(table, row, column, &got, NULL);
    ck_assert(status == COOP_OK || status == COOP_EMPTY);
    return status == COOP_OK ? got : NAN;
}

static void check_near(double got, double expected)
{
    ck_assert_msg(fabs(got - expected) <= 1e-15, "%.17g, not %.17g", got, expected);
}

static coop_dataset *with_grades(void)
{
    return register_of("2024-06-30", "agreement", SCORED,
                       "a|commitment|2020\nb|commitment|2020\nc|commitment|2020\n"
                       "d|commitment|2020\ne|commitment|2020\nf|commitment|2020\n"
                       "g|commitment|2020\nh|document|2020",
                       "event", "agreement:code status:code date:span",
                       "f|superseded|2021-01-01\nb|stalled|2024-01-01", "score", SCORES,
                       "a||graded|1|2021-01-01|\na||graded|3|2024-06-30|\n"
                       "b||graded|1|2023-01-01|\nc||graded|0|2024-06-30|\n"
                       "d||graded|2|2023-01-01|\nd||graded|3|2024|\n"
                       "f||graded|3|2020-01-01|\ng||g7|1|2021-01-01|\nh||graded|3|2021-01-01|",
                       NULL);
}

/* a has 3 since the very day, b 1 and stalled, c 0, d 2 or 3; e is not scored, f is superseded, g
 * stands on another scale, h is no commitment. */
START_TEST(graded_scores_are_counted_by_hand)
{
    coop_dataset *data = with_grades();
    coop_rate r = scored(data, "graded", NULL);
    ck_assert_int_eq(r.total, 4);
    ck_assert_int_eq(r.known, 3);
    ck_assert_int_eq(r.hits, 1);
    ck_assert_int_eq(r.unknown, 1);
    ck_assert_int_eq(r.apart, 2);
    /* c was scored on the day and b has stalled: neither has moved on. */
    ck_assert_int_eq(r.unknown_last_report, 1);
    check_near(r.value, (1 + 1.0 / 3) / 3);
    check_near(r.worst, (1 + 1.0 / 3 + 2.0 / 3) / 4);
    check_near(r.best, (1 + 1.0 / 3 + 1) / 4);
    check_near(r.best_last_report, r.best);
    ck_assert(isnan(r.identified_low) && isnan(r.identified_high));
    ck_assert(r.low >= 0 && r.low < r.value && r.value < r.high && r.high <= 1);
    ck_assert_int_eq(r.on_document + r.on_inference + r.on_last_event + r.on_nothing, r.total);
    coop_dataset_free(data);
}
END_TEST

START_TEST(alternative_scorings_and_the_four_cells_stand_side_by_side)
{
    coop_dataset *data = with_grades();
    coop_table *table = scores_of(data, NULL, NULL);
    static const char *const names[] = {"equal", "strict", "lenient"};
    const double values[] = {4.0 / 9, 1.0 / 3, 2.0 / 3};
    const double worst[] = {0.5, 0.25, 0.75};
    const double best[] = {7.0 / 12, 0.5, 0.75};
    ck_assert_int_eq(coop_table_n_rows(table), 3);
    for (int64_t row = 0; row < 3; row++) {
        const char *word = NULL;
        ck_assert_int_eq(coop_table_word(table, row, "scoring", &word, NULL), COOP_OK);
        ck_assert_str_eq(word, names[row]);
        check_near(cell_of(table, row, "value"), values[row]);
        check_near(cell_of(table, row, "of_scores"), values[row]);
        check_near(cell_of(table, row, "worst"), worst[row]);
        check_near(cell_of(table, row, "best"), best[row]);
        check_cell(table, row, "known", 3);
        check_cell(table, row, "unknown", 1);
        check_cell(table, row, "total", 4);
        check_cell(table, row, "apart", 2);
        check_cell(table, row, "scores", 3);
        check_cell(table, row, "at_1", 1);
        check_cell(table, row, "at_2", 1);
        check_cell(table, row, "at_3", 0);
        check_cell(table, row, "at_4", 1);
    }
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

static coop_dataset *with_members(void)
{
    return register_of("2024-06-30", "agreement", SCORED,
                       "a|commitment|2020\nb|commitment|2020\nc|commitment|2020", "event",
                       "agreement:code status:code date:span", "a|signed|2020-01-01", "score", SCORES,
                       "a|CHN|g7|1|2022|2022\na|KAZ|g7|1|2022|2022\na|UZB|g7|0|2022|2022\n"
                       "b|CHN|g7|-1|2022|2022\nc|CHN|g7|1|2022|2022\nc|KAZ|g7|-1|2022|2022\n"
                       "c|KAZ|g7|1|2023|2025",
                       NULL);
}

/* The manual's trap: the mean of 1, 1, 0 is 83.33 percent; of 0.67, rounded too early, 83.5. */
START_TEST(both_averages_of_the_g7_are_taken_before_any_rounding)
{
    coop_dataset *data = with_members();
    coop_rate r = scored(data, "g7", "id = 'a'");
    ck_assert_double_eq_tol(100 * r.value, 83.0 + 1.0 / 3, 1e-12);
    r = scored(data, "g7", NULL);
    /* Means of the agreements 2/3, -1, 0 (what became known in 2025 was not known). */
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.definition = "g7";
    options.as_known = "2024-12-31";
    r = rate_of(data, &options);
    check_near(r.value, ((2.0 / 3 + 1) / 2 + 0 + 0.5) / 3);
    coop_table *table = NULL;
    ck_assert_int_eq(coop_rate_scores(data, &options, &table, NULL), COOP_OK);
    check_near(cell_of(table, 0, "value"), r.value);
    /* Six scores: 1, 1, 0, -1, 1, -1. */
    check_near(cell_of(table, 0, "of_scores"), (1.0 / 6 + 1) / 2);
    check_near(cell_of(table, 0, "difference"), (1.0 / 6 + 1) / 2 - r.value);
    check_cell(table, 0, "scores", 6);
    check_cell(table, 0, "at_1", 2);
    check_cell(table, 0, "at_2", 1);
    check_cell(table, 0, "at_3", 3);
    check_cell(table, 0, "at_4", NAN);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* Without a missing cell both averages are the same; scores of 0 throughout are 50 percent. */
START_TEST(averages_agree_where_no_cell_is_missing)
{
    uint64_t state = 71;
    for (int round = 0; round < 100; round++) {
        char scores[2048] = "";
        size_t n = 0;
        double sum = 0;
        bool is_level = round % 10 == 0;
        for (int i = 0; i < 12; i++) {
            int s = is_level ? 0 : (int)(next_random(&state) % 3) - 1;
            n += (size_t)snprintf(scores + n, sizeof scores - n, "%s%c|%c|g7|%d|2022|2022",
                                  i > 0 ? "\n" : "", 'a' + i / 4, 'A' + i % 4, s);
            sum += s;
        }
        coop_dataset *data = register_of(
            "2024-06-30", "agreement", SCORED, "a|commitment|2020\nb|commitment|2020\n"
            "c|commitment|2020", "event", "agreement:code status:code date:span",
            "a|signed|2020-01-01", "score", SCORES, scores, NULL);
        coop_table *table = scores_of(data, "g7", NULL);
        check_near(cell_of(table, 0, "difference"), 0);
        check_near(cell_of(table, 0, "value"), 0.5 * (sum / 12 + 1));
        ck_assert(!is_level || cell_of(table, 0, "value") == 0.5);
        coop_table_free(table);
        coop_dataset_free(data);
    }
}
END_TEST

/* ---- by brute force over all days ---- */

enum { SCORES_MOST = 4, DAY = 5 };

typedef struct trial {
    int n;
    int score[SCORES_MOST];
    coop_span date[SCORES_MOST];
} trial;

/* The last score by the day under one choice of days, -1: none. */
static int last_score(const trial *t, const coop_date *day)
{
    int last = -1;
    for (int i = 0; i < t->n; i++) {
        bool is_later = last < 0 || day[i] >= day[last];
        last = day[i] <= DAY && is_later ? i : last;
    }
    return last < 0 ? -1 : t->score[last];
}

/* Bit s for each last score, bit 4 for none. */
static uint32_t all_last(const trial *t)
{
    coop_date day[SCORES_MOST];
    uint32_t mask = 0;
    for (int i = 0; i < t->n; i++) {
        day[i] = t->date[i].first;
    }
    for (;;) {
        int last = last_score(t, day);
        mask |= 1U << (last < 0 ? 4 : last);
        int i = 0;
        while (i < t->n && day[i] == t->date[i].last) {
            day[i] = t->date[i].first;
            i++;
        }
        if (i == t->n) {
            return mask;
        }
        day[i]++;
    }
}

static coop_dataset *register_of_trial(const trial *t)
{
    char scores[512] = "";
    size_t n = 0;
    for (int i = 0; i < t->n; i++) {
        char text[24];
        ck_assert_int_eq(coop_span_format(t->date[i], text, NULL), COOP_OK);
        n += (size_t)snprintf(scores + n, sizeof scores - n, "%sa||graded|%d|%s|%s",
                              i > 0 ? "\n" : "", t->score[i], text, text);
    }
    return register_of("1970-01-06", "agreement", SCORED, "a|commitment|1960", "event",
                       "agreement:code status:code date:span", "a|signed|1960-01-01", "score",
                       SCORES, scores, NULL);
}

START_TEST(a_score_is_what_every_choice_of_days_makes_it)
{
    uint64_t state = 72;
    for (int round = 0; round < 1500; round++) {
        trial t = {.n = 1 + (int)(next_random(&state) % SCORES_MOST)};
        for (int i = 0; i < t.n; i++) {
            coop_date first = (coop_date)(next_random(&state) % 8);
            t.score[i] = (int)(next_random(&state) % 4);
            t.date[i] = (coop_span){first, first + (coop_date)(next_random(&state) % 4)};
        }
        uint32_t mask = all_last(&t);
        coop_dataset *data = register_of_trial(&t);
        coop_rate_options options = COOP_RATE_OPTIONS_INIT;
        coop_rate r = {.struct_size = sizeof r};
        options.definition = "graded";
        coop_status status = coop_rate_implemented(data, &options, &r, NULL);
        if (mask == 16) {
            ck_assert_int_eq(status, COOP_EMPTY);
            coop_dataset_free(data);
            continue;
        }
        ck_assert_int_eq(status, COOP_OK);
        int least = (mask & 16) != 0 ? 0 : (mask & 1) ? 0 : (mask & 2) ? 1 : (mask & 4) ? 2 : 3;
        int most = (mask & 16) != 0 ? 3 : (mask & 8) ? 3 : (mask & 4) ? 2 : (mask & 2) ? 1 : 0;
        check_near(r.worst, least / 3.0);
        check_near(r.best, most / 3.0);
        ck_assert_int_eq(r.known, (mask & (mask - 1)) == 0 ? 1 : 0);
        ck_assert(r.known == 0 ? isnan(r.value) : r.value == r.worst);
        coop_dataset_free(data);
    }
}
END_TEST

/* ---- what is refused ---- */

START_TEST(scores_off_their_scale_are_named)
{
    static const char *const rows[] = {"a||graded|4|2022|", "a||graded|-1|2022|", "a||g7|2|2022|",
                                       "a||g7|-2|2022|"};
    for (int i = 0; i < 4; i++) {
        coop_dataset *data =
            register_of("2024-06-30", "agreement", SCORED, "a|commitment|2020", "event",
                        "agreement:code status:code date:span", "a|signed|2020-01-01", "score",
                        SCORES, rows[i], NULL);
        coop_rate_options options = COOP_RATE_OPTIONS_INIT;
        coop_rate rate = {.struct_size = sizeof rate, .value = 7};
        coop_table *table = NULL;
        coop_error err = {0};
        options.definition = i < 2 ? "graded" : "g7";
        ck_assert_int_eq(coop_rate_implemented(data, &options, &rate, &err), COOP_CONFLICT);
        ck_assert_ptr_nonnull(strstr(err.message, "a score of 'a' is none of scale"));
        ck_assert_double_eq(rate.value, 7);
        ck_assert_int_eq(coop_rate_scores(data, &options, &table, &err), COOP_CONFLICT);
        ck_assert_ptr_null(table);
        ck_assert_int_eq(coop_rate_compare(data, NULL, &table, &err), COOP_OK);
        coop_table_free(table);
        coop_dataset_free(data);
    }
}
END_TEST

START_TEST(a_half_score_is_no_score)
{
    coop_dataset *data =
        register_of("2024-06-30", "agreement", SCORED, "a|commitment|2020", "event",
                    "agreement:code status:code date:span", "a|signed|2020-01-01", "score",
                    "agreement:code scale:code score:float64", "a|graded|1.5", NULL);
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_rate rate = {.struct_size = sizeof rate};
    options.definition = "graded";
    ck_assert_int_eq(coop_rate_implemented(data, &options, &rate, NULL), COOP_CONFLICT);
    coop_dataset_free(data);
    data = register_of("2024-06-30", "agreement", SCORED, "a|commitment|2020", "event",
                       "agreement:code status:code date:span", "a|signed|2020-01-01", "score",
                       "agreement:code scale:code score:code", "a|graded|one", NULL);
    ck_assert_int_eq(coop_rate_implemented(data, &options, &rate, NULL), COOP_UNSUPPORTED);
    coop_dataset_free(data);
    /* Scores that refer to no agreement: `agreement` is text. */
    data = register_of("2024-06-30", "agreement", SCORED, "a|commitment|2020", "event",
                       "agreement:code status:code date:span", "a|signed|2020-01-01", "score",
                       "agreement:text scale:code score:int8", "a|graded|1", NULL);
    ck_assert_int_eq(coop_rate_implemented(data, &options, &rate, NULL), COOP_UNSUPPORTED);
    coop_dataset_free(data);
}
END_TEST

START_TEST(scores_refuse_what_they_cannot_take)
{
    coop_dataset *data = with_grades();
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_int_eq(coop_rate_scores(NULL, NULL, &table, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rate_scores(data, NULL, NULL, &err), COOP_ARGUMENT);
    options.definition = "completed";
    ck_assert_int_eq(coop_rate_scores(data, &options, &table, &err), COOP_UNSUPPORTED);
    options.definition = "grade";
    ck_assert_int_eq(coop_rate_scores(data, &options, &table, &err), COOP_NOT_FOUND);
    options.definition = "graded";
    options.where = "id = 'e'";
    ck_assert_int_eq(coop_rate_scores(data, &options, &table, &err), COOP_EMPTY);
    options.where = NULL;
    options.level = 1;
    ck_assert_int_eq(coop_rate_scores(data, &options, &table, &err), COOP_RANGE);
    options.level = 0;
    coop_dataset *without = hand_made();
    ck_assert_int_eq(coop_rate_scores(without, &options, &table, &err), COOP_UNSUPPORTED);
    ck_assert_ptr_null(table);
    coop_dataset_free(without);
    /* A group without a score has counts but no share, and the query goes on. */
    expect(data, query_of("agreement", "id in ('a', 'e')", "id", "rate('graded') as r"),
           "id,r,r_low,r_high,r_worst,r_best,r_hits,r_known,r_unknown,r_total\n"
           "a,1,,,1,1,1,1,0,1\ne,,,,,,0,0,0,0\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(scorings_belong_to_a_scale_and_rise)
{
    const coop_scoring *s = coop_scorings();
    int n = 0;
    for (; s[n].scale != NULL; n++) {
        bool is_graded = strcmp(s[n].scale, "graded") == 0;
        ck_assert(is_graded || strcmp(s[n].scale, "g7") == 0);
        ck_assert(s[n].name != NULL && s[n].meaning != NULL && s[n].origin != NULL);
        ck_assert_double_eq(s[n].worth[0], 0);
        ck_assert_double_eq(s[n].worth[is_graded ? 3 : 2], 1);
        for (int i = 1; i < (is_graded ? 4 : 3); i++) {
            ck_assert_double_le(s[n].worth[i - 1], s[n].worth[i]);
        }
    }
    ck_assert_int_eq(n, 6);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("score_rate");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, graded_scores_are_counted_by_hand);
    tcase_add_test(c, alternative_scorings_and_the_four_cells_stand_side_by_side);
    tcase_add_test(c, both_averages_of_the_g7_are_taken_before_any_rounding);
    tcase_add_test(c, averages_agree_where_no_cell_is_missing);
    tcase_add_test(c, a_score_is_what_every_choice_of_days_makes_it);
    tcase_add_test(c, scores_off_their_scale_are_named);
    tcase_add_test(c, a_half_score_is_no_score);
    tcase_add_test(c, scores_refuse_what_they_cannot_take);
    tcase_add_test(c, scorings_belong_to_a_scale_and_rise);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
