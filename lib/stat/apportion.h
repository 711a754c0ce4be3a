/* apportion.h -- dividing a whole number of minor units over parties so that nothing is lost.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__APPORTION_H
#define COOP__APPORTION_H

#include <stdbool.h>

#include <coopstat/attribution.h>

#include "../core/sum.h"

/* A party and its part. */
typedef struct coop__portion {
    const char *id;   /* ties go to the first id in byte order; not NULL */
    int64_t weight;   /* 0 or more; of stated shares: in COOP__SHARE_UNITs, or COOP__UNSTATED */
    int64_t part;     /* filled: minor units */
    int64_t place;    /* own use */
    coop__int128 remainder; /* own use */
} coop__portion;

/* A share of 1. Decimal shares of up to 15 places are exact. */
#define COOP__SHARE_UNIT INT64_C(1000000000000000)
#define COOP__UNSTATED (-1)
/* Weights are at most this. */
#define COOP__WEIGHT_MOST INT64_C(1000000000000000000)

/* What becomes of stated shares that do not add up to 1. */
typedef enum coop__off_total {
    COOP__OFF_TOTAL_ERROR,
    COOP__OFF_TOTAL_REBASE, /* they are taken as weights */
    COOP__OFF_TOTAL_KEEP    /* what is short stays unallocated */
} coop__off_total;

/* The policy of a word, NULL: error. False: there is none of that name. */
bool coop__off_total_of(const char *word, coop__off_total *out);

/* Fills the parts of n portions. portions has room for n + 1: the last one is the bucket of what
 * is not allocated, all of it where n is 0. Portions keep their order. No allocation. */
typedef coop_status coop__split_function(int64_t whole, coop__portion *portions, int64_t n,
                                         coop__off_total policy, coop_error *err);

typedef struct coop__rule {
    coop_attribution_rule public_face;
    coop__split_function *split;
    bool has_shares;   /* reads the portions' weights as shares */
    bool has_weights;  /* reads them as weights */
    bool is_conserving; /* the parts add up to the whole */
} coop__rule;

/* The rule of a name; NULL if there is none. */
const coop__rule *coop__rule_find(const char *name);

/* Largest remainder: whole x weight / sum of weights rounded down, and what is left goes one unit
 * each to the largest remainders. UNDEFINED where all weights are 0, EMPTY for n = 0. A weight of 0
 * gets 0. |part - exact share| < 1. */
coop_status coop__apportion(int64_t whole, coop__portion *portions, int64_t n, coop_error *err);

/* A share as units: NaN is COOP__UNSTATED; RANGE outside 0..1. */
coop_status coop__share_units(double share, int64_t *out, coop_error *err);

/* Weights as integers in one decimal unit: exact where the shortest decimals of all of them fit
 * 18 digits, else rounded to 1e-18 of the largest. RANGE for what is negative or not finite. */
coop_status coop__weights_of(const double *values, int64_t n, int64_t *out, coop_error *err);

#endif
