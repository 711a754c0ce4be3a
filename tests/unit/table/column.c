/* column.c -- tests of lib/table/column.c: typed cells in Arrow's layout, taken back, and read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/table.h"

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "core/sink.h"
#include "strict.h"
#include "tables.h"

/* ---- types ---- */

START_TEST(every_type_has_a_name_and_no_other_number_has)
{
    static const char *const names[COOP_TYPE_END] = {"?",       "int8", "int16", "int32", "int64",
                                                     "float64", "bool", "date",  "span",  "money",
                                                     "code",    "set",  "text"};
    ck_assert_int_eq(COOP_TYPE_END, 13);
    for (coop_type type = 1; type < COOP_TYPE_END; type++) {
        ck_assert_str_eq(coop_type_name(type), names[type]);
        ck_assert_int_eq(coop__type_of_name(names[type]), type);
        ck_assert_int_eq(coop__type_is_integer(type), type <= COOP_TYPE_INT64);
    }
    const coop_type unknown[] = {0, -1, COOP_TYPE_END, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        ck_assert_str_eq(coop_type_name(unknown[i]), "?");
        ck_assert(!coop__type_is_integer(unknown[i]));
    }
    static const char *const others[] = {"", "?", "int", "INT8", "int8 ", "float", "string"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        ck_assert_int_eq(coop__type_of_name(others[i]), 0);
    }
}
END_TEST

/* ---- a lone column, in a table of its own ---- */

static coop__column *lone(const coop_allocator *a, coop_type type, int32_t scale,
                          coop_table **table)
{
    *table = coop__table_new(a);
    ck_assert_ptr_nonnull(*table);
    ck_assert_int_eq(coop__table_add(*table, "x", type, scale, NULL), 0);
    return &(*table)->columns[0];
}

static void append(coop__column *column, const char *text)
{
    coop_error err = {0};
    bool done = text == NULL
                    ? coop__append_null(column)
                    : coop__append_cell(column, text, strlen(text), ';', NULL, &err) == COOP_OK;
    if (!done) {
        ck_abort_msg("'%s': %s", text == NULL ? "(none)" : text, err.message);
    }
}

static void check_cell(const coop__column *column, int64_t row, const char *text)
{
    output out = {0};
    coop_sink sink = {&out, take_output};
    coop__writer writer = {.sink = &sink};
    coop__cell_write(&writer, column, row);
    ck_assert_int_eq(coop__sink_finish(&writer, NULL), COOP_OK);
    const char *found = out.bytes == NULL ? "" : out.bytes;
    if (coop__is_valid(column, row) != (text != NULL) ||
        strcmp(found, text == NULL ? "" : text) != 0) {
        ck_abort_msg("%s row %d is '%s', expected '%s'", coop_type_name(column->type), (int)row,
                     found, text == NULL ? "(none)" : text);
    }
    free(out.bytes);
}

/* Two cells of each type, in the form that they are written in. */
static const char *const pairs[COOP_TYPE_END][2] = {
    [COOP_TYPE_INT8] = {"-128", "127"},
    [COOP_TYPE_INT16] = {"-32768", "32767"},
    [COOP_TYPE_INT32] = {"-2147483648", "2147483647"},
    [COOP_TYPE_INT64] = {"-9223372036854775808", "9223372036854775807"},
    [COOP_TYPE_FLOAT64] = {"-0.1", "1.7976931348623157e+308"},
    [COOP_TYPE_BOOL] = {"true", "false"},
    [COOP_TYPE_DATE] = {"0001-01-01", "9999-12-31"},
    [COOP_TYPE_SPAN] = {"../..", "2023-05/2024-02"},
    [COOP_TYPE_MONEY] = {"-92233720368547758.08", "92233720368547758.07"},
    [COOP_TYPE_CODE] = {"KAZ", ""},
    [COOP_TYPE_SET] = {"KAZ;UZB", ""},
    [COOP_TYPE_TEXT] = {"a b", ""},
};

static int32_t scale_of(coop_type type)
{
    return type == COOP_TYPE_MONEY ? 2 : 0;
}

/* ---- missing cells ---- */

/* All patterns of present and missing cells over n rows. */
static void check_patterns(coop_type type, int n)
{
    for (uint32_t pattern = 0; pattern < 1u << n; pattern++) {
        strict s = {0};
        coop_allocator a = strictly(&s);
        coop_table *table = NULL;
        coop__column *column = lone(&a, type, scale_of(type), &table);
        int64_t n_null = 0;
        for (int i = 0; i < n; i++) {
            bool is_missing = (pattern >> i & 1) != 0;
            n_null += is_missing ? 1 : 0;
            append(column, is_missing ? NULL : pairs[type][i % 2]);
        }
        ck_assert(coop__table_close(table));
        ck_assert_int_eq(table->n_rows, n);
        coop_column view = column_at(table, 0);
        ck_assert_int_eq(view.n_null, n_null);
        ck_assert_int_eq(view.validity == NULL, n_null == 0);
        for (int i = 0; i < n; i++) {
            bool is_missing = (pattern >> i & 1) != 0;
            check_cell(column, i, is_missing ? NULL : pairs[type][i % 2]);
            if (has_value(&view, i) == is_missing) {
                ck_abort_msg("%s pattern %x row %d", coop_type_name(type), pattern, i);
            }
        }
        coop_table_free(table);
        ck_assert_int_eq(s.n_live, 0);
        ck_assert_int_eq(s.n_wrong, 0);
    }
}

START_TEST(a_cell_may_be_missing_at_any_place_of_any_type)
{
    for (coop_type type = 1; type < COOP_TYPE_END; type++) {
        for (int n = 0; n <= 5; n++) {
            check_patterns(type, n);
        }
    }
    check_patterns(COOP_TYPE_BOOL, 9);
    check_patterns(COOP_TYPE_INT8, 9);
    check_patterns(COOP_TYPE_SET, 9);
}
END_TEST

START_TEST(a_first_missing_cell_at_any_row_leaves_those_before_it_valid)
{
    for (coop_type type = 1; type < COOP_TYPE_END; type++) {
        for (int first = 0; first < 140; first += first < 20 ? 1 : 13) {
            coop_table *table = NULL;
            coop__column *column = lone(coop__allocator_of(NULL), type, scale_of(type), &table);
            for (int i = 0; i < first + 10; i++) {
                append(column, i == first ? NULL : pairs[type][i % 2]);
            }
            ck_assert(coop__table_close(table));
            coop_column view = column_at(table, 0);
            ck_assert_int_eq(view.n_null, 1);
            for (int i = 0; i < first + 10; i++) {
                if (has_value(&view, i) != (i != first)) {
                    ck_abort_msg("first missing %d: row %d", first, i);
                }
                check_cell(column, i, i == first ? NULL : pairs[type][i % 2]);
            }
            /* Bits behind the last row are 0. */
            int n = first + 10;
            int last = view.validity[n / 8] >> n % 8;
            ck_assert(n % 8 == 0 || last == 0);
            coop_table_free(table);
        }
    }
}
END_TEST

/* ---- layout ---- */

static coop_table *of_texts(coop_type type, const char *const *texts, int64_t n)
{
    const column_spec spec = {"x", type, scale_of(type), NULL};
    return table_of(NULL, &spec, 1, texts, n);
}

START_TEST(values_of_a_fixed_size_lie_one_behind_the_other)
{
    static const int8_t of8[] = {INT8_MIN, INT8_MAX};
    static const int16_t of16[] = {INT16_MIN, INT16_MAX};
    static const int32_t of32[] = {INT32_MIN, INT32_MAX};
    static const int64_t of64[] = {INT64_MIN, INT64_MAX};
    static const double floats[] = {-0.1, 1.7976931348623157e308};
    static const int32_t days[] = {-719162, 2932896};
    static const coop_span spans[] = {{COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_LAST}, {19478, 19782}};
    static const struct {
        coop_type type;
        int32_t width;
        const void *values;
    } rows[] = {
        {COOP_TYPE_INT8, 1, of8},   {COOP_TYPE_INT16, 2, of16},     {COOP_TYPE_INT32, 4, of32},
        {COOP_TYPE_INT64, 8, of64}, {COOP_TYPE_FLOAT64, 8, floats}, {COOP_TYPE_DATE, 4, days},
        {COOP_TYPE_SPAN, 8, spans}, {COOP_TYPE_MONEY, 8, of64},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        coop_table *table = of_texts(rows[i].type, pairs[rows[i].type], 2);
        coop_column view = column_at(table, 0);
        ck_assert_int_eq(view.width, rows[i].width);
        ck_assert_mem_eq(view.values, rows[i].values, 2 * (size_t)rows[i].width);
        ck_assert_ptr_null(view.offsets);
        ck_assert_ptr_null(view.words);
        ck_assert_int_eq(view.n_words, 0);
        coop_table_free(table);
    }
}
END_TEST

START_TEST(a_bool_is_one_bit_least_significant_first)
{
    const column_spec spec = {"x", COOP_TYPE_BOOL, 0, NULL};
    for (int n = 1; n < 40; n++) {
        coop_builder *b = builder_of(NULL, &spec, 1);
        uint64_t bits = 0x9d3c5a7e21ull;
        for (int i = 0; i < n; i++) {
            ck_assert_int_eq(coop_builder_integer(b, bits >> i & 1, NULL), COOP_OK);
        }
        coop_table *table = finished(b);
        coop_column view = column_at(table, 0);
        ck_assert_int_eq(view.width, 0);
        const unsigned char *bytes = view.values;
        for (int i = 0; i < (n + 7) / 8; i++) {
            int in_use = n - 8 * i < 8 ? n - 8 * i : 8;
            ck_assert_uint_eq(bytes[i], bits >> 8 * i & ((1u << in_use) - 1));
        }
        coop_table_free(table);
    }
}
END_TEST

START_TEST(text_and_sets_lie_between_their_offsets)
{
    const char *const texts[] = {"", "abc", NULL, "\xe5\xb9\xb4", ""};
    const int64_t text_offsets[] = {0, 0, 3, 3, 6, 6};
    coop_table *table = of_texts(COOP_TYPE_TEXT, texts, 5);
    coop_column view = column_at(table, 0);
    ck_assert_int_eq(view.width, 1);
    ck_assert_mem_eq(view.offsets, text_offsets, sizeof text_offsets);
    ck_assert_mem_eq(view.values, "abc\xe5\xb9\xb4", 6);
    ck_assert_ptr_null(view.words);
    ck_assert_int_eq(view.n_words, 0);
    coop_table_free(table);
    const char *const sets[] = {"b;a", "", NULL, "a", "c;b"};
    const int64_t set_offsets[] = {0, 2, 2, 2, 3, 5};
    const uint32_t codes[] = {0, 1, 1, 2, 0}; /* in the order of the source */
    table = of_texts(COOP_TYPE_SET, sets, 5);
    view = column_at(table, 0);
    ck_assert_int_eq(view.width, 4);
    ck_assert_mem_eq(view.offsets, set_offsets, sizeof set_offsets);
    ck_assert_mem_eq(view.values, codes, sizeof codes);
    ck_assert_int_eq(view.n_words, 3);
    ck_assert_str_eq(view.words[0], "b");
    ck_assert_str_eq(view.words[2], "c");
    coop_words words = coop__words_at(&table->columns[0], 4);
    ck_assert_int_eq(words.n, 2);
    ck_assert_str_eq(words.words[words.codes[0]], "c");
    ck_assert_str_eq(words.words[words.codes[1]], "b");
    ck_assert_int_eq(coop__words_at(&table->columns[0], 1).n, 0);
    coop_table_free(table);
}
END_TEST

/* Words in order, a missing cell, the first word again and the last. */
static void check_width(int64_t n_words, int32_t width)
{
    const column_spec spec = {"x", COOP_TYPE_CODE, 0, NULL};
    coop_builder *b = builder_of(NULL, &spec, 1);
    char word[16];
    for (int64_t i = 0; i < n_words; i++) {
        snprintf(word, sizeof word, "w%d", (int)i);
        put_text(b, word);
    }
    put_text(b, NULL);
    put_text(b, "w0");
    put_text(b, word);
    coop_table *table = finished(b);
    coop_column view = column_at(table, 0);
    ck_assert_int_eq(view.n_words, n_words);
    ck_assert_int_eq(view.width, width);
    for (int64_t row = 0; row < view.n_rows; row++) {
        int64_t expected = row < n_words ? row : row == n_words + 1 ? 0 : n_words - 1;
        int64_t code = coop__code_at(&table->columns[0], row);
        if (has_value(&view, row) ? code != expected : row != n_words) {
            ck_abort_msg("%d words: row %d has code %d", (int)n_words, (int)row, (int)code);
        }
    }
    const char *found = NULL;
    ck_assert_int_eq(coop_table_word(table, view.n_rows - 1, "x", &found, NULL), COOP_OK);
    ck_assert_str_eq(found, word);
    coop_table_free(table);
}

START_TEST(codes_take_the_fewest_bytes_that_hold_them)
{
    check_width(1, 1);
    check_width(2, 1);
    check_width(255, 1);
    check_width(256, 1);
    check_width(257, 2);
    check_width(65535, 2);
    check_width(65536, 2);
    check_width(65537, 4);
    coop_table *table = of_texts(COOP_TYPE_CODE, (const char *const[]){NULL, NULL}, 2);
    ck_assert_int_eq(column_at(table, 0).width, 1);
    ck_assert_int_eq(column_at(table, 0).n_words, 0);
    coop_table_free(table);
}
END_TEST

/* ---- taking back ---- */

enum { STEPS = 400 };

static bool is_zero(const coop__buffer *b)
{
    for (size_t i = b->n; b->bytes != NULL && i < b->capacity; i++) {
        if (b->bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void check_shape(const coop__column *c, int64_t n_rows, int64_t n_null)
{
    bool has_offsets = c->type == COOP_TYPE_SET || c->type == COOP_TYPE_TEXT;
    size_t bits = (size_t)(n_rows + 7) / 8;
    size_t offsets = has_offsets && c->offsets.n > 0 ? ((size_t)n_rows + 1) * sizeof(int64_t) : 0;
    bool is_right = c->n_rows == n_rows && c->n_null == n_null && c->offsets.n == offsets &&
                    (c->validity.bytes == NULL || c->validity.n == bits) &&
                    (c->type != COOP_TYPE_BOOL || c->values.n == bits) &&
                    (has_offsets || c->type == COOP_TYPE_BOOL ||
                     c->values.n == (size_t)n_rows * (size_t)c->width) &&
                    is_zero(&c->values) && is_zero(&c->offsets) && is_zero(&c->validity);
    if (!is_right) {
        ck_abort_msg("%s: %d rows, %d missing", coop_type_name(c->type), (int)n_rows, (int)n_null);
    }
}

/* Random cells on and off; what stays must be what a column has that never took any back. */
static void check_pops(coop_type type, uint64_t *state)
{
    static char texts[STEPS][CELL_ROOM];
    const char *rows[STEPS];
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop_table *table = NULL;
    coop__column *column = lone(&a, type, scale_of(type), &table);
    int64_t n = 0;
    int64_t n_null = 0;
    uint64_t bias = 2 + next_random(state) % 3;
    for (int step = 0; step < STEPS; step++) {
        if (n > 0 && next_random(state) % 5 < bias) {
            n--;
            n_null -= rows[n] == NULL ? 1 : 0;
            coop__column_pop(column);
        } else {
            rows[n] = random_cell(state, type, scale_of(type), texts[n]);
            n_null += rows[n] == NULL ? 1 : 0;
            append(column, rows[n]);
            n++;
        }
        check_shape(column, n, n_null);
    }
    ck_assert(coop__table_close(table));
    const column_spec spec = {"x", type, scale_of(type), NULL};
    coop_table *expected = table_of(NULL, &spec, 1, rows, n);
    output x = printed(table, COOP_FORMAT_CSV);
    output y = printed(expected, COOP_FORMAT_CSV);
    ck_assert_str_eq(x.bytes, y.bytes);
    free(x.bytes);
    free(y.bytes);
    coop_table_free(expected);
    coop_table_free(table);
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
}

START_TEST(cells_that_are_taken_back_leave_nothing)
{
    uint64_t state = 99;
    for (int round = 0; round < 20; round++) {
        for (coop_type type = 1; type < COOP_TYPE_END; type++) {
            check_pops(type, &state);
        }
    }
}
END_TEST

START_TEST(a_column_can_be_taken_back_to_its_start_and_filled_again)
{
    for (coop_type type = 1; type < COOP_TYPE_END; type++) {
        for (int first = 0; first < 2; first++) {
            coop_table *table = NULL;
            coop__column *column = lone(coop__allocator_of(NULL), type, scale_of(type), &table);
            for (int i = 0; i < 17; i++) {
                append(column, i % 2 == first ? NULL : pairs[type][i % 2]);
            }
            for (int i = 0; i < 17; i++) {
                coop__column_pop(column);
            }
            check_shape(column, 0, 0);
            for (int i = 0; i < 17; i++) {
                append(column, pairs[type][i % 2]);
            }
            ck_assert(coop__table_close(table));
            ck_assert_ptr_null(column_at(table, 0).validity);
            for (int i = 0; i < 17; i++) {
                check_cell(column, i, pairs[type][i % 2]);
            }
            coop_table_free(table);
        }
    }
}
END_TEST

START_TEST(words_of_a_cell_that_is_taken_back_stay_in_the_dictionary)
{
    coop_table *table = NULL;
    coop__column *column = lone(coop__allocator_of(NULL), COOP_TYPE_CODE, 0, &table);
    append(column, "kept");
    append(column, "refused");
    coop__column_pop(column);
    append(column, "next");
    ck_assert_int_eq(coop__pool_find(&column->words, "refused", 7), 1);
    ck_assert_uint_eq(coop__code_at(column, 1), 2);
    coop_table_free(table);
}
END_TEST

/* ---- appending by value ---- */

START_TEST(values_that_are_appended_are_read_back)
{
    coop_table *table = coop__table_new(coop__allocator_of(NULL));
    for (coop_type type = 0; type < COOP_TYPE_END; type++) { /* column 0 is there to count from */
        ck_assert_int_eq(coop__table_add(table, coop_type_name(type), type, 0, NULL), type);
    }
    coop__column *c = table->columns;
    const coop_span span = {-5, 17};
    const uint32_t codes[] = {1, 0};
    ck_assert_int_eq(coop__pool_add(&c[COOP_TYPE_SET].words, "a", 1), 0);
    ck_assert_int_eq(coop__pool_add(&c[COOP_TYPE_SET].words, "b", 1), 1);
    ck_assert(coop__append_integer(&c[COOP_TYPE_INT8], -7));
    ck_assert(coop__append_integer(&c[COOP_TYPE_INT16], -700));
    ck_assert(coop__append_integer(&c[COOP_TYPE_INT32], -70000));
    ck_assert(coop__append_integer(&c[COOP_TYPE_INT64], INT64_MIN));
    ck_assert(coop__append_number(&c[COOP_TYPE_FLOAT64], -0.25));
    ck_assert(coop__append_integer(&c[COOP_TYPE_BOOL], 2)); /* any number but 0 is true */
    ck_assert(coop__append_integer(&c[COOP_TYPE_DATE], -1));
    ck_assert(coop__append_span(&c[COOP_TYPE_SPAN], span));
    ck_assert(coop__append_integer(&c[COOP_TYPE_MONEY], 5000000000));
    ck_assert(coop__append_word(&c[COOP_TYPE_CODE], "a\0b", 3));
    ck_assert(coop__append_codes(&c[COOP_TYPE_SET], codes, 2));
    ck_assert(coop__append_text(&c[COOP_TYPE_TEXT], "x\0y", 3));
    ck_assert(coop__table_close(table));
    size_t n = 0;
    coop_words words = coop__words_at(&c[COOP_TYPE_SET], 0);
    ck_assert_int_eq(coop__integer_at(&c[COOP_TYPE_INT8], 0), -7);
    ck_assert_int_eq(coop__integer_at(&c[COOP_TYPE_INT16], 0), -700);
    ck_assert_int_eq(coop__integer_at(&c[COOP_TYPE_INT32], 0), -70000);
    ck_assert_int_eq(coop__integer_at(&c[COOP_TYPE_INT64], 0), INT64_MIN);
    ck_assert(coop__number_at(&c[COOP_TYPE_FLOAT64], 0) == -0.25);
    ck_assert_int_eq(coop__integer_at(&c[COOP_TYPE_BOOL], 0), 1);
    ck_assert_int_eq(coop__integer_at(&c[COOP_TYPE_DATE], 0), -1);
    ck_assert_int_eq(coop__span_at(&c[COOP_TYPE_SPAN], 0).first, -5);
    ck_assert_int_eq(coop__span_at(&c[COOP_TYPE_SPAN], 0).last, 17);
    ck_assert_int_eq(coop__integer_at(&c[COOP_TYPE_MONEY], 0), 5000000000);
    ck_assert_uint_eq(c[COOP_TYPE_CODE].words.lengths[coop__code_at(&c[COOP_TYPE_CODE], 0)], 3);
    ck_assert(words.n == 2 && words.codes[0] == 1 && words.codes[1] == 0);
    ck_assert_mem_eq(coop__text_at(&c[COOP_TYPE_TEXT], 0, &n), "x\0y", 3);
    ck_assert_uint_eq(n, 3);
    coop_table_free(table);
}
END_TEST

START_TEST(without_memory_a_cell_is_not_appended_and_can_be_tried_again)
{
    for (coop_type type = 1; type < COOP_TYPE_END; type++) {
        for (int64_t k = 1;; k++) {
            strict s = {0};
            coop_allocator a = strictly(&s);
            coop_table *table = NULL;
            coop__column *c = lone(&a, type, scale_of(type), &table);
            s.calls = 0;
            s.fail_at = k;
            int n_failed = 0;
            for (int i = 0; i < 700; i++) {
                const char *text = i % 67 == 66 ? NULL : pairs[type][i % 2];
                uint32_t n_words = c->words.n;
                coop_error err = {0};
                for (;;) {
                    bool done = text == NULL ? coop__append_null(c)
                                             : coop__append_cell(c, text, strlen(text), ';', NULL,
                                                                 &err) == COOP_OK;
                    if (done) {
                        break;
                    }
                    n_failed++;
                    ck_assert(text == NULL || err.code == COOP_MEMORY);
                    ck_assert_int_eq(c->n_rows, i);
                    ck_assert_uint_eq(c->words.n, n_words);
                }
            }
            for (int i = 0; i < 700; i++) {
                check_cell(c, i, i % 67 == 66 ? NULL : pairs[type][i % 2]);
            }
            ck_assert_int_eq(n_failed, k <= s.calls ? 1 : 0);
            bool is_last = k > s.calls;
            coop_table_free(table);
            ck_assert_int_eq(s.n_live, 0);
            ck_assert_int_eq(s.n_wrong, 0);
            if (is_last) {
                break;
            }
        }
    }
}
END_TEST

START_TEST(too_many_words_are_a_limit_and_not_a_lack_of_memory)
{
    const coop_type types[] = {COOP_TYPE_CODE, COOP_TYPE_SET};
    for (size_t i = 0; i < 2; i++) {
        coop_table *table = NULL;
        coop__column *column = lone(coop__allocator_of(NULL), types[i], 0, &table);
        append(column, "a");
        coop__pool before = column->words;
        column->words.n = INT32_MAX / 2; /* as if full */
        coop_error err = {0};
        ck_assert_int_eq(coop__append_cell(column, "b", 1, ';', NULL, &err), COOP_LIMIT);
        ck_assert_int_eq(err.code, COOP_LIMIT);
        ck_assert_ptr_nonnull(strstr(err.message, "1073741823 words"));
        ck_assert_int_eq(coop__append_cell(column, "a", 1, ';', NULL, &err), COOP_OK);
        column->words = before;
        ck_assert_int_eq(column->n_rows, 2);
        coop_table_free(table);
    }
}
END_TEST

START_TEST(a_set_is_parted_at_the_mark_that_is_asked_for)
{
    static const char marks[] = {';', '|', ',', ' ', '/'};
    for (size_t i = 0; i < sizeof marks; i++) {
        char text[] = "a;b|c,d e/f";
        coop_table *table = NULL;
        coop__column *column = lone(coop__allocator_of(NULL), COOP_TYPE_SET, 0, &table);
        ck_assert_int_eq(coop__append_cell(column, text, sizeof text - 1, marks[i], NULL, NULL),
                         COOP_OK);
        ck_assert_int_eq(coop__words_at(column, 0).n, 2);
        ck_assert_uint_eq(column->words.lengths[0], 2 * i + 1);
        coop_table_free(table);
    }
}
END_TEST

START_TEST(money_tells_when_digits_were_lost)
{
    coop_table *table = NULL;
    coop__column *column = lone(coop__allocator_of(NULL), COOP_TYPE_MONEY, 2, &table);
    const struct {
        const char *text;
        bool is_rounded;
        int64_t value;
    } rows[] = {{"1.25", false, 125}, {"1.250", false, 125}, {"1.255", true, 126},
                {"1.245", true, 124}, {"-0.001", true, 0},   {"7", false, 700}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool is_rounded = !rows[i].is_rounded;
        ck_assert_int_eq(
            coop__append_cell(column, rows[i].text, strlen(rows[i].text), ';', &is_rounded, NULL),
            COOP_OK);
        ck_assert_int_eq(is_rounded, rows[i].is_rounded);
        ck_assert_int_eq(coop__integer_at(column, (int64_t)i), rows[i].value);
    }
    coop_table_free(table);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("table/column");
    TCase *types = tcase_create("types");
    suite_add_tcase(s, types);
    tcase_add_test(types, every_type_has_a_name_and_no_other_number_has);
    TCase *missing = tcase_create("missing");
    suite_add_tcase(s, missing);
    tcase_add_test(missing, a_cell_may_be_missing_at_any_place_of_any_type);
    tcase_add_test(missing, a_first_missing_cell_at_any_row_leaves_those_before_it_valid);
    TCase *layout = tcase_create("layout");
    suite_add_tcase(s, layout);
    tcase_add_test(layout, values_of_a_fixed_size_lie_one_behind_the_other);
    tcase_add_test(layout, a_bool_is_one_bit_least_significant_first);
    tcase_add_test(layout, text_and_sets_lie_between_their_offsets);
    tcase_add_test(layout, codes_take_the_fewest_bytes_that_hold_them);
    TCase *back = tcase_create("back");
    tcase_set_timeout(back, 60);
    suite_add_tcase(s, back);
    tcase_add_test(back, cells_that_are_taken_back_leave_nothing);
    tcase_add_test(back, a_column_can_be_taken_back_to_its_start_and_filled_again);
    tcase_add_test(back, words_of_a_cell_that_is_taken_back_stay_in_the_dictionary);
    TCase *values = tcase_create("values");
    suite_add_tcase(s, values);
    tcase_add_test(values, values_that_are_appended_are_read_back);
    tcase_add_test(values, without_memory_a_cell_is_not_appended_and_can_be_tried_again);
    tcase_add_test(values, too_many_words_are_a_limit_and_not_a_lack_of_memory);
    tcase_add_test(values, a_set_is_parted_at_the_mark_that_is_asked_for);
    tcase_add_test(values, money_tells_when_digits_were_lost);
    return s;
}

#include "check_main.h"
