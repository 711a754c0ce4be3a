# shrinkage.py -- rates of a few small groups, and what order of them the data can carry.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups have hits among n, one element a group."""

from typing import Any, List, NamedTuple

from ._arrays import empty, square, vector
from ._library import call, converted, lib
from ._results.shrinkage import ShrinkageRate, ShrinkageResult


class Shrunken(NamedTuple):
    """What is known of all groups together, and of each."""

    total: ShrinkageResult
    rates: List[ShrinkageRate]


class Ranks(NamedTuple):
    """P(group has rank) by group and rank, and P(rate of row > rate of column)."""

    ranks: Any
    ahead: Any


def _groups(hits: Any, n: Any) -> Any:
    first = vector(hits, "int64", "hits")
    return lib.new("coop_shrinkage_groups", hits=first, n=vector(n, "int64", "n", first.n),
                   n_groups=first.n)


def estimate(hits: Any, n: Any, level: float = 0.95) -> Shrunken:
    """Rates of the groups, each drawn towards the mean of all, with intervals."""
    groups = _groups(hits, n)
    out = lib.new("coop_shrinkage_result")
    rates = (lib.struct("coop_shrinkage_rate") * max(groups.n_groups, 1))()
    call(lib.coop_shrinkage_estimate, groups, level, None, out, rates)
    total: Any = converted(out, "coop_shrinkage_result")
    each: List[Any] = [converted(rates[i], "coop_shrinkage_rate") for i in range(groups.n_groups)]
    return Shrunken(total, each)


def ranks(hits: Any, n: Any) -> Ranks:
    """Probability of each rank for each group, and of each group being ahead of each other one."""
    groups = _groups(hits, n)
    size = groups.n_groups
    places, ahead = empty("double", size * size), empty("double", size * size)
    call(lib.coop_shrinkage_ranks, groups, None, places.address, ahead.address)
    return Ranks(square(places, size), square(ahead, size))


def order(hits: Any, n: Any, threshold: float = 0.9) -> Any:
    """Places from 1 (the highest rate), most groups being tied as far as the data tell."""
    groups = _groups(hits, n)
    places = empty("int64", groups.n_groups)
    call(lib.coop_shrinkage_order, groups, threshold, None, places.address, None)
    return places.value()
