/* indicator.c -- tests of lib/rail/indicator.c: trips worked out by hand, intervals, and what is
 * refused. SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_indicator.h>

#include "small_rail.h"

#include <math.h>

#include "random.h"

/* Two trips of two stages and a border, and a third that lacks its time. */
static const int64_t trips[] = {7, 7, 7, 3, 3, 3, 9};
static const uint8_t is_border[] = {0, 1, 0, 0, 1, 0, 0};
static const double km[] = {500, NAN, 100, 250, NAN, 0, 300};
static const double moving[] = {10, NAN, 5, 5, NAN, 0, NAN};
static const double stops[] = {0, 20, 5, 1, 9, 0, 0};
static const double usd[] = {400, 100, NAN, 300, 50, 10, 120};
static const double units[] = {1, 1, 1, 2, 2, 2, 1};
static const coop_trip_records fixture = {7, trips, is_border, km, moving, stops, usd, units};

static coop_table *indicators_of(const coop_trip_records *records, const coop_trip_options *options)
{
    coop_table *table = NULL;
    coop_error err = {0};
    coop_status status = coop_trip_indicators(records, options, &table, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", coop_status_name(status), err.message);
    ck_assert_int_eq(coop_table_n_rows(table), 5);
    return table;
}

static void check_row(const coop_table *table, int64_t row, const char *name, const double *want)
{
    static const char *const columns[] = {"ratio_of_sums", "mean_of_ratios", "median",    "n",
                                          "n_trips",       "n_missing",      "n_excluded"};
    check_text(table, row, "indicator", name);
    for (int i = 0; i < 7; i++) {
        if (isnan(want[i])) {
            check_missing(table, row, columns[i]);
        } else {
            ck_assert_msg(fabs(number(table, row, columns[i]) - want[i]) < 1e-12, "%s %s: %.17g",
                          name, columns[i], number(table, row, columns[i]));
        }
    }
}

START_TEST(trips_by_hand)
{
    coop_table *table = indicators_of(&fixture, NULL);
    check_row(table, 0, "tfi1", (double[]){14.5, 14.5, 14.5, 2, 2, 0, 0});
    check_row(table, 1, "tfi2", (double[]){75, 75, 75, 2, 2, 0, 0});
    /* 400 / 1, 300 / 1, 120 / 0.6; one without usd, one without km */
    check_row(table, 2, "tfi3", (double[]){820 / 2.6, 300, 300, 3, 3, 1, 1});
    /* trip 7: 600 km in 15 + 25 h; trip 3: 250 km in 5 + 10 h; trip 9 lacks its time */
    check_row(table, 3, "tfi4",
              (double[]){850.0 / 55, (15 + 250.0 / 15) / 2, (15 + 250.0 / 15) / 2, 2, 2, 1, 0});
    check_row(table, 4, "swod", (double[]){850.0 / 20, 45, 45, 2, 2, 1, 0});
    check_number(table, 2, "trimmed_mean", 300);
    ck_assert_double_eq_tol(number(table, 2, "cv"), 100.0 / 300, 1e-12);
    ck_assert_double_eq_tol(number(table, 2, "p90"), 380, 1e-12);
    for (int row = 0; row < 5; row++) {
        ck_assert(number(table, row, "ratio_of_sums_low") <= number(table, row, "ratio_of_sums"));
        ck_assert(number(table, row, "ratio_of_sums_high") >= number(table, row, "ratio_of_sums"));
    }
    coop_table_free(table);
}
END_TEST

START_TEST(one_trip_has_no_interval_and_no_trip_no_value)
{
    coop_trip_records one = fixture;
    one.n_rows = 3;
    one.is_border = NULL;
    coop_table *table = indicators_of(&one, NULL);
    check_row(table, 0, "tfi1", (double[]){NAN, NAN, NAN, 0, 0, 0, 0});
    check_missing(table, 0, "p90");
    check_row(table, 3, "tfi4", (double[]){NAN, NAN, NAN, 0, 0, 1, 0}); /* the border lacks km */
    coop_table_free(table);
    one.is_border = is_border;
    table = indicators_of(&one, NULL);
    check_number(table, 0, "ratio_of_sums", 20);
    check_missing(table, 0, "ratio_of_sums_low");
    check_missing(table, 0, "median_high");
    check_missing(table, 0, "cv");
    coop_table_free(table);
    one.stop_hours = NULL;
    one.usd = NULL;
    table = indicators_of(&one, NULL);
    check_row(table, 0, "tfi1", (double[]){NAN, NAN, NAN, 0, 0, 1, 0});
    check_row(table, 3, "tfi4", (double[]){NAN, NAN, NAN, 0, 0, 1, 0});
    check_row(table, 4, "swod", (double[]){40, 40, 40, 1, 1, 0, 0});
    coop_table_free(table);
}
END_TEST

/* Stages of a trip are alike: an interval that took them for independent would be too narrow. */
START_TEST(intervals_cover_what_trips_vary_by)
{
    enum { TRIPS = 40, STAGES = 5, TURNS = 200 };
    static int64_t of[TRIPS * STAGES];
    static uint8_t border[TRIPS * STAGES];
    static double hours[TRIPS * STAGES];
    coop_trip_records r = {TRIPS * STAGES, of, border, NULL, NULL, hours, NULL, NULL};
    coop_trip_options options = COOP_TRIP_OPTIONS_INIT;
    uint64_t seed = 3;
    int n_covered = 0;
    options.level = 0.9;
    options.n_replicates = 400;
    for (int turn = 0; turn < TURNS; turn++) {
        for (int t = 0; t < TRIPS; t++) {
            double x = (double)(next_random(&seed) % 1000);
            for (int i = 0; i < STAGES; i++) {
                of[t * STAGES + i] = t;
                border[t * STAGES + i] = 1;
                hours[t * STAGES + i] = x + (double)(next_random(&seed) % 10);
            }
        }
        coop_table *table = indicators_of(&r, &options);
        n_covered += number(table, 0, "mean_of_ratios_low") <= 504 &&
                             504 <= number(table, 0, "mean_of_ratios_high")
                         ? 1
                         : 0;
        ck_assert(number(table, 0, "mean_of_ratios") == number(table, 0, "ratio_of_sums"));
        coop_table_free(table);
    }
    ck_assert_int_ge(n_covered, 166); /* of 200 at 90 % 180 +- 4.2 */
    ck_assert_int_le(n_covered, 194);
}
END_TEST

START_TEST(outliers_are_told_and_kept)
{
    const int64_t of[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    const uint8_t border[] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    /* quartiles 3 and 7: the fences are at -3 and 13 */
    double hours[] = {9, 2, 3, 4, 5, 6, 7, 8, 1};
    coop_trip_records r = {9, of, border, NULL, NULL, hours, NULL, NULL};
    coop_table *table = indicators_of(&r, NULL);
    check_number(table, 0, "n_outliers", 0);
    coop_table_free(table);
    hours[0] = 13;
    table = indicators_of(&r, NULL);
    check_number(table, 0, "n_outliers", 0);
    coop_table_free(table);
    hours[0] = 13.5;
    table = indicators_of(&r, NULL);
    check_number(table, 0, "n_outliers", 1);
    check_number(table, 0, "n", 9);
    ck_assert_double_eq_tol(number(table, 0, "mean_of_ratios"), 49.5 / 9, 1e-12);
    coop_table_free(table);
}
END_TEST

static void refuse(const coop_trip_records *records, const coop_trip_options *options,
                   coop_status want, const char *words)
{
    coop_table *table = (coop_table *)(void *)&table;
    coop_error err = {0};
    ck_assert_int_eq(coop_trip_indicators(records, options, &table, &err), want);
    ck_assert_msg(strstr(err.message, words) != NULL, "'%s' lacks '%s'", err.message, words);
    ck_assert_ptr_eq(table, &table);
}

START_TEST(bad_records_are_refused_with_their_row)
{
    const int64_t of[] = {1, 2};
    double x[] = {1, -1};
    double y[] = {1, 0};
    coop_trip_records r = {2, of, NULL, x, NULL, NULL, NULL, NULL};
    coop_trip_options options = COOP_TRIP_OPTIONS_INIT;
    refuse(&r, NULL, COOP_RANGE, "row 1: km is negative");
    x[1] = INFINITY;
    refuse(&r, NULL, COOP_RANGE, "row 1: km is infinite");
    x[1] = 1;
    r.moving_hours = y;
    refuse(&r, NULL, COOP_RANGE, "row 1 has km, but moving_hours is 0");
    y[1] = 1e-9;
    refuse(NULL, NULL, COOP_ARGUMENT, "NULL");
    options.level = 1;
    refuse(&r, &options, COOP_RANGE, "level");
    options.level = 0.5;
    options.n_replicates = 99;
    refuse(&r, &options, COOP_RANGE, "n_replicates");
    options.n_replicates = 100;
    coop_table_free(indicators_of(&r, &options));
    double z[] = {1, 0};
    r.units = z;
    refuse(&r, NULL, COOP_RANGE, "row 1: units is 0");
    r.n_rows = 0;
    refuse(&r, NULL, COOP_EMPTY, "n_rows is 0");
    r.n_rows = 1;
    r.trips = NULL;
    refuse(&r, NULL, COOP_ARGUMENT, "trips");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("rail/indicator");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_test(all, trips_by_hand);
    tcase_add_test(all, one_trip_has_no_interval_and_no_trip_no_value);
    tcase_add_test(all, intervals_cover_what_trips_vary_by);
    tcase_add_test(all, outliers_are_told_and_kept);
    tcase_add_test(all, bad_records_are_refused_with_their_row);
    suite_add_tcase(s, all);
    return s;
}

#include "check_main.h"
