/* arrow.h -- Arrow's C data interface: what its two directions and the IPC formats share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__ARROW_H
#define COOP__ARROW_H

#include <coopstat/arrow.h>

#include "table.h"

#define COOP__ARROW_UNIT "coopstat.unit"
#define COOP__ARROW_SCALE "coopstat.scale"

/* The options that count; ARGUMENT or RANGE for others. */
coop_status coop__arrow_options(const coop_arrow_options *options, coop_arrow_options *out,
                                coop_error *err);

/* A value of metadata in the interface's coding, not terminated; false when the key is not there.
 * metadata may be NULL. */
bool coop__arrow_metadata(const char *metadata, const char *key, const char **value, size_t *n);

/* What an array may hold that a column can be made of. */
typedef enum coop__arrow_kind {
    COOP__ARROW_NULL = 1,
    COOP__ARROW_BOOL,
    COOP__ARROW_INT8,
    COOP__ARROW_INT16,
    COOP__ARROW_INT32,
    COOP__ARROW_INT64,
    COOP__ARROW_UINT8,
    COOP__ARROW_UINT16,
    COOP__ARROW_UINT32,
    COOP__ARROW_UINT64,
    COOP__ARROW_FLOAT32,
    COOP__ARROW_FLOAT64,
    COOP__ARROW_DATE32,
    COOP__ARROW_DATE64,
    COOP__ARROW_DECIMAL,
    COOP__ARROW_UTF8,
    COOP__ARROW_LARGE_UTF8,
    COOP__ARROW_UTF8_VIEW,
    COOP__ARROW_LIST,
    COOP__ARROW_LARGE_LIST,
    COOP__ARROW_STRUCT
} coop__arrow_kind;

/* A field that can be a column. Its item and words are those of a list and of a dictionary. */
typedef struct coop__arrow_field {
    const struct ArrowSchema *schema;
    coop__arrow_kind kind;  /* of the values; of the codes where there is a dictionary */
    coop__arrow_kind item;  /* of a list: kind of its values, or of their codes */
    coop__arrow_kind words; /* of the dictionary of the values, or of those of a list; 0: none */
    coop_type type;
    int32_t scale;
    const char *unit; /* in the arena */
} coop__arrow_field;

/* A text of an array of views: itself if it is short, else where it lies in the buffers that follow
 * the views. Their sizes, as int64_t, are the last buffer of the array. */
typedef struct coop__text_view {
    int32_t n;
    char start[4]; /* of the text, whose rest goes on in the next members if it is short */
    int32_t buffer, offset;
} coop__text_view;

#define COOP__TEXT_SHORT 12 /* bytes of a text that lies in its view */

/* Bytes of a value of a kind of fixed size, else 0; buffers of an array of a kind, at least. */
size_t coop__arrow_width(coop__arrow_kind kind);
int64_t coop__arrow_n_buffers(coop__arrow_kind kind);

/* The kind that a format names; 0: none. Decimals give their scale. */
coop__arrow_kind coop__arrow_kind_of(const char *format, int32_t *scale);

/* What column a field makes. UNSUPPORTED, FORMAT, MEMORY. */
coop_status coop__arrow_field_read(const struct ArrowSchema *schema, coop__arena *arena,
                                   coop__arrow_field *out, coop_error *err);

/* Where memory of an import comes from: what lives as long as the table, and what does not. */
typedef struct coop__arrow_memory {
    coop__arena *keep, *scratch;
} coop__arrow_memory;

/* Rows from .. from + n of an array; NULL: there are none. */
typedef struct coop__arrow_rows {
    const struct ArrowArray *array;
    int64_t from, n;
} coop__arrow_rows;

#define COOP__ARROW_NULLS_MOST ((int64_t)1 << 24) /* rows of an array of kind null */

/* A column of rows of an array that may hold anything. The pool is empty, gets the words, and must
 * live as long as *out. FORMAT, RANGE, LIMIT, MEMORY. */
coop_status coop__arrow_column(const coop__arrow_memory *memory, const coop__arrow_field *field,
                               const coop__arrow_rows *rows, coop__pool *pool, coop_column *out,
                               coop_error *err);

/* The table of n arrays of a schema, all of which are taken, on success and on failure. */
coop_status coop__arrow_import(const struct ArrowSchema *schema, struct ArrowArray *chunks,
                               int64_t n, const coop_allocator *a, coop_table **out,
                               coop_error *err);

#endif
