/* survival_fit.c -- curves of the time to completion by group, and whether the groups differ.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <coopstat/incidence.h>
#include <coopstat/interval_censored.h>

#include "../core/error.h"
#include "lasting.h"

/* A group with its estimates; those of nothing are NULL. */
typedef struct group_fit {
    coop__lasting_counts counts;
    coop_life_table *table;
    coop_curve *survival, *incidence;
    coop_turnbull *turnbull;
    int64_t n_intervals;
} group_fit;

typedef struct fits {
    coop__lastings l;
    group_fit *groups;
    int64_t n;
    coop_life_table **tables;
    /* Rows of all groups. */
    double *times, *lows, *highs;
    int32_t *causes, *of;
    int64_t n_rows;
} fits;

static coop_status make_room(fits *f, coop_error *err)
{
    coop__arena *arena = &f->l.arena;
    size_t n = 0;
    f->n = f->l.groups.n;
    for (int64_t g = 0; g < f->n; g++) {
        n += (size_t)f->l.groups.rows[g].n;
    }
    f->groups = coop__arena_alloc(arena, (size_t)f->n, sizeof *f->groups);
    f->tables = coop__arena_alloc(arena, (size_t)f->n, sizeof *f->tables);
    f->times = coop__arena_alloc(arena, n, sizeof *f->times);
    f->lows = coop__arena_alloc(arena, n, sizeof *f->lows);
    f->highs = coop__arena_alloc(arena, n, sizeof *f->highs);
    f->causes = coop__arena_alloc(arena, n, sizeof *f->causes);
    f->of = coop__arena_alloc(arena, n, sizeof *f->of);
    bool done = f->groups != NULL && f->tables != NULL && f->times != NULL && f->lows != NULL &&
                f->highs != NULL && f->causes != NULL && f->of != NULL;
    if (!done) {
        f->n = 0;
    }
    return done ? COOP_OK : coop__no_memory(err);
}

/* Turnbull's estimate of one group; its intervals are only needed meanwhile. */
static coop_status fit_intervals(fits *f, int64_t g, int64_t n, coop_error *err)
{
    coop_interval_times times = {f->lows, f->highs, NULL, n};
    f->groups[g].n_intervals = n;
    return n > 0 ? coop_turnbull_fit(&times, &f->l.run, &f->groups[g].turnbull, err) : COOP_OK;
}

static coop_status read_group(fits *f, int64_t g, coop_error *err)
{
    const coop__selection *rows = &f->l.groups.rows[g];
    int64_t n_intervals = 0;
    for (int64_t i = 0; i < rows->n; i++) {
        coop__lasting one = coop__lasting_of(&f->l, rows->rows[i], rows->flags[i]);
        coop__lasting_count(&f->groups[g].counts, &one);
        if (one.how == COOP__FOLLOWED) {
            f->times[f->n_rows] = one.time;
            f->causes[f->n_rows] = one.cause;
            f->of[f->n_rows++] = (int32_t)g;
        }
        if (one.has_interval) {
            f->lows[n_intervals] = one.low;
            f->highs[n_intervals++] = one.high;
        }
    }
    return fit_intervals(f, g, n_intervals, err);
}

static coop_status fit_curves(fits *f, group_fit *group, coop_error *err)
{
    coop_survival_options how = COOP_SURVIVAL_OPTIONS_INIT;
    coop_incidence_options of = COOP_INCIDENCE_OPTIONS_INIT;
    how.limits = f->l.options.limits;
    how.level = f->l.options.level;
    of.limits = how.limits;
    of.level = how.level;
    if (group->counts.n == 0) {
        return COOP_OK;
    }
    COOP__TRY(coop_survival_curve(group->table, &how, &f->l.run, &group->survival, err));
    return coop_incidence_curve(group->table, &of, &f->l.run, &group->incidence, err);
}

/* A level or a name of limits is wrong also where there is nothing to put them on. */
static coop_status check_limits(const coop_time_options *options, const coop_run *run,
                                coop_error *err)
{
    const double time = 1;
    const int32_t event = 1;
    const coop_life_rows rows = {NULL, &time, &event, NULL, NULL, 1, 1, 1};
    coop_survival_options how = COOP_SURVIVAL_OPTIONS_INIT;
    coop_life_table *table = NULL;
    coop_curve *curve = NULL;
    how.limits = options->limits;
    how.level = options->level;
    COOP__TRY(coop_life_tables_of_rows(&rows, run, &table, err));
    coop_status status = coop_survival_curve(table, &how, run, &curve, err);
    coop_life_table_free(table);
    coop_curve_free(curve);
    return status;
}

static coop_status fit_groups(fits *f, coop_error *err)
{
    COOP__TRY(check_limits(&f->l.options, &f->l.run, err));
    COOP__TRY(make_room(f, err));
    for (int64_t g = 0; g < f->n; g++) {
        COOP__TRY(read_group(f, g, err));
    }
    if (f->n == 0) {
        return COOP_OK;
    }
    coop_life_rows rows = {NULL, f->times, f->causes, NULL, f->of, f->n_rows, 2, (int32_t)f->n};
    COOP__TRY(coop_life_tables_of_rows(&rows, &f->l.run, f->tables, err));
    for (int64_t g = 0; g < f->n; g++) {
        f->groups[g].table = f->tables[g];
    }
    for (int64_t g = 0; g < f->n; g++) {
        COOP__TRY(fit_curves(f, &f->groups[g], err));
    }
    return COOP_OK;
}

static void free_fits(fits *f)
{
    for (int64_t g = 0; g < f->n; g++) {
        coop_life_table_free(f->groups[g].table);
        coop_curve_free(f->groups[g].survival);
        coop_curve_free(f->groups[g].incidence);
        coop_turnbull_free(f->groups[g].turnbull);
    }
    coop__lastings_close(&f->l);
}

/* ---- tables ---- */

static coop_status name_columns(fits *f, const coop__output *columns, int64_t n,
                                int64_t n_rows, coop__result *out, coop_error *err)
{
    int64_t n_by = f->l.n_by;
    COOP__TRY(coop__result_new(&f->l.frame, n_by + n, n_rows, out, err));
    for (int64_t i = 0; i < n_by; i++) {
        COOP__TRY(coop__name_output(&f->l.frame, &f->l.by[i], &out->outputs[i], err));
    }
    memcpy(out->outputs + n_by, columns, (size_t)n * sizeof *columns);
    return coop__check_names(out, err);
}

static coop__value *put_keys(const fits *f, int64_t g, coop__value *cells)
{
    for (int64_t i = 0; i < f->l.n_by; i++) {
        *cells++ = f->l.groups.keys[g * f->l.n_by + i];
    }
    return cells;
}

static coop_status make_table(fits *f, coop__result *result, int64_t n_keys, coop_table **out,
                              coop_error *err)
{
    int64_t *order = NULL;
    if (n_keys == 0) {
        n_keys = 1; /* one row: any column orders it */
    }
    COOP__TRY(coop__sort(&f->l.frame, result, n_keys, f->l.by, f->l.n_by, &order, err));
    return coop__result_table(&f->l.frame, result, order, result->n_rows, out, err);
}

/* The first time at which a rising column comes to a half; infinity: never. */
static double half_of(const coop_curve *curve, const char *column)
{
    const double *times = coop_curve_column(curve, "time");
    const double *values = coop_curve_column(curve, column);
    for (int64_t i = 0; i < coop_curve_n(curve); i++) {
        if (values[i] >= 0.5 - 1e-12) {
            return times[i];
        }
    }
    return INFINITY;
}

enum { NUMBERS = 9 };

/* Medians: open, of all completed, Turnbull's; infinite or NaN where they are not reached. */
static coop_status medians_of(const fits *f, const group_fit *group, double *out, coop_error *err)
{
    for (int i = 0; i < NUMBERS; i++) {
        out[i] = NAN;
    }
    if (group->survival != NULL) {
        coop_survival_quantile half = {.struct_size = sizeof half};
        COOP__TRY(coop_survival_quantile_at(group->survival, 0.5, &half, err));
        out[0] = half.value;
        out[1] = half.low;
        out[2] = half.high;
    }
    if (group->incidence != NULL && f->l.tells_cancelled) {
        out[3] = half_of(group->incidence, "incidence_1");
        out[4] = half_of(group->incidence, "high_1");
        out[5] = half_of(group->incidence, "low_1");
    }
    if (group->turnbull != NULL) {
        coop_status status = coop_turnbull_quantile(group->turnbull, 0.5, &out[6], &out[7], NULL);
        (void)status; /* not reached: both stay missing */
    }
    return COOP_OK;
}

static const coop__output group_columns[] = {
    {"n", COOP_TYPE_INT64, 0},
    {"completed", COOP_TYPE_INT64, 0},
    {"cancelled", COOP_TYPE_INT64, 0},
    {"open", COOP_TYPE_INT64, 0},
    {"imprecise", COOP_TYPE_INT64, 0},
    {"undated", COOP_TYPE_INT64, 0},
    {"unknown", COOP_TYPE_INT64, 0},
    {"no_start", COOP_TYPE_INT64, 0},
    {"before_start", COOP_TYPE_INT64, 0},
    {"possible", COOP_TYPE_INT64, 0},
    {"median", COOP_TYPE_FLOAT64, 0},
    {"median_low", COOP_TYPE_FLOAT64, 0},
    {"median_high", COOP_TYPE_FLOAT64, 0},
    {"half_completed", COOP_TYPE_FLOAT64, 0},
    {"half_completed_low", COOP_TYPE_FLOAT64, 0},
    {"half_completed_high", COOP_TYPE_FLOAT64, 0},
    {"interval_n", COOP_TYPE_INT64, 0},
    {"interval_after", COOP_TYPE_FLOAT64, 0},
    {"interval_by", COOP_TYPE_FLOAT64, 0},
    {"interval_certified", COOP_TYPE_INT64, 0},
};
enum { GROUP_COLUMNS = sizeof group_columns / sizeof group_columns[0] };

static coop_status group_table(fits *f, coop_table **out, coop_error *err)
{
    coop__result result = {0};
    COOP__TRY(name_columns(f, group_columns, GROUP_COLUMNS, f->n, &result, err));
    for (int64_t g = 0; g < f->n; g++) {
        const group_fit *group = &f->groups[g];
        const coop__lasting_counts *c = &group->counts;
        const int64_t counts[] = {c->n, c->completed, c->cancelled, c->open, c->imprecise,
                                  c->by[COOP__UNDATED], c->by[COOP__LOOKED_FOR],
                                  c->by[COOP__NO_START], c->by[COOP__BEFORE_START],
                                  c->by[COOP__PERHAPS]};
        double numbers[NUMBERS];
        COOP__TRY(medians_of(f, group, numbers, err));
        coop__value *cells = put_keys(f, g, result.values + g * result.n_outputs);
        for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
            *cells++ = coop__count_cell(counts[i]);
        }
        for (int i = 0; i < 6; i++) {
            *cells++ = coop__number_cell(numbers[i]);
        }
        *cells++ = coop__count_cell(group->n_intervals);
        *cells++ = coop__number_cell(numbers[6]);
        *cells++ = coop__number_cell(numbers[7]);
        *cells = coop__count_cell(group->turnbull != NULL ? group->turnbull->is_certified : 0);
    }
    return make_table(f, &result, f->l.n_by, out, err);
}

static const coop__output curve_columns[] = {
    {"time", COOP_TYPE_FLOAT64, 0},
    {"at_risk", COOP_TYPE_FLOAT64, 0},
    {"completed", COOP_TYPE_FLOAT64, 0},
    {"cancelled", COOP_TYPE_FLOAT64, 0},
    {"censored", COOP_TYPE_FLOAT64, 0},
    {"survival", COOP_TYPE_FLOAT64, 0},
    {"survival_low", COOP_TYPE_FLOAT64, 0},
    {"survival_high", COOP_TYPE_FLOAT64, 0},
    {"incidence", COOP_TYPE_FLOAT64, 0},
    {"incidence_low", COOP_TYPE_FLOAT64, 0},
    {"incidence_high", COOP_TYPE_FLOAT64, 0},
    {"incidence_cancelled", COOP_TYPE_FLOAT64, 0},
    {"interval_least", COOP_TYPE_FLOAT64, 0},
    {"interval_most", COOP_TYPE_FLOAT64, 0},
};
enum { CURVE_COLUMNS = sizeof curve_columns / sizeof curve_columns[0] };

static coop_status put_curve(const fits *f, int64_t g, coop__value *cells, coop_error *err)
{
    static const char *const names[] = {"incidence_1", "low_1", "high_1", "incidence_2"};
    static const char *const own[] = {"time", "at_risk", "events_1", "events_2", "censored",
                                      "survival"};
    const group_fit *group = &f->groups[g];
    for (int64_t i = 0; i < coop_curve_n(group->survival); i++) {
        double least = NAN;
        double most = NAN;
        cells = put_keys(f, g, cells);
        for (size_t k = 0; k < sizeof own / sizeof own[0]; k++) {
            *cells++ = coop__number_cell(coop_curve_column(group->incidence, own[k])[i]);
        }
        *cells++ = coop__number_cell(coop_curve_column(group->survival, "low")[i]);
        *cells++ = coop__number_cell(coop_curve_column(group->survival, "high")[i]);
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            double number = coop_curve_column(group->incidence, names[k])[i];
            *cells++ = coop__number_cell(f->l.tells_cancelled ? number : NAN);
        }
        double time = coop_curve_column(group->survival, "time")[i];
        if (group->turnbull != NULL) {
            COOP__TRY(coop_turnbull_survival(group->turnbull, time, &least, &most, err));
        }
        *cells++ = coop__number_cell(least);
        *cells++ = coop__number_cell(most);
    }
    return COOP_OK;
}

static coop_status curve_table(fits *f, coop_table **out, coop_error *err)
{
    coop__result result = {0};
    int64_t n = 0;
    for (int64_t g = 0; g < f->n; g++) {
        n += coop_curve_n(f->groups[g].survival);
    }
    COOP__TRY(name_columns(f, curve_columns, CURVE_COLUMNS, n, &result, err));
    n = 0;
    for (int64_t g = 0; g < f->n; g++) {
        COOP__TRY(put_curve(f, g, result.values + n * result.n_outputs, err));
        n += coop_curve_n(f->groups[g].survival);
    }
    return make_table(f, &result, f->l.n_by + 1, out, err);
}

/* ---- tests ---- */

/* No two groups to compare is an answer, and no failure of the fit. */
static coop_status settle(coop_status status, const coop_error *inner, coop_error *err)
{
    if (status == COOP_OK || status == COOP_UNDEFINED || status == COOP_EMPTY) {
        return COOP_OK;
    }
    return coop__fail(err, status, "%s", inner->message);
}

static coop_status run_tests(const fits *f, coop_time_tests *out, coop_error *err)
{
    const coop_life_table *const *tables = (const coop_life_table *const *)f->tables;
    const coop_life_groups groups = {tables, (int32_t)f->n, 1};
    coop_survival_test test = COOP_SURVIVAL_TEST_INIT;
    coop_error inner;
    out->log_rank = out->log_rank_p = out->gray = out->gray_p = NAN;
    for (int64_t g = 0; g < f->n; g++) {
        out->n_groups += f->groups[g].counts.n > 0 ? 1 : 0;
    }
    if (out->n_groups < 2) {
        return COOP_OK;
    }
    coop_status status = coop_survival_compare(&groups, NULL, &f->l.run, &test, NULL, &inner);
    COOP__TRY(settle(status, &inner, err));
    if (status == COOP_OK) {
        out->log_rank = test.statistic;
        out->log_rank_p = test.p;
        out->df = test.df;
    }
    if (!f->l.tells_cancelled) {
        return COOP_OK;
    }
    status = coop_incidence_compare(&groups, NULL, &f->l.run, &test, NULL, &inner);
    COOP__TRY(settle(status, &inner, err));
    if (status == COOP_OK) {
        out->gray = test.statistic;
        out->gray_p = test.p;
    }
    return COOP_OK;
}

static coop_status run_fit(fits *f, coop_table **groups, coop_table **curves,
                           coop_time_tests *tests, coop_error *err)
{
    coop_table *first = NULL;
    COOP__TRY(fit_groups(f, err));
    COOP__TRY(tests != NULL ? run_tests(f, tests, err) : COOP_OK);
    COOP__TRY(group_table(f, &first, err));
    coop_status status = curves != NULL ? curve_table(f, curves, err) : COOP_OK;
    if (status != COOP_OK) {
        coop_table_free(first);
        return status;
    }
    *groups = first;
    return COOP_OK;
}

coop_status coop_survival_fit(const coop_dataset *data, const coop_time_options *options,
                              coop_table **groups, coop_table **curves, coop_time_tests *tests,
                              coop_error *err)
{
    if (data == NULL || groups == NULL || (tests != NULL && tests->struct_size == 0)) {
        return coop__fail(err, COOP_ARGUMENT, "%s", data == NULL     ? "data is NULL"
                                              : groups == NULL ? "groups is NULL"
                                                               : "tests->struct_size is 0");
    }
    coop_time_options filled;
    coop_time_tests outcome = COOP_TIME_TESTS_INIT;
    fits f = {.n = 0};
    COOP__TRY(coop__time_options(options, &filled, err));
    coop_status status = coop__lastings_open(&f.l, data, &filled, false, err);
    if (status == COOP_OK) {
        status = run_fit(&f, groups, curves, tests != NULL ? &outcome : NULL, err);
    }
    free_fits(&f);
    if (status == COOP_OK && tests != NULL) {
        outcome.struct_size = tests->struct_size;
        memcpy(tests, &outcome,
               outcome.struct_size < sizeof outcome ? outcome.struct_size : sizeof outcome);
    }
    return status;
}
