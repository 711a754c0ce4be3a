/* total.h -- groups of amounts that may be added up, handed to who adds them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__TOTAL_H
#define COOP__TOTAL_H

#include <coopstat/total.h>

#include "project_tree.h"

enum { COOP__MARK_ESTIMATED = 1, COOP__MARK_UNPRICED = 2 };

typedef struct coop__totals coop__totals;

/* What is made of the groups: the columns behind measure, currency and date, and a group's rows. */
typedef struct coop__totals_kind {
    coop_status (*open)(coop__totals *totals);
    coop_status (*add)(coop__totals *totals, const coop__value *keys, const coop__selection *rows);
} coop__totals_kind;

struct coop__totals {
    const coop__totals_kind *kind;
    void *ctx;
    const coop_dataset *data;
    coop_total_options options; /* filled */
    coop__frame frame;
    coop__registry registry;
    coop_query query;
    coop_builder *builder;
    coop__choice choice;
    int32_t scale;              /* of money */
    const coop__amount *amounts; /* by row of investment */
    const uint8_t *marks;       /* by row: COOP__MARK_...; NULL without a conversion */
    const char *to;             /* currency of a conversion, else NULL */
    bool is_split;              /* the amounts of wholes are what their parts leave */
    coop_error *err;
};

/* Makes a table of the groups in their order. */
coop_status coop__totals_run(coop__totals *totals, coop_table **out);

/* Takes what the caller's struct_size has of the options; NULL: the defaults. */
coop_status coop__total_options_fill(const coop_total_options *options, coop_total_options *out,
                                     coop_error *err);

/* Cells of a row: measure, currency and date of a group; a word (NULL: none); two ends. */
coop_status coop__totals_keys(coop__totals *totals, const coop__value *keys);
coop_status coop__totals_word(coop__totals *totals, const char *word);
coop_status coop__totals_ends(coop__totals *totals, const coop__total *total);

/* The sum of a group's rows under the options, of the amounts by row. */
coop_status coop__totals_sum(const coop__totals *totals, const coop__selection *rows,
                             const coop__amount *amounts, coop__tree_total *out);

/* Under leaves, amounts by row of the group: wholes have what their parts leave, marked. */
coop_status coop__totals_split(const coop__totals *totals, const coop__selection *rows,
                               coop__amount *amounts, bool *is_whole);

/* Amounts by row in other prices; marks gets what was estimated, and what has no currency or date
 * to be converted by: that has no amount then. */
coop_status coop__price_rows(const coop_dataset *data, const coop_conversion *how,
                             coop__amount *amounts, uint8_t *marks, const coop__selection *rows,
                             coop_error *err);

#endif
