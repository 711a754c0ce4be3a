/* network.h -- the rail network of a register as a graph. Nodes, segments and crossings are named
 * by their rows in tables rail_node, rail_segment and crossing; lengths are whole metres.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP__NETWORK_H
#define COOP__NETWORK_H

#include "../model/dataset.h"

#define COOP__GAUGES_MOST 32      /* bits of a gauge mask */
#define COOP__GAUGE_MOST_MM 10000 /* the widest that was ever built has 2140 */
#define COOP__SEGMENT_MOST_KM 1000000

/* In the order in which parallel segments are preferred. */
typedef enum coop__segment_status {
    COOP__SEGMENT_OPERATING,
    COOP__SEGMENT_UNDER_CONSTRUCTION,
    COOP__SEGMENT_PLANNED,
    COOP__SEGMENT_OTHER, /* none is given, or another word */
    COOP__SEGMENT_STATUSES
} coop__segment_status;

typedef enum coop__length_method {
    COOP__LENGTH_PUBLISHED,
    COOP__LENGTH_DERIVED,
    COOP__LENGTH_ESTIMATE,
    COOP__LENGTH_RECALL,
    COOP__LENGTH_UNSTATED, /* none is given, or another word */
    COOP__LENGTH_METHODS
} coop__length_method;

typedef struct coop__segment {
    int64_t length_m; /* -1: not known */
    uint32_t gauges;  /* bits by place in coop__network.gauges; 0: none is given */
    coop__segment_status status;
    coop__length_method method;
    bool is_rail; /* false: a ferry; a segment without mode is rail */
} coop__segment;

/* Undirected edges between nodes, and those at each node. */
typedef struct coop__edges {
    const coop__entry *entry; /* their table; NULL: it, or a column of its ends, is missing */
    int64_t n;
    int64_t *ends;  /* two nodes an edge; -1: none is given */
    int64_t *first; /* n_nodes + 1 starts into at */
    int64_t *at;    /* edges in the order of their rows; those of node v from first[v] on */
} coop__edges;

typedef struct coop__network {
    const coop__entry *node;
    const coop__column *node_id;
    int64_t *node_of_id; /* by code of node_id */
    int64_t n_nodes;
    uint32_t *node_gauges; /* 0: none is given */
    coop__edges segments;
    coop__segment *segment; /* segments.n */
    coop__edges crossings;
    int32_t gauges[COOP__GAUGES_MOST]; /* mm, in order of first appearance */
    int32_t n_gauges;
} coop__network;

/* Reads the network; it lives as long as the arena and the register. NOT_FOUND, TYPE, REFERENCE,
 * CONFLICT, RANGE, FORMAT, LIMIT, MEMORY. */
coop_status coop__network_of(const coop_dataset *data, coop__arena *arena, coop__network *out,
                             coop_error *err);

/* Node by id, -1: none. */
int64_t coop__network_node(const coop__network *network, const char *id, size_t n);

/* The node at the other end; node itself for an edge that returns to it. */
int64_t coop__edges_other(const coop__edges *edges, int64_t edge, int64_t node);

/* The next edge between two nodes, -1: no more. *cursor starts as 0. */
int64_t coop__edges_between(const coop__edges *edges, int64_t a, int64_t b, int64_t *cursor);

/* The segment between two nodes that is preferred (coopstat/rail.h has the rule), -1: none.
 * *n_parallel gets how many there are. */
int64_t coop__network_best(const coop__network *network, int64_t a, int64_t b, int64_t *n_parallel);

/* ---- tables that a register may lack ---- */

/* NOT_FOUND. */
coop_status coop__rail_table(const coop_dataset *data, const char *name, const coop__entry **out,
                             coop_error *err);

/* NOT_FOUND; TYPE for a column of another type. */
coop_status coop__rail_column(const coop__entry *entry, const char *name, coop_type type,
                              const coop__column **out, coop_error *err);

/* Row by code of the code column `id`, -1 for a word that no row has. CONFLICT for one that is
 * there twice. */
coop_status coop__rail_ids(coop__arena *arena, const coop__entry *entry, const coop__column **id,
                           int64_t **row_of_id, coop_error *err);

/* Node by code of a code or set column, -1 for a word that is no node: refused rows leave words
 * behind, so it is the use of one that is a failure. NULL: no memory. */
int64_t *coop__rail_nodes_named(coop__arena *arena, const coop__network *network,
                                const coop__column *column);

/* Words of a code or set cell; none for a missing cell, a column that is NULL, or another type.
 * *one holds a code. */
coop_words coop__rail_words(const coop__column *column, int64_t row, uint32_t *one);

/* The first of them, NULL: none. */
const char *coop__rail_word(const coop__column *column, int64_t row);

#endif
