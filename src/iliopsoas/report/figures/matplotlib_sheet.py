"""A sheet as a matplotlib figure, for .png and .svg: matplotlib is an extra, and needs no browser."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np

from iliopsoas.errors import MissingExtra
from iliopsoas.report.figures.sheet import NumberField, Panel, PlotBars, Sheet

DASH = {"solid": "-", "dash": (0, (5, 2.5)), "dot": (0, (1.2, 1.8)), "none": "none"}
MARKER = {"circle": "o", "triangle-up": "^", "triangle-down": "v", "diamond": "D"}


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
        ax.plot(c.x, c.y, color=c.colour, lw=c.width, ls=DASH[c.dash], marker=MARKER.get(c.marker, ""), ms=c.size,
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


def _draw_bars(ax: Any, bars: PlotBars) -> None:
    thick = 0.8 / len(bars.series)
    for k, (name, values, colour) in enumerate(bars.series):
        ax.barh(np.arange(len(bars.names)) + (k - 0.5 * (len(bars.series) - 1)) * thick, values, thick * 0.92,
                color=colour, label=name or None)  # fmt: skip
    ax.set_yticks(range(len(bars.names)), bars.names)
    ax.invert_yaxis()
    ax.axvline(0.0, color="#666", lw=1)


def _draw_field(figure: Any, ax: Any, field: NumberField, *, scale: bool) -> None:
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
