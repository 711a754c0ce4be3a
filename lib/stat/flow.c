/* flow.c -- pairing the records that both sides of a flow keep of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/flow.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/sum.h"
#include "sort.h"

/* A record of the payer and one of the payee that may be of one flow. */
typedef struct candidate {
    int64_t a, b;
    int64_t days;
    coop__int128 difference;
} candidate;

typedef struct pairing {
    const coop_flow *flows;
    int64_t days;
    double share;
    coop__arena *arena;
    int64_t *order; /* of the records, by payer, payee and currency */
    candidate *candidates;
    int64_t n, capacity;
} pairing;

static int order_currency(const char *a, const char *b)
{
    return a == NULL || b == NULL ? (a == NULL) - (b == NULL) : strcmp(a, b);
}

static int order_keys(const coop_flow *a, const coop_flow *b)
{
    int order = strcmp(a->payer, b->payer);
    order = order != 0 ? order : strcmp(a->payee, b->payee);
    return order != 0 ? order : order_currency(a->currency, b->currency);
}

static bool record_before(const void *ctx, int64_t a, int64_t b)
{
    const pairing *p = ctx;
    return order_keys(&p->flows[a], &p->flows[b]) < 0;
}

static bool candidate_before(const void *ctx, int64_t a, int64_t b)
{
    const pairing *p = ctx;
    const candidate *x = &p->candidates[a];
    const candidate *y = &p->candidates[b];
    if (x->days != y->days || x->difference != y->difference) {
        return x->days != y->days ? x->days < y->days : x->difference < y->difference;
    }
    int order = strcmp(p->flows[x->a].id, p->flows[y->a].id);
    order = order != 0 ? order : strcmp(p->flows[x->b].id, p->flows[y->b].id);
    return order < 0;
}

static int64_t days_between(coop_span a, coop_span b)
{
    int64_t gap = a.first > b.last ? (int64_t)a.first - b.last : (int64_t)b.first - a.last;
    return gap > 0 ? gap : 0;
}

static bool add_candidate(pairing *p, candidate found)
{
    if (p->n == p->capacity) {
        int64_t capacity = p->capacity == 0 ? 64 : p->capacity * 2;
        candidate *larger = coop__arena_alloc(p->arena, (size_t)capacity, sizeof *larger);
        if (larger == NULL) {
            return false;
        }
        if (p->n > 0) {
            memcpy(larger, p->candidates, (size_t)p->n * sizeof *larger);
        }
        p->candidates = larger;
        p->capacity = capacity;
    }
    p->candidates[p->n++] = found;
    return true;
}

/* Adds what two records of one payer, payee and currency are, if they may be of one flow. */
static bool compare(pairing *p, int64_t x, int64_t y)
{
    bool is_first = p->flows[x].by_payee == 0;
    const coop_flow *a = &p->flows[is_first ? x : y];
    const coop_flow *b = &p->flows[is_first ? y : x];
    if (a->by_payee != 0 || b->by_payee == 0 || a->currency == NULL) {
        return true;
    }
    coop__int128 difference = (coop__int128)a->amount - b->amount;
    difference = difference < 0 ? -difference : difference;
    double larger = fmax(fabs((double)a->amount), fabs((double)b->amount));
    int64_t days = days_between(a->date, b->date);
    if (days > p->days || (double)difference > p->share * larger) {
        return true;
    }
    return add_candidate(p, (candidate){is_first ? x : y, is_first ? y : x, days, difference});
}

static bool find_candidates(pairing *p, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        const coop_flow *one = &p->flows[p->order[i]];
        for (int64_t j = i + 1; j < n && order_keys(one, &p->flows[p->order[j]]) == 0; j++) {
            if (!compare(p, p->order[i], p->order[j])) {
                return false;
            }
        }
    }
    return true;
}

/* Numbers 0 to n - 1 in an order; NULL: no memory. */
static int64_t *sorted(const pairing *p, int64_t n, coop__is_before *is_before)
{
    int64_t *order = coop__arena_alloc(p->arena, (size_t)n, sizeof *order);
    int64_t *spare = coop__arena_alloc(p->arena, (size_t)n, sizeof *spare);
    if (order == NULL || spare == NULL) {
        return NULL;
    }
    coop__merge_sort(order, spare, n, is_before, p);
    return order;
}

static coop_status run(pairing *p, int64_t n, int64_t *match, coop_error *err)
{
    p->order = sorted(p, n, record_before);
    if (p->order == NULL || !find_candidates(p, n)) {
        return coop__no_memory(err);
    }
    const int64_t *best = sorted(p, p->n, candidate_before);
    if (best == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < n; i++) {
        match[i] = -1;
    }
    for (int64_t i = 0; i < p->n; i++) {
        const candidate *c = &p->candidates[best[i]];
        if (match[c->a] < 0 && match[c->b] < 0) {
            match[c->a] = c->b;
            match[c->b] = c->a;
        }
    }
    return COOP_OK;
}

static coop_status check_flows(const coop_flow *flows, int64_t n, const int64_t *match,
                               const coop_flow_options *options, coop_error *err)
{
    if (n < 0 || (n > 0 && (flows == NULL || match == NULL))) {
        return coop__fail(err, COOP_ARGUMENT, "n is negative, or flows or match is NULL");
    }
    for (int64_t i = 0; i < n; i++) {
        if (flows[i].id == NULL || flows[i].payer == NULL || flows[i].payee == NULL) {
            return coop__fail(err, COOP_ARGUMENT, "flow %lld has no id, payer or payee",
                              (long long)i + 1);
        }
    }
    if (options->days < 0) {
        return coop__fail(err, COOP_RANGE, "days is %lld, not 0 or more", (long long)options->days);
    }
    return options->share >= 0.0 && options->share <= 1.0
               ? COOP_OK
               : coop__fail(err, COOP_RANGE, "share is not 0 to 1");
}

coop_status coop_flow_match(const coop_flow *flows, int64_t n, const coop_flow_options *options,
                            int64_t *match, coop_error *err)
{
    coop_flow_options filled = COOP_FLOW_OPTIONS_INIT;
    if (options != NULL && options->struct_size < sizeof filled) {
        return coop__fail(err, COOP_ARGUMENT, "options are not begun by COOP_FLOW_OPTIONS_INIT");
    }
    filled = options != NULL ? *options : filled;
    COOP__TRY(check_flows(flows, n, match, &filled, err));
    coop__arena arena = {.a = coop__allocator_of(filled.run)};
    pairing p = {.flows = flows, .days = filled.days, .share = filled.share, .arena = &arena};
    coop_status status = run(&p, n, match, err);
    coop__arena_free(&arena);
    return status;
}
