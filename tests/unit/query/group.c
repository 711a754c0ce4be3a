/* group.c -- groups: keys of every type, several keys, each(), dates that may be of several years.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "register.h"

static coop_query count_by(const char *by)
{
    return query_of("t", NULL, by, "count()");
}

START_TEST(keys_of_every_type_with_nulls_last)
{
    coop_dataset *data = register_of(
        "2024-01-01", "t", "c:code i:int8 f:float64 b:bool d:date p:span m:money s:set x:text",
        "b|2|1.5|true|2020-01-02|2020|2.00|u;v|one\n"
        "a|-1|-0|false|2020-01-01|2020-01|-1.00|v|two\n"
        "b|2|0|true|2020-01-02|2020|2.00|v;u|one\n"
        "||||||||\n"
        "a|10|1.5|false|2019-12-31|2019/2020|10.00|u|''\n"
        "||||||||",
        NULL);
    expect(data, count_by("c"), "c,count\na,2\nb,2\n,2\n");
    expect(data, count_by("i"), "i,count\n-1,1\n2,2\n10,1\n,2\n");
    expect(data, count_by("f"), "f,count\n0,2\n1.5,2\n,2\n"); /* -0 is 0 */
    expect(data, count_by("b"), "b,count\nfalse,2\ntrue,2\n,2\n");
    expect(data, count_by("d"), "d,count\n2019-12-31,1\n2020-01-01,1\n2020-01-02,2\n,2\n");
    expect(data, count_by("p"), "p,count\n2019/2020,1\n2020-01,1\n2020,2\n,2\n");
    expect(data, count_by("m"), "m,count\n-1.00,1\n2.00,2\n10.00,1\n,2\n");
    expect(data, count_by("s"), "s,count\nu,1\nu;v,2\nv,1\n,2\n");
    expect(data, count_by("x"), "x,count\n\"\",1\none,2\ntwo,1\n,2\n");
    expect(data, count_by("i > 1"), "i > 1,count\nfalse,1\ntrue,3\n,2\n");
    expect(data, count_by("i * 2 as twice"), "twice,count\n-2,1\n4,2\n20,1\n,2\n");
    expect(data, count_by("m / 2"), "m / 2,count\n-0.5,1\n1,2\n5,1\n,2\n");
    expect(data, count_by("c is null"), "c is null,count\nfalse,4\ntrue,2\n");
    expect(data, count_by("coalesce(c, 'none')"),
           "\"coalesce(c, 'none')\",count\na,2\nb,2\nnone,2\n");
    expect(data, count_by("year(d)"), "year(d),count\n2019,1\n2020,3\n,2\n");
    expect(data, count_by("null"), "null,count\n,6\n");
    expect(data, count_by("1"), "1,count\n1,6\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(several_keys_are_told_apart)
{
    coop_dataset *data = register_of("2024-01-01", "t", "a:code b:code s:set",
                                     "ab|c|x;y\na|bc|x\nab|c|xy\n|abc|\nabc||\n||\na|bc|x", NULL);
    expect(data, count_by("a, b"), "a,b,count\na,bc,2\nab,c,2\nabc,,1\n,abc,1\n,,1\n");
    expect(data, count_by("b, a"), "b,a,count\nabc,,1\nbc,a,2\nc,ab,2\n,abc,1\n,,1\n");
    expect(data, count_by("a, b, s"),
           "a,b,s,count\na,bc,x,2\nab,c,x;y,1\nab,c,xy,1\nabc,,,1\n,abc,,1\n,,,1\n");
    expect(data, count_by("a, a = 'a'"),
           "a,a = 'a',count\na,true,2\nab,false,2\nabc,false,1\n,,2\n");
    expect_error(data, count_by("a, a"), COOP_CONFLICT, -1, "two outputs are named 'a'");
    expect(data, count_by("a, a as again"), "a,again,count\na,a,2\nab,ab,2\nabc,abc,1\n,,2\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(each_member_of_a_set_is_a_group)
{
    coop_dataset *data = register_of("2024-01-01", "t", "id:code s:set r:set k:code",
                                     "1|a;b|x|p\n2|b||p\n3|||q\n4|c;a;b|x;y|q", NULL);
    expect(data, count_by("each(s)"), "s,count\na,2\nb,3\nc,1\n,1\n");
    expect(data, count_by("each(s) as member"), "member,count\na,2\nb,3\nc,1\n,1\n");
    expect(data, count_by("each ( s ) , k"),
           "s,k,count\na,p,1\na,q,1\nb,p,2\nb,q,1\nc,q,1\n,q,1\n");
    expect(data, count_by("each(s), each(r)"),
           "s,r,count\na,x,2\na,y,1\nb,x,2\nb,y,1\nb,,1\nc,x,1\nc,y,1\n,,1\n");
    expect_error(data, count_by("each(k)"), COOP_TYPE, 1, "each takes a set, 'k' is a text");
    expect_error(data, count_by("k, each(id)"), COOP_TYPE, 4, "each takes a set, 'id' is a text");
    expect_error(data, count_by("each()"), COOP_SYNTAX, -1, "each takes one set");
    expect_error(data, count_by("each(s, r)"), COOP_SYNTAX, -1, "each takes one set");
    expect_error(data, count_by("each(s) = 'a'"), COOP_SYNTAX, 9, "need a comma or the end");
    expect_error(data, query_of("t", "each(s) = 'a'", NULL, "count()"), COOP_NOT_FOUND, 1,
                 "there is no function 'each' here");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_set_of_many_members_is_spread)
{
    char row[8192];
    size_t n = 0;
    for (int i = 0; i < 700; i++) {
        n += (size_t)snprintf(row + n, sizeof row - n, "%sw%d", i > 0 ? ";" : "", i);
    }
    ck_assert_uint_lt(n, sizeof row);
    coop_dataset *data = register_of("2024-01-01", "t", "s:set", row, NULL);
    coop_query query = count_by("each(s)");
    query.limit = 1;
    query.order_by = "s desc";
    expect(data, query, "s,count\nw99,1\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- keys in doubt ---- */

START_TEST(a_date_of_two_years_is_possible_in_both)
{
    coop_dataset *data = register_of("2024-01-01", "t", "id:code d:span n:int64",
                                     "a|2022|1\nb|2022-12/2023-01|10\nc|2023-05|100\nd||1000\n"
                                     "e|2021/2023|10000",
                                     NULL);
    coop_query query = query_of("t", NULL, "year(d)", "count(), sum(n)");
    expect(data, query,
           "year(d),count_least,count_most,sum_n_least,sum_n_most\n"
           "2021,0,1,0,10000\n2022,1,3,1,10011\n2023,1,3,100,10110\n,1,1,1000,1000\n");
    query.uncertain = "certain";
    expect(data, query, "year(d),count,sum_n\n2022,1,1\n2023,1,100\n,1,1000\n");
    query.uncertain = "possible";
    expect(data, query, "year(d),count,sum_n\n2021,1,10000\n2022,3,10011\n2023,3,10110\n,1,1000\n");
    query = query_of("t", "n < 1000", "year(d), quarter(d)", "count()");
    expect(data, query,
           "year(d),quarter(d),count_least,count_most\n"
           "2022,1,0,2\n2022,2,0,2\n2022,3,0,2\n2022,4,0,2\n2023,1,0,1\n2023,2,1,2\n2023,3,0,1\n"
           "2023,4,0,1\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_test_in_doubt_is_possible_on_both_sides)
{
    coop_dataset *data =
        register_of("2024-01-01", "t", "d:span", "2022\n2022-12/2023-01\n2023\n", NULL);
    coop_query query = count_by("d < '2023' as early");
    expect(data, query, "early,count_least,count_most\nfalse,1,2\ntrue,1,2\n");
    query.uncertain = "certain";
    expect(data, query, "early,count\nfalse,1\ntrue,1\n");
    query.uncertain = "possible";
    expect(data, query, "early,count\nfalse,2\ntrue,2\n");
    coop_dataset_free(data);
}
END_TEST

/* A span with an open end is of no year that could be named; 512 years are spread. */
START_TEST(a_date_of_any_year_is_in_the_group_without_one)
{
    coop_dataset *data = register_of("2024-01-01", "t", "d:span", "2022\n2022/..\n../2022\n../..",
                                     "wide", "d:span", "1500/2011\n1500/2012\n1500/1501", NULL);
    coop_query query = count_by("year(d)");
    expect(data, query, "year(d),count_least,count_most\n2022,1,1\n,0,3\n");
    query.from = "wide";
    query.limit = 3;
    expect(data, query, "year(d),count_least,count_most\n1500,0,2\n1501,0,2\n1502,0,1\n");
    query.order_by = "year(d) desc";
    query.limit = 1;
    expect(data, query, "year(d),count_least,count_most\n2011,0,1\n");
    query.limit = 0;
    query.where = "d = '2012'";
    expect(data, query, "year(d),count_least,count_most\n,0,1\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_status_is_a_key_as_the_set_that_it_is)
{
    coop_dataset *data = register_of("2024-06-30", "agreement", "id:code", "a\nb\nc\nd", "event",
                                     "agreement:code status:code date:span",
                                     "a|implementing|2024-01-01\nb|implementing|2024-01-01\n"
                                     "b|completed|2024\nc|completed|2023",
                                     NULL);
    coop_query query = query_of("agreement", NULL, "work", "count()");
    expect(data, query, "work,count\nunreported,1\nstarted,1\ncompleted,1\nstarted|completed,1\n");
    query.by = "legal, work = 'completed' as done";
    expect(data, query,
           "legal,done,count_least,count_most\nnone,false,1,1\nsigned,false,1,2\n"
           "signed,true,1,2\n");
    coop_dataset_free(data);
}
END_TEST

/* Groups do not depend on the order of the rows. */
START_TEST(groups_do_not_depend_on_the_order_of_rows)
{
    static const char *const rows[] = {"b;a|2020|1", "a;b|2020/2021|2", "|2021|3", "c||4",
                                       "a;c;b|2019|5"};
    char first[4096] = "";
    for (int shift = 0; shift < 5; shift++) {
        char text[512];
        size_t n = 0;
        for (int i = 0; i < 5; i++) {
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", i > 0 ? "\n" : "",
                                  rows[(i * 2 + shift) % 5]);
        }
        coop_dataset *data = register_of("2024-01-01", "t", "s:set d:span n:int64", text, NULL);
        coop_query query = query_of("t", NULL, "s, year(d)", "count(), sum(n)");
        char *got = answer(data, &query);
        query.by = "each(s), n > 2";
        query.select = "count()";
        char *more = answer(data, &query);
        char both[4096];
        snprintf(both, sizeof both, "%s%s", got, more);
        if (shift == 0) {
            memcpy(first, both, sizeof first);
        }
        ck_assert_str_eq(both, first);
        free(got);
        free(more);
        coop_dataset_free(data);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_group");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, keys_of_every_type_with_nulls_last);
    tcase_add_test(c, several_keys_are_told_apart);
    tcase_add_test(c, each_member_of_a_set_is_a_group);
    tcase_add_test(c, a_set_of_many_members_is_spread);
    tcase_add_test(c, a_date_of_two_years_is_possible_in_both);
    tcase_add_test(c, a_test_in_doubt_is_possible_on_both_sides);
    tcase_add_test(c, a_date_of_any_year_is_in_the_group_without_one);
    tcase_add_test(c, a_status_is_a_key_as_the_set_that_it_is);
    tcase_add_test(c, groups_do_not_depend_on_the_order_of_rows);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
