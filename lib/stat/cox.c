/* cox.c -- Cox's proportional hazards.
 *
 * Rows are sorted by stratum and falling time. Going down in time, rows join the risk set at their
 * time and leave it at their entry; its sums of w e^eta, w e^eta x and w e^eta x x' serve all
 * events of that time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/hazard.h>

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "hazard.h"
#include "owner.h"
#include "sort.h"
#include "strata.h"

/* Sums of weight w e^eta over a set of rows. */
typedef struct risk {
    double s0;
    double *s1; /* n */
    double *s2; /* n x n, lower triangle */
} risk;

typedef struct model {
    coop__design design;
    const int64_t *by_time;  /* of the rows in use: stratum, falling time */
    const int64_t *by_entry; /* positions in by_time: stratum, falling entry; NULL: no entries */
    double *times;           /* in the order of by_time, as all that follows */
    double *entries;
    double *weights;
    int64_t *strata;
    uint8_t *events;
    double *relative; /* w e^eta */
    double *eta;
    double shift; /* largest eta */
    risk at_risk;
    risk dying;
    bool is_efron;
    int64_t n_rows;
    int64_t n_events;
} model;

static void risk_clear(risk *r, int64_t n)
{
    r->s0 = 0.0;
    memset(r->s1, 0, (size_t)n * sizeof(double));
    memset(r->s2, 0, (size_t)(n * n) * sizeof(double));
}

static void risk_add(risk *r, const double *x, double amount, int64_t n)
{
    r->s0 += amount;
    for (int64_t i = 0; i < n; i++) {
        double part = amount * x[i];
        r->s1[i] += part;
        for (int64_t j = 0; j <= i; j++) {
            r->s2[i * n + j] += part * x[j];
        }
    }
}

/* One term of a time: times factor, with a share of the dying taken as gone. Returns log of the
 * sum at risk. */
static double term_add(const model *m, double share, double factor, double *gradient,
                       double *information)
{
    int64_t n = m->design.n;
    double s0 = m->at_risk.s0 - share * m->dying.s0;
    for (int64_t i = 0; i < n; i++) {
        double mean_i = (m->at_risk.s1[i] - share * m->dying.s1[i]) / s0;
        gradient[i] -= factor * mean_i;
        for (int64_t j = 0; j <= i; j++) {
            double mean_j = (m->at_risk.s1[j] - share * m->dying.s1[j]) / s0;
            double square = (m->at_risk.s2[i * n + j] - share * m->dying.s2[i * n + j]) / s0;
            information[i * n + j] += factor * (square - mean_i * mean_j);
        }
    }
    return log(s0);
}

/* What the events of rows first .. end - 1, all at one time of one stratum, add. */
static double time_add(model *m, int64_t first, int64_t end, double *gradient, double *information)
{
    int64_t n = m->design.n;
    double value = 0.0;
    double weight = 0.0;
    int64_t dead = 0;
    risk_clear(&m->dying, n);
    for (int64_t i = first; i < end; i++) {
        if (m->events[i] == 1) {
            const double *x = m->design.x + i * n;
            risk_add(&m->dying, x, m->relative[i], n);
            value += m->weights[i] * (m->eta[i] - m->shift);
            weight += m->weights[i];
            dead++;
            for (int64_t j = 0; j < n; j++) {
                gradient[j] += m->weights[i] * x[j];
            }
        }
    }
    if (dead > 0 && !m->is_efron) {
        return value - weight * term_add(m, 0.0, weight, gradient, information);
    }
    double mean = weight / (double)dead;
    for (int64_t k = 0; k < dead; k++) {
        value -= mean * term_add(m, (double)k / (double)dead, mean, gradient, information);
    }
    return value;
}

static void predictors_fill(model *m, const double *at)
{
    int64_t n = m->design.n;
    m->shift = -INFINITY;
    for (int64_t i = 0; i < m->n_rows; i++) {
        m->eta[i] = 0.0;
        for (int64_t j = 0; j < n; j++) {
            m->eta[i] += at[j] * m->design.x[i * n + j];
        }
        m->shift = fmax(m->shift, m->eta[i]);
    }
    for (int64_t i = 0; i < m->n_rows; i++) {
        m->relative[i] = m->weights[i] * exp(m->eta[i] - m->shift);
    }
}

/* Takes out rows whose entry is at the time or later, from *left on; returns how many. */
static int64_t leave(model *m, int64_t stratum, double time, int64_t *left)
{
    int64_t n = m->design.n;
    int64_t start = *left;
    for (; m->by_entry != NULL && *left < m->n_rows; (*left)++) {
        int64_t i = m->by_entry[*left];
        if (m->strata[i] != stratum || m->entries[i] < time) {
            break;
        }
        risk_add(&m->at_risk, m->design.x + i * n, -m->relative[i], n);
    }
    return *left - start;
}

static double partial_likelihood(void *ctx, const double *at, double *gradient,
                                 double *information)
{
    model *m = ctx;
    int64_t n = m->design.n;
    double value = 0.0;
    int64_t left = 0;
    int64_t n_at_risk = 0;
    predictors_fill(m, at);
    for (int64_t i = 0; i < m->n_rows;) {
        int64_t stratum = m->strata[i];
        if (i == 0 || m->strata[i - 1] != stratum) {
            left = i; /* both orders hold a stratum's rows at the same places */
            n_at_risk = 0;
            risk_clear(&m->at_risk, n);
        }
        int64_t gone = leave(m, stratum, m->times[i], &left);
        n_at_risk -= gone;
        if (n_at_risk == 0 && gone > 0) {
            risk_clear(&m->at_risk, n); /* no rounding of those that left stays behind */
        }
        int64_t first = i;
        for (; i < m->n_rows && m->strata[i] == stratum && m->times[i] == m->times[first]; i++) {
            risk_add(&m->at_risk, m->design.x + i * n, m->relative[i], n);
            n_at_risk++;
        }
        value += time_add(m, first, i, gradient, information);
    }
    return isnan(value) ? -INFINITY : value;
}

static coop_status row_check(const coop_hazard_rows *rows, int64_t i, coop_error *err)
{
    COOP__TRY(coop__weight_check(rows->weights, i, err));
    double entry = rows->entries == NULL ? -INFINITY : rows->entries[i];
    char text[COOP__NUMBER_SIZE];
    if (!isfinite(rows->times[i])) {
        coop__number_format(rows->times[i], text);
        return coop__fail(err, COOP_RANGE, "the time of row %lld is %s, need a finite number",
                          (long long)i, text);
    }
    if (!(entry < rows->times[i])) {
        coop__number_format(entry, text);
        return coop__fail(err, COOP_RANGE, "the entry of row %lld is %s, need one below the time",
                          (long long)i, text);
    }
    if (rows->events[i] > 1) {
        return coop__fail(err, COOP_RANGE, "the event of row %lld is %d, need 0 or 1",
                          (long long)i, (int)rows->events[i]);
    }
    return COOP_OK;
}

static coop_status rows_check(const coop_hazard_rows *rows, coop_error *err)
{
    if (rows == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "rows is NULL");
    }
    if (rows->n_rows < 0) {
        return coop__fail(err, COOP_RANGE, "n_rows is %lld, need 0 or more",
                          (long long)rows->n_rows);
    }
    if (rows->n_rows == 0) {
        return coop__fail(err, COOP_EMPTY, "there are no rows");
    }
    if (rows->times == NULL || rows->events == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "times or events is NULL");
    }
    for (int64_t i = 0; i < rows->n_rows; i++) {
        COOP__TRY(row_check(rows, i, err));
    }
    return coop__covariates_check(rows->covariates, rows->n_covariates, rows->n_rows,
                                  rows->weights, err);
}

static bool is_entry_before(const void *ctx, int64_t a, int64_t b)
{
    const model *m = ctx;
    if (m->strata[a] != m->strata[b]) {
        return m->strata[a] < m->strata[b];
    }
    return m->entries[a] > m->entries[b];
}

static bool doubles_new(coop__arena *arena, int64_t n, double **out)
{
    *out = coop__arena_alloc(arena, (size_t)n, sizeof **out);
    return *out != NULL;
}

static bool model_new(coop__arena *arena, int64_t n_rows, int64_t n, model *m)
{
    m->strata = coop__arena_alloc(arena, (size_t)n_rows, sizeof *m->strata);
    m->events = coop__arena_alloc(arena, (size_t)n_rows, sizeof *m->events);
    return m->strata != NULL && m->events != NULL && doubles_new(arena, n_rows, &m->times) &&
           doubles_new(arena, n_rows, &m->entries) && doubles_new(arena, n_rows, &m->weights) &&
           doubles_new(arena, n_rows, &m->relative) && doubles_new(arena, n_rows, &m->eta) &&
           doubles_new(arena, n, &m->at_risk.s1) && doubles_new(arena, n * n, &m->at_risk.s2) &&
           doubles_new(arena, n, &m->dying.s1) && doubles_new(arena, n * n, &m->dying.s2);
}

/* The rows of positive weight, sorted. */
static coop_status model_of(const coop_hazard_rows *rows, coop__arena *arena, model *m,
                            coop_error *err)
{
    size_t n = (size_t)rows->n_rows;
    int64_t *order = coop__arena_alloc(arena, n, sizeof *order);
    int64_t *spare = coop__arena_alloc(arena, n, sizeof *spare);
    if (order == NULL || spare == NULL || !model_new(arena, rows->n_rows, rows->n_covariates, m)) {
        return coop__no_memory(err);
    }
    coop__merge_sort(order, spare, rows->n_rows, coop__hazard_before, rows);
    for (int64_t k = 0; k < rows->n_rows; k++) {
        int64_t i = order[k];
        double weight = rows->weights == NULL ? 1.0 : rows->weights[i];
        if (weight > 0.0) {
            m->times[m->n_rows] = rows->times[i];
            m->entries[m->n_rows] = rows->entries == NULL ? -INFINITY : rows->entries[i];
            m->weights[m->n_rows] = weight;
            m->strata[m->n_rows] = rows->strata == NULL ? 0 : rows->strata[i];
            m->events[m->n_rows] = rows->events[i];
            m->n_events += rows->events[i];
            order[m->n_rows++] = i;
        }
    }
    if (m->n_events == 0) {
        return coop__fail(err, COOP_UNDEFINED, "no row has an event");
    }
    COOP__TRY(coop__design_of(rows, order, m->n_rows, arena, &m->design, err));
    m->by_time = order;
    if (rows->entries != NULL) {
        int64_t *by_entry = coop__arena_alloc(arena, n, sizeof *by_entry);
        if (by_entry == NULL) {
            return coop__no_memory(err);
        }
        coop__merge_sort(by_entry, spare, m->n_rows, is_entry_before, m);
        m->by_entry = by_entry;
    }
    return COOP_OK;
}

static coop_hazard_test test_of(double statistic, int64_t df)
{
    double s = fmax(statistic, 0.0);
    return (coop_hazard_test){s, df == 0 ? 1.0 : coop__chi_square_tail(s, df)};
}

static coop_status result_make(const model *m, const coop__ascent *a, coop__owner *owner,
                               coop_cox **out, coop_error *err)
{
    int64_t n = m->design.n;
    coop_cox *fit = coop__arena_alloc(&owner->arena, 1, sizeof *fit);
    double *values = coop__arena_alloc(&owner->arena, (size_t)(n * (n + 2)), sizeof *values);
    if (fit == NULL || values == NULL) {
        return coop__no_memory(err);
    }
    double wald = 0.0;
    double *variance = values + 2 * n;
    for (int64_t i = 0; i < n; i++) {
        values[i] = a->at[i] / m->design.scales[i];
        for (int64_t j = 0; j < n; j++) {
            wald += a->at[i] * a->information[i * n + j] * a->at[j];
            variance[i * n + j] =
                a->inverse[i * n + j] / m->design.scales[i] / m->design.scales[j];
        }
        values[n + i] = sqrt(variance[i * n + i]);
    }
    *fit = (coop_cox){
        .struct_size = sizeof *fit,
        .coefficients = values,
        .std_errors = values + n,
        .variance = variance,
        .n_covariates = n,
        .log_likelihood = a->value,
        .log_likelihood_null = a->value_at_start,
        .likelihood_ratio = test_of(2.0 * (a->value - a->value_at_start), n),
        .wald = test_of(wald, n),
        .score = test_of(a->score, n),
        .ties = m->is_efron ? "efron" : "breslow",
        .n_used = m->n_rows,
        .n_events = m->n_events,
        .n_steps = a->n_steps,
        .owner = owner,
    };
    *out = fit;
    return COOP_OK;
}

static coop_status fit_rows(const coop_hazard_rows *rows, bool is_efron, coop__arena *scratch,
                            coop__owner *owner, coop_cox **out, coop_error *err)
{
    model m = {.is_efron = is_efron};
    COOP__TRY(model_of(rows, scratch, &m, err));
    coop__ascent a = {.function = partial_likelihood, .ctx = &m};
    if (!coop__ascent_new(scratch, m.design.n, &a)) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < m.n_rows; i++) {
        a.scale += m.events[i] == 1 ? m.weights[i] : 0.0;
    }
    coop__ascent_end end = coop__ascent_run(&a);
    if (end != COOP__ASCENT_FOUND) {
        return coop__ascent_fail(end, a.column, err);
    }
    return result_make(&m, &a, owner, out, err);
}

coop_status coop_cox_fit(const coop_hazard_rows *rows, const char *ties, const coop_run *run,
                         coop_cox **out, coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL, need a place for the result");
    }
    bool is_efron = ties == NULL || strcmp(ties, "efron") == 0;
    if (!is_efron && strcmp(ties, "breslow") != 0) {
        return coop__fail(err, COOP_NOT_FOUND, "there are no ties '%s', need efron or breslow",
                          ties);
    }
    COOP__TRY(rows_check(rows, err));
    coop__owner *owner = coop__owner_new(run);
    if (owner == NULL) {
        return coop__no_memory(err);
    }
    coop__arena scratch = {.a = coop__allocator_of(run)};
    coop_cox *filled = NULL;
    coop_status status = fit_rows(rows, is_efron, &scratch, owner, &filled, err);
    coop__arena_free(&scratch);
    if (status != COOP_OK) {
        coop__owner_free(owner);
        return status;
    }
    *out = filled;
    return COOP_OK;
}

void coop_cox_free(coop_cox *fit)
{
    if (fit != NULL) {
        coop__owner_free(fit->owner);
    }
}
