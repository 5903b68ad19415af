"""The zero-lag Butterworth filter: gain, symmetry, what it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import butter, sosfiltfilt, tf2sos

from iliopsoas.motion.signals.butterworth import butterworth_sections, filter_zero_lag

RATE = 100.0


def gain(order: int, cutoff: float, frequency: float) -> float:
    """Gain of one pass at a frequency [Hz], from numerators and denominators."""
    z = np.exp(-2j * np.pi * frequency / RATE)
    whole = 1.0 + 0.0j
    for numerator, denominator in butterworth_sections(order, cutoff, RATE):
        whole *= np.polyval(numerator[::-1], z) / np.polyval(denominator[::-1], z)
    return abs(whole)


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5])
def test_one_pass_has_the_gain_of_a_butterworth_filter(order: int) -> None:
    """|H|^2 = 1 / (1 + (tan(pi f / rate) / tan(pi fc / rate))^(2 n)): 1 at zero, 1/2 at the cutoff."""
    for frequency in (0.0, 1.0, 6.0, 20.0, 45.0):
        ratio = np.tan(np.pi * frequency / RATE) / np.tan(np.pi * 6.0 / RATE)
        assert gain(order, 6.0, frequency) ** 2 == pytest.approx(1.0 / (1.0 + ratio ** (2 * order)), rel=1e-9)


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5, 6])
def test_the_poles_are_stable_and_those_of_scipy(order: int) -> None:
    ours = sorted(
        (p for _, d in butterworth_sections(order, 8.0, RATE) for p in np.roots(d)), key=lambda p: (p.real, p.imag)
    )
    theirs = sorted(np.roots(butter(order, 8.0, fs=RATE)[1]), key=lambda p: (p.real, p.imag))
    assert max(abs(p) for p in ours) < 1.0
    assert np.allclose(sorted(np.abs(ours)), sorted(np.abs(theirs)), atol=1e-3)


def test_a_constant_and_each_column_by_itself() -> None:
    sections = butterworth_sections(2, 6.0, RATE)
    noise = np.random.default_rng(0).normal(size=(80, 2, 3))
    both = filter_zero_lag(sections, noise, 30)
    assert both.shape == noise.shape
    assert np.allclose(both[:, 1, 2], filter_zero_lag(sections, noise[:, 1, 2], 30), atol=1e-12)
    assert np.allclose(filter_zero_lag(sections, np.full((50, 2), 3.25), 20), 3.25, atol=1e-12)


@given(st.integers(0, 10_000), st.floats(4.0, 20.0))
def test_it_is_linear_and_does_not_move_in_time(seed: int, cutoff: float) -> None:
    """Reversing time and filtering are exchangeable, away from the ends: there is no lag."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(2, 320))
    x[:120] = y[:120] = x[-120:] = y[-120:] = 0.0  # so that the ends do not matter
    sections = butterworth_sections(2, cutoff, RATE)
    a, b = (filter_zero_lag(sections, v, 100) for v in (x, y))
    assert np.allclose(filter_zero_lag(sections, 2.0 * x - 3.0 * y, 100), 2.0 * a - 3.0 * b, atol=1e-9)
    assert np.allclose(filter_zero_lag(sections, x[::-1], 100)[::-1], a, atol=1e-7)


def test_it_does_what_scipy_does_with_the_same_sections_and_padding() -> None:
    x = np.cumsum(np.random.default_rng(3).normal(size=(150, 4)), axis=0)
    sections = butterworth_sections(4, 7.0, RATE)
    sos = np.vstack([tf2sos(n, d) for n, d in sections])
    assert np.allclose(filter_zero_lag(sections, x, 40), sosfiltfilt(sos, x, axis=0, padlen=40), atol=1e-8)
