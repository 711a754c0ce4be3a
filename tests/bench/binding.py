#!/usr/bin/env python3
# binding.py -- what calls from Python cost. SPDX-License-Identifier: GPL-3.0-or-later
"""python3 binding.py LIBRARY [ROWS]: one JSON line each; the least of several runs.

Promised: a raw call of a scalar statistic under 2 microseconds, its wrapper under 10, arrays at C's
speed, and a query over NumPy's columns without a copy of them (`grown_mib` beside `columns_mib`)."""

import ctypes
import json
import os
import pathlib
import subprocess
import sys
import time
import timeit

os.environ["COOPSTAT_LIBRARY"] = str(pathlib.Path(sys.argv[1]).resolve())
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "lib" / "python"))
import coopstat  # noqa: E402
from coopstat._library import lib  # noqa: E402


def say(what, **figures):
    print(json.dumps({"bench": what, **{k: round(v, 3) for k, v in figures.items()}}))


def microseconds(work, times=20000):
    return 1e6 * min(timeit.repeat(work, number=times, repeat=7)) / times


def calls():
    function, out = lib.coop_proportion_interval, lib.struct("coop_interval")()
    error = ctypes.byref(lib.struct("coop_error")())
    place = ctypes.byref(out)
    say("raw wilson", microseconds=microseconds(
        lambda: function(b"wilson", 80, 100, 0.95, place, error)))
    for name, work in (("wilson", lambda: coopstat.wilson(80, 100)),
                       ("compare", lambda: coopstat.compare(56, 70, 48, 80)),
                       ("mcnemar", lambda: coopstat.mcnemar(5, 9)),
                       ("fisher", lambda: coopstat.fisher(((3, 4), (5, 6)))),
                       ("identified", lambda: coopstat.identified(3, 4, 10))):
        say(name, microseconds=microseconds(work))


def start():
    code = "import time; t = time.perf_counter(); import coopstat; print(time.perf_counter() - t)"
    environment = {**os.environ, "PYTHONPATH": sys.path[0]}
    took = [float(subprocess.run([sys.executable, "-c", code], env=environment, text=True, check=True,
                                 capture_output=True).stdout) for _ in range(5)]
    say("import", milliseconds=1e3 * min(took))


def arrays(rows):
    import datetime

    import numpy as np
    n = np.full(10 ** 6, 100)
    hits = np.arange(10 ** 6) % 100
    say("wilson of a million", ns_each=1e3 * min(timeit.repeat(lambda: coopstat.wilson(hits, n),
                                                              number=1, repeat=5)))
    columns = {"x": np.arange(rows, dtype="f8"), "k": np.arange(rows, dtype="i8") % 1000,
               "g": (np.arange(rows) % 7).astype("i2")}

    def high_water():
        """Peak memory in MiB since it was last forgotten."""
        text = pathlib.Path("/proc/self/status").read_text()
        return int(text.split("VmHWM:")[1].split()[0]) / 1024

    pathlib.Path("/proc/self/clear_refs").write_text("5")
    before, started = high_water(), time.perf_counter()
    table = coopstat.from_columns(columns)
    made = time.perf_counter()
    with coopstat.dataset({"big": table}, datetime.date(2025, 1, 1)) as data:
        found = data.query("big", where="k > 10", by="g", select="sum(x), count()", threads=1)
    say("rows from NumPy to a result", rows=rows, check_s=made - started,
        query_s=time.perf_counter() - made, groups=len(found), peak_mib=high_water(),
        grown_mib=high_water() - before, columns_mib=sum(c.nbytes for c in columns.values()) / 2 ** 20)


if __name__ == "__main__":
    start()
    calls()
    arrays(int(sys.argv[2]) if len(sys.argv) > 2 else 10 ** 6)
