#!/usr/bin/env python3
# sources.py -- how sure the register is of its agreements, and who published its sources.
# SPDX-License-Identifier: GPL-3.0-or-later
import coopstat

data = coopstat.open()
print(data.query("agreement", by="confidence", select="count()", cut="all"))
print(data.query("source", by="publisher", select="count()", order_by="count desc, publisher", limit=6))
print("Cite as:", data.source_line)
