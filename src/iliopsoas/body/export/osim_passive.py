"""Passive moments of an .osim document: discs, hip ligaments and knee capsules as expressions of their coordinate.

The equations are those of `iliopsoas.body.passive_moments`.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

import numpy as np

from iliopsoas.body import passive_moments
from iliopsoas.body.body import Body
from iliopsoas.body.export.osim_elements import leaf


def passive_expressions(body: Body) -> dict[str, str]:
    """Passive moment of discs, hip ligaments and knee capsules [N m] by coordinate, as functions of q [rad]."""
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
        falling = f"exp(-q/{passive_moments.KNEE_CAPSULE_STIFFENING:.10g})"
        out[f"knee_angle_{side}"] = f"{passive_moments.KNEE_CAPSULE_MOMENT:.10g}*{falling}"
    return out


def add_passive_moment(parent: Element, coordinate: str, expression: str) -> None:
    """Add a force on a coordinate that is an expression of its value q."""
    force = SubElement(parent, "ExpressionBasedCoordinateForce", name=f"passive_{coordinate}")
    leaf(force, "coordinate", coordinate)
    leaf(force, "expression", expression)
