/* schema.h -- a data package's descriptor as the reader needs it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__SCHEMA_H
#define COOP__SCHEMA_H

#include "../table/table.h"
#include "json.h"

/* One field of a table: where its text comes from, its type, and what it must hold to. */
typedef struct coop__field_schema {
    const char *name;
    const char *column;    /* header of the file's column; the name unless the descriptor maps it */
    const char *precision; /* header of the column that tells a date's precision, NULL: none */
    coop_type type;
    int32_t scale;
    const char *currency;  /* ISO code, or name of the field that holds it; NULL: none */
    const char *unit;
    char delimiter;        /* of a set */
    bool is_shares;        /* code text CODE:number;... */
    double sum_at_most;    /* of shares, 0: no limit */
    bool is_required, is_unique;
    const coop__json *words;     /* replacements of words, NULL: none */
    const coop__json *enumerated; /* allowed words, NULL: any */
    bool has_minimum, has_maximum;
    double minimum, maximum;
} coop__field_schema;

typedef struct coop__foreign_key {
    int64_t field;      /* index */
    const char *table;  /* the table's own name for a reference to itself */
    const coop__json *node;
} coop__foreign_key;

#define COOP__KEY_MOST 8

typedef struct coop__table_schema {
    const char *name, *path;
    coop__field_schema *fields;
    int64_t n_fields;
    int64_t key[COOP__KEY_MOST]; /* fields of the primary key */
    int64_t n_key;
    coop__foreign_key *foreign;
    int64_t n_foreign;
    const coop__json *missing; /* missing values, NULL: the empty text */
    int64_t from, to, known;   /* fields of the time roles, -1: none */
    char delimiter;            /* of the file */
} coop__table_schema;

typedef struct coop__package_schema {
    const char *title, *version;
    coop_date as_of;
    coop__table_schema *tables;
    int64_t n_tables;
} coop__package_schema;

/* Reads a descriptor. FORMAT with file, line, column and what was expected; UNSUPPORTED for a
 * constraint or property that would be passed over silently. Everything lives in the arena. */
coop_status coop__schema_read(coop__arena *arena, const char *file, const char *bytes, size_t n,
                              coop__package_schema *out, coop_error *err);

#endif
