/* aggregate_sum.c -- sums of numbers and amounts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>
#include <string.h>

#include "../core/error.h"
#include "../core/sum.h"
#include "aggregate.h"
#include "sharing.h"

/* Integers and amounts are added in 64 bits, and in 128 where those would overflow; doubles in sums
 * that are exact. What integers do not need lies at the end, so that their states are small. Before
 * it lie call->choice counts of remainders, see scatter_sets: the first ones, that are used most,
 * are next to the part. */
typedef struct sum_state {
    int64_t part; /* of least and of most */
    int64_t n;
    coop__int128 least, most;
    bool is_open;
    coop__exact_sum exact, exact_most;
} sum_state;

static inline sum_state *sum_of(const coop__call *call, const void *state)
{
    return (sum_state *)((uintptr_t)state + (size_t)call->choice * sizeof(int64_t));
}

static inline sum_state *sum_at(const coop__call *call, void *states, int64_t group)
{
    return sum_of(call, coop__state_at(call, states, group));
}

/* Rows whose equal parts leave so many units over. */
static inline int64_t *remainder_of(sum_state *sum, uint64_t rest)
{
    return (int64_t *)(void *)sum - 1 - rest;
}

/* The column, if the argument is a money column of the table itself and nothing else. */
static const coop__column *plain_amount(const coop__program *program)
{
    const coop__node *node = &program->nodes[0];
    bool is_plain = program->n == 1 && node->column != NULL && node->n_hops == 0 &&
                    node->column->type == COOP_TYPE_MONEY;
    return is_plain ? node->column : NULL;
}

static bool has_relations(const coop__call *call)
{
    const coop__registry *registry = call->frame->registry;
    return registry->has_relations(registry->model, call->frame->scope.entry);
}

static bool is_related(const coop__call *call)
{
    return plain_amount(&call->item->programs[0]) != NULL && has_relations(call);
}

/* Strips know full and equal shares; others are of the row. */
bool coop__splits_equally(const coop__call *call)
{
    return coop__frame_splits(call->frame);
}

static bool has_own_shares(const coop__call *call)
{
    const coop__rule *rule = call->frame->has_each ? call->frame->sharing->rule : NULL;
    return rule != NULL && (rule->has_shares || rule->has_weights);
}

coop_status coop__check_each(const coop__call *call, const char *what, coop_error *err)
{
    if (!call->frame->has_each || call->frame->sharing != NULL) {
        return COOP_OK;
    }
    return coop__fail_in(err, COOP_CONFLICT, &call->item->programs[0], call->item->at,
                         "under each() %s would count a row once for every member: say by "
                         "attribution how it is split", what);
}

/* Money is counted once a row of its own table: not again by every row that refers to it, and not
 * without its relations. */
static coop_status check_money(const coop__call *call, coop_error *err)
{
    const coop__program *program = &call->item->programs[0];
    for (int64_t i = 0; i < program->n; i++) {
        const coop__node *node = &program->nodes[i];
        bool is_money = node->op == COOP__OP_COLUMN && node->column != NULL &&
                        node->column->type == COOP_TYPE_MONEY;
        const char *why = !is_money ? NULL
                          : node->n_hops > 0
                              ? "would be counted once for every row that refers to it"
                          : plain_amount(program) == NULL && has_relations(call)
                              ? "is of rows that are parts of each other: sum it by itself"
                              : NULL;
        if (why != NULL) {
            return coop__fail_in(err, COOP_CONFLICT, program, node->at, "'%s' %s", node->text,
                                 why);
        }
    }
    return COOP_OK;
}

/* Members of the largest set that may be taken whole, where amounts are split; an even number. */
static int64_t n_remainders(const coop__frame *frame)
{
    int64_t most = coop__frame_splits(frame) ? 2 : 0;
    for (int64_t i = 0; i < frame->n_by && coop__frame_splits(frame); i++) {
        const coop__program *set = &frame->by[i].programs[0];
        const coop__column *column = frame->by[i].aggregate != NULL ? set->nodes[0].column : NULL;
        most = column != NULL && column->members_most > most ? column->members_most : most;
    }
    return most + most % 2;
}

static coop_status sum_bind(coop__call *call, coop_error *err)
{
    coop__program *program = &call->item->programs[0];
    coop_type type = program->kind == COOP__INTEGER  ? COOP_TYPE_INT64
                     : program->kind == COOP__NUMBER ? COOP_TYPE_FLOAT64
                     : program->kind == COOP__MONEY  ? COOP_TYPE_MONEY
                                                     : 0;
    if (type == 0) {
        return coop__fail_in(err, COOP_TYPE, program, call->item->at, "sum does not take a %s",
                             coop__kind_name(program->kind));
    }
    COOP__TRY(coop__check_each(call, "a sum", err));
    if (program->kind != COOP__NUMBER) {
        const size_t unit = _Alignof(sum_state); /* states lie in a row */
        call->choice = n_remainders(call->frame);
        size_t size = offsetof(sum_state, exact) + (size_t)call->choice * sizeof(int64_t);
        call->state_size = (size + unit - 1) / unit * unit;
    }
    COOP__TRY(check_money(call, err));
    COOP__TRY(coop__take_argument(call, 0, COOP__TAKES_NUMBERS, err));
    call->is_whole = call->is_whole || has_own_shares(call);
    bool is_pair = coop__has_doubt(call) || program->is_uncertain || is_related(call);
    return coop__pair_of_outputs(call, is_pair, type, program->scale, err);
}

#define INVERSE(n) (UINT64_MAX / (n) + 1)
#define INVERSES_4(n) INVERSE(n), INVERSE((n) + 1), INVERSE((n) + 2), INVERSE((n) + 3)
#define INVERSES_16(n) INVERSES_4(n), INVERSES_4((n) + 4), INVERSES_4((n) + 8), INVERSES_4((n) + 12)

/* 2^64 / n rounded up: the high half of a product with it is the quotient by n of what is below
 * 2^58, as the error is less than n units of 2^-64 for each unit. */
static const uint64_t inverses[COOP__PARTS_MOST + 1] = {
    0, 0, INVERSE(2), INVERSE(3), INVERSES_4(4), INVERSES_4(8), INVERSES_4(12), INVERSES_16(16),
    INVERSES_16(32), INVERSES_16(48), INVERSE(64)};

__extension__ typedef unsigned __int128 wide;

#define QUICK_BITS 58

static inline uint64_t quick_quotient(uint64_t size, uint64_t n)
{
    return (uint64_t)((wide)size * inverses[n] >> 64);
}

/* The part of each when v is split equally among n, and how many of them, the first by the order
 * of their words, get one minor unit more: parts add up to v. */
static inline int64_t quotient(int64_t v, uint32_t n, uint64_t *rest)
{
    uint64_t size = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    bool is_quick = n > 1 && n <= COOP__PARTS_MOST && size >> QUICK_BITS == 0;
    uint64_t part = is_quick ? quick_quotient(size, n) : size / n;
    *rest = size - part * n;
    return v < 0 ? (int64_t)(0 - part) : (int64_t)part;
}

int64_t coop__equal_part(int64_t v, int64_t parts, int64_t rank)
{
    uint64_t rest = 0;
    int64_t part = quotient(v, (uint32_t)parts, &rest);
    return part + ((uint64_t)rank >= rest ? 0 : v < 0 ? -1 : 1);
}

static inline void add_integer(sum_state *sum, int64_t v)
{
    int64_t part;
    if (__builtin_add_overflow(sum->part, v, &part)) {
        sum->least += sum->part;
        sum->most += sum->part;
        part = v;
    }
    sum->part = part;
}

static void scatter_integers(const coop__call *call, void *states, const int64_t *x,
                             const uint8_t *valid, const uint32_t *groups, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        sum_state *sum = sum_at(call, states, groups[i]);
        bool is_there = valid == NULL || valid[i] != 0;
        add_integer(sum, is_there ? x[i] : 0);
        sum->n += is_there ? 1 : 0;
    }
}

/* ---- equal parts ---- */

/* A strip's sum of amounts that are not below 0 and that have at most 40 bits leaves bits for their
 * number: both are one addition. Some rows of sums take turns: one that waits for itself is slow. */
#define PACKED_BITS 40
#define PACKED_ONE (UINT64_C(1) << 52)
#define TURNS 4

static const coop__step *step_of(const coop__call *call)
{
    return &call->codes[0].steps[call->codes[0].n - 1];
}

static bool is_packed(const coop__call *call, int64_t n_sums, int64_t n_rows)
{
    const coop__step *last = step_of(call);
    return last->least >= 0 && last->most < (int64_t)1 << PACKED_BITS &&
           TURNS * n_sums <= COOP__SUMS_ROOM && 4 * n_sums <= n_rows;
}

/* Adds what a packed sum holds; gives the number of its amounts. */
static int64_t unpack(sum_state *sum, uint64_t packed)
{
    int64_t n = (int64_t)(packed / PACKED_ONE);
    add_integer(sum, (int64_t)(packed % PACKED_ONE));
    sum->n += n;
    return n;
}

/* Its part of a row for each member; parts[i] is at most COOP__PARTS_MOST. */
static void pack_parts(const int64_t *x, const uint8_t *valid, const uint32_t *groups,
                       const coop__batch *batch, uint64_t *sums)
{
    uint64_t width = 1 + (uint64_t)batch->n_groups; /* the first is of missing amounts */
    memset(sums, 0, TURNS * width * sizeof *sums);
    for (int64_t i = 0; i < batch->strip->n; i++) {
        uint64_t n = batch->parts[i];
        uint64_t v = (uint64_t)x[i];
        uint64_t part = quick_quotient(v, n);
        part += v & (0 - (uint64_t)(n == 1 ? 1 : 0));
        part += batch->ranks[i] < v - part * n ? 1 : 0;
        uint64_t at = 1 + (uint64_t)groups[i];
        at &= valid == NULL ? UINT64_MAX : 0 - (uint64_t)valid[i];
        sums[(uint64_t)(i & 3) * width + at] += part + PACKED_ONE;
    }
}

static bool has_few_parts(const coop__batch *batch)
{
    uint16_t most = 0;
    for (int64_t i = 0; i < batch->strip->n; i++) {
        most = batch->parts[i] > most ? batch->parts[i] : most;
    }
    return most <= COOP__PARTS_MOST;
}

static void scatter_parts(const coop__call *call, coop__lane *lane, void *states, const int64_t *x,
                          const uint8_t *valid, const uint32_t *groups, const coop__batch *batch)
{
    int64_t width = batch->n_groups + 1;
    if (is_packed(call, width, batch->strip->n) && has_few_parts(batch)) {
        uint64_t *sums = (uint64_t *)lane->sums;
        pack_parts(x, valid, groups, batch, sums);
        for (int64_t g = 0; g < batch->n_groups; g++) {
            for (int64_t turn = 0; turn < TURNS; turn++) {
                (void)unpack(sum_at(call, states, g), sums[1 + turn * width + g]);
            }
        }
        return;
    }
    for (int64_t i = 0; i < batch->strip->n; i++) {
        sum_state *sum = sum_at(call, states, groups[i]);
        bool is_there = valid == NULL || valid[i] != 0;
        int64_t v = is_there ? x[i] : 0;
        uint64_t rest = 0;
        int64_t part = quotient(v, batch->parts[i], &rest);
        add_integer(sum, part + (batch->ranks[i] >= rest ? 0 : v < 0 ? -1 : 1));
        sum->n += is_there ? 1 : 0;
    }
}

/* Of whole sets: amounts as they are, and how many leave so many units over when they are split;
 * those below 0 count as -1. The parts of all rows together follow from both. Remainders of a set
 * of one are those by 2, and not looked at. */
static void scatter_sets_singly(const coop__call *call, void *states, const int64_t *x,
                                const uint8_t *valid, const uint32_t *groups,
                                const coop__batch *batch)
{
    for (int64_t i = 0; i < batch->strip->n; i++) {
        sum_state *sum = sum_at(call, states, groups[i]);
        bool is_there = valid == NULL || valid[i] != 0;
        int64_t v = is_there ? x[i] : 0;
        uint64_t rest = 0;
        (void)quotient(v, batch->sizes[groups[i]], &rest);
        add_integer(sum, v);
        *remainder_of(sum, rest) += v < 0 ? -1 : 1;
        sum->n += is_there ? 1 : 0;
    }
}

/* A packed sum for each set and remainder, behind one that missing amounts go to: which one is each
 * row's. No branch hangs on a row. */
static void place_sets(const int64_t *x, const uint8_t *valid, const uint32_t *groups,
                       const coop__batch *batch, uint64_t width, uint32_t *places)
{
    const uint16_t *sizes = batch->sizes;
    int64_t rows = batch->strip->n;
    for (int64_t i = 0; i < rows; i++) {
        uint64_t n = sizes[groups[i]];
        uint64_t v = (uint64_t)x[i];
        places[i] = (uint32_t)(1 + groups[i] * width + v - quick_quotient(v, n) * n);
    }
    for (int64_t i = 0; i < rows && valid != NULL; i++) {
        places[i] &= 0 - (uint32_t)valid[i];
    }
}

static void add_packed(const int64_t *x, const uint32_t *places, int64_t n, uint64_t *sums,
                       int64_t n_sums)
{
    uint64_t *a = sums;
    uint64_t *b = a + n_sums;
    uint64_t *c = b + n_sums;
    uint64_t *d = c + n_sums;
    int64_t i = 0;
    memset(sums, 0, (size_t)(TURNS * n_sums) * sizeof *sums);
    for (; i + TURNS <= n; i += TURNS) {
        a[places[i]] += (uint64_t)x[i] + PACKED_ONE;
        b[places[i + 1]] += (uint64_t)x[i + 1] + PACKED_ONE;
        c[places[i + 2]] += (uint64_t)x[i + 2] + PACKED_ONE;
        d[places[i + 3]] += (uint64_t)x[i + 3] + PACKED_ONE;
    }
    for (; i < n; i++) {
        a[places[i]] += (uint64_t)x[i] + PACKED_ONE;
    }
}

/* The same where every amount is quick to divide and none is below 0: without a branch. */
static void scatter_sets_quickly(const coop__call *call, void *states, const int64_t *x,
                                 const uint8_t *valid, const uint32_t *groups,
                                 const coop__batch *batch)
{
    for (int64_t i = 0; i < batch->strip->n; i++) {
        sum_state *sum = sum_at(call, states, groups[i]);
        uint64_t n = batch->sizes[groups[i]];
        uint64_t is_there = valid == NULL ? 1 : valid[i];
        uint64_t v = (uint64_t)x[i] & (0 - is_there);
        ++*remainder_of(sum, v - quick_quotient(v, n) * n);
        sum->n += (int64_t)is_there;
        add_integer(sum, (int64_t)v);
    }
}

static void scatter_sets(const coop__call *call, coop__lane *lane, void *states, const int64_t *x,
                         const uint8_t *valid, const uint32_t *groups, const coop__batch *batch)
{
    int64_t width = call->choice;
    int64_t n_sums = batch->n_groups * width + 1;
    uint64_t *sums = (uint64_t *)lane->sums;
    const coop__step *step = step_of(call);
    if (step->least < 0 || step->most >> QUICK_BITS != 0) {
        scatter_sets_singly(call, states, x, valid, groups, batch);
        return;
    }
    if (!is_packed(call, n_sums, batch->strip->n)) {
        scatter_sets_quickly(call, states, x, valid, groups, batch);
        return;
    }
    place_sets(x, valid, groups, batch, (uint64_t)width, lane->cells);
    add_packed(x, lane->cells, batch->strip->n, sums, n_sums);
    for (int64_t g = 0; g < batch->n_groups; g++) {
        sum_state *sum = sum_at(call, states, g);
        const uint64_t *of_set = sums + 1 + g * width;
        for (int64_t r = 0; r < batch->sizes[g]; r++) {
            int64_t *remainder = remainder_of(sum, (uint64_t)r);
            for (int64_t turn = 0; turn < TURNS; turn++) {
                *remainder += unpack(sum, of_set[turn * n_sums + r]);
            }
        }
    }
}

/* ---- whole values ---- */

/* A share of a double is rounded once, so equal shares may miss the whole by their last digits. */
static void scatter_doubles(const coop__call *call, void *states, const coop__vector *v,
                            const uint32_t *groups, const coop__batch *batch)
{
    const double *x = v->data;
    bool splits = batch->parts != NULL && coop__splits_equally(call);
    for (int64_t i = 0; i < batch->strip->n; i++) {
        if (v->valid == NULL || v->valid[i] != 0) {
            sum_state *sum = sum_at(call, states, groups[i]);
            coop__exact_sum_add(&sum->exact, splits ? x[i] / batch->parts[i] : x[i]);
            sum->n++;
        }
    }
}

/* Classes are rows with a value, and without. */
static bool sum_open_ledger(const coop__call *call, coop__lane *lane, int64_t n_groups)
{
    return coop__ledger_open(&lane->ledgers[call->index], &lane->arena, n_groups, 2,
                            &call->codes[0].steps[call->codes[0].n - 1]);
}

static void sum_settle(const coop__call *call, const coop__ledger *ledger, void *states)
{
    for (int64_t g = 0; g < ledger->n_groups; g++) {
        sum_state *sum = sum_at(call, states, g);
        if (ledger->counts[g] > 0) {
            add_integer(sum, (int64_t)ledger->sums[g]);
            sum->n += ledger->counts[g];
        }
    }
}

static void take_integers(coop__ledger *ledger, coop__lane *lane, const int64_t *x,
                           const uint8_t *valid, const coop__batch *batch)
{
    const uint8_t *classes = NULL;
    if (valid != NULL) {
        coop__kernel_missing(valid, batch->strip->n, lane->classes);
        classes = lane->classes;
    }
    coop__ledger_take(ledger, lane, batch, classes, x);
}

static coop_status sum_scatter(const coop__call *call, coop__lane *lane, void *states,
                               const coop__batch *batch, coop_error *err)
{
    (void)err;
    coop__vector v = coop__argument(lane, call, 0, batch);
    const uint32_t *groups = coop__groups_of(lane, batch);
    if (v.form == COOP__FORM_DOUBLE) {
        scatter_doubles(call, states, &v, groups, batch);
        return COOP_OK;
    }
    const int64_t *x = coop__integers_of(lane, &v, batch->strip->n);
    bool splits = (batch->sizes != NULL || batch->parts != NULL) && coop__splits_equally(call);
    coop__ledger *ledger = splits ? NULL : coop__ledger_of(lane, call, states, batch->strip->n);
    if (splits && batch->sizes != NULL) {
        scatter_sets(call, lane, states, x, v.valid, groups, batch);
    } else if (splits) {
        scatter_parts(call, lane, states, x, v.valid, groups, batch);
    } else if (ledger != NULL) {
        take_integers(ledger, lane, x, v.valid, batch);
    } else {
        scatter_integers(call, states, x, v.valid, groups, batch->strip->n);
    }
    return COOP_OK;
}

/* The member of this rank has its equal part of what the rows can be divided by, and a unit more of
 * those that leave more units than its rank. */
static coop_status sum_spread(const coop__call *call, void *state, const void *of_sets,
                              int64_t parts, int64_t rank)
{
    sum_state *sum = sum_of(call, state);
    sum_state *from = sum_of(call, of_sets);
    coop__int128 whole = from->least + from->part;
    int64_t more = 0;
    for (int64_t r = 1; r < parts && coop__splits_equally(call); r++) {
        int64_t n = *remainder_of(from, (uint64_t)r);
        whole -= (coop__int128)r * n;
        more += r > rank ? n : 0;
    }
    whole = coop__splits_equally(call) ? whole / parts + more : whole;
    sum->least += whole;
    sum->most += whole;
    sum->n += from->n;
    return COOP_OK;
}

static coop_status sum_merge(const coop__call *call, coop__arena *arena, void *state,
                             const void *other, coop_error *err)
{
    (void)arena;
    sum_state *sum = sum_of(call, state);
    sum_state *more = sum_of(call, other);
    COOP__TRY(coop__add_wide(&sum->least, more->least, err));
    COOP__TRY(coop__add_wide(&sum->least, more->part, err));
    COOP__TRY(coop__add_wide(&sum->most, more->most, err));
    COOP__TRY(coop__add_wide(&sum->most, more->part, err));
    for (uint64_t i = 0; i < (uint64_t)call->choice; i++) {
        *remainder_of(sum, i) += *remainder_of(more, i);
    }
    sum->is_open = sum->is_open || more->is_open;
    if (call->item->programs[0].kind == COOP__NUMBER) {
        coop__exact_sum_merge(&sum->exact, &more->exact);
        coop__exact_sum_merge(&sum->exact_most, &more->exact_most);
    }
    return coop__add_count(&sum->n, more->n, err);
}

static coop_status sum_write(const coop__call *call, coop__arena *arena, const void *state,
                             coop__buffer *out, coop_error *err)
{
    (void)arena;
    const sum_state *sum = sum_of(call, state);
    bool is_number = call->item->programs[0].kind == COOP__NUMBER;
    /* Where there is one output, rows that are taken by strips leave the upper sum alone. */
    const coop__exact_sum *most = call->n_outputs == 2 ? &sum->exact_most : &sum->exact;
    bool done = coop__write_64(out, sum->n) && coop__write_64(out, sum->is_open ? 1 : 0) &&
                (is_number ? coop__write_sum(out, &sum->exact) &&
                                 coop__write_sum(out, most)
                           : coop__write_128(out, sum->least + sum->part) &&
                                 coop__write_128(out, sum->most + sum->part));
    return done ? COOP_OK : coop__no_memory(err);
}

static coop_status sum_read(const coop__call *call, coop__arena *arena, void *state,
                            coop__reader *in, coop_error *err)
{
    (void)arena;
    sum_state *sum = sum_of(call, state);
    int64_t is_open = 0;
    COOP__TRY(coop__read_count(in, &sum->n, err));
    COOP__TRY(coop__read_64(in, &is_open, err));
    if (is_open != 0 && is_open != 1) {
        return coop__bad_state(err, "a truth is neither 0 nor 1");
    }
    sum->is_open = is_open == 1;
    bool is_number = call->item->programs[0].kind == COOP__NUMBER;
    if (is_number) {
        COOP__TRY(coop__read_sum(in, &sum->exact, err));
        COOP__TRY(coop__read_sum(in, &sum->exact_most, err));
    } else {
        COOP__TRY(coop__read_128(in, &sum->least, err));
        COOP__TRY(coop__read_128(in, &sum->most, err));
    }
    bool is_one = is_number ? memcmp(&sum->exact, &sum->exact_most, sizeof sum->exact) == 0
                            : sum->least == sum->most;
    return call->n_outputs == 2 || is_one ? COOP_OK
                                          : coop__bad_state(err, "it is of a sum with bounds");
}

static void sum_row(sum_state *sum, const coop__value *value, bool is_certain)
{
    if (value->kind == COOP__NUMBER) {
        double x = value->of.number;
        /* A row that may be out adds nothing to the least when it is positive. */
        coop__exact_sum_add(&sum->exact, is_certain || x < 0 ? x : 0);
        coop__exact_sum_add(&sum->exact_most, is_certain || x > 0 ? x : 0);
        return;
    }
    int64_t least = value->of.integer;
    int64_t most = value->kind == COOP__MONEY ? least : value->most;
    sum->least += is_certain || least < 0 ? least : 0;
    sum->most += is_certain || most > 0 ? most : 0;
}

/* What the members of the group have of a value. */
static coop_status take_part(const coop__call *call, int64_t row, coop__value *value,
                             coop_error *err)
{
    if (value->kind == COOP__NUMBER) {
        return coop__frame_part_of_number(call->frame, row, &value->of.number, err);
    }
    int64_t least = value->of.integer;
    int64_t ends[2] = {least, value->kind == COOP__MONEY ? least : value->most};
    COOP__TRY(coop__frame_part(call->frame, row, ends, err));
    value->of.integer = ends[0];
    value->most = ends[1];
    return COOP_OK;
}

static coop_status sum_update(const coop__call *call, void *state, const coop__selection *rows,
                              coop_error *err)
{
    sum_state *sum = sum_of(call, state);
    const coop__registry *registry = call->frame->registry;
    COOP__TRY(coop__check_currencies(call, rows, err));
    if (is_related(call)) {
        coop__total total = {0};
        COOP__TRY(registry->total(call, plain_amount(&call->item->programs[0]), rows, &total,
                                  err));
        sum->least += total.least;
        sum->most += total.most;
        sum->is_open = total.is_open;
        sum->n += total.is_empty ? 0 : 1;
        return COOP_OK;
    }
    COOP__TRY(coop__check_explicit(call->frame, rows, COOP__PART, err));
    for (int64_t i = 0; i < rows->n; i++) {
        coop__value value = coop__evaluate(&call->item->programs[0], &call->frame->scope,
                                           rows->rows[i]);
        coop__presence in = coop__in_cut(call->frame->cut, COOP__CUT_ROOTS, rows->flags[i]);
        if (!value.is_null && in != COOP__OUT) {
            COOP__TRY(take_part(call, rows->rows[i], &value, err));
            sum_row(sum, &value, in == COOP__IN);
            sum->n++;
        }
    }
    return COOP_OK;
}

static coop_status narrow(const coop__call *call, coop__int128 sum, coop__value *out,
                          coop_error *err)
{
    int64_t integer = 0;
    if (!coop__int128_to_int64(sum, &integer)) {
        return coop__fail(err, COOP_LIMIT, "select: %s does not fit 64 bits",
                          call->outputs[0].name);
    }
    *out = coop__integer_value(integer);
    out->kind = call->item->programs[0].kind;
    out->scale = call->outputs[0].scale;
    return COOP_OK;
}

/* A sum of no values is missing, not 0. */
static coop_status sum_finish(const coop__call *call, const void *state, coop__value *outputs,
                              coop_error *err)
{
    const sum_state *sum = sum_of(call, state);
    coop__kind kind = call->item->programs[0].kind;
    for (int64_t i = 0; i < call->n_outputs; i++) {
        coop__value none = {.kind = kind, .is_null = true};
        outputs[i] = none;
    }
    if (sum->n == 0) {
        return COOP_OK;
    }
    if (kind == COOP__NUMBER) {
        for (int64_t i = 0; i < call->n_outputs; i++) {
            double x = coop__exact_sum_result(i == 0 ? &sum->exact : &sum->exact_most);
            outputs[i].is_null = !(x - x == 0);
            outputs[i].of.number = x;
            if (outputs[i].is_null) {
                return coop__fail(err, COOP_LIMIT, "select: %s is beyond the largest double",
                                  call->outputs[i].name);
            }
        }
        return COOP_OK;
    }
    COOP__TRY(narrow(call, sum->least + sum->part, &outputs[0], err));
    if (call->n_outputs == 2 && !sum->is_open) {
        COOP__TRY(narrow(call, sum->most + sum->part, &outputs[1], err));
    }
    return COOP_OK;
}

const coop__aggregate coop__sum_aggregate = {
    .name = "sum", .meaning = "sum of a number or an amount over the roots of a tree",
    .least = 1, .most = 1, .state_size = sizeof(sum_state), .n_of_state = 1, .takes_doubt = true,
    .cut = COOP__CUT_ROOTS, .bind = sum_bind, .update = sum_update, .scatter = sum_scatter,
    .open_ledger = sum_open_ledger, .settle = sum_settle, .merge = sum_merge, .spread = sum_spread, .serialise = sum_write, .restore = sum_read,
    .finish = sum_finish};
