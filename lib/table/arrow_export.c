/* arrow_export.c -- a table as Arrow's arrays, for other programs in the same process.
 *
 * Each struct that is given out counts as a holder of what lies behind it, as the standard lets a
 * child be moved out of its parent and outlive it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "arrow.h"

__extension__ typedef __int128 int128;

/* What the structs of one export share. */
typedef struct holding {
    coop_allocator a;
    coop__arena arena; /* the structs, and what was copied */
    coop_table *table;
    atomic_llong n; /* structs not yet released */
} holding;

static holding *holding_new(const coop_table *table)
{
    holding *h = coop__alloc(&table->allocator, 1, sizeof *h);
    if (h != NULL) {
        h->a = table->allocator;
        h->arena.a = &h->a;
        h->table = coop__table_hold(table);
    }
    return h;
}

static void holding_free(holding *h)
{
    coop_allocator a = h->a;
    coop__arena_free(&h->arena);
    coop_table_free(h->table);
    coop__release(&a, h, 1, sizeof *h);
}

static void holding_drop(holding *h)
{
    if (atomic_fetch_sub(&h->n, 1) == 1) {
        holding_free(h);
    }
}

/* ---- schemas ---- */

static void release_schema(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release != NULL) {
            schema->children[i]->release(schema->children[i]);
        }
    }
    if (schema->dictionary != NULL && schema->dictionary->release != NULL) {
        schema->dictionary->release(schema->dictionary);
    }
    schema->release = NULL;
    holding_drop(schema->private_data);
}

/* A schema with room for children, or NULL. */
static struct ArrowSchema *schema_new(holding *h, const char *format, const char *name, int64_t n)
{
    struct ArrowSchema *schema = coop__arena_alloc(&h->arena, 1, sizeof *schema);
    struct ArrowSchema **children = coop__arena_alloc(&h->arena, (size_t)n, sizeof *children);
    if (schema == NULL || children == NULL) {
        return NULL;
    }
    *schema = (struct ArrowSchema){.format = format,
                                   .name = name,
                                   .flags = ARROW_FLAG_NULLABLE,
                                   .n_children = n,
                                   .children = n > 0 ? children : NULL,
                                   .release = release_schema,
                                   .private_data = h};
    (void)atomic_fetch_add(&h->n, 1);
    return schema;
}

typedef struct pair {
    const char *key, *value;
} pair;

static char *put_text(char *at, const char *text)
{
    int32_t n = (int32_t)strlen(text);
    memcpy(at, &n, sizeof n);
    memcpy(at + sizeof n, text, (size_t)n);
    return at + sizeof n + n;
}

/* Pairs in the interface's coding: their number, then each text behind its length. */
static const char *metadata_of(holding *h, const pair *pairs, int32_t n)
{
    size_t size = sizeof n;
    for (int32_t i = 0; i < n; i++) {
        size += 2 * sizeof n + strlen(pairs[i].key) + strlen(pairs[i].value);
    }
    char *metadata = coop__arena_alloc(&h->arena, size, 1);
    if (metadata == NULL) {
        return NULL;
    }
    memcpy(metadata, &n, sizeof n);
    char *at = metadata + sizeof n;
    for (int32_t i = 0; i < n; i++) {
        at = put_text(put_text(at, pairs[i].key), pairs[i].value);
    }
    return metadata;
}

static bool set_metadata(holding *h, const coop__column *column, bool is_minor,
                         struct ArrowSchema *schema)
{
    pair pairs[2];
    int32_t n = 0;
    char scale[COOP__NUMBER_SIZE];
    if (column->unit != NULL) {
        pairs[n++] = (pair){COOP__ARROW_UNIT, column->unit};
    }
    if (is_minor) {
        coop__integer_format(column->scale, scale);
        pairs[n++] = (pair){COOP__ARROW_SCALE, scale};
    }
    schema->metadata = n > 0 ? metadata_of(h, pairs, n) : NULL;
    return n == 0 || schema->metadata != NULL;
}

static const char *format_of(const coop__column *column, bool is_minor)
{
    static const char *const formats[COOP_TYPE_END] = {
        [COOP_TYPE_INT8] = "c",  [COOP_TYPE_INT16] = "s",   [COOP_TYPE_INT32] = "i",
        [COOP_TYPE_INT64] = "l", [COOP_TYPE_FLOAT64] = "g", [COOP_TYPE_BOOL] = "b",
        [COOP_TYPE_DATE] = "tdD", [COOP_TYPE_SPAN] = "+s",  [COOP_TYPE_SET] = "+L",
        [COOP_TYPE_TEXT] = "U",
    };
    static const char *const decimals[7] = {"d:19,0", "d:19,1", "d:19,2", "d:19,3",
                                            "d:19,4", "d:19,5", "d:19,6"};
    switch (column->type) {
    case COOP_TYPE_MONEY:
        return is_minor ? "l" : decimals[column->scale];
    case COOP_TYPE_CODE:
        return column->width == 1 ? "C" : column->width == 2 ? "S" : "I";
    default:
        return formats[column->type];
    }
}

/* Gives a schema of codes its dictionary. */
static bool set_dictionary(holding *h, struct ArrowSchema *codes)
{
    codes->dictionary = schema_new(h, "u", "", 0);
    return codes->dictionary != NULL;
}

static struct ArrowSchema *schema_of(holding *h, const coop__column *column,
                                     coop_arrow_money money)
{
    bool is_minor = column->type == COOP_TYPE_MONEY && money == COOP_ARROW_MONEY_MINOR;
    bool is_set = column->type == COOP_TYPE_SET;
    bool is_span = column->type == COOP_TYPE_SPAN;
    struct ArrowSchema *schema =
        schema_new(h, format_of(column, is_minor), column->name, is_span ? 2 : is_set ? 1 : 0);
    if (schema == NULL || !set_metadata(h, column, is_minor, schema)) {
        return NULL;
    }
    if (is_span) {
        schema->children[0] = schema_new(h, "tdD", "first", 0);
        schema->children[1] = schema_new(h, "tdD", "last", 0);
        return schema->children[0] != NULL && schema->children[1] != NULL ? schema : NULL;
    }
    if (is_set) {
        schema->children[0] = schema_new(h, "I", "item", 0);
        return schema->children[0] != NULL && set_dictionary(h, schema->children[0]) ? schema
                                                                                     : NULL;
    }
    return column->type != COOP_TYPE_CODE || set_dictionary(h, schema) ? schema : NULL;
}

static coop_status export_schema(const coop_table *table, coop_arrow_money money,
                                 struct ArrowSchema *out, coop_error *err)
{
    holding *h = holding_new(table);
    if (h == NULL) {
        return coop__no_memory(err);
    }
    struct ArrowSchema *root = schema_new(h, "+s", "", table->n_columns);
    bool is_whole = root != NULL;
    for (int64_t i = 0; i < table->n_columns && is_whole; i++) {
        root->children[i] = schema_of(h, &table->columns[i], money);
        is_whole = root->children[i] != NULL;
    }
    if (!is_whole) {
        holding_free(h);
        return coop__no_memory(err);
    }
    root->flags = 0;
    *out = *root;
    return COOP_OK;
}

/* ---- arrays ---- */

static void release_array(struct ArrowArray *array)
{
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release != NULL) {
            array->children[i]->release(array->children[i]);
        }
    }
    if (array->dictionary != NULL && array->dictionary->release != NULL) {
        array->dictionary->release(array->dictionary);
    }
    array->release = NULL;
    holding_drop(array->private_data);
}

enum { BUFFERS_MOST = 3 };

static struct ArrowArray *array_new(holding *h, int64_t length, int64_t n_buffers, int64_t n)
{
    struct ArrowArray *array = coop__arena_alloc(&h->arena, 1, sizeof *array);
    const void **buffers = coop__arena_alloc(&h->arena, BUFFERS_MOST, sizeof *buffers);
    struct ArrowArray **children = coop__arena_alloc(&h->arena, (size_t)n, sizeof *children);
    if (array == NULL || buffers == NULL || children == NULL) {
        return NULL;
    }
    *array = (struct ArrowArray){.length = length,
                                 .n_buffers = n_buffers,
                                 .n_children = n,
                                 .buffers = buffers,
                                 .children = n > 0 ? children : NULL,
                                 .release = release_array,
                                 .private_data = h};
    (void)atomic_fetch_add(&h->n, 1);
    return array;
}

/* Some readers want a buffer where there is nothing to read. */
static const void *never_null(const void *bytes)
{
    static const uint64_t nothing = 0;
    return bytes != NULL ? bytes : &nothing;
}

static bool words_fit(const coop__column *column)
{
    int64_t size = 0;
    for (uint32_t i = 0; i < column->words.n; i++) {
        size += column->words.lengths[i];
    }
    return size <= INT32_MAX;
}

/* The words of a column behind each other. */
static struct ArrowArray *words_of(holding *h, const coop__column *column)
{
    const coop__pool *words = &column->words;
    struct ArrowArray *array = array_new(h, words->n, 3, 0);
    int32_t *offsets = coop__arena_alloc(&h->arena, (size_t)words->n + 1, sizeof *offsets);
    if (array == NULL || offsets == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < words->n; i++) {
        offsets[i + 1] = offsets[i] + (int32_t)words->lengths[i];
    }
    char *bytes = coop__arena_alloc(&h->arena, (size_t)offsets[words->n], 1);
    for (uint32_t i = 0; i < words->n && bytes != NULL; i++) {
        memcpy(bytes + offsets[i], words->words[i], words->lengths[i]);
    }
    array->buffers[1] = offsets;
    array->buffers[2] = bytes;
    return bytes != NULL ? array : NULL;
}

/* One end of a span column; an open one has no value. */
static struct ArrowArray *ends_of(holding *h, const coop__column *column, bool is_last)
{
    size_t n = (size_t)column->n_rows;
    struct ArrowArray *array = array_new(h, column->n_rows, 2, 0);
    coop_date *days = coop__arena_alloc(&h->arena, n, sizeof *days);
    unsigned char *validity = coop__arena_alloc(&h->arena, n / 8 + 1, 1);
    if (array == NULL || days == NULL || validity == NULL) {
        return NULL;
    }
    for (int64_t row = 0; row < column->n_rows; row++) {
        coop_span span = coop__span_at(column, row);
        coop_date day = is_last ? span.last : span.first;
        bool is_open = day == (is_last ? COOP_DATE_OPEN_LAST : COOP_DATE_OPEN_FIRST);
        if (is_open || !coop__is_valid(column, row)) {
            array->null_count++;
        } else {
            days[row] = day;
            validity[row >> 3] = (unsigned char)(validity[row >> 3] | 1u << (row & 7));
        }
    }
    array->buffers[0] = array->null_count > 0 ? validity : NULL;
    array->buffers[1] = days;
    return array;
}

static const void *decimals_of(holding *h, const coop__column *column)
{
    int128 *values = coop__arena_alloc(&h->arena, (size_t)column->n_rows, sizeof *values);
    for (int64_t row = 0; row < column->n_rows && values != NULL; row++) {
        values[row] = coop__is_valid(column, row) ? coop__integer_at(column, row) : 0;
    }
    return values;
}

static bool fill_set(holding *h, const coop__column *column, struct ArrowArray *array)
{
    const int64_t *offsets = (const int64_t *)(const void *)column->offsets.bytes;
    struct ArrowArray *codes = array_new(h, offsets[column->n_rows], 2, 0);
    if (codes == NULL) {
        return false;
    }
    array->buffers[1] = offsets;
    array->children[0] = codes;
    codes->buffers[1] = never_null(column->values.bytes);
    codes->dictionary = words_of(h, column);
    return codes->dictionary != NULL;
}

static bool fill_span(holding *h, const coop__column *column, struct ArrowArray *array)
{
    array->children[0] = ends_of(h, column, false);
    array->children[1] = ends_of(h, column, true);
    return array->children[0] != NULL && array->children[1] != NULL;
}

static bool fill_array(holding *h, const coop__column *column, coop_arrow_money money,
                       struct ArrowArray *array)
{
    switch (column->type) {
    case COOP_TYPE_SPAN:
        return fill_span(h, column, array);
    case COOP_TYPE_SET:
        return fill_set(h, column, array);
    case COOP_TYPE_TEXT:
        array->buffers[1] = column->offsets.bytes;
        array->buffers[2] = never_null(column->values.bytes);
        return true;
    case COOP_TYPE_MONEY:
        array->buffers[1] = money == COOP_ARROW_MONEY_MINOR ? never_null(column->values.bytes)
                                                            : decimals_of(h, column);
        return array->buffers[1] != NULL;
    case COOP_TYPE_CODE:
        array->buffers[1] = never_null(column->values.bytes);
        array->dictionary = words_of(h, column);
        return array->dictionary != NULL;
    default:
        array->buffers[1] = never_null(column->values.bytes);
        return true;
    }
}

static struct ArrowArray *array_of(holding *h, const coop__column *column, coop_arrow_money money)
{
    bool is_set = column->type == COOP_TYPE_SET;
    bool is_span = column->type == COOP_TYPE_SPAN;
    int64_t n_buffers = is_span ? 1 : column->type == COOP_TYPE_TEXT ? 3 : 2;
    struct ArrowArray *array =
        array_new(h, column->n_rows, n_buffers, is_span ? 2 : is_set ? 1 : 0);
    if (array == NULL || !fill_array(h, column, money, array)) {
        return NULL;
    }
    array->null_count = column->n_null;
    array->buffers[0] = column->n_null > 0 ? column->validity.bytes : NULL;
    return array;
}

static coop_status export_array(const coop_table *table, coop_arrow_money money,
                                struct ArrowArray *out, coop_error *err)
{
    for (int64_t i = 0; i < table->n_columns; i++) {
        if (!words_fit(&table->columns[i])) {
            return coop__fail(err, COOP_LIMIT, "the words of column '%s' have 2^31 bytes or more",
                              table->columns[i].name);
        }
    }
    holding *h = holding_new(table);
    if (h == NULL) {
        return coop__no_memory(err);
    }
    struct ArrowArray *root = array_new(h, table->n_rows, 1, table->n_columns);
    bool is_whole = root != NULL;
    for (int64_t i = 0; i < table->n_columns && is_whole; i++) {
        root->children[i] = array_of(h, &table->columns[i], money);
        is_whole = root->children[i] != NULL;
    }
    if (!is_whole) {
        holding_free(h);
        return coop__no_memory(err);
    }
    *out = *root;
    return COOP_OK;
}

coop_status coop__arrow_options(const coop_arrow_options *options, coop_arrow_options *out,
                                coop_error *err)
{
    coop_arrow_options defaults = COOP_ARROW_OPTIONS_INIT;
    *out = defaults;
    if (options == NULL) {
        return COOP_OK;
    }
    if (options->struct_size < sizeof options->struct_size) {
        return coop__fail(err, COOP_ARGUMENT, "options->struct_size is %d, need "
                                              "sizeof(coop_arrow_options)",
                          (int)options->struct_size);
    }
    memcpy(out, options,
           options->struct_size < sizeof *out ? options->struct_size : sizeof *out);
    if (out->money < 0 || out->money >= COOP_ARROW_MONEY_END) {
        return coop__fail(err, COOP_RANGE, "money is %d, need 0 to %d", (int)out->money,
                          COOP_ARROW_MONEY_END - 1);
    }
    return COOP_OK;
}

coop_status coop_arrow_export(const coop_table *table, const coop_arrow_options *options,
                              struct ArrowSchema *schema, struct ArrowArray *array,
                              coop_error *err)
{
    if (table == NULL || (schema == NULL && array == NULL)) {
        return coop__fail(err, COOP_ARGUMENT, "%s",
                          table == NULL ? "table is NULL" : "schema and array are both NULL");
    }
    coop_arrow_options o;
    struct ArrowSchema made = {.release = NULL};
    COOP__TRY(coop__arrow_options(options, &o, err));
    if (schema != NULL) {
        COOP__TRY(export_schema(table, o.money, &made, err));
    }
    coop_status status = array != NULL ? export_array(table, o.money, array, err) : COOP_OK;
    if (status != COOP_OK && schema != NULL) {
        made.release(&made);
    }
    if (status == COOP_OK && schema != NULL) {
        *schema = made;
    }
    return status;
}

/* ---- streams ---- */

typedef struct stream_state {
    coop_allocator a;
    coop_table *table;
    coop_arrow_money money;
    bool is_done;
    coop_error err;
} stream_state;

static int stream_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    stream_state *s = stream->private_data;
    return export_schema(s->table, s->money, out, &s->err) == COOP_OK ? 0 : ENOMEM;
}

static int stream_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    stream_state *s = stream->private_data;
    if (s->is_done) {
        memset(out, 0, sizeof *out);
        return 0;
    }
    coop_status status = export_array(s->table, s->money, out, &s->err);
    s->is_done = status == COOP_OK;
    return status == COOP_OK ? 0 : status == COOP_MEMORY ? ENOMEM : EINVAL;
}

static const char *stream_error(struct ArrowArrayStream *stream)
{
    const stream_state *s = stream->private_data;
    return s->err.message[0] != '\0' ? s->err.message : NULL;
}

static void stream_release(struct ArrowArrayStream *stream)
{
    stream_state *s = stream->private_data;
    coop_allocator a = s->a;
    coop_table_free(s->table);
    coop__release(&a, s, 1, sizeof *s);
    stream->release = NULL;
}

coop_status coop_arrow_export_stream(const coop_table *table, const coop_arrow_options *options,
                                     struct ArrowArrayStream *out, coop_error *err)
{
    if (table == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", table == NULL ? "table" : "out");
    }
    coop_arrow_options o;
    COOP__TRY(coop__arrow_options(options, &o, err));
    stream_state *s = coop__alloc(&table->allocator, 1, sizeof *s);
    if (s == NULL) {
        return coop__no_memory(err);
    }
    s->a = table->allocator;
    s->table = coop__table_hold(table);
    s->money = o.money;
    *out = (struct ArrowArrayStream){stream_schema, stream_next, stream_error, stream_release, s};
    return COOP_OK;
}
