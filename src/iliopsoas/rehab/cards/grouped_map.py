"""The map of coordinates with the knees' curves evaluated together: the same numbers in a third of the time.

Tibia and patella follow each knee along eight splines over the same angle. Placing a movement on a body evaluates them
thousands of times for a pose or a few; together they take one search and one polynomial

    s(x) = ((c_0 d + c_1) d + c_2) d + c_3,      d = x - the knot before it

and a straight line beyond the ends, as `iliopsoas.body.coordinate_map` has it.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.body.coordinate_map import CoordinateMap, Projection


class CurveFamily(NamedTuple):
    """Curves of one coordinate over the same knots.

    Attributes:
        rows: degrees of freedom, (k). column: of the coordinate.
        knots: (p). coefficients: with their scales, (4, p - 1, k).
    """

    rows: IndexArray
    column: int
    knots: Array
    coefficients: Array

    def value_and_slope(self, x: Array) -> tuple[Array, Array]:
        """Of all curves, each (frames, k)."""
        at = np.clip(x, self.knots[0], self.knots[-1])
        piece = np.clip(np.searchsorted(self.knots, at, side="right") - 1, 0, len(self.knots) - 2)
        d = (at - self.knots[piece])[:, None]
        c0, c1, c2, c3 = self.coefficients[:, piece]
        slope = (3.0 * c0 * d + 2.0 * c1) * d + c2
        return ((c0 * d + c1) * d + c2) * d + c3 + slope * (x - at)[:, None], slope


class GroupedMap(CoordinateMap):
    """A map of coordinates whose curves are evaluated by families."""

    @cached_property
    def families(self) -> tuple[CurveFamily, ...]:
        """The curves by coordinate."""
        out = []
        for column in dict.fromkeys(col for _, col, _, _ in self.splines):
            mine = [(row, spline, scale) for row, col, spline, scale in self.splines if col == column]
            coefficients = np.stack([scale * spline.c for _, spline, scale in mine], axis=2)
            out.append(CurveFamily(np.array([row for row, _, _ in mine]), column, mine[0][1].x, coefficients))
        return tuple(out)

    def positions(self, q: Array) -> Array:
        """Positions u of all degrees of freedom at coordinates q: (frames, n) -> (frames, nv) [rad, m]."""
        u: Array = q @ self.linear.T
        for family in self.families:
            u[:, family.rows] += family.value_and_slope(q[:, family.column])[0]
        return u

    def projection(self, q: Array, columns: list[int]) -> Projection:
        """du/dq for some coordinates, as its non-zero entries."""
        rows, cols = np.nonzero(self.linear[:, columns])
        straight = np.broadcast_to(self.linear[:, columns][rows, cols], (len(q), len(rows)))
        curved = [family for family in self.families if family.column in columns]
        return Projection(
            np.concatenate([rows, *(family.rows for family in curved)]),
            np.concatenate([cols, *(np.full(len(f.rows), columns.index(f.column)) for f in curved)]),
            np.concatenate([straight, *(f.value_and_slope(q[:, f.column])[1] for f in curved)], axis=1),
            len(columns),
        )


def with_grouped_map(body: Body) -> Body:
    """The same body, placed faster."""
    known = body.map
    return replace(body, map=GroupedMap(**{field.name: getattr(known, field.name) for field in fields(known)}))
