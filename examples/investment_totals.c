/* investment_totals.c -- what was announced, committed, disbursed, in dollars of 2021, by nation.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
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

/* Measure, currency or nation, the amount without and with what overlaps, and counts. */
static void print(const coop_table *table, const char *of, int n_counts)
{
    static const char *counts[] = {"n_rows", "n_parts", "n_overlapping", "n_rival", "n_estimated"};
    for (int64_t row = 0; row < coop_table_n_rows(table); row++, putchar('\n')) {
        const char *measure = NULL, *word = NULL;
        double x;
        check(coop_table_word(table, row, "measure", &measure, &err));
        check(coop_table_word(table, row, of, &word, &err));
        check(coop_table_number(table, row, "least", &x, &err));
        printf("  %-12s %-11s %9.2f", measure, word, x / 1e9);
        if (coop_table_number(table, row, "most", &x, NULL) == COOP_OK) {
            printf(" %9.2f", x / 1e9);
        } else {
            printf("  no limit"); /* "more than" */
        }
        for (int i = 0; i < n_counts; i++) {
            check(coop_table_number(table, row, counts[i], &x, &err));
            printf(" %7.0f", x);
        }
    }
}

static void totals(const coop_dataset *data, const char *title, const coop_total_options *options)
{
    coop_table *table = NULL;
    check(coop_total_invested(data, options, &table, &err));
    printf("\n%s\n  bn                        at least   at most    rows   parts overlap  rivals%s\n", title,
           options->prices != NULL ? "  estim." : "");
    print(table, "currency", options->prices != NULL ? 5 : 4);
    coop_table_free(table);
}

int main(void)
{
    coop_dataset *data = NULL;
    coop_table *table = NULL;
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    coop_conversion prices = COOP_CONVERSION_INIT;
    coop_attribution_options parties = COOP_ATTRIBUTION_OPTIONS_INIT;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    puts("A pledge is never added to a disbursement, nor a part to its whole. At least: the heaviest set of\n"
         "amounts that do not overlap; at most: all of them. Of rival measurements of one thing one counts.");
    options.where = "measure in ('stock', 'trade') and currency = 'USD' and year(date) = 2024";
    totals(data, "Stocks and trade of 2024, whatever the source", &options);
    options.choose = "smallest";
    totals(data, "The same by the smallest of rivals", &options);
    options.choose = NULL;
    options.where = "measure in ('pledge', 'commitment', 'contract', 'disbursement', 'cost')";
    totals(data, "As announced", &options);
    prices.base_year = 2021;
    prices.chain = "target";
    prices.missing = "nearest"; /* rates end in 2019, price levels in 2023: estimated beyond */
    options.prices = &prices;
    totals(data, "In dollars of 2021, later years at the last rate and price level", &options);
    parties.total = &options;
    parties.rule = "stated";
    puts("\nBy recipient, in dollars of 2021: shares as stated, else equal; a group of nations stays one");
    check(coop_total_by_party(data, &parties, &table, &err));
    print(table, "recipient", 1);
    coop_table_free(table);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
