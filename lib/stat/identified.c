/* identified.c -- what is known of a share when outcomes or values are not.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/sampling.h>

#include "sampling.h"

#include <math.h>
#include <stdbool.h>

#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "comparison.h"
#include "normal.h"
#include "proportion.h"

static const int64_t most_cases = 9000000000000000;
static const double root_half = 0.70710678118654752440;
static const double root_2_over_pi = 0.79788456080286535588;

/* ---- counts ---- */

static coop_status check_cases(int64_t hits, int64_t unknown, int64_t n, coop_error *err)
{
    if (n < 0 || n > most_cases) {
        return coop__fail(err, COOP_RANGE, "n is %lld, need 1 to %lld", (long long)n,
                          (long long)most_cases);
    }
    if (hits < 0 || hits > n) {
        return coop__fail(err, COOP_RANGE, "hits is %lld, need 0 to %lld", (long long)hits,
                          (long long)n);
    }
    if (unknown < 0 || unknown > n - hits) {
        return coop__fail(err, COOP_RANGE, "unknown is %lld, need 0 to n - hits, %lld",
                          (long long)unknown, (long long)(n - hits));
    }
    if (n == 0) {
        return coop__fail(err, COOP_EMPTY, "n is 0: a share of nothing has no bounds");
    }
    return COOP_OK;
}

/* C >= 0 with erf(C / root 2) + erf((C + gap) / root 2) = 2 level, which is Imbens and Manski's
 * equation; 0 where that is negative. Newton's steps rise to the root from the left: below level
 * 1/2 the left side is concave in C, above it the complements of both sides are convex. The start
 * there is the one-sided quantile, which the root is not below. */
static double critical_value(double gap, double level)
{
    if (gap == 0.0) {
        return coop__normal_two_sided(level);
    }
    double c = level > 0.5 ? coop__normal_two_sided(level - (1.0 - level)) : 0.0;
    for (int i = 0; i < 60; i++) {
        double near_end = root_half * c;
        double far_end = root_half * (c + gap);
        double missing = level > 0.5 ? erfc(near_end) + erfc(far_end) - 2.0 * (1.0 - level)
                                     : 2.0 * level - erf(near_end) - erf(far_end);
        double slope = root_2_over_pi * (exp(-near_end * near_end) + exp(-far_end * far_end));
        double next = c + missing / slope;
        if (!(next > c)) {
            break;
        }
        c = next;
    }
    return c;
}

coop_status coop_identified_interval(int64_t hits, int64_t unknown, int64_t n, double level,
                                     coop_identified_result *out, coop_error *err)
{
    COOP__TRY(coop__check_output(out, out != NULL ? out->struct_size : 0, err));
    COOP__TRY(coop__check_level(level, err));
    COOP__TRY(check_cases(hits, unknown, n, err));
    double cases = (double)n;
    double done = (double)hits;
    double possible = (double)(hits + unknown);
    double misses = (double)(n - hits - unknown);
    double worst = done / cases;
    double best = possible / cases;
    double low_error = sqrt(worst * ((cases - done) / cases) / cases);
    double high_error = sqrt(best * (misses / cases) / cases);
    double error = fmax(low_error, high_error);
    double gap = (double)unknown / cases / error;
    double c = critical_value(unknown > 0 ? gap : 0.0, level);
    coop_identified_result result = {
        .struct_size = out->struct_size,
        .worst = worst,
        .best = best,
        .critical = c,
        .normal = {fmax(worst - c * low_error, 0.0), fmin(best + c * high_error, 1.0)},
        .wilson = {coop__wilson(done, cases - done, c).low, coop__wilson(possible, misses, c).high},
    };
    coop__copy_output(out, out->struct_size, &result, sizeof result);
    return COOP_OK;
}

/* ---- values ---- */

typedef struct value_range {
    double low;
    double high;
} value_range;

static bool is_missing(const coop_valued_sample *sample, int64_t row)
{
    return sample->is_missing != NULL && sample->is_missing[row] != 0;
}

static value_range range_at(const coop_valued_sample *sample, int64_t row)
{
    if (is_missing(sample, row)) {
        return (value_range){sample->missing_low, sample->missing_high};
    }
    double low = sample->values[row];
    return (value_range){low, sample->highs != NULL ? sample->highs[row] : low};
}

static coop_status fail_range(const coop_valued_sample *sample, int64_t row, coop_error *err)
{
    value_range range = range_at(sample, row);
    char low[COOP__NUMBER_SIZE];
    char high[COOP__NUMBER_SIZE];
    coop__number_format(range.low, low);
    coop__number_format(range.high, high);
    if (is_missing(sample, row)) {
        return coop__fail(err, COOP_RANGE,
                          "missing values lie in %s to %s, need finite and 0 or more, to no less",
                          low, high);
    }
    if (!(range.low >= 0.0 && range.low < INFINITY)) {
        return coop__fail(err, COOP_RANGE, "values[%lld] is %s, need a finite number from 0 on",
                          (long long)row, low);
    }
    return coop__fail(err, COOP_RANGE, "highs[%lld] is %s, need %s or more", (long long)row, high,
                      low);
}

static coop_status check_case(const coop_valued_sample *sample, int64_t row, coop_error *err)
{
    if (sample->states[row] > COOP_CASE_UNKNOWN) {
        return coop__fail(err, COOP_RANGE, "states[%lld] is %d, need 0 to 2", (long long)row,
                          (int)sample->states[row]);
    }
    if (sample->is_missing != NULL && sample->is_missing[row] > 1) {
        return coop__fail(err, COOP_RANGE, "is_missing[%lld] is %d, need 0 or 1", (long long)row,
                          (int)sample->is_missing[row]);
    }
    value_range range = range_at(sample, row);
    bool is_range = range.low >= 0.0 && range.low < INFINITY && range.high >= range.low;
    return is_range ? COOP_OK : fail_range(sample, row, err);
}

static coop_status check_valued(const coop_valued_sample *sample, coop_error *err)
{
    if (sample == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "sample is NULL, need rows");
    }
    if (sample->n_rows < 0) {
        return coop__fail(err, COOP_RANGE, "n_rows is %lld, need 1 or more",
                          (long long)sample->n_rows);
    }
    if (sample->n_rows == 0) {
        return coop__fail(err, COOP_EMPTY, "n_rows is 0: a share of nothing has no bounds");
    }
    if (sample->values == NULL || sample->states == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "values or states is NULL, need %lld elements",
                          (long long)sample->n_rows);
    }
    for (int64_t i = 0; i < sample->n_rows; i++) {
        COOP__TRY(check_case(sample, i, err));
    }
    return COOP_OK;
}

/* A sum in which a value without upper end may take part. */
typedef struct open_sum {
    coop__exact_sum finite;
    bool is_endless;
} open_sum;

static void add(open_sum *sum, double value)
{
    if (value < INFINITY) {
        coop__exact_sum_add(&sum->finite, value);
    } else {
        sum->is_endless = true;
    }
}

/* Where the extremes lie: for the best, what may be done at its highest over that and what is not
 * at its lowest; for the worst, what is done at its lowest over that and the rest at its highest.
 */
typedef struct extremes {
    open_sum best_done;
    coop__exact_sum best_rest;
    coop__exact_sum worst_done;
    open_sum worst_rest;
    coop__exact_sum known_done;
    coop__exact_sum known_rest;
} extremes;

static void add_case(extremes *e, const coop_valued_sample *sample, int64_t row,
                     coop_value_result *counts)
{
    value_range range = range_at(sample, row);
    int state = sample->states[row];
    if (state == COOP_CASE_NOT_DONE) {
        coop__exact_sum_add(&e->best_rest, range.low);
    } else {
        add(&e->best_done, range.high);
    }
    if (state == COOP_CASE_DONE) {
        coop__exact_sum_add(&e->worst_done, range.low);
    } else {
        add(&e->worst_rest, range.high);
    }
    bool is_exact = !is_missing(sample, row) && range.high == range.low;
    counts->n_inexact += is_exact ? 0 : 1;
    counts->n_unknown += state == COOP_CASE_UNKNOWN ? 1 : 0;
    if (is_exact && state != COOP_CASE_UNKNOWN) {
        counts->n_known++;
        coop__exact_sum_add(state == COOP_CASE_DONE ? &e->known_done : &e->known_rest, range.low);
    }
}

/* rest becomes the sum of both. */
static double total_of(const coop__exact_sum *done, coop__exact_sum *rest)
{
    coop__exact_sum_merge(rest, done);
    return coop__exact_sum_result(rest);
}

static double share_of(double part, double total, double of_nothing)
{
    return total > 0.0 ? part / total : of_nothing;
}

/* Where nothing can be done at all the best is 0, and where nothing can be left undone the worst is
 * 1, also if an extreme itself has a total of 0. */
static coop_status fill_bounds(extremes *e, coop_value_result *out, coop_error *err)
{
    double best_done = coop__exact_sum_result(&e->best_done.finite);
    double worst_done = coop__exact_sum_result(&e->worst_done);
    double best_total = total_of(&e->best_done.finite, &e->best_rest);
    double worst_total = total_of(&e->worst_done, &e->worst_rest.finite);
    out->known_done = coop__exact_sum_result(&e->known_done);
    out->known_total = total_of(&e->known_done, &e->known_rest);
    if (best_total == INFINITY || worst_total == INFINITY) {
        return coop__fail(err, COOP_RANGE, "values add up to more than the largest number");
    }
    bool is_endless = e->best_done.is_endless || e->worst_rest.is_endless;
    if (!is_endless && best_done == 0.0 && worst_total == 0.0) {
        return coop__fail(err, COOP_EMPTY, "all values are 0: a share of nothing has no bounds");
    }
    out->best = e->best_done.is_endless ? 1.0 : share_of(best_done, best_total, 0.0);
    double worst = e->worst_rest.is_endless ? 0.0 : share_of(worst_done, worst_total, 1.0);
    out->worst = fmin(worst, out->best); /* rounding may not swap them */
    return COOP_OK;
}

coop_status coop_value_bounds(const coop_valued_sample *sample, coop_value_result *out,
                              coop_error *err)
{
    COOP__TRY(coop__check_output(out, out != NULL ? out->struct_size : 0, err));
    COOP__TRY(check_valued(sample, err));
    coop_value_result result = {.struct_size = out->struct_size};
    extremes e = {0};
    for (int64_t i = 0; i < sample->n_rows; i++) {
        add_case(&e, sample, i, &result);
    }
    COOP__TRY(fill_bounds(&e, &result, err));
    coop__copy_output(out, out->struct_size, &result, sizeof result);
    return COOP_OK;
}
