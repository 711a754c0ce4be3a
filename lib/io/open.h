/* open.h -- a package being opened, for those who look at it while it is open.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__OPEN_H
#define COOP__OPEN_H

#include "package.h"

/* Files of a folder are read into buffers of their own. */
typedef struct coop__opening {
    const coop_allocator *a;
    coop__arena arena;
    const char *folder;          /* of the data; NULL: embedded, or one file */
    const char *data_file;       /* the one file that all tables are in; NULL: by their paths */
    const char *descriptor_path; /* NULL: embedded */
    const char *descriptor_name; /* as messages show it */
    coop__buffer descriptor;
    coop__package_schema schema;
    coop__source *sources;
    coop__buffer *files;
    coop__report report;
    bool lenient;
    int64_t report_most; /* problems listed */
    coop_error *err;
} coop__opening;

/* Fills what older callers do not have. ARGUMENT. */
coop_status coop__open_options_read(const coop_open_options *options, coop_open_options *out,
                                    coop_error *err);

/* Sets up an opening with the options' allocator. */
void coop__opening_start(coop__opening *o, const coop_open_options *options, coop_error *err);

/* Reads everything. Sources, report and files stay until the opening is ended. */
coop_status coop__opening_run(coop__opening *o, const char *path, const char *descriptor,
                              coop_dataset **out);

void coop__opening_end(coop__opening *o);

/* One row for each table: table, file, rows, kept, refused, blank, rounded. */
coop_status coop__opening_counts(const coop__opening *o, const coop_dataset *data,
                                 coop_table **out);

#endif
