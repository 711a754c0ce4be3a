/* own_data.c -- totals of somebody else's file: own_data [DATA [DESCRIPTOR [FOLDER]]]. DATA alone is
 * a folder with its own datapackage.json; FOLDER is where the register is saved. As in
 *   own_data gcdf3_transactions.csv lib/io/descriptors/aiddata_gcdf3_transactions.json gcdf3
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

static void print(coop_table *table, const char *title)
{
    coop_sink out = coop_sink_fd(1);
    printf("%s\n", title);
    fflush(stdout);
    check(coop_table_print(table, COOP_FORMAT_MARKDOWN, &out, &err));
    printf("\n");
    coop_table_free(table);
}

/* What opening leaves out, and what is questionable in what it takes. */
static void print_questions(const coop_table *table)
{
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        const char *severity = NULL;
        const char *rule = NULL;
        double line = 0;
        double column = 0;
        check(coop_table_word(table, row, "severity", &severity, &err));
        check(coop_table_word(table, row, "rule", &rule, &err));
        check(coop_table_number(table, row, "line", &line, &err));
        check(coop_table_number(table, row, "column", &column, &err));
        if (strcmp(severity, "note") != 0) {
            printf("%s at %.0f:%.0f: %s\n", severity, line, column, rule);
        }
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "examples/own_data";
    coop_dataset *data = NULL;
    coop_table *table = NULL;
    coop_table *counts = NULL;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    options.descriptor = argc > 2 ? argv[2] : NULL;
    options.lenient = 1;
    check(coop_dataset_check(path, &options, &table, &err));
    print_questions(table);
    coop_table_free(table);

    options.counts = &counts;
    check(coop_dataset_open(path, &options, &data, &err));
    print(counts, "rows of the files");
    check(coop_total_invested(data, NULL, &table, &err));
    print(table, coop_dataset_title(data));
    if (argc > 3) {
        check(coop_dataset_save(data, argv[3], NULL, &err));
        printf("saved as %s\n", argv[3]);
    }
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
