"""Where an exercise is felt: words of a prescription as places on the figure."""

from __future__ import annotations

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.rehab.handout.figure_body import FigureBody

WORDS = (
    ("front of the hip", "groin"),
    ("front of the other hip", "groin"),
    ("front of both hips", "groin"),
    ("front of thigh and hip", "groin"),
    ("front of the thigh", "thigh"),
    ("hip and thigh", "thigh"),
    ("thighs", "thigh"),
    ("thigh that pushes", "thigh"),
    ("buttock", "buttock"),
    ("belly", "belly"),
    ("side of the trunk", "flank"),
    ("side of the hip", "flank"),
    ("side of the back", "flank"),
    ("low back", "loin"),
    ("the back", "loin"),
)
"""Words and the place they mean; the first two places that are found are marked."""
MOST_PLACES = 2
"""Stars in a picture (technical)."""


def felt_places(words: str) -> tuple[str, ...]:
    """Places that a text names, 'groin', 'thigh', 'buttock', 'belly', 'flank' or 'loin'; at most two."""
    left, found = words, []
    for phrase, place in WORDS:
        if phrase in left:
            left = left.replace(phrase, "")
            if place not in found:
                found.append(place)
    return tuple(found[:MOST_PLACES])


def place_on_figure(figure: FigureBody, place: str, side: str) -> Array:
    """A place on a figure in ground axes, (3) [m].

    Args:
        side: 'r' or 'l', whose hip, thigh, buttock or flank it is.
    """
    size, out = figure.size, 1.0 if side == "r" else -1.0
    pelvis, femur, loin = figure.axes["pelvis"], figure.axes[f"femur_{side}"], figure.axes["loin"]
    hip = figure.joints[f"hip_{side}"]
    match place:
        case "groin":
            ahead = pelvis[:, 0] + femur[:, 0]
            point = hip + size * 0.085 * ahead / max(float(np.linalg.norm(ahead)), 1e-9)
        case "thigh":
            point = hip + size * (0.055 * femur[:, 0] - 0.22 * femur[:, 1])
        case "buttock":
            point = hip - size * 0.09 * pelvis[:, 0]
        case "belly":
            point = figure.places["loin"] + size * 0.13 * loin[:, 0]
        case "flank":
            point = figure.places["loin"] + size * (0.14 * out * loin[:, 2] + 0.04 * loin[:, 0])
        case _:
            point = figure.places["loin"] - size * 0.05 * loin[:, 0]
    return np.asarray(point)
