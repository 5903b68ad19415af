"""Ranges that an examiner moves a hip through: prone extension, FADIR, FABER."""

from __future__ import annotations

import numpy as np

from iliopsoas.assessment.outcome import Mark, Outcome
from iliopsoas.assessment.statics import end_of_range
from iliopsoas.atlas.assessments import clinical_test
from iliopsoas.body.body import Body

PRONE = -0.5 * np.pi
UP = 0.5 * np.pi
BENT = np.radians(45.0)
"""Hip flexion from which the leg is moved towards extension [rad] (technical)."""


def prone(body: Body, side: str) -> Outcome:
    """On the belly, the straight leg lifted; then the same with the knee bent."""
    hip, knee = f"hip_flexion_{side}", f"knee_angle_{side}"
    stop = clinical_test("prone_extension").setting("end_feel")
    straight = end_of_range(body, hip, -1, stop, {knee: 0.0}, BENT)
    bent = end_of_range(body, hip, -1, stop, {knee: np.radians(90.0)}, BENT)
    values = {"extension": -np.degrees(straight), "knee_bent": -np.degrees(bent)}
    pose = body.map.pose(1, pelvis_tilt=PRONE, **{hip: straight})[0]
    return Outcome(
        values,
        pose,
        Mark(f"femur_{side}", f"tibia_{side}", (-1.0, 0.0, 0.0), "table"),
        (_stopped(body, hip, straight),),
    )


def fadir(body: Body, side: str) -> Outcome:
    """Flexion, adduction, then internal rotation until it stops."""
    test = clinical_test("fadir")
    hip, add, turn = (f"{name}_{side}" for name in ("hip_flexion", "hip_adduction", "hip_rotation"))
    flexion = min(np.radians(test.setting("flexion")), _upper(body, hip))
    adduction = min(np.radians(test.setting("adduction")), _upper(body, add))
    posture = {hip: flexion, add: adduction, f"knee_angle_{side}": UP}
    rotation = end_of_range(body, turn, 1, test.setting("end_feel"), posture)
    values = {"rotation": float(np.degrees(rotation)), "flexion": float(np.degrees(flexion))}
    pose = body.map.pose(1, pelvis_tilt=UP, **posture, **{turn: rotation})[0]
    return Outcome(values, pose, _seen(f"tibia_{side}", f"talus_{side}"), (_stopped(body, turn, rotation),))


def faber(body: Body, side: str) -> Outcome:
    """Flexion and external rotation, then abduction until it stops."""
    test = clinical_test("faber")
    hip, add, turn = (f"{name}_{side}" for name in ("hip_flexion", "hip_adduction", "hip_rotation"))
    flexion = min(np.radians(test.setting("flexion")), _upper(body, hip))
    rotation = max(-np.radians(test.setting("rotation")), float(body.limits.lower[body.map.column(turn)]))
    posture = {hip: flexion, turn: rotation, f"knee_angle_{side}": UP}
    abduction = end_of_range(body, add, -1, test.setting("end_feel"), posture)
    values = {"abduction": float(-np.degrees(abduction)), "rotation": float(-np.degrees(rotation))}
    pose = body.map.pose(1, pelvis_tilt=UP, **posture, **{add: abduction})[0]
    return Outcome(values, pose, _seen(f"femur_{side}", f"tibia_{side}"), (_stopped(body, add, abduction),))


def _seen(vertex: str, end: str) -> Mark:
    """A limb seen from above."""
    return Mark(vertex, end, support="table", tilt_deg=60.0)


def _upper(body: Body, coordinate: str) -> float:
    return float(body.limits.upper[body.map.column(coordinate)])


def _stopped(body: Body, coordinate: str, angle: float) -> str:
    column = body.map.column(coordinate)
    at = min(abs(angle - body.limits.lower[column]), abs(angle - body.limits.upper[column])) < 1e-6
    return "It stops at the range of the joint." if at else "It stops where passive tissue resists."
