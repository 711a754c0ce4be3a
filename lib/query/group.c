/* group.c -- rows of a selection by the values of expressions.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "engine.h"

/* An imprecise date makes a row possible in each year it touches, up to YEARS_MOST. */
#define YEARS_MOST 512
#define VALUES_MOST 1024

/* The values that one key takes on one row, and whether the row is surely in each. */
typedef struct key_values {
    coop__value values[VALUES_MOST];
    int64_t n;
    bool is_certain;
} key_values;

static coop__value null_key(coop__kind kind)
{
    coop__value value = {.kind = kind, .is_null = true};
    return value;
}

/* each(set): one value a member; an empty or missing set is the null group. False: too many. */
static bool spread_set(const coop__value *set, key_values *out)
{
    int64_t n = set->is_null ? 0 : set->of.words.n;
    out->n = 0;
    out->is_certain = true;
    for (int64_t i = 0; i < n && n <= VALUES_MOST; i++) {
        coop__value *value = &out->values[out->n++];
        memset(value, 0, sizeof *value);
        value->kind = COOP__TEXT;
        value->of.text.bytes = set->of.words.words[set->of.words.codes[i]];
        value->of.text.n = strlen(value->of.text.bytes);
    }
    if (out->n == 0) {
        out->values[out->n++] = null_key(COOP__TEXT);
    }
    return n <= VALUES_MOST;
}

/* A range of integers: one value each. Ranges that are wider (open spans) are not known: null. */
static void spread_range(const coop__value *value, key_values *out)
{
    int64_t first = value->of.integer;
    int64_t n = value->most - first + 1;
    out->n = 0;
    out->is_certain = n == 1;
    if (n > YEARS_MOST) {
        out->values[out->n++] = null_key(COOP__INTEGER);
        return;
    }
    for (int64_t i = 0; i < n; i++) {
        coop__value *one = &out->values[out->n++];
        *one = *value;
        one->of.integer = first + i;
        one->most = first + i;
    }
}

/* A test that may be true or false is possible in both groups. */
static void spread_truth(const coop__value *value, key_values *out)
{
    out->n = 2;
    out->is_certain = false;
    for (int i = 0; i < 2; i++) {
        out->values[i] = *value;
        out->values[i].of.truth = i == 0 ? COOP__FALSE : COOP__TRUE;
    }
}

/* False: a set has too many members. */
static bool key_of_row(coop__frame *frame, const coop__item *item, int64_t row, key_values *out)
{
    coop__value value = coop__evaluate(&item->programs[0], &frame->scope, row);
    if (item->aggregate != NULL) {
        return spread_set(&value, out);
    }
    if (value.kind == COOP__INTEGER && !value.is_null) {
        spread_range(&value, out);
    } else if (value.kind == COOP__TRUTH && !value.is_null && value.of.truth == COOP__MAYBE) {
        spread_truth(&value, out);
    } else {
        out->values[0] = value;
        out->n = 1;
        out->is_certain = true;
    }
    return true;
}

/* ---- keys as bytes, so that a pool of words finds the group ---- */

static bool put(coop__buffer *key, const void *bytes, size_t n)
{
    return coop__buffer_append(key, bytes, n);
}

/* A set is the same in whatever order it is written. */
static bool put_set(coop__buffer *key, const coop_words *words)
{
    for (const char *word = coop__next_word(words, NULL); word != NULL;
         word = coop__next_word(words, word)) {
        if (!put(key, word, strlen(word) + 1)) {
            return false;
        }
    }
    return true;
}

bool coop__key_bytes(coop__buffer *key, const coop__value *value)
{
    unsigned char head = (unsigned char)(value->is_null ? 255 : value->kind);
    if (!put(key, &head, 1)) {
        return false;
    }
    if (value->is_null) {
        return true;
    }
    double number = value->kind == COOP__NUMBER ? value->of.number : 0;
    number = number == 0 ? 0 : number; /* -0 and 0 are one group */
    bool done = false;
    switch (value->kind) {
    case COOP__TEXT:
        done = put(key, value->of.text.bytes, value->of.text.n);
        break;
    case COOP__SET:
        done = put_set(key, &value->of.words);
        break;
    case COOP__SPAN:
        done = put(key, &value->of.span, sizeof value->of.span);
        break;
    case COOP__STATE:
        done = put(key, &value->of.state.mask, sizeof value->of.state.mask);
        break;
    case COOP__TRUTH:
        done = put(key, &value->of.truth, sizeof value->of.truth);
        break;
    case COOP__NUMBER:
        done = put(key, &number, sizeof number);
        break;
    default:
        done = put(key, &value->of.integer, sizeof value->of.integer);
        break;
    }
    /* The length closes the part: ("ab", "c") is not ("a", "bc"). */
    uint64_t length = value->kind == COOP__TEXT ? value->of.text.n : 0;
    return done && put(key, &length, sizeof length);
}

static bool groups_grow(coop__arena *arena, coop__groups *groups)
{
    if (groups->n < groups->capacity) {
        return true;
    }
    int64_t capacity = groups->capacity == 0 ? 32 : groups->capacity * 2;
    coop__value *keys =
        coop__arena_alloc(arena, (size_t)(capacity * groups->n_keys), sizeof *keys);
    coop__selection *rows = coop__arena_alloc(arena, (size_t)capacity, sizeof *rows);
    if (keys == NULL || rows == NULL) {
        return false;
    }
    if (groups->n > 0) {
        memcpy(keys, groups->keys, (size_t)(groups->n * groups->n_keys) * sizeof *keys);
        memcpy(rows, groups->rows, (size_t)groups->n * sizeof *rows);
    }
    groups->keys = keys;
    groups->rows = rows;
    groups->capacity = capacity;
    return true;
}

bool coop__key_shown(coop__arena *arena, coop__value *key)
{
    if (key->kind == COOP__NUMBER && key->of.number == 0) {
        key->of.number = 0;
    }
    if (key->kind != COOP__SET || key->is_null) {
        return true;
    }
    const coop_words *words = &key->of.words;
    uint32_t *codes = coop__arena_alloc(arena, (size_t)words->n, sizeof *codes);
    if (codes == NULL) {
        return false;
    }
    int64_t n = 0;
    for (const char *word = coop__next_word(words, NULL); word != NULL;
         word = coop__next_word(words, word)) {
        for (int64_t i = 0; i < words->n; i++) {
            if (words->words[words->codes[i]] == word) {
                codes[n] = words->codes[i];
            }
        }
        n++;
    }
    key->of.words.codes = codes;
    return true;
}

typedef struct grouping {
    coop__frame *frame;
    coop__groups *groups;
    coop__pool pool;
    coop__buffer key;
    key_values *values; /* one a by item */
    int64_t n_by;
} grouping;

/* Adds the row to the group of one combination of key values. */
static bool add_to_group(grouping *g, const int64_t *choice, int64_t row, uint16_t flags)
{
    g->key.n = 0;
    for (int64_t i = 0; i < g->n_by; i++) {
        const key_values *values = &g->values[i];
        flags |= values->is_certain ? 0 : COOP__POSSIBLE_TEST;
        if (!coop__key_bytes(&g->key, &values->values[choice[i]])) {
            return false;
        }
    }
    int64_t known = g->pool.n;
    int64_t group = coop__pool_add(&g->pool, (const char *)g->key.bytes, g->key.n);
    if (group < 0) {
        return false;
    }
    if (group == known) {
        if (!groups_grow(g->frame->arena, g->groups)) {
            return false;
        }
        for (int64_t i = 0; i < g->n_by; i++) {
            coop__value *key = &g->groups->keys[group * g->n_by + i];
            *key = g->values[i].values[choice[i]];
            if (!coop__key_shown(g->frame->arena, key)) {
                return false;
            }
        }
        g->groups->n++;
    }
    return coop__selection_add(g->frame->arena, &g->groups->rows[group], row, flags);
}

#define KEYS_MOST 64

/* All combinations of the row's key values, like the digits of a counter. */
static bool add_row(grouping *g, int64_t row, uint16_t flags)
{
    int64_t choice[KEYS_MOST] = {0};
    for (;;) {
        if (!add_to_group(g, choice, row, flags)) {
            return false;
        }
        int64_t digit = 0;
        while (digit < g->n_by && ++choice[digit] == g->values[digit].n) {
            choice[digit++] = 0;
        }
        if (digit == g->n_by) {
            return true;
        }
    }
}

static coop_status run_grouping(grouping *g, const coop__item *by,
                                const coop__selection *selection, coop_error *err)
{
    bool drops = g->frame->doubt == COOP__ONLY_CERTAIN;
    bool keeps = g->frame->doubt == COOP__ALSO_POSSIBLE;
    for (int64_t i = 0; i < selection->n; i++) {
        bool is_certain = true;
        for (int64_t j = 0; j < g->n_by; j++) {
            if (!key_of_row(g->frame, &by[j], selection->rows[i], &g->values[j])) {
                return coop__fail(err, COOP_LIMIT, "by: a set has more than %d members",
                                  VALUES_MOST);
            }
            is_certain = is_certain && g->values[j].is_certain;
            g->values[j].is_certain = g->values[j].is_certain || keeps;
        }
        if (!is_certain && drops) {
            continue;
        }
        if (!add_row(g, selection->rows[i], selection->flags[i])) {
            return coop__no_memory(err);
        }
    }
    return g->frame->overflow
               ? coop__fail(err, COOP_RANGE, "by: arithmetic left the range of its type")
               : COOP_OK;
}

coop_status coop__group(coop__frame *frame, coop__item *by, int64_t n_by,
                        const coop__selection *selection, coop__groups *out, coop_error *err)
{
    coop__groups groups = {.n_keys = n_by};
    grouping g = {.frame = frame, .groups = &groups, .n_by = n_by};
    g.pool.strings.a = frame->allocator;
    g.key.a = frame->allocator;
    g.values = coop__arena_alloc(frame->arena, (size_t)n_by, sizeof *g.values);
    if (g.values == NULL) {
        return coop__no_memory(err);
    }
    coop_status status = run_grouping(&g, by, selection, err);
    /* Without keys there is one group, even of no rows: the count of nothing is 0. */
    if (status == COOP_OK && n_by == 0 && groups.n == 0) {
        status = groups_grow(frame->arena, &groups) ? COOP_OK : coop__no_memory(err);
        groups.n = 1;
    }
    coop__buffer_free(&g.key);
    coop__pool_free(&g.pool);
    if (status == COOP_OK) {
        *out = groups;
    }
    return status;
}
