/* incidence.c -- cumulative incidence of each of several causes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/incidence.h>

#include "survival.h"

#include <math.h>
#include <stdio.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "normal.h"

/* Both variances of F(t) are sums over event times t_i of k - 2 h D + g D^2, D = F(t) - F(t_i). */
typedef struct term {
    double g;
    double h;
    double k;
} term;

/* What happens at a time: survival before and behind it, events of the cause and of all. */
typedef struct moment {
    double before;
    double behind;
    double y;
    double d;
    double d_cause;
} moment;

static term greenwood_term(const moment *m)
{
    double s = m->before;
    double y = m->y;
    return (term){
        .g = m->behind > 0.0 ? m->d / (y * (y - m->d)) : 0.0,
        .h = s * m->d_cause / (y * y),
        .k = s * s * (m->d_cause * (y - m->d_cause)) / (y * y * y),
    };
}

/* Variance of d of y draws as a part of d. */
static double tie_factor(double d, double y)
{
    return d > 1.0 ? 1.0 - (d - 1.0) / (y - 1.0) : 1.0;
}

static term aalen_term(const moment *m)
{
    double scale = m->before * m->before / (m->y * m->y);
    double of_cause = scale * m->d_cause * tie_factor(m->d_cause, m->y);
    if (m->behind == 0.0) {
        return (term){.k = of_cause};
    }
    double others = m->d - m->d_cause;
    double of_others = scale * others * tie_factor(others, m->y);
    return (term){
        .g = (of_cause + of_others) / (m->behind * m->behind),
        .h = of_cause / m->behind,
        .k = of_cause,
    };
}

static const coop_survival_method variance_methods[] = {
    {"greenwood", "as Greenwood's for survival: what many samples of this size would show",
     "Marubini & Valsecchi 1995, ISBN 978-0-471-93987-0"},
    {"aalen", "counting process, ties drawn without replacement",
     "Aalen 1978, Ann Stat 6:534-545, doi:10.1214/aos/1176344198"},
    {NULL, NULL, NULL},
};
static term (*const variance_entries[])(const moment *m) = {greenwood_term, aalen_term};

const coop_survival_method *coop_incidence_variances(void)
{
    return variance_methods;
}

typedef struct making {
    const coop__survival_limit *limit;
    term (*variance)(const moment *m);
    double level;
    double z;
} making;

static coop_status making_of(const coop_incidence_options *given, making *out, coop_error *err)
{
    coop_incidence_options o = COOP_INCIDENCE_OPTIONS_INIT;
    COOP__TRY(coop__options_take(&o, given, sizeof o, "coop_incidence_options", err));
    int64_t variance = 0;
    COOP__TRY(coop__method_find(variance_methods, "variances", o.variance, &variance, err));
    COOP__TRY(coop__survival_limit_find(o.limits, &out->limit, err));
    COOP__TRY(coop__survival_level(o.level, &out->level, err));
    out->variance = variance_entries[variance];
    out->z = coop__normal_two_sided(out->level);
    return COOP_OK;
}

/* Sums of one cause up to a time. D grows by the same step at all times before, which is all that
 * is needed to carry the sum of the terms on. */
typedef struct estimate {
    coop__pair incidence;
    double variance; /* sum of k - 2 h D + g D^2 */
    double slope;    /* sum of g D - h */
    double weight;   /* sum of g */
    double last_low; /* limit at the time before */
} estimate;

static void estimate_add(estimate *e, const making *m, const moment *at, coop__pair step)
{
    double d = step.high;
    e->variance += 2.0 * d * e->slope + d * d * e->weight;
    e->slope += d * e->weight;
    term t = m->variance(at);
    e->variance = fmax(e->variance + t.k, 0.0);
    e->slope -= t.h;
    e->weight += t.g;
    e->incidence = coop__pair_sum(e->incidence, step);
}

static coop_interval limits_of(const estimate *e, const making *m, double at_risk)
{
    double f = e->incidence.high;
    if (f == 0.0) {
        return (coop_interval){0.0, -expm1(log1p(-m->level) / at_risk)};
    }
    if (f >= 1.0) {
        return (coop_interval){e->last_low, 1.0};
    }
    double rest = coop__pair_difference((coop__pair){1.0, 0.0}, e->incidence).high;
    return m->limit->limits(f, rest, e->variance / (f * f), m->z);
}

enum { column_time, column_at_risk, column_events, column_censored, column_survival, n_common };
enum { cause_events, cause_incidence, cause_std_error, cause_low, cause_high, n_of_cause };

static void columns_name(coop_curve *curve, int32_t n_causes)
{
    static const char *const common[n_common] = {"time", "at_risk", "events", "censored",
                                                 "survival"};
    static const char *const of_cause[n_of_cause] = {"events", "incidence", "std_error", "low",
                                                     "high"};
    for (int i = 0; i < n_common; i++) {
        double start = i == column_survival ? 1.0 : i > column_at_risk ? 0.0 : NAN;
        coop__curve_name(curve, i, common[i], start);
    }
    for (int32_t j = 0; j < n_causes; j++) {
        for (int i = 0; i < n_of_cause; i++) {
            char name[coop__curve_name_size];
            snprintf(name, sizeof name, "%s_%d", of_cause[i], j + 1);
            double start = i <= cause_incidence ? 0.0 : NAN;
            coop__curve_name(curve, n_common + j * n_of_cause + i, name, start);
        }
    }
}

static void cause_write(coop_curve *curve, int32_t j, const estimate *e, double events,
                        coop_interval limits)
{
    const double values[n_of_cause] = {
        [cause_events] = events,
        [cause_incidence] = fmin(e->incidence.high, 1.0),
        [cause_std_error] = sqrt(e->variance),
        [cause_low] = limits.low,
        [cause_high] = limits.high,
    };
    for (int i = 0; i < n_of_cause; i++) {
        curve->columns[n_common + j * n_of_cause + i].values[curve->n] = values[i];
    }
}

static void time_add(coop_curve *curve, estimate *causes, coop__pair *survival, const making *m,
                     const coop__life_row *row)
{
    coop__pair before = *survival;
    coop__pair behind = before;
    if (row->events > 0) {
        coop__int128 left = row->at_risk - row->events;
        behind = coop__pair_product(before, coop__pair_ratio(left, row->at_risk));
    }
    moment at = {
        .before = before.high,
        .behind = behind.high,
        .y = coop__life_cases(row->at_risk),
        .d = coop__life_cases(row->events),
    };
    const double values[n_common] = {
        [column_time] = row->time,       [column_at_risk] = at.y,
        [column_events] = at.d,          [column_censored] = coop__life_cases(row->censored),
        [column_survival] = behind.high,
    };
    for (int i = 0; i < n_common; i++) {
        curve->columns[i].values[curve->n] = values[i];
    }
    for (int32_t j = 0; j * n_of_cause + n_common < curve->n_columns; j++) {
        estimate *e = &causes[j];
        at.d_cause = coop__life_cases(row->causes[j]);
        if (row->events > 0) {
            coop__pair share = coop__pair_ratio(row->causes[j], row->at_risk);
            estimate_add(e, m, &at, coop__pair_product(before, share));
        }
        coop_interval limits = limits_of(e, m, at.y);
        e->last_low = limits.low;
        cause_write(curve, j, e, at.d_cause, limits);
    }
    *survival = behind;
    curve->n++;
}

static coop_status table_check(const coop_life_table *table, coop_error *err)
{
    if (table->n_causes < 2) {
        return coop__fail(err, COOP_UNDEFINED,
                          "the table has one cause, an incidence needs all causes: 1 - survival is "
                          "none when others compete");
    }
    if (table->cases == 0) {
        return coop__fail(err, COOP_EMPTY, "the table has no cases");
    }
    return COOP_OK;
}

coop_status coop_incidence_curve(const coop_life_table *table,
                                 const coop_incidence_options *options, const coop_run *run,
                                 coop_curve **out, coop_error *err)
{
    if (table == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "table and out must not be NULL");
    }
    making m = {0};
    COOP__TRY(making_of(options, &m, err));
    COOP__TRY(table_check(table, err));
    int32_t n_causes = table->n_causes;
    const coop_allocator *a = coop__allocator_of(run);
    estimate *causes = coop__alloc(a, (size_t)n_causes, sizeof *causes);
    coop_curve *curve = coop__curve_new(a, n_common + n_causes * n_of_cause, table->n_times);
    if (causes == NULL || curve == NULL) {
        coop__release(a, causes, (size_t)n_causes, sizeof *causes);
        coop_curve_free(curve);
        return coop__no_memory(err);
    }
    columns_name(curve, n_causes);
    coop__pair survival = {1.0, 0.0};
    coop__life_walk walk = coop__life_walk_of(table);
    coop__life_row row;
    while (coop__life_walk_next(&walk, &row)) {
        if (row.events != 0 || row.censored != 0) {
            time_add(curve, causes, &survival, &m, &row);
        }
    }
    coop__release(a, causes, (size_t)n_causes, sizeof *causes);
    *out = curve;
    return COOP_OK;
}
