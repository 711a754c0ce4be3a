/* coopstat/graph.h -- networks as plain numbers: distances, flows, what rests on which link.
 *
 * Rules common to the header:
 * - Nodes and edges are numbered from 0. Weights and capacities are whole numbers (minutes, metres,
 *   cents, trains), so that ties are exact and results the same on every machine, in every bit.
 * - Edges may be parallel or lead back to their own node. An undirected edge can be travelled both
 *   ways, each way with its own capacity.
 * - No function is recursive: a line of a million nodes is as safe as a star.
 * - A graph is immutable and may be read by any number of threads.
 * Networks of a register, with gauges and borders, are in coopstat/rail_route.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_GRAPH_H
#define COOP_GRAPH_H

#include <coopstat/base.h>

COOP_BEGIN

/** A graph; made by coop_graph_new(). */
typedef struct coop_graph coop_graph;

/** Edges of a graph to be. Arrays are borrowed. The layout is frozen. */
typedef struct coop_graph_edges {
    int64_t n_nodes;        /**< 0 to 2e9 */
    int64_t n_edges;        /**< 0 to 1e9 */
    const int64_t *from;    /**< nodes, 0 to n_nodes - 1 */
    const int64_t *to;      /**< nodes */
    const int64_t *weights; /**< each 1 or more; NULL: all 1 */
    int32_t is_directed;    /**< 0: each edge leads both ways */
} coop_graph_edges;

/**
 * A graph of edges.
 *
 * @param edges Read only, copied.
 * @param run   Where memory comes from; its allocator must live as long as the graph. NULL: the C
 *              library.
 * @param out   Free with coop_graph_free.
 * @param err   May be NULL.
 * @return COOP_OK, also without nodes; COOP_RANGE for a count, node or weight out of range, which
 *         the message names with its edge; COOP_LIMIT when the longest path that could be (the sum
 *         of the weights, or the largest times n_nodes - 1 if that is less) times n_nodes passes
 *         2^63; COOP_ARGUMENT for NULL; COOP_MEMORY.
 * Cost: O(nodes + edges); 12 bytes a node and 16 an edge and direction.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_graph_new(const coop_graph_edges *edges, const coop_run *run, coop_graph **out,
               coop_error *err);

/** Frees a graph; NULL is allowed. */
COOP_API void coop_graph_free(coop_graph *graph);

/** Number of nodes. */
COOP_API int64_t coop_graph_n_nodes(const coop_graph *graph);

/** Number of edges. */
COOP_API int64_t coop_graph_n_edges(const coop_graph *graph);

/** What coop_graph_distances() puts where there is no path. */
#define COOP_GRAPH_NO_PATH (-1)

/**
 * Shortest distances from each of some sources to every node.
 *
 * @param graph     Read only.
 * @param sources   Nodes; NULL: all of them, in order.
 * @param n_sources Length of sources, 0 or more; not read where that is NULL.
 * @param run       Where scratch memory comes from; NULL: the C library.
 * @param out       n_sources rows of n_nodes distances; COOP_GRAPH_NO_PATH where there is none.
 * @param err       May be NULL.
 * @return COOP_OK; COOP_RANGE for a source or their number out of range; COOP_ARGUMENT;
 *         COOP_MEMORY.
 * Cost: O(edges log edges) a source, some 50 ns a node on a road network; scratch of 8 bytes an
 * edge and direction. Dijkstra 1959, doi:10.1007/BF01386390.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_graph_distances(const coop_graph *graph, const int64_t *sources, int64_t n_sources,
                     const coop_run *run, int64_t *out, coop_error *err);

/**
 * Betweenness: of the shortest paths between two nodes the share that passes a node or an edge,
 * summed over all pairs; ends are not passed. Raw sums: in an undirected graph each pair counts
 * once, in a directed one each ordered pair.
 *
 * @param graph Read only.
 * @param run   Where scratch memory comes from; NULL: the C library.
 * @param nodes n_nodes values; NULL: not wanted.
 * @param edges n_edges values; NULL: not wanted. Parallel edges of equal weight are paths apart.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_LIMIT when there are more than 2^64 - 1 shortest paths between two nodes;
 *         COOP_ARGUMENT; COOP_MEMORY.
 * Path counts are whole numbers, and so exact; their quotients are doubles, added in one order.
 * Cost: O(nodes edges log edges). Brandes 2001, J Math Sociol 25:163-177,
 * doi:10.1080/0022250X.2001.9990249.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_graph_betweenness(const coop_graph *graph, const coop_run *run, double *nodes, double *edges,
                       coop_error *err);

/**
 * Edges (bridges) and nodes (articulation points) without which there would be more components.
 * Directions are not regarded; a parallel edge saves its twin.
 *
 * @param graph           Read only.
 * @param run             Where scratch memory comes from; NULL: the C library.
 * @param is_bridge       n_edges bytes, 0 or 1; NULL: not wanted.
 * @param is_articulation n_nodes bytes, 0 or 1; NULL: not wanted.
 * @param component       n_nodes numbers of components, from 0 in the order of their first nodes;
 *                        NULL: not wanted.
 * @param err             May be NULL.
 * @return COOP_OK; COOP_ARGUMENT; COOP_MEMORY.
 * Cost: O(nodes + edges). Hopcroft & Tarjan 1973, doi:10.1145/362248.362272.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_graph_cut_points(const coop_graph *graph, const coop_run *run, uint8_t *is_bridge,
                      uint8_t *is_articulation, int64_t *component, coop_error *err);

/** What can flow at most. The layout is frozen. */
typedef struct coop_graph_flow_input {
    int64_t source;             /**< a node */
    int64_t sink;               /**< another node */
    const int64_t *capacities;  /**< n_edges, each 0 or more; 0 is as good as no edge */
    const int64_t *node_most;   /**< n_nodes capacities, 0 or more; those of source and sink are not
                                     regarded; NULL: nodes have no bound */
} coop_graph_flow_input;

/** Bits of a cut: coop_graph_flow_result.edge_cut and node_cut. */
enum {
    COOP_CUT_NEAREST = 1, /**< in the bottleneck nearest to the source */
    COOP_CUT_FARTHEST = 2 /**< in the one nearest to the sink */
};

/** A largest flow, and the two bottlenecks that prove it. */
typedef struct coop_graph_flow_result {
    size_t struct_size; /**< sizeof(coop_graph_flow_result), set by the caller */
    int64_t value;      /**< the flow; 0 where the sink cannot be reached */
    int64_t *flows;     /**< set by the caller: n_edges net flows, from `from` to `to`; NULL: not
                             wanted */
    uint8_t *edge_cut;  /**< set by the caller: n_edges bytes of COOP_CUT_ bits; NULL: not wanted */
    uint8_t *node_cut;  /**< set by the caller: n_nodes bytes; NULL: not wanted */
    int32_t is_unique;  /**< 1: both bottlenecks are one, and there is no other */
} coop_graph_flow_result;

/**
 * Largest flow from one node to another.
 *
 * The bottleneck nearest to the source leaves on its side the nodes that the source can still send
 * more to; the one nearest to the sink leaves on the sink's side those that can still send more to
 * it. The capacities of either add up to the flow: that is the proof, and it is checked.
 *
 * @param graph Read only; its weights are not regarded.
 * @param input What flows; read only.
 * @param run   Where scratch memory comes from; NULL: the C library.
 * @param out   struct_size and the three arrays set by the caller; filled on success.
 * @param err   May be NULL.
 * @return COOP_OK; COOP_RANGE for a node or capacity out of range, or source = sink; COOP_LIMIT
 *         when the capacities of all edges add up to more than 2^62 - 1; COOP_ARGUMENT;
 *         COOP_MEMORY; COOP_INTERNAL if a bottleneck should not prove the flow.
 * Cost: O(nodes^2 edges) at worst, on road networks about 0.3 microseconds a node. Dinic 1970;
 * Ford & Fulkerson 1956, doi:10.4153/CJM-1956-045-5.
 */
COOP_API COOP_MUST_CHECK coop_status
coop_graph_flow(const coop_graph *graph, const coop_graph_flow_input *input, const coop_run *run,
                coop_graph_flow_result *out, coop_error *err);

COOP_END
#endif
