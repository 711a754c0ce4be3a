/* philox.h -- random numbers by counter: the same for any order of use.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__PHILOX_H
#define COOP__PHILOX_H

#include <stdint.h>

/* Four numbers of 32 bits for a counter and a key: Philox4x32-10 of Salmon, Moraes, Dror & Shaw
 * 2011, doi:10.1145/2063384.2063405. */
typedef struct coop__philox {
    uint32_t v[4];
} coop__philox;

coop__philox coop__philox_at(coop__philox counter, uint64_t key);

/* floor(x n / 2^64), for n up to 2^32: x uniform gives 0 to n - 1 with a bias below n / 2^64. */
int64_t coop__philox_below(uint64_t x, int64_t n);

#endif
