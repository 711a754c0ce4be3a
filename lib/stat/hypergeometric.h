/* hypergeometric.h -- tails of the number of marked items in a sample without replacement.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__HYPERGEOMETRIC_H
#define COOP__HYPERGEOMETRIC_H

#include <stdint.h>

/* Draws from a population part of which is marked: 0 <= marked, draws <= population, and
 * 1 <= population <= 9e15. */
typedef struct coop__hypergeometric {
    int64_t population;
    int64_t marked;
    int64_t draws;
} coop__hypergeometric;

typedef struct coop__upper_tail {
    double
        log_tail; /* log P(X >= x): 0 at and below the least value of X, -inf above the largest */
    double log_mass; /* log P(X = x), -inf where it is 0 */
} coop__upper_tail;

/* Right to 1e-13 of the tail or mass, for those above 1e-30. At most about 3000 short steps or 50
 * longer ones, whatever the counts. */
coop__upper_tail coop__hypergeometric_upper(const coop__hypergeometric *h, int64_t x);

#endif
