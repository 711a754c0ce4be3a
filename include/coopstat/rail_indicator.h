/* coopstat/rail_indicator.h -- how fast and how dear trips along a corridor were: the indicators of
 * CAREC's corridor performance measurement (CPMM), from records of trips.
 *
 * A missing number is NaN in the arrays that come in. What comes out is a table in which it has no
 * value. Yearly indicators that are published are rows of table observation: ask them by a query.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_RAIL_INDICATOR_H
#define COOP_RAIL_INDICATOR_H

#include <coopstat/table.h>

COOP_BEGIN

/** Stages of trips; a border point is a stage of its own. Arrays of n_rows are borrowed; each but
 *  trips may be NULL: not recorded. The layout is frozen. */
typedef struct coop_trip_records {
    int64_t n_rows;             /**< 1 or more; 0 is COOP_EMPTY */
    const int64_t *trips;       /**< stages with one number are of one trip; any numbers */
    const uint8_t *is_border;   /**< 1: the stage is a border point */
    const double *km;           /**< distance, 0 or more */
    const double *moving_hours; /**< under way; more than 0 where km is */
    const double *stop_hours;   /**< standing; at a border point all of its time, waiting and
                                     transloading included */
    const double *usd;          /**< paid, officially or not */
    const double *units;        /**< containers or 20 t of load, more than 0; NULL: one each */
} coop_trip_records;

/** How to summarise. Start from COOP_TRIP_OPTIONS_INIT. */
typedef struct coop_trip_options {
    size_t struct_size;   /**< set by the initialiser */
    double level;         /**< of the intervals, inside (0, 1) */
    double trimmed;       /**< part that the trimmed mean leaves out at each end, 0 to below 0.5 */
    int64_t n_replicates; /**< bootstrap samples, 100 to 1000000 */
    uint64_t seed;        /**< of the bootstrap; any number */
    const coop_run *run;  /**< where memory comes from; NULL: the C library */
} coop_trip_options;
/** Start of every coop_trip_options. */
#define COOP_TRIP_OPTIONS_INIT { sizeof(coop_trip_options), 0.95, 0.1, 2000, 1, NULL }

/**
 * The indicators, one row each:
 * - tfi1, hours to clear a border point: stop_hours over border points.
 * - tfi2, USD paid at a border point.
 * - tfi3, USD for 500 km and a unit: 500 usd / (km units) over stages with km.
 * - tfi4, alias speed with delay (SWD), km/h: km / (moving_hours + stop_hours of all stages of the
 *   trip), one ratio a trip.
 * - swod, speed without delay, km/h: km / moving_hours, one ratio a trip.
 *
 * Columns: indicator; unit; ratio_of_sums, the sum of the numerators over that of the denominators
 * (long trips count more), with _low and _high; mean_of_ratios with _low and _high; median with
 * _low and _high; trimmed_mean; cv, standard deviation over mean; p90; n, ratios; n_trips;
 * n_missing, stages or trips that lack a number; n_excluded, those without distance; n_outliers,
 * more than 1.5 quartile ranges outside the quartiles: they are told, not dropped.
 * An indicator without any ratio has counts only. Intervals are percentiles of a bootstrap of whole
 * trips, and have no value with fewer than two of them. The delay's share of the time is
 * 1 - tfi4 / swod of ratio_of_sums.
 *
 * @param records Read only.
 * @param options NULL for the defaults.
 * @param out     Filled on success; free with coop_table_free.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_EMPTY without rows; COOP_RANGE for a negative or infinite number, km
 *         without moving_hours above 0, units that are not above 0, each with its row, and for
 *         options out of range; COOP_ARGUMENT; COOP_MEMORY.
 * The same rows in the same order and the same seed give the same numbers on every machine.
 * Cost: O(rows log rows + replicates x rows). ADB, CPMM annual reports; Efron & Tibshirani 1993,
 * An Introduction to the Bootstrap; Field & Welsh 2007, doi:10.1111/j.1467-9868.2007.00593.x.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_trip_indicators(const coop_trip_records *records, const coop_trip_options *options,
                     coop_table **out, coop_error *err);

COOP_END
#endif
