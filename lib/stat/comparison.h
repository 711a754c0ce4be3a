/* comparison.h -- internal face of the comparison methods.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__COMPARISON_H
#define COOP__COMPARISON_H

#include <coopstat/comparison.h>

#include "beta.h"

typedef struct coop__group {
    int64_t hits; /* 0..n */
    int64_t n;    /* 1..9e15 */
} coop__group;

/* A registered method. compute gets z > 0, the two-sided normal quantile of the level, and groups
 * for which the measure has a value; it cannot fail. */
typedef struct coop__comparison_entry {
    coop_comparison_method public_face;
    coop_comparison (*compute)(coop__group a, coop__group b, double z);
} coop__comparison_entry;

/* The entry of a name (NULL: "newcombe"); NULL if there is none. */
const coop__comparison_entry *coop__comparison_find(const char *name);

/* COOP_RANGE unless the level lies inside (0, 1). */
coop_status coop__check_level(double level, coop_error *err);

/* Counts above this are not exact as doubles. */
#define COOP__MOST_CASES INT64_C(9000000000000000)

/* Distance from the share down to Wilson's lower limit. hits from 0 to n, may be half-integral. */
double coop__wilson_reach(double hits, double n, double z);

/* z^2 times factor, but never 0: at levels near 0 it would underflow. */
double coop__score_target(double z, double factor);

/* The point with x / y = odds; odds positive and finite. */
coop__point coop__point_of_odds(double odds);

/* Ends for a number that is only known to be positive. */
#define COOP__TINY 1e-300
#define COOP__HUGE 1e300

/* Good enough for the logarithm of a product that is right to a few units in the last place: from
 * here Newton's step is exact. */
#define COOP__NEAR_ZERO 1e-12

/* log of (a function of a positive number / its target), with derivatives by the number's log. */
typedef coop__residual coop__log_residual(const void *ctx, double at);

/* Where residual passes 0 upwards, between low and high (both positive and finite), from start.
 * Newton's step, or Halley's where the curvature is not 0. A step that leaves the bracket, or turns
 * back by more than half of the one before as it can for ever at a kink, gives way to halving the
 * bracket of the log. Ends after the step from where |residual| <= enough, or when the step is less
 * than the rounding of the number; at the latest after 100 evaluations. */
double coop__rising_root(coop__log_residual *residual, const void *ctx, double low, double high,
                         double start, double enough);

#endif
