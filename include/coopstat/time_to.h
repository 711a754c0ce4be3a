/* coopstat/time_to.h -- from the register: how long it takes until what was agreed is carried out.
 *
 * Each row is followed from its day 0 (signature, entry into force, or any date of a table) to its
 * completion, to another end (cancelled, superseded, expired: cancellation competes), or to the day
 * of the question, on which it is still open (censored). See survival.h for the statistics.
 *
 * Imprecise dates stay spans. A completion in [a, b] of what began in [c, d] took a - d to b - c
 * days. Turnbull's estimate takes just that. Kaplan and Meier's needs days: `days` names which one of
 * each span is taken, and `imprecise` counts the rows that this choice moves.
 *
 * What is left out, and counted: rows without day 0; with an end surely before it; completed or
 * cancelled without a date (Turnbull's estimate takes them: completed by the register's own day); of
 * unknown status (looked for and not found); and those that the day, `where` or a group only may take
 * in. Leaving out completions without a date makes everything look slower or quicker than it is.
 *
 * Of `agreement` only leaves that are commitments are taken, as in rates; ends come from events.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TIME_TO_H
#define COOP_TIME_TO_H

#include <coopstat/dataset.h>
#include <coopstat/forecast.h>

COOP_BEGIN

/** Which rows are followed, and from when to when. Start from COOP_TIME_OPTIONS_INIT. */
typedef struct coop_time_options {
    size_t struct_size;    /**< set by the initialiser */
    const char *from;      /**< table; NULL: agreement */
    const char *where;     /**< which rows, as in a query; NULL: all */
    const char *by;        /**< groups, as in a query, e.g. "recipient"; NULL: one group */
    const char *as_of;     /**< day; NULL: the register's own */
    const char *as_known;  /**< day; NULL: all that is recorded */
    const char *start;     /**< day 0, a date in the language of queries. Of agreement NULL is
                                "signed", and "in_force" the first such event; else needed */
    const char *end;       /**< date of completion; of agreement not read (events tell); else needed */
    const char *completed; /**< test of completed rows, whose end counts; NULL: rows with an end. Not
                                read of agreement */
    const char *cancelled; /**< test of rows that ended otherwise; NULL: it is not told. Not read of
                                agreement */
    const char *cancelled_on; /**< date of that; NULL: not known */
    const char *due;       /**< when it is due, for delays; of agreement NULL is "due", else needed */
    const char *days;      /**< first | middle (NULL) | last: the day of a span that Kaplan and Meier's
                                curve takes */
    const char *limits;    /**< of coop_survival_limits(); NULL: "log-log" */
    double level;          /**< of limits, inside (0, 1); 0: 0.95 */
} coop_time_options;
/** Start of every coop_time_options. */
#define COOP_TIME_OPTIONS_INIT                                                                     \
    { sizeof(coop_time_options), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \
      NULL, NULL, 0.0 }

/** Whether the groups differ. NaN where no two groups can be compared. */
typedef struct coop_time_tests {
    size_t struct_size;   /**< sizeof(coop_time_tests), set by the caller */
    double log_rank;      /**< chi-square: are the rates at which rows end the same, by any cause */
    double log_rank_p;    /**< of it */
    double gray;          /**< chi-square of Gray's test: is the incidence of completion the same;
                               NaN where cancellation is not told */
    double gray_p;        /**< of it */
    int64_t df;           /**< of log_rank */
    int64_t n_groups;     /**< with rows that were followed */
} coop_time_tests;
/** Start of every coop_time_tests. */
#define COOP_TIME_TESTS_INIT { sizeof(coop_time_tests), 0, 0, 0, 0, 0, 0 }

/**
 * Time to completion by group.
 *
 * Table groups, in the order of the keys: the keys; n (rows of the curve) = completed + cancelled +
 * open; imprecise; what was left out: undated, unknown, no_start, before_start, possible; median,
 * median_low, median_high: days after which half are no longer open (Kaplan and Meier, with limits);
 * half_completed, half_completed_low, half_completed_high: days after which half of all are completed,
 * cancellation competing (Aalen and Johansen); interval_n, interval_after, interval_by: Turnbull's
 * estimate for the same half, which lies after the one and by the other, and interval_certified. A
 * number is missing where it is not reached.
 *
 * Table curves: the keys; time (days), at_risk, completed, cancelled, censored; survival,
 * survival_low, survival_high: share still open; incidence, incidence_low, incidence_high: share
 * completed; incidence_cancelled; interval_least, interval_most: bounds of the share not completed by
 * Turnbull's estimate, in which the cancelled are never completed.
 *
 * 1 - survival is no incidence where other ends were called censored: incidences (and what rests on
 * them) are missing for a table whose cancelled rows are not told by `cancelled`.
 *
 * @param data    Read only.
 * @param options NULL for the defaults.
 * @param groups  Filled on success; free with coop_table_free.
 * @param curves  Likewise; NULL: not wanted.
 * @param tests   struct_size set by the caller; filled on success; NULL: not wanted.
 * @param err     May be NULL.
 * @return COOP_OK, also for groups of nothing; COOP_ARGUMENT for NULL, days, or an option that is
 *         needed; COOP_TYPE for a start, end or due that is no date and a test that is none;
 *         COOP_NOT_FOUND for limits; COOP_RANGE for level or, with tests, more than 1000 groups; what
 *         coop_query_run returns for from, where, by, as_of and as_known; COOP_MEMORY.
 * Cost: O(rows + events), O(times x groups^2) for tests, and that of coop_turnbull_fit() a group.
 * Example: examples/time_to_implementation.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_survival_fit(const coop_dataset *data, const coop_time_options *options, coop_table **groups,
                  coop_table **curves, coop_time_tests *tests, coop_error *err);

/**
 * Delay and slippage by group: how late completion comes, positive = late (AidData's own columns
 * have the opposite sign). What is not finished is late by at least as of the day less its due date.
 *
 * Two rows a group, by measure: delay in days after the due date; slippage as a share of the planned
 * time from start to due (0.5: half as long again). Columns: the keys; measure; n; completed;
 * cancelled; open; imprecise; no_due (left out: without due date, or for slippage without a plan of
 * one day or more); left_out (undated, unknown, possible); due, on_time, on_time_share, on_time_low,
 * on_time_high: rows of n that were due by the day, those of them completed by their date, and the
 * share with Wilson's limits; p50, p80, p90, each with _low and _high: quantiles of Kaplan and Meier
 * (Flyvbjerg's reference class: with p80 added to the plan, 80 of 100 are in time); interval_after and
 * interval_by: Turnbull's median of the delay. Cancelled rows are censored at the day they ended.
 *
 * Flyvbjerg 2006, Proj Manag J 37:5, doi:10.1177/875697280603700302.
 *
 * @param data    Read only.
 * @param options NULL for the defaults.
 * @param out     Filled on success; free with coop_table_free.
 * @param err     May be NULL.
 * @return As coop_survival_fit.
 * Cost: as coop_survival_fit.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_delay_fit(const coop_dataset *data, const coop_time_options *options, coop_table **out,
               coop_error *err);

/** What is expected, and by when. Start from COOP_EXPECTATION_OPTIONS_INIT. */
typedef struct coop_expectation_options {
    size_t struct_size;            /**< set by the initialiser */
    const coop_time_options *time; /**< rows, dates and the day; by is not read; NULL: defaults */
    int64_t horizon;               /**< days from as_of to the day of the forecast: 0 to 100000 */
    double claimed;                /**< rate whose chance is asked for, 0 to 1 */
    double level;                  /**< of the interval, inside (0, 1); 0: 0.9 */
    int64_t draws;                 /**< curves drawn for what is not known of the curve, 1 to 10000;
                                        0: the estimated curve is taken as if it were known */
    uint64_t seed;                 /**< of the draws */
    int32_t known_then;            /**< back-test: 1: each day knows only what was known on it; 0: all
                                        that is recorded */
    int32_t reserved;              /**< 0 */
} coop_expectation_options;
/** Start of every coop_expectation_options. */
#define COOP_EXPECTATION_OPTIONS_INIT { sizeof(coop_expectation_options), NULL, 0, 0, 0, 0, 0, 0, 0 }

/** Completions expected. _least: none comes of ages that the curve has not seen; _most: all do. */
typedef struct coop_expectation {
    size_t struct_size;   /**< sizeof(coop_expectation), set by the caller */
    double mean_least;    /**< expected completions among the open */
    double mean_most;     /**< likewise */
    double reached_least; /**< P(completed / total by then >= claimed) */
    double reached_most;  /**< likewise */
    double variance;      /**< of the count under _least */
    double between;       /**< part of it that comes of not knowing the curve */
    int64_t low;          /**< of the interval under _least */
    int64_t high;         /**< of the interval under _most */
    int64_t done;         /**< completed by as_of */
    int64_t open;         /**< open on as_of: those that the forecast is about */
    int64_t total;        /**< done, open and cancelled */
    int64_t n_beyond;     /**< open ones whose chance hangs on what the curve has not seen */
} coop_expectation;
/** Start of every coop_expectation. */
#define COOP_EXPECTATION_INIT { sizeof(coop_expectation), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * How many of the open rows will be completed by a day, from their ages and the register's own curve
 * of completion, cancellation competing: coop_forecast_chances() and coop_completions_fit(). Where the
 * cancelled rows of a table are not told, chances are those of a world in which none is cancelled.
 *
 * @param data    Read only.
 * @param options Not NULL.
 * @param out     struct_size set by the caller; filled on success.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_EMPTY when no row was followed; COOP_RANGE for horizon, claimed, level or
 *         draws; COOP_LIMIT for draws x (rows + times) above 1e8; what coop_survival_fit returns.
 * Cost: draws x (rows + times), and that of coop_completions_fit().
 */
COOP_API COOP_MUST_CHECK coop_status
coop_completions_expect(const coop_dataset *data, const coop_expectation_options *options,
                        coop_expectation *out, coop_error *err);

/**
 * What the same forecast would have said on earlier days, against what came.
 *
 * Each day of a series ("2015/2020 by year") forecasts with the rows, ages and curve of that day, as
 * known then or as recorded now, and is held against the register as of day + horizon. Columns:
 * as_of, open, done, mean_least, mean_most, low, high (as coop_expectation), observed_least,
 * observed_most (completions among the open; they differ by rows of which it is not known), inside (1:
 * both lie in the interval), scored, brier (of rows with a known chance and outcome; missing for
 * none). Days on which no row had been followed are left out.
 *
 * @param data     Read only.
 * @param options  Not NULL.
 * @param vintages A series of days, as as_of of a query.
 * @param out      Filled on success; free with coop_table_free.
 * @param score    struct_size set by the caller: of all scored rows of all days; NULL: not wanted.
 * @param err      May be NULL.
 * @return As coop_completions_expect; COOP_RANGE for a day whose horizon lies behind the register's
 *         own day; with score, COOP_EMPTY where nothing can be scored.
 * Calibration: coop_forecast_score.reliability, over ten bins. Rows of several days are not
 * independent of each other.
 * Cost: days x that of coop_completions_expect.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_completions_backtest(const coop_dataset *data, const coop_expectation_options *options,
                          const char *vintages, coop_table **out, coop_forecast_score *score,
                          coop_error *err);

COOP_END
#endif
