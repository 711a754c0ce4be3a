/* proportion.h -- internal face of the interval methods.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__PROPORTION_H
#define COOP__PROPORTION_H

#include <coopstat/proportion.h>

/* A registered method. compute gets hits in 0..n, n >= 1, level in (0, 1) and cannot fail. */
typedef struct coop__interval_entry {
    coop_interval_method public_face;
    coop_interval (*compute)(int64_t hits, int64_t n, double level);
    /* The same from the two-sided normal quantile of the level; NULL: it takes the level alone. */
    coop_interval (*by_z)(int64_t hits, int64_t n, double z);
} coop__interval_entry;

/* The entry of a name (NULL: "wilson"); NULL if there is none. */
const coop__interval_entry *coop__interval_find(const char *name);

/* Wilson's limits for hits and misses that need not be whole, as after weighting: both >= 0 and
 * finite, not both 0; z >= 0. No hits give a low of exactly 0, no misses a high of exactly 1, and
 * the share hits / (hits + misses) lies inside. */
coop_interval coop__wilson(double hits, double misses, double z);

#endif
