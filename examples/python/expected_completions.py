#!/usr/bin/env python3
# expected_completions.py -- will 80 % be done by the day, when past dates are known roughly only?
# SPDX-License-Identifier: GPL-3.0-or-later
from math import inf

import coopstat
from coopstat import forecast

# Months from signing to completion: after the low, at the high at the latest.
LOWS = [0, 6, 12, 12, 24, 6, 18, 18, 24, 12, 30, 36]
HIGHS = [12, 18, 24, 18, 36, 12, 24, 30, 36, 24, inf, inf]
AGES = [2, 5, 8, 11, 14, 17, 20, 30]  # of those still open

fit = coopstat.turnbull(LOWS, HIGHS)
masses = fit.result
for low, high, mass in zip(masses.lows, masses.highs, masses.masses):
    print("after %2.0f, up to %3.0f months: %.4f" % (low, high, mass))
print("median: after %.0f months, by %.0f; certified: %s" % (*fit.quantile(0.5),
                                                            bool(masses.is_certified)))
print("\nOf eight open ones, completed within ten months; 80 % of all twenty need six of them")
for name, ends in ("first", masses.lows), ("last", masses.highs):
    chances = forecast.chances(ends[:-1], masses.survival[:-1], AGES, 10, end=masses.lows[-1])
    for bound, each in ("none", chances.low), ("all", chances.high):
        law = coopstat.completions(each)
        print("  dates at the %-5s day, %-4s beyond the curve: %.2f, %d to %d; P(80 %%) %.4f" % (
            name, bound, law.mean, law.low, law.high, law.rate_at_least(10, 20, 0.8)))
