/* finance.c -- tests of grant elements, schedules, rules, present values and rates of return.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <coopstat/finance.h>

#include "meter.h"
#include "oracle.h"
#include "random.h"

#include <check.h>

enum { most = 400 };

static void near(double got, double want, double tolerance, const char *what)
{
    ck_assert_msg(fabs(got - want) <= tolerance, "%s: %.17g, wanted %.17g", what, got, want);
}

static double element_of(const coop_loan *loan, double discount)
{
    double out;
    coop_error err = {0};
    ck_assert_msg(coop_loan_grant_element(loan, discount, &out, &err) == COOP_OK, "%s",
                  err.message);
    return out;
}

/* ---- loans ---- */

static double worst;

static void element_row(const double *v)
{
    coop_loan loan = {1000, v[0], v[1], v[2], (int32_t)v[3], (coop_repayment)v[4]};
    double got = element_of(&loan, v[5]);
    worst = fmax(worst, relative_error(got, v[6]));
    near(got, v[6], 1e-12 * fmin(1.0, fabs(v[6])) + 1e-300, "grant element");
}

START_TEST(closed_forms_agree_with_50_digit_sums)
{
    worst = 0.0;
    ck_assert_int_eq(oracle_rows("tests/oracle/finance/grant_element.csv", 7, element_row), 124);
    printf("# worst relative error %.2g\n", worst);
}
END_TEST

START_TEST(published_vectors_are_met)
{
    static const struct {
        coop_loan loan;
        double discount, value;
    } cases[] = {
        {{1, 0.02, 20, 5, 2, COOP_REPAYMENT_EQUAL_PRINCIPAL}, 0.10, 0.5386649154},
        {{1, 0.02, 20, 5, 2, COOP_REPAYMENT_EQUAL_PRINCIPAL}, 0.05, 0.2684457794},
        {{1, 0.0075, 40, 10, 2, COOP_REPAYMENT_EQUAL_PRINCIPAL}, 0.09, 0.7795819903},
        {{1, 0.03, 15, 4, 1, COOP_REPAYMENT_EQUAL_PRINCIPAL}, 0.07, 0.2742492079},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        near(element_of(&cases[i].loan, cases[i].discount), cases[i].value, 5.1e-11, "vector");
    }
}
END_TEST

static coop_loan random_loan(uint64_t *state)
{
    static const int32_t a_year[] = {1, 2, 4, 12};
    int32_t a = a_year[next_random(state) % 4];
    int64_t n = 1 + (int64_t)(next_random(state) % 240);
    int64_t grace = (int64_t)(next_random(state) % (uint64_t)n);
    double rate = (double)(next_random(state) % 1000) / 5000.0;
    return (coop_loan){100.0 + (double)(next_random(state) % 100000) / 100.0, rate, (double)n / a,
                       (double)grace / a, a, (coop_repayment)(next_random(state) % 3)};
}

/* Payout and payments as flows. */
static int64_t flows_of(const coop_loan *loan, double *amounts, double *years)
{
    double principal[most];
    double interest[most];
    coop_loan_payments out = {years + 1, principal, interest, most - 1};
    int64_t n;
    ck_assert_int_eq(coop_loan_schedule(loan, &out, &n, NULL), COOP_OK);
    amounts[0] = -loan->amount;
    years[0] = 0.0;
    double sum = 0.0;
    for (int64_t i = 0; i < n; i++) {
        amounts[i + 1] = principal[i] + interest[i];
        sum += principal[i];
        ck_assert_double_gt(years[i + 1], years[i]);
    }
    near(sum, loan->amount, 1e-11 * loan->amount, "principal");
    near(years[n], loan->maturity_years, 1e-9, "maturity");
    return n + 1;
}

START_TEST(closed_form_and_explicit_schedule_agree)
{
    uint64_t state = 3;
    for (int round = 0; round < 3000; round++) {
        coop_loan loan = random_loan(&state);
        double amounts[most];
        double years[most];
        coop_flows flows = {amounts, years, NULL, 0};
        flows.n = flows_of(&loan, amounts, years);
        double discount = round % 10 == 0 ? loan.rate : (double)(next_random(&state) % 200) / 1e3;
        double explicit_element;
        ck_assert_int_eq(coop_flows_grant_element(&flows, discount, &explicit_element, NULL),
                         COOP_OK);
        double got = element_of(&loan, discount);
        ck_assert_msg(fabs(got - explicit_element) <= 1e-12 * fmax(1.0, fabs(got)),
                      "rate %g, %g years, grace %g, %d a year, repayment %d, discount %g: %.17g, "
                      "explicit %.17g", loan.rate, loan.maturity_years, loan.grace_years,
                      (int)loan.payments_per_year, (int)loan.repayment, discount, got,
                      explicit_element);
    }
}
END_TEST

START_TEST(a_loan_at_the_discount_rate_grants_nothing)
{
    for (coop_repayment how = 0; how <= COOP_REPAYMENT_BULLET; how++) {
        coop_loan loan = {500, 0.05, 12, 3, 1, how};
        near(element_of(&loan, 0.05), 0.0, 1e-16, "at par");
        ck_assert_double_gt(element_of(&loan, 0.06), 0.0);
        ck_assert_double_lt(element_of(&loan, 0.04), 0.0);
        loan.rate = 0.0;
        ck_assert_double_eq(element_of(&loan, 0.0), 0.0);
        loan.rate = 0.02; /* at discount 0: less all interest, on the balances */
        double periods = how == COOP_REPAYMENT_BULLET            ? 12.0
                         : how == COOP_REPAYMENT_EQUAL_PRINCIPAL ? 3.0 + 5.0
                                                                 : NAN;
        if (how != COOP_REPAYMENT_ANNUITY) {
            near(element_of(&loan, 0.0), -0.02 * periods, 1e-14, "discount 0");
        }
    }
}
END_TEST

START_TEST(grace_and_maturity_keep_their_bounds)
{
    static const struct {
        coop_loan loan;
        coop_status status;
    } cases[] = {
        {{1, 0.02, 1, 0, 1, 0}, COOP_OK},           {{1, 0.02, 0, 0, 1, 0}, COOP_RANGE},
        {{1, 0.02, 5, 4, 1, 0}, COOP_OK},           {{1, 0.02, 5, 5, 1, 0}, COOP_RANGE},
        {{1, 0.02, 5, 9, 1, 2}, COOP_OK},           {{1, 0.02, 5, -1, 1, 0}, COOP_RANGE},
        {{1, 0.02, 2.5, 0, 2, 1}, COOP_OK},         {{1, 0.02, 2.5, 0, 1, 1}, COOP_RANGE},
        {{1, 0.02, 25.0 / 12, 0, 12, 1}, COOP_OK},  {{1, 0.02, 5, 0, 0, 1}, COOP_RANGE},
        {{1, 0.02, 5, 0, 366, 1}, COOP_OK},         {{1, 0.02, 5, 0, 367, 1}, COOP_RANGE},
        {{1, -0.5, 5, 0, 1, 1}, COOP_OK},           {{1, -0.51, 5, 0, 1, 1}, COOP_RANGE},
        {{1, 10.1, 5, 0, 1, 1}, COOP_RANGE},        {{1, NAN, 5, 0, 1, 1}, COOP_RANGE},
        {{0, 0.02, 5, 0, 1, 1}, COOP_RANGE},        {{-1, 0.02, 5, 0, 1, 1}, COOP_RANGE},
        {{1, 0.02, NAN, 0, 1, 1}, COOP_RANGE},      {{1, 0.02, 100001, 0, 1, 1}, COOP_RANGE},
        {{1, 0.02, 5, 0, 1, 3}, COOP_ARGUMENT},     {{1, 0.02, 5, 0, 1, -1}, COOP_ARGUMENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double out = 42;
        coop_status status = coop_loan_grant_element(&cases[i].loan, 0.05, &out, NULL);
        ck_assert_msg(status == cases[i].status, "case %zu: %d", i, (int)status);
        ck_assert(status == COOP_OK || out == 42);
    }
    double out;
    ck_assert_int_eq(coop_loan_grant_element(&cases[0].loan, 11, &out, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_loan_grant_element(NULL, 0.1, &out, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_loan_grant_element(&cases[0].loan, 0.1, NULL, NULL), COOP_ARGUMENT);
    coop_loan one_repayment = {1, 0.02, 5, 4, 1, COOP_REPAYMENT_EQUAL_PRINCIPAL};
    coop_loan bullet = {1, 0.02, 5, 0, 1, COOP_REPAYMENT_BULLET};
    ck_assert_double_eq(element_of(&one_repayment, 0.1), element_of(&bullet, 0.1));
}
END_TEST

START_TEST(a_schedule_needs_room)
{
    coop_loan loan = {120, 0.1, 3, 1, 1, COOP_REPAYMENT_EQUAL_PRINCIPAL};
    double years[3] = {42};
    double principal[3];
    double interest[3];
    int64_t n = 42;
    coop_loan_payments out = {years, principal, interest, 2};
    ck_assert_int_eq(coop_loan_schedule(&loan, &out, &n, NULL), COOP_LIMIT);
    ck_assert(n == 42 && years[0] == 42);
    out.capacity = 3;
    ck_assert_int_eq(coop_loan_schedule(&loan, &out, &n, NULL), COOP_OK);
    ck_assert(n == 3 && principal[0] == 0 && principal[1] == 60 && principal[2] == 60);
    ck_assert(interest[0] == 12 && interest[1] == 12 && interest[2] == 6);
    loan = (coop_loan){1, -0.5, 1100, 0, 1, COOP_REPAYMENT_ANNUITY};
    double long_years[1100];
    double long_principal[1100];
    double long_interest[1100];
    coop_loan_payments room = {long_years, long_principal, long_interest, 1100};
    ck_assert_int_eq(coop_loan_schedule(&loan, &room, &n, NULL), COOP_RANGE);
    loan.maturity_years = 1000;
    ck_assert_int_eq(coop_loan_schedule(&loan, &room, &n, NULL), COOP_OK);
    ck_assert(n == 1000 && isfinite(long_principal[0]) && isfinite(long_principal[999]));
    out.years = NULL;
    ck_assert_int_eq(coop_loan_schedule(&loan, &out, &n, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_loan_schedule(&loan, NULL, &n, NULL), COOP_ARGUMENT);
}
END_TEST

START_TEST(rules_give_the_same_loan_different_names)
{
    coop_loan loan = {200, 0.02, 20, 5, 2, COOP_REPAYMENT_EQUAL_PRINCIPAL};
    coop_concessionality out = COOP_CONCESSIONALITY_INIT;
    int n = 0;
    for (const coop_loan_rule *rule = coop_loan_rules(); rule->name != NULL; rule++, n++) {
        for (coop_income income = 0; income < COOP_INCOME_END; income++) {
            ck_assert_int_eq(coop_loan_concessionality(&loan, rule->name, income, &out, NULL),
                             COOP_OK);
            ck_assert_double_eq(out.grant_element, element_of(&loan, rule->discounts[income]));
            ck_assert_double_eq(out.grant_equivalent, out.grant_element * 200);
            ck_assert_int_eq(out.is_concessional, out.grant_element >= rule->least[income]);
        }
    }
    ck_assert_int_eq(n, 3);
    ck_assert_int_eq(coop_loan_concessionality(&loan, "imf_wb", 0, &out, NULL), COOP_OK);
    ck_assert_int_eq(out.is_concessional, 0); /* 26.8 % at 5 %, below 35 % */
    ck_assert_int_eq(coop_loan_concessionality(&loan, "dac_cash_flow", 0, &out, NULL), COOP_OK);
    ck_assert_int_eq(out.is_concessional, 1);
    loan.rate = 0.2;
    ck_assert_int_eq(coop_loan_concessionality(&loan, "dac_cash_flow", 0, &out, NULL), COOP_OK);
    ck_assert(out.grant_element < 0.0 && out.clipped == 0.0 && out.grant_equivalent < 0.0);
    out.clipped = 42;
    ck_assert_int_eq(coop_loan_concessionality(&loan, "x", 0, &out, NULL), COOP_NOT_FOUND);
    ck_assert_int_eq(coop_loan_concessionality(&loan, "imf_wb", 3, &out, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_loan_concessionality(&loan, "imf_wb", -1, &out, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_loan_concessionality(&loan, NULL, 0, &out, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(coop_loan_concessionality(NULL, "imf_wb", 0, &out, NULL), COOP_ARGUMENT);
    ck_assert_double_eq(out.clipped, 42);
}
END_TEST

/* ---- flows ---- */

static coop_returns returns_of(const coop_flows *flows, double low, double high)
{
    coop_returns out = COOP_RETURNS_INIT;
    coop_error err = {0};
    ck_assert_msg(coop_flows_returns(flows, low, high, NULL, &out, &err) == COOP_OK, "%s",
                  err.message);
    return out;
}

START_TEST(returns_are_those_published)
{
    static const double a[] = {-70000, 12000, 15000, 18000, 21000, 26000};
    coop_returns r = returns_of(&(coop_flows){a, NULL, NULL, 5}, -0.9, 10);
    ck_assert(r.n == 1 && r.n_changes == 1 && r.multiplicities[0] == 1);
    near(r.rates[0], -0.021244848273410991031, 3e-16, "4 years");
    r = returns_of(&(coop_flows){a, NULL, NULL, 6}, -0.9, 10);
    near(r.rates[0], 0.086630948036531614293, 3e-16, "5 years");
}
END_TEST

START_TEST(flows_at_dates_agree_with_the_documented_example)
{
    /* 2008-01-01, 2008-03-01, 2008-10-30, 2009-02-15, 2009-04-01; 37.3362535 % and 2086.65. */
    static const double a[] = {-10000, 2750, 4250, 3250, 2750};
    static const int32_t days[] = {13879, 13939, 14182, 14290, 14335};
    coop_flows flows = {a, NULL, days, 5};
    coop_returns r = returns_of(&flows, -0.9, 10);
    ck_assert_int_eq(r.n, 1);
    near(r.rates[0], 0.37336253351883151031, 1e-15, "return");
    double value;
    ck_assert_int_eq(coop_flows_value(&flows, 0.09, &value, NULL), COOP_OK);
    near(value, 2086.6476020315366217, 1e-11, "value");
    static const double b[] = {3250, 2750, -10000, 2750, 4250};
    static const int32_t mixed[] = {14290, 14335, 13879, 13939, 14182};
    coop_flows other = {b, NULL, mixed, 5};
    double again;
    ck_assert_int_eq(coop_flows_value(&other, 0.09, &again, NULL), COOP_OK);
    ck_assert(value == again && returns_of(&other, -0.9, 10).rates[0] == r.rates[0]);
}
END_TEST

START_TEST(all_real_rates_of_polynomials_are_found)
{
    char path[512];
    size_t size = 0;
    char *text =
        file_read(source_path("tests/oracle/finance/returns.csv", path, sizeof path), &size);
    ck_assert_ptr_nonnull(text);
    char *mark = NULL;
    int rows = 0;
    for (char *line = strtok_r(text, "\n", &mark); line != NULL;
         line = strtok_r(NULL, "\n", &mark)) {
        if (*line == '#' || *line == 'a') {
            continue;
        }
        rows++;
        double amounts[32];
        int64_t n = 0;
        char *at = line;
        for (; *at != ';'; at += *at == ',' ? 1 : 0) {
            amounts[n++] = strtod(at, &at);
        }
        coop_returns r = returns_of(&(coop_flows){amounts, NULL, NULL, n}, -0.9, 100);
        int64_t n_wanted = 0;
        for (at++; *at != '\0'; at += *at == ',' ? 1 : 0) {
            double wanted = strtod(at, &at);
            ck_assert_msg(n_wanted < r.n, "row %d: %lld rates", rows, (long long)r.n);
            near(r.rates[n_wanted++], wanted, 1e-12 * (1.0 + fabs(wanted)), "rate");
        }
        ck_assert_int_eq(r.n, n_wanted);
        ck_assert_int_ge(r.n_changes, r.n);
    }
    free(text);
    ck_assert_int_ge(rows, 50);
}
END_TEST

START_TEST(multiple_rates_are_told_from_simple_ones)
{
    static const double twice[] = {-1, 2, -1};
    coop_returns r = returns_of(&(coop_flows){twice, NULL, NULL, 3}, -0.9, 10);
    ck_assert(r.n == 1 && r.multiplicities[0] == 2 && r.n_changes == 2);
    near(r.rates[0], 0.0, 1e-9, "double");
    static const double thrice[] = {-1, 3, -3, 1};
    r = returns_of(&(coop_flows){thrice, NULL, NULL, 4}, -0.9, 10);
    ck_assert(r.n == 1 && r.multiplicities[0] == 3);
    near(r.rates[0], 0.0, 1e-9, "triple");
    /* (y - 1/2)^2 (y - 4/5) times -1000: 25 % once, 100 % twice. */
    static const double mixed[] = {200, -1050, 1800, -1000};
    r = returns_of(&(coop_flows){mixed, NULL, NULL, 4}, -0.9, 10);
    ck_assert(r.n == 2 && r.multiplicities[0] == 1 && r.multiplicities[1] == 2);
    near(r.rates[0], 0.25, 1e-14, "25 %");
    near(r.rates[1], 1.0, 1e-7, "100 %");
}
END_TEST

START_TEST(two_rates_and_none_are_both_answers)
{
    static const double two[] = {-1600, 10000, -10000}; /* the pump of Lorie and Savage 1955 */
    coop_returns r = returns_of(&(coop_flows){two, NULL, NULL, 3}, -0.9, 10);
    ck_assert_int_eq(r.n, 2);
    near(r.rates[0], 0.25, 1e-14, "25 %");
    near(r.rates[1], 4.0, 1e-13, "400 %");
    r = returns_of(&(coop_flows){two, NULL, NULL, 3}, 0.25, 3.9); /* ends belong to the range */
    ck_assert_int_eq(r.n, 1);
    r = returns_of(&(coop_flows){two, NULL, NULL, 3}, 0.26, 4.0);
    ck_assert(r.n == 1 && r.rates[0] <= 4.0 && r.rates[0] > 4.0 - 1e-14);
    r = returns_of(&(coop_flows){two, NULL, NULL, 3}, 0.26, 3.9);
    ck_assert(r.n == 0 && r.n_changes == 2);
    static const double none[] = {1, 2, 3};
    r = returns_of(&(coop_flows){none, NULL, NULL, 3}, -0.9, 10);
    ck_assert(r.n == 0 && r.n_changes == 0);
    static const double never[] = {1, -1, 1};
    r = returns_of(&(coop_flows){never, NULL, NULL, 3}, -0.9, 10);
    ck_assert(r.n == 0 && r.n_changes == 2);
}
END_TEST

START_TEST(rates_of_random_flows_make_their_value_zero)
{
    uint64_t state = 37;
    int found = 0;
    for (int round = 0; round < 500; round++) {
        double amounts[20];
        int32_t days[20];
        int64_t n = 2 + (int64_t)(next_random(&state) % 18);
        double size = 0.0;
        for (int64_t i = 0; i < n; i++) {
            amounts[i] = (double)((int64_t)(next_random(&state) % 20001) - 10000) / 100.0;
            days[i] = (int32_t)(next_random(&state) % 7300);
            size += fabs(amounts[i]);
        }
        coop_flows flows = {amounts, NULL, days, n};
        coop_returns r = returns_of(&flows, -0.5, 5);
        double low_value;
        double high_value;
        ck_assert_int_eq(coop_flows_value(&flows, -0.5, &low_value, NULL), COOP_OK);
        ck_assert_int_eq(coop_flows_value(&flows, 5, &high_value, NULL), COOP_OK);
        int32_t sum = 0;
        for (int64_t i = 0; i < r.n; i++) {
            double value;
            ck_assert_int_eq(coop_flows_value(&flows, r.rates[i], &value, NULL), COOP_OK);
            ck_assert_double_le(fabs(value), 1e-12 * size * fmax(1, pow(1 + r.rates[i], -20)));
            ck_assert(i == 0 || r.rates[i] > r.rates[i - 1]);
            sum += r.multiplicities[i];
            found++;
        }
        ck_assert_int_le(sum, r.n_changes);
        ck_assert_int_eq(sum % 2, (low_value < 0) != (high_value < 0));
    }
    ck_assert_int_gt(found, 250);
}
END_TEST

START_TEST(a_loans_return_is_its_own_rate)
{
    coop_loan loan = {1e6, 0.06, 10, 2, 2, COOP_REPAYMENT_ANNUITY};
    double amounts[most];
    double years[most];
    coop_flows flows = {amounts, years, NULL, 0};
    flows.n = flows_of(&loan, amounts, years);
    coop_returns r = returns_of(&flows, -0.9, 10);
    ck_assert_int_eq(r.n, 1);
    near(r.rates[0], 1.03 * 1.03 - 1.0, 1e-14, "effective rate");
}
END_TEST

START_TEST(bad_flows_are_refused)
{
    double a[66];
    double years[] = {0, 1};
    int32_t days[] = {0, 1};
    coop_returns out = COOP_RETURNS_INIT;
    out.n = 42;
    for (int i = 0; i < 66; i++) {
        a[i] = i % 2 == 0 ? 1.0 : -1.0;
    }
    const struct {
        coop_flows flows;
        coop_status status;
    } cases[] = {
        {{a, NULL, NULL, 0}, COOP_EMPTY},       {{a, NULL, NULL, -1}, COOP_RANGE},
        {{a, NULL, NULL, 66}, COOP_LIMIT},      {{a, years, days, 2}, COOP_ARGUMENT},
        {{NULL, years, NULL, 2}, COOP_ARGUMENT}, {{a, NULL, NULL, 1000001}, COOP_RANGE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(coop_flows_returns(&cases[i].flows, -0.5, 1, NULL, &out, NULL),
                         cases[i].status);
    }
    coop_flows flows = {a, NULL, NULL, 65};
    ck_assert_int_eq(coop_flows_returns(&flows, 1, 1, NULL, &out, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_flows_returns(&flows, -1, 1, NULL, &out, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_flows_returns(&flows, 0, 1.1e6, NULL, &out, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_flows_returns(&flows, NAN, 1, NULL, &out, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_flows_returns(NULL, 0, 1, NULL, &out, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(out.n, 42);
    double cancel[] = {5, -5};
    double same[] = {3, 3};
    flows = (coop_flows){cancel, same, NULL, 2};
    ck_assert_int_eq(coop_flows_returns(&flows, 0, 1, NULL, &out, NULL), COOP_UNDEFINED);
    same[1] = 10001;
    ck_assert_int_eq(coop_flows_returns(&flows, 0, 1, NULL, &out, NULL), COOP_RANGE);
    cancel[0] = INFINITY;
    same[1] = 1;
    ck_assert_int_eq(coop_flows_returns(&flows, 0, 1, NULL, &out, NULL), COOP_RANGE);
    double value = 42;
    cancel[0] = 1e100;
    same[0] = 10000;
    ck_assert_int_eq(coop_flows_value(&flows, -0.9, &value, NULL), COOP_RANGE);
    ck_assert_int_eq(coop_flows_value(&flows, 0.1, NULL, NULL), COOP_ARGUMENT);
    double back[] = {1, 2};
    flows = (coop_flows){back, NULL, NULL, 2};
    ck_assert_int_eq(coop_flows_grant_element(&flows, 0.1, &value, NULL), COOP_UNDEFINED);
    ck_assert_double_eq(value, 42);
}
END_TEST

START_TEST(the_most_changes_of_sign_and_the_widest_range_are_taken)
{
    double a[65];
    for (int i = 0; i < 65; i++) {
        a[i] = i % 2 == 0 ? 1.0 + i : -1.0 - i;
    }
    coop_returns r = returns_of(&(coop_flows){a, NULL, NULL, 65}, -0.999999, 1e6);
    ck_assert_int_eq(r.n_changes, 64);
    static const double far[] = {-1, 1e-6, 1.0};
    static const double at[] = {-10000, 0, 10000};
    r = returns_of(&(coop_flows){far, at, NULL, 3}, -0.999999, 1e6);
    ck_assert_int_eq(r.n, 1);
}
END_TEST

START_TEST(tranches_are_discounted_from_their_own_dates)
{
    /* Half now, half in a year, both back in two years: at 10 % 1 - (1/1.21) / ((1 + 1/1.1)/2). */
    static const double a[] = {-50, -50, 100};
    coop_flows flows = {a, NULL, NULL, 3};
    double value;
    ck_assert_int_eq(coop_flows_grant_element(&flows, 0.1, &value, NULL), COOP_OK);
    near(value, 1.0 - (1.0 / 1.21) / ((1.0 + 1.0 / 1.1) / 2.0), 1e-15, "tranches");
}
END_TEST

START_TEST(no_memory_is_said)
{
    static const double a[] = {-1, 2};
    coop_flows flows = {a, NULL, NULL, 2};
    meter m = {.fail_at = 1};
    coop_allocator allocator = metered(&m);
    coop_run run = COOP_RUN_INIT;
    run.allocator = &allocator;
    coop_returns out = COOP_RETURNS_INIT;
    ck_assert_int_eq(coop_flows_returns(&flows, 0, 2, &run, &out, NULL), COOP_MEMORY);
    ck_assert_int_eq(coop_flows_returns(&flows, 0, 2, &run, &out, NULL), COOP_OK);
    ck_assert(m.live == 0 && m.peak == 48 && out.n == 1 && out.rates[0] == 1.0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("finance");
    TCase *t = tcase_create("finance");
    tcase_add_test(t, closed_forms_agree_with_50_digit_sums);
    tcase_add_test(t, published_vectors_are_met);
    tcase_add_test(t, closed_form_and_explicit_schedule_agree);
    tcase_add_test(t, a_loan_at_the_discount_rate_grants_nothing);
    tcase_add_test(t, grace_and_maturity_keep_their_bounds);
    tcase_add_test(t, a_schedule_needs_room);
    tcase_add_test(t, rules_give_the_same_loan_different_names);
    tcase_add_test(t, returns_are_those_published);
    tcase_add_test(t, flows_at_dates_agree_with_the_documented_example);
    tcase_add_test(t, all_real_rates_of_polynomials_are_found);
    tcase_add_test(t, multiple_rates_are_told_from_simple_ones);
    tcase_add_test(t, two_rates_and_none_are_both_answers);
    tcase_add_test(t, rates_of_random_flows_make_their_value_zero);
    tcase_add_test(t, a_loans_return_is_its_own_rate);
    tcase_add_test(t, bad_flows_are_refused);
    tcase_add_test(t, the_most_changes_of_sign_and_the_widest_range_are_taken);
    tcase_add_test(t, tranches_are_discounted_from_their_own_dates);
    tcase_add_test(t, no_memory_is_said);
    suite_add_tcase(s, t);
    return s;
}

#include "check_main.h"
