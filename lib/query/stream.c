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
#include "stream.h"

/* Fewer rows than this are not worth a thread's start. */
#define ROWS_A_THREAD 500000
/* Rows a group that are worth a ledger. */
#define LEDGER_ROWS 16
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
    lane->cells = coop__arena_alloc(&lane->arena, (size_t)room, sizeof *lane->cells);
    lane->sums = coop__arena_alloc(&lane->arena, COOP__SUMS_ROOM, sizeof *lane->sums);
    lane->ledgers = coop__arena_alloc(&lane->arena, (size_t)n_calls, sizeof *lane->ledgers);
    lane->slots = coop__arena_alloc(&lane->arena, (size_t)room, sizeof *lane->slots);
    lane->classes = coop__arena_alloc(&lane->arena, (size_t)room, 1);
    bool done = lane->runners != NULL && lane->groups != NULL && lane->wide != NULL &&
                lane->valid != NULL && lane->cells != NULL && lane->sums != NULL &&
                lane->ledgers != NULL && lane->slots != NULL && lane->classes != NULL;
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

/* ---- a thread's work ---- */

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
bool coop__grow_states(coop__worker *w, int64_t n_groups)
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

/* Where there are more rows than groups, so that a ledger of them is worth its making. Groups of sets
 * and of members, which have none in common, have none. */
static bool open_ledgers(coop__worker *w)
{
    const coop__plan *p = w->plan;
    bool done = true;
    for (int64_t i = 0; i < p->n_calls && done; i++) {
        const coop__call *call = &p->calls[i];
        bool is_worth = call->state == i && call->aggregate->open_ledger != NULL &&
                        p->keys.is_dense && p->keys.sets < 0 &&
                        p->n_rows >= LEDGER_ROWS * p->keys.n_dense;
        done = !is_worth || call->aggregate->open_ledger(call, &w->lane, p->keys.n_dense);
    }
    return done;
}

static void settle_ledgers(coop__worker *w)
{
    for (int64_t i = 0; i < w->plan->n_calls; i++) {
        coop__ledger_settle(&w->plan->calls[i], &w->lane.ledgers[i], w->states[i]);
    }
}

static coop_status worker_open(coop__worker *w, const coop__plan *p, const coop_allocator *allocator)
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
                coop__grow_states(w, p->keys.is_dense ? w->grouper.n_groups + 1 : 16) &&
                open_ledgers(w);
    for (int64_t i = 0; i < p->n_tests && done; i++) {
        done = coop__runner_open(&w->tests[i], &p->tests[i], p->room, arena);
    }
    return done ? COOP_OK : coop__no_memory(&w->err);
}

/* count() is what the engine knows anyhow, and is filled in when all rows were taken. */
static bool is_count(const coop__plan *p, int64_t call)
{
    return p->calls[call].aggregate == &coop__count_aggregate;
}

static void fill_counts(coop__worker *w)
{
    const coop__plan *p = w->plan;
    for (int64_t g = 0; g < w->grouper.n_groups && p->counter >= 0; g++) {
        const coop__call *call = &p->calls[p->counter];
        w->counts[g] = call->aggregate->n_rows(
            call, (const char *)w->states[p->counter] + (size_t)g * call->state_size);
    }
    for (int64_t i = 0; i < p->n_calls; i++) {
        for (int64_t g = 0; g < w->grouper.n_groups && is_count(p, i) && p->calls[i].state == i;
             g++) {
            coop__count_set((char *)w->states[i] + (size_t)g * p->calls[i].state_size,
                            w->counts[g]);
        }
    }
}

/* Rows of each group, and the first of them; groups are counted from `first` on. */
static void count_rows(coop__worker *w, const coop__batch *batch, int64_t first)
{
    const coop__strip *strip = batch->strip;
    int64_t *counts = w->counts + first;
    if (w->plan->counter >= 0) {
        /* known in the end */
    } else if (batch->few != NULL) {
        int64_t total[COOP__FEW] = {0};
        int64_t unused[COOP__FEW] = {0};
        coop__kernel_tally_few(batch->few, batch->few, strip->n, batch->n_groups, total, unused);
        for (int64_t g = 0; g < batch->n_groups; g++) {
            counts[g] += total[g];
        }
    } else {
        for (int64_t i = 0; i < strip->n; i++) {
            counts[batch->groups[i]]++;
        }
    }
    const uint32_t *groups = w->plan->needs_rows ? coop__groups_of(&w->lane, batch) : NULL;
    for (int64_t i = 0; groups != NULL && i < strip->n; i++) {
        int64_t *sample = &w->samples[first + groups[i]];
        int64_t row = strip->rows != NULL ? strip->rows[i] : strip->first + i;
        *sample = *sample == 0 ? row + 1 : *sample;
    }
}

static coop_status take_batch(coop__worker *w, const coop__batch *batch, int64_t first)
{
    if (!coop__grow_states(w, first + batch->n_groups)) {
        return coop__no_memory(&w->err);
    }
    count_rows(w, batch, first);
    for (int64_t i = 0; i < w->plan->n_calls; i++) {
        const coop__call *call = &w->plan->calls[i];
        if (call->state == i && !is_count(w->plan, i)) {
            void *states = coop__state_at(call, w->states[i], first);
            COOP__TRY(call->aggregate->scatter(call, &w->lane, states, batch, &w->err));
        }
    }
    return COOP_OK;
}

static coop_status take_whole(coop__worker *w, const coop__strip *strip)
{
    coop__batch batch;
    return coop__group_strip(&w->grouper, strip, &batch) ? take_batch(w, &batch, 0)
                                                         : coop__no_memory(&w->err);
}

/* A row is there once for each member of its set; groups of members lie behind those of sets. */
static coop_status take_members(coop__worker *w, const coop__strip *strip)
{
    int64_t first = w->plan->keys.sets >= 0 ? w->plan->keys.n_dense : 0;
    for (int64_t at = 0; at < strip->n;) {
        coop__strip spread;
        coop__batch batch;
        if (!coop__spread_strip(&w->grouper, strip, &at, &spread)) {
            return coop__fail(&w->err, COOP_LIMIT, "by: a set has more than %d members",
                              COOP__STRIP);
        }
        if (!coop__group_members(&w->grouper, &spread, &batch)) {
            return coop__no_memory(&w->err);
        }
        COOP__TRY(take_batch(w, &batch, first));
    }
    return COOP_OK;
}

/* Leaves the rows of a strip whose truth is true. */
static void keep_rows(coop__worker *w, coop__strip *strip, const uint8_t *truths)
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
static void test_rows(coop__worker *w, int64_t i, int64_t end, coop__strip *strip)
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

static coop__strip pick_rows(coop__worker *w, coop__strip strip)
{
    const coop__plan *p = w->plan;
    int64_t n_last = p->where_is_last ? 1 : 0;
    if (p->n_tests > n_last) {
        test_rows(w, n_last, p->n_tests, &strip);
    }
    if (n_last > 0 && strip.n > 0) {
        test_rows(w, 0, 1, &strip);
    }
    return strip;
}

static coop_status take_strip(coop__worker *w, int64_t first, int64_t n)
{
    coop__strip all = {.first = first, .n = n};
    coop__strip strip = pick_rows(w, all);
    if (strip.n == 0) {
        return COOP_OK;
    }
    if (w->plan->keys.each >= 0) {
        return take_members(w, &strip);
    }
    COOP__TRY(take_whole(w, &strip));
    if (w->plan->keys.sets >= 0) {
        coop__strip rare;
        coop__rare_strip(&w->grouper, &strip, &rare);
        return take_members(w, &rare);
    }
    return COOP_OK;
}

static void work(coop__worker *w, bool reports)
{
    const coop_run *run = w->plan->frame->query->run;
    bool has_progress = reports && run != NULL && run->progress != NULL;
    int64_t morsel = (int64_t)STRIPS_A_MORSEL * COOP__STRIP;
    int64_t room = w->plan->room;
    for (int64_t row = w->first; row < w->end && w->status == COOP_OK; row += room) {
        int64_t n = w->end - row < room ? w->end - row : room;
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
        settle_ledgers(w);
        fill_counts(w);
    } else { /* there may be groups without states */
        atomic_store_explicit(w->stop, true, memory_order_relaxed);
    }
}

static void *run_worker(void *ctx)
{
    coop__worker *w = ctx;
    work(w, w->first == 0); /* the first range is the calling thread's */
    return NULL;
}

/* ---- the whole ---- */

/* Arithmetic that left its range is told by clause, whichever thread met it. */
static coop_status check_overflow(const coop__worker *workers, int64_t n, coop_error *err)
{
    const char *clause = NULL;
    for (int64_t i = 0; i < n; i++) {
        const coop__worker *w = &workers[i];
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

static coop_status first_failure(coop__worker *workers, int64_t n, coop_error *err)
{
    for (int64_t i = 0; i < n; i++) {
        if (workers[i].status != COOP_OK) {
            return coop__fail(err, workers[i].status, "%s", workers[i].err.message);
        }
    }
    return check_overflow(workers, n, err);
}

static coop_status run_plan(coop__plan *p, coop__worker *workers, int64_t n, const coop_allocator *allocator,
                            coop__result *result, coop_error *err)
{
    atomic_bool stop = false;
    int64_t rows_each = (p->n_rows / n + COOP__STRIP - 1) / COOP__STRIP * COOP__STRIP;
    for (int64_t i = 0; i < n; i++) {
        coop__worker *w = &workers[i];
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
    workers[0].status = coop__join_workers(workers, n);
    COOP__TRY(first_failure(workers, 1, err));
    return coop__finish_groups(&workers[0], result, err);
}

coop_status coop__stream(coop__frame *frame, coop__item *by, int64_t n_by, coop__call *calls,
                         int64_t n_calls, coop__result *result, bool *done, coop_error *err)
{
    coop__plan p = {.frame = frame, .calls = calls, .n_calls = n_calls};
    COOP__TRY(coop__plan_open(&p, by, n_by, done, err));
    COOP__TRY(coop__order_needs_rows(frame, result, &p.needs_rows, err));
    if (!*done) {
        return COOP_OK;
    }
    int64_t n = coop__threads_worth(frame->query->run, p.n_rows, ROWS_A_THREAD);
    coop__worker *workers = coop__arena_alloc(frame->arena, (size_t)n, sizeof *workers);
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
