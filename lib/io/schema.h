/* schema.h -- a data package's descriptor as the reader needs it.
 *
 * What the reader would not act on is refused, not passed over: a constraint, format or dialect
 * that it does not know, a misspelled member, a column of a table that the library itself reads
 * and that is not of the type it reads. Members that only describe (title, licenses, ...) are free
 * at the levels of package and resource.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__SCHEMA_H
#define COOP__SCHEMA_H

#include "../table/table.h"
#include "json.h"
#include "mapping.h"
#include "words.h"

/* Limits; passing one is COOP_LIMIT. A hostile descriptor takes 56 times its bytes as a tree. */
#define COOP__DESCRIPTOR_MOST ((size_t)1 << 20) /* bytes of a descriptor */
#define COOP__TABLES_MOST 1024                  /* tables of a package */
#define COOP__FIELDS_MOST 4096                  /* fields of a table, as many as a CSV record has */
#define COOP__KEY_MOST 8                        /* fields of a primary key */

/* One field of a table: where its text comes from, its type, and what it must hold to. */
typedef struct coop__field_schema {
    const char *name;
    const char *column;    /* header of the file's column; the name unless the descriptor maps it */
    const char *precision; /* header of the column that tells a date's precision, or whether it is
                              estimated; NULL: none */
    coop_type type;
    int32_t scale;
    const char *currency;  /* ISO code, or name of the field that holds it; NULL: none */
    const char *unit;
    char delimiter;        /* of a set */
    bool is_shares;        /* code text CODE:number;... */
    double sum_at_most;    /* of shares, 0: no limit */
    bool is_required, is_unique;
    coop__word_list words;      /* replacements by the word of the file */
    coop__word_list enumerated; /* allowed words */
    bool has_minimum, has_maximum;
    double minimum, maximum;
    coop__mapping mapping;
    bool (*is_known)(const char *word, size_t n); /* words that the library acts on; NULL: any */
    const coop__json *node;
} coop__field_schema;

typedef struct coop__foreign_key {
    int64_t field;     /* index */
    const char *table; /* the table's own name for a reference to itself */
    const char *key;   /* field of that table */
    const coop__json *node;
} coop__foreign_key;

typedef struct coop__table_schema {
    const char *name, *path;
    coop__field_schema *fields;
    int64_t n_fields;
    int64_t key[COOP__KEY_MOST]; /* fields of the primary key */
    int64_t n_key;
    coop__foreign_key *foreign;
    int64_t n_foreign;
    coop__word_list missing;   /* missing values; none: the empty text */
    int64_t from, to, known;   /* fields of the time roles, -1: none */
    char delimiter;            /* of the file */
    bool is_subset;            /* the file may have columns that no field reads */
    const coop__json *node;
} coop__table_schema;

typedef struct coop__package_schema {
    const char *title, *version;
    coop_date as_of;
    coop__table_schema *tables;
    int64_t n_tables;
    const coop__json *node;
} coop__package_schema;

/* Reads a descriptor. The first fault is told with file, line, column and what was expected:
 * FORMAT, CONFLICT, REFERENCE or RANGE; UNSUPPORTED for what would be passed over silently; LIMIT.
 * Everything lives in the arena. */
coop_status coop__schema_read(coop__arena *arena, const char *file, const char *bytes, size_t n,
                              coop__package_schema *out, coop_error *err);

#endif
