/* coopstat/interval_censored.h -- time to an event that is only known to lie between two dates.
 *
 * A completion "in 2022" lies somewhere in 365 days; an agreement looked at in March and in June,
 * and found completed in June, was completed in between. The curve fitted here uses just that, and
 * no guess of a day. It does not say when inside an interval of its support the mass lies: there
 * the survival function has bounds instead of a value.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_INTERVAL_CENSORED_H
#define COOP_INTERVAL_CENSORED_H

#include <coopstat/base.h>

COOP_BEGIN

/** Times that lie in intervals. The layout is frozen. */
typedef struct coop_interval_times {
    const double *lows;    /**< the event came after this time, or -INFINITY; where low and high are
                                equal it came at that very time */
    const double *highs;   /**< and at this time at the latest: not below the low; INFINITY: it has
                                not come by the low (right censored) */
    const double *weights; /**< finite, 0 or more, not all 0; rows of weight 0, or less than 1e-100
                                of the largest, have no part in anything; NULL: all 1 */
    int64_t n_rows;        /**< length of each array; 0 is COOP_EMPTY */
} coop_interval_times;

/** The most likely distribution of a time (Turnbull's estimate). Made by the library and read only;
 *  the arrays live until coop_turnbull_free(). */
typedef struct coop_turnbull {
    size_t struct_size;     /**< sizeof(coop_turnbull) in the library */
    const double *lows;     /**< of the intervals that bear mass, in rising order */
    const double *highs;    /**< their ends: mass k lies in (low, high], at the point high where
                                 both are equal, beyond low where high is INFINITY */
    const double *masses;   /**< each above 0; they add up to 1 */
    const double *survival; /**< P(time > high): 1 less the masses up to and with this one, 0 at
                                 the last */
    int64_t n_masses;       /**< length of each array */
    double log_likelihood;  /**< sum of weight log P(interval) */
    double excess;          /**< the certificate: no distribution whatever has a log likelihood that
                                 is larger by more than this, but for rounding */
    int32_t is_certified;   /**< 1: excess is at most 1e-8, or 1e-11 of weight if that is more */
    int32_t reserved;       /**< 0 */
    double weight;          /**< of all rows */
    int64_t n_used;         /**< rows of positive weight */
    int64_t n_candidates;   /**< intervals that could bear mass (Turnbull's innermost ones) */
    int64_t n_steps;        /**< steps of the search */
    void *owner;            /**< the library's */
} coop_turnbull;

/**
 * The distribution under which what is known of the times is most likely.
 *
 * Mass can only lie in innermost intervals: from the low of a row to the high of a row with no low
 * or high of another between them. At equal values an exact time counts as inside intervals that
 * end there and outside those that begin there. The masses maximise sum(weight log P(interval)), a
 * concave function: with d_k the sum of weight / P over the rows whose interval contains candidate
 * k, they are most likely exactly if d_k is at most the weight of all rows for every k. excess is
 * the largest d_k less that weight; by concavity it bounds what is missing in the log likelihood.
 * It is computed at the end, from the masses alone, and is the proof of the answer whatever the
 * search did. No other masses are as likely: the P of the rows are the same in every maximum, and
 * as each candidate is the first of some row, they give the masses one by one from the last.
 *
 * The search alternates steps of the iterative convex minorant, which find where there is no mass,
 * with Newton's steps on the rest. Error of the masses below 1e-11 where they are well determined.
 * Nothing depends on the order of the rows, in no bit. Rows that were only taken up when they had
 * lasted some time (left truncation) are not provided for.
 *
 * No standard error is given: Greenwood's, on expected counts, is too small. Draw rows with
 * replacement and fit again, by weights.
 *
 * @param times Read only.
 * @param run   Where memory comes from; NULL: the C library. Nothing else of it is used.
 * @param out   Set on success; free with coop_turnbull_free.
 * @param err   May be NULL.
 * @return COOP_OK, also when not certified: look at is_certified; COOP_EMPTY without rows;
 *         COOP_RANGE for a low above its high, NaN, an infinite time of an event, weights, or
 *         n_rows < 0; COOP_MEMORY; COOP_ARGUMENT for NULL.
 * When all rows are right censored all mass lies beyond the last low.
 * Cost: O(rows log rows), and O(rows) a step. 100,000 rows: 0.1 to 4 seconds. Some 300 bytes of
 * scratch memory a row. Example: examples/expected_completions.c. Peto 1973, Appl Stat 22:86,
 * doi:10.2307/2346307; Turnbull 1976, J R Stat Soc B 38:290,
 * doi:10.1111/j.2517-6161.1976.tb01597.x; Gentleman & Geyer 1994, Biometrika 81:618,
 * doi:10.1093/biomet/81.3.618; Wellner & Zhan 1997, J Am Stat Assoc 92:945,
 * doi:10.1080/01621459.1997.10474049.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_turnbull_fit(const coop_interval_times *times, const coop_run *run, coop_turnbull **out,
                  coop_error *err);

/** Frees a fit and its arrays; NULL is allowed. */
COOP_API void coop_turnbull_free(coop_turnbull *fit);

/**
 * Bounds of P(time > at): equal, but inside an interval that bears mass.
 *
 * @param fit  Read only.
 * @param at   Any number but NaN.
 * @param low  Filled on success: all mass of the interval around at has gone by then.
 * @param high Filled on success: none of it has.
 * @param err  May be NULL.
 * @return COOP_OK; COOP_RANGE for NaN; COOP_ARGUMENT for NULL.
 * Cost: O(masses).
 */
COOP_API COOP_MUST_CHECK coop_status
coop_turnbull_survival(const coop_turnbull *fit, double at, double *low, double *high,
                       coop_error *err);

/**
 * Bounds of the time by which a share of the events has come: the ends of the first interval up to
 * which the masses add up to it (to 1e-12).
 *
 * @param fit   Read only.
 * @param share Inside (0, 1), e.g. 0.5 for the median.
 * @param low   Filled on success; -INFINITY if the interval has no first day.
 * @param high  Filled on success; finite.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_UNDEFINED when the share is not reached at any finite time; COOP_RANGE for
 *         share; COOP_ARGUMENT for NULL.
 * Cost: O(masses).
 */
COOP_API COOP_MUST_CHECK coop_status
coop_turnbull_quantile(const coop_turnbull *fit, double share, double *low, double *high,
                       coop_error *err);

COOP_END
#endif
