/* coopstat/shrinkage.h -- rates of a few small groups, and what order of them the data can carry.
 *
 * The rates of six nations, each on a few cases, spread further than the nations differ. Here the
 * rates themselves have a distribution: rate g is drawn from a beta distribution with mean mu and
 * variance rho mu (1 - mu), and hits[g] are binomial in n[g] given that rate. mu and rho are
 * unknown too; both are uniform on (0, 1), independently, before the data. A group with few cases
 * is moved towards the mean of all by as much as the data say that groups are alike, and every
 * probability allows for not knowing mu and rho. Nothing is simulated: integrals over mu, rho and
 * the rates are taken numerically.
 *
 * Rules common to all functions:
 * - At least three groups must have cases: with fewer, how much groups differ is not identified,
 *   and the answer is COOP_UNDEFINED. No group with cases at all is COOP_EMPTY.
 * - A group without cases has the distribution of a further group of the same kind.
 * - Groups must be exchangeable beforehand: do not mix kinds of agreement that are known to differ.
 *   With all n[g] = 1 the data say nothing about rho and its prior stays.
 * - At most COOP_SHRINKAGE_GROUPS_MAX groups, at most 1e9 cases in all.
 * - With the groups in another order the results are in that order, and otherwise the same in every
 *   bit; groups with equal counts have equal results.
 * - Nothing that comes with COOP_OK is NaN. Arrays are borrowed and must not overlap the outputs.
 * Kleinman 1973, J Am Stat Assoc 68:46, doi:10.2307/2284137; Morris 1983, J Am Stat Assoc 78:47,
 * doi:10.2307/2287098; Gelman et al. 2013, Bayesian Data Analysis, ch. 5, ISBN 978-1-4398-4095-5;
 * Goldstein & Spiegelhalter 1996, J R Stat Soc A 159:385, doi:10.2307/2983325.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_SHRINKAGE_H
#define COOP_SHRINKAGE_H

#include <coopstat/base.h>

COOP_BEGIN

/** Most groups of a coop_shrinkage_groups. */
#define COOP_SHRINKAGE_GROUPS_MAX 1000
/** Most groups that coop_shrinkage_ranks() and coop_shrinkage_order() take. */
#define COOP_SHRINKAGE_RANKS_MAX 64

/** Counts by group. The layout is frozen. */
typedef struct coop_shrinkage_groups {
    const int64_t *hits; /**< of n, those carried out (or whatever is counted): 0 to n */
    const int64_t *n;    /**< cases of the group, 0 or more */
    int64_t n_groups;    /**< length of each array; 0 is COOP_EMPTY */
} coop_shrinkage_groups;

/** What is known of the rate of one group. The layout is frozen. */
typedef struct coop_shrinkage_rate {
    double value;     /**< posterior mean */
    double low;       /**< posterior quantile at (1 - level) / 2; 0 when it is below 1e-290 */
    double high;      /**< posterior quantile at (1 + level) / 2 */
    double std_error; /**< posterior standard deviation */
    double shrinkage; /**< weight of the mean of all in value, 0 to 1: the posterior mean of
                           m / (m + n), m = (1 - rho) / rho; the rest is that of hits / n */
    int32_t is_prior; /**< 1: the group has no cases, all above comes from the other groups */
    int32_t reserved; /**< 0 */
} coop_shrinkage_rate;

/** What is known of all groups together. */
typedef struct coop_shrinkage_result {
    size_t struct_size; /**< sizeof(coop_shrinkage_result), set by the caller */
    double mean;        /**< posterior mean of mu */
    double mean_std_error; /**< posterior standard deviation of mu */
    double rho;            /**< posterior mean of rho, 0 (all alike) to 1 */
    double rho_std_error;  /**< posterior standard deviation of rho */
    double crude;          /**< all hits over all cases */
    double rho_moments;    /**< Kleinman's estimate of rho by moments, cut to [0, 1]; 0 also where
                                it has no value (all hits, no hits, one case in each group) */
    int64_t n_used;        /**< groups with cases */
    int64_t n_empty;       /**< groups without */
} coop_shrinkage_result;
/** Start of every coop_shrinkage_result. */
#define COOP_SHRINKAGE_RESULT_INIT { sizeof(coop_shrinkage_result), 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * Rates of the groups, each drawn towards the mean of all, with intervals.
 *
 * Given mu and rho, with m = (1 - rho) / rho, rate g is beta distributed with parameters
 * m mu + hits and m (1 - mu) + n - hits. value, std_error and the limits are those of the mixture
 * of these over the posterior of mu and rho, so that the limits are not too near as those of
 * empirical Bayes estimates are. Kleinman's estimate, with p = crude, N the number of cases, G that
 * of groups with cases and S the sum of n (hits / n - p)^2, is
 * (S - p (1 - p) (G - 1)) / (p (1 - p) (N - sum(n^2) / N - (G - 1))).
 *
 * @param groups Read only.
 * @param level  Inside (0, 1), two-sided, e.g. 0.95: the probability inside the limits.
 * @param run    Where scratch memory comes from; NULL: the C library.
 * @param out    struct_size set by the caller; filled on success.
 * @param rates  n_groups elements, filled on success.
 * @param err    May be NULL.
 * @return COOP_OK; COOP_EMPTY without groups or cases; COOP_UNDEFINED with cases in one or two
 *         groups only; COOP_RANGE for counts or level; COOP_LIMIT for too many groups or cases;
 *         COOP_MEMORY; COOP_ARGUMENT for NULL.
 * Groups with equal rates give a rho near 0 and values near crude: with few cases near is not
 * equal, for little is then known of rho. No hits at all, or hits only, are the exception: a large
 * rho explains them as well, and values lie nearer to 0 (or 1) than those of pooled counts.
 * In tests means differ from R's by less than 1e-9 and limits by less than 2e-6.
 * Cost: 10 to 50 ms for six groups, growing with the number of groups whose counts differ; 0.5 MB
 * of scratch memory.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_shrinkage_estimate(const coop_shrinkage_groups *groups, double level, const coop_run *run,
                        coop_shrinkage_result *out, coop_shrinkage_rate *rates, coop_error *err);

/**
 * Probability of each rank for each group, and of each group being ahead of each other one.
 *
 * Rank 1 is the highest rate. Ranks are those of the rates themselves, jointly over all groups,
 * not of the estimates.
 *
 * @param groups Read only.
 * @param run    Where scratch memory comes from; NULL: the C library.
 * @param ranks  n_groups x n_groups elements, filled on success: P(group g has rank r) is
 *               ranks[g * n_groups + r - 1]. Rows and columns add up to 1, within 1e-7.
 * @param ahead  n_groups x n_groups elements, filled on success: P(rate g > rate h) is
 *               ahead[g * n_groups + h]; with its mirror image it adds up to 1, and it is 0.5 for
 *               g = h and for equal counts. NULL: not wanted.
 * @param err    May be NULL.
 * @return As coop_shrinkage_estimate(); COOP_LIMIT above COOP_SHRINKAGE_RANKS_MAX groups.
 * Cost: about 0.3 s for six groups, growing with the square of the number of groups; 0.3 MB of
 * scratch memory.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_shrinkage_ranks(const coop_shrinkage_groups *groups, const coop_run *run, double *ranks,
                     double *ahead, coop_error *err);

/**
 * The order of the groups, as far as the data can carry one: places, most groups being tied.
 *
 * Any two groups at different places are apart with certainty: P(rate of the one at the smaller
 * place > rate of the other) is above threshold. Groups that no such cut separates share a place,
 * and the number of places is the largest possible. That holds for each pair by itself; that all
 * pairs are right at once is less probable.
 *
 * @param groups    Read only.
 * @param threshold 0.5 to below 1; 0: 0.9.
 * @param run       Where scratch memory comes from; NULL: the C library.
 * @param places    n_groups elements, filled on success: from 1, the highest, to *n_places. Places
 *                  are consecutive, whatever the number of groups at each.
 * @param n_places  Filled on success; 1 says that no order can be given. NULL: not wanted.
 * @param err       May be NULL.
 * @return As coop_shrinkage_ranks(); COOP_RANGE also for threshold.
 * Cost: that of coop_shrinkage_ranks().
 */
COOP_API COOP_MUST_CHECK coop_status
coop_shrinkage_order(const coop_shrinkage_groups *groups, double threshold, const coop_run *run,
                     int64_t *places, int64_t *n_places, coop_error *err);

COOP_END
#endif
