# _record.py -- what results are made of: records with names, spans of days, intervals.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base class of results, spans and intervals."""

import datetime
from typing import Any, ClassVar, Dict, NamedTuple, Optional, Tuple, Type, TypeVar

R = TypeVar("R", bound="Record")


def _restored(kind: Type[R], values: Tuple[Any, ...]) -> R:
    return kind(**dict(zip(kind.__slots__, values)))


class Record:
    """A result: read only, with a name for each number; compares by value and can be pickled."""

    __slots__: Tuple[str, ...] = ()
    _struct: ClassVar[str] = ""

    def __init__(self, **values: Any) -> None:
        for name in self.__slots__:
            object.__setattr__(self, name, values.get(name))

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("a result is read only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a result is read only")

    def to_dict(self) -> Dict[str, Any]:
        """All members by name."""
        return {name: getattr(self, name) for name in self.__slots__}

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        shown = ", ".join("%s=%r" % (name, getattr(self, name)) for name in self.__slots__)
        return "%s(%s)" % (type(self).__name__, shown)

    def __reduce__(self) -> Any:
        return _restored, (type(self), tuple(getattr(self, name) for name in self.__slots__))


class Interval(NamedTuple):
    """Limits: numbers, or arrays where the counts were arrays."""

    low: Any
    high: Any


EPOCH = datetime.date(1970, 1, 1).toordinal()
DATE_NONE = -2 ** 31
OPEN_FIRST = -2 ** 31 + 1
OPEN_LAST = 2 ** 31 - 1


def date_of(days: int) -> datetime.date:
    """The day `days` after 1970-01-01."""
    return datetime.date.fromordinal(days + EPOCH)


def days_of(date: datetime.date) -> int:
    """Days since 1970-01-01."""
    return date.toordinal() - EPOCH


class Span(NamedTuple):
    """An imprecise date: it lies from first to last, both included; None: that end is open."""

    first: Optional[datetime.date]
    last: Optional[datetime.date]

    @classmethod
    def parse(cls, text: str) -> "Span":
        """From EDTF level 1: `2023`, `2023-05`, `2023-05-18`, `2023/2024`, `../2023-05`, `2023/..`."""
        from ._library import call, lib
        out = lib.struct("coop_span")()
        call(lib.coop_span_parse, lib.text(text), out)
        return cls.of_days(out.first, out.last)

    @classmethod
    def of_days(cls, first: int, last: int) -> "Span":
        """From days since 1970-01-01; the open ends are those of C."""
        return cls(None if first == OPEN_FIRST else date_of(first),
                   None if last == OPEN_LAST else date_of(last))

    def days(self) -> Tuple[int, int]:
        """Days since 1970-01-01, open ends as in C."""
        return (OPEN_FIRST if self.first is None else days_of(self.first),
                OPEN_LAST if self.last is None else days_of(self.last))

    def __str__(self) -> str:
        from ._library import call, lib
        first, last = self.days()
        out = lib.buffer(24)
        call(lib.coop_span_format, lib.new("coop_span", first=first, last=last), out)
        return str(out.value.decode())
