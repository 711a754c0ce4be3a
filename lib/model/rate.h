/* rate.h -- definitions of "implemented" and what they need.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__RATE_H
#define COOP__RATE_H

#include <coopstat/rate.h>

#include "dataset.h"

/* What a definition says of one agreement of the universe. */
typedef enum coop__verdict {
    COOP__MISS,
    COOP__HIT,
    COOP__UNCLEAR,  /* in the total, hit or miss not known */
    COOP__OUTSIDE,  /* not in the total */
    COOP__APART     /* cannot be judged: counted apart */
} coop__verdict;

/* One agreement at the day of the query. */
typedef struct coop__case {
    const coop_dataset *data;
    int64_t row;
    coop__moment moment;
    coop__status_sets sets;
} coop__case;

typedef struct coop__definition {
    const char *name;
    coop__verdict (*judge)(const coop__case *c); /* NULL: needs what registers do not have yet */
    /* Why the register cannot carry the definition; NULL when it can. */
    const char *(*missing)(const coop_dataset *data);
} coop__definition;

/* Index of a definition (NULL name: "completed"), -1 with NOT_FOUND. */
coop_status coop__definition_find(const char *name, int64_t *out, coop_error *err);
const coop__definition *coop__definition_at(int64_t index);
int64_t coop__definition_count(void);

/* Counts of a rate over rows flagged by coop__select. */
typedef struct coop__tally {
    int64_t hits, unknown, total, apart;
    int64_t stale;    /* misses that are known only to a report before the day */
    int64_t unlisted; /* entries of official lists that these rows belong to without a row */
} coop__tally;

coop_status coop__tally_rows(const coop__frame *frame, int64_t definition,
                             const coop__selection *rows, coop__tally *tally, coop_error *err);

/* Numbers from counts. level 0: 0.95. */
coop_status coop__rate_of_tally(const coop__tally *tally, const char *interval, double level,
                                coop_rate *out, coop_error *err);

#endif
