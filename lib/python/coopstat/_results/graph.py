# graph.py -- results of graph.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from typing import Any

from .._record import Record


class GraphFlowResult(Record):
    """A largest flow, and the two bottlenecks that prove it."""

    __slots__ = ("value", "flows", "edge_cut", "node_cut", "is_unique",)
    _struct = "coop_graph_flow_result"
    #: the flow; 0 where the sink cannot be reached
    value: int
    #: set by the caller: n_edges net flows, from `from` to `to`; None: not wanted
    flows: Any
    #: set by the caller: n_edges bytes of COOP_CUT_ bits; None: not wanted
    edge_cut: Any
    #: set by the caller: n_nodes bytes; None: not wanted
    node_cut: Any
    #: 1: both bottlenecks are one, and there is no other
    is_unique: int
