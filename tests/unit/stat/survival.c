/* survival.c -- survival curves: known answers, edges, invariants.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/survival.h>

#include "life_tables.h"

static const coop_life_table *one(const double *time, const int32_t *event, int64_t n,
                                  coop_life_table **out)
{
    coop_life_rows rows = {.time = time, .event = event, .n_rows = n, .n_causes = 1, .n_groups = 1};
    ck_assert_int_eq(coop_life_tables_of_rows(&rows, NULL, out, NULL), COOP_OK);
    return *out;
}

static const double known_time[20] = {3,  5,  6,  6,  8,  10, 10, 12, 12, 12,
                                      15, 18, 18, 20, 24, 24, 30, 30, 36, 36};
static const int32_t known_event[20] = {1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0};

/* The vector of the catalogue of methods. */
START_TEST(known_answers_are_met)
{
    coop_life_table *table = NULL;
    coop_curve *curve = survival_of(one(known_time, known_event, 20, &table), NULL, NULL, 0.0);
    static const char *const names[] = {"survival", "std_error", "low", "high"};
    static const double want[] = {.68, .10856641592, .41973328, .84254558};
    for (int i = 0; i < 4; i++) {
        double got = 0.0;
        ck_assert_int_eq(coop_curve_value(curve, names[i], 12.0, &got, NULL), COOP_OK);
        near(got, want[i], 2e-8, names[i], 12);
    }
    coop_curve_free(curve);
    coop_life_table_free(table);
    cases *c = cases_new(1, 2);
    c->n = 20;
    memcpy(c->time, known_time, sizeof known_time);
    memcpy(c->event, known_event, sizeof known_event);
    for (int i = 0; i < 20; i++) {
        c->group[i] = i % 2;
    }
    coop_life_table *tables[2];
    tables_make(c, tables);
    coop_life_groups groups = groups_of(tables, 2, 1);
    coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
    coop_survival_part parts[2];
    ck_assert_int_eq(coop_survival_compare(&groups, NULL, NULL, &t, parts, NULL), COOP_OK);
    ck_assert(parts[0].observed == 7.0);
    near(parts[0].expected, 4.81300045, 1e-8, "expected", 0);
    near(parts[0].variance, 2.45696399, 1e-8, "variance", 0);
    near(t.statistic, 1.94669806, 1e-8, "statistic", 0);
    coop_survival_test_options o = COOP_SURVIVAL_TEST_OPTIONS_INIT;
    o.weights = "fleming-harrington";
    o.rho = 1.0;
    ck_assert_int_eq(coop_survival_compare(&groups, &o, NULL, &t, NULL, NULL), COOP_OK);
    near(t.statistic, 1.56133005, 1e-8, "statistic", 1);
    tables_free(tables, 2);
    free(c);
}
END_TEST

START_TEST(methods_are_listed_and_found)
{
    const coop_survival_method *const lists[] = {coop_survival_limits(), coop_survival_hazards(),
                                                 coop_survival_hazard_variances(),
                                                 coop_survival_tests()};
    static const int sizes[] = {5, 2, 2, 4};
    static const char *const defaults[] = {"log-log", "nelson-aalen", "aalen", "log-rank"};
    for (int i = 0; i < 4; i++) {
        int n = 0;
        for (; lists[i][n].name != NULL; n++) {
            ck_assert(lists[i][n].meaning[0] != '\0' && lists[i][n].origin[0] != '\0');
        }
        ck_assert_int_eq(n, sizes[i]);
        ck_assert_str_eq(lists[i][0].name, defaults[i]);
    }
    coop_life_table *table = NULL;
    coop_curve *curve = NULL;
    coop_error err = {0};
    coop_survival_options o = COOP_SURVIVAL_OPTIONS_INIT;
    o.limits = "wald";
    ck_assert_int_eq(
        coop_survival_curve(one(known_time, known_event, 20, &table), &o, NULL, &curve, &err),
        COOP_NOT_FOUND);
    ck_assert_str_eq(err.message,
                     "limits are log-log, plain, log, logit, arcsine; there is no \"wald\"");
    o = (coop_survival_options)COOP_SURVIVAL_OPTIONS_INIT;
    o.hazard = "breslow";
    ck_assert_int_eq(coop_survival_curve(table, &o, NULL, &curve, NULL), COOP_NOT_FOUND);
    o.hazard = NULL;
    o.hazard_variance = "x";
    ck_assert_int_eq(coop_survival_curve(table, &o, NULL, &curve, NULL), COOP_NOT_FOUND);
    ck_assert_ptr_null(curve);
    coop_life_table_free(table);
}
END_TEST

/* Two of four, then the last: each estimator and variance by its definition. */
START_TEST(hazards_and_their_variances_are_met)
{
    static const double time[4] = {1.0, 1.0, 2.0, 3.0};
    static const int32_t event[4] = {1, 1, 0, 1};
    static const struct {
        const char *hazard, *variance;
        double want, want_variance;
    } all[] = {
        {"nelson-aalen", "aalen", 0.5, 2.0 / 16.0},
        {"nelson-aalen", "klein", 0.5, 4.0 / 64.0},
        {"fleming-harrington", "aalen", 1.0 / 4.0 + 1.0 / 3.0, 1.0 / 16.0 + 1.0 / 9.0},
        {"fleming-harrington", "klein", 1.0 / 4.0 + 1.0 / 3.0, 3.0 / 64.0 + 2.0 / 27.0},
    };
    coop_life_table *table = NULL;
    one(time, event, 4, &table);
    for (int i = 0; i < 4; i++) {
        coop_survival_options o = COOP_SURVIVAL_OPTIONS_INIT;
        coop_curve *curve = NULL;
        o.hazard = all[i].hazard;
        o.hazard_variance = all[i].variance;
        ck_assert_int_eq(coop_survival_curve(table, &o, NULL, &curve, NULL), COOP_OK);
        double last = strcmp(all[i].variance, "aalen") == 0 ? 1.0 : 0.0;
        double error = cell(curve, "hazard_std_error", 1);
        near(cell(curve, "hazard", 1), all[i].want, 1e-15, "hazard", i);
        near(error * error, all[i].want_variance, 1e-15, "variance", i);
        error = cell(curve, "hazard_std_error", 2);
        near(cell(curve, "hazard", 2), all[i].want + 1.0, 1e-15, "hazard", i);
        near(error * error, all[i].want_variance + last, 1e-15, "variance", i);
        coop_curve_free(curve);
    }
    coop_life_table_free(table);
}
END_TEST

/* One case; all censored; all at once. */
START_TEST(least_tables_have_their_answers)
{
    static const double time[3] = {5.0, 5.0, 5.0};
    static const int32_t none[3] = {0, 0, 0};
    static const int32_t all[3] = {1, 1, 1};
    coop_life_table *table = NULL;
    for (int64_t n = 1; n <= 3; n += 2) {
        coop_curve *curve = survival_of(one(time, none, n, &table), "log-log", NULL, 0.95);
        ck_assert(cell(curve, "survival", 0) == 1.0 && cell(curve, "std_error", 0) == 0.0);
        near(cell(curve, "low", 0), pow(0.05, 1.0 / (double)n), 1e-14, "low", 0);
        ck_assert(cell(curve, "high", 0) == 1.0 && cell(curve, "hazard", 0) == 0.0);
        coop_survival_quantile q = {.struct_size = sizeof q};
        ck_assert_int_eq(coop_survival_quantile_at(curve, 0.5, &q, NULL), COOP_OK);
        ck_assert(isinf(q.value) && isinf(q.high));
        coop_curve_free(curve);
        curve = survival_of(table, "plain", NULL, 0.95);
        ck_assert(cell(curve, "low", 0) == 1.0 && cell(curve, "high", 0) == 1.0);
        coop_curve_free(curve);
        coop_life_table_free(table);
        curve = survival_of(one(time, all, n, &table), "log-log", NULL, 0.95);
        ck_assert(cell(curve, "survival", 0) == 0.0 && isnan(cell(curve, "std_error", 0)));
        ck_assert(cell(curve, "low", 0) == 0.0 && cell(curve, "high", 0) == 1.0);
        ck_assert(cell(curve, "hazard", 0) == 1.0);
        ck_assert_int_eq(coop_survival_quantile_at(curve, 0.5, &q, NULL), COOP_OK);
        ck_assert(q.value == 5.0 && q.low == 5.0 && isinf(q.high));
        coop_curve_free(curve);
        coop_life_table_free(table);
    }
    coop_curve *curve = NULL;
    ck_assert_int_eq(coop_survival_curve(one(time, all, 0, &table), NULL, NULL, &curve, NULL),
                     COOP_EMPTY);
    ck_assert_ptr_null(curve);
    coop_life_table_free(table);
}
END_TEST

/* S falls to 0 at 2, while b and c come later: at risk is 0 between 2 and 3. */
START_TEST(an_empty_risk_set_in_the_middle_is_told)
{
    static const double entry[3] = {0.0, 3.0, 3.0};
    static const double time[3] = {2.0, 5.0, 7.0};
    static const int32_t event[3] = {1, 1, 0};
    coop_life_rows rows = {entry, time, event, NULL, NULL, 3, 1, 1};
    coop_life_table *table = NULL;
    ck_assert_int_eq(coop_life_tables_of_rows(&rows, NULL, &table, NULL), COOP_OK);
    coop_life_summary s = COOP_LIFE_SUMMARY_INIT;
    ck_assert_int_eq(coop_life_table_summary(table, &s, NULL), COOP_OK);
    ck_assert(s.cases == 3.0 && s.events == 2.0 && s.censored == 1.0);
    ck_assert(s.first_time == 2.0 && s.last_time == 7.0);
    ck_assert_int_eq(s.n_rows, 3);
    ck_assert_int_eq(s.n_times, 3);
    ck_assert_int_eq(s.n_empty, 1);
    ck_assert_int_eq(s.n_lost, 2);
    coop_curve *curve = survival_of(table, NULL, NULL, 0.0);
    ck_assert_int_eq(coop_curve_n(curve), 3);
    for (int i = 0; i < 3; i++) {
        ck_assert(cell(curve, "at_risk", i) == (i == 1 ? 2.0 : 1.0));
        ck_assert(cell(curve, "survival", i) == 0.0 && isnan(cell(curve, "std_error", i)));
        ck_assert(cell(curve, "low", i) == 0.0 && cell(curve, "high", i) == 1.0);
    }
    ck_assert(cell(curve, "hazard", 1) == 1.5);
    coop_curve_free(curve);
    coop_life_table_free(table);
    /* The same with the first censored: survival stays. */
    static const int32_t censored[3] = {0, 1, 0};
    rows.event = censored;
    ck_assert_int_eq(coop_life_tables_of_rows(&rows, NULL, &table, NULL), COOP_OK);
    ck_assert_int_eq(coop_life_table_summary(table, &s, NULL), COOP_OK);
    ck_assert_int_eq(s.n_empty, 1);
    ck_assert_int_eq(s.n_lost, 0);
    curve = survival_of(table, NULL, NULL, 0.0);
    ck_assert(cell(curve, "survival", 2) == 0.5);
    coop_curve_free(curve);
    coop_life_table_free(table);
}
END_TEST

START_TEST(survival_falls_inside_its_limits)
{
    uint64_t state = 23;
    for (int round = 0; round < 300; round++) {
        cases *c = cases_random(&state, 1 + (int)(next_random(&state) % 80), 1, 1);
        c->has_entry = round % 2 == 0;
        c->has_weight = round % 3 == 0;
        for (int i = 0; i < c->n && round % 9 == 0; i++) {
            c->weight[i] = ldexp(c->weight[i], -round % 62);
        }
        coop_life_table *table = NULL;
        tables_make(c, &table);
        const coop_survival_method *limits = &coop_survival_limits()[round % 5];
        coop_curve *curve = survival_of(table, limits->name, NULL, 0.5 + 0.0016 * round);
        double last = 1.0;
        for (int i = 0; i < coop_curve_n(curve); i++) {
            double s = cell(curve, "survival", i);
            ck_assert(s >= 0.0 && s <= last);
            ck_assert_msg(cell(curve, "low", i) >= 0.0 && cell(curve, "low", i) <= s &&
                              s <= cell(curve, "high", i) && cell(curve, "high", i) <= 1.0,
                          "%s at %d: %.17g in %.17g to %.17g", limits->name, i, s,
                          cell(curve, "low", i), cell(curve, "high", i));
            last = s;
        }
        coop_curve_free(curve);
        coop_life_table_free(table);
        free(c);
    }
}
END_TEST

/* Without censoring: shares of the sample, their errors, and the mean of min(time, tau). */
START_TEST(without_censoring_survival_is_a_share)
{
    uint64_t state = 43;
    for (int round = 0; round < 60; round++) {
        cases *c = cases_random(&state, 64, 1, 1);
        double tau = 3.0 + round % 20;
        double sum = 0.0;
        double squares = 0.0;
        for (int i = 0; i < c->n; i++) {
            c->event[i] = 1;
            c->time[i] -= round % 3 * 4.0; /* below 0 too */
            sum += fmin(c->time[i], tau);
            squares += fmin(c->time[i], tau) * fmin(c->time[i], tau);
        }
        coop_life_table *table = NULL;
        tables_make(c, &table);
        coop_curve *curve = survival_of(table, "plain", NULL, 0.0);
        for (int k = 0; k < coop_curve_n(curve); k++) {
            double left = 0.0;
            for (int i = 0; i < c->n; i++) {
                left += c->time[i] > cell(curve, "time", k);
            }
            double s = left / 64.0;
            near(cell(curve, "survival", k), s, 1e-14, "survival", k);
            if (s > 0.0) {
                near(cell(curve, "std_error", k), sqrt(s * (1.0 - s) / 64.0), 1e-13, "error", k);
            }
        }
        coop_survival_mean mean = {.struct_size = sizeof mean};
        ck_assert_int_eq(coop_survival_mean_until(curve, tau, &mean, NULL), COOP_OK);
        near(mean.value, sum / 64.0, 1e-13, "mean", round);
        near(mean.std_error, sqrt((squares - sum * sum / 64.0) / 64.0 / 64.0), 1e-11, "error",
             round);
        ck_assert(mean.extended == 0.0);
        coop_curve_free(curve);
        coop_life_table_free(table);
        free(c);
    }
}
END_TEST

/* 4 cases: survival is 1/2 from 2 to 3, and 1/4 from 3 to the end at 9. */
START_TEST(quantiles_take_the_middle_of_a_flat_part)
{
    static const double time[4] = {1.0, 2.0, 3.0, 9.0};
    static const int32_t event[4] = {1, 1, 1, 0};
    coop_life_table *table = NULL;
    coop_curve *curve = survival_of(one(time, event, 4, &table), "plain", NULL, 0.0);
    coop_survival_quantile q = {.struct_size = sizeof q};
    static const double p[] = {0.1, 0.25, 0.4, 0.5, 0.6, 0.75};
    static const double want[] = {1.0, 1.5, 2.0, 2.5, 3.0, 6.0};
    for (int i = 0; i < 6; i++) {
        ck_assert_int_eq(coop_survival_quantile_at(curve, p[i], &q, NULL), COOP_OK);
        ck_assert_msg(q.value == want[i] && q.low <= q.value && q.high >= q.value, "%g: %g", p[i],
                      q.value);
    }
    ck_assert_int_eq(coop_survival_quantile_at(curve, 0.76, &q, NULL), COOP_OK);
    ck_assert(isinf(q.value));
    q.value = 7.0;
    static const double bad[] = {0.0, 1.0, -0.5, NAN};
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(coop_survival_quantile_at(curve, bad[i], &q, NULL), COOP_RANGE);
    }
    q.struct_size = 0;
    ck_assert_int_eq(coop_survival_quantile_at(curve, 0.5, &q, NULL), COOP_ARGUMENT);
    ck_assert(q.value == 7.0);
    coop_curve_free(curve);
    coop_life_table_free(table);
}
END_TEST

START_TEST(means_say_how_far_they_were_extended)
{
    static const double time[4] = {1.0, 2.0, 3.0, 9.0};
    static const int32_t event[4] = {1, 1, 1, 0};
    static const int32_t last[4] = {1, 1, 1, 1};
    coop_life_table *table = NULL;
    coop_curve *curve = survival_of(one(time, event, 4, &table), NULL, NULL, 0.0);
    coop_survival_mean mean = {.struct_size = sizeof mean};
    ck_assert_int_eq(coop_survival_mean_until(curve, 9.0, &mean, NULL), COOP_OK);
    ck_assert(mean.value == 1.0 + 0.75 + 0.5 + 6.0 * 0.25 && mean.extended == 0.0);
    ck_assert_int_eq(coop_survival_mean_until(curve, 13.0, &mean, NULL), COOP_OK);
    ck_assert(mean.value == 4.75 && mean.extended == 4.0);
    static const double bad[] = {0.0, 0.5, -1.0, NAN, INFINITY};
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(coop_survival_mean_until(curve, bad[i], &mean, NULL), COOP_RANGE);
    }
    ck_assert_int_eq(coop_survival_mean_until(curve, 1.0, &mean, NULL), COOP_OK);
    ck_assert(mean.value == 1.0 && mean.std_error == 0.0);
    coop_curve_free(curve);
    coop_life_table_free(table);
    curve = survival_of(one(time, last, 4, &table), NULL, NULL, 0.0);
    ck_assert_int_eq(coop_survival_mean_until(curve, 100.0, &mean, NULL), COOP_OK);
    ck_assert(mean.value == 15.0 / 4.0 && mean.extended == 0.0);
    coop_curve_free(curve);
    coop_life_table_free(table);
}
END_TEST

START_TEST(curves_are_read_at_any_time)
{
    static const double time[3] = {-2.0, 1.0, 4.0};
    static const int32_t event[3] = {1, 1, 0};
    coop_life_table *table = NULL;
    coop_curve *curve = survival_of(one(time, event, 3, &table), NULL, NULL, 0.0);
    coop_error err = {0};
    double v = -1.0;
    ck_assert_int_eq(coop_curve_value(curve, "survival", -2.1, &v, NULL), COOP_OK);
    ck_assert(v == 1.0);
    ck_assert_int_eq(coop_curve_value(curve, "hazard", -INFINITY, &v, NULL), COOP_OK);
    ck_assert(v == 0.0);
    ck_assert_int_eq(coop_curve_value(curve, "survival", -2.0, &v, NULL), COOP_OK);
    near(v, 2.0 / 3.0, 1e-15, "survival", 0);
    ck_assert_int_eq(coop_curve_value(curve, "survival", 3.9, &v, NULL), COOP_OK);
    near(v, 1.0 / 3.0, 1e-15, "survival", 1);
    ck_assert_int_eq(coop_curve_value(curve, "survival", 4.0, &v, NULL), COOP_OK);
    v = 9.0;
    ck_assert_int_eq(coop_curve_value(curve, "survival", 4.1, &v, &err), COOP_UNDEFINED);
    ck_assert_str_eq(err.message, "survival has no value at time 4.1, which is beyond the last");
    ck_assert_int_eq(coop_curve_value(curve, "low", -3.0, &v, &err), COOP_UNDEFINED);
    ck_assert_str_eq(err.message, "low has no value at time -3, which is before the first");
    ck_assert_int_eq(coop_curve_value(curve, "cif", 1.0, &v, NULL), COOP_NOT_FOUND);
    ck_assert_int_eq(coop_curve_value(curve, "survival", NAN, &v, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_curve_value(NULL, "survival", 1.0, &v, NULL), COOP_ARGUMENT);
    ck_assert(v == 9.0);
    ck_assert_ptr_null(coop_curve_name(curve, 10));
    ck_assert_ptr_null(coop_curve_name(curve, -1));
    ck_assert_str_eq(coop_curve_name(curve, 0), "time");
    ck_assert_ptr_null(coop_curve_column(curve, "cif"));
    ck_assert_int_eq(coop_curve_n(NULL), 0);
    coop_curve_free(curve);
    coop_life_table_free(table);
    static const int32_t all[3] = {1, 1, 1};
    curve = survival_of(one(time, all, 3, &table), NULL, NULL, 0.0);
    ck_assert_int_eq(coop_curve_value(curve, "survival", 99.0, &v, NULL), COOP_OK);
    ck_assert(v == 0.0);
    ck_assert_int_eq(coop_curve_value(curve, "std_error", 99.0, &v, &err), COOP_UNDEFINED);
    coop_curve_free(curve);
    coop_life_table_free(table);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("survival");
    TCase *c = tcase_create("survival");
    tcase_add_test(c, known_answers_are_met);
    tcase_add_test(c, methods_are_listed_and_found);
    tcase_add_test(c, hazards_and_their_variances_are_met);
    tcase_add_test(c, least_tables_have_their_answers);
    tcase_add_test(c, an_empty_risk_set_in_the_middle_is_told);
    tcase_add_test(c, survival_falls_inside_its_limits);
    tcase_add_test(c, without_censoring_survival_is_a_share);
    tcase_add_test(c, quantiles_take_the_middle_of_a_flat_part);
    tcase_add_test(c, means_say_how_far_they_were_extended);
    tcase_add_test(c, curves_are_read_at_any_time);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
