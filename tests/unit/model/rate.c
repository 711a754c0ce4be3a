/* rate.c -- rates: universe, lists, bounds, invariants on random registers, and the figures of the
 * embedded one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "random.h"
#include "rates.h"

/* ---- official lists ---- */

static coop_dataset *with_lists(void)
{
    return register_of("2024-06-30", "summit", "id:code", "s\nt", "list",
                       "id:code summit:code items:int32", "l|s|5\nm|s|2\nfull|t|1\nopen|t|",
                       "agreement", AGREEMENT_COLUMNS,
                       "a|commitment|2020||||s|l|\nb|commitment|2020||||s|l|\n"
                       "c|umbrella|2020||||s|l|\nd|document|2020||||s|m|\n"
                       "e|commitment|2020||||s||\nf|commitment|2020||||t|full|\n"
                       "g|commitment|2020||||t|full|\nh|commitment|2020||||||",
                       "event", EVENT_COLUMNS, "a|completed|2021-01-01||", NULL);
}

START_TEST(entries_without_a_row_widen_the_listed_bounds)
{
    coop_dataset *data = with_lists();
    /* Of list l 5 items less rows a and b: the umbrella c itemises nothing. */
    check_counts(data, "completed", "list = 'l'", NULL, (counts){1, 0, 2, 0, 1, 5});
    /* e names no list: 3 of l, and 1 of m, whose other item is d. */
    check_counts(data, "completed", "id = 'e'", NULL, (counts){0, 0, 1, 0, 1, 5});
    /* More rows than items leave nothing out; h is of no list. */
    check_counts(data, "completed", "summit = 't'", NULL, (counts){0, 0, 2, 0, 2, 2});
    check_counts(data, "completed", "id = 'h'", NULL, (counts){0, 0, 1, 0, 1, 1});
    check_counts(data, "completed", NULL, NULL, (counts){1, 0, 6, 0, 5, 10});

    coop_query query = query_of("agreement", NULL, "summit", "rate('completed') as r");
    query.uncertain = "possible";
    query.bounds = "listed";
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_int_eq(coop_query_run(data, &query, &table, &err), COOP_OK);
    check_cell(table, 0, "r_worst", 1.0 / 7); /* 3 rows of s, and 4 entries without one */
    check_cell(table, 0, "r_best", 1);
    check_cell(table, 1, "r_worst", 0);
    check_cell(table, 1, "r_total", 2);
    check_cell(table, 2, "r_best", 1);
    coop_table_free(table);
    query.by = "list = 'l' as in_l";
    query.bounds = "last_report";
    query.where = "list = 'l'";
    query.select = "rate('completed') as r";
    ck_assert_double_eq(number_of(data, query, "r_best"), 1.0);
    query.bounds = "documented";
    ck_assert_double_eq(number_of(data, query, "r_best"), 0.5);
    query.bounds = "listed";
    ck_assert_double_eq(number_of(data, query, "r_worst"), 0.2);
    coop_dataset_free(data);
}
END_TEST

/* More lists than a machine word has bits. */
START_TEST(a_register_may_have_many_lists)
{
    char lists[2048] = "";
    size_t n = 0;
    for (int i = 0; i < 70; i++) {
        n += (size_t)snprintf(lists + n, sizeof lists - n, "%sl%d|s|10", i > 0 ? "\n" : "", i);
    }
    coop_dataset *data =
        register_of("2024-06-30", "list", "id:code summit:code items:int32", lists, "agreement",
                    AGREEMENT_COLUMNS, "a|commitment|2020|||||l69|\nb|commitment|2020|||||l3|",
                    "event", EVENT_COLUMNS, "a|completed|2021-01-01||", NULL);
    check_counts(data, "completed", NULL, NULL, (counts){1, 0, 2, 0, 1, 20});
    check_counts(data, "completed", "list = 'l69'", NULL, (counts){1, 0, 1, 0, 0, 10});
    coop_dataset_free(data);
}
END_TEST

/* ---- trees ---- */

START_TEST(rates_range_over_the_leaves_of_the_commitments)
{
    coop_dataset *data = register_of(
        "2024-06-30", "agreement", AGREEMENT_COLUMNS,
        "u|umbrella|2020||||||\nw|commitment|2020||||||u\nx|commitment|2020||||||w\n"
        "y|commitment|2020||||||w\nd|document|2020||||||x\nz|commitment|2020||||||d",
        "event", EVENT_COLUMNS, "w|completed|2021-01-01||\ny|completed|2021-01-01||", NULL);
    /* z stands below x through the document d. */
    check_counts(data, "completed", NULL, NULL, (counts){1, 0, 2, 0, 1, 2});
    check_counts(data, "completed", "id <> 'z'", NULL, (counts){1, 0, 2, 0, 1, 2});
    check_counts(data, "completed", "id in ('w', 'd')", NULL, (counts){1, 0, 1, 0, 0, 1});
    check_counts(data, "completed", "id in ('w', 'z')", NULL, (counts){0, 0, 1, 0, 1, 1});
    coop_query query = query_of("agreement", NULL, NULL, "rate('completed') as r");
    query.uncertain = "possible";
    ck_assert_double_eq(number_of(data, query, "r_total"), 2);
    query.cut = "roots"; /* w, though the umbrella u is above it */
    ck_assert_double_eq(number_of(data, query, "r_total"), 1);
    ck_assert_double_eq(number_of(data, query, "r_hits"), 1);
    query.cut = "all";
    ck_assert_double_eq(number_of(data, query, "r_total"), 4);
    ck_assert_double_eq(number_of(data, query, "r_hits"), 2);
    query.cut = "explicit";
    expect_error(data, query, COOP_CONFLICT, -1, "is part of another selected row");
    query.where = "id in ('u', 'x', 'y')"; /* u is no commitment */
    ck_assert_double_eq(number_of(data, query, "r_total"), 2);
    coop_dataset_free(data);
}
END_TEST

/* ---- errors ---- */

START_TEST(arguments_may_not_be_null)
{
    coop_dataset *data = hand_made();
    coop_rate rate = {.struct_size = sizeof rate};
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_int_eq(coop_rate_implemented(NULL, NULL, &rate, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rate_implemented(data, NULL, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rate_compare(NULL, NULL, &table, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rate_compare(data, NULL, NULL, &err), COOP_ARGUMENT);
    rate.struct_size = 0;
    ck_assert_int_eq(coop_rate_implemented(data, NULL, &rate, &err), COOP_ARGUMENT);
    ck_assert_str_eq(err.message, "out->struct_size is 0");
    rate.struct_size = sizeof rate;
    options.struct_size = 3;
    ck_assert_int_eq(coop_rate_implemented(data, &options, &rate, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rate_implemented(data, NULL, &rate, NULL), COOP_OK);
    ck_assert_int_eq(rate.hits, 3);
    /* A caller that knows fewer members of either struct. */
    coop_rate small;
    memset(&small, 0x5a, sizeof small);
    small.struct_size = offsetof(coop_rate, low);
    options.struct_size = offsetof(coop_rate_options, where);
    options.where = (const char *)(uintptr_t)1;
    options.definition = "started";
    ck_assert_int_eq(coop_rate_implemented(data, &options, &small, &err), COOP_OK);
    ck_assert_double_eq(small.value, 0.7);
    ck_assert_uint_eq(small.struct_size, offsetof(coop_rate, low));
    const unsigned char *bytes = (const unsigned char *)&small;
    for (size_t i = offsetof(coop_rate, low); i < sizeof small; i++) {
        ck_assert_int_eq(bytes[i], 0x5a);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_rate_in_a_query_needs_a_definition_and_no_doubtful_test)
{
    coop_dataset *data = hand_made();
    expect_error(data, query_of("agreement", NULL, NULL, "rate(id)"), COOP_TYPE, 1,
                 "rate takes the name of a definition in quotes");
    expect_error(data, query_of("agreement", NULL, NULL, "rate('started', 1)"), COOP_SYNTAX, -1,
                 "crosswalk in quotes");
    expect_error(data, query_of("agreement", NULL, NULL, "rate('startd')"), COOP_NOT_FOUND, -1,
                 "the nearest is 'started'");
    expect_error(data, query_of("event", NULL, NULL, "rate('started')"), COOP_TYPE, 1,
                 "rate ranges over table agreement");
    expect_error(data, query_of("agreement", "signed = '2022'", NULL, "rate('started')"), COOP_TYPE,
                 1, "set uncertain to 'certain' or 'possible'");
    expect_error(data, query_of("agreement", NULL, "year(signed)", "rate('started')"), COOP_TYPE, 1,
                 "set uncertain");
    coop_query query = query_of("agreement", "signed < '2024-03'", NULL, "rate('completed') as r");
    query.uncertain = "certain";
    ck_assert_double_eq(number_of(data, query, "r_total"), 13);
    query.uncertain = "possible"; /* astride is in, and then judged as it is */
    ck_assert_double_eq(number_of(data, query, "r_total"), 14);
    ck_assert_double_eq(number_of(data, query, "r_unknown"), 3);
    query.level = 2;
    expect_error(data, query, COOP_RANGE, -1, "level");
    query.level = 0.5;
    query.interval = "jeffreis";
    expect_error(data, query, COOP_NOT_FOUND, -1, "jeffreys");
    query.interval = NULL;
    query.where = "id = 'nobody'"; /* a group of nothing has counts but no share */
    query.level = 0;
    expect(data, query,
           "r,r_low,r_high,r_worst,r_best,r_hits,r_known,r_unknown,r_total\n,,,,,0,0,0,0\n");
    coop_dataset_free(data);
}
END_TEST

/* In a function of its own, a doubtful test makes rows unknown. */
START_TEST(rows_that_are_only_possible_are_unknown)
{
    coop_dataset *data = hand_made();
    /* Where its part may be out, the whole may be in. */
    check_counts(data, "completed", "signed < '2022-06-01'", NULL, (counts){0, 14, 14, 0, 0, 14});
    check_counts(data, "completed", "id in ('done', 'begun') and signed < '2022-06-01'", NULL,
                 (counts){0, 2, 2, 0, 0, 2});
    check_counts(data, "completed", "signed < '2023'", NULL, (counts){3, 3, 13, 0, 4, 13});
    coop_dataset_free(data);
}
END_TEST

/* ---- side by side ---- */

static void check_compared(const coop_dataset *data, const char *where)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_table *table = NULL;
    coop_error err = {0};
    options.where = where;
    ck_assert_int_eq(coop_rate_compare(data, &options, &table, &err), COOP_OK);
    const coop_rate_definition *d = coop_rate_definitions();
    int64_t row = 0;
    for (; d[row].name != NULL; row++) {
        const char *word = NULL;
        double available = 0;
        coop_rate rate = {.struct_size = sizeof rate};
        ck_assert_int_eq(coop_table_word(table, row, "definition", &word, &err), COOP_OK);
        ck_assert_str_eq(word, d[row].name);
        ck_assert_int_eq(coop_table_word(table, row, "unit", &word, &err), COOP_OK);
        ck_assert_str_eq(word, d[row].unit);
        ck_assert_int_eq(coop_table_number(table, row, "available", &available, &err), COOP_OK);
        options.definition = d[row].name;
        coop_status status = coop_rate_implemented(data, &options, &rate, &err);
        ck_assert_int_eq(status == COOP_OK, available == 1);
        if (status != COOP_OK) {
            ck_assert(status == COOP_EMPTY || status == COOP_UNSUPPORTED ||
                      status == COOP_CONFLICT);
            ck_assert_int_eq(coop_table_word(table, row, "reason", &word, &err), COOP_OK);
            ck_assert(status == COOP_EMPTY || strstr(err.message, word) != NULL);
            check_cell(table, row, "hits", NAN);
            check_cell(table, row, "value", NAN);
            continue;
        }
#define MEMBERS(X)                                                                                 \
    X(value) X(low) X(high) X(worst) X(best) X(worst_last_report) X(best_last_report)              \
    X(worst_listed) X(best_listed) X(identified_low) X(identified_high) X(hits) X(known)           \
    X(unknown) X(unknown_last_report) X(total) X(listed) X(apart) X(on_document) X(on_inference)   \
    X(on_last_event) X(on_nothing)
#define NAME(member) #member,
#define MEMBER(member) (double)rate.member,
        const char *const names[] = {MEMBERS(NAME)};
        const double values[] = {MEMBERS(MEMBER)};
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            check_cell(table, row, names[i], isinf(values[i]) ? NAN : values[i]);
        }
        ck_assert_int_eq(coop_table_word(table, row, "reason", &word, NULL), COOP_EMPTY);
    }
    ck_assert_int_eq(coop_table_n_rows(table), row);
    coop_table_free(table);
}

START_TEST(all_definitions_stand_side_by_side)
{
    coop_dataset *data[] = {hand_made(), hand_made_legal(), hand_made_due(), with_lists(),
                            register_embedded()};
    for (size_t i = 0; i < sizeof data / sizeof data[0]; i++) {
        check_compared(data[i], NULL);
        check_compared(data[i], "id = 'nobody'");
        check_compared(data[i], "id < 'e'");
        coop_dataset_free(data[i]);
    }
}
END_TEST

START_TEST(the_spread_is_that_of_the_shares)
{
    coop_dataset *data = hand_made_due();
    coop_rate_spread spread = {.struct_size = sizeof spread};
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_int_eq(coop_rate_compare(data, NULL, &table, &err), COOP_OK);
    ck_assert_int_eq(coop_rate_spread_of(table, &spread, &err), COOP_OK);
    /* on_time 3 of 8; completed a b c e f g h i j k, and d, l, n, m not; deficit is no share done. */
    ck_assert_str_eq(spread.least_by, "on_time");
    ck_assert_double_eq(spread.least, 0.375);
    ck_assert_str_ne(spread.most_by, "deficit");
    double most = 0;
    const coop_rate_definition *d = coop_rate_definitions();
    int64_t n_available = 0;
    for (int64_t row = 0; d[row].name != NULL; row++) {
        double value = 0;
        bool is_share = strcmp(d[row].unit, "share") == 0;
        if (coop_table_number(table, row, "value", &value, NULL) == COOP_OK && is_share) {
            most = fmax(most, value);
        }
        ck_assert_int_eq(coop_table_number(table, row, "available", &value, NULL), COOP_OK);
        n_available += value != 0 ? 1 : 0;
    }
    ck_assert_double_eq(spread.most, most);
    ck_assert_int_eq(spread.n_available, n_available);
    ck_assert_int_eq(spread.n_available + spread.n_missing, coop_table_n_rows(table));
    ck_assert_int_eq(coop_rate_spread_of(NULL, &spread, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_rate_spread_of(table, NULL, &err), COOP_ARGUMENT);
    coop_table_free(table);
    const coop_table *other = coop_dataset_table(data, "agreement");
    ck_assert_int_eq(coop_rate_spread_of(other, &spread, &err), COOP_NOT_FOUND);
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.where = "id = 'nobody'";
    ck_assert_int_eq(coop_rate_compare(data, &options, &table, &err), COOP_OK);
    ck_assert_int_eq(coop_rate_spread_of(table, &spread, &err), COOP_EMPTY);
    ck_assert_double_eq(spread.least, 0.375);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* a and b as sources report, c inferred, d the signature alone, e observed without a report, f by a
 * basis that the agreement does not tell; of g nothing has surely happened. */
START_TEST(a_rate_tells_what_it_rests_on)
{
    coop_dataset *data = register_of(
        "2024-06-30", "agreement", "id:code role:code signed:span status_basis:code",
        "a|commitment|2020|last_event\nb|commitment|2020|documented\nc|commitment|2020|inferred\n"
        "d|commitment|2020|documented\ne|commitment|2020|none\nf|commitment|2020|\n"
        "g|commitment|2020|documented\nh|commitment|2020|last_event",
        "event", "agreement:code status:code date:span basis:code",
        "a|signed|2020|signature\na|completed|2021|recorded\nb|completed|2022|observed\n"
        "c|started|2022|observed\nd|signed|2020|signature\ne|unknown|2023|observed\n"
        "f|completed|2022|\ng|completed|2024|recorded\nh|signed|2020|signature\n"
        "h|signed|2022|observed\nh|completed|2025|recorded",
        NULL);
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_rate r = rate_of(data, &options);
    ck_assert_int_eq(r.total, 8);
    ck_assert_int_eq(r.on_document, 3);
    ck_assert_int_eq(r.on_inference, 1);
    ck_assert_int_eq(r.on_last_event, 2);
    ck_assert_int_eq(r.on_nothing, 2);
    options.as_of = "2021-12-31"; /* before it was observed, b had no event */
    options.where = "id in ('a', 'b', 'h')";
    r = rate_of(data, &options);
    ck_assert_int_eq(r.on_document, 1);
    ck_assert_int_eq(r.on_last_event, 1);
    ck_assert_int_eq(r.on_nothing, 1);
    coop_dataset_free(data);
}
END_TEST

START_TEST(the_identified_interval_is_that_of_the_bounds)
{
    coop_dataset *data = hand_made();
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    for (int i = 1; i < 20; i++) {
        coop_identified_result expected = COOP_IDENTIFIED_RESULT_INIT;
        options.level = i / 20.0;
        coop_rate r = rate_of(data, &options);
        ck_assert_int_eq(coop_identified_interval(r.hits, r.unknown, r.total, options.level,
                                                  &expected, NULL), COOP_OK);
        ck_assert_double_eq(r.identified_low, expected.wilson.low);
        ck_assert_double_eq(r.identified_high, expected.wilson.high);
        ck_assert(r.identified_low <= r.worst && r.best <= r.identified_high);
    }
    coop_rate r = rate_of(data, &options);
    ck_assert_str_eq(r.question, coop_interval_questions()[0].question);
    ck_assert_str_eq(coop_interval_questions()[0].name, "process");
    coop_dataset_free(data);
    data = hand_made_due();
    options.definition = "due";
    coop_rate due = rate_of(data, &options);
    options.definition = "deficit";
    r = rate_of(data, &options);
    ck_assert_double_eq(r.identified_low, 1 - due.identified_high);
    ck_assert_double_eq(r.identified_high, 1 - due.identified_low);
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_register_may_lack_tables)
{
    coop_dataset *data = register_of("2024-01-01", "t", "id:code", "a", NULL);
    coop_rate rate = {.struct_size = sizeof rate};
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_int_eq(coop_rate_implemented(data, NULL, &rate, &err), COOP_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.message, "there is no table 'agreement'"));
    ck_assert_int_eq(coop_rate_compare(data, NULL, &table, &err), COOP_NOT_FOUND);
    ck_assert_ptr_null(table);
    coop_dataset_free(data);
    data = register_of("2024-01-01", "agreement", "id:code role:code", "a|commitment", NULL);
    ck_assert_int_eq(coop_rate_implemented(data, NULL, &rate, &err), COOP_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(err.message, "the register has no events"));
    check_compared(data, NULL);
    coop_dataset_free(data);
    /* Without a role every row is a commitment. */
    data = register_of("2024-01-01", "agreement", "id:code", "a\nb", "event",
                       "agreement:code status:code date:date", "a|completed|2020-01-01", NULL);
    check_counts(data, "completed", NULL, NULL, (counts){1, 0, 2, 0, 1, 2});
    coop_dataset_free(data);
}
END_TEST

/* ---- invariants on random registers ---- */

static const char *day_text(int day, char out[11])
{
    ck_assert_int_eq(coop_date_format(19000 + day, out, NULL), COOP_OK);
    return out;
}

static size_t write_span(uint64_t *state, char *out, size_t size)
{
    char first[11];
    char last[11];
    int day = (int)(next_random(state) % 60);
    int width = next_random(state) % 3 == 0 ? (int)(next_random(state) % 20) : 0;
    return (size_t)snprintf(out, size, "%s/%s", day_text(day, first), day_text(day + width, last));
}

enum { AGREEMENTS = 16 };

typedef struct random_text {
    char agreements[4096], events[4096], turned[4096];
} random_text;

/* Rows of a register; `turned` has the same agreements in another order. */
static void write_register(random_text *t, uint64_t *state)
{
    static const char *const roles[] = {"commitment", "commitment", "commitment",
                                        "document",   "umbrella",   ""};
    static const char *const instruments[] = {"treaty", "memorandum", "institution", ""};
    static const char *const statuses[] = {
        "signed",   "completed", "implementing", "stalled",    "unknown", "milestone",
        "in_force", "ratified",  "cancelled",    "superseded", "expired", "operational"};
    char rows[AGREEMENTS][200];
    size_t n = 0;
    for (int i = 0; i < AGREEMENTS; i++) {
        char *row = rows[i];
        size_t at = (size_t)snprintf(row, 200, "a%d|%s|", i, roles[next_random(state) % 6]);
        at += write_span(state, row + at, 200 - at);
        at += (size_t)snprintf(row + at, 200 - at, "|");
        at += next_random(state) % 3 == 0 ? 0 : write_span(state, row + at, 200 - at);
        at += (size_t)snprintf(row + at, 200 - at, "|%s|X;Y|s%d|%s|",
                               instruments[next_random(state) % 4], (int)(next_random(state) % 3),
                               next_random(state) % 2 == 0 ? "l" : "");
        if (i > 0 && next_random(state) % 3 == 0) {
            snprintf(row + at, 200 - at, "a%d", (int)(next_random(state) % (uint64_t)i));
        }
        n += (size_t)snprintf(t->agreements + n, sizeof t->agreements - n, "%s%s",
                              i > 0 ? "\n" : "", row);
    }
    n = 0;
    for (int i = 0; i < AGREEMENTS; i++) {
        n += (size_t)snprintf(t->turned + n, sizeof t->turned - n, "%s%s", i > 0 ? "\n" : "",
                              rows[(i * 5 + 3) % AGREEMENTS]);
    }
    n = 0;
    for (int i = 0; i < 2 * AGREEMENTS; i++) {
        char date[24];
        char known[24];
        write_span(state, date, sizeof date);
        write_span(state, known, sizeof known);
        n += (size_t)snprintf(t->events + n, sizeof t->events - n, "%sa%d|%s|%s|%s|%s",
                              i > 0 ? "\n" : "", (int)(next_random(state) % AGREEMENTS),
                              statuses[next_random(state) % 12], date, known,
                              next_random(state) % 2 == 0 ? "X" : "");
    }
}

static coop_dataset *register_written(const char *agreements, const char *events)
{
    char as_of[11];
    return register_of(day_text(45, as_of), "summit", "id:code", "s0\ns1\ns2", "list",
                       "id:code summit:code items:int32", "l|s0|12\nm|s1|3", "agreement",
                       AGREEMENT_COLUMNS, agreements, "event", EVENT_COLUMNS, events, NULL);
}

/* A rate, with all counts 0 where there is nothing to count. */
static coop_rate try_rate(const coop_dataset *data, const char *definition, const char *where,
                          const char *as_known)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_rate rate = {.struct_size = sizeof rate};
    coop_error err = {0};
    options.definition = definition;
    options.where = where;
    options.as_known = as_known;
    coop_status status = coop_rate_implemented(data, &options, &rate, &err);
    ck_assert_msg(status == COOP_OK || status == COOP_EMPTY, "%s", err.message);
    if (status == COOP_OK) {
        check_numbers(&rate);
    }
    return rate;
}

static bool same_counts(const coop_rate *a, const coop_rate *b)
{
    return a->hits == b->hits && a->unknown == b->unknown && a->total == b->total &&
           a->apart == b->apart && a->unknown_last_report == b->unknown_last_report &&
           a->listed == b->listed;
}

static const char *const available[] = {"completed", "started", "completed_net",
                                        "legal",     "due",     "on_time"};

START_TEST(definitions_are_in_order)
{
    uint64_t state = 91;
    for (int round = 0; round < 300; round++) {
        random_text text;
        write_register(&text, &state);
        coop_dataset *data = register_written(text.agreements, text.events);
        coop_rate r[6];
        for (int i = 0; i < 6; i++) {
            r[i] = try_rate(data, available[i], NULL, NULL);
        }
        const coop_rate *completed = &r[0];
        const coop_rate *started = &r[1];
        const coop_rate *net = &r[2];
        const coop_rate *due = &r[4];
        const coop_rate *on_time = &r[5];
        ck_assert_int_eq(completed->total, started->total);
        ck_assert_int_le(completed->hits, started->hits);
        if (completed->known > 0 && started->known > 0) {
            ck_assert_double_le(completed->value, started->value);
        }
        ck_assert_int_le(net->total, completed->total);
        ck_assert_int_le(net->hits, completed->hits);
        ck_assert_int_eq(due->total, on_time->total);
        ck_assert_int_eq(due->apart, on_time->apart);
        ck_assert_int_le(on_time->hits, due->hits);
        ck_assert_int_le(due->total + due->apart, completed->total);
        coop_dataset_free(data);
    }
}
END_TEST

/* Taking out the cancelled can only help, where none of them was completed and no end is in doubt.
 */
START_TEST(leaving_out_the_cancelled_is_flattering)
{
    uint64_t state = 92;
    for (int round = 0; round < 200; round++) {
        char agreements[2048];
        char events[2048];
        size_t n = 0;
        size_t m = 0;
        for (int i = 0; i < AGREEMENTS; i++) {
            static const char *const words[] = {"completed", "implementing", "cancelled",
                                                "superseded"};
            n += (size_t)snprintf(agreements + n, sizeof agreements - n,
                                  "%sa%d|commitment|2020||||||", i > 0 ? "\n" : "", i);
            m += (size_t)snprintf(events + m, sizeof events - m, "%sa%d|%s|2021||",
                                  i > 0 ? "\n" : "", i, words[next_random(&state) % 4]);
        }
        coop_dataset *data = register_written(agreements, events);
        coop_rate all = try_rate(data, "completed", NULL, NULL);
        coop_rate net = try_rate(data, "completed_net", NULL, NULL);
        ck_assert(all.known == 0 || net.known == 0 || all.value <= net.value);
        ck_assert_int_eq(all.hits, net.hits);
        coop_dataset_free(data);
    }
}
END_TEST

START_TEST(groups_add_up_and_the_order_of_rows_does_not_show)
{
    uint64_t state = 93;
    for (int round = 0; round < 100; round++) {
        random_text text;
        write_register(&text, &state);
        coop_dataset *data = register_written(text.agreements, text.events);
        coop_dataset *turned = register_written(text.turned, text.events);
        for (int i = 0; i < 6; i++) {
            coop_rate all = try_rate(data, available[i], NULL, NULL);
            coop_rate again = try_rate(turned, available[i], NULL, NULL);
            ck_assert(same_counts(&all, &again));
            char select[64];
            snprintf(select, sizeof select, "rate('%s') as r", available[i]);
            coop_query query = query_of("agreement", NULL, "summit", select);
            coop_table *table = NULL;
            coop_error err = {0};
            ck_assert_msg(coop_query_run(data, &query, &table, &err) == COOP_OK, "%s", err.message);
            double sums[3] = {0};
            for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
                static const char *const columns[] = {"r_hits", "r_unknown", "r_total"};
                for (int j = 0; j < 3; j++) {
                    double count = 0;
                    ck_assert_int_eq(coop_table_number(table, row, columns[j], &count, &err),
                                     COOP_OK);
                    sums[j] += count;
                }
            }
            coop_table_free(table);
            ck_assert_double_eq(sums[0], (double)all.hits);
            ck_assert_double_eq(sums[1], (double)all.unknown);
            ck_assert_double_eq(sums[2], (double)all.total);
            query.by = NULL;
            ck_assert_double_eq(number_of(data, query, "r_total"), (double)all.total);
            ck_assert_double_eq(number_of(data, query, "r_hits"), (double)all.hits);
        }
        coop_dataset_free(data);
        coop_dataset_free(turned);
    }
}
END_TEST

START_TEST(later_knowledge_changes_no_earlier_rate)
{
    uint64_t state = 94;
    for (int round = 0; round < 100; round++) {
        random_text text;
        char as_known[11];
        char more[8192];
        char later[2][11];
        write_register(&text, &state);
        day_text(30, as_known);
        size_t n = (size_t)snprintf(more, sizeof more, "%s", text.events);
        for (int i = 0; i < 10; i++) {
            static const char *const words[] = {"completed", "cancelled", "superseded", "unknown"};
            n += (size_t)snprintf(more + n, sizeof more - n, "\na%d|%s|%s|%s/..|X",
                                  (int)(next_random(&state) % AGREEMENTS),
                                  words[next_random(&state) % 4],
                                  day_text((int)(next_random(&state) % 60), later[0]),
                                  day_text(31 + (int)(next_random(&state) % 5), later[1]));
        }
        coop_dataset *before = register_written(text.agreements, text.events);
        coop_dataset *after = register_written(text.agreements, more);
        for (int i = 0; i < 6; i++) {
            coop_rate a = try_rate(before, available[i], NULL, as_known);
            coop_rate b = try_rate(after, available[i], NULL, as_known);
            ck_assert(same_counts(&a, &b));
        }
        coop_dataset_free(before);
        coop_dataset_free(after);
    }
}
END_TEST

/* ---- the register itself ---- */

/* Counted by hand in agreement.csv: 26 of the 54 items of the Xi'an list have a row, all of them
 * commitments: 3 reported completed, 11 implementing, 1 stalled, 11 unknown. */
START_TEST(the_items_of_xian_are_counted)
{
    coop_dataset *data = register_embedded();
    const char *where = "list = 'xian_2023_items'";
    check_counts(data, "completed", where, NULL, (counts){3, 11, 26, 0, 11, 54});
    check_counts(data, "started", where, NULL, (counts){14, 11, 26, 0, 0, 54});
    check_counts(data, "completed_net", where, NULL, (counts){3, 11, 26, 0, 11, 54});
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.where = where;
    coop_rate r = rate_of(data, &options);
    ck_assert_double_eq(r.value, 0.2);
    ck_assert_double_eq(r.worst, 3.0 / 26);
    ck_assert_double_eq(r.best, 14.0 / 26);
    ck_assert_double_eq(r.best_last_report, 25.0 / 26);
    ck_assert_double_eq(r.worst_listed, 3.0 / 54);
    ck_assert_double_eq(r.best_listed, 53.0 / 54);
    options.definition = "legal"; /* none of them is a treaty */
    coop_error err = {0};
    ck_assert_int_eq(coop_rate_implemented(data, &options, &r, &err), COOP_EMPTY);
    options.definition = "due";
    ck_assert_int_eq(coop_rate_implemented(data, &options, &r, &err), COOP_EMPTY);
    coop_dataset_free(data);
}
END_TEST

START_TEST(the_mechanisms_add_up_to_the_register)
{
    coop_dataset *data = register_embedded();
    for (int i = 0; i < 6; i++) {
        coop_rate_options options = COOP_RATE_OPTIONS_INIT;
        options.definition = available[i];
        coop_rate all = rate_of(data, &options);
        check_numbers(&all);
        char select[64];
        snprintf(select, sizeof select, "rate('%s') as r", available[i]);
        coop_query query = query_of("agreement", NULL, "mechanism", select);
        coop_table *table = NULL;
        coop_error err = {0};
        ck_assert_msg(coop_query_run(data, &query, &table, &err) == COOP_OK, "%s", err.message);
        double total = 0;
        for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
            double count = 0;
            ck_assert_int_eq(coop_table_number(table, row, "r_total", &count, &err), COOP_OK);
            total += count;
        }
        ck_assert_double_eq(total, (double)all.total);
        coop_table_free(table);
    }
    coop_dataset_free(data);
}
END_TEST

/* ---- little stack, little memory ---- */

static void *take_rates(void *ctx)
{
    coop_dataset *data = hand_made();
    coop_table *table = NULL;
    coop_error err = {0};
    coop_rate rate = {.struct_size = sizeof rate};
    *(bool *)ctx = coop_rate_implemented(data, NULL, &rate, &err) == COOP_OK && rate.hits == 3 &&
                   coop_rate_compare(data, NULL, &table, &err) == COOP_OK;
    coop_table_free(table);
    coop_dataset_free(data);
    return NULL;
}

START_TEST(rates_need_little_stack)
{
    bool done = false;
    on_small_stack(take_rates, &done);
    ck_assert(done);
}
END_TEST

/* A register whose memory is counted: of_tables takes the allocator of its first table. */
static coop_dataset *metered_register(meter *m)
{
    coop_allocator a = metered(m);
    coop_table *tables[3] = {NULL};
    static const char *const names[] = {"agreement", "event", "list"};
    coop_dataset *data = NULL;
    coop_error err = {0};
    ck_assert_int_eq(
        table_of(&a, AGREEMENT_COLUMNS,
                 "a|commitment|2020|2021|treaty|X;Y||l|\nb|commitment|2020|2022||X|||a", &tables[0],
                 &err),
        COOP_OK);
    ck_assert_int_eq(
        table_of(&a, EVENT_COLUMNS, "a|completed|2020||X\nb|implementing|2021||", &tables[1], &err),
        COOP_OK);
    ck_assert_int_eq(table_of(&a, "id:code summit:code items:int32", "l||4", &tables[2], &err),
                     COOP_OK);
    ck_assert_msg(coop_dataset_of_tables(tables, names, 3, day_of("2024-01-01"), &data, &err) ==
                      COOP_OK,
                  "%s", err.message);
    return data;
}

START_TEST(memory_may_run_out_at_any_call)
{
    meter m = {0};
    coop_dataset *data = metered_register(&m);
    size_t live = m.live;
    for (int which = 0; which < 2; which++) {
        int64_t failures = 0;
        bool is_done = false;
        for (int64_t k = 1; k < 5000 && !is_done; k++) {
            coop_table *table = NULL;
            coop_rate rate = {.struct_size = sizeof rate, .hits = -7};
            coop_error err = {0};
            m.fail_at = m.calls + k;
            coop_status status = which == 0 ? coop_rate_implemented(data, NULL, &rate, &err)
                                            : coop_rate_compare(data, NULL, &table, &err);
            m.fail_at = 0;
            is_done = status == COOP_OK;
            if (!is_done) {
                ck_assert_int_eq(status, COOP_MEMORY);
                ck_assert_ptr_null(table);
                ck_assert_int_eq(rate.hits, -7);
                failures++;
            }
            coop_table_free(table);
            ck_assert_uint_eq(m.live, live);
        }
        ck_assert(is_done);
        ck_assert_int_ge(failures, which == 0 ? 1 : 10);
    }
    coop_dataset_free(data);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("model_rate");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 300);
    tcase_add_test(c, entries_without_a_row_widen_the_listed_bounds);
    tcase_add_test(c, a_register_may_have_many_lists);
    tcase_add_test(c, rates_range_over_the_leaves_of_the_commitments);
    tcase_add_test(c, arguments_may_not_be_null);
    tcase_add_test(c, a_rate_in_a_query_needs_a_definition_and_no_doubtful_test);
    tcase_add_test(c, rows_that_are_only_possible_are_unknown);
    tcase_add_test(c, all_definitions_stand_side_by_side);
    tcase_add_test(c, the_spread_is_that_of_the_shares);
    tcase_add_test(c, a_rate_tells_what_it_rests_on);
    tcase_add_test(c, the_identified_interval_is_that_of_the_bounds);
    tcase_add_test(c, a_register_may_lack_tables);
    tcase_add_test(c, definitions_are_in_order);
    tcase_add_test(c, leaving_out_the_cancelled_is_flattering);
    tcase_add_test(c, groups_add_up_and_the_order_of_rows_does_not_show);
    tcase_add_test(c, later_knowledge_changes_no_earlier_rate);
    tcase_add_test(c, the_items_of_xian_are_counted);
    tcase_add_test(c, the_mechanisms_add_up_to_the_register);
    tcase_add_test(c, rates_need_little_stack);
    tcase_add_test(c, memory_may_run_out_at_any_call);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
