/* compare_mechanisms.c -- C+C5 beside EU-CA and C5+1, and why that needs care.
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

static void ask(const coop_dataset *data, const char *by, const char *select, const char *title)
{
    coop_query query = COOP_QUERY_INIT;
    coop_table *table = NULL;
    coop_sink out = coop_sink_fd(1);
    query.from = "agreement";
    query.where = "mechanism in ('c_c5', 'eu_ca', 'c5p1') and role = 'commitment'";
    query.by = by;
    query.select = select;
    query.uncertain = "certain";
    query.bounds = "last_report";
    check(coop_query_run(data, &query, &table, &err));
    printf("\n%s\n", title);
    fflush(stdout);
    check(coop_table_print(table, COOP_FORMAT_TEXT, &out, &err));
    coop_table_free(table);
}

int main(void)
{
    coop_dataset *data = NULL;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    puts("Three mechanisms side by side (bounds: what was last reported before the day may have moved on)");
    ask(data, "mechanism", "rate('started') as r", "Started or more, all commitments");
    ask(data, "mechanism, year(signed)", "rate('started') as r", "The same by year: most of EU-CA and C5+1 is young");
    ask(data, "mechanism, status_basis", "count()",
        "What the status rests on: last_event means that nothing later was found, not that nothing happened");
    puts("\nWhy this is no ranking: the mechanisms are of different age, and young agreements have had less time; their "
         "lists\nhold different kinds of things (a consensus item is easier to start than a loan); how much is unknown "
         "differs; and\nthe register itemises half of one official list and none of another. Where bounds overlap, these "
         "data do not order\nthe mechanisms.");
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
