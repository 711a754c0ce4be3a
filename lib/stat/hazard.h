/* hazard.h -- rows of hazard models, checked, sorted and scaled.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__HAZARD_H
#define COOP__HAZARD_H

#include <stdbool.h>

#include <coopstat/hazard.h>

#include "../core/alloc.h"
#include "ascent.h"

/* Covariates of the rows in use, in a fixed order of rows: centred and scaled, row by row. */
typedef struct coop__design {
    double *x; /* n_rows x n */
    double *means;
    double *scales; /* above 0 */
    int64_t n_rows;
    int64_t n;
} coop__design;

/* For coop__merge_sort(), with a coop_hazard_rows: by stratum, falling time, and all the rest, so
 * that sums are added in one order however the rows come. Every array may be NULL but times. */
bool coop__hazard_before(const void *ctx, int64_t a, int64_t b);

/* COOP_RANGE unless the number is finite and 0 or more. */
coop_status coop__weight_check(const double *weights, int64_t row, coop_error *err);
/* Sizes, and that all covariates of rows that have weight are finite. weights may be NULL. */
coop_status coop__covariates_check(const double *covariates, int64_t n, int64_t n_rows,
                                   const double *weights, coop_error *err);

/* The design of the rows in order[0 .. n_used - 1]. UNDEFINED when a covariate is constant. */
coop_status coop__design_of(const coop_hazard_rows *rows, const int64_t *order, int64_t n_used,
                            coop__arena *arena, coop__design *out, coop_error *err);

/* UNDEFINED, with the text about a covariate. */
coop_status coop__ascent_fail(coop__ascent_end end, int64_t covariate, coop_error *err);

#endif
