"""From a pose to geometry: bones as triangles, muscle strands as polylines, in ground axes (x forward, y up, z right).

Pure arrays; `pose_svg`, `film_strip` and `player` draw them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import ArrayLike, NDArray

from iliopsoas.body.body import Body
from iliopsoas.body.engine_pose import through_poses
from iliopsoas.scene.bones.skeleton import bone_shapes
from iliopsoas.scene.bones.solids import Mesh, join, skins
from iliopsoas.scene.strand_lines import lines_of_strands, resample_lines, wrap_points

Array = NDArray[np.float64]
TENSION = 0.6e6
"""Stress at which a muscle's cross-section is drawn [N/m^2]; only the thickness in pictures depends on it."""


@dataclass(frozen=True)
class Scene:
    """One body in one pose.

    Attributes:
        solids: by kind ('bone', 'disc', 'rib') and segment.
        strands: path of every strand from origin to insertion, each (points, 3) [m], in the order of `body.muscles`.
        origins: origin of every segment's frame, (3) [m]; a femur's is its hip centre.
        axes: of every segment's frame as columns, (3, 3).
        factors: size of every segment beside the generic body's [-].
    """

    solids: dict[str, dict[str, Mesh]]
    strands: tuple[Array, ...]
    origins: dict[str, Array]
    axes: dict[str, Array]
    factors: Mapping[str, float]

    @property
    def pelvis(self) -> Array:
        """Axes of the pelvis as columns, (3, 3)."""
        return self.axes["pelvis"]

    def place(self, segment: str, point: ArrayLike) -> Array:
        """A point of the generic body's segment, (3) [m] in its frame, in ground axes."""
        at: Array = self.origins[segment] + self.axes[segment] @ (self.factors[segment] * np.asarray(point))
        return at

    def solid(self, kind: str, *, without: tuple[str, ...] = ()) -> Mesh:
        """All shapes of a kind as one mesh, some segments left out."""
        return join([mesh for name, mesh in self.solids[kind].items() if name not in without])


def scene_in_pose(body: Body, pose: Array) -> Scene:
    """Geometry of a body in a pose.

    Args:
        pose: one value per coordinate of `body.map.names`, (n) [rad, m].
    """
    return scenes_in_poses(body, np.asarray(pose)[None])[0]


def scenes_in_poses(body: Body, poses: Array) -> list[Scene]:
    """Geometry of a body in some poses, (k, n) [rad, m]."""
    names = list(body.factors)
    ids = [body.model.body(name).id for name in names]
    places: list[tuple[Array, Array]] = []

    def states() -> Iterator[mujoco.MjData]:
        for data in through_poses(body.model, body.map, poses):
            mujoco.mj_tendon(body.model, data)
            places.append((data.xpos[ids], data.xmat[ids].reshape(-1, 3, 3)))
            yield data

    strands = lines_of_strands(wrap_points(body.model, states()), range(body.model.ntendon))
    out = []
    for k, (origin, turn) in enumerate(places):
        origins, axes = dict(zip(names, origin, strict=True)), dict(zip(names, turn, strict=True))
        solids = {
            kind: {name: mesh.moved(axes[name], origins[name], body.factors[name]) for name, mesh in shapes.items()}
            for kind, shapes in bone_shapes().items()
        }
        out.append(Scene(solids, tuple(strand[k] for strand in strands), origins, axes, body.factors))
    return out


def belly_mesh(line: Array, fmax: float, *, thickness: float = 1.0, sides: int = 10, rings: int = 26) -> Mesh:
    """A strand as a spindle whose cross-section grows with its strength.

    Args:
        line: its path, (points, 3) [m].
        fmax: maximal isometric force [N].
        thickness: factor on the drawn radius [-].
    """
    return belly_meshes([line], np.array([fmax]), thickness=thickness, sides=sides, rings=rings)


def belly_meshes(
    lines: Sequence[Array], fmax: Array, *, thickness: float = 1.0, sides: int = 10, rings: int = 26
) -> Mesh:
    """Many strands, `belly_mesh` each, as one mesh: their paths, each (points, 3) [m], and maximal forces, (k) [N]."""
    if not len(lines):
        return join([])
    most = max(len(line) for line in lines)
    padded = np.stack([np.concatenate([line, np.repeat(line[-1:], most - len(line), axis=0)]) for line in lines])
    radius = np.stack([spindle_radii(float(f), rings, thickness) for f in fmax])
    return skins(resample_lines(padded, rings), radius, radius, sides=sides)


def spindle_radii(fmax: float, rings: int, thickness: float = 1.0) -> Array:
    """Radii at which a strand of that strength is drawn, from origin to insertion, (rings) [m]."""
    share = np.linspace(0.0, 1.0, rings)
    shape = 0.34 + 0.66 * np.sin(np.pi * np.clip(share / 0.92, 0, 1)) ** 0.8
    return np.asarray(thickness * np.sqrt(fmax / TENSION / np.pi) * shape)


def resample_path(line: Array, count: int) -> Array:
    """A polyline at evenly spaced points."""
    return np.asarray(resample_lines(np.asarray(line)[None], count)[0])
