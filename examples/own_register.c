/* own_register.c -- opening a register of one's own: own_register FOLDER.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/coopstat.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "examples/own_register";
    coop_dataset *data = NULL;
    coop_table *report = NULL;
    coop_table *table = NULL;
    coop_error err;
    coop_sink out = coop_sink_fd(1);
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    options.report = &report;
    coop_status status = coop_dataset_open(path, &options, &data, &err);
    if (status != COOP_OK) {
        fprintf(stderr, "%s: %s\n", coop_status_name(status), err.message);
        if (report != NULL && coop_table_n_rows(report) > 0) {
            /* Every bad cell of every file, so that all can be mended at once. */
            status = coop_table_print(report, COOP_FORMAT_TEXT, &out, &err);
        }
        coop_table_free(report);
        return EXIT_FAILURE;
    }
    coop_table_free(report);
    printf("%s\n", coop_dataset_title(data));
    fflush(stdout);
    status = coop_rate_compare(data, NULL, &table, &err);
    if (status == COOP_OK) {
        status = coop_table_print(table, COOP_FORMAT_MARKDOWN, &out, &err);
    }
    if (status != COOP_OK) {
        fprintf(stderr, "%s: %s\n", coop_status_name(status), err.message);
    }
    coop_table_free(table);
    coop_dataset_free(data);
    return status == COOP_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
