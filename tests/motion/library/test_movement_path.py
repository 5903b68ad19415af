"""The time course of minimum jerk, and paths through keyframes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.motion.library.movement_path import MovementPath, minimum_jerk, through_knots


def test_minimum_jerk_starts_and_ends_at_rest() -> None:
    """s = 10 u^3 - 15 u^4 + 6 u^5: value 0 and 1, speed and acceleration zero at both ends, top speed 15/8."""
    course = np.polynomial.Polynomial([0, 0, 0, 10, -15, 6])
    u = np.linspace(0.0, 1.0, 101)
    assert np.allclose(minimum_jerk(u), course(u), atol=1e-12)
    for order in (1, 2):
        assert np.allclose(course.deriv(order)(np.array([0.0, 1.0])), 0.0, atol=1e-12)
    assert np.gradient(minimum_jerk(u), u).max() == pytest.approx(15.0 / 8.0, rel=1e-3)


@given(st.floats(0.0, 1.0))
def test_minimum_jerk_is_the_same_from_both_ends(u: float) -> None:
    assert minimum_jerk(np.array(u)) + minimum_jerk(np.array(1.0 - u)) == pytest.approx(1.0, abs=1e-12)


def test_minimum_jerk_never_goes_back() -> None:
    assert np.all(np.diff(minimum_jerk(np.linspace(0.0, 1.0, 500))) > 0.0)


def test_no_other_quintic_with_the_same_ends_jerks_less() -> None:
    """Among courses with the same ends, the mean square of the third derivative is least."""
    u = np.linspace(0.0, 1.0, 2001)

    def jerk(extra: float) -> float:
        bump = np.polynomial.Polynomial([0, 0, 0, 1]) * np.polynomial.Polynomial([1, -1]) ** 3
        course = np.polynomial.Polynomial([0, 0, 0, 10, -15, 6]) + extra * bump
        return float((course.deriv(3)(u) ** 2).mean())

    assert jerk(0.0) < min(jerk(extra) for extra in (-1.0, -0.1, 0.1, 1.0))


def test_between_two_poses_the_way_is_straight() -> None:
    knots = np.array([[0.0, 1.0, -2.0], [1.0, 1.0, 4.0]])
    s = np.linspace(0.0, 1.0, 7)
    path = through_knots(np.array([0.0, 1.0]), knots)
    assert np.allclose(path(s), knots[0] + s[:, None] * (knots[1] - knots[0]), atol=1e-12)


def test_a_path_passes_its_keyframes_with_the_correction_on_top() -> None:
    at, rng = np.array([0.0, 0.3, 0.6, 1.0]), np.random.default_rng(0)
    knots, bump = rng.normal(size=(4, 5)), rng.normal(size=(4, 5))
    reference, correction = through_knots(at, knots), through_knots(at, bump)
    assert np.allclose(MovementPath(reference, None)(at), knots, atol=1e-12)
    assert np.allclose(MovementPath(reference, correction)(at), knots + bump, atol=1e-12)
