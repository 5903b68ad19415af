"""Seconds to per cent of the gait cycle."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.motion.records.gait_event import GaitEvent, events_as_text
from iliopsoas.results.cycle_axis import cycle_axes, takes_steps
from iliopsoas.results.gait_events import foot_force, heel_strikes
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


def named(result: xr.Dataset, *events: tuple[float, str, str]) -> xr.Dataset:
    """With events that the recording names."""
    told = [GaitEvent(time, side, kind, "recording") for time, side, kind in events]
    return result.assign_attrs(events=events_as_text(told))


def test_strikes_that_the_recording_names_make_a_cycle_without_plates(steps_without_plates: xr.Dataset) -> None:
    """Each leg has its own length; stance ends at the named foot off."""
    strikes = [(0.1, "r"), (1.1, "r"), (0.3, "l"), (1.4, "l")]
    events = [(t, s, "foot strike") for t, s in strikes] + [(0.72, "r", "foot off")]
    legs = cycle_axes(named(steps_without_plates, *events))
    assert {s: (a.cycle, a.start, a.joined) for s, a in legs.items()} == {
        "r": (True, 0.1, None),
        "l": (True, 0.3, None),
    }
    assert [legs[s].period for s in "rl"] == pytest.approx([1.0, 1.1])
    assert legs["r"].stance == (pytest.approx((0.0, 62.0)),)
    assert legs["l"].stance == ()


def test_named_strikes_win_over_the_forces(steps_made: xr.Dataset) -> None:
    legs = cycle_axes(named(steps_made, (0.25, "r", "foot strike"), (1.25, "r", "foot strike")))
    assert legs["r"].start == 0.25
    assert legs["l"].start == pytest.approx(STRIKE["l"], abs=0.011)


def test_a_cycle_that_began_before_the_record_is_joined_at_its_beginning(steps_without_plates: xr.Dataset) -> None:
    """Strikes at -0.1 and 0.9 s: 0 to 10 % come from one cycle later."""
    events = [(-0.1, "r"), (0.9, "r"), (0.4, "l"), (1.4, "l")]
    axis = cycle_axes(named(steps_without_plates.isel(time=slice(0, 96)), *[(t, s, "foot strike") for t, s in events]))[
        "r"
    ]
    assert axis.cycle
    assert axis.start == pytest.approx(-0.1)
    time = axis.arrange(steps_without_plates["time"].values[:96])
    shown = ~np.isnan(time)
    np.testing.assert_allclose((100.0 * (time[shown] + 0.1)) % 100.0, axis.at[shown] % 100.0, atol=1e-6)
    assert (np.diff(axis.at) >= 0).all()


def test_a_record_much_shorter_than_the_cycle_stays_time(steps_without_plates: xr.Dataset) -> None:
    short = steps_without_plates.isel(time=slice(0, 60))
    events = [(-0.5, "r"), (0.5, "r"), (0.0, "l"), (1.0, "l")]
    assert not cycle_axes(named(short, *[(t, s, "foot strike") for t, s in events]))["r"].cycle
