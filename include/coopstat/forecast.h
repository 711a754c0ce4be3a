/* coopstat/forecast.h -- how many of the open agreements will be completed by a day, and how good
 * such forecasts were.
 *
 * Each open item has an age; a curve of how long completion took so far gives the chance that it is
 * completed in time. The count over all items has an exact law. Chances differ between items, so
 * that the law is not a binomial one.
 *
 * Rules common to all functions:
 * - A curve says nothing beyond the last time that was observed. Where a chance hangs on that, it
 *   has two bounds that differ; never a guess.
 * - Items are taken as independent of each other, given the curve. Shocks that hit all at once (a
 *   war, a budget) make the true spread wider than any interval here.
 * - Results depend on the order of the items in no bit (arrays over items are in the order of the
 *   items). Random numbers come from the seed alone. Arrays are borrowed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_FORECAST_H
#define COOP_FORECAST_H

#include <coopstat/base.h>

COOP_BEGIN

/** Items that one law can have. */
#define COOP_FORECAST_ITEMS_MAX 200000

/** How long it takes: a curve that keeps its value from each time up to the next, and is 1 (the
 *  incidence 0) before the first. The layout is frozen. */
typedef struct coop_forecast_curve {
    const double *times;     /**< finite, 0 or more, rising */
    const double *survival;  /**< P(still open after the time), 0 to 1, not rising */
    const double *incidence; /**< P(completed by the time), not falling; with survival at most 1,
                                  the rest having ended otherwise; NULL: 1 less survival */
    int64_t n_times;         /**< length of each array, 0 or more */
    double end;              /**< the last time that was under observation, not below the last of
                                  times; INFINITY: the curve holds for ever */
} coop_forecast_curve;

/** Items that are still open. The layout is frozen. */
typedef struct coop_forecast_open {
    const double *ages; /**< time each has been open: finite, 0 or more */
    int64_t n_items;    /**< 0 or more */
    double horizon;     /**< time from now to the day of the forecast: finite, 0 or more */
} coop_forecast_open;

/**
 * Chance of each open item of being completed by the horizon.
 *
 * With S the survival, F the incidence and a the age, (F(a + horizon) - F(a)) / S(a). Where
 * a + horizon is beyond the end of the curve the low has F(end) and the high all that is still open
 * then: F(end) + S(end). Where a is beyond the end, or S(a) is 0, so that no item of that age was
 * ever seen, low is 0 and high is 1.
 *
 * @param curve Read only. For a distribution without steps give the values at the ages and at
 *              ages + horizon.
 * @param open  Read only.
 * @param low   n_items elements, filled on success.
 * @param high  n_items elements, filled on success; equal to low where the curve knows.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_RANGE for the curve, ages, horizon or sizes; COOP_ARGUMENT for NULL.
 * Cost: O(times + items log times), no allocation. Example: examples/expected_completions.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_forecast_chances(const coop_forecast_curve *curve, const coop_forecast_open *open,
                      double *low, double *high, coop_error *err);

/** What happened at each time to those still open: what a curve was estimated from. The layout is
 *  frozen. */
typedef struct coop_forecast_counts {
    const double *times;     /**< finite, 0 or more, rising */
    const double *at_risk;   /**< still open just before, above 0; need not be whole */
    const double *completed; /**< of these, completed at the time: 0 or more */
    const double *ended;     /**< of these, ended otherwise, such as cancelled; NULL: none */
    int64_t n_times;         /**< length of each array; 0 is COOP_EMPTY */
} coop_forecast_counts;

/**
 * Curves as they might be too, given the same counts: draws of what is not known of the curve.
 *
 * At each time the shares completed, ended and still open are drawn from the Dirichlet law with
 * these counts as parameters, independently: the Bayesian bootstrap for censored times. Without
 * censoring that is Rubin's. The mean of the draws is Kaplan and Meier's survival, and Aalen and
 * Johansen's incidence. A share whose count is 0 stays 0, so that draws say nothing of events that
 * were never seen. Draw d is the same whatever n_draws is. Rubin 1981, Ann Stat 9:130,
 * doi:10.1214/aos/1176345338; Lo 1993, Ann Stat 21:100, doi:10.1214/aos/1176349017; gamma variates
 * by Marsaglia & Tsang 2000, doi:10.1145/358407.358414, from Philox4x32-10.
 *
 * @param counts    Read only.
 * @param n_draws   1 to 1000000.
 * @param seed      Any number; the same gives the same draws.
 * @param survival  n_draws x n_times elements, a draw after the other, filled on success.
 * @param incidence The same; NULL: not wanted.
 * @param err       May be NULL.
 * @return COOP_OK; COOP_EMPTY without times; COOP_RANGE for times, counts (also completed and ended
 *         above at_risk), n_times or n_draws; COOP_ARGUMENT for NULL.
 * Cost: O(draws times), about 0.4 microseconds each; no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_forecast_draws(const coop_forecast_counts *counts, int64_t n_draws, uint64_t seed,
                    double *survival, double *incidence, coop_error *err);

/** Chances of the items under one curve, or under many drawn ones. The layout is frozen. */
typedef struct coop_forecast_items {
    const double *chances; /**< of item i in draw d at d n_items + i, each 0 to 1 */
    int64_t n_items;       /**< 0 to COOP_FORECAST_ITEMS_MAX */
    int64_t n_draws;       /**< 1 or more; all draws weigh the same */
} coop_forecast_items;

/** The law of how many items will be completed. Made by the library and read only; the array lives
 *  until coop_completions_free(). */
typedef struct coop_completions {
    size_t struct_size;      /**< sizeof(coop_completions) in the library */
    const double *law;       /**< P(exactly k are completed) for k = 0 .. n_items */
    int64_t n_items;         /**< as given */
    int64_t n_draws;         /**< as given */
    double mean;             /**< expected count */
    double variance;         /**< of the count, that between draws included */
    double variance_between; /**< of the expected count between draws: what is not known of the
                                  curve; 0 with one draw */
    double level;            /**< as given */
    int64_t low;             /**< the largest with P(count < low) at most (1 - level) / 2 */
    int64_t high;            /**< the smallest with P(count > high) at most (1 - level) / 2 */
    void *owner;             /**< the library's */
} coop_completions;

/**
 * The law of the number of items completed: Poisson-binomial, averaged over the draws.
 *
 * It is built up item by item, all terms being positive: the relative error of each probability is
 * below 3e-16 n_items. What falls below 1e-60 on the way is dropped, at any n_items: that is the
 * only part left out, and less than n_items times that. Limits allow for rounding of 1e-12 in a
 * tail. Without items the count is 0 for certain. Hong 2013, Comput Stat Data Anal 59:41,
 * doi:10.1016/j.csda.2012.10.006.
 *
 * @param items Read only.
 * @param level Inside (0, 1), e.g. 0.9: the least probability inside the limits.
 * @param run   Where memory comes from; NULL: the C library. Nothing else of it is used.
 * @param out   Set on success; free with coop_completions_free.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_RANGE for chances, sizes or level; COOP_LIMIT above
 *         COOP_FORECAST_ITEMS_MAX; COOP_MEMORY; COOP_ARGUMENT for NULL.
 * Cost: about n_items^1.5 x 10 ns a draw: 1000 items 0.6 ms, 5000 4 ms, 200,000 1 s.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_completions_fit(const coop_forecast_items *items, double level, const coop_run *run,
                     coop_completions **out, coop_error *err);

/** Frees a law and its array; NULL is allowed. */
COOP_API void coop_completions_free(coop_completions *law);

/**
 * P(at least so many items are completed).
 *
 * @param law   Read only.
 * @param count Any number; from 0 down the answer is 1, above n_items 0.
 * @param out   Filled on success, 0 to 1.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_ARGUMENT for NULL.
 * Cost: O(items).
 */
COOP_API COOP_MUST_CHECK coop_status
coop_completions_at_least(const coop_completions *law, int64_t count, double *out,
                          coop_error *err);

/**
 * P(the rate reaches what is claimed): (done + completed) / total >= claimed.
 *
 * @param law     Read only.
 * @param done    Items completed already, 0 or more; they are not among those of the law.
 * @param total   All items of the rate: at least done + n_items, at most 9e15, above 0.
 * @param claimed Share, 0 to 1. The quotient is compared as a double: 8 of 10 reach 0.8.
 * @param out     Filled on success, 0 to 1.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_RANGE for done, total or claimed; COOP_ARGUMENT for NULL.
 * Cost: O(items).
 */
COOP_API COOP_MUST_CHECK coop_status
coop_completions_rate_at_least(const coop_completions *law, int64_t done, int64_t total,
                               double claimed, double *out, coop_error *err);

/** Forecasts whose day has come. The layout is frozen. */
typedef struct coop_forecast_past {
    const double *chances;   /**< as they were said, 0 to 1 */
    const uint8_t *outcomes; /**< 1: it came about; 0: it did not */
    int64_t n_items;         /**< 0 is COOP_EMPTY */
    int64_t n_bins;          /**< 1 to 1000: bins of equal width that chances are counted in */
    double level;            /**< of the intervals in the bins, inside (0, 1) */
} coop_forecast_past;

/** How good forecasts were. brier = reliability - resolution + uncertainty + within. */
typedef struct coop_forecast_score {
    size_t struct_size; /**< sizeof(coop_forecast_score), set by the caller */
    double brier;       /**< mean of (chance - outcome)^2: 0 is perfect, 1 always wrong */
    double reliability; /**< mean of (mean chance - share)^2 over bins by their items: 0 is best */
    double resolution;  /**< mean of (share - share of all)^2: how far bins differ; large is good */
    double uncertainty; /**< q (1 - q) of the share q of all: the score of always saying q */
    double within;      /**< what chances differ inside bins; 0 where those of a bin are equal */
    double expected;    /**< sum of the chances */
    int64_t observed;   /**< outcomes that came about */
    int64_t n_items;    /**< as given */
} coop_forecast_score;
/** Start of every coop_forecast_score. */
#define COOP_FORECAST_SCORE_INIT { sizeof(coop_forecast_score), 0, 0, 0, 0, 0, 0, 0, 0 }

/** A bin of the calibration table. The layout is frozen. */
typedef struct coop_forecast_bin {
    double from;   /**< chances from here */
    double to;     /**< up to, but not with, this; the last bin has 1 too */
    double chance; /**< mean of the chances; NaN without items, as the three below */
    double share;  /**< of the items, those that came about */
    double low;    /**< Wilson's limits of the share */
    double high;   /**< a bin is well calibrated if chance lies between them */
    int64_t hits;  /**< items that came about */
    int64_t n;     /**< items */
} coop_forecast_bin;

/**
 * The Brier score of past forecasts with its parts, and the calibration table.
 *
 * The parts are Murphy's; within makes the sum exact where chances of a bin differ. Sums are exact
 * and rounded once. Brier 1950, Mon Weather Rev 78:1; Murphy 1973, J Appl Meteorol 12:595;
 * Stephenson, Coelho & Jolliffe 2008, Weather Forecast 23:752, doi:10.1175/2007WAF2006116.1.
 *
 * @param past Read only.
 * @param out  struct_size set by the caller; filled on success.
 * @param bins n_bins elements, filled on success; NULL: not wanted.
 * @param err  May be NULL.
 * @return COOP_OK; COOP_EMPTY without items; COOP_RANGE for chances, outcomes, sizes or level;
 *         COOP_ARGUMENT for NULL or struct_size 0.
 * Cost: O(items bins), about 5 ns each; no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_forecast_score_past(const coop_forecast_past *past, coop_forecast_score *out,
                         coop_forecast_bin *bins, coop_error *err);

COOP_END
#endif
