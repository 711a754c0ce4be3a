/* catalog.h -- named tables with their keys, their references to each other, and their time roles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__CATALOG_H
#define COOP__CATALOG_H

#include "table.h"

/* Column `column` (code or set) names rows of another table by key. The look-up is by dictionary
 * code: the key of a million rows is resolved once a word. */
typedef struct coop__link {
    int64_t column;
    int64_t target;       /* entry index */
    int64_t *row_of_code; /* n_words of the column; -1: no such row */
} coop__link;

typedef struct coop__entry {
    const char *name;
    coop_table *table;
    int64_t key;         /* code column that identifies a row, -1: none */
    int64_t *row_of_key; /* by code of the key column */
    coop__link *links;
    int64_t n_links;
    int64_t from, to, known; /* span or date columns that play a time role, -1: none */
} coop__entry;

typedef struct coop__catalog {
    coop__arena arena;
    coop__entry *entries;
    int64_t n, capacity;
} coop__catalog;

/* Entry by table name, -1: none. */
int64_t coop__catalog_find(const coop__catalog *catalog, const char *name);

/* Adds a table, which is taken on success; -1: no memory. The name is copied. */
int64_t coop__catalog_add(coop__catalog *catalog, const char *name, coop_table *table);

/* Makes a code column the key. *row (may be NULL) gets the first row whose key is missing or was
 * there before: then CONFLICT, and *other (may be NULL) the earlier row (-1 for a missing key). */
coop_status coop__catalog_key(coop__catalog *catalog, int64_t entry, int64_t column, int64_t *row,
                              int64_t *other, coop_error *err);

/* Links a code or set column to a keyed table. Dangling words are no failure here: look for -1. A
 * column that has a link is a CONFLICT. */
coop_status coop__catalog_link(coop__catalog *catalog, int64_t entry, int64_t column,
                               int64_t target, coop_error *err);

/* The link of a column, NULL if it has none. */
const coop__link *coop__entry_link(const coop__entry *entry, int64_t column);

/* Row of the target table that a code column's cell names; -1 for none. */
int64_t coop__link_row(const coop__entry *entry, const coop__link *link, int64_t row);

/* Row of a key, -1 for none. */
int64_t coop__entry_find(const coop__entry *entry, const char *key, size_t n);

/* A row that is its own ancestor along a link of a table to itself, or -1. O(rows). */
int64_t coop__entry_cycle(coop__arena *scratch, const coop__entry *entry, const coop__link *link,
                          bool *no_memory);

void coop__catalog_free(coop__catalog *catalog);

#endif
