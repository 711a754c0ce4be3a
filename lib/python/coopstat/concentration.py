# concentration.py -- how unequally a total is spread.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Indices of concentration and inequality, their parts, and the Lorenz curve."""

import math
from typing import Any, List, NamedTuple, Tuple

from ._arrays import empty, optional, vector
from ._library import call, converted, fill, lib, listed
from ._results.concentration import (Concentration, ConcentrationGroup, ConcentrationIndex,
                                     ConcentrationParts)


class Parts(NamedTuple):
    """An index within groups and between them, and what each group adds."""

    total: ConcentrationParts
    groups: List[ConcentrationGroup]


class Lorenz(NamedTuple):
    """Points of the Lorenz curve: share in number, share in the total."""

    share_n: Any
    share: Any


class State(NamedTuple):
    """Ascending distinct values with their weights: what merge() joins in any order."""

    values: Any
    weights: Any


def indices() -> Tuple[ConcentrationIndex, ...]:
    """Indices by name: hhi, gini, theil_t and others, with formula, origin and parameter."""
    return listed(lib.coop_concentration_indices, ConcentrationIndex)


def _data(values: Any, weights: Any) -> Any:
    first = vector(values, "double", "values")
    return lib.new("coop_concentration_data", values=first, n=first.n,
                   weights=optional(weights, "int64", "weights", first.n))


def index(values: Any, name: str, parameter: float = math.nan, weights: Any = None) -> Concentration:
    """One index of indices(); parameter: k of cr, alpha of ge, epsilon of atkinson.

    >>> index([1, 2, 3, 4], "gini").value
    0.25
    """
    return fill(Concentration, lib.coop_concentration_value, _data(values, weights), lib.text(name),
                parameter, None)


def gini(values: Any, weights: Any = None) -> float:
    """Gini's index of inequality."""
    return index(values, "gini", weights=weights).value


def hhi(values: Any, weights: Any = None) -> float:
    """Herfindahl and Hirschman's index of concentration: the sum of squared shares."""
    return index(values, "hhi", weights=weights).value


def decompose(values: Any, groups: Any, name: str, parameter: float = math.nan,
              weights: Any = None) -> Parts:
    """An index as a part within groups (one number from 0 on a row) and a part between them."""
    data = _data(values, weights)
    of = vector(groups, "int64", "groups", data.n)
    n = int(max(of.data, default=0)) + 1
    if not 1 <= n <= 1_000_000:
        raise ValueError("groups: numbers from 0 to 999999 are wanted")
    split = lib.new("coop_concentration_split", groups=of, n_groups=n, index=name,
                    parameter=parameter)
    out = lib.new("coop_concentration_parts")
    parts = (lib.struct("coop_concentration_group") * max(n, 1))()
    call(lib.coop_concentration_decompose, data, split, None, out, parts)
    total: Any = converted(out, "coop_concentration_parts")
    each: List[Any] = [converted(parts[i], "coop_concentration_group") for i in range(n)]
    return Parts(total, each)


def lorenz(values: Any, weights: Any = None) -> Lorenz:
    """What share of the total the poorest share of all has."""
    data = _data(values, weights)
    x, y, n = empty("double", data.n + 1), empty("double", data.n + 1), empty("int64", 1)
    call(lib.coop_concentration_lorenz, data, None, x.address, y.address, n.address)
    count = int(n.data[0])
    return Lorenz(x.value(count), y.value(count))


def state(values: Any, weights: Any = None) -> State:
    """Distinct values with the sum of their weights: what shards send to each other."""
    given = vector(values, "double", "values")
    kept, counts, n = empty("double", given.n), empty("int64", given.n), empty("int64", 1)
    kept.data[:] = given.data
    counts.data[:] = vector([1] * given.n if weights is None else weights, "int64", "weights",
                            given.n).data
    n.data[0] = given.n
    call(lib.coop_concentration_state, kept.address, counts.address, n.address)
    return State(kept.value(int(n.data[0])), counts.value(int(n.data[0])))


def merge(a: State, b: State) -> State:
    """Joins two states; index() of the result is that of all the rows."""
    left, right = _data(*a), _data(*b)
    values, weights = empty("double", left.n + right.n), empty("int64", left.n + right.n)
    n = empty("int64", 1)
    call(lib.coop_concentration_merge, left, right, values.address, weights.address, n.address)
    return State(values.value(int(n.data[0])), weights.value(int(n.data[0])))
