/* coopstat/rail_study.h -- what a rail network rests on: links whose loss hurts most, how near
 * places are to each other, what new lines change, and how much can be carried.
 *
 * Rules common to the header:
 * - The network, its gauges, borders, times and assumptions are those of coopstat/rail_route.h,
 *   with its failures; distances are hours of the fastest way, on typical values. A border or change
 *   of gauge of unknown time is not passed.
 * - Places are the nodes between which people or goods want to go, each with a weight; a pair of
 *   them counts with the product of its weights, once for both directions.
 * - Efficiency is the weighted mean over pairs of 1 / hours, 0 for a pair without a way (Latora &
 *   Marchiori 2001, doi:10.1103/PhysRevLett.87.198701). Hours is the weighted mean of hours over
 *   pairs that have a way.
 * - Lists within one text are parted by ';'; "id=2.5" gives an item a number, which is 1 without.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_RAIL_STUDY_H
#define COOP_RAIL_STUDY_H

#include <coopstat/rail_route.h>

COOP_BEGIN

/** What trains a day are taken where nothing is recorded. Start from COOP_RAIL_CAPACITY_INIT. */
typedef struct coop_rail_capacity_options {
    size_t struct_size;                /**< set by the initialiser */
    const coop_route_options *network; /**< as_of, lines, open, close of it; NULL: the defaults */
    const char *trains;     /**< trains a day of segments, crossings, nodes (changes of gauge), as
                                 "s019=28;bc_khorgos_altynkol=15"; NULL: none is known */
    int64_t double_track;   /**< trains a day on two tracks, where not named; -1: not known */
    int64_t single_track;   /**< on one track, or an unknown number; -1: not known */
    int64_t ferry;          /**< on a ferry; -1: not known */
    int64_t border;         /**< over a border that is not named; -1: not known */
    int64_t change;         /**< changes of gauge at a node that is not named; -1: not known */
} coop_rail_capacity_options;
/** Start of every coop_rail_capacity_options: nothing is assumed of borders and changes. */
#define COOP_RAIL_CAPACITY_INIT \
    { sizeof(coop_rail_capacity_options), NULL, NULL, 96, 24, -1, -1, -1 }

/** Which network and places, and what is measured. Start from COOP_RAIL_STUDY_OPTIONS_INIT. */
typedef struct coop_rail_study_options {
    size_t struct_size;                /**< set by the initialiser */
    const coop_route_options *network; /**< as_of, lines, open, close and assumptions of it; NULL:
                                            the defaults */
    const char *places;   /**< ids of nodes with weights, as "xian=13;tashkent=3"; NULL: all nodes
                               that have a segment open, each 1 */
    const char *value;    /**< of coop_rail_line_effects(): "efficiency", "hours" or
                               "accessibility"; NULL: "efficiency" */
    const char *form;     /**< of accessibility: "power" (NULL), "exponential" or "within" */
    double parameter;     /**< of the form: exponent, rate per hour, or hours; 0: 1, 0.02, 48 */
    double internal_hours; /**< from a place to itself, above 0; 0: a place is not counted in its
                               own accessibility */
    int64_t n_removed;    /**< segments that coop_rail_resilience() takes away, 1 to 1000; 0: 10 */
    int64_t n_replicates; /**< random orders in which it does, 1 to 10000; 0: 30 */
    uint64_t seed;        /**< of these */
    const char *flow_from, *flow_to; /**< nodes between which coop_rail_weak_points() finds the
                                          trains a day that are left; NULL: it does not */
    const coop_rail_capacity_options *capacity; /**< for these trains; its network is not regarded;
                                                     NULL: the defaults */
} coop_rail_study_options;
/** Start of every coop_rail_study_options. */
#define COOP_RAIL_STUDY_OPTIONS_INIT \
    { sizeof(coop_rail_study_options), NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, NULL, NULL, NULL }

/**
 * What happens when a segment, a node or a nation closes: one row each, the largest loss of
 * efficiency first, ties by kind and id. Those that are closed anyway are left out.
 *
 * Columns: kind (segment, node, nation); id; from, to of a segment; betweenness, the share of the
 * fastest ways between two nodes that passes it, summed over pairs of nodes (not of nations);
 * is_critical: a bridge or articulation point of the open network, without regard to gauges (not of
 * nations); n_pairs, pairs of places none of which is closed with it; n_cut, those of them that had
 * a way and have none, and share_cut, by weight; efficiency, with all open, and efficiency_without,
 * over the n_pairs; efficiency_loss, 1 - without / with; delay_hours, by how much the pairs that
 * keep a way become slower, by weight; max_delay_hours, the largest; trains, that can go a day from
 * flow_from to flow_to, and trains_without: no values where these are not given, where one of them
 * closes, or where the answer hangs on a capacity that is not known.
 *
 * @param data    Read only.
 * @param options NULL for the defaults.
 * @param out     Filled on success; free with coop_table_free.
 * @param err     May be NULL.
 * @return COOP_OK; COOP_EMPTY with fewer than two places; COOP_RANGE for a weight that is negative
 *         or not finite; COOP_LIMIT from the counting of paths; and as coopstat/rail_route.h says.
 * Cost: (segments + nodes + nations) x places x a shortest-path search; a second or less for the
 * embedded register. Jenelius et al. 2006, doi:10.1016/j.tra.2005.11.003.
 * Example: examples/rail_weak_points.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_weak_points(const coop_dataset *data, const coop_rail_study_options *options,
                      coop_table **out, coop_error *err);

/**
 * How the efficiency falls as segments are lost one by one: each time the one whose loss costs most
 * betweenness (found anew each time), and in random orders.
 *
 * Columns: n_removed, from 0; segment, the one that was aimed at; targeted, the efficiency left
 * over that of the whole network; random_mean, random_low and random_high, the mean and the 5th and
 * 95th percentile over the random orders.
 *
 * @param data    Read only.
 * @param options NULL for the defaults; n_removed, n_replicates and seed.
 * @param out     Filled on success; free with coop_table_free.
 * @param err     May be NULL.
 * @return As coop_rail_weak_points; COOP_UNDEFINED when no pair of places has a way.
 * Cost: n_removed x (n_replicates + nodes) searches from all places. Albert, Jeong & Barabasi 2000,
 * doi:10.1038/35019019. Example: examples/rail_weak_points.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_resilience(const coop_dataset *data, const coop_rail_study_options *options,
                     coop_table **out, coop_error *err);

/**
 * How much each place can reach: the sum over other places of their weight times f(hours). f is
 * hours^-parameter ("power", Harris 1954), exp(-parameter hours) ("exponential"), or 1 up to
 * parameter hours and 0 beyond ("within").
 *
 * Columns: place; nation; weight; accessibility; n_reached, places that it has a way to;
 * mean_hours, by weight, to these: without a value where there is none.
 *
 * @param data    Read only.
 * @param options NULL for the defaults; form, parameter and internal_hours.
 * @param out     Filled on success; free with coop_table_free.
 * @param err     May be NULL.
 * @return As coop_rail_weak_points; COOP_NOT_FOUND for another form; COOP_RANGE for a parameter or
 *         internal_hours below 0 or not finite.
 * Cost: places x a shortest-path search. Hansen 1959, doi:10.1080/01944365908978307; Harris 1954,
 * doi:10.1080/00045605409352140. Example: examples/new_line_effect.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_accessibility(const coop_dataset *data, const coop_rail_study_options *options,
                        coop_table **out, coop_error *err);

/**
 * What each of some new lines adds, alone, last, and fairly.
 *
 * The value of a set of lines is what options->value names, in the network with these open:
 * efficiency; hours (the mean over pairs that have a way without any of the lines); or
 * accessibility (the weighted mean over places). A line's Shapley value is the mean of what it adds
 * over all orders in which the lines can open, computed exactly from all 2^n sets; the values add
 * up to what all lines add together. With probabilities, each opens independently with its own.
 *
 * Columns: line; alone, what it adds to none of the others; last, to all of them; shapley;
 * expected_with, what it adds on average when each other line opens with its probability. A first
 * row, with line missing, has in its `alone` the value without any line, in `last` that with all,
 * in `shapley` their difference, and in `expected_with` the expected value over all sets.
 *
 * @param data    Read only.
 * @param lines   Segments or corridors, as "cku=0.9;ayagoz_tacheng=0.5"; the numbers are
 *                probabilities. 1 to 16 lines.
 * @param options NULL for the defaults.
 * @param out     Filled on success; free with coop_table_free.
 * @param err     May be NULL.
 * @return As coop_rail_weak_points; COOP_LIMIT for more than 16 lines; COOP_RANGE for a probability
 *         outside 0 to 1; COOP_EMPTY without lines; COOP_UNDEFINED for hours when no pair has a
 *         way.
 * Cost: 2^lines x places x a search: name few places with many lines. Shapley 1953,
 * doi:10.1515/9781400881970-018. Example: examples/new_line_effect.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_line_effects(const coop_dataset *data, const char *lines,
                       const coop_rail_study_options *options, coop_table **out, coop_error *err);

/**
 * Hours between all pairs of places before and after lines open.
 *
 * Columns: from, to; hours_before, hours_after, without a value where there is no way; hours_saved;
 * is_new, true where there is a way only after.
 *
 * @param data    Read only.
 * @param lines   Segments or corridors.
 * @param options NULL for the defaults.
 * @param out     Filled on success; free with coop_table_free.
 * @param err     May be NULL.
 * @return As coop_rail_weak_points.
 * Cost: 2 x places x a search. Example: examples/new_line_effect.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_line_pairs(const coop_dataset *data, const char *lines,
                     const coop_rail_study_options *options, coop_table **out, coop_error *err);

/** How many trains a day can go from one node to another. */
typedef struct coop_rail_flow {
    size_t struct_size; /**< sizeof(coop_rail_flow), set by the caller */
    int64_t trains;     /**< a day, at most */
    int32_t is_unique;  /**< 1: there is no other bottleneck */
    coop_table *parts;  /**< returned, free with coop_table_free: columns kind (segment, border,
                             gauge_change), id, from, to, gauge_mm (not of borders and changes),
                             trains (capacity), flow, in_nearest and in_farthest: it belongs to the
                             bottleneck nearest to the start, or to the end. Parts that carry
                             nothing and are in none are left out */
} coop_rail_flow;

/**
 * The most trains a day that can go from one node to another, and the bottlenecks that prove it.
 * Each gauge of a segment is a line of its own. On a leg that is a border all gauges together have
 * one capacity, that of the line and of the border, and may be exchanged there, as at its stations.
 *
 * @param data    Read only.
 * @param from    A node's id.
 * @param to      Another.
 * @param options NULL for the defaults.
 * @param out     struct_size set by the caller; filled on success.
 * @param err     May be NULL.
 * @return COOP_OK, also with 0 trains where there is no way; COOP_EMPTY when the answer hangs on a
 *         capacity that is not known, which the message names; COOP_RANGE for a number of trains
 *         that is not whole, from 0 to 1000000, or from = to; COOP_NOT_FOUND for a name; and as
 *         coopstat/rail_route.h says.
 * The double_track and single_track of the initialiser are this library's assumptions.
 * Cost: as coop_graph_flow. Example: examples/rail_weak_points.c.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_capacity(const coop_dataset *data, const char *from, const char *to,
                   const coop_rail_capacity_options *options, coop_rail_flow *out, coop_error *err);

COOP_END
#endif
