/* new_line_effect.c -- what the line China - Kyrgyzstan - Uzbekistan and others that are being built
 * change between eight cities, weighted by their people (millions, rounded).
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

static const char *word(const coop_table *table, int64_t row, const char *column)
{
    const char *text = NULL;
    return coop_table_word(table, row, column, &text, NULL) == COOP_OK ? text : "";
}

int main(void)
{
    static const char lines[] = "cku=0.9;ayagoz_tacheng=0.8;almaty_bypass=0.9;darbaza_maktaaral=0.7;"
                                "moiynty_kyzylzhar=0.8";
    coop_dataset *data = NULL;
    coop_table *table = NULL;
    coop_rail_study_options options = COOP_RAIL_STUDY_OPTIONS_INIT;
    check(coop_dataset_open(NULL, NULL, &data, &err));
    options.places = "xian=13;urumqi=4;almaty=2;tashkent=3;bishkek=1;dushanbe=1;ashgabat=1;astana=1";
    options.value = "hours";
    check(coop_rail_line_effects(data, lines, &options, &table, &err));
    printf("Mean hours between the cities: %.1f today, %.1f with all five lines, %.1f expected\n",
           number(table, 0, "alone"), number(table, 0, "last"), number(table, 0, "expected_with"));
    puts("  hours that a line adds    alone     last  its fair share");
    for (int64_t row = 1; row < coop_table_n_rows(table); row++) {
        printf("  %-20s%11.3f%9.3f%12.3f\n", word(table, row, "line"), number(table, row, "alone"),
               number(table, row, "last"), number(table, row, "shapley"));
    }
    coop_table_free(table);
    puts("\nPairs that the line China - Kyrgyzstan - Uzbekistan alone makes faster, hours");
    check(coop_rail_line_pairs(data, "cku", &options, &table, &err));
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        if (number(table, row, "hours_saved") > 0) {
            printf("  %-10s%-10s %6.1f to %5.1f\n", word(table, row, "from"), word(table, row, "to"),
                   number(table, row, "hours_before"), number(table, row, "hours_after"));
        }
    }
    coop_table_free(table);
    puts("\nWhat each city can reach today: people over hours");
    check(coop_rail_accessibility(data, &options, &table, &err));
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        printf("  %-10s%6.3f\n", word(table, row, "place"), number(table, row, "accessibility"));
    }
    coop_table_free(table);
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
