/* vintage.c -- adding an event never rewrites an earlier answer: as known on a fixed day every
 * question gives the same bytes, whatever is reported later.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include <coopstat/coopstat.h>

#include "random.h"
#include "register.h"

#define KNOWN "2024-03-31"

static coop_error err;

typedef struct page {
    char *bytes;
    size_t n, size;
} page;

static coop_status put(void *ctx, const char *bytes, size_t n)
{
    page *p = ctx;
    ck_assert_uint_lt(p->n + n, p->size);
    memcpy(p->bytes + p->n, bytes, n);
    p->n += n;
    return COOP_OK;
}

static void print(page *p, coop_status status, coop_table *table)
{
    coop_sink sink = {p, put};
    if (status != COOP_OK) {
        put(p, err.message, strlen(err.message));
        return;
    }
    ck_assert_int_eq(coop_table_print(table, COOP_FORMAT_CSV, &sink, &err), COOP_OK);
    coop_table_free(table);
}

static void print_bytes(page *p, coop_status status, const void *bytes, size_t n)
{
    if (status != COOP_OK) {
        put(p, err.message, strlen(err.message));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        char text[3];
        snprintf(text, sizeof text, "%02x", ((const unsigned char *)bytes)[i]);
        put(p, text, 2);
    }
    put(p, "\n", 1);
}

static void ask_queries(page *p, const coop_dataset *data)
{
    static const char *const questions[][4] = {
        {"agreement", NULL, "mechanism", "count(), rate('completed'), rate('started')"},
        {"agreement", NULL, NULL, "id, legal, work, ended"},
        {"agreement", "work = 'completed'", NULL, "count()"},
        {"agreement", NULL, "mechanism", "rate('exposure'), rate('legal'), rate('on_time')"},
        {"event", NULL, "status", "count()"},
        {"event", "status <> 'signed'", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        for (int series = 0; series < 2; series++) {
            coop_query query = COOP_QUERY_INIT;
            coop_table *table = NULL;
            query.from = questions[i][0];
            query.where = questions[i][1];
            query.by = questions[i][2];
            query.select = questions[i][3];
            query.as_known = KNOWN;
            query.as_of = series == 0 ? NULL : "2023-Q3/2024-Q2 by quarter";
            query.uncertain = questions[i][1] != NULL ? "possible" : NULL;
            coop_status status = coop_query_run(data, &query, &table, &err);
            print(p, status, table);
        }
    }
}

static void ask_times(page *p, const coop_dataset *data)
{
    coop_time_options time = COOP_TIME_OPTIONS_INIT;
    coop_expectation_options expected = COOP_EXPECTATION_OPTIONS_INIT;
    coop_expectation e = COOP_EXPECTATION_INIT;
    coop_time_tests tests = COOP_TIME_TESTS_INIT;
    coop_table *tables[2] = {NULL, NULL};
    time.by = "mechanism";
    time.as_known = KNOWN;
    coop_status status = coop_survival_fit(data, &time, &tables[0], &tables[1], &tests, &err);
    print(p, status, tables[0]);
    print(p, status, tables[1]);
    print_bytes(p, status, &tests.log_rank, sizeof tests.log_rank);
    status = coop_delay_fit(data, &time, &tables[0], &err);
    print(p, status, tables[0]);
    expected.time = &time;
    expected.horizon = 100;
    expected.draws = 20;
    status = coop_completions_expect(data, &expected, &e, &err);
    print_bytes(p, status, &e, sizeof e);
    expected.known_then = 1;
    status = coop_completions_backtest(data, &expected, "2023-Q4 by quarter", &tables[0], NULL,
                                       &err);
    print(p, status, tables[0]);
}

static void ask_rates(page *p, const coop_dataset *data)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_rate_change change = {.struct_size = sizeof change};
    coop_revision_options vintages = COOP_REVISION_OPTIONS_INIT;
    coop_table *tables[2] = {NULL, NULL};
    options.as_known = KNOWN;
    coop_status status = coop_rate_compare(data, &options, &tables[0], &err);
    print(p, status, tables[0]);
    status = coop_rate_change_between(data, &options, "2023-12-31", &change, &err);
    print_bytes(p, status, &change, sizeof change);
    vintages.known_before = "2023-12-31";
    vintages.known_after = KNOWN;
    status = coop_revision_between(data, NULL, &vintages, &tables[0], &tables[1], &err);
    print(p, status, tables[0]);
    print(p, status, tables[1]);
}

static void ask_all(page *p, const coop_dataset *data)
{
    p->n = 0;
    ask_queries(p, data);
    ask_times(p, data);
    ask_rates(p, data);
}

static coop_dataset *with_events(const char *events)
{
    return register_of("2024-12-31", "agreement",
                       "id:code role:code signed:span due:span mechanism:code instrument:code",
                       "a|commitment|2023-05-01|2024-01-01|m|treaty\n"
                       "b|commitment|2023-06|2023-12|m|treaty\n"
                       "c|commitment|2023-07-01||n|contract\nd|commitment|2023-08-15|2024-02|n|\n"
                       "e|commitment|2023-01-01/2023-09-30|2024-06-30|n|treaty",
                       "event", "agreement:code status:code date:span known:span", events, NULL);
}

static size_t add_event(char *text, size_t n, size_t size, uint64_t *seed, bool is_later)
{
    static const char *const words[] = {"signed", "started", "completed", "cancelled", "unknown",
                                        "stalled", "in_force", "superseded"};
    static const char *const dates[] = {"2023-10-05", "2023-11", "2024-02-10", "2023",
                                        "2024-01-03/2024-02-20", "2023-12-31"};
    static const char *const early[] = {"2023-12-31", "2024-03-31", "2024-01", "2023"};
    static const char *const late[] = {"2024-04-01", "2024-05", "2024-12-01", "2024-06/2024-12"};
    int written = snprintf(text + n, size - n, "%s%c|%s|%s|%s", n > 0 ? "\n" : "",
                           "abcde"[next_random(seed) % 5], words[next_random(seed) % 8],
                           dates[next_random(seed) % 6],
                           is_later ? late[next_random(seed) % 4] : early[next_random(seed) % 4]);
    return n + (size_t)written;
}

static void check_same(const page *a, const page *b)
{
    size_t at = 0;
    while (at < a->n && at < b->n && a->bytes[at] == b->bytes[at]) {
        at++;
    }
    size_t from = at > 200 ? at - 200 : 0;
    ck_assert_msg(a->n == b->n && at == a->n, "%.*s\nnot\n%.*s", 260, a->bytes + from, 260,
                  b->bytes + from);
}

START_TEST(what_was_known_stays_as_it_was)
{
    static char room[2][1 << 18];
    uint64_t seed = 31415926;
    bool differs = false;
    for (int round = 0; round < 40; round++) {
        char events[4096];
        size_t n = 0;
        page before = {room[0], 0, sizeof room[0]};
        page after = {room[1], 0, sizeof room[1]};
        for (int i = 0; i < 8; i++) {
            n = add_event(events, n, sizeof events, &seed, false);
        }
        coop_dataset *data = with_events(events);
        ask_all(&before, data);
        coop_dataset_free(data);
        for (int i = 0; i < 4; i++) {
            n = add_event(events, n, sizeof events, &seed, true);
            data = with_events(events);
            ask_all(&after, data);
            coop_dataset_free(data);
            check_same(&before, &after);
        }
        /* One that was known by then is seen. */
        n = add_event(events, n, sizeof events, &seed, false);
        data = with_events(events);
        ask_all(&after, data);
        coop_dataset_free(data);
        differs = differs || before.n != after.n || memcmp(before.bytes, after.bytes, after.n) != 0;
    }
    ck_assert(differs);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("vintage");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, what_was_known_stays_as_it_was);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
