/* sharing.c -- sums under each(): every member has its part, and the parts are the whole.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include <coopstat/attribution.h>

#include "random.h"
#include "register.h"

#define NATION_ROWS "KAZ|20|0.25\nKGZ|7|0.0125\nUZB|36|0.09\nASIA||\nCHN|1400|18.5"

static coop_dataset *grants(const char *rows)
{
    return register_of("2024-01-01", "grant",
                       "id:code parties:set donors:set amount:money currency:code n:int64 f:float64 "
                       "d:span shares:code share_side:code",
                       rows, "nation", "id:code people:int64 gdp:float64", NATION_ROWS, NULL);
}

static coop_query each_of(const char *attribution, const char *by, const char *select)
{
    coop_query query = query_of("grant", NULL, by, select);
    query.attribution = attribution;
    return query;
}

START_TEST(rules_by_hand)
{
    coop_dataset *data = grants("a|KAZ;KGZ;UZB||100.00|USD|100|1||KGZ:0.5|\n"
                                "b|UZB;KAZ||-0.05|USD|-5|3||UZB:1;KAZ:0|parties\n"
                                "c||||USD|||||\nd|||7.00|USD|7|2|||");
    const char *select = "sum(amount) as a, sum(n) as n";
    expect(data, each_of("full", "each(parties)", select),
           "parties,a,n\nKAZ,99.95,95\nKGZ,100.00,100\nUZB,99.95,95\n,7.00,7\n");
    expect(data, each_of("equal", "each(parties)", select),
           "parties,a,n\nKAZ,33.31,31\nKGZ,33.33,33\nUZB,33.31,31\n,7.00,7\n");
    expect(data, each_of("stated", "each(parties)", select),
           "parties,a,n\nKAZ,25.00,25\nKGZ,50.00,50\nUZB,24.95,20\n,7.00,7\n");
    expect(data, each_of("nation.people", "each(parties)", select),
           "parties,a,n\nKAZ,31.73,30\nKGZ,11.11,11\nUZB,57.11,54\n,7.00,7\n");
    expect(data, each_of("nation.gdp", "each(parties)", "sum(f) as f"),
           "parties,f\nKAZ,2.915102211097205\nKGZ,0.035460992907802\nUZB,1.049436795994993\n,2\n");
    expect(data, each_of("equal", "each(parties)", "sum(f * 3) as f"),
           "parties,f\nKAZ,5.5\nKGZ,1\nUZB,5.5\n,6\n");
    coop_dataset_free(data);
}
END_TEST

/* Rows that are taken singly are split as strips are. */
START_TEST(currencies_and_dates_in_doubt_are_split_too)
{
    coop_dataset *data = grants("a|KAZ;KGZ||1.01|USD|3|1|2020||\nb|KAZ;UZB||2.00|EUR|4|1|2023/2025||");
    expect(data, each_of("equal", "currency, each(parties)", "sum(amount) as a"),
           "currency,parties,a\nEUR,KAZ,1.00\nEUR,UZB,1.00\nUSD,KAZ,0.51\nUSD,KGZ,0.50\n");
    coop_query query = each_of("equal", "each(parties)", "sum(n) as n");
    query.where = "d < '2024-06-01'";
    expect(data, query, "parties,n_least,n_most\nKAZ,2,4\nKGZ,1,1\nUZB,0,2\n");
    query = each_of("equal", "each(parties)", "sum(year(d)) as y");
    expect(data, query, "parties,y_least,y_most\nKAZ,2022,2023\nKGZ,1010,1010\nUZB,1011,1012\n");
    coop_dataset_free(data);
}
END_TEST

/* A matrix: the first set splits first, shares are of the side that is named. */
START_TEST(two_sets_make_a_matrix)
{
    coop_dataset *data = grants("a|KAZ;KGZ|X;Y|1.01|USD|1|1||X:0.75|donors");
    expect(data, each_of("equal", "each(donors), each(parties)", "sum(amount) as a, sum(f) as f"),
           "donors,parties,a,f\nX,KAZ,0.26,0.25\nX,KGZ,0.25,0.25\nY,KAZ,0.25,0.25\nY,KGZ,0.25,0.25\n");
    expect(data, each_of("stated", "each(donors), each(parties)", "sum(amount) as a"),
           "donors,parties,a\nX,KAZ,0.38\nX,KGZ,0.38\nY,KAZ,0.13\nY,KGZ,0.12\n");
    expect(data, each_of("full", "each(donors), each(parties)", "sum(amount) as a"),
           "donors,parties,a\nX,KAZ,1.01\nX,KGZ,1.01\nY,KAZ,1.01\nY,KGZ,1.01\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(rules_and_shares_may_be_wrong)
{
    coop_dataset *data = grants("a|KAZ;KGZ||1.00|USD|1|1||KAZ:0.5;KGZ:0.4|\n"
                                "b|ASIA;KAZ||1.00|USD|1|1||ASIA:0.5;TJK:0.5|");
    coop_query query = each_of("stated", "each(parties)", "sum(amount)");
    query.where = "id = 'a'";
    expect_error(data, query, COOP_CONFLICT, -1, "amount 'a': shares add up to 0.9, not 1");
    query.where = "id = 'b'";
    expect_error(data, query, COOP_REFERENCE, -1, "a share is of who is no party");
    query.attribution = "nation.people";
    expect_error(data, query, COOP_NOT_FOUND, -1, "nation has no people of 'ASIA'");
    query.attribution = "nation.wealth";
    expect_error(data, query, COOP_NOT_FOUND, -1, "attribution: no numbers 'nation.wealth' by id");
    query.attribution = "weights";
    expect_error(data, query, COOP_ARGUMENT, -1, "attribution is 'weights'");
    query.attribution = "statd";
    expect_error(data, query, COOP_ARGUMENT, -1, "the nearest it can be is 'stated'");
    query.attribution = NULL;
    expect_error(data, query, COOP_CONFLICT, -1, "under each() a sum would count a row once");
    query = query_of("grant", "id = 'a'", NULL, "sum(amount) as a"); /* a rule that splits nothing */
    query.attribution = "stated";
    expect(data, query, "a\n1.00\n");
    coop_dataset_free(data);
}
END_TEST

#define MONEY "id:code measure:code currency:code amount:money amount_low:money amount_high:money " \
              "date:span funder:set recipients:set shares:code share_side:code"

/* A part has its own members, and its whole stands for it. */
START_TEST(related_amounts_are_split)
{
    coop_dataset *data = register_of("2024-01-01", "investment", MONEY,
                                     "w|cost|USD|90.00|||2020|CHN|KAZ;KGZ||\n"
                                     "p|cost|USD|30.00|||2020|CHN|UZB||\n"
                                     "q|cost|USD|8.00|8.00|10.01|2020|CHN|UZB;KAZ|UZB:0.25|\n"
                                     "r|cost|USD|5.00|5.00||2020|CHN|KGZ||\n"
                                     "s|cost|EUR|1.00|||2020|CHN|KGZ||",
                                     "nation", "id:code people:int64 gdp:float64", NATION_ROWS,
                                     "relation", "a:code b:code kind:code", "p|w|part_of", NULL);
    coop_query query = query_of("investment", "currency = 'USD'", "each(recipients)",
                                "sum(amount) as a");
    query.attribution = "equal";
    query.cut = "roots";
    expect(data, query, "recipients,a_least,a_most\nKAZ,49.00,50.01\nKGZ,50.00,\n"
                        "UZB,4.00,5.00\n");
    query.cut = "leaves";
    expect_error(data, query, COOP_UNSUPPORTED, -1, "coop_total_by_party splits what parts leave");
    query.cut = NULL;
    query.attribution = "stated";
    expect(data, query, "recipients,a_least,a_most\nKAZ,51.00,52.51\nKGZ,50.00,\n"
                        "UZB,2.00,2.50\n");
    query.attribution = "nation.people";
    query.where = "id = 'w'";
    expect(data, query, "recipients,a_least,a_most\nKAZ,66.67,66.67\nKGZ,23.33,23.33\n");
    query.attribution = "full";
    expect(data, query, "recipients,a_least,a_most\nKAZ,90.00,90.00\nKGZ,90.00,90.00\n");
    query.where = NULL;
    query.attribution = "equal";
    expect_error(data, query, COOP_CONFLICT, -1, "USD and EUR in one sum");
    coop_dataset_free(data);
}
END_TEST

START_TEST(rivals_are_chosen_by_date_or_confidence)
{
    coop_dataset *data = register_of("2024-06-30", "investment",
                                     "id:code measure:code currency:code amount:money0 date:span "
                                     "confidence:code",
                                     "a|cost|USD|10|2020|B\nb|cost|USD|30|2021|A\nc|cost|USD|20|2022|C",
                                     "relation", "a:code b:code kind:code",
                                     "a|b|alternative\nb|c|alternative", NULL);
    static const char *const rows[][2] = {{NULL, "10,30"},     {"largest", "30,30"},
                                          {"smallest", "10,10"}, {"newest", "20,20"},
                                          {"confidence", "30,30"}};
    for (int i = 0; i < 5; i++) {
        char expected[64];
        coop_query query = query_of("investment", NULL, NULL, "sum(amount) as a");
        query.choose = rows[i][0];
        snprintf(expected, sizeof expected, "a_least,a_most\n%s\n", rows[i][1]);
        expect(data, query, expected);
    }
    coop_dataset_free(data);
}
END_TEST

/* ---- conservation ---- */

static int64_t cents_of(const coop_dataset *data, const coop_query *query, const char *name)
{
    coop_table *table = NULL;
    coop_error err = {0};
    coop_column column = {.struct_size = sizeof column};
    int64_t sum = 0;
    ck_assert_msg(coop_query_run(data, query, &table, &err) == COOP_OK, "%s", err.message);
    ck_assert_int_eq(coop_table_column(table, coop_table_find(table, name), &column, NULL), COOP_OK);
    for (int64_t row = 0; row < column.n_rows; row++) {
        sum += ((const int64_t *)column.values)[row];
    }
    coop_table_free(table);
    return sum;
}

static void random_rows(uint64_t *state, char *out, size_t size, int n)
{
    static const char *const parties[] = {"KAZ", "KGZ;UZB", "UZB;KAZ;KGZ", "", "KGZ;KAZ"};
    static const char *const shares[] = {"", "KGZ:0.3", "UZB:0;KAZ:0.123", "", "KAZ:0.999;KGZ:0.001"};
    size_t used = 0;
    for (int i = 0; i < n; i++) {
        long long cents = (long long)(next_random(state) % 100000000) - 20000000;
        int set = (int)(next_random(state) % 5);
        used += (size_t)snprintf(out + used, size - used, "%si%d|cost|USD|%s%lld.%02lld|||%d|CHN|%s|%s|",
                                 i > 0 ? "\n" : "", i, cents < 0 ? "-" : "", llabs(cents) / 100,
                                 llabs(cents) % 100, 2015 + (int)(next_random(state) % 4),
                                 parties[set], shares[set]);
    }
}

/* Over all members the parts are the whole, to the last unit, whatever the rule and the cut. */
START_TEST(parts_of_all_members_are_the_sum)
{
    static const char *const rules[] = {"equal", "stated", "nation.people", "nation.gdp"};
    static char rows[1 << 15];
    uint64_t state = 7;
    for (int round = 0; round < 24; round++) {
        random_rows(&state, rows, sizeof rows, 2 + round * 4);
        coop_dataset *data = register_of("2024-01-01", "investment", MONEY, rows, "nation",
                                         "id:code people:int64 gdp:float64", NATION_ROWS, "relation",
                                         "a:code b:code kind:code", "i1|i0|part_of", NULL);
        coop_query whole = query_of("investment", NULL, NULL, "sum(amount) as a");
        coop_query parts = query_of("investment", NULL, "year(date), each(recipients)",
                                    "sum(amount) as a");
        parts.attribution = rules[round % 4];
        ck_assert_int_eq(cents_of(data, &parts, "a_least"), cents_of(data, &whole, "a_least"));
        ck_assert_int_eq(cents_of(data, &parts, "a_most"), cents_of(data, &whole, "a_most"));
        coop_dataset_free(data);
    }
}
END_TEST

/* Many rows, one room. */
START_TEST(rows_share_their_rooms)
{
    static char rows[1 << 20];
    size_t used = 0;
    for (int i = 0; i < 20000; i++) {
        used += (size_t)sprintf(rows + used, "%sr%d|KAZ;KGZ;UZB||0.01|USD|1|1||KAZ:0.5|",
                                i > 0 ? "\n" : "", i);
    }
    coop_dataset *data = grants(rows);
    expect(data, each_of("stated", "each(parties)", "sum(amount) as a"),
           "parties,a\nKAZ,200.00\nKGZ,0.00\nUZB,0.00\n");
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_sharing");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, rules_by_hand);
    tcase_add_test(c, currencies_and_dates_in_doubt_are_split_too);
    tcase_add_test(c, two_sets_make_a_matrix);
    tcase_add_test(c, rules_and_shares_may_be_wrong);
    tcase_add_test(c, related_amounts_are_split);
    tcase_add_test(c, rivals_are_chosen_by_date_or_confidence);
    tcase_add_test(c, parts_of_all_members_are_the_sum);
    tcase_add_test(c, rows_share_their_rooms);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
