/* claims.c -- four published claims, and what the register can and cannot say of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <stdio.h>
#include <stdlib.h>

static coop_dataset *data;
static coop_error err;

static void check(coop_status status)
{
    if (status != COOP_OK) {
        fprintf(stderr, "%s: %s\n", coop_status_name(status), err.message);
        exit(EXIT_FAILURE);
    }
}

/* One number of an ungrouped query. */
static double ask(const char *from, const char *where, const char *select, const char *column)
{
    coop_query query = COOP_QUERY_INIT;
    coop_table *table = NULL;
    double number = 0;
    query.from = from;
    query.where = where;
    query.select = select;
    check(coop_query_run(data, &query, &table, &err));
    check(coop_table_number(table, 0, column, &number, &err));
    coop_table_free(table);
    return number;
}

int main(void)
{
    coop_rate r = {.struct_size = sizeof r};
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    options.where = "list = 'xian_2023_items'";
    check(coop_rate_implemented(data, &options, &r, &err));
    printf("What was claimed, what these data can say of it, and what would change that\n"
           "- \"over 80 %% of the first summit's agreements implemented\": UNDECIDABLE\n"
           "  %lld of the %lld items would have to be completed; %lld are known to be. No status is "
           "known of %lld, and of %lld more\n  only that they were not completed when last reported: "
           "%.1f to %.1f %%. The status of these %lld items would decide it.\n",
           (long long)(0.8 * (double)r.listed) + 1, (long long)r.listed, (long long)r.hits,
           (long long)(r.listed - r.known), (long long)(r.unknown_last_report - r.unknown),
           100 * r.worst_listed, 100 * r.best_listed,
           (long long)(r.listed - r.known + r.unknown_last_report - r.unknown));
    const char *opened = "mode = 'rail' and opened between '2022' and '2025'";
    printf("- \"12 new rail corridors\": NOT FOUND\n  %.0f rail lines are dated 2022 to 2025 (%.0f at "
           "most: some have no date), %.0f are under construction, %.0f planned.\n  Twelve names, "
           "each with an opening date and a source, would change it.\n",
           ask("rail_segment", opened, "count()", "count_least"),
           ask("rail_segment", opened, "count()", "count_most"),
           ask("rail_segment", "status = 'under_construction'", "count()", "count"),
           ask("rail_segment", "status = 'planned'", "count()", "count"));
    const char *farms = "field = 'agriculture' and parties has 'CHN' and role = 'commitment'";
    printf("- \"15 smart agriculture projects\": UNDECIDABLE\n  No list of them is known. Of all "
           "commitments on agriculture with China the register holds %.0f, of any kind.\n  A published "
           "list with names and places would change it.\n",
           ask("agreement", farms, "count()", "count_least"));
    const char *pledged = "measure = 'pledge' and currency = 'USD' and funder has 'CHN' and "
                          "date between '2025' and '2025'";
    const char *packages = "id in ('inv_xian_kaz_22bn', 'inv_xian_uzb_25bn')";
    printf("- \"$48 billion in cross-border projects announced\": NOT FOUND\n  Chinese pledges of 2025 in "
           "dollars come to %.0f to %.0f bn (some overlap), the two packages of May 2023 to %.0f bn;\n"
           "  no sum of recorded pledges is 48. An itemised list, or the speaker's source, would "
           "change it.\n", ask("investment", pledged, "sum(amount)", "sum_amount_least") / 1e9,
           ask("investment", pledged, "sum(amount)", "sum_amount_most") / 1e9,
           ask("investment", packages, "sum(amount)", "sum_amount_least") / 1e9);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
