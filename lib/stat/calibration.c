/* calibration.c -- how good forecasts were: Brier's score, its parts, and the calibration table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/forecast.h>

#include <math.h>

#include "../core/error.h"
#include "../core/number.h"
#include "../core/sum.h"
#include "comparison.h"
#include "normal.h"
#include "proportion.h"
#include "sampling.h"

static const int64_t most_bins = 1000;

static coop_status past_check(const coop_forecast_past *past, coop_error *err)
{
    if (past == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "past is NULL");
    }
    if (past->n_items < 0 || past->n_bins < 1 || past->n_bins > most_bins) {
        return coop__fail(err, COOP_RANGE,
                          "n_items is %lld and n_bins %lld, need 0 or more and 1 to %d",
                          (long long)past->n_items, (long long)past->n_bins, (int)most_bins);
    }
    if (past->n_items == 0) {
        return coop__fail(err, COOP_EMPTY, "there are no forecasts");
    }
    if (past->chances == NULL || past->outcomes == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "chances or outcomes is NULL");
    }
    for (int64_t i = 0; i < past->n_items; i++) {
        double p = past->chances[i];
        if (!(p >= 0.0 && p <= 1.0) || past->outcomes[i] > 1) {
            char text[COOP__NUMBER_SIZE];
            coop__number_format(p, text);
            return coop__fail(err, COOP_RANGE,
                              "item %lld has the chance %s and the outcome %d, need 0 to 1 and 0 "
                              "or 1",
                              (long long)i, text, (int)past->outcomes[i]);
        }
    }
    return coop__check_level(past->level, err);
}

static int64_t bin_of(double chance, int64_t n_bins)
{
    int64_t bin = (int64_t)(chance * (double)n_bins);
    return bin < n_bins ? bin : n_bins - 1;
}

static coop_forecast_bin bin_fill(const coop_forecast_past *past, int64_t b, double z)
{
    coop__exact_sum chances = {.pending = 0};
    coop_forecast_bin out = {.from = (double)b / (double)past->n_bins,
                             .to = (double)(b + 1) / (double)past->n_bins};
    for (int64_t i = 0; i < past->n_items; i++) {
        if (bin_of(past->chances[i], past->n_bins) == b) {
            coop__exact_sum_add(&chances, past->chances[i]);
            out.hits += past->outcomes[i];
            out.n++;
        }
    }
    out.chance = out.share = out.low = out.high = NAN;
    if (out.n > 0) {
        coop_interval limits = coop__wilson((double)out.hits, (double)(out.n - out.hits), z);
        out.chance = coop__exact_sum_result(&chances) / (double)out.n;
        out.share = (double)out.hits / (double)out.n;
        out.low = limits.low;
        out.high = limits.high;
    }
    return out;
}

static double brier_of(const coop_forecast_past *past)
{
    coop__exact_sum sum = {.pending = 0};
    for (int64_t i = 0; i < past->n_items; i++) {
        double apart = past->chances[i] - past->outcomes[i];
        coop__exact_sum_add(&sum, apart * apart);
    }
    return coop__exact_sum_result(&sum) / (double)past->n_items;
}

/* Adds up what the bins give, and hands them out. */
static void bins_add(const coop_forecast_past *past, double share, coop_forecast_score *score,
                     coop_forecast_bin *bins)
{
    double z = coop__normal_two_sided(past->level);
    for (int64_t b = 0; b < past->n_bins; b++) {
        coop_forecast_bin bin = bin_fill(past, b, z);
        if (bin.n > 0) {
            double part = (double)bin.n / (double)past->n_items;
            score->reliability += part * (bin.chance - bin.share) * (bin.chance - bin.share);
            score->resolution += part * (bin.share - share) * (bin.share - share);
        }
        if (bins != NULL) {
            bins[b] = bin;
        }
    }
}

coop_status coop_forecast_score_past(const coop_forecast_past *past, coop_forecast_score *out,
                                     coop_forecast_bin *bins, coop_error *err)
{
    COOP__TRY(coop__check_output(out, out == NULL ? 0 : out->struct_size, err));
    COOP__TRY(past_check(past, err));
    coop_forecast_score score = COOP_FORECAST_SCORE_INIT;
    coop__exact_sum expected = {.pending = 0};
    for (int64_t i = 0; i < past->n_items; i++) {
        coop__exact_sum_add(&expected, past->chances[i]);
        score.observed += past->outcomes[i];
    }
    double share = (double)score.observed / (double)past->n_items;
    score.n_items = past->n_items;
    score.expected = coop__exact_sum_result(&expected);
    score.brier = brier_of(past);
    score.uncertainty = share * (1.0 - share);
    bins_add(past, share, &score, bins);
    score.within = score.brier - score.reliability + score.resolution - score.uncertainty;
    coop__copy_output(out, out->struct_size, &score, sizeof score);
    return COOP_OK;
}
