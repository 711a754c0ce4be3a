/* imputation.c -- sums of amounts of which some are missing: bounds, donors, tipping points.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/imputation.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "philox.h"
#include "strata.h"

static const int64_t most_rows = 1000000000;
static const int64_t most_levels = 16;
static const double least_size = 1e-50;
static const double most_size = 1e50;

enum { most_donors = 64 };

/* ---- what is given ---- */

static coop_status number_fail(const char *name, int64_t i, double value, const char *need,
                               coop_error *err)
{
    char text[COOP__NUMBER_SIZE];
    coop__number_format(value, text);
    return coop__fail(err, COOP_RANGE, "%s[%lld] is %s, need %s", name, (long long)i, text, need);
}

static coop_status value_fail(const char *name, double value, const char *need, coop_error *err)
{
    char text[COOP__NUMBER_SIZE];
    coop__number_format(value, text);
    return coop__fail(err, COOP_RANGE, "%s is %s, need %s", name, text, need);
}

static bool is_missing(const coop_amounts *data, int64_t i)
{
    return data->is_missing != NULL && data->is_missing[i] != 0;
}

static bool is_in_range(double size)
{
    return size == 0.0 || (size >= least_size && size <= most_size);
}

static coop_status rows_check(const coop_amounts *data, coop_error *err)
{
    if (data == NULL || (data->n > 0 && data->amounts == NULL)) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL",
                          data == NULL ? "data" : "data->amounts");
    }
    if (data->n < 0 || data->n > most_rows) {
        return coop__fail(err, COOP_RANGE, "n is %lld, need 0 to %lld", (long long)data->n,
                          (long long)most_rows);
    }
    if (data->n == 0) {
        return coop__fail(err, COOP_EMPTY, "there are no amounts");
    }
    for (int64_t i = 0; i < data->n; i++) {
        if (!is_missing(data, i) && !(data->amounts[i] >= 0.0 && is_in_range(data->amounts[i]))) {
            return number_fail("amounts", i, data->amounts[i], "0, or 1e-50 to 1e50", err);
        }
        if (data->coefficients != NULL && !is_in_range(fabs(data->coefficients[i]))) {
            return number_fail("coefficients", i, data->coefficients[i],
                               "0, or 1e-50 to 1e50 in size", err);
        }
    }
    return COOP_OK;
}

static coop_status groups_check(const coop_amounts *data, coop_error *err)
{
    if (data->strata != NULL && (data->n_levels < 1 || data->n_levels > most_levels)) {
        return coop__fail(err, COOP_RANGE, "n_levels is %lld, need 1 to %lld",
                          (long long)data->n_levels, (long long)most_levels);
    }
    for (int64_t i = 0; data->predictor != NULL && i < data->n; i++) {
        if (!isfinite(data->predictor[i])) {
            return number_fail("predictor", i, data->predictor[i], "a finite number", err);
        }
    }
    return COOP_OK;
}

/* Adds coefficient * amount without rounding. */
static void add_row(coop__exact_sum *sum, const coop_amounts *data, int64_t i, double amount)
{
    double coefficient = data->coefficients == NULL ? 1.0 : data->coefficients[i];
    double product = coefficient * amount;
    coop__exact_sum_add(sum, product);
    coop__exact_sum_add(sum, fma(coefficient, amount, -product));
}

static double observed_sum(const coop_amounts *data)
{
    coop__exact_sum sum = {0};
    for (int64_t i = 0; i < data->n; i++) {
        if (!is_missing(data, i)) {
            add_row(&sum, data, i, data->amounts[i]);
        }
    }
    return coop__exact_sum_result(&sum);
}

/* ---- bounds ---- */

/* The sum where each missing amount has the size that makes it least (or most). */
static double extreme_sum(const coop_amounts *data, double least, double most, bool is_high)
{
    coop__exact_sum sum = {0};
    for (int64_t i = 0; i < data->n; i++) {
        double coefficient = data->coefficients == NULL ? 1.0 : data->coefficients[i];
        double amount = is_missing(data, i) ? ((coefficient > 0.0) == is_high ? most : least)
                                            : data->amounts[i];
        if (isinf(amount) && coefficient != 0.0) {
            return is_high ? INFINITY : -INFINITY;
        }
        if (coefficient != 0.0) {
            add_row(&sum, data, i, amount);
        }
    }
    return coop__exact_sum_result(&sum);
}

coop_status coop_missing_bounds_find(const coop_amounts *data, double least, double most,
                                     coop_missing_bounds *out, coop_error *err)
{
    COOP__TRY(coop__result_check(out, "coop_missing_bounds", err));
    COOP__TRY(rows_check(data, err));
    if (!(least >= 0.0 && is_in_range(least))) {
        return value_fail("least", least, "0, or 1e-50 to 1e50", err);
    }
    if (!(most >= least && (isinf(most) || is_in_range(most)))) {
        return value_fail("most", most, "least to 1e50, or infinity", err);
    }
    coop_missing_bounds result = COOP_MISSING_BOUNDS_INIT;
    result.n = data->n;
    for (int64_t i = 0; i < data->n; i++) {
        result.n_missing += is_missing(data, i) ? 1 : 0;
    }
    result.observed = observed_sum(data);
    result.low = extreme_sum(data, least, most, false);
    result.high = extreme_sum(data, least, most, true);
    coop__result_give(out, &result, sizeof result);
    return COOP_OK;
}

/* ---- donors ---- */

/* A missing row, and where its donors stand among those of their level. */
typedef struct slot {
    int32_t row;
    int32_t level;
    int32_t start;
    int32_t count;
} slot;

typedef struct plan {
    const coop_amounts *data;
    coop_imputation_options options;
    bool is_nearest;
    int64_t n_levels;
    int64_t n_missing;
    int64_t n_known;
    int64_t n_coarse;
    double *sums;     /* a replicate each: of what is imputed */
    double *squares;  /* and of the squares of its terms */
    double *values;   /* a replicate each: completed sums, and their variances, under a factor */
    double *variances;
    slot *slots;      /* a missing row each */
    int32_t *donors;  /* n_levels x n_known rows, in each level by stratum and row */
    int32_t *pool;    /* n_known: of one stratum, drawn anew */
    void *block;
    size_t bytes;
} plan;

static int32_t code_at(const coop_amounts *data, int64_t level, int64_t row)
{
    return data->strata == NULL ? 0 : data->strata[level * data->n + row];
}

static bool is_before(const coop_amounts *data, int64_t level, int32_t a, int32_t b)
{
    int32_t x = code_at(data, level, a);
    int32_t y = code_at(data, level, b);
    return x < y || (x == y && a < b);
}

static void sift_down(const coop_amounts *data, int64_t level, int32_t *rows, int64_t root,
                      int64_t n)
{
    int32_t row = rows[root];
    for (int64_t child = 2 * root + 1; child < n; child = 2 * root + 1) {
        child += child + 1 < n && is_before(data, level, rows[child], rows[child + 1]) ? 1 : 0;
        if (!is_before(data, level, row, rows[child])) {
            break;
        }
        rows[root] = rows[child];
        root = child;
    }
    rows[root] = row;
}

static void sort_by_stratum(const coop_amounts *data, int64_t level, int32_t *rows, int64_t n)
{
    for (int64_t i = n / 2 - 1; i >= 0; i--) {
        sift_down(data, level, rows, i, n);
    }
    for (int64_t end = n - 1; end > 0; end--) {
        int32_t last = rows[0];
        rows[0] = rows[end];
        rows[end] = last;
        sift_down(data, level, rows, 0, end);
    }
}

/* The first place among the donors of a level whose stratum has this code, or a larger one. */
static int64_t place_of(const plan *p, int64_t level, int64_t code)
{
    const int32_t *rows = p->donors + level * p->n_known;
    int64_t low = 0;
    int64_t high = p->n_known;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (code_at(p->data, level, rows[middle]) < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static coop_status slot_find(plan *p, slot *s, coop_error *err)
{
    for (int64_t level = 0; level < p->n_levels; level++) {
        int64_t code = code_at(p->data, level, s->row);
        int64_t start = place_of(p, level, code);
        int64_t count = place_of(p, level, code + 1) - start;
        if (count >= p->options.donors) {
            *s = (slot){s->row, (int32_t)level, (int32_t)start, (int32_t)count};
            p->n_coarse += level > 0 ? 1 : 0;
            return COOP_OK;
        }
    }
    return coop__fail(err, COOP_UNDEFINED,
                      "the missing amount of row %lld has fewer than %lld donors at each level",
                      (long long)s->row, (long long)p->options.donors);
}

/* Missing rows in order of their finest stratum, so that a pool serves one after the other. */
static coop_status plan_fill(plan *p, coop_error *err)
{
    const coop_amounts *data = p->data;
    int32_t *missing = p->pool; /* which has room for n: not used before the first draw */
    int64_t n_missing = 0;
    int64_t n_known = 0;
    for (int64_t i = 0; i < data->n; i++) {
        if (is_missing(data, i)) {
            missing[n_missing++] = (int32_t)i;
        } else {
            p->donors[n_known++] = (int32_t)i;
        }
    }
    for (int64_t level = p->n_levels - 1; level >= 0; level--) {
        int32_t *rows = p->donors + level * p->n_known;
        memmove(rows, p->donors, (size_t)p->n_known * sizeof *rows);
        sort_by_stratum(data, level, rows, p->n_known);
    }
    sort_by_stratum(data, 0, missing, n_missing);
    for (int64_t i = 0; i < n_missing; i++) {
        p->slots[i].row = missing[i];
        COOP__TRY(slot_find(p, &p->slots[i], err));
    }
    return COOP_OK;
}

static coop_status options_take(plan *p, const coop_imputation_options *options, coop_error *err)
{
    coop_imputation_options o = COOP_IMPUTATION_OPTIONS_INIT;
    if (options != NULL) {
        if (options->struct_size < sizeof options->struct_size) {
            return coop__fail(err, COOP_ARGUMENT,
                              "options->struct_size is %lld, need sizeof(coop_imputation_options)",
                              (long long)options->struct_size);
        }
        memcpy(&o, options, options->struct_size < sizeof o ? options->struct_size : sizeof o);
    }
    o.method = o.method == NULL ? "bootstrap" : o.method;
    o.replicates = o.replicates == 0 ? 20 : o.replicates;
    o.donors = o.donors == 0 ? 5 : o.donors;
    o.level = o.level == 0.0 ? 0.95 : o.level;
    p->is_nearest = strcmp(o.method, "nearest") == 0;
    if (!p->is_nearest && strcmp(o.method, "bootstrap") != 0) {
        return coop__fail(err, COOP_NOT_FOUND, "there is no method of imputation '%s'", o.method);
    }
    if (p->is_nearest && p->data->predictor == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "method 'nearest' needs a predictor");
    }
    if (o.replicates < 2 || o.replicates > 100000) {
        return coop__fail(err, COOP_RANGE, "replicates is %lld, need 2 to 100000",
                          (long long)o.replicates);
    }
    if (o.donors < 2 || o.donors > most_donors) {
        return coop__fail(err, COOP_RANGE, "donors is %lld, need 2 to %d", (long long)o.donors,
                          most_donors);
    }
    if (!(o.level > 0.0 && o.level < 1.0)) {
        return value_fail("level", o.level, "a value inside (0, 1)", err);
    }
    p->options = o;
    return COOP_OK;
}

static void plan_close(plan *p, const coop_run *run)
{
    coop__release(coop__allocator_of(run), p->block, p->bytes, 1);
}

/* Checks all that was given and finds the donors of each missing row. On failure keeps nothing. */
static coop_status plan_open(plan *p, const coop_amounts *data,
                             const coop_imputation_options *options, const coop_run *run,
                             coop_error *err)
{
    *p = (plan){.data = data};
    COOP__TRY(rows_check(data, err));
    COOP__TRY(groups_check(data, err));
    COOP__TRY(options_take(p, options, err));
    p->n_levels = data->strata == NULL ? 1 : data->n_levels;
    for (int64_t i = 0; i < data->n; i++) {
        p->n_missing += is_missing(data, i) ? 1 : 0;
    }
    p->n_known = data->n - p->n_missing;
    size_t n_known = (size_t)p->n_known;
    p->bytes = (size_t)p->options.replicates * 4 * sizeof *p->sums +
               (size_t)p->n_missing * sizeof *p->slots +
               ((size_t)p->n_levels * n_known + (size_t)data->n) * sizeof *p->donors;
    p->block = coop__alloc(coop__allocator_of(run), p->bytes, 1);
    if (p->block == NULL) {
        return coop__no_memory(err);
    }
    p->sums = p->block;
    p->squares = p->sums + p->options.replicates;
    p->values = p->squares + p->options.replicates;
    p->variances = p->values + p->options.replicates;
    p->slots = (slot *)(void *)(p->variances + p->options.replicates);
    p->donors = (int32_t *)(void *)(p->slots + p->n_missing);
    p->pool = p->donors + (size_t)p->n_levels * n_known;
    coop_status status = plan_fill(p, err);
    if (status != COOP_OK) {
        plan_close(p, run);
    }
    return status;
}

/* ---- draws ---- */

static uint64_t first_half(coop__philox x)
{
    return x.v[0] | (uint64_t)x.v[1] << 32;
}

/* The donors of a stratum, drawn with replacement, into the pool. */
static void pool_draw(plan *p, const slot *s, int64_t replicate)
{
    const int32_t *rows = p->donors + s->level * p->n_known + s->start;
    uint32_t code = (uint32_t)code_at(p->data, s->level, rows[0]);
    for (int64_t j = 0; j < s->count; j++) {
        coop__philox counter = {{(uint32_t)j, (uint32_t)replicate, code, (uint32_t)s->level}};
        uint64_t x = first_half(coop__philox_at(counter, p->options.seed));
        p->pool[j] = rows[coop__philox_below(x, s->count)];
    }
}

/* Moves the `most` of the pool whose predictor is nearest into `nearest`. */
static void nearest_find(const plan *p, const slot *s, int64_t most, int32_t *nearest)
{
    double distances[most_donors];
    const double *predictor = p->data->predictor;
    int64_t n = 0;
    for (int64_t j = 0; j < s->count; j++) {
        double distance = fabs(predictor[p->pool[j]] - predictor[s->row]);
        if (n == most && !(distance < distances[n - 1])) {
            continue;
        }
        n += n < most ? 1 : 0;
        int64_t at = n - 1;
        for (; at > 0 && distance < distances[at - 1]; at--) {
            distances[at] = distances[at - 1];
            nearest[at] = nearest[at - 1];
        }
        distances[at] = distance;
        nearest[at] = p->pool[j];
    }
}

static double amount_draw(const plan *p, const slot *s, int64_t replicate)
{
    coop__philox counter = {{(uint32_t)s->row, (uint32_t)replicate, 0, UINT32_MAX}};
    uint64_t x = first_half(coop__philox_at(counter, p->options.seed));
    if (!p->is_nearest) {
        return p->data->amounts[p->pool[coop__philox_below(x, s->count)]];
    }
    int32_t nearest[most_donors];
    nearest_find(p, s, p->options.donors, nearest);
    return p->data->amounts[nearest[coop__philox_below(x, p->options.donors)]];
}

/* One replicate: sums of the imputed terms and of their squares; amounts where out is not NULL. */
static void replicate_draw(plan *p, int64_t replicate, double *out, double *sum, double *square)
{
    coop__exact_sum sums = {0};
    coop__exact_sum squares = {0};
    const slot *last = NULL;
    for (int64_t i = 0; i < p->n_missing; i++) {
        const slot *s = &p->slots[i];
        if (last == NULL || last->level != s->level || last->start != s->start) {
            pool_draw(p, s, replicate);
        }
        last = s;
        double amount = amount_draw(p, s, replicate);
        double coefficient = p->data->coefficients == NULL ? 1.0 : p->data->coefficients[s->row];
        add_row(&sums, p->data, s->row, amount);
        coop__exact_sum_add(&squares, coefficient * amount * coefficient * amount);
        if (out != NULL) {
            out[s->row] = amount;
        }
    }
    *sum = coop__exact_sum_result(&sums);
    *square = coop__exact_sum_result(&squares);
}

coop_status coop_imputation_draw(const coop_amounts *data, const coop_imputation_options *options,
                                 int64_t replicate, const coop_run *run, double *out,
                                 coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL");
    }
    plan p;
    COOP__TRY(plan_open(&p, data, options, run, err));
    if (replicate < 0 || replicate >= p.options.replicates) {
        plan_close(&p, run);
        return coop__fail(err, COOP_RANGE, "replicate is %lld, need 0 to replicates - 1",
                          (long long)replicate);
    }
    for (int64_t i = 0; i < data->n; i++) {
        out[i] = is_missing(data, i) ? 0.0 : data->amounts[i];
    }
    replicate_draw(&p, replicate, out, p.sums, p.squares);
    plan_close(&p, run);
    return COOP_OK;
}

/* ---- sums ---- */

/* What is known: the sum of its terms, and that of their squares. */
typedef struct known {
    double sum;
    double square;
} known;

static known known_of(const coop_amounts *data)
{
    known k = {observed_sum(data), 0.0};
    coop__exact_sum squares = {0};
    for (int64_t i = 0; i < data->n; i++) {
        if (!is_missing(data, i)) {
            double coefficient = data->coefficients == NULL ? 1.0 : data->coefficients[i];
            double term = coefficient * data->amounts[i];
            coop__exact_sum_add(&squares, term * term);
        }
    }
    k.square = coop__exact_sum_result(&squares);
    return k;
}

static double replicates_draw(plan *p)
{
    coop__exact_sum sum = {0};
    for (int64_t r = 0; r < p->options.replicates; r++) {
        replicate_draw(p, r, NULL, &p->sums[r], &p->squares[r]);
        coop__exact_sum_add(&sum, p->sums[r]);
    }
    return coop__exact_sum_result(&sum) / (double)p->options.replicates;
}

/* The completed sums under a factor, and the variances of such sums. */
static bool complete(plan *p, const known *k, double factor)
{
    double n = (double)p->data->n;
    bool is_positive = true;
    for (int64_t r = 0; r < p->options.replicates; r++) {
        double sum = k->sum + factor * p->sums[r];
        double square = k->square + factor * factor * p->squares[r];
        double spread = p->options.is_sample ? fmax(square - sum * sum / n, 0.0) : 0.0;
        p->values[r] = sum;
        p->variances[r] = p->options.is_sample ? n * spread / (n - 1.0) : 0.0;
        is_positive = is_positive && sum > 0.0;
    }
    return is_positive;
}

/* Rubin's rules on the completed sums; limits, where sums are above 0, from their logarithms. */
static coop_status pool(plan *p, const known *k, double factor, coop_pooled *out, coop_error *err)
{
    bool has_log = complete(p, k, factor) && p->data->coefficients == NULL;
    double df = p->options.is_sample ? (double)(p->data->n - 1) : INFINITY;
    coop_estimates estimates = {p->values, p->variances, p->options.replicates, df};
    *out = (coop_pooled)COOP_POOLED_INIT;
    COOP__TRY(coop_estimates_pool(&estimates, p->options.level, out, err));
    if (!has_log || out->total == 0.0) {
        return COOP_OK;
    }
    for (int64_t r = 0; r < p->options.replicates; r++) {
        p->variances[r] /= p->values[r] * p->values[r];
        p->values[r] = log(p->values[r]);
    }
    coop_pooled logs = COOP_POOLED_INIT;
    COOP__TRY(coop_estimates_pool(&estimates, p->options.level, &logs, err));
    out->low = p->options.is_sample ? exp(logs.low) : fmax(exp(logs.low), k->sum);
    out->high = exp(logs.high);
    return COOP_OK;
}

static coop_status sample_check(const plan *p, coop_error *err)
{
    return p->options.is_sample && p->data->n < 2
               ? coop__fail(err, COOP_UNDEFINED, "a sample of one row has no variance")
               : COOP_OK;
}

static coop_status total_find(plan *p, coop_imputed_total *out, double *sums, coop_error *err)
{
    COOP__TRY(sample_check(p, err));
    known k = known_of(p->data);
    double imputed = replicates_draw(p);
    coop_pooled pooled;
    COOP__TRY(pool(p, &k, 1.0, &pooled, err));
    coop_imputed_total result = COOP_IMPUTED_TOTAL_INIT;
    result.n = p->data->n;
    result.n_missing = p->n_missing;
    result.n_coarse = p->n_coarse;
    result.observed = k.sum;
    result.imputed = imputed;
    result.value = pooled.value;
    result.std_error = sqrt(pooled.total);
    result.low = pooled.low;
    result.high = pooled.high;
    result.within = pooled.within;
    result.between = pooled.between;
    result.df = pooled.df;
    result.missing_information = pooled.missing_information;
    for (int64_t r = 0; sums != NULL && r < p->options.replicates; r++) {
        sums[r] = k.sum + p->sums[r];
    }
    coop__result_give(out, &result, sizeof result);
    return COOP_OK;
}

coop_status coop_imputation_total(const coop_amounts *data, const coop_imputation_options *options,
                                  const coop_run *run, coop_imputed_total *out, double *sums,
                                  coop_error *err)
{
    COOP__TRY(coop__result_check(out, "coop_imputed_total", err));
    plan p;
    COOP__TRY(plan_open(&p, data, options, run, err));
    coop_status status = total_find(&p, out, sums, err);
    plan_close(&p, run);
    return status;
}

/* ---- tipping points ---- */

static coop_status statement_check(const coop_imputation_statement *s, coop_error *err)
{
    if (s == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "statement is NULL");
    }
    if (!(fabs(s->threshold) <= 1e100)) {
        return value_fail("threshold", s->threshold, "-1e100 to 1e100", err);
    }
    if (s->n_factors < 0 || s->n_factors > 100000) {
        return coop__fail(err, COOP_RANGE, "n_factors is %lld, need 0 to 100000",
                          (long long)s->n_factors);
    }
    if (s->n_factors > 0 && (s->factors == NULL || s->steps == NULL)) {
        return coop__fail(err, COOP_ARGUMENT, "statement->%s is NULL",
                          s->factors == NULL ? "factors" : "steps");
    }
    for (int64_t i = 0; i < s->n_factors; i++) {
        if (!(s->factors[i] >= 0.0 && s->factors[i] <= 1e6)) {
            return number_fail("factors", i, s->factors[i], "0 to 1000000", err);
        }
    }
    return COOP_OK;
}

/* Mean of an imputed amount, whatever its coefficient. */
static double mean_donated(plan *p)
{
    coop_amounts plain = *p->data;
    plain.coefficients = NULL;
    plan q = *p;
    q.data = &plain;
    coop__exact_sum sum = {0};
    for (int64_t r = 0; r < p->options.replicates; r++) {
        double drawn;
        double square;
        replicate_draw(&q, r, NULL, &drawn, &square);
        coop__exact_sum_add(&sum, drawn);
    }
    double n = (double)p->options.replicates * (double)p->n_missing;
    return p->n_missing == 0 ? 0.0 : coop__exact_sum_result(&sum) / n;
}

static void tipping_fill(const coop_imputation_statement *s, coop_imputation_tipping *t)
{
    double missing = s->threshold - t->observed;
    t->holds = t->observed + t->imputed >= s->threshold ? 1 : 0;
    if (t->imputed != 0.0) {
        double factor = missing / t->imputed;
        t->does_tip = factor >= 0.0 && isfinite(factor) ? 1 : 0;
        t->factor = t->does_tip ? factor + 0.0 : 0.0;
        t->mean_needed = t->factor * t->mean_donated;
    }
}

static coop_status sweep_find(plan *p, const coop_imputation_statement *s,
                              coop_imputation_step *steps, coop_imputation_tipping *out,
                              coop_error *err)
{
    COOP__TRY(sample_check(p, err));
    known k = known_of(p->data);
    coop_imputation_tipping result = COOP_IMPUTATION_TIPPING_INIT;
    result.observed = k.sum;
    result.mean_donated = mean_donated(p);
    result.imputed = replicates_draw(p);
    tipping_fill(s, &result);
    for (int64_t i = 0; i < s->n_factors; i++) {
        coop_pooled pooled;
        COOP__TRY(pool(p, &k, s->factors[i], &pooled, err));
        int32_t holds = pooled.low >= s->threshold ? 1 : pooled.high < s->threshold ? -1 : 0;
        steps[i] = (coop_imputation_step){s->factors[i], pooled.value, pooled.low, pooled.high,
                                          holds, 0};
    }
    coop__result_give(out, &result, sizeof result);
    return COOP_OK;
}

coop_status coop_imputation_sweep(const coop_amounts *data, const coop_imputation_options *options,
                                  const coop_imputation_statement *statement, const coop_run *run,
                                  coop_imputation_tipping *out, coop_error *err)
{
    COOP__TRY(coop__result_check(out, "coop_imputation_tipping", err));
    COOP__TRY(statement_check(statement, err));
    const coop_allocator *a = coop__allocator_of(run);
    plan p;
    COOP__TRY(plan_open(&p, data, options, run, err));
    /* Beside the caller's, which a failure of a late step must leave as they were. */
    size_t n = (size_t)statement->n_factors;
    coop_imputation_step *steps = coop__alloc(a, n, sizeof *steps);
    coop_status status =
        steps == NULL ? coop__no_memory(err) : sweep_find(&p, statement, steps, out, err);
    if (status == COOP_OK && n > 0) {
        memcpy(statement->steps, steps, n * sizeof *steps);
    }
    coop__release(a, steps, n, sizeof *steps);
    plan_close(&p, run);
    return status;
}

static const coop_imputation_method methods[] = {
    {"bootstrap", "one of the donors of the stratum, which are drawn anew with replacement",
     "approximate Bayesian bootstrap: Rubin & Schenker 1986, J Am Stat Assoc 81:366"},
    {"nearest", "of donors drawn anew, one of the few whose predictor is nearest",
     "predictive mean matching: Little 1988, J Bus Econ Stat 6:287"},
    {NULL, NULL, NULL},
};

const coop_imputation_method *coop_imputation_methods(void)
{
    return methods;
}
