"""Poses of segments, as systems without markers (Theia) store them in a .c3d file, turned into points like markers.

Every segment has axes x to the right, y forward, z up along it. Its origin is the joint above: the middle of the hips,
hip, knee, ankle, metatarsal heads, root of the neck. Joint centres are what such a system measures; the points beside
them (pelvis, epicondyles, malleoli, heel, trunk) only carry the segments' turns, at distances of the generic body. Arms
are left out: their shoulders move against the trunk, which the body's do not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iliopsoas.arrays import Array

HIP_WIDTH_MM = 154.5
"""Distance of the hip centres of the generic body [mm] (rajagopal2016)."""
POINTS: dict[str, tuple[tuple[str, tuple[float, float, float]], ...]] = {
    "pelvis": (
        ("R_ASIS", (128.5, 65.8, 96.6)),
        ("L_ASIS", (-128.5, 65.8, 96.6)),
        ("R_PSIS", (45.0, -98.7, 113.5)),
        ("L_PSIS", (-45.0, -98.7, 113.5)),
    ),
    "{s}_thigh": (("{S}_HJC", (0.0, 0.0, 0.0)),),
    "{s}_shank": (
        ("{S}_KJC", (0.0, 0.0, 0.0)),
        ("{S}_Knee_Lat", (50.0, 0.0, 0.0)),
        ("{S}_Knee_Med", (-50.0, 0.0, 0.0)),
    ),
    "{s}_foot": (
        ("{S}_AJC", (0.0, 0.0, 0.0)),
        ("{S}_Ankle_Lat", (45.0, 0.0, 0.0)),
        ("{S}_Ankle_Med", (-45.0, 0.0, 0.0)),
        ("{S}_Heel", (0.0, -45.0, -40.0)),
    ),
    "{s}_toes": (("{S}_MT2", (0.0, 0.0, 0.0)),),
    "torso": (
        ("C7", (0.0, -50.0, 0.0)),
        ("Torso_2", (100.0, 0.0, -200.0)),
        ("Torso_3", (-100.0, 0.0, -200.0)),
        ("Torso_4", (0.0, 100.0, -200.0)),
    ),
    "head": (("Head_1", (0.0, 0.0, 0.0)), ("Head_2", (60.0, 0.0, 60.0)), ("Head_3", (-60.0, 0.0, 60.0))),
}
"""Points of each segment in its axes, the right one's where there are two [mm] (estimated; pelvis derived from
rajagopal2016)."""


def markers_of_segments(names: Sequence[str], poses: Array) -> tuple[tuple[str, ...], Array]:
    """Labels, and positions (frames, markers, 3) in the poses' unit of length, millimetres.

    Args:
        names: of the segments, 'pelvis_4X4'.
        poses: (4, 4, segments, frames).
    """
    at = {name.lower().removesuffix("_4x4"): i for i, name in enumerate(names[: poses.shape[2]])}
    wide = _hip_width(at, poses)
    labels: list[str] = []
    paths: list[Array] = []
    for pattern, points in POINTS.items():
        for side in ("r", "l") if "{s}" in pattern else ("",):
            segment = pattern.replace("{s}", side)
            if segment not in at:
                continue
            pose = poses[:, :, at[segment]]
            mirror = np.array([-1.0 if side == "l" else 1.0, 1.0, 1.0]) * (wide if segment == "pelvis" else 1.0)
            for label, place in points:
                labels.append(label.replace("{S}", side.upper()))
                paths.append(pose[:3, 3].T + np.einsum("ijt,j->ti", pose[:3, :3], mirror * np.array(place)))
    if not labels:
        return (), np.zeros((poses.shape[3], 0, 3))
    return tuple(labels), np.stack(paths, axis=1)


def _hip_width(at: dict[str, int], poses: Array) -> float:
    """Size of the pelvis beside the generic one's, by the distance of the hips."""
    if not {"r_thigh", "l_thigh"} <= set(at):
        return 1.0
    apart = poses[:3, 3, at["r_thigh"]] - poses[:3, 3, at["l_thigh"]]
    found = float(np.nanmedian(np.linalg.norm(apart, axis=0)) / HIP_WIDTH_MM)
    return found if np.isfinite(found) and found > 0.0 else 1.0
