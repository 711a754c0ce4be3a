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
    const char *unit;   /**< "share": of what was agreed, carried out; "shortfall": the share that was
                             not; "per_year": carried out per year that an agreement stood open */
} coop_rate_definition;

/** Definitions in order, ended by one whose name is NULL. Static storage. */
COOP_API const coop_rate_definition *coop_rate_definitions(void);

/**
 * A rate with its counts.
 *
 * unknown counts rows of which the register cannot say whether they are hits: their work was looked
 * for and not found, their status on the day is imprecise, or their own date straddles the day.
 *
 * The four counts on_... say what the status of the rows of total rests on, and add up to it: on the
 * newest event by the day, which a source reports; or which is the register's own word and rests on
 * what agreement.status_basis says (documented, inferred, last_event); or which is the signature.
 *
 * Definitions that are no count of agreements fill the same members: "value" and "financial" with
 * shares of money, "financial" beyond 1 where more was disbursed than committed; "graded" and "g7"
 * with the mean score, where hits have the full score; "exposure" with completions per year, taking
 * imprecise dates at the middle of the time they allow for value and at its ends for the bounds. Its
 * best is INFINITY where no time at risk is sure, and its interval is Garwood's for a count.
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
    double identified_low;      /**< Imbens and Manski's interval of the share in total, with Wilson's
                                     limits: worst and best extended by what chance could do; see
                                     coop_identified_interval(). NaN where the rate is no count */
    double identified_high;     /**< its upper limit */
    int64_t on_document;        /**< of total, those whose status a source reports */
    int64_t on_inference;       /**< whose status was inferred */
    int64_t on_last_event;      /**< of which nothing later than the signature was found */
    int64_t on_nothing;         /**< of which nothing was found, or no event is sure by the day */
    const char *question;       /**< what low to high and the identified interval answer, a sentence to
                                     print beside them: "process" of coop_interval_questions() */
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
 *         coop_query_run returns for where, as_of and as_known; COOP_CONFLICT for amounts of two
 *         currencies, kinds or price bases, or a score that its scale does not have. With out
 *         untouched on failure.
 * Cost: O(agreements + events). Example: examples/implementation_rates.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rate_implemented(const coop_dataset *data, const coop_rate_options *options, coop_rate *out,
                      coop_error *err);

/**
 * The rate under every definition, one row each: definition, unit, available, value, low, high, the
 * three pairs of bounds, identified_low, identified_high, hits, known, unknown, unknown_last_report,
 * total, listed, apart, on_document, on_inference, on_last_event, on_nothing, and reason where it is
 * not available. A number that does not exist, or has no limit, is null.
 *
 * @param options As above; definition is ignored.
 * @param out     Filled on success; free with coop_table_free.
 * @return As coop_rate_implemented, but an empty or unavailable definition is a row, not a failure.
 * Cost: definitions x O(agreements + events). Example: examples/compare_definitions.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rate_compare(const coop_dataset *data, const coop_rate_options *options, coop_table **out,
                  coop_error *err);

/** How far definitions of one thing lie apart. */
typedef struct coop_rate_spread {
    size_t struct_size;    /**< sizeof(coop_rate_spread), set by the caller */
    double least;          /**< smallest value of a share */
    double most;           /**< largest */
    const char *least_by;  /**< its definition, static */
    const char *most_by;   /**< its definition, static */
    int64_t n_shares;      /**< definitions of unit "share" that have a value */
    int64_t n_available;   /**< definitions that are available, of any unit */
    int64_t n_missing;     /**< definitions that are not, each with its reason */
} coop_rate_spread;

/**
 * The spread of a table of coop_rate_compare(): of the definitions whose unit is "share".
 *
 * @param compared Read only.
 * @param out      struct_size set by the caller; filled on success.
 * @param err      May be NULL.
 * @return COOP_OK; COOP_EMPTY when no share has a value; COOP_NOT_FOUND or COOP_TYPE for another
 *         table; COOP_ARGUMENT for NULL or struct_size 0.
 * Cost: O(definitions), no allocation. Example: examples/compare_definitions.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rate_spread_of(const coop_table *compared, coop_rate_spread *out, coop_error *err);

/** A way to count scores: what each level of a scale is worth, from 0 to 1. */
typedef struct coop_scoring {
    const char *scale;   /**< "graded": 0, 1, 2, 3; or "g7": -1, 0, 1 */
    const char *name;    /**< e.g. "strict" */
    double worth[4];     /**< by level, lowest first; the fourth of "g7" is not used */
    const char *meaning; /**< one English sentence */
    const char *origin;  /**< who counts so */
} coop_scoring;

/** Scorings by scale, of each scale first the one that rate() takes; ended by one whose scale is
 *  NULL. Static storage. */
COOP_API const coop_scoring *coop_scorings(void);

/**
 * Scores of the register's table `score` under every scoring of one scale, one row each: scoring,
 * value (the mean over agreements of the mean over their scores), of_scores (the mean over all
 * scores), difference (of_scores - value: 0 when each agreement has as many scores), worst, best,
 * known (agreements whose scores are sure), unknown, total, apart (agreements without a score),
 * scores (those of known agreements), and at_1 to at_4, how many of them are at each level of the
 * scale, lowest first (at_4 is null for "g7").
 *
 * Means are of exact scores and are not rounded: round what is printed, not what is averaged. 100 x
 * value of "g7" is 50 (mean + 1), the percentage of the G7 and G20 research groups.
 *
 * Table `score`: agreement, party (may be missing, or empty where the agreement as a whole is
 * scored), scale ("graded" or "g7"), score, scored_on (the day it speaks of), known (when it could be
 * read), sources. Of the scores of an agreement and party the last by the day counts; of two of one
 * day the later row. Without the column scored_on scores hold at all times, without known they were
 * known on their day; an empty date is any day.
 *
 * @param options options->definition is "graded" (also for NULL) or "g7"; interval and level are
 *                checked and not used.
 * @param out     Filled on success; free with coop_table_free.
 * @return As coop_rate_implemented; COOP_UNSUPPORTED for another definition.
 * Cost: O(agreements + events + scores).
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rate_scores(const coop_dataset *data, const coop_rate_options *options, coop_table **out,
                 coop_error *err);

/**
 * How a rate came from one day to another: by what happened on the agreements that are in both, or
 * by agreements that came and went.
 *
 * A list is the agreements that the rate is known of: those of total, less unknown. The constant
 * list is what both lists have. Then change = on_constant + by_entries + by_exits, with
 * on_constant = constant_to - constant_from, by_entries = to - constant_to, and
 * by_exits = constant_from - from.
 */
typedef struct coop_rate_change {
    size_t struct_size;   /**< sizeof(coop_rate_change), set by the caller */
    double from;          /**< the rate on the first day */
    double to;            /**< the rate on the second day */
    double change;        /**< to - from */
    double constant_from; /**< the rate of the constant list on the first day */
    double constant_to;   /**< the same on the second day */
    double on_constant;   /**< what happened on the constant list */
    double by_entries;    /**< what those added that only the second list has */
    double by_exits;      /**< and what those took along that only the first list has */
    int64_t known_from;   /**< length of the first list */
    int64_t known_to;     /**< of the second */
    int64_t total_from;   /**< the universe on the first day, unknown ones too */
    int64_t total_to;     /**< on the second */
    int64_t n_constant;   /**< length of the constant list */
    int64_t hits_from;    /**< hits of the constant list on the first day */
    int64_t hits_to;      /**< on the second */
    int64_t n_gained;     /**< of the constant list, hits that were misses */
    int64_t n_lost;       /**< and misses that were hits */
    int64_t n_entered;    /**< new in the universe */
    int64_t n_resolved;   /**< in the first universe, but unknown then */
    int64_t n_left;       /**< no more in the second universe */
    int64_t n_obscured;   /**< in the second universe, but unknown now */
} coop_rate_change;

/**
 * The change of a rate between two days, split over a constant list, entries and exits. The parts
 * add up to the change but for the last digits.
 *
 * @param data    Read only.
 * @param options As above; as_of is the second day. interval and level are checked and not used.
 * @param since   The first day, not after the second.
 * @param out     struct_size set by the caller; filled on success.
 * @param err     May be NULL.
 * @return As coop_rate_implemented; COOP_EMPTY when the rate is known of nothing on one of the days,
 *         COOP_UNDEFINED when no agreement is in both lists; COOP_RANGE when since lies after the
 *         second day; COOP_UNSUPPORTED for a definition that is no count of agreements.
 * Cost: twice that of coop_rate_implemented.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rate_change_between(const coop_dataset *data, const coop_rate_options *options,
                         const char *since, coop_rate_change *out, coop_error *err);

COOP_END
#endif
