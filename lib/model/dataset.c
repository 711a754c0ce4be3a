/* dataset.c -- a register's life, its registry for the query engine, and asking it.
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

coop_status coop__dataset_finish(coop_dataset *data, coop_error *err)
{
    int64_t index = coop__catalog_find(&data->catalog, "agreement");
    data->agreement = index < 0 ? NULL : &data->catalog.entries[index];
    return coop__status_index(data, err);
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

coop_status coop_query_run(const coop_dataset *data, const coop_query *query, coop_table **out,
                           coop_error *err)
{
    if (data == NULL || query == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL",
                          data == NULL ? "data" : query == NULL ? "query" : "out");
    }
    if (query->struct_size < sizeof(size_t)) {
        return coop__fail(err, COOP_ARGUMENT, "query->struct_size is %lld, start from "
                                              "COOP_QUERY_INIT", (long long)query->struct_size);
    }
    coop_query filled = COOP_QUERY_INIT;
    size_t n = query->struct_size < sizeof filled ? query->struct_size : sizeof filled;
    memcpy(&filled, query, n);
    coop__registry registry = coop__registry_of(data);
    return coop__query_execute(&data->catalog, &registry, &filled, out, err);
}
