"""The person as the markers show them, from in front and from the right, with labels: what was recognised as what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.report.figures.sheet import Panel, PlotCurve, Sheet

COLOURS = {"landmark": "#0072B2", "segment": "#009E73", "unused": "#999999"}
"""Colours by what a marker stands for."""
LINES = (
    ("asis_r", "asis_l", "psis_l", "psis_r", "asis_r"),
    ("asis_r", "sacrum", "asis_l"),
    *(
        (f"asis_{s}", f"epicondyle_lateral_{s}", f"malleolus_lateral_{s}", f"heel_{s}", f"metatarsal5_{s}")
        for s in "rl"
    ),
    *((f"acromion_{s}", f"elbow_lateral_{s}", f"wrist_radial_{s}") for s in "rl"),
    ("acromion_r", "c7", "acromion_l", "sternal_notch", "acromion_r"),
)
"""Landmarks that are joined by lines; those that are missing are left out."""
ROOM_M = 0.1
"""Free room around the person [m]; technical."""
SIZE = (1150, 900)


class DrawnMarker(NamedTuple):
    """A marker: its label, the place it stands for, what kind of place ('landmark', 'segment', 'unused')."""

    label: str
    place: str
    kind: str


def marker_sheet(name: str, markers: Sequence[DrawnMarker], positions: Array) -> Sheet:
    """Two views of a frame.

    Args:
        positions: (markers, 3) [m], x forward, y up, z right; NaN where a marker was not seen.
    """
    front, side = (np.stack([x, positions[:, 1]], axis=1) for x in (-positions[:, 2], positions[:, 0]))
    panels = {
        "A": _view("from in front", markers, front, ""),
        "B": _view("from the right (no labels of the left side)", markers, side, "_l"),
    }
    counts = {kind: sum(marker.kind == kind for marker in markers) for kind in COLOURS}
    caption = (
        f"{counts['landmark']} markers stand for landmarks (blue, joined by lines), {counts['segment']} for a segment "
        f"alone (green), {counts['unused']} for nothing (grey)."
    )
    return Sheet(f"Markers of {name}", caption, ("AB",), panels, *SIZE)


def _view(title: str, markers: Sequence[DrawnMarker], flat: Array, hidden: str) -> Panel:
    """One view; markers of the side `hidden` behind the person have no label."""
    used = np.isfinite(flat).all(axis=1) & np.array([marker.kind != "unused" for marker in markers])
    corners = _corners(flat[used if used.any() else np.isfinite(flat).all(axis=1)])
    low, high = (np.array([corners.x[i], corners.y[i]]) for i in (0, 1))
    seen = np.asarray(np.isfinite(flat).all(axis=1) & (flat >= low).all(axis=1) & (flat <= high).all(axis=1))
    at = {m.place: flat[i] for i, m in enumerate(markers) if seen[i] and m.kind == "landmark"}
    curves = [corners]
    for names in LINES:
        path = np.array([at[name] for name in names if name in at])
        if len(path) > 1:
            curves.append(PlotCurve("", path[:, 0], path[:, 1], COLOURS["landmark"], width=1.0, legend=False))
    for kind, colour in COLOURS.items():
        mine = [i for i, marker in enumerate(markers) if seen[i] and marker.kind == kind]
        if mine:
            curves.append(PlotCurve(kind, flat[mine, 0], flat[mine, 1], colour, "none", marker="circle", size=5.0))
    notes = [
        (float(flat[i, 0]), float(flat[i, 1]), f" {marker.label}", COLOURS[marker.kind])
        for i, marker in enumerate(markers)
        if seen[i] and not (hidden and marker.place.endswith(hidden))
    ]
    return Panel(title, "[m]", "height [m]", curves, notes=notes)


def _corners(flat: Array) -> PlotCurve:
    """Two points without colour that give both axes one scale; around nothing, a square metre."""
    flat = flat if len(flat) else np.zeros((1, 2))
    middle, half = 0.5 * (flat.min(axis=0) + flat.max(axis=0)), 0.5 * np.ptp(flat, axis=0) + ROOM_M
    tall = max(half[1], half[0] * 2.0 * SIZE[1] / SIZE[0])
    wide = tall * SIZE[0] / (2.0 * SIZE[1])
    reach = np.array([wide, tall])
    ends = np.stack([middle - reach, middle + reach])
    return PlotCurve("", ends[:, 0], ends[:, 1], "#FFFFFF", "none", marker="circle", legend=False, size=0.1)
