"""What a figure of curves, bars and coloured tables shows, without saying how it is drawn.

A `Sheet` says what is shown; its mosaic says where: each letter is a panel and covers the rectangle it fills, as in
`["AAB", "AAC"]`. `plotly_sheet` draws it for pages, `matplotlib_sheet` for pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PlotCurve:
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
class CurveBand:
    """The area between two curves."""

    name: str
    x: Array
    low: Array
    high: Array
    colour: str
    opacity: float = 0.25
    legend: bool = True


@dataclass(frozen=True)
class PlotBars:
    """Horizontal bars, one group a name."""

    names: tuple[str, ...]
    series: tuple[tuple[str, Array, str], ...]


@dataclass(frozen=True)
class NumberField:
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
    def words(self) -> list[list[str]]:
        """What is written in each cell; nothing where the number is next to nothing."""
        return [[f"{v:.1f}" if abs(v) >= 0.05 else "" for v in row] for row in self.values]

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
    curves: Sequence[PlotCurve] = ()
    bands: Sequence[CurveBand] = ()
    bars: PlotBars | None = None
    field: NumberField | None = None
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
