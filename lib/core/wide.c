/* wide.c -- integers of any size, as schools teach it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "wide.h"

#include <string.h>

static void trim(coop__wide *a)
{
    while (a->n > 0 && a->words[a->n - 1] == 0) {
        a->n--;
    }
}

void coop__wide_of(coop__wide *out, coop__uint128 value)
{
    out->n = 4;
    for (int i = 0; i < 4; i++) {
        out->words[i] = (uint32_t)(value >> (32 * i));
    }
    trim(out);
}

void coop__wide_of_digits(coop__wide *out, const int64_t *digits, int n)
{
    out->n = n;
    for (int i = 0; i < n; i++) {
        out->words[i] = (uint32_t)digits[i];
    }
    trim(out);
}

bool coop__wide_of_sum(coop__wide *out, const coop__exact_sum *sum)
{
    coop__exact_sum size = {0};
    coop__exact_sum_merge(&size, sum);
    bool is_negative = size.limbs[COOP__SUM_LIMBS - 1] < 0;
    if (is_negative) {
        coop__exact_sum turned = {0};
        for (int i = 0; i < COOP__SUM_LIMBS; i++) {
            turned.limbs[i] = -size.limbs[i];
        }
        memset(&size, 0, sizeof size);
        coop__exact_sum_merge(&size, &turned);
    }
    coop__wide_of_digits(out, size.limbs, COOP__SUM_LIMBS);
    return is_negative;
}

void coop__wide_multiply(coop__wide *out, const coop__wide *a, const coop__wide *b)
{
    out->n = a->n + b->n;
    memset(out->words, 0, (size_t)out->n * sizeof out->words[0]);
    for (int i = 0; i < a->n; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < b->n; j++) {
            uint64_t sum = (uint64_t)a->words[i] * b->words[j] + out->words[i + j] + carry;
            out->words[i + j] = (uint32_t)sum;
            carry = sum >> 32;
        }
        out->words[i + b->n] = (uint32_t)carry;
    }
    trim(out);
}

void coop__wide_subtract(coop__wide *a, const coop__wide *b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < a->n; i++) {
        uint64_t take = borrow + (i < b->n ? b->words[i] : 0);
        borrow = a->words[i] < take ? 1 : 0;
        a->words[i] = (uint32_t)(a->words[i] - take);
    }
    trim(a);
}

int coop__wide_compare(const coop__wide *a, const coop__wide *b)
{
    if (a->n != b->n) {
        return a->n < b->n ? -1 : 1;
    }
    for (int i = a->n - 1; i >= 0; i--) {
        if (a->words[i] != b->words[i]) {
            return a->words[i] < b->words[i] ? -1 : 1;
        }
    }
    return 0;
}

static int bits_of(const coop__wide *a)
{
    return a->n == 0 ? 0 : 32 * a->n - __builtin_clz(a->words[a->n - 1]);
}

static void shift_left(coop__wide *a, int bits)
{
    int words = bits / 32;
    int rest = bits % 32;
    int n = a->n + words + 1;
    for (int i = n - 1; i >= 0; i--) {
        uint64_t high = i - words >= 0 && i - words < a->n ? a->words[i - words] : 0;
        uint64_t low = i - words - 1 >= 0 && i - words - 1 < a->n ? a->words[i - words - 1] : 0;
        a->words[i] = (uint32_t)((high << 32 | low) << rest >> 32);
    }
    a->n = n;
    trim(a);
}

/* a = 2 a. */
static void twice(coop__wide *a)
{
    uint32_t carry = 0;
    for (int i = 0; i < a->n; i++) {
        uint32_t word = a->words[i];
        a->words[i] = word << 1 | carry;
        carry = word >> 31;
    }
    if (carry != 0) {
        a->words[a->n++] = carry;
    }
}

/* Long division: with both at one length the first digit is 0 or 1, and 65 follow. */
double coop__wide_ratio(coop__wide *a, coop__wide *b, int exponent)
{
    int length = bits_of(a) - bits_of(b);
    if (a->n == 0) {
        return 0;
    }
    if (length > 0) {
        shift_left(b, length);
    } else {
        shift_left(a, -length);
    }
    coop__uint128 quotient = 0;
    for (int i = 0; i < 66; i++) {
        quotient <<= 1;
        if (coop__wide_compare(a, b) >= 0) {
            coop__wide_subtract(a, b);
            quotient |= 1;
        }
        twice(a);
    }
    exponent += length - 65;
    bool is_sticky = a->n > 0;
    while (quotient >> 64 != 0) {
        is_sticky = is_sticky || (quotient & 1) != 0;
        quotient >>= 1;
        exponent++;
    }
    return coop__rounded((uint64_t)quotient, exponent, is_sticky);
}
