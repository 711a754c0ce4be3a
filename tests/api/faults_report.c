/* faults_report.c -- memory that runs out in a report and in its charts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults.h"

/* Bytes that must not come before all of them are there. */
static coop_status take(void *ctx, const char *bytes, size_t n)
{
    double *sum = ctx;
    for (size_t i = 0; i < n; i++) {
        *sum += (double)((unsigned char)bytes[i] * (i % 251 + 1));
    }
    return COOP_OK;
}

static coop_status call_report(const task *t, void **out, coop_error *err)
{
    double sum = 0;
    coop_sink sink = {&sum, take};
    coop_report_options options = COOP_REPORT_OPTIONS_INIT;
    options.format = t->text[0] != NULL ? COOP_REPORT_MARKDOWN : COOP_REPORT_HTML;
    coop_status status = coop_report_write(t->data, &options, &sink, err);
    ck_assert(status == COOP_OK ? sum > 0 : sum == 0);
    if (status == COOP_OK) {
        *t->number = sum;
        *out = NULL;
    }
    return status;
}

START_TEST(reports)
{
    meter m = {0};
    double number = 0;
    coop_run run = COOP_RUN_INIT;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    coop_dataset *data = NULL;
    coop_allocator a = metered(&m);
    run.allocator = &a;
    options.run = &run;
    ck_assert_int_eq(coop_dataset_open(NULL, &options, &data, NULL), COOP_OK);
    task tasks[] = {
        {.name = "coop_report_write", .call = call_report},
        {.name = "coop_report_write markdown", .call = call_report, .text = {"markdown"}},
    };
    for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        tasks[i].a = a;
        tasks[i].data = data;
        tasks[i].number = &number;
        tasks[i].first_k = 1; /* what it asks is swept elsewhere */
        tasks[i].stride = i == 0 ? 29 : 331;
        tasks[i].retry_stride = INT64_MAX;
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
    tcase_add_test(memory, reports);
    tcase_set_timeout(memory, 300);
    suite_add_tcase(s, memory);
    return s;
}

#include "check_main.h"
