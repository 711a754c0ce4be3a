/* total.c -- totals of investment by measure and currency, and by date where dates do not add up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "total.h"

#include <string.h>

#include "../core/error.h"
#include "../query/sharing.h"

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

/* ---- cells ---- */

static coop__column *next_column(coop__totals *t)
{
    return &t->builder->table->columns[t->builder->next++];
}

static coop_status appended(const coop__totals *t, bool done)
{
    return done ? COOP_OK : coop__no_memory(t->err);
}

coop_status coop__totals_word(coop__totals *t, const char *word)
{
    coop__column *column = next_column(t);
    return appended(t, word == NULL ? coop__append_null(column)
                                    : coop__append_word(column, word, strlen(word)));
}

static coop_status append_key(coop__totals *t, const coop__value *value)
{
    coop__column *column = next_column(t);
    bool done = value->is_null
                    ? coop__append_null(column)
                    : coop__append_word(column, value->of.text.bytes, value->of.text.n);
    return appended(t, done);
}

static coop_status append_date(coop__totals *t, const coop__value *value)
{
    coop__column *column = next_column(t);
    bool done = value == NULL || value->is_null ? coop__append_null(column)
                                                : coop__append_span(column, value->of.span);
    return appended(t, done);
}

static coop_status append_amount(coop__totals *t, int64_t amount, bool is_there)
{
    return is_there ? coop_builder_integer(t->builder, amount, t->err)
                    : coop_builder_text(t->builder, NULL, t->err);
}

coop_status coop__totals_ends(coop__totals *t, const coop__total *total)
{
    COOP__TRY(append_amount(t, total->least, !total->is_empty));
    return append_amount(t, total->most, !total->is_empty && !total->is_open);
}

/* keys: measure, then currency unless it is that of a conversion, then date where there is one, and
 * a null value behind the last. */
coop_status coop__totals_keys(coop__totals *t, const coop__value *keys)
{
    COOP__TRY(append_key(t, &keys[0]));
    COOP__TRY(t->to != NULL ? coop__totals_word(t, t->to) : append_key(t, &keys[1]));
    return append_date(t, &keys[t->to != NULL ? 1 : 2]);
}

coop_status coop__totals_sum(const coop__totals *t, const coop__selection *rows,
                             const coop__amount *amounts, coop__tree_total *out)
{
    coop__tree_sum sum = {.data = t->data, .allocator = t->frame.allocator, .amounts = amounts,
                          .is_one_currency = t->to != NULL, .rows = rows, .within = rows, .cut = t->frame.cut, .choice = t->choice, .is_split = t->is_split};
    return coop__tree_add(&sum, out, t->err);
}

coop_status coop__totals_split(const coop__totals *t, const coop__selection *rows,
                               coop__amount *amounts, bool *is_whole)
{
    size_t n = (size_t)t->frame.scope.entry->table->n_rows;
    coop__amount *left = coop__arena_alloc(t->frame.arena, n, sizeof *left);
    coop__tree_total unused;
    if (left == NULL) {
        return coop__no_memory(t->err);
    }
    coop__tree_sum sum = {.data = t->data, .allocator = t->frame.allocator, .amounts = t->amounts,
                          .is_one_currency = t->to != NULL, .rows = rows, .within = rows,
                          .cut = COOP__CUT_LEAVES, .choice = t->choice, .residuals = left};
    COOP__TRY(coop__tree_add(&sum, &unused, t->err));
    for (int64_t i = 0; i < rows->n; i++) {
        int64_t row = rows->rows[i];
        is_whole[row] = left[row].is_there;
        amounts[row] = is_whole[row] ? left[row] : t->amounts[row];
    }
    return COOP_OK;
}

/* ---- groups ---- */

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

static coop_status add_groups(coop__totals *t, const char *by, const coop__selection *rows)
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
        coop__value keys[4] = {{.is_null = true}, {.is_null = true}, {.is_null = true},
                               {.is_null = true}};
        for (int64_t k = 0; k < groups.n_keys && k < 3; k++) {
            keys[k] = groups.keys[order[i] * groups.n_keys + k];
        }
        COOP__TRY(t->kind->add(t, keys, &groups.rows[order[i]]));
    }
    return COOP_OK;
}

static coop_status read_amounts(coop__totals *t, const coop__selection *rows)
{
    coop__arena *arena = t->frame.arena;
    size_t n = (size_t)t->frame.scope.entry->table->n_rows;
    coop__amount *amounts = coop__arena_alloc(arena, n, sizeof *amounts);
    uint8_t *marks = coop__arena_alloc(arena, n, sizeof *marks);
    if (amounts == NULL || marks == NULL) {
        return coop__no_memory(t->err);
    }
    COOP__TRY(coop__tree_amounts(t->data, NULL, amounts, t->err));
    t->amounts = amounts;
    if (t->options.prices != NULL) {
        t->marks = marks;
        t->to = t->options.prices->to != NULL ? t->options.prices->to : "USD";
        COOP__TRY(coop__price_rows(t->data, t->options.prices, amounts, marks, rows, t->err));
    }
    return COOP_OK;
}

static coop_status add_keys(coop__totals *t)
{
    const coop__column *amount = coop__table_column(t->frame.scope.entry->table, "amount");
    if (amount == NULL || amount->type != COOP_TYPE_MONEY) {
        return coop__fail(t->err, COOP_NOT_FOUND, "table investment has no money column 'amount'");
    }
    t->scale = amount->scale;
    COOP__TRY(coop_builder_column(t->builder, "measure", COOP_TYPE_CODE, 0, NULL, t->err));
    COOP__TRY(coop_builder_column(t->builder, "currency", COOP_TYPE_CODE, 0, NULL, t->err));
    return coop_builder_column(t->builder, "date", COOP_TYPE_SPAN, 0, NULL, t->err);
}

static coop_status run_totals(coop__totals *t, coop__arena *arena)
{
    coop__selection rows;
    coop__selection parts[2] = {{0}, {0}};
    t->registry = coop__registry_of(t->data);
    COOP__TRY(coop__frame_open(&t->frame, arena, &t->data->catalog, &t->registry, &t->query,
                               t->err));
    COOP__TRY(add_keys(t));
    COOP__TRY(t->kind->open(t));
    COOP__TRY(coop__select(&t->frame, &rows, t->err));
    COOP__TRY(read_amounts(t, &rows));
    for (int64_t i = 0; i < rows.n; i++) {
        const char *measure = coop__word_of(t->frame.scope.entry, "measure", rows.rows[i]);
        if (!coop__selection_add(arena, &parts[is_dated(measure) ? 1 : 0], rows.rows[i],
                                 rows.flags[i])) {
            return coop__no_memory(t->err);
        }
    }
    bool is_one = t->to != NULL;
    COOP__TRY(add_groups(t, is_one ? "measure" : "measure, currency", &parts[0]));
    const char *by = is_one ? "measure, date" : "measure, currency, date";
    return parts[1].n > 0 ? add_groups(t, by, &parts[1]) : COOP_OK;
}

coop_status coop__total_options_fill(const coop_total_options *options, coop_total_options *out,
                                     coop_error *err)
{
    *out = (coop_total_options)COOP_TOTAL_OPTIONS_INIT;
    if (options != NULL) {
        if (options->struct_size < sizeof(size_t)) {
            return coop__fail(err, COOP_ARGUMENT, "options->struct_size is %lld",
                              (long long)options->struct_size);
        }
        memcpy(out, options,
               options->struct_size < sizeof *out ? options->struct_size : sizeof *out);
    }
    return COOP_OK;
}

coop_status coop__totals_run(coop__totals *t, coop_table **out)
{
    coop_query query = COOP_QUERY_INIT;
    query.from = "investment";
    query.where = t->options.where;
    query.as_of = t->options.as_of;
    query.cut = t->options.cut;
    t->query = query;
    if (!coop__choice_find(t->options.choose, &t->choice)) {
        return coop__fail(t->err, COOP_ARGUMENT,
                          "choose is '%s', not largest, smallest, newest or confidence",
                          t->options.choose);
    }
    coop__arena arena = {.a = &t->data->allocator};
    coop_status status = coop_builder_new(&t->data->allocator, &t->builder, t->err);
    if (status == COOP_OK) {
        status = run_totals(t, &arena);
    }
    coop__arena_free(&arena);
    if (status != COOP_OK) {
        coop_builder_free(t->builder);
        return status;
    }
    return coop_builder_finish(t->builder, out, t->err);
}

/* ---- one row a group ---- */

static coop_status open_totals(coop__totals *t)
{
    static const char *const counts[] = {"n_rows", "n_counted", "n_parts", "n_overlapping",
                                         "n_rival", "n_without_amount", "n_estimated",
                                         "n_unpriced"};
    COOP__TRY(coop_builder_column(t->builder, "least", COOP_TYPE_MONEY, t->scale, NULL, t->err));
    COOP__TRY(coop_builder_column(t->builder, "most", COOP_TYPE_MONEY, t->scale, NULL, t->err));
    for (int i = 0; i < (t->options.prices != NULL ? 8 : 6); i++) {
        COOP__TRY(coop_builder_column(t->builder, counts[i], COOP_TYPE_INT64, 0, NULL, t->err));
    }
    const coop_type money = COOP_TYPE_MONEY;
    if (t->frame.cut == COOP__CUT_LEAVES) {
        COOP__TRY(coop_builder_column(t->builder, "n_residual", COOP_TYPE_INT64, 0, NULL, t->err));
        COOP__TRY(coop_builder_column(t->builder, "residual_least", money, t->scale, NULL, t->err));
        COOP__TRY(coop_builder_column(t->builder, "residual_most", money, t->scale, NULL, t->err));
    }
    if (t->choice == COOP__CHOOSE_RANGE) {
        return COOP_OK;
    }
    COOP__TRY(coop_builder_column(t->builder, "range_least", money, t->scale, NULL, t->err));
    return coop_builder_column(t->builder, "range_most", money, t->scale, NULL, t->err);
}

/* What the rivals would allow, where one of them was chosen. */
static coop_status add_range(coop__totals *t, const coop__selection *rows)
{
    coop__tree_total total;
    coop__totals all = *t;
    all.choice = COOP__CHOOSE_RANGE;
    if (t->choice == COOP__CHOOSE_RANGE) {
        return COOP_OK;
    }
    COOP__TRY(coop__totals_sum(&all, rows, t->amounts, &total));
    return coop__totals_ends(t, &total.total);
}

static int64_t n_marked(const coop__totals *t, const coop__selection *rows, uint8_t mark)
{
    int64_t n = 0;
    for (int64_t i = 0; t->marks != NULL && i < rows->n; i++) {
        n += (t->marks[rows->rows[i]] & mark) != 0 ? 1 : 0;
    }
    return n;
}

static coop_status add_total(coop__totals *t, const coop__value *keys, const coop__selection *rows)
{
    coop__tree_total total;
    COOP__TRY(coop__totals_sum(t, rows, t->amounts, &total));
    COOP__TRY(coop__totals_keys(t, keys));
    COOP__TRY(coop__totals_ends(t, &total.total));
    int64_t n_unpriced = n_marked(t, rows, COOP__MARK_UNPRICED);
    const int64_t counts[] = {rows->n,
                              total.n_counted,
                              total.n_parts,
                              total.n_overlapping,
                              total.n_rival,
                              total.n_without_amount - n_unpriced,
                              n_marked(t, rows, COOP__MARK_ESTIMATED),
                              n_unpriced};
    for (int i = 0; i < (t->options.prices != NULL ? 8 : 6); i++) {
        COOP__TRY(coop_builder_integer(t->builder, counts[i], t->err));
    }
    if (t->frame.cut == COOP__CUT_LEAVES) {
        COOP__TRY(coop_builder_integer(t->builder, total.n_residual, t->err));
        total.residual.is_empty = total.n_residual == 0;
        COOP__TRY(coop__totals_ends(t, &total.residual));
    }
    return add_range(t, rows);
}

coop_status coop_total_invested(const coop_dataset *data, const coop_total_options *options,
                                coop_table **out, coop_error *err)
{
    static const coop__totals_kind kind = {open_totals, add_total};
    if (data == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", data == NULL ? "data" : "out");
    }
    coop__totals totals = {.kind = &kind, .data = data, .err = err};
    COOP__TRY(coop__total_options_fill(options, &totals.options, err));
    return coop__totals_run(&totals, out);
}

/* ---- sums of a query ---- */

/* Under each(): the amounts by row, those of the group being its member's parts. */
static coop_status split_amounts(const coop__call *call, const coop__column *column,
                                 const coop__selection *rows, coop__arena *arena,
                                 const coop__amount **out, coop_error *err)
{
    const coop__frame *frame = call->frame;
    size_t n = (size_t)frame->scope.entry->table->n_rows;
    coop__amount *amounts = coop__arena_alloc(arena, n, sizeof *amounts);
    if (amounts == NULL) {
        return coop__no_memory(err);
    }
    COOP__TRY(coop__tree_amounts(frame->registry->model, column, amounts, err));
    for (int64_t i = 0; i < rows->n; i++) {
        int64_t row = rows->rows[i];
        coop__amount *amount = &amounts[row];
        int64_t ends[2] = {amount->least, amount->is_open ? amount->least : amount->most};
        COOP__TRY(amount->is_there ? coop__frame_part(frame, row, ends, err) : COOP_OK);
        amount->least = ends[0];
        amount->most = ends[1];
    }
    *out = amounts;
    return COOP_OK;
}

coop_status coop__related_total(const coop__call *call, const coop__column *amount,
                                const coop__selection *rows, coop__total *out, coop_error *err)
{
    const coop__frame *frame = call->frame;
    coop__tree_sum sum = {.data = frame->registry->model,
                          .allocator = frame->allocator,
                          .amount = amount,
                          .rows = rows,
                          .within = frame->selected,
                          .cut = frame->cut,
                          .choice = coop__choice_of(frame->query->choose)};
    coop__arena arena = {.a = frame->allocator};
    coop__tree_total total;
    if (coop__frame_splits(frame) && frame->cut == COOP__CUT_LEAVES) {
        return coop__fail(err, COOP_UNSUPPORTED,
                          "cut is 'leaves' under each(): coop_total_by_party splits what parts leave");
    }
    coop_status status = coop__frame_splits(frame)
                             ? split_amounts(call, amount, rows, &arena, &sum.amounts, err)
                             : COOP_OK;
    if (status == COOP_OK) {
        status = coop__tree_add(&sum, &total, err);
    }
    coop__arena_free(&arena);
    if (status == COOP_OK) {
        *out = total.total;
    }
    return status;
}
