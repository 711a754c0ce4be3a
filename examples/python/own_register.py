#!/usr/bin/env python3
# own_register.py -- a folder of one's own: what is questionable in it, and its rates.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 own_register.py [FOLDER]"""

import pathlib
import sys

import coopstat

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                      pathlib.Path(__file__).resolve().parents[1] / "own_register")
for row in coopstat.check(folder):
    if row["severity"] != "note":
        print("%s, line %s, %s: %s" % (row["file"], row["line"], row["column"], row["rule"]))
try:
    with coopstat.open(folder) as data:
        for row in data.compare_rates():
            if row["value"] is not None:
                print("%-13s %d of %d known" % (row["definition"], row["hits"], row["known"]))
except coopstat.Error as error:
    print(error)
    for row in error.report or ():
        print("%s, line %s, %s: %s" % (row["file"], row["line"], row["column"], row["rule"]))
    sys.exit(1)
