"""Colours of a body's strands and nerves: what they show, and the scales, which the colour-blind can read too.

Scales of one direction run from light to dark, those of two from blue by light grey to orange, so that lightness tells
the same as hue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.body.body import Body
from iliopsoas.scene.colours import FORCE_SCALE, hex_rgb

Array = NDArray[np.float64]
Colours = NDArray[np.uint8]
Rgb = tuple[int, int, int]

TWO_WAYS = ("#0b4f8a", "#5f9fd0", "#e4e2dd", "#e8934f", "#a03a00")
"""Below, around and above the middle."""
DEAD = (150, 150, 150)
"""A strand without drive."""
COURSES = {"nerve": "#f2c811", "artery": "#c4161c", "ligament": "#f4f1e4"}
BURSA = "#5aa7d6"
ANATOMY = {
    "psoas_major": ("#8f2f22", "#d9694c"), "iliacus": ("#c87a3c", "#f0b27a"), "psoas_minor": ("#c97089", "#e79ab0"),
}  # fmt: skip
"""Of the strands of a muscle, from its first to its last."""
FLESH = "#c98b7b"
MODES = {
    "anatomy": "anatomical colours, strand by strand",
    "length": "fibre length: blue short, orange stretched",
    "arm": "at the hip: blue extends, orange flexes",
}
"""How a posture may be coloured, and what the colours mean."""
LENGTH_SPAN, ARM_SPAN = 0.5, 0.05
"""Ends of the scales: fibre length beyond the optimal one [-]; moment arm [m] (technical)."""


@dataclass(frozen=True)
class BodyPaint:
    """Colours of one body.

    Attributes:
        strands: of every strand, (m, 3) [0-255].
        courses: of nerves, vessels and ligaments, by structure.
        bursa: of the bursae, by side.
    """

    strands: Colours
    courses: Mapping[str, Rgb]
    bursa: Mapping[str, Rgb]

    def of_courses(self, names: Sequence[str]) -> Colours:
        """Colours of a series of structures, (k, 3)."""
        return np.array([self.courses[name] for name in names], dtype=np.uint8)


def rgb(colour: Array | str) -> Rgb:
    """'#rrggbb', or three numbers from 0 to 1, as three whole numbers."""
    values = hex_rgb(colour) if isinstance(colour, str) else colour
    red, green, blue = (round(255 * float(v)) for v in values)
    return red, green, blue


def one_rgb(colour: NDArray[Any]) -> Rgb:
    """Three whole numbers from 0 to 255 as a tuple."""
    red, green, blue = (int(c) for c in colour)
    return red, green, blue


def on_scale(share: Array, stops: Sequence[str]) -> Colours:
    """Colours of shares from 0 to 1, (m) -> (m, 3)."""
    colours = np.array([hex_rgb(stop) for stop in stops])
    at = np.linspace(0.0, 1.0, len(stops))
    inside = np.clip(np.nan_to_num(share), 0.0, 1.0)
    return np.round(255 * np.stack([np.interp(inside, at, c) for c in colours.T], axis=1)).astype(np.uint8)


def anatomical(body: Body) -> Colours:
    """Each strand of the iliopsoas in a shade of its muscle, the others in that of flesh, (m, 3)."""
    out = np.tile(np.array(rgb(FLESH), dtype=np.uint8), (len(body.muscles), 1))
    for group, ends in ANATOMY.items():
        for side in "rl":
            mine = [i for i, g in enumerate(body.muscles.groups) if g == f"{group}_{side}"]
            out[mine] = on_scale(np.linspace(0.0, 1.0, len(mine)), ends) if mine else out[mine]
    return out


def by_force(body: Body, force: Array) -> Colours:
    """Colours of force over maximal isometric force, (m, 3); as in the report's film.

    Args:
        force: of every strand, (m) [N].
    """
    most = body.muscles.fmax
    share = np.divide(force, most, out=np.zeros_like(force), where=most > 0.0)
    return on_scale(share, FORCE_SCALE)


def of_posture(body: Body, mode: str, normalised: Array, hip_arm: Array) -> Colours:
    """Colours of a posture.

    Args:
        mode: a key of `MODES`.
        normalised: fibre lengths [optimal lengths], (m). hip_arm: flexion moment arms at the own side's hip [m], (m).
    """
    if mode == "length":
        return on_scale(0.5 + 0.5 * (normalised - 1.0) / LENGTH_SPAN, TWO_WAYS)
    if mode == "arm":
        return on_scale(0.5 + 0.5 * hip_arm / ARM_SPAN, TWO_WAYS)
    return anatomical(body)


def without_drive(body: Body, colours: Colours, lost: Mapping[str, float]) -> Colours:
    """Strands that lose drive fade to grey by the share they lose.

    Args:
        lost: share of its drive that a muscle ('psoas_major_r') has lost, 0 to 1.
    """
    share = np.array([lost.get(group, 0.0) for group in body.muscles.groups])[:, None]
    out: Colours = np.round((1.0 - share) * colours + share * np.array(DEAD)).astype(np.uint8)
    return out


def course_colours(names: Sequence[str], cut: Sequence[str] = ()) -> dict[str, Rgb]:
    """Colours of nerves, vessels and ligaments; those that are cut are grey."""
    return {n: DEAD if n in cut else rgb(COURSES[structures()[n].category]) for n in dict.fromkeys(names)}
