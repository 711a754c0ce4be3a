/* table.c -- tables of columns: life, look-up, and reading by name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include <string.h>

#include "../core/error.h"

coop_table *coop__table_new(const coop_allocator *allocator)
{
    coop_table *table = coop__alloc(allocator, 1, sizeof *table);
    if (table != NULL) {
        table->allocator = *allocator;
        table->arena.a = &table->allocator;
    }
    return table;
}

/* A table that is read only is const to all but the count of those who hold it. */
coop_table *coop__table_hold(const coop_table *table)
{
    coop_table *held = (coop_table *)(uintptr_t)table;
    (void)atomic_fetch_add(&held->holders, 1);
    return held;
}

static void column_free(coop__column *column)
{
    coop__buffer_free(&column->validity);
    coop__buffer_free(&column->values);
    coop__buffer_free(&column->offsets);
    coop__pool_free(&column->words);
    coop__buffer_free(&column->set_numbers);
    coop__buffer_free(&column->set_rows);
}

void coop_table_free(coop_table *table)
{
    if (table == NULL || atomic_fetch_sub(&table->holders, 1) > 0) {
        return;
    }
    for (int64_t i = 0; i < table->n_columns; i++) {
        column_free(&table->columns[i]);
    }
    coop_allocator allocator = table->allocator;
    coop_owner owner = table->owner;
    coop__release(&allocator, table->columns, (size_t)table->column_capacity,
                  sizeof *table->columns);
    coop__arena_free(&table->arena);
    coop__release(&allocator, table, 1, sizeof *table);
    if (owner.release != NULL) {
        owner.release(owner.ctx);
    }
}

static bool columns_grow(coop_table *table)
{
    int64_t capacity = table->column_capacity == 0 ? 8 : table->column_capacity * 2;
    coop__column *columns = coop__alloc(&table->allocator, (size_t)capacity, sizeof *columns);
    if (columns == NULL) {
        return false;
    }
    /* A pool hashes with its own address: it moves with the column, so it must still be empty. */
    if (table->n_columns > 0) {
        memcpy(columns, table->columns, (size_t)table->n_columns * sizeof *columns);
    }
    coop__release(&table->allocator, table->columns, (size_t)table->column_capacity,
                  sizeof *columns);
    table->columns = columns;
    table->column_capacity = capacity;
    return true;
}

static int32_t width_while_building(coop_type type)
{
    static const int32_t widths[COOP_TYPE_END] = {
        [COOP_TYPE_INT8] = 1,  [COOP_TYPE_INT16] = 2,   [COOP_TYPE_INT32] = 4,
        [COOP_TYPE_INT64] = 8, [COOP_TYPE_FLOAT64] = 8, [COOP_TYPE_DATE] = 4,
        [COOP_TYPE_SPAN] = 8,  [COOP_TYPE_MONEY] = 8,   [COOP_TYPE_CODE] = 1,
        [COOP_TYPE_SET] = 4,   [COOP_TYPE_TEXT] = 1,
    };
    return widths[type];
}

int64_t coop__table_add(coop_table *table, const char *name, coop_type type, int32_t scale,
                        const char *unit)
{
    if (table->n_columns == table->column_capacity && !columns_grow(table)) {
        return -1;
    }
    char *name_copy = coop__arena_text(&table->arena, name, strlen(name));
    char *unit_copy = unit != NULL ? coop__arena_text(&table->arena, unit, strlen(unit)) : NULL;
    if (name_copy == NULL || (unit != NULL && unit_copy == NULL)) {
        return -1;
    }
    coop__column *column = &table->columns[table->n_columns];
    memset(column, 0, sizeof *column);
    column->name = name_copy;
    column->unit = unit_copy;
    column->type = type;
    column->scale = scale;
    column->width = width_while_building(type);
    column->currency = -1;
    column->validity.a = &table->allocator;
    column->values.a = &table->allocator;
    column->offsets.a = &table->allocator;
    column->words.strings.a = &table->allocator;
    column->set_numbers.a = &table->allocator;
    column->set_rows.a = &table->allocator;
    return table->n_columns++;
}

bool coop__table_close(coop_table *table)
{
    table->n_rows = table->n_columns > 0 ? table->columns[0].n_rows : 0;
    for (int64_t i = 0; i < table->n_columns; i++) {
        coop__column *column = &table->columns[i];
        bool needs_offset = column->n_rows == 0 && column->offsets.n == 0 &&
                            (column->type == COOP_TYPE_SET || column->type == COOP_TYPE_TEXT);
        int64_t zero = 0;
        if (needs_offset && !coop__buffer_append(&column->offsets, &zero, sizeof zero)) {
            return false;
        }
        /* Readers may form pointers into the values of an empty column. */
        if (!coop__buffer_reserve(&column->values, 1)) {
            return false;
        }
        if (!coop__column_measure(column)) {
            return false;
        }
    }
    return true;
}

int64_t coop_table_n_rows(const coop_table *table)
{
    return table != NULL ? table->n_rows : 0;
}

int64_t coop_table_n_columns(const coop_table *table)
{
    return table != NULL ? table->n_columns : 0;
}

int64_t coop_table_find(const coop_table *table, const char *name)
{
    for (int64_t i = 0; name != NULL && i < coop_table_n_columns(table); i++) {
        const char *its = table->columns[i].name;
        /* Most names differ in their first byte: the call is dearer than the look. */
        if (its[0] == name[0] && strcmp(its, name) == 0) {
            return i;
        }
    }
    return -1;
}

coop__column *coop__table_column(const coop_table *table, const char *name)
{
    int64_t index = coop_table_find(table, name);
    return index < 0 ? NULL : &table->columns[index];
}

coop_status coop_table_column(const coop_table *table, int64_t index, coop_column *out,
                              coop_error *err)
{
    if (table == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", table == NULL ? "table" : "out");
    }
    if (out->struct_size < sizeof out->struct_size) {
        return coop__fail(err, COOP_ARGUMENT, "out->struct_size is %d, need sizeof(coop_column)",
                          (int)out->struct_size);
    }
    if (index < 0 || index >= table->n_columns) {
        return coop__fail(err, COOP_RANGE, "column is %lld, the table has 0 to %lld",
                          (long long)index, (long long)table->n_columns - 1);
    }
    const coop__column *column = &table->columns[index];
    bool has_words = column->type == COOP_TYPE_CODE || column->type == COOP_TYPE_SET;
    coop_column filled = {
        .struct_size = out->struct_size,
        .name = column->name,
        .unit = column->unit,
        .type = column->type,
        .scale = column->scale,
        .width = column->width,
        .n_rows = column->n_rows,
        .n_null = column->n_null,
        .validity = column->n_null > 0 ? column->validity.bytes : NULL,
        .values = column->values.bytes,
        .offsets = (const int64_t *)(const void *)column->offsets.bytes,
        .words = has_words ? column->words.words : NULL,
        .n_words = has_words ? column->words.n : 0,
    };
    size_t n = out->struct_size < sizeof filled ? out->struct_size : sizeof filled;
    memcpy(out, &filled, n);
    return COOP_OK;
}

static coop_status column_find(const coop_table *table, const char *name, const void *out,
                               const coop__column **column, coop_error *err)
{
    if (table == NULL || name == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL",
                          table == NULL  ? "table"
                          : name == NULL ? "name"
                                         : "out");
    }
    *column = coop__table_column(table, name);
    return *column != NULL ? COOP_OK
                           : coop__fail(err, COOP_NOT_FOUND, "the table has no column '%s'", name);
}

static coop_status need_value(const coop__column *column, int64_t row, coop_error *err)
{
    if (row < 0 || row >= column->n_rows) {
        return coop__fail(err, COOP_RANGE, "row is %lld, the table has %lld", (long long)row,
                          (long long)column->n_rows);
    }
    return coop__is_valid(column, row)
               ? COOP_OK
               : coop__fail(err, COOP_EMPTY, "column '%s' has no value in row %lld", column->name,
                            (long long)row);
}

coop_status coop_table_number(const coop_table *table, int64_t row, const char *name, double *out,
                              coop_error *err)
{
    static const double units[7] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    const coop__column *column = NULL;
    COOP__TRY(column_find(table, name, out, &column, err));
    if (column->type > COOP_TYPE_MONEY || column->type == COOP_TYPE_SPAN) {
        return coop__fail(err, COOP_TYPE, "column '%s' is of type %s, not a number", name,
                          coop_type_name(column->type));
    }
    COOP__TRY(need_value(column, row, err));
    *out = column->type == COOP_TYPE_FLOAT64
               ? coop__number_at(column, row)
               : (double)coop__integer_at(column, row) / units[column->scale];
    return COOP_OK;
}

coop_status coop_table_word(const coop_table *table, int64_t row, const char *name,
                            const char **out, coop_error *err)
{
    const coop__column *column = NULL;
    COOP__TRY(column_find(table, name, out, &column, err));
    if (column->type != COOP_TYPE_CODE) {
        return coop__fail(err, COOP_TYPE, "column '%s' is of type %s, not code", name,
                          coop_type_name(column->type));
    }
    COOP__TRY(need_value(column, row, err));
    *out = column->words.words[coop__code_at(column, row)];
    return COOP_OK;
}
