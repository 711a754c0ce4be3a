#!/usr/bin/env python3
# count.py -- cases passed, failed and skipped in JUnit files of meson. SPDX-License-Identifier: GPL-3.0-or-later
"""python3 count.py FILE...: prints three numbers; no file or no case at all counts as one failure,
and so does a program that ends badly after cases that all went well."""

import sys
import xml.etree.ElementTree as tree


def main():
    passed = failed = skipped = 0
    for path in sys.argv[1:]:
        try:
            root = tree.parse(path).getroot()
        except (OSError, tree.ParseError):
            continue
        for suite in root.iter("testsuite"):
            said = "".join(part.text or "" for part in suite.iter("system-err"))
            is_told = any(case.find(kind) is not None for case in suite.iter("testcase")
                          for kind in ("failure", "error"))
            failed += "(test program exited with status code" in said and not is_told
        for case in root.iter("testcase"):
            kinds = {child.tag for child in case}
            if kinds & {"failure", "error"}:
                failed += 1
            elif "skipped" in kinds:
                skipped += 1
            else:
                passed += 1
    print(passed, failed if passed + failed + skipped else 1, skipped)


main()
