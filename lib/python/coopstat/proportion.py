# proportion.py -- how sure one can be of a share.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Intervals of one share: `wilson(80, 100)`, or of many: `wilson(hits, n)` with two arrays."""

from typing import Any, Optional, Protocol, Tuple

from ._arrays import empty, is_vector, vector
from ._library import call, integer, lib, listed, raised
from ._record import Interval
from ._results.proportion import IntervalMethod


def methods() -> Tuple[IntervalMethod, ...]:
    """Methods of interval() by name, with their meaning and origin."""
    return listed(lib.coop_interval_methods, IntervalMethod)


_Limits: Any = None
_Error: Any = None


def _one(method: Optional[bytes], hits: Any, n: Any, level: float) -> Interval:
    global _Limits, _Error
    if _Limits is None:
        _Limits, _Error = lib.struct("coop_interval"), lib.struct("coop_error")
    out, err = _Limits(), _Error()
    status = lib.coop_proportion_interval(method, integer(hits), integer(n), level, out, err)
    if status:
        raise raised(status, err)
    return Interval(out.low, out.high)


def _many(method: Optional[bytes], hits: Any, n: Any, level: float) -> Interval:
    known = vector(hits if is_vector(hits) else [hits] * len(n), "int64", "hits")
    total = vector(n if is_vector(n) else [n] * known.n, "int64", "n", known.n)
    low, high = empty("double", known.n), empty("double", known.n)
    call(lib.coop_proportion_intervals, method, known.address, total.address, known.n, level,
         low.address, high.address)
    return Interval(low.value(), high.value())


def interval(hits: Any, n: Any, method: Optional[str] = None, level: float = 0.95) -> Interval:
    """Limits of the share hits / n by a method of methods(); with arrays, of each share.

    >>> round(interval(0, 10, "clopper_pearson").high, 6)
    0.308497
    """
    name = lib.text(method)
    if is_vector(hits) or is_vector(n):
        return _many(name, hits, n, level)
    return _one(name, hits, n, level)


class IntervalFunction(Protocol):
    """Limits of shares by one method."""

    def __call__(self, hits: Any, n: Any, level: float = 0.95) -> Interval:
        """Limits of hits / n."""


def _by(name: str) -> IntervalFunction:
    encoded = name.encode()

    def limits(hits: Any, n: Any, level: float = 0.95) -> Interval:
        if type(hits) is int and type(n) is int:
            return _one(encoded, hits, n, level)
        if is_vector(hits) or is_vector(n):
            return _many(encoded, hits, n, level)
        return _one(encoded, hits, n, level)

    limits.__name__ = limits.__qualname__ = name
    limits.__doc__ = "Limits of the share hits / n by the method %r; with arrays, of each." % name
    return limits


wilson = _by("wilson")
wilson_cc = _by("wilson_cc")
clopper_pearson = _by("clopper_pearson")
jeffreys = _by("jeffreys")
jeffreys_modified = _by("jeffreys_modified")
agresti_coull = _by("agresti_coull")
agresti_coull_plus4 = _by("agresti_coull_plus4")
mid_p = _by("mid_p")
blaker = _by("blaker")
