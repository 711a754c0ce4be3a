#!/usr/bin/env python3
# rail_corridors.py -- how long the international corridors are, and how sure that is.
# SPDX-License-Identifier: GPL-3.0-or-later
import coopstat

data = coopstat.open()
for row in data.corridors("kind = 'international'"):
    share = row["share_not_published"]
    print("%-24s %-25s %6.0f km, %s not published, breaks of gauge %s, %s" % (
        row["corridor"], row["status"], row["length_known_km"],
        "-" if share is None else "%.0f %%" % (100 * share),
        "?" if row["n_gauge_breaks"] is None else row["n_gauge_breaks"], " ".join(row["nations"] or ())))
print("No position on borders is meant.")
