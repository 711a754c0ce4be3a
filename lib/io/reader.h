/* reader.h -- what is at hand while the file of one table is read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__READER_H
#define COOP__READER_H

#include "csv.h"
#include "package.h"

struct coop__csv_batch;

typedef struct coop__reader {
    coop__source *source;
    coop__report *report;
    coop__arena *arena;
    coop_error *err;
    coop__csv csv;
    coop__pieces pieces;       /* of a file that is not in memory */
    size_t base;               /* offset in the file of csv.bytes[0] */
    int64_t ordinal;           /* records behind the header that were passed */
    const coop__field *fields; /* of the record at hand */
    coop__buffer scratch;      /* a set whose words were replaced */
    struct coop__csv_batch *batch; /* NULL: records are read one by one */
    bool row_is_bad;
    bool is_trying;            /* what is bad is not reported: its row will be read again */
} coop__reader;

/* Appends the cell of a field of the record at hand, or reports it and appends a null. */
coop_status coop__reader_cell(coop__reader *r, int64_t field);

/* Opens the file from an offset on, where a record starts. Closing is needed in any case. */
coop_status coop__reader_open(coop__reader *r, size_t offset);
void coop__reader_close(coop__reader *r);

/* The next record, wherever its bytes are; *start: its first byte in csv.bytes. */
coop_status coop__reader_next(coop__reader *r, coop__csv_event *event, size_t *start);

/* Marks a record of a lenient source. False: no memory. */
bool coop__refuse(coop__source *source, int64_t ordinal);
bool coop__is_refused(const coop__source *source, int64_t ordinal);

/* Notes where n rows are from which the next n records gave, behind those that are there. */
bool coop__note_rows(coop__source *source, int64_t n, size_t start, int64_t line, int64_t ordinal);

/* Reads on in the file; the record at hand is gone. */
coop_status coop__reader_refill(coop__reader *r);

/* Many records at once. Where all is as it should be they are read here, to the same cells; the
 * first that is not stays to be read by itself, with its problems.
 *
 * A table's header has been read. NO failure but MEMORY. */
coop_status coop__batch_open(coop__reader *r);
/* Reads records until one has to be read by itself, or none is left. */
coop_status coop__batch_read(coop__reader *r);
void coop__batch_close(coop__reader *r);

#endif
