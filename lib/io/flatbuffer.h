/* flatbuffer.h -- the little of FlatBuffers that Arrow's metadata need: written forward, and read
 * with every position checked against the bytes there are.
 *
 * A table is a vtable of 16-bit positions of its fields (0: not there) and the fields; texts,
 * vectors and tables are referred to by unsigned 32-bit distances forward. All is little-endian.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__FLATBUFFER_H
#define COOP__FLATBUFFER_H

#include "../core/alloc.h"

/* ---- writing ---- */

/* A field of a table to be written: 0 bytes: it is not there. */
typedef struct coop__flat_slot {
    size_t size;   /* 0, 1, 2, 4 or 8 */
    int64_t value; /* of a reference: 0, until coop__flat_refer */
    size_t at;     /* where it went */
} coop__flat_slot;

/* One message. Zero-initialise, set bytes.a. After a failed write all others do nothing. */
typedef struct coop__flat {
    coop__buffer bytes;
    bool is_full; /* there was no memory */
} coop__flat;

void coop__flat_align(coop__flat *flat, size_t n);
/* Position of what was written. A table's slots get their places. */
size_t coop__flat_table(coop__flat *flat, coop__flat_slot *slots, size_t n);
size_t coop__flat_text(coop__flat *flat, const char *text, size_t n);
/* A vector of n references; that of element i lies at the position + 4 + 4 i. */
size_t coop__flat_references(coop__flat *flat, size_t n);
/* A vector of n structs of size bytes, copied; they begin at a multiple of 8. */
size_t coop__flat_structs(coop__flat *flat, const void *structs, size_t n, size_t size);
/* Sets the reference at a place to a position behind it. */
void coop__flat_refer(coop__flat *flat, size_t at, size_t to);

/* ---- reading ---- */

typedef struct coop__flat_bytes {
    const unsigned char *bytes;
    size_t n;
} coop__flat_bytes;

/* A table whose vtable and fields lie inside the bytes. */
typedef struct coop__flat_view {
    const coop__flat_bytes *from;
    size_t at, size;
    size_t vtable, vtable_size;
} coop__flat_view;

/* All return false for what does not lie inside. What is not there is a default, a table with
 * size 0, or n 0. */
bool coop__flat_root(const coop__flat_bytes *from, coop__flat_view *out);
bool coop__flat_number(const coop__flat_view *table, size_t field, size_t size, int64_t missing,
                       int64_t *out);
bool coop__flat_child(const coop__flat_view *table, size_t field, coop__flat_view *out);
bool coop__flat_string(const coop__flat_view *table, size_t field, const char **text, size_t *n);
/* Elements of size bytes begin at position *start. */
bool coop__flat_vector(const coop__flat_view *table, size_t field, size_t size, size_t *start,
                       int64_t *n);
/* The table that element i of a vector of references refers to; i is below n. */
bool coop__flat_element(const coop__flat_view *table, size_t start, int64_t i,
                        coop__flat_view *out);
/* A signed number at a position that is known to lie inside. */
int64_t coop__flat_at(const coop__flat_bytes *from, size_t at, size_t size);

#endif
