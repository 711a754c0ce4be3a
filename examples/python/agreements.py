#!/usr/bin/env python3
# agreements.py -- every item of the Xi'an list with its status, what that rests on, and its sources.
# SPDX-License-Identifier: GPL-3.0-or-later
import coopstat

data = coopstat.open()
table = data.query("agreement", where="list = 'xian_2023_items'", order_by="official_item",
                   select="id, title, reported, status_basis, sources, official_item")
for row in table:
    print("%-4s %-14s %-11s %s [%s]" % (row["official_item"] or "", row["reported"],
                                       row["status_basis"], row["title"][:60], " ".join(row["sources"])))
