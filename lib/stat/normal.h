/* normal.h -- quantiles of the normal distribution.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__NORMAL_H
#define COOP__NORMAL_H

/* z with P(|Z| < z) = level. For level inside (0, 1) right to a few units in the last place, at
 * both ends too; 0 for level <= 0 or NaN, infinite for level >= 1. */
double coop__normal_two_sided(double level);

/* z with P(Z > z) = tail, to 5e-4: a place to start an iteration from. tail inside (0, 1). */
double coop__normal_rough(double tail);

#endif
