"""Moment arms of psoas and iliacus at the hip, beside digitised curves of people and fibres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.published_curves import ArmCurve, arm_curves
from iliopsoas.errors import AtlasError
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.basis.target import Target
from iliopsoas.function.moment_arms import MomentArms, difference_from_curve, moment_arms

Array = NDArray[np.float64]
FLEXION = "hip_flexion_r"
MM = 1e3  # technical: millimetres in a metre


def arms_at_published_angles(context: Context, muscle: str, origin: str) -> MomentArms:
    """Arms about hip flexion at the angles of a published curve."""
    angles = np.radians(curve(muscle, origin).angle_deg)
    return context.once(("arms", muscle, origin), lambda: moment_arms(context.generic, f"{muscle}_r", FLEXION, angles))


def curve(muscle: str, origin: str) -> ArmCurve:
    """A published curve about hip flexion."""
    for found in arm_curves(muscle, "hip_flexion", "hip_flexion"):
        if found.origin == origin:
            return found
    raise AtlasError(f"published_arms.csv has no curve '{origin}' of {muscle}")


def at_angle(context: Context, muscle: str, origin: str, angle_deg: float) -> float:
    """Arm of the whole muscle [mm]."""
    arms = arms_at_published_angles(context, muscle, origin)
    return MM * float(np.interp(np.radians(angle_deg), arms.angle, arms.whole))


def published(context: Context, muscle: str, origin: str, angle_deg: float) -> Target:
    """The published arm with its range [mm]."""
    c = curve(muscle, origin)
    value, low, high = (float(np.interp(angle_deg, c.angle_deg, y)) for y in (c.arm_mm, c.low_mm, c.high_mm))
    return Target(value, low, high)


def distance_rms(context: Context, muscle: str, origin: str) -> float:
    """Root mean square difference to the middle of a published curve [mm]."""
    return difference_from_curve(arms_at_published_angles(context, muscle, origin), curve(muscle, origin)).rms_mm


def mean(context: Context, muscle: str) -> float:
    """Mean arm from -10 to 60 degrees of flexion [mm]."""
    return MM * float(arms_at_published_angles(context, muscle, "Blemker 2005").whole.mean())


def about(context: Context, muscle: str, axis: str, adduction_deg: float = 0.0) -> float:
    """Arm about another axis of the hip, hip straight, at an adduction [mm]; + adducts, + rotates inwards."""
    found = context.once(
        ("arm about", muscle, axis, adduction_deg),
        lambda: moment_arms(
            context.generic, f"{muscle}_r", "hip_adduction_r", np.radians([adduction_deg]), about=f"{axis}_r"
        ),
    )
    return MM * float(found.whole[0])


def share_of_flexion(context: Context, muscle: str, axis: str, adduction_deg: float = 0.0) -> float:
    """Size of an arm about another axis, in percent of the flexion arm in the same posture."""
    flexion = about(context, muscle, "hip_flexion", adduction_deg)
    return 100.0 * abs(about(context, muscle, axis, adduction_deg)) / flexion


def models(context: Context, muscle: str, axis: str) -> Target:
    """Middle and range of the arms of published models, hip straight [mm]."""
    found = [c for c in arm_curves(muscle, "hip_flexion", axis) if c.shape == "model"]
    values = [float(np.interp(0.0, c.angle_deg, c.arm_mm)) for c in found]
    return Target(float(np.mean(values)), min(values), max(values))
