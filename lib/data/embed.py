#!/usr/bin/env python3
# embed.py -- writes files as byte arrays of one C file, so that the library carries its data.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 embed.py OUT.c FILE...

OUT.c holds each file's bytes and the table coop__embedded of them in the order of the arguments,
under their names without folders. Numbers and not string literals: ISO C promises only 4095
bytes of a literal. The bytes are written without blanks, as compilers read short text faster.
"""

import os
import sys

HEAD = """/* {name} -- files of the data package as bytes; written by lib/data/embed.py.
 * SPDX-License-Identifier: CC-BY-4.0 AND ODC-By-1.0 (see lib/data/NOTICE) */
#include "io/embedded.h"

"""
PER_LINE = 24


def array(index, content):
    """One file's bytes as a C array."""
    numbers = [str(byte) for byte in content]
    lines = (",".join(numbers[at:at + PER_LINE]) for at in range(0, len(numbers), PER_LINE))
    return "static const unsigned char file_%d[] = {\n%s};\n" % (index, ",\n".join(lines))


def embed(out, paths):
    """Writes the C file. A file without bytes is refused: C has no array of none."""
    names = [os.path.basename(path) for path in paths]
    if len(set(names)) != len(names):
        sys.exit("embed.py: two files have the same name")
    text = [HEAD.format(name=os.path.basename(out))]
    for index, path in enumerate(paths):
        with open(path, "rb") as file:
            content = file.read()
        if not content:
            sys.exit("embed.py: %s is empty" % path)
        text.append(array(index, content))
    text.append("\nconst coop__embedded_file coop__embedded[] = {\n")
    for index, name in enumerate(names):
        text.append('    {"%s", file_%d, sizeof file_%d},\n' % (name, index, index))
    text.append("    {NULL, NULL, 0},\n};\n")
    with open(out, "w", encoding="ascii", newline="\n") as file:
        file.write("".join(text))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: embed.py OUT.c FILE...")
    embed(sys.argv[1], sys.argv[2:])
