/* aggregate_km.c -- survival by Kaplan and Meier: km(time, event, at), km_quantile(time, event, p).
 *
 * S(t) is the product of 1 - d/Y over the times up to t that have events: d events among the Y
 * whose time is not below it; an event at a time comes before those who leave at it. A row whose
 * time is missing, or of which it is not known whether the event came, is left out. Times may be
 * below 0, for delays. km is missing beyond the last time unless all had the event.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "../core/error.h"
#include "aggregate_multiset.h"

/* A probability that is meant to be 1 - p differs from it by rounding alone. */
static const double same_level = 1e-12;

/* Rows that are turned into groups of the two sets at once. */
#define PIECE 256

enum { left, had, n_sets };

/* Times of those who left, and of those who had the event. */
typedef struct lives {
    coop__multiset sets[n_sets];
} lives;

static coop_status lives_bind(coop__call *call, coop_error *err)
{
    const coop__program *event = &call->item->programs[1];
    COOP__TRY(coop__take_argument(call, 0, COOP__TAKES(COOP__INTEGER) |
                                               COOP__TAKES(COOP__NUMBER), err));
    if (event->kind != COOP__TRUTH) {
        return coop__fail_in(err, COOP_TYPE, event, call->item->at,
                             "%s takes a test as its second argument, found a %s",
                             call->item->aggregate, coop__kind_name(event->kind));
    }
    return coop__call_output(call, "", COOP_TYPE_FLOAT64, 0, err);
}

static coop_status km_bind(coop__call *call, coop_error *err)
{
    COOP__TRY(lives_bind(call, err));
    return coop__take_number(call, 2, -1e300, 1e300, &call->parameter, err);
}

static coop_status km_quantile_bind(coop__call *call, coop_error *err)
{
    COOP__TRY(lives_bind(call, err));
    COOP__TRY(coop__take_number(call, 2, 0, 1, &call->parameter, err));
    if (call->parameter == 0 || call->parameter == 1) {
        return coop__fail_in(err, COOP_RANGE, &call->item->programs[2], call->item->at,
                             "km_quantile takes a part inside (0, 1)");
    }
    return COOP_OK;
}

/* A vector from some row on. */
static coop__vector tail_of(const coop__vector *v, int64_t first)
{
    coop__vector out = *v;
    int64_t width = v->form == COOP__FORM_INT32 ? 4 : 8;
    out.data = (const char *)v->data + first * width;
    out.valid = v->valid == NULL ? NULL : v->valid + first;
    return out;
}

static coop_status lives_scatter(const coop__call *call, coop__lane *lane, void *states,
                                 const coop__batch *batch, coop_error *err)
{
    const int64_t rows = call->frame->scope.entry->table->n_rows;
    const uint32_t *groups = coop__groups_of(lane, batch);
    coop__vector times = coop__argument(lane, call, 0, batch);
    coop__vector events = coop__argument(lane, call, 1, batch);
    coop__cells cells = coop__cells_of(&call->codes[0]);
    uint32_t pieces[PIECE];
    uint8_t valid[PIECE];
    for (int64_t first = 0; first < batch->strip->n; first += PIECE) {
        coop__vector piece = tail_of(&times, first);
        const uint8_t *truths = (const uint8_t *)events.data + first;
        int64_t n = batch->strip->n - first < PIECE ? batch->strip->n - first : PIECE;
        uint8_t unknown = 0;
        for (int64_t i = 0; i < n; i++) {
            bool is_known = truths[i] == COOP__FALSE || truths[i] == COOP__TRUE;
            pieces[i] = 2 * groups[first + i] + (truths[i] == COOP__TRUE ? had : left);
            unknown |= is_known ? 0 : 1;
        }
        for (int64_t i = 0; unknown != 0 && i < n; i++) {
            bool is_known = truths[i] == COOP__FALSE || truths[i] == COOP__TRUE;
            valid[i] = is_known && (piece.valid == NULL || piece.valid[i] != 0) ? 1 : 0;
        }
        piece.valid = unknown != 0 ? valid : piece.valid;
        if (!coop__multiset_scatter(states, n_sets * batch->n_groups, cells, &lane->arena, &piece,
                                    pieces, n, rows)) {
            return coop__no_memory(err);
        }
    }
    return COOP_OK;
}

static coop_status lives_merge(const coop__call *call, coop__arena *arena, void *state,
                               const void *other, coop_error *err)
{
    coop__cells cells = coop__cells_of(&call->codes[0]);
    lives *l = state;
    const lives *more = other;
    for (int i = 0; i < n_sets; i++) {
        COOP__TRY(coop__multiset_merge(&l->sets[i], &more->sets[i], cells, arena, err));
    }
    return COOP_OK;
}

static coop_status lives_write(const coop__call *call, coop__arena *arena, const void *state,
                               coop__buffer *out, coop_error *err)
{
    coop__cells cells = coop__cells_of(&call->codes[0]);
    const lives *l = state;
    for (int i = 0; i < n_sets; i++) {
        COOP__TRY(coop__multiset_write(&l->sets[i], cells, arena, out, err));
    }
    return COOP_OK;
}

static coop_status lives_read(const coop__call *call, coop__arena *arena, void *state,
                              coop__reader *in, coop_error *err)
{
    lives *l = state;
    for (int i = 0; i < n_sets; i++) {
        COOP__TRY(coop__multiset_read(&l->sets[i], call->item->programs[0].kind, arena, in, err));
    }
    return COOP_OK;
}

/* ---- the curve ---- */

/* Survival from time to time; high + low, so that a long product stays right to the last digit. */
typedef struct curve {
    const coop__pairs *sets[n_sets];
    int64_t at[n_sets];
    coop__int128 at_risk;
    int64_t key; /* the time that was reached */
    double high, low;
} curve;

static coop_status curve_open(const coop__call *call, const void *state, curve *out,
                              coop_error *err)
{
    const lives *l = state;
    curve c = {.high = 1};
    for (int i = 0; i < n_sets; i++) {
        c.sets[i] = coop__multiset_pairs(&l->sets[i], coop__cells_of(&call->codes[0]),
                                         coop__results_arena(call));
        if (c.sets[i] == NULL) {
            return coop__no_memory(err);
        }
        c.at_risk += c.sets[i]->total;
    }
    *out = c;
    return COOP_OK;
}

static void multiply(curve *c, coop__int128 part, coop__int128 whole)
{
    double p = (double)part;
    double w = (double)whole;
    double factor = p / w;
    double rest = fma(-factor, w, p) / w; /* what the quotient lacks */
    double product = c->high * factor;
    double lost = fma(c->high, factor, -product) + (c->high * rest + c->low * factor);
    c->high = product + lost;
    c->low = lost - (c->high - product);
}

/* Goes to the next time; false behind the last one. */
static bool curve_next(curve *c)
{
    int64_t count[n_sets] = {0};
    bool is_there = false;
    for (int i = 0; i < n_sets; i++) {
        const coop__pairs *p = c->sets[i];
        if (c->at[i] < p->n && (!is_there || p->keys[c->at[i]] < c->key)) {
            c->key = p->keys[c->at[i]];
            is_there = true;
        }
    }
    for (int i = 0; i < n_sets && is_there; i++) {
        const coop__pairs *p = c->sets[i];
        if (c->at[i] < p->n && p->keys[c->at[i]] == c->key) {
            count[i] = p->counts[c->at[i]++];
        }
    }
    if (count[had] > 0) {
        multiply(c, c->at_risk - count[had], c->at_risk);
    }
    c->at_risk -= (coop__int128)count[had] + count[left];
    return is_there;
}

static coop_status km_finish(const coop__call *call, const void *state, coop__value *outputs,
                             coop_error *err)
{
    const coop__program *program = &call->item->programs[0];
    double survival = 1;
    double last = -INFINITY;
    curve c;
    COOP__TRY(curve_open(call, state, &c, err));
    bool is_empty = c.at_risk == 0;
    while (curve_next(&c)) {
        last = coop__number_of(program, c.key);
        survival = last <= call->parameter ? c.high : survival;
    }
    bool is_beyond = call->parameter > last && survival > 0;
    outputs[0] = coop__number_value(is_empty || is_beyond ? NAN : survival);
    return COOP_OK;
}

/* The first time at which survival is at most 1 - p; where it is 1 - p until the next event, the
 * middle between both, as R has it. Missing where survival stays above. */
static coop_status km_quantile_finish(const coop__call *call, const void *state,
                                      coop__value *outputs, coop_error *err)
{
    const coop__program *program = &call->item->programs[0];
    const double level = 1 - call->parameter;
    double first = NAN;
    double end = NAN;
    curve c;
    COOP__TRY(curve_open(call, state, &c, err));
    while (curve_next(&c)) {
        double time = coop__number_of(program, c.key);
        bool is_at_most = c.high <= level + same_level;
        end = time;
        if (is_at_most && isnan(first)) {
            first = time;
        }
        if (!isnan(first) && c.high < level - same_level) {
            break;
        }
    }
    outputs[0] = coop__number_value(isnan(first) ? NAN : first + (end - first) / 2);
    return COOP_OK;
}

#define LIVES_STATE                                                                                \
    .scatter = lives_scatter, .merge = lives_merge, .serialise = lives_write, .restore = lives_read

const coop__aggregate coop__km_aggregate = {
    .name = "km", .meaning = "part whose event has not come at a time: Kaplan and Meier",
    .least = 3, .most = 3, .state_size = sizeof(lives), .n_of_state = 2,
    .cut = COOP__CUT_LEAVES, .bind = km_bind, LIVES_STATE, .finish = km_finish};

const coop__aggregate coop__km_quantile_aggregate = {
    .name = "km_quantile", .meaning = "time by which the event has come to a part p",
    .least = 3, .most = 3, .state_size = sizeof(lives), .n_of_state = 2,
    .cut = COOP__CUT_LEAVES, .bind = km_quantile_bind, LIVES_STATE,
    .finish = km_quantile_finish};
