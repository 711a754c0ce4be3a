#!/usr/bin/env python3
# records.py -- writes the typed records of the C interface from the schema of the data package.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 records.py [--out DIR]

Reads datapackage.json beside this file and writes, below DIR (default: the source root),
include/coopstat/record*.h and lib/model/record_fields.c: a struct for each table of HEADERS with
one member a field, and the table of which column fills which member. The same schema gives the
same bytes; tests/python/test_records.py compares them with the committed files.

A member has its column's name, with
- a suffix where the name is a word of C, C++ or Python, or one of AWKWARD: _id for a reference, _on
  for a date or a span, _words for a set, _word for another word, _value for a number;
- the unit behind it where the name does not say it: population_persons;
- _minor behind an amount of money, which counts 10^-scale of its currency: amount_minor, and the
  currency before that where it is always the same: amount_usd_minor.
"""

import argparse
import json
import os
import re
import sys
import textwrap

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH = 100
LINES_MOST = 400

HEADERS = {
    "record": ("typed records of a register: a struct for a row of a known table",
               ["nation", "mechanism", "summit", "agreement", "event", "claim", "source"]),
    "record_money": ("typed records of investments and projects; record.h has the rules",
                     ["investment", "project"]),
    "record_rail": ("typed records of the rail network; record.h has the rules",
                    ["rail_segment", "corridor"]),
}
SOURCE = "lib/model/record_fields.c"

# Lists of their own: the keyword module's change with the version of Python.
C_WORDS = """auto break case char const continue default do double else enum extern float for goto
    if inline int long register restrict return short signed sizeof static struct switch typedef
    union unsigned void volatile while alignas alignof bool constexpr false nullptr static_assert
    thread_local true typeof typeof_unqual"""
CPP_WORDS = """and and_eq asm bitand bitor catch char8_t char16_t char32_t class co_await co_return
    co_yield compl concept const_cast consteval constinit decltype delete dynamic_cast explicit
    export final friend import module mutable namespace new noexcept not not_eq operator or or_eq
    override private protected public reinterpret_cast requires static_cast template this throw try
    typeid typename using virtual wchar_t xor xor_eq"""
PYTHON_WORDS = """False None True and as assert async await break class continue def del elif else
    except finally for from global if import in is lambda nonlocal not or pass raise return try
    while with yield"""
# A partner of `from`, a type of Python, a function of POSIX that may be a macro.
AWKWARD = ["to", "list", "read"]
RESERVED = set((C_WORDS + " " + CPP_WORDS + " " + PYTHON_WORDS).split() + AWKWARD)

INTEGERS = ("int8", "int16", "int32", "int64")
STANDARD = {"string": "code", "integer": "int64", "number": "float64", "boolean": "bool",
            "date": "date"}
# Type of the member, its size on a 64-bit machine, and its name in C.
MEMBERS = {
    "code": ("const char *", 8, "COOP_TYPE_CODE"),
    "set": ("coop_words ", 24, "COOP_TYPE_SET"),
    "span": ("coop_span ", 8, "COOP_TYPE_SPAN"),
    "date": ("coop_date ", 4, "COOP_TYPE_DATE"),
    "money": ("int64_t ", 8, "COOP_TYPE_MONEY"),
    "int64": ("int64_t ", 8, "COOP_TYPE_INT64"),
    "float64": ("double ", 8, "COOP_TYPE_FLOAT64"),
    "bool": ("int32_t ", 4, "COOP_TYPE_BOOL"),
}
TENTHS = ["units", "tenths", "hundredths", "thousandths", "10^-4 parts", "10^-5 parts",
          "10^-6 parts"]
ENUM_MOST = 8  # longer lists of words stay in the schema

COMMON = """\
/* coopstat/{name}.h -- {what}.
 *
 * Written by lib/data/records.py from lib/data/datapackage.json: edit those.
"""

RULES = """\
 *
 * Each record has coop_<noun>_count(), coop_<noun>_at() by place and coop_<noun>_find() by key.
 *
 * - The caller sets the first member, `coop_nation nation = {.struct_size = sizeof nation};`, and
 *   members that do not fit into it are left as they were.
 * - Text and words are borrowed from the register and live until it is freed.
 * - A member has the name of its column. Behind it stands the unit, and for money the currency, if
 *   it is always the same, and _minor. A name that is a word of C, C++ or Python, and `to`, `list`
 *   and `read`, get _id (a reference), _on (a date), _words, _word or _value behind them.
 * - Money is an integer: the member's comment tells what it counts. A column of another scale is
 *   converted, exactly or not at all.
 * - A cell that is empty, and every cell of a column that the register does not have, is missing:
 *   NULL; COOP_INTEGER_NONE; COOP_MONEY_NONE; COOP_BOOL_NONE; NaN for a double; COOP_DATE_NONE, in
 *   both ends of a span; coop_words whose codes are NULL.
 *
 * count: 0 for NULL and for a register without the table. Cost: a look-up of the table.
 * at and find return COOP_OK; COOP_ARGUMENT for NULL and for a struct_size that is not set;
 * COOP_NOT_FOUND for a register without the table or a key that is not there, with the nearest one;
 * COOP_RANGE for an index outside, an amount that would lose digits or not fit, and a number that
 * stands for a missing one; COOP_TYPE for a column that is of another type, unit or currency. An
 * integer column of any width fills an integer or a double, a date fills a span. The error may be
 * NULL. Nothing is allocated.
 * Cost: at: a look-up of each column by name; find: that and a look-up of the key, or one pass over
 * the rows where the key is not an id alone.
"""

CONSTANTS = """
/** An integer that is missing. */
#define COOP_INTEGER_NONE INT64_MIN
/** An amount that is missing. */
#define COOP_MONEY_NONE INT64_MIN
/** A truth value that is missing; else it is 0 or 1. */
#define COOP_BOOL_NONE (-1)
"""


def stop(text, *values):
    """Ends with a message: a schema that has no rule here must not pass."""
    sys.exit("records.py: " + text % values)


def type_of(field):
    """Type of the member that a field fills."""
    extended = field.get("coopstat", {}).get("type")
    kind = {"shares": "code"}.get(extended, extended) or STANDARD.get(field["type"])
    kind = "int64" if kind in INTEGERS else kind
    if kind not in MEMBERS:
        stop("field %s has type %s, which has no member", field["name"], extended or field["type"])
    return kind


def slug(text):
    """A unit as a part of a name: "USD bn" is usd_bn."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def says(name, part):
    """True if a name has a part between its underscores."""
    return ("_" + part + "_") in ("_" + name + "_")


def suffix_of(field, kind, is_reference):
    """What stands behind a name that is reserved."""
    if kind in ("date", "span"):
        return "_on"
    if kind == "set":
        return "_words"
    if kind == "code":
        return "_id" if is_reference else "_word"
    return "_value"


def targets(resource):
    """Table that each referring field of a table names; "" stands for the table itself."""
    return {key["fields"][0]: key["reference"]["resource"] or resource["name"]
            for key in resource["schema"].get("foreignKeys", []) +
            resource.get("coopstat", {}).get("references", [])}


def is_fixed(field, resource):
    """True if a field's currency is a code and not the name of a field."""
    return field["coopstat"]["currency"] not in \
        [other["name"] for other in resource["schema"]["fields"]]


def member_of(field, resource):
    """One member: name, type, column, unit, currency, scale, text."""
    kind = type_of(field)
    extension = field.get("coopstat", {})
    name, unit = field["name"], extension.get("unit")
    if name in RESERVED:
        name += suffix_of(field, kind, name in targets(resource))
    if kind == "money":
        if "currency" not in extension:
            stop("field %s has no currency", name)
        unit = extension["currency"] if is_fixed(field, resource) else None
    if unit and not says(name, slug(unit)):
        name += "_" + slug(unit)
    name += "_minor" if kind == "money" else ""
    if not re.match(r"[a-z][a-z0-9_]*\Z", name) or name in RESERVED:
        stop("field %s gives no name of a member", field["name"])
    return {"name": name, "kind": kind, "column": field["name"], "unit": unit,
            "currency": extension["currency"] if kind == "money" else None,
            "scale": extension.get("scale", 2) if kind == "money" else 0,
            "text": text_of(field, resource, kind)}


def listed(words):
    """Words as a part of a sentence; those that are several words in quotes."""
    words = [word if re.match(r"\w+\Z", word) else "'%s'" % word for word in words]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]


def text_of(field, resource, kind):
    """What the comment of a member says."""
    extension, described = field.get("coopstat", {}), field.get("description", "")
    parts = [described] if described else []
    words = field.get("constraints", {}).get("enum", ())
    if 0 < len(words) <= ENUM_MOST and \
            not all(re.search(r"\b%s\b" % re.escape(word), described) for word in words):
        parts.append(listed(words))
    target = targets(resource).get(field["name"])
    if target:
        parts.append("%s of table %s" % ("ids" if kind == "set" else "id", target))
    if kind == "money":
        currency = extension["currency"]
        parts.append("in %s of %s" % (TENTHS[extension.get("scale", 2)],
                                      currency if is_fixed(field, resource) else
                                      "the money that %s names" % currency))
    if kind == "bool":
        parts.append("1, 0 or COOP_BOOL_NONE")
    if extension.get("type") == "shares":
        parts.append("as CODE:number;CODE:number")
    return field["title"] + (": " + "; ".join(parts) if parts else "")


def members_of(resource):
    """Members of a record in the order of the schema, with what fills up 4 bytes to 8."""
    out, at = [], 8
    for field in resource["schema"]["fields"]:
        member = member_of(field, resource)
        if at % 8 and member["kind"] not in ("date", "bool"):
            out.append(filler(out))
            at += 4
        out.append(member)
        at += MEMBERS[member["kind"]][1]
    if at % 8:
        out.append(filler(out))
        at += 4
    names = [member["name"] for member in out] + ["struct_size"]
    if len(set(names)) != len(names):
        stop("two members of %s have the same name", resource["name"])
    return out, at


def filler(before):
    """A member that only fills up."""
    n = sum(member["column"] is None for member in before)
    return {"name": "reserved" + ("_%d" % (n + 1) if n else ""), "kind": "bool", "column": None,
            "text": "0"}


def key_of(resource, members):
    """Members of the key: one of words, and perhaps a number behind it."""
    by_column = {member["column"]: member for member in members}
    key = [by_column[name] for name in resource["schema"].get("primaryKey", ())]
    if [member["kind"] for member in key] not in (["code"], ["code", "int64"]):
        stop("the key of %s is neither a word nor a word and an integer", resource["name"])
    return key


def records_of(package):
    """Each record of HEADERS by its noun."""
    resources = {resource["name"]: resource for resource in package["resources"]}
    out = {}
    for noun in (noun for _, nouns in HEADERS.values() for noun in nouns):
        if noun not in resources:
            stop("the package has no table %s", noun)
        members, size = members_of(resources[noun])
        out[noun] = {"noun": noun, "members": members, "size": size,
                     "key": key_of(resources[noun], members),
                     "text": resources[noun]["description"]}
    return out


# C text.
def comment(text, lead, mark="/** "):
    """Lines of a comment that starts behind `lead`; the next ones are indented to its text."""
    if "*/" in text:
        stop("a comment cannot hold %r", text)
    start = len(lead) + len(mark)
    lines = textwrap.wrap(text, WIDTH - start - 3, break_long_words=False, break_on_hyphens=False)
    lines = [lead + mark + lines[0]] + [" " * start + line for line in lines[1:]]
    lines[-1] += " */"
    return lines


def doc(text):
    """A comment before a declaration."""
    if "*/" in text:
        stop("a comment cannot hold %r", text)
    lines = textwrap.wrap(text, WIDTH - 7, break_long_words=False, break_on_hyphens=False)
    return "/** " + "\n *  ".join(lines) + " */\n"


def wrapped(head, arguments, tail):
    """head(arguments)tail within the width, the arguments aligned behind the bracket."""
    lines = [head + "("]
    indent = " " * len(lines[0])
    for i, argument in enumerate(arguments):
        piece = argument + (tail if i + 1 == len(arguments) else ",")
        space = "" if lines[-1].endswith("(") or lines[-1] == indent else " "
        if len(lines[-1]) + len(space) + len(piece) > WIDTH:
            lines.append(indent)
            space = ""
        lines[-1] += space + piece
    return "\n".join(lines) + "\n"


def struct(record):
    """The struct of a record with its comment."""
    rows = [("size_t struct_size;", "sizeof(coop_%s), set by the caller" % record["noun"])]
    rows += [(MEMBERS[member["kind"]][0] + member["name"] + ";", member["text"])
             for member in record["members"]]
    widest = max(len(declaration) for declaration, _ in rows)
    lines = []
    for declaration, text in rows:
        lines += comment(text, "    " + declaration.ljust(widest) + " ", "/**< ")
    name = "coop_" + record["noun"]
    return doc("A row of table %s. %s" % (record["noun"], record["text"])) + \
        "typedef struct %s {\n%s\n} %s;\n" % (name, "\n".join(lines), name)


def key_parameters(record):
    """Parameters that name a record."""
    return [("const char *" if member["kind"] == "code" else "int64_t ") + member["name"]
            for member in record["key"]]


def parameters(record, how):
    """Parameters of coop_<noun>_at and _find."""
    return ["const coop_dataset *data"] + \
        (["int64_t index"] if how == "at" else key_parameters(record)) + \
        ["coop_%s *out" % record["noun"], "coop_error *err)"]


def declarations(record):
    """The functions of a record with their comments."""
    noun = record["noun"]
    key = " and ".join(member["name"] for member in record["key"])
    lines = [doc("Number of records of table %s; 0 where there is none." % noun),
             "COOP_API int64_t coop_%s_count(const coop_dataset *data);\n\n" % noun,
             doc("Record `index` of table %s, 0 to count - 1, in the order of the table." % noun),
             "COOP_API COOP_MUST_CHECK coop_status\n",
             wrapped("coop_%s_at" % noun, parameters(record, "at"), ";"), "\n",
             doc("The record of table %s with this %s." % (noun, key)),
             "COOP_API COOP_MUST_CHECK coop_status\n",
             wrapped("coop_%s_find" % noun, parameters(record, "find"), ";")]
    return "".join(lines)


def header(name, records):
    """Text of one header."""
    what, nouns = HEADERS[name]
    guard = "COOP_%s_H" % name.upper()
    is_first = name == "record"
    text = COMMON.format(name=name, what=what) + (RULES if is_first else "") + \
        " * SPDX-License-Identifier: GPL-3.0-or-later */\n#ifndef %s\n#define %s\n\n" % \
        (guard, guard) + \
        "#include <coopstat/%s.h>\n\nCOOP_BEGIN\n" % ("dataset" if is_first else "record") + \
        (CONSTANTS if is_first else "")
    for noun in nouns:
        text += "\n" + struct(records[noun]) + "\n" + declarations(records[noun])
    return text + "\nCOOP_END\n#endif\n"


def quoted(text):
    """A text of the schema as a C literal."""
    return "NULL" if text is None else '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def rows(record):
    """The member table of a record, its type and the check of its layout."""
    noun = record["noun"]
    text = "static const coop__member %s_members[] = {\n" % noun
    for member in record["members"]:
        if member["column"] is None:
            continue
        values = [quoted(member["column"]), MEMBERS[member["kind"]][2],
                  "AT(coop_%s, %s)" % (noun, member["name"]), str(member["scale"]),
                  quoted(member["unit"]), quoted(member["currency"]) + "},"]
        lines = textwrap.wrap(", ".join(values), WIDTH - 5, break_long_words=False,
                              break_on_hyphens=False)
        text += "    {" + "\n     ".join(lines) + "\n"
    key = [quoted(member["column"]) for member in record["key"]] + ["NULL"]
    return text + "};\n\nstatic const coop__record %s_record = {\n" \
        '    .table = "%s",\n    .members = %s_members,\n' \
        "    .n_members = sizeof %s_members / sizeof %s_members[0],\n" \
        "    .size = sizeof(coop_%s),\n    .key = %s,\n    .number = %s,\n};\n" \
        "FITS(coop_%s, %d);\n" % ((noun,) * 6 + (key[0], key[1], noun, record["size"]))


def definitions(record):
    """The functions of a record."""
    noun, key = record["noun"], record["key"]
    find = "coop__record_find_numbered" if len(key) > 1 else "coop__record_find"
    body = wrapped("    return " + find, ["data", "&%s_record" % noun] +
                   [member["name"] for member in key] + ["out", "err)"], ";")
    return "int64_t coop_%s_count(const coop_dataset *data)\n" % noun + \
        "{\n    return coop__record_count(data, &%s_record);\n}\n\n" % noun + \
        wrapped("coop_status coop_%s_at" % noun, parameters(record, "at"), "") + \
        "{\n    return coop__record_at(data, &%s_record, index, out, err);\n}\n\n" % noun + \
        wrapped("coop_status coop_%s_find" % noun, parameters(record, "find"), "") + \
        "{\n%s}\n" % body


def source(records):
    """Text of the member tables and functions."""
    text = "/* record_fields.c -- which column fills which member of a record, and the records' " \
        "functions.\n * Written by lib/data/records.py from lib/data/datapackage.json: edit " \
        "those.\n * SPDX-License-Identifier: GPL-3.0-or-later */\n"
    text += "".join("#include <coopstat/%s.h>\n" % name for name in HEADERS)
    text += '\n#include "record.h"\n\n' \
        "#define AT(record, member) offsetof(record, member), sizeof(((record *)0)->member)\n\n" \
        "/* Bindings lay the members out by hand: there is no room between them. */\n" \
        "#define FITS(record, bytes) \\\n" \
        "    _Static_assert(sizeof(record) <= COOP__RECORD_MOST, \"too large\"); \\\n" \
        "    _Static_assert(sizeof(void *) != 8 || sizeof(record) == (bytes), \"has gaps\")\n"
    for record in records.values():
        text += "\n/* ---- %s ---- */\n\n" % record["noun"] + rows(record) + "\n" + \
            definitions(record)
    return text


def files(package):
    """Text of each written file by its path below the source root."""
    records = records_of(package)
    out = {"include/coopstat/%s.h" % name: header(name, records) for name in HEADERS}
    out[SOURCE] = source(records)
    for path, text in out.items():
        n = text.count("\n")
        if path.endswith(".h") and n > LINES_MOST:
            stop("%s has %d lines, %d may be: split it in HEADERS", path, n, LINES_MOST)
        if any(len(line) > WIDTH for line in text.split("\n")):
            stop("a line of %s is longer than %d", path, WIDTH)
    return out


def main():
    parser = argparse.ArgumentParser(description="Writes the typed records.")
    parser.add_argument("--out", default=os.path.join(HERE, "..", ".."))
    out = parser.parse_args().out
    with open(os.path.join(HERE, "datapackage.json"), encoding="utf-8") as file:
        package = json.load(file)
    for path, text in files(package).items():
        target = os.path.join(out, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


if __name__ == "__main__":
    main()
