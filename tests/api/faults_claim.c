/* faults_claim.c -- memory that runs out while claims are tested, told and reviewed.
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

static coop_status call_test(const task *t, void **out, coop_error *err)
{
    coop_claim claim = {.struct_size = sizeof claim};
    coop_claim_result result = {.struct_size = sizeof result, .n_true = -7};
    coop_claim_options options = COOP_CLAIM_OPTIONS_INIT;
    options.design = "sample";
    ck_assert_int_eq(coop_claim_find(t->data, t->text[0], &claim, NULL), COOP_OK);
    coop_status status =
        coop_claim_test(t->data, &claim, &options, &result, (coop_table **)out, err);
    ck_assert(status == COOP_OK || result.n_true == -7);
    return status;
}

static coop_status call_id(const task *t, void **out, coop_error *err)
{
    return coop_claim_test_id(t->data, t->text[0], NULL, NULL, (coop_table **)out, err);
}

static coop_status call_all(const task *t, void **out, coop_error *err)
{
    return coop_claims_test(t->data, NULL, NULL, (coop_table **)out, err);
}

/* The hash of what was written. */
static coop_status call_print(const task *t, void **out, coop_error *err)
{
    uint64_t hash = 1;
    coop_sink sink = {&hash, hash_write};
    coop_claim claim = {.struct_size = sizeof claim};
    ck_assert_int_eq(coop_claim_find(t->data, t->text[0], &claim, NULL), COOP_OK);
    coop_claim_review by = COOP_CLAIM_REVIEW_INIT;
    by.reviewer = "A reader";
    by.url = "https://example.org/";
    coop_status status = t->text[1] != NULL
                             ? coop_claim_review_print(t->data, &claim, NULL, &by, &sink, err)
                             : coop_claim_print(t->data, &claim, NULL, &sink, err);
    if (status == COOP_OK) {
        *t->number = (double)(hash >> 16);
        *out = NULL;
    }
    return status;
}

START_TEST(claims)
{
    double number = 0;
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_dataset *data = embedded(&a);
    task tasks[] = {
        {.name = "coop_claim_test", .call = call_test, .text = {"cl_half_outcomes"}},
        {.name = "coop_claim_test of two queries", .call = call_test, .text = {"cl_kgz_trade_gdp"}},
        {.name = "coop_claim_test_id", .call = call_id, .text = {"cl_12_corridors"}},
        {.name = "coop_claims_test",
         .call = call_all,
         .first_k = 120,
         .stride = 397,
         .retry_stride = 16},
        {.name = "coop_claim_print", .call = call_print, .number = &number, .text = {"cl_six"}},
        {.name = "coop_claim_review_print",
         .call = call_print,
         .number = &number,
         .text = {"cl_vahdat_yavan", "review"}},
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
    tcase_add_test(memory, claims);
    tcase_set_timeout(memory, 300);
    suite_add_tcase(s, memory);
    return s;
}

#include "check_main.h"
