/* coopstat/incidence.h -- how many end by each cause: carried out, cancelled, still open.
 *
 * An agreement that was cancelled will not be carried out. Calling it censored, and taking
 * 1 - survival, answers what would be if nothing were ever cancelled, and is too high. Here all
 * causes are told together: the incidences of all causes and survival add up to 1. That is why a
 * table that knows one cause only is refused: it cannot say whether others were called censored.
 *
 * Times, ties, weights, tables, curves: see survival.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_INCIDENCE_H
#define COOP_INCIDENCE_H

#include <coopstat/survival.h>

COOP_BEGIN

/** How incidence curves are made. */
typedef struct coop_incidence_options {
    size_t struct_size;   /**< sizeof(coop_incidence_options) */
    const char *variance; /**< of coop_incidence_variances(); NULL: "greenwood" */
    const char *limits;   /**< of coop_survival_limits(), taken of the incidence; NULL: "log-log" */
    double level;         /**< inside (0, 1), two-sided; 0: 0.95 */
} coop_incidence_options;
/** Start of every coop_incidence_options. */
#define COOP_INCIDENCE_OPTIONS_INIT { sizeof(coop_incidence_options), NULL, NULL, 0 }

/** Variances of an incidence, ended by one whose name is NULL. Static storage. */
COOP_API const coop_survival_method *coop_incidence_variances(void);

/**
 * Cumulative incidence of each cause by Aalen and Johansen, and survival beside it.
 *
 * Columns: time, at_risk, events, censored, survival, and for each cause j from 1 on events_<j>,
 * incidence_<j>, std_error_<j>, low_<j>, high_<j>. incidence_j is the sum of S d_j / Y over the
 * times so far, S being survival from all causes just before. Events of several causes at one time
 * need no rule to part them. With D = F_j(t) - F_j(t_i), S before and d of all causes, the variances
 * are, summed over the times t_i so far:
 * - "greenwood": D^2 d / (Y (Y - d)) + S^2 d_j (Y - d_j) / Y^3 - 2 D S d_j / Y^2, the first term
 *   left out where all at risk end (Marubini & Valsecchi 1995, ISBN 978-0-471-93987-0; Gaynor et
 *   al. 1993, J Am Stat Assoc 88:400); R's survival gives the same without late
 *   entries (with them it has the jackknife's).
 * - "aalen": S^2 / Y^2 times c_j d_j (1 - D / S')^2 + c_o d_o (D / S')^2, S' being survival
 *   behind t_i, o all other causes and c = 1 - (d - 1) / (Y - 1) of each (Aalen 1978, Ann Stat 6:534,
 *   doi:10.1214/aos/1176344198; R's cmprsk).
 * Limits: while no event of the cause has come, 0 to 1 - (1 - level)^(1 / Y); where incidence is 1,
 * low stays what it was last and high is 1.
 * Incidences are right to 1e-13, relative. Aalen & Johansen 1978, Scand J Stat 5:141.
 *
 * @param table   Read only, with two causes or more.
 * @param options NULL: defaults.
 * @param run     Where memory comes from; the allocator is copied into the curve. NULL: the C library.
 * @param out     Filled on success; free with coop_curve_free().
 * @param err     May be NULL.
 * @return COOP_OK; COOP_EMPTY for a table without cases; COOP_UNDEFINED for a table with one cause:
 *         build it with all causes, or ask for survival; COOP_RANGE for level; COOP_NOT_FOUND for a
 *         name; COOP_MEMORY; COOP_ARGUMENT for NULL.
 * Cost: O(times x causes), about 0.5 microseconds each.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_incidence_curve(const coop_life_table *table, const coop_incidence_options *options,
                     const coop_run *run, coop_curve **out, coop_error *err);

/** Which incidences are compared. */
typedef struct coop_incidence_test_options {
    size_t struct_size; /**< sizeof(coop_incidence_test_options) */
    double rho;         /**< power of 1 - incidence in the weights, 0 or more */
    int32_t cause;      /**< 1 to the tables' number of causes; 0: 1 */
    int32_t reserved;   /**< 0 */
} coop_incidence_test_options;
/** Start of every coop_incidence_test_options. */
#define COOP_INCIDENCE_TEST_OPTIONS_INIT { sizeof(coop_incidence_test_options), 0, 0, 0 }

/**
 * Gray's test: whether groups have the same incidence of one cause, others competing.
 *
 * The score of group g is the sum of w (d_g - d R_g / R) with R_g = Y_g (1 - F_g) / S_g, both just
 * before the time; w = (1 - F)^rho, F being the incidence common to all groups. Late entries are
 * allowed. A log-rank test of the same events with the others called censored compares the rates
 * among those still open instead: another question. Gray 1988, Ann Stat 16:1141,
 * doi:10.1214/aos/1176350951.
 *
 * @param groups  Read only; all with the same number of causes, 2 or more. Strata as in
 *                coop_survival_compare().
 * @param options NULL: cause 1, rho 0.
 * @param run     Where scratch memory comes from; NULL: the C library.
 * @param out     struct_size set by the caller; filled on success.
 * @param parts   n_groups elements, filled on success; NULL: not wanted.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_EMPTY when no table has cases; COOP_UNDEFINED for tables with one cause,
 *         when no two groups are at risk together at an event of the cause, or with weights of cases
 *         that are not whole; COOP_TYPE when the numbers of causes differ; COOP_RANGE for cause, rho
 *         and the numbers of groups or strata; COOP_MEMORY; COOP_ARGUMENT for NULL.
 * Cost: O(times of all groups x groups^3).
 */
COOP_API COOP_MUST_CHECK coop_status
coop_incidence_compare(const coop_life_groups *groups, const coop_incidence_test_options *options,
                       const coop_run *run, coop_survival_test *out, coop_survival_part *parts,
                       coop_error *err);

COOP_END
#endif
