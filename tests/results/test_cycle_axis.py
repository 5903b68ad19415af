"""Seconds to per cent of the gait cycle."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.results.cycle_axis import cycle_axes, foot_force, heel_strikes, takes_steps
from scene.conftest import PERIOD, STRIKE, made_up


def test_heel_strikes_are_found(steps_made: xr.Dataset) -> None:
    time = steps_made["time"].values
    right, left = (heel_strikes(time, foot_force(steps_made, s)) for s in "rl")
    assert right == pytest.approx([STRIKE["r"], STRIKE["r"] + PERIOD], abs=0.011)
    assert left == pytest.approx([STRIKE["l"]], abs=0.011)


def test_a_record_that_begins_on_the_ground_has_no_heel_strike_there() -> None:
    time = np.arange(0, 1, 0.01)
    assert heel_strikes(time, np.where(time < 0.5, 700.0, 0.0)) == []


def test_right_cycle_is_whole_and_left_is_joined(steps_made: xr.Dataset) -> None:
    legs = cycle_axes(steps_made)
    assert legs["r"].cycle
    assert legs["r"].period == pytest.approx(PERIOD, abs=0.011)
    assert legs["r"].joined is None
    assert legs["l"].joined == pytest.approx(80, abs=2)
    for axis in legs.values():
        assert (np.diff(axis.at) >= 0).all()
        assert axis.at[0] < 1.5
        assert axis.at[-1] > 97
        assert axis.stance[0] == pytest.approx((0, 62), abs=2.5)


def test_joined_curves_have_a_gap_at_the_seam(steps_made: xr.Dataset) -> None:
    axis = cycle_axes(steps_made)["l"]
    values = axis.arrange(steps_made["time"].values)
    assert np.isnan(values).sum() == 1
    np.testing.assert_allclose(np.diff(values[: int(np.argmax(np.isnan(values)))]), 0.01)


def test_without_contact_forces_time_stays_time(steps_without_plates: xr.Dataset) -> None:
    for axis in cycle_axes(steps_without_plates).values():
        assert not axis.cycle
        np.testing.assert_array_equal(axis.at, steps_without_plates["time"].values)
        assert axis.stance == ()


def test_given_events_win(steps_without_plates: xr.Dataset) -> None:
    legs = cycle_axes(steps_without_plates, {"r": (0.3, 1.3), "l": (0.1, 1.1)})
    assert legs["l"].cycle
    assert legs["l"].start == 0.1
    assert legs["l"].period == pytest.approx(1.0)


def test_one_periodic_cycle_needs_no_second_heel_strike(tall: Body) -> None:
    one = made_up(tall, np.arange(STRIKE["r"], STRIKE["r"] + PERIOD - 0.005, 0.01))
    legs = cycle_axes(one)
    assert legs["r"].cycle
    assert legs["r"].period == pytest.approx(PERIOD)
    assert legs["r"].start == pytest.approx(STRIKE["r"])
    assert legs["l"].start == pytest.approx(STRIKE["l"], abs=0.011)


def with_thighs(tilt: float, thigh: float) -> xr.Dataset:
    """Two feet loaded in turn, a pelvis tilted by `tilt` and thighs that swing by `thigh` about the vertical [deg]."""
    swing = np.radians(thigh) * np.sin(np.linspace(0.0, 4 * np.pi, 200))
    pose = np.stack([np.full(200, np.radians(tilt)), swing - np.radians(tilt), -swing - np.radians(tilt)], axis=1)
    names = ["pelvis_tilt", "hip_flexion_r", "hip_flexion_l"]
    return xr.Dataset({"pose": (("time", "pose_coordinate"), pose)}, coords={"pose_coordinate": names})


@pytest.mark.parametrize(("tilt", "thigh", "walks"), [(0.0, 20.0, True), (0.0, 3.0, False), (90.0, 20.0, False)])
def test_only_somebody_upright_who_swings_the_thighs_takes_steps(tilt: float, thigh: float, walks: bool) -> None:
    assert takes_steps(with_thighs(tilt, thigh)) is walks
