# currency.py -- results of currency.h as classes; written by generate.py, not by hand.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results: the members of C's structs, with what the header says of them."""

from .._record import Record


class PriceChain(Record):
    """A way from current to constant prices."""

    __slots__ = ("name", "meaning", "origin",)
    _struct = "coop_price_chain"
    #: dac, target, recipient, ppp, transaction
    name: str
    #: in one clause
    meaning: str
    #: where it is from
    origin: str


class CurrencyChange(Record):
    """A currency that was replaced."""

    __slots__ = ("code", "successor", "factor", "year", "origin",)
    _struct = "coop_currency_change"
    #: ISO 4217, withdrawn
    code: str
    #: ISO 4217
    successor: str
    #: old units for a new one
    factor: float
    #: in which the old one was replaced
    year: int
    #: which act or bank says so
    origin: str


class Converted(Record):
    """What came of it. A date inside one year makes both ends equal."""

    __slots__ = ("least", "most", "factor_least", "factor_most", "is_estimated",)
    _struct = "coop_converted"
    #: in units of the new currency
    least: float
    #: in units of the new currency
    most: float
    #: amount x factor; the amount is result / factor
    factor_least: float
    #: amount x factor; the amount is result / factor
    factor_most: float
    #: 1: a rate or price level was interpolated or carried
    is_estimated: int
