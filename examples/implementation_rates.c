/* implementation_rates.c -- the Xi'an 2023 list and the Astana 2025 summit under every definition.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <math.h>
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

/* A cell as a percentage or a count; what is missing shows as NaN. */
static double cell(const coop_table *table, int64_t row, const char *column)
{
    double number = NAN;
    return coop_table_number(table, row, column, &number, NULL) == COOP_OK ? number : NAN;
}

static void print_row(const coop_table *t, int64_t row, const char *name)
{
    const char *unit = coop_rate_definitions()[row].unit;
    printf("  %-13s %5.1f - %4.1f   %5.1f - %4.1f   %5.1f - %4.1f  %5.0f %5.0f %7.0f %5.0f %6.0f",
           name, 100 * cell(t, row, "worst"), 100 * cell(t, row, "best"),
           100 * cell(t, row, "worst_last_report"), 100 * cell(t, row, "best_last_report"),
           100 * cell(t, row, "worst_listed"), 100 * cell(t, row, "best_listed"),
           cell(t, row, "hits"), cell(t, row, "known"), cell(t, row, "unknown"),
           cell(t, row, "total"), cell(t, row, "listed"));
    if (isnan(cell(t, row, "value"))) {
        puts("   none is known");
        return;
    }
    printf("   %5.1f [%4.1f, %5.1f]%s\n", 100 * cell(t, row, "value"), 100 * cell(t, row, "low"),
           100 * cell(t, row, "high"), unit[0] == 'p' ? " per 100 years" : "");
}

static void compare(const coop_dataset *data, const char *title, const char *where)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_table *table = NULL;
    options.where = where;
    check(coop_rate_compare(data, &options, &table, &err));
    printf("\n%s\n  %%             documented     last report    whole list    hits known unknown "
           "total listed   of known [95 %% interval]\n", title);
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        const char *name = NULL;
        const char *reason = NULL;
        check(coop_table_word(table, row, "definition", &name, &err));
        if (coop_table_word(table, row, "reason", &reason, NULL) == COOP_OK) {
            printf("  %-13s not available: %s\n", name, reason);
        } else {
            print_row(table, row, name);
        }
    }
    coop_table_free(table);
}

int main(void)
{
    coop_dataset *data = NULL;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    puts("How much was carried out: bounds first (what is not known), then the interval (what chance could "
         "do)\nThe register itemises 26 of Xi'an's 54 items, 7 of its 9 documents, and none of Astana's "
         "110 outcomes as such.");
    compare(data, "Xi'an 2023, official items", "list = 'xian_2023_items'");
    compare(data, "Xi'an 2023, official documents", "list = 'xian_2023_documents'");
    compare(data, "Astana 2025, all that the register ties to the summit", "summit = 'c_c5_2025_astana'");
    puts("\ndocumented: what is unknown is no hit, or is all hits. last report: rows last reported before the "
         "day may have\nmoved on. whole list: entries without a row too. The interval would hold if the rows "
         "were draws from a process\nlike this one; as a census of what is listed they have no sampling "
         "error, and the bounds are what counts.");
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
