# record_rail.py -- results of record_rail.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from typing import Optional, Tuple

from .._record import Record, Span


class RailSegment(Record):
    """A row of table rail_segment. A line between two nodes, or a ferry."""

    __slots__ = ("id", "from_id", "to_id", "length_km", "length_alt_km", "gauge_mm", "tracks",
                 "electrified", "mode", "status", "opened", "planned_opening", "cost_minor",
                 "cost_currency", "length_method", "sources", "confidence", "notes",)
    _struct = "coop_rail_segment"
    #: Identifier
    id: Optional[str]
    #: From: id of table rail_node
    from_id: Optional[str]
    #: To: id of table rail_node
    to_id: Optional[str]
    #: Length
    length_km: float
    #: Other published lengths: km, separated by ;
    length_alt_km: Optional[str]
    #: Gauges: from the first node's side; two: dual gauge or a change on the way; empty for
    #: a ferry
    gauge_mm: Optional[Tuple[str, ...]]
    #: Tracks
    tracks: int
    #: Electrified: yes, no or partial
    electrified: Optional[str]
    #: Mode: rail or ferry
    mode: Optional[str]
    #: Status: operating, under_construction or planned
    status: Optional[str]
    #: Opened: open: in service, the year is unknown; empty: not in service
    opened: Optional[Span]
    #: Planned opening
    planned_opening: Optional[Span]
    #: Cost: in hundredths of the money that cost_currency names
    cost_minor: int
    #: Currency of the cost: ISO 4217
    cost_currency: Optional[str]
    #: How the length is known: derived: a published total split by the compilers; estimate:
    #: great circle times a detour factor; recall: from memory
    length_method: Optional[str]
    #: Sources: where it is from; ids of table source
    sources: Optional[Tuple[str, ...]]
    #: Confidence: A stated in a public text that was read; B widely reported, primary
    #: source named; C uncertain, estimated or disputed
    confidence: Optional[str]
    #: Notes
    notes: Optional[str]


class Corridor(Record):
    """A row of table corridor. A named route: a list of nodes in order. Corridors share segments."""

    __slots__ = ("id", "name", "nodes", "kind", "status", "sources", "confidence", "notes",)
    _struct = "coop_corridor"
    #: Identifier
    id: Optional[str]
    #: Name
    name: Optional[str]
    #: Nodes: in order; ids of table rail_node
    nodes: Optional[Tuple[str, ...]]
    #: Kind: international, national or carec
    kind: Optional[str]
    #: Status: operating, under_construction, partly_under_construction, planned or
    #: partly_planned
    status: Optional[str]
    #: Sources: where it is from; ids of table source
    sources: Optional[Tuple[str, ...]]
    #: Confidence: A stated in a public text that was read; B widely reported, primary
    #: source named; C uncertain, estimated or disputed
    confidence: Optional[str]
    #: Notes
    notes: Optional[str]
