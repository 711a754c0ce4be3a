/* table.c -- tests of lib/table/table.c: the life of a table, look-up, reading by name.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/table.h"

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "strict.h"
#include "tables.h"

static const column_spec specs[] = {
    {"int8", COOP_TYPE_INT8, 0, NULL},       {"int16", COOP_TYPE_INT16, 0, NULL},
    {"int32", COOP_TYPE_INT32, 0, "km"},     {"int64", COOP_TYPE_INT64, 0, NULL},
    {"float64", COOP_TYPE_FLOAT64, 0, NULL}, {"bool", COOP_TYPE_BOOL, 0, NULL},
    {"date", COOP_TYPE_DATE, 0, NULL},       {"span", COOP_TYPE_SPAN, 0, NULL},
    {"money", COOP_TYPE_MONEY, 2, "USD"},    {"code", COOP_TYPE_CODE, 0, NULL},
    {"set", COOP_TYPE_SET, 0, NULL},         {"text", COOP_TYPE_TEXT, 0, NULL},
};
enum { N_COLUMNS = sizeof specs / sizeof *specs };

static const char *const cells[] = {
    "-5",    "-500",  "70000",      "-9223372036854775808",
    "0.1",   "true",  "1970-01-02", "2023",
    "12.34", "KAZ",   "a;b",        "hello", /* then a row without values */
    NULL,    NULL,    NULL,         NULL,
    NULL,    NULL,    NULL,         NULL,
    NULL,    NULL,    NULL,         NULL, /* and another */
    "5",     "500",   "-70000",     "9223372036854775807",
    "-0",    "false", "1969-12-31", "../..",
    "-0.01", "UZB",   "",           ""};

static coop_table *sample(const coop_allocator *a)
{
    return table_of(a, specs, N_COLUMNS, cells, 3);
}

#define UNTOUCHED 0.4711

/* ---- the whole ---- */

START_TEST(a_table_has_rows_and_columns_and_null_has_none)
{
    coop_table *table = sample(NULL);
    ck_assert_int_eq(coop_table_n_rows(table), 3);
    ck_assert_int_eq(coop_table_n_columns(table), N_COLUMNS);
    ck_assert_int_eq(coop_table_n_rows(NULL), 0);
    ck_assert_int_eq(coop_table_n_columns(NULL), 0);
    coop_table_free(table);
    coop_table_free(NULL);
}
END_TEST

START_TEST(a_column_is_found_by_its_whole_name)
{
    coop_table *table = sample(NULL);
    for (int64_t i = 0; i < N_COLUMNS; i++) {
        ck_assert_int_eq(coop_table_find(table, specs[i].name), i);
        ck_assert_ptr_eq(coop__table_column(table, specs[i].name), &table->columns[i]);
    }
    static const char *const others[] = {"", "int", "int88", "INT8", " int8"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        ck_assert_int_eq(coop_table_find(table, others[i]), -1);
        ck_assert_ptr_null(coop__table_column(table, others[i]));
    }
    ck_assert_int_eq(coop_table_find(table, NULL), -1);
    ck_assert_int_eq(coop_table_find(NULL, "int8"), -1);
    ck_assert_ptr_null(coop__table_column(NULL, "int8"));
    coop_table_free(table);
}
END_TEST

START_TEST(every_buffer_is_aligned_to_64_bytes)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    for (int64_t n_rows = 0; n_rows <= 3; n_rows++) {
        coop_table *table = table_of(&a, specs, N_COLUMNS, cells, n_rows);
        for (int64_t i = 0; i < N_COLUMNS; i++) {
            coop_column c = column_at(table, i);
            ck_assert_ptr_nonnull(c.values);
            ck_assert_uint_eq((uintptr_t)c.values % 64, 0);
            ck_assert_uint_eq((uintptr_t)c.validity % 64, 0);
            ck_assert_uint_eq((uintptr_t)c.offsets % 64, 0);
            ck_assert_int_eq(c.offsets != NULL,
                             c.type == COOP_TYPE_SET || c.type == COOP_TYPE_TEXT);
            ck_assert(c.offsets == NULL || c.offsets[0] == 0);
            ck_assert_int_eq(c.n_rows, n_rows);
        }
        coop_table_free(table);
        ck_assert_int_eq(s.n_live, 0);
        ck_assert_int_eq(s.n_wrong, 0);
    }
}
END_TEST

START_TEST(reading_allocates_nothing)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop_table *table = sample(&a);
    int64_t calls = s.calls;
    for (int64_t i = 0; i < N_COLUMNS; i++) {
        double number = 0;
        const char *word = NULL;
        (void)column_at(table, i);
        (void)!coop_table_number(table, 0, specs[i].name, &number, NULL);
        (void)!coop_table_word(table, 0, specs[i].name, &word, NULL);
    }
    for (coop_format format = 1; format < COOP_FORMAT_END; format++) {
        output out = printed(table, format);
        free(out.bytes);
    }
    ck_assert_int_eq(s.calls, calls);
    coop_table_free(table);
}
END_TEST

/* ---- columns ---- */

START_TEST(a_column_tells_what_the_builder_was_told)
{
    coop_table *table = sample(NULL);
    for (int64_t i = 0; i < N_COLUMNS; i++) {
        coop_column c;
        memset(&c, 0x5a, sizeof c);
        c.struct_size = sizeof c;
        coop_error err = {.code = 77};
        ck_assert_int_eq(coop_table_column(table, i, &c, &err), COOP_OK);
        ck_assert_int_eq(err.code, 77);
        bool has_words = c.type == COOP_TYPE_CODE || c.type == COOP_TYPE_SET;
        ck_assert_uint_eq(c.struct_size, sizeof c);
        ck_assert_str_eq(c.name, specs[i].name);
        ck_assert(same_text(c.unit, specs[i].unit));
        ck_assert_int_eq(c.type, specs[i].type);
        ck_assert_int_eq(c.scale, specs[i].scale);
        ck_assert_int_eq(c.reserved, 0);
        ck_assert_int_eq(c.n_rows, 3);
        ck_assert_int_eq(c.n_null, 1);
        ck_assert_int_eq(c.validity[0], 5);
        ck_assert_int_eq(c.words != NULL, has_words);
        ck_assert_int_eq(c.n_words, has_words ? 2 : 0);
    }
    coop_table_free(table);
}
END_TEST

START_TEST(a_smaller_struct_gets_its_members_and_nothing_behind)
{
    coop_table *table = sample(NULL);
    coop_column whole = column_at(table, 10);
    for (size_t size = sizeof(size_t); size < sizeof whole; size++) {
        coop_column c;
        coop_column expected;
        memset(&c, 0x5a, sizeof c);
        memset(&expected, 0x5a, sizeof expected);
        memcpy(&expected, &whole, size);
        c.struct_size = size;
        expected.struct_size = size;
        ck_assert_int_eq(coop_table_column(table, 10, &c, NULL), COOP_OK);
        ck_assert_mem_eq(&c, &expected, sizeof c);
    }
    coop_table_free(table);
}
END_TEST

START_TEST(a_larger_struct_keeps_what_this_version_does_not_know)
{
    struct {
        coop_column column;
        char later[64];
    } larger;
    coop_table *table = sample(NULL);
    coop_column whole = column_at(table, 10);
    memset(&larger, 0x5a, sizeof larger);
    larger.column.struct_size = sizeof larger;
    whole.struct_size = sizeof larger;
    ck_assert_int_eq(coop_table_column(table, 10, &larger.column, NULL), COOP_OK);
    ck_assert_mem_eq(&larger.column, &whole, sizeof whole);
    for (size_t i = 0; i < sizeof larger.later; i++) {
        ck_assert_int_eq(larger.later[i], 0x5a);
    }
    coop_table_free(table);
}
END_TEST

static void check_no_column(const coop_table *table, int64_t index, size_t size, coop_status status)
{
    coop_column c;
    coop_column before;
    coop_error err = {0};
    memset(&c, 0x5a, sizeof c);
    c.struct_size = size;
    before = c;
    ck_assert_int_eq(coop_table_column(table, index, &c, &err), status);
    ck_assert_int_eq(err.code, status);
    ck_assert_mem_eq(&c, &before, sizeof c);
}

START_TEST(a_column_that_is_not_there_leaves_out_untouched)
{
    coop_table *table = sample(NULL);
    check_no_column(table, -1, sizeof(coop_column), COOP_RANGE);
    check_no_column(table, N_COLUMNS, sizeof(coop_column), COOP_RANGE);
    check_no_column(table, INT64_MAX, sizeof(coop_column), COOP_RANGE);
    check_no_column(table, INT64_MIN, sizeof(coop_column), COOP_RANGE);
    check_no_column(NULL, 0, sizeof(coop_column), COOP_ARGUMENT);
    check_no_column(table, 0, 0, COOP_ARGUMENT);
    check_no_column(table, 0, sizeof(size_t) - 1, COOP_ARGUMENT);
    ck_assert_int_eq(coop_table_column(table, 0, NULL, NULL), COOP_ARGUMENT);
    coop_table_free(table);
}
END_TEST

/* ---- cells ---- */

static void check_number(const coop_table *table, int64_t row, const char *name, double expected)
{
    double out = UNTOUCHED;
    coop_error err = {.code = 77};
    ck_assert_int_eq(coop_table_number(table, row, name, &out, &err), COOP_OK);
    ck_assert_int_eq(err.code, 77);
    ck_assert_msg(memcmp(&out, &expected, sizeof out) == 0, "%s is %g, expected %g", name, out,
                  expected);
}

static void check_no_number(const coop_table *table, int64_t row, const char *name,
                            coop_status status)
{
    double out = UNTOUCHED;
    coop_error err = {0};
    coop_status got = coop_table_number(table, row, name, &out, &err);
    ck_assert_msg(got == status, "%s row %d gave %s", name, (int)row, coop_status_name(got));
    ck_assert_int_eq(err.code, status);
    ck_assert(out == UNTOUCHED);
}

START_TEST(a_cell_is_read_as_a_number)
{
    coop_table *table = sample(NULL);
    check_number(table, 0, "int8", -5);
    check_number(table, 2, "int8", 5);
    check_number(table, 0, "int16", -500);
    check_number(table, 0, "int32", 70000);
    check_number(table, 2, "int32", -70000);
    check_number(table, 0, "int64", -9223372036854775808.0);
    check_number(table, 2, "int64", 9223372036854775808.0);
    check_number(table, 0, "float64", 0.1);
    check_number(table, 2, "float64", -0.0);
    check_number(table, 0, "bool", 1);
    check_number(table, 2, "bool", 0);
    check_number(table, 0, "date", 1);
    check_number(table, 2, "date", -1);
    check_number(table, 0, "money", 12.34);
    check_number(table, 2, "money", -0.01);
    coop_table_free(table);
}
END_TEST

START_TEST(money_of_every_scale_is_in_units)
{
    static const double expected[] = {123456789,  12345678.9, 1234567.89, 123456.789,
                                      12345.6789, 1234.56789, 123.456789};
    for (int32_t scale = 0; scale <= 6; scale++) {
        const column_spec spec = {"m", COOP_TYPE_MONEY, scale, NULL};
        coop_builder *b = builder_of(NULL, &spec, 1);
        ck_assert_int_eq(coop_builder_integer(b, 123456789, NULL), COOP_OK);
        coop_table *table = finished(b);
        check_number(table, 0, "m", expected[scale]);
        coop_table_free(table);
    }
}
END_TEST

START_TEST(a_cell_that_is_no_number_says_why)
{
    coop_table *table = sample(NULL);
    check_no_number(table, 1, "int8", COOP_EMPTY);
    check_no_number(table, 1, "money", COOP_EMPTY);
    check_no_number(table, -1, "int8", COOP_RANGE);
    check_no_number(table, 3, "int8", COOP_RANGE);
    check_no_number(table, INT64_MAX, "int8", COOP_RANGE);
    check_no_number(table, 0, "int", COOP_NOT_FOUND);
    check_no_number(table, 0, "", COOP_NOT_FOUND);
    static const char *const others[] = {"span", "code", "set", "text"};
    for (size_t i = 0; i < 4; i++) {
        check_no_number(table, 0, others[i], COOP_TYPE);
        /* The type is that of the column: it does not take a value to be wrong. */
        check_no_number(table, 1, others[i], COOP_TYPE);
    }
    check_no_number(NULL, 0, "int8", COOP_ARGUMENT);
    check_no_number(table, 0, NULL, COOP_ARGUMENT);
    ck_assert_int_eq(coop_table_number(table, 0, "int8", NULL, NULL), COOP_ARGUMENT);
    coop_table_free(table);
}
END_TEST

START_TEST(a_word_is_borrowed_and_zero_terminated)
{
    coop_table *table = sample(NULL);
    const char *word = NULL;
    coop_error err = {.code = 77};
    ck_assert_int_eq(coop_table_word(table, 0, "code", &word, &err), COOP_OK);
    ck_assert_str_eq(word, "KAZ");
    ck_assert_ptr_eq(word, column_at(table, 9).words[0]);
    ck_assert_int_eq(coop_table_word(table, 2, "code", &word, &err), COOP_OK);
    ck_assert_str_eq(word, "UZB");
    ck_assert_int_eq(err.code, 77);
    coop_table_free(table);
}
END_TEST

static void check_no_word(const coop_table *table, int64_t row, const char *name,
                          coop_status status)
{
    static const char untouched[] = "untouched";
    const char *out = untouched;
    coop_error err = {0};
    ck_assert_int_eq(coop_table_word(table, row, name, &out, &err), status);
    ck_assert_int_eq(err.code, status);
    ck_assert_ptr_eq(out, untouched);
}

START_TEST(a_cell_that_is_no_word_says_why)
{
    coop_table *table = sample(NULL);
    check_no_word(table, 1, "code", COOP_EMPTY);
    check_no_word(table, 3, "code", COOP_RANGE);
    check_no_word(table, -1, "code", COOP_RANGE);
    check_no_word(table, 0, "cod", COOP_NOT_FOUND);
    check_no_word(NULL, 0, "code", COOP_ARGUMENT);
    check_no_word(table, 0, NULL, COOP_ARGUMENT);
    for (int64_t i = 0; i < N_COLUMNS; i++) {
        if (specs[i].type != COOP_TYPE_CODE) {
            check_no_word(table, 0, specs[i].name, COOP_TYPE);
            check_no_word(table, 1, specs[i].name, COOP_TYPE);
        }
    }
    ck_assert_int_eq(coop_table_word(table, 0, "code", NULL, NULL), COOP_ARGUMENT);
    coop_table_free(table);
}
END_TEST

/* ---- closing ---- */

/* A table as the library makes its own: many codes first, and columns without a row's buffer behind
 * them, so that closing has to allocate when the codes are narrow already. */
static coop_table *open_table(const coop_allocator *a)
{
    coop_table *table = coop__table_new(a);
    ck_assert_ptr_nonnull(table);
    ck_assert_int_eq(coop__table_add(table, "code", COOP_TYPE_CODE, 0, NULL), 0);
    ck_assert_int_eq(coop__table_add(table, "none", COOP_TYPE_TEXT, 0, NULL), 1);
    for (int i = 0; i < 100; i++) {
        char word[16];
        int n = snprintf(word, sizeof word, "w%d", i % 50);
        ck_assert(coop__append_word(&table->columns[0], word, (size_t)n));
    }
    return table;
}

START_TEST(closing_without_memory_can_be_tried_again)
{
    for (int64_t k = 1; k <= 3; k++) {
        strict s = {0};
        coop_allocator a = strictly(&s);
        coop_table *table = open_table(&a);
        s.fail_at = s.calls + k;
        bool done = coop__table_close(table);
        ck_assert_int_eq(done, k == 3);
        ck_assert(done || coop__table_close(table));
        ck_assert(coop__table_close(table)); /* and once more changes nothing */
        coop_column c = column_at(table, 0);
        ck_assert_int_eq(c.width, 1);
        for (int i = 0; i < 100; i++) {
            ck_assert_uint_eq(coop__code_at(&table->columns[0], i), (uint32_t)(i % 50));
        }
        coop_table_free(table);
        ck_assert_int_eq(s.n_live, 0);
        ck_assert_int_eq(s.n_wrong, 0);
    }
}
END_TEST

START_TEST(narrow_codes_leave_nothing_behind_them)
{
    coop_table *table = open_table(coop__allocator_of(NULL));
    ck_assert(coop__table_close(table));
    const coop__buffer *values = &table->columns[0].values;
    ck_assert_uint_eq(values->n, 100);
    for (size_t i = values->n; i < values->capacity; i++) {
        ck_assert_uint_eq(values->bytes[i], 0);
    }
    coop_table_free(table);
}
END_TEST

START_TEST(an_internal_table_without_memory_is_none)
{
    strict s = {.fail_at = 1};
    coop_allocator a = strictly(&s);
    ck_assert_ptr_null(coop__table_new(&a));
    for (int64_t k = 1; k <= 3; k++) {
        coop_table *table = coop__table_new(&a);
        s.fail_at = s.calls + k;
        int64_t index = coop__table_add(table, "a", COOP_TYPE_TEXT, 0, "km");
        ck_assert_int_eq(index, k <= 2 ? -1 : 0);
        ck_assert_int_eq(coop__table_add(table, "b", COOP_TYPE_TEXT, 0, "km"), index + 1);
        ck_assert_int_eq(table->n_columns, index + 2);
        coop_table_free(table);
        ck_assert_int_eq(s.n_live, 0);
        ck_assert_int_eq(s.n_wrong, 0);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("table/table");
    TCase *whole = tcase_create("whole");
    suite_add_tcase(s, whole);
    tcase_add_test(whole, a_table_has_rows_and_columns_and_null_has_none);
    tcase_add_test(whole, a_column_is_found_by_its_whole_name);
    tcase_add_test(whole, every_buffer_is_aligned_to_64_bytes);
    tcase_add_test(whole, reading_allocates_nothing);
    TCase *columns = tcase_create("columns");
    suite_add_tcase(s, columns);
    tcase_add_test(columns, a_column_tells_what_the_builder_was_told);
    tcase_add_test(columns, a_smaller_struct_gets_its_members_and_nothing_behind);
    tcase_add_test(columns, a_larger_struct_keeps_what_this_version_does_not_know);
    tcase_add_test(columns, a_column_that_is_not_there_leaves_out_untouched);
    TCase *numbers = tcase_create("cells");
    suite_add_tcase(s, numbers);
    tcase_add_test(numbers, a_cell_is_read_as_a_number);
    tcase_add_test(numbers, money_of_every_scale_is_in_units);
    tcase_add_test(numbers, a_cell_that_is_no_number_says_why);
    tcase_add_test(numbers, a_word_is_borrowed_and_zero_terminated);
    tcase_add_test(numbers, a_cell_that_is_no_word_says_why);
    TCase *closing = tcase_create("closing");
    suite_add_tcase(s, closing);
    tcase_add_test(closing, closing_without_memory_can_be_tried_again);
    tcase_add_test(closing, narrow_codes_leave_nothing_behind_them);
    tcase_add_test(closing, an_internal_table_without_memory_is_none);
    return s;
}

#include "check_main.h"
