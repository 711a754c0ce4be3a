/* survival.c -- Kaplan and Meier's survival, its limits, and the cumulative hazard.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/survival.h>

#include "survival.h"

#include <math.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/number.h"
#include "normal.h"

static double inside(double p)
{
    return fmin(fmax(p, 0.0), 1.0);
}

/* log(s): from the distance to 1 where s is near it. */
static double log_of(double s, double rest)
{
    return s > 0.5 ? log1p(-rest) : log(s);
}

static coop_interval plain_limits(double s, double rest, double v, double z)
{
    (void)rest;
    double width = z * s * sqrt(v);
    return (coop_interval){inside(s - width), inside(s + width)};
}

static coop_interval log_limits(double s, double rest, double v, double z)
{
    (void)rest;
    double width = z * sqrt(v);
    return (coop_interval){s * exp(-width), inside(s * exp(width))};
}

static coop_interval log_log_limits(double s, double rest, double v, double z)
{
    double log_s = log_of(s, rest);
    double factor = exp(z * sqrt(v) / -log_s);
    return (coop_interval){exp(log_s * factor), exp(log_s / factor)};
}

static coop_interval logit_limits(double s, double rest, double v, double z)
{
    double factor = exp(z * sqrt(v) / rest);
    return (coop_interval){s / (s + rest * factor), s / (s + rest / factor)};
}

static coop_interval arcsine_limits(double s, double rest, double v, double z)
{
    const double right = acos(0.0);
    double width = 0.5 * z * sqrt(v * (s / rest));
    double middle = atan2(sqrt(s), sqrt(rest));
    double low = sin(fmax(middle - width, 0.0));
    double high = sin(fmin(middle + width, right));
    return (coop_interval){low * low, high * high};
}

/* F(name, identifier, whether [1, 1] is what the formula gives at 1, meaning, origin) */
#define LIMITS(F)                                                                                  \
    F("log-log", log_log, false, "normal law of log(-log) survival: inside [0, 1], also for few",  \
      "Kalbfleisch & Prentice 2002, ISBN 978-0-471-36357-6")                                       \
    F("plain", plain, true, "normal law of survival itself, cut at 0 and 1",                       \
      "Greenwood 1926, Reports on Public Health 33:1-26")                                          \
    F("log", log, true, "normal law of log survival, cut at 1",                                    \
      "Kalbfleisch & Prentice 2002, ISBN 978-0-471-36357-6")                                       \
    F("logit", logit, false, "normal law of the log odds of survival",                             \
      "Meeker & Escobar 1998, ISBN 978-0-471-14328-4")                                             \
    F("arcsine", arcsine, false, "normal law of the arcsine of the root of survival",              \
      "Nair 1984, Technometrics 26:265-275")

#define PUBLIC_FACE(name, id, is_flat, meaning, origin) {name, meaning, origin},
#define ENTRY(name, id, is_flat, meaning, origin) {name, is_flat, id##_limits},

static const coop_survival_method limit_methods[] = {LIMITS(PUBLIC_FACE){NULL, NULL, NULL}};
static const coop__survival_limit limit_entries[] = {LIMITS(ENTRY)};

const coop_survival_method *coop_survival_limits(void)
{
    return limit_methods;
}

coop_status coop__method_find(const coop_survival_method *methods, const char *kind,
                              const char *name, int64_t *out, coop_error *err)
{
    int64_t i = 0;
    char names[128] = "";
    size_t used = 0;
    for (; methods[i].name != NULL; i++) {
        if (name == NULL || strcmp(methods[i].name, name) == 0) {
            *out = i;
            return COOP_OK;
        }
        size_t n = strlen(methods[i].name);
        if (used + n + 3 < sizeof names) {
            memcpy(names + used, i == 0 ? "" : ", ", i == 0 ? 1 : 3);
            used += i == 0 ? 0 : 2;
            memcpy(names + used, methods[i].name, n + 1);
            used += n;
        }
    }
    return coop__fail(err, COOP_NOT_FOUND, "%s are %s; there is no \"%s\"", kind, names, name);
}

coop_status coop__survival_limit_find(const char *name, const coop__survival_limit **out,
                                      coop_error *err)
{
    int64_t i = 0;
    COOP__TRY(coop__method_find(limit_methods, "limits", name, &i, err));
    *out = &limit_entries[i];
    return COOP_OK;
}

coop_status coop__survival_level(double level, double *out, coop_error *err)
{
    if (level == 0.0) {
        *out = 0.95;
        return COOP_OK;
    }
    if (!(level > 0.0 && level < 1.0)) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(level, text);
        return coop__fail(err, COOP_RANGE, "level is %s, need a value inside (0, 1)", text);
    }
    *out = level;
    return COOP_OK;
}

coop_status coop__options_take(void *out, const void *options, size_t size, const char *type,
                               coop_error *err)
{
    if (options == NULL) {
        return COOP_OK;
    }
    size_t given;
    memcpy(&given, options, sizeof given);
    if (given < sizeof given) {
        return coop__fail(err, COOP_ARGUMENT, "options->struct_size is %lld, need sizeof(%s)",
                          (long long)given, type);
    }
    memcpy(out, options, given < size ? given : size);
    return COOP_OK;
}

enum { hazard_nelson_aalen, hazard_fleming_harrington };

static const coop_survival_method hazard_methods[] = {
    {"nelson-aalen", "sum of d / Y: events at one time come together",
     "Nelson 1972, Technometrics 14:945-966; Aalen 1978, Ann Stat 6:701-726"},
    {"fleming-harrington", "sum of 1/Y + 1/(Y-1) + ... over d terms: ties come one after another",
     "Fleming & Harrington 1984, Commun Stat Theory Methods 13:2469-2486"},
    {NULL, NULL, NULL},
};

const coop_survival_method *coop_survival_hazards(void)
{
    return hazard_methods;
}

/* What d events among y at risk add to the variance. */
static double aalen_variance(double d, double y)
{
    return d / (y * y);
}

static double klein_variance(double d, double y)
{
    return d * (y - d) / (y * y * y);
}

static const coop_survival_method variance_methods[] = {
    {"aalen", "sum of d / Y^2: counts of events are Poisson", "Aalen 1978, Ann Stat 6:701-726"},
    {"klein", "sum of d (Y - d) / Y^3: counts of events are binomial",
     "Klein 1991, Scand J Stat 18:333-340"},
    {NULL, NULL, NULL},
};
static double (*const variance_entries[])(double d, double y) = {aalen_variance, klein_variance};

const coop_survival_method *coop_survival_hazard_variances(void)
{
    return variance_methods;
}

/* How a curve is made, options resolved. */
typedef struct making {
    const coop__survival_limit *limit;
    double (*hazard_variance)(double d, double y);
    int64_t hazard;
    double level;
    double z;
} making;

static coop_status making_of(const coop_survival_options *given, making *out, coop_error *err)
{
    coop_survival_options o = COOP_SURVIVAL_OPTIONS_INIT;
    COOP__TRY(coop__options_take(&o, given, sizeof o, "coop_survival_options", err));
    int64_t variance = 0;
    COOP__TRY(coop__survival_limit_find(o.limits, &out->limit, err));
    COOP__TRY(coop__method_find(hazard_methods, "hazards", o.hazard, &out->hazard, err));
    COOP__TRY(
        coop__method_find(variance_methods, "hazard variances", o.hazard_variance, &variance, err));
    COOP__TRY(coop__survival_level(o.level, &out->level, err));
    out->hazard_variance = variance_entries[variance];
    out->z = coop__normal_two_sided(out->level);
    return COOP_OK;
}

enum {
    column_time,
    column_at_risk,
    column_events,
    column_censored,
    column_survival,
    column_std_error,
    column_low,
    column_high,
    column_hazard,
    column_hazard_error,
    n_columns
};

static const struct {
    const char *name;
    double start;
} column_names[n_columns] = {
    [column_time] = {"time", NAN},         [column_at_risk] = {"at_risk", NAN},
    [column_events] = {"events", 0.0},     [column_censored] = {"censored", 0.0},
    [column_survival] = {"survival", 1.0}, [column_std_error] = {"std_error", NAN},
    [column_low] = {"low", NAN},           [column_high] = {"high", NAN},
    [column_hazard] = {"hazard", 0.0},     [column_hazard_error] = {"hazard_std_error", 0.0},
};

/* Sums up to a time. */
typedef struct estimate {
    coop__pair survival;
    double greenwood; /* sum of d / (Y (Y - d)) while survival is above 0 */
    double hazard;
    double hazard_variance;
    coop_interval last; /* limits at the time before */
} estimate;

static void hazard_add(estimate *e, const making *m, double d, double y)
{
    if (m->hazard == hazard_nelson_aalen) {
        e->hazard += d / y;
        e->hazard_variance += m->hazard_variance(d, y);
        return;
    }
    for (double j = 0.0; j < d; j += 1.0) {
        e->hazard += 1.0 / (y - j);
        e->hazard_variance += m->hazard_variance(1.0, y - j);
    }
}

static coop_interval limits_of(const estimate *e, const making *m, double at_risk)
{
    double s = e->survival.high;
    if (s == 0.0) {
        return (coop_interval){0.0, e->last.high};
    }
    double rest = coop__pair_difference((coop__pair){1.0, 0.0}, e->survival).high;
    if (rest <= 0.0) {
        return (coop_interval){m->limit->is_flat_at_1 ? 1.0 : pow(1.0 - m->level, 1.0 / at_risk),
                               1.0};
    }
    return m->limit->limits(s, rest, e->greenwood, m->z);
}

static void estimate_add(estimate *e, const making *m, const coop__life_row *row)
{
    if (row->events == 0) {
        return;
    }
    double d = coop__life_cases(row->events);
    double y = coop__life_cases(row->at_risk);
    coop__int128 left = row->at_risk - row->events;
    e->survival = coop__pair_product(e->survival, coop__pair_ratio(left, row->at_risk));
    if (left > 0) {
        e->greenwood += d / (y * coop__life_cases(left));
    }
    hazard_add(e, m, d, y);
}

static void curve_add(coop_curve *curve, estimate *e, const making *m, const coop__life_row *row)
{
    estimate_add(e, m, row);
    double s = e->survival.high;
    double at_risk = coop__life_cases(row->at_risk);
    e->last = limits_of(e, m, at_risk);
    const double values[n_columns] = {
        [column_time] = row->time,
        [column_at_risk] = at_risk,
        [column_events] = coop__life_cases(row->events),
        [column_censored] = coop__life_cases(row->censored),
        [column_survival] = s,
        [column_std_error] = s > 0.0 ? s * sqrt(e->greenwood) : NAN,
        [column_low] = e->last.low,
        [column_high] = e->last.high,
        [column_hazard] = e->hazard,
        [column_hazard_error] = sqrt(e->hazard_variance),
    };
    for (int i = 0; i < n_columns; i++) {
        curve->columns[i].values[curve->n] = values[i];
    }
    curve->n++;
}

coop_status coop_survival_curve(const coop_life_table *table, const coop_survival_options *options,
                                const coop_run *run, coop_curve **out, coop_error *err)
{
    if (table == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "table and out must not be NULL");
    }
    making m = {0};
    COOP__TRY(making_of(options, &m, err));
    if (table->cases == 0) {
        return coop__fail(err, COOP_EMPTY, "the table has no cases");
    }
    if (m.hazard == hazard_fleming_harrington && !table->is_whole) {
        return coop__fail(err, COOP_UNDEFINED,
                          "the hazard \"fleming-harrington\" counts cases, and weights of the "
                          "table are not whole");
    }
    coop_curve *curve = coop__curve_new(coop__allocator_of(run), n_columns, table->n_times);
    if (curve == NULL) {
        return coop__no_memory(err);
    }
    for (int i = 0; i < n_columns; i++) {
        coop__curve_name(curve, i, column_names[i].name, column_names[i].start);
    }
    estimate e = {.survival = {1.0, 0.0}, .last = {0.0, 1.0}};
    coop__life_walk walk = coop__life_walk_of(table);
    coop__life_row row;
    while (coop__life_walk_next(&walk, &row)) {
        if (row.events != 0 || row.censored != 0) {
            curve_add(curve, &e, &m, &row);
        }
    }
    *out = curve;
    return COOP_OK;
}
