"""A Butterworth low-pass filter run forwards and backwards: no lag.

One section of the digital filter, from the analogue one by the bilinear transform with K = tan(pi f / rate):

    y_t + a1 y_{t-1} + a2 y_{t-2} = g (x_t + 2 x_{t-1} + x_{t-2}),    g = K^2 / d
    a1 = 2 (K^2 - 1) / d,  a2 = (1 - K / Q + K^2) / d,  d = 1 + K / Q + K^2

which is a banded triangular system in y, solved for all columns at once; an odd order has one section of first order.
The signal is continued at both ends by its point reflection, and what lies before that is taken as constant, as scipy's
`sosfiltfilt` does. Loading `scipy.signal` for this one filter would take longer than analysing a walk.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.linalg.lapack import dtbtrs

from iliopsoas.arrays import Array

Section = tuple[tuple[float, ...], tuple[float, ...]]


def butterworth_sections(order: int, cutoff_hz: float, rate_hz: float) -> list[Section]:
    """Numerator and denominator of each section of a low-pass filter of some order, -3 dB at the cutoff [Hz]."""
    k = math.tan(math.pi * cutoff_hz / rate_hz)
    out: list[Section] = []
    if order % 2:
        g = k / (1.0 + k)
        out.append(((g, g), (1.0, (k - 1.0) / (k + 1.0))))
    for pair in range(order // 2):
        damping = 2.0 * math.sin(math.pi * (2 * pair + 1) / (2 * order))  # 1 / Q
        if order % 2:
            damping = 2.0 * math.cos(math.pi * (pair + 1) / order)
        d = 1.0 + k * damping + k * k
        g = k * k / d
        out.append(((g, 2.0 * g, g), (1.0, 2.0 * (k * k - 1.0) / d, (1.0 - k * damping + k * k) / d)))
    return out


def filter_zero_lag(filters: list[Section], values: Array, pad: int) -> Array:
    """The filter run forwards, then backwards, along the first axis of `values` (frames, ...).

    Args:
        pad: frames by which each end is continued; fewer than there are.
    """
    x = values.reshape(len(values), -1)
    x = np.concatenate([2.0 * x[:1] - x[pad:0:-1], x, 2.0 * x[-1:] - x[-2 : -pad - 2 : -1]])
    for _ in range(2):
        x = _forwards(filters, x)[::-1]
    return np.ascontiguousarray(x[pad : len(x) - pad]).reshape(values.shape)


def _forwards(filters: list[Section], x: Array) -> Array:
    """One run; a constant signal passes unchanged, so that only what differs from the first frame is filtered."""
    first = x[:1]
    y = x - first
    for numerator, denominator in filters:
        driven = numerator[0] * y
        for lag, share in enumerate(numerator[1:], start=1):
            driven[lag:] += share * y[:-lag]
        band = np.repeat(np.array(denominator)[:, None], len(y), axis=1)  # lower triangular, one row a diagonal
        y, _ = dtbtrs(band, driven, uplo="L", diag="U")
    out: Array = y + first
    return out
