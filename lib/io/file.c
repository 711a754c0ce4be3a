/* file.c -- whole regular files into memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../core/error.h"

static coop_status io_failure(const char *path, const char *what, int number, coop_error *err)
{
    char reason[100] = "unknown reason";
    (void)strerror_r(number, reason, sizeof reason);
    return coop__fail(err, COOP_IO, "%s: cannot %s: %s", path, what, reason);
}

bool coop__is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* A file may grow or shrink between fstat and read: the end is where read says so. */
static coop_status read_all(int fd, const char *path, coop__buffer *out, coop_error *err)
{
    for (;;) {
        if (!coop__buffer_reserve(out, 65536)) {
            return coop__no_memory(err);
        }
        size_t room = out->capacity - out->n;
        room = room < ((size_t)1 << 30) ? room : (size_t)1 << 30;
        ssize_t got = read(fd, out->bytes + out->n, room);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return io_failure(path, "read", errno, err);
        }
        if (got == 0) {
            return COOP_OK;
        }
        out->n += (size_t)got;
        if (out->n > COOP__FILE_MOST) {
            return coop__fail(err, COOP_LIMIT, "%s: more than %lld bytes", path,
                              (long long)COOP__FILE_MOST);
        }
    }
}

coop_status coop__file_read(const char *path, coop__buffer *out, coop_error *err)
{
    /* Without O_NONBLOCK, opening a pipe that nobody writes to would never return. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return io_failure(path, "open", errno, err);
    }
    struct stat info;
    coop_status status = COOP_OK;
    if (fstat(fd, &info) != 0) {
        status = io_failure(path, "examine", errno, err);
    } else if (!S_ISREG(info.st_mode)) {
        status = coop__fail(err, COOP_UNSUPPORTED, "%s: not a regular file", path);
    } else if (info.st_size > 0 && !coop__buffer_reserve(out, (size_t)info.st_size + 1)) {
        status = coop__no_memory(err);
    } else {
        status = read_all(fd, path, out, err);
    }
    (void)close(fd);
    return status;
}
