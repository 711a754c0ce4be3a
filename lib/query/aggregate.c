/* aggregate.c -- what aggregates share, and those that count: count and share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <coopstat/proportion.h>

#include "../core/error.h"
#include "aggregate.h"

/* ---- outputs ---- */

/* name_argument, where the argument is a column or a text: rate_completed, sum_amount. */
static char *base_name(const coop__call *call, coop__arena *arena, const char *suffix)
{
    const coop__item *item = call->item;
    const char *stem = item->name != NULL ? item->name : item->aggregate;
    const char *argument = "";
    size_t n_argument = 0;
    if (item->name == NULL && item->n_programs > 0) {
        const coop__node *node = &item->programs[0].nodes[0];
        bool is_text = node->op == COOP__OP_CONSTANT && node->value.kind == COOP__TEXT;
        argument = is_text ? node->value.of.text.bytes : item->programs[0].text;
        n_argument = is_text ? node->value.of.text.n : item->programs[0].text_n;
    }
    size_t n_stem = strlen(stem);
    size_t n_suffix = strlen(suffix);
    char *name = coop__arena_alloc(arena, n_stem + n_argument + n_suffix + 2, 1);
    if (name != NULL) {
        memcpy(name, stem, n_stem);
        if (n_argument > 0) {
            name[n_stem++] = '_';
            memcpy(name + n_stem, argument, n_argument);
        }
        memcpy(name + n_stem + n_argument, suffix, n_suffix);
    }
    return name;
}

coop_status coop__call_output(coop__call *call, const char *suffix, coop_type type, int32_t scale,
                              coop_error *err)
{
    char *name = base_name(call, call->frame->arena, suffix);
    if (name == NULL) {
        return coop__no_memory(err);
    }
    coop__output output = {name, type, scale};
    call->outputs[call->n_outputs++] = output;
    return COOP_OK;
}

static coop__presence presence(uint16_t flags, uint16_t out, uint16_t surely_out)
{
    return (flags & surely_out) != 0                 ? COOP__OUT
           : (flags & (out | COOP__POSSIBLE)) != 0 ? COOP__MAYBE_IN
                                                     : COOP__IN;
}

/* A row whose only parts are possible is possible itself: it is a leaf if they are out. This makes
 * the interval wider than need be, as both are in its upper end. */
coop__presence coop__in_cut(coop__cut cut, coop__cut fallback, uint16_t flags)
{
    cut = cut == COOP__CUT_DEFAULT ? fallback : cut;
    return cut == COOP__CUT_LEAVES  ? presence(flags, COOP__WHOLE, COOP__WHOLE_SURE)
           : cut == COOP__CUT_ROOTS ? presence(flags, COOP__PART, COOP__PART_SURE)
                                    : presence(flags, 0, 0);
}

coop_status coop__check_explicit(const coop__frame *frame, const coop__selection *rows,
                                 uint16_t part, coop_error *err)
{
    const coop__entry *entry = frame->scope.entry;
    for (int64_t i = 0; frame->cut == COOP__CUT_EXPLICIT && i < rows->n; i++) {
        if ((rows->flags[i] & part) != 0) {
            const coop__column *key = &entry->table->columns[entry->key];
            return coop__fail(err, COOP_CONFLICT,
                              "cut is 'explicit', but '%s' is part of another selected row",
                              key->words.words[coop__code_at(key, rows->rows[i])]);
        }
    }
    return COOP_OK;
}

/* Under bounds a value comes as least and most as soon as a date in the query may be imprecise. */
bool coop__has_doubt(const coop__call *call)
{
    const coop__frame *frame = call->frame;
    return frame->doubt == COOP__BOUNDS && (frame->has_doubt_test || frame->has_doubt_time);
}

coop_status coop__pair_of_outputs(coop__call *call, bool is_pair, coop_type type, int32_t scale,
                                  coop_error *err)
{
    if (!is_pair) {
        return coop__call_output(call, "", type, scale, err);
    }
    COOP__TRY(coop__call_output(call, "_least", type, scale, err));
    return coop__call_output(call, "_most", type, scale, err);
}

coop__value coop__integer_value(int64_t integer)
{
    coop__value value = {.kind = COOP__INTEGER, .most = integer};
    value.of.integer = integer;
    return value;
}

coop__value coop__number_value(double number)
{
    coop__value value = {.kind = COOP__NUMBER, .is_null = isnan(number) != 0};
    value.of.number = value.is_null ? 0 : number;
    return value;
}

coop_status coop__update_by_scatter(const coop__call *call, coop__lane *lane, void *state,
                                    const coop__selection *rows, coop_error *err)
{
    int64_t taken[COOP__CHUNK];
    coop__cut cut = call->frame->cut;
    COOP__TRY(coop__check_explicit(call->frame, rows, COOP__PART, err));
    COOP__TRY(coop__check_currencies(call, rows, err));
    memset(lane->groups, 0, COOP__CHUNK * sizeof *lane->groups);
    for (int64_t i = 0; i < rows->n;) {
        coop__strip strip = {.rows = taken};
        for (; i < rows->n && strip.n < COOP__CHUNK; i++) {
            if (coop__in_cut(cut, call->aggregate->cut, rows->flags[i]) != COOP__OUT) {
                taken[strip.n++] = rows->rows[i];
            }
        }
        coop__batch batch = {.strip = &strip, .n_groups = 1, .groups = lane->groups};
        COOP__TRY(call->aggregate->scatter(call, lane, state, &batch, err));
    }
    return COOP_OK;
}

/* ---- count ---- */

typedef struct count_state {
    int64_t certain, possible;
} count_state;

static coop_status count_bind(coop__call *call, coop_error *err)
{
    return coop__pair_of_outputs(call, coop__has_doubt(call), COOP_TYPE_INT64, 0, err);
}

static coop_status count_update(const coop__call *call, void *state, const coop__selection *rows,
                                coop_error *err)
{
    count_state *count = state;
    COOP__TRY(coop__check_explicit(call->frame, rows, COOP__PART, err));
    for (int64_t i = 0; i < rows->n; i++) {
        coop__presence in = coop__in_cut(call->frame->cut, COOP__CUT_LEAVES, rows->flags[i]);
        count->certain += in == COOP__IN ? 1 : 0;
        count->possible += in != COOP__OUT ? 1 : 0;
    }
    return COOP_OK;
}

static coop_status count_scatter(const coop__call *call, coop__lane *lane, void *states,
                                 const coop__batch *batch, coop_error *err)
{
    (void)call;
    (void)err;
    count_state *counts = states;
    const uint32_t *groups = coop__groups_of(lane, batch);
    for (int64_t i = 0; i < batch->strip->n; i++) {
        counts[groups[i]].certain++;
    }
    return COOP_OK;
}

void coop__count_set(void *state, int64_t n)
{
    count_state *count = state;
    count->certain = n;
}

static int64_t count_rows(const coop__call *call, const void *state)
{
    (void)call;
    const count_state *count = state;
    return count->certain;
}

static coop_status count_merge(const coop__call *call, coop__arena *arena, void *state,
                               const void *other, coop_error *err)
{
    (void)call;
    (void)arena;
    count_state *count = state;
    const count_state *more = other;
    COOP__TRY(coop__add_count(&count->certain, more->certain, err));
    return coop__add_count(&count->possible, more->possible, err);
}

static coop_status count_write(const coop__call *call, coop__arena *arena, const void *state,
                               coop__buffer *out, coop_error *err)
{
    (void)arena;
    const count_state *count = state;
    /* Where there is one output, rows that are taken by strips leave the upper count alone. */
    int64_t possible = call->n_outputs == 2 ? count->possible : count->certain;
    bool done = coop__write_64(out, count->certain) && coop__write_64(out, possible);
    return done ? COOP_OK : coop__no_memory(err);
}

static coop_status count_read(const coop__call *call, coop__arena *arena, void *state,
                              coop__reader *in, coop_error *err)
{
    (void)arena;
    count_state *count = state;
    COOP__TRY(coop__read_count(in, &count->certain, err));
    COOP__TRY(coop__read_count(in, &count->possible, err));
    bool is_sound = call->n_outputs == 2 ? count->possible >= count->certain
                                         : count->possible == count->certain;
    return is_sound ? COOP_OK : coop__bad_state(err, "it is of a count with bounds");
}

static coop_status count_finish(const coop__call *call, const void *state, coop__value *outputs,
                                coop_error *err)
{
    (void)err;
    const count_state *count = state;
    outputs[0] = coop__integer_value(count->certain);
    if (call->n_outputs == 2) {
        outputs[1] = coop__integer_value(count->possible);
    }
    return COOP_OK;
}

const coop__aggregate coop__count_aggregate = {
    .name = "count", .meaning = "rows of the group, leaves of a tree only",
    .state_size = sizeof(count_state), .takes_doubt = true, .cut = COOP__CUT_LEAVES,
    .bind = count_bind, .update = count_update, .scatter = count_scatter,
    .n_rows = count_rows, .merge = count_merge, .serialise = count_write, .restore = count_read,
    .finish = count_finish};

/* ---- share ---- */

coop_status coop__share_outputs(coop__call *call, coop_error *err)
{
    static const char *const suffixes[] = {"",      "_low",   "_high",    "_worst", "_best",
                                           "_hits", "_known", "_unknown", "_total"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        COOP__TRY(coop__call_output(call, suffixes[i], i < 5 ? COOP_TYPE_FLOAT64 : COOP_TYPE_INT64,
                                    0, err));
    }
    return COOP_OK;
}

static double ratio(int64_t part, int64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : NAN;
}

coop_status coop__share_finish(const coop__call *call, int64_t hits, int64_t known, int64_t total,
                               coop__value *outputs, coop_error *err)
{
    const coop_query *query = call->frame->query;
    double level = query->level == 0 ? 0.95 : query->level;
    coop_interval limits = {NAN, NAN};
    coop_interval checked; /* method and level are checked where there is nothing to put them on */
    COOP__TRY(known > 0
                  ? coop_proportion_interval(query->interval, hits, known, level, &limits, err)
                  : coop_proportion_interval(query->interval, 0, 1, level, &checked, err));
    const double numbers[5] = {ratio(hits, known), limits.low, limits.high, ratio(hits, total),
                               ratio(hits + total - known, total)};
    const int64_t counts[4] = {hits, known, total - known, total};
    for (int i = 0; i < 5; i++) {
        outputs[i] = coop__number_value(numbers[i]);
    }
    for (int i = 0; i < 4; i++) {
        outputs[5 + i] = coop__integer_value(counts[i]);
    }
    return COOP_OK;
}

/* Rows by what the test said of them: false, missing, in doubt, true. */
typedef struct share_state {
    int64_t by_truth[4];
} share_state;

static bool has_weight(const coop__call *call)
{
    return call->item->n_programs > 1;
}

static coop_status share_bind(coop__call *call, coop_error *err)
{
    const coop__program *program = &call->item->programs[0];
    if (program->kind != COOP__TRUTH) {
        return coop__fail_in(err, COOP_TYPE, program, call->item->at,
                             "share takes a test, found a %s", coop__kind_name(program->kind));
    }
    return has_weight(call) ? coop__weighted_bind(call, err) : coop__share_outputs(call, err);
}

/* A row that is only possible, or whose test is in doubt, counts as unknown. */
static coop_status share_update(const coop__call *call, void *state, const coop__selection *rows,
                                coop_error *err)
{
    share_state *share = state;
    if (has_weight(call)) {
        return coop__weighted_update(call, state, rows, err);
    }
    COOP__TRY(coop__check_explicit(call->frame, rows, COOP__PART, err));
    for (int64_t i = 0; i < rows->n; i++) {
        coop__presence in = coop__in_cut(call->frame->cut, COOP__CUT_LEAVES, rows->flags[i]);
        coop__value value = coop__evaluate(&call->item->programs[0], &call->frame->scope,
                                           rows->rows[i]);
        coop__truth truth = value.is_null ? COOP__UNKNOWN : value.of.truth;
        if (in != COOP__OUT) {
            share->by_truth[in == COOP__IN ? truth : COOP__MAYBE]++;
        }
    }
    return COOP_OK;
}

/* Groups and truths of few groups at once; a truth that is missing is counted beside. */
static void share_few(share_state *shares, const coop__batch *batch, const uint8_t *truths)
{
    int64_t n = batch->strip->n;
    int64_t total[COOP__FEW] = {0};
    int64_t hits[COOP__FEW] = {0};
    coop__kernel_tally_few(batch->few, truths, n, batch->n_groups, total, hits);
    for (int64_t g = 0; g < batch->n_groups; g++) {
        shares[g].by_truth[COOP__FALSE] += total[g] - hits[g];
        shares[g].by_truth[COOP__TRUE] += hits[g];
    }
    if (memchr(truths, COOP__UNKNOWN, (size_t)n) == NULL) {
        return;
    }
    for (int64_t i = 0; i < n; i++) {
        bool is_missing = truths[i] == COOP__UNKNOWN;
        shares[batch->few[i]].by_truth[COOP__FALSE] -= is_missing ? 1 : 0;
        shares[batch->few[i]].by_truth[COOP__UNKNOWN] += is_missing ? 1 : 0;
    }
}

/* Group from which on a row counts as true. */
static inline uint32_t later_group(const coop__sweep *sweep, uint32_t group, uint32_t start)
{
    uint32_t later = start + sweep->rest[group];
    later = later > group ? later : group;
    return later < sweep->n_groups ? later : sweep->n_groups;
}

/* A row counts as false where it enters, and as true besides in the group of a later day. */
static void share_sweep(const coop__call *call, share_state *shares, const coop__batch *batch,
                        coop__lane *lane)
{
    const coop__sweep *sweep = call->sweep;
    int64_t n = batch->strip->n;
    const uint32_t *groups = coop__groups_of(lane, batch);
    coop__ledger *ledger = coop__ledger_of(lane, call, shares, n);
    coop__cell_numbers(&sweep->domain, batch->strip, lane->valid, lane->wide, lane->cells);
    if (ledger != NULL) {
        coop__kernel_count_cells(sweep->slots, lane->cells, groups, n, ledger->counts);
        return;
    }
    for (int64_t i = 0; i < n; i++) {
        bool is_missing = sweep->is_unknown && lane->cells[i] == sweep->domain.n;
        shares[groups[i]].by_truth[is_missing ? COOP__UNKNOWN : COOP__FALSE]++;
        shares[later_group(sweep, groups[i], sweep->start[lane->cells[i]])]
            .by_truth[COOP__TRUE]++;
    }
}

/* Classes are truths; in a sweep days, never, and missing. */
static bool share_open_ledger(const coop__call *call, coop__lane *lane, int64_t n_groups)
{
    coop__ledger *ledger = &lane->ledgers[call->index];
    const coop__sweep *sweep = call->sweep;
    if (has_weight(call)) {
        return coop__weighted_open_ledger(call, lane, n_groups);
    }
    if (sweep == NULL) {
        return coop__ledger_open(ledger, &lane->arena, n_groups, 4, NULL);
    }
    return sweep->slots == NULL || coop__ledger_open(ledger, &lane->arena, n_groups,
                                                    n_groups / sweep->n_rest + 2, NULL);
}

static void settle_sweep(const coop__sweep *sweep, const coop__ledger *ledger, share_state *shares)
{
    for (int64_t k = 0; k < ledger->n_classes; k++) {
        const uint32_t *counts = ledger->counts + k * ledger->n_groups;
        bool is_missing = k == ledger->n_classes - 1;
        uint32_t start = is_missing ? sweep->n_groups : (uint32_t)k * sweep->n_rest;
        for (int64_t g = 0; g < ledger->n_groups; g++) {
            bool is_unknown = is_missing && sweep->is_unknown;
            shares[g].by_truth[is_unknown ? COOP__UNKNOWN : COOP__FALSE] += counts[g];
            shares[later_group(sweep, (uint32_t)g, start)].by_truth[COOP__TRUE] += counts[g];
        }
    }
}

static void share_settle(const coop__call *call, const coop__ledger *ledger, void *states)
{
    share_state *shares = states;
    if (has_weight(call)) {
        coop__weighted_settle(call, ledger, states);
        return;
    }
    if (call->sweep != NULL) {
        settle_sweep(call->sweep, ledger, shares);
        return;
    }
    for (int64_t k = 0; k < ledger->n_classes; k++) {
        const uint32_t *counts = ledger->counts + k * ledger->n_groups;
        for (int64_t g = 0; g < ledger->n_groups; g++) {
            shares[g].by_truth[k] += counts[g];
        }
    }
}

static coop_status share_scatter(const coop__call *call, coop__lane *lane, void *states,
                                 const coop__batch *batch, coop_error *err)
{
    share_state *shares = states;
    if (has_weight(call)) {
        return coop__weighted_scatter(call, lane, states, batch, err);
    }
    if (call->sweep != NULL) {
        share_sweep(call, shares, batch, lane);
        return COOP_OK;
    }
    coop__vector test = coop__argument(lane, call, 0, batch);
    const uint8_t *truths = test.data;
    if (batch->few != NULL) {
        share_few(shares, batch, truths);
        return COOP_OK;
    }
    coop__ledger *ledger = coop__ledger_of(lane, call, states, batch->strip->n);
    if (ledger != NULL) {
        coop__ledger_take(ledger, lane, batch, truths, NULL);
        return COOP_OK;
    }
    const uint32_t *groups = coop__groups_of(lane, batch);
    for (int64_t i = 0; i < batch->strip->n; i++) {
        shares[groups[i]].by_truth[truths[i]]++;
    }
    return COOP_OK;
}

/* In a sweep a row stays false where it entered, and is true besides from some day on. */
static int64_t share_rows(const coop__call *call, const void *state)
{
    const share_state *share = state;
    if (has_weight(call)) {
        return coop__weighted_rows(state);
    }
    int64_t n = share->by_truth[COOP__FALSE] + share->by_truth[COOP__UNKNOWN];
    return call->sweep != NULL ? n : n + share->by_truth[COOP__TRUE];
}

static coop_status share_merge(const coop__call *call, coop__arena *arena, void *state,
                               const void *other, coop_error *err)
{
    (void)arena;
    share_state *share = state;
    const share_state *more = other;
    if (has_weight(call)) {
        return coop__weighted_merge(call, state, other, err);
    }
    for (int i = 0; i < 4; i++) {
        COOP__TRY(coop__add_count(&share->by_truth[i], more->by_truth[i], err));
    }
    return COOP_OK;
}

static coop_status share_write(const coop__call *call, coop__arena *arena, const void *state,
                               coop__buffer *out, coop_error *err)
{
    (void)arena;
    const share_state *share = state;
    bool done = true;
    if (has_weight(call)) {
        return coop__weighted_write(call, state, out, err);
    }
    for (int i = 0; i < 4 && done; i++) {
        done = coop__write_64(out, share->by_truth[i]);
    }
    return done ? COOP_OK : coop__no_memory(err);
}

static coop_status share_read(const coop__call *call, coop__arena *arena, void *state,
                              coop__reader *in, coop_error *err)
{
    (void)arena;
    share_state *share = state;
    int64_t total = 0;
    if (has_weight(call)) {
        return coop__weighted_read(call, state, in, err);
    }
    for (int i = 0; i < 4; i++) {
        COOP__TRY(coop__read_count(in, &share->by_truth[i], err));
        COOP__TRY(coop__add_count(&total, share->by_truth[i], err));
    }
    return COOP_OK;
}

static coop_status share_finish(const coop__call *call, const void *state, coop__value *outputs,
                                coop_error *err)
{
    const share_state *share = state;
    if (has_weight(call)) {
        return coop__weighted_finish(call, state, outputs, err);
    }
    int64_t known = share->by_truth[COOP__FALSE] +
                    (call->sweep != NULL ? 0 : share->by_truth[COOP__TRUE]);
    int64_t unknown = share->by_truth[COOP__UNKNOWN] + share->by_truth[COOP__MAYBE];
    return coop__share_finish(call, share->by_truth[COOP__TRUE], known, known + unknown, outputs,
                              err);
}

const coop__aggregate coop__share_aggregate = {
    .name = "share", .meaning = "share of the rows whose test is true, or of their weights",
    .least = 1, .most = 2, .state_size = sizeof(share_state), .n_of_state = 2, .sweeps = true,
    .takes_doubt = true, .cut = COOP__CUT_LEAVES, .bind = share_bind, .update = share_update,
    .scatter = share_scatter, .open_ledger = share_open_ledger, .settle = share_settle,
    .n_rows = share_rows, .merge = share_merge, .serialise = share_write, .restore = share_read,
    .finish = share_finish};

const coop__aggregate *const coop__aggregates[] = {
    &coop__count_aggregate,  &coop__share_aggregate,    &coop__sum_aggregate,
    &coop__mean_aggregate,   &coop__variance_aggregate, &coop__min_aggregate,
    &coop__max_aggregate,    &coop__first_aggregate,    &coop__last_aggregate,
    &coop__median_aggregate, &coop__quantile_aggregate, &coop__distinct_aggregate,
    &coop__hhi_aggregate,    &coop__gini_aggregate,     &coop__theil_aggregate,
    &coop__km_aggregate,     &coop__km_quantile_aggregate, NULL};
