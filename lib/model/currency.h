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
    const coop__column *currency, *date, *value, *kind, *source, *vintage;
    const char *only_source; /* NULL: any */
} coop__series;

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
