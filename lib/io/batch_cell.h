/* batch_cell.h -- single cells of a batch: the usual forms quickly, others by the exact readers.
 *
 * COOP__CELL_SLACK bytes from the first one of a cell on can be read, whatever its length.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__BATCH_CELL_H
#define COOP__BATCH_CELL_H

#include <string.h>

#include "../core/date.h"
#include "../core/number.h"
#include "../core/text.h"

#define COOP__CELL_SLACK ((size_t)32)

typedef struct coop__cell {
    const char *text;
    size_t n;
} coop__cell;

/* Eight bytes, the first one lowest whatever the machine's order; compilers make it one load. */
static inline uint64_t coop__eight(const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

/* Which byte of x, which is not 0, is the lowest that is not 0. */
static inline size_t coop__lowest_byte(uint64_t x)
{
#if defined(__GNUC__)
    return (size_t)__builtin_ctzll(x) / 8;
#else
    size_t n = 0;
    for (; (x & 0xff) == 0; x >>= 8) {
        n++;
    }
    return n;
#endif
}

/* ---- numbers ---- */

/* Eight digits, each a byte of 0 to 9, the first one lowest: pairs, then fours, then all. */
static inline uint64_t coop__eight_digits(uint64_t digits)
{
    uint64_t pairs = (digits * 10 + (digits >> 8)) & 0x00ff00ff00ff00ffULL;
    uint64_t fours = (pairs * 100 + (pairs >> 16)) & 0x0000ffff0000ffffULL;
    return (fours * 10000 + (fours >> 32)) & 0xffffffffULL;
}

/* True if each byte is 0 to 9. */
static inline bool coop__are_digits(uint64_t bytes)
{
    return (((bytes + 0x7676767676767676ULL) | bytes) & 0x8080808080808080ULL) == 0;
}

/* The digits text[0..n), n of 1 to 16, as a number; false if they are none. */
static inline bool coop__digits_read(const char *text, size_t n, uint64_t *out)
{
    size_t n_last = n > 8 ? n - 8 : n;
    uint64_t last = (coop__eight(text + (n - n_last)) ^ 0x3030303030303030ULL)
                    << (8 * (8 - n_last));
    uint64_t first = n > 8 ? coop__eight(text) ^ 0x3030303030303030ULL : 0;
    static const uint64_t tens[9] = {1,      10,      100,      1000,     10000,
                                     100000, 1000000, 10000000, 100000000};
    *out = coop__eight_digits(first) * tens[n_last] + coop__eight_digits(last);
    return coop__are_digits(first | last);
}

static inline bool coop__cell_integer(coop__cell cell, int32_t width, int64_t *out)
{
    size_t sign = cell.text[0] == '-';
    uint64_t value = 0;
    bool is_short = cell.n > sign && cell.n - sign <= 16;
    if (is_short && coop__digits_read(cell.text + sign, cell.n - sign, &value)) {
        *out = sign != 0 ? -(int64_t)value : (int64_t)value;
    } else if (coop__integer_parse(cell.text, cell.n, out, NULL) != COOP_OK) {
        return false;
    }
    int spare = 64 - 8 * width;
    return (int64_t)((uint64_t)*out << spare) >> spare == *out;
}

/* Digits, with a point before the last `scale` of them or none. */
static inline bool coop__cell_money(coop__cell cell, int scale, int64_t *out, bool *rounded)
{
    static const int64_t tens[7] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    size_t sign = cell.text[0] == '-';
    size_t n = cell.n - sign;
    size_t n_behind = (size_t)scale;
    const char *text = cell.text + sign;
    uint64_t whole = 0;
    uint64_t part = 0;
    if (scale > 0 && n > n_behind + 1 && n <= 17 && text[n - n_behind - 1] == '.' &&
        coop__digits_read(text, n - n_behind - 1, &whole) &&
        coop__digits_read(text + (n - n_behind), n_behind, &part)) {
        int64_t value = (int64_t)(whole * (uint64_t)tens[scale] + part);
        *out = sign != 0 ? -value : value;
        return true;
    }
    if (n > 0 && n <= 12 && coop__digits_read(text, n, &whole)) {
        int64_t value = (int64_t)whole * tens[scale];
        *out = sign != 0 ? -value : value;
        return true;
    }
    return coop__money_parse(cell.text, cell.n, scale, out, rounded, NULL) == COOP_OK;
}

/* ---- dates ---- */

/* YYYY-MM-DD of a day that every year has. */
static inline bool coop__common_day(coop__cell cell, coop_date *out)
{
    /* Days before a month of a year that begins in March. */
    static const int16_t before[16] = {0,   306, 337, 0,   31,  61, 92, 122,
                                       153, 184, 214, 245, 275, 0,  0,  0};
    static const int8_t lengths[16] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0};
    uint64_t eight = coop__eight(cell.text) ^ 0x2d30302d30303030ULL;
    unsigned tens = (unsigned)(unsigned char)cell.text[8] - '0';
    unsigned ones = (unsigned)(unsigned char)cell.text[9] - '0';
    /* A dash is 0 now, and is to stay it. */
    bool has_form = (((eight + 0x7f76767f76767676ULL) | eight) & 0x8080808080808080ULL) == 0;
    unsigned year = (unsigned)((eight & 0xff) * 1000 + (eight >> 8 & 0xff) * 100 +
                               (eight >> 16 & 0xff) * 10 + (eight >> 24 & 0xff));
    unsigned month = (unsigned)((eight >> 40 & 0xff) * 10 + (eight >> 48 & 0xff));
    unsigned day = tens * 10 + ones;
    if (!has_form || tens > 9 || ones > 9 || year == 0 || month - 1 > 11 || day - 1 > 30 ||
        day > (unsigned)lengths[month]) {
        return false;
    }
    unsigned y = year - (month <= 2);
    *out = (coop_date)(y * 365 + y / 4 - y / 100 + y / 400 + (unsigned)before[month] + day) -
           719469;
    return true;
}

static inline bool coop__cell_date(coop__cell cell, int64_t *out)
{
    coop_date date = 0;
    bool is_date = (cell.n == 10 && coop__common_day(cell, &date)) ||
                   coop__date_parse(cell.text, cell.n, &date, NULL) == COOP_OK;
    *out = date;
    return is_date;
}

static inline bool coop__cell_span(coop__cell cell, coop_span *out)
{
    coop_date date = 0;
    if (cell.n == 10 && coop__common_day(cell, &date)) {
        *out = (coop_span){date, date};
        return true;
    }
    return coop__span_parse(cell.text, cell.n, out, NULL) == COOP_OK;
}

/* ---- words ---- */

/* Words of up to 16 bytes whose codes were looked up not long ago; each has one slot. */
typedef struct coop__word_slot {
    uint64_t first, last; /* 8 bytes each, zeros behind shorter ones */
    uint32_t n;           /* 0: free */
    uint32_t code;
} coop__word_slot;

typedef struct coop__word_cache {
    coop__word_slot *slots;
    size_t n_slots; /* a power of two */
} coop__word_cache;

/* The member of a list that starts at `start`. */
static inline coop__cell coop__cell_member(coop__cell cell, size_t start, char delimiter)
{
    const char *text = cell.text + start;
    size_t rest = cell.n - start;
    uint64_t other = coop__eight(text) ^ (0x0101010101010101ULL * (unsigned char)delimiter);
    /* The lowest high bit is that of the first byte that is 0 now, the delimiter. */
    uint64_t found = (other - 0x0101010101010101ULL) & ~other & 0x8080808080808080ULL;
    size_t n = 8;
    if (found != 0) {
        n = coop__lowest_byte(found);
    }
    while (n < rest && text[n] != delimiter) {
        n++;
    }
    return (coop__cell){text, n < rest ? n : rest};
}

/* As coop__pool_add, for a word that is not empty. */
static inline int64_t coop__cached_code(coop__word_cache *cache, coop__pool *pool, coop__cell word)
{
    if (word.n > 16) {
        return coop__pool_add(pool, word.text, word.n);
    }
    uint64_t first = coop__eight(word.text);
    uint64_t last = 0;
    if (word.n < 8) {
        first &= ((uint64_t)1 << (8 * word.n)) - 1;
    } else {
        last = coop__eight(word.text + (word.n - 8));
    }
    uint64_t hash = (first ^ last << 5 ^ last >> 7) * 0x9e3779b97f4a7c15ULL;
    coop__word_slot *slot = &cache->slots[(size_t)(hash >> 40) & (cache->n_slots - 1)];
    if (slot->first == first && slot->last == last && slot->n == word.n) {
        return slot->code;
    }
    int64_t code = coop__pool_add(pool, word.text, word.n);
    if (code >= 0) {
        *slot = (coop__word_slot){first, last, (uint32_t)word.n, (uint32_t)code};
    }
    return code;
}

/* Forgets the words whose codes were taken back. */
static inline void coop__word_cache_cut(coop__word_cache *cache, uint32_t n_words)
{
    for (size_t i = 0; i < cache->n_slots; i++) {
        cache->slots[i].n = cache->slots[i].code < n_words ? cache->slots[i].n : 0;
    }
}

#endif
