# hazard.py -- results of hazard.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from typing import Any

from .._record import Record


class HazardTest(Record):
    """A test that all coefficients are 0."""

    __slots__ = ("statistic", "p",)
    _struct = "coop_hazard_test"
    #: chi-square with n_covariates degrees of freedom if they are
    statistic: float
    #: P(more than statistic); 1 without covariates; never below 2.2e-308
    p: float


class Cox(Record):
    """A fit of Cox's model."""

    __slots__ = ("coefficients", "std_errors", "variance", "n_covariates", "log_likelihood",
                 "log_likelihood_null", "likelihood_ratio", "wald", "score", "ties", "n_used",
                 "n_events", "n_steps",)
    _struct = "coop_cox"
    #: logarithms of hazard ratios by one unit of a covariate
    coefficients: Any
    #: roots of the diagonal of variance
    std_errors: Any
    #: n_covariates x n_covariates: inverse information
    variance: Any
    #: length of both arrays
    n_covariates: int
    #: partial, at the coefficients
    log_likelihood: float
    #: partial, with all coefficients 0
    log_likelihood_null: float
    #: twice the difference of the two
    likelihood_ratio: "HazardTest"
    #: coefficients against variance
    wald: "HazardTest"
    #: from the slope at 0
    score: "HazardTest"
    #: "efron" or "breslow"; static storage
    ties: str
    #: rows of positive weight
    n_used: int
    #: events among them
    n_events: int
    #: Newton's steps
    n_steps: int


class Weibull(Record):
    """A fit of Weibull's regression."""

    __slots__ = ("coefficients", "std_errors", "variance", "n_covariates", "scale", "log_scale",
                 "log_likelihood", "n_events", "n_used", "n_steps",)
    _struct = "coop_weibull"
    #: intercept, then one a covariate: positive is late
    coefficients: Any
    #: of these, and last that of log_scale
    std_errors: Any
    #: of the same: (n_covariates + 2) x (n_covariates + 2)
    variance: Any
    #: without the intercept
    n_covariates: int
    #: of log time: 1 / shape. 1: the hazard is constant
    scale: float
    #: its logarithm
    log_scale: float
    #: of the times (densities where they are exact)
    log_likelihood: float
    #: weight of the rows that are not right censored
    n_events: float
    #: rows of positive weight
    n_used: int
    #: Newton's steps
    n_steps: int


class HazardPiece(Record):
    """The rate of events in one piece of time."""

    __slots__ = ("from_", "to", "exposure", "rate", "low", "high", "events",)
    _struct = "coop_hazard_piece"
    #: the piece is (from, to]; the first takes in time 0
    from_: float
    #: INFINITY for the last
    to: float
    #: time under observation in the piece, over all rows
    exposure: float
    #: events / exposure; NaN without exposure, as low and high
    rate: float
    #: lower limit: exact for a Poisson count of events; 0 without events
    low: float
    #: upper limit
    high: float
    #: that came in the piece
    events: int
