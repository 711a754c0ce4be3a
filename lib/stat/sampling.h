/* sampling.h -- internal face of the intervals beyond the simple binomial.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__SAMPLING_H
#define COOP__SAMPLING_H

#include <coopstat/sampling.h>

typedef struct coop__census {
    int64_t hits;       /* 0..n */
    int64_t n;          /* 1..population - 1 */
    int64_t population; /* 2..9e15 */
} coop__census;

/* A registered method. compute gets a sample that is not the whole list, level in (0, 1), and
 * cannot fail. */
typedef struct coop__census_entry {
    coop_interval_method public_face;
    coop_interval (*compute)(const coop__census *census, double level);
} coop__census_entry;

/* The entry of a name (NULL: "hypergeometric"); NULL if there is none. */
const coop__census_entry *coop__census_find(const char *name);

/* t with P(|T| < t) = level, T having df >= 1 degrees of freedom; level inside (0, 1). */
double coop__student_two_sided(double level, double df);

/* Clopper and Pearson's limits for hits and misses that need not be whole: both >= 0 and finite,
 * not both 0; level inside (0, 1). */
coop_interval coop__clopper_pearson(double hits, double misses, double level);

/* COOP_ARGUMENT unless there is an output with a struct_size. */
coop_status coop__check_output(const void *out, size_t struct_size, coop_error *err);

/* Copies what of a result of so many bytes the caller's struct_size has room for. */
void coop__copy_output(void *out, size_t struct_size, const void *result, size_t size);

#endif
