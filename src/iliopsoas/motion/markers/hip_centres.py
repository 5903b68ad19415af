"""Hip centres from the markers of the pelvis, and the generic body's landmarks that measured ones are compared with.

The laboratory's own hip centre if it gives one; otherwise, from the width W and the depth D of the pelvis
(harrington2007), in axes along the pelvis' spines,

    x = -0.24 D - 9.9 mm,   y = -0.30 W - 10.9 mm,   z = 0.33 W + 7.3 mm

and, with the same weight, where the scaled pelvis of the body has it: the body cannot move one without the other.
"""

from __future__ import annotations

import functools

import numpy as np
from scipy.spatial.transform import Rotation

from iliopsoas.arrays import Array
from iliopsoas.atlas import mirror
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.segment_poses import segment_frames
from iliopsoas.motion.markers.labels import RecognisedLabels
from iliopsoas.motion.markers.landmarks import landmark_midpoint
from iliopsoas.motion.markers.segment_spans import POSTERIOR
from iliopsoas.motion.records.markers import Markers


@functools.cache
def generic_landmarks() -> dict[str, Array]:
    """Landmarks of the generic body at neutral, ground axes, (3) [m]; kept, for the tables never change."""
    body = Body.build()
    rows = mirror.mirrored_landmarks()
    names = sorted({row.body for row in rows})
    origins, turns = segment_frames(body, names, body.map.pose())
    out = {}
    for row in rows:
        i = names.index(row.body)
        out[row.landmark] = origins[0, i] + turns[0, i] @ np.array([row.x_m, row.y_m, row.z_m])
    return out


def generic_distance(start: tuple[str, ...], end: tuple[str, ...]) -> float:
    """Distance on the generic body at neutral [m]."""
    at = generic_landmarks()
    first, last = (np.mean([at[name] for name in group], axis=0) for group in (start, end))
    return float(np.linalg.norm(first - last))


def hip_centres(markers: Markers, known: RecognisedLabels, side: str, pelvis_factor: float) -> list[Array]:
    """Hip centre of a side, each (frames, 3) [m]: the laboratory's or Harrington's, and the scaled body's own."""
    asis = [landmark_midpoint(markers, known, f"asis_{s}") for s in "rl"]
    front, back = 0.5 * (asis[0] + asis[1]), landmark_midpoint(markers, known, *POSTERIOR)
    given = landmark_midpoint(markers, known, f"hip_centre_{side}")
    right = (asis[0] - asis[1]) / np.linalg.norm(asis[0] - asis[1], axis=1, keepdims=True)
    ahead = front - back
    depth = np.linalg.norm(ahead, axis=1)[:, None]
    ahead = ahead - (ahead * right).sum(axis=1, keepdims=True) * right
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    axes = np.stack([ahead, np.cross(right, ahead), right], axis=2)  # (frames, 3, 3), columns x, y, z
    width = np.linalg.norm(asis[0] - asis[1], axis=1)[:, None]
    sign = 1.0 if side == "r" else -1.0
    from_regression = np.hstack([-0.24 * depth - 0.0099, -0.30 * width - 0.0109, sign * (0.33 * width + 0.0073)])
    table = generic_landmarks()
    theirs = 0.5 * (table["asis_r"] + table["asis_l"])
    level = np.arctan2(*(theirs - table["sacrum"])[[1, 0]])  # the line from sacrum to spines slopes in the pelvis
    own = pelvis_factor * Rotation.from_rotvec([0.0, 0.0, -level]).apply(table[f"hip_centre_{side}"] - theirs)
    found = [front + np.einsum("tij,tj->ti", axes, np.broadcast_to(at, front.shape)) for at in (from_regression, own)]
    return [given if np.isfinite(given).all(axis=1).any() else found[0], found[1]]
