/* concentration.h -- internal face of the indices of concentration.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__CONCENTRATION_H
#define COOP__CONCENTRATION_H

#include <stdbool.h>

#include <coopstat/concentration.h>

/* Checks rows and adds up weights and what has value 0. EMPTY without weight. */
coop_status coop__concentration_check(const coop_concentration_data *data, int64_t *n,
                                      int64_t *n_zero, coop_error *err);

/* The weight of a row: 1 where there is no column. */
int64_t coop__concentration_weight(const coop_concentration_data *data, int64_t i);

/* Sorts rows that were checked into a state, in place; returns its rows. */
int64_t coop__concentration_reduce(double *values, int64_t *weights, int64_t n);

/* A state, and the block of data->n rows that it is kept in; NULL where it is the caller's. */
typedef struct coop__concentration_state {
    coop_concentration_data rows;
    void *block;
} coop__concentration_state;

/* The state of rows that were checked. False: no memory. */
bool coop__concentration_open(const coop_concentration_data *data, const coop_allocator *a,
                              coop__concentration_state *out);
void coop__concentration_close(const coop_concentration_data *data, const coop_allocator *a,
                               coop__concentration_state *state);

/* Sum of weights and exact sum of values of a state. */
int64_t coop__concentration_n(const coop_concentration_data *state);
double coop__concentration_total(const coop_concentration_data *state);

/* Looks up an index and its parameter. */
coop_status coop__concentration_index_of(const char *name, double parameter,
                                         const coop_concentration_index **index, double *used,
                                         coop_error *err);

/* HHI - 1 / n of a state of n values that has a total: the squared distances from the mean. */
double coop__hhi_above_least(const coop_concentration_data *state, int64_t n);

/* Generalised entropy of a state that has a total; infinite where it has no value. */
double coop__generalised_entropy(const coop_concentration_data *state, double alpha);

/* Atkinson's index from generalised entropy with alpha = 1 - epsilon. */
double coop__atkinson_of(double entropy, double alpha);

#endif
