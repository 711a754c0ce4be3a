/* of_tables.c -- a register of tables that the caller built, linked by the known tables' names.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "project_tree.h"

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
    {"score", "agreement", "agreement"},    {"score", "party", "nation"},
    {"score", "sources", "source"},
    {"investment", "funder", "nation"},     {"investment", "recipients", "nation"},
    {"investment", "agreement", "agreement"}, {"investment", "sources", "source"},
    {"relation", "a", "investment"},        {"relation", "b", "investment"},
    {"project", "recipient", "nation"},     {"rail_node", "nation", "nation"},
    {"rail_segment", "from", "rail_node"},  {"rail_segment", "to", "rail_node"},
    {"corridor", "nodes", "rail_node"},     {"crossing", "node_a", "rail_node"},
    {"crossing", "node_b", "rail_node"},    {"claim", "sources", "source"},
    {"exchange_rate", "source", "source"},  {"deflator", "source", "source"},
};

typedef struct known_time {
    const char *table, *from, *known;
} known_time;

static const known_time known_times[] = {
    {"membership", "since", NULL}, {"summit", "start", NULL},      {"agreement", "signed", NULL},
    {"event", "date", "known"},    {"investment", "date", NULL},   {"project", "committed", NULL},
    {"observation", "period", NULL}, {"claim", "said_on", NULL},   {"score", "scored_on", "known"},
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

/* Amounts are in the currency that stands beside them. */
static void set_currency(coop__entry *entry)
{
    static const char *const tables[] = {"agreement", "investment"};
    int64_t amount = coop_table_find(entry->table, "amount");
    int64_t currency = coop_table_find(entry->table, "currency");
    for (int i = 0; i < 2 && amount >= 0 && currency >= 0; i++) {
        if (strcmp(entry->name, tables[i]) == 0 &&
            entry->table->columns[amount].type == COOP_TYPE_MONEY &&
            entry->table->columns[currency].type == COOP_TYPE_CODE) {
            entry->table->columns[amount].currency = currency;
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

/* Names the rows from one that is its own ancestor back to it. */
static coop_status fail_ancestor(const coop__entry *entry, const coop__link *link, int64_t row,
                                 coop_error *err)
{
    const coop__column *key = &entry->table->columns[entry->key];
    const char *const *words = key->words.words;
    char text[COOP__CIRCLE_MOST] = "";
    coop__circle_add(text, sizeof text, words[coop__code_at(key, row)]);
    for (int64_t up = coop__link_row(entry, link, row);; up = coop__link_row(entry, link, up)) {
        coop__circle_add(text, sizeof text, words[coop__code_at(key, up)]);
        if (up == row) {
            break;
        }
    }
    return coop__fail(err, COOP_CONFLICT, "'%s' is part of itself:%s",
                      words[coop__code_at(key, row)], text);
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
    return row < 0 ? COOP_OK : fail_ancestor(entry, link, row, err);
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

/* True if table i is one of those before it: it must not be freed twice. */
static bool is_before(coop_table *const *taken, int64_t i)
{
    for (int64_t j = 0; j < i; j++) {
        if (taken[j] == taken[i]) {
            return true;
        }
    }
    return false;
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
        if (is_before(taken, *n_moved)) {
            return coop__fail(err, COOP_ARGUMENT, "table '%s' is given under another name too",
                              name);
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
        set_currency(&data->catalog.entries[i]);
        COOP__TRY(set_key(data, i, err));
    }
    COOP__TRY(set_links(data, err));
    return coop__dataset_finish(data, err);
}

/* What is wrong with the arguments, NULL if nothing is. */
static const char *bad_argument(coop_table *const *taken, const char *const *names, int64_t n,
                                coop_dataset *const *out)
{
    return out == NULL                                      ? "out is NULL"
           : n < 0                                          ? "n is negative"
           : n > 0 && (taken == NULL || names == NULL) ? "tables or names are NULL"
                                                            : NULL;
}

/* The tables' own allocator, so that all of a register's memory comes from one place. */
static const coop_allocator *allocator_of(coop_table *const *taken, int64_t n)
{
    return n > 0 && taken[0] != NULL ? &taken[0]->allocator : coop__allocator_of(NULL);
}

coop_status coop_dataset_of_tables(coop_table *const *taken, const char *const *names, int64_t n,
                                   coop_date as_of, coop_dataset **out, coop_error *err)
{
    coop_status status = COOP_OK;
    coop_dataset *data = NULL;
    int64_t n_moved = 0;
    const char *bad = bad_argument(taken, names, n, out);
    if (bad != NULL) {
        status = coop__fail(err, COOP_ARGUMENT, "%s", bad);
    } else if (as_of < COOP__DATE_MIN || as_of > COOP__DATE_MAX) {
        status = coop__fail(err, COOP_ARGUMENT, "as_of is no day of the years 1 to 9999");
    } else {
        data = coop__dataset_new(allocator_of(taken, n));
        status = data == NULL ? coop__no_memory(err) : COOP_OK;
    }
    if (status == COOP_OK) {
        data->as_of = as_of;
        status = build(data, taken, names, n, &n_moved, err);
    }
    if (status == COOP_OK) {
        *out = data;
        return COOP_OK;
    }
    coop_dataset_free(data);
    for (int64_t i = n_moved; taken != NULL && i < n; i++) {
        if (!is_before(taken, i)) {
            coop_table_free(taken[i]);
        }
    }
    return status;
}
