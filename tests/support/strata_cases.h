/* strata_cases.h -- strata to test with, and all that the library says about them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_STRATA_CASES_H
#define COOP_TEST_STRATA_CASES_H

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "random.h"
#include "stat/strata.h"

#include <check.h>

enum { most_strata = 256 };

typedef struct table {
    char name[24];
    int64_t hits_a[most_strata], n_a[most_strata], hits_b[most_strata], n_b[most_strata];
    double weights[most_strata];
    int64_t n;
} table;

static inline coop_strata view(const table *t)
{
    return (coop_strata){t->hits_a, t->n_a, t->hits_b, t->n_b, t->n};
}

static inline void add(table *t, int64_t hits_a, int64_t n_a, int64_t hits_b, int64_t n_b)
{
    ck_assert_int_lt(t->n, most_strata);
    t->hits_a[t->n] = hits_a;
    t->n_a[t->n] = n_a;
    t->hits_b[t->n] = hits_b;
    t->n_b[t->n] = n_b;
    t->weights[t->n] = (double)(t->n + 1);
    t->n++;
}

/* All that the library says about a table. */
typedef struct answers {
    coop_strata_test cmh;
    coop_strata_homogeneity homogeneity;
    coop_strata_estimate odds_ratio, risk_ratio, risk_difference;
    coop_strata_standard pooled, weighted;
    coop_strata_decomposition parts;
    coop_strata_comparison compare;
    double reversed;
    coop_status cmh_status, homogeneity_status, odds_ratio_status, risk_ratio_status,
        risk_difference_status;
} answers;

static inline answers ask(const table *t, double level)
{
    answers a = {0};
    coop_strata s = view(t);
    coop_error err;
    a.cmh.struct_size = sizeof a.cmh;
    a.homogeneity.struct_size = sizeof a.homogeneity;
    a.odds_ratio.struct_size = sizeof a.odds_ratio;
    a.risk_ratio.struct_size = sizeof a.risk_ratio;
    a.risk_difference.struct_size = sizeof a.risk_difference;
    a.pooled.struct_size = sizeof a.pooled;
    a.weighted.struct_size = sizeof a.weighted;
    a.parts.struct_size = sizeof a.parts;
    a.compare.struct_size = sizeof a.compare;
    a.cmh_status = coop_strata_test_equal(&s, &a.cmh, &err);
    a.homogeneity_status = coop_strata_test_homogeneity(&s, &a.homogeneity, &err);
    a.odds_ratio_status = coop_strata_odds_ratio(&s, level, &a.odds_ratio, &err);
    a.risk_ratio_status = coop_strata_risk_ratio(&s, level, &a.risk_ratio, &err);
    a.risk_difference_status = coop_strata_risk_difference(&s, level, &a.risk_difference, &err);
    ck_assert_int_eq(coop_strata_standardize(&s, NULL, level, &a.pooled, &err), COOP_OK);
    ck_assert_int_eq(coop_strata_standardize(&s, t->weights, level, &a.weighted, &err), COOP_OK);
    ck_assert_int_eq(coop_strata_decompose(&s, &a.parts, NULL, &err), COOP_OK);
    ck_assert_int_eq(coop_strata_compare(&s, &a.compare, NULL, &err), COOP_OK);
    a.reversed = a.compare.reversed;
    return a;
}

/* clang-format off */
#define ESTIMATE(x) \
    {#x ".value", offsetof(answers, x.value)}, {#x ".low", offsetof(answers, x.low)}, \
    {#x ".high", offsetof(answers, x.high)}, {#x ".std_error", offsetof(answers, x.std_error)}
#define STANDARD(x) \
    ESTIMATE(x.a), ESTIMATE(x.b), ESTIMATE(x.difference), \
    {#x ".covered", offsetof(answers, x.covered)}, {#x ".worst_a", offsetof(answers, x.worst_a)}, \
    {#x ".best_a", offsetof(answers, x.best_a)}, {#x ".worst_b", offsetof(answers, x.worst_b)}, \
    {#x ".best_b", offsetof(answers, x.best_b)}
#define MEMBER(x) {#x, offsetof(answers, x)}
static const struct {
    const char *name;
    size_t offset;
} quantities[] = {
    MEMBER(cmh.statistic), MEMBER(cmh.p), MEMBER(cmh.statistic_corrected), MEMBER(cmh.p_corrected),
    MEMBER(cmh.expected), MEMBER(cmh.variance), MEMBER(homogeneity.odds_ratio),
    MEMBER(homogeneity.breslow_day), MEMBER(homogeneity.breslow_day_p),
    MEMBER(homogeneity.tarone), MEMBER(homogeneity.tarone_p), ESTIMATE(odds_ratio),
    ESTIMATE(risk_ratio), ESTIMATE(risk_difference), STANDARD(pooled), STANDARD(weighted),
    MEMBER(parts.difference), MEMBER(parts.composition), MEMBER(parts.rate),
    MEMBER(parts.interaction), MEMBER(parts.rate_low), MEMBER(parts.rate_high),
    MEMBER(compare.crude_used), MEMBER(compare.stratified),
    {"compare.reversed", offsetof(answers, reversed)},
};
/* clang-format on */
enum { n_quantities = sizeof quantities / sizeof quantities[0] };

static inline double member(const answers *a, const char *name)
{
    for (int i = 0; i < n_quantities; i++) {
        if (strcmp(quantities[i].name, name) == 0) {
            double value;
            memcpy(&value, (const char *)a + quantities[i].offset, sizeof value);
            return value;
        }
    }
    ck_abort_msg("there is no quantity %s", name);
    return 0.0;
}

static inline coop_status status_of(const answers *a, const char *name)
{
    return strncmp(name, "cmh", 3) == 0            ? a->cmh_status
           : strncmp(name, "homogeneity", 11) == 0 ? a->homogeneity_status
           : strncmp(name, "odds_ratio", 10) == 0  ? a->odds_ratio_status
           : strncmp(name, "risk_ratio", 10) == 0  ? a->risk_ratio_status
           : strncmp(name, "risk_diff", 9) == 0    ? a->risk_difference_status
                                                   : COOP_OK;
}

static inline double relative(double got, double want)
{
    return want == 0.0 ? fabs(got) : fabs(got / want - 1.0);
}

static inline coop_error fresh_error(void)
{
    coop_error err = {.code = -1};
    return err;
}

static inline int64_t below(uint64_t *state, int64_t n)
{
    return (int64_t)(next_random(state) % (uint64_t)n);
}

/* Some strata of any size up to most, a few of them empty on one side, some all hits. */
static inline void draw(table *t, uint64_t *state, int64_t most)
{
    int64_t n = 1 + below(state, 12);
    for (int64_t i = 0; i < n; i++) {
        int64_t n_a = below(state, 12) == 0 ? 0 : below(state, most + 1);
        int64_t n_b = below(state, 12) == 0 ? 0 : below(state, most + 1);
        bool is_flat = below(state, 10) == 0;
        add(t, is_flat ? n_a : below(state, n_a + 1), n_a, is_flat ? n_b : below(state, n_b + 1),
            n_b);
    }
    /* The first stratum varies and has cases of both groups, so that most measures exist. */
    t->n_a[0] += 2;
    t->hits_a[0] += 1;
    t->n_b[0] += 2;
    t->hits_b[0] += 1;
}

static const int64_t sizes[] = {1, 5, 60, 5000, 1000000000, 999999999990};
enum { n_sizes = sizeof sizes / sizeof sizes[0], rounds = 150 };

static inline bool is_close(double x, double y, double relative_bound, double absolute_bound)
{
    return fabs(x - y) <= fmax(relative_bound * fmax(fabs(x), fabs(y)), absolute_bound);
}

#endif
