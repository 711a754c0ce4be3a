# money.py -- amounts of several parties, and payments told by both sides.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splitting amounts to the last unit, pairing two-sided records, and the lists of rules."""

import math
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Tuple

from ._arrays import empty, vector
from ._library import call, integer, lib, listed, texts
from ._record import DATE_NONE, Span, days_of
from ._results.attribution import AttributionRule
from ._results.currency import CurrencyChange, PriceChain

__all__ = ["Flow", "attribution_rules", "currency_changes", "match", "price_chains", "split"]


class Flow(NamedTuple):
    """A record of a payment: amount in minor units, date a Span, a day, or EDTF text."""

    id: str
    payer: str
    payee: str
    amount: int
    date: Any
    currency: Optional[str] = None
    by_payee: bool = False


def attribution_rules() -> Tuple[AttributionRule, ...]:
    """Rules of attribution."""
    return listed(lib.coop_attribution_rules, AttributionRule)


def price_chains() -> Tuple[PriceChain, ...]:
    """Ways from current to constant prices."""
    return listed(lib.coop_price_chains, PriceChain)


def currency_changes() -> Tuple[CurrencyChange, ...]:
    """Currencies that were replaced."""
    return listed(lib.coop_currency_changes, CurrencyChange, "code")


def span_struct(date: Any) -> Any:
    """A span for C: of a Span, a day, EDTF text, or None for no date."""
    if date is None:
        return lib.new("coop_span", first=DATE_NONE, last=DATE_NONE)
    if isinstance(date, str):
        date = Span.parse(date)
    first, last = date.days() if isinstance(date, Span) else (days_of(date), days_of(date))
    return lib.new("coop_span", first=first, last=last)


def split(amount: int, parties: Iterable[str], rule: Optional[str] = None, shares: Any = None,
          off_total: Optional[str] = None) -> Dict[Optional[str], int]:
    """Splits an amount of minor units over parties; what nobody gets stands under None.

    >>> split(100, ["KAZ", "KGZ", "UZB"])
    {'KAZ': 34, 'KGZ': 33, 'UZB': 33}
    """
    names = list(parties)
    given = None if shares is None else vector(
        [math.nan if share is None else share for share in shares], "double", "shares", len(names))
    encoded = texts(names)
    import ctypes
    how = lib.new("coop_split", rule=rule, off_total=off_total, n=len(names), shares=given)
    how.parties = ctypes.cast(encoded, ctypes.c_void_p)
    if rule in ("stated", "weights") and given is None:
        raise ValueError("rule %r needs shares" % rule)
    parts, rest = empty("int64", max(len(names), 1)), empty("int64", 1)
    call(lib.coop_amount_split, how, integer(amount), parts.address, rest.address)
    out: Dict[Optional[str], int] = {name: int(part) for name, part in zip(names, parts.data)}
    if int(rest.data[0]):
        out[None] = int(rest.data[0])
    return out


def match(flows: Iterable[Flow], days: int = 0, share: float = 0.0) -> List[Optional[int]]:
    """Pairs records of two sides that tell of one flow: the place of the other one, or None."""
    given = list(flows)
    records = (lib.struct("coop_flow") * max(len(given), 1))()
    kept = []
    for place, flow in enumerate(given):
        made = lib.new("coop_flow", id=flow.id, payer=flow.payer, payee=flow.payee,
                       currency=flow.currency, amount=flow.amount, by_payee=int(flow.by_payee))
        made.date = span_struct(flow.date)
        kept.append(made)
        records[place] = made
    out = empty("int64", max(len(given), 1))
    options = lib.new("coop_flow_options", days=days, share=share)
    call(lib.coop_flow_match, records, len(given), options, out.address)
    return [None if int(other) < 0 else int(other) for other in out.data[:len(given)]]
