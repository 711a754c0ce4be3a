/* total.c -- totals of investment by measure and currency, and by date where dates do not add up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/total.h>

#include <string.h>

#include "../core/error.h"
#include "project_tree.h"

/* Levels and flows of a year: two dates of them are not one total. */
static bool is_dated(const char *measure)
{
    static const char *const dated[] = {"stock", "pipeline", "trade"};
    for (size_t i = 0; measure != NULL && i < sizeof dated / sizeof dated[0]; i++) {
        if (strcmp(measure, dated[i]) == 0) {
            return true;
        }
    }
    return false;
}

typedef struct totals {
    const coop_dataset *data;
    coop__frame frame;
    coop__registry registry;
    coop_query query;
    coop_builder *builder;
    coop__choice choice;
    coop_error *err;
} totals;

static coop_status add_columns(totals *t)
{
    static const struct {
        const char *name;
        coop_type type;
    } columns[] = {{"measure", COOP_TYPE_CODE}, {"currency", COOP_TYPE_CODE},
                   {"date", COOP_TYPE_SPAN},    {"least", COOP_TYPE_MONEY},
                   {"most", COOP_TYPE_MONEY},   {"n_rows", COOP_TYPE_INT64},
                   {"n_counted", COOP_TYPE_INT64}, {"n_parts", COOP_TYPE_INT64},
                   {"n_overlapping", COOP_TYPE_INT64}, {"n_rival", COOP_TYPE_INT64},
                   {"n_without_amount", COOP_TYPE_INT64}};
    const coop__column *amount = coop__table_column(t->frame.scope.entry->table, "amount");
    if (amount == NULL || amount->type != COOP_TYPE_MONEY) {
        return coop__fail(t->err, COOP_NOT_FOUND, "table investment has no money column 'amount'");
    }
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        bool is_money = columns[i].type == COOP_TYPE_MONEY;
        COOP__TRY(coop_builder_column(t->builder, columns[i].name, columns[i].type,
                                      is_money ? amount->scale : 0, NULL, t->err));
    }
    return COOP_OK;
}

static coop_status append_word(totals *t, const coop__value *value)
{
    coop__column *column = &t->builder->table->columns[t->builder->next];
    bool done = value->is_null
                    ? coop__append_null(column)
                    : coop__append_word(column, value->of.text.bytes, value->of.text.n);
    t->builder->next++;
    return done ? COOP_OK : coop__no_memory(t->err);
}

static coop_status append_date(totals *t, const coop__value *value)
{
    coop__column *column = &t->builder->table->columns[t->builder->next];
    bool done = value == NULL || value->is_null ? coop__append_null(column)
                                                : coop__append_span(column, value->of.span);
    t->builder->next++;
    return done ? COOP_OK : coop__no_memory(t->err);
}

static coop_status append_amount(totals *t, int64_t amount, bool is_there)
{
    return is_there ? coop_builder_integer(t->builder, amount, t->err)
                    : coop_builder_text(t->builder, NULL, t->err);
}

static coop_status add_row(totals *t, const coop__groups *groups, int64_t g)
{
    const coop__value *keys = &groups->keys[g * groups->n_keys];
    const coop__selection *rows = &groups->rows[g];
    coop__tree_total total;
    coop__tree_sum sum = {.data = t->data, .allocator = t->frame.allocator, .rows = rows,
                          .within = rows, .cut = t->frame.cut, .choice = t->choice};
    COOP__TRY(coop__tree_add(&sum, &total, t->err));
    COOP__TRY(append_word(t, &keys[0]));
    COOP__TRY(append_word(t, &keys[1]));
    COOP__TRY(append_date(t, groups->n_keys > 2 ? &keys[2] : NULL));
    COOP__TRY(append_amount(t, total.total.least, !total.total.is_empty));
    COOP__TRY(append_amount(t, total.total.most,
                            !total.total.is_empty && !total.total.is_open));
    const int64_t counts[] = {rows->n,           total.n_counted, total.n_parts,
                              total.n_overlapping, total.n_rival, total.n_without_amount};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        COOP__TRY(coop_builder_integer(t->builder, counts[i], t->err));
    }
    return COOP_OK;
}

/* Groups in the order of their keys. */
static void sort_groups(const coop__groups *groups, int64_t *order)
{
    for (int64_t i = 0; i < groups->n; i++) {
        int64_t place = i;
        for (; place > 0; place--) {
            const coop__value *a = &groups->keys[order[place - 1] * groups->n_keys];
            const coop__value *b = &groups->keys[i * groups->n_keys];
            int64_t k = 0;
            while (k < groups->n_keys - 1 && coop__order(&a[k], &b[k]) == 0) {
                k++;
            }
            if (coop__order(&a[k], &b[k]) <= 0) {
                break;
            }
            order[place] = order[place - 1];
        }
        order[place] = i;
    }
}

static coop_status add_groups(totals *t, const char *by, const coop__selection *rows)
{
    coop__item *items = NULL;
    int64_t n = 0;
    coop__groups groups;
    COOP__TRY(coop__parse(t->frame.arena, "by", by, NULL, NULL, &items, &n, t->err));
    for (int64_t i = 0; i < n; i++) {
        COOP__TRY(coop__bind(&items[i].programs[0], &t->frame.scope, t->err));
    }
    COOP__TRY(coop__group(&t->frame, items, n, rows, &groups, t->err));
    int64_t *order = coop__arena_alloc(t->frame.arena, (size_t)groups.n, sizeof *order);
    if (order == NULL) {
        return coop__no_memory(t->err);
    }
    sort_groups(&groups, order);
    for (int64_t i = 0; i < groups.n; i++) {
        COOP__TRY(add_row(t, &groups, order[i]));
    }
    return COOP_OK;
}

static coop_status run_totals(totals *t, coop__arena *arena)
{
    coop__selection rows;
    coop__selection parts[2] = {{0}, {0}};
    t->registry = coop__registry_of(t->data);
    COOP__TRY(coop__frame_open(&t->frame, arena, &t->data->catalog, &t->registry, &t->query,
                               t->err));
    COOP__TRY(add_columns(t));
    COOP__TRY(coop__select(&t->frame, &rows, t->err));
    for (int64_t i = 0; i < rows.n; i++) {
        const char *measure = coop__word_of(t->frame.scope.entry, "measure", rows.rows[i]);
        if (!coop__selection_add(arena, &parts[is_dated(measure) ? 1 : 0], rows.rows[i],
                                 rows.flags[i])) {
            return coop__no_memory(t->err);
        }
    }
    COOP__TRY(add_groups(t, "measure, currency", &parts[0]));
    return parts[1].n > 0 ? add_groups(t, "measure, currency, date", &parts[1]) : COOP_OK;
}

coop_status coop_total_invested(const coop_dataset *data, const coop_total_options *options,
                                coop_table **out, coop_error *err)
{
    if (data == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", data == NULL ? "data" : "out");
    }
    coop_total_options filled = COOP_TOTAL_OPTIONS_INIT;
    if (options != NULL) {
        if (options->struct_size < sizeof(size_t)) {
            return coop__fail(err, COOP_ARGUMENT, "options->struct_size is %lld",
                              (long long)options->struct_size);
        }
        memcpy(&filled, options,
               options->struct_size < sizeof filled ? options->struct_size : sizeof filled);
    }
    coop_query query = COOP_QUERY_INIT;
    query.from = "investment";
    query.where = filled.where;
    query.as_of = filled.as_of;
    query.cut = filled.cut;
    query.choose = filled.choose;
    totals t = {.data = data, .query = query, .err = err};
    t.choice = coop__choice_of(filled.choose);
    coop__arena arena = {.a = &data->allocator};
    coop_status status = coop_builder_new(&data->allocator, &t.builder, err);
    if (status == COOP_OK) {
        status = run_totals(&t, &arena);
    }
    coop__arena_free(&arena);
    if (status != COOP_OK) {
        coop_builder_free(t.builder);
        return status;
    }
    return coop_builder_finish(t.builder, out, err);
}
