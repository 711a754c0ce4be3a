/* package.c -- tests of reading tables: header, rows, cells, words, keys, references. Every sample
 * gives the whole report, so that a problem too many is seen as well as one too few.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/package.h"

#include "io/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "folder.h"
#include "meter.h"
#include "random.h"

#define MOST_TABLES 4

typedef struct rig {
    coop__arena arena;
    coop__package_schema schema;
    coop__source sources[MOST_TABLES];
    coop__report report;
    coop_dataset *data;
    coop_error err;
    coop_status status;
    char rows[20000]; /* of the report */
} rig;

static void rig_read(rig *r, const char *descriptor, const char *const *files, const size_t *sizes,
                     bool is_lenient, const coop_allocator *a)
{
    memset(r, 0, sizeof *r);
    r->arena.a = a;
    r->err.code = -7;
    r->data = coop__dataset_new(a);
    r->status = r->data == NULL ? COOP_MEMORY : coop__report_open(&r->report, a, NULL);
    if (r->status == COOP_OK) {
        r->status = coop__schema_read(&r->arena, "d", descriptor, strlen(descriptor), &r->schema,
                                      &r->err);
    }
    ck_assert_msg(r->status == COOP_OK || r->status == COOP_MEMORY, "%s", r->err.message);
    ck_assert_int_le(r->schema.n_tables, MOST_TABLES);
    for (int64_t i = 0; i < r->schema.n_tables && r->status == COOP_OK; i++) {
        coop__source_open(&r->sources[i], a, &r->schema.tables[i]);
        r->sources[i].is_lenient = is_lenient;
        r->sources[i].file.bytes = files[i];
        r->sources[i].file.n = sizes != NULL ? sizes[i] : strlen(files[i]);
        r->status = coop__table_read(&r->sources[i], &r->report, &r->arena, &r->err);
    }
    if (r->status == COOP_OK) {
        r->status = coop__package_link(r->sources, r->schema.n_tables, r->data, &r->report,
                                       &r->err);
    }
    if (r->status == COOP_OK && !coop__table_close(r->report.table)) {
        r->status = COOP_MEMORY;
    }
    if (r->status == COOP_OK) {
        ck_assert_int_eq(r->err.code, -7);
        table_rows(r->report.table, r->rows, sizeof r->rows);
    }
}

static void rig_close(rig *r)
{
    coop_dataset_free(r->data);
    for (int64_t i = 0; i < MOST_TABLES; i++) {
        coop__source_close(&r->sources[i]);
    }
    coop__report_free(&r->report);
    coop__arena_free(&r->arena);
}

static void read_files(rig *r, const char *descriptor, const char *const *files, bool is_lenient)
{
    rig_read(r, descriptor, files, NULL, is_lenient, coop__allocator_of(NULL));
    ck_assert_int_eq(r->status, COOP_OK);
}

/* ---- one table ---- */

#define PACKAGE(resources) "{\"coopstat\": {\"as_of\": \"2025-12-31\"}, \"resources\": [" resources "]}"
#define TABLE(name, schema) "{\"name\": \"" name "\", \"path\": \"" name ".csv\", \"schema\": {" schema "}}"
#define ONE(fields) PACKAGE(TABLE("t", "\"fields\": [" fields "]"))
#define PLAIN(name) "{\"name\": \"" name "\"}"
#define TYPED(type) "{\"name\": \"v\", \"coopstat\": {\"type\": \"" type "\"}}"

/* Reads one table; its column v as CSV, or the report when there is one. */
static void check_one(const char *descriptor, const char *file, size_t n, const char *wanted)
{
    rig r;
    rig_read(&r, descriptor, &file, &n, false, coop__allocator_of(NULL));
    ck_assert_int_eq(r.status, COOP_OK);
    if (r.report.n == 0) {
        table_rows(r.data->catalog.entries[0].table, r.rows, sizeof r.rows);
    }
    ck_assert_msg(strcmp(r.rows, wanted) == 0, "file <%s>\nis    <%s>\nneeds <%s>", file, r.rows,
                  wanted);
    rig_close(&r);
}

typedef struct sample {
    const char *file;
    const char *wanted;
} sample;

static void check_samples(const char *descriptor, const sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        check_one(descriptor, samples[i].file, strlen(samples[i].file), samples[i].wanted);
    }
}
#define CHECK_SAMPLES(descriptor, samples) \
    check_samples(descriptor, samples, sizeof(samples) / sizeof(samples)[0])

/* ---- header ---- */

START_TEST(columns_are_found_by_name_in_any_order)
{
    static const sample samples[] = {
        {"id,signed,party\n1,2,3\n", "1,2,3\n"},
        {"party,signed,id\n1,2,3\n", "3,2,1\n"},
        {"\xef\xbb\xbfid,signed,party\r\n1,2,3\r\n", "1,2,3\n"},
        {"\n\nid,\"signed\",party\n\n1,2,3", "1,2,3\n"},
        {"id,signed,party\n", ""},
        {"id,signed,party", ""},
    };
    CHECK_SAMPLES(ONE(PLAIN("id") "," PLAIN("signed") "," PLAIN("party")), samples);
}
END_TEST

START_TEST(a_header_that_is_not_the_descriptors_is_told_whole)
{
    static const sample samples[] = {
        {"", "t.csv,1,1,,\"\",the file has no header line\n"},
        {"\xef\xbb\xbf", "t.csv,1,1,,\"\",the file has no header line\n"},
        {"\n\r\n\n", "t.csv,1,1,,\"\",the file has no header line\n"},
        {"id,signed\n1,2\n", "t.csv,1,1,,party,the column is missing\n"},
        {"\n\nx,y\n", "t.csv,3,1,,x,unknown column: the descriptor has no such field\n"
                      "t.csv,3,3,,y,unknown column: the descriptor has no such field\n"
                      "t.csv,3,1,,id,the column is missing\n"
                      "t.csv,3,1,,signed,the column is missing\n"
                      "t.csv,3,1,,party,the column is missing\n"},
        {"id,sigend,party\n1,2,3\n",
         "t.csv,1,4,,sigend,unknown column: the nearest that the descriptor has is 'signed'\n"
         "t.csv,1,1,,signed,the column is missing\n"},
        {"ID,signed,party\n1,2,3\n",
         "t.csv,1,1,,ID,unknown column: the nearest that the descriptor has is 'id'\n"
         "t.csv,1,1,,id,the column is missing\n"},
        {"id,signed,party \n1,2,3\n",
         "t.csv,1,11,,party ,unknown column: the nearest that the descriptor has is 'party'\n"
         "t.csv,1,1,,party,the column is missing\n"},
        {"id,signed,party,id\n1,2,3,4\n",
         "t.csv,1,17,,id,\"the column is there twice, first as column 1\"\n"},
        {"id,x,signed,x,party\n1,2,3,4,5\n",
         "t.csv,1,4,,x,unknown column: the descriptor has no such field\n"
         "t.csv,1,13,,x,\"the column is there twice, first as column 2\"\n"},
        {"id,,signed,party\n1,2,3,4\n",
         "t.csv,1,4,,\"\",unknown column: the descriptor has no such field\n"},
        {"id;signed;party\n1;2;3\n",
         "t.csv,1,1,,id;signed;party,\"the file seems to be delimited by ';', the descriptor says "
         "otherwise\"\n"},
        {"id\tsigned\tparty\n1\t2\t3\n",
         "t.csv,1,1,,id\\x09signed\\x09party,\"the file seems to be delimited by tabs, the "
         "descriptor says otherwise\"\n"},
        {"id|signed|party\n", "t.csv,1,1,,id|signed|party,\"the file seems to be delimited by '|', "
                              "the descriptor says otherwise\"\n"},
        {"\xff\xfei\n", "t.csv,1,1,,\\xff\\xfei,\"UTF-16, convert the file to UTF-8\"\n"},
        {"\"id,signed\n", "t.csv,1,1,,\"\"\"id,signed\",\"quote that is never closed, all the rest "
                          "of the input belongs to it\"\n"},
        {"id,\xd1\xf2\xf0,party\n",
         "t.csv,1,4,,\"\\xd1\\xf2\\xf0,party\",\"not UTF-8, convert the file to UTF-8\"\n"},
        {"\x89PNG\r\n", "t.csv,1,1,,\\x89PNG\\x0d,\"not UTF-8, convert the file to UTF-8\"\n"},
    };
    CHECK_SAMPLES(ONE(PLAIN("id") "," PLAIN("signed") "," PLAIN("party")), samples);
    static const sample semicolon[] = {
        {"id;v\n1;2\n", "1,2\n"},
        {"id,v\n1,2\n", "t.csv,1,1,,\"id,v\",\"the file seems to be delimited by ',', the descriptor "
                        "says otherwise\"\n"},
    };
    CHECK_SAMPLES(PACKAGE("{\"name\": \"t\", \"path\": \"t.csv\", \"dialect\": {\"delimiter\": \";\"}, "
                          "\"schema\": {\"fields\": [" PLAIN("id") "," PLAIN("v") "]}}"), semicolon);
}
END_TEST

START_TEST(an_unknown_column_does_not_hide_what_is_wrong_below_it)
{
    static const sample samples[] = {
        {"x,v\n1,2\n1,three\n1,2,3\n",
         "t.csv,1,1,,x,unknown column: the descriptor has no such field\n"
         "t.csv,3,3,v,three,\"\"\"three\"\" is not an integer\"\n"
         "t.csv,4,1,,1,\"the row has 3 fields, the header has 2\"\n"},
    };
    CHECK_SAMPLES(ONE(TYPED("int8")), samples);
}
END_TEST

/* ---- rows ---- */

START_TEST(each_bad_row_is_told_once_with_its_place)
{
    static const sample samples[] = {
        {"id,v\n1\n1,2\n1,2,3\n",
         "t.csv,2,1,,1,\"the row has 1 fields, the header has 2\"\n"
         "t.csv,4,1,,1,\"the row has 3 fields, the header has 2\"\n"},
        {"id,v\n1,2,\n", "t.csv,2,1,,1,\"the row has 3 fields, the header has 2\"\n"},
        {"id,v\n1,", "1,\n"},
        {"id,v\n1,2\n ", "t.csv,3,1,, ,\"the row has 1 fields, the header has 2\"\n"},
        {"id,v\n\"1\n1\n1\",2\n3,\"x\"y\n\n5,6\n7,z\"\n",
         "t.csv,5,6,,y,\"text after a closing quote, expected a delimiter or the end of the line\"\n"
         "t.csv,8,4,,\"\"\"\",\"quote inside a field that does not start with one, quote the whole "
         "field and double this one\"\n"},
        {"id,v\n1,\"2\n3,4\n5", "t.csv,2,3,,\"\"\"2\",\"quote that is never closed, all the rest of "
                                "the input belongs to it\"\n"},
        {"id,v\n1,\xd0\n2,\xcf\xf0\xe8\n",
         "t.csv,2,3,,\\xd0,\"not UTF-8, convert the file to UTF-8\"\n"
         "t.csv,3,3,,\\xcf\\xf0\\xe8,\"not UTF-8, convert the file to UTF-8\"\n"},
        {"id,v\n1\r2,3\n", "t.csv,2,2,,\"\\x0d2,3\",\"carriage return without a line feed, end lines "
                           "with LF or CRLF\"\n"},
        {"id,v\n\"a, \"\"b\"\"\n/../\",\xd2\x9a\xd0\xb0\xd0\xb7 \xe4\xb8\xad \xd8\xb9\n",
         "\"a, \"\"b\"\"\n/../\",\xd2\x9a\xd0\xb0\xd0\xb7 \xe4\xb8\xad \xd8\xb9\n"},
    };
    CHECK_SAMPLES(ONE(PLAIN("id") "," PLAIN("v")), samples);
    static const char with_nul[] = "id,v\n1,a\0b\n";
    check_one(ONE(PLAIN("id") "," PLAIN("v")), with_nul, sizeof with_nul - 1,
              "t.csv,2,4,,\\x00b,\"NUL byte, text has none (is the file UTF-16 or no text at "
              "all?)\"\n");
}
END_TEST

START_TEST(every_bad_cell_of_a_row_is_told)
{
    static const sample samples[] = {
        {"n,d,b\n1,2025-06-30,true\nx,2025-06-31,yes\n1,2024-02-29,0\n1,2025-02-29,1\n",
         "t.csv,3,1,n,x,\"\"\"x\"\" is not an integer\"\n"
         "t.csv,3,3,d,2025-06-31,\"day is 31, month 2025-06 has 1 to 30\"\n"
         "t.csv,3,14,b,yes,\"'yes' is no bool: need true, false, 1 or 0\"\n"
         "t.csv,5,3,d,2025-02-29,\"day is 29, month 2025-02 has 1 to 28\"\n"},
    };
    CHECK_SAMPLES(ONE("{\"name\": \"n\", \"type\": \"integer\"}, {\"name\": \"d\", \"type\": \"date\"}, "
                      "{\"name\": \"b\", \"type\": \"boolean\"}"), samples);
}
END_TEST

/* ---- cells ---- */

START_TEST(numbers_are_whole_and_plain)
{
    static const char *const bad[] = {"1,234.5", "1.234,5", "1 234", "80%", "inf", "nan", "0x10",
                                      "1e", "1e999", " 1", "1 ", "--1", "NA", "-", "."};
    static const char *const good[] = {"1.5", "-0.25", "1e3", "0", "1e-5"};
    char file[100];
    rig r;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        snprintf(file, sizeof file, "v\n\"%s\"\n", bad[i]);
        const char *files[] = {file};
        read_files(&r, ONE(TYPED("float64")), files, false);
        ck_assert_msg(r.report.n == 1, "%s", bad[i]);
        rig_close(&r);
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        snprintf(file, sizeof file, "v\n%s\n", good[i]);
        const char *files[] = {file};
        read_files(&r, ONE(TYPED("float64")), files, false);
        ck_assert_msg(r.report.n == 0, "%s: %s", good[i], r.rows);
        rig_close(&r);
    }
    static const sample integers[] = {
        {"v\n127\n-128\n", "127\n-128\n"},
        {"v\n128\n-129\n", "t.csv,2,1,v,128,128 does not fit int8\n"
                           "t.csv,3,1,v,-129,-129 does not fit int8\n"},
    };
    CHECK_SAMPLES(ONE(TYPED("int8")), integers);
}
END_TEST

START_TEST(minimum_and_maximum_belong_to_the_range)
{
#define RANGED(type) \
    ONE("{\"name\": \"v\", \"coopstat\": {\"type\": \"" type "\"}, \"constraints\": {\"minimum\": -2, " \
        "\"maximum\": 5}}")
    static const sample whole[] = {
        {"v\n-3\n-2\n-1\n", "t.csv,2,1,v,-3,the number is below the minimum\n"},
        {"v\n4\n5\n6\n", "t.csv,4,1,v,6,the number is above the maximum\n"},
        {"v\n-2\n5\n", "-2\n5\n"},
    };
    CHECK_SAMPLES(RANGED("int16"), whole);
    CHECK_SAMPLES(RANGED("int64"), whole);
    CHECK_SAMPLES(RANGED("float64"), whole);
    static const sample money[] = {
        {"v\n-2.01\n-2.00\n", "t.csv,2,1,v,-2.01,the number is below the minimum\n"},
        {"v\n5\n5.01\n", "t.csv,3,1,v,5.01,the number is above the maximum\n"},
    };
    CHECK_SAMPLES(RANGED("money"), money);
    static const sample exact[] = {
        {"v\n9007199254740990\n9007199254740991\n9007199254740992\n9007199254740993\n",
         "t.csv,4,1,v,9007199254740992,the number is above the maximum\n"
         "t.csv,5,1,v,9007199254740993,the number is above the maximum\n"},
    };
    CHECK_SAMPLES(ONE("{\"name\": \"v\", \"type\": \"integer\", \"constraints\": {\"maximum\": "
                      "9007199254740991}}"), exact);
}
END_TEST

START_TEST(money_is_rounded_half_to_even)
{
    static const sample samples[] = {
        {"v\n0.005\n0.015\n0.0251\n-0.005\n-0.015\n1e3\n",
         "0.00\n0.02\n0.03\n0.00\n-0.02\n1000.00\n"},
        {"v\n92233720368547758.07\n", "92233720368547758.07\n"},
    };
    CHECK_SAMPLES(ONE(TYPED("money")), samples);
    rig r;
    const char *files[] = {"v\n92233720368547758.08\n"};
    read_files(&r, ONE(TYPED("money")), files, false);
    ck_assert_int_eq(r.report.n, 1);
    rig_close(&r);
}
END_TEST

START_TEST(a_currency_is_a_column_or_the_unit)
{
    rig r;
    const char *files[] = {"v,w,c\n1,2,EUR\n"};
    read_files(&r, ONE("{\"name\": \"v\", \"coopstat\": {\"type\": \"money\", \"currency\": \"USD\", "
                       "\"scale\": 0}}, {\"name\": \"w\", \"coopstat\": {\"type\": \"money\", "
                       "\"currency\": \"c\", \"unit\": \"m\"}}, " PLAIN("c")), files, false);
    const coop_table *table = r.data->catalog.entries[0].table;
    ck_assert_str_eq(table->columns[0].unit, "USD");
    ck_assert_int_eq(table->columns[0].currency, -1);
    ck_assert_int_eq(table->columns[0].scale, 0);
    ck_assert_str_eq(table->columns[1].unit, "m");
    ck_assert_int_eq(table->columns[1].currency, 2);
    rig_close(&r);
}
END_TEST

START_TEST(a_set_has_distinct_members_that_are_not_empty)
{
    static const sample samples[] = {
        {"v\nKAZ;CHN\nKAZ\n", "KAZ;CHN\nKAZ\n"},
        {"v\nKAZ;KAZ\n", "t.csv,2,1,v,KAZ;KAZ,'KAZ' is in the set twice\n"},
        {"v\nKAZ;;CHN\n", "t.csv,2,1,v,KAZ;;CHN,'KAZ;;CHN' is no set: a member is empty\n"},
        {"v\nKAZ;\n", "t.csv,2,1,v,KAZ;,'KAZ;' is no set: a member is empty\n"},
        {"v\n;KAZ\n", "t.csv,2,1,v,;KAZ,';KAZ' is no set: a member is empty\n"},
        {"v\n;\n", "t.csv,2,1,v,;,';' is no set: a member is empty\n"},
        {"v\nUZB;UZ\n", "t.csv,2,1,v,UZB;UZ,\"the word is none of KAZ, CHN, UZB\"\n"},
    };
    CHECK_SAMPLES(ONE("{\"name\": \"v\", \"constraints\": {\"enum\": [\"KAZ\", \"CHN\", \"UZB\"]}, "
                      "\"coopstat\": {\"type\": \"set\"}}"), samples);
    char *file = malloc(20000);
    ck_assert_ptr_nonnull(file);
    for (int n = 1024; n <= 1025; n++) {
        char *to = file + sprintf(file, "v\n");
        for (int i = 0; i < n; i++) {
            to += sprintf(to, "%s%d", i > 0 ? ";" : "", i);
        }
        rig r;
        const char *files[] = {file};
        read_files(&r, ONE(TYPED("set")), files, false);
        ck_assert_int_eq(r.report.n, n > 1024 ? 1 : 0);
        rig_close(&r);
    }
    free(file);
}
END_TEST

START_TEST(shares_are_of_distinct_codes_and_within_the_whole)
{
    static const sample samples[] = {
        {"v\nCHN:0.51;KGZ:0.245;UZB:0.245\n", "CHN:0.51;KGZ:0.245;UZB:0.245\n"},
        {"v\nA:0.3333333333;B:0.3333333333;C:0.3333333335\n",
         "A:0.3333333333;B:0.3333333333;C:0.3333333335\n"},
        {"v\nA:1\n", "A:1\n"},
        {"v\nA:0.5;B:0.51\n", "t.csv,2,1,v,A:0.5;B:0.51,the shares add up to more than the whole\n"},
        {"v\nA:0.5;B:0.1;A:0.1\n", "t.csv,2,1,v,A:0.5;B:0.1;A:0.1,a code has two shares\n"},
        {"v\nA:0.5;AB:0.1;B:0.1\n", "A:0.5;AB:0.1;B:0.1\n"},
#define NEED "need CODE:number;CODE:number with numbers of 0 or more\n"
        {"v\nA:-0.1\n", "t.csv,2,1,v,A:-0.1," NEED},
        {"v\nA\n", "t.csv,2,1,v,A," NEED},
        {"v\n:1\n", "t.csv,2,1,v,:1," NEED},
        {"v\nA:\n", "t.csv,2,1,v,A:," NEED},
        {"v\nA:0.5;\n", "t.csv,2,1,v,A:0.5;," NEED},
        {"v\n;A:0.5\n", "t.csv,2,1,v,;A:0.5," NEED},
        {"v\nA:0.5;;B:0.1\n", "t.csv,2,1,v,A:0.5;;B:0.1," NEED},
        {"v\nA:50%\n", "t.csv,2,1,v,A:50%," NEED},
    };
    CHECK_SAMPLES(ONE("{\"name\": \"v\", \"coopstat\": {\"type\": \"shares\", \"sum_at_most\": 1}}"),
                  samples);
}
END_TEST

/* A cell of the most bytes that a field may have is read in time, and no share too many is. */
START_TEST(a_cell_has_at_most_1024_shares)
{
    static const int numbers[] = {1024, 1025, 100000};
    char *file = malloc(1 << 20);
    ck_assert_ptr_nonnull(file);
    for (size_t j = 0; j < sizeof numbers / sizeof numbers[0]; j++) {
        char *to = file + sprintf(file, "v\n");
        for (int i = 0; i < numbers[j]; i++) {
            to += sprintf(to, "%sc%d:0", i > 0 ? ";" : "", i);
        }
        rig r;
        const char *files[] = {file};
        read_files(&r, ONE("{\"name\": \"v\", \"coopstat\": {\"type\": \"shares\"}}"), files,
                   false);
        ck_assert_int_eq(r.report.n, numbers[j] > 1024 ? 1 : 0);
        ck_assert(numbers[j] <= 1024 || strstr(r.rows, "more than 1024 shares") != NULL);
        rig_close(&r);
    }
    free(file);
}
END_TEST

START_TEST(a_date_is_as_wide_as_its_precision)
{
    static const sample samples[] = {
        {"v,p\n2023-05-18,day\n2023-05-18,\n2023-05-18,-\n2023-05-18,month\n2023-05-18,quarter\n"
         "2023-05-18,year\n2023,day\n2023,month\n../2023-05,year\n-,year\n",
         "2023-05-18\n2023-05-18\n2023-05-18\n2023-05\n2023-04/2023-06\n2023\n2023\n2023\n"
         "../2023\n\"\"\n"},
        {"v,p\n2023-05-18,week\n2023-06-31,year\n18/05/2023,day\n23-05-18,day\n,day\n",
         "t.csv,2,12,v,week,\"'week' is no precision, need day, month, quarter or year\"\n"
         "t.csv,3,1,v,2023-06-31,\"day is 31, month 2023-06 has 1 to 30\"\n"
         "t.csv,4,1,v,18/05/2023,\"'18' is no date, need YYYY, YYYY-MM or YYYY-MM-DD\"\n"
         "t.csv,5,1,v,23-05-18,\"'23-05-18' is no date, need YYYY, YYYY-MM or YYYY-MM-DD\"\n"},
    };
    CHECK_SAMPLES(PACKAGE(TABLE("t", "\"fields\": [{\"name\": \"v\", \"coopstat\": {\"type\": \"span\", "
                                     "\"precision\": \"p\"}}], \"missingValues\": [\"\", \"-\"]")),
                  samples);
    static const sample missing[] = {
        {"v\n2023\n", "t.csv,1,1,,p,the column is missing\n"},
    };
    CHECK_SAMPLES(ONE("{\"name\": \"v\", \"coopstat\": {\"type\": \"span\", \"precision\": \"p\"}}"),
                  missing);
}
END_TEST

START_TEST(only_declared_values_are_missing)
{
    static const sample declared[] = {
        {"id,v\n1,NA\n2,..\n3,4\n", "1,\n2,\n3,4\n"},
        {"id,v\n1,\n2,n/a\n", "t.csv,2,3,v,\"\",\"\"\"\"\" is not an integer\"\n"
                              "t.csv,3,3,v,n/a,\"\"\"n/a\"\" is not an integer\"\n"},
    };
    CHECK_SAMPLES(PACKAGE(TABLE("t", "\"fields\": [" PLAIN("id") ", {\"name\": \"v\", \"type\": "
                                     "\"integer\"}], \"missingValues\": [\"NA\", \"..\"]")), declared);
    static const sample none[] = {{"id,v\n,\n", "\"\",\"\"\n"}};
    CHECK_SAMPLES(PACKAGE(TABLE("t", "\"fields\": [" PLAIN("id") "," PLAIN("v") "], "
                                     "\"missingValues\": []")), none);
    static const sample required[] = {
        {"v\nx\n\"\"\n", "t.csv,3,1,v,\"\",a value is required\n"},
    };
    CHECK_SAMPLES(ONE("{\"name\": \"v\", \"constraints\": {\"required\": true}}"), required);
}
END_TEST

START_TEST(words_of_the_file_are_replaced_before_they_are_checked)
{
    static const sample codes[] = {
        {"Stand\nFertig\nL\xc3\xa4uft\ncompleted\n-\n\"\"\n",
         "completed\nstarted\ncompleted\n\"\"\nunknown\n"},
        {"Stand\nfertig\n", "t.csv,2,1,v,fertig,\"the word is none of completed, started, unknown\"\n"},
    };
    CHECK_SAMPLES(ONE("{\"name\": \"v\", \"constraints\": {\"enum\": [\"completed\", \"started\", "
                      "\"unknown\"]}, \"coopstat\": {\"column\": \"Stand\", \"words\": {\"Fertig\": "
                      "\"completed\", \"L\\u00e4uft\": \"started\", \"-\": \"\", \"\": \"unknown\"}}}"),
                  codes);
    static const sample sets[] = {
        {"v\n\"China, Kazakhstan\"\n\"KAZ, C5\"\n\"- , China\"\n- \n",
         "CHN;KAZ\nKAZ;KGZ;TJK;TKM;UZB\nCHN\n\"\"\n"},
        {"v\n\"China, CHN\"\n", "t.csv,2,1,v,\"China, CHN\",'CHN' is in the set twice\n"},
    };
    CHECK_SAMPLES(ONE("{\"name\": \"v\", \"coopstat\": {\"type\": \"set\", \"delimiter\": \",\", "
                      "\"words\": {\"China\": \"CHN\", \" China\": \"CHN\", \" Kazakhstan\": \"KAZ\", "
                      "\" CHN\": \"CHN\", \" C5\": \"KGZ,TJK,TKM,UZB\", \"- \": \"\"}}}"), sets);
    static const sample numbers[] = {{"v\nten\n11\n", "10\n11\n"}};
    CHECK_SAMPLES(ONE("{\"name\": \"v\", \"coopstat\": {\"type\": \"int8\", \"words\": {\"ten\": "
                      "\"10\"}}}"), numbers);
}
END_TEST

START_TEST(a_long_enumeration_is_cut_at_a_word)
{
    char descriptor[2000];
    char *to = descriptor + sprintf(descriptor, "%s", "{\"coopstat\": {\"as_of\": \"2025-12-31\"}, "
                                    "\"resources\": [{\"name\": \"t\", \"path\": \"t.csv\", "
                                    "\"schema\": {\"fields\": [{\"name\": \"v\", \"constraints\": "
                                    "{\"enum\": [\"\\u001b\"");
    for (int i = 0; i < 60; i++) {
        to += sprintf(to, ", \"word%05d\"", i);
    }
    strcpy(to, "]}}]}}]}");
    rig r;
    const char *files[] = {"v\nx\n"};
    read_files(&r, descriptor, files, false);
    ck_assert_ptr_nonnull(strstr(r.rows, "none of \\x1b, word00000, word00001, "));
    ck_assert_ptr_nonnull(strstr(r.rows, ", word00032, ...\"\n"));
    ck_assert_int_eq(r.report.n, 1);
    rig_close(&r);
}
END_TEST

/* ---- keys ---- */

START_TEST(a_key_that_is_there_twice_names_the_first_line)
{
    static const sample samples[] = {
        {"id,v\na,1\nb,2\na,3\n\na,4\n", "t.csv,4,1,id,a,the key is in line 2 already\n"
                                         "t.csv,6,1,id,a,the key is in line 2 already\n"},
        {"id,v\r\na,1\r\n\r\n\r\na,3\r\n", "t.csv,5,1,id,a,the key is in line 2 already\n"},
        {"id,v\n,1\na,2\n", "t.csv,2,1,id,\"\",a key is required\n"},
        {"id,v\na,x\nb,x\nc,\nd,\n", "t.csv,3,3,v,x,the word is in line 2 already\n"},
    };
    CHECK_SAMPLES(PACKAGE(TABLE("t", "\"fields\": [" PLAIN("id") ", {\"name\": \"v\", \"constraints\": "
                                     "{\"unique\": true}}], \"primaryKey\": \"id\"")), samples);
}
END_TEST

START_TEST(a_key_of_several_fields_is_compared_whole)
{
    static const sample samples[] = {
        {"a,b,c\nx,1,\nx,2,\ny,1,\n", "x,1,\nx,2,\ny,1,\n"},
        {"a,b,c\nx,1,p\nx,2,q\nx,1,r\n", "t.csv,4,1,a,x,the key of 2 fields is in line 2 already\n"},
        {"a,b,c\nx,,p\n,1,q\n", "t.csv,2,3,b,\"\",a key is required\n"
                                "t.csv,3,1,a,\"\",a key is required\n"},
        {"a,b,c\nxy,z,\nx,yz,\n", "xy,z,\nx,yz,\n"},
    };
    static const char descriptor[] =
        PACKAGE(TABLE("t", "\"fields\": [" PLAIN("a") "," PLAIN("b") "," PLAIN("c") "], "
                           "\"primaryKey\": [\"a\", \"b\"]"));
    CHECK_SAMPLES(descriptor, samples);
    /* Keys that begin with the same thousands of bytes are still two keys. */
    char *file = malloc(30000);
    ck_assert_ptr_nonnull(file);
    char *to = file + sprintf(file, "a,b,c\n");
    for (int i = 0; i < 3; i++) {
        memset(to, 'k', 9000);
        to += 9000;
        to += sprintf(to, ",%d,\n", i % 2);
    }
    rig r;
    const char *files[] = {file};
    read_files(&r, descriptor, files, false);
    ck_assert_int_eq(r.report.n, 1);
    ck_assert_ptr_nonnull(strstr(r.rows, "is in line 2 already"));
    rig_close(&r);
    free(file);
}
END_TEST

/* ---- faults ---- */

static const char fault_descriptor[] =
    PACKAGE(TABLE("t", "\"fields\": [" PLAIN("id") ", {\"name\": \"up\"}, {\"name\": \"s\", \"coopstat\": "
                       "{\"type\": \"set\", \"words\": {\"x\": \"y\"}}}, {\"name\": \"d\", \"coopstat\": "
                       "{\"type\": \"span\", \"precision\": \"p\"}}], \"primaryKey\": \"id\", "
                       "\"foreignKeys\": [{\"fields\": \"up\", \"reference\": {\"resource\": \"\", "
                       "\"fields\": \"id\"}}]") ","
            TABLE("u", "\"fields\": [" PLAIN("a") "," PLAIN("b") "], \"primaryKey\": [\"a\", \"b\"], "
                       "\"foreignKeys\": [{\"fields\": \"a\", \"reference\": {\"resource\": \"t\", "
                       "\"fields\": \"id\"}}]"));
static const char *const fault_files[] = {
    "id,up,s,d,p\na,,x;z,2023-01-01,year\nb,a,\"q\"\"\",2023,\nc,c,x,2023,\nd,e,x,2023,\ne,d,,,\nf,zz,,,\n"
    "g,f,,,\na,,,,\nh,,,2023-02-30,\ni,h,,,\nj\n\"k\"l\nm,j,,,",
    "a,b\na,1\na,1\nk,1\nf,2\nx,2\n,3\n"};

START_TEST(every_allocation_may_fail)
{
    for (int is_lenient = 0; is_lenient < 2; is_lenient++) {
        for (int64_t k = 1;; k++) {
            meter m = {.fail_at = k};
            coop_allocator a = metered(&m);
            rig r;
            rig_read(&r, fault_descriptor, fault_files, NULL, is_lenient, &a);
            rig_close(&r);
            ck_assert_uint_eq(m.live, 0);
            if (m.calls < k) {
                ck_assert_int_eq(r.status, COOP_OK);
                ck_assert_int_gt(k, 60);
                break;
            }
            ck_assert_int_eq(r.status, COOP_MEMORY);
        }
    }
}
END_TEST

/* Damaged files: no byte of them makes the reader lose count. */
START_TEST(rows_kept_and_rows_refused_are_all_rows)
{
    uint64_t state = 77;
    static const char marks[] = "\",;\n\r\xff" "ab:0";
    for (int i = 0; i < 3000; i++) {
        char copies[2][400];
        const char *files[2];
        size_t sizes[2];
        rig r;
        for (int j = 0; j < 2; j++) {
            sizes[j] = strlen(fault_files[j]);
            memcpy(copies[j], fault_files[j], sizes[j]);
            files[j] = copies[j];
            for (int k = 0; k < 2; k++) {
                copies[j][next_random(&state) % sizes[j]] =
                    marks[next_random(&state) % (sizeof marks - 1)];
            }
        }
        rig_read(&r, fault_descriptor, files, sizes, true, coop__allocator_of(NULL));
        ck_assert_int_eq(r.status, COOP_OK);
        for (int j = 0; j < 2; j++) {
            coop__csv csv;
            int64_t n = -1;
            coop__csv_open(&csv, coop__allocator_of(NULL), files[j], sizes[j], NULL);
            while (coop__csv_next(&csv) != COOP__CSV_END) {
                n++;
            }
            coop__csv_close(&csv);
            /* Rows refused while linking are still in the table of this first reading. */
            const coop_table *table = r.data->catalog.entries[j].table;
            int64_t n_linked = 0;
            for (int64_t row = 0; row < table->n_rows; row++) {
                size_t ordinal = (size_t)coop__row_ordinal(&r.sources[j], row);
                n_linked += ordinal < r.sources[j].refused.n &&
                            r.sources[j].refused.bytes[ordinal] != 0 ? 1 : 0;
            }
            if (!r.sources[j].is_unread) {
                ck_assert_int_eq(table->n_rows - n_linked + r.sources[j].n_refused, n);
            }
        }
        rig_close(&r);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("package");
    TCase *read = tcase_create("read");
    tcase_add_test(read, columns_are_found_by_name_in_any_order);
    tcase_add_test(read, a_header_that_is_not_the_descriptors_is_told_whole);
    tcase_add_test(read, an_unknown_column_does_not_hide_what_is_wrong_below_it);
    tcase_add_test(read, each_bad_row_is_told_once_with_its_place);
    tcase_add_test(read, every_bad_cell_of_a_row_is_told);
    tcase_add_test(read, numbers_are_whole_and_plain);
    tcase_add_test(read, minimum_and_maximum_belong_to_the_range);
    tcase_add_test(read, money_is_rounded_half_to_even);
    tcase_add_test(read, a_currency_is_a_column_or_the_unit);
    tcase_add_test(read, a_set_has_distinct_members_that_are_not_empty);
    tcase_add_test(read, shares_are_of_distinct_codes_and_within_the_whole);
    tcase_add_test(read, a_cell_has_at_most_1024_shares);
    tcase_add_test(read, a_date_is_as_wide_as_its_precision);
    tcase_add_test(read, only_declared_values_are_missing);
    tcase_add_test(read, words_of_the_file_are_replaced_before_they_are_checked);
    tcase_add_test(read, a_long_enumeration_is_cut_at_a_word);
    tcase_add_test(read, a_key_that_is_there_twice_names_the_first_line);
    tcase_add_test(read, a_key_of_several_fields_is_compared_whole);
    tcase_add_test(read, every_allocation_may_fail);
    tcase_add_test(read, rows_kept_and_rows_refused_are_all_rows);
    tcase_set_timeout(read, 60);
    suite_add_tcase(s, read);
    return s;
}

#include "check_main.h"
