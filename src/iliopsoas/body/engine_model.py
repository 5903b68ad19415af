"""The MuJoCo model of one body, built with MjSpec from the atlas.

The engine's world keeps our axes: x forward, y up, z right; gravity points along -y. Nothing in it is simulated
forward: constraints, contacts, springs and actuators are off, and the engine answers three questions for a pose: which
generalised forces a motion takes (`mj_inverse`), how long each tendon is and what its moment arms are (`ten_length`,
`ten_J`), and what a force on a segment does (`mj_applyFT`).

A joint with all six degrees of freedom gets three slides along its parent's axes, then its rotations. The slides are
never moved (or, in the knee, follow the knee angle); their generalised forces are the joint's reaction in the parent's
axes.
"""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from iliopsoas.atlas import mirror
from iliopsoas.atlas.reading.tables import Bone, Coordinate, Joint, Wrap
from iliopsoas.body.strands import Strand
from iliopsoas.body.subject import GRAVITY

Array = NDArray[np.float64]
AXES = np.eye(3)


def joint_orientation(joint: Joint) -> Rotation:
    """The joint's frame in its parent."""
    return Rotation.from_euler("XYZ", [joint.frame_rx_rad, joint.frame_ry_rad, joint.frame_rz_rad])


def build_engine_model(
    strands: list[Strand], factors: dict[str, float], mass_factor: float
) -> tuple[mujoco.MjModel, tuple[str, ...]]:
    """Compile the model.

    Args:
        strands: the muscles.
        factors: length factor of each segment [-].
        mass_factor: common factor on all masses [-].

    Returns:
        The model and the names of its degrees of freedom in order.
    """
    spec = mujoco.MjSpec()
    spec.compiler.degree = False
    spec.compiler.balanceinertia = False
    spec.option.gravity = [0.0, -GRAVITY, 0.0]
    off = mujoco.mjtDisableBit
    spec.option.disableflags = int(
        off.mjDSBL_CONSTRAINT | off.mjDSBL_CONTACT | off.mjDSBL_LIMIT | off.mjDSBL_SPRING | off.mjDSBL_DAMPER
    )
    bodies = {"ground": spec.worldbody}
    bones = {b.body: b for b in mirror.mirrored_bones()}
    coordinates: dict[str, list[Coordinate]] = {}
    for c in mirror.mirrored_coordinates():
        coordinates.setdefault(c.joint, []).append(c)
    dofs: list[str] = []
    for joint in _parents_first(mirror.mirrored_joints()):
        scale_parent, scale_child = factors.get(joint.parent, 1.0), factors[joint.child]
        at = scale_child * np.array([joint.child_x_m, joint.child_y_m, joint.child_z_m])
        origin = scale_parent * np.array([joint.parent_x_m, joint.parent_y_m, joint.parent_z_m]) - at
        body = bodies[joint.parent].add_body(name=joint.child, pos=origin)
        _set_inertia(body, bones[joint.child], scale_child, mass_factor)
        bodies[joint.child] = body
        dofs += _degrees_of_freedom(body, joint, coordinates.get(joint.joint, []), at)
    side_sites = _add_wraps(bodies, factors)
    for strand in strands:
        _add_tendon(spec, bodies, strand, factors, side_sites)
    return spec.compile(), tuple(dofs)


def _parents_first(joints: tuple[Joint, ...]) -> list[Joint]:
    """Depth first, so that the order of degrees of freedom is the engine's."""
    children: dict[str, list[Joint]] = {}
    for j in joints:
        children.setdefault(j.parent, []).append(j)
    out: list[Joint] = []

    def walk(parent: str) -> None:
        for j in children.get(parent, []):
            out.append(j)
            walk(j.child)

    walk("ground")
    return out


def _set_inertia(body: mujoco.MjsBody, bone: Bone, length: float, mass: float) -> None:
    body.mass = bone.mass_kg * mass
    body.ipos = length * np.array([bone.com_x_m, bone.com_y_m, bone.com_z_m])
    body.inertia = mass * length**2 * np.array([bone.ixx_kg_m2, bone.iyy_kg_m2, bone.izz_kg_m2])
    body.explicitinertial = True


def _degrees_of_freedom(body: mujoco.MjsBody, joint: Joint, rows: list[Coordinate], at: Array) -> list[str]:
    turn = joint_orientation(joint)
    names = []
    slide, hinge = mujoco.mjtJoint.mjJNT_SLIDE, mujoco.mjtJoint.mjJNT_HINGE
    if joint.six_dof == "yes":
        for axis, letter in zip(AXES, "xyz", strict=True):
            names.append(f"{joint.joint}_t{letter}")
            body.add_joint(name=names[-1], type=slide, axis=axis, pos=at)
    for c in rows:
        names.append(c.coordinate)
        kind = slide if c.motion == "translation" else hinge
        axis = turn.apply([c.axis_x, c.axis_y, c.axis_z])
        body.add_joint(name=c.coordinate, type=kind, axis=axis, pos=at)
    return names


def _add_wraps(bodies: dict[str, mujoco.MjsBody], factors: dict[str, float]) -> dict[str, str]:
    """Add all wrapping surfaces; returns wrap name -> side site ('' if none)."""
    sides = {}
    for w in mirror.mirrored_wraps():
        scale, body = factors[w.body], bodies[w.body]
        centre = scale * np.array([w.centre_x_m, w.centre_y_m, w.centre_z_m])
        sphere = w.shape == "sphere"
        axis = np.array([w.axis_x, w.axis_y, w.axis_z])
        turn = (
            np.eye(3) if sphere else Rotation.align_vectors([axis / np.linalg.norm(axis)], [[0, 0, 1]])[0].as_matrix()
        )
        quat = np.empty(4)
        mujoco.mju_mat2Quat(quat, turn.flatten())
        body.add_geom(
            name=w.wrap,
            type=mujoco.mjtGeom.mjGEOM_SPHERE if sphere else mujoco.mjtGeom.mjGEOM_CYLINDER,
            size=[scale * w.radius_m, 0.0 if sphere else 0.05, 0.0],
            pos=centre,
            quat=quat,
            contype=0,
            conaffinity=0,
            mass=0.0,
            group=4,
        )
        sides[w.wrap] = _add_side_site(body, w, scale)
    return sides


def _add_side_site(body: mujoco.MjsBody, w: Wrap, scale: float) -> str:
    if np.isnan(w.side_x_m):
        return ""
    body.add_site(name=f"{w.wrap}_side", pos=scale * np.array([w.side_x_m, w.side_y_m, w.side_z_m]), group=5)
    return f"{w.wrap}_side"


def _add_tendon(
    spec: mujoco.MjSpec,
    bodies: dict[str, mujoco.MjsBody],
    strand: Strand,
    factors: dict[str, float],
    side_sites: dict[str, str],
) -> None:
    tendon = spec.add_tendon(name=strand.name)
    for p in strand.path:
        if p.element == "wrap":
            name = f"{p.wrap}_{strand.side}"
            tendon.wrap_geom(name, side_sites[name])
        else:
            name = f"{strand.name}@{p.order}"
            bodies[p.body].add_site(name=name, pos=factors[p.body] * np.array([p.x_m, p.y_m, p.z_m]), group=5)
            tendon.wrap_site(name)
