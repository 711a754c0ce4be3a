/* total.c -- totals by measure, currency and, for levels, date; and those of the embedded register.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "register.h"

#define HEADER                                                                                     \
    "measure,currency,date,least,most,n_rows,n_counted,n_parts,n_overlapping,n_rival,"             \
    "n_without_amount\n"

#define RANGE_HEADER                                                                               \
    "measure,currency,date,least,most,n_rows,n_counted,n_parts,n_overlapping,n_rival,"             \
    "n_without_amount,range_least,range_most\n"

#define SPLIT_HEADER                                                                               \
    "measure,currency,date,least,most,n_rows,n_counted,n_parts,n_overlapping,n_rival,"             \
    "n_without_amount,n_residual,residual_least,residual_most\n"

static char *totals(const coop_dataset *data, const coop_total_options *options)
{
    coop_table *table = NULL;
    coop_error err = {0};
    coop_status status = coop_total_invested(data, options, &table, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    return csv_of(table);
}

static void expect_totals(const coop_dataset *data, const coop_total_options *options,
                          const char *rows)
{
    char *text = totals(data, options);
    bool has_range = options != NULL && options->choose != NULL;
    bool is_split = options != NULL && options->cut != NULL && strcmp(options->cut, "leaves") == 0;
    const char *header = is_split ? SPLIT_HEADER : has_range ? RANGE_HEADER : HEADER;
    size_t n = strlen(header);
    ck_assert_msg(strncmp(text, header, n) == 0, "%s", text);
    ck_assert_msg(strcmp(text + n, rows) == 0, "%snot\n%s", text + n, rows);
    free(text);
}

static void expect_failure(const coop_dataset *data, const coop_total_options *options,
                           coop_status status, const char *message)
{
    coop_table *const untouched = (coop_table *)(void *)&status;
    coop_table *table = untouched;
    coop_error err = {0};
    coop_status got = coop_total_invested(data, options, &table, &err);
    ck_assert_msg(got == status, "%s %s", coop_status_name(got), err.message);
    ck_assert_msg(strstr(err.message, message) != NULL, "%s", err.message);
    ck_assert_ptr_eq(table, untouched);
}

static coop_dataset *mixed(void)
{
    return register_of("2024-06-30", "investment",
                       "id:code measure:code currency:code amount:money amount_low:money "
                       "amount_high:money date:span",
                       "a|pledge|USD|10.50|||2020\n"
                       "b|pledge|USD|4.50|||2021\n"
                       "c|pledge|EUR|1.00|||2020\n"
                       "d|stock|USD|100.00|||2022-12-31\n"
                       "e|stock|USD|120.00|||2023-12-31\n"
                       "f|stock|USD|5.00|||2023-12-31\n"
                       "g|trade|USD|7.00|||2022\n"
                       "h|trade|USD|8.00|||2023\n"
                       "i|pipeline|USD|||3.00|2023\n"
                       "j|cost|USD||2.00||2023\n"
                       "k|cost||6.00|||2023\n"
                       "l||USD|9.00|||2023\n"
                       "m|contract|USD||||2023\n"
                       "n|pledge|USD|1000.00|||2025\n"
                       "o|stock|USD|1.00|||\n"
                       "p|disbursement|USD|30.00|||2024",
                       NULL);
}

START_TEST(totals_are_by_measure_currency_and_date)
{
    coop_dataset *data = mixed();
    /* p may lie behind the day, n surely does; levels and trade stand below, by date. */
    expect_totals(data, NULL,
                  "contract,USD,,,,1,0,0,0,0,1\n"
                  "cost,USD,,2.00,,1,1,0,0,0,0\n"
                  "cost,,,6.00,6.00,1,1,0,0,0,0\n"
                  "disbursement,USD,,0.00,30.00,1,1,0,0,0,0\n"
                  "pledge,EUR,,1.00,1.00,1,1,0,0,0,0\n"
                  "pledge,USD,,15.00,15.00,2,2,0,0,0,0\n"
                  ",USD,,9.00,9.00,1,1,0,0,0,0\n"
                  "pipeline,USD,2023,0.00,3.00,1,1,0,0,0,0\n"
                  "stock,USD,2022-12-31,100.00,100.00,1,1,0,0,0,0\n"
                  "stock,USD,2023-12-31,125.00,125.00,2,2,0,0,0,0\n"
                  "stock,USD,,1.00,1.00,1,1,0,0,0,0\n"
                  "trade,USD,2022,7.00,7.00,1,1,0,0,0,0\n"
                  "trade,USD,2023,8.00,8.00,1,1,0,0,0,0\n");
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.where = "measure = 'pledge'";
    options.as_of = "2020-12-31";
    expect_totals(data, &options,
                  "pledge,EUR,,1.00,1.00,1,1,0,0,0,0\n"
                  "pledge,USD,,10.50,10.50,1,1,0,0,0,0\n");
    options.as_of = "2020-06-30";
    expect_totals(data, &options,
                  "pledge,EUR,,0.00,1.00,1,1,0,0,0,0\n"
                  "pledge,USD,,0.00,10.50,1,1,0,0,0,0\n");
    options.as_of = "2019-12-31";
    expect_totals(data, &options, "");
    options.as_of = NULL;
    options.where = "id = 'nothing'";
    expect_totals(data, &options, "");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_sum_names_what_does_not_add_up)
{
    coop_dataset *data = mixed();
    coop_query query = query_of("investment", "id in ('a', 'c')", NULL, "sum(amount)");
    expect_error(data, query, COOP_CONFLICT, -1, "amount of USD and EUR in one sum");
    query.where = "id in ('a', 'j')";
    expect_error(data, query, COOP_CONFLICT, -1,
                 "measure pledge and cost in one sum: group by measure");
    query.where = "id in ('a', 'l')";
    expect_error(data, query, COOP_CONFLICT, -1, "measure pledge and (missing) in one sum");
    query.where = "id in ('d', 'e')";
    expect_error(data, query, COOP_CONFLICT, -1,
                 "a stock of 2022-12-31 and one of 2023-12-31 in one sum: group by date");
    query.where = "id in ('d', 'o')";
    expect_error(data, query, COOP_CONFLICT, -1,
                 "a stock of 2022-12-31 and one of (missing) in one sum");
    query.where = "id in ('g', 'h')"; /* flows of two years may be added when it is asked for */
    expect(data, query, "sum_amount_least,sum_amount_most\n15.00,15.00\n");
    query.where = "id in ('a', 'm')"; /* a row without amount is nothing that could conflict */
    expect(data, query, "sum_amount_least,sum_amount_most\n10.50,10.50\n");
    query.where = "id = 'm'";
    expect(data, query, "sum_amount_least,sum_amount_most\n,\n");
    query.where = "id = 'j'";
    expect(data, query, "sum_amount_least,sum_amount_most\n2.00,\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(options_have_their_words)
{
    coop_dataset *data = mixed();
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.cut = "parts";
    expect_failure(data, &options, COOP_ARGUMENT, "cut is 'parts'");
    options.cut = NULL;
    options.choose = "oldest";
    expect_failure(data, &options, COOP_ARGUMENT, "choose is 'oldest', not largest, smallest, newest");
    options.choose = NULL;
    options.as_of = "2024-06-31";
    expect_failure(data, &options, COOP_RANGE, "as_of: ");
    options.as_of = NULL;
    options.where = "amount >";
    expect_failure(data, &options, COOP_SYNTAX, "where: need a value at column 9");
    options.where = "measur = 'pledge'";
    expect_failure(data, &options, COOP_NOT_FOUND, "the nearest is 'measure'");
    options.struct_size = 1;
    expect_failure(data, &options, COOP_ARGUMENT, "options->struct_size is 1");
    expect_failure(NULL, NULL, COOP_ARGUMENT, "data is NULL");
    coop_error err = {0};
    ck_assert_int_eq(coop_total_invested(data, NULL, NULL, &err), COOP_ARGUMENT);
    /* A caller that knows fewer members. */
    options = (coop_total_options)COOP_TOTAL_OPTIONS_INIT;
    options.struct_size = offsetof(coop_total_options, as_of);
    options.where = "id = 'a'";
    options.as_of = (const char *)(uintptr_t)1;
    expect_totals(data, &options, "pledge,USD,,10.50,10.50,1,1,0,0,0,0\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_register_may_lack_what_is_added)
{
    coop_dataset *data = register_of("2024-01-01", "t", "id:code", "a", NULL);
    expect_failure(data, NULL, COOP_NOT_FOUND, "there is no table 'investment'");
    coop_dataset_free(data);
    data = register_of("2024-01-01", "investment", "id:code measure:code currency:code", "a|b|c",
                       NULL);
    expect_failure(data, NULL, COOP_NOT_FOUND, "table investment has no money column 'amount'");
    coop_dataset_free(data);
    data =
        register_of("2024-01-01", "investment", "id:code measure:code amount:money", "a|b|1", NULL);
    expect_failure(data, NULL, COOP_NOT_FOUND, "no column 'currency'");
    coop_dataset_free(data);
    data = register_of("2024-01-01", "investment",
                       "id:code measure:code currency:code amount:money amount_low:money3",
                       "a|b|c|1|1", NULL);
    expect_failure(data, NULL, COOP_CONFLICT, "amount_low has 3 decimal places, amount has 2");
    coop_dataset_free(data);
    /* No relations, no key, no dates. */
    data = register_of("2024-01-01", "investment", "measure:code currency:code amount:money0",
                       "cost|USD|5\ncost|USD|6\nstock|USD|1\nstock|USD|2", NULL);
    expect_failure(data, NULL, COOP_NOT_FOUND, "no column 'date'");
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.where = "measure = 'cost'";
    expect_totals(data, &options, "cost,USD,,11,11,2,2,0,0,0,0\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(totals_that_do_not_fit_are_refused)
{
    coop_dataset *data = register_of(
        "2024-01-01", "investment",
        "id:code measure:code currency:code amount:money amount_low:money amount_high:money",
        "a|cost|USD|92233720368547758.07||\nb|cost|USD|0.01||\nc|cost|USD|-0.01||\n"
        "d|cost|EUR|5|92233720368547758.07|\ne|cost|EUR|5|0|",
        NULL);
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.where = "id in ('a', 'b')";
    expect_failure(data, &options, COOP_LIMIT, "a total does not fit 64 bits");
    options.where = "currency = 'USD'";
    expect_totals(data, &options,
                  "cost,USD,,92233720368547758.07,92233720368547758.07,3,3,0,0,0,0\n");
    options.where = "currency = 'EUR'"; /* what has no upper limit need not fit */
    expect_totals(data, &options, "cost,EUR,,92233720368547758.07,,2,2,0,0,0,0\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- one currency, prices of one year ---- */

static coop_dataset *priced(void)
{
    return register_of(
        "2024-06-30", "investment",
        "id:code measure:code currency:code amount:money amount_low:money amount_high:money "
        "date:span funder:set recipients:set",
        "a|pledge|USD|100.00|||2020|CHN|KAZ\nb|pledge|CNY|650.00|||2020|CHN|KAZ\n"
        "c|pledge|USD|10.00|10.00||2021|EUU|KAZ\nd|pledge|USD|40.00|40.00|44.00|2020-07/2021|EUU|KAZ;ASIA\n"
        "e|cost||5.00|||2020|CHN|KAZ\nf|cost|USD|6.00||||CHN|KAZ\ng|cost|USD||||2020|CHN|KAZ\n"
        "h|cost|USD|0.05|||2021|CHN|KAZ\nt|trade|USD|20.00|||2020|CHN|KAZ\nu|trade|CNY|64.00|||2021|CHN|KAZ",
        "nation", "id:code currency:code", "CHN|CNY\nKAZ|KZT\nEUU|EUR\nASIA|", "exchange_rate",
        "currency:code date:span rate:float64",
        "CNY|2020|6.5\nCNY|2021|6.4\nKZT|2020|400\nKZT|2021|425\nEUR|2020|0.8\nEUR|2021|0.8",
        "deflator", "currency:code date:span index:float64",
        "USD|2020|80\nUSD|2021|100\nCNY|2020|50\nCNY|2021|100\nKZT|2020|60\nKZT|2021|100\n"
        "EUR|2020|50\nEUR|2021|100",
        "relation", "a:code b:code kind:code", "b|a|same", NULL);
}

#define PRICED_HEADER                                                                              \
    "measure,currency,date,least,most,n_rows,n_counted,n_parts,n_overlapping,n_rival,"             \
    "n_without_amount,n_estimated,n_unpriced\n"

static void expect_priced(const coop_dataset *data, coop_conversion prices, const char *where,
                          const char *rows)
{
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.prices = &prices;
    options.where = where;
    char *text = totals(data, &options);
    size_t n = strlen(PRICED_HEADER);
    ck_assert_msg(strncmp(text, PRICED_HEADER, n) == 0, "%s", text);
    ck_assert_msg(strcmp(text + n, rows) == 0, "%snot\n%s", text + n, rows);
    free(text);
}

START_TEST(amounts_in_one_currency_and_in_prices_of_a_year)
{
    coop_dataset *data = priced();
    coop_conversion prices = COOP_CONVERSION_INIT;
    /* a and b are one thing in two currencies: 100 dollars and 650 yuan at 6.5. */
    expect_priced(data, prices, NULL,
                  "cost,USD,,0.05,0.05,4,1,0,0,0,1,0,2\n"
                  "pledge,USD,,150.00,,4,3,0,0,1,0,0,0\n"
                  "trade,USD,2020,20.00,20.00,1,1,0,0,0,0,0,0\n"
                  "trade,USD,2021,10.00,10.00,1,1,0,0,0,0,0,0\n");
    prices.base_year = 2021;
    prices.chain = "target"; /* 2020 dollars are 100/80 of 2021's; d may be of either year */
    expect_priced(data, prices, "measure = 'pledge' and id <> 'c'",
                  "pledge,USD,,165.00,180.00,3,2,0,0,1,0,0,0\n");
    prices.chain = "dac"; /* CHN's prices: 100 x 6.5 x 2 / 6.4; EUU's: 40 x 0.8 x 2 / 0.8 */
    expect_priced(data, prices, "id in ('a', 'b')", "pledge,USD,,203.12,203.12,2,1,0,0,1,0,0,0\n");
    expect_priced(data, prices, "id = 'd'", "pledge,USD,,40.00,88.00,1,1,0,0,0,0,0,0\n");
    prices.chain = "recipient"; /* 100 x 400 / 0.6 / 425; two recipients have not one currency */
    expect_priced(data, prices, "id in ('a', 'd')", "pledge,USD,,156.86,156.86,2,1,0,0,0,0,0,1\n");
    prices.chain = NULL;
    prices.prices = "USD";
    prices.to = "CNY"; /* half a cent goes to the even one: 0.05 x 6.4 = 0.32 */
    expect_priced(data, prices, "id = 'h'", "cost,CNY,,0.32,0.32,1,1,0,0,0,0,0,0\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_missing_rate_stops_the_total_or_is_counted)
{
    coop_dataset *data = register_of("2024-06-30", "investment",
                                     "id:code measure:code currency:code amount:money date:span",
                                     "a|cost|CNY|64.00|2021\nb|cost|CNY|64.00|2023\n"
                                     "c|cost|USD|92233720368547758.07|2021",
                                     "exchange_rate", "currency:code date:span rate:float64",
                                     "CNY|2021|6.4\nEUR|2021|0.5", NULL);
    coop_conversion prices = COOP_CONVERSION_INIT;
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.prices = &prices;
    options.where = "id <> 'c'";
    expect_failure(data, &options, COOP_NOT_FOUND, "amount 'b': exchange_rate has no average of CNY");
    prices.missing = "nearest";
    expect_priced(data, prices, "id <> 'c'", "cost,USD,,20.00,20.00,2,2,0,0,0,0,1,0\n");
    expect_priced(data, prices, "id = 'c'",
                  "cost,USD,,92233720368547758.07,92233720368547758.07,1,1,0,0,0,0,0,0\n");
    prices.to = "CNY";
    options.where = "id = 'c'";
    expect_failure(data, &options, COOP_LIMIT, "a converted amount does not fit 64 bits");
    prices.chain = "spot";
    expect_failure(data, &options, COOP_NOT_FOUND, "no chain 'spot'");
    coop_dataset_free(data);
    data = register_of("2024-01-01", "investment", "measure:code currency:code amount:money0",
                       "cost|USD|5", NULL);
    options.where = NULL;
    expect_failure(data, &options, COOP_NOT_FOUND, "no dates to convert by");
    coop_dataset_free(data);
}
END_TEST

/* ---- the register itself ---- */

/* The EU's package of 12 bn is transport 3, raw materials 2.5, water 6.4 and digital 0.1. */
START_TEST(the_parts_of_the_eu_package_fill_it)
{
    static const char *const whole = "pledge,EUR,,12000000000.00,12000000000.00";
    coop_dataset *data = register_embedded();
    const char *const package = "id in ('inv_eu_12bn', 'inv_eu_transport', 'inv_eu_crm', "
                                "'inv_eu_water', 'inv_eu_digital')";
    char expected[128];
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.where = package;
    snprintf(expected, sizeof expected, "%s,5,1,4,0,0,0\n", whole);
    expect_totals(data, &options, expected);
    options.cut = "leaves"; /* no residual is left, none is missing */
    snprintf(expected, sizeof expected, "%s,5,1,4,0,0,0,1,0.00,0.00\n", whole);
    expect_totals(data, &options, expected);
    options.cut = "explicit";
    expect_failure(data, &options, COOP_CONFLICT, "'inv_eu_12bn' are related (part_of)");
    options.where = "id in ('inv_eu_transport', 'inv_eu_crm', 'inv_eu_water', 'inv_eu_digital')";
    snprintf(expected, sizeof expected, "%s,4,4,0,0,0,0\n", whole);
    expect_totals(data, &options, expected);
    options.cut = NULL;
    expect_totals(data, &options, expected);
    coop_query query = query_of("investment", package, NULL, "sum(amount) as s");
    query.uncertain = "possible";
    expect(data, query, "s_least,s_most\n12000000000.00,12000000000.00\n");
    coop_dataset_free(data);
}
END_TEST

/* What parts leave of their wholes, level by level; parts that overlap leave more or less. */
START_TEST(leaves_say_what_they_leave)
{
    static const char *const rows =
        "w|cost|USD|100|||2020\na|cost|USD|60|||2020\nb|cost|USD|30|||2020\na1|cost|USD|20|||2020\n"
        "i|pledge|USD|50|50|80|2020\ni1|pledge|USD|20|20|30|2020\ni2|pledge|USD|15|||2020\n"
        "o|contract|USD|9|9||2020\no1|contract|USD|4|||2020\n"
        "m|trade|USD|-10|||2020\nm1|trade|USD|-4|||2020";
    coop_dataset *data = register_of("2024-01-01", "investment",
                                     "id:code measure:code currency:code amount:money0 "
                                     "amount_low:money0 amount_high:money0 date:span",
                                     rows, "relation", "a:code b:code kind:code",
                                     "a|w|part_of\nb|w|part_of\na1|a|part_of\ni1|i|part_of\n"
                                     "i2|i|part_of\ni1|i2|overlaps\no1|o|part_of\nm1|m|part_of", NULL);
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.cut = "leaves";
    options.where = "measure = 'cost'";
    expect_totals(data, &options, "cost,USD,,100,100,4,1,3,0,0,0,2,50,50\n");
    options.where = "id in ('w', 'a1')"; /* its whole is not there: it is part of what is */
    expect_totals(data, &options, "cost,USD,,100,100,2,1,1,0,0,0,1,80,80\n");
    options.where = "id = 'w'";
    expect_totals(data, &options, "cost,USD,,100,100,1,1,0,0,0,0,0,,\n");
    options.where = "measure = 'pledge'"; /* 50..80 less 20..45 */
    expect_totals(data, &options, "pledge,USD,,50,80,3,1,2,0,0,0,1,5,60\n");
    options.where = "measure = 'contract'";
    expect_totals(data, &options, "contract,USD,,9,,2,1,1,0,0,0,1,5,\n");
    options.where = "measure = 'trade'"; /* of what is paid back, less was paid back */
    expect_totals(data, &options, "trade,USD,2020,-10,-10,2,1,1,0,0,0,1,-6,-6\n");
    coop_dataset_free(data);
    data = register_of("2024-01-01", "investment",
                       "id:code measure:code currency:code amount:money0 date:span",
                       "w|cost|USD|10|2020\na|cost|USD|11|2020\nm|trade|USD|-3|2020\n"
                       "m1|trade|USD|-4|2020", "relation", "a:code b:code kind:code",
                       "a|w|part_of\nm1|m|part_of", NULL);
    options.where = "measure = 'cost'";
    expect_failure(data, &options, COOP_CONFLICT, "the parts of 'w' add up to more than it");
    options.where = "measure = 'trade'";
    expect_failure(data, &options, COOP_CONFLICT, "the parts of 'm' add up to more than it");
    coop_dataset_free(data);
}
END_TEST

/* Two figures of the Chinese stock are rivals through a third one of another day. */
START_TEST(rivals_of_one_figure_are_rivals_of_each_other)
{
    coop_dataset *data = register_embedded();
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.where = "id in ('fdi_trend_40bn', 'inv_fdi_mofcom_2025')";
    expect_totals(data, &options,
                  "stock,USD,2025-06-17,30000000000.00,40000000000.00,2,1,0,0,1,0\n");
    options.choose = "largest";
    expect_totals(data, &options,
                  "stock,USD,2025-06-17,40000000000.00,40000000000.00,2,1,0,0,1,0,"
                  "30000000000.00,40000000000.00\n");
    options.choose = "smallest";
    expect_totals(data, &options,
                  "stock,USD,2025-06-17,30000000000.00,30000000000.00,2,1,0,0,1,0,"
                  "30000000000.00,40000000000.00\n");
    coop_dataset_free(data);
}
END_TEST

/* What China holds is part of what Asia holds by the same database; Eurasia's own is apart. */
START_TEST(stocks_of_one_day_by_different_funders_are_related)
{
    coop_dataset *data = register_embedded();
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.where = "measure = 'stock' and date = '2025-06-30' and currency = 'USD'";
    expect_totals(data, &options,
                  "stock,USD,2025-06-30,116400000000.00,116400000000.00,5,2,3,0,0,0\n");
    options.where = "id in ('fdi_edb_2025h1', 'fdi_asia_2025h1')";
    options.cut = "leaves";
    expect_totals(data, &options,
                  "stock,USD,2025-06-30,68000000000.00,68000000000.00,2,1,1,0,0,0,"
                  "1,32000000000.00,32100000000.00\n");
    options.cut = "explicit";
    expect_failure(data, &options, COOP_CONFLICT, "are related (part_of)");
    coop_dataset_free(data);
}
END_TEST

/* The range of the rivals stands beside the one that is chosen. */
START_TEST(one_of_rivals_is_chosen_by_a_named_policy)
{
    coop_dataset *data = register_of("2024-06-30", "investment",
                                     "id:code measure:code currency:code amount:money0 date:span "
                                     "confidence:code",
                                     "a|cost|USD|10|2020|B\nb|cost|USD|30|2021-05|A\n"
                                     "c|cost|USD|20|2021-05|C\nd|cost|USD|40|../..|\n"
                                     "e|cost|USD|100|2020|B\nf|cost|USD|7|2024|A\ng|cost|USD|5|2023|B",
                                     "relation", "a:code b:code kind:code",
                                     "a|b|alternative\nb|c|alternative\nc|d|alternative\n"
                                     "f|g|alternative", NULL);
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.where = "id in ('a', 'b', 'c', 'e')";
    options.choose = "newest"; /* two of one date: their range */
    expect_totals(data, &options, "cost,USD,,120,130,4,2,0,0,2,0,110,130\n");
    options.choose = "confidence";
    expect_totals(data, &options, "cost,USD,,130,130,4,2,0,0,2,0,110,130\n");
    options.where = "id in ('a', 'c')";
    options.choose = "newest";
    expect_totals(data, &options, "cost,USD,,20,20,2,1,0,0,1,0,10,20\n");
    options.choose = "confidence";
    expect_totals(data, &options, "cost,USD,,10,10,2,1,0,0,1,0,10,20\n");
    options.where = "id in ('f', 'g')"; /* f may lie behind the day: it may be the newest */
    options.choose = "newest";
    expect_totals(data, &options, "cost,USD,,5,7,2,1,0,0,1,0,5,7\n");
    options.where = "id = 'f'";
    expect_totals(data, &options, "cost,USD,,0,7,1,1,0,0,0,0,0,7\n");
    coop_dataset_free(data);
}
END_TEST

/* Every row is counted, left out for a reason, or without amount; no total has its ends crossed. */
START_TEST(every_embedded_row_is_accounted_for)
{
    static const char *const cuts[] = {NULL, "roots", "leaves"};
    coop_dataset *data = register_embedded();
    for (int i = 0; i < 3; i++) {
        coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
        coop_table *table = NULL;
        coop_error err = {0};
        options.cut = cuts[i];
        ck_assert_msg(coop_total_invested(data, &options, &table, &err) == COOP_OK, "%s",
                      err.message);
        double n_rows = 0;
        for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
            static const char *const names[] = {"n_rows", "n_counted", "n_parts", "n_rival",
                                                "n_without_amount"};
            double n[5];
            double ends[2];
            for (int j = 0; j < 5; j++) {
                ck_assert_int_eq(coop_table_number(table, row, names[j], &n[j], &err), COOP_OK);
            }
            ck_assert_double_eq(n[0], n[1] + n[2] + n[3] + n[4]);
            if (coop_table_number(table, row, "least", &ends[0], &err) == COOP_OK &&
                coop_table_number(table, row, "most", &ends[1], &err) == COOP_OK) {
                ck_assert_double_le(ends[0], ends[1]);
            }
            n_rows += n[0];
        }
        ck_assert_double_eq(n_rows,
                            (double)coop_table_n_rows(coop_dataset_table(data, "investment")));
        coop_table_free(table);
    }
    coop_dataset_free(data);
}
END_TEST

/* ---- little stack, little memory ---- */

static void *add_up(void *ctx)
{
    coop_dataset *data = mixed();
    *(char **)ctx = totals(data, NULL);
    coop_dataset_free(data);
    return NULL;
}

START_TEST(totals_need_little_stack)
{
    char *text = NULL;
    on_small_stack(add_up, &text);
    ck_assert_ptr_nonnull(strstr(text, "pledge,USD,,15.00,15.00"));
    free(text);
}
END_TEST

/* A register in counted memory, with so many unrelated rows besides. */
static coop_dataset *counted_register(meter *m, int n_more)
{
    coop_allocator a = metered(m);
    coop_table *tables[2] = {NULL};
    static const char *const names[] = {"investment", "relation"};
    coop_dataset *data = NULL;
    coop_error err = {0};
    char rows[16384];
    size_t n = (size_t)sprintf(rows, "w|cost|USD|100|2020\nx|cost|USD|30|2020\nq|cost|USD|20|2020\n"
                                     "r|cost|USD|40|2020\ns|stock|USD|5|2020\nt|stock|USD|6|2020");
    for (int i = 0; i < n_more; i++) {
        n += (size_t)sprintf(rows + n, "\nn%d|cost|USD|1|2020", i);
    }
    ck_assert_int_eq(table_of(&a, "id:code measure:code currency:code amount:money0 date:span",
                              rows, &tables[0], &err),
                     COOP_OK);
    ck_assert_int_eq(table_of(&a, "a:code b:code kind:code",
                              "x|w|part_of\nq|w|overlaps\nr|q|alternative\ns|t|same", &tables[1],
                              &err),
                     COOP_OK);
    ck_assert_int_eq(coop_dataset_of_tables(tables, names, 2, day_of("2024-01-01"), &data, &err),
                     COOP_OK);
    return data;
}

/* Arenas ask for memory by the block: more rows move the end of a block over every place that
 * takes some. */
START_TEST(memory_may_run_out_at_any_place)
{
    static const char *const cuts[] = {"roots", "leaves"};
    int64_t failures = 0;
    for (int n_more = 0; n_more < 300; n_more += 3) {
        meter m = {0};
        coop_dataset *data = counted_register(&m, n_more);
        size_t live = m.live;
        coop_status status = COOP_MEMORY;
        for (int64_t k = 1; status != COOP_OK; k++) {
            coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
            coop_table *table = NULL;
            coop_error err = {0};
            options.cut = cuts[n_more % 2];
            m.fail_at = m.calls + k;
            status = coop_total_invested(data, &options, &table, &err);
            m.fail_at = 0;
            ck_assert_msg(status == COOP_OK || status == COOP_MEMORY, "%s", err.message);
            ck_assert(status == COOP_OK || table == NULL);
            failures += status == COOP_OK ? 0 : 1;
            coop_table_free(table);
            ck_assert_uint_eq(m.live, live);
        }
        coop_dataset_free(data);
        ck_assert_uint_eq(m.live, 0);
    }
    ck_assert_int_gt(failures, 1000);
}
END_TEST

START_TEST(amounts_known_later_are_not_counted)
{
    coop_dataset *data = register_of("2024-06-30", "investment",
                                     "id:code measure:code currency:code amount:money date:span "
                                     "known:span",
                                     "a|pledge|USD|10.50|2020|2020-12-31\n"
                                     "b|pledge|USD|4.50|2021|2022-01-31\n"
                                     "c|pledge|USD|1.00|2021|2022-02-01",
                                     NULL);
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.as_known = "2022-01-31";
    expect_totals(data, &options, "pledge,USD,,15.00,15.00,2,2,0,0,0,0\n");
    options.as_known = "2022-01-30";
    expect_totals(data, &options, "pledge,USD,,10.50,10.50,1,1,0,0,0,0\n");
    coop_dataset_free(data);
    data = mixed();
    expect_failure(data, &options, COOP_ARGUMENT, "as_known");
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("model_total");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, amounts_known_later_are_not_counted);
    tcase_add_test(c, totals_are_by_measure_currency_and_date);
    tcase_add_test(c, a_sum_names_what_does_not_add_up);
    tcase_add_test(c, options_have_their_words);
    tcase_add_test(c, a_register_may_lack_what_is_added);
    tcase_add_test(c, totals_that_do_not_fit_are_refused);
    tcase_add_test(c, one_of_rivals_is_chosen_by_a_named_policy);
    tcase_add_test(c, amounts_in_one_currency_and_in_prices_of_a_year);
    tcase_add_test(c, a_missing_rate_stops_the_total_or_is_counted);
    tcase_add_test(c, the_parts_of_the_eu_package_fill_it);
    tcase_add_test(c, leaves_say_what_they_leave);
    tcase_add_test(c, rivals_of_one_figure_are_rivals_of_each_other);
    tcase_add_test(c, stocks_of_one_day_by_different_funders_are_related);
    tcase_add_test(c, every_embedded_row_is_accounted_for);
    tcase_add_test(c, totals_need_little_stack);
    tcase_add_test(c, memory_may_run_out_at_any_place);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
