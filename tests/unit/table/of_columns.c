/* of_columns.c -- tables over the caller's arrays: what is refused, and whose the arrays are.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "meter.h"
#include "tables.h"

static const char *const words[] = {"a", "b", "c"};
static const char *const twice[] = {"a", "b", "a"};
static const char *const lacking[] = {"a", NULL};
static const char *const broken[] = {"a", "\xff"};
static const int8_t bytes[] = {0, 1, 2, 3};
static const uint16_t shorts[] = {0, 2, 3, 65535};
static const uint32_t longs[] = {0, 1, 2, 3};
static const uint32_t pairs[] = {0, 0, 1, 2};
static const int64_t amounts[] = {INT64_MIN, 0, 1, INT64_MAX};
static const int64_t rising[] = {0, 1, 2, 3, 4};
static const int64_t in_twos[] = {0, 2, 4};
static const int64_t falling[] = {0, 2, 1, 3, 4};
static const int64_t negative[] = {-1, 0, 0, 0, 0};
static const double numbers[] = {0, -0.0, 1e308, -5e-324};
static const double not_finite[] = {1, 2, (double)INFINITY, 4};
static const double not_a_number[] = {1, (double)NAN, 3, 4};
static const coop_date days[] = {-719162, 0, 2932896, 1};
static const coop_date before_all[] = {-719163, 0};
static const coop_date after_all[] = {0, 2932897};
static const coop_span spans[] = {
    {COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_LAST}, {-719162, 2932896}, {5, 5}};
static const coop_span reversed[] = {{0, 0}, {6, 5}};
static const coop_span ends_open_first[] = {{COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_FIRST}};
static const coop_span out_of_years[] = {{0, 2932897}};
static const uint8_t bits[] = {0x0b};
static const uint8_t first_only[] = {0x01};
static const char texts[] = "ab\xc3\xa9";
static const int64_t cut_character[] = {0, 3, 4};

#define NAMED(title, of, rows, ...)                                                                \
    {                                                                                              \
        .struct_size = sizeof(coop_column), .name = (title), .type = COOP_TYPE_##of,               \
        .n_rows = (rows), __VA_ARGS__                                                              \
    }
#define COLUMN(of, rows, ...) NAMED("x", of, rows, __VA_ARGS__)
#define WORDS .words = words, .n_words = 3

typedef struct refusal {
    coop_column column;
    coop_status status;
    const char *message;
} refusal;

static const refusal refusals[] = {
    {{.struct_size = sizeof(coop_column), .name = "x"}, COOP_RANGE, "column 'x' has no type"},
    {{.struct_size = sizeof(coop_column), .name = "x", .type = COOP_TYPE_END}, COOP_RANGE,
     "has no type"},
    {{.struct_size = sizeof(coop_column) - 1, .name = "x", .type = 1}, COOP_ARGUMENT,
     "column 0 has no name, or its struct_size is not set"},
    {{.struct_size = sizeof(coop_column), .type = 1}, COOP_ARGUMENT, "column 0 has no name"},
    {{.struct_size = sizeof(coop_column), .name = "", .type = 1}, COOP_ARGUMENT, "has no name"},
    {{.struct_size = sizeof(coop_column), .name = "\xff", .type = 1}, COOP_ARGUMENT,
     "the name of column 0 is not UTF-8"},
    {COLUMN(INT8, -1, .values = bytes), COOP_RANGE, "below 0"},
    {COLUMN(INT8, 4, .values = NULL), COOP_ARGUMENT, "lacks values"},
    {COLUMN(BOOL, 4, .values = NULL), COOP_ARGUMENT, "lacks values"},
    {COLUMN(MONEY, 4, .values = amounts, .scale = 7), COOP_RANGE, "scale outside 0 to 6"},
    {COLUMN(MONEY, 4, .values = amounts, .scale = -1), COOP_RANGE, "scale outside 0 to 6"},
    {COLUMN(INT64, 4, .values = amounts, .scale = 1), COOP_RANGE, "is not money"},
    {COLUMN(CODE, 4, .values = bytes, WORDS), COOP_RANGE, "codes of a width other than"},
    {COLUMN(CODE, 4, .values = bytes, .width = 3, WORDS), COOP_RANGE, "codes of a width"},
    {COLUMN(CODE, 4, .values = amounts, .width = 8, WORDS), COOP_RANGE, "codes of a width"},
    {COLUMN(CODE, 4, .values = bytes, .width = 1, WORDS), COOP_RANGE,
     "column 'x', row 3: a code is beyond the dictionary"},
    {COLUMN(CODE, 4, .values = shorts, .width = 2, WORDS), COOP_RANGE, "row 2: a code is beyond"},
    {COLUMN(CODE, 4, .values = longs, .width = 4, WORDS), COOP_RANGE, "row 3: a code is beyond"},
    {COLUMN(CODE, 1, .values = bytes, .width = 1), COOP_RANGE, "row 0: a code is beyond"},
    {COLUMN(CODE, 1, .values = bytes, .width = 1, .n_words = 1), COOP_ARGUMENT, "lacks"},
    {COLUMN(CODE, 1, .values = bytes, .width = 1, .words = words, .n_words = -1), COOP_LIMIT,
     "fewer than 0"},
    {COLUMN(CODE, 1, .values = bytes, .width = 1, .words = words, .n_words = 1 << 30), COOP_LIMIT,
     "2^30 words or more"},
    {COLUMN(CODE, 1, .values = bytes, .width = 1, .words = twice, .n_words = 3), COOP_CONFLICT,
     "a word twice in its dictionary"},
    {COLUMN(CODE, 1, .values = bytes, .width = 1, .words = lacking, .n_words = 2), COOP_FORMAT,
     "a word that is NULL or not UTF-8"},
    {COLUMN(CODE, 1, .values = bytes, .width = 1, .words = broken, .n_words = 2), COOP_FORMAT,
     "a word that is NULL or not UTF-8"},
    {COLUMN(SET, 4, .values = longs, WORDS), COOP_ARGUMENT, "lacks"},
    {COLUMN(SET, 4, .values = longs, .offsets = rising, WORDS), COOP_RANGE,
     "row 3: a code is beyond"},
    {COLUMN(SET, 4, .values = longs, .offsets = falling, WORDS), COOP_RANGE, "row 1: offsets fall"},
    {COLUMN(SET, 4, .values = longs, .offsets = negative, WORDS), COOP_RANGE,
     "an offset is negative"},
    {COLUMN(SET, 2, .values = pairs, .offsets = in_twos, WORDS), COOP_CONFLICT,
     "row 0: a set has a word twice"},
    {COLUMN(SET, 2, .values = longs, .offsets = in_twos, .words = twice, .n_words = 3), COOP_RANGE,
     "row 1: a code is beyond"},
    {COLUMN(TEXT, 4, .values = texts), COOP_ARGUMENT, "lacks values, offsets or words"},
    {COLUMN(TEXT, 4, .values = texts, .offsets = falling), COOP_RANGE, "row 1: offsets fall"},
    {COLUMN(TEXT, 4, .values = texts, .offsets = negative), COOP_RANGE, "an offset is negative"},
    {COLUMN(TEXT, 2, .values = texts, .offsets = cut_character), COOP_FORMAT,
     "row 0: a text is not UTF-8"},
    {COLUMN(FLOAT64, 4, .values = not_finite), COOP_RANGE, "row 2: a number is not finite"},
    {COLUMN(FLOAT64, 4, .values = not_a_number), COOP_RANGE, "row 1: a number is not finite"},
    {COLUMN(DATE, 2, .values = before_all), COOP_RANGE, "row 0: a date is no day"},
    {COLUMN(DATE, 2, .values = after_all), COOP_RANGE, "row 1: a date is no day"},
    {COLUMN(SPAN, 2, .values = reversed), COOP_RANGE, "row 1: a span ends before it begins"},
    {COLUMN(SPAN, 1, .values = ends_open_first), COOP_RANGE, "row 0: a span"},
    {COLUMN(SPAN, 1, .values = out_of_years), COOP_RANGE, "row 0: a span"},
};

static void count_release(void *ctx)
{
    ++*(int *)ctx;
}

static void refuse(const coop_column *columns, int64_t n, coop_status status, const char *message)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    int released = 0;
    coop_owner owner = {&released, count_release};
    coop_table *const untouched = (coop_table *)(void *)&m;
    coop_table *table = untouched;
    coop_error err = {0};
    coop_status got = coop_table_of_columns(columns, n, &owner, &a, &table, &err);
    ck_assert_msg(got == status && err.code == status, "%s: %s %s", message, coop_status_name(got),
                  err.message);
    ck_assert_msg(strstr(err.message, message) != NULL, "'%s' lacks '%s'", err.message, message);
    ck_assert_ptr_eq(table, untouched);
    ck_assert_int_eq(released, 0);
    ck_assert_uint_eq(m.live, 0);
}

START_TEST(columns_that_are_refused)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        refuse(&refusals[i].column, 1, refusals[i].status, refusals[i].message);
    }
}
END_TEST

START_TEST(tables_that_are_refused)
{
    const coop_column same[] = {COLUMN(INT8, 4, .values = bytes), COLUMN(INT8, 4, .values = bytes)};
    coop_column shorter[] = {COLUMN(INT8, 4, .values = bytes), COLUMN(INT8, 3, .values = bytes)};
    coop_error err = {0};
    coop_table *table = NULL;
    shorter[1].name = "y";
    refuse(same, 2, COOP_CONFLICT, "column 'x' is there twice");
    refuse(shorter, 2, COOP_RANGE, "column 'y' has another number of rows than the first");
    refuse(same, 0, COOP_ARGUMENT, "there are no columns");
    refuse(NULL, 1, COOP_ARGUMENT, "there are no columns");
    ck_assert_int_eq(coop_table_of_columns(same, 1, NULL, NULL, NULL, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out is NULL");
    ck_assert_int_eq(coop_table_of_columns(same, 0, NULL, NULL, &table, NULL), COOP_ARGUMENT);
}
END_TEST

static const coop_column accepted[] = {
    COLUMN(INT8, 4, .values = bytes),
    COLUMN(INT64, 4, .values = amounts),
    COLUMN(MONEY, 4, .values = amounts, .scale = 6),
    COLUMN(FLOAT64, 4, .values = numbers),
    COLUMN(BOOL, 4, .values = bits),
    COLUMN(DATE, 4, .values = days),
    COLUMN(SPAN, 3, .values = spans),
    COLUMN(CODE, 3, .values = bytes, .width = 1, WORDS),
    COLUMN(CODE, 2, .values = shorts, .width = 2, WORDS),
    COLUMN(SET, 3, .values = longs, .offsets = rising, WORDS),
    COLUMN(TEXT, 2, .values = texts, .offsets = in_twos),
    COLUMN(CODE, 0, .width = 1),
    COLUMN(INT32, 0, .validity = NULL),
};

START_TEST(arrays_are_used_where_they_lie)
{
    for (size_t i = 0; i < sizeof accepted / sizeof accepted[0]; i++) {
        int released = 0;
        coop_owner owner = {&released, count_release};
        coop_table *table = NULL;
        coop_error err = {0};
        const coop_column *from = &accepted[i];
        coop_status status = coop_table_of_columns(from, 1, &owner, NULL, &table, &err);
        ck_assert_msg(status == COOP_OK, "%d: %s", (int)i, err.message);
        coop_column column = column_at(table, 0);
        ck_assert_ptr_eq(column.values, from->n_rows > 0 ? from->values : column.values);
        ck_assert_ptr_eq(column.offsets, from->offsets);
        ck_assert_int_eq(column.n_rows, from->n_rows);
        ck_assert_int_eq(column.n_null, 0);
        ck_assert_int_eq(coop_table_n_rows(table), from->n_rows);
        output out = printed(table, COOP_FORMAT_CSV);
        ck_assert_uint_gt(out.n, 1);
        free(out.bytes);
        ck_assert_int_eq(released, 0);
        coop_table_free(table);
        ck_assert_int_eq(released, 1);
    }
}
END_TEST

START_TEST(rubbish_under_missing_values_harms_nothing)
{
    const coop_column columns[] = {
        NAMED("code", CODE, 2, .values = shorts + 2, .width = 2, .words = words, .n_words = 3,
               .validity = (const uint8_t *)"\0"),
        NAMED("number", FLOAT64, 2, .values = not_finite + 1, .validity = first_only),
        NAMED("day", DATE, 2, .values = after_all, .validity = first_only),
        NAMED("span", SPAN, 2, .values = reversed, .validity = first_only)};
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_msg(coop_table_of_columns(columns, 4, NULL, NULL, &table, &err) == COOP_OK, "%s",
                  err.message);
    ck_assert_int_eq(column_at(table, 0).n_null, 2);
    ck_assert_int_eq(column_at(table, 1).n_null, 1);
    output out = printed(table, COOP_FORMAT_CSV);
    ck_assert_str_eq(out.bytes, "code,number,day,span\n,2,1970-01-01,1970-01-01\n,,,\n");
    free(out.bytes);
    coop_table_free(table);
}
END_TEST

START_TEST(names_and_words_are_copied)
{
    char name[] = "name";
    char unit[] = "km";
    char word[] = "word";
    const char *dictionary[] = {word};
    coop_column column = COLUMN(CODE, 1, .values = bytes, .width = 1, .words = dictionary,
                                .n_words = 1, .unit = unit);
    coop_table *table = NULL;
    const char *got = NULL;
    column.name = name;
    ck_assert_int_eq(coop_table_of_columns(&column, 1, NULL, NULL, &table, NULL), COOP_OK);
    memset(name, 'x', 4);
    memset(unit, 'x', 2);
    memset(word, 'x', 4);
    dictionary[0] = NULL;
    ck_assert_int_eq(coop_table_word(table, 0, "name", &got, NULL), COOP_OK);
    ck_assert_str_eq(got, "word");
    ck_assert_str_eq(column_at(table, 0).unit, "km");
    coop_table_free(table);
}
END_TEST

START_TEST(without_memory_nothing_is_released)
{
    const coop_column columns[] = {
        NAMED("code", CODE, 3, .values = bytes, .width = 1, WORDS, .unit = "km"),
        NAMED("set", SET, 3, .values = longs, .offsets = rising, WORDS)};
    coop_status status = COOP_MEMORY;
    for (int64_t fail_at = 1; status != COOP_OK; fail_at++) {
        meter m = {.fail_at = fail_at};
        coop_allocator a = metered(&m);
        int released = 0;
        coop_owner owner = {&released, count_release};
        coop_table *table = NULL;
        status = coop_table_of_columns(columns, 2, &owner, &a, &table, NULL);
        ck_assert(status == COOP_OK || (status == COOP_MEMORY && table == NULL));
        ck_assert_int_eq(released, 0);
        coop_table_free(table);
        ck_assert_int_eq(released, status == COOP_OK ? 1 : 0);
        ck_assert_uint_eq(m.live, 0);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("table/of_columns");
    TCase *all = tcase_create("all");
    tcase_add_test(all, columns_that_are_refused);
    tcase_add_test(all, tables_that_are_refused);
    tcase_add_test(all, arrays_are_used_where_they_lie);
    tcase_add_test(all, rubbish_under_missing_values_harms_nothing);
    tcase_add_test(all, names_and_words_are_copied);
    tcase_add_test(all, without_memory_nothing_is_released);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
