/* coopstat/currency.h -- amounts in another currency and in the prices of one year.
 *
 * A register brings its own rates and price levels, as two tables that say where they are from:
 * - `exchange_rate`: currency, date (the span that the rate is of: a year, or a day), rate (units of
 *   the currency per US dollar), and optionally kind (average, which a missing one is; ppp; spot),
 *   source, vintage (day since when the rate could be read).
 * - `deflator`: currency (whose prices), date (a year), index (any base), and optionally source,
 *   vintage and base (name of the base that the index stands on). Indices on several bases are linked
 *   in the order of the names of their bases, each with the next by their ratio in the newest year that
 *   both have; two years that one series has need no link.
 * - `currency_change`: currency, successor (missing: withdrawn without one), factor (old units for a
 *   new one), date (of the change). Its rows stand before those of coop_currency_changes().
 * A rate that is not there is an error, or it is estimated by a named policy and flagged; it is never
 * taken as 1. Of two vintages of one source the newest counts; two sources are a conflict until one
 * is named.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_CURRENCY_H
#define COOP_CURRENCY_H

#include <coopstat/dataset.h>

COOP_BEGIN

/** A way from current to constant prices. */
typedef struct coop_price_chain {
    const char *name;    /**< dac, target, recipient, ppp, transaction */
    const char *meaning; /**< in one clause */
    const char *origin;  /**< where it is from */
} coop_price_chain;

/** The chains, ended by one whose name is NULL. Static storage. */
COOP_API const coop_price_chain *coop_price_chains(void);

/** A currency that was replaced. */
typedef struct coop_currency_change {
    const char *code;      /**< ISO 4217, withdrawn */
    const char *successor; /**< ISO 4217 */
    double factor;         /**< old units for a new one */
    int32_t year;          /**< in which the old one was replaced */
    const char *origin;    /**< which act or bank says so */
} coop_currency_change;

/** Currencies that were replaced, ended by one whose code is NULL. Static storage. Where a table has
 *  no rate of such a currency, that of its successor is used with the factor, as series of rates are
 *  restated in the new units. After the year of the change the old code is refused. */
COOP_API const coop_currency_change *coop_currency_changes(void);

/** What to convert to, and how. Start from COOP_CONVERSION_INIT. */
typedef struct coop_conversion {
    size_t struct_size;          /**< set by the initialiser */
    const char *to;              /**< currency of the result; NULL: USD */
    int32_t base_year;           /**< constant prices of that year, 1 to 9999; 0: current prices */
    int32_t reserved;            /**< 0 */
    const char *chain;           /**< name of a chain; NULL: dac */
    const char *prices;          /**< currency whose prices deflate; NULL: as the chain says */
    const char *missing;         /**< error (NULL) | interpolate (log-linear between years) | nearest
                                      (also the next year that is there, beyond the ends) */
    const char *rate_source;     /**< source of the rates; NULL: the only one */
    const char *deflator_source; /**< source of the price levels; NULL: the only one */
    const char *as_known;        /**< day: vintages after it are not known; NULL: the newest */
} coop_conversion;
/** Start of every coop_conversion. */
#define COOP_CONVERSION_INIT                                                                       \
    { sizeof(coop_conversion), NULL, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL }

/** An amount to convert. */
typedef struct coop_priced {
    double amount;        /**< in units; finite */
    const char *currency; /**< ISO 4217; NULL: unknown */
    coop_span date;       /**< when it was promised or paid; more than one year gives an interval */
    const char *prices;   /**< currency whose prices deflate this one; NULL: as the conversion says */
} coop_priced;

/** What came of it. A date inside one year makes both ends equal. */
typedef struct coop_converted {
    double least, most;               /**< in units of the new currency */
    double factor_least, factor_most; /**< amount x factor; the amount is result / factor */
    int32_t is_estimated;             /**< 1: a rate or price level was interpolated or carried */
    int32_t reserved;                 /**< 0 */
} coop_converted;

/**
 * Converts amounts. With R the units per US dollar, P the price level, c the amount's currency, p
 * that whose prices deflate, U the result's, t the year of the amount and b the base year, an amount
 * is multiplied by
 *     R_U,t / R_c,t                                 in current prices
 *     R_p,t / R_c,t x P_p,b / P_p,t x R_U,b / R_p,b   in constant prices
 * (DAC and AidData TUFF 3.0 appendix D for p the donor's currency). R of a currency to itself and P of
 * the base year to itself are 1 and need no table.
 *
 * @param data Holds the tables exchange_rate and deflator where they are needed.
 * @param how  Not NULL.
 * @param in   n amounts.
 * @param out  n results, filled on success.
 * @return COOP_OK; COOP_NOT_FOUND for a rate, price level, table or chain that is not there;
 *         COOP_UNDEFINED for an amount without currency or date; COOP_CONFLICT for two sources or
 *         two rates of one source, two rows of currency_change or currencies replaced in a circle;
 *         COOP_LIMIT for price levels on more than 16 bases; COOP_RANGE for a rate or factor of 0 or
 *         less, an amount that is not finite, a currency after its end, or a year outside 1 to 9999; COOP_TYPE for a column of another
 *         type; COOP_ARGUMENT; COOP_MEMORY. The text names the amount that failed.
 * Cost: n, and rows of the tables for each currency and date that is new. Example:
 * examples/investment_totals.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_currency_convert(const coop_dataset *data, const coop_conversion *how, const coop_priced *in,
                      int64_t n, coop_converted *out, coop_error *err);

COOP_END
#endif
