/* survival_test.c -- whether groups have the same survival: the log-rank family.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/survival.h>

#include "survival.h"

#include <math.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/number.h"

enum { most_groups = 1000 };

/* A pivot below this part of its own variance is rounding: the group depends on those before. */
static const double least_pivot = 1e-9;

static coop_status table_check(const coop_life_table *table, const coop_life_table *first,
                               coop_error *err)
{
    if (table == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "tables of groups must not be NULL");
    }
    if (table->n_causes != first->n_causes) {
        return coop__fail(err, COOP_TYPE, "one table has %d causes, another %d", first->n_causes,
                          table->n_causes);
    }
    if (!table->is_whole) {
        return coop__fail(err, COOP_UNDEFINED,
                          "a test counts cases, and weights of a table are not whole");
    }
    return COOP_OK;
}

coop_status coop__life_groups_check(const coop_life_groups *groups, int32_t *n_causes,
                                    coop_error *err)
{
    if (groups == NULL || groups->tables == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "groups and their tables must not be NULL");
    }
    if (groups->n_groups < 2 || groups->n_groups > most_groups || groups->n_strata < 1) {
        return coop__fail(err, COOP_RANGE,
                          "there are %d groups in %d strata, need 2 to %d in 1 or more",
                          groups->n_groups, groups->n_strata, most_groups);
    }
    int64_t n = (int64_t)groups->n_groups * groups->n_strata;
    coop__int128 cases = 0;
    for (int64_t i = 0; i < n; i++) {
        COOP__TRY(table_check(groups->tables[i], groups->tables[0], err));
        cases += groups->tables[i]->cases;
    }
    if (cases == 0) {
        return coop__fail(err, COOP_EMPTY, "the tables have no cases");
    }
    *n_causes = groups->tables[0]->n_causes;
    return COOP_OK;
}

/* Takes the group with the largest share of its variance left as the next pivot. */
static int64_t pivot_of(const double *left, const double *v, const char *is_used, int64_t n)
{
    int64_t best = -1;
    double best_share = least_pivot;
    for (int64_t g = 0; g < n; g++) {
        double whole = v[g * n + g];
        if (!is_used[g] && whole > 0.0 && left[g * n + g] / whole > best_share) {
            best_share = left[g * n + g] / whole;
            best = g;
        }
    }
    return best;
}

/* Gaussian elimination on groups that are left; score is reduced with them. score lies in the range
 * of v, so that any largest set of independent groups gives the same statistic. */
int64_t coop__score_test(const double *score, const double *v, int64_t n, double *scratch,
                         double *statistic)
{
    double *left = scratch;
    double *rest = scratch + n * n;
    char is_used[most_groups] = {0};
    memcpy(left, v, (size_t)(n * n) * sizeof *left);
    memcpy(rest, score, (size_t)n * sizeof *rest);
    int64_t df = 0;
    *statistic = 0.0;
    for (int64_t p = pivot_of(left, v, is_used, n); p >= 0; p = pivot_of(left, v, is_used, n)) {
        double pivot = left[p * n + p];
        *statistic += rest[p] * rest[p] / pivot;
        is_used[p] = 1;
        df++;
        for (int64_t g = 0; g < n; g++) {
            double factor = left[g * n + p] / pivot;
            if (is_used[g] || factor == 0.0) {
                continue;
            }
            rest[g] -= factor * rest[p];
            for (int64_t h = 0; h < n; h++) {
                left[g * n + h] -= factor * left[p * n + h];
            }
        }
    }
    return df;
}

/* w at a time: survival of all before it and its distance to 1, number at risk. */
typedef double weight_at(double s, double rest, double y, const coop_survival_test_options *o);

static double log_rank_weight(double s, double rest, double y, const coop_survival_test_options *o)
{
    (void)s;
    (void)rest;
    (void)y;
    (void)o;
    return 1.0;
}

static double fleming_harrington_weight(double s, double rest, double y,
                                        const coop_survival_test_options *o)
{
    (void)y;
    return pow(s, o->rho) * pow(rest, o->gamma);
}

static double gehan_weight(double s, double rest, double y, const coop_survival_test_options *o)
{
    (void)s;
    (void)rest;
    (void)o;
    return y;
}

static double tarone_ware_weight(double s, double rest, double y,
                                 const coop_survival_test_options *o)
{
    (void)s;
    (void)rest;
    (void)o;
    return sqrt(y);
}

static const coop_survival_method test_methods[] = {
    {"log-rank", "w = 1: sees best that one rate is a multiple of the other",
     "Mantel 1966, Cancer Chemother Rep 50:163-170"},
    {"fleming-harrington", "w = S^rho (1 - S)^gamma: rho early, gamma late differences",
     "Fleming & Harrington 1991, ISBN 978-0-471-52218-8"},
    {"gehan", "w = Y, the number at risk: early differences, depends on censoring",
     "Gehan 1965, Biometrika 52:203-223, doi:10.1093/biomet/52.1-2.203"},
    {"tarone-ware", "w = root of Y: between log-rank and Gehan",
     "Tarone & Ware 1977, Biometrika 64:156-160, doi:10.1093/biomet/64.1.156"},
    {NULL, NULL, NULL},
};
static weight_at *const test_entries[] = {log_rank_weight, fleming_harrington_weight, gehan_weight,
                                          tarone_ware_weight};

const coop_survival_method *coop_survival_tests(void)
{
    return test_methods;
}

/* Sums over the times. */
typedef struct comparison {
    coop_survival_test_options options;
    weight_at *weight;
    int64_t n; /* groups */
    coop_survival_part *parts;
    double *score;            /* observed - expected */
    double *v;                /* n x n */
    double *scratch;          /* n x (n + 1) */
    coop__life_state *states; /* of the groups at a time */
    coop__life_front *fronts;
    int64_t n_times;
    coop__pair survival; /* of all groups of the stratum, before the time */
} comparison;

static void time_add(comparison *c, double y, double d)
{
    double s = c->survival.high;
    double rest = coop__pair_difference((coop__pair){1.0, 0.0}, c->survival).high;
    double w = c->weight(s, rest, y, &c->options);
    double chance = y > 1.0 ? w * w * d * ((y - d) / (y - 1.0)) : 0.0;
    for (int64_t g = 0; g < c->n; g++) {
        double share = c->states[g].at_risk / y;
        double observed = w * c->states[g].events;
        c->parts[g].observed += observed;
        c->parts[g].expected += w * d * share;
        c->score[g] += observed - w * d * share;
        c->v[g * c->n + g] += chance * share * ((y - c->states[g].at_risk) / y);
        for (int64_t h = 0; h < g; h++) {
            double term = chance * share * (c->states[h].at_risk / y);
            c->v[g * c->n + h] -= term;
            c->v[h * c->n + g] -= term;
        }
    }
    c->n_times++;
}

static void stratum_add(comparison *c, const coop_life_table *const *tables)
{
    coop__life_fronts_begin(c->fronts, tables, c->n);
    c->survival = (coop__pair){1.0, 0.0};
    double time;
    while (coop__life_fronts_time(c->fronts, c->n, &time)) {
        double y = 0.0;
        double d = 0.0;
        for (int64_t g = 0; g < c->n; g++) {
            c->states[g] = coop__life_front_state(&c->fronts[g], time, 0);
            y += c->states[g].at_risk;
            d += c->states[g].events;
        }
        if (d > 0.0) {
            time_add(c, y, d);
            coop__pair kept = coop__pair_ratio((coop__int128)(y - d), (coop__int128)y);
            c->survival = coop__pair_product(c->survival, kept);
        }
        coop__life_fronts_pass(c->fronts, c->n, time);
    }
}

static coop_status power_check(const char *name, double power, coop_error *err)
{
    if (!(power >= 0.0 && isfinite(power))) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(power, text);
        return coop__fail(err, COOP_RANGE, "%s is %s, need 0 or more", name, text);
    }
    return COOP_OK;
}

static coop_status comparison_options(const coop_survival_test_options *given, comparison *c,
                                      coop_error *err)
{
    c->options = (coop_survival_test_options)COOP_SURVIVAL_TEST_OPTIONS_INIT;
    COOP__TRY(coop__options_take(&c->options, given, sizeof c->options,
                                 "coop_survival_test_options", err));
    int64_t weight = 0;
    COOP__TRY(coop__method_find(test_methods, "weights", c->options.weights, &weight, err));
    COOP__TRY(power_check("rho", c->options.rho, err));
    COOP__TRY(power_check("gamma", c->options.gamma, err));
    c->weight = test_entries[weight];
    return COOP_OK;
}

static coop_status comparison_result(comparison *c, coop_survival_test *out,
                                     coop_survival_part *parts, coop_error *err)
{
    coop_survival_test filled = {.n_times = c->n_times};
    filled.df = coop__score_test(c->score, c->v, c->n, c->scratch, &filled.statistic);
    if (filled.df == 0) {
        return coop__fail(err, COOP_UNDEFINED,
                          "no two groups are at risk together at an event that could be of either");
    }
    filled.p = coop__chi_square_tail(filled.statistic, filled.df);
    for (int64_t g = 0; parts != NULL && g < c->n; g++) {
        parts[g] = c->parts[g];
        parts[g].variance = c->v[g * c->n + g];
    }
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}

coop_status coop_survival_compare(const coop_life_groups *groups,
                                  const coop_survival_test_options *options, const coop_run *run,
                                  coop_survival_test *out, coop_survival_part *parts,
                                  coop_error *err)
{
    int32_t n_causes = 0;
    COOP__TRY(coop__life_groups_check(groups, &n_causes, err));
    COOP__TRY(coop__result_check(out, "coop_survival_test", err));
    comparison c = {.n = groups->n_groups};
    COOP__TRY(comparison_options(options, &c, err));
    coop__arena arena = {.a = coop__allocator_of(run)};
    size_t n = (size_t)c.n;
    c.parts = coop__arena_alloc(&arena, n, sizeof *c.parts);
    c.score = coop__arena_alloc(&arena, n, sizeof *c.score);
    c.v = coop__arena_alloc(&arena, n * n, sizeof *c.v);
    c.scratch = coop__arena_alloc(&arena, n * (n + 1), sizeof *c.scratch);
    c.states = coop__arena_alloc(&arena, n, sizeof *c.states);
    c.fronts = coop__arena_alloc(&arena, n, sizeof *c.fronts);
    coop_status status = COOP_MEMORY;
    if (c.parts != NULL && c.score != NULL && c.v != NULL && c.scratch != NULL &&
        c.states != NULL && c.fronts != NULL) {
        for (int32_t s = 0; s < groups->n_strata; s++) {
            stratum_add(&c, groups->tables + (int64_t)s * c.n);
        }
        status = comparison_result(&c, out, parts, err);
    } else {
        coop__no_memory(err);
    }
    coop__arena_free(&arena);
    return status;
}
