"""A plain figure of a person in a pose: outlines in three dimensions, for a drawing that needs no knowledge of bones.

Every part is a chain of tapered tubes between joint centres of the simulated body, so that the drawing has its posture.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import mujoco
import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body

REFERENCE_HEIGHT = 1.75
"""Stature that the radii below are for [m] (technical)."""
HEAD_RADIUS, HEAD_UP, HEAD_FORWARD = 0.105, 0.115, 0.02
"""Of the drawn head, and from the neck to its middle [m]; estimated, for drawing only."""
TUBES = {
    "leg": (("femur", 0.088), ("tibia", 0.060), ("talus", 0.040)),
    "foot": (("calcn", 0.036), ("toes", 0.028)),
    "arm": (("humerus", 0.052), ("ulna", 0.040), ("hand", 0.032)),
}
"""Radii at joint centres of an average person [m]; estimated, for drawing only."""
SHOULDER, WAIST, HIP = 0.105, 0.100, 0.112
"""Radii of the trunk [m]; estimated, for drawing only."""
TOE_TIP, FINGERS = 0.055, 0.075
"""Beyond the origin of the segment [m]; estimated, for drawing only."""


class Tube(NamedTuple):
    """A tapered tube: two ends (3) [m] and their radii [m]; a sphere where the ends are the same."""

    first: Array
    last: Array
    first_radius: float
    last_radius: float


@dataclass(frozen=True)
class FigureBody:
    """A person in a pose.

    Attributes:
        parts: 'leg_r', 'leg_l', 'arm_r', 'arm_l', 'trunk' -> tubes.
        joints: 'hip_r', 'knee_r', 'ankle_r', 'wrist_r' and so on, 'pelvis', 'head' -> (3) [m].
        axes: 'pelvis', 'femur_r', 'femur_l', 'loin' -> the segment's axes as columns: forward, up, right, (3, 3).
        places: origin of each of these, (3) [m].
        size: stature beside the reference's [-].
    """

    parts: dict[str, tuple[Tube, ...]]
    joints: dict[str, Array]
    axes: dict[str, Array]
    places: dict[str, Array]
    size: float


def figure_in_pose(body: Body, pose: Array) -> FigureBody:
    """The figure of a body.

    Args:
        pose: one value per coordinate of `body.map.names`, (n) [rad, m].
    """
    data = body.at(pose)
    size = body.subject.height / REFERENCE_HEIGHT
    parts, joints = {}, {}
    for side in "rl":
        parts[f"leg_{side}"] = (*_chain(data, "leg", side, size), *_foot(data, side, size))
        parts[f"arm_{side}"] = _arm(data, side, size)
        for joint, segment in (("hip", "femur"), ("knee", "tibia"), ("ankle", "talus"), ("wrist", "hand")):
            joints[f"{joint}_{side}"] = _origin(data, f"{segment}_{side}")
        joints[f"toes_{side}"] = parts[f"leg_{side}"][-1].last
    pelvis = 0.5 * (joints["hip_r"] + joints["hip_l"])
    neck, turn = _origin(data, "head"), _axes(data, "head")
    head = neck + size * (HEAD_UP * turn[:, 1] + HEAD_FORWARD * turn[:, 0])
    parts["trunk"] = (*_trunk(data, joints, size), Tube(neck, head, 0.055 * size, 0.06 * size), _ball(head, size))
    segments = {"pelvis": "pelvis", "femur_r": "femur_r", "femur_l": "femur_l", "loin": "lumbar3"}
    return FigureBody(
        parts,
        joints | {"pelvis": pelvis, "head": head},
        {name: _axes(data, segment) for name, segment in segments.items()},
        {name: _origin(data, segment) for name, segment in segments.items()},
        size,
    )


def _origin(data: mujoco.MjData, segment: str) -> Array:
    return np.array(data.body(segment).xpos)


def _axes(data: mujoco.MjData, segment: str) -> Array:
    return np.array(data.body(segment).xmat).reshape(3, 3)


def _ball(centre: Array, size: float) -> Tube:
    return Tube(centre, centre, HEAD_RADIUS * size, HEAD_RADIUS * size)


def _chain(data: mujoco.MjData, kind: str, side: str, size: float) -> tuple[Tube, ...]:
    at = [(_origin(data, f"{segment}_{side}"), radius * size) for segment, radius in TUBES[kind]]
    return tuple(Tube(a, b, ra, rb) for (a, ra), (b, rb) in pairwise(at))


def _foot(data: mujoco.MjData, side: str, size: float) -> tuple[Tube, ...]:
    heel, ankle, toes = (_origin(data, f"{segment}_{side}") for segment in ("calcn", "talus", "toes"))
    turn = _axes(data, f"toes_{side}")
    sole = heel + size * 0.02 * _axes(data, f"calcn_{side}")[:, 1]
    tip = toes + size * TOE_TIP * turn[:, 0]
    r, t = (radius * size for _, radius in TUBES["foot"])
    return Tube(ankle, sole, 0.040 * size, r), Tube(sole, toes, r, r), Tube(toes, tip, r, 0.8 * t)


def _arm(data: mujoco.MjData, side: str, size: float) -> tuple[Tube, ...]:
    wrist = _origin(data, f"hand_{side}")
    tip = wrist - size * FINGERS * _axes(data, f"hand_{side}")[:, 1]
    return (*_chain(data, "arm", side, size), Tube(wrist, tip, 0.036 * size, 0.030 * size))


def _trunk(data: mujoco.MjData, joints: dict[str, Array], size: float) -> tuple[Tube, ...]:
    """Hips to shoulders by way of the waist, on both sides, so that it is as broad as seen."""
    out = []
    waist = _origin(data, "lumbar2") + size * 0.045 * _axes(data, "lumbar2")[:, 0]
    across = _axes(data, "lumbar2")[:, 2]
    for side, sign in (("r", 1.0), ("l", -1.0)):
        hip, shoulder = joints[f"hip_{side}"], _origin(data, f"humerus_{side}")
        middle = waist + sign * 0.06 * size * across
        inner = shoulder + 0.25 * (_origin(data, "torso") - shoulder)
        out += [
            Tube(hip, middle, HIP * size, WAIST * size),
            Tube(middle, inner, WAIST * size, SHOULDER * size),
        ]
    for tube in (0, 1):
        out.append(Tube(out[tube].last, out[tube + 2].last, out[tube].last_radius, out[tube + 2].last_radius))
    return tuple(out)
