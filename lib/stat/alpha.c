/* alpha.c -- agreement of any number of coders: Krippendorff's alpha, and its bootstrap.
 *
 * Sums are exact, and codes are sorted within a unit, so that neither the order of units nor that
 * of coders matters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/reliability.h>

#include "reliability.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../core/alloc.h"
#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "comparison.h"
#include "philox.h"
#include "sort.h"
#include "strata.h"

static const int64_t most_replicates = 1000000;

/* Values of these sizes have squares, and sums of them, inside the range of a double. */
static const double least_value = 1e-100;
static const double largest_value = 1e100;

/* ---- metrics ---- */

typedef double metric(const double *values, int64_t i, int64_t j);

static double nominal(const double *values, int64_t i, int64_t j)
{
    (void)values;
    return i == j ? 0.0 : 1.0;
}

static double interval(const double *values, int64_t i, int64_t j)
{
    double apart = values[i] - values[j];
    return apart * apart;
}

/* Values are mean ranks then, see ranks_fill(). */
static double ordinal(const double *values, int64_t i, int64_t j)
{
    return interval(values, i, j);
}

static double ratio(const double *values, int64_t i, int64_t j)
{
    double sum = values[i] + values[j];
    double apart = sum > 0.0 ? (values[i] - values[j]) / sum : 0.0;
    return apart * apart;
}

#define METRICS(X)                                                                                 \
    X(nominal, "Any two categories are equally far apart.",                                        \
      "Krippendorff 2004, Content Analysis, 2nd ed., ISBN 0761915443, chapter 11")                 \
    X(ordinal, "Categories are as far apart as their mean ranks among all codes.",                 \
      "Krippendorff 2004, Content Analysis, 2nd ed., ISBN 0761915443, chapter 11")                 \
    X(interval, "Categories are as far apart as their values.",                                    \
      "Krippendorff 1970, Educ Psychol Meas 30:61-70, doi:10.1177/001316447003000105")             \
    X(ratio, "Categories are as far apart as their values relative to the sum of both.",           \
      "Krippendorff 2004, Content Analysis, 2nd ed., ISBN 0761915443, chapter 11")

#define PUBLIC_FACE(name, meaning, origin) {#name, meaning, origin},
#define LISTED(name, meaning, origin) ", " #name
#define ENTRY(name, meaning, origin) name,

static const coop_code_distance faces[] = {METRICS(PUBLIC_FACE){NULL, NULL, NULL}};
static metric *const metrics[] = {METRICS(ENTRY)};

const coop_code_distance *coop_alpha_metrics(void)
{
    return faces;
}

static coop_status metric_find(const char *name, metric **out, coop_error *err)
{
    const char *wanted = name != NULL ? name : "nominal";
    for (size_t i = 0; i < sizeof metrics / sizeof metrics[0]; i++) {
        if (strcmp(faces[i].name, wanted) == 0) {
            *out = metrics[i];
            return COOP_OK;
        }
    }
    static const char names[] = METRICS(LISTED);
    return coop__fail(err, COOP_NOT_FOUND, "metrics are %s; there is no \"%s\"",
                      names + strlen(", "), wanted);
}

static coop_status values_check(const coop_codings *codings, metric *distance, coop_error *err)
{
    if (codings->values == NULL || (distance != interval && distance != ratio)) {
        return COOP_OK;
    }
    for (int64_t i = 0; i < codings->n_categories; i++) {
        double size = fabs(codings->values[i]);
        bool is_sized = size == 0.0 || (size >= least_value && size <= largest_value);
        if (!is_sized || (distance == ratio && codings->values[i] < 0.0)) {
            char text[COOP__NUMBER_SIZE];
            coop__number_format(codings->values[i], text);
            return coop__fail(err, COOP_RANGE, "values[%lld] is %s, need 0 or 1e-100 to 1e100%s",
                              (long long)i, text, distance == ratio ? "" : " in size");
        }
    }
    return COOP_OK;
}

/* ---- units ---- */

/* Units with two codes or more, and what is worked out of them. Arrays are of the sizes said. */
typedef struct units {
    const coop_codings *codings;
    const coop_allocator *a;
    metric *distance;
    int64_t n_units; /* in use */
    int64_t n_codes; /* of them */
    int64_t n_single;
    int64_t n_missing;
    int32_t *codes;     /* n_codes: unit after unit, rising in each */
    int64_t *starts;    /* n_units + 1 */
    double *apart;      /* n_units: sum of distances over a unit's pairs, over its codes - 1 */
    int64_t *drawn;     /* n_units: how often a unit counts */
    int64_t *frequency; /* n_categories: codes, as often as their units count */
    double *values;     /* n_categories */
    double *replicates; /* n_replicates */
    int64_t n_replicates;
} units;

static int64_t n_codes_of(const coop_codings *codings, int64_t unit)
{
    int64_t n = 0;
    for (int64_t coder = 0; coder < codings->n_coders; coder++) {
        n += codings->codes[coder * codings->n_units + unit] >= 0 ? 1 : 0;
    }
    return n;
}

static void units_count(units *u)
{
    for (int64_t unit = 0; unit < u->codings->n_units; unit++) {
        int64_t n = n_codes_of(u->codings, unit);
        u->n_missing += n == 0 ? 1 : 0;
        u->n_single += n == 1 ? 1 : 0;
        u->n_units += n > 1 ? 1 : 0;
        u->n_codes += n > 1 ? n : 0;
    }
}

static void units_free(units *u)
{
    size_t n = (size_t)u->n_units;
    size_t k = (size_t)u->codings->n_categories;
    coop__release(u->a, u->codes, (size_t)u->n_codes, sizeof *u->codes);
    coop__release(u->a, u->starts, n + 1, sizeof *u->starts);
    coop__release(u->a, u->apart, n, sizeof *u->apart);
    coop__release(u->a, u->drawn, n, sizeof *u->drawn);
    coop__release(u->a, u->frequency, k, sizeof *u->frequency);
    coop__release(u->a, u->values, k, sizeof *u->values);
    coop__release(u->a, u->replicates, (size_t)u->n_replicates, sizeof *u->replicates);
}

static bool units_alloc(units *u)
{
    size_t n = (size_t)u->n_units;
    size_t k = (size_t)u->codings->n_categories;
    u->codes = coop__alloc(u->a, (size_t)u->n_codes, sizeof *u->codes);
    u->starts = coop__alloc(u->a, n + 1, sizeof *u->starts);
    u->apart = coop__alloc(u->a, n, sizeof *u->apart);
    u->drawn = coop__alloc(u->a, n, sizeof *u->drawn);
    u->frequency = coop__alloc(u->a, k, sizeof *u->frequency);
    u->values = coop__alloc(u->a, k, sizeof *u->values);
    u->replicates = coop__alloc(u->a, (size_t)u->n_replicates, sizeof *u->replicates);
    return u->codes != NULL && u->starts != NULL && u->apart != NULL && u->drawn != NULL &&
           u->frequency != NULL && u->values != NULL && u->replicates != NULL;
}

/* Puts a code into its place behind the sorted codes from start to end. */
static void code_insert(int32_t *codes, int64_t start, int64_t end, int32_t code)
{
    int64_t at = end;
    while (at > start && codes[at - 1] > code) {
        codes[at] = codes[at - 1];
        at--;
    }
    codes[at] = code;
}

static void units_fill(units *u)
{
    const coop_codings *codings = u->codings;
    int64_t n = 0;
    int64_t end = 0;
    for (int64_t unit = 0; unit < codings->n_units; unit++) {
        if (n_codes_of(codings, unit) < 2) {
            continue;
        }
        for (int64_t coder = 0; coder < codings->n_coders; coder++) {
            int32_t code = codings->codes[coder * codings->n_units + unit];
            if (code >= 0) {
                code_insert(u->codes, u->starts[n], end, code);
                end++;
            }
        }
        u->drawn[n] = 1;
        u->starts[++n] = end;
    }
    for (int64_t i = 0; i < codings->n_categories; i++) {
        u->values[i] = codings->values != NULL ? codings->values[i] : (double)(i + 1);
    }
}

/* Reads what was asked of codings, which is not NULL. On success the caller frees the units. */
static coop_status units_open(const coop_codings *codings, const char *name, int64_t n_replicates,
                              const coop_run *run, units *u, coop_error *err)
{
    *u = (units){.codings = codings, .a = coop__allocator_of(run), .n_replicates = n_replicates};
    COOP__TRY(metric_find(name, &u->distance, err));
    COOP__TRY(coop__codings_check(codings, err));
    COOP__TRY(values_check(codings, u->distance, err));
    units_count(u);
    if (u->n_units == 0) {
        coop__fail(err, COOP_EMPTY, "none of %lld units has two codes or more",
                   (long long)codings->n_units);
        return COOP_EMPTY;
    }
    if (!units_alloc(u)) {
        units_free(u);
        coop__no_memory(err);
        return COOP_MEMORY;
    }
    units_fill(u);
    return COOP_OK;
}

/* ---- alpha ---- */

static int64_t frequency_fill(units *u)
{
    int64_t n = 0;
    memset(u->frequency, 0, (size_t)u->codings->n_categories * sizeof *u->frequency);
    for (int64_t unit = 0; unit < u->n_units; unit++) {
        for (int64_t i = u->starts[unit]; u->drawn[unit] > 0 && i < u->starts[unit + 1]; i++) {
            u->frequency[u->codes[i]] += u->drawn[unit];
            n += u->drawn[unit];
        }
    }
    return n;
}

/* The mean of the ranks that the codes of each category have among all: halves of whole numbers. */
static void ranks_fill(units *u)
{
    double below = 0.0;
    for (int64_t i = 0; i < u->codings->n_categories; i++) {
        double n = (double)u->frequency[i];
        u->values[i] = below + 0.5 * n;
        below += n;
    }
}

static void apart_fill(units *u)
{
    for (int64_t unit = 0; unit < u->n_units; unit++) {
        int64_t end = u->starts[unit + 1];
        double sum = 0.0;
        for (int64_t i = u->starts[unit]; u->drawn[unit] > 0 && i < end; i++) {
            for (int64_t j = i + 1; j < end; j++) {
                sum += u->distance(u->values, u->codes[i], u->codes[j]);
            }
        }
        u->apart[unit] = sum / (double)(end - u->starts[unit] - 1);
    }
}

static double observed_of(const units *u)
{
    coop__exact_sum sum = {0};
    for (int64_t unit = 0; unit < u->n_units; unit++) {
        if (u->drawn[unit] > 0) {
            coop__exact_sum_add(&sum, (double)u->drawn[unit] * u->apart[unit]);
        }
    }
    return coop__exact_sum_result(&sum);
}

static double expected_of(const units *u)
{
    coop__exact_sum sum = {0};
    for (int64_t i = 0; i < u->codings->n_categories; i++) {
        double n = (double)u->frequency[i];
        for (int64_t j = i + 1; n > 0.0 && j < u->codings->n_categories; j++) {
            if (u->frequency[j] > 0) {
                double distance = u->distance(u->values, i, j);
                coop__exact_sum_add(&sum, n * (double)u->frequency[j] * distance);
            }
        }
    }
    return coop__exact_sum_result(&sum);
}

/* Alpha of the units as often as they count; false when all codes are alike. Distances within
 * units are those of before, unless the ranks are new or is_first. */
static bool alpha_of(units *u, bool is_first, coop_alpha *out)
{
    int64_t n_codes = frequency_fill(u);
    if (u->distance == ordinal) {
        ranks_fill(u);
    }
    if (u->distance == ordinal || is_first) {
        apart_fill(u);
    }
    double n = (double)n_codes;
    double expected = expected_of(u);
    if (!(expected > 0.0)) {
        return false;
    }
    double observed = observed_of(u);
    out->value = 1.0 - (n - 1.0) * (observed / expected);
    out->observed = 2.0 * observed / n;
    out->expected = 2.0 * expected / (n * (n - 1.0));
    out->n_codes = n_codes;
    return true;
}

static coop_status all_alike(const units *u, coop_error *err)
{
    return coop__fail(err, COOP_UNDEFINED,
                      "all %lld codes of units with two or more are alike: agreement could not be "
                      "missed",
                      (long long)u->n_codes);
}

coop_status coop_alpha_codes(const coop_codings *codings, const char *metric_name,
                             const coop_run *run, coop_alpha *out, coop_error *err)
{
    if (codings == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "codings is NULL");
    }
    COOP__TRY(coop__result_check(out, "coop_alpha", err));
    units u = {0};
    COOP__TRY(units_open(codings, metric_name, 0, run, &u, err));
    coop_alpha filled = {.n_units = u.n_units, .n_single = u.n_single, .n_missing = u.n_missing};
    coop_status status = alpha_of(&u, /*is_first=*/true, &filled) ? COOP_OK : all_alike(&u, err);
    units_free(&u);
    if (status == COOP_OK) {
        coop__result_give(out, &filled, sizeof filled);
    }
    return status;
}

/* ---- bootstrap ---- */

static coop_status options_read(const coop_alpha_options *given, coop_alpha_options *out,
                                coop_error *err)
{
    coop_alpha_options o = COOP_ALPHA_OPTIONS_INIT;
    if (given != NULL) {
        if (given->struct_size < sizeof given->struct_size) {
            return coop__fail(err, COOP_ARGUMENT,
                              "options->struct_size is %lld, need sizeof(coop_alpha_options)",
                              (long long)given->struct_size);
        }
        memcpy(&o, given, given->struct_size < sizeof o ? given->struct_size : sizeof o);
    }
    COOP__TRY(coop__check_level(o.level, err));
    if (o.replicates < 1 || o.replicates > most_replicates) {
        return coop__fail(err, COOP_RANGE, "replicates is %lld, need 1 to %lld",
                          (long long)o.replicates, (long long)most_replicates);
    }
    /* A level such as 0.95 leaves a bit less or more than the 0.05 that it says. */
    if ((double)(o.replicates + 1) * (1.0 - o.level) < 2.0 * (1.0 - 1e-12)) {
        char level[COOP__NUMBER_SIZE];
        coop__number_format(o.level, level);
        return coop__fail(err, COOP_RANGE,
                          "replicates is %lld, too few for level %s: need (replicates + 1) "
                          "(1 - level) of 2 or more",
                          (long long)o.replicates, level);
    }
    *out = o;
    return COOP_OK;
}

static void draw(units *u, uint64_t seed, int64_t replicate)
{
    memset(u->drawn, 0, (size_t)u->n_units * sizeof *u->drawn);
    for (int64_t i = 0; i < u->n_units; i += 2) {
        coop__philox counter = {{(uint32_t)(i / 2), (uint32_t)replicate, 0, 0}};
        coop__philox x = coop__philox_at(counter, seed);
        u->drawn[coop__philox_below(x.v[0] | (uint64_t)x.v[1] << 32, u->n_units)]++;
        if (i + 1 < u->n_units) {
            u->drawn[coop__philox_below(x.v[2] | (uint64_t)x.v[3] << 32, u->n_units)]++;
        }
    }
}

/* At place (n + 1) order, from 1, among n sorted values. A place within rounding of a whole number
 * is that number: 0.025 of 2000 is the 50th. */
static double quantile(const double *sorted, int64_t n, double order)
{
    double place = (double)(n + 1) * order;
    double nearest = floor(place + 0.5);
    place = fabs(place - nearest) < 1e-9 ? nearest : place;
    if (place <= 1.0) {
        return sorted[0];
    }
    if (place >= (double)n) {
        return sorted[n - 1];
    }
    int64_t at = (int64_t)place;
    double part = place - (double)at;
    return part > 0.0 ? sorted[at - 1] + part * (sorted[at] - sorted[at - 1]) : sorted[at - 1];
}

static coop_status replicates_fill(units *u, uint64_t seed, const coop_run *run,
                                   coop_alpha_interval_result *out, coop_error *err)
{
    for (int64_t replicate = 0; replicate < u->n_replicates; replicate++) {
        draw(u, seed, replicate);
        coop_alpha alpha = {0};
        if (alpha_of(u, /*is_first=*/false, &alpha)) {
            u->replicates[out->n_replicates++] = alpha.value;
        } else {
            out->n_undefined++;
        }
        double done = (double)(replicate + 1) / (double)u->n_replicates;
        if (run != NULL && run->progress != NULL && run->progress(run->progress_ctx, done) != 0) {
            return coop__fail(err, COOP_CANCELLED, "stopped after %lld of %lld replicates",
                              (long long)replicate + 1, (long long)u->n_replicates);
        }
    }
    return COOP_OK;
}

static coop_status interval_of(units *u, const coop_alpha_options *options, const coop_run *run,
                               coop_alpha_interval_result *out, coop_error *err)
{
    coop_alpha alpha = {0};
    if (!alpha_of(u, /*is_first=*/true, &alpha)) {
        return all_alike(u, err);
    }
    if (u->n_units == 1) {
        return coop__fail(err, COOP_UNDEFINED,
                          "one unit alone has two codes or more: nothing to draw from");
    }
    out->value = alpha.value;
    COOP__TRY(replicates_fill(u, options->seed, run, out, err));
    double tail = 0.5 * (1.0 - options->level);
    if ((double)out->n_undefined > tail * (double)u->n_replicates) {
        return coop__fail(err, COOP_UNDEFINED,
                          "in %lld of %lld replicates all codes are alike: alpha has no interval",
                          (long long)out->n_undefined, (long long)u->n_replicates);
    }
    coop__sort_numbers(u->replicates, NULL, out->n_replicates);
    out->low = quantile(u->replicates, out->n_replicates, tail);
    out->high = quantile(u->replicates, out->n_replicates, 1.0 - tail);
    return COOP_OK;
}

coop_status coop_alpha_interval(const coop_codings *codings, const coop_alpha_options *options,
                                const coop_run *run, coop_alpha_interval_result *out,
                                coop_error *err)
{
    if (codings == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "codings is NULL");
    }
    COOP__TRY(coop__result_check(out, "coop_alpha_interval_result", err));
    coop_alpha_options o = COOP_ALPHA_OPTIONS_INIT;
    COOP__TRY(options_read(options, &o, err));
    units u = {0};
    COOP__TRY(units_open(codings, o.metric, o.replicates, run, &u, err));
    coop_alpha_interval_result filled = {0};
    coop_status status = interval_of(&u, &o, run, &filled, err);
    units_free(&u);
    if (status == COOP_OK) {
        coop__result_give(out, &filled, sizeof filled);
    }
    return status;
}
