#!/usr/bin/env python3
# xian.py -- a walk through the Xi'an list of 2023, cell by cell as in a notebook.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 xian.py [FOLDER]: with a folder, and matplotlib, figures are written into it."""

import pathlib
import sys

import coopstat

# %% The register, and what it has of the list
data = coopstat.open()
LIST = "list = 'xian_2023_items'"
print(data)
items = data.query("agreement", where=LIST, order_by="official_item")
size = data.query("list", where="id = 'xian_2023_items'")[0]
print("%d of %s items are itemised" % (len(items), size["items"]))

# %% What was last reported of them, and what that rests on
print(data.query("agreement", where=LIST, by="reported, status_basis", select="count()", cut="all"))

# %% How much was carried out: bounds, then the interval
for definition in ("completed", "started"):
    rate = data.rate(definition, where=LIST)
    print("%s: %d of %d known; documented %.1f to %.1f %%, whole list %.1f to %.1f %%" % (
        definition, rate.hits, rate.known, 100 * rate.worst, 100 * rate.best,
        100 * rate.worst_listed, 100 * rate.best_listed))
    print("  if these were draws from a process: %.1f to %.1f %%" % (100 * rate.low, 100 * rate.high))

# %% Does the definition matter more than chance?
compared = data.compare_rates(where=LIST)
spread = coopstat.rate_spread(compared)
print("%.0f %% (%s) to %.0f %% (%s)" % (100 * spread.least, spread.least_by, 100 * spread.most,
                                       spread.most_by))

# %% Of which fields is nothing known?
fields = data.query("agreement", where=LIST, by="field", select="rate('completed') as r")
for row in fields:
    if row["r_unknown"]:
        print("  %-18s %d of %d unknown" % (row["field"], row["r_unknown"], row["r_total"]))

# %% How would the answer have read a year earlier?
change = data.rate_change(since="2025-03-31", definition="started", where=LIST)
print("started: %+.1f points since 2025-03-31, %d gained, %d lost" % (
    100 * change.change, change.n_gained, change.n_lost))

# %% Figures
if len(sys.argv) > 1:
    folder = pathlib.Path(sys.argv[1])
    import matplotlib
    matplotlib.use("Agg")
    coopstat.plot.rates(compared, claim=0.8, source=data, title="Xi'an 2023, official items"
                        ).figure.savefig(folder / "xian_definitions.png", dpi=150)
    coopstat.plot.corridors(data).figure.savefig(folder / "corridors.png", dpi=150)
print("\nSource:", data.source_line)
