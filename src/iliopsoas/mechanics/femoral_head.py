"""The iliopsoas' push on the femoral head, and the force that then is left between head and acetabulum.

A strand reaches the head over the brim in the direction e_b (unit vector, down the strand), slides round it without
friction and leaves it for the lesser trochanter in the direction e_c. It presses on the head with

    N = f (e_c - e_b)                zero where it passes the head without touching it

The hip's reaction r (pelvis on femur, see `reactions`) counts N as the pelvis' push, because the cylinder that guides
the strand round head and capsule belongs to the pelvis. Real acetabulum and tendon share it, so that

    force of the acetabulum on the head = r - N,      force of the head on the acetabulum = N - r

On a cylinder a taut strand keeps its angle to the axis, so e_b has the axial part of e_c, and across the axis the
direction of the tangent from the brim. All is known for all frames at once: e_c is the slope of the strand's length
with the hip's slides, and the tangent is fixed in the pelvis. The cylinder is coaxial with hip flexion, so a strand
that lies on it has an arm of exactly its radius (times the part of e_c across the axis), never a smaller one.
"""

from __future__ import annotations

from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.mechanics.kinetics import Kinetics

Array = NDArray[np.float64]

ILIOPSOAS = ("psoas_major", "iliacus")
ROUND = 1e-6
"""Share by which rounding may shorten the arm of a strand that lies on its guide [-] (technical)."""


class Guide(NamedTuple):
    """A cylinder of the pelvis that a strand may touch, in the pelvis' axes; (3) each, or (k, 3) for several strands.

    Attributes:
        axis: unit vector along it.
        tangent: unit vector across the axis, from the last point before it to where a strand touches it first.
        inward: unit vector across both, towards the cylinder's axis.
        radius: (1) [m].
    """

    axis: Array
    tangent: Array
    inward: Array
    radius: Array


def head_push(body: Body, kinetics: Kinetics, force: Array) -> Array:
    """The iliopsoas' push on the femoral head, (frames, 2 sides, 3) [N], in the pelvis' axes.

    Args:
        force: tendon forces, (frames, m) [N].
    """
    out = np.zeros((len(force), 2, 3))
    for s, side in enumerate("rl"):
        strands = [i for group in ILIOPSOAS for i in body.muscles.select(f"{group}_{side}")]
        guided = [(i, found) for i in strands if (found := guide(body, i)) is not None]
        if guided:
            mine = np.array([i for i, _ in guided])
            both = Guide(*(np.stack(part) for part in zip(*(found for _, found in guided), strict=True)))
            leaves = np.stack([_slope(body, kinetics, f"hip_{side}_t{x}", mine) for x in "xyz"], axis=-1)
            arm = np.abs(_slope(body, kinetics, f"hip_flexion_{side}", mine))
            out[:, s] = (force[:, None, mine] @ turn(both, leaves, arm))[:, 0]
    return out


def turn(found: Guide, leaves: Array, arm: Array) -> Array:
    """e_c - e_b of strands (k) that leave their guides in some directions, (frames, k, 3) [-].

    Args:
        leaves: e_c, (frames, k, 3).
        arm: of each strand about the cylinder's axis, (frames, k) [m].
    """
    along = (leaves * found.axis).sum(axis=-1, keepdims=True)
    across = np.sqrt(np.maximum(1.0 - along**2, 0.0))
    inward = (leaves * found.inward).sum(axis=-1, keepdims=True)
    touches = (inward > 0.0) & (arm[..., None] > (1.0 - ROUND) * found.radius * across)
    out: Array = np.where(touches, leaves - across * found.tangent - along * found.axis, 0.0)
    return out


def _slope(body: Body, kinetics: Kinetics, dof: str, strands: NDArray[np.intp]) -> Array:
    """dl/du of some strands, all of which act on a degree of freedom, (frames, k)."""
    at = np.flatnonzero(kinetics.cols == body.map.row(dof))
    place = np.full(kinetics.length.shape[1], -1)
    place[kinetics.rows[at]] = at
    out: Array = kinetics.jacobian[:, place[strands]]
    return out


def guide(body: Body, strand: int) -> Guide | None:
    """The cylinder of the pelvis that a strand passes on its way to the femur; None where there is none."""
    model, pelvis = body.model, body.body_id("pelvis")
    start = model.tendon_adr[strand]
    for k in range(start + 1, start + model.tendon_num[strand]):
        geom, site = model.wrap_objid[k], model.wrap_objid[k - 1]
        if model.wrap_type[k] == mujoco.mjtWrap.mjWRAP_CYLINDER and model.geom_bodyid[geom] == pelvis:
            turned = np.zeros(9)
            mujoco.mju_quat2Mat(turned, model.geom_quat[geom])
            rotation = turned.reshape(3, 3)
            front = model.site_pos[int(model.wrap_prm[k])] - model.geom_pos[geom]
            start_at = model.site_pos[site] - model.geom_pos[geom]
            return _tangent(rotation, start_at, front, float(model.geom_size[geom, 0]))
    return None


def _tangent(rotation: Array, start: Array, front: Array, radius: float) -> Guide:
    """From a point to the circle of a radius around the third axis, on the side on which `front` lies."""
    x, y = (start @ rotation)[:2]
    distance = float(np.hypot(x, y))
    towards = np.array([-x, -y, 0.0]) / distance
    across = np.array([-towards[1], towards[0], 0.0])
    if (front @ rotation)[:2] @ across[:2] < 0.0:
        across = -across
    sine = min(radius / distance, 1.0)
    cosine = np.sqrt(1.0 - sine**2)
    tangent, inward = cosine * towards + sine * across, sine * towards - cosine * across
    return Guide(rotation[:, 2], rotation @ tangent, rotation @ inward, np.array([radius]))
