#!/usr/bin/env python3
# test_rail.py -- the rail network and graphs in Python: they answer, and misuse raises.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 test_rail.py BUILD: prints TAP."""

import json
import os
import pickle
import subprocess
import sys
import unittest
import xml.dom.minidom

from binding import PACKAGE, main

import coopstat
from coopstat import graph, rail

PLACES = {"xian": 13, "almaty": 2, "tashkent": 3, "bishkek": 1}
OPEN = rail.Network(open=["cku"])


class Rail(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = coopstat.open()

    def test_routes_of_a_line_that_opens(self):
        today = rail.routes(self.data, "xian", "tashkent", n_most=3)
        self.assertEqual(list(today["route"]), [1, 2, 3])
        self.assertNotIn("KGZ", today[0]["nations"])
        opened = rail.routes(self.data, "xian", "tashkent", network=OPEN)[0]
        self.assertLess(opened["hours"], today[0]["hours"])
        self.assertIn("KGZ", opened["nations"])
        closed = rail.Network(open="cku", close=("KGZ",))
        self.assertEqual(rail.routes(self.data, "xian", "tashkent", network=closed)[0]["hours"],
                         today[0]["hours"])
        shortest = rail.routes(self.data, "xian", "tashkent", by="distance")[0]
        self.assertLessEqual(shortest["length_km"], today[0]["length_km"])
        passed = rail.routes(self.data, "xian", "tashkent", via=["almaty"])[0]
        self.assertIn("almaty", passed["nodes"])

    def test_one_way_taken_apart(self):
        way = rail.routes(self.data, "xian", "tashkent", n_most=2)[1]
        legs = rail.route_legs(self.data, "xian", "tashkent", route=2)
        self.assertAlmostEqual(sum(row["hours"] or 0 for row in legs), way["hours"])
        nations = rail.route_nations(self.data, "xian", "tashkent", route=2)
        self.assertEqual(tuple(row["nation"] for row in nations), way["nations"])
        times = rail.route_times(self.data, "xian", "tashkent", draws=500, seed=3)
        self.assertTrue(times.low <= times.p10 < times.median < times.p90 <= times.high)
        self.assertEqual(times.n_draws, 500)
        self.assertEqual(times, rail.route_times(self.data, "xian", "tashkent", draws=500, seed=3))
        self.assertNotEqual(times, rail.route_times(self.data, "xian", "tashkent", draws=500, seed=4))

    def test_assumptions_are_those_given(self):
        self.assertEqual([one.name for one in rail.assumption_sets()][:2], ["default", "recorded"])
        slow = rail.assume("slow borders", border_hours=(100, 100, 100), origin="none")
        self.assertEqual(slow.kmh_single, rail.assumption_sets()[0].kmh_single)
        way = rail.routes(self.data, "xian", "tashkent", network=OPEN._replace(assumptions=slow))[0]
        self.assertEqual(way["assumptions"], "slow borders")
        self.assertNotEqual(way["hours"],
                            rail.routes(self.data, "xian", "tashkent", network=OPEN)[0]["hours"])
        known = OPEN._replace(assumptions="recorded")
        with self.assertRaisesRegex(coopstat.UndefinedError, "unknown time"):
            rail.routes(self.data, "xian", "tashkent", network=known)

    def test_what_hurts_most(self):
        weak = rail.weak_points(self.data, PLACES)
        losses = [row["efficiency_loss"] for row in weak if row["efficiency_loss"] is not None]
        self.assertEqual(losses, sorted(losses, reverse=True))
        self.assertEqual({row["kind"] for row in weak}, {"segment", "node", "nation"})
        self.assertIsNone(weak[0]["trains"])
        known = rail.Capacity(border=20, change=40, ferry=3)
        flow = rail.weak_points(self.data, PLACES, "xian", "tashkent", known)
        most = rail.capacity(self.data, "xian", "tashkent", known).trains
        self.assertEqual({row["trains"] for row in flow} - {None}, {most})
        falls = rail.resilience(self.data, PLACES, n_removed=3, replicates=5)
        self.assertEqual(list(falls["n_removed"]), [0, 1, 2, 3])
        self.assertEqual(falls[0]["targeted"], 1.0)

    def test_what_places_reach_and_lines_add(self):
        reach = rail.accessibility(self.data, PLACES)
        self.assertEqual({row["place"] for row in reach}, set(PLACES))
        within = rail.accessibility(self.data, PLACES, "within", 24.0)
        self.assertLessEqual(max(within["accessibility"]), 19)
        lines = {"cku": 0.9, "almaty_bypass": 0.5}
        for value in ("efficiency", "accessibility"):
            effects = rail.line_effects(self.data, lines, PLACES, value=value)
            self.assertAlmostEqual(sum(row["shapley"] for row in effects[1:]), effects[0]["shapley"])
        text = "cku=0.9;almaty_bypass=0.5"
        self.assertEqual(rail.line_effects(self.data, text, PLACES).to_dict(),
                         rail.line_effects(self.data, lines, PLACES).to_dict())
        pairs = rail.line_pairs(self.data, ["cku"], PLACES)
        self.assertEqual(len(pairs), 6)
        self.assertGreater(max(pairs["hours_saved"]), 0)

    def test_trains_and_their_bottleneck(self):
        known = rail.Capacity({"bc_alashankou_dostyk": 28, "bc_khorgos_altynkol": 15}, border=20,
                              change=40)
        flow = rail.capacity(self.data, "xian", "tashkent", known)
        nearest = sum(row["trains"] for row in flow.parts if row["in_nearest"])
        self.assertEqual((flow.trains, nearest), (43, 43))
        self.assertIs(flow.is_unique, True)
        with self.assertRaisesRegex(coopstat.EmptyError, "not known"):
            rail.capacity(self.data, "xian", "tashkent")

    def test_maps(self):
        svg = rail.map_svg(self.data, "xian", "tashkent", title="Ways & means", width=600)
        self.assertEqual(xml.dom.minidom.parseString(svg).documentElement.tagName, "svg")
        self.assertIn("Ways &amp; means", svg)
        self.assertNotEqual(svg, rail.map_svg(self.data, "xian", "tashkent", projection="conic",
                                              title="Ways & means", width=600))
        made = json.loads(rail.geojson(self.data, "xian", "tashkent"))
        self.assertEqual(made["type"], "FeatureCollection")
        self.assertEqual({f["properties"].get("route") for f in made["features"]}, {None, 1})
        part = json.loads(rail.geojson(self.data, box=(60.0, 38.0, 75.0, 45.0)))
        self.assertLess(len(part["features"]), len(made["features"]))

    def test_trips(self):
        out = rail.trip_indicators([1, 1, 2, 2], [0, 1, 0, 1], [600, 0, 400, None],
                                   [10, None, 10, None], [0, 5, 0, 7], [100, 20, 100, 30])
        rows = {row["indicator"]: row for row in out}
        self.assertEqual(rows["tfi1"]["ratio_of_sums"], 6.0)
        self.assertEqual(rows["swod"]["ratio_of_sums"], 50.0)
        self.assertEqual(rows["tfi4"]["n"], 2)

    def test_misuse(self):
        data = self.data
        closed = coopstat.open()
        closed.close()
        for call, kind in (
                (lambda: rail.routes(closed, "xian", "tashkent"), ValueError),
                (lambda: rail.routes(data, "xian", "nowhere"), KeyError),
                (lambda: rail.routes(data, "xian", None), coopstat.ArgumentError),
                (lambda: rail.routes(data, 5, "xian"), TypeError),
                (lambda: rail.routes(data, "xian", "xian"), coopstat.RangeError),
                (lambda: rail.routes(data, "xian", "tashkent", n_most=1001), coopstat.RangeError),
                (lambda: rail.routes(data, "xian", "tashkent", n_most=1.5), TypeError),
                (lambda: rail.routes(data, "xian", "tashkent", by="taste"), KeyError),
                (lambda: rail.routes(data, "xian", "tashkent", via=[5]), TypeError),
                (lambda: rail.routes(data, "xian", "tashkent",
                                     network=rail.Network(assumptions="nothing")), KeyError),
                (lambda: rail.route_legs(data, "xian", "tashkent", route=0.5), TypeError),
                (lambda: rail.route_nations(data, "xian", "nowhere"), KeyError),
                (lambda: rail.route_times(data, "xian", "tashkent", draws=-1), ValueError),
                (lambda: rail.route_times(data, "xian", "tashkent", seed=-1), ValueError),
                (lambda: rail.assume("x", kmh="fast"), TypeError),
                (lambda: rail.assume("x", kmh_single=5), TypeError),
                (lambda: rail.assume("x", kmh_single=(1, 2)), ValueError),
                (lambda: rail.routes(data, "xian", "tashkent", network=rail.Network(
                    assumptions=rail.assume("x", kmh_single=(9, 8, 7)))), coopstat.RangeError),
                (lambda: rail.weak_points(data, {"xian": 1}), coopstat.EmptyError),
                (lambda: rail.weak_points(data, {"xian": -1, "tashkent": 1}), coopstat.RangeError),
                (lambda: rail.weak_points(data, {"xian": "many"}), ValueError),
                (lambda: rail.resilience(data, PLACES, n_removed=-1), ValueError),
                (lambda: rail.accessibility(data, PLACES, form="x"), KeyError),
                (lambda: rail.accessibility(data, PLACES, parameter=None), TypeError),
                (lambda: rail.line_effects(data, {"cku": 2}, PLACES), coopstat.RangeError),
                (lambda: rail.line_effects(data, "", PLACES), coopstat.EmptyError),
                (lambda: rail.line_pairs(data, "nothing", PLACES), KeyError),
                (lambda: rail.capacity(data, "xian", "tashkent", rail.Capacity({"s003": 0.5})),
                 coopstat.RangeError),
                (lambda: rail.capacity(data, "xian", "xian"), coopstat.RangeError),
                (lambda: rail.map_svg(data, width=5), coopstat.RangeError),
                (lambda: rail.map_svg(data, width=2 ** 40), coopstat.RangeError),
                (lambda: rail.map_svg(data, projection="x"), KeyError),
                (lambda: rail.geojson(data, box=(0.0, 0.0, 1.0, 1.0)), coopstat.EmptyError),
                (lambda: rail.geojson(data, box=(0.0, 1.0)), ValueError),
                (lambda: rail.trip_indicators([]), coopstat.EmptyError),
                (lambda: rail.trip_indicators([1], km=[1, 2]), ValueError),
                (lambda: rail.trip_indicators([1], usd=[-1.0]), coopstat.RangeError),
                (lambda: rail.trip_indicators([1], level=1), coopstat.RangeError)):
            with self.assertRaises(kind):
                call()


class Graphs(unittest.TestCase):
    def setUp(self):
        # A square with a tail: 0-1-3, 0-2-3, 3-4; node 5 stands alone.
        self.ends = [0, 1, 0, 2, 3], [1, 3, 2, 3, 4]
        self.graph = graph.Graph(*self.ends, n_nodes=6)

    def test_it_answers(self):
        made = self.graph
        self.assertEqual((made.n_nodes, made.n_edges), (6, 5))
        self.assertEqual(graph.Graph(*self.ends).n_nodes, 5)
        self.assertEqual(list(made.distances([0])[0]), [0, 1, 1, 2, 3, graph.NO_PATH])
        self.assertEqual((len(made.distances()), len(made.distances([]))), (6, 0))
        one_way = graph.Graph(*self.ends, weights=[1, 1, 1, 5, 2], directed=True)
        self.assertEqual(list(one_way.distances([4, 0])[0]), [-1, -1, -1, -1, 0])
        self.assertEqual(list(one_way.distances([4, 0])[1]), [0, 1, 1, 2, 4])
        between = made.betweenness()
        self.assertEqual(list(between.nodes), [0.5, 1.0, 1.0, 3.5, 0.0, 0.0])
        self.assertEqual(between.edges[4], 4.0)
        cut = made.cut_points()
        self.assertEqual([bool(x) for x in cut.is_bridge], [False] * 4 + [True])
        self.assertEqual([bool(x) for x in cut.is_articulation], [False] * 3 + [True, False, False])
        self.assertEqual(list(cut.component), [0] * 5 + [1])

    def test_flow_and_its_proof(self):
        flow = self.graph.flow(0, 3, [3, 2, 4, 5, 9])
        self.assertEqual((flow.value, flow.is_unique), (6, 1))
        self.assertEqual(list(flow.flows), [2, 2, 4, 4, 0])
        self.assertEqual([edge for edge in range(5) if flow.edge_cut[edge] & graph.NEAREST], [1, 2])
        held = self.graph.flow(0, 3, [3, 2, 4, 5, 9], node_most=[0, 1, 1, 0, 0, 0])
        self.assertEqual((held.value, [n for n in range(6) if held.node_cut[n]]), (2, [1, 2]))
        self.assertEqual(self.graph.flow(0, 5, [1] * 5).value, 0)

    def test_it_works_without_numpy(self):
        code = ("import sys; sys.modules['numpy'] = None\n"
                "import importlib.util as u; find = u.find_spec\n"
                "u.find_spec = lambda name, *a: None if name == 'numpy' else find(name, *a)\n"
                "from coopstat import graph\n"
                "made = graph.Graph([0, 1], [1, 2])\n"
                "print(made.distances(), made.betweenness().nodes, made.cut_points().is_bridge)")
        said = subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": str(PACKAGE)})
        self.assertEqual(said.stdout.strip(), "[[0, 1, 2], [1, 0, 1], [2, 1, 0]] [0.0, 1.0, 0.0] "
                         "[True, True]", said.stderr)

    def test_closing(self):
        with self.graph as made:
            self.assertIn("6 nodes", repr(made))
        made.close()
        self.assertEqual(repr(made), "<Graph, closed>")
        for call in (made.distances, made.betweenness, made.cut_points, made.__enter__,
                     lambda: made.n_nodes, lambda: made.flow(0, 1, [1] * 5)):
            with self.assertRaisesRegex(ValueError, "closed"):
                call()

    def test_misuse(self):
        made = self.graph
        for call, kind in (
                (lambda: graph.Graph([0], [1, 2]), ValueError),
                (lambda: graph.Graph([0], [1], n_nodes=1), coopstat.RangeError),
                (lambda: graph.Graph([-1], [1]), coopstat.RangeError),
                (lambda: graph.Graph([0], [1], [0]), coopstat.RangeError),
                (lambda: graph.Graph([0], [1], [1, 1]), ValueError),
                (lambda: graph.Graph([0.5], [1]), TypeError),
                (lambda: graph.Graph([], [], n_nodes=-1), coopstat.RangeError),
                (lambda: made.distances([6]), coopstat.RangeError),
                (lambda: made.distances("a"), TypeError),
                (lambda: made.flow(0, 0, [1] * 5), coopstat.RangeError),
                (lambda: made.flow(0, 9, [1] * 5), coopstat.RangeError),
                (lambda: made.flow(0, 1, [1]), ValueError),
                (lambda: made.flow(0, 1, [-1] * 5), coopstat.RangeError),
                (lambda: made.flow(0, 1, [1] * 5, [1]), ValueError),
                (lambda: pickle.dumps(made), TypeError)):
            with self.assertRaises(kind):
                call()
        self.assertEqual(graph.Graph([], []).n_nodes, 0)


if __name__ == "__main__":
    main()
