"""One way to draw a curve, used by every figure: plain plotly figures as dictionaries, with units on every axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iliopsoas.results.cycle_axis import Axis

Array = NDArray[np.float64]

MUSCLE_COLOUR = {
    "psoas_major": "#D55E00",
    "iliacus": "#0072B2",
    "rectus_femoris": "#009E73",
    "sartorius": "#CC79A7",
    "tensor_fasciae_latae": "#8a8a8a",
}
"""Okabe and Ito's palette, safe for colour-blind readers."""
SIDE_COLOUR = {"r": "#0072B2", "l": "#D55E00"}
SIDE_DASH = {"r": "solid", "l": "dash"}
LEVEL_COLOUR = ("#8045a8", "#5068c4", "#2a86a8", "#1f9e77", "#65a52c", "#b39500")
"""From violet to yellow, lowest level first; each is seen on white and on black (3 : 1)."""


MOST_POINTS = 1200
"""Points of a drawn curve, at most: two of every stretch (technical)."""
MOST_SHADED = 60
"""Stances that are shaded; with more the figure would be grey (technical)."""


@dataclass(frozen=True)
class Line:
    """A curve over frames.

    Attributes:
        name: in the legend.
        values: (frames).
        axis: the leg's horizontal axis.
        colour, dash, width: how it is drawn.
    """

    name: str
    values: Array
    axis: Axis
    colour: str
    dash: str = "solid"
    width: float = 2.4


@dataclass(frozen=True)
class Ribbon:
    """A range to compare with that changes along the axis, such as mean - SD to mean + SD.

    Attributes:
        name: in the legend.
        at: places on the horizontal axis [% or s], (k).
        low, high: its ends, (k).
        colour: '#rrggbb'; it is drawn pale.
    """

    name: str
    at: Array
    low: Array
    high: Array
    colour: str = "#777777"


@dataclass(frozen=True)
class Chart:
    """A figure of the page.

    Attributes:
        key: its name in the page.
        title: above it.
        alt: what it shows, for readers who cannot see it.
        figure: plotly data and layout.
        caption: below it: what is usual and what is not, one or two sentences.
    """

    key: str
    title: str
    alt: str
    figure: dict[str, Any] = field(repr=False)
    caption: str = ""


PERCENT_AXIS = Axis(True, np.arange(101, dtype=np.intp), np.arange(101.0), ())
"""The axis of curves that are already over the cycle, 0 to 100 % in steps of one."""


def chart(
    key: str,
    title: str,
    lines: Sequence[Line],
    unit: str,
    *,
    limits: tuple[float, float] | None = None,
    second: tuple[str, float] | None = None,
    band: tuple[float, float, str] | None = None,
    ribbons: Sequence[Ribbon] = (),
    caption: str = "",
    shade: bool = True,
    digits: int = 4,
) -> Chart:
    """Curves over the gait cycle or time.

    Args:
        unit: of the vertical axis, with what it is, e.g. 'force [N]'.
        limits: of the vertical axis; default all curves with some room.
        second: title of a right-hand axis and the factor from the left one to it.
        band: lower and upper end and name of a range to compare with.
        ribbons: ranges to compare with that change along the axis.
        caption: what is usual, below the figure.
        shade: mark stance.
    """
    low, high = limits or span(
        [line.values for line in lines]
        + ([np.array(band[:2])] if band else [])
        + [edge for r in ribbons for edge in (r.low, r.high)]
    )
    first = lines[0].axis
    data: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    if shade:
        stance = first.stance if len(first.stance) <= MOST_SHADED else ()
        shapes = [_stretch(a, b, "rgba(120,120,120,0.11)") for a, b in stance]
        notes += [
            _note((a + b) / 2, 1.0, "stance", "#777", "paper", "bottom") for a, b in first.stance[:1] if first.cycle
        ]
    if band:
        shapes.append(_stretch(band[0], band[1], "rgba(0,158,115,0.20)", upright=False))
        notes.append(_note(0.995, band[1], band[2], "#00664a", "y", "bottom", xref="paper", xanchor="right"))
    data += [trace for r in ribbons for trace in _ribbon(r, digits)]
    data += [_trace(line, digits) for line in lines]
    layout: dict[str, Any] = {
        "xaxis": _horizontal(first),
        "yaxis": {"title": {"text": unit, "standoff": 6}, "range": [low, high], **GRID},
        "shapes": shapes,
        "annotations": notes,
        "margin": {"l": 62, "r": 62 if second else 14, "t": 22, "b": 46},
        "font": FONT,
        "showlegend": len(lines) + len(ribbons) > 1,
        "legend": {"orientation": "h", "x": 0, "y": -0.23, "yanchor": "top", "font": {"size": 12.5}},
        "hovermode": "x unified",
        "hoverlabel": {"font": {"size": 12}},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
    }
    if second:
        right = {"overlaying": "y", "side": "right", "showgrid": False, "zeroline": False, "fixedrange": True}
        ticks = {"tickmode": "auto", "nticks": 6, "ticks": "outside", "ticklen": 7, "tickcolor": "white"}
        reach = [low * second[1], high * second[1]]
        layout["yaxis2"] = right | ticks | {"title": {"text": second[0], "standoff": 6}, "range": reach}
        data.append({"type": "scatter", "x": [float(first.at[0])], "y": [None], "yaxis": "y2", "showlegend": False,
                     "hoverinfo": "skip"})  # fmt: skip
    names = ", ".join(line.name for line in lines)
    across = "the gait cycle" if first.cycle else "time"
    tops = "; ".join(
        f"{line.name} between {np.nanmin(line.values):.3g} and {np.nanmax(line.values):.3g}" for line in lines
    )
    beside = f" Beside them: {', '.join(r.name for r in ribbons)}." if ribbons else ""
    alt = f"{title}: {names} over {across}. {unit}: {tops}.{beside}"
    return Chart(key, title, alt, {"data": data, "layout": layout}, caption)


def span(curves: Sequence[Array]) -> tuple[float, float]:
    """Limits that hold all curves and zero, with some room."""
    low = min(0.0, *(float(np.nanmin(c)) for c in curves))
    high = max(0.0, *(float(np.nanmax(c)) for c in curves))
    room = 0.06 * (high - low) or 1.0
    return (low - room if low < 0 else 0.0), (high + room if high > 0 else 0.0) or room


FONT = {
    "family": "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
    "size": 13,
    "color": "#222",
}
GRID = {"gridcolor": "#e8e8e8", "zerolinecolor": "#999", "zeroline": True, "automargin": True, "fixedrange": True}


def drawn_points(values: Array, most: int | None = None) -> NDArray[np.intp]:
    """Which points of a long curve are drawn: of every stretch its lowest and highest; all of a short one.

    Args:
        values: (k); gaps are nan. most: points; default `MOST_POINTS`.
    """
    room = most or MOST_POINTS
    if len(values) <= room:
        return np.arange(len(values), dtype=np.intp)
    edges = np.linspace(0, len(values), room // 2 + 1).astype(np.intp)[:-1]
    each = np.searchsorted(edges, np.arange(len(values)), side="right") - 1
    order = np.lexsort((values, each))  # by stretch, then by value, nan last
    there = np.isfinite(values[order])
    known, stretch = order[there], each[order][there]
    ends = np.r_[np.flatnonzero(np.diff(stretch, prepend=-1)), np.flatnonzero(np.diff(stretch, append=room))]
    return np.unique(np.concatenate([known[ends], [0, len(values) - 1], np.flatnonzero(np.isnan(values))[:room]]))


def _trace(line: Line, digits: int) -> dict[str, Any]:
    whole = line.axis.arrange(line.values)
    kept = drawn_points(whole)
    values = whole[kept]
    return {
        "type": "scatter",
        "mode": "lines" if len(values) > 1 else "markers",
        "name": line.name,
        "x": [round(float(v), 3) for v in line.axis.at[kept]],
        "y": [None if np.isnan(v) else float(f"{v:.{digits}g}") for v in values],
        "line": {"color": line.colour, "width": line.width, "dash": line.dash},
        "hovertemplate": "%{y:.3~g}",
    }


def _ribbon(ribbon: Ribbon, digits: int) -> list[dict[str, Any]]:
    """Two edges; the second is filled down to the first."""
    pale = "rgba({},{},{},0.22)".format(*(int(ribbon.colour[i : i + 2], 16) for i in (1, 3, 5)))
    at = [round(float(v), 3) for v in ribbon.at]
    shared = {"type": "scatter", "mode": "lines", "x": at, "line": {"width": 0}, "hoverinfo": "skip"}
    low, high = ([float(f"{v:.{digits}g}") for v in edge] for edge in (ribbon.low, ribbon.high))
    return [
        {**shared, "name": f"{ribbon.name}, lower end", "y": low, "showlegend": False},
        {**shared, "name": ribbon.name, "y": high, "fill": "tonexty", "fillcolor": pale},
    ]


def _horizontal(axis: Axis) -> dict[str, Any]:
    if axis.cycle:
        return {"title": {"text": "gait cycle [%]", "standoff": 6}, "range": [0, 100], "dtick": 20, "ticksuffix": "",
                "hoverformat": ".0f", **GRID}  # fmt: skip
    low, high = float(axis.at[0]), float(axis.at[-1])
    room = 0.0 if high > low else 0.05
    return {
        "title": {"text": "time [s]", "standoff": 6},
        "range": [low - room, high + room],
        "hoverformat": ".2f",
        **GRID,
    }


def _stretch(start: float, end: float, colour: str, *, upright: bool = True) -> dict[str, Any]:
    along, across = ("x", "y") if upright else ("y", "x")
    place = {f"{along}ref": along, f"{along}0": start, f"{along}1": end}
    full = {f"{across}ref": "paper", f"{across}0": 0, f"{across}1": 1}
    return {"type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": colour} | place | full


def _note(
    x: float, y: float, text: str, colour: str, yref: str, yanchor: str, *, xref: str = "x", xanchor: str = "center"
) -> dict[str, Any]:
    return {"x": x, "y": y, "xref": xref, "yref": yref, "text": text, "showarrow": False, "xanchor": xanchor,
            "yanchor": yanchor, "font": {"size": 11.5, "color": colour}}  # fmt: skip
