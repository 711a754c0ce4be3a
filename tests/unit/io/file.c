/* file.c -- tests of reading whole files: what is refused, limits, faults, change while reading.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/file.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "folder.h"
#include "meter.h"

static const coop_error untouched = {.code = -7, .message = "as it was"};

static coop_status read_path(const char *path, size_t most, coop__buffer *out, coop_error *err)
{
    *err = untouched;
    return coop__file_read(path, most, out, err);
}

/* Reads what must fail: the status, and that nothing but err was touched. */
static coop_status refusal(const char *path, size_t most, coop_error *err)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop__buffer b = {.a = &a};
    coop_status status = read_path(path, most, &b, err);
    ck_assert_int_ne(status, COOP_OK);
    ck_assert_int_eq(err->code, status);
    coop__buffer_free(&b);
    ck_assert_uint_eq(m.live, 0);
    return status;
}

static void check_refused(const char *path, coop_status wanted, const char *message)
{
    coop_error err;
    ck_assert_int_eq(refusal(path, COOP__FILE_MOST, &err), wanted);
    ck_assert_msg(strstr(err.message, message) != NULL, "%s", err.message);
}

/* ---- what is read ---- */

START_TEST(bytes_of_any_kind_are_appended)
{
    folder f = folder_make();
    char path[512];
    coop_allocator a = *coop__allocator_of(NULL);
    coop__buffer b = {.a = &a};
    coop_error err;
    folder_put(&f, "x", "a\0\xff\n", 4);
    folder_path(&f, "x", path);
    ck_assert_int_eq(read_path(path, COOP__FILE_MOST, &b, &err), COOP_OK);
    ck_assert_int_eq(memcmp(&err, &untouched, sizeof err), 0);
    ck_assert_int_eq(read_path(path, COOP__FILE_MOST, &b, &err), COOP_OK);
    ck_assert_uint_eq(b.n, 8);
    ck_assert_int_eq(memcmp(b.bytes, "a\0\xff\na\0\xff\n", 8), 0);
    coop__buffer_free(&b);
    folder_remove(&f);
}
END_TEST

START_TEST(files_of_every_size_about_the_block_sizes_are_whole)
{
    static const size_t sizes[] = {0, 1, 63, 64, 65, 65535, 65536, 65537, 131071, 131072, 300001};
    folder f = folder_make();
    char path[512];
    coop_allocator a = *coop__allocator_of(NULL);
    char *bytes = malloc(300001);
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < 300001; i++) {
        bytes[i] = (char)(i * 31 + i / 251);
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        coop__buffer b = {.a = &a};
        coop_error err;
        folder_put(&f, "x", bytes, sizes[i]);
        ck_assert_int_eq(read_path(folder_path(&f, "x", path), COOP__FILE_MOST, &b, &err), COOP_OK);
        ck_assert_uint_eq(b.n, sizes[i]);
        ck_assert(b.n == 0 || memcmp(b.bytes, bytes, b.n) == 0);
        coop__buffer_free(&b);
    }
    free(bytes);
    folder_remove(&f);
}
END_TEST

START_TEST(a_file_takes_hardly_more_memory_than_its_bytes)
{
    folder f = folder_make();
    char path[512];
    meter m = {0};
    coop_allocator a = metered(&m);
    coop__buffer b = {.a = &a};
    coop_error err;
    char *bytes = calloc(1, 5000000);
    ck_assert_ptr_nonnull(bytes);
    folder_put(&f, "x", bytes, 5000000);
    ck_assert_int_eq(read_path(folder_path(&f, "x", path), COOP__FILE_MOST, &b, &err), COOP_OK);
    ck_assert_uint_eq(b.n, 5000000);
    ck_assert_msg(m.peak <= 5000000 + 1000, "%zu bytes at the peak", m.peak);
    coop__buffer_free(&b);
    free(bytes);
    folder_remove(&f);
}
END_TEST

START_TEST(a_file_without_a_size_is_read_to_its_end)
{
    coop_allocator a = *coop__allocator_of(NULL);
    coop__buffer b = {.a = &a};
    coop_error err;
    struct stat info;
    if (stat("/proc/cpuinfo", &info) != 0 || info.st_size != 0) {
        fprintf(stderr, "skipped: no /proc here\n");
        return;
    }
    ck_assert_int_eq(read_path("/proc/cpuinfo", COOP__FILE_MOST, &b, &err), COOP_OK);
    ck_assert_uint_gt(b.n, 100);
    coop__buffer_free(&b);
    ck_assert_int_eq(refusal("/proc/cpuinfo", 99, &err), COOP_LIMIT);
}
END_TEST

START_TEST(links_to_files_are_followed)
{
    folder f = folder_make();
    char path[512];
    char target[512];
    coop_allocator a = *coop__allocator_of(NULL);
    coop__buffer b = {.a = &a};
    coop_error err;
    folder_text(&f, "x", "abc");
    ck_assert_int_eq(symlink(folder_path(&f, "x", target), folder_path(&f, "soft", path)), 0);
    ck_assert_int_eq(read_path(path, COOP__FILE_MOST, &b, &err), COOP_OK);
    ck_assert_int_eq(link(target, folder_path(&f, "hard", path)), 0);
    ck_assert_int_eq(read_path(path, COOP__FILE_MOST, &b, &err), COOP_OK);
    ck_assert_uint_eq(b.n, 6);
    coop__buffer_free(&b);
    folder_remove(&f);
}
END_TEST

/* ---- what is refused ---- */

START_TEST(what_is_no_regular_file_is_refused_at_once)
{
    folder f = folder_make();
    char path[512];
    char other[512];
    check_refused(f.path, COOP_UNSUPPORTED, "not a regular file");
    ck_assert_int_eq(mkfifo(folder_path(&f, "pipe", path), 0600), 0);
    check_refused(path, COOP_UNSUPPORTED, "not a regular file");
    check_refused("/dev/zero", COOP_UNSUPPORTED, "not a regular file");
    check_refused("/dev/null", COOP_UNSUPPORTED, "not a regular file");
    ck_assert_int_eq(symlink(path, folder_path(&f, "to_pipe", other)), 0);
    check_refused(other, COOP_UNSUPPORTED, "not a regular file");
    folder_remove(&f);
}
END_TEST

START_TEST(the_systems_reason_is_told)
{
    folder f = folder_make();
    char path[512];
    char longest[6000];
    check_refused(folder_path(&f, "none", path), COOP_IO, "No such file");
    folder_text(&f, "x", "abc");
    check_refused(folder_path(&f, "x/y", path), COOP_IO, "Not a directory");
    ck_assert_int_eq(symlink("circle", folder_path(&f, "circle", path)), 0);
    check_refused(path, COOP_IO, "symbolic links");
    ck_assert_int_eq(symlink("nowhere", folder_path(&f, "dangling", path)), 0);
    check_refused(path, COOP_IO, "No such file");
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    coop_error err;
    ck_assert_int_eq(refusal(longest, COOP__FILE_MOST, &err), COOP_IO);
    if (geteuid() == 0) {
        fprintf(stderr, "skipped: every file is readable for root\n");
    } else {
        ck_assert_int_eq(chmod(folder_path(&f, "x", path), 0), 0);
        check_refused(path, COOP_IO, "Permission denied");
    }
    folder_remove(&f);
}
END_TEST

START_TEST(control_characters_of_a_path_are_escaped_in_the_message)
{
    coop_error err;
    ck_assert_int_eq(refusal("/nowhere/\x1b[31m\n", COOP__FILE_MOST, &err), COOP_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "\\x1b[31m\\x0a"));
}
END_TEST

START_TEST(the_limit_is_the_last_size_that_is_read)
{
    folder f = folder_make();
    char path[512];
    coop_allocator a = *coop__allocator_of(NULL);
    coop__buffer b = {.a = &a};
    coop_error err;
    folder_text(&f, "x", "0123456789");
    folder_path(&f, "x", path);
    ck_assert_int_eq(refusal(path, 9, &err), COOP_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "more than 9 bytes"));
    ck_assert_int_eq(read_path(path, 10, &b, &err), COOP_OK);
    ck_assert_int_eq(read_path(path, 11, &b, &err), COOP_OK);
    ck_assert_uint_eq(b.n, 20);
    coop__buffer_free(&b);
    folder_remove(&f);
}
END_TEST

START_TEST(a_file_beyond_the_limit_takes_no_memory)
{
    folder f = folder_make();
    char path[512];
    meter m = {0};
    coop_allocator a = metered(&m);
    coop__buffer b = {.a = &a};
    coop_error err;
    folder_text(&f, "x", "");
    if (truncate(folder_path(&f, "x", path), (off_t)1 << 40) != 0) {
        fprintf(stderr, "skipped: no sparse file of 1 TiB here\n");
    } else {
        ck_assert_int_eq(read_path(path, COOP__FILE_MOST, &b, &err), COOP_LIMIT);
        ck_assert_uint_eq(m.peak, 0);
    }
    folder_remove(&f);
}
END_TEST

/* ---- faults ---- */

START_TEST(every_allocation_may_fail)
{
    folder f = folder_make();
    char path[512];
    char *bytes = calloc(1, 200000);
    ck_assert_ptr_nonnull(bytes);
    folder_put(&f, "x", bytes, 200000);
    folder_path(&f, "x", path);
    for (int64_t k = 1;; k++) {
        meter m = {.fail_at = k};
        coop_allocator a = metered(&m);
        coop__buffer b = {.a = &a};
        coop_error err;
        coop_status status = read_path(path, COOP__FILE_MOST, &b, &err);
        coop__buffer_free(&b);
        ck_assert_uint_eq(m.live, 0);
        if (m.calls < k) {
            ck_assert_int_eq(status, COOP_OK);
            ck_assert_int_gt(k, 1);
            break;
        }
        ck_assert_int_eq(status, COOP_MEMORY);
    }
    free(bytes);
    folder_remove(&f);
}
END_TEST

typedef struct appending {
    int fd;
    _Atomic bool stop;
} appending;

static void *append_bytes(void *ctx)
{
    appending *writer = ctx;
    while (!writer->stop) {
        if (write(writer->fd, "x", 1) != 1) {
            break;
        }
    }
    return NULL;
}

/* Somebody appends all the time; that a reading falls into a pause of it is possible, that all of
 * them do is not. */
START_TEST(a_file_that_is_written_to_while_it_is_read_is_refused)
{
    folder f = folder_make();
    char path[512];
    char *bytes = calloc(1, 8000000);
    ck_assert_ptr_nonnull(bytes);
    folder_put(&f, "x", bytes, 8000000);
    folder_path(&f, "x", path);
    appending writer = {open(path, O_WRONLY | O_APPEND), false};
    ck_assert_int_ge(writer.fd, 0);
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, append_bytes, &writer), 0);
    coop_allocator a = *coop__allocator_of(NULL);
    bool is_seen = false;
    for (int i = 0; i < 200 && !is_seen; i++) {
        coop__buffer b = {.a = &a};
        coop_error err;
        coop_status status = read_path(path, COOP__FILE_MOST, &b, &err);
        is_seen = status == COOP_IO && strstr(err.message, "written to") != NULL;
        ck_assert(is_seen || status == COOP_OK);
        coop__buffer_free(&b);
    }
    writer.stop = true;
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    close(writer.fd);
    ck_assert(is_seen);
    free(bytes);
    folder_remove(&f);
}
END_TEST

START_TEST(a_folder_is_told_from_a_file)
{
    folder f = folder_make();
    char path[512];
    folder_text(&f, "x", "");
    ck_assert(coop__is_folder(f.path));
    ck_assert(coop__is_folder(folder_path(&f, "", path)));
    ck_assert(!coop__is_folder(folder_path(&f, "x", path)));
    ck_assert(!coop__is_folder(folder_path(&f, "none", path)));
    ck_assert(!coop__is_folder(""));
    folder_remove(&f);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("file");
    TCase *reading = tcase_create("reading");
    tcase_add_test(reading, bytes_of_any_kind_are_appended);
    tcase_add_test(reading, files_of_every_size_about_the_block_sizes_are_whole);
    tcase_add_test(reading, a_file_takes_hardly_more_memory_than_its_bytes);
    tcase_add_test(reading, a_file_without_a_size_is_read_to_its_end);
    tcase_add_test(reading, links_to_files_are_followed);
    tcase_add_test(reading, what_is_no_regular_file_is_refused_at_once);
    tcase_add_test(reading, the_systems_reason_is_told);
    tcase_add_test(reading, control_characters_of_a_path_are_escaped_in_the_message);
    tcase_add_test(reading, the_limit_is_the_last_size_that_is_read);
    tcase_add_test(reading, a_file_beyond_the_limit_takes_no_memory);
    tcase_add_test(reading, every_allocation_may_fail);
    tcase_add_test(reading, a_file_that_is_written_to_while_it_is_read_is_refused);
    tcase_add_test(reading, a_folder_is_told_from_a_file);
    tcase_set_timeout(reading, 60);
    suite_add_tcase(s, reading);
    return s;
}

#include "check_main.h"
