/* coopstat/query.h -- asking a dataset: SQL's expressions in separate clauses.
 *
 * A query is text only, so that C, Python, a claim and a file hold the same thing. Values that come
 * from outside go in as parameters (`:name`), never by splicing text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_QUERY_H
#define COOP_QUERY_H

#include <coopstat/dataset.h>

COOP_BEGIN

/** Kind of a parameter. */
typedef int32_t coop_param_kind;
enum {
    COOP_PARAM_TEXT = 0,   /**< text; NULL text is null */
    COOP_PARAM_NUMBER = 1, /**< number */
    COOP_PARAM_SPAN = 2    /**< span */
};

/** A value for `:name` in a query. */
typedef struct coop_param {
    const char *name;     /**< without the colon */
    const char *text;     /**< COOP_PARAM_TEXT */
    double number;        /**< COOP_PARAM_NUMBER */
    coop_span span;       /**< COOP_PARAM_SPAN */
    coop_param_kind kind; /**< which of them holds */
    int32_t reserved;     /**< 0 */
} coop_param;

/** What to ask. Start from COOP_QUERY_INIT; NULL and 0 are the defaults. */
typedef struct coop_query {
    size_t struct_size;     /**< set by the initialiser */
    const char *from;       /**< table; required */
    const char *where;      /**< test of a row, e.g. `mechanism = 'c_c5' and parties has 'KAZ'` */
    const char *by;         /**< expressions that name the groups; `each(set)` gives one group a member */
    const char *select;     /**< aggregates, or plain columns to list rows; NULL: count() with by, else all columns */
    const char *having;     /**< test of a result's row by the names of its outputs, e.g. `count >= 10` */
    const char *order_by;   /**< output columns, or paths from a group key; each may be followed by `desc` */
    const char *as_of;      /**< day, or a series such as `2024-Q1/2025-Q4 by quarter` (month, year): its
                               last days, with a column as_of; NULL: the dataset's own day */
    const char *as_known;   /**< day; NULL: all that is recorded */
    const char *attribution; /**< how a sum is split under each(): full | equal | stated (as the row's
                                  `shares` say) | a weight `table.column` by member, e.g.
                                  nation.population; NULL refuses */
    const char *uncertain;  /**< bounds (NULL) | certain | possible: rows whose test hangs on an imprecise date */
    const char *bounds;     /**< documented (NULL) | last_report | listed: what a rate's _worst and _best mean */
    const char *cut;        /**< leaves | roots | explicit | all; NULL: leaves for counts and rates, roots for sums */
    const char *choose;     /**< among rival measurements: largest | smallest | newest (by date) |
                                 confidence (A before B); NULL: the range */
    const char *interval;   /**< a name of coop_interval_methods(); NULL: wilson */
    double level;           /**< confidence level inside (0, 1); 0: 0.95 */
    int64_t limit;          /**< most rows of the result; 0: all */
    const coop_param *params; /**< n_params values */
    int64_t n_params;       /**< number of params */
    const coop_run *run;    /**< NULL: defaults */
} coop_query;
/** Start of every coop_query. */
#define COOP_QUERY_INIT \
    { sizeof(coop_query), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, \
      NULL, NULL, 0.0, 0, NULL, 0, NULL }

/**
 * Runs a query.
 *
 * Rows whose test is true enter; those whose test is null (a missing value) do not; those whose
 * test hangs on an imprecise date are possible: with `uncertain` = bounds, count and sum give two
 * columns (_least without and _most with them) whenever such a date takes part, rates ask for
 * `certain` or `possible`, and listed rows have a column `certain`. A listed integer that hangs on
 * such a date is two columns too, and a truth in doubt is a missing cell.
 * A sum under each() would count money more than once and is a CONFLICT unless `attribution` says how
 * a row is split: whole units by largest remainder, as coop_amount_split does it, so that the parts of
 * all members are the whole; doubles are split to 15 places. Of several each() the first splits first.
 * Parts of a whole, overlaps and rivals are of each member's parts. `as_of` names the day of the
 * query in expressions. Tests do not chain
 * (`a < b < c` is SYNTAX), an `in` list has at most 255 members, and the operator words are names
 * only behind a point. rate('definition') ranges over `agreement`; rate('definition', words, 'scheme')
 * over any table whose status words a crosswalk knows. The grammar is in lib/query/expression.h.
 *
 * Aggregates, x being an expression of numbers or amounts: count(); share(test) and, by weights that
 * are not below 0, share(test, x) (_worst, _best, _part, _whole, _missing beside it); sum(x);
 * mean(x) and variance(x) of a sample; min(x), max(x), first(x, order), last(x, order), of days too;
 * quantile(x, p) by R's type 7 or quantile(x, p, type), median(x); distinct(x), of days and words
 * too; hhi(x), gini(x), theil(x); km(time, test, at), km_quantile(time, test, p). Missing values are
 * passed over, and a group without values has a missing cell. Means, variances and quantiles of
 * amounts are numbers of units. Only count, share, sum and rate take imprecise dates. Statistics of
 * values range over the rows that a sum would (roots), those of tests over leaves.
 *
 * @param data  Read only; not NULL.
 * @param query Not NULL; `from` is required.
 * @param out   Filled on success; free with coop_table_free.
 * @param err   May be NULL; column counts bytes of the clause named in the message.
 * @return COOP_OK; COOP_SYNTAX; COOP_NOT_FOUND (the message names the nearest known name);
 *         COOP_TYPE; COOP_CONFLICT where an amount would be counted twice, or of two currencies;
 *         COOP_UNDEFINED for weights, or values of hhi, gini and theil, below 0; COOP_ARGUMENT;
 *         COOP_RANGE; COOP_LIMIT; COOP_UNSUPPORTED; COOP_MEMORY.
 * Cost: rows x clauses; memory in proportion to rows selected and groups. States of quantiles,
 * distinct, hhi, gini, theil and km grow with the distinct values of a group.
 * Example: examples/agreements.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_query_run(const coop_dataset *data, const coop_query *query, coop_table **out,
               coop_error *err);

/**
 * How a query would run, without running it.
 *
 * @param out A row for each part: part (where, by, select, and last from), expression, way (e.g.
 *            "ranges", "loops", "row by row"), the columns that it reads and their bytes a row.
 *            Free with coop_table_free.
 * @return As coop_query_run.
 * Cost: that of parsing and binding.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_query_explain(const coop_dataset *data, const coop_query *query, coop_table **out,
                   coop_error *err);

COOP_END
#endif
