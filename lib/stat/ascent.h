/* ascent.h -- the maximum of a concave function of a few parameters, by Newton's steps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__ASCENT_H
#define COOP__ASCENT_H

#include <stdbool.h>

#include "../core/alloc.h"

/* The value at a point, -INFINITY where there is none; fills the gradient, and the lower triangle
 * of information: minus the second derivatives, row by row. */
typedef double coop__concave(void *ctx, const double *at, double *gradient, double *information);

typedef int32_t coop__ascent_end;
enum {
    COOP__ASCENT_FOUND = 0,
    COOP__ASCENT_SINGULAR = 1, /* parameter `column` says no more than those before it */
    COOP__ASCENT_UNBOUNDED = 2 /* the function rises for ever, fastest along `column` */
};

/* Parameters are of size 1 or so: their scale is the caller's business. */
typedef struct coop__ascent {
    coop__concave *function;
    void *ctx;
    int64_t n;
    double scale;        /* what the value is made of, such as a number of events */
    double *at;          /* the start, then the maximum */
    double *gradient;
    double *information; /* n x n, both triangles at the end */
    double *inverse;     /* n x n, of information */
    double *step;        /* the last one */
    double *trial;
    double *factor;      /* n x n: lower triangle of the Cholesky factor */
    double value;
    double value_at_start;
    double score; /* gradient inverse gradient, at the start */
    int64_t column;
    int64_t n_steps;
} coop__ascent;

/* Arrays for n parameters; at is 0. False: no memory. */
bool coop__ascent_new(coop__arena *arena, int64_t n, coop__ascent *out);
coop__ascent_end coop__ascent_run(coop__ascent *a);

#endif
