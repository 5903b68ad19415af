"""The movement nearest to a recorded one that keeps within limits: one least squares over all frames.

    q(t) = q0(t) + (s - 1) r(t) + d(t)

    minimise    sum_t [ sum_j w_j d_j^2  +  w_up |d_pelvis + d_lumbar|^2  +  w_c |c(q) - c0|^2  +  w_s (s - 1)^2
                        + sum_k w_k(t) |x_k(q) - p_k - (s - 1) g_k|^2  +  sum_j v_j (d''_j / omega^2)^2 ]
    subject to  h_i(q(t)) <= 0    in every frame

q0 is the recorded movement, r its way along the ground, s the stride beside the recorded one, x_k what touches the
world (`footing`), c the centre of mass. Everything wanted is what was recorded: without a broken limit d = 0
exactly. Movements that repeat themselves are solved for one period whose ends meet.

Solver: Gauss-Newton on an augmented Lagrangian, rho/2 sum max(0, h + lambda/rho)^2; the matrix is banded with the
stride as a border.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solveh_banded

from iliopsoas.adaptation.foot_contacts import Footing
from iliopsoas.body.body import Body
from iliopsoas.motion.library.keyframe_fitting import STIFFNESS

Array = NDArray[np.float64]
Limits = Callable[[Array], tuple[Array, Array]]
"""Poses (frames, n) -> how far each limit is exceeded (frames, c), its slope over the free columns (frames, c, k)."""

UPRIGHT = 10.0
"""Weight of the trunk's lean in space [1/rad^2]; estimated."""
MASS = 200.0
"""Weight of the centre of mass' path over the feet [1/m^2]; estimated."""
STRIDE = 10.0
"""Weight of the stride's relative change [-]; estimated."""
CORNER = 3.0
"""Frequency above which a deviation costs by its suddenness rather than by its size [Hz]; estimated."""
TOLERANCE = 2e-3
"""Excess of a limit that is accepted [rad, or share of a passive pull]: 0.1 degrees, 0.2 % (solver)."""
ROUNDS, STEPS = 14, 12
"""Rounds of the augmented Lagrangian, and most steps of each (solver)."""
FIRST, FACTOR, LAST = 30.0, 3.0, 3e4
"""First penalty, its growth and its end [1/rad^2] (solver)."""
STILL = 1e-5
"""Step below which a round is done [rad, m] (solver)."""


class Nearest(NamedTuple):
    """The movement found.

    Attributes:
        deviation: d, (frames, n), zero outside the free columns.
        stride: s [-].
        excess: how far each limit is exceeded, negative inside, (frames, c).
        price: what each limit costs (its multiplier), (frames, c); zero where it does not bind.
        slip: how far each contact point is from where it should be, (frames, k) [m].
        steps: Gauss-Newton steps taken.
    """

    deviation: Array
    stride: float
    excess: Array
    price: Array
    slip: Array
    steps: int


def nearest(
    body: Body,
    time: Array,
    q: Array,
    held: Footing,
    limits: Limits,
    *,
    columns: list[int],
    periodic: bool = False,
    stride: float | None = None,
) -> Nearest:
    """Solve for the deviation.

    Args:
        time, q: the recorded movement, evenly spaced, (frames) [s] and (frames, n); of a periodic one, one period
            without its end.
        held: what it touches, in these frames.
        limits: what must not be exceeded.
        columns: coordinates that may change.
        periodic: the last frame is followed by the first.
        stride: keep it at this value instead of solving for it.

    The result may exceed a limit if no movement within all of them exists: see `excess` and `slip`.
    """
    problem = _Problem.of(body, time, q, held, columns, periodic=periodic, free_stride=stride is None)
    d, s = np.zeros((len(q), len(columns))), 1.0 if stride is None else stride
    value, slope = limits(problem.poses(d))
    price, rho, steps = np.zeros_like(value), FIRST, 0
    if s == 1.0 and (value.size == 0 or value.max() <= 0.0):
        return Nearest(np.zeros_like(q), s, value, price, np.zeros(held.weight.shape), 0)
    for turn in range(ROUNDS):
        d, s, value, slope, view, taken = _settle(problem, limits, d, s, value, slope, price, rho)
        steps += taken
        worst = float(value.max(initial=-1.0))
        price = np.maximum(0.0, price + rho * value)
        if worst <= TOLERANCE and turn > 0:
            break
        rho = min(rho * FACTOR, LAST)
    whole = np.zeros_like(q)
    whole[:, columns] = d
    return Nearest(whole, s, value, price, np.linalg.norm(view.gap, axis=2), steps)


class _View(NamedTuple):
    """Cost of a pose, gradient and Gauss-Newton Hessian by frame, and those of the stride."""

    cost: float
    gradient: Array
    hessian: Array
    border: Array
    slope: float
    bend: float
    gap: Array


def _settle(
    problem: _Problem, limits: Limits, d: Array, s: float, value: Array, slope: Array, price: Array, rho: float
) -> tuple[Array, float, Array, Array, _View, int]:
    """One round: steps until nothing moves."""
    view, damping = problem.look(d, s), 1e-6
    merit = view.cost + _penalty(value, price, rho)
    taken = 0
    while taken < STEPS:
        taken += 1
        step, change = problem.step(view, value, slope, price, rho, damping)
        fresh = problem.look(d + step, s + change)
        new_value, new_slope = limits(problem.poses(d + step))
        new = fresh.cost + _penalty(new_value, price, rho)
        if new > merit:
            damping = max(damping * 10.0, 1e-3)
            if damping > 1e6:
                break
            continue
        gained, moved = merit - new, max(float(np.abs(step).max()), abs(change))
        d, s, view, value, slope, merit = d + step, s + change, fresh, new_value, new_slope, new
        damping = damping / 5.0 if damping > 1e-6 else damping
        if moved < STILL or gained < 1e-7 * (merit + 1e-9):
            break
    return d, s, value, slope, view, taken


def _penalty(value: Array, price: Array, rho: float) -> float:
    return float(0.5 * rho * (np.maximum(0.0, value + price / rho) ** 2).sum())


@dataclass(frozen=True, eq=False)
class _Problem:
    body: Body
    q: Array
    held: Footing
    columns: list[int]
    weight: Array
    sums: Array
    smooth: Array
    second: NDArray[np.intp]
    order: NDArray[np.intp]
    free_stride: bool

    @classmethod
    def of(
        cls,
        body: Body,
        time: Array,
        q: Array,
        held: Footing,
        columns: list[int],
        *,
        periodic: bool,
        free_stride: bool,
    ) -> _Problem:
        names = [body.map.names[c] for c in columns]
        weight = np.array([_weight(name) for name in names])
        sums = np.zeros((3, len(names)))
        for i, pair in enumerate((("tilt", "extension"), ("list", "bending"), ("rotation", "rotation"))):
            for name in (f"pelvis_{pair[0]}", f"lumbar_{pair[1]}"):
                if name in names:
                    sums[i, names.index(name)] = 1.0
        step = float(time[1] - time[0])
        smooth = np.maximum(weight, 1.0) / ((2.0 * np.pi * CORNER) ** 2 * step**2) ** 2
        second = _second(len(q), periodic=periodic)
        order, free = _order(len(q), periodic), free_stride and held.travels
        return cls(body, q, held, columns, weight, sums, smooth, second, order, free)

    def poses(self, d: Array) -> Array:
        out = self.q.copy()
        out[:, self.columns] += d
        return out

    def look(self, d: Array, s: float) -> _View:
        """Cost and derivatives at a deviation (frames, k) and a stride."""
        body, held, m = self.body, self.held, self.body.model
        q, size = self.poses(d), len(self.columns)
        u = body.map.expand(q, 0 * q, 0 * q)[0]
        projection = body.map.projection(q, self.columns)
        ids = [body.body_id(name) for name in held.bodies]
        count = len(ids)
        data, turn = mujoco.MjData(m), np.zeros((m.nv, size))
        jacobian = np.zeros((count + 1, 3, m.nv))
        wants = held.place + (s - 1.0) * held.lag[:, :, None] * held.way
        gap, gradient, hessian = np.zeros(held.place.shape), np.zeros(d.shape), np.zeros((*d.shape, size))
        border, slope, bend, cost = np.zeros(d.shape), 0.0, 0.0, 0.0
        for t in range(len(q)):
            data.qpos[:] = u[t]
            mujoco.mj_kinematics(m, data)
            mujoco.mj_comPos(m, data)
            for k, i in enumerate(ids):
                place = data.xpos[i] + data.xmat[i].reshape(3, 3) @ held.offsets[k]
                gap[t, k] = place - wants[t, k]
                mujoco.mj_jac(m, data, jacobian[k], None, place, i)
            mujoco.mj_jacSubtreeCom(m, data, jacobian[count], 0)
            error = np.concatenate([gap[t].ravel(), data.subtree_com[0] - held.mass[t]])
            scale = np.concatenate([np.repeat(held.weight[t], 3), np.full(3, MASS)])
            turn[:] = 0.0
            turn[projection.rows, projection.cols] = projection.values[t]
            j = jacobian.reshape(-1, m.nv) @ turn
            weighted = scale[:, None] * j
            cost += float(scale @ error**2)
            gradient[t], hessian[t] = weighted.T @ error, weighted.T @ j
            if self.free_stride:
                lever = np.concatenate([np.outer(-held.lag[t], held.way).ravel(), np.zeros(3)])
                border[t] = weighted.T @ lever
                slope, bend = slope + float(scale * lever @ error), bend + float(scale @ lever**2)
        square = np.diag(self.weight) + UPRIGHT * self.sums.T @ self.sums
        bent = self._bent(d)
        cost += float(np.einsum("ti,ij,tj->", d, square, d)) + float((self.smooth * bent**2).sum())
        gradient += d @ square + self.smooth * self._bent_back(bent)
        hessian += square
        frames = len(q)
        cost += frames * STRIDE * (s - 1.0) ** 2
        slope, bend = slope + frames * STRIDE * (s - 1.0), bend + frames * STRIDE
        return _View(0.5 * cost, gradient, hessian, border, slope, bend, gap)

    def _bent(self, d: Array) -> Array:
        """Second differences."""
        return np.asarray(d[self.second[:, 0]] - 2.0 * d[self.second[:, 1]] + d[self.second[:, 2]])

    def _bent_back(self, bent: Array) -> Array:
        out = np.zeros((len(self.q), bent.shape[1]))
        for i, c in enumerate((1.0, -2.0, 1.0)):
            np.add.at(out, self.second[:, i], c * bent)
        return out

    def step(
        self, view: _View, value: Array, slope: Array, price: Array, rho: float, damping: float
    ) -> tuple[Array, float]:
        """Gauss-Newton step of deviation and stride."""
        frames, size = view.gradient.shape
        push = np.maximum(0.0, price + rho * value)
        gradient = view.gradient + np.einsum("tc,tck->tk", push, slope)
        active = slope * (push > 0.0)[:, :, None]
        hessian = view.hessian + rho * active.transpose(0, 2, 1) @ active
        at = np.arange(size)
        hessian[:, at, at] *= 1.0 + damping
        hessian[:, at, at] += 1e-6
        place = np.empty(frames, dtype=np.intp)
        place[self.order] = np.arange(frames)
        stencil = np.array([1.0, -2.0, 1.0])
        reach = int(np.abs(place[self.second][:, :, None] - place[self.second][:, None, :]).max(initial=0))
        band = np.zeros((max(reach * size, size - 1) + 1, frames * size))
        row, col = np.nonzero(np.tri(size, dtype=bool))
        first = place[:, None] * size
        band[np.broadcast_to(row - col, (frames, len(row))), first + col] = hessian[:, row, col]
        for i in range(3):
            for j in range(3):
                low, high = place[self.second[:, i]], place[self.second[:, j]]
                keep = low >= high
                low, high = low[keep, None] * size + at, high[keep, None] * size + at
                np.add.at(band, (low - high, high), stencil[i] * stencil[j] * self.smooth)
        right = np.stack([gradient, view.border], axis=2)[self.order].reshape(frames * size, 2)
        solved = solveh_banded(band, right, lower=True, overwrite_ab=True, check_finite=False)
        plain, along = solved.reshape(frames, size, 2)[place].transpose(2, 0, 1)
        if not self.free_stride:
            return -plain, 0.0
        change = -(view.slope - float((view.border * plain).sum())) / (view.bend - float((view.border * along).sum()))
        return -plain - along * change, change


def _weight(name: str) -> float:
    found = [w for prefix, w in STIFFNESS.items() if name.startswith(prefix)]
    return found[0] if found else 1.0


def _second(frames: int, *, periodic: bool) -> NDArray[np.intp]:
    """Triples of neighbouring frames, (n, 3)."""
    middle = np.arange(frames) if periodic else np.arange(1, frames - 1)
    return np.stack([(middle - 1) % frames, middle, (middle + 1) % frames], axis=1)


def _order(frames: int, periodic: bool) -> NDArray[np.intp]:
    """Order of the frames in the matrix: a ring is folded flat, so that neighbours stay near each other."""
    if not periodic:
        return np.arange(frames)
    out = np.empty(frames, dtype=np.intp)
    half = (frames + 1) // 2
    out[0::2], out[1::2] = np.arange(half), np.arange(frames - 1, half - 1, -1)
    return out
