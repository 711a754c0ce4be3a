# survival.py -- results of survival.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


class SurvivalMethod(Record):
    """A method by name: of limits, of a variance, of a test."""

    __slots__ = ("name", "meaning", "origin",)
    _struct = "coop_survival_method"
    #: key used in options, e.g. "log-log"
    name: str
    #: one English sentence
    meaning: str
    #: the paper it comes from
    origin: str


class LifeSummary(Record):
    """What a table holds."""

    __slots__ = ("cases", "events", "censored", "first_time", "last_time", "n_rows", "n_times",
                 "n_empty", "n_lost",)
    _struct = "coop_life_summary"
    #: sum of weights
    cases: float
    #: of any cause
    events: float
    #: cases - events
    censored: float
    #: least time of an event or censoring; NaN without cases
    first_time: float
    #: greatest; NaN without cases
    last_time: float
    #: cases given with a weight above 0
    n_rows: int
    #: distinct times of events or censorings
    n_times: int
    #: times at which all at risk had left and others entered later
    n_empty: int
    #: times of events or censorings after survival fell to 0. Above 0 the curve says
    #: little: few were at risk early and all of them ended. Start it later, by leaving out
    #: those early cases
    n_lost: int


class SurvivalQuantile(Record):
    """A time by which a share of the cases has ended."""

    __slots__ = ("value", "low", "high",)
    _struct = "coop_survival_quantile"
    #: infinity: not reached within the follow-up
    value: float
    #: lower limit, at most value
    low: float
    #: upper limit; infinity where the upper curve does not come down so far
    high: float


class SurvivalMean(Record):
    """Mean time up to a limit."""

    __slots__ = ("value", "std_error", "extended",)
    _struct = "coop_survival_mean"
    #: mean of the lesser of time and tau
    value: float
    #: of it
    std_error: float
    #: part of tau beyond the last time, where survival was taken to stay as it was last: 0
    #: when all is observed, and when survival came to 0
    extended: float


class SurvivalTest(Record):
    """Outcome of a test of equal curves."""

    __slots__ = ("statistic", "p", "df", "n_times",)
    _struct = "coop_survival_test"
    #: chi-square
    statistic: float
    #: of it; never below 2.2e-308: read that as "less than"
    p: float
    #: groups that can be compared, less 1 (fewer where strata part them)
    df: int
    #: times of events, counted in each stratum
    n_times: int


class SurvivalPart(Record):
    """One group of a test, over all strata."""

    __slots__ = ("observed", "expected", "variance",)
    _struct = "coop_survival_part"
    #: events, each times its weight
    observed: float
    #: the same, were all groups alike
    expected: float
    #: of observed - expected
    variance: float


class SurvivalExact(Record):
    """Outcome of the exact test."""

    __slots__ = ("difference", "p", "p_less", "p_greater", "n_ways", "n_extreme",)
    _struct = "coop_survival_exact"
    #: observed - expected events of group a: above 0, a ends sooner
    difference: float
    #: two-sided: share of allotments with |difference| as large or larger
    p: float
    #: share with a difference this small or smaller
    p_less: float
    #: share with a difference this large or larger
    p_greater: float
    #: allotments of the cases to groups of these sizes
    n_ways: int
    #: of them, those counted in p
    n_extreme: int
