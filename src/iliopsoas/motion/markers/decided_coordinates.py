"""Which coordinates a set of markers can decide."""

from __future__ import annotations

from typing import NamedTuple

from iliopsoas.body.body import Body
from iliopsoas.motion.files.coordinate_names import BASIC
from iliopsoas.motion.markers.model_markers import ModelMarkers

TRUNK = ("torso", "lumbar1", "lumbar2", "lumbar3", "lumbar4", "lumbar5")
PARTS = {
    "leg": ("femur", "tibia", "talus", "calcn", "toes"),
    "foot": ("calcn", "toes"),
    "arm": ("humerus", "ulna", "radius"),
}
"""Segments of a part of the body; without a marker on any of them it is held near neutral."""


class DecidedCoordinates(NamedTuple):
    """Columns of the coordinates that the markers decide, and a sentence about parts that they do not."""

    columns: list[int]
    notes: list[str]


def decided_coordinates(body: Body, model: ModelMarkers) -> DecidedCoordinates:
    """Coordinates that the markers can decide.

    Hips, knees and ankles always; the spine with a marker on the trunk; arms, toes and neck only with markers of
    theirs, the turn of a forearm only with two.
    """
    carried = set(model.bodies)
    trunk = bool(carried & set(TRUNK))
    free = body.map.columns("root", "free", *(["rhythm"] if trunk else []))
    still = [] if trunk else ["the trunk"]
    for side, name in (("r", "right"), ("l", "left")):
        for part, segments in PARTS.items():
            if not carried & {f"{s}_{side}" for s in segments}:
                still.append(f"the {name} {part}")
        free += [body.map.column(name) for name in _limb_coordinates(model, side)]
    if model.bodies.count("head") > 2:
        free += [body.map.column(f"neck_{way}") for way in ("flexion", "bending", "rotation")]
    notes = [f"No markers on {', '.join(still)}: held near neutral."] if still else []
    return DecidedCoordinates(sorted(set(free)), notes)


def _limb_coordinates(model: ModelMarkers, side: str) -> list[str]:
    """Toes and arm of a side, as far as their segments carry markers."""
    carried, names = set(model.bodies), []
    if f"toes_{side}" in carried:
        names.append(f"mtp_angle_{side}")
    if carried & {f"{s}_{side}" for s in PARTS["arm"]}:
        names += [f"arm_{way}_{side}" for way in ("flex", "add", "rot")]
    if carried & {f"ulna_{side}", f"radius_{side}"}:
        names.append(f"elbow_flex_{side}")
    if f"radius_{side}" in carried and (f"ulna_{side}" in carried or model.bodies.count(f"radius_{side}") > 1):
        names.append(f"pro_sup_{side}")
    return names


def reported_names(body: Body, columns: list[int]) -> list[str]:
    """Names of the coordinates of a motion: the basic ones, and those that were fitted."""
    fitted = [body.map.names[c] for c in columns]
    return [*(n for n in BASIC if n in body.map.names), *(n for n in fitted if n not in BASIC)]
