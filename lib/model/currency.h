/* currency.h -- factors between currencies, years and price levels.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__CURRENCY_H
#define COOP__CURRENCY_H

#include <coopstat/currency.h>

#include "dataset.h"

/* A table of numbers by currency and time. */
typedef struct coop__series {
    const char *name;
    const coop_table *table; /* NULL: the register has none */
    const coop__column *currency, *date, *value, *kind, *source, *vintage, *base;
    const char *only_source; /* NULL: any */
} coop__series;

/* The register's table `currency_change`. */
typedef struct coop__changes {
    const coop_table *table; /* NULL: the register has none */
    const coop__column *currency, *successor, *factor, *date;
} coop__changes;

/* Changes of currency that follow each other, and series of one price level on different bases. */
enum { COOP__CHANGES_MOST = 8, COOP__BASES_MOST = 16 };

/* What replaced a currency. */
typedef struct coop__currency_step {
    bool is_there;
    const char *successor; /* NULL: none, it was withdrawn */
    double factor;         /* old units for a new one */
    int32_t year;
} coop__currency_step;

/* Binds the table; NOT_FOUND or TYPE for its columns. */
coop_status coop__changes_open(coop__changes *changes, const coop_dataset *data, coop_error *err);

/* The register's row of a currency, else the built-in one. CONFLICT for two rows, RANGE for a row
 * without a date or with a successor and no factor above 0. */
coop_status coop__currency_step_of(const coop__changes *changes, const char *code,
                                   coop__currency_step *out, coop_error *err);

/* How a chain chooses the rate and whose prices deflate. */
typedef enum coop__price_of {
    COOP__PRICE_OF_OWN,
    COOP__PRICE_OF_TARGET,
    COOP__PRICE_OF_OTHER
} coop__price_of;

typedef struct coop__price_factor {
    double least, most;
    bool is_estimated;
} coop__price_factor;

/* A conversion bound to a register's tables. */
typedef struct coop__prices {
    coop__series rates, deflators;
    coop__changes changes;
    coop_conversion how; /* filled: no NULL in to */
    const char *rate_kind;
    coop__price_of price_of;
    coop_date as_known;
    bool interpolates, carries;
    struct coop__price_slot *slots; /* of factors once found */
} coop__prices;

/* Binds a conversion; memory comes from the arena, which must outlive the prices. */
coop_status coop__prices_open(coop__prices *prices, coop__arena *arena, const coop_dataset *data,
                              const coop_conversion *how, coop_error *err);

/* The factor from a currency and date; prices_of may be NULL. */
coop_status coop__price_factor_of(coop__prices *prices, const char *currency, coop_span date,
                                  const char *prices_of, coop__price_factor *out, coop_error *err);

#endif
