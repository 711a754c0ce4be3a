# forecast.py -- how many of the open agreements will be completed, and how good forecasts were.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chances of open items by a curve, the exact law of their count, scores of past forecasts."""

from typing import Any, List, NamedTuple, Optional

from ._arrays import empty, matrix, optional, square, vector
from ._library import Handle, call, converted, integer, lib
from ._record import Interval
from ._results.forecast import ForecastBin, ForecastScore


class Draws(NamedTuple):
    """Curves as they might be too: one row a draw, one column a time."""

    survival: Any
    incidence: Any


class Score(NamedTuple):
    """How good forecasts were, and the calibration table."""

    total: ForecastScore
    bins: List[ForecastBin]


def chances(times: Any, survival: Any, ages: Any, horizon: float, incidence: Any = None,
            end: Optional[float] = None) -> Interval:
    """Chance of each open item (of an age) to be completed by the horizon, with what is not known.

    times, survival and incidence are a curve; end: the last time it speaks of, else the last of times.
    """
    at = vector(times, "double", "times")
    last = float(at.data[at.n - 1]) if end is None and at.n else (0.0 if end is None else end)
    curve = lib.new("coop_forecast_curve", times=at, n_times=at.n, end=last,
                    survival=vector(survival, "double", "survival", at.n),
                    incidence=optional(incidence, "double", "incidence", at.n))
    of = vector(ages, "double", "ages")
    items = lib.new("coop_forecast_open", ages=of, n_items=of.n, horizon=horizon)
    low, high = empty("double", of.n), empty("double", of.n)
    call(lib.coop_forecast_chances, curve, items, low.address, high.address)
    return Interval(low.value(), high.value())


def draws(times: Any, at_risk: Any, completed: Any, n_draws: int, ended: Any = None,
          seed: int = 1) -> Draws:
    """Draws of what is not known of a curve, given the counts that it was estimated from."""
    at = vector(times, "double", "times")
    counts = lib.new("coop_forecast_counts", times=at, n_times=at.n,
                     at_risk=vector(at_risk, "double", "at_risk", at.n),
                     completed=vector(completed, "double", "completed", at.n),
                     ended=optional(ended, "double", "ended", at.n))
    n = integer(n_draws)
    if not 1 <= n <= 1_000_000:
        raise ValueError("n_draws is %d, need 1 to 1000000" % n)
    survival, incidence = empty("double", n * at.n), empty("double", n * at.n)
    call(lib.coop_forecast_draws, counts, n, integer(seed, "uint64"), survival.address,
         incidence.address)
    return Draws(square(survival, n, at.n), square(incidence, n, at.n))


class Completions:
    """The law of how many items will be completed."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        of = handle.pointer.contents
        made: Any = converted(of, "coop_completions", {"law": of.n_items + 1})
        #: P(exactly k) for k = 0, 1, ...
        self.law: Any = made.law
        self.n_items: int = made.n_items
        self.mean: float = made.mean
        self.variance: float = made.variance
        self.variance_between: float = made.variance_between
        self.level: float = made.level
        self.low: int = made.low
        self.high: int = made.high

    def __repr__(self) -> str:
        return "<Completions: %.1f of %d expected, %d to %d>" % (self.mean, self.n_items, self.low,
                                                                self.high)

    def at_least(self, count: int) -> float:
        """P(count or more are completed)."""
        out = empty("double", 1)
        call(lib.coop_completions_at_least, self._handle, integer(count), out.address)
        return float(out.data[0])

    def rate_at_least(self, done: int, total: int, claimed: float) -> float:
        """P((done + completed) / total reaches what is claimed)."""
        out = empty("double", 1)
        call(lib.coop_completions_rate_at_least, self._handle, integer(done),
             integer(total), claimed, out.address)
        return float(out.data[0])


def completions(chances: Any, level: float = 0.9) -> Completions:
    """The exact law of the number completed; chances: one an item, or rows of them, one a draw.

    >>> completions([0.5, 0.5]).at_least(1)
    0.75
    """
    is_matrix = len(chances) > 0 and hasattr(chances[0], "__len__")
    flat, n_draws, n_items = matrix(chances if is_matrix else [list(chances)], "double", "chances")
    items = lib.new("coop_forecast_items", chances=flat, n_items=n_items, n_draws=n_draws)
    out = lib.pointer("coop_completions")
    call(lib.coop_completions_fit, items, level, None, out)
    return Completions(Handle(out, lib.coop_completions_free))


def score(chances: Any, outcomes: Any, n_bins: int = 10, level: float = 0.95) -> Score:
    """The Brier score of past forecasts with its parts, and the calibration table."""
    said = vector(chances, "double", "chances")
    n = integer(n_bins)
    if not 1 <= n <= 1000:
        raise ValueError("n_bins is %d, need 1 to 1000" % n)
    past = lib.new("coop_forecast_past", chances=said, n_items=said.n, n_bins=n, level=level,
                   outcomes=vector(outcomes, "uint8", "outcomes", said.n))
    out, bins = lib.new("coop_forecast_score"), (lib.struct("coop_forecast_bin") * n)()
    call(lib.coop_forecast_score_past, past, out, bins)
    total: Any = converted(out, "coop_forecast_score")
    each: List[Any] = [converted(piece, "coop_forecast_bin") for piece in bins]
    return Score(total, each)
