/* exact2x2.c -- exact tests of 2x2 tables: Fisher's for two groups, McNemar's for pairs.
 *
 * With the margins fixed, all weights are known relative to that of the observed table: each step
 * away from it multiplies by a quotient of counts. So everything is sums of such products, taken
 * outwards from the observed table until what is left cannot matter. The quotients fall with each
 * step, hence what is left is less than a geometric series.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/comparison.h>

#include "comparison.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "beta.h"
#include "normal.h"

static const double most_in_table = 1e11;

/* R's slack: tables whose weight is the same but for rounding count as equally likely. */
static const double slack = 1.0 + 1e-7;

/* Weights of the observed table. For the p-values it is small, so that a sum that passes the
 * largest double means a p below the smallest. */
static const double small_weight = 0x1p-900;

/* What is left of a sum may be this part of it. */
static const double enough = 1e-18;

/* Steps from the table in the direction in which two cells shrink and two grow. */
typedef struct direction {
    double shrinking[2];
    double growing[2];
} direction;

static direction upwards(const double t[4])
{
    return (direction){{t[1], t[2]}, {t[0], t[3]}};
}

static direction downwards(const double t[4])
{
    return (direction){{t[0], t[3]}, {t[1], t[2]}};
}

/* Weight after step j (1, 2, ...) over that before it: 0 when a cell has run out. */
static double quotient_at(const direction *to, double j, double odds)
{
    return odds * ((to->shrinking[0] - j + 1.0) * (to->shrinking[1] - j + 1.0)) /
           ((to->growing[0] + j) * (to->growing[1] + j));
}

typedef struct masses {
    double all;  /* weights of the tables in one direction */
    double rare; /* of those that are at most as likely as the observed one */
} masses;

static masses masses_along(direction to)
{
    masses sum = {0.0, 0.0};
    double weight = small_weight;
    double limit = small_weight * slack;
    for (int64_t step = 1; sum.all <= DBL_MAX; step++) {
        double quotient = quotient_at(&to, (double)step, 1.0);
        weight *= quotient;
        sum.all += weight;
        if (weight <= limit) {
            sum.rare += weight;
            if (weight * quotient <= enough * sum.rare * (1.0 - quotient)) {
                break;
            }
        }
    }
    return sum;
}

/* Sums over j of weight, j weight and j^2 weight; the observed table weighs 1. */
typedef struct moments {
    double mass;
    double first;
    double second;
} moments;

static moments moments_along(direction to, double odds)
{
    moments sum = {0.0, 0.0, 0.0};
    double weight = 1.0;
    for (int64_t step = 1; sum.second <= 1e280; step++) {
        double j = (double)step;
        double quotient = quotient_at(&to, j, odds);
        weight *= quotient;
        sum.mass += weight;
        sum.first += j * weight;
        sum.second += j * j * weight;
        if (weight * quotient <= enough * sum.mass * (1.0 - quotient)) {
            break;
        }
    }
    return sum;
}

/* log of (expectation above a over that below a): 0 where a is the expectation. */
static coop__residual expectation_residual(const void *ctx, double odds)
{
    const double *t = ctx;
    moments up = moments_along(upwards(t), odds);
    moments down = moments_along(downwards(t), 1.0 / odds);
    double slope = up.second / up.first + down.second / down.first;
    return (coop__residual){log(up.first / down.first), slope, 0.0};
}

static double likely_odds_ratio(const double t[4])
{
    if (t[0] == 0.0 || t[3] == 0.0) {
        return t[1] == 0.0 || t[2] == 0.0 ? NAN : 0.0;
    }
    if (t[1] == 0.0 || t[2] == 0.0) {
        return INFINITY;
    }
    double start = t[0] / t[1] * (t[3] / t[2]);
    return coop__rising_root(expectation_residual, t, COOP__TINY, COOP__HUGE, start, 1e-8);
}

typedef struct exact_limit {
    const double *table;
    double tail;
} exact_limit;

/* log of (P(X >= a) over its target). Its derivatives by the log of the odds ratio are differences
 * between the moments of the tail and those of the whole. */
static coop__residual tail_residual(const void *ctx, double odds)
{
    const exact_limit *limit = ctx;
    moments up = moments_along(upwards(limit->table), odds);
    moments down = moments_along(downwards(limit->table), 1.0 / odds);
    double tail = 1.0 + up.mass;
    double whole = tail + down.mass;
    double value = log(tail / whole / limit->tail);
    double tail_mean = up.first / tail;
    double mean = (up.first - down.first) / whole;
    double tail_variance = up.second / tail - tail_mean * tail_mean;
    double variance = (up.second + down.second) / whole - mean * mean;
    return (coop__residual){value, tail_mean - mean, tail_variance - variance};
}

/* The odds ratio under which P(X >= a) is tail. */
static double exact_lower(const double t[4], double z, double tail)
{
    if (t[0] == 0.0 || t[3] == 0.0) {
        return 0.0;
    }
    double log_odds = 0.0;
    double variance = 0.0;
    for (int i = 0; i < 4; i++) {
        log_odds += (i == 0 || i == 3 ? 1.0 : -1.0) * log(t[i] + 0.5);
        variance += 1.0 / (t[i] + 0.5);
    }
    exact_limit limit = {t, tail};
    double start = exp(log_odds - z * sqrt(variance));
    return coop__rising_root(tail_residual, &limit, COOP__TINY, COOP__HUGE, start, 1e-6);
}

/* At least the smallest normal double, and at most 1. */
static double bounded(double p, int32_t *is_bound)
{
    if (p < DBL_MIN) {
        *is_bound = 1;
        return DBL_MIN;
    }
    return fmin(p, 1.0);
}

static void fill_p(const double t[4], coop_fisher_result *out)
{
    masses up = masses_along(upwards(t));
    masses down = masses_along(downwards(t));
    double from_a = small_weight + up.all;
    double up_to_a = small_weight + down.all;
    double whole = from_a + down.all;
    double rare = small_weight + up.rare + down.rare;
    out->p = bounded(rare / whole, &out->p_is_bound);
    out->p_mid = bounded((rare - 0.5 * small_weight) / whole, &out->p_is_bound);
    /* One of the two may be infinite: then its share is 1. */
    out->p_less = bounded(1.0 / (1.0 + up.all / up_to_a), &out->p_is_bound);
    out->p_greater = bounded(1.0 / (1.0 + down.all / from_a), &out->p_is_bound);
}

static coop_status check_table(const int64_t counts[4], coop_error *err)
{
    double n = 0.0;
    for (int i = 0; i < 4; i++) {
        if (counts[i] < 0) {
            return coop__fail(err, COOP_RANGE, "%c is %lld, need 0 or more", "abcd"[i],
                              (long long)counts[i]);
        }
        n += (double)counts[i];
    }
    if (n == 0.0) {
        return coop__fail(err, COOP_EMPTY, "the table is empty");
    }
    if (n > most_in_table) {
        return coop__fail(err, COOP_LIMIT, "a + b + c + d is above %lld", (long long)most_in_table);
    }
    return COOP_OK;
}

static coop_status check_out(const void *out, size_t struct_size, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL, need a place for the result");
    }
    if (struct_size == 0) {
        return coop__fail(err, COOP_ARGUMENT, "out->struct_size is 0, need sizeof");
    }
    return COOP_OK;
}

static void copy_out(void *out, const void *result, size_t struct_size, size_t size)
{
    memcpy(out, result, struct_size < size ? struct_size : size);
}

coop_status coop_fisher(int64_t a, int64_t b, int64_t c, int64_t d, double level,
                        coop_fisher_result *out, coop_error *err)
{
    COOP__TRY(check_out(out, out != NULL ? out->struct_size : 0, err));
    COOP__TRY(coop__check_level(level, err));
    COOP__TRY(check_table((const int64_t[4]){a, b, c, d}, err));
    const double table[4] = {(double)a, (double)b, (double)c, (double)d};
    /* With the columns swapped the odds ratio is the inverse, and P(X >= a) is P(X <= a). */
    const double mirrored[4] = {table[1], table[0], table[3], table[2]};
    double tail = 0.5 * (1.0 - level);
    double z = coop__normal_two_sided(level);
    double inverse_high = exact_lower(mirrored, z, tail);
    coop_fisher_result result = {
        .struct_size = out->struct_size,
        .odds_ratio = likely_odds_ratio(table),
        .low = exact_lower(table, z, tail),
        .high = inverse_high > 0.0 ? 1.0 / inverse_high : INFINITY,
    };
    fill_p(table, &result);
    copy_out(out, &result, out->struct_size, sizeof result);
    return COOP_OK;
}

coop_status coop_mcnemar(int64_t only_a, int64_t only_b, coop_mcnemar_result *out, coop_error *err)
{
    COOP__TRY(check_out(out, out != NULL ? out->struct_size : 0, err));
    if (only_a < 0 || only_b < 0 || only_a > COOP__MOST_CASES - only_b) {
        return coop__fail(err, COOP_RANGE, "only_a is %lld and only_b %lld, need 0 to %lld in all",
                          (long long)only_a, (long long)only_b, (long long)COOP__MOST_CASES);
    }
    coop_mcnemar_result result = {.struct_size = out->struct_size, .p = 1.0, .p_mid = 0.5};
    if (only_a + only_b > 0) {
        double smaller = (double)(only_a < only_b ? only_a : only_b);
        double larger = (double)(only_a < only_b ? only_b : only_a);
        /* P(X <= m) is the upper tail at 1/2 of the beta distribution (m + 1, n - m). */
        coop__beta beta = coop__beta_of(smaller + 1.0, larger);
        coop__tails tails = coop__beta_tails(&beta, (coop__point){0.5, 0.5});
        double mass = tails.slope / (0.5 * larger);
        double p = 2.0 * tails.upper;
        double p_mid = only_a == only_b ? 1.0 - 0.5 * mass : p - mass;
        result.p = only_a == only_b ? 1.0 : bounded(p, &result.p_is_bound);
        result.p_mid = bounded(p_mid, &result.p_is_bound);
    }
    copy_out(out, &result, out->struct_size, sizeof result);
    return COOP_OK;
}
