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

/* Fewer rows are not worth an index. Sets are chosen by a sample of rows; with more of them what is
 * kept of each would not stay in the cache. */
#define ROWS_LEAST 4096
#define SAMPLE_MOST 65536
#define SETS_MOST 4096

/* A set as a number: three codes of 21 bits, from 1 on, say all of a small one; of others it is a
 * hash, in which the highest bit is set. */
#define KEY_MEMBERS 3
#define KEY_BITS 21
#define IS_HASH ((uint64_t)1 << 63)

typedef struct candidate {
    uint64_t key;
    int64_t row, count;
} candidate;

typedef struct candidates {
    candidate *all;
    uint32_t *slots; /* place among them + 1 */
    uint64_t n_slots;
    int64_t n;
} candidates;

static coop_words set_at(const coop__column *column, int64_t row)
{
    coop_words none = {0};
    return coop__is_valid(column, row) ? coop__words_at(column, row) : none;
}

static uint64_t key_of(const coop_words *set)
{
    uint64_t key = 0;
    uint32_t any = 0;
    for (int64_t i = 0; i < set->n && i < KEY_MEMBERS; i++) {
        key = key << KEY_BITS | (uint64_t)(set->codes[i] + 1);
        any |= set->codes[i] + 1;
    }
    if (set->n <= KEY_MEMBERS && any >> KEY_BITS == 0) {
        return key;
    }
    for (int64_t i = 0; i < set->n; i++) {
        key = (key ^ set->codes[i]) * UINT64_C(0x9e3779b97f4a7c15);
        key ^= key >> 29;
    }
    return key | IS_HASH;
}

static bool is_same_set(const coop__column *column, int64_t row, const coop_words *set)
{
    coop_words other = set_at(column, row);
    bool is_same = other.n == set->n;
    for (int64_t i = 0; i < set->n && is_same; i++) {
        is_same = other.codes[i] == set->codes[i];
    }
    return is_same;
}

/* Place of a set among the candidates, or their number; *at: its slot. */
static int64_t find_set(const coop__column *column, const candidates *c, uint64_t key,
                        const coop_words *set, uint64_t *at)
{
    uint64_t hash = key * UINT64_C(0x9e3779b97f4a7c15) >> 32;
    for (*at = hash & (c->n_slots - 1); c->slots[*at] != 0; *at = (*at + 1) & (c->n_slots - 1)) {
        int64_t place = (int64_t)c->slots[*at] - 1;
        const candidate *one = &c->all[place];
        if (one->key == key && (key < IS_HASH || is_same_set(column, one->row, set))) {
            return place;
        }
    }
    return c->n;
}

/* Counts the sets of rows that lie equally far from each other; gives the number of these rows. */
static int64_t count_sets(const coop__column *column, candidates *c)
{
    int64_t step = (column->n_rows + SAMPLE_MOST - 1) / SAMPLE_MOST;
    for (int64_t row = 0; row < column->n_rows; row += step) {
        uint64_t at = 0;
        coop_words set = set_at(column, row);
        uint64_t key = key_of(&set);
        int64_t place = find_set(column, c, key, &set, &at);
        if (place < c->n) {
            c->all[place].count++;
        } else if (set.n <= COOP__SET_MOST) {
            candidate new = {key, row, 1};
            c->all[c->n++] = new;
            c->slots[at] = (uint32_t)c->n;
        }
    }
    return (column->n_rows + step - 1) / step;
}

/* Numbers the sets that are commonest; the others leave the candidates. False: no memory. */
static bool choose_sets(coop__column *column, candidates *c, int64_t n_sampled, bool *worth)
{
    int64_t n_kept = SETS_MOST + 1;
    int64_t n_rows = 0;
    int64_t least = 0;
    while (n_kept > SETS_MOST) {
        least++;
        n_kept = 0;
        n_rows = 0;
        for (int64_t i = 0; i < c->n; i++) {
            n_kept += c->all[i].count >= least ? 1 : 0;
            n_rows += c->all[i].count >= least ? c->all[i].count : 0;
        }
    }
    *worth = 4 * n_rows >= n_sampled && 2 * n_kept <= n_sampled;
    memset(c->slots, 0, c->n_slots * sizeof *c->slots);
    int64_t n = c->n;
    c->n = 0;
    c->n_slots = 4 * SETS_MOST; /* they stay near */
    for (int64_t i = 0; i < n && *worth; i++) {
        candidate kept = c->all[i];
        uint64_t at = 0;
        coop_words set = set_at(column, kept.row);
        if (kept.count < least) {
            continue;
        }
        (void)find_set(column, c, kept.key, &set, &at);
        c->all[c->n++] = kept;
        c->slots[at] = (uint32_t)c->n;
        column->members_most = set.n > column->members_most ? set.n : column->members_most;
        if (!coop__buffer_append(&column->set_rows, &kept.row, sizeof kept.row)) {
            return false;
        }
    }
    return true;
}

static void number_sets(coop__column *column, const candidates *c, uint16_t *numbers)
{
    for (int64_t row = 0; row < column->n_rows; row++) {
        uint64_t at = 0;
        coop_words set = set_at(column, row);
        int64_t place = find_set(column, c, key_of(&set), &set, &at);
        column->n_rare += place == c->n ? 1 : 0;
        numbers[row] = (uint16_t)place;
    }
}

static void forget_sets(coop__column *column)
{
    coop__buffer_free(&column->set_rows);
    coop__buffer_free(&column->set_numbers);
    column->members_most = 0;
    column->n_rare = 0;
}

static bool index_sets(coop__column *column)
{
    const coop_allocator *a = column->set_rows.a;
    candidates c = {.n_slots = 2 * SAMPLE_MOST};
    c.all = coop__alloc(a, SAMPLE_MOST, sizeof *c.all);
    c.slots = coop__alloc(a, 2 * SAMPLE_MOST, sizeof *c.slots);
    bool worth = false;
    size_t bytes = (size_t)column->n_rows * sizeof(uint16_t);
    bool done = c.all != NULL && c.slots != NULL &&
                choose_sets(column, &c, count_sets(column, &c), &worth) &&
                (!worth || coop__buffer_reserve(&column->set_numbers, bytes));
    if (done && worth) {
        number_sets(column, &c, (uint16_t *)(void *)column->set_numbers.bytes);
        column->set_numbers.n = bytes;
    } else {
        forget_sets(column);
    }
    coop__release(a, c.all, SAMPLE_MOST, sizeof *c.all);
    coop__release(a, c.slots, 2 * SAMPLE_MOST, sizeof *c.slots);
    return done;
}

/* True if all codes that are not above the one before begin a set. */
static bool sets_ascend(const coop__column *column)
{
    const int64_t *offsets = (const int64_t *)(const void *)column->offsets.bytes;
    const uint32_t *codes = (const uint32_t *)(const void *)column->values.bytes;
    int64_t first = offsets[0];
    int64_t end = offsets[column->n_rows];
    int64_t n_descents = 0;
    for (int64_t i = first + 1; i < end; i++) {
        n_descents += codes[i - 1] >= codes[i] ? 1 : 0;
    }
    for (int64_t row = 0; row < column->n_rows && n_descents > 0; row++) {
        int64_t i = offsets[row];
        if (i > first && i < offsets[row + 1]) {
            n_descents -= codes[i - 1] >= codes[i] ? 1 : 0;
        }
    }
    return n_descents == 0;
}

bool coop__column_measure(coop__column *column)
{
    coop__column_range(column);
    bool is_many = column->type == COOP_TYPE_SET && column->n_rows >= ROWS_LEAST;
    bool indexes = is_many && column->set_rows.n == 0;
    column->ascends = is_many && sets_ascend(column);
    return !indexes || index_sets(column);
}
