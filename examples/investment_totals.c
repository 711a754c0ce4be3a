/* investment_totals.c -- money by measure and currency: no part beside its whole, overlaps and
 * rivals as intervals. SPDX-License-Identifier: GPL-3.0-or-later */
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

static void amount(const coop_table *table, int64_t row, const char *column)
{
    double units = 0;
    if (coop_table_number(table, row, column, &units, NULL) == COOP_OK) {
        printf(" %9.2f", units / 1e9);
    } else {
        printf(" %9s", "no limit");
    }
}

static double count(const coop_table *table, int64_t row, const char *column)
{
    double number = 0;
    check(coop_table_number(table, row, column, &number, &err));
    return number;
}

static void totals(const coop_dataset *data, const char *title, const char *where)
{
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    coop_table *table = NULL;
    options.where = where;
    check(coop_total_invested(data, &options, &table, &err));
    printf("\n%s\n  bn             at least   at most  rows counted parts overlapping rivals\n", title);
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        const char *measure = NULL;
        const char *currency = NULL;
        check(coop_table_word(table, row, "measure", &measure, &err));
        check(coop_table_word(table, row, "currency", &currency, &err));
        printf("  %-12s %s", measure, currency);
        amount(table, row, "least");
        amount(table, row, "most");
        printf(" %5.0f %7.0f %5.0f %11.0f %6.0f\n", count(table, row, "n_rows"),
               count(table, row, "n_counted"), count(table, row, "n_parts"),
               count(table, row, "n_overlapping"), count(table, row, "n_rival"));
    }
    coop_table_free(table);
}

int main(void)
{
    coop_dataset *data = NULL;
    coop_table *table = NULL;
    coop_sink out = coop_sink_fd(1);
    coop_query rivals = COOP_QUERY_INIT;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    puts("Money by measure and currency, in billions. A pledge is never added to a disbursement; parts are "
         "not added to\nwholes; overlapping amounts make an interval; \"no limit\": a source says \"more than\".");
    totals(data, "Flows, all funders", "measure not in ('stock', 'pipeline', 'trade')");
    totals(data, "Flows from China", "measure not in ('stock', 'pipeline', 'trade') and funder has 'CHN'");
    puts("\nOne thing measured more than once (never summands)");
    fflush(stdout);
    rivals.from = "relation";
    rivals.where = "kind = 'alternative'";
    rivals.select = "a, a.amount as amount_a, a.date as date_a, b, b.amount as amount_b, b.date as date_b";
    check(coop_query_run(data, &rivals, &table, &err));
    check(coop_table_print(table, COOP_FORMAT_TEXT, &out, &err));
    coop_table_free(table);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
