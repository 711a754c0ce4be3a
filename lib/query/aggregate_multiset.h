/* aggregate_multiset.h -- a state that is a multiset of the first argument's values.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__AGGREGATE_MULTISET_H
#define COOP__AGGREGATE_MULTISET_H

#include "aggregate.h"
#include "multiset.h"

coop_status coop__multiset_take(const coop__call *call, coop__lane *lane, void *states,
                                const coop__batch *batch, coop_error *err);
coop_status coop__multiset_join(const coop__call *call, coop__arena *arena, void *state,
                                const void *other, coop_error *err);
coop_status coop__multiset_serialise(const coop__call *call, coop__arena *arena,
                                     const void *state, coop__buffer *out, coop_error *err);
coop_status coop__multiset_restore(const coop__call *call, coop__arena *arena, void *state,
                                   coop__reader *in, coop_error *err);

/* Those of the fields of a descriptor that keep such a state. */
#define COOP__MULTISET_STATE                                                                       \
    .scatter = coop__multiset_take, .merge = coop__multiset_join,                                  \
    .serialise = coop__multiset_serialise, .restore = coop__multiset_restore

/* Distinct values with their counts; NULL: no memory. */
const coop__pairs *coop__values_of(const coop__call *call, const void *state);

#endif
