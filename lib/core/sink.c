/* sink.c -- where bytes go: file descriptors, and small helpers for text.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sink.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "error.h"

/* write() that does not end a host when nobody reads from its pipe any more: the signal of that is
 * held back from this thread, and taken off again where this write sent it. */
static ssize_t write_quietly(int fd, const char *bytes, size_t n)
{
    sigset_t broken_pipe;
    sigset_t pending;
    sigset_t mask;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    sigpending(&pending);
    bool was_pending = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &broken_pipe, &mask);
    ssize_t written = write(fd, bytes, n);
    int error = errno;
    sigpending(&pending);
    if (written < 0 && error == EPIPE && !was_pending && sigismember(&pending, SIGPIPE) == 1) {
        int number;
        sigwait(&broken_pipe, &number);
    }
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    errno = error;
    return written;
}

/* The descriptor travels in the ctx pointer, so that a sink owns nothing. */
static coop_status fd_write(void *ctx, const char *bytes, size_t n)
{
    int fd = (int)(intptr_t)ctx;
    while (n > 0) {
        ssize_t written = write_quietly(fd, bytes, n);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return COOP_IO;
        }
        bytes += written;
        n -= (size_t)written;
    }
    return COOP_OK;
}

coop_sink coop_sink_fd(int32_t fd)
{
    coop_sink sink = {(void *)(intptr_t)fd, fd_write};
    return sink;
}

coop_status coop__sink_flush(coop__writer *writer)
{
    if (writer->status == COOP_OK && writer->n > 0) {
        writer->status = writer->sink->write(writer->sink->ctx, writer->bytes, writer->n);
    }
    writer->n = 0;
    return writer->status;
}

void coop__sink_bytes(coop__writer *writer, const char *bytes, size_t n)
{
    while (n > 0 && writer->status == COOP_OK) {
        size_t room = sizeof writer->bytes - writer->n;
        size_t part = n < room ? n : room;
        memcpy(writer->bytes + writer->n, bytes, part);
        writer->n += part;
        bytes += part;
        n -= part;
        if (writer->n == sizeof writer->bytes) {
            coop__sink_flush(writer);
        }
    }
}

void coop__sink_text(coop__writer *writer, const char *text)
{
    coop__sink_bytes(writer, text, strlen(text));
}

void coop__sink_repeat(coop__writer *writer, char c, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        coop__sink_bytes(writer, &c, 1);
    }
}

coop_status coop__sink_finish(coop__writer *writer, coop_error *err)
{
    coop_status status = coop__sink_flush(writer);
    if (status != COOP_OK) {
        return coop__fail(err, status, "the sink did not take the output: %s",
                          coop_status_text(status));
    }
    return COOP_OK;
}
