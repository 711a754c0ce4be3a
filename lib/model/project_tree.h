/* project_tree.h -- amounts that stand in relations: parts, overlaps, rivals.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__PROJECT_TREE_H
#define COOP__PROJECT_TREE_H

#include "dataset.h"

/* Amounts that overlap, each some other of them, are searched exhaustively up to this many. */
#define COOP__OVERLAP_MOST 20

/* An amount of a row in minor units. */
typedef struct coop__amount {
    int64_t least, most;
    bool is_open; /* "more than": no upper limit */
    bool is_there;
} coop__amount;

/* A total of one measure and currency, and how it came about. Each row is in one of the counts but
 * n_overlapping, which is of those that are counted. */
typedef struct coop__tree_total {
    coop__total total;
    coop__total residual; /* under leaves: what is left of wholes beside their parts */
    int64_t n_residual;   /* wholes that have parts */
    int64_t n_counted, n_parts, n_overlapping, n_rival, n_without_amount;
} coop__tree_total;

typedef enum coop__choice {
    COOP__CHOOSE_RANGE,
    COOP__CHOOSE_LARGEST,
    COOP__CHOOSE_SMALLEST,
    COOP__CHOOSE_NEWEST,    /* the latest last day; a day that is unknown comes last */
    COOP__CHOOSE_CONFIDENCE /* the first word in byte order: A before B; none comes last */
} coop__choice;

/* The choice of a word, NULL: the range. False: there is none of that name. */
bool coop__choice_find(const char *word, coop__choice *out);

/* The choice of a query's word, which is one of them or NULL. */
coop__choice coop__choice_of(const char *word);

/* How good a row is under newest and confidence, the larger the better; 0 under the others. */
int64_t coop__choice_rank(coop__choice choice, const coop__entry *investment, int64_t row);

/* Which amounts to add up. */
typedef struct coop__tree_sum {
    const coop_dataset *data;
    const coop_allocator *allocator;
    const coop__column *amount;     /* of investment; NULL: the column `amount` */
    const coop__amount *amounts;    /* by row of investment: they stand for the columns; NULL: none
                                       do */
    bool is_one_currency;           /* amounts are, whatever the rows say */
    const coop__selection *rows;    /* the rows of the sum, in table order */
    const coop__selection *within;  /* the selection that they are of: no part of it counts beside
                                       its whole, whichever of its sums they stand in */
    coop__cut cut;
    coop__choice choice;
    coop__amount *residuals;        /* by row, filled under leaves for rows that have parts in the
                                       sum: what is left of them; NULL: nobody asks */
    bool is_split;                  /* amounts of wholes are such residuals: all rows count */
} coop__tree_sum;

/* The amount of every row of `investment` by a money column of it; NULL: amount, with amount_low and
 * amount_high. NOT_FOUND where there are none, CONFLICT where their scales differ. */
coop_status coop__tree_amounts(const coop_dataset *data, const coop__column *amount,
                               coop__amount *out, coop_error *err);

/* Adds an id to the text of a circle, " a -> b -> a", where it fits. */
#define COOP__CIRCLE_MOST 192
void coop__circle_add(char *text, size_t size, const char *id);

/* CONFLICT with the ids of a shortest circle of parts through a thing that is part of itself. */
coop_status coop__fail_circle(const coop_dataset *data, coop__arena *arena, int64_t thing,
                              coop_error *err);

/* Adds up rows of `investment` that are of one measure, currency and (stock, pipeline) date; else
 * CONFLICT naming the two. A possible row may be out; a part of what is possible may count. */
coop_status coop__tree_add(const coop__tree_sum *sum, coop__tree_total *out, coop_error *err);

#endif
