/* overview.c -- what the register covers and to which day, and who the six nations are.
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

static long long rows(const coop_dataset *data, const char *table)
{
    return (long long)coop_table_n_rows(coop_dataset_table(data, table));
}

int main(void)
{
    coop_dataset *data = NULL;
    coop_table *table = NULL;
    coop_sink out = coop_sink_fd(1);
    char day[11];
    check(coop_dataset_open(NULL, NULL, &data, &err));
    check(coop_date_format(coop_dataset_as_of(data), day, &err));
    printf("%s\nversion %s, as of %s (coopstat %s)\n", coop_dataset_title(data),
           coop_dataset_version(data), day, coop_version());
    printf("%lld agreements with %lld dated events, %lld amounts, %lld financed projects, %lld rail "
           "segments in %lld corridors,\n%lld claims, %lld sources. What is not in it is not known "
           "to it: a register is not the world.\n\n",
           rows(data, "agreement"), rows(data, "event"), rows(data, "investment"),
           rows(data, "project"), rows(data, "rail_segment"), rows(data, "corridor"),
           rows(data, "claim"), rows(data, "source"));
    fflush(stdout);
    coop_query query = COOP_QUERY_INIT;
    query.from = "membership";
    query.where = "mechanism = 'c_c5' and status = 'member'";
    query.select = "nation, nation.name as name, nation.capital as capital, nation.population as "
                   "population, nation.population_year as year, nation.gdp_usd as gdp_usd, "
                   "nation.gdp_year as gdp_year, nation.rail_gauge_mm as gauge_mm";
    query.order_by = "nation";
    query.uncertain = "possible";
    check(coop_query_run(data, &query, &table, &err));
    check(coop_table_print(table, COOP_FORMAT_TEXT, &out, &err));
    coop_table_free(table);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
