# reliability.py -- results of reliability.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


class CodeDistance(Record):
    """How far apart two categories are."""

    __slots__ = ("name", "meaning", "origin",)
    _struct = "coop_code_distance"
    #: key used in calls, e.g. "ordinal"
    name: str
    #: one English sentence
    meaning: str
    #: the paper it comes from
    origin: str


class Kappa(Record):
    """Agreement of two coders beyond chance."""

    __slots__ = ("value", "low", "high", "std_error", "std_error_null", "observed", "expected",
                 "n_units", "n_missing", "is_flat",)
    _struct = "coop_kappa"
    #: (observed - expected) / (1 - expected), -1 to 1
    value: float
    #: value less z std_errors, at least -1
    low: float
    #: value and z std_errors, at most 1
    high: float
    #: of value, whatever the agreement; relative error below 1e-14
    std_error: float
    #: of value if both coded independently: for a test of 0
    std_error_null: float
    #: weighted share of units on which both agree
    observed: float
    #: the same from the margins, if both coded independently
    expected: float
    #: units coded by both
    n_units: int
    #: units that one or both did not code
    n_missing: int
    #: 1: std_error is 0, as it is where all agree. low and high are then the value: not
    #: because it is sure, but because the method cannot tell
    is_flat: int


class Alpha(Record):
    """Agreement of any number of coders beyond chance."""

    __slots__ = ("value", "observed", "expected", "n_units", "n_codes", "n_single", "n_missing",)
    _struct = "coop_alpha"
    #: 1 - observed / expected, above -1, at most 1; error below 1e-14
    value: float
    #: mean squared distance of two codes of one unit
    observed: float
    #: mean squared distance of any two codes
    expected: float
    #: units with two codes or more
    n_units: int
    #: codes of those units
    n_codes: int
    #: units with one code, which has nothing to agree with: left out
    n_single: int
    #: units without a code
    n_missing: int


class AlphaIntervalResult(Record):
    """An interval of alpha by resampling."""

    __slots__ = ("value", "low", "high", "n_replicates", "n_undefined",)
    _struct = "coop_alpha_interval_result"
    #: that of coop_alpha_codes()
    value: float
    #: lower limit; value may lie outside
    low: float
    #: upper limit, at most 1
    high: float
    #: in which alpha has a value: the limits come from these
    n_replicates: int
    #: in which all codes were the same: left out
    n_undefined: int


class CodedRate(Record):
    """A rate corrected for errors of coding."""

    __slots__ = ("value", "low", "high", "apparent", "uncut", "is_cut",)
    _struct = "coop_coded_rate"
    #: uncut, or the end of [0, 1] that is near to it
    value: float
    #: lower limit, 0 or more
    low: float
    #: upper limit, at most 1
    high: float
    #: hits / n as coded
    apparent: float
    #: (apparent + specificity - 1) / (sensitivity + specificity - 1)
    uncut: float
    #: 1: uncut lies outside [0, 1]: the codes and the check contradict each other, if only
    #: by chance
    is_cut: int


class CodedShares(Record):
    """What a correction of shares rests on."""

    __slots__ = ("condition", "lowest", "n", "n_checked", "n_cut",)
    _struct = "coop_coded_shares"
    #: of the matrix (1-norm), 1 or more: errors of the matrix and of the shares are
    #: multiplied by up to this
    condition: float
    #: least of the shares before they are cut
    lowest: float
    #: cases coded
    n: int
    #: cases whose truth is known
    n_checked: int
    #: shares that were below 0 by more than rounding
    n_cut: int
