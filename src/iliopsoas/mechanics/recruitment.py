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
    price = np.zeros((frames, n))
    activation = np.zeros((frames, m))
    gap = np.zeros((frames, n))
    todo = np.arange(frames)
    steps = 0
    limit = tolerance * (1.0 + np.abs(demand).max(axis=1))
    while True:
        A, b, lam = capacity[todo], demand[todo], price[todo]
        a, slope = _activation(A, lam, cost, exponent, lo[todo], hi[todo])
        g = _apply(A, a) + lam / (2.0 * reserve_weight) - b
        activation[todo], gap[todo] = a, g
        open_ = np.abs(g).max(axis=1) > limit[todo]
        if not open_.any() or steps >= max_iterations:
            break
        todo, A, b, lam, g = todo[open_], A[open_], b[open_], lam[open_], g[open_]
        H = (A * slope[open_][:, None, :]) @ A.transpose(0, 2, 1)
        H[:, np.arange(n), np.arange(n)] += 1.0 / (2.0 * reserve_weight)
        step = np.linalg.solve(H, -g[..., None])[..., 0]
        price[todo] = _line_search(A, b, lam, step, g, cost, exponent, lo[todo], hi[todo], reserve_weight)
        steps += 1
    residual = np.abs(gap).max(axis=1)
    if (bad := np.flatnonzero(residual > np.maximum(1e3 * limit, 1e-6))).size:
        raise SolverError(
            f"recruitment did not converge in {bad.size} of {frames} frames (first {bad[0]}, imbalance "
            f"{residual[bad[0]]:.2g} N m)",
            bad.tolist(),
        )
    return Recruitment(activation, price / (2.0 * reserve_weight), price, residual, steps)


def _apply(A: Array, a: Array) -> Array:
    return (A @ a[..., None])[..., 0]


def _activation(A: Array, lam: Array, cost: Array, p: int, lo: Array, hi: Array) -> tuple[Array, Array]:
    """Activations that are optimal at these prices, and their slopes d a_i / d (A^T lambda)_i."""
    eta = (lam[:, None, :] @ A)[:, 0, :] / (p * cost)
    free = eta if p == 2 else np.sqrt(np.maximum(eta, 0.0))
    a = np.clip(free, lo, hi)
    inside = (free > lo) & (free < hi)
    slope = inside / (p * cost) if p == 2 else inside / (p * cost * 2.0 * np.maximum(free, 1e-6))
    return a, slope


def _dual(A: Array, b: Array, lam: Array, cost: Array, p: int, lo: Array, hi: Array, w: float) -> Array:
    """Minus the dual function (convex), one value a frame."""
    a, _ = _activation(A, lam, cost, p, lo, hi)
    eta = (lam[:, None, :] @ A)[:, 0, :]
    out: Array = (eta * a - cost * a**p).sum(axis=1) + (lam**2).sum(axis=1) / (4.0 * w) - (lam * b).sum(axis=1)
    return out


def _line_search(
    A: Array, b: Array, lam: Array, step: Array, g: Array, cost: Array, p: int, lo: Array, hi: Array, w: float
) -> Array:
    """Halve each frame's step until the dual has gone down enough (Armijo)."""
    start = _dual(A, b, lam, cost, p, lo, hi, w)
    descent = (g * step).sum(axis=1)
    size = np.ones(len(lam))
    wait = np.arange(len(lam))
    for _ in range(40):
        value = _dual(A[wait], b[wait], lam[wait] + size[wait, None] * step[wait], cost, p, lo[wait], hi[wait], w)
        bad = value > start[wait] + 1e-4 * size[wait] * descent[wait] + 1e-14 * np.abs(start[wait])
        wait = wait[bad]
        if not wait.size:
            break
        size[wait] *= 0.5
    return lam + size[:, None] * step
