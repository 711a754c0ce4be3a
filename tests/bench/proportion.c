/* proportion.c -- how long intervals of proportions take: a million of Wilson's in one call, and a
 * Clopper-Pearson limit (half an interval) at n from 10 to 1e9. One JSON line each; the exit status
 * tells whether the promised limits are kept. SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROWS = 1000000, TIMES = 25, LIMITS = 2000 };
#define WILSON_MOST_MS 20.0
#define LIMIT_MOST_US 15.0

/* Processor time: what others do on the machine is not counted. */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static int report(const char *what, int64_t n, double least, const char *unit, double most)
{
    printf("{\"bench\": \"%s\", \"n\": %lld, \"min_of\": %d, \"%s\": %.3f, \"at_most\": %.0f}\n", what,
           (long long)n, TIMES, unit, least, most);
    return least < most ? 0 : 1;
}

/* Counts of 0 to 1e6, every tenth with no hits or no misses. */
static int bench_wilson(void)
{
    int64_t *hits = malloc(ROWS * sizeof *hits);
    int64_t *n = malloc(ROWS * sizeof *n);
    double *low = malloc(ROWS * sizeof *low);
    double *high = malloc(ROWS * sizeof *high);
    double least = 1e300;
    uint64_t state = 1;
    if (hits == NULL || n == NULL || low == NULL || high == NULL) {
        return 1;
    }
    for (int i = 0; i < ROWS; i++) {
        n[i] = 1 + (int64_t)(next(&state) % 1000000);
        hits[i] = i % 20 == 0 ? 0 : i % 20 == 10 ? n[i] : (int64_t)(next(&state) % (uint64_t)n[i]);
    }
    for (int i = 0; i < TIMES; i++) {
        double start = now();
        if (coop_proportion_intervals("wilson", hits, n, ROWS, 0.95, low, high, NULL) != COOP_OK) {
            return 1;
        }
        double took = 1e3 * (now() - start);
        least = took < least ? took : least;
    }
    free(hits);
    free(n);
    free(low);
    free(high);
    return report("wilson", ROWS, least, "ms", WILSON_MOST_MS);
}

/* Hits over all of 0 to n, few and many. */
static int bench_clopper_pearson(int64_t n)
{
    double least = 1e300;
    for (int i = 0; i < TIMES; i++) {
        uint64_t state = 2;
        double start = now();
        for (int j = 0; j < LIMITS / 2; j++) {
            coop_interval interval;
            int64_t few = (int64_t)(next(&state) % (uint64_t)(j % 2 == 0 && n > 100 ? 100 : n + 1));
            int64_t hits = j % 4 == 2 ? n - few : few;
            if (coop_proportion_interval("clopper_pearson", hits, n, 0.95, &interval, NULL) !=
                COOP_OK) {
                return 1;
            }
        }
        double took = 1e6 * (now() - start) / LIMITS;
        least = took < least ? took : least;
    }
    return report("clopper_pearson_limit", n, least, "us", LIMIT_MOST_US);
}

int main(void)
{
    int failed = bench_wilson();
    for (int64_t n = 10; n <= 1000000000; n *= 10) {
        failed |= bench_clopper_pearson(n);
    }
    return failed;
}
