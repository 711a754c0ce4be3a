/* arrow_ipc.c -- tests of lib/io/arrow_*.c and flatbuffer.c: Arrow IPC written and read, and bytes
 * that are none.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>

#include <dirent.h>

#include "meter.h"
#include "shared.h"
#include "tables.h"

static output written(const coop_table *table, coop_arrow_format format, coop_arrow_money money)
{
    output out = {0};
    coop_sink sink = {&out, take_output};
    coop_arrow_options options = COOP_ARROW_OPTIONS_INIT;
    coop_error err = {0};
    options.money = money;
    ck_assert_msg(coop_arrow_write(table, format, &options, &sink, &err) == COOP_OK, "%s",
                  err.message);
    return out;
}

static coop_table *read_back(const void *bytes, size_t n)
{
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_msg(coop_arrow_read(bytes, n, NULL, &table, &err) == COOP_OK, "%s", err.message);
    return table;
}

static const column_spec few[] = {{.name = "n", .type = COOP_TYPE_INT32, .unit = "km"},
                                  {.name = "c", .type = COOP_TYPE_CODE},
                                  {.name = "w", .type = COOP_TYPE_SET},
                                  {.name = "s", .type = COOP_TYPE_SPAN},
                                  {.name = "m", .type = COOP_TYPE_MONEY, .scale = 2},
                                  {.name = "t", .type = COOP_TYPE_TEXT}};
static const char *const few_cells[] = {
    "1", "KAZ", "KAZ;UZB", "2023/..", "0.10", "one", NULL, NULL, NULL, NULL, NULL, NULL,
    "3", "UZB", "",        "2024",    "-7",   "\xe5\x8c\x97",
};
enum { N_FEW = sizeof few / sizeof *few };

static coop_table *few_rows(const coop_allocator *a)
{
    return table_of(a, few, N_FEW, few_cells, 3);
}

START_TEST(random_tables_come_back_and_give_the_same_bytes)
{
    uint64_t state = 771;
    for (int i = 0; i < 200; i++) {
        column_spec specs[MOST_COLUMNS];
        char names[MOST_COLUMNS][24];
        int64_t n = random_specs(&state, specs, names);
        int64_t n_rows = (int64_t)(next_random(&state) % (i % 10 == 0 ? 500 : 20));
        coop_table *table = random_table(&state, NULL, specs, n, n_rows);
        for (coop_arrow_format format = 1; format < COOP_ARROW_FORMAT_END; format++) {
            output out = written(table, format, i % 2);
            coop_table *back = read_back(out.bytes, out.n);
            check_same(table, back);
            output again = written(back, format, i % 2);
            ck_assert_uint_eq(again.n, out.n);
            ck_assert_int_eq(memcmp(again.bytes, out.bytes, out.n), 0);
            coop_table_free(back);
            free(again.bytes);
            free(out.bytes);
        }
        coop_table_free(table);
    }
}
END_TEST

START_TEST(files_have_marks_at_both_ends_and_hold_the_stream)
{
    coop_table *table = few_rows(NULL);
    output stream = written(table, COOP_ARROW_STREAM, 0);
    output file = written(table, COOP_ARROW_FILE, 0);
    ck_assert_int_eq(memcmp(file.bytes, "ARROW1\0\0", 8), 0);
    ck_assert_int_eq(memcmp(file.bytes + file.n - 6, "ARROW1", 6), 0);
    ck_assert_int_eq(memcmp(file.bytes + 8, stream.bytes, stream.n), 0);
    ck_assert_uint_eq(stream.n % 8, 0);
    ck_assert_int_eq(memcmp(stream.bytes + stream.n - 8, "\xff\xff\xff\xff\0\0\0\0", 8), 0);
    free(stream.bytes);
    free(file.bytes);
    coop_table_free(table);
}
END_TEST

START_TEST(streams_may_end_without_a_mark_but_not_within_a_message)
{
    coop_table *table = few_rows(NULL);
    output out = written(table, COOP_ARROW_STREAM, 0);
    int64_t n_read = 0;
    for (size_t n = 0; n < out.n; n++) {
        coop_table *back = NULL;
        coop_error err = {0};
        char *part = malloc(n + 1); /* of its own, for the sanitizer to see what lies behind */
        memcpy(part, out.bytes, n);
        coop_status status = coop_arrow_read(part, n, NULL, &back, &err);
        ck_assert(status == COOP_OK || status == COOP_FORMAT);
        ck_assert(status == COOP_OK || err.message[0] != '\0');
        n_read += status == COOP_OK ? 1 : 0;
        coop_table_free(back);
        free(part);
    }
    ck_assert_int_eq(n_read, 4); /* behind the schema, two dictionaries, and the batch */
    free(out.bytes);
    coop_table_free(table);
}
END_TEST

START_TEST(cut_files_are_refused)
{
    coop_table *table = few_rows(NULL);
    output out = written(table, COOP_ARROW_FILE, 0);
    for (size_t n = 0; n < out.n; n++) {
        coop_table *back = NULL;
        ck_assert_int_eq(coop_arrow_read(out.bytes, n, NULL, &back, NULL), COOP_FORMAT);
    }
    free(out.bytes);
    coop_table_free(table);
}
END_TEST

/* Each byte changed in turn: anything may come out, but a crash, a hang or a broken table. */
START_TEST(changed_bytes_do_no_harm)
{
    static const unsigned char masks[] = {0x01, 0x80, 0xff, 0x10};
    coop_table *table = few_rows(NULL);
    for (coop_arrow_format format = 1; format < COOP_ARROW_FORMAT_END; format++) {
        output out = written(table, format, 1);
        for (size_t i = 0; i < out.n; i++) {
            for (size_t k = 0; k < sizeof masks; k++) {
                coop_table *back = NULL;
                out.bytes[i] = (char)(out.bytes[i] ^ masks[k]);
                if (coop_arrow_read(out.bytes, out.n, NULL, &back, NULL) == COOP_OK) {
                    output text = printed(back, COOP_FORMAT_JSON);
                    free(text.bytes);
                }
                out.bytes[i] = (char)(out.bytes[i] ^ masks[k]);
                coop_table_free(back);
            }
        }
        free(out.bytes);
    }
    coop_table_free(table);
}
END_TEST

START_TEST(what_is_no_arrow_is_refused)
{
    static const char *const texts[] = {"", "a", "ARROW1", "ARROW1\0\0ARROW1", "id,name\n1,a\n",
                                        "\xff\xff\xff\xff", "\xff\xff\xff\xff\x08"};
    coop_table *out = NULL;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ck_assert_int_eq(coop_arrow_read(texts[i], strlen(texts[i]), NULL, &out, NULL),
                         COOP_FORMAT);
    }
    char zeros[64] = {0};
    ck_assert_int_eq(coop_arrow_read(zeros, sizeof zeros, NULL, &out, NULL), COOP_FORMAT);
    ck_assert_int_eq(coop_arrow_read(NULL, 0, NULL, &out, NULL), COOP_FORMAT);
    ck_assert_int_eq(coop_arrow_read(NULL, 1, NULL, &out, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_arrow_read("", 0, NULL, NULL, NULL), COOP_ARGUMENT);
    ck_assert_ptr_null(out);
}
END_TEST

/* ---- writing ---- */

typedef struct limited {
    size_t left;
} limited;

static coop_status take_some(void *ctx, const char *bytes, size_t n)
{
    limited *l = ctx;
    (void)bytes;
    if (n > l->left) {
        return COOP_IO;
    }
    l->left -= n;
    return COOP_OK;
}

START_TEST(a_sink_that_is_full_ends_the_call)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_table *table = few_rows(&a);
    size_t live = m.live;
    output out = written(table, COOP_ARROW_FILE, 0);
    for (size_t n = 0; n < out.n; n += 5) {
        limited l = {n};
        coop_sink sink = {&l, take_some};
        coop_error err = {0};
        ck_assert_int_eq(coop_arrow_write(table, COOP_ARROW_FILE, NULL, &sink, &err), COOP_IO);
        ck_assert_ptr_nonnull(strstr(err.message, "sink"));
        ck_assert_uint_eq(m.live, live);
    }
    limited l = {out.n};
    coop_sink sink = {&l, take_some};
    ck_assert_int_eq(coop_arrow_write(table, COOP_ARROW_FILE, NULL, &sink, NULL), COOP_OK);
    ck_assert_uint_eq(l.left, 0);
    free(out.bytes);
    coop_table_free(table);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(wrong_calls_are_refused)
{
    coop_table *table = few_rows(NULL);
    coop_table *out = NULL;
    output o = {0};
    coop_sink sink = {&o, take_output};
    coop_sink none = {NULL, NULL};
    coop_arrow_options options = COOP_ARROW_OPTIONS_INIT;
    options.money = -1;
    ck_assert_int_eq(coop_arrow_write(NULL, 1, NULL, &sink, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_arrow_write(table, 1, NULL, NULL, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_arrow_write(table, 1, NULL, &none, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_arrow_write(table, 0, NULL, &sink, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_arrow_write(table, 3, NULL, &sink, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_arrow_write(table, 1, &options, &sink, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_arrow_read_file(NULL, NULL, &out, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_arrow_read_file("/", NULL, NULL, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_arrow_read_file("/", NULL, &out, NULL), COOP_UNSUPPORTED);
    ck_assert_int_eq(coop_arrow_read_file("/nowhere/at/all", NULL, &out, NULL), COOP_IO);
    ck_assert_uint_eq(o.n, 0);
    coop_table_free(table);
}
END_TEST

START_TEST(tables_without_columns_come_back)
{
    coop_builder *builder = NULL;
    ck_assert_int_eq(coop_builder_new(NULL, &builder, NULL), COOP_OK);
    coop_table *table = finished(builder);
    for (coop_arrow_format format = 1; format < COOP_ARROW_FORMAT_END; format++) {
        output out = written(table, format, 0);
        coop_table *back = read_back(out.bytes, out.n);
        check_same(table, back);
        coop_table_free(back);
        free(out.bytes);
    }
    coop_table_free(table);
}
END_TEST

START_TEST(the_register_comes_back)
{
    coop_dataset *data = NULL;
    ck_assert_int_eq(coop_dataset_open(NULL, NULL, &data, NULL), COOP_OK);
    for (int64_t i = 0; i < coop_dataset_n_tables(data); i++) {
        const coop_table *table = coop_dataset_table(data, coop_dataset_table_name(data, i));
        output out = written(table, COOP_ARROW_FILE, 0);
        coop_table *back = read_back(out.bytes, out.n);
        check_same(table, back);
        coop_table_free(back);
        free(out.bytes);
    }
    coop_dataset_free(data);
}
END_TEST

/* ---- files of others ---- */

/* Reads every file of a folder whose name has the ending; what is read can be printed. */
static int64_t read_folder(const char *folder, const char *ending, int64_t *n_read)
{
    char path[1400];
    DIR *dir = opendir(folder);
    int64_t n = 0;
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        size_t length = strlen(entry->d_name);
        size_t n_ending = strlen(ending);
        if (entry->d_name[0] == '.' || length < n_ending ||
            strcmp(entry->d_name + length - n_ending, ending) != 0) {
            continue;
        }
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        coop_table *table = NULL;
        coop_error err = {0};
        coop_status status = coop_arrow_read_file(path, NULL, &table, &err);
        ck_assert_msg(status == COOP_OK || (err.message[0] != '\0' && status != COOP_INTERNAL),
                      "%s", path);
        if (status == COOP_OK) {
            output text = printed(table, COOP_FORMAT_CSV);
            free(text.bytes);
            (*n_read)++;
        } else {
            fprintf(stderr, "# %s: %s: %s\n", entry->d_name, coop_status_name(status), err.message);
        }
        coop_table_free(table);
        n++;
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return n;
}

START_TEST(found_crashers_of_other_readers_do_no_harm)
{
    static const char *const kinds[] = {"file", "stream"};
    for (int i = 0; i < 2; i++) {
        char relative[64];
        char folder[1024];
        snprintf(relative, sizeof relative, "oracles/arrow_ipc_fuzz/arrow-ipc-%s", kinds[i]);
        if (shared_path(relative, folder, sizeof folder) == NULL) {
            fprintf(stderr, "# skipped: %s is not there\n", relative);
            return;
        }
        int64_t n_read = 0;
        ck_assert_int_gt(read_folder(folder, "", &n_read), 20);
    }
}
END_TEST

START_TEST(files_and_streams_of_other_writers_say_the_same)
{
    static const char *const names[] = {"primitive", "dictionary_unsigned", "custom_metadata",
                                        "null"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char relative[96];
        char paths[2][1024];
        snprintf(relative, sizeof relative, "oracles/arrow_integration/generated_%s.stream",
                 names[i]);
        if (shared_path(relative, paths[0], sizeof paths[0]) == NULL) {
            fprintf(stderr, "# skipped: %s is not there\n", relative);
            return;
        }
        snprintf(relative, sizeof relative, "oracles/arrow_integration/generated_%s.arrow_file",
                 names[i]);
        ck_assert_ptr_nonnull(shared_path(relative, paths[1], sizeof paths[1]));
        coop_table *tables[2] = {NULL, NULL};
        coop_status statuses[2];
        coop_error err = {0};
        for (int k = 0; k < 2; k++) {
            statuses[k] = coop_arrow_read_file(paths[k], NULL, &tables[k], &err);
        }
        ck_assert_int_eq(statuses[0], statuses[1]);
        if (statuses[0] == COOP_OK) {
            check_same(tables[0], tables[1]);
        }
        fprintf(stderr, "# %s: %s %s\n", names[i], coop_status_name(statuses[0]), err.message);
        coop_table_free(tables[0]);
        coop_table_free(tables[1]);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("io/arrow_ipc");
    TCase *t = tcase_create("arrow_ipc");
    tcase_add_test(t, random_tables_come_back_and_give_the_same_bytes);
    tcase_add_test(t, files_have_marks_at_both_ends_and_hold_the_stream);
    tcase_add_test(t, streams_may_end_without_a_mark_but_not_within_a_message);
    tcase_add_test(t, cut_files_are_refused);
    tcase_add_test(t, changed_bytes_do_no_harm);
    tcase_add_test(t, what_is_no_arrow_is_refused);
    tcase_add_test(t, a_sink_that_is_full_ends_the_call);
    tcase_add_test(t, wrong_calls_are_refused);
    tcase_add_test(t, tables_without_columns_come_back);
    tcase_add_test(t, the_register_comes_back);
    tcase_add_test(t, found_crashers_of_other_readers_do_no_harm);
    tcase_add_test(t, files_and_streams_of_other_writers_say_the_same);
    suite_add_tcase(s, t);
    return s;
}

#include "check_main.h"
