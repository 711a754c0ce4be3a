/* sampling.c -- shares of a finite list, and of cases with weights and clusters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/sampling.h>

#include "sampling.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "beta.h"
#include "comparison.h"
#include "hypergeometric.h"
#include "normal.h"
#include "proportion.h"
#include "sort.h"

static const int64_t most_listed = 9000000000000000;

/* A tail this near to its target, by the logarithm, is equal to it but for rounding. */
static const double tie = 1e-12;

static const coop_interval_question questions[] = {
    {"process",
     "What share would come about in the long run if the process that made these cases "
     "made many more of them?",
     "coop_proportion_interval, coop_weighted_proportion, coop_identified_interval"},
    {"census", "What is the share in the whole list, of which only a random sample was looked at?",
     "coop_census_interval"},
    {NULL, NULL, NULL},
};

const coop_interval_question *coop_interval_questions(void)
{
    return questions;
}

coop_status coop__check_output(const void *out, size_t struct_size, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL, need a place for the result");
    }
    if (struct_size < sizeof struct_size) {
        return coop__fail(err, COOP_ARGUMENT, "out->struct_size is %lld, need sizeof",
                          (long long)struct_size);
    }
    return COOP_OK;
}

void coop__copy_output(void *out, size_t struct_size, const void *result, size_t size)
{
    memcpy(out, result, struct_size < size ? struct_size : size);
}

/* ---- a sample from a list ---- */

static coop_interval wilson_finite(const coop__census *census, double level)
{
    double n = (double)census->n;
    double population = (double)census->population;
    double hits = (double)census->hits;
    double misses = (double)(census->n - census->hits);
    /* n (N - 1) / (N - n) draws with the same share. */
    double factor = (double)(census->population - 1) / (double)(census->population - census->n);
    coop_interval wide =
        coop__wilson(hits * factor, misses * factor, coop__normal_two_sided(level));
    double least = hits / population;
    double most = (population - misses) / population;
    double share = hits / n;
    return (coop_interval){fmin(fmax(wide.low, least), share), fmax(fmin(wide.high, most), share)};
}

/* Whether the tail passes the target with so many hits in the list, and how many more it takes to
 * the point where it does by the tangent; less than 0 when that lies behind. One hit more adds
 * P(X = x) x / (M - x + 1) (N - M - n + x) / (N - M) to the tail. */
static bool passes(const coop__census *census, int64_t marked, double target, double *to_go)
{
    coop__hypergeometric h = {census->population, marked, census->n};
    coop__upper_tail at = coop__hypergeometric_upper(&h, census->hits);
    double plain = (double)(census->population - marked);
    double undrawn = plain - (double)(census->n - census->hits);
    double odds = (double)census->hits / (double)(marked - census->hits + 1) * (undrawn / plain);
    double slope = log1p(exp(at.log_mass - at.log_tail) * odds);
    *to_go = (target - at.log_tail) / slope;
    return at.log_tail > target;
}

/* Least M with P(X >= hits) above tail. It lies above hits - 1, where the tail is 0, and not above
 * what the misses leave, where it is 1. The log of the tail is concave in M, so that steps along
 * the tangent from the left do not pass the limit by more than their rounding; whatever the
 * numbers, from the twelfth trial on the bracket is halved. */
static int64_t least_marked(const coop__census *census, double level)
{
    enum { trials_by_tangent = 12 };
    double tail = 0.5 * (1.0 - level);
    double target = log(tail) + tie;
    int64_t low = census->hits - 1;
    int64_t high = census->population - (census->n - census->hits);
    if (census->hits == 0) {
        return 0;
    }
    double start = wilson_finite(census, level).low * (double)census->population;
    double next = floor(start);
    for (int trial = 0; high - low > 1; trial++) {
        double inside = fmin(fmax(next, (double)(low + 1)), (double)(high - 1));
        bool is_usable = trial < trials_by_tangent && next == next;
        int64_t marked = is_usable ? (int64_t)inside : low + (high - low) / 2;
        double to_go;
        *(passes(census, marked, target, &to_go) ? &high : &low) = marked;
        next = (double)marked + ceil(to_go);
    }
    return high;
}

static coop_interval hypergeometric(const coop__census *census, double level)
{
    coop__census mirror = {census->n - census->hits, census->n, census->population};
    int64_t least = least_marked(census, level);
    int64_t most = census->population - least_marked(&mirror, level);
    double population = (double)census->population;
    double low = (double)least / population;
    double high = (double)most / population;
    return (coop_interval){fmin(low, high), fmax(low, high)};
}

#define METHODS(X)                                                                                 \
    X(hypergeometric,                                                                              \
      "The whole numbers of hits in the list that neither one-sided exact test of a sample "       \
      "without replacement rejects at half of 1 - level; never below its level.",                  \
      "Konijn 1973, Statistical Theory of Sample Survey Design and Analysis; Wang 2015, J Am "     \
      "Stat Assoc 110:1658, doi:10.1080/01621459.2014.966191")                                     \
    X(wilson_finite,                                                                               \
      "Wilson's interval with the number of draws raised by (N - 1) / (N - n) for the part of "    \
      "the list that was looked at, cut to what the sample leaves possible.",                      \
      "Wilson 1927, J Am Stat Assoc 22:209-212, doi:10.1080/01621459.1927.10502953, with the "     \
      "finite population correction; Konijn 1973")

#define PUBLIC_FACE(name, meaning, origin) {#name, meaning, origin},
#define LISTED(name, meaning, origin) ", " #name
#define ENTRY(name, meaning, origin) {{#name, meaning, origin}, name},

static const coop_interval_method methods[] = {METHODS(PUBLIC_FACE){NULL, NULL, NULL}};
static const coop__census_entry entries[] = {METHODS(ENTRY)};

const coop_interval_method *coop_census_methods(void)
{
    return methods;
}

const coop__census_entry *coop__census_find(const char *name)
{
    const char *wanted = name != NULL ? name : "hypergeometric";
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if (strcmp(entries[i].public_face.name, wanted) == 0) {
            return &entries[i];
        }
    }
    return NULL;
}

static coop_status check_census(int64_t hits, int64_t n, int64_t population, coop_error *err)
{
    if (population < 1 || population > most_listed) {
        return coop__fail(err, COOP_RANGE, "population is %lld, need 1 to %lld",
                          (long long)population, (long long)most_listed);
    }
    if (n < 0 || n > population) {
        return coop__fail(err, COOP_RANGE, "n is %lld, need 1 to the population, %lld",
                          (long long)n, (long long)population);
    }
    if (hits < 0 || hits > n) {
        return coop__fail(err, COOP_RANGE, "hits is %lld, need 0 to %lld", (long long)hits,
                          (long long)n);
    }
    if (n == 0) {
        return coop__fail(err, COOP_EMPTY, "n is 0: no case of the list was looked at");
    }
    return COOP_OK;
}

coop_status coop_census_interval(const char *method, int64_t hits, int64_t n, int64_t population,
                                 double level, coop_interval *out, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL, need a place for the interval");
    }
    const coop__census_entry *entry = coop__census_find(method);
    if (entry == NULL) {
        static const char names[] = METHODS(LISTED);
        return coop__fail(err, COOP_NOT_FOUND, "census methods are %s; there is no \"%s\"",
                          names + strlen(", "), method);
    }
    COOP__TRY(coop__check_level(level, err));
    COOP__TRY(check_census(hits, n, population, err));
    if (n == population) {
        double share = (double)hits / (double)n;
        *out = (coop_interval){share, share};
        return COOP_OK;
    }
    coop__census census = {hits, n, population};
    *out = entry->compute(&census, level);
    return COOP_OK;
}

/* ---- quantiles ---- */

/* T^2 / (df + T^2) has the beta distribution (1/2, df/2). */
double coop__student_two_sided(double level, double df)
{
    static const double least_level = 1e-100; /* the quantiles of beta.h begin there */
    coop__point at = level <= 0.5
                         ? coop__beta_lower_quantile(0.5, 0.5 * df, fmax(level, least_level))
                         : coop__beta_upper_quantile(0.5, 0.5 * df, 1.0 - level);
    return sqrt(df * (at.x / at.y));
}

typedef struct few_hits {
    coop__beta beta; /* (a + 1, b) */
    double a;
    double b;
    double tail;
} few_hits;

/* The lower tail of (a, b) is that of (a + 1, b) and x^a y^b / (a B(a, b)): a sum of positive terms
 * in which no parameter is near 0. */
static coop__residual few_hits_residual(const void *ctx, coop__point at)
{
    const few_hits *f = ctx;
    coop__tails tails = coop__beta_tails(&f->beta, at);
    double first = tails.slope / ((f->a + f->b) * at.x);
    double lower = tails.lower + first;
    double slope = f->a * first / lower;
    double distance = f->a * at.y - f->b * at.x;
    return (coop__residual){log(lower / f->tail), slope, slope * (distance - slope)};
}

/* For 0 < a < 1/2, b > 1. The term that is left near 0, x^a / (a B(a, b)), gives a start from
 * below; where b x is below half a unit in the last place that is the quantile. */
static coop__point few_hits_quantile(double a, double b, double tail)
{
    few_hits f = {coop__beta_of(a + 1.0, b), a, b, tail};
    double log_b =
        (a + 1.0) * log((a + 1.0) / f.beta.n) - b * log1p((a + 1.0) / b) - f.beta.log_scale;
    double x = exp((log(tail) + log(a + b) + log_b) / a);
    coop__point start = {x, 1.0 - x};
    if (b * x < 1e-17) {
        return start;
    }
    return coop__rising_zero(few_hits_residual, &f, (coop__point){0.0, 1.0},
                             (coop__point){1.0, 0.0}, start, 1e-6);
}

static coop__point clopper_pearson_lower(double hits, double misses, double tail)
{
    if (hits == 0.0) {
        return (coop__point){0.0, 1.0};
    }
    return hits < 0.5 && misses > 0.0 ? few_hits_quantile(hits, misses + 1.0, tail)
                                      : coop__beta_lower_quantile(hits, misses + 1.0, tail);
}

coop_interval coop__clopper_pearson(double hits, double misses, double level)
{
    double tail = 0.5 * (1.0 - level);
    return (coop_interval){clopper_pearson_lower(hits, misses, tail).x,
                           clopper_pearson_lower(misses, hits, tail).y};
}

/* ---- weights and clusters ---- */

typedef struct weighing {
    const coop_weighted_sample *sample;
    double largest; /* weight; the others are taken relative to it */
    double hits;    /* sum of the weights of hits */
    double misses;
    double total;
    double squares; /* sum of squared weights */
    int64_t n_used;
} weighing;

static double weight_at(const weighing *w, int64_t row)
{
    return w->sample->weights != NULL ? w->sample->weights[row] / w->largest : 1.0;
}

static coop_status check_weight(const coop_weighted_sample *sample, int64_t row, coop_error *err)
{
    double weight = sample->weights != NULL ? sample->weights[row] : 1.0;
    if (!(weight >= 0.0 && weight < INFINITY)) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(weight, text);
        return coop__fail(err, COOP_RANGE, "weights[%lld] is %s, need a finite number from 0 on",
                          (long long)row, text);
    }
    if (sample->hits[row] > 1) {
        return coop__fail(err, COOP_RANGE, "hits[%lld] is %d, need 0 or 1", (long long)row,
                          (int)sample->hits[row]);
    }
    return COOP_OK;
}

static coop_status check_weighted(const coop_weighted_sample *sample, coop_error *err)
{
    if (sample == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "sample is NULL, need rows");
    }
    if (sample->n_rows < 0) {
        return coop__fail(err, COOP_RANGE, "n_rows is %lld, need 1 or more",
                          (long long)sample->n_rows);
    }
    if (sample->n_rows == 0) {
        return coop__fail(err, COOP_EMPTY, "n_rows is 0: a share of nothing is undefined");
    }
    if (sample->hits == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "hits is NULL, need %lld flags",
                          (long long)sample->n_rows);
    }
    return COOP_OK;
}

/* Checks every row and adds up. */
static coop_status weigh(const coop_weighted_sample *sample, weighing *out, coop_error *err)
{
    weighing w = {.sample = sample};
    for (int64_t i = 0; i < sample->n_rows; i++) {
        COOP__TRY(check_weight(sample, i, err));
        w.largest = fmax(w.largest, sample->weights != NULL ? sample->weights[i] : 1.0);
    }
    if (w.largest == 0.0) {
        return coop__fail(err, COOP_RANGE, "weights are all 0, need one above 0");
    }
    coop__exact_sum sums[3] = {0}; /* of misses, of hits, of squares */
    for (int64_t i = 0; i < sample->n_rows; i++) {
        double weight = weight_at(&w, i);
        coop__exact_sum_add(&sums[sample->hits[i]], weight);
        coop__exact_sum_add(&sums[2], weight * weight);
        w.n_used += weight > 0.0 ? 1 : 0;
    }
    w.misses = coop__exact_sum_result(&sums[0]);
    w.hits = coop__exact_sum_result(&sums[1]);
    w.squares = coop__exact_sum_result(&sums[2]);
    coop__exact_sum_merge(&sums[0], &sums[1]);
    w.total = coop__exact_sum_result(&sums[0]);
    *out = w;
    return COOP_OK;
}

static bool is_cluster_before(const void *ctx, int64_t a, int64_t b)
{
    const int64_t *clusters = ctx;
    return clusters[a] < clusters[b];
}

/* A cluster while its rows go by. Sums are whole numbers of 2^-88 of the largest weight, so that
 * the order of the rows cannot matter; 2^38 rows fit. */
typedef struct cluster_sum {
    coop__int128 hits;
    coop__int128 misses;
} cluster_sum;

static const double fixed_point = 0x1p88;

/* Linearised variance of the share, from sum(w (x - p)) = (1 - p) hits - p misses a cluster. */
static double clustered_variance(const weighing *w, const int64_t *order, int64_t *n_clusters)
{
    const coop_weighted_sample *sample = w->sample;
    double p = w->hits / w->total;
    double q = w->misses / w->total;
    coop__exact_sum squares = {0};
    cluster_sum sum = {0, 0};
    int64_t cluster = 0;
    int64_t n = 0;
    for (int64_t i = 0; i <= sample->n_rows; i++) {
        bool is_end = i == sample->n_rows;
        int64_t row = is_end ? 0 : order != NULL ? order[i] : i;
        double weight = is_end ? 0.0 : weight_at(w, row);
        if (!is_end && weight == 0.0) {
            continue;
        }
        if (n > 0 && (is_end || sample->clusters[row] != cluster)) {
            double residual = (q * (double)sum.hits - p * (double)sum.misses) / fixed_point;
            coop__exact_sum_add(&squares, residual * residual);
            sum = (cluster_sum){0, 0};
        }
        if (!is_end) {
            n += n == 0 || sample->clusters[row] != cluster ? 1 : 0;
            cluster = sample->clusters[row];
            *(sample->hits[row] == 1 ? &sum.hits : &sum.misses) +=
                (coop__int128)(weight * fixed_point);
        }
    }
    *n_clusters = n;
    double h = (double)n;
    return coop__exact_sum_result(&squares) / w->total / w->total * (h / (h - 1.0));
}

static bool is_rising(const int64_t *clusters, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        if (clusters[i] < clusters[i - 1]) {
            return false;
        }
    }
    return true;
}

static coop_status variance_by_clusters(const weighing *w, const coop_allocator *a,
                                        double *variance, int64_t *n_clusters, coop_error *err)
{
    const coop_weighted_sample *sample = w->sample;
    int64_t n = sample->n_rows;
    if (is_rising(sample->clusters, n)) {
        *variance = clustered_variance(w, NULL, n_clusters);
        return COOP_OK;
    }
    int64_t *order = coop__alloc(a, (size_t)n, sizeof *order);
    int64_t *spare = coop__alloc(a, (size_t)n, sizeof *spare);
    bool is_enough = order != NULL && spare != NULL;
    if (is_enough) {
        coop__merge_sort(order, spare, n, is_cluster_before, sample->clusters);
        *variance = clustered_variance(w, order, n_clusters);
    }
    coop__release(a, order, (size_t)n, sizeof *order);
    coop__release(a, spare, (size_t)n, sizeof *spare);
    return is_enough ? COOP_OK : coop__no_memory(err);
}

/* n cases with the share of the sample; for equal weights n / total is 1. */
static coop_interval wilson_on(const weighing *w, double n, double z)
{
    double factor = n / w->total;
    return coop__wilson(w->hits * factor, w->misses * factor, z);
}

static coop_interval clopper_pearson_on(const weighing *w, double n, double level)
{
    double factor = n / w->total;
    return coop__clopper_pearson(w->hits * factor, w->misses * factor, level);
}

static void fill_independent(const weighing *w, double level, coop_weighted_result *out)
{
    double n = out->n_kish;
    out->variance = out->value * (w->misses / w->total) / n;
    out->n_eff = n;
    out->n_eff_exact = n;
    out->wilson = wilson_on(w, n, coop__normal_two_sided(level));
    out->korn_graubard = clopper_pearson_on(w, n, level);
}

/* The variance and number of clusters, two or more, are in out already. */
static void fill_clustered(const weighing *w, double level, coop_weighted_result *out)
{
    double most = (double)w->n_used;
    double mixed = out->value * (w->misses / w->total);
    double n = mixed > 0.0 ? mixed / out->variance : out->n_kish;
    double t = coop__student_two_sided(level, (double)(out->n_clusters - 1));
    double ratio = coop__student_two_sided(level, most - 1.0) / t;
    out->n_eff = fmin(n, most);
    out->n_eff_exact = fmin(n * ratio * ratio, most);
    out->wilson = wilson_on(w, out->n_eff, t);
    out->korn_graubard = clopper_pearson_on(w, out->n_eff_exact, level);
}

coop_status coop_weighted_proportion(const coop_weighted_sample *sample, double level,
                                     const coop_run *run, coop_weighted_result *out,
                                     coop_error *err)
{
    COOP__TRY(coop__check_output(out, out != NULL ? out->struct_size : 0, err));
    COOP__TRY(check_weighted(sample, err));
    COOP__TRY(coop__check_level(level, err));
    weighing w;
    COOP__TRY(weigh(sample, &w, err));
    coop_weighted_result result = {
        .struct_size = out->struct_size,
        .value = w.hits / w.total,
        .n_kish = fmin(w.total * w.total / w.squares, (double)w.n_used),
        .n_used = w.n_used,
    };
    if (sample->clusters == NULL) {
        fill_independent(&w, level, &result);
    } else {
        COOP__TRY(variance_by_clusters(&w, coop__allocator_of(run), &result.variance,
                                       &result.n_clusters, err));
        if (result.n_clusters < 2) {
            return coop__fail(err, COOP_UNDEFINED,
                              "all weight is in one cluster, need two or more for a variance");
        }
        fill_clustered(&w, level, &result);
    }
    coop__copy_output(out, out->struct_size, &result, sizeof result);
    return COOP_OK;
}
