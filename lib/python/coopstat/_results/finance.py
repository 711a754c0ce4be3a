# finance.py -- results of finance.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from typing import Tuple

from .._record import Record


class LoanRule(Record):
    """A published rule of what is concessional."""

    __slots__ = ("name", "meaning", "origin", "discounts", "least",)
    _struct = "coop_loan_rule"
    #: key, e.g. "dac_grant_equivalent"
    name: str
    #: one English sentence
    meaning: str
    #: where it is laid down
    origin: str
    #: a year, by coop_income
    discounts: Tuple[float, ...]
    #: smallest grant element that is concessional, by coop_income
    least: Tuple[float, ...]


class Concessionality(Record):
    """A loan under a rule."""

    __slots__ = ("grant_element", "clipped", "grant_equivalent", "discount", "least",
                 "is_concessional",)
    _struct = "coop_concessionality"
    #: raw: below 0 for a loan dearer than the discount rate
    grant_element: float
    #: the same cut to 0 to 1, as some publish it
    clipped: float
    #: grant_element * amount
    grant_equivalent: float
    #: of the rule
    discount: float
    #: of the rule
    least: float
    #: 1: grant_element is least or more
    is_concessional: int


class Returns(Record):
    """All internal rates of return."""

    __slots__ = ("n", "n_changes", "rates", "multiplicities",)
    _struct = "coop_returns"
    #: rates; 0: there is none in the range
    n: int
    #: changes of sign in time order: there are no more rates than this anywhere, counted
    #: with multiplicity (Descartes)
    n_changes: int
    #: ascending, the first n
    rates: Tuple[float, ...]
    #: 1: the value changes sign there; 2: it touches 0 or crosses twice within what doubles
    #: can tell; ...
    multiplicities: Tuple[int, ...]
