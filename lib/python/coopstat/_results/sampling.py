# sampling.py -- results of sampling.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Interval, Record


class IntervalQuestion(Record):
    """What an interval of a share can be asked."""

    __slots__ = ("name", "question", "answered_by",)
    _struct = "coop_interval_question"
    #: "process" or "census"
    name: str
    #: one English sentence, to be printed beside an interval
    question: str
    #: functions whose intervals answer it
    answered_by: str


class WeightedResult(Record):
    """A weighted share with its intervals."""

    __slots__ = ("value", "variance", "n_kish", "n_eff", "n_eff_exact", "wilson", "korn_graubard",
                 "n_used", "n_clusters",)
    _struct = "coop_weighted_result"
    #: weight of the hits over all weight
    value: float
    #: of value: value (1 - value) / n_kish, or by clusters
    variance: float
    #: Kish's effective number of cases, 1 to n_used
    n_kish: float
    #: cases that "wilson" rests on, at most n_used
    n_eff: float
    #: cases that "korn_graubard" rests on, at most n_used
    n_eff_exact: float
    #: Wilson's interval on n_eff cases
    wilson: Interval
    #: Clopper and Pearson's interval on n_eff_exact cases
    korn_graubard: Interval
    #: rows of positive weight
    n_used: int
    #: clusters among them; 0 when rows are independent
    n_clusters: int


class IdentifiedResult(Record):
    """What is known of a share when some outcomes are not."""

    __slots__ = ("worst", "best", "critical", "normal", "wilson",)
    _struct = "coop_identified_result"
    #: hits / n: nothing that is unknown is a hit
    worst: float
    #: (hits + unknown) / n: all of it is
    best: float
    #: C: standard errors by which the bounds are extended
    critical: float
    #: Imbens and Manski's interval as published, cut to [0, 1]
    normal: Interval
    #: the same with Wilson's limits at C in place of C standard errors
    wilson: Interval


class ValueResult(Record):
    """Bounds of a share by value."""

    __slots__ = ("worst", "best", "known_done", "known_total", "n_known", "n_inexact",
                 "n_unknown",)
    _struct = "coop_value_result"
    #: least share that the unknown states and values allow, in [0, 1]
    worst: float
    #: largest
    best: float
    #: value of the done cases whose value is exact
    known_done: float
    #: value of all cases whose state is known and whose value is exact
    known_total: float
    #: cases of known state and exact value
    n_known: int
    #: cases whose value is missing or has highs above it
    n_inexact: int
    #: cases of unknown state
    n_unknown: int
