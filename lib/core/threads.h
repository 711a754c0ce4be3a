/* threads.h -- threads that live for one call.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__THREADS_H
#define COOP__THREADS_H

#include <pthread.h>
#include <stdbool.h>

#include "alloc.h"

#define COOP__THREADS_MOST 64

/* Threads that so much work is worth, as asked for by the run or one a core: at least 1. */
int64_t coop__threads_worth(const coop_run *run, int64_t work, int64_t work_a_thread);

/* Calls work on each of n contexts of `size` bytes and waits for all: the first on the calling
 * thread, each other on one of its own, or on the calling one where no thread can be started. */
void coop__threads_run(void *(*work)(void *ctx), void *contexts, size_t size, int64_t n);

/* A caller's allocator need not know of threads: their calls to it take turns. */
typedef struct coop__turns {
    coop_allocator inner;
    pthread_mutex_t mutex;
} coop__turns;

/* *out refers to turns. False: the system gives no mutex. */
bool coop__turns_open(coop__turns *turns, const coop_allocator *inner, coop_allocator *out);
void coop__turns_close(coop__turns *turns);

#endif
