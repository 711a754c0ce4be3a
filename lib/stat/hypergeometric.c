/* hypergeometric.c -- tails of the number of marked items in a sample without replacement.
 *
 * The sample splits the population into four cells: marked or not, drawn or not. With O the cells,
 * E their expectations and x - E(X) = d, which all four miss by,
 *   P(X = x) = C(M, x) C(N - M, n - x) / C(N, n) = peaks * exp(-sum of O h((E - O) / O)),
 * h(t) = t - log(1 + t) and peaks what the three coefficients leave as binomial weights at their
 * own means: Loader's saddle-point form (2000), in which nothing large cancels as long as d is
 * right; d is therefore taken from whole numbers of 128 bits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "hypergeometric.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "../core/sum.h"
#include "beta.h"

/* Terms are added one by one where that ends soon: where a cell is small, or where they fall by
 * more than 1 in 64. Elsewhere the distribution is smooth, its deviation being at least 20. */
static const double small_cell = 2000.0;
static const double falls_fast = 63.0 / 64.0;

/* Gauss-Legendre, 12 points on [-1, 1]: the positive half. */
static const struct {
    double node;
    double weight;
} legendre[] = {
    {0.12523340851146891547, 0.249147045813402785},
    {0.36783149899818019375, 0.23349253653835480876},
    {0.5873179542866174473, 0.20316742672306592175},
    {0.76990267419430468704, 0.16007832854334622633},
    {0.90411725637047485668, 0.10693932599531843096},
    {0.98156063424671925069, 0.047175336386511827195},
};

/* Cells in the order marked and drawn, marked only, drawn only, neither. Moving a step up adds one
 * to the first and last and takes one from the others. */
static const double directions[4] = {1.0, -1.0, -1.0, 1.0};

typedef struct cells {
    double observed[4];
    double expected[4];
    double excess; /* of the first over its expectation; of the others by direction */
} cells;

static cells cells_at(const coop__hypergeometric *h, int64_t x)
{
    double total = (double)h->population;
    double marked = (double)h->marked;
    double plain = (double)(h->population - h->marked);
    double drawn = (double)h->draws / total;
    double left = (double)(h->population - h->draws) / total;
    coop__int128 excess = (coop__int128)x * h->population - (coop__int128)h->marked * h->draws;
    return (cells){
        {(double)x, (double)(h->marked - x), (double)(h->draws - x),
         (double)(h->population - h->marked - h->draws + x)},
        {marked * drawn, marked * left, plain * drawn, plain * left},
        (double)excess / total,
    };
}

/* O h((E - O) / O), diff being O - E. Near t = 0, with s = t / (2 + t), log(1 + t) is
 * 2 (s + s^3/3 + s^5/5 + ...) and t - 2s = t s. */
static double deviance(double observed, double expected, double difference)
{
    if (observed == 0.0) {
        return expected;
    }
    double t = -difference / observed;
    if (fabs(t) > 0.3) {
        return observed * (t - log(expected / observed));
    }
    double s = t / (2.0 + t);
    double square = s * s;
    double sum = 0.0;
    for (int odd = 23; odd >= 3; odd -= 2) {
        sum = (sum + 1.0 / odd) * square;
    }
    return observed * s * (t - 2.0 * sum);
}

/* log of the largest binomial weight of a share a / (a + b). */
static double log_peak(double a, double b)
{
    if (a == 0.0 || b == 0.0) {
        return 0.0;
    }
    return coop__beta_of(a, b).log_scale + log((a + b) / a / b);
}

/* log P(X = x + offset), up to the peak of C(N, n), which is the same for all. Between whole
 * numbers it is what the gamma function gives. */
static double log_weight(const cells *c, double offset)
{
    double observed[4];
    double sum = 0.0;
    for (int i = 0; i < 4; i++) {
        observed[i] = c->observed[i] + directions[i] * offset;
        sum += deviance(observed[i], c->expected[i], directions[i] * (c->excess + offset));
    }
    return log_peak(observed[0], observed[1]) + log_peak(observed[2], observed[3]) - sum;
}

/* log P(X = x). */
static double log_mass_at(const coop__hypergeometric *h, const cells *c)
{
    return log_weight(c, 0.0) - log_peak((double)h->draws, (double)(h->population - h->draws));
}

/* (P(X >= x) - P(X = x)) / P(X = x) term by term; the quotients of neighbours fall. */
static double ratio_by_terms(const cells *c)
{
    const double *cell = c->observed;
    double term = 1.0;
    double sum = 0.0;
    for (int64_t i = 0; term > 1e-17 * sum; i++) {
        double j = (double)i;
        term *= (cell[1] - j) / (cell[0] + 1.0 + j) * ((cell[2] - j) / (cell[3] + 1.0 + j));
        sum += term;
    }
    return sum;
}

/* First derivatives of the log of the density at a = x - 1/2. */
typedef struct slopes {
    double first;
    double second;
    double third;
} slopes;

static slopes slopes_before(const cells *c)
{
    const double *cell = c->observed;
    double y[4] = {cell[0], cell[1] + 1.0, cell[2] + 1.0, cell[3]};
    slopes s = {0.0, 0.0, 0.0};
    for (int i = 0; i < 4; i++) {
        s.second -= 1.0 / y[i];
        s.third += directions[i] / (y[i] * y[i]);
    }
    s.first = log(y[1] / y[0] * (y[2] / y[3])) - s.third / 24.0;
    return s;
}

/* What the sum over whole numbers from x on has over the integral from a on, in units of the
 * density at a: f'/24 - 7 f'''/5760 + 31 f'''''/967680 (Euler and Maclaurin). The derivatives come
 * from those of log f, by f^(k+1) = sum of C(k, i) (log f)^(i+1) f^(k-i). */
static double midpoint_excess(const slopes *s)
{
    double f[6] = {1.0, s->first};
    for (int k = 1; k < 5; k++) {
        f[k + 1] = s->first * f[k] + k * s->second * f[k - 1] +
                   (k >= 2 ? 0.5 * k * (k - 1) * s->third * f[k - 2] : 0.0);
    }
    return f[1] / 24.0 - 7.0 * f[3] / 5760.0 + 31.0 * f[5] / 967680.0;
}

/* P(X >= x) / P(X = x) for x above the mean, where the distribution is smooth. The integral ends
 * where a normal density of the same slopes has fallen by exp(-40). */
static double ratio_by_quadrature(const cells *c)
{
    enum { panels = 4 };
    slopes s = slopes_before(c);
    double deviation = 1.0 / sqrt(-s.second);
    double z = -s.first * deviation;
    double half = deviation * 80.0 / (sqrt(z * z + 80.0) + z) / (2.0 * panels);
    double at_x = log_weight(c, 0.0);
    double sum = 0.0;
    for (int panel = 0; panel < panels; panel++) {
        double middle = -0.5 + (2.0 * panel + 1.0) * half;
        for (size_t i = 0; i < sizeof legendre / sizeof legendre[0]; i++) {
            double step = half * legendre[i].node;
            sum += legendre[i].weight * (exp(log_weight(c, middle - step) - at_x) +
                                         exp(log_weight(c, middle + step) - at_x));
        }
    }
    return sum * half + midpoint_excess(&s) * exp(log_weight(c, -0.5) - at_x);
}

/* For x above the mean, inside the range of X. */
static coop__upper_tail far_tail(const coop__hypergeometric *h, int64_t x)
{
    cells c = cells_at(h, x);
    const double *cell = c.observed;
    double log_mass = log_mass_at(h, &c);
    double least = fmin(fmin(cell[0], cell[1]), fmin(cell[2], cell[3]));
    double quotient = cell[1] / (cell[0] + 1.0) * (cell[2] / (cell[3] + 1.0));
    if (least < small_cell || quotient < falls_fast) {
        return (coop__upper_tail){log_mass + log1p(ratio_by_terms(&c)), log_mass};
    }
    return (coop__upper_tail){log_mass + log(ratio_by_quadrature(&c)), log_mass};
}

coop__upper_tail coop__hypergeometric_upper(const coop__hypergeometric *h, int64_t x)
{
    int64_t plain = h->population - h->marked;
    int64_t least = h->draws > plain ? h->draws - plain : 0;
    int64_t most = h->draws < h->marked ? h->draws : h->marked;
    if (x < least) {
        return (coop__upper_tail){0.0, -INFINITY};
    }
    if (x > most) {
        return (coop__upper_tail){-INFINITY, -INFINITY};
    }
    bool is_far = (coop__int128)x * h->population > (coop__int128)h->marked * h->draws;
    if (is_far) {
        return far_tail(h, x);
    }
    cells c = cells_at(h, x);
    double log_mass = log_mass_at(h, &c);
    if (x == least) {
        return (coop__upper_tail){0.0, log_mass};
    }
    /* P(X <= x - 1): at least n - x + 1 of those drawn are not marked. */
    coop__hypergeometric mirror = {h->population, plain, h->draws};
    double below = exp(far_tail(&mirror, h->draws - x + 1).log_tail);
    return (coop__upper_tail){log1p(-below), log_mass};
}
