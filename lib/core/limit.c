/* limit.c -- the memory of one call under coop_run.memory_limit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "limit.h"

#include <stdatomic.h>

#include "error.h"

/* Blocks of the call and what they take. A dataset is shared by threads, hence atomics. */
struct coop__count {
    coop_allocator inner;
    size_t most;
    atomic_size_t live;   /* bytes that were given and not taken back, and 1 while the limit is open */
    atomic_size_t needed; /* the first that was refused; 0: none */
    atomic_bool is_open;
};

static void leave(struct coop__count *count, size_t size)
{
    if (atomic_fetch_sub(&count->live, size) == size) {
        coop_allocator inner = count->inner;
        inner.release(inner.ctx, count, sizeof *count);
    }
}

/* False: more than the limit allows. */
static bool enter(struct coop__count *count, size_t size)
{
    size_t before = atomic_fetch_add(&count->live, size);
    size_t needed = before - 1 + size;
    bool fits = !atomic_load(&count->is_open) || (needed <= count->most && needed >= size);
    size_t none = 0;
    if (!fits) {
        (void)atomic_compare_exchange_strong(&count->needed, &none, needed);
        (void)atomic_fetch_sub(&count->live, size);
    }
    return fits;
}

static void *counted_alloc(void *ctx, size_t size)
{
    struct coop__count *count = ctx;
    if (!enter(count, size)) {
        return NULL;
    }
    void *p = count->inner.alloc(count->inner.ctx, size);
    if (p == NULL) {
        leave(count, size);
    }
    return p;
}

static void *counted_resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    struct coop__count *count = ctx;
    if (new_size > old_size && !enter(count, new_size - old_size)) {
        return NULL;
    }
    void *q = count->inner.resize(count->inner.ctx, p, old_size, new_size);
    if (q == NULL && new_size > old_size) {
        leave(count, new_size - old_size);
    } else if (q != NULL && new_size < old_size) {
        leave(count, old_size - new_size);
    }
    return q;
}

static void counted_release(void *ctx, void *p, size_t size)
{
    struct coop__count *count = ctx;
    if (p != NULL) {
        count->inner.release(count->inner.ctx, p, size);
        leave(count, size);
    }
}

coop_status coop__limit_open(coop__limit *limit, const coop_run *run, coop_error *err)
{
    coop__limit open = {.run = COOP_RUN_INIT};
    if (run != NULL) {
        open.run = *run;
    }
    if (open.run.memory_limit < 0) {
        return coop__fail(err, COOP_ARGUMENT, "run->memory_limit is %lld, need 0 or more",
                          (long long)open.run.memory_limit);
    }
    *limit = open;
    if (open.run.memory_limit == 0) {
        return COOP_OK;
    }
    const coop_allocator *inner = coop__allocator_of(run);
    struct coop__count *count = coop__alloc(inner, 1, sizeof *count);
    if (count == NULL) {
        return coop__no_memory(err);
    }
    uint64_t most = (uint64_t)open.run.memory_limit;
    count->inner = *inner;
    count->most = most < SIZE_MAX / 2 ? (size_t)most : SIZE_MAX / 2;
    atomic_init(&count->live, 1);
    atomic_init(&count->needed, 0);
    atomic_init(&count->is_open, true);
    coop_allocator counted = {count, counted_alloc, counted_resize, counted_release};
    limit->count = count;
    limit->allocator = counted;
    limit->run.allocator = &limit->allocator;
    limit->run.memory_limit = 0; /* counted once */
    return COOP_OK;
}

coop_status coop__limit_close(coop__limit *limit, coop_status status, coop_error *err)
{
    struct coop__count *count = limit->count;
    if (count == NULL) {
        return status;
    }
    size_t needed = atomic_load(&count->needed);
    int64_t most = (int64_t)count->most;
    limit->count = NULL;
    atomic_store(&count->is_open, false);
    leave(count, 1);
    return status == COOP_MEMORY && needed > 0
               ? coop__fail(err, COOP_LIMIT,
                            "memory_limit is %lld bytes, %lld were needed before the end",
                            (long long)most, (long long)needed)
               : status;
}
