/* shared.h -- files that tests read: oracles in the tree, and the outside folder when it is there.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_SHARED_H
#define COOP_TEST_SHARED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Path of a file below the source tree (tests run anywhere). */
static inline const char *source_path(const char *relative, char *out, size_t size)
{
    const char *root = getenv("COOPSTAT_SOURCE");
    snprintf(out, size, "%s/%s", root != NULL ? root : ".", relative);
    return out;
}

/* Path below the outside folder, or NULL when that is not here: then say so and skip. */
static inline const char *shared_path(const char *relative, char *out, size_t size)
{
    const char *root = getenv("COOPSTAT_SHARED");
    const char *source = getenv("COOPSTAT_SOURCE");
    if (root != NULL) {
        snprintf(out, size, "%s/%s", root, relative);
    } else {
        snprintf(out, size, "%s/../shared/%s", source != NULL ? source : ".", relative);
    }
    FILE *file = fopen(out, "r");
    if (file == NULL) {
        return NULL;
    }
    fclose(file);
    return out;
}

/* A whole file as bytes with a zero behind; NULL if it cannot be read. Caller frees. */
static inline char *file_read(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    size_t capacity = 1 << 16;
    size_t used = 0;
    char *bytes = malloc(capacity + 1);
    size_t got;
    while (bytes != NULL && (got = fread(bytes + used, 1, capacity - used, file)) > 0) {
        used += got;
        if (used == capacity) {
            capacity *= 2;
            char *larger = realloc(bytes, capacity + 1);
            if (larger == NULL) {
                free(bytes);
            }
            bytes = larger;
        }
    }
    fclose(file);
    if (bytes != NULL) {
        bytes[used] = '\0';
        *n = used;
    }
    return bytes;
}

#endif
