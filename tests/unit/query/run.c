/* run.c -- whole queries: against a second engine, on little stack, without memory, and the names
 * and columns of what comes out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "query_slow.h"

/* ---- a second engine ---- */

START_TEST(random_questions_get_the_answers_of_the_slow_engine)
{
    uint64_t state = 71;
    int64_t n_rows = 0;
    for (int round = 0; round < 400; round++) {
        slow_table table = slow_table_random(&state);
        coop_dataset *data = slow_register(&table);
        for (int i = 0; i < 10; i++) {
            char where[4096];
            char by[256];
            slow_query q = slow_query_random(&state);
            coop_query query = slow_question(&q, where, by);
            char *expected = slow_answer(&table, &q);
            char *got = answer(data, &query);
            ck_assert_msg(strcmp(got, expected) == 0,
                          "round %d.%d\nwhere %.600s\nby %s\n%s\ngave\n"
                          "%.500s\nnot\n%.500s",
                          round, i, query.where != NULL ? where : "-", query.by != NULL ? by : "-",
                          query.uncertain, got, expected);
            for (const char *c = expected; *c != '\0'; c++) {
                n_rows += *c == '\n' ? 1 : 0;
            }
            free(expected);
            free(got);
        }
        coop_dataset_free(data);
    }
    ck_assert_int_gt(n_rows, 8000);
}
END_TEST

/* ---- lists ---- */

START_TEST(rows_are_listed_with_what_is_asked)
{
    coop_dataset *data = register_of(
        "2024-01-01", "t", "id:code d:span e:date m:money3 s:set b:bool x:text f:float64",
        "a|2020|2020-01-01|1.500|u;v|true|say \"hi\"|0.1\nb|2020-05|||||''|\nc|||-0.001||false||-2",
        NULL);
    expect(data, query_of("t", NULL, NULL, NULL),
           "id,d,e,m,s,b,x,f\n"
           "a,2020,2020-01-01,1.500,u;v,true,\"say \"\"hi\"\"\",0.1\n"
           "b,2020-05,,,,,\"\",\n"
           "c,,,-0.001,,false,,-2\n");
    expect(data,
           query_of("t", "d = '2020-05'", NULL, "id, m + m as twice, b, d < '2020-03' as early"),
           "id,twice,b,early,certain\na,3.000,true,,false\nb,,,false,true\n");
    expect(data, query_of("t", NULL, NULL, "null, 1, 'x', true, 1.5 as f, -1 as m"),
           "null,1,'x',true,f,m\n,1,x,true,1.5,-1\n,1,x,true,1.5,-1\n,1,x,true,1.5,-1\n");
    expect(data, query_of("t", "id = 'a'", NULL, "year(d), year(e), year(d) as y, s"),
           "year(d)_least,year(d)_most,year(e),y_least,y_most,s\n2020,2020,2020,2020,2020,u;v\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_list_tells_which_rows_are_certain)
{
    coop_dataset *data = register_of("2024-01-01", "t", "id:code d:span", "a|2020\nb|2020-01\nc|",
                                     "odd", "certain:code d:span", "x|2020", NULL);
    coop_query query = query_of("t", "d = '2020-01'", NULL, "id");
    expect(data, query, "id,certain\na,false\nb,true\n");
    query.uncertain = "certain";
    expect(data, query, "id\nb\n");
    query.uncertain = "possible";
    expect(data, query, "id\na\nb\n");
    query.uncertain = NULL;
    query.where = "d is not null"; /* by type there is no doubt */
    expect(data, query, "id\na\nb\n");
    query = query_of("odd", "d = '2020-01'", NULL, NULL);
    expect_error(data, query, COOP_CONFLICT, -1, "two outputs are named 'certain'");
    query.select = "certain as sure";
    expect(data, query, "sure,certain\nx,false\n");
    coop_dataset_free(data);
}
END_TEST

typedef struct fault {
    const char *by, *select;
    coop_status status;
    int64_t column;
    const char *message;
} fault;

START_TEST(selects_that_make_no_sense)
{
    static const fault faults[] = {
        {NULL, "id, id", COOP_CONFLICT, -1, "two outputs are named 'id', give one another by 'as'"},
        {NULL, "id, n as id", COOP_CONFLICT, -1, "two outputs are named 'id'"},
        {NULL, "year(d) as y, 1 as y_most", COOP_CONFLICT, -1, "two outputs are named 'y_most'"},
        {NULL, "id, count()", COOP_TYPE, 1, "'id' stands beside an aggregate, move it to by"},
        {NULL, "count(), n + 1", COOP_TYPE, 10, "'n + 1' stands beside an aggregate"},
        {"id", "id", COOP_TYPE, 1, "with by, select takes aggregates only"},
        {"id", "id, count()", COOP_TYPE, 1, "'id' stands beside an aggregate"},
        {"id", "cuont()", COOP_NOT_FOUND, 1,
         "there is no aggregate or function 'cuont', the nearest is 'count'"},
        {NULL, "summ(n)", COOP_NOT_FOUND, 1, "the nearest is 'sum'"},
        {NULL, "id, yera(d)", COOP_NOT_FOUND, 5, "the nearest is 'year'"},
        {NULL, "Count()", COOP_NOT_FOUND, 1, "the nearest is 'count'"},
        {NULL, "", COOP_SYNTAX, 1, "need a value"},
        {"", "count()", COOP_SYNTAX, 1, "need a value"},
        {"nn", "count()", COOP_NOT_FOUND, 1, "table t has no column 'nn'"},
        {"n, d +", "count()", COOP_SYNTAX, 7, "need a value"},
        {NULL, "nn", COOP_NOT_FOUND, 1, "table t has no column 'nn', the nearest is 'n'"},
        {NULL, "rate('completed')", COOP_TYPE, 1, "rate ranges over table agreement"},
    };
    coop_dataset *data = register_of("2024-01-01", "t", "id:code n:int64 d:span", "a|1|2020", NULL);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        coop_query query = query_of("t", NULL, faults[i].by, faults[i].select);
        expect_error(data, query, faults[i].status, faults[i].column, faults[i].message);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(without_a_select_groups_are_counted)
{
    coop_dataset *data = register_of("2024-01-01", "t", "k:code", "a\nb\na", NULL);
    expect(data, query_of("t", NULL, "k", NULL), "k,count\na,2\nb,1\n");
    expect(data, query_of("t", "k = 'c'", "k", NULL), "k,count\n");
    expect(data, query_of("t", "k = 'c'", NULL, "count()"), "count\n0\n");
    expect(data, query_of("t", "k = 'c'", NULL, NULL), "k\n");
    expect(data, query_of("t", NULL, NULL, "count(), count() as again"), "count,again\n3,3\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_register_may_have_no_tables_and_a_table_no_columns)
{
    coop_dataset *data = register_of("2024-01-01", "bare", "", "", NULL);
    expect(data, query_of("bare", NULL, NULL, "count()"), "count\n0\n");
    expect_error(data, query_of("t", NULL, NULL, NULL), COOP_NOT_FOUND, 0, "there is no table 't'");
    coop_dataset_free(data);
    data = register_of("2024-01-01", NULL);
    expect_error(data, query_of("t", NULL, NULL, NULL), COOP_NOT_FOUND, 0, "there is no table 't'");
    coop_dataset_free(data);
}
END_TEST

START_TEST(names_may_be_of_any_script)
{
    coop_dataset *data =
        register_of("2024-01-01", "\xd1\x82\xd0\xb0\xd0\xb1",
                    "\xe5\x8f\xb7:code \xd0\xb4\xd0\xb0\xd1\x82\xd0\xb0:span n:int32",
                    "\xe7\x94\xb2|2020|1\n\xe4\xb9\x99|2021|2", NULL);
    coop_query query = query_of("\xd1\x82\xd0\xb0\xd0\xb1",
                                "\xd0\xb4\xd0\xb0\xd1\x82\xd0\xb0 = '2021' and "
                                "\xe5\x8f\xb7 = '\xe4\xb9\x99'",
                                NULL, "\xe5\x8f\xb7, n as \xd1\x87");
    query.uncertain = "possible";
    expect(data, query, "\xe5\x8f\xb7,\xd1\x87\n\xe4\xb9\x99,2\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- nonsense ---- */

static slow_table hard_table(void)
{
    uint64_t state = 73;
    slow_table table = slow_table_random(&state);
    while (table.n < 14 || !table.rows[0].has_s || !table.rows[1].has_d) {
        table = slow_table_random(&state);
    }
    return table;
}

/* Words of the language in any order, and sometimes a byte that is none of it. */
static void write_nonsense(uint64_t *state, char *out, size_t size)
{
    static const char *const tokens[] = {"and",     "or",
                                         "not",     "in",
                                         "between", "like",
                                         "has",     "is",
                                         "null",    "true",
                                         "(",       ")",
                                         ",",       "=",
                                         "<>",      "<",
                                         "<=",      "+",
                                         "-",       "*",
                                         "/",       "k",
                                         "n",       "m",
                                         "d",       "e",
                                         "b",       "s",
                                         "1",       "2.5",
                                         "'a'",     "'2021'",
                                         "''",      "year",
                                         "days",    "coalesce",
                                         "abs",     "count",
                                         "sum",     "each",
                                         "as",      "desc",
                                         ".",       ":p",
                                         "rate",    "9223372036854775807",
                                         "'%_'",    "x",
                                         "!",       "'"};
    size_t n = 0;
    out[0] = '\0';
    for (int length = 1 + pick(state, 12); length > 0 && n + 32 < size; length--) {
        const char *token = tokens[pick(state, (int)(sizeof tokens / sizeof tokens[0]))];
        n += (size_t)sprintf(out + n, "%s%s", token, pick(state, 5) == 0 ? "" : " ");
        if (pick(state, 60) == 0) {
            out[n++] = (char)(1 + pick(state, 255));
            out[n] = '\0';
        }
    }
}

START_TEST(nonsense_is_refused_and_nothing_else_happens)
{
    static const coop_param param = {.name = "p", .text = "a"};
    uint64_t state = 74;
    slow_table table = hard_table();
    coop_dataset *data = slow_register(&table);
    int answers = 0;
    for (int round = 0; round < 20000; round++) {
        char text[512];
        char more[512];
        meter m = {0};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        run.allocator = &a;
        write_nonsense(&state, text, sizeof text);
        write_nonsense(&state, more, sizeof more);
        coop_query query = query_of("t", round % 4 == 0 ? text : NULL, round % 4 == 1 ? text : NULL,
                                    round % 4 == 2   ? text
                                    : round % 8 == 4 ? more
                                                     : NULL);
        query.order_by = round % 4 == 3 ? text : NULL;
        query.params = &param;
        query.n_params = 1;
        query.run = &run;
        coop_table *out = NULL;
        coop_error err = {0};
        coop_status status = coop_query_run(data, &query, &out, &err);
        ck_assert_msg(status != COOP_INTERNAL && status != COOP_MEMORY, "%s", text);
        ck_assert_msg((status == COOP_OK) == (out != NULL), "%s", text);
        ck_assert_msg(status == COOP_OK || (err.code == status && err.message[0] != '\0'), "%s",
                      text);
        answers += status == COOP_OK ? 1 : 0;
        coop_table_free(out);
        ck_assert_msg(m.live == 0, "%s", text);
    }
    ck_assert_int_gt(answers, 300);
    coop_dataset_free(data);
}
END_TEST

/* ---- determinism ---- */

/* The same rows in another order give the same groups. */
START_TEST(the_order_of_rows_does_not_show_in_groups)
{
    uint64_t state = 72;
    for (int round = 0; round < 60; round++) {
        slow_table table = slow_table_random(&state);
        slow_table turned = table;
        for (int i = 0; i < table.n; i++) {
            turned.rows[i] = table.rows[(i * 5 + round) % table.n];
        }
        if (table.n % 5 == 0) {
            continue; /* 5 would not reach every row */
        }
        coop_dataset *one = slow_register(&table);
        coop_dataset *two = slow_register(&turned);
        for (int i = 0; i < 5; i++) {
            char where[4096];
            char by[256];
            slow_query q = slow_query_random(&state);
            coop_query query = slow_question(&q, where, by);
            char *a = answer(one, &query);
            char *b = answer(two, &query);
            ck_assert_str_eq(a, b);
            free(a);
            free(b);
        }
        coop_dataset_free(one);
        coop_dataset_free(two);
    }
}
END_TEST

/* ---- little stack, little memory ---- */

static coop_query hard_question(void)
{
    static const coop_param params[] = {{.name = "n", .kind = COOP_PARAM_NUMBER, .number = -5},
                                        {.name = "k", .text = "a"}};
    coop_query query = query_of("t", "(n > :n or k = :k) and d <= '2022' and not (s has 'q')",
                                "k, year(d) as y, s", "count() as c, sum(n) as total");
    query.order_by = "c_most desc, k desc";
    query.params = params;
    query.n_params = 2;
    return query;
}

static void *run_query(void *ctx)
{
    slow_table table = hard_table();
    coop_dataset *data = slow_register(&table);
    coop_query query = hard_question();
    *(char **)ctx = answer(data, &query);
    coop_dataset_free(data);
    return NULL;
}

START_TEST(a_query_needs_little_stack)
{
    char *here = NULL;
    char *there = NULL;
    run_query(&here);
    on_small_stack(run_query, &there);
    ck_assert_str_eq(here, there);
    free(here);
    free(there);
}
END_TEST

/* Every call of the allocator fails once: nothing is leaked, out is untouched, and the next try
 * succeeds. */
static void check_memory(const coop_dataset *data, coop_query query)
{
    char *expected = answer(data, &query);
    int64_t failures = 0;
    for (int64_t k = 1; k < 5000; k++) {
        meter m = {.fail_at = k};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        run.allocator = &a;
        query.run = &run;
        coop_table *const untouched = (coop_table *)(void *)&m;
        coop_table *table = untouched;
        coop_error err = {0};
        coop_status status = coop_query_run(data, &query, &table, &err);
        if (status == COOP_OK) {
            char *got = csv_of(table);
            ck_assert_str_eq(got, expected);
            free(got);
            ck_assert_uint_eq(m.live, 0);
            break;
        }
        ck_assert_msg(status == COOP_MEMORY, "call %lld: %s", (long long)k, err.message);
        ck_assert_ptr_eq(table, untouched);
        ck_assert_uint_eq(m.live, 0);
        failures++;
        m.fail_at = 0;
        ck_assert_int_eq(coop_query_run(data, &query, &table, &err), COOP_OK);
        coop_table_free(table);
        ck_assert_uint_eq(m.live, 0);
    }
    ck_assert_int_gt(failures, 5);
    free(expected);
}

START_TEST(memory_may_run_out_at_any_call)
{
    slow_table table = hard_table();
    coop_dataset *data = slow_register(&table);
    check_memory(data, hard_question());
    coop_query query = query_of("t", NULL, NULL, NULL);
    check_memory(data, query);
    query = query_of("t", "d < '2022'", NULL, "k, s, year(d), n + 1 as m, b");
    query.order_by = "s, m desc";
    check_memory(data, query);
    query = query_of("t", NULL, "each(s), s as whole", NULL);
    check_memory(data, query);
    coop_dataset_free(data);
}
END_TEST

/* The arena asks for memory by the block: a text before the question moves the end of a block over
 * every place that takes some. */
START_TEST(memory_may_run_out_at_any_place)
{
    slow_table table = hard_table();
    coop_dataset *data = slow_register(&table);
    coop_query queries[4] = {hard_question(), query_of("t", NULL, NULL, NULL),
                             query_of("t", NULL, NULL, "k, s, year(d), n + 1 as m, b as c"),
                             query_of("t", NULL, "s, each(s) as m, n", "count() as c, count()")};
    static const char *const orders[] = {"y, c_most", "k, -n", "m desc, c", "c, m"};
    int64_t failures = 0;
    for (size_t pad = 0; pad < 16384; pad += 32) {
        char where[17000];
        coop_query query = queries[pad / 32 % 4];
        size_t n = (size_t)sprintf(where, "'");
        memset(where + n, 'x', pad);
        sprintf(where + n + pad, "' <> '' and (n > -2 or k like :k) and s not has 'z'");
        query.where = where;
        query.order_by = orders[pad / 32 % 4];
        query.params = hard_question().params;
        query.n_params = 2;
        coop_status status = COOP_MEMORY;
        for (int64_t k = 1; status != COOP_OK; k++) {
            meter m = {.fail_at = k};
            coop_allocator a = metered(&m);
            coop_run run = COOP_RUN_INIT;
            run.allocator = &a;
            query.run = &run;
            coop_table *out = NULL;
            coop_error err = {0};
            status = coop_query_run(data, &query, &out, &err);
            ck_assert_msg(status == COOP_OK || status == COOP_MEMORY, "%s", err.message);
            ck_assert(status == COOP_OK || out == NULL);
            coop_table_free(out);
            ck_assert_uint_eq(m.live, 0);
            failures += status == COOP_OK ? 0 : 1;
        }
    }
    ck_assert_int_gt(failures, 2000);
    coop_dataset_free(data);
}
END_TEST

START_TEST(errors_need_no_memory_of_their_own)
{
    static const char *const wheres[] = {"kk = 'a'", "n = 'x'", "n = ", "yaer(d) = 1",
                                         "n + 9223372036854775807 > 0"};
    slow_table table = hard_table();
    coop_dataset *data = slow_register(&table);
    for (size_t i = 0; i < sizeof wheres / sizeof wheres[0]; i++) {
        bool is_done = false;
        for (int64_t k = 1; k < 1000 && !is_done; k++) {
            meter m = {.fail_at = k};
            coop_allocator a = metered(&m);
            coop_run run = COOP_RUN_INIT;
            run.allocator = &a;
            coop_query query = query_of("t", wheres[i], NULL, NULL);
            query.run = &run;
            coop_table *out = NULL;
            coop_error err = {0};
            coop_status status = coop_query_run(data, &query, &out, &err);
            ck_assert_int_ne(status, COOP_OK);
            ck_assert_ptr_null(out);
            ck_assert_uint_eq(m.live, 0);
            is_done = status != COOP_MEMORY;
        }
        ck_assert(is_done);
    }
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_run");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, random_questions_get_the_answers_of_the_slow_engine);
    tcase_add_test(c, rows_are_listed_with_what_is_asked);
    tcase_add_test(c, a_list_tells_which_rows_are_certain);
    tcase_add_test(c, selects_that_make_no_sense);
    tcase_add_test(c, without_a_select_groups_are_counted);
    tcase_add_test(c, a_register_may_have_no_tables_and_a_table_no_columns);
    tcase_add_test(c, names_may_be_of_any_script);
    tcase_add_test(c, nonsense_is_refused_and_nothing_else_happens);
    tcase_add_test(c, the_order_of_rows_does_not_show_in_groups);
    tcase_add_test(c, a_query_needs_little_stack);
    tcase_add_test(c, memory_may_run_out_at_any_call);
    tcase_add_test(c, memory_may_run_out_at_any_place);
    tcase_add_test(c, errors_need_no_memory_of_their_own);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
