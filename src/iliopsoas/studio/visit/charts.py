"""Small charts of the panel: bars as SVG with their numbers beside them, curves by viser's uPlot."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import viser

Array = NDArray[np.float64]
PLUS, MINUS = "#D55E00", "#0072B2"
"""Colours of bars to the right and to the left; the words at the ends say the same."""
INKS = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
WIDE, ROW, MIDDLE, REACH = 340, 22, 212, 72
"""Width of a chart, height of a row, place and reach of its bars [pixels] (technical)."""


def bars(
    title: str, rows: Sequence[tuple[str, float]], unit: str, ends: tuple[str, str], least: float, digits: int = 1
) -> str:
    """Bars to both sides of zero, each with its name and number; read aloud as one sentence.

    Args:
        rows: name and value. ends: what the left and the right side mean. least: the scale reaches at least so far.
    """
    top = max([least, *(abs(v) for _, v in rows)])
    said = "; ".join(f"{name} {value:.{digits}f}" for name, value in rows)
    high = ROW * len(rows) + 44
    out = [
        f'<svg viewBox="0 0 {WIDE} {high}" width="100%" role="img" aria-label="{escape(f"{title} [{unit}]: {said}")}" '
        'style="font:13px system-ui,sans-serif;display:block;padding:0 8px;box-sizing:border-box" fill="currentColor">',
        f'<text x="0" y="15" font-weight="600">{escape(title)} [{escape(unit)}]</text>',
        f'<text x="{MIDDLE - 6}" y="33" text-anchor="end" font-size="12">{escape(ends[0])} ◀</text>',
        f'<text x="{MIDDLE + 6}" y="33" font-size="12">▶ {escape(ends[1])}</text>',
        f'<line x1="{MIDDLE}" x2="{MIDDLE}" y1="38" y2="{high}" stroke="currentColor" opacity=".5"/>',
    ]
    for k, (name, value) in enumerate(rows):
        y, long = 40 + ROW * k, REACH * abs(value) / top
        left = MIDDLE - long if value < 0 else MIDDLE
        out.append(
            f'<text x="0" y="{y + 14}">{escape(name)}</text>'
            f'<rect x="{left:.1f}" y="{y + 3}" width="{long:.1f}" height="{ROW - 8}" '
            f'fill="{PLUS if value > 0 else MINUS}"/>'
            f'<text x="{WIDE}" y="{y + 14}" text-anchor="end">{value:.{digits}f}</text>'
        )
    return "".join([*out, "</svg>"])


def curve(
    gui: viser.GuiApi,
    title: str,
    across: tuple[str, Array],
    lines: Sequence[tuple[str, Array, str]],
    *,
    up: str,
    dots: Sequence[str] = (),
    span: tuple[float, float] | None = None,
) -> viser.GuiUplotHandle:
    """A chart of curves over one axis.

    Args:
        across: what the horizontal axis is, and its values, (n).
        lines: name, values (n) and colour of each curve. up: what the vertical axis is.
        dots: names of those that are drawn as single points.
        span: ends of the vertical axis.
    """
    series: list[dict[str, Any]] = [{"label": across[0]}]
    for name, _, colour in lines:
        dotted = name in dots
        series.append(
            {
                "label": name,
                "stroke": colour,
                "width": 0 if dotted else 2,
                "points": {"show": dotted, "size": 11, "fill": colour},
            }
        )
    scales: dict[str, Any] = {"x": {"time": False}}
    if span is not None:
        scales["y"] = {"range": span}
    return gui.add_uplot(
        (np.asarray(across[1], dtype=np.float64), *(np.asarray(v, dtype=np.float64) for _, v, _ in lines)),
        tuple(series),
        title=title,
        scales=scales,
        axes=({"label": across[0], "size": 34}, {"label": up, "size": 46}),
        height=230,
    )
