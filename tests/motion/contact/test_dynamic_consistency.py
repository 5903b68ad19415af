"""The shift that makes a movement agree with its plates: a small least-squares problem with known properties."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.arrays import Array
from iliopsoas.motion.contact.dynamic_consistency import ACCELERATION_SD, POSITION_SD, consistent_shift

RATE = 100.0


def _error(frames: int = 150) -> Array:
    time = np.arange(frames) / RATE
    return np.stack([np.sin(7 * time), 2 * np.cos(20 * time), 0.5 * np.sin(60 * time) + 0.3], axis=1)


def _second(path: Array) -> Array:
    return (path[2:] - 2 * path[1:-1] + path[:-2]) * RATE**2


def _cost(path: Array, error: Array) -> float:
    return float(((path / POSITION_SD) ** 2).sum() + (((_second(path) + error[1:-1]) / ACCELERATION_SD) ** 2).sum())


def test_no_error_no_shift() -> None:
    assert np.array_equal(consistent_shift(RATE, np.zeros((50, 3))), np.zeros((50, 3)))


def test_too_short_a_record_is_left_alone() -> None:
    assert np.array_equal(consistent_shift(RATE, np.ones((4, 3))), np.zeros((4, 3)))


def test_shift_is_linear_in_the_error() -> None:
    one, two = _error(), np.roll(_error(), 31, axis=0)
    together = consistent_shift(RATE, 2 * one - 3 * two)
    assert together == pytest.approx(2 * consistent_shift(RATE, one) - 3 * consistent_shift(RATE, two), abs=1e-12)


def test_shift_reduces_the_error_of_the_acceleration() -> None:
    error = _error()
    left = _second(consistent_shift(RATE, error)) + error[1:-1]
    assert (np.abs(left).mean(axis=0) < 0.9 * np.abs(error).mean(axis=0)).all()


def test_fast_errors_are_removed_and_a_constant_one_stays() -> None:
    """Positions may move by millimetres: enough for an error at 5 Hz, never for a constant one, which would carry the
    body away."""
    time = np.arange(400) / RATE
    fast, constant = np.zeros((400, 3)), np.zeros((400, 3))
    fast[:, 0], constant[:, 0] = np.sin(2 * np.pi * 5 * time), 1.0
    middle = slice(100, 300)
    for error, share in ((fast, 0.05), (constant, 0.95)):
        left = _second(consistent_shift(RATE, error))[:, 0] + error[1:-1, 0]
        removed = np.abs(left[middle]).mean() / np.abs(error[middle, 0]).mean()
        assert removed < share if error is fast else removed > share


def test_axes_do_not_mix() -> None:
    error = np.zeros((80, 3))
    error[:, 1] = _error(80)[:, 1]
    shift = consistent_shift(RATE, error)
    assert np.all(shift[:, [0, 2]] == 0.0)
    assert np.abs(shift[:, 1]).max() > 0.0


def test_shift_is_the_least_squares_path() -> None:
    """Against the same problem written out as one dense least-squares system; and no nearby path is cheaper."""
    error = _error(40)
    frames = len(error)
    second = (np.eye(frames, k=-1) - 2 * np.eye(frames) + np.eye(frames, k=1))[1:-1] * RATE**2
    rows = np.vstack([np.eye(frames) / POSITION_SD, second / ACCELERATION_SD])
    right = np.vstack([np.zeros((frames, 3)), -error[1:-1] / ACCELERATION_SD])
    expected = np.linalg.lstsq(rows, right, rcond=None)[0]
    found = consistent_shift(RATE, error)
    assert found == pytest.approx(expected, abs=1e-9)
    rng = np.random.default_rng(1)
    for _ in range(10):
        assert _cost(found + 1e-5 * rng.normal(size=found.shape), error) > _cost(found, error)
