/* rail_routes.c -- ways from Xi'an to Tashkent, today and with a new line, and to Aktau by leg.
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
    double value = 0;
    check(coop_table_number(table, row, column, &value, &err));
    return value;
}

static void print_ways(const coop_dataset *data, const char *from, const char *to,
                       const coop_route_options *options)
{
    coop_table *table = NULL;
    coop_route_times times = {.struct_size = sizeof times};
    check(coop_rail_routes(data, from, to, options, &table, &err));
    check(coop_rail_route_times(data, from, to, options, &times, &err));
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        printf("  %lld. %5.1f hours (%.1f to %.1f), %.1f of them at borders, %.1f assumed;"
               " %.0f km, %.0f %% of it not published; %.0f USD\n",
               (long long)row + 1, number(table, row, "hours"), number(table, row, "hours_low"),
               number(table, row, "hours_high"), number(table, row, "border_hours"),
               number(table, row, "assumed_hours"), number(table, row, "length_km"),
               100 * number(table, row, "share_not_published"), number(table, row, "cost_usd"));
    }
    printf("  Of the first, drawn from the ranges: half of the time below %.0f hours, nine of ten "
           "below %.0f\n\n", times.median, times.p90);
    coop_table_free(table);
}

static void print_legs(const coop_dataset *data, const char *from, const char *to)
{
    coop_table *legs = NULL;
    check(coop_rail_route_legs(data, from, to, NULL, &legs, &err));
    const char *const columns[] = {"kind", "from", "to", "basis"};
    for (int64_t row = 0; row < coop_table_n_rows(legs); row++) {
        const char *words[4];
        double hours = 0;
        for (int i = 0; i < 4; i++) {
            check(coop_table_word(legs, row, columns[i], &words[i], &err));
        }
        printf("  %-13s%-12s%-12s%-10s", words[0], words[1], words[2], words[3]);
        if (coop_table_number(legs, row, "hours", &hours, NULL) == COOP_OK) {
            printf("%7.1f", hours);
        }
        puts("");
    }
    coop_table_free(legs);
}

int main(void)
{
    coop_dataset *data = NULL;
    coop_route_options options = COOP_ROUTE_OPTIONS_INIT;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    options.n_most = 3;
    puts("Xi'an to Tashkent today: a container, by time");
    print_ways(data, "xian", "tashkent", &options);
    options.open = "cku";
    puts("The same with the line China - Kyrgyzstan - Uzbekistan open");
    print_ways(data, "xian", "tashkent", &options);
    puts("Lianyungang to Aktau port today, hours by leg");
    print_legs(data, "lianyungang", "aktau_port");
    printf("\nAssumed: %s.\n", coop_rail_assumption_sets()->origin);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
