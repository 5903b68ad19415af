"""From the coordinates people speak of to all degrees of freedom of the tree.

The model's degrees of freedom `u` are functions of fewer independent coordinates `q`:

    u = J0 q + s(q)            J = du/dq = J0 + s'(q)

`J0` is one to one for most rows; three lumbar coordinates move six levels each by the shares of the lumbar rhythm;
tibia and patella follow the knee angle along splines `s`; held degrees of freedom have an empty row. Generalised
forces map back with J^T, so what a coupled row carries reaches the coordinate that moves it, and nothing else does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.interpolate import CubicSpline

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.errors import UnknownName

CHUNK = 16
"""Frames worked on together: their products stay in the processor's cache."""


class Projection(NamedTuple):
    """du/dq of some coordinates in every frame: entry e is du[rows[e]] / dq[cols[e]] = values[:, e].

    Attributes:
        rows, cols: (entries).
        values: (frames, entries).
        size: number of coordinates k.
    """

    rows: IndexArray
    cols: IndexArray
    values: Array
    size: int

    def forces(self, generalised: Array) -> Array:
        """What generalised forces on all degrees of freedom do to the coordinates: (frames, nv) -> (frames, k)."""
        return sum_by(self.cols, self.size, generalised, self.rows, self.values, np.arange(len(self.cols)))


def sum_by(key: IndexArray, size: int, left: Array, left_at: IndexArray, right: Array, right_at: IndexArray) -> Array:
    """Sums of products of columns that share a key: out[:, key[e]] += left[:, left_at[e]] * right[:, right_at[e]].

    Args:
        key: (entries), below `size`.
        left, right: (frames, any); `left_at`, `right_at` pick a column of each for every entry.

    Returns:
        (frames, size).
    """
    out = np.zeros((len(left), size))
    if not len(key):
        return out
    order = np.argsort(key, kind="stable")
    key, left_at, right_at = key[order], left_at[order], right_at[order]
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    for first in range(0, len(left), CHUNK):
        part = slice(first, first + CHUNK)
        products = np.take(left[part], left_at, axis=1)
        products *= np.take(right[part], right_at, axis=1)
        out[part, key[starts]] = np.add.reduceat(products, starts, axis=1)
    return out


@dataclass(frozen=True)
class CoordinateMap:
    """The map from coordinates `q` (n) to degrees of freedom `u` (nv).

    Attributes:
        names: the n independent coordinates.
        roles: their roles (see `iliopsoas.atlas.reading.tables.Coordinate`), plus `rhythm`.
        dofs: names of the nv degrees of freedom, in the engine's order.
        linear: J0, (nv, n).
        splines: (row of u, column of q, spline, scale) of the curved rows.
        lower, upper: ranges of q [rad, m].
    """

    names: tuple[str, ...]
    roles: tuple[str, ...]
    dofs: tuple[str, ...]
    linear: Array
    splines: tuple[tuple[int, int, CubicSpline, float], ...]
    lower: Array
    upper: Array

    @cached_property
    def _column(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    @cached_property
    def _row(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.dofs)}

    def column(self, name: str) -> int:
        """Column of a coordinate; raises UnknownName with what exists."""
        if name not in self._column:
            raise UnknownName("coordinate", name, self.names)
        return self._column[name]

    def columns(self, *roles: str) -> list[int]:
        """Columns of the coordinates with these roles."""
        return [i for i, role in enumerate(self.roles) if role in roles]

    def row(self, dof: str) -> int:
        """Row of a degree of freedom."""
        if dof not in self._row:
            raise UnknownName("degree of freedom", dof, self.dofs)
        return self._row[dof]

    def positions(self, q: Array) -> Array:
        """Positions u of all degrees of freedom at coordinates q: (frames, n) -> (frames, nv) [rad, m]."""
        u: Array = q @ self.linear.T
        for row, col, spline, scale in self.splines:
            u[:, row] += scale * _with_straight_ends(spline, q[:, col])[0]
        return u

    def expand(self, q: Array, qd: Array, qdd: Array) -> tuple[Array, Array, Array]:
        """Positions, velocities and accelerations of all degrees of freedom.

        Args:
            q, qd, qdd: (frames, n) [rad or m, and per second].

        Returns:
            u, ud, udd: (frames, nv).
        """
        u, ud, udd = (x @ self.linear.T for x in (q, qd, qdd))
        for row, col, spline, scale in self.splines:
            s0, s1, s2 = _with_straight_ends(spline, q[:, col])
            u[:, row] += scale * s0
            ud[:, row] += scale * s1 * qd[:, col]
            udd[:, row] += scale * (s1 * qdd[:, col] + s2 * qd[:, col] ** 2)
        return u, ud, udd

    def projection(self, q: Array, columns: list[int]) -> Projection:
        """du/dq for some coordinates, as its non-zero entries."""
        place = {c: k for k, c in enumerate(columns)}
        rows, cols = np.nonzero(self.linear[:, columns])
        curved = [
            (row, place[col], _with_straight_ends(s, q[:, col])[1] * scale)
            for row, col, s, scale in self.splines
            if col in place
        ]
        straight = np.broadcast_to(self.linear[:, columns][rows, cols], (len(q), len(rows)))
        return Projection(
            np.concatenate([rows, np.array([c[0] for c in curved], dtype=rows.dtype)]),
            np.concatenate([cols, np.array([c[1] for c in curved], dtype=cols.dtype)]),
            np.concatenate([straight, *(c[2][:, None] for c in curved)], axis=1),
            len(columns),
        )

    def pose(self, frames: int = 1, **values: float | Array) -> Array:
        """Coordinates (frames, n), all zero but those named [rad, m]."""
        q = np.zeros((frames, len(self.names)))
        for name, value in values.items():
            q[:, self.column(name)] = value
        return q


def _with_straight_ends(spline: CubicSpline, x: Array) -> tuple[Array, Array, Array]:
    """Value, slope and curvature of a spline that goes on straight beyond its ends."""
    at = np.clip(x, spline.x[0], spline.x[-1])
    slope = spline(at, 1)
    return spline(at) + slope * (x - at), slope, spline(at, 2) * (at == x)
