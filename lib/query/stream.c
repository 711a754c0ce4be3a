/* stream.c -- a query over many rows: strips of a table through test, keys and aggregates, on one
 * thread or several that live for one call.
 *
 * Each thread takes its own range of rows into its own groups; these are joined in the order of
 * the ranges. States can be merged in any order, so the result does not depend on the threads.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdatomic.h>
#include <string.h>

#include "../core/error.h"
#include "../core/threads.h"
#include "aggregate.h"
#include "key.h"

/* Fewer rows than this are not worth a thread's start. */
#define ROWS_A_THREAD 500000
/* Strips between two looks at progress and cancelling: a morsel of 64 K rows. */
#define STRIPS_A_MORSEL 16

/* ---- lanes ---- */

bool coop__lane_open(coop__lane *lane, const coop__call *calls, int64_t n_calls, int64_t room)
{
    size_t n = (size_t)n_calls * COOP__ARGUMENTS_MOST;
    lane->runners = coop__arena_alloc(&lane->arena, n, sizeof *lane->runners);
    lane->groups = coop__arena_alloc(&lane->arena, (size_t)room, sizeof *lane->groups);
    lane->wide = coop__arena_alloc(&lane->arena, (size_t)room, sizeof *lane->wide);
    lane->valid = coop__arena_alloc(&lane->arena, (size_t)room, 1);
    bool done = lane->runners != NULL && lane->groups != NULL && lane->wide != NULL &&
                lane->valid != NULL;
    for (int64_t i = 0; i < n_calls && done; i++) {
        bool is_own = calls[i].state == calls[i].index;
        for (int64_t j = 0; j < COOP__ARGUMENTS_MOST && done && is_own; j++) {
            done = calls[i].codes[j].n == 0 ||
                   coop__runner_open(&lane->runners[i * COOP__ARGUMENTS_MOST + j],
                                     &calls[i].codes[j], room, &lane->arena);
        }
    }
    return done;
}

coop__vector coop__argument(coop__lane *lane, const coop__call *call, int64_t argument,
                            const coop__batch *batch)
{
    return coop__run(&lane->runners[call->index * COOP__ARGUMENTS_MOST + argument], batch->strip);
}

const int64_t *coop__integers_of(coop__lane *lane, const coop__vector *vector, int64_t n)
{
    if (vector->form == COOP__FORM_INT64) {
        return vector->data;
    }
    coop__ints x = {vector->data, 4, true};
    coop__kernel_to_int64(x, n, lane->wide);
    return lane->wide;
}

const uint32_t *coop__groups_of(coop__lane *lane, const coop__batch *batch)
{
    if (batch->groups != NULL) {
        return batch->groups;
    }
    for (int64_t i = 0; i < batch->strip->n; i++) {
        lane->groups[i] = batch->few[i];
    }
    return lane->groups;
}

/* ---- the plan of a query ---- */

typedef struct plan {
    coop__frame *frame;
    coop__keys keys;
    coop__call *calls;
    int64_t n_calls;
    coop__code tests[3]; /* where, from, known: a row enters if all are true */
    int64_t n_tests;
    bool where_is_last; /* it may overflow: it is for rows that pass the other tests */
    int64_t n_rows, room;
    bool needs_rows; /* the first row of each group is kept */
    int64_t counter; /* the call whose state knows the rows of each group, -1: they are counted */
} plan;

/* The day column that plays a time role is not after the day, or is missing. */
static bool add_time_test(plan *p, int64_t at, coop_date day)
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

static coop_status plan_tests(plan *p, bool *done, coop_error *err)
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

static void plan_calls(const plan *p, bool *done)
{
    for (int64_t i = 0; i < p->n_calls && *done; i++) {
        coop__call *call = &p->calls[i];
        *done = call->aggregate->scatter != NULL && !call->is_whole;
        for (int64_t j = 0; j < call->item->n_programs && *done; j++) {
            bool is_bound = call->codes[j].scope != NULL;
            *done = j >= call->aggregate->n_of_state || is_bound;
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
static coop_status plan_sweep(plan *p, const coop__item *by, int64_t n_by, bool *done,
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

static coop_status plan_open(plan *p, const coop__item *by, int64_t n_by, bool *done,
                             coop_error *err)
{
    *done = !needs_selection(p->frame);
    p->n_rows = p->frame->scope.entry->table->n_rows;
    plan_calls(p, done);
    p->counter = -1;
    for (int64_t i = 0; i < p->n_calls; i++) {
        bool knows = p->calls[i].aggregate->n_rows != NULL && p->calls[i].state == i &&
                     p->calls[i].aggregate != &coop__count_aggregate;
        p->counter = knows ? i : p->counter;
    }
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
    p->room = p->keys.each >= 0 || p->n_rows > COOP__STRIP ? COOP__STRIP
              : p->n_rows > 0                             ? p->n_rows : 1;
    return COOP_OK;
}

/* ---- a thread's work ---- */

typedef struct worker {
    const plan *plan;
    coop__lane lane;
    coop__grouper grouper;
    coop__runner tests[3];
    int64_t first, end;
    int64_t *picked;
    uint8_t *truths;
    void **states;      /* of each call, states_capacity groups; NULL for a shared one */
    int64_t *counts;    /* rows of each group */
    int64_t *samples;   /* first row of each group + 1 */
    int64_t capacity;
    atomic_bool *stop;
    coop_status status;
    coop_error err;
} worker;

static bool grow_array(coop__arena *arena, void **array, size_t size, int64_t n, int64_t capacity)
{
    void *more = coop__arena_alloc(arena, (size_t)capacity, size);
    if (more == NULL) {
        return false;
    }
    if (n > 0) {
        memcpy(more, *array, (size_t)n * size);
    }
    *array = more;
    return true;
}

/* Room for the states of so many groups. */
static bool grow_states(worker *w, int64_t n_groups)
{
    int64_t capacity = w->capacity;
    if (n_groups <= capacity) {
        return true;
    }
    while (capacity < n_groups) {
        capacity = capacity == 0 ? (n_groups < 16 ? n_groups : 16) : 2 * capacity;
    }
    coop__arena *arena = &w->lane.arena;
    void *counts = w->counts;
    void *samples = w->samples;
    bool done = grow_array(arena, &counts, sizeof(int64_t), w->capacity, capacity) &&
                (!w->plan->needs_rows ||
                 grow_array(arena, &samples, sizeof(int64_t), w->capacity, capacity));
    w->counts = counts;
    w->samples = samples;
    for (int64_t i = 0; i < w->plan->n_calls && done; i++) {
        const coop__call *call = &w->plan->calls[i];
        done = call->state != i || grow_array(arena, &w->states[i], call->state_size,
                                              w->capacity, capacity);
    }
    w->capacity = done ? capacity : w->capacity;
    return done;
}

static coop_status worker_open(worker *w, const plan *p, const coop_allocator *allocator)
{
    coop__arena *arena = &w->lane.arena;
    w->plan = p;
    arena->a = allocator;
    w->picked = coop__arena_alloc(arena, (size_t)p->room, sizeof *w->picked);
    w->truths = coop__arena_alloc(arena, (size_t)p->room, 1);
    w->states = coop__arena_alloc(arena, (size_t)p->n_calls, sizeof *w->states);
    bool done = w->picked != NULL && w->truths != NULL && w->states != NULL &&
                coop__lane_open(&w->lane, p->calls, p->n_calls, p->room) &&
                coop__grouper_open(&w->grouper, &p->keys, p->room, arena) &&
                grow_states(w, p->keys.is_dense ? p->keys.n_dense + 1 : 16);
    for (int64_t i = 0; i < p->n_tests && done; i++) {
        done = coop__runner_open(&w->tests[i], &p->tests[i], p->room, arena);
    }
    return done ? COOP_OK : coop__no_memory(&w->err);
}

/* count() is what the engine knows anyhow, and is filled in when all rows were taken. */
static bool is_count(const plan *p, int64_t call)
{
    return p->calls[call].aggregate == &coop__count_aggregate;
}

static void fill_counts(worker *w)
{
    const plan *p = w->plan;
    for (int64_t g = 0; g < w->grouper.n_groups && p->counter >= 0; g++) {
        const coop__call *call = &p->calls[p->counter];
        w->counts[g] = call->aggregate->n_rows((const char *)w->states[p->counter] +
                                               (size_t)g * call->state_size);
    }
    for (int64_t i = 0; i < p->n_calls; i++) {
        for (int64_t g = 0; g < w->grouper.n_groups && is_count(p, i) && p->calls[i].state == i;
             g++) {
            coop__count_set((char *)w->states[i] + (size_t)g * p->calls[i].state_size,
                            w->counts[g]);
        }
    }
}

/* Rows of each group, and the first of them. */
static void count_rows(worker *w, const coop__batch *batch)
{
    const coop__strip *strip = batch->strip;
    if (w->plan->counter >= 0) {
        /* known in the end */
    } else if (batch->few != NULL) {
        int64_t total[COOP__FEW] = {0};
        int64_t unused[COOP__FEW] = {0};
        coop__kernel_tally_few(batch->few, batch->few, strip->n, batch->n_groups, total, unused);
        for (int64_t g = 0; g < batch->n_groups; g++) {
            w->counts[g] += total[g];
        }
    } else {
        for (int64_t i = 0; i < strip->n; i++) {
            w->counts[batch->groups[i]]++;
        }
    }
    const uint32_t *groups = w->plan->needs_rows ? coop__groups_of(&w->lane, batch) : NULL;
    for (int64_t i = 0; groups != NULL && i < strip->n; i++) {
        int64_t *sample = &w->samples[groups[i]];
        int64_t row = strip->rows != NULL ? strip->rows[i] : strip->first + i;
        *sample = *sample == 0 ? row + 1 : *sample;
    }
}

static coop_status take_batch(worker *w, const coop__strip *strip)
{
    coop__batch batch;
    if (!coop__group_strip(&w->grouper, strip, &batch) || !grow_states(w, batch.n_groups)) {
        return coop__no_memory(&w->err);
    }
    if (w->plan->keys.each >= 0) {
        batch.parts = w->grouper.parts;
        batch.ranks = w->grouper.ranks;
    }
    count_rows(w, &batch);
    for (int64_t i = 0; i < w->plan->n_calls; i++) {
        const coop__call *call = &w->plan->calls[i];
        if (call->state == i && !is_count(w->plan, i)) {
            COOP__TRY(call->aggregate->scatter(call, &w->lane, w->states[i], &batch, &w->err));
        }
    }
    return COOP_OK;
}

/* Leaves the rows of a strip whose truth is true. */
static void keep_rows(worker *w, coop__strip *strip, const uint8_t *truths)
{
    int64_t n = 0;
    if (strip->rows == NULL) {
        n = coop__kernel_pick(truths, strip->n, COOP__TRUE, strip->first, w->picked);
        strip->rows = n == strip->n ? NULL : w->picked;
    } else {
        for (int64_t i = 0; i < strip->n; i++) {
            w->picked[n] = w->picked[i];
            n += truths[i] == COOP__TRUE ? 1 : 0;
        }
    }
    strip->n = n;
}

/* The rows of a strip that pass tests i to end - 1. */
static void test_rows(worker *w, int64_t i, int64_t end, coop__strip *strip)
{
    if (i + 1 == end) {
        keep_rows(w, strip, coop__run(&w->tests[i], strip).data);
        return;
    }
    memset(w->truths, COOP__TRUE, (size_t)strip->n);
    for (; i < end; i++) {
        coop__kernel_and(w->truths, coop__run(&w->tests[i], strip).data, strip->n, w->truths);
    }
    keep_rows(w, strip, w->truths);
}

static coop__strip pick_rows(worker *w, coop__strip strip)
{
    const plan *p = w->plan;
    int64_t n_last = p->where_is_last ? 1 : 0;
    if (p->n_tests > n_last) {
        test_rows(w, n_last, p->n_tests, &strip);
    }
    if (n_last > 0 && strip.n > 0) {
        test_rows(w, 0, 1, &strip);
    }
    return strip;
}

static coop_status take_strip(worker *w, int64_t first, int64_t n)
{
    coop__strip all = {.first = first, .n = n};
    coop__strip strip = pick_rows(w, all);
    if (strip.n == 0) {
        return COOP_OK;
    }
    if (w->plan->keys.each < 0) {
        return take_batch(w, &strip);
    }
    for (int64_t at = 0; at < strip.n;) {
        coop__strip spread;
        if (!coop__spread_strip(&w->grouper, &strip, &at, &spread)) {
            return coop__fail(&w->err, COOP_LIMIT, "by: a set has more than %d members",
                              COOP__STRIP);
        }
        COOP__TRY(take_batch(w, &spread));
    }
    return COOP_OK;
}

static void work(worker *w, bool reports)
{
    const coop_run *run = w->plan->frame->query->run;
    bool has_progress = reports && run != NULL && run->progress != NULL;
    int64_t morsel = (int64_t)STRIPS_A_MORSEL * COOP__STRIP;
    for (int64_t row = w->first; row < w->end && w->status == COOP_OK; row += COOP__STRIP) {
        int64_t n = w->end - row < COOP__STRIP ? w->end - row : COOP__STRIP;
        w->status = take_strip(w, row, n);
        bool is_edge = (row - w->first) % morsel == 0;
        double done = (double)(row - w->first) / (double)(w->end - w->first);
        if (is_edge && has_progress && run->progress(run->progress_ctx, done) != 0) {
            w->status = coop__fail(&w->err, COOP_CANCELLED, "the progress callback asked to stop");
        }
        if (is_edge && atomic_load_explicit(w->stop, memory_order_relaxed)) {
            break;
        }
    }
    if (w->status == COOP_OK) {
        fill_counts(w);
    } else { /* there may be groups without states */
        atomic_store_explicit(w->stop, true, memory_order_relaxed);
    }
}

static void *run_worker(void *ctx)
{
    worker *w = ctx;
    work(w, w->first == 0); /* the first range is the calling thread's */
    return NULL;
}

/* ---- joining ---- */

static coop_status join_group(worker *to, worker *from, int64_t group)
{
    int64_t target = coop__grouper_find(&to->grouper, &from->grouper, group);
    if (target < 0 || !grow_states(to, to->grouper.n_groups)) {
        return coop__no_memory(&to->err);
    }
    to->counts[target] += from->counts[group];
    if (to->plan->needs_rows && to->samples[target] == 0) {
        to->samples[target] = from->samples[group];
    }
    for (int64_t i = 0; i < to->plan->n_calls; i++) {
        const coop__call *call = &to->plan->calls[i];
        size_t size = call->state_size;
        if (call->state == i) {
            COOP__TRY(call->aggregate->merge(call, &to->lane.arena,
                                             (char *)to->states[i] + (size_t)target * size,
                                             (const char *)from->states[i] + (size_t)group * size,
                                             &to->err));
        }
    }
    return COOP_OK;
}

static coop_status join_workers(worker *workers, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        for (int64_t group = 0; group < workers[i].grouper.n_groups; group++) {
            if (workers[i].counts[group] > 0) {
                COOP__TRY(join_group(&workers[0], &workers[i], group));
            }
        }
    }
    return COOP_OK;
}

/* Every day of a sweep has the rows of the days before. */
static coop_status join_days(worker *w)
{
    const plan *p = w->plan;
    int64_t n_rest = p->frame->is_sweep ? p->keys.n_dense / p->frame->n_days : p->keys.n_dense;
    for (int64_t g = n_rest; g < w->grouper.n_groups && p->frame->is_sweep; g++) {
        w->counts[g] += w->counts[g - n_rest];
        if (p->needs_rows && w->samples[g - n_rest] > 0) {
            w->samples[g] = w->samples[g - n_rest];
        }
        for (int64_t i = 0; i < p->n_calls; i++) {
            const coop__call *call = &p->calls[i];
            char *state = (char *)w->states[i] + (size_t)g * call->state_size;
            if (call->state == i) {
                COOP__TRY(call->aggregate->merge(call, &w->lane.arena, state,
                                                 state - (size_t)n_rest * call->state_size,
                                                 &w->err));
            }
        }
    }
    return COOP_OK;
}

/* ---- the result ---- */

static coop_status finish_group(const worker *w, int64_t group, coop__value *values,
                                coop_error *err)
{
    const plan *p = w->plan;
    for (int64_t k = 0; k < p->keys.n; k++) {
        *values++ = coop__group_key(&w->grouper, group, k);
    }
    for (int64_t i = 0; i < p->n_calls; i++) {
        const coop__call *call = &p->calls[i];
        size_t size = call->state_size;
        const char *state = (const char *)w->states[call->state] + (size_t)group * size;
        COOP__TRY(call->aggregate->finish(call, state, values, err));
        values += call->n_outputs;
    }
    return COOP_OK;
}

static coop_status finish(const worker *w, coop__result *result, coop_error *err)
{
    const plan *p = w->plan;
    int64_t n = 0;
    bool keeps_empty = p->keys.n == (p->frame->is_sweep ? 1 : 0); /* the count of nothing is 0 */
    for (int64_t g = 0; g < w->grouper.n_groups; g++) {
        n += w->counts[g] > 0 || keeps_empty ? 1 : 0;
    }
    if (p->frame->is_sweep) {
        COOP__TRY(coop__name_day(p->frame, result, err));
    }
    COOP__TRY(coop__result_new(p->frame, result->n_outputs, n, result, err));
    int64_t at = 0;
    for (int64_t g = 0; g < w->grouper.n_groups; g++) {
        if (w->counts[g] == 0 && !keeps_empty) {
            continue;
        }
        COOP__TRY(finish_group(w, g, result->values + at * result->n_outputs, err));
        result->sample[at++] = p->needs_rows ? w->samples[g] - 1 : -1;
    }
    return COOP_OK;
}

/* Arithmetic that left its range is told by clause, whichever thread met it. */
static coop_status check_overflow(const worker *workers, int64_t n, coop_error *err)
{
    const char *clause = NULL;
    for (int64_t i = 0; i < n; i++) {
        const worker *w = &workers[i];
        for (int64_t k = 0; k < w->plan->n_calls * COOP__ARGUMENTS_MOST; k++) {
            clause = clause == NULL && w->lane.runners[k].overflow ? "select" : clause;
        }
        clause = coop__grouper_overflow(&w->grouper) ? "by" : clause;
    }
    for (int64_t i = 0; i < n; i++) {
        for (int64_t k = 0; k < workers[i].plan->n_tests; k++) {
            clause = workers[i].tests[k].overflow ? "where" : clause;
        }
    }
    return clause == NULL ? COOP_OK
                          : coop__fail(err, COOP_RANGE, "%s: arithmetic left the range of its type",
                                       clause);
}

static coop_status first_failure(worker *workers, int64_t n, coop_error *err)
{
    for (int64_t i = 0; i < n; i++) {
        if (workers[i].status != COOP_OK) {
            return coop__fail(err, workers[i].status, "%s", workers[i].err.message);
        }
    }
    return check_overflow(workers, n, err);
}

static coop_status run_plan(plan *p, worker *workers, int64_t n, const coop_allocator *allocator,
                            coop__result *result, coop_error *err)
{
    atomic_bool stop = false;
    int64_t rows_each = (p->n_rows / n + COOP__STRIP - 1) / COOP__STRIP * COOP__STRIP;
    for (int64_t i = 0; i < n; i++) {
        worker *w = &workers[i];
        w->first = i * rows_each < p->n_rows ? i * rows_each : p->n_rows;
        w->end = i == n - 1 || (i + 1) * rows_each > p->n_rows ? p->n_rows : (i + 1) * rows_each;
        w->stop = &stop;
        w->status = worker_open(w, p, allocator);
        if (w->status != COOP_OK) {
            return coop__no_memory(err);
        }
    }
    coop__threads_run(run_worker, workers, sizeof *workers, n);
    COOP__TRY(first_failure(workers, n, err));
    workers[0].status = join_workers(workers, n);
    if (workers[0].status == COOP_OK) {
        workers[0].status = join_days(&workers[0]);
    }
    COOP__TRY(first_failure(workers, 1, err));
    return finish(&workers[0], result, err);
}

coop_status coop__stream(coop__frame *frame, coop__item *by, int64_t n_by, coop__call *calls,
                         int64_t n_calls, coop__result *result, bool *done, coop_error *err)
{
    plan p = {.frame = frame, .calls = calls, .n_calls = n_calls};
    COOP__TRY(plan_open(&p, by, n_by, done, err));
    COOP__TRY(coop__order_needs_rows(frame, result, &p.needs_rows, err));
    if (!*done) {
        return COOP_OK;
    }
    int64_t n = coop__threads_worth(frame->query->run, p.n_rows, ROWS_A_THREAD);
    worker *workers = coop__arena_alloc(frame->arena, (size_t)n, sizeof *workers);
    if (workers == NULL) {
        return coop__no_memory(err);
    }
    coop__turns turns;
    coop_allocator shared = *frame->allocator;
    n = n > 1 && !coop__turns_open(&turns, frame->allocator, &shared) ? 1 : n;
    coop_status status = run_plan(&p, workers, n, &shared, result, err);
    for (int64_t i = 0; i < n; i++) {
        coop__arena_free(&workers[i].lane.arena);
    }
    if (n > 1) {
        coop__turns_close(&turns);
    }
    return status;
}
