/* time_to_implementation.c -- how long project finance to Central Asia took until completion.
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

static double cell(const coop_table *table, int64_t row, const char *column)
{
    double value = NAN; /* where there is none */
    return coop_table_number(table, row, column, &value, &err) == COOP_OK ? value : NAN;
}

static void print_group(const coop_table *groups, int64_t row)
{
    static const char *const columns[] = {"n", "completed", "undated", "median", "median_low",
                                          "median_high", "interval_after", "interval_by"};
    const char *name = NULL;
    coop_status status = coop_table_word(groups, row, "recipient", &name, &err);
    printf("%-4s", status == COOP_OK ? name : "all");
    for (int i = 0; i < 8; i++) {
        double value = cell(groups, row, columns[i]);
        printf(isnan(value) ? "  beyond" : "%8.0f", value); /* more than half are still open */
    }
    puts("");
}

static void plot(const coop_table *curves)
{
    static const char bar[] = "##################################################";
    int64_t row = 0;
    puts("\nstill open after    0 %                     50 %                   100 %");
    for (int year = 1; year <= 15; year++) {
        while (cell(curves, row + 1, "time") <= 365.25 * year) {
            row++;
        }
        double open = 100 * cell(curves, row, "survival");
        printf("%10d years  |%-50.*s| %.0f %% (%.0f to %.0f)\n", year, (int)(open / 2), bar, open,
               100 * cell(curves, row, "survival_low"), 100 * cell(curves, row, "survival_high"));
    }
}

int main(void)
{
    coop_dataset *data = NULL;
    coop_table *tables[3] = {NULL, NULL, NULL}; /* by nation, all, and the curve of all */
    coop_time_options options = COOP_TIME_OPTIONS_INIT;
    coop_time_tests tests = COOP_TIME_TESTS_INIT;
    options.from = "project";
    options.where = "status is not null";
    options.as_of = "2023-06-30"; /* the file's sources were read until then */
    options.start = "committed";
    options.end = "completed";
    options.completed = "status = 'Completion'";
    check(coop_dataset_open(NULL, NULL, &data, &err));
    check(coop_survival_fit(data, &options, &tables[1], &tables[2], NULL, &err));
    options.by = "recipient";
    check(coop_survival_fit(data, &options, &tables[0], NULL, &tests, &err));
    puts("Days from commitment to completion (AidData GCDF 3.0, open on 2023-06-30 censored)\n");
    puts("           n    done undated  median     low    high   after      by (as intervals)");
    for (int64_t row = 0; row < coop_table_n_rows(tables[0]); row++) {
        print_group(tables[0], row);
    }
    print_group(tables[1], 0);
    printf("\nnations differ: log-rank %.2f, p = %.2g\n", tests.log_rank, tests.log_rank_p);
    plot(tables[2]);
    for (int i = 0; i < 3; i++) {
        coop_table_free(tables[i]);
    }
    coop_dataset_free(data);
}
