/* proportion.h -- internal face of the interval methods.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__PROPORTION_H
#define COOP__PROPORTION_H

#include <coopstat/proportion.h>

/* A registered method. compute gets hits in 0..n, n >= 1, level in (0, 1) and cannot fail. */
typedef struct coop__interval_entry {
    coop_interval_method public_face;
    coop_interval (*compute)(int64_t hits, int64_t n, double level);
} coop__interval_entry;

/* The entry of a name (NULL: "wilson"); NULL if there is none. */
const coop__interval_entry *coop__interval_find(const char *name);

#endif
