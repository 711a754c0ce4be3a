/* register.h -- small registers written as text, questions to them, and what must come back.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_REGISTER_H
#define COOP_TEST_REGISTER_H

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include <coopstat/query.h>
#include <coopstat/rate.h>
#include <coopstat/total.h>

#include "meter.h"

/* ---- tables from text ---- */

static inline coop_type type_named(const char *name, int32_t *scale)
{
    *scale = 0;
    if (strncmp(name, "money", 5) == 0) {
        *scale = name[5] == '\0' ? 2 : name[5] - '0';
        return COOP_TYPE_MONEY;
    }
    for (coop_type type = COOP_TYPE_INT8; type < COOP_TYPE_END; type++) {
        if (strcmp(coop_type_name(type), name) == 0) {
            return type;
        }
    }
    ck_abort_msg("no type '%s'", name);
    return 0;
}

/* The next piece of *at up to one of the stops, copied; *at moves behind the stop, *stop is it. */
static inline bool next_piece(const char **at, const char *stops, char *out, size_t size,
                              char *stop)
{
    size_t n = strcspn(*at, stops);
    ck_assert_uint_lt(n, size);
    memcpy(out, *at, n);
    out[n] = '\0';
    *stop = (*at)[n];
    *at += n + (*stop != '\0' ? 1 : 0);
    return n > 0 || *stop != '\0';
}

/* A table of columns "id:code amount:money d:span" and rows "a|1.50|2023\nb||". An empty cell has
 * no value; '' is empty text. Money has 2 decimal places, or as many as money0 ... money6 say. */
static inline coop_status table_of(const coop_allocator *a, const char *columns, const char *rows,
                                   coop_table **out, coop_error *err)
{
    coop_builder *builder = NULL;
    char piece[4096];
    char stop = '\0';
    coop_status status = coop_builder_new(a, &builder, err);
    while (status == COOP_OK && next_piece(&columns, " ", piece, sizeof piece, &stop)) {
        char *type = strchr(piece, ':');
        ck_assert_ptr_nonnull(type);
        *type++ = '\0';
        int32_t scale = 0;
        coop_type of = type_named(type, &scale);
        status = coop_builder_column(builder, piece, of, scale, NULL, err);
    }
    for (bool opens = true; status == COOP_OK && (rows[0] != '\0' || !opens);) {
        next_piece(&rows, "|\n", piece, sizeof piece, &stop);
        const char *cell = piece[0] == '\0' ? NULL : strcmp(piece, "''") == 0 ? "" : piece;
        status = coop_builder_text(builder, cell, err);
        opens = stop != '|';
    }
    if (status != COOP_OK) {
        coop_builder_free(builder);
        return status;
    }
    return coop_builder_finish(builder, out, err);
}

static inline coop_date day_of(const char *text)
{
    coop_date day = 0;
    coop_error err;
    ck_assert_msg(coop_date_parse(text, &day, &err) == COOP_OK, "%s", text);
    return day;
}

#define TABLES_MOST 8

/* A register as of a day of tables name, columns, rows, ..., ended by NULL. */
static inline coop_status register_try(const coop_allocator *a, const char *as_of,
                                       coop_dataset **out, coop_error *err, va_list more)
{
    coop_table *tables[TABLES_MOST];
    const char *names[TABLES_MOST];
    int64_t n = 0;
    for (const char *name; (name = va_arg(more, const char *)) != NULL; n++) {
        const char *columns = va_arg(more, const char *);
        const char *rows = va_arg(more, const char *);
        ck_assert_int_lt(n, TABLES_MOST);
        coop_status status = table_of(a, columns, rows, &tables[n], err);
        ck_assert_msg(status == COOP_OK, "%s: %s", name, err->message);
        names[n] = name;
    }
    return coop_dataset_of_tables(tables, names, n, day_of(as_of), out, err);
}

static inline coop_dataset *register_of(const char *as_of, ...)
{
    coop_dataset *data = NULL;
    coop_error err = {0};
    va_list more;
    va_start(more, as_of);
    coop_status status = register_try(NULL, as_of, &data, &err, more);
    va_end(more);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return data;
}

/* The register of the library itself. */
static inline coop_dataset *register_embedded(void)
{
    coop_dataset *data = NULL;
    coop_error err = {0};
    ck_assert_msg(coop_dataset_open(NULL, NULL, &data, &err) == COOP_OK, "%s", err.message);
    return data;
}

/* ---- results as text ---- */

typedef struct text_sink {
    char *bytes;
    size_t n, capacity;
} text_sink;

static inline coop_status text_write(void *ctx, const char *bytes, size_t n)
{
    text_sink *text = ctx;
    if (text->n + n + 1 > text->capacity) {
        text->capacity = (text->n + n + 1) * 2;
        text->bytes = realloc(text->bytes, text->capacity);
        ck_assert_ptr_nonnull(text->bytes);
    }
    memcpy(text->bytes + text->n, bytes, n);
    text->n += n;
    text->bytes[text->n] = '\0';
    return COOP_OK;
}

/* The table as CSV, to be freed. The table is freed. */
static inline char *csv_of(coop_table *table)
{
    text_sink text = {0};
    coop_sink sink = {&text, text_write};
    coop_error err = {0};
    ck_assert_msg(coop_table_print(table, COOP_FORMAT_CSV, &sink, &err) == COOP_OK, "%s",
                  err.message);
    coop_table_free(table);
    return text.bytes;
}

/* ---- questions ---- */

static inline coop_query query_of(const char *from, const char *where, const char *by,
                                  const char *select)
{
    coop_query query = COOP_QUERY_INIT;
    query.from = from;
    query.where = where;
    query.by = by;
    query.select = select;
    return query;
}

static inline char *answer(const coop_dataset *data, const coop_query *query)
{
    coop_table *table = NULL;
    coop_error err = {0};
    coop_status status = coop_query_run(data, query, &table, &err);
    ck_assert_msg(status == COOP_OK, "where %s by %s select %s order_by %s: %s %s",
                  query->where != NULL ? query->where : "-", query->by != NULL ? query->by : "-",
                  query->select != NULL ? query->select : "-",
                  query->order_by != NULL ? query->order_by : "-", coop_status_name(status),
                  err.message);
    return csv_of(table);
}

static inline void expect(const coop_dataset *data, coop_query query, const char *csv)
{
    char *text = answer(data, &query);
    ck_assert_msg(strcmp(text, csv) == 0, "where %s by %s select %s gave\n%.1500snot\n%.1500s",
                  query.where != NULL ? query.where : "-", query.by != NULL ? query.by : "-",
                  query.select != NULL ? query.select : "-", text, csv);
    free(text);
}

/* The query fails with this code, column (-1: any) and part of the message; out is untouched. */
static inline void expect_error(const coop_dataset *data, coop_query query, coop_status status,
                                int64_t column, const char *message)
{
    coop_table *const untouched = (coop_table *)(void *)&query;
    coop_table *table = untouched;
    coop_error err = {0};
    coop_status got = coop_query_run(data, &query, &table, &err);
    const char *asked = query.where != NULL    ? query.where
                        : query.select != NULL ? query.select
                        : query.by != NULL     ? query.by
                                               : "-";
    if (got == COOP_OK) {
        coop_table_free(table);
    }
    ck_assert_msg(got == status, "%s: %s %s, not %s", asked, coop_status_name(got), err.message,
                  coop_status_name(status));
    ck_assert_msg(err.code == got, "%s: err.code is %d", asked, (int)err.code);
    ck_assert_msg(column < 0 || err.column == column, "%s: column %lld, not %lld (%s)", asked,
                  (long long)err.column, (long long)column, err.message);
    ck_assert_msg(strstr(err.message, message) != NULL, "%s: '%s' lacks '%s'", asked, err.message,
                  message);
    ck_assert_ptr_eq(table, untouched);
    ck_assert_int_eq(coop_query_run(data, &query, &table, NULL), status);
}

/* One cell of an answer of one row. */
static inline double number_of(const coop_dataset *data, coop_query query, const char *column)
{
    coop_table *table = NULL;
    coop_error err = {0};
    double number = 0;
    ck_assert_msg(coop_query_run(data, &query, &table, &err) == COOP_OK, "%s", err.message);
    ck_assert_msg(coop_table_number(table, 0, column, &number, &err) == COOP_OK, "%s", err.message);
    coop_table_free(table);
    return number;
}

/* ---- little stack ---- */

/* Runs f on a thread whose stack is 64 KiB (more where a sanitizer needs it itself). */
static inline void on_small_stack(void *(*f)(void *), void *ctx)
{
#if defined(__SANITIZE_ADDRESS__)
    const size_t size = (size_t)512 * 1024;
#else
    const size_t size = (size_t)64 * 1024;
#endif
    pthread_attr_t attributes;
    pthread_t thread;
    ck_assert_int_eq(pthread_attr_init(&attributes), 0);
    ck_assert_int_eq(pthread_attr_setstacksize(&attributes, size), 0);
    ck_assert_int_eq(pthread_create(&thread, &attributes, f, ctx), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
}

#endif
