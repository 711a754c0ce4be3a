/* columns.h -- the bench's raw files as plain columns in Arrow's layout.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_BENCH_COLUMNS_H
#define COOP_BENCH_COLUMNS_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <coopstat/table.h>

#include "words.h"

enum {
    COLUMN_MECH,
    COLUMN_STATUS,
    COLUMN_SECTOR,
    COLUMN_RECIPIENT,
    COLUMN_SIGNED,
    COLUMN_COMPLETED,
    COLUMN_DUE,
    COLUMN_AMOUNT,
    COLUMN_PARTIES,
    COLUMN_SIX,
    N_COLUMNS
};

/* Words of the dictionaries that are made, not listed. */
static char nation_bytes[N_RECIPIENTS][4], sector_bytes[N_SECTORS][4];
static const char *nation_words[N_RECIPIENTS], *sector_words[N_SECTORS];

/* Zeroed memory on large pages where the system gives them: as the roofline kernels have it. */
static inline void *pages(size_t bytes)
{
    const size_t page = (size_t)2 << 20;
    size_t whole = (bytes + 64 + page - 1) / page * page;
    void *memory = aligned_alloc(page, whole);
    if (memory == NULL) {
        fprintf(stderr, "no memory for %zu bytes\n", whole);
        exit(1);
    }
#ifdef MADV_HUGEPAGE
    (void)madvise(memory, whole, MADV_HUGEPAGE);
#endif
    return memset(memory, 0, whole);
}

static inline double file_size(const char *path)
{
    FILE *file = fopen(path, "rb");
    double size = 0.0;
    if (file != NULL) {
        size = fseek(file, 0, SEEK_END) == 0 ? (double)ftell(file) : 0.0;
        fclose(file);
    }
    return size;
}

static inline void *read_column(const char *folder, const char *name, size_t bytes)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.bin", folder, name);
    FILE *file = fopen(path, "rb");
    char *memory = pages(bytes);
    if (file == NULL || fread(memory, 1, bytes, file) != bytes) {
        perror(path);
        exit(1);
    }
    fclose(file);
    return memory;
}

static inline coop_column plain(const char *name, coop_type type, int32_t width, int64_t n,
                                const void *values)
{
    coop_column column = {.struct_size = sizeof column,
                          .name = name,
                          .type = type,
                          .width = width,
                          .n_rows = n,
                          .values = values};
    return column;
}

static inline coop_column codes(const char *folder, const char *name, int64_t n,
                                const char *const *words, int64_t n_words)
{
    coop_column column = plain(name, COOP_TYPE_CODE, 1, n, read_column(folder, name, (size_t)n));
    column.words = words;
    column.n_words = n_words;
    return column;
}

static inline coop_column days(const char *folder, const char *name, int64_t n)
{
    int32_t *values = read_column(folder, name, (size_t)n * 4);
    uint8_t *validity = pages((size_t)n / 8 + 1);
    coop_column column = plain(name, COOP_TYPE_DATE, 4, n, values);
    for (int64_t i = 0; i < n; i++) {
        bool is_there = values[i] != COOP_DATE_NONE;
        validity[i / 8] = (uint8_t)(validity[i / 8] | is_there << i % 8);
        column.n_null += !is_there;
    }
    column.validity = column.n_null > 0 ? validity : NULL;
    return column;
}

/* Dollars as whole cents. */
static inline coop_column money(const char *folder, const char *name, int64_t n)
{
    double *dollars = read_column(folder, name, (size_t)n * 8);
    int64_t *cents = pages((size_t)n * 8);
    uint8_t *validity = pages((size_t)n / 8 + 1);
    coop_column column = plain(name, COOP_TYPE_MONEY, 8, n, cents);
    for (int64_t i = 0; i < n; i++) {
        bool is_there = !isnan(dollars[i]);
        cents[i] = is_there ? llrint(dollars[i] * 100) : 0;
        validity[i / 8] = (uint8_t)(validity[i / 8] | is_there << i % 8);
        column.n_null += !is_there;
    }
    free(dollars);
    column.scale = 2;
    column.unit = "USD";
    column.validity = column.n_null > 0 ? validity : NULL;
    return column;
}

/* The members of bit sets as lists; `most` nations of them. */
static inline coop_column members(const uint64_t *sets, const char *name, int64_t n, int most)
{
    const uint64_t mask = ~UINT64_C(0) >> (64 - most);
    int64_t *starts = pages(((size_t)n + 1) * 8);
    for (int64_t i = 0; i < n; i++) {
        starts[i + 1] = starts[i] + __builtin_popcountll(sets[i] & mask);
    }
    uint32_t *values = pages((size_t)starts[n] * 4);
    for (int64_t i = 0; i < n; i++) {
        uint32_t *next = values + starts[i];
        for (uint64_t set = sets[i] & mask; set != 0; set &= set - 1) {
            *next++ = (uint32_t)__builtin_ctzll(set);
        }
    }
    coop_column column = plain(name, COOP_TYPE_SET, 4, n, values);
    column.offsets = starts;
    column.words = nation_words;
    column.n_words = most;
    return column;
}

static inline void load_columns(const char *folder, int64_t n, coop_column out[N_COLUMNS])
{
    for (unsigned i = 0; i < N_RECIPIENTS; i++) {
        nation_words[i] = nation_word(i, nation_bytes[i]);
    }
    for (unsigned i = 0; i < N_SECTORS; i++) {
        sector_words[i] = sector_word(i, sector_bytes[i]);
    }
    out[COLUMN_MECH] = codes(folder, "mech", n, mechs, N_MECHS);
    out[COLUMN_STATUS] = codes(folder, "status", n, statuses, N_STATUSES);
    out[COLUMN_SECTOR] = codes(folder, "sector", n, sector_words, N_SECTORS);
    out[COLUMN_RECIPIENT] = codes(folder, "recipient", n, nation_words, N_RECIPIENTS);
    out[COLUMN_SIGNED] = days(folder, "signed", n);
    out[COLUMN_COMPLETED] = days(folder, "completed", n);
    out[COLUMN_DUE] = days(folder, "due", n);
    out[COLUMN_AMOUNT] = money(folder, "amount", n);
    uint64_t *sets = read_column(folder, "parties", (size_t)n * 8);
    out[COLUMN_PARTIES] = members(sets, "parties", n, N_NATIONS);
    out[COLUMN_SIX] = members(sets, "six", n, 6);
    free(sets);
}

/* ---- for a library that cannot take them in place ---- */

static inline coop_status append_members(coop_builder *builder, const coop_column *column,
                                         int64_t row, coop_error *err)
{
    const uint32_t *values = column->values;
    char text[5 * N_NATIONS] = "";
    size_t n = 0;
    for (int64_t i = column->offsets[row]; i < column->offsets[row + 1]; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", n > 0 ? ";" : "",
                              column->words[values[i]]);
    }
    return coop_builder_text(builder, text, err);
}

static inline coop_status append_cell(coop_builder *builder, const coop_column *column, int64_t row,
                                      coop_error *err)
{
    if (column->validity != NULL && (column->validity[row / 8] >> row % 8 & 1) == 0) {
        return coop_builder_text(builder, NULL, err);
    }
    switch (column->type) {
    case COOP_TYPE_CODE:
        return coop_builder_text(builder, column->words[((const uint8_t *)column->values)[row]],
                                 err);
    case COOP_TYPE_DATE:
        return coop_builder_integer(builder, ((const int32_t *)column->values)[row], err);
    case COOP_TYPE_MONEY:
        return coop_builder_integer(builder, ((const int64_t *)column->values)[row], err);
    default:
        return append_members(builder, column, row, err);
    }
}

#endif
