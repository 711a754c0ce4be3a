/* coopstat/attribution.h -- amounts that belong to several parties: who gets which part.
 *
 * Parts are whole minor units that add up to the amount, to the last one: the largest remainder
 * gets what rounding leaves, ties go to the first party id in byte order, so that neither the order
 * of the parties nor that of the rows matters. A region or bloc among the parties is a party like
 * others. A share of 0 is 0; a share that is missing is not.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_ATTRIBUTION_H
#define COOP_ATTRIBUTION_H

#include <coopstat/total.h>

COOP_BEGIN

/** A rule of attribution. */
typedef struct coop_attribution_rule {
    const char *name;    /**< full, equal, stated, weights */
    const char *meaning; /**< in one clause */
    const char *origin;  /**< where it is from */
} coop_attribution_rule;

/** The rules, ended by one whose name is NULL. Static storage. */
COOP_API const coop_attribution_rule *coop_attribution_rules(void);

/** Who shares an amount, and how. Start from COOP_SPLIT_INIT. */
typedef struct coop_split {
    size_t struct_size;         /**< set by the initialiser */
    const char *rule;           /**< name of a rule; NULL: equal */
    const char *off_total;      /**< stated shares that do not add up to 1: error (NULL) | rebase |
                                     keep (what is short stays unallocated) */
    int64_t n;                  /**< parties; 0: all of the amount is unallocated */
    const char *const *parties; /**< n distinct ids */
    const double *shares;       /**< stated: n fractions of 1, NaN for a share that is not stated;
                                     weights: n numbers of 0 or more; else not read */
} coop_split;
/** Start of every coop_split. */
#define COOP_SPLIT_INIT { sizeof(coop_split), NULL, NULL, 0, NULL, NULL }

/**
 * Splits an amount over parties (largest remainder; Balinski and Young 2001).
 *
 * A negative amount is split as its size and negated. Under `stated`, parties without a share divide
 * what the others leave equally; shares within 1e-12 of 1 add up to 1. Under `full` each party has
 * all of it: parts are what a party is exposed to and must not be added.
 *
 * @param split       Not NULL.
 * @param amount      Minor units.
 * @param parts       split->n parts, filled on success.
 * @param unallocated Filled on success; may be NULL. Parts and it add up to the amount, except
 *                    under `full`.
 * @param err         May be NULL.
 * @return COOP_OK; COOP_NOT_FOUND for the rule; COOP_CONFLICT for shares that do not add up to 1, or
 *         to more than 1 under keep or beside parties without one, and for a party that is there
 *         twice; COOP_UNDEFINED when all weights are 0; COOP_RANGE for a share outside 0 to 1, a
 *         weight below 0 or a missing one; COOP_LIMIT for more than 9000 parties without a share;
 *         COOP_MEMORY; COOP_ARGUMENT.
 * Cost: n log n. Example: examples/investment_totals.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_amount_split(const coop_split *split, int64_t amount, int64_t *parts, int64_t *unallocated,
                  coop_error *err);

/** How amounts of a register fall to parties. Start from COOP_ATTRIBUTION_OPTIONS_INIT. */
typedef struct coop_attribution_options {
    size_t struct_size;              /**< set by the initialiser */
    const coop_total_options *total; /**< which amounts, and in which prices; NULL: all */
    const char *side;                /**< recipients (NULL) | funder | both */
    const char *rule;                /**< name of a rule; there is no default */
    const char *off_total;           /**< as in coop_split */
    const char *weight;              /**< of rule weights: table.column, a number by the party's id,
                                          e.g. nation.population, or nation.rail_route_km for the
                                          km inside each; of one line they are shares that are
                                          stated */
    const char *members_on;          /**< day on which groups are opened; NULL: they stay one party */
    const char *members_of;          /**< with it, whose members a party stands for:
                                          party:mechanism;..., e.g. SCO_MEMBERS:sco; a party that is
                                          a mechanism needs no mention */
} coop_attribution_options;
/** Start of every coop_attribution_options. */
#define COOP_ATTRIBUTION_OPTIONS_INIT                                                              \
    { sizeof(coop_attribution_options), NULL, NULL, NULL, NULL, NULL, NULL, NULL }

/**
 * Totals of `investment` by party, as coop_total_invested has them: parts of a whole and rivals are
 * not added, and overlaps make an interval. Under `both` this is the matrix of funders and
 * recipients; an amount is split over its funders first. Shares are those of the column `shares` for
 * the side that `share_side` names; a side without shares is split equally under `stated`.
 *
 * With members_on, those who were members on that day (table `membership`: nation, mechanism, since,
 * and optionally until, the first day without, and status, which then is `member`) stand for a group:
 * among the parties, each once, under `full` and `weights`; else they share the group's part equally.
 * A funder of an amount has no part of it as a member of a recipient.
 *
 * Columns: measure, currency, date, funder and recipient (one or both of them; missing: not
 * allocated), least, most, n_rows (amounts in which the party has a part). Parties stand in the byte
 * order of their ids. Under the cut leaves a part falls to its own parties and what parts leave of their
 * whole to those of the whole; residual_least and residual_most say how much of the party's total the
 * latter is. Where nothing overlaps and nothing is measured twice, the parts of all parties
 * add up to the total, to the last unit; else each interval is the party's own.
 *
 * @param data    Read only.
 * @param options Not NULL: the rule has to be named.
 * @param out     Filled on success; free with coop_table_free.
 * @param err     May be NULL.
 * @return What coop_total_invested and coop_amount_split return; COOP_ARGUMENT without a rule or for
 *         another side; COOP_NOT_FOUND for a party of mechanism.parties of which membership says
 *         nothing; COOP_EMPTY for a group without members; COOP_UNDEFINED where a membership began or
 *         ended on an unknown day of a span with the day in it; COOP_NOT_FOUND for a weight that is not there, naming the party; COOP_FORMAT
 *         for shares that are not `party:share;...`; COOP_REFERENCE for a share of who is no party.
 * Cost: amounts x parties. Example: examples/investment_totals.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_total_by_party(const coop_dataset *data, const coop_attribution_options *options,
                    coop_table **out, coop_error *err);

/**
 * Flows into and out of a set of parties, consolidated as accounts of a group are: what flows inside
 * the set is eliminated, and shown beside. A funder or recipient that is missing is neither inside nor
 * outside. A flow that both sides keep a record of counts once where `reported_by` tells who did (see
 * coop_total_invested), or where `relation` says that the two are the `same` (or an `alternative`, if
 * they differ): coop_flow_match finds such pairs.
 *
 * Columns, each amount as _least and _most: measure, currency, date, inflow (from outside into the
 * set), outflow (from the set to outside), internal (inside the set), gross_in (inflow and internal
 * and what comes from nobody known), net (inflow less outflow), n_rows.
 *
 * @param options Side is not read: both sides count.
 * @param parties n ids of the set.
 * @param n       1 or more.
 * @return As coop_total_by_party; COOP_EMPTY for no parties.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_total_consolidated(const coop_dataset *data, const coop_attribution_options *options,
                        const char *const *parties, int64_t n, coop_table **out, coop_error *err);

COOP_END
#endif
