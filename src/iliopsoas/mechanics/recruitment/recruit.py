"""Who pulls how hard: the recruitment problem of all frames at once.

    minimise    sum_i c_i a_i^p / sum_i c_i  +  w sum_j s_j^2
    subject to  A a + s = b,   lower <= a <= upper

A (n x m) holds what each strand does to each balanced coordinate at full activation [N m], b what is needed beyond
passive forces, c the strands' volumes (so that cutting a strand in two changes nothing), s the reserves, which should
stay near zero and are always reported. The Hessian is diagonal, so the dual has one unknown per row:

    a_i(lambda) = clip( ((A^T lambda)_i / (p c_i))^(1/(p-1)) ),   s = lambda / (2 w)
    find lambda with  A a(lambda) + s(lambda) = b

which a semismooth Newton method with line search on the (concave) dual solves in a few steps for all frames together
(`dual_newton`). The weight w may differ from row to row: a row with a small one is soft, and its slack is an outcome.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.errors import InputError, SolverError
from iliopsoas.mechanics.recruitment.dual_newton import solve_dual
from iliopsoas.mechanics.recruitment.dual_problem import SOFTNESS, DualProblem, Effort
from iliopsoas.mechanics.recruitment.limb_blocks import block_order, placed, returned

RESERVE_WEIGHT = 1.0
"""Cost of a squared reserve [1/(N m)^2]: against volume-normalised activations this keeps reserves below 0.01 N m
wherever the muscles can do the job (technical)."""
LEAST_COST = 1e-12
"""Cost of a strand without volume, as a share of all (technical)."""


class Recruitment(NamedTuple):
    """Solution of all frames.

    Attributes:
        activation: (frames, m) [-].
        reserve: (frames, n) [N m], the part of b no muscle gave.
        multiplier: dual variables lambda, (frames, n) [1/(N m)]: what one more unit of moment would cost.
        residual: largest |A a + s - b| of each frame [N m], (frames).
        iterations: Newton steps taken.
    """

    activation: Array
    reserve: Array
    multiplier: Array
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
    row_groups: IndexArray | None = None,
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
        reserve_weight: w, one for all rows or (n) [1/(N m)^2]; a soft row has a small one.
        row_groups: a number for each row, (n): rows of one leg, of the other, of the trunk. Saves products of zeros.
        tolerance: on |A a + s - b| relative to 1 + |b| [N m].

    Raises:
        InputError: exponent not 2 or 3, or bounds that exclude each other.
        SolverError: frames that did not converge.
    """
    if exponent not in (2, 3):
        raise InputError(f"the exponent of the recruitment cost is {exponent}; it can be 2 or 3")
    frames, _, m = capacity.shape
    lo, hi = (np.broadcast_to(np.asarray(x, float), (frames, m)) for x in (lower, upper))
    if np.any(lo > hi):
        raise InputError("a strand's least activation lies above its greatest one")
    # a strand without volume has no capacity either and stays silent
    cost = np.maximum(volume / (scale or volume.sum()), LEAST_COST)
    groups = np.zeros(capacity.shape[1], dtype=np.intp) if row_groups is None else row_groups
    weight = np.broadcast_to(np.asarray(reserve_weight, float), capacity.shape[1])
    order = block_order(capacity, groups)
    rows, cols = order.rows, order.cols
    problem = DualProblem(
        order.blocks(capacity),
        placed(demand, rows),
        Effort(placed(cost, cols, 1.0), exponent, placed(lo, cols), placed(hi, cols), SOFTNESS),
        placed(0.5 / weight, rows, 1.0),
    )
    limit = tolerance * (1.0 + np.abs(demand).max(axis=1))
    found, steps = solve_dual(problem, limit, max_iterations)
    shares, _ = problem.effort.activation(problem.A.offers(found))
    residual = np.abs(problem.imbalance(shares, found)).max(axis=1)
    multiplier = returned(found, rows, np.zeros(demand.shape))
    activation = returned(shares, cols, np.maximum(lo, np.minimum(hi, 0.0)))
    reserve = multiplier / (2.0 * weight)
    if (bad := np.flatnonzero(~(residual <= np.maximum(1e3 * limit, 1e-6)))).size:
        raise SolverError(
            f"recruitment did not converge in {bad.size} of {frames} frames (first {bad[0]}, imbalance "
            f"{residual[bad[0]]:.2g} N m)",
            bad.tolist(),
            data=problem.frames(bad),
            best=Recruitment(activation, reserve, multiplier, residual, steps),
        )
    return Recruitment(activation, reserve, multiplier, residual, steps)
