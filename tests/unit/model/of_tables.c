/* of_tables.c -- registers of tables that the caller built: keys, references, what is refused, and
 * that every table is freed once, whatever happens.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dataset.h"
#include "register.h"

/* A table whose memory is counted. */
static coop_table *counted(meter *m, const char *columns, const char *rows)
{
    coop_allocator a = metered(m);
    coop_table *table = NULL;
    coop_error err = {0};
    coop_status status = table_of(&a, columns, rows, &table, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return table;
}

typedef struct given {
    const char *name, *columns, *rows;
} given;

typedef struct fault {
    given tables[3];
    coop_status status;
    const char *message;
} fault;

START_TEST(what_contradicts_itself_is_refused)
{
    static const fault faults[] = {
        {{{"t", "a:code", "x"}, {"t", "a:code", "y"}}, COOP_CONFLICT, "table 't' is there twice"},
        {{{"t", "id:code", "x\ny\nx"}}, COOP_CONFLICT, "table 't' has a key twice"},
        {{{"t", "id:code n:int8", "x|1\n|2"}}, COOP_CONFLICT, "or a row without key"},
        {{{"agreement", "id:code summit:code", "a|s1\nb|s3"}, {"summit", "id:code", "s1\ns2"}},
         COOP_REFERENCE,
         "agreement.summit names 's3', which table summit does not have"},
        {{{"nation", "id:code", "CHN\nKAZ"}, {"agreement", "id:code parties:set", "a|CHN;UZB;KAZ"}},
         COOP_REFERENCE,
         "agreement.parties names 'UZB', which table nation does not have"},
        {{{"event", "agreement:code status:code date:date", "b|signed|2020-01-01"},
          {"agreement", "id:code", "a"}},
         COOP_REFERENCE,
         "event.agreement names 'b'"},
        {{{"relation", "a:code b:code kind:code", "i|j|same"}, {"investment", "id:code", "i"}},
         COOP_REFERENCE,
         "relation.b names 'j'"},
        {{{"agreement", "id:code parent:code", "a|a"}}, COOP_CONFLICT, "'a' is part of itself: a -> a"},
        {{{"agreement", "id:code parent:code", "a|c\nb|a\nc|b\nd|"}},
         COOP_CONFLICT,
         "is part of itself"},
        {{{"agreement", "id:code parent:code", "a|\nb|z"}}, COOP_REFERENCE, "names 'z'"},
        {{{"", "a:code", "x"}}, COOP_ARGUMENT, "table 0 or its name is NULL"},
        {{{"t", "a:code", "x"}, {NULL, "a:code", "x"}},
         COOP_ARGUMENT,
         "table 1 or its name is NULL"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        meter m = {0};
        coop_table *tables[3] = {NULL};
        const char *names[3] = {NULL};
        int64_t n = 0;
        for (; n < 3 && faults[i].tables[n].columns != NULL; n++) {
            tables[n] = counted(&m, faults[i].tables[n].columns, faults[i].tables[n].rows);
            names[n] = faults[i].tables[n].name;
        }
        coop_dataset *const untouched = (coop_dataset *)(void *)&m;
        coop_dataset *data = untouched;
        coop_error err = {0};
        coop_status status = coop_dataset_of_tables(tables, names, n, 0, &data, &err);
        ck_assert_msg(status == faults[i].status, "%d: %s %s", (int)i, coop_status_name(status),
                      err.message);
        ck_assert_msg(strstr(err.message, faults[i].message) != NULL, "%d: %s", (int)i,
                      err.message);
        ck_assert_ptr_eq(data, untouched);
        ck_assert_uint_eq(m.live, 0); /* the tables are taken on failure too */
    }
}
END_TEST

START_TEST(tables_are_taken_whatever_is_wrong)
{
    static const char *const names[] = {"a", "b"};
    meter m = {0};
    coop_table *tables[2] = {counted(&m, "x:code", "1"), counted(&m, "x:code", "1")};
    coop_dataset *data = NULL;
    coop_error err = {0};
    ck_assert_int_eq(coop_dataset_of_tables(tables, names, 2, 0, NULL, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out is NULL");
    ck_assert_uint_eq(m.live, 0);
    tables[0] = counted(&m, "x:code", "1");
    tables[1] = counted(&m, "x:code", "1");
    ck_assert_int_eq(coop_dataset_of_tables(tables, NULL, 2, 0, &data, &err), COOP_ARGUMENT);
    ck_assert_uint_eq(m.live, 0);
    ck_assert_int_eq(coop_dataset_of_tables(NULL, names, 2, 0, &data, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_dataset_of_tables(NULL, NULL, -1, 0, &data, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "n is negative");
    /* No day. */
    const coop_date days[] = {COOP_DATE_NONE, COOP_DATE_OPEN_LAST, -719163, 2932897};
    for (int i = 0; i < 4; i++) {
        tables[0] = counted(&m, "x:code", "1");
        ck_assert_int_eq(coop_dataset_of_tables(tables, names, 1, days[i], &data, &err),
                         COOP_ARGUMENT);
        ck_assert_str_eq(err.message, "as_of is no day of the years 1 to 9999");
        ck_assert_uint_eq(m.live, 0);
    }
    tables[0] = counted(&m, "x:code", "1");
    ck_assert_int_eq(coop_dataset_of_tables(tables, names, 1, -719162, &data, &err), COOP_OK);
    coop_dataset_free(data);
    ck_assert_uint_eq(m.live, 0);
    /* A missing table, and one that is given twice, is freed once. */
    data = NULL;
    tables[0] = NULL;
    tables[1] = counted(&m, "x:code", "1");
    ck_assert_int_eq(coop_dataset_of_tables(tables, names, 2, 0, &data, &err), COOP_ARGUMENT);
    ck_assert_uint_eq(m.live, 0);
    tables[0] = counted(&m, "x:code", "1");
    tables[1] = tables[0];
    ck_assert_int_eq(coop_dataset_of_tables(tables, names, 2, 0, &data, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "table 'b' is given under another name too");
    ck_assert_uint_eq(m.live, 0);
    ck_assert_ptr_null(data);
}
END_TEST

START_TEST(references_are_those_of_the_known_names)
{
    coop_dataset *data = register_of(
        "2024-01-01", "agreement",
        "id:code mechanism:code summit:code parties:set parent:code list:code sources:set",
        "a|m|s|CHN;KAZ||l|q\nb|||||| ", "mechanism", "id:code lead:code parties:set",
        "m|CHN|CHN;KAZ", "summit", "id:code mechanism:code host:code", "s|m|KAZ", "nation",
        "id:code name:text", "CHN|China\nKAZ|Kazakhstan", "list", "id:code summit:code", "l|s",
        "source", "id:code title:text", "q|A paper\n |Blank", "score",
        "agreement:code party:code score:int8 sources:set", "a|KAZ|2|q", NULL);
    expect(data, query_of("score", NULL, NULL, "agreement.mechanism as m, party.name as p, score"),
           "m,p,score\nm,Kazakhstan,2\n");
    expect(data,
           query_of("agreement", "id = 'a'", NULL,
                    "mechanism.lead.name as a, summit.host.name as b, list.summit.mechanism "
                    "as c"),
           "a,b,c\nChina,Kazakhstan,m\n");
    coop_dataset_free(data);
    /* A table that is not there, or has no key, is not referred to. */
    data = register_of("2024-01-01", "agreement", "id:code summit:code mechanism:code", "a|s|m",
                       "mechanism", "name:code", "m", NULL);
    expect_error(data, query_of("agreement", "summit.start = '2020'", NULL, NULL), COOP_TYPE, -1,
                 "agreement.summit refers to no other table");
    expect_error(data, query_of("agreement", "mechanism.name = 'm'", NULL, NULL), COOP_TYPE, -1,
                 "agreement.mechanism refers to no other table");
    coop_dataset_free(data);
    /* Columns of other types are columns like any other. */
    data =
        register_of("2024-01-01", "agreement", "id:text signed:text parent:text", "a|soon|a", NULL);
    expect(data, query_of("agreement", NULL, NULL, NULL), "id,signed,parent\na,soon,a\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(time_roles_are_those_of_the_known_names)
{
    static const char *const tables[][2] = {
        {"membership", "since"},   {"summit", "start"},    {"agreement", "signed"},
        {"event", "date"},         {"investment", "date"}, {"project", "committed"},
        {"observation", "period"}, {"claim", "said_on"},   {"score", "scored_on"},
        {"mechanism", NULL},
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        char columns[64];
        const char *name = tables[i][1] != NULL ? tables[i][1] : "start";
        strcpy(columns, name);
        strcat(columns, ":date");
        coop_dataset *data =
            register_of("2024-01-01", tables[i][0], columns, "2023-12-31\n2024-01-02", NULL);
        ck_assert_msg(number_of(data, query_of(tables[i][0], NULL, NULL, "count()"), "count") ==
                          (tables[i][1] != NULL ? 1 : 2),
                      "%s", tables[i][0]);
        coop_dataset_free(data);
    }
}
END_TEST

START_TEST(amounts_are_in_the_currency_beside_them)
{
    coop_dataset *data = register_of(
        "2024-01-01", "agreement", "id:code amount:money currency:code", "a|1|USD\nb|2|EUR",
        "other", "id:code amount:money currency:code", "a|1|USD\nb|2|EUR", NULL);
    expect_error(data, query_of("agreement", NULL, NULL, "sum(amount)"), COOP_CONFLICT, -1,
                 "amount of USD and EUR in one sum, group by currency");
    expect(data, query_of("other", NULL, NULL, "sum(amount)"), "sum_amount\n3.00\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- memory ---- */

static const given tables_of_all[] = {
    {"nation", "id:code", "CHN\nKAZ"},
    {"agreement", "id:code parties:set parent:code signed:span", "a|CHN;KAZ||2020\nb|CHN|a|2021"},
    {"event", "agreement:code status:code date:span party:code",
     "a|signed|2020|\nb|ratified|2021|CHN"},
    {"investment", "id:code amount:money currency:code date:date funder:code recipients:set "
                   "reported_by:code",
     "i|1|USD|2020-01-01|CHN|KAZ|CHN\nj|2|USD|2020-01-01|CHN|KAZ|KAZ\n"
     "k|1|USD|2020-01-01|CHN|KAZ|KAZ"},
    {"relation", "a:code b:code kind:code", "i|j|part_of\nk|j|overlaps\nk|i|same"},
};
enum { N_ALL = 5 };

START_TEST(memory_may_run_out_at_any_call)
{
    int64_t failures = 0;
    coop_status status = COOP_MEMORY;
    for (int64_t k = 1; k < 5000 && status != COOP_OK; k++) {
        meter m = {0};
        coop_table *tables[N_ALL];
        const char *names[N_ALL];
        for (int i = 0; i < N_ALL; i++) {
            tables[i] = counted(&m, tables_of_all[i].columns, tables_of_all[i].rows);
            names[i] = tables_of_all[i].name;
        }
        coop_dataset *data = NULL;
        coop_error err = {0};
        m.fail_at = m.calls + k;
        status = coop_dataset_of_tables(tables, names, N_ALL, 0, &data, &err);
        m.fail_at = 0;
        ck_assert_msg(status == COOP_OK || status == COOP_MEMORY, "%s", err.message);
        ck_assert_int_eq(status == COOP_OK, data != NULL);
        failures += status == COOP_OK ? 0 : 1;
        if (data != NULL) {
            ck_assert_int_eq(coop_dataset_n_tables(data), N_ALL);
            coop_dataset_free(data);
        }
        ck_assert_uint_eq(m.live, 0);
    }
    ck_assert_int_eq(status, COOP_OK);
    ck_assert_int_gt(failures, 3);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("model_of_tables");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, what_contradicts_itself_is_refused);
    tcase_add_test(c, tables_are_taken_whatever_is_wrong);
    tcase_add_test(c, references_are_those_of_the_known_names);
    tcase_add_test(c, time_roles_are_those_of_the_known_names);
    tcase_add_test(c, amounts_are_in_the_currency_beside_them);
    tcase_add_test(c, memory_may_run_out_at_any_call);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
