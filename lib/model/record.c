/* record.c -- filling a record from a row, by a table that says which column fills which member.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/record.h>

#include "record.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"

/* A row that is being read. */
typedef struct reader {
    const coop__record *record;
    const coop_table *table;
    int64_t row;
    int64_t next; /* where the column of the next member is likely to be */
    coop_error *err;
} reader;

_Static_assert(COOP_MONEY_NONE == COOP_INTEGER_NONE, "set_missing writes one for both");

/* A value of any member; all start at the first byte. */
typedef union cell {
    const char *word;
    coop_words words;
    coop_span span;
    coop_date date;
    int64_t integer;
    double number;
    int32_t truth;
} cell;

/* Columns mostly stand in the order of the members: go on behind the one that was found last. */
static const coop__column *next_column(reader *r, const char *name)
{
    const coop_table *table = r->table;
    for (int64_t n = table->n_columns, i = r->next; n > 0; n--, i++) {
        i = i == table->n_columns ? 0 : i;
        if (strcmp(table->columns[i].name, name) == 0) {
            r->next = i + 1;
            return &table->columns[i];
        }
    }
    return NULL;
}

static bool has_type(const coop__column *column, coop_type type)
{
    bool is_integer = coop__type_is_integer(column->type);
    return column->type == type || (type == COOP_TYPE_INT64 && is_integer) ||
           (type == COOP_TYPE_FLOAT64 && is_integer) ||
           (type == COOP_TYPE_SPAN && column->type == COOP_TYPE_DATE);
}

/* A member's name promises a type, a unit and a currency: the column must not be of another. */
static coop_status check_column(const reader *r, const coop__member *member,
                                const coop__column *column)
{
    const char *table = r->record->table;
    if (!has_type(column, member->type)) {
        return coop__fail(r->err, COOP_TYPE, "column '%s' of table '%s' is of type %s, need %s",
                          column->name, table, coop_type_name(column->type),
                          coop_type_name(member->type));
    }
    if (column->unit != NULL && member->unit != NULL && strcmp(column->unit, member->unit) != 0) {
        return coop__fail(r->err, COOP_TYPE, "column '%s' of table '%s' is in %s, need %s",
                          column->name, table, column->unit, member->unit);
    }
    const char *currency = column->currency < 0 ? member->currency
                                                : r->table->columns[column->currency].name;
    if (member->currency != NULL && strcmp(currency, member->currency) != 0) {
        return coop__fail(r->err, COOP_TYPE,
                          "column '%s' of table '%s' has its currency in '%s', need %s",
                          column->name, table, currency, member->currency);
    }
    return COOP_OK;
}

/* value x 10^(to - from); false when digits would be lost or the result does not fit. */
static bool rescale(int64_t value, int32_t from, int32_t to, int64_t *out)
{
    for (; from < to; from++) {
        if (value > INT64_MAX / 10 || value < INT64_MIN / 10) {
            return false;
        }
        value *= 10;
    }
    for (; from > to; from--) {
        if (value % 10 != 0) {
            return false;
        }
        value /= 10;
    }
    *out = value;
    return true;
}

static coop_status read_money(const reader *r, const coop__member *member,
                              const coop__column *column, int64_t *out)
{
    int64_t value = coop__integer_at(column, r->row);
    if (!rescale(value, column->scale, member->scale, out) || *out == COOP_MONEY_NONE) {
        return coop__fail(r->err, COOP_RANGE,
                          "column '%s' of table '%s' is %lld with %d digits behind the point in "
                          "row %lld, which %d digits do not hold", column->name,
                          r->record->table, (long long)value, (int)column->scale,
                          (long long)r->row, (int)member->scale);
    }
    return COOP_OK;
}

static coop_status read_integer(const reader *r, const coop__column *column, int64_t *out)
{
    *out = coop__integer_at(column, r->row);
    return *out != COOP_INTEGER_NONE
               ? COOP_OK
               : coop__fail(r->err, COOP_RANGE,
                            "column '%s' of table '%s' is %lld in row %lld, which stands for no "
                            "value", column->name, r->record->table, (long long)*out,
                            (long long)r->row);
}

static coop_status read_value(const reader *r, const coop__member *member,
                              const coop__column *column, cell *out)
{
    bool is_date = column->type == COOP_TYPE_DATE;
    coop_date date = 0;
    switch (member->type) {
    case COOP_TYPE_CODE:
        out->word = column->words.words[coop__code_at(column, r->row)];
        return COOP_OK;
    case COOP_TYPE_SET:
        out->words = coop__words_at(column, r->row);
        return COOP_OK;
    case COOP_TYPE_SPAN:
        date = is_date ? (coop_date)coop__integer_at(column, r->row) : 0;
        out->span = is_date ? (coop_span){date, date} : coop__span_at(column, r->row);
        return COOP_OK;
    case COOP_TYPE_DATE:
        out->date = (coop_date)coop__integer_at(column, r->row);
        return COOP_OK;
    case COOP_TYPE_BOOL:
        out->truth = (int32_t)coop__integer_at(column, r->row);
        return COOP_OK;
    case COOP_TYPE_FLOAT64:
        out->number = column->type == COOP_TYPE_FLOAT64
                          ? coop__number_at(column, r->row)
                          : (double)coop__integer_at(column, r->row);
        return COOP_OK;
    case COOP_TYPE_MONEY:
        return read_money(r, member, column, &out->integer);
    default:
        return read_integer(r, column, &out->integer);
    }
}

static void set_missing(coop_type type, cell *out)
{
    switch (type) {
    case COOP_TYPE_CODE:
        out->word = NULL;
        break;
    case COOP_TYPE_SET:
        out->words = (coop_words){NULL, NULL, 0};
        break;
    case COOP_TYPE_SPAN:
        out->span = (coop_span){COOP_DATE_NONE, COOP_DATE_NONE};
        break;
    case COOP_TYPE_DATE:
        out->date = COOP_DATE_NONE;
        break;
    case COOP_TYPE_BOOL:
        out->truth = COOP_BOOL_NONE;
        break;
    case COOP_TYPE_FLOAT64:
        out->number = (double)NAN;
        break;
    default: /* integers, and money, whose mark is the same */
        out->integer = COOP_INTEGER_NONE;
        break;
    }
}

static coop_status read_member(reader *r, const coop__member *member, cell *out)
{
    const coop__column *column = next_column(r, member->column);
    if (column == NULL) {
        set_missing(member->type, out);
        return COOP_OK;
    }
    COOP__TRY(check_column(r, member, column));
    if (coop__is_valid(column, r->row)) {
        return read_value(r, member, column, out);
    }
    set_missing(member->type, out);
    return COOP_OK;
}

/* The members that fit wholly into the caller's struct_size; it may be that of an older header. */
static coop_status fill(const coop__record *record, const coop_table *table, int64_t row, void *out,
                        coop_error *err)
{
    reader r = {.record = record, .table = table, .row = row, .err = err};
    unsigned char filled[COOP__RECORD_MOST];
    size_t given;
    memcpy(&given, out, sizeof given);
    memset(filled, 0, record->size);
    size_t end = sizeof given;
    for (int64_t i = 0; i < record->n_members; i++) {
        const coop__member *member = &record->members[i];
        if (given < member->offset + member->size) {
            break;
        }
        cell value;
        COOP__TRY(read_member(&r, member, &value));
        memcpy(filled + member->offset, &value, member->size);
        end = member->offset + member->size;
    }
    end = given >= record->size ? record->size : end;
    memcpy((unsigned char *)out + sizeof given, filled + sizeof given, end - sizeof given);
    return COOP_OK;
}

int64_t coop__record_count(const coop_dataset *data, const coop__record *record)
{
    return coop_table_n_rows(coop_dataset_table(data, record->table));
}

static coop_status find_entry(const coop_dataset *data, const coop__record *record,
                              const void *out, const coop__entry **entry, coop_error *err)
{
    if (data == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", data == NULL ? "data" : "out");
    }
    size_t given;
    memcpy(&given, out, sizeof given);
    if (given < sizeof given) {
        return coop__fail(err, COOP_ARGUMENT, "out->struct_size is %lld, need sizeof(coop_%s)",
                          (long long)given, record->table);
    }
    int64_t index = coop__catalog_find(&data->catalog, record->table);
    if (index < 0) {
        return coop__fail(err, COOP_NOT_FOUND, "the register has no table '%s'", record->table);
    }
    *entry = &data->catalog.entries[index];
    return COOP_OK;
}

coop_status coop__record_at(const coop_dataset *data, const coop__record *record, int64_t index,
                            void *out, coop_error *err)
{
    const coop__entry *entry = NULL;
    COOP__TRY(find_entry(data, record, out, &entry, err));
    if (index < 0 || index >= entry->table->n_rows) {
        return coop__fail(err, COOP_RANGE, "index is %lld, table '%s' has %lld rows from 0",
                          (long long)index, record->table, (long long)entry->table->n_rows);
    }
    return fill(record, entry->table, index, out, err);
}

/* ---- by key ---- */

static coop_status find_column(const coop__entry *entry, const char *name, coop_type type,
                               const coop__column **out, coop_error *err)
{
    const coop__column *column = coop__table_column(entry->table, name);
    if (column == NULL) {
        return coop__fail(err, COOP_NOT_FOUND, "table '%s' has no column '%s'", entry->name, name);
    }
    if (!has_type(column, type)) {
        return coop__fail(err, COOP_TYPE, "column '%s' of table '%s' is of type %s, need %s", name,
                          entry->name, coop_type_name(column->type), coop_type_name(type));
    }
    *out = column;
    return COOP_OK;
}

/* The first row with this code and, where there is a second column, this number; -1 for none. */
static int64_t first_row(const coop__column *key, int64_t code, const coop__column *other,
                         int64_t number)
{
    for (int64_t row = 0; row < key->n_rows; row++) {
        if (coop__code_at(key, row) == code && coop__is_valid(key, row) &&
            (other == NULL ||
             (coop__is_valid(other, row) && coop__integer_at(other, row) == number))) {
            return row;
        }
    }
    return -1;
}

/* A message is not worth more than some milliseconds. */
#define NEAREST_MOST 10000

/* NOT_FOUND with the nearest key. Words of rows that were refused are in the dictionary too, so it
 * is looked up again. */
static coop_status no_key(const coop__column *column, const coop__record *record,
                          const char *key, coop_error *err)
{
    const char *nearest = NULL;
    if (err != NULL) {
        int64_t n = column->words.n < NEAREST_MOST ? column->words.n : NEAREST_MOST;
        nearest = coop__nearest(key, column->words.words, n);
    }
    if (nearest != NULL) {
        int64_t code = coop__pool_find(&column->words, nearest, strlen(nearest));
        nearest = first_row(column, code, NULL, 0) < 0 ? NULL : nearest;
    }
    return coop__fail(err, COOP_NOT_FOUND, "table '%s' has no %s '%s'%s%s%s", record->table,
                      column->name, key, nearest != NULL ? ", the nearest is '" : "",
                      nearest != NULL ? nearest : "", nearest != NULL ? "'" : "");
}

coop_status coop__record_find(const coop_dataset *data, const coop__record *record,
                              const char *key, void *out, coop_error *err)
{
    const coop__entry *entry = NULL;
    const coop__column *column = NULL;
    COOP__TRY(find_entry(data, record, out, &entry, err));
    if (key == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", record->key);
    }
    COOP__TRY(find_column(entry, record->key, COOP_TYPE_CODE, &column, err));
    bool is_key = entry->key >= 0 && &entry->table->columns[entry->key] == column;
    int64_t code = coop__pool_find(&column->words, key, strlen(key));
    int64_t row = code < 0 ? -1
                  : is_key ? entry->row_of_key[code]
                           : first_row(column, code, NULL, 0);
    return row < 0 ? no_key(column, record, key, err) : fill(record, entry->table, row, out, err);
}

coop_status coop__record_find_numbered(const coop_dataset *data, const coop__record *record,
                                       const char *key, int64_t number, void *out, coop_error *err)
{
    const coop__entry *entry = NULL;
    const coop__column *column = NULL;
    const coop__column *numbers = NULL;
    COOP__TRY(find_entry(data, record, out, &entry, err));
    if (key == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", record->key);
    }
    COOP__TRY(find_column(entry, record->key, COOP_TYPE_CODE, &column, err));
    COOP__TRY(find_column(entry, record->number, COOP_TYPE_INT64, &numbers, err));
    int64_t code = coop__pool_find(&column->words, key, strlen(key));
    if (code < 0) {
        return no_key(column, record, key, err);
    }
    int64_t row = first_row(column, code, numbers, number);
    if (row < 0) {
        return coop__fail(err, COOP_NOT_FOUND, "table '%s' has no row of %s '%s' with %s %lld",
                          record->table, record->key, key, record->number, (long long)number);
    }
    return fill(record, entry->table, row, out, err);
}
