/* as_of.c -- the Xi'an list at each quarter end, and what later sources changed of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <stdio.h>
#include <stdlib.h>
#define LIST "summit = 'c_c5_2023_xian'"
#define THEN "2024-12-31"

static coop_error err;

static void check(coop_status status)
{
    if (status != COOP_OK) {
        fprintf(stderr, "%s: %s\n", coop_status_name(status), err.message);
        exit(EXIT_FAILURE);
    }
}

/* Started for sure #, perhaps started -, of all on the list, 2 % a character. */
static void print_quarters(const coop_dataset *data, const char *known)
{
    coop_query query = COOP_QUERY_INIT;
    coop_table *table = NULL;
    query.from = "agreement";
    query.where = LIST;
    query.select = "rate('started')";
    query.as_of = "2023-Q2/2024-Q4 by quarter";
    query.as_known = known;
    check(coop_query_run(data, &query, &table, &err));
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        char text[11];
        double day = 0.0;
        double ends[2] = {0.0, 0.0};
        check(coop_table_number(table, row, "as_of", &day, &err));
        check(coop_date_format((coop_date)day, text, &err));
        check(coop_table_number(table, row, "rate_started_worst", &ends[0], &err));
        check(coop_table_number(table, row, "rate_started_best", &ends[1], &err));
        printf("  %s |", text);
        for (int i = 0; i < 50; i++) {
            putchar(i + 0.5 < 50 * ends[0] ? '#' : i + 0.5 < 50 * ends[1] ? '-' : ' ');
        }
        printf("| %3.0f to %.0f %%\n", 100 * ends[0], 100 * ends[1]);
    }
    coop_table_free(table);
}

int main(void)
{
    coop_dataset *data = NULL;
    coop_table *parts = NULL;
    coop_table *changes = NULL;
    coop_sink out = coop_sink_fd(1);
    coop_revision_options vintages = COOP_REVISION_OPTIONS_INIT;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    puts("Commitments of Xi'an that had started, as known on " THEN);
    print_quarters(data, THEN);
    puts("\nThe same quarters, as known on the register's own day");
    print_quarters(data, NULL);
    puts("\nWhat sources read later changed of the list as of " THEN);
    fflush(stdout);
    vintages.where = LIST;
    vintages.as_of = THEN;
    vintages.known_before = THEN;
    check(coop_revision_between(data, NULL, &vintages, &parts, &changes, &err));
    check(coop_table_print(parts, COOP_FORMAT_TEXT, &out, &err));
    for (int64_t row = 0; row < coop_table_n_rows(changes); row++) {
        const char *cells[6] = {"", "", "none", "none", "none", "none"};
        static const char *const names[] = {"agreement",    "change",     "legal_before",
                                            "work_before", "legal_after", "work_after"};
        for (int i = 0; i < 6; i++) {
            coop_status status = coop_table_word(changes, row, names[i], &cells[i], &err);
            check(status == COOP_EMPTY ? COOP_OK : status);
        }
        printf("%-25s %-7s  %s, %s ->", cells[0], cells[1], cells[2], cells[3]);
        printf(" %s, %s\n", cells[4], cells[5]);
    }
    coop_table_free(changes);
    coop_table_free(parts);
    coop_dataset_free(data);
}
