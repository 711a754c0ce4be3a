/* currency.c -- tests of rates, price levels and the chains that use them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/currency.h>

#include <math.h>
#include <stdio.h>

#include "oracle.h"
#include "random.h"
#include "register.h"

#define RATES "currency:code date:span rate:float64 kind:code source:code vintage:date"
#define PRICES "currency:code date:span index:float64 source:code vintage:date"

/* Renminbi and euro per dollar; prices of the US and China. */
static coop_dataset *market(void)
{
    return register_of("2024-01-01", "exchange_rate", RATES,
                       "CNY|2000|8||a|\nCNY|2021|6.4||a|\nEUR|2021|0.8||a|\nEUR|2000|1.1||a|\n"
                       "CNY|2000|3|ppp|a|\nCNY|2021|4|ppp|a|\n"
                       "CNY|2000-05-18|8.25|spot|a|\nCNY|2000-05|8.5|spot|a|\n"
                       "TMT|2000|1.04||a|\nTMT|2021|3.5||a|\nKWD|2015|0.29003||a|",
                       "deflator", PRICES,
                       "USD|2000|80|b|\nUSD|2021|120|b|\nCNY|2000|50|b|\nCNY|2021|100|b|\n"
                       "TMT|2000|20|b|\nTMT|2021|100|b|",
                       NULL);
}

static coop_priced priced(double amount, const char *currency, const char *date)
{
    coop_priced in = {amount, currency, {0, 0}, NULL};
    ck_assert_int_eq(coop_span_parse(date, &in.date, NULL), COOP_OK);
    return in;
}

static coop_conversion to(const char *currency, int32_t base_year, const char *chain)
{
    coop_conversion how = COOP_CONVERSION_INIT;
    how.to = currency;
    how.base_year = base_year;
    how.chain = chain;
    return how;
}

static coop_converted converted(const coop_dataset *data, coop_conversion how, coop_priced in)
{
    coop_converted out = {0};
    coop_error err = {0};
    coop_status status = coop_currency_convert(data, &how, &in, 1, &out, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", coop_status_name(status), err.message);
    return out;
}

static void expect_value(const coop_dataset *data, coop_conversion how, coop_priced in, double value)
{
    coop_converted out = converted(data, how, in);
    ck_assert_msg(fabs(out.least - value) <= 1e-14 * fabs(value), "%.17g, not %.17g", out.least,
                  value);
    ck_assert_double_eq(out.least, out.most);
    ck_assert_int_eq(out.is_estimated, 0);
}

static void expect_refusal(const coop_dataset *data, coop_conversion how, coop_priced in,
                           coop_status status, const char *message)
{
    coop_converted out = {.least = 77};
    coop_error err = {0};
    coop_status got = coop_currency_convert(data, &how, &in, 1, &out, &err);
    ck_assert_msg(got == status, "%s %s", coop_status_name(got), err.message);
    ck_assert_msg(strstr(err.message, message) != NULL, "'%s' lacks '%s'", err.message, message);
    ck_assert_double_eq(out.least, 77);
}

START_TEST(every_chain_by_hand)
{
    coop_dataset *data = market();
    coop_priced yuan = priced(1000, "CNY", "2000");
    coop_priced dollars = priced(1000, "USD", "2000-03");
    expect_value(data, to("USD", 0, NULL), yuan, 1000.0 / 8);
    expect_value(data, to("EUR", 0, NULL), yuan, 1000.0 / 8 * 1.1);
    /* LCU x P_b / P_t / ER_b */
    expect_value(data, to("USD", 2021, "dac"), yuan, 1000.0 * 100 / 50 / 6.4);
    expect_value(data, to(NULL, 2021, NULL), yuan, 1000.0 * 100 / 50 / 6.4);
    expect_value(data, to("USD", 2021, "target"), yuan, 1000.0 / 8 * 120 / 80);
    expect_value(data, to("USD", 2021, "ppp"), yuan, 1000.0 / 3 * 120 / 80);
    expect_value(data, to("USD", 2021, "transaction"), priced(1000, "CNY", "2000-05-18"),
                 1000.0 / 8.25 * 120 / 80);
    expect_value(data, to("USD", 0, "transaction"), priced(1000, "CNY", "2000-05-19"), 1000.0 / 8.5);
    /* A US deflator is P_t / P_b: nothing but prices. */
    expect_value(data, to("USD", 2021, NULL), dollars, 1000.0 * 120 / 80);
    /* A dollar loan in the donor's prices: nominal / D_t, D_t = (P_t / P_b) (ER_b / ER_t). */
    coop_conversion how = to("USD", 2021, "dac");
    how.prices = "CNY";
    expect_value(data, how, dollars, 1000.0 / ((50.0 / 100) * (6.4 / 8)));
    /* What it buys in the recipient country. */
    expect_refusal(data, to("USD", 2021, "recipient"), dollars, COOP_ARGUMENT,
                   "chain 'recipient' needs the currency whose prices deflate");
    dollars.prices = "TMT";
    expect_value(data, to("USD", 2021, "recipient"), dollars, 1000.0 * 1.04 * 100 / 20 / 3.5);
    coop_dataset_free(data);
}
END_TEST

/* Two examples that AidData's appendix D prints with slips: 142.57 and 22,066,505. */
START_TEST(the_worked_examples_come_out_right)
{
    coop_dataset *data = register_of(
        "2024-01-01", "exchange_rate", RATES, "EUR|2010|0.7||a|\nKWD|2015|0.29003||a|", "deflator",
        PRICES, "USD|2015|20.83|a|\nUSD|2021|100|a|", NULL);
    coop_converted out = converted(data, to("USD", 0, NULL), priced(100, "EUR", "2010"));
    ck_assert_double_eq_tol(out.least, 142.857142857142857, 1e-12);
    out = converted(data, to("USD", 0, NULL), priced(6.4e6, "KWD", "2015"));
    ck_assert_double_eq_tol(out.least, 22066682.757, 1e-3);
    out = converted(data, to("USD", 2021, NULL), priced(22066505.30, "USD", "2015"));
    ck_assert_double_eq_tol(out.least, 105936175.2, 0.05);
    coop_dataset_free(data);
}
END_TEST

START_TEST(the_base_year_is_the_identity_and_needs_no_table)
{
    coop_dataset *data = register_of("2024-01-01", "t", "id:code", "a", NULL);
    const char *const names[] = {"dac", "target"};
    for (int i = 0; i < 2; i++) {
        expect_value(data, to("USD", 2021, names[i]), priced(123.45, "USD", "2021"), 123.45);
        expect_value(data, to("CNY", 2021, names[i]), priced(123.45, "CNY", "2021-02-03"), 123.45);
    }
    expect_value(data, to("KZT", 0, NULL), priced(5, "KZT", "1999"), 5);
    expect_refusal(data, to("USD", 2021, NULL), priced(1, "USD", "2020"), COOP_NOT_FOUND,
                   "amount 1: the register has no table deflator, which USD of 2020 needs");
    expect_refusal(data, to("USD", 0, NULL), priced(1, "CNY", "2020"), COOP_NOT_FOUND,
                   "the register has no table exchange_rate");
    coop_dataset_free(data);
    data = market();
    expect_value(data, to("USD", 2021, "dac"), priced(64, "CNY", "2021"), 64 / 6.4);
    expect_value(data, to("USD", 2021, "target"), priced(64, "CNY", "2021"), 64 / 6.4);
    coop_dataset_free(data);
}
END_TEST

/* There and back over three currencies, and from constant prices back, within 1e-12. */
START_TEST(round_trips_keep_twelve_digits)
{
    coop_dataset *data = market();
    uint64_t state = 11;
    for (int i = 0; i < 2000; i++) {
        double amount = ldexp((double)(next_random(&state) + 1), (int)(next_random(&state) % 80) - 60);
        coop_converted a = converted(data, to("EUR", 0, NULL), priced(amount, "CNY", "2021"));
        coop_converted b = converted(data, to("TMT", 0, NULL), priced(a.least, "EUR", "2021"));
        coop_converted c = converted(data, to("CNY", 0, NULL), priced(b.least, "TMT", "2021"));
        ck_assert_double_le(fabs(c.least / amount - 1), 1e-12);
        coop_converted d = converted(data, to("USD", 2021, NULL), priced(amount, "CNY", "2000"));
        ck_assert_double_le(fabs(d.least / d.factor_least / amount - 1), 1e-12);
        /* Merging: the factor does not depend on the size. */
        ck_assert_double_eq(converted(data, to("USD", 2021, NULL), priced(-amount, "CNY", "2000")).least,
                            -d.least);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(what_is_missing_is_an_error_or_flagged_and_never_1)
{
    coop_dataset *data = market();
    coop_conversion how = to("USD", 0, NULL);
    expect_refusal(data, how, priced(1, "CNY", "2010"), COOP_NOT_FOUND,
                   "exchange_rate has no average of CNY for 2010 (years beside it: 2000, 2021");
    expect_refusal(data, how, priced(1, "UZS", "2010"), COOP_NOT_FOUND, "(years beside it: 0, 0");
    expect_refusal(data, how, priced(1, NULL, "2010"), COOP_UNDEFINED, "has no currency");
    expect_refusal(data, how, priced(1, "CNY", "../.."), COOP_UNDEFINED, "has no date");
    expect_refusal(data, how, priced(1, "CNY", "2010/.."), COOP_UNDEFINED, "has no date");
    how.missing = "interpolate";
    coop_converted out = converted(data, how, priced(1, "CNY", "2010"));
    ck_assert_int_eq(out.is_estimated, 1);
    double rate = exp(log(8) * 11 / 21 + log(6.4) * 10 / 21);
    ck_assert_double_eq_tol(out.least, 1 / rate, 1e-15);
    coop_conversion back = to("CNY", 0, NULL);
    back.missing = "interpolate";
    ck_assert_double_eq_tol(converted(data, back, priced(out.least, "USD", "2010")).least, 1, 1e-12);
    ck_assert_int_eq(converted(data, how, priced(1, "CNY", "2021")).is_estimated, 0);
    expect_refusal(data, how, priced(1, "CNY", "2022"), COOP_NOT_FOUND, "(years beside it: 2021, 0");
    how.missing = "nearest";
    out = converted(data, how, priced(64, "CNY", "2022"));
    ck_assert_int_eq(out.is_estimated, 1);
    ck_assert_double_eq(out.least, 64 / 6.4);
    ck_assert_double_eq(converted(data, how, priced(8, "CNY", "1990")).least, 1);
    expect_refusal(data, how, priced(1, "UZS", "2010"), COOP_NOT_FOUND, "(years beside it: 0, 0");
    how.chain = "transaction";
    expect_refusal(data, how, priced(1, "CNY", "2010-01-01"), COOP_NOT_FOUND, "no spot of CNY");
    how = to("USD", 2021, NULL);
    expect_refusal(data, how, priced(1, "USD", "2010"), COOP_NOT_FOUND,
                   "deflator has no index of USD for 2010");
    how.missing = "guess";
    expect_refusal(data, how, priced(1, "USD", "2010"), COOP_ARGUMENT, "missing is 'guess'");
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_date_of_several_years_makes_an_interval)
{
    coop_dataset *data = register_of("2024-01-01", "exchange_rate", RATES,
                                     "CNY|2000|8||a|\nCNY|2001|4||a|\nCNY|2002|5||a|", NULL);
    coop_converted out = converted(data, to("USD", 0, NULL), priced(40, "CNY", "2000-06/2002"));
    ck_assert_double_eq(out.least, 5);
    ck_assert_double_eq(out.most, 10);
    out = converted(data, to("USD", 0, NULL), priced(-40, "CNY", "2000/2002"));
    ck_assert_double_eq(out.least, -10);
    ck_assert_double_eq(out.most, -5);
    expect_value(data, to("USD", 0, NULL), priced(40, "CNY", "2002-01/2002-05"), 8);
    expect_refusal(data, to("USD", 0, NULL), priced(40, "CNY", "2002/2003"), COOP_NOT_FOUND, "2003");
    coop_dataset_free(data);
}
END_TEST

START_TEST(two_sources_are_named_and_the_newest_vintage_counts)
{
    coop_dataset *data = register_of("2024-01-01", "exchange_rate", RATES,
                                     "TMT|2016|3.5|average|official|2017-01-01\n"
                                     "TMT|2016|7|average|market|2017-01-01\n"
                                     "UZS|2016|2960||cb|2017-01-01\nUZS|2016|2965||cb|2018-01-01\n"
                                     "UZS|2016|9999||cb|2020-01-01\nKZT|2016|342||a|\nKZT|2016|342||a|\n"
                                     "KGS|2016|69||a|\nKGS|2016|70||a|\nTJS|2016|0||a|\nTJS|2017|-1||a|",
                                     NULL);
    coop_conversion how = to("USD", 0, NULL);
    expect_refusal(data, how, priced(7, "TMT", "2016"), COOP_CONFLICT,
                   "two numbers of TMT for 2016: sources official and market");
    how.rate_source = "market";
    expect_value(data, how, priced(7, "TMT", "2016"), 1);
    how.rate_source = "official";
    expect_value(data, how, priced(7, "TMT", "2016"), 2);
    how.rate_source = NULL;
    expect_value(data, how, priced(9999, "UZS", "2016"), 1);
    how.as_known = "2018-01-01";
    expect_value(data, how, priced(2965, "UZS", "2016"), 1);
    how.as_known = "2017-12-31";
    expect_value(data, how, priced(2960, "UZS", "2016"), 1);
    how.as_known = "2016-12-31";
    expect_refusal(data, how, priced(1, "UZS", "2016"), COOP_NOT_FOUND, "no average of UZS");
    how.as_known = "2016";
    expect_refusal(data, how, priced(1, "UZS", "2016"), COOP_FORMAT, "2016");
    how.as_known = NULL;
    expect_value(data, how, priced(342, "KZT", "2016"), 1); /* said twice, not contradicted */
    expect_refusal(data, how, priced(1, "KGS", "2016"), COOP_CONFLICT, "sources a and a");
    expect_refusal(data, how, priced(1, "TJS", "2016"), COOP_RANGE, "a number of 0 or less");
    expect_refusal(data, how, priced(1, "TJS", "2017"), COOP_RANGE, "a number of 0 or less");
    coop_dataset_free(data);
}
END_TEST

START_TEST(replaced_currencies_have_their_factors)
{
    coop_dataset *data = market();
    coop_conversion how = to("USD", 0, NULL);
    expect_value(data, how, priced(5200, "TMM", "2000"), 1);
    expect_value(data, how, priced(1.04, "TMT", "2000"), 1);
    expect_value(data, to("USD", 2021, NULL), priced(5000 * 7, "TMM", "2000"), 7.0 * 100 / 20 / 3.5);
    expect_refusal(data, how, priced(1, "TMM", "2010"), COOP_RANGE, "TMM was replaced by TMT in 2009");
    expect_refusal(data, how, priced(1, "TMM", "2009"), COOP_NOT_FOUND, "no average of TMT for 2009");
    coop_dataset_free(data);
    data = register_of("2024-01-01", "exchange_rate", RATES,
                       "DEM|1998|1.76||a|\nEUR|1997|0.9||a|\nEUR|1998|0.95||a|", NULL);
    expect_value(data, how, priced(1.76, "DEM", "1998"), 1); /* its own rate comes first */
    expect_value(data, how, priced(1.95583 * 9, "DEM", "1997"), 10);
    coop_dataset_free(data);
    const coop_currency_change *last = NULL;
    for (const coop_currency_change *c = coop_currency_changes(); c->code != NULL; c++) {
        ck_assert(last == NULL || strcmp(last->code, c->code) < 0);
        ck_assert(strlen(c->code) == 3 && strlen(c->successor) == 3 && c->factor > 0);
        ck_assert(c->year > 1990 && c->year < 2026 && strcmp(c->code, c->successor) != 0);
        last = c;
    }
}
END_TEST

#define CHANGES "currency:code successor:code factor:float64 date:span"

START_TEST(a_register_has_changes_of_its_own)
{
    coop_conversion how = to("USD", 0, NULL);
    coop_dataset *data = register_of(
        "2024-01-01", "exchange_rate", RATES, "ZWL|2019|8||a|\nCNY|2000|8||a|\nXAA|2001|5||a|",
        "currency_change", CHANGES,
        "ZWD|ZWN|1000|2006\nZWN|ZWR|10000000000|2008-08\nZWR|ZWL|1000000000000|2020\n"
        "TMM|CNY|10|2002\nXAA|||2001-06\nXAB|XAC|1|2030\nXAC|XAB|1|2030\nXAD|ZWL|0|2030\n"
        "XAE|ZWL|2|../..\nXAF|ZWL|2|2030\nXAF|ZWL|2|2030", NULL);
    expect_value(data, how, priced(8e12, "ZWR", "2019"), 1);
    expect_refusal(data, how, priced(1, "ZWN", "2019"), COOP_RANGE, "ZWN was replaced by ZWR in 2008");
    expect_refusal(data, how, priced(1, "ZWD", "2005"), COOP_NOT_FOUND, "no average of ZWL for 2005");
    expect_value(data, how, priced(80, "TMM", "2000"), 1); /* before the built-in one */
    expect_value(data, how, priced(5, "XAA", "2001"), 1);
    expect_refusal(data, how, priced(5, "XAA", "2002"), COOP_RANGE, "XAA was replaced in 2001");
    expect_refusal(data, how, priced(5, "XAB", "2002"), COOP_CONFLICT, "more than 8 times");
    expect_refusal(data, how, priced(5, "XAD", "2002"), COOP_RANGE, "no factor above 0");
    expect_refusal(data, how, priced(5, "XAE", "2002"), COOP_RANGE, "no last day");
    expect_refusal(data, how, priced(5, "XAF", "2002"), COOP_CONFLICT, "two rows of XAF");
    coop_dataset_free(data);
    data = register_of("2024-01-01", "currency_change", "currency:code successor:code factor:int64",
                       "XAA|XAB|1", NULL);
    expect_refusal(data, how, priced(5, "XAA", "2002"), COOP_TYPE, "currency_change.factor");
    coop_dataset_free(data);
    data = register_of("2024-01-01", "currency_change", "currency:code", "XAA", NULL);
    expect_refusal(data, how, priced(5, "XAA", "2002"), COOP_NOT_FOUND, "no column 'successor'");
    coop_dataset_free(data);
}
END_TEST

/* Two changes in a row, the rate of the last currency for a year before both. */
START_TEST(factors_of_changes_that_follow_each_other_multiply)
{
    coop_conversion how = to("USD", 2019, NULL);
    coop_dataset *data = register_of(
        "2024-01-01", "exchange_rate", RATES, "XAC|2000|0.5||a|\nXAC|2019|4||a|", "deflator", PRICES,
        "XAC|2000|50|b|\nXAC|2019|100|b|", "currency_change", CHANGES,
        "XAA|XAB|1000|2005\nXAB|XAC|100|2012-07-01", NULL);
    expect_value(data, to("USD", 0, NULL), priced(50000, "XAA", "2000"), 1);
    expect_value(data, how, priced(100000, "XAA", "2000"), 1.0 * 100 / 50 / 4);
    coop_dataset_free(data);
}
END_TEST

/* ---- index series on several bases ---- */

#define LINKED "currency:code date:span index:float64 source:code vintage:date base:code"

static double level(const coop_dataset *data, const char *from, int32_t base)
{
    return converted(data, to("USD", base, NULL), priced(1, "USD", from)).least;
}

START_TEST(index_series_are_linked_where_they_share_a_year)
{
    coop_dataset *data = register_of(
        "2024-01-01", "deflator", LINKED,
        "USD|2000|50|b||2005\nUSD|2005|100|b||2005\nUSD|2006|110|b||2005\n"
        "USD|2006|90|b||2010\nUSD|2010|100|b||2010\nUSD|2012|104|b||2010\n"
        "USD|2010|80|b||2015\nUSD|2012|84|b||2015\nUSD|2015|100|b||2015\n"
        "EUR|2000|1|b||2005\nEUR|2015|2|b||2015", NULL);
    /* One series has both years: no link. Then one link, by 2012 and not by 2010; then two. */
    ck_assert_double_eq_tol(level(data, "2010", 2012), 84.0 / 80, 1e-15);
    ck_assert_double_eq_tol(level(data, "2006", 2015), 100.0 / 84 * 104 / 90, 1e-15);
    ck_assert_double_eq_tol(level(data, "2000", 2015), 100.0 / 84 * 104 / 90 * 110 / 50, 1e-14);
    for (int32_t from = 2000; from <= 2015; from++) {
        for (int32_t base = 2000; base <= 2015; base++) {
            char a[8];
            char b[8];
            coop_conversion how = to("USD", base, NULL);
            how.missing = "interpolate";
            snprintf(a, sizeof a, "%d", (int)from);
            snprintf(b, sizeof b, "%d", (int)base);
            double there = converted(data, how, priced(1, "USD", a)).least;
            how.base_year = from;
            double back = converted(data, how, priced(there, "USD", b)).least;
            ck_assert_msg(fabs(back - 1) <= 1e-12 && (from != base || there == 1), "%s %s: %.17g", a,
                          b, back);
            ck_assert(there > 0 && (from == base || there != 1));
        }
    }
    expect_refusal(data, to("EUR", 2015, NULL), priced(1, "EUR", "2000"), COOP_NOT_FOUND,
                   "links no EUR on base '2005' to base '2015'");
    expect_refusal(data, to("USD", 2015, NULL), priced(1, "USD", "2003"), COOP_NOT_FOUND, "2003");
    coop_dataset_free(data);
}
END_TEST

START_TEST(as_many_bases_as_there_may_be)
{
    for (int n = 16; n <= 17; n++) {
        char rows[1000] = "";
        for (int i = 0; i < n; i++) {
            size_t at = strlen(rows);
            snprintf(rows + at, sizeof rows - at, "USD|%d|%d|b||%c\nUSD|%d|%d|b||%c%s", 2000 + i,
                     100, 'a' + i, 2001 + i, 200, 'a' + i, i + 1 < n ? "\n" : "");
        }
        coop_dataset *data = register_of("2024-01-01", "deflator", LINKED, rows, NULL);
        if (n == 16) {
            ck_assert_double_eq(level(data, "2000", 2016), 65536);
            ck_assert_double_eq(level(data, "2016", 2000), 1.0 / 65536);
        } else {
            expect_refusal(data, to("USD", 2016, NULL), priced(1, "USD", "2000"), COOP_LIMIT, "16 bases");
        }
        coop_dataset_free(data);
    }
}
END_TEST

START_TEST(arguments_and_tables_are_checked)
{
    coop_dataset *data = market();
    coop_conversion how = to("USD", 2021, "imf");
    coop_priced in = priced(1, "USD", "2000");
    coop_converted out = {0};
    coop_error err = {0};
    expect_refusal(data, how, in, COOP_NOT_FOUND, "no chain 'imf': dac, target");
    expect_refusal(data, to("EUR", 2021, "ppp"), in, COOP_ARGUMENT, "international dollars, not EUR");
    expect_refusal(data, to("USD", -1, NULL), in, COOP_RANGE, "base_year is -1");
    expect_refusal(data, to("USD", 10000, NULL), in, COOP_RANGE, "base_year is 10000");
    in.amount = NAN;
    expect_refusal(data, to("USD", 2021, NULL), in, COOP_RANGE, "not finite");
    how = to(NULL, 0, NULL);
    ck_assert_int_eq(coop_currency_convert(NULL, &how, &in, 1, &out, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_currency_convert(data, NULL, &in, 1, &out, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_currency_convert(data, &how, NULL, 1, &out, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_currency_convert(data, &how, &in, 1, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_currency_convert(data, &how, &in, -1, &out, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_currency_convert(data, &how, NULL, 0, NULL, &err), COOP_OK);
    how.struct_size = 1;
    ck_assert_int_eq(coop_currency_convert(data, &how, &in, 1, &out, &err), COOP_ARGUMENT);
    coop_dataset_free(data);
    data = register_of("2024-01-01", "deflator", "currency:code date:span index:money", "USD|2000|1",
                       NULL);
    in.amount = 1;
    expect_refusal(data, to(NULL, 2021, NULL), in, COOP_TYPE, "deflator.index is of type money");
    coop_dataset_free(data);
    data = register_of("2024-01-01", "deflator", "currency:code date:span", "USD|2000", NULL);
    expect_refusal(data, to(NULL, 2021, NULL), in, COOP_NOT_FOUND, "deflator has no column 'index'");
    coop_dataset_free(data);
}
END_TEST

/* ---- AidData's own factors ---- */

enum { FIRST = 2000, LAST = 2021 };
static struct {
    double usd, rmb, rmb_per_usd;
} aiddata[LAST - FIRST + 1];

static void aiddata_row(const double *v)
{
    int year = (int)v[0];
    ck_assert(year >= FIRST && year <= LAST);
    aiddata[year - FIRST].usd = v[1];
    aiddata[year - FIRST].rmb = v[4];
    aiddata[year - FIRST].rmb_per_usd = v[5];
}

static void read_aiddata(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[512];
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file) != NULL) {
        double v[6] = {0};
        if (sscanf(line, "%lf,%lf,%lf,%lf,%lf,%lf", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5]) == 6) {
            aiddata_row(v);
        }
    }
    fclose(file);
}

/* Renminbi to dollars of 2021 by the rate and the dollar factor gives the renminbi factor. */
START_TEST(aiddatas_renminbi_factors_follow_from_its_dollar_factors)
{
    char path[4096];
    char rates[2048] = "";
    char prices[2048] = "";
    if (shared_path("data/gcdf3_deflator.csv", path, sizeof path) == NULL) {
        fprintf(stderr, "skipped: data/gcdf3_deflator.csv is not there\n");
        return;
    }
    read_aiddata(path);
    for (int i = 0; i <= LAST - FIRST; i++) {
        const char *end = i < LAST - FIRST ? "\n" : "";
        size_t n = strlen(rates);
        snprintf(rates + n, sizeof rates - n, "CNY|%d|%.17g||a|%s", FIRST + i,
                 aiddata[i].rmb_per_usd, end);
        n = strlen(prices);
        snprintf(prices + n, sizeof prices - n, "USD|%d|%.17g|a|%s", FIRST + i,
                 100 / aiddata[i].usd, end);
    }
    coop_dataset *data = register_of("2024-01-01", "exchange_rate", RATES, rates, "deflator", PRICES,
                                     prices, NULL);
    for (int i = 0; i <= LAST - FIRST; i++) {
        char year[8];
        snprintf(year, sizeof year, "%d", FIRST + i);
        coop_converted out = converted(data, to("USD", 2021, "target"), priced(1, "CNY", year));
        ck_assert_msg(fabs(out.least / aiddata[i].rmb - 1) < 2e-6, "%s: %.10g, not %.10g", year,
                      out.least, aiddata[i].rmb);
        expect_value(data, to("USD", 2021, "target"), priced(1, "USD", year),
                     100 / (100 / aiddata[i].usd));
    }
    coop_dataset_free(data);
}
END_TEST

/* ---- the chain from the macro series ---- */

static double macro[2][LAST + 3]; /* by year: rate, and change of the price level in % */

static void read_macro(const char *path)
{
    static const char *const names[] = {"exchange_rate_lcu_per_usd", "gdp_deflator_annual_pct"};
    FILE *file = fopen(path, "r");
    char line[1024];
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file) != NULL) {
        int year = 0;
        char name[64] = "";
        double value = 0;
        bool is_row = sscanf(line, "CHN,%d,%63[^,],%lf,", &year, name, &value) == 3;
        for (int i = 0; i < 2 && is_row && year < LAST + 3; i++) {
            macro[i][year] = strcmp(name, names[i]) == 0 ? value : macro[i][year];
        }
    }
    fclose(file);
}

/* China's prices and rates give AidData's factors, of which the file has ten digits. */
START_TEST(the_dac_chain_gives_aiddatas_factors)
{
    char path[4096];
    char rates[2048] = "";
    char prices[2048] = "";
    double level = 1;
    bool is_there = shared_path("data/macro_indicators.csv", path, sizeof path) != NULL;
    if (is_there) {
        read_macro(path);
        is_there = shared_path("data/gcdf3_deflator.csv", path, sizeof path) != NULL;
    }
    if (!is_there) {
        fprintf(stderr, "skipped: data/macro_indicators.csv or gcdf3_deflator.csv is not there\n");
        return;
    }
    read_aiddata(path);
    for (int year = FIRST; year < 2020; year++) { /* the rates end in 2019 */
        const char *end = year < 2019 ? "\n" : "";
        level *= 1 + macro[1][year] / 100;
        size_t n = strlen(rates);
        snprintf(rates + n, sizeof rates - n, "CNY|%d|%.17g||pwt|%s", year, macro[0][year], end);
        n = strlen(prices);
        snprintf(prices + n, sizeof prices - n, "CNY|%d|%.17g|wdi|%s", year, level, end);
    }
    coop_dataset *data = register_of("2024-01-01", "exchange_rate", RATES, rates, "deflator", PRICES,
                                     prices, NULL);
    coop_conversion how = to("USD", 2019, "dac");
    how.prices = "CNY";
    for (int year = FIRST; year < 2020; year++) {
        char text[8];
        snprintf(text, sizeof text, "%d", year);
        double expected = aiddata[year - FIRST].usd / aiddata[2019 - FIRST].usd;
        double got = converted(data, how, priced(1, "USD", text)).least;
        ck_assert_msg(fabs(got / expected - 1) < 2e-9, "%s: %.12g, not %.12g", text, got, expected);
    }
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("currency");
    TCase *c = tcase_create("conversions");
    tcase_add_test(c, every_chain_by_hand);
    tcase_add_test(c, the_worked_examples_come_out_right);
    tcase_add_test(c, the_base_year_is_the_identity_and_needs_no_table);
    tcase_add_test(c, round_trips_keep_twelve_digits);
    tcase_add_test(c, what_is_missing_is_an_error_or_flagged_and_never_1);
    tcase_add_test(c, a_date_of_several_years_makes_an_interval);
    tcase_add_test(c, two_sources_are_named_and_the_newest_vintage_counts);
    tcase_add_test(c, replaced_currencies_have_their_factors);
    tcase_add_test(c, a_register_has_changes_of_its_own);
    tcase_add_test(c, factors_of_changes_that_follow_each_other_multiply);
    tcase_add_test(c, index_series_are_linked_where_they_share_a_year);
    tcase_add_test(c, as_many_bases_as_there_may_be);
    tcase_add_test(c, arguments_and_tables_are_checked);
    tcase_add_test(c, the_dac_chain_gives_aiddatas_factors);
    tcase_add_test(c, aiddatas_renminbi_factors_follow_from_its_dollar_factors);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
