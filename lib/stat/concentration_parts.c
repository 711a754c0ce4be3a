/* concentration_parts.c -- indices of concentration as parts within groups and between them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/concentration.h>

#include "concentration.h"

#include <math.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/sum.h"
#include "strata.h"

static const int64_t most_groups = 1000000;

/* What a group adds to the part within, by index. */
typedef enum rule { rule_hhi, rule_gini, rule_entropy, rule_atkinson } rule;

typedef struct work {
    const coop_concentration_data *data;
    const coop_concentration_split *split;
    const coop_concentration_index *index;
    rule rule;
    double parameter;
    double alpha;       /* of generalised entropy and Atkinson */
    int64_t n;          /* sum of all weights */
    double total;       /* sum of all values */
    double *values;     /* a row of data each */
    int64_t *weights;
    double *stand_ins;  /* a group each: what stands for its members */
    int64_t *counts;    /* and how many they are */
    int64_t *starts;    /* n_groups + 1 */
    coop_concentration_group *parts;
} work;

static coop_status split_check(const coop_concentration_data *data,
                               const coop_concentration_split *split, coop_error *err)
{
    if (split == NULL || split->groups == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL",
                          split == NULL ? "split" : "split->groups");
    }
    if (split->n_groups < 1 || split->n_groups > most_groups) {
        return coop__fail(err, COOP_RANGE, "n_groups is %lld, need 1 to %lld",
                          (long long)split->n_groups, (long long)most_groups);
    }
    for (int64_t i = 0; i < data->n; i++) {
        if (split->groups[i] < 0 || split->groups[i] >= split->n_groups) {
            return coop__fail(err, COOP_RANGE, "groups[%lld] is %lld, need 0 to %lld",
                              (long long)i, (long long)split->groups[i],
                              (long long)(split->n_groups - 1));
        }
    }
    return COOP_OK;
}

static void rule_find(work *w)
{
    const char *name = w->index->name;
    w->rule = strcmp(name, "hhi") == 0        ? rule_hhi
              : strcmp(name, "gini") == 0     ? rule_gini
              : strcmp(name, "atkinson") == 0 ? rule_atkinson
                                              : rule_entropy;
    w->alpha = w->rule == rule_atkinson          ? 1.0 - w->parameter
               : strcmp(name, "theil_t") == 0 ? 1.0
               : strcmp(name, "theil_l") == 0 ? 0.0
                                              : w->parameter;
}

static size_t bytes_of(const work *w)
{
    size_t a_group =
        sizeof *w->stand_ins + sizeof *w->counts + sizeof *w->starts + sizeof *w->parts;
    return (size_t)w->data->n * (sizeof *w->values + sizeof *w->weights) +
           (size_t)w->split->n_groups * a_group + sizeof *w->starts;
}

static void lay_out(work *w, unsigned char *block)
{
    size_t n = (size_t)w->data->n;
    size_t n_groups = (size_t)w->split->n_groups;
    w->values = (double *)(void *)block;
    w->weights = (int64_t *)(void *)(w->values + n);
    w->stand_ins = (double *)(void *)(w->weights + n);
    w->counts = (int64_t *)(void *)(w->stand_ins + n_groups);
    w->starts = w->counts + n_groups;
    w->parts = (coop_concentration_group *)(void *)(w->starts + n_groups + 1);
}

static coop_status total_find(work *w, double *out, coop_error *err)
{
    int64_t n = w->data->n;
    memcpy(w->values, w->data->values, (size_t)n * sizeof *w->values);
    for (int64_t i = 0; i < n; i++) {
        w->weights[i] = coop__concentration_weight(w->data, i);
    }
    n = coop__concentration_reduce(w->values, w->weights, n);
    coop_concentration_data state = {w->values, w->weights, n};
    w->total = coop__concentration_total(&state);
    return w->index->value(&state, w->parameter, out, err);
}

static void rows_by_group(work *w)
{
    int64_t n_groups = w->split->n_groups;
    memset(w->starts, 0, (size_t)(n_groups + 1) * sizeof *w->starts);
    for (int64_t i = 0; i < w->data->n; i++) {
        w->starts[w->split->groups[i] + 1]++;
    }
    for (int64_t g = 0; g < n_groups; g++) {
        w->starts[g + 1] += w->starts[g];
        w->counts[g] = w->starts[g]; /* where the next row of the group goes */
    }
    for (int64_t i = 0; i < w->data->n; i++) {
        int64_t at = w->counts[w->split->groups[i]]++;
        w->values[at] = w->data->values[i];
        w->weights[at] = coop__concentration_weight(w->data, i);
    }
}

/* What the differences in a group add: part has all else. */
static double within_of(const work *w, const coop_concentration_data *state,
                        const coop_concentration_group *part)
{
    switch (w->rule) {
    case rule_hhi:
        return part->share * part->share * coop__hhi_above_least(state, part->n);
    case rule_gini:
        return part->share_n * part->share * part->value;
    case rule_atkinson:
        return part->share * part->value;
    default:
        return part->value == 0.0
                   ? 0.0
                   : part->share_n * pow(part->share / part->share_n, w->alpha) * part->value;
    }
}

static coop_status group_find(work *w, int64_t g, coop_error *err)
{
    int64_t start = w->starts[g];
    int64_t n = coop__concentration_reduce(w->values + start, w->weights + start,
                                           w->starts[g + 1] - start);
    coop_concentration_data state = {w->values + start, w->weights + start, n};
    coop_concentration_group *part = &w->parts[g];
    *part = (coop_concentration_group){.is_missing = 1};
    part->n = coop__concentration_n(&state);
    part->total = coop__concentration_total(&state);
    part->share = part->total / w->total;
    part->share_n = (double)part->n / (double)w->n;
    w->counts[g] = part->n;
    w->stand_ins[g] = 0.0;
    if (part->total > 0.0) {
        part->is_missing = 0;
        COOP__TRY(w->index->value(&state, w->parameter, &part->value, err));
        part->within = within_of(w, &state, part);
        w->stand_ins[g] = part->total / (double)part->n;
        w->stand_ins[g] *= w->rule == rule_atkinson ? 1.0 - part->value : 1.0;
    }
    return COOP_OK;
}

static coop_status between_find(const work *w, double *out, coop_error *err)
{
    if (w->rule == rule_hhi) {
        coop__exact_sum sum = {0};
        for (int64_t g = 0; g < w->split->n_groups; g++) {
            const coop_concentration_group *part = &w->parts[g];
            coop__exact_sum_add(&sum, part->n == 0 ? 0.0
                                                   : part->share * part->share / (double)part->n);
        }
        *out = coop__exact_sum_result(&sum);
        return COOP_OK;
    }
    int64_t n = coop__concentration_reduce(w->stand_ins, w->counts, w->split->n_groups);
    coop_concentration_data state = {w->stand_ins, w->counts, n};
    if (state.values[n - 1] == 0.0) {
        *out = 0.0; /* Atkinson with a 0 in each group: nothing is left to differ */
        return COOP_OK;
    }
    return w->index->value(&state, w->parameter, out, err);
}

/* Differences of Gini's indices below this are rounding. */
static const double no_overlap = 1e-14;

static coop_status parts_find(work *w, coop_concentration_parts *out, coop_error *err)
{
    coop_concentration_parts result = COOP_CONCENTRATION_PARTS_INIT;
    result.n = w->n;
    result.parameter = w->parameter;
    COOP__TRY(total_find(w, &result.total, err));
    rows_by_group(w);
    coop__exact_sum within = {0};
    for (int64_t g = 0; g < w->split->n_groups; g++) {
        COOP__TRY(group_find(w, g, err));
        coop__exact_sum_add(&within, w->parts[g].within);
        result.n_groups += w->parts[g].n > 0 ? 1 : 0;
    }
    result.within = coop__exact_sum_result(&within);
    COOP__TRY(between_find(w, &result.between, err));
    if (w->rule == rule_gini) {
        double rest = result.total - result.within - result.between;
        result.rest = rest > no_overlap * result.total ? rest : 0.0;
    } else if (w->rule == rule_atkinson) {
        result.rest = 0.0 - result.within * result.between;
    }
    *out = result;
    return COOP_OK;
}

coop_status coop_concentration_decompose(const coop_concentration_data *data,
                                         const coop_concentration_split *split,
                                         const coop_run *run, coop_concentration_parts *out,
                                         coop_concentration_group *parts, coop_error *err)
{
    COOP__TRY(coop__result_check(out, "coop_concentration_parts", err));
    work w = {.data = data, .split = split};
    int64_t n_zero = 0;
    COOP__TRY(coop__concentration_check(data, &w.n, &n_zero, err));
    COOP__TRY(split_check(data, split, err));
    COOP__TRY(coop__concentration_index_of(split->index, split->parameter, &w.index,
                                           &w.parameter, err));
    if (!w.index->has_parts) {
        return coop__fail(err, COOP_UNSUPPORTED, "'%s' has no parts within and between groups",
                          split->index);
    }
    rule_find(&w);
    const coop_allocator *a = coop__allocator_of(run);
    size_t bytes = bytes_of(&w);
    unsigned char *block = coop__alloc(a, bytes, 1);
    if (block == NULL) {
        return coop__no_memory(err);
    }
    lay_out(&w, block);
    coop_concentration_parts result;
    coop_status status = parts_find(&w, &result, err);
    if (status == COOP_OK) {
        coop__result_give(out, &result, sizeof result);
        if (parts != NULL) {
            memcpy(parts, w.parts, (size_t)split->n_groups * sizeof *parts);
        }
    }
    coop__release(a, block, bytes, 1);
    return status;
}
