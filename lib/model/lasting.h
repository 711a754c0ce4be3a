/* lasting.h -- how long each row of a register lasted until it was completed, as far as it tells.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__LASTING_H
#define COOP__LASTING_H

#include <coopstat/survival.h>
#include <coopstat/time_to.h>

#include "dataset.h"

typedef enum coop__followed {
    COOP__FOLLOWED,
    COOP__UNDATED,      /* completed or ended, nobody says when */
    COOP__LOOKED_FOR,   /* the status is unknown */
    COOP__NO_START,
    COOP__BEFORE_START, /* ended before it began */
    COOP__PERHAPS,      /* it may not be a row of the question */
    COOP__FOLLOWED_END
} coop__followed;

enum { COOP__CAUSE_NONE, COOP__CAUSE_COMPLETED, COOP__CAUSE_CANCELLED };

/* One row. */
typedef struct coop__lasting {
    coop__followed how;
    int32_t cause;     /* of what is followed */
    double time;       /* days, one of each span taken */
    double planned;    /* delays: from start to due; NaN where it is not known */
    double until_due;  /* days from the day of the question to day 0: 0 or less where it has come */
    bool is_imprecise; /* another choice of days would move it */
    bool has_interval;
    double low, high;  /* completed in (low, high], as of coop_interval_times */
} coop__lasting;

/* The rows of one question, in groups. */
typedef struct coop__lastings {
    const coop_dataset *data;
    coop_time_options options; /* filled */
    coop_query query;
    coop__arena arena;
    coop__registry registry;
    coop__frame frame;
    coop__program *start, *end, *completed, *cancelled, *cancelled_on, *due;
    int days; /* -1 first, 0 middle, 1 last */
    bool is_delay, is_agreement, is_from_force, tells_cancelled;
    coop__item *by;
    int64_t n_by;
    coop__groups groups;
    coop_run run; /* the register's memory */
} coop__lastings;

/* The caller's options, of whatever size. */
coop_status coop__time_options(const coop_time_options *options, coop_time_options *out,
                               coop_error *err);

/* Selects and groups; close it also after a failure. It must not move meanwhile. */
coop_status coop__lastings_open(coop__lastings *l, const coop_dataset *data,
                                const coop_time_options *options, bool is_delay, coop_error *err);
void coop__lastings_close(coop__lastings *l);

coop__lasting coop__lasting_of(const coop__lastings *l, int64_t row, uint16_t flags);

/* Counts by how. */
typedef struct coop__lasting_counts {
    int64_t n, completed, cancelled, open, imprecise;
    int64_t by[COOP__FOLLOWED_END];
} coop__lasting_counts;
void coop__lasting_count(coop__lasting_counts *counts, const coop__lasting *one);

/* Cells of a result. */
coop__value coop__count_cell(int64_t count);
coop__value coop__number_cell(double number); /* null where it is not finite */

#endif
