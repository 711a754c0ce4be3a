/* normal.c -- quantiles of the normal distribution.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "normal.h"

#include <math.h>
#include <stddef.h>

static const double root_2 = 1.41421356237309504880;
static const double two_over_root_pi = 1.12837916709551257390;

/* Quantiles of the doubles nearest to the levels in daily use, so that a million intervals do not
 * pay for a million inversions. They are the values that invert() finds, to the last place. */
static const struct {
    double level;
    double z;
} usual[] = {
    {0.95, 1.9599639845400538}, {0.9, 1.6448536269514729}, {0.99, 2.5758293035489004},
    {0.8, 1.2815515655446008},  {0.5, 0.6744897501960817},
};

/* Abramowitz & Stegun 26.2.23. */
double coop__normal_rough(double tail)
{
    double smaller = tail < 0.5 ? tail : 1.0 - tail;
    double t = sqrt(-2.0 * log(smaller));
    double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return tail < 0.5 ? z : -z;
}

/* Start of the inversion of erf, for level <= 1/2: its Taylor series, relative error below 1e-3. */
static double small_level(double level)
{
    double square = level * level;
    return level / two_over_root_pi * (1.0 + square * (0.261799 + square * 0.143932));
}

/* Solves erf(t) = level by two Halley steps, each of which cubes the error. Above 1/2 it solves
 * erfc(t) = 1 - level instead: there the difference is exact and the tail keeps its digits. */
static double invert(double level)
{
    double tail = 1.0 - level;
    double t = level <= 0.5 ? small_level(level) : coop__normal_rough(0.5 * tail) / root_2;
    for (int step = 0; step < 3; step++) {
        double excess = level <= 0.5 ? erf(t) - level : tail - erfc(t);
        double newton = excess / (two_over_root_pi * exp(-t * t));
        t -= newton / (1.0 + t * newton);
    }
    return t * root_2;
}

double coop__normal_two_sided(double level)
{
    if (!(level > 0.0)) {
        return 0.0;
    }
    if (level >= 1.0) {
        return INFINITY;
    }
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        if (level == usual[i].level) {
            return usual[i].z;
        }
    }
    return invert(level);
}
