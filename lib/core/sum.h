/* sum.h -- sums that do not depend on the order of their terms.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__SUM_H
#define COOP__SUM_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 coop__int128;

/* Narrows a 128-bit sum; false when it does not fit. */
bool coop__int128_to_int64(coop__int128 sum, int64_t *out);

/* Exact sum of finite doubles: a fixed-point number wide enough for every double, 32 bits a limb.
 * The result is the exact sum rounded once, half to even. Zero-initialised is 0. */
#define COOP__SUM_LIMBS 70
typedef struct coop__exact_sum {
    int64_t limbs[COOP__SUM_LIMBS]; /* limb i counts 2^(32 i - 1088) */
    int64_t pending;                /* additions since carries were taken */
} coop__exact_sum;

void coop__exact_sum_add(coop__exact_sum *sum, double value);
void coop__exact_sum_merge(coop__exact_sum *sum, const coop__exact_sum *other);
double coop__exact_sum_result(const coop__exact_sum *sum); /* inf when beyond the largest double */

/* bits * 2^exponent rounded half to even; the highest of the 64 bits is set, and is_sticky tells
 * that something lies below the lowest. inf when beyond the largest double. */
double coop__rounded(uint64_t bits, int exponent, bool is_sticky);

#endif
