/* aggregate_weighted.c -- share(test, weight): the share of a total that the test is true of.
 *
 * Weights are 0 or more. As in the share of rows, what the test says nothing of counts into the
 * bounds only; a row without a weight is counted and left out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "../core/error.h"
#include "../core/wide.h"
#include "aggregate.h"

/* Weights by what the test said: integers in 64 bits, and in 128 where those would overflow. */
typedef struct weighted {
    coop__int128 wide[4];
    int64_t part[4];
    int64_t rows[2]; /* without a weight, with one */
    coop__exact_sum exact[4]; /* doubles only */
} weighted;

/* The same without what doubles need. */
typedef struct counted {
    coop__int128 wide[4];
    int64_t part[4];
    int64_t rows[2]; /* without a weight, with one */
} counted;
_Static_assert(sizeof(counted) == offsetof(weighted, exact), "the first is the head of the other");

/* The class of a row without a weight, behind those of the four truths. */
enum { MISSING = 4 };

static const coop__program *weight_of(const coop__call *call)
{
    return &call->item->programs[1];
}

coop_status coop__weighted_bind(coop__call *call, coop_error *err)
{
    static const char *const suffixes[] = {"", "_worst", "_best"};
    const coop__program *weight = weight_of(call);
    coop_type type = coop__type_of_values(weight);
    COOP__TRY(coop__take_argument(call, 1, COOP__TAKES_NUMBERS, err));
    COOP__TRY(coop__check_each(call, "a weighted share", err));
    call->state_size = weight->kind == COOP__NUMBER ? sizeof(weighted) : sizeof(counted);
    for (int i = 0; i < 3; i++) {
        COOP__TRY(coop__call_output(call, suffixes[i], COOP_TYPE_FLOAT64, 0, err));
    }
    COOP__TRY(coop__call_output(call, "_part", type, weight->scale, err));
    COOP__TRY(coop__call_output(call, "_whole", type, weight->scale, err));
    return coop__call_output(call, "_missing", COOP_TYPE_INT64, 0, err);
}

static coop_status is_below_0(const coop__call *call, coop_error *err)
{
    return coop__fail(err, COOP_UNDEFINED, "select: %s has a weight below 0",
                      call->outputs[0].name);
}

/* ---- adding ---- */

static inline void add_integer(counted *c, int truth, int64_t x)
{
    int64_t part;
    if (__builtin_add_overflow(c->part[truth], x, &part)) {
        c->wide[truth] += c->part[truth];
        part = x;
    }
    c->part[truth] = part;
}

/* True if some weight that is there is below 0; not looked for where the column has none. */
static bool has_negative(const coop__call *call, const coop__vector *v, int64_t n)
{
    const coop__step *last = &call->codes[1].steps[call->codes[1].n - 1];
    bool found = false;
    if (v->form != COOP__FORM_DOUBLE && last->least >= 0) {
        return false;
    }
    for (int64_t i = 0; i < n; i++) {
        bool is_below = v->form == COOP__FORM_DOUBLE  ? ((const double *)v->data)[i] < 0
                        : v->form == COOP__FORM_INT32 ? ((const int32_t *)v->data)[i] < 0
                                                      : ((const int64_t *)v->data)[i] < 0;
        found = found || (is_below && (v->valid == NULL || v->valid[i] != 0));
    }
    return found;
}

/* Classes are truths, and rows without a weight. */
bool coop__weighted_open_ledger(const coop__call *call, coop__lane *lane, int64_t n_groups)
{
    return coop__ledger_open(&lane->ledgers[call->index], &lane->arena, n_groups, MISSING + 1,
                            &call->codes[1].steps[call->codes[1].n - 1]);
}

void coop__weighted_settle(const coop__call *call, const coop__ledger *ledger, void *states)
{
    (void)call;
    counted *counted_states = states;
    for (int64_t k = 0; k <= MISSING; k++) {
        const uint32_t *counts = ledger->counts + k * ledger->n_groups;
        const uint64_t *sums = ledger->sums + k * ledger->n_groups;
        for (int64_t g = 0; g < ledger->n_groups; g++) {
            counted *c = &counted_states[g];
            c->rows[k < MISSING ? 1 : 0] += counts[g];
            if (k < MISSING && counts[g] > 0) {
                add_integer(c, (int)k, (int64_t)sums[g]);
            }
        }
    }
}

int64_t coop__weighted_rows(const void *state)
{
    const counted *c = state;
    return c->rows[0] + c->rows[1];
}

/* valid[i] is 0 or 1, and no branch hangs on it. */
static void scatter_integers(counted *states, const int64_t *x, const uint8_t *valid,
                             const uint8_t *truths, const uint32_t *groups, int64_t n)
{
    for (int64_t i = 0; valid == NULL && i < n; i++) {
        counted *c = &states[groups[i]];
        add_integer(c, truths[i], x[i]);
        c->rows[1]++;
    }
    for (int64_t i = 0; valid != NULL && i < n; i++) {
        counted *c = &states[groups[i]];
        add_integer(c, truths[i], x[i] & -(int64_t)valid[i]);
        c->rows[valid[i]]++;
    }
}

static void scatter_parts(counted *states, const int64_t *x, const uint8_t *valid,
                          const uint8_t *truths, const uint32_t *groups,
                          const coop__batch *batch)
{
    for (int64_t i = 0; i < batch->strip->n; i++) {
        counted *c = &states[groups[i]];
        bool is_there = valid == NULL || valid[i] != 0;
        add_integer(c, truths[i],
                    is_there ? coop__equal_part(x[i], batch->parts[i], batch->ranks[i]) : 0);
        c->rows[is_there ? 1 : 0]++;
    }
}

static void scatter_doubles(const coop__call *call, weighted *states, const coop__vector *v,
                            const uint8_t *truths, const uint32_t *groups,
                            const coop__batch *batch)
{
    const double *x = v->data;
    bool splits = batch->parts != NULL && coop__splits_equally(call);
    for (int64_t i = 0; i < batch->strip->n; i++) {
        weighted *w = &states[groups[i]];
        if (v->valid != NULL && v->valid[i] == 0) {
            w->rows[0]++;
            continue;
        }
        coop__exact_sum_add(&w->exact[truths[i]], splits ? x[i] / batch->parts[i] : x[i]);
        w->rows[1]++;
    }
}

coop_status coop__weighted_scatter(const coop__call *call, coop__lane *lane, void *states,
                                   const coop__batch *batch, coop_error *err)
{
    int64_t n = batch->strip->n;
    coop__vector test = coop__argument(lane, call, 0, batch);
    coop__vector v = coop__argument(lane, call, 1, batch);
    const uint32_t *groups = coop__groups_of(lane, batch);
    if (has_negative(call, &v, n)) {
        return is_below_0(call, err);
    }
    if (v.form == COOP__FORM_DOUBLE) {
        scatter_doubles(call, states, &v, test.data, groups, batch);
        return COOP_OK;
    }
    const int64_t *x = coop__integers_of(lane, &v, n);
    bool splits = batch->parts != NULL && coop__splits_equally(call);
    coop__ledger *ledger = splits ? NULL : coop__ledger_of(lane, call, states, n);
    if (splits) {
        scatter_parts(states, x, v.valid, test.data, groups, batch);
    } else if (ledger != NULL) {
        const uint8_t *classes = test.data;
        if (v.valid != NULL) {
            coop__kernel_classes(test.data, v.valid, n, MISSING, lane->classes);
            classes = lane->classes;
        }
        coop__ledger_take(ledger, lane, batch, classes, x);
    } else {
        scatter_integers(states, x, v.valid, test.data, groups, n);
    }
    return COOP_OK;
}

/* A row that is only possible counts as one of which the test says nothing. */
coop_status coop__weighted_update(const coop__call *call, void *state,
                                  const coop__selection *rows, coop_error *err)
{
    const coop__scope *scope = &call->frame->scope;
    COOP__TRY(coop__check_currencies(call, rows, err));
    COOP__TRY(coop__check_explicit(call->frame, rows, COOP__PART, err));
    for (int64_t i = 0; i < rows->n; i++) {
        coop__presence in = coop__in_cut(call->frame->cut, COOP__CUT_LEAVES, rows->flags[i]);
        coop__value test = coop__evaluate(&call->item->programs[0], scope, rows->rows[i]);
        coop__truth truth = test.is_null ? COOP__UNKNOWN : test.of.truth;
        truth = in == COOP__IN ? truth : COOP__MAYBE;
        coop__value x = coop__evaluate(weight_of(call), scope, rows->rows[i]);
        counted *c = state;
        if (in == COOP__OUT || x.is_null) {
            c->rows[0] += in == COOP__OUT ? 0 : 1;
            continue;
        }
        if (x.kind == COOP__NUMBER ? x.of.number < 0 : x.of.integer < 0) {
            return is_below_0(call, err);
        }
        c->rows[1]++;
        if (x.kind == COOP__NUMBER) {
            coop__exact_sum_add(&((weighted *)state)->exact[truth], x.of.number);
        } else {
            add_integer(c, (int)truth, x.of.integer);
        }
    }
    return COOP_OK;
}

/* ---- merging, bytes ---- */

coop_status coop__weighted_merge(const coop__call *call, void *state, const void *other,
                                 coop_error *err)
{
    counted *c = state;
    const counted *more = other;
    COOP__TRY(coop__add_count(&c->rows[0], more->rows[0], err));
    COOP__TRY(coop__add_count(&c->rows[1], more->rows[1], err));
    for (int i = 0; i < 4; i++) {
        COOP__TRY(coop__add_wide(&c->wide[i], more->wide[i], err));
        COOP__TRY(coop__add_wide(&c->wide[i], more->part[i], err));
        if (weight_of(call)->kind == COOP__NUMBER) {
            coop__exact_sum_merge(&((weighted *)state)->exact[i],
                                  &((const weighted *)other)->exact[i]);
        }
    }
    return COOP_OK;
}

coop_status coop__weighted_write(const coop__call *call, const void *state, coop__buffer *out,
                                 coop_error *err)
{
    const counted *c = state;
    bool is_number = weight_of(call)->kind == COOP__NUMBER;
    bool done = coop__write_64(out, c->rows[0]) && coop__write_64(out, c->rows[1]);
    for (int i = 0; i < 4 && done; i++) {
        done = is_number ? coop__write_sum(out, &((const weighted *)state)->exact[i])
                         : coop__write_128(out, c->wide[i] + c->part[i]);
    }
    return done ? COOP_OK : coop__no_memory(err);
}

coop_status coop__weighted_read(const coop__call *call, void *state, coop__reader *in,
                                coop_error *err)
{
    counted *c = state;
    bool is_number = weight_of(call)->kind == COOP__NUMBER;
    COOP__TRY(coop__read_count(in, &c->rows[0], err));
    COOP__TRY(coop__read_count(in, &c->rows[1], err));
    for (int i = 0; i < 4; i++) {
        coop__exact_sum *exact = is_number ? &((weighted *)state)->exact[i] : NULL;
        COOP__TRY(is_number ? coop__read_sum(in, exact, err)
                            : coop__read_128(in, &c->wide[i], err));
        if (is_number ? exact->limbs[COOP__SUM_LIMBS - 1] < 0 : c->wide[i] < 0) {
            return coop__bad_state(err, "a sum of weights is below 0");
        }
    }
    return COOP_OK;
}

/* ---- results ---- */

/* Sum of the weights of the truths in a mask, in units of 2^-1088 where they are doubles. */
static void total_of(const coop__call *call, const void *state, unsigned mask, coop__wide *out)
{
    const counted *c = state;
    coop__exact_sum exact = {0};
    coop__uint128 sum = 0;
    for (int i = 0; i < 4; i++) {
        if ((mask & 1u << i) == 0) {
            continue;
        }
        if (weight_of(call)->kind == COOP__NUMBER) {
            coop__exact_sum_merge(&exact, &((const weighted *)state)->exact[i]);
        } else {
            sum += (coop__uint128)(c->wide[i] + c->part[i]);
        }
    }
    if (weight_of(call)->kind == COOP__NUMBER) {
        (void)coop__wide_of_sum(out, &exact);
    } else {
        coop__wide_of(out, sum);
    }
}

static coop__value ratio(const coop__call *call, const void *state, unsigned part, unsigned whole)
{
    coop__wide a;
    coop__wide b;
    total_of(call, state, part, &a);
    total_of(call, state, whole, &b);
    return coop__number_value(b.n > 0 ? coop__wide_ratio(&a, &b, 0) : NAN);
}

static coop_status amount(const coop__call *call, const void *state, unsigned mask, int output,
                          coop__value *out, coop_error *err)
{
    const coop__program *weight = weight_of(call);
    coop__wide sum;
    coop__value value = {.kind = weight->kind, .scale = weight->scale};
    total_of(call, state, mask, &sum);
    bool fits = sum.n <= 2 && (sum.n < 2 || sum.words[1] <= INT32_MAX);
    if (weight->kind == COOP__NUMBER) {
        coop__wide one;
        coop__wide_of(&one, 1);
        value.of.number = coop__wide_ratio(&sum, &one, -1088);
        fits = value.of.number - value.of.number == 0;
    } else if (fits) {
        uint64_t integer = sum.n > 0 ? sum.words[0] : 0;
        integer |= sum.n > 1 ? (uint64_t)sum.words[1] << 32 : 0;
        value.of.integer = (int64_t)integer;
        value.most = value.of.integer;
    }
    *out = value;
    return fits ? COOP_OK
                : coop__fail(err, COOP_LIMIT, "select: %s is beyond the largest value of its type",
                             call->outputs[output].name);
}

coop_status coop__weighted_finish(const coop__call *call, const void *state,
                                  coop__value *outputs, coop_error *err)
{
    const unsigned hits = 1u << COOP__TRUE;
    const unsigned known = hits | 1u << COOP__FALSE;
    const unsigned unknown = 1u << COOP__UNKNOWN | 1u << COOP__MAYBE;
    const counted *c = state;
    outputs[0] = ratio(call, state, hits, known);
    outputs[1] = ratio(call, state, hits, known | unknown);
    outputs[2] = ratio(call, state, hits | unknown, known | unknown);
    COOP__TRY(amount(call, state, hits, 3, &outputs[3], err));
    COOP__TRY(amount(call, state, known, 4, &outputs[4], err));
    outputs[3].is_null = c->rows[1] == 0;
    outputs[4].is_null = c->rows[1] == 0;
    outputs[5] = coop__integer_value(c->rows[0]);
    return COOP_OK;
}
