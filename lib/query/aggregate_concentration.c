/* aggregate_concentration.c -- how unequally a total is spread over the rows: hhi, gini, theil.
 *
 * Amounts of 0 or more; a row is one holder. Where there is none, or all are 0, nothing is spread:
 * the cell is missing. A negative amount is UNDEFINED. Scale does not matter: amounts are taken in
 * minor units. Weights are the counts of equal values.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "aggregate_multiset.h"

/* Between these, squares and products of two values lose nothing below the least double. */
static const double least_value = 1e-100;
static const double most_value = 1e100;

typedef struct holders {
    const coop__pairs *pairs;
    bool is_number;
    double total, n;
} holders;

/* Beyond 2^53 an integer is rounded to a double, as is a sum of them: 1 part in 10^16. */
static double value_at(const holders *h, int64_t i)
{
    int64_t key = h->pairs->keys[i];
    return h->is_number ? coop__number_of_key(key) : (double)key;
}

/* Adds x * y without rounding. */
static void add_product(coop__exact_sum *sum, double x, double y)
{
    double product = x * y;
    coop__exact_sum_add(sum, product);
    coop__exact_sum_add(sum, fma(x, y, -product));
}

static coop_status check(const coop__call *call, const holders *h, coop_error *err)
{
    const coop__program *program = &call->item->programs[0];
    double least = value_at(h, 0);
    double most = value_at(h, h->pairs->n - 1);
    double small = least == 0 && h->pairs->n > 1 ? value_at(h, 1) : least;
    char text[COOP__NUMBER_SIZE];
    if (least < 0) {
        coop__number_format(coop__number_of(program, h->pairs->keys[0]), text);
        return coop__fail(err, COOP_UNDEFINED,
                          "select: %s is not defined for values below 0, found %s",
                          call->outputs[0].name, text);
    }
    bool is_far = most > most_value || (small != 0 && small < least_value);
    if (is_far) {
        coop__number_format(most > most_value ? most : small, text);
        return coop__fail(err, COOP_RANGE, "select: %s takes 0, or values of 1e-100 to 1e100, "
                                           "found %s", call->outputs[0].name, text);
    }
    return COOP_OK;
}

/* Sum of s^2 for the shares s of the total. */
static double hhi_of(const holders *h)
{
    coop__exact_sum sum = {0};
    for (int64_t i = 0; i < h->pairs->n; i++) {
        double x = value_at(h, i);
        double square = x * x;
        double count = (double)h->pairs->counts[i];
        add_product(&sum, count, square);
        add_product(&sum, count, fma(x, x, -square));
    }
    return fmin(coop__exact_sum_result(&sum) / h->total / h->total, 1);
}

/* Sum of (2 i - n - 1) x_i over n times the total, x_i ascending; equal values together. */
static double gini_of(const holders *h)
{
    coop__exact_sum sum = {0};
    coop__int128 below = 0;
    if (h->pairs->n == 1) {
        return 0;
    }
    for (int64_t i = 0; i < h->pairs->n; i++) {
        int64_t count = h->pairs->counts[i];
        double x = value_at(h, i);
        /* count times the mean of the ranks' factors, in two factors of 64 bits and three doubles */
        coop__int128 factor = 2 * below + count - h->pairs->total;
        double high = (double)factor;
        double low = (double)(factor - (coop__int128)high);
        double product = x * (double)count;
        double rest = fma(x, (double)count, -product);
        add_product(&sum, high, product);
        add_product(&sum, high, rest);
        add_product(&sum, low, product);
        below += count;
    }
    return coop__exact_sum_result(&sum) / h->total / h->n;
}

/* t ln t - (t - 1) for t = 1 + d: 0 or more, and its mean is that of t ln t, as the mean of d is 0.
 * Near 1 by the series of (1 + d) ln(1 + d) - d, where the difference would lose digits. */
static double theil_term(double d, double t)
{
    if (fabs(d) > 0.25) {
        return t > 0 ? t * log(t) - d : 1;
    }
    double power = d * d;
    double sum = power / 2;
    for (int k = 3; k < 60 && fabs(power) > 1e-20 * sum; k++) {
        power *= -d;
        sum += power / ((double)k * (k - 1));
    }
    return sum;
}

static double theil_of(const holders *h)
{
    coop__exact_sum sum = {0};
    double mean = h->total / h->n;
    for (int64_t i = 0; i < h->pairs->n && h->pairs->n > 1; i++) {
        double x = value_at(h, i);
        add_product(&sum, (double)h->pairs->counts[i], theil_term((x - mean) / mean, x / mean));
    }
    return coop__exact_sum_result(&sum) / h->n;
}

static coop_status index_finish(const coop__call *call, const void *state,
                                coop__value *outputs, double (*index)(const holders *h),
                                coop_error *err)
{
    holders h = {.pairs = coop__values_of(call, state)};
    coop__exact_sum total = {0};
    outputs[0] = coop__number_value(NAN);
    if (h.pairs == NULL) {
        return coop__no_memory(err);
    }
    if (h.pairs->n == 0) {
        return COOP_OK;
    }
    h.is_number = call->item->programs[0].kind == COOP__NUMBER;
    h.n = (double)h.pairs->total;
    COOP__TRY(check(call, &h, err));
    for (int64_t i = 0; i < h.pairs->n; i++) {
        add_product(&total, (double)h.pairs->counts[i], value_at(&h, i));
    }
    h.total = coop__exact_sum_result(&total);
    outputs[0] = coop__number_value(h.total > 0 ? index(&h) : NAN);
    return COOP_OK;
}

static coop_status hhi_finish(const coop__call *call, const void *state, coop__value *outputs,
                              coop_error *err)
{
    return index_finish(call, state, outputs, hhi_of, err);
}

static coop_status gini_finish(const coop__call *call, const void *state, coop__value *outputs,
                               coop_error *err)
{
    return index_finish(call, state, outputs, gini_of, err);
}

static coop_status theil_finish(const coop__call *call, const void *state, coop__value *outputs,
                                coop_error *err)
{
    return index_finish(call, state, outputs, theil_of, err);
}

static coop_status index_bind(coop__call *call, coop_error *err)
{
    COOP__TRY(coop__take_argument(call, 0, COOP__TAKES_NUMBERS, err));
    return coop__call_output(call, "", COOP_TYPE_FLOAT64, 0, err);
}

/* A holder is what stands behind one row: parties that have several are grouped before. */
const coop__aggregate coop__hhi_aggregate = {
    .name = "hhi", .meaning = "sum of the squared shares of the rows: Herfindahl and Hirschman",
    .least = 1, .most = 1, .state_size = sizeof(coop__multiset), .n_of_state = 1,
    .cut = COOP__CUT_ROOTS, .bind = index_bind, COOP__MULTISET_STATE, .finish = hhi_finish};

const coop__aggregate coop__gini_aggregate = {
    .name = "gini", .meaning = "mean difference of two rows over twice the mean: Gini",
    .least = 1, .most = 1, .state_size = sizeof(coop__multiset), .n_of_state = 1,
    .cut = COOP__CUT_ROOTS, .bind = index_bind, COOP__MULTISET_STATE, .finish = gini_finish};

const coop__aggregate coop__theil_aggregate = {
    .name = "theil", .meaning = "mean of t ln t, t being a row's value over the mean: Theil's T",
    .least = 1, .most = 1, .state_size = sizeof(coop__multiset), .n_of_state = 1,
    .cut = COOP__CUT_ROOTS, .bind = index_bind, COOP__MULTISET_STATE, .finish = theil_finish};
