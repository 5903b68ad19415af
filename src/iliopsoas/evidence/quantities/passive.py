"""The passive hip: moment over its angle, what the knee does to it, ligaments alone, the modified Thomas position."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from iliopsoas.assessment.thomas import resting_position
from iliopsoas.body.body import Body
from iliopsoas.body.passive_moments import hip_ligament_moment
from iliopsoas.evidence.basis.context import Context
from iliopsoas.function.muscle_geometry import geometry_over_angles

Array = NDArray[np.float64]
MAN = ("male", 22.0, 1.78, 76.0)
"""Sex, age [years], stature [m], mass [kg] of whom passive moments are given; estimated (anderson2007: young men)."""


def moments(body: Body, hip_deg: Array, knee_deg: float = 0.0) -> Array:
    """Passive moment of ligaments and muscles over the hip angle [N m], + flexes."""
    pose = geometry_over_angles(body, "hip_flexion_r", np.radians(hip_deg), {"knee_angle_r": np.radians(knee_deg)})
    return pose.passive_moment("hip_flexion_r")


def moment(context: Context, hip_deg: float, knee_deg: float = 0.0) -> float:
    """Passive moment at one posture [N m], + flexes."""
    body = context.person(*MAN)
    return context.once(("passive", hip_deg, knee_deg), lambda: float(moments(body, np.array([hip_deg]), knee_deg)[0]))


def stiffening(context: Context) -> float:
    """Growth of the passive moment from -10 to -20 degrees over that from 0 to -10 [-]."""
    end, middle, start = (moment(context, angle) for angle in (-20.0, -10.0, 0.0))
    return (end - middle) / (middle - start)


def knee_effect(context: Context, hip_deg: float) -> float:
    """Passive moment with the knee at 90 degrees less that with the knee straight [N m]."""
    return moment(context, hip_deg, 90.0) - moment(context, hip_deg, 0.0)


def ligaments_reach(context: Context, moment_nm: float) -> float:
    """Hip flexion at which ligaments and capsule alone reach a moment [deg], negative: extension."""

    def over(angle: float) -> float:
        return float(hip_ligament_moment(np.array([angle]))[0]) - moment_nm

    return float(np.degrees(brentq(over, np.radians(-60.0), np.radians(20.0))))


def thomas(
    context: Context, sex: str, age_years: float, height_m: float, mass_kg: float, roll_deg: float, knee: bool = False
) -> float:
    """Thigh below the horizontal in the modified Thomas position, or the knee's flexion there [deg]."""
    who = (sex, age_years, height_m, mass_kg)
    rest = context.once(("Thomas", *who, roll_deg), lambda: resting_position(context.person(*who), "r", roll_deg))
    return rest.knee_deg if knee else rest.thigh_deg


def thomas_knee(context: Context, people: list[dict[str, Any]]) -> float:
    """Knee flexion in the modified Thomas position, mean of some people [deg]."""
    return float(np.mean([thomas(context, **person, knee=True) for person in people]))
