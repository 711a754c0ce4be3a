/* expected_completions.c -- will 80 % be done by the day, when past dates are known roughly only?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define PAST 12
#define OPEN 8

/* Months from signing to completion: after the low, at the high at the latest. */
static const double lows[PAST] = {0, 6, 12, 12, 24, 6, 18, 18, 24, 12, 30, 36};
static const double highs[PAST] = {12, 18, 24, 18, 36, 12, 24, 30, 36, 24, INFINITY, INFINITY};
static const double ages[OPEN] = {2, 5, 8, 11, 14, 17, 20, 30}; /* of those still open */

static coop_error err;

static void check(coop_status status)
{
    if (status != COOP_OK) {
        fprintf(stderr, "%s: %s\n", coop_status_name(status), err.message);
        exit(EXIT_FAILURE);
    }
}

/* The forecast when the mass of each interval lies at the given end of it. */
static void forecast(const char *name, const coop_turnbull *fit, const double *ends)
{
    int64_t last = fit->n_masses - 1; /* those that lasted: when they end is not known */
    coop_forecast_curve curve = {ends, fit->survival, NULL, last, fit->lows[last]};
    coop_forecast_open open = {ages, OPEN, 10.0};
    double chances[2][OPEN];
    check(coop_forecast_chances(&curve, &open, chances[0], chances[1], &err));
    for (int bound = 0; bound < 2; bound++) {
        coop_forecast_items items = {chances[bound], OPEN, 1};
        coop_completions *law = NULL;
        double reached = 0.0;
        check(coop_completions_fit(&items, 0.9, NULL, &law, &err));
        check(coop_completions_rate_at_least(law, PAST - 2, PAST + OPEN, 0.8, &reached, &err));
        printf("  %-5s %-21s %5.2f  %lld to %lld  %9.4f\n", name,
               bound == 0 ? "none beyond the curve" : "all beyond the curve", law->mean,
               (long long)law->low, (long long)law->high, reached);
        coop_completions_free(law);
    }
}

int main(void)
{
    coop_interval_times times = {lows, highs, NULL, PAST};
    coop_turnbull *fit = NULL;
    check(coop_turnbull_fit(&times, NULL, &fit, &err));
    puts("Months to completion, from twelve agreements of which ten are completed");
    puts("  after  up to  share");
    for (int64_t k = 0; k < fit->n_masses; k++) {
        printf("  %5.0f  %5.0f  %.4f\n", fit->lows[k], fit->highs[k], fit->masses[k]);
    }
    double low = 0.0;
    double high = 0.0;
    check(coop_turnbull_quantile(fit, 0.5, &low, &high, &err));
    printf("median: after %.0f months, by %.0f; certified: %s\n\n", low, high,
           fit->is_certified ? "yes" : "no");
    puts("Of eight open ones, completed within ten months; 80 % of all twenty need six of them");
    puts("  dates lie at, afterwards        mean  90 %     P(80 %)");
    forecast("first", fit, fit->lows);
    forecast("last", fit, fit->highs);
    coop_turnbull_free(fit);
    return 0;
}
