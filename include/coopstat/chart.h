/* coopstat/chart.h -- charts as SVG to look at, and as Vega-Lite specifications with the same data.
 *
 * Charts are 340 units wide, so that their letters are legible on a phone; they have no background
 * and take the colour of the text around them, so that they suit light and dark pages. Colours are
 * two of Okabe and Ito's palette for all kinds of sight, #0072B2 and #D55E00; form and dashes say
 * the same as the colour. Text is escaped: no title or label can end an element.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_CHART_H
#define COOP_CHART_H

#include <coopstat/base.h>

COOP_BEGIN

/** What is drawn. */
typedef int32_t coop_chart_kind;
enum {
    COOP_CHART_DOTS = 1,     /**< a line a row: a dot, its interval, its bounds; and a claim line */
    COOP_CHART_STEPS = 2,    /**< a step function with its band, and a table of those at risk */
    COOP_CHART_FLOWS = 3,    /**< a matrix of amounts, from label to group */
    COOP_CHART_TIMELINE = 4, /**< a line a row, from low to high, in days since 1970-01-01 */
    COOP_CHART_END = 5       /**< one past the last kind */
};

/** A row of a chart. NaN for what there is not. */
typedef struct coop_chart_row {
    const char *label; /**< of the line; of flows who gives; NULL: none */
    const char *group; /**< of flows who receives; of a timeline what it is; NULL: none */
    double x;          /**< of steps: time */
    double value;      /**< dot, height of the step from x on, or amount */
    double low;        /**< of the interval or band, or the first day */
    double high;       /**< its other end */
    double least;      /**< of the bounds of dots */
    double most;       /**< their other end */
    int64_t n;         /**< of steps: those at risk at x */
} coop_chart_row;

/** A chart. Start from COOP_CHART_INIT. */
typedef struct coop_chart {
    size_t struct_size;         /**< set by the initialiser */
    coop_chart_kind kind;       /**< what is drawn */
    int32_t has_line;           /**< 1: line is drawn */
    const char *id;             /**< of a-z, 0-9, - and _: unique on the page */
    const char *title;          /**< what it shows; required */
    const char *description;    /**< the same for who does not see it; NULL: the title */
    const char *x_title;        /**< what the axis says, with its unit; NULL: none */
    double line;                /**< where the claim line stands, of dots */
    const char *line_label;     /**< what the line is; NULL: none */
    const coop_chart_row *rows; /**< n_rows, in order; of steps by x; borrowed */
    int64_t n_rows;             /**< 1 to 1000 */
    const coop_run *run;        /**< NULL: defaults; only the allocator is used */
} coop_chart;
/** Start of every coop_chart. */
#define COOP_CHART_INIT \
    { sizeof(coop_chart), 0, 0, NULL, NULL, NULL, NULL, 0.0, NULL, NULL, 0, NULL }

/**
 * A chart as SVG 1.1, to stand alone or within HTML, with title and description for who does not
 * see it. Axes of dots go from 0 to 1 and are labelled in percent, unless a value lies beyond.
 *
 * @param chart Read only.
 * @param sink  Takes the bytes; the same chart gives the same ones.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_ARGUMENT for NULL, a kind that is none, or an id with other characters;
 *         COOP_EMPTY without rows; COOP_LIMIT for more than 1000; COOP_RANGE for an infinite
 *         number; COOP_MEMORY; what the sink returns.
 * Cost: rows, and rows x distinct labels of flows.
 * Okabe and Ito 2002, Color Universal Design, jfly.uni-koeln.de/color.
 * C-only: Python draws by coopstat.plot. Example: examples/summit_report.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_chart_svg(const coop_chart *chart, const coop_sink *sink, coop_error *err);

/**
 * The same chart as a Vega-Lite 5 specification, one JSON object with its data inside, safe within
 * HTML. Missing numbers are null.
 *
 * @return As coop_chart_svg.
 * Satyanarayan et al. 2017, doi:10.1109/TVCG.2016.2599030.
 * C-only: Python draws by coopstat.plot. Example: examples/summit_report.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_chart_vega(const coop_chart *chart, const coop_sink *sink, coop_error *err);

COOP_END
#endif
