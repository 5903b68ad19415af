"""Tests of strength: a dynamometer against the leg, and the leg's own weight.

    force = (M_active + M_passive - M_gravity) / lever

A hand-held dynamometer sees what the muscles give (a linear programme, `iliopsoas.function.strength`), less what the
leg itself weighs about the hip, over the lever from the hip to where it pushes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from iliopsoas.assessment.reading import NormalRange, Reading, moments_against_weight, pose_from_degrees
from iliopsoas.body.body import Body
from iliopsoas.function.strength import ANGLE_ORDER_NOTE, IsometricStrength, strength

Array = NDArray[np.float64]

THIGH_PAD = 0.9
"""Where the pad sits on the thigh, as a share of hip to knee [-]; estimated: just above the knee."""
SHIN_PAD = 0.95
"""... and on the shank, as a share of knee to ankle, for a straight leg [-]; estimated: just above the ankle."""
SEATED, SUPINE = 90.0, 15.0
"""Hip flexion of the two tests [deg] (technical: they are called so)."""
AGREED = 60.0
"""Hip flexion below which published strength curves agree enough to serve as a norm [deg]; estimated: beyond it one
falls to a quarter (anderson2007) where another rises (ito2024)."""
LIFT_OFF = 5.0
"""Hip flexion at which a straight leg is just off the table [deg]; estimated."""


def resisted_seated(body: Body, side: str) -> Reading:
    """Seated, hip and knee at 90 degrees: force at a dynamometer above the knee [N]."""
    return _against_pad(body, side, {"pelvis_tilt": 0.0}, SEATED, 90.0)


def resisted_supine(body: Body, side: str) -> Reading:
    """On the back, the straight leg held 15 degrees up: force at a dynamometer above the ankle [N]."""
    return _against_pad(body, side, {"pelvis_tilt": 90.0}, SUPINE, 0.0)


def leg_raise(body: Body, side: str) -> Reading:
    """The straight leg just off the table: share of the flexors' strength that this takes [%]."""
    pose = pose_from_degrees(body, pelvis_tilt=90.0, **{f"hip_flexion_{side}": LIFT_OFF})
    moment = float(_strength(body, side, LIFT_OFF, 0.0).total[0])
    needed = leg_weight_moment(body, side, pose)
    share = 100.0 * needed / max(moment, 1e-9)
    note = "More than the muscles have: the leg cannot be lifted." if share > 100.0 else ""
    return Reading(
        share,
        pose,
        details={"leg_weight_nm": round(needed, 2), "strength_nm": round(moment, 2), "possible": share <= 100.0},
        notes=(note,) if note else (),
        possible=share <= 100.0,
    )


def leg_weight_moment(body: Body, side: str, pose: Array) -> float:
    """Moment that holds the leg against its weight about the hip, + flexion [N m]."""
    return float(moments_against_weight(body, pose, f"hip_flexion_{side}")[0])


def _strength(body: Body, side: str, hip_deg: float, knee_deg: float) -> IsometricStrength:
    """Greatest flexion moment of the hip in one pose."""
    posture = {f"knee_angle_{side}": float(np.radians(knee_deg))}
    return strength(body, f"hip_flexion_{side}", np.radians([hip_deg]), posture=posture)


def _against_pad(body: Body, side: str, lying: dict[str, float], hip_deg: float, knee_deg: float) -> Reading:
    pose = pose_from_degrees(body, **lying, **{f"hip_flexion_{side}": hip_deg, f"knee_angle_{side}": knee_deg})
    found = _strength(body, side, hip_deg, knee_deg)
    weight = leg_weight_moment(body, side, pose)
    lever = _lever(body, side, straight=knee_deg == 0.0)
    force = max((float(found.total[0]) - weight) / lever, 0.0)
    normal = None
    if found.published is not None and hip_deg < AGREED:
        subject = body.subject
        angle = np.radians([hip_deg])
        mean, sd = (
            float(f(angle, subject.height)[0]) * subject.mass
            for f in (found.published.per_kg, found.published.sd_per_kg)
        )
        passive = float(found.passive[0])  # a dynamometer reads it too
        ends = [max((m + passive - weight) / lever, 0.0) for m in (mean - 2.0 * sd, mean + 2.0 * sd)]
        population = f"{found.published.group}, mean +- 2 sd of a published curve"
        normal = NormalRange(ends[0], ends[1], population, ("anderson2007",))
    by = ", ".join(f"{m} {100 * s:.0f} %" for m, s in list(zip(found.muscles, found.share[0], strict=True))[:3])
    return Reading(
        force,
        pose,
        normal,
        {
            "moment_nm": round(float(found.active[0]), 2),
            "moment_nm_per_kg": round(float(found.active[0]) / body.subject.mass, 3),
            "leg_weight_nm": round(weight, 2),
            "lever_m": round(lever, 4),
        },
        (f"Most by {by}.", ANGLE_ORDER_NOTE),
    )


def _lever(body: Body, side: str, *, straight: bool) -> float:
    """From the hip to the pad [m]."""
    data = body.at(body.map.pose(1)[0])
    hip, knee, ankle = (data.xpos[body.body_id(f"{part}_{side}")] for part in ("femur", "tibia", "talus"))
    thigh, shank = float(np.linalg.norm(knee - hip)), float(np.linalg.norm(ankle - knee))
    return thigh + SHIN_PAD * shank if straight else THIGH_PAD * thigh
