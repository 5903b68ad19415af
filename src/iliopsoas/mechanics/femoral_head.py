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

import functools
from typing import NamedTuple

import mujoco
import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.mechanics.kinetics import Kinetics

ILIOPSOAS = ("psoas_major", "iliacus")
ARM_ROUNDING = 1e-6
"""Share by which rounding may shorten the arm of a strand that lies on its cylinder [-] (technical)."""


class WrapCylinder(NamedTuple):
    """A cylinder of the pelvis that a strand may touch, in the pelvis' axes; (3) each, or (k, 3) for several strands.

    Attributes:
        axis: unit vector along it.
        tangent: unit vector across the axis, from the last point before it to where a strand touches it first (e_b
            across the axis).
        inward: unit vector across both, towards the cylinder's axis.
        radius: (1) [m].
    """

    axis: Array
    tangent: Array
    inward: Array
    radius: Array


def femoral_head_force(body: Body, kinetics: Kinetics, tendon_force: Array) -> Array:
    """The iliopsoas' push on the femoral head, (frames, 2 sides, 3) [N], in the pelvis' axes.

    Args:
        tendon_force: (frames, m) [N].
    """
    out = np.zeros((len(tendon_force), 2, 3))
    for s, side in enumerate("rl"):
        strands = [i for group in ILIOPSOAS for i in body.muscles.select(f"{group}_{side}")]
        wrapped = [(i, cylinder) for i in strands if (cylinder := wrap_cylinder(body, i)) is not None]
        if wrapped:
            mine = np.array([i for i, _ in wrapped])
            cylinders = WrapCylinder(*(np.stack(part) for part in zip(*(c for _, c in wrapped), strict=True)))
            leaves = np.stack([_length_gradient(body, kinetics, f"hip_{side}_t{x}", mine) for x in "xyz"], axis=-1)
            arm = np.abs(_length_gradient(body, kinetics, f"hip_flexion_{side}", mine))
            out[:, s] = (tendon_force[:, None, mine] @ deflection(cylinders, leaves, arm))[:, 0]
    return out


def deflection(cylinder: WrapCylinder, leaves: Array, arm: Array) -> Array:
    """e_c - e_b of strands (k) that leave their cylinders in some directions, (frames, k, 3) [-].

    Args:
        leaves: e_c, (frames, k, 3).
        arm: of each strand about the cylinder's axis, (frames, k) [m].
    """
    along = (leaves * cylinder.axis).sum(axis=-1, keepdims=True)
    across = np.sqrt(np.maximum(1.0 - along**2, 0.0))
    inward = (leaves * cylinder.inward).sum(axis=-1, keepdims=True)
    touches = (inward > 0.0) & (arm[..., None] > (1.0 - ARM_ROUNDING) * cylinder.radius * across)
    out: Array = np.where(touches, leaves - across * cylinder.tangent - along * cylinder.axis, 0.0)
    return out


def _length_gradient(body: Body, kinetics: Kinetics, dof: str, strands: IndexArray) -> Array:
    """dl/du of some strands, all of which act on a degree of freedom, (frames, k)."""
    at = np.flatnonzero(kinetics.cols == body.map.row(dof))
    entry = np.full(kinetics.length.shape[1], -1)
    entry[kinetics.rows[at]] = at
    out: Array = kinetics.jacobian[:, entry[strands]]
    return out


def wrap_cylinder(body: Body, strand: int) -> WrapCylinder | None:
    """The cylinder of the pelvis that a strand passes on its way to the femur; None where there is none."""
    return _cylinder(body.model, strand, body.body_id("pelvis"))


@functools.lru_cache(maxsize=256)
def _cylinder(model: mujoco.MjModel, strand: int, pelvis: int) -> WrapCylinder | None:
    first = model.tendon_adr[strand]
    for k in range(first + 1, first + model.tendon_num[strand]):
        geom, site = model.wrap_objid[k], model.wrap_objid[k - 1]
        if model.wrap_type[k] == mujoco.mjtWrap.mjWRAP_CYLINDER and model.geom_bodyid[geom] == pelvis:
            flat = np.zeros(9)
            mujoco.mju_quat2Mat(flat, model.geom_quat[geom])
            centre = model.geom_pos[geom]
            side_site, start = model.site_pos[int(model.wrap_prm[k])] - centre, model.site_pos[site] - centre
            return _tangent_cylinder(flat.reshape(3, 3), start, side_site, float(model.geom_size[geom, 0]))
    return None


def _tangent_cylinder(rotation: Array, start: Array, side_site: Array, radius: float) -> WrapCylinder:
    """From a point to the circle of a radius around the third axis, on the side on which `side_site` lies."""
    x, y = (start @ rotation)[:2]
    distance = float(np.hypot(x, y))
    towards = np.array([-x, -y, 0.0]) / distance
    across = np.array([-towards[1], towards[0], 0.0])
    if (side_site @ rotation)[:2] @ across[:2] < 0.0:
        across = -across
    sine = min(radius / distance, 1.0)
    cosine = np.sqrt(1.0 - sine**2)
    tangent, inward = cosine * towards + sine * across, sine * towards - cosine * across
    return WrapCylinder(rotation[:, 2], rotation @ tangent, rotation @ inward, np.array([radius]))
