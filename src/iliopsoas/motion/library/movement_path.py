"""The path between keyframes at rest, and the time course of minimum jerk along it.

    q(t) = r(s) + c(s),   s = 10 u^3 - 15 u^4 + 6 u^5,   u = (t - t_0) / (t_1 - t_0)

Speed and acceleration vanish at both ends.
"""

from __future__ import annotations

from dataclasses import dataclass

from scipy.interpolate import CubicSpline

from iliopsoas.arrays import Array


def minimum_jerk(u: Array) -> Array:
    """Share of a path gone at a share u of its time, minimum jerk."""
    out: Array = u**3 * (10.0 - 15.0 * u + 6.0 * u**2)
    return out


@dataclass(frozen=True, eq=False)
class MovementPath:
    """Poses along a path, q(s) = reference + correction, 0 <= s <= 1.

    Attributes:
        reference: r, through the keyframes.
        correction: c, which keeps the contacts; None where nothing moves.
    """

    reference: CubicSpline
    correction: CubicSpline | None

    def __call__(self, s: Array) -> Array:
        out: Array = self.reference(s)
        return out if self.correction is None else out + self.correction(s)


def through_knots(s: Array, knots: Array) -> CubicSpline:
    """Natural spline through values (knots, ...) at shares s; between two of them a straight line."""
    if len(s) > 2:
        return CubicSpline(s, knots, bc_type="natural")
    return CubicSpline([0.0, 1.0], knots, bc_type="natural")
