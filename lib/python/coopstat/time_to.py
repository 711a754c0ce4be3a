# time_to.py -- from the register: how long it takes until what was agreed is carried out.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time to completion, delays, expected completions and back-tests, revisions between vintages. A
library that does not have them gives an UnsupportedError."""

import ctypes
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Tuple

from ._library import Handle, call, converted, later, lib
from ._table import Table

if TYPE_CHECKING:
    from ._dataset import Dataset, Day


class Fit(NamedTuple):
    """Times to completion: a row a group, the curves by group, and tests whether groups differ."""

    groups: Table
    curves: Table
    tests: Any


class Backtest(NamedTuple):
    """What forecasts of earlier days said against what came, and how good they were."""

    days: Table
    score: Any


class Revision(NamedTuple):
    """What changed between two vintages: parts that add up, and the agreements that changed."""

    parts: Table
    changes: Table


def _options(data: "Dataset", options: Any) -> Tuple[Handle, Any]:
    return data._open(), lib.new("coop_time_options", **{
        {"table": "from"}.get(name, name): value for name, value in options.items()})


def _taken(pointer: Any) -> Table:
    return Table(Handle(pointer, lib.coop_table_free))


def fit(data: "Dataset", **options: Any) -> Fit:
    """Time to completion by group; options: table, where, by, as_of, as_known, start, end, completed,
    cancelled, cancelled_on, days (first | middle | last), limits, level."""
    function = later("coop_survival_fit")
    handle, how = _options(data, options)
    groups, curves = lib.pointer("coop_table"), lib.pointer("coop_table")
    tests = lib.new("coop_time_tests")
    call(function, handle, how, groups, curves, tests)
    return Fit(_taken(groups), _taken(curves), converted(tests, "coop_time_tests"))


def delay(data: "Dataset", **options: Any) -> Table:
    """Delay and slippage by group; options as fit(), and due."""
    function = later("coop_delay_fit")
    handle, how = _options(data, options)
    out = lib.pointer("coop_table")
    call(function, handle, how, out)
    return _taken(out)


def _expectation(how: Any, horizon: int, claimed: float, level: float, draws: int, seed: int,
                 known_then: bool = False) -> Any:
    out = lib.new("coop_expectation_options", horizon=horizon, claimed=claimed, level=level,
                  draws=draws, seed=seed, known_then=int(known_then))
    out.time = ctypes.pointer(how)
    return out


def expect(data: "Dataset", horizon: int, claimed: float = 0.0, level: float = 0.9, draws: int = 0,
           seed: int = 1, **options: Any) -> Any:
    """How many of the open rows will be completed in `horizon` days, with what is not known of it."""
    function = later("coop_completions_expect")
    handle, how = _options(data, options)
    out = lib.new("coop_expectation")
    call(function, handle, _expectation(how, horizon, claimed, level, draws, seed), out)
    return converted(out, "coop_expectation")


def backtest(data: "Dataset", vintages: str, horizon: int, level: float = 0.9, draws: int = 0,
             seed: int = 1, known_then: bool = False, **options: Any) -> Backtest:
    """What the same forecast would have said on earlier days ("2015/2020 by year"), against what
    came."""
    function = later("coop_completions_backtest")
    handle, how = _options(data, options)
    out, score = lib.pointer("coop_table"), lib.new("coop_forecast_score")
    call(function, handle, _expectation(how, horizon, 0.0, level, draws, seed, known_then),
         lib.text(vintages), out, score)
    return Backtest(_taken(out), converted(score, "coop_forecast_score"))


def revision(before: "Dataset", after: Optional["Dataset"] = None, where: Optional[str] = None,
             as_of: "Day" = None, known_before: "Day" = None, known_after: "Day" = None) -> Revision:
    """What changed from one vintage to another, of one register or of two."""
    function = later("coop_revision_between")
    how = lib.new("coop_revision_options", where=where, as_of=as_of, known_before=known_before,
                  known_after=known_after)
    parts, changes = lib.pointer("coop_table"), lib.pointer("coop_table")
    call(function, before._open(), None if after is None else after._open(), how, parts, changes)
    return Revision(_taken(parts), _taken(changes))
