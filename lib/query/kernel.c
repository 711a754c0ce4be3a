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
RANGE_LOOP(range_16, uint16_t, uint16_t)
RANGE_LOOP(range_32, uint32_t, uint32_t)
RANGE_LOOP(range_64, uint64_t, uint64_t)

typedef uint8_t lanes __attribute__((vector_size(32), aligned(1), may_alias));

/* Of bytes all ranges are tried at once. */
KERNEL static void ranges_8(const uint8_t *x, int64_t n, const uint8_t *low, const uint8_t *width,
                            int32_t n_ranges, uint8_t *out)
{
    int64_t i = 0;
    for (; i + 32 <= n; i += 32) {
        lanes v = *(const lanes *)(const void *)(x + i);
        lanes is_in = {0};
        for (int32_t k = 0; k < n_ranges; k++) {
            is_in |= (lanes)((v - low[k]) <= width[k]);
        }
        *(lanes *)(void *)(out + i) = is_in & 3;
    }
    for (; i < n; i++) {
        bool is_in = false;
        for (int32_t k = 0; k < n_ranges; k++) {
            is_in = is_in || (uint8_t)(x[i] - low[k]) <= width[k];
        }
        out[i] = is_in ? 3 : 0;
    }
}

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
    uint8_t low[COOP__RANGES_MOST];
    uint8_t width[COOP__RANGES_MOST];
    int32_t n_ranges = 0;
    limits_of(x, &least, &most);
    if (x.width > 1) {
        memset(out, 0, (size_t)n);
    }
    for (int32_t k = 0; k < ranges->n; k++) {
        int64_t first = ranges->first[k] > least ? ranges->first[k] : least;
        int64_t last = ranges->last[k] < most ? ranges->last[k] : most;
        uint8_t kept = n_ranges == 0 ? 0 : 3;
        if (first > last) {
            continue;
        }
        low[n_ranges] = (uint8_t)first;
        width[n_ranges++] = (uint8_t)((uint64_t)last - (uint64_t)first);
        if (x.width == 2) {
            range_16(x.data, n, first, last, kept, out);
        } else if (x.width == 4) {
            range_32(x.data, n, first, last, kept, out);
        } else if (x.width == 8) {
            range_64(x.data, n, first, last, kept, out);
        }
    }
    if (x.width == 1) {
        ranges_8(x.data, n, low, width, n_ranges, out);
    }
}

KERNEL static void fill_missing_loop(const uint8_t *valid, int64_t n, uint8_t value, uint8_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        uint8_t kept = (uint8_t)(0 - (valid[i] & 1)); /* all bits or none */
        out[i] = (uint8_t)((out[i] & kept) | (value & ~kept));
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

KERNEL static void classes_loop(const uint8_t *truths, const uint8_t *valid, int64_t n,
                                uint8_t missing, uint8_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        uint8_t kept = (uint8_t)(0 - (valid[i] & 1));
        out[i] = (uint8_t)((truths[i] & kept) | (missing & ~kept));
    }
}

void coop__kernel_classes(const uint8_t *truths, const uint8_t *valid, int64_t n, uint8_t missing,
                          uint8_t *out)
{
    classes_loop(truths, valid, n, missing, out);
}

KERNEL static void missing_loop(const uint8_t *valid, int64_t n, uint8_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        out[i] = (valid[i] & 1) ^ 1;
    }
}

void coop__kernel_missing(const uint8_t *valid, int64_t n, uint8_t *out)
{
    missing_loop(valid, n, out);
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

/* The lowest bits of 64 bytes as one word: a product moves those of eight bytes into its top byte. */
static inline uint64_t bits_of_truths(const uint8_t *truths, uint8_t least, uint64_t *n)
{
    const uint64_t lowest = UINT64_C(0x0101010101010101);
    uint64_t bits = 0;
    uint64_t sums = 0;
    for (int k = 0; k < 8; k++) {
        uint64_t word;
        memcpy(&word, truths + 8 * k, sizeof word);
        word = (least == 3 ? word >> 1 & word : word >> 1) & lowest; /* 3, or 2 and 3 */
        bits |= (word * UINT64_C(0x0102040810204080) >> 56) << 8 * k;
        sums += word;
    }
    *n = sums * lowest >> 56;
    return bits;
}

int64_t coop__kernel_pick(const uint8_t *truths, int64_t n, uint8_t least, int64_t first,
                          int64_t *rows)
{
    int64_t n_rows = 0;
    int64_t i = 0;
    for (; i + 64 <= n; i += 64) {
        uint64_t n_true;
        uint64_t bits = bits_of_truths(truths + i, least, &n_true);
        int64_t *out = rows + n_rows;
        /* Sixteen are written, whether they are there or not: a branch on each would cost more. They
         * do not pass row i + 63. */
        for (uint64_t k = 0; k < n_true; k += 16) {
            for (int j = 0; j < 16; j++) {
                *out++ = first + i + __builtin_ctzll(bits | UINT64_C(1) << 63);
                bits &= bits - 1;
            }
        }
        n_rows += (int64_t)n_true;
    }
    for (; i < n; i++) {
        rows[n_rows] = first + i;
        n_rows += truths[i] >= least ? 1 : 0;
    }
    return n_rows;
}

#define GATHER_LOOP(name, type)                                                                    \
    static void name(const type *x, const int64_t *rows, int64_t n, type *out)                     \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++) {                                                          \
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

/* ---- cells and slots ---- */

#define CELL_LOOP(name, type)                                                                      \
    KERNEL static void name(const type *x, int64_t n, uint32_t first, uint32_t *out)               \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++) {                                                          \
            out[i] = (uint32_t)x[i] - first; /* less than 2^32 apart */                            \
        }                                                                                          \
    }
CELL_LOOP(cells_u8, uint8_t)
CELL_LOOP(cells_u16, uint16_t)
CELL_LOOP(cells_i8, int8_t)
CELL_LOOP(cells_i16, int16_t)
CELL_LOOP(cells_32, uint32_t)
CELL_LOOP(cells_64, uint64_t)

void coop__kernel_cells(coop__ints x, int64_t n, uint32_t first, uint32_t *out)
{
    if (x.width == 1) {
        x.is_signed ? cells_i8(x.data, n, first, out) : cells_u8(x.data, n, first, out);
    } else if (x.width == 2) {
        x.is_signed ? cells_i16(x.data, n, first, out) : cells_u16(x.data, n, first, out);
    } else if (x.width == 4) {
        cells_32(x.data, n, first, out);
    } else {
        cells_64(x.data, n, first, out);
    }
}

KERNEL static void digits_loop(const uint32_t *digits, int64_t n, uint32_t base, uint32_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        out[i] = out[i] * base + digits[i];
    }
}

void coop__kernel_digits(const uint32_t *digits, int64_t n, uint32_t base, uint32_t *out)
{
    digits_loop(digits, n, base, out);
}

/* Two elements are read and written at once: these loops wait for memory instructions. */
void coop__kernel_look_up(const uint16_t *table, const uint32_t *cells, int64_t n, uint32_t *out)
{
    int64_t i = 0;
    for (; i + 2 <= n; i += 2) {
        uint32_t two[2] = {table[cells[i]], table[cells[i + 1]]};
        memcpy(out + i, two, sizeof two);
    }
    for (; i < n; i++) {
        out[i] = table[cells[i]];
    }
}

KERNEL static void slots_loop(const uint32_t *groups, const uint8_t *classes, int64_t n,
                              uint32_t n_groups, uint16_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        out[i] = (uint16_t)(groups[i] + classes[i] * n_groups);
    }
}

KERNEL static void narrow_loop(const uint32_t *groups, int64_t n, uint16_t *out)
{
    for (int64_t i = 0; i < n; i++) {
        out[i] = (uint16_t)groups[i];
    }
}

void coop__kernel_slots(const uint32_t *groups, const uint8_t *classes, int64_t n,
                        uint32_t n_groups, uint16_t *out)
{
    if (classes == NULL) {
        narrow_loop(groups, n, out);
    } else {
        slots_loop(groups, classes, n, n_groups, out);
    }
}

void coop__kernel_count(const uint16_t *slots, int64_t n, uint32_t *counts)
{
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
        uint64_t four;
        memcpy(&four, slots + i, sizeof four);
        for (int k = 0; k < 4; k++) { /* in whichever order they lie */
            counts[four >> 16 * k & UINT16_MAX]++;
        }
    }
    for (; i < n; i++) {
        counts[slots[i]]++;
    }
}

void coop__kernel_count_cells(const uint16_t *table, const uint32_t *cells, const uint32_t *groups,
                              int64_t n, uint32_t *counts)
{
    int64_t i = 0;
    for (; i + 4 <= n; i += 4) {
        uint32_t a = groups[i] + table[cells[i]];
        uint32_t b = groups[i + 1] + table[cells[i + 1]];
        uint32_t c = groups[i + 2] + table[cells[i + 2]];
        uint32_t d = groups[i + 3] + table[cells[i + 3]];
        counts[a]++;
        counts[b]++;
        counts[c]++;
        counts[d]++;
    }
    for (; i < n; i++) {
        counts[groups[i] + table[cells[i]]]++;
    }
}

/* Of unsigned type: what lies under a missing value may be anything. */
void coop__kernel_add(const uint16_t *slots, const int64_t *x, int64_t n, uint32_t *counts,
                      uint64_t *sums)
{
    for (int64_t i = 0; i < n; i++) {
        uint16_t slot = slots[i];
        counts[slot]++;
        sums[slot] += (uint64_t)x[i];
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
