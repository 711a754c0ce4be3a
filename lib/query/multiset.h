/* multiset.h -- values and how often each was met, exactly: what quantiles, distinct counts,
 * concentration and survival are worked out from.
 *
 * A value is a 64-bit integer, its key: integers, days and minor units are their own keys, doubles
 * are mapped so that their order is kept. Where the keys of a column are known to be few, they are
 * counted in an array with a cell a key; else they are collected, sorted and counted from time to
 * time. Memory: 4 bytes a cell, or some 40 bytes a distinct value.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__MULTISET_H
#define COOP__MULTISET_H

#include "state.h"

/* Keys that cells are there for: least to least + width - 1; width 0: there are no cells. */
typedef struct coop__cells {
    int64_t least;
    int64_t width;
} coop__cells;

/* Distinct keys in ascending order with their counts; and keys that are not yet among them. */
typedef struct coop__pairs {
    int64_t *keys, *counts;
    int64_t n, capacity;
    int64_t total; /* sum of the counts; what pends is not in it */
    int64_t *pending; /* `room` keys, and as much room again to sort them in */
    int64_t n_pending, room;
} coop__pairs;

/* What was met is in the cells, in the pairs, or part in either. Zero bytes are an empty one; it
 * may be moved. */
typedef struct coop__multiset {
    uint32_t *cells; /* width counts, then one of rows without a value */
    coop__pairs *pairs;
} coop__multiset;

/* Doubles as keys: finite ones; -0 is 0. */
int64_t coop__key_of_number(double number);
double coop__number_of_key(int64_t key);

/* The cells that keys of a code's values may be counted in: width 0 for more than 65,536. */
coop__cells coop__cells_of(const coop__code *code);

/* Takes a vector's values, each into the set of its group. rows: of the whole table, which a set
 * cannot get more of. False: no memory. */
bool coop__multiset_scatter(coop__multiset *sets, int64_t n_sets, coop__cells cells,
                            coop__arena *arena, const coop__vector *values,
                            const uint32_t *groups, int64_t n, int64_t rows);

/* Adds a set to another; `from` keeps what it holds. MEMORY, or LIMIT beyond 2^63 - 1 values. */
coop_status coop__multiset_merge(coop__multiset *to, const coop__multiset *from,
                                 coop__cells cells, coop__arena *arena, coop_error *err);

/* All that was met as pairs; NULL: no memory. A set without values has pairs of n = 0. */
const coop__pairs *coop__multiset_pairs(const coop__multiset *set, coop__cells cells,
                                        coop__arena *arena);

/* The pairs as bytes: their number, then key and count of each in ascending order, 8 bytes each. */
coop_status coop__multiset_write(const coop__multiset *set, coop__cells cells,
                                 coop__arena *arena, coop__buffer *out, coop_error *err);
/* Reads them into an empty set; kind is that of the values. FORMAT, LIMIT, MEMORY. */
coop_status coop__multiset_read(coop__multiset *set, coop__kind kind, coop__arena *arena,
                                coop__reader *in, coop_error *err);

#endif
