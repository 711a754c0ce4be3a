/* rows.c -- writing a table row by row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows.h"

#include <string.h>

void coop__rows_open(coop__rows *rows, const coop_allocator *a, const coop__column_kind *columns,
                     size_t n)
{
    *rows = (coop__rows){.table = coop__table_new(a)};
    rows->is_failed = rows->table == NULL;
    for (size_t i = 0; i < n && !rows->is_failed; i++) {
        rows->is_failed =
            coop__table_add(rows->table, columns[i].name, columns[i].type, 0, columns[i].unit) < 0;
    }
}

static coop__column *next_column(coop__rows *rows)
{
    coop__column *column = &rows->table->columns[rows->next];
    rows->next = (rows->next + 1) % rows->table->n_columns;
    return column;
}

void coop__rows_missing(coop__rows *rows)
{
    rows->is_failed = rows->is_failed || !coop__append_null(next_column(rows));
}

void coop__rows_integer(coop__rows *rows, int64_t value, bool is_there)
{
    if (!is_there) {
        coop__rows_missing(rows);
    } else {
        rows->is_failed = rows->is_failed || !coop__append_integer(next_column(rows), value);
    }
}

void coop__rows_number(coop__rows *rows, double value, bool is_there)
{
    if (!is_there) {
        coop__rows_missing(rows);
    } else {
        rows->is_failed = rows->is_failed || !coop__append_number(next_column(rows), value);
    }
}

void coop__rows_word(coop__rows *rows, const char *word)
{
    if (word == NULL) {
        coop__rows_missing(rows);
    } else {
        rows->is_failed =
            rows->is_failed || !coop__append_word(next_column(rows), word, strlen(word));
    }
}

void coop__rows_words(coop__rows *rows, const char *const *words, int64_t n)
{
    if (rows->is_failed) {
        return;
    }
    coop__column *column = next_column(rows);
    coop__buffer codes = {.a = &rows->table->allocator};
    int64_t n_codes = 0;
    for (int64_t i = 0; i < n && !rows->is_failed; i++) {
        int64_t code = coop__pool_add(&column->words, words[i], strlen(words[i]));
        const uint32_t *before = (const uint32_t *)(const void *)codes.bytes;
        bool is_new = code >= 0;
        for (int64_t k = 0; k < n_codes && is_new; k++) {
            is_new = before[k] != (uint32_t)code;
        }
        uint32_t narrow = (uint32_t)code;
        rows->is_failed =
            code < 0 || (is_new && !coop__buffer_append(&codes, &narrow, sizeof narrow));
        n_codes += is_new ? 1 : 0;
    }
    const uint32_t *all = (const uint32_t *)(const void *)codes.bytes;
    rows->is_failed = rows->is_failed || !coop__append_codes(column, all, n_codes);
    coop__buffer_free(&codes);
}

coop_table *coop__rows_close(coop__rows *rows)
{
    coop_table *table = rows->table;
    if (table != NULL && (rows->is_failed || !coop__table_close(table))) {
        coop_table_free(table);
        table = NULL;
    }
    rows->table = NULL;
    return table;
}
