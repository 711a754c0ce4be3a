/* forecast.c -- how many open items will be completed by a day.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/forecast.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "comparison.h"
#include "owner.h"
#include "sort.h"

static const double least_kept = 1e-60; /* probabilities at the ends of a law that are dropped */
static const double tail_slack = 1e-12;

static coop_status number_fail(const char *name, int64_t at, double value, const char *need,
                               coop_error *err)
{
    char text[COOP__NUMBER_SIZE];
    coop__number_format(value, text);
    return coop__fail(err, COOP_RANGE, "%s %lld is %s, need %s", name, (long long)at, text, need);
}

static coop_status size_check(const char *name, int64_t n, coop_error *err)
{
    if (n < 0) {
        return coop__fail(err, COOP_RANGE, "%s is %lld, need 0 or more", name, (long long)n);
    }
    return COOP_OK;
}

static double incidence_of(const coop_forecast_curve *curve, int64_t i)
{
    return curve->incidence == NULL ? 1.0 - curve->survival[i] : curve->incidence[i];
}

/* Room that rounding needs where survival and incidence together are 1. */
static const double sum_slack = 1e-9;

static coop_status curve_check(const coop_forecast_curve *curve, coop_error *err)
{
    if (curve == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "curve is NULL");
    }
    COOP__TRY(size_check("n_times", curve->n_times, err));
    if (curve->n_times > 0 && (curve->times == NULL || curve->survival == NULL)) {
        return coop__fail(err, COOP_ARGUMENT, "times or survival is NULL");
    }
    double time = 0.0;
    double survival = 1.0;
    double incidence = 0.0;
    for (int64_t i = 0; i < curve->n_times; i++) {
        if (!(curve->times[i] >= time && curve->times[i] < INFINITY) ||
            (i > 0 && curve->times[i] == time)) {
            return number_fail("time", i, curve->times[i], "finite times that rise from 0", err);
        }
        time = curve->times[i];
        if (!(curve->survival[i] >= 0.0 && curve->survival[i] <= survival)) {
            return number_fail("survival", i, curve->survival[i], "values that fall from 1 to 0",
                               err);
        }
        survival = curve->survival[i];
        double reached = incidence_of(curve, i);
        if (!(reached >= incidence && reached + survival <= 1.0 + sum_slack)) {
            return number_fail("incidence", i, reached,
                               "values that rise from 0 up to 1 less survival", err);
        }
        incidence = reached;
    }
    if (!(curve->end >= time)) {
        return number_fail("end of time", curve->n_times, curve->end,
                           "one that is not before the last time", err);
    }
    return COOP_OK;
}

static coop_status open_check(const coop_forecast_open *open, coop_error *err)
{
    if (open == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "open is NULL");
    }
    COOP__TRY(size_check("n_items", open->n_items, err));
    if (open->n_items > 0 && open->ages == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "ages is NULL");
    }
    if (!(open->horizon >= 0.0 && open->horizon < INFINITY)) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(open->horizon, text);
        return coop__fail(err, COOP_RANGE, "horizon is %s, need a number from 0", text);
    }
    for (int64_t i = 0; i < open->n_items; i++) {
        if (!(open->ages[i] >= 0.0 && open->ages[i] < INFINITY)) {
            return number_fail("age", i, open->ages[i], "a number from 0", err);
        }
    }
    return COOP_OK;
}

/* The last step at or before a time; -1 before the first. */
static int64_t step_at(const coop_forecast_curve *curve, double time)
{
    int64_t low = 0;
    int64_t high = curve->n_times;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (curve->times[middle] <= time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low - 1;
}

static void chance_fill(const coop_forecast_curve *curve, double age, double horizon, double *low,
                        double *high)
{
    int64_t from = step_at(curve, age);
    int64_t to = step_at(curve, age + horizon);
    double open = from < 0 ? 1.0 : curve->survival[from];
    if (horizon == 0.0) {
        *low = *high = 0.0;
        return;
    }
    if (age > curve->end || open == 0.0) {
        *low = 0.0;
        *high = 1.0;
        return;
    }
    double before = from < 0 ? 0.0 : incidence_of(curve, from);
    double after = to < 0 ? 0.0 : incidence_of(curve, to);
    double left = to < 0 ? 1.0 : curve->survival[to];
    bool is_beyond = age + horizon > curve->end;
    *low = fmin((after - before) / open, 1.0);
    *high = is_beyond ? fmax(fmin((after - before + left) / open, 1.0), *low) : *low;
}

coop_status coop_forecast_chances(const coop_forecast_curve *curve, const coop_forecast_open *open,
                                  double *low, double *high, coop_error *err)
{
    COOP__TRY(curve_check(curve, err));
    COOP__TRY(open_check(open, err));
    if (low == NULL || high == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "low or high is NULL");
    }
    for (int64_t i = 0; i < open->n_items; i++) {
        chance_fill(curve, open->ages[i], open->horizon, &low[i], &high[i]);
    }
    return COOP_OK;
}

/* ---- the law of the count ---- */

static coop_status items_check(const coop_forecast_items *items, coop_error *err)
{
    if (items == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "items is NULL");
    }
    COOP__TRY(size_check("n_items", items->n_items, err));
    if (items->n_items > COOP_FORECAST_ITEMS_MAX) {
        return coop__fail(err, COOP_LIMIT, "there are %lld items, at most %d may be",
                          (long long)items->n_items, COOP_FORECAST_ITEMS_MAX);
    }
    if (items->n_draws < 1) {
        return coop__fail(err, COOP_RANGE, "n_draws is %lld, need 1 or more",
                          (long long)items->n_draws);
    }
    if (items->n_items > 0 && items->chances == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "chances is NULL");
    }
    for (int64_t d = 0; d < items->n_draws; d++) {
        for (int64_t i = 0; i < items->n_items; i++) {
            double p = items->chances[d * items->n_items + i];
            if (!(p >= 0.0 && p <= 1.0)) {
                return number_fail("the chance of item", i, p, "a value from 0 to 1", err);
            }
        }
    }
    return COOP_OK;
}

static bool is_chance_before(const void *ctx, int64_t a, int64_t b)
{
    const double *chances = ctx;
    return chances[a] < chances[b];
}

typedef struct laws {
    int64_t *order;
    int64_t *spare;
    double *law;   /* n + 1: of the draw at hand */
    double *mean;  /* n + 1: over the draws, times their number */
    double *means; /* draws: expected counts */
    coop__exact_sum within;
    coop__exact_sum expected;
} laws;

static bool laws_new(const coop_forecast_items *items, coop__arena *scratch, laws *out)
{
    size_t n = (size_t)items->n_items + 1;
    out->order = coop__arena_alloc(scratch, n, sizeof *out->order);
    out->spare = coop__arena_alloc(scratch, n, sizeof *out->spare);
    out->law = coop__arena_alloc(scratch, n, sizeof *out->law);
    out->means = coop__arena_alloc(scratch, (size_t)items->n_draws, sizeof *out->means);
    return out->order != NULL && out->spare != NULL && out->law != NULL && out->means != NULL;
}

/* Adds the law of one draw. Items come in order of their chances, so that the order they are given
 * in leaves no trace. */
static void draw_add(const double *chances, int64_t n, laws *l, double *mean)
{
    coop__merge_sort(l->order, l->spare, n, is_chance_before, chances);
    memset(l->law, 0, ((size_t)n + 1) * sizeof *l->law);
    coop__exact_sum expected = {.pending = 0};
    int64_t low = 0;
    int64_t high = 0;
    l->law[0] = 1.0;
    for (int64_t i = 0; i < n; i++) {
        double p = chances[l->order[i]];
        double q = 1.0 - p;
        coop__exact_sum_add(&expected, p);
        coop__exact_sum_add(&l->within, p * q);
        high++;
        l->law[high] = l->law[high - 1] * p;
        for (int64_t k = high - 1; k > low; k--) {
            l->law[k] = l->law[k] * q + l->law[k - 1] * p;
        }
        l->law[low] *= q;
        for (; low < high && l->law[low] < least_kept; low++) {
            l->law[low] = 0.0;
        }
        for (; high > low && l->law[high] < least_kept; high--) {
            l->law[high] = 0.0;
        }
    }
    for (int64_t k = low; k <= high; k++) {
        l->mean[k] += l->law[k];
    }
    *mean = coop__exact_sum_result(&expected);
    coop__exact_sum_merge(&l->expected, &expected);
}

/* The largest low and the smallest high whose tails are small enough. */
static void limits_find(const double *law, int64_t n, double level, int64_t *low, int64_t *high)
{
    double most = 0.5 * (1.0 - level) * (1.0 + tail_slack);
    double below = law[0];
    int64_t k = 0;
    while (k < n && below <= most) {
        below += law[++k];
    }
    *low = k;
    double above = law[n];
    k = n;
    while (k > *low && above <= most) {
        above += law[--k];
    }
    *high = k;
}

static double variance_between(const laws *l, int64_t n_draws, double mean)
{
    coop__exact_sum squares = {.pending = 0};
    for (int64_t d = 0; d < n_draws; d++) {
        double apart = l->means[d] - mean;
        coop__exact_sum_add(&squares, apart * apart);
    }
    return coop__exact_sum_result(&squares) / (double)n_draws;
}

static coop_status law_make(const coop_forecast_items *items, double level, coop__arena *scratch,
                            coop__owner *owner, coop_completions **out, coop_error *err)
{
    int64_t n = items->n_items;
    double n_draws = (double)items->n_draws;
    laws *l = coop__arena_alloc(scratch, 1, sizeof *l);
    coop_completions *made = coop__arena_alloc(&owner->arena, 1, sizeof *made);
    double *law = coop__arena_alloc(&owner->arena, (size_t)n + 1, sizeof *law);
    if (l == NULL || made == NULL || law == NULL || !laws_new(items, scratch, l)) {
        return coop__no_memory(err);
    }
    l->mean = law;
    for (int64_t d = 0; d < items->n_draws; d++) {
        const double *chances = n == 0 ? NULL : items->chances + d * n;
        draw_add(chances, n, l, &l->means[d]);
    }
    for (int64_t k = 0; k <= n; k++) {
        law[k] /= n_draws;
    }
    made->struct_size = sizeof *made;
    made->law = law;
    made->n_items = n;
    made->n_draws = items->n_draws;
    made->mean = coop__exact_sum_result(&l->expected) / n_draws;
    made->variance_between =
        items->n_draws == 1 ? 0.0 : variance_between(l, items->n_draws, made->mean);
    made->variance = coop__exact_sum_result(&l->within) / n_draws + made->variance_between;
    made->level = level;
    limits_find(law, n, level, &made->low, &made->high);
    made->owner = owner;
    *out = made;
    return COOP_OK;
}

coop_status coop_completions_fit(const coop_forecast_items *items, double level,
                                 const coop_run *run, coop_completions **out, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL, need a place for the result");
    }
    COOP__TRY(items_check(items, err));
    COOP__TRY(coop__check_level(level, err));
    coop__owner *owner = coop__owner_new(run);
    if (owner == NULL) {
        return coop__no_memory(err);
    }
    coop__arena scratch = {.a = coop__allocator_of(run)};
    coop_completions *made = NULL;
    coop_status status = law_make(items, level, &scratch, owner, &made, err);
    coop__arena_free(&scratch);
    if (status != COOP_OK) {
        coop__owner_free(owner);
        return status;
    }
    *out = made;
    return COOP_OK;
}

void coop_completions_free(coop_completions *law)
{
    if (law != NULL) {
        coop__owner_free(law->owner);
    }
}

/* From the end, where terms are small as a rule; what is above 1 is rounding. */
static double tail_of(const coop_completions *law, int64_t count)
{
    double sum = 0.0;
    for (int64_t k = law->n_items; k >= count && k >= 0; k--) {
        sum += law->law[k];
    }
    return count <= 0 ? 1.0 : fmin(sum, 1.0);
}

coop_status coop_completions_at_least(const coop_completions *law, int64_t count, double *out,
                                      coop_error *err)
{
    if (law == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "law or out is NULL");
    }
    *out = tail_of(law, count);
    return COOP_OK;
}

coop_status coop_completions_rate_at_least(const coop_completions *law, int64_t done,
                                           int64_t total, double claimed, double *out,
                                           coop_error *err)
{
    if (law == NULL || out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "law or out is NULL");
    }
    if (total < 1 || total > COOP__MOST_CASES || done < 0 || done > total - law->n_items) {
        return coop__fail(err, COOP_RANGE,
                          "done is %lld and total %lld, need done and %lld open items within total",
                          (long long)done, (long long)total, (long long)law->n_items);
    }
    if (!(claimed >= 0.0 && claimed <= 1.0)) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(claimed, text);
        return coop__fail(err, COOP_RANGE, "claimed is %s, need a value from 0 to 1", text);
    }
    int64_t low = 0;
    int64_t high = law->n_items + 1; /* the least count that reaches it lies in low .. high */
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if ((double)(done + middle) / (double)total >= claimed) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    *out = tail_of(law, low);
    return COOP_OK;
}
