/* faults_files.c -- memory that runs out while registers are opened, checked and saved.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults.h"

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
}
END_TEST

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
    tcase_set_timeout(memory, 300);
    suite_add_tcase(s, memory);
    return s;
}

#include "check_main.h"
