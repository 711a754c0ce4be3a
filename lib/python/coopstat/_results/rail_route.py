# rail_route.py -- results of rail_route.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


class RailRange(Record):
    """A number with its range: low <= typical <= high. A typical of -1: not assumed, so that what
    needs it and has no record is missing."""

    __slots__ = ("low", "typical", "high",)
    _struct = "coop_rail_range"
    low: float
    typical: float
    high: float


class RailAssumptions(Record):
    """What is taken where the register does not say. Copy a set, change it, and give it a name."""

    __slots__ = ("name", "origin", "kmh_double_electric", "kmh_double", "kmh_single_electric",
                 "kmh_single", "kmh_ferry", "ferry_hours", "border_hours", "change_hours",
                 "usd_per_km", "border_usd", "change_usd",)
    _struct = "coop_rail_assumptions"
    #: shown in results
    name: str
    #: where the numbers are from, in English
    origin: str
    #: speed on two electrified tracks, without borders; 1 to 1000 km/h; not -1
    kmh_double_electric: "RailRange"
    #: on two tracks
    kmh_double: "RailRange"
    #: on one track, or an unknown number, electrified
    kmh_single_electric: "RailRange"
    #: on any other
    kmh_single: "RailRange"
    #: on ferries
    kmh_ferry: "RailRange"
    #: loading, waiting, unloading of a ferry; 0 to 10000
    ferry_hours: "RailRange"
    #: at a border without record; 0 to 10000
    border_hours: "RailRange"
    #: change of gauge away from borders with record
    change_hours: "RailRange"
    #: 0 to 1000000
    usd_per_km: "RailRange"
    #: at each border
    border_usd: "RailRange"
    #: change of gauge without record
    change_usd: "RailRange"


class RouteTimes(Record):
    """How the time of a way is distributed, in hours."""

    __slots__ = ("mean", "p10", "median", "p90", "low", "high", "n_draws",)
    _struct = "coop_route_times"
    #: of the draws
    mean: float
    #: in one of ten draws it is this or less
    p10: float
    #: half of the draws
    median: float
    #: nine of ten
    p90: float
    #: the least that the ranges allow
    low: float
    #: the most
    high: float
    #: draws
    n_draws: int
