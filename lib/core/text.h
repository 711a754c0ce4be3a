/* text.h -- UTF-8 and words stored once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__TEXT_H
#define COOP__TEXT_H

#include <stdbool.h>

#include "alloc.h"

/* True if the bytes are UTF-8 (no overlong forms, surrogates, or values above U+10FFFF).
 * *bad_at (may be NULL) gets the offset of the first byte that is not. */
bool coop__utf8_valid(const char *bytes, size_t n, size_t *bad_at);

/* Bytes of the UTF-8 character that starts at text[0], 1 to 4; text is valid and n > 0. */
size_t coop__utf8_length(const char *text);

/* True for the control characters, C0, DEL and C1, and for the line and paragraph separators: what
 * a terminal would act on; and for marks that turn the direction of text. text is one valid
 * character of n bytes. */
bool coop__is_control(const char *text, size_t n);

/* The most bytes of text[0..n), at most `most`, that end at a whole character. */
size_t coop__utf8_cut(const char *text, size_t n, size_t most);

/* Columns that valid text takes on a terminal: CJK and full-width 2, combining marks 0. */
int64_t coop__utf8_width(const char *text, size_t n);

/* Small letters for capitals, one by one and the same everywhere: Unicode's simple lower case of the
 * Latin (U+0041-017F, 018F, 01CD-01DC, 0218-021B, 1E00-1EFF), Greek (U+0386-03AB) and Cyrillic
 * (U+0400-052F) letters; all else stays, and capital I with a dot is i. text is valid, out has room
 * for n bytes, as no small letter takes more than its capital. Returns the bytes written. */
size_t coop__utf8_lower(const char *text, size_t n, char *out);
/* Whether that would change anything. */
bool coop__utf8_has_capital(const char *text, size_t n);

/* 64-bit hash of bytes under a seed. */
uint64_t coop__hash(const void *bytes, size_t n, uint64_t seed);

/* Words in order of first appearance; word i is words[i], zero-terminated, lengths[i] bytes.
 * Zero-initialise, set strings.a. Codes do not depend on the seed. */
typedef struct coop__pool {
    coop__arena strings;
    const char **words;
    uint32_t *lengths;
    uint32_t *slots; /* code + 1, 0 for free */
    uint32_t n;
    uint32_t capacity; /* of words and lengths; slots has twice as many */
} coop__pool;

/* Code of the word, adding it when new; -1: no memory, -2: 2^30 - 1 words are there, or the
 * word has 2^32 bytes. */
int64_t coop__pool_add(coop__pool *pool, const char *word, size_t n);
/* Code of the word or -1. */
int64_t coop__pool_find(const coop__pool *pool, const char *word, size_t n);
/* Takes back the newest words until n are left. */
void coop__pool_cut(coop__pool *pool, uint32_t n);
void coop__pool_free(coop__pool *pool);

/* The candidate nearest to word by edit distance, for "did you mean"; NULL if none is near. */
const char *coop__nearest(const char *word, const char *const *candidates, int64_t n);

/* True if a[0..n) equals the zero-terminated b. */
bool coop__text_is(const char *a, size_t n, const char *b);

#endif
