/* miscoding.c -- what errors of coding do to rates and shares, and how to take them out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/reliability.h>

#include "reliability.h"

#include <math.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "comparison.h"
#include "normal.h"
#include "strata.h"

/* A matrix this near to a singular one leaves no more than a few digits of anything. */
static const double largest_condition = 1e12;

static double cut(double share)
{
    return fmin(fmax(share, 0.0), 1.0);
}

/* ---- hits and misses ---- */

static coop_status sample_check(int64_t hits, int64_t n, const char *hits_name, const char *n_name,
                                coop_error *err)
{
    if (n < 0 || n > COOP__MOST_CASES) {
        return coop__fail(err, COOP_RANGE, "%s is %lld, need 1 to %lld", n_name, (long long)n,
                          (long long)COOP__MOST_CASES);
    }
    if (hits < 0 || hits > n) {
        return coop__fail(err, COOP_RANGE, "%s is %lld, need 0 to %s = %lld", hits_name,
                          (long long)hits, n_name, (long long)n);
    }
    if (n == 0) {
        return coop__fail(err, COOP_EMPTY, "%s is 0: a share of nothing is not known", n_name);
    }
    return COOP_OK;
}

static coop_status no_skill(coop_error *err)
{
    return coop__fail(err, COOP_UNDEFINED,
                      "sensitivity and specificity add up to 1 or less: the codes do not tell hits "
                      "from misses");
}

/* A share with a few cases added: half of them hits. */
typedef struct adjusted {
    double share;
    double variance;
} adjusted;

static adjusted adjusted_of(int64_t hits, int64_t n, double added)
{
    double total = (double)n + added;
    double share = ((double)hits + 0.5 * added) / total;
    double rest = ((double)(n - hits) + 0.5 * added) / total;
    return (adjusted){share, share * rest / total};
}

/* Lang & Reiczigel 2014, equations 16 to 18. */
static coop_status lang_reiczigel(const coop_coder_check *check, int64_t hits, int64_t n, double z,
                                  coop_coded_rate *out, coop_error *err)
{
    adjusted rate = adjusted_of(hits, n, z * z);
    adjusted sensitivity = adjusted_of(check->true_hits, check->n_hits, 2.0);
    adjusted specificity = adjusted_of(check->true_misses, check->n_misses, 2.0);
    double skill = sensitivity.share + specificity.share - 1.0;
    if (!(skill > 0.0)) {
        return no_skill(err);
    }
    double p = (rate.share + specificity.share - 1.0) / skill;
    double q = 1.0 - p;
    double error =
        sqrt(rate.variance + p * p * sensitivity.variance + q * q * specificity.variance) / skill;
    double shift = 2.0 * z * z * (p * sensitivity.variance - q * specificity.variance);
    out->low = cut(p + shift - z * error);
    out->high = cut(p + shift + z * error);
    return COOP_OK;
}

static void value_cut(coop_coded_rate *rate)
{
    rate->value = cut(rate->uncut);
    rate->is_cut = rate->value != rate->uncut ? 1 : 0;
}

coop_status coop_coded_rate_correct(const coop_coder_check *check, int64_t hits, int64_t n,
                                    double level, coop_coded_rate *out, coop_error *err)
{
    if (check == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "check is NULL");
    }
    COOP__TRY(coop__result_check(out, "coop_coded_rate", err));
    COOP__TRY(coop__check_level(level, err));
    COOP__TRY(sample_check(hits, n, "hits", "n", err));
    COOP__TRY(sample_check(check->true_hits, check->n_hits, "true_hits", "n_hits", err));
    COOP__TRY(sample_check(check->true_misses, check->n_misses, "true_misses", "n_misses", err));
    int64_t false_hits = check->n_misses - check->true_misses;
    coop__int128 skill =
        (coop__int128)check->true_hits * check->n_misses - (coop__int128)false_hits * check->n_hits;
    if (skill <= 0) {
        return no_skill(err);
    }
    /* (hits / n - f / m) / (t / h - f / m), with t of h hits and f of m misses coded as hits, is
     * (hits m - f n) / (t m - f h) times h / n. */
    coop__int128 above = (coop__int128)hits * check->n_misses - (coop__int128)false_hits * n;
    coop__pair scale = coop__pair_ratio(check->n_hits, n);
    coop__pair uncut = coop__pair_product(coop__pair_ratio(above, skill), scale);
    coop_coded_rate filled = {.apparent = (double)hits / (double)n, .uncut = uncut.high};
    value_cut(&filled);
    COOP__TRY(lang_reiczigel(check, hits, n, coop__normal_two_sided(level), &filled, err));
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}

static coop_status share_check(double share, const char *name, coop_error *err)
{
    if (share >= 0.0 && share <= 1.0) {
        return COOP_OK;
    }
    char text[COOP__NUMBER_SIZE];
    coop__number_format(share, text);
    return coop__fail(err, COOP_RANGE, "%s is %s, need 0 to 1", name, text);
}

coop_status coop_coded_rate_correct_known(double sensitivity, double specificity,
                                          const char *method, int64_t hits, int64_t n, double level,
                                          coop_coded_rate *out, coop_error *err)
{
    COOP__TRY(coop__result_check(out, "coop_coded_rate", err));
    COOP__TRY(share_check(sensitivity, "sensitivity", err));
    COOP__TRY(share_check(specificity, "specificity", err));
    coop_interval coded = {0.0, 0.0};
    COOP__TRY(coop_proportion_interval(method, hits, n, level, &coded, err));
    double false_hits = 1.0 - specificity;
    double skill = sensitivity - false_hits;
    /* The sum is as it was meant: 0.1 and 0.9 add up to 1, although 0.1 is above 1 - 0.9. */
    if (!(sensitivity + specificity > 1.0 && skill > 0.0)) {
        return no_skill(err);
    }
    double apparent = (double)hits / (double)n;
    coop_coded_rate filled = {
        .low = cut((coded.low - false_hits) / skill),
        .high = cut((coded.high - false_hits) / skill),
        .apparent = apparent,
        .uncut = (apparent - false_hits) / skill,
    };
    value_cut(&filled);
    coop__result_give(out, &filled, sizeof filled);
    return COOP_OK;
}

/* ---- any number of categories ---- */

/* A k by k matrix and what has become the inverse of it. */
typedef struct inversion {
    double *left;
    double *right;
    int64_t k;
} inversion;

static double norm_1(const double *m, int64_t k)
{
    double most = 0.0;
    for (int64_t j = 0; j < k; j++) {
        double sum = 0.0;
        for (int64_t i = 0; i < k; i++) {
            sum += fabs(m[i * k + j]);
        }
        most = fmax(most, sum);
    }
    return most;
}

static void rows_swap(double *m, int64_t k, int64_t a, int64_t b)
{
    for (int64_t j = 0; j < k; j++) {
        double kept = m[a * k + j];
        m[a * k + j] = m[b * k + j];
        m[b * k + j] = kept;
    }
}

static int64_t pivot_row(const inversion *x, int64_t column)
{
    int64_t best = column;
    for (int64_t i = column + 1; i < x->k; i++) {
        if (fabs(x->left[i * x->k + column]) > fabs(x->left[best * x->k + column])) {
            best = i;
        }
    }
    return best;
}

/* Takes column out of all rows but its own. */
static void column_clear(inversion *x, int64_t column)
{
    int64_t k = x->k;
    double pivot = x->left[column * k + column];
    for (int64_t j = 0; j < k; j++) {
        x->left[column * k + j] /= pivot;
        x->right[column * k + j] /= pivot;
    }
    for (int64_t i = 0; i < k; i++) {
        double factor = x->left[i * k + column];
        for (int64_t j = 0; i != column && factor != 0.0 && j < k; j++) {
            x->left[i * k + j] -= factor * x->left[column * k + j];
            x->right[i * k + j] -= factor * x->right[column * k + j];
        }
    }
}

/* The condition number; infinite when a pivot is 0. */
static double invert(inversion *x)
{
    double norm = norm_1(x->left, x->k);
    for (int64_t column = 0; column < x->k; column++) {
        int64_t row = pivot_row(x, column);
        if (x->left[row * x->k + column] == 0.0) {
            return INFINITY;
        }
        if (row != column) {
            rows_swap(x->left, x->k, row, column);
            rows_swap(x->right, x->k, row, column);
        }
        column_clear(x, column);
    }
    return norm * norm_1(x->right, x->k);
}

/* Transposed, so that it maps true shares to coded ones. UNDEFINED when a row is empty. */
static coop_status matrix_fill(const coop_coded_cases *cases, inversion *x, coop_error *err)
{
    int64_t k = x->k;
    for (int64_t i = 0; i < k; i++) {
        int64_t n = 0;
        for (int64_t j = 0; j < k; j++) {
            n += cases->checked[i * k + j];
        }
        if (n == 0) {
            return coop__fail(err, COOP_UNDEFINED,
                              "category %lld has no checked case: how it is coded is not known",
                              (long long)i);
        }
        for (int64_t j = 0; j < k; j++) {
            x->left[j * k + i] = (double)cases->checked[i * k + j] / (double)n;
        }
        x->right[i * k + i] = 1.0;
    }
    return COOP_OK;
}

/* The corrected share of category i before it is cut. */
static double uncut_share(const coop_coded_cases *cases, const inversion *x, int64_t n, int64_t i)
{
    coop__exact_sum sum = {0};
    for (int64_t j = 0; j < x->k; j++) {
        coop__exact_sum_add(&sum, x->right[i * x->k + j] * ((double)cases->coded[j] / (double)n));
    }
    return coop__exact_sum_result(&sum);
}

/* The shares go over the first row of left, which is free by then. What is below 0 by rounding only
 * is not counted as cut. */
static void shares_give(const coop_coded_cases *cases, inversion *x, coop_coded_shares *filled,
                        double *shares, double *uncut)
{
    double *found = x->left;
    double positive = 0.0;
    double noise = 1e-15 * (double)x->k * filled->condition;
    filled->lowest = INFINITY;
    for (int64_t i = 0; i < x->k; i++) {
        found[i] = uncut_share(cases, x, filled->n, i);
        positive += fmax(found[i], 0.0);
        filled->lowest = fmin(filled->lowest, found[i]);
        filled->n_cut += found[i] < -noise ? 1 : 0;
    }
    for (int64_t i = 0; i < x->k; i++) {
        shares[i] = fmax(found[i], 0.0) / positive;
    }
    if (uncut != NULL) {
        memcpy(uncut, found, (size_t)x->k * sizeof *uncut);
    }
}

static coop_status shares_of(const coop_coded_cases *cases, inversion *x, coop_coded_shares *filled,
                             double *shares, double *uncut, coop_error *err)
{
    COOP__TRY(matrix_fill(cases, x, err));
    filled->condition = invert(x);
    if (!(filled->condition <= largest_condition)) {
        return coop__fail(err, COOP_UNDEFINED,
                          "the matrix of misclassification is singular: some categories are coded "
                          "in the same way");
    }
    shares_give(cases, x, filled, shares, uncut);
    return COOP_OK;
}

static coop_status cases_check(const coop_coded_cases *cases, coop_coded_shares *filled,
                               coop_error *err)
{
    int64_t k = cases->n_categories;
    COOP__TRY(coop__categories_check(k, err));
    if (cases->checked == NULL || cases->coded == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "an array of cases is NULL");
    }
    COOP__TRY(coop__counts_check(cases->checked, k * k, "checked", &filled->n_checked, err));
    COOP__TRY(coop__counts_check(cases->coded, k, "coded", &filled->n, err));
    if (filled->n == 0 || filled->n_checked == 0) {
        return coop__fail(err, COOP_EMPTY, "no case is %s", filled->n == 0 ? "coded" : "checked");
    }
    return COOP_OK;
}

coop_status coop_coded_shares_correct(const coop_coded_cases *cases, const coop_run *run,
                                      double *shares, double *uncut, coop_coded_shares *out,
                                      coop_error *err)
{
    if (cases == NULL || shares == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "%s is NULL", cases == NULL ? "cases" : "shares");
    }
    COOP__TRY(coop__result_check(out, "coop_coded_shares", err));
    coop_coded_shares filled = {0};
    COOP__TRY(cases_check(cases, &filled, err));
    const coop_allocator *a = coop__allocator_of(run);
    size_t n_cells = (size_t)(cases->n_categories * cases->n_categories);
    double *scratch = coop__alloc(a, n_cells, 2 * sizeof *scratch);
    if (scratch == NULL) {
        return coop__no_memory(err);
    }
    inversion x = {scratch, scratch + n_cells, cases->n_categories};
    coop_status status = shares_of(cases, &x, &filled, shares, uncut, err);
    coop__release(a, scratch, n_cells, 2 * sizeof *scratch);
    if (status == COOP_OK) {
        coop__result_give(out, &filled, sizeof filled);
    }
    return status;
}
