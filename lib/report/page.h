/* page.h -- a report's text in either form: headings, paragraphs, tables, charts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__PAGE_H
#define COOP__PAGE_H

#include <coopstat/chart.h>
#include <coopstat/query.h>
#include <coopstat/report.h>

#include "ink.h"

typedef struct coop__page {
    coop__ink ink;
    coop__markup markup; /* COOP__HTML or COOP__MARKDOWN */
    const coop_dataset *data;
    coop_report_options options; /* none of the texts is NULL but title */
    int64_t n_tables;
    int64_t column; /* of the open row */
    size_t whole;   /* bytes up to which all that was opened is closed */
} coop__page;

void coop__page_heading(coop__page *page, int level, const char *id, const char *title);
/* A paragraph opens, text of ours or of strangers is said, and it ends. */
void coop__page_open(coop__page *page);
void coop__page_say(coop__page *page, const char *text);
void coop__page_close(coop__page *page);
void coop__page_paragraph(coop__page *page, const char *text);

/* A table: heads, rows, cells from left to right; the first cell of a row is its heading. */
void coop__page_table(coop__page *page, const char *caption, const char *const *heads, int64_t n);
void coop__page_row(coop__page *page);
void coop__page_cell(coop__page *page, bool is_number);
void coop__page_row_end(coop__page *page);
void coop__page_table_end(coop__page *page);

/* A column of a result as it is shown: numbers times scale, with so many digits. */
typedef struct coop__shown {
    const char *name;
    const char *head;
    double scale; /* 0: 1 */
    int digits; /* -1: as years are written, without marks */
} coop__shown;

/* A result as a table; what has no value is shown as a dash. NOT_FOUND for a column. */
coop_status coop__page_result(coop__page *page, const char *caption, const coop_table *table,
                              const coop__shown *shown, int64_t n, coop_error *err);

/* Runs a query whose :m is the report's mechanism and shows it. */
coop_status coop__page_query(coop__page *page, const char *caption, const coop_query *query,
                             const coop__shown *shown, int64_t n, coop_error *err);
/* The same without showing it; the caller frees. */
coop_status coop__page_ask(const coop__page *page, const coop_query *query, coop_table **out,
                           coop_error *err);

/* HTML: the chart, its source line, and its Vega-Lite form to unfold. Markdown: nothing. */
coop_status coop__page_chart(coop__page *page, coop_chart *chart, coop_error *err);
/* HTML: a picture of SVG bytes, by itself so that its styles stay inside. */
void coop__page_picture(coop__page *page, const char *alt, const unsigned char *svg, size_t n);

/* Text that appends to an ink. */
coop_status coop__ink_write(void *ctx, const char *bytes, size_t n);

/* NaN where the cell has no number. */
double coop__cell(const coop_table *table, int64_t row, const char *column);
/* "" where the cell has no word. */
const char *coop__word(const coop_table *table, int64_t row, const char *column);

/* name = 'id', with the quotes of the id doubled; false where it does not fit. */
bool coop__equals(char *out, size_t size, const char *name, const char *id);

#define COOP__COUNT(a) ((int64_t)(sizeof(a) / sizeof((a)[0])))

/* ---- the sections ---- */

typedef coop_status coop__section(coop__page *page, coop_error *err);
coop__section coop__report_nations, coop__report_agreed, coop__report_rates, coop__report_time,
    coop__report_money, coop__report_corridors, coop__report_beside, coop__report_claims,
    coop__report_methods, coop__report_gaps, coop__report_sources;

#endif
