/* sort.h -- the sorts of this room: of row numbers by comparison, of doubles by their bits.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__SORT_H
#define COOP__SORT_H

#include <stdbool.h>
#include <stdint.h>

/* Whether row a belongs strictly before row b. */
typedef bool coop__is_before(const void *ctx, int64_t a, int64_t b);

/* Fills order with 0 .. n - 1, sorted; rows that are equal keep their order. spare has room for n
 * numbers. */
void coop__merge_sort(int64_t *order, int64_t *spare, int64_t n, coop__is_before *is_before,
                      const void *ctx);

/* Sorts n doubles that are no NaN in place, and the items of 8 bytes that belong to them (NULL: none).
 * -0 is 0; equal ones come in any order. O(n log n), at most 64 passes whatever the values. */
void coop__sort_numbers(double *values, void *beside, int64_t n);

#endif
