/* join.c -- groups of all threads into one, and their rows of the result.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "stream.h"

static coop_status join_group(coop__worker *to, coop__worker *from, int64_t group)
{
    int64_t target = coop__grouper_find(&to->grouper, &from->grouper, group);
    if (target < 0 || !coop__grow_states(to, to->grouper.n_groups)) {
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

/* Whether a group has rows, and these are in no other group too. */
static bool is_used(const coop__worker *w, int64_t group)
{
    const coop__keys *keys = w->grouper.keys;
    bool is_of_sets = keys->sets >= 0 && group < keys->n_dense;
    return w->counts[group] > 0 && !(is_of_sets && coop__is_rare(keys, group));
}

static coop_status join_ranges(coop__worker *workers, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        for (int64_t group = 0; group < workers[i].grouper.n_groups; group++) {
            if (is_used(&workers[i], group)) {
                COOP__TRY(join_group(&workers[0], &workers[i], group));
            }
        }
    }
    return COOP_OK;
}

/* Every day of a sweep has the rows of the days before. */
static coop_status join_days(coop__worker *w)
{
    const coop__plan *p = w->plan;
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

/* ---- sets into members ---- */

static coop_status spread_state(coop__worker *w, int64_t call, void *const *states, int64_t target,
                                int64_t group, int64_t parts, int64_t rank)
{
    const coop__call *c = &w->plan->calls[call];
    char *to = (char *)states[call] + (size_t)target * c->state_size;
    const char *from = (const char *)w->states[call] + (size_t)group * c->state_size;
    return c->aggregate->spread != NULL
               ? c->aggregate->spread(c, to, from, parts, rank)
               : c->aggregate->merge(c, &w->lane.arena, to, from, &w->err);
}

typedef struct members {
    int64_t *counts, *samples;
    void **states;
} members;

static coop_status spread_group(coop__worker *w, const members *m, int64_t group)
{
    const coop__keys *keys = w->grouper.keys;
    const coop__key *key = &keys->keys[keys->sets];
    coop_words set = coop__set_of_group(keys, group);
    int64_t parts = set.n > 0 ? set.n : 1;
    for (int64_t i = 0; i < parts; i++) {
        int64_t number = set.n > 0 ? set.codes[i] : key->n_values - 1;
        int64_t target = coop__group_of_member(keys, group, number);
        int64_t rank = set.n > 0 ? coop__rank_of(key, set.codes, set.n, i) : 0;
        m->counts[target] += w->counts[group];
        if (w->plan->needs_rows && (m->samples[target] == 0 ||
                                    w->samples[group] < m->samples[target])) {
            m->samples[target] = w->samples[group];
        }
        for (int64_t k = 0; k < w->plan->n_calls; k++) {
            COOP__TRY(w->plan->calls[k].state == k
                          ? spread_state(w, k, m->states, target, group, parts, rank) : COOP_OK);
        }
    }
    return COOP_OK;
}

/* The groups of members lie behind those of sets. */
static bool members_of(coop__worker *w, members *m)
{
    int64_t first = w->grouper.keys->n_dense;
    m->counts = w->counts + first;
    m->samples = w->samples + (w->plan->needs_rows ? first : 0);
    m->states = coop__arena_alloc(&w->lane.arena, (size_t)w->plan->n_calls, sizeof *m->states);
    for (int64_t k = 0; k < w->plan->n_calls && m->states != NULL; k++) {
        const coop__call *call = &w->plan->calls[k];
        m->states[k] = call->state == k ? coop__state_at(call, w->states[k], first) : NULL;
    }
    return m->states != NULL;
}

/* Groups of whole sets become groups of their members. */
static coop_status spread_sets(coop__worker *w)
{
    const coop__keys *keys = w->grouper.keys;
    if (keys->sets < 0) {
        return COOP_OK;
    }
    members m;
    coop__keys *of_members = coop__arena_alloc(&w->lane.arena, 1, sizeof *of_members);
    if (of_members == NULL || !members_of(w, &m)) {
        return coop__no_memory(&w->err);
    }
    for (int64_t group = 0; group < keys->n_dense; group++) {
        COOP__TRY(is_used(w, group) ? spread_group(w, &m, group) : COOP_OK);
    }
    *of_members = *keys;
    of_members->keys[keys->sets].kind = COOP__KEY_EACH;
    of_members->sets = -1;
    of_members->n_dense = keys->n_members;
    w->grouper.keys = of_members;
    w->grouper.n_groups = keys->n_members;
    w->counts = m.counts;
    w->samples = m.samples;
    w->states = m.states;
    return COOP_OK;
}

coop_status coop__join_workers(coop__worker *workers, int64_t n)
{
    COOP__TRY(join_ranges(workers, n));
    COOP__TRY(join_days(&workers[0]));
    return spread_sets(&workers[0]);
}

/* ---- the result ---- */

static coop_status finish_group(const coop__worker *w, int64_t group, coop__value *values,
                                coop_error *err)
{
    const coop__plan *p = w->plan;
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

coop_status coop__finish_groups(const coop__worker *w, coop__result *result, coop_error *err)
{
    const coop__plan *p = w->plan;
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
