#!/usr/bin/env python3
# corridors.py -- every corridor measured from the CSV files alone, without the C library.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 corridors.py DATA > corridors.csv; DATA is the folder of the data package.
Lengths are decimals. Breaks of gauge are shortest paths over (leg, gauge), from both ends: a change
from gauge g to h at a node is one of a best solution if the two halves and it cost the least."""

import csv
import sys
from collections import Counter
from decimal import Decimal

FOLDER = sys.argv[1]
GAUGES = {"1435", "1520", "1676"}


def table(name):
    with open(f"{FOLDER}/{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def costs(legs):
    """For each leg and gauge the fewest changes from the first leg to it."""
    out = [{g: 0 for g in legs[0]}] if legs else []
    for leg in legs[1:]:
        last = out[-1]
        out.append({g: min(c + (g != h) for h, c in last.items()) for g in leg})
    return out


def breaks(path, legs):
    """The fewest changes, and the nodes where they can be made."""
    ahead, back = costs(legs), costs(legs[::-1])[::-1]
    least = min(ahead[-1].values())
    good, every = {}, {}
    for i in range(1, len(legs)):
        for g, before in ahead[i - 1].items():
            for h, after in back[i].items():
                if g != h and before + 1 + after == least:
                    every.setdefault(before, []).append(path[i])
                    if {g, h} <= set(nodes[path[i]]["gauge_mm"].split(";")):
                        good.setdefault(before, []).append(path[i])
    places = [n for k in range(least) for n in good.get(k) or every[k]]
    return least, list(dict.fromkeys(places))


nodes = {r["id"]: r for r in table("rail_node")}
segments = {frozenset((r["from"], r["to"])): r for r in table("rail_segment")}
assert len(segments) == len(table("rail_segment")), "parallel segments need a rule"
crossings = {frozenset((r["node_a"], r["node_b"])): r for r in table("crossing")}
METHODS = ["published", "derived", "estimate", "recall"]
STATUSES = ["operating", "under_construction", "planned"]

print("# call: python3 tests/oracle/rail/corridors.py lib/data > tests/oracle/rail/corridors.csv")
print("# note: decimal sums; changes of gauge by shortest paths over (leg, gauge)")
print("corridor,n_nodes,length_km,published_km,derived_km,estimated_km,recall_km,confidence_c_km,"
      "ferry_km,operating_km,under_construction_km,planned_km,n_gauge_breaks,gauge_break_nodes,"
      "n_crossing_breaks,nations,n_borders")
for corridor in table("corridor"):
    path = corridor["nodes"].split(";")
    pairs = [frozenset(p) for p in zip(path, path[1:])]
    legs = [segments[p] for p in pairs]
    parts = Counter()
    for s in legs:
        for key in ("all", s["length_method"], s["status"], s["mode"], s["confidence"]):
            parts[key] += Decimal(s["length_km"])
    n_breaks, places = breaks(path, [set(s["gauge_mm"].split(";")) - {""} or GAUGES for s in legs])
    n_crossing = sum(crossings[p]["break_of_gauge"] == "true" for p in pairs if p in crossings)
    nations = [nodes[n]["nation"] for n in path]
    lengths = [parts[k] for k in ["all"] + METHODS + ["C", "ferry"] + STATUSES]
    print(corridor["id"], len(path), *lengths, n_breaks, ";".join(places), n_crossing,
          ";".join(dict.fromkeys(nations)), sum(a != b for a, b in zip(nations, nations[1:])),
          sep=",")
