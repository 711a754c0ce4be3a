/* serve.h -- turns the bench programs of the shared folder into peers that answer when asked.
 *
 * They take their measuring from bench.h. Compiled with -DBENCH_H -include serve.h they take it
 * from here: BENCH waits for the name of its question, and the program goes on to its next one when
 * another is asked for. Questions are therefore asked in the program's own order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_BENCH_SERVE_H
#define COOP_BENCH_SERVE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double serve_clock(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int serve_is_asked(const char *name)
{
    static char line[64];
    static int is_ready, is_pending;
    if (!is_ready) {
        printf("ready\n");
        fflush(stdout);
        is_ready = 1;
    }
    if (!is_pending && scanf("%63s", line) != 1) {
        exit(0);
    }
    is_pending = strcmp(line, name) != 0;
    return !is_pending;
}

static void serve_answer(const char *name, double wall, double cpu, double bytes, const char *check)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%s %.5f %.5f %.0f %.0f %s\n", name, wall, cpu, bytes, (double)usage.ru_maxrss / 1024.0,
           check);
    fflush(stdout);
}

#define BENCH(peer, name, n, threads, bytes, check, body)                                          \
    do {                                                                                           \
        (void)(peer);                                                                              \
        while (serve_is_asked(name)) {                                                             \
            double serve_wall = serve_clock(CLOCK_MONOTONIC);                                      \
            double serve_cpu = serve_clock(CLOCK_PROCESS_CPUTIME_ID);                              \
            {                                                                                      \
                body;                                                                              \
            }                                                                                      \
            serve_cpu = serve_clock(CLOCK_PROCESS_CPUTIME_ID) - serve_cpu;                         \
            serve_wall = serve_clock(CLOCK_MONOTONIC) - serve_wall;                                \
            serve_answer(name, serve_wall, serve_cpu, bytes, check);                               \
        }                                                                                          \
    } while (0)

#endif
