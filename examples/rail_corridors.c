/* rail_corridors.c -- corridors: length, how much of it rests on estimates, gauge breaks, nations.
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

/* A number in a field of the given width, or what stands for none. */
static void number(const coop_table *table, int64_t row, const char *column, int width, double scale)
{
    double value = 0;
    if (coop_table_number(table, row, column, &value, NULL) == COOP_OK) {
        printf(" %*.0f", width, scale * value);
    } else {
        printf(" %*s", width, "?");
    }
}

static void print_nations(const coop_table *table, int64_t row)
{
    coop_column column = {.struct_size = sizeof column};
    check(coop_table_column(table, coop_table_find(table, "nations"), &column, &err));
    const uint32_t *codes = column.values;
    for (int64_t i = column.offsets[row]; i < column.offsets[row + 1]; i++) {
        printf(" %s", column.words[codes[i]]);
    }
}

static void print_corridors(const coop_dataset *data, const char *where)
{
    coop_rail_options options = COOP_RAIL_OPTIONS_INIT;
    coop_table *table = NULL;
    options.where = where;
    check(coop_rail_corridors(data, &options, &table, &err));
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        const char *id = NULL;
        const char *status = NULL;
        check(coop_table_word(table, row, "corridor", &id, &err));
        check(coop_table_word(table, row, "status", &status, &err));
        printf("  %-24s %-25s", id, status);
        number(table, row, "length_km", 6, 1);
        number(table, row, "share_not_published", 9, 100);
        number(table, row, "under_construction_km", 8, 1);
        number(table, row, "planned_km", 8, 1);
        number(table, row, "n_gauge_breaks", 7, 1);
        print_nations(table, row);
        printf("\n");
    }
    coop_table_free(table);
}

int main(void)
{
    coop_dataset *data = NULL;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    puts("International rail corridors (a published length of the whole is rare: the percentage rests on "
         "split totals,\nestimates and recall; ? where a part has no length)\n"
         "  corridor                 status                        km  not publ.  building planned  breaks "
         "nations");
    print_corridors(data, "kind = 'international'");
    puts("  No position on borders is meant. Breaks are the fewest changes of gauge from end to end.");
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
