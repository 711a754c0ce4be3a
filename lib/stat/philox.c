/* philox.c -- random numbers by counter: the same for any order of use.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "philox.h"

enum { n_rounds = 10 };

/* Multipliers, and the steps of the key from round to round, as published. */
static const uint64_t multiplier_0 = 0xD2511F53;
static const uint64_t multiplier_1 = 0xCD9E8D57;
static const uint32_t step_0 = 0x9E3779B9;
static const uint32_t step_1 = 0xBB67AE85;

coop__philox coop__philox_at(coop__philox counter, uint64_t key)
{
    uint32_t key_0 = (uint32_t)key;
    uint32_t key_1 = (uint32_t)(key >> 32);
    coop__philox x = counter;
    for (int i = 0; i < n_rounds; i++) {
        uint64_t p = multiplier_0 * x.v[0];
        uint64_t q = multiplier_1 * x.v[2];
        x = (coop__philox){{(uint32_t)(q >> 32) ^ x.v[1] ^ key_0, (uint32_t)q,
                            (uint32_t)(p >> 32) ^ x.v[3] ^ key_1, (uint32_t)p}};
        key_0 += step_0;
        key_1 += step_1;
    }
    return x;
}

int64_t coop__philox_below(uint64_t x, int64_t n)
{
    uint64_t most = (uint64_t)n;
    uint64_t carried = (x & UINT32_MAX) * most >> 32;
    return (int64_t)(((x >> 32) * most + carried) >> 32);
}
