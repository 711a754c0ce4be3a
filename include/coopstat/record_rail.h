/* coopstat/record_rail.h -- typed records of the rail network; record.h has the rules.
 *
 * Written by lib/data/records.py from lib/data/datapackage.json: edit those.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_RECORD_RAIL_H
#define COOP_RECORD_RAIL_H

#include <coopstat/record.h>

COOP_BEGIN

/** A row of table rail_segment. A line between two nodes, or a ferry. */
typedef struct coop_rail_segment {
    size_t struct_size;        /**< sizeof(coop_rail_segment), set by the caller */
    const char *id;            /**< Identifier */
    const char *from_id;       /**< From: id of table rail_node */
    const char *to_id;         /**< To: id of table rail_node */
    double length_km;          /**< Length */
    const char *length_alt_km; /**< Other published lengths: km, separated by ; */
    coop_words gauge_mm;       /**< Gauges: from the first node's side; two: dual gauge or a
                                    change on the way; empty for a ferry */
    int64_t tracks;            /**< Tracks */
    const char *electrified;   /**< Electrified: yes, no or partial */
    const char *mode;          /**< Mode: rail or ferry */
    const char *status;        /**< Status: operating, under_construction or planned */
    coop_span opened;          /**< Opened: open: in service, the year is unknown; empty: not in
                                    service */
    coop_span planned_opening; /**< Planned opening */
    int64_t cost_minor;        /**< Cost: in hundredths of the money that cost_currency names */
    const char *cost_currency; /**< Currency of the cost: ISO 4217 */
    const char *length_method; /**< How the length is known: derived: a published total split by
                                    the compilers; estimate: great circle times a detour factor;
                                    recall: from memory */
    coop_words sources;        /**< Sources: where it is from; ids of table source */
    const char *confidence;    /**< Confidence: A stated in a public text that was read; B widely
                                    reported, primary source named; C uncertain, estimated or
                                    disputed */
    const char *notes;         /**< Notes */
} coop_rail_segment;

/** Number of records of table rail_segment; 0 where there is none. */
COOP_API int64_t coop_rail_segment_count(const coop_dataset *data);

/** Record `index` of table rail_segment, 0 to count - 1, in the order of the table. */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_segment_at(const coop_dataset *data, int64_t index, coop_rail_segment *out,
                     coop_error *err);

/** The record of table rail_segment with this id. */
COOP_API COOP_MUST_CHECK coop_status
coop_rail_segment_find(const coop_dataset *data, const char *id, coop_rail_segment *out,
                       coop_error *err);

/** A row of table corridor. A named route: a list of nodes in order. Corridors share segments. */
typedef struct coop_corridor {
    size_t struct_size;     /**< sizeof(coop_corridor), set by the caller */
    const char *id;         /**< Identifier */
    const char *name;       /**< Name */
    coop_words nodes;       /**< Nodes: in order; ids of table rail_node */
    const char *kind;       /**< Kind: international, national or carec */
    const char *status;     /**< Status: operating, under_construction,
                                 partly_under_construction, planned or partly_planned */
    coop_words sources;     /**< Sources: where it is from; ids of table source */
    const char *confidence; /**< Confidence: A stated in a public text that was read; B widely
                                 reported, primary source named; C uncertain, estimated or
                                 disputed */
    const char *notes;      /**< Notes */
} coop_corridor;

/** Number of records of table corridor; 0 where there is none. */
COOP_API int64_t coop_corridor_count(const coop_dataset *data);

/** Record `index` of table corridor, 0 to count - 1, in the order of the table. */
COOP_API COOP_MUST_CHECK coop_status
coop_corridor_at(const coop_dataset *data, int64_t index, coop_corridor *out, coop_error *err);

/** The record of table corridor with this id. */
COOP_API COOP_MUST_CHECK coop_status
coop_corridor_find(const coop_dataset *data, const char *id, coop_corridor *out, coop_error *err);

COOP_END
#endif
