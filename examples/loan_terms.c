/* loan_terms.c -- one loan under each published rule, how amounts are spread over five recipients,
 * and what two undisclosed amounts could change. All figures are made up.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static coop_error err;

static void check(coop_status status)
{
    if (status != COOP_OK) {
        fprintf(stderr, "%s: %s\n", coop_status_name(status), err.message);
        exit(EXIT_FAILURE);
    }
}

static void rules(const coop_loan *loan)
{
    puts("100 m at 3 %, 15 years, 4 of grace, half-yearly equal principal, lower middle income");
    for (const coop_loan_rule *rule = coop_loan_rules(); rule->name != NULL; rule++) {
        coop_concessionality c = COOP_CONCESSIONALITY_INIT;
        check(coop_loan_concessionality(loan, rule->name, COOP_INCOME_LOWER_MIDDLE, &c, &err));
        printf("  %-21s at %2.0f %%: grant element %6.2f %%, needs %2.0f %%: %s\n", rule->name,
               100 * c.discount, 100 * c.grant_element, 100 * c.least,
               c.is_concessional ? "concessional" : "not concessional");
    }
}

static void spread(void)
{
    double amounts[] = {64.1, 4.1, 1.5, 9.6, 17.2};
    coop_concentration_data data = {amounts, NULL, 5};
    puts("\nFive recipients");
    const coop_concentration_index *index = coop_concentration_indices();
    for (; index->name != NULL; index++) {
        coop_concentration c = COOP_CONCENTRATION_INIT;
        check(coop_concentration_value(&data, index->name, NAN, NULL, &c, &err));
        printf("  %-18s %.4f  %s\n", index->name, c.value, index->meaning);
    }
}

static void undisclosed(void)
{
    double amounts[] = {12, 30, 7, 22, 0, 15, 0, 9, 41};
    uint8_t is_missing[] = {0, 0, 0, 0, 1, 0, 1, 0, 0};
    coop_amounts data = {.amounts = amounts, .is_missing = is_missing, .n = 9};
    coop_imputation_options options = COOP_IMPUTATION_OPTIONS_INIT;
    options.replicates = 200;
    coop_imputed_total t = COOP_IMPUTED_TOTAL_INIT;
    check(coop_imputation_total(&data, &options, NULL, &t, NULL, &err));
    printf("\nNine loans, %lld without an amount: %.0f m are known; with all, about %.0f (%.0f to "
           "%.0f)\n", (long long)t.n_missing, t.observed, t.value, t.low, t.high);
    double factors[] = {0.5, 1, 2, 4};
    coop_imputation_step steps[4];
    coop_imputation_statement statement = {200, factors, 4, steps};
    coop_imputation_tipping tip = COOP_IMPUTATION_TIPPING_INIT;
    check(coop_imputation_sweep(&data, &options, &statement, NULL, &tip, &err));
    for (int i = 0; i < 4; i++) {
        printf("  missing ones %.1f times as large as known ones: %.0f to %.0f; 200 m or more: %s\n",
               steps[i].factor, steps[i].low, steps[i].high,
               steps[i].holds == 1 ? "yes" : steps[i].holds == 0 ? "open" : "no");
    }
    printf("  200 m are met where missing ones are %.0f m on average\n", tip.mean_needed);
}

int main(void)
{
    coop_loan loan = {100, 0.03, 15, 4, 2, COOP_REPAYMENT_EQUAL_PRINCIPAL};
    rules(&loan);
    spread();
    undisclosed();
    return EXIT_SUCCESS;
}
