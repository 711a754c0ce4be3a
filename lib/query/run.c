/* run.c -- a whole query: select, group, aggregate or list, order, and the table that comes out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "../core/limit.h"
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

coop_status coop__bind_by(coop__frame *frame, coop__item **by, int64_t *n_by, coop_error *err)
{
    *n_by = 0;
    if (frame->query->by == NULL) {
        return COOP_OK;
    }
    COOP__TRY(coop__parse(frame->arena, "by", frame->query->by, opens_each, NULL, by, n_by, err));
    frame->by = *by;
    frame->n_by = *n_by;
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
    frame->by = *by;
    frame->n_by = *n_by;
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
        COOP__TRY(coop__name_output(frame, &by[at], &out->outputs[at], err));
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

/* Everything that is bound of a query for the day of its frame. */
static coop_status bind_query(coop__frame *frame, coop__bound *q, coop_error *err)
{
    COOP__TRY(coop__bind_rows(frame, err));
    COOP__TRY(coop__bind_by(frame, &q->by, &q->n_by, err));
    COOP__TRY(parse_select(frame, q->n_by > 0, &q->items, &q->n_items, err));
    q->is_aggregated = q->n_by > 0 || (q->n_items > 0 && q->items[0].aggregate != NULL);
    if (q->n_by > 0 && q->n_items > 0 && q->items[0].aggregate == NULL) {
        return coop__fail_in(err, COOP_TYPE, &q->items[0].programs[0], q->items[0].at,
                             "with by, select takes aggregates only");
    }
    if (!q->is_aggregated) {
        return COOP_OK;
    }
    return coop__bind_calls(frame, q->items, q->n_items, &q->calls, err);
}

static coop_status aggregate_rows(coop__frame *frame, const coop__bound *q, coop__result *out,
                                  coop_error *err)
{
    bool done = false;
    COOP__TRY(name_outputs(frame, q->by, q->n_by, q->calls, q->n_items, out, err));
    COOP__TRY(coop__stream(frame, q->by, q->n_by, q->calls, q->n_items, out, &done, err));
    return done ? COOP_OK
                : aggregate_singly(frame, q->by, q->n_by, q->calls, q->n_items, out, err);
}

/* ---- the query ---- */

static coop_status execute(coop__frame *frame, coop_table **out, coop_error *err)
{
    coop__bound q = {0};
    coop__result result = {0};
    int64_t *order = NULL;
    bool is_series = frame->n_days > 0;
    for (int64_t day = 0; day < (is_series ? frame->n_days : 1); day++) {
        coop__result one = {0};
        frame->scope.moment.as_of = is_series ? frame->days[day] : frame->scope.moment.as_of;
        COOP__TRY(bind_query(frame, &q, err));
        COOP__TRY(q.is_aggregated
                      ? aggregate_rows(frame, &q, &one, err)
                      : coop__list_rows(frame, q.items, q.n_items, &one, err));
        if (one.is_swept) { /* the first run took all days at once */
            result = one;
            break;
        }
        COOP__TRY(is_series ? coop__add_day(frame, &one, &result, err) : COOP_OK);
        result = is_series ? result : one;
    }
    COOP__TRY(coop__check_names(&result, err));
    COOP__TRY(coop__having(frame, &result, err));
    int64_t n_keys = q.n_by > 0 && is_series ? q.n_by + 1 : q.n_by;
    COOP__TRY(coop__sort(frame, &result, n_keys, q.by, q.n_by, &order, err));
    int64_t limit = frame->query->limit;
    int64_t n = limit > 0 && limit < result.n_rows ? limit : result.n_rows;
    return coop__result_table(frame, &result, order, n, out, err);
}

typedef coop_status query_action(coop__frame *frame, coop_table **out, coop_error *err);

static coop_status in_frame(const coop__catalog *catalog, const coop__registry *registry,
                            const coop_query *query, query_action *action, coop_table **out,
                            coop_error *err)
{
    coop__arena arena = {.a = coop__allocator_of(query->run)};
    coop__frame frame;
    coop_status status = coop__frame_read(&frame, &arena, catalog, registry, query, err);
    if (status == COOP_OK) {
        status = action(&frame, out, err);
    }
    if (status == COOP_RANGE && atomic_load_explicit(&frame.no_memory, memory_order_relaxed)) {
        status = coop__no_memory(err);
    }
    coop__arena_free(&arena);
    return status;
}

static coop_status with_frame(const coop__catalog *catalog, const coop__registry *registry,
                              const coop_query *query, query_action *action, coop_table **out,
                              coop_error *err)
{
    coop__limit limit;
    coop_query limited = *query;
    COOP__TRY(coop__limit_open(&limit, query->run, err));
    limited.run = &limit.run;
    coop_status status = in_frame(catalog, registry, &limited, action, out, err);
    return coop__limit_close(&limit, status, err);
}

static coop_status explain(coop__frame *frame, coop_table **out, coop_error *err)
{
    coop__bound q = {0};
    COOP__TRY(bind_query(frame, &q, err));
    return coop__explain(frame, &q, out, err);
}

coop_status coop__query_execute(const coop__catalog *catalog, const coop__registry *registry,
                                const coop_query *query, coop_table **out, coop_error *err)
{
    return with_frame(catalog, registry, query, execute, out, err);
}

coop_status coop__query_explain(const coop__catalog *catalog, const coop__registry *registry,
                                const coop_query *query, coop_table **out, coop_error *err)
{
    return with_frame(catalog, registry, query, explain, out, err);
}
