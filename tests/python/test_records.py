#!/usr/bin/env python3
# test_records.py -- the typed records are what lib/data/records.py makes of the schema.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs as a script and prints TAP. COOPSTAT_SOURCE names the source root (default: two folders up)."""

import copy
import glob
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from test_data import SOURCE, TapResult

SCRIPT = os.path.join(SOURCE, "lib", "data", "records.py")
SPEC = importlib.util.spec_from_file_location("records", SCRIPT)
records = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(records)

NOUNS = ["nation", "mechanism", "summit", "agreement", "event", "investment", "project",
         "rail_segment", "corridor", "claim", "source"]
MEMBER = re.compile(r"    (const char \*|size_t |int32_t |int64_t |double |coop_\w+ )(\w+); +/\*\*<")


def package():
    """The descriptor, to be changed."""
    with open(os.path.join(SOURCE, "lib", "data", "datapackage.json"), encoding="utf-8") as file:
        return json.load(file)


def resource(of, name):
    """One table of a descriptor."""
    return next(table for table in of["resources"] if table["name"] == name)


def field(of, table, name):
    """One field of a descriptor."""
    return next(f for f in resource(of, table)["schema"]["fields"] if f["name"] == name)


def read(path):
    """Bytes of a file below the source root."""
    with open(os.path.join(SOURCE, path), "rb") as file:
        return file.read()


def table(*fields, **more):
    """A small table."""
    return {"name": "nation", "description": "A small table.",
            "schema": {"fields": list(fields), **more}}


def name_of(of, index=0):
    """Name of a member of a small table."""
    return records.member_of(of["schema"]["fields"][index], of)["name"]


class Files(unittest.TestCase):
    def test_the_committed_files_are_those_of_the_schema(self):
        made = records.files(package())
        self.assertEqual(len(made), 4)
        for path, text in made.items():
            self.assertEqual(read(path), text.encode("utf-8"), path)

    def test_no_other_header_calls_itself_a_record(self):
        found = glob.glob(os.path.join(SOURCE, "include", "coopstat", "record*.h"))
        self.assertEqual({os.path.relpath(path, SOURCE).replace(os.sep, "/") for path in found},
                         {path for path in records.files(package()) if path.endswith(".h")})

    def test_the_script_writes_the_same_bytes_under_any_hash_seed(self):
        for seed in ("0", "1", "20260331"):
            with tempfile.TemporaryDirectory() as folder:
                subprocess.run([sys.executable, "-B", SCRIPT, "--out", folder], check=True,
                               env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C"})
                written = [os.path.relpath(os.path.join(at, name), folder)
                           for at, _, names in os.walk(folder) for name in names]
                self.assertEqual(sorted(written), sorted(records.files(package())))
                for path in written:
                    with open(os.path.join(folder, path), "rb") as file:
                        self.assertEqual(file.read(), read(path), path)

    def test_a_change_of_the_schema_changes_the_files(self):
        before = records.files(package())
        changes = {
            "title": lambda f: f.update(title="Another title"),
            "type": lambda f: f.update(type="number", coopstat={}),
            "unit": lambda f: f["coopstat"].update(unit="thousands"),
        }
        for what, change in changes.items():
            changed = package()
            change(field(changed, "nation", "population"))
            after = records.files(changed)
            different = {path for path in after if after[path] != before[path]}
            want = {"include/coopstat/record.h"}
            self.assertEqual(different, want if what == "title" else want | {records.SOURCE}, what)


class Headers(unittest.TestCase):
    def members(self):
        """Members of each struct as (type, name), by noun."""
        out = {}
        for path, text in records.files(package()).items():
            for name, body in re.findall(r"typedef struct coop_(\w+) \{\n(.*?)\n\} coop_\1;", text,
                                         re.DOTALL):
                out[name] = [MEMBER.match(line).groups() for line in body.split("\n")
                             if not line.startswith(" " * 8)]
        return out

    def test_each_noun_has_a_struct_and_three_functions(self):
        self.assertEqual(set(self.members()), set(NOUNS))
        text = "".join(records.files(package()).values())
        for noun in NOUNS:
            for verb in ("count", "at", "find"):
                self.assertRegex(text, r"\*/\nCOOP_API (COOP_MUST_CHECK coop_status\n|int64_t )"
                                       r"coop_%s_%s\(const coop_dataset \*data[,)]" % (noun, verb))

    def test_each_field_has_a_documented_member_in_its_place(self):
        for noun, members in self.members().items():
            self.assertEqual(members[0], ("size_t ", "struct_size"))
            names = [name for _, name in members[1:] if not name.startswith("reserved")]
            columns = [f["name"] for f in resource(package(), noun)["schema"]["fields"]]
            self.assertEqual(len(names), len(columns))
            for name, column in zip(names, columns):
                self.assertTrue((name + "_").startswith(column + "_"), (name, column))

    def test_members_leave_no_gap(self):
        sizes = {"const char *": 8, "coop_words ": 24, "coop_span ": 8, "coop_date ": 4,
                 "int32_t ": 4, "size_t ": 8}
        for noun, members in self.members().items():
            at = 0
            for kind, name in members:
                size = sizes.get(kind, 8)
                self.assertEqual(at % (4 if kind == "coop_span " else min(size, 8)), 0, name)
                at += size
            self.assertEqual(at % 8, 0)
            self.assertEqual(at, records.records_of(package())[noun]["size"])

    def test_lines_are_short_and_headers_too(self):
        for path, text in records.files(package()).items():
            self.assertLessEqual(max(len(line) for line in text.split("\n")), 100)
            self.assertLessEqual(text.count("\n"), 400 if path.endswith(".h") else 800, path)
            self.assertTrue(text.endswith("\n") and "\t" not in text and " \n" not in text)

    def test_comments_say_what_the_schema_says(self):
        text = records.files(package())["include/coopstat/record.h"]
        text = re.sub(r"\s+", " ", text)
        for said in ("Alpha-2 code: EU is a reserved code */", "in hundredths of USD */",
                     "Kind: nation, bloc, region or organisation */",
                     "Parties: ids of table nation */", "Reported status */",
                     "in hundredths of the money that currency names */",
                     "the umbrella that it is a part of; id of table agreement */"):
            self.assertIn(said, text)


class Names(unittest.TestCase):
    def test_a_reserved_name_says_what_it_is(self):
        key = {"foreignKeys": [{"fields": ["from"], "reference": {"resource": "rail_node",
                                                                  "fields": ["id"]}}]}
        span = {"type": "span"}
        cases = [("from_id", table({"name": "from", "type": "string", "title": "From"}, **key)),
                 ("to_word", table({"name": "to", "type": "string", "title": "To"})),
                 ("signed_on", table({"name": "signed", "type": "string", "title": "Signed",
                                      "coopstat": span})),
                 ("new_on", table({"name": "new", "type": "date", "title": "New"})),
                 ("list_words", table({"name": "list", "type": "string", "title": "List",
                                       "coopstat": {"type": "set"}})),
                 ("yield_value", table({"name": "yield", "type": "number", "title": "Yield"})),
                 ("signed_by", table({"name": "signed_by", "type": "string", "title": "By"}))]
        for want, of in cases:
            self.assertEqual(name_of(of), want)

    def test_a_unit_stands_behind_a_name_that_does_not_have_it(self):
        for name, unit, want in (("length_km", "km", "length_km"), ("length", "km", "length_km"),
                                 ("km_run", "km", "km_run"), ("kmh", "km", "kmh_km"),
                                 ("value", "USD bn", "value_usd_bn"),
                                 ("usd_value_bn", "USD bn", "usd_value_bn_usd_bn"),
                                 ("speed", "km/h", "speed_km_h")):
            of = table({"name": name, "type": "number", "title": "X", "coopstat": {"unit": unit}})
            self.assertEqual(name_of(of), want)

    def test_money_is_minor_and_names_a_currency_that_is_always_the_same(self):
        def amount(name, currency):
            return table({"name": name, "type": "number", "title": "X",
                          "coopstat": {"type": "money", "scale": 3, "currency": currency}},
                         {"name": "currency", "type": "string", "title": "Currency"})
        self.assertEqual(name_of(amount("amount", "currency")), "amount_minor")
        self.assertEqual(name_of(amount("amount", "USD")), "amount_usd_minor")
        self.assertEqual(name_of(amount("usd_equivalent", "USD")), "usd_equivalent_minor")
        of = amount("amount", "USD")
        member = records.member_of(of["schema"]["fields"][0], of)
        self.assertEqual((member["scale"], member["unit"], member["currency"]), (3, "USD", "USD"))
        self.assertIn("in thousandths of USD", member["text"])

    def test_each_reserved_word_has_its_rule(self):
        for word in ("signed", "from", "class", "lambda", "to", "list", "read", "and", "bool"):
            self.assertIn(word, records.RESERVED)
        for word in ("date", "end", "start", "text", "status", "struct_size"):
            self.assertNotIn(word, records.RESERVED)


class Refusals(unittest.TestCase):
    def refuse(self, change, text):
        changed = copy.deepcopy(package())
        change(changed)
        with self.assertRaises(SystemExit) as caught:
            records.files(changed)
        self.assertIn(text, str(caught.exception))

    def test_what_has_no_rule_is_refused(self):
        def fields(of):
            return resource(of, "nation")["schema"]["fields"]
        self.refuse(lambda of: of["resources"].remove(resource(of, "claim")), "no table claim")
        self.refuse(lambda of: fields(of)[0].update(type="geopoint"), "type geopoint")
        self.refuse(lambda of: fields(of)[0].update(coopstat={"type": "text"}), "type text")
        self.refuse(lambda of: fields(of).append(copy.deepcopy(fields(of)[4])), "the same name")
        self.refuse(lambda of: fields(of)[4].update(name="struct_size"), "the same name")
        self.refuse(lambda of: fields(of)[4].update(name="Name"), "gives no name")
        self.refuse(lambda of: fields(of)[4].update(name="2nd"), "gives no name")
        self.refuse(lambda of: fields(of)[4].update(title="A */ B"), "cannot hold")
        self.refuse(lambda of: field(of, "nation", "gdp_usd")["coopstat"].pop("currency"),
                    "no currency")
        for key in ([], ["population"], ["id", "name"], ["id", "population", "name"]):
            self.refuse(lambda of: resource(of, "nation")["schema"].update(primaryKey=key),
                        "the key of nation")
        self.refuse(lambda of: fields(of)[4].update(description="word " * 6000), "lines")


if __name__ == "__main__":
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    RESULT = TapResult()
    unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]).run(RESULT)
    print("1..%d" % RESULT.said)
    sys.exit(0 if RESULT.wasSuccessful() else 1)
