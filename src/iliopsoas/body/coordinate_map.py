"""From the coordinates people speak of to all degrees of freedom of the tree.

The model's degrees of freedom `u` are functions of fewer independent coordinates `q`:

    u = J0 q + s(q)            J = du/dq = J0 + s'(q)

`J0` is one to one for most rows; three lumbar coordinates move six levels each by the shares of the lumbar rhythm;
tibia and patella follow the knee angle along splines `s`; held degrees of freedom have an empty row. Generalised
forces map back with J^T, so what a coupled row carries reaches the coordinate that moves it, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        steady: so many of the first entries are the same in every frame.
    """

    rows: IndexArray
    cols: IndexArray
    values: Array
    size: int
    steady: int = 0

    def forces(self, generalised: Array) -> Array:
        """What generalised forces on all degrees of freedom do to the coordinates: (frames, nv) -> (frames, k)."""
        return sum_by(self.cols, self.size, generalised, self.rows, self.values, np.arange(len(self.cols)))


def sum_by(
    key: IndexArray,
    size: int,
    left: Array,
    left_at: IndexArray,
    right: Array,
    right_at: IndexArray,
    out: Array | None = None,
) -> Array:
    """Sums of products of columns that share a key: out[:, key[e]] += left[:, left_at[e]] * right[:, right_at[e]].

    Args:
        key: (entries), below `size`.
        left: (frames, any). right: the same, or one row for all frames. `left_at`, `right_at` pick a column of each for
            every entry.
        out: what the sums are added to; default zeros.

    Returns:
        (frames, size).
    """
    out = np.zeros((len(left), size)) if out is None else out
    if not len(key):
        return out
    order = np.argsort(key, kind="stable")
    key, left_at, right_at = key[order], left_at[order], right_at[order]
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    keys, steady = key[starts], np.take(right[0], right_at) if len(right) == 1 else None
    for first in range(0, len(left), CHUNK):
        part = slice(first, first + CHUNK)
        products = np.take(left[part], left_at, axis=1, mode="clip")
        products *= np.take(right[part], right_at, axis=1, mode="clip") if steady is None else steady
        out[part, keys] += np.add.reduceat(products, starts, axis=1)
    return out


CoupledRow = tuple[int, int, CubicSpline, float]
"""Row of u, column of q, spline and its scale."""


class CurveFamily(NamedTuple):
    """Curves of one coordinate over the same knots, evaluated together.

        s(x) = ((c_0 d + c_1) d + c_2) d + c_3,      d = x - the knot before it

    and a straight line beyond the ends. One search and one polynomial serve tibia and patella, which follow each knee
    along eight; placing a movement on a body asks thousands of times for a pose or a few.

    Attributes:
        rows: degrees of freedom, (k). column: of the coordinate.
        knots: (p). coefficients: with their scales, (4, p - 1, k).
    """

    rows: IndexArray
    column: int
    knots: Array
    coefficients: Array

    def values(self, x: Array) -> tuple[Array, Array, Array]:
        """Value, slope and curvature of all curves at x (frames), each (frames, k)."""
        at = np.clip(x, self.knots[0], self.knots[-1])
        piece = np.clip(np.searchsorted(self.knots, at, side="right") - 1, 0, len(self.knots) - 2)
        d = (at - self.knots[piece])[:, None]
        c0, c1, c2, c3 = self.coefficients[:, piece]
        slope = (3.0 * c0 * d + 2.0 * c1) * d + c2
        bend = (6.0 * c0 * d + 2.0 * c1) * (at == x)[:, None]
        return ((c0 * d + c1) * d + c2) * d + c3 + slope * (x - at)[:, None], slope, bend


def curve_families(splines: Sequence[CoupledRow]) -> tuple[CurveFamily, ...]:
    """The curves of a map by coordinate and knots."""
    groups: dict[tuple[int, bytes], list[CoupledRow]] = {}
    for one in splines:
        groups.setdefault((one[1], one[2].x.tobytes()), []).append(one)
    return tuple(
        CurveFamily(
            np.array([row for row, _, _, _ in mine], dtype=np.intp),
            mine[0][1],
            mine[0][2].x,
            np.stack([scale * spline.c for _, _, spline, scale in mine], axis=2),
        )
        for mine in groups.values()
    )


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
    splines: tuple[CoupledRow, ...]
    lower: Array
    upper: Array

    @cached_property
    def families(self) -> tuple[CurveFamily, ...]:
        """The curved rows by coordinate, which are evaluated together."""
        return curve_families(self.splines)

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
        for family in self.families:
            u[:, family.rows] += family.values(q[:, family.column])[0]
        return u

    def expand(self, q: Array, qd: Array, qdd: Array) -> tuple[Array, Array, Array]:
        """Positions, velocities and accelerations of all degrees of freedom.

        Args:
            q, qd, qdd: (frames, n) [rad or m, and per second].

        Returns:
            u, ud, udd: (frames, nv).
        """
        u, ud, udd = (x @ self.linear.T for x in (q, qd, qdd))
        for family in self.families:
            rows, col = family.rows, [family.column]
            s0, s1, s2 = family.values(q[:, family.column])
            u[:, rows] += s0
            ud[:, rows] += s1 * qd[:, col]
            udd[:, rows] += s1 * qdd[:, col] + s2 * qd[:, col] ** 2
        return u, ud, udd

    def projection(self, q: Array, columns: list[int]) -> Projection:
        """du/dq for some coordinates, as its non-zero entries."""
        rows, cols = np.nonzero(self.linear[:, columns])
        straight = np.broadcast_to(self.linear[:, columns][rows, cols], (len(q), len(rows)))
        curved = [family for family in self.families if family.column in columns]
        return Projection(
            np.concatenate([rows, *(family.rows for family in curved)]),
            np.concatenate([cols, *(np.full(len(f.rows), columns.index(f.column)) for f in curved)]),
            np.concatenate([straight, *(f.values(q[:, f.column])[1] for f in curved)], axis=1),
            len(columns),
            steady=len(rows),
        )

    def pose(self, frames: int = 1, **values: float | Array) -> Array:
        """Coordinates (frames, n), all zero but those named [rad, m]."""
        q = np.zeros((frames, len(self.names)))
        for name, value in values.items():
            q[:, self.column(name)] = value
        return q
