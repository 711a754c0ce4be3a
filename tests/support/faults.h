/* faults.h -- memory that runs out: a call is made with its k-th allocation failing, once and for
 * ever after, for each k. Each time it must return COOP_MEMORY, leave its output as it was, give
 * back all it took, and work when it is asked again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_FAULTS_H
#define COOP_TEST_FAULTS_H

#include <coopstat/coopstat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <check.h>

#include "folder.h"
#include "meter.h"
#include "shared.h"

/* Where calls put what they make. A failure must leave it pointing here. */
static char place;

/* What is called, over and over. */
typedef struct task task;
struct task {
    const char *name;
    /* Calls with the allocator and puts a table, a dataset or NULL into *out. */
    coop_status (*call)(const task *t, void **out, coop_error *err);
    bool gives_dataset;
    coop_allocator a;          /* for those that take one */
    const coop_dataset *data;  /* for those that take a register, which was opened with `a` */
    const char *text[8];       /* for queries: from, where, by, select, order_by, cut, uncertain, as_of */
    double *number;            /* for those that give a number */
    int64_t first_k, stride;   /* every k up to first_k, then every stride-th; 0: every one */
    int64_t retry_stride;      /* every how many faults the call is asked again; 0: each time */
};

static int64_t n_faults; /* of this process: Check forks one for each test */

static inline void free_result(const task *t, void *result)
{
    if (t->gives_dataset) {
        coop_dataset_free(result);
    } else {
        coop_table_free(result);
    }
}

/* ---- what came out, in one number ---- */

static inline coop_status hash_write(void *ctx, const char *bytes, size_t n)
{
    uint64_t *hash = ctx;
    for (size_t i = 0; i < n; i++) {
        *hash = (*hash ^ (unsigned char)bytes[i]) * 1099511628211ULL;
    }
    return COOP_OK;
}

static inline void hash_table(const coop_table *table, uint64_t *hash)
{
    coop_sink sink = {hash, hash_write};
    ck_assert_int_eq(coop_table_print(table, COOP_FORMAT_CSV, &sink, NULL), COOP_OK);
}

static inline uint64_t hash_of(const task *t, const void *result)
{
    uint64_t hash = 14695981039346656037ULL;
    if (t->number != NULL) {
        hash_write(&hash, (const char *)t->number, sizeof *t->number);
    } else if (t->gives_dataset) {
        for (int64_t i = 0; i < coop_dataset_n_tables(result); i++) {
            hash_table(coop_dataset_table(result, coop_dataset_table_name(result, i)), &hash);
        }
    } else {
        hash_table(result, &hash);
    }
    return hash;
}

/* ---- the sweep ---- */

/* Asks without faults; the result must be the wanted one unless that is 0. */
static inline uint64_t ask(const task *t, meter *m, uint64_t wanted)
{
    size_t live = m->live;
    void *out = NULL;
    coop_error err = {.code = -7};
    m->fail_at = 0;
    coop_status status = t->call(t, &out, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", t->name, err.message);
    ck_assert_int_eq(err.code, -7);
    uint64_t hash = hash_of(t, out);
    ck_assert_msg(wanted == 0 || hash == wanted, "%s gives another result after a fault", t->name);
    free_result(t, out);
    ck_assert_msg(m->live == live, "%s keeps %zu bytes", t->name, m->live - live);
    return hash;
}

/* One fault; false once the call needs fewer than k allocations. */
static inline bool inject(const task *t, meter *m, int64_t k, bool for_ever)
{
    size_t live = m->live;
    void *out = &place;
    coop_error err = {.code = -7};
    m->calls = 0;
    m->fail_at = k;
    m->for_ever = for_ever;
    coop_status status = t->call(t, &out, &err);
    m->fail_at = 0;
    if (m->calls < k) {
        ck_assert_msg(status == COOP_OK, "%s: %s", t->name, err.message);
        free_result(t, out);
        ck_assert_uint_eq(m->live, live);
        return false;
    }
    const char *mode = for_ever ? "and on" : "once";
    ck_assert_msg(status == COOP_MEMORY, "%s, allocation %lld %s: %s", t->name, (long long)k, mode,
                  coop_status_name(status));
    ck_assert_msg(err.code == COOP_MEMORY && err.message[0] != '\0', "%s: no error", t->name);
    ck_assert_msg(out == &place, "%s, allocation %lld %s: output touched", t->name, (long long)k,
                  mode);
    ck_assert_msg(m->live == live, "%s, allocation %lld %s: %lld bytes are lost", t->name,
                  (long long)k, mode, (long long)(m->live - live));
    n_faults++;
    return true;
}

static inline void sweep(const task *t, meter *m)
{
    uint64_t wanted = ask(t, m, 0);
    int64_t retry_stride = t->retry_stride == 0 ? 1 : t->retry_stride;
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        int64_t stride = 1;
        int64_t last = 0;
        for (int64_t k = 1; inject(t, m, k, for_ever != 0); k += stride) {
            last = k;
            stride = t->stride > 1 && k >= t->first_k ? t->stride : 1;
            if (k % retry_stride == 0) {
                ask(t, m, wanted);
            }
        }
        ck_assert_msg(last > 0, "%s allocates nothing", t->name);
    }
    ask(t, m, wanted);
}

static inline void tell(const char *what)
{
    static int64_t told;
    fprintf(stderr, "# %s: %lld faults\n", what, (long long)(n_faults - told));
    told = n_faults;
}

#endif
