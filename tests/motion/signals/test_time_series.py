"""Filter, spline, rate: against their mathematics."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import butter, sosfiltfilt

from iliopsoas.errors import InputError
from iliopsoas.motion import estimate_rate, is_even, lowpass, resample, spline_derivatives


def gain(frequency: float, rate: float, cutoff: float, order: int) -> float:
    """Amplitude of a filtered unit sine, in the middle of a long record."""
    time = np.arange(int(60 * rate / cutoff)) / rate
    out = lowpass(np.sin(2 * np.pi * frequency * time), rate, cutoff, order)
    middle = slice(time.size // 4, 3 * time.size // 4)
    both = np.stack([np.sin(2 * np.pi * frequency * time), np.cos(2 * np.pi * frequency * time)], axis=1)[middle]
    return float(np.hypot(*np.linalg.lstsq(both, out[middle], rcond=None)[0]))


@pytest.mark.parametrize("order", [2, 4, 6])
@pytest.mark.parametrize(("rate", "cutoff"), [(100.0, 6.0), (100.0, 30.0), (2000.0, 20.0)])
def test_gain_at_the_cutoff_is_minus_3_db(rate: float, cutoff: float, order: int) -> None:
    assert gain(cutoff, rate, cutoff, order) == pytest.approx(1 / np.sqrt(2), rel=1e-3)


@pytest.mark.parametrize("order", [2, 4])
def test_gain_falls_off_as_two_passes_do(order: int) -> None:
    rate, cutoff = 5000.0, 10.0  # far below Nyquist, so the analogue formula holds
    for ratio in (0.5, 2.0, 4.0):
        expected = 1 / (1 + (np.sqrt(2) - 1) * ratio**order)
        assert gain(ratio * cutoff, rate, cutoff, order) == pytest.approx(expected, rel=5e-3)


def test_no_lag() -> None:
    time = np.arange(-2, 2, 0.01)
    out = lowpass(np.exp(-((time / 0.1) ** 2)), 100.0, 6.0)
    assert time[np.argmax(out)] == pytest.approx(0.0, abs=1e-9)
    assert out == pytest.approx(lowpass(np.exp(-((time / 0.1) ** 2))[::-1], 100.0, 6.0)[::-1], abs=1e-9)


def test_filter_keeps_lines_and_columns() -> None:
    line = np.stack([3.0 + np.arange(200), 4.0 - 2 * np.arange(200)], axis=1)  # (frames, 2)
    assert lowpass(line, 100.0, 6.0) == pytest.approx(line, abs=1e-6)
    noise = np.random.default_rng(1).normal(size=(200, 2))
    both = lowpass(noise, 100.0, 6.0)
    assert both[:, 1] == pytest.approx(lowpass(noise[:, 1], 100.0, 6.0))


def test_filter_errors_say_what_is_possible() -> None:
    with pytest.raises(InputError, match=r"between 0 and half the sampling rate \(100 / 2 = 50 Hz\), but is 50 Hz"):
        lowpass(np.zeros(100), 100.0, 50.0)
    with pytest.raises(InputError, match=r"has 17 frames; a 6 Hz filter at 100 Hz needs at least 18"):
        lowpass(np.zeros(17), 100.0, 6.0)
    assert lowpass(np.zeros(18), 100.0, 6.0).shape == (18,)
    with pytest.raises(InputError, match="even order"):
        lowpass(np.zeros(100), 100.0, 6.0, order=3)
    with pytest.raises(InputError, match=r"1 of 100 frames \(7, counted from 0\)"):
        lowpass(np.where(np.arange(100) == 7, np.nan, 0.0), 100.0, 6.0)


@given(st.lists(st.floats(-3, 3), min_size=6, max_size=6))
def test_spline_is_exact_on_quintics(coefficients: list[float]) -> None:
    curve = np.polynomial.Polynomial(coefficients)
    time = np.sort(np.concatenate([np.linspace(0, 1, 12), [0.123, 0.77]]))  # not even
    new = np.linspace(0, 1, 31)
    x, xd, xdd = spline_derivatives(time, np.stack([curve(time), -curve(time)], axis=1), new)
    assert x.shape == xd.shape == xdd.shape == (31, 2)
    assert x[:, 0] == pytest.approx(curve(new), abs=1e-9)
    assert xd[:, 0] == pytest.approx(curve.deriv()(new), abs=1e-7)
    assert xdd[:, 1] == pytest.approx(-curve.deriv(2)(new), abs=1e-5)


def test_spline_derivatives_of_a_sine_converge() -> None:
    errors = []
    for frames in (50, 100):
        time = np.linspace(0, 1, frames)
        x, xd, xdd = spline_derivatives(time, np.sin(2 * np.pi * time))
        assert x == pytest.approx(np.sin(2 * np.pi * time), abs=1e-12)
        assert xd == pytest.approx(2 * np.pi * np.cos(2 * np.pi * time), abs=1e-5)
        errors.append(np.abs(xdd + (2 * np.pi) ** 2 * np.sin(2 * np.pi * time)).max())
    assert errors[1] < errors[0] / 8  # at least third order, up to the ends


def test_spline_errors() -> None:
    with pytest.raises(InputError, match="at least 6 frames, but there are 5"):
        spline_derivatives(np.arange(5), np.zeros(5))
    with pytest.raises(InputError, match="covers 0 to 9 s, but is asked for 0 to 10 s; nothing is extrapolated"):
        spline_derivatives(np.arange(10), np.zeros(10), [0, 10])
    with pytest.raises(InputError, match=r"10 time stamps, but the signal has shape \(9,\)"):
        spline_derivatives(np.arange(10), np.zeros(9))


@given(
    rate=st.sampled_from([50, 60, 100, 120, 600, 1000, 1500, 2000]), decimals=st.integers(4, 9), start=st.floats(0, 5)
)
def test_rate_survives_rounded_stamps(rate: int, decimals: int, start: float) -> None:
    time = np.round(start + np.arange(rate + 1) / rate, decimals)
    assert estimate_rate(time) == rate
    assert is_even(time, tolerance=0.25)


def test_rate_with_lost_frames_and_odd_rates() -> None:
    time = np.delete(np.arange(200) / 100, [20, 21, 90])
    assert estimate_rate(time) == 100
    assert not is_even(time)
    assert estimate_rate(np.arange(100) / 59.94) == pytest.approx(59.94)
    with pytest.raises(InputError, match="one time stamp has no sampling rate"):
        estimate_rate([0.5])


def test_resample_makes_stamps_even() -> None:
    rng = np.random.default_rng(0)
    time = np.linspace(0, 2, 201) + np.r_[0, rng.uniform(-0.002, 0.002, 199), 0]
    even, x = resample(time, np.stack([np.sin(3 * time), np.cos(3 * time)], axis=1), 50.0)
    assert even == pytest.approx(np.arange(101) / 50)
    assert x[:, 0] == pytest.approx(np.sin(3 * even), abs=1e-5)
    assert resample(time, np.sin(time))[0].size == 201


def test_resample_errors() -> None:
    time = np.r_[0:1:0.01, 2:3:0.01]
    with pytest.raises(InputError, match=r"nothing was recorded between 0\.99 and 2 s; a gap longer than 0\.2 s"):
        resample(time, time)
    assert resample(time, time, max_gap_s=2.0)[1] == pytest.approx(resample(time, time, max_gap_s=2.0)[0])
    with pytest.raises(InputError, match="rate must be positive"):
        resample(np.arange(5), np.zeros(5), -1.0)
    with pytest.raises(InputError, match="at least 4 frames"):
        resample(np.arange(3), np.zeros(3))
    with pytest.raises(InputError, match="the signal has shape"):
        resample(np.arange(5), np.zeros(3))


@pytest.mark.parametrize("order", [2, 4, 6, 8, 10])
@pytest.mark.parametrize(("rate", "cutoff"), [(100.0, 2.0), (100.0, 6.0), (250.0, 20.0)])
def test_filter_is_that_of_scipy(rate: float, cutoff: float, order: int) -> None:
    walked = np.cumsum(np.random.default_rng(order).normal(size=(400, 3)), axis=0)
    correction = (np.sqrt(2) - 1) ** (1 / order)
    each = rate / np.pi * np.arctan(np.tan(np.pi * cutoff / rate) / correction)
    pad = 4 * max(3 * (order + 1), int(np.ceil(rate / cutoff)))
    theirs = sosfiltfilt(butter(order // 2, each, fs=rate, output="sos"), walked, axis=0, padlen=min(399, pad))
    np.testing.assert_allclose(lowpass(walked, rate, cutoff, order), theirs, atol=1e-9 * np.abs(walked).max())
