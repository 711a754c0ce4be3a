# binding.py -- what the tests of the Python package share. SPDX-License-Identifier: GPL-3.0-or-later
"""The package of the source tree with the library of a build; tests are scripts with the build as
argument that print TAP."""

import importlib.util
import io
import os
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
from test_data import SOURCE, TapResult  # noqa: E402  (the same tree, and how outcomes are told)

SOURCE = pathlib.Path(SOURCE).resolve()
BUILD = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else SOURCE / "build" / "test").resolve()
PACKAGE = SOURCE / "lib" / "python"
LIBRARY = BUILD / "lib" / "libcoopstat.so"
os.environ["COOPSTAT_LIBRARY"] = str(LIBRARY)
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(BUILD / "hypothesis")
sys.path.insert(0, str(PACKAGE))


def needs(name):
    """Skips a test where a Python package is not installed."""
    return unittest.skipUnless(importlib.util.find_spec(name), "install python3-%s" % name)


def main():
    """Runs the tests of the script and prints TAP."""
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    result = TapResult()
    unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]).run(result)
    print("1..%d" % result.said)
    sys.exit(0 if result.wasSuccessful() else 1)
