/* weibull.c -- Weibull's regression for exact, censored and interval times.
 *
 * With r = 1 / scale and b the coefficients over scale, z = r log t - b'x is linear in the
 * parameters. The log density log r + z - e^z is concave in them, so are log P(T > t) = -e^z and
 * the log of P(l < T <= h), the integral of a log-concave density over an interval with linear ends
 * (Prekopa). So is their sum.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/hazard.h>

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "hazard.h"
#include "owner.h"
#include "sort.h"

static const double most_exponent = 700.0; /* e^z beyond is more than any P can be without */

typedef struct model {
    coop__design design;
    double *lows;  /* centred and scaled logarithms; -INFINITY: none */
    double *highs; /* INFINITY: none; equal to the low: exact */
    double *logs;  /* of exact times, which turn the density of log t into that of t */
    double *weights;
    double mean;
    double scale;
    double n_events; /* weight */
    int64_t n_rows;
} model;

/* What one row gives: the log likelihood, and its derivatives by z at the low and at the high. */
typedef struct term {
    double value;
    double d1, d2;
    double d11, d12, d22;
} term;

static term exact_term(double z)
{
    double e = exp(z);
    return (term){.value = z - e, .d1 = 1.0 - e, .d11 = -e};
}

/* log(S(z1) - S(z2)), S(z) = exp(-e^z). With D the difference, -S'(z1) / D is e1 / (1 - r) and
 * -S'(z2) / D is e2 r / (1 - r), where r = S(z2) / S(z1). */
static term interval_term(double z1, double z2)
{
    double e1 = exp(z1);
    if (z2 > most_exponent) {
        return (term){.value = -e1, .d1 = -e1, .d11 = -e1};
    }
    double e2 = exp(z2);
    double apart = z1 == -INFINITY ? e2 : e1 * expm1(z2 - z1);
    double share = -expm1(-apart);
    double a1 = e1 / share;
    double a2 = e2 * exp(-apart) / share;
    return (term){
        .value = log(share) - e1,
        .d1 = -a1,
        .d2 = a2,
        .d11 = -a1 * (1.0 - e1) - a1 * a1,
        .d12 = a1 * a2,
        .d22 = a2 * (1.0 - e2) - a2 * a2,
    };
}

/* Parameters: intercept and covariates over scale, then 1 / scale. dz is x for the first ones with
 * a minus, and the log time for the last. */
static void term_add(const model *m, int64_t row, const term *t, double *gradient,
                     double *information)
{
    int64_t n = m->design.n + 2;
    const double *x = m->design.x + row * m->design.n;
    double w = m->weights[row];
    /* a low of 0 and a high of infinity take no part */
    double y1 = isfinite(m->lows[row]) ? m->lows[row] : 0.0;
    double y2 = isfinite(m->highs[row]) ? m->highs[row] : 0.0;
    double by_b = w * (t->d1 + t->d2);
    double bend_b = w * (t->d11 + 2.0 * t->d12 + t->d22);
    double bend_mixed = w * ((t->d11 + t->d12) * y1 + (t->d12 + t->d22) * y2);
    for (int64_t i = 0; i + 1 < n; i++) {
        double xi = i == 0 ? 1.0 : x[i - 1];
        gradient[i] -= by_b * xi;
        for (int64_t j = 0; j <= i; j++) {
            information[i * n + j] -= bend_b * xi * (j == 0 ? 1.0 : x[j - 1]);
        }
        information[(n - 1) * n + i] += bend_mixed * xi;
    }
    gradient[n - 1] += w * (t->d1 * y1 + t->d2 * y2);
    information[n * n - 1] -=
        w * (t->d11 * y1 * y1 + 2.0 * t->d12 * y1 * y2 + t->d22 * y2 * y2);
}

static double log_likelihood(void *ctx, const double *at, double *gradient, double *information)
{
    const model *m = ctx;
    int64_t n = m->design.n + 2;
    double r = at[n - 1];
    if (!(r > 0.0)) {
        return -INFINITY;
    }
    double value = 0.0;
    for (int64_t i = 0; i < m->n_rows; i++) {
        double b = at[0];
        for (int64_t j = 0; j < m->design.n; j++) {
            b += at[j + 1] * m->design.x[i * m->design.n + j];
        }
        bool is_exact = m->lows[i] == m->highs[i];
        double w = m->weights[i];
        term t = is_exact ? exact_term(r * m->lows[i] - b)
                          : interval_term(r * m->lows[i] - b, r * m->highs[i] - b);
        term_add(m, i, &t, gradient, information);
        value += w * t.value;
        if (is_exact) {
            value += w * (log(r / m->scale) - m->logs[i]);
            gradient[n - 1] += w / r;
            information[n * n - 1] += w / (r * r);
        }
    }
    return isnan(value) ? -INFINITY : value;
}

static coop_status times_check(const coop_interval_times *times, coop_error *err)
{
    if (times == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "times is NULL");
    }
    if (times->n_rows < 0) {
        return coop__fail(err, COOP_RANGE, "n_rows is %lld, need 0 or more",
                          (long long)times->n_rows);
    }
    if (times->n_rows == 0) {
        return coop__fail(err, COOP_EMPTY, "there are no times");
    }
    if (times->lows == NULL || times->highs == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "lows or highs is NULL");
    }
    for (int64_t i = 0; i < times->n_rows; i++) {
        double low = times->lows[i];
        double high = times->highs[i];
        COOP__TRY(coop__weight_check(times->weights, i, err));
        if (!(low <= high && low < INFINITY && high > 0.0)) {
            char from[COOP__NUMBER_SIZE];
            char to[COOP__NUMBER_SIZE];
            coop__number_format(low, from);
            coop__number_format(high, to);
            return coop__fail(err, COOP_RANGE,
                              "the time of row %lld is from %s to %s, need a low up to its high, "
                              "which is above 0",
                              (long long)i, from, to);
        }
    }
    return COOP_OK;
}

static bool model_new(coop__arena *arena, size_t n, model *m)
{
    double *values = coop__arena_alloc(arena, n * 4, sizeof *values);
    m->lows = values;
    m->highs = values + n;
    m->logs = values + 2 * n;
    m->weights = values + 3 * n;
    return values != NULL;
}

/* The end of an interval that says most about where it lies. */
static double place_of(const model *m, int64_t i)
{
    return isfinite(m->highs[i]) ? m->highs[i] : m->lows[i];
}

/* Logarithms to mean 0 and root mean square 1. Rows that say nothing have neither end. */
static void model_scale(model *m)
{
    int64_t n = 0;
    for (int64_t i = 0; i < m->n_rows; i++) {
        n += isfinite(place_of(m, i));
    }
    for (int64_t i = 0; i < m->n_rows; i++) {
        m->mean += isfinite(place_of(m, i)) ? place_of(m, i) / (double)n : 0.0;
    }
    double squares = 0.0;
    for (int64_t i = 0; i < m->n_rows; i++) {
        double apart = place_of(m, i) - m->mean;
        squares += isfinite(apart) ? apart * apart / (double)n : 0.0;
    }
    m->scale = squares > 1e-24 ? sqrt(squares) : 1.0;
    for (int64_t i = 0; i < m->n_rows; i++) {
        m->logs[i] = m->lows[i];
        m->lows[i] = (m->lows[i] - m->mean) / m->scale;
        m->highs[i] = (m->highs[i] - m->mean) / m->scale;
    }
}

static coop_status model_of(const coop_interval_times *times, const coop_hazard_rows *rows,
                            coop__arena *arena, model *m, coop_error *err)
{
    size_t n = (size_t)rows->n_rows;
    int64_t *order = coop__arena_alloc(arena, n, sizeof *order);
    int64_t *spare = coop__arena_alloc(arena, n, sizeof *spare);
    if (order == NULL || spare == NULL || !model_new(arena, n, m)) {
        return coop__no_memory(err);
    }
    coop__merge_sort(order, spare, rows->n_rows, coop__hazard_before, rows);
    for (int64_t k = 0; k < rows->n_rows; k++) {
        int64_t i = order[k];
        double weight = rows->weights == NULL ? 1.0 : rows->weights[i];
        if (weight > 0.0) {
            m->lows[m->n_rows] = log(fmax(times->lows[i], 0.0));
            m->highs[m->n_rows] = log(times->highs[i]);
            m->weights[m->n_rows] = weight;
            m->n_events += times->highs[i] < INFINITY ? weight : 0.0;
            order[m->n_rows++] = i;
        }
    }
    if (m->n_events == 0.0) {
        return coop__fail(err, COOP_UNDEFINED, "no row has an event: all are right censored");
    }
    COOP__TRY(coop__design_of(rows, order, m->n_rows, arena, &m->design, err));
    model_scale(m);
    return COOP_OK;
}

/* Intercept at which as many events are expected as there are, at scale 1. */
static double start_of(const model *m)
{
    double sum = 0.0;
    for (int64_t i = 0; i < m->n_rows; i++) {
        double at = place_of(m, i);
        sum += isfinite(at) ? m->weights[i] * exp(fmin(at, most_exponent)) : 0.0;
    }
    return log(sum / m->n_events);
}

/* Derivatives of (intercept, coefficients, log scale) by the parameters: row i of the matrix. */
static void derivatives_of(const model *m, const double *beta, const double *at, int64_t i,
                           double *out)
{
    int64_t n = m->design.n;
    double r = at[n + 1];
    double sigma = m->scale / r;
    memset(out, 0, (size_t)(n + 2) * sizeof *out);
    if (i == 0) {
        out[0] = sigma;
        for (int64_t j = 0; j < n; j++) {
            out[j + 1] = -sigma * m->design.means[j] / m->design.scales[j];
        }
        out[n + 1] = -(beta[0] - m->mean) / r;
    } else if (i <= n) {
        out[i] = sigma / m->design.scales[i - 1];
        out[n + 1] = -beta[i] / r;
    } else {
        out[n + 1] = -1.0 / r;
    }
}

static void variance_fill(const model *m, const coop__ascent *a, const double *beta,
                          double *scratch, double *variance)
{
    int64_t n = a->n;
    double *left = scratch;
    double *right = scratch + n;
    for (int64_t i = 0; i < n; i++) {
        derivatives_of(m, beta, a->at, i, left);
        for (int64_t j = 0; j <= i; j++) {
            derivatives_of(m, beta, a->at, j, right);
            double sum = 0.0;
            for (int64_t k = 0; k < n; k++) {
                for (int64_t l = 0; l < n; l++) {
                    sum += left[k] * a->inverse[k * n + l] * right[l];
                }
            }
            variance[i * n + j] = variance[j * n + i] = sum;
        }
    }
}

static coop_status result_make(const model *m, const coop__ascent *a, coop__owner *owner,
                               coop_weibull **out, coop_error *err)
{
    int64_t n = m->design.n;
    size_t size = (size_t)n + 2;
    coop_weibull *fit = coop__arena_alloc(&owner->arena, 1, sizeof *fit);
    double *values = coop__arena_alloc(&owner->arena, size * (size + 2), sizeof *values);
    if (fit == NULL || values == NULL) {
        return coop__no_memory(err);
    }
    double *variance = values + 2 * size;
    double scale = m->scale / a->at[n + 1];
    values[0] = m->mean + scale * a->at[0];
    for (int64_t j = 0; j < n; j++) {
        values[j + 1] = scale * a->at[j + 1] / m->design.scales[j];
        values[0] -= values[j + 1] * m->design.means[j];
    }
    variance_fill(m, a, values, a->factor, variance);
    for (size_t i = 0; i < size; i++) {
        values[size + i] = sqrt(variance[i * size + i]);
    }
    *fit = (coop_weibull){
        .struct_size = sizeof *fit,
        .coefficients = values,
        .std_errors = values + size,
        .variance = variance,
        .n_covariates = n,
        .scale = scale,
        .log_scale = log(scale),
        .log_likelihood = a->value,
        .n_events = m->n_events,
        .n_used = m->n_rows,
        .n_steps = a->n_steps,
        .owner = owner,
    };
    *out = fit;
    return COOP_OK;
}

static coop_status ascent_fail(const coop__ascent *a, coop__ascent_end end, coop_error *err)
{
    int64_t last = a->n - 1;
    double change = fabs(a->step[last]) / (1.0 + a->at[last]);
    if (end == COOP__ASCENT_UNBOUNDED && (change > 0.01 || a->column == last)) {
        return coop__fail(err, COOP_UNDEFINED,
                          "the scale has no finite estimate above 0: the likelihood grows for ever "
                          "as it shrinks");
    }
    if (a->column == 0 || a->column == last) {
        return coop__fail(err, COOP_UNDEFINED,
                          "the times do not tell the intercept and the scale apart");
    }
    return coop__ascent_fail(end, a->column - 1, err);
}

static coop_status fit_rows(const coop_interval_times *times, const coop_hazard_rows *rows,
                            coop__arena *scratch, coop__owner *owner, coop_weibull **out,
                            coop_error *err)
{
    model m = {0};
    COOP__TRY(model_of(times, rows, scratch, &m, err));
    coop__ascent a = {.function = log_likelihood, .ctx = &m, .scale = m.n_events};
    if (!coop__ascent_new(scratch, m.design.n + 2, &a)) {
        return coop__no_memory(err);
    }
    a.at[0] = start_of(&m);
    a.at[a.n - 1] = 1.0;
    coop__ascent_end end = coop__ascent_run(&a);
    if (end != COOP__ASCENT_FOUND) {
        return ascent_fail(&a, end, err);
    }
    return result_make(&m, &a, owner, out, err);
}

coop_status coop_weibull_fit(const coop_interval_times *times, const double *covariates,
                             int64_t n_covariates, const coop_run *run, coop_weibull **out,
                             coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL, need a place for the result");
    }
    COOP__TRY(times_check(times, err));
    COOP__TRY(coop__covariates_check(covariates, n_covariates, times->n_rows, times->weights,
                                     err));
    coop__owner *owner = coop__owner_new(run);
    if (owner == NULL) {
        return coop__no_memory(err);
    }
    coop__arena scratch = {.a = coop__allocator_of(run)};
    coop_hazard_rows rows = {.times = times->lows, .entries = times->highs,
                             .weights = times->weights, .covariates = covariates,
                             .n_rows = times->n_rows, .n_covariates = n_covariates};
    coop_weibull *filled = NULL;
    coop_status status = fit_rows(times, &rows, &scratch, owner, &filled, err);
    coop__arena_free(&scratch);
    if (status != COOP_OK) {
        coop__owner_free(owner);
        return status;
    }
    *out = filled;
    return COOP_OK;
}

void coop_weibull_free(coop_weibull *fit)
{
    if (fit != NULL) {
        coop__owner_free(fit->owner);
    }
}

coop_status coop_weibull_survival(const coop_weibull *fit, const double *subject,
                                  const double *times, int64_t n_times, double *survival,
                                  coop_error *err)
{
    if (fit == NULL || (subject == NULL && fit->n_covariates > 0) || times == NULL ||
        survival == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "fit, subject, times or survival is NULL");
    }
    double centre = fit->coefficients[0];
    for (int64_t j = 0; j < fit->n_covariates; j++) {
        centre += fit->coefficients[j + 1] * subject[j];
    }
    if (!isfinite(centre) || n_times < 0) {
        return coop__fail(err, COOP_RANGE,
                          "n_times is %lld or a covariate not finite, need 0 or more times and "
                          "finite covariates",
                          (long long)n_times);
    }
    for (int64_t i = 0; i < n_times; i++) {
        if (isnan(times[i])) {
            return coop__fail(err, COOP_RANGE, "time %lld is nan, need a number", (long long)i);
        }
    }
    for (int64_t i = 0; i < n_times; i++) {
        survival[i] = times[i] > 0.0 ? exp(-exp((log(times[i]) - centre) / fit->scale)) : 1.0;
    }
    return COOP_OK;
}
