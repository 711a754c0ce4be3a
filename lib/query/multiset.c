/* multiset.c -- counting values exactly: cells where they are few, else sorted runs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "multiset.h"

#include <string.h>

#include "../core/error.h"

#define CELLS_MOST 65536
/* Cells of all groups of a call on one thread: 16 MB; and no more than rows are worth. */
#define CELLS_OF_ALL ((int64_t)1 << 22)
#define FIRST_ROOM 32
#define INSERTION_MOST 48

/* ---- keys ---- */

/* The order of doubles is that of their bits, but turned around below 0. */
int64_t coop__key_of_number(double number)
{
    int64_t bits;
    number = number == 0 ? 0 : number;
    memcpy(&bits, &number, sizeof bits);
    return bits < 0 ? bits ^ INT64_MAX : bits;
}

double coop__number_of_key(int64_t key)
{
    int64_t bits = key < 0 ? key ^ INT64_MAX : key;
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

coop__cells coop__cells_of(const coop__code *code)
{
    const coop__step *last = &code->steps[code->n - 1];
    bool is_integer = last->form == COOP__FORM_INT32 || last->form == COOP__FORM_INT64;
    uint64_t above = (uint64_t)last->most - (uint64_t)last->least;
    coop__cells cells = {0};
    if (is_integer && last->least <= last->most && above < CELLS_MOST) {
        cells.least = last->least;
        cells.width = (int64_t)above + 1;
    }
    return cells;
}

/* ---- sorting ---- */

static void insertion_sort(int64_t *keys, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        int64_t key = keys[i];
        int64_t place = i;
        for (; place > 0 && keys[place - 1] > key; place--) {
            keys[place] = keys[place - 1];
        }
        keys[place] = key;
    }
}

/* One pass by the byte at `shift`; the top bit is flipped, as the top byte is signed. */
static void radix_pass(const int64_t *from, int64_t n, int shift, int64_t *to)
{
    const uint64_t flip = (uint64_t)1 << 63;
    int64_t place[256] = {0};
    int64_t sum = 0;
    for (int64_t i = 0; i < n; i++) {
        place[(((uint64_t)from[i] ^ flip) >> shift) & 255]++;
    }
    for (int k = 0; k < 256; k++) {
        int64_t count = place[k];
        place[k] = sum;
        sum += count;
    }
    for (int64_t i = 0; i < n; i++) {
        to[place[(((uint64_t)from[i] ^ flip) >> shift) & 255]++] = from[i];
    }
}

/* Ascending; room: n more keys. Bytes that are the same in all keys take no pass. */
static void sort_keys(int64_t *keys, int64_t n, int64_t *room)
{
    uint64_t differs = 0;
    if (n <= INSERTION_MOST) {
        insertion_sort(keys, n);
        return;
    }
    for (int64_t i = 1; i < n; i++) {
        differs |= (uint64_t)keys[i] ^ (uint64_t)keys[0];
    }
    int64_t *from = keys;
    int64_t *to = room;
    for (int shift = 0; shift < 64; shift += 8) {
        if ((differs >> shift & 255) != 0) {
            radix_pass(from, n, shift, to);
            int64_t *turn = from;
            from = to;
            to = turn;
        }
    }
    if (from != keys) {
        memcpy(keys, from, (size_t)n * sizeof *keys);
    }
}

/* ---- pairs ---- */

static bool reserve_pairs(coop__pairs *p, coop__arena *arena, int64_t n)
{
    if (n <= p->capacity) {
        return true;
    }
    int64_t capacity = n < 2 * p->capacity ? 2 * p->capacity : n;
    int64_t *keys = coop__arena_alloc(arena, (size_t)capacity, sizeof *keys);
    int64_t *counts = coop__arena_alloc(arena, (size_t)capacity, sizeof *counts);
    if (keys == NULL || counts == NULL) {
        return false;
    }
    if (p->n > 0) {
        memcpy(keys, p->keys, (size_t)p->n * sizeof *keys);
        memcpy(counts, p->counts, (size_t)p->n * sizeof *counts);
    }
    p->keys = keys;
    p->counts = counts;
    p->capacity = capacity;
    return true;
}

static int64_t count_new(const coop__pairs *p, const int64_t *keys, int64_t n)
{
    int64_t n_new = 0;
    int64_t at = 0;
    for (int64_t i = 0; i < n; i++) {
        while (at < p->n && p->keys[at] < keys[i]) {
            at++;
        }
        n_new += at < p->n && p->keys[at] == keys[i] ? 0 : 1;
    }
    return n_new;
}

/* Adds n ascending keys and their counts, whose sum is known to fit; from the back, in place. */
static bool add_sorted(coop__pairs *p, coop__arena *arena, const int64_t *keys,
                       const int64_t *counts, int64_t n)
{
    int64_t end = p->n + count_new(p, keys, n);
    if (!reserve_pairs(p, arena, end)) {
        return false;
    }
    int64_t old = p->n - 1;
    int64_t more = n - 1;
    p->n = end;
    while (more >= 0) {
        end--;
        if (old >= 0 && p->keys[old] > keys[more]) {
            p->keys[end] = p->keys[old];
            p->counts[end] = p->counts[old--];
            continue;
        }
        int64_t count = counts[more];
        if (old >= 0 && p->keys[old] == keys[more]) {
            count += p->counts[old--];
        }
        p->keys[end] = keys[more];
        p->counts[end] = count;
        p->total += counts[more--];
    }
    return true;
}

/* Sorts what pends and adds it; the second half of the room takes the counts. */
static bool settle_pending(coop__pairs *p, coop__arena *arena)
{
    int64_t *keys = p->pending;
    int64_t *counts = p->pending + p->room;
    int64_t n = 0;
    if (p->n_pending == 0) {
        return true;
    }
    sort_keys(keys, p->n_pending, counts);
    for (int64_t i = 0; i < p->n_pending; n++) {
        int64_t first = i;
        int64_t key = keys[i];
        while (i < p->n_pending && keys[i] == key) {
            i++;
        }
        keys[n] = key;
        counts[n] = i - first;
    }
    if (!add_sorted(p, arena, keys, counts, n)) {
        return false;
    }
    p->n_pending = 0;
    return true;
}

/* The room grows with the distinct keys, so that each is moved a few times only. */
static bool make_room(coop__pairs *p, coop__arena *arena)
{
    if (!settle_pending(p, arena)) {
        return false;
    }
    int64_t room = p->room == 0 ? FIRST_ROOM : 2 * p->room;
    if (p->room > 0 && p->n <= p->room) {
        return true;
    }
    int64_t *pending = coop__arena_alloc(arena, (size_t)room, 2 * sizeof *pending);
    if (pending != NULL) {
        p->pending = pending;
        p->room = room;
    }
    return pending != NULL;
}

static bool open_pairs(coop__multiset *set, coop__arena *arena)
{
    if (set->pairs == NULL) {
        set->pairs = coop__arena_alloc(arena, 1, sizeof *set->pairs);
    }
    return set->pairs != NULL;
}

static inline bool add_key(coop__multiset *set, coop__arena *arena, int64_t key)
{
    coop__pairs *p = set->pairs;
    if (p == NULL || p->n_pending == p->room) {
        if (!open_pairs(set, arena) || !make_room(set->pairs, arena)) {
            return false;
        }
        p = set->pairs;
    }
    p->pending[p->n_pending++] = key;
    return true;
}

/* ---- cells ---- */

/* Moves what the cells hold into the pairs. */
static bool settle_cells(const coop__multiset *set, coop__cells cells, coop__arena *arena)
{
    int64_t n = 0;
    for (int64_t i = 0; i < cells.width; i++) {
        n += set->cells[i] != 0 ? 1 : 0;
    }
    int64_t *keys = coop__arena_alloc(arena, (size_t)n, sizeof *keys);
    int64_t *counts = coop__arena_alloc(arena, (size_t)n, sizeof *counts);
    if (keys == NULL || counts == NULL) {
        return false;
    }
    n = 0;
    for (int64_t i = 0; i < cells.width; i++) {
        if (set->cells[i] != 0) {
            keys[n] = cells.least + i;
            counts[n++] = set->cells[i];
        }
    }
    if (!add_sorted(set->pairs, arena, keys, counts, n)) {
        return false;
    }
    memset(set->cells, 0, (size_t)cells.width * sizeof *set->cells);
    return true;
}

static const coop__pairs none;

const coop__pairs *coop__multiset_pairs(const coop__multiset *set, coop__cells cells,
                                        coop__arena *arena)
{
    bool done = (set->cells == NULL || settle_cells(set, cells, arena)) &&
                (set->pairs == NULL || settle_pending(set->pairs, arena));
    return !done ? NULL : set->pairs == NULL ? &none : set->pairs;
}

/* Cells for every set. False in *done: there would be too many of them. */
static bool open_cells(coop__multiset *sets, int64_t n_sets, coop__cells cells,
                       coop__arena *arena, int64_t rows, bool *done)
{
    int64_t worth = rows < CELLS_OF_ALL / 8 ? 8 * rows + 4096 : CELLS_OF_ALL;
    *done = cells.width > 0 && rows < UINT32_MAX && n_sets <= worth / cells.width;
    for (int64_t i = 0; i < n_sets && *done; i++) {
        if (sets[i].cells != NULL) {
            continue;
        }
        sets[i].cells = coop__arena_alloc(arena, (size_t)cells.width + 1, sizeof(uint32_t));
        if (sets[i].cells == NULL || !open_pairs(&sets[i], arena)) {
            sets[i].cells = NULL;
            return false;
        }
    }
    return true;
}

/* A row without a value has a cell of its own, so that no branch hangs on it: valid[i] is 0 or 1. */
#define CELL_LOOP(name, type)                                                                      \
    static void name(const coop__multiset *sets, coop__cells cells, const type *x,                 \
                     const uint8_t *valid, const uint32_t *groups, int64_t n)                      \
    {                                                                                              \
        uint32_t least = (uint32_t)(uint64_t)cells.least;                                          \
        uint32_t last = (uint32_t)cells.width;                                                     \
        for (int64_t i = 0; valid == NULL && i < n; i++) {                                         \
            sets[groups[i]].cells[(uint32_t)(uint64_t)x[i] - least]++;                             \
        }                                                                                          \
        for (int64_t i = 0; valid != NULL && i < n; i++) {                                         \
            uint32_t at = ((uint32_t)(uint64_t)x[i] - least) ^ last;                               \
            sets[groups[i]].cells[last ^ (at & (0 - (uint32_t)valid[i]))]++;                       \
        }                                                                                          \
    }
CELL_LOOP(count_32, int32_t)
CELL_LOOP(count_64, int64_t)

static inline int64_t key_at(const coop__vector *v, int64_t i)
{
    return v->form == COOP__FORM_DOUBLE  ? coop__key_of_number(((const double *)v->data)[i])
           : v->form == COOP__FORM_INT32 ? ((const int32_t *)v->data)[i]
                                         : ((const int64_t *)v->data)[i];
}

bool coop__multiset_scatter(coop__multiset *sets, int64_t n_sets, coop__cells cells,
                            coop__arena *arena, const coop__vector *values,
                            const uint32_t *groups, int64_t n, int64_t rows)
{
    bool has_cells = false;
    if (!open_cells(sets, n_sets, cells, arena, rows, &has_cells)) {
        return false;
    }
    if (has_cells && values->form == COOP__FORM_INT32) {
        count_32(sets, cells, values->data, values->valid, groups, n);
        return true;
    }
    if (has_cells) {
        count_64(sets, cells, values->data, values->valid, groups, n);
        return true;
    }
    for (int64_t i = 0; i < n; i++) {
        if ((values->valid == NULL || values->valid[i] != 0) &&
            !add_key(&sets[groups[i]], arena, key_at(values, i))) {
            return false;
        }
    }
    return true;
}

/* ---- merging ---- */

/* Cells to cells, unless one would wrap. */
static bool add_cells(const coop__multiset *to, const coop__multiset *from, int64_t width)
{
    uint32_t wraps = 0;
    for (int64_t i = 0; i < width; i++) {
        wraps |= (uint32_t)(to->cells[i] + from->cells[i]) < from->cells[i] ? 1 : 0;
    }
    for (int64_t i = 0; i < width && wraps == 0; i++) {
        to->cells[i] += from->cells[i];
    }
    return wraps == 0;
}

coop_status coop__multiset_merge(coop__multiset *to, const coop__multiset *from,
                                 coop__cells cells, coop__arena *arena, coop_error *err)
{
    bool is_cells = from->cells != NULL && from->pairs->n == 0 && from->pairs->n_pending == 0;
    if (is_cells && to->cells != NULL && add_cells(to, from, cells.width)) {
        return COOP_OK;
    }
    const coop__pairs *more = coop__multiset_pairs(from, cells, arena);
    const coop__pairs *have = coop__multiset_pairs(to, cells, arena);
    int64_t total;
    if (more == NULL || have == NULL || !open_pairs(to, arena)) {
        return coop__no_memory(err);
    }
    if (__builtin_add_overflow(more->total, have->total, &total)) {
        return coop__fail(err, COOP_LIMIT, "more than 2^63 - 1 values in one group");
    }
    return add_sorted(to->pairs, arena, more->keys, more->counts, more->n) ? COOP_OK
                                                                           : coop__no_memory(err);
}

/* ---- bytes ---- */

coop_status coop__multiset_write(const coop__multiset *set, coop__cells cells,
                                 coop__arena *arena, coop__buffer *out, coop_error *err)
{
    const coop__pairs *p = coop__multiset_pairs(set, cells, arena);
    bool done = p != NULL && coop__write_64(out, p->n);
    for (int64_t i = 0; done && i < p->n; i++) {
        done = coop__write_64(out, p->keys[i]) && coop__write_64(out, p->counts[i]);
    }
    return done ? COOP_OK : coop__no_memory(err);
}

coop_status coop__multiset_read(coop__multiset *set, coop__kind kind, coop__arena *arena,
                                coop__reader *in, coop_error *err)
{
    int64_t n = 0;
    COOP__TRY(coop__read_count(in, &n, err));
    if ((uint64_t)n > (in->n - in->at) / 16) {
        return coop__bad_state(err, "it ends too early");
    }
    if (!open_pairs(set, arena) || !reserve_pairs(set->pairs, arena, n)) {
        return coop__no_memory(err);
    }
    coop__pairs *p = set->pairs;
    for (int64_t i = 0; i < n; i++) {
        COOP__TRY(coop__read_64(in, &p->keys[i], err));
        COOP__TRY(coop__read_count(in, &p->counts[i], err));
        COOP__TRY(coop__check_key(kind, p->keys[i], err));
        if (p->counts[i] == 0 || (i > 0 && p->keys[i - 1] >= p->keys[i])) {
            return coop__bad_state(err, "keys do not ascend, or one has no count");
        }
        if (__builtin_add_overflow(p->total, p->counts[i], &p->total)) {
            return coop__fail(err, COOP_LIMIT, "more than 2^63 - 1 values in the state");
        }
    }
    p->n = n;
    return COOP_OK;
}
