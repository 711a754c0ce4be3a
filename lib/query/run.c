/* run.c -- a whole query: select, group, aggregate or list, order, and the table that comes out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "aggregate.h"

/* ---- names of aggregates ---- */

static const coop__aggregate *find_aggregate(const coop__registry *registry, const char *name,
                                             size_t n)
{
    const coop__aggregate *const *lists[2] = {registry->aggregates, coop__aggregates};
    for (int i = 0; i < 2; i++) {
        for (const coop__aggregate *const *a = lists[i]; a != NULL && *a != NULL; a++) {
            if (coop__text_is(name, n, (*a)->name)) {
                return *a;
            }
        }
    }
    return NULL;
}

static bool opens_aggregate(const void *ctx, const char *name, size_t n)
{
    return find_aggregate(ctx, name, n) != NULL;
}

static bool opens_each(const void *ctx, const char *name, size_t n)
{
    (void)ctx;
    return coop__text_is(name, n, "each");
}

/* ---- by ---- */

static coop_status bind_by(coop__frame *frame, coop__item **by, int64_t *n_by, coop_error *err)
{
    *n_by = 0;
    if (frame->query->by == NULL) {
        return COOP_OK;
    }
    COOP__TRY(coop__parse(frame->arena, "by", frame->query->by, opens_each, NULL, by, n_by, err));
    for (int64_t i = 0; i < *n_by; i++) {
        coop__item *item = &(*by)[i];
        if (item->n_programs != 1) {
            return coop__fail(err, COOP_SYNTAX, "by: each takes one set");
        }
        coop__program *program = &item->programs[0];
        COOP__TRY(coop__bind(program, &frame->scope, err));
        if (item->aggregate != NULL && program->kind != COOP__SET) {
            return coop__fail_in(err, COOP_TYPE, program, item->at,
                                 "each takes a set, '%s' is a %s", program->nodes[0].text,
                                 coop__kind_name(program->kind));
        }
        bool spreads = (program->kind == COOP__INTEGER || program->kind == COOP__TRUTH) &&
                       program->is_uncertain;
        frame->has_doubt_test = frame->has_doubt_test || spreads;
        frame->has_each = frame->has_each || item->aggregate != NULL;
    }
    return COOP_OK;
}

static coop_type output_type(const coop__program *program, bool is_each)
{
    static const coop_type types[] = {
        [COOP__NULL] = COOP_TYPE_CODE,     [COOP__TRUTH] = COOP_TYPE_BOOL,
        [COOP__INTEGER] = COOP_TYPE_INT64, [COOP__NUMBER] = COOP_TYPE_FLOAT64,
        [COOP__MONEY] = COOP_TYPE_MONEY,   [COOP__SPAN] = COOP_TYPE_SPAN,
        [COOP__TEXT] = COOP_TYPE_CODE,     [COOP__SET] = COOP_TYPE_SET,
        [COOP__STATE] = COOP_TYPE_CODE,
    };
    bool is_day = program->kind == COOP__SPAN && !program->is_uncertain;
    return is_each ? COOP_TYPE_CODE : is_day ? COOP_TYPE_DATE : types[program->kind];
}

static coop_status name_output(coop__frame *frame, const coop__item *item, coop__output *out,
                               coop_error *err)
{
    const coop__program *program = &item->programs[0];
    const char *name = item->name != NULL
                           ? item->name
                           : coop__arena_text(frame->arena, program->text, program->text_n);
    if (name == NULL) {
        return coop__no_memory(err);
    }
    coop__output output = {name, output_type(program, item->aggregate != NULL), program->scale};
    *out = output;
    return COOP_OK;
}

/* ---- select ---- */

/* Imprecise values and possible rows are for aggregates that say what they make of them. */
static coop_status check_doubt(const coop__call *call, coop_error *err)
{
    const coop__frame *frame = call->frame;
    const coop__item *item = call->item;
    if (call->aggregate->takes_doubt) {
        return COOP_OK;
    }
    for (int64_t i = 0; i < item->n_programs; i++) {
        if (item->programs[i].is_uncertain) {
            return coop__fail_in(err, COOP_TYPE, &item->programs[i], item->at,
                                 "'%.*s' hangs on an imprecise date, which %s does not take",
                                 (int)item->programs[i].text_n, item->programs[i].text,
                                 item->aggregate);
        }
    }
    bool has_doubt = frame->doubt == COOP__BOUNDS &&
                     (frame->has_doubt_test || frame->has_doubt_time);
    return has_doubt ? coop__fail(err, COOP_TYPE,
                                  "select, column %lld: a test hangs on an imprecise date: set "
                                  "uncertain to 'certain' or 'possible' to take %s",
                                  (long long)item->at, item->aggregate)
                     : COOP_OK;
}

static coop_status bind_call(coop__frame *frame, coop__item *item, coop__call *call,
                             coop_error *err)
{
    call->frame = frame;
    call->item = item;
    call->aggregate = find_aggregate(frame->registry, item->aggregate, strlen(item->aggregate));
    call->state_size = call->aggregate->state_size;
    int64_t n = item->n_programs;
    if (n < call->aggregate->least || n > call->aggregate->most) {
        return coop__fail(err, COOP_SYNTAX, "select: %s takes %d to %d arguments, got %lld",
                          item->aggregate, (int)call->aggregate->least,
                          (int)call->aggregate->most, (long long)n);
    }
    for (int64_t i = 0; i < n; i++) {
        COOP__TRY(coop__bind(&item->programs[i], &frame->scope, err));
    }
    COOP__TRY(check_doubt(call, err));
    COOP__TRY(call->aggregate->bind(call, err));
    for (int64_t i = 0; i < n && i < call->aggregate->n_of_state; i++) {
        bool done = false;
        coop__code code = {0};
        COOP__TRY(coop__compile(&item->programs[i], &frame->scope, &code, &done, err));
        call->codes[i] = code;
        if (frame->overflow) {
            return coop__fail(err, COOP_RANGE, "select: arithmetic left the range of its type");
        }
        if (!done && call->aggregate->update == NULL && !call->takes_words) {
            return coop__fail_in(err, COOP_TYPE, &item->programs[i], item->at,
                                 "%s does not take a %s", item->aggregate,
                                 coop__kind_name(item->programs[i].kind));
        }
    }
    return COOP_OK;
}

static bool same_text(const coop__program *a, const coop__program *b)
{
    return a->text_n == b->text_n && memcmp(a->text, b->text, a->text_n) == 0;
}

static int64_t programs_of_state(const coop__call *call)
{
    int64_t n = call->item->n_programs;
    return n < call->aggregate->n_of_state ? n : call->aggregate->n_of_state;
}

/* Calls that keep the same state keep it once: quantile(x, 0.5) and quantile(x, 0.9). */
static void share_states(coop__call *calls, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        const coop__aggregate *aggregate = calls[i].aggregate;
        calls[i].index = i;
        calls[i].state = i;
        for (int64_t j = 0; j < i && calls[i].state == i && aggregate->merge != NULL; j++) {
            bool is_same = calls[j].aggregate->merge == aggregate->merge &&
                           calls[j].aggregate->cut == aggregate->cut && calls[j].state == j;
            int64_t n_of_state = programs_of_state(&calls[i]);
            is_same = is_same && n_of_state == programs_of_state(&calls[j]);
            for (int64_t k = 0; k < n_of_state && is_same; k++) {
                is_same = same_text(&calls[i].item->programs[k], &calls[j].item->programs[k]);
            }
            calls[i].state = is_same ? j : i;
        }
    }
}

/* A call that is neither a function nor an aggregate: the nearest of both is named. */
static coop_status check_call(const coop__frame *frame, const coop__item *item, coop_error *err)
{
    const coop__program *program = &item->programs[0];
    const coop__node *node = item->aggregate == NULL ? &program->nodes[program->n - 1] : NULL;
    const char *names[64];
    int64_t n = 0;
    if (node == NULL || node->op != COOP__OP_CALL) {
        return COOP_OK;
    }
    for (const coop__function *f = coop__functions; f->name != NULL; f++) {
        names[n++] = f->name;
        if (strcmp(f->name, node->text) == 0) {
            return COOP_OK;
        }
    }
    const coop__aggregate *const *lists[2] = {frame->registry->aggregates, coop__aggregates};
    for (int i = 0; i < 2; i++) {
        for (const coop__aggregate *const *a = lists[i]; a != NULL && *a != NULL && n < 64; a++) {
            names[n++] = (*a)->name;
        }
    }
    const char *nearest = coop__nearest(node->text, names, n);
    return coop__fail_in(err, COOP_NOT_FOUND, program, node->at,
                         "there is no aggregate or function '%s'%s%s%s", node->text,
                         nearest != NULL ? ", the nearest is '" : "",
                         nearest != NULL ? nearest : "", nearest != NULL ? "'" : "");
}

/* Plain columns and aggregates do not mix: a column has no one value in a group. */
static coop_status check_mix(const coop__item *items, int64_t n, coop_error *err)
{
    for (int64_t i = 1; i < n; i++) {
        if ((items[i].aggregate == NULL) != (items[0].aggregate == NULL)) {
            const coop__item *plain = items[i].aggregate == NULL ? &items[i] : &items[0];
            return coop__fail_in(err, COOP_TYPE, &plain->programs[0], plain->at,
                                 "'%.*s' stands beside an aggregate, move it to by",
                                 (int)plain->programs[0].text_n, plain->programs[0].text);
        }
    }
    return COOP_OK;
}

static coop_status parse_select(coop__frame *frame, bool has_by, coop__item **items, int64_t *n,
                                coop_error *err)
{
    const char *select = frame->query->select;
    if (select == NULL && !has_by) {
        *n = 0;
        return COOP_OK;
    }
    COOP__TRY(coop__parse(frame->arena, "select", select == NULL ? "count()" : select,
                          opens_aggregate, frame->registry, items, n, err));
    for (int64_t i = 0; i < *n; i++) {
        COOP__TRY(check_call(frame, &(*items)[i], err));
    }
    return check_mix(*items, *n, err);
}

/* ---- aggregated results ---- */

/* Outputs that are named already stay. */
coop_status coop__result_new(coop__frame *frame, int64_t n_outputs, int64_t n_rows,
                             coop__result *out, coop_error *err)
{
    out->n_outputs = n_outputs;
    out->n_rows = n_rows;
    if (out->outputs == NULL) {
        out->outputs = coop__arena_alloc(frame->arena, (size_t)n_outputs, sizeof *out->outputs);
    }
    out->values =
        coop__arena_alloc(frame->arena, (size_t)(n_outputs * n_rows), sizeof *out->values);
    out->sample = coop__arena_alloc(frame->arena, (size_t)n_rows, sizeof *out->sample);
    bool done = out->outputs != NULL && out->values != NULL && out->sample != NULL;
    return done ? COOP_OK : coop__no_memory(err);
}

/* All states of one group, from its rows. */
static coop_status run_group(const coop__call *calls, int64_t n_calls, const coop__selection *rows,
                             coop__lane *lane, void **states, coop_error *err)
{
    for (int64_t i = 0; i < n_calls; i++) {
        const coop__aggregate *aggregate = calls[i].aggregate;
        if (calls[i].state != i) {
            continue;
        }
        states[i] = coop__arena_alloc(calls[i].frame->arena, 1, calls[i].state_size);
        if (states[i] == NULL) {
            return coop__no_memory(err);
        }
        COOP__TRY(aggregate->update != NULL
                      ? aggregate->update(&calls[i], states[i], rows, err)
                      : coop__update_by_scatter(&calls[i], lane, states[i], rows, err));
    }
    return COOP_OK;
}

static coop_status run_groups(coop__frame *frame, const coop__call *calls, int64_t n_calls,
                              const coop__groups *groups, coop__lane *lane, coop__result *result,
                              coop_error *err)
{
    void **states = coop__arena_alloc(frame->arena, (size_t)n_calls, sizeof *states);
    if (states == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t g = 0; g < groups->n; g++) {
        coop__value *values = result->values + g * result->n_outputs;
        for (int64_t i = 0; i < groups->n_keys; i++) {
            *values++ = groups->keys[g * groups->n_keys + i];
        }
        frame->keys = &groups->keys[g * groups->n_keys];
        COOP__TRY(run_group(calls, n_calls, &groups->rows[g], lane, states, err));
        for (int64_t i = 0; i < n_calls; i++) {
            COOP__TRY(calls[i].aggregate->finish(&calls[i], states[calls[i].state], values, err));
            values += calls[i].n_outputs;
        }
        result->sample[g] = groups->rows[g].n > 0 ? groups->rows[g].rows[0] : -1;
    }
    return COOP_OK;
}

static bool has_overflow(const coop__frame *frame, const coop__lane *lane, int64_t n_calls)
{
    bool overflow = frame->overflow;
    for (int64_t i = 0; i < n_calls * COOP__ARGUMENTS_MOST; i++) {
        overflow = overflow || lane->runners[i].overflow;
    }
    return overflow;
}

/* Selection, groups and states one after the other: for tables whose rows hang together, and for
 * what may be in doubt. */
static coop_status aggregate_singly(coop__frame *frame, coop__item *by, int64_t n_by,
                                    const coop__call *calls, int64_t n_calls,
                                    coop__result *result, coop_error *err)
{
    coop__selection selection;
    coop__groups groups;
    coop__lane lane = {.arena = {.a = frame->allocator}};
    COOP__TRY(coop__select(frame, &selection, err));
    frame->selected = &selection;
    COOP__TRY(coop__group(frame, by, n_by, &selection, &groups, err));
    COOP__TRY(coop__result_new(frame, result->n_outputs, groups.n, result, err));
    coop_status status = coop__lane_open(&lane, calls, n_calls, COOP__CHUNK)
                             ? run_groups(frame, calls, n_calls, &groups, &lane, result, err)
                             : coop__no_memory(err);
    if (status == COOP_OK && has_overflow(frame, &lane, n_calls)) {
        status = coop__fail(err, COOP_RANGE, "select: arithmetic left the range of its type");
    }
    coop__arena_free(&lane.arena);
    return status;
}

static coop_status name_outputs(coop__frame *frame, const coop__item *by, int64_t n_by,
                                const coop__call *calls, int64_t n_calls, coop__result *out,
                                coop_error *err)
{
    int64_t n_outputs = n_by;
    for (int64_t i = 0; i < n_calls; i++) {
        n_outputs += calls[i].n_outputs;
    }
    COOP__TRY(coop__result_new(frame, n_outputs, 0, out, err));
    int64_t at = 0;
    for (; at < n_by; at++) {
        COOP__TRY(name_output(frame, &by[at], &out->outputs[at], err));
    }
    for (int64_t i = 0; i < n_calls; i++) {
        for (int64_t j = 0; j < calls[i].n_outputs; j++) {
            out->outputs[at++] = calls[i].outputs[j];
        }
    }
    return COOP_OK;
}

coop_status coop__bind_calls(coop__frame *frame, coop__item *items, int64_t n,
                             coop__call **out, coop_error *err)
{
    coop__call *calls = coop__arena_alloc(frame->arena, (size_t)n, sizeof *calls);
    if (calls == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < n; i++) {
        COOP__TRY(bind_call(frame, &items[i], &calls[i], err));
    }
    share_states(calls, n);
    *out = calls;
    return COOP_OK;
}

static coop_status aggregate_rows(coop__frame *frame, coop__item *by, int64_t n_by,
                                  coop__item *items, int64_t n_items, coop__result *out,
                                  coop_error *err)
{
    coop__call *calls = NULL;
    bool done = false;
    COOP__TRY(coop__bind_calls(frame, items, n_items, &calls, err));
    COOP__TRY(name_outputs(frame, by, n_by, calls, n_items, out, err));
    COOP__TRY(coop__stream(frame, by, n_by, calls, n_items, out, &done, err));
    return done ? COOP_OK : aggregate_singly(frame, by, n_by, calls, n_items, out, err);
}

/* ---- listed rows ---- */

/* `select` of nothing: every column of the table. */
static coop_status all_columns(coop__frame *frame, coop__item **items, int64_t *n, coop_error *err)
{
    const coop_table *table = frame->scope.entry->table;
    coop__item *all = coop__arena_alloc(frame->arena, (size_t)table->n_columns, sizeof *all);
    for (int64_t i = 0; all != NULL && i < table->n_columns; i++) {
        coop__program *program = coop__arena_alloc(frame->arena, 1, sizeof *program);
        coop__node *node = coop__arena_alloc(frame->arena, 1, sizeof *node);
        if (program == NULL || node == NULL) {
            return coop__no_memory(err);
        }
        const char *name = table->columns[i].name;
        node->op = COOP__OP_COLUMN;
        node->at = 1;
        node->text = name;
        coop__program whole = {.clause = "select", .source = name, .text = name,
                               .text_n = strlen(name), .nodes = node, .n = 1};
        *program = whole;
        coop__item item = {.name = name, .at = 1, .programs = program, .n_programs = 1};
        all[i] = item;
    }
    *items = all;
    *n = table->n_columns;
    return all != NULL ? COOP_OK : coop__no_memory(err);
}

/* A range of integers is listed as its two ends, never as one of them. */
static bool is_pair(const coop__program *program)
{
    return program->kind == COOP__INTEGER && program->is_uncertain;
}

static coop_status name_listed(coop__frame *frame, const coop__item *item, coop__result *out,
                               int64_t *at, coop_error *err)
{
    static const char *const suffixes[2] = {"_least", "_most"};
    coop__output output;
    COOP__TRY(name_output(frame, item, &output, err));
    if (!is_pair(&item->programs[0])) {
        out->outputs[(*at)++] = output;
        return COOP_OK;
    }
    size_t n = strlen(output.name);
    for (int i = 0; i < 2; i++) {
        char *name = coop__arena_alloc(frame->arena, n + 7, 1);
        if (name == NULL) {
            return coop__no_memory(err);
        }
        memcpy(name, output.name, n);
        memcpy(name + n, suffixes[i], strlen(suffixes[i]));
        out->outputs[*at] = output;
        out->outputs[(*at)++].name = name;
    }
    return COOP_OK;
}

static void list_row(coop__frame *frame, const coop__item *items, int64_t n_items, int64_t row,
                     coop__value *values)
{
    for (int64_t i = 0; i < n_items; i++) {
        coop__value value = coop__evaluate(&items[i].programs[0], &frame->scope, row);
        *values++ = value;
        if (is_pair(&items[i].programs[0])) {
            value.of.integer = value.most;
            *values++ = value;
        }
    }
}

static coop_status list_rows(coop__frame *frame, coop__item *items, int64_t n_items,
                             coop__result *out, coop_error *err)
{
    coop__selection selected;
    const coop__selection *selection = &selected;
    COOP__TRY(coop__select(frame, &selected, err));
    bool has_doubt =
        frame->doubt == COOP__BOUNDS && (frame->has_doubt_test || frame->has_doubt_time);
    if (n_items == 0) {
        COOP__TRY(all_columns(frame, &items, &n_items, err));
    }
    int64_t n_outputs = has_doubt ? 1 : 0;
    for (int64_t i = 0; i < n_items; i++) {
        COOP__TRY(coop__bind(&items[i].programs[0], &frame->scope, err));
        n_outputs += is_pair(&items[i].programs[0]) ? 2 : 1;
    }
    COOP__TRY(coop__result_new(frame, n_outputs, selection->n, out, err));
    int64_t at = 0;
    for (int64_t i = 0; i < n_items; i++) {
        COOP__TRY(name_listed(frame, &items[i], out, &at, err));
    }
    if (has_doubt) {
        coop__output output = {"certain", COOP_TYPE_BOOL, 0};
        out->outputs[at] = output;
    }
    for (int64_t r = 0; r < selection->n; r++) {
        coop__value *values = out->values + r * n_outputs;
        list_row(frame, items, n_items, selection->rows[r], values);
        if (has_doubt) {
            values[at].kind = COOP__TRUTH;
            values[at].of.truth = (selection->flags[r] & COOP__POSSIBLE) == 0 ? COOP__TRUE
                                                                              : COOP__FALSE;
        }
        out->sample[r] = selection->rows[r];
    }
    return frame->overflow
               ? coop__fail(err, COOP_RANGE, "select: arithmetic left the range of its type")
               : COOP_OK;
}

/* ---- the table ---- */

static bool append_state(coop__column *column, const coop__value *value)
{
    char text[256];
    size_t n = 0;
    uint32_t bit = 1;
    for (const char *const *w = value->of.state.words; *w != NULL; w++, bit <<= 1) {
        size_t length = strlen(*w);
        if ((value->of.state.mask & bit) == 0 || n + length + 1 > sizeof text) {
            continue;
        }
        if (n > 0) {
            text[n++] = '|';
        }
        memcpy(text + n, *w, length);
        n += length;
    }
    return coop__append_word(column, text, n);
}

static bool append_set(coop__column *column, const coop_words *words, coop__arena *arena)
{
    uint32_t *codes = coop__arena_alloc(arena, (size_t)words->n, sizeof *codes);
    for (int64_t i = 0; codes != NULL && i < words->n; i++) {
        const char *word = words->words[words->codes[i]];
        int64_t code = coop__pool_add(&column->words, word, strlen(word));
        if (code < 0) {
            return false;
        }
        codes[i] = (uint32_t)code;
    }
    return codes != NULL && coop__append_codes(column, codes, words->n);
}

static bool append_value(coop__column *column, const coop__value *value, coop__arena *arena)
{
    if (value->is_null) {
        return coop__append_null(column);
    }
    switch (value->kind) {
    case COOP__NUMBER:
        return coop__append_number(column, value->of.number);
    case COOP__SPAN:
        return column->type == COOP_TYPE_DATE ? coop__append_integer(column, value->of.span.first)
                                              : coop__append_span(column, value->of.span);
    case COOP__TEXT:
        return coop__append_word(column, value->of.text.bytes, value->of.text.n);
    case COOP__STATE:
        return append_state(column, value);
    case COOP__SET:
        return append_set(column, &value->of.words, arena);
    case COOP__TRUTH: /* what may be either has no value in a column of truths */
        return value->of.truth == COOP__MAYBE
                   ? coop__append_null(column)
                   : coop__append_integer(column, value->of.truth == COOP__TRUE ? 1 : 0);
    default:
        return coop__append_integer(column, value->of.integer);
    }
}

static bool fill_table(coop__frame *frame, const coop__result *result, const int64_t *order,
                       coop_table *table)
{
    int64_t n = result->n_rows;
    int64_t limit = frame->query->limit;
    n = limit > 0 && limit < n ? limit : n;
    for (int64_t i = 0; i < result->n_outputs; i++) {
        const coop__output *output = &result->outputs[i];
        if (coop__table_add(table, output->name, output->type,
                            output->type == COOP_TYPE_MONEY ? output->scale : 0, NULL) < 0) {
            return false;
        }
    }
    for (int64_t i = 0; i < result->n_outputs; i++) {
        for (int64_t r = 0; r < n; r++) {
            const coop__value *value = &result->values[order[r] * result->n_outputs + i];
            if (!append_value(&table->columns[i], value, frame->arena)) {
                return false;
            }
        }
    }
    return coop__table_close(table);
}

static coop_status check_names(const coop__result *result, coop_error *err)
{
    for (int64_t i = 0; i < result->n_outputs; i++) {
        for (int64_t j = 0; j < i; j++) {
            if (strcmp(result->outputs[i].name, result->outputs[j].name) == 0) {
                return coop__fail(err, COOP_CONFLICT,
                                  "select: two outputs are named '%s', give one another by 'as'",
                                  result->outputs[i].name);
            }
        }
    }
    return COOP_OK;
}

static coop_status execute(coop__frame *frame, coop_table **out, coop_error *err)
{
    coop__item *by = NULL;
    coop__item *items = NULL;
    int64_t n_by = 0;
    int64_t n_items = 0;
    coop__result result = {0};
    int64_t *order = NULL;
    COOP__TRY(bind_by(frame, &by, &n_by, err));
    COOP__TRY(parse_select(frame, n_by > 0, &items, &n_items, err));
    bool is_aggregated = n_by > 0 || (n_items > 0 && items[0].aggregate != NULL);
    if (n_by > 0 && n_items > 0 && items[0].aggregate == NULL) {
        return coop__fail_in(err, COOP_TYPE, &items[0].programs[0], items[0].at,
                             "with by, select takes aggregates only");
    }
    COOP__TRY(is_aggregated ? aggregate_rows(frame, by, n_by, items, n_items, &result, err)
                            : list_rows(frame, items, n_items, &result, err));
    COOP__TRY(check_names(&result, err));
    COOP__TRY(coop__sort(frame, &result, n_by, by, n_by, &order, err));
    coop_table *table = coop__table_new(frame->allocator);
    if (table == NULL || !fill_table(frame, &result, order, table)) {
        coop_table_free(table);
        return coop__no_memory(err);
    }
    *out = table;
    return COOP_OK;
}

coop_status coop__query_execute(const coop__catalog *catalog, const coop__registry *registry,
                                const coop_query *query, coop_table **out, coop_error *err)
{
    coop__arena arena = {.a = coop__allocator_of(query->run)};
    coop__frame frame;
    coop_status status = coop__frame_open(&frame, &arena, catalog, registry, query, err);
    if (status == COOP_OK) {
        status = execute(&frame, out, err);
    }
    coop__arena_free(&arena);
    return status;
}
