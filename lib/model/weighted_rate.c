/* weighted_rate.c -- rates that are no count of hits: mirrored, by amount, by the share of parties.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <coopstat/sampling.h>

#include "../core/error.h"
#include "../core/sum.h"
#include "rate.h"

double coop__level_of(const coop__frame *frame)
{
    return frame->query->level == 0 ? 0.95 : frame->query->level;
}

/* x becomes 1 - y and y becomes 1 - x. */
static void mirror(double *x, double *y)
{
    double was = *x;
    *x = 1 - *y;
    *y = 1 - was;
}

coop_status coop__fold_mirror(const coop__frame *frame, const coop__tally *tally, coop_rate *out,
                              coop_error *err)
{
    (void)frame;
    (void)tally;
    (void)err;
    out->hits = out->known - out->hits;
    out->value = 1 - out->value;
    mirror(&out->low, &out->high);
    mirror(&out->worst, &out->best);
    mirror(&out->worst_last_report, &out->best_last_report);
    mirror(&out->worst_listed, &out->best_listed);
    mirror(&out->identified_low, &out->identified_high);
    return COOP_OK;
}

coop_status coop__weighted_interval(const coop__frame *frame, const coop_weighted_sample *sample,
                                    coop_rate *out, coop_error *err)
{
    coop_weighted_result result = COOP_WEIGHTED_RESULT_INIT;
    coop_run run = COOP_RUN_INIT;
    coop_error inner;
    run.allocator = frame->allocator;
    out->low = NAN;
    out->high = NAN;
    coop_status status =
        coop_weighted_proportion(sample, coop__level_of(frame), &run, &result, &inner);
    if (status == COOP_OK) {
        out->low = result.wilson.low;
        out->high = result.wilson.high;
    }
    bool has_none = status == COOP_UNDEFINED || status == COOP_EMPTY || status == COOP_RANGE;
    return status == COOP_OK || has_none ? COOP_OK : coop__fail(err, status, "%s", inner.message);
}

int64_t *coop__case_of_row(const coop__frame *frame, const coop__tally *tally)
{
    int64_t n = frame->scope.entry->table->n_rows;
    int64_t *cases = coop__arena_alloc(frame->arena, (size_t)n, sizeof *cases);
    for (int64_t row = 0; cases != NULL && row < n; row++) {
        cases[row] = -1;
    }
    for (int64_t i = 0; cases != NULL && i < tally->n_cases; i++) {
        cases[tally->cases[i].c.row] = i;
    }
    return cases;
}

/* ---- by amount ---- */

typedef struct amounts {
    double *values;
    uint8_t *missing, *states, *hits;
    double *weights; /* of the cases whose state and amount are known */
    int64_t n, n_known;
} amounts;

static bool amounts_new(amounts *a, coop__arena *arena, int64_t n)
{
    size_t size = (size_t)n;
    a->values = coop__arena_alloc(arena, size, sizeof *a->values);
    a->weights = coop__arena_alloc(arena, size, sizeof *a->weights);
    a->missing = coop__arena_alloc(arena, size, 1);
    a->states = coop__arena_alloc(arena, size, 1);
    a->hits = coop__arena_alloc(arena, size, 1);
    a->n = n;
    a->n_known = 0;
    return a->values != NULL && a->weights != NULL && a->missing != NULL && a->states != NULL &&
           a->hits != NULL;
}

/* Amounts of two kinds or currencies are no one total. */
static coop_status check_kind(const coop__entry *entry, const char *column, int64_t first,
                              int64_t row, coop_error *err)
{
    const char *a = coop__word_of(entry, column, first);
    const char *b = coop__word_of(entry, column, row);
    bool is_same = a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
    return is_same ? COOP_OK
                   : coop__fail(err, COOP_CONFLICT,
                                "amounts of %s %s and %s in one rate: choose one by where", column,
                                a != NULL ? a : "(missing)", b != NULL ? b : "(missing)");
}

static coop_status read_amounts(const coop__tally *tally, amounts *a, coop_error *err)
{
    static const double units[7] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    const coop__entry *entry = tally->cases[0].c.data->agreement;
    const coop__column *amount = coop__table_column(entry->table, "amount");
    int64_t first = -1;
    for (int64_t i = 0; i < tally->n_cases; i++) {
        int64_t row = tally->cases[i].c.row;
        bool is_there = amount != NULL && amount->type == COOP_TYPE_MONEY &&
                        coop__is_valid(amount, row) && coop__integer_at(amount, row) >= 0;
        a->missing[i] = is_there ? 0 : 1;
        if (!is_there) {
            continue;
        }
        first = first < 0 ? row : first;
        COOP__TRY(check_kind(entry, "currency", first, row, err));
        COOP__TRY(check_kind(entry, "amount_kind", first, row, err));
        a->values[i] = (double)coop__integer_at(amount, row) / units[amount->scale];
    }
    return COOP_OK;
}

/* Bounds of the share by value; stale misses count as unknown where asked. */
static coop_status value_bounds(const coop__tally *tally, amounts *a, bool with_stale,
                                coop_value_result *out, coop_error *err)
{
    for (int64_t i = 0; i < tally->n_cases; i++) {
        const coop__judged *judged = &tally->cases[i];
        bool is_unknown = judged->verdict == COOP__UNCLEAR || (with_stale && judged->is_stale);
        a->states[i] = (uint8_t)(is_unknown                      ? COOP_CASE_UNKNOWN
                                 : judged->verdict == COOP__HIT ? COOP_CASE_DONE
                                                                : COOP_CASE_NOT_DONE);
    }
    coop_valued_sample sample = {a->values, NULL, a->missing, a->states, a->n, 0, INFINITY};
    coop_error inner;
    coop_status status = coop_value_bounds(&sample, out, &inner);
    if (status == COOP_EMPTY || status == COOP_UNDEFINED) {
        return coop__fail(err, COOP_EMPTY, "definition 'value' finds no amount here");
    }
    return status == COOP_OK ? COOP_OK : coop__fail(err, status, "%s", inner.message);
}

/* A missing amount may be of any size, and so may an entry of the list that has no row. */
coop_status coop__fold_value(const coop__frame *frame, const coop__tally *tally, coop_rate *out,
                             coop_error *err)
{
    amounts a;
    coop_value_result documented = COOP_VALUE_RESULT_INIT;
    coop_value_result last_report = COOP_VALUE_RESULT_INIT;
    if (!amounts_new(&a, frame->arena, tally->n_cases)) {
        return coop__no_memory(err);
    }
    COOP__TRY(read_amounts(tally, &a, err));
    COOP__TRY(value_bounds(tally, &a, true, &last_report, err));
    COOP__TRY(value_bounds(tally, &a, false, &documented, err));
    if (documented.known_total <= 0 && documented.n_inexact == a.n) {
        return coop__fail(err, COOP_EMPTY, "definition 'value' finds no amount here");
    }
    for (int64_t i = 0; i < a.n; i++) {
        if (a.missing[i] == 0 && a.states[i] != COOP_CASE_UNKNOWN) {
            a.weights[a.n_known] = a.values[i];
            a.hits[a.n_known++] = a.states[i] == COOP_CASE_DONE ? 1 : 0;
        }
    }
    bool has_value = documented.known_total > 0;
    out->identified_low = NAN;
    out->identified_high = NAN;
    out->value = has_value ? documented.known_done / documented.known_total : NAN;
    out->worst = documented.worst;
    out->best = documented.best;
    out->worst_last_report = last_report.worst;
    out->best_last_report = last_report.best;
    out->worst_listed = tally->unlisted > 0 ? 0 : last_report.worst;
    out->best_listed = tally->unlisted > 0 ? 1 : last_report.best;
    coop_weighted_sample sample = {a.weights, a.hits, NULL, a.n_known};
    return coop__weighted_interval(frame, &sample, out, err);
}

/* ---- by the share of parties ---- */

typedef struct party_rows {
    double *weights;
    uint8_t *hits;
    int64_t *clusters;
    int64_t n;
} party_rows;

static int64_t count_parties(const coop__tally *tally)
{
    int64_t n = 0;
    for (int64_t i = 0; i < tally->n_cases; i++) {
        n += coop__parties_of(&tally->cases[i].c).n_parties;
    }
    return n;
}

/* Every party of a case is a row of weight 1 / parties in the case's own cluster. */
static void add_case(party_rows *rows, int64_t index, const coop__party_reports *reports)
{
    for (int64_t party = 0; party < reports->n_parties; party++) {
        rows->weights[rows->n] = 1.0 / (double)reports->n_parties;
        rows->hits[rows->n] = party < reports->n_done ? 1 : 0;
        rows->clusters[rows->n++] = index;
    }
}

coop_status coop__fold_party_mean(const coop__frame *frame, const coop__tally *tally,
                                  coop_rate *out, coop_error *err)
{
    size_t n = (size_t)count_parties(tally);
    party_rows rows = {coop__arena_alloc(frame->arena, n, sizeof *rows.weights),
                       coop__arena_alloc(frame->arena, n, 1),
                       coop__arena_alloc(frame->arena, n, sizeof *rows.clusters), 0};
    if (rows.weights == NULL || rows.hits == NULL || rows.clusters == NULL) {
        return coop__no_memory(err);
    }
    coop__exact_sum sums[2] = {{.pending = 0}, {.pending = 0}}; /* exact: the order of rows may not show */
    int64_t reported = 0;
    for (int64_t i = 0; i < tally->n_cases; i++) {
        coop__party_reports reports = coop__parties_of(&tally->cases[i].c);
        if (!reports.has_reports) {
            continue;
        }
        reported++;
        coop__exact_sum_add(&sums[0], (double)reports.n_done / (double)reports.n_parties);
        /* A party without a report may have done its part since the others' were written. */
        coop__exact_sum_add(&sums[1], (double)(reports.n_parties - reports.n_done) /
                                          (double)reports.n_parties);
        add_case(&rows, i, &reports);
    }
    double done = coop__exact_sum_result(&sums[0]);
    double maybe = coop__exact_sum_result(&sums[1]);
    double total = (double)tally->total;
    double listed = (double)(tally->total + tally->unlisted);
    double silent = (double)(tally->total - reported);
    out->identified_low = NAN;
    out->identified_high = NAN;
    out->value = reported > 0 ? done / (double)reported : NAN;
    out->worst = done / total;
    out->best = (done + silent) / total;
    out->worst_last_report = done / total;
    out->best_last_report = (done + maybe + silent) / total;
    out->worst_listed = done / listed;
    out->best_listed = (done + maybe + silent + (double)tally->unlisted) / listed;
    coop_weighted_sample sample = {rows.weights, rows.hits, rows.clusters, rows.n};
    return coop__weighted_interval(frame, &sample, out, err);
}
