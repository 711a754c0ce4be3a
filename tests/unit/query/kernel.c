/* kernel.c -- the loops over strips against plain ones, at every short length and unaligned.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <string.h>

#include "query/kernel.h"
#include "random.h"

enum { ROOM = COOP__STRIP + 8, SHORT = 100 };

static uint8_t bytes[ROOM], others[ROOM], got[ROOM];
static int64_t wide[ROOM], wider[ROOM], rows[ROOM], wide_got[ROOM];

static void fill(uint64_t seed)
{
    uint64_t state = seed;
    for (int64_t i = 0; i < ROOM; i++) {
        uint64_t r = next_random(&state);
        bytes[i] = (uint8_t)(r & 3);
        others[i] = (uint8_t)(r >> 2 & 3);
        wide[i] = (int64_t)(r >> 4 & 7) - 3;
        wider[i] = (int64_t)(r >> 7 & 7) - 3;
    }
}

/* Lengths 0 to SHORT, then a whole strip. */
static int64_t length_of(int step)
{
    return step > SHORT ? COOP__STRIP : step;
}

START_TEST(truths_are_joined_as_the_least_and_the_greatest)
{
    fill(1);
    for (int step = 0; step <= SHORT + 1; step++) {
        int64_t n = length_of(step);
        const uint8_t *a = bytes + step % 8;
        const uint8_t *b = others + step % 5;
        memset(got, 9, sizeof got);
        coop__kernel_and(a, b, n, got + step % 3);
        for (int64_t i = 0; i < n; i++) {
            ck_assert_int_eq(got[step % 3 + i], a[i] < b[i] ? a[i] : b[i]);
        }
        ck_assert_int_eq(got[step % 3 + n], 9);
        coop__kernel_or(a, b, n, got + step % 3);
        for (int64_t i = 0; i < n; i++) {
            ck_assert_int_eq(got[step % 3 + i], a[i] > b[i] ? a[i] : b[i]);
        }
        ck_assert_int_eq(got[step % 3 + n], 9);
    }
}
END_TEST

START_TEST(rows_of_a_truth_are_picked_in_order)
{
    fill(2);
    for (int step = 0; step <= SHORT + 1; step++) {
        int64_t n = length_of(step);
        const uint8_t *truths = bytes + step % 8;
        for (uint8_t least = 2; least <= 3; least++) {
            int64_t n_picked = coop__kernel_pick(truths, n, least, 1000, rows);
            int64_t at = 0;
            for (int64_t i = 0; i < n; i++) {
                if (truths[i] >= least) {
                    ck_assert_int_lt(at, n_picked);
                    ck_assert_int_eq(rows[at++], 1000 + i);
                }
            }
            ck_assert_int_eq(at, n_picked);
        }
    }
    memset(got, 3, sizeof got);
    rows[COOP__STRIP] = -1;
    ck_assert_int_eq(coop__kernel_pick(got, COOP__STRIP, 3, 0, rows), COOP__STRIP);
    ck_assert_int_eq(rows[COOP__STRIP - 1], COOP__STRIP - 1);
    ck_assert_int_eq(rows[COOP__STRIP], -1);
}
END_TEST

START_TEST(ranges_of_bytes_are_tried_at_once)
{
    static const coop__ranges ranges = {{-300, -2, 2, 7}, {-129, 0, 3, 400}, 4};
    static int8_t x[ROOM];
    uint64_t state = 12;
    for (int64_t i = 0; i < ROOM; i++) {
        x[i] = (int8_t)(next_random(&state) % 24 - 12);
    }
    for (int step = 0; step <= SHORT + 1; step++) {
        int64_t n = length_of(step);
        const int8_t *from = x + step % 8;
        for (int is_signed = 0; is_signed < 2; is_signed++) {
            coop__ints ints = {from, 1, is_signed != 0};
            memset(got, 9, sizeof got);
            coop__kernel_ranges(ints, n, &ranges, got);
            for (int64_t i = 0; i < n; i++) {
                int v = is_signed != 0 ? from[i] : (uint8_t)from[i];
                bool is_in = (v >= -2 && v <= 0) || (v >= 2 && v <= 3) || v >= 7;
                ck_assert_int_eq(got[i], is_in ? 3 : 0);
            }
            ck_assert_int_eq(got[n], 9);
        }
    }
    coop__ints ints = {x, 1, false};
    const coop__ranges none = {{300}, {400}, 1};
    coop__kernel_ranges(ints, 40, &none, got);
    ck_assert_int_eq(got[39], 0);
}
END_TEST

START_TEST(cells_become_slots_and_are_counted)
{
    static const uint16_t table[4] = {9, 0, 6, 3};
    static uint32_t cells[ROOM], groups[ROOM];
    static uint16_t slots[ROOM];
    uint64_t state = 13;
    fill(6);
    for (int step = 0; step <= SHORT + 1; step++) {
        int64_t n = length_of(step);
        uint32_t counts[3][16] = {{0}};
        uint32_t expected[2][16] = {{0}};
        uint64_t sums[2][16] = {{0}};
        coop__ints ints = {bytes, 1, false};
        coop__kernel_cells(ints, n, 0, cells);
        for (int64_t i = 0; i < n; i++) {
            ck_assert_uint_eq(cells[i], bytes[i]);
            others[i] = (uint8_t)(next_random(&state) & 3);
        }
        coop__kernel_look_up(table, cells, n, groups);
        for (int64_t i = 0; i < n; i++) {
            ck_assert_uint_eq(groups[i], table[cells[i]]);
            groups[i] = groups[i] / 3 % 3; /* three groups, four classes */
        }
        coop__kernel_slots(groups, others, n, 3, slots);
        coop__kernel_count(slots, n, counts[0]);
        coop__kernel_add(slots, wide, n, counts[1], sums[0]);
        coop__kernel_count_cells(table, cells, groups, n, counts[2]);
        for (int64_t i = 0; i < n; i++) {
            uint32_t slot = groups[i] + others[i] * 3u;
            ck_assert_uint_eq(slots[i], slot);
            expected[0][slot]++;
            expected[1][groups[i] + table[cells[i]]]++;
            sums[1][slot] += (uint64_t)wide[i];
        }
        ck_assert_mem_eq(counts[0], expected[0], sizeof expected[0]);
        ck_assert_mem_eq(counts[1], expected[0], sizeof expected[0]);
        ck_assert_mem_eq(counts[2], expected[1], sizeof expected[1]);
        ck_assert_mem_eq(sums[0], sums[1], sizeof sums[0]);
        coop__kernel_slots(groups, NULL, n, 3, slots);
        coop__kernel_digits(cells, n, 10, groups);
        for (int64_t i = 0; i < n; i++) {
            ck_assert_uint_eq(groups[i], slots[i] * 10u + cells[i]);
        }
    }
}
END_TEST

START_TEST(classes_tell_what_is_missing)
{
    fill(7);
    for (int64_t i = 0; i < ROOM; i++) {
        others[i] &= 1;
    }
    for (int step = 0; step <= SHORT + 1; step++) {
        int64_t n = length_of(step);
        coop__kernel_classes(bytes, others, n, 4, got);
        for (int64_t i = 0; i < n; i++) {
            ck_assert_int_eq(got[i], others[i] != 0 ? bytes[i] : 4);
        }
        coop__kernel_missing(others, n, got);
        for (int64_t i = 0; i < n; i++) {
            ck_assert_int_eq(got[i], others[i] != 0 ? 0 : 1);
        }
    }
}
END_TEST

START_TEST(bits_become_bytes_from_any_start)
{
    fill(3);
    for (int step = 0; step <= SHORT + 1; step++) {
        int64_t n = length_of(step);
        for (int64_t first = 0; first < 9; first++) {
            coop__kernel_bits(bytes, first, n, got);
            for (int64_t i = 0; i < n; i++) {
                ck_assert_int_eq(got[i], bytes[(first + i) / 8] >> ((first + i) % 8) & 1);
            }
        }
    }
}
END_TEST

START_TEST(missing_cells_are_replaced)
{
    uint64_t state = 11;
    for (int64_t n = 0; n <= 100; n++) {
        uint8_t valid[100] = {0};
        uint32_t cells[100] = {0};
        uint32_t was[100] = {0};
        for (int64_t i = 0; i < n; i++) {
            valid[i] = (uint8_t)(next_random(&state) % 2);
            was[i] = (uint32_t)next_random(&state);
            cells[i] = was[i];
        }
        coop__kernel_fill_cells(valid, n, 70000, cells);
        for (int64_t i = 0; i < n; i++) {
            ck_assert_uint_eq(cells[i], valid[i] != 0 ? was[i] : 70000);
        }
    }
}
END_TEST

START_TEST(integers_are_compared_and_added)
{
    fill(4);
    for (int step = 0; step <= SHORT + 1; step++) {
        int64_t n = length_of(step);
        const int64_t *a = wide + step % 8;
        const int64_t *b = wider + step % 5;
        for (int op = 0; op < 3; op++) {
            coop__kernel_compare64(op, a, b, n, got);
            for (int64_t i = 0; i < n; i++) {
                bool is_so = op == 0 ? a[i] == b[i] : op == 1 ? a[i] < b[i] : a[i] <= b[i];
                ck_assert_int_eq(got[i], is_so ? 3 : 0);
            }
        }
        coop__kernel_add64(a, b, n, wide_got);
        for (int64_t i = 0; i < n; i++) {
            ck_assert_int_eq(wide_got[i], a[i] + b[i]);
        }
    }
}
END_TEST

START_TEST(a_few_groups_are_tallied)
{
    fill(5);
    for (int step = 0; step <= SHORT + 1; step++) {
        int64_t total[COOP__FEW] = {0};
        int64_t hits[COOP__FEW] = {0};
        int64_t expected[2][4] = {{0}, {0}};
        int64_t n = length_of(step);
        const uint8_t *groups = bytes + step % 8;
        const uint8_t *truths = others + step % 5;
        coop__kernel_tally_few(groups, truths, n, 4, total, hits);
        for (int64_t i = 0; i < n; i++) {
            expected[0][groups[i]]++;
            expected[1][groups[i]] += truths[i] == 3 ? 1 : 0;
        }
        for (int g = 0; g < 4; g++) {
            ck_assert_int_eq(total[g], expected[0][g]);
            ck_assert_int_eq(hits[g], expected[1][g]);
        }
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query/kernel");
    TCase *c = tcase_create("loops");
    tcase_add_test(c, truths_are_joined_as_the_least_and_the_greatest);
    tcase_add_test(c, rows_of_a_truth_are_picked_in_order);
    tcase_add_test(c, ranges_of_bytes_are_tried_at_once);
    tcase_add_test(c, cells_become_slots_and_are_counted);
    tcase_add_test(c, classes_tell_what_is_missing);
    tcase_add_test(c, bits_become_bytes_from_any_start);
    tcase_add_test(c, missing_cells_are_replaced);
    tcase_add_test(c, integers_are_compared_and_added);
    tcase_add_test(c, a_few_groups_are_tallied);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
