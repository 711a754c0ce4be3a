/* study.h -- the network as a graph of states, and hours between places.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__STUDY_H
#define COOP__STUDY_H

#include <coopstat/rail_study.h>

#include "graph.h"
#include "travel.h"

typedef struct coop__study {
    coop__travel travel;
    coop_rail_study_options options; /* whole */
    coop_route_options route_options;
    int64_t n_places;
    int64_t *places; /* nodes */
    double *weights;
    coop_error *err;
} coop__study;

/* States of the open network: node * n_gauges + gauge. segment[e] is that of edge e. */
typedef struct coop__states {
    coop_graph *graph;
    int64_t *segment;
    int64_t n_gauges, n_nodes;
} coop__states;

/* Reads a network, its places and their weights. */
coop_status coop__study_open(coop__study *study, const coop_dataset *data, coop__arena *arena,
                             const coop_rail_study_options *options, coop_error *err);

/* Of what is open now; arrays in the arena, the graph to be freed. */
coop_status coop__states_of(const coop__study *study, coop__arena *arena, coop__states *out);

/* Minutes between places, n x n, -1: no way; what is open now. */
coop_status coop__study_minutes(const coop__study *study, int64_t *minutes);

/* Weighted mean of 1 / hours over pairs of places that are not closed. */
double coop__study_efficiency(const coop__study *study, const int64_t *minutes);

/* Trains a day between two nodes in a travel, as it is open now; -1: it hangs on something that is
 * not known, or an end is closed. NOT_FOUND, RANGE, MEMORY. */
coop_status coop__trains_between(const coop__travel *travel,
                                 const coop_rail_capacity_options *options, const int64_t *ends,
                                 int64_t *out, coop_error *err);

/* The next "id=number" of a list: false at the end. RANGE for a number outside least to most. */
typedef struct coop__list_item {
    const char *id;
    size_t n;
    double number;
} coop__list_item;
coop_status coop__list_item_next(const char **list, double least, double most, coop__list_item *out,
                                 bool *is_there, coop_error *err);

#endif
