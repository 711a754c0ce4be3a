#!/usr/bin/env python3
# readme.py -- the programs of README.md are compiled and run, and print what README.md says.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 readme.py BUILD [--update]: TAP; --update writes the outputs into README.md instead."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get("COOPSTAT_SOURCE", "."))
BUILD = pathlib.Path(sys.argv[1]).resolve()
FENCE = re.compile(r"```(c|python|text first-screen)\n(.*?)```", re.S)
OUTPUT = re.compile(r"(prints\n\n```text\n)(.*?)(```)", re.S)
SCREEN = ("overview", "claim_check", "implementation_rates", "investment_totals", "rail_corridors",
          "sources")


def run_c(program, folder):
    """Builds against the headers and the library of the build tree."""
    (folder / "app.c").write_text(program)
    library = BUILD / "lib"
    subprocess.run(["cc", "-std=c17", "-Wall", "-Wextra", "-Werror", folder / "app.c", "-o",
                    folder / "app", "-I", SOURCE / "include", "-I", BUILD / "include", "-L", library,
                    "-lcoopstat", "-Wl,-rpath," + str(library)], check=True)
    return subprocess.run([folder / "app"], check=True, capture_output=True, text=True).stdout


def run_python(program, folder):
    """Runs with the package of the source tree and the library of the build."""
    environment = {**os.environ, "COOPSTAT_LIBRARY": str(BUILD / "lib" / "libcoopstat.so"),
                   "PYTHONPATH": str(SOURCE.resolve() / "lib" / "python")}
    return subprocess.run([sys.executable, "-B", "-c", program], check=True, capture_output=True,
                          text=True, cwd=folder, env=environment).stdout


def main():
    path = SOURCE / "README.md"
    text = path.read_text()
    programs = {kind: body for kind, body in FENCE.findall(text)}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        outputs = [run_c(programs["c"], folder), run_python(programs["python"], folder)]
    screen = "\n".join((SOURCE / "tests" / "examples" / (name + ".txt")).read_text()
                       for name in SCREEN)
    if "--update" in sys.argv:
        replacements = iter(outputs)
        text = OUTPUT.sub(lambda m: m.group(1) + next(replacements) + m.group(3), text)
        text = re.sub(r"(```text first-screen\n).*?(```)",
                      lambda m: m.group(1) + screen + m.group(2), text, flags=re.S)
        path.write_text(text)
        return
    written = [body for _, body, _ in OUTPUT.findall(text)]
    checks = [("the C program", outputs[0] == written[0]),
              ("the Python program", outputs[1] == written[1]),
              ("the first screen", screen == programs["text first-screen"])]
    print("1..%d" % len(checks))
    for number, (what, is_same) in enumerate(checks, 1):
        print("%s %d - %s prints what README.md says" % ("ok" if is_same else "not ok", number, what))


main()
