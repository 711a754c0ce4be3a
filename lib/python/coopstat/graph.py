# graph.py -- networks as plain numbers: distances, flows, what rests on which link.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes and edges are numbered from 0, weights and capacities are whole numbers, and so ties are
exact. Networks of a register, with gauges and borders, are in coopstat.rail.

>>> with Graph([0, 1, 2], [1, 2, 3], weights=[5, 5, 7]) as line:
...     [int(d) for d in line.distances([0])[0]]
[0, 5, 10, 17]
"""

from typing import Any, NamedTuple, Optional

from ._arrays import Buffer, empty, optional, square, vector
from ._library import Handle, call, integer, lib
from ._results.graph import GraphFlowResult
from ._run import running

#: what distances() puts where there is no path
NO_PATH = -1
#: bits of edge_cut and node_cut of a flow
NEAREST, FARTHEST = 1, 2


class Betweenness(NamedTuple):
    """Of the shortest paths between two others, the share over a node or an edge, summed."""

    nodes: Any
    edges: Any


class CutPoints(NamedTuple):
    """Without which there would be more components, and the number of each node's component."""

    is_bridge: Any
    is_articulation: Any
    component: Any


def _most(buffer: Buffer) -> int:
    return int(buffer.data.max() if hasattr(buffer.data, "max") else max(buffer.data))


def _truths(buffer: Buffer) -> Any:
    values = buffer.value()
    return [value != 0 for value in values] if isinstance(values, list) else values != 0


class Graph:
    """A network of edges, each both ways if not directed. It cannot be changed; threads may share it."""

    def __init__(self, from_nodes: Any, to_nodes: Any, weights: Any = None,
                 n_nodes: Optional[int] = None, directed: bool = False) -> None:
        self._handle: Optional[Handle] = None
        first = vector(from_nodes, "int64", "from_nodes")
        last = vector(to_nodes, "int64", "to_nodes", first.n)
        if n_nodes is None:
            n_nodes = 1 + max((_most(ends) for ends in (first, last) if ends.n), default=-1)
        edges = lib.new("coop_graph_edges", **{
            "n_nodes": n_nodes, "n_edges": first.n, "from": first, "to": last,
            "weights": optional(weights, "int64", "weights", first.n), "is_directed": int(directed)})
        out = lib.pointer("coop_graph")
        call(lib.coop_graph_new, edges, None, out)
        self._handle = Handle(out, lib.coop_graph_free)

    def _open(self) -> Handle:
        if self._handle is None:
            raise ValueError("the graph is closed")
        return self._handle

    def close(self) -> None:
        """Lets go of the graph."""
        self._handle = None

    def __enter__(self) -> "Graph":
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError("a graph cannot be pickled: pickle its edges")

    def __repr__(self) -> str:
        if self._handle is None:
            return "<Graph, closed>"
        return "<Graph of %d nodes and %d edges>" % (self.n_nodes, self.n_edges)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return int(lib.coop_graph_n_nodes(self._open()))

    @property
    def n_edges(self) -> int:
        """Number of edges."""
        return int(lib.coop_graph_n_edges(self._open()))

    def distances(self, sources: Any = None) -> Any:
        """Shortest distances to every node, a row a source (all nodes if none are named); NO_PATH
        where there is none."""
        handle, n = self._open(), self.n_nodes
        given = None if sources is None else vector(sources, "int64", "sources")
        n_rows = n if given is None else given.n
        out = empty("int64", n_rows * n)
        with running() as run:
            call(lib.coop_graph_distances, handle, None if given is None else given.address, n_rows,
                 run, out.address)
        return square(out, n_rows, n)

    def betweenness(self) -> Betweenness:
        """Raw sums over pairs of nodes; ends are not passed (Brandes)."""
        handle = self._open()
        nodes, edges = empty("double", self.n_nodes), empty("double", self.n_edges)
        with running() as run:
            call(lib.coop_graph_betweenness, handle, run, nodes.address, edges.address)
        return Betweenness(nodes.value(), edges.value())

    def cut_points(self) -> CutPoints:
        """Bridges, articulation points and components, without regard to directions."""
        handle = self._open()
        bridges, points = empty("uint8", self.n_edges), empty("uint8", self.n_nodes)
        component = empty("int64", self.n_nodes)
        with running() as run:
            call(lib.coop_graph_cut_points, handle, run, bridges.address, points.address,
                 component.address)
        return CutPoints(_truths(bridges), _truths(points), component.value())

    def flow(self, source: int, sink: int, capacities: Any, node_most: Any = None) -> GraphFlowResult:
        """The largest flow, and the two bottlenecks that prove it (bits NEAREST and FARTHEST)."""
        handle = self._open()
        given = lib.new("coop_graph_flow_input", source=integer(source), sink=integer(sink),
                        capacities=vector(capacities, "int64", "capacities", self.n_edges),
                        node_most=optional(node_most, "int64", "node_most", self.n_nodes))
        flows, edges = empty("int64", self.n_edges), empty("uint8", self.n_edges)
        nodes = empty("uint8", self.n_nodes)
        out = lib.new("coop_graph_flow_result", flows=flows, edge_cut=edges, node_cut=nodes)
        with running() as run:
            call(lib.coop_graph_flow, handle, given, run, out)
        return GraphFlowResult(value=out.value, flows=flows.value(), edge_cut=edges.value(),
                               node_cut=nodes.value(), is_unique=out.is_unique)
