/* builder.c -- tests of lib/table/builder.c: making a table cell by cell.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/table.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "strict.h"
#include "tables.h"

/* One column of each type. */
static const column_spec every_type[] = {
    {"int8", COOP_TYPE_INT8, 0, NULL},    {"int16", COOP_TYPE_INT16, 0, NULL},
    {"int32", COOP_TYPE_INT32, 0, "km"},  {"int64", COOP_TYPE_INT64, 0, NULL},
    {"float", COOP_TYPE_FLOAT64, 0, "%"}, {"bool", COOP_TYPE_BOOL, 0, NULL},
    {"date", COOP_TYPE_DATE, 0, NULL},    {"span", COOP_TYPE_SPAN, 0, NULL},
    {"money", COOP_TYPE_MONEY, 2, "USD"}, {"code", COOP_TYPE_CODE, 0, NULL},
    {"set", COOP_TYPE_SET, 0, NULL},      {"text", COOP_TYPE_TEXT, 0, NULL},
};
enum { N_TYPES = sizeof every_type / sizeof *every_type };

static const char *const cells[] = {
    "-128",  "32767", "7",          "9223372036854775807",
    "0.1",   "true",  "2025-06-17", "2023/2024-05",
    "12.34", "KAZ",   "KAZ;UZB",    "a b",
    NULL,    NULL,    NULL,         NULL,
    NULL,    NULL,    NULL,         NULL,
    NULL,    NULL,    NULL,         NULL,
    "127",   "-1",    "0",          "-5",
    "1e9",   "false", "0001-01-01", "../..",
    "-0.01", "",      "",           "",
};

/* ---- a builder ---- */

START_TEST(a_new_builder_copies_its_allocator)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop_builder *builder = NULL;
    coop_error err = {.code = 77};
    ck_assert_int_eq(coop_builder_new(&a, &builder, &err), COOP_OK);
    ck_assert_int_eq(err.code, 77);
    memset(&a, 0, sizeof a);
    ck_assert_int_eq(coop_builder_column(builder, "n", COOP_TYPE_INT8, 0, "km", NULL), COOP_OK);
    put_text(builder, "5");
    coop_table *table = finished(builder);
    ck_assert_int_gt(s.n_live, 0);
    coop_table_free(table);
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
    coop_builder *standard = NULL;
    ck_assert_int_eq(coop_builder_new(NULL, &standard, NULL), COOP_OK);
    coop_builder_free(standard);
    coop_builder_free(NULL);
}
END_TEST

START_TEST(a_builder_needs_a_place_and_a_whole_allocator)
{
    strict s = {0};
    coop_builder *untouched = (coop_builder *)&s;
    coop_builder *builder = untouched;
    coop_error err = {0};
    ck_assert_int_eq(coop_builder_new(NULL, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(err.code, COOP_ARGUMENT);
    for (int i = 0; i < 3; i++) {
        coop_allocator a = strictly(&s);
        a.alloc = i == 0 ? NULL : a.alloc;
        a.resize = i == 1 ? NULL : a.resize;
        a.release = i == 2 ? NULL : a.release;
        ck_assert_int_eq(coop_builder_new(&a, &builder, &err), COOP_ARGUMENT);
        ck_assert_ptr_eq(builder, untouched);
    }
    ck_assert_int_eq(s.calls, 0);
}
END_TEST

/* ---- columns ---- */

static void check_column(coop_builder *builder, const char *name, coop_type type, int32_t scale,
                         const char *unit, coop_status status)
{
    coop_error err = {.code = 77};
    coop_status got = coop_builder_column(builder, name, type, scale, unit, &err);
    ck_assert_msg(got == status, "'%s' type %d scale %d gave %s", name, type, scale,
                  coop_status_name(got));
    ck_assert_int_eq(err.code, status == COOP_OK ? 77 : status);
}

START_TEST(a_column_has_a_name_of_its_own_a_type_and_a_scale)
{
    coop_builder *b = builder_of(NULL, NULL, 0);
    check_column(NULL, "a", COOP_TYPE_INT8, 0, NULL, COOP_ARGUMENT);
    check_column(b, NULL, COOP_TYPE_INT8, 0, NULL, COOP_ARGUMENT);
    check_column(b, "", COOP_TYPE_INT8, 0, NULL, COOP_ARGUMENT);
    check_column(b, "a", 0, 0, NULL, COOP_RANGE);
    check_column(b, "a", -1, 0, NULL, COOP_RANGE);
    check_column(b, "a", COOP_TYPE_END, 0, NULL, COOP_RANGE);
    check_column(b, "a", INT32_MAX, 0, NULL, COOP_RANGE);
    check_column(b, "a", INT32_MIN, 0, NULL, COOP_RANGE);
    check_column(b, "a", COOP_TYPE_MONEY, -1, NULL, COOP_RANGE);
    check_column(b, "a", COOP_TYPE_MONEY, 7, NULL, COOP_RANGE);
    check_column(b, "m6", COOP_TYPE_MONEY, 6, NULL, COOP_OK);
    check_column(b, "m0", COOP_TYPE_MONEY, 0, "KZT", COOP_OK);
    for (coop_type type = 1; type < COOP_TYPE_END; type++) {
        if (type != COOP_TYPE_MONEY) {
            check_column(b, "a", type, 1, NULL, COOP_RANGE);
        }
    }
    check_column(b, "a", COOP_TYPE_TEXT, 0, NULL, COOP_OK);
    check_column(b, "a", COOP_TYPE_TEXT, 0, NULL, COOP_CONFLICT);
    check_column(b, "a", COOP_TYPE_INT8, 0, NULL, COOP_CONFLICT);
    check_column(b, "A", COOP_TYPE_INT8, 0, NULL, COOP_OK);
    coop_error err = {0};
    ck_assert_int_eq(coop_builder_column(b, "z", COOP_TYPE_END, 0, NULL, &err), COOP_RANGE);
    ck_assert_str_eq(err.message, "type is 13, need 1 to 12");
    ck_assert_int_eq(coop_builder_column(NULL, "z", COOP_TYPE_INT8, 0, NULL, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "builder is NULL");
    ck_assert_int_eq(coop_builder_column(b, "", COOP_TYPE_INT8, 0, NULL, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "the name is empty");
    coop_table *table = finished(b);
    ck_assert_int_eq(coop_table_n_columns(table), 4);
    coop_table_free(table);
}
END_TEST

START_TEST(names_and_units_are_text)
{
    coop_builder *b = builder_of(NULL, NULL, 0);
    check_column(b, "\xff", COOP_TYPE_INT8, 0, NULL, COOP_ARGUMENT);
    check_column(b, "a\xc3", COOP_TYPE_INT8, 0, NULL, COOP_ARGUMENT);
    check_column(b, "a", COOP_TYPE_INT8, 0, "\xed\xa0\x80", COOP_ARGUMENT);
    check_column(b, "\xe5\xb9\xb4", COOP_TYPE_INT8, 0, "\xe2\x82\xac", COOP_OK);
    coop_builder_free(b);
}
END_TEST

START_TEST(names_and_units_are_copied)
{
    char name[] = "year";
    char unit[] = "km";
    coop_builder *b = builder_of(NULL, NULL, 0);
    check_column(b, name, COOP_TYPE_INT16, 0, unit, COOP_OK);
    check_column(b, "bare", COOP_TYPE_INT16, 0, NULL, COOP_OK);
    check_column(b, "blank", COOP_TYPE_INT16, 0, "", COOP_OK);
    memset(name, 'x', 4);
    memset(unit, 'x', 2);
    coop_table *table = finished(b);
    ck_assert_str_eq(column_at(table, 0).name, "year");
    ck_assert_str_eq(column_at(table, 0).unit, "km");
    ck_assert_ptr_null(column_at(table, 1).unit);
    ck_assert_str_eq(column_at(table, 2).unit, "");
    coop_table_free(table);
}
END_TEST

START_TEST(no_column_comes_after_the_first_cell)
{
    const column_spec specs[] = {{"a", COOP_TYPE_INT8, 0, NULL}, {"b", COOP_TYPE_INT8, 0, NULL}};
    coop_builder *b = builder_of(NULL, specs, 2);
    put_text(b, NULL);
    check_column(b, "c", COOP_TYPE_INT8, 0, NULL, COOP_CONFLICT);
    put_text(b, "1");
    check_column(b, "c", COOP_TYPE_INT8, 0, NULL, COOP_CONFLICT);
    coop_table *table = finished(b);
    ck_assert_int_eq(coop_table_n_columns(table), 2);
    coop_table_free(table);
}
END_TEST

START_TEST(hundreds_of_columns_are_kept_in_order)
{
    coop_builder *b = builder_of(NULL, NULL, 0);
    char name[16];
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "c%d", i);
        check_column(b, name, 1 + i % 12, 0, name, COOP_OK);
    }
    for (int row = 0; row < 3; row++) {
        for (int i = 0; i < 300; i++) {
            put_text(b, NULL);
        }
    }
    coop_table *table = finished(b);
    ck_assert_int_eq(coop_table_n_columns(table), 300);
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "c%d", i);
        ck_assert_int_eq(coop_table_find(table, name), i);
        coop_column column = column_at(table, i);
        ck_assert_str_eq(column.name, name);
        ck_assert_str_eq(column.unit, name);
        ck_assert_int_eq(column.type, 1 + i % 12);
        ck_assert_int_eq(column.n_null, 3);
    }
    coop_table_free(table);
}
END_TEST

/* ---- cells from text ---- */

typedef struct trial {
    const char *text;
    coop_status status;
} trial;

/* Each text in turn; between refusals stand good cells, and a table made of these alone must be the
 * same: nothing was appended, not even a word. */
static void check_trials(coop_type type, int32_t scale, const trial *trials, size_t n)
{
    const column_spec specs[] = {{"x", type, scale, NULL}, {"y", COOP_TYPE_INT8, 0, NULL}};
    coop_builder *tried = builder_of(NULL, specs, 2);
    coop_builder *plain = builder_of(NULL, specs, 2);
    for (size_t i = 0; i < n; i++) {
        coop_error err = {.code = 77};
        coop_status got = coop_builder_text(tried, trials[i].text, &err);
        ck_assert_msg(got == trials[i].status, "%s '%s' gave %s", coop_type_name(type),
                      trials[i].text, coop_status_name(got));
        ck_assert_int_eq(err.code, got == COOP_OK ? 77 : got);
        if (got == COOP_OK) {
            put_text(tried, "1");
            put_text(plain, trials[i].text);
            put_text(plain, "1");
        }
    }
    coop_table *a = finished(tried);
    coop_table *b = finished(plain);
    check_same(a, b);
    coop_table_free(a);
    coop_table_free(b);
}

#define CHECK_TRIALS(type, scale, ...)                                                             \
    check_trials(type, scale, (const trial[]){__VA_ARGS__},                                        \
                 sizeof((const trial[]){__VA_ARGS__}) / sizeof(trial))

START_TEST(text_of_a_number_is_read_within_the_range_of_its_type)
{
    CHECK_TRIALS(COOP_TYPE_INT8, 0, {"128", COOP_RANGE}, {"127", COOP_OK}, {"-128", COOP_OK},
                 {"-129", COOP_RANGE}, {"", COOP_FORMAT}, {"1.0", COOP_FORMAT}, {" 1", COOP_FORMAT},
                 {"99999999999999999999", COOP_RANGE}, {"+5", COOP_OK}, {"\xff", COOP_FORMAT});
    CHECK_TRIALS(COOP_TYPE_INT16, 0, {"32768", COOP_RANGE}, {"32767", COOP_OK}, {"-32768", COOP_OK},
                 {"-32769", COOP_RANGE}, {NULL, COOP_OK});
    CHECK_TRIALS(COOP_TYPE_INT32, 0, {"2147483648", COOP_RANGE}, {"2147483647", COOP_OK},
                 {"-2147483648", COOP_OK}, {"-2147483649", COOP_RANGE});
    CHECK_TRIALS(COOP_TYPE_INT64, 0, {"9223372036854775808", COOP_RANGE},
                 {"9223372036854775807", COOP_OK}, {"-9223372036854775808", COOP_OK},
                 {"-9223372036854775809", COOP_RANGE});
    CHECK_TRIALS(COOP_TYPE_FLOAT64, 0, {"nan", COOP_FORMAT}, {"inf", COOP_FORMAT},
                 {"1e999", COOP_RANGE}, {"-1e999", COOP_RANGE}, {"0x10", COOP_FORMAT},
                 {"1.7976931348623157e308", COOP_OK}, {"1,5", COOP_FORMAT}, {"-0", COOP_OK},
                 {"1.", COOP_FORMAT}, {".5", COOP_OK}, {"", COOP_FORMAT}, {NULL, COOP_OK});
    CHECK_TRIALS(COOP_TYPE_MONEY, 2, {"92233720368547758.08", COOP_RANGE},
                 {"92233720368547758.07", COOP_OK}, {"-92233720368547758.08", COOP_OK},
                 {"-92233720368547758.09", COOP_RANGE}, {"$5", COOP_FORMAT}, {"1,000", COOP_FORMAT},
                 {"0.125", COOP_OK}, {"", COOP_FORMAT});
}
END_TEST

START_TEST(text_of_a_day_a_span_or_a_truth_is_read_or_refused)
{
    CHECK_TRIALS(COOP_TYPE_BOOL, 0, {"True", COOP_FORMAT}, {"true", COOP_OK}, {"false", COOP_OK},
                 {"yes", COOP_FORMAT}, {"", COOP_FORMAT}, {"1", COOP_OK}, {"0", COOP_OK},
                 {"2", COOP_FORMAT}, {"true ", COOP_FORMAT}, {"tru", COOP_FORMAT}, {NULL, COOP_OK});
    CHECK_TRIALS(COOP_TYPE_DATE, 0, {"2025-06-31", COOP_RANGE}, {"2025-06-30", COOP_OK},
                 {"2025-06", COOP_FORMAT}, {"", COOP_FORMAT}, {"0001-01-01", COOP_OK},
                 {"9999-12-31", COOP_OK}, {"0000-12-31", COOP_RANGE}, {NULL, COOP_OK});
    CHECK_TRIALS(COOP_TYPE_SPAN, 0, {"2024/2023", COOP_RANGE}, {"2023/2024", COOP_OK},
                 {"../..", COOP_OK}, {"", COOP_FORMAT}, {"soon", COOP_FORMAT}, {"2023~", COOP_OK},
                 {"2023-13", COOP_RANGE}, {NULL, COOP_OK});
}
END_TEST

START_TEST(words_and_text_take_any_utf8_and_nothing_else)
{
    CHECK_TRIALS(COOP_TYPE_CODE, 0, {"\xc3\x28", COOP_FORMAT}, {"", COOP_OK}, {"a", COOP_OK},
                 {"\xff", COOP_FORMAT}, {"a;b", COOP_OK}, {NULL, COOP_OK}, {"a", COOP_OK},
                 {"a\xe4\xb8", COOP_FORMAT}, {"\xe4\xb8\xad", COOP_OK});
    CHECK_TRIALS(COOP_TYPE_TEXT, 0, {"\xc3\x28", COOP_FORMAT}, {"", COOP_OK}, {"a\nb", COOP_OK},
                 {"\xed\xa0\x80", COOP_FORMAT}, {NULL, COOP_OK}, {"\xf4\x8f\xbf\xbf", COOP_OK});
}
END_TEST

START_TEST(a_refused_set_leaves_no_word_behind)
{
    CHECK_TRIALS(COOP_TYPE_SET, 0, {"x;x", COOP_CONFLICT}, {"a;b", COOP_OK}, {"c;", COOP_FORMAT},
                 {";c", COOP_FORMAT}, {";", COOP_FORMAT}, {"c;;d", COOP_FORMAT}, {"", COOP_OK},
                 {"e;f;e", COOP_CONFLICT}, {"b;f", COOP_OK}, {NULL, COOP_OK},
                 {"b;b", COOP_CONFLICT}, {"g;\xff", COOP_FORMAT}, {"a", COOP_OK});
}
END_TEST

START_TEST(a_set_has_at_most_1024_words)
{
    char text[8192] = "";
    size_t n = 0;
    const column_spec spec = {"x", COOP_TYPE_SET, 0, NULL};
    coop_builder *b = builder_of(NULL, &spec, 1);
    for (int i = 0; i < 1024; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%sw%d", i > 0 ? ";" : "", i);
    }
    size_t whole = n;
    n += (size_t)snprintf(text + n, sizeof text - n, ";w1024");
    ck_assert_uint_lt(n, sizeof text);
    coop_error err = {0};
    ck_assert_int_eq(coop_builder_text(b, text, &err), COOP_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "1024"));
    text[whole] = '\0';
    put_text(b, text);
    coop_table *table = finished(b);
    coop_column column = column_at(table, 0);
    ck_assert_int_eq(column.n_words, 1024);
    ck_assert_int_eq(column.offsets[1], 1024);
    coop_table_free(table);
}
END_TEST

/* Columns move in memory when one more does not fit; words of a first cell that was refused must
 * not be left in a pool that hashes by its address. */
START_TEST(columns_can_be_added_after_a_refused_first_cell)
{
    const column_spec spec = {"x", COOP_TYPE_SET, 0, NULL};
    coop_builder *b = builder_of(NULL, &spec, 1);
    ck_assert_int_eq(coop_builder_text(b, "a;b;c;d;a", NULL), COOP_CONFLICT);
    char name[16];
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "c%d", i);
        check_column(b, name, COOP_TYPE_INT8, 0, NULL, COOP_OK);
    }
    put_text(b, "d;c;b;a");
    for (int i = 0; i < 40; i++) {
        put_text(b, NULL);
    }
    coop_table *table = finished(b);
    coop_column column = column_at(table, 0);
    ck_assert_int_eq(column.n_words, 4);
    ck_assert_str_eq(column.words[0], "d");
    ck_assert_str_eq(column.words[3], "a");
    coop_table_free(table);
}
END_TEST

START_TEST(a_message_names_the_text_in_whole_characters)
{
    char text[100] = "x";
    for (int i = 0; i < 30; i++) {
        strcat(text, "\xe5\xb9\xb4");
    }
    const coop_type types[] = {COOP_TYPE_BOOL, COOP_TYPE_SET};
    for (size_t i = 0; i < 2; i++) {
        const column_spec spec = {"x", types[i], 0, NULL};
        coop_builder *b = builder_of(NULL, &spec, 1);
        coop_error err = {0};
        strcat(text, ";");
        ck_assert_int_eq(coop_builder_text(b, text, &err), COOP_FORMAT);
        ck_assert_ptr_null(strstr(err.message, "\\x"));
        ck_assert_ptr_nonnull(strstr(err.message, "'x\xe5\xb9\xb4"));
        coop_builder_free(b);
    }
}
END_TEST

/* ---- cells from numbers ---- */

static void check_integers(coop_type type, int64_t least, int64_t most)
{
    const column_spec spec = {"x", type, 0, NULL};
    coop_builder *b = builder_of(NULL, &spec, 1);
    coop_error err = {.code = 77};
    ck_assert_int_eq(coop_builder_integer(b, least, &err), COOP_OK);
    ck_assert_int_eq(coop_builder_integer(b, most, &err), COOP_OK);
    ck_assert_int_eq(err.code, 77);
    if (least > INT64_MIN) {
        ck_assert_int_eq(coop_builder_integer(b, least - 1, &err), COOP_RANGE);
        ck_assert_int_eq(coop_builder_integer(b, most + 1, &err), COOP_RANGE);
        ck_assert_int_eq(coop_builder_integer(b, INT64_MIN, &err), COOP_RANGE);
        ck_assert_int_eq(coop_builder_integer(b, INT64_MAX, &err), COOP_RANGE);
        ck_assert_int_eq(err.code, COOP_RANGE);
    }
    ck_assert_int_eq(coop_builder_number(b, 0, &err), COOP_TYPE);
    coop_table *table = finished(b);
    ck_assert_int_eq(coop_table_n_rows(table), 2);
    ck_assert_int_eq(coop__integer_at(&table->columns[0], 0), least);
    ck_assert_int_eq(coop__integer_at(&table->columns[0], 1), most);
    coop_table_free(table);
}

START_TEST(integers_fit_from_the_least_to_the_most_of_a_column)
{
    check_integers(COOP_TYPE_INT8, INT8_MIN, INT8_MAX);
    check_integers(COOP_TYPE_INT16, INT16_MIN, INT16_MAX);
    check_integers(COOP_TYPE_INT32, INT32_MIN, INT32_MAX);
    check_integers(COOP_TYPE_INT64, INT64_MIN, INT64_MAX);
    check_integers(COOP_TYPE_MONEY, INT64_MIN, INT64_MAX);
    check_integers(COOP_TYPE_BOOL, 0, 1);
    check_integers(COOP_TYPE_DATE, -719162, 2932896);
}
END_TEST

START_TEST(integers_are_refused_by_columns_of_other_kinds)
{
    const coop_type types[] = {COOP_TYPE_FLOAT64, COOP_TYPE_SPAN, COOP_TYPE_CODE, COOP_TYPE_SET,
                               COOP_TYPE_TEXT};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const column_spec spec = {"x", types[i], 0, NULL};
        coop_builder *b = builder_of(NULL, &spec, 1);
        coop_error err = {0};
        ck_assert_int_eq(coop_builder_integer(b, 0, &err), COOP_TYPE);
        ck_assert_ptr_nonnull(strstr(err.message, coop_type_name(types[i])));
        ck_assert_int_eq(coop_builder_number(b, 0, &err),
                         types[i] == COOP_TYPE_FLOAT64 ? COOP_OK : COOP_TYPE);
        coop_table *table = finished(b);
        ck_assert_int_eq(coop_table_n_rows(table), types[i] == COOP_TYPE_FLOAT64 ? 1 : 0);
        coop_table_free(table);
    }
}
END_TEST

START_TEST(numbers_are_kept_to_the_bit_and_must_be_finite)
{
    const double good[] = {0, -0.0, 0.1, DBL_MAX, -DBL_MAX, DBL_MIN, 4.9406564584124654e-324};
    const double bad[] = {(double)NAN, (double)INFINITY, (double)-INFINITY};
    const column_spec spec = {"x", COOP_TYPE_FLOAT64, 0, NULL};
    coop_builder *b = builder_of(NULL, &spec, 1);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        coop_error err = {.code = 77};
        ck_assert_int_eq(coop_builder_number(b, good[i], &err), COOP_OK);
        ck_assert_int_eq(err.code, 77);
        ck_assert_int_eq(coop_builder_number(b, bad[i % 3], &err), COOP_RANGE);
        ck_assert_int_eq(err.code, COOP_RANGE);
    }
    coop_table *table = finished(b);
    ck_assert_int_eq(coop_table_n_rows(table), 7);
    ck_assert_mem_eq(column_at(table, 0).values, good, sizeof good);
    coop_table_free(table);
}
END_TEST

/* ---- misuse ---- */

START_TEST(a_builder_that_is_null_or_has_no_columns_takes_no_cell)
{
    coop_error err = {0};
    ck_assert_int_eq(coop_builder_text(NULL, "1", &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_builder_integer(NULL, 1, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_builder_number(NULL, 1, &err), COOP_ARGUMENT);
    ck_assert_int_eq(err.code, COOP_ARGUMENT);
    coop_builder *b = builder_of(NULL, NULL, 0);
    ck_assert_int_eq(coop_builder_text(b, "1", &err), COOP_CONFLICT);
    ck_assert_int_eq(coop_builder_text(b, NULL, &err), COOP_CONFLICT);
    ck_assert_int_eq(coop_builder_integer(b, 1, &err), COOP_CONFLICT);
    ck_assert_int_eq(coop_builder_number(b, 1, &err), COOP_CONFLICT);
    ck_assert_int_eq(err.code, COOP_CONFLICT);
    coop_table *table = finished(b);
    ck_assert_int_eq(coop_table_n_columns(table), 0);
    ck_assert_int_eq(coop_table_n_rows(table), 0);
    coop_table_free(table);
}
END_TEST

START_TEST(a_row_that_is_not_complete_is_a_conflict_and_frees_the_builder)
{
    for (int n_cells = 0; n_cells <= 3 * N_TYPES; n_cells++) {
        strict s = {0};
        coop_allocator a = strictly(&s);
        coop_builder *b = builder_of(&a, every_type, N_TYPES);
        for (int i = 0; i < n_cells; i++) {
            put_text(b, cells[i]);
        }
        coop_table *untouched = (coop_table *)&s;
        coop_table *table = untouched;
        coop_error err = {0};
        coop_status status = coop_builder_finish(b, &table, &err);
        bool is_complete = n_cells % N_TYPES == 0;
        ck_assert_int_eq(status, is_complete ? COOP_OK : COOP_CONFLICT);
        if (is_complete) {
            ck_assert_int_eq(coop_table_n_rows(table), n_cells / N_TYPES);
            coop_table_free(table);
        } else {
            char expected[64];
            snprintf(expected, sizeof expected, "the last row has %d of %d cells",
                     n_cells % N_TYPES, N_TYPES);
            ck_assert_str_eq(err.message, expected);
            ck_assert_ptr_eq(table, untouched);
        }
        ck_assert_int_eq(s.n_live, 0);
        ck_assert_int_eq(s.n_wrong, 0);
    }
}
END_TEST

START_TEST(a_builder_is_taken_even_when_there_is_no_place_for_the_table)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop_error err = {0};
    coop_builder *b = builder_of(&a, every_type, N_TYPES);
    ck_assert_int_eq(coop_builder_finish(b, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(s.n_live, 0);
    coop_table *untouched = (coop_table *)&s;
    coop_table *table = untouched;
    ck_assert_int_eq(coop_builder_finish(NULL, &table, &err), COOP_ARGUMENT);
    ck_assert_ptr_eq(table, untouched);
    b = builder_of(&a, every_type, N_TYPES);
    put_text(b, cells[0]);
    coop_builder_free(b);
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
}
END_TEST

/* ---- no memory ---- */

typedef struct attempt {
    int64_t n_failed;
    coop_table *table; /* NULL: finish failed, which takes the builder */
} attempt;

static bool again(attempt *t, coop_status status, const coop_error *err)
{
    if (status == COOP_OK) {
        return false;
    }
    ck_assert_int_eq(status, COOP_MEMORY);
    ck_assert_int_eq(err->code, COOP_MEMORY);
    t->n_failed++;
    return true;
}

/* Builds with every call tried a second time when it has no memory. */
static attempt build_with_retries(const coop_allocator *a, int n_rows)
{
    attempt t = {0, NULL};
    coop_error err = {0};
    coop_builder *untouched = (coop_builder *)&t;
    coop_builder *b = untouched;
    while (again(&t, coop_builder_new(a, &b, &err), &err)) {
        ck_assert_ptr_eq(b, untouched);
    }
    for (int i = 0; i < N_TYPES; i++) {
        const column_spec *c = &every_type[i];
        while (again(&t, coop_builder_column(b, c->name, c->type, c->scale, c->unit, &err), &err)) {
        }
    }
    for (int i = 0; i < n_rows * N_TYPES; i++) {
        coop_type type = every_type[i % N_TYPES].type;
        const char *text = cells[i % (3 * N_TYPES)];
        if (i % (3 * N_TYPES) == 4) {
            while (again(&t, coop_builder_number(b, 0.1, &err), &err)) {
            }
        } else if (text != NULL && (type == COOP_TYPE_INT8 || type == COOP_TYPE_INT32)) {
            while (again(&t, coop_builder_integer(b, strtoll(text, NULL, 10), &err), &err)) {
            }
        } else {
            while (again(&t, coop_builder_text(b, text, &err), &err)) {
            }
        }
    }
    coop_table *table = (coop_table *)&t;
    if (again(&t, coop_builder_finish(b, &table, &err), &err)) {
        ck_assert_ptr_eq(table, (coop_table *)&t);
        return t;
    }
    t.table = table;
    return t;
}

static void check_every_failure(int n_rows)
{
    coop_table *expected = build_with_retries(NULL, n_rows).table;
    for (int64_t k = 1;; k++) {
        strict s = {.fail_at = k};
        coop_allocator a = strictly(&s);
        attempt t = build_with_retries(&a, n_rows);
        if (t.table != NULL) {
            check_same(t.table, expected);
        }
        coop_table_free(t.table);
        ck_assert_int_eq(s.n_live, 0);
        ck_assert_int_eq(s.n_wrong, 0);
        ck_assert_int_eq(t.n_failed, k <= s.calls ? 1 : 0);
        if (k > s.calls) {
            ck_assert_int_gt(k, 15);
            break;
        }
    }
    coop_table_free(expected);
}

START_TEST(without_memory_every_call_fails_cleanly_and_can_be_tried_again)
{
    check_every_failure(0);
    check_every_failure(1);
    check_every_failure(3);
    check_every_failure(70);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("table/builder");
    TCase *columns = tcase_create("columns");
    suite_add_tcase(s, columns);
    tcase_add_test(columns, a_new_builder_copies_its_allocator);
    tcase_add_test(columns, a_builder_needs_a_place_and_a_whole_allocator);
    tcase_add_test(columns, a_column_has_a_name_of_its_own_a_type_and_a_scale);
    tcase_add_test(columns, names_and_units_are_text);
    tcase_add_test(columns, names_and_units_are_copied);
    tcase_add_test(columns, no_column_comes_after_the_first_cell);
    tcase_add_test(columns, hundreds_of_columns_are_kept_in_order);
    TCase *texts = tcase_create("texts");
    suite_add_tcase(s, texts);
    tcase_add_test(texts, text_of_a_number_is_read_within_the_range_of_its_type);
    tcase_add_test(texts, text_of_a_day_a_span_or_a_truth_is_read_or_refused);
    tcase_add_test(texts, words_and_text_take_any_utf8_and_nothing_else);
    tcase_add_test(texts, a_refused_set_leaves_no_word_behind);
    tcase_add_test(texts, a_set_has_at_most_1024_words);
    tcase_add_test(texts, columns_can_be_added_after_a_refused_first_cell);
    tcase_add_test(texts, a_message_names_the_text_in_whole_characters);
    TCase *numbers = tcase_create("numbers");
    suite_add_tcase(s, numbers);
    tcase_add_test(numbers, integers_fit_from_the_least_to_the_most_of_a_column);
    tcase_add_test(numbers, integers_are_refused_by_columns_of_other_kinds);
    tcase_add_test(numbers, numbers_are_kept_to_the_bit_and_must_be_finite);
    TCase *misuse = tcase_create("misuse");
    suite_add_tcase(s, misuse);
    tcase_add_test(misuse, a_builder_that_is_null_or_has_no_columns_takes_no_cell);
    tcase_add_test(misuse, a_row_that_is_not_complete_is_a_conflict_and_frees_the_builder);
    tcase_add_test(misuse, a_builder_is_taken_even_when_there_is_no_place_for_the_table);
    TCase *memory = tcase_create("memory");
    suite_add_tcase(s, memory);
    tcase_add_test(memory, without_memory_every_call_fails_cleanly_and_can_be_tried_again);
    return s;
}

#include "check_main.h"
