/* survival_table.c -- life tables of rows, counts and parts: same bytes, and what is refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/survival.h>

#include "life_tables.h"
#include "meter.h"

static cases *turned(const cases *c)
{
    cases *out = cases_new(c->n_causes, c->n_groups);
    *out = *c;
    for (int i = 0; i < c->n; i++) {
        int from = (int)((int64_t)i * 7919 % c->n); /* 7919 is prime and above any n used */
        out->time[i] = c->time[from];
        out->entry[i] = c->entry[from];
        out->event[i] = c->event[from];
        out->weight[i] = c->weight[from];
        out->group[i] = c->group[from];
    }
    return out;
}

static void tables_check_equal(const coop_life_table *a, const coop_life_table *b)
{
    coop_life_summary x = COOP_LIFE_SUMMARY_INIT;
    coop_life_summary y = COOP_LIFE_SUMMARY_INIT;
    ck_assert_int_eq(coop_life_table_summary(a, &x, NULL), COOP_OK);
    ck_assert_int_eq(coop_life_table_summary(b, &y, NULL), COOP_OK);
    ck_assert_mem_eq(&x, &y, sizeof x);
    coop_curve *p = survival_of(a, NULL, NULL, 0.0);
    coop_curve *q = survival_of(b, NULL, NULL, 0.0);
    ck_assert(curves_equal(p, q));
    coop_curve_free(p);
    coop_curve_free(q);
    p = incidence_of(a, NULL);
    q = incidence_of(b, NULL);
    ck_assert(curves_equal(p, q));
    coop_curve_free(p);
    coop_curve_free(q);
}

/* Weights of any size: sums of doubles would depend on their order. */
START_TEST(order_and_parts_change_no_bit)
{
    uint64_t state = 31;
    for (int round = 0; round < 60; round++) {
        cases *c = cases_random(&state, 2 + (int)(next_random(&state) % 300), 3, 1);
        c->has_entry = round % 2 == 0;
        c->has_weight = true;
        for (int i = 0; i < c->n; i++) {
            c->weight[i] = ldexp(1.0 + (double)(next_random(&state) % 1000003),
                                 -(int)(next_random(&state) % 40));
        }
        coop_life_table *whole = NULL;
        coop_life_table *other = NULL;
        tables_make(c, &whole);
        cases *in_turn = turned(c);
        tables_make(in_turn, &other);
        tables_check_equal(whole, other);
        coop_life_table_free(other);
        free(in_turn);
        coop_life_table *merged = NULL;
        c->n_groups = 5; /* as parts */
        for (int i = 0; i < c->n; i++) {
            c->group[i] = (int32_t)(next_random(&state) % 5);
        }
        coop_life_table *parts[5];
        tables_make(c, parts);
        for (int g = 1; g < 5; g++) {
            coop_life_table *next = NULL;
            ck_assert_int_eq(
                coop_life_table_merge(parts[g], g == 1 ? parts[0] : merged, NULL, &next, NULL),
                COOP_OK);
            coop_life_table_free(merged);
            merged = next;
        }
        tables_check_equal(whole, merged);
        coop_life_table_free(merged);
        coop_life_table_free(whole);
        tables_free(parts, 5);
        free(c);
    }
}
END_TEST

START_TEST(a_weight_of_k_is_k_copies)
{
    uint64_t state = 37;
    for (int round = 0; round < 60; round++) {
        cases *c = cases_random(&state, 100, 2, 1);
        c->has_entry = round % 2 == 0;
        c->has_weight = true;
        for (int i = 0; i < c->n; i++) {
            c->weight[i] -= 1.0; /* 0 to 2 */
        }
        cases *copies = cases_new(2, 1);
        copies->has_entry = c->has_entry;
        for (int i = 0; i < c->n; i++) {
            for (double k = 0.0; k < c->weight[i]; k += 1.0) {
                copies->time[copies->n] = c->time[i];
                copies->entry[copies->n] = c->entry[i];
                copies->event[copies->n++] = c->event[i];
            }
        }
        coop_life_table *a = NULL;
        coop_life_table *b = NULL;
        tables_make(c, &a);
        tables_make(copies, &b);
        coop_curve *p = survival_of(a, NULL, "fleming-harrington", 0.0);
        coop_curve *q = survival_of(b, NULL, "fleming-harrington", 0.0);
        ck_assert(curves_equal(p, q));
        coop_curve_free(p);
        coop_curve_free(q);
        p = incidence_of(a, "aalen");
        q = incidence_of(b, "aalen");
        ck_assert(curves_equal(p, q));
        coop_curve_free(p);
        coop_curve_free(q);
        coop_life_table_free(a);
        coop_life_table_free(b);
        free(c);
        free(copies);
    }
}
END_TEST

/* Counts by day, made from cases that all have their times at whole days from -3 on. */
START_TEST(counts_give_the_table_of_rows)
{
    enum { n_days = 40, first_day = -9 };
    uint64_t state = 41;
    for (int round = 0; round < 60; round++) {
        cases *c = cases_random(&state, 1 + (int)(next_random(&state) % 200), 2, 1);
        c->has_entry = round % 2 == 0;
        int64_t entered[n_days] = {0};
        int64_t censored[n_days] = {0};
        int64_t events[2 * n_days] = {0};
        for (int i = 0; i < c->n; i++) {
            int day = (int)c->time[i] - first_day;
            *(c->event[i] == 0 ? &censored[day] : &events[(c->event[i] - 1) * n_days + day]) += 1;
            if (c->has_entry && isfinite(c->entry[i])) {
                entered[(int)c->entry[i] - first_day]++;
            }
        }
        coop_life_counts counts = {entered, events, censored, first_day, n_days, 2, 0};
        coop_life_table *a = NULL;
        coop_life_table *b = NULL;
        tables_make(c, &a);
        ck_assert_int_eq(coop_life_table_of_counts(&counts, NULL, &b, NULL), COOP_OK);
        tables_check_equal(a, b);
        coop_life_table_free(a);
        coop_life_table_free(b);
        free(c);
    }
}
END_TEST

static void row_refused(double entry, double time, int32_t event, double weight, int32_t group,
                        const char *message)
{
    double entries[2] = {-INFINITY, entry};
    double times[2] = {1.0, time};
    double weights[2] = {1.0, weight};
    int32_t events[2] = {0, event};
    int32_t groups[2] = {0, group};
    coop_life_rows rows = {entries, times, events, weights, groups, 2, 2, 3};
    coop_life_table *out[3] = {NULL, NULL, NULL};
    coop_error err = {0};
    coop_status status = coop_life_tables_of_rows(&rows, NULL, out, &err);
    if (message == NULL) {
        ck_assert_msg(status == COOP_OK, "%s", err.message);
        tables_free(out, 3);
        return;
    }
    ck_assert_int_eq(status, COOP_RANGE);
    ck_assert_str_eq(err.message, message);
    ck_assert(out[0] == NULL && out[2] == NULL);
}

START_TEST(bad_rows_are_named)
{
    row_refused(0.0, 1.0, 2, 1e12, 2, NULL);
    row_refused(0.0, NAN, 1, 1.0, 0, "time[1] is nan, need a finite number");
    row_refused(0.0, INFINITY, 1, 1.0, 0, "time[1] is inf, need a finite number");
    row_refused(1.0, 1.0, 1, 1.0, 0, "entry[1] is 1, need one before its time");
    row_refused(NAN, 1.0, 1, 1.0, 0, "entry[1] is nan, need one before its time");
    row_refused(INFINITY, 1.0, 1, 1.0, 0, "entry[1] is inf, need one before its time");
    row_refused(0.0, 1.0, 3, 1.0, 0, "event[1] is 3, need 0 or one of the causes");
    row_refused(0.0, 1.0, -1, 1.0, 0, "event[1] is -1, need 0 or one of the causes");
    row_refused(0.0, 1.0, 1, -0.5, 0, "weight[1] is -0.5, need 0 to 1e12");
    row_refused(0.0, 1.0, 1, NAN, 0, "weight[1] is nan, need 0 to 1e12");
    row_refused(0.0, 1.0, 1, 1.1e12, 0, "weight[1] is 1100000000000, need 0 to 1e12");
    row_refused(0.0, 1.0, 1, 1.0, 3, "group[1] is 3, need 0 to n_groups - 1");
    row_refused(0.0, 1.0, 1, 1.0, -1, "group[1] is -1, need 0 to n_groups - 1");
    row_refused(0.0, 1.0, 1, 0.0, 0, NULL);
    double time = 1.0;
    int32_t event = 1;
    coop_life_table *out = NULL;
    coop_life_rows rows = {NULL, &time, &event, NULL, NULL, 1, 0, 1};
    ck_assert_int_eq(coop_life_tables_of_rows(&rows, NULL, &out, NULL), COOP_RANGE);
    rows.n_causes = COOP_LIFE_CAUSES_MAX + 1;
    ck_assert_int_eq(coop_life_tables_of_rows(&rows, NULL, &out, NULL), COOP_RANGE);
    rows.n_causes = COOP_LIFE_CAUSES_MAX;
    rows.n_groups = 0;
    ck_assert_int_eq(coop_life_tables_of_rows(&rows, NULL, &out, NULL), COOP_RANGE);
    rows.n_groups = 1;
    rows.time = NULL;
    ck_assert_int_eq(coop_life_tables_of_rows(&rows, NULL, &out, NULL), COOP_ARGUMENT);
    rows.n_rows = -1;
    ck_assert_int_eq(coop_life_tables_of_rows(&rows, NULL, &out, NULL), COOP_RANGE);
    ck_assert_ptr_null(out);
}
END_TEST

/* -0 and 0 are one time; a weight of 0 leaves no trace. */
START_TEST(zeros_of_both_signs_are_one_time)
{
    static const double time[4] = {0.0, -0.0, -1.5, 7.0};
    static const int32_t event[4] = {1, 1, 0, 1};
    static const double weight[4] = {1.0, 1.0, 1.0, 0.0};
    coop_life_rows rows = {NULL, time, event, weight, NULL, 4, 1, 1};
    coop_life_table *table = NULL;
    ck_assert_int_eq(coop_life_tables_of_rows(&rows, NULL, &table, NULL), COOP_OK);
    coop_curve *curve = survival_of(table, NULL, NULL, 0.0);
    ck_assert_int_eq(coop_curve_n(curve), 2);
    ck_assert(cell(curve, "time", 0) == -1.5 && cell(curve, "events", 1) == 2.0);
    coop_life_summary s = COOP_LIFE_SUMMARY_INIT;
    ck_assert_int_eq(coop_life_table_summary(table, &s, NULL), COOP_OK);
    ck_assert_int_eq(s.n_rows, 3);
    coop_curve_free(curve);
    coop_life_table_free(table);
}
END_TEST

START_TEST(bad_counts_and_merges_are_named)
{
    int64_t entered[3] = {0, 2, 0};
    int64_t events[3] = {1, 0, 1};
    int64_t censored[3] = {0, 0, 1};
    coop_life_counts counts = {entered, events, censored, 10, 3, 1, 0};
    coop_life_table *table = NULL;
    coop_error err = {0};
    ck_assert_int_eq(coop_life_table_of_counts(&counts, NULL, &table, NULL), COOP_OK);
    coop_life_table *kept = table;
    entered[1] = 3;
    entered[2] = 1;
    ck_assert_int_eq(coop_life_table_of_counts(&counts, NULL, &table, &err), COOP_CONFLICT);
    ck_assert_str_eq(err.message, "more enter than leave");
    entered[1] = 0;
    entered[2] = 2;
    ck_assert_int_eq(coop_life_table_of_counts(&counts, NULL, &table, &err), COOP_CONFLICT);
    ck_assert_str_eq(err.message, "on day 12 more leave than are there");
    entered[2] = 0;
    censored[1] = -1;
    ck_assert_int_eq(coop_life_table_of_counts(&counts, NULL, &table, &err), COOP_RANGE);
    ck_assert_str_eq(err.message, "a count of element 1 is -1, need 0 or more");
    censored[1] = 999999999999999998;
    ck_assert_int_eq(coop_life_table_of_counts(&counts, NULL, &table, &err), COOP_LIMIT);
    ck_assert_str_eq(err.message, "the table passes 1000000000000000000 cases");
    censored[1] = 600000000000000000;
    coop_life_table *large = NULL;
    ck_assert_int_eq(coop_life_table_of_counts(&counts, NULL, &large, NULL), COOP_OK);
    ck_assert_int_eq(coop_life_table_merge(large, large, NULL, &table, NULL), COOP_LIMIT);
    coop_life_table_free(large);
    counts.n_causes = 0;
    ck_assert_int_eq(coop_life_table_of_counts(&counts, NULL, &table, NULL), COOP_RANGE);
    counts.n_causes = 1;
    counts.n_days = -1;
    ck_assert_int_eq(coop_life_table_of_counts(&counts, NULL, &table, NULL), COOP_RANGE);
    counts.n_days = 0;
    counts.n_causes = 2;
    ck_assert_ptr_eq(table, kept);
    coop_life_table *empty = NULL;
    ck_assert_int_eq(coop_life_table_of_counts(&counts, NULL, &empty, NULL), COOP_OK);
    coop_life_table *merged = NULL;
    ck_assert_int_eq(coop_life_table_merge(kept, empty, NULL, &merged, &err), COOP_TYPE);
    ck_assert_str_eq(err.message, "one table has 1 causes, the other 2");
    ck_assert_int_eq(coop_life_table_merge(NULL, empty, NULL, &merged, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_life_table_merge(empty, empty, NULL, &merged, NULL), COOP_OK);
    coop_life_summary s = COOP_LIFE_SUMMARY_INIT;
    ck_assert_int_eq(coop_life_table_summary(merged, &s, NULL), COOP_OK);
    ck_assert(s.cases == 0.0 && isnan(s.first_time) && s.n_times == 0);
    coop_life_table_free(merged);
    coop_life_table_free(empty);
    coop_life_table_free(kept);
}
END_TEST

/* Everything that allocates here, with the k-th allocation failing. */
START_TEST(every_failed_allocation_is_reported)
{
    uint64_t state = 61;
    cases *c = cases_random(&state, 30, 1, 2);
    c->has_entry = true;
    coop_life_rows rows = rows_of(c);
    coop_life_table *tables[2];
    tables_make(c, tables);
    coop_life_groups groups = groups_of(tables, 2, 1);
    int64_t events[2] = {1, 2};
    coop_life_counts counts = {NULL, events, NULL, 0, 2, 1, 0};
    for (int64_t k = 1; k < 40; k++) {
        for (int call = 0; call < 5; call++) {
            meter m = {.fail_at = k};
            coop_allocator a = metered(&m);
            coop_run run = COOP_RUN_INIT;
            run.allocator = &a;
            coop_life_table *made[2] = {NULL, NULL};
            coop_curve *curve = NULL;
            coop_survival_test t = COOP_SURVIVAL_TEST_INIT;
            coop_status status =
                call == 0   ? coop_life_tables_of_rows(&rows, &run, made, NULL)
                : call == 1 ? coop_life_table_of_counts(&counts, &run, made, NULL)
                : call == 2 ? coop_life_table_merge(tables[0], tables[1], &run, made, NULL)
                : call == 3 ? coop_survival_curve(tables[0], NULL, &run, &curve, NULL)
                            : coop_survival_compare(&groups, NULL, &run, &t, NULL, NULL);
            bool is_made = made[0] != NULL || curve != NULL || t.df != 0;
            ck_assert_int_eq(status, m.calls >= k ? COOP_MEMORY : COOP_OK);
            ck_assert(is_made == (status == COOP_OK));
            tables_free(made, 2);
            coop_curve_free(curve);
            ck_assert_uint_eq(m.live, 0);
        }
    }
    tables_free(tables, 2);
    free(c);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("survival_table");
    TCase *c = tcase_create("survival_table");
    tcase_add_test(c, order_and_parts_change_no_bit);
    tcase_add_test(c, a_weight_of_k_is_k_copies);
    tcase_add_test(c, counts_give_the_table_of_rows);
    tcase_add_test(c, bad_rows_are_named);
    tcase_add_test(c, zeros_of_both_signs_are_one_time);
    tcase_add_test(c, bad_counts_and_merges_are_named);
    tcase_add_test(c, every_failed_allocation_is_reported);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
