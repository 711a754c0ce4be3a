# time_to.py -- results of time_to.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


class TimeTests(Record):
    """Whether the groups differ. NaN where no two groups can be compared."""

    __slots__ = ("log_rank", "log_rank_p", "gray", "gray_p", "df", "n_groups",)
    _struct = "coop_time_tests"
    #: chi-square: are the rates at which rows end the same, by any cause
    log_rank: float
    #: of it
    log_rank_p: float
    #: chi-square of Gray's test: is the incidence of completion the same; NaN where
    #: cancellation is not told
    gray: float
    #: of it
    gray_p: float
    #: of log_rank
    df: int
    #: with rows that were followed
    n_groups: int


class Expectation(Record):
    """Completions expected. _least: none comes of ages that the curve has not seen; _most: all
    do."""

    __slots__ = ("mean_least", "mean_most", "reached_least", "reached_most", "variance",
                 "between", "low", "high", "done", "open", "total", "n_beyond",)
    _struct = "coop_expectation"
    #: expected completions among the open
    mean_least: float
    #: likewise
    mean_most: float
    #: P(completed / total by then >= claimed)
    reached_least: float
    #: likewise
    reached_most: float
    #: of the count under _least
    variance: float
    #: part of it that comes of not knowing the curve
    between: float
    #: of the interval under _least
    low: int
    #: of the interval under _most
    high: int
    #: completed by as_of
    done: int
    #: open on as_of: those that the forecast is about
    open: int
    #: done, open and cancelled
    total: int
    #: open ones whose chance hangs on what the curve has not seen
    n_beyond: int
