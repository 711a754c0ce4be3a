/* tables.h -- tables to test with: made from texts, random, compared, and printed into memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_TABLES_H
#define COOP_TEST_TABLES_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>
#include <coopstat/table.h>

#include "core/number.h"
#include "random.h"

typedef struct column_spec {
    const char *name;
    coop_type type;
    int32_t scale;
    const char *unit;
} column_spec;

/* ---- building ---- */

static inline coop_builder *builder_of(const coop_allocator *a, const column_spec *specs, int64_t n)
{
    coop_builder *builder = NULL;
    ck_assert_int_eq(coop_builder_new(a, &builder, NULL), COOP_OK);
    for (int64_t i = 0; i < n; i++) {
        coop_error err = {0};
        ck_assert_msg(coop_builder_column(builder, specs[i].name, specs[i].type, specs[i].scale,
                                          specs[i].unit, &err) == COOP_OK,
                      "%s", err.message);
    }
    return builder;
}

static inline void put_text(coop_builder *builder, const char *text)
{
    coop_error err = {0};
    if (coop_builder_text(builder, text, &err) != COOP_OK) {
        ck_abort_msg("'%s': %s", text == NULL ? "(none)" : text, err.message);
    }
}

static inline coop_table *finished(coop_builder *builder)
{
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_msg(coop_builder_finish(builder, &table, &err) == COOP_OK, "%s", err.message);
    ck_assert_ptr_nonnull(table);
    return table;
}

/* A table of n_rows rows from cells told row by row; NULL: no value. */
static inline coop_table *table_of(const coop_allocator *a, const column_spec *specs, int64_t n,
                                   const char *const *cells, int64_t n_rows)
{
    coop_builder *builder = builder_of(a, specs, n);
    for (int64_t i = 0; i < n * n_rows; i++) {
        put_text(builder, cells[i]);
    }
    return finished(builder);
}

static inline coop_column column_at(const coop_table *table, int64_t index)
{
    coop_column column = {.struct_size = sizeof column};
    ck_assert_int_eq(coop_table_column(table, index, &column, NULL), COOP_OK);
    return column;
}

static inline bool has_value(const coop_column *column, int64_t row)
{
    return column->validity == NULL || (column->validity[row >> 3] & 1u << (row & 7)) != 0;
}

/* ---- printing ---- */

typedef struct output {
    char *bytes; /* with a zero byte behind */
    size_t n, capacity;
    int64_t calls;
} output;

static inline coop_status take_output(void *ctx, const char *bytes, size_t n)
{
    output *out = ctx;
    if (out->n + n + 1 > out->capacity) {
        out->capacity = (out->n + n + 1) * 2;
        out->bytes = realloc(out->bytes, out->capacity);
        ck_assert_ptr_nonnull(out->bytes);
    }
    memcpy(out->bytes + out->n, bytes, n);
    out->n += n;
    out->bytes[out->n] = '\0';
    out->calls++;
    return COOP_OK;
}

/* The table in a format; the caller frees bytes. */
static inline output printed(const coop_table *table, coop_format format)
{
    output out = {0};
    coop_sink sink = {&out, take_output};
    coop_error err = {0};
    ck_assert_msg(coop_table_print(table, format, &sink, &err) == COOP_OK, "%s", err.message);
    return out;
}

/* ---- comparing ---- */

static inline bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Bytes a value of a column whose values have a fixed size; 0: bool, set, text. */
static inline size_t value_size(const coop_column *column)
{
    bool is_fixed = column->type != COOP_TYPE_BOOL && column->offsets == NULL;
    return is_fixed ? (size_t)column->width : 0;
}

static inline bool same_cell(const coop_column *a, const coop_column *b, int64_t row)
{
    const unsigned char *x = a->values;
    const unsigned char *y = b->values;
    size_t size = value_size(a);
    if (a->type == COOP_TYPE_BOOL) {
        return ((x[row / 8] ^ y[row / 8]) >> row % 8 & 1) == 0;
    }
    if (a->offsets == NULL) {
        return memcmp(x + (size_t)row * size, y + (size_t)row * size, size) == 0;
    }
    size_t from = (size_t)a->offsets[row] * (size_t)a->width;
    size_t length = (size_t)(a->offsets[row + 1] - a->offsets[row]) * (size_t)a->width;
    return a->offsets[row] == b->offsets[row] && a->offsets[row + 1] == b->offsets[row + 1] &&
           (length == 0 || memcmp(x + from, y + from, length) == 0);
}

/* NULL if two columns are the same down to their codes; else what differs. */
static inline const char *column_difference(const coop_column *a, const coop_column *b)
{
    if (!same_text(a->name, b->name) || !same_text(a->unit, b->unit) || a->type != b->type ||
        a->scale != b->scale || a->width != b->width) {
        return "name, unit, type, scale or width";
    }
    if (a->n_rows != b->n_rows || a->n_null != b->n_null) {
        return "rows or rows without a value";
    }
    if (a->n_words != b->n_words || (a->words == NULL) != (b->words == NULL)) {
        return "words";
    }
    for (int64_t i = 0; i < a->n_words; i++) {
        if (strcmp(a->words[i], b->words[i]) != 0) {
            return "a word";
        }
    }
    for (int64_t row = 0; row < a->n_rows; row++) {
        if (has_value(a, row) != has_value(b, row)) {
            return "validity";
        }
        if (has_value(a, row) && !same_cell(a, b, row)) {
            return "a value";
        }
    }
    return NULL;
}

static inline void check_same(const coop_table *a, const coop_table *b)
{
    ck_assert_int_eq(coop_table_n_columns(a), coop_table_n_columns(b));
    ck_assert_int_eq(coop_table_n_rows(a), coop_table_n_rows(b));
    for (int64_t i = 0; i < coop_table_n_columns(a); i++) {
        coop_column x = column_at(a, i);
        coop_column y = column_at(b, i);
        const char *difference = column_difference(&x, &y);
        if (difference != NULL) {
            ck_abort_msg("column '%s' (%s) differs in %s", x.name, coop_type_name(x.type),
                         difference);
        }
    }
}

/* ---- random cells ---- */

enum { CELL_ROOM = 6000 };

/* Words that a format may break on. None has a ';', which a set could not be told apart by. */
static const char *const nasty[] = {"a",
                                    "b",
                                    "-",
                                    "null",
                                    "NULL",
                                    "true",
                                    "\"",
                                    "\"\"",
                                    "\"a\"",
                                    ",",
                                    "a,b",
                                    "|",
                                    "\\",
                                    "\\|",
                                    "a|b\\|c",
                                    "\n",
                                    "a\nb",
                                    "\r",
                                    "a\r\nb",
                                    "\t",
                                    "\x01",
                                    "\x1b[31m",
                                    "\x7f",
                                    "\xc2\x9b[m",
                                    "\xe2\x80\xa8",
                                    "\xe5\x8c\x97\xe4\xba\xac",
                                    "\xd0\x90\xd1\x81\xd1\x82\xd0\xb0\xd0\xbd\xd0\xb0",
                                    "e\xcc\x81",
                                    "\xf0\x9f\x9a\x86",
                                    "\xef\xbb\xbf",
                                    " lead",
                                    "trail ",
                                    " ",
                                    "'",
                                    "0",
                                    "1e5",
                                    "`a`",
                                    "<b>",
                                    "*",
                                    "#",
                                    "{\"a\":[1]}",
                                    "\xf4\x8f\xbf\xbf"};
enum { N_NASTY = sizeof nasty / sizeof *nasty };

static inline const char *nasty_word(uint64_t *state)
{
    return nasty[next_random(state) % N_NASTY];
}

static inline void random_set(uint64_t *state, char *out)
{
    size_t start = (size_t)(next_random(state) % N_NASTY);
    size_t n = (size_t)(next_random(state) % 5);
    out[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        strcat(out, i > 0 ? ";" : "");
        strcat(out, nasty[(start + i * 5) % N_NASTY]); /* distinct: 5 and N_NASTY have no factor */
    }
}

static inline void random_text(uint64_t *state, char *out)
{
    size_t n = (size_t)(next_random(state) % (next_random(state) % 40 == 0 ? 600 : 4));
    out[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        strcat(out, nasty_word(state));
    }
}

static inline double random_double(uint64_t *state)
{
    double value = 0;
    do {
        uint64_t bits = next_random(state) << 11 ^ next_random(state);
        memcpy(&value, &bits, sizeof value);
    } while (!(value - value == 0));
    return next_random(state) % 2 == 0 ? (double)(int64_t)(next_random(state) % 2000) / 8 : value;
}

static inline int64_t random_integer(uint64_t *state, int bits)
{
    uint64_t value = next_random(state) << 11 ^ next_random(state);
    uint64_t kind = next_random(state) % 8;
    int64_t most = (int64_t)(((uint64_t)1 << (bits - 1)) - 1);
    return kind == 0   ? most
           : kind == 1 ? -most - 1
           : kind == 2 ? 0
                       : (int64_t)(value << (64 - bits)) / ((int64_t)1 << (64 - bits));
}

static inline void random_day_text(uint64_t *state, char *out)
{
    coop_date date = (coop_date)(next_random(state) % 3652059) - 719162;
    ck_assert_int_eq(coop_date_format(date, out, NULL), COOP_OK);
}

static inline void random_span_text(uint64_t *state, char *out)
{
    char first[11];
    char last[11];
    random_day_text(state, first);
    random_day_text(state, last);
    bool is_swapped = strcmp(first, last) > 0;
    uint64_t kind = next_random(state) % 6;
    snprintf(out, 24, "%s", first);
    if (kind > 1) {
        snprintf(out, 24, "%s/%s",
                 kind == 2    ? ".."
                 : is_swapped ? last
                              : first,
                 kind == 3    ? ".."
                 : is_swapped ? first
                              : last);
    }
    out[kind == 0 ? 4 : kind == 1 ? 7 : strlen(out)] = '\0';
}

/* A cell of a type as text, of at most CELL_ROOM bytes; NULL for no value. */
static inline const char *random_cell(uint64_t *state, coop_type type, int32_t scale, char *out)
{
    static const int bits[] = {0, 8, 16, 32, 64};
    if (next_random(state) % 6 == 0) {
        return NULL;
    }
    switch (type) {
    case COOP_TYPE_FLOAT64:
        coop__number_format(random_double(state), out);
        break;
    case COOP_TYPE_BOOL:
        strcpy(out, next_random(state) % 2 == 0 ? "true" : "false");
        break;
    case COOP_TYPE_DATE:
        random_day_text(state, out);
        break;
    case COOP_TYPE_SPAN:
        random_span_text(state, out);
        break;
    case COOP_TYPE_MONEY:
        coop__money_format(random_integer(state, 64), scale, out);
        break;
    case COOP_TYPE_CODE:
        strcpy(out, next_random(state) % 8 == 0 ? "" : nasty_word(state));
        break;
    case COOP_TYPE_SET:
        random_set(state, out);
        break;
    case COOP_TYPE_TEXT:
        random_text(state, out);
        break;
    default:
        coop__integer_format(random_integer(state, bits[type]), out);
        break;
    }
    return out;
}

enum { MOST_COLUMNS = 14 };

/* One to MOST_COLUMNS columns of random types under nasty names, which must outlive the use. */
static inline int64_t random_specs(uint64_t *state, column_spec *specs, char names[][24])
{
    int64_t n = 1 + (int64_t)(next_random(state) % MOST_COLUMNS);
    for (int64_t i = 0; i < n; i++) {
        snprintf(names[i], 24, "%s%d", nasty_word(state), (int)i);
        specs[i] =
            (column_spec){.name = names[i], .type = 1 + (coop_type)(next_random(state) % 12)};
        specs[i].scale = specs[i].type == COOP_TYPE_MONEY ? (int32_t)(next_random(state) % 7) : 0;
    }
    return n;
}

static inline coop_table *random_table(uint64_t *state, const coop_allocator *a,
                                       const column_spec *specs, int64_t n, int64_t n_rows)
{
    static char cell[CELL_ROOM];
    coop_builder *builder = builder_of(a, specs, n);
    for (int64_t i = 0; i < n * n_rows; i++) {
        put_text(builder, random_cell(state, specs[i % n].type, specs[i % n].scale, cell));
    }
    return finished(builder);
}

#endif
