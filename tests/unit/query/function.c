/* function.c -- functions of the language, those of dates by brute force over single days.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "program.h"
#include "random.h"

static const coop__function *function_named(const char *name)
{
    const coop__function *f = coop__functions;
    while (f->name != NULL && strcmp(f->name, name) != 0) {
        f++;
    }
    ck_assert_msg(f->name != NULL, "there is no function %s", name);
    return f;
}

static coop__value span_value(coop_date first, coop_date last)
{
    coop__value value = {.kind = COOP__SPAN};
    value.of.span.first = first;
    value.of.span.last = last;
    return value;
}

static coop__value call1(const char *name, coop__value x)
{
    return function_named(name)->call(&x, 1);
}

/* ---- a calendar that counts days one by one ---- */

enum { DAYS = 366 * 60 };

typedef struct civil {
    int year, month, day;
} civil;

static void advance(civil *at)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = at->year % 4 == 0 && (at->year % 100 != 0 || at->year % 400 == 0);
    int length = lengths[at->month - 1] + (at->month == 2 && is_leap ? 1 : 0);
    bool ends_month = ++at->day > length;
    bool ends_year = ends_month && ++at->month > 12;
    at->day = ends_month ? 1 : at->day;
    at->month = ends_year ? 1 : at->month;
    at->year += ends_year ? 1 : 0;
}

static civil civil_on(coop_date date)
{
    static civil days[DAYS];
    if (days[0].year == 0) {
        civil at = {1970, 1, 1};
        for (int i = 0; i < DAYS; i++, advance(&at)) {
            days[i] = at;
        }
    }
    return days[date];
}

typedef struct parts {
    int64_t least, most;
} parts;

static int64_t part_of(civil day, int which)
{
    return which == 0 ? day.year : which == 1 ? (day.month - 1) / 3 + 1 : day.month;
}

static parts try_days(coop_date first, coop_date last, int which)
{
    parts p = {INT64_MAX, INT64_MIN};
    for (coop_date day = first; day <= last; day++) {
        int64_t part = part_of(civil_on(day), which);
        p.least = part < p.least ? part : p.least;
        p.most = part > p.most ? part : p.most;
    }
    return p;
}

START_TEST(parts_of_the_calendar_hold_for_every_day)
{
    static const char *const names[] = {"year", "quarter", "month"};
    static const int64_t cycles[] = {0, 4, 12};
    uint64_t state = 31;
    for (int round = 0; round < 6000; round++) {
        static const uint64_t widths[] = {1, 2, 10, 40, 400};
        coop_date first = (coop_date)(next_random(&state) % 20000);
        coop_date last = first + (coop_date)(next_random(&state) % widths[round % 5]);
        for (int which = 0; which < 3; which++) {
            coop__value value = call1(names[which], span_value(first, last));
            parts expected = try_days(first, last, which);
            bool goes_round = civil_on(first).year != civil_on(last).year;
            if (which > 0 && goes_round) { /* the whole cycle: a range cannot have a gap */
                expected.least = 1;
                expected.most = cycles[which];
            }
            ck_assert(value.kind == COOP__INTEGER && !value.is_null);
            ck_assert_msg(value.of.integer == expected.least && value.most == expected.most,
                          "%s of %d..%d is %lld..%lld", names[which], first, last,
                          (long long)value.of.integer, (long long)value.most);
        }
    }
}
END_TEST

START_TEST(every_single_day_has_its_parts)
{
    for (coop_date day = 0; day < 366 * 33; day++) {
        civil c = civil_on(day);
        coop__value year = call1("year", span_value(day, day));
        coop__value quarter = call1("quarter", span_value(day, day));
        coop__value month = call1("month", span_value(day, day));
        ck_assert(year.of.integer == c.year && year.most == c.year);
        ck_assert(quarter.of.integer == (c.month + 2) / 3 && quarter.most == (c.month + 2) / 3);
        ck_assert(month.of.integer == c.month && month.most == c.month);
    }
}
END_TEST

START_TEST(days_hold_for_every_choice_of_both_dates)
{
    uint64_t state = 32;
    for (int round = 0; round < 2000; round++) {
        coop_date a = (coop_date)(next_random(&state) % 40);
        coop_date b = (coop_date)(next_random(&state) % 40);
        coop_date a_last = a + (coop_date)(next_random(&state) % 5);
        coop_date b_last = b + (coop_date)(next_random(&state) % 5);
        int64_t least = INT64_MAX;
        int64_t most = INT64_MIN;
        for (coop_date x = a; x <= a_last; x++) {
            for (coop_date y = b; y <= b_last; y++) {
                least = y - x < least ? y - x : least;
                most = y - x > most ? y - x : most;
            }
        }
        coop__value arguments[2] = {span_value(a, a_last), span_value(b, b_last)};
        coop__value value = function_named("days")->call(arguments, 2);
        ck_assert(value.of.integer == least && value.most == most);
    }
}
END_TEST

/* An open end may be any day of the calendar. */
START_TEST(open_ends_reach_to_the_ends_of_the_calendar)
{
    coop_date day = day_of("2023-05-18");
    coop_date first = day_of("0001-01-01");
    coop_date last = day_of("9999-12-31");
    coop__value until = span_value(COOP_DATE_OPEN_FIRST, day);
    coop__value since = span_value(day, COOP_DATE_OPEN_LAST);
    coop__value any = span_value(COOP_DATE_OPEN_FIRST, COOP_DATE_OPEN_LAST);
    coop__value year = call1("year", until);
    ck_assert(year.of.integer == 1 && year.most == 2023);
    year = call1("year", since);
    ck_assert(year.of.integer == 2023 && year.most == 9999);
    year = call1("year", any);
    ck_assert(year.of.integer == 1 && year.most == 9999);
    coop__value month = call1("month", since);
    ck_assert(month.of.integer == 1 && month.most == 12);
    coop__value quarter = call1("quarter", until);
    ck_assert(quarter.of.integer == 1 && quarter.most == 4);
    coop__value arguments[2] = {until, since};
    coop__value days = function_named("days")->call(arguments, 2);
    ck_assert(days.of.integer == 0 && days.most == (int64_t)last - first);
    arguments[0] = since;
    arguments[1] = any;
    days = function_named("days")->call(arguments, 2);
    ck_assert(days.of.integer == (int64_t)first - last && days.most == (int64_t)last - day);
    year = call1("year", span_value(first, last));
    ck_assert(year.of.integer == 1 && year.most == 9999);
}
END_TEST

START_TEST(functions_of_nothing_are_nothing)
{
    for (const coop__function *f = coop__functions; f->name != NULL; f++) {
        coop__value null[8];
        for (int i = 0; i < 8; i++) {
            coop__value value = {.kind = f->takes_dates ? COOP__SPAN : COOP__INTEGER,
                                 .is_null = true};
            null[i] = value;
        }
        ck_assert(f->least >= 1 && f->least <= f->most && f->most <= 8);
        ck_assert(f->meaning != NULL && f->meaning[0] != '\0');
        coop__value value = f->make != NULL ? f->make(null, NULL) : f->call(null, f->least);
        ck_assert_msg(value.is_null, "%s", f->name);
    }
    coop__value arguments[2] = {span_value(1, 1), {.kind = COOP__SPAN, .is_null = true}};
    ck_assert(function_named("days")->call(arguments, 2).is_null);
}
END_TEST

/* ---- abs and coalesce ---- */

START_TEST(sizes_of_ranges_hold_for_every_choice)
{
    for (int64_t least = -4; least <= 4; least++) {
        for (int64_t most = least; most <= 4; most++) {
            int64_t low = INT64_MAX;
            int64_t high = 0;
            for (int64_t x = least; x <= most; x++) {
                int64_t size = x < 0 ? -x : x;
                low = size < low ? size : low;
                high = size > high ? size : high;
            }
            coop__value x = {.kind = COOP__INTEGER, .most = most};
            x.of.integer = least;
            coop__value value = call1("abs", x);
            ck_assert(value.of.integer == low && value.most == high);
        }
    }
}
END_TEST

START_TEST(sizes_keep_their_kind)
{
    coop_dataset *data = register_of("2024-01-01", "t", "f:float64 m:money3 i:int64",
                                     "-2.5|-1.250|-9223372036854775807", NULL);
    coop__value f = value_of(data, "t", "abs(f)", 0);
    ck_assert(f.kind == COOP__NUMBER && f.of.number == 2.5);
    coop__value m = value_of(data, "t", "abs(m)", 0);
    ck_assert(m.kind == COOP__MONEY && m.of.integer == 1250 && m.scale == 3);
    coop__value i = value_of(data, "t", "abs(i)", 0);
    ck_assert(i.kind == COOP__INTEGER && i.of.integer == INT64_MAX && i.most == INT64_MAX);
    ck_assert(value_of(data, "t", "abs(-f)", 0).of.number == 2.5);
    coop_dataset_free(data);
}
END_TEST

START_TEST(coalesce_takes_the_first_that_is_there)
{
    coop_dataset *data =
        register_of("2024-01-01", "t", "a:int64 b:int64 c:code d:date p:span s:set o:bool",
                    "|2|x|2020-05-01|2021|u|true\n1|||||v|", NULL);
    ck_assert_int_eq(value_of(data, "t", "coalesce(a, b)", 0).of.integer, 2);
    ck_assert_int_eq(value_of(data, "t", "coalesce(b, a)", 1).of.integer, 1);
    ck_assert_int_eq(value_of(data, "t", "coalesce(a, b, 9)", 0).of.integer, 2);
    ck_assert_int_eq(value_of(data, "t", "coalesce(b, 9)", 1).of.integer, 9);
    ck_assert(value_of(data, "t", "coalesce(b)", 1).is_null);
    ck_assert(value_of(data, "t", "coalesce(b, null)", 1).is_null);
    ck_assert_str_eq(value_of(data, "t", "coalesce(c, 'none')", 0).of.text.bytes, "x");
    ck_assert_int_eq(truth_on(data, "t", "coalesce(c, 'none') = 'none'", 1), COOP__TRUE);
    ck_assert_int_eq(truth_on(data, "t", "coalesce(o, false)", 1), COOP__FALSE);
    ck_assert_int_eq(truth_on(data, "t", "coalesce(b = 2, false)", 1), COOP__FALSE);
    ck_assert_int_eq(value_of(data, "t", "coalesce(s, s)", 1).of.words.n, 1);
    /* A text beside a date is a date. */
    coop__value d = value_of(data, "t", "coalesce(d, '2022')", 1);
    ck_assert(d.kind == COOP__SPAN && d.of.span.first == day_of("2022-01-01"));
    ck_assert_int_eq(value_of(data, "t", "coalesce(d, '2022')", 0).of.span.last,
                     day_of("2020-05-01"));
    /* What stands for a missing date is one of its days, not all of them. */
    ck_assert_int_eq(truth_on(data, "t", "coalesce(d, '2022') = '2022-06'", 1), COOP__MAYBE);
    ck_assert_int_eq(truth_on(data, "t", "coalesce(d, '2022') = '2022'", 1), COOP__TRUE);
    ck_assert_int_eq(truth_on(data, "t", "coalesce(p, d) = '2021'", 0), COOP__TRUE);
    coop_dataset_free(data);
}
END_TEST

START_TEST(functions_are_called_in_queries)
{
    coop_dataset *data =
        register_of("2024-01-01", "t", "id:code d:span e:date",
                    "a|2023-12/2024-01|2024-02-01\nb|2020-02|2020-02-29\nc||", NULL);
    coop_query query = query_of("t", NULL, NULL, "id, year(d), month(e) as m, days(d, e)");
    expect(data, query,
           "id,year(d)_least,year(d)_most,m,\"days(d, e)_least\",\"days(d, e)_most\"\n"
           "a,2023,2024,2,1,62\nb,2020,2020,2,0,28\nc,,,,,\n");
    query = query_of("t", "year(d) = 2023", NULL, "id");
    expect(data, query, "id,certain\na,false\n");
    query.where = "year(d) >= 2023 and quarter('2020-05') = 2";
    expect(data, query, "id,certain\na,true\n");
    query.where = "days(d, e) between 0 and 28";
    expect(data, query, "id,certain\na,false\nb,true\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- texts ---- */

START_TEST(lower_takes_capitals_of_three_alphabets_only)
{
    coop_dataset *data = register_of("2024-01-01", "t", "c:code x:text", "a|b", NULL);
    static const char *const pairs[][2] = {
        {"ABYZ[@`{", "abyz[@`{"},
        {"\xd0\x90\xd0\xa1\xd0\xa2\xd0\x90\xd0\x9d\xd0\x90", "\xd0\xb0\xd1\x81\xd1\x82\xd0\xb0\xd0\xbd\xd0\xb0"},
        {"\xd2\x9a", "\xd2\x9b"},               /* Cyrillic ka with descender */
        {"\xce\x91\xce\xa9", "\xce\xb1\xcf\x89"}, /* Greek */
        {"\xc4\xb0I\xc5\xb8", "ii\xc3\xbf"},     /* dotted I, I, Y with diaeresis */
        {"\xe1\xba\x9e", "\xc3\x9f"},           /* sharp s, two bytes for three */
        {"\xc3\x97\xc3\xb7\xe5\x8c\x97", "\xc3\x97\xc3\xb7\xe5\x8c\x97"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char text[128];
        snprintf(text, sizeof text, "lower('%s') = '%s' and lower('%s') = lower('%s')", pairs[i][0],
                 pairs[i][1], pairs[i][1], pairs[i][0]);
        ck_assert_msg(truth_on(data, "t", text, 0) == COOP__TRUE, "%s", text);
    }
    ck_assert_int_eq(truth_on(data, "t", "lower(null) = 'a'", 0), COOP__UNKNOWN);
    coop_dataset_free(data);
}
END_TEST

/* In each clause, whatever column holds the words. */
START_TEST(lower_stands_in_every_clause)
{
    coop_dataset *data = register_of("2024-01-01", "t", "c:code x:text n:int32",
                                     "Ab|QX|1\nAB|qX|2\nz||4\n|qx|8\naB|Y|16", NULL);
    static const struct {
        const char *where, *by, *select, *order_by, *expected;
    } cases[] = {
        {"lower(c) = 'ab'", NULL, "sum(n)", NULL, "sum_n\n19\n"},
        {"lower(x) like 'q%' and lower(c) <> 'AB'", NULL, "sum(n)", NULL, "sum_n\n3\n"},
        {"lower(coalesce(c, x)) in ('qx', 'z')", NULL, "sum(n)", NULL, "sum_n\n12\n"},
        {NULL, "lower(c) as k", "sum(n) as s", NULL, "k,s\nab,19\nz,4\n,8\n"},
        {NULL, "lower(x) as k", "sum(n) as s", "s desc", "k,s\ny,16\nqx,11\n,4\n"},
        {"n < 3", NULL, "lower(c) as k, lower(x) as m", "n desc", "k,m\nab,qx\nab,qx\n"},
        {NULL, NULL, "share(lower(x) = 'qx', n) as s", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        coop_query query = query_of("t", cases[i].where, cases[i].by, cases[i].select);
        query.order_by = cases[i].order_by;
        char *got = answer(data, &query);
        ck_assert_msg(cases[i].expected == NULL || strcmp(got, cases[i].expected) == 0, "%zu: %s", i,
                      got);
        free(got);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(lower_without_memory_is_told)
{
    coop_dataset *data = register_of("2024-01-01", "t", "c:code x:text n:int32",
                                     "Ab|QX|1\nAB|qX|2\nz||4", NULL);
    coop_query query = query_of("t", "lower(x) = 'qx'", "lower(c)", "sum(n)");
    for (int64_t k = 1;; k++) {
        meter m = {.fail_at = k};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        coop_table *table = NULL;
        coop_error err = {0};
        run.allocator = &a;
        query.run = &run;
        coop_status status = coop_query_run(data, &query, &table, &err);
        coop_table_free(table);
        ck_assert_uint_eq(m.live, 0);
        if (status == COOP_OK) {
            break;
        }
        ck_assert_msg(status == COOP_MEMORY, "%lld: %s", (long long)k, err.message);
    }
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_function");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, parts_of_the_calendar_hold_for_every_day);
    tcase_add_test(c, every_single_day_has_its_parts);
    tcase_add_test(c, days_hold_for_every_choice_of_both_dates);
    tcase_add_test(c, open_ends_reach_to_the_ends_of_the_calendar);
    tcase_add_test(c, functions_of_nothing_are_nothing);
    tcase_add_test(c, sizes_of_ranges_hold_for_every_choice);
    tcase_add_test(c, sizes_keep_their_kind);
    tcase_add_test(c, coalesce_takes_the_first_that_is_there);
    tcase_add_test(c, functions_are_called_in_queries);
    tcase_add_test(c, lower_takes_capitals_of_three_alphabets_only);
    tcase_add_test(c, lower_stands_in_every_clause);
    tcase_add_test(c, lower_without_memory_is_told);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
