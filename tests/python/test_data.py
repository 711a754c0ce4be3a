#!/usr/bin/env python3
# test_data.py -- the embedded data package, checked without the C library.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs as a script and prints TAP. COOPSTAT_SOURCE names the source root (default: two folders up),
COOPSTAT_SHARED the outside folder (default: shared beside the root); tests that need the latter are
skipped where it is missing. Validators return lists of problems, so that they can be shown to find
damage as well as none."""

import collections
import copy
import csv
import datetime
import decimal
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = os.environ.get("COOPSTAT_SOURCE") or os.path.abspath(
    os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
SHARED = os.environ.get("COOPSTAT_SHARED") or os.path.join(SOURCE, "..", "shared")
DATA = os.path.join(SOURCE, "lib", "data")
FACTS = os.path.join(SHARED, "facts")
PROJECTS = os.path.join(SHARED, "data")
OUTSIDE = os.path.exists(os.path.join(FACTS, "agreements.csv")) and \
    all(os.path.exists(os.path.join(PROJECTS, name))
        for name in ("gcdf3_central_asia.csv", "macro_indicators.csv", "us_gdp_deflator.csv"))
NEEDS_OUTSIDE = unittest.skipUnless(OUTSIDE, "the outside folder is missing")

ROWS = {"nation": 36, "membership": 41, "mechanism": 19, "summit": 36, "list": 4, "agreement": 289,
        "event": 661, "investment": 105, "relation": 60, "project": 646, "deflator": 64,
        "exchange_rate": 160, "rail_node": 156, "rail_segment": 175, "corridor": 42,
        "crossing": 36, "observation": 135, "claim": 68, "source": 397}
SIX = ("CHN", "KAZ", "KGZ", "TJK", "TKM", "UZB")
INTEGERS = {"int8": 8, "int16": 16, "int32": 32, "int64": 64}
STANDARD = {"string", "integer", "number", "boolean", "date"}
EXTENDED = {"code", "text", "set", "span", "money", "shares"} | set(INTEGERS)
NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")


def read_package():
    """Descriptor and tables: name -> list of rows as dictionaries of text."""
    with open(os.path.join(DATA, "datapackage.json"), encoding="utf-8") as file:
        package = json.load(file)
    tables = {}
    for resource in package["resources"]:
        with open(os.path.join(DATA, resource["path"]), encoding="utf-8", newline="") as file:
            tables[resource["name"]] = list(csv.DictReader(file, strict=True))
    return package, tables


PACKAGE, TABLES = read_package()
AS_OF = datetime.date.fromisoformat(PACKAGE["coopstat"]["as_of"])

# EDTF, written apart from the generator's.
def point(text):
    """First and last day of `2025`, `2025-06` or `2025-06-17`."""
    if re.match(r"\d{4}\Z", text):
        return datetime.date(int(text), 1, 1), datetime.date(int(text), 12, 31)
    if re.match(r"\d{4}-\d\d\Z", text):
        first = datetime.date(int(text[:4]), int(text[5:]), 1)
        return first, (first + datetime.timedelta(days=31)).replace(day=1) \
            - datetime.timedelta(days=1)
    if re.match(r"\d{4}-\d\d-\d\d\Z", text):
        return (datetime.date.fromisoformat(text),) * 2
    raise ValueError(text)


def span(text):
    """First and last day of an EDTF text; an open end is the calendar's."""
    if "/" not in text:
        return point(text)
    left, right = text.split("/")
    first = datetime.date.min if left == ".." else point(left)[0]
    last = datetime.date.max if right == ".." else point(right)[1]
    if last < first:
        raise ValueError(text)
    return first, last


def shares(text):
    """CODE:number;CODE:number as a dictionary of decimals."""
    pairs = [part.split(":") for part in text.split(";")] if text else []
    out = {code: decimal.Decimal(value) for code, value in pairs}
    if len(out) != len(pairs):
        raise ValueError(text)
    return out


def kind_of(field):
    """The extended type of a field."""
    extended = field.get("coopstat", {}).get("type")
    return extended or {"string": "code"}.get(field["type"], field["type"])


# Validators.
def value_problem(kind, text, field):
    """What is wrong with one value of a type, or None."""
    try:
        if kind == "span":
            span(text)
        elif kind == "date":
            datetime.date.fromisoformat(text)
        elif kind == "set":
            parts = text.split(field["coopstat"]["delimiter"])
            if len(set(parts)) != len(parts) or any(not part.strip() for part in parts):
                return "is no set"
        elif kind == "shares":
            shares(text)
        elif kind in ("number", "money") and not NUMBER.match(text):
            return "is no number"
        elif kind in INTEGERS and not -2 ** (INTEGERS[kind] - 1) <= int(text) \
                < 2 ** (INTEGERS[kind] - 1):
            return "does not fit"
        elif kind == "boolean" and text not in ("true", "false"):
            return "is no boolean"
    except (ValueError, ArithmeticError):
        return "is no " + kind
    if kind == "money" and len(text.partition(".")[2]) > field["coopstat"]["scale"]:
        return "would be rounded"
    return None


def constraint_problem(text, field):
    """Which constraint a value breaks, or None."""
    limits = field.get("constraints", {})
    if text == "":
        return "is missing" if limits.get("required") else None
    if "enum" in limits and text not in limits["enum"]:
        return "is not in the enumeration"
    if "minimum" in limits and decimal.Decimal(text) < limits["minimum"]:
        return "is too small"
    if "maximum" in limits and decimal.Decimal(text) > limits["maximum"]:
        return "is too large"
    return None


def value_problems(tables):
    """Values that break their type or a constraint."""
    out = []
    for resource in PACKAGE["resources"]:
        for number, row in enumerate(tables[resource["name"]], 2):
            for field in resource["schema"]["fields"]:
                text = row[field["name"]]
                problem = constraint_problem(text, field) or \
                    (text and value_problem(kind_of(field), text, field))
                if problem:
                    out.append((resource["name"], number, field["name"], text, problem))
    return out


def key_problems(tables):
    """Primary keys that are missing or repeated."""
    out = []
    for resource in PACKAGE["resources"]:
        seen = set()
        for row in tables[resource["name"]]:
            key = tuple(row[column] for column in resource["schema"]["primaryKey"])
            if key in seen or "" in key:
                out.append((resource["name"], key))
            seen.add(key)
    return out


def elements(row, field):
    """Values of a foreign key column: the elements of a set, or the value."""
    text = row[field["name"]]
    if kind_of(field) == "set":
        return text.split(field["coopstat"]["delimiter"]) if text else []
    return [text] if text else []


def foreign_keys(resource):
    """(field descriptor, target resource, target column) of each key."""
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    of_sets = resource.get("coopstat", {}).get("references", [])
    for key in resource["schema"].get("foreignKeys", []) + of_sets:
        target = key["reference"]["resource"] or resource["name"]
        yield fields[key["fields"][0]], target, key["reference"]["fields"][0]


def reference_problems(tables):
    """Elements that name no row."""
    out = []
    for resource in PACKAGE["resources"]:
        for field, target, column in foreign_keys(resource):
            known = {row[column] for row in tables[target]}
            for row in tables[resource["name"]]:
                out += [(resource["name"], field["name"], value)
                        for value in elements(row, field) if value not in known]
    return out


def cycles(edges):
    """Nodes from which following the edges never ends."""
    state, out = {}, []
    for start in list(edges):
        path = [start]
        while path:
            node = path[-1]
            ahead = [n for n in edges.get(node, ()) if state.get(n) != "done"]
            state[node] = "open"
            if any(state.get(n) == "open" for n in ahead):
                out.append(start)
                break
            if ahead:
                path.append(ahead[0])
            else:
                state[node] = "done"
                path.pop()
        for node in path:
            state[node] = "done"
    return out


def cycle_problems(tables):
    """Cycles along references of a table to itself, and along part_of."""
    out = []
    for resource in PACKAGE["resources"]:
        for field, target, column in foreign_keys(resource):
            if target == resource["name"]:
                out += cycles({row[column]: elements(row, field) for row in tables[target]})
    parts = collections.defaultdict(list)
    for row in tables["relation"]:
        if row["kind"] == "part_of":
            parts[row["a"]].append(row["b"])
    return out + cycles(parts)


def share_problems(tables):
    """Shares of parties that are none, or of more than the whole."""
    out = []
    for row in tables["investment"]:
        fractions, values = shares(row["shares"]), shares(row["by_nation"])
        side = {"recipients": "recipients", "funders": "funder", "": "recipients"}
        if bool(fractions) != bool(row["share_side"]) or sum(fractions.values()) > 1 or \
                set(fractions) - set(row[side[row["share_side"]]].split(";")) or \
                set(values) - set(row["recipients"].split(";")):
            out.append(row["id"])
    return out


def event_problems(tables):
    """Events out of order, of strangers, or known before they happened."""
    parties = {row["id"]: row["parties"].split(";") for row in tables["agreement"]}
    by_agreement = collections.defaultdict(list)
    for row in tables["event"]:
        by_agreement[row["agreement"]].append(row)
    out = [name for name in parties if name not in by_agreement]
    for name, rows in by_agreement.items():
        bases = [row["basis"] for row in rows]
        spans = [span(row["date"]) for row in rows]
        if [int(row["seq"]) for row in rows] != list(range(1, len(rows) + 1)) or \
                spans != sorted(spans) or bases.count("observed") != 1 or \
                bases[-1] != "observed" or bases.count("signature") > 1:
            out.append(name)
        for row, (first, last) in zip(rows, spans):
            known = span(row["known"])
            if (row["party"] and row["party"] not in parties[name]) or last > AS_OF or \
                    known[0] < first or known[1] > AS_OF:
                out.append((name, row["seq"]))
    return out


# The two status scales, replayed by the rules of the design.
LEGAL = ["announced", "negotiating", "signed", "ratified_partial", "ratified", "in_force"]
LEGAL_OF = {"negotiation": "negotiating", "initialled": "negotiating",
            **{word: word for word in LEGAL}}
WORK_OF = {"implementing": "started", "started": "started", "completed": "completed",
           "operational": "operational", "stalled": "stalled", "suspended": "suspended",
           "unknown": "unknown"}
ADVANCE = {"milestone", "implementation_start"}
SIGNED_AT_LEAST = {"implementing", "completed", "stalled"}


def legal_word(event, agreement, ratified):
    """Legal status that an event reaches, or None; `ratified` gathers the parties that did."""
    if event["status"] == "ratified" and event["party"]:
        ratified.add(event["party"])
        return "ratified" if ratified >= set(agreement["parties"].split(";")) \
            else "ratified_partial"
    if event["basis"] == "observed" and event["status"] in SIGNED_AT_LEAST:
        return "signed"
    return LEGAL_OF.get(event["status"])


def replay(agreement, events):
    """(legal, work) after all events: legal is the furthest reached, work the last word of it."""
    legal, work, ratified = -1, "not_started", set()
    for event in events:
        word = legal_word(event, agreement, ratified)
        if word:
            legal = max(legal, LEGAL.index(word))
        if event["status"] in ADVANCE or \
                event["status"] == "in_force" and agreement["instrument"] == "institution":
            work = work if work in ("completed", "operational") else "started"
        work = WORK_OF.get(event["status"], work)
    return LEGAL[legal] if legal >= 0 else None, work


def shows(reported, legal, work):
    """True if the replayed pair shows the reported word or a further legal status."""
    if reported in LEGAL:
        return legal is not None and LEGAL.index(legal) >= LEGAL.index(reported)
    return work == WORK_OF[reported]


def events_of(tables, day=datetime.date.max):
    """Events of each agreement that are certainly past on a day."""
    out = collections.defaultdict(list)
    for row in tables["event"]:
        if span(row["date"])[1] <= day:
            out[row["agreement"]].append(row)
    return out


def by_id(name):
    """Rows of a table by id."""
    return {row["id"]: row for row in TABLES[name]}


def derived():
    """The facts' derived checks, computed again from the committed tables."""
    money = {key: decimal.Decimal(row["amount"]) for key, row in by_id("investment").items()}
    length = {key: decimal.Decimal(row["length_km"]) for key, row in by_id("rail_segment").items()}
    values = {key: shares(row["by_nation"]) for key, row in by_id("investment").items()}
    equity = by_id("investment")["inv_cku_equity"]
    titr = {row["period"]: decimal.Decimal(row["value"]) for row in TABLES["observation"]
            if (row["area"], row["indicator"]) == ("corridor:tmtm", "volume")}
    billion = decimal.Decimal(10) ** 9

    def run(first, last):
        return sum(length["s%03d" % number] for number in range(first, last + 1))

    return {
        "dc_trade_2022_2024": money["trade_chn_2024"] / money["trade_chn_2022"] - 1,
        "dc_trade_2024_2025": money["trade_chn_2025"] / money["trade_chn_2024"] - 1,
        "dc_trade_sum_2025": sum(values["trade_chn_2025"].values()),
        "dc_trade_sum_2022": sum(values["trade_chn_2022"].values()),
        "dc_cny_growth": money["trade_chn_2024_cny"] / money["trade_chn_2013_cny"] - 1,
        "dc_mirror_ratio": money["trade_mirror_2024_nat"] / money["trade_chn_2024"],
        "dc_eu_package": sum(money["inv_eu_" + part] for part in
                             ("transport", "crm", "water", "digital")) / billion,
        "dc_cku_equity_kgz": money["inv_cku_equity"] * shares(equity["shares"])["KGZ"] / billion,
        "dc_xian_packages": (money["inv_xian_kaz_22bn"] + money["inv_xian_uzb_25bn"]) / billion,
        "dc_dostyk_moiynty": run(20, 21),
        "dc_turksib_core": run(111, 112) + run(114, 118),
        "dc_trans_afghan_new": run(168, 170),
        "dc_lugovaya_bishkek": run(171, 172),
        "dc_titr_growth": titr["2024"] / titr["2023"] - 1,
        "dc_pop_six_2024": sum(decimal.Decimal(by_id("nation")[name]["population"])
                               for name in SIX),
    }


def generate(facts, out):
    """Runs the generator; its exit status and what it said."""
    result = subprocess.run([sys.executable, "-B", os.path.join(DATA, "generate.py"),
                             "--facts", facts, "--data", PROJECTS, "--out", out],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return result.returncode, result.stderr.decode("utf-8")


class Descriptor(unittest.TestCase):
    """datapackage.json by itself."""

    def test_names_known_types(self):
        for resource in PACKAGE["resources"]:
            columns = [field["name"] for field in resource["schema"]["fields"]]
            self.assertEqual(len(columns), len(set(columns)))
            for field in resource["schema"]["fields"]:
                self.assertIn(field["type"], STANDARD)
                self.assertTrue(field["title"])
                kind = field.get("coopstat", {}).get("type", "code")
                self.assertIn(kind, EXTENDED)
                if kind == "money":
                    currency = field["coopstat"]["currency"]
                    self.assertTrue(currency in columns or re.match("[A-Z]{3}\\Z", currency))
                if field["type"] == "integer":
                    self.assertIn(kind, INTEGERS)

    def test_keys_and_time_roles_name_columns(self):
        tables = {resource["name"]: resource for resource in PACKAGE["resources"]}
        for resource in PACKAGE["resources"]:
            kinds = {field["name"]: kind_of(field) for field in resource["schema"]["fields"]}
            for column in resource["schema"]["primaryKey"]:
                self.assertIn(column, kinds)
            for _, target, column in foreign_keys(resource):
                self.assertEqual(tables[target]["schema"]["primaryKey"], [column])
            for role, column in resource.get("coopstat", {}).get("time", {}).items():
                self.assertIn(role, ("from", "known"))
                self.assertEqual(kinds[column], "span")

    def test_every_set_of_ids_and_every_sources_column_is_a_foreign_key(self):
        for resource in PACKAGE["resources"]:
            keys = {field["name"] for field, _, _ in foreign_keys(resource)}
            for field in resource["schema"]["fields"]:
                if kind_of(field) == "set" and field["name"] != "gauge_mm":
                    self.assertIn(field["name"], keys, resource["name"])


class Committed(unittest.TestCase):
    """The committed CSV files."""

    def test_bytes_are_utf8_with_line_feeds(self):
        total = 0
        for resource in PACKAGE["resources"]:
            with open(os.path.join(DATA, resource["path"]), "rb") as file:
                content = file.read()
            total += len(content)
            content.decode("utf-8")
            self.assertFalse(content.startswith(b"\xef\xbb\xbf"))
            self.assertNotIn(b"\r", content)
            self.assertTrue(content.endswith(b"\n"))
            self.assertNotIn(b"\n\n", content)
        self.assertLess(total, 900000)

    def test_columns_are_those_of_the_schema_and_values_have_no_blanks_at_their_ends(self):
        for resource in PACKAGE["resources"]:
            with open(os.path.join(DATA, resource["path"]), encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file, strict=True))
            self.assertEqual(rows[0], [field["name"] for field in resource["schema"]["fields"]])
            self.assertEqual({len(row) for row in rows}, {len(rows[0])}, resource["name"])
            self.assertEqual([v for row in rows for v in row if v != v.strip()], [])

    def test_row_counts(self):
        self.assertEqual({name: len(rows) for name, rows in TABLES.items()}, ROWS)

    def test_values_have_their_types_and_keep_their_constraints(self):
        self.assertEqual(value_problems(TABLES), [])

    def test_primary_keys_are_unique(self):
        self.assertEqual(key_problems(TABLES), [])

    def test_foreign_keys_hold(self):
        self.assertEqual(reference_problems(TABLES), [])

    def test_nothing_contains_itself(self):
        self.assertEqual(cycle_problems(TABLES), [])

    def test_shares_are_of_parties_and_at_most_the_whole(self):
        self.assertEqual(share_problems(TABLES), [])

    def test_money_has_a_currency_and_lies_in_its_interval(self):
        for row in TABLES["investment"]:
            low, high = row["amount_low"] or row["amount"], row["amount_high"] or row["amount"]
            self.assertLessEqual(decimal.Decimal(low), decimal.Decimal(row["amount"]), row["id"])
            self.assertLessEqual(decimal.Decimal(row["amount"]), decimal.Decimal(high), row["id"])
        for table, amount, currency in (
                ("agreement", "amount", "currency"), ("investment", "amount", "currency"),
                ("summit", "headline_amount", "currency"),
                ("rail_segment", "cost", "cost_currency")):
            for row in TABLES[table]:
                self.assertEqual(bool(row[amount]), bool(row[currency]), row["id"])

    def test_trade_is_of_a_period_and_no_year_end(self):
        trade = [row for row in TABLES["investment"] if row["measure"] == "trade"]
        self.assertEqual(len(trade), 18)
        for row in trade:
            first, last = span(row["date"])
            self.assertGreater((last - first).days, 100, row["id"])

    def test_lists_are_no_shorter_than_their_rows(self):
        rows = collections.Counter(row["list"] for row in TABLES["agreement"] if row["list"])
        for row in TABLES["list"]:
            self.assertLessEqual(rows[row["id"]], int(row["items"]))
        self.assertEqual(rows["xian_2023_items"], 26)

    def test_memberships_agree_with_the_parties_of_mechanisms(self):
        self.assertEqual(tuple(by_id("mechanism")["c_c5"]["parties"].split(";")), SIX)
        members = {(row["nation"], row["mechanism"]) for row in TABLES["membership"]
                   if row["status"] == "member"}
        covered = {row["mechanism"] for row in TABLES["membership"]}
        nations = {row["nation"] for row in TABLES["membership"]}
        for name in covered:
            parties = set(by_id("mechanism")[name]["parties"].split(";")) & nations
            self.assertEqual({nation for nation, other in members if other == name}, parties)

    def test_corridors_follow_segments_and_crossings_lie_between_nations(self):
        ends = {frozenset((row["from"], row["to"])) for row in TABLES["rail_segment"]}
        nodes = by_id("rail_node")
        for row in TABLES["corridor"]:
            path = row["nodes"].split(";")
            for pair in zip(path, path[1:]):
                self.assertIn(frozenset(pair), ends, row["id"])
        for row in TABLES["crossing"]:
            self.assertIn(frozenset((row["node_a"], row["node_b"])), ends)
            self.assertEqual(nodes[row["node_a"]]["nation"], row["nation_a"])
            self.assertEqual(nodes[row["node_b"]]["nation"], row["nation_b"])

    def test_projects_carry_no_titles_and_the_published_counts(self):
        counts = collections.Counter(row["recipient"] for row in TABLES["project"])
        self.assertEqual(dict(counts), {"KAZ": 155, "KGZ": 125, "TJK": 152, "TKM": 48, "UZB": 166})
        for row in TABLES["project"]:
            self.assertFalse(row["committed"].endswith("-01-01"))
            self.assertEqual(bool(row["amount"]), bool(row["amount_basis"]))
            self.assertLess(max(map(len, row.values())), 60)


class Damage(unittest.TestCase):
    """The validators find what is broken on purpose."""

    def damaged(self, table, index, **values):
        tables = copy.deepcopy(TABLES)
        tables[table][index].update(values)
        return tables

    def test_bad_values_are_found(self):
        for column, value in (("signed", "2025-02-30"), ("signed", "2025/2024"), ("signed", ""),
                              ("parties", "CHN;CHN"), ("role", "umbrela"), ("amount", "1.005"),
                              ("amount", "-1"), ("official_item", "32768"),
                              ("status_as_of", "2025-06")):
            found = value_problems(self.damaged("agreement", 0, **{column: value}))
            self.assertEqual([problem[2] for problem in found], [column], value)

    def test_repeated_and_dangling_keys_are_found(self):
        twice = TABLES["agreement"][0]["id"]
        self.assertTrue(key_problems(self.damaged("agreement", 1, id=twice)))
        self.assertTrue(reference_problems(self.damaged("agreement", 0, sources="nobody")))
        self.assertTrue(reference_problems(self.damaged("agreement", 0, parties="CHN;XXX")))

    def test_cycles_are_found(self):
        first, second = TABLES["agreement"][0]["id"], TABLES["agreement"][1]["id"]
        tables = self.damaged("agreement", 0, parent=second)
        self.assertEqual(cycle_problems(tables), [])
        tables["agreement"][1]["parent"] = first
        self.assertTrue(cycle_problems(tables))
        self.assertTrue(cycles({"a": ["b", "c"], "b": [], "c": ["a"]}))
        self.assertEqual(cycles({"a": ["b", "c"], "b": ["c"], "c": []}), [])

    def test_shares_of_more_than_the_whole_are_found(self):
        index = [row["id"] for row in TABLES["investment"]].index("inv_cku_equity")
        for text in ("CHN:0.51;KGZ:0.245;UZB:0.2451", "CHN:0.5;TJK:0.5"):
            self.assertEqual(share_problems(self.damaged("investment", index, shares=text)),
                             ["inv_cku_equity"])

    def test_events_out_of_order_are_found(self):
        self.assertTrue(event_problems(self.damaged("event", 0, seq="2")))
        self.assertTrue(event_problems(self.damaged("event", 0, date="2026-04-01")))
        self.assertTrue(event_problems(self.damaged("event", 0, party="USA")))
        self.assertTrue(event_problems(self.damaged("event", 0, known="2022-01-24")))


class Events(unittest.TestCase):
    """Recorded and generated events."""

    def test_events_are_in_order_and_of_parties(self):
        self.assertEqual(event_problems(TABLES), [])

    def test_counts_by_basis(self):
        counts = collections.Counter(row["basis"] for row in TABLES["event"])
        self.assertEqual(dict(counts), {"recorded": 136, "signature": 236, "observed": 289})

    def test_each_agreement_shows_the_reported_status_or_a_further_legal_one(self):
        events = events_of(TABLES, AS_OF)
        wrong = []
        for row in TABLES["agreement"]:
            legal, work = replay(row, events[row["id"]])
            if not shows(row["reported"], legal, work):
                wrong.append((row["id"], row["reported"], legal, work))
        self.assertEqual(wrong, [])

    def test_without_the_observed_events_many_would_not(self):
        events = events_of(TABLES, AS_OF)
        wrong = 0
        for row in TABLES["agreement"]:
            kept = [e for e in events[row["id"]] if e["basis"] != "observed"]
            wrong += not shows(row["reported"], *replay(row, kept))
        self.assertGreater(wrong, 50)

    def test_no_order_of_imprecise_dates_changes_the_last_word_of_work(self):
        for name, rows in events_of(TABLES).items():
            speaking = [row for row in rows if row["status"] in WORK_OF or
                        row["status"] in ADVANCE]
            if speaking and speaking[-1]["basis"] == "observed":
                observed = span(speaking[-1]["date"])
                for row in speaking[:-1]:
                    later = span(row["date"])[1] > observed[1]
                    word = WORK_OF.get(row["status"], "started")
                    self.assertFalse(later and word != WORK_OF[speaking[-1]["status"]], name)

    def test_replay_keeps_the_two_scales_apart(self):
        treaty = {"parties": "CHN;KAZ", "instrument": "treaty"}
        house = {"parties": "CHN;KAZ", "instrument": "institution"}

        def happen(agreement, *words):
            return replay(agreement, [{"status": w.split("@")[0], "basis": "recorded",
                                       "party": w.partition("@")[2]} for w in words])

        self.assertEqual(happen(treaty, "signed", "ratified@CHN"),
                         ("ratified_partial", "not_started"))
        self.assertEqual(happen(treaty, "signed", "ratified@CHN", "ratified@KAZ"),
                         ("ratified", "not_started"))
        self.assertEqual(happen(treaty, "ratified"), ("ratified", "not_started"))
        self.assertEqual(happen(treaty, "in_force", "signed"), ("in_force", "not_started"))
        self.assertEqual(happen(house, "in_force"), ("in_force", "started"))
        self.assertEqual(happen(treaty, "completed", "milestone"), (None, "completed"))
        self.assertEqual(happen(treaty, "stalled", "milestone"), (None, "started"))
        self.assertEqual(happen(treaty, "signed", "completed", "unknown"), ("signed", "unknown"))
        self.assertEqual(happen(treaty, "report", "domestic_procedure"), (None, "not_started"))

    def test_a_signature_is_written_where_the_instrument_is_signed(self):
        unsigned = {"pledge", "target", "consensus_item", "commercial_package", "institution",
                    "programme"}
        agreements = by_id("agreement")
        for row in TABLES["event"]:
            if row["basis"] == "signature":
                agreement = agreements[row["agreement"]]
                signed = agreement["reported"] not in ("announced", "negotiating") and \
                    agreement["instrument"] not in unsigned
                self.assertEqual(row["status"], "signed" if signed else "announced")
                self.assertEqual(row["date"], agreement["signed"])

    def test_rows_without_a_signature_event_have_a_recorded_legal_event(self):
        legal = set(LEGAL_OF) | {"ratified"}
        for name, rows in events_of(TABLES).items():
            if all(row["basis"] != "signature" for row in rows):
                self.assertTrue([row for row in rows if row["basis"] == "recorded" and
                                 row["status"] in legal], name)

    def test_what_is_known_is_between_the_sources(self):
        dates = {name: span(row["date"]) for name, row in by_id("source").items()}
        for row in TABLES["event"]:
            happened, known = span(row["date"]), span(row["known"])
            told = [dates[name] for name in row["sources"].split(";")
                    if dates[name][1] >= happened[0]]
            if row["basis"] != "observed":
                self.assertEqual(known[1], max([last for _, last in told] or happened[1:]))
                if len(told) == 1:
                    self.assertEqual(known[0], max(told[0][0], happened[0]))

    def test_the_observation_ends_on_the_day_of_the_report(self):
        agreements = by_id("agreement")
        for name, rows in events_of(TABLES).items():
            first, last = span(rows[-1]["date"])
            report = datetime.date.fromisoformat(agreements[name]["status_as_of"])
            before = max(span(row["date"])[1] for row in rows[:-1])
            self.assertEqual(last, report)
            self.assertEqual(first, min(report, before + datetime.timedelta(days=1)))
            self.assertEqual(rows[-1]["status"], agreements[name]["reported"])
            self.assertGreaterEqual(span(rows[-1]["known"])[0], report)


@NEEDS_OUTSIDE
class Outside(unittest.TestCase):
    """Against the facts that the package was made from."""

    def facts(self, name):
        with open(os.path.join(FACTS, name + ".csv"), encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_the_generator_makes_the_committed_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(generate(FACTS, folder), (0, ""))
            made = sorted(os.listdir(folder))
            self.assertEqual(made, sorted(name + ".csv" for name in TABLES))
            for name in made:
                with open(os.path.join(folder, name), "rb") as file, \
                        open(os.path.join(DATA, name), "rb") as committed:
                    self.assertEqual(file.read(), committed.read(), name)

    def test_the_generator_refuses_a_column_it_does_not_know(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in os.listdir(FACTS):
                if name.endswith(".csv"):
                    with open(os.path.join(FACTS, name), "rb") as file:
                        content = file.read()
                    if name == "lists.csv":
                        content = content.replace(b"\n", b",x\n")
                    with open(os.path.join(folder, name), "wb") as file:
                        file.write(content)
            status, said = generate(folder, folder)
            self.assertNotEqual(status, 0)
            self.assertIn("list has columns ['x']", said)

    def test_derived_checks(self):
        computed = derived()
        rows = self.facts("derived_checks")
        self.assertEqual(sorted(computed), sorted(row["id"] for row in rows))
        for row in rows:
            expected = decimal.Decimal(row["expected"])
            bound = max(decimal.Decimal(row["tolerance"]), decimal.Decimal("1e-12"))
            self.assertLessEqual(abs(computed[row["id"]] - expected), bound * max(1, abs(expected)),
                                 row["id"])

    def test_no_date_is_more_precise_than_the_facts(self):
        agreements, length = by_id("agreement"), {"year": 4, "month": 7, "day": 10}
        for row in self.facts("agreements"):
            self.assertEqual(agreements[row["id"]]["signed"],
                             row["signed_date"][:length[row["date_precision"]]])
        recorded = sorted((row["agreement"], row["status"], row["date"], row["party"])
                          for row in TABLES["event"] if row["basis"] == "recorded")
        self.assertEqual(recorded, sorted(
            (row["agreement_id"], row["event"], row["date"][:length[row["date_precision"]]],
             row["party"]) for row in self.facts("agreement_events")))

    def test_status_events_that_are_dropped_say_nothing_else(self):
        events = collections.defaultdict(list)
        for row in self.facts("agreement_events"):
            party = row["party"] and "@" + row["party"]
            events[row["agreement_id"]].append("%s:%s%s" % (row["event"], row["date"], party))
        for row in self.facts("agreements"):
            self.assertEqual("; ".join(events[row["id"]]), row["status_events"])

    def test_lengths_of_corridors_that_are_dropped_follow_from_segments(self):
        length = {frozenset((row["from"], row["to"])): decimal.Decimal(row["length_km"])
                  for row in TABLES["rail_segment"]}
        for row in self.facts("rail_corridors"):
            nodes = by_id("corridor")[row["id"]]["nodes"].split(";")
            total = sum(length[frozenset(pair)] for pair in zip(nodes, nodes[1:]))
            self.assertLess(abs(total - decimal.Decimal(row["length_km_sum"])), 1, row["id"])

    def test_projects_follow_aiddata(self):
        with open(os.path.join(PROJECTS, "gcdf3_central_asia.csv"), encoding="utf-8",
                  newline="") as file:
            records = {row["aid_data_record_id"]: row for row in csv.DictReader(file)}
        self.assertEqual(sorted(records), sorted(row["id"] for row in TABLES["project"]))
        for row in TABLES["project"]:
            record = records[row["id"]]
            self.assertEqual(row["committed"][:4], record["commitment_year"])
            self.assertEqual(row["amount"] == "", record["amount_constant_usd_2021"] == "")
            if row["amount"]:
                gap = decimal.Decimal(row["amount"]) - \
                    decimal.Decimal(record["amount_constant_usd_2021"])
                self.assertLessEqual(abs(gap), decimal.Decimal("0.005"))


class Embedding(unittest.TestCase):
    """embed.py."""

    def embed(self, out, *paths):
        return subprocess.run([sys.executable, "-B", os.path.join(DATA, "embed.py"), out, *paths],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False).returncode

    def test_the_bytes_come_back(self):
        paths = [os.path.join(DATA, "datapackage.json"), os.path.join(DATA, "nation.csv")]
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "embedded.c")
            self.assertEqual(self.embed(out, *paths), 0)
            with open(out, encoding="ascii") as file:
                text = file.read()
        self.assertIn('#include "io/embedded.h"', text)
        self.assertEqual(re.findall(r'\{"(.*)", file_', text), ["datapackage.json", "nation.csv"])
        self.assertTrue(text.endswith("    {NULL, NULL, 0},\n};\n"))
        arrays = re.findall(r"file_\d+\[\] = \{([0-9,\n]*)\};", text)
        for path, numbers in zip(paths, arrays):
            with open(path, "rb") as file:
                self.assertEqual(bytes(int(n) for n in numbers.split(",")), file.read())

    def test_an_empty_file_and_a_name_twice_are_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            empty = os.path.join(folder, "empty.csv")
            open(empty, "wb").close()
            out = os.path.join(folder, "embedded.c")
            whole = os.path.join(DATA, "list.csv")
            self.assertNotEqual(self.embed(out, empty), 0)
            self.assertNotEqual(self.embed(out, whole, whole), 0)
            self.assertFalse(os.path.exists(out))


class TapResult(unittest.TestResult):
    """Prints each outcome as a line of TAP; counts by itself, as Python versions differ in whether
    testsRun has what was skipped."""

    said = 0

    def say(self, word, test, remark=""):
        self.said += 1
        name = test.id().split(".", 1)[-1].replace(".test_", ": ").replace("_", " ")
        print("%s %d - %s%s" % (word, self.said, name, remark), flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.say("ok", test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.say("ok", test, " # SKIP " + reason)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.say("not ok", test)
        for line in self._exc_info_to_string(err, test).splitlines():
            print("# " + line)

    addError = addFailure


if __name__ == "__main__":
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    RESULT = TapResult()
    unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]).run(RESULT)
    print("1..%d" % RESULT.said)
    sys.exit(0 if RESULT.wasSuccessful() else 1)
