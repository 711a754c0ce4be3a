/* report.c -- the problems of bulk input, collected in one pass.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "report.h"

#include <stdio.h>
#include <string.h>

#include "../core/error.h"

enum { REPORT_FILE, REPORT_LINE, REPORT_COLUMN, REPORT_FIELD, REPORT_VALUE, REPORT_RULE };

coop_status coop__report_open(coop__report *report, const coop_allocator *a, coop_error *err)
{
    static const struct {
        const char *name;
        coop_type type;
    } columns[] = {{"file", COOP_TYPE_CODE},  {"line", COOP_TYPE_INT64}, {"column", COOP_TYPE_INT64},
                   {"field", COOP_TYPE_CODE}, {"value", COOP_TYPE_TEXT}, {"rule", COOP_TYPE_CODE}};
    memset(report, 0, sizeof *report);
    report->a = a;
    report->most = COOP__REPORT_MOST;
    report->table = coop__table_new(a);
    bool done = report->table != NULL;
    for (size_t i = 0; done && i < sizeof columns / sizeof columns[0]; i++) {
        done = coop__table_add(report->table, columns[i].name, columns[i].type, 0, NULL) >= 0;
    }
    if (!done) {
        coop__report_free(report);
        return coop__no_memory(err);
    }
    return COOP_OK;
}

static bool append_row(coop_table *table, const coop__problem *problem, const char *value)
{
    coop__column *c = table->columns;
    bool has_field = problem->field != NULL;
    bool done = coop__append_word(&c[REPORT_FILE], problem->file, strlen(problem->file)) &&
                coop__append_integer(&c[REPORT_LINE], problem->line) &&
                coop__append_integer(&c[REPORT_COLUMN], problem->column) &&
                (has_field ? coop__append_word(&c[REPORT_FIELD], problem->field,
                                               strlen(problem->field))
                           : coop__append_null(&c[REPORT_FIELD])) &&
                coop__append_text(&c[REPORT_VALUE], value, strlen(value)) &&
                coop__append_word(&c[REPORT_RULE], problem->rule, strlen(problem->rule));
    /* A row that ends for want of memory is taken back, so that the columns stay even. */
    for (int64_t i = 0; !done && i < table->n_columns; i++) {
        if (c[i].n_rows > c[REPORT_RULE].n_rows) {
            coop__column_pop(&c[i]);
        }
    }
    return done;
}

coop_status coop__report_add(coop__report *report, const coop__problem *problem, coop_error *err)
{
    char value[160];
    coop__escape(problem->value != NULL ? problem->value : "", problem->n, value, sizeof value);
    if (report->n == 0) {
        char text[600];
        int n = snprintf(text, sizeof text, "%s:%lld:%lld: %s%s'%s': %s", problem->file,
                         (long long)problem->line, (long long)problem->column,
                         problem->field != NULL ? problem->field : "",
                         problem->field != NULL ? " " : "", value, problem->rule);
        size_t length = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
        report->first = problem->status;
        report->first_line = problem->line;
        report->first_column = problem->column;
        /* Cut at a whole character, and short enough for the count of all to stand behind it. */
        coop__escape(text, length, report->first_text, sizeof report->first_text);
    }
    if (report->n < report->most && !append_row(report->table, problem, value)) {
        return coop__no_memory(err);
    }
    report->n++;
    return COOP_OK;
}

coop_status coop__report_status(const coop__report *report, coop_error *err)
{
    if (report->n == 0) {
        return COOP_OK;
    }
    if (report->n == 1) {
        return coop__fail_at(err, report->first, report->first_line, report->first_column, "%s",
                             report->first_text);
    }
    return coop__fail_at(err, report->first, report->first_line, report->first_column,
                         "%s (the first of %lld problems)", report->first_text,
                         (long long)report->n);
}

coop_table *coop__report_take(coop__report *report)
{
    coop_table *table = report->table;
    if (table == NULL || !coop__table_close(table)) {
        return NULL;
    }
    report->table = NULL;
    return table;
}

void coop__report_free(coop__report *report)
{
    coop_table_free(report->table);
    report->table = NULL;
}
