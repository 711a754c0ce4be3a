/* number_big.c -- powers of ten, and integers too large for a word.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "number_big.h"

__extension__ typedef unsigned __int128 wide;

const uint64_t coop__powers[COOP__WORD_DIGITS + 1] = {
    1U,
    10U,
    100U,
    1000U,
    10000U,
    100000U,
    1000000U,
    10000000U,
    100000000U,
    1000000000U,
    10000000000U,
    100000000000U,
    1000000000000U,
    10000000000000U,
    100000000000000U,
    1000000000000000U,
    10000000000000000U,
    100000000000000000U,
    1000000000000000000U,
    10000000000000000000U,
};

void coop__big_scale(coop__big *b, uint64_t factor, uint64_t addend)
{
    uint64_t carry = addend;
    for (int i = 0; i < b->n; i++) {
        wide product = (wide)b->word[i] * factor + carry;
        b->word[i] = (uint64_t)product;
        carry = (uint64_t)(product >> 64);
    }
    if (carry != 0) {
        b->word[b->n++] = carry;
    }
}

static void scale_by_ten(coop__big *b, int64_t exponent)
{
    for (; exponent > COOP__WORD_DIGITS; exponent -= COOP__WORD_DIGITS) {
        coop__big_scale(b, coop__powers[COOP__WORD_DIGITS], 0);
    }
    coop__big_scale(b, coop__powers[exponent], 0);
}

static void scale_by_two(coop__big *b, int exponent)
{
    for (; exponent > 63; exponent -= 63) {
        coop__big_scale(b, (uint64_t)1 << 63, 0);
    }
    coop__big_scale(b, (uint64_t)1 << exponent, 0);
}

static int order_of(const coop__big *a, const coop__big *b)
{
    if (a->n != b->n) {
        return a->n < b->n ? -1 : 1;
    }
    for (int i = a->n - 1; i >= 0; i--) {
        if (a->word[i] != b->word[i]) {
            return a->word[i] < b->word[i] ? -1 : 1;
        }
    }
    return 0;
}

int coop__big_compare(coop__big *a, int64_t e, uint64_t f, int q)
{
    coop__big b = {.n = 1, .word = {f}};
    scale_by_ten(e > 0 ? a : &b, e > 0 ? e : -e);
    scale_by_two(q > 0 ? &b : a, q > 0 ? q : -q);
    return order_of(a, &b);
}
