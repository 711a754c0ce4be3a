#!/usr/bin/env python3
# investment_totals.py -- how much money was pledged, committed and paid, none of it counted twice.
# SPDX-License-Identifier: GPL-3.0-or-later
import coopstat

WHERE = "measure in ('pledge', 'commitment', 'contract', 'disbursement', 'cost')"
PRICES = coopstat.Prices("USD", base_year=2021, chain="target", missing="nearest")


def billions(amount):
    return "no limit" if amount is None else "%8.2f" % (amount / 10 ** 9)


data = coopstat.open()
for title, prices in ("As announced", None), ("In dollars of 2021", PRICES):
    print("%s, bn: at least, at most, rows" % title)
    for row in data.totals(WHERE, prices=prices):
        print("  %-12s %s %s %s %4d" % (row["measure"], row["currency"], billions(row["least"]),
                                        billions(row["most"]), row["n_rows"]))
print("By recipient, in dollars of 2021, bn")
for row in data.totals_by_party("stated", where=WHERE, prices=PRICES):
    print("  %-12s %-11s %s %s" % (row["measure"], row["recipient"] or "not known",
                                   billions(row["least"]), billions(row["most"])))
