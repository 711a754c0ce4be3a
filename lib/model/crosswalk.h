/* crosswalk.h -- status sets of foreign words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__CROSSWALK_H
#define COOP__CROSSWALK_H

#include <coopstat/crosswalk.h>

#include "dataset.h"

/* What a word may mean: masks of the work scale and of the ends. */
typedef struct coop__crosswalk_sets {
    uint32_t work, end;
} coop__crosswalk_sets;

/* Looks a word up in a scheme, the register's own table first. NOT_FOUND names the nearest word of
 * the scheme, or the nearest scheme; FORMAT for a status in the register's table that is none. */
coop_status coop__crosswalk_find(const coop_dataset *data, const char *scheme, const char *word,
                                 size_t n, coop__crosswalk_sets *out, coop_error *err);

/* NOT_FOUND with the nearest name when neither the register nor the library has the scheme. */
coop_status coop__crosswalk_check(const coop_dataset *data, const char *scheme, coop_error *err);

#endif
