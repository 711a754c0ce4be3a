/* coopstat/concentration.h -- how unequally a total is spread: indices, parts, Lorenz curve.
 *
 * Rules common to all functions:
 * - Values are amounts that are 0 or more: net refunds first, a negative amount is COOP_RANGE. One
 *   that is not 0 lies within 1e-100 to 1e100. For shares in a market, one value a party: add up
 *   what one party has before.
 * - A weight is the number of times that its value occurs, a whole number; a row of weight 0 is
 *   passed over. Weights add up to at most 2^53.
 * - No row is COOP_EMPTY. Where all values are 0 nothing is spread: COOP_UNDEFINED.
 * - Results do not depend on the order of rows, nor on whether equal values stand in one row or in
 *   several, in any bit. Equal values all over give exactly 0 for every index of inequality.
 * - Rows whose values ascend strictly are a *state*: coop_concentration_merge() joins two of them,
 *   and what is computed of a state is what is computed of all the rows that went into it. So
 *   shards can be merged in any order and in any tree. A state grows with the number of distinct
 *   values. The indices of one pass (Theil, generalised entropy, Atkinson, HHI) could do with
 *   counts and two sums, but their differences lose digits where values are nearly equal; Gini and
 *   concentration ratios need the values in any case.
 * - Arrays are borrowed and must not overlap the outputs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_CONCENTRATION_H
#define COOP_CONCENTRATION_H

#include <coopstat/base.h>

COOP_BEGIN

/** Amounts in columns. The layout is frozen. */
typedef struct coop_concentration_data {
    const double *values;   /**< 0, or 1e-100 to 1e100 */
    const int64_t *weights; /**< 0 or more, together 1 to 2^53; NULL: 1 each */
    int64_t n;              /**< rows; 0 is COOP_EMPTY */
} coop_concentration_data;

/** An index by name. */
typedef struct coop_concentration_index {
    const char *name;      /**< key, e.g. "gini" */
    const char *meaning;   /**< formula: s is a share of the total, n the number of values */
    const char *origin;    /**< publication */
    const char *parameter; /**< what the parameter is; NULL: there is none, and it is not read */
    double usual;          /**< the parameter where NaN is given */
    double least;          /**< smallest parameter */
    double most;           /**< largest */
    int32_t has_parts;     /**< 1: coop_concentration_decompose() takes it */
    int32_t is_inequality; /**< 1: 0 for equal values, the same if each value occurs c times */
    /** Of a state whose rows were checked; used by coop_concentration_value(). */
    coop_status (*value)(const coop_concentration_data *state, double parameter, double *out,
                         coop_error *err);
} coop_concentration_index;

/**
 * Indices in order, ended by one whose name is NULL. Static storage.
 *
 * hhi, hhi_normalised, hhi_unctad, effective_number, cr, shannon, gini, gini_small_sample, theil_t,
 * theil_l, ge, atkinson.
 */
COOP_API const coop_concentration_index *coop_concentration_indices(void);

/** An index with what it was computed from. */
typedef struct coop_concentration {
    size_t struct_size; /**< sizeof(coop_concentration), set by the caller */
    double value;       /**< the index */
    double parameter;   /**< that was used; 0 where the index has none */
    double total;       /**< sum of all values, rounded once */
    double mean;        /**< total / n */
    int64_t n;          /**< sum of the weights */
    int64_t n_zero;     /**< of these, with value 0 */
    int64_t n_distinct; /**< distinct values: rows of the state */
} coop_concentration;
/** Start of every coop_concentration. */
#define COOP_CONCENTRATION_INIT { sizeof(coop_concentration), 0, 0, 0, 0, 0, 0, 0 }

/**
 * One index of concentration or inequality.
 *
 * @param data      Read only.
 * @param index     Name in coop_concentration_indices().
 * @param parameter k of cr, alpha of ge, epsilon of atkinson; NaN: the usual one.
 * @param run       Where scratch memory comes from; NULL: the C library.
 * @param out       struct_size set by the caller; filled on success.
 * @param err       May be NULL.
 * @return COOP_OK; COOP_EMPTY for no row, or all weights 0; COOP_UNDEFINED where all values are 0;
 *         for one value only (hhi_normalised, hhi_unctad, gini_small_sample); for theil_l, and ge
 *         with alpha of 0 or less, where a value is 0; COOP_RANGE for a value, weight, parameter
 *         or a ge beyond the largest double; COOP_NOT_FOUND for index; COOP_MEMORY; COOP_ARGUMENT.
 * atkinson with epsilon of 1 or more is 1 where a value is 0. cr is 1 for k of n or more.
 * Right to about 1e-15, near equality too: sums of Gini and HHI are exact, the entropies are sums
 * of positive terms.
 * Cost: O(n log n), 0.3 s for a million rows, and one block of 16 n bytes; O(n) and none for a
 * state. Example: examples/loan_terms.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_concentration_value(const coop_concentration_data *data, const char *index, double parameter,
                         const coop_run *run, coop_concentration *out, coop_error *err);

/** Parts of an index over groups. */
typedef struct coop_concentration_parts {
    size_t struct_size;  /**< sizeof(coop_concentration_parts), set by the caller */
    double total;        /**< the index over all rows = within + between + rest */
    double within;       /**< due to differences within groups */
    double between;      /**< the index where each member has what stands for its group */
    double rest;         /**< gini: overlap of the groups, 0 where their ranges do not overlap;
                              atkinson: -within * between; else 0 */
    double parameter;    /**< that was used; 0 where the index has none */
    int64_t n;           /**< sum of the weights */
    int64_t n_groups;    /**< groups with members */
} coop_concentration_parts;
/** Start of every coop_concentration_parts. */
#define COOP_CONCENTRATION_PARTS_INIT { sizeof(coop_concentration_parts), 0, 0, 0, 0, 0, 0, 0 }

/** One group of a decomposition. The layout is frozen. */
typedef struct coop_concentration_group {
    double value;       /**< index among the members; 0 where is_missing */
    double within;      /**< what the group adds to coop_concentration_parts.within */
    double total;       /**< sum of the members' values */
    double share;       /**< of the total of all */
    double share_n;     /**< of the number of all */
    int64_t n;          /**< sum of the weights */
    int32_t is_missing; /**< 1: no members, or all have 0 */
    int32_t reserved;   /**< 0 */
} coop_concentration_group;

/** How to split an index. The layout is frozen. */
typedef struct coop_concentration_split {
    const int64_t *groups; /**< one a row, 0 to n_groups - 1 */
    int64_t n_groups;      /**< 1 to 1000000 */
    const char *index;     /**< name of an index that has parts */
    double parameter;      /**< as in coop_concentration_value(); NaN: the usual one */
} coop_concentration_split;

/**
 * An index as a part within groups and a part between them.
 *
 * With S the group's share in the total, f its share in the number, m its mean over that of all:
 * ge (theil_t: alpha = 1, theil_l: alpha = 0): within is the sum of f m^alpha GE(group), between
 * the index of the groups' means (Shorrocks 1980, doi:10.2307/1913126). gini: within is the sum of
 * f S Gini(group), between that of the means, the rest their overlap: a part, and no error (Lambert
 * & Aronson 1993, doi:10.2307/2234247). hhi: all is the sum of S^2 HHI(group); between is the sum
 * of S^2 / n, each member having the group's mean. atkinson: groups stand as their equally
 * distributed equivalents, and 1 - total = (1 - within)(1 - between); 1 - within is the mean of the
 * equivalents over the mean of all (Blackorby, Donaldson & Auersperg 1981, Can J Econ 14:665).
 *
 * @param data  Read only.
 * @param split Groups, index and parameter.
 * @param run   Where scratch memory comes from; NULL: the C library.
 * @param out   struct_size set by the caller; filled on success.
 * @param parts n_groups elements, filled on success; NULL: not wanted.
 * @param err   May be NULL.
 * @return As coop_concentration_value(); COOP_RANGE also for a group or n_groups; COOP_UNSUPPORTED
 *         for an index without parts.
 * In tests total and the sum of the parts differ by less than 1e-13 of the total.
 * Cost: O(n log n); one block of 16 n + 112 n_groups bytes.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_concentration_decompose(const coop_concentration_data *data,
                             const coop_concentration_split *split, const coop_run *run,
                             coop_concentration_parts *out, coop_concentration_group *parts,
                             coop_error *err);

/**
 * Lorenz curve: what share of the total the poorest share of all has.
 *
 * The first point is (0, 0), the last (1, 1); one point more than distinct values. The curve is
 * straight between points. Lorenz 1905, doi:10.2307/2276207.
 *
 * @param data     Read only.
 * @param run      Where scratch memory comes from; NULL: the C library.
 * @param share_n  data->n + 1 elements; the first *n_points are filled on success: share in number.
 * @param share    data->n + 1 elements: share in the total.
 * @param n_points Filled on success.
 * @param err      May be NULL.
 * @return As coop_concentration_value().
 * Cost: as coop_concentration_value(), and 0.2 microseconds a distinct value.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_concentration_lorenz(const coop_concentration_data *data, const coop_run *run,
                          double *share_n, double *share, int64_t *n_points, coop_error *err);

/**
 * Makes a state of rows, in place: ascending distinct values with the sum of their weights.
 *
 * @param values  *n elements; on success the first *n are the state's.
 * @param weights *n elements; likewise.
 * @param n       Rows; on success those of the state, 0 where all weights are 0.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_RANGE for a value or weight: nothing is changed; COOP_ARGUMENT for NULL.
 * Cost: O(n log n), no memory.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_concentration_state(double *values, int64_t *weights, int64_t *n, coop_error *err);

/**
 * Joins two states; in any order and any tree the result has the same bytes.
 *
 * @param a       A state; n may be 0.
 * @param b       A state; n may be 0.
 * @param values  a->n + b->n elements; the first *n are filled on success.
 * @param weights a->n + b->n elements; likewise.
 * @param n       Filled on success.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_RANGE where values do not ascend, or for a value or weight; COOP_ARGUMENT.
 * Cost: O(rows), no memory.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_concentration_merge(const coop_concentration_data *a, const coop_concentration_data *b,
                         double *values, int64_t *weights, int64_t *n, coop_error *err);

COOP_END
#endif
