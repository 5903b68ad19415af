"""Muscles of an .osim document: De Groote-Fregly muscles with a rigid tendon, and their paths."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from iliopsoas.body.body import Body
from iliopsoas.body.export.blueprint import Blueprint, Point
from iliopsoas.body.export.export_file import VMAX
from iliopsoas.body.export.osim_elements import leaf, named_set, numbers

TENDON_STRAIN = 0.049
"""Of the tendon at Fmax [-] (degroote2016); asked only by who switches tendon compliance on."""


def add_muscle(parent: Element, body: Body, plan: Blueprint, i: int) -> None:
    """Add the i-th strand with its muscle-tendon parameters and path."""
    m = body.muscles
    muscle = SubElement(parent, "DeGrooteFregly2016Muscle", name=m.names[i])
    _add_path(muscle, m.names[i], plan.paths[m.names[i]])
    for name, value in {
        "max_isometric_force": m.fmax[i],
        "optimal_fiber_length": m.lopt[i],
        "tendon_slack_length": m.lslack[i],
        "pennation_angle_at_optimal": m.pennation[i],
        "max_contraction_velocity": VMAX,
        "passive_fiber_strain_at_one_norm_force": m.passive_strain[i],
        "tendon_strain_at_one_norm_force": TENDON_STRAIN,
    }.items():
        leaf(muscle, name, numbers([value]))
    leaf(muscle, "ignore_tendon_compliance", "true")


def _add_path(parent: Element, name: str, elements: tuple[Point | str, ...]) -> None:
    path = SubElement(parent, "GeometryPath", name="geometrypath")
    points = named_set(path, "PathPointSet", "pathpointset")
    wraps: list[tuple[str, int]] = []
    count = 0
    for element in elements:
        if isinstance(element, str):
            wraps.append((element, count))
            continue
        count += 1
        point = SubElement(points, "PathPoint", name=f"{name}-P{count}")
        leaf(point, "socket_parent_frame", f"/bodyset/{element.body}")
        leaf(point, "location", numbers(element.at))
    if wraps:
        around = named_set(path, "PathWrapSet", "pathwrapset")
        for surface, before in wraps:
            wrap = SubElement(around, "PathWrap", name=f"{surface}_after_P{before}")
            leaf(wrap, "wrap_object", surface)
            leaf(wrap, "method", "hybrid")
            leaf(wrap, "range", f"{before} {before + 1}")
