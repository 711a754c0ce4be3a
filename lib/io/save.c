/* save.c -- a register as a data package on disk: all of it, or nothing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../core/error.h"
#include "../core/number.h"
#include "../core/sha256.h"
#include "about.h"

#define DESCRIPTOR "datapackage.json"
#define NAME_MOST 200     /* bytes of a table's name */
#define FOLDERS_TRIED 100 /* folders beside the target that an ended save may have left */

typedef struct saver {
    const coop_dataset *data;
    coop_error *err;
    coop__arena arena;
    const char *folder, *parent;
    char *temporary;  /* folder being filled */
    int fd;           /* of that folder, -1: none */
    int64_t n_files;  /* tables whose file was begun */
    coop__buffer json;
} saver;

static coop_status io_failure(saver *s, const char *path, const char *what, int number)
{
    char reason[100] = "unknown reason";
    (void)strerror_r(number, reason, sizeof reason);
    return coop__fail(s->err, COOP_IO, "%s: cannot %s: %s", path, what, reason);
}

static const char *table_name(const saver *s, int64_t index)
{
    return s->data->catalog.entries[index].name;
}

/* ---- what a package can hold ---- */

/* The names that Frictionless gives to resources, which are file names everywhere. */
static bool is_file_name(const char *name)
{
    size_t n = 0;
    for (; name[n] != '\0'; n++) {
        char c = name[n];
        bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
                    (n > 0 && (c == '-' || c == '.'));
        if (!fits) {
            return false;
        }
    }
    return n > 0 && n <= NAME_MOST;
}

static bool has_bad_word(const coop__column *column)
{
    for (uint32_t code = 0; code < column->words.n; code++) {
        bool is_split = column->type == COOP_TYPE_SET &&
                        memchr(column->words.words[code], ';', column->words.lengths[code]) != NULL;
        if (is_split || column->words.lengths[code] == 0) {
            return true;
        }
    }
    return false;
}

/* An empty text looks like a missing one, and a CSV file has no word for what is no number. */
static bool is_lost(const coop__column *column, int64_t row)
{
    size_t n = 1;
    if (column->type == COOP_TYPE_TEXT) {
        (void)coop__text_at(column, row, &n);
    }
    return n == 0 || (column->type == COOP_TYPE_FLOAT64 && !isfinite(coop__number_at(column, row))) ||
           (column->type == COOP_TYPE_SET && coop__words_at(column, row).n == 0);
}

static coop_status check_column(saver *s, int64_t index, const coop__column *column)
{
    if (has_bad_word(column)) {
        return coop__fail(s->err, COOP_UNSUPPORTED,
                          "%s.%s has an empty word, or one with ';' in a set",
                          table_name(s, index), column->name);
    }
    for (int64_t row = 0; row < column->n_rows; row++) {
        if (coop__is_valid(column, row) && is_lost(column, row)) {
            return coop__fail(s->err, COOP_UNSUPPORTED,
                              "%s.%s, row %lld: a CSV file cannot tell it from a missing value",
                              table_name(s, index), column->name, (long long)row);
        }
    }
    return COOP_OK;
}

static coop_status check_tables(saver *s)
{
    for (int64_t i = 0; i < s->data->catalog.n; i++) {
        const coop_table *table = s->data->catalog.entries[i].table;
        if (!is_file_name(table_name(s, i))) {
            return coop__fail(s->err, COOP_UNSUPPORTED, "the name of table '%s' is no file name of "
                              "a-z, 0-9, '_', '-' and '.', at most %d", table_name(s, i), NAME_MOST);
        }
        for (int64_t j = 0; j < table->n_columns; j++) {
            COOP__TRY(check_column(s, i, &table->columns[j]));
        }
    }
    return s->data->catalog.n > 0 ? COOP_OK
                                  : coop__fail(s->err, COOP_EMPTY, "the register has no table");
}

/* ---- the descriptor ---- */

/* Appending stops for good when there is no memory: `json.a` is then NULL. */
static void put(saver *s, const char *text)
{
    if (s->json.a != NULL && !coop__buffer_append(&s->json, text, strlen(text))) {
        coop__buffer_free(&s->json);
        s->json.a = NULL;
    }
}

static void put_quoted(saver *s, const char *text)
{
    if (s->json.a != NULL && !coop__json_append_text(&s->json, text, strlen(text))) {
        coop__buffer_free(&s->json);
        s->json.a = NULL;
    }
}

static void put_integer(saver *s, int64_t number)
{
    char text[COOP__NUMBER_SIZE];
    coop__integer_format(number, text);
    put(s, text);
}

/* `"key": "text"` behind what is there. */
static void put_member(saver *s, const char *before, const char *key, const char *text)
{
    put(s, before);
    put_quoted(s, key);
    put(s, ": ");
    put_quoted(s, text);
}

static const char *standard_type(coop_type type)
{
    return coop__type_is_integer(type)                               ? "integer"
           : type == COOP_TYPE_FLOAT64 || type == COOP_TYPE_MONEY    ? "number"
           : type == COOP_TYPE_BOOL                                  ? "boolean"
           : type == COOP_TYPE_DATE                                  ? "date"
                                                                     : "string";
}

/* True for a type that Frictionless' own word does not give back. */
static bool needs_type(coop_type type)
{
    return type != COOP_TYPE_CODE && type != COOP_TYPE_INT64 && type != COOP_TYPE_FLOAT64 &&
           type != COOP_TYPE_BOOL && type != COOP_TYPE_DATE;
}

static bool is_currency(const char *unit)
{
    for (int i = 0; i < 3; i++) {
        if (unit[i] < 'A' || unit[i] > 'Z') {
            return false;
        }
    }
    return unit[3] == '\0';
}

/* The extension of a field, behind which `own` may stand. */
static void put_extension(saver *s, const coop_table *table, const coop__column *column,
                          const char *own)
{
    bool is_money = column->type == COOP_TYPE_MONEY;
    bool is_code = is_money && column->currency < 0 && column->unit != NULL &&
                   is_currency(column->unit);
    bool has_type = needs_type(column->type);
    const char *before = ", \"coopstat\": {";
    if (!has_type && column->unit == NULL && own[0] == '\0') {
        return;
    }
    if (has_type) {
        put_member(s, before, "type", coop_type_name(column->type));
        before = ", ";
    }
    if (column->type == COOP_TYPE_SET) {
        put_member(s, before, "delimiter", ";");
    }
    if (is_money) {
        put(s, ", \"scale\": ");
        put_integer(s, column->scale);
    }
    if (is_code || column->currency >= 0) {
        put_member(s, before, "currency",
                   is_code ? column->unit : table->columns[column->currency].name);
    }
    if (column->unit != NULL && !is_code) {
        put_member(s, before, "unit", column->unit);
        before = ", ";
    }
    if (own[0] != '\0') {
        put(s, before);
        put(s, own);
    }
    put(s, "}");
}

static void put_fields(saver *s, int64_t index)
{
    const coop_table *table = s->data->catalog.entries[index].table;
    const coop__table_about *about = s->data->about.tables;
    put(s, "        \"fields\": [");
    for (int64_t i = 0; i < table->n_columns; i++) {
        const coop__column *column = &table->columns[i];
        const coop__field_about *field = about != NULL ? &about[index].fields[i] : NULL;
        put_member(s, i > 0 ? ",\n          {" : "\n          {", "name", column->name);
        put_member(s, ", ", "type", standard_type(column->type));
        if (field != NULL && field->members[0] != '\0') {
            put(s, ", ");
            put(s, field->members);
        }
        put_extension(s, table, column, field != NULL ? field->own : "");
        put(s, "}");
    }
    put(s, "\n        ]");
}

/* The references of code columns, or those of sets: other validators compare whole cells, so the
 * latter stand in the extension. */
static void put_references(saver *s, int64_t index, bool of_sets, const char *start,
                           const char *end)
{
    const coop__entry *entry = &s->data->catalog.entries[index];
    bool is_first = true;
    for (int64_t i = 0; i < entry->n_links; i++) {
        const coop__link *link = &entry->links[i];
        const coop__entry *target = &s->data->catalog.entries[link->target];
        const coop__column *column = &entry->table->columns[link->column];
        if ((column->type == COOP_TYPE_SET) != of_sets) {
            continue;
        }
        put_member(s, is_first ? start : ",\n          {", "fields", column->name);
        put_member(s, ", \"reference\": {", "resource", link->target == index ? "" : target->name);
        put_member(s, ", ", "fields", target->table->columns[target->key].name);
        put(s, "}}");
        is_first = false;
    }
    put(s, is_first ? "" : end);
}

static void put_role(saver *s, const coop_table *table, const char *role, int64_t column,
                     bool *is_first)
{
    if (column >= 0) {
        put_member(s, *is_first ? "" : ", ", role, table->columns[column].name);
        *is_first = false;
    }
}

static void put_table_extension(saver *s, int64_t index)
{
    const coop__entry *entry = &s->data->catalog.entries[index];
    bool is_first = true;
    put(s, "      \"coopstat\": {\"time\": {");
    put_role(s, entry->table, "from", entry->from, &is_first);
    put_role(s, entry->table, "to", entry->to, &is_first);
    put_role(s, entry->table, "known", entry->known, &is_first);
    put(s, "}");
    put_references(s, index, true, ",\n        \"references\": [\n          {", "]");
    put(s, "},\n");
}

static void put_keys(saver *s, int64_t index)
{
    const coop__entry *entry = &s->data->catalog.entries[index];
    const coop__table_about *about = s->data->about.tables;
    if (entry->key >= 0) {
        put_member(s, ",\n        ", "primaryKey", entry->table->columns[entry->key].name);
    } else if (about != NULL && about[index].key[0] != '\0') {
        put(s, ",\n        ");
        put(s, about[index].key);
    }
    put_references(s, index, false, ",\n        \"foreignKeys\": [\n          {", "\n        ]");
}

static void put_table(saver *s, int64_t index, int64_t n_bytes, const char *hash)
{
    const coop__table_about *about = s->data->about.tables;
    put(s, index > 0 ? ",\n    {\n" : "    {\n");
    put_member(s, "      ", "name", table_name(s, index));
    put_member(s, ",\n      ", "path", table_name(s, index));
    if (s->json.a != NULL) {
        s->json.n--; /* the quote */
    }
    put(s, ".csv\",\n      \"format\": \"csv\", \"mediatype\": \"text/csv\", "
           "\"encoding\": \"utf-8\",\n      \"bytes\": ");
    put_integer(s, n_bytes);
    put(s, ", \"hash\": \"sha256:");
    put(s, hash);
    put(s, "\",\n");
    if (about != NULL && about[index].members[0] != '\0') {
        put(s, "      ");
        put(s, about[index].members);
        put(s, ",\n");
    }
    put_table_extension(s, index);
    put(s, "      \"schema\": {\n");
    put_fields(s, index);
    put_keys(s, index);
    put(s, "\n      }\n    }");
}

static coop_status put_start(saver *s, const coop_save_options *options)
{
    char as_of[11] = "";
    put(s, "{\n");
    if (s->data->about.package != NULL && s->data->about.package[0] != '\0') {
        put(s, "  ");
        put(s, s->data->about.package);
        put(s, ",\n");
    }
    if (options->license != NULL) {
        put_member(s, "  \"licenses\": [{", "name", options->license);
        put(s, "}],\n");
    }
    if (options->source != NULL) {
        put_member(s, "  \"sources\": [{", "title", options->source);
        put(s, "}],\n");
    }
    COOP__TRY(coop_date_format(s->data->as_of, as_of, s->err));
    put_member(s, "  \"coopstat\": {", "as_of", as_of);
    put(s, "},\n  \"resources\": [\n");
    return COOP_OK;
}

/* ---- files ---- */

typedef struct file_sink {
    int fd, number; /* number: errno of the write that failed, 0: none */
    int64_t n;
    coop__sha256 sha;
} file_sink;

static coop_status file_write(void *ctx, const char *bytes, size_t n)
{
    file_sink *file = ctx;
    coop__sha256_add(&file->sha, bytes, n);
    file->n += (int64_t)n;
    while (n > 0) {
        ssize_t written = write(file->fd, bytes, n);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            file->number = errno;
            return COOP_IO;
        }
        bytes += written;
        n -= (size_t)written;
    }
    return COOP_OK;
}

/* A file of the new folder with a table, or with the descriptor, down to the disk. */
static coop_status write_file(saver *s, const char *name, const coop_table *table,
                              file_sink *file)
{
    memset(file, 0, sizeof *file);
    coop__sha256_start(&file->sha);
    file->fd = openat(s->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file->fd < 0) {
        return io_failure(s, name, "create", errno);
    }
    coop_sink sink = {file, file_write};
    coop_status status =
        table != NULL ? coop_table_print(table, COOP_FORMAT_CSV, &sink, s->err)
                      : file_write(file, (const char *)s->json.bytes, s->json.n);
    if (file->number == 0 && status == COOP_OK && fsync(file->fd) != 0) {
        file->number = errno;
    }
    if (close(file->fd) != 0 && file->number == 0) {
        file->number = errno;
    }
    return file->number != 0 ? io_failure(s, name, "write", file->number) : status;
}

static void file_name(const saver *s, int64_t index, char out[NAME_MOST + 5])
{
    snprintf(out, NAME_MOST + 5, "%s.csv", table_name(s, index));
}

static coop_status write_files(saver *s, const coop_save_options *options)
{
    COOP__TRY(put_start(s, options));
    for (int64_t i = 0; i < s->data->catalog.n; i++) {
        char name[NAME_MOST + 5];
        char hash[65];
        file_sink file;
        file_name(s, i, name);
        s->n_files = i + 1;
        COOP__TRY(write_file(s, name, s->data->catalog.entries[i].table, &file));
        coop__sha256_hex(&file.sha, hash);
        put_table(s, i, file.n, hash);
    }
    put(s, "\n  ]\n}\n");
    if (s->json.a == NULL) {
        return coop__no_memory(s->err);
    }
    if (s->json.n > COOP__DESCRIPTOR_MOST) {
        return coop__fail(s->err, COOP_LIMIT, "the descriptor has %lld bytes, at most %lld may be",
                          (long long)s->json.n, (long long)COOP__DESCRIPTOR_MOST);
    }
    file_sink file;
    COOP__TRY(write_file(s, DESCRIPTOR, NULL, &file));
    return fsync(s->fd) == 0 ? COOP_OK : io_failure(s, s->temporary, "sync", errno);
}

/* ---- the folder ---- */

/* The path without slashes at its end, and its parent. */
static coop_status split_path(saver *s, const char *path)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') {
        n--;
    }
    char *folder = coop__arena_text(&s->arena, path, n);
    s->temporary = coop__arena_alloc(&s->arena, n + 16, 1);
    if (folder == NULL || s->temporary == NULL) {
        return coop__no_memory(s->err);
    }
    const char *slash = strrchr(folder, '/');
    const char *name = slash != NULL ? slash + 1 : folder;
    if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        return coop__fail(s->err, COOP_ARGUMENT, "folder '%s' has no name of its own", path);
    }
    s->folder = folder;
    s->parent = slash == NULL     ? "."
                : slash == folder ? "/"
                                  : coop__arena_text(&s->arena, folder, (size_t)(slash - folder));
    return s->parent != NULL ? COOP_OK : coop__no_memory(s->err);
}

/* What is there may only be an empty folder, which renaming replaces. */
static coop_status check_target(saver *s)
{
    struct stat info;
    if (lstat(s->folder, &info) != 0) {
        return errno == ENOENT ? COOP_OK : io_failure(s, s->folder, "examine", errno);
    }
    return S_ISDIR(info.st_mode) ? COOP_OK
                                 : coop__fail(s->err, COOP_UNSUPPORTED, "%s: is there and no folder",
                                              s->folder);
}

static coop_status make_folder(saver *s)
{
    int number = EEXIST;
    for (int i = 0; i < FOLDERS_TRIED && number == EEXIST; i++) {
        snprintf(s->temporary, strlen(s->folder) + 16, "%s.saving-%d", s->folder, i);
        number = mkdir(s->temporary, 0777) == 0 ? 0 : errno;
    }
    if (number != 0) {
        return io_failure(s, s->temporary, "create", number);
    }
    s->fd = open(s->temporary, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (s->fd < 0) {
        number = errno;
        (void)rmdir(s->temporary);
        return io_failure(s, s->temporary, "open", number);
    }
    return COOP_OK;
}

/* Gives the folder its name, and the name to the disk. */
static coop_status rename_folder(saver *s)
{
    if (rename(s->temporary, s->folder) != 0) {
        int number = errno;
        return number == ENOTEMPTY || number == EEXIST
                   ? coop__fail(s->err, COOP_CONFLICT, "%s: has entries: nothing is overwritten, "
                                "save into a new folder", s->folder)
                   : io_failure(s, s->folder, "rename to this", number);
    }
    (void)close(s->fd);
    s->fd = -1;
    int parent = open(s->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent < 0 || fsync(parent) != 0) {
        int number = errno;
        if (parent >= 0) {
            (void)close(parent);
        }
        return io_failure(s, s->parent, "sync", number);
    }
    (void)close(parent);
    return COOP_OK;
}

/* Takes back what was written. */
static void remove_folder(saver *s)
{
    for (int64_t i = 0; i < s->n_files; i++) {
        char name[NAME_MOST + 5];
        file_name(s, i, name);
        (void)unlinkat(s->fd, name, 0);
    }
    (void)unlinkat(s->fd, DESCRIPTOR, 0);
    (void)close(s->fd);
    (void)rmdir(s->temporary);
}

static coop_status save(saver *s, const char *folder, const coop_save_options *options)
{
    COOP__TRY(split_path(s, folder));
    COOP__TRY(check_tables(s));
    COOP__TRY(check_target(s));
    COOP__TRY(make_folder(s));
    coop_status status = write_files(s, options);
    status = status == COOP_OK ? rename_folder(s) : status;
    if (s->fd >= 0) {
        remove_folder(s);
    }
    return status;
}

static coop_status read_options(const coop_dataset *data, const coop_save_options *options,
                                coop_save_options *out, coop_error *err)
{
    if (options == NULL) {
        return COOP_OK;
    }
    if (options->struct_size < sizeof(size_t)) {
        return coop__fail(err, COOP_ARGUMENT, "options->struct_size is %lld, start from "
                                              "COOP_SAVE_OPTIONS_INIT",
                          (long long)options->struct_size);
    }
    memcpy(out, options, options->struct_size < sizeof *out ? options->struct_size : sizeof *out);
    const char *texts[] = {out->license, out->source};
    for (int i = 0; i < 2; i++) {
        const char *name = i == 0 ? "license" : "source";
        if (texts[i] != NULL && data->about.tables != NULL) {
            return coop__fail(err, COOP_ARGUMENT, "options->%s is for registers of own tables, this "
                                                  "one was opened from a package", name);
        }
        size_t n = texts[i] != NULL ? strlen(texts[i]) : 1;
        if (n == 0 || (texts[i] != NULL && !coop__utf8_valid(texts[i], n, NULL))) {
            return coop__fail(err, COOP_ARGUMENT, "options->%s is empty or not UTF-8", name);
        }
    }
    return COOP_OK;
}

coop_status coop_dataset_save(const coop_dataset *data, const char *folder,
                              const coop_save_options *options, coop_error *err)
{
    if (data == NULL || folder == NULL || folder[0] == '\0') {
        return coop__fail(err, COOP_ARGUMENT, "%s",
                          data == NULL ? "data is NULL" : "folder is NULL or empty");
    }
    coop_save_options filled = COOP_SAVE_OPTIONS_INIT;
    COOP__TRY(read_options(data, options, &filled, err));
    const coop_allocator *a = filled.run != NULL ? coop__allocator_of(filled.run)
                                                 : &data->allocator;
    saver s = {.data = data, .err = err, .fd = -1};
    s.arena.a = a;
    s.json.a = a;
    coop_status status = save(&s, folder, &filled);
    coop__arena_free(&s.arena);
    if (s.json.a != NULL) {
        coop__buffer_free(&s.json);
    }
    return status;
}
