/* link.c -- keys, references and circles over the tables of a package.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "../core/error.h"
#include "../core/sink.h"
#include "package.h"

/* Names of rows get a "nearest is" hint in the first problems of small tables only: it costs a
 * comparison with every key. */
#define HINTS_MOST 64
#define HINT_KEYS 1000

/* A link of a table, with the rows that refer to each row of its target once they are needed. */
typedef struct edge {
    int64_t from;       /* table */
    const coop__link *link;
    int64_t *starts;    /* by target row, n + 1 starts into rows; NULL: not yet sorted */
    int64_t *rows;
    struct edge *next;  /* of the same target */
} edge;

typedef struct refused_row {
    int64_t table, row;
} refused_row;

typedef struct linker {
    coop__source *sources;
    int64_t n;
    coop_dataset *data;
    coop__report *report;
    coop_error *err;
    coop__arena scratch;
    bool **refused;        /* by table and row; only for lenient sources */
    coop__buffer pending;  /* refused rows whose referrers were not yet looked for */
} linker;

static const coop__entry *entry_at(const linker *l, int64_t index)
{
    return &l->data->catalog.entries[index];
}

/* Reports a cell and refuses its row. */
static coop_status problem(linker *l, int64_t index, int64_t row, int64_t field,
                           coop_status status, const char *rule)
{
    COOP__TRY(coop__cell_problem(&l->sources[index], l->report, row, field, status, rule, l->err));
    if (!l->sources[index].is_lenient || l->refused[index][row]) {
        return COOP_OK;
    }
    refused_row refused = {index, row};
    l->refused[index][row] = true;
    return coop__buffer_append(&l->pending, &refused, sizeof refused) ? COOP_OK
                                                                       : coop__no_memory(l->err);
}

/* The line of a row, for a problem that is listed: it costs reading again. */
static coop_status line_of(linker *l, int64_t index, int64_t row, int64_t *line)
{
    return l->report->n < l->report->most
               ? coop__row_line(&l->sources[index], row, line, l->err) : COOP_OK;
}

/* ---- keys ---- */

/* Reports every row whose word an earlier row has. *first gets the first row of each word. */
static coop_status check_distinct(linker *l, int64_t index, int64_t field, bool is_key,
                                  coop__arena *arena, int64_t **first)
{
    const coop__column *column = &entry_at(l, index)->table->columns[field];
    int64_t *rows = coop__arena_alloc(arena, column->words.n, sizeof *rows);
    if (rows == NULL) {
        return coop__no_memory(l->err);
    }
    for (uint32_t code = 0; code < column->words.n; code++) {
        rows[code] = -1;
    }
    for (int64_t row = 0; row < column->n_rows; row++) {
        if (!coop__is_valid(column, row)) {
            if (is_key) {
                COOP__TRY(problem(l, index, row, field, COOP_FORMAT, "a key is required"));
            }
            continue;
        }
        uint32_t code = coop__code_at(column, row);
        if (rows[code] < 0) {
            rows[code] = row;
            continue;
        }
        char rule[100];
        int64_t line = 0;
        COOP__TRY(line_of(l, index, rows[code], &line));
        snprintf(rule, sizeof rule, "the %s is in line %lld already", is_key ? "key" : "word",
                 (long long)line);
        COOP__TRY(problem(l, index, row, field, COOP_CONFLICT, rule));
    }
    *first = rows;
    return COOP_OK;
}

static coop_status key_write(void *ctx, const char *bytes, size_t n)
{
    return coop__buffer_append(ctx, bytes, n) ? COOP_OK : COOP_MEMORY;
}

/* A key of several fields as one text; each cell ends with a byte that UTF-8 never has. */
static bool composite_key(const coop__table_schema *schema, const coop_table *table, int64_t row,
                          coop__writer *writer, coop__buffer *out)
{
    coop_sink sink = {out, key_write};
    writer->sink = &sink;
    writer->status = COOP_OK;
    writer->n = 0;
    out->n = 0;
    for (int64_t i = 0; i < schema->n_key; i++) {
        coop__cell_write(writer, &table->columns[schema->key[i]], row);
        coop__sink_bytes(writer, "\xff", 1);
    }
    return coop__sink_flush(writer) == COOP_OK;
}

/* The field of the key that has no value, -1: all have. */
static int64_t field_without_value(const coop__table_schema *schema, const coop_table *table,
                                   int64_t row)
{
    for (int64_t i = 0; i < schema->n_key; i++) {
        if (!coop__is_valid(&table->columns[schema->key[i]], row)) {
            return schema->key[i];
        }
    }
    return -1;
}

/* Keys of several fields that were met; first[code] is the first row of a key. */
typedef struct composite_keys {
    coop__pool keys;
    coop__buffer first, text;
    coop__writer *writer;
} composite_keys;

/* One row against the keys so far. */
static coop_status check_composite_row(linker *l, int64_t index, int64_t row, composite_keys *c)
{
    const coop__table_schema *schema = l->sources[index].schema;
    const coop_table *table = entry_at(l, index)->table;
    int64_t missing = field_without_value(schema, table, row);
    if (missing >= 0) {
        return problem(l, index, row, missing, COOP_FORMAT, "a key is required");
    }
    int64_t known = c->keys.n;
    int64_t code = composite_key(schema, table, row, c->writer, &c->text)
                       ? coop__pool_add(&c->keys, (const char *)c->text.bytes, c->text.n)
                       : -1;
    if (code < 0) {
        return coop__no_memory(l->err);
    }
    if (code == known) {
        bool done = coop__buffer_append(&c->first, &row, sizeof row);
        return done ? COOP_OK : coop__no_memory(l->err);
    }
    char rule[100];
    int64_t line = 0;
    COOP__TRY(line_of(l, index, ((const int64_t *)(const void *)c->first.bytes)[code], &line));
    snprintf(rule, sizeof rule, "the key of %lld fields is in line %lld already",
             (long long)schema->n_key, (long long)line);
    return problem(l, index, row, schema->key[0], COOP_CONFLICT, rule);
}

static coop_status check_composite(linker *l, int64_t index)
{
    composite_keys c = {.keys = {.strings.a = l->report->a}, .first = {.a = l->report->a},
                        .text = {.a = l->report->a}};
    c.writer = coop__arena_alloc(&l->scratch, 1, sizeof *c.writer);
    coop_status status = c.writer != NULL ? COOP_OK : coop__no_memory(l->err);
    for (int64_t row = 0; row < entry_at(l, index)->table->n_rows && status == COOP_OK; row++) {
        status = check_composite_row(l, index, row, &c);
    }
    coop__pool_free(&c.keys);
    coop__buffer_free(&c.first);
    coop__buffer_free(&c.text);
    return status;
}

/* coop__catalog_key stops at the first key that is there twice; here all are told, and the first
 * row of a key stands for it, so that references are checked in the same pass. */
static coop_status check_keys(linker *l, int64_t index)
{
    coop__entry *entry = &l->data->catalog.entries[index];
    const coop__table_schema *schema = l->sources[index].schema;
    int64_t key = schema->n_key == 1 ? schema->key[0] : -1;
    int64_t *first = NULL;
    for (int64_t i = 0; i < schema->n_fields; i++) {
        if (schema->fields[i].is_unique && i != key) {
            COOP__TRY(check_distinct(l, index, i, false, &l->scratch, &first));
        }
    }
    if (key >= 0) {
        COOP__TRY(check_distinct(l, index, key, true, &l->data->catalog.arena, &first));
        entry->key = key;
        entry->row_of_key = first;
        return COOP_OK;
    }
    return schema->n_key > 1 ? check_composite(l, index) : COOP_OK;
}

/* ---- references ---- */

/* The words of a code or set cell; *code is room for one. */
static coop_words words_of(const coop__column *column, int64_t row, uint32_t *code)
{
    coop_words words = {column->words.words, code, 0};
    if (!coop__is_valid(column, row)) {
        return words;
    }
    if (column->type == COOP_TYPE_SET) {
        return coop__words_at(column, row);
    }
    *code = coop__code_at(column, row);
    words.n = 1;
    return words;
}

static coop_status dangling(linker *l, int64_t index, const coop__link *link, int64_t row,
                            const char *word)
{
    const coop__entry *target = entry_at(l, link->target);
    const coop__pool *keys = &target->table->columns[target->key].words;
    bool is_hinted = l->report->n < HINTS_MOST && keys->n <= HINT_KEYS;
    const char *nearest = is_hinted ? coop__nearest(word, keys->words, keys->n) : NULL;
    char shown[64];
    char hint[64];
    char rule[240];
    coop__escape(word, strlen(word), shown, sizeof shown);
    coop__escape(nearest != NULL ? nearest : "", nearest != NULL ? strlen(nearest) : 0, hint,
                 sizeof hint);
    snprintf(rule, sizeof rule, "table %.60s has no row '%s'%s%s%s", target->name, shown,
             nearest != NULL ? ", the nearest is '" : "", hint, nearest != NULL ? "'" : "");
    return problem(l, index, row, link->column, COOP_REFERENCE, rule);
}

static coop_status refers_to_refused(linker *l, int64_t index, const coop__link *link, int64_t row,
                                     const char *word)
{
    char shown[64];
    char rule[160];
    coop__escape(word, strlen(word), shown, sizeof shown);
    snprintf(rule, sizeof rule, "row '%s' of table %.60s is refused", shown,
             entry_at(l, link->target)->name);
    return problem(l, index, row, link->column, COOP_REFERENCE, rule);
}

/* A word that names no row of its target. Its row may have been refused: to report what refers to
 * that would only repeat the first problem, and lenient reading has to leave it out. */
static coop_status check_word(linker *l, int64_t index, const coop__link *link, int64_t row,
                              const char *word)
{
    const coop__source *target = &l->sources[link->target];
    bool is_lost = target->lost_more || coop__pool_find(&target->lost, word, strlen(word)) >= 0;
    if (!is_lost) {
        return dangling(l, index, link, row, word);
    }
    return target->is_lenient ? refers_to_refused(l, index, link, row, word) : COOP_OK;
}

static coop_status check_cells(linker *l, int64_t index, const coop__link *link)
{
    const coop__column *column = &entry_at(l, index)->table->columns[link->column];
    for (int64_t row = 0; row < column->n_rows; row++) {
        uint32_t code = 0;
        coop_words words = words_of(column, row, &code);
        for (int64_t i = 0; i < words.n; i++) {
            if (link->row_of_code[words.codes[i]] < 0) {
                COOP__TRY(check_word(l, index, link, row, words.words[words.codes[i]]));
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
    char shown[48];
    size_t n = (size_t)snprintf(out, size, "the row is part of itself:");
    int64_t row = start;
    do {
        const char *word = key->words.words[coop__code_at(key, row)];
        coop__escape(word, strlen(word), shown, sizeof shown);
        if (n + 2 * sizeof shown < size) {
            n += (size_t)snprintf(out + n, size - n, " %s ->", shown);
        }
        row = coop__link_row(entry, link, row);
    } while (row != start);
    const char *word = key->words.words[coop__code_at(key, start)];
    coop__escape(word, strlen(word), shown, sizeof shown);
    snprintf(out + n, size - n, " %s", shown);
}

/* Walks up from each row; a walk that meets its own mark has closed a circle, which is told once. */
static coop_status check_circles(linker *l, int64_t index, const coop__link *link)
{
    const coop__entry *entry = entry_at(l, index);
    int64_t n = entry->table->n_rows;
    int64_t *walk_of = coop__arena_alloc(&l->scratch, (size_t)n, sizeof *walk_of);
    if (walk_of == NULL) {
        return coop__no_memory(l->err);
    }
    for (int64_t start = 0; start < n; start++) {
        int64_t row = start;
        while (row >= 0 && walk_of[row] == 0) {
            walk_of[row] = start + 1;
            row = coop__link_row(entry, link, row);
        }
        if (row >= 0 && walk_of[row] == start + 1) {
            char rule[400];
            circle_rule(entry, link, row, rule, sizeof rule);
            COOP__TRY(problem(l, index, row, link->column, COOP_CONFLICT, rule));
        }
    }
    return COOP_OK;
}

static coop_status check_references(linker *l, int64_t index)
{
    const coop__table_schema *schema = l->sources[index].schema;
    for (int64_t i = 0; i < schema->n_foreign; i++) {
        const coop__foreign_key *foreign = &schema->foreign[i];
        int64_t target = coop__catalog_find(&l->data->catalog, foreign->table);
        COOP__TRY(coop__catalog_link(&l->data->catalog, index, foreign->field, target, l->err));
        const coop__entry *entry = entry_at(l, index);
        const coop__link *link = &entry->links[entry->n_links - 1];
        /* Of a table that was not read it is not known what it has. */
        if (l->sources[target].is_unread) {
            continue;
        }
        COOP__TRY(check_cells(l, index, link));
        if (target == index && entry->table->columns[foreign->field].type == COOP_TYPE_CODE) {
            COOP__TRY(check_circles(l, index, link));
        }
    }
    return COOP_OK;
}

/* ---- rows that refer to refused ones ---- */

/* Sorts the rows of a link by the row that they refer to. */
static coop_status sort_edge(linker *l, edge *e)
{
    const coop__column *column = &entry_at(l, e->from)->table->columns[e->link->column];
    int64_t n_targets = entry_at(l, e->link->target)->table->n_rows;
    size_t n_references = 0;
    int64_t *starts = coop__arena_alloc(&l->scratch, (size_t)n_targets + 2, sizeof *starts);
    for (int64_t row = 0; starts != NULL && row < column->n_rows; row++) {
        uint32_t code = 0;
        coop_words words = words_of(column, row, &code);
        for (int64_t i = 0; i < words.n; i++) {
            int64_t target = e->link->row_of_code[words.codes[i]];
            starts[target < 0 ? n_targets + 1 : target + 1]++;
        }
        n_references += (size_t)words.n;
    }
    int64_t *rows = coop__arena_alloc(&l->scratch, n_references, sizeof *rows);
    int64_t *filled = coop__arena_alloc(&l->scratch, (size_t)n_targets + 1, sizeof *filled);
    if (starts == NULL || rows == NULL || filled == NULL) {
        return coop__no_memory(l->err);
    }
    for (int64_t i = 0; i < n_targets; i++) {
        starts[i + 1] += starts[i];
    }
    for (int64_t row = 0; row < column->n_rows; row++) {
        uint32_t code = 0;
        coop_words words = words_of(column, row, &code);
        for (int64_t i = 0; i < words.n; i++) {
            int64_t target = e->link->row_of_code[words.codes[i]];
            if (target >= 0) {
                rows[starts[target] + filled[target]++] = row;
            }
        }
    }
    e->starts = starts;
    e->rows = rows;
    return COOP_OK;
}

/* The links of all tables by their target; NULL: no memory. */
static edge **edges_by_target(linker *l)
{
    edge **edges = coop__arena_alloc(&l->scratch, (size_t)l->n, sizeof *edges);
    for (int64_t i = 0; edges != NULL && i < l->n; i++) {
        for (int64_t j = 0; j < entry_at(l, i)->n_links; j++) {
            const coop__link *link = &entry_at(l, i)->links[j];
            edge *e = coop__arena_alloc(&l->scratch, 1, sizeof *e);
            if (e == NULL) {
                return NULL;
            }
            *e = (edge){i, link, NULL, NULL, edges[link->target]};
            edges[link->target] = e;
        }
    }
    return edges;
}

static coop_status refuse_referrers_of(linker *l, edge *e, int64_t target, const char *word)
{
    if (e->starts == NULL) {
        COOP__TRY(sort_edge(l, e));
    }
    for (int64_t i = e->starts[target]; i < e->starts[target + 1]; i++) {
        if (!l->refused[e->from][e->rows[i]]) {
            COOP__TRY(refers_to_refused(l, e->from, e->link, e->rows[i], word));
        }
    }
    return COOP_OK;
}

/* Without this, each reading would refuse only what refers to rows that the one before refused. */
static coop_status refuse_referrers(linker *l)
{
    edge **edges = l->pending.n > 0 ? edges_by_target(l) : NULL;
    if (l->pending.n > 0 && edges == NULL) {
        return coop__no_memory(l->err);
    }
    while (l->pending.n > 0) {
        refused_row refused;
        l->pending.n -= sizeof refused;
        memcpy(&refused, l->pending.bytes + l->pending.n, sizeof refused);
        const coop__entry *entry = entry_at(l, refused.table);
        const coop__column *key = entry->key >= 0 ? &entry->table->columns[entry->key] : NULL;
        if (key == NULL || !coop__is_valid(key, refused.row)) {
            continue;
        }
        uint32_t code = coop__code_at(key, refused.row);
        /* Of a key that is there twice, the first row is the one that is referred to. */
        for (edge *e = edges[refused.table]; e != NULL; e = e->next) {
            if (entry->row_of_key[code] == refused.row) {
                COOP__TRY(refuse_referrers_of(l, e, refused.row, key->words.words[code]));
            }
        }
    }
    return COOP_OK;
}

/* ---- all tables ---- */

/* Moves the tables into the catalog. */
static coop_status add_tables(linker *l)
{
    l->refused = coop__arena_alloc(&l->scratch, (size_t)l->n, sizeof *l->refused);
    if (l->refused == NULL) {
        return coop__no_memory(l->err);
    }
    for (int64_t i = 0; i < l->n; i++) {
        coop__source *source = &l->sources[i];
        size_t n_rows = source->is_lenient ? (size_t)source->table->n_rows : 0;
        l->refused[i] = coop__arena_alloc(&l->scratch, n_rows, sizeof **l->refused);
        int64_t index = l->refused[i] == NULL
                            ? -1 : coop__catalog_add(&l->data->catalog, source->schema->name,
                                                     source->table);
        if (index < 0) {
            return coop__no_memory(l->err);
        }
        source->table = NULL;
        coop__entry *entry = &l->data->catalog.entries[index];
        entry->from = source->schema->from;
        entry->to = source->schema->to;
        entry->known = source->schema->known;
    }
    return COOP_OK;
}

static coop_status link_all(linker *l)
{
    COOP__TRY(add_tables(l));
    for (int64_t i = 0; i < l->n; i++) {
        COOP__TRY(check_keys(l, i));
    }
    for (int64_t i = 0; i < l->n; i++) {
        COOP__TRY(check_references(l, i));
    }
    return refuse_referrers(l);
}

coop_status coop__package_link(coop__source *sources, int64_t n, coop_dataset *data,
                               coop__report *report, coop_error *err)
{
    linker l = {sources, n, data, report, err, {.a = report->a}, NULL, {.a = report->a}};
    coop_status status = link_all(&l);
    coop__arena_free(&l.scratch);
    coop__buffer_free(&l.pending);
    return status;
}
