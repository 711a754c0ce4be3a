/* table.h -- what a table is inside, and appending typed cells.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__TABLE_H
#define COOP__TABLE_H

#include <stdatomic.h>
#include <stdbool.h>

#include <coopstat/table.h>

#include "../core/text.h"

/* A column while it is built and after. Codes take the fewest bytes that the words so far need. */
typedef struct coop__column {
    const char *name, *unit; /* in the table's arena */
    coop_type type;
    int32_t scale, width;
    int64_t currency; /* money: column that holds the ISO 4217 code, -1: none */
    int64_t n_rows, n_null;
    coop__buffer validity; /* only once a cell is missing */
    coop__buffer values;
    coop__buffer offsets; /* set, text */
    coop__pool words;     /* code, set */
    int64_t least, most;  /* integers, dates, money, once closed: of the cells that have a value;
                             least > most: there is none */
    int64_t n_measured;   /* rows that least and most are of so far */
    /* Sets of many rows, where some are met again and again: a number for each of those. */
    coop__buffer set_numbers; /* uint16_t a row; a missing set has that of the empty one, and sets
                                 that are rare have the number behind the last */
    coop__buffer set_rows;    /* int64_t a number: a row that has the set; n 0: no index */
    int64_t members_most;     /* of a set of the index */
    int64_t n_rare;           /* rows with sets that are not in it */
    bool ascends;             /* codes of every set are known to ascend */
} coop__column;

struct coop_table {
    coop_allocator allocator;
    coop__arena arena; /* names, units */
    coop__column *columns;
    int64_t n_columns, column_capacity;
    int64_t n_rows;
    atomic_llong holders; /* beside the first one */
    coop_owner owner;     /* of arrays that the columns borrow; release is NULL where there is none */
};

struct coop_builder {
    coop_table *table;
    int64_t next; /* column of the next cell */
};

/* Empty table with its own copy of the allocator; NULL when there is no memory. */
coop_table *coop__table_new(const coop_allocator *allocator);
/* One more holder, on any thread, of a table that changes no more: it is freed by as many calls of
 * coop_table_free as it has holders. */
coop_table *coop__table_hold(const coop_table *table);
/* Index of the new column; -1: no memory. No checks. */
int64_t coop__table_add(coop_table *table, const char *name, coop_type type, int32_t scale,
                        const char *unit);

/* Appending to one column. False: no memory (or more words or bytes than fit); nothing appended. */
bool coop__append_null(coop__column *column);
bool coop__append_integer(coop__column *column, int64_t value); /* ints, date, bool, money; fits */
bool coop__append_number(coop__column *column, double value);
bool coop__append_span(coop__column *column, coop_span value);
bool coop__append_word(coop__column *column, const char *word, size_t n);        /* code */
bool coop__append_codes(coop__column *column, const uint32_t *codes, int64_t n); /* set */
bool coop__append_text(coop__column *column, const char *text, size_t n);        /* text */

/* Cells of one column, as its type asks for; what is missing is 0, or a set of none. */
typedef struct coop__batch_cells {
    int64_t *integers; /* ints, date, money */
    coop_span *spans;
    uint32_t *codes;   /* code: one a cell; set: of all cells */
    uint32_t *ends;    /* set: end of each cell in codes */
    uint64_t *valid;   /* a bit a cell */
    int64_t n_null;    /* set when they are appended */
} coop__batch_cells;

/* Appends the first n of the cells. False: no memory, and the column is not to be used any more. */
bool coop__append_cells(coop__column *column, coop__batch_cells *cells, int64_t n);

/* Room for n more codes of the column's words as they are; its codes are widened where needed. */
bool coop__codes_reserve(coop__column *column, int64_t n);
/* Writes n codes into that room. Neither values nor rows are counted on. */
void coop__codes_put(coop__column *column, const uint32_t *codes, int64_t n);

/* The validity bitmap begins with the first missing cell: all before it are valid. */
bool coop__validity_start(coop__column *column);

/* Reads a cell from text by the column's type and appends it. FORMAT, RANGE, LIMIT, MEMORY.
 * *rounded (may be NULL) is set when money lost digits. */
coop_status coop__append_cell(coop__column *column, const char *text, size_t n, char delimiter,
                              bool *rounded, coop_error *err);

/* Takes back the last row, which must be the column's newest cell. Its words stay in the
 * dictionary: a reader of rows tells by it what only refused rows named. */
void coop__column_pop(coop__column *column);

/* Closes the table; n_rows is that of the first column. False: no memory, and it
 * can be tried again. */
bool coop__table_close(coop_table *table);

/* Brings least and most of a column that holds integers up to its last row. */
void coop__column_range(coop__column *column);

/* Members of the largest set that gets a number. */
#define COOP__SET_MOST 64

/* The same, and numbers sets that repeat. False: no memory. */
bool coop__column_measure(coop__column *column);

/* Puts the rows of a table behind those of one under construction, whose columns have the same
 * types in the same order. MEMORY, LIMIT: then it is of no more use. */
coop_status coop__table_append(coop_table *table, const coop_table *rows, coop_error *err);

/* Reading. */
static inline bool coop__is_valid(const coop__column *column, int64_t row)
{
    return column->n_null == 0 || (column->validity.bytes[row >> 3] >> (row & 7) & 1) != 0;
}
int64_t coop__integer_at(const coop__column *column, int64_t row); /* ints, date, bool, money */
uint32_t coop__code_at(const coop__column *column, int64_t row);   /* code */
static inline double coop__number_at(const coop__column *column, int64_t row)
{
    return ((const double *)(const void *)column->values.bytes)[row];
}
static inline coop_span coop__span_at(const coop__column *column, int64_t row)
{
    return ((const coop_span *)(const void *)column->values.bytes)[row];
}
coop_words coop__words_at(const coop__column *column, int64_t row);            /* set */
const char *coop__text_at(const coop__column *column, int64_t row, size_t *n); /* text */

coop__column *coop__table_column(const coop_table *table, const char *name); /* NULL: none */

/* The type named in a descriptor, or 0. */
coop_type coop__type_of_name(const char *name);

bool coop__type_is_integer(coop_type type);

/* A cell as text, as CSV shows it; the writer of one form for all formats. */
struct coop__writer;
void coop__cell_write(struct coop__writer *writer, const coop__column *column, int64_t row);

#endif
