/* csv_scan.c -- where delimiters, quotes and line ends are, 64 bytes at a time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_scan.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define ONES 0x0101010101010101ULL
#define HIGHS 0x8080808080808080ULL

/* One bit for each of 64 bytes. */
typedef struct block {
    uint64_t delimiters, quotes, returns, feeds;
    uint64_t odd; /* NUL, not ASCII */
} block;

#if defined(__SSE2__)

static inline uint64_t mask_of(__m128i found)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(found);
}

static inline block block_of(const unsigned char *p, char delimiter)
{
    block b = {0, 0, 0, 0, 0};
    for (int i = 0; i < 64; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        b.delimiters |= mask_of(_mm_cmpeq_epi8(x, _mm_set1_epi8(delimiter))) << i;
        b.quotes |= mask_of(_mm_cmpeq_epi8(x, _mm_set1_epi8('"'))) << i;
        b.returns |= mask_of(_mm_cmpeq_epi8(x, _mm_set1_epi8('\r'))) << i;
        b.feeds |= mask_of(_mm_cmpeq_epi8(x, _mm_set1_epi8('\n'))) << i;
        b.odd |= mask_of(_mm_or_si128(x, _mm_cmpeq_epi8(x, _mm_setzero_si128()))) << i;
    }
    return b;
}

uint64_t coop__csv_block(const unsigned char *p, char delimiter)
{
    uint64_t marks = 0;
    for (int i = 0; i < 64; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i line = _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('\r')),
                                    _mm_cmpeq_epi8(x, _mm_set1_epi8('\n')));
        __m128i field = _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8(delimiter)),
                                     _mm_cmpeq_epi8(x, _mm_set1_epi8('"')));
        marks |= mask_of(_mm_or_si128(line, field)) << i;
    }
    return marks;
}

#else

/* Eight bytes, the first one lowest whatever the machine's order; compilers make it one load. */
static inline uint64_t load(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

/* High bit set in each byte of x that is not zero; lower bits are rubbish. */
static inline uint64_t nonzero(uint64_t x)
{
    return ((x & ~HIGHS) + ~HIGHS) | x;
}

/* The high bits of a word as 8 bits: bit 8k goes to bit 56 + k, no two partial products meet. */
static inline uint64_t gather(uint64_t highs)
{
    return (((highs & HIGHS) >> 7) * 0x0102040810204080ULL) >> 56;
}

static inline uint64_t equal(uint64_t word, char byte)
{
    return gather(~nonzero(word ^ (ONES * (unsigned char)byte)));
}

static inline block block_of(const unsigned char *p, char delimiter)
{
    block b = {0, 0, 0, 0, 0};
    for (int i = 0; i < 64; i += 8) {
        uint64_t word = load(p + i);
        b.delimiters |= equal(word, delimiter) << i;
        b.quotes |= equal(word, '"') << i;
        b.returns |= equal(word, '\r') << i;
        b.feeds |= equal(word, '\n') << i;
        b.odd |= gather(word | ~nonzero(word)) << i;
    }
    return b;
}

uint64_t coop__csv_block(const unsigned char *p, char delimiter)
{
    block b = block_of(p, delimiter);
    return b.delimiters | b.quotes | b.returns | b.feeds;
}

#endif

static inline unsigned lowest_bit(uint64_t x)
{
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(x);
#else
    unsigned i = 0;
    for (; (x & 1) == 0; x >>= 1) {
        i++;
    }
    return i;
#endif
}

/* Appends the place of each bit, `step` at a time: how many there are is seldom guessed right. */
static inline size_t put_places(uint32_t *out, size_t n, uint64_t bits, uint32_t base, int step)
{
    uint32_t *to = out + n;
    do {
        for (int i = 0; i < step; i++) {
            *to = base + lowest_bit(bits | (uint64_t)1 << 63);
            to += bits != 0 ? 1 : 0;
            bits &= bits - 1;
        }
    } while (bits != 0);
    return (size_t)(to - out);
}

/* Bit i: an odd number of bits of x at or below i. */
static inline uint64_t parity_below(uint64_t x)
{
    for (int i = 1; i < 64; i *= 2) {
        x ^= x << i;
    }
    return x;
}

/* What the bytes before a block were, as its bit 0 sees it. */
typedef struct before {
    uint64_t inside;   /* all ones: in quotes */
    uint64_t is_end;   /* a field or a record ended just before */
    uint64_t is_quote; /* a closing quote was just before */
    uint64_t is_return;
} before;

/* Leaves of a block's marks what is outside quotes. The result: misplaced quotes (as the place
 * where that is seen). */
static inline uint64_t quotes_apply(block *b, before *past)
{
    uint64_t inside = parity_below(b->quotes) ^ past->inside;
    uint64_t opening = b->quotes & inside;
    uint64_t closing = b->quotes & ~inside;
    b->delimiters &= ~inside;
    b->returns &= ~inside;
    b->feeds &= ~inside;
    uint64_t end = b->delimiters | b->returns | b->feeds;
    uint64_t after_closing = closing << 1 | past->is_quote;
    uint64_t after_end = end << 1 | past->is_end;
    past->inside = 0 - (inside >> 63);
    past->is_quote = closing >> 63;
    return (after_closing & ~(end | opening)) | (opening & ~(after_end | after_closing));
}

void coop__csv_scan(const char *bytes, size_t n, char delimiter, coop__csv_marks *marks)
{
    before past = {0, 1, 0, 0};
    uint64_t quotes = 0;
    uint64_t odd = 0;
    uint64_t bad = 0;
    size_t n_marks = 0;
    size_t n_ends = 0;
    for (size_t i = 0; i + COOP__CSV_BLOCK <= n && bad == 0; i += COOP__CSV_BLOCK) {
        block b = block_of((const unsigned char *)bytes + i, delimiter);
        odd |= b.odd;
        if ((b.quotes | past.inside | past.is_quote) != 0) {
            bad = quotes_apply(&b, &past);
            quotes |= 1;
        }
        uint64_t feeds = b.feeds & ~(b.returns << 1 | past.is_return);
        uint64_t ends = b.returns | feeds;
        uint64_t all = ends | b.delimiters;
        past.is_return = b.returns >> 63;
        past.is_end = (all | b.feeds) >> 63;
        uint64_t trusted = bad == 0 ? ~(uint64_t)0 : (bad & (0 - bad)) - 1;
        n_marks = put_places(marks->at, n_marks, all & trusted, (uint32_t)i, 12);
        n_ends = put_places(marks->ends, n_ends, ends & trusted, (uint32_t)i, 1);
    }
    marks->n = n_marks;
    marks->n_ends = n_ends;
    marks->has_quotes = quotes != 0;
    marks->has_odd = odd != 0;
}
