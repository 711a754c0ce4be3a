/* beta.h -- tails and quantiles of the beta distribution, and so of the binomial.
 *
 * I_x(a, b) is the lower tail at x; P(X >= k) = I_p(k, n - k + 1) for X binomial in n draws.
 * Parameters a and b lie in [1/2, 1e16]. Both tails come with small relative error, whichever is
 * the small one, and no argument of type double gives NaN.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__BETA_H
#define COOP__BETA_H

/* A point of [0, 1] and its distance to 1: x + y = 1, the smaller of the two with all its digits,
 * so that a limit near 1 is as sharp as one near 0. */
typedef struct coop__point {
    double x;
    double y;
} coop__point;

/* The point of a plain number; below 0 or NaN: 0, above 1: 1. */
coop__point coop__point_of(double x);

/* A distribution made ready for evaluation at several points. */
typedef struct coop__beta {
    double a;
    double b;
    double n;         /* a + b */
    double scale;     /* x^a y^b / B(a, b) at its largest */
    double log_scale; /* its logarithm */
} coop__beta;

coop__beta coop__beta_of(double a, double b);

typedef struct coop__tails {
    double lower; /* I_x(a, b) */
    double upper; /* 1 - I_x(a, b) */
    double slope; /* of the lower tail by log(x / y): x y times the density */
} coop__tails;

coop__tails coop__beta_tails(const coop__beta *beta, coop__point at);

/* The point below (above) which the distribution has weight tail, for tail inside [1e-100, 1); at
 * and beyond the ends of [0, 1] that end of the range, and so for NaN. Typically 2 or 3, never more
 * than 100 evaluations of the tails. */
coop__point coop__beta_lower_quantile(double a, double b, double tail);
coop__point coop__beta_upper_quantile(double a, double b, double tail);

/* log of (a function of the point / its target), and its first two derivatives by log(x / y). */
typedef struct coop__residual {
    double value;
    double slope;
    double curvature; /* 0 where it is not known: Newton's step is then taken */
} coop__residual;

typedef coop__residual coop__residual_at(const void *ctx, coop__point at);

/* Where residual passes 0 upwards, between low and high, from start. Steps that leave the bracket
 * or do not point upwards are replaced by halving the bracket (of the log odds; by doubling steps
 * while an end is 0 or 1). Ends when |residual| <= enough, after one more step; at the latest
 * after 100 evaluations. */
coop__point coop__rising_zero(coop__residual_at *residual, const void *ctx, coop__point low,
                              coop__point high, coop__point start, double enough);

#endif
