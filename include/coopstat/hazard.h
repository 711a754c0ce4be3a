/* coopstat/hazard.h -- what makes for an early or a late event: hazard models.
 *
 * Rules common to all fits:
 * - No finite estimate, no answer: where the likelihood grows for ever as a coefficient does (no
 *   event in one of two groups is the usual cause) the call returns COOP_UNDEFINED and names the
 *   covariate, instead of a large number with a larger standard error. Covariates count from 0.
 * - Covariates that are constant, or linear combinations of others, are COOP_UNDEFINED too.
 * - Rows of weight 0 have no part in anything. Results do not depend on the order of the rows, in
 *   no bit. No number that comes with COOP_OK is NaN or infinite.
 * - Arrays are borrowed. A fit is made by the library and read only; its arrays live until it is
 *   freed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_HAZARD_H
#define COOP_HAZARD_H

#include <coopstat/interval_censored.h>

COOP_BEGIN

/** Covariates a model can have. */
#define COOP_HAZARD_COVARIATES_MAX 200

/** Rows of subjects with a time and what happened at it. The layout is frozen. */
typedef struct coop_hazard_rows {
    const double *times;      /**< finite */
    const uint8_t *events;    /**< 1: the event came at the time; 0: it had not come by then */
    const double *entries;    /**< under observation after this time only, below the time (left
                                   truncation); -INFINITY or NULL: from the start */
    const double *weights;    /**< finite, 0 or more, as if a row came that often; NULL: all 1 */
    const int64_t *strata;    /**< rows with one number share a baseline; NULL: all do */
    const double *covariates; /**< of row i for covariate j at j n_rows + i, finite; NULL if none */
    int64_t n_rows;           /**< 0 is COOP_EMPTY */
    int64_t n_covariates;     /**< 0 to COOP_HAZARD_COVARIATES_MAX */
} coop_hazard_rows;

/** A test that all coefficients are 0. The layout is frozen. */
typedef struct coop_hazard_test {
    double statistic; /**< chi-square with n_covariates degrees of freedom if they are */
    double p;         /**< P(more than statistic); 1 without covariates; never below 2.2e-308 */
} coop_hazard_test;

/** A fit of Cox's model. */
typedef struct coop_cox {
    size_t struct_size;              /**< sizeof(coop_cox) in the library */
    const double *coefficients;      /**< logarithms of hazard ratios by one unit of a covariate */
    const double *std_errors;        /**< roots of the diagonal of variance */
    const double *variance;          /**< n_covariates x n_covariates: inverse information */
    int64_t n_covariates;            /**< length of both arrays */
    double log_likelihood;           /**< partial, at the coefficients */
    double log_likelihood_null;      /**< partial, with all coefficients 0 */
    coop_hazard_test likelihood_ratio; /**< twice the difference of the two */
    coop_hazard_test wald;           /**< coefficients against variance */
    coop_hazard_test score;          /**< from the slope at 0 */
    const char *ties;                /**< "efron" or "breslow"; static storage */
    int64_t n_used;                  /**< rows of positive weight */
    int64_t n_events;                /**< events among them */
    int64_t n_steps;                 /**< Newton's steps */
    void *owner;                     /**< the library's */
} coop_cox;

/**
 * Cox's proportional hazards: hazard = baseline(time, stratum) exp(sum(coefficient x)).
 *
 * Where several events come at one time, "efron" counts each as if the others were partly gone,
 * with weights as R does (the mean weight of the events in each term); "breslow" as if none were.
 * A row is at risk at t when entry < t <= time. Newton's steps, halved while the likelihood falls,
 * over covariates that are centred and scaled, end one step after the relative change of every
 * coefficient is below 1e-8. In tests coefficients, variances and log likelihoods differ from those
 * of R's coxph(), made to iterate as far, by less than 1e-10 of their size.
 *
 * The model holds hazards in proportion at all times. That is not tested here. Cox 1972, J R Stat
 * Soc B 34:187; Efron 1977, J Am Stat Assoc 72:557, doi:10.1080/01621459.1977.10480613; Breslow
 * 1974, Biometrics 30:89, doi:10.2307/2529620.
 *
 * @param rows Read only.
 * @param ties "efron" or "breslow"; NULL: "efron".
 * @param run  Where memory comes from; NULL: the C library. Nothing else of it is used.
 * @param out  Set on success; free with coop_cox_free.
 * @param err  May be NULL.
 * @return COOP_OK; COOP_EMPTY without rows; COOP_UNDEFINED when no row has an event, a covariate is
 *         constant or a combination of those before it (among the rows at risk at an event), or no
 *         estimate is finite; COOP_RANGE for times, entries, events, weights, covariates, or sizes;
 *         COOP_NOT_FOUND for ties; COOP_LIMIT above COOP_HAZARD_COVARIATES_MAX; COOP_MEMORY;
 *         COOP_ARGUMENT for NULL.
 * Without covariates the result holds the log likelihood only; both are equal.
 * Cost: O(rows (log rows + covariates)), and O(rows covariates^2) a step; 3 to 8 steps.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_cox_fit(const coop_hazard_rows *rows, const char *ties, const coop_run *run, coop_cox **out,
             coop_error *err);

/** Frees a fit and its arrays; NULL is allowed. */
COOP_API void coop_cox_free(coop_cox *fit);

/** A fit of Weibull's regression. */
typedef struct coop_weibull {
    size_t struct_size;         /**< sizeof(coop_weibull) in the library */
    const double *coefficients; /**< intercept, then one a covariate: positive is late */
    const double *std_errors;   /**< of these, and last that of log_scale */
    const double *variance;     /**< of the same: (n_covariates + 2) x (n_covariates + 2) */
    int64_t n_covariates;       /**< without the intercept */
    double scale;               /**< of log time: 1 / shape. 1: the hazard is constant */
    double log_scale;           /**< its logarithm */
    double log_likelihood;      /**< of the times (densities where they are exact) */
    double n_events;            /**< weight of the rows that are not right censored */
    int64_t n_used;             /**< rows of positive weight */
    int64_t n_steps;            /**< Newton's steps */
    void *owner;                /**< the library's */
} coop_weibull;

/**
 * Weibull's regression: log time = intercept + sum(coefficient x) + scale W, W having the standard
 * distribution of least extremes, P(W > w) = exp(-exp(w)).
 *
 * Times may be exact, right censored, or in intervals, in any mixture. In 1 / scale and the
 * coefficients over scale the log likelihood is concave, so that Newton's steps find its one
 * maximum from anywhere. The variance is that of the observed information. Intervals below 1e-6 of
 * their time lose digits: give such times as exact. In tests all agrees with R's survreg() to 1e-8
 * of the standard errors. Kalbfleisch & Prentice 2002, The Statistical Analysis of Failure Time
 * Data, ISBN 047136357X, chapter 3.
 *
 * @param times        Read only; a low of 0 or less: the event came by high; an event's high is
 *                     above 0.
 * @param covariates   Of row i for covariate j at j n_rows + i, finite; NULL if there are none.
 * @param n_covariates 0 to COOP_HAZARD_COVARIATES_MAX.
 * @param run          Where memory comes from; NULL: the C library. Nothing else of it is used.
 * @param out          Set on success; free with coop_weibull_free.
 * @param err          May be NULL.
 * @return COOP_OK; COOP_EMPTY without rows; COOP_UNDEFINED when all rows are right censored, a
 *         covariate is constant or a combination of those before it, or no estimate is finite (the
 *         scale tends to 0 where all events can come at one time, or the model can be exact);
 *         COOP_RANGE for times, weights, covariates, or sizes; COOP_LIMIT above
 *         COOP_HAZARD_COVARIATES_MAX; COOP_MEMORY; COOP_ARGUMENT for NULL.
 * Cost: O(rows (log rows + covariates^2)) a step; 5 to 15 steps.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_weibull_fit(const coop_interval_times *times, const double *covariates, int64_t n_covariates,
                 const coop_run *run, coop_weibull **out, coop_error *err);

/** Frees a fit and its arrays; NULL is allowed. */
COOP_API void coop_weibull_free(coop_weibull *fit);

/**
 * P(time > at) under a fit, for one subject at several times: a curve for coop_forecast_chances().
 *
 * @param fit      Read only.
 * @param subject  Its n_covariates covariates, finite; NULL if the fit has none.
 * @param times    n_times numbers, not NaN; at 0 and below the result is 1.
 * @param n_times  0 or more.
 * @param survival n_times elements, filled on success.
 * @param err      May be NULL.
 * @return COOP_OK; COOP_RANGE for NaN, covariates or n_times; COOP_ARGUMENT for NULL.
 * Cost: O(times).
 */
COOP_API COOP_MUST_CHECK coop_status
coop_weibull_survival(const coop_weibull *fit, const double *subject, const double *times,
                      int64_t n_times, double *survival, coop_error *err);

/** The rate of events in one piece of time. The layout is frozen. */
typedef struct coop_hazard_piece {
    double from;     /**< the piece is (from, to]; the first takes in time 0 */
    double to;       /**< INFINITY for the last */
    double exposure; /**< time under observation in the piece, over all rows */
    double rate;     /**< events / exposure; NaN without exposure, as low and high */
    double low;      /**< lower limit: exact for a Poisson count of events; 0 without events */
    double high;     /**< upper limit */
    int64_t events;  /**< that came in the piece */
} coop_hazard_piece;

/**
 * Rates that are constant in pieces of time: events over time under observation, with Garwood's
 * exact limits.
 *
 * The piecewise exponential model without covariates; counts and exposures of parts add up. The
 * limits are those gamma quantiles over exposure that leave (1 - level) / 2 on each side. Sums are
 * exact and rounded once. Garwood 1936, Biometrika 28:437, doi:10.1093/biomet/28.3-4.437.
 *
 * @param rows   times 0 or more; entries 0 or more or -INFINITY. weights, strata and covariates are
 *               NULL, as counts have no exact limits otherwise.
 * @param cuts   n_cuts finite numbers above 0 in rising order; NULL if there are none.
 * @param n_cuts 0 or more: there are n_cuts + 1 pieces.
 * @param level  Confidence level inside (0, 1), two-sided.
 * @param out    n_cuts + 1 elements, filled on success.
 * @param err    May be NULL.
 * @return COOP_OK; COOP_EMPTY without rows; COOP_RANGE for times, entries, events, cuts, sizes or
 *         level; COOP_UNSUPPORTED for weights, strata or covariates; COOP_ARGUMENT for NULL.
 * Cost: O(rows pieces), about 20 ns each; no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_hazard_pieces(const coop_hazard_rows *rows, const double *cuts, int64_t n_cuts, double level,
                   coop_hazard_piece *out, coop_error *err);

COOP_END
#endif
