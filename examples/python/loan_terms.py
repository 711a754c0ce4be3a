#!/usr/bin/env python3
# loan_terms.py -- one loan under each rule, how amounts are spread, and what is not disclosed.
# SPDX-License-Identifier: GPL-3.0-or-later
import coopstat
from coopstat import concentration, finance, imputation

loan = coopstat.Loan(100, rate=0.03, maturity_years=15, grace_years=4)
for rule in finance.rules():
    said = loan.concessionality(rule.name, "lower_middle")
    print("%-21s grant element %6.2f %%, needs %2.0f %%: %s" % (
        rule.name, 100 * said.grant_element, 100 * said.least,
        "concessional" if said.is_concessional else "not concessional"))
print("\nFive recipients")
for index in concentration.indices():
    print("  %-18s %.4f" % (index.name,
                            concentration.index([64.1, 4.1, 1.5, 9.6, 17.2], index.name).value))
AMOUNTS = [12, 30, 7, 22, None, 15, None, 9, 41]
total = imputation.total(AMOUNTS, replicates=200).total
print("\nNine loans, %d without an amount: %.0f m are known; with all, about %.0f (%.0f to %.0f)" % (
    total.n_missing, total.observed, total.value, total.low, total.high))
sweep = imputation.sweep(AMOUNTS, 200, [0.5, 1, 2, 4], replicates=200)
for step in sweep.steps:
    print("  missing ones %.1f times as large: %.0f to %.0f" % (step.factor, step.low, step.high))
print("  200 m are met where missing ones are %.0f m on average" % sweep.tipping.mean_needed)
