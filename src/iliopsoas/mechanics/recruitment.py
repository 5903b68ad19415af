"""Who pulls how hard: the recruitment problem of all frames at once.

    minimise    sum_i c_i a_i^p / sum_i c_i  +  w sum_j s_j^2
    subject to  A a + s = b,   lower <= a <= upper

A (n x m) holds what each strand does to each balanced coordinate at full activation [N m], b what is needed beyond
passive forces, c the strands' volumes (so that cutting a strand in two changes nothing), s the reserves, which should
stay near zero and are always reported. The Hessian is diagonal, so the dual has one unknown per row:

    a_i(lambda) = clip( ((A^T lambda)_i / (p c_i))^(1/(p-1)) ),   s = lambda / (2 w)
    find lambda with  A a(lambda) + s(lambda) = b

which a semismooth Newton method with line search on the (concave) dual solves in a few steps for all frames together:
first for every fourth frame from nothing, then for the others from what lies between.
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


CHUNK = 64
"""Frames solved together."""
STRIDE = 4
"""Every so many frames one is solved first; the others start from prices interpolated between them."""
QUICK = 12
"""Newton steps before a frame is taken to be hard."""
SOFTNESS = 1e-7
"""For p = 3 the cost is a^3 + SOFTNESS a^2: without it the dual has an infinite slope where a strand wakes up."""
EASING = (
    (1e-6, 1e6),
    (1e-4, 1e5),
    (1e-2, 1e4),
    (1e-1, 1e4),
    (1.0, 1e4),
    (1.0, 1e3),
    (1.0, 1e2),
    (1.0, 1e1),
    (1.0, 1.0),
)
"""Weight of the reserves and softness, as shares of the wanted ones, through which hard frames are led."""
TURNED = 0.1
"""A step is too long if the dual rises at its end by more than this share of how it fell at its start."""
SECANTS = 30
TINY = 1e-12


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
    scale: float | None = None,
    reserve_weight: Array | float = RESERVE_WEIGHT,
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
        scale: what the volumes are divided by; default their sum.
        reserve_weight: w, one for all rows or (n) [1/(N m)^2].
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
    cost = np.maximum(
        volume / (scale or volume.sum()), TINY
    )  # a strand without volume has no capacity either and stays silent
    problem = _Problem(capacity, demand, cost, exponent, lo, hi, SOFTNESS)
    limit = tolerance * (1.0 + np.abs(demand).max(axis=1))
    price, steps = np.zeros((frames, n)), 0
    for some in _in_turns(frames) if exponent == 2 else [np.arange(frames)]:
        if some[0] != 0:
            price[some] = _between(problem, price, some)
        for first in range(0, len(some), CHUNK):  # A of one chunk stays in the processor's cache
            chunk = some[first : first + CHUNK]
            price[chunk], more = _prices(
                problem.frames(chunk), price[chunk], reserve_weight, limit[chunk], max_iterations
            )
            steps = max(steps, more)
    activation, _ = problem.activation(problem.offer(price))
    reserve = price / (2.0 * reserve_weight)
    residual = np.abs(_apply(capacity, activation) + reserve - demand).max(axis=1)
    if (bad := np.flatnonzero(~(residual <= np.maximum(1e3 * limit, 1e-6)))).size:
        raise SolverError(
            f"recruitment did not converge in {bad.size} of {frames} frames (first {bad[0]}, imbalance "
            f"{residual[bad[0]]:.2g} N m)",
            bad.tolist(),
            data=problem.frames(bad),
            best=Recruitment(activation, reserve, price, residual, steps),
        )
    return Recruitment(activation, reserve, price, residual, steps)


class _Problem(NamedTuple):
    """The data of some frames: A (frames, n, m), b (frames, n), cost (m), p, bounds (frames, m), softness of p = 3.

    The dual sees a strand only through eta_i = (A^T lambda)_i, what the prices offer for its full activation.
    """

    A: Array
    b: Array
    cost: Array
    p: int
    lo: Array
    hi: Array
    soft: float

    def frames(self, index: NDArray[np.intp] | NDArray[np.bool_]) -> _Problem:
        return self._replace(A=self.A[index], b=self.b[index], lo=self.lo[index], hi=self.hi[index])

    def offer(self, price: Array) -> Array:
        """eta = A^T lambda, (frames, m)."""
        out: Array = (price[:, None, :] @ self.A)[:, 0, :]
        return out

    def activation(self, eta: Array) -> tuple[Array, Array]:
        """Activations that are optimal at these offers, and their slopes d a_i / d eta_i."""
        if self.p == 2:
            free, slope = eta / (2.0 * self.cost), 1.0 / (2.0 * self.cost)
        else:
            root = np.sqrt(self.soft**2 + 3.0 * np.maximum(eta, 0.0) / self.cost)
            free, slope = (root - self.soft) / 3.0, 1.0 / (2.0 * self.cost * root)
            free = np.where(eta < 0.0, eta / (2.0 * self.soft * self.cost), free)
        return np.clip(free, self.lo, self.hi), slope * ((free > self.lo) & (free < self.hi))


def _in_turns(frames: int) -> list[NDArray[np.intp]]:
    """Every `STRIDE`-th frame and the last, then all others."""
    early = np.zeros(frames, dtype=bool)
    early[::STRIDE] = early[-1:] = True
    turns = [np.flatnonzero(early), np.flatnonzero(~early)]
    return [turn for turn in turns if turn.size]


def _between(problem: _Problem, price: Array, some: NDArray[np.intp]) -> Array:
    """Prices to start from in some frames: between those of the solved frames around them, or none where none is
    nearer (frames need not be neighbours in time)."""
    before = some // STRIDE * STRIDE
    after = np.minimum(before + STRIDE, len(price) - 1)
    share = ((some - before) / (after - before))[:, None]
    start: Array = (1.0 - share) * price[before] + share * price[after]
    mine = problem.frames(some)
    far, near = (
        np.abs(_apply(mine.A, mine.activation(eta)[0]) - mine.b).max(axis=1)
        for eta in (np.zeros_like(mine.lo), mine.offer(start))
    )
    start[near > far] = 0.0
    return start


def _prices(problem: _Problem, price: Array, w: Array | float, limit: Array, max_iterations: int) -> tuple[Array, int]:
    """Prices of a chunk, found from those given, and Newton steps taken."""
    steps, late = 0, np.arange(len(problem.b))
    if problem.p == 2:
        price, steps, late = _newton(problem, price, w, limit, QUICK)
    if late.size:
        # from easy problems to the wanted one, each solution the start of the next
        hard, some = problem.frames(late), np.zeros_like(problem.b[late])
        for share, soft in EASING:
            if problem.p == 2 and share == 1.0 and soft > 1.0:
                continue  # softness means nothing there
            easier = hard._replace(soft=soft * SOFTNESS)
            some, more, _ = _newton(easier, some, share * w, limit[late], max_iterations)
            steps += more
        price[late] = some
    return price, steps


def _newton(
    problem: _Problem, price: Array, w: Array | float, limit: Array, max_iterations: int
) -> tuple[Array, int, NDArray[np.intp]]:
    """Semismooth Newton on the dual: prices, steps taken, frames that did not get there."""
    done = price.copy()
    n = price.shape[1]
    todo, part, eta = np.arange(len(price)), problem, problem.offer(price)
    for steps in range(max_iterations + 1):
        a, slope = part.activation(eta)
        gap = _apply(part.A, a) + price / (2.0 * w) - part.b
        missed = np.abs(gap).max(axis=1) > limit[todo]
        if not missed.all():
            done[todo] = price
            todo, part, eta, price = todo[missed], part.frames(missed), eta[missed], price[missed]
            slope, gap = slope[missed], gap[missed]
        if not todo.size or steps == max_iterations:
            break
        hessian = (part.A * slope[:, None, :]) @ part.A.transpose(0, 2, 1)
        hessian[:, np.arange(n), np.arange(n)] += 1.0 / (2.0 * w)
        step: Array = np.linalg.solve(hessian, -gap[..., None])[..., 0].astype(np.float64, copy=False)
        offered = part.offer(step)
        size = _step_size(part, price, step, eta, offered, w)[:, None]
        price, eta = price + size * step, eta + size * offered
    done[todo] = price
    return done, steps, todo


def _step_size(problem: _Problem, price: Array, step: Array, eta: Array, offered: Array, w: Array | float) -> Array:
    """How far to go along each frame's step, (frames): the whole of it, or to where the dual stops falling.

    The dual's slope along the step, offered . a(eta + s offered) + step . ((price + s step) / 2w - b), rises with s;
    where it has turned up at s = 1 its zero is found by secants (Illinois).
    """
    size = np.ones(len(price))
    fixed = (step * (price / (2.0 * w) - problem.b)).sum(axis=1)
    growth = (step**2 / (2.0 * w)).sum(axis=1)
    light = problem._replace(A=problem.b)  # the slope needs no A; indexing frames must not copy it

    def slope(s: Array, at: NDArray[np.intp]) -> Array:
        a, _ = light.frames(at).activation(eta[at] + s[:, None] * offered[at])
        out: Array = (offered[at] * a).sum(axis=1) + fixed[at] + s * growth[at]
        return out

    everyone = np.arange(len(price))
    start, end = slope(0.0 * size, everyone), slope(size, everyone)
    at = everyone[end > TURNED * np.abs(start)]
    low, high, below, above = 0.0 * size[at], size[at], start[at], end[at]
    for _ in range(SECANTS):
        if not at.size:
            break
        size[at] = middle = (low * above - high * below) / (above - below)
        now = slope(middle, at)
        up = now > 0.0
        # Illinois: the end that stays put counts half, or it would hold the secant back
        below = np.where(up, 0.5 * below, now)
        above = np.where(up, now, 0.5 * above)
        low, high = np.where(up, low, middle), np.where(up, middle, high)
        going = np.abs(now) > TURNED * np.abs(start[at])
        at, low, high, below, above = at[going], low[going], high[going], below[going], above[going]
    return size


def _apply(A: Array, a: Array) -> Array:
    return (A @ a[..., None])[..., 0]
