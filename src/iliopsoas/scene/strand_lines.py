"""Where strands run, in one pose or in many: straight between their points, along circles where they wrap.

The engine gives the points of a path and says which two lie on one wrapping surface; the arc between them is filled in
for all frames of a strand at once. Where a path has more points in one frame than in another, the last is repeated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import mujoco
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

ARC_POINTS = 16
"""Points of an arc on a wrapping surface, between its ends (technical)."""


@dataclass(frozen=True)
class WrapPoints:
    """What the engine says of the paths of all strands, in k frames.

    Attributes:
        start, count: first point and number of points of every strand, (k, strands).
        point: all points, (k, points, 3) [m]. geom: wrapping surface that each lies on, or below 0, (k, points).
        centre, turn: places and axes of all surfaces, (k, geoms, 3) [m] and (k, geoms, 3, 3).
        cylinder: whether a surface is a cylinder; else it is a sphere, (geoms).
    """

    start: Indices
    count: Indices
    point: Array
    geom: Indices
    centre: Array
    turn: Array
    cylinder: NDArray[np.bool_]


def wrap_points(model: mujoco.MjModel, states: Iterable[mujoco.MjData]) -> WrapPoints:
    """What the engine says of paths, in each of these states; one state may be used for all of them in turn."""
    seen = [
        (
            data.ten_wrapadr.copy(),
            data.ten_wrapnum.copy(),
            np.array(data.wrap_xpos).reshape(-1, 3),
            np.array(data.wrap_obj).reshape(-1),
            data.geom_xpos.copy(),
            data.geom_xmat.reshape(-1, 3, 3).copy(),
        )
        for data in states
    ]
    start, count, point, geom, centre, turn = (np.stack(part) for part in zip(*seen, strict=True))
    cylinder = np.asarray(model.geom_type == mujoco.mjtGeom.mjGEOM_CYLINDER)
    return WrapPoints(start.astype(np.int64), count.astype(np.int64), point, geom, centre, turn, cylinder)


def lines_of_strands(paths: WrapPoints, strands: Iterable[int]) -> list[Array]:
    """The line of each strand in every frame, each (k, p, 3) [m]."""
    wanted = list(strands)
    start, count = paths.start[:, wanted], paths.count[:, wanted]
    straight = np.concatenate([np.zeros((len(start), 1), dtype=np.int64), np.cumsum(paths.geom >= 0, axis=1)], axis=1)
    bends = np.take_along_axis(straight, start + count, axis=1) > np.take_along_axis(straight, start, axis=1)
    even = ~bends.any(axis=0) & (count == count[:1]).all(axis=0)
    out: dict[int, Array] = {}
    for points in np.unique(count[0, even]):
        mine = np.flatnonzero(even & (count[0] == points))
        at = start[:, mine, None] + np.arange(points)
        lines = np.take_along_axis(paths.point, at.reshape(len(at), -1, 1), axis=1).reshape(*at.shape, 3)
        out |= {int(i): lines[:, k] for k, i in enumerate(mine)}
    return [out[k] if k in out else strand_lines(paths, i) for k, i in enumerate(wanted)]


def strand_lines(paths: WrapPoints, strand: int) -> Array:
    """The line of a strand in every frame, (k, p, 3) [m]."""
    start, count = paths.start[:, strand, None], paths.count[:, strand, None]
    most = int(count.max())
    at = start + np.minimum(np.arange(most), count - 1)
    point = np.take_along_axis(paths.point, at[..., None], axis=1)
    geom = np.take_along_axis(paths.geom, at, axis=1)
    arc = (geom[:, 1:] >= 0) & (geom[:, 1:] == geom[:, :-1]) & (np.arange(1, most) < count)
    pieces = [point[:, :1]]
    for j in range(1, most):
        if arc[:, j - 1].any():
            pieces.append(_arcs(paths, geom[:, j], point[:, j - 1], point[:, j], arc[:, j - 1]))
        pieces.append(point[:, j : j + 1])
    return np.concatenate(pieces, axis=1)


def resample_lines(lines: Array, count: int) -> Array:
    """Polylines (k, p, 3) at evenly spaced points, (k, count, 3) [m]."""
    step = np.linalg.norm(np.diff(lines, axis=1), axis=2)
    along = np.concatenate([np.zeros((len(lines), 1)), np.cumsum(step, axis=1)], axis=1)
    wanted = np.linspace(0.0, 1.0, count) * along[:, -1:]
    piece = np.clip((along[:, None, :] <= wanted[:, :, None]).sum(axis=2) - 1, 0, step.shape[1] - 1)
    long = np.take_along_axis(step, piece, axis=1)
    share = (wanted - np.take_along_axis(along, piece, axis=1)) / np.where(long > 0.0, long, 1.0)
    first, last = (np.take_along_axis(lines, (piece + k)[..., None], axis=1) for k in (0, 1))
    return np.asarray(first + np.minimum(share, 1.0)[..., None] * (last - first))


def _arcs(paths: WrapPoints, geom: Indices, first: Array, last: Array, arc: NDArray[np.bool_]) -> Array:
    """Points between two along a wrapping sphere or cylinder, (k, ARC_POINTS, 3) [m]; the first one where none is."""
    out = np.repeat(first[:, None], ARC_POINTS, axis=1)
    share = np.linspace(0.0, 1.0, ARC_POINTS + 2)[1:-1]
    for round_, solve in ((True, _on_cylinder), (False, _on_sphere)):
        rows = np.flatnonzero(arc & (paths.cylinder[np.maximum(geom, 0)] == round_))
        if not rows.size:
            continue
        centre, turn = paths.centre[rows, geom[rows]], paths.turn[rows, geom[rows]]
        a, b = (np.einsum("ki,kij->kj", x[rows] - centre, turn) for x in (first, last))
        out[rows] = centre[:, None] + np.einsum("kij,kpj->kpi", turn, solve(a, b, share))
    return out


def _on_cylinder(a: Array, b: Array, share: Array) -> Array:
    """Points around the axis z from a to b, each (k, 3), the shorter way, (k, p, 3)."""
    radius, start, end = np.hypot(a[:, 0], a[:, 1]), np.arctan2(a[:, 1], a[:, 0]), np.arctan2(b[:, 1], b[:, 0])
    sweep = (end - start + np.pi) % (2 * np.pi) - np.pi
    angle = start[:, None] + share * sweep[:, None]
    height = a[:, 2:] + share * (b[:, 2:] - a[:, 2:])
    return np.stack([radius[:, None] * np.cos(angle), radius[:, None] * np.sin(angle), height], axis=2)


def _on_sphere(a: Array, b: Array, share: Array) -> Array:
    """Points on the great circle from a to b, each (k, 3), (k, p, 3)."""
    square = (a * a).sum(axis=1)
    sweep = np.arccos(np.clip((a * b).sum(axis=1) / square, -1, 1))[:, None]
    weights = (np.sin((1 - share) * sweep), np.sin(share * sweep))
    mixed = weights[0][..., None] * a[:, None] + weights[1][..., None] * b[:, None]
    return np.asarray(mixed / np.maximum(np.sin(sweep), 1e-9)[..., None])
