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

from iliopsoas.atlas.cite import bibliography
from iliopsoas.body.body import Body
from iliopsoas.body.export.blueprint import blueprint
from iliopsoas.body.export.export_file import ExportFormat, check_export_path, credits
from iliopsoas.body.export.osim_elements import leaf, named_set, numbers
from iliopsoas.body.export.osim_joints import add_couplers, add_joint
from iliopsoas.body.export.osim_muscles import add_muscle
from iliopsoas.body.export.osim_passive import add_passive_moment, passive_expressions
from iliopsoas.body.export.osim_segments import add_segment
from iliopsoas.body.subject import GRAVITY
from iliopsoas.files import write_text

OSIM = ExportFormat("an OpenSim model", (".osim",))
VERSION = "40000"
"""Of the document (technical); the muscles need OpenSim 4.2 or later, compared with 4.6."""
ASSEMBLY = "1e-06"
"""Accuracy to which OpenSim satisfies couplers [rad, m]; its default asks for more than it can do here (technical)."""


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
    return write_text(check_export_path(Path(path), OSIM), osim_text(body))


def osim_text(body: Body) -> str:
    """The text of an OpenSim model of a body."""
    plan = blueprint(body)
    document = Element("OpenSimDocument", Version=VERSION)
    model = SubElement(document, "Model", name="iliopsoas")
    leaf(model, "credits", credits(body))
    leaf(model, "publications", " | ".join(bibliography(body.sources)))
    leaf(model, "length_units", "meters")
    leaf(model, "force_units", "N")
    leaf(model, "gravity", numbers([0.0, -GRAVITY, 0.0]))
    leaf(model, "assembly_accuracy", ASSEMBLY)
    SubElement(model, "Ground", name="ground")
    bodies = named_set(model, "BodySet", "bodyset")
    for segment in plan.segments:
        add_segment(bodies, segment, plan)
    joints = named_set(model, "JointSet", "jointset")
    for joint in plan.joints:
        add_joint(joints, joint)
    constraints = named_set(model, "ConstraintSet", "constraintset")
    for joint in plan.joints:
        add_couplers(constraints, joint)
    forces = named_set(model, "ForceSet", "forceset")
    for i in range(len(body.muscles)):
        add_muscle(forces, body, plan, i)
    for coordinate, expression in passive_expressions(body).items():
        add_passive_moment(forces, coordinate, expression)
    indent(document)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(document, encoding="unicode")}\n'
