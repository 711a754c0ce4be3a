# proportion.py -- results of proportion.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


class IntervalMethod(Record):
    """A method for the interval of one proportion."""

    __slots__ = ("name", "meaning", "origin",)
    _struct = "coop_interval_method"
    #: key used in options, e.g. "wilson"
    name: str
    #: one English sentence
    meaning: str
    #: the paper it comes from
    origin: str
