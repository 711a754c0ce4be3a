/* geojson.c -- the rail network as GeoJSON (RFC 7946).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/rail_map.h>

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"
#include "../core/sink.h"
#include "../rail/sketch.h"

/* ---- JSON ---- */

/* Quotes what RFC 8259 demands; the rest is UTF-8 already. */
static void put_string(coop__writer *w, const char *text, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    coop__sink_text(w, "\"");
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\') {
            coop__sink_text(w, "\\");
        }
        if (c < 0x20) {
            char code[7] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15], '\0'};
            coop__sink_text(w, code);
        } else {
            coop__sink_bytes(w, &text[i], 1);
        }
    }
    coop__sink_text(w, "\"");
}

static void put_number(coop__writer *w, double x)
{
    char text[COOP__NUMBER_SIZE];
    coop__number_format(x, text);
    coop__sink_text(w, text);
}

static void put_key(coop__writer *w, const char *key)
{
    coop__sink_text(w, ", \"");
    coop__sink_text(w, key);
    coop__sink_text(w, "\": ");
}

/* A code, text or set cell; a set is an array. */
static void put_cell(coop__writer *w, const char *key, const coop__column *column, int64_t row)
{
    put_key(w, key);
    if (column == NULL || !coop__is_valid(column, row)) {
        coop__sink_text(w, "null");
        return;
    }
    if (column->type == COOP_TYPE_TEXT) {
        size_t n = 0;
        const char *text = coop__text_at(column, row, &n);
        put_string(w, text, n);
        return;
    }
    uint32_t one = 0;
    coop_words words = coop__rail_words(column, row, &one);
    bool is_set = column->type == COOP_TYPE_SET;
    coop__sink_text(w, is_set ? "[" : "");
    for (int64_t i = 0; i < words.n; i++) {
        const char *word = words.words[words.codes[i]];
        coop__sink_text(w, i > 0 ? ", " : "");
        put_string(w, word, strlen(word));
    }
    coop__sink_text(w, is_set ? "]" : words.n == 0 ? "null" : "");
}

/* ---- features ---- */

static void put_position(coop__writer *w, double lon, double lat)
{
    coop__sink_text(w, "[");
    put_number(w, lon);
    coop__sink_text(w, ", ");
    put_number(w, lat);
    coop__sink_text(w, "]");
}

static void put_node(coop__writer *w, const coop__sketch *s, int64_t node)
{
    const coop_table *table = s->travel.network.node->table;
    coop__sink_text(w, "{\"type\": \"Feature\", \"geometry\": {\"type\": \"Point\", "
                       "\"coordinates\": ");
    put_position(w, s->lon[node], s->lat[node]);
    coop__sink_text(w, "}, \"properties\": {\"kind\": \"node\"");
    put_cell(w, "id", s->travel.network.node_id, node);
    put_cell(w, "name", s->name, node);
    put_cell(w, "nation", s->travel.nation, node);
    put_cell(w, "gauge_mm", coop__table_column(table, "gauge_mm"), node);
    coop__sink_text(w, "}}");
}

/* Two lines where the short way leads over the 180th meridian. */
static void put_line(coop__writer *w, const coop__sketch *s, const int64_t *ends)
{
    double lon[2] = {s->lon[ends[0]], s->lon[ends[1]]};
    double lat[2] = {s->lat[ends[0]], s->lat[ends[1]]};
    bool is_cut = fabs(lon[1] - lon[0]) > 180;
    double side = lon[0] > 0 ? 180 : -180;
    double there = fabs(side - lon[0]);
    double whole = 360 - fabs(lon[1] - lon[0]);
    double middle = is_cut && whole > 0 ? lat[0] + (lat[1] - lat[0]) * there / whole : lat[0];
    coop__sink_text(w, is_cut ? "{\"type\": \"MultiLineString\", \"coordinates\": [["
                              : "{\"type\": \"LineString\", \"coordinates\": [");
    put_position(w, lon[0], lat[0]);
    coop__sink_text(w, ", ");
    if (is_cut) {
        put_position(w, side, middle);
        coop__sink_text(w, "], [");
        put_position(w, -side, middle);
        coop__sink_text(w, ", ");
    }
    put_position(w, lon[1], lat[1]);
    coop__sink_text(w, is_cut ? "]]}" : "]}");
}

static void put_segment(coop__writer *w, const coop__sketch *s, int64_t segment)
{
    static const char *const columns[] = {"id", "from", "to", "gauge_mm", "status", "mode"};
    const coop_table *table = s->travel.network.segments.entry->table;
    coop__sink_text(w, "{\"type\": \"Feature\", \"geometry\": ");
    put_line(w, s, &s->travel.network.segments.ends[2 * segment]);
    coop__sink_text(w, ", \"properties\": {\"kind\": \"segment\"");
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        put_cell(w, columns[i], coop__table_column(table, columns[i]), segment);
    }
    put_key(w, "length_km");
    put_number(w, (double)s->travel.link[segment].metres.typical / 1000);
    put_key(w, "is_open");
    coop__sink_text(w, s->travel.link[segment].is_open ? "true" : "false");
    put_key(w, "route");
    if (s->route[segment] > 0) {
        put_number(w, (double)s->route[segment]);
    } else {
        coop__sink_text(w, "null");
    }
    coop__sink_text(w, "}}");
}

static void put_all(coop__writer *w, const coop__sketch *s)
{
    bool is_first = true;
    coop__sink_text(w, "{\"type\": \"FeatureCollection\", \"features\": [");
    for (int64_t v = 0; v < s->travel.network.n_nodes; v++) {
        if (s->is_shown[v]) {
            coop__sink_text(w, is_first ? "\n" : ",\n");
            put_node(w, s, v);
            is_first = false;
        }
    }
    for (int64_t i = 0; i < s->travel.network.segments.n; i++) {
        if (coop__sketch_has(s, i)) {
            coop__sink_text(w, ",\n");
            put_segment(w, s, i);
        }
    }
    coop__sink_text(w, "\n]}\n");
}

coop_status coop_rail_geojson(const coop_dataset *data, const coop_rail_map_options *options,
                              const coop_sink *sink, coop_error *err)
{
    if (data == NULL || sink == NULL || sink->write == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "data, sink or its write is NULL");
    }
    coop__arena arena = {.a = &data->allocator};
    coop__sketch sketch;
    coop_status status = coop__sketch_of(data, &arena, options, &sketch, err);
    coop__writer *w = coop__arena_alloc(&arena, 1, sizeof *w);
    if (status == COOP_OK && w == NULL) {
        status = coop__no_memory(err);
    }
    if (status == COOP_OK) {
        w->sink = sink;
        put_all(w, &sketch);
        status = coop__sink_finish(w, err);
    }
    coop__arena_free(&arena);
    return status;
}
