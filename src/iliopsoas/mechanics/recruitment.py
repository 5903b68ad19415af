"""Who pulls how hard: the recruitment problem of all frames at once.

    minimise    sum_i c_i a_i^p / sum_i c_i  +  w sum_j s_j^2
    subject to  A a + s = b,   lower <= a <= upper

A (n x m) holds what each strand does to each balanced coordinate at full activation [N m], b what is needed beyond
passive forces, c the strands' volumes (so that cutting a strand in two changes nothing), s the reserves, which should
stay near zero and are always reported. The Hessian is diagonal, so the dual has one unknown per row:

    a_i(lambda) = clip( ((A^T lambda)_i / (p c_i))^(1/(p-1)) ),   s = lambda / (2 w)
    find lambda with  A a(lambda) + s(lambda) = b

which a semismooth Newton method with line search on the (concave) dual solves in a few steps for all frames together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iliopsoas.errors import InputError, SolverError

Array = NDArray[np.float64]

RESERVE_WEIGHT = 1.0
"""Cost of a squared reserve [1/(N m)^2]: against volume-normalised activations this keeps reserves below 0.01 N m
wherever the muscles can do the job."""


QUICK = 12
"""Newton steps before a frame is taken to be hard."""
SOFTNESS = 1e-4
"""For p = 3 the cost is a^3 + SOFTNESS a^2: without it the dual has an infinite slope where a strand wakes up."""
EASING = ((1e-6, 1e3), (1e-4, 1e3), (1e-2, 1e2), (1e-1, 1e1), (1.0, 1.0))
"""Weight of the reserves and softness, as shares of the wanted ones, through which hard frames are led."""


class Recruitment(NamedTuple):
    """Solution of all frames.

    Attributes:
        activation: (frames, m) [-].
        reserve: (frames, n) [N m], the part of b no muscle gave.
        price: dual variables (frames, n) [1/(N m)]: what one more unit of moment would cost.
        residual: largest |A a + s - b| of each frame [N m], (frames).
        iterations: Newton steps taken.
    """

    activation: Array
    reserve: Array
    price: Array
    residual: Array
    iterations: int


def recruit(
    capacity: Array,
    demand: Array,
    volume: Array,
    *,
    exponent: int = 2,
    lower: Array | float = 0.0,
    upper: Array | float = 1.0,
    reserve_weight: float = RESERVE_WEIGHT,
    tolerance: float = 1e-9,
    max_iterations: int = 100,
) -> Recruitment:
    """Solve the recruitment problem of all frames.

    Args:
        capacity: A, moment of each strand at full activation, (frames, n, m) [N m].
        demand: b, (frames, n) [N m].
        volume: c, (m), any unit.
        exponent: p, 2 or 3.
        lower, upper: bounds on activation, broadcast to (frames, m).
        reserve_weight: w [1/(N m)^2].
        tolerance: on |A a + s - b| relative to 1 + |b| [N m].

    Raises:
        InputError: exponent not 2 or 3, or bounds that exclude each other.
        SolverError: frames that did not converge.
    """
    if exponent not in (2, 3):
        raise InputError(f"the exponent of the recruitment cost is {exponent}; it can be 2 or 3")
    frames, n, m = capacity.shape
    lo, hi = (np.broadcast_to(np.asarray(x, float), (frames, m)) for x in (lower, upper))
    if np.any(lo > hi):
        raise InputError("a strand's least activation lies above its greatest one")
    cost = volume / volume.sum()
    problem = _Problem(capacity, demand, cost, exponent, lo, hi, SOFTNESS)
    limit = tolerance * (1.0 + np.abs(demand).max(axis=1))
    price, steps, late = np.zeros((frames, n)), 0, np.arange(frames)
    if exponent == 2:
        price, steps, late = _newton(problem, price, reserve_weight, limit, QUICK)
    if late.size:
        # from easy problems to the wanted one, each solution the start of the next
        hard, some = problem.frames(late), price[late] * 0.0
        for share, soft in EASING:
            easier = hard._replace(soft=soft * SOFTNESS)
            some, more, _ = _newton(easier, some, share * reserve_weight, limit[late], max_iterations)
            steps += more
        price[late] = some
    activation, _ = problem.activation(price)
    reserve = price / (2.0 * reserve_weight)
    residual = np.abs(_apply(capacity, activation) + reserve - demand).max(axis=1)
    if (bad := np.flatnonzero(residual > np.maximum(1e3 * limit, 1e-6))).size:
        raise SolverError(
            f"recruitment did not converge in {bad.size} of {frames} frames (first {bad[0]}, imbalance "
            f"{residual[bad[0]]:.2g} N m)",
            bad.tolist(),
        )
    return Recruitment(activation, reserve, price, residual, steps)


class _Problem(NamedTuple):
    """The data of some frames: A (frames, n, m), b (frames, n), cost (m), p, bounds (frames, m), softness of p = 3."""

    A: Array
    b: Array
    cost: Array
    p: int
    lo: Array
    hi: Array
    soft: float

    def frames(self, index: NDArray[np.intp]) -> _Problem:
        return self._replace(A=self.A[index], b=self.b[index], lo=self.lo[index], hi=self.hi[index])

    def activation(self, price: Array) -> tuple[Array, Array]:
        """Activations that are optimal at these prices, and their slopes d a_i / d (A^T lambda)_i."""
        eta = (price[:, None, :] @ self.A)[:, 0, :] / self.cost
        if self.p == 2:
            free, slope = eta / 2.0, 1.0 / (2.0 * self.cost)
        else:
            root = np.sqrt(self.soft**2 + 3.0 * np.maximum(eta, 0.0))
            free, slope = (root - self.soft) / 3.0, 1.0 / (2.0 * self.cost * root)
            free = np.where(eta < 0.0, eta / (2.0 * self.soft), free)
        return np.clip(free, self.lo, self.hi), slope * ((free > self.lo) & (free < self.hi))

    def dual(self, price: Array, w: float) -> Array:
        """Minus the dual function (convex), one value a frame."""
        a, _ = self.activation(price)
        eta = (price[:, None, :] @ self.A)[:, 0, :]
        spent = a**2 if self.p == 2 else a**3 + self.soft * a**2
        out: Array = (eta * a - self.cost * spent).sum(axis=1)
        out += (price**2).sum(axis=1) / (4.0 * w) - (price * self.b).sum(axis=1)
        return out


def _newton(
    problem: _Problem, price: Array, w: float, limit: Array, max_iterations: int
) -> tuple[Array, int, NDArray[np.intp]]:
    """Semismooth Newton on the dual: prices, steps taken, frames that did not get there."""
    price = price.copy()
    n = price.shape[1]
    todo = np.arange(len(price))
    for steps in range(max_iterations + 1):
        part = problem.frames(todo)
        a, slope = part.activation(price[todo])
        gap = _apply(part.A, a) + price[todo] / (2.0 * w) - part.b
        missed = np.abs(gap).max(axis=1) > limit[todo]
        todo, part, slope, gap = todo[missed], part.frames(missed), slope[missed], gap[missed]
        if not todo.size or steps == max_iterations:
            break
        hessian = (part.A * slope[:, None, :]) @ part.A.transpose(0, 2, 1)
        hessian[:, np.arange(n), np.arange(n)] += 1.0 / (2.0 * w)
        step = np.linalg.solve(hessian, -gap[..., None])[..., 0]
        price[todo] = _line_search(part, price[todo], step, gap, w)
    return price, steps, todo


def _line_search(problem: _Problem, price: Array, step: Array, gap: Array, w: float) -> Array:
    """Halve each frame's step until the dual has gone down enough (Armijo)."""
    start = problem.dual(price, w)
    descent = (gap * step).sum(axis=1)
    size = np.ones(len(price))
    wait = np.arange(len(price))
    for _ in range(40):
        value = problem.frames(wait).dual(price[wait] + size[wait, None] * step[wait], w)
        enough = start[wait] + 1e-4 * size[wait] * descent[wait] + 1e-14 * np.abs(start[wait])
        wait = wait[value > enough]
        if not wait.size:
            break
        size[wait] *= 0.5
    return price + size[:, None] * step


def _apply(A: Array, a: Array) -> Array:
    return (A @ a[..., None])[..., 0]
