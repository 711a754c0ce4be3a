/* alloc.c -- memory through the caller's allocator, with sizes checked before they are computed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* madvise */
#endif
#include "alloc.h"

#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#define LARGE ((size_t)1 << 20)
#define PAGE ((size_t)4096)

/* Asks for large pages: to fill memory page by page can cost more than what it is filled with. */
static void *with_large_pages(void *p, size_t size)
{
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    if (p != NULL && size >= 4 * LARGE) {
        size_t before = (size_t)((uintptr_t)p % PAGE);
        size_t skipped = before == 0 ? 0 : PAGE - before;
        (void)madvise((unsigned char *)p + skipped, (size - skipped) / PAGE * PAGE, MADV_HUGEPAGE);
    }
#else
    (void)size;
#endif
    return p;
}

static void *libc_alloc(void *ctx, size_t size)
{
    (void)ctx;
    return with_large_pages(malloc(size), size);
}

static void *libc_resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    (void)ctx;
    (void)old_size;
    return with_large_pages(realloc(p, new_size), new_size);
}

static void libc_release(void *ctx, void *p, size_t size)
{
    (void)ctx;
    (void)size;
    free(p);
}

static const coop_allocator libc_allocator = {NULL, libc_alloc, libc_resize, libc_release};

const coop_allocator *coop__allocator_of(const coop_run *run)
{
    return run != NULL && run->allocator != NULL ? run->allocator : &libc_allocator;
}

bool coop__mul(size_t a, size_t b, size_t *out)
{
    if (b != 0 && a > SIZE_MAX / b) {
        return false;
    }
    *out = a * b;
    return true;
}

bool coop__add(size_t a, size_t b, size_t *out)
{
    if (a > SIZE_MAX - b) {
        return false;
    }
    *out = a + b;
    return true;
}

static size_t at_least_one(size_t size)
{
    return size == 0 ? 1 : size;
}

void *coop__alloc(const coop_allocator *a, size_t n, size_t size)
{
    size_t bytes;
    if (!coop__mul(n, size, &bytes)) {
        return NULL;
    }
    bytes = at_least_one(bytes);
    void *p = a->alloc(a->ctx, bytes);
    if (p != NULL) {
        memset(p, 0, bytes);
    }
    return p;
}

void coop__release(const coop_allocator *a, void *p, size_t n, size_t size)
{
    if (p != NULL) {
        a->release(a->ctx, p, at_least_one(n * size));
    }
}

/* ---- growing arrays ---- */

#define ALIGNMENT ((size_t)64)
#define AHEAD ((size_t)16384)

static unsigned char *aligned(unsigned char *block)
{
    size_t past = (size_t)((uintptr_t)block % ALIGNMENT);
    return past == 0 ? block : block + (ALIGNMENT - past);
}

/* What is large grows by an eighth: a resize of many pages moves no bytes, and what is not used is
 * paid for all the same. */
static size_t next_capacity(size_t capacity)
{
    return capacity < ALIGNMENT ? ALIGNMENT : capacity + (capacity < LARGE ? capacity : capacity / 8);
}

bool coop__buffer_expect(coop__buffer *b, size_t extra)
{
    size_t needed;
    if (!coop__add(b->n, extra, &needed) || needed > SIZE_MAX / 4) {
        return false;
    }
    if (needed <= b->held && b->bytes != NULL) {
        return true;
    }
    size_t held = next_capacity(b->held);
    held = held < needed ? needed : held;
    size_t from = b->block == NULL ? 0 : (size_t)(b->bytes - b->block);
    unsigned char *block =
        b->block == NULL
            ? b->a->alloc(b->a->ctx, held + ALIGNMENT)
            : b->a->resize(b->a->ctx, b->block, b->held + ALIGNMENT, held + ALIGNMENT);
    if (block == NULL) {
        return false;
    }
    unsigned char *bytes = aligned(block);
    if (b->capacity > 0 && bytes != block + from) {
        memmove(bytes, block + from, b->capacity);
    }
    b->block = block;
    b->bytes = bytes;
    b->held = held;
    return true;
}

bool coop__buffer_reserve(coop__buffer *b, size_t extra)
{
    if (extra <= b->capacity - b->n && b->bytes != NULL) {
        return true;
    }
    if (!coop__buffer_expect(b, extra)) {
        return false;
    }
    /* Zeros a little ahead of their use, while they are near: all at once would be far by then. */
    size_t spare = b->held - b->n - extra;
    size_t capacity = spare < AHEAD ? b->held : b->n + extra + AHEAD;
    memset(b->bytes + b->capacity, 0, capacity - b->capacity);
    b->capacity = capacity;
    return true;
}

bool coop__buffer_append(coop__buffer *b, const void *bytes, size_t n)
{
    if (!coop__buffer_reserve(b, n)) {
        return false;
    }
    if (n > 0) {
        memcpy(b->bytes + b->n, bytes, n);
    }
    b->n += n;
    return true;
}

void coop__buffer_free(coop__buffer *b)
{
    if (b->block != NULL) {
        b->a->release(b->a->ctx, b->block, b->held + ALIGNMENT);
    }
    b->block = NULL;
    b->bytes = NULL;
    b->n = 0;
    b->capacity = 0;
    b->held = 0;
}

/* ---- arenas ---- */

typedef struct coop__block {
    struct coop__block *next;
    size_t size; /* of the whole block */
    size_t used; /* from its start, header included */
} coop__block;

#define ARENA_ALIGNMENT ((size_t)16)
#define BLOCK_SIZE ((size_t)16384)

static size_t rounded(size_t size)
{
    return (size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
}

/* An allocator may align to less than the arena promises: the first piece makes up for it. */
static coop__block *block_add(coop__arena *arena, size_t room)
{
    size_t size = rounded(sizeof(coop__block)) + ARENA_ALIGNMENT + room;
    size = size < BLOCK_SIZE ? BLOCK_SIZE : size;
    coop__block *block = arena->a->alloc(arena->a->ctx, size);
    if (block == NULL) {
        return NULL;
    }
    size_t past = (size_t)((uintptr_t)block % ARENA_ALIGNMENT);
    block->next = arena->blocks;
    block->size = size;
    block->used = rounded(sizeof(coop__block)) + (past == 0 ? 0 : ARENA_ALIGNMENT - past);
    arena->blocks = block;
    return block;
}

void *coop__arena_alloc(coop__arena *arena, size_t n, size_t size)
{
    size_t bytes;
    if (!coop__mul(n, size, &bytes) || bytes > SIZE_MAX / 2) {
        return NULL;
    }
    bytes = rounded(at_least_one(bytes));
    coop__block *block = arena->blocks;
    if (block == NULL || block->size - block->used < bytes) {
        block = block_add(arena, bytes);
        if (block == NULL) {
            return NULL;
        }
    }
    void *p = (unsigned char *)block + block->used;
    block->used += bytes;
    memset(p, 0, bytes);
    return p;
}

char *coop__arena_text(coop__arena *arena, const char *text, size_t n)
{
    if (n == SIZE_MAX) {
        return NULL;
    }
    char *copy = coop__arena_alloc(arena, n + 1, 1);
    if (copy != NULL && n > 0) {
        memcpy(copy, text, n);
    }
    return copy;
}

coop__mark coop__arena_mark(const coop__arena *arena)
{
    coop__mark mark = {arena->blocks, arena->blocks != NULL ? arena->blocks->used : 0};
    return mark;
}

void coop__arena_rewind(coop__arena *arena, coop__mark mark)
{
    while (arena->blocks != mark.block) {
        coop__block *block = arena->blocks;
        arena->blocks = block->next;
        arena->a->release(arena->a->ctx, block, block->size);
    }
    if (mark.block != NULL) {
        mark.block->used = mark.used;
    }
}

void coop__arena_free(coop__arena *arena)
{
    coop__mark empty = {NULL, 0};
    coop__arena_rewind(arena, empty);
}
