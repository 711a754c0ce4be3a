/* limit.h -- the memory of one call under coop_run.memory_limit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__LIMIT_H
#define COOP__LIMIT_H

#include "alloc.h"

/* A run whose allocator counts, or the caller's run as it is where it names no limit. What the call
 * gives away (a table, a dataset) keeps the counting allocator, which holds nobody up once the limit
 * is closed, and goes with the last memory that it gave. */
typedef struct coop__limit {
    coop_run run;
    coop_allocator allocator;
    struct coop__count *count; /* NULL: no limit */
} coop__limit;

/* ARGUMENT for a limit below 0, MEMORY. run may be NULL. The limit must not move while it is open. */
coop_status coop__limit_open(coop__limit *limit, const coop_run *run, coop_error *err);

/* Ends counting. Where the call failed for memory that the limit refused, LIMIT with the limit and
 * what was needed at that moment; else the status that it is given. */
coop_status coop__limit_close(coop__limit *limit, coop_status status, coop_error *err);

#endif
