/* meter.h -- an allocator that counts, and fails on demand.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_METER_H
#define COOP_TEST_METER_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <coopstat/base.h>

typedef struct meter {
    int64_t calls;   /* allocations so far */
    int64_t fail_at; /* the call that fails, from 1; 0: none */
    bool for_ever;   /* and all behind it */
    size_t live, peak;
} meter;

static inline void *meter_alloc(void *ctx, size_t size)
{
    meter *m = ctx;
    m->calls++;
    if (m->fail_at != 0 && (m->for_ever ? m->calls >= m->fail_at : m->calls == m->fail_at)) {
        return NULL;
    }
    m->live += size;
    m->peak = m->live > m->peak ? m->live : m->peak;
    return malloc(size);
}

static inline void *meter_resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    void *q = meter_alloc(ctx, new_size);
    if (q != NULL) {
        memcpy(q, p, old_size < new_size ? old_size : new_size);
        ((meter *)ctx)->live -= old_size;
        free(p);
    }
    return q;
}

static inline void meter_release(void *ctx, void *p, size_t size)
{
    ((meter *)ctx)->live -= p == NULL ? 0 : size;
    free(p);
}

static inline coop_allocator metered(meter *m)
{
    return (coop_allocator){m, meter_alloc, meter_resize, meter_release};
}

#endif
