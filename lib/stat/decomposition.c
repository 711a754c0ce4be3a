/* decomposition.c -- a difference of rates taken apart: Kitagawa's parts over strata, the flag of a
 * reversal, and Das Gupta's effects of several factors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/strata.h>

#include "strata.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"

/* One stratum's terms of Kitagawa's sums, and what its rate part can be when a rate is missing. */
typedef struct term {
    coop__pair composition;
    coop__pair centred;
    coop__pair rate;
    coop__pair interaction;
    coop__pair rate_low;
    coop__pair rate_high;
} term;

/* Mean of the crude rates. */
static coop__pair crude_mean(const coop__strata_counts *n)
{
    coop__int128 both = (coop__int128)n->hits_a * n->n_b + (coop__int128)n->hits_b * n->n_a;
    return coop__pair_quotient(coop__pair_of(both),
                               coop__pair_of(2 * (coop__int128)n->n_a * n->n_b));
}

/* With cases in one group only, the rate that is missing is set to the one that is there: the term
 * is all composition. With an unknown rate x in its place the rate part would be half the group's
 * share times (rate - x), of either sign: x in 0..1 gives the bounds. */
static term one_sided_term(const coop__stratum *s, const coop__strata_counts *n, coop__pair mean)
{
    bool is_a = s->n1 > 0;
    int64_t hits = is_a ? s->a : s->c;
    int64_t misses = is_a ? s->b : s->d;
    int64_t total = is_a ? n->n_a : n->n_b;
    coop__pair share = coop__pair_ratio(is_a ? s->n1 : -s->n2, total);
    coop__pair composition = coop__pair_ratio(is_a ? hits : -hits, total);
    return (term){
        .composition = composition,
        .centred = coop__pair_difference(composition, coop__pair_product(share, mean)),
        .rate_low = coop__pair_ratio(is_a ? -misses : -hits, 2 * (coop__int128)total),
        .rate_high = coop__pair_ratio(is_a ? hits : misses, 2 * (coop__int128)total),
    };
}

static term term_of(const coop__stratum *s, const coop__strata_counts *n, coop__pair mean)
{
    if (s->n == 0) {
        return (term){0};
    }
    if (s->n1 == 0 || s->n2 == 0) {
        return one_sided_term(s, n, mean);
    }
    coop__int128 shares = (coop__int128)n->n_a * n->n_b;
    coop__int128 share_a = (coop__int128)s->n1 * n->n_b;
    coop__int128 share_b = (coop__int128)s->n2 * n->n_a;
    coop__int128 rates = (coop__int128)s->n1 * s->n2;
    coop__int128 rate_a = (coop__int128)s->a * s->n2;
    coop__int128 rate_b = (coop__int128)s->c * s->n1;
    coop__pair share_apart = coop__pair_ratio(share_a - share_b, shares);
    coop__pair share_mean = coop__pair_ratio(share_a + share_b, 2 * shares);
    coop__pair rate_apart = coop__pair_ratio(rate_a - rate_b, rates);
    coop__pair rate_mean = coop__pair_ratio(rate_a + rate_b, 2 * rates);
    coop__pair rate = coop__pair_product(rate_apart, share_mean);
    return (term){
        .composition = coop__pair_product(share_apart, rate_mean),
        .centred = coop__pair_product(share_apart, coop__pair_difference(rate_mean, mean)),
        .rate = rate,
        .interaction = coop__pair_product(share_apart, rate_apart),
        .rate_low = rate,
        .rate_high = rate,
    };
}

static int32_t sign_of(coop__int128 x)
{
    return x > 0 ? 1 : x < 0 ? -1 : 0;
}

/* Which group is ahead in a stratum or in all: the sign of the difference of two rates. */
static int32_t ahead(int64_t hits_a, int64_t n_a, int64_t hits_b, int64_t n_b)
{
    return sign_of((coop__int128)hits_a * n_b - (coop__int128)hits_b * n_a);
}

static double crude_difference(const coop__strata_counts *n)
{
    coop__int128 above = (coop__int128)n->hits_a * n->n_b - (coop__int128)n->hits_b * n->n_a;
    return coop__pair_ratio(above, (coop__int128)n->n_a * n->n_b).high;
}

static void parts_fill(const coop_strata *strata, const coop__strata_counts *counts,
                       coop_strata_part *parts)
{
    coop__pair mean = crude_mean(counts);
    coop__mh_difference sums = coop__mh_difference_of(strata);
    for (int64_t i = 0; i < strata->n_strata; i++) {
        coop__stratum s;
        bool is_used = coop__stratum_at(strata, i, &s);
        term t = term_of(&s, counts, mean);
        coop_strata_part part = {
            .composition = t.composition.high,
            .centred = t.centred.high,
            .rate = t.rate.high,
            .is_missing = is_used ? 0 : 1,
        };
        if (is_used) {
            coop__int128 above = (coop__int128)s.a * s.n2 - (coop__int128)s.c * s.n1;
            coop__pair own = coop__pair_ratio(above, s.n);
            part.stratified = coop__pair_quotient(own, sums.weight).high;
            part.direction = sign_of(above);
        }
        parts[i] = part;
    }
}

/* The sum over strata of the pair at a place in a term. */
static double sum_of(const coop_strata *strata, const coop__strata_counts *counts, size_t place)
{
    coop__pair mean = crude_mean(counts);
    coop__pair_total total = {0};
    for (int64_t i = 0; i < strata->n_strata; i++) {
        coop__stratum s;
        coop__pair part;
        (void)coop__stratum_at(strata, i, &s);
        term t = term_of(&s, counts, mean);
        memcpy(&part, (const char *)&t + place, sizeof part);
        coop__pair_total_add(&total, part);
    }
    return coop__pair_total_result(&total).high;
}

static coop_strata_decomposition decomposition_of(const coop_strata *strata,
                                                  const coop__strata_counts *counts)
{
    return (coop_strata_decomposition){
        .rate_a = (double)counts->hits_a / (double)counts->n_a,
        .rate_b = (double)counts->hits_b / (double)counts->n_b,
        .difference = crude_difference(counts),
        .composition = sum_of(strata, counts, offsetof(term, composition)),
        .rate = sum_of(strata, counts, offsetof(term, rate)),
        .interaction = sum_of(strata, counts, offsetof(term, interaction)),
        .rate_low = sum_of(strata, counts, offsetof(term, rate_low)),
        .rate_high = sum_of(strata, counts, offsetof(term, rate_high)),
        .n_used = counts->n_used,
        .n_missing = counts->n_missing,
    };
}

coop_status coop_strata_decompose(const coop_strata *strata, coop_strata_decomposition *out,
                                  coop_strata_part *parts, coop_error *err)
{
    coop__strata_counts counts = {0};
    COOP__TRY(coop__strata_begin(strata, out, "coop_strata_decomposition", &counts, err));
    coop_strata_decomposition filled = decomposition_of(strata, &counts);
    if (parts != NULL) {
        parts_fill(strata, &counts, parts);
    }
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}

static bool is_reversal(int32_t crude, double stratified)
{
    return (crude > 0 && stratified < 0.0) || (crude < 0 && stratified > 0.0);
}

coop_status coop_strata_compare(const coop_strata *strata, coop_strata_comparison *out,
                                coop_strata_part *parts, coop_error *err)
{
    coop__strata_counts counts = {0};
    COOP__TRY(coop__strata_begin(strata, out, "coop_strata_comparison", &counts, err));
    coop_strata_decomposition whole = decomposition_of(strata, &counts);
    coop__mh_difference sums = coop__mh_difference_of(strata);
    coop_strata_comparison filled = {
        .rate_a = whole.rate_a,
        .rate_b = whole.rate_b,
        .crude = whole.difference,
        .stratified = coop__pair_quotient(sums.above, sums.weight).high,
        .composition = whole.composition,
        .rate = whole.rate,
        .n_used = counts.n_used,
        .n_missing = counts.n_missing,
    };
    coop__strata_counts used = {0};
    for (int64_t i = 0; i < strata->n_strata; i++) {
        coop__stratum s;
        if (coop__stratum_at(strata, i, &s)) {
            used.hits_a += s.a;
            used.n_a += s.n1;
            used.hits_b += s.c;
            used.n_b += s.n2;
            int32_t direction = ahead(s.a, s.n1, s.c, s.n2);
            filled.n_ahead += direction > 0;
            filled.n_behind += direction < 0;
            filled.n_level += direction == 0;
        }
    }
    filled.crude_used = crude_difference(&used);
    filled.reversed =
        is_reversal(ahead(counts.hits_a, counts.n_a, counts.hits_b, counts.n_b), filled.stratified);
    filled.reversed_used =
        is_reversal(ahead(used.hits_a, used.n_a, used.hits_b, used.n_b), filled.stratified);
    if (parts != NULL) {
        parts_fill(strata, &counts, parts);
    }
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}

static coop_status factors_check(const coop_factors *factors, coop_error *err)
{
    if (factors->n_factors < 2 || factors->n_factors > COOP_FACTORS_MAX) {
        return coop__fail(err, COOP_RANGE, "n_factors is %lld, need 2 to %d",
                          (long long)factors->n_factors, COOP_FACTORS_MAX);
    }
    if (factors->n_strata < 0) {
        return coop__fail(err, COOP_RANGE, "n_strata is %lld, need 1 or more",
                          (long long)factors->n_strata);
    }
    if (factors->n_strata == 0) {
        return coop__fail(err, COOP_EMPTY, "there is no stratum");
    }
    if (factors->a == NULL || factors->b == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "factors->%s is NULL",
                          factors->a == NULL ? "a" : "b");
    }
    int64_t n = factors->n_factors * factors->n_strata;
    for (int64_t i = 0; i < 2 * n; i++) {
        double value = i < n ? factors->a[i] : factors->b[i - n];
        if (!isfinite(value)) {
            char text[COOP__NUMBER_SIZE];
            coop__number_format(value, text);
            return coop__fail(err, COOP_RANGE, "%s[%lld] is %s, need a finite value",
                              i < n ? "a" : "b", (long long)(i < n ? i : i - n), text);
        }
    }
    return COOP_OK;
}

/* The factors of one stratum: both values of each. */
typedef struct product {
    coop__pair a[COOP_FACTORS_MAX];
    coop__pair b[COOP_FACTORS_MAX];
    int n;
} product;

static product product_at(const coop_factors *factors, int64_t stratum)
{
    product out = {.n = (int)factors->n_factors};
    for (int f = 0; f < out.n; f++) {
        out.a[f] = (coop__pair){factors->a[f * factors->n_strata + stratum], 0.0};
        out.b[f] = (coop__pair){factors->b[f * factors->n_strata + stratum], 0.0};
    }
    return out;
}

static coop__pair whole(const coop__pair *values, int n)
{
    coop__pair all = values[0];
    for (int f = 1; f < n; f++) {
        all = coop__pair_product(all, values[f]);
    }
    return all;
}

/* The effect of factor i is (a_i - b_i) times the mean, over all orders, of the product of the
 * other factors, those before i in the order being a's. With n factors a given set of r others
 * comes first in r! (n - 1 - r)! of the n! orders, and the sum over all sets of r is the
 * coefficient of t^r in the product of the (b_j + a_j t). */
static coop__pair effect_of(const product *x, int i)
{
    static const double factorials[COOP_FACTORS_MAX + 1] = {1.0, 1.0, 2.0, 6.0, 24.0, 120.0};
    coop__pair coefficients[COOP_FACTORS_MAX] = {{1.0, 0.0}};
    int degree = 0;
    for (int j = 0; j < x->n; j++) {
        if (j == i) {
            continue;
        }
        degree++;
        for (int r = degree; r >= 0; r--) {
            coop__pair same = coop__pair_product(coefficients[r], x->b[j]);
            coop__pair up =
                r > 0 ? coop__pair_product(coefficients[r - 1], x->a[j]) : (coop__pair){0.0, 0.0};
            coefficients[r] = coop__pair_sum(same, up);
        }
    }
    coop__pair sum = {0.0, 0.0};
    for (int r = 0; r < x->n; r++) {
        coop__pair orders = {factorials[r] * factorials[x->n - 1 - r], 0.0};
        sum = coop__pair_sum(sum, coop__pair_product(orders, coefficients[r]));
    }
    coop__pair mean = coop__pair_quotient(sum, (coop__pair){factorials[x->n], 0.0});
    return coop__pair_product(coop__pair_difference(x->a[i], x->b[i]), mean);
}

static bool is_finite(coop__pair x)
{
    return isfinite(x.high + x.low);
}

/* Adds a term; false when it or the sum so far passes the largest double. */
static bool add_finite(coop__pair_total *total, coop__pair x)
{
    if (!is_finite(x)) {
        return false;
    }
    coop__pair_total_add(total, x);
    return true;
}

enum { VALUE_A = -1, VALUE_B = -2 };

/* A value of the product over all strata, or the effect of a factor; false when it passes the
 * largest double. */
static bool factors_sum(const coop_factors *factors, int which, coop__pair *out)
{
    coop__pair_total total = {0};
    int n = (int)factors->n_factors;
    for (int64_t s = 0; s < factors->n_strata; s++) {
        product x = product_at(factors, s);
        coop__pair part = which == VALUE_A   ? whole(x.a, n)
                          : which == VALUE_B ? whole(x.b, n)
                                             : effect_of(&x, which);
        if (!add_finite(&total, part)) {
            return false;
        }
    }
    *out = coop__pair_total_result(&total);
    return isfinite(out->high);
}

static coop_status too_large(coop_error *err)
{
    return coop__fail(err, COOP_RANGE, "products of the factors pass the largest number");
}

coop_status coop_factors_decompose(const coop_factors *factors, coop_factors_decomposition *out,
                                   double *parts, coop_error *err)
{
    if (factors == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "factors is NULL");
    }
    COOP__TRY(coop__result_check(out, "coop_factors_decomposition", err));
    COOP__TRY(factors_check(factors, err));
    int n = (int)factors->n_factors;
    coop__pair a = {0.0, 0.0};
    coop__pair b = {0.0, 0.0};
    bool is_ok = factors_sum(factors, VALUE_A, &a) && factors_sum(factors, VALUE_B, &b);
    coop_factors_decomposition filled = {.value_a = a.high, .value_b = b.high};
    filled.difference = coop__pair_difference(a, b).high;
    is_ok = is_ok && isfinite(filled.difference);
    for (int f = 0; f < n && is_ok; f++) {
        coop__pair effect = {0.0, 0.0};
        is_ok = factors_sum(factors, f, &effect);
        filled.effects[f] = effect.high;
    }
    if (!is_ok) {
        return too_large(err);
    }
    for (int64_t s = 0; parts != NULL && s < factors->n_strata; s++) {
        product x = product_at(factors, s);
        for (int f = 0; f < n; f++) {
            parts[f * factors->n_strata + s] = effect_of(&x, f).high;
        }
    }
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}
