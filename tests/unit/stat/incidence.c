/* incidence.c -- incidences of several causes and Gray's test: R, known answers, invariants.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/incidence.h>

#include "life_tables.h"
#include "meter.h"

/* A set of the folder "competing", by group "1", "2", "3" or "F", "M"; NULL: not here. */
static cases *competing_read(const char *name, int32_t n_groups)
{
    char file[64];
    frame f;
    snprintf(file, sizeof file, "%s.input.csv", name);
    if (!frame_read("competing", file, &f)) {
        fprintf(stderr, "skipped: %s is not in the tree\n", name);
        return NULL;
    }
    cases *c = cases_new(2, n_groups);
    c->n = f.n_rows;
    for (int i = 0; i < f.n_rows; i++) {
        char group = frame_text(&f, i, "group")[0];
        c->time[i] = frame_number(&f, i, "time");
        c->event[i] = (int32_t)frame_number(&f, i, "cause");
        c->group[i] = group == 'F' ? 0 : group == 'M' ? 1 : group - '1';
    }
    frame_free(&f);
    return c;
}

static int group_of(const frame *f, int row)
{
    char group = frame_text(f, row, "stratum")[0];
    return group == 'F' ? 0 : group == 'M' ? 1 : group - '1';
}

static void aj_check(const char *name, coop_curve *const *curves)
{
    static const char *const ours[] = {"at_risk",     "survival",    "incidence_1",
                                       "incidence_2", "std_error_1", "std_error_2"};
    static const char *const rs[] = {"n_risk", "p0", "p1", "p2", "seIJ_p1", "seIJ_p2"};
    char file[64];
    frame f;
    snprintf(file, sizeof file, "%s.aj.csv", name);
    ck_assert(frame_read("competing", file, &f));
    int at = 0;
    for (int i = 0; i < f.n_rows; i++) {
        int g = group_of(&f, i);
        at = i > 0 && group_of(&f, i - 1) == g ? at + 1 : 0;
        ck_assert(coop_curve_column(curves[g], "time")[at] == frame_number(&f, i, "time"));
        for (int j = 0; j < 6; j++) {
            near(coop_curve_column(curves[g], ours[j])[at], frame_number(&f, i, rs[j]),
                 j < 4 ? 1e-13 : 1e-12, ours[j], i);
        }
    }
    frame_free(&f);
}

static void cuminc_check(const char *name, coop_curve *const *curves)
{
    char file[64];
    frame f;
    snprintf(file, sizeof file, "%s.cuminc.csv", name);
    ck_assert(frame_read("competing", file, &f));
    for (int i = 0; i < f.n_rows; i++) {
        const coop_curve *curve = curves[group_of(&f, i)];
        double time = frame_number(&f, i, "time");
        double want = frame_number(&f, i, "cif");
        if (isnan(want) || time < coop_curve_column(curve, "time")[0]) {
            continue;
        }
        char column[32];
        double got = 0.0;
        snprintf(column, sizeof column, "incidence_%s", frame_text(&f, i, "cause"));
        ck_assert_int_eq(coop_curve_value(curve, column, time, &got, NULL), COOP_OK);
        near(got, want, 1e-13, column, i);
        snprintf(column, sizeof column, "std_error_%s", frame_text(&f, i, "cause"));
        ck_assert_int_eq(coop_curve_value(curve, column, time, &got, NULL), COOP_OK);
        near(got * got, frame_number(&f, i, "var_aalen"), 1e-12, column, i);
    }
    frame_free(&f);
}

static void gray_check(const char *name, const coop_life_groups *groups)
{
    char file[64];
    frame f;
    snprintf(file, sizeof file, "%s.gray.csv", name);
    ck_assert(frame_read("competing", file, &f));
    for (int i = 0; i < f.n_rows; i++) {
        coop_incidence_test_options o = COOP_INCIDENCE_TEST_OPTIONS_INIT;
        coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
        o.cause = (int32_t)frame_number(&f, i, "cause");
        ck_assert_int_eq(coop_incidence_compare(groups, &o, NULL, &t, NULL, NULL), COOP_OK);
        near(t.statistic, frame_number(&f, i, "stat"), 1e-12, name, i);
        near(t.p, frame_number(&f, i, "p"), 1e-11, name, i);
        ck_assert(t.df == frame_number(&f, i, "df"));
    }
    frame_free(&f);
}

START_TEST(data_sets_agree_with_r)
{
    static const char *const names[] = {"bmt_relapse_trm", "mgus2"};
    static const int sizes[] = {3, 2};
    int n = sizes[_i];
    cases *c = competing_read(names[_i], n);
    if (c == NULL) {
        return;
    }
    coop_life_table *tables[3];
    coop_curve *greenwood[3];
    coop_curve *aalen[3];
    tables_make(c, tables);
    for (int g = 0; g < n; g++) {
        greenwood[g] = incidence_of(tables[g], NULL);
        aalen[g] = incidence_of(tables[g], "aalen");
    }
    aj_check(names[_i], greenwood);
    cuminc_check(names[_i], aalen);
    coop_life_groups groups = groups_of(tables, n, 1);
    gray_check(names[_i], &groups);
    for (int g = 0; g < n; g++) {
        coop_curve_free(greenwood[g]);
        coop_curve_free(aalen[g]);
    }
    tables_free(tables, n);
    free(c);
}
END_TEST

/* Cases of mixed.csv by group, or by stratum and group; no late entries. */
static cases *mixed_read(bool has_strata)
{
    frame f;
    ck_assert(frame_read("survival", "mixed.csv", &f));
    cases *c = cases_new(3, has_strata ? 6 : 3);
    c->n = f.n_rows;
    c->has_weight = true;
    for (int i = 0; i < c->n; i++) {
        c->entry[i] = frame_number(&f, i, "entry");
        c->time[i] = frame_number(&f, i, "time");
        c->event[i] = (int32_t)frame_number(&f, i, "event");
        c->weight[i] = frame_number(&f, i, "weight");
        c->group[i] = (int32_t)frame_number(&f, i, "group");
        c->group[i] += has_strata ? 3 * (int32_t)frame_number(&f, i, "stratum") : 0;
    }
    frame_free(&f);
    return c;
}

/* Three causes, ties of all of them, weights, with and without late entries. R's error is the
 * jackknife's, which is Greenwood's only where all are at risk from the start. */
START_TEST(mixed_cases_agree_with_r)
{
    frame f;
    ck_assert(frame_read("survival", "mixed_aj.csv", &f));
    cases *c = mixed_read(false);
    int row = 0;
    for (int g = 0; g < 3; g++) {
        for (int late = 1; late >= 0; late--) {
            c->has_entry = late == 1;
            coop_life_table *tables[3];
            tables_make(c, tables);
            coop_curve *curve = incidence_of(tables[g], NULL);
            for (int i = 0; i < coop_curve_n(curve); i++, row++) {
                ck_assert(frame_number(&f, row, "late") == late);
                ck_assert(frame_number(&f, row, "time") == coop_curve_column(curve, "time")[i]);
                near(coop_curve_column(curve, "survival")[i], frame_number(&f, row, "p0"), 1e-13,
                     "survival", row);
                for (int j = 1; j <= 3; j++) {
                    char ours[24];
                    char rs[8];
                    snprintf(ours, sizeof ours, "incidence_%d", j);
                    snprintf(rs, sizeof rs, "p%d", j);
                    near(coop_curve_column(curve, ours)[i], frame_number(&f, row, rs), 1e-13, ours,
                         row);
                    snprintf(ours, sizeof ours, "std_error_%d", j);
                    snprintf(rs, sizeof rs, "se%d", j);
                    if (late == 0) {
                        near(coop_curve_column(curve, ours)[i], frame_number(&f, row, rs), 1e-12,
                             ours, row);
                    }
                }
            }
            coop_curve_free(curve);
            tables_free(tables, 3);
        }
    }
    ck_assert_int_eq(row, f.n_rows);
    frame_free(&f);
    free(c);
}
END_TEST

START_TEST(grays_tests_of_mixed_cases_agree_with_r)
{
    frame f;
    ck_assert(frame_read("survival", "mixed_gray.csv", &f));
    for (int i = 0; i < f.n_rows; i++) {
        int32_t n_strata = (int32_t)frame_number(&f, i, "n_strata");
        cases *c = mixed_read(n_strata == 2);
        coop_life_table *tables[6];
        tables_make(c, tables);
        coop_life_groups groups = groups_of(tables, 3, n_strata);
        coop_incidence_test_options o = COOP_INCIDENCE_TEST_OPTIONS_INIT;
        coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
        o.rho = frame_number(&f, i, "rho");
        o.cause = (int32_t)frame_number(&f, i, "cause");
        ck_assert_int_eq(coop_incidence_compare(&groups, &o, NULL, &t, NULL, NULL), COOP_OK);
        near(t.statistic, frame_number(&f, i, "statistic"), 1e-11, "statistic", i);
        near(t.p, frame_number(&f, i, "p"), 1e-11, "p", i);
        ck_assert(t.df == frame_number(&f, i, "df"));
        tables_free(tables, 3 * n_strata);
        free(c);
    }
    ck_assert_int_eq(f.n_rows, 24);
    frame_free(&f);
}
END_TEST

START_TEST(aalens_variances_of_mixed_cases_agree_with_r)
{
    frame f;
    ck_assert(frame_read("survival", "mixed_aalen.csv", &f));
    cases *c = mixed_read(false);
    coop_life_table *tables[3];
    tables_make(c, tables);
    for (int i = 0; i < f.n_rows; i++) {
        coop_curve *curve = incidence_of(tables[(int)frame_number(&f, i, "group")], "aalen");
        double time = frame_number(&f, i, "time");
        double got = 0.0;
        char name[32];
        snprintf(name, sizeof name, "incidence_%s", frame_text(&f, i, "cause"));
        ck_assert_int_eq(coop_curve_value(curve, name, time, &got, NULL), COOP_OK);
        near(got, frame_number(&f, i, "incidence"), 1e-13, name, i);
        snprintf(name, sizeof name, "std_error_%s", frame_text(&f, i, "cause"));
        if (got > 0.0) {
            ck_assert_int_eq(coop_curve_value(curve, name, time, &got, NULL), COOP_OK);
            near(got * got, frame_number(&f, i, "variance"), 1e-12, name, i);
        }
        coop_curve_free(curve);
    }
    ck_assert_int_eq(f.n_rows, 54);
    tables_free(tables, 3);
    free(c);
    frame_free(&f);
}
END_TEST

static const double known_time[20] = {3,  5,  6,  6,  8,  10, 10, 12, 12, 12,
                                      15, 18, 18, 20, 24, 24, 30, 30, 36, 36};
static const int32_t known_event[20] = {1, 1, 1, 0, 2, 1, 1, 2, 1, 0, 1, 1, 0, 2, 1, 0, 1, 0, 0, 0};

static cases *known_cases(int32_t n_groups)
{
    cases *c = cases_new(2, n_groups);
    c->n = 20;
    memcpy(c->time, known_time, sizeof known_time);
    memcpy(c->event, known_event, sizeof known_event);
    for (int i = 0; i < 20; i++) {
        c->group[i] = i % n_groups;
    }
    return c;
}

/* The vector of the catalogue of methods. */
START_TEST(known_answers_are_met)
{
    cases *c = known_cases(1);
    coop_life_table *table = NULL;
    tables_make(c, &table);
    coop_curve *curve = incidence_of(table, NULL);
    double f = 0.0;
    double se = 0.0;
    ck_assert_int_eq(coop_curve_value(curve, "incidence_2", 12.0, &f, NULL), COOP_OK);
    ck_assert_int_eq(coop_curve_value(curve, "std_error_2", 13.5, &se, NULL), COOP_OK);
    near(f, 0.10625, 1e-14, "incidence", 12);
    near(se * se, 0.00503857422, 1e-9, "variance", 12);
    ck_assert_int_eq(coop_curve_value(curve, "incidence_2", 24.0, &f, NULL), COOP_OK);
    ck_assert_int_eq(coop_curve_value(curve, "std_error_2", 24.0, &se, NULL), COOP_OK);
    near(f, 0.17303571, 3e-8, "incidence", 24);
    near(se * se, 0.00837751919, 1e-9, "variance", 24);
    coop_curve_free(curve);
    coop_life_table_free(table);
    free(c);
    coop_life_table *tables[2];
    c = known_cases(2);
    tables_make(c, tables);
    coop_life_groups groups = groups_of(tables, 2, 1);
    static const double gray[2] = {1.9012369075, 0.3775270447};
    for (int j = 0; j < 2; j++) {
        coop_incidence_test_options o = COOP_INCIDENCE_TEST_OPTIONS_INIT;
        coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
        coop_survival_part parts[2];
        o.cause = j + 1;
        ck_assert_int_eq(coop_incidence_compare(&groups, &o, NULL, &t, parts, NULL), COOP_OK);
        near(t.statistic, gray[j], 1e-10, "Gray", j + 1);
        near(parts[0].observed - parts[0].expected, parts[1].expected - parts[1].observed, 1e-12,
             "scores add up to 0", j);
        ck_assert(parts[0].observed + parts[1].observed == (j == 0 ? 10.0 : 3.0));
    }
    tables_free(tables, 2);
    free(c);
}
END_TEST

/* Incidences and survival add up to 1; each lies in [0, 1], rises, and lies inside its limits. */
START_TEST(all_causes_and_survival_add_up_to_1)
{
    uint64_t state = 11;
    for (int round = 0; round < 200; round++) {
        int n_causes = 2 + round % 3;
        cases *c = cases_random(&state, 1 + (int)(next_random(&state) % 60), n_causes, 1);
        c->has_entry = round % 2 == 0;
        c->has_weight = round % 3 == 0;
        coop_life_table *table = NULL;
        tables_make(c, &table);
        coop_curve *curve = incidence_of(table, round % 4 < 2 ? "aalen" : "greenwood");
        for (int i = 0; i < coop_curve_n(curve); i++) {
            double sum = coop_curve_column(curve, "survival")[i];
            for (int j = 1; j <= n_causes; j++) {
                char name[24];
                snprintf(name, sizeof name, "incidence_%d", j);
                const double *f = coop_curve_column(curve, name);
                snprintf(name, sizeof name, "low_%d", j);
                double low = coop_curve_column(curve, name)[i];
                snprintf(name, sizeof name, "high_%d", j);
                double high = coop_curve_column(curve, name)[i];
                sum += f[i];
                ck_assert(f[i] >= (i > 0 ? f[i - 1] : 0.0) && f[i] <= 1.0);
                ck_assert(low >= 0.0 && low <= f[i] && f[i] <= high && high <= 1.0);
            }
            near(sum, 1.0, 1e-15, "sum", i);
        }
        coop_curve_free(curve);
        coop_life_table_free(table);
        free(c);
    }
}
END_TEST

/* With nothing censored an incidence is a share, and its variance that of a share. */
START_TEST(without_censoring_an_incidence_is_a_share)
{
    uint64_t state = 3;
    for (int round = 0; round < 50; round++) {
        cases *c = cases_random(&state, 50, 2, 1);
        for (int i = 0; i < c->n; i++) {
            c->event[i] = 1 + c->event[i] % 2;
        }
        coop_life_table *table = NULL;
        tables_make(c, &table);
        coop_curve *curve = incidence_of(table, "greenwood");
        for (int i = 0; i < coop_curve_n(curve); i++) {
            double hits = 0.0;
            for (int k = 0; k < c->n; k++) {
                hits += c->event[k] == 2 && c->time[k] <= coop_curve_column(curve, "time")[i];
            }
            double p = hits / 50.0;
            near(coop_curve_column(curve, "incidence_2")[i], p, 1e-14, "share", i);
            near(coop_curve_column(curve, "std_error_2")[i], sqrt(p * (1.0 - p) / 50.0), 1e-11,
                 "std_error", i);
        }
        coop_curve_free(curve);
        coop_life_table_free(table);
        free(c);
    }
}
END_TEST

/* What the same cases give in another order, as groups in another order, in copies or in parts. */
START_TEST(gray_is_the_same_for_the_same_cases)
{
    uint64_t state = 29;
    for (int round = 0; round < 60; round++) {
        cases *c = cases_random(&state, 90, 3, 3);
        c->has_entry = round % 2 == 0;
        coop_life_table *tables[6];
        tables_make(c, tables);
        coop_life_groups groups = groups_of(tables, 3, 1);
        coop_incidence_test_options o = COOP_INCIDENCE_TEST_OPTIONS_INIT;
        o.cause = 2;
        o.rho = round % 3;
        coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
        ck_assert_int_eq(coop_incidence_compare(&groups, &o, NULL, &t, NULL, NULL), COOP_OK);
        ck_assert(t.statistic >= 0.0 && t.p <= 1.0 && t.df == 2);
        coop_life_table *turned[3] = {tables[2], tables[0], tables[1]};
        coop_life_groups other = groups_of(turned, 3, 1);
        coop_survival_test u = COOP_SURVIVAL_TEST_INIT;
        ck_assert_int_eq(coop_incidence_compare(&other, &o, NULL, &u, NULL, NULL), COOP_OK);
        near(u.statistic, t.statistic, 1e-9, "turned", round);
        /* A second stratum without cases of two groups adds nothing. */
        cases *alone = cases_random(&state, 20, 3, 3);
        for (int i = 0; i < alone->n; i++) {
            alone->group[i] = 1;
        }
        tables_make(alone, tables + 3);
        coop_life_groups strata = groups_of(tables, 3, 2);
        ck_assert_int_eq(coop_incidence_compare(&strata, &o, NULL, &u, NULL, NULL), COOP_OK);
        near(u.statistic, t.statistic, 1e-12, "strata", round);
        tables_free(tables, 6);
        free(alone);
        free(c);
    }
}
END_TEST

START_TEST(one_cause_is_refused)
{
    cases *c = known_cases(2);
    c->n_causes = 1;
    for (int i = 0; i < c->n; i++) {
        c->event[i] = c->event[i] == 1;
    }
    coop_life_table *tables[2];
    tables_make(c, tables);
    coop_error err = {0};
    coop_curve *curve = NULL;
    ck_assert_int_eq(coop_incidence_curve(tables[0], NULL, NULL, &curve, &err), COOP_UNDEFINED);
    ck_assert_ptr_nonnull(strstr(err.message, "needs all causes"));
    ck_assert_ptr_null(curve);
    coop_life_groups groups = groups_of(tables, 2, 1);
    coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
    ck_assert_int_eq(coop_incidence_compare(&groups, NULL, NULL, &t, NULL, &err), COOP_UNDEFINED);
    ck_assert_ptr_nonnull(strstr(err.message, "needs all causes"));
    tables_free(tables, 2);
    free(c);
}
END_TEST

START_TEST(bad_arguments_are_named)
{
    cases *c = known_cases(2);
    coop_life_table *tables[2];
    tables_make(c, tables);
    coop_incidence_options o = COOP_INCIDENCE_OPTIONS_INIT;
    coop_incidence_test_options to = COOP_INCIDENCE_TEST_OPTIONS_INIT;
    coop_life_groups groups = groups_of(tables, 2, 1);
    coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
    coop_curve *curve = NULL;
    coop_error err = {0};
    o.variance = "jackknife";
    ck_assert_int_eq(coop_incidence_curve(tables[0], &o, NULL, &curve, &err), COOP_NOT_FOUND);
    ck_assert_str_eq(err.message, "variances are greenwood, aalen; there is no \"jackknife\"");
    o.variance = NULL;
    o.level = 1.0;
    ck_assert_int_eq(coop_incidence_curve(tables[0], &o, NULL, &curve, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_incidence_curve(NULL, NULL, NULL, &curve, NULL), COOP_ARGUMENT);
    to.cause = 3;
    ck_assert_int_eq(coop_incidence_compare(&groups, &to, NULL, &t, NULL, &err), COOP_RANGE);
    ck_assert_str_eq(err.message, "cause is 3, need 1 to 2");
    to.cause = 2;
    to.rho = -1.0;
    ck_assert_int_eq(coop_incidence_compare(&groups, &to, NULL, &t, NULL, NULL), COOP_RANGE);
    t.struct_size = 0;
    ck_assert_int_eq(coop_incidence_compare(&groups, NULL, NULL, &t, NULL, NULL), COOP_ARGUMENT);
    ck_assert_ptr_null(curve);
    tables_free(tables, 2);
    free(c);
}
END_TEST

START_TEST(every_failed_allocation_is_reported)
{
    cases *c = known_cases(2);
    coop_life_table *tables[2];
    tables_make(c, tables);
    coop_life_groups groups = groups_of(tables, 2, 1);
    for (int64_t k = 1; k < 30; k++) {
        meter m = {.fail_at = k};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        run.allocator = &a;
        coop_curve *curve = NULL;
        coop_status status = coop_incidence_curve(tables[0], NULL, &run, &curve, NULL);
        ck_assert_int_eq(status, m.calls >= k ? COOP_MEMORY : COOP_OK);
        ck_assert((curve != NULL) == (status == COOP_OK));
        coop_curve_free(curve);
        ck_assert_uint_eq(m.live, 0);
        m = (meter){.fail_at = k};
        coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
        status = coop_incidence_compare(&groups, NULL, &run, &t, NULL, NULL);
        ck_assert_int_eq(status, m.calls >= k ? COOP_MEMORY : COOP_OK);
        ck_assert((t.df != 0) == (status == COOP_OK));
        ck_assert_uint_eq(m.live, 0);
    }
    tables_free(tables, 2);
    free(c);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("incidence");
    TCase *c = tcase_create("incidence");
    tcase_add_loop_test(c, data_sets_agree_with_r, 0, 2);
    tcase_add_test(c, mixed_cases_agree_with_r);
    tcase_add_test(c, grays_tests_of_mixed_cases_agree_with_r);
    tcase_add_test(c, aalens_variances_of_mixed_cases_agree_with_r);
    tcase_add_test(c, known_answers_are_met);
    tcase_add_test(c, all_causes_and_survival_add_up_to_1);
    tcase_add_test(c, without_censoring_an_incidence_is_a_share);
    tcase_add_test(c, gray_is_the_same_for_the_same_cases);
    tcase_add_test(c, one_cause_is_refused);
    tcase_add_test(c, bad_arguments_are_named);
    tcase_add_test(c, every_failed_allocation_is_reported);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
