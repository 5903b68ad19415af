"""Angles, ground forces, moments and powers, beside norms where it is a walk."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.atlas.walking.own_norms import OwnNorms
from iliopsoas.atlas.walking.walking_norms import walking_norms
from iliopsoas.report.gait_charts import (
    Norms,
    angle_charts,
    ground_charts,
    moment_charts,
    norms_of,
    power_charts,
    walking_speed,
)
from iliopsoas.report.page import norms_in_words
from iliopsoas.report.page_charts import hip_charts
from iliopsoas.results.basis.joint_power import joint_power
from iliopsoas.results.cycle_axis import cycle_axes

LEG = 0.85


def norm_like(result: xr.Dataset, factor: float) -> Norms:
    """A norm whose knee is the right leg's own curve, times a factor, with 5 deg of spread."""
    axis = cycle_axes(result)["r"]
    own = np.degrees(axis.arrange(result["pose"].sel(pose_coordinate="knee_angle_r").values))
    known = np.isfinite(own)
    norm = walking_norms("free")["knee_angle_deg"]
    mean = factor * np.interp(norm.percent, axis.at[known], own[known])
    made = type(norm)(norm.percent, mean, np.full(51, 5.0), "deg", norm.sources)
    return Norms("free", {"knee_angle_deg": made})


def test_the_walk_is_compared_at_its_pace(walk: xr.Dataset) -> None:
    """The made-up walk travels 1.2 m a second."""
    assert walking_speed(walk) == pytest.approx(1.2)
    assert norms_of(walk, cycle_axes(walk), LEG).pace == "free"
    assert norms_of(walk, cycle_axes(walk), 5.0).pace == "very slow"


def test_nothing_is_compared_without_a_cycle_or_in_place(
    walk: xr.Dataset, free: xr.Dataset, single: xr.Dataset
) -> None:
    assert norms_of(free, cycle_axes(free), LEG).of == {}
    still = walk.copy(deep=True)
    still["pose"].loc[{"pose_coordinate": "pelvis_tx"}] = 0.0
    assert walking_speed(still) is None
    assert norms_of(still, cycle_axes(still), LEG).of == {}
    assert walking_speed(single) is None


def test_a_caption_says_what_is_usual_and_what_is_not(walk: xr.Dataset) -> None:
    legs = cycle_axes(walk)
    (same,) = [c for c in angle_charts(walk, legs, norm_like(walk, 1.0)) if c.key == "angle-knee_angle"]
    assert "Right: usual, within 2 SD of the mean throughout." in same.caption
    (far,) = [c for c in angle_charts(walk, legs, norm_like(walk, 0.5)) if c.key == "angle-knee_angle"]
    assert "Right: unusual (beyond 2 SD) in" in far.caption
    assert "deg from the mean" in far.caption
    assert far.figure["data"][1]["name"] == "usual, mean \u00b1 SD"


def test_a_users_own_bands_take_the_place_of_the_atlas(walk: xr.Dataset, free: xr.Dataset) -> None:
    """Wherever there is a cycle, at any pace; a quantity without one has no band."""
    legs, norm = cycle_axes(walk), walking_norms("free")["knee_angle_deg"]
    own = OwnNorms("mine.toml", "ten of us", {"knee_angle_deg": norm, "hip_contact_bw": norm}, ())
    norms = norms_of(walk, legs, 5.0, own)
    shown = {c.key: c for c in [*angle_charts(walk, legs, norms), *hip_charts(walk, legs, norms)]}
    banded = [key for key, c in shown.items() if any(t["name"] == "usual, mean \u00b1 SD" for t in c.figure["data"])]
    assert banded == ["angle-knee_angle", "hip-magnitude"]
    assert "SD" in shown["hip-magnitude"].caption
    assert norms_in_words(norms) == "Grey bands: ten of us (mine.toml), mean \u00b1 one standard deviation."
    none = norms_of(free, cycle_axes(free), LEG, own)
    assert none.of == {}
    assert "none is seen here" in norms_in_words(none)


def test_without_norms_there_are_curves_and_no_judgement(free: xr.Dataset) -> None:
    legs = cycle_axes(free)
    charts = [*angle_charts(free, legs, Norms("", {})), *moment_charts(free, legs, Norms("", {}))]
    assert len(charts) == 5 + 4
    assert all(chart.caption == "" for chart in charts)
    assert ground_charts(free, legs, Norms("", {})) == []


def test_ground_forces_are_in_body_weights(walk: xr.Dataset) -> None:
    up, forward, right = ground_charts(walk, cycle_axes(walk), Norms("", {}))
    top = np.nanmax([v for v in up.figure["data"][0]["y"] if v is not None])
    assert top == pytest.approx(700.0 / walk.attrs["body_weight_n"], rel=1e-3)
    assert [c.title for c in (up, forward, right)] == ["Up", "Forward", "To the right"]


def test_power_is_moment_times_angular_velocity(walk: xr.Dataset) -> None:
    """The knee bends as 0.5 - 0.4 cos(w t + 1), its moment is cos(w t) times a constant."""
    time = walk["time"].values
    moment = walk["joint_moment"].sel(coordinate="knee_angle_r").values
    expected = moment * 0.4 * 2 * np.pi * np.sin(2 * np.pi * time + 1)
    np.testing.assert_allclose(joint_power(walk, "knee", "r")[1:-1], expected[1:-1], atol=0.01 * np.abs(expected).max())
    charts = power_charts(walk, cycle_axes(walk), Norms("", {}))
    assert [c.title for c in charts] == ["Hip", "Knee", "Ankle"]


def test_one_frame_has_no_power(single: xr.Dataset) -> None:
    assert joint_power(single, "hip", "l").tolist() == [0.0]
