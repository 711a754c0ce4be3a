#!/usr/bin/env python3
# test_claim.py -- claims through the Python package. SPDX-License-Identifier: GPL-3.0-or-later
"""python3 test_claim.py BUILD: prints TAP."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from binding import SOURCE, main  # noqa: E402

import coopstat  # noqa: E402


class Claims(unittest.TestCase):
    """coopstat.Dataset.test_claim and what stands beside it."""

    @classmethod
    def setUpClass(cls):
        cls.data = coopstat.open()
        cls.own = coopstat.open(SOURCE / "examples" / "own_claims")

    def test_a_verdict_has_its_readings(self):
        test = self.data.test_claim("cl_35pct_growth")
        self.assertEqual(test.verdict, "true")
        self.assertEqual((test.result.n_true, test.result.n_false), (1, 0))
        self.assertEqual((test.result.stated_low, test.result.stated_high), (34.5, 35.5))
        row = next(iter(test.readings))
        self.assertAlmostEqual(row["found_low"], 100 * (94.82 - 70.2) / 70.2)
        self.assertIn("true under: trade_chn_2024", self.data.explain_claim("cl_35pct_growth"))

    def test_bounds_and_design_are_handed_on(self):
        test = self.data.test_claim("cl_half_outcomes", as_of="2026-03-31", bounds="documented")
        self.assertEqual(test.verdict, "true")
        self.assertEqual(self.data.test_claim("cl_half_outcomes").verdict, "undecidable")
        sample = self.data.test_claim("cl_half_outcomes", design="sample", denominators=7)
        self.assertIn("sample", [row["step"] for row in sample.readings])
        with self.assertRaises(coopstat.ArgumentError):
            self.data.test_claim("cl_six", bounds="all")
        with self.assertRaises(coopstat.NotFoundError):
            self.data.test_claim("cl_none")

    def test_claims_of_another_register(self):
        table = self.data.test_claims(self.own)
        self.assertEqual(list(table["verdict"]), ["true", "undecidable", "true"])
        self.assertEqual(self.data.test_claim("treaty_2025", self.own).verdict, "true")
        self.assertEqual(len(self.data.test_claims()), 68)

    def test_reviews_are_json_that_is_safe_in_a_page(self):
        text = self.data.review_claim("most_started", "R & <co>", "https://example.org/",
                                      claims=self.own)
        self.assertNotRegex(text, "[<>&]")
        made = json.loads(text)
        self.assertEqual(made["@type"], "ClaimReview")
        self.assertEqual(made["author"]["name"], "R & <co>")
        self.assertEqual(made["itemReviewed"]["appearance"]["publisher"]["name"],
                         "Ministry of Examples, <press & web>")
        self.assertEqual(made["reviewRating"]["alternateName"], "undecidable under started")
        self.assertTrue(1 <= made["reviewRating"]["ratingValue"] <= 3)
        with self.assertRaises(coopstat.EmptyError):
            self.data.review_claim("cl_80pct_implemented", "R", "https://example.org/")
        with self.assertRaises(coopstat.ArgumentError):
            self.data.review_claim("most_started", "R", "ftp://x", claims=self.own)

    def test_counts_of_percentages(self):
        self.assertEqual(list(coopstat.percent_counts(96.4, 0.1, 279)), [269])
        self.assertEqual(list(coopstat.percent_counts(67.5, 0.1, 39)), [])
        self.assertEqual(list(coopstat.percent_counts(80, 1, 5, ">")), [5])


if __name__ == "__main__":
    main()
