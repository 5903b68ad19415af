"""Tests of range: how far the hip goes before muscle, capsule or bone stops it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from iliopsoas.assessment.reading import Reading, pose_from_degrees
from iliopsoas.body.body import Body
from iliopsoas.function.muscle_geometry import geometry_over_angles

Array = NDArray[np.float64]

HAND_NM = 20.0
"""Moment with which an examiner lifts the leg [N m]; estimated."""
FADIR_FLEXION, FADIR_ADDUCTION = 90.0, 15.0
"""Posture of FADIR [deg]; estimated, as it is usually done."""
FABER_FLEXION = 45.0
"""Posture of FABER [deg]; estimated, as it is usually done."""


def prone_extension(body: Body, side: str) -> Reading:
    """On the belly, the straight leg lifted with `HAND_NM` beyond its weight: hip extension [deg]."""
    coordinate = f"hip_flexion_{side}"
    lower = float(np.degrees(body.limits.lower[body.map.column(coordinate)]))

    def beyond(degrees: float) -> float:
        return float(passive_moment(body, side, np.array([degrees]), 0.0)[0]) - HAND_NM

    stopped = "the examiner's hand" if beyond(lower) > 0.0 else "the end of the joint's range"
    angle = float(brentq(beyond, lower, 60.0)) if beyond(lower) > 0.0 else lower
    bent = float(passive_moment(body, side, np.array([angle]), 60.0)[0])
    return Reading(
        -angle,
        pose_from_degrees(body, pelvis_tilt=-90.0, **{coordinate: angle}),
        details={"moment_nm": HAND_NM, "moment_knee_bent_nm": round(bent, 2), "stopped_by": stopped},
        notes=(f"Stopped by {stopped}; with the knee bent by 60 deg the same angle takes {bent:.0f} N m.",),
    )


def passive_moment(body: Body, side: str, hip_deg: Array, knee_deg: float) -> Array:
    """Passive moment of ligaments and muscles about a hip over its angle, (frames) [N m], + flexes."""
    name = f"hip_flexion_{side}"
    pose = geometry_over_angles(body, name, np.radians(hip_deg), {f"knee_angle_{side}": np.radians(knee_deg)})
    return pose.passive_moment(name)


def fadir(body: Body, side: str) -> Reading:
    """Hip bent, moved across, turned in: internal rotation before the joint stops [deg]."""
    flexion = min(FADIR_FLEXION, _limit(body, f"hip_flexion_{side}", upper=True))
    turn = _limit(body, f"hip_rotation_{side}", upper=True)
    posture = {f"hip_flexion_{side}": flexion, f"hip_adduction_{side}": FADIR_ADDUCTION, f"hip_rotation_{side}": turn}
    notes = ["It screens the joint, not the muscle. Pain is what counts in people; here only the range is computed."]
    if flexion < FADIR_FLEXION:
        notes.append(f"The hip does not bend to {FADIR_FLEXION:.0f} deg; it stops at {flexion:.0f}.")
    pose = pose_from_degrees(body, pelvis_tilt=90.0, **posture, **{f"knee_angle_{side}": 90.0})
    return Reading(turn, pose, details={"hip_flexion_deg": round(flexion, 2)}, notes=tuple(notes))


def faber(body: Body, side: str) -> Reading:
    """Hip bent, spread, turned out: abduction and external rotation together before the joint stops [deg]."""
    out = -_limit(body, f"hip_rotation_{side}", upper=False)
    spread = -_limit(body, f"hip_adduction_{side}", upper=False)
    posture = {f"hip_flexion_{side}": FABER_FLEXION, f"hip_adduction_{side}": -spread, f"hip_rotation_{side}": -out}
    pose = pose_from_degrees(body, pelvis_tilt=90.0, **posture, **{f"knee_angle_{side}": 90.0})
    return Reading(
        out + spread,
        pose,
        details={"abduction_deg": round(spread, 2), "external_rotation_deg": round(out, 2)},
        notes=("It screens the joint, not the muscle.",),
    )


def _limit(body: Body, coordinate: str, *, upper: bool) -> float:
    ends = body.limits.upper if upper else body.limits.lower
    return float(np.degrees(ends[body.map.column(coordinate)]))
