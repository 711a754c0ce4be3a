/* key.c -- groups of rows by the values of keys.
 * Keys of few values are numbers that make up an index; others are hashed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "key.h"

#include <string.h>

#include "../core/error.h"

/* ---- keys ---- */

/* Numbers a value in the order of first appearance. -1: no memory. */
static int64_t number_of(coop__pool *pool, coop__buffer *bytes, const coop__value *value)
{
    bytes->n = 0;
    return coop__key_bytes(bytes, value) ? coop__pool_add(pool, (const char *)bytes->bytes, bytes->n)
                                         : -1;
}

/* Neighbouring days have one year. */
static bool is_same_integer(const coop__value *a, const coop__value *b)
{
    return a->kind == COOP__INTEGER && b->kind == COOP__INTEGER && !a->is_null && !b->is_null &&
           a->of.integer == b->of.integer && a->most == b->most;
}

/* Room for one more value. */
static bool grow_values(coop__arena *arena, coop__key *key, int64_t n, int64_t *capacity)
{
    if (n < *capacity) {
        return true;
    }
    int64_t more = *capacity == 0 ? 16 : 2 * *capacity;
    coop__value *values = coop__arena_alloc(arena, (size_t)more, sizeof *values);
    if (values == NULL) {
        return false;
    }
    if (n > 0) {
        memcpy(values, key->values, (size_t)n * sizeof *values);
    }
    key->values = values;
    *capacity = more;
    return true;
}

static bool number_cells(coop__frame *frame, const coop__program *program,
                         const coop__scope *scope, coop__key *key)
{
    coop__pool pool = {.strings = {.a = frame->allocator}};
    coop__buffer bytes = {.a = frame->allocator};
    int64_t n = key->domain.n + (key->domain.column->n_null > 0 ? 1 : 0);
    int64_t capacity = 0;
    bool done = grow_values(frame->arena, key, 0, &capacity);
    for (int64_t i = 0; i < n && done; i++) {
        coop__value value = coop__evaluate_cell(program, scope, &key->domain, i);
        int64_t known = pool.n;
        bool is_last = i > 0 && is_same_integer(&value, &key->values[key->numbers[i - 1]]);
        int64_t number = is_last ? key->numbers[i - 1] : number_of(&pool, &bytes, &value);
        done = number >= 0 && grow_values(frame->arena, key, number, &capacity);
        if (done && number == known) {
            key->values[number] = value;
            done = coop__key_shown(frame->arena, &key->values[number]);
        }
        key->numbers[i] = (uint32_t)number;
        key->is_cell = key->is_cell && number == i;
    }
    key->n_values = pool.n;
    coop__pool_free(&pool);
    coop__buffer_free(&bytes);
    return done;
}

bool coop__key_narrow(coop__arena *arena, coop__key *key)
{
    size_t n = (size_t)key->domain.n + 1;
    if (key->is_cell || key->n_values > UINT16_MAX) {
        return true;
    }
    uint16_t *narrow = coop__arena_alloc(arena, n, sizeof *narrow);
    for (size_t i = 0; narrow != NULL && i < n; i++) {
        narrow[i] = (uint16_t)key->numbers[i];
    }
    key->narrow = narrow;
    return narrow != NULL;
}

/* *fits is false where arithmetic overflows for a value that perhaps no row of the query has. */
static coop_status open_table(coop__frame *frame, const coop__program *program, coop__key *key,
                              bool *fits, coop_error *err)
{
    coop__scope scope = frame->scope;
    bool overflow = false;
    scope.overflow = &overflow;
    size_t n = (size_t)key->domain.n + 1;
    const coop__column *column = key->domain.column;
    key->kind = COOP__KEY_TABLE;
    key->numbers = coop__arena_alloc(frame->arena, n, sizeof *key->numbers);
    key->is_cell = true;
    bool done = key->numbers != NULL && number_cells(frame, program, &scope, key) &&
                coop__key_narrow(frame->arena, key);
    key->is_same = key->is_cell && column->type == COOP_TYPE_CODE && column->n_null == 0;
    *fits = !overflow;
    return done ? COOP_OK : coop__no_memory(err);
}

/* Words are told in the order of their bytes: place of each code. */
static bool place_words(coop__arena *arena, const coop__column *column, uint32_t *place)
{
    uint32_t n = column->words.n;
    uint32_t *order = coop__arena_alloc(arena, n, sizeof *order);
    uint32_t *spare = coop__arena_alloc(arena, n, sizeof *spare);
    if (order == NULL || spare == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < n; i++) {
        order[i] = i;
    }
    for (uint32_t width = 1; width < n; width *= 2) {
        for (uint32_t start = 0; start < n; start += 2 * width) {
            uint32_t middle = start + width < n ? start + width : n;
            uint32_t end = start + 2 * width < n ? start + 2 * width : n;
            uint32_t left = start;
            uint32_t right = middle;
            for (uint32_t i = start; i < end; i++) {
                bool takes_left = left < middle &&
                                  (right == end || strcmp(column->words.words[order[left]],
                                                          column->words.words[order[right]]) <= 0);
                spare[i] = takes_left ? order[left++] : order[right++];
            }
        }
        memcpy(order, spare, n * sizeof *order);
    }
    for (uint32_t i = 0; i < n; i++) {
        place[order[i]] = i;
    }
    return true;
}

/* Sets that repeat are taken whole where what is done with them can be spread afterwards. */
static bool takes_sets(const coop__frame *frame, const coop__column *column)
{
    return column->set_rows.n > 0 && !frame->is_sweep && frame->spreads_late &&
           (frame->sharing == NULL || column->members_most <= COOP__PARTS_MOST);
}

static coop_status open_each(coop__frame *frame, const coop__column *column, coop__key *key,
                             coop_error *err)
{
    size_t n = (size_t)column->words.n + 1;
    key->kind = COOP__KEY_EACH;
    key->domain.column = column;
    key->domain.n = column->words.n;
    key->n_values = column->words.n + 1;
    key->values = coop__arena_alloc(frame->arena, n, sizeof *key->values);
    key->place = coop__arena_alloc(frame->arena, n, sizeof *key->place);
    if (key->values == NULL || key->place == NULL ||
        !place_words(frame->arena, column, key->place)) {
        return coop__no_memory(err);
    }
    key->in_order = true;
    for (uint32_t i = 0; i < column->words.n; i++) {
        key->in_order = key->in_order && key->place[i] == i;
    }
    if (takes_sets(frame, column)) {
        key->kind = COOP__KEY_SETS;
        key->has_rare = column->n_rare > 0;
        key->n_sets = (int64_t)(column->set_rows.n / sizeof(int64_t)) + (key->has_rare ? 1 : 0);
    }
    for (size_t i = 0; i < n; i++) {
        coop__value *value = &key->values[i];
        value->kind = COOP__TEXT;
        value->is_null = i == column->words.n;
        value->of.text.bytes = value->is_null ? NULL : column->words.words[i];
        value->of.text.n = value->is_null ? 0 : column->words.lengths[i];
    }
    return COOP_OK;
}

static coop_status open_key(coop__frame *frame, const coop__item *item, coop__key *key,
                            bool *done, coop_error *err)
{
    const coop__program *program = &item->programs[0];
    const coop__node *node = &program->nodes[0];
    int64_t n_rows = frame->scope.entry->table->n_rows;
    int64_t most = n_rows / 2 < 64 ? 64 : n_rows / 2 > 65536 ? 65536 : n_rows / 2;
    *done = false;
    if (item->aggregate != NULL) {
        bool is_plain = program->n == 1 && node->n_hops == 0 && node->column != NULL;
        *done = is_plain;
        return is_plain ? open_each(frame, node->column, key, err) : COOP_OK;
    }
    if (program->is_uncertain) {
        return COOP_OK;
    }
    bool is_code = program->n == 1 && node->column != NULL && node->n_hops == 0 &&
                   node->column->type == COOP_TYPE_CODE;
    if (coop__domain_of(program->nodes, program->n, is_code ? INT32_MAX : most, &key->domain)) {
        COOP__TRY(open_table(frame, program, key, done, err));
        if (*done) {
            return COOP_OK;
        }
    }
    memset(key, 0, sizeof *key);
    key->kind = COOP__KEY_WORD;
    key->word_kind = program->kind;
    key->scale = program->scale;
    return coop__compile(program, &frame->scope, &key->code, done, err);
}

static int64_t numbers_of(const coop__key *key)
{
    return key->kind == COOP__KEY_SETS ? key->n_sets : key->n_values;
}

/* The number of a key in a dense group. */
static int64_t number_in_group(const coop__keys *keys, int64_t group, int64_t at)
{
    for (int64_t k = keys->n - 1; k > at; k--) {
        group /= numbers_of(&keys->keys[k]);
    }
    return group % numbers_of(&keys->keys[at]);
}

bool coop__is_rare(const coop__keys *keys, int64_t group)
{
    const coop__key *key = &keys->keys[keys->sets];
    return key->has_rare && number_in_group(keys, group, keys->sets) == key->n_sets - 1;
}

coop_words coop__set_of_group(const coop__keys *keys, int64_t group)
{
    const coop__column *column = keys->keys[keys->sets].domain.column;
    const int64_t *rows = (const int64_t *)(const void *)column->set_rows.bytes;
    coop_words none = {0};
    if (coop__is_rare(keys, group)) {
        return none;
    }
    int64_t row = rows[number_in_group(keys, group, keys->sets)];
    return coop__is_valid(column, row) ? coop__words_at(column, row) : none;
}

int64_t coop__group_of_member(const coop__keys *keys, int64_t group, int64_t number)
{
    int64_t target = 0;
    for (int64_t k = 0; k < keys->n; k++) {
        int64_t own = k == keys->sets ? number : number_in_group(keys, group, k);
        target = target * keys->keys[k].n_values + own;
    }
    return target;
}

/* Sets are taken whole only where the groups of sets and those of members are few. */
static coop_status settle_sets(coop__frame *frame, coop__keys *keys, coop_error *err)
{
    int64_t n_members = 1;
    for (int64_t k = 0; k < keys->n; k++) {
        n_members *= keys->is_dense && n_members <= COOP__DENSE_MOST ? keys->keys[k].n_values : 1;
    }
    if (!keys->is_dense || n_members > COOP__DENSE_MOST) {
        keys->keys[keys->sets].kind = COOP__KEY_EACH;
        keys->each = keys->sets;
        keys->sets = -1;
        keys->is_dense = keys->is_dense && n_members <= COOP__DENSE_MOST;
        keys->n_dense = keys->is_dense ? n_members : 1;
        return COOP_OK;
    }
    keys->n_members = n_members;
    keys->sizes = coop__arena_alloc(frame->arena, (size_t)keys->n_dense, sizeof *keys->sizes);
    for (int64_t g = 0; keys->sizes != NULL && g < keys->n_dense; g++) {
        int64_t n = coop__set_of_group(keys, g).n;
        keys->sizes[g] = (uint16_t)(n > 2 ? n : 2);
    }
    return keys->sizes != NULL ? COOP_OK : coop__no_memory(err);
}

coop_status coop__keys_open(coop__frame *frame, const coop__item *by, int64_t n_by,
                            coop__keys *out, bool *done, coop_error *err)
{
    memset(out, 0, sizeof *out);
    out->each = -1;
    out->sets = -1;
    out->is_dense = true;
    out->n_dense = 1;
    int64_t n_days = frame->is_sweep ? 1 : 0;
    *done = n_by + n_days <= COOP__KEYS_MOST;
    for (int64_t i = 0; i < n_by + n_days && *done; i++) {
        coop__key *key = &out->keys[i];
        COOP__TRY(i < n_days ? coop__sweep_key(frame, key, done, err)
                             : open_key(frame, &by[i - n_days], key, done, err));
        if (*done && (key->kind == COOP__KEY_EACH || key->kind == COOP__KEY_SETS)) {
            *done = out->each < 0 && out->sets < 0;
            out->each = key->kind == COOP__KEY_EACH ? i : -1;
            out->sets = key->kind == COOP__KEY_SETS ? i : -1;
        }
        int64_t n_values = numbers_of(key);
        out->is_dense = out->is_dense && key->kind != COOP__KEY_WORD;
        out->n_dense *= n_values > 0 ? n_values : 1;
        out->is_dense = out->is_dense && out->n_dense <= COOP__DENSE_MOST;
        out->n_dense = out->is_dense ? out->n_dense : 1;
    }
    out->n = n_by + n_days;
    return *done && out->sets >= 0 ? settle_sets(frame, out, err) : COOP_OK;
}

/* ---- a thread's groups ---- */

static bool open_hash(coop__grouper *g, size_t n_rows)
{
    size_t width = (size_t)g->keys->n + 1;
    g->capacity = 64;
    g->n_slots = 256;
    g->words = coop__arena_alloc(g->arena, (size_t)g->capacity * width, sizeof *g->words);
    g->slots = coop__arena_alloc(g->arena, (size_t)g->n_slots, sizeof *g->slots);
    g->strip_words = coop__arena_alloc(g->arena, n_rows * width, sizeof *g->strip_words);
    return g->words != NULL && g->slots != NULL && g->strip_words != NULL;
}

/* Members that are copied without a branch: sets are small. */
#define SPREAD_AT_ONCE 8

static bool open_each_rows(coop__grouper *g)
{
    const size_t n = COOP__STRIP + SPREAD_AT_ONCE;
    g->rows = coop__arena_alloc(g->arena, n, sizeof *g->rows);
    g->rare = coop__arena_alloc(g->arena, COOP__STRIP, sizeof *g->rare);
    g->members = coop__arena_alloc(g->arena, n, sizeof *g->members);
    g->parts = coop__arena_alloc(g->arena, n, sizeof *g->parts);
    g->ranks = coop__arena_alloc(g->arena, n, sizeof *g->ranks);
    return g->rows != NULL && g->rare != NULL && g->members != NULL && g->parts != NULL &&
           g->ranks != NULL;
}

bool coop__grouper_open(coop__grouper *g, const coop__keys *keys, int64_t room,
                        coop__arena *arena)
{
    size_t n = (size_t)room;
    memset(g, 0, sizeof *g);
    g->keys = keys;
    g->arena = arena;
    g->n_groups = !keys->is_dense ? 0 : keys->n_dense + (keys->sets >= 0 ? keys->n_members : 0);
    g->groups = coop__arena_alloc(arena, n, sizeof *g->groups);
    g->digits = coop__arena_alloc(arena, n, sizeof *g->digits);
    g->few = coop__arena_alloc(arena, n, 1);
    g->valid = coop__arena_alloc(arena, n, 1);
    g->room = coop__arena_alloc(arena, n, sizeof(int64_t));
    g->cells = coop__arena_alloc(arena, n, sizeof *g->cells);
    g->runners = coop__arena_alloc(arena, (size_t)keys->n + 1, sizeof *g->runners);
    bool done = g->groups != NULL && g->digits != NULL && g->few != NULL && g->valid != NULL &&
                g->room != NULL && g->cells != NULL && g->runners != NULL &&
                (keys->is_dense || open_hash(g, n)) &&
                ((keys->each < 0 && keys->sets < 0) || open_each_rows(g));
    for (int64_t i = 0; i < keys->n && done; i++) {
        done = keys->keys[i].kind != COOP__KEY_WORD ||
               coop__runner_open(&g->runners[i], &keys->keys[i].code, room, arena);
    }
    return done;
}

/* ---- numbers of rows ---- */

static void number_bools(const coop__column *column, const coop__strip *strip,
                         const uint8_t *valid, const coop__key *key, uint32_t *out)
{
    for (int64_t i = 0; i < strip->n; i++) {
        int64_t row = strip->rows != NULL ? strip->rows[i] : strip->first + i;
        int64_t cell = valid != NULL && valid[i] == 0 ? key->domain.n
                                                      : column->values.bytes[row >> 3] >>
                                                                (row & 7) & 1;
        out[i] = key->numbers[cell];
    }
}

static const uint16_t *set_numbers_of(const coop__key *key)
{
    return (const uint16_t *)(const void *)key->domain.column->set_numbers.bytes;
}

static void number_sets(const coop__key *key, const coop__strip *strip, uint32_t *out)
{
    const uint16_t *numbers = set_numbers_of(key);
    for (int64_t i = 0; strip->rows == NULL && i < strip->n; i++) {
        out[i] = numbers[strip->first + i];
    }
    for (int64_t i = 0; strip->rows != NULL && i < strip->n; i++) {
        out[i] = numbers[strip->rows[i]];
    }
}

static void number_cells_of(coop__grouper *g, const coop__key *key, const coop__strip *strip,
                            uint32_t *out)
{
    uint32_t *cells = key->is_cell ? out : g->cells;
    coop__cell_numbers(&key->domain, strip, g->valid, g->room, cells);
    if (key->narrow != NULL) {
        coop__kernel_look_up(key->narrow, cells, strip->n, out);
    }
    for (int64_t i = 0; !key->is_cell && key->narrow == NULL && i < strip->n; i++) {
        out[i] = key->numbers[cells[i]];
    }
}

/* The number of each row by one key. */
static void number_rows(coop__grouper *g, const coop__key *key, const coop__strip *strip,
                        uint32_t *out)
{
    const coop__column *column = key->domain.column;
    if (key->kind == COOP__KEY_EACH) {
        memcpy(out, g->members, (size_t)strip->n * sizeof *out);
    } else if (key->kind == COOP__KEY_SETS) {
        number_sets(key, strip, out);
    } else if (column->type == COOP_TYPE_BOOL) {
        number_bools(column, strip, coop__valid_rows(column, strip, g->valid), key, out);
    } else {
        number_cells_of(g, key, strip, out);
    }
}

/* ---- groups that are hashed ---- */

static uint64_t mix(const uint64_t *words, size_t n)
{
    uint64_t h = UINT64_C(0x9e3779b97f4a7c15);
    for (size_t i = 0; i < n; i++) {
        h = (h ^ words[i]) * UINT64_C(0xff51afd7ed558ccd);
        h ^= h >> 32;
    }
    return h;
}

static bool rehash(coop__grouper *g, size_t width)
{
    int64_t n_slots = 2 * g->n_slots;
    uint32_t *slots = coop__arena_alloc(g->arena, (size_t)n_slots, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (int64_t group = 0; group < g->n_groups; group++) {
        uint64_t at = mix(g->words + (size_t)group * width, width) & (uint64_t)(n_slots - 1);
        while (slots[at] != 0) {
            at = (at + 1) & (uint64_t)(n_slots - 1);
        }
        slots[at] = (uint32_t)group + 1;
    }
    g->slots = slots;
    g->n_slots = n_slots;
    return true;
}

static bool grow_words(coop__grouper *g, size_t width)
{
    int64_t capacity = 2 * g->capacity;
    uint64_t *words = coop__arena_alloc(g->arena, (size_t)capacity * width, sizeof *words);
    if (words == NULL) {
        return false;
    }
    memcpy(words, g->words, (size_t)g->n_groups * width * sizeof *words);
    g->words = words;
    g->capacity = capacity;
    return true;
}

/* Group of a tuple of words, added when new; -1: no memory. */
static int64_t find_words(coop__grouper *g, const uint64_t *words)
{
    size_t width = (size_t)g->keys->n + 1;
    uint64_t at = mix(words, width) & (uint64_t)(g->n_slots - 1);
    for (; g->slots[at] != 0; at = (at + 1) & (uint64_t)(g->n_slots - 1)) {
        int64_t group = (int64_t)g->slots[at] - 1;
        if (memcmp(g->words + (size_t)group * width, words, width * sizeof *words) == 0) {
            return group;
        }
    }
    if ((g->n_groups == g->capacity && !grow_words(g, width)) || g->n_groups >= INT32_MAX) {
        return -1;
    }
    memcpy(g->words + (size_t)g->n_groups * width, words, width * sizeof *words);
    g->slots[at] = (uint32_t)g->n_groups + 1;
    g->n_groups++;
    return 2 * g->n_groups > g->n_slots && !rehash(g, width) ? -1 : g->n_groups - 1;
}

/* One key of the strip into column `at` of the tuples. */
static void put_numbers(const uint32_t *numbers, int64_t n, size_t width, size_t at,
                        uint64_t *words)
{
    for (int64_t i = 0; i < n; i++) {
        words[(size_t)i * width + at] = numbers[i];
    }
}

static void put_vector(const coop__vector *v, int64_t n, size_t width, size_t at, uint64_t *words)
{
    for (int64_t i = 0; i < n; i++) {
        uint64_t word = 0;
        bool is_there = v->valid == NULL || v->valid[i] != 0;
        if (v->form == COOP__FORM_TRUTH) {
            word = ((const uint8_t *)v->data)[i];
            is_there = word != COOP__UNKNOWN;
        } else if (v->form == COOP__FORM_INT32) {
            word = (uint64_t)(int64_t)((const int32_t *)v->data)[i];
        } else if (v->form == COOP__FORM_INT64) {
            word = (uint64_t)((const int64_t *)v->data)[i];
        } else {
            double x = ((const double *)v->data)[i];
            x = x == 0 ? 0 : x; /* -0 and 0 are one group */
            memcpy(&word, &x, sizeof word);
        }
        words[(size_t)i * width + at] = is_there ? word : 0;
        words[(size_t)i * width + width - 1] |= is_there ? 0 : UINT64_C(1) << at;
    }
}

static bool hash_strip(coop__grouper *g, const coop__strip *strip)
{
    size_t width = (size_t)g->keys->n + 1;
    int64_t n = strip->n;
    memset(g->strip_words, 0, (size_t)n * width * sizeof *g->strip_words);
    for (int64_t k = 0; k < g->keys->n; k++) {
        const coop__key *key = &g->keys->keys[k];
        if (key->kind == COOP__KEY_WORD) {
            coop__vector v = coop__run(&g->runners[k], strip);
            put_vector(&v, n, width, (size_t)k, g->strip_words);
            continue;
        }
        number_rows(g, key, strip, g->groups);
        put_numbers(g->groups, n, width, (size_t)k, g->strip_words);
    }
    for (int64_t i = 0; i < n; i++) {
        int64_t group = find_words(g, g->strip_words + (size_t)i * width);
        if (group < 0) {
            return false;
        }
        g->groups[i] = (uint32_t)group;
    }
    return true;
}

/* ---- strips ---- */

/* The key `members` is that of the members that rows are spread over, -1: of none. */
static void group_dense(coop__grouper *g, const coop__strip *strip, int64_t members,
                        coop__batch *batch)
{
    size_t n_bytes = (size_t)strip->n * sizeof *g->groups;
    if (g->keys->n == 0) {
        memset(g->groups, 0, n_bytes);
    }
    for (int64_t k = 0; k < g->keys->n; k++) {
        const coop__key *key = &g->keys->keys[k];
        uint32_t *out = k == 0 ? g->groups : g->digits;
        if (k == members) {
            memcpy(out, g->members, n_bytes);
        } else {
            number_rows(g, key, strip, out);
        }
        if (k > 0) {
            int64_t n = k == members ? key->n_values : numbers_of(key);
            coop__kernel_digits(g->digits, strip->n, (uint32_t)n, g->groups);
        }
    }
    if (batch->n_groups <= COOP__FEW) {
        for (int64_t i = 0; i < strip->n; i++) {
            g->few[i] = (uint8_t)g->groups[i];
        }
        batch->few = g->few;
    }
}

bool coop__group_strip(coop__grouper *g, const coop__strip *strip, coop__batch *out)
{
    const coop__keys *keys = g->keys;
    coop__batch batch = {.strip = strip, .n_groups = keys->n_dense, .groups = g->groups,
                         .sizes = keys->sizes};
    const coop__key *only = keys->n == 1 ? &keys->keys[0] : NULL;
    bool is_column = only != NULL && only->is_same && only->domain.column->width == 1;
    if (keys->is_dense && is_column && keys->n_dense <= COOP__FEW && strip->rows == NULL) {
        batch.few = only->domain.column->values.bytes + strip->first;
        batch.groups = NULL;
        *out = batch;
        return true;
    }
    if (!keys->is_dense) {
        bool done = hash_strip(g, strip);
        batch.n_groups = g->n_groups;
        *out = batch;
        return done;
    }
    group_dense(g, strip, keys->each, &batch);
    *out = batch;
    return true;
}

bool coop__group_members(coop__grouper *g, const coop__strip *strip, coop__batch *out)
{
    coop__batch batch = {.strip = strip, .groups = g->groups, .parts = g->parts,
                         .ranks = g->ranks};
    if (g->keys->sets >= 0) {
        batch.n_groups = g->keys->n_members;
        group_dense(g, strip, g->keys->sets, &batch);
    } else if (!coop__group_strip(g, strip, &batch)) {
        return false;
    }
    batch.parts = g->parts;
    batch.ranks = g->ranks;
    *out = batch;
    return true;
}

uint16_t coop__rank_of(const coop__key *key, const uint32_t *codes, int64_t n, int64_t i)
{
    uint16_t rank = 0;
    for (int64_t j = 0; j < n; j++) {
        rank = (uint16_t)(rank + (key->place[codes[j]] < key->place[codes[i]] ? 1 : 0));
    }
    return rank;
}

void coop__rare_strip(coop__grouper *g, const coop__strip *strip, coop__strip *out)
{
    const coop__key *key = &g->keys->keys[g->keys->sets];
    const uint16_t *numbers = set_numbers_of(key);
    uint16_t rare = (uint16_t)(key->n_sets - 1);
    coop__strip some = {.first = strip->first, .rows = g->rare};
    if (key->has_rare && strip->rows == NULL) {
        numbers += strip->first;
        for (int64_t i = 0; i < strip->n; i++) {
            g->few[i] = numbers[i] == rare ? COOP__TRUE : COOP__FALSE;
        }
        some.n = coop__kernel_pick(g->few, strip->n, COOP__TRUE, strip->first, g->rare);
    }
    for (int64_t i = 0; i < strip->n && key->has_rare && strip->rows != NULL; i++) {
        g->rare[some.n] = strip->rows[i];
        some.n += numbers[strip->rows[i]] == rare ? 1 : 0;
    }
    *out = some;
}

/* A row's members with their places in the order of the words. */
static void spread_row(coop__grouper *g, const coop__key *key, int64_t row, const uint32_t *codes,
                       int64_t n, int64_t at)
{
    bool ascends = key->in_order;
    for (int64_t i = 1; i < n; i++) {
        ascends = ascends && codes[i - 1] < codes[i];
    }
    for (int64_t i = 0; i < n; i++) {
        uint16_t rank = ascends ? (uint16_t)i : coop__rank_of(key, codes, n, i);
        g->rows[at + i] = row;
        g->members[at + i] = codes[i];
        g->parts[at + i] = (uint16_t)n;
        g->ranks[at + i] = rank;
    }
}

/* The same of members that ascend, and more entries behind them that count for nothing: how many
 * members there are is not foreseen, and a loop that ends late is a branch that goes wrong. */
static void spread_few(coop__grouper *g, int64_t row, const uint32_t *codes, int64_t n, int64_t at)
{
    for (int64_t k = 0; k < n; k += SPREAD_AT_ONCE) {
        for (int64_t i = 0; i < SPREAD_AT_ONCE; i++) {
            g->rows[at + k + i] = row;
        }
        for (int64_t i = 0; i < SPREAD_AT_ONCE; i++) {
            g->parts[at + k + i] = (uint16_t)n;
        }
        for (int64_t i = 0; i < SPREAD_AT_ONCE; i++) {
            g->ranks[at + k + i] = (uint16_t)(k + i);
        }
        memcpy(g->members + at + k, codes + k, SPREAD_AT_ONCE * sizeof *codes);
    }
}

bool coop__spread_strip(coop__grouper *g, const coop__strip *strip, int64_t *at, coop__strip *out)
{
    const coop__keys *keys = g->keys;
    const coop__key *key = &keys->keys[keys->each >= 0 ? keys->each : keys->sets];
    const coop__column *column = key->domain.column;
    const int64_t *offsets = (const int64_t *)(const void *)column->offsets.bytes;
    const uint32_t *codes = (const uint32_t *)(const void *)column->values.bytes;
    int64_t end = offsets[column->n_rows]; /* nothing is read behind it */
    bool is_plain = key->in_order && column->ascends;
    int64_t n = 0;
    int64_t i = *at;
    for (; i < strip->n; i++) {
        int64_t row = strip->rows != NULL ? strip->rows[i] : strip->first + i;
        int64_t n_members = coop__is_valid(column, row) ? offsets[row + 1] - offsets[row] : 0;
        if (n + (n_members > 0 ? n_members : 1) > COOP__STRIP) {
            break;
        }
        if (n_members == 0) {
            g->rows[n] = row;
            g->members[n] = column->words.n;
            g->parts[n] = 1;
            g->ranks[n++] = 0;
        } else if (is_plain && offsets[row + 1] <= end - SPREAD_AT_ONCE) {
            spread_few(g, row, codes + offsets[row], n_members, n);
            n += n_members;
        } else {
            spread_row(g, key, row, codes + offsets[row], n_members, n);
            n += n_members;
        }
    }
    coop__strip spread = {.first = strip->first, .n = n, .rows = g->rows};
    *out = spread;
    bool moved = i > *at;
    *at = i;
    return moved;
}

/* ---- joining ---- */

int64_t coop__grouper_find(coop__grouper *g, const coop__grouper *other, int64_t group)
{
    size_t width = (size_t)g->keys->n + 1;
    return g->keys->is_dense ? group : find_words(g, other->words + (size_t)group * width);
}

static coop__value value_of_word(const coop__key *key, uint64_t word, bool is_missing)
{
    coop__value value = {.kind = key->word_kind, .is_null = is_missing, .scale = key->scale};
    if (key->word_kind == COOP__NUMBER) {
        memcpy(&value.of.number, &word, sizeof word);
    } else if (key->word_kind == COOP__TRUTH) {
        value.of.truth = (coop__truth)word;
    } else if (key->word_kind == COOP__SPAN) {
        value.of.span.first = (coop_date)(int64_t)word;
        value.of.span.last = value.of.span.first;
    } else {
        value.of.integer = (int64_t)word;
        value.most = value.of.integer;
    }
    return value;
}

coop__value coop__group_key(const coop__grouper *g, int64_t group, int64_t at)
{
    const coop__keys *keys = g->keys;
    const coop__key *key = &keys->keys[at];
    if (keys->is_dense) {
        return key->values[number_in_group(keys, group, at)];
    }
    const uint64_t *words = g->words + (size_t)group * ((size_t)keys->n + 1);
    bool is_missing = (words[keys->n] >> at & 1) != 0;
    return key->kind == COOP__KEY_WORD ? value_of_word(key, words[at], is_missing)
                                       : key->values[words[at]];
}

bool coop__grouper_overflow(const coop__grouper *g)
{
    bool overflow = false;
    for (int64_t k = 0; k < g->keys->n; k++) {
        overflow = overflow || (g->keys->keys[k].kind == COOP__KEY_WORD && g->runners[k].overflow);
    }
    return overflow;
}
