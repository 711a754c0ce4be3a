# _arrays.py -- arrays for C and back: NumPy's in place where they fit, the standard array's without.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Buffers of numbers. Every length and type is checked here: C trusts what it is given."""

import array
import ctypes
import importlib.util
from typing import Any, Iterable, List, Optional, Sequence, Tuple

from . import errors

#: our word -> (code of array.array, NumPy's dtype)
KINDS = {"double": ("d", "f8"), "int64": ("q", "i8"), "int32": ("i", "i4"), "int16": ("h", "i2"),
         "int8": ("b", "i1"), "uint8": ("B", "u1"), "uint16": ("H", "u2"), "uint32": ("I", "u4")}
_numpy: Any = None
_is_sought = False


def numpy() -> Any:
    """NumPy, or None where it is not installed; imported when arrays are first used."""
    global _numpy, _is_sought
    if not _is_sought:
        _is_sought = True
        if importlib.util.find_spec("numpy") is not None:
            import numpy as found
            _numpy = found
    return _numpy


class Buffer:
    """Numbers of one type in memory that does not move while the buffer is there."""

    __slots__ = ("data", "address", "n")

    def __init__(self, data: Any) -> None:
        self.data = data
        if isinstance(data, array.array):
            self.address, self.n = data.buffer_info()
        else:
            self.address, self.n = data.ctypes.data, data.size

    def value(self, count: Optional[int] = None) -> Any:
        """The first numbers, for the user: an array of NumPy, or a list without it."""
        part = self.data if count is None else self.data[:count]
        return part.tolist() if isinstance(part, array.array) else part


def is_vector(value: Any) -> bool:
    """Several numbers, not one."""
    return hasattr(value, "__len__") or hasattr(value, "__iter__") or \
        getattr(value, "ndim", 0) > 0


def _of_numpy(np: Any, values: Any, kind: str, name: str) -> Any:
    if isinstance(values, (str, bytes)):
        raise TypeError("%s: numbers are wanted, not text" % name)
    found = np.asarray(values if hasattr(values, "__array__") or isinstance(values, Sequence)
                       else list(values))
    wanted = np.dtype(KINDS[kind][1])
    if found.size == 0:
        found = found.astype(wanted)
    if found.dtype == object:
        found = np.asarray([_number(value, kind, name) for value in found.ravel()], dtype=wanted)
    if found.dtype.kind not in "iufb":
        raise TypeError("%s: numbers are wanted, not %s" % (name, found.dtype))
    if wanted.kind != "f" and found.dtype != wanted:
        if found.dtype.kind == "f" and not (np.isfinite(found) & (found == np.rint(found))).all():
            raise TypeError("%s: whole numbers are wanted" % name)
        bounds = np.iinfo(wanted)
        if found.size and (found.min() < bounds.min or found.max() > bounds.max):
            raise errors.RangeError("%s: a number does not fit into %s" % (name, kind))
    return np.ascontiguousarray(found, dtype=wanted).reshape(-1)


def _number(value: Any, kind: str, name: str) -> Any:
    if value is None and kind == "double":
        return float("nan")
    if value is None or isinstance(value, (str, bytes)):
        raise TypeError("%s: numbers are wanted, not %r" % (name, value))
    return float(value) if kind == "double" else value


def vector(values: Any, kind: str, name: str, n: Optional[int] = None) -> Buffer:
    """Numbers for C; with n there must be as many."""
    np = numpy()
    if np is not None:
        made = Buffer(_of_numpy(np, values, kind, name))
    else:
        if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
            raise TypeError("%s: a sequence of numbers is wanted" % name)
        numbers: Iterable[Any] = [_number(value, kind, name) for value in values]
        if kind != "double":
            numbers = [int(v) if isinstance(v, float) and v.is_integer() else v for v in numbers]
        try:
            made = Buffer(array.array(KINDS[kind][0], numbers))
        except OverflowError:
            raise errors.RangeError("%s: a number does not fit into %s" % (name, kind)) from None
    if n is not None and made.n != n:
        raise ValueError("%s has %d elements, %d are wanted" % (name, made.n, n))
    return made


def optional(values: Any, kind: str, name: str, n: int) -> Optional[Buffer]:
    """As vector(); None stays None."""
    return None if values is None else vector(values, kind, name, n)


def matrix(values: Any, kind: str, name: str, by_column: bool = False) -> Tuple[Buffer, int, int]:
    """Rows of numbers for C, row by row or column by column, and how many of both there are."""
    np = numpy()
    if np is not None:
        found = np.asarray(values)
        if found.ndim == 1 and found.dtype != object:
            found = found.reshape(-1, 1)
        if found.ndim != 2:
            raise ValueError("%s: rows of equal length are wanted" % name)
        n_rows, n_columns = found.shape
        return (vector(np.ascontiguousarray(found.T if by_column else found), kind, name), n_rows,
                n_columns)
    rows: List[List[Any]] = [list(row) if hasattr(row, "__iter__") else [row] for row in values]
    n_columns = len(rows[0]) if rows else 0
    if any(len(row) != n_columns for row in rows):
        raise ValueError("%s: rows of equal length are wanted" % name)
    if by_column:
        rows = [list(column) for column in zip(*rows)]
    flat = [value for row in rows for value in row]
    return vector(flat, kind, name), (len(rows) if not by_column else
                                      (len(rows[0]) if rows else 0)), n_columns


def empty(kind: str, n: int) -> Buffer:
    """Room for n numbers that C writes."""
    np = numpy()
    if np is not None:
        return Buffer(np.zeros(n, dtype=KINDS[kind][1]))
    code = KINDS[kind][0]
    return Buffer(array.array(code, bytes(n * array.array(code).itemsize)))


def square(buffer: Buffer, n: int, m: Optional[int] = None) -> Any:
    """A buffer as rows of equal length."""
    m = n if m is None else m
    data = buffer.value()
    if isinstance(data, list):
        return [data[row * m:(row + 1) * m] for row in range(n)]
    return data.reshape(n, m)


def flags_of_nan(buffer: Buffer) -> Buffer:
    """1 for each number that is NaN, else 0."""
    if isinstance(buffer.data, array.array):
        return Buffer(array.array("B", [value != value for value in buffer.data]))
    return Buffer((buffer.data != buffer.data).astype("u1"))


def copied(address: int, n: int) -> Any:
    """A copy of doubles that the library owns."""
    out = empty("double", n)
    if n > 0:
        ctypes.memmove(out.address, address, n * 8)
    return out.value()


def view(address: int, code: str, n: int, owner: Any) -> memoryview:
    """Memory of C as numbers of an array.array code, read only; it keeps the owner alive."""
    if n == 0:
        return memoryview(b"").cast(code)
    made: Any = (ctypes.c_char * (n * array.array(code).itemsize)).from_address(address)
    made._owner = owner
    return memoryview(made).cast("B").cast(code).toreadonly()


def array_view(address: int, dtype: Any, n: int, owner: Any) -> Any:
    """An array of NumPy over memory of C, read only, that keeps the owner alive."""
    np = numpy()
    wanted = np.dtype(dtype)
    if n == 0:
        return np.empty(0, wanted)
    return np.frombuffer(view(address, "B", n * wanted.itemsize, owner), dtype=wanted)
