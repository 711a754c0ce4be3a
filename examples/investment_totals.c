/* investment_totals.c -- what was announced, committed and disbursed, in dollars of 2021, by nation.
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

static double number(const coop_table *table, int64_t row, const char *column)
{
    double out = 0;
    check(coop_table_number(table, row, column, &out, &err));
    return out;
}

/* Measure, currency or nation, and the amount without and with what overlaps. */
static void amount(const coop_table *table, int64_t row, const char *of)
{
    const char *measure = NULL;
    const char *word = NULL;
    double most = 0;
    check(coop_table_word(table, row, "measure", &measure, &err));
    check(coop_table_word(table, row, of, &word, &err));
    printf("  %-12s %-11s %9.2f", measure, word, number(table, row, "least") / 1e9);
    if (coop_table_number(table, row, "most", &most, NULL) == COOP_OK) {
        printf(" %9.2f", most / 1e9);
    } else {
        printf("  no limit"); /* a source says "more than" */
    }
    printf(" %5.0f", number(table, row, "n_rows"));
}

static void totals(const coop_dataset *data, const char *title, const coop_total_options *options)
{
    coop_table *table = NULL;
    check(coop_total_invested(data, options, &table, &err));
    printf("\n%s\n  bn                        at least   at most  rows parts overlapping\n", title);
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        amount(table, row, "currency");
        printf(" %5.0f %11.0f\n", number(table, row, "n_parts"), number(table, row, "n_overlapping"));
    }
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
         "amounts that do not overlap; at most: all of them.");
    options.where = "measure in ('pledge', 'commitment', 'contract', 'disbursement', 'cost')";
    totals(data, "As announced", &options);
    prices.base_year = 2021;
    prices.chain = "target";
    prices.missing = "nearest"; /* rates end in 2019, price levels in 2023: n_estimated counts them */
    options.prices = &prices;
    totals(data, "In dollars of 2021, later years at the last rate and price level", &options);
    puts("\nBy recipient, in dollars of 2021: shares as stated, else equal; a group of nations stays one");
    parties.total = &options;
    parties.rule = "stated";
    check(coop_total_by_party(data, &parties, &table, &err));
    for (int64_t row = 0; row < coop_table_n_rows(table); row++, putchar('\n')) {
        amount(table, row, "recipient");
    }
    coop_table_free(table);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
