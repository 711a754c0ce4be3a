/* summit_report.c -- a report to hand in, as one HTML file or as Markdown.
 * summit_report [html | markdown] [register] >report.html
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

int main(int n, char **words)
{
    coop_dataset *data = NULL;
    coop_sink out = coop_sink_fd(1);
    coop_report_options options = COOP_REPORT_OPTIONS_INIT;
    if (n > 1 && strcmp(words[1], "html") == 0) {
        options.format = COOP_REPORT_HTML;
    } else {
        options.format = COOP_REPORT_MARKDOWN;
    }
    check(coop_dataset_open(n > 2 ? words[2] : NULL, NULL, &data, &err));
    check(coop_report_write(data, &options, &out, &err));
    coop_dataset_free(data);
    return EXIT_SUCCESS;
}
