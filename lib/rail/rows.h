/* rows.h -- writing a table row by row. Once memory is short nothing more is written, and
 * coop__rows_close says so: a row is put without a test of each cell.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__ROWS_H
#define COOP__ROWS_H

#include "../table/table.h"

typedef struct coop__column_kind {
    const char *name;
    coop_type type;
    const char *unit; /* NULL: none */
} coop__column_kind;

typedef struct coop__rows {
    coop_table *table;
    int64_t next; /* column of the next cell */
    bool is_failed;
} coop__rows;

void coop__rows_open(coop__rows *rows, const coop_allocator *a, const coop__column_kind *columns,
                     size_t n);

/* Cells in the order of the columns. */
void coop__rows_missing(coop__rows *rows);
void coop__rows_integer(coop__rows *rows, int64_t value, bool is_there);
void coop__rows_number(coop__rows *rows, double value, bool is_there);
void coop__rows_word(coop__rows *rows, const char *word); /* NULL: missing */

/* A set of n words of another table's column, given by its codes, doubles left out. */
void coop__rows_words(coop__rows *rows, const char *const *words, int64_t n);

/* The table, or NULL after it is freed: no memory. */
coop_table *coop__rows_close(coop__rows *rows);

#endif
