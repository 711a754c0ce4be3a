/* package.h -- tables of a data package out of the bytes of its files.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__PACKAGE_H
#define COOP__PACKAGE_H

#include "../model/dataset.h"
#include "csv.h"
#include "file.h"
#include "report.h"
#include "schema.h"

/* A file of the package in memory. */
typedef struct coop__bytes {
    const char *bytes;
    size_t n;
} coop__bytes;

/* Where a row's record is in its file. The rows behind it are those of the records behind it, up to
 * the next place. */
typedef struct coop__place {
    int64_t row;
    size_t start;    /* byte offset */
    int64_t line;
    int64_t ordinal; /* which record of the file it is, header excluded */
} coop__place;

/* A table while it is read: what is needed to find a cell in its file again. */
typedef struct coop__source {
    const coop__table_schema *schema;
    coop__bytes file;         /* bytes NULL: it is read in pieces */
    coop__file outside;       /* of those: the file */
    size_t window;            /* bytes of a piece, small for tests; 0: what is good for speed */
    bool one_by_one;          /* records are not read in batches: for comparison */
    coop_table *table;        /* NULL once the catalog owns it */
    coop__buffer places;      /* coop__place of some rows, the first of all among them */
    int64_t *place;           /* column of the file for each field */
    int64_t *precision_place; /* and for its precision, -1: none */
    bool is_unread;           /* the header let no row be read: which keys there are is not known */
    bool columns_told;        /* columns that nobody wants were reported by an earlier reading */
    coop__pool lost;          /* words that may be the key of a record that was refused */
    bool lost_more;           /* and there are more of them than are kept */
    bool is_lenient;          /* refused records are marked, and passed over when read again; so are
                                 columns that nobody wants */
    coop__buffer refused;     /* by ordinal, 1: refused; shorter than the file has records */
    int64_t n_refused;
    int64_t n_records; /* of the file, refused ones too */
    int64_t n_blank;   /* wholly empty lines */
    int64_t n_rounded; /* amounts that lost digits */
} coop__source;

#define COOP__LOST_MOST 1000000 /* words kept of refused records of a table */

/* Sets up a source that is all zero. */
void coop__source_open(coop__source *source, const coop_allocator *a,
                       const coop__table_schema *schema);

/* True if a field takes its cells, or their precision, from the column of this header. */
bool coop__column_is_read(const coop__table_schema *schema, const coop__field *header);

/* Reads the rows of one table into source->table; problems go to the report. */
coop_status coop__table_read(coop__source *source, coop__report *report, coop__arena *arena,
                             coop_error *err);

/* Which record of the file a row is of. */
int64_t coop__row_ordinal(const coop__source *source, int64_t row);

/* The line in which a row's record starts. */
coop_status coop__row_line(const coop__source *source, int64_t row, int64_t *line,
                           coop_error *err);

/* A problem of a cell that was read: finds its line and column in the file again. */
coop_status coop__cell_problem(coop__source *source, coop__report *report, int64_t row,
                               int64_t field, coop_status status, const char *rule,
                               coop_error *err);

/* The same without refusing the row. */
coop_status coop__cell_report(coop__source *source, coop__report *report, int64_t row,
                              int64_t field, coop_status status, const char *rule,
                              coop_error *err);

/* Keys, references, circles over all tables, which are moved into data->catalog. A row that is
 * refused here is no reason to report those that refer to it; lenient sources refuse them too. */
coop_status coop__package_link(coop__source *sources, int64_t n, coop_dataset *data,
                               coop__report *report, coop_error *err);

/* Frees what a reading made, so that the file can be read again; refused records stay marked. */
void coop__source_reset(coop__source *source);

void coop__source_close(coop__source *source);

#endif
