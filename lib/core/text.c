/* text.c -- UTF-8 and words stored once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

#include <string.h>

#include "width.h"

/* ---- UTF-8 ---- */

size_t coop__utf8_length(const char *text)
{
    unsigned char first = (unsigned char)text[0];
    if (first < 0xc0) {
        return 1;
    }
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* Length of the valid character at p[0..n), or 0 (Unicode 15, table 3-7). */
static size_t valid_length(const unsigned char *p, size_t n)
{
    unsigned char a = p[0];
    if (a < 0x80) {
        return 1;
    }
    if (a < 0xc2 || a > 0xf4) {
        return 0;
    }
    size_t length = a < 0xe0 ? 2 : a < 0xf0 ? 3 : 4;
    if (length > n) {
        return 0;
    }
    unsigned char low = a == 0xe0 ? 0xa0 : a == 0xf0 ? 0x90 : 0x80;
    unsigned char high = a == 0xed ? 0x9f : a == 0xf4 ? 0x8f : 0xbf;
    if (p[1] < low || p[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if (!is_continuation(p[i])) {
            return 0;
        }
    }
    return length;
}

bool coop__utf8_valid(const char *bytes, size_t n, size_t *bad_at)
{
    const unsigned char *p = (const unsigned char *)bytes;
    size_t i = 0;
    while (i < n) {
        uint64_t eight;
        if (n - i >= sizeof eight) {
            memcpy(&eight, p + i, sizeof eight);
            if ((eight & 0x8080808080808080ULL) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        size_t length = valid_length(p + i, n - i);
        if (length == 0) {
            if (bad_at != NULL) {
                *bad_at = i;
            }
            return false;
        }
        i += length;
    }
    return true;
}

static uint32_t code_point(const char *text, size_t length)
{
    static const unsigned char mask[5] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t value = (unsigned char)text[0] & mask[length];
    for (size_t i = 1; i < length; i++) {
        value = value << 6 | ((unsigned char)text[i] & 0x3f);
    }
    return value;
}

bool coop__is_control(const char *text, size_t n)
{
    uint32_t c = code_point(text, n);
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) || c == 0x61c ||
           c == 0x200e || c == 0x200f || (c >= 0x2066 && c <= 0x2069);
}

size_t coop__utf8_cut(const char *text, size_t n, size_t most)
{
    if (n <= most) {
        return n;
    }
    size_t end = most;
    while (end > 0 && most - end < 3 && is_continuation((unsigned char)text[end])) {
        end--;
    }
    /* Bytes that are no text at all have no whole character to end at. */
    return is_continuation((unsigned char)text[end]) ? most : end;
}

static bool is_inside(uint32_t c, const code_range *ranges, size_t n)
{
    size_t low = 0;
    while (n > 0) {
        size_t half = n / 2;
        bool is_above = c > ranges[low + half].last;
        low += is_above ? half + 1 : 0;
        n = is_above ? n - half - 1 : half;
    }
    return c >= ranges[low].first && c <= ranges[low].last;
}

static int64_t width_of(uint32_t c)
{
    if (c < zero_width[0].first) {
        return 1;
    }
    if (is_inside(c, zero_width, sizeof zero_width / sizeof *zero_width - 1)) {
        return 0;
    }
    return is_inside(c, double_width, sizeof double_width / sizeof *double_width - 1) ? 2 : 1;
}

int64_t coop__utf8_width(const char *text, size_t n)
{
    int64_t width = 0;
    for (size_t i = 0; i < n;) {
        size_t length = coop__utf8_length(text + i);
        length = length <= n - i ? length : n - i;
        width += width_of(code_point(text + i, length));
        i += length;
    }
    return width;
}

/* ---- capitals ---- */

/* Every step-th character from first to last is a capital, its small letter so far behind it. */
static const struct {
    uint32_t first, last, step;
    int32_t distance;
} capitals[] = {
    {0x41, 0x5a, 1, 32},   {0xc0, 0xd6, 1, 32},     {0xd8, 0xde, 1, 32},     {0x100, 0x12e, 2, 1},
    {0x130, 0x130, 1, -199}, {0x132, 0x136, 2, 1},  {0x139, 0x147, 2, 1},    {0x14a, 0x176, 2, 1},
    {0x178, 0x178, 1, -121}, {0x179, 0x17d, 2, 1},  {0x18f, 0x18f, 1, 202},  {0x1cd, 0x1db, 2, 1},
    {0x218, 0x21a, 2, 1},  {0x386, 0x386, 1, 38},   {0x388, 0x38a, 1, 37},   {0x38c, 0x38c, 1, 64},
    {0x38e, 0x38f, 1, 63}, {0x391, 0x3a1, 1, 32},   {0x3a3, 0x3ab, 1, 32},   {0x400, 0x40f, 1, 80},
    {0x410, 0x42f, 1, 32}, {0x460, 0x480, 2, 1},    {0x48a, 0x4be, 2, 1},    {0x4c0, 0x4c0, 1, 15},
    {0x4c1, 0x4cd, 2, 1},  {0x4d0, 0x52e, 2, 1},    {0x1e00, 0x1e94, 2, 1},
    {0x1e9e, 0x1e9e, 1, -7615}, {0x1ea0, 0x1efe, 2, 1},
};

static uint32_t small_letter(uint32_t c)
{
    for (size_t i = 0; i < sizeof capitals / sizeof *capitals && c >= capitals[i].first; i++) {
        if (c <= capitals[i].last) {
            bool is_capital = (c - capitals[i].first) % capitals[i].step == 0;
            return is_capital ? (uint32_t)((int32_t)c + capitals[i].distance) : c;
        }
    }
    return c;
}

/* A character of the basic plane; its bytes. */
static size_t put_character(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : 3;
    out[0] = (char)(n == 2 ? 0xc0 | c >> 6 : 0xe0 | c >> 12);
    out[n - 2] = n == 2 ? out[0] : (char)(0x80 | (c >> 6 & 0x3f));
    out[n - 1] = (char)(0x80 | (c & 0x3f));
    return n;
}

size_t coop__utf8_lower(const char *text, size_t n, char *out)
{
    size_t n_out = 0;
    for (size_t i = 0; i < n;) {
        size_t length = coop__utf8_length(text + i);
        uint32_t c = code_point(text + i, length);
        uint32_t small = small_letter(c);
        if (small == c) {
            memcpy(out + n_out, text + i, length);
            n_out += length;
        } else {
            n_out += put_character(small, out + n_out);
        }
        i += length;
    }
    return n_out;
}

bool coop__utf8_has_capital(const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t length = coop__utf8_length(text + i);
        uint32_t c = code_point(text + i, length);
        if (small_letter(c) != c) {
            return true;
        }
        i += length;
    }
    return false;
}

/* ---- words ---- */

/* Multiply-and-fold over 8 bytes a step; the constants are odd and have well mixed bits. */
static uint64_t fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t coop__hash(const void *bytes, size_t n, uint64_t seed)
{
    const unsigned char *p = bytes;
    uint64_t h = seed ^ 0x9e3779b97f4a7c15ULL ^ (uint64_t)n;
    uint64_t part;
    for (; n >= sizeof part; n -= sizeof part, p += sizeof part) {
        memcpy(&part, p, sizeof part);
        h = fold(h ^ part, 0xd6e8feb86659fd93ULL);
    }
    part = 0;
    if (n > 0) {
        memcpy(&part, p, n);
    }
    return fold(h ^ part, 0xa0761d6478bd642fULL);
}

/* The address of the pool is the seed: an attacker who writes the words does not know it. */
static uint64_t seed_of(const coop__pool *pool)
{
    return fold((uint64_t)(uintptr_t)pool, 0xe7037ed1a0b428dbULL);
}

/* The slot that holds the word, or the free one where it belongs. */
static uint32_t slot_of(const coop__pool *pool, const char *word, size_t n)
{
    uint32_t mask = pool->capacity * 2 - 1;
    uint32_t i = (uint32_t)coop__hash(word, n, seed_of(pool)) & mask;
    while (pool->slots[i] != 0) {
        uint32_t code = pool->slots[i] - 1;
        if (pool->lengths[code] == n && (n == 0 || memcmp(pool->words[code], word, n) == 0)) {
            break;
        }
        i = (i + 1) & mask;
    }
    return i;
}

int64_t coop__pool_find(const coop__pool *pool, const char *word, size_t n)
{
    if (pool->n == 0) {
        return -1;
    }
    uint32_t slot = pool->slots[slot_of(pool, word, n)];
    return (int64_t)slot - 1;
}

static bool pool_grow(coop__pool *pool)
{
    const coop_allocator *a = pool->strings.a;
    uint32_t capacity = pool->capacity == 0 ? 16 : pool->capacity * 2;
    const char **words = coop__alloc(a, capacity, sizeof *words);
    uint32_t *lengths = coop__alloc(a, capacity, sizeof *lengths);
    uint32_t *slots = coop__alloc(a, (size_t)capacity * 2, sizeof *slots);
    if (words == NULL || lengths == NULL || slots == NULL) {
        coop__release(a, words, capacity, sizeof *words);
        coop__release(a, lengths, capacity, sizeof *lengths);
        coop__release(a, slots, (size_t)capacity * 2, sizeof *slots);
        return false;
    }
    coop__pool old = *pool;
    if (old.n > 0) {
        memcpy(words, old.words, old.n * sizeof *words);
        memcpy(lengths, old.lengths, old.n * sizeof *lengths);
    }
    pool->words = words;
    pool->lengths = lengths;
    pool->slots = slots;
    pool->capacity = capacity;
    for (uint32_t code = 0; code < pool->n; code++) {
        pool->slots[slot_of(pool, words[code], lengths[code])] = code + 1;
    }
    coop__release(a, old.words, old.capacity, sizeof *words);
    coop__release(a, old.lengths, old.capacity, sizeof *lengths);
    coop__release(a, old.slots, (size_t)old.capacity * 2, sizeof *slots);
    return true;
}

int64_t coop__pool_add(coop__pool *pool, const char *word, size_t n)
{
    int64_t known = coop__pool_find(pool, word, n);
    if (known >= 0) {
        return known;
    }
    if (n > UINT32_MAX || pool->n >= INT32_MAX / 2) {
        return -2;
    }
    if (pool->n == pool->capacity && !pool_grow(pool)) {
        return -1;
    }
    char *copy = coop__arena_text(&pool->strings, word, n);
    if (copy == NULL) {
        return -1;
    }
    uint32_t code = pool->n++;
    pool->words[code] = copy;
    pool->lengths[code] = (uint32_t)n;
    pool->slots[slot_of(pool, word, n)] = code + 1;
    return code;
}

/* With open addressing the newest word can leave its slot: no older one was placed behind it. */
void coop__pool_cut(coop__pool *pool, uint32_t n)
{
    while (pool->n > n) {
        uint32_t code = pool->n - 1;
        pool->slots[slot_of(pool, pool->words[code], pool->lengths[code])] = 0;
        pool->n = code;
    }
}

void coop__pool_free(coop__pool *pool)
{
    const coop_allocator *a = pool->strings.a;
    coop__release(a, pool->words, pool->capacity, sizeof *pool->words);
    coop__release(a, pool->lengths, pool->capacity, sizeof *pool->lengths);
    coop__release(a, pool->slots, (size_t)pool->capacity * 2, sizeof *pool->slots);
    coop__arena_free(&pool->strings);
    pool->words = NULL;
    pool->lengths = NULL;
    pool->slots = NULL;
    pool->n = 0;
    pool->capacity = 0;
}

/* ---- near misses ---- */

#define NEAREST_LENGTH 63

static unsigned char lowered(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Edit distance of two short words, letter case ignored. */
static size_t distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
    size_t row[NEAREST_LENGTH + 2];
    for (size_t j = 0; j <= n_b; j++) {
        row[j] = j;
    }
    for (size_t i = 0; i < n_a; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < n_b; j++) {
            size_t change = diagonal + (lowered(a[i]) != lowered(b[j]) ? 1 : 0);
            diagonal = row[j + 1];
            size_t best = row[j] < row[j + 1] ? row[j] + 1 : row[j + 1] + 1;
            row[j + 1] = change < best ? change : best;
        }
    }
    return row[n_b];
}

const char *coop__nearest(const char *word, const char *const *candidates, int64_t n)
{
    size_t length = strlen(word);
    size_t best = length / 2 + 1;
    const char *nearest = NULL;
    for (int64_t i = 0; i < n; i++) {
        size_t other = strlen(candidates[i]);
        if (length > NEAREST_LENGTH || other > NEAREST_LENGTH) {
            continue;
        }
        size_t d = distance(word, length, candidates[i], other);
        if (d < best) {
            best = d;
            nearest = candidates[i];
        }
    }
    return nearest;
}

bool coop__text_is(const char *a, size_t n, const char *b)
{
    return strlen(b) == n && (n == 0 || memcmp(a, b, n) == 0);
}
