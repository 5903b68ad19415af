"""A look at a recording fits few of its frames, from the first to the last, and says so."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.motion.from_markers import motion_from_markers
from motion.dressed import dress, moving, places_on, standing


@pytest.mark.parametrize("count", [1, 2, 6, 40, 99])
def test_frames_are_spread_from_first_to_last(body: Body, count: int) -> None:
    markers = dress(body, moving(body, 40), places_on(body))
    some = markers.thinned(count)
    assert some.frames == min(count, 40)
    assert set(some.time) <= set(markers.time)
    assert some.time[0] == markers.time[0]
    if count > 1:
        assert some.time[-1] == markers.time[-1]
        assert np.ptp(np.diff(some.time)) <= 0.01 + 1e-9  # even to a frame


def test_few_frames_are_fitted_like_all(body: Body) -> None:
    places = places_on(body)
    trial, static = dress(body, moving(body, 30), places), dress(body, standing(body), places, name="static")
    known = {"mass": 75.0, "marker_set": "rajagopal"}
    whole, few = (motion_from_markers(trial, static, frames=frames, **known).motion for frames in (None, 4))
    assert few.frames == 4
    assert "4 of 30 frames were fitted, to be looked at." in few.notes
    for name in ("hip_flexion_r", "knee_angle_l"):
        at = np.interp(few.time, whole.time, whole.coordinates[name])
        np.testing.assert_allclose(few.coordinates[name], at, atol=0.02)
