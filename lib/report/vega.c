/* vega.c -- charts as Vega-Lite specifications.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/chart.h>

#include <math.h>

#include "../core/error.h"
#include "../core/number.h"
#include "chart_check.h"
#include "draw.h"

static void put_text(coop__ink *ink, const char *before, const char *text)
{
    coop__ink_raw(ink, before);
    coop__ink_raw(ink, "\"");
    coop__ink_text(ink, COOP__JSON, text);
    coop__ink_raw(ink, "\"");
}

static void put_number(coop__ink *ink, const char *before, double value)
{
    char text[COOP__NUMBER_SIZE];
    coop__ink_raw(ink, before);
    if (isnan(value)) {
        coop__ink_raw(ink, "null");
        return;
    }
    coop__number_format(value, text);
    coop__ink_raw(ink, text);
}

static void put_rows(coop__ink *ink, const coop_chart *chart)
{
    coop__ink_raw(ink, "\"data\":{\"values\":[\n");
    for (int64_t i = 0; i < chart->n_rows; i++) {
        const coop_chart_row *r = &chart->rows[i];
        put_text(ink, i > 0 ? ",\n{\"label\":" : "{\"label\":", r->label);
        if (chart->kind == COOP_CHART_FLOWS || chart->kind == COOP_CHART_TIMELINE) {
            put_text(ink, ",\"group\":", r->group);
        }
        if (chart->kind == COOP_CHART_STEPS) {
            put_number(ink, ",\"x\":", r->x);
            put_number(ink, ",\"n\":", (double)r->n);
        }
        if (chart->kind == COOP_CHART_TIMELINE) {
            put_number(ink, ",\"low\":", 86400000.0 * r->low); /* milliseconds of UTC */
            put_number(ink, ",\"high\":", 86400000.0 * r->high);
        } else {
            put_number(ink, ",\"value\":", r->value);
        }
        if (chart->kind == COOP_CHART_DOTS || chart->kind == COOP_CHART_STEPS) {
            put_number(ink, ",\"low\":", r->low);
            put_number(ink, ",\"high\":", r->high);
        }
        if (chart->kind == COOP_CHART_DOTS) {
            put_number(ink, ",\"least\":", r->least);
            put_number(ink, ",\"most\":", r->most);
        }
        coop__ink_raw(ink, "}");
    }
    coop__ink_raw(ink, "]},\n");
}

static void put_dots(coop__ink *ink, const coop_chart *chart)
{
    static const char y[] = "\"y\":{\"field\":\"label\",\"type\":\"nominal\",\"sort\":null,"
                            "\"title\":null,\"axis\":{\"labelLimit\":400}}";
    coop__ink_raw(ink, "\"layer\":[{\"mark\":{\"type\":\"bar\",\"opacity\":0.3,\"color\":\"" COOP__BLUE
                       "\"},\"encoding\":{\"x\":{\"field\":\"least\",\"type\":\"quantitative\"");
    put_text(ink, ",\"title\":", chart->x_title);
    coop__ink_raw(ink, "},\"x2\":{\"field\":\"most\"},");
    coop__ink_raw(ink, y);
    coop__ink_raw(ink, "}},{\"mark\":\"rule\",\"encoding\":{\"x\":{\"field\":\"low\",\"type\":"
                       "\"quantitative\"},\"x2\":{\"field\":\"high\"},");
    coop__ink_raw(ink, y);
    coop__ink_raw(ink, "}},{\"mark\":{\"type\":\"point\",\"filled\":true,\"color\":\"black\"},"
                       "\"encoding\":{\"x\":{\"field\":\"value\",\"type\":\"quantitative\"},");
    coop__ink_raw(ink, y);
    coop__ink_raw(ink, "}}");
    if (chart->has_line != 0) {
        put_number(ink, ",{\"data\":{\"values\":[{\"line\":", chart->line);
        put_text(ink, ",\"label\":", chart->line_label);
        coop__ink_raw(ink, "}]},\"mark\":{\"type\":\"rule\",\"color\":\"" COOP__RED
                           "\",\"strokeDash\":[5,3]},\"encoding\":{\"x\":{\"field\":\"line\","
                           "\"type\":\"quantitative\"}}}");
    }
    coop__ink_raw(ink, "]");
}

static void put_steps(coop__ink *ink, const coop_chart *chart)
{
    coop__ink_raw(ink, "\"encoding\":{\"x\":{\"field\":\"x\",\"type\":\"quantitative\"");
    put_text(ink, ",\"title\":", chart->x_title);
    coop__ink_raw(ink,
                  "}},\"layer\":[{\"mark\":{\"type\":\"area\",\"interpolate\":\"step-after\","
                  "\"opacity\":0.3,\"color\":\"" COOP__BLUE "\"},\"encoding\":{\"y\":{\"field\":"
                  "\"low\",\"type\":\"quantitative\"},\"y2\":{\"field\":\"high\"}}},{\"mark\":"
                  "{\"type\":\"line\",\"interpolate\":\"step-after\",\"color\":\"black\"},"
                  "\"encoding\":{\"y\":{\"field\":\"value\",\"type\":\"quantitative\",\"title\":"
                  "\"still open\"},\"tooltip\":[{\"field\":\"x\"},{\"field\":\"value\"},"
                  "{\"field\":\"n\",\"title\":\"at risk\"}]}}]");
}

static void put_flows(coop__ink *ink, const coop_chart *chart)
{
    coop__ink_raw(ink,
                  "\"encoding\":{\"x\":{\"field\":\"group\",\"type\":\"nominal\",\"sort\":null,"
                  "\"title\":null},\"y\":{\"field\":\"label\",\"type\":\"nominal\",\"sort\":null,"
                  "\"title\":null}},\"layer\":[{\"mark\":{\"type\":\"rect\",\"color\":\"" COOP__BLUE
                  "\"},\"encoding\":{\"opacity\":{\"field\":\"value\",\"type\":\"quantitative\"");
    put_text(ink, ",\"title\":", chart->x_title);
    coop__ink_raw(ink, ",\"scale\":{\"range\":[0.05,0.45]}}}},{\"mark\":\"text\",\"encoding\":"
                       "{\"text\":{\"field\":\"value\",\"type\":\"quantitative\",\"format\":"
                       "\".1f\"}}}]");
}

static void put_timeline(coop__ink *ink)
{
    coop__ink_raw(ink,
                  "\"encoding\":{\"y\":{\"field\":\"label\",\"type\":\"nominal\",\"sort\":null,"
                  "\"title\":null},\"x\":{\"field\":\"low\",\"type\":\"temporal\",\"title\":null},"
                  "\"color\":{\"field\":\"group\",\"type\":\"nominal\",\"scale\":{\"range\":[\""
                  COOP__BLUE "\",\"" COOP__RED "\"]}}},\"layer\":[{\"mark\":\"bar\","
                  "\"encoding\":{\"x2\":{\"field\":\"high\"}}},{\"mark\":{\"type\":\"point\","
                  "\"filled\":true}}]");
}

coop_status coop_chart_vega(const coop_chart *chart, const coop_sink *sink, coop_error *err)
{
    COOP__TRY(coop__chart_check(chart, sink, err));
    coop__ink ink = {.out = {.a = coop__allocator_of(chart->run)}};
    put_text(&ink, "{\"$schema\":\"https://vega.github.io/schema/vega-lite/v5.json\",\n\"title\":",
             chart->title);
    put_text(&ink, ",\n\"description\":",
             chart->description != NULL ? chart->description : chart->title);
    coop__ink_raw(&ink, ",\n");
    put_rows(&ink, chart);
    switch (chart->kind) {
    case COOP_CHART_DOTS: put_dots(&ink, chart); break;
    case COOP_CHART_STEPS: put_steps(&ink, chart); break;
    case COOP_CHART_FLOWS: put_flows(&ink, chart); break;
    default: put_timeline(&ink); break;
    }
    coop__ink_raw(&ink, "}\n");
    return coop__chart_finish(&ink, sink, err);
}
