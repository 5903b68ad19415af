"""Which degrees of freedom follow which generalised coordinates: lumbar rhythm, tibia and patella.

lumbar levels     u = share q            q: lumbar_extension, lumbar_bending, lumbar_rotation, or the level's own
abdominal wall    u = sum of all levels, so that it turns with the whole lumbar spine
tibia, patella    u = scale s(q)         q: knee angle; cubic splines through the table `knee_motion`
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from iliopsoas.atlas import mirror
from iliopsoas.atlas.reading.tables import load
from iliopsoas.body.coordinate_map import CoordinateMap
from iliopsoas.body.engine_model import joint_orientation

Array = NDArray[np.float64]
RHYTHM = {"lumbar_extension": "extension", "lumbar_bending": "bending", "lumbar_rotation": "rotation"}
"""Coordinate of the whole lumbar spine -> the motion of each level that it spreads over."""


def couple_coordinates(dofs: tuple[str, ...], factors: dict[str, float]) -> CoordinateMap:
    """The map from generalised coordinates to degrees of freedom.

    Args:
        dofs: names of all degrees of freedom, in the engine's order.
        factors: length factor of each segment [-]; translations at the knee go with the femur's.
    """
    rows = [c for c in mirror.mirrored_coordinates() if c.role != "coupled"]
    names = tuple(c.coordinate for c in rows)
    linear = np.zeros((len(dofs), len(names)))
    row = {d: i for i, d in enumerate(dofs)}
    col = {n: i for i, n in enumerate(names)}
    for name in names:
        if name in row:
            linear[row[name], col[name]] = 1.0
    for rhythm, motion in RHYTHM.items():
        for level in load("lumbar_levels"):
            linear[row[f"{level.level}_{motion}"], col[rhythm]] = getattr(level, f"share_{motion}")
        linear[row[f"abdomen_{motion}"], col[rhythm]] = 1.0
    for level in load("lumbar_levels"):
        for motion in RHYTHM.values():
            linear[row[f"abdomen_{motion}"], col[f"{level.level}_{motion}"]] = 1.0
    return CoordinateMap(
        names=names,
        roles=tuple(c.role for c in rows),
        dofs=dofs,
        linear=linear,
        splines=tuple(_knee_splines(row, col, factors)),
        lower=np.array([c.min_si for c in rows]),
        upper=np.array([c.max_si for c in rows]),
    )


def _knee_splines(
    row: dict[str, int], col: dict[str, int], factors: dict[str, float]
) -> list[tuple[int, int, CubicSpline, float]]:
    table = load("knee_motion")
    angle = np.array([k.knee_angle_rad for k in table])
    tibia = np.array([(k.tibia_x_m, k.tibia_y_m, k.tibia_z_m) for k in table])
    adduction = np.array([k.knee_adduction_rad for k in table])
    rotation = np.array([k.knee_rotation_rad for k in table])
    patella_x = np.array([k.patella_x_m for k in table])
    patella_y = np.array([k.patella_y_m for k in table])
    patella_tilt = np.array([k.patella_tilt_rad for k in table])
    out = []
    joints = {j.joint: j for j in mirror.mirrored_joints()}
    for side in "rl":
        femur, knee = factors[f"femur_{side}"], col[f"knee_angle_{side}"]
        mirrored = np.array([1.0, 1.0, 1.0 if side == "r" else -1.0])
        shift = joint_orientation(joints[f"knee_{side}"]).apply(tibia * mirrored)
        curves = {f"knee_{side}_t{x}": (shift[:, i], femur) for i, x in enumerate("xyz")}
        curves[f"knee_adduction_{side}"] = (adduction, 1.0)
        curves[f"knee_rotation_{side}"] = (rotation, 1.0)
        curves[f"patella_x_{side}"] = (patella_x, femur)
        curves[f"patella_y_{side}"] = (patella_y, femur)
        curves[f"patella_tilt_{side}"] = (patella_tilt, 1.0)
        out += [(row[name], knee, CubicSpline(angle, y), scale) for name, (y, scale) in curves.items()]
    return out
