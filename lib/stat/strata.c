/* strata.c -- tests and common measures over strata.
 *
 * In each stratum: a hits and b misses of the first group, n1 cases; c, d and n2 of the second; m
 * hits of n cases in all. Products of counts are whole numbers of 128 bits, terms of either sign
 * are pairs of doubles, terms of one sign doubles, and sums exact: so the order of the strata does
 * not matter and differences between nearly equal numbers keep their digits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/strata.h>

#include "strata.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "normal.h"
#include "proportion.h"

/* With these no product below passes 128 bits and every sum of counts is a double. */
static const int64_t most_cases = 1000000000000;
static const int64_t most_in_all = 9000000000000000;

/* Relative error that a pair can have, with a margin. */
static const double term_noise = 0x1p-98;

static coop__pair exact_sum_of(double x, double y)
{
    double sum = x + y;
    double part = sum - x;
    return (coop__pair){sum, (x - (sum - part)) + (y - part)};
}

/* For |x| >= |y|. */
static coop__pair normalized(double x, double y)
{
    double sum = x + y;
    return (coop__pair){sum, y - (sum - x)};
}

coop__pair coop__pair_of(coop__int128 value)
{
    double high = (double)value;
    return (coop__pair){high, (double)(value - (coop__int128)high)};
}

coop__pair coop__pair_sum(coop__pair x, coop__pair y)
{
    coop__pair high = exact_sum_of(x.high, y.high);
    coop__pair low = exact_sum_of(x.low, y.low);
    high = normalized(high.high, high.low + low.high);
    return normalized(high.high, high.low + low.low);
}

static coop__pair negated(coop__pair x)
{
    return (coop__pair){-x.high, -x.low};
}

coop__pair coop__pair_difference(coop__pair x, coop__pair y)
{
    return coop__pair_sum(x, negated(y));
}

coop__pair coop__pair_product(coop__pair x, coop__pair y)
{
    double high = x.high * y.high;
    double low = fma(x.high, y.high, -high);
    return normalized(high, low + (x.high * y.low + x.low * y.high));
}

static coop__pair single(double x)
{
    return (coop__pair){x, 0.0};
}

/* Long division: three digits of 53 bits. */
coop__pair coop__pair_quotient(coop__pair x, coop__pair y)
{
    double first = x.high / y.high;
    coop__pair rest = coop__pair_difference(x, coop__pair_product(single(first), y));
    double second = rest.high / y.high;
    rest = coop__pair_difference(rest, coop__pair_product(single(second), y));
    return coop__pair_sum(normalized(first, second), single(rest.high / y.high));
}

coop__pair coop__pair_ratio(coop__int128 above, coop__int128 below)
{
    return coop__pair_quotient(coop__pair_of(above), coop__pair_of(below));
}

void coop__pair_total_add(coop__pair_total *total, coop__pair term)
{
    coop__exact_sum_add(&total->sum, term.high);
    coop__exact_sum_add(&total->sum, term.low);
    coop__exact_sum_add(&total->noise, term_noise * fabs(term.high));
}

coop__pair coop__pair_total_result(const coop__pair_total *total)
{
    double high = coop__exact_sum_result(&total->sum);
    if (fabs(high) <= coop__exact_sum_result(&total->noise)) {
        return single(0.0);
    }
    coop__exact_sum rest = total->sum;
    coop__exact_sum_add(&rest, -high);
    return (coop__pair){high, coop__exact_sum_result(&rest)};
}

bool coop__stratum_at(const coop_strata *strata, int64_t i, coop__stratum *out)
{
    int64_t a = strata->hits_a[i];
    int64_t n1 = strata->n_a[i];
    int64_t c = strata->hits_b[i];
    int64_t n2 = strata->n_b[i];
    *out = (coop__stratum){a, n1 - a, c, n2 - c, n1, n2, n1 + n2, a + c};
    return n1 > 0 && n2 > 0;
}

bool coop__stratum_varies(const coop__stratum *s)
{
    return s->m > 0 && s->m < s->n;
}

static coop_status count_check(const int64_t *hits, const int64_t *n, const char *group, int64_t i,
                               int64_t in_all, coop_error *err)
{
    if (n[i] < 0 || n[i] > most_cases) {
        return coop__fail(err, COOP_RANGE, "n_%s[%lld] is %lld, need 0 to %lld", group,
                          (long long)i, (long long)n[i], (long long)most_cases);
    }
    if (hits[i] < 0 || hits[i] > n[i]) {
        return coop__fail(err, COOP_RANGE, "hits_%s[%lld] is %lld, need 0 to n_%s[%lld] = %lld",
                          group, (long long)i, (long long)hits[i], group, (long long)i,
                          (long long)n[i]);
    }
    if (in_all + n[i] > most_in_all) {
        return coop__fail(err, COOP_RANGE, "n_%s adds up to more than %lld", group,
                          (long long)most_in_all);
    }
    return COOP_OK;
}

static coop_status counts_of(const coop_strata *strata, coop__strata_counts *out, coop_error *err)
{
    coop__strata_counts counts = {0};
    for (int64_t i = 0; i < strata->n_strata; i++) {
        COOP__TRY(count_check(strata->hits_a, strata->n_a, "a", i, counts.n_a, err));
        COOP__TRY(count_check(strata->hits_b, strata->n_b, "b", i, counts.n_b, err));
        counts.hits_a += strata->hits_a[i];
        counts.n_a += strata->n_a[i];
        counts.hits_b += strata->hits_b[i];
        counts.n_b += strata->n_b[i];
        coop__stratum s;
        if (coop__stratum_at(strata, i, &s)) {
            counts.n_used++;
        } else {
            counts.n_missing++;
        }
    }
    *out = counts;
    return COOP_OK;
}

coop_status coop__result_check(const void *out, const char *type, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL");
    }
    size_t room;
    memcpy(&room, out, sizeof room);
    if (room < sizeof room) {
        return coop__fail(err, COOP_ARGUMENT, "out->struct_size is %lld, need sizeof(%s)",
                          (long long)room, type);
    }
    return COOP_OK;
}

void coop__result_give(void *out, const void *filled, size_t size)
{
    size_t room;
    memcpy(&room, out, sizeof room);
    size_t n = room < size ? room : size;
    memcpy((char *)out + sizeof room, (const char *)filled + sizeof room, n - sizeof room);
}

coop_status coop__strata_begin(const coop_strata *strata, const void *out, const char *type,
                               coop__strata_counts *counts, coop_error *err)
{
    if (strata == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "strata is NULL");
    }
    COOP__TRY(coop__result_check(out, type, err));
    if (strata->n_strata < 0) {
        return coop__fail(err, COOP_RANGE, "n_strata is %lld, need 1 or more",
                          (long long)strata->n_strata);
    }
    if (strata->n_strata == 0) {
        return coop__fail(err, COOP_EMPTY, "there is no stratum");
    }
    if (strata->hits_a == NULL || strata->n_a == NULL || strata->hits_b == NULL ||
        strata->n_b == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "an array of strata is NULL");
    }
    COOP__TRY(counts_of(strata, counts, err));
    if (counts->n_used == 0) {
        return coop__fail(err, COOP_EMPTY,
                          "none of %lld strata has cases of both groups: nothing to compare",
                          (long long)strata->n_strata);
    }
    return COOP_OK;
}

static coop_status level_check(double level, coop_error *err)
{
    if (level > 0.0 && level < 1.0) {
        return COOP_OK;
    }
    char text[COOP__NUMBER_SIZE];
    coop__number_format(level, text);
    return coop__fail(err, COOP_RANGE, "level is %s, need a value inside (0, 1)", text);
}

static coop_status no_variation(const char *what, coop_error *err)
{
    return coop__fail(err, COOP_UNDEFINED,
                      "%s: no stratum with cases of both groups has both hits and misses", what);
}

/* With y = x / 2: for even df the sum over j < df / 2 of exp(-y) y^j / j!, for odd df erfc(root y)
 * and the sum over j <= (df - 1) / 2 of exp(-y) y^(j - 1/2) / Gamma(j + 1/2). Part of exp(-y) is
 * taken in before the sum would pass the largest double. */
double coop__chi_square_tail(double x, int64_t df)
{
    static const double two_over_root_pi = 1.12837916709551257390;
    static const double slice = 256.0;
    double y = 0.5 * x;
    bool is_odd = df % 2 != 0;
    double term = is_odd ? two_over_root_pi * sqrt(y) : 1.0;
    double from = is_odd ? 1.5 : 1.0;
    double sum = df > 1 ? term : 0.0;
    double left = y;
    for (int64_t j = 1; j < df / 2; j++) {
        double divisor = from + (double)(j - 1);
        term *= y / divisor;
        sum += term;
        if (sum > 0x1p+600) {
            term *= exp(-slice);
            sum *= exp(-slice);
            left -= slice;
        }
        if (divisor > y && term < 0x1p-60 * sum * (1.0 - y / divisor)) {
            break;
        }
    }
    double tail = sum * exp(-0.5 * left) * exp(-0.5 * left);
    if (is_odd) {
        double root = sqrt(y);
        tail += erfc(root) * exp(fma(root, root, -y)); /* takes out the rounding of the root */
    }
    return fmin(fmax(tail, DBL_MIN), 1.0);
}

coop_status coop_strata_test_equal(const coop_strata *strata, coop_strata_test *out,
                                   coop_error *err)
{
    coop__strata_counts counts = {0};
    COOP__TRY(coop__strata_begin(strata, out, "coop_strata_test", &counts, err));
    coop_strata_test filled = {.n_missing = counts.n_missing};
    coop__pair_total excess = {0};
    coop__exact_sum expected = {0};
    coop__exact_sum variance = {0};
    for (int64_t i = 0; i < strata->n_strata; i++) {
        coop__stratum s;
        if (!coop__stratum_at(strata, i, &s) || !coop__stratum_varies(&s)) {
            continue;
        }
        filled.n_used++;
        filled.observed += s.a;
        /* a - n1 m / n = (a n2 - c n1) / n */
        coop__int128 above = (coop__int128)s.a * s.n2 - (coop__int128)s.c * s.n1;
        coop__pair_total_add(&excess, coop__pair_ratio(above, s.n));
        double n = (double)s.n;
        double groups = (double)s.n1 * (double)s.n2 / n;
        double outcomes = (double)s.m * (double)(s.n - s.m) / n;
        coop__exact_sum_add(&expected, (double)s.n1 * ((double)s.m / n));
        coop__exact_sum_add(&variance, groups * outcomes / (n - 1.0));
    }
    filled.n_uninformative = counts.n_used - filled.n_used;
    if (filled.n_used == 0) {
        return no_variation("the hits have no variance", err);
    }
    filled.expected = coop__exact_sum_result(&expected);
    filled.variance = coop__exact_sum_result(&variance);
    coop__pair total = coop__pair_total_result(&excess);
    double sign = total.high < 0.0 ? -1.0 : 1.0;
    double beyond = fmax(sign * total.high - 0.5 + sign * total.low, 0.0);
    filled.statistic = total.high * total.high / filled.variance;
    filled.statistic_corrected = beyond * beyond / filled.variance;
    filled.p = coop__chi_square_tail(filled.statistic, 1);
    filled.p_corrected = coop__chi_square_tail(filled.statistic_corrected, 1);
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}

/* A ratio with an interval that is symmetric on the log scale. */
static coop_status ratio_give(coop_strata_estimate *filled, coop__pair above, coop__pair below,
                              double variance, double level, coop_strata_estimate *out,
                              coop_error *err)
{
    filled->value = coop__pair_quotient(above, below).high;
    filled->std_error = sqrt(variance);
    double reach = coop__normal_two_sided(level) * filled->std_error;
    filled->low = filled->value * exp(-reach);
    filled->high = filled->value * exp(reach);
    if (!isfinite(filled->high) || filled->low < DBL_MIN) {
        return coop__fail(err, COOP_UNDEFINED,
                          "the interval of the ratio passes the range of a double");
    }
    coop__result_give(out, filled, sizeof *filled);
    return COOP_OK;
}

/* R and S of the odds ratio. */
typedef struct odds {
    coop__pair r;
    coop__pair s;
    int64_t n_used;
} odds;

static odds odds_of(const coop_strata *strata)
{
    odds out = {0};
    coop__pair_total r = {0};
    coop__pair_total s = {0};
    for (int64_t i = 0; i < strata->n_strata; i++) {
        coop__stratum t;
        if (coop__stratum_at(strata, i, &t) && coop__stratum_varies(&t)) {
            out.n_used++;
            coop__pair_total_add(&r, coop__pair_ratio((coop__int128)t.a * t.d, t.n));
            coop__pair_total_add(&s, coop__pair_ratio((coop__int128)t.b * t.c, t.n));
        }
    }
    out.r = coop__pair_total_result(&r);
    out.s = coop__pair_total_result(&s);
    return out;
}

static coop_status odds_check(const odds *sums, coop_error *err)
{
    if (sums->n_used == 0) {
        return no_variation("there is no common odds ratio", err);
    }
    if (sums->s.high <= 0.0) {
        return coop__fail(err, COOP_UNDEFINED,
                          "the common odds ratio is infinite: no stratum has misses of a beside "
                          "hits of b");
    }
    if (sums->r.high <= 0.0) {
        return coop__fail(err, COOP_UNDEFINED,
                          "the common odds ratio is 0 and has no interval: no stratum has hits of "
                          "a beside misses of b");
    }
    return COOP_OK;
}

/* Robins, Breslow & Greenland 1986, with P = (a + d) / n and Q = (b + c) / n in each stratum: the
 * sum of P R / (2 R^2) + (P S + Q R) / (2 R S) + Q S / (2 S^2). */
static double odds_variance(const coop_strata *strata, const odds *sums)
{
    coop__exact_sum pr = {0};
    coop__exact_sum mixed = {0};
    coop__exact_sum qs = {0};
    for (int64_t i = 0; i < strata->n_strata; i++) {
        coop__stratum t;
        if (coop__stratum_at(strata, i, &t) && coop__stratum_varies(&t)) {
            double n = (double)t.n;
            double p = (double)(t.a + t.d) / n;
            double q = (double)(t.b + t.c) / n;
            double r = (double)t.a * ((double)t.d / n);
            double s = (double)t.b * ((double)t.c / n);
            coop__exact_sum_add(&pr, p * r);
            coop__exact_sum_add(&mixed, p * s + q * r);
            coop__exact_sum_add(&qs, q * s);
        }
    }
    double r = sums->r.high;
    double s = sums->s.high;
    return 0.5 * (coop__exact_sum_result(&pr) / r / r + coop__exact_sum_result(&mixed) / r / s +
                  coop__exact_sum_result(&qs) / s / s);
}

coop_status coop_strata_odds_ratio(const coop_strata *strata, double level,
                                   coop_strata_estimate *out, coop_error *err)
{
    coop__strata_counts counts = {0};
    COOP__TRY(coop__strata_begin(strata, out, "coop_strata_estimate", &counts, err));
    COOP__TRY(level_check(level, err));
    odds sums = odds_of(strata);
    COOP__TRY(odds_check(&sums, err));
    coop_strata_estimate filled = {
        .method = "robins-breslow-greenland",
        .n_used = sums.n_used,
        .n_missing = counts.n_missing,
        .n_uninformative = counts.n_used - sums.n_used,
    };
    return ratio_give(&filled, sums.r, sums.s, odds_variance(strata, &sums), level, out, err);
}

/* Greenland & Robins 1985: log variance = sum of (m n1 n2 - a c n) / n^2 over R S. In each stratum
 * the numerator is a n1 d + c n2 b, without a difference. */
typedef struct risks {
    coop__pair r; /* sum of a n2 / n */
    coop__pair s; /* sum of c n1 / n */
    double spread;
    int64_t n_used;
    bool varies;
} risks;

static risks risks_of(const coop_strata *strata)
{
    risks out = {0};
    coop__pair_total r = {0};
    coop__pair_total s = {0};
    coop__exact_sum spread = {0};
    for (int64_t i = 0; i < strata->n_strata; i++) {
        coop__stratum t;
        if (coop__stratum_at(strata, i, &t) && t.m > 0) {
            out.n_used++;
            out.varies = out.varies || coop__stratum_varies(&t);
            coop__pair_total_add(&r, coop__pair_ratio((coop__int128)t.a * t.n2, t.n));
            coop__pair_total_add(&s, coop__pair_ratio((coop__int128)t.c * t.n1, t.n));
            double n = (double)t.n;
            double one = (double)t.a * ((double)t.n1 / n) * ((double)t.d / n);
            double two = (double)t.c * ((double)t.n2 / n) * ((double)t.b / n);
            coop__exact_sum_add(&spread, one + two);
        }
    }
    out.r = coop__pair_total_result(&r);
    out.s = coop__pair_total_result(&s);
    out.spread = coop__exact_sum_result(&spread);
    return out;
}

coop_status coop_strata_risk_ratio(const coop_strata *strata, double level,
                                   coop_strata_estimate *out, coop_error *err)
{
    coop__strata_counts counts = {0};
    COOP__TRY(coop__strata_begin(strata, out, "coop_strata_estimate", &counts, err));
    COOP__TRY(level_check(level, err));
    risks sums = risks_of(strata);
    if (!sums.varies) {
        return no_variation(sums.n_used == 0 ? "there is no common risk ratio"
                                             : "the common risk ratio has no interval",
                            err);
    }
    if (sums.s.high <= 0.0) {
        return coop__fail(err, COOP_UNDEFINED,
                          "the common risk ratio is infinite: b has no hits in the strata in use");
    }
    if (sums.r.high <= 0.0) {
        return coop__fail(err, COOP_UNDEFINED,
                          "the common risk ratio is 0 and has no interval: a has no hits in the "
                          "strata in use");
    }
    coop_strata_estimate filled = {
        .method = "greenland-robins",
        .n_used = sums.n_used,
        .n_missing = counts.n_missing,
        .n_uninformative = counts.n_used - sums.n_used,
    };
    double variance = sums.spread / sums.r.high / sums.s.high;
    return ratio_give(&filled, sums.r, sums.s, variance, level, out, err);
}

coop__mh_difference coop__mh_difference_of(const coop_strata *strata)
{
    coop__pair_total above = {0};
    coop__pair_total weight = {0};
    for (int64_t i = 0; i < strata->n_strata; i++) {
        coop__stratum s;
        if (coop__stratum_at(strata, i, &s)) {
            coop__int128 ahead = (coop__int128)s.a * s.n2 - (coop__int128)s.c * s.n1;
            coop__pair_total_add(&above, coop__pair_ratio(ahead, s.n));
            coop__pair_total_add(&weight, coop__pair_ratio((coop__int128)s.n1 * s.n2, s.n));
        }
    }
    return (coop__mh_difference){coop__pair_total_result(&above), coop__pair_total_result(&weight)};
}

/* Sato's variance of the difference, as a function of the difference x, is (x P + Q) / W^2, W being
 * the sum of the weights. At x = the estimate x P + Q is never negative. */
typedef struct sato {
    coop__pair p;
    coop__pair q;
    bool varies;
} sato;

static sato sato_of(const coop_strata *strata)
{
    sato out = {0};
    coop__pair_total p = {0};
    coop__pair_total q = {0};
    for (int64_t i = 0; i < strata->n_strata; i++) {
        coop__stratum s;
        if (!coop__stratum_at(strata, i, &s)) {
            continue;
        }
        out.varies = out.varies || coop__stratum_varies(&s);
        coop__int128 n1 = s.n1;
        coop__int128 n2 = s.n2;
        coop__int128 tilt = 2 * (s.c * n1 * n1 - s.a * n2 * n2) + n1 * n2 * (n2 - n1);
        coop__pair_total_add(&p, coop__pair_ratio(tilt, 2 * (coop__int128)s.n * s.n));
        coop__int128 cross = (coop__int128)s.a * s.d + (coop__int128)s.c * s.b;
        coop__pair_total_add(&q, coop__pair_ratio(cross, 2 * (coop__int128)s.n));
    }
    out.p = coop__pair_total_result(&p);
    out.q = coop__pair_total_result(&q);
    return out;
}

/* The limits are the roots of (x - D)^2 = z^2 (x P + Q) / W^2: with g = z^2 P / (2 W^2) they are
 * D + g -+ root(g^2 + z^2 V), V being Sato's variance at D. */
coop_status coop_strata_risk_difference(const coop_strata *strata, double level,
                                        coop_strata_estimate *out, coop_error *err)
{
    coop__strata_counts counts = {0};
    COOP__TRY(coop__strata_begin(strata, out, "coop_strata_estimate", &counts, err));
    COOP__TRY(level_check(level, err));
    sato form = sato_of(strata);
    if (!form.varies) {
        return no_variation("the common risk difference has no interval", err);
    }
    coop__mh_difference sums = coop__mh_difference_of(strata);
    coop__pair value = coop__pair_quotient(sums.above, sums.weight);
    coop__pair spread = coop__pair_sum(coop__pair_product(value, form.p), form.q);
    bool is_noise = spread.high <= 4.0 * term_noise * form.q.high;
    double weight = sums.weight.high;
    coop_strata_estimate filled = {
        .value = value.high,
        .std_error = is_noise ? 0.0 : sqrt(spread.high) / weight,
        .method = "klingenberg",
        .n_used = counts.n_used,
        .n_missing = counts.n_missing,
    };
    double z = coop__normal_two_sided(level);
    double g = 0.5 * (z / weight) * (z / weight) * form.p.high;
    double half = hypot(g, z * filled.std_error);
    filled.low = fmax(fmin(filled.value + (g - half), filled.value), -1.0);
    filled.high = fmin(fmax(filled.value + (g + half), filled.value), 1.0);
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}

/* Square root of the discriminant of the equation of fitted(), a sum of positive terms. */
static double root_of_margins(double psi, double n1, double n2, double m)
{
    double rest = n1 + n2 - m;
    return sqrt(psi * psi * (n1 - m) * (n1 - m) + 2.0 * psi * (n1 * n2 + m * rest) +
                (n2 - m) * (n2 - m));
}

/* Hits of a that fit the margins n1, n2 and m and the odds ratio: the root of
 * (psi - 1) A^2 - B A + psi n1 m = 0 that lies inside the margins. Each other cell is the same with
 * rows or columns exchanged, which exchanges psi with 1 / psi or leaves it. */
static double fitted(double psi, double n1, double n2, double m)
{
    double root = root_of_margins(psi, n1, n2, m);
    double b = psi * (n1 + m) + (n2 - m);
    return b >= 0.0 ? 2.0 * psi * n1 * (m / (b + root)) : (root - b) / (2.0 * (1.0 - psi));
}

static double fitted_variance(double psi, const coop__stratum *s)
{
    double n1 = (double)s->n1;
    double n2 = (double)s->n2;
    double m = (double)s->m;
    double rest = (double)(s->n - s->m);
    return 1.0 / (1.0 / fitted(psi, n1, n2, m) + 1.0 / fitted(1.0 / psi, n1, n2, rest) +
                  1.0 / fitted(1.0 / psi, n2, n1, m) + 1.0 / fitted(psi, n2, n1, rest));
}

/* x = a - A solves (a - x)(d - x) = psi (b + x)(c + x): with E = a d - psi b c and
 * G = a + d + psi (b + c), (psi - 1) x^2 + G x = E. All that cancels is in E. */
static double beyond_fitted(coop__pair psi, const coop__stratum *s)
{
    coop__pair ad = coop__pair_of((coop__int128)s->a * s->d);
    coop__pair bc = coop__pair_of((coop__int128)s->b * s->c);
    double e = coop__pair_difference(ad, coop__pair_product(psi, bc)).high;
    double ratio = psi.high;
    double g = (double)(s->a + s->d) + ratio * (double)(s->b + s->c);
    double root = root_of_margins(ratio, (double)s->n1, (double)s->n2, (double)s->m);
    return 2.0 * e / (g + root);
}

coop_status coop_strata_test_homogeneity(const coop_strata *strata, coop_strata_homogeneity *out,
                                         coop_error *err)
{
    coop__strata_counts counts = {0};
    COOP__TRY(coop__strata_begin(strata, out, "coop_strata_homogeneity", &counts, err));
    odds sums = odds_of(strata);
    COOP__TRY(odds_check(&sums, err));
    if (sums.n_used < 2) {
        return coop__fail(err, COOP_UNDEFINED,
                          "one stratum alone has both hits and misses: nothing to be equal to");
    }
    coop__pair psi = coop__pair_quotient(sums.r, sums.s);
    coop__exact_sum chi = {0};
    coop__exact_sum beyond = {0};
    coop__exact_sum variance = {0};
    for (int64_t i = 0; i < strata->n_strata; i++) {
        coop__stratum s;
        if (coop__stratum_at(strata, i, &s) && coop__stratum_varies(&s)) {
            double v = fitted_variance(psi.high, &s);
            double x = beyond_fitted(psi, &s);
            coop__exact_sum_add(&chi, x * (x / v));
            coop__exact_sum_add(&beyond, x);
            coop__exact_sum_add(&variance, v);
        }
    }
    double breslow_day = coop__exact_sum_result(&chi);
    double left = coop__exact_sum_result(&beyond);
    double tarone = breslow_day - left * left / coop__exact_sum_result(&variance);
    coop_strata_homogeneity filled = {
        .odds_ratio = psi.high,
        .breslow_day = breslow_day,
        .breslow_day_p = coop__chi_square_tail(breslow_day, sums.n_used - 1),
        .tarone = fmax(tarone, 0.0),
        .tarone_p = coop__chi_square_tail(fmax(tarone, 0.0), sums.n_used - 1),
        .df = sums.n_used - 1,
        .n_used = sums.n_used,
        .n_missing = counts.n_missing,
        .n_uninformative = counts.n_used - sums.n_used,
    };
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}

static coop_status weights_check(const double *weights, int64_t n, double *total, coop_error *err)
{
    coop__exact_sum sum = {0};
    for (int64_t i = 0; i < n; i++) {
        if (!isfinite(weights[i]) || weights[i] < 0.0) {
            char text[COOP__NUMBER_SIZE];
            coop__number_format(weights[i], text);
            return coop__fail(err, COOP_RANGE, "weights[%lld] is %s, need a finite value, 0 or more",
                              (long long)i, text);
        }
        coop__exact_sum_add(&sum, weights[i]);
    }
    *total = coop__exact_sum_result(&sum);
    if (!(*total > 0.0) || !isfinite(*total)) {
        return coop__fail(err, COOP_RANGE, "the weights add up to %s",
                          *total > 0.0 ? "more than the largest number" : "0");
    }
    return COOP_OK;
}

/* Strata with their weights over the sum of all, seen from one group. */
typedef struct standard {
    const coop_strata *strata;
    const double *weights; /* NULL: cases */
    double total, used, all; /* of the weights; shares of what has both groups, and of all */
    double z;
} standard;

/* A stratum from one group's side. */
typedef struct standard_stratum {
    int64_t hits, n;
    double u;     /* its weight over the sum of all */
    bool is_used; /* both groups have cases */
} standard_stratum;

static standard_stratum standard_at(const standard *st, int64_t i, bool is_b)
{
    coop__stratum s;
    standard_stratum out = {.is_used = coop__stratum_at(st->strata, i, &s)};
    out.u = (st->weights != NULL ? st->weights[i] : (double)s.n) / st->total;
    out.hits = is_b ? s.c : s.a;
    out.n = is_b ? s.n2 : s.n1;
    return out;
}

/* Sum of u, or of what has both groups. */
static double standard_weight(const standard *st, bool of_used)
{
    coop__exact_sum sum = {0};
    for (int64_t i = 0; i < st->strata->n_strata; i++) {
        standard_stratum s = standard_at(st, i, false);
        coop__exact_sum_add(&sum, s.is_used || !of_used ? s.u : 0.0);
    }
    return coop__exact_sum_result(&sum);
}

/* Sum of u p, where both groups have cases or where this one has. */
static coop__pair standard_sum(const standard *st, bool is_b, bool of_used)
{
    coop__pair_total total = {0};
    for (int64_t i = 0; i < st->strata->n_strata; i++) {
        standard_stratum s = standard_at(st, i, is_b);
        bool enters = s.n > 0 && s.u > 0.0 && (s.is_used || !of_used);
        coop__pair p = enters ? coop__pair_ratio(s.hits, s.n) : single(0.0);
        coop__pair_total_add(&total, coop__pair_product(single(s.u), p));
    }
    return coop__pair_total_result(&total);
}

static coop_strata_rate standard_rate(const standard *st, bool is_b, coop__pair sum)
{
    coop__exact_sum variance = {0}; /* u^2 p (1 - p) / n */
    coop__exact_sum below = {0};    /* (u (p - lower limit))^2 */
    coop__exact_sum above = {0};    /* (u (upper limit - p))^2 */
    for (int64_t i = 0; i < st->strata->n_strata; i++) {
        standard_stratum s = standard_at(st, i, is_b);
        if (!s.is_used || s.u == 0.0) {
            continue;
        }
        double n = (double)s.n;
        double p = (double)s.hits / n;
        coop_interval wilson = coop__wilson((double)s.hits, (double)(s.n - s.hits), st->z);
        double down = s.u * (p - wilson.low);
        double up = s.u * (wilson.high - p);
        coop__exact_sum_add(&variance, s.u * s.u * p * ((double)(s.n - s.hits) / n / n));
        coop__exact_sum_add(&below, down * down);
        coop__exact_sum_add(&above, up * up);
    }
    double value = sum.high / st->used;
    return (coop_strata_rate){
        .value = value,
        .low = fmax(value - sqrt(coop__exact_sum_result(&below)) / st->used, 0.0),
        .high = fmin(value + sqrt(coop__exact_sum_result(&above)) / st->used, 1.0),
        .std_error = sqrt(coop__exact_sum_result(&variance)) / st->used,
    };
}

/* Newcombe's combination of two intervals. */
static coop_strata_rate standard_difference(const coop_strata_standard *rates, double value)
{
    return (coop_strata_rate){
        .value = value,
        .low = value - hypot(rates->a.value - rates->a.low, rates->b.high - rates->b.value),
        .high = value + hypot(rates->a.high - rates->a.value, rates->b.value - rates->b.low),
        .std_error = hypot(rates->a.std_error, rates->b.std_error),
    };
}

static void standard_bounds(const standard *st, bool is_b, double *worst, double *best)
{
    coop__exact_sum unknown = {0}; /* u where the group has no cases */
    for (int64_t i = 0; i < st->strata->n_strata; i++) {
        standard_stratum s = standard_at(st, i, is_b);
        coop__exact_sum_add(&unknown, s.n == 0 ? s.u : 0.0);
    }
    double known = standard_sum(st, is_b, false).high;
    *worst = fmin(known / st->all, 1.0);
    *best = fmin((known + coop__exact_sum_result(&unknown)) / st->all, 1.0);
}

static void standard_count(const standard *st, coop_strata_standard *out)
{
    for (int64_t i = 0; i < st->strata->n_strata; i++) {
        standard_stratum s = standard_at(st, i, false);
        out->n_uninformative += s.u == 0.0;
        out->n_used += s.u > 0.0 && s.is_used;
        out->n_missing += s.u > 0.0 && !s.is_used;
    }
}

coop_status coop_strata_standardize(const coop_strata *strata, const double *weights, double level,
                                    coop_strata_standard *out, coop_error *err)
{
    coop__strata_counts counts = {0};
    COOP__TRY(coop__strata_begin(strata, out, "coop_strata_standard", &counts, err));
    COOP__TRY(level_check(level, err));
    double total = (double)(counts.n_a + counts.n_b);
    if (weights != NULL) {
        COOP__TRY(weights_check(weights, strata->n_strata, &total, err));
    }
    coop_strata_standard filled = {0};
    standard st = {strata, weights, total, 0.0, 0.0, coop__normal_two_sided(level)};
    standard_count(&st, &filled);
    if (filled.n_used == 0) {
        return coop__fail(err, COOP_EMPTY,
                          "no stratum of positive weight has cases of both groups");
    }
    st.used = standard_weight(&st, true);
    st.all = standard_weight(&st, false);
    coop__pair a = standard_sum(&st, false, true);
    coop__pair b = standard_sum(&st, true, true);
    filled.a = standard_rate(&st, false, a);
    filled.b = standard_rate(&st, true, b);
    filled.difference = standard_difference(&filled, coop__pair_difference(a, b).high / st.used);
    filled.covered = st.used / st.all;
    standard_bounds(&st, false, &filled.worst_a, &filled.best_a);
    standard_bounds(&st, true, &filled.worst_b, &filled.best_b);
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}
