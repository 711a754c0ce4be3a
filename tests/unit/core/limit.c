/* limit.c -- memory_limit: queries and openings on both sides of what they need, and what is given
 * away outliving the call.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "core/limit.h"
#include "register.h"

typedef coop_status limited_call(const coop_run *run, coop_dataset *data, coop_error *err);

static coop_status ask(const coop_run *run, coop_dataset *data, coop_error *err)
{
    coop_query query = query_of("t", "n > 0", "c", "count(), median(n), distinct(c)");
    coop_table *table = NULL;
    query.order_by = "c desc";
    query.run = run;
    coop_status status = coop_query_run(data, &query, &table, err);
    ck_assert(status == COOP_OK ? coop_table_n_rows(table) == 3 : table == NULL);
    coop_table_free(table);
    return status;
}

static coop_status explain(const coop_run *run, coop_dataset *data, coop_error *err)
{
    coop_query query = query_of("t", "n > 0", "c", "count()");
    coop_table *table = NULL;
    query.run = run;
    coop_status status = coop_query_explain(data, &query, &table, err);
    coop_table_free(table);
    return status;
}

static coop_status open_embedded(const coop_run *run, coop_dataset *unused, coop_error *err)
{
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    coop_dataset *data = NULL;
    coop_table *counts = NULL;
    (void)unused;
    options.run = run;
    options.counts = &counts;
    coop_status status = coop_dataset_open(NULL, &options, &data, err);
    if (status == COOP_OK) { /* what was given away is whole, and is not limited any more */
        coop_query query = query_of("agreement", NULL, "mechanism", "count()");
        char *text = answer(data, &query);
        ck_assert_ptr_nonnull(strstr(text, "c_c5"));
        free(text);
    }
    ck_assert(status == COOP_OK || (data == NULL && counts == NULL));
    coop_table_free(counts);
    coop_dataset_free(data);
    return status;
}

static coop_status call_with(limited_call *call, coop_dataset *data, int64_t most, coop_error *err)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_run run = COOP_RUN_INIT;
    run.allocator = &a;
    run.memory_limit = most;
    run.threads = 2;
    coop_status status = call(&run, data, err);
    ck_assert_uint_eq(m.live, 0);
    return status;
}

/* The least limit that will do is found, and one byte less does not. */
static void check_bound(limited_call *call, coop_dataset *data)
{
    coop_error err = {0};
    int64_t low = 1;
    int64_t high = INT64_C(1) << 40;
    ck_assert_int_eq(call_with(call, data, 0, &err), COOP_OK);
    ck_assert_int_eq(call_with(call, data, INT64_MAX, &err), COOP_OK);
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        coop_status status = call_with(call, data, middle, &err);
        ck_assert_msg(status == COOP_OK || status == COOP_LIMIT, "%lld: %s", (long long)middle,
                      err.message);
        low = status == COOP_OK ? low : middle + 1;
        high = status == COOP_OK ? middle : high;
    }
    ck_assert_int_gt(low, 1000);
    ck_assert_int_eq(call_with(call, data, low, &err), COOP_OK);
    ck_assert_int_eq(call_with(call, data, low - 1, &err), COOP_LIMIT);
    char want[120];
    snprintf(want, sizeof want, "memory_limit is %lld bytes, %lld were needed before the end",
             (long long)low - 1, (long long)low);
    ck_assert_str_eq(err.message, want);
    ck_assert_int_eq(call_with(call, data, 1, &err), COOP_LIMIT);
    ck_assert_int_eq(call_with(call, data, -1, &err), COOP_ARGUMENT);
}

START_TEST(queries_end_at_the_limit_and_not_before)
{
    coop_dataset *data = register_of("2024-01-01", "t", "c:code n:int32",
                                     "a|1\nb|2\na|3\nc|4\nb|5\na|0", NULL);
    check_bound(ask, data);
    check_bound(explain, data);
    coop_dataset_free(data);
}
END_TEST

START_TEST(opening_ends_at_the_limit_and_not_before)
{
    check_bound(open_embedded, NULL);
}
END_TEST

START_TEST(what_is_given_away_is_counted_no_more)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_run run = COOP_RUN_INIT;
    coop__limit limit;
    coop_error err = {0};
    run.allocator = &a;
    run.memory_limit = 100;
    ck_assert_int_eq(coop__limit_open(&limit, &run, &err), COOP_OK);
    coop_allocator kept = *limit.run.allocator;
    void *p = kept.alloc(kept.ctx, 60);
    ck_assert_ptr_nonnull(p);
    ck_assert_ptr_null(kept.alloc(kept.ctx, 41));
    ck_assert_ptr_null(kept.resize(kept.ctx, p, 60, 101));
    p = kept.resize(kept.ctx, p, 60, 100);
    ck_assert_ptr_nonnull(p);
    p = kept.resize(kept.ctx, p, 100, 50);
    ck_assert_ptr_nonnull(p);
    kept.release(kept.ctx, NULL, 0);
    ck_assert_int_eq(coop__limit_close(&limit, COOP_OK, &err), COOP_OK);
    p = kept.resize(kept.ctx, p, 50, 5000); /* the call is over */
    ck_assert_ptr_nonnull(p);
    kept.release(kept.ctx, p, 5000);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

START_TEST(memory_that_runs_out_below_the_limit_is_memory)
{
    meter m = {.fail_at = 2};
    coop_allocator a = metered(&m);
    coop_run run = COOP_RUN_INIT;
    coop__limit limit;
    coop_error err = {0};
    run.allocator = &a;
    run.memory_limit = 1000;
    ck_assert_int_eq(coop__limit_open(&limit, &run, &err), COOP_OK);
    ck_assert_ptr_null(limit.run.allocator->alloc(limit.run.allocator->ctx, 10));
    ck_assert_int_eq(coop__limit_close(&limit, COOP_MEMORY, &err), COOP_MEMORY);
    ck_assert_uint_eq(m.live, 0);
    meter none = {.fail_at = 1};
    coop_allocator b = metered(&none);
    run.allocator = &b;
    ck_assert_int_eq(coop__limit_open(&limit, &run, &err), COOP_MEMORY);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("core_limit");
    TCase *c = tcase_create("all");
    tcase_add_test(c, queries_end_at_the_limit_and_not_before);
    tcase_add_test(c, opening_ends_at_the_limit_and_not_before);
    tcase_add_test(c, what_is_given_away_is_counted_no_more);
    tcase_add_test(c, memory_that_runs_out_below_the_limit_is_memory);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
