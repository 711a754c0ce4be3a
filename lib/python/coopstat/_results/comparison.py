# comparison.py -- results of comparison.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


class ComparisonMethod(Record):
    """A method for the interval of a comparison."""

    __slots__ = ("name", "meaning", "origin", "measure",)
    _struct = "coop_comparison_method"
    #: key used in calls, e.g. "newcombe"
    name: str
    #: one English sentence
    meaning: str
    #: the paper it comes from
    origin: str
    #: what estimate and limits are in
    measure: int


class Comparison(Record):
    """An estimate with its limits."""

    __slots__ = ("estimate", "low", "high",)
    _struct = "coop_comparison"
    #: the observed difference, ratio or odds ratio; may be INFINITY
    estimate: float
    #: lower limit
    low: float
    #: upper limit; INFINITY when no value is too large
    high: float


class FisherResult(Record):
    """What the exact test of a 2x2 table says."""

    __slots__ = ("p", "p_less", "p_greater", "p_mid", "odds_ratio", "low", "high", "p_is_bound",)
    _struct = "coop_fisher_result"
    #: two-sided: tables that are as likely as this one, or less
    p: float
    #: one-sided, against an odds ratio below 1
    p_less: float
    #: one-sided, against an odds ratio above 1
    p_greater: float
    #: two-sided, this table counted by half
    p_mid: float
    #: conditional maximum likelihood, 0 to INFINITY; NaN: see below
    odds_ratio: float
    #: lower limit of the exact interval, 0 when a or d is 0
    low: float
    #: upper limit, INFINITY when b or c is 0
    high: float
    #: 1: a p is below the smallest normal double, which stands in for it
    p_is_bound: int


class McnemarResult(Record):
    """What the exact test of paired shares says."""

    __slots__ = ("p", "p_mid", "p_is_bound",)
    _struct = "coop_mcnemar_result"
    #: two-sided: twice the smaller binomial tail, at most 1
    p: float
    #: two-sided, the outcomes as likely as this one counted by half
    p_mid: float
    #: 1: a p is below the smallest normal double, which stands in for it
    p_is_bound: int
