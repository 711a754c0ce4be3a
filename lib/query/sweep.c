/* sweep.c -- all days of a series in one pass.
 *
 * A row that enters on some day is there on every later one. So rows are grouped by the day they
 * enter on, and the states of each day are then joined to those of the next.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "key.h"

#define CELLS_MOST 65536

coop_status coop__sweep_key(coop__frame *frame, coop__key *out, bool *done, coop_error *err)
{
    const coop__entry *entry = frame->scope.entry;
    const coop__column *column = entry->from < 0 ? NULL : &entry->table->columns[entry->from];
    coop__key key = {.kind = COOP__KEY_TABLE, .n_values = frame->n_days};
    *done = column != NULL && column->type == COOP_TYPE_DATE &&
            coop__domain_of_column(column, CELLS_MOST, &key.domain);
    if (!*done) {
        return COOP_OK;
    }
    key.numbers = coop__arena_alloc(frame->arena, (size_t)key.domain.n + 1, sizeof *key.numbers);
    key.values = coop__arena_alloc(frame->arena, (size_t)frame->n_days, sizeof *key.values);
    if (key.numbers == NULL || key.values == NULL) {
        return coop__no_memory(err);
    }
    int64_t day = 0;
    for (int64_t i = 0; i < key.domain.n; i++) {
        while (day < frame->n_days - 1 && key.domain.first + i > frame->days[day]) {
            day++;
        }
        key.numbers[i] = (uint32_t)day; /* what begins after the last day is tested away */
    }
    for (int64_t i = 0; i < frame->n_days; i++) {
        key.values[i].kind = COOP__SPAN;
        key.values[i].of.span.first = frame->days[i];
        key.values[i].of.span.last = frame->days[i];
    }
    bool is_made = coop__key_narrow(frame->arena, &key);
    *out = key;
    return is_made ? COOP_OK : coop__no_memory(err);
}

static void set_day(const coop__program *program, coop_date day)
{
    for (int64_t i = 0; i < program->n; i++) {
        if (program->nodes[i].is_day) {
            program->nodes[i].value.of.span.first = day;
            program->nodes[i].value.of.span.last = day;
        }
    }
}

static bool is_in(const coop__ranges *ranges, int64_t value)
{
    bool found = false;
    for (int32_t k = 0; k < ranges->n; k++) {
        found = found || (value >= ranges->first[k] && value <= ranges->last[k]);
    }
    return found;
}

/* The test of one day as ranges of one column; NULL: it is no such test. */
static coop_status day_ranges(coop__frame *frame, const coop__program *program, int64_t day,
                              const coop__step **out, coop_error *err)
{
    coop__code code = {0};
    bool done = false;
    set_day(program, frame->days[day]);
    COOP__TRY(coop__compile(program, &frame->scope, &code, &done, err));
    bool fits = done && code.n == 1 && code.steps[0].kind == COOP__STEP_RANGES &&
                code.steps[0].missing != COOP__TRUE;
    *out = fits ? &code.steps[0] : NULL;
    return COOP_OK;
}

/* The first day on which a value is in its ranges, n_days for none; -1: it leaves them again. */
static int64_t first_day(const coop__step *const *steps, int64_t n_days, int64_t value)
{
    int64_t day = 0;
    while (day < n_days && !is_in(&steps[day]->ranges, value)) {
        day++;
    }
    for (int64_t later = day; later < n_days; later++) {
        if (!is_in(&steps[later]->ranges, value)) {
            return -1;
        }
    }
    return day;
}

/* The days of cells as slots of a ledger, where they fit 16 bits. False: no memory. */
static bool fill_slots(coop__frame *frame, coop__sweep *sweep)
{
    int64_t n = sweep->domain.n;
    if ((frame->n_days + 2) * (int64_t)sweep->n_groups > UINT16_MAX) {
        return true;
    }
    uint16_t *slots = coop__arena_alloc(frame->arena, (size_t)n + 1, sizeof *slots);
    for (int64_t i = 0; slots != NULL && i < n; i++) {
        slots[i] = (uint16_t)(sweep->start[i] / sweep->n_rest * sweep->n_groups);
    }
    if (slots != NULL) {
        slots[n] = (uint16_t)((frame->n_days + 1) * (int64_t)sweep->n_groups);
    }
    sweep->slots = slots;
    return slots != NULL;
}

static coop_status fill_sweep(coop__frame *frame, const coop__step *const *steps,
                              const coop__keys *keys, coop__sweep *sweep, bool *done,
                              coop_error *err)
{
    int64_t n_rest = keys->n_dense / frame->n_days;
    uint32_t *start =
        coop__arena_alloc(frame->arena, (size_t)sweep->domain.n + 1, sizeof *start);
    uint32_t *rest = coop__arena_alloc(frame->arena, (size_t)keys->n_dense, sizeof *rest);
    if (start == NULL || rest == NULL) {
        return coop__no_memory(err);
    }
    *done = true;
    for (int64_t i = 0; i < sweep->domain.n && *done; i++) {
        int64_t day = first_day(steps, frame->n_days, sweep->domain.first + i);
        *done = day >= 0;
        start[i] = (uint32_t)(day * n_rest);
    }
    start[sweep->domain.n] = (uint32_t)keys->n_dense; /* a missing value never is true */
    for (int64_t g = 0; g < keys->n_dense; g++) {
        rest[g] = (uint32_t)(g % n_rest);
    }
    sweep->start = start;
    sweep->rest = rest;
    sweep->n_groups = (uint32_t)keys->n_dense;
    sweep->n_rest = (uint32_t)n_rest;
    sweep->is_unknown = steps[0]->missing == COOP__UNKNOWN;
    return !*done || fill_slots(frame, sweep) ? COOP_OK : coop__no_memory(err);
}

coop_status coop__sweep_call(coop__frame *frame, const coop__keys *keys, coop__call *call,
                             bool *done, coop_error *err)
{
    const coop__program *program = call->item->n_programs > 0 ? &call->item->programs[0] : NULL;
    bool sweeps = call->aggregate->sweeps && call->item->n_programs == 1;
    for (int64_t i = 0; i < call->item->n_programs; i++) {
        *done = *done && (!call->item->programs[i].hangs_on_day || sweeps);
    }
    if (!*done || program == NULL || !program->hangs_on_day) {
        return COOP_OK;
    }
    const coop__step **steps =
        coop__arena_alloc(frame->arena, (size_t)frame->n_days, sizeof *steps);
    coop__sweep *sweep = coop__arena_alloc(frame->arena, 1, sizeof *sweep);
    if (steps == NULL || sweep == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t day = 0; day < frame->n_days && *done; day++) {
        COOP__TRY(day_ranges(frame, program, day, &steps[day], err));
        *done = steps[day] != NULL && steps[day]->column == steps[0]->column &&
                steps[day]->missing == steps[0]->missing;
    }
    set_day(program, frame->scope.moment.as_of);
    *done = *done && coop__domain_of_column(steps[0]->column, CELLS_MOST, &sweep->domain);
    if (*done) {
        COOP__TRY(fill_sweep(frame, steps, keys, sweep, done, err));
        call->sweep = sweep;
    }
    return COOP_OK;
}
