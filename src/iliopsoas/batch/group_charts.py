"""Figures of the group report: means with their spread, and differences with their intervals."""

from __future__ import annotations

from typing import Any

import numpy as np

from iliopsoas.batch.collected import curve_in_words, unit_of
from iliopsoas.batch.tables import CurveStatistics
from iliopsoas.batch.trial_curves import CYCLE
from iliopsoas.report.figures.curve_chart import PERCENT_AXIS, Chart, Line, Ribbon, chart
from iliopsoas.statistics.comparisons import GroupDifference

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8a8a8a", "#b39500")
"""Okabe and Ito's, safe for colour-blind readers; the seventh group begins again, dashed."""
DASHES = ("solid", "dash", "dot")
MARK = "rgba(143,36,48,0.16)"
"""Behind stretches where groups differ."""
UNIT_WORDS = {"BW": "body weights", "1": "0-1", "N m/kg": "N m/kg"}


def mean_chart(curve: CurveStatistics, axis: str) -> Chart:
    """Means of all groups, each with one standard deviation above and below."""
    lines, ribbons = [], []
    for k, group in enumerate(curve.groups):
        colour, dash = COLOURS[k % len(COLOURS)], DASHES[min(k // len(COLOURS), len(DASHES) - 1)]
        lines.append(Line(f"{group.name} (n = {group.subjects})", group.mean, PERCENT_AXIS, colour, dash))
        if np.isfinite(group.sd).all():
            name = f"{group.name}: mean ± SD"
            ribbons.append(Ribbon(name, PERCENT_AXIS.at, group.mean - group.sd, group.mean + group.sd, colour))
    made = chart(
        f"mean-{curve.name}", curve_in_words(curve.name), lines, _upright(curve.name), ribbons=ribbons, shade=False
    )
    return _along(made, axis)


def difference_chart(curve: CurveStatistics, found: GroupDifference, number: int, axis: str) -> Chart:
    """Difference of two groups with its interval; stretches where they differ are marked."""
    words = f"{found.second} - {found.first}"
    line = Line(words, found.curve.value, PERCENT_AXIS, COLOURS[1])
    ribbon = Ribbon("95 % interval", PERCENT_AXIS.at, found.curve.low, found.curve.high, COLOURS[1])
    title = curve_in_words(curve.name)
    made = chart(
        f"difference-{number}-{curve.name}", title, [line], _upright(curve.name), ribbons=[ribbon], shade=False
    )
    made.figure["layout"]["shapes"] += [
        {
            **{"type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": MARK},
            **{"xref": "x", "x0": stretch.start, "x1": max(stretch.end, stretch.start + 0.5)},
            **{"yref": "paper", "y0": 0, "y1": 1},
        }
        for stretch in found.test.stretches
    ]
    return _along(made, axis)


def _upright(curve: str) -> str:
    """The vertical axis: unit, with what it is."""
    unit = unit_of(curve)
    return f"[{UNIT_WORDS.get(unit, unit)}]"


def _along(made: Chart, axis: str) -> Chart:
    """The horizontal axis named after what it is."""
    if axis != CYCLE:
        title: dict[str, Any] = made.figure["layout"]["xaxis"]["title"]
        title["text"] = f"{axis} [%]"
    return made
