"""When a foot stands."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.motion.records.gait_event import GaitEvent, events_as_text
from iliopsoas.results.gait_events import (
    Stance,
    gait_events,
    main_stance,
    spans,
    stances,
    vertical_ground_force,
    with_stored_events,
)
from results.hand_made import on_the_ground


@given(st.lists(st.sampled_from([0.0, 100.0]), min_size=1, max_size=40))
def test_spans_hold_exactly_the_frames_above(force: list[float]) -> None:
    inside = np.zeros(len(force), dtype=bool)
    found = spans(np.array(force), 50.0)
    for first, last in found:
        assert not inside[first : last + 1].any()
        inside[first : last + 1] = True
    np.testing.assert_array_equal(inside, np.array(force) > 50.0)
    assert all(a[1] + 1 < b[0] for a, b in itertools.pairwise(found))


def test_stances_in_the_order_of_time_without_bumps() -> None:
    """Ten hundredths of a second are a bump; one that begins or ends the record is not complete."""
    force = [700.0] * 20 + [0.0] * 10 + [700.0] * 5 + [0.0] * 10 + [700.0] * 30 + [0.0] * 5 + [700.0] * 40
    result = on_the_ground({"foot_r": force})
    assert stances(result, "r") == [Stance(0, 19, False), Stance(45, 74, True), Stance(80, 119, False)]
    assert main_stance(result, "r") == Stance(45, 74, True)


def test_without_a_complete_stance_the_longest() -> None:
    force = [700.0] * 20 + [0.0] * 10 + [700.0] * 40
    assert main_stance(on_the_ground({"foot_r": force}), "r") == Stance(30, 69, False)


def test_a_foot_in_the_air_has_no_stance() -> None:
    result = on_the_ground({"foot_r": [20.0] * 50, "foot_l": [700.0] * 50})
    assert main_stance(result, "r") is None
    assert main_stance(result, "l") == Stance(0, 49, False)
    assert vertical_ground_force(result, "l") == pytest.approx(np.full(50, 700.0))


def test_events_are_found_where_the_force_crosses_and_keep_their_origin() -> None:
    """Up through 20 N between 0.19 and 0.20 s, down again between 0.79 and 0.80 s, linearly interpolated."""
    result = on_the_ground({"foot_r": [0.0] * 20 + [200.0] * 60 + [0.0] * 20, "foot_l": [0.0] * 100})
    strike, off = gait_events(result)
    assert (strike.kind, strike.side, strike.origin) == ("foot strike", "r", "force under the foot")
    assert strike.time_s == pytest.approx(0.191)
    assert (off.kind, off.time_s) == ("foot off", pytest.approx(0.799))


def test_a_named_foot_is_not_searched() -> None:
    result = on_the_ground({"foot_r": [0.0] * 20 + [200.0] * 60 + [0.0] * 20})
    result.attrs["events"] = events_as_text([GaitEvent(0.17, "r", "foot strike", "recording")])
    (event,) = gait_events(result)
    assert (event.time_s, event.origin) == (0.17, "recording")


def test_stored_events_are_those_of_the_result() -> None:
    result = on_the_ground({"foot_r": [0.0] * 20 + [200.0] * 60 + [0.0] * 20})
    kept = with_stored_events(result)
    assert "events" not in result.attrs
    assert gait_events(kept) == gait_events(result)
    assert with_stored_events(on_the_ground({"foot_r": [0.0] * 50})).attrs.keys() == result.attrs.keys()
