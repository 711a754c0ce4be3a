#!/usr/bin/env python3
# test_ffi.py -- the generated declarations agree with the headers and with C.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 test_ffi.py BUILD: prints TAP."""

import builtins
import ctypes
import importlib.util
import re
import subprocess
import sys
import tempfile
import unittest

from binding import BUILD, PACKAGE, SOURCE, main

from coopstat import _ffi, errors
from coopstat._library import lib

SPEC = importlib.util.spec_from_file_location("generate", PACKAGE / "generate.py")
generate = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(generate)


def sources():
    """The package's own text, without what is generated."""
    return "\n".join(path.read_text() for path in sorted((PACKAGE / "coopstat").glob("*.py"))
                     if path.name != "_ffi.py")


class Generated(unittest.TestCase):
    def test_the_committed_files_are_those_of_the_headers(self):
        made = generate.files_of(generate.read_headers())
        for path, text in made.items():
            self.assertEqual((PACKAGE / path).read_text(), text,
                             "%s: run python3 lib/python/generate.py" % path)
        there = {"coopstat/_results/" + p.name for p in (PACKAGE / "coopstat" / "_results").glob(
            "*.py")}
        self.assertEqual(there, {path for path in made if "_results/" in path})

    def test_the_script_writes_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, "-B", str(PACKAGE / "generate.py"), "--out", folder],
                           check=True)
            for path, text in generate.files_of(generate.read_headers()).items():
                self.assertEqual((generate.pathlib.Path(folder) / path).read_text(), text)

    def test_every_exported_function_is_there(self):
        symbols = (SOURCE / "tests" / "api" / "coopstat.symbols").read_text().split()
        self.assertEqual(set(symbols), set(_ffi.FUNCTIONS))

    def test_what_the_generator_does_not_know_stops_it(self):
        api = generate.Api()
        for text in ("typedef struct coop_x { long double a; } coop_x;",
                     "COOP_API coop_status coop_x(const coop_unknown value);"):
            with self.assertRaises((SystemExit, AttributeError)):
                generate.read_header(api, "x", text)

    def test_a_new_member_changes_the_file(self):
        api = generate.read_headers()
        before = generate.files_of(api)
        api.structs["coop_interval"].append(("double", "middle", "between"))
        self.assertNotEqual(before, generate.files_of(api))


class Callers(unittest.TestCase):
    def test_every_function_has_a_python_caller(self):
        from coopstat._dataset import NOUNS
        text = sources()
        families = {"coop_%s_%s" % (noun, verb) for noun in NOUNS
                    for verb in ("count", "at", "find")}
        self.assertIn("_count", text)
        missing = [name for name in _ffi.FUNCTIONS if name not in families and
                   name not in _ffi.C_ONLY and not re.search(r"\b%s\b" % name, text)]
        self.assertEqual(missing, [], "write a Python caller, or say C-only in the comment of C")

    def test_nothing_is_called_that_is_not_there(self):
        called = set(re.findall(r"\blib\.(coop_\w+)", sources()))
        self.assertEqual(called - set(_ffi.FUNCTIONS), set())

    def test_what_only_c_needs_is_not_called(self):
        text = sources()
        for name in _ffi.C_ONLY:
            self.assertNotRegex(text, r"\b%s\b" % name)


class Statuses(unittest.TestCase):
    NATURAL = {"ARGUMENT": ValueError, "RANGE": ValueError, "EMPTY": ValueError,
               "UNDEFINED": ArithmeticError, "NOT_FOUND": KeyError, "TYPE": TypeError,
               "SYNTAX": ValueError, "FORMAT": ValueError, "REFERENCE": LookupError,
               "CONFLICT": ValueError, "LIMIT": OverflowError, "CANCELLED": RuntimeError,
               "IO": OSError, "MEMORY": MemoryError, "UNSUPPORTED": NotImplementedError,
               "INTERNAL": RuntimeError}

    def test_each_status_has_one_class_that_is_the_natural_one_too(self):
        names = [name[len("COOP_"):] for name in _ffi.ENUMS["coop_status"]]
        self.assertEqual(names[0], "OK")
        self.assertEqual(names[-1], "STATUS_END")
        self.assertEqual(set(names[1:-1]), set(errors.CLASSES))
        self.assertEqual(set(errors.CLASSES), set(self.NATURAL))
        for name, kind in errors.CLASSES.items():
            self.assertTrue(issubclass(kind, self.NATURAL[name]), name)
            self.assertFalse(hasattr(builtins, kind.__name__), "%s hides a built-in" % kind)
            self.assertEqual(kind.status, name)

    def test_a_status_is_raised_as_its_class(self):
        from coopstat._library import raised
        err = lib.struct("coop_error")()
        err.message, err.line, err.column = b"x is 1", 2, 3
        for name, kind in errors.CLASSES.items():
            made = raised(lib.constant("COOP_" + name), err)
            self.assertIs(type(made), kind)
            self.assertEqual((str(made), made.line, made.column), ("x is 1", 2, 3))
        self.assertIs(type(raised(999, err)), errors.Error)

    def test_names_agree_with_the_library(self):
        for name in _ffi.ENUMS["coop_status"][:-1]:
            code = lib.constant(name)
            self.assertEqual("COOP_" + lib.coop_status_name(code).decode(), name)


class Layout(unittest.TestCase):
    """Sizes, offsets and constants as the C compiler sees them."""

    @classmethod
    def setUpClass(cls):
        lines = ["#include <coopstat/coopstat.h>", "#include <stdio.h>", "int main(void)", "{"]
        for name in _ffi.STRUCTS:
            lines.append('printf("%s %%zu\\n", sizeof(%s));' % (name, name))
            for member, _ in lib.members(name):
                lines.append('printf("%s.%s %%zu\\n", offsetof(%s, %s));' % (name, member, name,
                                                                           member))
        for name in _ffi.CONSTANTS:
            lines.append('printf("%s %%lld\\n", (long long)%s);' % (name, name))
        lines += ["return 0;", "}"]
        with tempfile.TemporaryDirectory() as folder:
            path = generate.pathlib.Path(folder) / "layout.c"
            path.write_text("\n".join(lines))
            subprocess.run(["cc", "-std=c17", "-o", folder + "/layout", str(path), "-I",
                            str(SOURCE / "include"), "-I", str(BUILD / "include")], check=True)
            said = subprocess.run([folder + "/layout"], check=True, capture_output=True,
                                  text=True).stdout
        cls.said = dict(line.split(" ") for line in said.splitlines())

    def test_structs_have_the_same_size_and_offsets(self):
        for name in _ffi.STRUCTS:
            kind = lib.struct(name)
            self.assertEqual(int(self.said[name]), ctypes.sizeof(kind), name)
            for member, _ in lib.members(name):
                self.assertEqual(int(self.said["%s.%s" % (name, member)]),
                                 getattr(kind, member).offset, (name, member))

    def test_constants_are_the_same(self):
        for name, value in _ffi.CONSTANTS.items():
            self.assertEqual(int(self.said[name]), value, name)

    def test_the_version_is_that_of_the_library(self):
        import coopstat
        self.assertEqual(coopstat.version(), coopstat.__version__)
        self.assertIn("version: '%s'" % coopstat.__version__, (SOURCE / "meson.build").read_text())


if __name__ == "__main__":
    main()
