/* paired.c -- intervals for the difference of two shares of the same cases.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/comparison.h>

#include "comparison.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../core/sum.h"
#include "normal.h"

/* How many cases are hits in both groups, in one of them, or in neither. */
typedef struct pairs {
    int64_t both;
    int64_t only_a;
    int64_t only_b;
    int64_t neither;
} pairs;

static int64_t n_pairs(pairs t)
{
    return t.both + t.only_a + t.only_b + t.neither;
}

static pairs swapped(pairs t)
{
    return (pairs){t.both, t.only_b, t.only_a, t.neither};
}

static double paired_difference(pairs t)
{
    return (double)(t.only_a - t.only_b) / (double)n_pairs(t);
}

/* 1 - f, f the correlation of the two answers with Newcombe's correction. Where f is near 1 the
 * difference is taken from 1 - f0^2, which is a sum of products of counts over the product of the
 * margins, f0 being the correlation without correction. */
static double lack_of_correlation(pairs t)
{
    double n = (double)n_pairs(t);
    double e = (double)t.both / n;
    double f = (double)t.only_a / n;
    double g = (double)t.only_b / n;
    double h = (double)t.neither / n;
    double margins = (e + f) * (g + h) * ((e + g) * (f + h));
    if (!(margins > 0.0)) {
        return 1.0;
    }
    coop__int128 determinant = (coop__int128)t.both * t.neither - (coop__int128)t.only_a * t.only_b;
    double root = sqrt(margins);
    double f0 = (double)determinant / n / n / root;
    if (f0 < 0.0) {
        return 1.0 - f0;
    }
    double lack = 4.0 * e * f * g * h + (e * h + f * g) * (e * g + f * h + e * f + g * h) +
                  (e * g + f * h) * (e * f + g * h);
    double correction = 0.5 / n / root;
    return fmin(lack / margins / (1.0 + f0) + correction, 1.0);
}

/* d minus the root of x^2 - 2 f x y + y^2 = (x - y)^2 + 2 (1 - f) x y, x being the distance to the
 * lower limit of a and y that to the upper limit of b. x - y is w (p_a + p_b - 1) / (1 + w) times
 * 1 - 2 d / (r_a + r_b), w = z^2 / n, with r = sqrt(w^2 + 4 w p q) of each share. */
static double newcombe_paired_lower(pairs t, double z)
{
    double n = (double)n_pairs(t);
    double d = paired_difference(t);
    double hits_a = (double)(t.both + t.only_a);
    double misses_a = (double)(t.only_b + t.neither);
    double hits_b = (double)(t.both + t.only_b);
    double misses_b = (double)(t.only_a + t.neither);
    double w = fmax(z * z, 1e-140) / n;
    double roots = sqrt(w * w + 4.0 * w * (hits_a / n) * (misses_a / n)) +
                   sqrt(w * w + 4.0 * w * (hits_b / n) * (misses_b / n));
    double sum = (double)(t.both - t.neither) / n; /* p_a + p_b - 1 */
    double apart = w * sum * (1.0 - 2.0 * d / roots) / (1.0 + w);
    double product = coop__wilson_reach(hits_a, n, z) * coop__wilson_reach(misses_b, n, z);
    return d - sqrt(apart * apart + 2.0 * lack_of_correlation(t) * product);
}

/* Tango's equation in s = d - D, the distance of the limit from the difference. */
typedef struct score_paired {
    double n;
    double only_a;
    double only_b;
    double d;
    double below; /* 1 + d, the most that s can be */
    double above; /* 1 - d */
    double target;
} score_paired;

typedef struct spread {
    double value; /* share of cases that changed, less the square of the difference */
    double slope; /* by the size of the difference */
} spread;

/* Spread of the most likely table whose difference is size >= 0 in favour of `more`; less is the
 * count against. The share p against is the root of 2 n p^2 + B p - less size rest = 0,
 * rest = 1 - size, B = (2 n - more + less) size - (more + less). */
static spread spread_at(double n, double more, double less, double size, double rest)
{
    double lean = 2.0 * n - more + less;
    double b = lean * size - (more + less);
    double product = less * size * rest;
    double root = sqrt(b * b + 8.0 * n * product);
    double p = b > 0.0 ? 2.0 * product / (b + root) : (root - b) / (4.0 * n);
    double p_slope = root > 0.0 ? (less * (rest - size) - lean * p) / root : 0.0;
    return (spread){2.0 * p + size * rest, 2.0 * p_slope + rest - size};
}

static coop__residual paired_residual(const void *ctx, double odds)
{
    const score_paired *s = ctx;
    coop__point at = coop__point_of_odds(odds);
    double shift = s->below * at.x;
    double difference = s->d - shift;
    double slope;
    spread v;
    if (difference >= 0.0) {
        v = spread_at(s->n, s->only_a, s->only_b, difference, s->above + shift);
        slope = v.slope;
    } else {
        v = spread_at(s->n, s->only_b, s->only_a, -difference, s->below * at.y);
        slope = -v.slope;
    }
    double statistic = s->n * shift * (shift / v.value);
    double growth = at.y * (2.0 + shift * slope / v.value);
    return (coop__residual){log(statistic / s->target), growth, 0.0};
}

static double tango_lower(pairs t, double z)
{
    double n = (double)n_pairs(t);
    double f = (double)t.only_a;
    double g = (double)t.only_b;
    double same = (double)(t.both + t.neither);
    score_paired s = {n,
                      f,
                      g,
                      paired_difference(t),
                      (2.0 * f + same) / n,
                      (2.0 * g + same) / n,
                      coop__score_target(z, 1.0)};
    if (s.below == 0.0) {
        return -1.0;
    }
    double variance = s.d * s.above + 2.0 * g / n;
    double start = sqrt(s.target * fmax(variance, 0.0) / n) + s.target / n;
    double found = coop__rising_root(paired_residual, &s, COOP__TINY, COOP__HUGE, start / s.below,
                                     COOP__NEAR_ZERO);
    return fmax(s.d - s.below * coop__point_of_odds(found).x, -1.0);
}

typedef struct paired_entry {
    const char *name;
    double (*lower)(pairs t, double z);
} paired_entry;

#define METHODS(X)                                                                                 \
    X(newcombe_paired,                                                                             \
      "Wilson's intervals of both shares, their arms combined like standard errors of two "        \
      "correlated figures.",                                                                       \
      "Newcombe 1998, Stat Med 17:2635-2650, method 10, "                                          \
      "doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C")                    \
    X(tango,                                                                                       \
      "The differences that the score test for pairs does not reject; at 0 it agrees with "        \
      "McNemar's chi-square.",                                                                     \
      "Tango 1998, Stat Med 17:891-908, "                                                          \
      "doi:10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B")

#define PUBLIC_FACE(name, meaning, origin) {#name, meaning, origin, COOP_COMPARISON_DIFFERENCE, 0},
#define LISTED(name, meaning, origin) ", " #name
#define ENTRY(name, meaning, origin) {#name, name##_lower},

static const coop_comparison_method methods[] = {METHODS(PUBLIC_FACE){NULL, NULL, NULL, 0, 0}};
static const paired_entry entries[] = {METHODS(ENTRY)};

const coop_comparison_method *coop_paired_methods(void)
{
    return methods;
}

static const paired_entry *find(const char *name)
{
    const char *wanted = name != NULL ? name : "newcombe_paired";
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if (strcmp(entries[i].name, wanted) == 0) {
            return &entries[i];
        }
    }
    return NULL;
}

static coop_status check_pairs(pairs t, coop_error *err)
{
    const int64_t counts[] = {t.both, t.only_a, t.only_b, t.neither};
    static const char *const names[] = {"both", "only_a", "only_b", "neither"};
    int64_t n = 0;
    for (int i = 0; i < 4; i++) {
        if (counts[i] < 0 || counts[i] > COOP__MOST_CASES - n) {
            return coop__fail(err, COOP_RANGE, "%s is %lld, need 0 to %lld cases in all", names[i],
                              (long long)counts[i], (long long)COOP__MOST_CASES);
        }
        n += counts[i];
    }
    return n > 0 ? COOP_OK : coop__fail(err, COOP_EMPTY, "there are no cases to compare");
}

coop_status coop_paired_interval(const char *method, int64_t both, int64_t only_a, int64_t only_b,
                                 int64_t neither, double level, coop_comparison *out,
                                 coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL, need a place for the comparison");
    }
    const paired_entry *entry = find(method);
    if (entry == NULL) {
        static const char names[] = METHODS(LISTED);
        return coop__fail(err, COOP_NOT_FOUND, "paired methods are %s; there is no \"%s\"",
                          names + strlen(", "), method);
    }
    COOP__TRY(coop__check_level(level, err));
    pairs t = {both, only_a, only_b, neither};
    COOP__TRY(check_pairs(t, err));
    double z = coop__normal_two_sided(level);
    double low = entry->lower(t, z);
    double high = 0.0 - entry->lower(swapped(t), z);
    *out = (coop_comparison){paired_difference(t), low, high};
    return COOP_OK;
}
