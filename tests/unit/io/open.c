/* open.c -- tests of opening registers from outside: every fault of a package in one pass, strict
 * and lenient, and paths, files and options that are none.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <check.h>

#include "folder.h"
#include "meter.h"
#include "shared.h"

/* An opening with all that came of it. */
typedef struct opened {
    coop_status status;
    coop_error err;
    coop_dataset *data;
    coop_table *report;
    const char *rows; /* of the report, until the next opening */
} opened;

/* What a failure must leave in the caller's hands. */
static char place;
static coop_dataset *const nothing = (coop_dataset *)(void *)&place;

static void open_path(opened *o, const char *path, int32_t lenient)
{
    static char rows[200000];
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    memset(o, 0, sizeof *o);
    o->err.code = -7;
    o->data = nothing;
    options.lenient = lenient;
    options.report = &o->report;
    o->status = coop_dataset_open(path, &options, &o->data, &o->err);
    ck_assert_int_eq(o->err.code, o->status == COOP_OK ? -7 : o->status);
    ck_assert(o->status == COOP_OK || o->data == nothing);
    o->rows = table_rows(o->report, rows, sizeof rows);
}

static void close_opened(opened *o)
{
    if (o->status == COOP_OK) {
        coop_dataset_free(o->data);
    }
    coop_table_free(o->report);
}

static void check_report(const opened *o, const char *wanted)
{
    ck_assert_msg(strcmp(o->rows, wanted) == 0, "is\n%s\nneeds\n%s\n%s", o->rows, wanted,
                  o->err.message);
}

static int64_t rows_of(const opened *o, const char *table)
{
    return coop_table_n_rows(coop_dataset_table(o->data, table));
}

/* ---- registers that open ---- */

START_TEST(the_embedded_register_opens_with_an_empty_report)
{
    for (int32_t lenient = 0; lenient < 2; lenient++) {
        opened o;
        open_path(&o, NULL, lenient);
        ck_assert_msg(o.status == COOP_OK, "%s", o.err.message);
        check_report(&o, "");
        ck_assert_int_eq(coop_dataset_n_tables(o.data), 19);
        ck_assert_int_eq(rows_of(&o, "agreement"), 289);
        ck_assert_int_eq(rows_of(&o, "source"), 397);
        close_opened(&o);
    }
}
END_TEST

START_TEST(the_embedded_register_is_the_folder_it_was_made_of)
{
    char path[1000];
    opened a;
    opened b;
    open_path(&a, NULL, 0);
    open_path(&b, source_path("lib/data", path, sizeof path), 0);
    ck_assert_msg(b.status == COOP_OK, "%s", b.err.message);
    ck_assert_int_eq(coop_dataset_n_tables(a.data), coop_dataset_n_tables(b.data));
    for (int64_t i = 0; i < coop_dataset_n_tables(a.data); i++) {
        const char *name = coop_dataset_table_name(a.data, i);
        ck_assert_str_eq(name, coop_dataset_table_name(b.data, i));
        ck_assert_int_eq(rows_of(&a, name), rows_of(&b, name));
    }
    close_opened(&a);
    close_opened(&b);
}
END_TEST

/* examples/own_register/README.md counts these by hand. */
START_TEST(the_example_register_has_the_rates_that_its_readme_promises)
{
    char path[1000];
    opened o;
    open_path(&o, source_path("examples/own_register", path, sizeof path), 0);
    ck_assert_msg(o.status == COOP_OK, "%s", o.err.message);
    check_report(&o, "");
    ck_assert_int_eq(rows_of(&o, "agreement"), 5);
    coop_rate rate = {.struct_size = sizeof rate};
    ck_assert_int_eq(coop_rate_implemented(o.data, NULL, &rate, NULL), COOP_OK);
    ck_assert(rate.hits == 1 && rate.known == 2 && rate.unknown == 1 && rate.total == 3);
    ck_assert_double_eq(rate.value, 0.5);
    ck_assert_double_eq(rate.worst, 1.0 / 3);
    ck_assert_double_eq(rate.best, 2.0 / 3);
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.definition = "due";
    ck_assert_int_eq(coop_rate_implemented(o.data, &options, &rate, NULL), COOP_OK);
    ck_assert(rate.hits == 1 && rate.total == 2 && rate.apart == 1);
    char rows[1000];
    coop_query query = COOP_QUERY_INIT;
    coop_table *table = NULL;
    query.from = "agreement";
    query.select = "id, parties, signed, due, parent, role";
    ck_assert_int_eq(coop_query_run(o.data, &query, &table, NULL), COOP_OK);
    ck_assert_str_eq(table_rows(table, rows, sizeof rows),
                     "X1,CHN;KAZ;UZB,2023-05-18,,,umbrella,true\n"
                     "X2,CHN;KAZ;UZB,2023-05-18,2024-12-31,X1,commitment,true\n"
                     "X3,CHN;KAZ,2023,2025-06,X1,commitment,true\n"
                     "X4,KAZ;UZB,2024-03,,,commitment,true\n"
                     "X5,CHN;KAZ;UZB,2023-05-19,,,document,true\n");
    coop_table_free(table);
    close_opened(&o);
}
END_TEST

static const char small[] =
    "{\"title\": \"\\u0422\", \"version\": \"3\", \"coopstat\": {\"as_of\": \"2025-12-31\"},\n"
    "\"resources\": [{\"name\": \"t\", \"path\": \"t.csv\", \"schema\": {\"fields\": [{\"name\": "
    "\"id\"}]}}]}\n";

static folder small_folder(void)
{
    folder f = folder_make();
    folder_text(&f, "datapackage.json", small);
    folder_text(&f, "t.csv", "id\na\nb\n");
    return f;
}

static void check_opens(const char *path)
{
    opened o;
    open_path(&o, path, 0);
    ck_assert_msg(o.status == COOP_OK, "%s: %s", path, o.err.message);
    check_report(&o, "");
    ck_assert_int_eq(rows_of(&o, "t"), 2);
    ck_assert_str_eq(coop_dataset_title(o.data), "\xd0\xa2");
    ck_assert_str_eq(coop_dataset_version(o.data), "3");
    ck_assert_int_eq(coop_dataset_as_of(o.data), 20453);
    close_opened(&o);
}

START_TEST(a_folder_and_a_file_open_by_any_way_of_writing_their_path)
{
    folder f = small_folder();
    char path[512];
    char home[1024];
    ck_assert_ptr_nonnull(getcwd(home, sizeof home));
    check_opens(f.path);
    check_opens(folder_path(&f, "", path));
    check_opens(folder_path(&f, "/.", path));
    check_opens(folder_path(&f, "datapackage.json", path));
    folder_text(&f, "other.json", small);
    check_opens(folder_path(&f, "other.json", path));
    ck_assert_int_eq(chdir(f.path), 0);
    check_opens(".");
    check_opens("./");
    check_opens("datapackage.json");
    check_opens("./other.json");
    snprintf(path, sizeof path, "../%.200s", strrchr(f.path, '/') + 1);
    check_opens(path);
    ck_assert_int_eq(chdir(home), 0);
    ck_assert_int_eq(symlink(f.path, folder_path(&f, "link", path)), 0);
    check_opens(path);
    folder_remove(&f);
}
END_TEST

START_TEST(descriptors_of_other_line_ends_and_with_a_mark_open)
{
    folder f = small_folder();
    char text[1000] = "\xef\xbb\xbf";
    size_t n = 3;
    for (const char *from = small; *from != '\0'; from++) {
        if (*from == '\n') {
            text[n++] = '\r';
        }
        text[n++] = *from;
    }
    folder_put(&f, "datapackage.json", text, n);
    folder_text(&f, "t.csv", "\xef\xbb\xbfid\r\na\r\nb\r\n");
    check_opens(f.path);
    folder_remove(&f);
}
END_TEST

/* ---- all that may be wrong ---- */

#define AGREEMENT \
    "{\"name\": \"agreement\", \"path\": \"agreement.csv\", \"schema\": {\"fields\": [{\"name\": " \
    "\"id\"}, {\"name\": \"signed\", \"coopstat\": {\"type\": \"span\"}}, {\"name\": \"parent\"}], " \
    "\"primaryKey\": \"id\", \"foreignKeys\": [{\"fields\": \"parent\", \"reference\": " \
    "{\"resource\": \"\", \"fields\": \"id\"}}]}}"
#define REFERS "\"foreignKeys\": [{\"fields\": \"agreement\", \"reference\": {\"resource\": " \
    "\"agreement\", \"fields\": \"id\"}}]"
#define EVENT \
    "{\"name\": \"event\", \"path\": \"event.csv\", \"schema\": {\"fields\": [{\"name\": " \
    "\"agreement\"}, {\"name\": \"status\"}, {\"name\": \"date\", \"coopstat\": {\"type\": " \
    "\"span\"}}], " REFERS "}}"
#define INVESTMENT \
    "{\"name\": \"investment\", \"path\": \"investment.csv\", \"schema\": {\"fields\": [{\"name\": " \
    "\"id\"}, {\"name\": \"agreement\"}, {\"name\": \"shares\", \"coopstat\": {\"type\": \"shares\", " \
    "\"sum_at_most\": 1}}], \"primaryKey\": \"id\", " REFERS "}}"
#define PACKAGE(tables) "{\"coopstat\": {\"as_of\": \"2025-12-31\"}, \"resources\": [" tables "]}"

static folder hostile_folder(void)
{
    folder f = folder_make();
    folder_text(&f, "datapackage.json", PACKAGE(AGREEMENT "," EVENT "," INVESTMENT));
    folder_text(&f, "agreement.csv",
                "id,signed,parent\n"
                "a1,2023-05-18,\n"
                "a2,2023-06-31,a1\n"     /* 31 June */
                "a3,2023-05,a1\n"
                "a3,2023-05,a1\n"        /* the key twice */
                "a4,2023,a6\n"           /* a circle of three */
                "a5,2023,a4\n"
                "a6,2023,a5\n"
                "a7,2023,a0\n"           /* no such parent */
                "a8,2023,a2\n"           /* of a refused row */
                "a9,2023,a8\n"
                "b1,2023,\n");
    folder_text(&f, "event.csv",
                "agreement,status,date\n"
                "a1,signed,2023-05-18\n"
                "a2,signed,2023\n"
                "a3,finished,2023\n"     /* a word that nobody knows */
                "a4,signed,2023\n"
                "x9,signed,2023\n"       /* no such agreement */
                "a9,signed,2023\n"
                "a3,completed,2023\n"
                "a1,\"completed,2023\n"  /* a quote that is never closed */
                "a1,completed,2023\n");
    folder_text(&f, "investment.csv",
                "id,agreement,shares,note\n" /* an unknown column */
                "i1,a1,CHN:0.5;KAZ:0.51,x\n" /* 101 % */
                "i2,a7,CHN:1,x\n"
                "i3,b1,CHN:0.5;KAZ:0.5,x\n");
    return f;
}

#define READ_PROBLEMS \
    "agreement.csv,3,4,signed,2023-06-31,\"day is 31, month 2023-06 has 1 to 30\"\n" \
    "event.csv,4,4,status,finished,\"the library acts on no such word here, map it in the " \
    "descriptor\"\n" \
    "event.csv,9,4,,\"\"\"completed,2023\",\"quote that is never closed, all the rest of the input " \
    "belongs to it\"\n" \
    "investment.csv,1,21,,note,unknown column: the descriptor has no such field\n" \
    "investment.csv,2,7,shares,CHN:0.5;KAZ:0.51,the shares add up to more than the whole\n" \
    "agreement.csv,5,1,id,a3,the key is in line 4 already\n"
#define DANGLING(line, value) \
    "agreement.csv," line ",9,parent," value ",\"table agreement has no row '" value "', the nearest is "
#define CIRCLE "agreement.csv,6,9,parent,a6,the row is part of itself: a4 -> a6 -> a5 -> a4\n"

START_TEST(every_fault_of_a_package_is_told_in_one_pass)
{
    folder f = hostile_folder();
    opened o;
    open_path(&o, f.path, 0);
    ck_assert_int_eq(o.status, COOP_RANGE);
    check_report(&o, READ_PROBLEMS DANGLING("9", "a0") "'a1'\"\n" CIRCLE
                     "event.csv,6,1,agreement,x9,\"table agreement has no row 'x9', the nearest is "
                     "'a9'\"\n");
    ck_assert_str_eq(o.err.message, "agreement.csv:3:4: signed '2023-06-31': day is 31, month "
                                    "2023-06 has 1 to 30 (the first of 9 problems)");
    ck_assert_int_eq(o.err.line, 3);
    ck_assert_int_eq(o.err.column, 4);
    close_opened(&o);
    folder_remove(&f);
}
END_TEST

#define REFUSED(place, field, value, row) \
    place "," field "," value ",row '" row "' of table agreement is refused\n"

START_TEST(lenient_loads_what_is_left)
{
    folder f = hostile_folder();
    opened o;
    char rows[1000];
    open_path(&o, f.path, 1);
    ck_assert_msg(o.status == COOP_OK, "%s", o.err.message);
    ck_assert_ptr_nonnull(strstr(o.rows, REFUSED("agreement.csv,10,9", "parent", "a2", "a2")));
    ck_assert_ptr_nonnull(strstr(o.rows, REFUSED("agreement.csv,11,9", "parent", "a8", "a8")));
    ck_assert_ptr_nonnull(strstr(o.rows, REFUSED("agreement.csv,7,9", "parent", "a4", "a4")));
    ck_assert_ptr_nonnull(strstr(o.rows, REFUSED("agreement.csv,8,9", "parent", "a5", "a5")));
    ck_assert_ptr_nonnull(strstr(o.rows, REFUSED("event.csv,3,1", "agreement", "a2", "a2")));
    ck_assert_ptr_nonnull(strstr(o.rows, REFUSED("event.csv,5,1", "agreement", "a4", "a4")));
    ck_assert_ptr_nonnull(strstr(o.rows, REFUSED("event.csv,7,1", "agreement", "a9", "a9")));
    ck_assert_ptr_nonnull(strstr(o.rows, REFUSED("investment.csv,3,4", "agreement", "a7", "a7")));
    /* 9 as strict has them, and the 8 above. */
    ck_assert_int_eq(coop_table_n_rows(o.report), 17);
    /* Kept and refused: 3 + 8 of 11 agreements, 2 + 6 of 8 events, 1 + 2 of 3 investments; the open
     * quote made two lines one. */
    ck_assert_str_eq(table_rows(coop_dataset_table(o.data, "agreement"), rows, sizeof rows),
                     "a1,2023-05-18,\na3,2023-05,a1\nb1,2023,\n");
    ck_assert_str_eq(table_rows(coop_dataset_table(o.data, "event"), rows, sizeof rows),
                     "a1,signed,2023-05-18\na3,completed,2023\n");
    ck_assert_str_eq(table_rows(coop_dataset_table(o.data, "investment"), rows, sizeof rows),
                     "i3,b1,CHN:0.5;KAZ:0.5\n");
    close_opened(&o);
    folder_remove(&f);
}
END_TEST

START_TEST(lenient_refuses_no_more_than_it_must)
{
    static const struct {
        const char *rows, *kept;
        int64_t n_problems;
    } files[] = {
        {"a1,2023,\nb2,2023,zz\n", "a1,2023,\n", 1},
        {"a1,2023,zz\nb2,2023,\n", "b2,2023,\n", 1},
        {"a1,2023,b2\nb2,2023,zz\nc3,2023,d4\nd4,2023,\n", "c3,2023,d4\nd4,2023,\n", 2},
        {"a1,2023,\na1,2024,\nb2,2023,a1\n", "a1,2023,\nb2,2023,a1\n", 1},
        {"a1,2023,zz\na1,2024,\nb2,2023,a1\n", "", 3},
    };
    folder f = folder_make();
    folder_text(&f, "datapackage.json", PACKAGE(AGREEMENT));
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char text[400];
        opened o;
        snprintf(text, sizeof text, "id,signed,parent\n%s", files[i].rows);
        folder_text(&f, "agreement.csv", text);
        open_path(&o, f.path, 1);
        ck_assert_msg(o.status == COOP_OK, "%s", o.err.message);
        ck_assert_int_eq(coop_table_n_rows(o.report), files[i].n_problems);
        ck_assert_str_eq(table_rows(coop_dataset_table(o.data, "agreement"), text, sizeof text),
                         files[i].kept);
        close_opened(&o);
    }
    folder_remove(&f);
}
END_TEST

/* ---- one fault is told once ---- */

typedef struct cascade {
    const char *agreement; /* rows of the file */
    const char *wanted;    /* report */
} cascade;

START_TEST(what_refers_to_a_refused_row_is_not_told_as_well)
{
    static const cascade cascades[] = {
        {"a1,2023,\nb2,2023-13,\n",
         "agreement.csv,3,4,signed,2023-13,\"month is 13, need 1 to 12\"\n"},
        {"a1,2023,\nb2,2023\n", "agreement.csv,3,1,,b2,\"the row has 2 fields, the header has 3\"\n"},
        {"a1,2023,\nb2,2023,,,\n", "agreement.csv,3,1,,b2,\"the row has 5 fields, the header has 3\"\n"},
        {"a1,2023,\nb2,20\"23,\n", "agreement.csv,3,6,,\"\"\"23,\",\"quote inside a field that does "
                                   "not start with one, quote the whole field and double this one\"\n"},
        {"a1,2023,\n\"b2\"x,2023,\n", "agreement.csv,3,5,,\"x,2023,\",\"text after a closing quote, "
                                      "expected a delimiter or the end of the line\"\n"},
        {"a1,2023,\nb2,2023,\nb2,2023,\n",
         "agreement.csv,4,1,id,b2,the key is in line 3 already\n"},
        {"\"a1,2023,\nb2,2023,\n", "agreement.csv,2,1,,\"\"\"a1,2023,\",\"quote that is never closed, "
                                   "all the rest of the input belongs to it\"\n"},
        {"a1,2023,\nb2,2023,b2\n",
         "agreement.csv,3,9,parent,b2,the row is part of itself: b2 -> b2\n"},
        {"a1,2023,b2\nb2,2023,a1\n",
         "agreement.csv,2,9,parent,b2,the row is part of itself: a1 -> b2 -> a1\n"},
        {"a1,2023,\n", "event.csv,3,1,agreement,b2,table agreement has no row 'b2'\n"},
    };
    folder f = folder_make();
    folder_text(&f, "datapackage.json", PACKAGE(EVENT "," AGREEMENT));
    folder_text(&f, "event.csv", "agreement,status,date\na1,signed,2023\nb2,signed,2023\n");
    for (size_t i = 0; i < sizeof cascades / sizeof cascades[0]; i++) {
        char text[400];
        opened o;
        snprintf(text, sizeof text, "id,signed,parent\n%s", cascades[i].agreement);
        folder_text(&f, "agreement.csv", text);
        open_path(&o, f.path, 0);
        check_report(&o, cascades[i].wanted);
        close_opened(&o);
    }
    folder_remove(&f);
}
END_TEST

START_TEST(a_header_that_fails_is_all_that_is_told_of_a_table)
{
    folder f = folder_make();
    opened o;
    folder_text(&f, "datapackage.json", PACKAGE(EVENT "," AGREEMENT));
    folder_text(&f, "event.csv", "agreement,status,date\na1,signed,2023\nb2,signed,2023-06-31\n");
    folder_text(&f, "agreement.csv", "id,signd,parent\na1,2023,\n");
    for (int32_t lenient = 0; lenient < 2; lenient++) {
        open_path(&o, f.path, lenient);
        ck_assert_int_eq(o.status, COOP_RANGE);
        check_report(&o, "event.csv,3,11,date,2023-06-31,\"day is 31, month 2023-06 has 1 to 30\"\n"
                         "agreement.csv,1,4,,signd,unknown column: the nearest that the descriptor "
                         "has is 'signed'\n"
                         "agreement.csv,1,1,,signed,the column is missing\n");
        close_opened(&o);
    }
    folder_text(&f, "agreement.csv", "");
    open_path(&o, f.path, 1);
    ck_assert_int_eq(o.status, COOP_RANGE);
    ck_assert_int_eq(coop_table_n_rows(o.report), 2);
    close_opened(&o);
    folder_remove(&f);
}
END_TEST

/* Of a table whose rest is lost to a quote, only so many words are kept; beyond them nothing is
 * said to be missing. */
START_TEST(what_refers_to_a_lost_rest_is_not_told)
{
    enum { N = 1000100 };
    folder f = folder_make();
    char *text = malloc(N * 9 + 100);
    ck_assert_ptr_nonnull(text);
    for (int n = 1000; n <= N; n += N - 1000) {
        char *to = text + sprintf(text, "id,signed,parent\na1,2023,\n\"");
        for (int i = 0; i < n; i++) {
            to += sprintf(to, "%07d\n", i);
        }
        opened o;
        folder_text(&f, "datapackage.json", PACKAGE(EVENT "," AGREEMENT));
        folder_text(&f, "event.csv", "agreement,status,date\na1,signed,2023\n0000999,signed,2023\n"
                                     "zz,signed,2023\n");
        folder_text(&f, "agreement.csv", text);
        open_path(&o, f.path, 0);
        ck_assert_int_eq(coop_table_n_rows(o.report), n == N ? 1 : 2);
        ck_assert(n == N || strstr(o.rows, "event.csv,4,1,agreement,zz,") != NULL);
        close_opened(&o);
    }
    free(text);
    folder_remove(&f);
}
END_TEST

/* ---- size ---- */

/* Each row is part of the next, and the last one is bad: one reading has to refuse them all. */
START_TEST(a_long_chain_of_refused_rows_is_no_long_work)
{
    enum { N = 60000 };
    folder f = folder_make();
    char *text = malloc(N * 40);
    ck_assert_ptr_nonnull(text);
    for (int is_circle = 0; is_circle < 2; is_circle++) {
        char *to = text + sprintf(text, "id,signed,parent\n");
        for (int i = 0; i < N; i++) {
            to += sprintf(to, "r%d,2023,r%d\n", i, is_circle ? i ^ 1 : i + 1);
        }
        sprintf(to, "a1,2023,\n");
        opened o;
        folder_text(&f, "datapackage.json", PACKAGE(AGREEMENT));
        folder_text(&f, "agreement.csv", text);
        open_path(&o, f.path, 1);
        ck_assert_msg(o.status == COOP_OK, "%s", o.err.message);
        ck_assert_int_eq(rows_of(&o, "agreement"), 1);
        ck_assert_int_eq(coop_table_n_rows(o.report), 1000);
        close_opened(&o);
    }
    free(text);
    folder_remove(&f);
}
END_TEST

START_TEST(a_thousand_problems_are_listed_and_all_are_counted)
{
    for (int n = 999; n <= 1001; n++) {
        folder f = folder_make();
        char *text = malloc(30000);
        char wanted[60];
        ck_assert_ptr_nonnull(text);
        char *to = text + sprintf(text, "id,signed,parent\n");
        for (int i = 0; i < n; i++) {
            to += sprintf(to, "r%d,1/1/2023,\n", i);
        }
        opened o;
        folder_text(&f, "datapackage.json", PACKAGE(AGREEMENT));
        folder_text(&f, "agreement.csv", text);
        open_path(&o, f.path, 0);
        ck_assert_int_eq(o.status, COOP_FORMAT);
        ck_assert_int_eq(coop_table_n_rows(o.report), n < 1000 ? n : 1000);
        snprintf(wanted, sizeof wanted, "(the first of %d problems)", n);
        ck_assert_msg(strstr(o.err.message, wanted) != NULL, "%s", o.err.message);
        close_opened(&o);
        free(text);
        folder_remove(&f);
    }
}
END_TEST

/* ---- files that are none ---- */

static void check_refused(const char *path, coop_status wanted, const char *message)
{
    opened o;
    open_path(&o, path, 0);
    ck_assert_msg(o.status == wanted, "%s for %s", coop_status_name(o.status), path);
    ck_assert_msg(strstr(o.err.message, message) != NULL, "%s", o.err.message);
    check_report(&o, "");
    close_opened(&o);
}

START_TEST(a_descriptor_that_cannot_be_read_is_refused)
{
    folder f = folder_make();
    char path[512];
    char *large = malloc(1 << 21);
    ck_assert_ptr_nonnull(large);
    memset(large, ' ', 1 << 21);
    check_refused("/nowhere/at/all", COOP_IO, "No such file");
    check_refused("/no_such_descriptor.json", COOP_IO, "/no_such_descriptor.json: cannot open");
    check_refused(f.path, COOP_IO, "No such file");
    check_refused(folder_path(&f, "none.json", path), COOP_IO, "No such file");
    check_refused("/dev/zero", COOP_UNSUPPORTED, "not a regular file");
    folder_path(&f, "datapackage.json", path);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    check_refused(f.path, COOP_UNSUPPORTED, "not a regular file");
    check_refused(path, COOP_UNSUPPORTED, "not a regular file");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    check_refused(f.path, COOP_UNSUPPORTED, "not a regular file");
    ck_assert_int_eq(rmdir(path), 0);
    folder_text(&f, "datapackage.json", "");
    check_refused(f.path, COOP_FORMAT, "datapackage.json:1:1: expected a value");
    folder_put(&f, "datapackage.json", "\xff\xfe{\0}\0", 6);
    check_refused(path, COOP_FORMAT, "datapackage.json:1:1: UTF-16");
    folder_put(&f, "datapackage.json", "{\"a\": \"\0\"}", 10);
    check_refused(path, COOP_FORMAT, "datapackage.json:1:8: raw control character");
    folder_text(&f, "datapackage.json", "{\"title\": \"\xcf\xee\xeb\"}");
    check_refused(path, COOP_FORMAT, "datapackage.json:1:12: not UTF-8");
    folder_put(&f, "datapackage.json", large, (1 << 20) + 1);
    check_refused(path, COOP_LIMIT, "more than 1048576 bytes");
    folder_put(&f, "datapackage.json", large, 1 << 20);
    check_refused(path, COOP_FORMAT, "expected a value");
    if (geteuid() == 0) {
        fprintf(stderr, "skipped: every file is readable for root\n");
    } else {
        ck_assert_int_eq(chmod(path, 0), 0);
        check_refused(path, COOP_IO, "Permission denied");
    }
    free(large);
    folder_remove(&f);
}
END_TEST

START_TEST(a_table_that_cannot_be_read_is_refused)
{
    folder f = small_folder();
    char path[512];
    folder_path(&f, "t.csv", path);
    ck_assert_int_eq(unlink(path), 0);
    check_refused(f.path, COOP_IO, "t.csv: cannot open: No such file");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    check_refused(f.path, COOP_UNSUPPORTED, "t.csv: not a regular file");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    check_refused(f.path, COOP_UNSUPPORTED, "t.csv: not a regular file");
    ck_assert_int_eq(rmdir(path), 0);
    ck_assert_int_eq(symlink("/dev/zero", path), 0);
    check_refused(f.path, COOP_FORMAT, "t.csv: a link leads out of the folder");
    folder_remove(&f);
}
END_TEST

START_TEST(no_path_of_a_package_leads_out_of_its_folder)
{
    static const char *const bad[] = {"../secret.csv", "/etc/passwd", "in/../../secret.csv",
                                      "https://example.org/t.csv", "file:///etc/passwd"};
    folder f = small_folder();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[400];
        snprintf(text, sizeof text, PACKAGE("{\"name\": \"t\", \"path\": \"%s\", \"schema\": "
                                            "{\"fields\": [{\"name\": \"id\"}]}}"), bad[i]);
        folder_text(&f, "datapackage.json", text);
        check_refused(f.path, COOP_FORMAT, "leaves the folder of the package");
    }
    folder_remove(&f);
}
END_TEST

START_TEST(links_are_followed_inside_the_folder_of_a_package_and_no_further)
{
    folder f = small_folder();
    folder beside = folder_make();
    char path[512];
    char target[512];
    opened o;
    folder_text(&f, "other.csv", "id\nlinked\n");
    folder_text(&beside, "secret.csv", "id\nsecret\n");
    folder_path(&f, "t.csv", path);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(symlink("other.csv", path), 0);
    open_path(&o, f.path, 0);
    ck_assert_msg(o.status == COOP_OK, "%s", o.err.message);
    ck_assert_int_eq(rows_of(&o, "t"), 1);
    close_opened(&o);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(symlink(folder_path(&beside, "secret.csv", target), path), 0);
    check_refused(f.path, COOP_FORMAT, "a link leads out of the folder");
    /* A folder whose name only begins with that of the package. */
    ck_assert_int_eq(unlink(path), 0);
    snprintf(target, sizeof target, "%s.more", f.path);
    ck_assert_int_eq(mkdir(target, 0700), 0);
    snprintf(target, sizeof target, "%s.more/t.csv", f.path);
    ck_assert_int_eq(link(folder_path(&f, "other.csv", path), target), 0);
    folder_path(&f, "t.csv", path);
    ck_assert_int_eq(symlink(target, path), 0);
    check_refused(f.path, COOP_FORMAT, "a link leads out of the folder");
    ck_assert_int_eq(unlink(target), 0);
    snprintf(target, sizeof target, "%s.more", f.path);
    ck_assert_int_eq(rmdir(target), 0);
    folder_remove(&beside);
    folder_remove(&f);
}
END_TEST

/* ---- columns that the library reads ---- */

START_TEST(a_column_that_would_be_taken_for_none_is_refused)
{
#define EVENTS(fields, more) \
    PACKAGE("{\"name\": \"agreement\", \"path\": \"a.csv\", \"schema\": {\"fields\": [{\"name\": " \
            "\"id\"}], \"primaryKey\": \"id\"}}, {\"name\": \"event\", \"path\": \"e.csv\", " \
            "\"schema\": {\"fields\": [" fields "]" more "}}")
#define LINKED ", " REFERS
    static const struct {
        const char *text, *message;
    } packages[] = {
        {EVENTS("{\"name\": \"agreement\"}, {\"name\": \"date\"}", LINKED),
         "event.date needs the type span"},
        {EVENTS("{\"name\": \"agreement\"}, {\"name\": \"status\", \"type\": \"integer\"}", LINKED),
         "event.status needs the type code"},
        {EVENTS("{\"name\": \"agreement\"}", ""),
         "event.agreement needs a foreign key to table agreement"},
        {PACKAGE("{\"name\": \"agreement\", \"path\": \"a\", \"schema\": {\"fields\": [{\"name\": "
                 "\"parties\"}]}}"), "agreement.parties needs the type set"},
        {PACKAGE("{\"name\": \"agreement\", \"path\": \"a\", \"schema\": {\"fields\": [{\"name\": "
                 "\"id\"}, {\"name\": \"parent\"}], \"primaryKey\": \"id\"}}"),
         "agreement.parent needs a foreign key to table agreement"},
        {PACKAGE("{\"name\": \"investment\", \"path\": \"a\", \"schema\": {\"fields\": [{\"name\": "
                 "\"amount\", \"type\": \"number\"}]}}"), "investment.amount needs the type money"},
        {PACKAGE("{\"name\": \"investment\", \"path\": \"a\", \"schema\": {\"fields\": [{\"name\": "
                 "\"currency\", \"coopstat\": {\"type\": \"shares\"}}]}}"),
         "investment.currency needs the type code"},
    };
    folder f = folder_make();
    for (size_t i = 0; i < sizeof packages / sizeof packages[0]; i++) {
        folder_text(&f, "datapackage.json", packages[i].text);
        check_refused(f.path, COOP_FORMAT, packages[i].message);
    }
    folder_remove(&f);
}
END_TEST

START_TEST(words_that_the_library_acts_on_are_checked_without_an_enum)
{
    folder f = folder_make();
    opened o;
    folder_text(&f, "datapackage.json",
                PACKAGE("{\"name\": \"agreement\", \"path\": \"a.csv\", \"schema\": {\"fields\": "
                        "[{\"name\": \"id\"}, {\"name\": \"role\"}]}}, {\"name\": \"relation\", "
                        "\"path\": \"r.csv\", \"schema\": {\"fields\": [{\"name\": \"kind\"}]}}, "
                        "{\"name\": \"other\", \"path\": \"o.csv\", \"schema\": {\"fields\": "
                        "[{\"name\": \"kind\"}, {\"name\": \"role\"}]}}"));
    folder_text(&f, "a.csv", "id,role\n1,commitment\n2,document\n3,umbrella\n4,\n5,Commitment\n");
    folder_text(&f, "r.csv", "kind\npart_of\noverlaps\nalternative\nsame\nrival\n");
    folder_text(&f, "o.csv", "kind,role\nany,word\n");
    open_path(&o, f.path, 0);
#define NO_WORD "the library acts on no such word here, map it in the descriptor\"\n"
    check_report(&o, "a.csv,6,3,role,Commitment,\"" NO_WORD "r.csv,6,1,kind,rival,\"" NO_WORD);
    close_opened(&o);
    folder_remove(&f);
}
END_TEST

/* ---- options ---- */

START_TEST(options_that_mean_nothing_are_refused)
{
    coop_dataset *data = nothing;
    coop_error err;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    ck_assert_int_eq(coop_dataset_open(NULL, NULL, NULL, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out is NULL");
    ck_assert_int_eq(coop_dataset_open("", NULL, &data, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_dataset_open("", NULL, &data, NULL), COOP_ARGUMENT);
    options.struct_size = 0;
    ck_assert_int_eq(coop_dataset_open(NULL, &options, &data, &err), COOP_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(err.message, "struct_size is 0"));
    for (int32_t lenient = -1; lenient <= 2; lenient += 3) {
        options = (coop_open_options)COOP_OPEN_OPTIONS_INIT;
        options.lenient = lenient;
        ck_assert_int_eq(coop_dataset_open(NULL, &options, &data, &err), COOP_ARGUMENT);
    }
    options = (coop_open_options)COOP_OPEN_OPTIONS_INIT;
    options.reserved = 1;
    ck_assert_int_eq(coop_dataset_open(NULL, &options, &data, &err), COOP_ARGUMENT);
    ck_assert_ptr_eq(data, nothing);
}
END_TEST

/* A caller of an older header has fewer members, one of a newer has more. */
START_TEST(options_of_other_sizes_are_read_as_far_as_they_go)
{
    folder f = small_folder();
    struct {
        coop_open_options options;
        char later[64];
    } longer = {COOP_OPEN_OPTIONS_INIT, "a member of a later version"};
    coop_table *report = NULL;
    coop_dataset *data = NULL;
    longer.options.struct_size = sizeof longer;
    longer.options.report = &report;
    ck_assert_int_eq(coop_dataset_open(f.path, &longer.options, &data, NULL), COOP_OK);
    ck_assert_ptr_nonnull(report);
    coop_table_free(report);
    coop_dataset_free(data);
    report = NULL;
    longer.options.struct_size = offsetof(coop_open_options, report);
    ck_assert_int_eq(coop_dataset_open(f.path, &longer.options, &data, NULL), COOP_OK);
    ck_assert_ptr_null(report);
    coop_dataset_free(data);
    folder_remove(&f);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("open");
    TCase *open = tcase_create("open");
    tcase_add_test(open, the_embedded_register_opens_with_an_empty_report);
    tcase_add_test(open, the_embedded_register_is_the_folder_it_was_made_of);
    tcase_add_test(open, the_example_register_has_the_rates_that_its_readme_promises);
    tcase_add_test(open, a_folder_and_a_file_open_by_any_way_of_writing_their_path);
    tcase_add_test(open, descriptors_of_other_line_ends_and_with_a_mark_open);
    tcase_add_test(open, every_fault_of_a_package_is_told_in_one_pass);
    tcase_add_test(open, lenient_loads_what_is_left);
    tcase_add_test(open, lenient_refuses_no_more_than_it_must);
    tcase_add_test(open, what_refers_to_a_refused_row_is_not_told_as_well);
    tcase_add_test(open, a_header_that_fails_is_all_that_is_told_of_a_table);
    tcase_add_test(open, what_refers_to_a_lost_rest_is_not_told);
    tcase_add_test(open, a_long_chain_of_refused_rows_is_no_long_work);
    tcase_add_test(open, a_thousand_problems_are_listed_and_all_are_counted);
    tcase_add_test(open, a_descriptor_that_cannot_be_read_is_refused);
    tcase_add_test(open, a_table_that_cannot_be_read_is_refused);
    tcase_add_test(open, no_path_of_a_package_leads_out_of_its_folder);
    tcase_add_test(open, links_are_followed_inside_the_folder_of_a_package_and_no_further);
    tcase_add_test(open, a_column_that_would_be_taken_for_none_is_refused);
    tcase_add_test(open, words_that_the_library_acts_on_are_checked_without_an_enum);
    tcase_add_test(open, options_that_mean_nothing_are_refused);
    tcase_add_test(open, options_of_other_sizes_are_read_as_far_as_they_go);
    tcase_set_timeout(open, 300);
    suite_add_tcase(s, open);
    return s;
}

#include "check_main.h"
