/* states.h -- aggregates bound over a table of random rows, and their states taken singly.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_STATES_H
#define COOP_TEST_STATES_H

#include <stdio.h>

#include "model/dataset.h"
#include "query/aggregate.h"

#include "random.h"
#include "register.h"

/* A register with one table `t`, and calls bound over it. */
typedef struct bound {
    coop_dataset *data;
    coop__registry registry;
    coop__arena arena;
    coop__frame frame;
    coop_query query;
    coop__call *calls;
    int64_t n;
    coop__lane lane;
} bound;

static inline bool is_any_aggregate(const void *ctx, const char *name, size_t n)
{
    (void)ctx;
    for (const coop__aggregate *const *a = coop__aggregates; *a != NULL; a++) {
        if (strlen((*a)->name) == n && memcmp((*a)->name, name, n) == 0) {
            return true;
        }
    }
    return coop__text_is(name, n, "rate");
}

/* States are not shared, so that each call has its own. */
static inline void bound_open_on(bound *b, coop_dataset *data, const char *table,
                                 const char *select)
{
    coop_error err = {0};
    coop__item *items = NULL;
    memset(b, 0, sizeof *b);
    b->data = data;
    b->registry = coop__registry_of(data);
    b->query = query_of(table, NULL, NULL, select);
    b->arena.a = coop__allocator_of(NULL);
    b->lane.arena.a = b->arena.a;
    ck_assert_msg(coop__frame_open(&b->frame, &b->arena, &data->catalog, &b->registry, &b->query,
                                   &err) == COOP_OK &&
                      coop__parse(&b->arena, "select", select, is_any_aggregate, NULL, &items,
                                  &b->n, &err) == COOP_OK &&
                      coop__bind_calls(&b->frame, items, b->n, &b->calls, &err) == COOP_OK,
                  "%s", err.message);
    for (int64_t i = 0; i < b->n; i++) {
        b->calls[i].state = i;
    }
    ck_assert(coop__lane_open(&b->lane, b->calls, b->n, COOP__CHUNK));
}

static inline void bound_open(bound *b, coop_dataset *data, const char *select)
{
    bound_open_on(b, data, "t", select);
}

static inline void bound_close(bound *b)
{
    coop__arena_free(&b->lane.arena);
    coop__arena_free(&b->arena);
    coop_dataset_free(b->data);
}

static inline void *state_new(bound *b, int64_t call)
{
    void *state = coop__arena_alloc(&b->arena, 1, b->calls[call].state_size);
    ck_assert_ptr_nonnull(state);
    return state;
}

/* Takes rows into a state: by strips, or, where the aggregate has both, row by row. */
static inline void state_take(bound *b, int64_t i, void *state, int64_t *rows, int64_t n,
                              bool by_rows)
{
    const coop__call *call = &b->calls[i];
    coop_error err = {0};
    uint16_t *flags = calloc((size_t)n + 1, sizeof *flags);
    coop__selection selection = {.rows = rows, .flags = flags, .n = n, .capacity = n};
    bool updates = call->aggregate->update != NULL && (by_rows || call->is_whole);
    coop_status status = updates ? call->aggregate->update(call, state, &selection, &err)
                                 : coop__update_by_scatter(call, &b->lane, state, &selection, &err);
    free(flags);
    ck_assert_msg(status == COOP_OK, "%s: %s", call->aggregate->name, err.message);
}

/* The bytes of a state, in a buffer of its own. */
static inline coop__buffer state_bytes(bound *b, int64_t i, const void *state)
{
    coop_error err = {0};
    coop__buffer out = {.a = b->arena.a};
    ck_assert_msg(coop__state_write(&b->calls[i], &b->arena, state, &out, &err) == COOP_OK,
                  "%s: %s", b->calls[i].aggregate->name, err.message);
    return out;
}

static inline void *state_read(bound *b, int64_t i, const coop__buffer *bytes)
{
    coop_error err = {0};
    void *state = state_new(b, i);
    ck_assert_msg(coop__state_read(&b->calls[i], &b->arena, state, bytes->bytes, bytes->n, &err) ==
                      COOP_OK,
                  "%s: %s", b->calls[i].aggregate->name, err.message);
    return state;
}

static inline void state_merge(bound *b, int64_t i, void *to, const void *from)
{
    coop_error err = {0};
    ck_assert_msg(b->calls[i].aggregate->merge(&b->calls[i], &b->arena, to, from, &err) == COOP_OK,
                  "%s: %s", b->calls[i].aggregate->name, err.message);
}

/* The outputs of a state as text. */
static inline void state_finish(bound *b, int64_t i, const void *state, char *out, size_t size)
{
    const coop__call *call = &b->calls[i];
    coop__value values[COOP__OUTPUTS_MOST];
    coop_error err = {0};
    memset(values, 0, sizeof values);
    coop_status status = call->aggregate->finish(call, state, values, &err);
    size_t at = (size_t)snprintf(out, size, "%s %d", call->aggregate->name, (int)status);
    for (int64_t k = 0; k < call->n_outputs && status == COOP_OK; k++) {
        uint64_t bits = 0;
        const coop__value *v = &values[k];
        if (v->kind == COOP__NUMBER) {
            memcpy(&bits, &v->of.number, sizeof bits);
        } else {
            bits = v->kind == COOP__SPAN ? (uint64_t)v->of.span.first : (uint64_t)v->of.integer;
        }
        at += (size_t)snprintf(out + at, size - at, " %d:%llx", v->is_null ? -1 : (int)v->kind,
                               v->is_null ? 0ULL : (unsigned long long)bits);
    }
}

/* Every aggregate, on each kind of value that it takes. */
static const char every_aggregate[] =
    "count(), share(b), share(b, m) as sm, share(b, f) as sf, share(b, u) as su, "
    "sum(i), sum(f), sum(m), sum(w), mean(i), mean(f), mean(m), mean(w), variance(i), variance(f), "
    "variance(m), variance(w), min(i), min(f), min(m), min(d), max(i), max(f), max(m), max(d), "
    "first(i, d), first(f, i), first(d, f), last(m, d), last(w, i), last(d, d), "
    "quantile(i, 0.3), quantile(f, 0.9, 2), quantile(m, 0.5, 6), quantile(w, 0.1), median(f), "
    "distinct(i), distinct(f), distinct(d), distinct(m), distinct(c), distinct(id), "
    "hhi(u), hhi(m), gini(u), gini(f), theil(u), theil(m), "
    "km(i, b, 3), km(f, b, 0.5), km(w, b, 0), km_quantile(i, b, 0.5), km_quantile(f, b, 0.25)";

/* Rows with values of all sizes, ties, and holes; f and m are not below 0 for the shares' sake. */
static inline coop_dataset *random_rows(uint64_t *seed, int64_t n, int32_t holes)
{
    size_t size = 160 * (size_t)n + 64;
    char *text = malloc(size);
    size_t at = 0;
    text[0] = '\0';
    for (int64_t i = 0; i < n; i++) {
        char cells[8][40];
        uint64_t wide = next_random(seed) << 11;
        int64_t w = next_random(seed) % 4 == 0 ? INT64_MAX - (int64_t)(wide % 3)
                                               : (int64_t)(wide >> (next_random(seed) % 60));
        snprintf(cells[0], sizeof cells[0], "%d", (int)(next_random(seed) % 9) - 2);
        snprintf(cells[1], sizeof cells[1], "%lld",
                 (long long)(next_random(seed) % 2 == 0 ? w : -w));
        snprintf(cells[2], sizeof cells[2], "%llu", (unsigned long long)(next_random(seed) % 1000));
        snprintf(cells[3], sizeof cells[3], "%.3ge%d", (double)(next_random(seed) % 100) / 7,
                 (int)(next_random(seed) % 30) - 15);
        snprintf(cells[4], sizeof cells[4], "%d.%02d", (int)(next_random(seed) % 2000),
                 (int)(next_random(seed) % 100));
        snprintf(cells[5], sizeof cells[5], "2020-%02d-%02d", 1 + (int)(next_random(seed) % 12),
                 1 + (int)(next_random(seed) % 28));
        snprintf(cells[6], sizeof cells[6], "%s", next_random(seed) % 3 == 0 ? "true" : "false");
        snprintf(cells[7], sizeof cells[7], "w%d", (int)(next_random(seed) % 12));
        at += (size_t)snprintf(text + at, size - at, "%sr%lld", i > 0 ? "\n" : "", (long long)i);
        for (int k = 0; k < 8; k++) {
            bool is_hole = (int32_t)(next_random(seed) % 100) < holes;
            at += (size_t)snprintf(text + at, size - at, "|%s", is_hole ? "" : cells[k]);
        }
    }
    coop_dataset *data = register_of(
        "2024-01-01", "t",
        "id:code i:int16 w:int64 u:int32 f:float64 m:money d:date b:bool c:code", text, NULL);
    free(text);
    return data;
}

#endif
