/* section_why.c -- of a report: comparison, claims, methods, gaps and sources.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/claim.h>
#include <coopstat/rate.h>
#include <coopstat/strata.h>

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../model/dataset.h"
#include "page.h"

enum { YEARS = 300, FIRST_YEAR = 1800 };

/* Hits and known of :m or :r by year of signature. */
static coop_status by_year(const coop__page *page, const char *where, int64_t *hits, int64_t *known,
                           coop_error *err)
{
    coop_query query = COOP_QUERY_INIT;
    coop_table *table = NULL;
    query.from = "agreement";
    query.where = where;
    query.by = "year(signed) as year";
    query.select = "rate('started') as r";
    query.uncertain = "certain";
    COOP__TRY(coop__page_ask(page, &query, &table, err));
    for (int64_t row = 0; row < coop_table_n_rows(table); row++) {
        double year = coop__cell(table, row, "year") - FIRST_YEAR;
        if (year >= 0 && year < YEARS) {
            hits[(int64_t)year] = (int64_t)coop__cell(table, row, "r_hits");
            known[(int64_t)year] = (int64_t)coop__cell(table, row, "r_known");
        }
    }
    coop_table_free(table);
    return COOP_OK;
}

static void say_points(coop__page *page, const char *before, double value)
{
    coop__page_say(page, before);
    coop__ink_raw(&page->ink, value > 0 ? "+" : "");
    coop__ink_number(&page->ink, 100 * value, 1);
}

/* counts: hits and known of the one, hits and known of the other, YEARS of each. */
static coop_status compare_years(const coop__page *page, int64_t (*counts)[YEARS],
                                 coop_strata_comparison *out, coop_error *err)
{
    int64_t n = 0;
    COOP__TRY(by_year(page, "mechanism = :m and signed >= '2022'", counts[0], counts[1], err));
    COOP__TRY(by_year(page, "mechanism = :r and signed >= '2022'", counts[2], counts[3], err));
    for (int64_t i = 0; i < YEARS; i++) {
        if (counts[1][i] > 0 || counts[3][i] > 0) {
            for (int k = 0; k < 4; k++) {
                counts[k][n] = counts[k][i];
            }
            n++;
        }
    }
    coop_strata strata = {counts[0], counts[1], counts[2], counts[3], n};
    return coop_strata_compare(&strata, out, NULL, err);
}

static coop_status check_reversal(coop__page *page, coop_error *err)
{
    const coop_allocator *a = &page->data->allocator;
    coop_strata_comparison c = {.struct_size = sizeof c};
    int64_t (*counts)[YEARS] = coop__alloc(a, 4, sizeof *counts);
    if (counts == NULL) {
        return coop__no_memory(err);
    }
    coop_status status = compare_years(page, counts, &c, err);
    coop__release(a, counts, 4, sizeof *counts);
    if (status != COOP_OK) {
        return status;
    }
    coop__page_open(page);
    coop__page_say(page, "Reversal check, started or more, signed 2022 and later: ");
    coop__page_say(page, page->options.mechanism);
    coop__page_say(page, " less ");
    coop__page_say(page, page->options.reference);
    say_points(page, " is ", c.crude);
    say_points(page, " points; like years with like years ", c.stratified);
    say_points(page, " points; the mix of years makes up ", c.composition);
    coop__page_say(page, c.reversed != 0 ? ". The sign REVERSES: the crude comparison misleads. "
                                         : ". The sign does not reverse. ");
    coop__page_say(page, "Years compared: ");
    coop__ink_integer(&page->ink, c.n_used);
    coop__page_say(page, "; years that only one of the two has: ");
    coop__ink_integer(&page->ink, c.n_missing);
    coop__page_say(page, ".");
    coop__page_close(page);
    return COOP_OK;
}

static coop_status draw_beside(coop__page *page, const coop_table *table, coop_error *err)
{
    coop_chart_row rows[24];
    coop_chart chart = COOP_CHART_INIT;
    for (int64_t i = 0; i < coop_table_n_rows(table) && i < COOP__COUNT(rows); i++) {
        rows[chart.n_rows++] = (coop_chart_row){
            .label = coop__word(table, i, "mechanism"), .value = coop__cell(table, i, "r"),
            .low = coop__cell(table, i, "r_low"),       .high = coop__cell(table, i, "r_high"),
            .least = coop__cell(table, i, "r_worst"),   .most = coop__cell(table, i, "r_best")};
    }
    if (chart.n_rows == 0) {
        return COOP_OK;
    }
    chart.kind = COOP_CHART_DOTS;
    chart.id = "chart-beside";
    chart.title = "Started or more, by mechanism. Pale bar: bounds (what was last reported before the "
                  "day may have moved on); line: 95 % interval; dot: share of what is known";
    chart.x_title = "of commitments without parts";
    chart.rows = rows;
    return coop__page_chart(page, &chart, err);
}

coop_status coop__report_beside(coop__page *page, coop_error *err)
{
    static const coop__shown shown[] = {
        {"mechanism", "Mechanism", 0, 0}, {"r_total", "Commitments", 0, 0},
        {"r_known", "known", 0, 0},       {"r_hits", "started or more", 0, 0},
        {"r_worst", "% at least", 100, 1}, {"r_best", "at most", 100, 1},
        {"r", "% of known", 100, 1},      {"r_low", "95 % from", 100, 1},
        {"r_high", "to", 100, 1}};
    coop_query query = COOP_QUERY_INIT;
    coop_table *table = NULL;
    const coop_param params[] = {{.name = "m", .text = page->options.mechanism},
                                 {.name = "r", .text = page->options.reference},
                                 {.name = "o", .text = page->options.others}};
    query.from = "agreement";
    query.where = "mechanism in (:m, :r, :o)";
    query.by = "mechanism";
    query.select = "rate('started') as r";
    query.uncertain = "certain";
    query.bounds = "last_report";
    query.params = params;
    query.n_params = 3;
    COOP__TRY(coop_query_run(page->data, &query, &table, err));
    coop_status status = coop__page_result(page, "Started or more, bounds by last report", table, shown,
                                           COOP__COUNT(shown), err);
    if (status == COOP_OK) {
        status = draw_beside(page, table, err);
    }
    coop_table_free(table);
    if (status != COOP_OK) {
        return status;
    }
    coop__page_paragraph(page, "This is no ranking. Young agreements have had less time; a consensus "
                               "item is easier to start than a loan; how much is unknown differs; and "
                               "official lists are itemised to different degrees. Where bounds "
                               "overlap, the data do not order the mechanisms.");
    return check_reversal(page, err);
}

coop_status coop__report_claims(coop__page *page, coop_error *err)
{
    static const coop__shown shown[] = {{"text", "Claim", 0, 0},
                                        {"speaker", "By", 0, 0},
                                        {"said_on", "Said", 0, 0},
                                        {"verdict", "Verdict", 0, 0},
                                        {"true_under", "True under", 0, 0},
                                        {"false_under", "False under", 0, 0},
                                        {"undecidable_under", "Undecidable under", 0, 0},
                                        {"reason", "Why undecidable", 0, 0},
                                        {"recorded_word", "Compilers' word", 0, 0},
                                        {"claim", "Id", 0, 0}};
    coop_table *table = NULL;
    coop__page_paragraph(page, "Each claim is tested under every reading of the data that its scope "
                               "allows. A verdict is never a bare \"true\": it holds under the readings "
                               "named beside it.");
    COOP__TRY(coop_claims_test(page->data, NULL, NULL, &table, err));
    coop_status status = coop__page_result(page, "Claims and what the data say of them", table, shown,
                                           COOP__COUNT(shown), err);
    coop_table_free(table);
    return status;
}

coop_status coop__report_methods(coop__page *page, coop_error *err)
{
    static const char *const heads[] = {"Definition", "Counts", "Over", "Origin"};
    (void)err;
    coop__page_paragraph(page, "The universe of a rate is the selected commitments that have no selected "
                               "commitment below them; superseded ones are left out. Status is what "
                               "dated events say as of the register's day: two scales, of law and of "
                               "work, each keep their own last word. A date known only by year stays "
                               "a span, and what hangs on it is a bound.");
    coop__page_paragraph(page, "Intervals of shares are Wilson's (1927), those of survival log-log "
                               "(Kaplan and Meier 1958), intervals of dates Turnbull's (1976); the "
                               "comparison over years is a standardised difference of strata. Money is "
                               "in whole minor units and summed without rounding; constant prices use "
                               "the exchange rates and deflators in the register. Colours are two of "
                               "Okabe and Ito's palette, and no chart rests on colour alone.");
    coop__page_table(page, "What each definition counts", heads, COOP__COUNT(heads));
    for (const coop_rate_definition *d = coop_rate_definitions(); d->name != NULL; d++) {
        const char *const cells[] = {d->name, d->counts, d->over, d->origin};
        coop__page_row(page);
        for (int i = 0; i < 4; i++) {
            coop__page_cell(page, false);
            coop__page_say(page, cells[i]);
        }
        coop__page_row_end(page);
    }
    coop__page_table_end(page);
    return COOP_OK;
}

coop_status coop__report_gaps(coop__page *page, coop_error *err)
{
    static const struct {
        const char *from, *where, *by, *caption;
    } asked[] = {
        {"agreement", "mechanism = :m", "status_basis", "What the status of agreements rests on"},
        {"agreement", "mechanism = :m", "confidence",
         "How sure agreements are: A a text that was read, B widely reported, C uncertain"},
        {"agreement", "mechanism = :m", "reported", "Status as the compilers reported it"},
        {"rail_segment", NULL, "length_method", "What lengths of rail segments rest on"},
        {"event", NULL, "basis", "Where dated events come from"},
    };
    static const coop__shown listed[] = {
        {"list", "Official list", 0, 0}, {"items", "entries", 0, 0}, {"n", "with a row", 0, 0}};
    coop_query query = COOP_QUERY_INIT;
    query.uncertain = "possible";
    query.cut = "all";
    for (int64_t i = 0; i < COOP__COUNT(asked); i++) {
        const coop__shown shown[] = {{asked[i].by, asked[i].by, 0, 0}, {"n", "Rows", 0, 0}};
        query.from = asked[i].from;
        query.where = asked[i].where;
        query.by = asked[i].by;
        query.select = "count() as n";
        query.order_by = "n desc";
        COOP__TRY(coop__page_query(page, asked[i].caption, &query, shown, COOP__COUNT(shown), err));
    }
    query.from = "agreement";
    query.where = "list is not null";
    query.by = "list, list.items as items";
    query.order_by = "list";
    return coop__page_query(page, "Official lists, and how much of them is itemised (a list without "
                                  "any row is not shown)",
                            &query, listed, COOP__COUNT(listed), err);
}

/* ---- sources ---- */

/* http or https, with nothing in it that could leave an attribute or a line. */
static bool is_address(const char *url)
{
    bool is_web = strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
    for (; *url != '\0' && is_web; url++) {
        unsigned char c = (unsigned char)*url;
        is_web = c > 0x20 && c < 0x7f && strchr("\"'<>\\`{}|^", (int)c) == NULL;
    }
    return is_web;
}

static void say_source(coop__page *page, const coop_source *s)
{
    bool is_html = page->markup == COOP__HTML;
    coop__ink_raw(&page->ink, is_html ? "<li><b>" : "- **");
    coop__page_say(page, s->id != NULL ? s->id : "");
    coop__ink_raw(&page->ink, is_html ? "</b> " : "** ");
    coop__page_say(page, s->title != NULL ? s->title : "");
    if (s->publisher != NULL) {
        coop__page_say(page, ", ");
        coop__page_say(page, s->publisher);
    }
    char day[24] = "";
    if (coop_span_format(s->date, day, NULL) == COOP_OK && strcmp(day, "../..") != 0) {
        coop__page_say(page, ", ");
        coop__page_say(page, day);
    }
    if (s->url != NULL && is_address(s->url)) {
        coop__ink_raw(&page->ink, is_html ? " <a rel=\"noopener noreferrer\" href=\"" : " <");
        if (is_html) {
            coop__ink_text(&page->ink, COOP__HTML, s->url);
            coop__ink_raw(&page->ink, "\">");
            coop__ink_text(&page->ink, COOP__HTML, s->url);
        } else {
            coop__ink_raw(&page->ink, s->url);
        }
        coop__ink_raw(&page->ink, is_html ? "</a>" : ">");
    } else if (s->url != NULL) {
        coop__page_say(page, " ");
        coop__page_say(page, s->url);
    }
    coop__ink_raw(&page->ink, is_html ? "</li>\n" : "\n");
}

coop_status coop__report_sources(coop__page *page, coop_error *err)
{
    int64_t n = coop_source_count(page->data);
    if (n == 0) {
        return coop__fail(err, COOP_EMPTY, "the register names no sources");
    }
    coop__page_paragraph(page, "Every row of the register names its sources by these ids.");
    coop__ink_raw(&page->ink, page->markup == COOP__HTML ? "<ul class=\"sources\">\n" : "");
    for (int64_t i = 0; i < n; i++) {
        coop_source s = {.struct_size = sizeof s};
        COOP__TRY(coop_source_at(page->data, i, &s, err));
        say_source(page, &s);
    }
    coop__ink_raw(&page->ink, page->markup == COOP__HTML ? "</ul>\n" : "\n");
    page->whole = page->ink.out.n;
    return COOP_OK;
}
