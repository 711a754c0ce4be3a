# plot.py -- figures by matplotlib, where it is installed.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each function draws into an Axes (its own where none is given) and returns it. All say units, the
day that the data speak of, and their source."""

import math
import textwrap
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

from ._dataset import Dataset, Prices
from ._table import Table
from .survival import Curve

Source = Union[Dataset, str, None]
INK, PALE, ACCENT = "#1b4965", "#bcd4e6", "#c1121f"
STATUS = {"operating": "#1b4965", "under_construction": "#e07a00", "planned": "#8d99ae"}
BORDERS = "No position on borders is meant."


def _axes(ax: Any, width: float, height: float) -> Any:
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt
    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def _source(ax: Any, source: Source, more: str = "", below: float = 34.0) -> None:
    """The line that says where it is from, under the axes."""
    text = source.source_line if isinstance(source, Dataset) else source or ""
    width = int(ax.figure.get_size_inches()[0] * 15)
    lines = [line for part in (more, "Source: " + text if text else "")
             for line in textwrap.wrap(part, width)]
    if lines:
        ax.annotate("\n".join(lines), (0.0, 0.0), (0.0, -below), xycoords="axes fraction",
                    textcoords="offset points", va="top", fontsize=7, color="#555555",
                    annotation_clip=False)


def _spare(ax: Any) -> None:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _rate_rows(table: Table, rate: Optional[str], label: Optional[str]) -> List[Tuple[str, List[Any]]]:
    names = table.columns
    if "definition" in names and "value" in names:
        fields = ["value", "low", "high", "worst", "best", "hits", "known"]
        rows = [row for row in table if row["available"] and row["unit"] == "share"]
        label = label or "definition"
    else:
        stem = rate if rate is not None else next(
            (name[:-len("_worst")] for name in names if name.endswith("_worst")), "")
        if stem not in names and "rate_" + stem in names:
            stem = "rate_" + stem
        if stem not in names or stem + "_low" not in names:
            raise ValueError("the table has no rate %r with its limits" % (rate or "..."))
        fields = [stem] + [stem + end for end in ("_low", "_high", "_worst", "_best", "_hits",
                                                  "_known")]
        rows, label = list(table), label or names[0]
    rows = [row for row in rows if row[fields[3]] is not None]
    return [("" if row[label] is None else str(row[label]), [row[field] for field in fields])
            for row in rows]


def rates(table: Table, rate: Optional[str] = None, label: Optional[str] = None,
          claim: Optional[float] = None, source: Source = None, title: str = "",
          level: float = 0.95, ax: Any = None) -> Any:
    """Rates of a query by groups, or of data.compare_rates(): bounds pale, intervals dark.

    claim: a share that somebody stated, drawn as a dashed line.
    """
    rows = _rate_rows(table, rate, label)
    ax = _axes(ax, 7.2, 1.3 + 0.34 * len(rows))
    for place, (_, (value, low, high, worst, best, hits, known)) in enumerate(rows):
        ax.plot([100 * worst, 100 * best], [place, place], color=PALE, linewidth=9,
                solid_capstyle="butt", zorder=1)
        if value is not None:
            ax.plot([100 * low, 100 * high], [place, place], color=INK, linewidth=1.6, zorder=2)
            ax.plot([100 * value], [place], "o", color=INK, markersize=5, zorder=3,
                    clip_on=False)
        counts = "%g of %g" % (hits, known) if known else "none known"
        ax.annotate(counts, (1.0, place), (6, 0), va="center", fontsize=8,
                    xycoords=("axes fraction", "data"), textcoords="offset points",
                    annotation_clip=False)
    if claim is not None:
        ax.axvline(100 * claim, color=ACCENT, linestyle="--", linewidth=1.2, zorder=4)
        ax.annotate("claimed: %g %%" % (100 * claim), (100 * claim, 1.0), (0, 3), color=ACCENT,
                    xycoords=("data", "axes fraction"), textcoords="offset points", ha="center",
                    fontsize=8, annotation_clip=False)
    ax.set_yticks(range(len(rows)), [name.replace("_", " ") for name, _ in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, 100)
    ax.set_xlabel("share carried out, %")
    ax.set_title(title, loc="left", fontsize=10, pad=16 if claim is not None else 8)
    _spare(ax)
    _source(ax, source, "Point and line: of what is known, with its %g %% interval. Pale: bounds, what "
            "is unknown being no hit, or a hit." % (100 * level))
    return ax


def _at(curve: Curve, time: float) -> int:
    """At risk at a time: those whose own time is not before it."""
    return next((int(round(n)) for at, n in zip(curve["time"], curve["at_risk"]) if at >= time), 0)


def survival(curves: Union[Curve, Dict[str, Curve]], unit: str = "days", source: Source = None,
             title: str = "", claim: Optional[float] = None, ax: Any = None) -> Any:
    """Survival curves with their bands, and the number at risk below."""
    named = {"": curves} if isinstance(curves, Curve) else dict(curves)
    ax = _axes(ax, 7.2, 4.2 + 0.2 * len(named))
    colours = [INK, "#e07a00", "#2a9d8f", "#8338ec", "#6c757d", ACCENT]
    last = max(float(curve["time"][len(curve) - 1]) for curve in named.values())
    for place, (name, curve) in enumerate(named.items()):
        colour = colours[place % len(colours)]
        times = [0.0, *map(float, curve["time"])]
        columns = [[100.0, *(100 * float(v) for v in curve[column])] for column in
                   ("survival", "low", "high")]
        ax.step(times, columns[0], where="post", color=colour, label=name or None, linewidth=1.6)
        ax.fill_between(times, columns[1], columns[2], step="post", color=colour, alpha=0.15,
                        linewidth=0)
    if claim is not None:
        ax.axhline(100 * claim, color=ACCENT, linestyle="--", linewidth=1.0)
    ax.set_ylim(0, 102)
    ax.set_xlim(0, last)
    ax.set_ylabel("not yet carried out, %")
    ax.set_xlabel("%s since day 0" % unit)
    ax.set_title(title, loc="left", fontsize=10)
    if any(named):
        ax.legend(frameon=False, fontsize=8)
    _spare(ax)
    ticks = [tick for tick in ax.get_xticks() if 0 <= tick <= last]
    ax.set_xticks(ticks)
    below = 44.0
    ax.annotate("at risk", (0.0, 0.0), (-8, -below), xycoords="axes fraction", fontsize=7, ha="right",
                textcoords="offset points", color="#555555", annotation_clip=False)
    for place, (name, curve) in enumerate(named.items()):
        for tick in ticks:
            ax.annotate("%d" % _at(curve, tick), (tick, 0.0), (0, -below - 10 * place), fontsize=7,
                        xycoords=("data", "axes fraction"), textcoords="offset points", ha="center",
                        color=colours[place % len(colours)], annotation_clip=False)
    _source(ax, source, "Bands: limits of the curve at each time.", below + 10 * len(named))
    return ax


def _placed(taken: List[Tuple[float, float, float, float]], box: Tuple[float, float, float, float]
            ) -> bool:
    free = all(box[0] > b[2] or box[2] < b[0] or box[1] > b[3] or box[3] < b[1] for b in taken)
    if free:
        taken.append(box)
    return free


def corridors(data: Dataset, where: Optional[str] = "kind = 'international'", labels: int = 25,
              title: str = "", ax: Any = None) -> Any:
    """A map of railway corridors by the status of their parts; straight lines between stations."""
    from matplotlib.lines import Line2D
    ax = _axes(ax, 7.6, 5.8)
    nodes = {row["id"]: row for row in data.tables["rail_node"]}
    drawn: Dict[Tuple[str, str], str] = {}
    for row in data.corridors(where):
        for leg in data.corridor_legs(row["corridor"]):
            drawn[leg["from"], leg["to"]] = leg["status"] or "planned"
    used: Dict[str, int] = {}
    for (a, b), status in drawn.items():
        ends = [nodes[name] for name in (a, b)]
        if any(end["lat"] is None or end["lon"] is None for end in ends):
            continue
        ax.plot([end["lon"] for end in ends], [end["lat"] for end in ends], linewidth=1.8,
                color=STATUS.get(status, STATUS["planned"]), solid_capstyle="round", zorder=2,
                linestyle="-" if status == "operating" else (0, (3, 1.5)))
        for name in (a, b):
            used[name] = used.get(name, 0) + 1
    points = [nodes[name] for name in used]
    ax.plot([p["lon"] for p in points], [p["lat"] for p in points], "o", markersize=3,
            color="#222222", zorder=3)
    middle = sum(p["lat"] for p in points) / max(len(points), 1)
    ax.set_aspect(1 / math.cos(math.radians(middle)))
    _labels(ax, sorted(points, key=lambda p: (-used[p["id"]], p["id"])), labels)
    ax.legend(handles=[Line2D([], [], color=colour, linewidth=2, label=name.replace("_", " "),
                              linestyle="-" if name == "operating" else (0, (3, 1.5)))
                       for name, colour in STATUS.items()], frameon=False, fontsize=8,
              loc="lower right")
    ax.set_xlabel("longitude, degrees east")
    ax.set_ylabel("latitude, degrees north")
    ax.set_title(title or "Railway corridors", loc="left", fontsize=10)
    _spare(ax)
    _source(ax, data, "Straight lines between stations, not tracks. " + BORDERS)
    return ax


def _labels(ax: Any, points: Sequence[Any], most: int) -> None:
    """Names of the stations with most lines, as long as they do not collide."""
    from matplotlib.patheffects import withStroke
    width = ax.get_xlim()[1] - ax.get_xlim()[0]
    height = ax.get_ylim()[1] - ax.get_ylim()[0]
    taken: List[Tuple[float, float, float, float]] = []
    halo = [withStroke(linewidth=2, foreground="white")]
    for point in points:
        if len(taken) >= most:
            break
        name = str(point["name"]).split(" (")[0]
        x, y = point["lon"] + width * 0.006, point["lat"] + height * 0.008
        if _placed(taken, (x, y, x + width * 0.0105 * len(name), y + height * 0.032)):
            ax.annotate(name, (x, y), fontsize=7, zorder=4, path_effects=halo)


def flows(data: Dataset, where: str = "measure = 'pledge'", rule: str = "equal",
          prices: Optional[Prices] = None, currency: str = "USD", title: str = "",
          ax: Any = None) -> Any:
    """A matrix of money from funders (rows) to recipients (columns): the least of each cell."""
    ax = _axes(ax, 8.4, 4.6)
    table = data.totals_by_party(rule, "both", where, prices=prices)
    cells: Dict[Tuple[str, str], float] = {}
    for row in table:
        if row["currency"] == currency and row["least"] is not None:
            key = (row["funder"] or "not known", row["recipient"] or "not known")
            cells[key] = cells.get(key, 0.0) + float(row["least"])
    if not cells:
        raise ValueError("no amounts in %s" % currency)
    funders = sorted({a for a, _ in cells}, key=lambda a: -sum(v for k, v in cells.items()
                                                              if k[0] == a))
    recipients = sorted({b for _, b in cells})
    most = max(cells.values())
    for (a, b), value in cells.items():
        x, y = recipients.index(b), funders.index(a)
        weight = math.sqrt(max(value, 0.0) / most) if most > 0 else 0.0
        ax.add_patch(_cell(x, y, weight))
        ax.text(x, y, _billions(value), ha="center", va="center", fontsize=7,
                color="white" if weight > 0.6 else "#222222")
    ax.set_xlim(-0.5, len(recipients) - 0.5)
    ax.set_ylim(len(funders) - 0.5, -0.5)
    ax.set_xticks(range(len(recipients)), recipients, fontsize=8, rotation=45, ha="right",
                  rotation_mode="anchor")
    ax.set_yticks(range(len(funders)), funders, fontsize=8)
    ax.set_ylabel("funder")
    ax.set_xlabel("recipient")
    unit = currency if prices is None or not prices.base_year else \
        "%s of %d" % (currency, prices.base_year)
    ax.set_title(title or "Money from funders to recipients, billions of %s" % unit, loc="left",
                 fontsize=10)
    _spare(ax)
    longest = max(len(name) for name in recipients)
    _source(ax, data, "At least; amounts of several parties split by the rule '%s'; selected: %s"
            % (rule, where), 34.0 + 4.4 * longest)
    return ax


def _cell(x: float, y: float, weight: float) -> Any:
    from matplotlib.patches import Rectangle
    shade = tuple(1 - weight * (1 - part) for part in (0x1b / 255, 0x49 / 255, 0x65 / 255))
    return Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, facecolor=shade, edgecolor="none")


def _billions(value: float) -> str:
    return "%.1f" % (value / 1e9) if value >= 5e7 else "<0.1" if value > 0 else "0"
