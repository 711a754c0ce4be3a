/* interval_censored.c -- times in intervals: innermost intervals, and the curve over them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/interval_censored.h>

#include "interval_censored.h"

#include <math.h>
#include <stdbool.h>

#include "../core/error.h"
#include "../core/number.h"
#include "owner.h"
#include "sort.h"

static const double lightest = 1e-100; /* against the largest weight */
static const double most_excess = 1e-8;
static const double most_excess_share = 1e-11; /* of all weight: what rounding can leave */
static const double share_slack = 1e-12;

/* Rows in use, without the others. */
typedef struct rows {
    double *lows;
    double *highs;
    double *weights;
    int64_t n;
} rows;

static bool is_exact(const rows *r, int64_t i)
{
    return r->lows[i] == r->highs[i];
}

static coop_status time_check(const coop_interval_times *times, int64_t i, coop_error *err)
{
    double low = times->lows[i];
    double high = times->highs[i];
    if (low <= high && low < INFINITY && high > -INFINITY) {
        return COOP_OK;
    }
    char from[COOP__NUMBER_SIZE];
    char to[COOP__NUMBER_SIZE];
    coop__number_format(low, from);
    coop__number_format(high, to);
    return coop__fail(err, COOP_RANGE,
                      "the time of row %lld is from %s to %s, need a low that is not above its high",
                      (long long)i, from, to);
}

static coop_status weight_check(const double *weights, int64_t i, double *largest, coop_error *err)
{
    double w = weights == NULL ? 1.0 : weights[i];
    if (!(w >= 0.0 && w < INFINITY)) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(w, text);
        return coop__fail(err, COOP_RANGE, "the weight of row %lld is %s, need a number from 0",
                          (long long)i, text);
    }
    *largest = fmax(*largest, w);
    return COOP_OK;
}

static coop_status times_check(const coop_interval_times *times, double *largest, coop_error *err)
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
    *largest = 0.0;
    for (int64_t i = 0; i < times->n_rows; i++) {
        COOP__TRY(time_check(times, i, err));
        COOP__TRY(weight_check(times->weights, i, largest, err));
    }
    if (*largest == 0.0) {
        return coop__fail(err, COOP_RANGE, "all weights are 0");
    }
    return COOP_OK;
}

/* Weights are taken in units of a power of 2 near the largest, so that no sum of them overflows.
 * Adding 0 makes -0 and 0 one time. */
static bool rows_take(const coop_interval_times *times, double unit, coop__arena *arena, rows *out)
{
    size_t n = (size_t)times->n_rows;
    out->lows = coop__arena_alloc(arena, n, sizeof *out->lows);
    out->highs = coop__arena_alloc(arena, n, sizeof *out->highs);
    out->weights = coop__arena_alloc(arena, n, sizeof *out->weights);
    if (out->lows == NULL || out->highs == NULL || out->weights == NULL) {
        return false;
    }
    out->n = 0;
    for (int64_t i = 0; i < times->n_rows; i++) {
        double w = times->weights == NULL ? 1.0 : times->weights[i] / unit;
        if (w >= lightest) {
            out->lows[out->n] = times->lows[i] + 0.0;
            out->highs[out->n] = times->highs[i] + 0.0;
            out->weights[out->n++] = w;
        }
    }
    return true;
}

/* By low; at equal ones exact times first, which begin just before them. */
static bool is_low_before(const void *ctx, int64_t a, int64_t b)
{
    const rows *r = ctx;
    if (r->lows[a] != r->lows[b]) {
        return r->lows[a] < r->lows[b];
    }
    return is_exact(r, a) && !is_exact(r, b);
}

static bool is_high_before(const void *ctx, int64_t a, int64_t b)
{
    const rows *r = ctx;
    return r->highs[a] < r->highs[b];
}

/* Whether the row begins before or at the end of another: an open low only where it is below. */
static bool begins_within(const rows *r, int64_t row, int64_t end)
{
    return r->lows[row] < r->highs[end] || (r->lows[row] == r->highs[end] && is_exact(r, row));
}

/* Innermost intervals, and of each row the first and last that it contains. */
typedef struct innermost {
    double *lows;
    double *highs;
    int64_t *firsts;
    int64_t *lasts;
    int64_t n;
} innermost;

/* Runs over all beginnings and ends in order: an end just behind a beginning closes an innermost
 * interval. Those found later begin after or at the beginning at hand. */
static void innermost_find(const rows *r, const int64_t *by_low, const int64_t *by_high,
                           innermost *out)
{
    int64_t i = 0;
    bool has_begun = false;
    for (int64_t j = 0; j < r->n; j++) {
        for (; i < r->n && begins_within(r, by_low[i], by_high[j]); i++) {
            out->firsts[by_low[i]] = out->n;
            has_begun = true;
        }
        if (has_begun) {
            out->lows[out->n] = r->lows[by_low[i - 1]];
            out->highs[out->n++] = r->highs[by_high[j]];
            has_begun = false;
        }
        out->lasts[by_high[j]] = out->n - 1;
    }
}

static coop_status innermost_of(const rows *r, coop__arena *arena, innermost *out, coop_error *err)
{
    size_t n = (size_t)r->n;
    int64_t *by_low = coop__arena_alloc(arena, n, sizeof *by_low);
    int64_t *by_high = coop__arena_alloc(arena, n, sizeof *by_high);
    int64_t *spare = coop__arena_alloc(arena, n, sizeof *spare);
    out->lows = coop__arena_alloc(arena, n, sizeof *out->lows);
    out->highs = coop__arena_alloc(arena, n, sizeof *out->highs);
    out->firsts = coop__arena_alloc(arena, n, sizeof *out->firsts);
    out->lasts = coop__arena_alloc(arena, n, sizeof *out->lasts);
    if (by_low == NULL || by_high == NULL || spare == NULL || out->lows == NULL ||
        out->highs == NULL || out->firsts == NULL || out->lasts == NULL) {
        return coop__no_memory(err);
    }
    coop__merge_sort(by_low, spare, r->n, is_low_before, r);
    coop__merge_sort(by_high, spare, r->n, is_high_before, r);
    innermost_find(r, by_low, by_high, out);
    return COOP_OK;
}

typedef struct ranged {
    const innermost *in;
    const rows *r;
} ranged;

/* By weight last, so that weights of equal ranges are added in one order. */
static bool is_range_before(const void *ctx, int64_t a, int64_t b)
{
    const ranged *c = ctx;
    if (c->in->firsts[a] != c->in->firsts[b]) {
        return c->in->firsts[a] < c->in->firsts[b];
    }
    if (c->in->lasts[a] != c->in->lasts[b]) {
        return c->in->lasts[a] < c->in->lasts[b];
    }
    return c->r->weights[a] < c->r->weights[b];
}

static coop_status ranges_of(const rows *r, const innermost *in, coop__arena *arena,
                             coop__ranges *out, coop_error *err)
{
    size_t n = (size_t)r->n;
    int64_t *order = coop__arena_alloc(arena, n, sizeof *order);
    int64_t *spare = coop__arena_alloc(arena, n, sizeof *spare);
    out->firsts = coop__arena_alloc(arena, n, sizeof *out->firsts);
    out->lasts = coop__arena_alloc(arena, n, sizeof *out->lasts);
    out->weights = coop__arena_alloc(arena, n, sizeof *out->weights);
    if (order == NULL || spare == NULL || out->firsts == NULL || out->lasts == NULL ||
        out->weights == NULL) {
        return coop__no_memory(err);
    }
    ranged context = {in, r};
    coop__merge_sort(order, spare, r->n, is_range_before, &context);
    out->n = 0;
    out->n_candidates = in->n;
    out->total = 0.0;
    for (int64_t i = 0; i < r->n; i++) {
        int64_t row = order[i];
        bool is_new = out->n == 0 || out->firsts[out->n - 1] != in->firsts[row] ||
                      out->lasts[out->n - 1] != in->lasts[row];
        out->n += is_new;
        out->firsts[out->n - 1] = in->firsts[row];
        out->lasts[out->n - 1] = in->lasts[row];
        out->weights[out->n - 1] += r->weights[row];
        out->total += r->weights[row];
    }
    return COOP_OK;
}

/* The result of what was found; candidates without mass are left out. */
static coop_status result_make(const innermost *in, const coop__masses *found, coop__owner *owner,
                               coop_turnbull **out, coop_error *err)
{
    int64_t n = 0;
    for (int64_t k = 0; k < in->n; k++) {
        n += found->p[k] > 0.0;
    }
    coop_turnbull *t = coop__arena_alloc(&owner->arena, 1, sizeof *t);
    double *values = coop__arena_alloc(&owner->arena, (size_t)n * 4, sizeof *values);
    if (t == NULL || values == NULL) {
        return coop__no_memory(err);
    }
    double gone = 0.0;
    for (int64_t k = 0, j = 0; k < in->n; k++) {
        if (found->p[k] > 0.0) {
            gone += found->p[k];
            values[j] = in->lows[k];
            values[n + j] = in->highs[k];
            values[2 * n + j] = found->p[k];
            values[3 * n + j] = j + 1 < n ? fmax(1.0 - gone, 0.0) : 0.0;
            j++;
        }
    }
    t->struct_size = sizeof *t;
    t->lows = values;
    t->highs = values + n;
    t->masses = values + 2 * n;
    t->survival = values + 3 * n;
    t->n_masses = n;
    t->n_candidates = in->n;
    t->owner = owner;
    *out = t;
    return COOP_OK;
}

static void result_describe(coop_turnbull *t, const coop__masses *found, double total, double unit)
{
    t->log_likelihood = found->log_likelihood * unit;
    t->excess = found->excess * unit;
    t->weight = total * unit;
    t->is_certified = t->excess <= fmax(most_excess, most_excess_share * t->weight);
    t->n_steps = found->n_steps;
}

static coop_status fit(const coop_interval_times *times, double largest, coop__arena *scratch,
                       coop__owner *owner, coop_turnbull **out, coop_error *err)
{
    int exponent = 0;
    (void)frexp(largest, &exponent);
    double unit = times->weights == NULL ? 1.0 : ldexp(1.0, exponent - 1);
    rows r = {0};
    innermost in = {0};
    coop__ranges ranges = {0};
    if (!rows_take(times, unit, scratch, &r)) {
        return coop__no_memory(err);
    }
    COOP__TRY(innermost_of(&r, scratch, &in, err));
    COOP__TRY(ranges_of(&r, &in, scratch, &ranges, err));
    coop__masses found = {.p = coop__arena_alloc(scratch, (size_t)in.n, sizeof(double))};
    if (found.p == NULL || !coop__masses_fit(&ranges, scratch, &found)) {
        return coop__no_memory(err);
    }
    COOP__TRY(result_make(&in, &found, owner, out, err));
    result_describe(*out, &found, ranges.total, unit);
    (*out)->n_used = r.n;
    return COOP_OK;
}

coop_status coop_turnbull_fit(const coop_interval_times *times, const coop_run *run,
                              coop_turnbull **out, coop_error *err)
{
    double largest = 0.0;
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL, need a place for the result");
    }
    COOP__TRY(times_check(times, &largest, err));
    coop__owner *owner = coop__owner_new(run);
    if (owner == NULL) {
        return coop__no_memory(err);
    }
    coop__arena scratch = {.a = coop__allocator_of(run)};
    coop_turnbull *filled = NULL;
    coop_status status = fit(times, largest, &scratch, owner, &filled, err);
    coop__arena_free(&scratch);
    if (status != COOP_OK) {
        coop__owner_free(owner);
        return status;
    }
    *out = filled;
    return COOP_OK;
}

void coop_turnbull_free(coop_turnbull *fit)
{
    if (fit != NULL) {
        coop__owner_free(fit->owner);
    }
}

coop_status coop_turnbull_survival(const coop_turnbull *fit, double at, double *low, double *high,
                                   coop_error *err)
{
    if (fit == NULL || low == NULL || high == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "fit, low or high is NULL");
    }
    if (isnan(at)) {
        return coop__fail(err, COOP_RANGE, "at is nan, need a number");
    }
    double most = 1.0;
    double least = 1.0;
    for (int64_t k = 0; k < fit->n_masses; k++) {
        bool has_begun = fit->lows[k] < at || fit->highs[k] <= at;
        most = fit->highs[k] <= at ? fit->survival[k] : most;
        least = has_begun ? fit->survival[k] : least;
    }
    *low = least;
    *high = most;
    return COOP_OK;
}

coop_status coop_turnbull_quantile(const coop_turnbull *fit, double share, double *low,
                                   double *high, coop_error *err)
{
    if (fit == NULL || low == NULL || high == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "fit, low or high is NULL");
    }
    if (!(share > 0.0 && share < 1.0)) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(share, text);
        return coop__fail(err, COOP_RANGE, "share is %s, need a value inside (0, 1)", text);
    }
    int64_t k = 0;
    while (k + 1 < fit->n_masses && 1.0 - fit->survival[k] < share - share_slack) {
        k++;
    }
    if (fit->highs[k] == INFINITY) {
        return coop__fail(err, COOP_UNDEFINED, "the share is not reached at any finite time");
    }
    *low = fit->lows[k];
    *high = fit->highs[k];
    return COOP_OK;
}
