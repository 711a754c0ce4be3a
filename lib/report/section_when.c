/* section_when.c -- of a report: how long it took, with how much money, over which rails.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/attribution.h>
#include <coopstat/rail.h>
#include <coopstat/rail_map.h>
#include <coopstat/time_to.h>
#include <coopstat/total.h>

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../model/dataset.h"
#include "page.h"

enum { MOST_ROWS = 1000 };

static const coop__shown time_columns[] = {{"n", "Followed", 0, 0},
                                           {"completed", "completed", 0, 0},
                                           {"open", "open", 0, 0},
                                           {"undated", "left out: undated", 0, 0},
                                           {"unknown", "unknown", 0, 0},
                                           {"median", "Median, days", 0, 0},
                                           {"median_low", "from", 0, 0},
                                           {"median_high", "to", 0, 0},
                                           {"interval_after", "Turnbull: after", 0, 0},
                                           {"interval_by", "by", 0, 0}};

static coop_status draw_curve(coop__page *page, const coop_table *curve, const char *title,
                              const char *id, coop_error *err)
{
    coop_chart chart = COOP_CHART_INIT;
    int64_t n = coop_table_n_rows(curve);
    const coop_allocator *a = &page->data->allocator;
    if (n < 1 || n >= MOST_ROWS) {
        return COOP_OK;
    }
    coop_chart_row *rows = coop__alloc(a, (size_t)n + 1, sizeof *rows);
    if (rows == NULL) {
        return coop__no_memory(err);
    }
    rows[0] = (coop_chart_row){.value = 1, .low = 1, .high = 1,
                               .n = (int64_t)coop__cell(curve, 0, "at_risk")};
    for (int64_t i = 0; i < n; i++) {
        rows[i + 1] = (coop_chart_row){.x = coop__cell(curve, i, "time") / 365.25,
                                       .value = coop__cell(curve, i, "survival"),
                                       .low = coop__cell(curve, i, "survival_low"),
                                       .high = coop__cell(curve, i, "survival_high"),
                                       .n = (int64_t)coop__cell(curve, i, "at_risk")};
    }
    chart.kind = COOP_CHART_STEPS;
    chart.id = id;
    chart.title = title;
    chart.x_title = "years since day 0";
    chart.rows = rows;
    chart.n_rows = n + 1;
    coop_status status = coop__page_chart(page, &chart, err);
    coop__release(a, rows, (size_t)n + 1, sizeof *rows);
    return status;
}

/* One group with its curve. */
static coop_status follow(coop__page *page, const coop_time_options *options, const char *caption,
                          const char *id, coop_error *err)
{
    coop_table *groups = NULL;
    coop_table *curves = NULL;
    COOP__TRY(coop_survival_fit(page->data, options, &groups, &curves, NULL, err));
    coop_status status = coop__page_result(page, caption, groups, time_columns,
                                           COOP__COUNT(time_columns), err);
    if (status == COOP_OK) {
        status = draw_curve(page, curves, caption, id, err);
    }
    coop_table_free(groups);
    coop_table_free(curves);
    return status;
}

static coop_status follow_recipients(coop__page *page, coop_time_options *options, coop_error *err)
{
    coop__shown shown[COOP__COUNT(time_columns) + 1] = {{"recipient", "Recipient", 0, 0}};
    coop_table *groups = NULL;
    coop_time_tests tests = COOP_TIME_TESTS_INIT;
    memcpy(shown + 1, time_columns, sizeof time_columns);
    options->by = "recipient";
    COOP__TRY(coop_survival_fit(page->data, options, &groups, NULL, &tests, err));
    coop_status status = coop__page_result(page, "The same by recipient", groups, shown,
                                           COOP__COUNT(shown), err);
    coop_table_free(groups);
    if (status == COOP_OK && !isnan(tests.log_rank)) {
        coop__page_open(page);
        coop__page_say(page, "Do the recipients differ? Log-rank chi-square ");
        coop__ink_number(&page->ink, tests.log_rank, 2);
        coop__page_say(page, ", p = ");
        coop__ink_number(&page->ink, tests.log_rank_p, 6);
        coop__page_say(page, ".");
        coop__page_close(page);
    }
    return status;
}

coop_status coop__report_time(coop__page *page, coop_error *err)
{
    char where[300];
    coop_time_options options = COOP_TIME_OPTIONS_INIT;
    coop__page_paragraph(page, "What is open on the day is censored; an imprecise date is taken at its "
                               "middle, and by Turnbull's estimate as the interval that it is. A dash: "
                               "more than half were still open.");
    if (!coop__equals(where, sizeof where, "mechanism", page->options.mechanism)) {
        return coop__fail(err, COOP_LIMIT, "the id of the mechanism is too long");
    }
    options.where = where;
    COOP__TRY(follow(page, &options, "Agreements of the mechanism, from signature to completion",
                     "chart-time-agreements", err));
    if (coop_dataset_table(page->data, "project") == NULL) {
        return COOP_OK;
    }
    options.from = "project";
    options.where = "status is not null and sources has 'aiddata_gcdf3'";
    options.as_of = "2023-06-30"; /* until then the sources of this file were read */
    options.start = "committed";
    options.end = "completed";
    options.completed = "status = 'Completion'";
    COOP__TRY(follow(page, &options, "Financed projects of AidData GCDF 3.0, from commitment to "
                                     "completion, open on 2023-06-30 censored",
                     "chart-time-projects", err));
    return follow_recipients(page, &options, err);
}

/* ---- money ---- */

static const char flows[] = "measure in ('pledge', 'commitment', 'contract', 'disbursement', 'cost')";

static coop_status total(coop__page *page, const coop_total_options *options, const char *caption,
                         coop_error *err)
{
    static const coop__shown shown[] = {{"measure", "Measure", 0, 0},
                                        {"currency", "Currency", 0, 0},
                                        {"date", "Date", 0, 0},
                                        {"least", "bn, at least", 1e-9, 2},
                                        {"most", "at most", 1e-9, 2},
                                        {"n_rows", "rows", 0, 0},
                                        {"n_parts", "parts", 0, 0},
                                        {"n_overlapping", "overlapping", 0, 0},
                                        {"n_rival", "rivals", 0, 0},
                                        {"n_estimated", "estimated", 0, 0}};
    coop_table *table = NULL;
    int64_t n = COOP__COUNT(shown) - (options->prices != NULL ? 0 : 1);
    COOP__TRY(coop_total_invested(page->data, options, &table, err));
    coop_status status = coop__page_result(page, caption, table, shown, n, err);
    coop_table_free(table);
    return status;
}

static const char *named(const char *word)
{
    return word[0] != '\0' ? word : "unknown";
}

static coop_status draw_flows(coop__page *page, const coop_table *t, coop_error *err)
{
    const coop_allocator *a = &page->data->allocator;
    coop_chart chart = COOP_CHART_INIT;
    int64_t n = coop_table_n_rows(t);
    coop_chart_row *rows = coop__alloc(a, (size_t)n, sizeof *rows);
    if (rows == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < n && chart.n_rows < MOST_ROWS; i++) {
        if (strcmp(coop__word(t, i, "measure"), "pledge") == 0) {
            rows[chart.n_rows++] = (coop_chart_row){.label = named(coop__word(t, i, "funder")),
                                                    .group = named(coop__word(t, i, "recipient")),
                                                    .value = coop__cell(t, i, "least") / 1e9};
        }
    }
    chart.kind = COOP_CHART_FLOWS;
    chart.id = "chart-flows";
    chart.title = "Pledges from funder (rows) to recipient (columns), at least, bn US dollars of 2021";
    chart.rows = rows;
    coop_status status = chart.n_rows > 0 ? coop__page_chart(page, &chart, err) : COOP_OK;
    coop__release(a, rows, (size_t)n, sizeof *rows);
    return status;
}

static coop_status by_party(coop__page *page, const coop_total_options *options, coop_error *err)
{
    static const coop__shown shown[] = {{"measure", "Measure", 0, 0},
                                        {"funder", "Funder", 0, 0},
                                        {"recipient", "Recipient", 0, 0},
                                        {"least", "bn, at least", 1e-9, 2},
                                        {"most", "at most", 1e-9, 2},
                                        {"n_rows", "rows", 0, 0}};
    coop_attribution_options parties = COOP_ATTRIBUTION_OPTIONS_INIT;
    coop_table *table = NULL;
    parties.total = options;
    parties.rule = "stated";
    parties.side = "both";
    COOP__TRY(coop_total_by_party(page->data, &parties, &table, err));
    coop_status status =
        coop__page_result(page, "From whom to whom, in US dollars of 2021: shares as stated, else "
                                "equal; a group of nations stays one party",
                          table, shown, COOP__COUNT(shown), err);
    if (status == COOP_OK) {
        status = draw_flows(page, table, err);
    }
    coop_table_free(table);
    return status;
}

coop_status coop__report_money(coop__page *page, coop_error *err)
{
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    coop_conversion prices = COOP_CONVERSION_INIT;
    coop__page_paragraph(page, "A pledge is never added to a disbursement, nor a part to its whole. At "
                               "least: the heaviest set of amounts that do not overlap; at most: all of "
                               "them; a dash: some row says \"more than\". Of rival measurements of one "
                               "thing one counts, and the range is theirs.");
    options.where = flows;
    COOP__TRY(total(page, &options, "As announced, all of the register", err));
    options.where = "measure in ('stock', 'trade', 'pipeline')";
    COOP__TRY(total(page, &options, "Stocks, pipelines and trade, which do not add up over dates",
                    err));
    prices.base_year = 2021;
    prices.chain = "target";
    prices.missing = "nearest";
    options.where = flows;
    options.prices = &prices;
    COOP__TRY(total(page, &options, "In US dollars of 2021; later years at the last rate and price "
                                    "level that the register has",
                    err));
    return by_party(page, &options, err);
}

/* ---- rails ---- */

static coop_status draw_map(coop__page *page, coop_error *err)
{
    coop_rail_map_options options = COOP_RAIL_MAP_OPTIONS_INIT;
    coop__ink svg = {.out = {.a = &page->data->allocator}};
    options.projection = "conic";
    options.west = 47;
    options.east = 111;
    options.south = 33;
    options.north = 56;
    options.title = "Railways, by gauge";
    const coop_sink sink = {&svg, coop__ink_write};
    coop_status status = coop_rail_map_svg(page->data, &options, &sink, err);
    if (status == COOP_EMPTY) { /* a register of another part of the world */
        options = (coop_rail_map_options)COOP_RAIL_MAP_OPTIONS_INIT;
        status = coop_rail_map_svg(page->data, &options, &sink, err);
    }
    if (status == COOP_OK) {
        coop__page_picture(page, "Map of the railways of the register: lines by gauge, dashed where "
                                 "not open, squares where the gauge changes. No borders are drawn. "
                                 "The table of corridors says the same in words.",
                           svg.out.bytes, svg.out.n);
    }
    coop__buffer_free(&svg.out);
    return status;
}

coop_status coop__report_corridors(coop__page *page, coop_error *err)
{
    static const coop__shown shown[] = {{"name", "Corridor", 0, 0},
                                        {"status", "Status", 0, 0},
                                        {"length_km", "km", 0, 0},
                                        {"share_not_published", "% not published", 100, 0},
                                        {"under_construction_km", "building, km", 0, 0},
                                        {"planned_km", "planned, km", 0, 0},
                                        {"n_gauge_breaks", "breaks of gauge", 0, 0},
                                        {"nations", "Nations", 0, 0}};
    coop_rail_options options = COOP_RAIL_OPTIONS_INIT;
    coop_table *table = NULL;
    coop__page_paragraph(page, "A published length of the whole is rare: the percentage is what rests "
                               "on split totals, estimates and recall; a dash where a part has no "
                               "length. Breaks are the fewest changes of gauge from end to end. No "
                               "position on borders is meant.");
    options.where = "kind = 'international'";
    COOP__TRY(coop_rail_corridors(page->data, &options, &table, err));
    coop_status status = coop__page_result(page, "International rail corridors", table, shown,
                                           COOP__COUNT(shown), err);
    coop_table_free(table);
    return status == COOP_OK ? draw_map(page, err) : status;
}
