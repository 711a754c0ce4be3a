/* concentration.c -- indices of concentration and inequality, their states, the Lorenz curve.
 *
 * Everything is computed of a state: distinct values in ascending order with whole weights. Sums of
 * values and of their products with whole numbers are exact and rounded once.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/concentration.h>

#include "concentration.h"

#include <math.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "sort.h"
#include "strata.h"

static const int64_t most_weight = (int64_t)1 << 53;
static const double least_value = 1e-100;
static const double most_value = 1e100;

int64_t coop__concentration_weight(const coop_concentration_data *data, int64_t i)
{
    return data->weights == NULL ? 1 : data->weights[i];
}

static coop_status row_check(const coop_concentration_data *data, int64_t i, coop_error *err)
{
    double value = data->values[i];
    if (!(value == 0.0 || (value >= least_value && value <= most_value))) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(value, text);
        return coop__fail(err, COOP_RANGE, "values[%lld] is %s, need 0, or 1e-100 to 1e100",
                          (long long)i, text);
    }
    int64_t weight = coop__concentration_weight(data, i);
    if (weight < 0 || weight > most_weight) {
        return coop__fail(err, COOP_RANGE, "weights[%lld] is %lld, need 0 to %lld", (long long)i,
                          (long long)weight, (long long)most_weight);
    }
    return COOP_OK;
}

/* As coop__concentration_check, but no weight at all is no failure. */
static coop_status rows_check(const coop_concentration_data *data, int64_t *n, int64_t *n_zero,
                              coop_error *err)
{
    if (data == NULL || (data->n > 0 && data->values == NULL)) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL",
                          data == NULL ? "data" : "data->values");
    }
    if (data->n < 0) {
        return coop__fail(err, COOP_RANGE, "n is %lld, need 0 or more", (long long)data->n);
    }
    int64_t sum = 0;
    int64_t zeros = 0;
    for (int64_t i = 0; i < data->n; i++) {
        COOP__TRY(row_check(data, i, err));
        int64_t weight = coop__concentration_weight(data, i);
        sum += weight;
        zeros += data->values[i] == 0.0 ? weight : 0;
        if (sum > most_weight) {
            return coop__fail(err, COOP_RANGE, "weights add up to more than %lld",
                              (long long)most_weight);
        }
    }
    *n = sum;
    *n_zero = zeros;
    return COOP_OK;
}

coop_status coop__concentration_check(const coop_concentration_data *data, int64_t *n,
                                      int64_t *n_zero, coop_error *err)
{
    COOP__TRY(rows_check(data, n, n_zero, err));
    if (*n == 0) {
        return coop__fail(err, COOP_EMPTY, "there are no values");
    }
    if (*n_zero == *n) {
        return coop__fail(err, COOP_UNDEFINED, "all %lld values are 0", (long long)*n);
    }
    return COOP_OK;
}

int64_t coop__concentration_reduce(double *values, int64_t *weights, int64_t n)
{
    coop__sort_numbers(values, weights, n);
    int64_t kept = 0;
    for (int64_t i = 0; i < n; i++) {
        if (weights[i] > 0 && kept > 0 && values[kept - 1] == values[i]) {
            weights[kept - 1] += weights[i];
        } else if (weights[i] > 0) {
            values[kept] = values[i] == 0.0 ? 0.0 : values[i]; /* -0 becomes 0 */
            weights[kept] = weights[i];
            kept++;
        }
    }
    return kept;
}

static bool is_state(const coop_concentration_data *data)
{
    for (int64_t i = 0; i < data->n; i++) {
        if (coop__concentration_weight(data, i) == 0 ||
            (i > 0 && !(data->values[i - 1] < data->values[i]))) {
            return false;
        }
    }
    return true;
}

bool coop__concentration_open(const coop_concentration_data *data, const coop_allocator *a,
                              coop__concentration_state *out)
{
    *out = (coop__concentration_state){*data, NULL};
    if (is_state(data)) {
        return true;
    }
    double *values = coop__alloc(a, (size_t)data->n, sizeof *values + sizeof(int64_t));
    if (values == NULL) {
        return false;
    }
    int64_t *weights = (int64_t *)(void *)(values + data->n);
    memcpy(values, data->values, (size_t)data->n * sizeof *values);
    for (int64_t i = 0; i < data->n; i++) {
        weights[i] = coop__concentration_weight(data, i);
    }
    int64_t n = coop__concentration_reduce(values, weights, data->n);
    *out = (coop__concentration_state){{values, weights, n}, values};
    return true;
}

void coop__concentration_close(const coop_concentration_data *data, const coop_allocator *a,
                               coop__concentration_state *state)
{
    coop__release(a, state->block, (size_t)data->n, sizeof(double) + sizeof(int64_t));
}

int64_t coop__concentration_n(const coop_concentration_data *state)
{
    int64_t n = 0;
    for (int64_t i = 0; i < state->n; i++) {
        n += coop__concentration_weight(state, i);
    }
    return n;
}

/* Adds x * y without rounding; neither product nor error may be beyond what a double holds. */
static void add_product(coop__exact_sum *sum, double x, double y)
{
    double product = x * y;
    coop__exact_sum_add(sum, product);
    coop__exact_sum_add(sum, fma(x, y, -product));
}

double coop__concentration_total(const coop_concentration_data *state)
{
    coop__exact_sum sum = {0};
    for (int64_t i = 0; i < state->n; i++) {
        add_product(&sum, (double)coop__concentration_weight(state, i), state->values[i]);
    }
    return coop__exact_sum_result(&sum);
}

/* Sum of w (x - from)^2 over the square of the total. */
static double square_sum(const coop_concentration_data *state, double from, double total)
{
    coop__exact_sum sum = {0};
    for (int64_t i = 0; i < state->n; i++) {
        double distance = state->values[i] - from;
        double square = distance * distance;
        double weight = (double)coop__concentration_weight(state, i);
        add_product(&sum, weight, square);
        add_product(&sum, weight, fma(distance, distance, -square));
    }
    return coop__exact_sum_result(&sum) / total / total;
}

static double hhi_of(const coop_concentration_data *state)
{
    return fmin(square_sum(state, 0.0, coop__concentration_total(state)), 1.0);
}

double coop__hhi_above_least(const coop_concentration_data *state, int64_t n)
{
    if (state->n == 1) {
        return 0.0;
    }
    double total = coop__concentration_total(state);
    return square_sum(state, total / (double)n, total);
}

static coop_status hhi(const coop_concentration_data *state, double parameter, double *out,
                       coop_error *err)
{
    (void)parameter;
    (void)err;
    *out = hhi_of(state);
    return COOP_OK;
}

static coop_status several_check(int64_t n, const char *index, coop_error *err)
{
    return n > 1 ? COOP_OK
                 : coop__fail(err, COOP_UNDEFINED, "%s has no value for one value", index);
}

static coop_status hhi_normalised(const coop_concentration_data *state, double parameter,
                                  double *out, coop_error *err)
{
    (void)parameter;
    int64_t n = coop__concentration_n(state);
    COOP__TRY(several_check(n, "hhi_normalised", err));
    *out = fmin(coop__hhi_above_least(state, n) * ((double)n / (double)(n - 1)), 1.0);
    return COOP_OK;
}

static coop_status hhi_unctad(const coop_concentration_data *state, double parameter, double *out,
                              coop_error *err)
{
    (void)parameter;
    int64_t n = coop__concentration_n(state);
    COOP__TRY(several_check(n, "hhi_unctad", err));
    double least = sqrt(1.0 / (double)n);
    double above = coop__hhi_above_least(state, n) / (sqrt(hhi_of(state)) + least);
    *out = fmin(above / (1.0 - least), 1.0);
    return COOP_OK;
}

static coop_status effective_number(const coop_concentration_data *state, double parameter,
                                    double *out, coop_error *err)
{
    (void)parameter;
    (void)err;
    *out = state->n == 1 ? (double)coop__concentration_n(state) : 1.0 / hhi_of(state);
    return COOP_OK;
}

static coop_status ratio_of_largest(const coop_concentration_data *state, double parameter,
                                    double *out, coop_error *err)
{
    if (parameter != floor(parameter)) {
        return coop__fail(err, COOP_RANGE, "the k of cr is not a whole number");
    }
    coop__exact_sum sum = {0};
    double left = parameter;
    for (int64_t i = state->n - 1; i >= 0 && left > 0.0; i--) {
        double taken = fmin(left, (double)coop__concentration_weight(state, i));
        add_product(&sum, taken, state->values[i]);
        left -= taken;
    }
    *out = coop__exact_sum_result(&sum) / coop__concentration_total(state);
    return COOP_OK;
}

static coop_status shannon(const coop_concentration_data *state, double parameter, double *out,
                           coop_error *err)
{
    (void)parameter;
    (void)err;
    coop__exact_sum sum = {0};
    double total = coop__concentration_total(state);
    coop_concentration_data others = *state; /* than the largest */
    others.n--;
    double rest = coop__concentration_total(&others) / total;
    for (int64_t i = 0; i < state->n; i++) {
        double weight = (double)coop__concentration_weight(state, i);
        double share = state->values[i] / total;
        /* Near 1 the share has lost what its logarithm is; then it is the largest, and alone. */
        double log_share = share > 0.5 ? log1p(-rest) : log(share > 0.0 ? share : 1.0);
        coop__exact_sum_add(&sum, -weight * share * log_share);
    }
    *out = coop__exact_sum_result(&sum) + 0.0;
    return COOP_OK;
}

/* Sum of w x (values below + values not above - n), over n X. */
static double gini_of(const coop_concentration_data *state, int64_t n)
{
    coop__exact_sum sum = {0};
    int64_t below = 0;
    for (int64_t i = 0; i < state->n; i++) {
        int64_t weight = coop__concentration_weight(state, i);
        coop__pair factor = coop__pair_of((coop__int128)weight * (2 * below + weight - n));
        add_product(&sum, factor.high, state->values[i]);
        add_product(&sum, factor.low, state->values[i]);
        below += weight;
    }
    return coop__exact_sum_result(&sum) / coop__concentration_total(state) / (double)n;
}

static coop_status gini(const coop_concentration_data *state, double parameter, double *out,
                        coop_error *err)
{
    (void)parameter;
    (void)err;
    *out = gini_of(state, coop__concentration_n(state));
    return COOP_OK;
}

static coop_status gini_small_sample(const coop_concentration_data *state, double parameter,
                                     double *out, coop_error *err)
{
    (void)parameter;
    int64_t n = coop__concentration_n(state);
    COOP__TRY(several_check(n, "gini_small_sample", err));
    *out = fmin(gini_of(state, n) * ((double)n / (double)(n - 1)), 1.0);
    return COOP_OK;
}

/* (t^a - 1) / a, the logarithm for a = 0. */
static double power_of(double log_t, double a)
{
    return a == 0.0 ? log_t : expm1(a * log_t) / a;
}

/* (t^alpha - 1 - alpha (t - 1)) / (alpha (alpha - 1)) and its limits: 0 or more, 0 for t = 1. The
 * mean of alpha (t - 1) is 0, so that the mean of this is generalised entropy; no digits are lost
 * by terms of either sign. t = 1 + d. */
static double entropy_term(double d, double t, double alpha)
{
    if (t == 0.0) {
        return alpha > 0.0 ? 1.0 / alpha : INFINITY;
    }
    if (fabs(d) > 0.25) {
        return alpha < 0.5 ? (power_of(log(t), alpha) - d) / (alpha - 1.0)
                           : (t * power_of(log(t), alpha - 1.0) - d) / alpha;
    }
    double term = 0.5 * d * d;
    double sum = term;
    for (int k = 2; k < 100 && fabs(term) > 1e-18 * sum; k++) {
        term *= d * (alpha - k) / (k + 1);
        sum += term;
    }
    return sum;
}

double coop__generalised_entropy(const coop_concentration_data *state, double alpha)
{
    if (state->n == 1) {
        return 0.0;
    }
    double n = (double)coop__concentration_n(state);
    double mean = coop__concentration_total(state) / n;
    coop__exact_sum sum = {0};
    for (int64_t i = 0; i < state->n; i++) {
        double x = state->values[i];
        double term = (double)coop__concentration_weight(state, i) *
                      entropy_term((x - mean) / mean, x / mean, alpha);
        if (!isfinite(term)) {
            return INFINITY;
        }
        coop__exact_sum_add(&sum, term);
    }
    return coop__exact_sum_result(&sum) / n;
}

static coop_status entropy(const coop_concentration_data *state, double alpha, double *out,
                           coop_error *err)
{
    if (alpha <= 0.0 && state->values[0] == 0.0) {
        return coop__fail(err, COOP_UNDEFINED,
                          "a value is 0: generalised entropy needs alpha above 0 then");
    }
    double value = coop__generalised_entropy(state, alpha);
    if (!isfinite(value)) {
        return coop__fail(err, COOP_RANGE, "generalised entropy is beyond the largest double");
    }
    *out = value;
    return COOP_OK;
}

static coop_status theil_t(const coop_concentration_data *state, double parameter, double *out,
                           coop_error *err)
{
    (void)parameter;
    return entropy(state, 1.0, out, err);
}

static coop_status theil_l(const coop_concentration_data *state, double parameter, double *out,
                           coop_error *err)
{
    (void)parameter;
    return entropy(state, 0.0, out, err);
}

double coop__atkinson_of(double value, double alpha)
{
    double log_mean = alpha == 0.0 ? -value : log1p(alpha * (alpha - 1.0) * value) / alpha;
    return -expm1(log_mean);
}

static coop_status atkinson(const coop_concentration_data *state, double epsilon, double *out,
                            coop_error *err)
{
    (void)err;
    double alpha = 1.0 - epsilon;
    bool is_nothing_left = alpha <= 0.0 && state->values[0] == 0.0;
    *out = is_nothing_left ? 1.0
                           : coop__atkinson_of(coop__generalised_entropy(state, alpha), alpha);
    return COOP_OK;
}

coop_status coop__concentration_index_of(const char *name, double parameter,
                                         const coop_concentration_index **index, double *used,
                                         coop_error *err)
{
    if (name == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "index is NULL");
    }
    const coop_concentration_index *at = coop_concentration_indices();
    while (at->name != NULL && strcmp(at->name, name) != 0) {
        at++;
    }
    if (at->name == NULL) {
        return coop__fail(err, COOP_NOT_FOUND, "there is no index of concentration '%s'", name);
    }
    double value = isnan(parameter) || at->parameter == NULL ? at->usual : parameter;
    if (!(value >= at->least && value <= at->most)) {
        char text[3][COOP__NUMBER_SIZE];
        coop__number_format(value, text[0]);
        coop__number_format(at->least, text[1]);
        coop__number_format(at->most, text[2]);
        return coop__fail(err, COOP_RANGE, "%s of %s is %s, need %s to %s", at->parameter, name,
                          text[0], text[1], text[2]);
    }
    *index = at;
    *used = value;
    return COOP_OK;
}

coop_status coop_concentration_value(const coop_concentration_data *data, const char *index,
                                     double parameter, const coop_run *run,
                                     coop_concentration *out, coop_error *err)
{
    COOP__TRY(coop__result_check(out, "coop_concentration", err));
    const coop_concentration_index *entry = NULL;
    coop_concentration result = COOP_CONCENTRATION_INIT;
    COOP__TRY(coop__concentration_index_of(index, parameter, &entry, &result.parameter, err));
    COOP__TRY(coop__concentration_check(data, &result.n, &result.n_zero, err));
    const coop_allocator *a = coop__allocator_of(run);
    coop__concentration_state state;
    if (!coop__concentration_open(data, a, &state)) {
        return coop__no_memory(err);
    }
    result.total = coop__concentration_total(&state.rows);
    result.mean = result.total / (double)result.n;
    result.n_distinct = state.rows.n;
    coop_status status = entry->value(&state.rows, result.parameter, &result.value, err);
    coop__concentration_close(data, a, &state);
    if (status == COOP_OK) {
        coop__result_give(out, &result, sizeof result);
    }
    return status;
}

coop_status coop_concentration_lorenz(const coop_concentration_data *data, const coop_run *run,
                                      double *share_n, double *share, int64_t *n_points,
                                      coop_error *err)
{
    if (share_n == NULL || share == NULL || n_points == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "share_n, share or n_points is NULL");
    }
    int64_t n = 0;
    int64_t n_zero = 0;
    COOP__TRY(coop__concentration_check(data, &n, &n_zero, err));
    const coop_allocator *a = coop__allocator_of(run);
    coop__concentration_state state;
    if (!coop__concentration_open(data, a, &state)) {
        return coop__no_memory(err);
    }
    double total = coop__concentration_total(&state.rows);
    coop__exact_sum sum = {0};
    int64_t below = 0;
    share_n[0] = 0.0;
    share[0] = 0.0;
    for (int64_t i = 0; i < state.rows.n; i++) {
        int64_t weight = coop__concentration_weight(&state.rows, i);
        below += weight;
        add_product(&sum, (double)weight, state.rows.values[i]);
        share_n[i + 1] = (double)below / (double)n;
        share[i + 1] = coop__exact_sum_result(&sum) / total;
    }
    *n_points = state.rows.n + 1;
    coop__concentration_close(data, a, &state);
    return COOP_OK;
}

coop_status coop_concentration_state(double *values, int64_t *weights, int64_t *n, coop_error *err)
{
    if (n == NULL || (*n > 0 && (values == NULL || weights == NULL))) {
        return coop__fail(err, COOP_ARGUMENT, "values, weights or n is NULL");
    }
    coop_concentration_data data = {values, weights, *n};
    int64_t sum = 0;
    int64_t n_zero = 0;
    COOP__TRY(rows_check(&data, &sum, &n_zero, err));
    *n = coop__concentration_reduce(values, weights, *n);
    return COOP_OK;
}

static coop_status state_check(const coop_concentration_data *data, const char *name, int64_t *n,
                               coop_error *err)
{
    int64_t n_zero = 0;
    COOP__TRY(rows_check(data, n, &n_zero, err));
    return is_state(data) ? COOP_OK
                          : coop__fail(err, COOP_RANGE,
                                       "%s is no state: values must ascend and weights be above 0",
                                       name);
}

coop_status coop_concentration_merge(const coop_concentration_data *a,
                                     const coop_concentration_data *b, double *values,
                                     int64_t *weights, int64_t *n, coop_error *err)
{
    if (values == NULL || weights == NULL || n == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "values, weights or n is NULL");
    }
    int64_t n_a = 0;
    int64_t n_b = 0;
    COOP__TRY(state_check(a, "a", &n_a, err));
    COOP__TRY(state_check(b, "b", &n_b, err));
    if (n_a + n_b > most_weight) {
        return coop__fail(err, COOP_RANGE, "weights add up to more than %lld",
                          (long long)most_weight);
    }
    int64_t i = 0;
    int64_t j = 0;
    int64_t kept = 0;
    for (; i < a->n || j < b->n; kept++) {
        bool has_a = i < a->n && (j == b->n || a->values[i] <= b->values[j]);
        bool has_b = j < b->n && (i == a->n || b->values[j] <= a->values[i]);
        double value = has_a ? a->values[i] : b->values[j];
        values[kept] = value == 0.0 ? 0.0 : value;
        weights[kept] = (has_a ? coop__concentration_weight(a, i) : 0) +
                        (has_b ? coop__concentration_weight(b, j) : 0);
        i += has_a ? 1 : 0;
        j += has_b ? 1 : 0;
    }
    *n = kept;
    return COOP_OK;
}

static const coop_concentration_index indices[] = {
    {"hhi", "sum of s^2, 1/n to 1", "Herfindahl 1950; Hirschman 1964, Am Econ Rev 54:761", NULL, 0,
     0, 0, 1, 0, hhi},
    {"hhi_normalised", "(hhi - 1/n) / (1 - 1/n), 0 to 1", "Hirschman 1964", NULL, 0, 0, 0, 0, 0,
     hhi_normalised},
    {"hhi_unctad", "(sqrt(hhi) - sqrt(1/n)) / (1 - sqrt(1/n)), 0 to 1",
     "UNCTAD, concentration index of trade", NULL, 0, 0, 0, 0, 0, hhi_unctad},
    {"effective_number", "1 / hhi: how many equal shares have this hhi, 1 to n",
     "Adelman 1969, Rev Econ Stat 51:99", NULL, 0, 0, 0, 0, 0, effective_number},
    {"cr", "sum of the k largest s, k/n to 1", "Bain 1951, Q J Econ 65:293", "k", 4, 1, 1e15, 0, 0,
     ratio_of_largest},
    {"shannon", "-sum of s ln s, 0 to ln n", "Shannon 1948, Bell Syst Tech J 27:379", NULL, 0, 0, 0,
     0, 0, shannon},
    {"gini", "mean difference of two values, drawn with replacement, over twice the mean",
     "Gini 1914; Lerman & Yitzhaki 1985, Rev Econ Stat 67:151", NULL, 0, 0, 0, 1, 1, gini},
    {"gini_small_sample", "gini n / (n - 1): drawn without replacement, 0 to 1", "Deltas 2003, "
     "Rev Econ Stat 85:226", NULL, 0, 0, 0, 0, 0, gini_small_sample},
    {"theil_t", "mean of t ln t, t being values over their mean: ge with alpha 1",
     "Theil 1967, Economics and Information Theory", NULL, 0, 0, 0, 1, 1, theil_t},
    {"theil_l", "mean of -ln t, the mean log deviation: ge with alpha 0",
     "Theil 1967, Economics and Information Theory", NULL, 0, 0, 0, 1, 1, theil_l},
    {"ge", "(mean of t^alpha - 1) / (alpha (alpha - 1))", "Shorrocks 1980, Econometrica 48:613",
     "alpha", 2, -10, 10, 1, 1, entropy},
    {"atkinson", "1 - equally distributed equivalent over the mean, 0 to 1",
     "Atkinson 1970, J Econ Theory 2:244", "epsilon", 0.5, 1e-3, 10, 1, 1, atkinson},
    {NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, NULL},
};

const coop_concentration_index *coop_concentration_indices(void)
{
    return indices;
}
