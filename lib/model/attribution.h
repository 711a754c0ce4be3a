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

/* A party that stands for others; n is 0 for one that does not. */
typedef struct coop__bloc {
    const char *party;
    const char **members;
    int64_t n;
    struct coop__bloc *next;
} coop__bloc;

/* Members of groups on a day. */
typedef struct coop__members {
    const coop__entry *membership; /* NULL: groups stay one */
    const coop__entry *mechanisms; /* NULL: who should be a member is not known */
    const coop__column *nation, *mechanism, *since, *until; /* until: NULL or the first day out */
    coop_date day;
    const char *of; /* party:mechanism;... */
    coop__bloc *blocs;
} coop__members;

coop_status coop__members_open(coop__members *members, const coop_dataset *data,
                               const coop_attribution_options *options, coop_error *err);

/* The members that a party stands for; NULL: it is one. */
coop_status coop__members_of(coop__members *members, coop__arena *arena, const char *party,
                             const coop__bloc **out, coop_error *err);

typedef struct coop__attribution {
    const coop_dataset *data;
    const coop__entry *investment;
    coop__sharing sharing; /* its arena: of one call */
    coop__side funder, recipient;
    const coop__column *funders; /* of the row, whether or not that side is split */
    coop__members members;
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
