"""Panels of curves, bars and fields, drawn by plotly (.html) or matplotlib (.png, .svg) alike.

A `Sheet` says what is shown; its mosaic says where: each letter is a panel and covers the rectangle it fills, as in
`["AAB", "AAC"]`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iliopsoas.errors import InputError, MissingExtra
from iliopsoas.files import replacing, write_text
from iliopsoas.report.figures.plots import FONT

Array = NDArray[np.float64]
SUFFIXES = (".png", ".svg", ".html")
_DASH = {"solid": "-", "dash": (0, (5, 2.5)), "dot": (0, (1.2, 1.8)), "none": "none"}
_MARKER = {"circle": "o", "triangle-up": "^", "triangle-down": "v", "diamond": "D"}


@dataclass(frozen=True)
class Curve:
    """A line, or points where `dash` is 'none'. `hollow` points disagree with something; see the caption."""

    name: str
    x: Array
    y: Array
    colour: str
    dash: str = "solid"
    width: float = 2.2
    marker: str = ""
    hollow: bool = False
    legend: bool = True
    size: float = 7.0


@dataclass(frozen=True)
class Band:
    """The area between two curves."""

    name: str
    x: Array
    low: Array
    high: Array
    colour: str
    opacity: float = 0.25
    legend: bool = True


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, one group a name."""

    names: tuple[str, ...]
    series: tuple[tuple[str, Array, str], ...]


@dataclass(frozen=True)
class Field:
    """A table of numbers as colours up to `reach`, symmetric about zero if some are negative."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Array
    reach: float
    unit: str

    @property
    def signed(self) -> bool:
        """Whether negative numbers occur."""
        return bool(np.any(self.values < 0))

    @property
    def colours(self) -> str:
        """Name of the colour scale."""
        return "PuOr" if self.signed else "Purples"


@dataclass(frozen=True)
class Panel:
    """One pair of axes. `shade` names the side below zero and greys it; `y_ticks` names places on the vertical axis.
    `legend_at` is the legend's upper end in a page, 0 to 1 of the panel (a picture finds its own place)."""

    title: str
    x: str
    y: str
    curves: Sequence[Curve] = ()
    bands: Sequence[Band] = ()
    bars: Bars | None = None
    field: Field | None = None
    shade: str = ""
    notes: Sequence[tuple[float, float, str, str]] = ()
    y_ticks: tuple[str, ...] = ()
    legend: bool = True
    legend_at: float = 1.0
    limits: tuple[float, float] | None = None


@dataclass(frozen=True)
class Sheet:
    """A figure: title, panels by letter, caption, size [px]."""

    title: str
    caption: str
    mosaic: tuple[str, ...]
    panels: dict[str, Panel]
    width: int = 1150
    height: int = 640


def check_suffix(path: Path) -> Path:
    """The path itself, if a figure can be written there.

    Raises:
        InputError: its suffix is none of `SUFFIXES`.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"--figure is '{path}'; its suffix must be one of {', '.join(SUFFIXES)}")
    return path


def write_sheet(sheet: Sheet, path: Path) -> Path:
    """Draw a sheet into a file, by its suffix.

    Raises:
        InputError: the suffix is unknown.
        MissingExtra: .png and .svg need matplotlib.
    """
    if check_suffix(path).suffix.lower() == ".html":
        import plotly.io

        figure = as_plotly(sheet)
        html = plotly.io.to_html(figure, include_plotlyjs=True, full_html=True, config={"displaylogo": False})
        return write_text(path, html)
    figure = as_matplotlib(sheet)
    with replacing(path) as temporary:
        figure.savefig(temporary, format=path.suffix[1:].lower(), dpi=150)
    return path


def as_matplotlib(sheet: Sheet) -> Any:
    """The sheet as a matplotlib figure.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("a figure as .png or .svg (.html works without)", "figures") from None
    style: Any = {"font.size": 10, "axes.spines.top": False, "axes.spines.right": False, "font.family": "DejaVu Sans"}
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(sheet.width / 100, sheet.height / 100), layout="constrained", facecolor="white")
        figure.suptitle(sheet.title, fontsize=14, fontweight="bold", x=0.01, ha="left")
        axes = figure.subplot_mosaic([list(row) for row in sheet.mosaic])
        for key, panel in sheet.panels.items():
            _draw(figure, axes[key], panel)
        caption = textwrap.fill(sheet.caption, int(sheet.width / 7.2))
        figure.supxlabel(caption, fontsize=9, color="#444", x=0.01, ha="left")
    return figure


def _draw(figure: Any, ax: Any, panel: Panel) -> None:
    ax.set_title(panel.title, loc="left", fontsize=11)
    ax.set_xlabel(panel.x)
    ax.set_ylabel(panel.y)
    if panel.field:
        _draw_field(figure, ax, panel.field, scale=panel.legend)
        return
    ax.grid(color="#e8e8e8", zorder=0)
    ax.set_axisbelow(True)
    for band in panel.bands:
        label = band.name if band.legend else None
        ax.fill_between(band.x, band.low, band.high, color=band.colour, alpha=band.opacity, lw=0, label=label)
    for c in panel.curves:
        face = {"markerfacecolor": "white" if c.hollow else c.colour, "markeredgecolor": c.colour}
        ax.plot(c.x, c.y, color=c.colour, lw=c.width, ls=_DASH[c.dash], marker=_MARKER.get(c.marker, ""), ms=c.size,
                mew=1.5, label=c.name if c.legend else None, **face)  # fmt: skip
    if panel.bars:
        _draw_bars(ax, panel.bars)
    if panel.limits:
        ax.set_ylim(*panel.limits)
    if panel.y_ticks:
        ax.set_yticks(range(len(panel.y_ticks)), panel.y_ticks)
    if panel.shade:
        low, high = ax.get_ylim()
        ax.axhspan(low, 0.0, color="#000", alpha=0.07, lw=0, zorder=0)
        ax.axhline(0.0, color="#666", lw=1)
        ax.set_ylim(low, high)
        ax.annotate(panel.shade, (0.985, 0.02), xycoords="axes fraction", ha="right", va="bottom", color="#555")
    for x, y, text, colour in panel.notes:
        ax.annotate(text, (x, y), color=colour, fontsize=9, ha="left", va="center")
    if panel.legend and ax.get_legend_handles_labels()[0]:
        ax.legend(fontsize=8.5, frameon=True, framealpha=0.85, edgecolor="none")


def _draw_bars(ax: Any, bars: Bars) -> None:
    thick = 0.8 / len(bars.series)
    for k, (name, values, colour) in enumerate(bars.series):
        ax.barh(np.arange(len(bars.names)) + (k - 0.5 * (len(bars.series) - 1)) * thick, values, thick * 0.92,
                color=colour, label=name or None)  # fmt: skip
    ax.set_yticks(range(len(bars.names)), bars.names)
    ax.invert_yaxis()
    ax.axvline(0.0, color="#666", lw=1)


def _draw_field(figure: Any, ax: Any, field: Field, *, scale: bool) -> None:
    least = -field.reach if field.signed else 0.0
    image = ax.imshow(field.values, cmap=field.colours, vmin=least, vmax=field.reach, aspect="auto")
    ax.set_xticks(range(len(field.columns)), field.columns, rotation=30, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(field.rows)), field.rows)
    for i, j in np.argwhere(np.abs(field.values) >= 0.05):
        value = float(field.values[i, j])
        colour = "white" if abs(value) > 0.75 * field.reach else "#222"
        ax.annotate(f"{value:.1f}", (j, i), ha="center", va="center", fontsize=8, color=colour)
    if scale:
        figure.colorbar(image, ax=ax, shrink=0.6, label=field.unit)


def as_plotly(sheet: Sheet) -> dict[str, Any]:
    """The sheet as plotly data and layout."""
    data: list[dict[str, Any]] = []
    caption = "<br>".join(textwrap.wrap(sheet.caption, int(sheet.width / 6.9)))
    lines = caption.count("<br>") + 1
    below = 105 if any(p.field for p in sheet.panels.values()) else 62  # room for slanted labels
    layout: dict[str, Any] = {
        "title": {"text": f"<b>{sheet.title}</b>", "x": 0.01, "xanchor": "left", "font": {"size": 19}},
        "width": sheet.width, "height": sheet.height + below, "font": FONT, "plot_bgcolor": "white",
        "margin": {"l": 60, "r": 20, "t": 85, "b": below + 13 + 17 * lines},
        "annotations": [
            {"text": caption, "x": 0, "y": 0, "yshift": -below, "xref": "paper", "yref": "paper", "xanchor": "left",
             "yanchor": "top", "align": "left", "showarrow": False, "font": {"size": 12, "color": "#444"}}
        ],
        "shapes": [], "hovermode": "closest",
    }  # fmt: skip
    for k, (key, panel) in enumerate(sheet.panels.items(), start=1):
        _place(layout, data, k, panel, _rectangle(sheet.mosaic, key, bool(panel.bars or panel.field)))
    return {"data": data, "layout": layout}


def _rectangle(mosaic: tuple[str, ...], key: str, names: bool) -> tuple[float, float, float, float]:
    """Left, right, bottom, top of a panel, 0-1, with room for its labels."""
    rows = [i for i, row in enumerate(mosaic) if key in row]
    cols = [j for row in mosaic for j, letter in enumerate(row) if letter == key]
    tall, wide = len(mosaic), len(mosaic[0])
    left, right = min(cols) / wide, (max(cols) + 1) / wide
    bottom, top = 1 - (max(rows) + 1) / tall, 1 - min(rows) / tall
    room = (0.13 if wide < 3 else 0.06) if names else (0.05 if min(cols) else 0.0)
    return left + room, right - 0.01, bottom + (0.1 if bottom > 0 else 0.0), top - 0.03


def _place(
    layout: dict[str, Any], data: list[dict[str, Any]], k: int, panel: Panel, place: tuple[float, float, float, float]
) -> None:
    """Axes, traces, title and legend of one panel."""
    number = "" if k == 1 else str(k)
    left, right, bottom, top = place
    grid: dict[str, Any] = {"gridcolor": "#e8e8e8", "zerolinecolor": "#999"}
    layout[f"xaxis{number}"] = grid | {"domain": [left, right], "anchor": f"y{number}",
                                       "title": {"text": panel.x, "standoff": 4}}  # fmt: skip
    vertical = grid | {"domain": [bottom, top], "anchor": f"x{number}", "title": {"text": panel.y, "standoff": 4}}
    if panel.y_ticks:
        vertical |= {"tickvals": list(range(len(panel.y_ticks))), "ticktext": list(panel.y_ticks), "zeroline": False}
    if panel.limits:
        vertical |= {"range": list(panel.limits)}
    if panel.field:
        layout[f"xaxis{number}"] |= {"type": "category"}
    if panel.bars or panel.field:
        vertical |= {"autorange": "reversed", "automargin": True}
    layout[f"yaxis{number}"] = vertical
    title = {"text": panel.title, "x": left, "y": top, "xref": "paper", "yref": "paper", "showarrow": False,
             "xanchor": "left", "yanchor": "bottom", "font": {"size": 14}}  # fmt: skip
    layout["annotations"].append(title)
    legend = f"legend{number}"
    layout[legend] = {"x": right, "y": bottom + panel.legend_at * (top - bottom), "xanchor": "right",
                      "yanchor": "top", "font": {"size": 11}, "bgcolor": "rgba(255,255,255,0.8)"}  # fmt: skip
    axes = {"xaxis": f"x{number}", "yaxis": f"y{number}", "legend": legend}
    data += [trace | axes for trace in _traces(panel)]
    if panel.shade:
        low = panel.limits[0] if panel.limits else min(float(np.min(c.y)) for c in panel.curves) - 1.0
        layout["shapes"].append({"type": "rect", "xref": f"x{number} domain", "yref": f"y{number}", "x0": 0, "x1": 1,
                                 "y0": low, "y1": 0, "fillcolor": "rgba(0,0,0,0.07)", "line": {"width": 0},
                                 "layer": "below"})  # fmt: skip
        layout["annotations"].append({"text": panel.shade, "xref": f"x{number} domain", "yref": f"y{number} domain",
                                      "x": 0.98, "y": 0.02, "xanchor": "right", "yanchor": "bottom",
                                      "showarrow": False, "font": {"color": "#555"}})  # fmt: skip
    for x, y, text, colour in panel.notes:
        layout["annotations"].append({"text": text, "x": x, "y": y, "xref": f"x{number}", "yref": f"y{number}",
                                      "xanchor": "left", "showarrow": False, "font": {"color": colour}})  # fmt: skip


def _traces(panel: Panel) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for b in panel.bands:
        red, green, blue = (int(b.colour[i : i + 2], 16) for i in (1, 3, 5))
        out.append({"type": "scatter", "x": _list([*b.x, *b.x[::-1]]), "y": _list([*b.high, *b.low[::-1]]),
                    "fill": "toself", "fillcolor": f"rgba({red},{green},{blue},{b.opacity})", "mode": "lines",
                    "line": {"width": 0}, "name": b.name, "showlegend": panel.legend and b.legend,
                    "hoverinfo": "skip"})  # fmt: skip
    for c in panel.curves:
        mode = "+".join(filter(None, ("lines" if c.dash != "none" else "", "markers" if c.marker else "")))
        out.append({"type": "scatter", "x": _list(c.x), "y": _list(c.y), "mode": mode, "name": c.name,
                    "line": {"color": c.colour, "width": c.width, "dash": c.dash if c.dash != "none" else "solid"},
                    "marker": {"color": "white" if c.hollow else c.colour, "symbol": c.marker or "circle",
                               "size": c.size + 2, "line": {"color": c.colour, "width": 1.5}},
                    "showlegend": panel.legend and c.legend, "hovertemplate": "%{x:.4g}: %{y:.4g}"})  # fmt: skip
    if panel.bars:
        out += [{"type": "bar", "orientation": "h", "x": _list(values), "y": list(panel.bars.names), "name": name,
                 "marker": {"color": colour}, "showlegend": bool(name) and panel.legend}
                for name, values, colour in panel.bars.series]  # fmt: skip
    if panel.field:
        f = panel.field
        words = [[f"{v:.1f}" if abs(v) >= 0.05 else "" for v in row] for row in f.values]
        out.append({"type": "heatmap", "z": [_list(row) for row in f.values], "x": list(f.columns), "y": list(f.rows),
                    "zmin": -f.reach if f.signed else 0.0, "zmax": f.reach, "colorscale": f.colours, "text": words,
                    "texttemplate": "%{text}", "colorbar": {"title": {"text": f.unit}, "len": 0.6},
                    "showscale": panel.legend})  # fmt: skip
    return out


def _list(values: Any) -> list[float]:
    return [float(f"{float(v):.6g}") for v in values]
