/* sort.c -- tests of both sorts against each other and against what sorted means.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "stat/sort.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "random.h"

static bool is_before(const void *ctx, int64_t a, int64_t b)
{
    const double *values = ctx;
    return values[a] < values[b];
}

static double value_of(uint64_t *state, int kind)
{
    static const double edges[] = {0.0,     -0.0,     DBL_MAX,     -DBL_MAX, DBL_MIN,
                                   5e-324,  -5e-324,  INFINITY,    -INFINITY, 1.0};
    uint64_t bits = next_random(state);
    double value;
    memcpy(&value, &bits, sizeof value);
    return kind == 0   ? (double)(bits % 7)
           : kind == 1 ? edges[bits % 10]
           : kind == 2 ? (double)(int64_t)bits
           : kind == 3 ? (value == value ? value : 0.5)
                       : 3.25;
}

/* The radix exchange puts values where the merge sort does, and their items go with them. */
static void check_values(uint64_t *state, int64_t n, int kind)
{
    double *values = malloc((size_t)(n + 1) * sizeof *values);
    double *sorted = malloc((size_t)(n + 1) * sizeof *sorted);
    int64_t *items = malloc((size_t)(n + 1) * sizeof *items);
    int64_t *order = malloc((size_t)(n + 1) * sizeof *order);
    int64_t *spare = malloc((size_t)(n + 1) * sizeof *spare);
    for (int64_t i = 0; i < n; i++) {
        values[i] = value_of(state, kind);
        sorted[i] = values[i];
        items[i] = i;
    }
    values[n] = -1234.5; /* behind the end */
    sorted[n] = -1234.5;
    coop__merge_sort(order, spare, n, is_before, values);
    coop__sort_numbers(sorted, items, n);
    for (int64_t i = 0; i < n; i++) {
        ck_assert(sorted[i] == values[order[i]]);
        ck_assert(memcmp(&sorted[i], &values[items[i]], sizeof sorted[i]) == 0);
        bool in_order = i == 0 || values[order[i - 1]] < values[order[i]] ||
                        (values[order[i - 1]] == values[order[i]] && order[i - 1] < order[i]);
        ck_assert(in_order);
    }
    ck_assert(sorted[n] == -1234.5);
    coop__sort_numbers(values, NULL, n);
    for (int64_t i = 0; i < n; i++) {
        ck_assert(values[i] == sorted[i]);
    }
    free(values);
    free(sorted);
    free(items);
    free(order);
    free(spare);
}

START_TEST(sorts_agree)
{
    static const int64_t sizes[] = {0, 1, 2, 3, 23, 24, 25, 63, 100, 1000, 30000};
    uint64_t state = 5;
    for (int kind = 0; kind < 5; kind++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            check_values(&state, sizes[i], kind);
        }
    }
}
END_TEST

/* Each key shares one bit less with the rest: as many stretches wait as there can be. */
START_TEST(the_deepest_parting_has_room)
{
    enum { N = 64 * 40 };
    static double values[N];
    for (int i = 0; i < N; i++) {
        uint64_t bits = UINT64_MAX >> 12 >> (i % 52);
        memcpy(&values[i], &bits, sizeof bits);
        values[i] = i % 2 == 0 ? values[i] : -values[i];
    }
    coop__sort_numbers(values, NULL, N);
    for (int i = 1; i < N; i++) {
        ck_assert(values[i - 1] <= values[i]);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("stat_sort");
    TCase *c = tcase_create("all");
    tcase_add_test(c, sorts_agree);
    tcase_add_test(c, the_deepest_parting_has_room);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
