#!/usr/bin/env python3
# test_properties.py -- what must hold for any numbers, by Hypothesis through the Python package.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 test_properties.py BUILD: prints TAP. Examples are the same in every run."""

import datetime
import pickle
import unittest

from binding import main, needs

import coopstat
from coopstat import concentration, finance, strata

try:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st
except ImportError:  # the class below is skipped then
    class St:
        """Stands in for hypothesis, so that the decorators can be read."""

        def __getattr__(self, name):
            return lambda *args, **kinds: self

    st = HealthCheck = St()

    def given(*args, **kinds):
        return lambda function: function

    settings = given

OFTEN = settings(max_examples=200, deadline=None, derandomize=True, database=None,
                 suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
COUNTS = st.integers(1, 9 * 10 ** 15).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.floats(0.001, 0.999)
AMOUNTS = st.lists(st.floats(0.01, 1e6), min_size=2, max_size=30)
DAYS = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))
CELLS = {
    "int64": st.integers(-2 ** 63, 2 ** 63 - 1), "int8": st.integers(-128, 127),
    "float64": st.floats(allow_nan=False, allow_infinity=False), "bool": st.booleans(), "date": DAYS,
    "code": st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1,
                    max_size=9),
    "span": st.lists(DAYS, min_size=2, max_size=2).map(lambda d: coopstat.Span(min(d), max(d))),
    "money": st.decimals(-10 ** 12, 10 ** 12, places=2),
}


@needs("hypothesis")
class Properties(unittest.TestCase):
    @OFTEN
    @given(COUNTS, LEVELS, st.sampled_from(["wilson", "clopper_pearson", "jeffreys", "mid_p"]))
    def test_limits_lie_in_order_and_mirror(self, counts, level, method):
        hits, n = counts
        low, high = coopstat.interval(hits, n, method, level)
        self.assertTrue(0 <= low <= high <= 1)
        other = coopstat.interval(n - hits, n, method, level)
        self.assertAlmostEqual(low, 1 - other.high, delta=1e-9)

    @OFTEN
    @given(st.lists(COUNTS, max_size=20), LEVELS)
    def test_many_are_bit_for_bit_the_single_ones(self, counts, level):
        many = coopstat.wilson([k for k, _ in counts], [n for _, n in counts], level)
        self.assertEqual([(a, b) for a, b in zip(map(float, many.low), map(float, many.high))],
                         [tuple(coopstat.wilson(k, n, level)) for k, n in counts])

    @OFTEN
    @given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
    def test_fisher_is_symmetric(self, a, b, c, d):
        if a + b + c + d == 0:
            return
        left, right = coopstat.fisher(((a, b), (c, d))), coopstat.fisher(((d, c), (b, a)))
        self.assertAlmostEqual(left.p, right.p, delta=1e-12)
        self.assertTrue(0 < left.p <= 1)

    @OFTEN
    @given(AMOUNTS, st.randoms(use_true_random=False))
    def test_inequality_depends_on_no_order(self, amounts, random):
        other = list(amounts)
        random.shuffle(other)
        for name in ("gini", "theil_t", "hhi"):
            self.assertEqual(concentration.index(amounts, name).value,
                             concentration.index(other, name).value)
        self.assertTrue(0 <= coopstat.gini(amounts) < 1)

    @OFTEN
    @given(AMOUNTS, AMOUNTS)
    def test_states_merge_to_that_of_all(self, a, b):
        merged = concentration.merge(concentration.state(a), concentration.state(b))
        self.assertEqual(concentration.gini(*merged), coopstat.gini(a + b))

    @OFTEN
    @given(st.integers(-2 ** 62, 2 ** 62), st.sets(st.text("ABC", min_size=1), min_size=1, max_size=9))
    def test_a_split_adds_up(self, amount, parties):
        parts = coopstat.split(amount, sorted(parties))
        self.assertEqual(sum(parts.values()), amount)
        self.assertLessEqual(max(parts.values()) - min(parts.values()), 1)

    @OFTEN
    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9),
                              st.integers(0, 9)), min_size=1, max_size=6))
    def test_parts_of_a_difference_add_up(self, rows):
        a, na, b, nb = [list(column) for column in zip(*((r[0], r[0] + r[1], r[2], r[2] + r[3])
                                                       for r in rows))]
        try:
            total, parts = strata.decompose(a, na, b, nb)
        except coopstat.EmptyError:
            return
        self.assertAlmostEqual(total.difference, total.composition + total.rate, delta=1e-12)
        self.assertAlmostEqual(sum(p.rate for p in parts), total.rate, delta=1e-12)

    @OFTEN
    @given(st.floats(1, 1e6), st.floats(0, 0.2), st.integers(1, 30), st.floats(0.001, 0.2))
    def test_a_grant_element_is_that_of_the_schedule(self, amount, rate, years, discount):
        loan = coopstat.Loan(amount, rate, years)
        paid = loan.schedule()
        flows = [-amount, *(float(p) + float(i) for p, i in zip(paid.principal, paid.interest))]
        self.assertAlmostEqual(loan.grant_element(discount), finance.grant_element(
            flows, discount, [0.0, *map(float, paid.years)]), delta=1e-9)

    @OFTEN
    @given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=30))
    def test_survival_falls_and_its_parts_merge(self, cases):
        times, events = [t for t, _ in cases], [int(e) for _, e in cases]
        curve = coopstat.life_table(times, events).survival()
        steps = [1.0, *map(float, curve["survival"])]
        self.assertTrue(all(0 <= b <= a for a, b in zip(steps, steps[1:])))
        half = len(cases) // 2
        merged = coopstat.life_table(times[:half], events[:half], n_causes=1).merge(
            coopstat.life_table(times[half:], events[half:], n_causes=1)) if half else None
        if merged is not None:
            self.assertEqual(list(merged.survival()["survival"]), list(curve["survival"]))

    @OFTEN
    @given(DAYS, DAYS)
    def test_spans_go_through_text(self, a, b):
        span = coopstat.Span(min(a, b), max(a, b))
        self.assertEqual(coopstat.Span.parse(str(span)), span)

    @OFTEN
    @given(st.sampled_from(sorted(CELLS)).flatmap(lambda kind: st.tuples(
        st.just(kind), st.lists(st.none() | CELLS[kind], max_size=30))))
    def test_columns_give_back_what_went_in(self, given_):
        kind, cells = given_
        table = coopstat.from_columns({"x": cells}, {"x": kind})
        self.assertEqual(table["x"][:], cells)
        self.assertEqual(pickle.loads(pickle.dumps(table)), table)

    @OFTEN
    @given(st.text(max_size=40))
    def test_any_text_is_a_query_or_an_error(self, text):
        try:
            DATA.query("nation", where=text)
        except (coopstat.Error, ValueError):
            pass

    @OFTEN
    @given(st.lists(st.floats(), max_size=8), st.lists(st.integers(-5, 5), max_size=8))
    def test_no_numbers_crash(self, numbers, flags):
        for call in (lambda: coopstat.life_table(numbers, flags).survival(),
                     lambda: coopstat.gini(numbers), lambda: coopstat.turnbull(numbers, flags),
                     lambda: coopstat.completions(numbers), lambda: finance.returns(numbers),
                     lambda: coopstat.cox(numbers, flags), lambda: coopstat.weibull(numbers, flags),
                     lambda: coopstat.sampling.weighted(flags, numbers),
                     lambda: coopstat.imputation.bounds(numbers),
                     lambda: coopstat.wilson(flags, flags)):
            try:
                call()
            except (coopstat.Error, ValueError, TypeError, ArithmeticError):
                pass


DATA = coopstat.open()

if __name__ == "__main__":
    main()
