/* text.c -- tests of lib/core/text.c: UTF-8, hashes, words stored once, near misses.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "random.h"
#include "shared.h"
#include "strict.h"

/* ---- UTF-8 ---- */

/* The definition: the shortest form of a code point that is no surrogate, up to U+10FFFF. */
static size_t encode(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6) {
        out[i] = (char)(0x80 | (c & 0x3f));
    }
    out[0] = (char)(0xf00 >> n | c);
    return n;
}

/* A validator by decoding: true if writing what the bits say gives the same bytes. */
static bool is_one_character(const char *text, size_t n)
{
    unsigned char first = (unsigned char)text[0];
    uint32_t c = n == 1 ? first : first & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)text[i] & 0xc0) != 0x80) {
            return false;
        }
        c = c << 6 | ((unsigned char)text[i] & 0x3f);
    }
    char again[4];
    bool is_scalar = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
    return is_scalar && encode(c, again) == n && memcmp(again, text, n) == 0;
}

static bool is_text(const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t length = 1;
        while (length <= 4 && !(i + length <= n && is_one_character(text + i, length))) {
            length++;
        }
        if (length > 4) {
            return false;
        }
        i += length;
    }
    return true;
}

START_TEST(every_code_point_but_the_surrogates_is_valid)
{
    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        char text[4];
        size_t n = encode(c, text);
        bool is_surrogate = c >= 0xd800 && c <= 0xdfff;
        size_t bad_at = 99;
        bool is_right = coop__utf8_valid(text, n, &bad_at) == !is_surrogate &&
                        bad_at == (is_surrogate ? 0 : 99) && coop__utf8_length(text) == n;
        for (size_t cut = 1; cut < n && is_right; cut++) {
            is_right = !coop__utf8_valid(text, cut, NULL);
        }
        if (!is_right) {
            ck_abort_msg("U+%04X", c);
        }
    }
}
END_TEST

START_TEST(every_pair_and_every_likely_run_of_bytes_is_judged_as_by_decoding)
{
    char text[4];
    for (uint32_t i = 0; i < 0x10000; i++) {
        text[0] = (char)(i >> 8);
        text[1] = (char)i;
        if (coop__utf8_valid(text, 2, NULL) != is_text(text, 2)) {
            ck_abort_msg("%04x", i);
        }
    }
    static const unsigned char edges[] = {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0,
                                          0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xec, 0xed,
                                          0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};
    enum { N = sizeof edges };
    for (uint32_t i = 0; i < N * N * N * N; i++) {
        text[0] = (char)edges[i % N];
        text[1] = (char)edges[i / N % N];
        text[2] = (char)edges[i / N / N % N];
        text[3] = (char)edges[i / N / N / N];
        if (coop__utf8_valid(text, 3, NULL) != is_text(text, 3) ||
            coop__utf8_valid(text, 4, NULL) != is_text(text, 4)) {
            ck_abort_msg("%02x %02x %02x %02x", text[0], text[1], text[2], text[3]);
        }
    }
}
END_TEST

typedef struct vector {
    const char *bytes;
    size_t n;
} vector;

/* clang-format off */
static const vector bad_vectors[] = {
    {"\xc0\x80", 2}, {"\xc1\xbf", 2}, {"\xe0\x80\x80", 3}, {"\xe0\x9f\xbf", 3},
    {"\xf0\x80\x80\x80", 4}, {"\xf0\x8f\xbf\xbf", 4},                  /* overlong */
    {"\xed\xa0\x80", 3}, {"\xed\xad\xbf", 3}, {"\xed\xb0\x80", 3},
    {"\xed\xbf\xbf", 3}, {"\xed\xa0\x80\xed\xb0\x80", 6},              /* surrogates */
    {"\xf4\x90\x80\x80", 4}, {"\xf5\x80\x80\x80", 4}, {"\xf7\xbf\xbf\xbf", 4},
    {"\xf8\x88\x80\x80\x80", 5}, {"\xfc\x84\x80\x80\x80\x80", 6},      /* beyond U+10FFFF */
    {"\xfe", 1}, {"\xff", 1}, {"\x80", 1}, {"\xbf", 1},                /* no first bytes */
    {"\xc2", 1}, {"\xdf", 1}, {"\xe0", 1}, {"\xe0\xa0", 2}, {"\xef\xbf", 2},
    {"\xf0", 1}, {"\xf0\x90", 2}, {"\xf0\x90\x80", 3}, {"\xf4\x8f\xbf", 3}, /* cut */
    {"\xc2\x41", 2}, {"\xe4\xb8\x41", 3}, {"\xf0\x9f\x9a\x41", 4}, {"\xc2\xc2\x80", 3},
};
static const vector good_vectors[] = {
    {"", 0}, {"\0", 1}, {"\x7f", 1}, {"\xc2\x80", 2}, {"\xdf\xbf", 2}, {"\xe0\xa0\x80", 3},
    {"\xed\x9f\xbf", 3}, {"\xee\x80\x80", 3}, {"\xef\xbf\xbf", 3}, {"\xf0\x90\x80\x80", 4},
    {"\xf4\x8f\xbf\xbf", 4}, {"\xef\xbf\xbe", 3},
};
/* clang-format on */

/* The vector at `at` of n bytes of filler, in memory that ends with it: bad_at is what it is for
 * every place within and across steps of 8 bytes. */
static void check_vector(const vector *v, size_t at, size_t n, char filler, bool is_valid)
{
    size_t total = v->n + n;
    char *text = malloc(total == 0 ? 1 : total);
    memset(text, filler, total);
    memcpy(text + at, v->bytes, v->n);
    size_t bad_at = 999;
    bool found = coop__utf8_valid(text, total, &bad_at);
    if (found != is_valid || bad_at != (is_valid ? 999 : at) ||
        coop__utf8_valid(text, total, NULL) != is_valid) {
        ck_abort_msg("%02x... at %zu of %zu: bad at %zu", (unsigned char)v->bytes[0], at, total,
                     bad_at);
    }
    free(text);
}

START_TEST(a_bad_byte_is_found_at_every_place_of_a_step)
{
    for (size_t n = 0; n <= 40; n++) {
        for (size_t at = 0; at <= n; at++) {
            for (size_t i = 0; i < sizeof bad_vectors / sizeof *bad_vectors; i++) {
                check_vector(&bad_vectors[i], at, n, 'a', false);
                check_vector(&bad_vectors[i], at, n, '\x7f', false);
            }
            for (size_t i = 0; i < sizeof good_vectors / sizeof *good_vectors; i++) {
                check_vector(&good_vectors[i], at, n, 'a', true);
            }
        }
    }
}
END_TEST

START_TEST(a_bad_byte_is_found_behind_wide_characters)
{
    static const char *const fillers[] = {"\xd0\xb6", "\xe4\xb8\xad", "\xf0\x9f\x9a\x86"};
    for (size_t f = 0; f < 3; f++) {
        for (size_t before = 0; before < 12; before++) {
            for (size_t i = 0; i < sizeof bad_vectors / sizeof *bad_vectors; i++) {
                char text[80] = "";
                for (size_t j = 0; j < before; j++) {
                    strcat(text, fillers[f]);
                }
                size_t at = strlen(text);
                memcpy(text + at, bad_vectors[i].bytes, bad_vectors[i].n);
                size_t bad_at = 999;
                ck_assert(!coop__utf8_valid(text, at + bad_vectors[i].n, &bad_at));
                ck_assert_uint_eq(bad_at, at);
            }
        }
    }
}
END_TEST

static size_t unhex(const char *hex, char *out)
{
    size_t n = 0;
    for (; *hex != '\0' && *hex != ':' && *hex != '\n'; hex++) {
        unsigned byte = 0;
        if (*hex != ' ' && sscanf(hex, "%2x", &byte) == 1) {
            out[n++] = (char)byte;
            hex++;
        }
    }
    return n;
}

START_TEST(the_public_cases_are_judged_as_they_say)
{
    char path[512];
    size_t size = 0;
    if (shared_path("oracles/utf8/utf8tests.txt", path, sizeof path) == NULL) {
        fputs("skipped: oracles/utf8/utf8tests.txt is not here\n", stderr);
        return;
    }
    char *file = file_read(path, &size);
    ck_assert_ptr_nonnull(file);
    int n_valid = 0;
    int n_invalid = 0;
    for (char *line = strtok(file, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        const char *kind = strchr(line, ':');
        if (line[0] == '#' || kind == NULL) {
            continue;
        }
        const char *body = strchr(kind + 1, ':');
        ck_assert_ptr_nonnull(body);
        char bytes[200];
        size_t n = unhex(body + 1, bytes);
        bool is_valid = strncmp(kind + 1 + strspn(kind + 1, " "), "valid", 5) == 0;
        if (strncmp(kind, ":valid:", 7) == 0) {
            n = strlen(body + 1);
            memcpy(bytes, body + 1, n);
        }
        n_valid += is_valid ? 1 : 0;
        n_invalid += is_valid ? 0 : 1;
        ck_assert_msg(coop__utf8_valid(bytes, n, NULL) == is_valid, "%s", line);
    }
    free(file);
    ck_assert_int_ge(n_valid, 50);
    ck_assert_int_ge(n_invalid, 70);
}
END_TEST

START_TEST(control_characters_are_told_from_others)
{
    for (uint32_t c = 0; c < 0x3000; c++) {
        char text[4];
        size_t n = encode(c, text);
        bool turns = c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
                     (c >= 0x2066 && c <= 0x2069);
        bool is_control =
            c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 || turns;
        if (coop__is_control(text, n) != is_control) {
            ck_abort_msg("U+%04X", c);
        }
    }
}
END_TEST

START_TEST(a_text_is_cut_at_a_whole_character)
{
    static const char text[] = "a\xd0\xb6\xe4\xb8\xad\xf0\x9f\x9a\x86z";
    static const size_t cuts[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};
    size_t n = sizeof text - 1;
    for (size_t most = 0; most < 20; most++) {
        ck_assert_uint_eq(coop__utf8_cut(text, n, most), most < 12 ? cuts[most] : n);
    }
    ck_assert_uint_eq(coop__utf8_cut("\x80\x80\x80\x80\x80\x80", 6, 5), 5);
    ck_assert_uint_eq(coop__utf8_cut("\x80\x80", 2, 1), 1);
    ck_assert_uint_eq(coop__utf8_cut("", 0, 0), 0);
}
END_TEST

/* ---- widths ---- */

START_TEST(cjk_and_full_width_take_two_columns_and_combining_marks_none)
{
    char path[512];
    size_t size = 0;
    char *file = file_read(source_path("tests/oracle/text/width.csv", path, sizeof path), &size);
    ck_assert_ptr_nonnull(file);
    int64_t n_characters = 0;
    for (char *line = strtok(file, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        uint32_t first = 0;
        uint32_t last = 0;
        int width = 0;
        if (sscanf(line, "%x,%x,%d", &first, &last, &width) != 3) {
            continue;
        }
        for (uint32_t c = first; c <= last; c++, n_characters++) {
            char text[4];
            size_t n = encode(c, text);
            if (coop__utf8_width(text, n) != width) {
                ck_abort_msg("U+%04X takes %lld, expected %d", c,
                             (long long)coop__utf8_width(text, n), width);
            }
        }
    }
    free(file);
    ck_assert_int_gt(n_characters, 140000);
}
END_TEST

/* Every character of the ranges that are promised, and some around them. */
START_TEST(capitals_have_the_small_letters_of_unicode)
{
    static uint32_t small[0x2000];
    char path[512];
    size_t size = 0;
    char *file = file_read(source_path("tests/oracle/text/lower.csv", path, sizeof path), &size);
    ck_assert_ptr_nonnull(file);
    int64_t n_capitals = 0;
    for (char *line = strtok(file, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        uint32_t capital = 0;
        uint32_t its = 0;
        if (sscanf(line, "%x,%x", &capital, &its) == 2) {
            small[capital] = its;
            n_capitals++;
        }
    }
    free(file);
    ck_assert_int_gt(n_capitals, 400);
    for (uint32_t c = 1; c < 0x2000; c++) {
        char text[4];
        char want[4];
        char got[4];
        size_t n = encode(c, text);
        size_t n_want = encode(small[c] != 0 ? small[c] : c, want);
        ck_assert_uint_le(n_want, n);
        ck_assert_msg(coop__utf8_lower(text, n, got) == n_want && memcmp(got, want, n_want) == 0,
                      "U+%04X", c);
        ck_assert_msg(coop__utf8_has_capital(text, n) == (small[c] != 0), "U+%04X", c);
    }
    ck_assert_uint_eq(coop__utf8_lower("", 0, NULL), 0);
}
END_TEST

START_TEST(the_width_of_a_text_is_the_sum_over_its_characters)
{
    ck_assert_int_eq(coop__utf8_width("", 0), 0);
    ck_assert_int_eq(coop__utf8_width("abc", 3), 3);
    ck_assert_int_eq(coop__utf8_width("abc", 2), 2);
    /* Beijing in Chinese, a Russian word with a stress mark, Uyghur with vowel marks, an emoji */
    ck_assert_int_eq(coop__utf8_width("\xe5\x8c\x97\xe4\xba\xac", 6), 4);
    ck_assert_int_eq(coop__utf8_width("\xd0\xb7\xd0\xb0\xcc\x81\xd0\xbc", 8), 3);
    ck_assert_int_eq(coop__utf8_width("\xd9\x85\xd9\x8e", 4), 1);
    ck_assert_int_eq(coop__utf8_width("\xf0\x9f\x9a\x86", 4), 2);
    ck_assert_int_eq(coop__utf8_width("\xef\xbb\xbf", 3), 0);
    /* Characters that are not whole are not read beyond the end. */
    char *cut = malloc(2);
    memcpy(cut, "a\xf0", 2);
    ck_assert_int_ge(coop__utf8_width(cut, 2), 1);
    free(cut);
}
END_TEST

/* ---- hashes ---- */

START_TEST(a_hash_is_of_the_bytes_and_the_seed_wherever_they_lie)
{
    char room[128];
    uint64_t state = 5;
    for (size_t n = 0; n < 60; n++) {
        char bytes[60];
        for (size_t i = 0; i < n; i++) {
            bytes[i] = (char)next_random(&state);
        }
        uint64_t h = coop__hash(bytes, n, 77);
        for (size_t at = 0; at < 16; at++) {
            memset(room, (int)at, sizeof room);
            memcpy(room + at, bytes, n);
            ck_assert(coop__hash(room + at, n, 77) == h);
        }
        ck_assert(coop__hash(bytes, n, 78) != h);
        for (size_t bit = 0; bit < n * 8; bit++) {
            bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
            ck_assert(coop__hash(bytes, n, 77) != h);
            bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
        }
    }
    ck_assert(coop__hash("", 0, 1) != coop__hash("\0", 1, 1));
    ck_assert(coop__hash("\0", 1, 1) != coop__hash("\0\0", 2, 1));
    ck_assert(coop__hash(NULL, 0, 1) == coop__hash("", 0, 1));
}
END_TEST

/* ---- words ---- */

enum { N_WORDS = 100000 };

/* Word i of a fixed sequence: short ones that come again, long ones that do not, any byte. */
static size_t word_of(uint64_t *state, char out[40])
{
    size_t n = (size_t)(next_random(state) % (next_random(state) % 2 == 0 ? 3 : 39));
    for (size_t i = 0; i < n; i++) {
        out[i] = (char)next_random(state);
    }
    return n;
}

START_TEST(codes_are_in_order_of_first_appearance_in_every_pool)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop__pool pools[2] = {{.strings.a = &a}, {.strings.a = &a}};
    coop__pool *far = calloc(1, 5 * sizeof *far);
    far[3].strings.a = &a;
    uint64_t state = 2025;
    for (int i = 0; i < N_WORDS; i++) {
        char word[40];
        size_t n = word_of(&state, word);
        int64_t n_before = pools[0].n;
        int64_t known = coop__pool_find(&pools[0], word, n);
        int64_t code = coop__pool_add(&pools[0], word, n);
        bool is_right =
            (known < 0 ? code == n_before && pools[0].n == n_before + 1
                       : code == known && pools[0].n == n_before) &&
            coop__pool_find(&pools[0], word, n) == code && pools[0].lengths[code] == n &&
            pools[0].words[code] != word && memcmp(pools[0].words[code], word, n) == 0 &&
            pools[0].words[code][n] == '\0' && coop__pool_add(&pools[1], word, n) == code &&
            coop__pool_add(&far[3], word, n) == code;
        if (!is_right) {
            ck_abort_msg("word %d has code %lld", i, (long long)code);
        }
    }
    ck_assert_int_gt(pools[0].n, N_WORDS / 3);
    ck_assert_int_lt(pools[0].n, N_WORDS);
    for (uint32_t i = 0; i < pools[0].n; i++) {
        const coop__pool *p = &pools[0];
        if (coop__pool_find(p, p->words[i], p->lengths[i]) != i) {
            ck_abort_msg("code %u is lost", i);
        }
    }
    coop__pool_free(&pools[0]);
    coop__pool_free(&pools[1]);
    coop__pool_free(&far[3]);
    coop__pool_free(&far[3]);
    free(far);
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
}
END_TEST

START_TEST(the_empty_word_and_words_with_nul_are_words)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop__pool pool = {.strings.a = &a};
    ck_assert_int_eq(coop__pool_find(&pool, "", 0), -1);
    ck_assert_int_eq(coop__pool_add(&pool, "a", 1), 0);
    ck_assert_int_eq(coop__pool_find(&pool, "", 0), -1);
    ck_assert_int_eq(coop__pool_add(&pool, "", 0), 1);
    ck_assert_int_eq(coop__pool_add(&pool, NULL, 0), 1);
    ck_assert_int_eq(coop__pool_add(&pool, "a\0b", 3), 2);
    ck_assert_int_eq(coop__pool_add(&pool, "a\0c", 3), 3);
    ck_assert_int_eq(coop__pool_add(&pool, "a\0", 2), 4);
    ck_assert_int_eq(coop__pool_add(&pool, "\0", 1), 5);
    ck_assert_int_eq(coop__pool_add(&pool, "a\0b", 3), 2);
    ck_assert_int_eq(coop__pool_find(&pool, "a", 1), 0);
    ck_assert_str_eq(pool.words[1], "");
    ck_assert_mem_eq(pool.words[2], "a\0b\0", 4);
    coop__pool_free(&pool);
    ck_assert_uint_eq(pool.n, 0);
    ck_assert_int_eq(coop__pool_find(&pool, "a", 1), -1);
    ck_assert_int_eq(coop__pool_add(&pool, "b", 1), 0);
    coop__pool_free(&pool);
    ck_assert_int_eq(s.n_live, 0);
}
END_TEST

START_TEST(without_memory_no_word_is_added_and_a_retry_adds_it)
{
    for (int64_t k = 1;; k++) {
        strict s = {.fail_at = k};
        coop_allocator a = strictly(&s);
        coop__pool pool = {.strings.a = &a};
        int n_failed = 0;
        for (int i = 0; i < 3000; i++) {
            char word[32];
            size_t n = (size_t)snprintf(word, sizeof word, "word number %d", i);
            int64_t code = coop__pool_add(&pool, word, n);
            if (code == -1) {
                n_failed++;
                ck_assert_int_eq(pool.n, i);
                ck_assert_int_eq(coop__pool_find(&pool, word, n), -1);
                code = coop__pool_add(&pool, word, n);
            }
            if (code != i) {
                ck_abort_msg("call %lld: word %d has code %lld", (long long)k, i, (long long)code);
            }
        }
        ck_assert_int_eq(coop__pool_find(&pool, "word number 0", 13), 0);
        coop__pool_free(&pool);
        ck_assert_int_eq(s.n_live, 0);
        ck_assert_int_eq(s.n_wrong, 0);
        ck_assert_int_eq(n_failed, k <= s.calls ? 1 : 0);
        if (k > s.calls) {
            ck_assert_int_gt(k, 20);
            break;
        }
    }
}
END_TEST

START_TEST(too_many_words_are_told_from_no_memory)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    uint32_t slots[2] = {0, 0};
    coop__pool pool = {
        .strings.a = &a, .slots = slots, .n = INT32_MAX / 2, .capacity = 1}; /* as if full */
    ck_assert_int_eq(coop__pool_add(&pool, "a", 1), -2);
    ck_assert_int_eq(s.calls, 0);
    coop__pool empty = {.strings.a = &a};
    ck_assert_int_eq(coop__pool_add(&empty, "a", (size_t)UINT32_MAX + 1), -2);
    ck_assert_int_eq(s.calls, 0);
}
END_TEST

START_TEST(the_newest_words_can_be_taken_back)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop__pool pool = {.strings.a = &a};
    uint64_t state = 8;
    for (int round = 0; round < 2000; round++) {
        char word[40];
        uint32_t n_before = pool.n;
        for (int i = 0; i < 20; i++) {
            ck_assert_int_ge(coop__pool_add(&pool, word, word_of(&state, word)), 0);
        }
        uint32_t n_after = pool.n;
        uint32_t left = n_before + (uint32_t)(next_random(&state) % (n_after - n_before + 1));
        coop__pool_cut(&pool, left);
        ck_assert_uint_eq(pool.n, left);
        for (uint32_t code = round % 100 == 0 ? 0 : n_before; code < n_after; code++) {
            int64_t found = coop__pool_find(&pool, pool.words[code], pool.lengths[code]);
            if (found != (code < left ? (int64_t)code : -1)) {
                ck_abort_msg("round %d: code %u is %lld", round, code, (long long)found);
            }
        }
    }
    coop__pool_cut(&pool, 0);
    ck_assert_int_eq(coop__pool_add(&pool, "first", 5), 0);
    coop__pool_free(&pool);
    ck_assert_int_eq(s.n_live, 0);
}
END_TEST

/* ---- near misses ---- */

static size_t least_of(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edit distance by its definition, over a whole table. */
static size_t edits(const char *a, const char *b)
{
    static size_t d[80][80];
    size_t n = strlen(a);
    size_t m = strlen(b);
    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            size_t change = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            d[i][j] = least_of(change, 1 + least_of(d[i - 1][j], d[i][j - 1]));
        }
    }
    return d[n][m];
}

START_TEST(the_nearest_is_at_the_least_edit_distance_and_the_first_of_these)
{
    uint64_t state = 77;
    int n_near = 0;
    for (int round = 0; round < 20000; round++) {
        char words[7][12];
        const char *candidates[6];
        for (int i = 0; i < 7; i++) {
            size_t n = (size_t)(next_random(&state) % 11);
            for (size_t j = 0; j < n; j++) {
                words[i][j] = (char)('a' + next_random(&state) % 3);
            }
            words[i][n] = '\0';
            candidates[i % 6] = words[i % 6];
        }
        const char *expected = NULL;
        size_t best = strlen(words[6]) / 2 + 1; /* half of the letters may be wrong */
        for (int i = 0; i < 6; i++) {
            size_t distance = edits(words[6], candidates[i]);
            if (distance < best) {
                best = distance;
                expected = candidates[i];
            }
        }
        n_near += expected != NULL ? 1 : 0;
        const char *found = coop__nearest(words[6], candidates, 6);
        if (found != expected) {
            ck_abort_msg("'%s' gave '%s', expected '%s'", words[6], found ? found : "none",
                         expected ? expected : "none");
        }
    }
    ck_assert_int_gt(n_near, 1000);
    ck_assert_int_lt(n_near, 20000);
}
END_TEST

START_TEST(near_misses_are_found_and_far_ones_are_not)
{
    const char *const names[] = {"agreement", "event", "investment", "nation"};
    ck_assert_str_eq(coop__nearest("agrement", names, 4), "agreement");
    ck_assert_str_eq(coop__nearest("AGREEMENTS", names, 4), "agreement");
    ck_assert_str_eq(coop__nearest("Nations", names, 4), "nation");
    const char *const ends[] = {"ab", "az"};
    ck_assert_str_eq(coop__nearest("AZ", ends, 2), "az"); /* letter case costs nothing */
    ck_assert_ptr_null(coop__nearest("railway", names, 4));
    ck_assert_ptr_null(coop__nearest("", names, 4));
    ck_assert_ptr_null(coop__nearest("event", names, 0));
    ck_assert_ptr_null(coop__nearest("event", NULL, 0));
    char longest[65];
    char longer[66];
    memset(longest, 'a', sizeof longest);
    memset(longer, 'a', sizeof longer);
    longest[63] = '\0';
    longer[64] = '\0';
    const char *const long_names[] = {longer, longest};
    ck_assert_ptr_eq(coop__nearest(longest, long_names, 2), longest);
    ck_assert_ptr_null(coop__nearest(longer, long_names, 2));
}
END_TEST

START_TEST(a_text_with_a_length_is_compared_with_a_whole_word)
{
    ck_assert(coop__text_is("abcd", 3, "abc"));
    ck_assert(!coop__text_is("abcd", 4, "abc"));
    ck_assert(!coop__text_is("abcd", 2, "abc"));
    ck_assert(!coop__text_is("abd", 3, "abc"));
    ck_assert(!coop__text_is("ab\0", 3, "ab"));
    ck_assert(coop__text_is(NULL, 0, ""));
    ck_assert(!coop__text_is(NULL, 0, "a"));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("core/text");
    TCase *utf8 = tcase_create("utf8");
    tcase_set_timeout(utf8, 60);
    suite_add_tcase(s, utf8);
    tcase_add_test(utf8, every_code_point_but_the_surrogates_is_valid);
    tcase_add_test(utf8, every_pair_and_every_likely_run_of_bytes_is_judged_as_by_decoding);
    tcase_add_test(utf8, a_bad_byte_is_found_at_every_place_of_a_step);
    tcase_add_test(utf8, a_bad_byte_is_found_behind_wide_characters);
    tcase_add_test(utf8, the_public_cases_are_judged_as_they_say);
    tcase_add_test(utf8, control_characters_are_told_from_others);
    tcase_add_test(utf8, a_text_is_cut_at_a_whole_character);
    TCase *widths = tcase_create("widths");
    suite_add_tcase(s, widths);
    tcase_add_test(widths, cjk_and_full_width_take_two_columns_and_combining_marks_none);
    tcase_add_test(widths, capitals_have_the_small_letters_of_unicode);
    tcase_add_test(widths, the_width_of_a_text_is_the_sum_over_its_characters);
    TCase *words = tcase_create("words");
    tcase_set_timeout(words, 60);
    suite_add_tcase(s, words);
    tcase_add_test(words, a_hash_is_of_the_bytes_and_the_seed_wherever_they_lie);
    tcase_add_test(words, codes_are_in_order_of_first_appearance_in_every_pool);
    tcase_add_test(words, the_empty_word_and_words_with_nul_are_words);
    tcase_add_test(words, without_memory_no_word_is_added_and_a_retry_adds_it);
    tcase_add_test(words, too_many_words_are_told_from_no_memory);
    tcase_add_test(words, the_newest_words_can_be_taken_back);
    TCase *near = tcase_create("near");
    suite_add_tcase(s, near);
    tcase_add_test(near, the_nearest_is_at_the_least_edit_distance_and_the_first_of_these);
    tcase_add_test(near, near_misses_are_found_and_far_ones_are_not);
    tcase_add_test(near, a_text_with_a_length_is_compared_with_a_whole_word);
    return s;
}

#include "check_main.h"
