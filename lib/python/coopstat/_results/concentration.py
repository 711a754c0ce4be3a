# concentration.py -- results of concentration.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from typing import Optional

from .._record import Record


class ConcentrationIndex(Record):
    """An index by name."""

    __slots__ = ("name", "meaning", "origin", "parameter", "usual", "least", "most", "has_parts",
                 "is_inequality",)
    _struct = "coop_concentration_index"
    #: key, e.g. "gini"
    name: str
    #: formula: s is a share of the total, n the number of values
    meaning: str
    #: publication
    origin: str
    #: what the parameter is; None: there is none, and it is not read
    parameter: Optional[str]
    #: the parameter where NaN is given
    usual: float
    #: smallest parameter
    least: float
    #: largest
    most: float
    #: 1: coop_concentration_decompose() takes it
    has_parts: int
    #: 1: 0 for equal values, the same if each value occurs c times
    is_inequality: int


class Concentration(Record):
    """An index with what it was computed from."""

    __slots__ = ("value", "parameter", "total", "mean", "n", "n_zero", "n_distinct",)
    _struct = "coop_concentration"
    #: the index
    value: float
    #: that was used; 0 where the index has none
    parameter: float
    #: sum of all values, rounded once
    total: float
    #: total / n
    mean: float
    #: sum of the weights
    n: int
    #: of these, with value 0
    n_zero: int
    #: distinct values: rows of the state
    n_distinct: int


class ConcentrationParts(Record):
    """Parts of an index over groups."""

    __slots__ = ("total", "within", "between", "rest", "parameter", "n", "n_groups",)
    _struct = "coop_concentration_parts"
    #: the index over all rows = within + between + rest
    total: float
    #: due to differences within groups
    within: float
    #: the index where each member has what stands for its group
    between: float
    #: gini: overlap of the groups, 0 where their ranges do not overlap; atkinson: -within *
    #: between; else 0
    rest: float
    #: that was used; 0 where the index has none
    parameter: float
    #: sum of the weights
    n: int
    #: groups with members
    n_groups: int


class ConcentrationGroup(Record):
    """One group of a decomposition."""

    __slots__ = ("value", "within", "total", "share", "share_n", "n", "is_missing",)
    _struct = "coop_concentration_group"
    #: index among the members; 0 where is_missing
    value: float
    #: what the group adds to coop_concentration_parts.within
    within: float
    #: sum of the members' values
    total: float
    #: of the total of all
    share: float
    #: of the number of all
    share_n: float
    #: sum of the weights
    n: int
    #: 1: no members, or all have 0
    is_missing: int
