/* consumer.c -- a program of somebody else, built by pkg-config alone: it uses one function of each
 * kind and prints one line.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>

#include <stdio.h>
#include <string.h>

int main(void)
{
    coop_error err;
    coop_dataset *data = NULL;
    coop_table *table = NULL;
    coop_query query = COOP_QUERY_INIT;
    coop_rate rate = {.struct_size = sizeof rate};
    coop_interval interval;
    if (strcmp(coop_version(), COOP_VERSION) != 0) {
        return 2;
    }
    if (coop_dataset_open(NULL, NULL, &data, &err) != COOP_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 3;
    }
    query.from = "agreement";
    query.by = "mechanism";
    query.select = "count() as n, rate('completed')";
    if (coop_query_run(data, &query, &table, &err) != COOP_OK ||
        coop_rate_implemented(data, NULL, &rate, &err) != COOP_OK ||
        coop_proportion_interval("wilson", rate.hits, rate.known, 0.95, &interval, &err) !=
            COOP_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 4;
    }
    if (coop_query_run(data, &query, NULL, &err) != COOP_ARGUMENT ||
        strcmp(coop_status_name(err.code), "ARGUMENT") != 0) {
        return 5;
    }
    coop_sink out = coop_sink_fd(1);
    coop_status status = coop_table_print(table, COOP_FORMAT_CSV, &out, &err);
    printf("%lld of %lld, %.4f to %.4f\n", (long long)rate.hits, (long long)rate.known,
           interval.low, interval.high);
    coop_table_free(table);
    coop_dataset_free(data);
    return status == COOP_OK ? 0 : 6;
}
