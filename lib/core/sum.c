/* sum.c -- sums that do not depend on the order of their terms.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sum.h"

#include <string.h>

bool coop__int128_to_int64(coop__int128 sum, int64_t *out)
{
    if (sum > INT64_MAX || sum < INT64_MIN) {
        return false;
    }
    *out = (int64_t)sum;
    return true;
}

#define LIMB_BITS 32
#define LOWEST_EXPONENT 1088 /* limb 0 counts 2^-1088: below the least subnormal, 2^-1074 */
#define CARRY_EVERY ((int64_t)1 << 29)

/* Moves the window into the limbs: four pieces of 32 bits, each over two of them. */
static void close_window(coop__exact_sum *sum)
{
    bool is_negative = sum->window < 0;
    coop__uint128 size = (coop__uint128)sum->window;
    size = is_negative ? 0 - size : size;
    int position = sum->base - 1075 + LOWEST_EXPONENT;
    int64_t *limb = &sum->limbs[position / LIMB_BITS];
    for (int i = 0; size != 0 && i < 4; i++) {
        uint64_t piece = (uint64_t)(uint32_t)(size >> (LIMB_BITS * i)) << position % LIMB_BITS;
        int64_t low = (int64_t)(piece & 0xffffffff);
        int64_t high = (int64_t)(piece >> LIMB_BITS);
        limb[i] += is_negative ? -low : low;
        limb[i + 1] += is_negative ? -high : high;
    }
    sum->window = 0;
    sum->room = 0;
    sum->pending++;
}

/* Brings every limb but the last into 0 .. 2^32 - 1; the last keeps the sign. */
static void carry(coop__exact_sum *sum)
{
    int64_t up = 0;
    close_window(sum);
    for (int i = 0; i < COOP__SUM_LIMBS - 1; i++) {
        int64_t limb = sum->limbs[i] + up;
        int64_t low = limb & 0xffffffff;
        up = (limb - low) / ((int64_t)1 << LIMB_BITS);
        sum->limbs[i] = low;
    }
    sum->limbs[COOP__SUM_LIMBS - 1] += up;
    sum->pending = 0;
    sum->base = 0;
}

static void add_to_limbs(coop__exact_sum *sum, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int exponent = (int)(bits >> 52 & 0x7ff);
    uint64_t mantissa = bits & 0xfffffffffffffULL;
    if (exponent > 0) {
        mantissa |= (uint64_t)1 << 52;
    } else {
        exponent = 1;
    }
    int position = exponent - 1075 + LOWEST_EXPONENT; /* of the mantissa's lowest bit */
    int limb = position / LIMB_BITS;
    int shift = position % LIMB_BITS;
    int64_t sign = bits >> 63 != 0 ? -1 : 1;
    uint64_t low = (mantissa & 0xffffffff) << shift;
    uint64_t high = (mantissa >> 32) << shift; /* 21 bits and up to 31 more */
    sum->limbs[limb] += sign * (int64_t)(low & 0xffffffff);
    sum->limbs[limb + 1] += sign * (int64_t)((low >> 32) + (high & 0xffffffff));
    sum->limbs[limb + 2] += sign * (int64_t)(high >> 32);
    if (++sum->pending >= CARRY_EVERY) {
        carry(sum);
    }
}

/* The window opens around the first value that comes; others that it does not take go straight to
 * the limbs, as do subnormal numbers, whose mantissa lacks the bit that others do not write down.
 * After many of them it opens elsewhere. */
void coop__exact_sum_add_far(coop__exact_sum *sum, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    int32_t exponent = (int32_t)(bits >> 52 & 0x7ff);
    if (exponent == 0 || sum->room > 0) {
        sum->room -= sum->room < 64 ? sum->room : 64;
        add_to_limbs(sum, value);
        return;
    }
    close_window(sum);
    if (sum->pending >= CARRY_EVERY) {
        carry(sum);
    }
    sum->base = exponent > COOP__SUM_SHIFT / 2 ? exponent - COOP__SUM_SHIFT / 2 : 1;
    sum->room = COOP__SUM_ROOM;
    coop__exact_sum_add(sum, value);
}

void coop__exact_sum_merge(coop__exact_sum *sum, const coop__exact_sum *other)
{
    coop__exact_sum normal = *other;
    carry(&normal);
    carry(sum);
    for (int i = 0; i < COOP__SUM_LIMBS; i++) {
        sum->limbs[i] += normal.limbs[i];
    }
    carry(sum);
}

/* kept * 2^exponent, put together from its fields: arithmetic would ask for the rounding mode where
 * it overflows. kept has 53 bits, or fewer at 2^-1074; the 53rd adds one to the exponent field. */
static double assembled(uint64_t kept, int exponent)
{
    const uint64_t infinity = (uint64_t)0x7ff << 52;
    uint64_t bits = ((uint64_t)(exponent + 1074) << 52) + kept;
    bits = bits < infinity ? bits : infinity;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Cuts the bits to what a double holds there. */
double coop__rounded(uint64_t bits, int exponent, bool is_sticky)
{
    int drop = exponent + 11 < -1074 ? -1074 - exponent : 11;
    if (drop > 64) {
        return 0; /* below half of the least double */
    }
    /* In two steps, as a shift by 64 is none. */
    uint64_t kept = bits >> (drop - 1) >> 1;
    uint64_t half = (uint64_t)1 << (drop - 1);
    uint64_t rest = bits & (half | (half - 1));
    bool is_up = rest > half || (rest == half && (is_sticky || (kept & 1) != 0));
    return assembled(kept + (is_up ? 1 : 0), exponent + drop);
}

/* The highest 64 bits from the top limb down, with a sticky lowest bit for all that is below. */
static double rounded(const int64_t *limbs)
{
    int top = COOP__SUM_LIMBS - 1;
    while (top >= 0 && limbs[top] == 0) {
        top--;
    }
    if (top < 0) {
        return 0;
    }
    uint64_t a = (uint64_t)limbs[top];
    uint64_t b = top > 0 ? (uint64_t)limbs[top - 1] : 0;
    uint64_t c = top > 1 ? (uint64_t)limbs[top - 2] : 0;
    int lead = LIMB_BITS - (63 - __builtin_clzll(a) + 1); /* zero bits above in limb `top` */
    uint64_t head = a << 32 | b;
    uint64_t bits = lead == 0 ? head : head << lead | c >> (LIMB_BITS - lead);
    bool is_sticky = lead == 0 ? c != 0 : (c << lead & 0xffffffff) != 0;
    for (int i = top - 3; i >= 0 && !is_sticky; i--) {
        is_sticky = limbs[i] != 0;
    }
    return coop__rounded(bits, LIMB_BITS * (top - 1) - LOWEST_EXPONENT - lead, is_sticky);
}

double coop__exact_sum_result(const coop__exact_sum *sum)
{
    coop__exact_sum normal = *sum;
    carry(&normal);
    bool is_negative = normal.limbs[COOP__SUM_LIMBS - 1] < 0;
    if (is_negative) {
        for (int i = 0; i < COOP__SUM_LIMBS; i++) {
            normal.limbs[i] = -normal.limbs[i];
        }
        carry(&normal);
    }
    double size = rounded(normal.limbs);
    return is_negative ? -size : size;
}
