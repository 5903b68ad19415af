"""Poses that bring points of the body to where they should be: weighted least squares on the coordinates.

For every frame by itself

    minimise    sum_k w_k ( x_k(q) - t_k )^2  +  w_c ( c(q) - t_c )^2  +  sum_j s_j ( q_j - r_j )^2
    subject to  lower <= q <= upper

x_k are points fixed in segments (skin markers, or places that touch a floor), c is the centre of mass, r is a pose to
stay near. A weight belongs to one point, axis and frame, so that a missing marker weighs nothing and a foot on the
floor is held in height alone; a one-sided goal counts only where the point lies beyond it. Damped Gauss-Newton steps
with Jacobians from the engine, many frames side by side; coordinates that press against a bound are left out of the
step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.pose_goals import PoseGoals
from iliopsoas.body.kinematics.tracking_cost import Linearisation, TrackingCost

STEPS = 60
"""Most steps a frame takes; technical."""
SETTLED = 1e-7
"""A frame is done when a step lowers its cost by less than this share, or moves every coordinate by less; technical."""
DAMPING = 1e-3
"""First damping of the steps, as a share of the Hessian's diagonal [-]; technical."""
STUCK = 1e9
"""Damping at which a frame gives up; technical."""


FRAMES_TOGETHER = 512
"""Frames that take their steps side by side: their Hessians fit into 10 MB (technical)."""


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
    cost = TrackingCost.of(body, goals, start, columns=columns, reference=reference, stiffness=stiffness, limits=limits)
    every = np.arange(len(start))
    parts = [every[first : first + FRAMES_TOGETHER] for first in range(0, max(len(start), 1), FRAMES_TOGETHER)]
    fits = [_fitted(cost.frames(some) if len(parts) > 1 else cost, start[some], steps) for some in parts]
    return fits[0] if len(fits) == 1 else PoseFit(*(np.concatenate(values) for values in zip(*fits, strict=True)))


def _fitted(cost: TrackingCost, start: Array, steps: int) -> PoseFit:
    """Some frames, all side by side."""
    q = np.clip(start[:, cost.free], cost.low, cost.high)
    here = cost.linearised(q)
    damping = np.full(len(q), DAMPING)
    settled = np.zeros(len(q), dtype=bool)
    for _ in range(steps):
        todo = np.flatnonzero(~settled)
        if not todo.size:
            break
        part = cost.frames(todo)
        now = Linearisation(*(x[todo] for x in here))
        tried = np.clip(q[todo] + part.step(now, q[todo], damping[todo]), part.low, part.high)
        new = part.linearised(tried)
        better = new.cost <= now.cost
        moved = np.abs(tried - q[todo]).max(axis=1)
        small = (now.cost - new.cost < SETTLED * (now.cost + 1e-12)) | (moved < SETTLED)
        took = todo[better]
        q[took] = tried[better]
        for old, fresh in zip(here, new, strict=True):
            old[took] = fresh[better]
        damping[todo] = np.where(better, np.maximum(damping[todo] / 5.0, 1e-12), damping[todo] * 6.0)
        settled[todo] = (better & small) | (damping[todo] > STUCK)
    return PoseFit(cost.poses(q), here.points, here.cost, settled)
