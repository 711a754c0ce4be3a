# _library.py -- the shared library: loaded when first used, its functions and structs by name.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls of C. Nothing is loaded, and no ctypes type is made, before it is used."""

import ctypes
import operator
import os
import pathlib
from keyword import iskeyword
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Tuple, Type, TypeVar

from . import _ffi, errors
from ._record import DATE_NONE, Interval, Record, Span, date_of

R = TypeVar("R", bound=Record)
LIBRARY = "libcoopstat.so"
SONAME = "libcoopstat.so.0"
INTEGER_NONE = -2 ** 63

PRIMITIVES: Dict[str, Any] = {
    "double": ctypes.c_double, "int8": ctypes.c_int8, "int16": ctypes.c_int16,
    "int32": ctypes.c_int32, "int64": ctypes.c_int64, "uint8": ctypes.c_uint8,
    "uint16": ctypes.c_uint16, "uint32": ctypes.c_uint32, "uint64": ctypes.c_uint64,
    "size": ctypes.c_size_t, "int": ctypes.c_int, "char": ctypes.c_char, "void": None,
    "char*": ctypes.c_char_p, "void*": ctypes.c_void_p,
}
BOUNDS: Dict[str, Tuple[int, int]] = {
    "int8": (-2 ** 7, 2 ** 7), "int16": (-2 ** 15, 2 ** 15), "int32": (-2 ** 31, 2 ** 31),
    "int64": (-2 ** 63, 2 ** 63), "uint8": (0, 2 ** 8), "uint16": (0, 2 ** 16),
    "uint32": (0, 2 ** 32), "uint64": (0, 2 ** 64), "size": (0, 2 ** 64), "int": (-2 ** 31, 2 ** 31),
}


def integer(value: Any, kind: str = "int64") -> int:
    """A whole number that fits: ctypes itself would wrap what does not."""
    number = operator.index(value)
    least, end = BOUNDS[kind]
    if not least <= number < end:
        raise errors.RangeError("%d is no number of type %s" % (number, kind))
    return number


def _text(value: Any) -> Optional[bytes]:
    """UTF-8 for C; None is NULL."""
    if value is None:
        return None
    if isinstance(value, str):
        value = value.encode()
    elif isinstance(value, bytes):
        value.decode()
    elif hasattr(value, "isoformat"):
        value = value.isoformat().encode()
    else:
        raise TypeError("text is wanted, not %s" % type(value).__name__)
    if b"\0" in value:
        raise ValueError("a text with a zero byte")
    return bytes(value)


def find_library() -> str:
    """Path of the library: that of COOPSTAT_LIBRARY, the wheel's, or the system's by its soname."""
    chosen = os.environ.get("COOPSTAT_LIBRARY")
    if chosen:
        return chosen
    beside = pathlib.Path(__file__).with_name(LIBRARY)
    return str(beside) if beside.exists() else SONAME


class Library:
    """Functions of C as attributes; structs, constants and texts for their arguments."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._types: Dict[str, Any] = {}
        self._members: Dict[str, List[Tuple[str, str]]] = {}

    def __getattr__(self, name: str) -> Any:
        """Binds a function when it is first asked for."""
        if name not in _ffi.FUNCTIONS:
            raise AttributeError(name)
        if self._handle is None:
            self._load()
        result, *parameters = _ffi.FUNCTIONS[name].split(" ")
        try:
            function = getattr(self._handle, name)
        except AttributeError:
            raise errors.UnsupportedError("this build of the library has no %s" % name) from None
        function.restype = self.type(result)
        function.argtypes = [self.type(kind) for kind in parameters]
        setattr(self, name, function)
        return function

    def _load(self) -> None:
        try:
            handle = ctypes.CDLL(find_library())
        except OSError as error:
            raise OSError("the library of coopstat cannot be loaded (%s); COOPSTAT_LIBRARY may name "
                          "its path" % error) from None
        handle.coop_version.restype = ctypes.c_char_p
        version = handle.coop_version().decode()
        from . import __version__
        if version.split(".")[0] != __version__.split(".")[0]:
            raise ImportError("the library is of version %s, the package of %s" % (version,
                                                                                   __version__))
        self._handle = handle

    def type(self, kind: str) -> Any:
        """The ctypes type of a word of _ffi."""
        found = self._types.get(kind)
        if found is None and kind in PRIMITIVES:
            return PRIMITIVES[kind]
        if found is None:
            found = self._types[kind] = self._made(kind)
        return found

    def _made(self, kind: str) -> Any:
        if kind.endswith("]"):
            base, _, length = kind[:-1].partition("[")
            return self.type(base) * int(length)
        if kind.endswith(")"):
            result, _, parameters = kind[:-1].partition("(")
            # Bytes for a callback need not end with a zero byte, so that they come as addresses.
            return ctypes.CFUNCTYPE(self.type(result), *(
                ctypes.c_void_p if p.endswith("*") else self.type(p) for p in parameters.split(",")))
        if kind.endswith("*"):
            return ctypes.POINTER(self.type(kind[:-1]))
        made: Any = type(kind, (ctypes.Structure,), {})
        if kind in _ffi.OPAQUE:
            return made
        self._types[kind] = made
        made._fields_ = [(name, self.type(of)) for name, of in self.members(kind)]
        return made

    def members(self, struct: str) -> List[Tuple[str, str]]:
        """(name, word) of each member."""
        found = self._members.get(struct)
        if found is None:
            found = [(name, kind) for name, _, kind in
                     (part.partition(":") for part in _ffi.STRUCTS[struct].split(" "))]
            self._members[struct] = found
        return found

    def struct(self, name: str) -> Any:
        """The ctypes class of a struct."""
        return self.type(name)

    def new(self, name: str, /, **values: Any) -> Any:
        """A struct with these members; struct_size is set where there is one."""
        kind = self.type(name)
        out = kind()
        kinds = dict(self.members(name))
        if "struct_size" in kinds:
            out.struct_size = ctypes.sizeof(kind)
        for member, value in values.items():
            of = kinds[member]
            if of == "char*":
                value = _text(value)
            elif of == "double":
                value = float(value)
            elif of in BOUNDS:
                value = integer(value, of)
            elif value is None:
                continue
            elif hasattr(value, "address"):
                out.__dict__.setdefault("kept", []).append(value)
                value = value.address
            elif of.endswith("*") and of != "void*":
                value = ctypes.pointer(value)
            setattr(out, member, value)
        return out

    def pointer(self, name: str) -> Any:
        """An empty pointer to a struct of the library's."""
        return self.type(name + "*")()

    text = staticmethod(_text)
    buffer = staticmethod(ctypes.create_string_buffer)

    def constant(self, name: str) -> int:
        """Value of a constant of the headers."""
        return _ffi.CONSTANTS[name]


lib = Library()
_error: Any = None


def raised(status: int, err: Any) -> errors.Error:
    """The exception of a failure."""
    kind: Any = errors.CLASSES.get(lib.coop_status_name(status).decode(), errors.Error)
    message = err.message.decode("utf-8", "replace")
    if not message:
        message = (lib.coop_status_text(status) or b"").decode()
    made: errors.Error = kind(message, err.line, err.column)
    return made


def call(function: Callable[..., int], *arguments: Any) -> None:
    """Calls a function whose last parameter is the error; structs are handed over by reference."""
    global _error
    if _error is None:
        _error = lib.struct("coop_error")
    err = _error()
    status = function(*arguments, err)
    if status:
        raise raised(status, err)


def later(name: str) -> Callable[..., int]:
    """A function that some versions of the library do not have."""
    try:
        found: Callable[..., int] = getattr(lib, name)
    except AttributeError:
        raise errors.UnsupportedError("this version of the library has no %s" % name) from None
    return found


def converted(struct: Any, name: str, lengths: Optional[Mapping[str, int]] = None) -> Record:
    """A struct that the library filled, as a result: texts, days and arrays are copied."""
    kind = results_class(name)
    values = {}
    for member, of in lib.members(name):
        shown = member + "_" if iskeyword(member) else member
        if shown in kind.__slots__:
            values[shown] = member_value(getattr(struct, member), of, (lengths or {}).get(member))
    return kind(**values)


def results_class(name: str) -> Type[Record]:
    """The class of results of a struct."""
    from importlib import import_module
    camel = "".join(word.capitalize() for word in name[len("coop_"):].split("_"))
    module = import_module("._results." + _ffi.RESULTS[camel], __package__)
    found: Type[Record] = getattr(module, camel)
    return found


def member_value(value: Any, kind: str, length: Optional[int] = None) -> Any:
    """The Python value of a member."""
    if kind == "char*":
        return None if value is None else value.decode()
    if kind in ("double", "int32", "int64", "uint8", "uint64", "size"):
        return value
    if kind == "coop_interval":
        return Interval(value.low, value.high)
    if kind == "coop_span":
        return None if value.first == DATE_NONE else Span.of_days(value.first, value.last)
    if kind == "coop_words":
        return words_of(value)
    if kind.endswith("]"):
        return tuple(value)
    if kind in _ffi.STRUCTS:
        return converted(value, kind)
    if kind == "void*" and length is not None:
        from ._arrays import copied
        return copied(value, length)
    return None


def words_of(value: Any) -> Optional[Tuple[str, ...]]:
    """Words of a cell of a set; None where there is none."""
    if not value.codes:
        return None
    codes = (ctypes.c_uint32 * value.n).from_address(value.codes)
    texts = ctypes.cast(value.words, ctypes.POINTER(ctypes.c_char_p))
    return tuple((texts[code] or b"").decode() for code in codes)


def fill(kind: Type[R], function: Callable[..., int], *arguments: Any) -> R:
    """The result of a function whose last parameters are a struct that it fills, and the error."""
    out = lib.new(kind._struct)
    call(function, *arguments, out)
    made = converted(out, kind._struct)
    assert isinstance(made, kind)
    return made


def listed(function: Callable[[], Any], kind: Type[R], ends: str = "name") -> Tuple[R, ...]:
    """A static list of the library, ended by one without a name."""
    out: List[R] = []
    at = function()
    while getattr(at[len(out)], ends) is not None:
        made = converted(at[len(out)], kind._struct)
        assert isinstance(made, kind)
        out.append(made)
    return tuple(out)


def texts(values: Iterable[Any]) -> Any:
    """An array of texts for C; it keeps them alive."""
    encoded = [_text(value) for value in values]
    return (ctypes.c_char_p * max(len(encoded), 1))(*encoded)


def day_text(value: Any) -> Optional[bytes]:
    """A day as text: a date, or text as it is."""
    return _text(value)


def optional_date(days: int) -> Any:
    """A date, None for no day."""
    return None if days == DATE_NONE else date_of(days)


def version() -> str:
    """Version of the loaded library."""
    return str(lib.coop_version().decode())


class Handle:
    """An object of the library: freed once nothing refers to it any more. Hand itself over to C, not
    its pointer."""

    __slots__ = ("pointer", "_free", "kept", "__weakref__")

    def __init__(self, pointer: Any, free: Optional[Callable[[Any], None]], kept: Any = None) -> None:
        self.pointer = pointer
        self._free = free
        #: what must outlive the object
        self.kept = kept

    @property
    def _as_parameter_(self) -> Any:
        """What ctypes hands to C. The handle is alive during the call, whoever closes it meanwhile."""
        return self.pointer

    def moved(self, kept: Any) -> None:
        """The object now belongs to another one, which is kept."""
        self._free = None
        self.kept = kept

    def dropped(self) -> None:
        """The object is gone: C freed it."""
        self._free = None
        self.pointer = None

    def __del__(self) -> None:
        if self._free is not None and self.pointer:
            self._free(self.pointer)
