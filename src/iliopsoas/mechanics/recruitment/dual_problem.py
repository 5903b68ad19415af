"""The recruitment problem seen from its dual: what multipliers offer to strands, and what strands answer.

    eta = A^T lambda       a_i(eta_i) = clip( (eta_i / (p c_i))^(1/(p-1)), lower_i, upper_i )

Rows and columns have the order of `limb_blocks`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray, IndexArray
from iliopsoas.mechanics.recruitment.limb_blocks import LimbBlocks

SOFTNESS = 1e-7
"""For p = 3 the cost is a^3 + SOFTNESS a^2: without it the dual has an infinite slope where a strand wakes up
(technical)."""


class Effort(NamedTuple):
    """What activation costs in some frames, and its bounds.

    Attributes:
        cost: c, (m), positive. p: exponent, 2 or 3.
        lo, hi: bounds of activation, (frames, m).
        soft: share of a quadratic cost, which p = 3 needs (`SOFTNESS`).
    """

    cost: Array
    p: int
    lo: Array
    hi: Array
    soft: float

    def frames(self, index: IndexArray | BoolArray) -> Effort:
        """The same for some of the frames."""
        return self._replace(lo=self.lo[index], hi=self.hi[index])

    def activation(self, eta: Array) -> tuple[Array, Array]:
        """Activations that are optimal at these eta, and what they would be without bounds, (frames, m)."""
        if self.p == 2:
            free: Array = eta * (0.5 / self.cost)
        else:
            root = np.sqrt(self.soft**2 + 3.0 * np.maximum(eta, 0.0) / self.cost)
            free = np.where(eta < 0.0, eta / (2.0 * self.soft * self.cost), (root - self.soft) / 3.0)
        return np.minimum(np.maximum(free, self.lo), self.hi), free

    def slopes(self, a: Array, free: Array) -> Array:
        """da / d eta of such activations, (frames, m); zero at the bounds."""
        steep = 0.5 / self.cost
        if self.p == 3:
            steep = steep / (3.0 * np.maximum(free, 0.0) + self.soft)
        out: Array = steep * (a == free)
        return out


class DualProblem(NamedTuple):
    """The problem of some frames.

    Attributes:
        A: capacity [N m]. b: demand, (frames, n) [N m].
        effort: of the strands.
        give: 1 / (2 w), the slack that one unit of a multiplier stands for, (n) [(N m)^2].
    """

    A: LimbBlocks
    b: Array
    effort: Effort
    give: Array

    def frames(self, index: IndexArray | BoolArray) -> DualProblem:
        """The problem of some of the frames."""
        return self._replace(A=self.A.frames(index), b=self.b[index], effort=self.effort.frames(index))

    def imbalance(self, a: Array, multiplier: Array) -> Array:
        """g = A a + lambda / (2 w) - b, (frames, n)."""
        out: Array = self.A.row_sums(a) + multiplier * self.give - self.b
        return out
