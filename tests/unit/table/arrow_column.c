/* arrow_column.c -- tests of lib/table/arrow_column.c and arrow_field.c: arrays of other programs,
 * and such as no program should make.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>

#include "tables.h"

static int64_t n_released;

static void count_release(struct ArrowArray *array)
{
    n_released++;
    array->release = NULL;
}

static void count_schema(struct ArrowSchema *schema)
{
    n_released++;
    schema->release = NULL;
}

/* One column over arrays on the stack. */
typedef struct hand {
    struct ArrowSchema root, column, item, words;
    struct ArrowSchema *columns[1], *items[2];
    struct ArrowArray array, values, members, dictionary;
    struct ArrowArray *arrays[1], *inner[2];
    const void *none[1], *buffers[3], *inner_buffers[3], *word_buffers[3];
} hand;

static void hand_set(hand *h, const char *format, int64_t n, int64_t n_buffers)
{
    memset(h, 0, sizeof *h);
    h->columns[0] = &h->column;
    h->arrays[0] = &h->values;
    h->items[0] = &h->item;
    h->inner[0] = &h->members;
    h->root = (struct ArrowSchema){.format = "+s", .n_children = 1, .children = h->columns,
                                   .release = count_schema};
    h->column = (struct ArrowSchema){.format = format, .name = "v", .release = count_schema};
    h->item = (struct ArrowSchema){.format = "u", .name = "item", .release = count_schema};
    h->words = h->item;
    h->array = (struct ArrowArray){.length = n, .n_buffers = 1, .n_children = 1,
                                   .buffers = h->none, .children = h->arrays,
                                   .release = count_release};
    h->values = (struct ArrowArray){.length = n, .n_buffers = n_buffers, .buffers = h->buffers,
                                    .release = count_release};
    h->members = (struct ArrowArray){.n_buffers = 3, .buffers = h->inner_buffers,
                                     .release = count_release};
    h->dictionary = (struct ArrowArray){.n_buffers = 3, .buffers = h->word_buffers,
                                        .release = count_release};
}

static coop_status hand_import(hand *h, coop_table **out, coop_error *err)
{
    memset(err, 0, sizeof *err);
    return coop_arrow_import(&h->root, &h->array, NULL, out, err);
}

static void check_refused(hand *h, coop_status wanted, const char *part)
{
    static char untouched;
    coop_table *out = (coop_table *)(void *)&untouched;
    coop_error err;
    n_released = 0;
    coop_status status = hand_import(h, &out, &err);
    ck_assert_msg(status == wanted && strstr(err.message, part) != NULL, "%s: %s",
                  coop_status_name(status), err.message);
    ck_assert_ptr_eq(out, (void *)&untouched);
    ck_assert_int_eq(n_released, 0);
    ck_assert(h->array.release != NULL);
}

static coop_column hand_column(hand *h, coop_table **out)
{
    coop_error err;
    coop_status status = hand_import(h, out, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return column_at(*out, 0);
}

static void check_integers(const char *format, const void *values, coop_type type,
                           const int64_t *wanted)
{
    hand h;
    coop_table *table = NULL;
    uint8_t validity = 0xfd;
    hand_set(&h, format, 3, 2);
    h.buffers[0] = &validity;
    h.buffers[1] = values;
    h.values.null_count = 1;
    n_released = 0;
    coop_column c = hand_column(&h, &table);
    ck_assert_int_eq(c.type, type);
    ck_assert_int_eq(c.n_null, 1);
    double x = 0;
    for (int64_t row = 0; row < 3; row += 2) {
        ck_assert_int_eq(coop_table_number(table, row, "v", &x, NULL), COOP_OK);
        ck_assert_double_eq(x, (double)wanted[row]);
    }
    ck_assert_int_eq(n_released, 0);
    coop_table_free(table);
    ck_assert_int_eq(n_released, 1);
}

START_TEST(other_numbers_are_widened)
{
    const uint8_t u8[] = {0, 9, 255};
    const uint16_t u16[] = {0, 9, 65535};
    const uint32_t u32[] = {0, 9, UINT32_MAX};
    const uint64_t u64[] = {0, UINT64_MAX, INT64_MAX};
    const float f32[] = {-2, 9, 8};
    const int64_t ms[] = {-86400000, 5, 172800000};
    check_integers("C", u8, COOP_TYPE_INT16, (int64_t[]){0, 9, 255});
    check_integers("S", u16, COOP_TYPE_INT32, (int64_t[]){0, 9, 65535});
    check_integers("I", u32, COOP_TYPE_INT64, (int64_t[]){0, 9, UINT32_MAX});
    check_integers("L", u64, COOP_TYPE_INT64, (int64_t[]){0, 9, INT64_MAX});
    check_integers("f", f32, COOP_TYPE_FLOAT64, (int64_t[]){-2, 9, 8});
    check_integers("tdm", ms, COOP_TYPE_DATE, (int64_t[]){-1, 9, 2});
}
END_TEST

START_TEST(numbers_that_do_not_fit_are_refused)
{
    const uint64_t u64[] = {(uint64_t)INT64_MAX + 1};
    const int64_t ms[] = {1};
    const int64_t far[] = {INT64_MAX / 86400000 * 86400000};
    const int64_t decimal[2] = {0, 1};
    hand h;
    hand_set(&h, "L", 1, 2);
    h.buffers[1] = u64;
    check_refused(&h, COOP_RANGE, "row 0");
    hand_set(&h, "tdm", 1, 2);
    h.buffers[1] = ms;
    check_refused(&h, COOP_RANGE, "no whole day");
    h.buffers[1] = far;
    check_refused(&h, COOP_RANGE, "no whole day");
    hand_set(&h, "d:38,2", 1, 2);
    h.buffers[1] = decimal;
    check_refused(&h, COOP_RANGE, "64 bits");
    hand_set(&h, "g", 1, 2);
    const double nan_[] = {0.0 / 0.0};
    h.buffers[1] = nan_;
    check_refused(&h, COOP_RANGE, "not finite");
}
END_TEST

START_TEST(types_without_a_column_are_refused_by_name)
{
    static const char *const formats[] = {"tsu:UTC", "tsn:", "ttm", "tDs", "z", "Z", "e", "+m",
                                          "w:16", "+w:2", "vz", "d:19,7", "d:19,-1",
                                          "d:9,2,64", "d:", "d:1,", "", "+ud:0", "tiM", "+r"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        hand h;
        hand_set(&h, formats[i], 0, 2);
        check_refused(&h, COOP_UNSUPPORTED, formats[i]);
        check_refused(&h, COOP_UNSUPPORTED, "column 'v'");
    }
    hand h;
    hand_set(&h, "tsu:", 0, 2);
    check_refused(&h, COOP_UNSUPPORTED, "cast times and time stamps to dates");
    h.root.format = "i";
    check_refused(&h, COOP_UNSUPPORTED, "need a struct");
}
END_TEST

static const int32_t word_offsets[] = {0, 1, 3, 4, 4};
static const char word_bytes[] = "abba";

/* Codes of the words a, bb, a, and an empty one. */
static void hand_dictionary(hand *h, struct ArrowSchema *schema, struct ArrowArray *codes,
                            int64_t n)
{
    schema->dictionary = &h->words;
    codes->dictionary = &h->dictionary;
    h->dictionary.length = n;
    h->word_buffers[1] = word_offsets;
    h->word_buffers[2] = word_bytes;
}

START_TEST(dictionaries_by_any_integer_are_read)
{
    static const char *const formats[] = {"c", "C", "s", "S", "i", "I", "l", "L"};
    static const int32_t widths[] = {1, 1, 2, 2, 4, 4, 4, 4};
    for (int i = 0; i < 8; i++) {
        hand h;
        coop_table *table = NULL;
        uint64_t wide[] = {0, 0, 0};
        unsigned char *bytes = (unsigned char *)wide;
        bytes[(size_t)1 << (i / 2)] = 1;
        hand_set(&h, formats[i], 2, 2);
        h.buffers[1] = wide;
        hand_dictionary(&h, &h.column, &h.values, 2);
        coop_column c = hand_column(&h, &table);
        ck_assert_int_eq(c.type, COOP_TYPE_CODE);
        ck_assert_int_eq(c.width, widths[i]);
        const char *word = NULL;
        ck_assert_int_eq(coop_table_word(table, 1, "v", &word, NULL), COOP_OK);
        ck_assert_str_eq(word, "bb");
        coop_table_free(table);
    }
}
END_TEST

START_TEST(dictionaries_with_repeats_and_holes_are_mended)
{
    hand h;
    coop_table *table = NULL;
    const int8_t codes[] = {2, 1, 3, 0};
    const uint8_t validity = 0x0d;
    hand_set(&h, "c", 4, 2);
    h.buffers[1] = codes;
    hand_dictionary(&h, &h.column, &h.values, 4);
    h.word_buffers[0] = &validity;
    h.dictionary.null_count = 1;
    coop_column c = hand_column(&h, &table);
    ck_assert_int_eq(c.n_words, 2);
    ck_assert_int_eq(c.n_null, 1);
    const char *word = NULL;
    ck_assert_int_eq(coop_table_word(table, 0, "v", &word, NULL), COOP_OK);
    ck_assert_str_eq(word, "a");
    ck_assert_int_eq(coop_table_word(table, 1, "v", &word, NULL), COOP_EMPTY);
    ck_assert_int_eq(coop_table_word(table, 2, "v", &word, NULL), COOP_OK);
    ck_assert_str_eq(word, "");
    coop_table_free(table);
}
END_TEST

START_TEST(codes_outside_the_dictionary_are_refused)
{
    const int8_t below[] = {-1};
    const int8_t beyond[] = {2};
    hand h;
    hand_set(&h, "c", 1, 2);
    h.buffers[1] = below;
    hand_dictionary(&h, &h.column, &h.values, 2);
    check_refused(&h, COOP_RANGE, "beyond the dictionary");
    h.buffers[1] = beyond;
    check_refused(&h, COOP_RANGE, "beyond the dictionary");
    h.values.dictionary = NULL;
    check_refused(&h, COOP_FORMAT, "no dictionary");
    hand_dictionary(&h, &h.column, &h.values, 2);
    h.words.format = "i";
    check_refused(&h, COOP_UNSUPPORTED, "need utf8");
    h.column.dictionary = NULL;
    check_refused(&h, COOP_FORMAT, "its schema none");
}
END_TEST

/* Lists of the words a, bb, a, "" as texts: [a, bb], [a], [""]; the second may be missing. */
static void hand_list(hand *h, const void *offsets, const char *format)
{
    hand_set(h, format, 3, 2);
    h->buffers[1] = offsets;
    h->column.n_children = 1;
    h->column.children = h->items;
    h->values.n_children = 1;
    h->values.children = h->inner;
    h->members.length = 4;
    h->inner_buffers[1] = word_offsets;
    h->inner_buffers[2] = word_bytes;
}

START_TEST(lists_of_texts_become_sets)
{
    static const int32_t narrow[] = {0, 2, 3, 4};
    static const int64_t wide[] = {0, 2, 3, 4};
    const uint8_t validity = 5;
    for (int i = 0; i < 2; i++) {
        hand h;
        coop_table *table = NULL;
        hand_list(&h, i == 0 ? (const void *)narrow : wide, i == 0 ? "+l" : "+L");
        h.buffers[0] = &validity;
        h.values.null_count = 1;
        coop_column c = hand_column(&h, &table);
        ck_assert_int_eq(c.type, COOP_TYPE_SET);
        ck_assert_int_eq(c.n_words, 3);
        output out = printed(table, COOP_FORMAT_JSON);
        ck_assert_msg(strstr(out.bytes, "[\"a\",\"bb\"]") != NULL ||
                      strstr(out.bytes, "[\"a\", \"bb\"]") != NULL, "%s", out.bytes);
        free(out.bytes);
        ck_assert_int_eq(c.offsets[1], c.offsets[2]);
        coop_table_free(table);
    }
}
END_TEST

START_TEST(lists_that_are_no_sets_are_refused)
{
    static const int32_t twice[] = {0, 3, 3, 3};
    static const int32_t beyond[] = {0, 3, 3, 5};
    static const int32_t fall[] = {0, 2, 1, 4};
    static const int32_t below[] = {-1, 2, 3, 4};
    const uint8_t validity = 0xe;
    hand h;
    hand_list(&h, twice, "+l");
    check_refused(&h, COOP_CONFLICT, "twice");
    hand_list(&h, beyond, "+l");
    check_refused(&h, COOP_FORMAT, "has 4 rows, need 5");
    hand_list(&h, fall, "+l");
    check_refused(&h, COOP_FORMAT, "offsets fall");
    hand_list(&h, below, "+l");
    check_refused(&h, COOP_FORMAT, "offsets fall");
    hand_list(&h, word_offsets, "+l");
    h.inner_buffers[0] = &validity;
    h.members.null_count = 1;
    check_refused(&h, COOP_FORMAT, "a member of a list has no value");
    h.inner_buffers[0] = NULL;
    check_refused(&h, COOP_FORMAT, "missing values");
    h.item.format = "i";
    check_refused(&h, COOP_UNSUPPORTED, "need words");
}
END_TEST

START_TEST(hostile_arrays_are_refused)
{
    const int32_t values[] = {1, 2, 3, 4};
    const uint8_t bits[] = {0xff};
    hand good;
    hand_set(&good, "i", 4, 2);
    good.buffers[1] = values;
    hand h;
#define REFUSED(change, status, part)                                                              \
    do {                                                                                           \
        hand_set(&h, "i", 4, 2);                                                                   \
        h.buffers[1] = values;                                                                     \
        change;                                                                                    \
        check_refused(&h, status, part);                                                           \
    } while (0)
    REFUSED(h.array.length = -1, COOP_FORMAT, "no struct");
    REFUSED(h.array.length = INT64_MAX, COOP_FORMAT, "no struct");
    REFUSED(h.array.offset = -1, COOP_FORMAT, "no struct");
    REFUSED(h.array.offset = INT64_MAX, COOP_FORMAT, "no struct");
    REFUSED(h.array.n_children = 2, COOP_FORMAT, "no struct");
    REFUSED(h.array.n_buffers = 0, COOP_FORMAT, "no struct");
    REFUSED(h.array.children = NULL, COOP_FORMAT, "no struct");
    REFUSED(h.array.dictionary = &h.dictionary, COOP_FORMAT, "no struct");
    REFUSED(h.array.null_count = 1, COOP_FORMAT, "whole rows");
    REFUSED(h.arrays[0] = NULL, COOP_FORMAT, "child");
    REFUSED(h.array.offset = 1, COOP_FORMAT, "has 4 rows, need 5");
    REFUSED(h.values.length = 3, COOP_FORMAT, "has 3 rows, need 4");
    REFUSED(h.values.length = -1, COOP_FORMAT, "lengths");
    REFUSED(h.values.offset = -1, COOP_FORMAT, "lengths");
    REFUSED(h.values.offset = INT64_MAX, COOP_FORMAT, "lengths");
    REFUSED(h.values.n_buffers = 1, COOP_FORMAT, "lengths");
    REFUSED(h.values.n_children = 1, COOP_FORMAT, "lengths");
    REFUSED(h.values.buffers = NULL, COOP_FORMAT, "lengths");
    REFUSED(h.values.null_count = -2, COOP_FORMAT, "lengths");
    REFUSED(h.values.null_count = 5, COOP_FORMAT, "lengths");
    REFUSED(h.values.null_count = 1, COOP_FORMAT, "count of missing");
    REFUSED(h.values.release = NULL, COOP_FORMAT, "lengths");
    REFUSED(h.buffers[1] = NULL, COOP_FORMAT, "a buffer is NULL");
    REFUSED(h.buffers[0] = bits; h.values.null_count = 2, COOP_FORMAT, "count of missing");
    REFUSED(h.column.n_children = 1, COOP_FORMAT, "not whole");
    REFUSED(h.column.format = NULL, COOP_FORMAT, "not whole");
    REFUSED(h.column.release = NULL, COOP_FORMAT, "not whole");
    REFUSED(h.columns[0] = NULL, COOP_FORMAT, "not whole");
    REFUSED(h.root.n_children = -1, COOP_FORMAT, "number of columns");
    REFUSED(h.column.name = NULL, COOP_ARGUMENT, "no name");
    REFUSED(h.column.format = "n"; h.values.n_buffers = 0; h.values.length = 1 << 25;
            h.array.length = 1 << 25, COOP_LIMIT, "null");
#undef REFUSED
    coop_table *table = NULL;
    (void)hand_column(&good, &table);
    coop_table_free(table);
}
END_TEST

START_TEST(what_lies_under_missing_texts_is_left_behind)
{
    static const int32_t offsets[] = {0, 1, 3, 4};
    const uint8_t validity = 5;
    hand h;
    coop_table *table = NULL;
    hand_set(&h, "u", 3, 3);
    h.buffers[0] = &validity;
    h.buffers[1] = offsets;
    h.buffers[2] = "a\xff\xff" "b";
    h.values.null_count = -1;
    coop_column c = hand_column(&h, &table);
    ck_assert_int_eq(c.offsets[3] - c.offsets[0], 2);
    ck_assert_int_eq(memcmp(c.values, "ab", 2), 0);
    coop_table_free(table);
    hand_set(&h, "u", 3, 3);
    h.buffers[1] = offsets;
    check_refused(&h, COOP_FORMAT, "a buffer is NULL");
    h.buffers[2] = "a\xff\xff" "b";
    check_refused(&h, COOP_FORMAT, "UTF-8");
}
END_TEST

/* The view of a text: short ones lie in it, others at a place of a buffer. */
static void set_view(unsigned char *view, int32_t n, const char *text, int32_t buffer,
                     int32_t offset)
{
    memset(view, 0, 16);
    memcpy(view, &n, 4);
    if (n <= 12) {
        memcpy(view + 4, text, n > 0 ? (size_t)n : 0);
    } else {
        memcpy(view + 4, text, 4);
        memcpy(view + 8, &buffer, 4);
        memcpy(view + 12, &offset, 4);
    }
}

#define LONG_TEXT "a text of more than twelve bytes"

/* Two short texts, none, and a long one twice. */
static void hand_views(hand *h, unsigned char *views, const void **buffers, const int64_t *sizes)
{
    static const unsigned char validity = 0x1b;
    hand_set(h, "vu", 5, 4);
    set_view(views, 0, "", 0, 0);
    set_view(views + 16, 12, "twelve bytes", 0, 0);
    set_view(views + 32, -1, "", 7, -5);
    set_view(views + 48, 32, LONG_TEXT, 0, 1);
    set_view(views + 64, 32, LONG_TEXT, 0, 1);
    buffers[0] = &validity;
    buffers[1] = views;
    buffers[2] = "-" LONG_TEXT;
    buffers[3] = sizes;
    h->values.buffers = buffers;
    h->values.null_count = 1;
}

START_TEST(views_of_texts_are_laid_out)
{
    const int64_t sizes[] = {33};
    unsigned char views[80];
    const void *buffers[4];
    hand h;
    coop_table *table = NULL;
    hand_views(&h, views, buffers, sizes);
    coop_column c = hand_column(&h, &table);
    ck_assert_int_eq(c.type, COOP_TYPE_TEXT);
    ck_assert_int_eq(c.n_null, 1);
    static const int64_t ends[] = {0, 0, 12, 12, 44, 76};
    ck_assert_int_eq(memcmp(c.offsets, ends, sizeof ends), 0);
    ck_assert_int_eq(memcmp(c.values, "twelve bytes" LONG_TEXT LONG_TEXT, 76), 0);
    coop_table_free(table);
}
END_TEST

START_TEST(views_that_lie_outside_are_refused)
{
    static const struct {
        int32_t n, buffer, offset;
    } bad[] = {{-1, 0, 0}, {32, 1, 0}, {32, -1, 0}, {32, 0, 2}, {32, 0, -1}, {INT32_MAX, 0, 1}};
    int64_t sizes[] = {33};
    unsigned char views[80];
    const void *buffers[4];
    hand h;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        hand_views(&h, views, buffers, sizes);
        set_view(views + 48, bad[i].n, LONG_TEXT, bad[i].buffer, bad[i].offset);
        check_refused(&h, COOP_FORMAT, "row 3: a text lies outside");
    }
    hand_views(&h, views, buffers, sizes);
    sizes[0] = 32;
    check_refused(&h, COOP_FORMAT, "row 3: a text lies outside");
    buffers[3] = NULL;
    check_refused(&h, COOP_FORMAT, "row 3: a text lies outside");
    h.values.n_buffers = 2;
    check_refused(&h, COOP_FORMAT, "no such lengths");
}
END_TEST

START_TEST(null_columns_become_texts_without_values)
{
    hand h;
    coop_table *table = NULL;
    hand_set(&h, "n", 9, 0);
    h.values.null_count = 9;
    coop_column c = hand_column(&h, &table);
    ck_assert_int_eq(c.type, COOP_TYPE_TEXT);
    ck_assert_int_eq(c.n_null, 9);
    coop_table_free(table);
}
END_TEST

START_TEST(askew_buffers_are_copied)
{
    char raw[64] = {0};
    const int64_t value = 77;
    memcpy(raw + 3, &value, sizeof value);
    hand h;
    coop_table *table = NULL;
    hand_set(&h, "l", 1, 2);
    h.buffers[1] = raw + 3;
    coop_column c = hand_column(&h, &table);
    ck_assert_int_eq(*(const int64_t *)c.values, 77);
    coop_table_free(table);
}
END_TEST

START_TEST(scales_and_units_in_metadata_are_checked)
{
    static const char *const bad[] = {"7", "", "12", "-"};
    for (size_t i = 0; i < 4; i++) {
        char metadata[64];
        int32_t n[3] = {1, 14, (int32_t)strlen(bad[i])};
        memcpy(metadata, n, 8);
        memcpy(metadata + 8, "coopstat.scale", 14);
        memcpy(metadata + 22, &n[2], 4);
        memcpy(metadata + 26, bad[i], (size_t)n[2]);
        hand h;
        hand_set(&h, "l", 0, 2);
        h.column.metadata = metadata;
        check_refused(&h, COOP_FORMAT, "scale");
        memcpy(metadata + 8, "coopstat.unit_", 14);
        coop_table *table = NULL;
        coop_column c = hand_column(&h, &table);
        ck_assert_ptr_null(c.unit);
        ck_assert_int_eq(c.type, COOP_TYPE_INT64);
        coop_table_free(table);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("table/arrow_column");
    TCase *t = tcase_create("arrow");
    tcase_add_test(t, other_numbers_are_widened);
    tcase_add_test(t, numbers_that_do_not_fit_are_refused);
    tcase_add_test(t, types_without_a_column_are_refused_by_name);
    tcase_add_test(t, dictionaries_by_any_integer_are_read);
    tcase_add_test(t, dictionaries_with_repeats_and_holes_are_mended);
    tcase_add_test(t, codes_outside_the_dictionary_are_refused);
    tcase_add_test(t, lists_of_texts_become_sets);
    tcase_add_test(t, lists_that_are_no_sets_are_refused);
    tcase_add_test(t, hostile_arrays_are_refused);
    tcase_add_test(t, what_lies_under_missing_texts_is_left_behind);
    tcase_add_test(t, views_of_texts_are_laid_out);
    tcase_add_test(t, views_that_lie_outside_are_refused);
    tcase_add_test(t, null_columns_become_texts_without_values);
    tcase_add_test(t, askew_buffers_are_copied);
    tcase_add_test(t, scales_and_units_in_metadata_are_checked);
    suite_add_tcase(s, t);
    return s;
}

#include "check_main.h"
