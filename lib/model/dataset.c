/* dataset.c -- a register's life, how its amounts stand to each other, its registry for the query
 * engine, and asking it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "dataset.h"

#include <string.h>

#include "../core/error.h"

coop_dataset *coop__dataset_new(const coop_allocator *allocator)
{
    coop_dataset *data = coop__alloc(allocator, 1, sizeof *data);
    if (data != NULL) {
        data->allocator = *allocator;
        data->arena.a = &data->allocator;
        data->catalog.arena.a = &data->allocator;
        data->as_of = COOP_DATE_NONE;
        data->title = "";
        data->version = "";
    }
    return data;
}

void coop_dataset_free(coop_dataset *data)
{
    if (data == NULL) {
        return;
    }
    coop_allocator allocator = data->allocator;
    coop__catalog_free(&data->catalog);
    coop__arena_free(&data->arena);
    coop__release(&allocator, data, 1, sizeof *data);
}

/* ---- how amounts stand to each other ---- */

/* Table `relation`, and the table that both of its ends refer to. */
typedef struct relation_table {
    const coop__entry *entry, *investment;
    const coop__link *a, *b;
    int64_t n;           /* rows of entry; 0 where there is none */
    int64_t (*same)[2];  /* rows of investment that are one flow told by both sides */
    int64_t n_same;
} relation_table;

static const coop__link *link_named(const coop__entry *entry, const char *name)
{
    int64_t column = coop_table_find(entry->table, name);
    const coop__link *link = column < 0 ? NULL : coop__entry_link(entry, column);
    return link != NULL && entry->table->columns[column].type == COOP_TYPE_CODE ? link : NULL;
}

static bool find_relations(const coop_dataset *data, relation_table *out)
{
    int64_t investment = coop__catalog_find(&data->catalog, "investment");
    int64_t relation = coop__catalog_find(&data->catalog, "relation");
    *out = (relation_table){.entry = NULL};
    out->investment = investment < 0 ? NULL : &data->catalog.entries[investment];
    if (investment < 0 || relation < 0) {
        return false;
    }
    out->entry = &data->catalog.entries[relation];
    out->a = link_named(out->entry, "a");
    out->b = link_named(out->entry, "b");
    bool is_there = out->a != NULL && out->b != NULL && out->a->target == investment &&
                    out->b->target == investment;
    out->n = is_there ? out->entry->table->n_rows : 0;
    return is_there;
}

typedef enum relation_kind {
    KIND_NONE,
    KIND_ONE_THING,
    KIND_PART,
    KIND_REFINANCING, /* the same money again: stands back as a part does, and is none */
    KIND_OVERLAP
} relation_kind;

/* A row of `relation` with both of its ends; KIND_NONE where one is missing. */
typedef struct relation_row {
    relation_kind kind;
    int64_t a, b;
} relation_row;

static relation_row relation_at(const relation_table *c, int64_t row)
{
    static const struct {
        const char *word;
        relation_kind kind;
    } words[] = {{"alternative", KIND_ONE_THING}, {"same", KIND_ONE_THING},
                 {"part_of", KIND_PART},          {"umbrella", KIND_PART},
                 {"phase", KIND_PART},            {"refinances", KIND_REFINANCING},
                 {"overlaps", KIND_OVERLAP}};
    const char *word = coop__word_of(c->entry, "kind", row);
    relation_row r = {KIND_NONE, coop__link_row(c->entry, c->a, row),
                      coop__link_row(c->entry, c->b, row)};
    for (size_t i = 0; word != NULL && r.a >= 0 && r.b >= 0 && i < sizeof words / sizeof words[0];
         i++) {
        r.kind = strcmp(word, words[i].word) == 0 ? words[i].kind : r.kind;
    }
    return r;
}

int64_t coop__class_first(int64_t *first, int64_t row)
{
    while (first[row] != row) {
        first[row] = first[first[row]];
        row = first[row];
    }
    return row;
}

void coop__class_join(int64_t *first, int64_t a, int64_t b)
{
    a = coop__class_first(first, a);
    b = coop__class_first(first, b);
    first[a > b ? a : b] = a > b ? b : a;
}

/* Gives every row that has a relation the number of its thing. */
static bool number_things(coop_dataset *data, const relation_table *c, coop__arena *scratch)
{
    coop__relations *r = &data->relations;
    int64_t n = c->investment->table->n_rows;
    int64_t n_relations = c->n;
    int64_t *first = coop__arena_alloc(scratch, (size_t)n, sizeof *first);
    bool *has_relation = coop__arena_alloc(scratch, (size_t)n, sizeof *has_relation);
    r->thing_of = coop__arena_alloc(&data->arena, (size_t)n, sizeof *r->thing_of);
    if (first == NULL || has_relation == NULL || r->thing_of == NULL) {
        return false;
    }
    for (int64_t row = 0; row < n; row++) {
        first[row] = row;
        r->thing_of[row] = -1;
    }
    for (int64_t i = 0; i < n_relations; i++) {
        relation_row row = relation_at(c, i);
        if (row.kind == KIND_NONE) {
            continue;
        }
        has_relation[row.a] = true;
        has_relation[row.b] = true;
        if (row.kind == KIND_ONE_THING) {
            coop__class_join(first, row.a, row.b);
        }
    }
    for (int64_t i = 0; i < c->n_same; i++) {
        has_relation[c->same[i][0]] = true;
        has_relation[c->same[i][1]] = true;
        coop__class_join(first, c->same[i][0], c->same[i][1]);
    }
    for (int64_t row = 0; row < n; row++) {
        if (has_relation[row]) {
            int64_t of = coop__class_first(first, row);
            r->thing_of[row] = of == row ? r->n_things++ : r->thing_of[of];
        }
    }
    return true;
}

bool coop__make_lists(coop__arena *arena, int64_t n_things, int64_t (*pairs)[2], int64_t n,
                      int key, int64_t **first, int64_t **items)
{
    int64_t *starts = coop__arena_alloc(arena, (size_t)n_things + 2, sizeof *starts);
    int64_t *list = coop__arena_alloc(arena, (size_t)n, sizeof *list);
    if (starts == NULL || list == NULL) {
        return false;
    }
    for (int64_t i = 0; i < n; i++) {
        starts[pairs[i][key] + 2]++;
    }
    for (int64_t i = 2; i < n_things + 2; i++) {
        starts[i] += starts[i - 1];
    }
    for (int64_t i = 0; i < n; i++) {
        list[starts[pairs[i][key] + 1]++] = pairs[i][1 - key];
    }
    *first = starts;
    *items = list;
    return true;
}

static bool index_pairs(coop_dataset *data, const relation_table *c, coop__arena *scratch)
{
    coop__relations *r = &data->relations;
    int64_t n_rows = c->investment->table->n_rows;
    int64_t n_relations = c->n;
    int64_t(*members)[2] = coop__arena_alloc(scratch, (size_t)n_rows, sizeof *members);
    int64_t(*parts)[2] = coop__arena_alloc(scratch, (size_t)n_relations, sizeof *parts);
    int64_t(*wholes)[2] = coop__arena_alloc(scratch, (size_t)n_relations, sizeof *wholes);
    r->overlaps = coop__arena_alloc(&data->arena, (size_t)n_relations, sizeof *r->overlaps);
    if (members == NULL || parts == NULL || wholes == NULL || r->overlaps == NULL) {
        return false;
    }
    int64_t n_members = 0;
    int64_t n_parts = 0;
    int64_t n_wholes = 0;
    for (int64_t row = 0; row < n_rows; row++) {
        if (r->thing_of[row] >= 0) {
            members[n_members][0] = r->thing_of[row];
            members[n_members++][1] = row;
        }
    }
    for (int64_t i = 0; i < n_relations; i++) {
        relation_row row = relation_at(c, i);
        int64_t *pair = row.kind == KIND_PART      ? parts[n_parts++]
                        : row.kind == KIND_OVERLAP ? r->overlaps[r->n_overlaps++]
                                                   : NULL;
        if (pair != NULL) {
            pair[0] = r->thing_of[row.a];
            pair[1] = r->thing_of[row.b];
        }
        if (row.kind == KIND_PART || row.kind == KIND_REFINANCING) {
            wholes[n_wholes][0] = r->thing_of[row.a];
            wholes[n_wholes++][1] = r->thing_of[row.b];
        }
    }
    coop__arena *arena = &data->arena;
    int64_t n = r->n_things;
    return coop__make_lists(arena, n, members, n_members, 0, &r->first_member, &r->member) &&
           coop__make_lists(arena, n, wholes, n_wholes, 0, &r->first_up, &r->up) &&
           coop__make_lists(arena, n, parts, n_parts, 1, &r->first_down, &r->down);
}

static coop_status index_relations(coop_dataset *data, coop_error *err)
{
    relation_table table;
    bool has_table = find_relations(data, &table);
    coop__arena scratch = {.a = &data->allocator};
    coop_status status = coop__two_sided(data, &scratch, &table.same, &table.n_same, err);
    if (status == COOP_OK && (has_table || table.n_same > 0)) {
        bool done = number_things(data, &table, &scratch) && index_pairs(data, &table, &scratch);
        status = done ? COOP_OK : coop__no_memory(err);
    }
    coop__arena_free(&scratch);
    return status;
}

coop_status coop__dataset_finish(coop_dataset *data, coop_error *err)
{
    int64_t index = coop__catalog_find(&data->catalog, "agreement");
    data->agreement = index < 0 ? NULL : &data->catalog.entries[index];
    COOP__TRY(coop__status_index(data, err));
    return index_relations(data, err);
}

const coop_table *coop_dataset_table(const coop_dataset *data, const char *name)
{
    if (data == NULL || name == NULL) {
        return NULL;
    }
    int64_t index = coop__catalog_find(&data->catalog, name);
    return index < 0 ? NULL : data->catalog.entries[index].table;
}

int64_t coop_dataset_n_tables(const coop_dataset *data)
{
    return data != NULL ? data->catalog.n : 0;
}

const char *coop_dataset_table_name(const coop_dataset *data, int64_t index)
{
    bool is_in = data != NULL && index >= 0 && index < data->catalog.n;
    return is_in ? data->catalog.entries[index].name : NULL;
}

coop_date coop_dataset_as_of(const coop_dataset *data)
{
    return data != NULL ? data->as_of : COOP_DATE_NONE;
}

const char *coop_dataset_title(const coop_dataset *data)
{
    return data != NULL ? data->title : "";
}

const char *coop_dataset_version(const coop_dataset *data)
{
    return data != NULL ? data->version : "";
}

/* ---- the registry ---- */

static bool is_agreement(const void *model, const coop__entry *entry)
{
    const coop_dataset *data = model;
    return entry == data->agreement;
}

static bool is_counted(const void *model, const coop__entry *entry, int64_t row)
{
    return !is_agreement(model, entry) || coop__is_commitment(model, entry, row);
}

coop__registry coop__registry_of(const coop_dataset *data)
{
    static const coop__aggregate *const aggregates[] = {&coop__rate_aggregate, NULL};
    /* Without agreements there is no status to compute. */
    static const coop__computed none[] = {{NULL, NULL, NULL, NULL, NULL}};
    coop__registry registry = {
        .aggregates = aggregates,
        .computed = data->agreement != NULL ? coop__status_columns : none,
        .model = data,
        .as_of = data->as_of,
        .has_relations = coop__has_relations,
        .total = coop__related_total,
        .is_counted = is_counted,
        .is_known_by_events = is_agreement,
    };
    return registry;
}

/* The query of this library's size, whatever the caller's header knew. */
static coop_status read_query(const coop_dataset *data, const coop_query *query,
                              coop_table *const *out, coop_query *filled, coop_error *err)
{
    if (data == NULL || query == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL",
                          data == NULL ? "data" : query == NULL ? "query" : "out");
    }
    if (query->struct_size < sizeof(size_t)) {
        return coop__fail(err, COOP_ARGUMENT, "query->struct_size is %lld, start from "
                                              "COOP_QUERY_INIT", (long long)query->struct_size);
    }
    const coop_query start = COOP_QUERY_INIT;
    *filled = start;
    memcpy(filled, query,
           query->struct_size < sizeof start ? query->struct_size : sizeof start);
    return COOP_OK;
}

coop_status coop_query_run(const coop_dataset *data, const coop_query *query, coop_table **out,
                           coop_error *err)
{
    coop_query filled;
    COOP__TRY(read_query(data, query, out, &filled, err));
    coop__registry registry = coop__registry_of(data);
    return coop__query_execute(&data->catalog, &registry, &filled, out, err);
}

coop_status coop_query_explain(const coop_dataset *data, const coop_query *query,
                               coop_table **out, coop_error *err)
{
    coop_query filled;
    COOP__TRY(read_query(data, query, out, &filled, err));
    coop__registry registry = coop__registry_of(data);
    return coop__query_explain(&data->catalog, &registry, &filled, out, err);
}
