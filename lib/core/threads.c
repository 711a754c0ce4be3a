/* threads.c -- threads that live for one call.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "threads.h"

#include <unistd.h>

int64_t coop__threads_worth(const coop_run *run, int64_t work, int64_t work_a_thread)
{
    int64_t asked = run != NULL && run->threads > 0 ? run->threads
                                                    : (int64_t)sysconf(_SC_NPROCESSORS_ONLN);
    int64_t worth = work / work_a_thread;
    int64_t n = asked < worth ? asked : worth;
    return n < 1 ? 1 : n > COOP__THREADS_MOST ? COOP__THREADS_MOST : n;
}

void coop__threads_run(void *(*work)(void *ctx), void *contexts, size_t size, int64_t n)
{
    pthread_t threads[COOP__THREADS_MOST];
    bool started[COOP__THREADS_MOST] = {false};
    char *context = contexts;
    for (int64_t i = 1; i < n; i++) {
        started[i] = pthread_create(&threads[i], NULL, work, context + (size_t)i * size) == 0;
    }
    (void)work(context);
    for (int64_t i = 1; i < n; i++) {
        if (started[i]) {
            (void)pthread_join(threads[i], NULL);
        } else {
            (void)work(context + (size_t)i * size);
        }
    }
}

static void *turns_alloc(void *ctx, size_t size)
{
    coop__turns *t = ctx;
    (void)pthread_mutex_lock(&t->mutex);
    void *p = t->inner.alloc(t->inner.ctx, size);
    (void)pthread_mutex_unlock(&t->mutex);
    return p;
}

static void *turns_resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    coop__turns *t = ctx;
    (void)pthread_mutex_lock(&t->mutex);
    void *q = t->inner.resize(t->inner.ctx, p, old_size, new_size);
    (void)pthread_mutex_unlock(&t->mutex);
    return q;
}

static void turns_release(void *ctx, void *p, size_t size)
{
    coop__turns *t = ctx;
    (void)pthread_mutex_lock(&t->mutex);
    t->inner.release(t->inner.ctx, p, size);
    (void)pthread_mutex_unlock(&t->mutex);
}

bool coop__turns_open(coop__turns *turns, const coop_allocator *inner, coop_allocator *out)
{
    coop_allocator shared = {turns, turns_alloc, turns_resize, turns_release};
    turns->inner = *inner;
    if (pthread_mutex_init(&turns->mutex, NULL) != 0) {
        return false;
    }
    *out = shared;
    return true;
}

void coop__turns_close(coop__turns *turns)
{
    (void)pthread_mutex_destroy(&turns->mutex);
}
