/* attribution.h -- amounts of the register cut into cells of one funder and one recipient.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__ATTRIBUTION_H
#define COOP__ATTRIBUTION_H

#include <coopstat/attribution.h>

#include "../query/sharing.h"
#include "total.h"

/* What a funder gave a recipient by one row. NULL: nobody known, or the side is not split. */
typedef struct coop__cell {
    const char *funder, *recipient;
    int64_t row;
    int64_t least, most;
} coop__cell;

typedef struct coop__cells {
    coop__cell *cells;
    int64_t n, capacity;
} coop__cells;

/* One side of an amount. */
typedef struct coop__side {
    const coop__column *column; /* code or set of parties; NULL: the side is not split */
    const char *name;
} coop__side;

typedef struct coop__attribution {
    const coop_dataset *data;
    const coop__entry *investment;
    coop__sharing sharing; /* its arena: of one call */
    coop__side funder, recipient;
    coop_error *err;
} coop__attribution;

/* Binds options to the register. */
coop_status coop__attribution_open(coop__attribution *a, const coop_dataset *data,
                                   const coop_attribution_options *options, bool by_funder,
                                   bool by_recipient, coop_error *err);

/* The cells of the rows, by funder, recipient and row; those of nobody known come last. */
coop_status coop__attribution_cells(coop__attribution *a, const coop__selection *rows,
                                    const coop__amount *amounts, coop__cells *out);

#endif
