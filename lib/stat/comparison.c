/* comparison.c -- intervals for the difference, the ratio and the odds ratio of two shares.
 *
 * Every method is given by its lower limit alone. The upper limit is what swapping the groups
 * makes of it: the negative for a difference, the inverse for a ratio.
 *
 * The score methods look for the value at which the score test just rejects, with the most likely
 * shares under that value (the restricted ones) in the variance. Instead of trying values and
 * solving a cubic for the shares, they run over the Lagrange multiplier of the restriction: given
 * it, the shares are in closed form, and the test statistic grows with it. That leaves one
 * monotone equation whose terms are all positive, so that nothing cancels at any n.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/comparison.h>

#include "comparison.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "normal.h"

typedef coop__group group;

static group misses_of(group g)
{
    return (group){g.n - g.hits, g.n};
}

/* With a numerator that is exact: the difference keeps its digits when the shares are nearly
 * equal. */
static double difference_of(group a, group b)
{
    coop__int128 numerator = (coop__int128)a.hits * b.n - (coop__int128)b.hits * a.n;
    return (double)numerator / ((double)a.n * (double)b.n);
}

double coop__score_target(double z, double factor)
{
    return fmax(z * z * factor, 1e-280);
}

/* N / (N - 1), by which Miettinen and Nurminen make the variance unbiased. */
static double unbiased(group a, group b)
{
    double n = (double)(a.n + b.n);
    return n / (n - 1.0);
}

static double step_from(const coop__residual *r)
{
    double newton = -r->value / r->slope;
    double bend = 1.0 + 0.5 * newton * r->curvature / r->slope;
    return bend > 0.5 && bend < 2.0 ? newton / bend : newton;
}

double coop__rising_root(coop__log_residual *residual, const void *ctx, double low, double high,
                         double start, double enough)
{
    enum { most_evaluations = 100 };
    double at = fmin(fmax(start, low), high);
    double last_step = 0.0;
    for (int i = 0; i < most_evaluations; i++) {
        coop__residual r = residual(ctx, at);
        *(r.value < 0.0 ? &low : &high) = at;
        double step = step_from(&r);
        double next = at * exp(step);
        bool inside = r.slope > 0.0 && next >= low && next <= high;
        if (fabs(r.value) <= enough || fabs(step) <= DBL_EPSILON) {
            return inside ? next : at;
        }
        bool swings = step * last_step < 0.0 && fabs(step) > 0.5 * fabs(last_step);
        if (!inside || swings) {
            next = fmin(fmax(sqrt(low) * sqrt(high), low), high);
        }
        if (next == at) {
            return at;
        }
        last_step = log(next / at);
        at = next;
    }
    return at;
}

coop__point coop__point_of_odds(double odds)
{
    return (coop__point){odds / (1.0 + odds), 1.0 / (1.0 + odds)};
}

typedef double lower_limit(group a, group b, double z);

static coop_comparison difference_from(lower_limit *lower, group a, group b, double z)
{
    double low = lower(a, b, z);
    double high = 0.0 - lower(b, a, z);
    return (coop_comparison){difference_of(a, b), low, high};
}

/* The positive root t of (1 + w) t^2 + w (q - p) t - w p q = 0, w = z^2 / n. */
double coop__wilson_reach(double hits, double n, double z)
{
    double w = z * z / n;
    double product = w * (hits / n) * ((n - hits) / n);
    double lean = w * ((n - 2.0 * hits) / n);
    double root = sqrt(w * w + 4.0 * product);
    return lean > 0.0 ? 2.0 * product / (root + lean) : (root - lean) / (2.0 * (1.0 + w));
}

static double newcombe_reach(group g, double z)
{
    return coop__wilson_reach((double)g.hits, (double)g.n, z);
}

/* With continuity correction Wilson's equation is that of half a hit less, seen from there. */
static double newcombe_cc_reach(group g, double z)
{
    double n = (double)g.n;
    return g.hits == 0 ? 0.0 : 0.5 / n + coop__wilson_reach((double)g.hits - 0.5, n, z);
}

static double square_and_add(double d, double x, double y)
{
    return d - sqrt(x * x + y * y);
}

static double newcombe_lower(group a, group b, double z)
{
    return square_and_add(difference_of(a, b), newcombe_reach(a, z),
                          newcombe_reach(misses_of(b), z));
}

static coop_comparison newcombe(group a, group b, double z)
{
    return difference_from(newcombe_lower, a, b, z);
}

static double newcombe_cc_lower(group a, group b, double z)
{
    return square_and_add(difference_of(a, b), newcombe_cc_reach(a, z),
                          newcombe_cc_reach(misses_of(b), z));
}

static coop_comparison newcombe_cc(group a, group b, double z)
{
    return difference_from(newcombe_cc_lower, a, b, z);
}

/* Towards lower differences the share of a falls, and the share of misses in b falls. Under the
 * multiplier m each falls to the p with p_observed - p = (m / n) p q, a quadratic; the sum of the
 * two falls is m V, so that the statistic (d - D)^2 / V is m times that sum. */
typedef struct falling {
    double n;
    double p;
    double q;
} falling;

typedef struct fall {
    double depth;
    double growth; /* its derivative by log m */
} fall;

static falling falling_of(group g)
{
    double n = (double)g.n;
    return (falling){n, (double)g.hits / n, (double)(g.n - g.hits) / n};
}

static fall fall_under(const falling *f, double multiplier)
{
    double a = multiplier / f->n;
    double root = sqrt((1.0 - a) * (1.0 - a) + 4.0 * a * f->q);
    double p = 2.0 * f->p / (1.0 + a + root);
    double q = a < 1.0 ? 2.0 * f->q / (1.0 - a + root) : (a - 1.0 + root) / (2.0 * a);
    double depth = a * p * q;
    return (fall){depth, depth > 0.0 ? depth / root : 0.0};
}

typedef struct score_difference {
    falling a;
    falling b;
    double target;
} score_difference;

static coop__residual difference_residual(const void *ctx, double multiplier)
{
    const score_difference *s = ctx;
    fall a = fall_under(&s->a, multiplier);
    fall b = fall_under(&s->b, multiplier);
    double depth = a.depth + b.depth;
    double slope = depth > 0.0 ? 1.0 + (a.growth + b.growth) / depth : 0.0;
    return (coop__residual){log(multiplier * depth / s->target), slope, 0.0};
}

/* From twice n on a share is at most half of what it was: a multiplier at which the statistic has
 * passed the target for sure. */
static double far_multiplier(const falling *f, double target)
{
    return f->p > 0.0 ? fmax(2.0 * f->n, 2.0 * target / f->p) : INFINITY;
}

static double score_difference_lower(group a, group b, double target)
{
    score_difference s = {falling_of(a), falling_of(misses_of(b)), target};
    double far = fmin(far_multiplier(&s.a, target), far_multiplier(&s.b, target));
    if (!isfinite(far)) {
        return -1.0;
    }
    /* V is largest at shares of 1/2, and that is the smallest multiplier. */
    double near = 2.0 * sqrt(target / (1.0 / s.a.n + 1.0 / s.b.n));
    double variance = s.a.p * s.a.q / s.a.n + s.b.p * s.b.q / s.b.n;
    double start = sqrt(target / fmax(variance, COOP__TINY));
    double multiplier =
        coop__rising_root(difference_residual, &s, near, far, start, COOP__NEAR_ZERO);
    return fmax(difference_of(a, b) - target / multiplier, -1.0);
}

static double miettinen_nurminen_lower(group a, group b, double z)
{
    return score_difference_lower(a, b, coop__score_target(z, unbiased(a, b)));
}

static coop_comparison miettinen_nurminen(group a, group b, double z)
{
    return difference_from(miettinen_nurminen_lower, a, b, z);
}

static double mee_lower(group a, group b, double z)
{
    return score_difference_lower(a, b, coop__score_target(z, 1.0));
}

static coop_comparison mee(group a, group b, double z)
{
    return difference_from(mee_lower, a, b, z);
}

static double agresti_caffo_lower(group a, group b, double z)
{
    group more_a = {a.hits + 1, a.n + 2};
    group more_b = {b.hits + 1, b.n + 2};
    falling f = falling_of(more_a);
    falling g = falling_of(more_b);
    double half = z * sqrt(f.p * f.q / f.n + g.p * g.q / g.n);
    return fmax(difference_of(more_a, more_b) - half, -1.0);
}

static coop_comparison agresti_caffo(group a, group b, double z)
{
    return difference_from(agresti_caffo_lower, a, b, z);
}

/* What a quotient of products of counts is; 0 over 0 has been refused before. */
static double quotient(double over, double under)
{
    return under > 0.0 ? over / under : INFINITY;
}

static coop_comparison ratio_from(lower_limit *lower, double estimate, group a, group b, double z)
{
    double low = fmin(lower(a, b, z), estimate);
    double high = fmax(quotient(1.0, lower(b, a, z)), estimate);
    return (coop_comparison){estimate, low, high};
}

/* Under a ratio below the observed one the most likely shares are (hits_a - m) / (n_a - m) and
 * (hits_b + m) / (n_b + m): as if m hits of a had never been there and as many had come to b. The
 * statistic is then m^2 (misses_a / (n_a (hits_a - m)) + misses_b / (n_b (hits_b + m))). */
typedef struct score_ratio {
    double hits_a;
    double misses_a;
    double n_a;
    double hits_b;
    double misses_b;
    double n_b;
    double target;
} score_ratio;

static coop__residual ratio_residual(const void *ctx, double odds)
{
    const score_ratio *s = ctx;
    coop__point at = coop__point_of_odds(odds);
    double m = s->hits_a * at.x;
    double a = s->misses_a / (s->n_a * (s->hits_a * at.y));
    double b = s->misses_b / (s->n_b * (s->hits_b + m));
    double slope = 2.0 * at.y + (a * at.x - b * at.y * (m / (s->hits_b + m))) / (a + b);
    return (coop__residual){log(m * m * (a + b) / s->target), slope, 0.0};
}

/* All of a are hits: its share stays 1 while m grows to n_a, and only then falls. */
static double ratio_lower_of_all(const score_ratio *s)
{
    double at_end = s->n_a * (s->n_a / s->n_b) * (s->misses_b / (s->hits_b + s->n_a));
    if (at_end < s->target) {
        double odds_against = (s->target - at_end) / s->n_a;
        return (s->n_b + s->n_a) / ((1.0 + odds_against) * (s->hits_b + s->n_a));
    }
    double k = s->target * s->n_b / s->misses_b;
    double m = 0.5 * (k + sqrt(k * k + 4.0 * k * s->hits_b));
    return (s->n_b + m) / (s->hits_b + m);
}

static double score_ratio_lower(group a, group b, double target)
{
    score_ratio s = {(double)a.hits, (double)(a.n - a.hits), (double)a.n,
                     (double)b.hits, (double)(b.n - b.hits), (double)b.n,
                     target};
    if (a.hits == 0) {
        return 0.0;
    }
    if (a.hits == a.n) {
        return ratio_lower_of_all(&s);
    }
    double slack = s.misses_a / (s.n_a * s.hits_a) + s.misses_b / (s.n_b * fmax(s.hits_b, 1.0));
    double start = sqrt(target / slack) / s.hits_a;
    double odds =
        coop__rising_root(ratio_residual, &s, COOP__TINY, COOP__HUGE, start, COOP__NEAR_ZERO);
    coop__point found = coop__point_of_odds(odds);
    double m = s.hits_a * found.x;
    double rest = s.hits_a * found.y;
    return rest / (s.misses_a + rest) * ((s.n_b + m) / (s.hits_b + m));
}

static double ratio_of(group a, group b)
{
    return quotient((double)a.hits * (double)b.n, (double)b.hits * (double)a.n);
}

static double miettinen_nurminen_ratio_lower(group a, group b, double z)
{
    return score_ratio_lower(a, b, coop__score_target(z, unbiased(a, b)));
}

static coop_comparison miettinen_nurminen_ratio(group a, group b, double z)
{
    return ratio_from(miettinen_nurminen_ratio_lower, ratio_of(a, b), a, b, z);
}

static double koopman_lower(group a, group b, double z)
{
    return score_ratio_lower(a, b, coop__score_target(z, 1.0));
}

static coop_comparison koopman(group a, group b, double z)
{
    return ratio_from(koopman_lower, ratio_of(a, b), a, b, z);
}

/* Under an odds ratio below the observed one the most likely table has the same margins: m hits
 * move from a to b. The statistic is m^2 times the sum of the inverses of its cells. m ends where
 * a has no hits or b no misses left. */
typedef struct score_odds {
    double end; /* the smaller of hits_a and misses_b */
    double hits_a;
    double misses_a;
    double hits_b;
    double misses_b;
    double target;
} score_odds;

typedef struct cells {
    double a;
    double b;
    double c;
    double d;
} cells;

static cells cells_at(const score_odds *s, coop__point at)
{
    double m = s->end * at.x;
    double rest = s->end * at.y;
    return (cells){s->hits_a - s->end + rest, s->misses_a + m, s->hits_b + m,
                   s->misses_b - s->end + rest};
}

static coop__residual odds_residual(const void *ctx, double odds)
{
    const score_odds *s = ctx;
    coop__point at = coop__point_of_odds(odds);
    cells t = cells_at(s, at);
    double m = s->end * at.x;
    double sum = 1.0 / t.a + 1.0 / t.b + 1.0 / t.c + 1.0 / t.d;
    double change = m / t.a / t.a - m / t.b / t.b - m / t.c / t.c + m / t.d / t.d;
    return (coop__residual){log(m * m * sum / s->target), at.y * (2.0 + change / sum), 0.0};
}

static double score_odds_lower(group a, group b, double target)
{
    int64_t misses_b = b.n - b.hits;
    int64_t end = a.hits < misses_b ? a.hits : misses_b;
    if (end == 0) {
        return 0.0;
    }
    score_odds s = {(double)end,    (double)a.hits,   (double)(a.n - a.hits),
                    (double)b.hits, (double)misses_b, target};
    double sum =
        1.0 / s.hits_a + 1.0 / fmax(s.misses_a, 1.0) + 1.0 / fmax(s.hits_b, 1.0) + 1.0 / s.misses_b;
    double start = sqrt(target / sum) / s.end;
    double found =
        coop__rising_root(odds_residual, &s, COOP__TINY, COOP__HUGE, start, COOP__NEAR_ZERO);
    cells t = cells_at(&s, coop__point_of_odds(found));
    return t.a / t.b * (t.d / t.c);
}

static double odds_ratio_of(group a, group b)
{
    return quotient((double)a.hits * (double)(b.n - b.hits),
                    (double)(a.n - a.hits) * (double)b.hits);
}

static double miettinen_nurminen_odds_lower(group a, group b, double z)
{
    return score_odds_lower(a, b, coop__score_target(z, unbiased(a, b)));
}

static coop_comparison miettinen_nurminen_odds(group a, group b, double z)
{
    return ratio_from(miettinen_nurminen_odds_lower, odds_ratio_of(a, b), a, b, z);
}

static double cornfield_lower(group a, group b, double z)
{
    return score_odds_lower(a, b, coop__score_target(z, 1.0));
}

static coop_comparison cornfield(group a, group b, double z)
{
    return ratio_from(cornfield_lower, odds_ratio_of(a, b), a, b, z);
}

#define METHODS(X)                                                                                 \
    X(newcombe, DIFFERENCE,                                                                        \
      "Wilson's intervals of both shares, their arms combined like standard errors; close to its " \
      "level on average, also in small samples.",                                                  \
      "Newcombe 1998, Stat Med 17:873-890, method 10, "                                            \
      "doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I")                      \
    X(newcombe_cc, DIFFERENCE,                                                                     \
      "The same from Wilson's intervals with continuity correction; wider, seldom below its "      \
      "level.",                                                                                    \
      "Newcombe 1998, Stat Med 17:873-890, method 11, "                                            \
      "doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I")                      \
    X(miettinen_nurminen, DIFFERENCE,                                                              \
      "The differences that the score test with unbiased variance does not reject; the usual one " \
      "in clinical trials.",                                                                       \
      "Miettinen & Nurminen 1985, Stat Med 4:213-226, doi:10.1002/sim.4780040211")                 \
    X(mee, DIFFERENCE,                                                                             \
      "The differences that the score test does not reject; at 0 it agrees with Pearson's "        \
      "chi-square.",                                                                               \
      "Mee 1984, Biometrics 40:1175-1176, doi:10.2307/2531174")                                    \
    X(agresti_caffo, DIFFERENCE,                                                                   \
      "The textbook interval after adding a hit and a miss to each group, cut to [-1, 1]; drawn "  \
      "to 0.",                                                                                     \
      "Agresti & Caffo 2000, Am Stat 54:280-288, doi:10.1080/00031305.2000.10474560")              \
    X(miettinen_nurminen_ratio, RATIO,                                                             \
      "The ratios of shares that the score test with unbiased variance does not reject.",          \
      "Miettinen & Nurminen 1985, Stat Med 4:213-226, doi:10.1002/sim.4780040211")                 \
    X(koopman, RATIO,                                                                              \
      "The ratios of shares that the score test does not reject; at 1 it agrees with Pearson's "   \
      "chi-square.",                                                                               \
      "Koopman 1984, Biometrics 40:513-517, doi:10.2307/2531405")                                  \
    X(miettinen_nurminen_odds, ODDS_RATIO,                                                         \
      "The odds ratios that the score test with unbiased variance does not reject.",               \
      "Miettinen & Nurminen 1985, Stat Med 4:213-226, doi:10.1002/sim.4780040211")                 \
    X(cornfield, ODDS_RATIO,                                                                       \
      "The odds ratios that the score test does not reject, which is Cornfield's interval "        \
      "without continuity correction; at 1 it agrees with Pearson's chi-square.",                  \
      "Cornfield 1956, Proc Third Berkeley Symp Math Stat Prob 4:135-148")

#define PUBLIC_FACE(name, measure, meaning, origin)                                                \
    {#name, meaning, origin, COOP_COMPARISON_##measure, 0},
#define LISTED(name, measure, meaning, origin) ", " #name
#define ENTRY(name, measure, meaning, origin)                                                      \
    {{#name, meaning, origin, COOP_COMPARISON_##measure, 0}, name},

static const coop_comparison_method methods[] = {METHODS(PUBLIC_FACE){NULL, NULL, NULL, 0, 0}};
static const coop__comparison_entry entries[] = {METHODS(ENTRY)};

const coop_comparison_method *coop_comparison_methods(void)
{
    return methods;
}

const coop__comparison_entry *coop__comparison_find(const char *name)
{
    const char *wanted = name != NULL ? name : "newcombe";
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if (strcmp(entries[i].public_face.name, wanted) == 0) {
            return &entries[i];
        }
    }
    return NULL;
}

coop_status coop__check_level(double level, coop_error *err)
{
    if (level > 0.0 && level < 1.0) {
        return COOP_OK;
    }
    char text[COOP__NUMBER_SIZE];
    coop__number_format(level, text);
    return coop__fail(err, COOP_RANGE, "level is %s, need a value inside (0, 1)", text);
}

static coop_status check_group(int64_t hits, int64_t n, char name, coop_error *err)
{
    if (n < 0 || n > COOP__MOST_CASES) {
        return coop__fail(err, COOP_RANGE, "n_%c is %lld, need 1 to %lld", name, (long long)n,
                          (long long)COOP__MOST_CASES);
    }
    if (hits < 0 || hits > n) {
        return coop__fail(err, COOP_RANGE, "hits_%c is %lld, need 0 to %lld", name, (long long)hits,
                          (long long)n);
    }
    return COOP_OK;
}

static coop_status check_defined(coop_comparison_measure measure, group a, group b, coop_error *err)
{
    if (a.n == 0 || b.n == 0) {
        return coop__fail(err, COOP_EMPTY, "n_%c is 0: a share of nothing has nothing to compare",
                          a.n == 0 ? 'a' : 'b');
    }
    if (measure != COOP_COMPARISON_DIFFERENCE && a.hits == 0 && b.hits == 0) {
        return coop__fail(err, COOP_UNDEFINED, "hits_a and hits_b are 0: any ratio fits");
    }
    if (measure == COOP_COMPARISON_ODDS_RATIO && a.hits == a.n && b.hits == b.n) {
        return coop__fail(err, COOP_UNDEFINED,
                          "hits_a is n_a and hits_b is n_b: any odds ratio fits");
    }
    return COOP_OK;
}

coop_status coop_comparison_interval(const char *method, int64_t hits_a, int64_t n_a,
                                     int64_t hits_b, int64_t n_b, double level,
                                     coop_comparison *out, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL, need a place for the comparison");
    }
    const coop__comparison_entry *entry = coop__comparison_find(method);
    if (entry == NULL) {
        static const char names[] = METHODS(LISTED);
        return coop__fail(err, COOP_NOT_FOUND, "comparison methods are %s; there is no \"%s\"",
                          names + strlen(", "), method);
    }
    COOP__TRY(coop__check_level(level, err));
    COOP__TRY(check_group(hits_a, n_a, 'a', err));
    COOP__TRY(check_group(hits_b, n_b, 'b', err));
    group a = {hits_a, n_a};
    group b = {hits_b, n_b};
    COOP__TRY(check_defined(entry->public_face.measure, a, b, err));
    *out = entry->compute(a, b, coop__normal_two_sided(level));
    return COOP_OK;
}
