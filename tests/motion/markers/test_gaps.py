"""Gaps in the paths of markers: short ones filled, long ones weightless."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.motion.markers.gaps import FADE_S, SHORT_GAP_S, fill_gaps
from iliopsoas.motion.records.markers import Markers

RATE, FRAMES = 100.0, 200
TIME = np.arange(FRAMES) / RATE


def recording(*gaps: tuple[int, int]) -> Markers:
    """Two markers on straight ways; the first one is not seen in some frames (first, last)."""
    positions = np.stack([TIME[:, None] * [1.0, 0.2, -0.5], TIME[:, None] * [0.0, 1.0, 0.0] + 1.0], axis=1)
    for first, last in gaps:
        positions[first : last + 1, 0] = np.nan
    return Markers("trial", TIME, ("A", "B"), positions)


def test_nothing_is_done_where_nothing_is_missing() -> None:
    markers = recording()
    target, weight, filled, long = fill_gaps(markers)
    assert np.array_equal(target, markers.positions)
    assert np.array_equal(weight, np.ones((FRAMES, 2)))
    assert (filled, long) == ([], [])


@given(st.integers(5, 150), st.integers(0, 17))
def test_a_short_gap_on_a_straight_way_is_filled_exactly(first: int, length: int) -> None:
    whole, (target, weight, filled, long) = recording(), fill_gaps(recording((first, first + length)))
    assert np.allclose(target, whole.positions, atol=1e-9)
    assert np.array_equal(weight, np.ones((FRAMES, 2)))
    assert (filled, long) == (["A"], [])


def test_a_long_gap_weighs_nothing_and_fades_on_both_sides() -> None:
    first, last = 80, 80 + round(SHORT_GAP_S * RATE) + 5
    target, weight, filled, long = fill_gaps(recording((first, last)))
    assert np.isfinite(target).all()
    assert (weight[first : last + 1, 0] == 0.0).all()
    assert (filled, long) == ([], ["A"])
    fade = round(FADE_S * RATE)
    before, after = weight[first - fade - 1 : first, 0], weight[last + 1 : last + 2 + fade, 0]
    assert np.all(np.diff(before) <= 1e-12)
    assert np.all(np.diff(after) >= -1e-12)
    assert np.allclose(before, after[::-1])
    assert weight[first - fade - 2, 0] == pytest.approx(1.0)
    assert (weight[:, 1] == 1.0).all()


def test_before_the_first_and_after_the_last_sight_the_marker_stays_where_it_was() -> None:
    target, weight, _, long = fill_gaps(recording((0, 9), (150, 199)))
    assert long == ["A"]
    assert np.allclose(target[:10, 0], target[10, 0])
    assert np.allclose(target[150:, 0], target[149, 0])
    assert (weight[:10, 0] == 0.0).all()
    assert (weight[150:, 0] == 0.0).all()


def test_a_marker_that_was_seen_once_stays_there() -> None:
    target, weight, _, long = fill_gaps(recording((0, 99), (101, 199)))
    assert np.allclose(target[:, 0], target[100, 0])
    assert long == ["A"]
    assert np.count_nonzero(weight[:, 0]) == 1


def test_a_curve_through_the_neighbours_does_not_overshoot() -> None:
    positions = np.array(recording().positions)
    positions[:, 0, 1] = np.where(TIME < 1.0, 0.0, 1.0)  # a step inside the gap
    positions[95:108, 0] = np.nan
    target = fill_gaps(Markers("trial", TIME, ("A", "B"), positions))[0]
    assert target[:, 0, 1].min() >= 0.0
    assert target[:, 0, 1].max() <= 1.0
