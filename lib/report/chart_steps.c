/* chart_steps.c -- a step function with its band and those at risk; a matrix of flows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "draw.h"

enum { LEFT = 36, BOTTOM = 215, COLUMN = 46, FIRST = 62 };

static void put_point(coop__ink *ink, double x, double y)
{
    coop__ink_number(ink, x, 1);
    coop__ink_raw(ink, ",");
    coop__ink_number(ink, y, 1);
    coop__ink_raw(ink, " ");
}

/* The corners of a step function of one column, from row a to b, either way. */
static void put_steps(coop__ink *ink, const coop_chart *chart, const coop__scale *x,
                      const coop__scale *y, int which)
{
    int64_t n = chart->n_rows;
    for (int64_t k = 0; k < n; k++) {
        int64_t i = which == 2 ? n - 1 - k : k;
        const coop_chart_row *r = &chart->rows[i];
        double height = which == 0 ? r->value : which == 1 ? r->low : r->high;
        if (isnan(height)) {
            continue;
        }
        double from = coop__scale_at(x, r->x);
        double to = i + 1 < n ? coop__scale_at(x, chart->rows[i + 1].x) : from;
        put_point(ink, which == 2 ? to : from, coop__scale_at(y, height));
        put_point(ink, which == 2 ? from : to, coop__scale_at(y, height));
    }
}

/* Those at risk at a time: of the last row by then. */
static int64_t at_risk(const coop_chart *chart, double x)
{
    int64_t n = chart->rows[0].n;
    for (int64_t i = 0; i < chart->n_rows && chart->rows[i].x <= x; i++) {
        n = i + 1 < chart->n_rows && chart->rows[i].x < x ? chart->rows[i + 1].n : chart->rows[i].n;
    }
    return chart->rows[chart->n_rows - 1].x < x ? 0 : n;
}

static void draw_frame(coop__ink *ink, const coop_chart *chart, const coop__scale *x,
                       const coop__scale *y)
{
    double tick = 0;
    for (int i = 0; coop__scale_tick(y, i, &tick); i++) {
        double at = coop__scale_at(y, tick);
        coop__draw_line(ink, LEFT, at, COOP__CHART_WIDTH - 8, at,
                        "stroke=\"currentColor\" stroke-opacity=\"0.2\"");
        coop__draw_text(ink, LEFT - 4, at + 4, "text-anchor=\"end\"");
        coop__ink_number(ink, 100 * tick, 0);
        coop__draw_text_end(ink);
    }
    for (int i = 0; coop__scale_tick(x, i, &tick); i++) {
        double at = coop__scale_at(x, tick);
        coop__draw_text(ink, at, BOTTOM + 16, "text-anchor=\"middle\"");
        coop__ink_number(ink, tick, coop__scale_digits(x));
        coop__draw_text_end(ink);
        coop__draw_text(ink, at, BOTTOM + 78, "text-anchor=\"middle\"");
        coop__ink_integer(ink, at_risk(chart, tick));
        coop__draw_text_end(ink);
    }
    coop__draw_label(ink, (LEFT + COOP__CHART_WIDTH) / 2, BOTTOM + 34, "text-anchor=\"middle\"",
                     chart->x_title, 48);
    coop__draw_text(ink, 0, BOTTOM + 60, "font-weight=\"bold\"");
    coop__ink_raw(ink, "At risk at that time");
    coop__draw_text_end(ink);
    coop__draw_text(ink, 0, 12, "");
    coop__ink_raw(ink, "% still open; band: limits");
    coop__draw_text_end(ink);
}

void coop__chart_steps(coop__ink *ink, const coop_chart *chart)
{
    double last = 0;
    for (int64_t i = 0; i < chart->n_rows; i++) {
        last = fmax(last, chart->rows[i].x);
    }
    coop__scale x = coop__scale_over(0, last, LEFT, COOP__CHART_WIDTH - 14);
    coop__scale y = coop__scale_over(0, 1, BOTTOM, 24);
    draw_frame(ink, chart, &x, &y);
    coop__ink_raw(ink, "<polygon fill=\"" COOP__BLUE "\" fill-opacity=\"0.3\" points=\"");
    put_steps(ink, chart, &x, &y, 1);
    put_steps(ink, chart, &x, &y, 2);
    coop__ink_raw(ink, "\"/>\n<polyline fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" "
                       "points=\"");
    put_steps(ink, chart, &x, &y, 0);
    coop__ink_raw(ink, "\"/>\n");
}

static const char *first_name(const coop_chart *chart, int64_t place, bool is_group)
{
    for (int64_t i = 0; i < chart->n_rows; i++) {
        if (coop__chart_place(chart, i, is_group) == place) {
            const coop_chart_row *r = &chart->rows[i];
            return is_group ? r->group : r->label;
        }
    }
    return NULL;
}

void coop__chart_flows(coop__ink *ink, const coop_chart *chart)
{
    int64_t n_from = coop__chart_place(chart, chart->n_rows, false);
    int64_t n_to = coop__chart_place(chart, chart->n_rows, true);
    double most = 0;
    double width = fmin(COLUMN, (COOP__CHART_WIDTH - FIRST) / (double)n_to);
    for (int64_t i = 0; i < chart->n_rows; i++) {
        most = fmax(most, chart->rows[i].value);
    }
    for (int64_t i = 0; i < n_to; i++) {
        coop__draw_label(ink, FIRST + width * ((double)i + 0.5), 14, "text-anchor=\"middle\"",
                         first_name(chart, i, true), (int)(width / 7.6));
    }
    for (int64_t i = 0; i < n_from; i++) {
        coop__draw_label(ink, 0, 42 + 30 * (double)i, "", first_name(chart, i, false), 8);
    }
    for (int64_t i = 0; i < chart->n_rows; i++) {
        const coop_chart_row *r = &chart->rows[i];
        double left = FIRST + width * (double)coop__chart_place(chart, i, true);
        double top = 23 + 30 * (double)coop__chart_place(chart, i, false);
        if (isnan(r->value) || !(most > 0)) {
            continue;
        }
        coop__draw_shade(ink, left + 1, top, width - 2, 28,
                         0.05 + 0.4 * fmax(r->value, 0) / most);
        coop__draw_text(ink, left + width / 2, top + 18, "text-anchor=\"middle\" font-size=\"11\"");
        coop__ink_number(ink, r->value, r->value < 99.95 ? 1 : 0);
        coop__draw_text_end(ink);
    }
    coop__draw_label(ink, 0, 45 + 30 * (double)n_from, "", chart->x_title, 54);
}
