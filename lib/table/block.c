/* block.c -- appending many cells of a column at once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "table.h"

/* ---- codes ---- */

static int32_t width_of_codes(uint32_t n_words)
{
    return n_words <= 256 ? 1 : n_words <= 65536 ? 2 : 4;
}

static void put_code(unsigned char *bytes, int32_t width, int64_t row, uint32_t code)
{
    if (width == 1) {
        bytes[row] = (uint8_t)code;
    } else if (width == 2) {
        ((uint16_t *)(void *)bytes)[row] = (uint16_t)code;
    } else {
        ((uint32_t *)(void *)bytes)[row] = code;
    }
}

bool coop__codes_reserve(coop__column *column, int64_t n)
{
    int32_t width = width_of_codes(column->words.n);
    int32_t old = column->width;
    size_t n_bytes = (size_t)(column->n_rows + n) * (size_t)(width > old ? width : old);
    if (!coop__buffer_reserve(&column->values, n_bytes - column->values.n)) {
        return false;
    }
    if (width <= old) {
        return true;
    }
    /* From the last row on, as each code's new place covers the old ones of later rows. */
    unsigned char *bytes = column->values.bytes;
    for (int64_t row = column->n_rows - 1; row >= 0; row--) {
        uint32_t code = old == 1 ? bytes[row] : ((const uint16_t *)(const void *)bytes)[row];
        put_code(bytes, width, row, code);
    }
    column->values.n = (size_t)column->n_rows * (size_t)width;
    column->width = width;
    return true;
}

void coop__codes_put(coop__column *column, const uint32_t *codes, int64_t n)
{
    unsigned char *to = column->values.bytes + column->values.n;
    for (int64_t i = 0; i < n; i++) {
        put_code(to, column->width, i, codes[i]);
    }
}

/* ---- validity ---- */

bool coop__validity_start(coop__column *column)
{
    size_t n_bytes = (size_t)(column->n_rows / 8 + 1);
    coop__buffer *bits = &column->validity;
    if (bits->bytes != NULL) {
        return true;
    }
    if (!coop__buffer_reserve(bits, n_bytes)) {
        return false;
    }
    size_t whole = (size_t)(column->n_rows / 8);
    unsigned rest = (unsigned)(column->n_rows % 8);
    memset(bits->bytes, 0xff, whole);
    bits->bytes[whole] = (unsigned char)((1u << rest) - 1);
    bits->n = whole + (rest > 0 ? 1 : 0);
    return true;
}

/* Appends n bits to row bits, in room that is there and zero. */
static void put_bits(coop__buffer *bits, int64_t row, const uint64_t *valid, int64_t n)
{
    unsigned shift = (unsigned)(row & 7);
    unsigned char *to = bits->bytes + (row >> 3);
    for (int64_t i = 0; i < n; i += 8) {
        unsigned byte = (unsigned)(valid[i >> 6] >> (i & 63)) & 0xff;
        byte &= n - i < 8 ? (1u << (n - i)) - 1 : 0xff;
        to[0] = (unsigned char)(to[0] | byte << shift);
        /* Bits that do not fit are there only where the byte behind is needed. */
        if (byte << shift > 0xff) {
            to[1] = (unsigned char)(byte << shift >> 8);
        }
        to++;
    }
    bits->n = (size_t)((row + n + 7) / 8);
}

static int64_t count_null(const uint64_t *valid, int64_t n)
{
    int64_t n_null = 0;
    for (int64_t i = 0; i < n; i++) {
        n_null += (valid[i >> 6] >> (i & 63) & 1) == 0;
    }
    return n_null;
}

/* ---- values ---- */

#define PUT_INTEGERS(type)                                                                         \
    do {                                                                                           \
        type *to = (type *)(void *)(column->values.bytes + column->values.n);                      \
        for (int64_t i = 0; i < n; i++) {                                                          \
            to[i] = (type)values[i];                                                               \
        }                                                                                          \
    } while (0)

static void put_integers(coop__column *column, const int64_t *values, int64_t n)
{
    switch (column->width) {
    case 1:
        PUT_INTEGERS(int8_t);
        break;
    case 2:
        PUT_INTEGERS(int16_t);
        break;
    case 4:
        PUT_INTEGERS(int32_t);
        break;
    default:
        memcpy(column->values.bytes + column->values.n, values, (size_t)n * sizeof *values);
        break;
    }
}

static void put_offsets(coop__column *column, const uint32_t *ends, int64_t n)
{
    int64_t *to = (int64_t *)(void *)(column->offsets.bytes + column->offsets.n);
    int64_t before = (int64_t)(column->values.n / (size_t)column->width);
    for (int64_t i = 0; i < n; i++) {
        to[i] = before + ends[i];
    }
    column->offsets.n += (size_t)n * sizeof *to;
}

static void put_values(coop__column *column, const coop__batch_cells *cells, int64_t n)
{
    if (column->type == COOP_TYPE_CODE) {
        coop__codes_put(column, cells->codes, n);
    } else if (column->type == COOP_TYPE_SET) {
        put_offsets(column, cells->ends, n);
        memcpy(column->values.bytes + column->values.n, cells->codes,
               cells->ends[n - 1] * sizeof *cells->codes);
    } else if (column->type == COOP_TYPE_SPAN) {
        memcpy(column->values.bytes + column->values.n, cells->spans,
               (size_t)n * sizeof *cells->spans);
    } else {
        put_integers(column, cells->integers, n);
    }
}

static bool reserve(coop__column *column, const coop__batch_cells *cells, int64_t n, size_t n_bytes)
{
    bool is_set = column->type == COOP_TYPE_SET;
    int64_t zero = 0;
    if (is_set && column->offsets.n == 0 &&
        !coop__buffer_append(&column->offsets, &zero, sizeof zero)) {
        return false;
    }
    if (column->type == COOP_TYPE_CODE && !coop__codes_reserve(column, n)) {
        return false;
    }
    return coop__buffer_reserve(&column->values, n_bytes > 0 ? n_bytes : 1) &&
           (!is_set || coop__buffer_reserve(&column->offsets, (size_t)n * sizeof(int64_t))) &&
           (cells->n_null == 0 || coop__validity_start(column)) &&
           (column->validity.bytes == NULL ||
            coop__buffer_reserve(&column->validity, (size_t)n / 8 + 1));
}

/* ---- many cells ---- */

bool coop__append_cells(coop__column *column, coop__batch_cells *cells, int64_t n)
{
    if (n == 0) {
        return true;
    }
    cells->n_null = count_null(cells->valid, n);
    int32_t width = column->type == COOP_TYPE_CODE ? 4 : column->width;
    size_t n_values = column->type == COOP_TYPE_SET ? cells->ends[n - 1] : (size_t)n;
    if (!reserve(column, cells, n, n_values * (size_t)width)) {
        return false;
    }
    put_values(column, cells, n);
    column->values.n += n_values * (size_t)column->width;
    if (column->validity.bytes != NULL) {
        put_bits(&column->validity, column->n_rows, cells->valid, n);
    }
    column->n_null += cells->n_null;
    column->n_rows += n;
    coop__column_range(column); /* while the cells are near; none of them is taken back */
    return true;
}
