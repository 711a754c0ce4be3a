/* arrow_import.c -- tables of Arrow's arrays and streams: who owns what, and when it is released.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "arrow.h"

/* What a table over an array owns. */
typedef struct taken {
    coop_allocator a;
    coop__arena arena; /* what was copied */
    struct ArrowArray array;
} taken;

/* What is needed to make one table, and no longer. */
typedef struct work {
    const coop_allocator *a;
    coop__arena scratch;
    coop__arrow_field *fields;
    coop_column *columns;
    coop__pool *pools;
    int64_t n;
} work;

static void taken_free(void *ctx)
{
    taken *t = ctx;
    coop_allocator a = t->a;
    if (t->array.release != NULL) {
        t->array.release(&t->array);
    }
    coop__arena_free(&t->arena);
    coop__release(&a, t, 1, sizeof *t);
}

static taken *taken_new(const coop_allocator *a)
{
    taken *t = coop__alloc(a, 1, sizeof *t);
    if (t != NULL) {
        t->a = *a;
        t->arena.a = &t->a;
    }
    return t;
}

static void work_close(work *w)
{
    for (int64_t i = 0; w->pools != NULL && i < w->n; i++) {
        coop__pool_free(&w->pools[i]);
    }
    coop__arena_free(&w->scratch);
}

/* Reads the fields. Close it in any case. */
static coop_status work_open(work *w, const struct ArrowSchema *schema, const coop_allocator *a,
                             coop_error *err)
{
    *w = (work){.a = a, .scratch = {.a = a}, .n = schema->n_children};
    if (w->n < 0 || w->n > INT32_MAX || (w->n > 0 && schema->children == NULL)) {
        w->n = 0;
        return coop__fail(err, COOP_FORMAT, "the schema has no such number of columns");
    }
    w->fields = coop__arena_alloc(&w->scratch, (size_t)w->n, sizeof *w->fields);
    w->columns = coop__arena_alloc(&w->scratch, (size_t)w->n, sizeof *w->columns);
    w->pools = coop__arena_alloc(&w->scratch, (size_t)w->n, sizeof *w->pools);
    if (w->fields == NULL || w->columns == NULL || w->pools == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < w->n; i++) {
        w->pools[i].strings.a = a;
        COOP__TRY(coop__arrow_field_read(schema->children[i], &w->scratch, &w->fields[i], err));
    }
    return COOP_OK;
}

/* The struct of a batch: as many columns as the schema has, and all its rows are there. */
static coop_status check_batch(const work *w, const struct ArrowArray *array, coop_error *err)
{
    const int64_t most = (int64_t)1 << 48;
    if (array->length < 0 || array->length > most || array->offset < 0 || array->offset > most ||
        array->n_buffers != 1 || array->buffers == NULL || array->n_children != w->n ||
        (w->n > 0 && array->children == NULL) || array->dictionary != NULL) {
        return coop__fail(err, COOP_FORMAT, "the array is no struct of the %lld columns of its "
                                            "schema",
                          (long long)w->n);
    }
    const unsigned char *validity = array->buffers[0];
    bool has_missing = validity == NULL && array->null_count > 0;
    for (int64_t i = 0; validity != NULL && i < array->length && !has_missing; i++) {
        int64_t at = array->offset + i;
        has_missing = (validity[at >> 3] >> (at & 7) & 1) == 0;
    }
    return has_missing ? coop__fail(err, COOP_FORMAT, "whole rows of the array are missing")
                       : COOP_OK;
}

static coop_status table_without_columns(const coop_allocator *a, coop_table **out,
                                         coop_error *err)
{
    coop_table *table = coop__table_new(a);
    if (table == NULL) {
        return coop__no_memory(err);
    }
    *out = table;
    return COOP_OK;
}

/* The table of an array, which it takes, or of none if that is NULL. On failure `t`, which came
 * with no array, is still the caller's. */
static coop_status table_over(work *w, struct ArrowArray *array, taken *t, coop_table **out,
                              coop_error *err)
{
    const coop__arrow_memory memory = {&t->arena, &w->scratch};
    const coop_owner owner = {t, taken_free};
    coop__arrow_rows rows = {NULL, 0, 0};
    if (array != NULL) {
        COOP__TRY(check_batch(w, array, err));
        rows.from = array->offset;
        rows.n = array->length;
    }
    for (int64_t i = 0; i < w->n; i++) {
        rows.array = array != NULL ? array->children[i] : NULL;
        if (array != NULL && rows.array == NULL) {
            return coop__fail(err, COOP_FORMAT, "a child of the array is NULL");
        }
        COOP__TRY(coop__arrow_column(&memory, &w->fields[i], &rows, &w->pools[i], &w->columns[i],
                                     err));
    }
    COOP__TRY(coop_table_of_columns(w->columns, w->n, &owner, w->a, out, err));
    if (array != NULL) {
        t->array = *array;
        array->release = NULL;
    }
    return COOP_OK;
}

/* One array, or none. It is taken on success only. */
static coop_status import_one(const struct ArrowSchema *schema, struct ArrowArray *array,
                              const coop_allocator *a, coop_table **out, coop_error *err)
{
    work w;
    coop_status status = work_open(&w, schema, a, err);
    if (status == COOP_OK && w.n == 0) {
        status = array != NULL ? check_batch(&w, array, err) : COOP_OK;
        status = status == COOP_OK ? table_without_columns(a, out, err) : status;
        if (status == COOP_OK && array != NULL) {
            array->release(array);
        }
    } else if (status == COOP_OK) {
        taken *t = taken_new(a);
        status = t == NULL ? coop__no_memory(err) : table_over(&w, array, t, out, err);
        if (status != COOP_OK && t != NULL) {
            taken_free(t);
        }
    }
    work_close(&w);
    return status;
}

/* A table under construction with the columns of another. */
static coop_table *table_like(const coop_table *like, const coop_allocator *a)
{
    coop_table *table = coop__table_new(a);
    for (int64_t i = 0; i < like->n_columns && table != NULL; i++) {
        const coop__column *column = &like->columns[i];
        if (coop__table_add(table, column->name, column->type, column->scale, column->unit) < 0) {
            coop_table_free(table);
            table = NULL;
        }
    }
    return table;
}

/* Adds the rows of an array, which is taken on success. */
static coop_status append_one(const struct ArrowSchema *schema, struct ArrowArray *array,
                              coop_table **table, const coop_allocator *a, coop_error *err)
{
    coop_table *rows = NULL;
    COOP__TRY(import_one(schema, array, a, &rows, err));
    if (*table == NULL) {
        *table = table_like(rows, a);
    }
    coop_status status =
        *table == NULL ? coop__no_memory(err) : coop__table_append(*table, rows, err);
    coop_table_free(rows);
    return status;
}

static coop_status import_many(const struct ArrowSchema *schema, struct ArrowArray *chunks,
                               int64_t n, const coop_allocator *a, coop_table **out,
                               coop_error *err)
{
    coop_table *table = NULL;
    coop_status status = COOP_OK;
    for (int64_t i = 0; i < n && status == COOP_OK; i++) {
        status = append_one(schema, &chunks[i], &table, a, err);
    }
    if (status == COOP_OK && !coop__table_close(table)) {
        status = coop__no_memory(err);
    }
    if (status != COOP_OK) {
        coop_table_free(table);
        return status;
    }
    *out = table;
    return COOP_OK;
}

coop_status coop__arrow_import(const struct ArrowSchema *schema, struct ArrowArray *chunks,
                               int64_t n, const coop_allocator *a, coop_table **out,
                               coop_error *err)
{
    coop_status status = n > 1 ? import_many(schema, chunks, n, a, out, err)
                               : import_one(schema, n == 1 ? chunks : NULL, a, out, err);
    for (int64_t i = 0; i < n; i++) {
        if (chunks[i].release != NULL) {
            chunks[i].release(&chunks[i]);
        }
    }
    return status;
}

static coop_status check_schema(const struct ArrowSchema *schema, coop_error *err)
{
    if (schema == NULL || schema->release == NULL || schema->format == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "schema is NULL or was released");
    }
    return strcmp(schema->format, "+s") == 0
               ? COOP_OK
               : coop__fail(err, COOP_UNSUPPORTED, "the schema has the arrow format '%s', need a "
                                                   "struct of columns",
                            schema->format);
}

coop_status coop_arrow_import(const struct ArrowSchema *schema, struct ArrowArray *array,
                              const coop_allocator *allocator, coop_table **out, coop_error *err)
{
    coop_run run = COOP_RUN_INIT;
    run.allocator = allocator;
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL");
    }
    COOP__TRY(check_schema(schema, err));
    if (array == NULL || array->release == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "array is NULL or was released");
    }
    return import_one(schema, array, coop__allocator_of(&run), out, err);
}

/* ---- streams ---- */

static coop_status stream_failed(struct ArrowArrayStream *stream, int code, coop_error *err)
{
    const char *said = stream->get_last_error != NULL ? stream->get_last_error(stream) : NULL;
    return coop__fail(err, COOP_IO, "the stream fails with %d: %s", code,
                      said != NULL ? said : "no reason is given");
}

/* All arrays that are left, in a buffer. */
static coop_status read_chunks(struct ArrowArrayStream *stream, coop__buffer *chunks,
                               coop_error *err)
{
    for (;;) {
        struct ArrowArray array = {.release = NULL};
        int code = stream->get_next(stream, &array);
        if (code != 0) {
            return stream_failed(stream, code, err);
        }
        if (array.release == NULL) {
            return COOP_OK;
        }
        if (!coop__buffer_append(chunks, &array, sizeof array)) {
            array.release(&array);
            return coop__no_memory(err);
        }
    }
}

static void release_chunks(coop__buffer *chunks)
{
    struct ArrowArray *array = (struct ArrowArray *)(void *)chunks->bytes;
    for (size_t i = 0; i < chunks->n / sizeof *array; i++) {
        array[i].release(&array[i]);
    }
}

static coop_status import_stream(struct ArrowArrayStream *stream, const struct ArrowSchema *schema,
                                 const coop_allocator *a, coop_table **out, coop_error *err)
{
    coop__buffer chunks = {.a = a};
    coop_status status = check_schema(schema, err);
    if (status == COOP_OK) {
        status = read_chunks(stream, &chunks, err);
    }
    if (status != COOP_OK) {
        release_chunks(&chunks);
    } else {
        status = coop__arrow_import(schema, (struct ArrowArray *)(void *)chunks.bytes,
                                    (int64_t)(chunks.n / sizeof(struct ArrowArray)), a, out, err);
    }
    coop__buffer_free(&chunks);
    return status;
}

coop_status coop_arrow_import_stream(struct ArrowArrayStream *stream,
                                     const coop_allocator *allocator, coop_table **out,
                                     coop_error *err)
{
    coop_run run = COOP_RUN_INIT;
    run.allocator = allocator;
    if (out == NULL || stream == NULL || stream->release == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s", out == NULL ? "out is NULL"
                                                                : "stream is NULL or was released");
    }
    struct ArrowSchema schema = {.release = NULL};
    int code = stream->get_schema(stream, &schema);
    if (code != 0) {
        return stream_failed(stream, code, err);
    }
    coop_status status = import_stream(stream, &schema, coop__allocator_of(&run), out, err);
    if (schema.release != NULL) {
        schema.release(&schema);
    }
    if (status == COOP_OK) {
        stream->release(stream);
    }
    return status;
}
