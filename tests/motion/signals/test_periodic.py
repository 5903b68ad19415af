"""Signals that repeat: derivatives, integrals, harmonics and the period itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.arrays import Array
from iliopsoas.motion.signals.periodic import (
    first_harmonics,
    periodic_derivative,
    periodic_double_integral,
    repetition_period,
)

FRAMES = 64


def series(seed: int, harmonics: int = 8, columns: int = 3) -> Array:
    """A random periodic signal without high harmonics, (frames, columns)."""
    at = 2.0 * np.pi * np.arange(FRAMES)[:, None, None] / FRAMES * np.arange(1, harmonics + 1)[:, None]
    a, b = np.random.default_rng(seed).normal(size=(2, harmonics, columns))
    return np.asarray((a * np.cos(at) + b * np.sin(at)).sum(axis=1))


@pytest.mark.parametrize("k", [1, 2, 5, 10])
def test_derivatives_of_a_sine(k: int) -> None:
    period = 1.3
    omega = 2.0 * np.pi * k / period
    t = np.arange(FRAMES) * period / FRAMES
    assert np.allclose(periodic_derivative(np.sin(omega * t), period, 1), omega * np.cos(omega * t), atol=1e-8)
    assert np.allclose(periodic_derivative(np.sin(omega * t), period, 2), -(omega**2) * np.sin(omega * t), atol=1e-6)


@given(st.integers(0, 1000), st.floats(0.3, 5.0))
def test_the_double_integral_undoes_two_derivatives(seed: int, period: float) -> None:
    x = series(seed)
    back = periodic_double_integral(periodic_derivative(x, period, 2), period)
    assert np.allclose(back, x - x.mean(axis=0), atol=1e-9)


def test_a_constant_push_is_left_out_of_the_double_integral() -> None:
    x = series(1)
    assert np.allclose(periodic_double_integral(x + 7.0, 1.0), periodic_double_integral(x, 1.0), atol=1e-12)
    assert np.allclose(periodic_double_integral(np.full((FRAMES, 2), 3.0), 1.0), 0.0)


@given(st.integers(0, 1000), st.integers(1, 12))
def test_harmonics_are_a_projection_and_keep_parsevals_sum(seed: int, harmonics: int) -> None:
    """Taking the first harmonics twice changes nothing, and what is left out is orthogonal to what is kept."""
    x = series(seed, harmonics=12)
    kept = first_harmonics(x, harmonics)
    assert np.allclose(first_harmonics(kept, harmonics), kept, atol=1e-12)
    power = (x**2).sum(axis=0)
    assert np.allclose((kept**2).sum(axis=0) + ((x - kept) ** 2).sum(axis=0), power, rtol=1e-9)


def test_limited_harmonics_of_the_double_integral_are_those_of_the_whole() -> None:
    x = series(5, harmonics=10)
    assert np.allclose(
        periodic_double_integral(x, 2.0, 3), first_harmonics(periodic_double_integral(x, 2.0), 3), atol=1e-12
    )


@pytest.mark.parametrize("times", [2, 3, 5])
def test_the_period_is_found_apart_from_a_steady_drift(times: int) -> None:
    x = np.concatenate([np.tile(series(2), (times, 1)), series(2)[:1]])
    drift = np.linspace(0.0, 4.0, len(x))[:, None] * [1.0, 0.0, 0.0]
    assert repetition_period(x + drift) == FRAMES


def test_no_period_where_nothing_repeats_or_it_is_seen_once() -> None:
    once = np.concatenate([series(2), series(2)[:1]])
    assert repetition_period(once) is None
    twice = np.concatenate([series(2), series(3), series(2)[:1]])
    assert repetition_period(twice) is None
