/* csv_scan.h -- where delimiters, quotes and line ends are, 64 bytes at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__CSV_SCAN_H
#define COOP__CSV_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COOP__CSV_BLOCK ((size_t)64)

/* Bit i of the result: byte i of the 64 is a delimiter, quote, CR or LF. */
uint64_t coop__csv_block(const unsigned char *p, char delimiter);

/* The marks of a stretch that begins with a record: what ends a field or a record, as far as quotes
 * can be trusted. CRLF is one mark, at its CR. Arrays have room for one mark a byte and for
 * COOP__CSV_BLOCK more. */
typedef struct coop__csv_marks {
    uint32_t *at;     /* offsets of delimiters and line ends outside quotes */
    uint32_t *ends;   /* offsets of those that are line ends (a CR may be a stray one) */
    size_t n, n_ends;
    bool has_quotes;  /* a field that begins with a quote ends with one, what is doubled inside is
                         left so */
    bool has_odd;     /* NUL or bytes that are not ASCII */
} coop__csv_marks;

/* Looks at whole blocks of bytes[0..n), n below 2^32; stops before a misplaced quote. */
void coop__csv_scan(const char *bytes, size_t n, char delimiter, coop__csv_marks *marks);

#endif
