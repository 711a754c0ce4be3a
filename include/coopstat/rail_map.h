/* coopstat/rail_map.h -- the rail network as a map: SVG to look at, GeoJSON for other programs.
 *
 * Nodes need lat and lon, in degrees (WGS 84); a node without them, and the segments at it, is left
 * out. Lines are drawn straight between nodes. No borders are drawn, and no position on borders is
 * taken: a place is where the register says, and belongs on a map to nobody.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_RAIL_MAP_H
#define COOP_RAIL_MAP_H

#include <coopstat/rail_route.h>

COOP_BEGIN

/** What is on the map. Start from COOP_RAIL_MAP_OPTIONS_INIT. */
typedef struct coop_rail_map_options {
    size_t struct_size;                /**< set by the initialiser */
    const coop_route_options *network; /**< what is open, and the ways; NULL: the defaults */
    const char *from, *to; /**< nodes between which the best ways are shown; NULL: none are */
    const char *title;     /**< of the SVG; NULL: the register's */
    double west, east, south, north; /**< what is shown, in degrees; all 0: all nodes */
    const char *projection; /**< of the SVG: "equirectangular" (NULL) or "conic" */
    int32_t width;          /**< of the SVG, 300 to 10000 pixels; 0: 1200 */
} coop_rail_map_options;
/** Start of every coop_rail_map_options. */
#define COOP_RAIL_MAP_OPTIONS_INIT \
    { sizeof(coop_rail_map_options), NULL, NULL, NULL, NULL, 0, 0, 0, 0, NULL, 0 }

/**
 * The network as SVG 1.1: lines by gauge, dashed where they are not open, ferries dotted, the best
 * ways in bold, stations where the gauge changes as squares; names wherever they do not cover each
 * other or a line's end (the ends of the ways first, then what lies on them, ports and
 * cities, and the rest); with a
 * legend, a scale, the day, the sources that the lines name most, and the note on borders.
 *
 * "equirectangular" has the middle of what is shown as its standard parallel: distances are true
 * along it and along meridians. "conic" is Lambert's conformal cone with two standard parallels, a
 * sixth of the height inside the limits; it needs latitudes from 0 to 89 degrees on one side of the
 * equator (COOP_RANGE). Both are computed here, on a sphere, so that a map is the same everywhere.
 *
 * @param data    Read only.
 * @param options NULL for the defaults.
 * @param sink    Takes the bytes.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_EMPTY when no node lies in what is shown; COOP_RANGE for a latitude outside
 *         -90 to 90 or a longitude outside -180 to 180, with its row, or for options out of range;
 *         COOP_ARGUMENT; what the sink returns; and as coop_rail_routes.
 * Cost: O(nodes^2 + segments). Example: examples/rail_map.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_map_svg(const coop_dataset *data, const coop_rail_map_options *options,
                  const coop_sink *sink, coop_error *err);

/**
 * The network as GeoJSON (RFC 7946): a FeatureCollection of a Point for each node and a LineString
 * for each segment, longitude first. A segment across the 180th meridian is a MultiLineString, cut
 * there. Properties of nodes: kind "node", id, name, nation, gauge_mm; of segments: kind "segment",
 * id, from, to, gauge_mm, length_km, status, mode, is_open, route (number of the first of the best
 * ways that goes over it, null for none). Missing values are null.
 *
 * @param data    Read only.
 * @param options NULL for the defaults; title and width are not regarded.
 * @param sink    Takes the bytes.
 * @param err     May be NULL.
 * @return As coop_rail_map_svg.
 * Cost: O(nodes + segments). Butler et al. 2016, RFC 7946. Example: examples/rail_map.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_geojson(const coop_dataset *data, const coop_rail_map_options *options,
                  const coop_sink *sink, coop_error *err);

COOP_END
#endif
