/* coopstat/rate.h -- how much of what was agreed has been carried out.
 *
 * A rate names its definition and carries its counts. Bounds say what is not known, the interval
 * says what chance could do; they are never mixed. A register is a census of what it lists: bounds
 * come first, and the interval answers only what a process like this one would yield.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_RATE_H
#define COOP_RATE_H

#include <coopstat/dataset.h>

COOP_BEGIN

/** One published meaning of "implemented": what is counted, over what. */
typedef struct coop_rate_definition {
    const char *name;   /**< key used in options and in rate('...'), e.g. "completed" */
    const char *counts; /**< what goes into hits */
    const char *over;   /**< what goes into total */
    const char *origin; /**< where the definition is used */
} coop_rate_definition;

/** Definitions in order, ended by one whose name is NULL. Static storage. */
COOP_API const coop_rate_definition *coop_rate_definitions(void);

/**
 * A rate with its counts.
 *
 * unknown counts rows of which the register cannot say whether they are hits: their work was looked
 * for and not found, their status on the day is imprecise, or their own date straddles the day.
 */
typedef struct coop_rate {
    size_t struct_size;         /**< sizeof(coop_rate), set by the caller */
    double value;               /**< hits / known; NaN when known = 0 */
    double low;                 /**< lower limit of the interval of hits in known; NaN when known = 0 */
    double high;                /**< upper limit */
    double worst;               /**< hits / total: nothing that is unknown is a hit */
    double best;                /**< (hits + unknown) / total: all of it is */
    double worst_last_report;   /**< as worst */
    double best_last_report;    /**< and misses whose last report is older than the day may be hits by now */
    double worst_listed;        /**< and entries of the official lists without a row are misses */
    double best_listed;         /**< and are hits */
    int64_t hits;               /**< carried out */
    int64_t known;              /**< total - unknown */
    int64_t unknown;            /**< see above */
    int64_t unknown_last_report; /**< unknown, and misses known only to an older report */
    int64_t total;              /**< what the definition ranges over */
    int64_t listed;             /**< total, and entries of the official lists without a row */
    int64_t apart;              /**< rows of the universe that the definition cannot judge, e.g. without a due date */
} coop_rate;

/** How to take a rate. Start from COOP_RATE_OPTIONS_INIT. */
typedef struct coop_rate_options {
    size_t struct_size;     /**< set by the initialiser */
    const char *definition; /**< a coop_rate_definition.name; NULL: "completed" */
    const char *where;      /**< which agreements, as in a query; NULL: all */
    const char *as_of;      /**< day; NULL: the register's own */
    const char *as_known;   /**< day; NULL: all that is recorded */
    const char *interval;   /**< a name of coop_interval_methods(); NULL: "wilson" */
    double level;           /**< confidence level inside (0, 1); 0: 0.95 */
} coop_rate_options;
/** Start of every coop_rate_options. */
#define COOP_RATE_OPTIONS_INIT { sizeof(coop_rate_options), NULL, NULL, NULL, NULL, NULL, 0.0 }

/**
 * Share of agreements implemented under one definition, as of one day.
 *
 * The universe: selected rows of `agreement` whose role is commitment, that have no selected
 * commitment below them, and that were made by the day. Superseded ones are left out.
 *
 * @param data    Read only.
 * @param options NULL for the defaults.
 * @param out     struct_size set by the caller; filled on success.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_EMPTY when total is 0: a share of nothing is undefined, not zero;
 *         COOP_NOT_FOUND for an unknown definition or interval; COOP_UNSUPPORTED with the reason
 *         for a definition that this register has no data for; COOP_RANGE for level; what
 *         coop_query_run returns for where, as_of and as_known. With out untouched on failure.
 * Cost: O(agreements + events). Example: examples/implementation_rates.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rate_implemented(const coop_dataset *data, const coop_rate_options *options, coop_rate *out,
                      coop_error *err);

/**
 * The rate under every definition, one row each: definition, available, value, low, high, the three
 * pairs of bounds, hits, known, unknown, total, listed, apart, and reason where it is not available.
 *
 * @param options As above; definition is ignored.
 * @param out     Filled on success; free with coop_table_free.
 * @return As coop_rate_implemented, but an empty or unavailable definition is a row, not a failure.
 * Cost: definitions x O(agreements + events). Example: examples/implementation_rates.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rate_compare(const coop_dataset *data, const coop_rate_options *options, coop_table **out,
                  coop_error *err);

COOP_END
#endif
