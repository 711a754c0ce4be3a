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

/**
 * Intervals of many shares at one level; each is bit for bit that of coop_proportion_interval().
 *
 * All rows are checked before the first is computed: a bad one fails the call, the first of them is
 * named (as hits[3] or n[3], counting from 0), and low and high are left as they were.
 *
 * @param method A name; NULL: "wilson".
 * @param hits   count elements, each 0 to its n.
 * @param n      count elements, each 1 to 9e15.
 * @param count  Number of shares; with 0 nothing is written and the arrays may be NULL.
 * @param level  Confidence level inside (0, 1), two-sided.
 * @param low    count elements, filled on success; must not overlap the other arrays.
 * @param high   count elements, filled on success; must not overlap the other arrays.
 * @param err    May be NULL.
 * @return COOP_OK; COOP_EMPTY for a row with n = 0; COOP_RANGE for hits, n, count or level out of
 *         range; COOP_NOT_FOUND for an unknown method; COOP_ARGUMENT for NULL.
 * Cost: a row as coop_proportion_interval(), but about 10 ns for closed forms at every level: the
 * normal quantile is solved once. No allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_proportion_intervals(const char *method, const int64_t *hits, const int64_t *n, int64_t count,
                          double level, double *low, double *high, coop_error *err);

COOP_END
#endif
