# rail_study.py -- results of rail_study.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


class RailFlow(Record):
    """How many trains a day can go from one node to another."""

    __slots__ = ("trains", "is_unique", "parts",)
    _struct = "coop_rail_flow"
    #: a day, at most
    trains: int
    #: 1: there is no other bottleneck
    is_unique: int
    #: returned, free with coop_table_free: columns kind (segment, border, gauge_change),
    #: id, from, to, gauge_mm (not of borders and changes), trains (capacity), flow,
    #: in_nearest and in_farthest: it belongs to the bottleneck nearest to the start, or to
    #: the end. Parts that carry nothing and are in none are left out
    parts: int
