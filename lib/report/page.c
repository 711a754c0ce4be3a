/* page.c -- a report's text in either form: headings, paragraphs, tables, charts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page.h"


#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../model/dataset.h"

static bool is_html(const coop__page *page)
{
    return page->markup == COOP__HTML;
}

static void raw(coop__page *page, const char *html, const char *markdown)
{
    coop__ink_raw(&page->ink, is_html(page) ? html : markdown);
}

void coop__page_heading(coop__page *page, int level, const char *id, const char *title)
{
    static const char *const marks[] = {"# ", "## ", "### "};
    static const char *const opens[] = {"<h1", "<h2", "<h3"};
    static const char *const closes[] = {"</h1>\n", "</h2>\n", "</h3>\n"};
    raw(page, opens[level - 1], marks[level - 1]);
    if (is_html(page) && id != NULL) {
        coop__ink_raw(&page->ink, " id=\"");
        coop__ink_text(&page->ink, COOP__HTML, id);
        coop__ink_raw(&page->ink, "\"");
    }
    raw(page, ">", "");
    coop__page_say(page, title);
    raw(page, closes[level - 1], "\n\n");
    page->whole = page->ink.out.n;
}

void coop__page_open(coop__page *page)
{
    raw(page, "<p>", "");
}

void coop__page_say(coop__page *page, const char *text)
{
    coop__ink_isolated(&page->ink, page->markup, text);
}

void coop__page_close(coop__page *page)
{
    raw(page, "</p>\n", "\n\n");
    page->whole = page->ink.out.n;
}

void coop__page_paragraph(coop__page *page, const char *text)
{
    coop__page_open(page);
    coop__page_say(page, text);
    coop__page_close(page);
}

/* ---- tables ---- */

void coop__page_table(coop__page *page, const char *caption, const char *const *heads, int64_t n)
{
    page->n_tables++;
    raw(page, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"t", "**Table ");
    coop__ink_integer(&page->ink, page->n_tables);
    raw(page, "\"><table><caption id=\"t", "");
    if (is_html(page)) {
        coop__ink_integer(&page->ink, page->n_tables);
        coop__ink_raw(&page->ink, "\"><span>Table ");
        coop__ink_integer(&page->ink, page->n_tables);
    }
    coop__ink_raw(&page->ink, ". ");
    coop__page_say(page, caption);
    raw(page, "</span></caption>\n<thead><tr>", "**\n\n|");
    for (int64_t i = 0; i < n; i++) {
        raw(page, "<th scope=\"col\">", " ");
        coop__page_say(page, heads[i]);
        raw(page, "</th>", " |");
    }
    raw(page, "</tr></thead>\n<tbody>\n", "\n|");
    for (int64_t i = 0; i < n && !is_html(page); i++) {
        coop__ink_raw(&page->ink, " --- |");
    }
    raw(page, "", "\n");
}

static void end_cell(coop__page *page)
{
    if (page->column > 0) {
        raw(page, page->column == 1 ? "</th>" : "</td>", " |");
    }
}

void coop__page_row(coop__page *page)
{
    page->column = 0;
    raw(page, "<tr>", "|");
}

void coop__page_cell(coop__page *page, bool is_number)
{
    end_cell(page);
    raw(page, page->column == 0 ? "<th scope=\"row\">" : is_number ? "<td class=\"n\">" : "<td>", " ");
    page->column++;
}

void coop__page_row_end(coop__page *page)
{
    end_cell(page);
    raw(page, "</tr>\n", "\n");
}

void coop__page_table_end(coop__page *page)
{
    raw(page, "</tbody></table></div>\n", "\n");
    page->whole = page->ink.out.n;
}

double coop__cell(const coop_table *table, int64_t row, const char *column)
{
    double value = NAN;
    return coop_table_number(table, row, column, &value, NULL) == COOP_OK ? value : NAN;
}

const char *coop__word(const coop_table *table, int64_t row, const char *column)
{
    const char *word = "";
    return coop_table_word(table, row, column, &word, NULL) == COOP_OK ? word : "";
}

bool coop__equals(char *out, size_t size, const char *name, const char *id)
{
    size_t n = strlen(name);
    if (n + 6 > size) {
        return false;
    }
    memcpy(out, name, n);
    memcpy(out + n, " = '", 4);
    n += 4;
    for (; *id != '\0'; id++) {
        if (n + 4 > size) {
            return false;
        }
        out[n++] = *id;
        if (*id == '\'') {
            out[n++] = '\'';
        }
    }
    memcpy(out + n, "'", 2);
    return true;
}

/* ---- cells of results ---- */

static void say_span(coop__page *page, coop_span span)
{
    char text[64] = "";
    if (coop_span_format(span, text, NULL) == COOP_OK && strcmp(text, "../..") != 0) {
        coop__page_say(page, text);
    } else {
        coop__ink_raw(&page->ink, "\xe2\x80\x93");
    }
}

static void say_words(coop__page *page, const coop_column *c, int64_t row)
{
    const uint32_t *codes = c->values;
    for (int64_t i = c->offsets[row]; i < c->offsets[row + 1]; i++) {
        coop__page_say(page, i > c->offsets[row] ? ", " : "");
        coop__page_say(page, c->words[codes[i]]);
    }
}

static void say_text(coop__page *page, const coop_column *c, int64_t row)
{
    const char *bytes = (const char *)c->values + c->offsets[row];
    size_t n = (size_t)(c->offsets[row + 1] - c->offsets[row]);
    char piece[1024];
    while (n > 0) { /* cut at whole characters */
        size_t m = n < sizeof piece ? n : sizeof piece - 1;
        while (m < n && m > 1 && ((unsigned char)bytes[m] & 0xc0) == 0x80) {
            m--;
        }
        memcpy(piece, bytes, m);
        piece[m] = '\0';
        coop__page_say(page, piece);
        bytes += m;
        n -= m;
    }
}

static bool is_number(coop_type type)
{
    return type <= COOP_TYPE_FLOAT64 || type == COOP_TYPE_MONEY || type == COOP_TYPE_DATE ||
           type == COOP_TYPE_SPAN;
}

static void say_value(coop__page *page, const coop_table *table, const coop_column *c, int64_t row,
                      const coop__shown *shown)
{
    char day[32] = "";
    double value = coop__cell(table, row, c->name);
    switch (c->type) {
    case COOP_TYPE_CODE: coop__page_say(page, coop__word(table, row, c->name)); break;
    case COOP_TYPE_SET: say_words(page, c, row); break;
    case COOP_TYPE_TEXT: say_text(page, c, row); break;
    case COOP_TYPE_SPAN: say_span(page, ((const coop_span *)c->values)[row]); break;
    case COOP_TYPE_DATE:
        if (coop_date_format((coop_date)value, day, NULL) == COOP_OK) {
            coop__page_say(page, day);
        }
        break;
    case COOP_TYPE_BOOL: coop__page_say(page, value > 0 ? "yes" : "no"); break;
    default:
        if (shown->digits < 0) {
            coop__ink_number(&page->ink, value, 0);
            break;
        }
        coop__ink_grouped(&page->ink, value * (shown->scale > 0 ? shown->scale : 1), shown->digits);
    }
}

static void say_cell(coop__page *page, const coop_table *table, const coop_column *c, int64_t row,
                     const coop__shown *shown)
{
    bool is_there = c->validity == NULL || ((c->validity[row / 8] >> (row % 8)) & 1) != 0;
    coop__page_cell(page, is_number(c->type));
    if (is_there) {
        say_value(page, table, c, row, shown);
    } else {
        coop__ink_raw(&page->ink, "\xe2\x80\x93");
    }
}

enum { MOST_COLUMNS = 16 };

coop_status coop__page_result(coop__page *page, const char *caption, const coop_table *table,
                              const coop__shown *shown, int64_t n, coop_error *err)
{
    coop_column columns[MOST_COLUMNS];
    const char *heads[MOST_COLUMNS];
    for (int64_t i = 0; i < n; i++) {
        int64_t at = coop_table_find(table, shown[i].name);
        if (at < 0 || n > MOST_COLUMNS) {
            return coop__fail(err, COOP_NOT_FOUND, "there is no column '%s'", shown[i].name);
        }
        columns[i] = (coop_column){.struct_size = sizeof columns[i]};
        COOP__TRY(coop_table_column(table, at, &columns[i], err));
        heads[i] = shown[i].head;
    }
    coop__page_table(page, caption, heads, n);
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        coop__page_row(page);
        for (int64_t i = 0; i < n; i++) {
            say_cell(page, table, &columns[i], row, &shown[i]);
        }
        coop__page_row_end(page);
    }
    coop__page_table_end(page);
    return COOP_OK;
}

coop_status coop__page_ask(const coop__page *page, const coop_query *query, coop_table **out,
                           coop_error *err)
{
    coop_query asked = *query;
    coop_run run = COOP_RUN_INIT;
    const coop_param params[] = {{.name = "m", .text = page->options.mechanism},
                                 {.name = "r", .text = page->options.reference}};
    bool has_m = query->where != NULL && strstr(query->where, ":m") != NULL;
    bool has_r = query->where != NULL && strstr(query->where, ":r") != NULL;
    run.allocator = &page->data->allocator;
    asked.run = &run;
    asked.params = has_m ? params : &params[1];
    asked.n_params = (has_m ? 1 : 0) + (has_r ? 1 : 0);
    return coop_query_run(page->data, &asked, out, err);
}

coop_status coop__page_query(coop__page *page, const char *caption, const coop_query *query,
                             const coop__shown *shown, int64_t n, coop_error *err)
{
    coop_table *table = NULL;
    COOP__TRY(coop__page_ask(page, query, &table, err));
    coop_status status = coop__page_result(page, caption, table, shown, n, err);
    coop_table_free(table);
    return status;
}

/* ---- charts ---- */

coop_status coop__ink_write(void *ctx, const char *bytes, size_t n)
{
    coop__ink *ink = ctx;
    if (ink->failed || !coop__buffer_append(&ink->out, bytes, n)) {
        ink->failed = true;
        return COOP_MEMORY;
    }
    return COOP_OK;
}

coop_status coop__page_chart(coop__page *page, coop_chart *chart, coop_error *err)
{
    coop_run run = COOP_RUN_INIT;
    coop__ink spec = {.out = {.a = &page->data->allocator}};
    if (!is_html(page)) {
        return COOP_OK;
    }
    run.allocator = &page->data->allocator;
    chart->run = &run;
    coop__ink_raw(&page->ink, "<figure>\n");
    coop_status status =
        coop_chart_svg(chart, &(coop_sink){&page->ink, coop__ink_write}, err);
    if (status == COOP_OK) {
        status = coop_chart_vega(chart, &(coop_sink){&spec, coop__ink_write}, err);
    }
    if (status == COOP_OK && coop__buffer_append(&spec.out, "", 1)) {
        coop__ink_raw(&page->ink, "<figcaption>");
        coop__page_say(page, chart->title);
        coop__ink_raw(&page->ink, "</figcaption>\n<details><summary>Data as Vega-Lite</summary>"
                                  "<pre tabindex=\"0\">");
        coop__ink_text(&page->ink, COOP__HTML, (const char *)spec.out.bytes);
        coop__ink_raw(&page->ink, "</pre></details>\n</figure>\n");
    } else if (status == COOP_OK) {
        page->ink.failed = true;
    }
    chart->run = NULL;
    page->whole = status == COOP_OK ? page->ink.out.n : page->whole;
    coop__buffer_free(&spec.out);
    return status;
}

void coop__page_picture(coop__page *page, const char *alt, const unsigned char *svg, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char piece[65];
    size_t filled = 0;
    if (!is_html(page)) {
        return;
    }
    coop__ink_raw(&page->ink, "<figure><div class=\"wide\" tabindex=\"0\" role=\"region\" "
                              "aria-label=\"Map\"><img class=\"map\" alt=\"");
    coop__ink_text(&page->ink, COOP__HTML, alt);
    coop__ink_raw(&page->ink, "\" src=\"data:image/svg+xml;base64,");
    for (size_t i = 0; i < n; i += 3) {
        uint32_t three = (uint32_t)svg[i] << 16 | (i + 1 < n ? (uint32_t)svg[i + 1] << 8 : 0) |
                         (i + 2 < n ? svg[i + 2] : 0u);
        for (size_t k = 0; k < 4; k++) {
            piece[filled++] = i + k > n ? '=' : digits[(three >> (18 - 6 * k)) & 63];
        }
        if (filled == 64 || i + 3 >= n) {
            piece[filled] = '\0';
            coop__ink_raw(&page->ink, piece);
            filled = 0;
        }
    }
    coop__ink_raw(&page->ink, "\"></div><figcaption>");
    coop__page_say(page, alt);
    coop__ink_raw(&page->ink, "</figcaption></figure>\n");
    page->whole = page->ink.out.n;
}
