/* route.h -- the best ways between two nodes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__ROUTE_H
#define COOP__ROUTE_H

#include "travel.h"

/* What is least first: the objective, the two others, legs. */
typedef struct coop__cost {
    int64_t w[4];
} coop__cost;

typedef struct coop__way {
    int64_t n;         /* legs */
    int64_t *nodes;    /* n + 1 */
    int64_t *segments; /* n */
    int32_t *gauges;   /* n: on which the train runs, by place in the network's gauges */
    coop__cost cost;
} coop__way;

/* The best ways, at most options->n_most, in the travel's arena; *n may be 0. NOT_FOUND, RANGE,
 * LIMIT, MEMORY. */
coop_status coop__ways_find(coop__travel *travel, const coop_route_options *options,
                            const int64_t *ends, coop__way **out, int64_t *n, coop_error *err);

/* What the step to `node` over a segment on a gauge costs; false: it cannot be made, or takes what
 * is not known though it is to be least. The change that it begins with is not in it. */
typedef enum coop__objective { COOP__BY_TIME, COOP__BY_DISTANCE, COOP__BY_COST } coop__objective;
coop__objective coop__objective_of(const char *by);
bool coop__link_cost(const coop__travel *travel, int64_t segment, coop__objective by,
                     coop__cost *out);
bool coop__change_cost(const coop__travel *travel, int64_t node, int32_t from, int32_t to,
                       coop__objective by, coop__cost *out);

#endif
