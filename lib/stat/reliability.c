/* reliability.c -- agreement of two coders: weighted kappa.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/reliability.h>

#include "reliability.h"

#include <math.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/sum.h"
#include "comparison.h"
#include "normal.h"
#include "strata.h"

coop_status coop__categories_check(int64_t n_categories, coop_error *err)
{
    if (n_categories < 1 || n_categories > COOP__MOST_CODES) {
        return coop__fail(err, COOP_RANGE, "n_categories is %lld, need 1 to %d",
                          (long long)n_categories, COOP__MOST_CODES);
    }
    return COOP_OK;
}

coop_status coop__counts_check(const int64_t *counts, int64_t n, const char *name, int64_t *sum,
                               coop_error *err)
{
    int64_t total = 0;
    for (int64_t i = 0; i < n; i++) {
        if (counts[i] < 0 || counts[i] > COOP__MOST_CASES - total) {
            return coop__fail(err, COOP_RANGE, "%s[%lld] is %lld, need 0 or more, %lld in all",
                              name, (long long)i, (long long)counts[i],
                              (long long)COOP__MOST_CASES);
        }
        total += counts[i];
    }
    *sum = total;
    return COOP_OK;
}

static coop_status codes_check(const coop_codings *codings, coop_error *err)
{
    for (int64_t coder = 0; coder < codings->n_coders; coder++) {
        const int32_t *codes = codings->codes + coder * codings->n_units;
        for (int64_t unit = 0; unit < codings->n_units; unit++) {
            if (codes[unit] < -1 || codes[unit] >= codings->n_categories) {
                return coop__fail(err, COOP_RANGE,
                                  "code of coder %lld for unit %lld is %lld, need 0 to %lld, or -1 "
                                  "for none",
                                  (long long)coder, (long long)unit, (long long)codes[unit],
                                  (long long)codings->n_categories - 1);
            }
        }
    }
    return COOP_OK;
}

coop_status coop__codings_check(const coop_codings *codings, coop_error *err)
{
    COOP__TRY(coop__categories_check(codings->n_categories, err));
    if (codings->n_coders < 2 || codings->n_coders > COOP__MOST_CODES) {
        return coop__fail(err, COOP_RANGE, "n_coders is %lld, need 2 to %d",
                          (long long)codings->n_coders, COOP__MOST_CODES);
    }
    if (codings->n_units < 0 || codings->n_units > INT32_MAX) {
        return coop__fail(err, COOP_RANGE, "n_units is %lld, need 0 to %d",
                          (long long)codings->n_units, INT32_MAX);
    }
    if (codings->n_units == 0) {
        return coop__fail(err, COOP_EMPTY, "there is no unit");
    }
    if (codings->codes == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "codes is NULL");
    }
    return codes_check(codings, err);
}

typedef int64_t distance(int64_t i, int64_t j);

static int64_t none(int64_t i, int64_t j)
{
    return i == j ? 0 : 1;
}

static int64_t linear(int64_t i, int64_t j)
{
    return i < j ? j - i : i - j;
}

static int64_t quadratic(int64_t i, int64_t j)
{
    return (i - j) * (i - j);
}

#define WEIGHTS(X)                                                                                 \
    X(none, "Any two categories are equally far apart.",                                           \
      "Cohen 1960, Educ Psychol Meas 20:37-46, doi:10.1177/001316446002000104")                    \
    X(linear, "As far apart as the places of two categories in their order.",                      \
      "Cicchetti & Allison 1971, Am J EEG Technol 11:101-109, "                                    \
      "doi:10.1080/00029238.1971.11080840")                                                        \
    X(quadratic, "As far apart as the square of the distance of two places in the order.",         \
      "Fleiss & Cohen 1973, Educ Psychol Meas 33:613-619, doi:10.1177/001316447303300309")

#define PUBLIC_FACE(name, meaning, origin) {#name, meaning, origin},
#define LISTED(name, meaning, origin) ", " #name
#define ENTRY(name, meaning, origin) name,

static const coop_code_distance faces[] = {WEIGHTS(PUBLIC_FACE){NULL, NULL, NULL}};
static distance *const distances[] = {WEIGHTS(ENTRY)};

const coop_code_distance *coop_kappa_weights(void)
{
    return faces;
}

static coop_status weights_find(const char *name, distance **out, coop_error *err)
{
    const char *wanted = name != NULL ? name : "none";
    for (size_t i = 0; i < sizeof distances / sizeof distances[0]; i++) {
        if (strcmp(faces[i].name, wanted) == 0) {
            *out = distances[i];
            return COOP_OK;
        }
    }
    static const char names[] = WEIGHTS(LISTED);
    return coop__fail(err, COOP_NOT_FOUND, "weights are %s; there is no \"%s\"",
                      names + strlen(", "), wanted);
}

/* A table with its margins. */
typedef struct crossing {
    const int64_t *counts;
    int64_t k;
    int64_t n;
    distance *v;
    int64_t *rows;
    int64_t *columns;
    coop__pair *row_sums;    /* of v times the columns: whole numbers below 2^104 */
    coop__pair *column_sums; /* of v times the rows */
} crossing;

/* Sums of v over all pairs: at most (k - 1)^2 n^2 < 2^127. */
typedef struct disagreement {
    coop__int128 observed; /* sum of v n_ij */
    coop__int128 expected; /* sum of v row_i column_j: n^2 times the mean */
} disagreement;

static void margins_fill(crossing *x)
{
    for (int64_t i = 0; i < x->k; i++) {
        for (int64_t j = 0; j < x->k; j++) {
            x->rows[i] += x->counts[i * x->k + j];
            x->columns[j] += x->counts[i * x->k + j];
        }
    }
}

static disagreement disagreement_of(const crossing *x)
{
    disagreement sums = {0, 0};
    for (int64_t i = 0; i < x->k; i++) {
        coop__int128 row = 0;
        coop__int128 column = 0;
        for (int64_t j = 0; j < x->k; j++) {
            int64_t v = x->v(i, j);
            sums.observed += (coop__int128)v * x->counts[i * x->k + j];
            row += (coop__int128)v * x->columns[j];
            column += (coop__int128)v * x->rows[j];
        }
        sums.expected += row * x->rows[i];
        x->row_sums[i] = coop__pair_of(row);
        x->column_sums[i] = coop__pair_of(column);
    }
    return sums;
}

/* v + mean - sum factor; 0 when it is no more than the rounding of these. */
static double deviation(int64_t v, coop__pair mean, coop__pair sum, coop__pair factor)
{
    static const double noise = 0x1p-96;
    coop__pair start = coop__pair_sum(coop__pair_of(v), mean);
    coop__pair d = coop__pair_difference(start, coop__pair_product(sum, factor));
    return fabs(d.high) <= noise * start.high ? 0.0 : d.high;
}

/* Fleiss, Cohen & Everitt's variances, over n times (mean of v under independence)^2, are those of
 * v - (row mean + column mean) (1 - kappa). Over the table as it is, this has the mean -(mean of
 * v); over the product of the margins, with kappa = 0, -(mean of v under independence). */
static void errors_fill(const crossing *x, const disagreement *sums, coop_kappa *out)
{
    double n = (double)x->n;
    coop__pair all = coop__pair_of(x->n);
    coop__pair observed = coop__pair_ratio(sums->observed, x->n);
    coop__pair expected = coop__pair_quotient(coop__pair_ratio(sums->expected, x->n), all);
    coop__pair factor = coop__pair_ratio(sums->observed, sums->expected);
    coop__pair factor_null = coop__pair_ratio(1, x->n);
    coop__exact_sum spread = {0};
    coop__exact_sum spread_null = {0};
    for (int64_t i = 0; i < x->k; i++) {
        for (int64_t j = 0; j < x->k; j++) {
            int64_t v = x->v(i, j);
            coop__pair sum = coop__pair_sum(x->row_sums[i], x->column_sums[j]);
            double t = deviation(v, observed, sum, factor) / expected.high;
            double t_null = deviation(v, expected, sum, factor_null) / expected.high;
            coop__exact_sum_add(&spread, (double)x->counts[i * x->k + j] / n * (t * t));
            coop__exact_sum_add(&spread_null, (double)x->rows[i] / n * ((double)x->columns[j] / n) *
                                                  (t_null * t_null));
        }
    }
    out->std_error = sqrt(coop__exact_sum_result(&spread) / n);
    out->std_error_null = sqrt(coop__exact_sum_result(&spread_null) / n);
}

static coop_status kappa_of(crossing *x, double level, coop_kappa *out, coop_error *err)
{
    margins_fill(x);
    disagreement sums = disagreement_of(x);
    if (sums.expected == 0) {
        return coop__fail(err, COOP_UNDEFINED,
                          "both coders use one and the same category for all %lld units: agreement "
                          "could not be missed",
                          (long long)x->n);
    }
    coop__int128 above = sums.expected - sums.observed * x->n;
    double farthest = (double)x->v(0, x->k - 1);
    out->value = coop__pair_ratio(above, sums.expected).high;
    out->n_units = x->n;
    out->observed = 1.0 - (double)sums.observed / (double)x->n / farthest;
    out->expected = 1.0 - (double)sums.expected / (double)x->n / (double)x->n / farthest;
    errors_fill(x, &sums, out);
    double reach = coop__normal_two_sided(level) * out->std_error;
    out->low = fmax(out->value - reach, -1.0);
    out->high = fmin(out->value + reach, 1.0);
    out->is_flat = out->std_error == 0.0 ? 1 : 0;
    return COOP_OK;
}

/* Scratch is two columns of whole numbers and two of pairs, of k each. */
static coop_status kappa_compute(crossing *x, double level, const coop_run *run, coop_kappa *out,
                                 coop_error *err)
{
    const coop_allocator *a = coop__allocator_of(run);
    size_t k = (size_t)x->k;
    enum { width = 2 * sizeof(int64_t) + 2 * sizeof(coop__pair) };
    int64_t *scratch = coop__alloc(a, k, width);
    if (scratch == NULL) {
        return coop__no_memory(err);
    }
    x->rows = scratch;
    x->columns = scratch + k;
    x->row_sums = (coop__pair *)(void *)(scratch + 2 * k);
    x->column_sums = x->row_sums + k;
    coop_status status = kappa_of(x, level, out, err);
    coop__release(a, scratch, k, width);
    return status;
}

coop_status coop_kappa_table(const int64_t *counts, int64_t n_categories, const char *weights,
                             double level, const coop_run *run, coop_kappa *out, coop_error *err)
{
    if (counts == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "counts is NULL");
    }
    COOP__TRY(coop__result_check(out, "coop_kappa", err));
    COOP__TRY(coop__check_level(level, err));
    crossing x = {.counts = counts, .k = n_categories};
    COOP__TRY(weights_find(weights, &x.v, err));
    COOP__TRY(coop__categories_check(n_categories, err));
    COOP__TRY(coop__counts_check(counts, n_categories * n_categories, "counts", &x.n, err));
    if (x.n == 0) {
        return coop__fail(err, COOP_EMPTY, "all counts are 0: no unit was coded by both coders");
    }
    coop_kappa filled = {0};
    COOP__TRY(kappa_compute(&x, level, run, &filled, err));
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}

static int64_t table_fill(const coop_codings *codings, int64_t *counts)
{
    const int32_t *first = codings->codes;
    const int32_t *second = codings->codes + codings->n_units;
    int64_t n = 0;
    for (int64_t unit = 0; unit < codings->n_units; unit++) {
        if (first[unit] >= 0 && second[unit] >= 0) {
            counts[first[unit] * codings->n_categories + second[unit]]++;
            n++;
        }
    }
    return n;
}

coop_status coop_kappa_codes(const coop_codings *codings, const char *weights, double level,
                             const coop_run *run, coop_kappa *out, coop_error *err)
{
    if (codings == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "codings is NULL");
    }
    COOP__TRY(coop__result_check(out, "coop_kappa", err));
    COOP__TRY(coop__check_level(level, err));
    crossing x = {0};
    COOP__TRY(weights_find(weights, &x.v, err));
    COOP__TRY(coop__codings_check(codings, err));
    if (codings->n_coders != 2) {
        return coop__fail(err, COOP_RANGE, "n_coders is %lld, need 2 for kappa",
                          (long long)codings->n_coders);
    }
    const coop_allocator *a = coop__allocator_of(run);
    x.k = codings->n_categories;
    size_t n_cells = (size_t)(x.k * x.k);
    int64_t *counts = coop__alloc(a, n_cells, sizeof *counts);
    if (counts == NULL) {
        return coop__no_memory(err);
    }
    x.counts = counts;
    x.n = table_fill(codings, counts);
    coop_kappa filled = {.n_missing = codings->n_units - x.n};
    coop_status status =
        x.n > 0 ? kappa_compute(&x, level, run, &filled, err)
                : coop__fail(err, COOP_EMPTY, "none of %lld units was coded by both coders",
                             (long long)codings->n_units);
    coop__release(a, counts, n_cells, sizeof *counts);
    if (status == COOP_OK) {
        coop__result_give(out, &filled, sizeof filled);
    }
    return status;
}
