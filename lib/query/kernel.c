/* kernel.c -- loops over arrays. Plain C that compilers turn into vector instructions; on x86-64
 * each loop is there twice, and the program's start picks by what the processor has.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel.h"

#include <string.h>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#endif

/* The resolver of a clone runs before a sanitizer is ready: there is one version then. Clones are
 * static, as some compilers export those that are not. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(WATCHED)
#define KERNEL __attribute__((target_clones("avx2", "default")))
#else
#define KERNEL
#endif

/* ---- tests ---- */

/* The first range sets, later ones add. Wrapping differences make one comparison of two. */
#define RANGE_LOOP(name, type, unsigned_type)                                                      \
    KERNEL static void name(const type *x, int64_t n, int64_t first, int64_t last, uint8_t kept,   \
                            uint8_t *out)                                                          \
    {                                                                                              \
        unsigned_type low = (unsigned_type)first;                                                  \
        unsigned_type width = (unsigned_type)((uint64_t)last - (uint64_t)first);                   \
        for (int64_t i = 0; i < n; i++) {                                                          \
            uint8_t is_in = (unsigned_type)((unsigned_type)x[i] - low) <= width ? 3 : 0;           \
            out[i] = (uint8_t)((out[i] & kept) | is_in);                                           \
        }                                                                                          \
    }
RANGE_LOOP(range_8, uint8_t, uint8_t)
RANGE_LOOP(range_16, uint16_t, uint16_t)
RANGE_LOOP(range_32, uint32_t, uint32_t)
RANGE_LOOP(range_64, uint64_t, uint64_t)

/* What a value of this width and sign can be. */
static void limits_of(coop__ints x, int64_t *least, int64_t *most)
{
    int bits = 8 * x.width;
    *least = !x.is_signed ? 0 : bits == 64 ? INT64_MIN : -((int64_t)1 << (bits - 1));
    *most = bits == 64 ? INT64_MAX : ((int64_t)1 << (x.is_signed ? bits - 1 : bits)) - 1;
}

void coop__kernel_ranges(coop__ints x, int64_t n, const coop__ranges *ranges, uint8_t *out)
{
    int64_t least = 0;
    int64_t most = 0;
    limits_of(x, &least, &most);
    memset(out, 0, (size_t)n);
    for (int32_t k = 0; k < ranges->n; k++) {
        int64_t first = ranges->first[k] > least ? ranges->first[k] : least;
        int64_t last = ranges->last[k] < most ? ranges->last[k] : most;
        uint8_t kept = k == 0 ? 0 : 3;
        if (first > last) {
            continue;
        }
        switch (x.width) {
        case 1:
            range_8(x.data, n, first, last, kept, out);
            break;
        case 2:
            range_16(x.data, n, first, last, kept, out);
            break;
        case 4:
            range_32(x.data, n, first, last, kept, out);
            break;
        default:
            range_64(x.data, n, first, last, kept, out);
            break;
        }
    }
}

KERNEL static void fill_missing_loop(const uint8_t *valid, int64_t n, uint8_t value, uint8_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        out[i] = valid[i] != 0 ? out[i] : value;
    }
}

void coop__kernel_fill_missing(const uint8_t *valid, int64_t n, uint8_t value, uint8_t *out)
{
    fill_missing_loop(valid, n, value, out);
}

KERNEL static void fill_cells_loop(const uint8_t *valid, int64_t n, uint32_t value,
                                   uint32_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        uint32_t kept = 0 - (uint32_t)(valid[i] & 1); /* all bits or none */
        out[i] = (out[i] & kept) | (value & ~kept);
    }
}

void coop__kernel_fill_cells(const uint8_t *valid, int64_t n, uint32_t value, uint32_t *out)
{
    fill_cells_loop(valid, n, value, out);
}

KERNEL static void and_loop(const uint8_t *a, const uint8_t *b, int64_t n, uint8_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        out[i] = a[i] < b[i] ? a[i] : b[i];
    }
}

void coop__kernel_and(const uint8_t *a, const uint8_t *b, int64_t n, uint8_t *out)
{
    and_loop(a, b, n, out);
}

KERNEL static void or_loop(const uint8_t *a, const uint8_t *b, int64_t n, uint8_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        out[i] = a[i] > b[i] ? a[i] : b[i];
    }
}

void coop__kernel_or(const uint8_t *a, const uint8_t *b, int64_t n, uint8_t *out)
{
    or_loop(a, b, n, out);
}

/* 3 and 0 change places, 1 and 2 stay. */
KERNEL static void not_loop(const uint8_t *a, int64_t n, uint8_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        out[i] = a[i] == 0 || a[i] == 3 ? (uint8_t)(3 - a[i]) : a[i];
    }
}

void coop__kernel_not(const uint8_t *a, int64_t n, uint8_t *out)
{
    not_loop(a, n, out);
}

KERNEL static void both_loop(const uint8_t *a, const uint8_t *b, int64_t n, uint8_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        out[i] = a[i] & b[i];
    }
}

void coop__kernel_both(const uint8_t *a, const uint8_t *b, int64_t n, uint8_t *out)
{
    both_loop(a, b, n, out);
}

/* Of unsigned types: what lies under a missing value may be anything. */
#define FILL_LOOP(name, type, unsigned_type)                                                       \
    KERNEL static void name##_loop(const type *x, const uint8_t *valid, int64_t n, type *out,      \
                                   uint8_t *filled)                                                \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++) {                                                          \
            unsigned_type mask = (unsigned_type)0 - (unsigned_type)(filled[i] == 0 ? 1 : 0);       \
            out[i] = (type)(((unsigned_type)out[i] & ~mask) | ((unsigned_type)x[i] & mask));       \
        }                                                                                          \
        for (int64_t i = 0; valid != NULL && i < n; i++) {                                         \
            filled[i] = filled[i] | valid[i];                                                      \
        }                                                                                          \
        if (valid == NULL) {                                                                       \
            memset(filled, 1, (size_t)n);                                                          \
        }                                                                                          \
    }                                                                                              \
    void coop__kernel_##name(const type *x, const uint8_t *valid, int64_t n, type *out,            \
                             uint8_t *filled)                                                      \
    {                                                                                              \
        name##_loop(x, valid, n, out, filled);                                                     \
    }
FILL_LOOP(fill32, int32_t, uint32_t)
FILL_LOOP(fill64, uint64_t, uint64_t)

/* ---- rows ---- */

void coop__kernel_bits(const uint8_t *bitmap, int64_t first, int64_t n, uint8_t *out)
{
    int64_t i = 0;
    for (; i < n && ((first + i) & 7) != 0; i++) {
        out[i] = bitmap[(first + i) >> 3] >> ((first + i) & 7) & 1;
    }
    for (; i + 8 <= n; i += 8) {
        /* Each byte of the product holds one bit of the mask in its place. */
        uint64_t bits = (uint64_t)bitmap[(first + i) >> 3] * UINT64_C(0x0101010101010101);
        bits &= UINT64_C(0x8040201008040201);
        bits = ((bits + UINT64_C(0x00406070787c7e7f)) >> 7) & UINT64_C(0x0101010101010101);
        memcpy(out + i, &bits, sizeof bits);
    }
    for (; i < n; i++) {
        out[i] = bitmap[(first + i) >> 3] >> ((first + i) & 7) & 1;
    }
}

int64_t coop__kernel_pick(const uint8_t *truths, int64_t n, uint8_t least, int64_t first,
                          int64_t *rows)
{
    int64_t n_rows = 0;
    int64_t i = 0;
    for (; i + 32 <= n; i += 32) {
        uint64_t words[4];
        memcpy(words, truths + i, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) == 0) {
            continue;
        }
        /* Every row is written and the next one over it unless it stays: a branch on chance would
         * cost more. */
        for (int64_t k = i; k < i + 32; k++) {
            rows[n_rows] = first + k;
            n_rows += truths[k] >= least ? 1 : 0;
        }
    }
    for (; i < n; i++) {
        rows[n_rows] = first + i;
        n_rows += truths[i] >= least ? 1 : 0;
    }
    return n_rows;
}

#define AHEAD 32
#define GATHER_LOOP(name, type)                                                                    \
    static void name(const type *x, const int64_t *rows, int64_t n, type *out)                     \
    {                                                                                              \
        int64_t i = 0;                                                                             \
        for (; i + AHEAD < n; i++) { /* rows have gaps that the machine does not foresee */        \
            __builtin_prefetch(&x[rows[i + AHEAD]]);                                               \
            out[i] = x[rows[i]];                                                                   \
        }                                                                                          \
        for (; i < n; i++) {                                                                       \
            out[i] = x[rows[i]];                                                                   \
        }                                                                                          \
    }
GATHER_LOOP(gather_8, uint8_t)
GATHER_LOOP(gather_16, uint16_t)
GATHER_LOOP(gather_32, uint32_t)
GATHER_LOOP(gather_64, uint64_t)

void coop__kernel_gather(const void *x, int32_t width, const int64_t *rows, int64_t n, void *out)
{
    switch (width) {
    case 1:
        gather_8(x, rows, n, out);
        break;
    case 2:
        gather_16(x, rows, n, out);
        break;
    case 4:
        gather_32(x, rows, n, out);
        break;
    default:
        gather_64(x, rows, n, out);
        break;
    }
}

/* ---- counts of few groups ---- */

typedef uint8_t lanes __attribute__((vector_size(32), aligned(1), may_alias));

/* Up to four groups from `group` on. A byte counts up to 255: a strip has 128 steps. */
_Static_assert(COOP__STRIP / 32 <= 255, "a lane of a byte must not wrap");

KERNEL static void tally_four(const uint8_t *groups, const uint8_t *truths, int64_t n_steps,
                              uint8_t group, uint8_t out[2][4][32])
{
    lanes total[4] = {{0}};
    lanes hits[4] = {{0}};
    for (int64_t i = 0; i < n_steps; i++) {
        lanes x = *(const lanes *)(const void *)(groups + 32 * i);
        lanes y = *(const lanes *)(const void *)(truths + 32 * i);
        lanes is_true = (lanes)(y == 3);
        for (int k = 0; k < 4; k++) {
            lanes is_it = (lanes)(x == (uint8_t)(group + k));
            total[k] -= is_it; /* a match is -1 */
            hits[k] -= is_it & is_true;
        }
    }
    memcpy(out[0], total, sizeof total);
    memcpy(out[1], hits, sizeof hits);
}

/* Sum of 32 bytes that are at most 128 each: eight of them as four sums, which a product adds up. */
static int64_t sum_bytes(const uint8_t bytes[32])
{
    const uint64_t even = UINT64_C(0x00ff00ff00ff00ff);
    uint64_t sum = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t word;
        memcpy(&word, bytes + 8 * i, sizeof word);
        word = (word & even) + (word >> 8 & even);
        sum += word * UINT64_C(0x0001000100010001) >> 48;
    }
    return (int64_t)sum;
}

void coop__kernel_tally_few(const uint8_t *groups, const uint8_t *truths, int64_t n,
                            int64_t n_groups, int64_t *total, int64_t *hits)
{
    int64_t n_steps = n / 32;
    uint8_t lane[2][4][32];
    for (int64_t group = 0; group < n_groups; group += 4) {
        tally_four(groups, truths, n_steps, (uint8_t)group, lane);
        for (int64_t k = 0; k < 4 && group + k < n_groups; k++) {
            total[group + k] += sum_bytes(lane[0][k]);
            hits[group + k] += sum_bytes(lane[1][k]);
        }
    }
    for (int64_t i = 32 * n_steps; i < n; i++) {
        total[groups[i]]++;
        hits[groups[i]] += truths[i] == 3 ? 1 : 0;
    }
}

/* ---- numbers ---- */

#define WIDEN_LOOP(name, from, to)                                                                 \
    KERNEL static void name(const from *x, int64_t n, to *out)                                     \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++) {                                                          \
            out[i] = (to)x[i];                                                                     \
        }                                                                                          \
    }
WIDEN_LOOP(widen_8_32, int8_t, int32_t)
WIDEN_LOOP(widen_16_32, int16_t, int32_t)
WIDEN_LOOP(widen_8_64, int8_t, int64_t)
WIDEN_LOOP(widen_16_64, int16_t, int64_t)
WIDEN_LOOP(widen_32_64, int32_t, int64_t)

void coop__kernel_to_int32(coop__ints x, int64_t n, int32_t *out)
{
    if (x.width == 1) {
        widen_8_32(x.data, n, out);
    } else {
        widen_16_32(x.data, n, out);
    }
}

void coop__kernel_to_int64(coop__ints x, int64_t n, int64_t *out)
{
    if (x.width == 1) {
        widen_8_64(x.data, n, out);
    } else if (x.width == 2) {
        widen_16_64(x.data, n, out);
    } else {
        widen_32_64(x.data, n, out);
    }
}

KERNEL static void to_double_loop(const int64_t *x, int64_t n, double divisor, double *out)
{
    for (int64_t i = 0; i < n; i++) {
        out[i] = (double)x[i] / divisor;
    }
}

void coop__kernel_to_double(const int64_t *x, int64_t n, double divisor, double *out)
{
    to_double_loop(x, n, divisor, out);
}

/* What lies under a missing value may be anything: sums of it wrap, which unsigned numbers may. */
#define ARITHMETIC_LOOP(name, type, unsigned_type, op)                                             \
    KERNEL static void name##_loop(const type *a, const type *b, int64_t n, type *out)             \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++) {                                                          \
            out[i] = (type)((unsigned_type)a[i] op (unsigned_type)b[i]);                           \
        }                                                                                          \
    }                                                                                              \
    void coop__kernel_##name(const type *a, const type *b, int64_t n, type *out)                   \
    {                                                                                              \
        name##_loop(a, b, n, out);                                                                 \
    }
ARITHMETIC_LOOP(add32, int32_t, uint32_t, +)
ARITHMETIC_LOOP(subtract32, int32_t, uint32_t, -)
ARITHMETIC_LOOP(add64, int64_t, uint64_t, +)
ARITHMETIC_LOOP(subtract64, int64_t, uint64_t, -)
ARITHMETIC_LOOP(multiply64, int64_t, uint64_t, *)

#define COMPARE_LOOP(name, type, op)                                                               \
    KERNEL static void name(const type *a, const type *b, int64_t n, uint8_t *out)                 \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++) {                                                          \
            out[i] = a[i] op b[i] ? 3 : 0;                                                         \
        }                                                                                          \
    }
COMPARE_LOOP(equal_64, int64_t, ==)
COMPARE_LOOP(less_64, int64_t, <)
COMPARE_LOOP(at_most_64, int64_t, <=)
COMPARE_LOOP(equal_double, double, ==)
COMPARE_LOOP(less_double, double, <)
COMPARE_LOOP(at_most_double, double, <=)

void coop__kernel_compare64(int op, const int64_t *a, const int64_t *b, int64_t n, uint8_t *out)
{
    (op == 0 ? equal_64 : op == 1 ? less_64 : at_most_64)(a, b, n, out);
}

void coop__kernel_compare_double(int op, const double *a, const double *b, int64_t n, uint8_t *out)
{
    (op == 0 ? equal_double : op == 1 ? less_double : at_most_double)(a, b, n, out);
}
