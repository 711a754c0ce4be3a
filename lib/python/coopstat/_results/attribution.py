# attribution.py -- results of attribution.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


class AttributionRule(Record):
    """A rule of attribution."""

    __slots__ = ("name", "meaning", "origin",)
    _struct = "coop_attribution_rule"
    #: full, equal, stated, weights
    name: str
    #: in one clause
    meaning: str
    #: where it is from
    origin: str
