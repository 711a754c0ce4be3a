/* interval_censored.h -- the most likely masses, once times are counted in innermost intervals.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__INTERVAL_CENSORED_H
#define COOP__INTERVAL_CENSORED_H

#include <stdbool.h>

#include "../core/alloc.h"

/* Rows as ranges of candidates, equal ones added up. Each candidate k has a row with first = k and
 * a row with last = k. */
typedef struct coop__ranges {
    int64_t *firsts;  /* in rising order, then by last */
    int64_t *lasts;   /* firsts <= lasts < n_candidates */
    double *weights;  /* above 0 */
    int64_t n;
    int64_t n_candidates;
    double total; /* of the weights */
} coop__ranges;

typedef struct coop__masses {
    double *p; /* of the candidates; some are 0 */
    double log_likelihood;
    double excess;
    int64_t n_steps;
} coop__masses;

/* out->p has room for the candidates. False: no memory. */
bool coop__masses_fit(const coop__ranges *ranges, coop__arena *scratch, coop__masses *out);

#endif
