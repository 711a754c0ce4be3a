/* beta.c -- tails and quantiles of the beta distribution.
 *
 * With n = a + b and d = a y - b x (zero at the mean), x^a y^b / B(a, b) is written as
 *   sqrt(ab / 2 pi n) exp(m(n) - m(a) - m(b)) exp(-(a h(-d / a) + b h(d / b))),
 * m being the remainder of Stirling's formula and h(t) = t - log(1 + t): Loader's saddle-point
 * form (2000), in which nothing large cancels. A tail is this weight times a ratio, which comes
 * from a continued fraction or, near the mean of a large sample where that converges slowly, from
 * the fraction further out plus a quadrature.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "beta.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "normal.h"

static const double log_root_2_pi = 0.918938533204672741780;

/* Beyond 1.5 standard deviations the fraction needs at most 180 terms, whatever the parameters;
 * with a parameter below 2000 it needs at most 200 anywhere. Otherwise a quadrature leads from the
 * point to 2.5 standard deviations, where 75 terms are enough. */
static const double slow_below = 1.5;
static const double slow_from = 2000.0;
static const double quadrature_end = 2.5;
enum { fraction_terms = 1000 };

/* Gauss-Legendre, 12 points on [-1, 1]: the positive half. The rule's error over 2.5 standard
 * deviations of a density this near to the normal is below 1e-16. */
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

coop__point coop__point_of(double x)
{
    double inside = x > 0.0 ? fmin(x, 1.0) : 0.0;
    return (coop__point){inside, 1.0 - inside};
}

static coop__point mirrored(coop__point at)
{
    return (coop__point){at.y, at.x};
}

/* B(2i) / (2i (2i - 1)), B the Bernoulli numbers. */
static const double stirling[] = {
    1.0 / 12.0,   -1.0 / 360.0,      1.0 / 1260.0, -1.0 / 1680.0,
    1.0 / 1188.0, -691.0 / 360360.0, 1.0 / 156.0,
};

/* log Gamma(x) - (x - 1/2) log x + x - log sqrt(2 pi): the asymptotic series from 12 on, below
 * that m(x) = m(x + 1) + (x + 1/2) log(1 + 1/x) - 1, whose increments are sums of positive terms:
 * s/3 + s^2/5 + s^3/7 + ... with s = 1 / (2x + 1)^2 <= 1/4. */
static double stirling_remainder(double x)
{
    double below = 0.0;
    while (x < 12.0) {
        double s = 1.0 / ((2.0 * x + 1.0) * (2.0 * x + 1.0));
        double power = s;
        for (int odd = 3; odd < 63 && power > 1e-18; odd += 2) {
            below += power / odd;
            power *= s;
        }
        x += 1.0;
    }
    double u = 1.0 / (x * x);
    double series = 0.0;
    for (size_t i = sizeof stirling / sizeof stirling[0]; i-- > 0;) {
        series = series * u + stirling[i];
    }
    return below + series / x;
}

coop__beta coop__beta_of(double a, double b)
{
    double n = a + b;
    double remainder = stirling_remainder(n) - stirling_remainder(a) - stirling_remainder(b);
    double log_scale = 0.5 * log(a * (b / n)) - log_root_2_pi + remainder;
    return (coop__beta){a, b, n, exp(log_scale), log_scale};
}

static const double odd_reciprocals[] = {1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9,  1.0 / 11, 1.0 / 13,
                                         1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23};

/* h(t) = t - log(1 + t) where ratio = 1 + t is known without loss. Near 0, with s = t / (2 + t),
 * log(1 + t) = 2 (s + s^3/3 + s^5/5 + ...) and t - 2s = t s. */
static double log_excess(double t, double ratio)
{
    if (fabs(t) > 0.3) {
        return t - log(ratio);
    }
    double s = t / (2.0 + t);
    double u = s * s;
    double sum = 0.0;
    for (size_t i = sizeof odd_reciprocals / sizeof odd_reciprocals[0]; i-- > 0;) {
        sum = sum * u + odd_reciprocals[i];
    }
    return s * (t - 2.0 * u * sum);
}

/* A point as seen from a distribution that is turned so that its far tail is the lower one:
 * d >= -1/2. */
typedef struct view {
    double a;
    double b;
    double n;
    coop__point at;
    double d; /* a y - b x */
} view;

/* The rounding of n x would be the largest error of all for large n: fma has none. */
static double distance(const coop__beta *beta, coop__point at)
{
    return at.x <= at.y ? fma(-beta->n, at.x, beta->a) : fma(beta->n, at.y, -beta->b);
}

static double exponent(const view *v)
{
    return v->a * log_excess(-v->d / v->a, v->n * v->at.x / v->a) +
           v->b * log_excess(v->d / v->b, v->n * v->at.y / v->b);
}

/* Weight over lower tail: the continued fraction of DiDonato & Morris (1992) by Lentz's
 * method. Its terms are positive until m passes b and fall fast after that. */
static double fraction(const view *v)
{
    double a = v->a;
    double f = a * (v->d + 1.0) / (a + 1.0);
    double c = f;
    double reciprocal = 0.0;
    double inverse = 1.0 / (a + 1.0); /* of a + 2m - 1 */
    for (int k = 1; k <= fraction_terms; k++) {
        double m = k;
        double next_inverse = 1.0 / (a + 2.0 * m + 1.0);
        double share = m * (v->b - m) * v->at.x * inverse;
        double numerator = (a + m - 1.0) * (v->n + m - 1.0) * v->at.x * inverse * share;
        double term = m + share + (a + m) * (v->d + 1.0 + m * (1.0 + v->at.y)) * next_inverse;
        inverse = next_inverse;
        reciprocal = 1.0 / (term + numerator * reciprocal);
        c = term + numerator / c;
        f *= c * reciprocal;
        if (fabs(c * reciprocal - 1.0) <= DBL_EPSILON) {
            break;
        }
    }
    return f;
}

static view view_at(const view *v, double d)
{
    return (view){v->a, v->b, v->n, {(v->a - d) / v->n, (v->b + d) / v->n}, d};
}

/* Lower tail over weight for a point near the mean, the weight at the point being exp(-e). The
 * integral of the density runs over d, for dx = -dd / n. */
static double ratio_near_mean(const view *v, double deviation, double e)
{
    double end = quadrature_end * deviation;
    double half = 0.5 * (end - v->d);
    double middle = 0.5 * (end + v->d);
    double sum = 0.0;
    for (size_t i = 0; i < sizeof legendre / sizeof legendre[0]; i++) {
        view left = view_at(v, middle - half * legendre[i].node);
        view right = view_at(v, middle + half * legendre[i].node);
        sum += legendre[i].weight * (exp(e - exponent(&left)) / (left.at.x * left.at.y) +
                                     exp(e - exponent(&right)) / (right.at.x * right.at.y));
    }
    view last = view_at(v, end);
    return sum * half / v->n + exp(e - exponent(&last)) / fraction(&last);
}

/* The tail on the far side of the mean is scale exp(-e) ratio. The border between the sides is
 * (a + 1/2) / (n + 1): for a mean at a fraction of a hit, the long side of the distribution starts
 * further out, where its fraction converges well. */
typedef struct far_tail {
    bool is_lower;
    double d; /* a y - b x of the distribution as given */
    double e;
    double ratio;
} far_tail;

static far_tail far_tail_at(const coop__beta *beta, coop__point at)
{
    double d = distance(beta, at);
    bool is_lower = d >= at.x - 0.5;
    view v = is_lower ? (view){beta->a, beta->b, beta->n, at, d}
                      : (view){beta->b, beta->a, beta->n, mirrored(at), -d};
    double e = exponent(&v);
    double deviation = sqrt(v.a * (v.b / v.n));
    bool slow = fmin(v.a, v.b) > slow_from && v.d < slow_below * deviation;
    double ratio = slow ? ratio_near_mean(&v, deviation, e) : 1.0 / fraction(&v);
    return (far_tail){is_lower, d, e, ratio};
}

coop__tails coop__beta_tails(const coop__beta *beta, coop__point at)
{
    if (!(at.x > 0.0)) {
        return (coop__tails){0.0, 1.0, 0.0};
    }
    if (!(at.y > 0.0)) {
        return (coop__tails){1.0, 0.0, 0.0};
    }
    far_tail far = far_tail_at(beta, at);
    double slope = beta->scale * exp(-far.e);
    double tail = fmin(slope * far.ratio, 1.0);
    return far.is_lower ? (coop__tails){tail, 1.0 - tail, slope}
                        : (coop__tails){1.0 - tail, tail, slope};
}

/* The point whose log odds are larger by step. */
static coop__point moved(coop__point at, double step)
{
    double grown = exp(step);
    double total = 1.0 + at.x * expm1(step);
    if (at.x <= at.y) {
        double x = at.x * grown / total;
        return (coop__point){x, 1.0 - x};
    }
    double y = at.y / total;
    return (coop__point){1.0 - y, y};
}

static bool is_below(coop__point p, coop__point q)
{
    return p.x <= p.y || q.x <= q.y ? p.x < q.x : p.y > q.y;
}

static coop__point between(coop__point low, coop__point high)
{
    return moved(low, 0.5 * (log(high.x / low.x) + log(low.y / high.y)));
}

/* Halley's step, or Newton's where the curvature would change it by more than a factor of 2. */
static double step_from(const coop__residual *r)
{
    double newton = -r->value / r->slope;
    double bend = 1.0 + 0.5 * newton * r->curvature / r->slope;
    return bend > 0.5 && bend < 2.0 ? newton / bend : newton;
}

coop__point coop__rising_zero(coop__residual_at *residual, const void *ctx, coop__point low,
                              coop__point high, coop__point start, double enough)
{
    enum { most_evaluations = 100 };
    coop__point at = start;
    double reach = 1.0;
    double last_step = 0.0;
    for (int i = 0; i < most_evaluations; i++) {
        coop__residual r = residual(ctx, at);
        bool is_low = r.value < 0.0;
        *(is_low ? &low : &high) = at;
        double step = step_from(&r);
        bool rises = r.slope > 0.0 && fabs(step) < 700.0;
        coop__point next = rises ? moved(at, step) : at;
        bool inside = rises && !is_below(next, low) && !is_below(high, next);
        if (fabs(r.value) <= enough) {
            return inside ? next : at;
        }
        /* At a kink, steps may go to and fro between the ends of the bracket for ever. */
        inside = inside && !(step * last_step < 0.0 && fabs(step) > 0.5 * fabs(last_step));
        last_step = inside ? step : 0.0;
        if (!inside) {
            bool closed = low.x > 0.0 && high.y > 0.0;
            next = closed ? between(low, high) : moved(at, is_low ? reach : -reach);
            reach *= 2.0;
        }
        if (next.x == at.x && next.y == at.y) {
            return at;
        }
        at = next;
    }
    return at;
}

typedef struct quantile {
    coop__beta beta;
    double tail;
} quantile;

/* log(lower tail / wanted); with w the weight and P the tail, its slope is w / P, and that of log w
 * is d. */
static coop__residual quantile_residual(const void *ctx, coop__point at)
{
    const quantile *q = ctx;
    far_tail far = far_tail_at(&q->beta, at);
    double weight = q->beta.scale * exp(-far.e);
    double tail = weight * far.ratio;
    double lower = far.is_lower ? tail : fmax(1.0 - tail, DBL_MIN);
    double slope = far.is_lower ? 1.0 / far.ratio : weight / lower;
    return (coop__residual){log(lower / q->tail), slope, slope * (far.d - slope)};
}

/* The point with the given odds x / y. */
static coop__point point_of_odds(double odds)
{
    return odds < 1.0 ? coop__point_of(odds / (1.0 + odds))
                      : mirrored(coop__point_of(1.0 / (1.0 + odds)));
}

/* Where to start: the normal quantile carried over (Abramowitz & Stegun 26.5.22), or, if further
 * right, the root of the leading power x^a / (a B(a, b)) = tail, which is a bound from the left
 * for b >= 1. Below a or b = 1 the former does not exist; with b = 1/2, y is close to half the
 * square of a normal variable over a. */
static coop__point quantile_start(const coop__beta *beta, double tail)
{
    double a = beta->a;
    double b = beta->b;
    if (b < 1.0 && a >= 1.0) {
        double normal = coop__normal_rough(0.5 * tail);
        return point_of_odds(2.0 * a / (normal * normal));
    }
    double log_inverse_b = beta->log_scale + a * log(beta->n / a) + b * log(beta->n / b);
    double power = exp((log(tail) + log(a) - log_inverse_b) / a);
    if (a < 1.0) {
        return coop__point_of(fmin(power, a / beta->n));
    }
    double z = coop__normal_rough(tail);
    double p = 1.0 / (2.0 * a - 1.0);
    double q = 1.0 / (2.0 * b - 1.0);
    double h = 2.0 / (p + q);
    double lambda = (z * z - 3.0) / 6.0;
    double w = z * sqrt(h + lambda) / h - (q - p) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
    return point_of_odds(fmax(exp(-2.0 * w) * a / b, power));
}

coop__point coop__beta_lower_quantile(double a, double b, double tail)
{
    if (!(tail > 0.0)) {
        return (coop__point){0.0, 1.0};
    }
    if (tail >= 1.0) {
        return (coop__point){1.0, 0.0};
    }
    if (b == 1.0) {
        return (coop__point){exp(log(tail) / a), -expm1(log(tail) / a)};
    }
    if (a == 1.0) {
        return (coop__point){-expm1(log1p(-tail) / b), exp(log1p(-tail) / b)};
    }
    quantile q = {coop__beta_of(a, b), tail};
    return coop__rising_zero(quantile_residual, &q, (coop__point){0.0, 1.0},
                             (coop__point){1.0, 0.0}, quantile_start(&q.beta, tail), 1e-6);
}

coop__point coop__beta_upper_quantile(double a, double b, double tail)
{
    return mirrored(coop__beta_lower_quantile(b, a, tail));
}
