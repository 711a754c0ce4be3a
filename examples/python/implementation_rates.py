#!/usr/bin/env python3
# implementation_rates.py -- one rate from Python by plain ctypes, nothing but the shared library.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 implementation_rates.py [libcoopstat.so]: the Xi'an 2023 items under three definitions."""

import ctypes
import pathlib
import sys


class Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int32), ("reserved", ctypes.c_int32), ("line", ctypes.c_int64),
                ("column", ctypes.c_int64), ("message", ctypes.c_char * 232)]


class Options(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_size_t), ("definition", ctypes.c_char_p),
                ("where", ctypes.c_char_p), ("as_of", ctypes.c_char_p),
                ("as_known", ctypes.c_char_p), ("interval", ctypes.c_char_p),
                ("level", ctypes.c_double)]


class Rate(ctypes.Structure):
    _fields_ = ([("struct_size", ctypes.c_size_t)] +
                [(name, ctypes.c_double) for name in (
                    "value", "low", "high", "worst", "best", "worst_last_report",
                    "best_last_report", "worst_listed", "best_listed")] +
                [(name, ctypes.c_int64) for name in (
                    "hits", "known", "unknown", "unknown_last_report", "total", "listed", "apart")])


here = pathlib.Path(__file__).resolve().parents[2]
path = sys.argv[1] if len(sys.argv) > 1 else here / "build" / "stage" / "lib" / "libcoopstat.so"
coop = ctypes.CDLL(str(path))
# Without argtypes and restype ctypes would cut pointers to 32 bits.
coop.coop_dataset_open.argtypes = [ctypes.c_char_p, ctypes.c_void_p,
                                   ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(Error)]
coop.coop_rate_implemented.argtypes = [ctypes.c_void_p, ctypes.POINTER(Options),
                                       ctypes.POINTER(Rate), ctypes.POINTER(Error)]
coop.coop_dataset_free.argtypes = [ctypes.c_void_p]
coop.coop_dataset_free.restype = None


def check(status, error):
    """Raises the library's message."""
    if status != 0:
        raise RuntimeError(error.message.decode())


error = Error()
data = ctypes.c_void_p()
check(coop.coop_dataset_open(None, None, ctypes.byref(data), ctypes.byref(error)), error)
for definition in ("completed", "started", "completed_net"):
    options = Options(ctypes.sizeof(Options), definition.encode(), b"list = 'xian_2023_items'")
    rate = Rate(ctypes.sizeof(Rate))
    check(coop.coop_rate_implemented(data, ctypes.byref(options), ctypes.byref(rate),
                                     ctypes.byref(error)), error)
    print("%-13s %2d of %2d known (%4.1f %% [%4.1f, %4.1f]), %2d unknown; bounds %4.1f to %4.1f %%, "
          "over all %d listed %4.1f to %4.1f %%" %
          (definition, rate.hits, rate.known, 100 * rate.value, 100 * rate.low, 100 * rate.high,
           rate.unknown, 100 * rate.worst, 100 * rate.best, rate.listed,
           100 * rate.worst_listed, 100 * rate.best_listed))
coop.coop_dataset_free(data)
