"""Periodic signals: derivatives, integrals and smoothing by Fourier series. The first axis of every array is time; one
period, evenly sampled, its end left out."""

from __future__ import annotations

import numpy as np

from iliopsoas.arrays import Array


def periodic_derivative(x: Array, period: float, order: int) -> Array:
    """Derivative of order `order` [1/s^order] of a signal with a period [s], (frames, ...)."""
    omega = 2j * np.pi * np.fft.rfftfreq(len(x), 1.0 / len(x)) / period
    return np.fft.irfft((np.fft.rfft(x, axis=0).T * omega**order).T, n=len(x), axis=0)


def periodic_double_integral(x: Array, period: float, harmonics: int | None = None) -> Array:
    """The signal without mean whose second derivative is `x` less its mean, (frames, k); some harmonics of it only."""
    omega = 2.0 * np.pi * np.arange(len(x) // 2 + 1) / period
    spectrum = np.fft.rfft(x, axis=0)
    spectrum[1:] /= -(omega[1:, None] ** 2)
    spectrum[0] = 0.0
    if harmonics is not None:
        spectrum[harmonics + 1 :] = 0.0
    return np.fft.irfft(spectrum, n=len(x), axis=0)


def first_harmonics(x: Array, harmonics: int) -> Array:
    """The first harmonics of a signal, (frames, ...)."""
    spectrum = np.fft.rfft(x, axis=0)
    spectrum[harmonics + 1 :] = 0.0
    return np.fft.irfft(spectrum, n=len(x), axis=0)


def repetition_period(x: Array, tolerance: float = 1e-6) -> int | None:
    """Frames of one period of signals (frames, k) that repeat themselves at least twice, apart from a steady drift; the
    last frame begins a new period. None if they do not."""
    whole = len(x) - 1
    for times in range(whole // 2, 1, -1):
        if whole % times:
            continue
        period = whole // times
        gone = x[period:] - x[:-period]
        if period > 1 and np.abs(gone - gone[0]).max(initial=0.0) < tolerance:
            return period
    return None
