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

/* Commitments started or more, by the given expression. The caller frees the table. */
static coop_table *ask(const coop_dataset *data, const char *where, const char *by)
{
    coop_query query = COOP_QUERY_INIT;
    coop_table *table = NULL;
    query.from = "agreement";
    query.where = where;
    query.by = by;
    query.select = "rate('started') as r";
    query.uncertain = "certain";
    query.bounds = "last_report";
    check(coop_query_run(data, &query, &table, &err));
    return table;
}

#define YEARS 5 /* 2022 to 2026 */

/* Hits and known of a mechanism in each year. */
static void by_year(const coop_dataset *data, const char *where, int64_t *hits, int64_t *known)
{
    coop_table *table = ask(data, where, "year(signed) as year");
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        double year = 0;
        double count[2] = {0, 0};
        check(coop_table_number(table, row, "year", &year, &err));
        check(coop_table_number(table, row, "r_hits", &count[0], &err));
        check(coop_table_number(table, row, "r_known", &count[1], &err));
        hits[(int)year - 2022] = (int64_t)count[0];
        known[(int)year - 2022] = (int64_t)count[1];
    }
    coop_table_free(table);
}

int main(void)
{
    coop_dataset *data = NULL;
    coop_sink out = coop_sink_fd(1);
    int64_t a[2][YEARS] = {{0}};
    int64_t b[2][YEARS] = {{0}};
    check(coop_dataset_open(NULL, NULL, &data, &err));
    puts("Started or more (bounds: what was last reported before the day may have moved on)");
    fflush(stdout);
    coop_table *table = ask(data, "mechanism in ('c_c5', 'eu_ca', 'c5p1')", "mechanism");
    check(coop_table_print(table, COOP_FORMAT_TEXT, &out, &err));
    coop_table_free(table);
    by_year(data, "mechanism = 'c_c5' and signed >= '2022'", a[0], a[1]);
    by_year(data, "mechanism = 'eu_ca' and signed >= '2022'", b[0], b[1]);
    coop_strata strata = {a[0], a[1], b[0], b[1], YEARS};
    coop_strata_comparison c = {.struct_size = sizeof c};
    check(coop_strata_compare(&strata, &c, NULL, &err));
    printf("\nC+C5 less EU-CA, commitments of 2022 and later: %+.0f points; like years with like years: %+.0f "
           "points;\nof the first, %+.0f come from the mix of years. %s; %lld years compared, %lld have one "
           "mechanism only.\n", 100 * c.crude, 100 * c.stratified, 100 * c.composition,
           c.reversed ? "The sign REVERSES: the crude comparison misleads" : "The sign does not reverse",
           (long long)c.n_used, (long long)c.n_missing);
    puts("\nWhy this is no ranking: young agreements have had less time; a consensus item is easier to start than "
         "a loan;\nhow much is unknown differs; and the register itemises half of one official list and none of "
         "another.\nWhere bounds overlap, these data do not order the mechanisms.");
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
