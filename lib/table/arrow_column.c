/* arrow_column.c -- columns over Arrow's arrays, which may come from anybody.
 *
 * The interface tells no sizes of buffers. All else is checked before it is used: counts, pointers,
 * lengths against those of parents, offsets, codes. Whatever a column cannot borrow as it is goes
 * into memory that lives as long as the table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>
#include <string.h>

#include "../core/error.h"
#include "arrow.h"

__extension__ typedef __int128 int128;

#define ROWS_MOST ((int64_t)1 << 48)
#define VIEWED_MOST ((int64_t)1 << 31) /* bytes of text in an array of views */

/* One import: `name` is that of the column at hand. */
typedef struct import {
    coop__arena *keep, *scratch;
    const char *name;
    coop_error *err;
} import;

/* Rows of an array: n of them, the first is row `at` of its buffers. */
typedef struct view {
    const struct ArrowArray *array;
    coop__arrow_kind kind;
    int64_t at, n;
    const unsigned char *validity; /* NULL: all have a value */
} view;

static coop_status wrong(const import *im, coop_status status, const char *what)
{
    return coop__fail(im->err, status, "column '%s': %s", im->name, what);
}

static coop_status wrong_at(const import *im, coop_status status, int64_t row, const char *what)
{
    return coop__fail(im->err, status, "column '%s', row %lld: %s", im->name, (long long)row, what);
}

static bool bit_at(const unsigned char *bits, int64_t at)
{
    return (bits[at >> 3] >> (at & 7) & 1) != 0;
}

static bool is_there(const view *v, int64_t row)
{
    return v->validity == NULL || bit_at(v->validity, v->at + row);
}

/* ---- arrays ---- */

/* has_more: there may be more buffers. */
static bool is_whole(const struct ArrowArray *array, int64_t n_buffers, bool has_more,
                     int64_t n_children)
{
    if (array == NULL || array->release == NULL || array->length < 0 || array->offset < 0 ||
        array->length > ROWS_MOST || array->offset > ROWS_MOST || array->null_count < -1 ||
        array->null_count > array->length || array->n_buffers < n_buffers ||
        (array->n_buffers > n_buffers && !has_more) || array->n_children != n_children || (n_buffers > 0 && array->buffers == NULL) ||
        (n_children > 0 && array->children == NULL)) {
        return false;
    }
    for (int64_t i = 0; i < n_children; i++) {
        if (array->children[i] == NULL) {
            return false;
        }
    }
    return true;
}

/* True if the count of missing values is that of the bitmap, or is left open. */
static bool is_counted(const struct ArrowArray *array, const unsigned char *validity)
{
    int64_t n_null = 0;
    for (int64_t i = 0; validity != NULL && array->null_count >= 0 && i < array->length; i++) {
        n_null += bit_at(validity, array->offset + i) ? 0 : 1;
    }
    return array->null_count < 0 || n_null == array->null_count;
}

/* Rows from .. from + n of an array of a kind, n_children 0 to 2. */
static coop_status view_open(const import *im, const struct ArrowArray *array,
                             coop__arrow_kind kind, int64_t from, int64_t n, view *out)
{
    int64_t n_children = kind == COOP__ARROW_STRUCT                                    ? 2
                         : kind == COOP__ARROW_LIST || kind == COOP__ARROW_LARGE_LIST ? 1
                                                                                       : 0;
    int64_t n_buffers = coop__arrow_n_buffers(kind);
    if (!is_whole(array, n_buffers, kind == COOP__ARROW_UTF8_VIEW, n_children)) {
        return wrong(im, COOP_FORMAT, "the array has no such lengths, buffers or children");
    }
    if (array->length < from + n) {
        return coop__fail(im->err, COOP_FORMAT, "column '%s': the array has %lld rows, need %lld",
                          im->name, (long long)array->length, (long long)(from + n));
    }
    const unsigned char *validity = n_buffers > 0 ? array->buffers[0] : NULL;
    if (kind != COOP__ARROW_NULL && !is_counted(array, validity)) {
        return wrong(im, COOP_FORMAT, "the count of missing values is not that of the bitmap");
    }
    if (n > 0 && n_buffers > 1 && array->buffers[1] == NULL) {
        return wrong(im, COOP_FORMAT, "a buffer is NULL");
    }
    *out = (view){array, kind, array->offset + from, n, n > 0 ? validity : NULL};
    return COOP_OK;
}

static coop_status check_dictionary(const import *im, const struct ArrowArray *array, bool wanted)
{
    return (array->dictionary != NULL) == wanted
               ? COOP_OK
               : wrong(im, COOP_FORMAT, wanted ? "the array has no dictionary"
                                               : "the array has a dictionary, its schema none");
}

/* ---- buffers ---- */

static bool is_aligned(const void *p, size_t width)
{
    return (uintptr_t)p % width == 0;
}

/* Values of a fixed width as they are, or a copy if they lie askew. NULL: no memory. */
static const void *values_of(const import *im, const view *v, size_t width)
{
    static const uint64_t nothing = 0;
    if (v->n == 0) {
        return &nothing;
    }
    const char *values = (const char *)v->array->buffers[1] + (size_t)v->at * width;
    if (is_aligned(values, width)) {
        return values;
    }
    void *copy = coop__arena_alloc(im->keep, (size_t)v->n, width);
    if (copy != NULL) {
        memcpy(copy, values, (size_t)v->n * width);
    }
    return copy;
}

/* Bits at .. at + n so that the first is bit 0. NULL: no memory. */
static const unsigned char *bits_of(const import *im, const unsigned char *bits, int64_t at,
                                    int64_t n)
{
    if (at % 8 == 0) {
        return bits + at / 8;
    }
    unsigned char *copy = coop__arena_alloc(im->keep, (size_t)n / 8 + 1, 1);
    for (int64_t i = 0; i < n && copy != NULL; i++) {
        if (bit_at(bits, at + i)) {
            copy[i >> 3] = (unsigned char)(copy[i >> 3] | 1u << (i & 7));
        }
    }
    return copy;
}

/* The offsets of texts or lists as int64_t, n + 1 of them, which do not fall. */
static coop_status offsets_of(const import *im, const view *v, bool is_large, const int64_t **out)
{
    static const int64_t nothing = 0;
    if (v->n == 0) {
        *out = &nothing;
        return COOP_OK;
    }
    size_t width = is_large ? 8 : 4;
    const char *from = (const char *)v->array->buffers[1] + (size_t)v->at * width;
    const int64_t *offsets = (const int64_t *)(const void *)from;
    if (!is_large || !is_aligned(from, width)) {
        int64_t *copy = coop__arena_alloc(im->keep, (size_t)v->n + 1, sizeof *copy);
        for (int64_t i = 0; i <= v->n && copy != NULL; i++) {
            int32_t narrow = 0;
            memcpy(is_large ? (void *)&copy[i] : &narrow, from + (size_t)i * width, width);
            copy[i] = is_large ? copy[i] : narrow;
        }
        offsets = copy;
    }
    if (offsets == NULL) {
        return coop__no_memory(im->err);
    }
    int64_t last = 0;
    for (int64_t i = 0; i <= v->n; i++) {
        if (offsets[i] < last || offsets[i] > ROWS_MOST) {
            return wrong_at(im, COOP_FORMAT, i < v->n ? i : i - 1, "offsets fall, or lie far out");
        }
        last = offsets[i];
    }
    *out = offsets;
    return COOP_OK;
}

/* Rows without a value may have members: then a copy that has not. */
static bool drop_hidden(const import *im, const view *v, const int64_t **offsets,
                        const void **values, size_t width)
{
    const int64_t *its = *offsets;
    int64_t n_hidden = 0;
    for (int64_t row = 0; v->validity != NULL && row < v->n; row++) {
        n_hidden += is_there(v, row) ? 0 : its[row + 1] - its[row];
    }
    if (n_hidden == 0) {
        return true;
    }
    size_t n_values = (size_t)(its[v->n] - its[0] - n_hidden);
    int64_t *starts = coop__arena_alloc(im->keep, (size_t)v->n + 1, sizeof *starts);
    char *kept = coop__arena_alloc(im->keep, n_values, width);
    if (starts == NULL || kept == NULL) {
        return false;
    }
    for (int64_t row = 0; row < v->n; row++) {
        int64_t n = is_there(v, row) ? its[row + 1] - its[row] : 0;
        starts[row + 1] = starts[row] + n;
        if (n > 0) {
            memcpy(kept + (size_t)starts[row] * width,
                   (const char *)*values + (size_t)its[row] * width, (size_t)n * width);
        }
    }
    *offsets = starts;
    *values = kept;
    return true;
}

/* ---- numbers ---- */

/* An integer of any kind; those of uint64 that do not fit come out negative. */
static int64_t integer_at(const view *v, int64_t row)
{
    size_t width = coop__arrow_width(v->kind);
    const char *at = (const char *)v->array->buffers[1] + (size_t)(v->at + row) * width;
    int64_t wide = 0;
    int32_t narrow = 0;
    int16_t half = 0;
    memcpy(width == 8 ? (void *)&wide : width == 4 ? (void *)&narrow : (void *)&half, at,
           width > 1 ? width : 0);
    switch (v->kind) {
    case COOP__ARROW_INT8:
        return *(const int8_t *)at;
    case COOP__ARROW_UINT8:
        return *(const uint8_t *)at;
    case COOP__ARROW_INT16:
        return half;
    case COOP__ARROW_UINT16:
        return (uint16_t)half;
    case COOP__ARROW_INT32:
    case COOP__ARROW_DATE32:
        return narrow;
    case COOP__ARROW_UINT32:
        return (uint32_t)narrow;
    default:
        return wide;
    }
}

/* The number in a row of one of the kinds that are converted, as the bytes of `width` that a column
 * has; false: it does not fit. */
static bool convert(const view *v, int64_t row, void *out)
{
    int64_t integer = v->kind == COOP__ARROW_FLOAT32 || v->kind == COOP__ARROW_DECIMAL
                          ? 0 : integer_at(v, row);
    int16_t half = (int16_t)integer;
    int32_t narrow = (int32_t)integer;
    float single = 0;
    double number = 0;
    int128 big = 0;
    switch (v->kind) {
    case COOP__ARROW_UINT8:
        memcpy(out, &half, sizeof half);
        return true;
    case COOP__ARROW_UINT16:
        memcpy(out, &narrow, sizeof narrow);
        return true;
    case COOP__ARROW_DATE64:
        narrow = (int32_t)(integer / 86400000);
        memcpy(out, &narrow, sizeof narrow);
        return integer % 86400000 == 0 && integer / 86400000 == narrow;
    case COOP__ARROW_FLOAT32:
        memcpy(&single, (const char *)v->array->buffers[1] + (v->at + row) * 4, sizeof single);
        number = single;
        memcpy(out, &number, sizeof number);
        return true;
    case COOP__ARROW_DECIMAL:
        memcpy(&big, (const char *)v->array->buffers[1] + (v->at + row) * 16, sizeof big);
        integer = (int64_t)big;
        memcpy(out, &integer, sizeof integer);
        return big == integer;
    default:
        memcpy(out, &integer, sizeof integer);
        return integer >= 0;
    }
}

static coop_status convert_all(const import *im, const view *v, size_t width, coop_column *out)
{
    char *values = coop__arena_alloc(im->keep, (size_t)v->n, width);
    if (values == NULL) {
        return coop__no_memory(im->err);
    }
    for (int64_t row = 0; row < v->n; row++) {
        if (is_there(v, row) && !convert(v, row, values + (size_t)row * width)) {
            return wrong_at(im, COOP_RANGE, row,
                            v->kind == COOP__ARROW_DATE64 ? "no whole day that a date can be"
                                                          : "the number does not fit 64 bits");
        }
    }
    out->values = values;
    return COOP_OK;
}

static bool is_converted(coop__arrow_kind kind)
{
    return (kind >= COOP__ARROW_UINT8 && kind <= COOP__ARROW_FLOAT32) ||
           kind == COOP__ARROW_DATE64 || kind == COOP__ARROW_DECIMAL;
}

static coop_status take_numbers(const import *im, const view *v, coop_column *out)
{
    static const uint8_t widths[COOP_TYPE_END] = {
        [COOP_TYPE_INT16] = 2, [COOP_TYPE_INT32] = 4,   [COOP_TYPE_INT64] = 8,
        [COOP_TYPE_DATE] = 4,  [COOP_TYPE_FLOAT64] = 8, [COOP_TYPE_MONEY] = 8,
    };
    if (is_converted(v->kind)) {
        return convert_all(im, v, widths[out->type], out);
    }
    if (v->n > 0) {
        out->values = v->kind == COOP__ARROW_BOOL
                          ? bits_of(im, v->array->buffers[1], v->at, v->n)
                          : values_of(im, v, coop__arrow_width(v->kind));
    }
    return out->values != NULL ? COOP_OK : coop__no_memory(im->err);
}

/* ---- words ---- */

/* A dictionary as it comes: row i of it is word map[i] of the pool, -1 where it has no value. */
typedef struct words {
    coop__pool *pool;
    int64_t *map;
    int64_t n;
    bool is_same; /* map[i] is i */
} words;

static coop_status add_word(const import *im, coop__pool *pool, const char *bytes, size_t n,
                            int64_t *code)
{
    if (!coop__utf8_valid(bytes, n, NULL) || (n > 0 && memchr(bytes, '\0', n) != NULL)) {
        return wrong(im, COOP_FORMAT, "a word is not UTF-8, or has a zero byte");
    }
    *code = coop__pool_add(pool, bytes, n);
    return *code >= 0    ? COOP_OK
           : *code == -1 ? coop__no_memory(im->err)
                         : wrong(im, COOP_LIMIT, "there are too many words");
}

/* A row's text of an array of views; NULL: it lies nowhere. */
static const char *viewed_text(const view *v, int64_t row, size_t *n)
{
    coop__text_view text;
    const char *at = (const char *)v->array->buffers[1] + (size_t)(v->at + row) * sizeof text;
    memcpy(&text, at, sizeof text);
    *n = (size_t)text.n;
    if (text.n >= 0 && text.n <= COOP__TEXT_SHORT) {
        return at + offsetof(coop__text_view, start);
    }
    int64_t n_data = v->array->n_buffers - 3;
    const char *sizes = v->array->buffers[v->array->n_buffers - 1];
    if (text.n < 0 || text.buffer < 0 || text.buffer >= n_data || text.offset < 0 ||
        sizes == NULL || v->array->buffers[2 + text.buffer] == NULL) {
        return NULL;
    }
    int64_t size = 0;
    memcpy(&size, sizes + (size_t)text.buffer * sizeof size, sizeof size);
    return size >= (int64_t)text.offset + text.n
               ? (const char *)v->array->buffers[2 + text.buffer] + text.offset
               : NULL;
}

/* Texts of views laid one behind the other: views may share bytes, so that few of them can be
 * many. */
static coop_status lay_views(const import *im, const view *v, const int64_t **offsets,
                             const char **bytes)
{
    int64_t *ends = coop__arena_alloc(im->keep, (size_t)v->n + 1, sizeof *ends);
    size_t n = 0;
    if (ends == NULL) {
        return coop__no_memory(im->err);
    }
    for (int64_t row = 0; row < v->n; row++) {
        const char *text = is_there(v, row) ? viewed_text(v, row, &n) : "";
        n = is_there(v, row) ? n : 0;
        if (text == NULL) {
            return wrong_at(im, COOP_FORMAT, row, "a text lies outside the array");
        }
        ends[row + 1] = ends[row] + (int64_t)n;
        if (ends[row + 1] > VIEWED_MOST) {
            return wrong(im, COOP_LIMIT, "its views hold more than 2^31 bytes of text");
        }
    }
    char *laid = coop__arena_alloc(im->keep, (size_t)ends[v->n] + 1, 1);
    for (int64_t row = 0; row < v->n && laid != NULL; row++) {
        if (ends[row + 1] > ends[row]) {
            memcpy(laid + ends[row], viewed_text(v, row, &n), (size_t)(ends[row + 1] - ends[row]));
        }
    }
    *offsets = ends;
    *bytes = laid;
    return laid != NULL ? COOP_OK : coop__no_memory(im->err);
}

/* Texts of an array with their offsets. */
static coop_status texts_of(const import *im, const view *v, const int64_t **offsets,
                            const char **bytes)
{
    if (v->kind == COOP__ARROW_UTF8_VIEW) {
        return lay_views(im, v, offsets, bytes);
    }
    COOP__TRY(offsets_of(im, v, v->kind == COOP__ARROW_LARGE_UTF8, offsets));
    *bytes = v->array->buffers[2] != NULL ? v->array->buffers[2] : "";
    return v->array->buffers[2] == NULL && (*offsets)[v->n] > 0
               ? wrong(im, COOP_FORMAT, "a buffer is NULL")
               : COOP_OK;
}

static coop_status read_words(const import *im, const struct ArrowArray *array,
                              coop__arrow_kind kind, words *out)
{
    view v;
    const int64_t *offsets = NULL;
    const char *bytes = NULL;
    if (array == NULL) {
        return wrong(im, COOP_FORMAT, "the array has no dictionary");
    }
    COOP__TRY(view_open(im, array, kind, 0, array->length, &v));
    COOP__TRY(check_dictionary(im, array, false));
    COOP__TRY(texts_of(im, &v, &offsets, &bytes));
    out->n = v.n;
    out->is_same = true;
    out->map = coop__arena_alloc(im->scratch, (size_t)v.n, sizeof *out->map);
    if (out->map == NULL) {
        return coop__no_memory(im->err);
    }
    for (int64_t i = 0; i < v.n; i++) {
        out->map[i] = -1;
        if (is_there(&v, i)) {
            COOP__TRY(add_word(im, out->pool, bytes + offsets[i],
                               (size_t)(offsets[i + 1] - offsets[i]), &out->map[i]));
        }
        out->is_same = out->is_same && out->map[i] == i;
    }
    return COOP_OK;
}

/* The code of a row's word; -1: no value. */
static coop_status code_of(const import *im, const view *v, const words *w, int64_t row,
                           int64_t *code)
{
    *code = -1;
    if (!is_there(v, row)) {
        return COOP_OK;
    }
    int64_t index = integer_at(v, row);
    if (index < 0 || index >= w->n) {
        return wrong_at(im, COOP_RANGE, row, "a code is beyond the dictionary");
    }
    *code = w->map[index];
    return COOP_OK;
}

/* Codes of words: as they are when they are of a width that columns have and the words are kept as
 * they are, else a copy. */
static coop_status take_codes(const import *im, const view *v, const words *w, bool is_set,
                              coop_column *out)
{
    size_t width = coop__arrow_width(v->kind);
    bool is_kept = w->is_same && (is_set ? width == 4 : width <= 4);
    uint32_t *codes = is_kept ? NULL : coop__arena_alloc(im->keep, (size_t)v->n, sizeof *codes);
    unsigned char *validity =
        is_kept ? NULL : coop__arena_alloc(im->keep, (size_t)v->n / 8 + 1, 1);
    if (!is_kept && (codes == NULL || validity == NULL)) {
        return coop__no_memory(im->err);
    }
    for (int64_t row = 0; row < v->n; row++) {
        int64_t code = 0;
        COOP__TRY(code_of(im, v, w, row, &code));
        if (code < 0 && is_set) {
            return wrong(im, COOP_FORMAT, "a member of a list has no value");
        }
        if (!is_kept && code >= 0) {
            codes[row] = (uint32_t)code;
            validity[row >> 3] = (unsigned char)(validity[row >> 3] | 1u << (row & 7));
        }
    }
    out->width = is_kept ? (int32_t)width : 4;
    out->values = is_kept ? values_of(im, v, width) : codes;
    out->validity = is_kept || v->n == 0 ? out->validity : validity;
    return out->values != NULL ? COOP_OK : coop__no_memory(im->err);
}

static coop_status take_code(const import *im, const coop__arrow_field *field, const view *v,
                             coop__pool *pool, coop_column *out)
{
    words w = {.pool = pool};
    COOP__TRY(read_words(im, v->array->dictionary, field->words, &w));
    COOP__TRY(take_codes(im, v, &w, false, out));
    out->words = pool->words;
    out->n_words = pool->n;
    return COOP_OK;
}

/* Members that are texts themselves. */
static coop_status take_texts_as_codes(const import *im, const view *v, coop__pool *pool,
                                       coop_column *out)
{
    const int64_t *offsets = NULL;
    const char *bytes = NULL;
    COOP__TRY(texts_of(im, v, &offsets, &bytes));
    uint32_t *codes = coop__arena_alloc(im->keep, (size_t)v->n, sizeof *codes);
    if (codes == NULL) {
        return coop__no_memory(im->err);
    }
    for (int64_t i = 0; i < v->n; i++) {
        int64_t code = 0;
        if (!is_there(v, i)) {
            return wrong(im, COOP_FORMAT, "a member of a list has no value");
        }
        COOP__TRY(add_word(im, pool, bytes + offsets[i], (size_t)(offsets[i + 1] - offsets[i]),
                           &code));
        codes[i] = (uint32_t)code;
    }
    out->values = codes;
    return COOP_OK;
}

static coop_status take_set(const import *im, const coop__arrow_field *field, const view *v,
                            coop__pool *pool, coop_column *out)
{
    const int64_t *offsets = NULL;
    view members;
    coop_column codes = {.struct_size = sizeof codes};
    const struct ArrowArray *child = v->array->children[0];
    COOP__TRY(offsets_of(im, v, field->kind == COOP__ARROW_LARGE_LIST, &offsets));
    COOP__TRY(view_open(im, child, field->item, 0, offsets[v->n], &members));
    COOP__TRY(check_dictionary(im, child, field->words != 0));
    if (field->words != 0) {
        words w = {.pool = pool};
        COOP__TRY(read_words(im, child->dictionary, field->words, &w));
        COOP__TRY(take_codes(im, &members, &w, true, &codes));
    } else {
        COOP__TRY(take_texts_as_codes(im, &members, pool, &codes));
    }
    if (!drop_hidden(im, v, &offsets, &codes.values, sizeof(uint32_t))) {
        return coop__no_memory(im->err);
    }
    out->offsets = offsets;
    out->values = codes.values;
    out->words = pool->words;
    out->n_words = pool->n;
    return COOP_OK;
}

/* ---- texts and spans ---- */

static coop_status take_text(const import *im, const view *v, coop_column *out)
{
    const char *bytes = NULL;
    const int64_t *offsets = NULL;
    COOP__TRY(texts_of(im, v, &offsets, &bytes));
    const void *values = bytes;
    if (!drop_hidden(im, v, &offsets, &values, 1)) {
        return coop__no_memory(im->err);
    }
    out->offsets = offsets;
    out->values = values;
    return COOP_OK;
}

/* No value in any row. */
static coop_status take_nothing(const import *im, const view *v, coop_column *out)
{
    if (v->n > COOP__ARROW_NULLS_MOST) {
        return wrong(im, COOP_LIMIT, "more than 2^24 rows of null");
    }
    out->offsets = coop__arena_alloc(im->keep, (size_t)v->n + 1, sizeof *out->offsets);
    out->validity = coop__arena_alloc(im->keep, (size_t)v->n / 8 + 1, 1);
    out->values = "";
    return out->offsets != NULL && out->validity != NULL ? COOP_OK : coop__no_memory(im->err);
}

static coop_status take_span(const import *im, const view *v, coop_column *out)
{
    view ends[2];
    coop_span *spans = coop__arena_alloc(im->keep, (size_t)v->n, sizeof *spans);
    if (spans == NULL) {
        return coop__no_memory(im->err);
    }
    for (int i = 0; i < 2; i++) {
        const struct ArrowArray *child = v->array->children[i];
        COOP__TRY(view_open(im, child, COOP__ARROW_DATE32, v->at, v->n, &ends[i]));
        COOP__TRY(check_dictionary(im, child, false));
    }
    for (int64_t row = 0; row < v->n; row++) {
        if (is_there(v, row)) {
            spans[row].first = is_there(&ends[0], row) ? (coop_date)integer_at(&ends[0], row)
                                                       : COOP_DATE_OPEN_FIRST;
            spans[row].last = is_there(&ends[1], row) ? (coop_date)integer_at(&ends[1], row)
                                                      : COOP_DATE_OPEN_LAST;
        }
    }
    out->values = spans;
    return COOP_OK;
}

/* ---- columns ---- */

static coop_status take_values(const import *im, const coop__arrow_field *field, const view *v,
                               coop__pool *pool, coop_column *out)
{
    COOP__TRY(check_dictionary(im, v->array, field->type == COOP_TYPE_CODE));
    if (v->validity != NULL) {
        out->validity = bits_of(im, v->validity, v->at, v->n);
        if (out->validity == NULL) {
            return coop__no_memory(im->err);
        }
    }
    switch (field->type) {
    case COOP_TYPE_CODE:
        return take_code(im, field, v, pool, out);
    case COOP_TYPE_SET:
        return take_set(im, field, v, pool, out);
    case COOP_TYPE_SPAN:
        return take_span(im, v, out);
    case COOP_TYPE_TEXT:
        return field->kind == COOP__ARROW_NULL ? take_nothing(im, v, out) : take_text(im, v, out);
    default:
        return take_numbers(im, v, out);
    }
}

coop_status coop__arrow_column(const coop__arrow_memory *memory, const coop__arrow_field *field,
                               const coop__arrow_rows *rows, coop__pool *pool, coop_column *out,
                               coop_error *err)
{
    static const int64_t nothing = 0;
    const char *name = field->schema->name != NULL ? field->schema->name : "";
    import im = {memory->keep, memory->scratch, name, err};
    size_t width = coop__arrow_width(field->kind);
    *out = (coop_column){.struct_size = sizeof *out,
                         .name = name,
                         .unit = field->unit,
                         .type = field->type,
                         .scale = field->scale,
                         .width = (int32_t)(width > 4 ? 4 : width),
                         .n_rows = rows->n,
                         .values = &nothing,
                         .offsets = &nothing};
    if (rows->array == NULL) {
        return COOP_OK;
    }
    view v;
    COOP__TRY(view_open(&im, rows->array, field->kind, rows->from, rows->n, &v));
    return take_values(&im, field, &v, pool, out);
}
