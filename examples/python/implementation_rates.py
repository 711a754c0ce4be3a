#!/usr/bin/env python3
# implementation_rates.py -- the Xi'an 2023 list and the Astana 2025 summit under every definition.
# SPDX-License-Identifier: GPL-3.0-or-later
import coopstat

SELECTIONS = {"Xi'an 2023, official items": "list = 'xian_2023_items'",
              "Xi'an 2023, official documents": "list = 'xian_2023_documents'",
              "Astana 2025, all that the register ties to the summit": "summit = 'c_c5_2025_astana'"}

data = coopstat.open()
for title, where in SELECTIONS.items():
    print("\n%s\n  %%             documented      hits known unknown total   of known [95 %% interval]" % title)
    for row in data.compare_rates(where=where):
        if row["reason"] is not None:
            print("  %-13s not available: %s" % (row["definition"], row["reason"]))
            continue
        line = "  %-13s %5.1f - %5.1f  %5d %5d %7d %5d" % (
            row["definition"], 100 * row["worst"], 100 * row["best"], row["hits"], row["known"],
            row["unknown"], row["total"])
        if row["value"] is None:
            print(line + "   none is known")
        else:
            print("%s   %5.1f [%4.1f, %5.1f]" % (line, 100 * row["value"], 100 * row["low"],
                                                100 * row["high"]))
