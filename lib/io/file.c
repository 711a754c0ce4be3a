/* file.c -- regular files into memory, whole or in pieces.
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

static coop_status written_meanwhile(const char *path, coop_error *err)
{
    return coop__fail(err, COOP_IO, "%s: was written to while it was read", path);
}

static coop_status examine(int fd, const char *path, struct stat *out, coop_error *err)
{
    return fstat(fd, out) == 0 ? COOP_OK : io_failure(path, "examine", errno, err);
}

static coop_status examine_regular(int fd, const char *path, size_t most, struct stat *out,
                                   coop_error *err)
{
    COOP__TRY(examine(fd, path, out, err));
    if (!S_ISREG(out->st_mode)) {
        return coop__fail(err, COOP_UNSUPPORTED, "%s: not a regular file", path);
    }
    return out->st_size > 0 && (uint64_t)out->st_size > most ? too_long(path, most, err) : COOP_OK;
}

static coop_status read_regular(int fd, const char *path, size_t most, coop__buffer *out,
                                coop_error *err)
{
    struct stat before;
    struct stat after;
    COOP__TRY(examine_regular(fd, path, most, &before, err));
    /* One byte more than the file has, so that its end is found without growing the buffer. */
    if (before.st_size > 0 && !coop__buffer_reserve(out, (size_t)before.st_size + 1)) {
        return coop__no_memory(err);
    }
    COOP__TRY(read_all(fd, path, most, out, err));
    COOP__TRY(examine(fd, path, &after, err));
    return was_written(&before, &after) ? written_meanwhile(path, err) : COOP_OK;
}

static coop_status open_file(const char *path, int *fd, coop_error *err)
{
    /* Without O_NONBLOCK, opening a pipe that nobody writes to would never return. */
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    return *fd >= 0 ? COOP_OK : io_failure(path, "open", errno, err);
}

coop_status coop__file_read(const char *path, size_t most, coop__buffer *out, coop_error *err)
{
    int fd = -1;
    COOP__TRY(open_file(path, &fd, err));
    coop_status status = read_regular(fd, path, most, out, err);
    (void)close(fd);
    return status;
}

/* ---- in pieces ---- */

static coop__file file_of(const char *path, const struct stat *info)
{
    return (coop__file){path, (size_t)info->st_size, (int64_t)info->st_dev, (int64_t)info->st_ino,
                        (int64_t)info->st_mtim.tv_sec, (int64_t)info->st_mtim.tv_nsec};
}

coop_status coop__file_look(const char *path, size_t most, coop__file *out, coop_error *err)
{
    struct stat info;
    int fd = -1;
    COOP__TRY(open_file(path, &fd, err));
    coop_status status = examine_regular(fd, path, most, &info, err);
    (void)close(fd);
    if (status == COOP_OK) {
        *out = file_of(path, &info);
    }
    return status;
}

static coop_status check_same(const coop__pieces *pieces, coop_error *err)
{
    struct stat info;
    COOP__TRY(examine(pieces->fd, pieces->file->path, &info, err));
    coop__file now = file_of(pieces->file->path, &info);
    const coop__file *file = pieces->file;
    bool is_same = now.size == file->size && now.device == file->device &&
                   now.inode == file->inode && now.seconds == file->seconds &&
                   now.nanoseconds == file->nanoseconds;
    return is_same ? COOP_OK : written_meanwhile(file->path, err);
}

coop_status coop__pieces_open(coop__pieces *pieces, const coop_allocator *a,
                              const coop__file *file, size_t offset, size_t room, coop_error *err)
{
    *pieces = (coop__pieces){.file = file, .window = {.a = a}, .fd = -1};
    if (!coop__buffer_reserve(&pieces->window, room)) {
        return coop__no_memory(err);
    }
    COOP__TRY(open_file(file->path, &pieces->fd, err));
    if (lseek(pieces->fd, (off_t)offset, SEEK_SET) < 0) {
        return io_failure(file->path, "read", errno, err);
    }
    return coop__pieces_read(pieces, 0, err);
}

coop_status coop__pieces_read(coop__pieces *pieces, size_t used, coop_error *err)
{
    coop__buffer *w = &pieces->window;
    memmove(w->bytes, w->bytes + used, w->n - used);
    w->n -= used;
    if (w->n == w->capacity && !coop__buffer_reserve(w, w->capacity)) {
        return coop__no_memory(err);
    }
    while (w->n < w->capacity && !pieces->is_last) {
        ssize_t got = read(pieces->fd, w->bytes + w->n, w->capacity - w->n);
        if (got < 0 && errno != EINTR) {
            return io_failure(pieces->file->path, "read", errno, err);
        }
        w->n += got > 0 ? (size_t)got : 0;
        pieces->is_last = got == 0;
    }
    /* A new name for another file is seen when it is opened, an old one's end when it is met. */
    return check_same(pieces, err);
}

void coop__pieces_close(coop__pieces *pieces)
{
    if (pieces->file != NULL && pieces->fd >= 0) {
        (void)close(pieces->fd);
    }
    coop__buffer_free(&pieces->window);
    pieces->file = NULL;
}

/* ---- paths ---- */

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
