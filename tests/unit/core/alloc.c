/* alloc.c -- tests of lib/core/alloc.c: checked sizes, growing buffers, arenas.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/alloc.h"

#include <check.h>

#include "random.h"
#include "strict.h"

/* ---- sizes ---- */

#define HALF (SIZE_MAX / 2)

static void check_mul(size_t a, size_t b, bool fits)
{
    size_t out = 125;
    ck_assert_int_eq(coop__mul(a, b, &out), fits);
    ck_assert_uint_eq(out, fits ? a * b : 125);
    out = 125;
    ck_assert_int_eq(coop__mul(b, a, &out), fits);
    ck_assert_uint_eq(out, fits ? a * b : 125);
}

START_TEST(a_product_that_does_not_fit_is_refused_and_out_untouched)
{
    check_mul(0, 0, true);
    check_mul(0, SIZE_MAX, true);
    check_mul(1, SIZE_MAX, true);
    check_mul(2, SIZE_MAX, false);
    check_mul(SIZE_MAX, SIZE_MAX, false);
    check_mul(2, HALF, true);
    check_mul(2, HALF + 1, false);
    check_mul(3, SIZE_MAX / 3, true);
    check_mul(3, SIZE_MAX / 3 + 1, false);
    size_t root = (size_t)1 << sizeof(size_t) * 4;
    check_mul(root, root, false);
    check_mul(root, root - 1, true);
    check_mul(root + 1, root - 1, true);
    check_mul(root + 1, root, false);
}
END_TEST

static void check_add(size_t a, size_t b, bool fits)
{
    size_t out = 125;
    ck_assert_int_eq(coop__add(a, b, &out), fits);
    ck_assert_uint_eq(out, fits ? a + b : 125);
}

START_TEST(a_sum_that_does_not_fit_is_refused_and_out_untouched)
{
    check_add(0, 0, true);
    check_add(SIZE_MAX, 0, true);
    check_add(0, SIZE_MAX, true);
    check_add(SIZE_MAX, 1, false);
    check_add(1, SIZE_MAX, false);
    check_add(SIZE_MAX - 1, 1, true);
    check_add(HALF, HALF + 1, true);
    check_add(HALF + 1, HALF + 1, false);
    check_add(SIZE_MAX, SIZE_MAX, false);
}
END_TEST

START_TEST(checked_sizes_agree_with_wide_arithmetic)
{
    __extension__ typedef unsigned __int128 wide;
    uint64_t state = 11;
    for (int i = 0; i < 1000000; i++) {
        uint64_t a = next_random(&state) << 11 >> next_random(&state) % 64;
        uint64_t b = next_random(&state) << 11 >> next_random(&state) % 64;
        size_t product = 0;
        size_t sum = 0;
        bool has_product = coop__mul((size_t)a, (size_t)b, &product);
        bool has_sum = coop__add((size_t)a, (size_t)b, &sum);
        wide p = (wide)a * b;
        wide s = (wide)a + b;
        if (has_product != (p <= SIZE_MAX) || has_sum != (s <= SIZE_MAX) ||
            (has_product && product != p) || (has_sum && sum != s)) {
            ck_abort_msg("%llu and %llu", (unsigned long long)a, (unsigned long long)b);
        }
    }
}
END_TEST

/* ---- single blocks ---- */

static bool is_zero(const void *p, size_t n)
{
    const unsigned char *bytes = p;
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

START_TEST(the_allocator_of_a_run_is_never_null)
{
    coop_run run = COOP_RUN_INIT;
    strict s = {0};
    coop_allocator a = strictly(&s);
    const coop_allocator *standard = coop__allocator_of(NULL);
    ck_assert_ptr_nonnull(standard);
    ck_assert_ptr_eq(coop__allocator_of(&run), standard);
    run.allocator = &a;
    ck_assert_ptr_eq(coop__allocator_of(&run), &a);
    char *p = standard->alloc(standard->ctx, 10);
    ck_assert_ptr_nonnull(p);
    memcpy(p, "123456789", 10);
    p = standard->resize(standard->ctx, p, 10, 100000);
    ck_assert_ptr_nonnull(p);
    ck_assert_str_eq(p, "123456789");
    standard->release(standard->ctx, p, 100000);
    standard->release(standard->ctx, NULL, 0);
}
END_TEST

START_TEST(a_block_is_zeroed_and_given_back_with_its_size)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    unsigned char *p = coop__alloc(&a, 7, 13);
    ck_assert_ptr_nonnull(p);
    ck_assert_uint_eq(s.asked, 91);
    ck_assert(is_zero(p, 91));
    memset(p, 1, 91);
    coop__release(&a, p, 7, 13);
    coop__release(&a, NULL, 7, 13);
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
}
END_TEST

START_TEST(a_block_of_no_bytes_has_one)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    const size_t sizes[][2] = {{0, 8}, {8, 0}, {0, 0}, {0, SIZE_MAX}};
    for (size_t i = 0; i < 4; i++) {
        unsigned char *p = coop__alloc(&a, sizes[i][0], sizes[i][1]);
        ck_assert_ptr_nonnull(p);
        ck_assert_uint_eq(s.asked, 1);
        ck_assert_uint_eq(p[0], 0);
        coop__release(&a, p, sizes[i][0], sizes[i][1]);
    }
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
}
END_TEST

START_TEST(a_block_whose_size_does_not_fit_is_never_asked_for)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    ck_assert_ptr_null(coop__alloc(&a, 2, HALF + 1));
    ck_assert_ptr_null(coop__alloc(&a, SIZE_MAX, SIZE_MAX));
    /* 2^32 * (2^32 + 1) is 2^32 when it wraps: a block that the allocator could give. */
    size_t root = (size_t)1 << sizeof(size_t) * 4;
    ck_assert_ptr_null(coop__alloc(&a, root, root + 1));
    ck_assert_int_eq(s.calls, 0);
    s.fail_at = 1;
    ck_assert_ptr_null(coop__alloc(&a, 1, 1));
    ck_assert_int_eq(s.calls, 1);
}
END_TEST

/* ---- buffers ---- */

static bool is_aligned(const void *p, uintptr_t to)
{
    return (uintptr_t)p % to == 0;
}

START_TEST(a_buffer_keeps_its_bytes_aligned_to_64_while_it_grows)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    static unsigned char expected[70000];
    uint64_t state = 7;
    for (int round = 0; round < 20; round++) {
        coop__buffer b = {.a = &a};
        size_t n = 0;
        while (n < 60000) {
            unsigned char part[400];
            size_t size = (size_t)(next_random(&state) % (round == 0 ? 2 : sizeof part));
            for (size_t i = 0; i < size; i++) {
                part[i] = (unsigned char)next_random(&state);
                expected[n + i] = part[i];
            }
            ck_assert(coop__buffer_append(&b, part, size));
            n += size;
            if (b.n != n || b.capacity < n || !is_aligned(b.bytes, 64)) {
                ck_abort_msg("%zu bytes of %zu in %zu at %p", n, b.n, b.capacity, (void *)b.bytes);
            }
        }
        ck_assert_mem_eq(b.bytes, expected, n);
        ck_assert(is_zero(b.bytes + b.n, b.capacity - b.n));
        memset(b.bytes + b.n, 1, b.capacity - b.n); /* all of it is usable */
        coop__buffer_free(&b);
    }
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
}
END_TEST

START_TEST(reserved_room_is_there_and_zeroed)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    for (size_t used = 0; used < 200; used += 63) {
        for (size_t extra = 0; extra < 300; extra++) {
            coop__buffer b = {.a = &a};
            unsigned char ones[200];
            memset(ones, 1, sizeof ones);
            ck_assert(coop__buffer_append(&b, ones, used));
            ck_assert(coop__buffer_reserve(&b, extra));
            ck_assert_uint_eq(b.n, used);
            ck_assert_ptr_nonnull(b.bytes);
            ck_assert_uint_ge(b.capacity, used + extra);
            ck_assert(is_zero(b.bytes + used, b.capacity - used));
            int64_t calls = s.calls;
            ck_assert(coop__buffer_append(&b, ones, extra < 200 ? extra : 200));
            ck_assert_int_eq(s.calls, calls);
            coop__buffer_free(&b);
        }
    }
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
}
END_TEST

START_TEST(a_buffer_that_cannot_grow_is_unchanged)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop__buffer b = {.a = &a};
    s.fail_at = 1;
    ck_assert(!coop__buffer_append(&b, "x", 1));
    ck_assert_ptr_null(b.bytes);
    ck_assert_uint_eq(b.n, 0);
    ck_assert(coop__buffer_append(&b, "abc", 3));
    coop__buffer before = b;
    const size_t too_much[] = {SIZE_MAX, SIZE_MAX - 2, SIZE_MAX - 3, HALF, SIZE_MAX / 4};
    int64_t calls = s.calls;
    for (size_t i = 0; i < sizeof too_much / sizeof *too_much; i++) {
        ck_assert(!coop__buffer_reserve(&b, too_much[i]));
        ck_assert(!coop__buffer_append(&b, NULL, too_much[i]));
        ck_assert_mem_eq(&b, &before, sizeof b);
    }
    ck_assert_int_eq(s.calls, calls);
    s.fail_at = s.calls + 1;
    ck_assert(!coop__buffer_reserve(&b, 1000));
    ck_assert_mem_eq(&b, &before, sizeof b);
    ck_assert_mem_eq(b.bytes, "abc", 3);
    ck_assert(coop__buffer_reserve(&b, 1000));
    ck_assert_mem_eq(b.bytes, "abc", 3);
    coop__buffer_free(&b);
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
}
END_TEST

START_TEST(a_million_bytes_cost_few_allocations)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop__buffer b = {.a = &a};
    for (int i = 0; i < 1000000; i++) {
        if (!coop__buffer_append(&b, "x", 1)) {
            ck_abort_msg("byte %d", i);
        }
    }
    ck_assert_int_le(s.calls, 20);
    ck_assert_int_eq(s.n_live, 1);
    coop__buffer_free(&b);
}
END_TEST

START_TEST(a_freed_buffer_can_be_freed_again_and_used_again)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop__buffer b = {.a = &a};
    coop__buffer_free(&b);
    ck_assert(coop__buffer_append(&b, NULL, 0));
    ck_assert(coop__buffer_append(&b, "abc", 3));
    coop__buffer_free(&b);
    ck_assert_ptr_null(b.bytes);
    ck_assert_uint_eq(b.n, 0);
    coop__buffer_free(&b);
    ck_assert(coop__buffer_append(&b, "de", 2));
    ck_assert_mem_eq(b.bytes, "de", 2);
    coop__buffer_free(&b);
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
}
END_TEST

/* ---- arenas ---- */

enum { N_PIECES = 3000 };

typedef struct piece {
    unsigned char *bytes;
    size_t n;
} piece;

START_TEST(pieces_of_an_arena_are_zeroed_apart_and_aligned_to_16)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop__arena arena = {.a = &a};
    static piece pieces[N_PIECES];
    uint64_t state = 3;
    for (size_t i = 0; i < N_PIECES; i++) {
        size_t n = (size_t)(next_random(&state) % (i % 100 == 0 ? 40000 : 50));
        size_t size = 1 + (size_t)(next_random(&state) % 3);
        pieces[i].n = n * size;
        pieces[i].bytes = coop__arena_alloc(&arena, n, size);
        ck_assert_ptr_nonnull(pieces[i].bytes);
        ck_assert_msg(is_aligned(pieces[i].bytes, 16), "piece %zu is at %p", i,
                      (void *)pieces[i].bytes);
        ck_assert(is_zero(pieces[i].bytes, pieces[i].n));
        memset(pieces[i].bytes, (int)(i % 251), pieces[i].n);
    }
    for (size_t i = 0; i < N_PIECES; i++) {
        for (size_t j = 0; j < pieces[i].n; j++) {
            if (pieces[i].bytes[j] != i % 251) {
                ck_abort_msg("piece %zu was written over", i);
            }
        }
    }
    coop__arena_free(&arena);
    ck_assert_ptr_null(arena.blocks);
    coop__arena_free(&arena);
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
}
END_TEST

START_TEST(small_pieces_share_a_block)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop__arena arena = {.a = &a};
    for (int i = 0; i < 1000; i++) {
        ck_assert_ptr_nonnull(coop__arena_alloc(&arena, 1, 16));
    }
    ck_assert_int_le(s.calls, 2);
    coop__arena_free(&arena);
}
END_TEST

START_TEST(pieces_of_no_bytes_have_a_place_of_their_own)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop__arena arena = {.a = &a};
    void *p = coop__arena_alloc(&arena, 0, 8);
    void *q = coop__arena_alloc(&arena, 8, 0);
    ck_assert_ptr_nonnull(p);
    ck_assert_ptr_nonnull(q);
    ck_assert_ptr_ne(p, q);
    coop__arena_free(&arena);
}
END_TEST

START_TEST(an_arena_without_memory_keeps_what_it_has)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop__arena arena = {.a = &a};
    s.fail_at = 1;
    ck_assert_ptr_null(coop__arena_alloc(&arena, 1, 1));
    char *first = coop__arena_text(&arena, "first", 5);
    ck_assert_ptr_nonnull(first);
    int64_t calls = s.calls;
    ck_assert_ptr_null(coop__arena_alloc(&arena, SIZE_MAX, 1));
    ck_assert_ptr_null(coop__arena_alloc(&arena, SIZE_MAX - 8, 1));
    ck_assert_ptr_null(coop__arena_alloc(&arena, HALF + 1, 1));
    ck_assert_ptr_null(coop__arena_alloc(&arena, HALF, 3));
    ck_assert_ptr_null(coop__arena_text(&arena, "x", SIZE_MAX));
    ck_assert_ptr_null(coop__arena_text(&arena, "x", SIZE_MAX - 1));
    ck_assert_int_eq(s.calls, calls);
    ck_assert_ptr_null(coop__arena_alloc(&arena, HALF, 1)); /* asked for, and not there */
    s.fail_at = s.calls + 1;
    ck_assert_ptr_null(coop__arena_alloc(&arena, 100000, 1));
    ck_assert_str_eq(first, "first");
    char *next = coop__arena_text(&arena, "next", 4);
    ck_assert_ptr_nonnull(next);
    ck_assert_str_eq(first, "first");
    coop__arena_free(&arena);
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
}
END_TEST

START_TEST(a_text_is_copied_with_a_zero_byte)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop__arena arena = {.a = &a};
    static const char source[] = "a\0b";
    char *with_nul = coop__arena_text(&arena, source, 3);
    char *empty = coop__arena_text(&arena, NULL, 0);
    char *cut = coop__arena_text(&arena, "abcdefghijklmnop", 15);
    ck_assert_ptr_nonnull(with_nul);
    ck_assert_ptr_ne(with_nul, source);
    ck_assert_mem_eq(with_nul, "a\0b\0", 4);
    ck_assert_str_eq(empty, "");
    ck_assert_str_eq(cut, "abcdefghijklmno");
    coop__arena_free(&arena);
    ck_assert_int_eq(s.n_live, 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("core/alloc");
    TCase *sizes = tcase_create("sizes");
    suite_add_tcase(s, sizes);
    tcase_add_test(sizes, a_product_that_does_not_fit_is_refused_and_out_untouched);
    tcase_add_test(sizes, a_sum_that_does_not_fit_is_refused_and_out_untouched);
    tcase_add_test(sizes, checked_sizes_agree_with_wide_arithmetic);
    TCase *blocks = tcase_create("blocks");
    suite_add_tcase(s, blocks);
    tcase_add_test(blocks, the_allocator_of_a_run_is_never_null);
    tcase_add_test(blocks, a_block_is_zeroed_and_given_back_with_its_size);
    tcase_add_test(blocks, a_block_of_no_bytes_has_one);
    tcase_add_test(blocks, a_block_whose_size_does_not_fit_is_never_asked_for);
    TCase *buffers = tcase_create("buffers");
    suite_add_tcase(s, buffers);
    tcase_add_test(buffers, a_buffer_keeps_its_bytes_aligned_to_64_while_it_grows);
    tcase_add_test(buffers, reserved_room_is_there_and_zeroed);
    tcase_add_test(buffers, a_buffer_that_cannot_grow_is_unchanged);
    tcase_add_test(buffers, a_million_bytes_cost_few_allocations);
    tcase_add_test(buffers, a_freed_buffer_can_be_freed_again_and_used_again);
    TCase *arenas = tcase_create("arenas");
    suite_add_tcase(s, arenas);
    tcase_add_test(arenas, pieces_of_an_arena_are_zeroed_apart_and_aligned_to_16);
    tcase_add_test(arenas, small_pieces_share_a_block);
    tcase_add_test(arenas, pieces_of_no_bytes_have_a_place_of_their_own);
    tcase_add_test(arenas, an_arena_without_memory_keeps_what_it_has);
    tcase_add_test(arenas, a_text_is_copied_with_a_zero_byte);
    return s;
}

#include "check_main.h"
