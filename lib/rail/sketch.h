/* sketch.h -- what of a network goes on a map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__SKETCH_H
#define COOP__SKETCH_H

#include <coopstat/rail_map.h>

#include "route.h"

typedef struct coop__sketch {
    coop__travel travel;
    coop_rail_map_options options; /* whole: limits are set */
    coop_route_options route_options;
    const coop__column *name;
    double *lat, *lon; /* by node */
    bool *is_shown;    /* nodes */
    int64_t *route;    /* by segment: number of the first way over it, 0: none */
    bool *is_on_route; /* by node */
    int64_t n_ways;
} coop__sketch;

/* Reads a network and its ways into the arena. */
coop_status coop__sketch_of(const coop_dataset *data, coop__arena *arena,
                            const coop_rail_map_options *options, coop__sketch *out,
                            coop_error *err);

/* Both ends of a segment are shown. */
bool coop__sketch_has(const coop__sketch *sketch, int64_t segment);

#endif
