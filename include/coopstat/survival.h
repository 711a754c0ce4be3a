/* coopstat/survival.h -- how long things take, while many have not happened yet.
 *
 * An agreement that is not yet carried out has taken "longer than until now": leaving it out, or
 * taking today as its end, makes everything look quicker than it is. Here each case is followed
 * from its own day 0 to an event or to the day it was last seen (censored).
 *
 * Rules common to this header and incidence.h:
 * - Cases are first compressed to a coop_life_table: one row a distinct time. Rows, counts a day
 *   and merged parts give the same table, and so the same bytes, in whatever order they came.
 * - At one time events come before censorings: those censored at t are at risk at t. A case with an
 *   entry time is at risk after it, up to and including its own time (left truncation).
 * - Times are equal or not: nothing is rounded together. They may be negative (early, for delays).
 * - A weight of k stands for k equal cases. Weights are kept in steps of 2^-62: exactly from about
 *   0.001 on. A case of weight 0 is left out.
 * - With several causes an event of any cause ends the follow-up. 1 - survival computed with the
 *   other causes called censored is not the share that ends by a cause: incidence.h gives that.
 * - What is not defined is a status, or NaN or infinity where the text says so, nowhere else.
 * - Tables and curves are immutable: any number of threads may read one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_SURVIVAL_H
#define COOP_SURVIVAL_H

#include <coopstat/base.h>

COOP_BEGIN

/** Most causes that a table can tell apart. */
#define COOP_LIFE_CAUSES_MAX 100

/** A method by name: of limits, of a variance, of a test. */
typedef struct coop_survival_method {
    const char *name;    /**< key used in options, e.g. "log-log" */
    const char *meaning; /**< one English sentence */
    const char *origin;  /**< the paper it comes from */
} coop_survival_method;

/** Cases compressed to their distinct times. */
typedef struct coop_life_table coop_life_table;

/** Cases in columns, one element a case. The layout is frozen. */
typedef struct coop_life_rows {
    const double *entry;   /**< below its time, -infinity: from the start; NULL: all so */
    const double *time;    /**< of the event or censoring, finite */
    const int32_t *event;  /**< 0: censored, else the cause, 1 to n_causes */
    const double *weight;  /**< 0 to 1e12; NULL: 1 each */
    const int32_t *group;  /**< 0 to n_groups - 1; NULL: all 0 */
    int64_t n_rows;        /**< length of each array, 0 or more */
    int32_t n_causes;      /**< all there are, seen or not: 1 to COOP_LIFE_CAUSES_MAX */
    int32_t n_groups;      /**< 1 or more */
} coop_life_rows;

/**
 * Tables of cases in columns, one a group.
 *
 * @param rows Read only, borrowed during the call.
 * @param run  Where memory comes from; the allocator is copied into the tables. NULL: the C library.
 * @param out  n_groups elements, filled on success; free each with coop_life_table_free(). A group
 *             without cases has an empty table.
 * @param err  May be NULL; names the first bad row, counting from 0.
 * @return COOP_OK; COOP_RANGE for a time, entry, event, weight or group out of range, an entry not
 *         before its time, or the numbers of rows, causes or groups; COOP_LIMIT when the weights of
 *         a group pass 1e18; COOP_MEMORY; COOP_ARGUMENT for NULL.
 * Cost: O(rows), about 0.3 microseconds each, twice that with entries or times of many digits; 32
 * bytes a row of scratch memory, 64 with entries. Where rows are many and times are days, count by
 * day and use coop_life_table_of_counts().
 */
COOP_API COOP_MUST_CHECK coop_status
coop_life_tables_of_rows(const coop_life_rows *rows, const coop_run *run, coop_life_table **out,
                         coop_error *err);

/** Cases counted by day, or by any other step of equal length. The layout is frozen. */
typedef struct coop_life_counts {
    const int64_t *entered;  /**< at risk from the next day on; NULL: none enters late */
    const int64_t *events;   /**< n_causes x n_days: day i of cause j is [(j - 1) * n_days + i] */
    const int64_t *censored; /**< NULL: none is censored */
    int64_t first_day;       /**< time of element 0, -2^52 to 2^52 */
    int64_t n_days;          /**< length of a column, 0 to 2^31 */
    int32_t n_causes;        /**< 1 to COOP_LIFE_CAUSES_MAX */
    int32_t reserved;        /**< 0 */
} coop_life_counts;

/**
 * Table of counts by day. Who leaves and did not enter was there from the start.
 *
 * @param counts Read only, borrowed during the call. Days without any count are passed over.
 * @param run    As coop_life_tables_of_rows().
 * @param out    Filled on success; free with coop_life_table_free().
 * @param err    May be NULL; names the day.
 * @return COOP_OK; COOP_RANGE for a negative count, first_day, n_days or n_causes; COOP_CONFLICT
 *         when more enter than ever leave, or more have left by some day than were there;
 *         COOP_LIMIT above 1e18 cases; COOP_MEMORY; COOP_ARGUMENT for NULL.
 * Cost: O(days x causes), about 3 ns each.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_life_table_of_counts(const coop_life_counts *counts, const coop_run *run,
                          coop_life_table **out, coop_error *err);

/**
 * Table of the cases of both: bit for bit that of all cases together.
 *
 * @param a   Not NULL; unchanged.
 * @param b   With as many causes as a; unchanged.
 * @param run As coop_life_tables_of_rows().
 * @param out Filled on success; free with coop_life_table_free().
 * @param err May be NULL.
 * @return COOP_OK; COOP_TYPE when the numbers of causes differ; COOP_LIMIT; COOP_MEMORY;
 *         COOP_ARGUMENT for NULL.
 * Cost: O(times of both).
 */
COOP_API COOP_MUST_CHECK coop_status
coop_life_table_merge(const coop_life_table *a, const coop_life_table *b, const coop_run *run,
                      coop_life_table **out, coop_error *err);

/** Frees a table; NULL is allowed. */
COOP_API void coop_life_table_free(coop_life_table *table);

/** What a table holds. */
typedef struct coop_life_summary {
    size_t struct_size;  /**< sizeof(coop_life_summary), set by the caller */
    double cases;        /**< sum of weights */
    double events;       /**< of any cause */
    double censored;     /**< cases - events */
    double first_time;   /**< least time of an event or censoring; NaN without cases */
    double last_time;    /**< greatest; NaN without cases */
    int64_t n_rows;      /**< cases given with a weight above 0 */
    int64_t n_times;     /**< distinct times of events or censorings */
    int64_t n_empty;     /**< times at which all at risk had left and others entered later */
    int64_t n_lost;      /**< times of events or censorings after survival fell to 0. Above 0 the
                              curve says little: few were at risk early and all of them ended.
                              Start it later, by leaving out those early cases */
} coop_life_summary;
/** Start of every coop_life_summary. */
#define COOP_LIFE_SUMMARY_INIT { sizeof(coop_life_summary), 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/**
 * Counts of a table, and the warnings that late entries call for.
 *
 * @param table Not NULL; may be empty.
 * @param out   struct_size set by the caller; filled on success.
 * @return COOP_OK; COOP_ARGUMENT for NULL or struct_size.
 * Cost: O(times), no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_life_table_summary(const coop_life_table *table, coop_life_summary *out, coop_error *err);

/** Step functions of time, in columns of doubles that share their times. */
typedef struct coop_curve coop_curve;

/** Number of times; 0 for NULL. */
COOP_API int64_t coop_curve_n(const coop_curve *curve);

/** Name of column `index`, from 0 on; NULL past the last. Lives as long as the curve. */
COOP_API const char *coop_curve_name(const coop_curve *curve, int64_t index);

/** coop_curve_n() values of a column by name, borrowed; NULL when there is no such column.
 *  "time" is a column of every curve; the others are constant from their time to the next. */
COOP_API const double *coop_curve_column(const coop_curve *curve, const char *name);

/**
 * Value of a column at any time.
 *
 * @param curve Not NULL.
 * @param name  A column, e.g. "survival".
 * @param time  Not NaN. Before the first time survival is 1, and hazards and incidences are 0.
 * @param out   Filled on success.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_NOT_FOUND for the column; COOP_UNDEFINED before the first time for a column
 *         that says nothing there, beyond the last time unless survival has come to 0, and where the
 *         column holds NaN; COOP_RANGE for NaN; COOP_ARGUMENT for NULL.
 * Cost: O(log times).
 */
COOP_API COOP_MUST_CHECK coop_status
coop_curve_value(const coop_curve *curve, const char *name, double time, double *out,
                 coop_error *err);

/** Frees a curve with all that was borrowed from it; NULL is allowed. */
COOP_API void coop_curve_free(coop_curve *curve);

/** How a curve is made. */
typedef struct coop_survival_options {
    size_t struct_size;          /**< sizeof(coop_survival_options) */
    const char *limits;          /**< of coop_survival_limits(); NULL: "log-log" */
    const char *hazard;          /**< of coop_survival_hazards(); NULL: "nelson-aalen" */
    const char *hazard_variance; /**< of coop_survival_hazard_variances(); NULL: "aalen" */
    double level;                /**< inside (0, 1), two-sided; 0: 0.95 */
} coop_survival_options;
/** Start of every coop_survival_options. */
#define COOP_SURVIVAL_OPTIONS_INIT { sizeof(coop_survival_options), NULL, NULL, NULL, 0 }

/** Limits of a survival probability, ended by one whose name is NULL. Static storage. */
COOP_API const coop_survival_method *coop_survival_limits(void);
/** Estimators of the cumulative hazard, ended by one whose name is NULL. Static storage. */
COOP_API const coop_survival_method *coop_survival_hazards(void);
/** Variances of the cumulative hazard, ended by one whose name is NULL. Static storage. */
COOP_API const coop_survival_method *coop_survival_hazard_variances(void);

/**
 * Survival of Kaplan and Meier with Greenwood's error and limits, and the cumulative hazard.
 *
 * Columns: time (each at which a case ends or is censored), at_risk, events, censored, survival,
 * std_error, low, high, hazard, hazard_std_error. survival is the product of (1 - d / Y) over the
 * times so far, d events among Y at risk; its variance survival^2 times the sum of d / (Y (Y - d)).
 * - Before the first event "plain" and "log" have no width: [1, 1]. The others have no value of
 *   their own there and give (1 - level)^(1 / Y) to 1, Clopper and Pearson's bound for no event
 *   among Y.
 * - Where survival is 0 its std_error is NaN, low is 0 and high stays what it was last (1 if the
 *   first time ends all).
 * survival is right to 1e-14, relative. Kaplan & Meier 1958, J Am Stat Assoc 53:457,
 * doi:10.2307/2281868; Greenwood 1926, Reports on Public Health 33:1; Kalbfleisch & Prentice 2002,
 * ISBN 978-0-471-36357-6.
 *
 * @param table   Read only. Events of all causes count.
 * @param options NULL: defaults.
 * @param run     Where memory comes from; the allocator is copied into the curve. NULL: the C library.
 * @param out     Filled on success; free with coop_curve_free().
 * @param err     May be NULL.
 * @return COOP_OK; COOP_EMPTY for a table without cases; COOP_RANGE for level; COOP_NOT_FOUND for a
 *         name; COOP_UNDEFINED for "fleming-harrington" with weights that are not whole;
 *         COOP_MEMORY; COOP_ARGUMENT for NULL.
 * Cost: O(times), about 0.6 microseconds each; "fleming-harrington" adds 7 ns an event.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_survival_curve(const coop_life_table *table, const coop_survival_options *options,
                    const coop_run *run, coop_curve **out, coop_error *err);

/** A time by which a share of the cases has ended. */
typedef struct coop_survival_quantile {
    size_t struct_size; /**< sizeof(coop_survival_quantile), set by the caller */
    double value;       /**< infinity: not reached within the follow-up */
    double low;         /**< lower limit, at most value */
    double high;        /**< upper limit; infinity where the upper curve does not come down so far */
} coop_survival_quantile;

/**
 * Time by which share p has ended, with limits from the curve's own: 0.5 is the median.
 *
 * The least time with survival at or below 1 - p. Where survival is 1 - p (within 1e-12) over a
 * while, the middle of it is taken, as R does; its end is the last time when no later event comes.
 * The limits are where the curve's low and high come to 1 - p, by the same rule: Brookmeyer &
 * Crowley 1982, Biometrics 38:29, doi:10.2307/2530286.
 *
 * @param curve Of coop_survival_curve().
 * @param p     Inside (0, 1).
 * @param out   struct_size set by the caller; filled on success.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_RANGE for p; COOP_TYPE for a curve without survival, low and high;
 *         COOP_ARGUMENT for NULL.
 * Cost: O(times), no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_survival_quantile_at(const coop_curve *curve, double p, coop_survival_quantile *out,
                          coop_error *err);

/** Mean time up to a limit. */
typedef struct coop_survival_mean {
    size_t struct_size; /**< sizeof(coop_survival_mean), set by the caller */
    double value;       /**< mean of the lesser of time and tau */
    double std_error;   /**< of it */
    double extended;    /**< part of tau beyond the last time, where survival was taken to stay as
                             it was last: 0 when all is observed, and when survival came to 0 */
} coop_survival_mean;

/**
 * Restricted mean time: the area under survival from 0 to tau.
 *
 * With times below 0 it is still the mean of the lesser of time and tau (the area between curve and
 * 1 to the left of 0 is taken off). Variance: the sum over event times before tau of
 * (area from there to tau)^2 d / (Y (Y - d)). Irwin 1949, J Hyg 47:188; Karrison 1987, J Am Stat
 * Assoc 82:1169. Two groups are compared by the difference of their means,
 * whose variance is the sum of both.
 *
 * @param curve Of coop_survival_curve().
 * @param tau   Finite; above 0 and not below the first time.
 * @param out   struct_size set by the caller; filled on success.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_RANGE for tau; COOP_TYPE for a curve without survival; COOP_ARGUMENT.
 * Cost: O(times), no allocation.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_survival_mean_until(const coop_curve *curve, double tau, coop_survival_mean *out,
                         coop_error *err);

/** Groups to compare, perhaps within strata. The layout is frozen. */
typedef struct coop_life_groups {
    const coop_life_table *const *tables; /**< group g of stratum s is [s * n_groups + g] */
    int32_t n_groups;                     /**< 2 to 1000 */
    int32_t n_strata;                     /**< 1 or more */
} coop_life_groups;

/** Which test. */
typedef struct coop_survival_test_options {
    size_t struct_size; /**< sizeof(coop_survival_test_options) */
    const char *weights; /**< of coop_survival_tests(); NULL: "log-rank" */
    double rho;          /**< "fleming-harrington": power of survival, 0 or more */
    double gamma;        /**< "fleming-harrington": power of 1 - survival, 0 or more */
} coop_survival_test_options;
/** Start of every coop_survival_test_options. */
#define COOP_SURVIVAL_TEST_OPTIONS_INIT { sizeof(coop_survival_test_options), NULL, 0, 0 }

/** Weights of the tests, ended by one whose name is NULL. Static storage. */
COOP_API const coop_survival_method *coop_survival_tests(void);

/** Outcome of a test of equal curves. */
typedef struct coop_survival_test {
    size_t struct_size;  /**< sizeof(coop_survival_test), set by the caller */
    double statistic;    /**< chi-square */
    double p;            /**< of it; never below 2.2e-308: read that as "less than" */
    int64_t df;          /**< groups that can be compared, less 1 (fewer where strata part them) */
    int64_t n_times;     /**< times of events, counted in each stratum */
} coop_survival_test;
/** Start of every coop_survival_test. */
#define COOP_SURVIVAL_TEST_INIT { sizeof(coop_survival_test), 0, 0, 0, 0 }

/** One group of a test, over all strata. The layout is frozen. */
typedef struct coop_survival_part {
    double observed; /**< events, each times its weight */
    double expected; /**< the same, were all groups alike */
    double variance; /**< of observed - expected */
} coop_survival_part;

/**
 * Whether groups have the same survival: the log-rank family, also within strata.
 *
 * Sum over event times of w (d_g - d Y_g / Y), with covariance
 * w^2 d (Y - d) / (Y - 1) Y_g / Y ([g = h] - Y_h / Y); w comes from survival of all groups just
 * before the time. Mantel 1966, Cancer Chemother Rep 50:163; Peto & Peto 1972, J R Stat Soc A
 * 135:185, doi:10.2307/2344317; Fleming & Harrington 1991, ISBN 978-0-471-52218-8.
 *
 * @param groups  Read only; late entries are allowed.
 * @param options NULL: defaults.
 * @param run     Where scratch memory comes from; NULL: the C library.
 * @param out     struct_size set by the caller; filled on success.
 * @param parts   n_groups elements, filled on success; NULL: not wanted.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_EMPTY when no table has cases; COOP_UNDEFINED when no two groups are at risk
 *         together at an event, or with weights of cases that are not whole (their variance is not
 *         this one); COOP_RANGE for the numbers of groups or strata, rho or gamma; COOP_TYPE when
 *         the numbers of causes differ; COOP_NOT_FOUND for weights; COOP_MEMORY; COOP_ARGUMENT.
 * Cost: O(times of all groups x groups^2 / 2).
 */
COOP_API COOP_MUST_CHECK coop_status
coop_survival_compare(const coop_life_groups *groups, const coop_survival_test_options *options,
                      const coop_run *run, coop_survival_test *out, coop_survival_part *parts,
                      coop_error *err);

/** Most cases that coop_survival_compare_exact() takes. */
#define COOP_SURVIVAL_EXACT_MAX 40

/** Outcome of the exact test. */
typedef struct coop_survival_exact {
    size_t struct_size; /**< sizeof(coop_survival_exact), set by the caller */
    double difference;  /**< observed - expected events of group a: above 0, a ends sooner */
    double p;           /**< two-sided: share of allotments with |difference| as large or larger */
    double p_less;      /**< share with a difference this small or smaller */
    double p_greater;   /**< share with a difference this large or larger */
    int64_t n_ways;     /**< allotments of the cases to groups of these sizes */
    int64_t n_extreme;  /**< of them, those counted in p */
} coop_survival_exact;
/** Start of every coop_survival_exact. */
#define COOP_SURVIVAL_EXACT_INIT { sizeof(coop_survival_exact), 0, 0, 0, 0, 0, 0 }

/**
 * Exact log-rank test of two small groups: all ways to allot the cases are counted.
 *
 * For few cases the chi-square law is a poor guide. The statistic is observed - expected of group a;
 * it is compared in whole numbers, so that ties are ties. It asks that censoring has the same law in
 * both groups. Peto & Peto 1972; Heinze, Gnant & Schemper 2003, Biometrics 59:1151,
 * doi:10.1111/j.0006-341X.2003.00132.x.
 *
 * @param a   Read only; no late entries.
 * @param b   As a. Events of all causes count.
 * @param run Where scratch memory comes from; NULL: the C library.
 * @param out struct_size set by the caller; filled on success.
 * @param err May be NULL.
 * @return COOP_OK; COOP_EMPTY when a or b has no cases; COOP_UNDEFINED without events, with late
 *         entries, or with weights that are not whole; COOP_LIMIT above COOP_SURVIVAL_EXACT_MAX
 *         cases; COOP_MEMORY; COOP_ARGUMENT for NULL.
 * Cost: 2^(cases / 2) steps, 0.4 s for 40 cases; 48 bytes of scratch memory each.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_survival_compare_exact(const coop_life_table *a, const coop_life_table *b,
                            const coop_run *run, coop_survival_exact *out, coop_error *err);

COOP_END
#endif
