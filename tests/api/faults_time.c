/* faults_time.c -- memory that runs out in what is asked of time.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults.h"

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

static coop_time_options of_projects(void)
{
    coop_time_options options = COOP_TIME_OPTIONS_INIT;
    options.from = "project";
    options.where = "recipient = 'TKM' or recipient = 'KGZ'";
    options.by = "recipient";
    options.start = "committed";
    options.end = "completed";
    options.completed = "status = 'Completion'";
    options.cancelled = "status = 'Implementation'";
    options.due = "started";
    return options;
}

/* The curves, or the groups. */
static coop_status call_survival(const task *t, void **out, coop_error *err)
{
    coop_time_options options = of_projects();
    coop_time_tests tests = {.struct_size = sizeof tests, .df = -7};
    coop_table *groups = NULL;
    coop_table *curves = NULL;
    coop_status status = coop_survival_fit(t->data, &options, &groups, &curves, &tests, err);
    ck_assert(status == COOP_OK || (tests.df == -7 && groups == NULL && curves == NULL));
    if (status == COOP_OK) {
        *out = t->text[0] != NULL ? groups : curves;
        coop_table_free(t->text[0] != NULL ? curves : groups);
    }
    return status;
}

static coop_status call_delay(const task *t, void **out, coop_error *err)
{
    coop_time_options options = of_projects();
    return coop_delay_fit(t->data, &options, (coop_table **)out, err);
}

static coop_status call_expect(const task *t, void **out, coop_error *err)
{
    coop_expectation_options options = COOP_EXPECTATION_OPTIONS_INIT;
    coop_expectation e = {.struct_size = sizeof e, .total = -7};
    options.horizon = 400;
    options.draws = 3;
    coop_status status = coop_completions_expect(t->data, &options, &e, err);
    ck_assert(status == COOP_OK || e.total == -7);
    if (status == COOP_OK) {
        *t->number = e.mean_least;
        *out = NULL;
    }
    return status;
}

static coop_status call_backtest(const task *t, void **out, coop_error *err)
{
    coop_time_options time = of_projects();
    coop_expectation_options options = COOP_EXPECTATION_OPTIONS_INIT;
    options.time = &time;
    options.horizon = 365;
    return coop_completions_backtest(t->data, &options, "2014/2015 by year", (coop_table **)out,
                                     NULL, err);
}

static coop_status call_revision(const task *t, void **out, coop_error *err)
{
    coop_revision_options options = COOP_REVISION_OPTIONS_INIT;
    coop_table *parts = NULL;
    coop_table *changes = NULL;
    options.known_before = "2024-12-31";
    coop_status status = coop_revision_between(t->data, NULL, &options, &parts, &changes, err);
    ck_assert(status == COOP_OK || (parts == NULL && changes == NULL));
    if (status == COOP_OK) {
        *out = t->text[0] != NULL ? parts : changes;
        coop_table_free(t->text[0] != NULL ? changes : parts);
    }
    return status;
}

START_TEST(questions_of_time)
{
    double number = 0;
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_dataset *data = embedded(&a);
    task tasks[] = {
        {.name = "coop_survival_fit", .call = call_survival},
        {.name = "coop_survival_fit groups", .call = call_survival, .text = {"groups"}},
        {.name = "coop_delay_fit", .call = call_delay},
        {.name = "coop_completions_expect", .call = call_expect, .number = &number},
        {.name = "coop_completions_backtest", .call = call_backtest},
        {.name = "coop_revision_between", .call = call_revision},
        {.name = "coop_revision_between parts", .call = call_revision, .text = {"parts"}},
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

static Suite *suite(void)
{
    Suite *s = suite_create("faults");
    TCase *memory = tcase_create("memory");
    tcase_add_test(memory, questions_of_time);
    tcase_set_timeout(memory, 300);
    suite_add_tcase(s, memory);
    return s;
}

#include "check_main.h"
