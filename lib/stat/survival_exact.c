/* survival_exact.c -- the log-rank test over all allotments of few cases to two groups.
 *
 * Given the times and events of all cases, observed - expected of a group is a sum of scores of its
 * cases: 1 for an event less the hazard up to the case's time. The hazard is a sum of d / Y with
 * Y <= 40, so that the least common multiple of 1 .. 40 makes all scores whole numbers that fit
 * int64_t: ties of the statistic are exact. Sums of all subsets of each half of the cases, sorted,
 * are then paired.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/survival.h>

#include "survival.h"

#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"

enum { most_cases = COOP_SURVIVAL_EXACT_MAX, most_half = most_cases / 2 };

static const int64_t multiple = 5342931457063200; /* of 1, 2, ... 40 */

static coop_status table_check(const coop_life_table *table, const char *name, coop_error *err)
{
    if (table == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s must not be NULL", name);
    }
    if (table->cases == 0) {
        return coop__fail(err, COOP_EMPTY, "%s has no cases", name);
    }
    if (!table->is_whole) {
        return coop__fail(err, COOP_UNDEFINED, "weights of %s are not whole", name);
    }
    if (table->from_start != table->cases) {
        return coop__fail(err, COOP_UNDEFINED,
                          "%s has late entries: its cases cannot change places", name);
    }
    return COOP_OK;
}

/* Scores of all cases, and the sum of those of a. */
typedef struct scores {
    int64_t of_case[most_cases];
    int64_t n;
    int64_t sum_a;
    int64_t n_a;
    bool is_any; /* whether there is an event */
} scores;

static void scores_add(scores *s, int64_t score, double n_both, double n_a)
{
    for (double i = 0.0; i < n_both; i += 1.0) {
        s->of_case[s->n++] = score;
    }
    s->sum_a += score * (int64_t)n_a;
    s->n_a += (int64_t)n_a;
}

static double leaving_at(const coop__life_front *front, double time, double *events)
{
    bool is_there = front->has_row && front->row.time == time;
    *events = is_there ? coop__life_cases(front->row.events) : 0.0;
    return is_there ? coop__life_cases(front->row.censored) : 0.0;
}

static scores scores_of(const coop_life_table *a, const coop_life_table *b)
{
    scores s = {.n = 0};
    const coop_life_table *const tables[2] = {a, b};
    coop__life_front fronts[2];
    coop__life_fronts_begin(fronts, tables, 2);
    int64_t hazard = 0;
    int64_t at_risk = (int64_t)(coop__life_cases(a->cases) + coop__life_cases(b->cases));
    double time;
    while (coop__life_fronts_time(fronts, 2, &time)) {
        double events[2];
        double censored_a = leaving_at(&fronts[0], time, &events[0]);
        double censored_b = leaving_at(&fronts[1], time, &events[1]);
        int64_t d = (int64_t)(events[0] + events[1]);
        hazard += d * (multiple / at_risk);
        scores_add(&s, multiple - hazard, events[0] + events[1], events[0]);
        scores_add(&s, -hazard, censored_a + censored_b, censored_a);
        s.is_any = s.is_any || d > 0;
        at_risk -= d + (int64_t)(censored_a + censored_b);
        coop__life_fronts_pass(fronts, 2, time);
    }
    return s;
}

/* Sums over subsets of one half of the cases, those of k cases beside each other and sorted. */
typedef struct half {
    coop__keyed *sums; /* key: the sum, in the order of unsigned numbers */
    int64_t start[most_half + 2];
    int64_t n;
} half;

static uint64_t key_of(int64_t sum)
{
    return (uint64_t)sum ^ (uint64_t)1 << 63;
}

static int64_t sum_at(const half *h, int64_t i)
{
    return (int64_t)(h->sums[i].key ^ (uint64_t)1 << 63);
}

/* Sorted by sum first, then stably by the number of cases. */
static void half_make(half *h, const int64_t *of_case, int64_t n, coop__keyed *other)
{
    h->n = n;
    int64_t n_subsets = (int64_t)1 << n;
    h->sums[0] = (coop__keyed){key_of(0), 0};
    for (int64_t i = 0; i < n; i++) {
        int64_t step = (int64_t)1 << i;
        for (int64_t m = 0; m < step; m++) {
            uint64_t key = h->sums[m].key + (uint64_t)of_case[i];
            h->sums[step + m] = (coop__keyed){key, h->sums[m].value + 1};
        }
    }
    coop__keyed_sort(h->sums, other, n_subsets);
    int64_t at[most_half + 2] = {0};
    for (int64_t m = 0; m < n_subsets; m++) {
        at[h->sums[m].value + 1]++;
    }
    for (int64_t k = 0; k <= n; k++) {
        at[k + 1] += at[k];
    }
    memcpy(h->start, at, sizeof at);
    for (int64_t m = 0; m < n_subsets; m++) {
        other[at[h->sums[m].value]++] = h->sums[m];
    }
    memcpy(h->sums, other, (size_t)n_subsets * sizeof *other);
}

/* Pairs of a subset of k cases of x and one of l of y with a sum of at most `bound`. */
static int64_t pairs_up_to(const half *x, int64_t k, const half *y, int64_t l, int64_t bound)
{
    int64_t count = 0;
    int64_t j = y->start[l + 1];
    for (int64_t i = x->start[k]; i < x->start[k + 1]; i++) {
        while (j > y->start[l] && sum_at(x, i) + sum_at(y, j - 1) > bound) {
            j--;
        }
        count += j - y->start[l];
    }
    return count;
}

/* Allotments of n_a cases to group a with a sum of at most `bound`. */
static int64_t ways_up_to(const half *x, const half *y, int64_t n_a, int64_t bound)
{
    int64_t count = 0;
    for (int64_t k = 0; k <= x->n && k <= n_a; k++) {
        if (n_a - k <= y->n) {
            count += pairs_up_to(x, k, y, n_a - k, bound);
        }
    }
    return count;
}

static coop_survival_exact exact_of(const scores *s, const half *x, const half *y)
{
    int64_t sum = s->sum_a;
    int64_t apart = sum < 0 ? -sum : sum;
    int64_t all = ways_up_to(x, y, s->n_a, INT64_MAX);
    int64_t above = all - ways_up_to(x, y, s->n_a, apart - 1);
    int64_t below = ways_up_to(x, y, s->n_a, -apart);
    int64_t extreme = apart == 0 ? all : above + below;
    return (coop_survival_exact){
        .difference = (double)sum / (double)multiple,
        .p = (double)extreme / (double)all,
        .p_less = (double)ways_up_to(x, y, s->n_a, sum) / (double)all,
        .p_greater = (double)(all - ways_up_to(x, y, s->n_a, sum - 1)) / (double)all,
        .n_ways = all,
        .n_extreme = extreme,
    };
}

coop_status coop_survival_compare_exact(const coop_life_table *a, const coop_life_table *b,
                                        const coop_run *run, coop_survival_exact *out,
                                        coop_error *err)
{
    COOP__TRY(table_check(a, "a", err));
    COOP__TRY(table_check(b, "b", err));
    COOP__TRY(coop__result_check(out, "coop_survival_exact", err));
    double n = coop__life_cases(a->cases) + coop__life_cases(b->cases);
    if (n > most_cases) {
        return coop__fail(err, COOP_LIMIT, "there are %lld cases, at most %d can be allotted",
                          (long long)n, most_cases);
    }
    scores s = scores_of(a, b);
    if (!s.is_any) {
        return coop__fail(err, COOP_UNDEFINED, "there is no event");
    }
    half x = {.n = s.n / 2};
    half y = {.n = s.n - x.n};
    coop__arena arena = {.a = coop__allocator_of(run)};
    size_t most = (size_t)1 << y.n;
    x.sums = coop__arena_alloc(&arena, (size_t)1 << x.n, sizeof *x.sums);
    y.sums = coop__arena_alloc(&arena, most, sizeof *y.sums);
    coop__keyed *other = coop__arena_alloc(&arena, most, sizeof *other);
    if (x.sums == NULL || y.sums == NULL || other == NULL) {
        coop__arena_free(&arena);
        return coop__no_memory(err);
    }
    half_make(&x, s.of_case, x.n, other);
    half_make(&y, s.of_case + x.n, y.n, other);
    coop_survival_exact filled = exact_of(&s, &x, &y);
    coop__arena_free(&arena);
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}
