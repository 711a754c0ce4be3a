# rail.py -- the rail network of a register: ways, what they rest on, what new lines change, maps.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each function takes a register first. Time is in hours, length in km, cost in USD for one container.
Lists of ids may be texts parted by ';' or any iterables; lists with numbers also mappings.

>>> import coopstat
>>> best = routes(coopstat.open(), "xian", "tashkent", network=Network(open="cku"))[0]
>>> best["nations"]
('CHN', 'KGZ', 'UZB')
"""

import ctypes
from typing import TYPE_CHECKING, Any, Callable, Iterable, Mapping, NamedTuple, Optional, Tuple, Union

from ._arrays import optional, vector
from ._library import Handle, call, fill, integer, lib, listed
from ._results.rail_route import RailAssumptions, RailRange, RouteTimes
from ._run import Writer, running
from ._table import Table

if TYPE_CHECKING:
    from ._dataset import Dataset, Day

Ids = Union[str, Iterable[str], None]
Numbers = Union[Mapping[str, float], Ids]


def _ids(given: Ids) -> Optional[str]:
    return given if given is None or isinstance(given, (str, bytes)) else ";".join(given)


def _number(value: float) -> str:
    text = repr(float(value))
    return text[:-2] if text.endswith(".0") else text


def _numbers(given: Numbers) -> Optional[str]:
    if isinstance(given, Mapping):
        return ";".join("%s=%s" % (name, _number(value)) for name, value in given.items())
    return _ids(given)


def assumption_sets() -> Tuple[RailAssumptions, ...]:
    """What is taken where the register does not say: the built-in sets."""
    return listed(lib.coop_rail_assumption_sets, RailAssumptions)


def _assumptions(given: Union[str, RailAssumptions]) -> RailAssumptions:
    if isinstance(given, RailAssumptions):
        return given
    for one in assumption_sets():
        if one.name == given:
            return one
    raise KeyError("no set of assumptions %r, need one of %s" % (
        given, ", ".join(one.name for one in assumption_sets())))


def assume(name: str, base: Union[str, RailAssumptions] = "default", origin: Optional[str] = None,
           **ranges: Any) -> RailAssumptions:
    """A set of one's own: another one with some ranges (low, typical, high) changed."""
    made = dict(_assumptions(base).to_dict(), name=name)
    if origin is not None:
        made["origin"] = origin
    for member, limits in ranges.items():
        if not isinstance(made.get(member), RailRange):
            raise TypeError("no assumption %r" % member)
        low, typical, high = limits
        made[member] = RailRange(low=float(low), typical=float(typical), high=float(high))
    return RailAssumptions(**made)


class Network(NamedTuple):
    """Which lines are open, and what is assumed of them."""

    #: day; None: the register's own
    as_of: "Day" = None
    #: operating | under_construction (those too) | planned (all) | by_plan
    lines: Optional[str] = None
    #: segments and corridors that are open whatever their status
    open: Ids = None
    #: segments, corridors, nodes and nations that are closed whatever `open` says
    close: Ids = None
    #: a name of assumption_sets(), or a set made by assume()
    assumptions: Union[str, RailAssumptions] = "default"

    def _struct(self, **more: Any) -> Any:
        made = lib.new("coop_route_options", as_of=self.as_of, lines=self.lines,
                       open=_ids(self.open), close=_ids(self.close), **more)
        given = {name: lib.new("coop_rail_range", **value.to_dict())
                 if isinstance(value, RailRange) else value
                 for name, value in _assumptions(self.assumptions).to_dict().items()}
        made.assumptions = ctypes.pointer(lib.new("coop_rail_assumptions", **given))
        return made


class Capacity(NamedTuple):
    """Trains a day where nothing is recorded; None: not known."""

    #: of segments, crossings, and nodes (changes of gauge)
    trains: Numbers = None
    double_track: Optional[int] = 96
    single_track: Optional[int] = 24
    ferry: Optional[int] = None
    border: Optional[int] = None
    change: Optional[int] = None

    def _struct(self, network: Network) -> Any:
        made = lib.new("coop_rail_capacity_options", trains=_numbers(self.trains), **{
            name: -1 if value is None else value for name, value in self._asdict().items()
            if name != "trains"})
        made.network = ctypes.pointer(network._struct())
        return made


class Flow(NamedTuple):
    """Trains a day at most, whether there is no other bottleneck, and what carries or bounds them."""

    trains: int
    is_unique: bool
    parts: Table


def _table(function: Callable[..., int], *arguments: Any) -> Table:
    out = lib.pointer("coop_table")
    call(function, *arguments, out)
    return Table(Handle(out, lib.coop_table_free))


def routes(data: "Dataset", start: str, end: str, by: Optional[str] = None, via: Ids = None,
           n_most: int = 1, network: Network = Network()) -> Table:
    """The best ways from one node to another by time, distance or cost, one row each."""
    return _table(lib.coop_rail_routes, data._open(), lib.text(start), lib.text(end),
                  network._struct(by=by, via=_ids(via), n_most=n_most))


def route_legs(data: "Dataset", start: str, end: str, route: int = 1, by: Optional[str] = None,
               via: Ids = None, network: Network = Network()) -> Table:
    """What one way (1: the best) consists of: lines, ferries, borders, changes of gauge."""
    return _table(lib.coop_rail_route_legs, data._open(), lib.text(start), lib.text(end),
                  network._struct(by=by, via=_ids(via), route=route))


def route_nations(data: "Dataset", start: str, end: str, route: int = 1, by: Optional[str] = None,
                  via: Ids = None, network: Network = Network()) -> Table:
    """The nations that one way crosses, in order, and how far it runs in each."""
    return _table(lib.coop_rail_route_nations, data._open(), lib.text(start), lib.text(end),
                  network._struct(by=by, via=_ids(via), route=route))


def route_times(data: "Dataset", start: str, end: str, route: int = 1, by: Optional[str] = None,
                via: Ids = None, draws: int = 10000, seed: int = 1,
                network: Network = Network()) -> RouteTimes:
    """How the time of one way is distributed when its inputs are drawn from their ranges."""
    return fill(RouteTimes, lib.coop_rail_route_times, data._open(), lib.text(start), lib.text(end),
                network._struct(by=by, via=_ids(via), route=route, n_draws=draws, seed=seed))


def _study(network: Network, places: Numbers, **more: Any) -> Any:
    made = lib.new("coop_rail_study_options", places=_numbers(places), **more)
    made.network = ctypes.pointer(network._struct())
    return made


def weak_points(data: "Dataset", places: Numbers = None, flow_from: Optional[str] = None,
                flow_to: Optional[str] = None, capacity: Capacity = Capacity(),
                network: Network = Network()) -> Table:
    """What happens when a segment, a node or a nation closes, the largest loss first."""
    options = _study(network, places, flow_from=flow_from, flow_to=flow_to)
    options.capacity = ctypes.pointer(capacity._struct(network))
    return _table(lib.coop_rail_weak_points, data._open(), options)


def resilience(data: "Dataset", places: Numbers = None, n_removed: int = 10, replicates: int = 30,
               seed: int = 1, network: Network = Network()) -> Table:
    """How efficiency falls as segments are lost, the most important first, and at random."""
    return _table(lib.coop_rail_resilience, data._open(),
                  _study(network, places, n_removed=n_removed, n_replicates=replicates, seed=seed))


def accessibility(data: "Dataset", places: Numbers = None, form: Optional[str] = None,
                  parameter: float = 0.0, internal_hours: float = 0.0,
                  network: Network = Network()) -> Table:
    """How much each place can reach; form: power | exponential | within."""
    return _table(lib.coop_rail_accessibility, data._open(),
                  _study(network, places, form=form, parameter=parameter,
                         internal_hours=internal_hours))


def line_effects(data: "Dataset", lines: Numbers, places: Numbers = None,
                 value: Optional[str] = None, form: Optional[str] = None, parameter: float = 0.0,
                 internal_hours: float = 0.0, network: Network = Network()) -> Table:
    """What each new line adds to efficiency, hours or accessibility: alone, last, and fairly
    (Shapley). The numbers of lines are the probabilities that they open."""
    return _table(lib.coop_rail_line_effects, data._open(), lib.text(_numbers(lines)),
                  _study(network, places, value=value, form=form, parameter=parameter,
                         internal_hours=internal_hours))


def line_pairs(data: "Dataset", lines: Ids, places: Numbers = None,
               network: Network = Network()) -> Table:
    """Hours between all pairs of places before and after lines open."""
    return _table(lib.coop_rail_line_pairs, data._open(), lib.text(_ids(lines)),
                  _study(network, places))


def capacity(data: "Dataset", start: str, end: str, known: Capacity = Capacity(),
             network: Network = Network()) -> Flow:
    """The most trains a day from one node to another, and the bottlenecks that prove it."""
    out = lib.new("coop_rail_flow")
    call(lib.coop_rail_capacity, data._open(), lib.text(start), lib.text(end),
         known._struct(network), out)
    return Flow(out.trains, out.is_unique != 0, Table(Handle(out.parts, lib.coop_table_free)))


def _map(network: Network, start: Optional[str], end: Optional[str], by: Optional[str], via: Ids,
         n_most: int, box: Optional[Tuple[float, float, float, float]], **more: Any) -> Any:
    west, south, east, north = (0.0, 0.0, 0.0, 0.0) if box is None else box
    made = lib.new("coop_rail_map_options", **{"from": start}, to=end, west=west, south=south,
                   east=east, north=north, **more)
    made.network = ctypes.pointer(network._struct(by=by, via=_ids(via), n_most=n_most))
    return made


def _written(function: Callable[..., int], data: "Dataset", options: Any) -> str:
    writer = Writer()
    call(function, data._open(), options, writer.sink)
    return writer.text()


def map_svg(data: "Dataset", start: Optional[str] = None, end: Optional[str] = None,
            by: Optional[str] = None, via: Ids = None, n_most: int = 1,
            box: Optional[Tuple[float, float, float, float]] = None, title: Optional[str] = None,
            projection: Optional[str] = None, width: int = 0, network: Network = Network()) -> str:
    """The network as SVG, the best ways from start to end in bold. box: west, south, east, north;
    projection: equirectangular | conic."""
    return _written(lib.coop_rail_map_svg, data, _map(
        network, start, end, by, via, n_most, box, title=title, projection=projection,
        width=integer(width, "int32")))


def geojson(data: "Dataset", start: Optional[str] = None, end: Optional[str] = None,
            by: Optional[str] = None, via: Ids = None, n_most: int = 1,
            box: Optional[Tuple[float, float, float, float]] = None,
            network: Network = Network()) -> str:
    """The network as GeoJSON; `route` of a segment numbers the first of the best ways over it."""
    return _written(lib.coop_rail_geojson, data, _map(network, start, end, by, via, n_most, box))


def trip_indicators(trips: Any, is_border: Any = None, km: Any = None, moving_hours: Any = None,
                    stop_hours: Any = None, usd: Any = None, units: Any = None, level: float = 0.95,
                    trimmed: float = 0.1, replicates: int = 2000, seed: int = 1) -> Table:
    """Indicators of CAREC's corridor monitoring from stages of trips, one element a stage; NaN or
    None where a number is missing."""
    number = vector(trips, "int64", "trips")
    records = lib.new("coop_trip_records", n_rows=number.n, trips=number,
                      is_border=optional(is_border, "uint8", "is_border", number.n), **{
                          name: optional(values, "double", name, number.n) for name, values in
                          (("km", km), ("moving_hours", moving_hours), ("stop_hours", stop_hours),
                           ("usd", usd), ("units", units))})
    options = lib.new("coop_trip_options", level=level, trimmed=trimmed, n_replicates=replicates,
                      seed=seed)
    with running() as run:
        options.run = ctypes.pointer(run)
        return _table(lib.coop_trip_indicators, records, options)
