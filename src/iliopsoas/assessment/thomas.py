"""The Thomas tests: where a hanging leg comes to rest.

The pelvis is rolled back by the other thigh on the chest; hip and knee of the tested leg rest where their passive
moments (stretched muscles, ligaments) carry the leg's weight:

    tau_gravity(hip, knee) = M_passive(hip, knee)      at hip and knee

The thigh's angle to the horizontal is what is read; the hip's own angle is that plus the roll. Where nobody holds the
pelvis it gives way by `TILT`, and the reading is wrong by about as much.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from iliopsoas.assessment.reading import Reading, moments_against_weight, pose_from_degrees
from iliopsoas.body.body import Body
from iliopsoas.errors import SolverError
from iliopsoas.function.muscle_geometry import geometry_over_angles

Array = NDArray[np.float64]

ROLL_DEG = {"male": 17.0, "female": 15.0}
"""How far the other thigh on the chest rolls the pelvis back [deg]; estimated so that the thigh of healthy people hangs
7 to 12 degrees below the horizontal (harvey1998)."""
TILT = 10.0
"""How far a pelvis that nobody holds tilts forward again [deg]; estimated."""
OTHER_HIP, OTHER_KNEE = 120.0, 120.0
"""The other leg on the chest [deg]; estimated, for pictures only."""
LEFT_NM = 0.01
"""Moment that may be left at rest [N m] (solver)."""


def thomas(body: Body, side: str) -> Reading:
    """Modified Thomas test, pelvis held: thigh against the horizontal [deg], negative below."""
    return _modified_thomas(body, side, 0.0)


def thomas_uncontrolled(body: Body, side: str) -> Reading:
    """The same with a pelvis that tilts forward."""
    held = thomas(body, side)
    loose = _modified_thomas(body, side, TILT)
    error = loose.value - held.value
    details = {**loose.details, "pelvis_tilt_unnoticed_deg": TILT, "error_of_the_reading_deg": round(error, 2)}
    note = (
        f"With the pelvis held it reads {held.value:.1f}: not holding it makes the thigh hang {-error:.1f} deg lower, "
        "so a short muscle can pass for a long one."
    )
    return Reading(loose.value, loose.pose, details=details, notes=(note,))


def thomas_table(body: Body, side: str) -> Reading:
    """Thomas test on a flat table with a straight knee: thigh above the table [deg]."""
    roll = ROLL_DEG[body.subject.sex]
    below = resting_position(body, side, roll, knee_deg=0.0).thigh_deg
    value = max(0.0, -below)
    note = "The table stops the leg at 0; how far it would hang below says nothing more." if below >= 0.0 else ""
    pose = _pose(body, side, min(below, 0.0), 0.0, roll)
    details = {"hip_angle_deg": round(value - roll, 2)}
    return Reading(value, pose, details=details, notes=(note,) if note else ())


def _modified_thomas(body: Body, side: str, tilt: float) -> Reading:
    roll = ROLL_DEG[body.subject.sex] - tilt
    below, knee = resting_position(body, side, roll)
    pose = _pose(body, side, below, knee, roll)
    data = body.at(pose)
    hip, condyle = data.xpos[body.body_id(f"femur_{side}")], data.xpos[body.body_id(f"tibia_{side}")]
    drop, length = float(condyle[1] - hip[1]), float(np.linalg.norm(condyle - hip))
    return Reading(
        -below,
        pose,
        details={
            "hip_angle_deg": round(-below - roll, 2),
            "knee_angle_deg": round(knee, 2),
            "tape_height_difference_m": round(drop, 4),
            "tape_thigh_length_m": round(length, 4),
            "tape_angle_deg": round(float(np.degrees(np.arcsin(drop / length))), 2),
        },
        notes=(
            "One-joint tightness keeps the thigh up and leaves the knee; two-joint tightness straightens the knee "
            f"(it hangs at {knee:.0f} deg here).",
        ),
    )


class LegAtRest(NamedTuple):
    """Where a hanging leg comes to rest.

    Attributes:
        thigh_deg: thigh below the horizontal [deg].
        knee_deg: knee flexion [deg].
    """

    thigh_deg: float
    knee_deg: float


def resting_position(body: Body, side: str, roll_deg: float, knee_deg: float | None = None) -> LegAtRest:
    """Where the leg comes to rest; the knee is given or found too. A joint whose range ends before that stops the
    thigh.

    Raises:
        SolverError: no such position was found.
    """

    def unbalanced(below: float, knee: float) -> Array:
        return _unbalanced_moments(body, side, below, knee, roll_deg)

    if knee_deg is None:
        below, knee = _find_root(lambda x: unbalanced(x[0], x[1]), [10.0, 60.0], ([-60.0, 5.0], [60.0, 130.0]))
    else:
        below, knee = _find_root(lambda x: unbalanced(x[0], knee_deg)[:1], [5.0], ([-60.0], [60.0]))[0], knee_deg
    lowest = -float(np.degrees(body.limits.lower[body.map.column(f"hip_flexion_{side}")])) - roll_deg
    if below > lowest:
        below = lowest
        if knee_deg is None:
            knee = _find_root(lambda x: unbalanced(below, x[0])[1:], [knee], ([5.0], [130.0]))[0]
    return LegAtRest(below, knee)


def _find_root(
    unbalanced: Callable[[Array], Array], start: list[float], bounds: tuple[list[float], list[float]]
) -> list[float]:
    """Where moments [N m] vanish.

    Raises:
        SolverError: nowhere between the bounds.
    """
    rest = least_squares(unbalanced, start, bounds=bounds)
    missed = float(np.abs(rest.fun).max())
    if missed > LEFT_NM:
        raise SolverError(
            f"the leg of the Thomas test does not come to rest; {missed:.1f} N m are left at the best place",
            best=rest.x,
        )
    return [float(x) for x in rest.x]


def _posture(side: str, below: float, knee: float, roll: float) -> dict[str, float]:
    lying = {"pelvis_tilt": 90.0 + roll, "lumbar_extension": -roll}  # the trunk stays on the table
    return {**lying, f"hip_flexion_{side}": -below - roll, f"knee_angle_{side}": knee}


def _pose(body: Body, side: str, below: float, knee: float, roll: float) -> Array:
    other = "l" if side == "r" else "r"
    on_chest = {f"hip_flexion_{other}": OTHER_HIP, f"knee_angle_{other}": OTHER_KNEE}
    return pose_from_degrees(body, **_posture(side, below, knee, roll), **on_chest)


def _unbalanced_moments(body: Body, side: str, below: float, knee: float, roll: float) -> Array:
    """Moments at hip and knee that gravity asks for less the passive ones [N m]."""
    names = (f"hip_flexion_{side}", f"knee_angle_{side}")
    angles = {n: float(np.radians(v)) for n, v in _posture(side, below, knee, roll).items()}
    pose = geometry_over_angles(body, names[0], np.array([angles.pop(names[0])]), angles)
    needed = moments_against_weight(body, pose.q[0], *names) - pose.passive_structures(*names)[0]
    stretched = (pose.arms(*names) * pose.fibres().passive[:, :, None]).sum(axis=1)[0]
    out: Array = needed - stretched
    return out
