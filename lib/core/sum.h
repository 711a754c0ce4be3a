/* sum.h -- sums that do not depend on the order of their terms.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__SUM_H
#define COOP__SUM_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

__extension__ typedef __int128 coop__int128;
__extension__ typedef unsigned __int128 coop__uint128;

/* Narrows a 128-bit sum; false when it does not fit. */
bool coop__int128_to_int64(coop__int128 sum, int64_t *out);

/* Exact sum of finite doubles: a fixed-point number wide enough for every double, 32 bits a limb.
 * The result is the exact sum rounded once, half to even. Zero-initialised is 0. */
#define COOP__SUM_LIMBS 70
typedef struct coop__exact_sum {
    int64_t limbs[COOP__SUM_LIMBS]; /* limb i counts 2^(32 i - 1088) */
    int64_t pending;                /* additions since carries were taken */
    coop__int128 window;            /* counts 2^(base - 1075): values of like size meet here */
    int32_t base, room;             /* exponent field; additions until the limbs take it over */
} coop__exact_sum;

/* 53 bits shifted by up to 60 leave 14 for sums and the sign. */
#define COOP__SUM_SHIFT 60
#define COOP__SUM_ROOM 8191

/* Adds what the window does not take, and opens it. */
void coop__exact_sum_add_far(coop__exact_sum *sum, double value);

static inline void coop__exact_sum_add(coop__exact_sum *sum, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int32_t exponent = (int32_t)(bits >> 52 & 0x7ff);
    uint32_t shift = (uint32_t)(exponent - sum->base);
    if (shift > COOP__SUM_SHIFT || sum->room == 0) {
        coop__exact_sum_add_far(sum, value);
        return;
    }
    int64_t mantissa = (int64_t)((bits & 0xfffffffffffffULL) | (uint64_t)1 << 52);
    int64_t sign = (int64_t)bits >> 63; /* 0 or -1 */
    /* Shifted as an unsigned number: bits of a negative one are those of its complement. */
    coop__uint128 moved = (coop__uint128)(coop__int128)((mantissa ^ sign) - sign) << shift;
    sum->window = (coop__int128)((coop__uint128)sum->window + moved);
    sum->room--;
}
void coop__exact_sum_merge(coop__exact_sum *sum, const coop__exact_sum *other);
double coop__exact_sum_result(const coop__exact_sum *sum); /* inf when beyond the largest double */

/* bits * 2^exponent rounded half to even; the highest of the 64 bits is set, and is_sticky tells
 * that something lies below the lowest. inf when beyond the largest double. */
double coop__rounded(uint64_t bits, int exponent, bool is_sticky);

#endif
