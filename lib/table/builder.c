/* builder.c -- making a table cell by cell.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "table.h"

#include <string.h>

#include "../core/date.h"
#include "../core/error.h"

static bool is_whole(const coop_allocator *a)
{
    return a->alloc != NULL && a->resize != NULL && a->release != NULL;
}

coop_status coop_builder_new(const coop_allocator *allocator, coop_builder **out, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL");
    }
    const coop_allocator *a = allocator != NULL ? allocator : coop__allocator_of(NULL);
    if (!is_whole(a)) {
        return coop__fail(err, COOP_ARGUMENT, "a function of the allocator is NULL");
    }
    coop_builder *builder = coop__alloc(a, 1, sizeof *builder);
    coop_table *table = coop__table_new(a);
    if (builder == NULL || table == NULL) {
        coop__release(a, builder, 1, sizeof *builder);
        coop_table_free(table);
        return coop__no_memory(err);
    }
    builder->table = table;
    *out = builder;
    return COOP_OK;
}

static bool is_text(const char *text)
{
    return text == NULL || coop__utf8_valid(text, strlen(text), NULL);
}

coop_status coop_builder_column(coop_builder *builder, const char *name, coop_type type,
                                int32_t scale, const char *unit, coop_error *err)
{
    if (builder == NULL || name == NULL || name[0] == '\0') {
        return coop__fail(err, COOP_ARGUMENT, "%s",
                          builder == NULL ? "builder is NULL" : "the name is empty");
    }
    if (!is_text(name) || !is_text(unit)) {
        return coop__fail(err, COOP_ARGUMENT, "the %s '%s' is not UTF-8",
                          is_text(name) ? "unit" : "name", is_text(name) ? unit : name);
    }
    if (type <= 0 || type >= COOP_TYPE_END) {
        return coop__fail(err, COOP_RANGE, "type is %d, need 1 to %d", (int)type,
                          COOP_TYPE_END - 1);
    }
    if (scale < 0 || scale > 6 || (scale > 0 && type != COOP_TYPE_MONEY)) {
        return coop__fail(err, COOP_RANGE, "scale is %d, need 0 to 6, and 0 for %s", (int)scale,
                          coop_type_name(type));
    }
    const coop_table *table = builder->table;
    bool has_rows = table->n_columns > 0 && table->columns[0].n_rows > 0;
    if (has_rows || coop_table_find(table, name) >= 0) {
        return coop__fail(err, COOP_CONFLICT,
                          has_rows ? "column '%s' comes after the first cell"
                                   : "there is a column '%s' already",
                          name);
    }
    return coop__table_add(builder->table, name, type, scale, unit) < 0 ? coop__no_memory(err)
                                                                        : COOP_OK;
}

/* The column that the next cell belongs to; NULL with an error when there is none. */
static coop__column *column_next(coop_builder *builder, coop_error *err)
{
    if (builder == NULL) {
        (void)coop__fail(err, COOP_ARGUMENT, "builder is NULL");
        return NULL;
    }
    if (builder->table->n_columns == 0) {
        (void)coop__fail(err, COOP_CONFLICT, "the builder has no columns");
        return NULL;
    }
    return &builder->table->columns[builder->next];
}

static coop_status advance(coop_builder *builder, bool done, coop_error *err)
{
    if (!done) {
        return coop__no_memory(err);
    }
    builder->next = (builder->next + 1) % builder->table->n_columns;
    return COOP_OK;
}

static coop_status no_column(const coop_builder *builder)
{
    return builder == NULL ? COOP_ARGUMENT : COOP_CONFLICT;
}

coop_status coop_builder_text(coop_builder *builder, const char *text, coop_error *err)
{
    coop__column *column = column_next(builder, err);
    if (column == NULL) {
        return no_column(builder);
    }
    if (text == NULL) {
        return advance(builder, coop__append_null(column), err);
    }
    size_t n = strlen(text);
    size_t bad_at = 0;
    if (!coop__utf8_valid(text, n, &bad_at)) {
        return coop__fail(err, COOP_FORMAT, "column '%s': byte %lld is not UTF-8", column->name,
                          (long long)bad_at);
    }
    COOP__TRY(coop__append_cell(column, text, n, ';', NULL, err));
    return advance(builder, true, err);
}

/* The closed range of integers that a column takes; false for a column of another kind. */
static bool integer_range(const coop__column *column, int64_t *least, int64_t *most)
{
    switch (column->type) {
    case COOP_TYPE_BOOL:
        *least = 0;
        *most = 1;
        return true;
    case COOP_TYPE_DATE:
        *least = COOP__DATE_MIN;
        *most = COOP__DATE_MAX;
        return true;
    case COOP_TYPE_INT64:
    case COOP_TYPE_MONEY:
        *least = INT64_MIN;
        *most = INT64_MAX;
        return true;
    case COOP_TYPE_INT8:
    case COOP_TYPE_INT16:
    case COOP_TYPE_INT32:
        *most = ((int64_t)1 << (8 * column->width - 1)) - 1;
        *least = -*most - 1;
        return true;
    default:
        return false;
    }
}

coop_status coop_builder_integer(coop_builder *builder, int64_t value, coop_error *err)
{
    coop__column *column = column_next(builder, err);
    if (column == NULL) {
        return no_column(builder);
    }
    int64_t least = 0;
    int64_t most = 0;
    if (!integer_range(column, &least, &most)) {
        return coop__fail(err, COOP_TYPE, "column '%s' is of type %s, not an integer", column->name,
                          coop_type_name(column->type));
    }
    if (value < least || value > most) {
        return coop__fail(err, COOP_RANGE, "%lld does not fit column '%s', need %lld to %lld",
                          (long long)value, column->name, (long long)least, (long long)most);
    }
    return advance(builder, coop__append_integer(column, value), err);
}

coop_status coop_builder_number(coop_builder *builder, double value, coop_error *err)
{
    coop__column *column = column_next(builder, err);
    if (column == NULL) {
        return no_column(builder);
    }
    if (column->type != COOP_TYPE_FLOAT64) {
        return coop__fail(err, COOP_TYPE, "column '%s' is of type %s, not float64", column->name,
                          coop_type_name(column->type));
    }
    if (!(value - value == 0)) {
        return coop__fail(err, COOP_RANGE, "column '%s' takes finite numbers", column->name);
    }
    return advance(builder, coop__append_number(column, value), err);
}

void coop_builder_free(coop_builder *builder)
{
    if (builder == NULL) {
        return;
    }
    coop_allocator allocator = builder->table->allocator;
    coop_table_free(builder->table);
    coop__release(&allocator, builder, 1, sizeof *builder);
}

/* A row is complete when every column has as many cells as the first; the table is closed then. */
static coop_status builder_close(const coop_builder *builder, coop_error *err)
{
    if (builder->next != 0) {
        return coop__fail(err, COOP_CONFLICT, "the last row has %lld of %lld cells",
                          (long long)builder->next, (long long)builder->table->n_columns);
    }
    return coop__table_close(builder->table) ? COOP_OK : coop__no_memory(err);
}

coop_status coop_builder_finish(coop_builder *builder, coop_table **out, coop_error *err)
{
    if (builder == NULL || out == NULL) {
        coop_builder_free(builder);
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", builder == NULL ? "builder" : "out");
    }
    coop_status status = builder_close(builder, err);
    if (status != COOP_OK) {
        coop_builder_free(builder);
        return status;
    }
    coop_table *table = builder->table;
    coop_allocator allocator = table->allocator;
    coop__release(&allocator, builder, 1, sizeof *builder);
    *out = table;
    return COOP_OK;
}
