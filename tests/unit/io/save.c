/* save.c -- tests of saving packages: the same bytes again, all or nothing, and what is refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "folder.h"
#include "meter.h"
#include "random.h"
#include "shared.h"

static coop_dataset *opened(const char *path)
{
    coop_dataset *data = NULL;
    coop_error err;
    coop_status status = coop_dataset_open(path, NULL, &data, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return data;
}

static void save(const coop_dataset *data, const char *path)
{
    coop_error err = {.code = -7};
    coop_status status = coop_dataset_save(data, path, NULL, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    ck_assert_int_eq(err.code, -7);
}

static void refused(const coop_dataset *data, const char *path, coop_status wanted,
                    const char *message)
{
    coop_error err = {0};
    coop_status status = coop_dataset_save(data, path, NULL, &err);
    ck_assert_msg(status == wanted && strstr(err.message, message) != NULL, "%s: %s",
                  coop_status_name(status), err.message);
}

static int64_t entries_of(const char *path)
{
    DIR *entries = opendir(path);
    int64_t n = -2; /* "." and ".." */
    ck_assert_ptr_nonnull(entries);
    while (readdir(entries) != NULL) {
        n++;
    }
    closedir(entries);
    return n;
}

static void same_file(const char *a, const char *b, const char *name)
{
    char path[600];
    size_t n[2] = {0, 0};
    snprintf(path, sizeof path, "%s/%s", a, name);
    char *first = file_read(path, &n[0]);
    snprintf(path, sizeof path, "%s/%s", b, name);
    char *second = file_read(path, &n[1]);
    ck_assert_msg(first != NULL && second != NULL && n[0] == n[1], "%s has other bytes", name);
    ck_assert_mem_eq(first, second, n[0]);
    free(first);
    free(second);
}

/* Saves, opens and saves again: the same bytes, the same tables. */
static void check_round_trip(const coop_dataset *data)
{
    folder f = folder_make();
    char a[512];
    char b[512];
    folder_path(&f, "a", a);
    folder_path(&f, "b", b);
    save(data, a);
    coop_dataset *again = opened(a);
    save(again, b);
    ck_assert_int_eq(entries_of(a), coop_dataset_n_tables(data) + 1);
    ck_assert_int_eq(entries_of(f.path), 2);
    same_file(a, b, "datapackage.json");
    for (int64_t i = 0; i < coop_dataset_n_tables(data); i++) {
        char name[300];
        snprintf(name, sizeof name, "%s.csv", coop_dataset_table_name(data, i));
        same_file(a, b, name);
    }
    coop_dataset_free(again);
    folder_remove(&f);
}

static coop_builder *builder(void)
{
    coop_builder *b = NULL;
    ck_assert_int_eq(coop_builder_new(NULL, &b, NULL), COOP_OK);
    return b;
}

static void column(coop_builder *b, const char *name, coop_type type, int32_t scale,
                   const char *unit)
{
    ck_assert_int_eq(coop_builder_column(b, name, type, scale, unit, NULL), COOP_OK);
}

static void cell(coop_builder *b, const char *value)
{
    coop_error err;
    coop_status status = coop_builder_text(b, value, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", value, err.message);
}

static coop_dataset *dataset_of(coop_builder *b, const char *name)
{
    coop_table *table = NULL;
    coop_dataset *data = NULL;
    coop_error err;
    ck_assert_int_eq(coop_builder_finish(b, &table, NULL), COOP_OK);
    coop_status status = coop_dataset_of_tables(&table, &name, 1, 19000, &data, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return data;
}

START_TEST(the_embedded_register_comes_back_to_the_byte)
{
    coop_dataset *data = opened(NULL);
    check_round_trip(data);
    coop_dataset_free(data);
}
END_TEST

START_TEST(what_a_descriptor_says_is_said_again)
{
    char path[512];
    folder f = folder_make();
    char saved[512];
    coop_dataset *data = opened(source_path("examples/own_register", path, sizeof path));
    save(data, folder_path(&f, "own", saved));
    coop_dataset *again = opened(saved);
    ck_assert_str_eq(coop_dataset_title(data), coop_dataset_title(again));
    ck_assert_int_eq(coop_dataset_as_of(data), coop_dataset_as_of(again));
    check_round_trip(again);
    coop_dataset_free(again);
    coop_dataset_free(data);
    folder_remove(&f);
}
END_TEST

/* Every type with missing values, marks that CSV quotes, and the ends of its range. */
static coop_dataset *every_type(void)
{
    static const struct {
        coop_type type;
        int32_t scale;
        const char *unit, *cells[4];
    } columns[] = {
        {COOP_TYPE_CODE, 0, NULL, {"a,b", "line\nfeed", "quote\"", "\u4e2d"}},
        {COOP_TYPE_INT8, 0, "m\"m", {"-128", "127", NULL, "0"}},
        {COOP_TYPE_INT16, 0, NULL, {"-32768", NULL, "32767", "0"}},
        {COOP_TYPE_INT32, 0, NULL, {"-2147483648", "2147483647", "0", NULL}},
        {COOP_TYPE_INT64, 0, "persons", {"-9223372036854775808", "9223372036854775807", "0", NULL}},
        {COOP_TYPE_FLOAT64, 0, "USD bn", {"0.1", "1e300", "-4.9e-324", NULL}},
        {COOP_TYPE_BOOL, 0, NULL, {"true", "false", NULL, "true"}},
        {COOP_TYPE_DATE, 0, NULL, {"0001-01-01", "9999-12-31", "2024-02-29", NULL}},
        {COOP_TYPE_SPAN, 0, NULL, {"2024", "../2024-06", "2024-01-02/2025", "../.."}},
        {COOP_TYPE_MONEY, 0, "EUR", {"9223372036854775807", "-1", "0", NULL}},
        {COOP_TYPE_MONEY, 6, "US dollars", {"9223372036854.775807", "0.000001", "-0.5", NULL}},
        {COOP_TYPE_SET, 0, NULL, {"a;b", "c", "b,x;a", NULL}},
        {COOP_TYPE_TEXT, 0, NULL, {"long, \"text\"\r\n", " blank ", "\t", NULL}}};
    coop_builder *b = builder();
    int n = (int)(sizeof columns / sizeof columns[0]);
    for (int i = 0; i < n; i++) {
        char name[20];
        snprintf(name, sizeof name, "column %d", i);
        column(b, name, columns[i].type, columns[i].scale, columns[i].unit);
    }
    for (int row = 0; row < 4; row++) {
        for (int i = 0; i < n; i++) {
            cell(b, columns[i].cells[row]);
        }
    }
    return dataset_of(b, "every_type");
}

START_TEST(every_type_comes_back_to_the_byte)
{
    coop_dataset *data = every_type();
    check_round_trip(data);
    coop_dataset_free(data);
}
END_TEST

START_TEST(random_words_come_back_to_the_byte)
{
    static const char marks[] = "ab,\"\n\r ;'\\/{}\t";
    uint64_t state = 3;
    for (int round = 0; round < 100; round++) {
        coop_builder *b = builder();
        column(b, "word", COOP_TYPE_CODE, 0, NULL);
        column(b, "text", COOP_TYPE_TEXT, 0, NULL);
        for (int i = 0; i < 20; i++) {
            char word[12];
            size_t n = (size_t)(next_random(&state) % 10 + 1);
            for (size_t k = 0; k < n; k++) {
                word[k] = marks[next_random(&state) % (sizeof marks - 1)];
            }
            word[n] = '\0';
            cell(b, next_random(&state) % 4 == 0 ? NULL : word);
            cell(b, next_random(&state) % 4 == 0 ? NULL : word);
        }
        coop_dataset *data = dataset_of(b, "t");
        check_round_trip(data);
        coop_dataset_free(data);
    }
}
END_TEST

START_TEST(what_a_file_cannot_hold_is_refused)
{
    static const struct {
        coop_type type;
        const char *cell, *message;
    } samples[] = {{COOP_TYPE_TEXT, "", "row 0: a CSV file cannot tell it"},
                   {COOP_TYPE_SET, "", "row 0: a CSV file cannot tell it"},
                   {COOP_TYPE_CODE, "", "an empty word"}};
    folder f = folder_make();
    char path[512];
    folder_path(&f, "x", path);
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        coop_builder *b = builder();
        column(b, "c", samples[i].type, 0, NULL);
        if (coop_builder_text(b, samples[i].cell, NULL) != COOP_OK) {
            coop_builder_free(b); /* the builder takes none such either */
            continue;
        }
        coop_dataset *data = dataset_of(b, "t");
        refused(data, path, COOP_UNSUPPORTED, samples[i].message);
        coop_dataset_free(data);
    }
    static const char *const names[] = {"UPPER", "a/b", "../x", ".hidden", "-x", "a b"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        coop_builder *b = builder();
        column(b, "c", COOP_TYPE_CODE, 0, NULL);
        coop_dataset *data = dataset_of(b, names[i]);
        refused(data, path, COOP_UNSUPPORTED, "is no file name");
        coop_dataset_free(data);
    }
    ck_assert_int_eq(entries_of(f.path), 0);
    folder_remove(&f);
}
END_TEST

START_TEST(nothing_that_is_there_is_overwritten)
{
    coop_dataset *data = every_type();
    folder f = folder_make();
    char path[512];
    char other[512];
    folder_text(&f, "file", "kept");
    refused(data, folder_path(&f, "file", path), COOP_UNSUPPORTED, "is there and no folder");
    ck_assert_int_eq(mkfifo(folder_path(&f, "pipe", path), 0600), 0);
    refused(data, path, COOP_UNSUPPORTED, "is there and no folder");
    ck_assert_int_eq(mkdir(folder_path(&f, "empty", path), 0700), 0);
    ck_assert_int_eq(symlink("empty", folder_path(&f, "link", other)), 0);
    refused(data, other, COOP_UNSUPPORTED, "is there and no folder");
    refused(data, f.path, COOP_CONFLICT, "has entries");
    refused(data, folder_path(&f, "none/x", other), COOP_IO, "No such file");
    refused(data, "/", COOP_ARGUMENT, "no name of its own");
    refused(data, "..", COOP_ARGUMENT, "no name of its own");
    refused(data, folder_path(&f, ".", other), COOP_ARGUMENT, "no name of its own");
    ck_assert_int_eq(entries_of(f.path), 4);
    ck_assert_int_eq(entries_of(path), 0);
    /* An empty folder, named with slashes behind it, is filled. */
    snprintf(other, sizeof other, "%.500s//", path);
    save(data, other);
    ck_assert_int_eq(entries_of(path), 2);
    refused(data, path, COOP_CONFLICT, "has entries");
    ck_assert_int_eq(entries_of(f.path), 4);
    coop_dataset_free(data);
    folder_remove(&f);
}
END_TEST

START_TEST(what_an_ended_save_left_is_in_nobodys_way)
{
    coop_dataset *data = every_type();
    folder f = folder_make();
    char path[512];
    ck_assert_int_eq(mkdir(folder_path(&f, "x.saving-0", path), 0700), 0);
    save(data, folder_path(&f, "x", path));
    ck_assert_int_eq(entries_of(path), 2);
    ck_assert_int_eq(entries_of(f.path), 2);
    coop_dataset_free(data);
    folder_remove(&f);
}
END_TEST

/* With room for n bytes a file, a save that fails leaves nothing. The signal is ignored, as by a
 * program that wants an error instead. */
START_TEST(a_full_disk_leaves_nothing)
{
    coop_dataset *data = every_type();
    folder f = folder_make();
    char path[512];
    struct rlimit old;
    folder_path(&f, "x", path);
    ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    int n_failed = 0;
    for (rlim_t n = 0; n < 4000; n += 150) {
        struct rlimit low = {n, old.rlim_max};
        coop_error err = {0};
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &low), 0);
        coop_status status = coop_dataset_save(data, path, NULL, &err);
        ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
        if (status == COOP_OK) {
            break;
        }
        n_failed++;
        ck_assert_msg(status == COOP_IO && strstr(err.message, "cannot write") != NULL, "%s",
                      err.message);
        ck_assert_int_eq(entries_of(f.path), 0);
    }
    ck_assert_int_gt(n_failed, 5);
    ck_assert_int_eq(entries_of(path), 2);
    coop_dataset_free(data);
    folder_remove(&f);
}
END_TEST

START_TEST(a_file_that_was_changed_since_is_not_taken_for_what_was_saved)
{
    coop_dataset *data = every_type();
    folder f = folder_make();
    char path[512];
    char file[600];
    coop_error err;
    save(data, folder_path(&f, "x", path));
    coop_dataset_free(data);
    snprintf(file, sizeof file, "%s/every_type.csv", path);
    size_t n = 0;
    char *bytes = file_read(file, &n);
    bytes[n - 2] = 'x';
    FILE *out = fopen(file, "wb");
    ck_assert(fwrite(bytes, 1, n, out) == n && fclose(out) == 0);
    free(bytes);
    ck_assert_int_eq(coop_dataset_open(path, NULL, &data, &err), COOP_CONFLICT);
    ck_assert_ptr_nonnull(strstr(err.message, "sha256"));
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    coop_table *report = NULL;
    static char rows[5000];
    options.lenient = 1;
    options.report = &report;
    ck_assert_int_eq(coop_dataset_open(path, &options, &data, &err), COOP_OK);
    ck_assert_ptr_nonnull(strstr(table_rows(report, rows, sizeof rows), "sha256"));
    coop_table_free(report);
    coop_dataset_free(data);
    folder_remove(&f);
}
END_TEST

START_TEST(licence_and_source_of_own_tables_are_said)
{
    coop_dataset *data = every_type();
    coop_dataset *embedded = opened(NULL);
    folder f = folder_make();
    char path[512];
    char file[600];
    coop_error err;
    coop_save_options options = COOP_SAVE_OPTIONS_INIT;
    options.license = "CC-BY-4.0";
    options.source = "A \"survey\"";
    folder_path(&f, "x", path);
    ck_assert_int_eq(coop_dataset_save(embedded, path, &options, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_dataset_save(data, path, &options, &err), COOP_OK);
    snprintf(file, sizeof file, "%s/datapackage.json", path);
    size_t n = 0;
    char *text = file_read(file, &n);
    ck_assert_ptr_nonnull(strstr(text, "\"licenses\": [{\"name\": \"CC-BY-4.0\"}]"));
    ck_assert_ptr_nonnull(strstr(text, "\"sources\": [{\"title\": \"A \\\"survey\\\"\"}]"));
    free(text);
    coop_dataset *again = opened(path);
    check_round_trip(again);
    coop_dataset_free(again);
    options.license = "";
    ck_assert_int_eq(coop_dataset_save(data, path, &options, &err), COOP_ARGUMENT);
    options.license = "\xff";
    ck_assert_int_eq(coop_dataset_save(data, path, &options, &err), COOP_ARGUMENT);
    options.struct_size = 1;
    ck_assert_int_eq(coop_dataset_save(data, path, &options, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_dataset_save(NULL, path, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_dataset_save(data, NULL, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_dataset_save(data, "", NULL, &err), COOP_ARGUMENT);
    coop_dataset_free(data);
    coop_dataset_free(embedded);
    folder_remove(&f);
}
END_TEST

START_TEST(memory_that_runs_out_leaves_nothing)
{
    coop_dataset *data = every_type();
    folder f = folder_make();
    char path[512];
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_run run = COOP_RUN_INIT;
    coop_save_options options = COOP_SAVE_OPTIONS_INIT;
    run.allocator = &a;
    options.run = &run;
    folder_path(&f, "x", path);
    int64_t k = 1;
    for (;; k++) {
        coop_error err = {0};
        m.calls = 0;
        m.fail_at = k;
        coop_status status = coop_dataset_save(data, path, &options, &err);
        ck_assert_uint_eq(m.live, 0);
        if (status == COOP_OK) {
            break;
        }
        ck_assert_msg(status == COOP_MEMORY, "%s", err.message);
        ck_assert_int_eq(entries_of(f.path), 0);
    }
    ck_assert_int_gt(k, 3);
    coop_dataset_free(data);
    folder_remove(&f);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("save");
    TCase *save_case = tcase_create("save");
    tcase_add_test(save_case, the_embedded_register_comes_back_to_the_byte);
    tcase_add_test(save_case, what_a_descriptor_says_is_said_again);
    tcase_add_test(save_case, every_type_comes_back_to_the_byte);
    tcase_add_test(save_case, random_words_come_back_to_the_byte);
    tcase_add_test(save_case, what_a_file_cannot_hold_is_refused);
    tcase_add_test(save_case, nothing_that_is_there_is_overwritten);
    tcase_add_test(save_case, what_an_ended_save_left_is_in_nobodys_way);
    tcase_add_test(save_case, a_full_disk_leaves_nothing);
    tcase_add_test(save_case, a_file_that_was_changed_since_is_not_taken_for_what_was_saved);
    tcase_add_test(save_case, licence_and_source_of_own_tables_are_said);
    tcase_add_test(save_case, memory_that_runs_out_leaves_nothing);
    suite_add_tcase(s, save_case);
    return s;
}

#include "check_main.h"
