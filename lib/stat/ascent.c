/* ascent.c -- the maximum of a concave function of a few parameters, by Newton's steps.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "ascent.h"

#include <math.h>
#include <string.h>

enum { most_steps = 100, most_halvings = 60 };

static const double least_pivot = 1e-11;  /* of the diagonal: less is rounding */
static const double near_enough = 1e-8;   /* change after which one more step is exact */
static const double flat = 1e-10;         /* of scale: what a step can still gain */
static const double far = 1e-2;           /* a step this long that gains nothing has no end */
static const double farthest = 1e8;

bool coop__ascent_new(coop__arena *arena, int64_t n, coop__ascent *out)
{
    size_t one = (size_t)n;
    size_t all = one * one;
    double *vectors = coop__arena_alloc(arena, one * 4, sizeof *vectors);
    double *matrices = coop__arena_alloc(arena, all * 3, sizeof *matrices);
    if (vectors == NULL || matrices == NULL) {
        return false;
    }
    out->n = n;
    out->at = vectors;
    out->gradient = vectors + one;
    out->step = vectors + 2 * one;
    out->trial = vectors + 3 * one;
    out->information = matrices;
    out->inverse = matrices + all;
    out->factor = matrices + 2 * all;
    return true;
}

/* The Cholesky factor of information; the first column whose pivot is no more than rounding, or -1
 * if there is none. */
static int64_t factorize(coop__ascent *a)
{
    int64_t n = a->n;
    for (int64_t j = 0; j < n; j++) {
        for (int64_t i = j; i < n; i++) {
            double sum = a->information[i * n + j];
            for (int64_t k = 0; k < j; k++) {
                sum -= a->factor[i * n + k] * a->factor[j * n + k];
            }
            if (i > j) {
                a->factor[i * n + j] = sum / a->factor[j * n + j];
            } else if (sum > least_pivot * a->information[j * n + j] && sum < INFINITY) {
                a->factor[j * n + j] = sqrt(sum);
            } else {
                return j;
            }
        }
    }
    return -1;
}

/* out = information^-1 x. */
static void solve(const coop__ascent *a, const double *x, double *out)
{
    int64_t n = a->n;
    for (int64_t i = 0; i < n; i++) {
        double sum = x[i];
        for (int64_t k = 0; k < i; k++) {
            sum -= a->factor[i * n + k] * out[k];
        }
        out[i] = sum / a->factor[i * n + i];
    }
    for (int64_t i = n - 1; i >= 0; i--) {
        double sum = out[i];
        for (int64_t k = i + 1; k < n; k++) {
            sum -= a->factor[k * n + i] * out[k];
        }
        out[i] = sum / a->factor[i * n + i];
    }
}

static double gain_of(const coop__ascent *a)
{
    double sum = 0.0;
    for (int64_t i = 0; i < a->n; i++) {
        sum += a->gradient[i] * a->step[i];
    }
    return sum;
}

/* The largest change of a parameter by the step, against its size; and whose it is. */
static double change_of(coop__ascent *a)
{
    double most = 0.0;
    a->column = 0;
    for (int64_t i = 0; i < a->n; i++) {
        double change = fabs(a->step[i]) / (1.0 + fabs(a->at[i]));
        a->column = change > most ? i : a->column;
        most = fmax(most, change);
    }
    return most;
}

static bool is_too_far(coop__ascent *a)
{
    for (int64_t i = 0; i < a->n; i++) {
        if (!(fabs(a->at[i]) < farthest)) {
            a->column = i;
            return true;
        }
    }
    return false;
}

static double evaluate(coop__ascent *a, const double *at)
{
    memset(a->gradient, 0, (size_t)a->n * sizeof(double));
    memset(a->information, 0, (size_t)(a->n * a->n) * sizeof(double));
    return a->function(a->ctx, at, a->gradient, a->information);
}

/* Takes the step, or the longest half, quarter ... of it that does not lose. Leaves gradient and
 * information of the new point; false when no part gains. */
static bool step_take(coop__ascent *a, double gain)
{
    double noise = 1e-14 * (fabs(a->value) + a->scale);
    double part = 1.0;
    for (int i = 0; i < most_halvings; i++) {
        for (int64_t k = 0; k < a->n; k++) {
            a->trial[k] = a->at[k] + part * a->step[k];
        }
        double value = evaluate(a, a->trial);
        if (value >= a->value + 1e-4 * part * gain - noise && value < INFINITY) {
            a->value = value;
            memcpy(a->at, a->trial, (size_t)a->n * sizeof(double));
            return true;
        }
        part *= 0.5;
    }
    a->value = evaluate(a, a->at);
    return false;
}

static coop__ascent_end finish(coop__ascent *a)
{
    int64_t n = a->n;
    int64_t column = factorize(a);
    if (column >= 0) {
        a->column = column;
        return COOP__ASCENT_UNBOUNDED;
    }
    for (int64_t j = 0; j < n; j++) {
        memset(a->trial, 0, (size_t)n * sizeof(double));
        a->trial[j] = 1.0;
        solve(a, a->trial, a->inverse + j * n);
    }
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < i; j++) {
            a->information[j * n + i] = a->information[i * n + j];
            a->inverse[i * n + j] = a->inverse[j * n + i];
        }
    }
    return COOP__ASCENT_FOUND;
}

coop__ascent_end coop__ascent_run(coop__ascent *a)
{
    a->value = evaluate(a, a->at);
    a->value_at_start = a->value;
    for (a->n_steps = 0; a->n_steps < most_steps; a->n_steps++) {
        int64_t column = factorize(a);
        if (column >= 0 && a->n_steps > 0) {
            change_of(a); /* by the step before */
            return COOP__ASCENT_UNBOUNDED;
        }
        if (column >= 0) {
            a->column = column;
            return COOP__ASCENT_SINGULAR;
        }
        solve(a, a->gradient, a->step);
        double gain = gain_of(a);
        double change = change_of(a);
        a->score = a->n_steps == 0 ? gain : a->score;
        if ((gain <= flat * a->scale && change > far) || is_too_far(a)) {
            return COOP__ASCENT_UNBOUNDED;
        }
        if (!step_take(a, gain) || change <= near_enough) {
            return finish(a);
        }
    }
    return COOP__ASCENT_UNBOUNDED;
}
