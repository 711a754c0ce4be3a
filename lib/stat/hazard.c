/* hazard.c -- rows of hazard models, checked, sorted and scaled; rates that are constant in pieces.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/hazard.h>

#include "hazard.h"

#include <math.h>

#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "beta.h"
#include "comparison.h"

static const double smallest_scale = 1e-12; /* of the largest size: less is a constant column */

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

bool coop__hazard_before(const void *ctx, int64_t a, int64_t b)
{
    const coop_hazard_rows *r = ctx;
    if (r->strata != NULL && r->strata[a] != r->strata[b]) {
        return r->strata[a] < r->strata[b];
    }
    int order = compare(r->times[b], r->times[a]);
    order = order != 0 || r->events == NULL ? order : (int)r->events[b] - (int)r->events[a];
    order = order != 0 || r->entries == NULL ? order : compare(r->entries[a], r->entries[b]);
    order = order != 0 || r->weights == NULL ? order : compare(r->weights[a], r->weights[b]);
    for (int64_t j = 0; j < r->n_covariates && order == 0; j++) {
        order = compare(r->covariates[j * r->n_rows + a], r->covariates[j * r->n_rows + b]);
    }
    return order < 0;
}

static coop_status number_fail(const char *name, int64_t row, double value, const char *need,
                               coop_error *err)
{
    char text[COOP__NUMBER_SIZE];
    coop__number_format(value, text);
    return coop__fail(err, COOP_RANGE, "the %s of row %lld is %s, need %s", name, (long long)row,
                      text, need);
}

coop_status coop__weight_check(const double *weights, int64_t row, coop_error *err)
{
    if (weights != NULL && !(weights[row] >= 0.0 && weights[row] < INFINITY)) {
        return number_fail("weight", row, weights[row], "a number from 0", err);
    }
    return COOP_OK;
}

coop_status coop__covariates_check(const double *covariates, int64_t n, int64_t n_rows,
                                   const double *weights, coop_error *err)
{
    if (n < 0) {
        return coop__fail(err, COOP_RANGE, "n_covariates is %lld, need 0 or more", (long long)n);
    }
    if (n > COOP_HAZARD_COVARIATES_MAX) {
        return coop__fail(err, COOP_LIMIT, "there are %lld covariates, at most %d may be",
                          (long long)n, COOP_HAZARD_COVARIATES_MAX);
    }
    if (n > 0 && covariates == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "covariates is NULL");
    }
    for (int64_t j = 0; j < n; j++) {
        for (int64_t i = 0; i < n_rows; i++) {
            double x = covariates[j * n_rows + i];
            if ((weights == NULL || weights[i] > 0.0) && !(fabs(x) <= 1e150)) {
                char text[COOP__NUMBER_SIZE];
                coop__number_format(x, text);
                return coop__fail(err, COOP_RANGE,
                                  "covariate %lld of row %lld is %s, need -1e150 to 1e150",
                                  (long long)j, (long long)i, text);
            }
        }
    }
    return COOP_OK;
}

/* Mean and root mean square distance from it, over the rows in use. */
static void column_scale(const double *column, const int64_t *order, int64_t n, double *mean,
                         double *scale)
{
    double sum = 0.0;
    double largest = 0.0;
    for (int64_t i = 0; i < n; i++) {
        sum += column[order[i]] / (double)n;
        largest = fmax(largest, fabs(column[order[i]]));
    }
    double squares = 0.0;
    for (int64_t i = 0; i < n; i++) {
        double apart = column[order[i]] - sum;
        squares += apart * apart / (double)n;
    }
    *mean = sum;
    *scale = sqrt(squares) > smallest_scale * largest ? sqrt(squares) : 0.0;
}

coop_status coop__design_of(const coop_hazard_rows *rows, const int64_t *order, int64_t n_used,
                            coop__arena *arena, coop__design *out, coop_error *err)
{
    int64_t n = rows->n_covariates;
    out->n = n;
    out->n_rows = n_used;
    out->x = coop__arena_alloc(arena, (size_t)n_used * (size_t)n, sizeof(double));
    out->means = coop__arena_alloc(arena, (size_t)n, sizeof(double));
    out->scales = coop__arena_alloc(arena, (size_t)n, sizeof(double));
    if (out->x == NULL || out->means == NULL || out->scales == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t j = 0; j < n; j++) {
        const double *column = rows->covariates + j * rows->n_rows;
        column_scale(column, order, n_used, &out->means[j], &out->scales[j]);
        if (out->scales[j] == 0.0) {
            return coop__fail(err, COOP_UNDEFINED,
                              "covariate %lld is the same in all rows: it has no coefficient",
                              (long long)j);
        }
        for (int64_t i = 0; i < n_used; i++) {
            out->x[i * n + j] = (column[order[i]] - out->means[j]) / out->scales[j];
        }
    }
    return COOP_OK;
}

coop_status coop__ascent_fail(coop__ascent_end end, int64_t covariate, coop_error *err)
{
    if (end == COOP__ASCENT_SINGULAR) {
        return coop__fail(err, COOP_UNDEFINED,
                          "covariate %lld says no more than those before it, or nothing about the "
                          "order of events: it has no coefficient",
                          (long long)covariate);
    }
    return coop__fail(err, COOP_UNDEFINED,
                      "the coefficient of covariate %lld has no finite estimate: the likelihood "
                      "grows for ever with it",
                      (long long)covariate);
}

/* Limits of the mean of a Poisson count are gamma quantiles. Beta quantiles give them: for X beta
 * with parameters a and b, -(b + (a - 1) / 2) log(1 - X) is gamma with parameter a, but for a
 * relative error of the order (a / b)^2, here below 1e-13 to a = 9e8 and 1e-20 to a = 1e6 (Wise
 * 1950, Biometrika 37:208, doi:10.1093/biomet/37.3-4.208). */
static const double wise = 1e15;

static double gamma_of(double a, coop__point at)
{
    return -(wise + 0.5 * (a - 1.0)) * log1p(-at.x);
}

static void piece_finish(coop_hazard_piece *piece, double level)
{
    double tail = 0.5 * (1.0 - level);
    double events = (double)piece->events;
    if (piece->exposure == 0.0) {
        piece->rate = piece->low = piece->high = NAN;
        return;
    }
    double low =
        events == 0.0 ? 0.0 : gamma_of(events, coop__beta_lower_quantile(events, wise, tail));
    double high = gamma_of(events + 1.0, coop__beta_upper_quantile(events + 1.0, wise, tail));
    piece->rate = events / piece->exposure;
    piece->low = fmin(low / piece->exposure, piece->rate);
    piece->high = fmax(high / piece->exposure, piece->rate);
}

static coop_status piece_rows_check(const coop_hazard_rows *rows, coop_error *err)
{
    if (rows == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "rows is NULL");
    }
    if (rows->weights != NULL || rows->strata != NULL || rows->n_covariates != 0) {
        return coop__fail(err, COOP_UNSUPPORTED,
                          "pieces take no weights, strata or covariates: count each group apart");
    }
    if (rows->n_rows < 0) {
        return coop__fail(err, COOP_RANGE, "n_rows is %lld, need 0 or more",
                          (long long)rows->n_rows);
    }
    if (rows->n_rows == 0) {
        return coop__fail(err, COOP_EMPTY, "there are no rows");
    }
    if (rows->times == NULL || rows->events == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "times or events is NULL");
    }
    for (int64_t i = 0; i < rows->n_rows; i++) {
        double entry = rows->entries == NULL ? -INFINITY : rows->entries[i];
        if (!(rows->times[i] >= 0.0 && rows->times[i] < INFINITY)) {
            return number_fail("time", i, rows->times[i], "a number from 0", err);
        }
        if (!(entry == -INFINITY || (entry >= 0.0 && entry < rows->times[i]))) {
            return number_fail("entry", i, entry, "a number from 0 to below the time", err);
        }
        if (rows->events[i] > 1) {
            return number_fail("event", i, rows->events[i], "0 or 1", err);
        }
    }
    return COOP_OK;
}

static coop_status cuts_check(const double *cuts, int64_t n, coop_error *err)
{
    if (n < 0) {
        return coop__fail(err, COOP_RANGE, "n_cuts is %lld, need 0 or more", (long long)n);
    }
    if (n > 0 && cuts == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "cuts is NULL");
    }
    for (int64_t j = 0; j < n; j++) {
        if (!(cuts[j] > (j == 0 ? 0.0 : cuts[j - 1]) && cuts[j] < INFINITY)) {
            char text[COOP__NUMBER_SIZE];
            coop__number_format(cuts[j], text);
            return coop__fail(err, COOP_RANGE, "cut %lld is %s, need finite cuts that rise from 0",
                              (long long)j, text);
        }
    }
    return COOP_OK;
}

static coop_hazard_piece piece_of(const coop_hazard_rows *rows, double from, double to)
{
    coop_hazard_piece out = {.from = from, .to = to};
    coop__exact_sum exposure = {.pending = 0};
    for (int64_t i = 0; i < rows->n_rows; i++) {
        double time = rows->times[i];
        double start = fmax(rows->entries == NULL ? 0.0 : rows->entries[i], from);
        double end = fmin(time, to);
        if (end > start) {
            coop__exact_sum_add(&exposure, end);
            coop__exact_sum_add(&exposure, -start);
        }
        bool is_in = (time > from && time <= to) || (time == 0.0 && from == 0.0);
        out.events += is_in && rows->events[i] == 1;
    }
    out.exposure = coop__exact_sum_result(&exposure);
    return out;
}

coop_status coop_hazard_pieces(const coop_hazard_rows *rows, const double *cuts, int64_t n_cuts,
                               double level, coop_hazard_piece *out, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL, need a place for the result");
    }
    COOP__TRY(piece_rows_check(rows, err));
    COOP__TRY(cuts_check(cuts, n_cuts, err));
    COOP__TRY(coop__check_level(level, err));
    for (int64_t j = 0; j <= n_cuts; j++) {
        out[j] = piece_of(rows, j == 0 ? 0.0 : cuts[j - 1], j == n_cuts ? INFINITY : cuts[j]);
        piece_finish(&out[j], level);
    }
    return COOP_OK;
}
