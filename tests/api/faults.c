/* faults.c -- memory that runs out: every public function that allocates is run with its k-th
 * allocation failing, once and for ever after, for each k. Each time it must return COOP_MEMORY,
 * leave its output as it was, give back all it took, and work when it is asked again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <check.h>

#include "folder.h"
#include "meter.h"
#include "shared.h"

/* Where calls put what they make. A failure must leave it pointing here. */
static char place;

/* What is called, over and over. */
typedef struct task task;
struct task {
    const char *name;
    /* Calls with the allocator and puts a table, a dataset or NULL into *out. */
    coop_status (*call)(const task *t, void **out, coop_error *err);
    bool gives_dataset;
    coop_allocator a;          /* for those that take one */
    const coop_dataset *data;  /* for those that take a register, which was opened with `a` */
    const char *text[8];       /* for queries: from, where, by, select, order_by, cut, uncertain, as_of */
    double *number;            /* for those that give a number */
    int64_t first_k, stride;   /* every k up to first_k, then every stride-th; 0: every one */
    int64_t retry_stride;      /* every how many faults the call is asked again; 0: each time */
};

static int64_t n_faults; /* of this process: Check forks one for each test */

static void free_result(const task *t, void *result)
{
    if (t->gives_dataset) {
        coop_dataset_free(result);
    } else {
        coop_table_free(result);
    }
}

/* ---- what came out, in one number ---- */

static coop_status hash_write(void *ctx, const char *bytes, size_t n)
{
    uint64_t *hash = ctx;
    for (size_t i = 0; i < n; i++) {
        *hash = (*hash ^ (unsigned char)bytes[i]) * 1099511628211ULL;
    }
    return COOP_OK;
}

static void hash_table(const coop_table *table, uint64_t *hash)
{
    coop_sink sink = {hash, hash_write};
    ck_assert_int_eq(coop_table_print(table, COOP_FORMAT_CSV, &sink, NULL), COOP_OK);
}

static uint64_t hash_of(const task *t, const void *result)
{
    uint64_t hash = 14695981039346656037ULL;
    if (t->number != NULL) {
        hash_write(&hash, (const char *)t->number, sizeof *t->number);
    } else if (t->gives_dataset) {
        for (int64_t i = 0; i < coop_dataset_n_tables(result); i++) {
            hash_table(coop_dataset_table(result, coop_dataset_table_name(result, i)), &hash);
        }
    } else {
        hash_table(result, &hash);
    }
    return hash;
}

/* ---- the sweep ---- */

/* Asks without faults; the result must be the wanted one unless that is 0. */
static uint64_t ask(const task *t, meter *m, uint64_t wanted)
{
    size_t live = m->live;
    void *out = NULL;
    coop_error err = {.code = -7};
    m->fail_at = 0;
    coop_status status = t->call(t, &out, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", t->name, err.message);
    ck_assert_int_eq(err.code, -7);
    uint64_t hash = hash_of(t, out);
    ck_assert_msg(wanted == 0 || hash == wanted, "%s gives another result after a fault", t->name);
    free_result(t, out);
    ck_assert_msg(m->live == live, "%s keeps %zu bytes", t->name, m->live - live);
    return hash;
}

/* One fault; false once the call needs fewer than k allocations. */
static bool inject(const task *t, meter *m, int64_t k, bool for_ever)
{
    size_t live = m->live;
    void *out = &place;
    coop_error err = {.code = -7};
    m->calls = 0;
    m->fail_at = k;
    m->for_ever = for_ever;
    coop_status status = t->call(t, &out, &err);
    m->fail_at = 0;
    if (m->calls < k) {
        ck_assert_msg(status == COOP_OK, "%s: %s", t->name, err.message);
        free_result(t, out);
        ck_assert_uint_eq(m->live, live);
        return false;
    }
    const char *mode = for_ever ? "and on" : "once";
    ck_assert_msg(status == COOP_MEMORY, "%s, allocation %lld %s: %s", t->name, (long long)k, mode,
                  coop_status_name(status));
    ck_assert_msg(err.code == COOP_MEMORY && err.message[0] != '\0', "%s: no error", t->name);
    ck_assert_msg(out == &place, "%s, allocation %lld %s: output touched", t->name, (long long)k,
                  mode);
    ck_assert_msg(m->live == live, "%s, allocation %lld %s: %lld bytes are lost", t->name,
                  (long long)k, mode, (long long)(m->live - live));
    n_faults++;
    return true;
}

static void sweep(const task *t, meter *m)
{
    uint64_t wanted = ask(t, m, 0);
    int64_t retry_stride = t->retry_stride == 0 ? 1 : t->retry_stride;
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        int64_t stride = 1;
        int64_t last = 0;
        for (int64_t k = 1; inject(t, m, k, for_ever != 0); k += stride) {
            last = k;
            stride = t->stride > 1 && k >= t->first_k ? t->stride : 1;
            if (k % retry_stride == 0) {
                ask(t, m, wanted);
            }
        }
        ck_assert_msg(last > 0, "%s allocates nothing", t->name);
    }
    ask(t, m, wanted);
}

static void tell(const char *what)
{
    static int64_t told;
    fprintf(stderr, "# %s: %lld faults\n", what, (long long)(n_faults - told));
    told = n_faults;
}

/* ---- opening ---- */

static coop_status call_open(const task *t, void **out, coop_error *err)
{
    coop_run run = COOP_RUN_INIT;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    run.allocator = &t->a;
    options.run = &run;
    return coop_dataset_open(t->text[0], &options, (coop_dataset **)out, err);
}

/* With a report, which is filled on failure as well, and may be left out when memory is short. */
static coop_status call_open_lenient(const task *t, void **out, coop_error *err)
{
    coop_run run = COOP_RUN_INIT;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    coop_table *report = NULL;
    coop_table *counts = NULL;
    run.allocator = &t->a;
    options.run = &run;
    options.lenient = 1;
    options.report = &report;
    options.counts = &counts;
    coop_status status = coop_dataset_open(t->text[0], &options, (coop_dataset **)out, err);
    ck_assert(status != COOP_OK || coop_table_n_rows(report) == 4);
    ck_assert((status == COOP_OK) == (counts != NULL));
    coop_table_free(counts);
    coop_table_free(report);
    return status;
}

START_TEST(opening_a_folder)
{
    char path[1000];
    meter m = {0};
    task t = {.name = "coop_dataset_open of a folder", .call = call_open, .gives_dataset = true,
              .a = metered(&m)};
    t.text[0] = source_path("examples/own_register", path, sizeof path);
    sweep(&t, &m);
    ck_assert_uint_eq(m.live, 0);
    tell(t.name);
}
END_TEST

START_TEST(opening_a_folder_with_bad_rows)
{
    folder f = folder_make();
    meter m = {0};
    task t = {.name = "coop_dataset_open, lenient", .call = call_open_lenient, .gives_dataset = true,
              .a = metered(&m)};
    folder_text(&f, "datapackage.json",
                "{\"coopstat\": {\"as_of\": \"2025-12-31\"}, \"resources\": [{\"name\": \"t\", "
                "\"path\": \"t.csv\", \"schema\": {\"fields\": [{\"name\": \"id\"}, {\"name\": \"up\"}, "
                "{\"name\": \"n\", \"type\": \"integer\"}], \"primaryKey\": \"id\", \"foreignKeys\": "
                "[{\"fields\": \"up\", \"reference\": {\"resource\": \"\", \"fields\": \"id\"}}]}}]}");
    folder_text(&f, "t.csv", "id,up,n\na,,1\nb,a,x\nc,b,1\na,,2\nd,c,\n\"e\"\"\",a,3\n");
    t.text[0] = f.path;
    sweep(&t, &m);
    ck_assert_uint_eq(m.live, 0);
    folder_remove(&f);
    tell(t.name);
}
END_TEST

static coop_status call_scores(const task *t, void **out, coop_error *err)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.definition = t->text[0];
    return coop_rate_scores(t->data, &options, (coop_table **)out, err);
}

static coop_status call_financial(const task *t, void **out, coop_error *err)
{
    coop_rate rate = {.struct_size = sizeof rate};
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.definition = t->text[0];
    coop_status status = coop_rate_implemented(t->data, &options, &rate, err);
    if (status == COOP_OK) {
        *t->number = rate.best;
        *out = NULL;
    }
    return status;
}

#define CODE(name) "{\"name\": \"" name "\"}"
#define SPAN(name) "{\"name\": \"" name "\", \"coopstat\": {\"type\": \"span\"}}"
#define TO_AGREEMENT                                                                               \
    "\"foreignKeys\": [{\"fields\": \"agreement\", \"reference\": {\"resource\": "                  \
    "\"agreement\", \"fields\": \"id\"}}]"

/* A package with the tables that the embedded register has not, or of which it has too little. */
static void write_scores(const folder *f)
{
    folder_text(f, "datapackage.json",
                "{\"coopstat\": {\"as_of\": \"2025-12-31\"}, \"resources\": [{\"name\": "
                "\"agreement\", \"path\": \"a.csv\", \"schema\": {\"fields\": [" CODE("id") ", "
                SPAN("signed") "], \"primaryKey\": \"id\"}}, {\"name\": \"event\", \"path\": "
                "\"e.csv\", \"schema\": {\"fields\": [" CODE("agreement") ", " CODE("status") ", "
                SPAN("date") "], " TO_AGREEMENT "}}, {\"name\": \"score\", \"path\": \"s.csv\", "
                "\"schema\": {\"fields\": [" CODE("agreement") ", " CODE("party") ", " CODE("scale")
                ", {\"name\": \"score\", \"type\": \"integer\"}, " SPAN("scored_on") "], "
                TO_AGREEMENT "}, \"coopstat\": {\"time\": {\"from\": \"scored_on\"}}}, {\"name\": "
                "\"investment\", \"path\": \"i.csv\", \"schema\": {\"fields\": ["
                CODE("agreement") ", " CODE("measure") ", {\"name\": \"amount\", \"type\": \"number\", "
                "\"coopstat\": {\"type\": \"money\", \"currency\": \"currency\"}}, "
                CODE("currency") "], " TO_AGREEMENT "}}]}");
    folder_text(f, "a.csv", "id,signed\na,2020\nb,2021\nc,2022\n");
    folder_text(f, "e.csv", "agreement,status,date\na,completed,2023\n");
    folder_text(f, "s.csv", "agreement,party,scale,score,scored_on\na,,graded,3,2023\n"
                            "b,,graded,1,2022\nc,X,g7,1,2023\nc,Y,g7,-1,2023\nb,,graded,2,2025-12\n");
    folder_text(f, "i.csv", "agreement,measure,amount,currency\na,commitment,100,USD\n"
                            "a,disbursement,40,USD\nb,commitment,50,USD\n");
}

START_TEST(scores_and_disbursements_of_a_folder)
{
    folder f = folder_make();
    meter m = {0};
    double number = 0;
    coop_allocator a = metered(&m);
    coop_run run = COOP_RUN_INIT;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    coop_dataset *data = NULL;
    coop_error err = {0};
    run.allocator = &a;
    options.run = &run;
    write_scores(&f);
    ck_assert_msg(coop_dataset_open(f.path, &options, &data, &err) == COOP_OK, "%s", err.message);
    task tasks[] = {
        {.name = "coop_rate_scores", .call = call_scores, .text = {"graded"}},
        {.name = "coop_rate_scores, g7", .call = call_scores, .text = {"g7"}},
        {.name = "financial", .call = call_financial, .number = &number, .text = {"financial"}},
        {.name = "exposure", .call = call_financial, .number = &number, .text = {"exposure"}},
    };
    for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        tasks[i].a = a;
        tasks[i].data = data;
        sweep(&tasks[i], &m);
        tell(tasks[i].name);
    }
    coop_dataset_free(data);
    ck_assert_uint_eq(m.live, 0);
    folder_remove(&f);
/* A file by a descriptor from elsewhere, with something of every kind to tell. */
static coop_status call_check(const task *t, void **out, coop_error *err)
{
    coop_run run = COOP_RUN_INIT;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    run.allocator = &t->a;
    options.run = &run;
    options.descriptor = t->text[1];
    return coop_dataset_check(t->text[0], &options, (coop_table **)out, err);
}

START_TEST(checking_a_file)
{
    folder f = folder_make();
    char file[512];
    char descriptor[512];
    meter m = {0};
    task t = {.name = "coop_dataset_check", .call = call_check, .a = metered(&m)};
    folder_text(&f, "d.json",
                "{\"coopstat\": {\"as_of\": \"2025-12-31\"}, \"resources\": [{\"name\": \"t\", "
                "\"path\": \"t.csv\", \"schema\": {\"fields\": [{\"name\": \"id\"}, {\"name\": \"m\", "
                "\"type\": \"number\", \"groupChar\": \",\", \"coopstat\": {\"type\": \"money\", "
                "\"times\": 1000000}}, {\"name\": \"d\", \"format\": \"%d/%m/%Y\", \"coopstat\": "
                "{\"type\": \"span\", \"year_only\": \"e\"}}], \"primaryKey\": \"id\", "
                "\"fieldsMatch\": [\"subset\"]}}]}");
    folder_text(&f, "data.csv", "id,m,d,e,more\na,\"1,000.0000000012\",01/01/2020,yes,\nA,0,,,\n"
                                "c,0,,,\n d,x,,,\n");
    t.text[0] = folder_path(&f, "data.csv", file);
    t.text[1] = folder_path(&f, "d.json", descriptor);
    sweep(&t, &m);
    ck_assert_uint_eq(m.live, 0);
    folder_remove(&f);
    tell(t.name);
}
END_TEST

/* Saves a register and removes what was saved; a failure must leave nothing. */
static coop_status call_save(const task *t, void **out, coop_error *err)
{
    char path[512];
    folder f = folder_make();
    coop_run run = COOP_RUN_INIT;
    coop_save_options options = COOP_SAVE_OPTIONS_INIT;
    run.allocator = &t->a;
    options.run = &run;
    coop_status status = coop_dataset_save(t->data, folder_path(&f, "x", path), &options, err);
    folder_remove(&f);
    if (status == COOP_OK) {
        *t->number = 1;
        *out = NULL;
    }
    return status;
}

START_TEST(saving_a_register)
{
    char path[1000];
    meter m = {0};
    double done = 0;
    coop_dataset *data = NULL;
    task t = {.name = "coop_dataset_save", .call = call_save, .a = metered(&m), .number = &done};
    ck_assert_int_eq(coop_dataset_open(source_path("examples/own_register", path, sizeof path), NULL,
                                       &data, NULL), COOP_OK);
    t.data = data;
    sweep(&t, &m);
    ck_assert_uint_eq(m.live, 0);
    coop_dataset_free(data);
    tell(t.name);
}
END_TEST

/* Opening the embedded register takes some 3,000 allocations, of which most are one more block for
 * the words or values of a column: after the first 300 every 3rd fails (every 15th where a
 * sanitizer makes it slow), which takes 10 seconds, and every 16th fault is followed by another
 * opening. */
#if defined(__SANITIZE_ADDRESS__)
#define STRIDE 15
#else
#define STRIDE 3
#endif

START_TEST(opening_the_embedded_register)
{
    meter m = {0};
    task t = {.name = "coop_dataset_open of the embedded register", .call = call_open,
              .gives_dataset = true, .a = metered(&m), .first_k = 300, .stride = STRIDE,
              .retry_stride = 16};
    sweep(&t, &m);
    ck_assert_uint_eq(m.live, 0);
    tell(t.name);
}
END_TEST

/* ---- asking ---- */

/* The embedded register in a meter's memory. */
static coop_dataset *embedded(coop_allocator *a)
{
    coop_dataset *data = NULL;
    coop_run run = COOP_RUN_INIT;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    run.allocator = a;
    options.run = &run;
    ck_assert_int_eq(coop_dataset_open(NULL, &options, &data, NULL), COOP_OK);
    return data;
}

static coop_status call_query(const task *t, void **out, coop_error *err)
{
    coop_run run = COOP_RUN_INIT;
    coop_query query = COOP_QUERY_INIT;
    static const coop_param params[] = {{.name = "who", .text = "KAZ"}};
    run.allocator = &t->a;
    query.run = &run;
    query.params = params;
    query.n_params = 1;
    query.from = t->text[0];
    query.where = t->text[1];
    query.by = t->text[2];
    query.select = t->text[3];
    query.order_by = t->text[4];
    query.cut = t->text[5];
    query.uncertain = t->text[6];
    query.as_of = t->text[7];
    return coop_query_run(t->data, &query, (coop_table **)out, err);
}

START_TEST(queries)
{
    static const char *const texts[][8] = {
        {"agreement"},
        {"agreement", "parties has :who and year(signed) >= 2023", "mechanism",
         "count() as n, rate('completed'), rate('due')", "n desc", NULL, "certain"},
        {"agreement", "summit.mechanism.lead = 'CHN' or not (title like '%rail%')", "each(parties)",
         "count()", "count_most desc", NULL, NULL, "2024-06-30"},
        {"agreement", "work in ('completed', 'started')", NULL,
         "id, parties, signed, legal, work, summit.start, year(signed)", "signed desc, id"},
        {"investment", "amount between 1000000 and 1e11", "measure, currency, date",
         "sum(amount), count()", NULL, "roots"},
        {"investment", "measure = 'pledge' and currency = 'USD'", NULL, "sum(amount)", NULL, "leaves"},
        {"project", "recipient = 'KAZ'", "sector", "count()", "sector", "all"},
        {"event", "coalesce(party, 'none') = 'none' and days(date, known) >= 0",
         "quarter(date), status", "count()", NULL, NULL, "possible"},
        {"rail_segment", NULL, "gauge_mm", "sum(length_km), count()"},
    };
    meter m = {0};
    task t = {.name = "coop_query_run", .call = call_query, .a = metered(&m)};
    coop_dataset *data = embedded(&t.a);
    t.data = data;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        memcpy(t.text, texts[i], sizeof t.text);
        sweep(&t, &m);
    }
    coop_dataset_free(data);
    ck_assert_uint_eq(m.live, 0);
    tell(t.name);
}
END_TEST

static coop_status call_rate(const task *t, void **out, coop_error *err)
{
    coop_rate rate = {.struct_size = sizeof rate, .hits = -7};
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.where = t->text[1];
    options.definition = t->text[0];
    coop_status status = coop_rate_implemented(t->data, &options, &rate, err);
    ck_assert(status == COOP_OK || rate.hits == -7);
    if (status == COOP_OK) {
        *t->number = rate.value;
        *out = NULL;
    }
    return status;
}

static coop_status call_compare(const task *t, void **out, coop_error *err)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.where = t->text[1];
    return coop_rate_compare(t->data, &options, (coop_table **)out, err);
}

static coop_status call_change(const task *t, void **out, coop_error *err)
{
    coop_rate_change change = {.struct_size = sizeof change, .known_to = -7};
    coop_status status = coop_rate_change_between(t->data, NULL, t->text[0], &change, err);
    ck_assert(status == COOP_OK || change.known_to == -7);
    if (status == COOP_OK) {
        *t->number = change.on_constant;
        *out = NULL;
    }
    return status;
}

static coop_status call_total(const task *t, void **out, coop_error *err)
{
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.cut = t->text[0];
    return coop_total_invested(t->data, &options, (coop_table **)out, err);
}

static coop_status call_by_party(const task *t, void **out, coop_error *err)
{
    coop_attribution_options options = COOP_ATTRIBUTION_OPTIONS_INIT;
    coop_total_options total = COOP_TOTAL_OPTIONS_INIT;
    total.where = "funder has 'EUU'";
    options.total = &total;
    options.rule = "stated";
    options.side = "both";
    return coop_total_by_party(t->data, &options, (coop_table **)out, err);
}

static coop_status call_consolidated(const task *t, void **out, coop_error *err)
{
    static const char *const set[] = {"KAZ", "KGZ", "TJK", "TKM", "UZB"};
    coop_attribution_options options = COOP_ATTRIBUTION_OPTIONS_INIT;
    coop_total_options total = COOP_TOTAL_OPTIONS_INIT;
    total.where = "funder has 'EUU'";
    options.total = &total;
    options.rule = "equal";
    return coop_total_consolidated(t->data, &options, set, 5, (coop_table **)out, err);
}

static coop_status call_priced(const task *t, void **out, coop_error *err)
{
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    coop_conversion prices = COOP_CONVERSION_INIT;
    options.where = "currency = 'USD'";
    options.prices = &prices;
    return coop_total_invested(t->data, &options, (coop_table **)out, err);
}

static coop_status call_convert(const task *t, void **out, coop_error *err)
{
    coop_conversion how = COOP_CONVERSION_INIT;
    coop_priced in = {1.0, "USD", {0, 0}, NULL};
    coop_converted converted = {.least = 77};
    coop_status status = coop_currency_convert(t->data, &how, &in, 1, &converted, err);
    ck_assert(status == COOP_OK || converted.least == 77);
    if (status == COOP_OK) {
        *t->number = converted.least;
        *out = NULL;
    }
    return status;
}

static coop_status call_corridors(const task *t, void **out, coop_error *err)
{
    return coop_rail_corridors(t->data, NULL, (coop_table **)out, err);
}

static coop_status call_legs(const task *t, void **out, coop_error *err)
{
    const char *id = NULL;
    const coop_table *corridor = coop_dataset_table(t->data, "corridor");
    ck_assert_int_eq(coop_table_word(corridor, 0, "id", &id, NULL), COOP_OK);
    return coop_rail_corridor_legs(t->data, id, (coop_table **)out, err);
}

START_TEST(questions_of_their_own)
{
    double number = 0;
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_dataset *data = embedded(&a);
    task tasks[] = {
        {.name = "coop_rate_implemented", .call = call_rate, .number = &number,
         .text = {"on_time", "mechanism = 'c_c5'"}},
        {.name = "coop_rate_implemented", .call = call_rate, .number = &number, .text = {NULL}},
        {.name = "coop_rate_compare", .call = call_compare, .text = {NULL, "year(signed) = 2023"}},
        {.name = "coop_rate_change_between", .call = call_change, .number = &number,
         .text = {"2024-12-31"}},
        {.name = "coop_total_invested", .call = call_total, .text = {NULL}},
        {.name = "coop_total_invested in one currency", .call = call_priced},
        {.name = "coop_total_by_party", .call = call_by_party},
        {.name = "coop_total_consolidated", .call = call_consolidated},
        {.name = "coop_currency_convert", .call = call_convert, .number = &number},
        {.name = "coop_rail_corridors", .call = call_corridors},
        {.name = "coop_rail_corridor_legs", .call = call_legs},
    };
    for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        tasks[i].a = a;
        tasks[i].data = data;
        sweep(&tasks[i], &m);
        tell(tasks[i].name);
    }
    coop_dataset_free(data);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

/* ---- building ---- */

typedef struct step {
    coop_type type; /* 0: a cell */
    const char *text;
    int64_t integer;
    bool is_integer;
} step;

/* A table of every type; rows of cells follow the columns. */
static const step steps[] = {
    {COOP_TYPE_INT8, "i8", 0, false},   {COOP_TYPE_INT64, "i64", 0, false},
    {COOP_TYPE_FLOAT64, "f", 0, false}, {COOP_TYPE_BOOL, "b", 0, false},
    {COOP_TYPE_DATE, "d", 0, false},    {COOP_TYPE_SPAN, "s", 0, false},
    {COOP_TYPE_MONEY, "m", 0, false},   {COOP_TYPE_CODE, "c", 0, false},
    {COOP_TYPE_SET, "set", 0, false},   {COOP_TYPE_TEXT, "t", 0, false},
    {0, NULL, 5, true},                 {0, "7", 0, false},
    {0, "2.5", 0, false},               {0, "true", 0, false},
    {0, NULL, 20000, true},             {0, "2023", 0, false},
    {0, NULL, 123, true},               {0, "word", 0, false},
    {0, "KAZ;CHN", 0, false},           {0, "\xd1\x82", 0, false},
};
enum { N_COLUMNS = 10, N_STEPS = sizeof steps / sizeof steps[0], N_ROWS = 70 };

static coop_status take_step(coop_builder *builder, size_t i, int64_t row, coop_error *err)
{
    const step *s = &steps[i];
    char text[40];
    if (s->type != 0) {
        return coop_builder_column(builder, s->text, s->type, s->type == COOP_TYPE_MONEY ? 2 : 0,
                                   i % 2 == 0 ? "unit" : NULL, err);
    }
    if (s->is_integer) {
        return coop_builder_integer(builder, s->integer, err);
    }
    if (i == N_COLUMNS + 2 && row % 2 == 0) {
        return coop_builder_number(builder, 0.5, err);
    }
    snprintf(text, sizeof text, i == N_COLUMNS + 7 ? "%s%d" : "%s", s->text, (int)row);
    return coop_builder_text(builder, row % 9 == 3 ? NULL : text, err);
}

/* Takes a step again for as long as it says that memory is short; gives up after the first time
 * when faults go on for ever. */
static coop_status insist(coop_builder *builder, const meter *m, size_t i, int64_t row,
                          int64_t *n_refused, coop_error *err)
{
    for (;;) {
        coop_status status = take_step(builder, i, row, err);
        if (status == COOP_OK || m->for_ever) {
            return status;
        }
        ck_assert_int_eq(status, COOP_MEMORY);
        (*n_refused)++;
    }
}

static coop_status build(const coop_allocator *a, const meter *m, int64_t *n_refused,
                         coop_table **out, coop_error *err)
{
    coop_builder *builder = NULL;
    coop_status status = coop_builder_new(a, &builder, err);
    for (int64_t row = 0; row < N_ROWS && status == COOP_OK; row++) {
        for (size_t i = row == 0 ? 0 : N_COLUMNS; i < N_STEPS && status == COOP_OK; i++) {
            status = insist(builder, m, i, row, n_refused, err);
        }
    }
    if (status != COOP_OK) {
        coop_builder_free(builder);
        return status;
    }
    return coop_builder_finish(builder, out, err);
}

/* A step that failed for want of memory has changed nothing: taken again, the table comes out as
 * if there had been no fault. */
START_TEST(building)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_table *table = NULL;
    uint64_t wanted = 14695981039346656037ULL;
    int64_t n_refused = 0;
    ck_assert_int_eq(build(&a, &m, &n_refused, &table, NULL), COOP_OK);
    hash_table(table, &wanted);
    coop_table_free(table);
    int64_t n_calls = m.calls;
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        for (int64_t k = 1; k <= n_calls; k++) {
            coop_error err = {0};
            uint64_t hash = 14695981039346656037ULL;
            m = (meter){.fail_at = k, .for_ever = for_ever != 0};
            table = (coop_table *)(void *)&place;
            n_refused = 0;
            coop_status status = build(&a, &m, &n_refused, &table, &err);
            n_faults++;
            if (status == COOP_OK) {
                ck_assert_int_eq(n_refused, 1);
                hash_table(table, &hash);
                ck_assert_msg(hash == wanted, "another table after allocation %lld", (long long)k);
                coop_table_free(table);
            } else {
                /* coop_builder_new and _finish cannot be asked again: they give or take. */
                ck_assert_int_eq(status, COOP_MEMORY);
                ck_assert_int_eq(err.code, COOP_MEMORY);
                ck_assert_ptr_eq(table, &place);
            }
            ck_assert_msg(m.live == 0, "%zu bytes are lost at allocation %lld", m.live,
                          (long long)k);
        }
    }
    tell("coop_builder_...");
}
END_TEST

/* coop_dataset_of_tables takes its tables whatever comes of it. */
static coop_status of_tables(coop_allocator *a, coop_dataset **out, coop_error *err)
{
    static const char *const names[] = {"agreement", "event"};
    coop_table *tables[2] = {NULL, NULL};
    coop_status status = COOP_OK;
    for (int i = 0; i < 2 && status == COOP_OK; i++) {
        coop_builder *builder = NULL;
        status = coop_builder_new(a, &builder, err);
        const char *const cells[] = {i == 0 ? "id" : "agreement", "status", "A1", "completed"};
        for (int j = 0; j < 2 && status == COOP_OK; j++) {
            status = coop_builder_column(builder, cells[j], COOP_TYPE_CODE, 0, NULL, err);
        }
        for (int j = 2; j < 4 && status == COOP_OK; j++) {
            status = coop_builder_text(builder, cells[j], err);
        }
        if (status == COOP_OK) {
            status = coop_builder_finish(builder, &tables[i], err);
        } else {
            coop_builder_free(builder);
        }
    }
    if (status != COOP_OK) {
        coop_table_free(tables[0]);
        coop_table_free(tables[1]);
        return status;
    }
    return coop_dataset_of_tables(tables, names, 2, 20000, out, err);
}

static coop_status call_of_tables(const task *t, void **out, coop_error *err)
{
    coop_allocator a = t->a;
    return of_tables(&a, (coop_dataset **)out, err);
}

START_TEST(registers_of_tables)
{
    meter m = {0};
    task t = {.name = "coop_dataset_of_tables", .call = call_of_tables, .gives_dataset = true,
              .a = metered(&m)};
    sweep(&t, &m);
    ck_assert_uint_eq(m.live, 0);
    tell(t.name);
}
END_TEST

/* ---- what allocates nothing ---- */

#define READ_RECORDS(noun) \
    do { \
        coop_##noun record = {.struct_size = sizeof record}; \
        for (int64_t i = 0; i < coop_##noun##_count(data); i++) { \
            ck_assert_int_eq(coop_##noun##_at(data, i, &record, NULL), COOP_OK); \
        } \
    } while (0)

/* Reading and printing go on when there is no memory at all. */
START_TEST(reading_needs_no_memory)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_dataset *data = embedded(&a);
    m.calls = 0;
    m.fail_at = 1;
    m.for_ever = true;
    coop_nation nation = {.struct_size = sizeof nation};
    ck_assert_int_eq(coop_nation_find(data, "KAZ", &nation, NULL), COOP_OK);
    ck_assert_int_eq(coop_nation_find(data, "KAX", &nation, NULL), COOP_NOT_FOUND);
    READ_RECORDS(nation);
    READ_RECORDS(agreement);
    READ_RECORDS(event);
    READ_RECORDS(project);
    READ_RECORDS(rail_segment);
    uint64_t hash = 14695981039346656037ULL;
    coop_sink sink = {&hash, hash_write};
    for (int64_t i = 0; i < coop_dataset_n_tables(data); i++) {
        const coop_table *table = coop_dataset_table(data, coop_dataset_table_name(data, i));
        for (coop_format format = COOP_FORMAT_TEXT; format < COOP_FORMAT_END; format++) {
            ck_assert_int_eq(coop_table_print(table, format, &sink, NULL), COOP_OK);
        }
        for (int64_t j = 0; j < coop_table_n_columns(table); j++) {
            coop_column column = {.struct_size = sizeof column};
            ck_assert_int_eq(coop_table_column(table, j, &column, NULL), COOP_OK);
        }
    }
    ck_assert_int_eq(m.calls, 0);
    m.fail_at = 0;
    coop_dataset_free(data);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("faults");
    TCase *memory = tcase_create("memory");
    tcase_add_test(memory, opening_a_folder);
    tcase_add_test(memory, opening_a_folder_with_bad_rows);
    tcase_add_test(memory, scores_and_disbursements_of_a_folder);
    tcase_add_test(memory, checking_a_file);
    tcase_add_test(memory, saving_a_register);
    tcase_add_test(memory, opening_the_embedded_register);
    tcase_add_test(memory, queries);
    tcase_add_test(memory, questions_of_their_own);
    tcase_add_test(memory, building);
    tcase_add_test(memory, registers_of_tables);
    tcase_add_test(memory, reading_needs_no_memory);
    tcase_set_timeout(memory, 300);
    suite_add_tcase(s, memory);
    return s;
}

#include "check_main.h"
