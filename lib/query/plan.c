/* plan.c -- whether and how a query runs strip by strip.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "stream.h"

/* The day column that plays a time role is not after the day, or is missing. */
static bool add_time_test(coop__plan *p, int64_t at, coop_date day)
{
    const coop__frame *frame = p->frame;
    const coop__column *column = at < 0 ? NULL : &frame->scope.entry->table->columns[at];
    if (column == NULL || column->most <= day) {
        return true;
    }
    coop__step *step = coop__arena_alloc(frame->arena, 1, sizeof *step);
    if (step != NULL) {
        step->kind = COOP__STEP_RANGES;
        step->form = COOP__FORM_TRUTH;
        step->column = column;
        step->kind_of_value = COOP__TRUTH;
        step->missing = COOP__TRUE;
        step->ranges.n = 1;
        step->ranges.first[0] = INT64_MIN;
        step->ranges.last[0] = day;
        coop__code code = {.steps = step, .n = 1, .form = COOP__FORM_TRUTH,
                           .scope = &frame->scope};
        p->tests[p->n_tests++] = code;
    }
    return step != NULL;
}

/* Loops over integers surely fit. */
static bool may_overflow(const coop__code *code)
{
    bool may = false;
    for (int64_t i = 0; i < code->n; i++) {
        const coop__step *step = &code->steps[i];
        may = may || step->kind == COOP__STEP_ROWS ||
              (step->kind == COOP__STEP_LOOP && step->form == COOP__FORM_DOUBLE);
    }
    return may;
}

static coop_status plan_tests(coop__plan *p, bool *done, coop_error *err)
{
    const coop__frame *frame = p->frame;
    const coop__entry *entry = frame->scope.entry;
    coop__moment moment = frame->scope.moment;
    moment.as_of = frame->is_sweep ? frame->days[frame->n_days - 1] : moment.as_of;
    if (frame->where != NULL) {
        COOP__TRY(coop__compile(frame->where, &frame->scope, &p->tests[0], done, err));
        p->n_tests = 1;
        p->where_is_last = *done && may_overflow(&p->tests[0]);
    }
    if (p->frame->overflow) {
        return coop__fail(err, COOP_RANGE, "where: arithmetic left the range of its type");
    }
    if (!*done) {
        return COOP_OK;
    }
    bool made = add_time_test(p, entry->from, moment.as_of) &&
                (moment.as_known == COOP_DATE_OPEN_LAST ||
                 add_time_test(p, entry->known, moment.as_known));
    return made ? COOP_OK : coop__no_memory(err);
}

static void plan_calls(const coop__plan *p, bool *done)
{
    for (int64_t i = 0; i < p->n_calls && *done; i++) {
        coop__call *call = &p->calls[i];
        *done = call->aggregate->scatter != NULL && !call->is_whole;
        for (int64_t j = 0; j < call->item->n_programs && *done; j++) {
            bool is_bound = call->codes[j].scope != NULL;
            *done = j >= call->aggregate->n_of_state || is_bound || call->takes_words;
        }
    }
}

/* Rows whose parts or wholes matter, or that are possible only, are selected singly. */
static bool needs_selection(const coop__frame *frame)
{
    const coop__entry *entry = frame->scope.entry;
    const coop__registry *registry = frame->registry;
    for (int64_t i = 0; i < entry->n_links; i++) {
        bool is_self = &frame->scope.catalog->entries[entry->links[i].target] == entry;
        if (is_self && entry->table->columns[entry->links[i].column].type == COOP_TYPE_CODE) {
            return true;
        }
    }
    return frame->has_doubt_test || frame->has_doubt_time ||
           registry->has_relations(registry->model, entry);
}

/* All days of a series at once, where nothing but the tests of shares hangs on the day. */
static coop_status plan_sweep(coop__plan *p, const coop__item *by, int64_t n_by, bool *done,
                              coop_error *err)
{
    coop__frame *frame = p->frame;
    bool hangs = frame->where != NULL && frame->where->hangs_on_day;
    for (int64_t i = 0; i < n_by; i++) {
        hangs = hangs || by[i].programs[0].hangs_on_day;
    }
    if (hangs) {
        *done = false;
        return COOP_OK;
    }
    frame->is_sweep = true;
    COOP__TRY(coop__keys_open(frame, by, n_by, &p->keys, done, err));
    *done = *done && p->keys.is_dense;
    for (int64_t i = 0; i < p->n_calls && *done; i++) {
        COOP__TRY(coop__sweep_call(frame, &p->keys, &p->calls[i], done, err));
    }
    frame->is_sweep = *done;
    for (int64_t i = 0; i < p->n_calls && !*done; i++) {
        p->calls[i].sweep = NULL;
    }
    return COOP_OK;
}

/* What the calls let the groups do. */
static void plan_states(coop__plan *p)
{
    p->frame->spreads_late = true;
    p->counter = -1;
    for (int64_t i = 0; i < p->n_calls; i++) {
        const coop__aggregate *aggregate = p->calls[i].aggregate;
        const coop__item *item = p->calls[i].item;
        /* Amounts that are split by rows, as each is rounded or weighted by itself. */
        bool splits = p->frame->sharing != NULL && item->n_programs > 0 &&
                      (aggregate->spread != NULL ? item->programs[0].kind == COOP__NUMBER
                                                 : item->n_programs > 1);
        bool knows = aggregate->n_rows != NULL && p->calls[i].state == i &&
                     aggregate != &coop__count_aggregate;
        p->frame->spreads_late = p->frame->spreads_late && !splits;
        p->counter = knows ? i : p->counter;
    }
}

coop_status coop__plan_open(coop__plan *p, const coop__item *by, int64_t n_by, bool *done,
                            coop_error *err)
{
    *done = !needs_selection(p->frame);
    p->n_rows = p->frame->scope.entry->table->n_rows;
    plan_calls(p, done);
    plan_states(p);
    bool is_swept = *done && p->frame->n_days > 1;
    if (is_swept) {
        COOP__TRY(plan_sweep(p, by, n_by, &is_swept, err));
    }
    if (*done) {
        COOP__TRY(plan_tests(p, done, err));
    }
    if (*done && !is_swept) {
        COOP__TRY(coop__keys_open(p->frame, by, n_by, &p->keys, done, err));
    }
    if (p->frame->overflow) {
        return coop__fail(err, COOP_RANGE, "by: arithmetic left the range of its type");
    }
    /* Sets are spread over whole strips, however few the rows are. */
    bool spreads = p->keys.each >= 0 || p->keys.sets >= 0;
    p->room = spreads ? COOP__STRIP : coop__strip_rows(p->n_rows);
    return COOP_OK;
}
