#!/usr/bin/env python3
# test_binding.py -- the Python package: registers, tables, results, misuse.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 test_binding.py BUILD: prints TAP."""

import copy
import ctypes
import datetime
import decimal
import doctest
import gc
import importlib
import math
import os
import pathlib
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

from binding import LIBRARY, PACKAGE, SOURCE, main, needs

import coopstat
from coopstat import _build, _ffi
from coopstat._library import lib

DAY = datetime.date(2025, 6, 17)
SAMPLE = {
    "small": [1, None, -3], "number": [0.5, None, 2.0], "truth": [True, None, False],
    "day": [DAY, None, datetime.date(1, 1, 1)], "money": [decimal.Decimal("1.25"), None,
                                                         decimal.Decimal("-3")],
    "span": [coopstat.Span.parse("2023"), None, coopstat.Span.parse("../2024-02")],
    "word": ["a", None, "ж"], "many": [("a", "b"), None, ()], "text": ["", None, "long"],
}
TYPES = {"small": "int16", "text": "text"}


def growth(work, times):
    """Kilobytes that repeating some work adds, after it has been done often enough to settle."""
    def resident():
        gc.collect()
        return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * \
            resource.getpagesize() // 1024
    for _ in range(times // 4):
        work()
    before = resident()
    for _ in range(times):
        work()
    return resident() - before


class Import(unittest.TestCase):
    def run_python(self, code, **environment):
        return subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": str(PACKAGE), **environment})

    def test_importing_loads_neither_the_library_nor_ctypes(self):
        said = self.run_python("import sys; before = set(sys.modules); import coopstat\n"
                               "print(sorted({'ctypes', 'numpy', 'typing'} & set(sys.modules) - "
                               "before))", COOPSTAT_LIBRARY="/nowhere.so")
        self.assertEqual(said.stdout.strip(), "[]", said.stderr)

    def test_a_library_that_is_not_there_is_named(self):
        said = self.run_python("import coopstat\ntry: coopstat.wilson(1, 2)\n"
                               "except OSError as e: print(e)", COOPSTAT_LIBRARY="/nowhere.so")
        self.assertIn("/nowhere.so", said.stdout)

    def test_every_name_is_there(self):
        for name in coopstat.__all__:
            if name != "plot":
                self.assertIsNotNone(getattr(coopstat, name), name)
        self.assertEqual(coopstat.Rate.__name__, "Rate")
        with self.assertRaises(AttributeError):
            coopstat.nothing

    def test_it_works_without_numpy(self):
        code = ("import sys, importlib.abc\n"
                "class No(importlib.abc.MetaPathFinder):\n"
                "    def find_spec(self, name, *_):\n"
                "        if name.split('.')[0] in ('numpy', 'pandas'): raise ImportError(name)\n"
                "import importlib.util as u; f = u.find_spec\n"
                "u.find_spec = lambda n, *a: None if n == 'numpy' else f(n, *a)\n"
                "sys.meta_path.insert(0, No())\n"
                "import coopstat\n"
                "print(coopstat.wilson([8, 9], [10, 10]).low[0] == coopstat.wilson(8, 10).low)\n"
                "print(len(coopstat.open().query('agreement').to_dict()['id']))\n"
                "print(coopstat.from_columns({'x': [1, None]})['x'][1])\n"
                "print(coopstat.life_table([1, 2], [1, 0]).survival()['survival'])\n"
                "print(coopstat.strata.decompose([1, 2], [3, 4], [2, 2], [5, 5]).total.n_used)\n"
                "print(coopstat.cox([1, 2, 3, 4], [1, 1, 0, 1], [[0], [1], [0], [1]]).n_events)\n")
        said = self.run_python(code, COOPSTAT_LIBRARY=str(LIBRARY))
        self.assertEqual(said.stdout.split("\n")[:6], ["True", "289", "None", "[0.5, 0.5]", "2", "3"],
                         said.stderr)


class Registers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = coopstat.open()

    def test_a_rate_is_that_of_c(self):
        rate = self.data.rate("completed", where="list = 'xian_2023_items'")
        self.assertEqual((rate.hits, rate.known, rate.unknown, rate.total), (3, 15, 11, 26))
        self.assertEqual(rate.value, 0.2)
        self.assertEqual((rate.low, rate.high), coopstat.wilson(3, 15))

    def test_queries_take_names_values_and_days(self):
        table = self.data.query("agreement", where="mechanism = :m and signed < :day",
                                params={"m": "c_c5", "day": datetime.date(2024, 1, 1)}, by="summit",
                                select="count(), rate('completed')", as_of=DAY, order_by="summit",
                                uncertain="possible")
        self.assertIn("rate_completed_low", table.columns)
        self.assertEqual(table["summit"][0], "c_c5_2022_virtual")
        number = self.data.query("nation", where="population > :n", params={"n": 10 ** 9})
        self.assertEqual(list(number["id"]), ["CHN"])

    def test_comparisons_totals_and_the_rest_answer(self):
        data = self.data
        compared = data.compare_rates(where="list = 'xian_2023_items'")
        spread = coopstat.rate_spread(compared)
        self.assertLess(spread.least, spread.most)
        self.assertEqual(len(compared), len(coopstat.definitions()))
        self.assertIn("least", data.totals().columns)
        prices = coopstat.Prices("USD", 2021, chain="target", missing="nearest")
        self.assertEqual(set(data.totals("measure = 'pledge'", prices=prices)["currency"]), {"USD"})
        self.assertIn("funder", data.totals_by_party("equal", "both").columns)
        self.assertIn("net_least", data.consolidated(["KAZ", "UZB"], "equal").columns)
        self.assertEqual(len(data.corridors()), 42)
        self.assertEqual(data.corridor_legs("cku")["leg"][0], 1)
        change = data.rate_change("2024-06-17", where="mechanism = 'c_c5'")
        self.assertAlmostEqual(change.change,
                               change.on_constant + change.by_entries + change.by_exits)
        self.assertEqual(data.convert([(5.0, "USD", "2023")])[0].least, 5.0)
        with self.assertRaises(coopstat.UnsupportedError):
            data.rate_scores()
        if "coop_survival_fit" in _ffi.FUNCTIONS:
            self.assertIn("median", data.survival(by="mechanism").groups.columns)
            coopstat.time_to.delay(data)
            self.assertLessEqual(coopstat.time_to.expect(data, 365).done, 289)
            self.assertIn("part", coopstat.time_to.revision(data, as_of=DAY).parts.columns)
        else:
            with self.assertRaises(NotImplementedError):
                data.survival()

    def test_a_plan_and_a_test_of_groups(self):
        asked = {"where": "mechanism = :m", "by": "field", "select": "count()",
                 "params": {"m": "c_c5"}, "uncertain": "certain"}
        every = self.data.query("agreement", **asked)
        many = self.data.query("agreement", having="count >= 10", **asked)
        self.assertEqual(sorted(many["count"]), sorted(n for n in every["count"] if n >= 10))
        self.assertTrue(0 < len(many) < len(every))
        plan = self.data.explain("agreement", having="count >= 10", **asked)
        self.assertEqual(plan["part"][-1], "from")
        self.assertIn("where", list(plan["part"]))

    def test_totals_as_they_were_known(self):
        with self.assertRaisesRegex(coopstat.ArgumentError, "known"):
            self.data.totals(as_known="2020-01-01")
        dollars = [decimal.Decimal("1.00"), decimal.Decimal("2.00")]
        table = coopstat.from_columns({
            "id": ["a", "b"], "measure": ["pledge"] * 2, "currency": ["USD"] * 2, "amount": dollars,
            "date": [DAY] * 2, "known": [DAY, datetime.date(2026, 1, 1)]})
        with coopstat.dataset({"investment": table}, datetime.date(2026, 6, 1)) as own:
            self.assertEqual(list(own.totals()["most"]), [3])
            self.assertEqual(list(own.totals(as_known="2025-12-31")["most"]), [1])

    def test_records_are_those_of_the_tables(self):
        agreements = self.data.records("agreement")
        self.assertEqual(len(agreements), len(self.data.tables["agreement"]))
        first = agreements[0]
        self.assertEqual(agreements.find(first.id), first)
        self.assertEqual(agreements[-1].id, self.data.tables["agreement"][-1]["id"])
        self.assertIsNone(self.data.records("nation").find("CHN").wto_accession_days
                          if hasattr(first, "wto_accession_days") else None)
        event = self.data.records("event")[0]
        self.assertEqual(self.data.records("event").find(event.agreement, event.seq), event)
        for wrong in (lambda: agreements[len(agreements)], lambda: self.data.records("nothing"),
                      lambda: agreements.find("nothing")):
            with self.assertRaises(LookupError):
                wrong()
        for wrong in (lambda: agreements.find(3), lambda: agreements.find(), lambda: agreements["a"]):
            with self.assertRaises((TypeError, coopstat.Error)):
                wrong()

    def test_saving_and_opening_gives_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            target = pathlib.Path(folder) / "saved"
            self.data.save(target)
            with coopstat.open(target) as again:
                for name in self.data.tables:
                    self.assertEqual(again.tables[name], self.data.tables[name], name)
            with self.assertRaises(coopstat.ConflictError):
                self.data.save(target)
            self.assertIn("severity", coopstat.check(target).columns)
            (target / "nation.csv").write_text("no\n")
            with self.assertRaises(coopstat.Error):
                coopstat.open(target)
        with self.assertRaises(OSError):
            coopstat.open(pathlib.Path("/nowhere/at/all"))

    def test_bad_rows_are_told_in_the_error(self):
        with tempfile.TemporaryDirectory() as folder:
            for path in (SOURCE / "examples" / "own_register").iterdir():
                (pathlib.Path(folder) / path.name).write_bytes(path.read_bytes())
            path = pathlib.Path(folder) / "agreement.csv"
            path.write_text(path.read_text().replace("2024", "2024-99"))
            with self.assertRaises(coopstat.Error) as caught:
                coopstat.open(folder)
            self.assertGreater(len(caught.exception.report), 0)
            self.assertIn("rule", caught.exception.report.columns)

    def test_a_register_of_own_tables(self):
        table = coopstat.from_columns({"id": ["a", "b"], "role": ["commitment"] * 2})
        with coopstat.dataset({"agreement": table}, DAY) as own:
            self.assertEqual(own.as_of, DAY)
            self.assertEqual(list(own.query("agreement", select="id")["id"]), ["a", "b"])
        self.assertEqual(list(table["id"]), ["a", "b"])
        twice = coopstat.from_columns({"id": ["a", "a"]})
        with self.assertRaises(coopstat.ConflictError):
            coopstat.dataset({"agreement": twice}, DAY)
        with self.assertRaises(ValueError):
            twice[0]


class Tables(unittest.TestCase):
    def setUp(self):
        self.table = coopstat.from_columns(SAMPLE, TYPES, units={"small": "km"})

    def test_values_come_back(self):
        self.assertEqual(self.table.to_dict(), SAMPLE)
        self.assertEqual(self.table.types["small"], "int16")
        self.assertEqual(self.table["small"].unit, "km")
        self.assertEqual(self.table["many"].words, ("a", "b"))

    def test_rows_slices_and_negative_places(self):
        table = self.table
        self.assertEqual(len(table), 3)
        self.assertEqual(table[-1]["word"], "ж")
        self.assertEqual([row["small"] for row in table], [1, None, -3])
        self.assertEqual(table[::-1]["small"][:], [-3, None, 1])
        self.assertEqual(len(table[1:1]), 0)
        self.assertEqual(table[1:][1:].to_dict()["text"], ["long"])
        for wrong in (3, -4):
            with self.assertRaises(IndexError):
                table[wrong]
        with self.assertRaisesRegex(KeyError, "'word'"):
            table["wrod"]

    def test_a_table_can_be_pickled_and_copied(self):
        for other in (pickle.loads(pickle.dumps(self.table)), copy.deepcopy(self.table)):
            self.assertEqual(other, self.table)
        self.assertEqual(pickle.loads(pickle.dumps(self.table[1:])).to_dict(),
                         self.table[1:].to_dict())
        self.assertNotEqual(self.table, coopstat.from_columns({"x": [1]}))

    def test_results_can_be_pickled_and_are_read_only(self):
        for result in (coopstat.fisher(((3, 1), (1, 3))), coopstat.wilson(8, 10),
                       coopstat.open().rate(), coopstat.Loan(1, 0.1, 5),
                       coopstat.identified(3, 1, 9), coopstat.Span.parse("2023")):
            self.assertEqual(pickle.loads(pickle.dumps(result)), result)
        with self.assertRaises(AttributeError):
            coopstat.fisher(((3, 1), (1, 3))).p = 0
        self.assertNotEqual(coopstat.fisher(((3, 1), (1, 3))), coopstat.fisher(((3, 1), (1, 4))))

    def test_the_ways_out_are_text(self):
        self.assertIn("small", str(self.table))
        self.assertLess(len(repr(self.table)), 200)
        self.assertEqual(self.table[:1].format("csv").count("\n"), 2)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "x.json"
            self.table.write(path)
            self.assertEqual(path.read_text(), self.table.format("json"))
        with self.assertRaises(ValueError):
            self.table.format("xlsx")
        shown = coopstat.open().query("agreement", select="rate('completed')")._repr_html_()
        self.assertIn("<small>[", shown)
        self.assertNotIn("rate_completed_low", shown)
        self.assertIn("&lt;b&gt;", coopstat.from_columns({"x": ["<b>"]})._repr_html_())

    def test_views_keep_the_table(self):
        view = coopstat.open().tables["nation"]["population"].buffer()
        gc.collect()
        self.assertEqual(max(view), 1408975000)
        with self.assertRaises(TypeError):
            view[0] = 1

    def test_an_empty_table_has_its_columns(self):
        none = coopstat.from_columns({"x": [], "y": []}, {"x": "money", "y": "text"})
        self.assertEqual((len(none), none.to_dict()), (0, {"x": [], "y": []}))
        self.assertEqual(coopstat.open().query("agreement", where="id = 'nothing'").to_dict()["id"], [])

    @needs("numpy")
    def test_arrays_are_views_that_keep_their_owner(self):
        import numpy as np
        array = coopstat.open().tables["nation"]["population"].to_numpy()
        gc.collect()
        self.assertEqual(int(array.max()), 1408975000)
        self.assertFalse(array.flags.writeable)
        with self.assertRaises(ValueError):
            array.flags.writeable = True
        self.assertEqual(list(self.table["small"].mask()), [False, True, False])
        self.assertEqual(list(self.table[::-1]["small"].to_numpy()[[0, 2]]), [-3, 1])
        self.assertEqual(list(self.table[2:0:-1]["small"].mask()), [False, True])
        self.assertEqual(set(self.table.to_numpy()), set(SAMPLE))
        self.assertEqual(coopstat.from_columns({"x": np.array([], "f8")})["x"].to_numpy().size, 0)

    @needs("numpy")
    def test_arrays_come_in_without_a_copy_and_are_let_go(self):
        import numpy as np
        values = np.arange(1000, dtype="i8")
        before = len(_build._owners)
        table = coopstat.from_columns({"x": values, "y": values.astype("f8")})
        self.assertEqual(table["x"].to_numpy().ctypes.data, values.ctypes.data)
        self.assertEqual(len(_build._owners), before + 1)
        view = table["x"].to_numpy()
        del table
        gc.collect()
        self.assertEqual(int(view.sum()), 499500)
        self.assertEqual(len(_build._owners), before + 1)
        del view
        gc.collect()
        self.assertEqual(len(_build._owners), before)
        for bad in (np.zeros((2, 2)), np.array([1 + 2j]), np.array([2 ** 64 - 1], "u8")):
            with self.assertRaises((TypeError, ValueError)):
                coopstat.from_columns({"x": bad})
        nan = coopstat.from_columns({"x": np.array([1.0, math.nan])})
        self.assertEqual(nan["x"][:], [1.0, None])
        with self.assertRaises(coopstat.RangeError):
            coopstat.from_columns({"x": np.array([math.inf])})
        self.assertEqual(len(_build._owners), before + 1)

    @needs("pandas")
    def test_pandas_both_ways(self):
        import pandas as pd
        frame = self.table.to_pandas()
        self.assertEqual(str(frame["small"].dtype), "Int16")
        self.assertEqual(frame["word"].tolist()[::2], ["a", "ж"])
        self.assertEqual(frame["money"].tolist()[0], 1.25)
        self.assertEqual(frame.attrs["units"], {"small": "km"})
        for name in ("agreement", "investment", "project", "rail_segment", "nation"):
            table = coopstat.open().tables[name]
            self.assertEqual(len(table.to_pandas()), len(table))
        source = pd.DataFrame({"n": [1, 2], "f": [1.0, None], "c": pd.Categorical(["x", None]),
                               "s": ["p", None], "d": pd.to_datetime(["2024-02-29", None]),
                               "b": [True, False], "i": pd.array([1, None], "Int64")})
        table = coopstat.from_pandas(source)
        self.assertEqual(table.to_dict(), {"n": [1, 2], "f": [1.0, None], "c": ["x", None],
                                          "s": ["p", None], "d": [datetime.date(2024, 2, 29), None],
                                          "b": [True, False], "i": [1, None]})
        self.assertEqual(table["n"].to_numpy().ctypes.data, source["n"].to_numpy().ctypes.data)

    @unittest.skipUnless("coop_arrow_export" in __import__("coopstat._ffi")._ffi.FUNCTIONS,
                         "the library has no Arrow")
    def test_arrow_both_ways(self):
        self.assertEqual(coopstat.from_arrow(self.table), self.table)
        self.assertEqual(coopstat.from_arrow(self.table[1:]), self.table[1:])
        capsule = self.table.__arrow_c_stream__()
        self.assertEqual(coopstat.from_arrow(capsule).to_dict(), SAMPLE)
        with self.assertRaises(coopstat.Error):
            coopstat.from_arrow(capsule)
        self.table.__arrow_c_schema__()
        for wrong in (3, self.table.__arrow_c_schema__()):
            with self.assertRaises(TypeError):
                coopstat.from_arrow(wrong)
        with self.assertRaises(coopstat.FormatError):
            coopstat.from_arrow(b"no bytes of Arrow")
        with self.assertRaises(OSError):
            coopstat.from_arrow("/nowhere.arrow")
        with tempfile.TemporaryDirectory() as folder:
            for name in ("x.arrow", "x.arrows"):
                path = pathlib.Path(folder) / name
                self.table.write(path)
                self.assertEqual(coopstat.from_arrow(path), self.table)
                self.assertEqual(coopstat.from_arrow(path.read_bytes()), self.table)
        self.assertLess(growth(lambda: coopstat.from_arrow(self.table), 2000), 2000)


class Misuse(unittest.TestCase):
    """Each gives an exception; a crash would end the script, and its plan would be missing."""

    def test_wrong_numbers(self):
        for call, kind in (
                (lambda: coopstat.wilson(-1, 10), ValueError),
                (lambda: coopstat.wilson(11, 10), ValueError),
                (lambda: coopstat.wilson(0, 0), coopstat.EmptyError),
                (lambda: coopstat.wilson(2 ** 63, 2 ** 64), coopstat.RangeError),
                (lambda: coopstat.wilson(1.5, 10), TypeError),
                (lambda: coopstat.wilson("1", 10), (TypeError, coopstat.Error)),
                (lambda: coopstat.wilson(None, 10), TypeError),
                (lambda: coopstat.wilson(1, 10, "high"), (TypeError, ctypes.ArgumentError)),
                (lambda: coopstat.wilson(1, 10, level=math.nan), coopstat.RangeError),
                (lambda: coopstat.wilson([1, 2], [3]), ValueError),
                (lambda: coopstat.wilson([1.5], [3]), TypeError),
                (lambda: coopstat.wilson(["1"], [3]), TypeError),
                (lambda: coopstat.wilson([2 ** 70], [2 ** 71]), (ValueError, OverflowError)),
                (lambda: coopstat.interval(1, 2, "nothing"), KeyError),
                (lambda: coopstat.interval(1, 2, b"wil\0son"), ValueError),
                (lambda: coopstat.interval(1, 2, 5), TypeError),
                (lambda: coopstat.fisher((1, 2, 3)), (TypeError, ValueError)),
                (lambda: coopstat.gini([]), coopstat.EmptyError),
                (lambda: coopstat.gini([-1.0]), coopstat.RangeError),
                (lambda: coopstat.gini("abc"), TypeError),
                (lambda: coopstat.gini([1], [1, 2]), ValueError),
                (lambda: coopstat.life_tables([1], [1], [2 ** 31 - 1]), ValueError),
                (lambda: coopstat.life_tables([1], [-1]), coopstat.RangeError),
                (lambda: coopstat.life_table([1], [1]).survival().value(math.nan), ValueError),
                (lambda: coopstat.life_table([1], [1]).survival()["nothing"], KeyError),
                (lambda: coopstat.life_table([1], [1]).incidence(), coopstat.UndefinedError),
                (lambda: coopstat.survival.compare([]), (ValueError, coopstat.Error)),
                (lambda: coopstat.survival.compare([[1]]), (AttributeError, TypeError)),
                (lambda: coopstat.forecast.draws([1], [1], [1], -1), ValueError),
                (lambda: coopstat.forecast.draws([1], [1], [1], 10 ** 12), ValueError),
                (lambda: coopstat.forecast.score([0.5], [1], 0), ValueError),
                (lambda: coopstat.cox([1, 2], [1, 1], [[1]]), ValueError),
                (lambda: coopstat.reliability.kappa_table([[1, 2]]), ValueError),
                (lambda: coopstat.Loan(1, 0.1, 1e12).schedule(), ValueError),
                (lambda: coopstat.Loan(1, 0.1, -5).schedule(), coopstat.RangeError),
                (lambda: coopstat.Loan(1, 0.1, 5, repayment="x").grant_element(0.1), ValueError),
                (lambda: coopstat.split(10, ["a", "a"]), coopstat.ConflictError),
                (lambda: coopstat.split(2 ** 63, ["a"]), coopstat.RangeError),
                (lambda: coopstat.split(1, ["a"], "stated"), ValueError),
                (lambda: coopstat.imputation.total([1.0, None], replicates=0), ValueError),
                (lambda: coopstat.concentration.decompose([1.0], [10 ** 12], "hhi"), ValueError),
                (lambda: coopstat.survival.life_table_of_counts([[1, 2], [1], [1, 2, 3]]),
                 ValueError),
                (lambda: coopstat.Span.parse("2023-99"), coopstat.Error),
                (lambda: coopstat.Span.parse(5), TypeError),
                (lambda: str(coopstat.Span(DAY, datetime.date(2000, 1, 1))), coopstat.RangeError)):
            with self.assertRaises(kind):
                call()

    def test_a_closed_register_says_so(self):
        data = coopstat.open()
        tables, table = data.tables, data.tables["nation"]
        records = data.records("nation")
        data.close()
        data.close()
        for call in (data.rate, data.totals, lambda: data.query("nation"), lambda: data.tables["x"],
                     lambda: len(tables), lambda: tables["nation"], lambda: records[0],
                     lambda: data.title, data.__enter__):
            with self.assertRaisesRegex(ValueError, "closed"):
                call()
        self.assertEqual(repr(data), "<Dataset, closed>")
        self.assertEqual(table["id"][0], "CHN")

    def test_wrong_questions(self):
        data = coopstat.open()
        for call, kind in (
                (lambda: data.query("nothing"), KeyError),
                (lambda: data.query(5), TypeError), (lambda: data.query(None), coopstat.Error),
                (lambda: data.query("nation", where="id ="), coopstat.QueryError),
                (lambda: data.query("nation", where="idd = 'x'"), coopstat.NotFoundError),
                (lambda: data.query("nation", where=b"\xff"), ValueError),
                (lambda: data.query("nation", as_of="yesterday"), ValueError),
                (lambda: data.query("nation", where="id = :x"), coopstat.Error),
                (lambda: data.query("nation", where="id = :x", params={"x": object()}), TypeError),
                (lambda: data.query("nation", limit=-1), ValueError),
                (lambda: data.query("nation", having="nothing > 1"), coopstat.Error),
                (lambda: data.explain("nothing"), KeyError),
                (lambda: data.explain("nation", where="id ="), coopstat.QueryError),
                (lambda: data.totals(as_known="yesterday"), ValueError),
                (lambda: data.query("nation", limit=2 ** 70), ValueError),
                (lambda: data.query("nation", threads=2 ** 40), ValueError),
                (lambda: data.rate("nothing"), coopstat.NotFoundError),
                (lambda: data.rate(level=2), coopstat.RangeError),
                (lambda: data.rate(where="id = 'nothing'"), coopstat.EmptyError),
                (lambda: data.corridor_legs("nothing"), KeyError),
                (lambda: data.corridor_legs(None), coopstat.ArgumentError),
                (lambda: data.totals_by_party("nothing"), coopstat.NotFoundError),
                (lambda: data.consolidated([], "equal"), coopstat.EmptyError),
                (lambda: data.convert([(1, "XXX", "2023")]), coopstat.NotFoundError),
                (lambda: data.convert([(1, "USD")]), ValueError),
                (lambda: coopstat.rate_spread(data.tables["nation"]), coopstat.Error),
                (lambda: coopstat.dataset({"a": 5}, DAY), TypeError),
                (lambda: coopstat.dataset({"a": data.tables["nation"]}, DAY), ValueError),
                (lambda: pickle.dumps(data), TypeError),
                (lambda: coopstat.from_columns({}), ValueError),
                (lambda: coopstat.from_columns({"a": [1], "b": []}), ValueError),
                (lambda: coopstat.from_columns({"a": "text"}), TypeError),
                (lambda: coopstat.from_columns({"a": 5}), TypeError),
                (lambda: coopstat.from_columns({"a": [1, "x"]}), TypeError),
                (lambda: coopstat.from_columns({"a": [object()]}), TypeError),
                (lambda: coopstat.from_columns({"a": [1]}, {"b": "text"}), KeyError),
                (lambda: coopstat.from_columns({"a": [1]}, {"a": "nothing"}), ValueError),
                (lambda: coopstat.from_columns({"a": [300]}, {"a": "int8"}), coopstat.RangeError),
                (lambda: coopstat.from_columns({"a": [decimal.Decimal("1E-9")]}), coopstat.RangeError),
                (lambda: coopstat.from_columns({"a": [("x", "x")]}), coopstat.ConflictError),
                (lambda: coopstat.from_columns({"": [1]}), coopstat.Error)):
            with self.assertRaises(kind):
                call()

    def test_an_error_tells_where(self):
        with self.assertRaises(coopstat.QueryError) as caught:
            coopstat.open().query("nation", where="id = = 'x'")
        self.assertGreater(caught.exception.column, 1)

    def test_no_leak_over_many_cycles(self):
        # 10^5 cycles take minutes, so that they are asked for: COOPSTAT_CYCLES=100000.
        times = int(os.environ.get("COOPSTAT_CYCLES", "800"))

        def cycle():
            with coopstat.open() as data:
                data.query("agreement", by="summit", select="count()")["summit"].buffer()
                try:
                    data.query("agreement", where="id =")
                except coopstat.Error:
                    pass
        self.assertLess(growth(cycle, times), 1500)

    def test_threads_may_read_one_register(self):
        data, said = coopstat.open(), []
        workers = [threading.Thread(target=lambda: said.append(
            data.query("agreement", by="summit", select="rate('completed')").to_dict()))
            for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.assertEqual(len(said), 4)
        self.assertTrue(all(one == said[0] for one in said))


class Running(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        values = list(range(200000))
        table = coopstat.from_columns({"x": values, "g": [v % 7 for v in values]})
        cls.data = coopstat.dataset({"big": table}, DAY)

    def ask(self, **options):
        return self.data.query("big", by="g", select="sum(x)", **options)

    def test_progress_is_told_and_can_cancel(self):
        said = []
        self.ask(progress=lambda done: said.append(done))
        self.assertTrue(said and all(0 <= done <= 1 for done in said))
        with self.assertRaises(coopstat.CancelledError):
            self.ask(progress=lambda done: True)

    def test_an_exception_of_the_callback_arrives(self):
        with self.assertRaises(ZeroDivisionError):
            self.ask(progress=lambda done: 1 / 0)
        self.assertEqual(len(self.ask()), 7)

    def test_ctrl_c_ends_a_query(self):
        before = signal.getsignal(signal.SIGINT)
        with self.assertRaises(KeyboardInterrupt):
            self.ask(progress=lambda done: os.kill(os.getpid(), signal.SIGINT))
        self.assertIs(signal.getsignal(signal.SIGINT), before)
        self.assertEqual(len(self.ask()), 7)


class Documents(unittest.TestCase):
    def test_a_report_is_text_and_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "report.html")
            text = coopstat.open().write_report(path, title="Ours & <theirs>")
            with open(path, encoding="utf-8", newline="") as file:
                self.assertEqual(file.read(), text)
        self.assertIn("<title>Ours &amp; &lt;theirs&gt;</title>", text)
        self.assertNotIn("<script", text)
        self.assertTrue(coopstat.open().write_report(format="markdown").startswith("# Cooperation"))
        with self.assertRaises(coopstat.ArgumentError):
            coopstat.open().write_report(format="pdf")

    def test_the_readme_says_what_is(self):
        failed = doctest.testfile(str(PACKAGE / "README.md"), module_relative=False,
                                  optionflags=doctest.NORMALIZE_WHITESPACE)
        self.assertGreaterEqual(failed.attempted, 10)
        self.assertEqual(failed.failed, 0)

    def test_the_modules_say_what_is(self):
        attempted = 0
        for path in sorted((PACKAGE / "coopstat").glob("*.py")):
            if path.stem in ("plot", "_ffi"):
                continue
            name = "coopstat" if path.stem == "__init__" else "coopstat." + path.stem
            said = doctest.testmod(importlib.import_module(name))
            self.assertEqual(said.failed, 0, name)
            attempted += said.attempted
        self.assertGreater(attempted, 10)

    @needs("mypy")
    def test_types_are_strict(self):
        with tempfile.TemporaryDirectory() as cache:
            said = subprocess.run([sys.executable, "-m", "mypy", "--config-file",
                                   str(SOURCE / "pyproject.toml"), "--cache-dir", cache,
                                   str(PACKAGE / "coopstat")], capture_output=True, text=True)
        self.assertEqual(said.returncode, 0, said.stdout)


if __name__ == "__main__":
    main()
