/* coopstat/comparison.h -- two shares side by side: difference, ratio, odds ratio, and exact tests.
 *
 * Group a has hits_a among n_a, group b has hits_b among n_b. A difference is a - b, a ratio a / b,
 * so that group b is the reference. Swapping the groups turns the sign of a difference and of its
 * limits, and inverts a ratio, an odds ratio and their limits.
 *
 * Limits may be infinite (INFINITY), never NaN. Nothing here allocates or keeps state: any
 * number of threads may call at the same time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_COMPARISON_H
#define COOP_COMPARISON_H

#include <coopstat/base.h>

COOP_BEGIN

/** What a comparison is expressed in. */
typedef int32_t coop_comparison_measure;
enum {
    COOP_COMPARISON_DIFFERENCE = 0, /**< share a - share b, in [-1, 1]; 0: equal shares */
    COOP_COMPARISON_RATIO = 1,      /**< share a / share b, 0 to INFINITY; 1: equal shares */
    COOP_COMPARISON_ODDS_RATIO = 2  /**< (hits_a / misses_a) / (hits_b / misses_b); 1: equal */
};

/** A method for the interval of a comparison. */
typedef struct coop_comparison_method {
    const char *name;                /**< key used in calls, e.g. "newcombe" */
    const char *meaning;             /**< one English sentence */
    const char *origin;              /**< the paper it comes from */
    coop_comparison_measure measure; /**< what estimate and limits are in */
    int32_t reserved;                /**< 0 */
} coop_comparison_method;

/** Methods for two independent groups, ended by one whose name is NULL. Static storage. */
COOP_API const coop_comparison_method *coop_comparison_methods(void);

/** An estimate with its limits. */
typedef struct coop_comparison {
    double estimate; /**< the observed difference, ratio or odds ratio; may be INFINITY */
    double low;      /**< lower limit */
    double high;     /**< upper limit; INFINITY when no value is too large */
} coop_comparison;

/**
 * Interval of the comparison of two independent shares by a method of coop_comparison_methods().
 *
 * With p the shares, q = 1 - p, d = p_a - p_b, z the two-sided normal quantile of level, and l, u
 * Wilson's limits of one share:
 * - "newcombe": d -+ the root of the summed squares of (p_a - l_a) and (u_b - p_b), and for the
 *   upper limit of (u_a - p_a) and (p_b - l_b). "newcombe_cc": the same with Wilson's limits with
 *   continuity correction.
 * - "miettinen_nurminen": the differences D that the score test does not reject:
 *   (d - D)^2 <= z^2 V N / (N - 1), N = n_a + n_b, V = p_a q_a / n_a + p_b q_b / n_b at the most
 *   likely shares whose difference is D. "mee": without N / (N - 1).
 * - "agresti_caffo": the textbook interval after adding a hit and a miss to each group, cut to
 *   [-1, 1]. It is drawn to 0 and may exclude the observed difference.
 * - "miettinen_nurminen_ratio": the ratios R with (p_a - R p_b)^2 <= z^2 V N / (N - 1),
 *   V = p_a q_a / n_a + R^2 p_b q_b / n_b at the most likely shares whose ratio is R. "koopman":
 *   without N / (N - 1).
 * - "miettinen_nurminen_odds": the odds ratios that the score test does not reject, that is those
 *   for which chi-square of the observed against the expected table with the same margins,
 *   x^2 (1/A + 1/B + 1/C + 1/D) with x the distance between the two, is at most z^2 N / (N - 1).
 *   "cornfield": without N / (N - 1), which is Cornfield's interval without continuity correction.
 *
 * @param method A name; NULL: "newcombe".
 * @param hits_a 0 to n_a.
 * @param n_a    1 to 9e15. With 0 nothing is known of the group and COOP_EMPTY is returned.
 * @param hits_b 0 to n_b.
 * @param n_b    1 to 9e15, as n_a.
 * @param level  Confidence level inside (0, 1), two-sided, e.g. 0.95.
 * @param out    Filled on success; not NULL.
 * @param err    May be NULL.
 * @return COOP_OK; COOP_EMPTY when n_a or n_b is 0; COOP_UNDEFINED for a ratio when neither group
 *         has a hit, and for an odds ratio when neither has a hit or neither has a miss: any value
 *         from 0 to INFINITY would fit; COOP_RANGE for hits, n or level out of range;
 *         COOP_NOT_FOUND for an unknown method; COOP_ARGUMENT when out is NULL.
 * No hit in a: ratio, odds ratio and their low are exactly 0. No hit in b: both and their high are
 * INFINITY; an odds ratio also when all of a are hits. Difference 1 (-1): high (low) is exactly
 * that. Limits of a difference are right to 1e-14 of their distance from it and to its rounding,
 * limits of a ratio to 1e-14 of themselves. Cost: under 10 microseconds at any n, no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_comparison_interval(const char *method, int64_t hits_a, int64_t n_a, int64_t hits_b,
                         int64_t n_b, double level, coop_comparison *out, coop_error *err);

/** What the exact test of a 2x2 table says. */
typedef struct coop_fisher_result {
    size_t struct_size; /**< sizeof(coop_fisher_result), set by the caller */
    double p;           /**< two-sided: tables that are as likely as this one, or less */
    double p_less;      /**< one-sided, against an odds ratio below 1 */
    double p_greater;   /**< one-sided, against an odds ratio above 1 */
    double p_mid;       /**< two-sided, this table counted by half */
    double odds_ratio;  /**< conditional maximum likelihood, 0 to INFINITY; NaN: see below */
    double low;         /**< lower limit of the exact interval, 0 when a or d is 0 */
    double high;        /**< upper limit, INFINITY when b or c is 0 */
    int32_t p_is_bound; /**< 1: a p is below the smallest normal double, which stands in for it */
    int32_t reserved;   /**< 0 */
} coop_fisher_result;
/** Start of every coop_fisher_result. */
#define COOP_FISHER_RESULT_INIT { sizeof(coop_fisher_result), 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * Fisher's exact test of a 2x2 table, with the odds ratio and its exact interval.
 *
 * Given its margins, a follows the hypergeometric distribution, whose weight of k is proportional
 * to C(a + b, k) C(c + d, a + c - k) R^k under an odds ratio R. p sums the weights at R = 1 that
 * are at most 1 + 1e-7 times that of the table, as R's fisher.test does; p_less those up to a,
 * p_greater those from a on; p_mid is p less half the weight of the table (Lancaster 1961, J Am
 * Stat Assoc 56:223-234). odds_ratio is the R under which a is the expectation; it is nearer to 1
 * than a d / (b c). low and high are the R under which P(X >= a) and P(X <= a) are (1 - level) / 2.
 * (Fisher 1935, J R Stat Soc 98:39-54; Cornfield 1956, Proc Third Berkeley Symp 4:135-148.)
 *
 * @param a     Hits in group a, 0 or more.
 * @param b     Misses in group a, 0 or more.
 * @param c     Hits in group b, 0 or more.
 * @param d     Misses in group b, 0 or more.
 * @param level Confidence level of the interval, inside (0, 1), e.g. 0.95.
 * @param out   struct_size set by the caller; filled on success; not NULL.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_EMPTY for a table of zeros; COOP_RANGE for a negative count or a bad level;
 *         COOP_LIMIT for more than 1e11 in all; COOP_ARGUMENT when out is NULL or struct_size 0.
 * When a row or a column is empty only one table has these margins: p, p_less and p_greater are 1,
 * p_mid is 1/2, low is 0, high INFINITY, and odds_ratio NaN, the only one in this header.
 * No p is ever 0. p is right to 1e-12, limits and odds ratio to 1e-12 of themselves.
 * Cost: grows with the standard deviation of a, at most a quarter of the root of a + b + c + d:
 * microseconds up to thousands, about 20 milliseconds at 4e9, 0.1 seconds at the limit; no
 * allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_fisher(int64_t a, int64_t b, int64_t c, int64_t d, double level, coop_fisher_result *out,
            coop_error *err);

/** Methods for coop_paired_interval, ended by one whose name is NULL. Static storage. */
COOP_API const coop_comparison_method *coop_paired_methods(void);

/**
 * Interval of the difference of two shares of the same cases, e.g. agreements before and after.
 *
 * With N = both + only_a + only_b + neither, d = (only_a - only_b) / N:
 * - "newcombe_paired": as "newcombe", with -2 f x y added under the root for the product of the two
 *   distances; f is (both neither - only_a only_b) over the root of the product of the four
 *   margins, 0 when a margin is 0; where the numerator is positive N / 2 is taken off, down to 0.
 * - "tango": the differences D with (only_a - only_b - N D)^2 <= z^2 N (s - D^2), s the share of
 *   cases that changed at the most likely table whose difference is D.
 *
 * @param method  A name of coop_paired_methods(); NULL: "newcombe_paired".
 * @param both    Cases that are hits in a and in b, 0 or more.
 * @param only_a  Cases that are hits in a only, 0 or more.
 * @param only_b  Cases that are hits in b only, 0 or more.
 * @param neither Cases that are hits in neither, 0 or more; at most 9e15 cases in all.
 * @param level   Confidence level inside (0, 1), two-sided, e.g. 0.95.
 * @param out     A difference inside [-1, 1]; filled on success; not NULL.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_EMPTY without cases; COOP_RANGE for counts or level out of range;
 *         COOP_NOT_FOUND for an unknown method; COOP_ARGUMENT when out is NULL.
 * Difference 1 (-1): high (low) is exactly that. Accuracy and cost as coop_comparison_interval.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_paired_interval(const char *method, int64_t both, int64_t only_a, int64_t only_b,
                     int64_t neither, double level, coop_comparison *out, coop_error *err);

/** What the exact test of paired shares says. */
typedef struct coop_mcnemar_result {
    size_t struct_size; /**< sizeof(coop_mcnemar_result), set by the caller */
    double p;           /**< two-sided: twice the smaller binomial tail, at most 1 */
    double p_mid;       /**< two-sided, the outcomes as likely as this one counted by half */
    int32_t p_is_bound; /**< 1: a p is below the smallest normal double, which stands in for it */
    int32_t reserved;   /**< 0 */
} coop_mcnemar_result;
/** Start of every coop_mcnemar_result. */
#define COOP_MCNEMAR_RESULT_INIT { sizeof(coop_mcnemar_result), 0, 0, 0, 0 }

/**
 * McNemar's test that two shares of the same cases are equal, exact and mid-P.
 *
 * Only the cases that differ count: under equality only_a is binomial with chance 1/2 among
 * n = only_a + only_b. With m the smaller of the two, p = 2 P(X <= m), and p_mid = p - P(X = m);
 * when both are equal p = 1, p_mid = 1 - P(X = m) / 2, which without any such case is 1/2.
 * (McNemar 1947, Psychometrika 12:153-157, doi:10.1007/BF02295996; Fagerland, Lydersen & Laake
 * 2013, BMC Med Res Methodol 13:91, doi:10.1186/1471-2288-13-91.)
 *
 * @param only_a Cases that are hits in a only, 0 to 9e15.
 * @param only_b Cases that are hits in b only, 0 to 9e15; together at most 9e15.
 * @param out    struct_size set by the caller; filled on success; not NULL.
 * @param err    May be NULL.
 * @return COOP_OK; COOP_RANGE for counts out of range; COOP_ARGUMENT when out is NULL or
 *         struct_size 0. No p is ever 0. Right to 1e-13.
 * Cost: under 5 microseconds at any n, no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_mcnemar(int64_t only_a, int64_t only_b, coop_mcnemar_result *out, coop_error *err);

COOP_END
#endif
