/* survival_oracle.c -- survival and its tests against R and published values.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/survival.h>

#include "life_tables.h"

/* Everything of a data set; tables[0 .. n_groups - 1] by group, then that of all cases. */
typedef struct data_set {
    cases *c;
    char groups[8][24];
    coop_life_table *tables[9];
} data_set;

static int group_find(data_set *d, const char *name)
{
    for (int g = 0; g < d->c->n_groups; g++) {
        if (strcmp(d->groups[g], name) == 0) {
            return g;
        }
    }
    return -1;
}

static int text_compare(const void *x, const void *y)
{
    return strcmp(x, y);
}

static bool data_read(const char *name, data_set *d)
{
    char file[64];
    frame f;
    snprintf(file, sizeof file, "%s.input.csv", name);
    if (!frame_read("survival", file, &f)) {
        fprintf(stderr, "skipped: %s is not in the tree\n", name);
        return false;
    }
    *d = (data_set){.c = cases_new(1, 0)};
    d->c->has_entry = frame_find(&f, "entry") >= 0;
    d->c->has_weight = frame_find(&f, "weight") >= 0;
    d->c->n = f.n_rows;
    for (int i = 0; i < f.n_rows; i++) {
        const char *group = frame_text(&f, i, "group");
        if (group_find(d, group) < 0) {
            ck_assert_int_lt(d->c->n_groups, 8);
            snprintf(d->groups[d->c->n_groups++], sizeof d->groups[0], "%s", group);
        }
    }
    qsort(d->groups, (size_t)d->c->n_groups, sizeof d->groups[0], text_compare);
    for (int i = 0; i < f.n_rows; i++) {
        d->c->time[i] = frame_number(&f, i, "time");
        d->c->event[i] = (int32_t)frame_number(&f, i, "status");
        d->c->entry[i] = d->c->has_entry ? frame_number(&f, i, "entry") : 0.0;
        d->c->weight[i] = d->c->has_weight ? frame_number(&f, i, "weight") : 1.0;
        d->c->group[i] = group_find(d, frame_text(&f, i, "group"));
    }
    frame_free(&f);
    tables_make(d->c, d->tables);
    coop_life_rows all = rows_of(d->c);
    all.group = NULL;
    all.n_groups = 1;
    ck_assert_int_eq(coop_life_tables_of_rows(&all, NULL, &d->tables[d->c->n_groups], NULL),
                     COOP_OK);
    return true;
}

static void data_free(data_set *d)
{
    tables_free(d->tables, d->c->n_groups + 1);
    free(d->c);
}

static const struct {
    const char *ours;
    const char *rs;
    double tolerance;
} km_columns[] = {
    {"time", "time", 0.0},          {"at_risk", "n_risk", 0.0},
    {"events", "n_event", 0.0},     {"censored", "n_censor", 0.0},
    {"survival", "surv", 1e-13},    {"std_error", "se_greenwood", 1e-13},
    {"hazard", "cumhaz_na", 1e-13}, {"hazard_std_error", "se_cumhaz", 1e-13},
};

static const struct {
    const char *ours;
    const char *rs;
} limit_names[] = {{"plain", "plain"},
                   {"log", "log"},
                   {"log-log", "loglog"},
                   {"logit", "logit"},
                   {"arcsine", "arcsin"}};

/* Rows of a stratum stand together. Where R has no value there is nothing to compare. */
static void column_check(const coop_curve *curve, const char *ours, const frame *f, int first,
                         const char *rs, double tolerance)
{
    if (frame_find(f, rs) < 0) {
        return;
    }
    const double *got = coop_curve_column(curve, ours);
    for (int i = 0; i < coop_curve_n(curve); i++) {
        double want = frame_number(f, first + i, rs);
        if (!isnan(want)) {
            near(got[i], want, tolerance, rs, i);
        }
    }
}

static void stratum_check(const coop_life_table *table, const frame *f, int first)
{
    coop_curve *curve = survival_of(table, NULL, NULL, 0.0);
    int n = 0;
    while (first + n < f->n_rows &&
           strcmp(frame_text(f, first + n, "stratum"), frame_text(f, first, "stratum")) == 0) {
        n++;
    }
    ck_assert_int_eq(coop_curve_n(curve), n);
    for (int i = 0; i < 8; i++) {
        column_check(curve, km_columns[i].ours, f, first, km_columns[i].rs,
                     km_columns[i].tolerance);
    }
    coop_curve_free(curve);
    for (int i = 0; i < 5; i++) {
        char name[16];
        curve = survival_of(table, limit_names[i].ours, NULL, 0.95);
        snprintf(name, sizeof name, "%s_lo", limit_names[i].rs);
        column_check(curve, "low", f, first, name, 1e-12);
        snprintf(name, sizeof name, "%s_hi", limit_names[i].rs);
        column_check(curve, "high", f, first, name, 1e-12);
        coop_curve_free(curve);
    }
}

static void km_check(const char *name, data_set *d, const char *suffix)
{
    char file[64];
    frame f;
    snprintf(file, sizeof file, "%s.%s.csv", name, suffix);
    if (!frame_read("survival", file, &f)) {
        return;
    }
    for (int i = 0; i < f.n_rows; i++) {
        const char *stratum = frame_text(&f, i, "stratum");
        if (i == 0 || strcmp(stratum, frame_text(&f, i - 1, "stratum")) != 0) {
            int g = strcmp(suffix, "km") == 0 ? group_find(d, stratum) : d->c->n_groups;
            stratum_check(d->tables[g], &f, i);
        }
    }
    frame_free(&f);
}

/* Not reached: infinity here, NA there. */
static void quantile_check(const coop_curve *curve, const frame *f, int row, int percent)
{
    coop_survival_quantile q = {.struct_size = sizeof q};
    ck_assert_int_eq(coop_survival_quantile_at(curve, percent / 100.0, &q, NULL), COOP_OK);
    const double got[3] = {q.value, q.low, q.high};
    static const char *const ends[3] = {"", "_lo", "_hi"};
    for (int i = 0; i < 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "q%d%s", percent, ends[i]);
        double want = frame_number(f, row, name);
        ck_assert_msg(isnan(want) ? isinf(got[i]) : fabs(got[i] - want) <= 1e-13 * want,
                      "%s, row %d: %.17g, want %.17g", name, row, got[i], want);
    }
}

static void summary_check(const char *name, data_set *d)
{
    char file[64];
    frame f;
    snprintf(file, sizeof file, "%s.summary.csv", name);
    if (!frame_read("survival", file, &f)) {
        return;
    }
    for (int i = 0; i < f.n_rows; i++) {
        const coop_life_table *table = d->tables[group_find(d, frame_text(&f, i, "stratum"))];
        coop_life_summary s = COOP_LIFE_SUMMARY_INIT;
        ck_assert_int_eq(coop_life_table_summary(table, &s, NULL), COOP_OK);
        ck_assert(s.cases == frame_number(&f, i, "n"));
        ck_assert(s.events == frame_number(&f, i, "events"));
        coop_curve *curve = survival_of(table, NULL, NULL, 0.0);
        coop_survival_mean mean = {.struct_size = sizeof mean};
        ck_assert_int_eq(coop_survival_mean_until(curve, frame_number(&f, i, "tau"), &mean, NULL),
                         COOP_OK);
        near(mean.value, frame_number(&f, i, "rmst"), 1e-13, name, i);
        near(mean.std_error, frame_number(&f, i, "se_rmst"), 1e-13, name, i);
        static const int percents[] = {10, 25, 50, 75, 90};
        for (int p = 0; p < 5; p++) {
            quantile_check(curve, &f, i, percents[p]);
        }
        coop_curve_free(curve);
    }
    frame_free(&f);
}

static void tests_check(const char *name, data_set *d)
{
    char file[64];
    frame f;
    snprintf(file, sizeof file, "%s.tests.csv", name);
    if (!frame_read("survival", file, &f)) {
        return;
    }
    coop_life_groups groups = groups_of(d->tables, d->c->n_groups, 1);
    coop_survival_part parts[8];
    for (int i = 0; i < f.n_rows; i++) {
        coop_survival_test_options o = COOP_SURVIVAL_TEST_OPTIONS_INIT;
        coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
        o.weights = "fleming-harrington";
        o.rho = strtod(strchr(frame_text(&f, i, "test"), '=') + 1, NULL);
        ck_assert_int_eq(coop_survival_compare(&groups, &o, NULL, &t, NULL, NULL), COOP_OK);
        near(t.statistic, frame_number(&f, i, "chisq"), 1e-12, name, i);
        near(t.p, frame_number(&f, i, "p"), 1e-11, name, i);
        ck_assert(t.df == frame_number(&f, i, "df"));
    }
    frame_free(&f);
    snprintf(file, sizeof file, "%s.obsexp.csv", name);
    ck_assert(frame_read("survival", file, &f));
    coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
    ck_assert_int_eq(coop_survival_compare(&groups, NULL, NULL, &t, parts, NULL), COOP_OK);
    for (int i = 0; i < f.n_rows; i++) {
        int g = group_find(d, frame_text(&f, i, "group"));
        ck_assert(parts[g].observed == frame_number(&f, i, "observed"));
        near(parts[g].expected, frame_number(&f, i, "expected"), 1e-13, name, i);
        near(parts[g].variance, frame_number(&f, i, "var"), 1e-13, name, i);
    }
    frame_free(&f);
}

START_TEST(data_sets_agree_with_r)
{
    static const char *const names[] = {"synthetic_ties300",
                                        "edge_all_event_tied",
                                        "edge_event_cens_tie",
                                        "edge_one_cens",
                                        "aml",
                                        "gehan_6mp",
                                        "lung",
                                        "colon_death",
                                        "kidney_catheter",
                                        "larynx",
                                        "channing_lefttrunc",
                                        "ovarian_weighted"};
    data_set d;
    if (!data_read(names[_i], &d)) {
        ck_assert_int_ge(_i, 4); /* the first four are in the tree */
        return;
    }
    km_check(names[_i], &d, "km");
    km_check(names[_i], &d, "km_all");
    summary_check(names[_i], &d);
    tests_check(names[_i], &d);
    data_free(&d);
}
END_TEST

/* Cases of mixed.csv by group, or by stratum and group. */
static cases *mixed_read(bool has_entry, bool has_strata)
{
    frame f;
    ck_assert(frame_read("survival", "mixed.csv", &f));
    cases *c = cases_new(3, has_strata ? 6 : 3);
    c->has_entry = has_entry;
    c->has_weight = true;
    c->n = f.n_rows;
    for (int i = 0; i < f.n_rows; i++) {
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

/* Late entries, weights, ties; limits of level 0.9; the hazard with ties one after another. */
START_TEST(mixed_cases_agree_with_r)
{
    static const char *const same[] = {"time",     "at_risk",   "events", "censored",
                                       "survival", "std_error", "hazard"};
    cases *c = mixed_read(true, false);
    coop_life_table *tables[3];
    tables_make(c, tables);
    frame f;
    ck_assert(frame_read("survival", "mixed_km.csv", &f));
    int first = 0;
    for (int g = 0; g < 3; g++) {
        coop_curve *curve = survival_of(tables[g], NULL, NULL, 0.0);
        for (int i = 0; i < 7; i++) {
            column_check(curve, same[i], &f, first, same[i], 1e-13);
        }
        column_check(curve, "hazard_std_error", &f, first, "hazard_error", 1e-13);
        int n = (int)coop_curve_n(curve);
        coop_curve_free(curve);
        curve = survival_of(tables[g], NULL, "fleming-harrington", 0.0);
        column_check(curve, "hazard", &f, first, "fh", 1e-13);
        column_check(curve, "hazard_std_error", &f, first, "fh_error", 1e-13);
        coop_curve_free(curve);
        for (int i = 0; i < 5; i++) {
            char name[16];
            curve = survival_of(tables[g], limit_names[i].ours, NULL, 0.9);
            const char *rs = i == 2 ? "log-log" : limit_names[i].rs;
            snprintf(name, sizeof name, "%s_low", rs);
            column_check(curve, "low", &f, first, name, 1e-12);
            snprintf(name, sizeof name, "%s_high", rs);
            column_check(curve, "high", &f, first, name, 1e-12);
            coop_curve_free(curve);
        }
        first += n;
    }
    ck_assert_int_eq(first, f.n_rows);
    frame_free(&f);
    tables_free(tables, 3);
    free(c);
}
END_TEST

START_TEST(mixed_means_and_quantiles_agree_with_r)
{
    cases *c = mixed_read(false, false);
    coop_life_table *tables[3];
    tables_make(c, tables);
    frame f;
    ck_assert(frame_read("survival", "mixed_means.csv", &f));
    for (int i = 0; i < f.n_rows; i++) {
        double tau = frame_number(&f, i, "tau");
        coop_curve *curve = survival_of(tables[(int)frame_number(&f, i, "group")], NULL, NULL, 0.0);
        coop_survival_mean mean = {.struct_size = sizeof mean};
        coop_survival_quantile q = {.struct_size = sizeof q};
        ck_assert_int_eq(coop_survival_mean_until(curve, tau, &mean, NULL), COOP_OK);
        ck_assert_int_eq(coop_survival_quantile_at(curve, tau / 50.0, &q, NULL), COOP_OK);
        near(mean.value, frame_number(&f, i, "mean"), 1e-13, "mean", i);
        near(mean.std_error, frame_number(&f, i, "std_error"), 1e-13, "std_error", i);
        ck_assert(q.value == frame_number(&f, i, "quantile"));
        ck_assert(q.low == frame_number(&f, i, "low"));
        double high = frame_number(&f, i, "high");
        ck_assert(isnan(high) ? isinf(q.high) : q.high == high);
        coop_curve_free(curve);
    }
    frame_free(&f);
    tables_free(tables, 3);
    free(c);
}
END_TEST

START_TEST(mixed_tests_agree_with_r)
{
    frame f;
    ck_assert(frame_read("survival", "mixed_tests.csv", &f));
    for (int i = 0; i < f.n_rows; i++) {
        const char *test = frame_text(&f, i, "test");
        bool has_strata = strncmp(test, "stratified", 10) == 0;
        cases *c = mixed_read(false, has_strata);
        coop_life_table *tables[6];
        tables_make(c, tables);
        coop_life_groups groups = groups_of(tables, 3, has_strata ? 2 : 1);
        coop_survival_test_options o = COOP_SURVIVAL_TEST_OPTIONS_INIT;
        o.weights = "fleming-harrington";
        o.rho = strtod(strstr(test, "rho") + 4, NULL);
        coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
        ck_assert_int_eq(coop_survival_compare(&groups, &o, NULL, &t, NULL, NULL), COOP_OK);
        near(t.statistic, frame_number(&f, i, "statistic"), 1e-12, test, i);
        ck_assert(t.df == frame_number(&f, i, "df"));
        tables_free(tables, c->n_groups);
        free(c);
    }
    frame_free(&f);
}
END_TEST

START_TEST(strata_of_the_lung_data_agree_with_r)
{
    frame f;
    if (!frame_read("survival", "lung_inst.input.csv", &f)) {
        fprintf(stderr, "skipped: lung_inst is not in the tree\n");
        return;
    }
    enum { n_strata = 40 };
    cases *c = cases_new(1, 2 * n_strata);
    c->n = f.n_rows;
    for (int i = 0; i < f.n_rows; i++) {
        int stratum = (int)frame_number(&f, i, "stratum");
        ck_assert(stratum >= 0 && stratum < n_strata);
        c->time[i] = frame_number(&f, i, "time");
        c->event[i] = (int32_t)frame_number(&f, i, "status");
        c->group[i] = 2 * stratum + (int32_t)frame_number(&f, i, "group") - 1;
    }
    frame_free(&f);
    coop_life_table *tables[2 * n_strata];
    tables_make(c, tables);
    coop_life_groups groups = groups_of(tables, 2, n_strata);
    coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
    ck_assert_int_eq(coop_survival_compare(&groups, NULL, NULL, &t, NULL, NULL), COOP_OK);
    ck_assert(frame_read("survival", "lung_stratified_logrank.csv", &f));
    near(t.statistic, frame_number(&f, 0, "chisq"), 1e-12, "chisq", 0);
    near(t.p, frame_number(&f, 0, "p"), 1e-12, "p", 0);
    frame_free(&f);
    tables_free(tables, 2 * n_strata);
    free(c);
}
END_TEST

/* Value of a quantity of published.csv, e.g. "S(6|6-MP)", "median sex=1", "logrank_chisq". */
static double published_of(data_set *d, const char *quantity)
{
    if (strncmp(quantity, "logrank", 7) == 0) {
        coop_life_groups groups = groups_of(d->tables, d->c->n_groups, 1);
        coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
        ck_assert_int_eq(coop_survival_compare(&groups, NULL, NULL, &t, NULL, NULL), COOP_OK);
        return t.statistic;
    }
    char group[16] = "";
    double out = 0.0;
    bool is_median = strncmp(quantity, "median ", 7) == 0;
    snprintf(group, sizeof group, "%s", is_median ? quantity + 7 : strchr(quantity, '|') + 1);
    group[strcspn(group, ")")] = '\0';
    int g = strcmp(group, "all") == 0 ? d->c->n_groups
                                      : group_find(d, group[0] == 's' ? group + 4 : group);
    ck_assert_msg(g >= 0, "%s", group);
    coop_curve *curve = survival_of(d->tables[g], NULL, NULL, 0.0);
    if (is_median) {
        coop_survival_quantile q = {.struct_size = sizeof q};
        ck_assert_int_eq(coop_survival_quantile_at(curve, 0.5, &q, NULL), COOP_OK);
        out = q.value;
    } else {
        double time = strtod(quantity + 2, NULL);
        ck_assert_int_eq(coop_curve_value(curve, "survival", time, &out, NULL), COOP_OK);
    }
    coop_curve_free(curve);
    return out;
}

START_TEST(published_values_are_met)
{
    frame f;
    if (!frame_read("survival", "published.csv", &f)) {
        fprintf(stderr, "skipped: published.csv is not in the tree\n");
        return;
    }
    for (int i = 0; i < f.n_rows; i++) {
        data_set d;
        ck_assert(data_read(frame_text(&f, i, "dataset"), &d));
        const char *quantity = frame_text(&f, i, "quantity");
        double got = published_of(&d, quantity);
        ck_assert_msg(fabs(got - frame_number(&f, i, "published")) <=
                          frame_number(&f, i, "abs_tol"),
                      "%s: %.17g", quantity, got);
        data_free(&d);
    }
    ck_assert_int_eq(f.n_rows, 15);
    frame_free(&f);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("survival_oracle");
    TCase *c = tcase_create("survival_oracle");
    tcase_add_loop_test(c, data_sets_agree_with_r, 0, 12);
    tcase_add_test(c, mixed_cases_agree_with_r);
    tcase_add_test(c, mixed_means_and_quantiles_agree_with_r);
    tcase_add_test(c, mixed_tests_agree_with_r);
    tcase_add_test(c, strata_of_the_lung_data_agree_with_r);
    tcase_add_test(c, published_values_are_met);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
