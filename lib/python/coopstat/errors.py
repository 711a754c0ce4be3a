# errors.py -- one exception for each status of the library, each also the built-in one expects.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exceptions. All are coopstat.Error; `except ValueError` and the like work too."""

from typing import Dict, Type


class Error(Exception):
    """A call of the library failed. The message names the value and the bound."""

    status = "?"

    def __init__(self, message: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        #: 1-based line of the input text, 0 if there is none
        self.line = line
        #: 1-based column in bytes, 0 if there is none
        self.column = column

    def __str__(self) -> str:
        return self.message


class ArgumentError(Error, ValueError):
    """An option has no such value."""

    status = "ARGUMENT"


class RangeError(Error, ValueError):
    """A number lies outside its documented range."""

    status = "RANGE"


class EmptyError(Error, ValueError):
    """There is nothing to compute from: a share of nothing is not zero."""

    status = "EMPTY"


class UndefinedError(Error, ArithmeticError):
    """There is data, but the statistic has no value on it."""

    status = "UNDEFINED"


class NotFoundError(Error, KeyError):
    """No table, column, record, definition or method of that name."""

    status = "NOT_FOUND"


class KindError(Error, TypeError):
    """An operation between things of types that do not go together."""

    status = "TYPE"


class QueryError(Error, ValueError):
    """A query text does not follow the grammar."""

    status = "SYNTAX"


class FormatError(Error, ValueError):
    """An input file or number is not well formed."""

    status = "FORMAT"


class ReferenceNotFoundError(Error, LookupError):
    """An input names a record that is not there."""

    status = "REFERENCE"


class ConflictError(Error, ValueError):
    """The parts contradict each other, or would be counted twice."""

    status = "CONFLICT"


class LimitError(Error, OverflowError):
    """A documented limit was passed."""

    status = "LIMIT"


class CancelledError(Error, RuntimeError):
    """The progress callback asked to stop."""

    status = "CANCELLED"


class FileError(Error, OSError):
    """The operating system refused to read or write."""

    status = "IO"


class OutOfMemoryError(Error, MemoryError):
    """The allocator returned nothing."""

    status = "MEMORY"


class UnsupportedError(Error, NotImplementedError):
    """Valid, but this build or version does not do it."""

    status = "UNSUPPORTED"


class InternalError(Error, RuntimeError):
    """A defect of the library; please report it."""

    status = "INTERNAL"


CLASSES: Dict[str, Type[Error]] = {kind.status: kind for kind in Error.__subclasses__()}
