/* sort.c -- a stable merge sort of row numbers, and a radix exchange of doubles; neither allocates.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sort.h"

#include <string.h>

static void merge(const int64_t *from, int64_t *to, int64_t middle, int64_t end,
                  coop__is_before *is_before, const void *ctx)
{
    if (middle == end || !is_before(ctx, from[middle], from[middle - 1])) {
        memcpy(to, from, (size_t)end * sizeof *to); /* in order already */
        return;
    }
    int64_t left = 0;
    int64_t right = middle;
    for (int64_t k = 0; k < end; k++) {
        bool takes_right =
            left == middle || (right < end && is_before(ctx, from[right], from[left]));
        to[k] = from[takes_right ? right++ : left++];
    }
}

void coop__merge_sort(int64_t *order, int64_t *spare, int64_t n, coop__is_before *is_before,
                      const void *ctx)
{
    for (int64_t i = 0; i < n; i++) {
        order[i] = i;
    }
    int64_t *from = order;
    int64_t *to = spare;
    for (int64_t width = 1; width < n; width *= 2) {
        for (int64_t start = 0; start < n; start += 2 * width) {
            int64_t rest = n - start;
            int64_t middle = rest < width ? rest : width;
            int64_t end = rest < 2 * width ? rest : 2 * width;
            merge(from + start, to + start, middle, end, is_before, ctx);
        }
        int64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != order) {
        memcpy(order, from, (size_t)n * sizeof *order);
    }
}

/* ---- doubles ---- */

/* Order of doubles as that of unsigned integers; -0 is 0. */
static inline uint64_t key_of(double value)
{
    double plain = value + 0.0;
    uint64_t bits;
    memcpy(&bits, &plain, sizeof bits);
    return (bits >> 63) != 0 ? ~bits : bits | (uint64_t)1 << 63;
}

static inline void swap_items(unsigned char *items, int64_t a, int64_t b)
{
    uint64_t x;
    uint64_t y;
    memcpy(&x, items + 8 * (size_t)a, sizeof x);
    memcpy(&y, items + 8 * (size_t)b, sizeof y);
    memcpy(items + 8 * (size_t)a, &y, sizeof y);
    memcpy(items + 8 * (size_t)b, &x, sizeof x);
}

static inline void exchange(double *values, unsigned char *beside, int64_t a, int64_t b)
{
    double value = values[a];
    values[a] = values[b];
    values[b] = value;
    if (beside != NULL) {
        swap_items(beside, a, b);
    }
}

/* Fewer than this are sorted by insertion. */
enum { FEW = 24 };

static void insert_few(double *values, unsigned char *beside, int64_t first, int64_t end)
{
    for (int64_t i = first + 1; i < end; i++) {
        for (int64_t j = i; j > first && values[j] < values[j - 1]; j--) {
            exchange(values, beside, j, j - 1);
        }
    }
}

/* Keys that agree in all bits above the last by which they were parted. */
typedef struct stretch {
    int64_t first, end;
} stretch;

/* Puts keys without the bit before those with it; returns where the latter begin. */
static int64_t part_by_bit(double *values, unsigned char *beside, stretch s,
                           int32_t bit)
{
    int64_t low = s.first;
    int64_t high = s.end;
    for (;;) {
        while (low < high && (key_of(values[low]) >> bit & 1) == 0) {
            low++;
        }
        while (low < high && (key_of(values[high - 1]) >> bit & 1) != 0) {
            high--;
        }
        if (low == high) {
            return low;
        }
        exchange(values, beside, low, high - 1);
    }
}

/* The highest bit in which two keys of a stretch differ, -1: all are equal. */
static int32_t first_difference(const double *values, int64_t first, int64_t end)
{
    uint64_t of_all = key_of(values[first]);
    uint64_t of_any = of_all;
    for (int64_t i = first + 1; i < end; i++) {
        uint64_t key = key_of(values[i]);
        of_all &= key;
        of_any |= key;
    }
    int32_t bit = -1;
    for (uint64_t rest = of_all ^ of_any; rest != 0; rest >>= 1) {
        bit++;
    }
    return bit;
}

/* A stretch is parted by a lower bit than the one that it is of: 65 may wait. */
void coop__sort_numbers(double *values, void *beside, int64_t n)
{
    stretch waiting[65];
    int depth = 0;
    waiting[depth++] = (stretch){0, n};
    while (depth > 0) {
        stretch s = waiting[--depth];
        if (s.end - s.first < FEW) {
            insert_few(values, beside, s.first, s.end);
            continue;
        }
        int32_t bit = first_difference(values, s.first, s.end);
        if (bit >= 0) {
            int64_t middle = part_by_bit(values, beside, s, bit);
            waiting[depth++] = (stretch){s.first, middle};
            waiting[depth++] = (stretch){middle, s.end};
        }
    }
}
