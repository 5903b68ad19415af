"""Joints of an .osim document: custom joints whose axes are functions of coordinates, and couplers between these.

    u = q                a coordinate of its own: linear function
    u = scale s(q)       tibia and patella: spline of the knee angle, or of its copy `beta` in a joint that lacks it
    q' = slope q         a coordinate that follows another one: coupler

Names of elements are those of OpenSim 4.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from iliopsoas.body.body import Body
from iliopsoas.body.export.blueprint import Dof, ExportedJoint, blueprint
from iliopsoas.body.export.osim_elements import flag, leaf, numbers

Array = NDArray[np.float64]
END_KNOTS = 3
"""Parts into which a spline's first and last intervals are cut: with four knots on one cubic, the end conditions of
OpenSim's spline give the same curve as ours (technical)."""


def add_joint(parent: Element, joint: ExportedJoint) -> None:
    """Add a custom joint with its coordinates, frames and axes; a weld where nothing moves."""
    element = SubElement(parent, "CustomJoint" if joint.dofs else "WeldJoint", name=joint.name)
    home, away = f"{joint.parent}_offset", f"{joint.child}_offset"
    leaf(element, "socket_parent_frame", home)
    leaf(element, "socket_child_frame", away)
    if joint.dofs:
        coordinates = SubElement(element, "coordinates")
        for d in coordinates_of_joint(joint):
            _add_coordinate(coordinates, d)
    frames = SubElement(element, "frames")
    root = "/ground" if joint.parent == "ground" else f"/bodyset/{joint.parent}"
    for name, owner, at in ((home, root, joint.at_parent), (away, f"/bodyset/{joint.child}", joint.at_child)):
        offset = SubElement(frames, "PhysicalOffsetFrame", name=name)
        leaf(offset, "socket_parent", owner)
        leaf(offset, "translation", numbers(at))
        leaf(offset, "orientation", numbers(joint.angles))
    if joint.dofs:
        transform = SubElement(element, "SpatialTransform")
        for kind, rotation in (("rotation", True), ("translation", False)):
            dofs = [d for d in joint.dofs if d.rotation == rotation]
            for i, (axis, dof) in enumerate(_three_axes(dofs), start=1):
                _add_axis(transform, f"{kind}{i}", axis, dof, joint)


def independent_variable(d: Dof, joint: ExportedJoint) -> str:
    """The coordinate of the joint that a degree of freedom is a function of: its own, or one that a coupler moves."""
    if d.curve is None:
        return d.name
    return d.follows if any(o.name == d.follows for o in joint.dofs) else f"{d.follows}_beta"


def coordinates_of_joint(joint: ExportedJoint) -> list[Dof]:
    """One for each coordinate of the joint."""
    out: dict[str, Dof] = {}
    for d in joint.dofs:
        name = independent_variable(d, joint)
        if name == d.name or name not in {o.name for o in joint.dofs}:
            out.setdefault(name, d._replace(name=name))
    return list(out.values())


def _add_coordinate(parent: Element, d: Dof) -> None:
    coordinate = SubElement(parent, "Coordinate", name=d.name)
    low, high = (max(d.low, -99999.9), min(d.high, 99999.9))
    leaf(coordinate, "default_value", "0")
    leaf(coordinate, "default_speed_value", "0")
    leaf(coordinate, "range", numbers([low, high]))
    leaf(coordinate, "clamped", flag(d.independent and d.role != "root"))
    leaf(coordinate, "locked", flag(d.role == "locked"))


def _three_axes(dofs: list[Dof]) -> list[tuple[Array, Dof | None]]:
    """Independent axes, those of the degrees of freedom first."""
    out: list[tuple[Array, Dof | None]] = [(d.axis, d) for d in dofs]
    for axis in np.eye(3):
        if len(out) < 3 and np.linalg.matrix_rank(np.array([a for a, _ in out] + [axis]), tol=0.1) > len(out):
            out.append((axis, None))
    return out


def _add_axis(parent: Element, name: str, axis: Array, d: Dof | None, joint: ExportedJoint) -> None:
    transform = SubElement(parent, "TransformAxis", name=name)
    leaf(transform, "coordinates", "" if d is None else independent_variable(d, joint))
    leaf(transform, "axis", numbers(axis))
    if d is None:
        leaf(SubElement(transform, "Constant", name="function"), "value", "0")
    elif d.curve is None:
        leaf(SubElement(transform, "LinearFunction", name="function"), "coefficients", "1 0")
    else:
        x, y = spline_knots(d.curve, d.scale)
        spline = SubElement(transform, "SimmSpline", name="function")
        leaf(spline, "x", numbers(x))
        leaf(spline, "y", numbers(y))


def spline_knots(curve: CubicSpline, scale: float) -> tuple[Array, Array]:
    """Points through which OpenSim draws the same curve."""
    at = curve.x
    ends = [np.linspace(a, b, END_KNOTS + 1)[1:-1] for a, b in ((at[0], at[1]), (at[-2], at[-1]))]
    x = np.sort(np.concatenate([at, *ends]))
    return x, scale * curve(x)


def _slope(d: Dof) -> float:
    """Of a coupler: the share of a lumbar level, 1 for what a curve is a function of."""
    return d.slope if d.curve is None else 1.0


def add_couplers(parent: Element, joint: ExportedJoint) -> None:
    """Add a coupler for each coordinate of a joint that follows another one."""
    for d in coordinates_of_joint(joint):
        if d.independent:
            continue
        coupler = SubElement(parent, "CoordinateCouplerConstraint", name=f"{d.name}_con")
        leaf(coupler, "isEnforced", "true")
        function = SubElement(SubElement(coupler, "coupled_coordinates_function"), "LinearFunction")
        leaf(function, "coefficients", numbers([_slope(d), 0.0]))
        leaf(coupler, "independent_coordinate_names", d.follows)
        leaf(coupler, "dependent_coordinate_name", d.name)
        leaf(coupler, "scale_factor", "1")


def coupled_coordinates(body: Body) -> dict[str, tuple[str, float]]:
    """Coordinates of the OpenSim model that follow others: name -> (leader, slope).

    OpenSim's tools take coordinates that a motion file lacks as zero, whatever the couplers say: a file for the inverse
    dynamics tool needs a column for each of these too.
    """
    found = [(d.name, d) for joint in blueprint(body).joints for d in coordinates_of_joint(joint) if not d.independent]
    return {name: (d.follows, _slope(d)) for name, d in found}
