/* of_columns.c -- a table over arrays that the caller has, without a copy.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "table.h"

/* A column as it is checked: what is wrong is told with its name and row. */
typedef struct check {
    const coop_column *column;
    coop_error *err;
} check;

static coop_status wrong(const check *c, coop_status status, int64_t row, const char *what)
{
    return row < 0 ? coop__fail(c->err, status, "column '%s' %s", c->column->name, what)
                   : coop__fail(c->err, status, "column '%s', row %lld: %s", c->column->name,
                                (long long)row, what);
}

static bool is_there(const coop_column *column, int64_t row)
{
    return column->validity == NULL || (column->validity[row >> 3] >> (row & 7) & 1) != 0;
}

static int32_t width_of(const coop_column *column)
{
    static const int32_t widths[COOP_TYPE_END] = {
        [COOP_TYPE_INT8] = 1,  [COOP_TYPE_INT16] = 2,   [COOP_TYPE_INT32] = 4,
        [COOP_TYPE_INT64] = 8, [COOP_TYPE_FLOAT64] = 8, [COOP_TYPE_DATE] = 4,
        [COOP_TYPE_SPAN] = 8,  [COOP_TYPE_MONEY] = 8,   [COOP_TYPE_SET] = 4,
        [COOP_TYPE_TEXT] = 1,
    };
    bool is_code = column->type == COOP_TYPE_CODE;
    bool is_width = column->width == 1 || column->width == 2 || column->width == 4;
    return is_code ? (is_width ? column->width : 0) : widths[column->type];
}

static bool has_offsets(const coop_column *column)
{
    return column->type == COOP_TYPE_SET || column->type == COOP_TYPE_TEXT;
}

static bool has_words(const coop_column *column)
{
    return column->type == COOP_TYPE_SET || column->type == COOP_TYPE_CODE;
}

static coop_status check_form(const check *c, int64_t n_rows)
{
    const coop_column *column = c->column;
    if (column->type < 1 || column->type >= COOP_TYPE_END) {
        return wrong(c, COOP_RANGE, -1, "has no type");
    }
    if (column->n_rows != n_rows || n_rows < 0) {
        return wrong(c, COOP_RANGE, -1, "has another number of rows than the first, or below 0");
    }
    bool is_money = column->type == COOP_TYPE_MONEY;
    if (column->scale < 0 || column->scale > (is_money ? 6 : 0)) {
        return wrong(c, COOP_RANGE, -1, "has a scale outside 0 to 6, or is not money");
    }
    if (column->type == COOP_TYPE_CODE && width_of(column) == 0) {
        return wrong(c, COOP_RANGE, -1, "has codes of a width other than 1, 2 or 4");
    }
    if ((column->values == NULL && n_rows > 0) || (has_offsets(column) && column->offsets == NULL) ||
        (has_words(column) && column->n_words > 0 && column->words == NULL)) {
        return wrong(c, COOP_ARGUMENT, -1, "lacks values, offsets or words");
    }
    return column->n_words < 0 || (has_words(column) && column->n_words >= 1 << 30)
               ? wrong(c, COOP_LIMIT, -1, "has fewer than 0 or 2^30 words or more") : COOP_OK;
}

static coop_status check_offsets(const check *c)
{
    const int64_t *offsets = c->column->offsets;
    if (offsets[0] < 0) {
        return wrong(c, COOP_RANGE, 0, "an offset is negative");
    }
    for (int64_t row = 0; row < c->column->n_rows; row++) {
        if (offsets[row + 1] < offsets[row]) {
            return wrong(c, COOP_RANGE, row, "offsets fall");
        }
    }
    return COOP_OK;
}

static int64_t code_at(const coop_column *column, int64_t row)
{
    return column->width == 1   ? ((const uint8_t *)column->values)[row]
           : column->width == 2 ? ((const uint16_t *)column->values)[row]
                                : (int64_t)((const uint32_t *)column->values)[row];
}

static coop_status check_codes(const check *c)
{
    if (c->column->width == 1 && c->column->n_words >= 256) {
        return COOP_OK; /* no byte is beyond */
    }
    for (int64_t row = 0; row < c->column->n_rows; row++) {
        if (is_there(c->column, row) && code_at(c->column, row) >= c->column->n_words) {
            return wrong(c, COOP_RANGE, row, "a code is beyond the dictionary");
        }
    }
    return COOP_OK;
}

static coop_status check_sets(const check *c)
{
    const uint32_t *codes = c->column->values;
    COOP__TRY(check_offsets(c));
    for (int64_t row = 0; row < c->column->n_rows; row++) {
        for (int64_t i = c->column->offsets[row]; i < c->column->offsets[row + 1]; i++) {
            if ((int64_t)codes[i] >= c->column->n_words) {
                return wrong(c, COOP_RANGE, row, "a code is beyond the dictionary");
            }
            for (int64_t j = c->column->offsets[row]; j < i; j++) {
                if (codes[j] == codes[i]) {
                    return wrong(c, COOP_CONFLICT, row, "a set has a word twice");
                }
            }
        }
    }
    return COOP_OK;
}

static coop_status check_texts(const check *c)
{
    const char *bytes = c->column->values;
    COOP__TRY(check_offsets(c));
    for (int64_t row = 0; row < c->column->n_rows; row++) {
        int64_t first = c->column->offsets[row];
        if (!coop__utf8_valid(bytes + first, (size_t)(c->column->offsets[row + 1] - first), NULL)) {
            return wrong(c, COOP_FORMAT, row, "a text is not UTF-8");
        }
    }
    return COOP_OK;
}

static coop_status check_numbers(const check *c)
{
    const double *x = c->column->values;
    for (int64_t row = 0; row < c->column->n_rows; row++) {
        if (is_there(c->column, row) && !(x[row] - x[row] == 0)) {
            return wrong(c, COOP_RANGE, row, "a number is not finite: mark it as missing");
        }
    }
    return COOP_OK;
}

static bool is_day(coop_date day)
{
    return day >= COOP__DATE_MIN && day <= COOP__DATE_MAX;
}

static coop_status check_dates(const check *c)
{
    const coop_date *x = c->column->values;
    for (int64_t row = 0; row < c->column->n_rows; row++) {
        if (is_there(c->column, row) && !is_day(x[row])) {
            return wrong(c, COOP_RANGE, row, "a date is no day of the years 1 to 9999");
        }
    }
    return COOP_OK;
}

static coop_status check_spans(const check *c)
{
    const coop_span *x = c->column->values;
    for (int64_t row = 0; row < c->column->n_rows; row++) {
        bool is_first = is_day(x[row].first) || x[row].first == COOP_DATE_OPEN_FIRST;
        bool is_last = is_day(x[row].last) || x[row].last == COOP_DATE_OPEN_LAST;
        if (is_there(c->column, row) && !(is_first && is_last && x[row].first <= x[row].last)) {
            return wrong(c, COOP_RANGE, row, "a span ends before it begins, or has no such days");
        }
    }
    return COOP_OK;
}

static coop_status check_values(const check *c)
{
    switch (c->column->type) {
    case COOP_TYPE_CODE:
        return check_codes(c);
    case COOP_TYPE_SET:
        return check_sets(c);
    case COOP_TYPE_TEXT:
        return check_texts(c);
    case COOP_TYPE_FLOAT64:
        return check_numbers(c);
    case COOP_TYPE_DATE:
        return check_dates(c);
    case COOP_TYPE_SPAN:
        return check_spans(c);
    default:
        return COOP_OK;
    }
}

static coop_status take_words(coop__column *column, const check *c)
{
    for (int64_t i = 0; has_words(c->column) && i < c->column->n_words; i++) {
        const char *word = c->column->words[i];
        if (word == NULL || !coop__utf8_valid(word, strlen(word), NULL)) {
            return wrong(c, COOP_FORMAT, -1, "has a word that is NULL or not UTF-8");
        }
        int64_t code = coop__pool_add(&column->words, word, strlen(word));
        if (code == -1) {
            return coop__no_memory(c->err);
        }
        if (code != i) {
            return wrong(c, COOP_CONFLICT, -1, "has a word twice in its dictionary");
        }
    }
    return COOP_OK;
}

/* A buffer of the caller's: nothing of it is freed or grown. */
static void borrow(coop__buffer *buffer, const void *bytes, size_t n)
{
    buffer->bytes = (unsigned char *)(uintptr_t)bytes;
    buffer->n = n;
}

/* False: no memory. */
static bool borrow_arrays(coop__column *column, const coop_column *from)
{
    size_t n = (size_t)from->n_rows;
    size_t n_bits = (n + 7) / 8;
    int64_t n_null = 0;
    for (int64_t row = 0; from->validity != NULL && row < from->n_rows; row++) {
        n_null += is_there(from, row) ? 0 : 1;
    }
    column->n_rows = from->n_rows;
    column->n_null = n_null;
    column->width = from->type == COOP_TYPE_BOOL ? 0 : width_of(from);
    if (n_null > 0) {
        borrow(&column->validity, from->validity, n_bits);
    }
    size_t n_values = has_offsets(from) ? (size_t)from->offsets[n] : n;
    borrow(&column->values, from->values,
           from->type == COOP_TYPE_BOOL ? n_bits : n_values * (size_t)column->width);
    if (has_offsets(from)) {
        borrow(&column->offsets, from->offsets, (n + 1) * sizeof(int64_t));
    }
    return coop__column_measure(column);
}

static coop_status add_column(coop_table *table, const coop_column *from, int64_t n_rows,
                              coop_error *err)
{
    check c = {from, err};
    if (from->struct_size < sizeof *from || from->name == NULL || from->name[0] == '\0') {
        return coop__fail(err, COOP_ARGUMENT, "column %lld has no name, or its struct_size is "
                                              "not set", (long long)table->n_columns);
    }
    if (!coop__utf8_valid(from->name, strlen(from->name), NULL)) {
        return coop__fail(err, COOP_ARGUMENT, "the name of column %lld is not UTF-8",
                          (long long)table->n_columns);
    }
    if (coop_table_find(table, from->name) >= 0) {
        return wrong(&c, COOP_CONFLICT, -1, "is there twice");
    }
    COOP__TRY(check_form(&c, n_rows));
    COOP__TRY(check_values(&c));
    int64_t at = coop__table_add(table, from->name, from->type, from->scale, from->unit);
    return at < 0 ? coop__no_memory(err) : COOP_OK;
}

/* Columns may move while others are added, which a dictionary must not: it is filled afterwards. */
static coop_status fill_columns(coop_table *table, const coop_column *columns, coop_error *err)
{
    for (int64_t i = 0; i < table->n_columns; i++) {
        check c = {&columns[i], err};
        COOP__TRY(take_words(&table->columns[i], &c));
        if (!borrow_arrays(&table->columns[i], &columns[i])) {
            return coop__no_memory(err);
        }
    }
    return COOP_OK;
}

coop_status coop_table_of_columns(const coop_column *columns, int64_t n, const coop_owner *owner,
                                  const coop_allocator *allocator, coop_table **out,
                                  coop_error *err)
{
    coop_run run = COOP_RUN_INIT;
    run.allocator = allocator;
    if (out == NULL || n < 1 || columns == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s",
                          out == NULL ? "out is NULL" : "there are no columns");
    }
    coop_table *table = coop__table_new(coop__allocator_of(&run));
    coop_status status = table == NULL ? coop__no_memory(err) : COOP_OK;
    for (int64_t i = 0; i < n && status == COOP_OK; i++) {
        status = add_column(table, &columns[i], columns[0].n_rows, err);
    }
    if (status == COOP_OK) {
        status = fill_columns(table, columns, err);
    }
    if (status != COOP_OK) {
        coop_table_free(table);
        return status;
    }
    table->n_rows = columns[0].n_rows;
    if (owner != NULL) {
        table->owner = *owner;
    }
    *out = table;
    return COOP_OK;
}
