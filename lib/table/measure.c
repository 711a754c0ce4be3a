/* measure.c -- what is known of a column once it is closed: its range, its different sets.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "table.h"

/* ---- ranges ---- */

#define RANGE_LOOP(name, type)                                                                     \
    static void name(const coop__column *column, int64_t *least, int64_t *most)                    \
    {                                                                                              \
        const type *x = (const type *)(const void *)column->values.bytes;                          \
        for (int64_t row = 0; row < column->n_rows; row++) {                                       \
            bool is_there = coop__is_valid(column, row);                                           \
            *least = is_there && x[row] < *least ? x[row] : *least;                                \
            *most = is_there && x[row] > *most ? x[row] : *most;                                   \
        }                                                                                          \
    }
RANGE_LOOP(range_8, int8_t)
RANGE_LOOP(range_16, int16_t)
RANGE_LOOP(range_32, int32_t)
RANGE_LOOP(range_64, int64_t)

static void measure_range(coop__column *column)
{
    int64_t least = INT64_MAX;
    int64_t most = INT64_MIN;
    bool is_integer = coop__type_is_integer(column->type) || column->type == COOP_TYPE_DATE ||
                      column->type == COOP_TYPE_MONEY;
    if (is_integer) {
        (column->width == 1   ? range_8
         : column->width == 2 ? range_16
         : column->width == 4 ? range_32
                              : range_64)(column, &least, &most);
    }
    column->least = least;
    column->most = most;
}

/* ---- sets ---- */

/* Fewer rows are not worth an index, and more different sets do not repeat. */
#define ROWS_LEAST 4096
#define SETS_MOST 65535
#define N_SLOTS 131072

static coop_words set_at(const coop__column *column, int64_t row)
{
    coop_words none = {0};
    return coop__is_valid(column, row) ? coop__words_at(column, row) : none;
}

/* The number of a row's set; the number of all sets where it is new. */
static int64_t find_set(const coop__column *column, const coop_words *set, const uint32_t *slots,
                        uint64_t *at)
{
    const int64_t *rows = (const int64_t *)(const void *)column->set_rows.bytes;
    size_t bytes = (size_t)set->n * sizeof *set->codes;
    *at = (set->n > 0 ? coop__hash(set->codes, bytes, 0) : 0) & (N_SLOTS - 1);
    for (; slots[*at] != 0; *at = (*at + 1) & (N_SLOTS - 1)) {
        coop_words other = set_at(column, rows[slots[*at] - 1]);
        if (other.n == set->n && (bytes == 0 || memcmp(other.codes, set->codes, bytes) == 0)) {
            return (int64_t)slots[*at] - 1;
        }
    }
    return (int64_t)(column->set_rows.n / sizeof(int64_t));
}

/* *worth is false once the sets turn out to differ too often. False: no memory. */
static bool number_sets(coop__column *column, uint32_t *slots, bool *worth)
{
    for (int64_t row = 0; row < column->n_rows && *worth; row++) {
        uint64_t at = 0;
        coop_words set = set_at(column, row);
        int64_t n_sets = (int64_t)(column->set_rows.n / sizeof(int64_t));
        int64_t number = find_set(column, &set, slots, &at);
        uint16_t stored = (uint16_t)number;
        if (number == n_sets) {
            *worth = n_sets < SETS_MOST && n_sets < 512 + row / 16;
            slots[at] = (uint32_t)number + 1;
            column->members_most = set.n > column->members_most ? set.n : column->members_most;
            if (!coop__buffer_append(&column->set_rows, &row, sizeof row)) {
                return false;
            }
        }
        if (!coop__buffer_append(&column->set_numbers, &stored, sizeof stored)) {
            return false;
        }
    }
    return true;
}

static bool index_sets(coop__column *column)
{
    const coop_allocator *a = column->set_rows.a;
    uint32_t *slots = coop__alloc(a, N_SLOTS, sizeof *slots);
    bool worth = true;
    if (slots == NULL) {
        return false;
    }
    bool done = number_sets(column, slots, &worth);
    coop__release(a, slots, N_SLOTS, sizeof *slots);
    if (!done || !worth) {
        coop__buffer_free(&column->set_rows);
        coop__buffer_free(&column->set_numbers);
        column->members_most = 0;
    }
    return done;
}

bool coop__column_measure(coop__column *column)
{
    measure_range(column);
    bool indexes = column->type == COOP_TYPE_SET && column->n_rows >= ROWS_LEAST &&
                   column->set_rows.n == 0;
    return !indexes || index_sets(column);
}
