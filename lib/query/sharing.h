/* sharing.h -- how the amount of a row falls to the members of a set.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__SHARING_H
#define COOP__SHARING_H

#include "../stat/apportion.h"
#include "engine.h"

/* A rule of attribution, bound to a table. */
struct coop__sharing {
    const coop__rule *rule;
    coop__off_total policy;
    const coop__entry *entry;                /* whose amounts are split */
    const coop__column *shares, *share_side; /* of rule stated; NULL: the table has none */
    const coop__entry *weights;              /* of rule weights: numbers by key */
    const coop__column *weight;
    coop__arena *arena;
    coop__portion *portions; /* rooms that serve row after row */
    double *numbers;
    int64_t *integers;
    int64_t capacity;
};

/* Binds the columns of a rule that is named already; weight: table.column, read for weights only. */
coop_status coop__sharing_open(coop__sharing *s, const coop__catalog *catalog, const char *weight,
                               coop_error *err);

/* Weights of n portions, whose ids are there, for a row and the set column `side`: what `shares` says
 * (text like party:share;..., of the side that `share_side` names), or the members' weights.
 * FORMAT, RANGE, REFERENCE, NOT_FOUND. */
coop_status coop__sharing_weigh(coop__sharing *s, int64_t row, const char *side,
                                coop__portion *portions, int64_t n, coop_error *err);

/* Splits a row's amount over n portions and the bucket behind them. */
coop_status coop__sharing_split(const coop__sharing *s, int64_t row, int64_t whole,
                                coop__portion *portions, int64_t n, coop_error *err);

/* A failure that names the row. */
coop_status coop__sharing_fail(const coop__sharing *s, coop_status status, int64_t row,
                               const char *why, coop_error *err);

/* The query's attribution, in frame->sharing; NULL where it names none. */
coop_status coop__frame_sharing(coop__frame *frame, coop_error *err);

/* What the member of each each() of the group that is taken just now has of a row's amount: ends
 * becomes its part of both ends. */
coop_status coop__frame_part(const coop__frame *frame, int64_t row, int64_t ends[2],
                             coop_error *err);
/* The same of a double: equal shares are quotients, others are of 15 places. */
coop_status coop__frame_part_of_number(const coop__frame *frame, int64_t row, double *number,
                                       coop_error *err);

/* True if a value under each() is split, not had in full by every member. */
bool coop__frame_splits(const coop__frame *frame);

#endif
