"""Signals: sampling rate, low-pass filter, derivatives, even time stamps. The first axis of every array is time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.interpolate import BSpline, make_interp_spline

from iliopsoas.arrays import Array
from iliopsoas.errors import InputError
from iliopsoas.motion.signals.butterworth import Section, butterworth_sections, filter_zero_lag
from iliopsoas.motion.signals.checks import SLACK_S, check_finite, check_time

DEGREE = 5  # of the spline: its second derivative is still a smooth cubic (technical)
NUMBERS_TOGETHER = 2**20  # of a signal that are filtered or splined at once, 8 MB (technical)


def _grid(time: Array) -> tuple[Array, float, float]:
    """Number each stamp on the even grid behind it: (index (n,), first time [s], step [s])."""
    check_time(time, "signal")
    if time.size < 2:
        raise InputError("one time stamp has no sampling rate: at least 2 are needed")
    steps = np.diff(time)
    counts = np.maximum(1.0, np.round(steps / np.median(steps)))  # a lost frame counts as 2
    index = np.concatenate([[0.0], np.cumsum(counts)])
    step, first = np.polynomial.Polynomial.fit(index, time, 1).convert().coef[::-1]
    return index, float(first), float(step)


def estimate_rate(time: ArrayLike) -> float:
    """Sampling rate [Hz] of `time` (n,) [s].

    Fits an even grid, so stamps rounded to 0.0017, 0.0033, 0.005 give 600 Hz and lost frames do not slow the rate down.
    A rate that the rounding cannot tell from a whole number is that number.
    """
    stamps = np.asarray(time, dtype=np.float64)
    index, first, step = _grid(stamps)
    rate = 1.0 / step
    doubt = float(np.abs(first + index * step - stamps).max()) / (stamps[-1] - stamps[0]) + 1e-9  # relative
    whole = round(rate)
    return float(whole) if whole > 0 and abs(rate - whole) <= rate * 2.0 * doubt and doubt < 1e-2 else rate


def is_even(time: ArrayLike, tolerance: float = 0.1) -> bool:
    """Whether the stamps lie within `tolerance` steps of an even grid with no frame missing."""
    stamps = np.asarray(time, dtype=np.float64)
    index, first, step = _grid(stamps)
    late = np.abs(first + index * step - stamps).max()
    return bool(index[-1] == stamps.size - 1 and late <= tolerance * step)


def lowpass(x: ArrayLike, rate_hz: float, cutoff_hz: float, order: int = 4) -> Array:
    """Zero-lag Butterworth low-pass filter along the first axis of `x` (frames, ...).

    Run forwards and backwards, a Butterworth filter of order n/2 has no lag and falls off like order n, but its gain at
    the cutoff is 1/2, not 1/sqrt(2). So each pass gets a cutoff higher by 1/(sqrt(2) - 1)^(1/n) (1/0.802 for n = 4),
    as is usual in biomechanics, applied to tan(pi f / rate) because of the bilinear transform: the whole filter is
    -3 dB at `cutoff_hz`.

    rate_hz, cutoff_hz: [Hz]. order: n, of the whole filter, even.
    """
    values = np.asarray(x, dtype=np.float64)
    if order < 2 or order % 2:
        raise InputError(f"a filter run both ways has an even order (2, 4, 6 ...), not {order}")
    if not 0 < cutoff_hz < rate_hz / 2:
        raise InputError(
            f"the cutoff must lie between 0 and half the sampling rate ({rate_hz:g} / 2 = {rate_hz / 2:g} Hz), "
            f"but is {cutoff_hz:g} Hz"
        )
    period = max(3 * (order + 1), math.ceil(rate_hz / cutoff_hz))  # of the cutoff [frames]
    if values.ndim == 0 or values.shape[0] <= period:
        found = values.shape[0] if values.ndim else 1
        raise InputError(
            f"the signal has {found} frames; a {cutoff_hz:g} Hz filter at {rate_hz:g} Hz needs at least {period + 1}. "
            "Take a longer recording or a higher cutoff"
        )
    check_finite(values, "filter", "the signal", "Fill the gap first.")
    pad = min(values.shape[0] - 1, 4 * period)  # at each end; what the filter remembers has faded by then
    sections, flat = _sections(rate_hz, cutoff_hz, order), values.reshape(len(values), -1)
    out = np.empty_like(flat)
    for part in _column_blocks(flat):
        out[:, part] = filter_zero_lag(sections, flat[:, part], pad)
    return out.reshape(values.shape)


def _sections(rate_hz: float, cutoff_hz: float, order: int) -> list[Section]:
    """Sections of one pass."""
    correction = (math.sqrt(2.0) - 1.0) ** (1.0 / order)
    each = rate_hz / math.pi * math.atan(math.tan(math.pi * cutoff_hz / rate_hz) / correction)  # [Hz]
    return butterworth_sections(order // 2, each, rate_hz)


def lowpass_memory(rate_hz: float, cutoff_hz: float, rounding: float, order: int = 4) -> int:
    """Frames after which `lowpass` has forgotten all but a share `rounding` of a step: ln(rounding) / ln |z| with its
    slowest pole z; the two poles of a section have |z|^2 = a2."""
    slowest = max(math.sqrt(abs(denominator[-1])) for _, denominator in _sections(rate_hz, cutoff_hz, order))
    return math.ceil(math.log(rounding) / math.log(slowest))


class SmoothCurves(NamedTuple):
    """Quintic splines through the columns of a signal; they can be asked for a few times of a long record.

    start, end: of the signal [s]. shape: of one sample. pieces: splines of some neighbouring columns each.
    """

    start: float
    end: float
    shape: tuple[int, ...]
    pieces: tuple[BSpline, ...]

    def at(self, time: ArrayLike) -> tuple[Array, Array, Array]:
        """Value and first two derivatives at times inside the signal (m,) [s], each (m, ...)."""
        new = np.atleast_1d(np.asarray(time, dtype=np.float64))
        if new.size and (new.min() < self.start - SLACK_S or new.max() > self.end + SLACK_S):
            raise InputError(
                f"spline: the signal covers {self.start:g} to {self.end:g} s, but is asked for {new.min():g} to "
                f"{new.max():g} s; nothing is extrapolated"
            )
        at = np.clip(new, self.start, self.end)
        value, first, second = (
            np.concatenate([np.asarray(piece(at, nu=nu), dtype=np.float64) for piece in self.pieces], axis=1)
            for nu in range(3)
        )
        shape = (new.size, *self.shape)
        return value.reshape(shape), first.reshape(shape), second.reshape(shape)


def smooth_curves(time: ArrayLike, x: ArrayLike) -> SmoothCurves:
    """The quintic spline through `x` (frames, ...) at `time` (frames,) [s], which need not be even."""
    stamps, values = np.asarray(time, dtype=np.float64), np.asarray(x, dtype=np.float64)
    check_time(stamps, "spline")
    if values.ndim == 0 or values.shape[0] != stamps.size:
        raise InputError(f"spline: there are {stamps.size} time stamps, but the signal has shape {values.shape}")
    if stamps.size <= DEGREE:
        raise InputError(f"a quintic spline needs at least {DEGREE + 1} frames, but there are {stamps.size}")
    check_finite(values, "spline", "the signal", "Fill the gap first.")
    flat = values.reshape(stamps.size, -1)
    pieces = tuple(make_interp_spline(stamps, flat[:, part], k=DEGREE, axis=0) for part in _column_blocks(flat))
    return SmoothCurves(float(stamps[0]), float(stamps[-1]), values.shape[1:], pieces)


def spline_derivatives(time: ArrayLike, x: ArrayLike, new_time: ArrayLike | None = None) -> tuple[Array, Array, Array]:
    """Value and first two derivatives of the quintic spline through `x` (frames, ...) at `new_time` (default: `time`).

    time, new_time: [s]; `time` need not be even. Returns x, xd [1/s], xdd [1/s^2], each (new frames, ...).
    """
    return smooth_curves(time, x).at(time if new_time is None else new_time)


def _column_blocks(values: Array) -> Sequence[slice]:
    """Neighbouring columns of (frames, columns) that are worked on together; all of a short signal."""
    frames, columns = values.shape
    each = max(1, NUMBERS_TOGETHER // max(frames, 1))
    return [slice(first, first + each) for first in range(0, max(columns, 1), each)]


def resample(
    time: ArrayLike, x: ArrayLike, rate_hz: float | None = None, max_gap_s: float = 0.2
) -> tuple[Array, Array]:
    """Even time stamps: `x` (frames, ...) at `rate_hz` [Hz] (default: its own rate) by a cubic spline.

    A gap longer than `max_gap_s` [s] between two stamps is not bridged: InputError. Returns (time (m,), x (m, ...)).
    Going to a lower rate, filter first: this does not.
    """
    stamps, values = np.asarray(time, dtype=np.float64), np.asarray(x, dtype=np.float64)
    rate = estimate_rate(stamps) if rate_hz is None else rate_hz
    if values.ndim == 0 or values.shape[0] != stamps.size:
        raise InputError(f"resample: there are {stamps.size} time stamps, but the signal has shape {values.shape}")
    if stamps.size < 4:
        raise InputError(f"resample: a cubic spline needs at least 4 frames, but there are {stamps.size}")
    if rate <= 0:
        raise InputError(f"resample: the rate must be positive, but is {rate:g} Hz")
    gaps = np.diff(stamps)
    widest = int(np.argmax(gaps))
    if gaps[widest] > max_gap_s:
        raise InputError(
            f"resample: nothing was recorded between {stamps[widest]:g} and {stamps[widest + 1]:g} s; a gap longer "
            f"than {max_gap_s:g} s is not bridged. Use the part before or after it, or raise max_gap_s"
        )
    check_finite(values, "resample", "the signal", "Fill the gap first.")
    frames = math.floor((stamps[-1] - stamps[0]) * rate + 1e-6) + 1
    even = np.minimum(stamps[0] + np.arange(frames) / rate, stamps[-1])  # (m,)
    spline = make_interp_spline(stamps, values, k=3, axis=0)
    return even, np.asarray(spline(even), dtype=np.float64)
