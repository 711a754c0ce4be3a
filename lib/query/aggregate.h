/* aggregate.h -- what the engine's own aggregates share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__AGGREGATE_H
#define COOP__AGGREGATE_H

#include "engine.h"

/* Rows of one group that are taken at once. */
#define COOP__CHUNK 256

extern const coop__aggregate coop__count_aggregate, coop__share_aggregate, coop__sum_aggregate;

/* Under bounds a value comes as least and most as soon as a date in the query may be imprecise. */
bool coop__has_doubt(const coop__call *call);
coop_status coop__pair_of_outputs(coop__call *call, bool is_pair, coop_type type, int32_t scale,
                                  coop_error *err);

/* A state of count that has taken n rows. */
void coop__count_set(void *state, int64_t n);

coop__value coop__integer_value(int64_t integer);
coop__value coop__number_value(double number); /* NaN: missing */

#endif
