/* folder.h -- a temporary folder with files that a test writes, and text that it gets from tables.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_FOLDER_H
#define COOP_TEST_FOLDER_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>
#include <coopstat/table.h>

typedef struct folder {
    char path[200];
} folder;

static inline folder folder_make(void)
{
    folder f;
    const char *parent = getenv("TMPDIR");
    snprintf(f.path, sizeof f.path, "%s/coopstat-test-XXXXXX", parent != NULL ? parent : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(f.path));
    return f;
}

/* Path of a name in the folder, in a buffer of the caller. */
static inline const char *folder_path(const folder *f, const char *name, char out[512])
{
    snprintf(out, 512, "%s/%s", f->path, name);
    return out;
}

static inline void folder_put(const folder *f, const char *name, const char *bytes, size_t n)
{
    char path[512];
    FILE *file = fopen(folder_path(f, name, path), "wb");
    ck_assert_msg(file != NULL, "cannot write %s", path);
    ck_assert_uint_eq(fwrite(bytes, 1, n, file), n);
    ck_assert_int_eq(fclose(file), 0);
}

static inline void folder_text(const folder *f, const char *name, const char *text)
{
    folder_put(f, name, text, strlen(text));
}

/* Removes the folder, its entries, and those of its folders. */
static inline void folder_remove(const folder *f)
{
    char path[512];
    DIR *entries = opendir(f->path);
    for (struct dirent *e; entries != NULL && (e = readdir(entries)) != NULL;) {
        struct stat info;
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) {
            continue;
        }
        folder_path(f, e->d_name, path);
        if (lstat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
            folder inner;
            snprintf(inner.path, sizeof inner.path, "%.150s/%.40s", f->path, e->d_name);
            DIR *below = opendir(inner.path);
            for (struct dirent *b; below != NULL && (b = readdir(below)) != NULL;) {
                (void)unlink(folder_path(&inner, b->d_name, path));
            }
            if (below != NULL) {
                closedir(below);
            }
            (void)rmdir(inner.path);
        } else {
            (void)unlink(path);
        }
    }
    if (entries != NULL) {
        closedir(entries);
    }
    ck_assert_int_eq(rmdir(f->path), 0);
}

/* ---- tables as text ---- */

typedef struct text_sink {
    char *bytes; /* zero-terminated */
    size_t n, size;
} text_sink;

static inline coop_status text_write(void *ctx, const char *bytes, size_t n)
{
    text_sink *text = ctx;
    ck_assert_msg(text->n + n < text->size, "a table of more than %zu bytes", text->size);
    memcpy(text->bytes + text->n, bytes, n);
    text->n += n;
    text->bytes[text->n] = '\0';
    return COOP_OK;
}

/* The rows of a table as CSV without its header line. */
static inline const char *table_rows(const coop_table *table, char *out, size_t size)
{
    text_sink text = {out, 0, size};
    coop_sink sink = {&text, text_write};
    out[0] = '\0';
    ck_assert_ptr_nonnull(table);
    ck_assert_int_eq(coop_table_print(table, COOP_FORMAT_CSV, &sink, NULL), COOP_OK);
    const char *feed = strchr(out, '\n');
    if (feed != NULL) {
        memmove(out, feed + 1, strlen(feed + 1) + 1);
    }
    return out;
}

#endif
