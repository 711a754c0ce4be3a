/* rail_weak_points.c -- which links and nations the network rests on, how it falls apart, and how many
 * trains a day can go from Xi'an to Tashkent.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static const char *word(const coop_table *table, int64_t row, const char *column)
{
    const char *text = NULL;
    return coop_table_word(table, row, column, &text, NULL) == COOP_OK ? text : "";
}

static void print_kind(const coop_table *table, const char *kind, int n_most)
{
    printf("  %-8s%-26s%9s %8s %9s %8s\n", kind, "", "loss of", "pairs", "others", "at most");
    printf("  %-8s%-26s%9s %8s %9s %8s\n", "", "", "efficiency", "cut", "later", "");
    for (int64_t row = 0; row < coop_table_n_rows(table) && n_most > 0; row++) {
        if (strcmp(word(table, row, "kind"), kind) == 0) {
            char name[64];
            snprintf(name, sizeof name, "%s%s%s", word(table, row, "from"),
                     kind[0] == 's' ? " - " : word(table, row, "id"), word(table, row, "to"));
            printf("  %-8s%-26s%8.1f %% %8.0f %7.1f h %6.1f h\n", "", name,
                   100 * number(table, row, "efficiency_loss"), number(table, row, "n_cut"),
                   number(table, row, "delay_hours"), number(table, row, "max_delay_hours"));
            n_most--;
        }
    }
}

static void print_bottleneck(const coop_dataset *data)
{
    coop_rail_capacity_options options = COOP_RAIL_CAPACITY_INIT;
    coop_rail_flow flow = {.struct_size = sizeof flow};
    options.trains = "bc_alashankou_dostyk=28;bc_khorgos_altynkol=15";
    options.border = 60; /* assumed here, so that borders farther on do not bound */
    check(coop_rail_capacity(data, "xian", "tashkent", &options, &flow, &err));
    printf("\nXi'an to Tashkent: %lld trains a day at most; bounded by", (long long)flow.trains);
    for (int64_t row = 0; row < coop_table_n_rows(flow.parts); row++) {
        if (number(flow.parts, row, "in_nearest") != 0) {
            printf(" %s (%.0f)", word(flow.parts, row, "id"), number(flow.parts, row, "trains"));
        }
    }
    printf("%s\n", flow.is_unique != 0 ? " and nothing else" : ", among others");
    coop_table_free(flow.parts);
}

int main(void)
{
    coop_dataset *data = NULL;
    coop_table *table = NULL;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    puts("What hurts most when it closes (all stations count alike)");
    check(coop_rail_weak_points(data, NULL, &table, &err));
    print_kind(table, "segment", 5);
    print_kind(table, "nation", 5);
    print_bottleneck(data);
    coop_table_free(table);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
