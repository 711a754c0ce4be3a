/* coopstat/sampling.h -- shares that are not plain counts of independent cases: a sample from a
 * list of known length, cases of unequal weight or in clusters, cases of unknown outcome.
 *
 * An interval answers one of two questions, and coop_interval_questions() names them. Where all of
 * a list was looked at, chance has no part in its share and only the first can be asked. What is
 * not known is not a matter of chance either: bounds say what it could come to, and they hold for a
 * census too.
 *
 * No number that comes with COOP_OK is NaN. Results do not depend on the order of the rows, in no
 * bit. Arrays are borrowed and must not overlap the outputs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_SAMPLING_H
#define COOP_SAMPLING_H

#include <coopstat/proportion.h>

COOP_BEGIN

/** What an interval of a share can be asked. */
typedef struct coop_interval_question {
    const char *name;        /**< "process" or "census" */
    const char *question;    /**< one English sentence, to be printed beside an interval */
    const char *answered_by; /**< functions whose intervals answer it */
} coop_interval_question;

/** Both questions, ended by one whose name is NULL. Static storage. */
COOP_API const coop_interval_question *coop_interval_questions(void);

/** Methods of coop_census_interval(), ended by one whose name is NULL; all of them answer the
 *  question "census". Static storage. */
COOP_API const coop_interval_method *coop_census_methods(void);

/**
 * Interval of the share of a whole list that are hits, from a random sample of it.
 *
 * - "hypergeometric": from M1 / N to M2 / N, M1 being the least number of hits in the list for
 *   which P(X >= hits) > (1 - level) / 2, and M2 the largest for which P(X <= hits) is; X is the
 *   number of hits in n draws without replacement. A tail within 1e-12 of (1 - level) / 2 counts as
 *   equal to it, so that exact ties do not hang on rounding. Its coverage is at least level. Limits
 *   are whole numbers of cases, so that at low levels hits / n itself may lie outside.
 * - "wilson_finite": Wilson's interval for the share hits / n in n (N - 1) / (N - n) draws, cut to
 *   what the sample leaves possible: no less than hits / N, no more than all but the misses.
 *
 * The sample must be random. Cases that were picked for their importance say nothing of the rest:
 * then the rest is unknown, and coop_identified_interval() gives the bounds.
 *
 * @param method     A name; NULL: "hypergeometric".
 * @param hits       0 to n.
 * @param n          Cases looked at, 1 to population. With 0 nothing is known: COOP_EMPTY.
 * @param population Cases in the list (N), 1 to 9e15. n = population gives the share as a point.
 * @param level      Confidence level inside (0, 1), two-sided, e.g. 0.95.
 * @param out        Filled on success; not NULL.
 * @param err        May be NULL.
 * @return COOP_OK; COOP_EMPTY for n = 0; COOP_RANGE for hits, n, population or level out of range;
 *         COOP_NOT_FOUND for an unknown method; COOP_ARGUMENT when out is NULL.
 * No hits give a low of exactly 0, no misses a high of exactly 1. As the list grows, the limits
 * tend to "clopper_pearson" and "wilson" of coop_proportion_interval().
 * Cost: "hypergeometric" a few microseconds, up to 0.1 ms for large samples at any N,
 * "wilson_finite" 0.1 microseconds; no allocation. Konijn 1973, Statistical Theory of Sample Survey
 * Design and Analysis; Wang 2015, J Am Stat Assoc 110:1658, doi:10.1080/01621459.2014.966191.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_census_interval(const char *method, int64_t hits, int64_t n, int64_t population, double level,
                     coop_interval *out, coop_error *err);

/** Cases of unequal weight. The layout is frozen. */
typedef struct coop_weighted_sample {
    const double *weights;   /**< each finite and 0 or more, not all 0; rows of weight 0, or less
                                  than 1e-308 of the largest, have no part in anything; NULL: all
                                  1 */
    const uint8_t *hits;     /**< 1: a hit, 0: a miss */
    const int64_t *clusters; /**< rows with one number belong together, as provisions of one
                                  agreement do; any numbers; NULL: rows are independent */
    int64_t n_rows;          /**< length of each array; 0 is COOP_EMPTY */
} coop_weighted_sample;

/** A weighted share with its intervals. */
typedef struct coop_weighted_result {
    size_t struct_size;           /**< sizeof(coop_weighted_result), set by the caller */
    double value;                 /**< weight of the hits over all weight */
    double variance;              /**< of value: value (1 - value) / n_kish, or by clusters */
    double n_kish;                /**< Kish's effective number of cases, 1 to n_used */
    double n_eff;                 /**< cases that "wilson" rests on, at most n_used */
    double n_eff_exact;           /**< cases that "korn_graubard" rests on, at most n_used */
    coop_interval wilson;         /**< Wilson's interval on n_eff cases */
    coop_interval korn_graubard;  /**< Clopper and Pearson's interval on n_eff_exact cases */
    int64_t n_used;               /**< rows of positive weight */
    int64_t n_clusters;           /**< clusters among them; 0 when rows are independent */
} coop_weighted_result;
/** Start of every coop_weighted_result. */
#define COOP_WEIGHTED_RESULT_INIT \
    { sizeof(coop_weighted_result), 0, 0, 0, 0, 0, { 0, 0 }, { 0, 0 }, 0, 0 }

/**
 * Share of hits by weight, with intervals that allow for the weights and for clusters. They answer
 * the question "process".
 *
 * With w the weights, x = 1 for hits, and p = sum(w x) / sum(w):
 * - n_kish = sum(w)^2 / sum(w^2). Without clusters n_eff and n_eff_exact are that, and limits use
 *   the normal quantile: equal weights give the intervals of coop_proportion_interval() bit by bit.
 * - With H clusters, variance = H / (H - 1) times the sum over clusters of (sum(w (x - p)))^2, over
 *   sum(w)^2 (linearisation), and n_eff = p (1 - p) / variance. Wilson's interval uses the quantile
 *   of Student's t with H - 1 degrees of freedom in place of the normal one; n_eff_exact is n_eff
 *   times (t with n_used - 1 over t with H - 1 degrees)^2. Both are cut to n_used: few clusters
 *   that happen to be alike do not make cases more telling than independent ones.
 * - p = 0 or 1: the variance says nothing, and n_kish takes the place of n_eff. It does not know
 *   how alike the rows of a cluster are; with few clusters such limits are too narrow.
 *
 * Multiplying all weights by one number changes nothing but the last digits (by a power of 2: not
 * even those, while no weight underflows).
 *
 * @param sample Read only.
 * @param level  Confidence level inside (0, 1), two-sided.
 * @param run    Where scratch memory comes from; NULL: the C library.
 * @param out    struct_size set by the caller; filled on success.
 * @param err    May be NULL.
 * @return COOP_OK; COOP_EMPTY without rows; COOP_UNDEFINED when all weight is in one cluster: its
 *         variance cannot be told; COOP_RANGE for a weight that is negative or not finite, weights
 *         that are all 0, a flag other than 0 and 1, n_rows < 0, or level; COOP_MEMORY;
 *         COOP_ARGUMENT for NULL.
 * Cost: O(rows), about 30 ns each; with clusters that do not come in rising order O(rows log rows),
 * 0.3 microseconds each for 1e6 rows, and two scratch blocks of 8 bytes a row; else no allocation.
 * Kish 1965, Survey Sampling; Korn & Graubard 1998, Survey Methodology 24:193-201; Dean & Pagano
 * 2015, J Surv Stat Methodol 3:484-503, doi:10.1093/jssam/smv024.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_weighted_proportion(const coop_weighted_sample *sample, double level, const coop_run *run,
                         coop_weighted_result *out, coop_error *err);

/** What is known of a share when some outcomes are not. */
typedef struct coop_identified_result {
    size_t struct_size;   /**< sizeof(coop_identified_result), set by the caller */
    double worst;         /**< hits / n: nothing that is unknown is a hit */
    double best;          /**< (hits + unknown) / n: all of it is */
    double critical;      /**< C: standard errors by which the bounds are extended */
    coop_interval normal; /**< Imbens and Manski's interval as published, cut to [0, 1] */
    coop_interval wilson; /**< the same with Wilson's limits at C in place of C standard errors */
} coop_identified_result;
/** Start of every coop_identified_result. */
#define COOP_IDENTIFIED_RESULT_INIT \
    { sizeof(coop_identified_result), 0, 0, 0, { 0, 0 }, { 0, 0 } }

/**
 * Bounds of a share when the outcome of some cases is unknown, and an interval for the share.
 *
 * Bounds hold whatever the unknown cases are, for a census too. The intervals answer the question
 * "process": they cover the share with probability level, wherever in its bounds it lies. With
 * D = best - worst and s the larger of the standard errors sqrt(p (1 - p) / n) of both bounds, C
 * solves Phi(C + D / s) - Phi(-C) = level. It falls from the two-sided quantile at D = 0 to the
 * one-sided one, as only one bound can be missed at a time; it is taken as 0 where that is below 0
 * (levels under 1/2), so that intervals contain the bounds. Where both bounds are 0 or 1, s is 0:
 * then C is the two-sided quantile at D = 0 and the one-sided one at D = 1.
 *
 * "normal" has Wald's weakness: with a bound at 0 or 1 it is not extended there. "wilson" is
 * Wilson's interval when nothing is unknown.
 *
 * @param hits    Cases that are hits for certain, 0 or more.
 * @param unknown Cases that may be hits, 0 or more; hits + unknown is at most n.
 * @param n       All cases, 1 to 9e15. With 0 COOP_EMPTY is returned.
 * @param level   Confidence level inside (0, 1).
 * @param out     struct_size set by the caller; filled on success.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_EMPTY for n = 0; COOP_RANGE for counts or level out of range;
 *         COOP_ARGUMENT when out is NULL or struct_size 0.
 * Cost: under 2 microseconds at any n, no allocation. Manski 2003, Partial Identification of
 * Probability Distributions; Imbens & Manski 2004, Econometrica 72:1845-1857,
 * doi:10.1111/j.1468-0262.2004.00555.x; Stoye 2009, Econometrica 77:1299-1315,
 * doi:10.3982/ECTA7347.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_identified_interval(int64_t hits, int64_t unknown, int64_t n, double level,
                         coop_identified_result *out, coop_error *err);

/** What is known of the outcome of a case; arrays hold it in bytes. */
typedef int32_t coop_case_state;
enum {
    COOP_CASE_NOT_DONE = 0, /**< certainly not */
    COOP_CASE_DONE = 1,     /**< certainly */
    COOP_CASE_UNKNOWN = 2   /**< either */
};

/** Cases with their values, such as amounts of money in one currency. The layout is frozen. */
typedef struct coop_valued_sample {
    const double *values;      /**< finite, 0 or more; not read where missing */
    const double *highs;       /**< a value is known to lie in [values, highs]; INFINITY: no upper
                                    end; NULL: all are exact. Not read where missing */
    const uint8_t *is_missing; /**< 1: nothing is known but what follows; NULL: none is missing */
    const uint8_t *states;     /**< coop_case_state */
    int64_t n_rows;            /**< length of each array; 0 is COOP_EMPTY */
    double missing_low;        /**< least that a missing value can be, 0 or more */
    double missing_high;       /**< most that it can be; INFINITY: no upper end */
} coop_valued_sample;

/** Bounds of a share by value. */
typedef struct coop_value_result {
    size_t struct_size; /**< sizeof(coop_value_result), set by the caller */
    double worst;       /**< least share that the unknown states and values allow, in [0, 1] */
    double best;        /**< largest */
    double known_done;  /**< value of the done cases whose value is exact */
    double known_total; /**< value of all cases whose state is known and whose value is exact */
    int64_t n_known;    /**< cases of known state and exact value */
    int64_t n_inexact;  /**< cases whose value is missing or has highs above it */
    int64_t n_unknown;  /**< cases of unknown state */
} coop_value_result;
/** Start of every coop_value_result. */
#define COOP_VALUE_RESULT_INIT { sizeof(coop_value_result), 0, 0, 0, 0, 0, 0, 0 }

/**
 * Bounds of a share by value, value done / value of all, where states and values are in doubt.
 *
 * The share rises with the value of what is done and falls with that of what is not. So the largest
 * has all unknown cases done, what is done at its highest value and what is not at its lowest, and
 * the least the reverse: these are the extremes over all completions whose total is not 0, or, with
 * an INFINITY, their limits. Sums are exact and rounded once.
 *
 * @param sample Read only.
 * @param out    struct_size set by the caller; filled on success.
 * @param err    May be NULL.
 * @return COOP_OK; COOP_EMPTY without rows, or when every value is 0 for certain; COOP_RANGE for a
 *         value that is negative or not finite, highs below values, missing_high below missing_low,
 *         a state or flag that is none, n_rows < 0, or sums beyond the largest double;
 *         COOP_ARGUMENT for NULL or struct_size 0.
 * Cost: O(rows), about 30 ns each, no allocation. Manski 2003.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_value_bounds(const coop_valued_sample *sample, coop_value_result *out, coop_error *err);

COOP_END
#endif
