"""Figures of a study's page: bands of curves, spreads of outcomes, what a spread comes from."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from iliopsoas.population.answers.bands import PERCENTILES, curve_bands
from iliopsoas.population.answers.people_groups import EVERYBODY
from iliopsoas.population.answers.sensitivity import Sensitivity
from iliopsoas.population.store.opened_study import OpenedStudy
from iliopsoas.rehab.cards.load_names import load_name
from iliopsoas.report.figures.curve_chart import PERCENT_AXIS, Chart, Line, Ribbon, chart

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8a8a8a")
"""Okabe and Ito's, safe for colour-blind readers."""
ROW = 26
"""Height of a row in a chart of rows [px] (technical)."""


def load_words(key: str) -> str:
    """A load with its unit: 'hip contact force [body weights]'."""
    name = load_name(key)
    return f"{name.title} [{name.unit}]"


def curve_charts(opened: OpenedStudy) -> list[Chart]:
    """Bands of the curves that the study keeps, a chart for each load and movement; the first arm alone."""
    if not opened.study.curves:
        return []
    held, arm, out = opened.curves(), opened.study.arms[0].name, []
    for load in opened.study.curves:
        for movement in opened.study.movements:
            bands = curve_bands(held, load, arm, movement.name)
            if not np.isfinite(bands).all():
                continue  # nobody has done it
            low, quarter, middle, three, high = bands
            ribbons = [
                Ribbon("9 of 10 people", PERCENT_AXIS.at, low, high, COLOURS[0]),
                Ribbon("half of all people", PERCENT_AXIS.at, quarter, three, COLOURS[0]),
            ]
            line = Line("median", middle, PERCENT_AXIS, COLOURS[0])
            title = f"{movement.name}: {load_name(load).title}"
            made = chart(f"curve-{load}-{movement.name}", title, [line], load_words(load), ribbons=ribbons, shade=False)
            made.figure["layout"]["xaxis"]["title"]["text"] = "movement [%]"
            out.append(made)
    return out


def spread_charts(opened: OpenedStudy, bands: pl.DataFrame) -> list[Chart]:
    """Percentiles of each outcome: a row for each movement, arm and group."""
    out = []
    several = len(opened.study.arms) > 1
    for load in opened.study.outcomes:
        rows = bands.filter(pl.col("load") == load)
        names, data = [], []
        for number, row in enumerate(rows.iter_rows(named=True)):
            words = ", ".join([row["movement"], *([row["arm"]] if several else [])])
            names.append(words if row["group"] == EVERYBODY else row["group"])
            colour = COLOURS[0] if row["group"] == EVERYBODY else COLOURS[4]
            values = [row[f"p{p:g}"] for p in PERCENTILES]
            data += _row(-number, values, colour, words, row["group"])
        title = load_name(load).title
        out.append(Chart(
            f"spread-{load}", title,
            f"{title}: 5th, 25th, 50th, 75th and 95th percentile by movement and group; the numbers are in the table.",
            {"data": data, "layout": _rows_layout(load_words(load), names)},
        ))  # fmt: skip
    return out


def sensitivity_charts(found: list[Sensitivity]) -> list[Chart]:
    """What each group of inputs makes of a spread, with intervals, the largest first."""
    out = []
    for one in found:
        data: list[dict[str, Any]] = []
        names = []
        for number, share in enumerate(one.groups):
            names.append(share.group)
            y = -number
            data += [
                _segment([100 * share.total_low, 100 * share.total_high], y, COLOURS[1], 2.0, share.group),
                _points([100 * share.total], y, COLOURS[1], f"{share.group}: %{{x:.0f}} %"),
            ]
        title = f"{one.movement}: {load_name(one.load).title}"
        layout = _rows_layout("share of the variance [%]", names)
        out.append(Chart(
            f"why-{one.load}-{one.movement}", title,
            f"{title}: " + ", ".join(f"{s.group} {100 * s.total:.0f} %" for s in one.groups[:5]),
            {"data": data, "layout": layout},
            f"{100 * (1 - one.explained):.0f} % of the variance are not explained by this fit to {one.people} people.",
        ))  # fmt: skip
    return out


def _row(y: float, values: list[float], colour: str, words: str, group: str) -> list[dict[str, Any]]:
    low, quarter, middle, three, high = values
    about = f"{words}, {group}"
    return [
        _segment([low, high], y, colour, 1.5, about),
        _segment([quarter, three], y, colour, 7.0, about),
        _points([middle], y, "#111111", f"{about}: %{{x:.3~g}}"),
    ]


def _segment(x: list[float], y: float, colour: str, width: float, name: str) -> dict[str, Any]:
    line = {"color": colour, "width": width}
    return {"type": "scatter", "mode": "lines", "x": [_number(v) for v in x], "y": [y, y], "line": line,
            "name": name, "hoverinfo": "skip"}  # fmt: skip


def _points(x: list[float], y: float, colour: str, template: str) -> dict[str, Any]:
    marker = {"color": colour, "size": 8}
    return {"type": "scatter", "mode": "markers", "x": [_number(v) for v in x], "y": [y], "marker": marker, "name": "",
            "hovertemplate": template + "<extra></extra>"}  # fmt: skip


def _number(value: float) -> float | None:
    return float(f"{value:.4g}") if np.isfinite(value) else None


def _rows_layout(title: str, names: list[str]) -> dict[str, Any]:
    grid = {"gridcolor": "#e6e6e6", "zeroline": False, "fixedrange": True}
    widest = max((len(name) for name in names), default=0)
    return {
        "xaxis": {"title": {"text": title, "standoff": 6}, "rangemode": "tozero", **grid},
        "yaxis": {"tickvals": [-k for k in range(len(names))], "ticktext": names, "range": [0.7 - len(names), 0.7],
                  **grid},
        "margin": {"l": min(14 + 7 * widest, 260), "r": 14, "t": 10, "b": 46},
        "height": 70 + ROW * len(names),
        "font": {"size": 12.5},
        "showlegend": False,
        "hovermode": "closest",
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
    }  # fmt: skip
