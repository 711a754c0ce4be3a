/* coopstat/imputation.h -- sums of amounts of which some are not known: bounds, multiple
 * imputation, and how large the missing ones would have to be to change a statement.
 *
 * Rules common to all functions:
 * - A missing amount is marked by is_missing and not read; it is neither 0 nor NaN.
 * - Amounts are 0, or 1e-50 to 1e50. With coefficients the sum is that of coefficient * amount, so
 *   that shares can be stated: "at least 40 % went to A" is a sum of 0 or more, with coefficient
 *   0.6 for rows of A and -0.4 for others.
 * - Imputed amounts are those of donors: rows in the same stratum whose amount is known. A stratum
 *   with too few donors takes those of the next coarser level. That is right where, within a
 *   stratum, amounts are missing whatever their size; coop_imputation_sweep() shows what follows
 *   where the missing ones are larger or smaller.
 * - Random numbers are counted from the seed (Philox4x32-10), the replicate and the row, so that
 *   results are the same on each run and machine. Rows in another order draw other donors.
 * - Nothing that comes with COOP_OK is NaN. Arrays are borrowed and must not overlap the outputs.
 * Rubin 1987, Multiple Imputation for Nonresponse in Surveys, ISBN 978-0-471-08705-2; Rubin &
 * Schenker 1986, J Am Stat Assoc 81:366, doi:10.2307/2289225; Barnard & Rubin 1999, Biometrika
 * 86:948, doi:10.1093/biomet/86.4.948.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_IMPUTATION_H
#define COOP_IMPUTATION_H

#include <coopstat/base.h>

COOP_BEGIN

/** Amounts in columns, some missing. The layout is frozen. */
typedef struct coop_amounts {
    const double *amounts;      /**< 0, or 1e-50 to 1e50; not read where missing */
    const uint8_t *is_missing;  /**< 1: missing, else 0; NULL: none is */
    int64_t n;                  /**< rows; 0 is COOP_EMPTY; at most 1e9 */
    const double *coefficients; /**< 0, or 1e-50 to 1e50 in size; NULL: 1 each */
    const int32_t *strata;      /**< any codes: level l of row i is strata[l * n + i], the finest
                                     level first; NULL: all rows are one stratum */
    int64_t n_levels;           /**< 1 to 16; not read without strata */
    const double *predictor;    /**< finite; for method "nearest", e.g. the logarithm of a cost that
                                     is known; NULL: none */
} coop_amounts;

/** What is known of a sum without any model. */
typedef struct coop_missing_bounds {
    size_t struct_size; /**< sizeof(coop_missing_bounds), set by the caller */
    int64_t n;          /**< rows */
    int64_t n_missing;  /**< rows without an amount */
    double observed;    /**< sum over the others, rounded once */
    double low;         /**< least that the whole sum can be; -infinite for a coefficient below 0
                             where there is no upper limit */
    double high;        /**< most; infinite where there is no upper limit */
} coop_missing_bounds;
/** Start of every coop_missing_bounds. */
#define COOP_MISSING_BOUNDS_INIT { sizeof(coop_missing_bounds), 0, 0, 0, 0, 0 }

/**
 * The sum of what is known, how much is not, and what the whole can be.
 *
 * @param data  Read only; strata and predictor are not read.
 * @param least Each missing amount is this or more: 0 to 1e50.
 * @param most  And this or less: least to 1e50, or INFINITY.
 * @param out   struct_size set by the caller; filled on success.
 * @param err   May be NULL.
 * @return COOP_OK, also where all are missing; COOP_EMPTY for no rows; COOP_RANGE; COOP_ARGUMENT.
 * Cost: O(n), no memory.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_missing_bounds_find(const coop_amounts *data, double least, double most,
                         coop_missing_bounds *out, coop_error *err);

/** Estimates from several imputations as one. */
typedef struct coop_pooled {
    size_t struct_size;         /**< sizeof(coop_pooled), set by the caller */
    double value;               /**< mean of the estimates */
    double within;              /**< mean of their variances */
    double between;             /**< variance of the estimates, over m - 1 */
    double total;               /**< within + (1 + 1 / m) between */
    double increase;            /**< (1 + 1 / m) between / within; infinite for within = 0 */
    double df_large;            /**< (m - 1) (1 + 1 / increase)^2: for any number of rows */
    double df;                  /**< Barnard and Rubin's; that of complete data for between = 0 */
    double missing_information; /**< (increase + 2 / (df + 3)) / (increase + 1); 0 for between = 0,
                                     1 for within = 0 */
    double low;                 /**< value - t sqrt(total), t with df degrees of freedom */
    double high;                /**< value + t sqrt(total) */
} coop_pooled;
/** Start of every coop_pooled. */
#define COOP_POOLED_INIT { sizeof(coop_pooled), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/** Estimates to pool. The layout is frozen. */
typedef struct coop_estimates {
    const double *values;    /**< one a completed data set, at most 1e100 in size */
    const double *variances; /**< squared standard errors, 0 to 1e200; NULL: 0 each */
    int64_t n;               /**< 2 to 1000000: a single one does not tell how much they differ */
    double df;               /**< degrees of freedom were nothing missing, more than 0; INFINITY: a
                                  normal distribution */
} coop_estimates;

/**
 * Rubin's rules.
 *
 * df is 1 / (1 / df_large + 1 / df_observed), df_observed = (df + 1) / (df + 3) df (1 - share), the
 * share being that of between in total.
 *
 * @param estimates Read only.
 * @param level     Inside (0, 1), two-sided.
 * @param out       struct_size set by the caller; filled on success.
 * @param err       May be NULL.
 * @return COOP_OK; COOP_RANGE; COOP_UNDEFINED where df comes below 1 (nearly all information is
 *         missing and few rows there are); COOP_ARGUMENT for NULL.
 * Cost: O(n), no memory.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_estimates_pool(const coop_estimates *estimates, double level, coop_pooled *out,
                    coop_error *err);

/** A method of imputation by name. */
typedef struct coop_imputation_method {
    const char *name;    /**< key, e.g. "bootstrap" */
    const char *meaning; /**< one English sentence */
    const char *origin;  /**< publication */
} coop_imputation_method;

/** Methods in order, ended by one whose name is NULL: bootstrap, nearest. Static storage. */
COOP_API const coop_imputation_method *coop_imputation_methods(void);

/** How to impute. All zero behind struct_size: defaults. */
typedef struct coop_imputation_options {
    size_t struct_size;   /**< sizeof(coop_imputation_options) */
    const char *method;   /**< a name of coop_imputation_methods(); NULL: "bootstrap" */
    int64_t replicates;   /**< 2 to 100000; 0: 20 */
    int64_t donors;       /**< a stratum with fewer takes the next level's; "nearest" draws from as
                               many: 2 to 64; 0: 5 */
    uint64_t seed;        /**< any */
    double level;         /**< inside (0, 1), two-sided; 0: 0.95 */
    int32_t is_sample;    /**< 0: the rows are all there is, only what is missing is uncertain;
                               1: they are drawn from more like them, and their sum varies too */
    int32_t reserved;     /**< 0 */
} coop_imputation_options;
/** Start of every coop_imputation_options. */
#define COOP_IMPUTATION_OPTIONS_INIT { sizeof(coop_imputation_options), NULL, 0, 0, 0, 0, 0, 0 }

/**
 * One completed column: known amounts as they are, the others from donors.
 *
 * bootstrap: the donors of a stratum are drawn anew with replacement, as many as they are, and each
 * missing amount is that of one of these at random (Rubin & Schenker 1986), so that imputations
 * differ as much as the donors leave open. nearest: of these, one of the `donors` whose predictor
 * is nearest; with one predictor that is matching by the predicted mean (Little 1988, J Bus Econ
 * Stat 6:287, doi:10.2307/1391878), whatever the slope of the regression.
 *
 * @param data      Read only; coefficients are not used.
 * @param options   NULL: the defaults.
 * @param replicate From 0 to replicates - 1.
 * @param run       Where scratch memory comes from; NULL: the C library.
 * @param out       n elements, filled on success.
 * @param err       May be NULL.
 * @return COOP_OK; COOP_EMPTY for no rows; COOP_UNDEFINED where a missing amount has too few donors
 *         at each level, with the row; COOP_NOT_FOUND for method; COOP_RANGE; COOP_MEMORY;
 *         COOP_ARGUMENT for NULL, or "nearest" without predictor.
 * Cost: O(n log n) and 0.1 microseconds a missing row; "nearest": times the donors in its stratum.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_imputation_draw(const coop_amounts *data, const coop_imputation_options *options,
                     int64_t replicate, const coop_run *run, double *out, coop_error *err);

/** A sum with what is missing imputed. */
typedef struct coop_imputed_total {
    size_t struct_size;  /**< sizeof(coop_imputed_total), set by the caller */
    int64_t n;           /**< rows */
    int64_t n_missing;   /**< rows without an amount */
    int64_t n_coarse;    /**< of these, with donors from a level behind the first */
    double observed;     /**< sum over known amounts */
    double imputed;      /**< mean of the sums over imputed ones */
    double value;        /**< observed + imputed */
    double std_error;    /**< root of Rubin's total variance */
    double low;          /**< lower limit */
    double high;         /**< upper limit */
    double within;       /**< mean variance of a completed sum; 0 unless is_sample */
    double between;      /**< variance of the completed sums */
    double df;           /**< degrees of freedom; infinite where nothing is missing in a census */
    double missing_information; /**< share of the uncertainty that comes from what is missing */
} coop_imputed_total;
/** Start of every coop_imputed_total. */
#define COOP_IMPUTED_TOTAL_INIT \
    { sizeof(coop_imputed_total), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * A sum by multiple imputation, with limits by Rubin's rules.
 *
 * Without coefficients the limits are those of the logarithm of the sum, turned back, and the lower
 * one is not below what was observed (unless is_sample); with coefficients, or where a sum is 0,
 * they are value -+ t std_error. The variance of a completed sum of a sample is n s^2, with n - 1
 * degrees of freedom.
 * With some 20 donors a stratum and a third missing, limits at 90 % held the true sum in 86 % of 400
 * simulated columns: drawing donors anew understates their variance by a part 1 / donors.
 *
 * @param data    Read only.
 * @param options NULL: the defaults.
 * @param run     Where scratch memory comes from; NULL: the C library.
 * @param out     struct_size set by the caller; filled on success.
 * @param sums    The completed sum of each replicate, filled on success; NULL: not wanted.
 * @param err     May be NULL.
 * @return As coop_imputation_draw() and coop_estimates_pool(); COOP_UNDEFINED for a sample of one
 *         row.
 * Cost: as coop_imputation_draw(), times the replicates; a block of 4 bytes a row and level, 16 a
 * missing row and 32 a replicate. Example: examples/loan_terms.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_imputation_total(const coop_amounts *data, const coop_imputation_options *options,
                      const coop_run *run, coop_imputed_total *out, double *sums, coop_error *err);

/** The sum under one factor. The layout is frozen. */
typedef struct coop_imputation_step {
    double factor;    /**< as given */
    double value;     /**< the sum */
    double low;       /**< lower limit */
    double high;      /**< upper limit */
    int32_t holds;    /**< 1: low is threshold or more; -1: high is below it; 0: open */
    int32_t reserved; /**< 0 */
} coop_imputation_step;

/** A statement "the sum is threshold or more", and factors to try on what is missing. */
typedef struct coop_imputation_statement {
    double threshold;      /**< at most 1e100 in size */
    const double *factors; /**< each imputed amount is multiplied by: 0 to 1e6; 1: as it is */
    int64_t n_factors;     /**< 0 to 100000 */
    coop_imputation_step *steps; /**< n_factors elements that are written to */
} coop_imputation_statement;

/** Where a statement tips. */
typedef struct coop_imputation_tipping {
    size_t struct_size;  /**< sizeof(coop_imputation_tipping), set by the caller */
    double observed;     /**< sum over known amounts */
    double imputed;      /**< mean of the sums over imputed ones, for factor 1 */
    double factor;       /**< at which observed + factor * imputed is the threshold: 0 or more; 0
                              where does_tip is 0 */
    double mean_donated; /**< mean of an imputed amount, for factor 1 */
    double mean_needed;  /**< factor * mean_donated: how large missing amounts are on average where
                              the statement tips */
    int32_t does_tip;    /**< 1: there is such a factor; 0: no factor changes the statement */
    int32_t holds;       /**< 1: it holds for factor 1, judged by the value; else 0 */
} coop_imputation_tipping;
/** Start of every coop_imputation_tipping. */
#define COOP_IMPUTATION_TIPPING_INIT { sizeof(coop_imputation_tipping), 0, 0, 0, 0, 0, 0, 0 }

/**
 * How large the missing amounts would have to be to change a statement.
 *
 * Donors are right where amounts are missing whatever their size. Secret loans may be larger: here
 * each imputed amount is multiplied by a factor, and whether the factor at which the statement
 * changes is likely is for the reader to judge (Rubin 1987, section 6; Liublinska & Rubin 2014,
 * Stat Med 33:4170, doi:10.1002/sim.6197).
 *
 * @param data      Read only.
 * @param options   NULL: the defaults.
 * @param statement Read only; where steps go is in it, they are filled on success.
 * @param run       Where scratch memory comes from; NULL: the C library.
 * @param out       struct_size set by the caller; filled on success.
 * @param err       May be NULL.
 * @return As coop_imputation_total(); COOP_RANGE also for threshold, a factor and n_factors.
 * Cost: twice coop_imputation_total(), and O(replicates) a factor; a block of 40 bytes a factor.
 * Example: examples/loan_terms.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_imputation_sweep(const coop_amounts *data, const coop_imputation_options *options,
                      const coop_imputation_statement *statement, const coop_run *run,
                      coop_imputation_tipping *out, coop_error *err);

COOP_END
#endif
