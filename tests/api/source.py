#!/usr/bin/env python3
# source.py -- rules of the source tree that a program can see. SPDX-License-Identifier: GPL-3.0-or-later
"""python3 source.py BUILD: prints TAP. COOPSTAT_SOURCE is the tree; the build is not looked at."""

import os
import re
import sys

ROOT = os.environ.get("COOPSTAT_SOURCE", ".")
# A room may include its own files and those of rooms with a smaller number.
RANKS = {"core": 0, "table": 1, "stat": 1, "query": 2, "model": 3, "rail": 4, "io": 5, "report": 6}
FILE_MOST = 799      # lines of a file
HEADER_MOST = 400    # lines of a public header
FUNCTION_MOST = 80   # lines of a function, from its first line to its closing brace
NUMBERS = [0]


def result(name, faults):
    """One line of TAP, with the faults behind it."""
    NUMBERS[0] += 1
    print("%sok %d - %s" % ("not " if faults else "", NUMBERS[0], name))
    for fault in sorted(faults):
        print("# " + fault)


def files(*folders, endings=(".c", ".h")):
    """Paths below folders of the tree."""
    for folder in folders:
        for base, inner, names in os.walk(os.path.join(ROOT, folder)):
            inner[:] = [name for name in inner if name != "__pycache__"]
            for name in sorted(names):
                if name.endswith(endings):
                    yield os.path.relpath(os.path.join(base, name), ROOT)


def text_of(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def includes(path):
    """(line, opening mark, name) of each #include."""
    for number, line in enumerate(text_of(path).split("\n"), 1):
        found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if found:
            yield number, found.group(1), found.group(2)


def room_of(path):
    parts = path.split(os.sep)
    return parts[1] if parts[0] == "lib" and len(parts) > 2 else None


def upward_includes():
    for path in files("lib"):
        room = room_of(path)
        if room not in RANKS:
            yield "%s: '%s' is no room with a place in the order" % (path, room)
            continue
        for number, mark, name in includes(path):
            if mark != '"':
                continue
            target = os.path.normpath(os.path.join(os.path.dirname(path), name))
            other = room_of(target)
            if not os.path.exists(os.path.join(ROOT, target)):
                yield "%s:%d: includes %s, which is not there" % (path, number, name)
            elif other != room and RANKS.get(other, 99) >= RANKS[room]:
                yield "%s:%d: %s includes %s" % (path, number, room, other)


def third_party_includes():
    """GSL stays behind stat/ and core/random; public headers know none but C's own."""
    for path in files("lib"):
        for number, mark, name in includes(path):
            is_own = path.startswith(("lib/stat/", "lib/core/random"))
            if mark == "<" and "/" in name and not name.startswith(("coopstat/", "sys/")):
                if not (is_own and name.startswith("gsl/")):
                    yield "%s:%d: includes %s" % (path, number, name)
    for path in files("include"):
        for number, mark, name in includes(path):
            if mark != "<" or not (name.startswith("coopstat/") or name in ("stddef.h", "stdint.h")):
                yield "%s:%d: includes %s" % (path, number, name)


def long_files():
    for path in files("lib", "include", "tests", "examples", endings=(".c", ".h", ".py", ".sh")):
        text = text_of(path)
        n = text.count("\n")
        if "; written by " in text.split("\n", 1)[0]:
            continue  # by a program, for a program
        most = HEADER_MOST if path.startswith("include") else FILE_MOST
        if n > most:
            yield "%s has %d lines, at most %d may be" % (path, n, most)


def functions(path):
    """(name, first line, lines) of each function: the style puts its braces in column 1."""
    lines = text_of(path).split("\n")
    start = None
    for number, line in enumerate(lines):
        if line == "{" and number > 0:
            start = number - 1
            while start > 0 and re.match(r"[\w ]", lines[start - 1]) and \
                    not lines[start - 1].endswith((";", "*/")):
                start -= 1
        elif line.startswith("}") and start is not None:
            found = re.search(r"(\w+)\(", " ".join(lines[start:start + 4]))
            yield found.group(1) if found else "?", start + 1, number - start + 1
            start = None


def long_functions():
    for path in files("lib", "tests", "examples"):
        for name, line, n in functions(path):
            if n > FUNCTION_MOST:
                yield "%s:%d: %s has %d lines, at most %d may be" % (path, line, name, n,
                                                                    FUNCTION_MOST)


def nameless_files():
    """The first comment says what the file is, and its licence."""
    for path in files("lib", "include", "tests", "examples", endings=(".c", ".h", ".py", ".sh")):
        head = "\n".join(text_of(path).split("\n")[:40])
        if os.path.basename(path) not in head.split("\n\n")[0]:
            yield "%s does not begin with its name" % path
        if "SPDX-License-Identifier: " not in head:
            yield "%s names no licence in its first comment" % path


def unfinished():
    for path in files("lib", "include", "examples"):
        for number, line in enumerate(text_of(path).split("\n"), 1):
            if re.search(r"\b(TODO|FIXME|HACK)\b", line):
                yield "%s:%d: %s" % (path, number, line.strip())


def main():
    result("no room includes one above or beside it", list(upward_includes()))
    result("third parties stay where they belong", list(third_party_includes()))
    result("files are short", list(long_files()))
    result("functions are short", list(long_functions()))
    result("files begin with their name and licence", list(nameless_files()))
    result("nothing is marked as unfinished", list(unfinished()))
    counted = sum(1 for path in files("lib") for _ in functions(path))
    result("functions are seen (%d in lib)" % counted, [] if counted > 500 else ["too few"])
    print("1..%d" % NUMBERS[0])


if __name__ == "__main__":
    sys.exit(main())
