/* loan.c -- grant elements of loans in closed form, their payments, rules of concessionality.
 *
 * For any schedule the balances telescope: face = sum of (B_before (1 + d) - B_after) v^t, and the
 * payments are B_before (1 + c) - B_after, so that face less their present value is (d - c) times
 * the sum of B_before v^t, here called the duration.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/finance.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "strata.h"

static const int64_t most_periods = 100000;
static const double least_rate = -0.5;
static const double most_rate = 10.0;

typedef struct terms {
    int64_t n;      /* periods */
    int64_t grace;  /* of these, without repayment */
    double charged; /* interest a period */
} terms;

static coop_status number_check(double value, double least, double most, const char *name,
                                coop_error *err)
{
    if (value >= least && value <= most) {
        return COOP_OK;
    }
    char text[3][COOP__NUMBER_SIZE];
    coop__number_format(value, text[0]);
    coop__number_format(least, text[1]);
    coop__number_format(most, text[2]);
    return coop__fail(err, COOP_RANGE, "%s is %s, need %s to %s", name, text[0], text[1], text[2]);
}

/* years as a whole number of periods, least to most; what a double leaves of 1/12 is allowed. */
static coop_status periods_of(const coop_loan *loan, double years, const char *name, int64_t *out,
                              coop_error *err)
{
    COOP__TRY(number_check(years, 0.0, (double)most_periods, name, err));
    double periods = years * loan->payments_per_year;
    double whole = floor(periods + 0.5);
    if (fabs(periods - whole) > 1e-6) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(periods, text);
        return coop__fail(err, COOP_RANGE, "%s makes %s periods, need a whole number", name, text);
    }
    *out = (int64_t)whole;
    return COOP_OK;
}

static coop_status terms_of(const coop_loan *loan, terms *out, coop_error *err)
{
    if (loan == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "loan is NULL");
    }
    if (loan->repayment < 0 || loan->repayment > COOP_REPAYMENT_BULLET) {
        return coop__fail(err, COOP_ARGUMENT, "there is no repayment %d", (int)loan->repayment);
    }
    COOP__TRY(number_check(loan->amount, 1e-100, 1e100, "amount", err));
    COOP__TRY(number_check(loan->rate, least_rate, most_rate, "rate", err));
    COOP__TRY(number_check(loan->payments_per_year, 1, 366, "payments_per_year", err));
    terms t = {.charged = loan->rate / loan->payments_per_year};
    COOP__TRY(periods_of(loan, loan->maturity_years, "maturity_years", &t.n, err));
    if (t.n < 1 || t.n > most_periods) {
        return coop__fail(err, COOP_RANGE, "maturity_years makes %lld periods, need 1 to %lld",
                          (long long)t.n, (long long)most_periods);
    }
    if (loan->repayment == COOP_REPAYMENT_BULLET) {
        t.grace = t.n - 1;
    } else {
        COOP__TRY(periods_of(loan, loan->grace_years, "grace_years", &t.grace, err));
    }
    if (t.grace >= t.n) {
        return coop__fail(err, COOP_RANGE, "grace_years makes %lld periods, need less than the "
                          "%lld of the maturity", (long long)t.grace, (long long)t.n);
    }
    *out = t;
    return COOP_OK;
}

/* Present value of 1 at the end of each of n periods. */
static double annuity(double d, double n)
{
    return d == 0.0 ? n : -expm1(-n * log1p(d)) / d;
}

/* The balance of a face of 1 before the k-th repayment of n, k from 1; c is charged a period. */
static double balance_before(bool is_annuity, double c, double n, double k)
{
    double left = n - k + 1.0;
    return is_annuity ? annuity(c, left) / annuity(c, n) : left / n;
}

/* Present value of the balances while there are repayments, from one period before the first. */
static double repaid_duration(const terms *t, bool is_annuity, double d)
{
    double n = (double)(t->n - t->grace);
    double c = t->charged;
    if (is_annuity && fabs(d - c) * n > 0.01) {
        return (1.0 - annuity(d, n) / annuity(c, n)) / (d - c);
    }
    if (!is_annuity && fabs(d) * n > 0.01) {
        return (n - annuity(d, n)) / (n * d);
    }
    double sum = 0.0; /* the quotients above lose digits here */
    for (double k = 1.0; k <= n; k++) {
        sum += balance_before(is_annuity, c, n, k) * exp(-k * log1p(d));
    }
    return sum;
}

coop_status coop_loan_grant_element(const coop_loan *loan, double discount, double *out,
                                    coop_error *err)
{
    if (out == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out is NULL");
    }
    terms t;
    COOP__TRY(terms_of(loan, &t, err));
    COOP__TRY(number_check(discount, least_rate, most_rate, "discount", err));
    double log_d = log1p(discount) / loan->payments_per_year;
    double d = expm1(log_d);
    bool is_annuity = loan->repayment == COOP_REPAYMENT_ANNUITY;
    double grace = (double)t.grace;
    double duration =
        annuity(d, grace) + exp(-grace * log_d) * repaid_duration(&t, is_annuity, d);
    double value = (d - t.charged) * duration;
    if (!isfinite(value)) {
        return coop__fail(err, COOP_RANGE, "the grant element is beyond the largest double");
    }
    *out = value;
    return COOP_OK;
}

coop_status coop_loan_schedule(const coop_loan *loan, const coop_loan_payments *out, int64_t *n,
                               coop_error *err)
{
    if (n == NULL || out == NULL || out->years == NULL || out->principal == NULL ||
        out->interest == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "out, an array of it or n is NULL");
    }
    terms t;
    COOP__TRY(terms_of(loan, &t, err));
    if (out->capacity < t.n) {
        return coop__fail(err, COOP_LIMIT, "capacity is %lld, need %lld", (long long)out->capacity,
                          (long long)t.n);
    }
    bool is_annuity = loan->repayment == COOP_REPAYMENT_ANNUITY;
    double repaid = (double)(t.n - t.grace);
    if (is_annuity && !isfinite(annuity(t.charged, repaid))) {
        return coop__fail(err, COOP_RANGE, "rate is below 0 for too many periods: what is repaid "
                          "last is beyond the largest double");
    }
    /* Each row by itself: balances that are carried on grow their rounding with the interest. */
    for (int64_t i = 0; i < t.n; i++) {
        double k = fmax((double)(i - t.grace) + 1.0, 1.0);
        double balance = loan->amount * balance_before(is_annuity, t.charged, repaid, k);
        double part = exp(-(repaid - k + 1.0) * log1p(t.charged)) / annuity(t.charged, repaid);
        out->years[i] = (double)(i + 1) / loan->payments_per_year;
        out->interest[i] = balance * t.charged;
        out->principal[i] = i < t.grace ? 0.0 : loan->amount * (is_annuity ? part : 1.0 / repaid);
    }
    *n = t.n;
    return COOP_OK;
}

static const coop_loan_rule rules[] = {
    {"dac_cash_flow", "grant element at 10 % a year, 25 % or more is concessional",
     "OECD DAC, for flows before 2018: Converged Statistical Reporting Directives, "
     "DCD/DAC/STAT(2018)9", {0.10, 0.10, 0.10}, {0.25, 0.25, 0.25}},
    {"dac_grant_equivalent",
     "grant element at 9, 7 or 6 % a year, 45, 15 or 10 % or more is concessional, for low, lower "
     "middle and upper middle income; the grant equivalent counts",
     "OECD DAC, from 2018: High Level Meeting of 16 December 2014, final communique",
     {0.09, 0.07, 0.06}, {0.45, 0.15, 0.10}},
    {"imf_wb", "grant element at 5 % a year, 35 % or more is concessional",
     "IMF and World Bank, unified discount rate of October 2013", {0.05, 0.05, 0.05},
     {0.35, 0.35, 0.35}},
    {NULL, NULL, NULL, {0, 0, 0}, {0, 0, 0}},
};

const coop_loan_rule *coop_loan_rules(void)
{
    return rules;
}

coop_status coop_loan_concessionality(const coop_loan *loan, const char *rule, coop_income income,
                                      coop_concessionality *out, coop_error *err)
{
    COOP__TRY(coop__result_check(out, "coop_concessionality", err));
    if (rule == NULL || income < 0 || income >= COOP_INCOME_END) {
        return rule == NULL ? coop__fail(err, COOP_ARGUMENT, "rule is NULL")
                            : coop__fail(err, COOP_ARGUMENT, "there is no income %d", (int)income);
    }
    const coop_loan_rule *at = rules;
    while (at->name != NULL && strcmp(at->name, rule) != 0) {
        at++;
    }
    if (at->name == NULL) {
        return coop__fail(err, COOP_NOT_FOUND, "there is no rule of concessionality '%s'", rule);
    }
    coop_concessionality result = COOP_CONCESSIONALITY_INIT;
    result.discount = at->discounts[income];
    result.least = at->least[income];
    COOP__TRY(coop_loan_grant_element(loan, result.discount, &result.grant_element, err));
    result.clipped = fmin(fmax(result.grant_element, 0.0), 1.0);
    result.grant_equivalent = result.grant_element * loan->amount;
    result.is_concessional = result.grant_element >= result.least ? 1 : 0;
    coop__result_give(out, &result, sizeof result);
    return COOP_OK;
}
