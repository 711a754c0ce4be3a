/* aggregate.c -- count and sum: exact, with bounds where dates are in doubt, refused where money
 * would be counted twice.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "register.h"

START_TEST(sums_keep_their_type)
{
    coop_dataset *data = register_of("2024-01-01", "t", "i:int32 f:float64 m:money3 c:code b:bool",
                                     "2147483647|0.1|1.250|x|true\n2147483647|0.2|-0.250|x|true\n"
                                     "||||\n1|0.3||x|",
                                     NULL);
    expect(data, query_of("t", NULL, NULL, "sum(i), sum(f), sum(m), count()"),
           "sum_i,sum_f,sum_m,count\n4294967295,0.6,1.000,4\n");
    expect(data, query_of("t", "i = 1", NULL, "sum(m) as s, count()"), "s,count\n,1\n");
    expect(data, query_of("t", "i = 0", NULL, "sum(i) as a, sum(f) as b, count()"),
           "a,b,count\n,,0\n");
    expect(data, query_of("t", NULL, NULL, "sum(i * 2) as twice, sum(m * 2) as m2"),
           "twice,m2\n8589934590,2\n");
    expect(data, query_of("t", NULL, NULL, "sum(1), sum(null + 1) as n"), "sum_1,n\n4,\n");
    coop_dataset_free(data);
}
END_TEST

/* A column of a result has the type that its expression has, with or without rows. */
START_TEST(the_columns_of_a_result_depend_on_types)
{
    coop_dataset *data = register_of("2024-01-01", "t", "i:int32 m:money d:span e:date", "", NULL);
    coop_query query = query_of("t", NULL, NULL, "count(), sum(i), sum(m), sum(days(e, e)) as x");
    expect(data, query, "count,sum_i,sum_m,x\n0,,,\n");
    query.select = "count(), sum(i), sum(days(d, e)) as x";
    expect(data, query, "count,sum_i,x_least,x_most\n0,,,\n"); /* days(d, e) itself is a range */
    query.uncertain = "possible";
    expect(data, query, "count,sum_i,x_least,x_most\n0,,,\n");
    query.where = "d = '2020'";
    expect(data, query, "count,sum_i,x_least,x_most\n0,,,\n");
    query.uncertain = "bounds";
    expect(data, query, "count_least,count_most,sum_i_least,sum_i_most,x_least,x_most\n0,0,,,,\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(sums_of_doubles_are_exact_and_rounded_once)
{
    coop_dataset *data = register_of("2024-01-01", "t", "f:float64",
                                     "1e308\n1e308\n-1e308\n1\n-1e308\n1e-300\n-1", NULL);
    coop_query query = query_of("t", NULL, NULL, "sum(f) as s");
    ck_assert_double_eq(number_of(data, query, "s"), 1e-300);
    query.where = "f > 1";
    expect_error(data, query, COOP_LIMIT, -1, "s is beyond the largest double");
    coop_dataset_free(data);
}
END_TEST

START_TEST(sums_of_integers_are_refused_when_they_do_not_fit)
{
    coop_dataset *data =
        register_of("2024-01-01", "t", "i:int64 m:money",
                    "9223372036854775807|92233720368547758.07\n1|0.01\n-1|-0.01", NULL);
    expect(data, query_of("t", NULL, NULL, "sum(i) as i, sum(m) as m"),
           "i,m\n9223372036854775807,92233720368547758.07\n"); /* whatever the steps are */
    expect_error(data, query_of("t", "i > 0", NULL, "sum(i)"), COOP_LIMIT, -1,
                 "select: sum_i does not fit 64 bits");
    expect_error(data, query_of("t", "i > 0", NULL, "sum(m) as m"), COOP_LIMIT, -1,
                 "select: m does not fit 64 bits");
    coop_dataset_free(data);
}
END_TEST

/* Rows that may be out add nothing to the least when positive, to the most when negative. */
START_TEST(possible_rows_widen_a_sum)
{
    coop_dataset *data = register_of("2024-01-01", "t", "d:span i:int64 f:float64",
                                     "2020|1|0.5\n2020/2021|10|2\n2020/2021|-100|-4\n2021|1000|8\n"
                                     "2020|-10000|16\n2020/2021||",
                                     NULL);
    coop_query query = query_of("t", "d = '2020'", NULL, "sum(i) as i, sum(f) as f, count()");
    expect(data, query,
           "i_least,i_most,f_least,f_most,count_least,count_most\n"
           "-10099,-9989,12.5,18.5,2,5\n");
    query.uncertain = "certain";
    expect(data, query, "i,f,count\n-9999,16.5,2\n");
    query.uncertain = "possible";
    expect(data, query, "i,f,count\n-10089,14.5,5\n");
    query.where = "d = '2020-05'"; /* nothing is sure */
    query.uncertain = NULL;
    query.select = "sum(i) as i, count()";
    expect(data, query, "i_least,i_most,count_least,count_most\n-10100,11,0,5\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(sums_of_ranges_have_both_ends)
{
    coop_dataset *data = register_of("2024-01-01", "t", "a:span b:date",
                                     "2020-01-01/2020-01-03|2020-01-10\n2020-01-05|2020-01-04\n"
                                     "|2020-01-01\n2020-02-10/2020-02-12|2020-02-11",
                                     NULL);
    coop_query query = query_of("t", NULL, NULL, "sum(days(a, b)) as d");
    expect(data, query, "d_least,d_most\n5,9\n"); /* [7, 9] - 1 + [-1, 1] */
    query.select = "sum(abs(days(a, b))) as d, sum(year(b)) as y";
    expect(data, query, "d_least,d_most,y\n8,11,8080\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- refusals ---- */

static coop_dataset *moneyed(void)
{
    return register_of(
        "2024-01-01", "agreement",
        "id:code parties:set amount:money currency:code n:int64 parent:code",
        "a|X;Y|1.00|USD|1|\nb|X|2.00|EUR|2|\nc|Y|4.00|USD|4|\nd||8.00||8|\ne|||EUR||", "event",
        "agreement:code status:code date:date", "a|signed|2020-01-01\na|report|2020-01-02",
        "investment",
        "id:code measure:code currency:code amount:money agreement:code n:int64 "
        "usd:money",
        "i|pledge|USD|1.00|a|1|1.00\nj|pledge|USD|2.00|a|2|2.00", "relation",
        "a:code b:code kind:code", "i|j|part_of", NULL);
}

START_TEST(money_is_not_counted_twice)
{
    coop_dataset *data = moneyed();
    coop_query query = query_of("agreement", NULL, "each(parties)", "sum(amount)");
    expect_error(data, query, COOP_CONFLICT, 1,
                 "under each() a sum would count a row once for "
                 "every member");
    query.select = "count(), sum(n)";
    expect_error(data, query, COOP_CONFLICT, 10, "under each()");
    query.select = "count()";
    expect(data, query, "parties,count\nX,2\nY,2\n,2\n");
    query = query_of("event", NULL, NULL, "sum(agreement.amount)");
    expect_error(data, query, COOP_CONFLICT, 5,
                 "'agreement.amount' would be counted once for every row that refers to it");
    query.select = "sum(agreement.amount * 2)";
    expect_error(data, query, COOP_CONFLICT, 5, "'agreement.amount' would be counted");
    query.select = "sum(agreement.n) as n"; /* no money */
    expect(data, query, "n\n2\n");
    query = query_of("investment", NULL, NULL, "sum(amount)");
    expect(data, query, "sum_amount_least,sum_amount_most\n2.00,2.00\n");
    query.select = "sum(usd)"; /* the same relations hold */
    expect(data, query, "sum_usd_least,sum_usd_most\n2.00,2.00\n");
    query.select = "sum(-amount)";
    expect_error(data, query, COOP_CONFLICT, 6,
                 "'amount' is of rows that are parts of each other: sum it by itself");
    query.select = "sum(amount / 1000000)";
    expect_error(data, query, COOP_CONFLICT, 5, "sum it by itself");
    query.select = "sum(coalesce(amount, usd))";
    expect_error(data, query, COOP_CONFLICT, 14, "sum it by itself");
    query.select = "sum(n) as n";
    expect(data, query, "n\n3\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(currencies_are_not_mixed)
{
    coop_dataset *data = moneyed();
    coop_query query = query_of("agreement", NULL, NULL, "sum(amount)");
    expect_error(data, query, COOP_CONFLICT, -1,
                 "select: amount of USD and EUR in one sum, group by currency");
    query.by = "currency";
    expect(data, query, "currency,sum_amount\nEUR,2.00\nUSD,5.00\n,8.00\n");
    query.by = NULL;
    query.where = "currency is null or currency = 'USD'";
    expect_error(data, query, COOP_CONFLICT, -1, "amount of USD and (missing) in one sum");
    query.where = "id in ('b', 'e')"; /* a row without amount has no say */
    expect(data, query, "sum_amount\n2.00\n");
    query.where = "id in ('a', 'e')";
    expect(data, query, "sum_amount\n1.00\n");
    query.where = NULL;
    query.select = "sum(amount * 2)";
    expect_error(data, query, COOP_CONFLICT, -1, "amount of USD and EUR in one sum");
    query.select = "sum(-amount)";
    expect_error(data, query, COOP_CONFLICT, -1, "amount of USD and EUR in one sum");
    query.select = "sum(n)";
    expect(data, query, "sum_n\n15\n");
    coop_dataset_free(data);
}
END_TEST

typedef struct fault {
    const char *select;
    coop_status status;
    int64_t column;
    const char *message;
} fault;

START_TEST(what_cannot_be_aggregated)
{
    static const fault faults[] = {
        {"sum()", COOP_SYNTAX, -1, "sum takes 1 to 1 arguments, got 0"},
        {"sum(n, n)", COOP_SYNTAX, -1, "sum takes 1 to 1 arguments, got 2"},
        {"count(n)", COOP_SYNTAX, -1, "count takes 0 to 0 arguments, got 1"},
        {"sum(id)", COOP_TYPE, 1, "sum does not take a text"},
        {"sum(parties)", COOP_TYPE, 1, "sum does not take a set"},
        {"sum(n = 1)", COOP_TYPE, 1, "sum does not take a truth"},
        {"sum(null)", COOP_TYPE, 1, "sum does not take a null"},
        {"sum(work)", COOP_TYPE, 1, "sum does not take a status"},
        {"count(), sum('x')", COOP_TYPE, 10, "sum does not take a text"},
        {"sum(nn)", COOP_NOT_FOUND, 5, "has no column 'nn'"},
    };
    coop_dataset *data = moneyed();
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        coop_query query = query_of("agreement", NULL, NULL, faults[i].select);
        expect_error(data, query, faults[i].status, faults[i].column, faults[i].message);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(outputs_are_named_by_aggregate_and_argument)
{
    coop_dataset *data =
        register_of("2024-01-01", "agreement", "id:code n:int64 d:span", "a|1|2020", "event",
                    "agreement:code status:code date:date", "a|signed|2020-01-01", NULL);
    expect(data, query_of("agreement", NULL, NULL, "sum(n), sum( n + 1 ), sum(n) as s"),
           "sum_n,sum_n + 1,s\n1,2,1\n");
    expect(data, query_of("agreement", NULL, NULL, "rate('completed') as r"),
           "r,r_low,r_high,r_worst,r_best,r_hits,r_known,r_unknown,r_total\n"
           "0,0,0.7934506856227626,0,0,0,1,0,1\n");
    expect_error(data, query_of("agreement", NULL, NULL, "sum(n), sum(n)"), COOP_CONFLICT, -1,
                 "two outputs are named 'sum_n', give one another by 'as'");
    expect_error(data, query_of("agreement", NULL, NULL, "sum(n), sum( n )"), COOP_CONFLICT, -1,
                 "two outputs are named 'sum_n'");
    expect_error(data, query_of("agreement", NULL, NULL, "count(), sum(n) as count"), COOP_CONFLICT,
                 -1, "two outputs are named 'count'");
    expect_error(data, query_of("agreement", NULL, "n as count", "count()"), COOP_CONFLICT, -1,
                 "two outputs are named 'count'");
    expect(data, query_of("agreement", "d = '2020'", NULL, "count(), sum(n) as s"),
           "count_least,count_most,s_least,s_most\n1,1,1,1\n");
    expect_error(data, query_of("agreement", "d = '2020'", "n as count_most", "count()"),
                 COOP_CONFLICT, -1, "two outputs are named 'count_most'");
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_aggregate");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, sums_keep_their_type);
    tcase_add_test(c, the_columns_of_a_result_depend_on_types);
    tcase_add_test(c, sums_of_doubles_are_exact_and_rounded_once);
    tcase_add_test(c, sums_of_integers_are_refused_when_they_do_not_fit);
    tcase_add_test(c, possible_rows_widen_a_sum);
    tcase_add_test(c, sums_of_ranges_have_both_ends);
    tcase_add_test(c, money_is_not_counted_twice);
    tcase_add_test(c, currencies_are_not_mixed);
    tcase_add_test(c, what_cannot_be_aggregated);
    tcase_add_test(c, outputs_are_named_by_aggregate_and_argument);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
