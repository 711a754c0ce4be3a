/* survival_curve.c -- step functions in columns, and what is read off them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/survival.h>

#include "survival.h"

#include <math.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/number.h"

/* A probability that is meant to be 1 - p differs from it by rounding alone. */
static const double same_level = 1e-12;

coop_curve *coop__curve_new(const coop_allocator *a, int64_t n_columns, int64_t capacity)
{
    coop_curve *curve = coop__alloc(a, 1, sizeof *curve);
    if (curve == NULL) {
        return NULL;
    }
    *curve = (coop_curve){.a = *a, .n_columns = n_columns, .capacity = capacity};
    size_t n = (size_t)n_columns;
    curve->columns = coop__alloc(a, n, sizeof *curve->columns);
    curve->values = coop__alloc(a, n * (size_t)capacity, sizeof *curve->values);
    if (curve->columns == NULL || curve->values == NULL) {
        coop_curve_free(curve);
        return NULL;
    }
    for (int64_t i = 0; i < n_columns; i++) {
        curve->columns[i].values = curve->values + i * capacity;
    }
    return curve;
}

void coop__curve_name(coop_curve *curve, int64_t column, const char *name, double start)
{
    coop__curve_column *c = &curve->columns[column];
    size_t n = strlen(name);
    memcpy(c->name, name, n < sizeof c->name ? n + 1 : sizeof c->name - 1);
    c->start = start;
}

void coop_curve_free(coop_curve *curve)
{
    if (curve == NULL) {
        return;
    }
    coop_allocator a = curve->a;
    size_t n = (size_t)curve->n_columns;
    coop__release(&a, curve->columns, n, sizeof *curve->columns);
    coop__release(&a, curve->values, n * (size_t)curve->capacity, sizeof *curve->values);
    coop__release(&a, curve, 1, sizeof *curve);
}

int64_t coop_curve_n(const coop_curve *curve)
{
    return curve == NULL ? 0 : curve->n;
}

const char *coop_curve_name(const coop_curve *curve, int64_t index)
{
    bool is_there = curve != NULL && index >= 0 && index < curve->n_columns;
    return is_there ? curve->columns[index].name : NULL;
}

static const coop__curve_column *column_of(const coop_curve *curve, const char *name)
{
    if (curve == NULL || name == NULL) {
        return NULL;
    }
    for (int64_t i = 0; i < curve->n_columns; i++) {
        if (strcmp(curve->columns[i].name, name) == 0) {
            return &curve->columns[i];
        }
    }
    return NULL;
}

const double *coop_curve_column(const coop_curve *curve, const char *name)
{
    const coop__curve_column *column = column_of(curve, name);
    return column == NULL ? NULL : column->values;
}

/* Rows whose time is at or before `time`. */
static int64_t rows_until(const coop_curve *curve, double time)
{
    const double *times = coop_curve_column(curve, "time");
    int64_t low = 0;
    int64_t high = curve->n;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (times[middle] <= time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static coop_status undefined_at(coop_error *err, const char *name, double time, const char *why)
{
    char text[COOP__NUMBER_SIZE];
    coop__number_format(time, text);
    return coop__fail(err, COOP_UNDEFINED, "%s has no value at time %s, %s", name, text, why);
}

coop_status coop_curve_value(const coop_curve *curve, const char *name, double time, double *out,
                             coop_error *err)
{
    if (curve == NULL || name == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "curve, name and out must not be NULL");
    }
    const coop__curve_column *column = column_of(curve, name);
    if (column == NULL) {
        return coop__fail(err, COOP_NOT_FOUND, "the curve has no column \"%s\"", name);
    }
    if (isnan(time)) {
        return coop__fail(err, COOP_RANGE, "time is NaN");
    }
    int64_t row = rows_until(curve, time) - 1;
    double value = row < 0 ? column->start : column->values[row];
    if (isnan(value)) {
        return undefined_at(err, name, time,
                            row < 0 ? "which is before the first" : "where it is not defined");
    }
    const double *survival = coop_curve_column(curve, "survival");
    if (row == curve->n - 1 && time > coop_curve_column(curve, "time")[row] &&
        survival[row] > 0.0) {
        return undefined_at(err, name, time, "which is beyond the last");
    }
    *out = value;
    return COOP_OK;
}

/* The time at which a falling column comes to `level`, by R's midpoint rule. */
static double time_of_level(const coop_curve *curve, const double *column, double level)
{
    const double *times = coop_curve_column(curve, "time");
    int64_t i = 0;
    while (i < curve->n && column[i] > level + same_level) {
        i++;
    }
    if (i == curve->n) {
        return INFINITY;
    }
    int64_t end = i;
    while (end < curve->n - 1 && column[end] >= level - same_level) {
        end++;
    }
    return end == i ? times[i] : times[i] + (times[end] - times[i]) / 2.0;
}

coop_status coop_survival_quantile_at(const coop_curve *curve, double p,
                                      coop_survival_quantile *out, coop_error *err)
{
    if (curve == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "curve must not be NULL");
    }
    COOP__TRY(coop__result_check(out, "coop_survival_quantile", err));
    if (!(p > 0.0 && p < 1.0)) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(p, text);
        return coop__fail(err, COOP_RANGE, "p is %s, need a value inside (0, 1)", text);
    }
    const double *low = coop_curve_column(curve, "low");
    const double *high = coop_curve_column(curve, "high");
    if (low == NULL || high == NULL) {
        return coop__fail(err, COOP_TYPE, "the curve has no limits of survival");
    }
    double level = 1.0 - p;
    coop_survival_quantile filled = {
        .value = time_of_level(curve, coop_curve_column(curve, "survival"), level),
        .low = time_of_level(curve, low, level),
        .high = time_of_level(curve, high, level),
    };
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}

/* Area under survival from time i to tau, both at most tau, added to the area behind it. */
static double area_of_step(const double *times, const double *survival, int64_t i, int64_t n,
                           double tau)
{
    double end = i + 1 < n && times[i + 1] < tau ? times[i + 1] : tau;
    return survival[i] * (end - times[i]);
}

coop_status coop_survival_mean_until(const coop_curve *curve, double tau, coop_survival_mean *out,
                                     coop_error *err)
{
    if (curve == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "curve must not be NULL");
    }
    COOP__TRY(coop__result_check(out, "coop_survival_mean", err));
    const double *survival = coop_curve_column(curve, "survival");
    const double *times = coop_curve_column(curve, "time");
    const double *at_risk = coop_curve_column(curve, "at_risk");
    const double *events = coop_curve_column(curve, "events");
    if (survival == NULL || at_risk == NULL || events == NULL) {
        return coop__fail(err, COOP_TYPE, "the curve has no survival");
    }
    if (!(isfinite(tau) && tau > 0.0 && tau >= times[0])) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(tau, text);
        return coop__fail(err, COOP_RANGE,
                          "tau is %s, need a number above 0 and not below the first time", text);
    }
    int64_t n = rows_until(curve, tau);
    double area = 0.0;
    double variance = 0.0;
    for (int64_t i = n - 1; i >= 0; i--) {
        area += area_of_step(times, survival, i, n, tau);
        double left = at_risk[i] - events[i];
        if (events[i] > 0.0 && left > 0.0) {
            variance += area * area * (events[i] / (at_risk[i] * left));
        }
    }
    double last = times[curve->n - 1];
    coop_survival_mean filled = {
        .value = times[0] + area,
        .std_error = sqrt(variance),
        .extended = survival[curve->n - 1] > 0.0 && tau > last ? tau - last : 0.0,
    };
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}
