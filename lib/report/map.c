/* map.c -- the rail network as a map in SVG.
 *
 * All positions are whole tenths of a pixel, so that the same map is the same bytes everywhere.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_map.h>

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "../core/sink.h"
#include "../rail/sketch.h"
#include "projection.h"

/* In tenths of a pixel. */
enum {
    MARGIN = 200,
    HEAD = 520,
    FOOT = 1250,
    LETTER = 62, /* width of a letter of a name, on the safe side */
    NAME_HEIGHT = 120,
    MARK = 35, /* half the width of a station's mark */
    KINDS = 4, /* of lines: 1435, 1520, both, another gauge */
    STEPS = 32 /* pieces of a line of the grid that is bent */
};

typedef struct box {
    int64_t x[2], y[2];
} box;

typedef struct map {
    coop__sketch s;
    coop__writer *w;
    coop__projection projection;
    double scale;          /* tenths of a pixel for the radius of the sphere */
    double left, top;      /* of what is shown, on the plane */
    int64_t width, height; /* of the part that is the map */
    int64_t *x, *y;        /* by node */
    int64_t *n_segments;   /* shown at a node */
    box *taken;            /* marks of stations, then names */
    int64_t n_taken, n_stations;
} map;

/* ---- writing ---- */

static void text(map *m, const char *bytes)
{
    coop__sink_text(m->w, bytes);
}

static void escaped(map *m, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char c = bytes[i];
        if (c == '&' || c == '<' || c == '>' || c == '"') {
            text(m, c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&quot;");
        } else if ((unsigned char)c >= 0x20) {
            coop__sink_bytes(m->w, &bytes[i], 1);
        }
    }
}

static void integer(map *m, int64_t value)
{
    char digits[COOP__NUMBER_SIZE];
    coop__integer_format(value, digits);
    text(m, digits);
}

/* Tenths of a pixel, as an attribute. */
static void at(map *m, const char *name, int64_t tenths)
{
    int64_t size = tenths < 0 ? -tenths : tenths;
    text(m, " ");
    text(m, name);
    text(m, tenths < 0 ? "=\"-" : "=\"");
    integer(m, size / 10);
    text(m, ".");
    integer(m, size % 10);
    text(m, "\"");
}

static void line(map *m, const int64_t *x, const int64_t *y, const char *style)
{
    text(m, "<line");
    at(m, "x1", x[0]);
    at(m, "y1", y[0]);
    at(m, "x2", x[1]);
    at(m, "y2", y[1]);
    text(m, " ");
    text(m, style);
    text(m, "/>\n");
}

static void words(map *m, int64_t x, int64_t y, const char *style, const char *what)
{
    text(m, "<text");
    at(m, "x", x);
    at(m, "y", y);
    text(m, " ");
    text(m, style);
    text(m, ">");
    escaped(m, what, strlen(what));
    text(m, "</text>\n");
}

/* ---- projection ---- */

static int64_t rounded(double x)
{
    return (int64_t)floor(x + 0.5);
}

static void place(const map *m, double lon, double lat, int64_t *x, int64_t *y)
{
    double xy[2];
    coop__project(&m->projection, lon, lat, xy);
    *x = MARGIN + rounded((xy[0] - m->left) * m->scale);
    *y = HEAD + rounded((m->top - xy[1]) * m->scale);
}

/* The limits are met on the edges of what is shown. */
static coop_status fit(map *m, coop_error *err)
{
    const coop_rail_map_options *o = &m->s.options;
    const double lon[2] = {o->west, o->east};
    const double lat[2] = {o->south, o->north};
    double most[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    COOP__TRY(coop__projection_of(o->projection, lon, lat, &m->projection, err));
    for (int i = 0; i <= STEPS; i++) {
        for (int k = 0; k < 4; k++) {
            double part = (double)i / STEPS;
            double at_lon = k < 2 ? lon[k] : lon[0] + part * (lon[1] - lon[0]);
            double at_lat = k < 2 ? lat[0] + part * (lat[1] - lat[0]) : lat[k - 2];
            double xy[2];
            coop__project(&m->projection, at_lon, at_lat, xy);
            most[0] = fmin(most[0], xy[0]);
            most[1] = fmax(most[1], xy[0]);
            most[2] = fmin(most[2], xy[1]);
            most[3] = fmax(most[3], xy[1]);
        }
    }
    m->width = 10 * (int64_t)o->width - 2 * MARGIN;
    m->scale = (double)m->width / (most[1] - most[0]);
    m->height = rounded((most[3] - most[2]) * m->scale);
    m->left = most[0];
    m->top = most[3];
    return COOP_OK;
}

static void project(map *m)
{
    for (int64_t v = 0; v < m->s.travel.network.n_nodes; v++) {
        if (m->s.is_shown[v]) {
            place(m, m->s.lon[v], m->s.lat[v], &m->x[v], &m->y[v]);
        }
    }
    for (int64_t i = 0; i < m->s.travel.network.segments.n; i++) {
        for (int k = 0; k < 2 && coop__sketch_has(&m->s, i); k++) {
            m->n_segments[m->s.travel.network.segments.ends[2 * i + k]]++;
        }
    }
}

/* ---- lines and stations ---- */

static int kind_of(const map *m, int64_t segment)
{
    const coop__network *network = &m->s.travel.network;
    uint32_t gauges = network->segment[segment].gauges;
    bool has[3] = {false, false, false};
    for (int32_t g = 0; g < network->n_gauges; g++) {
        if ((gauges >> g & 1) != 0) {
            has[network->gauges[g] == 1435 ? 0 : network->gauges[g] == 1520 ? 1 : 2] = true;
        }
    }
    return has[2] ? 3 : has[0] && has[1] ? 2 : has[1] ? 1 : 0;
}

static bool is_ferry(const map *m, int64_t segment)
{
    return !m->s.travel.network.segment[segment].is_rail;
}

static void draw_segment(map *m, int64_t segment, bool is_bold)
{
    const int64_t *ends = &m->s.travel.network.segments.ends[2 * segment];
    const int64_t x[2] = {m->x[ends[0]], m->x[ends[1]]};
    const int64_t y[2] = {m->y[ends[0]], m->y[ends[1]]};
    if (is_bold) {
        bool is_best = m->s.route[segment] == 1;
        line(m, x, y, is_best ? "class=\"best\"" : "class=\"other\"");
        return;
    }
    char style[] = "class=\"k0 closed\"";
    style[8] = is_ferry(m, segment) ? 'f' : (char)('0' + kind_of(m, segment));
    bool is_open = m->s.travel.link[segment].is_open;
    style[9] = is_open ? '"' : ' ';
    style[10] = is_open ? '\0' : style[10];
    line(m, x, y, style);
}

static void draw_lines(map *m)
{
    int64_t n = m->s.travel.network.segments.n;
    text(m, "<g>\n");
    for (int64_t i = 0; i < n; i++) {
        if (coop__sketch_has(&m->s, i) && m->s.route[i] > 0) {
            draw_segment(m, i, true);
        }
    }
    for (int64_t i = 0; i < n; i++) {
        if (coop__sketch_has(&m->s, i)) {
            draw_segment(m, i, false);
        }
    }
    text(m, "</g>\n");
}

static bool changes_gauge(const map *m, int64_t node)
{
    uint32_t changes = m->s.travel.stop[node].changes;
    return (changes & (changes - 1)) != 0;
}

static void draw_mark(map *m, int64_t x, int64_t y, bool is_square)
{
    if (is_square) {
        text(m, "<rect");
        at(m, "x", x - MARK);
        at(m, "y", y - MARK);
        text(m, " width=\"7\" height=\"7\" class=\"change\"/>\n");
    } else {
        text(m, "<circle");
        at(m, "cx", x);
        at(m, "cy", y);
        text(m, " r=\"2.4\" class=\"stop\"/>\n");
    }
}

static void draw_stations(map *m)
{
    text(m, "<g>\n");
    for (int64_t v = 0; v < m->s.travel.network.n_nodes; v++) {
        if (m->s.is_shown[v]) {
            draw_mark(m, m->x[v], m->y[v], changes_gauge(m, v));
            m->taken[m->n_taken++] =
                (box){{m->x[v] - MARK, m->x[v] + MARK}, {m->y[v] - MARK, m->y[v] + MARK}};
        }
    }
    m->n_stations = m->n_taken;
    text(m, "</g>\n");
}

/* ---- names ---- */

static const char *name_of(const map *m, int64_t node, size_t *n)
{
    const coop__column *name = m->s.name;
    const char *word = NULL;
    if (name != NULL && coop__is_valid(name, node) && name->type == COOP_TYPE_TEXT) {
        return coop__text_at(name, node, n);
    }
    word = coop__rail_word(name, node);
    word = word != NULL ? word : coop__rail_word(m->s.travel.network.node_id, node);
    *n = word != NULL ? strlen(word) : 0;
    return word;
}

/* A name without what stands in brackets. */
static size_t short_length(const char *name, size_t n)
{
    const char *bracket = memchr(name, '(', n);
    size_t length = bracket != NULL && bracket > name ? (size_t)(bracket - name) : n;
    while (length > 1 && name[length - 1] == ' ') {
        length--;
    }
    return length;
}

/* Clear of names, and of stations too unless they may be covered: these come first in `taken`. */
static bool is_free(const map *m, const box *b, int64_t first)
{
    if (b->x[0] < MARGIN || b->x[1] > MARGIN + m->width || b->y[0] < HEAD ||
        b->y[1] > HEAD + m->height) {
        return false;
    }
    for (int64_t i = first; i < m->n_taken; i++) {
        const box *t = &m->taken[i];
        if (b->x[0] < t->x[1] && t->x[0] < b->x[1] && b->y[0] < t->y[1] && t->y[0] < b->y[1]) {
            return false;
        }
    }
    return true;
}

/* Around the mark, the right side first. A name that finds no room is left out, but that of an end
 * of the ways (rank 0) may cover stations. */
static bool place_name(map *m, int64_t node, int rank, bool may_cover)
{
    static const int sides[8][2] = {{1, 0},  {-1, 0}, {0, -1},  {0, 1},
                                    {1, -1}, {1, 1},  {-1, -1}, {-1, 1}};
    size_t n = 0;
    const char *name = name_of(m, node, &n);
    if (name == NULL || n == 0) {
        return true;
    }
    bool is_bold = rank < 2;
    size_t length = short_length(name, n);
    int64_t width = (LETTER + (is_bold ? 10 : 0)) * coop__utf8_width(name, length);
    for (int i = 0; i < 8; i++) {
        int64_t gap = MARK + 25;
        int64_t left = m->x[node] + (sides[i][0] > 0   ? gap
                                     : sides[i][0] < 0 ? -gap - width
                                                       : -width / 2);
        int64_t rise = NAME_HEIGHT / 2 + (sides[i][0] == 0 ? gap : 40);
        int64_t middle = m->y[node] + sides[i][1] * rise;
        box b = {{left, left + width}, {middle - NAME_HEIGHT / 2, middle + NAME_HEIGHT / 2}};
        if (is_free(m, &b, may_cover ? m->n_stations : 0)) {
            m->taken[m->n_taken++] = b;
            text(m, "<text");
            at(m, "x", left + width / 2);
            at(m, "y", middle + 38);
            text(m, is_bold ? " class=\"name bold\">" : " class=\"name\">");
            escaped(m, name, length);
            text(m, "</text>\n");
            return true;
        }
    }
    return false;
}

/* Both ends of the ways, then what lies on them, ports and cities, and the rest. */
static int rank_of(const map *m, int64_t node)
{
    const coop__column *kind = coop__table_column(m->s.travel.network.node->table, "kind");
    const char *word = coop__rail_word(kind, node);
    const char *id = coop__rail_word(m->s.travel.network.node_id, node);
    bool is_known = word != NULL && (strcmp(word, "city") == 0 || strcmp(word, "port") == 0);
    bool is_end = m->s.is_on_route[node] && id != NULL &&
                  (strcmp(id, m->s.options.from) == 0 || strcmp(id, m->s.options.to) == 0);
    return is_end ? 0 : m->s.is_on_route[node] ? 1 : is_known ? 2 : 3;
}

static void draw_names(map *m)
{
    int64_t most = 0;
    for (int64_t v = 0; v < m->s.travel.network.n_nodes; v++) {
        most = m->n_segments[v] > most ? m->n_segments[v] : most;
    }
    text(m, "<g>\n");
    for (int rank = 0; rank < 4; rank++) {
        for (int64_t n = most; n >= 0; n--) {
            for (int64_t v = 0; v < m->s.travel.network.n_nodes; v++) {
                bool is_next = m->s.is_shown[v] && m->n_segments[v] == n && rank_of(m, v) == rank;
                if (is_next && !place_name(m, v, rank, false) && rank == 0) {
                    place_name(m, v, rank, true);
                }
            }
        }
    }
    text(m, "</g>\n");
}

/* ---- frame ---- */

static const char style_sheet[] =
    "<style>text { font-family: 'DejaVu Sans', Verdana, sans-serif; fill: #222 }\n"
    ".name { font-size: 10px; text-anchor: middle; stroke: #fff; stroke-width: 2.5px; "
    "paint-order: stroke; stroke-linejoin: round }\n.bold { font-weight: bold }\n"
    ".title { font-size: 18px; font-weight: bold } .note { font-size: 11px } "
    ".grid { font-size: 9px; fill: #888 }\n"
    "line { fill: none; stroke-linecap: round } .net { stroke: #ddd; stroke-width: 0.6px }\n"
    ".best { stroke: #f2b134; stroke-width: 8px } .other { stroke: #f7dca6; stroke-width: 8px }\n"
    ".k0 { stroke: #1f5fa8; stroke-width: 1.8px } .k1 { stroke: #b8432f; stroke-width: 1.8px }\n"
    ".k2 { stroke: #6a4c93; stroke-width: 1.8px } .k3 { stroke: #3c7d4e; stroke-width: 1.8px }\n"
    ".kf { stroke: #5b8f99; stroke-width: 1.6px; stroke-dasharray: 1 4 }\n"
    ".closed { stroke-dasharray: 5 4; opacity: 0.75 }\n"
    ".stop { fill: #fff; stroke: #222; stroke-width: 1px } .change { fill: #222 }</style>\n";

static void draw_head(map *m)
{
    const coop_rail_map_options *o = &m->s.options;
    const char *title = o->title != NULL ? o->title : m->s.travel.data->title;
    title = title != NULL ? title : "Rail network";
    int64_t height = HEAD + m->height + FOOT;
    text(m, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
            "version=\"1.1\"");
    at(m, "width", 10 * (int64_t)o->width);
    at(m, "height", height);
    text(m, " viewBox=\"0 0 ");
    integer(m, o->width);
    text(m, " ");
    integer(m, height / 10);
    text(m, "\">\n<title>");
    escaped(m, title, strlen(title));
    text(m, "</title>\n");
    text(m, style_sheet);
    text(m, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    words(m, MARGIN, 330, "class=\"title\"", title);
}

static void put_degrees(char *out, int64_t degrees, const char *marks)
{
    size_t n = coop__integer_format(degrees < 0 ? -degrees : degrees, out);
    memcpy(out + n, "\xc2\xb0", 2);
    out[n + 2] = degrees < 0 ? marks[1] : marks[0];
    out[n + 3] = '\0';
}

/* A meridian or a parallel between two points, in pieces where it may be bent. */
static void draw_arc(map *m, const double *from, const double *to)
{
    int n = m->projection.is_conic && from[1] == to[1] ? STEPS : 1;
    int64_t x[2];
    int64_t y[2];
    place(m, from[0], from[1], &x[0], &y[0]);
    for (int i = 1; i <= n; i++) {
        double part = (double)i / n;
        place(m, from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1]), &x[1],
              &y[1]);
        line(m, x, y, "class=\"net\"");
        x[0] = x[1];
        y[0] = y[1];
    }
}

/* Every 1, 5 or 10 degrees, with the degrees at the northern and the western edge. */
static void draw_grid(map *m)
{
    const coop_rail_map_options *o = &m->s.options;
    double span = o->east - o->west;
    int64_t step = span > 40 ? 10 : span > 8 ? 5 : 1;
    char label[COOP__NUMBER_SIZE + 4];
    int64_t x = 0;
    int64_t y = 0;
    for (int64_t d = -180; d <= 180; d += step) {
        double degrees = (double)d;
        if (degrees > o->west && degrees < o->east) {
            draw_arc(m, (double[]){degrees, o->south}, (double[]){degrees, o->north});
            place(m, degrees, o->north, &x, &y);
            put_degrees(label, d, "EW");
            words(m, x - 80, y - 30, "class=\"grid\"", label);
        }
        if (degrees > o->south && degrees < o->north) {
            draw_arc(m, (double[]){o->west, degrees}, (double[]){o->east, degrees});
            place(m, o->west, degrees, &x, &y);
            put_degrees(label, d, "NS");
            words(m, x + 20, y - 20, "class=\"grid\"", label);
        }
    }
}

static void draw_key(map *m, int64_t place, const char *style, const char *what)
{
    int64_t column = place / 3;
    int64_t x = MARGIN + column * (m->width / 4);
    int64_t y = HEAD + m->height + 220 + (place % 3) * 180;
    if (style != NULL) {
        line(m, (int64_t[]){x, x + 300}, (int64_t[]){y, y}, style);
    } else {
        draw_mark(m, x + 150, y, strstr(what, "gauge") != NULL);
    }
    words(m, x + 380, y + 40, "class=\"note\"", what);
}

static void draw_legend(map *m)
{
    static const char *const kinds[KINDS] = {"1435 mm", "1520 mm", "both gauges", "another gauge"};
    static const char *const styles[KINDS] = {"class=\"k0\"", "class=\"k1\"", "class=\"k2\"",
                                              "class=\"k3\""};
    bool is_there[KINDS + 3] = {false};
    int64_t place = 0;
    for (int64_t i = 0; i < m->s.travel.network.segments.n; i++) {
        if (coop__sketch_has(&m->s, i)) {
            is_there[is_ferry(m, i) ? KINDS : kind_of(m, i)] = true;
            is_there[KINDS + 1] = is_there[KINDS + 1] || !m->s.travel.link[i].is_open;
        }
    }
    for (int i = 0; i < KINDS; i++) {
        if (is_there[i]) {
            draw_key(m, place++, styles[i], kinds[i]);
        }
    }
    if (is_there[KINDS]) {
        draw_key(m, place++, "class=\"kf\"", "ferry");
    }
    if (is_there[KINDS + 1]) {
        draw_key(m, place++, "class=\"k1 closed\"", "not open on the day");
    }
    draw_key(m, place++, NULL, "station");
    draw_key(m, place++, NULL, "change of gauge");
    if (m->s.n_ways > 0) {
        draw_key(m, place++, "class=\"best\"", "best way");
    }
    if (m->s.n_ways > 1) {
        draw_key(m, place++, "class=\"other\"", "next best ways");
    }
}

static void draw_scale(map *m)
{
    static const int64_t lengths[] = {2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1};
    double per_km = m->scale / 6371.0088;
    size_t i = 0;
    while (i + 1 < sizeof lengths / sizeof lengths[0] &&
           (double)lengths[i] * per_km > (double)m->width / 5) {
        i++;
    }
    int64_t width = rounded((double)lengths[i] * per_km);
    int64_t x = MARGIN + m->width - width;
    int64_t y = HEAD + m->height + 220;
    char label[COOP__NUMBER_SIZE + 4];
    size_t n = coop__integer_format(lengths[i], label);
    memcpy(label + n, " km", 4);
    line(m, (int64_t[]){x, x + width}, (int64_t[]){y, y}, "stroke=\"#222\" stroke-width=\"2\"");
    words(m, x, y + 180, "class=\"note\"", label);
}

/* ---- notes ---- */

static int64_t count_source(const map *m, const coop__column *sources, uint32_t code)
{
    int64_t n = 0;
    for (int64_t i = 0; i < m->s.travel.network.segments.n; i++) {
        uint32_t one = 0;
        coop_words w = coop__rail_words(sources, i, &one);
        for (int64_t k = 0; k < w.n && coop__sketch_has(&m->s, i); k++) {
            n += w.codes[k] == code ? 1 : 0;
        }
    }
    return n;
}

/* The three sources that the lines name most, and how many more there are. */
static void put_sources(map *m)
{
    const coop_table *table = m->s.travel.network.segments.entry->table;
    const coop__column *sources = coop__table_column(table, "sources");
    int64_t before = INT64_MAX;
    uint32_t last = 0;
    int64_t n_more = 0;
    for (int turn = 0; sources != NULL && turn < 3; turn++) {
        int64_t best = 0;
        uint32_t code = 0;
        n_more = 0;
        for (uint32_t i = 0; i < sources->words.n; i++) {
            int64_t n = count_source(m, sources, i);
            bool is_left = n < before || (n == before && i > last);
            n_more += is_left && n > 0 ? 1 : 0;
            code = is_left && n > best ? i : code;
            best = is_left && n > best ? n : best;
        }
        if (best == 0) {
            break;
        }
        text(m, turn == 0 ? " Lines after " : ", ");
        escaped(m, sources->words.words[code], strlen(sources->words.words[code]));
        before = best;
        last = code;
        n_more--;
    }
    if (n_more > 0) {
        text(m, " and ");
        integer(m, n_more);
        text(m, " other sources of the register");
    }
    text(m, ".");
}

/* Degrees with two digits. */
static void put_parallel(map *m, double degrees)
{
    char digits[COOP__NUMBER_SIZE];
    coop__number_format(floor(degrees * 100 + 0.5) / 100, digits);
    text(m, digits);
    text(m, "\xc2\xb0");
}

static void draw_notes(map *m)
{
    char day[12] = "";
    int64_t y = HEAD + m->height + FOOT - 420;
    const char *title = m->s.travel.data->title;
    text(m, "<text");
    at(m, "x", MARGIN);
    at(m, "y", y);
    text(m, " class=\"note\">Source: ");
    if (title != NULL) {
        escaped(m, title, strlen(title));
        text(m, ", ");
    }
    text(m, "as of ");
    if (coop_date_format(m->s.travel.as_of, day, NULL) == COOP_OK) {
        text(m, day);
    }
    text(m, ".");
    put_sources(m);
    text(m, "</text>\n");
    words(m, MARGIN, y + 170, "class=\"note\"",
          "No position on borders is taken: none are drawn. Lines are straight between stations, "
          "whose places are approximate.");
    text(m, "<text");
    at(m, "x", MARGIN);
    at(m, "y", y + 340);
    text(m, m->projection.is_conic
                ? " class=\"note\">Lambert conformal conic projection; the scale "
                  "holds along the parallels of "
                : " class=\"note\">Equirectangular projection; the scale holds "
                  "along meridians and along the parallel of ");
    put_parallel(m, m->projection.parallel[0]);
    if (m->projection.is_conic) {
        text(m, " and ");
        put_parallel(m, m->projection.parallel[1]);
    }
    text(m, ".</text>\n");
}

/* ---- the map ---- */

static bool allocate(map *m, coop__arena *arena)
{
    size_t n = (size_t)m->s.travel.network.n_nodes;
    m->w = coop__arena_alloc(arena, 1, sizeof *m->w);
    m->x = coop__arena_alloc(arena, n, sizeof *m->x);
    m->y = coop__arena_alloc(arena, n, sizeof *m->y);
    m->n_segments = coop__arena_alloc(arena, n, sizeof *m->n_segments);
    m->taken = coop__arena_alloc(arena, n, 2 * sizeof *m->taken);
    return m->w != NULL && m->x != NULL && m->y != NULL && m->n_segments != NULL &&
           m->taken != NULL;
}

static void draw_all(map *m)
{
    project(m);
    draw_head(m);
    draw_grid(m);
    draw_lines(m);
    draw_stations(m);
    draw_names(m);
    draw_legend(m);
    draw_scale(m);
    draw_notes(m);
    text(m, "</svg>\n");
}

coop_status coop_rail_map_svg(const coop_dataset *data, const coop_rail_map_options *options,
                              const coop_sink *sink, coop_error *err)
{
    if (data == NULL || sink == NULL || sink->write == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "data, sink or its write is NULL");
    }
    coop__arena arena = {.a = &data->allocator};
    map m = {0};
    coop_status status = coop__sketch_of(data, &arena, options, &m.s, err);
    if (status == COOP_OK && !allocate(&m, &arena)) {
        status = coop__no_memory(err);
    }
    if (status == COOP_OK) {
        status = fit(&m, err);
    }
    if (status == COOP_OK) {
        m.w->sink = sink;
        draw_all(&m);
        status = coop__sink_finish(m.w, err);
    }
    coop__arena_free(&arena);
    return status;
}
