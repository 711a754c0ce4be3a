/* rubin.c -- several estimates of one thing, from imputations, as one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/imputation.h>

#include <math.h>
#include <stdbool.h>

#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "beta.h"
#include "normal.h"
#include "strata.h"

static const int64_t most_estimates = 1000000;
static const double most_value = 1e100;
static const double most_variance = 1e200;
static const double many = 1e15; /* degrees of freedom: the normal distribution to the last digit */

static coop_status value_fail(const char *name, double value, const char *need, coop_error *err)
{
    char text[COOP__NUMBER_SIZE];
    coop__number_format(value, text);
    return coop__fail(err, COOP_RANGE, "%s is %s, need %s", name, text, need);
}

static coop_status estimates_check(const coop_estimates *e, double level, coop_error *err)
{
    if (e == NULL || e->values == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL",
                          e == NULL ? "estimates" : "estimates->values");
    }
    if (e->n < 2 || e->n > most_estimates) {
        return coop__fail(err, COOP_RANGE, "n is %lld, need 2 to %lld", (long long)e->n,
                          (long long)most_estimates);
    }
    if (!(e->df > 0.0)) {
        return value_fail("df", e->df, "more than 0", err);
    }
    if (!(level > 0.0 && level < 1.0)) {
        return value_fail("level", level, "a value inside (0, 1)", err);
    }
    for (int64_t i = 0; i < e->n; i++) {
        if (!(fabs(e->values[i]) <= most_value)) {
            return value_fail("an estimate", e->values[i], "-1e100 to 1e100", err);
        }
        if (e->variances != NULL && !(e->variances[i] >= 0.0 && e->variances[i] <= most_variance)) {
            return value_fail("a variance", e->variances[i], "0 to 1e200", err);
        }
    }
    return COOP_OK;
}

/* t with P(|T| < t) = level for 1 or more degrees of freedom: df / (df + T^2) is beta distributed
 * with parameters df / 2 and 1 / 2. */
static double student_two_sided(double df, double level)
{
    if (df >= many) {
        return coop__normal_two_sided(level);
    }
    coop__point at = coop__beta_lower_quantile(0.5 * df, 0.5, 1.0 - level);
    return sqrt(df * (at.y / at.x));
}

static double mean_of(const double *values, int64_t n)
{
    coop__exact_sum sum = {0};
    for (int64_t i = 0; i < n; i++) {
        coop__exact_sum_add(&sum, values[i]);
    }
    return coop__exact_sum_result(&sum) / (double)n;
}

static double variance_of(const double *values, int64_t n, double mean)
{
    coop__exact_sum sum = {0};
    bool is_same = true; /* the rounded mean of equal values may be another number */
    for (int64_t i = 0; i < n; i++) {
        coop__exact_sum_add(&sum, (values[i] - mean) * (values[i] - mean));
        is_same = is_same && values[i] == values[0];
    }
    return is_same ? 0.0 : coop__exact_sum_result(&sum) / (double)(n - 1);
}

/* Degrees of freedom, and what hangs on them. */
static void degrees_find(coop_pooled *p, int64_t n, double df)
{
    if (p->between == 0.0) {
        p->df_large = INFINITY;
        p->df = df;
        return;
    }
    double share = (1.0 + 1.0 / (double)n) * p->between / p->total;
    double rest = p->within / p->total; /* 1 - share, with its digits */
    p->increase = p->within > 0.0 ? (1.0 + 1.0 / (double)n) * p->between / p->within : INFINITY;
    p->df_large = (double)(n - 1) / share / share;
    double observed = isinf(df) ? df : (df + 1.0) / (df + 3.0) * df * rest;
    p->df = isinf(observed) ? p->df_large
                            : p->df_large * (observed / (p->df_large + observed));
    p->missing_information = share + rest * (2.0 / (p->df + 3.0));
}

coop_status coop_estimates_pool(const coop_estimates *estimates, double level, coop_pooled *out,
                                coop_error *err)
{
    COOP__TRY(coop__result_check(out, "coop_pooled", err));
    COOP__TRY(estimates_check(estimates, level, err));
    int64_t n = estimates->n;
    coop_pooled p = COOP_POOLED_INIT;
    p.value = mean_of(estimates->values, n);
    p.between = variance_of(estimates->values, n, p.value);
    p.value = p.between == 0.0 ? estimates->values[0] : p.value;
    p.within = estimates->variances == NULL ? 0.0 : mean_of(estimates->variances, n);
    p.total = p.within + (1.0 + 1.0 / (double)n) * p.between;
    degrees_find(&p, n, estimates->df);
    double reach = 0.0;
    if (p.total > 0.0) {
        if (!(p.df >= 1.0)) {
            return coop__fail(err, COOP_UNDEFINED,
                              "less than 1 degree of freedom is left: no interval");
        }
        reach = student_two_sided(p.df, level) * sqrt(p.total);
    }
    p.low = p.value - reach;
    p.high = p.value + reach;
    coop__result_give(out, &p, sizeof p);
    return COOP_OK;
}
