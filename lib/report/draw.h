/* draw.h -- the marks that charts are made of, in SVG, on a plane 340 wide.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__DRAW_H
#define COOP__DRAW_H

#include <coopstat/chart.h>

#include "ink.h"

#define COOP__CHART_WIDTH 340.0
#define COOP__BLUE "#0072B2"
#define COOP__RED "#D55E00"

/* A straight scale from numbers to places. */
typedef struct coop__scale {
    double first, last; /* numbers */
    double from, to;    /* their places */
    double step;        /* between ticks */
} coop__scale;

/* Over the ticks around first to last, which may be equal. */
coop__scale coop__scale_over(double first, double last, double from, double to);
double coop__scale_at(const coop__scale *scale, double x);
/* The tick of this number from 0, and whether there is one. */
bool coop__scale_tick(const coop__scale *scale, int i, double *out);
/* Digits that tell its ticks apart. */
int coop__scale_digits(const coop__scale *scale);

/* style is attributes as they stand in the file. */
void coop__draw_line(coop__ink *ink, double x1, double y1, double x2, double y2,
                     const char *style);
void coop__draw_rect(coop__ink *ink, double x, double y, double width, double height,
                     const char *style);
/* A blue rectangle, more or less opaque. */
void coop__draw_shade(coop__ink *ink, double x, double y, double width, double height,
                      double opacity);
void coop__draw_dot(coop__ink *ink, double x, double y, double radius, const char *style);
/* A text opens, is written by the caller, and ends. */
void coop__draw_text(coop__ink *ink, double x, double y, const char *style);
void coop__draw_text_end(coop__ink *ink);
/* The first so many characters of a label, and "..." where there are more. */
void coop__draw_label(coop__ink *ink, double x, double y, const char *style, const char *label,
                      int most);

void coop__chart_dots(coop__ink *ink, const coop_chart *chart);
void coop__chart_timeline(coop__ink *ink, const coop_chart *chart);
void coop__chart_steps(coop__ink *ink, const coop_chart *chart);
void coop__chart_flows(coop__ink *ink, const coop_chart *chart);

/* Height of the plane. */
double coop__chart_height(const coop_chart *chart);
/* The place among the distinct labels (or groups) of the first row with that of this one, in order
 * of appearance; and how many there are for n_rows. */
int64_t coop__chart_place(const coop_chart *chart, int64_t row, bool is_group);

#endif
