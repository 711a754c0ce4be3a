/* chart.c -- charts as SVG: what they share, dots with intervals, and timelines.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/chart.h>

#include <coopstat/date.h>

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "chart_check.h"
#include "draw.h"

enum { ROW = 36, AXIS = 44 }; /* heights of a line with its label, and of the axis */

static bool same(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

int64_t coop__chart_place(const coop_chart *chart, int64_t row, bool is_group)
{
    int64_t place = 0;
    for (int64_t i = 0; i < chart->n_rows && i <= row; i++) {
        const coop_chart_row *r = &chart->rows[i];
        const char *name = is_group ? r->group : r->label;
        bool is_new = true;
        for (int64_t k = 0; k < i && is_new; k++) {
            is_new = !same(name, is_group ? chart->rows[k].group : chart->rows[k].label);
        }
        if (row < chart->n_rows) {
            const coop_chart_row *own = &chart->rows[row];
            if (same(name, is_group ? own->group : own->label)) {
                return place;
            }
        }
        place += is_new ? 1 : 0;
    }
    return place;
}

double coop__chart_height(const coop_chart *chart)
{
    double n = (double)chart->n_rows;
    switch (chart->kind) {
    case COOP_CHART_STEPS: return 310;
    case COOP_CHART_FLOWS:
        return (chart->x_title != NULL ? 54 : 26) +
               30 * (double)coop__chart_place(chart, chart->n_rows, false);
    default: return ROW * n + AXIS + (chart->has_line != 0 ? 20 : 0);
    }
}

/* Grid lines with their numbers below; share: in percent; days: as years. */
static void draw_axis(coop__ink *ink, const coop_chart *chart, const coop__scale *s, double top,
                      double bottom)
{
    double tick = 0;
    bool is_share = chart->kind == COOP_CHART_DOTS && s->last <= 1;
    for (int i = 0; coop__scale_tick(s, i, &tick); i++) {
        double x = coop__scale_at(s, tick);
        bool is_edge = x > COOP__CHART_WIDTH - 20;
        coop__draw_line(ink, x, top, x, bottom, "stroke=\"currentColor\" stroke-opacity=\"0.2\"");
        coop__draw_text(ink, is_edge ? COOP__CHART_WIDTH : x, bottom + 15,
                        is_edge ? "text-anchor=\"end\"" : "text-anchor=\"middle\"");
        coop__ink_number(ink, is_share ? 100 * tick : tick, is_share ? 0 : coop__scale_digits(s));
        coop__ink_raw(ink, is_share ? " %" : "");
        coop__draw_text_end(ink);
    }
    if (chart->x_title != NULL) {
        coop__draw_label(ink, COOP__CHART_WIDTH / 2, bottom + 33, "text-anchor=\"middle\"",
                         chart->x_title, 54);
    }
}

static double largest(const coop_chart *chart)
{
    double most = 1;
    for (int64_t i = 0; i < chart->n_rows; i++) {
        const coop_chart_row *r = &chart->rows[i];
        most = fmax(most, fmax(fmax(r->value, r->high), r->most)); /* fmax passes over NaN */
    }
    return chart->has_line != 0 ? fmax(most, chart->line) : most;
}

/* Bounds as a wide pale bar, the interval as a line with ends, the value as a dot. */
static void draw_dot_row(coop__ink *ink, const coop_chart_row *r, const coop__scale *s, double y,
                         bool is_share)
{
    coop__draw_label(ink, 0, y, "", r->label, 40);
    coop__draw_text(ink, COOP__CHART_WIDTH, y, "text-anchor=\"end\"");
    if (!isnan(r->value)) {
        coop__ink_number(ink, is_share ? 100 * r->value : r->value, 1);
        coop__ink_raw(ink, is_share ? " %" : "");
    } else {
        coop__ink_raw(ink, "not known");
    }
    coop__draw_text_end(ink);
    double middle = y + 13;
    if (!isnan(r->least) && !isnan(r->most)) {
        double x = coop__scale_at(s, r->least);
        coop__draw_rect(ink, x, middle - 5, fmax(coop__scale_at(s, r->most) - x, 2), 10,
                        "fill=\"" COOP__BLUE "\" fill-opacity=\"0.3\" stroke=\"" COOP__BLUE "\"");
    }
    if (!isnan(r->low) && !isnan(r->high)) {
        double x[2] = {coop__scale_at(s, r->low), coop__scale_at(s, r->high)};
        coop__draw_line(ink, x[0], middle, x[1], middle,
                        "stroke=\"currentColor\" stroke-width=\"2\"");
        for (int i = 0; i < 2; i++) {
            coop__draw_line(ink, x[i], middle - 4, x[i], middle + 4,
                            "stroke=\"currentColor\" stroke-width=\"2\"");
        }
    }
    if (!isnan(r->value)) {
        coop__draw_dot(ink, coop__scale_at(s, r->value), middle, 4.5, "fill=\"currentColor\"");
    }
}

void coop__chart_dots(coop__ink *ink, const coop_chart *chart)
{
    double most = largest(chart);
    coop__scale s = coop__scale_over(0, most, 12, COOP__CHART_WIDTH - 14);
    double head = chart->has_line != 0 ? 20 : 0;
    double bottom = head + ROW * (double)chart->n_rows;
    draw_axis(ink, chart, &s, head, bottom);
    for (int64_t i = 0; i < chart->n_rows; i++) {
        draw_dot_row(ink, &chart->rows[i], &s, head + ROW * (double)i + 13, s.last <= 1);
    }
    if (chart->has_line != 0) {
        double x = coop__scale_at(&s, chart->line);
        coop__draw_line(ink, x, 16, x, bottom,
                        "stroke=\"" COOP__RED "\" stroke-width=\"2\" stroke-dasharray=\"5 3\"");
        bool is_right = x > COOP__CHART_WIDTH / 2;
        coop__draw_label(ink, x, 12, is_right ? "text-anchor=\"end\"" : "", chart->line_label, 40);
    }
}

static double year_of(double days)
{
    return 1970 + days / 365.2425;
}

void coop__chart_timeline(coop__ink *ink, const coop_chart *chart)
{
    double first = INFINITY;
    double last = -INFINITY;
    for (int64_t i = 0; i < chart->n_rows; i++) {
        first = fmin(first, year_of(chart->rows[i].low));
        last = fmax(last, year_of(chart->rows[i].high));
    }
    coop__scale s = coop__scale_over(first < last ? first : 2000, first < last ? last : 2001, 16,
                                     COOP__CHART_WIDTH - 16);
    if (s.step < 1) {
        s.step = 1;
        s.first = floor(s.first);
        s.last = ceil(s.last);
    }
    double bottom = ROW * (double)chart->n_rows;
    draw_axis(ink, chart, &s, 0, bottom);
    for (int64_t i = 0; i < chart->n_rows; i++) {
        const coop_chart_row *r = &chart->rows[i];
        double y = ROW * (double)i + 13;
        char day[32] = "";
        coop__draw_label(ink, 0, y, "", r->label, 35);
        if (isnan(r->low) || isnan(r->high) || r->low > r->high) {
            continue;
        }
        double x = coop__scale_at(&s, year_of(r->low));
        double end = coop__scale_at(&s, year_of(r->high));
        bool is_other = coop__chart_place(chart, i, true) % 2 == 1;
        coop__draw_rect(ink, x - 4, y + 7, end - x + 8, 10,
                        is_other ? "fill=\"none\" stroke=\"" COOP__RED "\" stroke-width=\"2.5\""
                                 : "fill=\"" COOP__BLUE "\" stroke=\"" COOP__BLUE "\"");
        if (coop_date_format((coop_date)r->low, day, NULL) == COOP_OK) {
            coop__draw_label(ink, COOP__CHART_WIDTH, y, "text-anchor=\"end\"", day, 12);
        }
    }
}

/* ---- the whole ---- */

coop_status coop__chart_check(const coop_chart *chart, const coop_sink *sink, coop_error *err)
{
    if (chart == NULL || sink == NULL || sink->write == NULL ||
        chart->struct_size < sizeof *chart || chart->id == NULL || chart->title == NULL ||
        (chart->rows == NULL && chart->n_rows > 0)) {
        return coop__fail(err, COOP_ARGUMENT,
                          "chart, its struct_size, id, title, rows, or sink is not set");
    }
    if (chart->kind < COOP_CHART_DOTS || chart->kind >= COOP_CHART_END) {
        return coop__fail(err, COOP_ARGUMENT, "kind is %d, need 1 to %d", (int)chart->kind,
                          COOP_CHART_END - 1);
    }
    if (chart->id[strspn(chart->id, "abcdefghijklmnopqrstuvwxyz0123456789-_")] != '\0' ||
        chart->id[0] == '\0') {
        return coop__fail(err, COOP_ARGUMENT, "id is '%s', need a-z, 0-9, - and _", chart->id);
    }
    if (chart->n_rows <= 0) {
        return coop__fail(err, COOP_EMPTY, "the chart has no rows");
    }
    if (chart->n_rows > 1000) {
        return coop__fail(err, COOP_LIMIT, "the chart has %lld rows, at most 1000 may be",
                          (long long)chart->n_rows);
    }
    for (int64_t i = 0; i < chart->n_rows; i++) {
        const coop_chart_row *r = &chart->rows[i];
        if (isinf(r->x) || isinf(r->value) || isinf(r->low) || isinf(r->high) ||
            isinf(r->least) || isinf(r->most)) {
            return coop__fail(err, COOP_RANGE, "a number of row %lld is infinite", (long long)i);
        }
    }
    return chart->has_line != 0 && !isfinite(chart->line)
               ? coop__fail(err, COOP_RANGE, "line is no finite number")
               : COOP_OK;
}

coop_status coop__chart_finish(coop__ink *ink, const coop_sink *sink, coop_error *err)
{
    coop_status status = ink->failed ? coop__no_memory(err) : COOP_OK;
    if (status == COOP_OK) {
        status = sink->write(sink->ctx, (const char *)ink->out.bytes, ink->out.n);
        if (status != COOP_OK) {
            (void)coop__fail(err, status, "the sink refused the bytes");
        }
    }
    coop__buffer_free(&ink->out);
    return status;
}

static void put_id(coop__ink *ink, const char *before, const char *id, const char *after)
{
    coop__ink_raw(ink, before);
    coop__ink_raw(ink, id);
    coop__ink_raw(ink, after);
}

static void draw_whole(coop__ink *ink, const coop_chart *chart)
{
    coop__ink_raw(ink, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\" "
                       "viewBox=\"0 0 340 ");
    coop__ink_number(ink, coop__chart_height(chart), 0);
    put_id(ink, "\" font-family=\"sans-serif\" font-size=\"12\" fill=\"currentColor\" "
                "aria-labelledby=\"", chart->id, "-t");
    put_id(ink, " ", chart->id, "-d\">\n");
    put_id(ink, "<title id=\"", chart->id, "-t\">");
    coop__ink_text(ink, COOP__HTML, chart->title);
    put_id(ink, "</title>\n<desc id=\"", chart->id, "-d\">");
    coop__ink_text(ink, COOP__HTML, chart->description != NULL ? chart->description : chart->title);
    coop__ink_raw(ink, "</desc>\n");
    switch (chart->kind) {
    case COOP_CHART_DOTS: coop__chart_dots(ink, chart); break;
    case COOP_CHART_STEPS: coop__chart_steps(ink, chart); break;
    case COOP_CHART_FLOWS: coop__chart_flows(ink, chart); break;
    default: coop__chart_timeline(ink, chart); break;
    }
    coop__ink_raw(ink, "</svg>\n");
}

coop_status coop_chart_svg(const coop_chart *chart, const coop_sink *sink, coop_error *err)
{
    COOP__TRY(coop__chart_check(chart, sink, err));
    coop__ink ink = {.out = {.a = coop__allocator_of(chart->run)}};
    draw_whole(&ink, chart);
    return coop__chart_finish(&ink, sink, err);
}
