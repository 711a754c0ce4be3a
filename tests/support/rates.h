/* rates.h -- registers counted by hand, and what a rate must be.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_RATES_H
#define COOP_TEST_RATES_H

#include <math.h>

#include <coopstat/sampling.h>

#include "register.h"

#define AGREEMENT_COLUMNS                                                                          \
    "id:code role:code signed:span due:span instrument:code parties:set summit:code list:code "    \
    "parent:code"
#define EVENT_COLUMNS "agreement:code status:code date:span known:span party:code"

typedef struct counts {
    int64_t hits, unknown, total, apart, stale, listed;
} counts;

static inline coop_rate rate_of(const coop_dataset *data, const coop_rate_options *options)
{
    coop_rate rate = {.struct_size = sizeof rate};
    coop_error err = {0};
    coop_status status = coop_rate_implemented(data, options, &rate, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", options->definition, err.message);
    return rate;
}

static inline void check_share(double got, int64_t part, int64_t whole)
{
    ck_assert_double_eq(got, (double)part / (double)whole);
}

/* The numbers of a rate follow from its counts. */
static inline void check_numbers(const coop_rate *r)
{
    ck_assert_int_eq(r->known, r->total - r->unknown);
    ck_assert(r->hits >= 0 && r->unknown >= 0 && r->apart >= 0 && r->hits <= r->known);
    ck_assert(r->unknown <= r->unknown_last_report && r->unknown_last_report <= r->total);
    ck_assert_int_le(r->total, r->listed);
    ck_assert_int_eq(r->on_document + r->on_inference + r->on_last_event + r->on_nothing, r->total);
    ck_assert(r->on_document >= 0 && r->on_inference >= 0 && r->on_last_event >= 0);
    ck_assert(r->identified_low <= r->worst && r->best <= r->identified_high);
    ck_assert(r->identified_low >= 0 && r->identified_high <= 1);
    check_share(r->worst, r->hits, r->total);
    check_share(r->best, r->hits + r->unknown, r->total);
    check_share(r->worst_last_report, r->hits, r->total);
    check_share(r->best_last_report, r->hits + r->unknown_last_report, r->total);
    check_share(r->worst_listed, r->hits, r->listed);
    check_share(r->best_listed, r->hits + r->unknown_last_report + r->listed - r->total, r->listed);
    if (r->known == 0) {
        ck_assert(isnan(r->value) && isnan(r->low) && isnan(r->high));
        return;
    }
    check_share(r->value, r->hits, r->known);
    ck_assert(r->low <= r->value && r->value <= r->high && r->low >= 0 && r->high <= 1);
    ck_assert(r->worst <= r->value && r->value <= r->best);
    /* Each basis of doubt contains the one before. */
    ck_assert(r->worst_listed <= r->worst_last_report && r->worst_last_report <= r->worst);
    ck_assert(r->best <= r->best_last_report && r->best_last_report <= r->best_listed);
}

static inline void check_counts(const coop_dataset *data, const char *definition, const char *where,
                                const char *as_of, counts expected)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.definition = definition;
    options.where = where;
    options.as_of = as_of;
    coop_rate r = rate_of(data, &options);
    bool agrees = r.hits == expected.hits && r.unknown == expected.unknown &&
                  r.total == expected.total && r.apart == expected.apart &&
                  r.unknown_last_report - r.unknown == expected.stale &&
                  r.listed == expected.listed;
    ck_assert_msg(agrees, "%s: hits %lld unknown %lld total %lld apart %lld stale %lld listed %lld",
                  definition, (long long)r.hits, (long long)r.unknown, (long long)r.total,
                  (long long)r.apart, (long long)(r.unknown_last_report - r.unknown),
                  (long long)r.listed);
    check_numbers(&r);
}

static inline void check_cell(const coop_table *table, int64_t row, const char *column,
                              double expected)
{
    double got = 0;
    coop_status status = coop_table_number(table, row, column, &got, NULL);
    if (isnan(expected)) {
        ck_assert_int_eq(status, COOP_EMPTY);
        return;
    }
    ck_assert_int_eq(status, COOP_OK);
    ck_assert_double_eq(got, expected);
}

static inline coop_dataset *hand_made(void)
{
    return register_of("2024-06-30", "agreement", AGREEMENT_COLUMNS,
                       "done|commitment|2022||||||\n"
                       "oper|commitment|2022||||||\n"
                       "begun|commitment|2022||||||\n"
                       "stall|commitment|2022||||||\n"
                       "none|commitment|2022||||||\n"
                       "unk|commitment|2022||||||\n"
                       "maybe|commitment|2022||||||\n"
                       "super|commitment|2022||||||\n"
                       "cancel|commitment|2022||||||\n"
                       "maysuper|commitment|2022||||||\n"
                       "maycancel|commitment|2022||||||\n"
                       "expire|commitment|2022||||||\n"
                       "doc|document|2022||||||\n"
                       "umb|umbrella|2022||||||\n"
                       "future|commitment|2025||||||\n"
                       "astride|commitment|2024||||||\n"
                       "whole|commitment|2022||||||\n"
                       "part|commitment|2022||||||whole\n"
                       "leaf|commitment|2022||||||\n"
                       "paper|document|2022||||||leaf",
                       "event", EVENT_COLUMNS,
                       "done|completed|2023-01-01||\noper|operational|2023-01-01||\n"
                       "begun|implementing|2023-05-01||\nstall|stalled|2023-05-01||\n"
                       "unk|unknown|2024-01-01||\nmaybe|completed|2024||\n"
                       "super|completed|2022-06-01||\nsuper|superseded|2023-01-01||\n"
                       "cancel|cancelled|2023-01-01||\nmaysuper|superseded|2024||\n"
                       "maycancel|implementing|2023-01-01||\nmaycancel|cancelled|2024||\n"
                       "expire|implementing|2022-05-01||\nexpire|expired|2023-01-01||\n"
                       "doc|completed|2022-01-01||\numb|completed|2022-01-01||\n"
                       "future|completed|2024-01-01||\nastride|implementing|2024-03-01||\n"
                       "whole|completed|2023-01-01||\npart|operational|2023-01-01||\n"
                       "leaf|implementing|2023-01-01||\npaper|completed|2023-01-01||",
                       NULL);
}

static inline coop_dataset *hand_made_legal(void)
{
    return register_of(
        "2024-06-30", "agreement", AGREEMENT_COLUMNS,
        "force|commitment|2020||treaty||||\n"
        "signed|commitment|2020||treaty||||\n"
        "mou|commitment|2020||memorandum||||\n"
        "loan|commitment|2020||loan_agreement|X;Y|||\n"
        "half|commitment|2020||intergovernmental_agreement|X;Y|||\n"
        "maybe|commitment|2020||treaty||||\n"
        "old|commitment|2020||treaty||||\n"
        "mayold|commitment|2020||treaty||||\n"
        "ended|commitment|2020||treaty||||\n"
        "bare|commitment|2020||||||",
        "event", EVENT_COLUMNS,
        "force|in_force|2021-01-01||\nsigned|signed|2020-01-01||\nmou|in_force|2020-01-01||\n"
        "loan|ratified|2021-01-01||X\nloan|ratified|2022-01-01||Y\nhalf|ratified|2021-01-01||X\n"
        "maybe|ratified|2024||\nold|in_force|2020-01-01||\nold|superseded|2022-01-01||\n"
        "mayold|in_force|2020-01-01||\nmayold|superseded|2024||\n"
        "ended|in_force|2020-01-01||\nended|expired|2023-01-01||",
        NULL);
}

static inline coop_dataset *hand_made_due(void)
{
    return register_of(
        "2024-06-30", "agreement", AGREEMENT_COLUMNS,
        "a|commitment|2020|2024-01-01|||||\nb|commitment|2020|2024-01-01|||||\n"
        "c|commitment|2020|2024-01-01|||||\nd|commitment|2020|2024-01-01|||||\n"
        "e|commitment|2020|2024-12-31|||||\nf|commitment|2020||||||\n"
        "g|commitment|2020|2024|||||\nh|commitment|2020|2023|||||\n"
        "i|commitment|2020|2023|||||\nj|commitment|2020|2023|||||\n"
        "k|commitment|2020|2023-12-31|||||\nl|commitment|2020|2023-12-31|||||\n"
        "m|commitment|2020|2023-12-31|||||\nn|commitment|2020|2023-12-31|||||\n"
        "o|commitment|2020|2023-12-31|||||\np|commitment|2020||||||",
        "event", EVENT_COLUMNS,
        "a|completed|2023-12-31||\nb|completed|2024-01-01||\nc|completed|2024-01-02||\n"
        "e|completed|2024-01-01||\nf|completed|2024-01-01||\ng|completed|2024-01-01||\n"
        "h|completed|2023-06-01||\ni|completed|2022-12-31||\nj|completed|2024-01-05||\n"
        "k|completed|2023-12/2024-01||\nl|unknown|2024-02-01||\n"
        "m|completed|2023-06-01||\nm|stalled|2024-02-01||\nn|completed|2024||\n"
        "o|completed|2023-01-01||\no|superseded|2024-01-01||\np|superseded|2024-01-01||",
        NULL);
}

#endif
