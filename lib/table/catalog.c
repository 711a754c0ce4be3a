/* catalog.c -- named tables with their keys, their references to each other, and their time roles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "catalog.h"

#include <string.h>

#include "../core/error.h"

int64_t coop__catalog_find(const coop__catalog *catalog, const char *name)
{
    for (int64_t i = 0; i < catalog->n; i++) {
        if (strcmp(catalog->entries[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

int64_t coop__catalog_add(coop__catalog *catalog, const char *name, coop_table *table)
{
    if (catalog->n == catalog->capacity) {
        int64_t capacity = catalog->capacity == 0 ? 32 : catalog->capacity * 2;
        coop__entry *entries =
            coop__arena_alloc(&catalog->arena, (size_t)capacity, sizeof *entries);
        if (entries == NULL) {
            return -1;
        }
        if (catalog->n > 0) {
            memcpy(entries, catalog->entries, (size_t)catalog->n * sizeof *entries);
        }
        catalog->entries = entries;
        catalog->capacity = capacity;
    }
    char *copy = coop__arena_text(&catalog->arena, name, strlen(name));
    coop__link *links = coop__arena_alloc(&catalog->arena, (size_t)table->n_columns, sizeof *links);
    if (copy == NULL || links == NULL) {
        return -1;
    }
    coop__entry entry = {
        .name = copy, .table = table, .key = -1, .links = links, .from = -1, .to = -1, .known = -1};
    catalog->entries[catalog->n] = entry;
    return catalog->n++;
}

coop_status coop__catalog_key(coop__catalog *catalog, int64_t entry_index, int64_t column_index,
                              int64_t *row, int64_t *other, coop_error *err)
{
    coop__entry *entry = &catalog->entries[entry_index];
    const coop__column *column = &entry->table->columns[column_index];
    int64_t *rows = coop__arena_alloc(&catalog->arena, column->words.n, sizeof *rows);
    if (rows == NULL) {
        return coop__no_memory(err);
    }
    for (uint32_t code = 0; code < column->words.n; code++) {
        rows[code] = -1;
    }
    for (int64_t i = 0; i < column->n_rows; i++) {
        bool is_missing = !coop__is_valid(column, i);
        uint32_t code = coop__code_at(column, i);
        if (is_missing || rows[code] >= 0) {
            int64_t before = is_missing ? -1 : rows[code];
            if (row != NULL) {
                *row = i;
            }
            if (other != NULL) {
                *other = before;
            }
            return coop__fail(err, COOP_CONFLICT,
                              "table '%s' has a key twice, or a row without key", entry->name);
        }
        rows[code] = i;
    }
    entry->key = column_index;
    entry->row_of_key = rows;
    return COOP_OK;
}

int64_t coop__entry_find(const coop__entry *entry, const char *key, size_t n)
{
    if (entry->key < 0) {
        return -1;
    }
    int64_t code = coop__pool_find(&entry->table->columns[entry->key].words, key, n);
    return code < 0 ? -1 : entry->row_of_key[code];
}

const coop__link *coop__entry_link(const coop__entry *entry, int64_t column)
{
    for (int64_t i = 0; i < entry->n_links; i++) {
        if (entry->links[i].column == column) {
            return &entry->links[i];
        }
    }
    return NULL;
}

coop_status coop__catalog_link(coop__catalog *catalog, int64_t entry_index, int64_t column_index,
                               int64_t target_index, coop_error *err)
{
    coop__entry *entry = &catalog->entries[entry_index];
    const coop__entry *target = &catalog->entries[target_index];
    const coop__pool *words = &entry->table->columns[column_index].words;
    if (coop__entry_link(entry, column_index) != NULL) {
        return coop__fail(err, COOP_CONFLICT, "column '%s' of table '%s' is linked already",
                          entry->table->columns[column_index].name, entry->name);
    }
    int64_t *rows = coop__arena_alloc(&catalog->arena, words->n, sizeof *rows);
    if (rows == NULL) {
        return coop__no_memory(err);
    }
    for (uint32_t code = 0; code < words->n; code++) {
        rows[code] = coop__entry_find(target, words->words[code], words->lengths[code]);
    }
    coop__link link = {column_index, target_index, rows};
    entry->links[entry->n_links++] = link;
    return COOP_OK;
}

int64_t coop__link_row(const coop__entry *entry, const coop__link *link, int64_t row)
{
    const coop__column *column = &entry->table->columns[link->column];
    return coop__is_valid(column, row) ? link->row_of_code[coop__code_at(column, row)] : -1;
}

int64_t coop__entry_cycle(coop__arena *scratch, const coop__entry *entry, const coop__link *link,
                          bool *no_memory)
{
    /* Walk up from each row; a walk that meets its own mark has closed a circle. */
    int64_t n = entry->table->n_rows;
    int64_t *walk_of = coop__arena_alloc(scratch, (size_t)n, sizeof *walk_of);
    *no_memory = walk_of == NULL;
    for (int64_t start = 0; walk_of != NULL && start < n; start++) {
        int64_t row = start;
        while (row >= 0 && walk_of[row] == 0) {
            walk_of[row] = start + 1;
            row = coop__link_row(entry, link, row);
        }
        if (row >= 0 && walk_of[row] == start + 1) {
            return row;
        }
    }
    return -1;
}

void coop__catalog_free(coop__catalog *catalog)
{
    for (int64_t i = 0; i < catalog->n; i++) {
        coop_table_free(catalog->entries[i].table);
    }
    coop__arena_free(&catalog->arena);
    catalog->entries = NULL;
    catalog->n = 0;
    catalog->capacity = 0;
}
