/* select.c -- which rows a query takes in: tests, days, doubts and the tree of parts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "program.h"
#include "random.h"

/* ---- options ---- */

typedef struct option_row {
    const char *uncertain, *cut, *bounds, *choose, *as_of, *as_known, *having, *attribution;
    int64_t limit;
    coop_status status;
    const char *message;
} option_row;

START_TEST(options_have_their_words)
{
    static const option_row rows[] = {
        {.uncertain = "certian",
         .status = COOP_ARGUMENT,
         .message = "uncertain is 'certian', the nearest it can be is 'certain'"},
        {.uncertain = "", .status = COOP_ARGUMENT, .message = "uncertain is ''"},
        {.uncertain = "Bounds", .status = COOP_ARGUMENT, .message = "it can be is 'bounds'"},
        {.cut = "leafs", .status = COOP_ARGUMENT, .message = "cut is 'leafs'"},
        {.cut = "default", .status = COOP_ARGUMENT, .message = "cut is 'default'"},
        {.bounds = "list", .status = COOP_ARGUMENT, .message = "bounds is 'list'"},
        {.choose = "range", .status = COOP_ARGUMENT, .message = "choose is 'range'"},
        {.choose = "biggest", .status = COOP_ARGUMENT, .message = "choose is 'biggest'"},
        {.as_of = "2024-02-30", .status = COOP_RANGE, .message = "as_of: "},
        {.as_of = "today", .status = COOP_FORMAT, .message = "as_of: "},
        {.as_of = "2024", .status = COOP_FORMAT, .message = "as_of: "},
        {.as_of = "", .status = COOP_FORMAT, .message = "as_of: "},
        {.as_of = "2024-Q1/2025-Q4 by week", .status = COOP_FORMAT, .message = "not by 'week'"},
        {.as_of = "2024-01-01/2024-03-30 by quarter", .status = COOP_RANGE,
         .message = "no quarter ends in"},
        {.as_of = "2024/.. by year", .status = COOP_FORMAT, .message = "as_of: '..' is no date"},
        {.as_known = "2024-13-01", .status = COOP_RANGE, .message = "as_known: "},
        {.having = "n > 1", .status = COOP_NOT_FOUND, .message = "has no column 'n'"},
        {.having = "agreement", .status = COOP_TYPE, .message = "having: need a test"},
        {.attribution = "equl", .status = COOP_ARGUMENT, .message = "the nearest it can be is 'equal'"},
        {.limit = -1, .status = COOP_RANGE, .message = "limit is -1, need 0 or more"},
    };
    coop_dataset *data = register_of("2024-01-01", "event", "agreement:code date:span known:date",
                                     "a|2020|2021-01-01", NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        coop_query query = query_of("event", NULL, NULL, NULL);
        query.uncertain = rows[i].uncertain;
        query.cut = rows[i].cut;
        query.bounds = rows[i].bounds;
        query.choose = rows[i].choose;
        query.as_of = rows[i].as_of;
        query.as_known = rows[i].as_known;
        query.having = rows[i].having;
        query.attribution = rows[i].attribution;
        query.limit = rows[i].limit;
        expect_error(data, query, rows[i].status, -1, rows[i].message);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(arguments_may_not_be_null)
{
    coop_dataset *data = register_of("2024-01-01", "t", "a:code", "x", NULL);
    coop_query query = query_of("t", NULL, NULL, NULL);
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_int_eq(coop_query_run(NULL, &query, &table, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "data is NULL");
    ck_assert_int_eq(coop_query_run(data, NULL, &table, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "query is NULL");
    ck_assert_int_eq(coop_query_run(data, &query, NULL, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out is NULL");
    query.struct_size = 0;
    ck_assert_int_eq(coop_query_run(data, &query, &table, &err), COOP_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, "struct_size is 0"));
    ck_assert_ptr_null(table);
    /* A caller that knows fewer members: what it does not know is the default. */
    query.struct_size = offsetof(coop_query, by);
    query.by = (const char *)(uintptr_t)1;
    query.limit = -1;
    expect(data, query, "a\nx\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- days ---- */

static coop_dataset *events(void)
{
    return register_of("2023-06-30", "event", "agreement:code date:span known:span",
                       "before|2023-01|2023-02-01\n"
                       "on|2023-06-30|2023-07\n"
                       "after|2023-07-01|2023-07-01\n"
                       "astride|2023|2023-03/2023-08\n"
                       "open|2023-06-30/..|2023-06-01\n"
                       "never|2024/..|2024\n"
                       "none||\n"
                       "any|../..|../..",
                       NULL);
}

START_TEST(a_row_enters_from_its_day_on)
{
    coop_dataset *data = events();
    coop_query query = query_of("event", NULL, NULL, "agreement as a");
    expect(data, query,
           "a,certain\nbefore,true\non,true\nastride,false\nopen,false\nnone,true\nany,false\n");
    query.uncertain = "certain";
    expect(data, query, "a\nbefore\non\nnone\n");
    query.uncertain = "possible";
    expect(data, query, "a\nbefore\non\nastride\nopen\nnone\nany\n");
    query.as_of = "2023-06-29";
    expect(data, query, "a\nbefore\nastride\nnone\nany\n");
    query.as_of = "2023-12-31";
    query.uncertain = "certain";
    expect(data, query, "a\nbefore\non\nafter\nastride\nnone\n");
    query.as_of = "2022-12-31";
    query.uncertain = NULL;
    expect(data, query, "a,certain\nnone,true\nany,false\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_row_enters_once_it_is_known)
{
    coop_dataset *data = events();
    coop_query query = query_of("event", NULL, NULL, "agreement as a");
    query.as_of = "2024-12-31";
    query.as_known = "2023-07-01";
    expect(data, query,
           "a,certain\nbefore,true\non,false\nafter,true\nastride,false\nopen,false\nnone,true\n"
           "any,false\n");
    query.as_known = "2023-02-01";
    expect(data, query, "a,certain\nbefore,true\nnone,true\nany,false\n");
    query.as_known = "2023-01-31";
    expect(data, query, "a,certain\nnone,true\nany,false\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_table_without_roles_is_not_filtered)
{
    coop_dataset *data = register_of("2000-01-01", "t", "id:code date:date", "a|2030-01-01\nb|",
                                     "summit", "id:code start:date", "s|2030-01-01", NULL);
    coop_query query = query_of("t", NULL, NULL, "count()");
    expect(data, query, "count\n2\n");
    query.as_of = "1999-01-01";
    expect(data, query, "count\n2\n");
    query.as_known = "1999-01-01";
    expect_error(data, query, COOP_ARGUMENT, 0,
                 "as_known: table t does not say when its rows were known");
    query = query_of("summit", NULL, NULL, "count()");
    expect(data, query, "count\n0\n"); /* a precise date is no doubt */
    query.as_of = "2030-01-01";
    expect(data, query, "count\n1\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- tests ---- */

START_TEST(doubts_of_the_test_and_of_the_day_are_kept_together)
{
    coop_dataset *data =
        register_of("2023-06-30", "event", "agreement:code date:span n:int32",
                    "a|2023-01|1\nb|2023|1\nc|2023|2\nd|2022/2023-03|1\ne||1", NULL);
    coop_query query = query_of("event", "date >= '2023'", NULL, "agreement as a");
    /* b and c straddle the day; d may be of 2022; the date of e is missing, its test null. */
    expect(data, query, "a,certain\na,true\nb,false\nc,false\nd,false\n");
    query.where = "n = 1";
    expect(data, query, "a,certain\na,true\nb,false\nd,true\ne,true\n");
    query.select = "count()";
    expect(data, query, "count_least,count_most\n3,4\n");
    query.where = "n = 1 and date >= '2023'";
    expect(data, query, "count_least,count_most\n1,3\n");
    query.uncertain = "certain";
    expect(data, query, "count\n1\n");
    query.uncertain = "possible";
    expect(data, query, "count\n3\n");
    query.where = "n = 3";
    expect(data, query, "count\n0\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_table_may_be_empty)
{
    coop_dataset *data = register_of("2023-06-30", "t", "a:code n:int32 d:span", "", NULL);
    expect(data, query_of("t", NULL, NULL, NULL), "a,n,d\n");
    expect(data, query_of("t", "n = 1", NULL, "count(), sum(n)"), "count,sum_n\n0,\n");
    expect(data, query_of("t", "d = '2020'", NULL, "count(), sum(n)"),
           "count_least,count_most,sum_n_least,sum_n_most\n0,0,,\n");
    expect(data, query_of("t", NULL, "a", "count()"), "a,count\n");
    expect(data, query_of("t", NULL, "year(d)", "sum(n)"), "year(d),sum_n_least,sum_n_most\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- parts and wholes ---- */

/* u holds c1, c2; c1 holds a document d; c2 holds v, which holds w. */
static coop_dataset *tree(void)
{
    return register_of("2024-01-01", "agreement",
                       "id:code parent:code role:code field:code amount:money",
                       "u||umbrella|x|100\n"
                       "c1|u|commitment|x|10\n"
                       "c2|u|commitment|y|20\n"
                       "d|c1|document|y|1\n"
                       "v|c2|commitment|x|5\n"
                       "w|v|commitment|y|2\n"
                       "z||commitment|x|40",
                       NULL);
}

static coop_query count_where(const char *where, const char *cut)
{
    coop_query query = query_of("agreement", where, NULL, "count(), sum(amount) as s");
    query.cut = cut;
    return query;
}

START_TEST(counts_take_leaves_and_sums_take_roots)
{
    coop_dataset *data = tree();
    expect(data, count_where(NULL, NULL), "count,s\n3,140.00\n");    /* d w z; u z */
    expect(data, count_where(NULL, "leaves"), "count,s\n3,43.00\n"); /* d w z */
    expect(data, count_where(NULL, "roots"), "count,s\n2,140.00\n"); /* u z */
    expect(data, count_where(NULL, "all"), "count,s\n7,178.00\n");
    /* Among the rows that are selected, across those that are not. */
    expect(data, count_where("role = 'commitment'", NULL),
           "count,s\n3,70.00\n"); /* c1 w z; c1 c2 z */
    expect(data, count_where("id in ('u', 'w')", NULL), "count,s\n1,100.00\n");
    expect(data, count_where("id in ('u', 'w', 'd')", "roots"), "count,s\n1,100.00\n");
    expect(data, count_where("id in ('c1', 'c2')", NULL), "count,s\n2,30.00\n");
    expect(data, count_where("id in ('c1', 'w', 'd')", NULL), "count,s\n2,12.00\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(explicit_rows_must_be_disjoint)
{
    coop_dataset *data = tree();
    expect(data, count_where("id in ('c1', 'w', 'z')", "explicit"), "count,s\n3,52.00\n");
    expect_error(data, count_where("id in ('c1', 'd')", "explicit"), COOP_CONFLICT, 0,
                 "cut is 'explicit', but 'd' is part of another selected row");
    expect_error(data, count_where("id in ('u', 'w')", "explicit"), COOP_CONFLICT, 0, "'w'");
    coop_query query = query_of("agreement", "id in ('c2', 'v')", "field", "sum(amount)");
    query.cut = "explicit";
    expect_error(data, query, COOP_CONFLICT, 0, "'v'");
    query.select = "count()";
    expect_error(data, query, COOP_CONFLICT, 0, "'v'");
    query.by = NULL;
    query.select = "id"; /* lists have no cut */
    expect(data, query, "id\nc2\nv\n");
    coop_dataset_free(data);
}
END_TEST

/* What is a leaf of the selection is one in whichever group it stands: groups add up. */
START_TEST(groups_of_a_tree_add_up_to_the_whole)
{
    coop_dataset *data = tree();
    expect(data, query_of("agreement", NULL, "field", "count(), sum(amount) as s"),
           "field,count,s\nx,1,140.00\ny,2,\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- a tree in doubt, by brute force over what is selected ---- */

enum { NODES = 7 };

typedef struct forest {
    int parent[NODES];
    int kind[NODES]; /* 0: not selected, 1: possible, 2: certain */
    int amount[NODES];
    int group[NODES];
} forest;

static coop_dataset *register_of_forest(const forest *f)
{
    static const char *const days[] = {"2030-01-01", "2023", "2020-01-01"};
    char rows[512];
    size_t n = 0;
    for (int i = 0; i < NODES; i++) {
        char parent[16] = "";
        if (f->parent[i] >= 0) {
            snprintf(parent, sizeof parent, "n%d", f->parent[i]);
        }
        n += (size_t)snprintf(rows + n, sizeof rows - n, "%sn%d|%s|%s|%d|g%d", i > 0 ? "\n" : "", i,
                              parent, days[f->kind[i]], f->amount[i], f->group[i]);
    }
    return register_of("2023-06-30", "agreement", "id:code parent:code signed:span n:int64 g:code",
                       rows, NULL);
}

static bool is_in(const forest *f, int i, unsigned chosen)
{
    return f->kind[i] == 2 || (f->kind[i] == 1 && (chosen >> i & 1) != 0);
}

/* True if another row that is in stands above (up) or below. */
static bool has_other(const forest *f, int i, unsigned chosen, bool up)
{
    for (int j = 0; j < NODES; j++) {
        int at = up ? f->parent[i] : f->parent[j];
        int goal = up ? j : i;
        while (at >= 0 && at != goal) {
            at = f->parent[at];
        }
        if (j != i && is_in(f, j, chosen) && at == goal) {
            return true;
        }
    }
    return false;
}

typedef struct bounds {
    int64_t least, most;
} bounds;

/* Least and most of a count or sum over every choice of the possible rows. */
static bounds try_cut(const forest *f, bool roots, bool sums, int group)
{
    bounds b = {INT64_MAX, INT64_MIN};
    for (unsigned chosen = 0; chosen < 1U << NODES; chosen++) {
        int64_t total = 0;
        for (int i = 0; i < NODES; i++) {
            bool counts = is_in(f, i, chosen) && (group < 0 || f->group[i] == group) &&
                          !has_other(f, i, chosen, roots);
            total += counts ? (sums ? f->amount[i] : 1) : 0;
        }
        b.least = total < b.least ? total : b.least;
        b.most = total > b.most ? total : b.most;
    }
    return b;
}

static forest random_forest(uint64_t *state, bool in_doubt)
{
    forest f;
    for (int i = 0; i < NODES; i++) {
        f.parent[i] = next_random(state) % 3 == 0 ? -1 : (int)(next_random(state) % NODES);
        f.parent[i] = f.parent[i] >= i ? -1 : f.parent[i];
        f.kind[i] = (int)(next_random(state) % 3);
        f.kind[i] = in_doubt || f.kind[i] != 1 ? f.kind[i] : 2;
        f.amount[i] = (int)(next_random(state) % 20) - 4;
        f.group[i] = (int)(next_random(state) % 2);
    }
    return f;
}

static void read_bounds(const coop_dataset *data, const coop_query *query, int64_t row, bounds *out)
{
    coop_table *table = NULL;
    coop_error err = {0};
    double least = 0;
    double most = 0;
    ck_assert_msg(coop_query_run(data, query, &table, &err) == COOP_OK, "%s", err.message);
    coop_status status = coop_table_number(table, row, "v_least", &least, &err);
    ck_assert(status == COOP_OK || status == COOP_EMPTY); /* no row has a value: 0 */
    status = coop_table_number(table, row, "v_most", &most, &err);
    ck_assert(status == COOP_OK || status == COOP_EMPTY);
    coop_table_free(table);
    out->least = (int64_t)least;
    out->most = (int64_t)most;
}

START_TEST(a_cut_is_exact_without_doubt_and_bounds_it_with_doubt)
{
    uint64_t state = 41;
    int exact = 0;
    int rounds = 0;
    for (int round = 0; round < 400; round++) {
        bool in_doubt = round % 2 == 1;
        forest f = random_forest(&state, in_doubt);
        coop_dataset *data = register_of_forest(&f);
        for (int i = 0; i < 4; i++) {
            coop_query query =
                query_of("agreement", NULL, NULL, i < 2 ? "count() as v" : "sum(n) as v");
            query.cut = i % 2 == 0 ? "leaves" : "roots";
            bounds expected = try_cut(&f, i % 2 == 1, i >= 2, -1);
            bounds got;
            read_bounds(data, &query, 0, &got);
            ck_assert_msg(got.least <= expected.least && got.most >= expected.most,
                          "round %d %s: [%lld, %lld] does not hold [%lld, %lld]", round, query.cut,
                          (long long)got.least, (long long)got.most, (long long)expected.least,
                          (long long)expected.most);
            bool is_exact = got.least == expected.least && got.most == expected.most;
            ck_assert_msg(in_doubt || is_exact, "round %d", round);
            exact += in_doubt && is_exact ? 1 : 0;
            rounds += in_doubt ? 1 : 0;
        }
        coop_dataset_free(data);
    }
    ck_assert_int_gt(exact * 2, rounds); /* wider only where a row and its part are both in doubt */
}
END_TEST

/* The same in each group, though row and part may stand in different ones. */
START_TEST(a_cut_bounds_every_group)
{
    uint64_t state = 42;
    for (int round = 0; round < 200; round++) {
        forest f = random_forest(&state, true);
        coop_dataset *data = register_of_forest(&f);
        for (int i = 0; i < 4; i++) {
            for (int group = 0; group < 2; group++) {
                char where[16];
                snprintf(where, sizeof where, "g%d", group);
                coop_query query = query_of("agreement", NULL, "g = :g as is_it",
                                            i < 2 ? "count() as v" : "sum(n) as v");
                coop_param param = {.name = "g", .text = where};
                query.params = &param;
                query.n_params = 1;
                query.order_by = "is_it desc";
                query.cut = i % 2 == 0 ? "leaves" : "roots";
                bounds expected = try_cut(&f, i % 2 == 1, i >= 2, group);
                bounds got;
                char *text = answer(data, &query);
                bool has_group = strstr(text, "\ntrue") != NULL;
                free(text);
                if (!has_group) {
                    ck_assert(expected.least == 0 && expected.most == 0);
                    continue;
                }
                read_bounds(data, &query, 0, &got);
                ck_assert_msg(got.least <= expected.least && got.most >= expected.most,
                              "round %d %s %d: [%lld, %lld] does not hold [%lld, %lld]", round,
                              query.cut, i, (long long)got.least, (long long)got.most,
                              (long long)expected.least, (long long)expected.most);
            }
        }
        coop_dataset_free(data);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_select");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, options_have_their_words);
    tcase_add_test(c, arguments_may_not_be_null);
    tcase_add_test(c, a_row_enters_from_its_day_on);
    tcase_add_test(c, a_row_enters_once_it_is_known);
    tcase_add_test(c, a_table_without_roles_is_not_filtered);
    tcase_add_test(c, doubts_of_the_test_and_of_the_day_are_kept_together);
    tcase_add_test(c, a_table_may_be_empty);
    tcase_add_test(c, counts_take_leaves_and_sums_take_roots);
    tcase_add_test(c, explicit_rows_must_be_disjoint);
    tcase_add_test(c, groups_of_a_tree_add_up_to_the_whole);
    tcase_add_test(c, a_cut_is_exact_without_doubt_and_bounds_it_with_doubt);
    tcase_add_test(c, a_cut_bounds_every_group);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
