/* coopstat/revision.h -- what was known then is not what is known now: two vintages of a register.
 *
 * A vintage is a register as known on a day: its events with `known` by that day. An agreement enters
 * with the first event that was known for sure; one without events is only in what is recorded by now.
 * Amounts have no day of knowledge of their own: within one register they do not change, between two
 * they may. (A rate as known on a day counts what had not entered as not started: its universe is that
 * of the signatures.)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_REVISION_H
#define COOP_REVISION_H

#include <coopstat/dataset.h>

COOP_BEGIN

/** Which vintages, of which day. Start from COOP_REVISION_OPTIONS_INIT. */
typedef struct coop_revision_options {
    size_t struct_size;       /**< set by the initialiser */
    const char *where;        /**< which agreements, as in a query; NULL: all */
    const char *as_of;        /**< the day that both speak of; NULL: the second register's own */
    const char *known_before; /**< day of knowledge of the first; NULL: all that is recorded */
    const char *known_after;  /**< and of the second */
} coop_revision_options;
/** Start of every coop_revision_options. */
#define COOP_REVISION_OPTIONS_INIT { sizeof(coop_revision_options), NULL, NULL, NULL, NULL }

/**
 * What changed from one vintage to another: which agreements entered and left, which changed their
 * status, which their amount. Agreements are matched by `id`; the universe is that of rates, rows that
 * may belong to it included.
 *
 * Table parts has a row for each currency and part: currency (missing: agreements without money), part
 * (before, entered, left, status, amount, after), agreements, completed (for sure), and amount. In
 * each currency and column before + entered + left + status + amount = after, to the last unit: left is
 * negative, and a changed currency moves an agreement by the part amount.
 *
 * Table changes has a row for each change, those of the first register's agreements in its order, then
 * those that entered: agreement, change (entered, left, status, amount), legal_before, legal_after,
 * work_before, work_after, ended_before, ended_after (words that are possible, with |), currency_before,
 * amount_before, currency_after, amount_after.
 *
 * @param before  Read only.
 * @param after   Read only; NULL: the same register.
 * @param options NULL: both vintages are all that is recorded.
 * @param parts   Filled on success; free with coop_table_free.
 * @param changes Likewise; NULL: not wanted.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_NOT_FOUND for a register without agreements or without id; COOP_TYPE when the
 *         two keep amounts to different decimal places; COOP_LIMIT for a sum beyond 64 bits; what
 *         coop_query_run returns for where, as_of and as_known; COOP_MEMORY; COOP_ARGUMENT.
 * Cost: O(agreements + events) of both. Example: examples/as_of.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_revision_between(const coop_dataset *before, const coop_dataset *after,
                      const coop_revision_options *options, coop_table **parts,
                      coop_table **changes, coop_error *err);

COOP_END
#endif
