/* sink.c -- tests of lib/core/sink.c: buffered output and file descriptors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/sink.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <check.h>

#include "random.h"

/* ---- buffering ---- */

enum { ROOM = 1 << 20 };

/* A sink that keeps what it takes, and refuses its fail_at-th call and all behind it. */
typedef struct keeper {
    char bytes[ROOM];
    size_t n, largest;
    int calls, fail_at;
    coop_status failure;
} keeper;

static coop_status keep(void *ctx, const char *bytes, size_t n)
{
    keeper *k = ctx;
    k->calls++;
    k->largest = n > k->largest ? n : k->largest;
    ck_assert_uint_gt(n, 0);
    ck_assert_uint_le(n, ROOM - k->n);
    if (k->fail_at != 0 && k->calls >= k->fail_at) {
        return k->failure;
    }
    memcpy(k->bytes + k->n, bytes, n);
    k->n += n;
    return COOP_OK;
}

static keeper kept; /* too large for the stack */

static coop_sink keeping(int fail_at, coop_status failure)
{
    kept.n = 0;
    kept.largest = 0;
    kept.calls = 0;
    kept.fail_at = fail_at;
    kept.failure = failure;
    return (coop_sink){&kept, keep};
}

START_TEST(bytes_come_out_as_they_went_in_whatever_the_pieces)
{
    static char source[300000];
    uint64_t state = 14;
    for (size_t i = 0; i < sizeof source; i++) {
        source[i] = (char)next_random(&state);
    }
    static const size_t most[] = {1, 2, 7, 100, 4095, 4096, 4097, 8192, 8193, 50000};
    for (size_t m = 0; m < sizeof most / sizeof *most; m++) {
        coop_sink sink = keeping(0, COOP_OK);
        coop__writer writer = {.sink = &sink};
        size_t n = 0;
        while (n < 200000) {
            size_t part = most[m] == 1 ? 1 : (size_t)(next_random(&state) % (most[m] + 1));
            coop__sink_bytes(&writer, source + n, part);
            n += part;
        }
        ck_assert_uint_le(kept.n, n);
        coop_error err = {.code = 77};
        ck_assert_int_eq(coop__sink_finish(&writer, &err), COOP_OK);
        ck_assert_int_eq(err.code, 77);
        ck_assert_uint_eq(kept.n, n);
        ck_assert(memcmp(kept.bytes, source, n) == 0);
        ck_assert_uint_le((size_t)kept.calls, n / 4096 + 1);
        ck_assert_uint_le(kept.largest, 4096);
    }
}
END_TEST

START_TEST(text_and_repeated_characters_are_bytes_too)
{
    coop_sink sink = keeping(0, COOP_OK);
    coop__writer writer = {.sink = &sink};
    coop__sink_text(&writer, "");
    coop__sink_text(&writer, "ab");
    coop__sink_repeat(&writer, '.', 0);
    coop__sink_repeat(&writer, '.', -3);
    coop__sink_repeat(&writer, '.', 3);
    coop__sink_bytes(&writer, "\0x", 2);
    coop__sink_bytes(&writer, NULL, 0);
    ck_assert_int_eq(kept.calls, 0);
    ck_assert_int_eq(coop__sink_flush(&writer), COOP_OK);
    ck_assert_int_eq(kept.calls, 1);
    ck_assert_int_eq(coop__sink_flush(&writer), COOP_OK);
    ck_assert_int_eq(kept.calls, 1); /* nothing twice, and nothing for nothing */
    coop__sink_repeat(&writer, '-', 10000);
    ck_assert_int_eq(coop__sink_finish(&writer, NULL), COOP_OK);
    ck_assert_uint_eq(kept.n, 10007);
    ck_assert_mem_eq(kept.bytes, "ab...\0x---", 10);
}
END_TEST

START_TEST(a_failure_is_kept_told_once_and_ends_the_writing)
{
    static const coop_status failures[] = {COOP_IO, COOP_CANCELLED, COOP_LIMIT, 99, -1};
    for (size_t f = 0; f < sizeof failures / sizeof *failures; f++) {
        for (int k = 1; k <= 4; k++) {
            coop_sink sink = keeping(k, failures[f]);
            coop__writer writer = {.sink = &sink};
            coop__sink_repeat(&writer, 'x', 4096 * 3 + 5);
            bool has_failed = k <= 3;
            ck_assert_int_eq(writer.status, has_failed ? failures[f] : COOP_OK);
            coop__sink_text(&writer, "and more");
            coop__sink_repeat(&writer, 'y', 10000);
            ck_assert_int_eq(kept.calls, k);
            coop_error err = {0};
            ck_assert_int_eq(coop__sink_flush(&writer), failures[f]);
            ck_assert_int_eq(coop__sink_finish(&writer, &err), failures[f]);
            ck_assert_int_eq(err.code, failures[f]);
            ck_assert_ptr_nonnull(strstr(err.message, coop_status_text(failures[f])));
            ck_assert_int_eq(kept.calls, k);
            ck_assert_uint_eq(kept.n, (size_t)(k - 1) * 4096);
        }
    }
}
END_TEST

START_TEST(a_failure_of_the_last_piece_is_told_by_finish)
{
    coop_sink sink = keeping(1, COOP_IO);
    coop__writer writer = {.sink = &sink};
    coop__sink_text(&writer, "short");
    ck_assert_int_eq(writer.status, COOP_OK);
    ck_assert_int_eq(coop__sink_finish(&writer, NULL), COOP_IO);
    ck_assert_int_eq(coop__sink_finish(&writer, NULL), COOP_IO);
    ck_assert_int_eq(kept.calls, 1);
}
END_TEST

/* ---- descriptors ---- */

static coop_status write_all(int fd, const char *bytes, size_t n)
{
    coop_sink sink = coop_sink_fd(fd);
    return sink.write(sink.ctx, bytes, n);
}

START_TEST(a_descriptor_that_is_not_open_is_an_io_failure)
{
    ck_assert_int_eq(write_all(-1, "x", 1), COOP_IO);
    ck_assert_int_eq(write_all(INT32_MAX, "x", 1), COOP_IO);
    ck_assert_int_eq(write_all(INT32_MIN, "x", 1), COOP_IO);
    int fd = open("/dev/null", O_RDONLY);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write_all(fd, "x", 1), COOP_IO);
    close(fd);
    ck_assert_int_eq(write_all(fd, "x", 1), COOP_IO);
    ck_assert_int_eq(write_all(-1, NULL, 0), COOP_OK); /* nothing was to be written */
}
END_TEST

START_TEST(a_descriptor_gets_every_byte_and_is_left_open)
{
    int ends[2];
    char got[20] = "";
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write_all(ends[1], "first", 5), COOP_OK);
    ck_assert_int_eq(write_all(ends[1], "", 0), COOP_OK);
    ck_assert_int_eq(write_all(ends[1], " second", 7), COOP_OK);
    ck_assert_int_eq(read(ends[0], got, sizeof got), 12);
    ck_assert_str_eq(got, "first second");
    ck_assert_int_ge(fcntl(ends[1], F_GETFD), 0);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

START_TEST(a_full_device_is_an_io_failure)
{
    int fd = open("/dev/full", O_WRONLY);
    if (fd < 0) {
        fputs("skipped: /dev/full is not here\n", stderr);
        return;
    }
    ck_assert_int_eq(write_all(fd, "x", 1), COOP_IO);
    close(fd);
}
END_TEST

START_TEST(a_pipe_that_is_full_and_must_not_wait_is_an_io_failure)
{
    static char bytes[ROOM];
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    ck_assert_int_eq(write_all(ends[1], bytes, sizeof bytes),
                     COOP_IO); /* a short write, then none */
    close(ends[0]);
    close(ends[1]);
}
END_TEST

static volatile sig_atomic_t n_signals;

static void count_signal(int number)
{
    (void)number;
    n_signals++;
}

typedef struct reader {
    int fd;
    pthread_t writer;
    size_t n;
    bool is_same;
} reader;

static void rest(int64_t microseconds)
{
    struct timespec time = {0, microseconds * 1000};
    nanosleep(&time, NULL);
}

static char pattern_at(size_t i)
{
    return (char)(i * 7 ^ i >> 9);
}

/* Interrupts the writer again and again, while it waits and while it has part of its bytes out. */
static void *read_slowly(void *ctx)
{
    reader *r = ctx;
    char part[3000];
    r->is_same = true;
    for (;;) {
        rest(100);
        pthread_kill(r->writer, SIGUSR1);
        ssize_t n = read(r->fd, part, sizeof part);
        if (n <= 0) {
            return NULL;
        }
        for (ssize_t i = 0; i < n; i++) {
            r->is_same = r->is_same && part[i] == pattern_at(r->n + (size_t)i);
        }
        r->n += (size_t)n;
    }
}

START_TEST(short_and_interrupted_writes_are_continued)
{
    static char bytes[ROOM];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = pattern_at(i);
    }
    struct sigaction action = {.sa_handler = count_signal}; /* without SA_RESTART: EINTR */
    struct sigaction before;
    ck_assert_int_eq(sigaction(SIGUSR1, &action, &before), 0);
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    reader r = {.fd = ends[0], .writer = pthread_self()};
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, read_slowly, &r), 0);
    coop_status status = write_all(ends[1], bytes, sizeof bytes);
    close(ends[1]);
    pthread_join(thread, NULL);
    close(ends[0]);
    sigaction(SIGUSR1, &before, NULL);
    ck_assert_int_eq(status, COOP_OK);
    ck_assert_int_gt(n_signals, 10);
    ck_assert_uint_eq(r.n, sizeof bytes);
    ck_assert(r.is_same);
}
END_TEST

/* A signal that is not caught would end the process: only a child may try. */
static int in_child(int (*body)(void))
{
    pid_t child = fork();
    if (child == 0) {
        _exit(body());
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(!WIFSIGNALED(status), "ended by signal %d", WTERMSIG(status));
    return WEXITSTATUS(status);
}

static int write_to_nobody(void)
{
    int ends[2];
    signal(SIGPIPE, SIG_DFL);
    if (pipe(ends) != 0) {
        return 10;
    }
    close(ends[0]);
    sigset_t pending;
    sigset_t mask;
    int status = write_all(ends[1], "x", 1);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, NULL, &mask);
    return status != COOP_IO                         ? 1
           : sigismember(&pending, SIGPIPE)          ? 2
           : sigismember(&mask, SIGPIPE)             ? 3
           : write_all(ends[1], "xyz", 3) != COOP_IO ? 4
                                                     : 0;
}

START_TEST(a_pipe_without_reader_is_an_io_failure_and_raises_no_signal)
{
    ck_assert_int_eq(in_child(write_to_nobody), 0);
}
END_TEST

static int write_with_handler(void)
{
    int ends[2];
    struct sigaction action = {.sa_handler = count_signal};
    sigaction(SIGPIPE, &action, NULL);
    if (pipe(ends) != 0) {
        return 10;
    }
    close(ends[0]);
    n_signals = 0;
    if (write_all(ends[1], "x", 1) != COOP_IO || n_signals != 0) {
        return 1;
    }
    /* The host's handler is as it was. */
    raise(SIGPIPE);
    if (n_signals != 1) {
        return 2;
    }
    /* A signal that the host holds back, and that is there already, stays. */
    sigset_t set;
    sigset_t pending;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    raise(SIGPIPE);
    int status = write_all(ends[1], "x", 1);
    sigpending(&pending);
    if (status != COOP_IO || !sigismember(&pending, SIGPIPE)) {
        return 3;
    }
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    return n_signals == 2 ? 0 : 4;
}

START_TEST(the_hosts_handling_of_the_signal_is_left_as_it_was)
{
    ck_assert_int_eq(in_child(write_with_handler), 0);
}
END_TEST

static int write_ignored(void)
{
    int ends[2];
    signal(SIGPIPE, SIG_IGN);
    if (pipe(ends) != 0) {
        return 10;
    }
    close(ends[0]);
    return write_all(ends[1], "x", 1) == COOP_IO && signal(SIGPIPE, SIG_DFL) == SIG_IGN ? 0 : 1;
}

START_TEST(a_host_that_ignores_the_signal_goes_on_ignoring_it)
{
    ck_assert_int_eq(in_child(write_ignored), 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("core/sink");
    TCase *buffering = tcase_create("buffering");
    suite_add_tcase(s, buffering);
    tcase_add_test(buffering, bytes_come_out_as_they_went_in_whatever_the_pieces);
    tcase_add_test(buffering, text_and_repeated_characters_are_bytes_too);
    tcase_add_test(buffering, a_failure_is_kept_told_once_and_ends_the_writing);
    tcase_add_test(buffering, a_failure_of_the_last_piece_is_told_by_finish);
    TCase *descriptors = tcase_create("descriptors");
    tcase_set_timeout(descriptors, 60);
    suite_add_tcase(s, descriptors);
    tcase_add_test(descriptors, a_descriptor_that_is_not_open_is_an_io_failure);
    tcase_add_test(descriptors, a_descriptor_gets_every_byte_and_is_left_open);
    tcase_add_test(descriptors, a_full_device_is_an_io_failure);
    tcase_add_test(descriptors, a_pipe_that_is_full_and_must_not_wait_is_an_io_failure);
    tcase_add_test(descriptors, short_and_interrupted_writes_are_continued);
    tcase_add_test(descriptors, a_pipe_without_reader_is_an_io_failure_and_raises_no_signal);
    tcase_add_test(descriptors, the_hosts_handling_of_the_signal_is_left_as_it_was);
    tcase_add_test(descriptors, a_host_that_ignores_the_signal_goes_on_ignoring_it);
    return s;
}

#include "check_main.h"
