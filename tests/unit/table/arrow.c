/* arrow.c -- tests of lib/table/arrow_export.c, arrow_import.c and append.c: tables as Arrow's
 * arrays and back, streams, and who owns what.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>

#include "meter.h"
#include "tables.h"

static const column_spec every_type[] = {
    {.name = "i8", .type = COOP_TYPE_INT8},      {.name = "i16", .type = COOP_TYPE_INT16},
    {.name = "i32", .type = COOP_TYPE_INT32},    {.name = "i64", .type = COOP_TYPE_INT64},
    {.name = "x", .type = COOP_TYPE_FLOAT64},    {.name = "b", .type = COOP_TYPE_BOOL},
    {.name = "d", .type = COOP_TYPE_DATE},       {.name = "s", .type = COOP_TYPE_SPAN},
    {.name = "m", .type = COOP_TYPE_MONEY, .scale = 2, .unit = "USD"},
    {.name = "c", .type = COOP_TYPE_CODE},       {.name = "w", .type = COOP_TYPE_SET},
    {.name = "t", .type = COOP_TYPE_TEXT},
};
enum { N_TYPES = sizeof every_type / sizeof *every_type };

static const char *const three_rows[] = {
    "-128", "32767", "-2147483648", "9223372036854775807", "0.5", "true", "2023-05-18", "2023/..",
    "12.34", "KAZ", "KAZ;UZB", "abc",
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    "127", "-32768", "7", "-9223372036854775808", "-1e300", "false", "0001-01-01", "../2024-02",
    "-92233720368547758.08", "UZB", "", "",
};

static coop_table *three(const coop_allocator *a)
{
    return table_of(a, every_type, N_TYPES, three_rows, 3);
}

static coop_table *imported(struct ArrowSchema *schema, struct ArrowArray *array)
{
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_msg(coop_arrow_import(schema, array, NULL, &table, &err) == COOP_OK, "%s",
                  err.message);
    ck_assert(array->release == NULL);
    return table;
}

static void exported(const coop_table *table, coop_arrow_money money, struct ArrowSchema *schema,
                     struct ArrowArray *array)
{
    coop_arrow_options options = COOP_ARROW_OPTIONS_INIT;
    coop_error err = {0};
    options.money = money;
    ck_assert_msg(coop_arrow_export(table, &options, schema, array, &err) == COOP_OK, "%s",
                  err.message);
}

static void check_round_trip(const coop_table *table, coop_arrow_money money)
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    exported(table, money, &schema, &array);
    coop_table *back = imported(&schema, &array);
    schema.release(&schema);
    ck_assert(schema.release == NULL);
    check_same(table, back);
    coop_table_free(back);
}

START_TEST(formats_are_as_documented)
{
    static const char *const formats[] = {"c",   "s",  "i",      "l", "g",  "b",
                                          "tdD", "+s", "d:19,2", "C", "+L", "U"};
    coop_table *table = three(NULL);
    struct ArrowSchema schema;
    ck_assert_int_eq(coop_arrow_export(table, NULL, &schema, NULL, NULL), COOP_OK);
    coop_table_free(table);
    ck_assert_str_eq(schema.format, "+s");
    ck_assert_int_eq(schema.n_children, N_TYPES);
    for (int i = 0; i < N_TYPES; i++) {
        ck_assert_str_eq(schema.children[i]->format, formats[i]);
        ck_assert_str_eq(schema.children[i]->name, every_type[i].name);
        ck_assert_int_eq(schema.children[i]->flags, ARROW_FLAG_NULLABLE);
    }
    ck_assert_str_eq(schema.children[9]->dictionary->format, "u");
    ck_assert_str_eq(schema.children[10]->children[0]->dictionary->format, "u");
    ck_assert_str_eq(schema.children[7]->children[0]->name, "first");
    ck_assert_str_eq(schema.children[7]->children[1]->name, "last");
    schema.release(&schema);
}
END_TEST

START_TEST(values_are_as_documented)
{
    coop_table *table = three(NULL);
    struct ArrowArray array;
    ck_assert_int_eq(coop_arrow_export(table, NULL, NULL, &array, NULL), COOP_OK);
    coop_column c = column_at(table, 4);
    ck_assert_ptr_eq(array.children[4]->buffers[1], c.values);
    coop_column text = column_at(table, 11);
    ck_assert_ptr_eq(array.children[11]->buffers[1], text.offsets);
    coop_table_free(table);
    ck_assert_int_eq(array.length, 3);
    ck_assert_int_eq(array.null_count, 0);
    for (int i = 0; i < N_TYPES; i++) {
        ck_assert_int_eq(array.children[i]->null_count, 1);
        ck_assert_int_eq(((const uint8_t *)array.children[i]->buffers[0])[0] & 7, 5);
    }
    ck_assert_double_eq(((const double *)array.children[4]->buffers[1])[0], 0.5);
    const int64_t *money = array.children[8]->buffers[1];
    ck_assert_int_eq(money[0], 1234);
    ck_assert_int_eq(money[1], 0);
    ck_assert_int_eq(money[4], INT64_MIN);
    ck_assert_int_eq(money[5], -1);
    const struct ArrowArray *last = array.children[7]->children[1];
    ck_assert_int_eq(last->null_count, 2);
    ck_assert_int_eq(((const uint8_t *)last->buffers[0])[0], 4);
    array.release(&array);
    ck_assert(array.release == NULL);
}
END_TEST

START_TEST(every_type_comes_back)
{
    coop_table *table = three(NULL);
    check_round_trip(table, COOP_ARROW_MONEY_DECIMAL);
    check_round_trip(table, COOP_ARROW_MONEY_MINOR);
    coop_table_free(table);
    table = table_of(NULL, every_type, N_TYPES, three_rows, 0);
    check_round_trip(table, COOP_ARROW_MONEY_DECIMAL);
    coop_table_free(table);
}
END_TEST

START_TEST(random_tables_come_back)
{
    uint64_t state = 20251;
    for (int i = 0; i < 300; i++) {
        column_spec specs[MOST_COLUMNS];
        char names[MOST_COLUMNS][24];
        int64_t n = random_specs(&state, specs, names);
        int64_t n_rows = (int64_t)(next_random(&state) % (i % 10 == 0 ? 600 : 20));
        coop_table *table = random_table(&state, NULL, specs, n, n_rows);
        check_round_trip(table, i % 2);
        coop_table_free(table);
    }
}
END_TEST

/* A struct array over the rows from .. from + n of another, whose buffers are not moved. */
static void slice(struct ArrowArray *array, int64_t from, int64_t n)
{
    array->offset = from;
    array->length = n;
}

/* Rows of a table as a table of texts, to compare with a slice. */
static void check_slice(const coop_table *whole, const coop_table *part, int64_t from)
{
    output a = printed(whole, COOP_FORMAT_CSV);
    output b = printed(part, COOP_FORMAT_CSV);
    const char *rest = strchr(a.bytes, '\n') + 1;
    for (int64_t i = 0; i < from; i++) {
        rest = strchr(rest, '\n') + 1;
    }
    const char *its = strchr(b.bytes, '\n') + 1;
    ck_assert_msg(strncmp(rest, its, strlen(its)) == 0, "%s", its);
    free(a.bytes);
    free(b.bytes);
}

/* Cells without line feeds, for check_slice. */
static coop_table *plain_table(int64_t n_rows)
{
    coop_builder *builder = builder_of(NULL, every_type, N_TYPES);
    for (int64_t row = 0; row < n_rows; row++) {
        for (int i = 0; i < N_TYPES; i++) {
            static const char *const words[] = {"KAZ", "UZB", "TJK", "KGZ;KAZ", "UZB;TKM", "TKM"};
            char cell[32];
            bool is_word = every_type[i].type >= COOP_TYPE_CODE;
            snprintf(cell, sizeof cell, "%d", (int)(row * (i + 3) % 100));
            const char *open_or_not = row % 3 ? "2020/.." : "2021-05";
            const char *day = row % 2 ? "2021-03-04" : "1999-12-31";
            put_text(builder, (row + i) % 5 == 0                       ? NULL
                              : every_type[i].type == COOP_TYPE_DATE   ? day
                              : every_type[i].type == COOP_TYPE_SPAN   ? open_or_not
                              : every_type[i].type == COOP_TYPE_BOOL   ? row % 3 ? "true" : "false"
                              : is_word ? words[row * (i + 1) % 6]
                                        : cell);
        }
    }
    return finished(builder);
}

START_TEST(slices_at_any_offset_are_read)
{
    enum { N = 40 };
    coop_table *whole = plain_table(N);
    for (int64_t from = 0; from < 20; from++) {
        for (int64_t n = 0; n <= N - from; n += n < 3 ? 1 : 7) {
            struct ArrowSchema schema;
            struct ArrowArray array;
            exported(whole, (coop_arrow_money)(from % 2), &schema, &array);
            slice(&array, from, n);
            coop_table *part = imported(&schema, &array);
            schema.release(&schema);
            ck_assert_int_eq(coop_table_n_rows(part), n);
            check_slice(whole, part, from);
            coop_table_free(part);
        }
    }
    coop_table_free(whole);
}
END_TEST

START_TEST(children_may_have_offsets_of_their_own)
{
    coop_table *whole = plain_table(30);
    struct ArrowSchema schema;
    struct ArrowArray array;
    exported(whole, COOP_ARROW_MONEY_DECIMAL, &schema, &array);
    array.length = 20;
    for (int i = 0; i < N_TYPES; i++) {
        slice(array.children[i], 3, 27);
        array.children[i]->null_count = -1;
    }
    array.offset = 4;
    coop_table *part = imported(&schema, &array);
    schema.release(&schema);
    check_slice(whole, part, 7);
    coop_table_free(part);
    coop_table_free(whole);
}
END_TEST

START_TEST(no_copy_where_layouts_agree)
{
    coop_table *table = three(NULL);
    struct ArrowSchema schema;
    struct ArrowArray array;
    exported(table, COOP_ARROW_MONEY_MINOR, &schema, &array);
    coop_table *back = imported(&schema, &array);
    schema.release(&schema);
    for (int64_t i = 0; i < N_TYPES; i++) {
        coop_column x = column_at(table, i);
        coop_column y = column_at(back, i);
        bool is_same = x.values == y.values && x.validity == y.validity && x.offsets == y.offsets;
        ck_assert_msg(is_same == (x.type != COOP_TYPE_SPAN || x.values == y.values), "%s", x.name);
    }
    coop_table_free(table);
    coop_table_free(back);
}
END_TEST

/* ---- ownership ---- */

START_TEST(all_memory_comes_back_in_any_order)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_table *table = three(&a);
    struct ArrowSchema schema;
    struct ArrowArray array;
    struct ArrowArrayStream stream;
    exported(table, COOP_ARROW_MONEY_DECIMAL, &schema, &array);
    ck_assert_int_eq(coop_arrow_export_stream(table, NULL, &stream, NULL), COOP_OK);
    coop_table_free(table);
    struct ArrowArray read;
    ck_assert_int_eq(stream.get_next(&stream, &read), 0);
    stream.release(&stream);
    ck_assert(stream.release == NULL);
    ck_assert_int_eq(((const int8_t *)read.children[0]->buffers[1])[0], -128);
    read.release(&read);
    schema.release(&schema);
    ck_assert_double_eq(((const double *)array.children[4]->buffers[1])[0], 0.5);
    array.release(&array);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(a_moved_child_outlives_its_parent)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_table *table = three(&a);
    struct ArrowSchema schema;
    struct ArrowArray array;
    exported(table, COOP_ARROW_MONEY_DECIMAL, &schema, &array);
    coop_table_free(table);
    struct ArrowArray set = *array.children[10];
    struct ArrowSchema field = *schema.children[10];
    array.children[10]->release = NULL;
    schema.children[10]->release = NULL;
    array.release(&array);
    schema.release(&schema);
    ck_assert_uint_gt(m.live, 0);
    ck_assert_str_eq(field.children[0]->dictionary->format, "u");
    ck_assert_int_eq(((const int64_t *)set.buffers[1])[1], 2);
    ck_assert_int_eq(set.children[0]->dictionary->length, 2);
    set.release(&set);
    field.release(&field);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

/* ---- streams ---- */

typedef struct feed {
    const coop_table *tables[8];
    int64_t n, next, fail_at; /* fail_at: 0 the schema, 1 .. the chunks, -1 none */
    int64_t n_live;
} feed;

static int feed_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    feed *f = stream->private_data;
    return f->fail_at == 0 || coop_arrow_export(f->tables[0], NULL, out, NULL, NULL) != COOP_OK
               ? 5 : 0;
}

static int feed_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    feed *f = stream->private_data;
    if (f->fail_at == f->next + 1) {
        return 5;
    }
    if (f->next == f->n) {
        out->release = NULL;
        return 0;
    }
    return coop_arrow_export(f->tables[f->next++], NULL, NULL, out, NULL) == COOP_OK ? 0 : 5;
}

static const char *feed_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "the feed is dry";
}

static void feed_release(struct ArrowArrayStream *stream)
{
    ((feed *)stream->private_data)->n_live--;
    stream->release = NULL;
}

static struct ArrowArrayStream stream_of(feed *f)
{
    f->next = 0;
    f->n_live = 1;
    return (struct ArrowArrayStream){feed_schema, feed_next, feed_error, feed_release, f};
}

START_TEST(chunks_are_put_behind_each_other)
{
    coop_table *whole = plain_table(37);
    for (int64_t n = 0; n <= 5; n++) {
        feed f = {.tables = {whole, whole, whole, whole, whole}, .n = n, .fail_at = -1};
        struct ArrowArrayStream stream = stream_of(&f);
        coop_table *out = NULL;
        coop_error err = {0};
        ck_assert_msg(coop_arrow_import_stream(&stream, NULL, &out, &err) == COOP_OK, "%s",
                      err.message);
        ck_assert_int_eq(f.n_live, 0);
        ck_assert_int_eq(coop_table_n_rows(out), 37 * n);
        ck_assert_int_eq(coop_table_n_columns(out), N_TYPES);
        for (int64_t i = 0; i < n; i++) {
            struct ArrowSchema schema;
            struct ArrowArray array;
            exported(out, COOP_ARROW_MONEY_DECIMAL, &schema, &array);
            slice(&array, i * 37, 37);
            coop_table *part = imported(&schema, &array);
            schema.release(&schema);
            check_slice(whole, part, 0);
            coop_table_free(part);
        }
        coop_table_free(out);
    }
    coop_table_free(whole);
}
END_TEST

START_TEST(chunks_with_other_words_share_a_dictionary)
{
    static const column_spec spec[] = {{.name = "c", .type = COOP_TYPE_CODE},
                                       {.name = "w", .type = COOP_TYPE_SET}};
    static const char *const one[] = {"a", "x;y", "b", NULL};
    static const char *const two[] = {"b", "y;z", NULL, "x"};
    coop_table *a = table_of(NULL, spec, 2, one, 2);
    coop_table *b = table_of(NULL, spec, 2, two, 2);
    feed f = {.tables = {a, b}, .n = 2, .fail_at = -1};
    struct ArrowArrayStream stream = stream_of(&f);
    coop_table *out = NULL;
    ck_assert_int_eq(coop_arrow_import_stream(&stream, NULL, &out, NULL), COOP_OK);
    static const char *const both[] = {"a", "x;y", "b", NULL, "b", "y;z", NULL, "x"};
    coop_table *wanted = table_of(NULL, spec, 2, both, 4);
    check_same(wanted, out);
    coop_table_free(a);
    coop_table_free(b);
    coop_table_free(out);
    coop_table_free(wanted);
}
END_TEST

START_TEST(streams_that_fail_are_told_in_their_own_words)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_table *whole = three(&a);
    size_t live = m.live;
    for (int64_t fail_at = 0; fail_at <= 3; fail_at++) {
        feed f = {.tables = {whole, whole, whole}, .n = 3, .fail_at = fail_at};
        struct ArrowArrayStream stream = stream_of(&f);
        coop_table *out = NULL;
        coop_error err = {0};
        ck_assert_int_eq(coop_arrow_import_stream(&stream, &a, &out, &err), COOP_IO);
        ck_assert_ptr_nonnull(strstr(err.message, "the feed is dry"));
        ck_assert_ptr_null(out);
        ck_assert_int_eq(f.n_live, 1);
        ck_assert_uint_eq(m.live, live);
        stream.release(&stream);
    }
    coop_table_free(whole);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(own_streams_give_one_array_and_end)
{
    coop_table *table = three(NULL);
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    ck_assert_int_eq(coop_arrow_export_stream(table, NULL, &stream, NULL), COOP_OK);
    ck_assert_int_eq(stream.get_next(&stream, &array), 0);
    ck_assert_int_eq(array.length, 3);
    array.release(&array);
    ck_assert_int_eq(stream.get_next(&stream, &array), 0);
    ck_assert(array.release == NULL);
    ck_assert_ptr_null(stream.get_last_error(&stream));
    stream.release(&stream);
    ck_assert_int_eq(coop_arrow_export_stream(table, NULL, &stream, NULL), COOP_OK);
    coop_table *back = NULL;
    ck_assert_int_eq(coop_arrow_import_stream(&stream, NULL, &back, NULL), COOP_OK);
    ck_assert(stream.release == NULL);
    check_same(table, back);
    coop_table_free(back);
    coop_table_free(table);
}
END_TEST

START_TEST(wrong_calls_are_refused)
{
    coop_table *table = three(NULL);
    coop_table *out = NULL;
    struct ArrowSchema schema;
    struct ArrowArray array;
    struct ArrowArrayStream stream = {.release = NULL};
    coop_arrow_options options = COOP_ARROW_OPTIONS_INIT;
    ck_assert_int_eq(coop_arrow_export(NULL, NULL, &schema, &array, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_arrow_export(table, NULL, NULL, NULL, NULL), COOP_ARGUMENT);
    options.money = 2;
    ck_assert_int_eq(coop_arrow_export(table, &options, &schema, &array, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_arrow_export_stream(table, &options, &stream, NULL), COOP_RANGE);
    options.struct_size = 0;
    ck_assert_int_eq(coop_arrow_export(table, &options, &schema, &array, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_arrow_export_stream(NULL, NULL, &stream, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_arrow_export_stream(table, NULL, NULL, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_arrow_import_stream(&stream, NULL, &out, NULL), COOP_ARGUMENT);
    exported(table, COOP_ARROW_MONEY_DECIMAL, &schema, &array);
    ck_assert_int_eq(coop_arrow_import(&schema, &array, NULL, NULL, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_arrow_import(NULL, &array, NULL, &out, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_arrow_import(&schema, NULL, NULL, &out, NULL), COOP_ARGUMENT);
    array.release(&array);
    ck_assert_int_eq(coop_arrow_import(&schema, &array, NULL, &out, NULL), COOP_ARGUMENT);
    schema.release(&schema);
    ck_assert_int_eq(coop_arrow_import(&schema, &array, NULL, &out, NULL), COOP_ARGUMENT);
    ck_assert_ptr_null(out);
    coop_table_free(table);
}
END_TEST

START_TEST(tables_without_columns_come_back)
{
    coop_builder *builder = NULL;
    ck_assert_int_eq(coop_builder_new(NULL, &builder, NULL), COOP_OK);
    coop_table *table = finished(builder);
    check_round_trip(table, COOP_ARROW_MONEY_DECIMAL);
    coop_table_free(table);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("table/arrow");
    TCase *t = tcase_create("arrow");
    tcase_add_test(t, formats_are_as_documented);
    tcase_add_test(t, values_are_as_documented);
    tcase_add_test(t, every_type_comes_back);
    tcase_add_test(t, random_tables_come_back);
    tcase_add_test(t, slices_at_any_offset_are_read);
    tcase_add_test(t, children_may_have_offsets_of_their_own);
    tcase_add_test(t, no_copy_where_layouts_agree);
    tcase_add_test(t, all_memory_comes_back_in_any_order);
    tcase_add_test(t, a_moved_child_outlives_its_parent);
    tcase_add_test(t, chunks_are_put_behind_each_other);
    tcase_add_test(t, chunks_with_other_words_share_a_dictionary);
    tcase_add_test(t, streams_that_fail_are_told_in_their_own_words);
    tcase_add_test(t, own_streams_give_one_array_and_end);
    tcase_add_test(t, wrong_calls_are_refused);
    tcase_add_test(t, tables_without_columns_come_back);
    suite_add_tcase(s, t);
    return s;
}

#include "check_main.h"
