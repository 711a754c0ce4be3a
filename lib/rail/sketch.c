/* sketch.c -- what of a network goes on a map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sketch.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"

static const coop__column *degrees(const coop__travel *t, const char *name)
{
    const coop__column *column = coop__table_column(t->network.node->table, name);
    return column != NULL && column->type == COOP_TYPE_FLOAT64 ? column : NULL;
}

static coop_status check_degrees(const coop__travel *t, int64_t node, double value, double most,
                                 coop_error *err)
{
    if (!(value >= -most && value <= most)) {
        const char *id = coop__rail_word(t->network.node_id, node);
        return coop__fail(err, COOP_RANGE, "rail_node '%s' (row %lld): %s is outside -%d to %d",
                          id != NULL ? id : "?", (long long)node, most > 90 ? "lon" : "lat",
                          (int)most, (int)most);
    }
    return COOP_OK;
}

static bool is_inside(const coop_rail_map_options *o, double lat, double lon)
{
    bool is_all = o->west == 0 && o->east == 0 && o->south == 0 && o->north == 0;
    return is_all || (lon >= o->west && lon <= o->east && lat >= o->south && lat <= o->north);
}

static coop_status read_nodes(coop__sketch *s, coop_error *err)
{
    const coop__column *lat = degrees(&s->travel, "lat");
    const coop__column *lon = degrees(&s->travel, "lon");
    for (int64_t v = 0; lat != NULL && lon != NULL && v < s->travel.network.n_nodes; v++) {
        if (!coop__is_valid(lat, v) || !coop__is_valid(lon, v)) {
            continue;
        }
        s->lat[v] = coop__number_at(lat, v);
        s->lon[v] = coop__number_at(lon, v);
        COOP__TRY(check_degrees(&s->travel, v, s->lat[v], 90, err));
        COOP__TRY(check_degrees(&s->travel, v, s->lon[v], 180, err));
        s->is_shown[v] = is_inside(&s->options, s->lat[v], s->lon[v]);
    }
    return COOP_OK;
}

/* Limits that are not given are those of the nodes, a little wider. */
static coop_status set_limits(coop__sketch *s, coop_error *err)
{
    coop_rail_map_options *o = &s->options;
    double limits[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    for (int64_t v = 0; v < s->travel.network.n_nodes; v++) {
        if (s->is_shown[v]) {
            limits[0] = fmin(limits[0], s->lon[v]);
            limits[1] = fmax(limits[1], s->lon[v]);
            limits[2] = fmin(limits[2], s->lat[v]);
            limits[3] = fmax(limits[3], s->lat[v]);
        }
    }
    if (!(limits[0] <= limits[1])) {
        return coop__fail(err, COOP_EMPTY, "no node with lat and lon lies in what is shown");
    }
    if (o->west == 0 && o->east == 0 && o->south == 0 && o->north == 0) {
        o->west = fmax(limits[0] - 2, -180);
        o->east = fmin(limits[1] + 2, 180);
        o->south = fmax(limits[2] - 1.5, -90);
        o->north = fmin(limits[3] + 1.5, 90);
    }
    return COOP_OK;
}

static coop_status read_ways(coop__sketch *s, coop_error *err)
{
    const char *const ends[2] = {s->options.from, s->options.to};
    int64_t nodes[2] = {0, 0};
    coop__way *ways = NULL;
    if (ends[0] == NULL || ends[1] == NULL) {
        return COOP_OK;
    }
    for (int k = 0; k < 2; k++) {
        COOP__TRY(coop__travel_node(&s->travel, ends[k], strlen(ends[k]), &nodes[k], err));
    }
    if (nodes[0] == nodes[1]) {
        return coop__fail(err, COOP_RANGE, "from and to are one node, '%s'", ends[0]);
    }
    COOP__TRY(coop__ways_find(&s->travel, &s->route_options, nodes, &ways, &s->n_ways, err));
    if (s->n_ways == 0) {
        return coop__fail(err, COOP_UNDEFINED, "there is no way from '%s' to '%s'", ends[0],
                          ends[1]);
    }
    for (int64_t i = s->n_ways - 1; i >= 0; i--) {
        for (int64_t k = 0; k < ways[i].n; k++) {
            s->route[ways[i].segments[k]] = i + 1;
            s->is_on_route[ways[i].nodes[k]] = true;
            s->is_on_route[ways[i].nodes[k + 1]] = true;
        }
    }
    return COOP_OK;
}

static coop_status check_options(coop_rail_map_options *o, coop_error *err)
{
    bool is_all = o->west == 0 && o->east == 0 && o->south == 0 && o->north == 0;
    bool is_box = o->west >= -180 && o->west < o->east && o->east <= 180 && o->south >= -90 &&
                  o->south < o->north && o->north <= 90;
    o->width = o->width != 0 ? o->width : 1200;
    o->projection = o->projection != NULL ? o->projection : "equirectangular";
    if ((!is_all && !is_box) || o->width < 300 || o->width > 10000) {
        return coop__fail(err, COOP_RANGE,
                          "need west < east and south < north in degrees, and width 300 to 10000");
    }
    return COOP_OK;
}

coop_status coop__sketch_of(const coop_dataset *data, coop__arena *arena,
                            const coop_rail_map_options *options, coop__sketch *out,
                            coop_error *err)
{
    coop__sketch s = {.options = COOP_RAIL_MAP_OPTIONS_INIT};
    if (options != NULL && options->struct_size < sizeof *options) {
        return coop__fail(err, COOP_ARGUMENT, "options lack their struct_size");
    }
    s.options = options != NULL ? *options : s.options;
    COOP__TRY(check_options(&s.options, err));
    COOP__TRY(coop__route_options(s.options.network, &s.route_options, err));
    COOP__TRY(coop__travel_of(data, arena, &s.route_options, &s.travel, err));
    size_t n_nodes = (size_t)s.travel.network.n_nodes;
    size_t n_segments = (size_t)s.travel.network.segments.n;
    s.name = coop__table_column(s.travel.network.node->table, "name");
    s.lat = coop__arena_alloc(arena, n_nodes, sizeof *s.lat);
    s.lon = coop__arena_alloc(arena, n_nodes, sizeof *s.lon);
    s.is_shown = coop__arena_alloc(arena, n_nodes, sizeof *s.is_shown);
    s.is_on_route = coop__arena_alloc(arena, n_nodes, sizeof *s.is_on_route);
    s.route = coop__arena_alloc(arena, n_segments, sizeof *s.route);
    if (s.lat == NULL || s.lon == NULL || s.is_shown == NULL || s.is_on_route == NULL ||
        s.route == NULL) {
        return coop__no_memory(err);
    }
    COOP__TRY(read_nodes(&s, err));
    COOP__TRY(set_limits(&s, err));
    COOP__TRY(read_ways(&s, err));
    *out = s;
    return COOP_OK;
}

bool coop__sketch_has(const coop__sketch *sketch, int64_t segment)
{
    const int64_t *ends = &sketch->travel.network.segments.ends[2 * segment];
    return sketch->is_shown[ends[0]] && sketch->is_shown[ends[1]] && ends[0] != ends[1];
}
