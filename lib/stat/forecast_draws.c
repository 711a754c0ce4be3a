/* forecast_draws.c -- draws of the curve that a forecast rests on.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/forecast.h>

#include <math.h>

#include "../core/error.h"
#include "../core/number.h"
#include "philox.h"

static const double count_slack = 1e-9; /* of at_risk: rounding of weighted counts */
static const int64_t most_draws = 1000000;

static double ended_of(const coop_forecast_counts *counts, int64_t i)
{
    return counts->ended == NULL ? 0.0 : counts->ended[i];
}

/* What remains open of those at risk; not below 0. */
static double left_of(const coop_forecast_counts *counts, int64_t i)
{
    return fmax(counts->at_risk[i] - counts->completed[i] - ended_of(counts, i), 0.0);
}

static coop_status count_fail(const char *name, int64_t i, double value, const char *need,
                              coop_error *err)
{
    char text[COOP__NUMBER_SIZE];
    coop__number_format(value, text);
    return coop__fail(err, COOP_RANGE, "%s %lld is %s, need %s", name, (long long)i, text, need);
}

static coop_status line_check(const coop_forecast_counts *counts, int64_t i, coop_error *err)
{
    double least = i == 0 ? -1.0 : counts->times[i - 1];
    double at_risk = counts->at_risk[i];
    double completed = counts->completed[i];
    double ended = ended_of(counts, i);
    if (!(counts->times[i] > least && counts->times[i] >= 0.0 && counts->times[i] < INFINITY)) {
        return count_fail("time", i, counts->times[i], "finite times that rise from 0", err);
    }
    if (!(at_risk > 0.0 && at_risk < INFINITY)) {
        return count_fail("at_risk", i, at_risk, "a number above 0", err);
    }
    if (!(completed >= 0.0 && ended >= 0.0 &&
          completed + ended <= at_risk * (1.0 + count_slack))) {
        return count_fail("completed", i, completed,
                          "counts from 0 that with ended are at most at_risk", err);
    }
    return COOP_OK;
}

static coop_status counts_check(const coop_forecast_counts *counts, const double *survival,
                               coop_error *err)
{
    if (counts == NULL || survival == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "counts or survival is NULL");
    }
    if (counts->n_times < 0) {
        return coop__fail(err, COOP_RANGE, "n_times is %lld, need 0 or more",
                          (long long)counts->n_times);
    }
    if (counts->n_times == 0) {
        return coop__fail(err, COOP_EMPTY, "there are no times");
    }
    if (counts->times == NULL || counts->at_risk == NULL || counts->completed == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "times, at_risk or completed is NULL");
    }
    for (int64_t i = 0; i < counts->n_times; i++) {
        COOP__TRY(line_check(counts, i, err));
    }
    return COOP_OK;
}

/* Where a curve stands, and the shares that move it on. */
typedef struct curve {
    double survival;
    double incidence;
} curve;

static void curve_step(curve *c, double completed, double ended, double left)
{
    double all = completed + ended + left;
    double before = c->survival;
    c->survival = left == 0.0 ? 0.0 : before * (left / all);
    /* the two add up to 1 at the most, whatever rounding does */
    c->incidence = fmin(c->incidence + before * (completed / all), 1.0 - c->survival);
}

/* Which gamma variate: every one has random numbers of its own. */
typedef struct place {
    uint64_t seed;
    uint32_t time;
    uint32_t draw;
    uint32_t share; /* 0 completed, 1 ended, 2 left */
} place;

/* Two numbers inside (0, 1) of 53 bits; which runs over as many as are needed. */
static void uniforms_at(const place *at, uint32_t which, double out[2])
{
    coop__philox counter = {{at->time, at->draw, which, at->share}};
    coop__philox x = coop__philox_at(counter, at->seed);
    for (int i = 0; i < 2; i++) {
        uint64_t bits = ((uint64_t)x.v[2 * i] << 32 | x.v[2 * i + 1]) >> 12;
        out[i] = ((double)bits + 0.5) * 0x1p-52;
    }
}

/* Marsaglia and Tsang's method: d (1 + c x)^3 with x normal, by rejection; about 1.05 trials. Below
 * shape 1 a variate of shape + 1 times u^(1 / shape). */
static double gamma_draw(const place *at, double shape)
{
    static const double two_pi = 6.28318530717958647693;
    double d = (shape < 1.0 ? shape + 1.0 : shape) - 1.0 / 3.0;
    double c = 1.0 / sqrt(9.0 * d);
    double factor = 1.0;
    double u[2];
    if (shape == 0.0) {
        return 0.0;
    }
    if (shape < 1.0) {
        uniforms_at(at, 0, u);
        factor = exp(log(u[0]) / shape);
    }
    for (uint32_t trial = 1;; trial += 2) {
        uniforms_at(at, trial, u);
        double x = sqrt(-2.0 * log(u[0])) * cos(two_pi * u[1]);
        double v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
        uniforms_at(at, trial + 1, u);
        if (v > 0.0 && log(u[0]) < 0.5 * x * x + d - d * v + d * log(v)) {
            return d * v * factor;
        }
    }
}

/* One draw of the curve. Variates that all underflow leave the estimate itself. */
static void draw_fill(const coop_forecast_counts *counts, uint64_t seed, uint32_t draw,
                      double *survival, double *incidence)
{
    curve c = {1.0, 0.0};
    for (int64_t i = 0; i < counts->n_times; i++) {
        place at = {seed, (uint32_t)i, draw, 0};
        double shapes[] = {counts->completed[i], ended_of(counts, i), left_of(counts, i)};
        double shares[3];
        for (uint32_t k = 0; k < 3; k++) {
            at.share = k;
            shares[k] = gamma_draw(&at, shapes[k]);
        }
        const double *of = shares[0] + shares[1] + shares[2] > 0.0 ? shares : shapes;
        curve_step(&c, of[0], of[1], of[2]);
        survival[i] = c.survival;
        if (incidence != NULL) {
            incidence[i] = c.incidence;
        }
    }
}

coop_status coop_forecast_draws(const coop_forecast_counts *counts, int64_t n_draws, uint64_t seed,
                                double *survival, double *incidence, coop_error *err)
{
    COOP__TRY(counts_check(counts, survival, err));
    if (n_draws < 1 || n_draws > most_draws || counts->n_times > UINT32_MAX) {
        return coop__fail(err, COOP_RANGE, "n_draws is %lld, need 1 to %lld", (long long)n_draws,
                          (long long)most_draws);
    }
    for (int64_t d = 0; d < n_draws; d++) {
        int64_t start = d * counts->n_times;
        draw_fill(counts, seed, (uint32_t)d, survival + start,
                  incidence == NULL ? NULL : incidence + start);
    }
    return COOP_OK;
}
