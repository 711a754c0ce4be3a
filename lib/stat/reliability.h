/* reliability.h -- internal face of the agreement of coders.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__RELIABILITY_H
#define COOP__RELIABILITY_H

#include <coopstat/reliability.h>

/* Categories, and coders, that there can be at most. */
#define COOP__MOST_CODES 1000

/* RANGE unless the number of categories is 1 to the most. */
coop_status coop__categories_check(int64_t n_categories, coop_error *err);

/* Adds up n counts, 1 or more of them. RANGE when one is negative or the sum passes the most. */
coop_status coop__counts_check(const int64_t *counts, int64_t n, const char *name, int64_t *sum,
                               coop_error *err);

/* Checks sizes and each code; codings is not NULL. */
coop_status coop__codings_check(const coop_codings *codings, coop_error *err);

#endif
