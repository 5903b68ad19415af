"""Colours of bones and muscles, the same in every picture; force runs from light to dark."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BONE = np.array([0.93, 0.895, 0.82])
DISC = np.array([0.60, 0.70, 0.77])
FLESH = np.array([0.86, 0.74, 0.71])
EQUIPMENT = np.array([0.62, 0.66, 0.70])
WEIGHT = np.array([0.20, 0.23, 0.27])
BAND_COLOURS = {
    "yellow": "#d9b400", "red": "#c8322d", "green": "#2f8f4e", "blue": "#2b62b0", "black": "#2b2b2b",
    "silver": "#9aa3ab", "gold": "#a8842c",
}  # fmt: skip
"""Elastic bands as their makers colour them."""
FORCE_SCALE = ("#f5cfa2", "#ee9e6a", "#dd6a4c", "#b5302f", "#6e0f28")
"""Colours of force from none to most; light to dark, so that it also reads in grey."""


def force_colour(share: float) -> Array:
    """A colour of `FORCE_SCALE`, 0-1."""
    stops = np.array([hex_rgb(stop) for stop in FORCE_SCALE])
    at = np.linspace(0, 1, len(FORCE_SCALE))
    return np.array([np.interp(share, at, channel) for channel in stops.T])


def hex_rgb(code: str) -> Array:
    """'#rrggbb' as three numbers, 0-1."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)])
