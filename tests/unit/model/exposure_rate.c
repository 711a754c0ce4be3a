/* exposure_rate.c -- completions per year at risk: counted by hand, by brute force over all days,
 * and Garwood's interval. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "random.h"
#include "rates.h"

#define PLAIN "id:code role:code signed:span"
#define EVENTS "agreement:code status:code date:span known:span"

static coop_rate exposed(const coop_dataset *data, const char *where)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.definition = "exposure";
    options.where = where;
    return rate_of(data, &options);
}

static void check_near(double got, double expected)
{
    ck_assert_msg(got == expected || fabs(got - expected) <= 1e-14 * fabs(expected),
                  "%.17g, not %.17g", got, expected);
}

static double per_year(int events, int days)
{
    return events * 365.25 / days;
}

static coop_dataset *by_hand(void)
{
    return register_of("2024-01-11", "agreement", PLAIN,
                       "a|commitment|2024-01-01\nb|commitment|2024-01-01\n"
                       "c|commitment|2024-01-01\nd|commitment|2024-01-01/2024-01-03\n"
                       "e|commitment|2024-01-01\nf|commitment|2024-01-01\n"
                       "g|commitment|\nh|commitment|2024-01-01",
                       "event", EVENTS,
                       "a|completed|2024-01-05|2024-01-05\nb|cancelled|2024-01-08|2024-01-08\n"
                       "d|completed|2024-01-06/2024-01-07|2024-01-07\n"
                       "e|completed|2024-01-09/2024-01-20|2024-01-09\n"
                       "f|started|2024-01-02|2024-01-02\nf|stalled|2024-01-04|2024-01-04\n"
                       "h|superseded|2024-01-05|2024-01-05\nh|completed|2024-01-06|2024-01-06\n"
                       "c|started|2024-01-11|2024-01-11",
                       NULL);
}

/* a 4 days and done; b ended after 7; c open for 10; d done in 3 to 6; e perhaps done, 8 to 10;
 * f stalled, open for 10; g does not tell when it was made; h is superseded. */
START_TEST(time_at_risk_is_counted_by_hand)
{
    coop_dataset *data = by_hand();
    coop_rate r = exposed(data, NULL);
    ck_assert_int_eq(r.total, 6);
    ck_assert_int_eq(r.known, 5);
    ck_assert_int_eq(r.hits, 2);
    ck_assert_int_eq(r.apart, 1);
    check_near(r.value, 2 * per_year(2, 2 * (4 + 7 + 10 + 10) + 3 + 6));
    check_near(r.worst, per_year(2, 4 + 7 + 10 + 6 + 10 + 10));
    check_near(r.best, per_year(3, 4 + 7 + 10 + 3 + 8 + 10));
    check_near(r.best_last_report, r.best); /* c was reported on the day, f stalled */
    r = exposed(data, "id = 'f'");
    check_near(r.value, 0);
    ck_assert_double_eq(r.low, 0);
    r = exposed(data, "id = 'd'");
    check_near(r.value, per_year(2, 9)); /* in the middle of what it may be */
    check_near(r.worst, per_year(1, 6));
    check_near(r.best, per_year(1, 3));
    r = exposed(data, "id = 'e'");
    ck_assert(isnan(r.value) && isnan(r.low) && isnan(r.high) && r.worst == 0);
    check_near(r.best, per_year(1, 8));
    coop_dataset_free(data);
    /* Looked for and not found: it may have been completed at once. */
    data = register_of("2024-01-11", "agreement", PLAIN,
                       "a|commitment|2024-01-01\nb|commitment|2024-01-01", "event", EVENTS,
                       "a|unknown|2024-01-05|2024-01-05\nb|stalled|2024-01-05|2024-01-05", NULL);
    r = exposed(data, NULL);
    ck_assert_int_eq(r.unknown, 1);
    ck_assert(r.value == 0 && r.worst == 0);
    check_near(r.best, per_year(1, 10));
    coop_dataset_free(data);
}
END_TEST

/* Garwood 1936, 95 percent: R 4.2 qgamma(0.025, 10) and qgamma(0.975, 11) for 10 events; for none up
 * to -log(0.025). */
START_TEST(the_interval_is_garwoods)
{
    char agreements[512] = "";
    char events[512] = "";
    size_t n = 0;
    size_t m = 0;
    for (int i = 0; i < 10; i++) {
        n += (size_t)snprintf(agreements + n, sizeof agreements - n, "%sa%d|commitment|2023-01-01",
                              i > 0 ? "\n" : "", i);
        m += (size_t)snprintf(events + m, sizeof events - m, "%sa%d|completed|2023-12-31|2023-12-31",
                              i > 0 ? "\n" : "", i);
    }
    coop_dataset *data = register_of("2024-06-30", "agreement", PLAIN, agreements, "event", EVENTS,
                                     events, NULL);
    coop_rate r = exposed(data, NULL);
    double years = 10 * 364 / 365.25;
    ck_assert_int_eq(r.hits, 10);
    ck_assert_double_eq_tol(r.low * years, 4.7953886961324335, 1e-11);
    ck_assert_double_eq_tol(r.high * years, 18.390356042017778, 1e-11);
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.definition = "exposure";
    options.as_of = "2023-12-30";
    r = rate_of(data, &options);
    years = 10 * 363 / 365.25;
    ck_assert_double_eq(r.low, 0);
    ck_assert_double_eq_tol(r.high * years, 3.6888794541139363, 1e-11);
    coop_dataset_free(data);
}
END_TEST

START_TEST(an_open_signature_has_no_upper_limit_of_time)
{
    coop_dataset *data = register_of("2024-01-11", "agreement", PLAIN, "a|commitment|../2024-01-02",
                                     "event", EVENTS, "a|completed|2024-01-05|2024-01-05", NULL);
    coop_rate r = exposed(data, NULL);
    ck_assert(isnan(r.value) && r.worst == 0);
    check_near(r.best, per_year(1, 3));
    coop_dataset_free(data);
    data = register_of("2024-01-11", "agreement", PLAIN, "a|commitment|2024-01-05", "event", EVENTS,
                       "a|completed|2024-01-05|2024-01-05", NULL);
    r = exposed(data, NULL); /* completed on its own day: no time at risk */
    ck_assert(isnan(r.value) && isinf(r.worst) && isinf(r.best));
    coop_dataset_free(data);
}
END_TEST

/* ---- by brute force over all days ---- */

enum { DATES = 3, DAY = 9 };

/* Made, completed and cancelled, each on some day of a span. */
typedef struct history {
    coop_span date[DATES];
} history;

static void one_choice(const int *day, double *worst, double *best)
{
    bool is_done = day[1] <= DAY && day[1] <= day[2];
    int stop = day[1] < day[2] ? day[1] : day[2];
    stop = stop < DAY ? stop : DAY;
    int at_risk = stop > day[0] ? stop - day[0] : 0;
    if (at_risk == 0 && !is_done) {
        return;
    }
    double rate = at_risk > 0 ? per_year(is_done ? 1 : 0, at_risk) : INFINITY;
    *worst = fmin(*worst, rate);
    *best = fmax(*best, rate);
}

START_TEST(bounds_hold_for_every_choice_of_days)
{
    uint64_t state = 51;
    int n_sharp = 0;
    for (int round = 0; round < 600; round++) {
        history h;
        char texts[DATES][24];
        char events[128];
        char row[64];
        for (int i = 0; i < DATES; i++) {
            coop_date first = (coop_date)(next_random(&state) % (i == 0 ? 6 : 13));
            h.date[i] = (coop_span){first, first + (coop_date)(next_random(&state) % 4)};
            ck_assert_int_eq(coop_span_format(h.date[i], texts[i], NULL), COOP_OK);
        }
        snprintf(row, sizeof row, "a|commitment|%s", texts[0]);
        snprintf(events, sizeof events, "a|completed|%s|1960\na|cancelled|%s|1960", texts[1],
                 texts[2]);
        double worst = INFINITY;
        double best = -INFINITY;
        int day[DATES];
        for (day[0] = h.date[0].first; day[0] <= h.date[0].last; day[0]++) {
            for (day[1] = h.date[1].first; day[1] <= h.date[1].last; day[1]++) {
                for (day[2] = h.date[2].first; day[2] <= h.date[2].last; day[2]++) {
                    one_choice(day, &worst, &best);
                }
            }
        }
        coop_dataset *data =
            register_of("1970-01-10", "agreement", PLAIN, row, "event", EVENTS, events, NULL);
        coop_rate r = exposed(data, NULL);
        bool is_nothing = best < 0;
        ck_assert(is_nothing || isnan(r.worst) || r.worst <= worst * (1 + 1e-14));
        ck_assert(is_nothing || (!isnan(r.best) && r.best >= best * (1 - 1e-14)));
        n_sharp += r.worst == worst && r.best == best ? 1 : 0;
        coop_dataset_free(data);
    }
    ck_assert_int_ge(n_sharp, 300);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("exposure_rate");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, time_at_risk_is_counted_by_hand);
    tcase_add_test(c, the_interval_is_garwoods);
    tcase_add_test(c, an_open_signature_has_no_upper_limit_of_time);
    tcase_add_test(c, bounds_hold_for_every_choice_of_days);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
