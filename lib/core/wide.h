/* wide.h -- integers of any size that sums and their squares need, and their ratio as a double.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__WIDE_H
#define COOP__WIDE_H

#include "sum.h"

/* The square of an exact sum has 140 words; that of its terms, times a count, 142. */
#define COOP__WIDE_WORDS 144

/* An integer of 0 or more, lowest word first; the last of the n words is not 0. */
typedef struct coop__wide {
    int n;
    uint32_t words[COOP__WIDE_WORDS];
} coop__wide;

void coop__wide_of(coop__wide *out, coop__uint128 value);
/* The size of an exact sum in units of 2^-1088; true if it is below 0. */
bool coop__wide_of_sum(coop__wide *out, const coop__exact_sum *sum);
/* Digits of 32 bits that are not above 2^32 - 1, lowest first. */
void coop__wide_of_digits(coop__wide *out, const int64_t *digits, int n);

/* out = a * b, another object than both; the product fits. */
void coop__wide_multiply(coop__wide *out, const coop__wide *a, const coop__wide *b);
/* a -= b, which is not above a. */
void coop__wide_subtract(coop__wide *a, const coop__wide *b);
int coop__wide_compare(const coop__wide *a, const coop__wide *b);

/* a / b * 2^exponent rounded once, half to even; b is not 0. Both are used up. */
double coop__wide_ratio(coop__wide *a, coop__wide *b, int exponent);

#endif
