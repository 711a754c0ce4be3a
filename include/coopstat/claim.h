/* coopstat/claim.h -- what somebody said, put to the test.
 *
 * A claim is a row of table claim (coop_claim in record.h): its scope is a query over a register,
 * its figure stands for an interval, and a comparator says how the two should lie. A test never
 * ends in a bare "true": it tells under which readings of the data the claim is true, under which
 * false, and under which the data cannot decide it, each with its arithmetic.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_CLAIM_H
#define COOP_CLAIM_H

#include <coopstat/query.h>
#include <coopstat/record.h>

COOP_BEGIN

/*
 * The scope of a claim is one text: the table, and behind it clauses of coop_query, divided by `;`:
 *
 *     agreement; where list = 'xian_2023_items'; select rate('completed')
 *
 * Clauses are where, by, select, having, order_by, as_of, as_known, attribution, uncertain, bounds,
 * cut, choose, limit and part, each at most once and in any order. A `;` inside '...' divides
 * nothing.
 *
 * Every row of the query's answer is a reading, named by the row's first word (an id) or, in a row
 * without words, by the first column; what it found are its numbers, from the smallest to the
 * largest. Further words that are lists give a reading each: rival numbers ("120;137"), or the
 * numbers of parts ("KAZ:41;KGZ:19.8"), of which the clause part (`part KAZ`) takes one. What a
 * query selects also as `date` or `period` must touch the claim's period, else the reading is
 * false: it is of another time. Selected `sources` that are all the claim's own leave it undecided,
 * as it would bear out itself; so does a unit (of the column, or in `currency` or `unit`) that is
 * not the claim's, and a `measure` set against another one.
 *
 * What is found, by operation:
 * - value, sum: the numbers of `query`, one reading a row.
 * - count: the same; with `=` each is tested as `=` and as `>=`, as "12 new" may mean either. A
 *   count or sum of what the register has only a part of (coverage partial, or empty) is the least
 *   that there is; with coverage complete it is all.
 * - share: of agreements, without a select the rate under every definition, with rate('x') under
 *   that one; else what the select gives, as a share of 1.
 * - growth: 100 (query / base_query - 1), for each pair of their rows (not times 100 where the unit
 *   is not percent).
 * - ratio: query / base_query; without base_query the numbers of `query`.
 * - difference: query - base_query.
 * - date: the dates of `query`, against value_on.
 * - rank: 1 and the rows of base_query that are greater than the one row of `query`.
 *
 * Comparators: `=` the figure as rounded: value -+ rounding / 2, ends too; `~` about: value -+
 * rounding; `>`, `>=`, `<`, `<=`: the figure itself. Percentages are compared with shares of 100.
 */

/** What a test came to. */
typedef int32_t coop_claim_verdict;
enum {
    COOP_CLAIM_UNDECIDABLE = 0, /**< no reading decides it, or there is nothing to test it with */
    COOP_CLAIM_TRUE = 1,        /**< true under every reading that weighs */
    COOP_CLAIM_FALSE = 2,       /**< false under every reading that weighs */
    COOP_CLAIM_DEPENDS = 3,     /**< it depends on the reading: they differ */
    COOP_CLAIM_VERDICT_END = 4  /**< one past the last verdict */
};

/** "undecidable", "true", "false" or "depends", to be followed by the readings; "?" for an unknown
 *  one. Static storage. */
COOP_API const char *coop_claim_verdict_name(coop_claim_verdict verdict);

/** How a claim is tested. Start from COOP_CLAIM_OPTIONS_INIT. */
typedef struct coop_claim_options {
    size_t struct_size;   /**< set by the initialiser */
    const char *as_of;    /**< day; NULL: what the query says, else the register's own */
    const char *as_known; /**< day; NULL: what the query says, else all that is recorded */
    const char *bounds; /**< which bounds of rates weigh: listed (NULL) | last_report | documented;
                             the others are told and do not weigh */
    const char *design; /**< census (NULL): bounds decide alone | sample: what is known was drawn at
                             random, and chance is told too */
    int64_t denominators; /**< largest number tried in the arithmetic of a percentage; 0: 100 */
    const coop_run *run;  /**< NULL: defaults */
} coop_claim_options;
/** Start of every coop_claim_options. */
#define COOP_CLAIM_OPTIONS_INIT \
    { sizeof(coop_claim_options), NULL, NULL, NULL, NULL, 0, NULL }

/** What a test came to, in short. */
typedef struct coop_claim_result {
    size_t struct_size;          /**< sizeof(coop_claim_result), set by the caller */
    coop_claim_verdict verdict;  /**< over the readings that weigh */
    coop_claim_verdict recorded; /**< what the word in the claim's column verdict stands for */
    int64_t n_true;              /**< readings that weigh under which it is true */
    int64_t n_false;             /**< under which it is false */
    int64_t n_undecidable;       /**< under which the data cannot decide it */
    int64_t n_faults;            /**< what does not agree within the claim: rows of step internal or
                                      arithmetic that are false */
    double stated_low;       /**< the figure stands for stated_low to stated_high; NaN for a date */
    double stated_high;      /**< INFINITY and -INFINITY where it is open */
    int64_t changes_to_true; /**< fewest statuses (of a count: records) that would have to be
                                others, or known, for a reading that weighs to be true; 0 where one
                                is, -1 where no number of them is enough or nothing hangs on them */
    int64_t changes_to_false; /**< the same for false */
} coop_claim_result;

/**
 * Tests a claim in five steps: arithmetic (can a count out of so many be the stated percentage),
 * consistency (what the data carry under each reading), internal (parts and whole, dates, units and
 * measures), sample (only if options->design says so), and robustness (the fewest changes of status
 * that flip each reading).
 *
 * @param data    Read only. The register that the claim is about; a claim may be of another one.
 * @param claim   operation, value or value_on, and comparator are needed; without a query it is
 *                undecidable, and `lacking` says why. A said_on or period of zero bytes is none. A
 *                share lies between 0 and the whole. Not NULL.
 * @param options NULL for the defaults.
 * @param result  struct_size set by the caller; filled on success. May be NULL.
 * @param readings If not NULL, filled on success; free with coop_table_free. One row each: step
 *                (arithmetic, consistency, internal or sample), under (definition, row or check),
 *                bounds (documented, last_report and listed for rates; complete and partial for
 *                counts and sums of what the register has only a part of), comparator, stated_low,
 *                stated_high, found_low, found_high, stated_on, found_on (for dates), unit, hits,
 *                unknown, total (of rates), verdict ("true", "false", "undecidable"), weighs,
 *                changes_to_true, changes_to_false, arithmetic (in words and figures), reason (why
 *                it is undecidable, or what does not agree).
 * @param err     May be NULL.
 * @return COOP_OK, also for claims that nothing decides; COOP_ARGUMENT for a claim without
 *         operation, comparator or figure, or with a word that is none; COOP_RANGE for a figure, a
 *         rounding or denominators (above 1,000,000); COOP_SYNTAX for a scope, COOP_LIMIT for one
 *         beyond 4096 bytes or 10,000 readings; COOP_TYPE for a date where the query selects none;
 *         what coop_query_run returns for a scope, but that COOP_CONFLICT (amounts of two measures
 *         or currencies), COOP_EMPTY and COOP_UNDEFINED leave the claim undecidable, with the message
 *         as its reason; COOP_MEMORY. With outputs untouched on failure.
 * Cost: that of the queries; for rates definitions x O(agreements + events).
 * Example: examples/claim_check.c. Brown and Heathers 2017 (GRIM); Manski 2003 (bounds).
 */
COOP_API COOP_MUST_CHECK coop_status
coop_claim_test(const coop_dataset *data, const coop_claim *claim, const coop_claim_options
                *options, coop_claim_result *result, coop_table **readings, coop_error *err);

/**
 * As coop_claim_test, for a row of the register's own table claim.
 *
 * @param id Key in table claim.
 * @return As coop_claim_test and coop_claim_find.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_claim_test_id(const coop_dataset *data, const char *id, const coop_claim_options *options,
                   coop_claim_result *result, coop_table **readings, coop_error *err);

/**
 * Tests all claims of a register, one row each: claim (id), speaker, said_on, text, operation,
 * comparator, value, value_on, unit, verdict (coop_claim_verdict_name), true_under, false_under and
 * undecidable_under (the readings that weigh, named, divided by "; "), found_low and found_high
 * (over them), n_faults, changes_to_true, changes_to_false, recorded_word (the claim's own column
 * verdict), recorded (what it stands for), agrees, reason (of the first undecidable reading).
 *
 * @param claims The register whose table claim is tested; NULL: data.
 * @param out    Filled on success; free with coop_table_free.
 * @return As coop_claim_test; the message of a failure begins with the claim's id. COOP_NOT_FOUND
 *         for a register without table claim.
 * Cost: as coop_claim_test for each claim.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_claims_test(const coop_dataset *data, const coop_dataset *claims, const coop_claim_options
                 *options, coop_table **out, coop_error *err);

/**
 * What a claim's test came to, as text for people: the claim, the verdict with its readings, and
 * their arithmetic. Control characters in it are shown as \xNN.
 *
 * @param sink Takes the bytes.
 * @return As coop_claim_test; what the sink returns.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_claim_print(const coop_dataset *data, const coop_claim *claim, const coop_claim_options
                 *options, const coop_sink *sink, coop_error *err);

/** Who reviews, and where it can be read. Start from COOP_CLAIM_REVIEW_INIT. */
typedef struct coop_claim_review {
    size_t struct_size;          /**< set by the initialiser */
    const char *reviewer;        /**< who publishes the review; required */
    const char *url;             /**< address of the review, http or https; required */
    const char *published_on;    /**< day of the review; NULL: the register's own */
    const coop_dataset *sources; /**< whose table source has the claim's sources; NULL: data */
} coop_claim_review;
/** Start of every coop_claim_review. */
#define COOP_CLAIM_REVIEW_INIT \
    { sizeof(coop_claim_review), NULL, NULL, NULL, NULL }

/**
 * A claim's test as schema.org ClaimReview, one JSON-LD object, safe inside a <script> element.
 *
 * reviewRating: 3 for true under every reading, 1 for false under every one, else 2; its
 * alternateName tells the readings. itemReviewed.appearance is the first of the claim's sources
 * that has a publisher and an address (http or https): what nobody answers for and nobody can look
 * up is not reviewed.
 *
 * @param options As for coop_claim_test.
 * @param sink    Takes the bytes.
 * @return COOP_OK; COOP_EMPTY, with nothing written, where no source of the claim has a publisher
 *         and an address: the message says so; COOP_ARGUMENT for review; as coop_claim_test; what
 *         the sink returns.
 * schema.org/ClaimReview. Example: examples/claim_check.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_claim_review_print(const coop_dataset *data, const coop_claim *claim,
                        const coop_claim_options *options, const coop_claim_review *review,
                        const coop_sink *sink, coop_error *err);

/** Counts out of n that are a stated percentage. */
typedef struct coop_percent_counts {
    int64_t least; /**< smallest count */
    int64_t most;  /**< largest count; below least where none is */
} coop_percent_counts;

/**
 * Which counts out of n, in percent, are what was stated: 96.4 % of 279, rounded to 0.1, is 269
 * only; 67.5 % cannot be of 39. In whole numbers, so that ends are exact; a half may have been
 * rounded up or down, so that both ends belong to it.
 *
 * @param percent    0 to 100, with at most 6 digits behind the point.
 * @param rounding   0 to 100, likewise; 0: exact.
 * @param comparator = ~ > >= < or <=, as for a claim.
 * @param n          1 to 1e9.
 * @param out        Filled on success.
 * @return COOP_OK; COOP_RANGE; COOP_ARGUMENT.
 * Cost: constant. Brown and Heathers 2017, Social Psychological and Personality Science 8(4).
 */
COOP_API COOP_MUST_CHECK coop_status
coop_percent_counts_of(double percent, double rounding, const char *comparator, int64_t n,
                       coop_percent_counts *out, coop_error *err);

COOP_END
#endif
