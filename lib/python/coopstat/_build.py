# _build.py -- tables of the caller's columns: NumPy's and pandas' arrays in place where they fit.
# SPDX-License-Identifier: GPL-3.0-or-later
"""from_columns, from_pandas, from_arrow."""

import array
import ctypes
import datetime
import decimal
import os
from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, Optional, Tuple

from . import errors
from ._arrays import numpy
from ._library import Handle, call, integer, lib
from ._record import OPEN_FIRST, OPEN_LAST, Span, days_of
from ._table import Table

INTEGERS = {"int8": "b", "int16": "h", "int32": "i", "int64": "q"}


class Parts(NamedTuple):
    """A column as C takes it: what is None is not there. `kept` holds the memory."""

    type: str
    address: int
    validity: Any
    offsets: Any
    words: Any
    width: int
    scale: int
    n: int
    kept: Tuple[Any, ...]


# Owners of tables that C has: kept until C says that the arrays are no longer used.
_owners: Dict[int, Tuple[Any, ...]] = {}
_next = [1]


def _released(key: Optional[int], owners: Dict[int, Tuple[Any, ...]] = _owners) -> None:
    owners.pop(key or 0, None)


_release: Any = None


def _owner(kept: Tuple[Any, ...]) -> Tuple[Any, int]:
    global _release
    if _release is None:
        _release = lib.type("void(void*)")(lambda key: _released(key))
    key = _next[0]
    _next[0] += 1
    _owners[key] = kept
    out = lib.new("coop_owner")
    out.ctx = key
    out.release = _release
    return out, key


def _bitmap(flags: List[bool]) -> Any:
    """Bits of flags, the first the least; None where all are set."""
    if all(flags):
        return None
    out = bytearray((len(flags) + 7) // 8)
    for place, is_set in enumerate(flags):
        out[place >> 3] |= is_set << (place & 7)
    return array.array("B", bytes(out))


def _packed(code: str, values: Iterable[Any]) -> array.array:  # type: ignore[type-arg]
    try:
        return array.array(code, values)
    except OverflowError:
        raise errors.RangeError("a number does not fit into its type") from None


def _address(data: Any) -> int:
    if isinstance(data, array.array):
        return data.buffer_info()[0] or 1
    return int(data.ctypes.data) or 1


def _parts(kind: str, data: Any, flags: Optional[List[bool]], n: int, **more: Any) -> Parts:
    """Parts of values with flags of what is there."""
    validity = more.pop("validity", None)
    if validity is None and flags is not None:
        validity = _bitmap(flags)
    given: Dict[str, Any] = {"offsets": None, "words": None, "width": 0, "scale": 0, **more}
    return Parts(kind, _address(data), validity, n=n, kept=(data, validity, given["offsets"]), **given)


def _guess(values: List[Any]) -> str:
    """Type of a column of Python values, by those that are there."""
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return "code"
    if kinds <= {bool}:
        return "bool"
    if kinds <= {int, bool}:
        return "int64"
    if kinds <= {int, float, bool}:
        return "float64"
    if kinds <= {str}:
        return "code"
    if kinds <= {decimal.Decimal, int}:
        return "money"
    if all(issubclass(kind, datetime.date) for kind in kinds):
        return "date"
    if kinds <= {Span}:
        return "span"
    if all(issubclass(kind, (tuple, list, set, frozenset)) for kind in kinds):
        return "set"
    raise TypeError("values of types %s in one column" % ", ".join(sorted(k.__name__ for k in kinds)))


def _words(values: List[Any]) -> Tuple[List[str], Dict[str, int]]:
    known: Dict[str, int] = {}
    for value in values:
        if not isinstance(value, str):
            raise TypeError("words are wanted, not %r" % (value,))
        known.setdefault(value, len(known))
    return list(known), known


def _minor(value: Any, scale: int) -> int:
    exact = decimal.Decimal(value).scaleb(scale)
    rounded = exact.to_integral_value()
    if rounded != exact:
        raise errors.RangeError("%s has more than %d digits behind the point" % (value, scale))
    return int(rounded)


def _scale(values: List[Any]) -> int:
    digits = [max(-int(decimal.Decimal(v).as_tuple().exponent), 0) for v in values if v is not None]
    return max([2, *digits])


def parts_of_values(values: List[Any], kind: Optional[str] = None,
                    scale: Optional[int] = None) -> Parts:
    """A column of Python values; None: there is none."""
    kind = kind or _guess(values)
    flags = [value is not None for value in values]
    n = len(values)
    there = [value for value in values if value is not None]
    if kind in INTEGERS:
        return _parts(kind, _packed(INTEGERS[kind], (0 if v is None else integer(v) for v in values)),
                      flags, n)
    if kind == "float64":
        numbers = [float("nan") if v is None else float(v) for v in values]
        return _parts(kind, array.array("d", numbers), [v == v for v in numbers], n)
    if kind == "bool":
        bits = _bitmap([bool(v) for v in values]) or array.array("B", b"\xff" * ((n + 7) // 8))
        return _parts(kind, bits, flags, n)
    if kind == "date":
        return _parts(kind, array.array("i", [0 if v is None else days_of(v) for v in values]), flags,
                      n)
    if kind == "money":
        scale = _scale(values) if scale is None else scale
        return _parts(kind, _packed("q", (0 if v is None else _minor(v, scale) for v in values)),
                      flags, n, scale=scale)
    if kind == "span":
        pairs = [(OPEN_FIRST, OPEN_LAST) if v is None else _span(v).days() for v in values]
        return _parts(kind, array.array("i", [day for pair in pairs for day in pair]), flags, n)
    if kind == "code":
        names, known = _words(there)
        codes = array.array("I", [0 if v is None else known[v] for v in values])
        return _parts(kind, codes, flags, n, words=names, width=4)
    return _listed(kind, values, flags)


def _span(value: Any) -> Span:
    if isinstance(value, Span):
        return value
    return Span.parse(value) if isinstance(value, str) else Span(value, value)


def _listed(kind: str, values: List[Any], flags: List[bool]) -> Parts:
    offsets = array.array("q", [0])
    if kind == "text":
        data = bytearray()
        for value in values:
            data += lib.text(value) or b""
            offsets.append(len(data))
        return _parts(kind, array.array("B", bytes(data)), flags, len(values), offsets=offsets)
    if kind != "set":
        raise ValueError("type is %r, need one of int8 to int64, float64, bool, date, span, money, "
                         "code, set, text" % kind)
    names, known = _words([word for value in values if value is not None for word in value])
    codes = array.array("I")
    for value in values:
        codes.extend(known[word] for word in (value or ()))
        offsets.append(len(codes))
    return _parts(kind, codes, flags, len(values), offsets=offsets, words=names)


def _numpy_bitmap(np: Any, is_there: Any) -> Any:
    return None if is_there.all() else np.packbits(is_there, bitorder="little")


def parts_of_array(np: Any, values: Any) -> Optional[Parts]:
    """A column over an array of NumPy, in place where the layout is ours; None: not that simple."""
    if values.ndim != 1:
        raise ValueError("a column has one dimension, not %d" % values.ndim)
    kind, size, n = values.dtype.kind, values.dtype.itemsize, len(values)
    if not values.dtype.isnative:
        values = values.astype(values.dtype.newbyteorder("="))
    if kind in "if" and (kind == "i" or size == 8):
        data = np.ascontiguousarray(values)
        validity = _numpy_bitmap(np, data == data) if kind == "f" else None
        return _parts("float64" if kind == "f" else "int%d" % (8 * size), data, None, n,
                      validity=validity)
    if kind == "f":
        return parts_of_array(np, values.astype("f8"))
    if kind == "u":
        if n and int(values.max()) > 2 ** 63 - 1:
            raise errors.RangeError("a number does not fit into int64")
        return parts_of_array(np, values.astype("i%d" % min(2 * size, 8)))
    if kind == "b":
        return _parts("bool", np.packbits(values, bitorder="little"), None, n)
    if kind == "M":
        days = values.astype("datetime64[D]")
        is_there = ~np.isnat(days)
        data = np.where(is_there, days.astype("i8"), 0)
        if n and (data.min() < -2 ** 31 or data.max() >= 2 ** 31):
            raise errors.RangeError("a day is outside the calendar")
        return _parts("date", data.astype("i4"), None, n, validity=_numpy_bitmap(np, is_there))
    return None


def parts_of(values: Any, kind: Optional[str], scale: Optional[int]) -> Parts:
    """A column of anything: a column of ours, an array, a pandas Series, a sequence."""
    np = numpy()
    categories = getattr(getattr(values, "cat", values), "categories", None)
    if kind is None and np is not None and categories is not None and hasattr(values, "dtype"):
        return _of_categories(np, getattr(values, "cat", values), categories)
    if kind is None and np is not None and hasattr(values, "dtype"):
        if hasattr(values, "isna") and not isinstance(values.dtype, np.dtype):
            return _of_extension(np, values)
        made = parts_of_array(np, np.asarray(values)) if np.asarray(values).dtype != object else None
        if made is not None:
            return made
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise TypeError("a column is a sequence, not %s" % type(values).__name__)
    return parts_of_values([_plain(value) for value in values], kind, scale)


def _plain(value: Any) -> Any:
    """Python's own value: pandas' and NumPy's missing ones are None."""
    if value is None or isinstance(value, (str, Span, tuple, list, set, frozenset)):
        return value
    if value != value or type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    return value.item() if hasattr(value, "item") else value


def _of_categories(np: Any, values: Any, categories: Any) -> Parts:
    codes = np.ascontiguousarray(values.codes)
    size = codes.dtype.itemsize
    if size == 8:
        codes, size = codes.astype("i4"), 4
    return _parts("code", codes, None, len(codes), width=size,
                  words=[str(word) for word in categories],
                  validity=_numpy_bitmap(np, codes >= 0))


def _of_extension(np: Any, values: Any) -> Parts:
    missing = np.asarray(values.isna())
    name = str(values.dtype).lower()
    if name.startswith(("int", "uint", "float", "boolean")):
        plain = {"i": "i8", "u": "i8", "f": "f8", "b": "?"}[name[0]]
        filled = np.asarray(values.fillna(False if plain == "?" else 0), dtype=plain)
        made = parts_of_array(np, filled)
        assert made is not None
        validity = _numpy_bitmap(np, ~missing)
        return made._replace(validity=validity, kept=made.kept + (validity,))
    return parts_of_values([_plain(value) for value in values])


def table_of(columns: List[Tuple[str, Parts, Optional[str]]]) -> Table:
    """The table of C over these columns."""
    if not columns:
        raise ValueError("a table has one column or more")
    described = (lib.struct("coop_column") * len(columns))()
    kept: List[Any] = []
    for place, (name, parts, unit) in enumerate(columns):
        made = lib.new("coop_column", name=name, unit=unit, scale=parts.scale, width=parts.width,
                       type=lib.constant("COOP_TYPE_" + parts.type.upper()), n_rows=parts.n)
        made.values = parts.address
        made.validity = None if parts.validity is None else _address(parts.validity)
        made.offsets = None if parts.offsets is None else _address(parts.offsets)
        if parts.words is not None:
            words = (ctypes.c_char_p * max(len(parts.words), 1))(*map(lib.text, parts.words))
            made.words = ctypes.cast(words, ctypes.c_void_p)
            made.n_words = len(parts.words)
            kept.append(words)
        kept.extend(part for part in parts.kept if part is not None)
        kept.append(made)
        described[place] = made
    owner, key = _owner(tuple(kept))
    out = lib.pointer("coop_table")
    try:
        call(lib.coop_table_of_columns, described, len(columns), owner, None, out)
    except BaseException:
        _owners.pop(key, None)
        raise
    return Table(Handle(out, lib.coop_table_free))


def from_columns(columns: Mapping[str, Any], types: Optional[Mapping[str, str]] = None,
                 units: Optional[Mapping[str, str]] = None,
                 scales: Optional[Mapping[str, int]] = None) -> Table:
    """A table of columns by name. Arrays of NumPy of our types are used in place: leave them as
    they are while the table lives. types names what cannot be guessed (money, span, text, set).

    >>> from_columns({"id": ["a", "b"], "km": [1.5, None]}, units={"km": "km"})
    <Table of 2 rows: id, km>
    """
    types, units, scales = types or {}, units or {}, scales or {}
    for given in (types, units, scales):
        unknown = set(given) - set(columns)
        if unknown:
            raise KeyError("no column %r" % min(unknown))
    made = []
    for name, values in columns.items():
        try:
            made.append((str(name), parts_of(values, types.get(name), scales.get(name)),
                         units.get(name)))
        except (TypeError, ValueError) as error:
            kind = type(error) if isinstance(error, errors.Error) else \
                TypeError if isinstance(error, TypeError) else ValueError
            raise kind("column %r: %s" % (name, error)) from None
    lengths = {parts.n for _, parts, _ in made}
    if len(lengths) > 1:
        raise ValueError("columns of different lengths: %s" % sorted(lengths))
    return table_of(made)


def from_pandas(frame: Any, types: Optional[Mapping[str, str]] = None,
                units: Optional[Mapping[str, str]] = None) -> Table:
    """A table of a DataFrame; numbers and categories are used in place, the index is left out."""
    return from_columns({str(name): frame[name] for name in frame.columns}, types, units)


def from_arrow(source: Any) -> Table:
    """A table of what has __arrow_c_stream__ or __arrow_c_array__ (Polars, pyarrow, DuckDB), of such
    a capsule, of the bytes of Arrow IPC, or of a file of it by its path."""
    from ._arrow import imported, read_file
    if isinstance(source, (str, os.PathLike)):
        return read_file(os.fsencode(source))
    return imported(source)


def rebuilt(columns: List[Tuple[str, str, int, Optional[str], List[Any]]]) -> Table:
    """A table of what pickle kept."""
    return table_of([(name, parts_of_values(values, kind, scale), unit)
                     for name, kind, scale, unit, values in columns])
