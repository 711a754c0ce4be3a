/* sources.c -- where the data come from, and how to cite them.
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

static void print(const coop_dataset *data, const char *from, const char *by, const char *order_by,
                  int64_t limit)
{
    coop_query query = COOP_QUERY_INIT;
    coop_table *table = NULL;
    coop_sink out = coop_sink_fd(1);
    query.from = from;
    query.by = by;
    query.order_by = order_by;
    query.limit = limit;
    query.uncertain = "possible";
    query.cut = "all";
    check(coop_query_run(data, &query, &table, &err));
    check(coop_table_print(table, COOP_FORMAT_TEXT, &out, &err));
    coop_table_free(table);
}

int main(void)
{
    char day[11];
    coop_dataset *data = NULL;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    check(coop_date_format(coop_dataset_as_of(data), day, &err));
    puts("Sources: how sure is the register of its agreements (A a text that was read, B widely reported, C "
         "uncertain)");
    fflush(stdout);
    print(data, "agreement", "confidence", NULL, 0);
    puts("\nand who published most of the sources");
    fflush(stdout);
    print(data, "source", "publisher", "count desc", 6);
    printf("\nCite as: %s,\nversion %s, as of %s, in coopstat %s. CC BY 4.0; parts: AidData GCDF 3.0 (ODC-BY "
           "1.0), GeoNames and\nWorld Bank (CC BY 4.0); lib/data/NOTICE names all.\n",
           coop_dataset_title(data), coop_dataset_version(data), day, coop_version());
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
