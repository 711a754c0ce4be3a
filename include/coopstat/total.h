/* coopstat/total.h -- how much money, without counting any of it twice.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TOTAL_H
#define COOP_TOTAL_H

#include <coopstat/currency.h>

COOP_BEGIN

/** Which amounts to add. Start from COOP_TOTAL_OPTIONS_INIT. */
typedef struct coop_total_options {
    size_t struct_size;  /**< set by the initialiser */
    const char *where;   /**< which rows of `investment`, as in a query; NULL: all */
    const char *as_of;   /**< day; NULL: the register's own */
    const char *cut;     /**< roots (NULL) | leaves | explicit, as in a query */
    const char *choose;  /**< among rival measurements: largest | smallest | newest (by date) |
                              confidence (A before B); NULL: the range */
    const coop_conversion *prices; /**< one currency, and prices of one year; NULL: amounts stay in
                                        their own */
    const char *as_known;          /**< day; NULL: all that is recorded. For registers that say since
                                        when each amount was known; prices have an as_known of their
                                        own */
} coop_total_options;
/** Start of every coop_total_options. */
#define COOP_TOTAL_OPTIONS_INIT { sizeof(coop_total_options), NULL, NULL, NULL, NULL, NULL, NULL }

/**
 * Totals of `investment`, one row for each measure and currency; stocks, pipelines and trade have a
 * row for each date too, since amounts of two dates do not add up.
 *
 * Columns: measure, currency, date (missing for flows), least, most (missing where some row says
 * "more than" and so has no upper limit), n_rows, n_counted, n_parts (left out: their whole is
 * counted), n_overlapping (most adds them all, least takes the heaviest set that does not overlap),
 * n_rival (measurements of one thing: one of them counts), n_without_amount.
 *
 * Where the register says who recorded an amount (column `reported_by`, a party), a payment that its
 * funder and its recipient both recorded counts once: one party on each side, the same measure,
 * currency and amount, and days that may be one. Records that differ in days or amounts are paired by
 * coop_flow_match and stated in `relation`.
 *
 * Under leaves, parts and what they leave of their wholes (the residual) stand for the wholes: the total
 * is the same, and n_residual (wholes that have parts), residual_least and residual_most follow, missing
 * where there is none. A residual below 0 is a CONFLICT.
 *
 * With choose, range_least and range_most stand at the end: the total without that choice. Of rivals
 * that are equally new or sure the range counts.
 *
 * With prices there is a row for each measure (and date of levels and trade): relations then hold
 * between currencies too. Each amount is rounded to minor units, half to even. Two columns follow:
 * n_estimated (a rate or price level was interpolated or carried) and n_unpriced (amounts without
 * currency or date: they are not in the sum). The chain dac deflates in the prices of the funder's
 * nation.currency where one funder has one, else of the amount's own; the chain recipient in those of
 * the one recipient, and leaves unpriced what has none.
 *
 * @param data    Read only.
 * @param options NULL for the defaults.
 * @param out     Filled on success; free with coop_table_free.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_NOT_FOUND where the register has no investments, or no rate of an amount;
 *         what coop_currency_convert returns; COOP_CONFLICT for parts
 *         that exceed their whole under `leaves`, or related rows under `explicit`; COOP_LIMIT for
 *         a sum beyond 64 bits or more than 20 rows that all overlap; what coop_query_run returns
 *         for where, as_of and as_known.
 * Cost: rows x relations. Example: examples/investment_totals.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_total_invested(const coop_dataset *data, const coop_total_options *options, coop_table **out,
                    coop_error *err);

COOP_END
#endif
