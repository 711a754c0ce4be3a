/* proportion.c -- intervals for one proportion.
 *
 * All methods but Wilson's and the adjusted ones are given by their lower limit alone: the upper
 * limit for k hits is the mirror image of the lower limit for n - k, and a point carries its
 * distance to 1 with all digits. Counts become doubles at the door: up to 9e15 they are exact.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/proportion.h>

#include "proportion.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "beta.h"
#include "normal.h"

static const int64_t most_draws = 9000000000000000;

/* Unlike fmin and fmax these are one instruction each; nothing here is NaN. */
static double smaller(double p, double q)
{
    return p < q ? p : q;
}

static double larger(double p, double q)
{
    return p > q ? p : q;
}

/* Ends that are 0 and 1 exactly, whatever rounding or the method says, and in order: at levels near
 * 0 rounding can swap limits that are equal but for the last digit. */
static coop_interval closed(double low, double high, double hits, double misses)
{
    double lower = larger(smaller(low, high), 0.0);
    double upper = smaller(larger(low, high), 1.0);
    return (coop_interval){hits == 0.0 ? 0.0 : lower, misses == 0.0 ? 1.0 : upper};
}

/* The same for intervals that contain the observed share by construction: rounding may not take
 * it out. */
static coop_interval around_share(double low, double high, double hits, double misses)
{
    double share = hits / (hits + misses);
    return closed(smaller(low, share), larger(high, share), hits, misses);
}

/* The limits are the roots of (n + z^2) p^2 - (2k + z^2) p + k^2 / n = 0. Where k is small the
 * lower one is a difference of nearly equal numbers: it is taken from the product of the roots. */
coop_interval coop__wilson(double hits, double misses, double z)
{
    double draws = hits + misses;
    double square = z * z;
    double sum = hits + 0.5 * square + z * sqrt(hits * (misses / draws) + 0.25 * square);
    double low = hits == 0.0 ? 0.0 : hits * (hits / draws) / sum;
    return around_share(low, sum / (draws + square), hits, misses);
}

static coop_interval wilson_by_z(int64_t hits, int64_t n, double z)
{
    return coop__wilson((double)hits, (double)(n - hits), z);
}

static coop_interval wilson(int64_t hits, int64_t n, double level)
{
    return wilson_by_z(hits, n, coop__normal_two_sided(level));
}

/* Newcombe's method 4: Wilson's equation with k - 1/2 for the lower and k + 1/2 for the upper
 * limit; m is twice that. */
static double corrected_sum(double m, double n, double z)
{
    return m + z * z + z * sqrt(z * z + m * (2.0 - m / n));
}

static coop_interval wilson_cc_by_z(int64_t hits, int64_t n, double z)
{
    double k = (double)hits;
    double draws = (double)n;
    double low = 0.0;
    double high = 1.0;
    if (hits > 0) {
        double m = 2.0 * k - 1.0;
        low = m * (m / draws) / (2.0 * corrected_sum(m, draws, z));
    }
    if (hits < n) {
        high = corrected_sum(2.0 * k + 1.0, draws, z) / (2.0 * (draws + z * z));
    }
    return around_share(low, high, k, draws - k);
}

static coop_interval wilson_cc(int64_t hits, int64_t n, double level)
{
    return wilson_cc_by_z(hits, n, coop__normal_two_sided(level));
}

/* Wald's interval after adding `extra` hits and as many misses: p -+ z sqrt(pq / N). The lower
 * limit is (p^2 - z^2 pq / N) / (p + z sqrt(pq / N)) with its numerator brought to whole counts,
 * so that only k and z^2 are ever subtracted. */
static coop_interval adjusted(double k, double n, double z, double extra)
{
    double total = n + 2.0 * extra;
    double p = (k + extra) / total;
    double q = (n - k + extra) / total;
    double half = z * sqrt(p * (q / total));
    double square = z * z;
    double numerator = n * (k + extra - square) + 2.0 * extra * (k + extra) + square * (k - extra);
    return (coop_interval){numerator / total / total * (p / (p + half)), p + half};
}

static coop_interval agresti_coull_by_z(int64_t hits, int64_t n, double z)
{
    coop_interval raw = adjusted((double)hits, (double)n, z, 0.5 * z * z);
    return around_share(raw.low, raw.high, (double)hits, (double)(n - hits));
}

static coop_interval agresti_coull(int64_t hits, int64_t n, double level)
{
    return agresti_coull_by_z(hits, n, coop__normal_two_sided(level));
}

static coop_interval agresti_coull_plus4_by_z(int64_t hits, int64_t n, double z)
{
    coop_interval raw = adjusted((double)hits, (double)n, z, 2.0);
    return closed(raw.low, raw.high, (double)hits, (double)(n - hits));
}

static coop_interval agresti_coull_plus4(int64_t hits, int64_t n, double level)
{
    return agresti_coull_plus4_by_z(hits, n, coop__normal_two_sided(level));
}

/* Lower limit for k >= 1 hits in n draws. */
typedef coop__point lower_limit(double k, double n, double level);

static coop_interval from_lower(lower_limit *lower, int64_t hits, int64_t n, double level)
{
    double low = hits > 0 ? lower((double)hits, (double)n, level).x : 0.0;
    double high = hits < n ? lower((double)(n - hits), (double)n, level).y : 1.0;
    return closed(low, high, (double)hits, (double)(n - hits));
}

/* P(X >= k) = (1 - level) / 2. For k = 1 and k = n the quantile is in closed form. */
static coop__point clopper_pearson_lower(double k, double n, double level)
{
    return coop__beta_lower_quantile(k, n - k + 1.0, 0.5 * (1.0 - level));
}

static coop_interval clopper_pearson(int64_t hits, int64_t n, double level)
{
    return from_lower(clopper_pearson_lower, hits, n, level);
}

static coop__point jeffreys_lower(double k, double n, double level)
{
    return coop__beta_lower_quantile(k + 0.5, n - k + 0.5, 0.5 * (1.0 - level));
}

static coop_interval jeffreys(int64_t hits, int64_t n, double level)
{
    return from_lower(jeffreys_lower, hits, n, level);
}

static coop__point jeffreys_modified_lower(double k, double n, double level)
{
    if (k == n) {
        return clopper_pearson_lower(k, n, level);
    }
    return k == 1.0 ? (coop__point){0.0, 1.0} : jeffreys_lower(k, n, level);
}

static coop_interval jeffreys_modified(int64_t hits, int64_t n, double level)
{
    return from_lower(jeffreys_modified_lower, hits, n, level);
}

typedef struct binomial {
    coop__beta at_least; /* its lower tail is P(X >= k) */
    double k;
    double n;
    double target;
} binomial;

/* P(X > k) + P(X = k) / 2 = P(X >= k) - P(X = k) / 2 against the target. Its derivative by the log
 * odds is P(X = k) (kq + (n - k)p) / 2, and that of P(X = k) is P(X = k) (k - np). */
static coop__residual mid_p_residual(const void *ctx, coop__point at)
{
    const binomial *b = ctx;
    coop__tails tails = coop__beta_tails(&b->at_least, at);
    double mass = tails.slope / (b->k * at.y);
    double value = tails.lower - 0.5 * mass;
    double spread = b->k * at.y + (b->n - b->k) * at.x;
    double slope = 0.5 * mass * spread / value;
    double bend = b->k - b->n * at.x + (b->n - 2.0 * b->k) * at.x * at.y / spread;
    return (coop__residual){log(value / b->target), slope, slope * (bend - slope)};
}

/* The limit lies above that of Clopper and Pearson, where the value is at least half the target. */
static coop__point mid_p_lower(double k, double n, double level)
{
    if (k == n) {
        double log_limit = log1p(-level) / n;
        return (coop__point){exp(log_limit), -expm1(log_limit)};
    }
    binomial b = {coop__beta_of(k, n - k + 1.0), k, n, 0.5 * (1.0 - level)};
    coop__point start = clopper_pearson_lower(k, n, level);
    return coop__rising_zero(mid_p_residual, &b, start, (coop__point){1.0, 0.0}, start, 1e-6);
}

static coop_interval mid_p(int64_t hits, int64_t n, double level)
{
    return from_lower(mid_p_lower, hits, n, level);
}

/* Blaker's set holds the p with P(X >= k) + P(X <= m) > alpha, m being the largest count whose
 * lower tail P(X <= m) does not pass P(X >= k) (this for p left of the median; the rest mirrors
 * it). As p grows m steps up. Right at a step the sum is 2 P(X >= k), which grows with p; between
 * two steps it is 1 - P(m < X < k), which falls and then rises. So the sum stays at or below alpha
 * until P(X >= k) = alpha / 2, the limit of Clopper and Pearson, and passes alpha for the first
 * time either between there and the next step or at that step: one stretch to search, however
 * large n is, and the result is the end of the convex hull of the set. */
typedef struct blaker_pair {
    coop__beta at_least; /* its lower tail is P(X >= k) */
    coop__beta at_most;  /* its upper tail is P(X <= m) */
    double target;
} blaker_pair;

/* Derivative by the log odds of the log of a slope. */
static double slope_bend(const coop__beta *beta, coop__point at)
{
    return beta->a * at.y - beta->b * at.x;
}

/* log of P(X >= k) over P(X <= m): 0 at the step. */
static coop__residual step_residual(const void *ctx, coop__point at)
{
    const blaker_pair *pair = ctx;
    coop__tails least = coop__beta_tails(&pair->at_least, at);
    coop__tails most = coop__beta_tails(&pair->at_most, at);
    double up = least.slope / least.lower;
    double down = most.slope / most.upper;
    return (coop__residual){log(least.lower / most.upper), up + down,
                            up * (slope_bend(&pair->at_least, at) - up) +
                                down * (slope_bend(&pair->at_most, at) + down)};
}

/* log of the sum of both over alpha. */
static coop__residual sum_residual(const void *ctx, coop__point at)
{
    const blaker_pair *pair = ctx;
    coop__tails least = coop__beta_tails(&pair->at_least, at);
    coop__tails most = coop__beta_tails(&pair->at_most, at);
    double sum = least.lower + most.upper;
    double slope = (least.slope - most.slope) / sum;
    double bend = (least.slope * slope_bend(&pair->at_least, at) -
                   most.slope * slope_bend(&pair->at_most, at)) /
                  sum;
    return (coop__residual){log(sum / pair->target), slope, bend - slope * slope};
}

/* Largest m >= -1 with P(X <= m) <= target, given that it is below top. From a trial m the next
 * few are reached by adding masses; a trial beyond is corrected by the slope of the log tail, and
 * by halving from the eighth on. */
static double count_below(double n, coop__point at, double target, double top)
{
    enum { trials_by_slope = 8, walk = 16 };
    double low = -1.0;
    double high = top;
    double z = coop__normal_rough(target);
    double next = n * at.x - z * sqrt(n * at.x * at.y) + (z * z - 1.0) * (at.y - at.x) / 6.0 - 1.0;
    for (int trial = 0; high - low > 1.0; trial++) {
        double m = smaller(larger(floor(next), low + 1.0), high - 1.0);
        coop__beta beta = coop__beta_of(m + 1.0, n - m);
        coop__tails tails = coop__beta_tails(&beta, at);
        double tail = tails.upper;
        double mass = tails.slope / (at.x * (n - m));
        if (tail <= target) {
            for (int i = 0; i < walk && m + 1.0 < high; i++) {
                mass *= (n - m) / (m + 1.0) * (at.x / at.y);
                if (tail + mass > target) {
                    return m;
                }
                tail += mass;
                m += 1.0;
            }
            low = m;
        } else {
            high = m;
        }
        bool by_slope = trial < trials_by_slope && tail > 0.0;
        next = by_slope ? m + log(target / tail) * tail / mass : floor(0.5 * (low + high));
    }
    return low;
}

static double lower_tail_to(double m, double n, coop__point at)
{
    if (m < 0.0) {
        return 0.0;
    }
    coop__beta beta = coop__beta_of(m + 1.0, n - m);
    return coop__beta_tails(&beta, at).upper;
}

static coop__point blaker_lower(double k, double n, double level)
{
    double alpha = 1.0 - level;
    coop__point start = clopper_pearson_lower(k, n, level);
    double m = count_below(n, start, 0.5 * alpha, k - 1.0);
    blaker_pair pair = {coop__beta_of(k, n - k + 1.0), coop__beta_of(m + 2.0, n - m - 1.0), alpha};
    coop__point step =
        coop__rising_zero(step_residual, &pair, start, (coop__point){1.0, 0.0}, start, 1e-6);
    double before = coop__beta_tails(&pair.at_least, step).lower + lower_tail_to(m, n, step);
    if (before <= alpha) {
        return step;
    }
    if (m < 0.0) {
        return coop__beta_lower_quantile(k, n - k + 1.0, alpha);
    }
    pair.at_most = coop__beta_of(m + 1.0, n - m);
    return coop__rising_zero(sum_residual, &pair, start, step, step, 1e-12);
}

static coop_interval blaker(int64_t hits, int64_t n, double level)
{
    return from_lower(blaker_lower, hits, n, level);
}

#define METHODS(X)                                                                                 \
    X(wilson, wilson_by_z,                                                                         \
      "The shares that a normal test with the variance of the share itself does not reject; "      \
      "close to its level on average, also in small samples.",                                     \
      "Wilson 1927, J Am Stat Assoc 22:209-212, doi:10.1080/01621459.1927.10502953")               \
    X(wilson_cc, wilson_cc_by_z,                                                                   \
      "Wilson's interval with half a hit moved against each limit (continuity correction); "       \
      "wider, seldom below its level.",                                                            \
      "Newcombe 1998, Stat Med 17:857-872, method 4")                                              \
    X(clopper_pearson, NULL,                                                                       \
      "The shares that neither one-sided exact test rejects at half of 1 - level; never below "    \
      "its level.",                                                                                \
      "Clopper & Pearson 1934, Biometrika 26:404-413, doi:10.1093/biomet/26.4.404")                \
    X(jeffreys, NULL,                                                                              \
      "Equal-tailed posterior interval under the Beta(1/2, 1/2) prior, closed at 0 for no hits "   \
      "and at 1 for no misses.",                                                                   \
      "Brown, Cai & DasGupta 2001, Stat Sci 16:101-133, doi:10.1214/ss/1009213286")                \
    X(jeffreys_modified, NULL,                                                                     \
      "The Jeffreys interval with the exact limit for no hits or no misses and an open end for "   \
      "one hit or one miss.",                                                                      \
      "Brown, Cai & DasGupta 2001, Stat Sci 16:101-133, doi:10.1214/ss/1009213286")                \
    X(agresti_coull, agresti_coull_by_z,                                                           \
      "The textbook interval after adding z^2 / 2 hits and as many misses, z being the normal "    \
      "quantile, cut to [0, 1].",                                                                  \
      "Agresti & Coull 1998, Am Stat 52:119-126, doi:10.1080/00031305.1998.10480550")              \
    X(agresti_coull_plus4, agresti_coull_plus4_by_z,                                               \
      "The textbook interval after adding 2 hits and 2 misses at any level, cut to [0, 1].",       \
      "Agresti & Coull 1998, Am Stat 52:119-126, doi:10.1080/00031305.1998.10480550")              \
    X(mid_p, NULL,                                                                                 \
      "The shares that neither one-sided exact test rejects at half of 1 - level when the "        \
      "observed count has half its weight.",                                                       \
      "Lancaster 1961, J Am Stat Assoc 56:223-234; Newcombe 1998, Stat Med 17:857-872, method 6")  \
    X(blaker, NULL,                                                                                \
      "From the first to the last share that Blaker's exact two-sided test does not reject; "      \
      "never below its level and inside Clopper-Pearson.",                                         \
      "Blaker 2000, Can J Stat 28:783-798, doi:10.2307/3315916")

#define PUBLIC_FACE(name, by_z, meaning, origin) {#name, meaning, origin},
#define LISTED(name, by_z, meaning, origin) ", " #name
#define ENTRY(name, by_z, meaning, origin) {{#name, meaning, origin}, name, by_z},

static const coop_interval_method methods[] = {METHODS(PUBLIC_FACE){NULL, NULL, NULL}};
static const coop__interval_entry entries[] = {METHODS(ENTRY)};

const coop_interval_method *coop_interval_methods(void)
{
    return methods;
}

const coop__interval_entry *coop__interval_find(const char *name)
{
    const char *wanted = name != NULL ? name : "wilson";
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if (strcmp(entries[i].public_face.name, wanted) == 0) {
            return &entries[i];
        }
    }
    return NULL;
}

static coop_status fail_method(const char *method, coop_error *err)
{
    static const char names[] = METHODS(LISTED);
    return coop__fail(err, COOP_NOT_FOUND, "interval methods are %s; there is no \"%s\"",
                      names + strlen(", "), method);
}

static coop_status check_level(double level, coop_error *err)
{
    if (level > 0.0 && level < 1.0) {
        return COOP_OK;
    }
    char text[COOP__NUMBER_SIZE];
    coop__number_format(level, text);
    return coop__fail(err, COOP_RANGE, "level is %s, need a value inside (0, 1)", text);
}

static bool are_counts(int64_t hits, int64_t n)
{
    return n > 0 && n <= most_draws && hits >= 0 && hits <= n;
}

/* What is wrong with counts that are none; row is "" or the place in an array, as "[3]". */
static coop_status fail_counts(int64_t hits, int64_t n, const char *row, coop_error *err)
{
    if (n < 0 || n > most_draws) {
        return coop__fail(err, COOP_RANGE, "n%s is %lld, need 1 to %lld", row, (long long)n,
                          (long long)most_draws);
    }
    if (hits < 0 || hits > n) {
        return coop__fail(err, COOP_RANGE, "hits%s is %lld, need 0 to %lld", row, (long long)hits,
                          (long long)n);
    }
    return coop__fail(err, COOP_EMPTY, "n%s is 0: a share of nothing has no interval", row);
}

coop_status coop_proportion_interval(const char *method, int64_t hits, int64_t n, double level,
                                     coop_interval *out, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL, need a place for the interval");
    }
    const coop__interval_entry *entry = coop__interval_find(method);
    if (entry == NULL) {
        return fail_method(method, err);
    }
    COOP__TRY(check_level(level, err));
    if (!are_counts(hits, n)) {
        return fail_counts(hits, n, "", err);
    }
    *out = entry->compute(hits, n, level);
    return COOP_OK;
}

static coop_status check_rows(const int64_t *hits, const int64_t *n, int64_t count, coop_error *err)
{
    for (int64_t i = 0; i < count; i++) {
        if (!are_counts(hits[i], n[i])) {
            char row[COOP__NUMBER_SIZE + 2];
            (void)snprintf(row, sizeof row, "[%lld]", (long long)i);
            return fail_counts(hits[i], n[i], row, err);
        }
    }
    return COOP_OK;
}

coop_status coop_proportion_intervals(const char *method, const int64_t *hits, const int64_t *n,
                                      int64_t count, double level, double *low, double *high,
                                      coop_error *err)
{
    const coop__interval_entry *entry = coop__interval_find(method);
    if (entry == NULL) {
        return fail_method(method, err);
    }
    COOP__TRY(check_level(level, err));
    if (count < 0) {
        return coop__fail(err, COOP_RANGE, "count is %lld, need 0 or more", (long long)count);
    }
    bool is_complete = hits != NULL && n != NULL && low != NULL && high != NULL;
    if (count > 0 && !is_complete) {
        return coop__fail(err, COOP_ARGUMENT, "an array is NULL, need %lld elements",
                          (long long)count);
    }
    COOP__TRY(check_rows(hits, n, count, err));
    double z = coop__normal_two_sided(level);
    for (int64_t i = 0; i < count; i++) {
        coop_interval interval = entry->by_z != NULL ? entry->by_z(hits[i], n[i], z)
                                                     : entry->compute(hits[i], n[i], level);
        low[i] = interval.low;
        high[i] = interval.high;
    }
    return COOP_OK;
}
