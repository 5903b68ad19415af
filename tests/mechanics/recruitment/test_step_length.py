"""The share of a Newton step that is gone: where the dual stops falling, found beside a root finder."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from iliopsoas.arrays import Array
from iliopsoas.mechanics.recruitment.dual_problem import SOFTNESS, Effort
from iliopsoas.mechanics.recruitment.step_length import OVERSHOOT, LineSearch, step_length


def slope(effort: Effort, line: LineSearch, frame: int, share: float) -> float:
    """Of the dual, at a share of one frame's step."""
    one = np.array([i == frame for i in range(len(line.eta))])
    a, _ = effort.frames(one).activation(line.eta[one] + share * line.d_eta[one])
    return float((line.d_eta[one] * a).sum() + line.fixed[frame] + share * line.growth[frame])


def steps(p: int, *, frames: int = 200, strands: int = 40, size: float = 1.0) -> tuple[Effort, LineSearch]:
    """Random steps along which the dual falls at first and rises at the end."""
    rng = np.random.default_rng(5)
    cost = rng.uniform(0.1, 2.0, strands) / strands
    effort = Effort(cost, p, np.zeros((frames, strands)), rng.uniform(0.2, 1.0, (frames, strands)), SOFTNESS)
    eta, d_eta = rng.normal(size=(frames, strands)) * cost, rng.normal(size=(frames, strands)) * cost * size
    growth = rng.uniform(0.0, 1e-3, frames)
    ends: list[Array] = [(d_eta * effort.activation(eta + s * d_eta)[0]).sum(axis=1) for s in (0.0, 1.0)]
    share = rng.uniform(0.05, 0.95, frames)
    fixed = -(1.0 - share) * ends[0] - share * (ends[1] + growth)
    start, end = ends[0] + fixed, ends[1] + fixed + growth
    rising = end > OVERSHOOT * np.abs(start)
    assert (start < 0.0).all()
    return effort.frames(rising), LineSearch(eta, d_eta, fixed, growth, start, end).frames(rising)


@pytest.mark.parametrize("p", [2, 3])
@pytest.mark.parametrize("size", [0.3, 3.0, 300.0])
def test_the_dual_is_nearly_flat_where_the_step_ends(p: int, size: float) -> None:
    effort, line = steps(p, size=size)
    found = step_length(effort, line)
    assert len(found) > 100
    assert ((found > 0.0) & (found < 1.0)).all()
    for frame in range(len(found)):
        assert abs(slope(effort, line, frame, found[frame])) <= OVERSHOOT * abs(line.start[frame]) * (1 + 1e-9)


def test_the_end_is_near_the_zero_that_a_root_finder_finds() -> None:
    """Brent's method (scipy); the slope is flat to 3 % there, so the places differ a little."""
    effort, line = steps(2)
    found = step_length(effort, line)
    zeros = np.array([brentq(lambda s, k=k: slope(effort, line, k, s), 0.0, 1.0) for k in range(len(found))])
    assert np.abs(found - zeros).max() < 0.1


def test_a_step_that_is_far_too_long_is_found_too() -> None:
    """One strand that fills up within a millionth of the step, and falls short of what is asked of the rest."""
    effort = Effort(np.array([1.0]), 2, np.zeros((1, 1)), np.ones((1, 1)), SOFTNESS)
    line = LineSearch(
        np.zeros((1, 1)), np.array([[1e6]]), np.array([-1e5]), np.zeros(1), np.array([-1e5]), np.array([9e5])
    )
    assert step_length(effort, line) == pytest.approx(2e-7, rel=0.05)
