/* of_tables.c -- a register of tables that the caller built, linked by the known tables' names.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "dataset.h"

/* A reference between known tables, as lib/data/datapackage.json has it. */
typedef struct known_link {
    const char *table, *column, *target;
} known_link;

static const known_link known_links[] = {
    {"membership", "nation", "nation"},     {"membership", "mechanism", "mechanism"},
    {"mechanism", "parties", "nation"},     {"mechanism", "lead", "nation"},
    {"summit", "mechanism", "mechanism"},   {"summit", "host", "nation"},
    {"list", "summit", "summit"},           {"agreement", "mechanism", "mechanism"},
    {"agreement", "summit", "summit"},      {"agreement", "parties", "nation"},
    {"agreement", "parent", "agreement"},   {"agreement", "list", "list"},
    {"agreement", "sources", "source"},     {"event", "agreement", "agreement"},
    {"event", "party", "nation"},           {"event", "sources", "source"},
    {"investment", "funder", "nation"},     {"investment", "recipients", "nation"},
    {"investment", "agreement", "agreement"}, {"investment", "sources", "source"},
    {"relation", "a", "investment"},        {"relation", "b", "investment"},
    {"project", "recipient", "nation"},     {"rail_node", "nation", "nation"},
    {"rail_segment", "from", "rail_node"},  {"rail_segment", "to", "rail_node"},
    {"corridor", "nodes", "rail_node"},     {"crossing", "node_a", "rail_node"},
    {"crossing", "node_b", "rail_node"},    {"claim", "sources", "source"},
};

typedef struct known_time {
    const char *table, *from, *known;
} known_time;

static const known_time known_times[] = {
    {"membership", "since", NULL}, {"summit", "start", NULL},      {"agreement", "signed", NULL},
    {"event", "date", "known"},    {"investment", "date", NULL},   {"project", "committed", NULL},
    {"observation", "period", NULL}, {"claim", "said_on", NULL},
};

static int64_t date_column(const coop_table *table, const char *name)
{
    int64_t column = coop_table_find(table, name);
    bool is_date = column >= 0 && (table->columns[column].type == COOP_TYPE_SPAN ||
                                   table->columns[column].type == COOP_TYPE_DATE);
    return is_date ? column : -1;
}

static void set_times(coop__entry *entry)
{
    for (size_t i = 0; i < sizeof known_times / sizeof known_times[0]; i++) {
        if (strcmp(known_times[i].table, entry->name) == 0) {
            entry->from = date_column(entry->table, known_times[i].from);
            entry->known = date_column(entry->table, known_times[i].known);
        }
    }
}

static coop_status set_key(coop_dataset *data, int64_t index, coop_error *err)
{
    const coop__entry *entry = &data->catalog.entries[index];
    int64_t column = coop_table_find(entry->table, "id");
    bool is_key = column >= 0 && entry->table->columns[column].type == COOP_TYPE_CODE;
    return is_key ? coop__catalog_key(&data->catalog, index, column, NULL, NULL, err) : COOP_OK;
}

/* The first word of the link's column that names no row of the target. */
static const char *dangling_word(const coop__entry *entry, const coop__link *link)
{
    const coop__column *column = &entry->table->columns[link->column];
    for (uint32_t code = 0; code < column->words.n; code++) {
        if (link->row_of_code[code] < 0) {
            return column->words.words[code];
        }
    }
    return NULL;
}

static coop_status check_link(const coop_dataset *data, int64_t index, const coop__link *link,
                              const known_link *known, coop_error *err)
{
    const coop__entry *entry = &data->catalog.entries[index];
    const char *word = dangling_word(entry, link);
    if (word != NULL) {
        return coop__fail(err, COOP_REFERENCE, "%s.%s names '%s', which table %s does not have",
                          known->table, known->column, word, known->target);
    }
    if (link->target != index || entry->table->columns[link->column].type != COOP_TYPE_CODE) {
        return COOP_OK;
    }
    coop__arena scratch = {.a = &data->allocator};
    bool no_memory = false;
    int64_t row = coop__entry_cycle(&scratch, entry, link, &no_memory);
    coop__arena_free(&scratch);
    if (no_memory) {
        return coop__no_memory(err);
    }
    const coop__column *key = &entry->table->columns[entry->key];
    return row < 0 ? COOP_OK
                   : coop__fail(err, COOP_CONFLICT, "'%s' is part of itself",
                                key->words.words[coop__code_at(key, row)]);
}

static coop_status set_links(coop_dataset *data, coop_error *err)
{
    for (size_t i = 0; i < sizeof known_links / sizeof known_links[0]; i++) {
        const known_link *known = &known_links[i];
        int64_t index = coop__catalog_find(&data->catalog, known->table);
        int64_t target = coop__catalog_find(&data->catalog, known->target);
        if (index < 0 || target < 0 || data->catalog.entries[target].key < 0) {
            continue;
        }
        const coop__entry *entry = &data->catalog.entries[index];
        int64_t column = coop_table_find(entry->table, known->column);
        coop_type type = column < 0 ? 0 : entry->table->columns[column].type;
        if (type == COOP_TYPE_CODE || type == COOP_TYPE_SET) {
            COOP__TRY(coop__catalog_link(&data->catalog, index, column, target, err));
            COOP__TRY(check_link(data, index, &entry->links[entry->n_links - 1], known, err));
        }
    }
    return COOP_OK;
}

/* Moves the tables in; those not yet moved are freed by the caller. */
static coop_status take_tables(coop_dataset *data, coop_table *const *taken,
                               const char *const *names, int64_t n, int64_t *n_moved,
                               coop_error *err)
{
    for (; *n_moved < n; (*n_moved)++) {
        const char *name = names[*n_moved];
        if (taken[*n_moved] == NULL || name == NULL || name[0] == '\0') {
            return coop__fail(err, COOP_ARGUMENT, "table %lld or its name is NULL",
                              (long long)*n_moved);
        }
        if (coop__catalog_find(&data->catalog, name) >= 0) {
            return coop__fail(err, COOP_CONFLICT, "table '%s' is there twice", name);
        }
        if (coop__catalog_add(&data->catalog, name, taken[*n_moved]) < 0) {
            return coop__no_memory(err);
        }
    }
    return COOP_OK;
}

static coop_status build(coop_dataset *data, coop_table *const *taken, const char *const *names,
                         int64_t n, int64_t *n_moved, coop_error *err)
{
    COOP__TRY(take_tables(data, taken, names, n, n_moved, err));
    for (int64_t i = 0; i < data->catalog.n; i++) {
        set_times(&data->catalog.entries[i]);
        COOP__TRY(set_key(data, i, err));
    }
    COOP__TRY(set_links(data, err));
    return coop__dataset_finish(data, err);
}

coop_status coop_dataset_of_tables(coop_table *const *taken, const char *const *names, int64_t n,
                                   coop_date as_of, coop_dataset **out, coop_error *err)
{
    coop_status status = COOP_OK;
    coop_dataset *data = NULL;
    int64_t n_moved = 0;
    if (n < 0 || (n > 0 && (taken == NULL || names == NULL)) || out == NULL) {
        status = coop__fail(err, COOP_ARGUMENT, "%s", out == NULL ? "out is NULL"
                                                      : n < 0     ? "n is negative"
                                                                  : "tables or names are NULL");
    } else {
        data = coop__dataset_new(coop__allocator_of(NULL));
        status = data == NULL ? coop__no_memory(err) : COOP_OK;
    }
    if (status == COOP_OK) {
        data->as_of = as_of;
        status = build(data, taken, names, n, &n_moved, err);
    }
    if (status != COOP_OK) {
        coop_dataset_free(data);
        for (int64_t i = n_moved; taken != NULL && i < n; i++) {
            coop_table_free(taken[i]);
        }
        return status;
    }
    *out = data;
    return COOP_OK;
}
