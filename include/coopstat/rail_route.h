/* coopstat/rail_route.h -- ways through the rail network of a register: over which lines, gauges
 * and borders, how long they take, what they cost, and how much of that is known.
 *
 * Rules common to the header:
 * - Time is counted in whole minutes, length in whole metres, cost in whole US cents, for one
 *   container or 20 tonnes. So ties are exact, and results the same on every machine.
 * - A train is at a node on one gauge. It may change there where the node's own list has both
 *   gauges, or where it is an end of a crossing with a break of gauge. A segment of several gauges
 *   takes trains of each, a ferry without gauge those of any. A way begins and ends on any gauge.
 * - A leg between nodes of two nations, or that table crossing lists, is a border. Its time is what
 *   the crossing's dwell hours say; they are measured as a whole, and so hold the change of gauge
 *   at either of its stations too. Where there is no record, an assumption takes its place, by
 *   name; where that is absent, the time is missing, and never 0.
 * - Lists within one text are parted by ';'.
 *
 * Needed of a register: tables rail_node (id, gauge_mm) and rail_segment (from, to, length_km,
 * gauge_mm). More is read where it is there: nation, lat and lon of nodes; status, opened,
 * planned_opening, mode, tracks, electrified, length_alt_km, length_method, sources of segments;
 * tables corridor, crossing, and observation (indicator gauge_change_cost of a crossing, in USD).
 *
 * Failures common to the functions, beside what each one names: COOP_NOT_FOUND for a table, column,
 * node or other name that is not there; COOP_TYPE for a column of another type; COOP_REFERENCE for
 * a reference to nothing; COOP_CONFLICT for an id that is there twice; COOP_FORMAT for a gauge or a
 * length in length_alt_km that is no number, or rails without gauge; COOP_RANGE for a length that
 * is not above 0 or passes 1000000 km, one more than 0.5 % below the great circle between its
 * nodes, a gauge, dwell hours or an assumption out of range: with the row, in each case;
 * COOP_LIMIT for more than 32 gauges; COOP_ARGUMENT; COOP_MEMORY.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_RAIL_ROUTE_H
#define COOP_RAIL_ROUTE_H

#include <coopstat/dataset.h>

COOP_BEGIN

/** A number with its range: low <= typical <= high. A typical of -1: not assumed, so that what
 *  needs it and has no record is missing. */
typedef struct coop_rail_range {
    double low, typical, high;
} coop_rail_range;

/** What is taken where the register does not say. Copy a set, change it, and give it a name. */
typedef struct coop_rail_assumptions {
    size_t struct_size;                  /**< sizeof(coop_rail_assumptions) */
    const char *name;                    /**< shown in results */
    const char *origin;                  /**< where the numbers are from, in English */
    coop_rail_range kmh_double_electric; /**< speed on two electrified tracks, without borders;
                                              1 to 1000 km/h; not -1 */
    coop_rail_range kmh_double;          /**< on two tracks */
    coop_rail_range kmh_single_electric; /**< on one track, or an unknown number, electrified */
    coop_rail_range kmh_single;          /**< on any other */
    coop_rail_range kmh_ferry;           /**< on ferries */
    coop_rail_range ferry_hours;         /**< loading, waiting, unloading of a ferry; 0 to 10000 */
    coop_rail_range border_hours;        /**< at a border without record; 0 to 10000 */
    coop_rail_range change_hours;        /**< change of gauge away from borders with record */
    coop_rail_range usd_per_km;          /**< 0 to 1000000 */
    coop_rail_range border_usd;          /**< at each border */
    coop_rail_range change_usd;          /**< change of gauge without record */
} coop_rail_assumptions;

/**
 * The built-in sets, ended by one whose name is NULL. Static storage. "default" assumes all;
 * "recorded" assumes speeds and costs by length only, so that borders and changes of gauge without
 * record have no time and no cost.
 */
COOP_API const coop_rail_assumptions *coop_rail_assumption_sets(void);

/** Which network, and which ways. Start from COOP_ROUTE_OPTIONS_INIT. */
typedef struct coop_route_options {
    size_t struct_size; /**< set by the initialiser */
    const char *by;     /**< what is least: "time", "distance" or "cost"; NULL: "time". Ties are
                             decided by the two others (time before cost before distance), then by
                             the number of legs, then by the ids of nodes and segments in order */
    const char *as_of;  /**< day, as 2026-03-31; NULL: the register's own. Segments that surely
                             opened later are closed */
    const char *lines;  /**< "operating", "under_construction" (those too), "planned" (all), or
                             "by_plan" (those too that are to open by the day at the latest); NULL:
                             "operating" */
    const char *open;   /**< ids of segments and corridors that are open whatever their status; a
                             corridor's preferred segments. NULL: none */
    const char *close;  /**< ids of segments, corridors, nodes and nations that are closed whatever
                             `open` says. NULL: none */
    const char *via;    /**< up to 8 nodes that are passed in this order. NULL: none */
    int64_t n_most;     /**< how many ways, 1 to 1000: the best, the second best and so on; 0: 1 */
    int64_t route;      /**< which way is taken apart, 1 to 1000, 1 being the best; 0: 1 */
    int64_t n_draws;    /**< draws of coop_rail_route_times(), 1 to 10000000; 0: 10000 */
    uint64_t seed;      /**< of the draws; any number */
    const coop_rail_assumptions *assumptions; /**< NULL: the set "default" */
} coop_route_options;
/** Start of every coop_route_options. */
#define COOP_ROUTE_OPTIONS_INIT \
    { sizeof(coop_route_options), NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, NULL }

/**
 * The best ways from one node to another, one row each, the best first; fewer when there are no
 * more. A way passes no node twice (with `via`: between two of its nodes), and two ways differ in a
 * segment. It is chosen by typical values; low and high are those of the same way.
 *
 * Columns: route, from 1; hours, hours_low, hours_high; length_km, length_low_km, length_high_km;
 * cost_usd, cost_low_usd, cost_high_usd; line_hours, border_hours, change_hours (of changes that no
 * border's record contains), ferry_hours (in ports): parts of hours; assumed_hours, the part of
 * border, change and port time that no record gives; n_legs; n_borders; n_gauge_breaks; nations in
 * order, n_nations; share_not_published, share of the length that rests on split totals, estimates
 * and recall; estimated_km (estimates and recall); ferry_km; not_operating_km; n_doubtful, legs of
 * which it is not certain that they were open on the day; nodes and segments in order, each once;
 * assumptions, the name of the set.
 * What is not known has no value: nations where a node has none, hours without a border's.
 *
 * @param data    Read only.
 * @param from    A node's id.
 * @param to      Another.
 * @param options NULL for the defaults.
 * @param out     Filled on success; free with coop_table_free.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_UNDEFINED when there is no way: the message says so if there would be one
 *         over borders of unknown time (or cost, where that is to be least), or over closed lines;
 *         COOP_RANGE for n_most, a day, or from = to; COOP_LIMIT when 100000 ways that pass a node
 *         twice had to be put aside; and as the header says.
 * Cost: O(ways x legs x segments log segments); a millisecond for one way in the embedded register.
 * Yen 1971, doi:10.1287/mnsc.17.11.712; Lawler 1972, doi:10.1287/mnsc.18.7.401.
 * Example: examples/rail_routes.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_routes(const coop_dataset *data, const char *from, const char *to,
                 const coop_route_options *options, coop_table **out, coop_error *err);

/**
 * What one way consists of, in order: lines, ferries, borders and changes of gauge.
 *
 * Columns: leg, from 1; kind: line, ferry, gauge_change, or border, which follows its line; from,
 * to; from_nation, to_nation; gauge_mm, on which the train runs behind a change; segment; crossing;
 * length_km; hours, hours_low, hours_high; cost_usd; basis of the time: recorded, assumed, speed
 * (length over an assumed speed), in_border (contained in a border's record), unknown; year of the
 * record; length_method; status; sources of the record or of the segment.
 *
 * @param data    Read only.
 * @param from    A node's id.
 * @param to      Another.
 * @param options NULL for the defaults; its route says which way, n_most is not regarded.
 * @param out     Filled on success; free with coop_table_free.
 * @param err     May be NULL.
 * @return As coop_rail_routes; COOP_NOT_FOUND when there are not so many ways.
 * Cost: as coop_rail_routes. Example: examples/rail_routes.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_route_legs(const coop_dataset *data, const char *from, const char *to,
                     const coop_route_options *options, coop_table **out, coop_error *err);

/**
 * The nations that one way crosses, in the order in which they are first reached.
 *
 * Columns: nation; within_km, on legs between two of its nodes; border_km, on legs that lead in or
 * out: the network does not say where the border lies on them, so the nation's part is anything
 * from 0 to that; line_hours on the former.
 *
 * @return As coop_rail_route_legs; COOP_UNDEFINED also when a node of the way has no nation.
 * Parameters and cost as for coop_rail_route_legs. Example: examples/rail_routes.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_route_nations(const coop_dataset *data, const char *from, const char *to,
                        const coop_route_options *options, coop_table **out, coop_error *err);

/** How the time of a way is distributed, in hours. */
typedef struct coop_route_times {
    size_t struct_size; /**< sizeof(coop_route_times), set by the caller */
    double mean;        /**< of the draws */
    double p10;         /**< in one of ten draws it is this or less */
    double median;      /**< half of the draws */
    double p90;         /**< nine of ten */
    double low;         /**< the least that the ranges allow */
    double high;        /**< the most */
    int64_t n_draws;    /**< draws */
} coop_route_times;

/**
 * Distribution of the time of one way when its inputs are drawn from their ranges.
 *
 * Each input is drawn from the triangle over low, typical and high: one draw for the speed of each
 * class of line (all legs of a class are fast or slow together) and one for each length, border,
 * change of gauge and port, independent of each other. This is what the ranges say, not what trains
 * did. The same seed gives the same numbers on every machine.
 *
 * @param data    Read only.
 * @param from    A node's id.
 * @param to      Another.
 * @param options NULL for the defaults; route, n_draws and seed are regarded.
 * @param out     struct_size set by the caller; filled on success.
 * @param err     May be NULL.
 * @return As coop_rail_routes; COOP_EMPTY when a border on the way has neither record nor
 *         assumption; COOP_RANGE for n_draws too.
 * Cost: as coop_rail_routes and O(draws x legs), with 8 bytes of scratch a draw. Random numbers:
 * Philox4x32-10, Salmon et al. 2011, doi:10.1145/2063384.2063405. Example: examples/rail_routes.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_route_times(const coop_dataset *data, const char *from, const char *to,
                      const coop_route_options *options, coop_route_times *out, coop_error *err);

COOP_END
#endif
