"""The movement nearest to a recorded one that keeps within limits: one least squares over all frames.

    minimise    cost(d, s)                     of leaving the recorded movement q0: see `tracking_cost`
    subject to  h_i(q(t)) <= 0                 in every frame,    q(t) = q0(t) + (s - 1) r(t) + d(t)

Without a broken limit d = 0 exactly. Movements that repeat themselves are solved for one period whose ends meet.

Solver: Gauss-Newton (`banded_system`) on an augmented Lagrangian, cost + rho/2 sum max(0, h + lambda/rho)^2, whose
multipliers lambda follow after each round.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from iliopsoas.adaptation.banded_system import CostTerms
from iliopsoas.adaptation.foot_contacts import FootContacts
from iliopsoas.adaptation.tracking_cost import AdaptationCost
from iliopsoas.arrays import Array
from iliopsoas.body.body import Body

LimitFunction = Callable[[Array], tuple[Array, Array]]
"""Poses (frames, n) -> how far each limit is exceeded (frames, c), its slope over the free columns (frames, c, k)."""

TOLERANCE = 2e-3
"""Excess of a limit that is accepted [rad, or share of a passive pull]: 0.1 degrees, 0.2 % (solver)."""
ROUNDS, STEPS = 14, 12
"""Rounds of the augmented Lagrangian, and most steps of each (solver)."""
FIRST_PENALTY, PENALTY_GROWTH, LAST_PENALTY = 30.0, 3.0, 3e4
"""First penalty, its growth and its end [1/rad^2] (solver)."""
SETTLED = 1e-5
"""Step below which a round is done [rad, m] (solver)."""
GAINED = 1e-7
"""Fall of the merit, as a share of it, below which a round is done (solver)."""
LEAST_DAMPING, MOST_DAMPING = 1e-6, 1e6
"""Ends of the Levenberg-Marquardt damping [-] (solver)."""


class ProjectedMotion(NamedTuple):
    """The nearest movement.

    Attributes:
        deviation: d, (frames, n), zero outside the free columns [rad, m].
        stride: s [-].
        excess: h, how far each limit is exceeded, negative inside, (frames, c).
        multiplier: lambda, what each limit costs, (frames, c); zero where it does not bind.
        slip: how far each contact point is from where it should be, (frames, points) [m].
        steps: Gauss-Newton steps taken.
    """

    deviation: Array
    stride: float
    excess: Array
    multiplier: Array
    slip: Array
    steps: int


class _State(NamedTuple):
    """Where the solver stands: deviation (frames, k), stride, terms of the cost, excess and slope of the limits."""

    d: Array
    s: float
    terms: CostTerms
    excess: Array
    slope: Array


def project_motion(
    body: Body,
    time: Array,
    q: Array,
    contacts: FootContacts,
    limits: LimitFunction,
    *,
    columns: list[int],
    periodic: bool = False,
    stride: float | None = None,
) -> ProjectedMotion:
    """Solve for the deviation.

    Args:
        time, q: the recorded movement, evenly spaced, (frames) [s] and (frames, n) [rad, m]; of a periodic one, one
            period without its end.
        contacts: what it touches, in these frames.
        limits: what must not be exceeded.
        columns: coordinates that may change.
        periodic: the last frame is followed by the first.
        stride: keep it at this value instead of solving for it.

    The result may exceed a limit if no movement within all of them exists: see `excess` and `slip`.
    """
    cost = AdaptationCost.of(body, time, q, contacts, columns, periodic=periodic, free_stride=stride is None)
    d, s = np.zeros((len(q), len(columns))), 1.0 if stride is None else stride
    excess, slope = limits(cost.poses(d))
    multiplier, rho, steps = np.zeros_like(excess), FIRST_PENALTY, 0
    if s == 1.0 and (excess.size == 0 or excess.max() <= 0.0):
        return ProjectedMotion(np.zeros_like(q), s, excess, multiplier, np.zeros(contacts.weight.shape), 0)
    state = _State(d, s, cost(d, s), excess, slope)
    for turn in range(ROUNDS):
        state, taken = _minimise(cost, limits, state, multiplier, rho)
        steps += taken
        multiplier = np.maximum(0.0, multiplier + rho * state.excess)
        if float(state.excess.max(initial=-1.0)) <= TOLERANCE and turn > 0:
            break
        rho = min(rho * PENALTY_GROWTH, LAST_PENALTY)
    whole = np.zeros_like(q)
    whole[:, columns] = state.d
    slip = np.linalg.norm(state.terms.gap, axis=2)
    return ProjectedMotion(whole, state.s, state.excess, multiplier, slip, steps)


def _minimise(
    cost: AdaptationCost, limits: LimitFunction, state: _State, multiplier: Array, rho: float
) -> tuple[_State, int]:
    """One round at fixed multipliers and penalty: steps until nothing moves, and their number."""
    merit, damping, taken = state.terms.cost + _penalty(state.excess, multiplier, rho), LEAST_DAMPING, 0
    while taken < STEPS:
        taken += 1
        step, change = cost.system.step(_with_limits(state, multiplier, rho), damping, free_stride=cost.free_stride)
        d, s = state.d + step, state.s + change
        tried = _State(d, s, cost(d, s), *limits(cost.poses(d)))
        new = tried.terms.cost + _penalty(tried.excess, multiplier, rho)
        if new > merit:
            damping = max(damping * 10.0, 1e-3)
            if damping > MOST_DAMPING:
                break
            continue
        gained, moved = merit - new, max(float(np.abs(step).max()), abs(change))
        state, merit = tried, new
        damping = damping / 5.0 if damping > LEAST_DAMPING else damping
        if moved < SETTLED or gained < GAINED * (merit + 1e-9):
            break
    return state, taken


def _penalty(excess: Array, multiplier: Array, rho: float) -> float:
    """The augmented part of the merit."""
    return float(0.5 * rho * (np.maximum(0.0, excess + multiplier / rho) ** 2).sum())


def _with_limits(state: _State, multiplier: Array, rho: float) -> CostTerms:
    """Gradient and blocks of the merit: those of the cost and of the limits that push."""
    push = np.maximum(0.0, multiplier + rho * state.excess)
    active = state.slope * (push > 0.0)[:, :, None]
    return state.terms._replace(
        gradient=state.terms.gradient + np.einsum("tc,tck->tk", push, state.slope),
        hessian=state.terms.hessian + rho * active.transpose(0, 2, 1) @ active,
    )
