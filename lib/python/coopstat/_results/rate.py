# rate.py -- results of rate.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from typing import Tuple

from .._record import Record


class RateDefinition(Record):
    """One published meaning of "implemented": what is counted, over what."""

    __slots__ = ("name", "counts", "over", "origin", "unit",)
    _struct = "coop_rate_definition"
    #: key used in options and in rate('...'), e.g. "completed"
    name: str
    #: what goes into hits
    counts: str
    #: what goes into total
    over: str
    #: where the definition is used
    origin: str
    #: "share": of what was agreed, carried out; "shortfall": the share that was not;
    #: "per_year": carried out per year that an agreement stood open
    unit: str


class Rate(Record):
    """A rate with its counts. unknown counts rows of which the register cannot say whether they
    are hits: their work was looked for and not found, their status on the day is imprecise, or
    their own date straddles the day. The four counts on_... say what the status of the rows of
    total rests on, and add up to it: on the newest event by the day, which a source reports;
    or which is the register's own word and rests on what agreement.status_basis says
    (documented, inferred, last_event); or which is the signature. Definitions that are no
    count of agreements fill the same members: "value" and "financial" with shares of money,
    "financial" beyond 1 where more was disbursed than committed; "graded" and "g7" with the
    mean score, where hits have the full score; "exposure" with completions per year, taking
    imprecise dates at the middle of the time they allow for value and at its ends for the
    bounds. Its best is INFINITY where no time at risk is sure, and its interval is Garwood's
    for a count."""

    __slots__ = ("value", "low", "high", "worst", "best", "worst_last_report", "best_last_report",
                 "worst_listed", "best_listed", "hits", "known", "unknown", "unknown_last_report",
                 "total", "listed", "apart", "identified_low", "identified_high", "on_document",
                 "on_inference", "on_last_event", "on_nothing", "question",)
    _struct = "coop_rate"
    #: hits / known; NaN when known = 0
    value: float
    #: lower limit of the interval of hits in known; NaN when known = 0
    low: float
    #: upper limit
    high: float
    #: hits / total: nothing that is unknown is a hit
    worst: float
    #: (hits + unknown) / total: all of it is
    best: float
    #: as worst
    worst_last_report: float
    #: and misses whose last report is older than the day may be hits by now
    best_last_report: float
    #: and entries of the official lists without a row are misses
    worst_listed: float
    #: and are hits
    best_listed: float
    #: carried out
    hits: int
    #: total - unknown
    known: int
    #: see above
    unknown: int
    #: unknown, and misses known only to an older report
    unknown_last_report: int
    #: what the definition ranges over
    total: int
    #: total, and entries of the official lists without a row
    listed: int
    #: rows of the universe that the definition cannot judge, e.g. without a due date
    apart: int
    #: Imbens and Manski's interval of the share in total, with Wilson's limits: worst and
    #: best extended by what chance could do; see coop_identified_interval(). NaN where the
    #: rate is no count
    identified_low: float
    #: its upper limit
    identified_high: float
    #: of total, those whose status a source reports
    on_document: int
    #: whose status was inferred
    on_inference: int
    #: of which nothing later than the signature was found
    on_last_event: int
    #: of which nothing was found, or no event is sure by the day
    on_nothing: int
    #: what low to high and the identified interval answer, a sentence to print beside them:
    #: "process" of coop_interval_questions()
    question: str


class RateSpread(Record):
    """How far definitions of one thing lie apart."""

    __slots__ = ("least", "most", "least_by", "most_by", "n_shares", "n_available", "n_missing",)
    _struct = "coop_rate_spread"
    #: smallest value of a share
    least: float
    #: largest
    most: float
    #: its definition, static
    least_by: str
    #: its definition, static
    most_by: str
    #: definitions of unit "share" that have a value
    n_shares: int
    #: definitions that are available, of any unit
    n_available: int
    #: definitions that are not, each with its reason
    n_missing: int


class Scoring(Record):
    """A way to count scores: what each level of a scale is worth, from 0 to 1."""

    __slots__ = ("scale", "name", "worth", "meaning", "origin",)
    _struct = "coop_scoring"
    #: "graded": 0, 1, 2, 3; or "g7": -1, 0, 1
    scale: str
    #: e.g. "strict"
    name: str
    #: by level, lowest first; the fourth of "g7" is not used
    worth: Tuple[float, ...]
    #: one English sentence
    meaning: str
    #: who counts so
    origin: str


class RateChange(Record):
    """How a rate came from one day to another: by what happened on the agreements that are in
    both, or by agreements that came and went. A list is the agreements that the rate is known
    of: those of total, less unknown. The constant list is what both lists have. Then change =
    on_constant + by_entries + by_exits, with on_constant = constant_to - constant_from,
    by_entries = to - constant_to, and by_exits = constant_from - from."""

    __slots__ = ("from_", "to", "change", "constant_from", "constant_to", "on_constant",
                 "by_entries", "by_exits", "known_from", "known_to", "total_from", "total_to",
                 "n_constant", "hits_from", "hits_to", "n_gained", "n_lost", "n_entered",
                 "n_resolved", "n_left", "n_obscured",)
    _struct = "coop_rate_change"
    #: the rate on the first day
    from_: float
    #: the rate on the second day
    to: float
    #: to - from
    change: float
    #: the rate of the constant list on the first day
    constant_from: float
    #: the same on the second day
    constant_to: float
    #: what happened on the constant list
    on_constant: float
    #: what those added that only the second list has
    by_entries: float
    #: and what those took along that only the first list has
    by_exits: float
    #: length of the first list
    known_from: int
    #: of the second
    known_to: int
    #: the universe on the first day, unknown ones too
    total_from: int
    #: on the second
    total_to: int
    #: length of the constant list
    n_constant: int
    #: hits of the constant list on the first day
    hits_from: int
    #: on the second
    hits_to: int
    #: of the constant list, hits that were misses
    n_gained: int
    #: and misses that were hits
    n_lost: int
    #: new in the universe
    n_entered: int
    #: in the first universe, but unknown then
    n_resolved: int
    #: no more in the second universe
    n_left: int
    #: in the second universe, but unknown now
    n_obscured: int
