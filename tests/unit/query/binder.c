/* binder.c -- names found or the nearest one told, types that do not go together, parameters.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "program.h"

static coop_dataset *small_register(void)
{
    return register_of(
        "2024-01-01", "nation", "id:code capital:text", "CHN|Beijing\nKAZ|Astana", "mechanism",
        "id:code lead:code parties:set", "c5|CHN|CHN;KAZ\nuno|KAZ|", "summit",
        "id:code mechanism:code start:date", "s1|c5|2020-05-01\ns2|uno|2021-05-01\ns3||",
        "agreement",
        "id:code summit:code parties:set signed:span due:date n:int32 x:float64 amount:money "
        "small:money3 title:text open:bool parent:code",
        "a1|s1|CHN;KAZ|2020|2020-06-01|5|1.5|10.00|1.000|first|true|\n"
        "a2|s2|KAZ|2021-03|2022-01-01|6|2.5|20.00|2.000|second|false|a1\n"
        "a3|s3|CHN|2019/2022||||||||\n"
        "a4|||2020-01-02||||||||",
        "event", "agreement:code status:code date:span", "a1|signed|2020\na2|completed|2021-03-05",
        NULL);
}

static coop_query where_of(const char *where)
{
    return query_of("agreement", where, NULL, "id");
}

/* ---- names ---- */

START_TEST(paths_follow_references)
{
    coop_dataset *data = small_register();
    coop_query query = query_of("agreement", NULL, NULL,
                                "id, summit.mechanism as m, summit.mechanism.lead as l, "
                                "summit.mechanism.lead.capital as c, parent.title as p");
    query.uncertain = "possible";
    expect(data, query,
           "id,m,l,c,p\n"
           "a1,c5,CHN,Beijing,\n"
           "a2,uno,KAZ,Astana,first\n"
           "a3,,,,\n"
           "a4,,,,\n");
    query = query_of("agreement", "summit.mechanism.lead = 'KAZ'", NULL, "id");
    query.uncertain = "possible";
    expect(data, query, "id\na2\n");
    query.where = "summit . mechanism\n.\tlead = 'CHN'";
    expect(data, query, "id\na1\n");
    query.where = "summit.start < '2021'";
    expect(data, query, "id\na1\n");
    query.where = "summit.mechanism.parties has 'KAZ'";
    expect(data, query, "id\na1\n");
    query.where = "summit.mechanism is null";
    expect(data, query, "id\na3\na4\n");
    query.where = "parent.legal = 'signed'";
    expect(data, query, "id\na2\n");
    query = query_of("event", NULL, NULL, "agreement.summit.start as s, agreement.legal as l");
    query.uncertain = "certain";
    expect(data, query, "s,l\n2020-05-01,signed\n2021-05-01,signed\n");
    coop_dataset_free(data);
}
END_TEST

/* Eight steps are the most that a path has. */
START_TEST(paths_have_at_most_eight_steps)
{
    coop_dataset *data = small_register();
    coop_query query =
        where_of("parent.parent.parent.parent.parent.parent.parent.parent.id = 'a1'");
    query.uncertain = "possible";
    expect(data, query, "id\n");
    query.where = "parent.parent.parent.parent.parent.parent.parent.parent.parent.id = 'a1'";
    expect_error(data, query, COOP_LIMIT, 1, "a path has at most 8 steps");
    coop_dataset_free(data);
}
END_TEST

typedef struct fault {
    const char *where;
    coop_status status;
    int64_t column;
    const char *message;
} fault;

static void check_faults(const fault *faults, size_t n)
{
    coop_dataset *data = small_register();
    for (size_t i = 0; i < n; i++) {
        expect_error(data, where_of(faults[i].where), faults[i].status, faults[i].column,
                     faults[i].message);
        char message[32];
        snprintf(message, sizeof message, "where, column %lld", (long long)faults[i].column);
        expect_error(data, where_of(faults[i].where), faults[i].status, faults[i].column, message);
    }
    coop_dataset_free(data);
}

#define CHECK_FAULTS(faults) check_faults(faults, sizeof faults / sizeof faults[0])

START_TEST(an_unknown_name_is_answered_with_the_nearest)
{
    static const fault faults[] = {
        {"sumit = 's1'", COOP_NOT_FOUND, 1,
         "table agreement has no column 'sumit', the nearest is 'summit'"},
        {"n = 1 and Summit = 's1'", COOP_NOT_FOUND, 11, "the nearest is 'summit'"},
        {"lega = 'signed'", COOP_NOT_FOUND, 1, "the nearest is 'legal'"},
        {"wrok = 'started'", COOP_NOT_FOUND, 1, "the nearest is 'work'"},
        {"summit.strat = '2020'", COOP_NOT_FOUND, 1,
         "table summit has no column 'strat', the nearest is 'start'"},
        {"sumit.start = '2020'", COOP_NOT_FOUND, 1, "the nearest is 'summit'"},
        {"1 = summit.mechanism.leed", COOP_NOT_FOUND, 5,
         "table mechanism has no column 'leed', the nearest is 'lead'"},
        {"qqqqqqqqqqqq = 1", COOP_NOT_FOUND, 1, "has no column 'qqqqqqqqqqqq'"},
        {"summit.legal = 'signed'", COOP_NOT_FOUND, 1, "table summit has no column 'legal'"},
        {"yaer(signed) = 2020", COOP_NOT_FOUND, 1,
         "there is no function 'yaer' here, the nearest is 'year'"},
        {"1 < lenght(title)", COOP_NOT_FOUND, 5, "there is no function 'lenght'"},
        {"count() = 1", COOP_NOT_FOUND, 1, "there is no function 'count' here"},
        {"id.year(signed) = 1", COOP_NOT_FOUND, 1, "there is no function 'id.year'"},
        {"title.x = 1", COOP_TYPE, 1, "agreement.title refers to no other table"},
        {"n.x = 1", COOP_TYPE, 1, "agreement.n refers to no other table"},
        {"parties.id = 'CHN'", COOP_TYPE, 1,
         "agreement.parties refers to several rows, use has or each"},
        {"work = 'complete'", COOP_NOT_FOUND, 8,
         "'complete' is no word of work, the nearest is 'completed'"},
        {"work in ('started', 'finished')", COOP_NOT_FOUND, 21, "'finished' is no word of work"},
        {"'Signed' = legal", COOP_NOT_FOUND, 1,
         "'Signed' is no word of legal, the nearest is 'signed'"},
        {"parent.work <> 'done'", COOP_NOT_FOUND, 16, "'done' is no word of parent.work"},
        {"legal = ''", COOP_NOT_FOUND, 9, "'' is no word of legal"},
    };
    CHECK_FAULTS(faults);
}
END_TEST

START_TEST(an_unknown_table_is_answered_with_the_nearest)
{
    coop_dataset *data = small_register();
    expect_error(data, query_of("agreements", NULL, NULL, NULL), COOP_NOT_FOUND, 0,
                 "from: there is no table 'agreements', the nearest is 'agreement'");
    expect_error(data, query_of("", NULL, NULL, NULL), COOP_NOT_FOUND, 0,
                 "from: there is no table ''");
    expect_error(data, query_of(NULL, NULL, NULL, NULL), COOP_ARGUMENT, 0, "query.from is NULL");
    coop_dataset_free(data);
}
END_TEST

/* ---- types ---- */

START_TEST(a_type_error_names_both_sides)
{
    static const fault faults[] = {
        {"title = 1", COOP_TYPE, 7,
         "no comparison between 'title' (text) and 'constant' (integer)"},
        {"n = 'five'", COOP_TYPE, 3, "no comparison between 'n' (integer) and 'five' (text)"},
        {"n = title", COOP_TYPE, 3, "no comparison between 'n' (integer) and 'title' (text)"},
        {"signed < n", COOP_TYPE, 8, "no comparison between 'signed' (date) and 'n' (integer)"},
        {"amount = due", COOP_TYPE, 8, "'amount' (money) and 'due' (date)"},
        {"parties = 'CHN'", COOP_TYPE, 9, "no comparison between 'parties' (set) and 'CHN' (text)"},
        {"parties = parties", COOP_TYPE, 9, "'parties' (set) and 'parties' (set)"},
        {"open = 1", COOP_TYPE, 6, "'open' (truth) and 'constant' (integer)"},
        {"n in (1, 'two')", COOP_TYPE, 3, "'n' (integer) and 'two' (text)"},
        {"n between 1 and title", COOP_TYPE, 3, "'n' (integer) and 'title' (text)"},
        {"work < 'started'", COOP_TYPE, 6,
         "a status has no order between 'work' (status) and 'started' (text)"},
        {"work between 'started' and 'completed'", COOP_TYPE, 6, "a status has no order"},
        {"work = legal", COOP_TYPE, 6,
         "no comparison between 'work' (status) and 'legal' (status)"},
        {"work = 1", COOP_TYPE, 6, "'work' (status) and 'constant' (integer)"},
        {"(n = 1) = 1", COOP_TYPE, 9, "'a test' (truth) and 'constant' (integer)"},
        {"n + title = 1", COOP_TYPE, 3, "no arithmetic between 'n' (integer) and 'title' (text)"},
        {"signed - due = 1", COOP_TYPE, 8,
         "no arithmetic between 'signed' (date) and 'due' (date)"},
        {"signed + 1 = due", COOP_TYPE, 8, "no arithmetic between 'signed' (date) and 'constant'"},
        {"open + 1 = 1", COOP_TYPE, 6, "no arithmetic between 'open' (truth)"},
        {"amount + 1 = 1", COOP_TYPE, 8,
         "no sum of money and a plain number between 'amount' (money) and 'constant' (integer)"},
        {"1 - amount = 1", COOP_TYPE, 3, "no sum of money and a plain number"},
        {"amount + small = 1", COOP_TYPE, 8,
         "different decimal places between 'amount' (money) and 'small' (money)"},
        {"year(signed) * 2 = 1", COOP_TYPE, 14,
         "no product of imprecise values between 'year' (integer) and 'constant' (integer)"},
        {"2 / year(signed) = 1", COOP_TYPE, 3, "no product of imprecise values"},
        {"year(signed) + 0.5 = 1", COOP_TYPE, 14,
         "no sum of an imprecise integer and a number between 'year' (integer) and 'constant' "
         "(number)"},
        {"x - days(signed, due) = 1", COOP_TYPE, 3, "no sum of an imprecise integer and a number"},
        {"-title = 1", COOP_TYPE, 1, "'title' is of type text, need number"},
        {"-signed = due", COOP_TYPE, 1, "'signed' is of type date, need number"},
        {"n like 'x'", COOP_TYPE, 3, "'n' is of type integer, need text"},
        {"title like n", COOP_TYPE, 7, "'n' is of type integer, need text"},
        {"title has 'x'", COOP_TYPE, 7, "'title' is of type text, need set"},
        {"parties has 1", COOP_TYPE, 9, "'constant' is of type integer, need text"},
        {"n and open", COOP_TYPE, 3, "'n' is of type integer, need truth"},
        {"open or title", COOP_TYPE, 6, "'title' is of type text, need truth"},
        {"not n", COOP_TYPE, 1, "'n' is of type integer, need truth"},
        {"year(n) = 1", COOP_TYPE, 1, "year does not take 'n' (integer)"},
        {"days(signed, n) = 1", COOP_TYPE, 1,
         "days does not take 'n' (integer) beside 'signed' (date)"},
        {"abs(title) = 1", COOP_TYPE, 1, "abs does not take 'title' (text)"},
        {"coalesce(n, title) = 1", COOP_TYPE, 1,
         "coalesce does not take 'title' (text) beside 'n' (integer)"},
        {"coalesce(amount, small) = 1", COOP_TYPE, 1,
         "coalesce does not take 'small' (money) beside 'amount' (money): different decimal "
         "places"},
        {"coalesce(null, amount, small) = 1", COOP_TYPE, 1, "different decimal places"},
        {"year() = 1", COOP_SYNTAX, 1, "year takes 1 to 1 arguments, got 0"},
        {"days(due) = 1", COOP_SYNTAX, 1, "days takes 2 to 2 arguments, got 1"},
        {"coalesce(n,n,n,n,n,n,n,n,n) = 1", COOP_SYNTAX, 1,
         "coalesce takes 1 to 8 arguments, got 9"},
        {"signed = 'May 2020'", COOP_FORMAT, 10, "May 2020"},
        {"signed < '2020-13'", COOP_RANGE, 10, "13"},
        {"due in ('2020', '2021-02-30')", COOP_RANGE, 17, ""},
        {"year('soon') = 1", COOP_FORMAT, 6, "soon"},
    };
    CHECK_FAULTS(faults);
}
END_TEST

START_TEST(where_takes_a_test)
{
    coop_dataset *data = small_register();
    expect_error(data, where_of("n"), COOP_TYPE, -1, "where: need a test, found a integer");
    expect_error(data, where_of("null"), COOP_TYPE, -1, "where: need a test, found a null");
    expect_error(data, where_of("'x'"), COOP_TYPE, -1, "where: need a test, found a text");
    expect_error(data, where_of("work"), COOP_TYPE, -1, "where: need a test, found a status");
    coop_query query = where_of("open");
    query.uncertain = "possible";
    expect(data, query, "id\na1\n");
    query.where = "not open";
    expect(data, query, "id\na2\n");
    query.where = "true";
    expect(data, query, "id\na1\na2\na3\na4\n");
    query.where = "not true";
    expect(data, query, "id\n");
    coop_dataset_free(data);
}
END_TEST

/* The word null goes with every type. */
START_TEST(null_goes_with_every_type)
{
    static const char *const tests[] = {
        "n = null",          "null = title",   "signed < null",      "parties has null",
        "title like null",   "work = null",    "null <> work",       "work in (null)",
        "amount + null = 1", "null * n = 1",   "year(null) = 1",     "days(signed, null) = 1",
        "abs(null) = 1",     "null and n = 1", "not null and n = 1", "n between null and 9",
        "null in (n)",
    };
    coop_dataset *data = small_register();
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        coop_query query = where_of(tests[i]);
        query.uncertain = "possible";
        expect(data, query, "id\n");
    }
    coop_query query = query_of("agreement", "id = 'a1'", NULL,
                                "coalesce(null, n) as a, coalesce(null, null, amount) as b, "
                                "coalesce(null, 'x') as c, null + amount as d");
    query.uncertain = "possible";
    expect(data, query, "a,b,c,d\n5,10.00,x,\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- parameters ---- */

static coop_param text_param(const char *name, const char *text)
{
    coop_param param = {.name = name, .kind = COOP_PARAM_TEXT, .text = text};
    return param;
}

static coop_param number_param(const char *name, double number)
{
    coop_param param = {.name = name, .kind = COOP_PARAM_NUMBER, .number = number};
    return param;
}

static coop_param span_param(const char *name, coop_date first, coop_date last)
{
    coop_param param = {.name = name, .kind = COOP_PARAM_SPAN};
    param.span.first = first;
    param.span.last = last;
    return param;
}

static coop_query with_params(const char *where, const coop_param *params, int64_t n)
{
    coop_query query = where_of(where);
    query.uncertain = "possible";
    query.params = params;
    query.n_params = n;
    return query;
}

START_TEST(parameters_are_values_not_text)
{
    coop_dataset *data = small_register();
    const coop_param params[] = {
        text_param("t", "s1' or 1 = 1 or ''='"),
        text_param("s", "s1"),
        text_param("none", NULL),
        text_param("year", "2020"),
        text_param("word", "started"),
        number_param("five", 5),
        number_param("tenth", 0.1),
        span_param("p", day_of("2021-01-01"), day_of("2021-12-31")),
        span_param("open", COOP_DATE_OPEN_FIRST, day_of("2020-12-31")),
        text_param(NULL, "unnamed"),
    };
    const int64_t n = sizeof params / sizeof params[0];
    expect(data, with_params("summit = :t", params, n), "id\n");
    expect(data, with_params("summit = :s", params, n), "id\na1\n");
    expect(data, with_params("summit = : s", params, n), "id\na1\n");
    expect(data, with_params("summit = :none", params, n), "id\n");
    expect(data, with_params(":none is null and summit = :s", params, n), "id\na1\n");
    expect(data, with_params("n = :five", params, n), "id\na1\n");
    expect(data, with_params("n + :five = 11", params, n), "id\na2\n");
    expect(data, with_params("n * :tenth < 0.55", params, n), "id\na1\n");
    expect(data, with_params("due < :year", params, n), "id\n");
    expect(data, with_params("due = :year", params, n), "id\na1\n");
    expect(data, with_params("signed = :p", params, n), "id\na2\na3\n");
    expect(data, with_params("signed in (:p, :open)", params, n), "id\na1\na2\na3\na4\n");
    expect(data, with_params("year(signed) = :five + 2015", params, n), "id\na1\na3\na4\n");
    expect(data, with_params("work = :word", params, n), "id\n");
    coop_query certain = with_params("year(signed) = :five + 2015", params, n);
    certain.uncertain = "certain";
    expect(data, certain, "id\na1\na4\n"); /* 2019 to 2022 is not surely 2020 */
    coop_dataset_free(data);
}
END_TEST

START_TEST(parameters_that_are_no_values_are_refused)
{
    coop_dataset *data = small_register();
    coop_param param = number_param("p", NAN);
    expect_error(data, with_params("n = :p", &param, 1), COOP_RANGE, 5,
                 "parameter ':p' is no finite number");
    param.number = INFINITY;
    expect_error(data, with_params("n = :p", &param, 1), COOP_RANGE, 5, "no finite number");
    param = span_param("p", 1, 0);
    expect_error(data, with_params("due = :p", &param, 1), COOP_RANGE, 7, "no span of days");
    param = span_param("p", COOP_DATE_NONE, 0);
    expect_error(data, with_params("due = :p", &param, 1), COOP_RANGE, 7, "no span of days");
    param = span_param("p", 0, 3000000);
    expect_error(data, with_params("due = :p", &param, 1), COOP_RANGE, 7, "no span of days");
    param = text_param("p", "\xff");
    expect_error(data, with_params("title = :p", &param, 1), COOP_RANGE, 9, "not UTF-8");
    param.kind = 7;
    expect_error(data, with_params("title = :p", &param, 1), COOP_RANGE, 9, "of no known kind");
    param = text_param("q", "x");
    expect_error(data, with_params("title = :p", &param, 1), COOP_NOT_FOUND, 9,
                 "there is no parameter ':p'");
    expect_error(data, with_params("title = :q", NULL, 1), COOP_NOT_FOUND, 9, "no parameter ':q'");
    expect_error(data, with_params("title = :q", &param, 0), COOP_NOT_FOUND, 9,
                 "no parameter ':q'");
    param = text_param("w", "begun");
    expect_error(data, with_params("work = :w", &param, 1), COOP_NOT_FOUND, 8,
                 "'begun' is no word of work");
    param = text_param("d", "yesterday");
    expect_error(data, with_params("due = :d", &param, 1), COOP_FORMAT, 7, "yesterday");
    coop_dataset_free(data);
}
END_TEST

START_TEST(parameters_hold_in_every_clause)
{
    coop_dataset *data = small_register();
    const coop_param params[] = {number_param("one", 1),
                                 span_param("p", day_of("2020-01-01"), day_of("2020-12-31"))};
    coop_query query = with_params(NULL, params, 2);
    query.where = "n is not null";
    query.by = "n + :one as m";
    query.select = "sum(n * :one) as s";
    query.order_by = "m desc";
    query.cut = "all";
    expect(data, query, "m,s\n7,6\n6,5\n");
    query.by = NULL;
    query.order_by = NULL;
    query.select = "id, :p as p, coalesce(due, :p) as d";
    query.where = NULL;
    expect(data, query,
           "id,p,d\na1,2020,2020-06-01\na2,2020,2022-01-01\na3,2020,2020\na4,2020,2020\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- doubt by type ---- */

static bool is_uncertain(const coop_dataset *data, const char *text)
{
    program_of_text p;
    coop_error err = {0};
    ck_assert_msg(program_open(&p, data, "agreement", text, NULL, 0, &err) == COOP_OK, "%s: %s",
                  text, err.message);
    bool is_it = p.program->is_uncertain;
    program_close(&p);
    return is_it;
}

START_TEST(doubt_depends_on_types_never_on_values)
{
    static const char *const doubtful[] = {
        "signed = '2020'",
        "signed < due",
        "year(signed)",
        "year(signed) = 2020",
        "days(signed, due)",
        "not signed = '2020'",
        "n = 1 or signed = '2020'",
        "work = 'started'",
        "work in ('started')",
        "signed in ('2020')",
        "signed between '2020' and '2021'",
        "coalesce(due, signed)",
        "coalesce(due, '2020')",
        "year('2020/2021')",
        "-year(signed)",
        "year(signed) + 1",
        "signed",
        "work",
        "parent.signed = '2020'",
        "(signed = '2020') = open",
    };
    static const char *const certain[] = {
        "due = '2020'",
        "due < summit.start",
        "year(due)",
        "signed is null",
        "signed is not null",
        "work is null",
        "n = 1",
        "title like '%'",
        "parties has 'CHN'",
        "coalesce(due, '2020-01-01')",
        "year('2020')",
        "due in ('2020', '2021')",
        "(signed = '2020') is null",
        "null = n",
    };
    coop_dataset *data = small_register();
    for (size_t i = 0; i < sizeof doubtful / sizeof doubtful[0]; i++) {
        ck_assert_msg(is_uncertain(data, doubtful[i]), "%s", doubtful[i]);
    }
    for (size_t i = 0; i < sizeof certain / sizeof certain[0]; i++) {
        bool is_year = strcmp(certain[i], "year('2020')") == 0; /* 366 days, each of one year */
        ck_assert_msg(is_year || !is_uncertain(data, certain[i]), "%s", certain[i]);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_name_may_have_255_bytes)
{
    char name[300];
    char columns[320];
    char row[2] = "5";
    memset(name, 'n', sizeof name);
    name[255] = '\0';
    snprintf(columns, sizeof columns, "%s:int32", name);
    coop_dataset *data = register_of("2024-01-01", "t", columns, row, NULL);
    coop_query query = query_of("t", NULL, NULL, NULL);
    char test[320];
    snprintf(test, sizeof test, "%s = 5", name);
    query.where = test;
    query.select = "1 as one";
    expect(data, query, "one\n1\n");
    snprintf(test, sizeof test, "n%s = 5", name);
    expect_error(data, query, COOP_LIMIT, 1, "a column name has at most 255 bytes");
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_binder");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, paths_follow_references);
    tcase_add_test(c, paths_have_at_most_eight_steps);
    tcase_add_test(c, an_unknown_name_is_answered_with_the_nearest);
    tcase_add_test(c, an_unknown_table_is_answered_with_the_nearest);
    tcase_add_test(c, a_type_error_names_both_sides);
    tcase_add_test(c, where_takes_a_test);
    tcase_add_test(c, null_goes_with_every_type);
    tcase_add_test(c, parameters_are_values_not_text);
    tcase_add_test(c, parameters_that_are_no_values_are_refused);
    tcase_add_test(c, parameters_hold_in_every_clause);
    tcase_add_test(c, doubt_depends_on_types_never_on_values);
    tcase_add_test(c, a_name_may_have_255_bytes);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
