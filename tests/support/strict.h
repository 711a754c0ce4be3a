/* strict.h -- an allocator that gives dirty memory on addresses of 8 bytes only, and holds its user
 * to the sizes and bounds that were asked for.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_STRICT_H
#define COOP_TEST_STRICT_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <coopstat/base.h>

enum { STRICT_BEFORE = 24, STRICT_AFTER = 8 };

typedef struct strict {
    int64_t calls;   /* allocations so far */
    int64_t fail_at; /* the call that fails, from 1; 0: none */
    int64_t n_live;  /* blocks out */
    int64_t n_wrong; /* sizes that were not those asked for, and writes outside */
    size_t asked;    /* by the last call */
} strict;

static inline void *strict_alloc(void *ctx, size_t size)
{
    strict *s = ctx;
    s->calls++;
    s->asked = size;
    if (s->calls == s->fail_at || size == 0 || size > SIZE_MAX / 4) {
        return NULL;
    }
    unsigned char *base = malloc(size + STRICT_BEFORE + STRICT_AFTER);
    if (base == NULL) {
        return NULL;
    }
    memset(base, 0xa5, size + STRICT_BEFORE + STRICT_AFTER);
    memcpy(base, &size, sizeof size);
    s->n_live++;
    return base + STRICT_BEFORE;
}

static inline void strict_release(void *ctx, void *p, size_t size)
{
    strict *s = ctx;
    if (p == NULL) {
        return;
    }
    unsigned char *base = (unsigned char *)p - STRICT_BEFORE;
    size_t given;
    memcpy(&given, base, sizeof given);
    bool is_wrong = given != size;
    for (size_t i = 0; i < STRICT_AFTER; i++) {
        is_wrong = is_wrong || base[STRICT_BEFORE + given + i] != 0xa5;
    }
    for (size_t i = sizeof given; i < STRICT_BEFORE; i++) {
        is_wrong = is_wrong || base[i] != 0xa5;
    }
    s->n_wrong += is_wrong ? 1 : 0;
    s->n_live--;
    free(base);
}

static inline void *strict_resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    void *q = strict_alloc(ctx, new_size);
    if (q != NULL) {
        memcpy(q, p, old_size < new_size ? old_size : new_size);
        strict_release(ctx, p, old_size);
    }
    return q;
}

static inline coop_allocator strictly(strict *s)
{
    return (coop_allocator){s, strict_alloc, strict_resize, strict_release};
}

#endif
