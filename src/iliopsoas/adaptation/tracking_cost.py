"""What it costs to leave a recorded movement, with its derivatives.

    q(t) = q0(t) + (s - 1) r(t) + d(t)

    cost = 1/2 sum_t [ sum_j w_j d_j^2  +  w_up |d_pelvis + d_lumbar|^2  +  w_c |c(q) - c0|^2  +  w_s (s - 1)^2
                       + sum_k w_k(t) |x_k(q) - p_k - (s - 1) g_k|^2  +  sum_j v_j (d''_j / omega^2)^2 ]

q0 is the recorded movement, r its way along the ground, s the stride beside the recorded one, x_k what touches the
world (`foot_contacts`), c the centre of mass. Everything wanted is what was recorded, so d = 0 and s = 1 cost nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iliopsoas.adaptation.banded_system import BandedSystem, CostTerms
from iliopsoas.adaptation.foot_contacts import FootContacts
from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.segment_motions import through_segment_motions
from iliopsoas.motion.library.keyframe_fitting import STIFFNESS

UPRIGHT = 10.0
"""Weight of the trunk's lean in space [1/rad^2]; estimated."""
CENTRE_OF_MASS = 200.0
"""Weight of the centre of mass' path over the feet [1/m^2]; estimated."""
STRIDE = 10.0
"""Weight of the stride's relative change [-]; estimated."""
CORNER_HZ = 3.0
"""Frequency above which a deviation costs by its suddenness rather than by its size [Hz]; estimated."""
LEAN = (("tilt", "extension"), ("list", "bending"), ("rotation", "rotation"))
"""Turns of pelvis and lumbar spine that add up to the trunk's, about each axis."""


@dataclass(frozen=True, eq=False)
class AdaptationCost:
    """The cost for some frames of one movement.

    Attributes:
        body: whose. q: the recorded movement, (frames, n) [rad, m]. contacts: what it touches, in these frames.
        columns: coordinates that may change, (k). weight: w_j, (k). lean: sums of pelvis and lumbar spine, (3, k).
        system: second differences with their weights v_j. free_stride: whether the stride may change.
    """

    body: Body
    q: Array
    contacts: FootContacts
    columns: list[int]
    weight: Array
    lean: Array
    system: BandedSystem
    free_stride: bool

    @classmethod
    def of(
        cls,
        body: Body,
        time: Array,
        q: Array,
        contacts: FootContacts,
        columns: list[int],
        *,
        periodic: bool,
        free_stride: bool,
    ) -> AdaptationCost:
        """The cost of leaving a movement of evenly spaced frames."""
        names = [body.map.names[c] for c in columns]
        weight = np.array([_weight(name) for name in names])
        lean = np.zeros((3, len(names)))
        for i, (pelvis, lumbar) in enumerate(LEAN):
            for name in (f"pelvis_{pelvis}", f"lumbar_{lumbar}"):
                if name in names:
                    lean[i, names.index(name)] = 1.0
        step = float(time[1] - time[0])
        smooth = np.maximum(weight, 1.0) / ((2.0 * np.pi * CORNER_HZ) ** 2 * step**2) ** 2
        system = BandedSystem.of(len(q), smooth, periodic=periodic)
        return cls(body, q, contacts, columns, weight, lean, system, free_stride and contacts.travels)

    def poses(self, d: Array) -> Array:
        """Coordinates at a deviation (frames, k), without the stride's way: (frames, n)."""
        out = self.q.copy()
        out[:, self.columns] += d
        return out

    def __call__(self, d: Array, s: float) -> CostTerms:
        """Cost and derivatives at a deviation (frames, k) and a stride."""
        terms = self._paths(d, s)
        square = np.diag(self.weight) + UPRIGHT * self.lean.T @ self.lean
        bent, smooth, frames = self.system.second_differences(d), self.system.weight, len(self.q)
        cost = terms.cost + (float(np.einsum("ti,ij,tj->", d, square, d)) + float((smooth * bent**2).sum()))
        return terms._replace(
            cost=0.5 * (cost + frames * STRIDE * (s - 1.0) ** 2),
            gradient=terms.gradient + (d @ square + smooth * self.system.transposed(bent)),
            hessian=terms.hessian + square,
            stride_gradient=terms.stride_gradient + frames * STRIDE * (s - 1.0),
            stride_hessian=terms.stride_hessian + frames * STRIDE,
        )

    def _paths(self, d: Array, s: float) -> CostTerms:
        """The part of contact points and centre of mass; its `cost` is not halved."""
        held, q = self.contacts, self.poses(d)
        gap, gradient, hessian = np.zeros(held.path.shape), np.zeros(d.shape), np.zeros((*d.shape, len(self.columns)))
        border, stride_gradient, stride_hessian, cost = np.zeros(d.shape), 0.0, 0.0, 0.0
        for now in through_segment_motions(self.body, q, held.bodies, held.offsets, self.columns, mass=True):
            some = now.frames
            way = held.ahead[some, :, None] * held.direction  # that a longer stride adds, (some, points, 3)
            apart, weight = now.points - held.path[some] - (s - 1.0) * way, held.weight[some, :, None]
            away, turned = now.mass - held.centre_of_mass[some], now.mass_slopes.transpose(0, 2, 1)
            gap[some] = apart
            cost += float((weight * apart**2).sum() + CENTRE_OF_MASS * (away**2).sum())
            gradient[some] = now.pull(weight * apart) + CENTRE_OF_MASS * (turned @ away[..., None])[..., 0]
            hessian[some] = now.stiffness(weight) + CENTRE_OF_MASS * turned @ now.mass_slopes
            if self.free_stride:
                border[some] = now.pull(-weight * way)
                stride_gradient -= float((weight * way * apart).sum())
                stride_hessian += float((weight * way**2).sum())
        return CostTerms(cost, gradient, hessian, border, stride_gradient, stride_hessian, gap)


def _weight(name: str) -> float:
    """Weight of a coordinate's deviation [1/rad^2, 1/m^2]: as where movements are put on a body."""
    return next((w for prefix, w in STIFFNESS.items() if name.startswith(prefix)), 1.0)
