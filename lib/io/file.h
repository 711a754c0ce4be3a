/* file.h -- whole regular files into memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__FILE_H
#define COOP__FILE_H

#include "../core/alloc.h"

#define COOP__FILE_MOST ((size_t)4 << 30) /* bytes of one file */

/* Appends the bytes of a regular file; symbolic links are followed. IO with the system's reason, or
 * when the file was written to meanwhile; UNSUPPORTED for devices, pipes and folders, which may
 * never end; LIMIT beyond `most` bytes, before memory is taken for them; MEMORY. */
coop_status coop__file_read(const char *path, size_t most, coop__buffer *out, coop_error *err);

/* True if the path is a folder. */
bool coop__is_folder(const char *path);

/* Resolves a path below a folder to one without symbolic links, in the arena. FORMAT when it lies
 * elsewhere, so that a package from a stranger reads nothing but itself; IO; MEMORY. */
coop_status coop__path_resolve(coop__arena *arena, const char *folder, const char *path,
                               const char **out, coop_error *err);

/* True for a relative path that names nothing above its folder. */
bool coop__path_is_safe(const char *path);

#endif
