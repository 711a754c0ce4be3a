/* project_tree.h -- amounts that stand in relations: parts, overlaps, rivals.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__PROJECT_TREE_H
#define COOP__PROJECT_TREE_H

#include "dataset.h"

/* Related rows that all overlap each other are searched exhaustively up to this many. */
#define COOP__OVERLAP_MOST 20

/* A total of one measure and currency, and how it came about. */
typedef struct coop__tree_total {
    coop__total total;
    int64_t n_counted, n_parts, n_overlapping, n_rival, n_without_amount;
} coop__tree_total;

typedef enum coop__choice {
    COOP__CHOOSE_RANGE,
    COOP__CHOOSE_LARGEST,
    COOP__CHOOSE_SMALLEST
} coop__choice;

/* Adds up rows of `investment` that are of one measure, currency and (stock, pipeline) date; else
 * CONFLICT naming the two. */
coop_status coop__tree_sum(const coop_dataset *data, const coop__selection *rows, coop__cut cut,
                           coop__choice choice, coop__arena *arena, coop__tree_total *out,
                           coop_error *err);

#endif
