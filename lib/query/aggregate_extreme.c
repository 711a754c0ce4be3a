/* aggregate_extreme.c -- the least and the greatest value, and those of the first and last row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/error.h"
#include "aggregate.h"
#include "multiset.h"

static coop_status value_output(coop__call *call, coop_error *err)
{
    const coop__program *program = &call->item->programs[0];
    return coop__call_output(call, "", coop__type_of_values(program), program->scale, err);
}

static void give(const coop__call *call, bool is_there, int64_t key, coop__value *out)
{
    *out = coop__value_of_key(&call->item->programs[0], key);
    out->is_null = !is_there;
}

/* ---- min, max ---- */

typedef struct extreme {
    int64_t key;
    int64_t n; /* values met */
} extreme;

static coop_status extreme_bind(coop__call *call, coop_error *err)
{
    COOP__TRY(coop__take_argument(call, 0, COOP__TAKES_NUMBERS | COOP__TAKES(COOP__SPAN), err));
    return value_output(call, err);
}

static bool is_max(const coop__call *call)
{
    return call->aggregate == &coop__max_aggregate;
}

/* The greatest key is the least of the keys turned around. */
static inline void take_least(extreme *e, int64_t key, int64_t turn, bool is_there)
{
    int64_t old = e->key ^ turn;
    key ^= turn;
    e->key = (is_there && (e->n == 0 || key < old) ? key : old) ^ turn;
    e->n += is_there ? 1 : 0;
}

static coop_status extreme_scatter(const coop__call *call, coop__lane *lane, void *states,
                                   const coop__batch *batch, coop_error *err)
{
    (void)err;
    extreme *extremes = states;
    coop__vector v = coop__argument(lane, call, 0, batch);
    const uint32_t *groups = coop__groups_of(lane, batch);
    int64_t turn = is_max(call) ? -1 : 0;
    int64_t n = batch->strip->n;
    if (v.form == COOP__FORM_DOUBLE) {
        for (int64_t i = 0; i < n; i++) {
            take_least(&extremes[groups[i]], coop__key_of(&v, i), turn,
                       v.valid == NULL || v.valid[i] != 0);
        }
        return COOP_OK;
    }
    const int64_t *x = coop__integers_of(lane, &v, n);
    for (int64_t i = 0; i < n; i++) {
        take_least(&extremes[groups[i]], x[i], turn, v.valid == NULL || v.valid[i] != 0);
    }
    return COOP_OK;
}

static coop_status extreme_merge(const coop__call *call, void *state, const void *other,
                                 int64_t turn, coop_error *err)
{
    (void)call;
    extreme *e = state;
    const extreme *more = other;
    int64_t n = e->n;
    COOP__TRY(coop__add_count(&n, more->n, err));
    take_least(e, more->key, turn, more->n > 0);
    e->n = n;
    return COOP_OK;
}

static coop_status min_merge(const coop__call *call, coop__arena *arena, void *state,
                             const void *other, coop_error *err)
{
    (void)arena;
    return extreme_merge(call, state, other, 0, err);
}

static coop_status max_merge(const coop__call *call, coop__arena *arena, void *state,
                             const void *other, coop_error *err)
{
    (void)arena;
    return extreme_merge(call, state, other, -1, err);
}

static coop_status extreme_write(const coop__call *call, coop__arena *arena, const void *state,
                                 coop__buffer *out, coop_error *err)
{
    (void)call;
    (void)arena;
    const extreme *e = state;
    bool done = coop__write_64(out, e->n) && coop__write_64(out, e->key);
    return done ? COOP_OK : coop__no_memory(err);
}

static coop_status extreme_read(const coop__call *call, coop__arena *arena, void *state,
                                coop__reader *in, coop_error *err)
{
    (void)arena;
    extreme *e = state;
    COOP__TRY(coop__read_count(in, &e->n, err));
    COOP__TRY(coop__read_64(in, &e->key, err));
    if (e->n == 0 && e->key != 0) {
        return coop__bad_state(err, "a value of no rows");
    }
    return coop__check_key(call->item->programs[0].kind, e->key, err);
}

static coop_status extreme_finish(const coop__call *call, const void *state,
                                  coop__value *outputs, coop_error *err)
{
    (void)err;
    const extreme *e = state;
    give(call, e->n > 0, e->key, &outputs[0]);
    return COOP_OK;
}

const coop__aggregate coop__min_aggregate = {
    .name = "min", .meaning = "least number, amount or day", .least = 1, .most = 1,
    .state_size = sizeof(extreme), .n_of_state = 1, .cut = COOP__CUT_ROOTS,
    .bind = extreme_bind, .scatter = extreme_scatter, .merge = min_merge,
    .serialise = extreme_write, .restore = extreme_read, .finish = extreme_finish};

const coop__aggregate coop__max_aggregate = {
    .name = "max", .meaning = "greatest number, amount or day", .least = 1, .most = 1,
    .state_size = sizeof(extreme), .n_of_state = 1, .cut = COOP__CUT_ROOTS,
    .bind = extreme_bind, .scatter = extreme_scatter, .merge = max_merge,
    .serialise = extreme_write, .restore = extreme_read, .finish = extreme_finish};

/* ---- first, last ---- */

/* The row of the least or greatest order so far. Of rows of one order the one whose id comes first
 * bytewise is taken, where the table has ids; of those that are still equal, the least value. */
typedef struct edge {
    int64_t order, key;
    const char *id; /* a word of the table, or read from bytes */
    size_t n_id;
    int64_t is_there;
} edge;

static coop_status edge_bind(coop__call *call, coop_error *err)
{
    unsigned kinds = COOP__TAKES_NUMBERS | COOP__TAKES(COOP__SPAN);
    COOP__TRY(coop__take_argument(call, 0, kinds, err));
    COOP__TRY(coop__take_argument(call, 1, kinds, err));
    return value_output(call, err);
}

static int compare_ids(const edge *a, const edge *b)
{
    size_t n = a->n_id < b->n_id ? a->n_id : b->n_id;
    int order = n > 0 ? memcmp(a->id, b->id, n) : 0;
    return order != 0 ? order : (a->n_id > b->n_id) - (a->n_id < b->n_id);
}

static void take_edge(edge *e, const edge *other, int64_t turn)
{
    bool is_before = (other->order ^ turn) < (e->order ^ turn);
    if (other->is_there == 0) {
        return;
    }
    if (e->is_there != 0 && other->order == e->order) {
        int order = compare_ids(other, e);
        is_before = order < 0 || (order == 0 && other->key < e->key);
    }
    if (e->is_there == 0 || is_before) {
        *e = *other;
    }
}

static int64_t turn_of(const coop__call *call)
{
    return call->aggregate == &coop__last_aggregate ? -1 : 0;
}

static void set_id(const coop__entry *entry, int64_t row, edge *out)
{
    const coop__column *key = entry->key < 0 ? NULL : &entry->table->columns[entry->key];
    if (key != NULL && coop__is_valid(key, row)) {
        out->id = key->words.words[coop__code_at(key, row)];
        out->n_id = strlen(out->id);
    }
}

static coop_status edge_scatter(const coop__call *call, coop__lane *lane, void *states,
                                const coop__batch *batch, coop_error *err)
{
    (void)err;
    edge *edges = states;
    const coop__strip *strip = batch->strip;
    const uint32_t *groups = coop__groups_of(lane, batch);
    coop__vector v = coop__argument(lane, call, 0, batch);
    coop__vector order = coop__argument(lane, call, 1, batch);
    int64_t turn = turn_of(call);
    for (int64_t i = 0; i < strip->n; i++) {
        bool is_there = (v.valid == NULL || v.valid[i] != 0) &&
                        (order.valid == NULL || order.valid[i] != 0);
        edge *e = &edges[groups[i]];
        edge row = {.order = coop__key_of(&order, i), .is_there = is_there ? 1 : 0};
        if (!is_there || (e->is_there != 0 && (row.order ^ turn) > (e->order ^ turn))) {
            continue;
        }
        row.key = coop__key_of(&v, i);
        set_id(call->frame->scope.entry, strip->rows != NULL ? strip->rows[i] : strip->first + i,
               &row);
        take_edge(e, &row, turn);
    }
    return COOP_OK;
}

static coop_status first_merge(const coop__call *call, coop__arena *arena, void *state,
                               const void *other, coop_error *err)
{
    (void)call;
    (void)arena;
    (void)err;
    take_edge(state, other, 0);
    return COOP_OK;
}

static coop_status last_merge(const coop__call *call, coop__arena *arena, void *state,
                              const void *other, coop_error *err)
{
    (void)call;
    (void)arena;
    (void)err;
    take_edge(state, other, -1);
    return COOP_OK;
}

static coop_status edge_write(const coop__call *call, coop__arena *arena, const void *state,
                              coop__buffer *out, coop_error *err)
{
    (void)call;
    (void)arena;
    static const char zeros[8];
    const edge *e = state;
    bool done = coop__write_64(out, e->is_there) && coop__write_64(out, e->order) &&
                coop__write_64(out, e->key) && coop__write_64(out, (int64_t)e->n_id) &&
                (e->n_id == 0 || coop__buffer_append(out, e->id, e->n_id)) &&
                coop__buffer_append(out, zeros, (8 - e->n_id % 8) % 8);
    return done ? COOP_OK : coop__no_memory(err);
}

static coop_status read_id(coop__arena *arena, coop__reader *in, edge *e, coop_error *err)
{
    int64_t n = 0;
    COOP__TRY(coop__read_count(in, &n, err));
    if ((uint64_t)n > in->n - in->at) {
        return coop__bad_state(err, "it ends too early");
    }
    const unsigned char *bytes = coop__read_bytes(in, (size_t)n);
    const unsigned char *rest = coop__read_bytes(in, (size_t)(8 - n % 8) % 8);
    bool is_sound = rest != NULL && (n == 0 || e->is_there != 0) &&
                    memchr(bytes, '\0', (size_t)n) == NULL;
    for (int64_t i = 0; is_sound && i < (8 - n % 8) % 8; i++) {
        is_sound = rest[i] == 0;
    }
    if (!is_sound) {
        return coop__bad_state(err, "its id is cut off, or not filled up by zero bytes");
    }
    e->n_id = (size_t)n;
    e->id = n == 0 ? NULL : coop__arena_text(arena, (const char *)bytes, (size_t)n);
    return n > 0 && e->id == NULL ? coop__no_memory(err) : COOP_OK;
}

static coop_status edge_read(const coop__call *call, coop__arena *arena, void *state,
                             coop__reader *in, coop_error *err)
{
    edge *e = state;
    COOP__TRY(coop__read_64(in, &e->is_there, err));
    COOP__TRY(coop__read_64(in, &e->order, err));
    COOP__TRY(coop__read_64(in, &e->key, err));
    if (e->is_there != 1 && (e->is_there != 0 || e->order != 0 || e->key != 0)) {
        return coop__bad_state(err, "a value of no row");
    }
    COOP__TRY(coop__check_key(call->item->programs[0].kind, e->key, err));
    COOP__TRY(coop__check_key(call->item->programs[1].kind, e->order, err));
    return read_id(arena, in, e, err);
}

static coop_status edge_finish(const coop__call *call, const void *state, coop__value *outputs,
                               coop_error *err)
{
    (void)err;
    const edge *e = state;
    give(call, e->is_there != 0, e->key, &outputs[0]);
    return COOP_OK;
}

const coop__aggregate coop__first_aggregate = {
    .name = "first", .meaning = "first argument of the row whose second is least; of several such "
                                "rows the one whose id comes first",
    .least = 2, .most = 2, .state_size = sizeof(edge), .n_of_state = 2, .cut = COOP__CUT_ROOTS,
    .bind = edge_bind, .scatter = edge_scatter, .merge = first_merge, .serialise = edge_write,
    .restore = edge_read, .finish = edge_finish};

const coop__aggregate coop__last_aggregate = {
    .name = "last", .meaning = "first argument of the row whose second is greatest; of several "
                               "such rows the one whose id comes first",
    .least = 2, .most = 2, .state_size = sizeof(edge), .n_of_state = 2, .cut = COOP__CUT_ROOTS,
    .bind = edge_bind, .scatter = edge_scatter, .merge = last_merge, .serialise = edge_write,
    .restore = edge_read, .finish = edge_finish};
