"""From a pose to geometry: bones as triangles, muscle strands as polylines, in ground axes (x forward, y up, z right).

Pure arrays; `pose_svg`, `film_strip` and `player` draw them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.scene.bones.skeleton import bone_shapes
from iliopsoas.scene.bones.solids import Mesh, join, skin

Array = NDArray[np.float64]
TENSION = 0.6e6
"""Stress at which a muscle's cross-section is drawn [N/m^2]; only the thickness in pictures depends on it."""
ARC_STEP = 0.004
"""Spacing of points on a wrapped arc [m]."""


@dataclass(frozen=True)
class Scene:
    """One body in one pose.

    Attributes:
        solids: by kind ('bone', 'disc', 'rib') and segment.
        strands: path of every strand from origin to insertion, each (points, 3) [m], in the order of `body.muscles`.
        origins: origin of every segment's frame, (3) [m]; a femur's is its hip centre.
        pelvis: rotation of the pelvis, its axes as columns, (3, 3).
    """

    solids: dict[str, dict[str, Mesh]]
    strands: tuple[Array, ...]
    origins: dict[str, Array]
    pelvis: Array

    def solid(self, kind: str, *, without: tuple[str, ...] = ()) -> Mesh:
        """All shapes of a kind as one mesh, some segments left out."""
        return join([mesh for name, mesh in self.solids[kind].items() if name not in without])


def scene_in_pose(body: Body, pose: Array) -> Scene:
    """Geometry of a body in a pose.

    Args:
        pose: one value per coordinate of `body.map.names`, (n) [rad, m].
    """
    data = body.at(pose)
    frames = {name: (data.body(name).xmat.reshape(3, 3), np.array(data.body(name).xpos)) for name in body.factors}
    solids = {
        kind: {name: mesh.moved(*frames[name], body.factors[name]) for name, mesh in shapes.items()}
        for kind, shapes in bone_shapes().items()
    }
    strands = strand_paths(body, data, range(body.model.ntendon))
    return Scene(solids, strands, {name: origin for name, (_, origin) in frames.items()}, frames["pelvis"][0].copy())


def strand_paths(body: Body, data: mujoco.MjData, strands: Iterable[int]) -> tuple[Array, ...]:
    """Paths of some strands in the pose that `data` is in, each (points, 3) [m]."""
    points, objects = np.array(data.wrap_xpos).reshape(-1, 3), np.array(data.wrap_obj).reshape(-1)
    return tuple(_strand(body, data, i, points, objects) for i in strands)


def belly_mesh(line: Array, fmax: float, *, thickness: float = 1.0, sides: int = 10, rings: int = 26) -> Mesh:
    """A strand as a spindle whose cross-section grows with its strength.

    Args:
        line: its path, (points, 3) [m].
        fmax: maximal isometric force [N].
        thickness: factor on the drawn radius [-].
    """
    radius = spindle_radii(fmax, rings, thickness)
    return skin(resample_path(line, rings), radius, radius, sides=sides)


def spindle_radii(fmax: float, rings: int, thickness: float = 1.0) -> Array:
    """Radii at which a strand of that strength is drawn, from origin to insertion, (rings) [m]."""
    share = np.linspace(0.0, 1.0, rings)
    shape = 0.34 + 0.66 * np.sin(np.pi * np.clip(share / 0.92, 0, 1)) ** 0.8
    return np.asarray(thickness * np.sqrt(fmax / TENSION / np.pi) * shape)


def resample_path(line: Array, count: int) -> Array:
    """A polyline at evenly spaced points."""
    step = np.linalg.norm(np.diff(line, axis=0), axis=1)
    at = np.concatenate([[0.0], np.cumsum(step)])
    wanted = np.linspace(0.0, at[-1], count)
    return np.stack([np.interp(wanted, at, c) for c in line.T], axis=1)


def _strand(body: Body, data: mujoco.MjData, tendon: int, points: Array, objects: NDArray[np.int32]) -> Array:
    """Path of a strand; the arcs on wrapping surfaces are drawn as arcs."""
    start, count = data.ten_wrapadr[tendon], data.ten_wrapnum[tendon]
    points, objects = points[start : start + count], objects[start : start + count]
    pieces = [points[:1]]
    for k in range(1, count):
        if objects[k] >= 0 and objects[k] == objects[k - 1]:
            pieces.append(_arc(body, data, int(objects[k]), points[k - 1], points[k]))
        pieces.append(points[k : k + 1])
    return np.concatenate(pieces)


def _arc(body: Body, data: mujoco.MjData, geom: int, first: Array, last: Array) -> Array:
    """Points between two on a wrapping sphere or cylinder, along its surface, (k, 3) [m]."""
    centre, turn = data.geom_xpos[geom], data.geom_xmat[geom].reshape(3, 3)
    a, b = (first - centre) @ turn, (last - centre) @ turn
    if body.model.geom_type[geom] == mujoco.mjtGeom.mjGEOM_CYLINDER:
        radius = np.hypot(*a[:2])
        start, end = np.arctan2(a[1], a[0]), np.arctan2(b[1], b[0])
        sweep = (end - start + np.pi) % (2 * np.pi) - np.pi
        share = np.linspace(0, 1, 2 + int(abs(sweep) * radius / ARC_STEP))[1:-1]
        angle = start + share * sweep
        local = np.stack([radius * np.cos(angle), radius * np.sin(angle), a[2] + share * (b[2] - a[2])], axis=1)
    else:
        radius = float(np.linalg.norm(a))
        sweep = float(np.arccos(np.clip(a @ b / radius**2, -1, 1)))
        share = np.linspace(0, 1, 2 + int(sweep * radius / ARC_STEP))[1:-1, None]
        local = (np.sin((1 - share) * sweep) * a + np.sin(share * sweep) * b) / max(np.sin(sweep), 1e-9)
    return np.asarray(centre + local @ turn.T)
