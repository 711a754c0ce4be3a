/* flatbuffer.c -- the little of FlatBuffers that Arrow's metadata need.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "flatbuffer.h"

#include <string.h>

/* ---- writing ---- */

static void put(coop__flat *flat, const void *bytes, size_t n)
{
    flat->is_full = flat->is_full || !coop__buffer_append(&flat->bytes, bytes, n);
}

static void put_number(coop__flat *flat, int64_t value, size_t size)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (unsigned char)((uint64_t)value >> (8 * i));
    }
    put(flat, bytes, size);
}

/* Zeros until the size is `past` beyond a multiple of n, a power of 2 up to 8. */
static void pad_to(coop__flat *flat, size_t n, size_t past)
{
    static const unsigned char zeros[8] = {0};
    put(flat, zeros, (past + n - flat->bytes.n % n) % n);
}

void coop__flat_align(coop__flat *flat, size_t n)
{
    pad_to(flat, n, 0);
}

size_t coop__flat_table(coop__flat *flat, coop__flat_slot *slots, size_t n)
{
    size_t size = 4;
    for (size_t i = 0; i < n; i++) {
        if (slots[i].size > 0) {
            size = (size + slots[i].size - 1) / slots[i].size * slots[i].size;
            slots[i].at = size;
            size += slots[i].size;
        }
    }
    size_t vtable_size = 4 + 2 * n;
    pad_to(flat, 8, 8 - vtable_size % 8);
    put_number(flat, (int64_t)vtable_size, 2);
    put_number(flat, (int64_t)size, 2);
    for (size_t i = 0; i < n; i++) {
        put_number(flat, slots[i].size > 0 ? (int64_t)slots[i].at : 0, 2);
    }
    size_t start = flat->bytes.n;
    put_number(flat, (int64_t)vtable_size, 4);
    for (size_t i = 0; i < n; i++) {
        if (slots[i].size > 0) {
            pad_to(flat, slots[i].size, 0);
            slots[i].at = flat->bytes.n;
            put_number(flat, slots[i].value, slots[i].size);
        }
    }
    return start;
}

size_t coop__flat_text(coop__flat *flat, const char *text, size_t n)
{
    pad_to(flat, 4, 0);
    size_t start = flat->bytes.n;
    put_number(flat, (int64_t)n, 4);
    put(flat, text, n);
    put(flat, "", 1);
    return start;
}

size_t coop__flat_references(coop__flat *flat, size_t n)
{
    pad_to(flat, 4, 0);
    size_t start = flat->bytes.n;
    put_number(flat, (int64_t)n, 4);
    for (size_t i = 0; i < n; i++) {
        put_number(flat, 0, 4);
    }
    return start;
}

size_t coop__flat_structs(coop__flat *flat, const void *structs, size_t n, size_t size)
{
    pad_to(flat, 8, 4);
    size_t start = flat->bytes.n;
    put_number(flat, (int64_t)n, 4);
    put(flat, structs, n * size);
    return start;
}

void coop__flat_refer(coop__flat *flat, size_t at, size_t to)
{
    if (flat->is_full) {
        return;
    }
    for (size_t i = 0; i < 4; i++) {
        flat->bytes.bytes[at + i] = (unsigned char)((to - at) >> (8 * i));
    }
}

/* ---- reading ---- */

static bool is_inside(const coop__flat_bytes *from, size_t at, size_t size)
{
    return at <= from->n && size <= from->n - at;
}

int64_t coop__flat_at(const coop__flat_bytes *from, size_t at, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value |= (uint64_t)from->bytes[at + i] << (8 * i);
    }
    switch (size) {
    case 1:
        return (int8_t)value;
    case 2:
        return (int16_t)value;
    case 4:
        return (int32_t)value;
    default:
        return (int64_t)value;
    }
}

static size_t unsigned_at(const coop__flat_bytes *from, size_t at, size_t size)
{
    uint64_t all = size < 8 ? ((uint64_t)1 << (8 * size)) - 1 : UINT64_MAX;
    return (size_t)((uint64_t)coop__flat_at(from, at, size) & all);
}

static bool table_at(const coop__flat_bytes *from, size_t at, coop__flat_view *out)
{
    if (!is_inside(from, at, 4)) {
        return false;
    }
    int64_t vtable = (int64_t)at - coop__flat_at(from, at, 4);
    if (vtable < 0 || !is_inside(from, (size_t)vtable, 4)) {
        return false;
    }
    *out = (coop__flat_view){from, at, unsigned_at(from, (size_t)vtable + 2, 2), (size_t)vtable,
                              unsigned_at(from, (size_t)vtable, 2)};
    return out->vtable_size >= 4 && out->size >= 4 &&
           is_inside(from, out->vtable, out->vtable_size) && is_inside(from, at, out->size);
}

bool coop__flat_root(const coop__flat_bytes *from, coop__flat_view *out)
{
    return is_inside(from, 0, 4) && table_at(from, unsigned_at(from, 0, 4), out);
}

/* Place of a field, 0: it is not there. */
static bool place_of(const coop__flat_view *table, size_t field, size_t size, size_t *out)
{
    size_t entry = 4 + 2 * field;
    *out = 0;
    if (entry + 2 > table->vtable_size) {
        return true;
    }
    size_t past = unsigned_at(table->from, table->vtable + entry, 2);
    if (past == 0) {
        return true;
    }
    *out = table->at + past;
    return past <= table->size && size <= table->size - past;
}

bool coop__flat_number(const coop__flat_view *table, size_t field, size_t size, int64_t missing,
                       int64_t *out)
{
    size_t at = 0;
    if (!place_of(table, field, size, &at)) {
        return false;
    }
    *out = at == 0 ? missing : coop__flat_at(table->from, at, size);
    return true;
}

/* What a reference refers to, 0: it is not there. */
static bool target_of(const coop__flat_view *table, size_t field, size_t *out)
{
    size_t at = 0;
    *out = 0;
    if (!place_of(table, field, 4, &at) || at == 0) {
        return at == 0;
    }
    *out = at + unsigned_at(table->from, at, 4);
    return is_inside(table->from, *out, 4);
}

bool coop__flat_child(const coop__flat_view *table, size_t field, coop__flat_view *out)
{
    size_t at = 0;
    memset(out, 0, sizeof *out);
    return target_of(table, field, &at) && (at == 0 || table_at(table->from, at, out));
}

bool coop__flat_vector(const coop__flat_view *table, size_t field, size_t size, size_t *start,
                       int64_t *n)
{
    size_t at = 0;
    *start = 0;
    *n = 0;
    if (!target_of(table, field, &at) || at == 0) {
        return at == 0;
    }
    size_t count = unsigned_at(table->from, at, 4);
    *start = at + 4;
    *n = (int64_t)count;
    return count <= (table->from->n - *start) / size;
}

bool coop__flat_string(const coop__flat_view *table, size_t field, const char **text, size_t *n)
{
    size_t start = 0;
    int64_t count = 0;
    bool is_right = coop__flat_vector(table, field, 1, &start, &count);
    *text = (const char *)table->from->bytes + start;
    *n = (size_t)count;
    return is_right;
}

bool coop__flat_element(const coop__flat_view *table, size_t start, int64_t i,
                        coop__flat_view *out)
{
    size_t at = start + 4 * (size_t)i;
    return table_at(table->from, at + unsigned_at(table->from, at, 4), out);
}
