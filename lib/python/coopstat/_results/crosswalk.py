# crosswalk.py -- results of crosswalk.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


class CrosswalkWord(Record):
    """One word of another system's scheme."""

    __slots__ = ("scheme", "word", "work", "ended", "meaning", "origin",)
    _struct = "coop_crosswalk_word"
    #: aiddata, iati, ocds, pam, g7, aec, brf, coopstat, or a register's own
    scheme: str
    #: the status as that system writes it
    word: str
    #: statuses of the work it may mean, separated by ';'
    work: str
    #: ends it may mean, separated by ';': no, cancelled, superseded, expired
    ended: str
    #: the system's own sense of it, in short
    meaning: str
    #: document that defines the scheme
    origin: str


class CrosswalkTerm(Record):
    """One flow or measure word of another system's scheme."""

    __slots__ = ("scheme", "word", "term", "meaning", "origin",)
    _struct = "coop_crosswalk_term"
    #: aiddata_measure, aiddata_flow, crs_flow, iati_measure
    scheme: str
    #: as that system writes it
    word: str
    #: the word of `investment.flow` or `.measure`; "": it tells nothing
    term: str
    #: the system's own sense of it, in short
    meaning: str
    #: document that defines the scheme
    origin: str
