# sampling.py -- shares that are no plain counts: samples of a list, weights, unknown outcomes.
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sample from a list of known length, cases of unequal weight, cases of unknown outcome."""

import math
from typing import Any, Optional, Tuple

from ._arrays import optional, vector
from ._library import call, fill, integer, lib, listed
from ._record import Interval
from ._results.proportion import IntervalMethod
from ._results.sampling import IdentifiedResult, IntervalQuestion, ValueResult, WeightedResult


def questions() -> Tuple[IntervalQuestion, ...]:
    """What an interval of a share can be asked."""
    return listed(lib.coop_interval_questions, IntervalQuestion)


def census_methods() -> Tuple[IntervalMethod, ...]:
    """Methods of census()."""
    return listed(lib.coop_census_methods, IntervalMethod)


def census(hits: int, n: int, population: int, method: Optional[str] = None,
           level: float = 0.95) -> Interval:
    """Limits of the share in a whole list, of which n cases were looked at at random."""
    out = lib.new("coop_interval")
    call(lib.coop_census_interval, lib.text(method), integer(hits), integer(n), integer(population),
         level, out)
    return Interval(out.low, out.high)


def weighted(hits: Any, weights: Any = None, clusters: Any = None,
             level: float = 0.95) -> WeightedResult:
    """Share of hits (1 or 0 a row) by weight, with limits that allow for weights and clusters."""
    flags = vector(hits, "uint8", "hits")
    sample = lib.new("coop_weighted_sample", hits=flags, n_rows=flags.n,
                     weights=optional(weights, "double", "weights", flags.n),
                     clusters=optional(clusters, "int64", "clusters", flags.n))
    return fill(WeightedResult, lib.coop_weighted_proportion, sample, level, None)


def identified(hits: int, unknown: int, n: int, level: float = 0.95) -> IdentifiedResult:
    """Bounds of a share when the outcome of some cases is unknown, and intervals for the share."""
    return fill(IdentifiedResult, lib.coop_identified_interval, integer(hits), integer(unknown),
                integer(n), level)


def value_bounds(values: Any, states: Any, highs: Any = None, is_missing: Any = None,
                 missing_low: float = 0.0, missing_high: float = math.inf) -> ValueResult:
    """Bounds of the share of value that is done; states: 0 not done, 1 done, 2 unknown."""
    known = vector(values, "double", "values")
    sample = lib.new("coop_valued_sample", values=known, n_rows=known.n,
                     states=vector(states, "uint8", "states", known.n),
                     highs=optional(highs, "double", "highs", known.n),
                     is_missing=optional(is_missing, "uint8", "is_missing", known.n),
                     missing_low=missing_low, missing_high=missing_high)
    return fill(ValueResult, lib.coop_value_bounds, sample)
