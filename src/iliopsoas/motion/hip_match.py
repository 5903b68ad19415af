"""Poses of gait2392 on our pelvis: hip centres lie elsewhere there, so the pelvis is moved."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.spatial.transform import Rotation

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body

GAIT2392_HIP = np.array([-0.0707, -0.0661])
"""Hip centre in the pelvis of gait2392, x and y [m], a model of 1.80 m (delp1990)."""
GAIT2392_HEIGHT = 1.80
"""Stature of that model [m] (delp1990)."""
ANGLES = ("pelvis_tilt", "pelvis_list", "pelvis_rotation")
PLACES = ("pelvis_tx", "pelvis_ty", "pelvis_tz")


class HipMatch(NamedTuple):
    """Moved poses, and a sentence about it."""

    q: Array
    note: str


def match_hip_centres(body: Body, q: Array) -> HipMatch:
    """Poses of a gait2392 file with the pelvis where our hip centres coincide with that model's.

    Args:
        q: coordinates, (frames, n) [rad, m].
    """
    theirs = GAIT2392_HIP * body.subject.height / GAIT2392_HEIGHT
    femur = body.model.body("femur_r").pos
    shift = np.append(theirs - femur[:2], 0.0)
    angles = q[:, [body.map.column(name) for name in ANGLES]]
    moved = q.copy()
    moved[:, [body.map.column(name) for name in PLACES]] += Rotation.from_euler("ZXY", angles).apply(shift)
    return HipMatch(
        moved,
        f"gait2392 has its hip centres {1000 * np.hypot(*shift[:2]):.0f} mm from ours in the pelvis: "
        "the pelvis was moved so that they coincide and the legs stand where that model had them.",
    )
