"""What the bones look like, drawn from landmarks: a teaching drawing, nothing mechanical depends on it.

Every shape is in its segment's own frame for the generic body (1.70 m): x forward, y up, z right [m]. Joint centres
are the model's; shapes between them are estimated from those, from the muscles' attachments and from anatomy.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas import mirror
from iliopsoas.scene.bones.limbs import HEAD_RADIUS, femur, foot, hand, humerus, radius, shank, toes, ulna
from iliopsoas.scene.bones.pelvis import pelvis
from iliopsoas.scene.bones.solids import Mesh, ellipsoid
from iliopsoas.scene.bones.spine import disc, ribcage, skull, thoracic_spine, vertebra

Array = NDArray[np.float64]
FEMORAL_HEAD = HEAD_RADIUS
"""Radius of the femoral head of the generic body [m] (drawing)."""
LUMBAR = ("lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1")


@functools.cache
def bone_shapes() -> dict[str, dict[str, Mesh]]:
    """Shapes by kind ('bone', 'disc', 'rib') and segment."""
    right = {
        "femur_r": femur(), "tibia_r": shank(), "patella_r": ellipsoid((0.004, 0.024, 0), (0.009, 0.021, 0.02)),
        "talus_r": ellipsoid((0.004, -0.004, 0), (0.026, 0.015, 0.018)), "calcn_r": foot(), "toes_r": toes(),
        "humerus_r": humerus(), "ulna_r": ulna(), "radius_r": radius(), "hand_r": hand(),
    }  # fmt: skip
    both = right | {name[:-1] + "l": shape.mirrored() for name, shape in right.items()}
    up = _next_joint()
    spine = {name: vertebra(up[name]) for name in LUMBAR}
    made = {
        "bone": {"pelvis": pelvis(), "torso": thoracic_spine(), "head": skull()} | spine | both,
        "disc": {name: disc(up[name]) for name in LUMBAR} | {"torso": disc(np.array([-0.004, 0.0275, 0]), _t12())},
        "rib": {"torso": ribcage()},
    }
    return {kind: {name: mesh.with_normals() for name, mesh in shapes.items()} for kind, shapes in made.items()}


@functools.cache
def hull_corners() -> dict[str, Array]:
    """Corners of the convex hull of everything drawn of a segment, (corners, 3) [m]: no shape reaches beyond them."""
    from scipy.spatial import ConvexHull

    shapes = bone_shapes().values()
    points = {
        name: np.concatenate([kind[name].vertices for kind in shapes if name in kind])
        for name in {name: None for kind in shapes for name in kind}
    }
    return {name: all_of_it[ConvexHull(all_of_it).vertices] for name, all_of_it in points.items()}


def _next_joint() -> dict[str, np.ndarray]:
    """Where the next joint above sits in each lumbar vertebra [m]."""
    return {
        j.parent: np.array([j.parent_x_m, j.parent_y_m, j.parent_z_m])
        for j in mirror.mirrored_joints()
        if j.parent in LUMBAR
    }


def _t12() -> np.ndarray:
    joint = next(j for j in mirror.mirrored_joints() if j.child == "torso")
    return np.array([joint.child_x_m, joint.child_y_m, joint.child_z_m])
