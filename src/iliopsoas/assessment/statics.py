"""A leg that hangs, is held, or is moved to where it stops: moments at rest.

gravity - ligaments - passive muscle = what active muscle or an examiner must give
"""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, least_squares

from iliopsoas.body.body import Body
from iliopsoas.body.passive import passive_forces
from iliopsoas.errors import SolverError
from iliopsoas.function.poses import Poses, along, single
from iliopsoas.function.posture import Posture

Array = NDArray[np.float64]
STILL = 1e-2
"""Moment that may be left where a leg rests [N m] (technical)."""
STEP = np.radians(2.0)
"""Step in which the end of a range is looked for [rad] (technical)."""


def needed(body: Body, pose: Poses, *coordinates: str) -> Array:
    """Moments at coordinates that gravity asks for less the passive ones, (k) [N m], in a single pose."""
    out: Array = weight(body, pose, *coordinates) - passive(body, pose, *coordinates)[0]
    return out


def weight(body: Body, pose: Poses, *coordinates: str) -> Array:
    """Moments at coordinates that hold the weight of what they carry, (k) [N m], in a single pose."""
    data = mujoco.MjData(body.model)
    data.qpos[:] = pose.u[0]
    mujoco.mj_inverse(body.model, data)
    projection = body.map.projection(pose.q, [body.map.column(name) for name in coordinates])
    out: Array = projection.forces(np.array(data.qfrc_inverse)[None])[0]
    return out


def passive(body: Body, pose: Poses, *coordinates: str) -> Array:
    """Moments of ligaments and stretched muscles, (frames, k) [N m]."""
    projection = body.map.projection(pose.q, [body.map.column(name) for name in coordinates])
    stretched = (pose.arms(*coordinates) * pose.fibres().passive[:, :, None]).sum(axis=1)
    out: Array = projection.forces(passive_forces(body, pose.u)) + stretched
    return out


def hanging(body: Body, roll_deg: float, side: str = "r") -> tuple[float, float]:
    """Thigh below the horizontal and flexion of the knee of a leg that hangs from a pelvis rolled back [deg].

    Raises:
        SolverError: no such position was found.
    """
    names = (f"hip_flexion_{side}", f"knee_angle_{side}")

    def imbalance(x: Array) -> Array:
        return needed(body, single(body, _lying(x[0], roll_deg, side, x[1])), *names)

    rest = least_squares(imbalance, [10.0, 60.0], bounds=([-60.0, 5.0], [60.0, 130.0]))
    if np.abs(rest.fun).max() > STILL:
        raise SolverError("the leg of the modified Thomas position does not come to rest")
    return float(rest.x[0]), float(rest.x[1])


def hanging_straight(body: Body, roll_deg: float, side: str = "r") -> float:
    """The same with the knee held straight: thigh below the horizontal [deg]."""

    def imbalance(below: float) -> float:
        return float(needed(body, single(body, _lying(below, roll_deg, side, 0.0)), f"hip_flexion_{side}")[0])

    try:
        return float(brentq(imbalance, -80.0, 60.0, xtol=1e-4))
    except ValueError:
        raise SolverError("the straight leg of the Thomas position does not come to rest") from None


def lying_pose(body: Body, below_deg: float, roll_deg: float, side: str, knee_deg: float) -> Array:
    """Coordinates of that position to be drawn, (n) [rad, m]: the back flat, the other knee held to the chest.

    The moments above leave the lumbar spine as in standing, which is what the roll of the pelvis was fitted with.
    """
    far = "l" if side == "r" else "r"
    shown = {f"hip_flexion_{far}": 118.0 - roll_deg, f"knee_angle_{far}": 130.0, "lumbar_extension": -roll_deg}
    drawn = {name: float(np.radians(angle)) for name, angle in shown.items()}
    out: Array = body.map.pose(1, **_lying(below_deg, roll_deg, side, knee_deg), **drawn)[0]
    return out


def _lying(below_deg: float, roll_deg: float, side: str, knee_deg: float) -> dict[str, float]:
    angles = {"pelvis_tilt": 90.0 + roll_deg, f"hip_flexion_{side}": -below_deg - roll_deg}
    return {name: float(np.radians(a)) for name, a in (angles | {f"knee_angle_{side}": knee_deg}).items()}


def joint(body: Body, pose: Array, segment: str) -> Array:
    """Origin of a segment in ground axes, (3) [m], in a pose (n); a femur's is the hip, a tibia's the knee."""
    data = mujoco.MjData(body.model)
    data.qpos[:] = body.map.expand(pose[None], 0.0 * pose[None], 0.0 * pose[None])[0][0]
    mujoco.mj_kinematics(body.model, data)
    return np.array(data.xpos[body.body_id(segment)])


def end_of_range(body: Body, coordinate: str, sign: int, moment: float, posture: Posture, start: float = 0.0) -> float:
    """Where a joint moved by somebody else stops [rad]: the body's limit, or where passive tissue resists.

    Args:
        sign: +1 to increase the coordinate, -1 to decrease it.
        moment: passive resistance at which it stops [N m].
        start: where it starts from [rad].

    The resistance is followed from the start in small steps, and the first crossing is found between two of them. It
    stops at once where the limit lies behind the start.
    """
    column = body.map.column(coordinate)
    limit = float((body.limits.upper if sign > 0 else body.limits.lower)[column])
    if sign * (limit - start) <= 0.0:
        return limit
    angles = np.linspace(start, limit, max(int(np.ceil(abs(limit - start) / STEP)), 1) + 1)
    resistance = -sign * passive(body, along(body, coordinate, angles, posture), coordinate)[:, 0]
    over = np.flatnonzero(resistance > moment)
    if not len(over):
        return limit
    k = int(over[0])
    if k == 0:
        return start
    share = (moment - resistance[k - 1]) / (resistance[k] - resistance[k - 1])
    return float(angles[k - 1] + share * (angles[k] - angles[k - 1]))
