#!/usr/bin/env python3
# generate.py -- writes coopstat/_ffi.py and coopstat/_results/ from the public headers.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 generate.py [--out FOLDER]: the files go into the package, or below FOLDER.

It reads C in the one shape that the headers have and stops at what it does not know, so that nothing
is left out in silence. _ffi.py holds data only: ctypes objects are made of it when first used."""

import argparse
import keyword
import pathlib
import re
import sys
import textwrap

HERE = pathlib.Path(__file__).resolve().parent
HEADERS = HERE.parents[1] / "include" / "coopstat"
WIDTH = 99
PRIMITIVES = {"double": "double", "int8_t": "int8", "int16_t": "int16", "int32_t": "int32",
              "int64_t": "int64", "uint8_t": "uint8", "uint16_t": "uint16", "uint32_t": "uint32",
              "uint64_t": "uint64", "size_t": "size", "int": "int", "char": "char"}
LICENCE = "# SPDX-License-Identifier: GPL-3.0-or-later\n"


class Api:
    """What the headers declare, in their order."""

    def __init__(self):
        self.constants = {}  # name -> integer
        self.groups = {}     # enum type -> names of its constants
        self.aliases = {}    # typedef of an integer -> primitive
        self.opaque = []     # structs without members
        self.structs = {}    # name -> [(type, member, doc)]
        self.functions = {}  # name -> (result type, [(type, parameter)])
        self.docs = {}       # struct or function -> comment
        self.headers = {}    # struct -> its header, without .h
        self.outputs = set() # structs that functions fill, and those of static lists


def comment_text(text):
    """A comment without its stars, as one line."""
    text = re.sub(r"^/\*\*<?|\*/$", "", text.strip())
    return re.sub(r"\s+", " ", re.sub(r"\n\s*\* ?", " ", text)).strip()


def integer(api, text):
    """Value of a constant expression of the headers."""
    text = text.replace("INT32_MIN", "-2147483648").replace("INT32_MAX", "2147483647")
    text = text.replace("INT64_MIN", "-9223372036854775808")
    text = re.sub(r"COOP_\w+", lambda m: str(api.constants[m.group()]), text)
    if not re.fullmatch(r"[-+() 0-9]+", text):
        raise SystemExit("generate.py: cannot read the constant %r" % text)
    return int(eval(text, {"__builtins__": {}}))  # digits and signs only


def type_of(api, text, dimension=None, is_parameter=False):
    """Our word for a C type: `double`, `coop_rate*`, `void*`, `char*`, `double[64]`."""
    text = text.replace("struct ", "").strip()
    base = re.sub(r"\bconst\b|\*", " ", text).split()
    if len(base) != 1:
        raise SystemExit("generate.py: cannot read the type %r" % text)
    base, stars = base[0], text.count("*")
    base = api.aliases.get(base, PRIMITIVES.get(base, base))
    if dimension is not None and is_parameter:
        return "void*"
    if stars == 0:
        known = base in PRIMITIVES.values() or base in api.structs or base == "void"
        if not known:
            raise SystemExit("generate.py: unknown type %r" % text)
        return base + ("[%d]" % integer(api, dimension) if dimension else "")
    if base == "char" and stars == 1 and "const" in text:
        return "char*"
    if (base in api.structs or base in api.opaque) and stars <= 2 and "const *" not in text:
        return base + "*" * stars
    return "void*"


def members_of(api, body):
    """Members of a struct: (type, name, doc), one for each name."""
    out = []
    pattern = re.compile(r"(?P<before>/\*\*(?!<).*?\*/)?\s*(?P<code>[^;/]+);\s*(?P<after>/\*\*<.*?\*/)?",
                         re.S)
    for found in pattern.finditer(body):
        code = re.sub(r"\s+", " ", found["code"]).strip()
        doc = comment_text(found["after"] or found["before"] or "")
        pointer = re.fullmatch(r"(.+?)\(\*(\w+)\)\((.*)\)", code)
        if pointer:
            kinds = [type_of(api, re.sub(r"\w+$", "", p.strip())) for p in
                     pointer[3].split(",")]
            result = type_of(api, pointer[1])
            out.append(("%s(%s)" % (result, ",".join(kinds)), pointer[2], doc))
            continue
        kind, names = re.fullmatch(r"((?:const )?(?:struct )?\w+(?: ?\*(?: ?const ?)?)*) ?(.+)",
                                   code).groups()
        for name in names.split(","):
            # `const char *from, *to`: the first star stands with the type, the others with the names.
            name, _, dimension = name.strip().lstrip("*").rstrip("]").partition("[")
            out.append((type_of(api, kind, dimension or None), name, doc))
    return out


def parameters_of(api, text):
    out = []
    if text.strip() == "void":
        return out
    for part in text.split(","):
        part = re.sub(r"\s+", " ", part).strip()
        kind, name, dimension = re.fullmatch(r"(.+?)(\w+)(?:\[(\w+)\])?", part).groups()
        out.append((type_of(api, kind, dimension, True), name))
        base = re.sub(r"\*", "", out[-1][0])
        if base in api.structs and "*" in kind and not kind.startswith("const"):
            api.outputs.add(base)
    return out


DECLARATION = re.compile(r"""
    (?P<doc>/\*\*(?!<)(?:(?!\*/).)*\*/)?\s*
    (?: \#define\s+(?P<constant>COOP_\w+)\s+(?P<value>[^{\n]+)\n
      | typedef\s+(?P<integer>\w+)\s+(?P<alias>\w+);
      | enum\s*\{(?P<enum>.*?)\};
      | typedef\s+struct\s+(?P<opaque>\w+)\s+\w+;
      | typedef\s+struct\s+(?P<struct>\w+)\s*\{(?P<body>.*?)\}\s*\w+;
      | COOP_API\s+(?:COOP_MUST_CHECK\s+)?(?P<result>(?:const\s+)?\w+\s*\**)\s*(?P<function>coop_\w+)
        \((?P<parameters>[^;]*)\);
    )""", re.S | re.X)


def read_header(api, header, text):
    last = None
    for found in DECLARATION.finditer(text):
        doc = comment_text(found["doc"] or "")
        if found["constant"]:
            if re.fullmatch(r"[-+()\w ]*\d[-+()\w ]*|.*INT\d\d_M\w+.*", found["value"].strip()):
                api.constants[found["constant"]] = integer(api, found["value"].strip())
        elif found["alias"]:
            last = found["alias"]
            api.aliases[last] = PRIMITIVES[found["integer"]]
        elif found["enum"]:
            names = re.findall(r"(COOP_\w+)\s*=\s*([^,/}]+)", re.sub(r"/\*.*?\*/", "", found["enum"],
                                                                    flags=re.S))
            for name, value in names:
                api.constants[name] = integer(api, value.strip())
            api.groups[last] = [name for name, _ in names]
        elif found["opaque"]:
            api.opaque.append(found["opaque"])
        elif found["struct"]:
            api.structs[found["struct"]] = []
            api.structs[found["struct"]] = members_of(api, found["body"])
            api.docs[found["struct"]] = doc
            api.headers[found["struct"]] = header
        elif found["function"]:
            result = type_of(api, found["result"])
            if found["result"].startswith("const coop_") and result[:-1] in api.structs:
                api.outputs.add(result[:-1])
            api.functions[found["function"]] = (result, parameters_of(api, found["parameters"]))
            api.docs[found["function"]] = doc


def read_headers(folder=HEADERS):
    """The API, headers in the order in which they include each other."""
    api, done = Api(), set()
    text = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.h"))}

    def visit(name):
        if name in done or name not in text:
            return
        done.add(name)
        for other in re.findall(r"#include <coopstat/(\w+\.h)>", text[name]):
            visit(other)
        read_header(api, name[:-len(".h")], text[name])

    for name in text:
        visit(name)
    declared = set()
    for content in text.values():
        content = re.sub(r"/\*.*?\*/", " ", content, flags=re.S)
        declared |= set(re.findall(r"COOP_API[^;]*?\b(coop_\w+)\(", content))
    if declared != set(api.functions):
        raise SystemExit("generate.py: not understood: %s" % (declared ^ set(api.functions)))
    return api


def wrapped(prefix, text, indent="    "):
    """A Python string literal behind a prefix, over several lines where it is long."""
    if len(prefix) + len(text) + 4 <= WIDTH:
        return '%s"%s",' % (prefix, text)
    lines = textwrap.wrap(text, WIDTH - len(indent) - 8, break_long_words=False)
    body = "\n".join('%s    "%s%s"' % (indent, line, " " if line is not lines[-1] else "")
                     for line in lines)
    return "%s(\n%s)," % (prefix, body)


def packed(entries):
    """Entries of a dictionary, as many a line as there is room for."""
    text = "".join(entry.replace(" ", "\0") + ", " for entry in entries)
    lines = textwrap.wrap(text, WIDTH, initial_indent="    ", subsequent_indent="    ")
    return "".join(line.replace("\0", " ") + "\n" for line in lines)


def ffi_text(api):
    out = ["# _ffi.py -- what the headers of coopstat declare; written by generate.py, not by hand.\n",
           LICENCE, '"""Constants, structs and functions of the library as data."""\n\n',
           "from typing import Dict, List, Tuple\n\n", "CONSTANTS: Dict[str, int] = {\n"]
    out.append(packed('"%s": %d' % pair for pair in api.constants.items()))
    out.append("}\n\nENUMS: Dict[str, List[str]] = {\n")
    for name, words in api.groups.items():
        out.append('    "%s": [\n%s\n    ],\n' % (name, textwrap.fill(
            ", ".join('"%s"' % word for word in words), WIDTH, initial_indent=" " * 8,
            subsequent_indent=" " * 8)))
    out.append("}\n\nOPAQUE: Tuple[str, ...] = (%s)\n" % textwrap.fill(
        ", ".join('"%s"' % name for name in api.opaque), WIDTH, subsequent_indent=" " * 26))
    out.append("\n# Members as name:type.\nSTRUCTS: Dict[str, str] = {\n")
    for name, members in api.structs.items():
        words = " ".join("%s:%s" % (member, kind) for kind, member, _ in members)
        out.append(wrapped('    "%s": ' % name, words) + "\n")
    out.append("}\n\n# Result and parameters.\nFUNCTIONS: Dict[str, str] = {\n")
    for name, (result, parameters) in api.functions.items():
        words = " ".join([result] + [kind for kind, _ in parameters])
        out.append(wrapped('    "%s": ' % name, words) + "\n")
    out.append("}\n\n# Functions that only a C program needs, as their comments say.\n")
    only = [name for name in api.functions if "C-only" in api.docs[name]]
    out.append("C_ONLY: Tuple[str, ...] = (\n%s)\n" % packed('"%s"' % name for name in only))
    return "".join(out)


def camel(name):
    return "".join(word.capitalize() for word in name[len("coop_"):].split("_"))


def python_type(api, kind, is_optional=True):
    if "(" in kind:
        return None
    if kind.endswith("]"):
        base = kind[:kind.index("[")]
        return "Tuple[%s, ...]" % python_type(api, base)
    if kind == "coop_span":
        return "Optional[Span]"
    if kind == "coop_words":
        return "Optional[Tuple[str, ...]]"
    if kind in api.structs:
        return '"%s"' % camel(kind) if kind not in ("coop_interval",) else "Interval"
    text = "Optional[str]" if is_optional else "str"
    return {"double": "float", "char*": text, "void*": "Any"}.get(kind, "int")


def class_text(api, name):
    """A class of results: the struct's members but for those that only C needs."""
    fields, lines = [], []
    for kind, member, doc in api.structs[name]:
        if member in ("struct_size", "owner") or member.startswith("reserved") or "(" in kind:
            continue
        member += "_" if keyword.iskeyword(member) else ""
        fields.append(member)
        shown = python_type(api, kind, is_noun(api, name) or "NULL" in doc)
        doc = doc.replace("NULL", "None").replace("\\", "\\\\")
        lines += textwrap.wrap(doc, WIDTH - 7, initial_indent="    #: ", subsequent_indent="    #: ")
        lines.append("    %s: %s" % (member, shown))
    doc = api.docs[name].replace("\\", "\\\\") or camel(name)
    doc = re.sub(r" ?Start of every \w+\. ?| ?The layout is frozen\.", "", doc)
    head = textwrap.wrap(doc, WIDTH - 8)
    body = '    """' + "\n    ".join(head) + '"""\n\n'
    slots = textwrap.fill(", ".join('"%s"' % field for field in fields) + ",", WIDTH - 1,
                          initial_indent="    __slots__ = (", subsequent_indent=" " * 17)
    return 'class %s(Record):\n%s%s)\n    _struct = "%s"\n%s\n' % (
        camel(name), body, slots, name, "\n".join(lines))


def is_noun(api, name):
    return name + "_at" in api.functions and name + "_find" in api.functions


def result_files(api):
    """A module of results for each header, and the header of each struct in them."""
    skip = {"coop_span", "coop_words", "coop_error", "coop_column", "coop_allocator", "coop_run",
            "coop_interval"}
    # What holds a table has an owner, and so a class by hand.
    skip |= {n for n in api.structs if any(kind == "coop_table*" for kind, _, _ in api.structs[n])}
    wanted = [n for n in api.structs if n in api.outputs and n not in skip]
    wanted += [n for n in api.structs if n not in skip and n not in wanted and any(
        kind == n for w in wanted for kind, _, _ in api.structs[w])]
    wanted.sort(key=list(api.structs).index)
    files = {"coopstat/_results/__init__.py": (
        "# __init__.py -- results of the library, a module a header; written by generate.py.\n%s" %
        LICENCE)}
    for header in dict.fromkeys(api.headers[name] for name in wanted):
        classes = "\n\n".join(class_text(api, name) for name in wanted
                              if api.headers[name] == header)
        typing = [word for word in ("Any", "Optional", "Tuple") if re.search(r"\b%s\b" % word,
                                                                           classes)]
        uses = [word for word in ("Interval", "Record", "Span") if re.search(r"\b%s\b" % word,
                                                                            classes)]
        files["coopstat/_results/%s.py" % header] = (
            "# %s.py -- results of %s.h as classes; written by generate.py, not by hand.\n%s"
            '"""Results: the members of C\'s structs, with what the header says of them."""\n\n'
            "%sfrom .._record import %s\n\n\n%s" % (
                header, header, LICENCE,
                "from typing import %s\n\n" % ", ".join(typing) if typing else "", ", ".join(uses),
                classes))
    return files, [(name, api.headers[name]) for name in wanted]


def files_of(api):
    files, known = result_files(api)
    index = packed('"%s": "%s"' % (camel(name), module) for name, module in known)
    files["coopstat/_ffi.py"] = ffi_text(api) + (
        "\n# Modules of the classes of results.\nRESULTS: Dict[str, str] = {\n%s}\n"
        % index)
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=pathlib.Path, default=HERE)
    out = parser.parse_args().out
    for path, text in files_of(read_headers()).items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
