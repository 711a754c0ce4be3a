#!/usr/bin/env python3
# test_plot.py -- figures say what they have to, and can be drawn.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 test_plot.py BUILD: prints TAP."""

import io
import unittest

from binding import main, needs

import coopstat


def said(ax):
    """All text of a figure."""
    import matplotlib.text
    return " | ".join(part.get_text() for part in ax.figure.findobj(matplotlib.text.Text))


@needs("matplotlib")
class Figures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        import matplotlib
        matplotlib.use("Agg")
        cls.data = coopstat.open()

    def tearDown(self):
        import matplotlib.pyplot as plt
        plt.close("all")

    def drawn(self, ax, *texts):
        out = io.BytesIO()
        ax.figure.savefig(out, dpi=50)
        self.assertGreater(len(out.getvalue()), 3000)
        text = said(ax).replace("\n", " ")
        for part in texts:
            self.assertIn(part, text)

    def test_rates_have_interval_claim_and_source(self):
        summits = self.data.query("agreement", where="mechanism = 'c_c5'", by="summit",
                                  select="rate('completed')")
        ax = coopstat.plot.rates(summits, claim=0.8, source=self.data, title="Completed")
        self.drawn(ax, "%", "claimed: 80 %", "as of 2026-03-31", "3 of 26", "Completed")
        ax = coopstat.plot.rates(self.data.compare_rates("list = 'xian_2023_items'"))
        self.drawn(ax, "none known", "started")
        with self.assertRaises(ValueError):
            coopstat.plot.rates(self.data.tables["nation"])

    def test_survival_has_a_band_and_the_number_at_risk(self):
        curve = coopstat.life_table([4, 9, 12, 20, 30], [1, 1, 0, 1, 0]).survival()
        ax = coopstat.plot.survival({"a": curve, "b": curve}, "months", source="own data")
        self.drawn(ax, "months since day 0", "at risk", "own data", "not yet carried out, %")
        self.assertEqual(len(ax.collections), 2)

    def test_the_map_takes_no_position(self):
        ax = coopstat.plot.corridors(self.data)
        self.drawn(ax, "No position on borders is meant.", "degrees", "under construction",
                   "as of 2026-03-31")

    def test_flows_name_the_rule_and_the_unit(self):
        ax = coopstat.plot.flows(self.data)
        self.drawn(ax, "billions of USD", "rule 'equal'", "recipient", "as of 2026-03-31")
        with self.assertRaises(ValueError):
            coopstat.plot.flows(self.data, currency="XXX")

    def test_an_axes_that_is_given_is_used(self):
        import matplotlib.pyplot as plt
        _, axes = plt.subplots(1, 2)
        curve = coopstat.life_table([1, 2], [1, 0]).survival()
        self.assertIs(coopstat.plot.survival(curve, ax=axes[1]), axes[1])


if __name__ == "__main__":
    main()
