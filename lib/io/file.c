/* file.c -- whole regular files into memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* realpath is of the X/Open part of POSIX. */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
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

static coop_status too_long(const char *path, size_t most, coop_error *err)
{
    return coop__fail(err, COOP_LIMIT, "%s: more than %lld bytes", path, (long long)most);
}

/* A file may grow or shrink between fstat and read: the end is where read says so. */
static coop_status read_all(int fd, const char *path, size_t most, coop__buffer *out,
                            coop_error *err)
{
    size_t start = out->n;
    for (;;) {
        if (out->capacity == out->n && !coop__buffer_reserve(out, 65536)) {
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
        if (out->n - start > most) {
            return too_long(path, most, err);
        }
    }
}

/* Half an old file and half a new one may well pass every check of the rows. */
static bool was_written(const struct stat *before, const struct stat *after)
{
    return before->st_size != after->st_size || before->st_mtim.tv_sec != after->st_mtim.tv_sec ||
           before->st_mtim.tv_nsec != after->st_mtim.tv_nsec;
}

static coop_status read_regular(int fd, const char *path, size_t most, coop__buffer *out,
                                coop_error *err)
{
    struct stat before;
    struct stat after;
    if (fstat(fd, &before) != 0) {
        return io_failure(path, "examine", errno, err);
    }
    if (!S_ISREG(before.st_mode)) {
        return coop__fail(err, COOP_UNSUPPORTED, "%s: not a regular file", path);
    }
    if (before.st_size > 0 && (uint64_t)before.st_size > most) {
        return too_long(path, most, err);
    }
    /* One byte more than the file has, so that its end is found without growing the buffer. */
    if (before.st_size > 0 && !coop__buffer_reserve(out, (size_t)before.st_size + 1)) {
        return coop__no_memory(err);
    }
    COOP__TRY(read_all(fd, path, most, out, err));
    if (fstat(fd, &after) != 0) {
        return io_failure(path, "examine", errno, err);
    }
    return was_written(&before, &after)
               ? coop__fail(err, COOP_IO, "%s: was written to while it was read", path)
               : COOP_OK;
}

coop_status coop__file_read(const char *path, size_t most, coop__buffer *out, coop_error *err)
{
    /* Without O_NONBLOCK, opening a pipe that nobody writes to would never return. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return io_failure(path, "open", errno, err);
    }
    coop_status status = read_regular(fd, path, most, out, err);
    (void)close(fd);
    return status;
}

coop_status coop__path_resolve(coop__arena *arena, const char *folder, const char *path,
                               const char **out, coop_error *err)
{
    char *root = coop__arena_alloc(arena, PATH_MAX, 1);
    char *real = coop__arena_alloc(arena, PATH_MAX, 1);
    if (root == NULL || real == NULL) {
        return coop__no_memory(err);
    }
    if (realpath(folder, root) == NULL || realpath(path, real) == NULL) {
        return errno == ENOMEM ? coop__no_memory(err) : io_failure(path, "open", errno, err);
    }
    size_t n = strcmp(root, "/") == 0 ? 0 : strlen(root);
    if (strncmp(root, real, n) != 0 || real[n] != '/') {
        return coop__fail(err, COOP_FORMAT, "%s: a link leads out of the folder of the package",
                          path);
    }
    *out = real;
    return COOP_OK;
}

bool coop__path_is_safe(const char *path)
{
    if (path[0] == '/' || path[0] == '\0' || strchr(path, '\\') != NULL ||
        strstr(path, "://") != NULL) {
        return false;
    }
    for (const char *part = path; part != NULL; part = strchr(part, '/')) {
        part += part[0] == '/' ? 1 : 0;
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0')) {
            return false;
        }
    }
    return true;
}
