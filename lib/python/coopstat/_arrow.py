# _arrow.py -- tables to and from other programs' memory: capsules of the Arrow C data interface.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Streams and schemas in capsules, as Polars, pyarrow and DuckDB take and give them."""

import ctypes
from typing import Any, Dict

from ._library import Handle, call, later, lib
from ._table import Table

Capsule = Any


class Schema(ctypes.Structure):
    """struct ArrowSchema; its release stands behind seven words."""

    _fields_ = [("head", ctypes.c_void_p * 3), ("flags", ctypes.c_int64),
                ("n_children", ctypes.c_int64), ("children", ctypes.c_void_p),
                ("dictionary", ctypes.c_void_p), ("release", ctypes.c_void_p),
                ("private_data", ctypes.c_void_p)]


class Stream(ctypes.Structure):
    """struct ArrowArrayStream."""

    _fields_ = [("get_schema", ctypes.c_void_p), ("get_next", ctypes.c_void_p),
                ("get_last_error", ctypes.c_void_p), ("release", ctypes.c_void_p),
                ("private_data", ctypes.c_void_p)]


# C's structs in capsules that nobody took yet, by address.
_waiting: Dict[int, Any] = {}
_STREAM, _SCHEMA, _ARRAY = b"arrow_array_stream", b"arrow_schema", b"arrow_array"


def _python() -> Any:
    api = ctypes.pythonapi
    api.PyCapsule_New.restype = ctypes.py_object
    api.PyCapsule_New.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    api.PyCapsule_GetPointer.restype = ctypes.c_void_p
    api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    return api


def _released(struct: Any) -> None:
    """Releases what a consumer has not moved out."""
    if struct.release:
        ctypes.CFUNCTYPE(None, ctypes.c_void_p)(struct.release)(ctypes.addressof(struct))


def _destroyer(name: bytes, waiting: Dict[int, Any] = _waiting) -> Any:
    pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
        ("PyCapsule_GetPointer", ctypes.pythonapi))

    def destroy(capsule: int) -> None:
        struct = waiting.pop(pointer(capsule, name), None)
        if struct is not None:
            _released(struct)

    return ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(destroy)


_destroyers: Dict[bytes, Any] = {}


def _capsule(struct: Any, name: bytes) -> Capsule:
    if name not in _destroyers:
        _destroyers[name] = _destroyer(name)
    address = ctypes.addressof(struct)
    _waiting[address] = struct
    destroy = ctypes.cast(_destroyers[name], ctypes.c_void_p)
    return _python().PyCapsule_New(address, name, destroy)


def stream_of(table: Handle) -> Capsule:
    """A capsule with a stream of the table, which it keeps alive."""
    out = Stream()
    call(later("coop_arrow_export_stream"), table, None, ctypes.addressof(out))
    return _capsule(out, _STREAM)


def schema_of(table: Handle) -> Capsule:
    """A capsule with the schema of the table."""
    out = Schema()
    call(later("coop_arrow_export"), table, None, ctypes.addressof(out), None)
    return _capsule(out, _SCHEMA)


def _address(capsule: Any, name: bytes, source: Any) -> Any:
    try:
        return _python().PyCapsule_GetPointer(capsule, name)
    except (ValueError, ctypes.ArgumentError):
        raise TypeError("a stream of Arrow is wanted, not %s" % type(source).__name__) from None


def imported(source: Any) -> Table:
    """A table of a stream, an array, or the bytes of Arrow IPC."""
    out = lib.pointer("coop_table")
    if isinstance(source, (bytes, bytearray, memoryview)):
        data = bytes(source)
        call(later("coop_arrow_read"), data, len(data), None, out)
    elif hasattr(source, "__arrow_c_stream__") or not hasattr(source, "__arrow_c_array__"):
        capsule = source.__arrow_c_stream__() if hasattr(source, "__arrow_c_stream__") else source
        function = later("coop_arrow_import_stream")
        call(function, _address(capsule, _STREAM, source), None, out)
    else:
        schema, array = source.__arrow_c_array__()
        call(later("coop_arrow_import"), _address(schema, _SCHEMA, source),
             _address(array, _ARRAY, source), None, out)
    return Table(Handle(out, lib.coop_table_free))


def read_file(path: bytes) -> Table:
    """The table of an Arrow IPC file."""
    out = lib.pointer("coop_table")
    call(later("coop_arrow_read_file"), path, None, out)
    return Table(Handle(out, lib.coop_table_free))


def write(table: Handle, sink: Any, is_stream: bool) -> None:
    """Writes Arrow IPC, as a stream or a file."""
    call(later("coop_arrow_write"), table, lib.constant(
        "COOP_ARROW_STREAM" if is_stream else "COOP_ARROW_FILE"), None, sink)
