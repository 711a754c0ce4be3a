/* alloc.h -- memory through the caller's allocator, with sizes checked before they are computed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__ALLOC_H
#define COOP__ALLOC_H

#include <stdbool.h>

#include <coopstat/base.h>

/* The allocator of a run, or the C library's. Never NULL. */
const coop_allocator *coop__allocator_of(const coop_run *run);

/* n * size zeroed bytes; NULL when there is no memory or the product does not fit. 0 bytes: one. */
void *coop__alloc(const coop_allocator *a, size_t n, size_t size);

/* Gives back what coop__alloc(a, n, size) gave; p may be NULL. */
void coop__release(const coop_allocator *a, void *p, size_t n, size_t size);

/* a * b and a + b without wrapping: false when the result does not fit, *out untouched. */
bool coop__mul(size_t a, size_t b, size_t *out);
bool coop__add(size_t a, size_t b, size_t *out);

/* A growing array of bytes, 64-byte aligned, in a caller's allocator. Zero-initialise, set a. */
typedef struct coop__buffer {
    const coop_allocator *a; /* kept */
    unsigned char *bytes;    /* aligned start; NULL while empty */
    size_t n;                /* bytes in use */
    size_t capacity;         /* bytes usable from `bytes` on */
    size_t held;             /* bytes that it can grow to where it is */
    unsigned char *block;    /* what the allocator gave */
} coop__buffer;

/* Room for `extra` further bytes; what was never written behind n is 0. False: no memory, buffer
 * unchanged. */
bool coop__buffer_reserve(coop__buffer *b, size_t extra);
/* Holds memory for `extra` further bytes that may come; they are still to be reserved. */
bool coop__buffer_expect(coop__buffer *b, size_t extra);
bool coop__buffer_append(coop__buffer *b, const void *bytes, size_t n);
void coop__buffer_free(coop__buffer *b);

/* Many small pieces that are freed together. Zero-initialise, set a. */
typedef struct coop__arena {
    const coop_allocator *a; /* kept */
    struct coop__block *blocks;
} coop__arena;

/* n * size zeroed bytes, 16-byte aligned, freed with the arena; NULL when there is no memory. */
void *coop__arena_alloc(coop__arena *arena, size_t n, size_t size);
/* Copy of n bytes and a zero byte; NULL when there is no memory. */
char *coop__arena_text(coop__arena *arena, const char *text, size_t n);
void coop__arena_free(coop__arena *arena);

/* A place in an arena; rewinding frees what was allocated since. */
typedef struct coop__mark {
    struct coop__block *block;
    size_t used;
} coop__mark;
coop__mark coop__arena_mark(const coop__arena *arena);
void coop__arena_rewind(coop__arena *arena, coop__mark mark);

#endif
