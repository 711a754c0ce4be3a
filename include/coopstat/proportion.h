/* coopstat/proportion.h -- how sure one can be of a share: intervals for one proportion.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_PROPORTION_H
#define COOP_PROPORTION_H

#include <coopstat/base.h>

COOP_BEGIN

/** A method for the interval of one proportion. */
typedef struct coop_interval_method {
    const char *name;    /**< key used in options, e.g. "wilson" */
    const char *meaning; /**< one English sentence */
    const char *origin;  /**< the paper it comes from */
} coop_interval_method;

/** Methods in order, ended by one whose name is NULL. Static storage. */
COOP_API const coop_interval_method *coop_interval_methods(void);

/** An interval inside [0, 1]. */
typedef struct coop_interval {
    double low;  /**< lower limit */
    double high; /**< upper limit */
} coop_interval;

/**
 * Interval of a share of hits in n by a method of coop_interval_methods().
 *
 * @param method A name; NULL: "wilson".
 * @param hits   0 to n.
 * @param n      1 to 9e15. With n = 0 nothing is known and COOP_EMPTY is returned.
 * @param level  Confidence level inside (0, 1), two-sided, e.g. 0.95.
 * @param out    Filled on success; not NULL.
 * @param err    May be NULL.
 * @return COOP_OK; COOP_EMPTY for n = 0; COOP_RANGE for hits, n or level out of range;
 *         COOP_NOT_FOUND for an unknown method; COOP_ARGUMENT for NULL.
 * hits = 0 gives a low of exactly 0, hits = n a high of exactly 1.
 * Cost: from 10 ns (closed forms) to 25 microseconds ("blaker") at any n, no allocation.
 * Example: examples/implementation_rates.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_proportion_interval(const char *method, int64_t hits, int64_t n, double level,
                         coop_interval *out, coop_error *err);

COOP_END
#endif
