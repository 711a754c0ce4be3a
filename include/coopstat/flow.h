/* coopstat/flow.h -- one payment told by both of its sides, counted once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_FLOW_H
#define COOP_FLOW_H

#include <coopstat/date.h>

COOP_BEGIN

/** A record of a flow. */
typedef struct coop_flow {
    const char *id;       /**< distinct; breaks ties; not NULL */
    const char *payer;    /**< not NULL */
    const char *payee;    /**< not NULL */
    const char *currency; /**< NULL: unknown, and no other record is of the same */
    int64_t amount;       /**< minor units */
    coop_span date;       /**< when it was paid */
    int32_t by_payee;     /**< 0: the payer tells of it, 1: the payee */
    int32_t reserved;     /**< 0 */
} coop_flow;

/** When two records are of one flow. Start from COOP_FLOW_OPTIONS_INIT. */
typedef struct coop_flow_options {
    size_t struct_size;    /**< set by the initialiser */
    int64_t days;          /**< most days between the two dates, 0 or more */
    double share;          /**< largest difference of the amounts over the larger one, 0 to 1 */
    const coop_run *run;   /**< NULL: defaults; only the allocator is used */
} coop_flow_options;
/** Start of every coop_flow_options: the same day and the same amount. */
#define COOP_FLOW_OPTIONS_INIT { sizeof(coop_flow_options), 0, 0.0, NULL }

/**
 * Pairs records of two sides that tell of one flow: same payer, payee and currency, dates and amounts
 * within the tolerances. Each record is in one pair at most. The nearest pairs are taken first: by
 * days between the dates, then by difference of the amounts, then by the ids of payer's and payee's
 * record, so that the order of the records does not matter. Spans that touch are 0 days apart.
 *
 * @param flows   n records.
 * @param options NULL: the same day, the same amount.
 * @param match   n places, filled on success: the place of the other record, -1 for none. Count a
 *                pair once, and what is not matched as what one side alone tells.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_ARGUMENT; COOP_RANGE for options outside their ranges; COOP_MEMORY.
 * Cost: n log n, and the square of the records of one payer, payee and currency.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_flow_match(const coop_flow *flows, int64_t n, const coop_flow_options *options, int64_t *match,
                coop_error *err);

COOP_END
#endif
