"""The cost of poses that should bring points of a body to their goals, with its derivatives, frame by frame.

    C(q) = sum_k w_k ( x_k(q) - t_k )^2  +  w_c ( c(q) - t_c )^2  +  sum_j s_j ( q_j - r_j )^2

Gradient g and Gauss-Newton Hessian H (both halved) follow from the engine's Jacobians of points and centre of mass,
carried from the degrees of freedom to the coordinates by du/dq (`iliopsoas.body.coordinate_map`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.pose_goals import PoseGoals
from iliopsoas.body.kinematics.segment_motions import through_segment_motions


class Linearisation(NamedTuple):
    """The cost round poses.

    Attributes:
        points: where the points are, (frames, k, 3) [m].
        cost: C, (frames).
        gradient: g, (frames, free).
        hessian: H, (frames, free, free).
    """

    points: Array
    cost: Array
    gradient: Array
    hessian: Array


@dataclass(frozen=True, eq=False)
class TrackingCost:
    """The cost as a function of the free coordinates.

    Attributes:
        body, goals: what moves, and where it should be.
        base: poses that the other coordinates keep, (frames, n).
        free: columns of the coordinates that may change, (free).
        reference, stiffness: r (frames, free) and s (free).
        low, high: bounds of the free coordinates, (free) [rad, m].
    """

    body: Body
    goals: PoseGoals
    base: Array
    free: IndexArray
    reference: Array
    stiffness: Array
    low: Array
    high: Array

    @classmethod
    def of(
        cls,
        body: Body,
        goals: PoseGoals,
        start: Array,
        *,
        columns: Sequence[int],
        reference: Array | None,
        stiffness: Array | float,
        limits: bool,
    ) -> TrackingCost:
        """The cost with some coordinates free; arguments as in `fit_poses`."""
        free = np.asarray(columns, dtype=np.intp)
        near = (start if reference is None else reference)[:, free]
        stiff = np.broadcast_to(np.asarray(stiffness, dtype=np.float64), (start.shape[1],))[free]
        far = np.full(len(free), np.inf)
        low, high = (body.map.lower[free], body.map.upper[free]) if limits else (-far, far)
        root = np.isin(free, body.map.columns("root"))  # a person may turn round and walk away
        low, high = np.where(root, -np.inf, low), np.where(root, np.inf, high)
        return cls(body, goals, start.copy(), free, near, stiff, low, high)

    def frames(self, index: IndexArray) -> TrackingCost:
        """The same cost for some frames."""
        return replace(self, goals=self.goals.frames(index), base=self.base[index], reference=self.reference[index])

    def poses(self, q: Array) -> Array:
        """All coordinates (frames, n) with these values of the free ones, (frames, free)."""
        whole = self.base.copy()
        whole[:, self.free] = q
        return whole

    def linearised(self, q: Array) -> Linearisation:
        """Points, cost and its derivatives at values of the free coordinates, (frames, free)."""
        goals, size = self.goals, len(self.free)
        points = np.zeros((len(q), len(goals.bodies), 3))
        cost, gradient, hessian = np.zeros(len(q)), np.zeros(q.shape), np.zeros((*q.shape, size))
        for now in through_segment_motions(
            self.body,
            self.poses(q),
            goals.bodies,
            goals.offsets,
            self.free.tolist(),
            mass=goals.mass_weight is not None,
        ):
            some, points[now.frames] = now.frames, now.points
            gap, weight = now.points - goals.target[some], goals.weight[some]
            if goals.side is not None:
                weight = np.where(gap * goals.side > 0.0, 0.0, weight)
            gap = np.where(weight > 0.0, gap, 0.0)  # a target without weight may be anything
            cost[some] = (weight * gap**2).sum(axis=(1, 2))
            gradient[some], hessian[some] = now.pull(weight * gap), now.stiffness(weight)
            if goals.mass_target is not None and goals.mass_weight is not None:
                gap, weight, slope = now.mass - goals.mass_target[some], goals.mass_weight[some], now.mass_slopes
                cost[some] += (weight * gap**2).sum(axis=1)
                turned = slope.transpose(0, 2, 1)
                gradient[some] += (turned @ (weight * gap)[..., None])[..., 0]
                hessian[some] += turned @ (weight[..., None] * slope)
        away = q - self.reference
        cost += (self.stiffness * away**2).sum(axis=1)
        gradient += self.stiffness * away
        hessian[:, np.arange(size), np.arange(size)] += self.stiffness
        return Linearisation(points, cost, gradient, hessian)

    def step(self, near: Linearisation, q: Array, damping: Array) -> Array:
        """Damped Gauss-Newton step; coordinates pressed against a bound stay."""
        held = ((q <= self.low) & (near.gradient > 0.0)) | ((q >= self.high) & (near.gradient < 0.0))
        hessian = np.where(held[:, :, None] | held[:, None, :], 0.0, near.hessian)
        at = np.arange(q.shape[1])
        diagonal = np.where(held, 1.0, hessian[:, at, at] * (1.0 + damping[:, None]) + 1e-9)
        hessian[:, at, at] = diagonal
        out: Array = np.linalg.solve(hessian, -np.where(held, 0.0, near.gradient)[..., None])[..., 0]
        return out
