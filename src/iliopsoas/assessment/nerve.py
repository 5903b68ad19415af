"""Femoral nerve stretch: how much longer the nerve's way becomes.

    stretch = length in the position / length lying straight - 1

The way: from its root at L3 through the pelvis under the inguinal ligament (courses of the atlas, estimated), then
along the front of the thigh to the kneecap, as the branches to the quadriceps go.
"""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from iliopsoas.assessment.outcome import Mark, Outcome
from iliopsoas.assessment.ranges import BENT
from iliopsoas.assessment.statics import end_of_range
from iliopsoas.atlas.assessments import clinical_test
from iliopsoas.atlas.courses import courses
from iliopsoas.body.body import Body

Array = NDArray[np.float64]
NERVE, ROOT_LINE, TRUNK_LINE = "femoral_nerve", 2, 4
LIGAMENT_M = -0.048
"""Height in the pelvis at which the nerve passes under the inguinal ligament [m]; estimated."""
THIGH: tuple[tuple[str, tuple[float, float, float]], ...] = (
    ("femur", (0.035, -0.10, 0.0)),
    ("femur", (0.035, -0.25, 0.0)),
    ("patella", (0.0, 0.03, 0.0)),
)
"""Points along the front of the thigh in front of the bone, and the upper edge of the kneecap [m]; estimated."""


def stretch(body: Body, side: str) -> Outcome:
    """On the belly, knee bent, thigh lifted as far as it goes."""
    test = clinical_test("femoral_nerve")
    hip, knee = f"hip_flexion_{side}", f"knee_angle_{side}"
    bent = np.radians(test.setting("knee"))
    end = end_of_range(body, hip, -1, test.setting("end_feel"), {knee: bent}, BENT)
    extension = min(max(end, -np.radians(test.setting("hip"))), 0.0)  # the table holds the thigh up
    postures = [{}, {knee: bent}, {knee: bent, hip: extension}]
    straight, by_knee, whole = (_length(body, body.map.pose(1, **p)[0], side) for p in postures)
    values = {
        "stretch": 100.0 * (whole / straight - 1.0),
        "knee_part": 100.0 * (by_knee / straight - 1.0),
        "extension": float(-np.degrees(extension)),
    }
    pose = body.map.pose(1, pelvis_tilt=-0.5 * np.pi, **postures[2])[0]
    note = f"The way is {100.0 * straight:.0f} cm long, {1000.0 * (whole - straight):.0f} mm longer in the position."
    return Outcome(values, pose, Mark(f"femur_{side}", f"tibia_{side}", (-1.0, 0.0, 0.0), "table"), (note,))


def _length(body: Body, pose: Array, side: str) -> float:
    """Length of the nerve's way in a pose [m]."""
    data = mujoco.MjData(body.model)
    data.qpos[:] = body.map.expand(pose[None], 0.0 * pose[None], 0.0 * pose[None])[0][0]
    mujoco.mj_kinematics(body.model, data)
    points = np.stack([_place(body, data, name, at, side) for name, at in _way(side)])
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())


def _way(side: str) -> list[tuple[str, tuple[float, float, float]]]:
    rows = [c for c in courses() if c.structure == NERVE]
    root = [c for c in rows if c.line == ROOT_LINE]
    trunk = [c for c in rows if c.line == TRUNK_LINE and c.y_m >= LIGAMENT_M][1:]
    inside = [(c.body, (c.x_m, c.y_m, c.z_m)) for c in [*root, *trunk]]
    return inside + [(f"{name}_{side}", at) for name, at in THIGH]


def _place(body: Body, data: mujoco.MjData, name: str, at: tuple[float, float, float], side: str) -> Array:
    i = body.body_id(name)
    local = body.factors[name] * np.array(at) * (1.0, 1.0, 1.0 if side == "r" else -1.0)
    out: Array = data.xpos[i] + data.xmat[i].reshape(3, 3) @ local
    return out
