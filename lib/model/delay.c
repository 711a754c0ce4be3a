/* delay.c -- how late completion comes: days after the due date, and as a share of the plan.
 * Delay of what is not finished is censored; what ended otherwise is censored where it ended.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <coopstat/interval_censored.h>
#include <coopstat/proportion.h>

#include "../core/error.h"
#include "lasting.h"

enum { QUANTILES = 3 };

/* One measure of one group. */
typedef struct delays {
    coop__lasting_counts counts;
    int64_t n_unplanned;
    int64_t due, on_time;
    double quantiles[QUANTILES][3]; /* value, low, high */
    double after, by;               /* Turnbull's median */
} delays;

/* Rows of a group, for one call at a time. */
typedef struct room {
    double *times, *lows, *highs;
    int32_t *events;
    int64_t n_rows, n_intervals;
} room;

static coop_status make_room(coop__lastings *l, room *out, coop_error *err)
{
    size_t n = 1;
    for (int64_t g = 0; g < l->groups.n; g++) {
        n = (size_t)l->groups.rows[g].n > n ? (size_t)l->groups.rows[g].n : n;
    }
    out->times = coop__arena_alloc(&l->arena, n, sizeof *out->times);
    out->lows = coop__arena_alloc(&l->arena, n, sizeof *out->lows);
    out->highs = coop__arena_alloc(&l->arena, n, sizeof *out->highs);
    out->events = coop__arena_alloc(&l->arena, n, sizeof *out->events);
    bool done = out->times != NULL && out->lows != NULL && out->highs != NULL &&
                out->events != NULL;
    return done ? COOP_OK : coop__no_memory(err);
}

static coop_status set_quantiles(const coop__lastings *l, const room *r, delays *out,
                                 coop_error *err)
{
    static const double shares[QUANTILES] = {0.5, 0.8, 0.9};
    const coop_life_rows rows = {NULL, r->times, r->events, NULL, NULL, r->n_rows, 1, 1};
    coop_survival_options how = COOP_SURVIVAL_OPTIONS_INIT;
    coop_life_table *table = NULL;
    coop_curve *curve = NULL;
    how.limits = l->options.limits;
    how.level = l->options.level;
    COOP__TRY(coop_life_tables_of_rows(&rows, &l->run, &table, err));
    coop_status status = coop_survival_curve(table, &how, &l->run, &curve, err);
    for (int i = 0; i < QUANTILES && status == COOP_OK; i++) {
        coop_survival_quantile q = {.struct_size = sizeof q};
        status = coop_survival_quantile_at(curve, shares[i], &q, err);
        out->quantiles[i][0] = q.value;
        out->quantiles[i][1] = q.low;
        out->quantiles[i][2] = q.high;
    }
    coop_life_table_free(table);
    coop_curve_free(curve);
    return status;
}

static coop_status set_turnbull(const coop__lastings *l, const room *r, delays *out,
                                coop_error *err)
{
    const coop_interval_times times = {r->lows, r->highs, NULL, r->n_intervals};
    coop_turnbull *fit = NULL;
    if (r->n_intervals == 0) {
        return COOP_OK;
    }
    COOP__TRY(coop_turnbull_fit(&times, &l->run, &fit, err));
    coop_status status = coop_turnbull_quantile(fit, 0.5, &out->after, &out->by, NULL);
    (void)status; /* not reached: both stay missing */
    coop_turnbull_free(fit);
    return COOP_OK;
}

static void take(const coop__lasting *one, bool is_slippage, room *r, delays *out)
{
    coop__lasting it = *one;
    if (is_slippage && it.how == COOP__FOLLOWED && !(it.planned >= 1)) {
        out->n_unplanned++;
        return;
    }
    coop__lasting_count(&out->counts, &it);
    if (it.has_interval) {
        r->lows[r->n_intervals] = it.low;
        r->highs[r->n_intervals++] = it.high;
    }
    if (it.how != COOP__FOLLOWED) {
        return;
    }
    bool is_done = it.cause == COOP__CAUSE_COMPLETED;
    bool is_due = it.until_due <= 0;
    out->due += is_due ? 1 : 0;
    out->on_time += is_due && is_done && it.time <= 0 ? 1 : 0;
    r->times[r->n_rows] = is_slippage ? it.time / it.planned : it.time;
    r->events[r->n_rows++] = is_done ? 1 : 0;
}

static coop_status fit_group(const coop__lastings *l, int64_t g, bool is_slippage, room *r,
                             delays *out, coop_error *err)
{
    const coop__selection *rows = &l->groups.rows[g];
    *out = (delays){.after = NAN, .by = NAN};
    for (int i = 0; i < QUANTILES; i++) {
        out->quantiles[i][0] = out->quantiles[i][1] = out->quantiles[i][2] = NAN;
    }
    r->n_rows = 0;
    r->n_intervals = 0;
    for (int64_t i = 0; i < rows->n; i++) {
        coop__lasting one = coop__lasting_of(l, rows->rows[i], rows->flags[i]);
        take(&one, is_slippage, r, out);
    }
    COOP__TRY(r->n_rows > 0 ? set_quantiles(l, r, out, err) : COOP_OK);
    return is_slippage ? COOP_OK : set_turnbull(l, r, out, err);
}

/* ---- the table ---- */

static const coop__output columns[] = {
    {"measure", COOP_TYPE_CODE, 0},          {"n", COOP_TYPE_INT64, 0},
    {"completed", COOP_TYPE_INT64, 0},       {"cancelled", COOP_TYPE_INT64, 0},
    {"open", COOP_TYPE_INT64, 0},            {"imprecise", COOP_TYPE_INT64, 0},
    {"no_due", COOP_TYPE_INT64, 0},          {"left_out", COOP_TYPE_INT64, 0},
    {"due", COOP_TYPE_INT64, 0},             {"on_time", COOP_TYPE_INT64, 0},
    {"on_time_share", COOP_TYPE_FLOAT64, 0}, {"on_time_low", COOP_TYPE_FLOAT64, 0},
    {"on_time_high", COOP_TYPE_FLOAT64, 0},  {"p50", COOP_TYPE_FLOAT64, 0},
    {"p50_low", COOP_TYPE_FLOAT64, 0},       {"p50_high", COOP_TYPE_FLOAT64, 0},
    {"p80", COOP_TYPE_FLOAT64, 0},           {"p80_low", COOP_TYPE_FLOAT64, 0},
    {"p80_high", COOP_TYPE_FLOAT64, 0},      {"p90", COOP_TYPE_FLOAT64, 0},
    {"p90_low", COOP_TYPE_FLOAT64, 0},       {"p90_high", COOP_TYPE_FLOAT64, 0},
    {"interval_after", COOP_TYPE_FLOAT64, 0}, {"interval_by", COOP_TYPE_FLOAT64, 0},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static coop__value word_cell(const char *word)
{
    coop__value value = {.kind = COOP__TEXT};
    value.of.text.bytes = word;
    value.of.text.n = strlen(word);
    return value;
}

static void put_row(coop__value *cells, bool is_slippage, const delays *d,
                    const coop_interval *share)
{
    const coop__lasting_counts *c = &d->counts;
    const int64_t counts[] = {c->n,
                              c->completed,
                              c->cancelled,
                              c->open,
                              c->imprecise,
                              c->by[COOP__NO_START] + d->n_unplanned,
                              c->by[COOP__UNDATED] + c->by[COOP__LOOKED_FOR] +
                                  c->by[COOP__PERHAPS],
                              d->due,
                              d->on_time};
    *cells++ = word_cell(is_slippage ? "slippage" : "delay");
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        *cells++ = coop__count_cell(counts[i]);
    }
    *cells++ = coop__number_cell(d->due > 0 ? (double)d->on_time / (double)d->due : NAN);
    *cells++ = coop__number_cell(d->due > 0 ? share->low : NAN);
    *cells++ = coop__number_cell(d->due > 0 ? share->high : NAN);
    for (int i = 0; i < QUANTILES; i++) {
        for (int k = 0; k < 3; k++) {
            *cells++ = coop__number_cell(d->quantiles[i][k]);
        }
    }
    *cells++ = coop__number_cell(d->after);
    *cells = coop__number_cell(d->by);
}

static coop_status fill(coop__lastings *l, coop__result *result, coop_error *err)
{
    room r = {0};
    double level = l->options.level == 0 ? 0.95 : l->options.level;
    COOP__TRY(make_room(l, &r, err));
    for (int64_t row = 0; row < result->n_rows; row++) {
        delays d;
        coop_interval share = {0};
        bool is_slippage = row % 2 == 1;
        COOP__TRY(fit_group(l, row / 2, is_slippage, &r, &d, err));
        COOP__TRY(coop_proportion_interval(NULL, d.on_time, d.due > 0 ? d.due : 1, level, &share,
                                           err));
        coop__value *cells = result->values + row * result->n_outputs;
        for (int64_t i = 0; i < l->n_by; i++) {
            *cells++ = l->groups.keys[row / 2 * l->n_by + i];
        }
        put_row(cells, is_slippage, &d, &share);
    }
    return COOP_OK;
}

static coop_status run_delays(coop__lastings *l, coop_table **out, coop_error *err)
{
    coop__result result = {0};
    int64_t *order = NULL;
    COOP__TRY(coop__result_new(&l->frame, l->n_by + COLUMNS, 2 * l->groups.n, &result, err));
    for (int64_t i = 0; i < l->n_by; i++) {
        COOP__TRY(coop__name_output(&l->frame, &l->by[i], &result.outputs[i], err));
    }
    memcpy(result.outputs + l->n_by, columns, sizeof columns);
    COOP__TRY(coop__check_names(&result, err));
    COOP__TRY(fill(l, &result, err));
    COOP__TRY(coop__sort(&l->frame, &result, l->n_by + 1, l->by, l->n_by, &order, err));
    return coop__result_table(&l->frame, &result, order, result.n_rows, out, err);
}

coop_status coop_delay_fit(const coop_dataset *data, const coop_time_options *options,
                           coop_table **out, coop_error *err)
{
    if (data == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", data == NULL ? "data" : "out");
    }
    coop_time_options filled;
    coop__lastings l;
    COOP__TRY(coop__time_options(options, &filled, err));
    coop_status status = coop__lastings_open(&l, data, &filled, true, err);
    if (status == COOP_OK) {
        status = run_delays(&l, out, err);
    }
    coop__lastings_close(&l);
    return status;
}
