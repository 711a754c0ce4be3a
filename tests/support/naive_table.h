/* naive_table.h -- random tables of every type with up to some ten thousand rows, as cells in an
 * array, and the same rows as tables of the library: built, or over arrays in place.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_NAIVE_TABLE_H
#define COOP_TEST_NAIVE_TABLE_H

#include <math.h>
#include <stdio.h>

#include "random.h"
#include "register.h"

enum {
    NAIVE_A, /* int8 */
    NAIVE_B, /* int16 */
    NAIVE_C, /* int32 */
    NAIVE_N, /* int64 */
    NAIVE_F, /* float64 */
    NAIVE_T, /* bool */
    NAIVE_D, /* date */
    NAIVE_E, /* date */
    NAIVE_O, /* date or span: the day a row begins */
    NAIVE_P, /* span */
    NAIVE_M, /* money */
    NAIVE_K, /* code */
    NAIVE_S, /* set */
    NAIVE_X, /* text */
    NAIVE_R, /* code that names a row of the second table */
    NAIVE_COLUMNS
};

enum { NAIVE_MEMBERS = 10, NAIVE_NATIONS = 12, NAIVE_REGIONS = 4, NAIVE_DAY_0 = 17897 };

static const char *const naive_names[NAIVE_COLUMNS] = {
    "a", "b", "c", "n", "f", "t", "d", "e", "committed", "p", "m", "k", "s", "x", "recipient"};

typedef struct naive_cell {
    bool is_null;
    int64_t i; /* integer, minor units, first day, number of a word, bits of a set */
    int64_t last;
    double x;
} naive_cell;

typedef struct naive_table {
    int64_t n;
    int32_t scale, n_words;
    bool has_from, from_is_span, is_extreme;
    naive_cell *cells; /* row by row */
    naive_cell nations[NAIVE_NATIONS][2]; /* region, w */
    char (*words)[12];
} naive_table;

static inline int64_t naive_pick(uint64_t *state, int64_t n)
{
    return (int64_t)(next_random(state) % (uint64_t)n);
}

static inline const naive_cell *naive_at(const naive_table *t, int64_t row, int column)
{
    return &t->cells[row * NAIVE_COLUMNS + column];
}

static inline coop_type naive_type(const naive_table *t, int column)
{
    static const coop_type types[NAIVE_COLUMNS] = {
        COOP_TYPE_INT8, COOP_TYPE_INT16, COOP_TYPE_INT32, COOP_TYPE_INT64, COOP_TYPE_FLOAT64,
        COOP_TYPE_BOOL, COOP_TYPE_DATE,  COOP_TYPE_DATE,  COOP_TYPE_DATE,  COOP_TYPE_SPAN,
        COOP_TYPE_MONEY, COOP_TYPE_CODE, COOP_TYPE_SET,   COOP_TYPE_TEXT,  COOP_TYPE_CODE};
    return column == NAIVE_O && t->from_is_span ? COOP_TYPE_SPAN : types[column];
}

/* The letters of the set's words, against the order of their numbers. */
static inline char naive_member(int64_t i)
{
    return (char)('z' - i);
}

/* ---- random cells ---- */

static inline int64_t naive_integer(const naive_table *t, uint64_t *state, int column)
{
    static const int64_t sizes[] = {5, 40, 3, 0};
    static const int64_t most[] = {127, 32767, INT32_MAX, INT64_MAX};
    int64_t size = column == NAIVE_N ? (t->n > 100 ? 1000000007 : 50) : sizes[column];
    if (column == NAIVE_C && t->n_words > 100) {
        size = 90000;
    }
    if (t->is_extreme && naive_pick(state, 6) == 0) {
        return naive_pick(state, 2) == 0 ? most[column] : -most[column] - 1;
    }
    return naive_pick(state, 2 * size + 1) - size;
}

static inline naive_cell naive_span(uint64_t *state)
{
    naive_cell cell = {.i = NAIVE_DAY_0 + naive_pick(state, 1500)};
    cell.last = cell.i + (naive_pick(state, 2) == 0 ? 0 : naive_pick(state, 30));
    return cell;
}

static inline naive_cell naive_random_cell(const naive_table *t, uint64_t *state, int column)
{
    naive_cell cell = {.is_null = false};
    switch (column) {
    case NAIVE_F:
        cell.x = (double)(naive_pick(state, 8193) - 4096) / (naive_pick(state, 2) == 0 ? 1 : 1024);
        break;
    case NAIVE_T:
        cell.i = naive_pick(state, 2);
        break;
    case NAIVE_D:
    case NAIVE_E:
    case NAIVE_O:
    case NAIVE_P:
        cell = naive_span(state);
        cell.last = naive_type(t, column) == COOP_TYPE_DATE ? cell.i : cell.last;
        break;
    case NAIVE_M:
        cell.i = naive_pick(state, 200001) - 100000;
        break;
    case NAIVE_K:
    case NAIVE_X:
        cell.i = naive_pick(state, t->n_words);
        break;
    case NAIVE_S:
        cell.i = next_random(state) & next_random(state) & ((1 << NAIVE_MEMBERS) - 1);
        break;
    case NAIVE_R:
        cell.i = naive_pick(state, NAIVE_NATIONS);
        break;
    default:
        cell.i = naive_integer(t, state, column);
        break;
    }
    return cell;
}

/* Words of one letter and a number, so that their order is not that of their numbers. */
static inline void naive_word(char out[12], int64_t i)
{
    snprintf(out, 12, "%c%d", (char)('a' + i * 7 % 26), (int)(i % 100000));
    if (i == 2) {
        out[0] = '\0';
    }
}

static inline naive_table naive_table_random(uint64_t *state, int64_t n_rows)
{
    static const int32_t words[] = {1, 3, 16, 17, 256, 257, 5000};
    naive_table t = {.n = n_rows, .n_words = words[naive_pick(state, 7)]};
    t.scale = (int32_t)(naive_pick(state, 4));
    t.has_from = naive_pick(state, 3) > 0;
    t.from_is_span = naive_pick(state, 3) == 0;
    t.is_extreme = naive_pick(state, 4) == 0;
    t.words = calloc((size_t)t.n_words, sizeof *t.words);
    t.cells = calloc((size_t)n_rows * NAIVE_COLUMNS + 1, sizeof *t.cells);
    ck_assert(t.words != NULL && t.cells != NULL);
    for (int32_t i = 0; i < t.n_words; i++) {
        naive_word(t.words[i], i);
    }
    int64_t nulls[NAIVE_COLUMNS]; /* of 8 cells: 0 none, 8 all */
    for (int j = 0; j < NAIVE_COLUMNS; j++) {
        static const int64_t of_8[] = {0, 0, 0, 1, 1, 4, 8};
        nulls[j] = of_8[naive_pick(state, 7)];
    }
    for (int64_t i = 0; i < n_rows * NAIVE_COLUMNS; i++) {
        int j = (int)(i % NAIVE_COLUMNS);
        t.cells[i] = naive_random_cell(&t, state, j);
        t.cells[i].is_null = naive_pick(state, 8) < nulls[j];
    }
    for (int i = 0; i < NAIVE_NATIONS; i++) {
        t.nations[i][0] = (naive_cell){.is_null = naive_pick(state, 4) == 0};
        t.nations[i][1] = (naive_cell){.is_null = naive_pick(state, 4) == 0};
        t.nations[i][0].i = naive_pick(state, NAIVE_REGIONS);
        t.nations[i][1].i = naive_pick(state, 9) - 4;
    }
    return t;
}

static inline void naive_table_close(naive_table *t)
{
    free(t->cells);
    free(t->words);
}

/* ---- built tables ---- */

static inline const char *naive_cell_text(const naive_table *t, const naive_cell *cell, int column,
                                          char out[48])
{
    size_t n = 0;
    coop_span span = {(coop_date)cell->i, (coop_date)cell->last};
    out[0] = '\0';
    if (naive_type(t, column) == COOP_TYPE_SPAN) {
        ck_assert_int_eq(coop_span_format(span, out, NULL), COOP_OK);
    } else if (column == NAIVE_S) {
        for (int i = 0; i < NAIVE_MEMBERS; i++) {
            if ((cell->i >> i & 1) != 0) {
                n += (size_t)snprintf(out + n, 48 - n, "%s%c", n > 0 ? ";" : "", naive_member(i));
            }
        }
    } else if (column == NAIVE_R) {
        snprintf(out, 48, "n%d", (int)cell->i);
    } else {
        snprintf(out, 48, "%s", t->words[cell->i]);
    }
    return out;
}

static inline void naive_put(coop_builder *builder, const naive_table *t, int64_t row, int column)
{
    const naive_cell *cell = naive_at(t, row, column);
    char text[48];
    coop_status status = COOP_OK;
    if (cell->is_null) {
        status = coop_builder_text(builder, NULL, NULL);
    } else if (column == NAIVE_F) {
        status = coop_builder_number(builder, cell->x, NULL);
    } else if (column >= NAIVE_K || naive_type(t, column) == COOP_TYPE_SPAN) {
        status = coop_builder_text(builder, naive_cell_text(t, cell, column, text), NULL);
    } else {
        status = coop_builder_integer(builder, cell->i, NULL);
    }
    ck_assert_int_eq(status, COOP_OK);
}

static inline coop_table *naive_built(const naive_table *t)
{
    coop_builder *builder = NULL;
    coop_table *table = NULL;
    ck_assert_int_eq(coop_builder_new(NULL, &builder, NULL), COOP_OK);
    for (int j = 0; j < NAIVE_COLUMNS; j++) {
        const char *name = j == NAIVE_O && !t->has_from ? "o" : naive_names[j];
        ck_assert_int_eq(coop_builder_column(builder, name, naive_type(t, j),
                                             j == NAIVE_M ? t->scale : 0, NULL, NULL),
                         COOP_OK);
    }
    for (int64_t row = 0; row < t->n; row++) {
        for (int j = 0; j < NAIVE_COLUMNS; j++) {
            naive_put(builder, t, row, j);
        }
    }
    ck_assert_int_eq(coop_builder_finish(builder, &table, NULL), COOP_OK);
    return table;
}

static inline coop_table *naive_nation_table(const naive_table *t)
{
    char rows[NAIVE_NATIONS * 32] = "";
    size_t n = 0;
    for (int i = 0; i < NAIVE_NATIONS; i++) {
        char cells[2][16] = {"", ""};
        if (!t->nations[i][0].is_null) {
            snprintf(cells[0], 16, "r%d", (int)t->nations[i][0].i);
        }
        if (!t->nations[i][1].is_null) {
            snprintf(cells[1], 16, "%d", (int)t->nations[i][1].i);
        }
        n += (size_t)snprintf(rows + n, sizeof rows - n, "%sn%d|%s|%s", i > 0 ? "\n" : "", i,
                              cells[0], cells[1]);
    }
    coop_table *table = NULL;
    ck_assert_int_eq(table_of(NULL, "id:code region:code w:int32", rows, &table, NULL), COOP_OK);
    return table;
}

/* ---- tables over arrays ---- */

typedef struct naive_arrays {
    void *values[NAIVE_COLUMNS];
    uint8_t *validity[NAIVE_COLUMNS];
    int64_t *offsets[NAIVE_COLUMNS];
    const char **words[NAIVE_COLUMNS];
    char text[64][4];
} naive_arrays;

static inline void naive_arrays_free(void *ctx)
{
    naive_arrays *arrays = ctx;
    for (int j = 0; j < NAIVE_COLUMNS; j++) {
        free(arrays->values[j]);
        free(arrays->validity[j]);
        free(arrays->offsets[j]);
        free(arrays->words[j]);
    }
    free(arrays);
}

static inline void *naive_room(size_t n, size_t size)
{
    void *room = calloc(n + 1, size);
    ck_assert_ptr_nonnull(room);
    return room;
}

/* The value of a fixed width; what lies under a missing value is rubbish. */
static inline void naive_store(const naive_table *t, coop_column *column, int j, void *values,
                               int64_t row)
{
    const naive_cell *cell = naive_at(t, row, j);
    int64_t i = cell->is_null ? 0x5a5a5a5a5a5a5a5a : cell->i;
    if (column->type == COOP_TYPE_BOOL) {
        ((uint8_t *)values)[row >> 3] |= (uint8_t)((i & 1) << (row & 7));
    } else if (column->type == COOP_TYPE_FLOAT64) {
        ((double *)values)[row] = cell->is_null ? (double)INFINITY - (double)INFINITY : cell->x;
    } else if (column->type == COOP_TYPE_SPAN) {
        ((int32_t *)values)[2 * row] = (int32_t)i;
        ((int32_t *)values)[2 * row + 1] = (int32_t)(cell->is_null ? -i : cell->last);
    } else if (column->width == 1) {
        ((int8_t *)values)[row] = (int8_t)i;
    } else if (column->width == 2) {
        ((int16_t *)values)[row] = (int16_t)i;
    } else if (column->width == 4) {
        ((int32_t *)values)[row] = (int32_t)i;
    } else {
        ((int64_t *)values)[row] = i;
    }
}

/* Sets and texts. The members of a set lie in an order of their own. */
static inline void naive_store_list(const naive_table *t, int j, naive_arrays *arrays)
{
    uint32_t *codes = naive_room((size_t)t->n * NAIVE_MEMBERS, sizeof *codes);
    char *bytes = (char *)codes;
    int64_t *offsets = naive_room((size_t)t->n, sizeof *offsets);
    int64_t at = 0;
    for (int64_t row = 0; row < t->n; row++) {
        const naive_cell *cell = naive_at(t, row, j);
        if (j == NAIVE_X) {
            size_t n = strlen(t->words[cell->i]);
            memcpy(bytes + at, t->words[cell->i], n);
            at += (int64_t)n;
        }
        for (int64_t i = 0; j == NAIVE_S && i < NAIVE_MEMBERS; i++) {
            int64_t member = (i * 7 + row) % NAIVE_MEMBERS;
            if ((cell->i >> member & 1) != 0) {
                codes[at++] = (uint32_t)member;
            }
        }
        offsets[row + 1] = at;
    }
    arrays->values[j] = codes;
    arrays->offsets[j] = offsets;
}

static inline void naive_dictionary(const naive_table *t, int j, naive_arrays *arrays,
                                    coop_column *column)
{
    column->n_words = j == NAIVE_K ? t->n_words : j == NAIVE_S ? NAIVE_MEMBERS : NAIVE_NATIONS;
    const char **words = naive_room((size_t)column->n_words, sizeof *words);
    for (int64_t i = 0; i < column->n_words; i++) {
        char *text = arrays->text[j == NAIVE_S ? i : 32 + i % 16];
        if (j == NAIVE_S) {
            snprintf(text, 4, "%c", naive_member(i));
        } else if (j == NAIVE_R) {
            snprintf(text, 4, "n%d", (int)(i % 100));
        }
        words[i] = j == NAIVE_K ? t->words[i] : text;
    }
    column->words = words;
    arrays->words[j] = words;
}

static inline coop_column naive_column(const naive_table *t, int j, naive_arrays *arrays)
{
    static const int32_t widths[] = {0, 1, 2, 4, 8, 8, 0, 4, 8, 8, 0, 4, 1};
    coop_column column = {.struct_size = sizeof column, .name = naive_names[j],
                          .type = naive_type(t, j), .n_rows = t->n};
    column.name = j == NAIVE_O && !t->has_from ? "o" : column.name;
    column.scale = j == NAIVE_M ? t->scale : 0;
    column.width = widths[column.type];
    if (column.type == COOP_TYPE_CODE) {
        column.width = j == NAIVE_R ? 2 : t->n_words <= 256 ? 1 : t->n_words == 257 ? 2 : 4;
    }
    uint8_t *validity = naive_room((size_t)t->n / 8 + 1, 1);
    for (int64_t row = 0; row < t->n; row++) {
        validity[row >> 3] |= (uint8_t)((naive_at(t, row, j)->is_null ? 0 : 1) << (row & 7));
    }
    arrays->validity[j] = validity;
    if (j == NAIVE_S || j == NAIVE_X) {
        naive_store_list(t, j, arrays);
    } else {
        arrays->values[j] = naive_room((size_t)t->n, 8);
        for (int64_t row = 0; row < t->n; row++) {
            naive_store(t, &column, j, arrays->values[j], row);
        }
    }
    if (j == NAIVE_K || j == NAIVE_R || j == NAIVE_S) {
        naive_dictionary(t, j, arrays, &column);
    }
    column.validity = validity;
    column.values = arrays->values[j];
    column.offsets = arrays->offsets[j];
    return column;
}

static inline coop_table *naive_in_place(const naive_table *t)
{
    naive_arrays *arrays = naive_room(1, sizeof *arrays);
    coop_column columns[NAIVE_COLUMNS];
    coop_owner owner = {arrays, naive_arrays_free};
    coop_table *table = NULL;
    coop_error err = {0};
    for (int j = 0; j < NAIVE_COLUMNS; j++) {
        columns[j] = naive_column(t, j, arrays);
    }
    ck_assert_msg(coop_table_of_columns(columns, NAIVE_COLUMNS, &owner, NULL, &table, &err) ==
                      COOP_OK,
                  "%s", err.message);
    return table;
}

/* The rows as table project of a register whose day is 2021-06-30. */
static inline coop_dataset *naive_register(const naive_table *t, bool in_place)
{
    static const char *const names[] = {"project", "nation"};
    coop_table *tables[2] = {in_place ? naive_in_place(t) : naive_built(t), naive_nation_table(t)};
    coop_dataset *data = NULL;
    coop_error err = {0};
    coop_status status =
        coop_dataset_of_tables(tables, names, 2, day_of("2021-06-30"), &data, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return data;
}

#endif
