/* csv.h -- RFC 4180 records out of bytes in memory, with the position of every field.
 *
 * What is a record, beyond the RFC:
 * - Lines end with LF or CRLF, mixed or not; the last one may lack it. A CR without LF is data
 *   inside quotes and a fault outside.
 * - A quote stands at the first byte of a field or not at all; behind the closing one comes a
 *   delimiter or a line end. Blanks are data. There are no comments.
 * - Wholly empty lines are passed over and counted; a line of blanks is a record of one field.
 * - Bytes are UTF-8 without NUL. A record that is not is refused at its first such byte.
 * A refused record costs that record only: reading goes on behind its own line end, except that
 * - after a misplaced quote, text behind a closing quote or a stray CR, it goes on at the next
 *   line, because quotes can no longer be trusted;
 * - a quote that is never closed takes the rest of the input with it, whatever else is wrong there;
 * - a UTF-16 mark refuses the whole input.
 * The first fault of a record is told. Time is linear in the input, memory in the longest record
 * that the limits let through.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__CSV_H
#define COOP__CSV_H

#include "../core/alloc.h"

/* One field, borrowed from the input or from the reader's scratch until the next call. */
typedef struct coop__field {
    const char *text; /* unescaped, not zero-terminated */
    size_t n;
    int64_t line;   /* 1-based line where the field starts; a line ends at each LF */
    int64_t column; /* 1-based byte column of its first byte, the opening quote if there is one */
    bool quoted;
} coop__field;

/* Limits; zero means the default in brackets. */
typedef struct coop__csv_options {
    char delimiter;      /* ASCII, no quote, CR or LF [','] */
    size_t max_field;    /* bytes of its text, quotes undone [1 MiB] */
    size_t max_record;   /* bytes as written, line end left out [16 MiB] */
    int64_t max_columns; /* [4096] */
} coop__csv_options;

typedef enum coop__csv_event {
    COOP__CSV_ROW,      /* fields[0..n_fields) hold a record */
    COOP__CSV_BAD,      /* a record was refused: problem says why; reading can go on */
    COOP__CSV_END,      /* nothing is left */
    COOP__CSV_MORE,     /* the record may not end with these bytes: nothing has moved */
    COOP__CSV_NO_MEMORY /* as it was before the call */
} coop__csv_event;

/* Why a record was refused. */
typedef struct coop__csv_problem {
    int64_t line, column; /* where the rule was broken (an open quote: where it was opened; a
                             limit: the start of the field or record that passed it) */
    size_t byte;          /* offset of that place */
    const char *rule;     /* static text: what is wrong and what was expected */
    const char *text;     /* the offending bytes, borrowed from the input */
    size_t n;             /* at most 40, to the end of the line, cut at a whole character */
} coop__csv_problem;

typedef struct coop__csv {
    const char *bytes;
    size_t n, at;
    int64_t line;           /* of `at` */
    size_t line_start;
    coop__csv_options options;
    coop__buffer scratch;   /* unescaped quoted fields of this record */
    coop__buffer fields_buffer;
    const coop__field *fields;
    int64_t n_fields;
    int64_t n_blank;        /* wholly empty lines passed over so far (an empty value in a file of
                               one column is written "") */
    coop__csv_problem problem;
    size_t scanned;         /* bytes whose delimiters, quotes and line ends have been looked for */
    uint64_t marks;         /* one bit for each of those not yet used, of the last 64 scanned */
    bool started;
    bool has_more;          /* bytes[n] and what follows are to come, see coop__csv_resume */
} coop__csv;

/* Starts at bytes[0], after a UTF-8 byte order mark if there is one. Nothing is copied: the bytes
 * are kept. */
void coop__csv_open(coop__csv *csv, const coop_allocator *a, const char *bytes, size_t n,
                    const coop__csv_options *options);
coop__csv_event coop__csv_next(coop__csv *csv);

/* Input that comes in pieces: bytes[0] is the byte that csv->at was, the lines are counted on. Both
 * need a record to start there, which is so after each event but COOP__CSV_NO_MEMORY. */
void coop__csv_resume(coop__csv *csv, const char *bytes, size_t n, bool has_more);
/* Goes to a record that starts at `at` in a line. */
void coop__csv_seek(coop__csv *csv, size_t at, int64_t line);
void coop__csv_close(coop__csv *csv);

/* The delimiter that a header line seems to use when it is not the expected one: ';', '\t', '|' or
 * 0. For the hint in an error. */
char coop__csv_guess_delimiter(const char *bytes, size_t n);

#endif
