/* coopstat/attribution.h -- amounts that belong to several parties: who gets which part.
 *
 * Parts are whole minor units that add up to the amount, to the last one: the largest remainder
 * gets what rounding leaves, ties go to the first party id in byte order, so that neither the order
 * of the parties nor that of the rows matters. A region or bloc among the parties is a party like
 * others. A share of 0 is 0; a share that is missing is not.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_ATTRIBUTION_H
#define COOP_ATTRIBUTION_H

#include <coopstat/dataset.h>

COOP_BEGIN

/** A rule of attribution. */
typedef struct coop_attribution_rule {
    const char *name;    /**< full, equal, stated, weights */
    const char *meaning; /**< in one clause */
    const char *origin;  /**< where it is from */
} coop_attribution_rule;

/** The rules, ended by one whose name is NULL. Static storage. */
COOP_API const coop_attribution_rule *coop_attribution_rules(void);

/** Who shares an amount, and how. Start from COOP_SPLIT_INIT. */
typedef struct coop_split {
    size_t struct_size;         /**< set by the initialiser */
    const char *rule;           /**< name of a rule; NULL: equal */
    const char *off_total;      /**< stated shares that do not add up to 1: error (NULL) | rebase |
                                     keep (what is short stays unallocated) */
    int64_t n;                  /**< parties; 0: all of the amount is unallocated */
    const char *const *parties; /**< n distinct ids */
    const double *shares;       /**< stated: n fractions of 1, NaN for a share that is not stated;
                                     weights: n numbers of 0 or more; else not read */
} coop_split;
/** Start of every coop_split. */
#define COOP_SPLIT_INIT { sizeof(coop_split), NULL, NULL, 0, NULL, NULL }

/**
 * Splits an amount over parties (largest remainder; Balinski and Young 2001).
 *
 * A negative amount is split as its size and negated. Under `stated`, parties without a share divide
 * what the others leave equally; shares within 1e-12 of 1 add up to 1. Under `full` each party has
 * all of it: parts are what a party is exposed to and must not be added.
 *
 * @param split       Not NULL.
 * @param amount      Minor units.
 * @param parts       split->n parts, filled on success.
 * @param unallocated Filled on success; may be NULL. Parts and it add up to the amount, except
 *                    under `full`.
 * @param err         May be NULL.
 * @return COOP_OK; COOP_NOT_FOUND for the rule; COOP_CONFLICT for shares that do not add up to 1, or
 *         to more than 1 under keep or beside parties without one, and for a party that is there
 *         twice; COOP_UNDEFINED when all weights are 0; COOP_RANGE for a share outside 0 to 1, a
 *         weight below 0 or a missing one; COOP_LIMIT for more than 9000 parties without a share;
 *         COOP_MEMORY; COOP_ARGUMENT.
 * Cost: n log n. Example: examples/investment_totals.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_amount_split(const coop_split *split, int64_t amount, int64_t *parts, int64_t *unallocated,
                  coop_error *err);

COOP_END
#endif
