# forecast.py -- results of forecast.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from typing import Any

from .._record import Record


class Completions(Record):
    """The law of how many items will be completed. Made by the library and read only; the array
    lives until coop_completions_free()."""

    __slots__ = ("law", "n_items", "n_draws", "mean", "variance", "variance_between", "level",
                 "low", "high",)
    _struct = "coop_completions"
    #: P(exactly k are completed) for k = 0 .. n_items
    law: Any
    #: as given
    n_items: int
    #: as given
    n_draws: int
    #: expected count
    mean: float
    #: of the count, that between draws included
    variance: float
    #: of the expected count between draws: what is not known of the curve; 0 with one draw
    variance_between: float
    #: as given
    level: float
    #: the largest with P(count < low) at most (1 - level) / 2
    low: int
    #: the smallest with P(count > high) at most (1 - level) / 2
    high: int


class ForecastScore(Record):
    """How good forecasts were. brier = reliability - resolution + uncertainty + within."""

    __slots__ = ("brier", "reliability", "resolution", "uncertainty", "within", "expected",
                 "observed", "n_items",)
    _struct = "coop_forecast_score"
    #: mean of (chance - outcome)^2: 0 is perfect, 1 always wrong
    brier: float
    #: mean of (mean chance - share)^2 over bins by their items: 0 is best
    reliability: float
    #: mean of (share - share of all)^2: how far bins differ; large is good
    resolution: float
    #: q (1 - q) of the share q of all: the score of always saying q
    uncertainty: float
    #: what chances differ inside bins; 0 where those of a bin are equal
    within: float
    #: sum of the chances
    expected: float
    #: outcomes that came about
    observed: int
    #: as given
    n_items: int


class ForecastBin(Record):
    """A bin of the calibration table."""

    __slots__ = ("from_", "to", "chance", "share", "low", "high", "hits", "n",)
    _struct = "coop_forecast_bin"
    #: chances from here
    from_: float
    #: up to, but not with, this; the last bin has 1 too
    to: float
    #: mean of the chances; NaN without items, as the three below
    chance: float
    #: of the items, those that came about
    share: float
    #: Wilson's limits of the share
    low: float
    #: a bin is well calibrated if chance lies between them
    high: float
    #: items that came about
    hits: int
    #: items
    n: int
