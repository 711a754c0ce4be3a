/* sort.c -- a stable sort of row numbers that allocates nothing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sort.h"

#include <string.h>

static void merge(const int64_t *from, int64_t *to, int64_t middle, int64_t end,
                  coop__is_before *is_before, const void *ctx)
{
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
