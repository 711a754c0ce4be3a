/* kernel.h -- loops over arrays of a strip, where the time of a query over many rows goes.
 * None allocates or fails; lengths are those of a strip, at most COOP__STRIP.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__KERNEL_H
#define COOP__KERNEL_H

#include <stdbool.h>
#include <stdint.h>

/* Rows that are taken at once: the arrays of a strip stay in the first two levels of cache. */
#define COOP__STRIP 4096

/* Closed ranges of an integer; a test of one column often is a few of them. */
#define COOP__RANGES_MOST 8
typedef struct coop__ranges {
    int64_t first[COOP__RANGES_MOST], last[COOP__RANGES_MOST];
    int32_t n;
} coop__ranges;

/* An array of integers as it lies in a column: bytes each, signed or not. */
typedef struct coop__ints {
    const void *data;
    int32_t width; /* 1, 2, 4, 8 */
    bool is_signed;
} coop__ints;

/* out[i] = 3 (COOP__TRUE) where x[i] is in a range, else 0 (COOP__FALSE). */
void coop__kernel_ranges(coop__ints x, int64_t n, const coop__ranges *ranges, uint8_t *out);

/* out[i] = value where valid[i] is 0. */
void coop__kernel_fill_missing(const uint8_t *valid, int64_t n, uint8_t value, uint8_t *out);

/* The same of numbers of cells. A branch on each would cost four times as much. */
void coop__kernel_fill_cells(const uint8_t *valid, int64_t n, uint32_t value, uint32_t *out);

/* Truths, and `missing` where valid[i] is 0. */
void coop__kernel_classes(const uint8_t *truths, const uint8_t *valid, int64_t n, uint8_t missing,
                          uint8_t *out);

/* 1 where valid[i] is 0, else 0. */
void coop__kernel_missing(const uint8_t *valid, int64_t n, uint8_t *out);

/* Least and greatest of two truths. */
void coop__kernel_and(const uint8_t *a, const uint8_t *b, int64_t n, uint8_t *out);
void coop__kernel_or(const uint8_t *a, const uint8_t *b, int64_t n, uint8_t *out);
/* True and false change places. */
void coop__kernel_not(const uint8_t *a, int64_t n, uint8_t *out);
/* Both or either are there. */
void coop__kernel_both(const uint8_t *a, const uint8_t *b, int64_t n, uint8_t *out);

/* Where out has no value yet, that of x if it has one (NULL: all have); filled bytes are 0 or 1. */
void coop__kernel_fill32(const int32_t *x, const uint8_t *valid, int64_t n, int32_t *out,
                         uint8_t *filled);
void coop__kernel_fill64(const uint64_t *x, const uint8_t *valid, int64_t n, uint64_t *out,
                         uint8_t *filled);

/* A bitmap from bit `first` on as a byte each, 0 or 1. */
void coop__kernel_bits(const uint8_t *bitmap, int64_t first, int64_t n, uint8_t *out);

/* The rows first + i of truths that are `least`, 2 or 3, or more; gives their number. */
int64_t coop__kernel_pick(const uint8_t *truths, int64_t n, uint8_t least, int64_t first,
                          int64_t *rows);

/* Counts of a few groups, at most COOP__FEW, at once: all entries, and those that are true. */
#define COOP__FEW 16
void coop__kernel_tally_few(const uint8_t *groups, const uint8_t *truths, int64_t n,
                            int64_t n_groups, int64_t *total, int64_t *hits);

/* x[i] - first, modulo 2^32. */
void coop__kernel_cells(coop__ints x, int64_t n, uint32_t first, uint32_t *out);
/* Each number gets one more digit: out * base + digit. */
void coop__kernel_digits(const uint32_t *digits, int64_t n, uint32_t base, uint32_t *out);
void coop__kernel_look_up(const uint16_t *table, const uint32_t *cells, int64_t n, uint32_t *out);

/* classes[i] * n_groups + groups[i], which fits; classes NULL: all 0. */
void coop__kernel_slots(const uint32_t *groups, const uint8_t *classes, int64_t n,
                        uint32_t n_groups, uint16_t *out);
/* Counts each slot; those of groups[i] + table[cells[i]]; each slot, and what is there added up. */
void coop__kernel_count(const uint16_t *slots, int64_t n, uint32_t *counts);
void coop__kernel_count_cells(const uint16_t *table, const uint32_t *cells, const uint32_t *groups,
                              int64_t n, uint32_t *counts);
void coop__kernel_add(const uint16_t *slots, const int64_t *x, int64_t n, uint32_t *counts,
                      uint64_t *sums);

/* x[i] at rows[i], widened or not. */
void coop__kernel_gather(const void *x, int32_t width, const int64_t *rows, int64_t n, void *out);

/* Signed integers of 1 or 2 bytes to int32, of up to 4 bytes to int64. */
void coop__kernel_to_int32(coop__ints x, int64_t n, int32_t *out);
void coop__kernel_to_int64(coop__ints x, int64_t n, int64_t *out);
void coop__kernel_to_double(const int64_t *x, int64_t n, double divisor, double *out);

/* Integer arithmetic whose result is known to fit. */
void coop__kernel_add32(const int32_t *a, const int32_t *b, int64_t n, int32_t *out);
void coop__kernel_subtract32(const int32_t *a, const int32_t *b, int64_t n, int32_t *out);
void coop__kernel_add64(const int64_t *a, const int64_t *b, int64_t n, int64_t *out);
void coop__kernel_subtract64(const int64_t *a, const int64_t *b, int64_t n, int64_t *out);
void coop__kernel_multiply64(const int64_t *a, const int64_t *b, int64_t n, int64_t *out);

/* Comparisons that give truths; op counts = < <= as 0, 1, 2. NaN does not occur. */
void coop__kernel_compare64(int op, const int64_t *a, const int64_t *b, int64_t n, uint8_t *out);
void coop__kernel_compare_double(int op, const double *a, const double *b, int64_t n,
                                 uint8_t *out);

#endif
