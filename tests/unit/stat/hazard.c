/* hazard.c -- tests of Cox's model, and of rates that are constant in pieces.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/hazard.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "meter.h"
#include "oracle.h"
#include "random.h"

enum { most_rows = 400 };

/* The sample of tests/oracle/hazard: x1, x2, x3, time, event, entry, weight, stratum. */
typedef struct sample {
    double x[3 * most_rows], times[most_rows], entries[most_rows], weights[most_rows];
    uint8_t events[most_rows];
    int64_t strata[most_rows];
    int64_t n;
} sample;

static double rows_read[most_rows][8];
static int64_t n_read;

static void sample_row(const double *v)
{
    memcpy(rows_read[n_read++], v, 8 * sizeof *v);
}

static void sample_read(sample *s)
{
    n_read = 0;
    s->n = oracle_rows("tests/oracle/hazard/sample.csv", 8, sample_row);
    for (int64_t i = 0; i < s->n; i++) {
        for (int j = 0; j < 3; j++) {
            s->x[j * s->n + i] = rows_read[i][j];
        }
        s->times[i] = rows_read[i][3];
        s->events[i] = (uint8_t)rows_read[i][4];
        s->entries[i] = rows_read[i][5];
        s->weights[i] = rows_read[i][6];
        s->strata[i] = (int64_t)rows_read[i][7];
    }
}

static coop_hazard_rows view(const sample *s)
{
    return (coop_hazard_rows){.times = s->times, .events = s->events, .covariates = s->x,
                              .n_rows = s->n, .n_covariates = 3};
}

static coop_cox *cox_of(const coop_hazard_rows *rows, const char *ties)
{
    coop_cox *fit = NULL;
    coop_error err = {0};
    coop_status status = coop_cox_fit(rows, ties, NULL, &fit, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return fit;
}

static sample fixed;

static void near(double got, double want, double tolerance, const char *what)
{
    ck_assert_msg(fabs(got - want) <= tolerance, "%s is %.17g, want %.17g", what, got, want);
}

/* entry, strata, weights, efron, three coefficients, variance by its upper triangle, log
 * likelihoods, score, wald. */
static void cox_row(const double *v)
{
    coop_hazard_rows rows = view(&fixed);
    rows.entries = v[0] == 1.0 ? fixed.entries : NULL;
    rows.strata = v[1] == 1.0 ? fixed.strata : NULL;
    rows.weights = v[2] == 1.0 ? fixed.weights : NULL;
    coop_cox *fit = cox_of(&rows, v[3] == 1.0 ? "efron" : "breslow");
    static const int at[] = {7, 8, 9, 8, 10, 11, 9, 11, 12};
    for (int j = 0; j < 3; j++) {
        near(fit->coefficients[j], v[4 + j], 1e-11, "a coefficient");
        near(fit->std_errors[j], sqrt(v[at[4 * j]]), 1e-12, "a standard error");
    }
    for (int j = 0; j < 9; j++) {
        near(fit->variance[j], v[at[j]], 1e-12, "a variance");
    }
    near(fit->log_likelihood_null, v[13], 1e-10, "the null log likelihood");
    near(fit->log_likelihood, v[14], 1e-10, "the log likelihood");
    near(fit->score.statistic, v[15], 1e-10, "score");
    near(fit->wald.statistic, v[16], 1e-9, "wald");
    near(fit->likelihood_ratio.statistic, 2.0 * (v[14] - v[13]), 1e-10, "ratio");
    coop_cox_free(fit);
}

START_TEST(cox_agrees_with_coxph)
{
    sample_read(&fixed);
    ck_assert_int_eq(oracle_rows("tests/oracle/hazard/cox.csv", 17, cox_row), 16);
}
END_TEST

/* Survival of 6-MP patients (Freireich et al. 1963), the textbook case: Efron 1.5721, Breslow
 * 1.5092, with log-rank like score 17.2465. */
START_TEST(cox_agrees_with_the_textbook)
{
    const double times[] = {1,  1,  2,  2,  3,  4,  4,  5,  5,  8,  8,  8,  8,  11,
                            11, 12, 12, 15, 17, 22, 23, 6,  6,  6,  6,  7,  9,  10,
                            10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35};
    const uint8_t events[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                              1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0};
    double x[42] = {0};
    for (int i = 0; i < 21; i++) {
        x[i] = 1.0;
    }
    coop_hazard_rows rows = {.times = times, .events = events, .covariates = x, .n_rows = 42,
                             .n_covariates = 1};
    coop_cox *efron = cox_of(&rows, NULL);
    near(efron->coefficients[0], 1.5721251488290655, 1e-10, "efron");
    near(efron->std_errors[0], 0.4123967177094553, 1e-10, "efron se");
    near(efron->log_likelihood, -85.008424577371656, 1e-10, "efron log likelihood");
    near(efron->score.statistic, 17.246536795716583, 1e-9, "efron score");
    ck_assert_str_eq(efron->ties, "efron");
    ck_assert_int_eq(efron->n_events, 30);
    coop_cox_free(efron);
    coop_cox *breslow = cox_of(&rows, "breslow");
    near(breslow->coefficients[0], 1.5091914125858783, 1e-10, "breslow");
    near(breslow->log_likelihood_null, -93.985050478245185, 1e-10, "breslow at 0");
    coop_cox_free(breslow);
}
END_TEST

static void shuffle(sample *s, uint64_t *state)
{
    for (int64_t i = s->n - 1; i > 0; i--) {
        int64_t j = (int64_t)(next_random(state) % (uint64_t)(i + 1));
        double *columns[] = {s->x, s->x + s->n, s->x + 2 * s->n, s->times, s->entries, s->weights};
        for (int c = 0; c < 6; c++) {
            double kept = columns[c][i];
            columns[c][i] = columns[c][j];
            columns[c][j] = kept;
        }
        uint8_t event = s->events[i];
        s->events[i] = s->events[j];
        s->events[j] = event;
        int64_t stratum = s->strata[i];
        s->strata[i] = s->strata[j];
        s->strata[j] = stratum;
    }
}

START_TEST(the_order_of_rows_changes_no_bit)
{
    sample *s = calloc(1, sizeof *s);
    sample_read(s);
    uint64_t state = 31;
    coop_hazard_rows rows = view(s);
    rows.entries = s->entries;
    rows.weights = s->weights;
    rows.strata = s->strata;
    coop_cox *a = cox_of(&rows, NULL);
    shuffle(s, &state);
    coop_cox *b = cox_of(&rows, NULL);
    ck_assert_int_eq(memcmp(a->coefficients, b->coefficients, 3 * sizeof(double)), 0);
    ck_assert_int_eq(memcmp(a->variance, b->variance, 9 * sizeof(double)), 0);
    ck_assert_int_eq(memcmp(&a->log_likelihood, &b->log_likelihood, sizeof(double)), 0);
    coop_cox_free(a);
    coop_cox_free(b);
    free(s);
}
END_TEST

START_TEST(units_of_covariates_do_not_matter_and_zero_weight_is_absence)
{
    sample *s = calloc(1, sizeof *s);
    sample_read(s);
    coop_hazard_rows rows = view(s);
    coop_cox *plain = cox_of(&rows, NULL);
    for (int64_t i = 0; i < s->n; i++) {
        s->x[i] = 1e8 + 1e6 * s->x[i];
        s->weights[i] = 1.0;
    }
    coop_cox *scaled = cox_of(&rows, NULL);
    near(scaled->coefficients[0] * 1e6, plain->coefficients[0], 1e-8, "in other units");
    near(scaled->log_likelihood, plain->log_likelihood, 1e-8, "log likelihood");
    coop_cox_free(plain);
    sample_read(s);
    for (int64_t i = 0; i < s->n; i++) {
        s->weights[i] = i >= 100 ? 0.0 : 1.0;
        s->x[i] = i >= 100 ? NAN : s->x[i];
    }
    rows.weights = s->weights;
    coop_cox *without = cox_of(&rows, NULL);
    ck_assert_int_eq(without->n_used, 100);
    coop_cox_free(without);
    coop_cox_free(scaled);
    free(s);
}
END_TEST

static coop_status fails(const coop_hazard_rows *rows, const char *part)
{
    coop_cox *fit = NULL;
    coop_error err = {0};
    coop_status status = coop_cox_fit(rows, NULL, NULL, &fit, &err);
    ck_assert_ptr_null(fit);
    ck_assert_msg(strstr(err.message, part) != NULL, "%s: %s", coop_status_name(status),
                  err.message);
    return status;
}

START_TEST(without_a_finite_estimate_the_covariate_is_named)
{
    const double times[] = {1, 2, 3, 4, 5, 6, 7, 8};
    const uint8_t events[] = {1, 1, 1, 1, 0, 0, 0, 0};
    /* 0: ordinary; 1: all events have 1, nobody else */
    const double x[] = {.2, .9, .1, .4, .3, .5, .7, .6, 1, 1, 1, 1, 0, 0, 0, 0};
    coop_hazard_rows rows = {.times = times, .events = events, .covariates = x, .n_rows = 8,
                             .n_covariates = 2};
    ck_assert_int_eq(fails(&rows, "covariate 1 has no finite"), COOP_UNDEFINED);
    /* the covariate falls as time goes: its order is that of the events */
    const double order[] = {9, 7, 6, 5, 4, 3, 2, 1};
    rows.covariates = order;
    rows.n_covariates = 1;
    ck_assert_int_eq(fails(&rows, "covariate 0 has no finite"), COOP_UNDEFINED);
}
END_TEST

START_TEST(a_rare_group_with_one_event_has_an_estimate)
{
    enum { n = 200 };
    double times[n];
    uint8_t events[n];
    double x[n] = {0};
    for (int i = 0; i < n; i++) {
        times[i] = i + 1;
        events[i] = 1;
    }
    x[60] = x[100] = 1.0;
    events[100] = 0;
    coop_hazard_rows rows = {.times = times, .events = events, .covariates = x, .n_rows = n,
                             .n_covariates = 1};
    coop_cox *fit = cox_of(&rows, NULL);
    ck_assert(isfinite(fit->coefficients[0]) && fit->std_errors[0] < 2.0);
    coop_cox_free(fit);
}
END_TEST

START_TEST(covariates_that_say_nothing_are_named)
{
    const double times[] = {1, 2, 3, 4};
    const uint8_t events[] = {1, 1, 1, 0};
    const double same[] = {1, 3, 2, 4, 7, 7, 7, 7};
    const double twice[] = {1, 3, 2, 4, 3, 7, 5, 9};
    coop_hazard_rows rows = {.times = times, .events = events, .covariates = same, .n_rows = 4,
                             .n_covariates = 2};
    ck_assert_int_eq(fails(&rows, "covariate 1 is the same"), COOP_UNDEFINED);
    rows.covariates = twice;
    ck_assert_int_eq(fails(&rows, "covariate 1 says no more"), COOP_UNDEFINED);
    rows.n_rows = 1;
    rows.n_covariates = 1;
    ck_assert_int_eq(fails(&rows, "covariate 0 is the same"), COOP_UNDEFINED);
    rows.n_covariates = 0;
    coop_cox *fit = cox_of(&rows, NULL);
    ck_assert(fit->log_likelihood == 0.0 && fit->score.p == 1.0 && fit->wald.statistic == 0.0);
    coop_cox_free(fit);
}
END_TEST

START_TEST(bad_rows_are_refused)
{
    double times[] = {1, 2, 3};
    uint8_t events[] = {1, 0, 1};
    double entries[] = {0, 1, 2};
    double weights[] = {1, 1, 1};
    double x[] = {1, 3, 2};
    coop_hazard_rows rows = {times, events, entries, weights, NULL, x, 3, 1};
    events[1] = 2;
    ck_assert_int_eq(fails(&rows, "event of row 1"), COOP_RANGE);
    events[1] = 0;
    entries[1] = 2;
    ck_assert_int_eq(fails(&rows, "entry of row 1"), COOP_RANGE);
    entries[1] = 1;
    weights[2] = -1;
    ck_assert_int_eq(fails(&rows, "weight of row 2"), COOP_RANGE);
    weights[2] = 1;
    times[0] = INFINITY;
    ck_assert_int_eq(fails(&rows, "time of row 0"), COOP_RANGE);
    times[0] = 1;
    x[0] = NAN;
    ck_assert_int_eq(fails(&rows, "covariate 0 of row 0"), COOP_RANGE);
    rows.n_covariates = COOP_HAZARD_COVARIATES_MAX + 1;
    ck_assert_int_eq(fails(&rows, "201"), COOP_LIMIT);
    rows.n_covariates = -1;
    ck_assert_int_eq(fails(&rows, "n_covariates"), COOP_RANGE);
    rows.n_rows = 0;
    ck_assert_int_eq(fails(&rows, "no rows"), COOP_EMPTY);
    rows.n_rows = -1;
    ck_assert_int_eq(fails(&rows, "n_rows"), COOP_RANGE);
    ck_assert_int_eq(fails(NULL, "rows is NULL"), COOP_ARGUMENT);
    rows = (coop_hazard_rows){.times = times, .events = events, .n_rows = 3};
    coop_cox *fit = NULL;
    ck_assert_int_eq(coop_cox_fit(&rows, "exact", NULL, &fit, NULL), COOP_NOT_FOUND);
    events[0] = events[2] = 0;
    ck_assert_int_eq(fails(&rows, "no row has an event"), COOP_UNDEFINED);
    coop_cox_free(NULL);
}
END_TEST

START_TEST(memory_that_runs_out_is_said_and_nothing_leaks)
{
    sample_read(&fixed);
    coop_hazard_rows rows = view(&fixed);
    rows.entries = fixed.entries;
    coop_status status = COOP_MEMORY;
    for (int64_t fail_at = 1; status == COOP_MEMORY; fail_at++) {
        meter m = {.fail_at = fail_at};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        run.allocator = &a;
        coop_cox *fit = NULL;
        status = coop_cox_fit(&rows, NULL, &run, &fit, NULL);
        ck_assert((status == COOP_OK) == (fit != NULL));
        coop_cox_free(fit);
        ck_assert_uint_eq(m.live, 0);
        ck_assert_int_lt(fail_at, 500);
    }
    ck_assert_int_eq(status, COOP_OK);
}
END_TEST

/* ---- pieces ---- */

static void poisson_row(const double *v)
{
    enum { most = 2000000 };
    int64_t n = (int64_t)v[0];
    if (n >= most) {
        return;
    }
    int64_t n_rows = n == 0 ? 1 : n;
    double *times = calloc((size_t)n_rows, sizeof *times);
    uint8_t *events = calloc((size_t)n_rows, 1);
    for (int64_t i = 0; i < n_rows; i++) {
        times[i] = 1.0;
        events[i] = n > 0;
    }
    coop_hazard_rows rows = {.times = times, .events = events, .n_rows = n_rows};
    coop_hazard_piece piece;
    ck_assert_int_eq(coop_hazard_pieces(&rows, NULL, 0, v[1], &piece, NULL), COOP_OK);
    ck_assert_double_eq(piece.rate, n == 0 ? 0.0 : 1.0);
    ck_assert_double_le(relative_error(piece.low * piece.exposure, v[2]), 2e-13);
    ck_assert_double_le(relative_error(piece.high * piece.exposure, v[3]), 2e-13);
    free(times);
    free(events);
}

START_TEST(limits_of_a_rate_agree_with_qgamma)
{
    ck_assert_int_eq(oracle_rows("tests/oracle/hazard/poisson.csv", 4, poisson_row), 36);
}
END_TEST

START_TEST(pieces_add_up_and_borders_belong_to_the_left)
{
    const double times[] = {0, 10, 10, 15, 40};
    const double entries[] = {-INFINITY, 0, 5, 10, 12};
    const uint8_t events[] = {1, 1, 0, 1, 1};
    const double cuts[] = {10, 20, 100};
    coop_hazard_rows rows = {.times = times, .events = events, .entries = entries, .n_rows = 5};
    coop_hazard_piece out[4];
    ck_assert_int_eq(coop_hazard_pieces(&rows, cuts, 3, 0.95, out, NULL), COOP_OK);
    ck_assert(out[0].events == 2 && out[1].events == 1 && out[2].events == 1);
    ck_assert(out[0].exposure == 15.0 && out[1].exposure == 13.0 && out[2].exposure == 20.0);
    ck_assert(out[3].events == 0 && out[3].exposure == 0.0 && isnan(out[3].rate));
    ck_assert(out[3].to == INFINITY && isnan(out[3].low) && isnan(out[3].high));
    ck_assert(out[1].rate == 1.0 / 13.0 && out[1].low < out[1].rate && out[1].high > out[1].rate);
}
END_TEST

static coop_status pieces_status(const coop_hazard_rows *rows, const double *cuts, int64_t n,
                                 double level)
{
    coop_hazard_piece out[3] = {{.events = 77}};
    coop_status status = coop_hazard_pieces(rows, cuts, n, level, out, NULL);
    ck_assert(status == COOP_OK || out[0].events == 77);
    return status;
}

START_TEST(bad_pieces_are_refused)
{
    double times[] = {1, 2};
    uint8_t events[] = {1, 0};
    double entries[] = {0, 1};
    const double falling[] = {2, 1};
    const double zero[] = {0, 1};
    coop_hazard_rows rows = {.times = times, .events = events, .entries = entries, .n_rows = 2};
    ck_assert_int_eq(pieces_status(&rows, falling, 1, 0.9), COOP_OK);
    ck_assert_int_eq(pieces_status(&rows, falling, 2, 0.9), COOP_RANGE);
    ck_assert_int_eq(pieces_status(&rows, zero, 2, 0.9), COOP_RANGE);
    ck_assert_int_eq(pieces_status(&rows, NULL, 1, 0.9), COOP_ARGUMENT);
    ck_assert_int_eq(pieces_status(&rows, falling, -1, 0.9), COOP_RANGE);
    ck_assert_int_eq(pieces_status(&rows, NULL, 0, 1.0), COOP_RANGE);
    entries[1] = 2;
    ck_assert_int_eq(pieces_status(&rows, NULL, 0, 0.9), COOP_RANGE);
    entries[1] = -1;
    ck_assert_int_eq(pieces_status(&rows, NULL, 0, 0.9), COOP_RANGE);
    entries[1] = 1;
    times[0] = -1;
    ck_assert_int_eq(pieces_status(&rows, NULL, 0, 0.9), COOP_RANGE);
    times[0] = 1;
    rows.weights = times;
    ck_assert_int_eq(pieces_status(&rows, NULL, 0, 0.9), COOP_UNSUPPORTED);
    rows.weights = NULL;
    rows.n_rows = 0;
    ck_assert_int_eq(pieces_status(&rows, NULL, 0, 0.9), COOP_EMPTY);
    ck_assert_int_eq(pieces_status(NULL, NULL, 0, 0.9), COOP_ARGUMENT);
}
END_TEST

/* ---- reference fits by group, outside the tree ---- */

enum { most_groups = 8, most_labels = 32 };

typedef struct grouped {
    double times[1000], x[most_groups * 1000];
    uint8_t events[1000];
    char labels[1000][most_labels], levels[most_groups][most_labels];
    int n, n_levels;
} grouped;

static const char *next_line(const char *at)
{
    const char *end = strchr(at, '\n');
    return end == NULL ? at + strlen(at) : end + 1;
}

/* Lines of time, status, "group". */
static void grouped_read(const char *text, grouped *g)
{
    for (const char *at = text; *at != '\0'; at = next_line(at)) {
        if (*at >= '0' && *at <= '9') {
            char *end = NULL;
            ck_assert_int_lt(g->n, 1000);
            g->times[g->n] = strtod(at, &end);
            g->events[g->n] = (uint8_t)strtol(end + 1, &end, 10);
            ck_assert_int_eq(sscanf(end, ",\"%31[^\"]", g->labels[g->n]), 1);
            g->n++;
        }
    }
}

/* Groups in alphabetical order; the first is what the others are compared with. */
static void grouped_code(grouped *g)
{
    for (int i = 0; i < g->n; i++) {
        int k = 0;
        while (k < g->n_levels && strcmp(g->levels[k], g->labels[i]) < 0) {
            k++;
        }
        if (k == g->n_levels || strcmp(g->levels[k], g->labels[i]) != 0) {
            memmove(g->levels[k + 1], g->levels[k], (size_t)(g->n_levels - k) * most_labels);
            memcpy(g->levels[k], g->labels[i], most_labels);
            g->n_levels++;
        }
    }
    for (int k = 1; k < g->n_levels; k++) {
        for (int i = 0; i < g->n; i++) {
            g->x[(k - 1) * g->n + i] = strcmp(g->levels[k], g->labels[i]) == 0;
        }
    }
}

/* Lines of "ties","term",coef,se,loglik0,loglik,lr,wald,score. */
static int grouped_compare(const char *text, const grouped *g)
{
    coop_hazard_rows rows = {.times = g->times, .events = g->events, .covariates = g->x,
                             .n_rows = g->n, .n_covariates = g->n_levels - 1};
    int compared = 0;
    for (const char *at = text; *at != '\0'; at = next_line(at)) {
        char ties[16];
        double v[7];
        if (sscanf(at, "\"%15[a-z]\",\"%*[^\"]\",%lf,%lf,%lf,%lf,%lf,%lf,%lf", ties, &v[0], &v[1],
                   &v[2], &v[3], &v[4], &v[5], &v[6]) == 8 &&
            strcmp(ties, "exact") != 0) {
            int j = compared % (g->n_levels - 1);
            coop_cox *fit = cox_of(&rows, ties);
            near(fit->coefficients[j], v[0], 1e-10, "coefficient");
            near(fit->std_errors[j], v[1], 1e-10, "standard error");
            near(fit->log_likelihood_null, v[2], 1e-10 * fabs(v[2]), "null log likelihood");
            near(fit->log_likelihood, v[3], 1e-10 * fabs(v[3]), "log likelihood");
            near(fit->likelihood_ratio.statistic, v[4], 1e-10 * fabs(v[3]), "ratio");
            near(fit->wald.statistic, v[5], 5.1e-3, "wald, which is rounded there");
            near(fit->score.statistic, v[6], 1e-9, "score");
            coop_cox_free(fit);
            compared++;
        }
    }
    return compared;
}

START_TEST(cox_agrees_with_reference_fits_by_group)
{
    static const char *const names[] = {"aml", "gehan_6mp", "kidney_catheter", "larynx", "lung",
                                        "colon_death", "synthetic_ties300"};
    static const int fits[] = {2, 2, 2, 6, 2, 4, 10};
    for (int i = 0; i < 7; i++) {
        char name[64];
        char path[512];
        size_t size = 0;
        grouped *g = calloc(1, sizeof *g);
        snprintf(name, sizeof name, "oracles/survival/%s.input.csv", names[i]);
        if (shared_path(name, path, sizeof path) == NULL) {
            fprintf(stderr, "skipped: %s is not here\n", name);
            free(g);
            continue;
        }
        char *input = file_read(path, &size);
        snprintf(name, sizeof name, "oracles/survival/%s.cox.csv", names[i]);
        char *table = file_read(shared_path(name, path, sizeof path), &size);
        grouped_read(input, g);
        grouped_code(g);
        ck_assert_int_eq(grouped_compare(table, g), fits[i]);
        free(input);
        free(table);
        free(g);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("hazard");
    TCase *c = tcase_create("hazard");
    tcase_add_test(c, cox_agrees_with_coxph);
    tcase_add_test(c, cox_agrees_with_the_textbook);
    tcase_add_test(c, cox_agrees_with_reference_fits_by_group);
    tcase_add_test(c, the_order_of_rows_changes_no_bit);
    tcase_add_test(c, units_of_covariates_do_not_matter_and_zero_weight_is_absence);
    tcase_add_test(c, without_a_finite_estimate_the_covariate_is_named);
    tcase_add_test(c, a_rare_group_with_one_event_has_an_estimate);
    tcase_add_test(c, covariates_that_say_nothing_are_named);
    tcase_add_test(c, bad_rows_are_refused);
    tcase_add_test(c, memory_that_runs_out_is_said_and_nothing_leaks);
    tcase_add_test(c, limits_of_a_rate_agree_with_qgamma);
    tcase_add_test(c, pieces_add_up_and_borders_belong_to_the_left);
    tcase_add_test(c, bad_pieces_are_refused);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
