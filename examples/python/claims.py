#!/usr/bin/env python3
# claims.py -- "over 80 % of the first summit's agreements implemented": what the data can say of it.
# SPDX-License-Identifier: GPL-3.0-or-later
import math

import coopstat

data = coopstat.open()
rate = data.rate("completed", where="list = 'xian_2023_items'")
needed = math.floor(0.8 * rate.listed) + 1
print("%d of the %d items would have to be completed; %d are known to be." % (needed, rate.listed,
                                                                             rate.hits))
print("Bounds over the whole list: %.1f to %.1f %%." % (100 * rate.worst_listed,
                                                       100 * rate.best_listed))
print("UNDECIDABLE" if rate.worst_listed <= 0.8 < rate.best_listed else
      "TRUE" if rate.worst_listed > 0.8 else "FALSE")
for claim in data.records("claim")[:3]:
    print("\n%s: %s" % (claim.id, claim.text))
