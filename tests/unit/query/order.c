/* order.c -- the order of result rows: by columns, by paths, nulls last, ties by key.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "random.h"
#include "register.h"

static coop_dataset *meetings(void)
{
    return register_of("2024-01-01", "mechanism", "id:code rank:int8", "m1|3\nm2|1\nm3|", "summit",
                       "id:code mechanism:code start:date",
                       "s1|m1|2021-01-01\ns2|m2|2020-01-01\n"
                       "s3|m3|\ns4||2019-01-01",
                       "agreement", "id:code summit:code n:int32 title:text",
                       "a|s1|3|x\nb|s2|1|y\nc|s3|2|x\nd||5|z\ne|s4|1|x\nf|s1|2|y\ng|s2||", NULL);
}

static coop_query listed_by(const char *order_by)
{
    coop_query query = query_of("agreement", NULL, NULL, "id");
    query.order_by = order_by;
    return query;
}

typedef struct order_row {
    const char *order_by, *ids;
} order_row;

START_TEST(lists_are_ordered_by_any_expression)
{
    static const order_row rows[] = {
        {NULL, "abcdefg"},
        {"id desc", "gfedcba"},
        {"id asc", "abcdefg"},
        {"n", "becfadg"},      /* ties stand as they were, the null comes last */
        {"n desc", "dacfbeg"}, /* also when all else is turned round */
        {"n, id desc", "ebfcadg"},
        {"n desc, id desc", "dafcebg"},
        {"title, n desc", "acefbdg"},
        {"-n", "dacfbeg"},
        {"n * 2 - 1 desc", "dacfbeg"},
        {"summit", "afbgced"},
        {"summit.start", "ebgafcd"},
        {"summit.start desc, id", "afbgecd"},
        {"summit.mechanism.rank", "bgafcde"},
        {"n = 1 desc, id", "beacdfg"},
        {"year(summit.start) desc", "afbgecd"},
        {"n is null", "abcdefg"},
        {"n is null desc", "gabcdef"},
        {"null", "abcdefg"},
        {"1", "abcdefg"},
    };
    coop_dataset *data = meetings();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char csv[64];
        size_t n = (size_t)snprintf(csv, sizeof csv, "id\n");
        for (const char *c = rows[i].ids; *c != '\0'; c++) {
            n += (size_t)snprintf(csv + n, sizeof csv - n, "%c\n", *c);
        }
        char *got = NULL;
        coop_query query = listed_by(rows[i].order_by);
        got = answer(data, &query);
        ck_assert_msg(strcmp(got, csv) == 0, "%s gave %s",
                      rows[i].order_by != NULL ? rows[i].order_by : "-", got);
        free(got);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(groups_are_ordered_by_outputs_and_paths_from_their_key)
{
    coop_dataset *data = meetings();
    coop_query query = query_of("agreement", NULL, "summit", "count() as k, sum(n) as s");
    expect(data, query, "summit,k,s\ns1,2,5\ns2,2,1\ns3,1,2\ns4,1,1\n,1,5\n");
    query.order_by = "k desc";
    expect(data, query, "summit,k,s\ns1,2,5\ns2,2,1\ns3,1,2\ns4,1,1\n,1,5\n");
    query.order_by = "s desc, k";
    expect(data, query, "summit,k,s\n,1,5\ns1,2,5\ns3,1,2\ns4,1,1\ns2,2,1\n");
    query.order_by = "s";
    expect(data, query, "summit,k,s\ns2,2,1\ns4,1,1\ns3,1,2\ns1,2,5\n,1,5\n");
    query.order_by = "summit desc";
    expect(data, query, "summit,k,s\ns4,1,1\ns3,1,2\ns2,2,1\ns1,2,5\n,1,5\n");
    query.order_by = "summit.start";
    expect(data, query, "summit,k,s\ns4,1,1\ns2,2,1\ns1,2,5\ns3,1,2\n,1,5\n");
    query.order_by = "summit.start desc";
    expect(data, query, "summit,k,s\ns1,2,5\ns2,2,1\ns4,1,1\ns3,1,2\n,1,5\n");
    query.order_by = "summit.mechanism.rank desc, summit";
    expect(data, query, "summit,k,s\ns1,2,5\ns2,2,1\ns3,1,2\ns4,1,1\n,1,5\n");
    query.by = "summit as at, title";
    query.order_by = "title desc, at desc";
    query.select = "count() as k";
    expect(data, query, "at,title,k\n,z,1\ns2,y,1\ns1,y,1\ns4,x,1\ns3,x,1\ns1,x,1\ns2,,1\n");
    query.order_by = "summit.start";
    expect(data, query, "at,title,k\ns4,x,1\ns2,y,1\ns2,,1\ns1,x,1\ns1,y,1\ns3,x,1\n,z,1\n");
    query.by = "summit.mechanism";
    query.order_by = "summit.mechanism.rank";
    expect(data, query, "summit.mechanism,k\nm2,2\nm1,2\nm3,1\n,2\n");
    coop_dataset_free(data);
}
END_TEST

typedef struct fault {
    const char *by, *select, *order_by;
    coop_status status;
    int64_t column;
    const char *message;
} fault;

START_TEST(what_is_not_of_the_group_is_no_order)
{
    static const fault faults[] = {
        {"summit", "count()", "n", COOP_NOT_FOUND, 1,
         "'n' is neither an output column nor a path from a group key"},
        {"summit", "count() as total", "total desc, totl", COOP_NOT_FOUND, 13,
         "the nearest is 'total'"},
        {"summit", "count()", "summits.start", COOP_NOT_FOUND, 1, "'summits.start' is neither"},
        {"summit", "count()", "summit.strt", COOP_NOT_FOUND, 1, "the nearest is 'start'"},
        {"summit", "count()", "count + 1", COOP_NOT_FOUND, 1, "'count + 1' is neither"},
        {"summit", "count()", "year(summit.start)", COOP_NOT_FOUND, 1, "is neither"},
        {"summit.mechanism", "count()", "summit.start", COOP_NOT_FOUND, 1, "is neither"},
        {"summit = 's1'", "count()", "summit", COOP_NOT_FOUND, 1, "is neither"},
        {NULL, "id", "idd", COOP_NOT_FOUND, 1, "table agreement has no column 'idd'"},
        {NULL, "id", "id, n + title", COOP_TYPE, 7, "no arithmetic between"},
        {NULL, "id", "", COOP_SYNTAX, 1, "need a value"},
        {NULL, "id", "id desc asc", COOP_SYNTAX, 9, "need a comma or the end"},
        {NULL, "id", "desc", COOP_NOT_FOUND, 1, "has no column 'desc'"},
    };
    coop_dataset *data = meetings();
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        coop_query query = query_of("agreement", NULL, faults[i].by, faults[i].select);
        query.order_by = faults[i].order_by;
        expect_error(data, query, faults[i].status, faults[i].column, faults[i].message);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(an_output_is_meant_before_a_column)
{
    coop_dataset *data = meetings();
    coop_query query = query_of("agreement", "n is not null", NULL, "id as n, 0 - n as id");
    query.order_by = "id, n desc";
    expect(data, query, "n,id\nd,-5\na,-3\nf,-2\nc,-2\ne,-1\nb,-1\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_limit_is_taken_after_the_order)
{
    coop_dataset *data = meetings();
    coop_query query = listed_by("n desc");
    query.limit = 2;
    expect(data, query, "id\nd\na\n");
    query.limit = 7;
    expect(data, query, "id\nd\na\nc\nf\nb\ne\ng\n");
    query.limit = INT64_MAX;
    expect(data, query, "id\nd\na\nc\nf\nb\ne\ng\n");
    query = query_of("agreement", NULL, "title", "count()");
    query.order_by = "count desc";
    query.limit = 1;
    expect(data, query, "title,count\nx,3\n");
    query = query_of("agreement", NULL, NULL, "count()");
    query.limit = 1;
    query.order_by = "count";
    expect(data, query, "count\n7\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(every_type_has_an_order)
{
    coop_dataset *data = register_of("2024-01-01", "t",
                                     "id:code f:float64 m:money d:date p:span s:set b:bool x:text",
                                     "a|2.5|10.00|2020-01-02|2020|v|true|\xc3\xa4\nb|-1e300|-2.00|"
                                     "2020-01-01|2020-01|u;v|false|z\n"
                                     "c|||||||\nd|0|9.00|1969-12-31|../2020|u|true|A",
                                     NULL);
    static const order_row rows[] = {
        {"f", "bdac"}, {"m", "bdac"}, {"d", "dbac"},      {"p", "dbac"},      {"s", "dbac"},
        {"b", "badc"}, {"x", "dbac"}, {"x desc", "abdc"}, {"s desc", "abdc"}, {"p desc", "abdc"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char csv[32];
        coop_query query = query_of("t", NULL, NULL, "id");
        query.order_by = rows[i].order_by;
        const char *ids = rows[i].ids;
        snprintf(csv, sizeof csv, "id\n%c\n%c\n%c\n%c\n", ids[0], ids[1], ids[2], ids[3]);
        expect(data, query, csv);
    }
    coop_dataset_free(data);
}
END_TEST

/* Many rows of few values: what is equal keeps its order, in both directions. */
START_TEST(sorting_is_stable_at_every_length)
{
    uint64_t state = 61;
    for (int64_t n = 0; n <= 130; n++) {
        char rows[2048] = "";
        size_t at = 0;
        for (int64_t i = 0; i < n; i++) {
            at += (size_t)snprintf(rows + at, sizeof rows - at, "%s%lld|%d", i > 0 ? "\n" : "",
                                   (long long)i, (int)(next_random(&state) % 5));
        }
        coop_dataset *data = register_of("2024-01-01", "t", "place:int32 v:int8", rows, NULL);
        for (int descends = 0; descends < 2; descends++) {
            coop_query query = query_of("t", NULL, NULL, "place, v");
            query.order_by = descends == 1 ? "v desc" : "v";
            coop_table *table = NULL;
            coop_error err;
            ck_assert_int_eq(coop_query_run(data, &query, &table, &err), COOP_OK);
            ck_assert_int_eq(coop_table_n_rows(table), n);
            double before[2] = {-1, descends == 1 ? 9 : -1};
            for (int64_t i = 0; i < n; i++) {
                double now[2];
                ck_assert_int_eq(coop_table_number(table, i, "place", &now[0], &err), COOP_OK);
                ck_assert_int_eq(coop_table_number(table, i, "v", &now[1], &err), COOP_OK);
                bool moves = descends == 1 ? now[1] < before[1] : now[1] > before[1];
                ck_assert(moves || (now[1] == before[1] && now[0] > before[0]));
                memcpy(before, now, sizeof now);
            }
            coop_table_free(table);
        }
        coop_dataset_free(data);
    }
}
END_TEST

/* Rows that only the whole value tells apart: texts of one beginning, ends of the integers beside
 * nulls, zeros of both signs. */
START_TEST(values_that_are_nearly_the_same_keep_their_order)
{
    static const order_row rows[] = {
        {"t", "dacbe"}, {"t desc", "bcade"}, {"n", "bdcae"}, {"n desc", "acdbe"},
        {"x", "caebd"}, {"x desc", "dbaec"},
    };
    coop_dataset *data = register_of(
        "2024-01-01", "v", "id:code t:text n:int64 x:float64",
        "a|same beginning a|9223372036854775807|0\n"
        "b|same beginning b|-9223372036854775807|1\n"
        "c|same beginning ab|5|-1\n"
        "d|same|-5|1.5\n"
        "e|||-0", NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char csv[64];
        size_t n = (size_t)snprintf(csv, sizeof csv, "id\n");
        for (const char *c = rows[i].ids; *c != '\0'; c++) {
            n += (size_t)snprintf(csv + n, sizeof csv - n, "%c\n", *c);
        }
        coop_query query = query_of("v", NULL, NULL, "id");
        query.order_by = rows[i].order_by;
        expect(data, query, csv);
    }
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_order");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, lists_are_ordered_by_any_expression);
    tcase_add_test(c, groups_are_ordered_by_outputs_and_paths_from_their_key);
    tcase_add_test(c, what_is_not_of_the_group_is_no_order);
    tcase_add_test(c, an_output_is_meant_before_a_column);
    tcase_add_test(c, a_limit_is_taken_after_the_order);
    tcase_add_test(c, every_type_has_an_order);
    tcase_add_test(c, sorting_is_stable_at_every_length);
    tcase_add_test(c, values_that_are_nearly_the_same_keep_their_order);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
