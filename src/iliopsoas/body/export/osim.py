"""A body as an OpenSim 4 model (.osim).

Joints are custom joints whose six axes are functions of their own coordinates:

    tibia     x, y, z, adduction, rotation  =  s(knee angle)                 cubic splines, straight beyond their ends
    patella   x, y, tilt  =  s(beta)   with  beta = knee angle               by a coupler
    levels    u = share q              with  q = lumbar extension, ...       by couplers, one a level and direction

The lumbar coordinates turn the carrier of the abdominal wall. A level is set by itself when its coupler is switched
off. Muscles are those of De Groote 2016 with a rigid tendon; discs and hip ligaments are forces on coordinates, with
the equations of `passive_moments`. Surfaces have their x axis on the side where strands pass (quadrant +x).
"""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.spatial.transform import Rotation

from iliopsoas.atlas.cite import bibliography
from iliopsoas.body import passive_moments
from iliopsoas.body.body import Body
from iliopsoas.body.export.blueprint import (
    Blueprint,
    Dof,
    Link,
    Point,
    Segment,
    Surface,
    Target,
    blueprint,
    check_target,
)
from iliopsoas.body.subject import GRAVITY
from iliopsoas.files import write_text

Array = NDArray[np.float64]

OSIM = Target("an OpenSim model", (".osim",))
VERSION = "40000"
"""Of the document (technical); the muscles need OpenSim 4.2 or later, compared with 4.6."""
ASSEMBLY = "1e-06"
"""Accuracy to which OpenSim satisfies couplers [rad, m]; its default asks for more than it can do here (technical)."""
VMAX = 10.0
"""Maximal shortening velocity [lopt/s] (rajagopal2016)."""
TENDON_STRAIN = 0.049
"""Of the tendon at Fmax [-] (degroote2016); asked only by who switches tendon compliance on."""
SURFACE_LENGTH = 0.5
"""Of wrapping cylinders [m]; ours have no ends (technical)."""
SIDE_MARGIN = np.radians(5.0)
"""How far inside the half on which strands pass the fixed ends shall lie (technical)."""
END_KNOTS = 3
"""Parts into which a spline's first and last intervals are cut: with four knots on one cubic, the end conditions of
OpenSim's spline give the same curve as ours (technical)."""


def export_osim(body: Body, path: str | Path) -> Path:
    """Write a body as an OpenSim model.

    Args:
        body: the body, with its variants.
        path: file that ends in .osim; its folder must exist.

    Returns:
        The path.

    Raises:
        InputError: the file ends in something else.
        FileError: a folder is called so, or the file's folder does not exist.
    """
    return write_text(check_target(Path(path), OSIM), osim_text(body))


def osim_text(body: Body) -> str:
    """The text of an OpenSim model of a body."""
    plan = blueprint(body)
    document = Element("OpenSimDocument", Version=VERSION)
    model = SubElement(document, "Model", name="iliopsoas")
    _leaf(model, "credits", credits(body))
    _leaf(model, "publications", " | ".join(bibliography(body.sources)))
    _leaf(model, "length_units", "meters")
    _leaf(model, "force_units", "N")
    _leaf(model, "gravity", _numbers([0.0, -GRAVITY, 0.0]))
    _leaf(model, "assembly_accuracy", ASSEMBLY)
    SubElement(model, "Ground", name="ground")
    bodies = _set(model, "BodySet", "bodyset")
    for segment in plan.segments:
        _segment(bodies, segment, [_turned(s, plan) for s in plan.surfaces if s.body == segment.name])
    joints = _set(model, "JointSet", "jointset")
    for link in plan.links:
        _joint(joints, link)
    constraints = _set(model, "ConstraintSet", "constraintset")
    for link in plan.links:
        _couplers(constraints, link)
    forces = _set(model, "ForceSet", "forceset")
    for i in range(len(body.muscles)):
        _muscle(forces, body, plan, i)
    for coordinate, expression in passive_expressions(body).items():
        _passive(forces, coordinate, expression)
    indent(document)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(document, encoding="unicode")}\n'


def followers(body: Body) -> dict[str, tuple[str, float]]:
    """Coordinates of the OpenSim model that follow others: name -> (leader, slope).

    OpenSim's tools take coordinates that a motion file lacks as zero, whatever the couplers say: a file for the inverse
    dynamics tool needs a column for each of these too.
    """
    found = [(d.name, d) for link in blueprint(body).links for d in _own(link) if not d.independent]
    return {name: (d.follows, _slope(d)) for name, d in found}


def credits(body: Body) -> str:
    """Whose body it is and what made it."""
    s = body.subject
    variants = f" Variants: {', '.join(body.variants)}." if body.variants else ""
    return (
        f"Exported by iliopsoas (research and teaching software, not a medical device). {s.sex}, {s.height:g} m, "
        f"{s.mass:g} kg, {s.age:g} years.{variants} The numbers come from the works named below."
    )


# --- segments and surfaces --------------------------------------------------------------------------------------------


def _segment(parent: Element, segment: Segment, surfaces: list[Surface]) -> None:
    body = SubElement(parent, "Body", name=segment.name)
    if surfaces:
        wraps = _set(body, "WrapObjectSet", "wrapobjectset")
        for surface in surfaces:
            _surface(wraps, surface)
    _leaf(body, "mass", _numbers([segment.mass]))
    _leaf(body, "mass_center", _numbers(segment.centre))
    _leaf(body, "inertia", _numbers([*segment.inertia, 0.0, 0.0, 0.0]))


def _turned(surface: Surface, plan: Blueprint) -> Surface:
    """The surface turned about z by the least angle that brings the fixed ends beside it to the side of +x."""
    ends = []
    for path in plan.paths.values():
        for k, element in enumerate(path):
            if element == surface.name:
                beside = (path[k - 1], path[k + 1])
                ends += [p.at for p in beside if isinstance(p, Point) and p.body == surface.body]
    if not ends or not surface.sided:
        return surface
    local = (np.array(ends) - surface.centre) @ surface.axes
    angle = np.arctan2(local[:, 1], local[:, 0])
    half = np.pi / 2 - SIDE_MARGIN
    turn = min(max(0.0, angle.max() - half), angle.min() + half)
    return surface._replace(axes=surface.axes @ Rotation.from_rotvec([0.0, 0.0, turn]).as_matrix())


def _surface(parent: Element, surface: Surface) -> None:
    wrap = SubElement(parent, "WrapSphere" if surface.sphere else "WrapCylinder", name=surface.name)
    _leaf(wrap, "active", "true")
    _leaf(wrap, "xyz_body_rotation", _numbers(Rotation.from_matrix(surface.axes).as_euler("XYZ")))
    _leaf(wrap, "translation", _numbers(surface.centre))
    _leaf(wrap, "quadrant", "+x" if surface.sided else "all")
    _leaf(SubElement(wrap, "Appearance"), "visible", "false")
    _leaf(wrap, "radius", _numbers([surface.radius]))
    if not surface.sphere:
        _leaf(wrap, "length", _numbers([SURFACE_LENGTH]))


# --- joints -----------------------------------------------------------------------------------------------------------


def _joint(parent: Element, link: Link) -> None:
    joint = SubElement(parent, "CustomJoint" if link.dofs else "WeldJoint", name=link.name)
    home, away = f"{link.parent}_offset", f"{link.child}_offset"
    _leaf(joint, "socket_parent_frame", home)
    _leaf(joint, "socket_child_frame", away)
    if link.dofs:
        coordinates = SubElement(joint, "coordinates")
        for d in _own(link):
            _coordinate(coordinates, d)
    frames = SubElement(joint, "frames")
    root = "/ground" if link.parent == "ground" else f"/bodyset/{link.parent}"
    for name, owner, at in ((home, root, link.at_parent), (away, f"/bodyset/{link.child}", link.at_child)):
        offset = SubElement(frames, "PhysicalOffsetFrame", name=name)
        _leaf(offset, "socket_parent", owner)
        _leaf(offset, "translation", _numbers(at))
        _leaf(offset, "orientation", _numbers(link.angles))
    if link.dofs:
        transform = SubElement(joint, "SpatialTransform")
        for kind, rotation in (("rotation", True), ("translation", False)):
            dofs = [d for d in link.dofs if d.rotation == rotation]
            for i, (axis, dof) in enumerate(_three_axes(dofs), start=1):
                _axis(transform, f"{kind}{i}", axis, dof, link)


def driver(d: Dof, link: Link) -> str:
    """The coordinate of the joint that a degree of freedom is a function of: its own, or one that a coupler moves."""
    if d.curve is None:
        return d.name
    return d.follows if any(o.name == d.follows for o in link.dofs) else f"{d.follows}_beta"


def _own(link: Link) -> list[Dof]:
    """One for each coordinate of the joint."""
    out: dict[str, Dof] = {}
    for d in link.dofs:
        name = driver(d, link)
        if name == d.name or name not in {o.name for o in link.dofs}:
            out.setdefault(name, d._replace(name=name))
    return list(out.values())


def _coordinate(parent: Element, d: Dof) -> None:
    coordinate = SubElement(parent, "Coordinate", name=d.name)
    low, high = (max(d.low, -99999.9), min(d.high, 99999.9))
    _leaf(coordinate, "default_value", "0")
    _leaf(coordinate, "default_speed_value", "0")
    _leaf(coordinate, "range", _numbers([low, high]))
    _leaf(coordinate, "clamped", _flag(d.independent and d.role != "root"))
    _leaf(coordinate, "locked", _flag(d.role == "locked"))


def _three_axes(dofs: list[Dof]) -> list[tuple[Array, Dof | None]]:
    """Independent axes, those of the degrees of freedom first."""
    out: list[tuple[Array, Dof | None]] = [(d.axis, d) for d in dofs]
    for axis in np.eye(3):
        if len(out) < 3 and np.linalg.matrix_rank(np.array([a for a, _ in out] + [axis]), tol=0.1) > len(out):
            out.append((axis, None))
    return out


def _axis(parent: Element, name: str, axis: Array, d: Dof | None, link: Link) -> None:
    transform = SubElement(parent, "TransformAxis", name=name)
    _leaf(transform, "coordinates", "" if d is None else driver(d, link))
    _leaf(transform, "axis", _numbers(axis))
    if d is None:
        _leaf(SubElement(transform, "Constant", name="function"), "value", "0")
    elif d.curve is None:
        _leaf(SubElement(transform, "LinearFunction", name="function"), "coefficients", "1 0")
    else:
        x, y = knots(d.curve, d.scale)
        spline = SubElement(transform, "SimmSpline", name="function")
        _leaf(spline, "x", _numbers(x))
        _leaf(spline, "y", _numbers(y))


def knots(curve: CubicSpline, scale: float) -> tuple[Array, Array]:
    """Points through which OpenSim draws the same curve."""
    at = curve.x
    ends = [np.linspace(a, b, END_KNOTS + 1)[1:-1] for a, b in ((at[0], at[1]), (at[-2], at[-1]))]
    x = np.sort(np.concatenate([at, *ends]))
    return x, scale * curve(x)


def _slope(d: Dof) -> float:
    """Of a coupler: the share of a lumbar level, 1 for what a curve is a function of."""
    return d.slope if d.curve is None else 1.0


def _couplers(parent: Element, link: Link) -> None:
    for d in _own(link):
        if d.independent:
            continue
        coupler = SubElement(parent, "CoordinateCouplerConstraint", name=f"{d.name}_con")
        _leaf(coupler, "isEnforced", "true")
        function = SubElement(SubElement(coupler, "coupled_coordinates_function"), "LinearFunction")
        _leaf(function, "coefficients", _numbers([_slope(d), 0.0]))
        _leaf(coupler, "independent_coordinate_names", d.follows)
        _leaf(coupler, "dependent_coordinate_name", d.name)
        _leaf(coupler, "scale_factor", "1")


# --- forces -----------------------------------------------------------------------------------------------------------


def _muscle(parent: Element, body: Body, plan: Blueprint, i: int) -> None:
    m = body.muscles
    muscle = SubElement(parent, "DeGrooteFregly2016Muscle", name=m.names[i])
    _path(muscle, m.names[i], plan.paths[m.names[i]])
    for name, value in {
        "max_isometric_force": m.fmax[i],
        "optimal_fiber_length": m.lopt[i],
        "tendon_slack_length": m.lslack[i],
        "pennation_angle_at_optimal": m.pennation[i],
        "max_contraction_velocity": VMAX,
        "passive_fiber_strain_at_one_norm_force": m.passive_strain[i],
        "tendon_strain_at_one_norm_force": TENDON_STRAIN,
    }.items():
        _leaf(muscle, name, _numbers([value]))
    _leaf(muscle, "ignore_tendon_compliance", "true")


def _path(parent: Element, name: str, elements: tuple[Point | str, ...]) -> None:
    path = SubElement(parent, "GeometryPath", name="geometrypath")
    points = _set(path, "PathPointSet", "pathpointset")
    wraps: list[tuple[str, int]] = []
    count = 0
    for element in elements:
        if isinstance(element, str):
            wraps.append((element, count))
            continue
        count += 1
        point = SubElement(points, "PathPoint", name=f"{name}-P{count}")
        _leaf(point, "socket_parent_frame", f"/bodyset/{element.body}")
        _leaf(point, "location", _numbers(element.at))
    if wraps:
        around = _set(path, "PathWrapSet", "pathwrapset")
        for surface, before in wraps:
            wrap = SubElement(around, "PathWrap", name=f"{surface}_after_P{before}")
            _leaf(wrap, "wrap_object", surface)
            _leaf(wrap, "method", "hybrid")
            _leaf(wrap, "range", f"{before} {before + 1}")


def passive_expressions(body: Body) -> dict[str, str]:
    """Passive moment of discs and hip ligaments [N m] by coordinate, as functions of its value q [rad]."""
    degree = 180.0 / np.pi
    out = {}
    for level in body.levels:
        flexion, extension = (k * degree for k in (level.stiffness_flexion_nm_deg, level.stiffness_extension_nm_deg))
        out[f"{level.level}_extension"] = f"-({flexion:.10g} + {extension - flexion:.10g}*step(q))*q"
        out[f"{level.level}_bending"] = f"-{level.stiffness_bending_nm_deg * degree:.10g}*q"
        out[f"{level.level}_rotation"] = f"-{level.stiffness_rotation_nm_deg * degree:.10g}*q"
    end = np.exp(-passive_moments.HIP_LIGAMENT_END / passive_moments.HIP_LIGAMENT_STIFFENING)
    height = passive_moments.HIP_LIGAMENT_MOMENT / (1.0 - end)
    for side in "rl":
        grown = f"exp(-q/{passive_moments.HIP_LIGAMENT_STIFFENING:.10g}) - {end:.10g}"
        out[f"hip_flexion_{side}"] = f"{height:.10g}*max({grown}, 0)"
    return out


def _passive(parent: Element, coordinate: str, expression: str) -> None:
    force = SubElement(parent, "ExpressionBasedCoordinateForce", name=f"passive_{coordinate}")
    _leaf(force, "coordinate", coordinate)
    _leaf(force, "expression", expression)


# --- words of the format ----------------------------------------------------------------------------------------------


def _set(parent: Element, kind: str, name: str) -> Element:
    """An empty named collection; returns the place for its members."""
    return SubElement(SubElement(parent, kind, name=name), "objects")


def _leaf(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _numbers(values: object) -> str:
    return " ".join(f"{float(v) + 0.0:.12g}" for v in np.ravel(np.asarray(values, dtype=float)))


def _flag(value: bool) -> str:
    return "true" if value else "false"
