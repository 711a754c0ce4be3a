/* coopstat/finance.h -- how concessional a loan is; present values and rates of return of flows.
 *
 * Rules common to all functions:
 * - Rates are fractions a year: 0.05 is 5 %. Discount rates and rates of return are effective
 *   annual ones, a loan's own rate is nominal: rate / payments_per_year is due at each payment.
 * - Amounts are in any one unit, 0 or of a size of 1e-100 to 1e100.
 * - Nothing is clipped unless a member says so: a loan dearer than the discount rate has a negative
 *   grant element, and leaving that out of a sum overstates how concessional the whole is.
 * - Nothing that comes with COOP_OK is NaN. Arrays are borrowed and must not overlap the outputs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_FINANCE_H
#define COOP_FINANCE_H

#include <coopstat/base.h>

COOP_BEGIN

/** How the principal comes back. Codes are only ever appended. */
typedef int32_t coop_repayment;
enum {
    COOP_REPAYMENT_EQUAL_PRINCIPAL = 0, /**< the same part of the face each time */
    COOP_REPAYMENT_ANNUITY = 1,         /**< the same sum of principal and interest each time */
    COOP_REPAYMENT_BULLET = 2           /**< all at the end */
};

/** Terms of a loan that is paid out at once. Interest runs from the start. The layout is frozen. */
typedef struct coop_loan {
    double amount;            /**< face, 1e-100 to 1e100 */
    double rate;              /**< nominal, a year: -0.5 to 10 */
    double maturity_years;    /**< to the last payment; a whole number of periods, 1 to 100000 */
    double grace_years;       /**< to the first repayment, less one period: a whole number of
                                   periods, 0 to one less than those of the maturity; not read for
                                   a bullet */
    int32_t payments_per_year; /**< 1 to 366 */
    coop_repayment repayment; /**< how the principal comes back */
} coop_loan;

/**
 * Grant element of a loan in closed form: the share of its face that is given, not lent.
 *
 * 1 - (present value of all payments) / face. With d = (1 + discount)^(1/a) - 1 a period and
 * c = rate / a, a payments a year, this is (d - c) times the present value of the balances on which
 * interest is due; for equal principal, N periods of which K are free of repayment,
 * (1 - c / d) (1 - ((1 + d)^-K - (1 + d)^-N) / (d (N - K))). For d near 0 the balances are added.
 * OECD DAC, Converged Statistical Reporting Directives, DCD/DAC/STAT(2018)9.
 *
 * @param loan     Read only.
 * @param discount A year: -0.5 to 10.
 * @param out      Filled on success.
 * @param err      May be NULL.
 * @return COOP_OK; COOP_RANGE for a term or discount, or a result that leaves the doubles;
 *         COOP_ARGUMENT for NULL or repayment.
 * In tests less than 1e-12 from the explicit schedule, and from values of 50 digits.
 * Cost: 0.3 microseconds, no memory; O(periods) for d near 0.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_loan_grant_element(const coop_loan *loan, double discount, double *out, coop_error *err);

/** Where coop_loan_schedule() writes. The layout is frozen. */
typedef struct coop_loan_payments {
    double *years;     /**< when, in years from the payout */
    double *principal; /**< repaid; together the loan's amount but for rounding */
    double *interest;  /**< on the balance before the payment */
    int64_t capacity;  /**< length of each array */
} coop_loan_payments;

/**
 * The payments of a loan, one a row; years ascend.
 *
 * @param loan Read only.
 * @param out  Arrays that are filled on success; payments_per_year * maturity_years rows are used.
 * @param n    Filled on success: rows.
 * @param err  May be NULL.
 * @return COOP_OK; COOP_RANGE for a term, or an annuity at a rate below 0 so long that it leaves the
 *         doubles; COOP_LIMIT where the arrays are too short; COOP_ARGUMENT.
 * Cost: O(periods), no memory.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_loan_schedule(const coop_loan *loan, const coop_loan_payments *out, int64_t *n,
                   coop_error *err);

/** Income of the borrower's country, as the DAC's list groups it. Codes are only ever appended. */
typedef int32_t coop_income;
enum {
    COOP_INCOME_LOW = 0,          /**< least developed and other low income countries */
    COOP_INCOME_LOWER_MIDDLE = 1, /**< lower middle income */
    COOP_INCOME_UPPER_MIDDLE = 2, /**< upper middle income */
    COOP_INCOME_END = 3           /**< one past the last code */
};

/** A published rule of what is concessional. */
typedef struct coop_loan_rule {
    const char *name;    /**< key, e.g. "dac_grant_equivalent" */
    const char *meaning; /**< one English sentence */
    const char *origin;  /**< where it is laid down */
    double discounts[3]; /**< a year, by coop_income */
    double least[3];     /**< smallest grant element that is concessional, by coop_income */
} coop_loan_rule;

/** Rules in order, ended by one whose name is NULL: dac_cash_flow, dac_grant_equivalent, imf_wb.
 *  Static storage. */
COOP_API const coop_loan_rule *coop_loan_rules(void);

/** A loan under a rule. */
typedef struct coop_concessionality {
    size_t struct_size;      /**< sizeof(coop_concessionality), set by the caller */
    double grant_element;    /**< raw: below 0 for a loan dearer than the discount rate */
    double clipped;          /**< the same cut to 0 to 1, as some publish it */
    double grant_equivalent; /**< grant_element * amount */
    double discount;         /**< of the rule */
    double least;            /**< of the rule */
    int32_t is_concessional; /**< 1: grant_element is least or more */
    int32_t reserved;        /**< 0 */
} coop_concessionality;
/** Start of every coop_concessionality. */
#define COOP_CONCESSIONALITY_INIT { sizeof(coop_concessionality), 0, 0, 0, 0, 0, 0, 0 }

/**
 * Grant element, grant equivalent and concessionality of a loan under a named rule.
 *
 * The rules ask for more than a grant element (who lends, what for, debt limits of the borrower):
 * that is not looked at.
 *
 * @param loan   Read only.
 * @param rule   Name in coop_loan_rules().
 * @param income Of the borrower's country when the loan was agreed.
 * @param out    struct_size set by the caller; filled on success.
 * @param err    May be NULL.
 * @return COOP_OK; COOP_NOT_FOUND for rule; COOP_RANGE for a term; COOP_ARGUMENT for NULL, income
 *         or repayment.
 * Cost: as coop_loan_grant_element(). Example: examples/loan_terms.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_loan_concessionality(const coop_loan *loan, const char *rule, coop_income income,
                          coop_concessionality *out, coop_error *err);

/** Amounts at times, in any order. The layout is frozen. */
typedef struct coop_flows {
    const double *amounts; /**< as the lender or investor sees them: paid out below 0, paid back
                                above; several may fall on one time */
    const double *years;   /**< when: -10000 to 10000; NULL: see days */
    const int32_t *days;   /**< when, as a coop_date: years are (day - earliest day) / 365; NULL, as
                                years: 0, 1, 2, ... years. Not both */
    int64_t n;             /**< length; 0 is COOP_EMPTY; at most 1000000 */
} coop_flows;

/**
 * Present value of flows at year 0 (with days: at the earliest of them).
 *
 * The sum of amount (1 + rate)^-years, rounded once: the same for any order of the rows.
 *
 * @param flows Read only.
 * @param rate  A year: -0.999999 to 1000000.
 * @param out   Filled on success.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_EMPTY; COOP_RANGE for an amount, time, n, rate, or a value beyond the
 *         largest double; COOP_ARGUMENT for NULL, or years and days both.
 * Cost: O(n), about 0.1 microseconds each, no memory.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_flows_value(const coop_flows *flows, double rate, double *out, coop_error *err);

/**
 * Grant element of explicit flows: payouts in tranches, fees, premiums, any schedule.
 *
 * 1 - (present value of what is paid back) / (present value of what is paid out), each discounted
 * from its own date. A fee paid at once is paid back: net it against the payout and the base is
 * smaller. For one payout and a loan's schedule this is coop_loan_grant_element(), unless its rate
 * is below 0: interest that the lender pays counts as paid out here.
 *
 * @param flows    Read only; payouts below 0.
 * @param discount A year: -0.999999 to 1000000.
 * @param out      Filled on success.
 * @param err      May be NULL.
 * @return As coop_flows_value(); COOP_UNDEFINED where nothing is paid out.
 * Cost: twice coop_flows_value().
 */
COOP_API COOP_MUST_CHECK coop_status
coop_flows_grant_element(const coop_flows *flows, double discount, double *out, coop_error *err);

/** Most changes of sign, and so most rates of return, of a coop_flows. */
#define COOP_RETURNS_MAX 64

/** All internal rates of return. */
typedef struct coop_returns {
    size_t struct_size;           /**< sizeof(coop_returns), set by the caller */
    int64_t n;                    /**< rates; 0: there is none in the range */
    int64_t n_changes;            /**< changes of sign in time order: there are no more rates than
                                       this anywhere, counted with multiplicity (Descartes) */
    double rates[COOP_RETURNS_MAX]; /**< ascending, the first n */
    int32_t multiplicities[COOP_RETURNS_MAX]; /**< 1: the value changes sign there; 2: it touches 0
                                       or crosses twice within what doubles can tell; ... */
} coop_returns;
/** Start of every coop_returns. */
#define COOP_RETURNS_INIT { sizeof(coop_returns), 0, 0, {0}, {0} }

/**
 * All rates within a range at which flows have present value 0.
 *
 * A project that ends with costs may have several rates of return, or none, and then a single one
 * says nothing. None is skipped here: the present value times (1 + rate)^m, m a time between two
 * amounts of opposite sign, has a derivative that is a present value of flows with one change of
 * sign less; its zeros, found in the same way, separate those wanted. Roots are bisected to the
 * last digit. Laguerre 1883, Journal de mathematiques pures et appliquees 9:99.
 *
 * @param flows Read only; at any real times.
 * @param low   Start of the range, which belongs to it: -0.999999 or more.
 * @param high  End of the range, which belongs to it: more than low, 1000000 at most.
 * @param run   Where scratch memory comes from; NULL: the C library.
 * @param out   struct_size set by the caller (the whole struct); filled on success.
 * @param err   May be NULL.
 * @return COOP_OK, also with n = 0; COOP_EMPTY; COOP_UNDEFINED where amounts cancel at each time,
 *         so that every rate is one; COOP_LIMIT above COOP_RETURNS_MAX changes of sign; COOP_RANGE
 *         for an amount, time or the range; COOP_MEMORY; COOP_ARGUMENT.
 * Cost: O(n log n + changes^2 n): about 0.2 ms for a loan of 40 payments; a block of 24 n bytes.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_flows_returns(const coop_flows *flows, double low, double high, const coop_run *run,
                   coop_returns *out, coop_error *err);

COOP_END
#endif
