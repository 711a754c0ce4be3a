/* flows.c -- present values of flows at any times, grant elements, and all rates of return.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/finance.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "sort.h"
#include "strata.h"

static const int64_t most_flows = 1000000;
static const double most_years = 10000.0;
static const double least_amount = 1e-100;
static const double most_amount = 1e100;
static const double least_rate = -0.999999;
static const double most_rate = 1e6;

static coop_status number_fail(const char *name, int64_t i, double value, const char *need,
                               coop_error *err)
{
    char text[COOP__NUMBER_SIZE];
    coop__number_format(value, text);
    return coop__fail(err, COOP_RANGE, "%s[%lld] is %s, need %s", name, (long long)i, text, need);
}

static coop_status flows_check(const coop_flows *flows, coop_error *err)
{
    if (flows == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "flows is NULL");
    }
    if (flows->n < 0 || flows->n > most_flows) {
        return coop__fail(err, COOP_RANGE, "n is %lld, need 0 to %lld", (long long)flows->n,
                          (long long)most_flows);
    }
    if (flows->n == 0) {
        return coop__fail(err, COOP_EMPTY, "there are no flows");
    }
    if (flows->amounts == NULL || (flows->years != NULL && flows->days != NULL)) {
        return flows->amounts == NULL
                   ? coop__fail(err, COOP_ARGUMENT, "flows->amounts is NULL")
                   : coop__fail(err, COOP_ARGUMENT, "flows have years and days, need one of them");
    }
    for (int64_t i = 0; i < flows->n; i++) {
        double size = fabs(flows->amounts[i]);
        if (!(size == 0.0 || (size >= least_amount && size <= most_amount))) {
            return number_fail("amounts", i, flows->amounts[i], "0, or 1e-100 to 1e100 in size",
                               err);
        }
        if (flows->years != NULL && !(fabs(flows->years[i]) <= most_years)) {
            return number_fail("years", i, flows->years[i], "-10000 to 10000", err);
        }
    }
    return COOP_OK;
}

static coop_status rate_check(double rate, const char *name, coop_error *err)
{
    if (rate >= least_rate && rate <= most_rate) {
        return COOP_OK;
    }
    char text[COOP__NUMBER_SIZE];
    coop__number_format(rate, text);
    return coop__fail(err, COOP_RANGE, "%s is %s, need -0.999999 to 1000000", name, text);
}

static int32_t earliest_day(const coop_flows *flows)
{
    int32_t earliest = flows->days == NULL ? 0 : flows->days[0];
    for (int64_t i = 1; flows->days != NULL && i < flows->n; i++) {
        earliest = flows->days[i] < earliest ? flows->days[i] : earliest;
    }
    return earliest;
}

static double years_at(const coop_flows *flows, int32_t earliest, int64_t i)
{
    if (flows->days != NULL) {
        return (double)((int64_t)flows->days[i] - earliest) / 365.0;
    }
    return flows->years != NULL ? flows->years[i] : (double)i;
}

/* Sums of the amounts below 0 and above, discounted. */
typedef struct two_sums {
    coop__exact_sum out;
    coop__exact_sum back;
} two_sums;

static coop_status discounted(const coop_flows *flows, double rate, two_sums *sums, coop_error *err)
{
    memset(sums, 0, sizeof *sums);
    int32_t earliest = earliest_day(flows);
    double log_rate = log1p(rate);
    for (int64_t i = 0; i < flows->n; i++) {
        double factor = exp(-log_rate * years_at(flows, earliest, i));
        double term = flows->amounts[i] == 0.0 ? 0.0 : flows->amounts[i] * factor;
        if (!isfinite(term)) {
            return coop__fail(err, COOP_RANGE, "the value of amounts[%lld] is beyond the largest "
                              "double", (long long)i);
        }
        coop__exact_sum_add(term < 0.0 ? &sums->out : &sums->back, term);
    }
    return COOP_OK;
}

coop_status coop_flows_value(const coop_flows *flows, double rate, double *out, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL");
    }
    COOP__TRY(flows_check(flows, err));
    COOP__TRY(rate_check(rate, "rate", err));
    two_sums sums;
    COOP__TRY(discounted(flows, rate, &sums, err));
    coop__exact_sum_merge(&sums.back, &sums.out);
    double value = coop__exact_sum_result(&sums.back);
    if (!isfinite(value)) {
        return coop__fail(err, COOP_RANGE, "the value is beyond the largest double");
    }
    *out = value;
    return COOP_OK;
}

coop_status coop_flows_grant_element(const coop_flows *flows, double discount, double *out,
                                     coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL");
    }
    COOP__TRY(flows_check(flows, err));
    COOP__TRY(rate_check(discount, "discount", err));
    two_sums sums;
    COOP__TRY(discounted(flows, discount, &sums, err));
    double paid_out = -coop__exact_sum_result(&sums.out);
    if (!(paid_out > 0.0)) {
        return coop__fail(err, COOP_UNDEFINED, "nothing is paid out: no amount is below 0");
    }
    coop__exact_sum_merge(&sums.back, &sums.out);
    double value = -coop__exact_sum_result(&sums.back) / paid_out;
    if (!isfinite(value)) {
        return coop__fail(err, COOP_RANGE, "the grant element is beyond the largest double");
    }
    *out = value;
    return COOP_OK;
}

/* Amounts by time as a function of x = log(1 + rate), f(x) = sum of a e^(-t x). With a time m
 * between each two amounts of opposite sign, level j is the sum of a e^(-t x) times the product of
 * m_i - t over i < j: it has as many changes of sign as there are m_i left, and is, up to a factor,
 * the derivative of e^(m x) f at the level before. */
typedef struct sum_of_powers {
    double *t; /* ascending, from 0 */
    double *a; /* none is 0; the largest has size 1 */
    double *c; /* of the level */
    int64_t n;
    double m[COOP_RETURNS_MAX];
    int n_changes;
    int level;
} sum_of_powers;

typedef struct zeros {
    double x[COOP_RETURNS_MAX];
    int32_t multiplicity[COOP_RETURNS_MAX];
    int n;
} zeros;

/* One exact amount a time; times whose amounts cancel are dropped. */
static int64_t merge_times(double *t, double *a, int64_t n)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < n;) {
        coop__exact_sum sum = {0};
        int64_t start = i;
        for (; i < n && t[i] == t[start]; i++) {
            coop__exact_sum_add(&sum, a[i]);
        }
        double amount = coop__exact_sum_result(&sum);
        if (amount != 0.0) {
            t[kept] = t[start];
            a[kept++] = amount;
        }
    }
    return kept;
}

static coop_status powers_fill(sum_of_powers *p, const coop_flows *flows, coop_error *err)
{
    int32_t earliest = earliest_day(flows);
    for (int64_t i = 0; i < flows->n; i++) {
        p->t[i] = years_at(flows, earliest, i);
        p->a[i] = flows->amounts[i];
    }
    coop__sort_numbers(p->t, p->a, flows->n);
    p->n = merge_times(p->t, p->a, flows->n);
    if (p->n == 0) {
        return coop__fail(err, COOP_UNDEFINED, "all amounts are 0 or cancel: every rate would do");
    }
    double start = p->t[0];
    double largest = 0.0;
    for (int64_t i = 0; i < p->n; i++) {
        p->t[i] -= start;
        largest = fmax(largest, fabs(p->a[i]));
    }
    p->n_changes = 0;
    for (int64_t i = 0; i < p->n; i++) {
        p->a[i] /= largest;
        if (i > 0 && (p->a[i] < 0.0) != (p->a[i - 1] < 0.0)) {
            if (p->n_changes == COOP_RETURNS_MAX) {
                return coop__fail(err, COOP_LIMIT, "amounts change sign more than %d times",
                                  COOP_RETURNS_MAX);
            }
            p->m[p->n_changes++] = 0.5 * (p->t[i - 1] + p->t[i]);
        }
    }
    return COOP_OK;
}

static void set_level(sum_of_powers *p, int level)
{
    double span = fmax(p->t[p->n - 1], DBL_MIN);
    for (int64_t i = 0; i < p->n; i++) {
        double c = p->a[i];
        for (int j = 0; j < level; j++) {
            c *= (p->m[j] - p->t[i]) / span;
        }
        p->c[i] = c;
    }
    p->level = level;
}

/* f(x) over a positive factor that keeps it in range; *noise is what rounding can make of 0. */
static double powers_at(const sum_of_powers *p, double x, double *noise)
{
    double last = p->t[p->n - 1];
    double shift = x < 0.0 ? -last * x : 0.0;
    coop__exact_sum sum = {0};
    double size = 0.0;
    for (int64_t i = 0; i < p->n; i++) {
        double term = p->c[i] * exp(-p->t[i] * x - shift);
        coop__exact_sum_add(&sum, term);
        size += fabs(term);
    }
    *noise = DBL_EPSILON * (4.0 + 2.0 * last * fabs(x) + 2.0 * p->level) * size;
    return coop__exact_sum_result(&sum);
}

static int sign_at(const sum_of_powers *p, double x)
{
    double noise;
    double value = powers_at(p, x, &noise);
    return fabs(value) <= noise ? 0 : value < 0.0 ? -1 : 1;
}

/* Between low, where the sign is as given, and high, where it is the other. */
static double bisected(const sum_of_powers *p, double low, double high, int sign)
{
    double noise;
    while (high - low > 2.0 * DBL_EPSILON * fmax(fabs(low), fabs(high)) + 1e-19) {
        double middle = low + 0.5 * (high - low);
        double value = powers_at(p, middle, &noise);
        if (middle <= low || middle >= high || value == 0.0) {
            return middle;
        }
        *((value < 0.0) == (sign < 0) ? &low : &high) = middle;
    }
    return low + 0.5 * (high - low);
}

static void zeros_add(zeros *z, double x, int32_t multiplicity)
{
    if (z->n < COOP_RETURNS_MAX) {
        z->x[z->n] = x;
        z->multiplicity[z->n++] = multiplicity;
    }
}

/* Zeros of a level in [low, high] from those of the level behind it: between two neighbours there
 * is at most one. Where the function itself is 0 at one of them, it is a zero there once more. */
static void step_up(const sum_of_powers *p, double low, double high, zeros *z)
{
    zeros behind = *z;
    z->n = 0;
    double from = low;
    int sign = sign_at(p, low);
    if (sign == 0 && (behind.n == 0 || behind.x[0] > low)) {
        zeros_add(z, low, 1);
    }
    for (int i = 0; i <= behind.n; i++) {
        double to = i < behind.n ? behind.x[i] : high;
        int next = sign_at(p, to);
        if (sign * next < 0) {
            zeros_add(z, bisected(p, from, to, sign), 1);
        }
        if (next == 0 && i < behind.n) {
            zeros_add(z, to, behind.multiplicity[i] + 1);
        } else if (next == 0 && (behind.n == 0 || behind.x[behind.n - 1] < high)) {
            zeros_add(z, to, 1);
        }
        from = to;
        sign = next;
    }
}

static coop_status range_check(double low, double high, coop_error *err)
{
    COOP__TRY(rate_check(low, "low", err));
    COOP__TRY(rate_check(high, "high", err));
    return low < high ? COOP_OK
                      : coop__fail(err, COOP_RANGE, "high is not more than low: an empty range");
}

coop_status coop_flows_returns(const coop_flows *flows, double low, double high,
                               const coop_run *run, coop_returns *out, coop_error *err)
{
    COOP__TRY(coop__result_check(out, "coop_returns", err));
    COOP__TRY(flows_check(flows, err));
    COOP__TRY(range_check(low, high, err));
    const coop_allocator *a = coop__allocator_of(run);
    double *block = coop__alloc(a, (size_t)flows->n, 3 * sizeof *block);
    if (block == NULL) {
        return coop__no_memory(err);
    }
    sum_of_powers p = {.t = block, .a = block + flows->n, .c = block + 2 * flows->n};
    coop_status status = powers_fill(&p, flows, err);
    if (status == COOP_OK) {
        zeros z = {.n = 0};
        for (int level = p.n_changes - 1; level >= 0; level--) {
            set_level(&p, level);
            step_up(&p, log1p(low), log1p(high), &z);
        }
        coop_returns result = COOP_RETURNS_INIT;
        result.n = z.n;
        result.n_changes = p.n_changes;
        for (int i = 0; i < z.n; i++) {
            result.rates[i] = fmin(fmax(expm1(z.x[i]), low), high);
            result.multiplicities[i] = z.multiplicity[i];
        }
        coop__result_give(out, &result, sizeof result);
    }
    coop__release(a, block, (size_t)flows->n, 3 * sizeof *block);
    return status;
}
