/* report.h -- the problems of bulk input, collected in one pass.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__REPORT_H
#define COOP__REPORT_H

#include "../table/table.h"

#define COOP__REPORT_MOST 1000 /* problems listed; further ones are only counted */

typedef struct coop__report {
    const coop_allocator *a;
    coop_table *table;  /* file, line, column, field, value, rule */
    int64_t n;          /* all problems */
    int64_t most;       /* as many are listed */
    coop_status first;  /* status and text of the first one */
    int64_t first_line, first_column;
    char first_text[190];
} coop__report;

/* A problem of one cell, row or file. file, field and rule are zero-terminated UTF-8; value has n
 * bytes of any kind. */
typedef struct coop__problem {
    coop_status status;
    const char *file;
    int64_t line, column;
    const char *field;
    const char *value;
    size_t n;
    const char *rule;
} coop__problem;

coop_status coop__report_open(coop__report *report, const coop_allocator *a, coop_error *err);
/* MEMORY is the only failure. */
coop_status coop__report_add(coop__report *report, const coop__problem *problem, coop_error *err);
/* COOP_OK when there is no problem, else the first one as an error with the count of all. */
coop_status coop__report_status(const coop__report *report, coop_error *err);
/* The table of problems, which then belongs to the caller; NULL when there is no memory. */
coop_table *coop__report_take(coop__report *report);
void coop__report_free(coop__report *report);

#endif
