/* file.h -- regular files into memory, whole or in pieces.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__FILE_H
#define COOP__FILE_H

#include "../core/alloc.h"

#define COOP__FILE_MOST ((size_t)4 << 30) /* bytes of one file */

/* Appends the bytes of a regular file; symbolic links are followed. IO with the system's reason, or
 * when the file was written to meanwhile; UNSUPPORTED for devices, pipes and folders, which may
 * never end; LIMIT beyond `most` bytes, before memory is taken for them; MEMORY. */
coop_status coop__file_read(const char *path, size_t most, coop__buffer *out, coop_error *err);

/* A file that is read in pieces, as often as is needed, and was the same each time. */
typedef struct coop__file {
    const char *path; /* kept */
    size_t size;
    int64_t device, inode, seconds, nanoseconds;
} coop__file;

/* The failures of coop__file_read, but for those of reading itself. */
coop_status coop__file_look(const char *path, size_t most, coop__file *out, coop_error *err);

/* The bytes that are at hand are window.bytes[0..window.n). */
typedef struct coop__pieces {
    const coop__file *file;
    coop__buffer window;
    int fd;
    bool is_last; /* nothing follows them */
} coop__pieces;

/* Opens at an offset and reads up to `room` bytes. Closing is needed in any case, and harmless to
 * one that is all zero and was never opened. */
coop_status coop__pieces_open(coop__pieces *pieces, const coop_allocator *a,
                              const coop__file *file, size_t offset, size_t room, coop_error *err);
/* Drops the first `used` bytes and reads as many more as there is room for, with twice the room
 * when nothing is dropped. IO when the file was written to since it was looked at. */
coop_status coop__pieces_read(coop__pieces *pieces, size_t used, coop_error *err);
void coop__pieces_close(coop__pieces *pieces);

/* True if the path is a folder. */
bool coop__is_folder(const char *path);

/* Resolves a path below a folder to one without symbolic links, in the arena. FORMAT when it lies
 * elsewhere, so that a package from a stranger reads nothing but itself; IO; MEMORY. */
coop_status coop__path_resolve(coop__arena *arena, const char *folder, const char *path,
                               const char **out, coop_error *err);

/* True for a relative path that names nothing above its folder. */
bool coop__path_is_safe(const char *path);

#endif
