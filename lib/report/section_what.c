/* section_what.c -- of a report: who takes part, what was agreed, and how much was carried out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rate.h>

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../core/text.h"
#include "page.h"

enum { SUMMITS = 40, LINES = 24 };

static void read_span(const coop_table *table, int64_t row, const char *name, double *first,
                      double *last)
{
    coop_column c = {.struct_size = sizeof c};
    int64_t at = coop_table_find(table, name);
    *first = *last = NAN;
    if (at < 0 || coop_table_column(table, at, &c, NULL) != COOP_OK || c.type != COOP_TYPE_SPAN) {
        return;
    }
    coop_span span = ((const coop_span *)c.values)[row];
    if (span.first > COOP_DATE_OPEN_FIRST && span.last != COOP_DATE_OPEN_LAST) {
        *first = span.first;
        *last = span.last;
    }
}

static coop_status draw_summits(coop__page *page, coop_error *err)
{
    coop_query query = COOP_QUERY_INIT;
    coop_table *table = NULL;
    coop_chart_row rows[SUMMITS];
    query.from = "summit";
    query.select = "name, mechanism, start, end";
    query.where = "mechanism in (:m, :r)";
    query.order_by = "start";
    query.uncertain = "possible";
    query.limit = SUMMITS;
    COOP__TRY(coop__page_ask(page, &query, &table, err));
    coop_chart chart = COOP_CHART_INIT;
    for (int64_t i = 0; i < coop_table_n_rows(table); i++) {
        double unused = 0;
        rows[i] = (coop_chart_row){.label = coop__word(table, i, "name"),
                                   .group = coop__word(table, i, "mechanism")};
        read_span(table, i, "start", &rows[i].low, &unused);
        read_span(table, i, "end", &unused, &rows[i].high);
        chart.n_rows += isnan(rows[i].low) || isnan(rows[i].high) ? 0 : 1;
    }
    coop_status status = COOP_OK;
    if (chart.n_rows > 0 && chart.n_rows == coop_table_n_rows(table)) {
        chart.kind = COOP_CHART_TIMELINE;
        chart.id = "chart-summits";
        chart.title = "Meetings by day: filled is the mechanism whose meeting came first, hollow "
                      "the one beside it";
        chart.rows = rows;
        status = coop__page_chart(page, &chart, err);
    }
    coop_table_free(table);
    return status;
}

coop_status coop__report_nations(coop__page *page, coop_error *err)
{
    static const coop__shown shown[] = {{"name", "Nation", 0, 0},
                                        {"capital", "Capital", 0, 0},
                                        {"population", "Population, m", 1e-6, 1},
                                        {"year", "of", 0, -1},
                                        {"gdp", "GDP, bn USD", 1e-9, 1},
                                        {"gdp_year", "of", 0, -1},
                                        {"gauge", "Rail gauge, mm", 0, -1},
                                        {"of_population", "Source of population", 0, 0},
                                        {"of_gdp", "Source of GDP", 0, 0}};
    coop_query query = COOP_QUERY_INIT;
    query.from = "membership";
    query.where = "mechanism = :m and status = 'member'";
    query.select = "nation.name as name, nation.capital as capital, nation.population as population, "
                   "nation.population_year as year, nation.gdp_usd as gdp, nation.gdp_year as "
                   "gdp_year, nation.rail_gauge_mm as gauge, nation.population_sources as "
                   "of_population, nation.gdp_sources as of_gdp";
    query.order_by = "nation";
    query.uncertain = "possible";
    COOP__TRY(coop__page_query(page, "The nations at a glance", &query, shown, COOP__COUNT(shown),
                               err));
    static const coop__shown meetings[] = {{"name", "Meeting", 0, 0},     {"start", "From", 0, 0},
                                           {"end", "To", 0, 0},           {"place", "Place", 0, 0},
                                           {"sources", "Sources", 0, 0}};
    query.from = "summit";
    query.where = "mechanism in (:m, :r)";
    query.select = "name, start, end, place, sources";
    query.order_by = "start";
    COOP__TRY(coop__page_query(page, "Meetings", &query, meetings, COOP__COUNT(meetings), err));
    return draw_summits(page, err);
}

coop_status coop__report_agreed(coop__page *page, coop_error *err)
{
    static const char *const by[] = {"field", "instrument", "binding"};
    static const char *const captions[] = {
        "What was agreed, by field: all rows, and commitments of those completed and started",
        "What was agreed, by instrument", "What was agreed, by binding force"};
    coop_query query = COOP_QUERY_INIT;
    query.from = "agreement";
    query.where = "mechanism = :m";
    query.select = "count() as n, rate('completed') as c, rate('started') as s";
    query.order_by = "n desc";
    query.uncertain = "possible";
    coop__page_paragraph(page, "A row is a commitment, a document or an umbrella. Rates range over "
                               "commitments without parts; known are those whose status is known, "
                               "and the percentage is of these.");
    for (int i = 0; i < 3; i++) {
        const coop__shown shown[] = {{by[i], by[i], 0, 0},
                                     {"n", "Rows", 0, 0},
                                     {"c_total", "Commitments", 0, 0},
                                     {"c_known", "known", 0, 0},
                                     {"c_hits", "completed", 0, 0},
                                     {"s_hits", "started or more", 0, 0},
                                     {"s_worst", "started, % at least", 100, 1},
                                     {"s_best", "at most", 100, 1}};
        query.by = by[i];
        COOP__TRY(coop__page_query(page, captions[i], &query, shown, COOP__COUNT(shown), err));
    }
    static const coop__shown crossed[] = {{"field", "Field", 0, 0},
                                          {"instrument", "Instrument", 0, 0},
                                          {"n", "Rows", 0, 0}};
    query.by = "field, instrument";
    query.select = "count() as n";
    query.order_by = "field, n desc";
    query.cut = "all";
    return coop__page_query(page, "By field and instrument", &query, crossed, COOP__COUNT(crossed),
                            err);
}

/* ---- rates ---- */

/* The claimed share of a list: of the first claim whose query names it. */
static double claimed_of(const coop_dataset *data, const char *list, const char **speaker)
{
    const coop_table *claims = coop_dataset_table(data, "claim");
    for (int64_t i = 0; i < coop_table_n_rows(claims); i++) {
        double value = coop__cell(claims, i, "value");
        if (strcmp(coop__word(claims, i, "operation"), "share") == 0 && value >= 0 &&
            value <= 100 && strcmp(coop__word(claims, i, "unit"), "percent") == 0 &&
            strstr(coop__word(claims, i, "query"), list) != NULL) {
            *speaker = coop__word(claims, i, "speaker");
            return value / 100;
        }
    }
    return NAN;
}

static coop_status draw_rates(coop__page *page, const coop_table *t, const char *list, int64_t place,
                              coop_error *err)
{
    coop_chart_row rows[LINES];
    coop_chart chart = COOP_CHART_INIT;
    char id[] = "chart-rates-0";
    const char *speaker = "";
    char label[120] = "claimed by ";
    for (int64_t i = 0; i < coop_table_n_rows(t) && chart.n_rows < LINES; i++) {
        double most = coop__cell(t, i, "best");
        if (!(coop__cell(t, i, "available") > 0) || !(most <= 1) ||
            strcmp(coop__word(t, i, "unit"), "share") != 0) {
            continue;
        }
        rows[chart.n_rows++] = (coop_chart_row){
            .label = coop__word(t, i, "definition"), .value = coop__cell(t, i, "value"),
            .low = coop__cell(t, i, "low"),          .high = coop__cell(t, i, "high"),
            .least = coop__cell(t, i, "worst"),      .most = most};
    }
    if (chart.n_rows == 0) {
        return COOP_OK;
    }
    id[sizeof id - 2] = (char)('a' + place % 26);
    double line = list != NULL ? claimed_of(page->data, list, &speaker) : NAN;
    chart.kind = COOP_CHART_DOTS;
    chart.id = id;
    chart.has_line = isnan(line) ? 0 : 1;
    chart.line = chart.has_line != 0 ? line : 0;
    size_t length = coop__utf8_cut(speaker, strlen(speaker), sizeof label - strlen(label) - 1);
    memcpy(label + strlen(label), speaker, length); /* the rest of label is 0 */
    chart.line_label = label;
    chart.title = "Carried out, by definition. Pale bar: bounds of what is not known; line: 95 % "
                  "interval of chance; dot: share of what is known; dashed: what was claimed";
    chart.x_title = "of the agreements that the definition ranges over";
    chart.rows = rows;
    return coop__page_chart(page, &chart, err);
}

static coop_status compare(coop__page *page, const char *where, const char *list, int64_t place,
                           coop_error *err)
{
    static const coop__shown shown[] = {{"definition", "Definition", 0, 0},
                                        {"unit", "Unit", 0, 0},
                                        {"worst", "% at least", 100, 1},
                                        {"best", "at most", 100, 1},
                                        {"worst_last_report", "last report: at least", 100, 1},
                                        {"best_last_report", "at most", 100, 1},
                                        {"worst_listed", "whole list: at least", 100, 1},
                                        {"best_listed", "at most", 100, 1},
                                        {"hits", "hits", 0, 0},
                                        {"known", "known", 0, 0},
                                        {"total", "total", 0, 0},
                                        {"value", "% of known", 100, 1},
                                        {"low", "95 % from", 100, 1},
                                        {"high", "to", 100, 1},
                                        {"reason", "Why not available", 0, 0}};
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    coop_table *table = NULL;
    options.where = where;
    COOP__TRY(coop_rate_compare(page->data, &options, &table, err));
    static const char before[] = "Rates of agreements under every definition, where ";
    char caption[sizeof before + 300];
    memcpy(caption, before, sizeof before - 1);
    memcpy(caption + sizeof before - 1, where, strlen(where) + 1);
    coop_status status = coop__page_result(page, caption, table, shown, COOP__COUNT(shown), err);
    if (status == COOP_OK) {
        status = draw_rates(page, table, list, place, err);
    }
    coop_table_free(table);
    return status;
}

static coop_status compare_lists(coop__page *page, const coop_table *lists, coop_error *err)
{
    char where[300];
    for (int64_t i = 0; i < coop_table_n_rows(lists) && i < 24; i++) {
        const char *id = coop__word(lists, i, "list");
        if (!coop__equals(where, sizeof where, "list", id)) {
            return coop__fail(err, COOP_LIMIT, "the id of list %lld is too long", (long long)i);
        }
        coop__page_heading(page, 3, NULL, id);
        COOP__TRY(compare(page, where, id, i + 1, err));
    }
    return COOP_OK;
}

coop_status coop__report_rates(coop__page *page, coop_error *err)
{
    char where[300];
    coop_table *lists = NULL;
    coop_query query = COOP_QUERY_INIT;
    coop__page_paragraph(
        page, "Bounds say what is not known: at least, nothing that is unknown is a hit; at most, "
              "all of it is. Last report: rows last reported before the day may have moved on. "
              "Whole list: entries of the official list without a row too. The interval says what "
              "chance could do if the rows were draws from a process like this one; as a census of "
              "what is listed they have no sampling error, and the bounds are what counts. Rates "
              "per year stand in percent of a year. What each definition counts is told under "
              "Methods.");
    if (!coop__equals(where, sizeof where, "mechanism", page->options.mechanism)) {
        return coop__fail(err, COOP_LIMIT, "the id of the mechanism is too long");
    }
    coop__page_heading(page, 3, NULL, "All that the register ties to the mechanism");
    COOP__TRY(compare(page, where, NULL, 0, err));
    query.from = "agreement";
    query.where = "mechanism = :m and list is not null";
    query.by = "list";
    query.uncertain = "possible";
    query.cut = "all";
    COOP__TRY(coop__page_ask(page, &query, &lists, err));
    coop_status status = compare_lists(page, lists, err);
    coop_table_free(lists);
    return status;
}
