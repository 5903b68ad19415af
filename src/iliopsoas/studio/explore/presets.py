"""Postures to begin from, as the movements of the library have them, placed on the viewer's body."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.body.body import Body
from iliopsoas.motion.library.catalogue import fitted_movement
from iliopsoas.studio.drawing.surroundings import SupportPlate, support_plate

Array = NDArray[np.float64]

PRESETS = {
    "Standing": ("stand", ""),
    "Marching, right knee up": ("standing_march", "lift"),
    "Sitting": ("sit", ""),
    "Lying on the back": ("lie", ""),
    "Thomas position, right leg hangs": ("edge_stretch", "lower leg"),
    "Sit-up, curled": ("sit_up_bent", "curl"),
    "Sit-up, at the top": ("sit_up_bent", "roll up"),
}
"""Name -> movement of the library and its phase; '' for the last one."""


class PresetPose(NamedTuple):
    """A posture on a body.

    Attributes:
        q: coordinates, (n) [rad, m].
        plates: what carries the body.
        upright: the feet stand on the floor, which is to stay so when joints move.
    """

    q: Array
    plates: tuple[SupportPlate, ...]
    upright: bool


def preset_pose(body: Body, name: str) -> PresetPose:
    """A preset on a body; conditions do not change it."""
    movement, phase = PRESETS[name]
    plan, fitted = fitted_movement(movement, body.healthy())
    at = plan.phases.index(phase) if phase else len(plan.phases) - 1
    q = fitted.poses[at]
    pelvis = body.at(q).xpos[body.body_id("pelvis")]
    plates = []
    for support, place in zip(plan.supports, fitted.planes, strict=True):
        if support.grip:
            continue
        point = np.array(pelvis)
        axis = int(np.argmax(np.abs(support.normal)))
        point[axis] = place * support.normal[axis]
        plates.append(support_plate(support.name, point, support.normal, support.size))
    return PresetPose(q, tuple(plates), find_movement(movement).name in ("stand", "standing_march"))
