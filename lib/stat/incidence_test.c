/* incidence_test.c -- Gray's test of equal cumulative incidences.
 *
 * Its variance follows the influence of each event on the scores: at once through the differences
 * of that time, and later through the survival and incidence by which all later differences are
 * weighted. With D(t) what the past has added to the later weights (`past`), an event moves the
 * scores by now - part * D(t) + part * D(end): the sums of squares are kept as a polynomial in
 * D(end), which is known when all times are done.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/incidence.h>

#include "survival.h"

#include <math.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/number.h"

/* One group of a stratum. */
typedef struct group {
    coop__life_state state; /* at the time */
    double survival;        /* before the time */
    double incidence;       /* of the cause, before it */
    double survival_behind;
    double incidence_behind;
    double open;    /* Y / S, 0 where the group is gone */
    double at_risk; /* Gray's R = Y (1 - F) / S */
    double square;  /* sum of part^2 times the variance of the events */
} group;

typedef struct gray {
    int64_t n; /* groups */
    int32_t cause;
    double rho;
    coop__life_front *fronts;
    group *groups;
    double *now;   /* n x n: weight of the events of group k in the score of group g at the time */
    double *past;  /* n x n: D, its sum over the times so far */
    double *mixed; /* n x n: sum of part (now - part D) times the variance */
    double *v;     /* n x n: covariance of the scores over all strata */
    double *score;
    double *scratch;
    coop_survival_part *parts;
    double common; /* incidence of all groups, before the time */
    int64_t n_times;
} gray;

/* Cases of the time over all groups. */
typedef struct totals {
    double open;
    double at_risk;
    double of_cause;
    double others;
} totals;

/* A group whose survival came to 0 while late entries still come has no R: it is gone. */
static totals groups_at(gray *t, double time)
{
    totals sum = {0};
    for (int64_t g = 0; g < t->n; g++) {
        group *x = &t->groups[g];
        x->state = coop__life_front_state(&t->fronts[g], time, t->cause);
        bool is_gone = !(x->state.at_risk > 0.0 && x->survival > 0.0);
        if (is_gone) {
            x->state = (coop__life_state){0};
        }
        x->open = is_gone ? 0.0 : x->state.at_risk / x->survival;
        x->at_risk = x->open * (1.0 - x->incidence);
        x->survival_behind = x->survival;
        x->incidence_behind = x->incidence;
        if (!is_gone) {
            double y = x->state.at_risk;
            x->survival_behind *= (y - x->state.events) / y;
            x->incidence_behind += x->survival * (x->state.of_cause / y);
        }
        sum.open += x->open;
        sum.at_risk += x->at_risk;
        sum.of_cause += x->state.of_cause;
        sum.others += x->state.events - x->state.of_cause;
    }
    return sum;
}

static void scores_add(gray *t, const totals *sum, double w)
{
    for (int64_t g = 0; g < t->n; g++) {
        group *x = &t->groups[g];
        double observed = w * x->state.of_cause;
        double expected =
            sum->at_risk > 0.0 ? w * sum->of_cause * (x->at_risk / sum->at_risk) : observed;
        t->parts[g].observed += observed;
        t->parts[g].expected += expected;
        t->score[g] += observed - expected;
    }
}

/* `now`, and its share of what the past adds to later weights. */
static void weights_add(gray *t, const totals *sum, double w)
{
    double rest = 1.0 - t->common;
    double scale = rest != 0.0 ? sum->of_cause / (sum->open * rest) : 0.0;
    for (int64_t g = 0; g < t->n; g++) {
        double share = t->groups[g].open / sum->open;
        for (int64_t k = 0; k < t->n; k++) {
            double term =
                w * (g == k ? t->groups[g].open * (1.0 - share) : -share * t->groups[k].open);
            t->now[g * t->n + k] = term;
            t->past[g * t->n + k] += scale * term;
        }
    }
}

/* Adds events of group k: their variance, the part of them that later weights feel, and what they
 * do at once, which is has_now times `now`. */
static void influence_add(gray *t, int64_t k, double variance, double part, double has_now)
{
    int64_t n = t->n;
    t->groups[k].square += part * part * variance;
    for (int64_t g = 0; g < n; g++) {
        double a = has_now * t->now[g * n + k] - part * t->past[g * n + k];
        t->mixed[g * n + k] += a * part * variance;
        for (int64_t h = 0; h <= g; h++) {
            double b = has_now * t->now[h * n + k] - part * t->past[h * n + k];
            t->v[g * n + h] += a * b * variance;
        }
    }
}

static double tie_factor(double d, double y)
{
    return d > 1.0 ? 1.0 - (d - 1.0) / (y - 1.0) : 1.0;
}

static void events_of_cause_add(gray *t, const totals *sum, double common_behind)
{
    for (int64_t k = 0; k < t->n && sum->of_cause > 0.0; k++) {
        const group *x = &t->groups[k];
        if (x->open == 0.0) {
            continue;
        }
        double part =
            x->survival_behind > 0.0 ? 1.0 - (1.0 - common_behind) / x->survival_behind : 1.0;
        double factor = tie_factor(sum->of_cause, sum->open * x->survival);
        double variance = factor * x->survival * sum->of_cause / (sum->open * x->state.at_risk);
        influence_add(t, k, variance, part, 1.0);
    }
}

static void other_events_add(gray *t, double common_behind)
{
    for (int64_t k = 0; k < t->n; k++) {
        const group *x = &t->groups[k];
        double d = x->state.events - x->state.of_cause;
        if (!(d > 0.0 && x->survival_behind > 0.0)) {
            continue;
        }
        double y = x->state.at_risk;
        double variance = tie_factor(d, y) * (x->survival * x->survival * d / (y * y));
        influence_add(t, k, variance, (1.0 - common_behind) / x->survival_behind, 0.0);
    }
}

static void time_add(gray *t, double time)
{
    totals sum = groups_at(t, time);
    if (sum.of_cause + sum.others == 0.0) {
        return;
    }
    double w = pow(fmax(1.0 - t->common, 0.0), t->rho);
    double common_behind = t->common + sum.of_cause / sum.open;
    if (sum.of_cause > 0.0) {
        scores_add(t, &sum, w);
        t->n_times++;
    }
    weights_add(t, &sum, w);
    events_of_cause_add(t, &sum, common_behind);
    other_events_add(t, common_behind);
    t->common = common_behind;
    for (int64_t g = 0; g < t->n; g++) {
        t->groups[g].survival = t->groups[g].survival_behind;
        t->groups[g].incidence = t->groups[g].incidence_behind;
    }
}

static void stratum_add(gray *t, const coop_life_table *const *tables)
{
    int64_t n = t->n;
    size_t square = (size_t)(n * n);
    for (int64_t g = 0; g < n; g++) {
        t->groups[g] = (group){.survival = 1.0};
    }
    memset(t->past, 0, square * sizeof *t->past);
    memset(t->mixed, 0, square * sizeof *t->mixed);
    t->common = 0.0;
    coop__life_fronts_begin(t->fronts, tables, n);
    double time;
    while (coop__life_fronts_time(t->fronts, n, &time)) {
        time_add(t, time);
        coop__life_fronts_pass(t->fronts, n, time);
    }
    for (int64_t g = 0; g < n; g++) {
        for (int64_t h = 0; h <= g; h++) {
            for (int64_t k = 0; k < n; k++) {
                double at_g = t->past[g * n + k];
                double at_h = t->past[h * n + k];
                t->v[g * n + h] += at_g * at_h * t->groups[k].square + at_g * t->mixed[h * n + k] +
                                   at_h * t->mixed[g * n + k];
            }
        }
    }
}

static coop_status options_of(const coop_incidence_test_options *given, int32_t n_causes, gray *t,
                              coop_error *err)
{
    coop_incidence_test_options o = COOP_INCIDENCE_TEST_OPTIONS_INIT;
    COOP__TRY(coop__options_take(&o, given, sizeof o, "coop_incidence_test_options", err));
    if (n_causes < 2) {
        return coop__fail(err, COOP_UNDEFINED,
                          "the tables have one cause, an incidence needs all causes");
    }
    if (o.cause < 0 || o.cause > n_causes) {
        return coop__fail(err, COOP_RANGE, "cause is %d, need 1 to %d", o.cause, n_causes);
    }
    if (!(o.rho >= 0.0 && isfinite(o.rho))) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(o.rho, text);
        return coop__fail(err, COOP_RANGE, "rho is %s, need 0 or more", text);
    }
    t->cause = o.cause > 0 ? o.cause - 1 : 0;
    t->rho = o.rho;
    return COOP_OK;
}

static coop_status gray_result(gray *t, coop_survival_test *out, coop_survival_part *parts,
                               coop_error *err)
{
    for (int64_t g = 0; g < t->n; g++) {
        for (int64_t h = 0; h < g; h++) {
            t->v[h * t->n + g] = t->v[g * t->n + h];
        }
    }
    coop_survival_test filled = {.n_times = t->n_times};
    filled.df = coop__score_test(t->score, t->v, t->n, t->scratch, &filled.statistic);
    if (filled.df == 0) {
        return coop__fail(err, COOP_UNDEFINED,
                          "no two groups are at risk together at an event of cause %d",
                          t->cause + 1);
    }
    filled.p = coop__chi_square_tail(filled.statistic, filled.df);
    for (int64_t g = 0; parts != NULL && g < t->n; g++) {
        parts[g] = t->parts[g];
        parts[g].variance = t->v[g * t->n + g];
    }
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}

static bool gray_memory(gray *t, coop__arena *arena)
{
    size_t n = (size_t)t->n;
    t->fronts = coop__arena_alloc(arena, n, sizeof *t->fronts);
    t->groups = coop__arena_alloc(arena, n, sizeof *t->groups);
    t->now = coop__arena_alloc(arena, n * n, sizeof *t->now);
    t->past = coop__arena_alloc(arena, n * n, sizeof *t->past);
    t->mixed = coop__arena_alloc(arena, n * n, sizeof *t->mixed);
    t->v = coop__arena_alloc(arena, n * n, sizeof *t->v);
    t->score = coop__arena_alloc(arena, n, sizeof *t->score);
    t->scratch = coop__arena_alloc(arena, n * (n + 1), sizeof *t->scratch);
    t->parts = coop__arena_alloc(arena, n, sizeof *t->parts);
    return t->fronts != NULL && t->groups != NULL && t->now != NULL && t->past != NULL &&
           t->mixed != NULL && t->v != NULL && t->score != NULL && t->scratch != NULL &&
           t->parts != NULL;
}

coop_status coop_incidence_compare(const coop_life_groups *groups,
                                   const coop_incidence_test_options *options, const coop_run *run,
                                   coop_survival_test *out, coop_survival_part *parts,
                                   coop_error *err)
{
    int32_t n_causes = 0;
    COOP__TRY(coop__life_groups_check(groups, &n_causes, err));
    COOP__TRY(coop__result_check(out, "coop_survival_test", err));
    gray t = {.n = groups->n_groups};
    COOP__TRY(options_of(options, n_causes, &t, err));
    coop__arena arena = {.a = coop__allocator_of(run)};
    coop_status status = COOP_MEMORY;
    if (gray_memory(&t, &arena)) {
        for (int32_t s = 0; s < groups->n_strata; s++) {
            stratum_add(&t, groups->tables + (int64_t)s * t.n);
        }
        status = gray_result(&t, out, parts, err);
    } else {
        coop__no_memory(err);
    }
    coop__arena_free(&arena);
    return status;
}
