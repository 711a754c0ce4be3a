/* append.c -- the rows of one table behind those of another.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "table.h"

/* Puts n bits, from bit 0 of `bits` on, behind the n_have that are there; NULL: ones. */
static bool bits_append(coop__buffer *to, int64_t n_have, const unsigned char *bits, int64_t n)
{
    size_t n_bytes = (size_t)(n_have + n + 7) / 8;
    if (!coop__buffer_reserve(to, n_bytes - to->n)) {
        return false;
    }
    to->n = n_bytes;
    for (int64_t i = 0; i < n; i++) {
        int64_t at = n_have + i;
        if (bits == NULL || (bits[i >> 3] >> (i & 7) & 1) != 0) {
            to->bytes[at >> 3] = (unsigned char)(to->bytes[at >> 3] | 1u << (at & 7));
        }
    }
    return true;
}

static bool append_validity(coop__column *to, const coop__column *from)
{
    if (from->n_null == 0 && to->validity.bytes == NULL) {
        return true;
    }
    bool is_begun = to->validity.bytes != NULL || bits_append(&to->validity, 0, NULL, to->n_rows);
    return is_begun && bits_append(&to->validity, to->n_rows,
                                   from->n_null > 0 ? from->validity.bytes : NULL, from->n_rows);
}

/* Codes in `to` of the words of `from`, in the arena. */
static coop_status map_words(coop__arena *arena, coop__column *to, const coop__column *from,
                             uint32_t **map, coop_error *err)
{
    *map = coop__arena_alloc(arena, from->words.n, sizeof **map);
    for (uint32_t i = 0; i < from->words.n && *map != NULL; i++) {
        int64_t code = coop__pool_add(&to->words, from->words.words[i], from->words.lengths[i]);
        if (code < 0) {
            return code == -1 ? coop__no_memory(err)
                              : coop__fail(err, COOP_LIMIT, "column '%s' has too many words",
                                           to->name);
        }
        (*map)[i] = (uint32_t)code;
    }
    return *map != NULL ? COOP_OK : coop__no_memory(err);
}

/* n zeroed codes at the end, not yet counted; NULL: no memory. */
static uint32_t *room_for_codes(coop__column *to, int64_t n)
{
    if (!coop__buffer_reserve(&to->values, (size_t)n * sizeof(uint32_t))) {
        return NULL;
    }
    return (uint32_t *)(void *)(to->values.bytes + to->values.n);
}

static coop_status append_codes(coop__arena *arena, coop__column *to, const coop__column *from,
                                coop_error *err)
{
    uint32_t *map = NULL;
    COOP__TRY(map_words(arena, to, from, &map, err));
    if (!coop__codes_reserve(to, from->n_rows)) {
        return coop__no_memory(err);
    }
    for (int64_t row = 0; row < from->n_rows; row++) {
        uint32_t code = coop__is_valid(from, row) ? map[coop__code_at(from, row)] : 0;
        coop__codes_put(to, &code, 1);
        to->values.n += (size_t)to->width;
    }
    return COOP_OK;
}

static coop_status append_members(coop__arena *arena, coop__column *to, const coop__column *from,
                                  const int64_t *offsets, coop_error *err)
{
    uint32_t *map = NULL;
    COOP__TRY(map_words(arena, to, from, &map, err));
    int64_t n = offsets[from->n_rows] - offsets[0];
    uint32_t *codes = room_for_codes(to, n);
    if (codes == NULL) {
        return coop__no_memory(err);
    }
    const uint32_t *its = (const uint32_t *)(const void *)from->values.bytes;
    for (int64_t i = 0; i < n; i++) {
        codes[i] = map[its[offsets[0] + i]];
    }
    to->values.n += (size_t)n * sizeof *codes;
    return COOP_OK;
}

/* Sets and texts: what the offsets of `from` span, and its offsets behind those of `to`. */
static coop_status append_lists(coop__arena *arena, coop__column *to, const coop__column *from,
                                coop_error *err)
{
    const int64_t *offsets = (const int64_t *)(const void *)from->offsets.bytes;
    size_t n_new = (size_t)from->n_rows + (to->offsets.n == 0 ? 1 : 0);
    int64_t start = (int64_t)(to->values.n / (size_t)to->width);
    if (!coop__buffer_reserve(&to->offsets, n_new * sizeof *offsets)) {
        return coop__no_memory(err);
    }
    if (to->type == COOP_TYPE_SET) {
        COOP__TRY(append_members(arena, to, from, offsets, err));
    } else if (!coop__buffer_append(&to->values, from->values.bytes + offsets[0],
                                    (size_t)(offsets[from->n_rows] - offsets[0]))) {
        return coop__no_memory(err);
    }
    for (int64_t row = from->n_rows - (int64_t)n_new; row < from->n_rows; row++) {
        int64_t end = offsets[row + 1] - offsets[0] + start;
        (void)coop__buffer_append(&to->offsets, &end, sizeof end);
    }
    return COOP_OK;
}

static coop_status append_values(coop__arena *arena, coop__column *to, const coop__column *from,
                                 coop_error *err)
{
    bool is_done = true;
    switch (to->type) {
    case COOP_TYPE_CODE:
        return append_codes(arena, to, from, err);
    case COOP_TYPE_SET:
    case COOP_TYPE_TEXT:
        return append_lists(arena, to, from, err);
    case COOP_TYPE_BOOL:
        is_done = bits_append(&to->values, to->n_rows, from->values.bytes, from->n_rows);
        break;
    default:
        is_done = coop__buffer_append(&to->values, from->values.bytes,
                                      (size_t)from->n_rows * (size_t)to->width);
        break;
    }
    return is_done ? COOP_OK : coop__no_memory(err);
}

static coop_status append_column(coop__arena *arena, coop__column *to, const coop__column *from,
                                 coop_error *err)
{
    if (from->n_rows > 0) {
        COOP__TRY(append_values(arena, to, from, err));
    }
    if (!append_validity(to, from)) {
        return coop__no_memory(err);
    }
    to->n_rows += from->n_rows;
    to->n_null += from->n_null;
    return COOP_OK;
}

coop_status coop__table_append(coop_table *table, const coop_table *rows, coop_error *err)
{
    coop_status status = COOP_OK;
    for (int64_t i = 0; i < table->n_columns && status == COOP_OK; i++) {
        coop__arena scratch = {.a = &table->allocator};
        status = append_column(&scratch, &table->columns[i], &rows->columns[i], err);
        coop__arena_free(&scratch);
    }
    return status;
}
