/* number_big.h -- powers of ten, and integers too large for a word, to settle what words cannot.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__NUMBER_BIG_H
#define COOP__NUMBER_BIG_H

#include <stdint.h>

/* 10^0 to 10^19, the largest that 64 bits hold. 19 digits fit into 64 bits too. */
enum { COOP__WORD_DIGITS = 19 };
extern const uint64_t coop__powers[COOP__WORD_DIGITS + 1];

/* The middle of two doubles has at most 767 significant digits, so digits beyond 780 can only
 * break a tie. The largest numbers met are below 10^(780 + 342) * 2^58, which is 3786 bits. */
enum { COOP__BIG_DIGITS = 780, COOP__BIG_WORDS = 60 };

/* An integer of 0 or more; lowest word first. It is 0 when n is. */
typedef struct coop__big {
    int n; /* words in use, the last one not 0 */
    uint64_t word[COOP__BIG_WORDS];
} coop__big;

/* b = b * factor + addend, for a factor above 0. */
void coop__big_scale(coop__big *b, uint64_t factor, uint64_t addend);

/* Sign of a * 10^e - f * 2^q for a and f above 0, with both sides within the bound above.
 * a is used up. */
int coop__big_compare(coop__big *a, int64_t e, uint64_t f, int q);

#endif
