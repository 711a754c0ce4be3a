/* draw.c -- the marks that charts are made of, in SVG.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "draw.h"

#include <math.h>
#include <string.h>

#include "../core/text.h"

coop__scale coop__scale_over(double first, double last, double from, double to)
{
    coop__scale s = {first, last, from, to, 1.0};
    if (!(last > first)) {
        s.first = first - 1;
        s.last = first + 1;
    }
    double span = s.last - s.first;
    double power = 1.0;
    for (int i = 0; i < 320 && power * 10 <= span; i++) {
        power *= 10;
    }
    for (int i = 0; i < 320 && power > span; i++) {
        power /= 10;
    }
    static const double parts[] = {0.2, 0.5, 1.0, 2.0};
    for (int i = 0; i < 4; i++) {
        s.step = parts[i] * power;
        if (span / s.step <= 6) {
            break;
        }
    }
    s.first = floor(s.first / s.step) * s.step;
    s.last = ceil(s.last / s.step) * s.step;
    return s;
}

double coop__scale_at(const coop__scale *s, double x)
{
    return s->from + (x - s->first) / (s->last - s->first) * (s->to - s->from);
}

bool coop__scale_tick(const coop__scale *s, int i, double *out)
{
    *out = s->first + i * s->step;
    return *out <= s->last + s->step / 4;
}

int coop__scale_digits(const coop__scale *s)
{
    int digits = 0;
    for (double step = s->step; step < 1 && digits < 9; step *= 10) {
        digits++;
    }
    return digits;
}

static void at(coop__ink *ink, const char *name, double value)
{
    coop__ink_raw(ink, " ");
    coop__ink_raw(ink, name);
    coop__ink_raw(ink, "=\"");
    coop__ink_number(ink, value, 1);
    coop__ink_raw(ink, "\"");
}

static void finish(coop__ink *ink, const char *style, const char *end)
{
    coop__ink_raw(ink, " ");
    coop__ink_raw(ink, style);
    coop__ink_raw(ink, end);
}

void coop__draw_line(coop__ink *ink, double x1, double y1, double x2, double y2, const char *style)
{
    coop__ink_raw(ink, "<line");
    at(ink, "x1", x1);
    at(ink, "y1", y1);
    at(ink, "x2", x2);
    at(ink, "y2", y2);
    finish(ink, style, "/>\n");
}

static void open_rect(coop__ink *ink, double x, double y, double width, double height)
{
    coop__ink_raw(ink, "<rect");
    at(ink, "x", x);
    at(ink, "y", y);
    at(ink, "width", width);
    at(ink, "height", height);
}

void coop__draw_rect(coop__ink *ink, double x, double y, double width, double height,
                     const char *style)
{
    open_rect(ink, x, y, width, height);
    finish(ink, style, "/>\n");
}

void coop__draw_shade(coop__ink *ink, double x, double y, double width, double height,
                      double opacity)
{
    open_rect(ink, x, y, width, height);
    coop__ink_raw(ink, " fill=\"" COOP__BLUE "\" fill-opacity=\"");
    coop__ink_number(ink, opacity, 2);
    coop__ink_raw(ink, "\"/>\n");
}

void coop__draw_dot(coop__ink *ink, double x, double y, double radius, const char *style)
{
    coop__ink_raw(ink, "<circle");
    at(ink, "cx", x);
    at(ink, "cy", y);
    at(ink, "r", radius);
    finish(ink, style, "/>\n");
}

void coop__draw_text(coop__ink *ink, double x, double y, const char *style)
{
    coop__ink_raw(ink, "<text");
    at(ink, "x", x);
    at(ink, "y", y);
    finish(ink, style, ">");
}

void coop__draw_text_end(coop__ink *ink)
{
    coop__ink_raw(ink, "</text>\n");
}

void coop__draw_label(coop__ink *ink, double x, double y, const char *style, const char *label,
                      int most)
{
    char cut[400];
    size_t n = label != NULL ? strlen(label) : 0;
    size_t end = 0;
    for (int i = 0; i < most && end < n && end < sizeof cut - 8; i++) {
        end++;
        while (end < n && ((unsigned char)label[end] & 0xc0) == 0x80 && end < sizeof cut - 4) {
            end++;
        }
    }
    if (end > 0) {
        memcpy(cut, label, end);
    }
    memcpy(cut + end, end < n ? "\xe2\x80\xa6" : "", end < n ? 4 : 1);
    coop__draw_text(ink, x, y, style);
    coop__ink_text(ink, COOP__HTML, cut);
    coop__draw_text_end(ink);
}
