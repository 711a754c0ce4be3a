/* stream.h -- a query over many rows: what its threads work with.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__STREAM_H
#define COOP__STREAM_H

#include <stdatomic.h>

#include "aggregate.h"
#include "key.h"

typedef struct coop__plan {
    coop__frame *frame;
    coop__keys keys;
    coop__call *calls;
    int64_t n_calls;
    coop__code tests[3]; /* where, from, known: a row enters if all are true */
    int64_t n_tests;
    bool where_is_last; /* it may overflow: it is for rows that pass the other tests */
    int64_t n_rows, room;
    bool needs_rows; /* the first row of each group is kept */
    int64_t counter; /* the call whose state knows the rows of each group, -1: they are counted */
} coop__plan;

/* *done is false where a clause needs all rows of a group at once or may be in doubt. */
coop_status coop__plan_open(coop__plan *p, const coop__item *by, int64_t n_by, bool *done,
                            coop_error *err);

/* What one thread has made of its range of rows. */
typedef struct coop__worker {
    const coop__plan *plan;
    coop__lane lane;
    coop__grouper grouper;
    coop__runner tests[3];
    int64_t first, end;
    int64_t *picked;
    uint8_t *truths;
    void **states;      /* of each call, states_capacity groups; NULL for a shared one */
    int64_t *counts;    /* rows of each group */
    int64_t *samples;   /* first row of each group + 1 */
    int64_t capacity;
    atomic_bool *stop;
    coop_status status;
    coop_error err;
} coop__worker;

/* Room for the states of so many groups. False: no memory. */
bool coop__grow_states(coop__worker *w, int64_t n_groups);

/* Everything into the first worker: ranges of rows, days of a sweep, sets into their members. */
coop_status coop__join_workers(coop__worker *workers, int64_t n);

/* A row of the result for each group that has rows. */
coop_status coop__finish_groups(const coop__worker *w, coop__result *result, coop_error *err);

#endif
