# claim.py -- results of claim.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


class ClaimResult(Record):
    """What a test came to, in short."""

    __slots__ = ("verdict", "recorded", "n_true", "n_false", "n_undecidable", "n_faults",
                 "stated_low", "stated_high", "changes_to_true", "changes_to_false",)
    _struct = "coop_claim_result"
    #: over the readings that weigh
    verdict: int
    #: what the word in the claim's column verdict stands for
    recorded: int
    #: readings that weigh under which it is true
    n_true: int
    #: under which it is false
    n_false: int
    #: under which the data cannot decide it
    n_undecidable: int
    #: what does not agree within the claim: rows of step internal or arithmetic that are
    #: false
    n_faults: int
    #: the figure stands for stated_low to stated_high; NaN for a date
    stated_low: float
    #: INFINITY and -INFINITY where it is open
    stated_high: float
    #: fewest statuses (of a count: records) that would have to be others, or known, for a
    #: reading that weighs to be true; 0 where one is, -1 where no number of them is enough
    #: or nothing hangs on them
    changes_to_true: int
    #: the same for false
    changes_to_false: int


class PercentCounts(Record):
    """Counts out of n that are a stated percentage."""

    __slots__ = ("least", "most",)
    _struct = "coop_percent_counts"
    #: smallest count
    least: int
    #: largest count; below least where none is
    most: int
