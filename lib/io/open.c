/* open.c -- opening a register: the embedded package, a folder, or a descriptor's path.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "../core/limit.h"
#include "../core/sha256.h"
#include "about.h"
#include "embedded.h"
#include "file.h"
#include "open.h"

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

static bool is_rate_kind(const char *word, size_t n)
{
    return coop__text_is(word, n, "average") || coop__text_is(word, n, "ppp") ||
           coop__text_is(word, n, "spot");
}

static bool is_relation(const char *word, size_t n)
{
    static const char *const words[] = {"part_of", "umbrella",    "phase", "refinances",
                                        "overlaps", "alternative", "same"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (coop__text_is(word, n, words[i])) {
            return true;
        }
    }
    return false;
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
    {"exchange_rate", "currency", COOP_TYPE_CODE, 0, NULL, NULL},
    {"exchange_rate", "date", COOP_TYPE_SPAN, COOP_TYPE_DATE, NULL, NULL},
    {"exchange_rate", "rate", COOP_TYPE_FLOAT64, 0, NULL, NULL},
    {"exchange_rate", "kind", COOP_TYPE_CODE, 0, NULL, is_rate_kind},
    {"exchange_rate", "source", COOP_TYPE_CODE, 0, NULL, NULL},
    {"exchange_rate", "vintage", COOP_TYPE_SPAN, COOP_TYPE_DATE, NULL, NULL},
    {"deflator", "currency", COOP_TYPE_CODE, 0, NULL, NULL},
    {"deflator", "date", COOP_TYPE_SPAN, COOP_TYPE_DATE, NULL, NULL},
    {"deflator", "index", COOP_TYPE_FLOAT64, 0, NULL, NULL},
    {"deflator", "source", COOP_TYPE_CODE, 0, NULL, NULL},
    {"deflator", "vintage", COOP_TYPE_SPAN, COOP_TYPE_DATE, NULL, NULL},
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
static const char *path_join(coop__opening *o, const char *folder, const char *name)
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

static coop_status read_embedded(coop__opening *o, const char *name, coop__bytes *out)
{
    const coop__embedded_file *file = find_embedded(name);
    if (file == NULL) {
        return coop__fail(o->err, COOP_INTERNAL, "the library carries no file '%s'", name);
    }
    out->bytes = (const char *)file->bytes;
    out->n = file->n;
    return COOP_OK;
}

static coop_status read_path(coop__opening *o, const char *path, size_t most,
                             coop__buffer *buffer, coop__bytes *out)
{
    buffer->a = o->a;
    COOP__TRY(coop__file_read(path, most, buffer, o->err));
    out->bytes = (const char *)buffer->bytes;
    out->n = buffer->n;
    return COOP_OK;
}

/* The file of a table. In a folder it lies below that, also behind symbolic links. Those that are
 * not small are read in pieces. */
static coop_status read_data(coop__opening *o, int64_t index, coop__source *source)
{
    const char *name = source->schema->path;
    const char *path = o->data_file;
    if (o->descriptor_path == NULL) {
        return read_embedded(o, name, &source->file);
    }
    if (path == NULL) {
        path = path_join(o, o->folder, name);
        if (path == NULL) {
            return coop__no_memory(o->err);
        }
        COOP__TRY(coop__path_resolve(&o->arena, o->folder, path, &path, o->err));
    }
    COOP__TRY(coop__file_look(path, COOP__FILE_MOST, &source->outside, o->err));
    return source->outside.size > SMALL_FILE
               ? COOP_OK
               : read_path(o, path, COOP__FILE_MOST, &o->files[index], &source->file);
}

/* The folder of a file's path. */
static coop_status folder_of(coop__opening *o, const char *path)
{
    const char *slash = strrchr(path, '/');
    o->folder = slash == NULL ? "." : coop__arena_text(&o->arena, path, (size_t)(slash - path));
    if (o->folder != NULL && o->folder[0] == '\0') {
        o->folder = "/";
    }
    return o->folder != NULL ? COOP_OK : coop__no_memory(o->err);
}

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* A folder, or a descriptor in one; with a descriptor from elsewhere a folder or a file of data. */
static coop_status find_files(coop__opening *o, const char *path, const char *descriptor)
{
    o->descriptor_name = DESCRIPTOR;
    if (path == NULL) {
        return COOP_OK;
    }
    bool is_folder = coop__is_folder(path);
    o->folder = is_folder ? path : NULL;
    o->data_file = !is_folder && descriptor != NULL ? path : NULL;
    o->descriptor_path = descriptor != NULL ? descriptor
                         : is_folder        ? path_join(o, path, DESCRIPTOR)
                                            : path;
    if (o->descriptor_path == NULL) {
        return coop__no_memory(o->err);
    }
    o->descriptor_name = last_name(o->descriptor_path);
    return is_folder || descriptor != NULL ? COOP_OK : folder_of(o, path);
}

/* A single file stands for the one that the descriptor names, which every table then reads. */
static coop_status use_data_file(coop__opening *o)
{
    coop__table_schema *tables = o->schema.tables;
    for (int64_t i = 1; i < o->schema.n_tables; i++) {
        if (strcmp(tables[i].path, tables[0].path) != 0) {
            return coop__fail(o->err, COOP_ARGUMENT, "%s reads '%s' and '%s': path needs to be the "
                              "folder that holds them, not the file %s", o->descriptor_name,
                              tables[0].path, tables[i].path, o->data_file);
        }
    }
    for (int64_t i = 0; i < o->schema.n_tables; i++) {
        tables[i].path = last_name(o->data_file);
    }
    return COOP_OK;
}

/* The sha256 of a source's bytes, wherever they are. */
static coop_status hash_source(coop__opening *o, const coop__source *source, char hex[65])
{
    coop__sha256 sha;
    coop__pieces pieces = {0};
    coop_status status = COOP_OK;
    coop__sha256_start(&sha);
    if (source->file.bytes != NULL) {
        coop__sha256_add(&sha, source->file.bytes, source->file.n);
    } else {
        status = coop__pieces_open(&pieces, o->a, &source->outside, 0, SMALL_FILE, o->err);
    }
    while (status == COOP_OK && pieces.window.n > 0) {
        coop__sha256_add(&sha, pieces.window.bytes, pieces.window.n);
        status = coop__pieces_read(&pieces, pieces.window.n, o->err);
    }
    coop__pieces_close(&pieces);
    coop__sha256_hex(&sha, hex);
    return status;
}

/* A file of a saved package that was changed since. */
static coop_status check_hash(coop__opening *o, const coop__source *source)
{
    static const char start[] = "sha256:";
    const char *wanted = coop__json_text(source->schema->node, "hash", "");
    char found[65];
    if (o->data_file != NULL || strncmp(wanted, start, sizeof start - 1) != 0) {
        return COOP_OK;
    }
    COOP__TRY(hash_source(o, source, found));
    if (strcmp(wanted + sizeof start - 1, found) == 0) {
        return COOP_OK;
    }
    const char *rule = "the file is not the one whose sha256 the descriptor states; if the change "
                       "is wanted, take out 'hash' and 'bytes'";
    coop__problem problem = {COOP_CONFLICT, source->schema->path, 1, 1, NULL, found, 64, rule};
    return o->lenient ? coop__report_add(&o->report, &problem, o->err)
                      : coop__fail(o->err, COOP_CONFLICT, "%s: %s", source->schema->path, rule);
}

static coop_status read_descriptor(coop__opening *o)
{
    coop__bytes file = {NULL, 0};
    COOP__TRY(o->descriptor_path == NULL
                  ? read_embedded(o, o->descriptor_name, &file)
                  : read_path(o, o->descriptor_path, COOP__DESCRIPTOR_MOST, &o->descriptor, &file));
    COOP__TRY(coop__schema_read(&o->arena, o->descriptor_name, file.bytes, file.n, &o->schema,
                                o->err));
    COOP__TRY(check_known(&o->schema, o->descriptor_name, o->err));
    return o->data_file != NULL ? use_data_file(o) : COOP_OK;
}

static coop_status read_files(coop__opening *o)
{
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
        COOP__TRY(read_data(o, (int64_t)i, source));
        COOP__TRY(check_hash(o, source));
    }
    return COOP_OK;
}

static void sources_reset(coop__opening *o)
{
    for (int64_t i = 0; o->sources != NULL && i < o->schema.n_tables; i++) {
        coop__source_reset(&o->sources[i]);
    }
}

static coop_status keep_texts(coop__opening *o, coop_dataset *data)
{
    data->title = coop__arena_text(&data->arena, o->schema.title, strlen(o->schema.title));
    data->version = coop__arena_text(&data->arena, o->schema.version, strlen(o->schema.version));
    data->as_of = o->schema.as_of;
    bool is_kept = data->title != NULL && data->version != NULL &&
                   coop__about_keep(data, &o->schema);
    return is_kept ? COOP_OK : coop__no_memory(o->err);
}

/* One reading of all files into a fresh dataset. */
static coop_status load(coop__opening *o, coop_dataset **out)
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

static int64_t count_refused(const coop__opening *o)
{
    int64_t n = 0;
    for (int64_t i = 0; i < o->schema.n_tables; i++) {
        n += o->sources[i].n_refused;
    }
    return n;
}

static bool has_unread(const coop__opening *o)
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
static coop_status load_all(coop__opening *o, coop_dataset **out)
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

void coop__opening_end(coop__opening *o)
{
    for (int64_t i = 0; o->sources != NULL && o->files != NULL && i < o->schema.n_tables; i++) {
        coop__source_close(&o->sources[i]);
        coop__buffer_free(&o->files[i]);
    }
    coop__buffer_free(&o->descriptor);
    coop__report_free(&o->report);
    coop__arena_free(&o->arena);
}

coop_status coop__open_options_read(const coop_open_options *options, coop_open_options *out,
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

void coop__opening_start(coop__opening *o, const coop_open_options *options, coop_error *err)
{
    const coop_allocator *a = coop__allocator_of(options->run);
    memset(o, 0, sizeof *o);
    o->a = a;
    o->lenient = options->lenient != 0;
    o->report_most = COOP__REPORT_MOST;
    o->err = err;
    o->arena.a = a;
    o->descriptor.a = a;
}

coop_status coop__opening_run(coop__opening *o, const char *path, const char *descriptor,
                              coop_dataset **out)
{
    if ((path != NULL && path[0] == '\0') || (path == NULL && descriptor != NULL)) {
        return coop__fail(o->err, COOP_ARGUMENT,
                          path != NULL ? "path is empty, NULL is the embedded register"
                                       : "a descriptor needs the path of its data");
    }
    COOP__TRY(coop__report_open(&o->report, o->a, o->err));
    o->report.most = o->report_most;
    COOP__TRY(find_files(o, path, descriptor));
    COOP__TRY(read_descriptor(o));
    COOP__TRY(read_files(o));
    return load_all(o, out);
}

/* ---- counts ---- */

static bool append_counts(coop_table *table, const coop__source *source, int64_t kept)
{
    const char *name = source->schema->name;
    const char *path = source->schema->path;
    int64_t numbers[] = {source->n_records, kept, source->n_records - kept, source->n_blank,
                         source->n_rounded};
    bool done = coop__append_word(&table->columns[0], name, strlen(name)) &&
                coop__append_word(&table->columns[1], path, strlen(path));
    for (int i = 0; i < 5 && done; i++) {
        done = coop__append_integer(&table->columns[2 + i], numbers[i]);
    }
    return done;
}

coop_status coop__opening_counts(const coop__opening *o, const coop_dataset *data,
                                 coop_table **out)
{
    static const char *const names[] = {"table", "file", "rows", "kept", "refused", "blank",
                                        "rounded"};
    coop_table *table = coop__table_new(o->a);
    bool done = table != NULL;
    for (int i = 0; i < 7 && done; i++) {
        done = coop__table_add(table, names[i], i < 2 ? COOP_TYPE_CODE : COOP_TYPE_INT64, 0,
                               NULL) >= 0;
    }
    for (int64_t i = 0; i < o->schema.n_tables && done; i++) {
        done = append_counts(table, &o->sources[i], data->catalog.entries[i].table->n_rows);
    }
    if (!done || !coop__table_close(table)) {
        coop_table_free(table);
        return coop__no_memory(o->err);
    }
    *out = table;
    return COOP_OK;
}

/* The report of bad rows is given away on failure too. */
static coop_status open_as(const char *path, const coop_open_options *options, coop_dataset **out,
                           coop_table **counts, coop_error *err)
{
    coop__opening o;
    coop__opening_start(&o, options, err);
    coop_status status = coop__opening_run(&o, path, options->descriptor, out);
    if (status == COOP_OK && options->counts != NULL) {
        status = coop__opening_counts(&o, *out, counts);
    }
    if (options->report != NULL && o.report.table != NULL) {
        coop_table *report = coop__report_take(&o.report);
        if (report == NULL && status == COOP_OK) {
            status = coop__no_memory(err);
        }
        if (report != NULL) {
            *options->report = report;
        }
    }
    coop__opening_end(&o);
    return status;
}

coop_status coop_dataset_open(const char *path, const coop_open_options *options,
                              coop_dataset **out, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL");
    }
    coop_open_options filled = COOP_OPEN_OPTIONS_INIT;
    coop__limit limit;
    coop_dataset *data = NULL;
    coop_table *counts = NULL;
    COOP__TRY(coop__open_options_read(options, &filled, err));
    COOP__TRY(coop__limit_open(&limit, filled.run, err));
    filled.run = &limit.run;
    coop_status status = open_as(path, &filled, &data, &counts, err);
    if (status != COOP_OK) {
        coop_table_free(counts);
        coop_dataset_free(data);
        return coop__limit_close(&limit, status, err);
    }
    (void)coop__limit_close(&limit, status, err);
    if (filled.counts != NULL) {
        *filled.counts = counts;
    }
    *out = data;
    return COOP_OK;
}
