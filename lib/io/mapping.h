/* mapping.h -- how a foreign file writes a field: marks and units of its numbers, its dates, its
 * words. README.md beside this file tells what a descriptor says of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__MAPPING_H
#define COOP__MAPPING_H

#include "../core/alloc.h"
#include "../table/table.h"
#include "json.h"

typedef struct coop__mapping {
    const char *value;     /* what every row has, no column is read; NULL: the column's cells */
    const char *format;    /* of dates, with %Y, %m, %d; NULL: ISO 8601 and EDTF */
    const char *prefix, *suffix; /* what stands before and behind each number; "": nothing */
    const char *group;     /* thousands mark, "": none */
    char decimal;          /* mark of decimals */
    int32_t shift;         /* numbers are times 10^shift */
    bool is_number;        /* any of these four is not as usual */
    bool is_year_only;     /* a 1 January says no more than its year */
    const char *estimated; /* header of the column that tells which dates do; NULL: all of them */
    const char *scheme;    /* crosswalk whose words the cells are; NULL: none */
    bool has_terms;        /* words of that scheme are replaced: it is one of flows or measures */
} coop__mapping;

/* What is wrong with a descriptor's field: the place, and what was expected. */
typedef struct coop__mapping_fault {
    const coop__json *at;
    const char *rule;
} coop__mapping_fault;

/* Reads a field of a descriptor, of whose `type` it is known. FORMAT, RANGE or UNSUPPORTED with the
 * fault filled; all texts live in the tree. */
coop_status coop__mapping_read(const coop__json *field, coop_type type, coop__mapping *out,
                               coop__mapping_fault *fault);

/* Writes a cell as the library reads it. *text may then lie in the scratch buffer. FORMAT with
 * *rule, or MEMORY. */
coop_status coop__mapping_apply(const coop__mapping *mapping, coop__buffer *scratch,
                                const char **text, size_t *n, const char **rule);

/* A date that says less than its day, widened. `flag` is the cell of the column `estimated`. False:
 * it is no word for yes or no. */
bool coop__mapping_widen(const coop__mapping *mapping, const char *flag, size_t n,
                         coop_span *span);

/* The register's flow or measure for the scheme's word, "" for one that tells nothing; NULL: none. */
const char *coop__scheme_term(const char *scheme, const char *word, size_t n);

/* True if the library has the scheme; true if the scheme has the word, or gives the term. */
bool coop__scheme_is_known(const char *scheme);
bool coop__scheme_has(const char *scheme, const char *word, size_t n);

#endif
