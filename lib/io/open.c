/* open.c -- opening a register: the embedded package, a folder, or a descriptor's path.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "embedded.h"
#include "file.h"
#include "package.h"

#define DESCRIPTOR "datapackage.json"
#define SMALL_FILE ((size_t)1 << 20)

/* ---- columns that the library itself reads ---- */

static bool is_event_word(const char *word, size_t n)
{
    return coop__event_word_find(word, n) != NULL;
}

static bool is_role(const char *word, size_t n)
{
    return coop__text_is(word, n, "commitment") || coop__text_is(word, n, "document") ||
           coop__text_is(word, n, "umbrella");
}

static bool is_relation(const char *word, size_t n)
{
    return coop__text_is(word, n, "part_of") || coop__text_is(word, n, "overlaps") ||
           coop__text_is(word, n, "alternative") || coop__text_is(word, n, "same");
}

/* A column of another type, one that refers to nothing, or a word without meaning would be taken
 * for nothing at all, and rates and totals would be wrong without a word. */
typedef struct known_column {
    const char *table, *name;
    coop_type type, other;
    const char *target; /* table that it needs to refer to where the package has that */
    bool (*is_known)(const char *word, size_t n);
} known_column;

static const known_column known_columns[] = {
    {"agreement", "id", COOP_TYPE_CODE, 0, NULL, NULL},
    {"agreement", "parent", COOP_TYPE_CODE, 0, "agreement", NULL},
    {"agreement", "parties", COOP_TYPE_SET, 0, NULL, NULL},
    {"agreement", "role", COOP_TYPE_CODE, 0, NULL, is_role},
    {"agreement", "instrument", COOP_TYPE_CODE, 0, NULL, NULL},
    {"agreement", "signed", COOP_TYPE_SPAN, COOP_TYPE_DATE, NULL, NULL},
    {"agreement", "due", COOP_TYPE_SPAN, COOP_TYPE_DATE, NULL, NULL},
    {"agreement", "summit", COOP_TYPE_CODE, 0, NULL, NULL},
    {"agreement", "list", COOP_TYPE_CODE, 0, NULL, NULL},
    {"event", "agreement", COOP_TYPE_CODE, 0, "agreement", NULL},
    {"event", "status", COOP_TYPE_CODE, 0, NULL, is_event_word},
    {"event", "date", COOP_TYPE_SPAN, COOP_TYPE_DATE, NULL, NULL},
    {"event", "known", COOP_TYPE_SPAN, COOP_TYPE_DATE, NULL, NULL},
    {"event", "party", COOP_TYPE_CODE, 0, NULL, NULL},
    {"investment", "amount", COOP_TYPE_MONEY, 0, NULL, NULL},
    {"investment", "amount_low", COOP_TYPE_MONEY, 0, NULL, NULL},
    {"investment", "amount_high", COOP_TYPE_MONEY, 0, NULL, NULL},
    {"investment", "measure", COOP_TYPE_CODE, 0, NULL, NULL},
    {"investment", "currency", COOP_TYPE_CODE, 0, NULL, NULL},
    {"investment", "date", COOP_TYPE_SPAN, COOP_TYPE_DATE, NULL, NULL},
    {"relation", "a", COOP_TYPE_CODE, 0, "investment", NULL},
    {"relation", "b", COOP_TYPE_CODE, 0, "investment", NULL},
    {"relation", "kind", COOP_TYPE_CODE, 0, NULL, is_relation},
};

#define N_KNOWN (sizeof known_columns / sizeof known_columns[0])

static const coop__table_schema *table_named(const coop__package_schema *schema, const char *name)
{
    for (int64_t i = 0; i < schema->n_tables; i++) {
        if (strcmp(schema->tables[i].name, name) == 0) {
            return &schema->tables[i];
        }
    }
    return NULL;
}

static bool refers_to(const coop__table_schema *table, int64_t field, const char *target)
{
    for (int64_t i = 0; i < table->n_foreign; i++) {
        if (table->foreign[i].field == field && strcmp(table->foreign[i].table, target) == 0) {
            return true;
        }
    }
    return false;
}

static coop_status check_column(const coop__package_schema *schema, const char *file,
                                const coop__table_schema *table, int64_t index,
                                const known_column *known, coop_error *err)
{
    const coop__field_schema *field = &table->fields[index];
    bool is_typed = !field->is_shares && (field->type == known->type || field->type == known->other);
    bool is_linked = known->target == NULL || table_named(schema, known->target) == NULL ||
                     refers_to(table, index, known->target);
    if (is_typed && is_linked) {
        return COOP_OK;
    }
    const coop__json *at = field->node;
    return coop__fail_at(err, COOP_FORMAT, at->line, at->column,
                         "%s:%lld:%lld: %s.%s needs %s %s: the library reads it", file,
                         (long long)at->line, (long long)at->column, known->table, known->name,
                         is_typed ? "a foreign key to table" : "the type",
                         is_typed ? known->target : coop_type_name(known->type));
}

static coop_status check_known(const coop__package_schema *schema, const char *file,
                               coop_error *err)
{
    for (size_t i = 0; i < N_KNOWN; i++) {
        const known_column *known = &known_columns[i];
        const coop__table_schema *table = table_named(schema, known->table);
        for (int64_t j = 0; table != NULL && j < table->n_fields; j++) {
            if (strcmp(table->fields[j].name, known->name) == 0) {
                COOP__TRY(check_column(schema, file, table, j, known, err));
                table->fields[j].is_known = known->is_known;
            }
        }
    }
    return COOP_OK;
}

/* ---- files ---- */

/* A package being opened. Files of a folder are read into buffers of their own. */
typedef struct opening {
    const coop_allocator *a;
    coop__arena arena;
    const char *folder; /* NULL: embedded */
    const char *descriptor_name;
    coop__buffer descriptor;
    coop__package_schema schema;
    coop__source *sources;
    coop__buffer *files;
    coop__report report;
    bool lenient;
    coop_error *err;
} opening;

static const coop__embedded_file *find_embedded(const char *name)
{
    for (const coop__embedded_file *f = coop__embedded; f->name != NULL; f++) {
        if (strcmp(f->name, name) == 0) {
            return f;
        }
    }
    return NULL;
}

/* folder + "/" + name in the arena. */
static const char *path_join(opening *o, const char *folder, const char *name)
{
    size_t n_folder = strlen(folder);
    size_t n_name = strlen(name);
    char *path = coop__arena_alloc(&o->arena, n_folder + n_name + 2, 1);
    if (path != NULL) {
        memcpy(path, folder, n_folder);
        path[n_folder] = '/';
        memcpy(path + n_folder + 1, name, n_name);
    }
    return path;
}

static coop_status read_file(opening *o, const char *name, size_t most, coop__buffer *buffer,
                             coop__bytes *out)
{
    if (o->folder == NULL) {
        const coop__embedded_file *file = find_embedded(name);
        if (file == NULL) {
            return coop__fail(o->err, COOP_INTERNAL, "the library carries no file '%s'", name);
        }
        out->bytes = (const char *)file->bytes;
        out->n = file->n;
        return COOP_OK;
    }
    const char *path = path_join(o, o->folder, name);
    if (path == NULL) {
        return coop__no_memory(o->err);
    }
    buffer->a = o->a;
    COOP__TRY(coop__file_read(path, most, buffer, o->err));
    out->bytes = (const char *)buffer->bytes;
    out->n = buffer->n;
    return COOP_OK;
}

/* A folder, or a descriptor in one. */
static coop_status find_folder(opening *o, const char *path)
{
    o->descriptor_name = DESCRIPTOR;
    if (path == NULL) {
        return COOP_OK;
    }
    if (coop__is_folder(path)) {
        o->folder = path;
        return COOP_OK;
    }
    const char *slash = strrchr(path, '/');
    o->descriptor_name = slash != NULL ? slash + 1 : path;
    o->folder = slash != NULL ? coop__arena_text(&o->arena, path, (size_t)(slash - path)) : ".";
    if (o->folder != NULL && o->folder[0] == '\0') {
        o->folder = "/";
    }
    return o->folder != NULL ? COOP_OK : coop__no_memory(o->err);
}

/* Files that are not small are read in pieces. */
static coop_status open_source(opening *o, coop__source *source, coop__buffer *buffer)
{
    const char *name = source->schema->path;
    if (o->folder != NULL) {
        const char *path = path_join(o, o->folder, name);
        if (path == NULL) {
            return coop__no_memory(o->err);
        }
        COOP__TRY(coop__file_look(path, COOP__FILE_MOST, &source->outside, o->err));
        if (source->outside.size > SMALL_FILE) {
            return COOP_OK;
        }
    }
    return read_file(o, name, COOP__FILE_MOST, buffer, &source->file);
}

static coop_status read_descriptor(opening *o)
{
    coop__bytes file = {NULL, 0};
    COOP__TRY(read_file(o, o->descriptor_name, COOP__DESCRIPTOR_MOST, &o->descriptor, &file));
    COOP__TRY(coop__schema_read(&o->arena, o->descriptor_name, file.bytes, file.n, &o->schema,
                                o->err));
    COOP__TRY(check_known(&o->schema, o->descriptor_name, o->err));
    size_t n = (size_t)o->schema.n_tables;
    o->sources = coop__arena_alloc(&o->arena, n, sizeof *o->sources);
    o->files = coop__arena_alloc(&o->arena, n, sizeof *o->files);
    if (o->sources == NULL || o->files == NULL) {
        return coop__no_memory(o->err);
    }
    for (size_t i = 0; i < n; i++) {
        coop__source *source = &o->sources[i];
        coop__source_open(source, o->a, &o->schema.tables[i]);
        source->is_lenient = o->lenient;
        COOP__TRY(open_source(o, source, &o->files[i]));
    }
    return COOP_OK;
}

static void sources_reset(opening *o)
{
    for (int64_t i = 0; o->sources != NULL && i < o->schema.n_tables; i++) {
        coop__source_reset(&o->sources[i]);
    }
}

static coop_status keep_texts(opening *o, coop_dataset *data)
{
    data->title = coop__arena_text(&data->arena, o->schema.title, strlen(o->schema.title));
    data->version = coop__arena_text(&data->arena, o->schema.version, strlen(o->schema.version));
    data->as_of = o->schema.as_of;
    return data->title != NULL && data->version != NULL ? COOP_OK : coop__no_memory(o->err);
}

/* One reading of all files into a fresh dataset. */
static coop_status load(opening *o, coop_dataset **out)
{
    coop_dataset *data = coop__dataset_new(o->a);
    if (data == NULL) {
        return coop__no_memory(o->err);
    }
    coop_status status = keep_texts(o, data);
    int64_t before = o->report.n;
    for (int64_t i = 0; i < o->schema.n_tables && status == COOP_OK; i++) {
        status = coop__table_read(&o->sources[i], &o->report, &o->arena, o->err);
    }
    if (status == COOP_OK) {
        status = coop__package_link(o->sources, o->schema.n_tables, data, &o->report, o->err);
    }
    if (status == COOP_OK && o->report.n == before) {
        status = coop__dataset_finish(data, o->err);
    }
    if (status != COOP_OK) {
        coop_dataset_free(data);
        return status;
    }
    *out = data;
    return COOP_OK;
}

static int64_t count_refused(const opening *o)
{
    int64_t n = 0;
    for (int64_t i = 0; i < o->schema.n_tables; i++) {
        n += o->sources[i].n_refused;
    }
    return n;
}

static bool has_unread(const opening *o)
{
    bool is_unread = false;
    for (int64_t i = 0; i < o->schema.n_tables; i++) {
        is_unread = is_unread || o->sources[i].is_unread;
    }
    return is_unread;
}

/* Strict: one reading. Lenient: what is refused, and what refers to that, is left out and all is
 * read again, until a reading finds nothing new: the second one, unless the first was wrong about
 * what it refused. A file whose header fails cannot be left out. */
static coop_status load_all(opening *o, coop_dataset **out)
{
    for (int64_t n_readings = 1;; n_readings++) {
        int64_t before = o->report.n;
        int64_t refused = count_refused(o);
        coop_dataset *data = NULL;
        COOP__TRY(load(o, &data));
        if (o->report.n == before) {
            *out = data;
            return COOP_OK;
        }
        coop_dataset_free(data);
        bool is_stuck = n_readings > 1 && count_refused(o) == refused;
        if (!o->lenient || has_unread(o) || is_stuck) {
            return coop__report_status(&o->report, o->err);
        }
        sources_reset(o);
    }
}

static void close_opening(opening *o)
{
    for (int64_t i = 0; o->sources != NULL && o->files != NULL && i < o->schema.n_tables; i++) {
        coop__source_close(&o->sources[i]);
        coop__buffer_free(&o->files[i]);
    }
    coop__buffer_free(&o->descriptor);
    coop__report_free(&o->report);
    coop__arena_free(&o->arena);
}

static coop_status read_options(const coop_open_options *options, coop_open_options *out,
                                coop_error *err)
{
    coop_open_options filled = COOP_OPEN_OPTIONS_INIT;
    if (options != NULL) {
        if (options->struct_size < sizeof(size_t)) {
            return coop__fail(err, COOP_ARGUMENT, "options->struct_size is %lld, start from "
                                                  "COOP_OPEN_OPTIONS_INIT",
                              (long long)options->struct_size);
        }
        size_t n = options->struct_size < sizeof filled ? options->struct_size : sizeof filled;
        memcpy(&filled, options, n);
    }
    if (filled.lenient < 0 || filled.lenient > 1 || filled.reserved != 0) {
        return coop__fail(err, COOP_ARGUMENT, "options->lenient is %d and reserved %d, need 0 or 1, "
                                              "and 0", (int)filled.lenient, (int)filled.reserved);
    }
    *out = filled;
    return COOP_OK;
}

static coop_status run_opening(opening *o, const char *path, coop_dataset **out)
{
    COOP__TRY(coop__report_open(&o->report, o->a, o->err));
    COOP__TRY(find_folder(o, path));
    COOP__TRY(read_descriptor(o));
    return load_all(o, out);
}

coop_status coop_dataset_open(const char *path, const coop_open_options *options,
                              coop_dataset **out, coop_error *err)
{
    if (out == NULL || (path != NULL && path[0] == '\0')) {
        return coop__fail(err, COOP_ARGUMENT, out == NULL ? "out is NULL"
                                                          : "path is empty, NULL is the embedded "
                                                            "register");
    }
    coop_open_options filled = COOP_OPEN_OPTIONS_INIT;
    COOP__TRY(read_options(options, &filled, err));
    const coop_allocator *a = coop__allocator_of(filled.run);
    opening o = {.a = a, .lenient = filled.lenient != 0, .err = err};
    o.arena.a = a;
    o.descriptor.a = a;
    coop_dataset *data = NULL;
    coop_status status = run_opening(&o, path, &data);
    if (filled.report != NULL && o.report.table != NULL) {
        coop_table *report = coop__report_take(&o.report);
        if (report == NULL && status == COOP_OK) {
            status = coop__no_memory(err);
        }
        if (report != NULL) {
            *filled.report = report;
        }
    }
    close_opening(&o);
    if (status != COOP_OK) {
        coop_dataset_free(data);
        return status;
    }
    *out = data;
    return COOP_OK;
}
