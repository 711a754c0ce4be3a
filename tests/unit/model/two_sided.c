/* two_sided.c -- tests of flows that both sides keep a record of: counted once in every total.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/attribution.h>

#include <stdio.h>

#include "random.h"
#include "register.h"

#define COLUMNS                                                                                    \
    "id:code measure:code currency:code amount:money date:span funder:set recipients:set "         \
    "reported_by:code"
#define PAYER "a|disbursement|USD|10|2020-03-01|CHN|KAZ|CHN"

typedef struct sample {
    const char *payee; /* the other row */
    int64_t cents;     /* of the sum of both */
} sample;

/* The most that it may be: a row of an unknown day may be out. */
static int64_t sum_of(const char *rows)
{
    coop_dataset *data = register_of("2024-01-01", "investment", COLUMNS, rows, NULL);
    coop_table *table = NULL;
    coop_error err = {0};
    double most = 0;
    ck_assert_msg(coop_total_invested(data, NULL, &table, &err) == COOP_OK, "%s", err.message);
    ck_assert_int_eq(coop_table_n_rows(table), 1);
    ck_assert_int_eq(coop_table_number(table, 0, "most", &most, NULL), COOP_OK);
    coop_table_free(table);
    coop_dataset_free(data);
    return (int64_t)(most * 100 + 0.5);
}

START_TEST(two_records_of_one_flow_count_once)
{
    static const sample samples[] = {
        {PAYER "\nb|disbursement|USD|10|2020-03-01|CHN|KAZ|KAZ", 1000},
        {PAYER "\nb|disbursement|USD|10|2020-03|CHN|KAZ|KAZ", 1000}, /* days that may be one */
        {PAYER "\nb|disbursement|USD|10|2020-03-02|CHN|KAZ|KAZ", 2000},
        {PAYER "\nb|disbursement|USD|10.01|2020-03-01|CHN|KAZ|KAZ", 2001},
        {PAYER "\nb|disbursement|USD|10|2020-03-01|CHN|KAZ|CHN", 2000}, /* paid twice */
        {PAYER "\nb|disbursement|USD|10|2020-03-01|CHN|KAZ|", 2000},
        {PAYER "\nb|disbursement|USD|10|2020-03-01|CHN|KAZ|EUU", 2000}, /* neither side */
        {PAYER "\nb|disbursement|USD|10|2020-03-01|KAZ|CHN|KAZ", 2000}, /* the way back */
        {PAYER "\nb|disbursement|USD|10|2020-03-01|CHN|KAZ;UZB|KAZ", 2000},
        {PAYER "\nb|disbursement|USD|10|../..|CHN|KAZ|KAZ", 2000},
        {PAYER "\nb|disbursement|USD|10||CHN|KAZ|KAZ", 2000},
        {PAYER "\nb|disbursement|USD|10|2020-03-01||KAZ|KAZ", 2000},
        {"a|disbursement|USD|10|2020|KAZ|KAZ|KAZ\nb|disbursement|USD|10|2020|KAZ|KAZ|KAZ", 2000},
        /* each record is in one pair */
        {PAYER "\nb|disbursement|USD|10|2020-03-01|CHN|KAZ|KAZ\n"
               "c|disbursement|USD|10|2020-03-01|CHN|KAZ|KAZ", 2000},
        {PAYER "\nb|disbursement|USD||2020-03-01|CHN|KAZ|KAZ", 1000}};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        ck_assert_msg(sum_of(samples[i].payee) == samples[i].cents, "sample %zu: %lld", i,
                      (long long)sum_of(samples[i].payee));
    }
}
END_TEST

/* A commitment is no disbursement, and no amount without a currency is known to be another's. */
START_TEST(records_of_other_kinds_stay_apart)
{
    coop_dataset *data = register_of("2024-01-01", "investment", COLUMNS,
                                     PAYER "\nb|commitment|USD|10|2020-03-01|CHN|KAZ|KAZ\n"
                                           "c|disbursement|EUR|10|2020-03-01|CHN|KAZ|KAZ\n"
                                           "d|disbursement||10|2020-03-01|CHN|KAZ|KAZ\n"
                                           "e|disbursement||10|2020-03-01|CHN|KAZ|CHN", NULL);
    coop_query query = COOP_QUERY_INIT;
    query.from = "investment";
    query.by = "measure, currency";
    query.select = "sum(amount)";
    query.order_by = "measure, currency";
    expect(data, query,
           "measure,currency,sum_amount_least,sum_amount_most\ncommitment,USD,10.00,10.00\n"
           "disbursement,EUR,10.00,10.00\ndisbursement,USD,10.00,10.00\ndisbursement,,20.00,20.00\n");
    coop_dataset_free(data);
}
END_TEST

/* With and without a table of relations; by party, and consolidated. */
START_TEST(pairs_hold_beside_relations_and_in_every_total)
{
    coop_dataset *data = register_of(
        "2024-01-01", "investment", COLUMNS,
        PAYER "\nb|disbursement|USD|10|2020-03-01|CHN|KAZ|KAZ\nc|disbursement|USD|4|2020|CHN|KAZ|KAZ\n"
              "d|disbursement|USD|7|2020|CHN|UZB|CHN",
        "relation", "a:code b:code kind:code", "c|b|part_of", NULL);
    static const char *const set[] = {"KAZ", "UZB"};
    coop_attribution_options options = COOP_ATTRIBUTION_OPTIONS_INIT;
    coop_table *table = NULL;
    coop_error err = {0};
    double number = 0;
    options.rule = "equal";
    ck_assert_msg(coop_total_by_party(data, &options, &table, &err) == COOP_OK, "%s", err.message);
    ck_assert_int_eq(coop_table_n_rows(table), 2);
    ck_assert_int_eq(coop_table_number(table, 0, "most", &number, NULL), COOP_OK);
    ck_assert_double_eq(number, 10);
    coop_table_free(table);
    ck_assert_int_eq(coop_total_consolidated(data, &options, set, 2, &table, &err), COOP_OK);
    ck_assert_int_eq(coop_table_number(table, 0, "inflow_most", &number, NULL), COOP_OK);
    ck_assert_double_eq(number, 17);
    coop_table_free(table);
    coop_dataset_free(data);
}
END_TEST

/* Payers and payees tell of some of n flows each: the sum is that of all that one side tells. */
START_TEST(the_order_of_the_records_does_not_matter)
{
    uint64_t state = 606;
    for (int round = 0; round < 200; round++) {
        char rows[20][80];
        char text[2000] = "";
        int n = 0;
        int64_t cents = 0;
        for (int flow = 0; flow < 8; flow++) {
            int told = (int)(next_random(&state) % 4); /* bit 0: by the payer, bit 1: by the payee */
            cents += told != 0 ? 100 * (flow + 1) : 0;
            for (int side = 0; side < 2; side++) {
                if ((told >> side & 1) != 0) {
                    snprintf(rows[n], sizeof rows[n], "%d_%d|disbursement|USD|%d|2020-01-0%d|CHN|KAZ|%s",
                             flow, side, flow + 1, flow + 1, side == 0 ? "CHN" : "KAZ");
                    n++;
                }
            }
        }
        for (int i = n; i > 0; i--) {
            int pick = (int)(next_random(&state) % (uint64_t)i);
            strcat(text, rows[pick]);
            strcat(text, i > 1 ? "\n" : "");
            memmove(rows[pick], rows[i - 1], sizeof rows[pick]);
        }
        ck_assert_msg(n == 0 || sum_of(text) == cents, "%s", text);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("two_sided");
    TCase *c = tcase_create("two_sided");
    tcase_add_test(c, two_records_of_one_flow_count_once);
    tcase_add_test(c, records_of_other_kinds_stay_apart);
    tcase_add_test(c, pairs_hold_beside_relations_and_in_every_total);
    tcase_add_test(c, the_order_of_the_records_does_not_matter);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
