#!/usr/bin/env python3
# own_data.py -- a tracker from a spreadsheet by its descriptor, and a table of one's own arrays.
# SPDX-License-Identifier: GPL-3.0-or-later
import datetime
import pathlib

import coopstat

folder = pathlib.Path(__file__).resolve().parents[1] / "own_data"
with coopstat.open(folder, lenient=True) as data:
    for row in data.counts:
        print("%s: %s rows, %s kept, %s refused" % (row["file"], row["rows"], row["kept"],
                                                    row["refused"]))
    print(list(data.tables))

table = coopstat.from_columns({"id": ["a", "b", "c"], "role": ["commitment"] * 3,
                               "cost": [1.5, None, 4.0]}, units={"cost": "USD bn"})
with coopstat.dataset({"agreement": table}, datetime.date(2025, 6, 17)) as own:
    print(own.query("agreement", where="cost > :least", params={"least": 2}))
