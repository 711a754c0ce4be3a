#!/usr/bin/env python3
# compare_definitions.py -- how far apart published meanings of "implemented" lie.
# SPDX-License-Identifier: GPL-3.0-or-later
import coopstat

data = coopstat.open()
for list_name in ("xian_2023_items", "xian_2023_documents"):
    compared = data.compare_rates(where="list = '%s'" % list_name)
    spread = coopstat.rate_spread(compared)
    print("%s: %.1f %% (%s) to %.1f %% (%s) over %d shares; %d definitions have no data" % (
        list_name, 100 * spread.least, spread.least_by, 100 * spread.most, spread.most_by,
        spread.n_shares, spread.n_missing))
print("\nWhat each counts, and over what")
for definition in coopstat.definitions():
    print("  %-13s %s / %s" % (definition.name, definition.counts, definition.over))
