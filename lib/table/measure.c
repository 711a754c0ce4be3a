/* measure.c -- what is known of a column as it grows and once it is closed: its range, its different sets.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "table.h"

/* ---- ranges ---- */

/* At least one of the rows has a value; what is missing is taken for the first that is there. */
#define MEASURE(type)                                                                              \
    do {                                                                                           \
        const type *values = (const type *)(const void *)column->values.bytes;                     \
        type low = values[first];                                                                  \
        type high = low;                                                                           \
        for (int64_t row = first; row < column->n_rows; row++) {                                   \
            type value = coop__is_valid(column, row) ? values[row] : values[first];                \
            low = value < low ? value : low;                                                       \
            high = value > high ? value : high;                                                    \
        }                                                                                          \
        column->least = low < column->least ? low : column->least;                                 \
        column->most = high > column->most ? high : column->most;                                  \
    } while (0)

static bool has_integers(const coop__column *column)
{
    return coop__type_is_integer(column->type) || column->type == COOP_TYPE_DATE ||
           column->type == COOP_TYPE_MONEY;
}

void coop__column_range(coop__column *column)
{
    int64_t first = column->n_measured;
    if (first == 0) {
        column->least = INT64_MAX;
        column->most = INT64_MIN;
    }
    column->n_measured = column->n_rows;
    while (first < column->n_rows && !coop__is_valid(column, first)) {
        first++;
    }
    if (!has_integers(column) || first == column->n_rows) {
        return;
    }
    switch (column->width) {
    case 1:
        MEASURE(int8_t);
        break;
    case 2:
        MEASURE(int16_t);
        break;
    case 4:
        MEASURE(int32_t);
        break;
    default:
        MEASURE(int64_t);
        break;
    }
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
    bool has_room = coop__buffer_reserve(&column->set_numbers,
                                         (size_t)column->n_rows * sizeof(uint16_t));
    if (slots == NULL || !has_room) {
        coop__release(a, slots, N_SLOTS, sizeof *slots);
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
    coop__column_range(column);
    bool indexes = column->type == COOP_TYPE_SET && column->n_rows >= ROWS_LEAST &&
                   column->set_rows.n == 0;
    return !indexes || index_sets(column);
}
