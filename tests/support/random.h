/* random.h -- random numbers that are the same on every run.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_RANDOM_H
#define COOP_TEST_RANDOM_H

#include <stdint.h>

/* The next of a sequence (xorshift64); the state starts as any number but 0. */
static inline uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 11;
}

#endif
