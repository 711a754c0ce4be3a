#!/usr/bin/env python3
# count.py -- cases passed, failed and skipped in JUnit files of meson. SPDX-License-Identifier: GPL-3.0-or-later
"""python3 count.py FILE...: prints three numbers; no file or no case at all counts as one failure."""

import sys
import xml.etree.ElementTree as tree


def main():
    passed = failed = skipped = 0
    for path in sys.argv[1:]:
        try:
            cases = tree.parse(path).getroot().iter("testcase")
        except (OSError, tree.ParseError):
            continue
        for case in cases:
            kinds = {child.tag for child in case}
            if kinds & {"failure", "error"}:
                failed += 1
            elif "skipped" in kinds:
                skipped += 1
            else:
                passed += 1
    print(passed, failed if passed + failed + skipped else 1, skipped)


main()
