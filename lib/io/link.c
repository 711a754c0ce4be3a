/* link.c -- keys, references and circles over the tables of a package.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "../core/error.h"
#include "../core/sink.h"
#include "package.h"

typedef struct linker {
    coop__source *sources;
    int64_t n;
    coop_dataset *data;
    coop__report *report;
    coop_error *err;
} linker;

static int64_t line_of(const coop__source *source, int64_t row)
{
    return ((const int64_t *)(const void *)source->lines.bytes)[row];
}

/* ---- keys ---- */

/* Reports every row whose key word an earlier row has; rows without key are required elsewhere. */
static coop_status report_twice(linker *l, coop__source *source, int64_t field,
                                const coop__column *column, const char *what)
{
    int64_t *first = coop__alloc(l->report->a, column->words.n, sizeof *first);
    if (first == NULL) {
        return coop__no_memory(l->err);
    }
    coop_status status = COOP_OK;
    for (int64_t row = 0; row < column->n_rows && status == COOP_OK; row++) {
        if (!coop__is_valid(column, row)) {
            status = coop__cell_problem(source, l->report, row, field, COOP_EMPTY,
                                        "a key is required", l->err);
            continue;
        }
        uint32_t code = coop__code_at(column, row);
        if (first[code] > 0) {
            char rule[100];
            snprintf(rule, sizeof rule, "the %s is in line %lld already", what,
                     (long long)line_of(source, first[code] - 1));
            status = coop__cell_problem(source, l->report, row, field, COOP_CONFLICT, rule, l->err);
        } else {
            first[code] = row + 1;
        }
    }
    coop__release(l->report->a, first, column->words.n, sizeof *first);
    return status;
}

typedef struct key_text {
    char bytes[512];
    size_t n;
} key_text;

static coop_status key_write(void *ctx, const char *bytes, size_t n)
{
    key_text *key = ctx;
    n = n < sizeof key->bytes - key->n ? n : sizeof key->bytes - key->n;
    memcpy(key->bytes + key->n, bytes, n);
    key->n += n;
    return COOP_OK;
}

/* A key of several fields as one text; cells are joined by a byte that UTF-8 never has. */
static void composite_key(const coop__source *source, const coop_table *table, int64_t row,
                          key_text *out)
{
    coop_sink sink = {out, key_write};
    coop__writer writer = {.sink = &sink, .status = COOP_OK, .n = 0};
    out->n = 0;
    for (int64_t i = 0; i < source->schema->n_key; i++) {
        coop__cell_write(&writer, &table->columns[source->schema->key[i]], row);
        coop__sink_bytes(&writer, "\xff", 1);
    }
    (void)coop__sink_flush(&writer);
}

static coop_status check_composite(linker *l, coop__source *source, const coop_table *table)
{
    coop__pool pool = {.strings.a = l->report->a};
    coop_status status = COOP_OK;
    for (int64_t row = 0; row < table->n_rows && status == COOP_OK; row++) {
        key_text key;
        composite_key(source, table, row, &key);
        int64_t known = pool.n;
        int64_t code = coop__pool_add(&pool, key.bytes, key.n);
        if (code < 0) {
            status = coop__no_memory(l->err);
        } else if (code < known) {
            status = coop__cell_problem(source, l->report, row, source->schema->key[0],
                                        COOP_CONFLICT, "the key of several fields is there already",
                                        l->err);
        }
    }
    coop__pool_free(&pool);
    return status;
}

static coop_status check_key(linker *l, int64_t index)
{
    coop__source *source = &l->sources[index];
    const coop_table *table = l->data->catalog.entries[index].table;
    const coop__table_schema *schema = source->schema;
    for (int64_t i = 0; i < schema->n_fields; i++) {
        bool is_key = schema->n_key == 1 && schema->key[0] == i;
        if (schema->fields[i].is_unique && !is_key) {
            COOP__TRY(report_twice(l, source, i, &table->columns[i], "word"));
        }
    }
    if (schema->n_key == 0) {
        return COOP_OK;
    }
    if (schema->n_key > 1) {
        return check_composite(l, source, table);
    }
    int64_t row = 0;
    int64_t other = 0;
    coop_status status = coop__catalog_key(&l->data->catalog, index, schema->key[0], &row, &other,
                                           l->err);
    return status == COOP_CONFLICT
               ? report_twice(l, source, schema->key[0], &table->columns[schema->key[0]], "key")
               : status;
}

/* ---- references ---- */

static coop_status dangling(linker *l, coop__source *source, int64_t field, int64_t row,
                            const char *word, const char *target)
{
    char rule[200];
    snprintf(rule, sizeof rule, "table %s has no row '%.80s'", target, word);
    return coop__cell_problem(source, l->report, row, field, COOP_REFERENCE, rule, l->err);
}

/* A word that is in the target's dictionary though no row has it: its row was refused. To report
 * what refers to it would only repeat the first problem; lenient reading has to leave it out. */
static bool is_of_refused_row(const linker *l, const coop__link *link, const char *word)
{
    const coop__entry *target = &l->data->catalog.entries[link->target];
    const coop__pool *words = &target->table->columns[target->key].words;
    return coop__pool_find(words, word, strlen(word)) >= 0;
}

static coop_status check_word(linker *l, coop__source *source, const coop__link *link, int64_t row,
                              const char *word, const char *target)
{
    if (is_of_refused_row(l, link, word) && !source->is_lenient) {
        return COOP_OK;
    }
    return dangling(l, source, link->column, row, word, target);
}

static coop_status check_words(linker *l, coop__source *source, const coop__entry *entry,
                               const coop__link *link, const char *target)
{
    const coop__column *column = &entry->table->columns[link->column];
    for (int64_t row = 0; row < column->n_rows; row++) {
        if (!coop__is_valid(column, row)) {
            continue;
        }
        coop_words words = {0};
        uint32_t code = 0;
        if (column->type == COOP_TYPE_SET) {
            words = coop__words_at(column, row);
        } else {
            code = coop__code_at(column, row);
            words.codes = &code;
            words.n = 1;
        }
        for (int64_t i = 0; i < words.n; i++) {
            if (link->row_of_code[words.codes[i]] < 0) {
                COOP__TRY(check_word(l, source, link, row,
                                     column->words.words[words.codes[i]], target));
            }
        }
    }
    return COOP_OK;
}

/* The circle printed from one of its rows: a -> b -> a. */
static void circle_rule(const coop__entry *entry, const coop__link *link, int64_t start, char *out,
                        size_t size)
{
    const coop__column *key = &entry->table->columns[entry->key];
    size_t n = (size_t)snprintf(out, size, "the row is part of itself:");
    int64_t row = start;
    do {
        const char *word = key->words.words[coop__code_at(key, row)];
        if (n + 60 < size) {
            n += (size_t)snprintf(out + n, size - n, " %.40s ->", word);
        }
        row = coop__link_row(entry, link, row);
    } while (row != start);
    snprintf(out + n, size - n, " %.40s", key->words.words[coop__code_at(key, start)]);
}

static coop_status check_circle(linker *l, coop__source *source, const coop__entry *entry,
                                const coop__link *link)
{
    coop__arena scratch = {.a = l->report->a};
    bool no_memory = false;
    int64_t row = coop__entry_cycle(&scratch, entry, link, &no_memory);
    coop__arena_free(&scratch);
    if (no_memory) {
        return coop__no_memory(l->err);
    }
    if (row < 0) {
        return COOP_OK;
    }
    char rule[400];
    circle_rule(entry, link, row, rule, sizeof rule);
    return coop__cell_problem(source, l->report, row, link->column, COOP_CONFLICT, rule, l->err);
}

static coop_status check_references(linker *l, int64_t index)
{
    coop__source *source = &l->sources[index];
    for (int64_t i = 0; i < source->schema->n_foreign; i++) {
        const coop__foreign_key *key = &source->schema->foreign[i];
        int64_t target = coop__catalog_find(&l->data->catalog, key->table);
        /* A key that is there twice, or a file without header, was reported: nothing to refer to. */
        if (l->data->catalog.entries[target].key < 0) {
            continue;
        }
        COOP__TRY(coop__catalog_link(&l->data->catalog, index, key->field, target, l->err));
        const coop__entry *entry = &l->data->catalog.entries[index];
        const coop__link *link = &entry->links[entry->n_links - 1];
        COOP__TRY(check_words(l, source, entry, link, key->table));
        bool is_tree = target == index && entry->key >= 0 &&
                       entry->table->columns[key->field].type == COOP_TYPE_CODE;
        if (is_tree) {
            COOP__TRY(check_circle(l, source, entry, link));
        }
    }
    return COOP_OK;
}

coop_status coop__package_link(coop__source *sources, int64_t n, coop_dataset *data,
                               coop__report *report, coop_error *err)
{
    linker l = {sources, n, data, report, err};
    for (int64_t i = 0; i < n; i++) {
        int64_t index = coop__catalog_add(&data->catalog, sources[i].schema->name,
                                          sources[i].table);
        if (index < 0) {
            return coop__no_memory(err);
        }
        sources[i].table = NULL;
        coop__entry *entry = &data->catalog.entries[index];
        entry->from = sources[i].schema->from;
        entry->to = sources[i].schema->to;
        entry->known = sources[i].schema->known;
    }
    for (int64_t i = 0; i < n; i++) {
        COOP__TRY(check_key(&l, i));
    }
    for (int64_t i = 0; i < n; i++) {
        COOP__TRY(check_references(&l, i));
    }
    return COOP_OK;
}
