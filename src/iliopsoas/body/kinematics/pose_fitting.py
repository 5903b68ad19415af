"""Poses that bring points of the body to where they should be: weighted least squares on the coordinates.

For every frame by itself

    minimise    sum_k w_k ( x_k(q) - t_k )^2  +  w_c ( c(q) - t_c )^2  +  sum_j s_j ( q_j - r_j )^2
    subject to  lower <= q <= upper

x_k are points fixed in segments (skin markers, or places that touch a floor), c is the centre of mass, r is a pose to
stay near. A weight belongs to one point, axis and frame, so that a missing marker weighs nothing and a foot on the
floor is held in height alone; a one-sided goal counts only where the point lies beyond it. Damped Gauss-Newton steps
with Jacobians from the engine, all frames side by side; coordinates that press against a bound are left out of the
step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import mujoco
import numpy as np

from iliopsoas.arrays import Array, BoolArray, IndexArray
from iliopsoas.body.body import Body

STEPS = 60
"""Most steps a frame takes; technical."""
SETTLED = 1e-7
"""A frame is done when a step lowers its cost by less than this share, or moves every coordinate by less; technical."""
DAMPING = 1e-3
"""First damping of the steps, as a share of the Hessian's diagonal [-]; technical."""
STUCK = 1e9
"""Damping at which a frame gives up; technical."""


@dataclass(frozen=True, eq=False)
class PoseGoals:
    """Where points of the body should be.

    Attributes:
        bodies: segment of each point, (k).
        offsets: place in the segment's frame, (k, 3) [m].
        target: (frames, k, 3) [m], ground axes; anything where the weight is zero.
        weight: (frames, k, 3) [1/m^2].
        side: (k, 3); 0 both ways, +1 only where the point lies below its target, -1 only where it lies above.
        mass_target, mass_weight: the same for the centre of mass, (frames, 3).
    """

    bodies: tuple[str, ...]
    offsets: Array
    target: Array
    weight: Array
    side: Array | None = None
    mass_target: Array | None = None
    mass_weight: Array | None = None

    def frames(self, index: IndexArray) -> PoseGoals:
        """The same goals for some frames."""
        mass = None if self.mass_target is None else self.mass_target[index]
        weight = None if self.mass_weight is None else self.mass_weight[index]
        return replace(self, target=self.target[index], weight=self.weight[index], mass_target=mass, mass_weight=weight)


class PoseFit(NamedTuple):
    """Fitted poses.

    Attributes:
        q: coordinates, (frames, n).
        points: where the points are, (frames, k, 3) [m].
        cost: what is left of the sum, (frames).
        settled: whether each frame came to rest within the steps allowed, (frames).
    """

    q: Array
    points: Array
    cost: Array
    settled: BoolArray


def fit_poses(
    body: Body,
    goals: PoseGoals,
    start: Array,
    *,
    columns: Sequence[int],
    reference: Array | None = None,
    stiffness: Array | float = 0.0,
    limits: bool = True,
    steps: int = STEPS,
) -> PoseFit:
    """Fit every frame.

    Args:
        body: the body.
        goals: where its points should be.
        start: poses to begin with, (frames, n).
        columns: coordinates that may change; the others keep their value in `start`.
        reference: poses to stay near, (frames, n); default `start`.
        stiffness: s, by coordinate (n) or one for all [1/rad^2, 1/m^2].
        limits: keep within the coordinates' ranges.
        steps: most steps.
    """
    problem = _FittingProblem.of(body, goals, start, columns, reference, stiffness, limits)
    q = np.clip(start[:, problem.free], problem.low, problem.high)
    view = problem.look(q)
    damping = np.full(len(q), DAMPING)
    settled = np.zeros(len(q), dtype=bool)
    for _ in range(steps):
        todo = np.flatnonzero(~settled)
        if not todo.size:
            break
        part = problem.frames(todo)
        now = _Linearisation(*(x[todo] for x in view))
        tried = np.clip(q[todo] + part.step(now, q[todo], damping[todo]), part.low, part.high)
        new = part.look(tried)
        better = new.cost <= now.cost
        moved = np.abs(tried - q[todo]).max(axis=1)
        small = (now.cost - new.cost < SETTLED * (now.cost + 1e-12)) | (moved < SETTLED)
        took = todo[better]
        q[took] = tried[better]
        for old, fresh in zip(view, new, strict=True):
            old[took] = fresh[better]
        damping[todo] = np.where(better, np.maximum(damping[todo] / 5.0, 1e-12), damping[todo] * 6.0)
        settled[todo] = (better & small) | (damping[todo] > STUCK)
    whole = start.copy()
    whole[:, problem.free] = q
    return PoseFit(whole, view.points, view.cost, settled)


class _Linearisation(NamedTuple):
    """What is seen at a pose: points, cost, gradient and Gauss-Newton Hessian."""

    points: Array
    cost: Array
    gradient: Array
    hessian: Array


@dataclass(frozen=True, eq=False)
class _FittingProblem:
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
        columns: Sequence[int],
        reference: Array | None,
        stiffness: Array | float,
        limits: bool,
    ) -> _FittingProblem:
        free = np.asarray(columns, dtype=np.intp)
        near = (start if reference is None else reference)[:, free]
        stiff = np.broadcast_to(np.asarray(stiffness, dtype=np.float64), (start.shape[1],))[free]
        far = np.full(len(free), np.inf)
        low, high = (body.map.lower[free], body.map.upper[free]) if limits else (-far, far)
        root = np.isin(free, body.map.columns("root"))  # a person may turn round and walk away
        low, high = np.where(root, -np.inf, low), np.where(root, np.inf, high)
        return cls(body, goals, start.copy(), free, near, stiff, low, high)

    def frames(self, index: IndexArray) -> _FittingProblem:
        return replace(self, goals=self.goals.frames(index), base=self.base[index], reference=self.reference[index])

    def look(self, q: Array) -> _Linearisation:
        """Points, cost and its derivatives at coordinates (frames, free)."""
        body, goals, m = self.body, self.goals, self.body.model
        whole = self.base.copy()
        whole[:, self.free] = q
        u = body.map.expand(whole, 0 * whole, 0 * whole)[0]
        projection = body.map.projection(whole, self.free.tolist())
        ids = [body.body_id(name) for name in goals.bodies]
        count, size = len(ids), len(self.free)
        points = np.zeros((len(q), count, 3))
        cost, gradient, hessian = np.zeros(len(q)), np.zeros(q.shape), np.zeros((*q.shape, size))
        data, turn = mujoco.MjData(m), np.zeros((m.nv, size))
        jacobian = np.zeros((count + 1, 3, m.nv))
        for t in range(len(q)):
            data.qpos[:] = u[t]
            mujoco.mj_kinematics(m, data)
            mujoco.mj_comPos(m, data)
            for k, i in enumerate(ids):
                points[t, k] = data.xpos[i] + data.xmat[i].reshape(3, 3) @ goals.offsets[k]
                mujoco.mj_jac(m, data, jacobian[k], None, points[t, k], i)
            gap, weight = points[t] - goals.target[t], goals.weight[t]
            if goals.side is not None:
                weight = np.where(gap * goals.side > 0.0, 0.0, weight)
            if goals.mass_target is not None and goals.mass_weight is not None:
                mujoco.mj_jacSubtreeCom(m, data, jacobian[count], 0)
                gap = np.vstack([gap, data.subtree_com[0] - goals.mass_target[t]])
                weight = np.vstack([weight, goals.mass_weight[t]])
            used = weight.ravel() > 0.0
            turn[:] = 0.0
            turn[projection.rows, projection.cols] = projection.values[t]
            slope = jacobian[: len(gap)].reshape(-1, m.nv)[used] @ turn
            error, scale = gap.ravel()[used], weight.ravel()[used]
            cost[t] = (scale * error**2).sum()
            gradient[t] = slope.T @ (scale * error)
            hessian[t] = slope.T @ (scale[:, None] * slope)
        away = q - self.reference
        cost += (self.stiffness * away**2).sum(axis=1)
        gradient += self.stiffness * away
        hessian[:, np.arange(size), np.arange(size)] += self.stiffness
        return _Linearisation(points, cost, gradient, hessian)

    def step(self, view: _Linearisation, q: Array, damping: Array) -> Array:
        """Damped Gauss-Newton step; coordinates pressed against a bound stay."""
        held = ((q <= self.low) & (view.gradient > 0.0)) | ((q >= self.high) & (view.gradient < 0.0))
        hessian = np.where(held[:, :, None] | held[:, None, :], 0.0, view.hessian)
        at = np.arange(q.shape[1])
        diagonal = np.where(held, 1.0, hessian[:, at, at] * (1.0 + damping[:, None]) + 1e-9)
        hessian[:, at, at] = diagonal
        out: Array = np.linalg.solve(hessian, -np.where(held, 0.0, view.gradient)[..., None])[..., 0]
        return out
