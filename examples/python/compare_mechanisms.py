#!/usr/bin/env python3
# compare_mechanisms.py -- C+C5 beside EU-CA and C5+1, and why that needs care.
# SPDX-License-Identifier: GPL-3.0-or-later
import coopstat
from coopstat import strata

data = coopstat.open()


def ask(where, by):
    return data.query("agreement", where=where, by=by, select="rate('started') as r",
                      uncertain="certain", bounds="last_report")


def by_year(mechanism):
    table = ask("mechanism = '%s' and signed >= '2022'" % mechanism, "year(signed) as year")
    found = {row["year"]: (row["r_hits"], row["r_known"]) for row in table}
    return zip(*(found.get(year, (0, 0)) for year in range(2022, 2027)))


print(ask("mechanism in ('c_c5', 'eu_ca', 'c5p1')", "mechanism"))
total = strata.compare(*by_year("c_c5"), *by_year("eu_ca")).total
print("C+C5 less EU-CA, commitments of 2022 and later: %+.0f points; like years with like years: %+.0f"
      % (100 * total.crude, 100 * total.stratified))
print("%s; %d years compared, %d have one mechanism only." % (
    "The sign REVERSES" if total.reversed else "The sign does not reverse", total.n_used,
    total.n_missing))
