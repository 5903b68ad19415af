"""Gaps in the paths of markers.

Short ones are filled by a curve through the neighbours that does not overshoot. In longer ones, and before the first
and after the last sight, a marker weighs nothing; its weight fades towards them, so that no step appears.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.interpolate import PchipInterpolator

from iliopsoas.arrays import Array, BoolArray, IndexArray
from iliopsoas.motion.records.markers import Markers

SHORT_GAP_S = 0.2
"""Longest gap that is filled [s]; technical."""
FADE_S = 0.1
"""Time over which a marker's weight fades towards a gap [s]; technical."""


def fill_gaps(markers: Markers) -> tuple[Array, Array, list[str], list[str]]:
    """Fill every gap, and say how far to trust what was filled.

    Every marker must have been seen at least once.

    Returns:
        positions without NaN, (frames, k, 3) [m]; weights between 0 and 1, (frames, k); labels with filled gaps; labels
        with long ones.
    """
    target, weight = np.array(markers.positions), np.ones(markers.positions.shape[:2])
    filled: list[str] = []
    long: list[str] = []
    seen, time = markers.seen(), markers.time
    for k, label in enumerate(markers.labels):
        good = np.flatnonzero(seen[:, k])
        if good.size == markers.frames:
            continue
        if good.size > 1:
            curve = PchipInterpolator(time[good], target[good, k])
            target[:, k] = curve(np.clip(time, time[good[0]], time[good[-1]]))
        else:
            target[:, k] = target[good[0], k]
        nothing = _long_gaps(time, good)
        weight[:, k] = _fading(time, nothing)
        (long if nothing.any() else filled).append(label)
    return target, weight, filled, long


def _long_gaps(time: Array, good: IndexArray) -> BoolArray:
    """Frames in gaps of at least `SHORT_GAP_S`, and before the first and after the last sight: (frames)."""
    out = np.zeros(time.size, dtype=bool)
    out[: good[0]] = out[good[-1] + 1 :] = True
    for before, after in pairwise(good):
        if after - before > 1 and time[after] - time[before] > SHORT_GAP_S:
            out[before + 1 : after] = True
    return out


def _fading(time: Array, nothing: BoolArray) -> Array:
    """0 in gaps, rising to 1 within `FADE_S` of their ends."""
    if not nothing.any():
        return np.ones(time.size)
    gaps = time[nothing]
    right = np.clip(np.searchsorted(gaps, time), 0, gaps.size - 1)
    away = np.minimum(np.abs(gaps[right] - time), np.abs(time - gaps[np.maximum(right - 1, 0)]))
    return np.clip(away / FADE_S, 0.0, 1.0)
