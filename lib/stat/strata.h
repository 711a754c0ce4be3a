/* strata.h -- internal face of the comparisons over strata.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__STRATA_H
#define COOP__STRATA_H

#include <stdbool.h>

#include <coopstat/strata.h>

#include "../core/sum.h"

/* The sum of two doubles, the second being at most half a unit in the last place of the first: a
 * number of at least 100 bits, so that differences of rates keep all digits of a double. */
typedef struct coop__pair {
    double high;
    double low;
} coop__pair;

coop__pair coop__pair_of(coop__int128 value);
coop__pair coop__pair_sum(coop__pair x, coop__pair y);
coop__pair coop__pair_difference(coop__pair x, coop__pair y);
coop__pair coop__pair_product(coop__pair x, coop__pair y);
coop__pair coop__pair_quotient(coop__pair x, coop__pair y);          /* y is not 0 */
coop__pair coop__pair_ratio(coop__int128 above, coop__int128 below); /* below is not 0 */

/* Sum of pairs of either sign, in any order; zero-initialised is 0. */
typedef struct coop__pair_total {
    coop__exact_sum sum;
    coop__exact_sum noise; /* what the rounding of the terms can come to */
} coop__pair_total;

void coop__pair_total_add(coop__pair_total *total, coop__pair term); /* term is finite */
/* The sum; 0 when it is below 2^-98 of its terms, which is what their own rounding can leave. */
coop__pair coop__pair_total_result(const coop__pair_total *total);

/* A stratum with cases of both groups. */
typedef struct coop__stratum {
    int64_t a;  /* hits of group a */
    int64_t b;  /* its misses */
    int64_t c;  /* hits of group b */
    int64_t d;  /* its misses */
    int64_t n1; /* a + b */
    int64_t n2; /* c + d */
    int64_t n;
    int64_t m; /* hits of both */
} coop__stratum;

/* False when the stratum is missing; out is filled in any case. */
bool coop__stratum_at(const coop_strata *strata, int64_t i, coop__stratum *out);

/* Whether the stratum has both hits and misses. */
bool coop__stratum_varies(const coop__stratum *s);

/* Counts over all strata. */
typedef struct coop__strata_counts {
    int64_t hits_a;
    int64_t n_a;
    int64_t hits_b;
    int64_t n_b;
    int64_t n_used;    /* strata with cases of both groups: 1 or more */
    int64_t n_missing; /* the others */
} coop__strata_counts;

/* Checks all that a function over strata is given. type names the result's struct. */
coop_status coop__strata_begin(const coop_strata *strata, const void *out, const char *type,
                               coop__strata_counts *counts, coop_error *err);

/* ARGUMENT when out or its struct_size is not set. */
coop_status coop__result_check(const void *out, const char *type, coop_error *err);

/* Copies what fits into the struct_size that the caller set, which is kept. */
void coop__result_give(void *out, const void *filled, size_t size);

/* Sums of the Mantel-Haenszel difference: of its numerators, and of the weights n1 n2 / n. */
typedef struct coop__mh_difference {
    coop__pair above;
    coop__pair weight;
} coop__mh_difference;

coop__mh_difference coop__mh_difference_of(const coop_strata *strata);

/* P(X > x), X chi-square with df = 1, 2, ... degrees of freedom, x >= 0: a finite sum of positive
 * terms, at most df / 2 of them. Never below the least normal number. */
double coop__chi_square_tail(double x, int64_t df);

#endif
