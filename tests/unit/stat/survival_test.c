/* survival_test.c -- the log-rank family against its definition, and where it has no answer.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/survival.h>

#include "life_tables.h"

/* The family by its definition, over plain arrays; two groups. */
static double naive_test(const cases *c, const char *weights, double rho, double gamma)
{
    double score = 0.0;
    double variance = 0.0;
    for (int s = 0; s < c->n_groups / 2; s++) {
        double survival = 1.0;
        for (double time = 1.0; time <= 30.0; time += 1.0) {
            double y = 0.0, y_a = 0.0, d = 0.0, d_a = 0.0;
            for (int i = 0; i < c->n; i++) {
                if (c->group[i] / 2 != s || c->time[i] < time ||
                    (c->has_entry && c->entry[i] >= time)) {
                    continue;
                }
                bool is_event = c->time[i] == time && c->event[i] > 0;
                y += c->weight[i];
                y_a += c->group[i] % 2 == 0 ? c->weight[i] : 0.0;
                d += is_event ? c->weight[i] : 0.0;
                d_a += is_event && c->group[i] % 2 == 0 ? c->weight[i] : 0.0;
            }
            if (d == 0.0) {
                continue;
            }
            double w = strcmp(weights, "gehan") == 0 ? y
                       : strcmp(weights, "tarone-ware") == 0
                           ? sqrt(y)
                           : pow(survival, rho) * pow(1.0 - survival, gamma);
            score += w * (d_a - d * y_a / y);
            variance += y > 1.0 ? w * w * d * (y - d) / (y - 1.0) * y_a / y * (1.0 - y_a / y) : 0.0;
            survival *= 1.0 - d / y;
        }
    }
    return score * score / variance;
}

START_TEST(tests_agree_with_their_definition)
{
    static const struct {
        const char *weights;
        double rho, gamma;
    } tests[] = {{"log-rank", 0.0, 0.0},
                 {"fleming-harrington", 1.0, 1.0},
                 {"fleming-harrington", 0.0, 0.5},
                 {"fleming-harrington", 2.0, 0.0},
                 {"gehan", 0.0, 0.0},
                 {"tarone-ware", 0.0, 0.0}};
    uint64_t state = 47;
    for (int round = 0; round < 90; round++) {
        int n_strata = 1 + round % 3;
        cases *c = cases_random(&state, 120, 2, 2 * n_strata);
        c->has_entry = round % 2 == 0;
        c->has_weight = true;
        coop_life_table *tables[6];
        tables_make(c, tables);
        coop_life_groups groups = groups_of(tables, 2, n_strata);
        coop_survival_test_options o = COOP_SURVIVAL_TEST_OPTIONS_INIT;
        o.weights = tests[round % 6].weights;
        o.rho = tests[round % 6].rho;
        o.gamma = tests[round % 6].gamma;
        coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
        ck_assert_int_eq(coop_survival_compare(&groups, &o, NULL, &t, NULL, NULL), COOP_OK);
        ck_assert_int_eq(t.df, 1);
        double want = naive_test(c, o.weights, o.rho, o.gamma);
        ck_assert_msg(fabs(t.statistic - want) <= 1e-10 * (want + 0.01), "%s: %.17g, %.17g",
                      o.weights, t.statistic, want);
        tables_free(tables, 2 * n_strata);
        free(c);
    }
}
END_TEST

/* Groups 0 and 1 meet in one stratum, 2 and 3 in another: two comparisons, not three. */
START_TEST(strata_that_part_the_groups_lower_df)
{
    uint64_t state = 53;
    cases *c = cases_random(&state, 200, 1, 8);
    for (int i = 0; i < c->n; i++) {
        c->group[i] = i % 2 == 0 ? i / 2 % 2 : 6 + i / 2 % 2;
    }
    coop_life_table *tables[8];
    tables_make(c, tables);
    coop_life_groups groups = groups_of(tables, 4, 2);
    coop_survival_test both = COOP_SURVIVAL_TEST_INIT;
    ck_assert_int_eq(coop_survival_compare(&groups, NULL, NULL, &both, NULL, NULL), COOP_OK);
    ck_assert_int_eq(both.df, 2);
    double sum = 0.0;
    for (int s = 0; s < 2; s++) {
        coop_life_groups pair = groups_of(tables + 6 * s, 2, 1);
        coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
        ck_assert_int_eq(coop_survival_compare(&pair, NULL, NULL, &t, NULL, NULL), COOP_OK);
        sum += t.statistic;
    }
    near(both.statistic, sum, 1e-12, "sum", 0);
    tables_free(tables, 8);
    free(c);
}
END_TEST

START_TEST(tests_without_an_answer_say_so)
{
    uint64_t state = 59;
    cases *c = cases_random(&state, 20, 1, 2);
    coop_life_table *tables[3] = {NULL, NULL, NULL};
    coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
    coop_survival_test_options o = COOP_SURVIVAL_TEST_OPTIONS_INIT;
    tables_make(c, tables);
    coop_life_groups groups = groups_of(tables, 2, 1);
    o.rho = -1.0;
    ck_assert_int_eq(coop_survival_compare(&groups, &o, NULL, &t, NULL, NULL), COOP_RANGE);
    o.rho = 0.0;
    o.gamma = NAN;
    ck_assert_int_eq(coop_survival_compare(&groups, &o, NULL, &t, NULL, NULL), COOP_RANGE);
    o.gamma = 0.0;
    o.weights = "peto";
    ck_assert_int_eq(coop_survival_compare(&groups, &o, NULL, &t, NULL, NULL), COOP_NOT_FOUND);
    groups.n_groups = 1;
    ck_assert_int_eq(coop_survival_compare(&groups, NULL, NULL, &t, NULL, NULL), COOP_RANGE);
    groups.n_groups = 2;
    groups.n_strata = 0;
    ck_assert_int_eq(coop_survival_compare(&groups, NULL, NULL, &t, NULL, NULL), COOP_RANGE);
    groups = groups_of(tables + 1, 2, 1);
    ck_assert_int_eq(coop_survival_compare(&groups, NULL, NULL, &t, NULL, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_survival_compare(NULL, NULL, NULL, &t, NULL, NULL), COOP_ARGUMENT);
    tables_free(tables, 2);
    for (int i = 0; i < c->n; i++) {
        c->group[i] = 0;
    }
    tables_make(c, tables);
    groups = groups_of(tables, 2, 1);
    ck_assert_int_eq(coop_survival_compare(&groups, NULL, NULL, &t, NULL, NULL), COOP_UNDEFINED);
    tables_free(tables, 2);
    c->n = 0;
    tables_make(c, tables);
    ck_assert_int_eq(coop_survival_compare(&groups, NULL, NULL, &t, NULL, NULL), COOP_EMPTY);
    tables_free(tables, 2);
    c->n = 20;
    c->has_weight = true;
    c->weight[7] = 1.25;
    tables_make(c, tables);
    ck_assert_int_eq(coop_survival_compare(&groups, NULL, NULL, &t, NULL, NULL), COOP_UNDEFINED);
    coop_survival_options so = COOP_SURVIVAL_OPTIONS_INIT;
    coop_curve *curve = NULL;
    so.hazard = "fleming-harrington";
    ck_assert_int_eq(coop_survival_curve(tables[0], &so, NULL, &curve, NULL), COOP_UNDEFINED);
    ck_assert(t.df == 0 && curve == NULL);
    tables_free(tables, 2);
    free(c);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("survival_test");
    TCase *c = tcase_create("survival_test");
    tcase_add_test(c, tests_agree_with_their_definition);
    tcase_add_test(c, strata_that_part_the_groups_lower_df);
    tcase_add_test(c, tests_without_an_answer_say_so);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
