"""Simple closed surfaces from which bones and muscle bellies are drawn: tubes, ellipsoids, slabs.

Everything is triangles with outward faces. Lengths in metres, in whatever frame the caller's points are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Faces = NDArray[np.int64]
CAP_RINGS = 3
"""Rings of the round end of a tube (technical)."""


class Mesh(NamedTuple):
    """Triangles.

    Attributes:
        vertices: (v, 3) [m].
        faces: indices of three vertices, counter-clockwise seen from outside, (f, 3).
        outward: normals of the vertices, (v, 3), where they are known already; they move with the shape.
    """

    vertices: Array
    faces: Faces
    outward: Array | None = None

    def moved(self, rotation: Array, translation: Array, scale: float = 1.0) -> Mesh:
        """Scaled, turned, then shifted."""
        outward = None if self.outward is None else self.outward @ rotation.T
        return Mesh(scale * self.vertices @ rotation.T + translation, self.faces, outward)

    def mirrored(self) -> Mesh:
        """The same thing on the other side of the body (z -> -z)."""
        return Mesh(self.vertices * [1.0, 1.0, -1.0], self.faces[:, ::-1])

    def with_normals(self) -> Mesh:
        """The same with its normals, for shapes that are drawn in many places."""
        return self._replace(outward=self.normals())

    def normals(self) -> Array:
        """Outward unit normals of the vertices, (v, 3)."""
        if self.outward is not None:
            return self.outward
        corner = self.vertices[self.faces]  # (f, 3, 3)
        flat = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
        at, count = self.faces.ravel(), len(self.vertices)
        return _unit(np.stack([np.bincount(at, np.repeat(x, 3), count) for x in flat.T], axis=1))


def join(meshes: Sequence[Mesh]) -> Mesh:
    """Several meshes as one."""
    if not meshes:
        return Mesh(np.zeros((0, 3)), np.zeros((0, 3), dtype=np.int64))
    starts = np.cumsum([0, *(len(m.vertices) for m in meshes[:-1])])
    faces = [m.faces + start for m, start in zip(meshes, starts, strict=True)]
    outward = np.concatenate([m.normals() for m in meshes]) if any(m.outward is not None for m in meshes) else None
    return Mesh(np.concatenate([m.vertices for m in meshes]), np.concatenate(faces), outward)


def smooth(points: ArrayLike, count: int) -> Array:
    """`count` points on a smooth curve through the given ones (any number of columns), evenly spread."""
    p = np.asarray(points, dtype=np.float64)
    knots = _curve_knots(p[:, :3])
    if len(p) < 3:
        return np.stack([np.interp(np.linspace(0, knots[-1], count), knots, c) for c in p.T], axis=1)
    from scipy.interpolate import PchipInterpolator

    t = np.linspace(0.0, knots[-1], count)
    shape = _through(knots, p[:, :3], t)
    extra = PchipInterpolator(knots, p[:, 3:], axis=0)(t) if p.shape[1] > 3 else np.zeros((count, 0))
    return np.concatenate([shape, extra], axis=1)


def smooth_weights(points: Array, count: int) -> Array:
    """The curve of `smooth` as weights of its points: smooth(points, count)[:, :3] = weights @ points, (count, n).

    Args:
        points: (n, 3) [m].
    """
    knots, unit = _curve_knots(points), np.eye(len(points))
    t = np.linspace(0.0, knots[-1], count)
    if len(points) < 3:
        return np.stack([np.interp(t, knots, c) for c in unit.T], axis=1)
    return _through(knots, unit, t)


def _curve_knots(points: Array) -> Array:
    """Centripetal parameters of a curve's points, (n)."""
    step = np.linalg.norm(np.diff(points, axis=0), axis=1)
    return np.concatenate([[0.0], np.cumsum(np.sqrt(np.maximum(step, 1e-12)))])


def _through(knots: Array, values: Array, at: Array) -> Array:
    from scipy.interpolate import make_interp_spline

    return np.asarray(make_interp_spline(knots, values, k=min(3, len(knots) - 1))(at))


def tube(
    points: Sequence[Sequence[float]] | Array, *, rings: int = 10, sides: int = 10, across: ArrayLike | None = None
) -> Mesh:
    """A bone or belly along a smooth curve, with round ends.

    Args:
        points: x, y, z, radius, and optionally a second radius across, one row a knot, 4 or 5 numbers [m].
        rings, sides: resolution.
        across: direction of the second radius; default anything.
    """
    line = smooth([[*row, row[3]][:5] for row in points], rings)
    return skin(line[:, :3], line[:, 3], line[:, -1], sides=sides, across=across)


def skin(line: Array, first: Array, second: Array, *, sides: int = 12, across: ArrayLike | None = None) -> Mesh:
    """Elliptic rings around a polyline (n, 3) with radii `first` and `second` (n), closed by round caps."""
    vertices = skin_vertices(line, first, second, sides=sides, across=across)
    return Mesh(vertices, skin_faces(len(line), sides))


def skin_vertices(
    line: Array, first: Array, second: Array, *, sides: int = 12, across: ArrayLike | None = None
) -> Array:
    """Vertices of `skin`, of one polyline or of several of the same number of points at once.

    Args:
        line: (..., n, 3) [m].
        first, second: radii, (..., n) [m].

    Returns:
        (..., v, 3) [m]; `skin_faces(n, sides)` are their triangles.
    """
    tangent = _unit(np.gradient(line, axis=-2))
    w = _carried(tangent, None if across is None else np.asarray(across, dtype=np.float64))
    u = np.cross(w, tangent)
    line, first, second, u, w = _capped(line, tangent, first, second, u, w)
    angle = np.linspace(0.0, 2 * np.pi, sides, endpoint=False)[:, None]
    ring = (
        u[..., None, :] * np.cos(angle) * first[..., None, None]
        + w[..., None, :] * np.sin(angle) * second[..., None, None]
    )
    vertices: Array = (line[..., None, :] + ring).reshape(*line.shape[:-2], -1, 3)
    return vertices


def skin_faces(points: int, sides: int) -> Faces:
    """Triangles of `skin_vertices` of polylines with so many points, (f, 3)."""
    return _grid_faces(points + 2 * CAP_RINGS, sides)


def skins(lines: Array, first: Array, second: Array, *, sides: int = 12) -> Mesh:
    """`skin` around many polylines (k, n, 3) with radii (k, n) at once, as one mesh."""
    vertices = skin_vertices(lines, first, second, sides=sides)
    faces = skin_faces(lines.shape[1], sides) + vertices.shape[1] * np.arange(len(lines))[:, None, None]
    return Mesh(vertices.reshape(-1, 3), faces.reshape(-1, 3))


def ellipsoid(centre: ArrayLike, radii: ArrayLike, *, rings: int = 10, sides: int = 13) -> Mesh:
    """An ellipsoid with its axes along x, y, z."""
    polar = np.linspace(0.02, np.pi - 0.02, rings)[:, None]
    angle = np.linspace(0.0, 2 * np.pi, sides, endpoint=False)[None]
    ball = np.stack([np.sin(polar) * np.cos(angle), np.cos(polar) + 0 * angle, -np.sin(polar) * np.sin(angle)], axis=-1)
    vertices = np.asarray(centre) + ball.reshape(-1, 3) * np.asarray(radii)
    return Mesh(vertices, _grid_faces(rings, sides)[:, ::-1])


def block(centre: ArrayLike, along: ArrayLike, across: ArrayLike, up: ArrayLike) -> Mesh:
    """A box with flat faces; `along`, `across` and `up` run from its middle to three faces, each (3) [m]."""
    axes = np.stack([np.asarray(x, dtype=np.float64) for x in (along, across, up)])
    if np.linalg.det(axes) < 0.0:
        axes = axes[[1, 0, 2]]
    corners: list[Array] = []
    faces: list[tuple[int, int, int]] = []
    for i, sign in ((i, sign) for i in range(3) for sign in (1.0, -1.0)):
        a, b = axes[(i + 1) % 3], axes[(i + 2) % 3]
        turn = ((1, 1), (-1, 1), (-1, -1), (1, -1))[:: 1 if sign > 0 else -1]
        first = 4 * len(faces) // 2
        corners += [sign * axes[i] + p * a + q * b for p, q in turn]
        faces += [(first, first + 1, first + 2), (first, first + 2, first + 3)]
    return Mesh(np.asarray(centre) + np.array(corners), np.array(faces, dtype=np.int64))


def slab(curves: Sequence[ArrayLike], half: float, *, along: int = 22, between: int = 10) -> Mesh:
    """A curved plate with round edges, lofted over a few curves.

    Args:
        curves: two or more lines of points, each (k, 3) [m]; the plate runs from the first to the last.
        half: half its thickness [m].
    """
    lines = np.stack([smooth(c, along) for c in curves])  # (curves, along, 3)
    middle = np.stack([smooth(lines[:, i], between) for i in range(along)], axis=1)  # (between, along, 3)
    normal = _unit(np.cross(np.gradient(middle, axis=0), np.gradient(middle, axis=1)))
    s, t = np.linspace(-1, 1, between)[:, None], np.linspace(-1, 1, along)[None]
    thick = half * np.sqrt(np.maximum(0.0, (1 - s**10) * (1 - t**14)))[..., None]
    sheet = np.arange(between * along).reshape(between, along)
    a, b, c, d = sheet[:-1, :-1].ravel(), sheet[:-1, 1:].ravel(), sheet[1:, 1:].ravel(), sheet[1:, :-1].ravel()
    top = np.concatenate([np.stack([a, d, c], axis=1), np.stack([a, c, b], axis=1)])
    vertices = np.concatenate([(middle + thick * normal).reshape(-1, 3), (middle - thick * normal).reshape(-1, 3)])
    return Mesh(vertices, np.concatenate([top, top[:, ::-1] + sheet.size]))


def _unit(x: Array) -> Array:
    out: Array = x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)
    return out


def _carried(tangent: Array, start: Array | None) -> Array:
    """Directions across curves that do not twist, (..., n, 3)."""
    if start is None:
        start = np.eye(3)[np.argmin(np.abs(tangent[..., 0, :]), axis=-1)]
    out = np.empty_like(tangent)
    for i in range(tangent.shape[-2]):
        t = tangent[..., i, :]
        start = _unit(start - (start * t).sum(axis=-1, keepdims=True) * t)
        out[..., i, :] = start
    return out


def _capped(
    line: Array, tangent: Array, first: Array, second: Array, u: Array, w: Array
) -> tuple[Array, Array, Array, Array, Array]:
    """Add `CAP_RINGS` shrinking rings at each end."""
    lift, shrink = np.array([1.0, 0.86, 0.5]), np.array([0.02, 0.5, 0.86])
    thin = np.minimum(first, second)[..., None, None]  # (..., n, 1, 1)
    heads = line[..., :1, :] - lift[:, None] * thin[..., 0, :, :] * tangent[..., :1, :]
    tails = line[..., -1:, :] + lift[::-1, None] * thin[..., -1, :, :] * tangent[..., -1:, :]

    def around(x: Array) -> Array:
        return np.concatenate([shrink * x[..., :1], x, shrink[::-1] * x[..., -1:]], axis=-1)

    def repeated(x: Array) -> Array:
        head, tail = (np.repeat(x[..., end, :], CAP_RINGS, axis=-2) for end in (slice(0, 1), slice(-1, None)))
        return np.concatenate([head, x, tail], axis=-2)

    return np.concatenate([heads, line, tails], axis=-2), around(first), around(second), repeated(u), repeated(w)


def _grid_faces(rings: int, sides: int) -> Faces:
    i = np.arange((rings - 1) * sides, dtype=np.int64)
    right = i + 1 - np.where((i + 1) % sides == 0, sides, 0)
    quads = np.stack([i, right, right + sides, i + sides], axis=1)
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
