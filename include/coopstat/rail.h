/* coopstat/rail.h -- railway corridors: how long they are, and how sure that is.
 *
 * A corridor is a list of nodes in order; each two that follow each other are a leg, and the leg is
 * travelled on a segment between them, in either direction.
 *
 * Needed of a register: tables corridor (id, nodes), rail_node (id) and rail_segment (from, to,
 * length_km). Their other columns and table crossing may be left out: what rests on them has no
 * value then.
 *
 * Rules common to both functions:
 * - Parallel segments: operating ones come before those under construction, then planned ones, then
 *   others; among equals rail before ferry, a known length before none, the shorter, and last the
 *   smaller id.
 * - Lengths are taken in whole metres, so that their sums are exact. They are 0 to 1000000 km.
 * - Breaks of gauge: the fewest changes that carry wagons from the first leg to the last. A segment
 *   of several gauges takes wagons of any of them, so that two segments without a gauge in common
 *   need a change even where one of both gauges lies between them, and then only one. A ferry
 *   without gauge takes wagons of any gauge. A leg without segment, or on rail without gauge, may
 *   hide a break.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_RAIL_H
#define COOP_RAIL_H

#include <coopstat/dataset.h>

COOP_BEGIN

/** Which corridors. Start from COOP_RAIL_OPTIONS_INIT. */
typedef struct coop_rail_options {
    size_t struct_size; /**< set by the initialiser */
    const char *where;  /**< which rows of `corridor`, as in a query; NULL: all */
} coop_rail_options;
/** Start of every coop_rail_options. */
#define COOP_RAIL_OPTIONS_INIT { sizeof(coop_rail_options), NULL }

/**
 * Corridors with their lengths, breaks of gauge and nations, one row each, as the register orders
 * them. Rows whose test hangs on an imprecise date are among them.
 *
 * Columns: corridor, name, kind, status: as the register has them.
 * n_nodes; n_segments, the legs that have a segment; n_missing_legs, those that have none;
 * n_missing_lengths, those whose segment has no length; n_parallel_legs, those with a choice.
 * length_km has no value where a leg or a length is missing, or where there is no leg at all;
 * length_known_km is the sum of the known lengths, and all that follow are parts of it:
 * published_km, derived_km (a published total, split), estimated_km, recall_km (from memory) and
 * unstated_km by length_method, which add up to it; share_not_published, all but the first of them
 * over length_known_km; confidence_c_km, on segments of confidence C; ferry_km, where the mode is
 * not rail; operating_km, under_construction_km, planned_km by the segments' status.
 * n_gauge_breaks has no value where a leg may hide one; n_gauge_breaks_least is what is proven;
 * gauge_break_nodes are the nodes where those can be made: stations that both gauges reach, or if
 * there are none, all nodes from the last before the new gauge must be there to the first that the
 * old one does not leave. n_crossing_breaks, for comparison: legs at which table crossing records a
 * break. It is larger where a corridor begins or ends between the two stations of a border, and
 * smaller where the gauge changes inland.
 * nations in the order in which they are first reached; n_nations of them; n_borders, legs between
 * nodes of two nations (a border passed twice within a leg is not seen); both without a value where
 * a node has no nation. sources of the corridor and of its segments.
 *
 * @param data    Read only.
 * @param options NULL for the defaults.
 * @param out     Filled on success; free with coop_table_free.
 * @param err     May be NULL.
 * @return COOP_OK, also with no rows; COOP_NOT_FOUND for a table or column that is needed and not
 *         there; COOP_TYPE for one of another type; COOP_REFERENCE for a node that is not there;
 *         COOP_CONFLICT for an id that is there twice; COOP_RANGE for a length outside 0 to 1000000
 *         km or a gauge outside 1 to 10000 mm; COOP_FORMAT for a gauge that is no number;
 *         COOP_LIMIT for more than 32 gauges; COOP_ARGUMENT; COOP_MEMORY; what coop_query_run
 *         returns for where.
 * Cost: nodes + segments + legs x segments at a node. Example: examples/rail_corridors.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_corridors(const coop_dataset *data, const coop_rail_options *options, coop_table **out,
                    coop_error *err);

/**
 * The legs of one corridor in order, one row each; no rows for a corridor of one node.
 *
 * Columns: leg, from 1; from, to; from_nation, to_nation; segment, without a value where there is
 * none; n_parallel, the segments between the two nodes; length_km; length_method; gauge_mm,
 * ascending; gauge_break, true where a break of gauge lies at the first node at the latest; mode;
 * status; crossing, its id in table crossing; confidence and sources of the segment.
 *
 * @param data     Read only.
 * @param corridor Its id; not NULL.
 * @param out      Filled on success; free with coop_table_free.
 * @param err      May be NULL.
 * @return As coop_rail_corridors; COOP_NOT_FOUND for a corridor that is not there, too.
 * Cost: as coop_rail_corridors. Example: examples/rail_corridors.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_corridor_legs(const coop_dataset *data, const char *corridor, coop_table **out,
                        coop_error *err);

COOP_END
#endif
