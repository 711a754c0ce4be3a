# _table.py -- tables of the library: rows, columns, views, and the ways out.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Table and Column."""

import ctypes
import datetime
import decimal
import html
import os
import pathlib
from typing import (TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple,
                    Union, overload)

from ._arrays import array_view, numpy, view
from ._library import Handle, call, integer, lib
from ._record import Span, date_of

if TYPE_CHECKING:
    from ._arrow import Capsule

FORMATS = {"text": "COOP_FORMAT_TEXT", "csv": "COOP_FORMAT_CSV", "json": "COOP_FORMAT_JSON",
           "markdown": "COOP_FORMAT_MARKDOWN"}
#: type -> (code of array.array, NumPy's dtype) of one value
VALUES: Dict[str, Tuple[str, Any]] = {
    "int8": ("b", "i1"), "int16": ("h", "i2"), "int32": ("i", "i4"), "int64": ("q", "i8"),
    "float64": ("d", "f8"), "date": ("i", "i4"), "money": ("q", "i8"),
    "span": ("q", [("first", "i4"), ("last", "i4")]),
}
CODES = {1: ("B", "u1"), 2: ("H", "u2"), 4: ("I", "u4")}
HTML_ROWS = 20


class Column:
    """One column of a table: a sequence of Python values, None where there is none."""

    def __init__(self, handle: Handle, index: int, rows: range) -> None:
        self._handle = handle
        self._rows = rows
        self._c = lib.new("coop_column")
        call(lib.coop_table_column, handle, index, self._c)
        #: as in queries
        self.name: str = self._c.name.decode()
        #: e.g. "km" or "USD", None where there is none
        self.unit: Optional[str] = None if self._c.unit is None else self._c.unit.decode()
        #: e.g. "int64", "span", "money", "code", "set"
        self.type: str = lib.coop_type_name(self._c.type).decode()
        #: of money: digits behind the point
        self.scale: int = self._c.scale
        self._words: Optional[Tuple[str, ...]] = None
        self._cells: Any = None

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return "<Column %s: %d of type %s%s>" % (self.name, len(self), self.type,
                                                 " in " + self.unit if self.unit else "")

    def __reduce__(self) -> Any:
        raise TypeError("a column cannot be pickled: pickle its table, or list(column)")

    @property
    def words(self) -> Tuple[str, ...]:
        """The dictionary of a code or set column."""
        if self._words is None:
            n = self._c.n_words
            texts = ctypes.cast(self._c.words, ctypes.POINTER(ctypes.c_char_p))
            self._words = tuple((texts[i] or b"").decode() for i in range(n))
        return self._words

    def is_null(self, row: int) -> bool:
        """Whether a row has no value."""
        return self._is_null(self._rows[row])

    def _is_null(self, at: int) -> bool:
        if not self._c.validity:
            return False
        byte = ctypes.c_uint8.from_address(self._c.validity + (at >> 3)).value
        return not byte >> (at & 7) & 1

    @overload
    def __getitem__(self, row: int) -> Any: ...

    @overload
    def __getitem__(self, row: slice) -> List[Any]: ...

    def __getitem__(self, row: Union[int, slice]) -> Any:
        if isinstance(row, slice):
            return [self._value(at) for at in self._rows[row]]
        return self._value(self._rows[integer(row)])

    def __iter__(self) -> Iterator[Any]:
        return map(self._value, self._rows)

    def _raw(self) -> Any:
        """The values as C has them, read only."""
        if self._cells is None:
            kind = self.type
            n = self._c.n_rows
            if kind in ("text", "set"):
                self._cells = view(self._c.offsets, "q", n + 1, self._handle)
            elif kind == "bool":
                self._cells = view(self._c.values, "B", (n + 7) // 8, self._handle)
            else:
                of = CODES[self._c.width][0] if kind == "code" else VALUES[kind][0]
                self._cells = view(self._c.values, of, n, self._handle)
        return self._cells

    def _value(self, at: int) -> Any:
        if self._is_null(at):
            return None
        kind, cells = self.type, self._raw()
        if kind in ("int8", "int16", "int32", "int64", "float64"):
            return cells[at]
        if kind == "code":
            return self.words[cells[at]]
        if kind == "bool":
            return bool(cells[at >> 3] >> (at & 7) & 1)
        if kind == "date":
            return date_of(cells[at])
        if kind == "money":
            return decimal.Decimal(cells[at]).scaleb(-self.scale)
        if kind == "span":
            pair = lib.struct("coop_span").from_address(self._c.values + 8 * at)
            return Span.of_days(pair.first, pair.last)
        first, last = cells[at], cells[at + 1]
        if kind == "text":
            return ctypes.string_at(self._c.values + first, last - first).decode()
        codes = (ctypes.c_uint32 * (last - first)).from_address(self._c.values + 4 * first)
        return tuple(self.words[code] for code in codes)

    def buffer(self) -> memoryview:
        """The values of all rows as C has them (days, minor units, codes), read only, no copy."""
        raw = self._raw()
        assert isinstance(raw, memoryview)
        return raw

    def mask(self) -> Any:
        """True where there is no value: an array of NumPy, or a list without it."""
        np = numpy()
        if np is None:
            return [self._is_null(at) for at in self._rows]
        n = self._c.n_rows
        if not self._c.validity:
            return np.zeros(len(self), bool)
        bits = array_view(self._c.validity, "u1", (n + 7) // 8, self._handle)
        out = ~np.unpackbits(bits, bitorder="little")[:n].astype(bool)
        return out[self._slice()]

    def _slice(self) -> slice:
        rows = self._rows
        stop: Optional[int] = rows.stop
        if rows.step < 0 and rows.stop < 0:
            stop = None
        return slice(rows.start, stop, rows.step)

    def to_numpy(self) -> Any:
        """An array that looks into the table without a copy, read only, and keeps it alive.

        Numbers as they are; money in minor units; dates and spans in days since 1970-01-01; words as
        codes into `words`. What stands where mask() is true means nothing. Truth values are a copy;
        sets and text are objects.
        """
        np = numpy()
        if np is None:
            raise ImportError("to_numpy() needs NumPy")
        kind, n = self.type, self._c.n_rows
        if kind == "bool":
            bits = array_view(self._c.values, "u1", (n + 7) // 8, self._handle)
            return np.unpackbits(bits, bitorder="little")[:n].astype(bool)[self._slice()]
        if kind in ("text", "set"):
            out = np.empty(len(self), object)
            out[:] = [self._value(at) for at in self._rows] if kind == "text" else None
            if kind == "set":
                for place, at in enumerate(self._rows):
                    out[place] = self._value(at)
            return out
        dtype = CODES[self._c.width][1] if kind == "code" else VALUES[kind][1]
        return array_view(self._c.values, dtype, n, self._handle)[self._slice()]

    def to_pandas(self) -> Any:
        """A Series: missing integers as Int64, days as datetime64, words as categories, money as
        float in units; text, sets and spans as objects."""
        import pandas as pd
        np = numpy()
        kind = self.type
        if kind in ("text", "set", "span"):
            return pd.Series(list(self), dtype=object, name=self.name)
        values, missing = self.to_numpy(), self.mask()
        has_missing = bool(missing.any())
        if kind == "code":
            codes = np.where(missing, -1, values.astype("i8"))
            return pd.Series(pd.Categorical.from_codes(codes, list(self.words)), name=self.name)
        if kind == "money":
            values = values / 10.0 ** self.scale
        if kind == "date":
            if has_missing:
                values = np.where(missing, 0, values)
            if len(values) and (values.min() < -106751 or values.max() > 106751):
                return pd.Series(list(self), dtype=object, name=self.name)
            days = values.astype("i8").astype("datetime64[D]").astype("datetime64[ns]")
            days[missing] = np.datetime64("NaT")
            return pd.Series(days, name=self.name)
        if not has_missing:
            return pd.Series(values, name=self.name)
        if kind in ("float64", "money"):
            return pd.Series(np.where(missing, np.nan, values), name=self.name)
        array = pd.arrays.BooleanArray(values, missing) if kind == "bool" else \
            pd.arrays.IntegerArray(values.copy(), missing)
        return pd.Series(array, name=self.name)


class Table:
    """An immutable table: len, rows by number, columns by name, slices; and the ways out."""

    def __init__(self, handle: Handle, rows: Optional[range] = None) -> None:
        self._handle = handle
        n = int(lib.coop_table_n_rows(handle))
        self._rows = range(n) if rows is None else rows
        self._columns: Optional[Dict[str, Column]] = None

    def _known(self) -> Dict[str, Column]:
        if self._handle.pointer is None:
            raise ValueError("the table is gone: it went into a register that was not made")
        if self._columns is None:
            n = lib.coop_table_n_columns(self._handle)
            made = [Column(self._handle, index, self._rows) for index in range(n)]
            self._columns = {column.name: column for column in made}
        return self._columns

    @property
    def columns(self) -> List[str]:
        """Names of the columns in order."""
        return list(self._known())

    @property
    def types(self) -> Dict[str, str]:
        """Type of each column."""
        return {name: column.type for name, column in self._known().items()}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, key: str) -> Column: ...

    @overload
    def __getitem__(self, key: int) -> Dict[str, Any]: ...

    @overload
    def __getitem__(self, key: slice) -> "Table": ...

    def __getitem__(self, key: Union[str, int, slice]) -> Any:
        """A column by name, a row by number as a dict, a table of rows by a slice (no copy)."""
        if isinstance(key, str):
            index = lib.coop_table_find(self._handle, lib.text(key))
            if index < 0:
                import difflib
                near = difflib.get_close_matches(key, self.columns, 1)
                raise KeyError("no column %r%s" % (key, ", is it %r?" % near[0] if near else ""))
            return self._known()[key]
        if isinstance(key, slice):
            return Table(self._handle, self._rows[key])
        at = self._rows[integer(key)]
        return {name: column._value(at) for name, column in self._known().items()}

    def __contains__(self, name: object) -> bool:
        return name in self._known()

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        """Rows as dicts."""
        known = self._known()
        return ({name: column._value(at) for name, column in known.items()} for at in self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self.types == other.types and \
            self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        names = self.columns
        shown = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
        return "<Table of %d rows: %s>" % (len(self), shown)

    def __str__(self) -> str:
        return self.format("text")

    def __reduce__(self) -> Any:
        from ._build import rebuilt
        return rebuilt, ([(column.name, column.type, column.scale, column.unit, list(column))
                          for column in self._known().values()],)

    def to_dict(self) -> Dict[str, List[Any]]:
        """Columns as lists of Python values."""
        return {name: list(column) for name, column in self._known().items()}

    def to_numpy(self) -> Dict[str, Any]:
        """Columns as arrays: see Column.to_numpy()."""
        return {name: column.to_numpy() for name, column in self._known().items()}

    def to_pandas(self) -> Any:
        """A DataFrame: see Column.to_pandas(). Units stand in its attrs["units"]."""
        import pandas
        known = self._known()
        if known:
            frame = pandas.concat([column.to_pandas() for column in known.values()], axis=1)
        else:
            frame = pandas.DataFrame()
        frame.attrs["units"] = {name: c.unit for name, c in known.items() if c.unit}
        return frame

    def _whole(self) -> Handle:
        """The table of C; of a slice, a copy."""
        if self._rows == range(int(lib.coop_table_n_rows(self._handle))):
            return self._handle
        from ._build import rebuilt
        return rebuilt([(c.name, c.type, c.scale, c.unit, list(c))
                        for c in self._known().values()])._handle

    def format(self, format: str = "text") -> str:
        """The table as text, csv, json or markdown."""
        from ._run import Writer
        writer = Writer()
        call(lib.coop_table_print, self._whole(), self._format(format), writer.sink)
        return writer.text()

    def write(self, path: Union[str, "os.PathLike[str]"], format: Optional[str] = None) -> None:
        """Writes a file; the format is that of its ending if not named: .csv, .json, .md, .arrow,
        .arrows (a stream), else text."""
        if format is None:
            ending = pathlib.Path(path).suffix
            format = {".csv": "csv", ".json": "json", ".md": "markdown", ".arrow": "arrow",
                      ".arrows": "arrows"}.get(ending, "text")
        is_arrow = format in ("arrow", "arrows")
        chosen = None if is_arrow else self._format(format)
        with open(path, "wb", buffering=0) as file:
            sink = lib.coop_sink_fd(file.fileno())
            if is_arrow:
                from ._arrow import write
                write(self._whole(), sink, format == "arrows")
            else:
                call(lib.coop_table_print, self._whole(), chosen, sink)

    @staticmethod
    def _format(name: str) -> int:
        if name not in FORMATS:
            raise ValueError("format is %r, need one of %s" % (name, ", ".join(FORMATS)))
        return lib.constant(FORMATS[name])

    def __arrow_c_stream__(self, requested_schema: Any = None) -> "Capsule":
        """For Polars, pyarrow, DuckDB: the table by the Arrow C data interface."""
        from ._arrow import stream_of
        return stream_of(self._whole())

    def __arrow_c_schema__(self) -> "Capsule":
        """Its schema."""
        from ._arrow import schema_of
        return schema_of(self._whole())

    def _repr_html_(self) -> str:
        """For notebooks: shares with their intervals, the first rows."""
        return html_of(self)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return "%.4g" % value
    if isinstance(value, tuple) and not isinstance(value, Span):
        return " ".join(value)
    return str(value)


def html_of(table: Table) -> str:
    """A table of HTML in which x, x_low and x_high are one column `x [low, high]`."""
    names = table.columns
    hidden = {name + end for name in names for end in ("_low", "_high")
              if name + "_low" in names and name + "_high" in names}
    if {"value", "low", "high"} <= set(names):
        hidden |= {"low", "high"}
    head, rows = [], []
    kept = [name for name in names if name not in hidden]
    for name in kept:
        unit = table[name].unit
        head.append("<th>%s</th>" % html.escape(name + (" (%s)" % unit if unit else "")))
    for row in table[:HTML_ROWS]:
        cells = []
        for name in kept:
            text = html.escape(_shown(row[name]))
            low, high = ("low", "high") if name == "value" else (name + "_low", name + "_high")
            if low in hidden and row[name] is not None:
                text += " <small>[%s, %s]</small>" % (_shown(row[low]), _shown(row[high]))
            cells.append("<td>%s</td>" % text)
        rows.append("<tr>%s</tr>" % "".join(cells))
    more = len(table) - HTML_ROWS
    foot = "<caption>%d more rows</caption>" % more if more > 0 else ""
    return "<table>%s<thead><tr>%s</tr></thead><tbody>%s</tbody></table>" % (
        foot, "".join(head), "\n".join(rows))


Rows = Mapping[str, Sequence[Any]]
Day = Union[str, datetime.date]
