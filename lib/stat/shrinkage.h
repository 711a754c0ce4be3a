/* shrinkage.h -- the joint posterior of the mean mu and the correlation rho of group rates.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__SHRINKAGE_H
#define COOP__SHRINKAGE_H

#include <coopstat/shrinkage.h>

#include "../core/alloc.h"

enum { coop__shrinkage_slices = 120, coop__shrinkage_nodes = 128 };

/* Groups with equal counts. */
typedef struct coop__shrinkage_class {
    double hits;
    double misses;
    double n;
    double count; /* how many groups */
} coop__shrinkage_class;

/* All mu at one rho. Node i is at log(mu / (1 - mu)) = first + i step. */
typedef struct coop__shrinkage_slice {
    double size; /* m = (1 - rho) / rho: the two parameters of the beta prior add up to it */
    double rho;
    double first;
    double step;
    double weights[coop__shrinkage_nodes]; /* over all slices they add up to 1 */
} coop__shrinkage_slice;

typedef struct coop__shrinkage {
    coop__shrinkage_class *classes; /* in order of misses, then of hits */
    int64_t *class_of;              /* of each group */
    int64_t n_classes;
    double all_n;
    double all_hits;
    int64_t n_used;
    int64_t n_empty;
    coop__shrinkage_slice slices[coop__shrinkage_slices];
} coop__shrinkage;

/* mu and 1 - mu, both with all their digits, from log(mu / (1 - mu)). */
typedef struct coop__share {
    double mu;
    double rest;
} coop__share;

coop__share coop__share_of(double log_odds);

/* Checks the groups and fills the grid; all memory is the arena's. */
coop_status coop__shrinkage_of(const coop_shrinkage_groups *groups, int64_t most,
                               coop__arena *arena, coop__shrinkage **out, coop_error *err);

#endif
