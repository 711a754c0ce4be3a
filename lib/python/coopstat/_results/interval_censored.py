# interval_censored.py -- results of interval_censored.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from typing import Any

from .._record import Record


class Turnbull(Record):
    """The most likely distribution of a time (Turnbull's estimate). Made by the library and read
    only; the arrays live until coop_turnbull_free()."""

    __slots__ = ("lows", "highs", "masses", "survival", "n_masses", "log_likelihood", "excess",
                 "is_certified", "weight", "n_used", "n_candidates", "n_steps",)
    _struct = "coop_turnbull"
    #: of the intervals that bear mass, in rising order
    lows: Any
    #: their ends: mass k lies in (low, high], at the point high where both are equal,
    #: beyond low where high is INFINITY
    highs: Any
    #: each above 0; they add up to 1
    masses: Any
    #: P(time > high): 1 less the masses up to and with this one, 0 at the last
    survival: Any
    #: length of each array
    n_masses: int
    #: sum of weight log P(interval)
    log_likelihood: float
    #: the certificate: no distribution whatever has a log likelihood that is larger by more
    #: than this, but for rounding
    excess: float
    #: 1: excess is at most 1e-8, or 1e-11 of weight if that is more
    is_certified: int
    #: of all rows
    weight: float
    #: rows of positive weight
    n_used: int
    #: intervals that could bear mass (Turnbull's innermost ones)
    n_candidates: int
    #: steps of the search
    n_steps: int
