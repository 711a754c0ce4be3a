#!/usr/bin/env python3
# claims.py -- what was claimed, under which readings of the data it is true, and under which not.
# SPDX-License-Identifier: GPL-3.0-or-later
import os

import coopstat

data = coopstat.open()
claims = data.test_claims()
verdicts = list(claims["verdict"])
print("%d claims: %s" % (len(verdicts), ", ".join(
    "%d %s" % (verdicts.count(word), word) for word in ("true", "false", "depends", "undecidable"))))

test = data.test_claim("cl_80pct_implemented")
print("\nOver 80 %% implemented: %s; %d changes of status would make it true, %d false." % (
    test.verdict, test.result.changes_to_true, test.result.changes_to_false))
print("96.4 % of 279 is", list(coopstat.percent_counts(96.4, 0.1, 279)), "and no other count.")

# Claims of your own: a row each in a CSV file, tested on the same data.
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "own_claims")
own = coopstat.open(folder)
for row in data.test_claims(own):
    print("\n%s: %s" % (row["claim"], row["text"]))
    for word in ("true", "false", "undecidable"):
        if row[word + "_under"]:
            print("  %s under %s" % (word, row[word + "_under"]))
print()
print(data.review_claim("growth_2025", "Example reviewers", "https://example.org/claims", claims=own))
