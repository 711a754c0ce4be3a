/* foreign.c -- tests of foreign files: what descriptors say, the published figures of AidData's GCDF
 * 3.0 through those that are shipped, and what becomes of values that nobody understands.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "folder.h"
#include "shared.h"

/* ---- descriptors from elsewhere ---- */

#define PACKAGE(tables) \
    "{\"coopstat\": {\"as_of\": \"2025-12-31\"}, \"resources\": [" tables "]}"

/* An opening, and what a failure must leave in the caller's hands. */
typedef struct opened {
    coop_status status;
    coop_error err;
    coop_dataset *data;
} opened;

static char place;
static coop_dataset *const nothing = (coop_dataset *)(void *)&place;

static void open_by(opened *o, const char *path, const char *descriptor)
{
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    memset(o, 0, sizeof *o);
    options.descriptor = descriptor;
    o->data = nothing;
    o->status = coop_dataset_open(path, &options, &o->data, &o->err);
    ck_assert(o->status == COOP_OK || o->data == nothing);
}

static int64_t rows_of(const opened *o, const char *table)
{
    return coop_table_n_rows(coop_dataset_table(o->data, table));
}

START_TEST(a_descriptor_from_elsewhere_reads_a_file_of_any_name_or_a_folder)
{
    static const char two[] =
        "{\"coopstat\": {\"as_of\": \"2025-12-31\"}, \"resources\": [{\"name\": \"a\", \"path\": "
        "\"a.csv\", \"schema\": {\"fields\": [{\"name\": \"id\"}]}}, {\"name\": \"b\", \"path\": "
        "\"%s\", \"schema\": {\"fields\": [{\"name\": \"id\"}]}}]}";
    folder descriptors = folder_make();
    folder f = folder_make();
    char file[512];
    char name[512];
    char text[600];
    opened o;
    snprintf(text, sizeof text, two, "b.csv");
    folder_text(&descriptors, "two.json", text);
    snprintf(text, sizeof text, two, "a.csv");
    folder_text(&descriptors, "one.json", text);
    folder_text(&f, "a.csv", "id\nx\n");
    folder_text(&f, "b.csv", "id\ny\nz\n");
    open_by(&o, f.path, folder_path(&descriptors, "two.json", name));
    ck_assert_msg(o.status == COOP_OK, "%s", o.err.message);
    ck_assert_int_eq(rows_of(&o, "a") + 10 * rows_of(&o, "b"), 21);
    coop_dataset_free(o.data);
    /* One file in place of two would be read as each of them. */
    open_by(&o, folder_path(&f, "b.csv", file), name);
    ck_assert_int_eq(o.status, COOP_ARGUMENT);
    ck_assert_ptr_nonnull(strstr(o.err.message, "reads 'a.csv' and 'b.csv'"));
    open_by(&o, file, folder_path(&descriptors, "one.json", name));
    ck_assert_msg(o.status == COOP_OK, "%s", o.err.message);
    ck_assert_int_eq(rows_of(&o, "a") + 10 * rows_of(&o, "b"), 22);
    coop_dataset_free(o.data);
    open_by(&o, NULL, name);
    ck_assert_int_eq(o.status, COOP_ARGUMENT);
    open_by(&o, file, "/no/such.json");
    ck_assert_int_eq(o.status, COOP_IO);
    open_by(&o, folder_path(&f, "none.csv", file), name);
    ck_assert_int_eq(o.status, COOP_IO);
    folder_remove(&descriptors);
    folder_remove(&f);
}
END_TEST

START_TEST(rows_of_the_file_are_rows_kept_and_rows_refused)
{
    folder f = folder_make();
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    coop_table *counts = NULL;
    coop_dataset *data = NULL;
    char rows[500];
    folder_text(&f, "datapackage.json",
                PACKAGE("{\"name\": \"t\", \"path\": \"t.csv\", \"schema\": {\"fields\": [{\"name\": "
                        "\"id\"}]}}"));
    folder_text(&f, "t.csv", "id\na\n\na\nb,c\n\"d\"e\nf\n\"open\ng\n");
    options.counts = &counts;
    ck_assert_int_eq(coop_dataset_open(f.path, &options, &data, NULL), COOP_FORMAT);
    ck_assert_ptr_null(counts);
    options.lenient = 1;
    ck_assert_int_eq(coop_dataset_open(f.path, &options, &data, NULL), COOP_OK);
    ck_assert_str_eq(table_rows(counts, rows, sizeof rows), "t,t.csv,6,3,3,1,0\n");
    coop_table_free(counts);
    coop_dataset_free(data);
    folder_remove(&f);
}
END_TEST

/* A value for all rows, words for the file's, a scheme, units and marks: and the place of what does
 * not fit. */
START_TEST(a_foreign_file_is_read_as_its_descriptor_says)
{
    static const char descriptor[] =
        PACKAGE("{\"name\": \"t\", \"path\": \"t.csv\", \"schema\": {\"fieldsMatch\": [\"subset\"], "
                "\"missingValues\": [\"\", \"n/a\"], \"fields\": ["
                "{\"name\": \"kind\", \"coopstat\": {\"value\": \"loan\"}}, "
                "{\"name\": \"state\", \"coopstat\": {\"column\": \"Status\", \"crosswalk\": "
                "\"aiddata\", \"words\": {\"done\": \"Completion\"}}}, "
                "{\"name\": \"m\", \"type\": \"number\", \"groupChar\": \",\", \"coopstat\": "
                "{\"type\": \"money\", \"currency\": \"USD\", \"times\": 1000000, \"words\": "
                "{\"0\": \"\"}}, \"constraints\": {\"minimum\": 1000000}}, "
                "{\"name\": \"n\", \"type\": \"integer\", \"groupChar\": \" \"}]}}");
    folder f = folder_make();
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    coop_table *report = NULL;
    coop_dataset *data = NULL;
    char rows[2000];
    folder_text(&f, "datapackage.json", descriptor);
    folder_text(&f, "t.csv", "more,Status,m,n\n,done,\"1,234.5678905\",1 000\n,Suspended,0,n/a\n"
                             ",stopped,1,1\n,,.5,\n,,\"1,23\",\n,,n/a,10 00\n,,1,2\n");
    options.lenient = 1;
    options.report = &report;
    ck_assert_int_eq(coop_dataset_open(f.path, &options, &data, NULL), COOP_OK);
    ck_assert_str_eq(table_rows(report, rows, sizeof rows),
                     "t.csv,4,2,state,stopped,no word of the crosswalk 'aiddata'\n"
                     "t.csv,5,3,m,.5,the number is below the minimum\n"
                     "t.csv,6,3,m,\"1,23\",thousands marks stand before each three digits\n"
                     "t.csv,7,7,n,10 00,thousands marks stand before each three digits\n");
    ck_assert_str_eq(table_rows(coop_dataset_table(data, "t"), rows, sizeof rows),
                     "loan,Completion,1234567890.50,1000\nloan,Suspended,,\nloan,,1000000.00,2\n");
    coop_table_free(report);
    coop_dataset_free(data);
    folder_remove(&f);
}
END_TEST

/* A status stays as the file has it; a flow and a measure are those of the register, also where the
 * descriptor's words come first. What is saved is read again by the same scheme. */
START_TEST(words_of_flows_and_measures_are_replaced_by_a_crosswalk)
{
    static const char descriptor[] =
        PACKAGE("{\"name\": \"t\", \"path\": \"t.csv\", \"schema\": {\"fields\": ["
                "{\"name\": \"measure\", \"coopstat\": {\"column\": \"Type\", \"crosswalk\": "
                "\"iati_measure\", \"words\": {\"C\": \"2\", \"none\": \"\"}}}, "
                "{\"name\": \"flow\", \"coopstat\": {\"crosswalk\": \"aiddata_flow\"}}]}}");
    folder f = folder_make();
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    coop_table *report = NULL;
    coop_dataset *data = NULL;
    char rows[2000];
    char saved[512];
    folder_text(&f, "datapackage.json", descriptor);
    folder_text(&f, "t.csv", "Type,flow\nC,Grant\n12,Export Buyer's Credit\n3,Vague\n6,Loan\n"
                             "none,loan\n2,grant \n");
    options.lenient = 1;
    options.report = &report;
    ck_assert_int_eq(coop_dataset_open(f.path, &options, &data, NULL), COOP_OK);
    ck_assert_str_eq(table_rows(report, rows, sizeof rows),
                     "t.csv,5,1,measure,6,no word of the crosswalk 'iati_measure'\n"
                     "t.csv,7,3,flow,grant ,no word of the crosswalk 'aiddata_flow'\n");
    static const char kept[] = "commitment,grant\npledge,export_credit\ndisbursement,\n,loan\n";
    ck_assert_str_eq(table_rows(coop_dataset_table(data, "t"), rows, sizeof rows), kept);
    coop_table_free(report);
    folder_path(&f, "saved", saved);
    ck_assert_int_eq(coop_dataset_save(data, saved, NULL, NULL), COOP_OK);
    coop_dataset_free(data);
    ck_assert_int_eq(coop_dataset_open(saved, NULL, &data, NULL), COOP_OK);
    ck_assert_str_eq(table_rows(coop_dataset_table(data, "t"), rows, sizeof rows), kept);
    coop_dataset_free(data);
    folder_remove(&f);
}
END_TEST

/* ---- published figures ---- */

/* Opens a file of the outside folder by a shipped descriptor; NULL where the file is not here. */
static coop_dataset *open_shared(const char *file, const char *descriptor, int64_t counts[4])
{
    char path[512];
    char name[512];
    char relative[200];
    snprintf(relative, sizeof relative, "data/%s", file);
    if (shared_path(relative, path, sizeof path) == NULL) {
        fprintf(stderr, "skipped: %s is not here\n", relative);
        return NULL;
    }
    snprintf(relative, sizeof relative, "lib/io/descriptors/%s", descriptor);
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    coop_table *table = NULL;
    coop_dataset *data = NULL;
    coop_error err;
    options.descriptor = source_path(relative, name, sizeof name);
    options.counts = &table;
    coop_status status = coop_dataset_open(path, &options, &data, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", file, err.message);
    static const char *const columns[] = {"rows", "kept", "refused", "rounded"};
    for (int i = 0; i < 4; i++) {
        double number = -1;
        ck_assert_int_eq(coop_table_number(table, 0, columns[i], &number, NULL), COOP_OK);
        counts[i] = (int64_t)number;
    }
    ck_assert_int_eq(counts[0], counts[1] + counts[2]);
    coop_table_free(table);
    return data;
}

static const char *ask(const coop_dataset *data, const char *from, const char *where,
                       const char *select)
{
    static char text[5000];
    coop_query query = COOP_QUERY_INIT;
    coop_table *table = NULL;
    coop_error err;
    query.from = from;
    query.where = where;
    query.select = select;
    query.cut = "all";
    query.uncertain = "certain";
    coop_status status = coop_query_run(data, &query, &table, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", select, err.message);
    table_rows(table, text, sizeof text);
    coop_table_free(table);
    /* Sums come as what they are at least and at most: here one number. */
    char *comma = strchr(text, ',');
    if (comma != NULL) {
        size_t n = (size_t)(comma - text);
        ck_assert_msg(strlen(comma) == n + 2 && memcmp(text, comma + 1, n) == 0, "%s", text);
        strcpy(comma, "\n");
    }
    return text;
}

static double number(const coop_dataset *data, const char *from, const char *where,
                     const char *select)
{
    return strtod(ask(data, from, where, select), NULL);
}

START_TEST(the_published_figures_of_gcdf_3_follow_from_the_records)
{
    int64_t counts[4];
    coop_dataset *data =
        open_shared("gcdf3_transactions.csv", "aiddata_gcdf3_transactions.json", counts);
    if (data == NULL) {
        return;
    }
    ck_assert_int_eq(counts[0], 13497);
    ck_assert_int_eq(counts[1], 13497);
    ck_assert_int_eq(counts[3], 0); /* four digits behind the point are all there are */
    ck_assert_str_eq(ask(data, "investment", NULL, "sum(n_records)"), "17957\n");
    ck_assert_str_eq(ask(data, "investment", NULL, "sum(amount)"), "1505444881895.9227\n");
    ck_assert_str_eq(ask(data, "investment", "recipients has 'KAZ'", "sum(amount)"),
                     "64146158305.0550\n");
    ck_assert_str_eq(ask(data, "investment", "recipients has 'KGZ'", "sum(amount)"),
                     "4130805568.4874\n");
    double sum = number(data, "investment", "date >= '2014-01-01' and date <= '2021-12-31'", "sum(amount)");
    ck_assert_double_eq_tol(sum / 8 / 1e9, 105.2, 0.05); /* published: 105 */
    /* A 0 of the file is an amount that is not known: it is missing. */
    ck_assert_str_eq(ask(data, "investment", "amount is null", "count()"), "5064\n");
    coop_dataset_free(data);
}
END_TEST

/* The published totals without rollovers. The adjusted totals are given by country and year only,
 * where regions and eight small recipients are missing. What is missing there is the difference of
 * the records and the unadjusted country-years, taken as it is: so the sums hold if there are no
 * rollovers among those recipients. */
START_TEST(the_published_totals_without_rollovers_follow_if_regions_have_none)
{
    int64_t counts[4];
    coop_dataset *records =
        open_shared("gcdf3_transactions.csv", "aiddata_gcdf3_transactions.json", counts);
    coop_dataset *years =
        open_shared("gcdf3_country_year.csv", "aiddata_gcdf3_country_year.json", counts);
    static const struct {
        const char *records, *years;
        double n_years, published, tolerance;
    } parts[] = {{NULL, NULL, 1, 1342.3, 0.05},
                 {"date >= '2014-01-01' and date <= '2021-12-31'", "year >= '2014-01-01' and year <= '2021-12-31'", 8, 84.9, 0.05}};
    for (int i = 0; records != NULL && years != NULL && i < 2; i++) {
        double plain = 0;
        double adjusted = 0;
        static const char *const sums[] = {"sum(oda)", "sum(oof)", "sum(vague)"};
        static const char *const adjusted_sums[] = {"sum(oda_adjusted)", "sum(oof_adjusted)",
                                                    "sum(vague_adjusted)"};
        for (int j = 0; j < 3; j++) {
            plain += number(years, "country_year", parts[i].years, sums[j]);
            adjusted += number(years, "country_year", parts[i].years, adjusted_sums[j]);
        }
        double all = number(records, "investment", parts[i].records, "sum(amount)");
        double beyond = all - plain; /* regions and small recipients */
        ck_assert_msg(beyond > 0 && plain > adjusted, "%.2f of %.2f", beyond, all);
        double result = (adjusted + beyond) / parts[i].n_years / 1e9;
        ck_assert_double_eq_tol(result, parts[i].published, parts[i].tolerance);
    }
    coop_dataset_free(records);
    coop_dataset_free(years);
}
END_TEST

START_TEST(each_shipped_descriptor_reads_its_whole_file)
{
    static const struct {
        const char *file, *descriptor, *table, *where, *count;
        int64_t rows;
    } files[] = {
        {"gcdf3_geocoded.csv", "aiddata_gcdf3_geocoded.json", "project", NULL, "9404\n", 9404},
        {"gcdf3_geocoded.csv", "aiddata_gcdf3_geocoded.json", "project", "status = 'Completion'",
         "7695\n", 9404},
        {"gcdf3_africa_full.csv", "aiddata_gcdf3_africa.json", "investment", "recommended",
         "1229\n", 1243},
        {"gcdf3_africa_full.csv", "aiddata_gcdf3_africa.json", "investment",
         "measure = 'pledge'", "2\n", 1243},
        {"gcdf2_geocoded.csv", "aiddata_gcdf2_geocoded.json", "project", "not recommended",
         "149\n", 3325},
        {"gcdf3_country_year.csv", "aiddata_gcdf3_country_year.json", "country_year", NULL,
         "2458\n", 2458}};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        int64_t counts[4];
        coop_dataset *data = open_shared(files[i].file, files[i].descriptor, counts);
        if (data != NULL) {
            ck_assert_int_eq(counts[0], files[i].rows);
            ck_assert_int_eq(counts[1], files[i].rows);
            ck_assert_str_eq(ask(data, files[i].table, files[i].where, "count()"), files[i].count);
        }
        coop_dataset_free(data);
    }
}
END_TEST

START_TEST(estimated_dates_are_no_days)
{
    int64_t counts[4];
    coop_dataset *data = open_shared("gcdf3_africa_full.csv", "aiddata_gcdf3_africa.json", counts);
    if (data == NULL) {
        return;
    }
    const coop_table *table = coop_dataset_table(data, "investment");
    coop_column column = {.struct_size = sizeof column};
    ck_assert_int_eq(coop_table_column(table, coop_table_find(table, "date"), &column, NULL),
                     COOP_OK);
    const coop_span *spans = column.values;
    int64_t years = 0;
    int64_t months = 0;
    for (int64_t i = 0; i < column.n_rows; i++) {
        int32_t days = spans[i].last - spans[i].first + 1;
        ck_assert(days == 1 || (days >= 28 && days <= 31) || days == 365 || days == 366);
        years += days > 31;
        months += days > 1 && days <= 31;
    }
    /* Counted in the file: estimated and on 1 January, estimated and on the first of another month. */
    ck_assert_int_eq(years, 307);
    ck_assert_int_eq(months, 99);
    coop_dataset_free(data);
}
END_TEST

/* Rows as the full CRS files have them, invented. */
START_TEST(crs_rows_are_read_in_dollars)
{
    folder f = folder_make();
    char file[512];
    char name[512];
    coop_dataset *data = NULL;
    coop_error err;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    folder_text(&f, "crs.csv",
                "Year,DonorCode,DonorName,CrsID,RecipientCode,RecipientName,FlowCode,FlowName,Finance_t,"
                "Aid_t,USD_Commitment,USD_Disbursement,ProjectTitle,PurposeCode,SectorCode\n"
                "2022,5,Germany,2022000001,613,Kazakhstan,11,ODA Grants,110,C01,1.25,0.5,A,14020,140\n"
                "2022,701,Japan,2022000002,615,Tajikistan,13,ODA Loans,421,C01,0.000001,,B,21030,210\n"
                "2021,701,Japan,2022000002,615,Tajikistan,13,ODA Loans,421,C01,NULL,12.3,B,21030,210\n"
                "2021,5,Germany,2022000003,615,Tajikistan,14,Other Official Flows (non Export Credit),"
                "421,C01,2,,C,21030,210\n");
    options.descriptor = source_path("lib/io/descriptors/oecd_crs.json", name, sizeof name);
    coop_status status = coop_dataset_open(folder_path(&f, "crs.csv", file), &options, &data, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    ck_assert_str_eq(ask(data, "investment", NULL, "sum(amount)"), "3250001.00\n");
    ck_assert_str_eq(ask(data, "investment", "flow = 'oof'", "sum(amount)"), "2000000.00\n");
    ck_assert_str_eq(ask(data, "investment", "flow = 'loan'", "sum(disbursed)"), "12300000.00\n");
    coop_dataset_free(data);
    folder_remove(&f);
}
END_TEST

/* ---- values that nobody understands ---- */

/* Bytes of the file that are put in place of others, and where that is. */
typedef struct damage {
    const char *from, *to; /* of one length */
    const char *field;
    int64_t line, column;  /* filled */
} damage;

static void place_of(const char *bytes, const char *at, damage *d)
{
    d->line = 1;
    d->column = 1;
    for (const char *c = bytes; c < at; c++) {
        d->column = *c == '\n' ? 1 : d->column + 1;
        d->line += *c == '\n';
    }
}

START_TEST(each_value_that_is_not_understood_is_told_and_no_row_is_lost)
{
    char path[512];
    if (shared_path("data/gcdf3_africa_full.csv", path, sizeof path) == NULL) {
        fprintf(stderr, "skipped: gcdf3_africa_full.csv is not here\n");
        return;
    }
    size_t n = 0;
    char *bytes = file_read(path, &n);
    damage damages[] = {{",ODA-like,", ",ODA-lyke,", "flow_class", 0, 0},
                        {",Completion,", ",Komplettt_,", "status", 0, 0},
                        {",2018-04-08,", ",2018-04-31,", "date", 0, 0},
                        {",80000000,CNY", ",8e000x00,CNY", "amount_original", 0, 0}};
    /* The second one is in another row than the first, and the last in yet another: three rows. */
    const char *from = bytes;
    for (int i = 0; i < 4; i++) {
        char *at = strstr(from, damages[i].from);
        ck_assert_msg(at != NULL, "no %s", damages[i].from);
        ck_assert_uint_eq(strlen(damages[i].from), strlen(damages[i].to));
        memcpy(at, damages[i].to, strlen(damages[i].to));
        place_of(bytes, at + 1, &damages[i]);
        from = i == 0 ? strchr(at, '\n') : bytes;
    }
    folder f = folder_make();
    folder_put(&f, "data.csv", bytes, n);
    free(bytes);
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    coop_table *table = NULL;
    coop_table *counts = NULL;
    coop_table *report = NULL;
    coop_dataset *data = NULL;
    coop_error err;
    char name[512];
    char file[512];
    static char text[100000];
    options.descriptor = source_path("lib/io/descriptors/aiddata_gcdf3_africa.json", name,
                                     sizeof name);
    options.lenient = 1;
    options.report = &report;
    options.counts = &counts;
    folder_path(&f, "data.csv", file);
    ck_assert_int_eq(coop_dataset_open(file, &options, &data, &err), COOP_OK);
    table_rows(report, text, sizeof text);
    int64_t n_told = 0;
    for (int i = 0; i < 4; i++) {
        char wanted[100];
        snprintf(wanted, sizeof wanted, "data.csv,%lld,%lld,%s,", (long long)damages[i].line,
                 (long long)damages[i].column, damages[i].field);
        ck_assert_msg(strstr(text, wanted) != NULL, "no %s in\n%s", wanted, text);
    }
    for (const char *c = text; *c != '\0'; c++) {
        n_told += *c == '\n';
    }
    ck_assert_int_eq(n_told, 5); /* the damaged status is the measure too */
    ck_assert_int_eq(coop_table_n_rows(coop_dataset_table(data, "investment")) + 3, 1243);
    ck_assert_ptr_nonnull(strstr(table_rows(counts, text, sizeof text),
                                 "investment,data.csv,1243,1240,3,0,"));
    options.report = NULL;
    options.counts = NULL;
    ck_assert_int_eq(coop_dataset_check(file, &options, &table, &err), COOP_OK);
    table_rows(table, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, ",1243,rows read,note\n"));
    ck_assert_ptr_nonnull(strstr(text, ",1240,rows kept,note\n"));
    ck_assert_ptr_nonnull(strstr(text, ",3,rows refused,note\n"));
    coop_table_free(table);
    coop_table_free(counts);
    coop_table_free(report);
    coop_dataset_free(data);
    folder_remove(&f);
}
END_TEST

START_TEST(what_was_read_is_saved_and_read_again_to_the_byte)
{
    static const struct {
        const char *file, *descriptor, *table;
    } files[] = {{"gcdf3_geocoded.csv", "aiddata_gcdf3_geocoded.json", "project"},
                 {"gcdf3_africa_full.csv", "aiddata_gcdf3_africa.json", "investment"}};
    for (int i = 0; i < 2; i++) {
        int64_t counts[4];
        coop_dataset *data = open_shared(files[i].file, files[i].descriptor, counts);
        if (data == NULL) {
            continue;
        }
        folder f = folder_make();
        char paths[2][512];
        char name[600];
        char *bytes[2][2];
        size_t n[2][2];
        coop_error err;
        for (int j = 0; j < 2; j++) {
            folder_path(&f, j == 0 ? "a" : "b", paths[j]);
            coop_status status = coop_dataset_save(data, paths[j], NULL, &err);
            ck_assert_msg(status == COOP_OK, "%s", err.message);
            coop_dataset_free(data);
            status = coop_dataset_open(paths[j], NULL, &data, &err);
            ck_assert_msg(status == COOP_OK, "%s", err.message);
            snprintf(name, sizeof name, "%s/datapackage.json", paths[j]);
            bytes[j][0] = file_read(name, &n[j][0]);
            snprintf(name, sizeof name, "%s/%s.csv", paths[j], files[i].table);
            bytes[j][1] = file_read(name, &n[j][1]);
        }
        for (int k = 0; k < 2; k++) {
            ck_assert_uint_eq(n[0][k], n[1][k]);
            ck_assert_mem_eq(bytes[0][k], bytes[1][k], n[0][k]);
            free(bytes[0][k]);
            free(bytes[1][k]);
        }
        coop_dataset_free(data);
        folder_remove(&f);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("foreign");
    TCase *foreign = tcase_create("foreign");
    tcase_add_test(foreign, a_descriptor_from_elsewhere_reads_a_file_of_any_name_or_a_folder);
    tcase_add_test(foreign, rows_of_the_file_are_rows_kept_and_rows_refused);
    tcase_add_test(foreign, a_foreign_file_is_read_as_its_descriptor_says);
    tcase_add_test(foreign, words_of_flows_and_measures_are_replaced_by_a_crosswalk);
    tcase_add_test(foreign, the_published_figures_of_gcdf_3_follow_from_the_records);
    tcase_add_test(foreign, the_published_totals_without_rollovers_follow_if_regions_have_none);
    tcase_add_test(foreign, each_shipped_descriptor_reads_its_whole_file);
    tcase_add_test(foreign, estimated_dates_are_no_days);
    tcase_add_test(foreign, crs_rows_are_read_in_dollars);
    tcase_add_test(foreign, each_value_that_is_not_understood_is_told_and_no_row_is_lost);
    tcase_add_test(foreign, what_was_read_is_saved_and_read_again_to_the_byte);
    tcase_set_timeout(foreign, 300);
    suite_add_tcase(s, foreign);
    return s;
}

#include "check_main.h"
