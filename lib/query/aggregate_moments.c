/* aggregate_moments.c -- mean and variance: sums and sums of squares without rounding, and one
 * rounding at the end.
 *
 * The variance is that of a sample, (n Q - S^2) / (n (n - 1)) for the sum S and the sum Q of the
 * squares; exact integers make the formula safe, which in doubles cancels. Means and variances of
 * amounts are in units, not in minor units.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>
#include <string.h>

#include "../core/error.h"
#include "../core/wide.h"
#include "aggregate.h"

/* Digits of 32 bits of the squares of doubles: digit i counts 2^(32 i - 2176). */
#define SQUARE_DIGITS 140
#define LOWEST_EXPONENT 1088 /* of a sum */
#define CARRY_EVERY ((int64_t)1 << 28)

typedef struct squares {
    int64_t digits[SQUARE_DIGITS];
    int64_t pending; /* additions since carries were taken */
} squares;

/* Integers, then what only doubles need, then what only their variance needs. */
typedef struct moments {
    coop__int128 sum;
    coop__uint128 squares;
    uint64_t squares_high;
    int64_t part; /* of the sum, where 64 bits do */
    int64_t n;
    int64_t unused;
    coop__exact_sum exact;
    squares exact_squares;
} moments;

static bool has_squares(const coop__call *call)
{
    return call->aggregate == &coop__variance_aggregate;
}

static bool is_number(const coop__call *call)
{
    return call->item->programs[0].kind == COOP__NUMBER;
}

static coop_status moments_bind(coop__call *call, coop_error *err)
{
    const size_t unit = _Alignof(moments);
    COOP__TRY(coop__take_argument(call, 0, COOP__TAKES_NUMBERS, err));
    size_t size = !is_number(call)    ? offsetof(moments, exact)
                  : has_squares(call) ? sizeof(moments)
                                      : offsetof(moments, exact_squares);
    call->state_size = (size + unit - 1) / unit * unit;
    return coop__call_output(call, "", COOP_TYPE_FLOAT64, 0, err);
}

/* ---- adding ---- */

static void carry(squares *s)
{
    int64_t up = 0;
    for (int i = 0; i < SQUARE_DIGITS - 1; i++) {
        int64_t digit = s->digits[i] + up;
        s->digits[i] = digit & UINT32_MAX;
        up = digit >> 32; /* squares are not below 0 */
    }
    s->digits[SQUARE_DIGITS - 1] += up;
    s->pending = 0;
}

/* The square of a mantissa has 106 bits: four pieces of 32, each over two digits. */
static void add_square(squares *s, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int exponent = (int)(bits >> 52 & 0x7ff);
    uint64_t mantissa = bits & 0xfffffffffffffULL;
    mantissa |= exponent > 0 ? (uint64_t)1 << 52 : 0;
    exponent = exponent > 0 ? exponent : 1;
    coop__uint128 square = (coop__uint128)mantissa * mantissa;
    int position = 2 * (exponent - 1075 + LOWEST_EXPONENT);
    int64_t *digit = &s->digits[position / 32];
    int shift = position % 32;
    for (int i = 0; i < 4; i++) {
        uint64_t piece = (uint64_t)(uint32_t)(square >> (32 * i)) << shift;
        digit[i] += (int64_t)(piece & UINT32_MAX);
        digit[i + 1] += (int64_t)(piece >> 32);
    }
    if (++s->pending >= CARRY_EVERY) {
        carry(s);
    }
}

static inline void add_integer(moments *m, int64_t x)
{
    int64_t part;
    if (__builtin_add_overflow(m->part, x, &part)) {
        m->sum += m->part;
        part = x;
    }
    m->part = part;
}

static inline void add_integer_square(moments *m, int64_t x)
{
    coop__uint128 square = (coop__uint128)((coop__int128)x * x);
    m->squares += square;
    m->squares_high += m->squares < square ? 1 : 0;
}

static void scatter_doubles(const coop__call *call, void *states, const coop__vector *v,
                            const uint32_t *groups, int64_t n)
{
    const double *x = v->data;
    bool squared = has_squares(call);
    for (int64_t i = 0; i < n; i++) {
        if (v->valid != NULL && v->valid[i] == 0) {
            continue;
        }
        moments *m = coop__state_at(call, states, groups[i]);
        coop__exact_sum_add(&m->exact, x[i]);
        m->n++;
        if (squared) {
            add_square(&m->exact_squares, x[i]);
        }
    }
}

static coop_status moments_scatter(const coop__call *call, coop__lane *lane, void *states,
                                   const coop__batch *batch, coop_error *err)
{
    (void)err;
    coop__vector v = coop__argument(lane, call, 0, batch);
    const uint32_t *groups = coop__groups_of(lane, batch);
    int64_t n = batch->strip->n;
    if (v.form == COOP__FORM_DOUBLE) {
        scatter_doubles(call, states, &v, groups, n);
        return COOP_OK;
    }
    const int64_t *x = coop__integers_of(lane, &v, n);
    bool squared = has_squares(call);
    for (int64_t i = 0; i < n; i++) {
        moments *m = coop__state_at(call, states, groups[i]);
        bool is_there = v.valid == NULL || v.valid[i] != 0;
        int64_t value = is_there ? x[i] : 0;
        add_integer(m, value);
        m->n += is_there ? 1 : 0;
        if (squared) {
            add_integer_square(m, value);
        }
    }
    return COOP_OK;
}

/* ---- merging ---- */

static coop_status merge_squares(const coop__call *call, moments *m, const moments *more,
                                 coop_error *err)
{
    if (!is_number(call)) {
        m->squares += more->squares;
        uint64_t high = more->squares_high + (m->squares < more->squares ? 1 : 0);
        return __builtin_add_overflow(m->squares_high, high, &m->squares_high)
                   ? coop__fail(err, COOP_LIMIT, "a sum of squares is beyond 2^192")
                   : COOP_OK;
    }
    squares normal = more->exact_squares;
    carry(&normal);
    carry(&m->exact_squares);
    for (int i = 0; i < SQUARE_DIGITS; i++) {
        m->exact_squares.digits[i] += normal.digits[i];
    }
    carry(&m->exact_squares);
    return COOP_OK;
}

static coop_status mean_merge(const coop__call *call, coop__arena *arena, void *state,
                              const void *other, coop_error *err)
{
    (void)arena;
    moments *m = state;
    const moments *more = other;
    COOP__TRY(coop__add_wide(&m->sum, more->sum, err));
    COOP__TRY(coop__add_wide(&m->sum, more->part, err));
    if (is_number(call)) {
        coop__exact_sum_merge(&m->exact, &more->exact);
    }
    return coop__add_count(&m->n, more->n, err);
}

static coop_status variance_merge(const coop__call *call, coop__arena *arena, void *state,
                                  const void *other, coop_error *err)
{
    COOP__TRY(mean_merge(call, arena, state, other, err));
    return merge_squares(call, state, other, err);
}

/* ---- bytes ---- */

static bool write_squares(coop__buffer *out, const moments *m, bool is_double)
{
    if (!is_double) {
        return coop__write_128(out, (coop__int128)m->squares) &&
               coop__write_64(out, (int64_t)m->squares_high);
    }
    squares normal = m->exact_squares;
    carry(&normal);
    bool done = true;
    for (int i = 0; i < SQUARE_DIGITS && done; i++) {
        done = coop__write_64(out, normal.digits[i]);
    }
    return done;
}

static coop_status moments_write(const coop__call *call, coop__arena *arena, const void *state,
                                 coop__buffer *out, coop_error *err)
{
    (void)arena;
    const moments *m = state;
    bool done = coop__write_64(out, m->n) &&
                (is_number(call) ? coop__write_sum(out, &m->exact)
                                 : coop__write_128(out, m->sum + m->part)) &&
                (!has_squares(call) || write_squares(out, m, is_number(call)));
    return done ? COOP_OK : coop__no_memory(err);
}

static coop_status read_squares(coop__reader *in, moments *m, bool is_double, coop_error *err)
{
    int64_t words[3];
    if (is_double) {
        return coop__read_digits(in, m->exact_squares.digits, SQUARE_DIGITS, err);
    }
    for (int i = 0; i < 3; i++) {
        COOP__TRY(coop__read_64(in, &words[i], err));
    }
    m->squares = (coop__uint128)(uint64_t)words[1] << 64 | (uint64_t)words[0];
    m->squares_high = (uint64_t)words[2];
    return COOP_OK;
}

/* n Q - S^2 in units of both; false where it is below 0, which no values give. */
static bool spread(const moments *m, bool is_double, coop__wide *out)
{
    coop__wide sum;
    coop__wide other;
    coop__int128 total = m->sum + m->part;
    if (is_double) {
        coop__wide_of_sum(&sum, &m->exact);
    } else {
        coop__wide_of(&sum, (coop__uint128)(total < 0 ? -total : total));
    }
    coop__wide_multiply(&other, &sum, &sum);
    if (is_double) {
        squares normal = m->exact_squares;
        carry(&normal);
        coop__wide_of_digits(&sum, normal.digits, SQUARE_DIGITS);
    } else {
        int64_t digits[6];
        for (int i = 0; i < 4; i++) {
            digits[i] = (int64_t)(uint32_t)(m->squares >> (32 * i));
        }
        digits[4] = (int64_t)(m->squares_high & UINT32_MAX);
        digits[5] = (int64_t)(m->squares_high >> 32);
        coop__wide_of_digits(&sum, digits, 6);
    }
    coop__wide n;
    coop__wide_of(&n, (coop__uint128)m->n);
    coop__wide_multiply(out, &sum, &n);
    if (coop__wide_compare(out, &other) < 0) {
        return false;
    }
    coop__wide_subtract(out, &other);
    return true;
}

static coop_status moments_read(const coop__call *call, coop__arena *arena, void *state,
                                coop__reader *in, coop_error *err)
{
    (void)arena;
    moments *m = state;
    coop__wide distance;
    COOP__TRY(coop__read_count(in, &m->n, err));
    COOP__TRY(is_number(call) ? coop__read_sum(in, &m->exact, err)
                              : coop__read_128(in, &m->sum, err));
    if (m->n == 0 && (is_number(call) ? coop__exact_sum_result(&m->exact) != 0 : m->sum != 0)) {
        return coop__bad_state(err, "a sum of no rows");
    }
    if (!has_squares(call)) {
        return COOP_OK;
    }
    COOP__TRY(read_squares(in, m, is_number(call), err));
    bool is_sound = !is_number(call) || m->exact_squares.digits[SQUARE_DIGITS - 1] >= 0;
    return is_sound && spread(m, is_number(call), &distance)
               ? COOP_OK
               : coop__bad_state(err, "its squares are too small for its sum");
}

/* ---- results ---- */

static coop_status give(const coop__call *call, double x, coop__value *out, coop_error *err)
{
    *out = coop__number_value(x);
    return x - x == 0 ? COOP_OK
                      : coop__fail(err, COOP_LIMIT, "select: %s is beyond the largest double",
                                   call->outputs[0].name);
}

static coop_status mean_finish(const coop__call *call, const void *state, coop__value *outputs,
                               coop_error *err)
{
    const moments *m = state;
    coop__wide sum;
    coop__wide n;
    outputs[0].kind = COOP__NUMBER;
    outputs[0].is_null = m->n == 0;
    if (m->n == 0) {
        return COOP_OK;
    }
    coop__int128 total = m->sum + m->part;
    bool is_negative = total < 0;
    int exponent = 0;
    if (is_number(call)) {
        is_negative = coop__wide_of_sum(&sum, &m->exact);
        exponent = -LOWEST_EXPONENT;
    } else {
        coop__wide_of(&sum, (coop__uint128)(is_negative ? -total : total));
    }
    coop__wide_of(&n, (coop__uint128)m->n *
                          (coop__uint128)coop__units_of(&call->item->programs[0]));
    double mean = coop__wide_ratio(&sum, &n, exponent);
    return give(call, is_negative ? -mean : mean, &outputs[0], err);
}

static coop_status variance_finish(const coop__call *call, const void *state,
                                   coop__value *outputs, coop_error *err)
{
    const moments *m = state;
    coop__wide above;
    coop__wide below;
    outputs[0].kind = COOP__NUMBER;
    outputs[0].is_null = m->n < 2;
    if (m->n < 2) {
        return COOP_OK;
    }
    coop__uint128 units = (coop__uint128)coop__units_of(&call->item->programs[0]);
    coop__wide pairs;
    coop__wide scale;
    coop__wide_of(&pairs, (coop__uint128)m->n * (coop__uint128)(m->n - 1));
    coop__wide_of(&scale, units * units);
    coop__wide_multiply(&below, &pairs, &scale);
    if (!spread(m, is_number(call), &above)) {
        return coop__bad_state(err, "its squares are too small for its sum");
    }
    int exponent = is_number(call) ? -2 * LOWEST_EXPONENT : 0;
    return give(call, coop__wide_ratio(&above, &below, exponent), &outputs[0], err);
}

const coop__aggregate coop__mean_aggregate = {
    .name = "mean", .meaning = "mean of a number or an amount, rounded once",
    .least = 1, .most = 1, .state_size = sizeof(moments), .n_of_state = 1,
    .cut = COOP__CUT_ROOTS, .bind = moments_bind, .scatter = moments_scatter,
    .merge = mean_merge, .serialise = moments_write, .restore = moments_read,
    .finish = mean_finish};

const coop__aggregate coop__variance_aggregate = {
    .name = "variance", .meaning = "variance of a sample, over n - 1, rounded once",
    .least = 1, .most = 1, .state_size = sizeof(moments), .n_of_state = 1,
    .cut = COOP__CUT_ROOTS, .bind = moments_bind, .scatter = moments_scatter,
    .merge = variance_merge, .serialise = moments_write, .restore = moments_read,
    .finish = variance_finish};
