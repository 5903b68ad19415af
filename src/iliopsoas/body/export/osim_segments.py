"""Segments of an .osim document: masses, centres, inertias, and the surfaces that strands wrap around."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from iliopsoas.body.export.blueprint import Blueprint, Point, Segment, Surface
from iliopsoas.body.export.osim_elements import leaf, named_set, numbers

Array = NDArray[np.float64]
SURFACE_LENGTH = 0.5
"""Of wrapping cylinders [m]; ours have no ends (technical)."""
SIDE_MARGIN = np.radians(5.0)
"""How far inside the half on which strands pass the fixed ends shall lie (technical)."""


def add_segment(parent: Element, segment: Segment, plan: Blueprint) -> None:
    """Add a segment with the surfaces on it, turned so that OpenSim's strands pass on the same side as ours."""
    surfaces = [_turn_to_fixed_ends(s, plan) for s in plan.surfaces if s.body == segment.name]
    body = SubElement(parent, "Body", name=segment.name)
    if surfaces:
        wraps = named_set(body, "WrapObjectSet", "wrapobjectset")
        for surface in surfaces:
            _add_surface(wraps, surface)
    leaf(body, "mass", numbers([segment.mass]))
    leaf(body, "mass_center", numbers(segment.centre))
    leaf(body, "inertia", numbers([*segment.inertia, 0.0, 0.0, 0.0]))


def _turn_to_fixed_ends(surface: Surface, plan: Blueprint) -> Surface:
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


def _add_surface(parent: Element, surface: Surface) -> None:
    wrap = SubElement(parent, "WrapSphere" if surface.sphere else "WrapCylinder", name=surface.name)
    leaf(wrap, "active", "true")
    leaf(wrap, "xyz_body_rotation", numbers(Rotation.from_matrix(surface.axes).as_euler("XYZ")))
    leaf(wrap, "translation", numbers(surface.centre))
    leaf(wrap, "quadrant", "+x" if surface.sided else "all")
    leaf(SubElement(wrap, "Appearance"), "visible", "false")
    leaf(wrap, "radius", numbers([surface.radius]))
    if not surface.sphere:
        leaf(wrap, "length", numbers([SURFACE_LENGTH]))
