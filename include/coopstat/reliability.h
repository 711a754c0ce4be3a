/* coopstat/reliability.h -- how far codes can be trusted: agreement of coders, and what their
 * errors do to a rate.
 *
 * Rules common to all functions:
 * - Agreement that could not have been missed is no evidence: where everyone uses one and the same
 *   category, kappa and alpha are COOP_UNDEFINED, never 1.
 * - No number that comes with COOP_OK is NaN or infinite. struct_size of a result is set by the
 *   caller to its sizeof.
 * - Categories count from 0, in their order where a method looks at order; there are 1 to 1000.
 * - Arrays are borrowed, are read only unless said otherwise, and must not overlap the outputs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_RELIABILITY_H
#define COOP_RELIABILITY_H

#include <coopstat/proportion.h>

COOP_BEGIN

/** How far apart two categories are. */
typedef struct coop_code_distance {
    const char *name;    /**< key used in calls, e.g. "ordinal" */
    const char *meaning; /**< one English sentence */
    const char *origin;  /**< the paper it comes from */
} coop_code_distance;

/** Weights of coop_kappa_table(): "none", "linear", "quadratic"; ended by one whose name is NULL.
 *  Static storage. */
COOP_API const coop_code_distance *coop_kappa_weights(void);

/** Metrics of coop_alpha_codes(): "nominal", "ordinal", "interval", "ratio"; ended by one whose
 *  name is NULL. Static storage. */
COOP_API const coop_code_distance *coop_alpha_metrics(void);

/** What coders said of units, with gaps. The layout is frozen. */
typedef struct coop_codings {
    const int32_t *codes; /**< of coder c for unit u at c n_units + u: a category, or -1 for none */
    int64_t n_coders;     /**< 2 to 1000 */
    int64_t n_units;      /**< 0 to 2147483647; 0 is COOP_EMPTY */
    int64_t n_categories; /**< 1 to 1000 */
    const double *values; /**< of the categories, for "interval" and "ratio": each 0 or 1e-100 to
                               1e100 in size, for "ratio" not negative; two may be equal; NULL: 1,
                               2, 3, ... */
} coop_codings;

/** Agreement of two coders beyond chance. */
typedef struct coop_kappa {
    size_t struct_size;    /**< sizeof(coop_kappa), set by the caller */
    double value;          /**< (observed - expected) / (1 - expected), -1 to 1 */
    double low;            /**< value less z std_errors, at least -1 */
    double high;           /**< value and z std_errors, at most 1 */
    double std_error;      /**< of value, whatever the agreement; relative error below 1e-14 */
    double std_error_null; /**< of value if both coded independently: for a test of 0 */
    double observed;       /**< weighted share of units on which both agree */
    double expected;       /**< the same from the margins, if both coded independently */
    int64_t n_units;       /**< units coded by both */
    int64_t n_missing;     /**< units that one or both did not code */
    int32_t is_flat;       /**< 1: std_error is 0, as it is where all agree. low and high are then
                                the value: not because it is sure, but because the method cannot
                                tell */
    int32_t reserved;      /**< 0 */
} coop_kappa;

/**
 * Weighted kappa of two coders from the table of what they said.
 *
 * value is 1 - sum(v n) / sum(v e), n being the counts, e = row total times column total / all, and
 * v the distance of two categories: 1 unless equal ("none"), |i - j| ("linear") or (i - j)^2
 * ("quadratic"). It is the exact quotient of whole numbers, rounded. The standard errors are those
 * for large samples; below some 30 units take the interval as an indication only. Cohen 1960, Educ
 * Psychol Meas 20:37, doi:10.1177/001316446002000104; Cohen 1968, Psychol Bull 70:213,
 * doi:10.1037/h0026256; Fleiss, Cohen & Everitt 1969, Psychol Bull 72:323, doi:10.1037/h0028106.
 *
 * @param counts       Units by category of one coder (rows) and the other: n_categories^2 elements,
 *                     row by row, each 0 or more, 9e15 in all.
 * @param n_categories 1 to 1000.
 * @param weights      A name of coop_kappa_weights(); NULL: "none".
 * @param level        Confidence level inside (0, 1), two-sided.
 * @param run          Where scratch memory comes from; NULL: the C library.
 * @param out          struct_size set by the caller; filled on success.
 * @param err          May be NULL.
 * @return COOP_OK; COOP_EMPTY when all counts are 0; COOP_UNDEFINED when both use one and the same
 *         category only; COOP_RANGE for counts, n_categories or level; COOP_NOT_FOUND for weights;
 *         COOP_MEMORY; COOP_ARGUMENT for NULL.
 * Cost: O(n_categories^2), about 0.2 microseconds a cell, and one scratch block.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_kappa_table(const int64_t *counts, int64_t n_categories, const char *weights, double level,
                 const coop_run *run, coop_kappa *out, coop_error *err);

/**
 * Weighted kappa of two coders from their codes, unit by unit.
 *
 * Units that one of them did not code are left out and counted. values are not looked at.
 *
 * @param codings n_coders is 2.
 * @param weights A name of coop_kappa_weights(); NULL: "none".
 * @param level   Confidence level inside (0, 1), two-sided.
 * @param run     Where scratch memory comes from; NULL: the C library.
 * @param out     struct_size set by the caller; filled on success.
 * @param err     May be NULL.
 * @return As coop_kappa_table(); COOP_EMPTY when no unit was coded by both; COOP_RANGE also for
 *         codes and the sizes of codings.
 * Cost: O(units + n_categories^2), and two scratch blocks.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_kappa_codes(const coop_codings *codings, const char *weights, double level,
                 const coop_run *run, coop_kappa *out, coop_error *err);

/** Agreement of any number of coders beyond chance. */
typedef struct coop_alpha {
    size_t struct_size; /**< sizeof(coop_alpha), set by the caller */
    double value;       /**< 1 - observed / expected, above -1, at most 1; error below 1e-14 */
    double observed;    /**< mean squared distance of two codes of one unit */
    double expected;    /**< mean squared distance of any two codes */
    int64_t n_units;    /**< units with two codes or more */
    int64_t n_codes;    /**< codes of those units */
    int64_t n_single;   /**< units with one code, which has nothing to agree with: left out */
    int64_t n_missing;  /**< units without a code */
} coop_alpha;

/**
 * Krippendorff's alpha of coders over units, some of them not coded by all.
 *
 * value is 1 - (n - 1) sum(D_u / (m_u - 1)) / E. D_u is the sum of squared distances over the pairs
 * of codes of unit u, which has m_u of them; E is the same sum over all pairs of the n codes of
 * units with two codes or more. Distances: "nominal" 1 unless equal; "ordinal" difference of mean
 * ranks among the n codes; "interval" difference of the values; "ratio" that over their sum (0
 * when both are 0). Neither the order of units nor that of coders matters, in no bit. Krippendorff
 * 2004, Content Analysis, 2nd ed., ISBN 0761915443, chapter 11.
 *
 * @param codings Read only.
 * @param metric  A name of coop_alpha_metrics(); NULL: "nominal".
 * @param run     Where scratch memory comes from; NULL: the C library.
 * @param out     struct_size set by the caller; filled on success.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_EMPTY when no unit has two codes; COOP_UNDEFINED when all codes of units in
 *         use are at distance 0; COOP_RANGE for codes, values, or the sizes of codings;
 *         COOP_NOT_FOUND for the metric; COOP_MEMORY; COOP_ARGUMENT for NULL.
 * Cost: O(units coders^2 + n_categories^2), and scratch of some 4 bytes a code and 24 a unit.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_alpha_codes(const coop_codings *codings, const char *metric, const coop_run *run,
                 coop_alpha *out, coop_error *err);

/** How to take an interval of alpha. Start from COOP_ALPHA_OPTIONS_INIT. */
typedef struct coop_alpha_options {
    size_t struct_size; /**< set by the initialiser */
    const char *metric; /**< a name of coop_alpha_metrics(); NULL: "nominal" */
    double level;       /**< inside (0, 1), two-sided; default 0.95 */
    int64_t replicates; /**< 1 to 1e6, and (replicates + 1)(1 - level) at least 2; default 1999 */
    uint64_t seed;      /**< any number; default 1 */
} coop_alpha_options;
/** Start of every coop_alpha_options. */
#define COOP_ALPHA_OPTIONS_INIT { sizeof(coop_alpha_options), NULL, 0.95, 1999, 1 }

/** An interval of alpha by resampling. */
typedef struct coop_alpha_interval_result {
    size_t struct_size;   /**< sizeof(coop_alpha_interval_result), set by the caller */
    double value;         /**< that of coop_alpha_codes() */
    double low;           /**< lower limit; value may lie outside */
    double high;          /**< upper limit, at most 1 */
    int64_t n_replicates; /**< in which alpha has a value: the limits come from these */
    int64_t n_undefined;  /**< in which all codes were the same: left out */
} coop_alpha_interval_result;

/**
 * Interval of Krippendorff's alpha: percentiles of a bootstrap over units.
 *
 * As many units as have two codes or more are drawn from them with replacement, each with all its
 * codes, and alpha is taken anew, the expected distance and the ranks included. The limits are the
 * quantiles of order (1 - level) / 2 and (1 + level) / 2 at places h = (replicates + 1) order among
 * the sorted values, between neighbours by proportion (type 6 of Hyndman & Fan 1996). They speak of
 * other units coded by the same coders, not of other coders. Efron & Tibshirani 1993, An
 * Introduction to the Bootstrap, ISBN 0412042312, chapter 13. (Krippendorff's own algorithm keeps
 * the expected distance fixed; its intervals differ.)
 *
 * Random numbers: Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405). Its key is seed,
 * low half first. Counter (b, r, 0, 0), r from 0 being the replicate, gives two 64-bit numbers, low
 * half first, for draws 2 b and 2 b + 1; x stands for unit floor(x units / 2^64) among those in
 * use, in their order. So each replicate depends on seed and its number only; and the limits, other
 * than the value, depend on the order of the units as they do on seed.
 *
 * @param codings Read only.
 * @param options NULL: all defaults.
 * @param run     Memory and progress; NULL: defaults. Nonzero from progress ends the call.
 * @param out     struct_size set by the caller; filled on success.
 * @param err     May be NULL.
 * @return As coop_alpha_codes(); COOP_UNDEFINED also when there is one unit only, or when more than
 *         (1 - level) / 2 of the replicates have no value; COOP_RANGE also for level and
 *         replicates; COOP_CANCELLED.
 * Cost: replicates times O(units + n_categories^2), about 60 ns a unit; for "ordinal" O(units
 * coders^2 + n_categories^2). Scratch as coop_alpha_codes(), and 8 bytes a replicate.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_alpha_interval(const coop_codings *codings, const coop_alpha_options *options,
                    const coop_run *run, coop_alpha_interval_result *out, coop_error *err);

/** How a coder did on cases whose truth is known. The layout is frozen. */
typedef struct coop_coder_check {
    int64_t true_hits;   /**< of n_hits, those that the coder called hits */
    int64_t n_hits;      /**< cases known to be hits, 1 to 9e15: sensitivity = true_hits / n_hits */
    int64_t true_misses; /**< of n_misses, those that the coder called misses */
    int64_t n_misses;    /**< cases known not to be, 1 to 9e15: specificity is their quotient */
} coop_coder_check;

/** A rate corrected for errors of coding. */
typedef struct coop_coded_rate {
    size_t struct_size; /**< sizeof(coop_coded_rate), set by the caller */
    double value;       /**< uncut, or the end of [0, 1] that is near to it */
    double low;         /**< lower limit, 0 or more */
    double high;        /**< upper limit, at most 1 */
    double apparent;    /**< hits / n as coded */
    double uncut;       /**< (apparent + specificity - 1) / (sensitivity + specificity - 1) */
    int32_t is_cut;     /**< 1: uncut lies outside [0, 1]: the codes and the check contradict each
                             other, if only by chance */
    int32_t reserved;   /**< 0 */
} coop_coded_rate;

/**
 * A rate corrected for a coder's errors, which a check has estimated; with an interval that allows
 * for the size of both samples.
 *
 * value is Rogan and Gladen's. The interval is Lang and Reiczigel's: with z^2 / 2 hits and misses
 * added to the rate and one of each to both samples of the check, value' + shift -+ z std_error',
 * cut to [0, 1]; it need not hold the value, which is taken without those additions. The check must
 * be of other cases than the rate, or at least a small part of them. Rogan & Gladen 1978, Am J
 * Epidemiol 107:71, doi:10.1093/oxfordjournals.aje.a112510; Lang & Reiczigel 2014, Prev Vet Med
 * 113:13, doi:10.1016/j.prevetmed.2013.09.015.
 *
 * @param check Read only.
 * @param hits  Cases coded as hits, 0 to n.
 * @param n     Cases coded, 1 to 9e15.
 * @param level Confidence level inside (0, 1), two-sided.
 * @param out   struct_size set by the caller; filled on success.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_EMPTY when n or a sample of the check is 0; COOP_UNDEFINED when sensitivity
 *         and specificity add up to 1 or less, also with the additions: such codes say nothing of
 *         the truth, or the opposite; COOP_RANGE for counts or level; COOP_ARGUMENT for NULL.
 * Cost: 0.3 microseconds, no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_coded_rate_correct(const coop_coder_check *check, int64_t hits, int64_t n, double level,
                        coop_coded_rate *out, coop_error *err);

/**
 * The same with sensitivity and specificity that are known without error.
 *
 * The limits are those of the rate as coded, by a method of coop_interval_methods(), corrected like
 * the value and cut to [0, 1]. With both 1 nothing is changed. Reiczigel, Foldi & Ozsvari 2010,
 * Epidemiol Infect 138:1674, doi:10.1017/S0950268810000385.
 *
 * @param sensitivity Share of true hits that are coded as hits, 0 to 1.
 * @param specificity Share of true misses that are coded as misses, 0 to 1.
 * @param method      A name; NULL: "wilson".
 * @param hits        Cases coded as hits, 0 to n.
 * @param n           Cases coded, 1 to 9e15.
 * @param level       Confidence level inside (0, 1), two-sided.
 * @param out         struct_size set by the caller; filled on success.
 * @param err         May be NULL.
 * @return COOP_OK; COOP_UNDEFINED when sensitivity and specificity add up to 1 or less; COOP_RANGE
 *         for either outside [0, 1]; else as coop_proportion_interval().
 * Cost: as coop_proportion_interval().
 */
COOP_API COOP_MUST_CHECK coop_status
coop_coded_rate_correct_known(double sensitivity, double specificity, const char *method,
                              int64_t hits, int64_t n, double level, coop_coded_rate *out,
                              coop_error *err);

/** Cases by code, and what the codes are worth. The layout is frozen. */
typedef struct coop_coded_cases {
    const int64_t *checked; /**< cases whose truth is known, by true category (rows) and code:
                                 n_categories^2 elements, each 0 or more, 9e15 in all */
    const int64_t *coded;   /**< cases by code: n_categories elements, 0 or more, 9e15 in all */
    int64_t n_categories;   /**< 1 to 1000 */
} coop_coded_cases;

/** What a correction of shares rests on. */
typedef struct coop_coded_shares {
    size_t struct_size; /**< sizeof(coop_coded_shares), set by the caller */
    double condition;   /**< of the matrix (1-norm), 1 or more: errors of the matrix and of the
                             shares are multiplied by up to this */
    double lowest;      /**< least of the shares before they are cut */
    int64_t n;          /**< cases coded */
    int64_t n_checked;  /**< cases whose truth is known */
    int64_t n_cut;      /**< shares that were below 0 by more than rounding */
} coop_coded_shares;

/**
 * Shares of all categories corrected for errors of coding, through the inverse of the matrix of
 * misclassification.
 *
 * With P[i][j] = checked[i][j] / its row's total, the share of true i that is coded as j, the
 * uncut shares solve coded share j = sum over i of share i times P[i][j]. They add up to 1, but may
 * be negative by chance; shares are those with 0 in place of negative ones, the others scaled to
 * add up to 1. For two categories that is Rogan and Gladen's correction. Kuha & Skinner 1997, in
 * Lyberg et al., Survey Measurement and Process Quality, ISBN 0471165590, chapter 28.
 *
 * @param cases  Read only.
 * @param run    Where scratch memory comes from; NULL: the C library.
 * @param shares n_categories elements, filled on success.
 * @param uncut  n_categories elements, filled on success; NULL: not wanted.
 * @param out    struct_size set by the caller; filled on success.
 * @param err    May be NULL.
 * @return COOP_OK; COOP_EMPTY when no case is coded, or none is checked; COOP_UNDEFINED when a
 *         category has no checked case, or the matrix is singular (condition above 1e12);
 *         COOP_RANGE for counts or n_categories; COOP_MEMORY; COOP_ARGUMENT for NULL.
 * Errors of uncut are below 1e-15 n_categories condition. No interval is given: the shares share
 * the errors of the matrix.
 * Cost: O(n_categories^3), and one scratch block of 16 bytes a cell of the matrix.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_coded_shares_correct(const coop_coded_cases *cases, const coop_run *run, double *shares,
                          double *uncut, coop_coded_shares *out, coop_error *err);

COOP_END
#endif
