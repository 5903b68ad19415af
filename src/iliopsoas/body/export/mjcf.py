"""A body as a MuJoCo model (MJCF), ready to be simulated forward.

Unlike the engine's model that this package computes with, it has only degrees of freedom that move, and they are
coupled by equality constraints between joints:

    lumbar levels         u = share q                      q: lumbar_extension, lumbar_bending, lumbar_rotation
    tibia and patella     u = a0 + a1 q + ... + a4 q^4     q: knee angle; least squares to our splines

Every strand is a tendon with a muscle actuator. MuJoCo's own muscle curves are shaped by numbers chosen so that they
come near ours (De Groote 2016); the fibre is taken along the tendon, with Fmax cos(alpha) and lopt cos(alpha).
A comment at the head of the file says what the format cannot express.
"""

from __future__ import annotations

from pathlib import Path

import mujoco
import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from iliopsoas.atlas.cite import bibliography
from iliopsoas.body.body import Body
from iliopsoas.body.export.blueprint import (
    Blueprint,
    Dof,
    ExportedJoint,
    Point,
    Surface,
    blueprint,
)
from iliopsoas.body.export.export_file import VMAX, ExportFormat, check_export_path, credits
from iliopsoas.body.subject import GRAVITY
from iliopsoas.files import write_text

Array = NDArray[np.float64]

MJCF = ExportFormat("a MuJoCo model", (".xml", ".mjcf"))
DEGREE = 4
"""Highest power of a coupling in the format (technical)."""
SHORTEST, LONGEST, LENGTHENING = 0.332, 1.717, 1.705
"""lmin, lmax [lopt] and fvmax [-] of MuJoCo's muscle: least squares to De Groote's curves over 0.3 to 1.8 lopt and over
-1 to 1 vmax (derived; largest differences 0.09)."""
RANGE = (0.5, 1.5)
"""Fibre lengths [lopt] between which a tendon's length range is given (technical; any two give the same muscle)."""
TIMESTEP = 0.001
"""[s] (technical)."""


def export_mjcf(body: Body, path: str | Path) -> Path:
    """Write a body as a MuJoCo model.

    Args:
        body: the body, with its variants.
        path: file that ends in .xml or .mjcf; its folder must exist.

    Returns:
        The path.

    Raises:
        InputError: the file ends in something else.
        FileError: a folder is called so, or the file's folder does not exist.
    """
    return write_text(check_export_path(Path(path), MJCF), mjcf_text(body))


def mjcf_text(body: Body) -> str:
    """The text of a MuJoCo model of a body."""
    plan = blueprint(body)
    spec = mujoco.MjSpec()
    spec.modelname = "iliopsoas"
    spec.compiler.degree = False
    spec.compiler.balanceinertia = False
    spec.option.gravity = [0.0, -GRAVITY, 0.0]
    spec.option.timestep = TIMESTEP
    bodies = {"ground": spec.worldbody}
    stiffness = _disc_stiffness(body)
    for segment, joint in zip(plan.segments, plan.joints, strict=True):
        child = bodies[joint.parent].add_body(name=segment.name, pos=joint.at_parent - joint.at_child)
        child.mass, child.ipos, child.inertia = segment.mass, segment.centre, segment.inertia
        child.explicitinertial = True
        bodies[segment.name] = child
        _add_joints(child, joint, stiffness)
    sides = {s.name: _add_surface(bodies[s.body], s) for s in plan.surfaces}
    for i, name in enumerate(body.muscles.names):
        _add_tendon(spec, bodies, name, plan, sides)
        _add_actuator(spec, body, i)
    errors = [(_add_coupling(spec, d, body), d.name) for joint in plan.joints for d in joint.dofs if not d.independent]
    spec.compile()
    head, _, rest = spec.to_xml().partition("\n")
    return f"{head}\n<!--\n{_comment(body, *max(errors))}\n-->\n{rest}"


def _add_joints(child: mujoco.MjsBody, joint: ExportedJoint, stiffness: dict[str, float]) -> None:
    turn = Rotation.from_euler("XYZ", joint.angles)
    for d in joint.dofs:
        added = child.add_joint(
            name=d.name,
            type=mujoco.mjtJoint.mjJNT_HINGE if d.rotation else mujoco.mjtJoint.mjJNT_SLIDE,
            axis=turn.apply(d.axis),
            pos=joint.at_child,
        )
        if d.independent and d.role != "root":
            added.limited, added.range = mujoco.mjtLimited.mjLIMITED_TRUE, [d.low, d.high]
        if d.name in stiffness:
            polynomial = np.zeros_like(added.stiffness)  # a number in some versions, else a polynomial's coefficients
            polynomial.flat[0] = stiffness[d.name]
            added.stiffness = polynomial


def _disc_stiffness(body: Body) -> dict[str, float]:
    """Of every lumbar level's rotations [N m/rad]; flexion and extension share their mean."""
    out = {}
    for level in body.levels:
        both = 0.5 * (level.stiffness_flexion_nm_deg + level.stiffness_extension_nm_deg)
        out[f"{level.level}_extension"] = float(np.degrees(both))
        out[f"{level.level}_bending"] = float(np.degrees(level.stiffness_bending_nm_deg))
        out[f"{level.level}_rotation"] = float(np.degrees(level.stiffness_rotation_nm_deg))
    return out


def _add_surface(body: mujoco.MjsBody, surface: Surface) -> str:
    """Add a surface; returns the name of its side site ('' if strands take the shorter way)."""
    quat = np.empty(4)
    mujoco.mju_mat2Quat(quat, surface.axes.flatten())
    body.add_geom(
        name=surface.name,
        type=mujoco.mjtGeom.mjGEOM_SPHERE if surface.sphere else mujoco.mjtGeom.mjGEOM_CYLINDER,
        size=[surface.radius, 0.0 if surface.sphere else 0.05, 0.0],
        pos=surface.centre,
        quat=quat,
        contype=0,
        conaffinity=0,
        mass=0.0,
        group=4,
    )
    if not surface.sided:
        return ""
    side = f"{surface.name}_side"
    body.add_site(name=side, pos=surface.centre + 2.0 * surface.radius * surface.axes[:, 0], group=5)
    return side


def _add_tendon(
    spec: mujoco.MjSpec, bodies: dict[str, mujoco.MjsBody], name: str, plan: Blueprint, sides: dict[str, str]
) -> None:
    tendon = spec.add_tendon(name=name)
    count = 0
    for element in plan.paths[name]:
        if isinstance(element, Point):
            count += 1
            site = f"{name}-P{count}"
            bodies[element.body].add_site(name=site, pos=element.at, group=5)
            tendon.wrap_site(site)
        else:
            tendon.wrap_geom(element, sides[element])


def _add_actuator(spec: mujoco.MjSpec, body: Body, i: int) -> None:
    m = body.muscles
    along = float(m.lopt[i] * np.cos(m.pennation[i]))
    passive = 1.0 / passive_force_at(float(m.passive_strain[i]))
    actuator = spec.add_actuator(name=m.names[i], target=m.names[i], trntype=mujoco.mjtTrn.mjTRN_TENDON)
    actuator.set_to_muscle(
        tausmooth=0.0,
        range=list(RANGE),
        force=float(m.fmax[i] * np.cos(m.pennation[i])),
        lmin=SHORTEST,
        lmax=LONGEST,
        vmax=VMAX,
        fpmax=passive,
        fvmax=LENGTHENING,
    )
    actuator.lengthrange = [float(m.lslack[i]) + r * along for r in RANGE]
    actuator.ctrllimited, actuator.ctrlrange = mujoco.mjtLimited.mjLIMITED_TRUE, [0.0, 1.0]


def passive_force_at(strain: float) -> float:
    """MuJoCo's passive curve at a fibre strain, for fpmax = 1: quadratic half-way to lmax, straight beyond."""
    half = 0.5 * (LONGEST - 1.0)
    x = strain / half
    return 0.5 * x * x if x <= 1.0 else x - 0.5


def coupling_polynomial(d: Dof, low: float, high: float) -> tuple[Array, float]:
    """Coefficients of a follower as a polynomial of its coordinate, lowest first, (5), and the largest error [rad, m]
    over the coordinate's range. Values and slopes are fitted alike: moment arms depend on the slopes."""
    out = np.zeros(DEGREE + 1)
    if d.curve is None:
        out[1] = d.slope
        return out, 0.0
    q = np.linspace(low, high, 201)
    inside = np.clip(q, d.curve.x[0], d.curve.x[-1])
    slope = d.scale * d.curve(inside, 1)
    value = d.scale * d.curve(inside) + slope * (q - inside)
    powers = np.vander(q, DEGREE + 1, increasing=True)
    slopes = np.zeros_like(powers)
    slopes[:, 1:] = powers[:, :-1] * np.arange(1, DEGREE + 1)
    out[:] = np.linalg.lstsq(np.concatenate([powers, slopes]), np.concatenate([value, slope]), rcond=None)[0]
    return out, float(np.abs(powers @ out - value).max())


def _add_coupling(spec: mujoco.MjSpec, d: Dof, body: Body) -> float:
    """Add a coupling; returns its largest error."""
    column = body.map.column(d.follows)
    coefficients, error = coupling_polynomial(d, float(body.map.lower[column]), float(body.map.upper[column]))
    equality = spec.add_equality(name=f"{d.name}_con", type=mujoco.mjtEq.mjEQ_JOINT, name1=d.name, name2=d.follows)
    equality.data[: DEGREE + 1] = coefficients
    return error


def _comment(body: Body, worst: float, follower: str) -> str:
    lines = [
        credits(body),
        "Tibia and patella follow the knee angle along polynomials of degree 4 where the body has splines: they differ",
        f"by up to {worst:.2g} rad or m ({follower}), the moment arms of the quadriceps by 3 mm (r.m.s.), up to 4 mm",
        "below and 11 mm above 110 degrees of flexion. MuJoCo holds couplings softly.",
        "Not in this file: ligaments of the hip; different stiffness of discs in flexion and extension (the mean is",
        "used); turning of fibres against the tendon; damping; contact. Activation times are MuJoCo's own.",
        "Sources:",
        *bibliography(body.sources),
    ]
    return "\n".join(lines).replace("--", "-")
