"""Motion and ExternalLoad: what they refuse, and how loads are resampled."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.errors import InputError, UnknownName
from iliopsoas.motion import ExternalLoad, Motion


def motion(**changes: object) -> Motion:
    time = np.arange(11) / 10
    settings = {"name": "trial", "time": time, "coordinates": {"knee_angle_r": time, "pelvis_ty": 0.9 + 0 * time}}
    return Motion(**(settings | changes))  # type: ignore[arg-type]


def step(threshold_frames: slice = slice(3, 8)) -> ExternalLoad:
    """A plate at 10 Hz, loaded in frames 3 to 7 with a moving centre of pressure, (0, 0, 0) otherwise."""
    time = np.arange(11) / 10
    force, point = np.zeros((11, 3)), np.zeros((11, 3))
    force[threshold_frames, 1] = 700.0
    point[threshold_frames] = np.stack([1.0 + 0.1 * np.arange(5), np.zeros(5), np.full(5, 0.2)], axis=1)
    return ExternalLoad("plate", None, time, force, point, 0.01 * force)


def test_properties() -> None:
    trial = motion()
    assert (trial.frames, trial.rate_hz, trial.duration) == (11, 10.0, 1.0)
    assert trial.convention == "rajagopal2016"


def test_frozen_through_and_through() -> None:
    trial = motion()
    with pytest.raises(ValueError, match="read-only"):
        trial.coordinates["knee_angle_r"][0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        trial.time[0] = 1.0


def test_missing_values_are_named_with_their_frames() -> None:
    knee = np.arange(11.0)
    knee[[2, 3, 5, 7, 8, 9]] = np.nan
    with pytest.raises(InputError) as caught:
        motion(coordinates={"knee_angle_r": knee})
    assert "motion 'trial': coordinate 'knee_angle_r' has no value (NaN or infinite) in 6 of 11 frames" in str(
        caught.value
    )
    assert "(2, 3, 5, 7, 8, ..., counted from 0)" in str(caught.value)


def test_other_refusals() -> None:
    with pytest.raises(InputError, match=r"coordinate 'knee_angle_r' has shape \(3,\), but there are 11 time stamps"):
        motion(coordinates={"knee_angle_r": np.zeros(3)})
    with pytest.raises(InputError, match=r"goes from 0\.4 to 0\.2 s between frames 4 and 5"):
        motion(time=np.r_[0:0.45:0.1, 0.2, 0.6:1.05:0.1], coordinates={})
    with pytest.raises(InputError, match=r"time has no value .* in 1 of 2 frames"):
        motion(time=[0.0, np.inf], coordinates={})
    with pytest.raises(InputError, match="one-dimensional with at least one entry"):
        motion(time=[], coordinates={})
    with pytest.raises(UnknownName, match=r"no convention is called 'gait2393'\. Did you mean 'gait2392'\?"):
        motion(convention="gait2393")


def test_window_keeps_both_ends() -> None:
    cut = motion().window(0.2, 0.5)
    assert cut.time == pytest.approx([0.2, 0.3, 0.4, 0.5])
    assert cut.coordinates["knee_angle_r"] == pytest.approx(cut.time)
    with pytest.raises(InputError, match=r"covers 0 to 1 s; a window from 0\.5 to 1\.5 s is not inside"):
        motion().window(0.5, 1.5)
    with pytest.raises(InputError, match=r"no frame between 0\.51 and 0\.59 s"):
        motion().window(0.51, 0.59)


def test_loads_and_notes_are_added() -> None:
    trial = motion(notes=("one",)).with_loads([step()]).with_notes(["two", "three"])
    assert trial.notes == ("one", "two", "three")
    assert trial.with_notes("four").notes[-1] == "four"
    assert [load.name for load in trial.loads] == ["plate"]
    assert trial.window(0.2, 0.4).loads[0].time.size == 11


def test_load_refusals() -> None:
    with pytest.raises(InputError, match=r"load 'p': point has shape \(2, 2\), but must have \(2, 3\)"):
        ExternalLoad("p", None, np.arange(2), np.zeros((2, 3)), np.zeros((2, 2)), np.zeros((2, 3)))
    with pytest.raises(InputError, match="load 'p': torque has no value"):
        ExternalLoad("p", None, np.arange(2), np.zeros((2, 3)), np.zeros((2, 3)), np.full((2, 3), np.nan))


def test_on_and_loaded() -> None:
    load = step()
    assert load.on("calcn_r").body == "calcn_r"
    assert load.body is None
    assert np.flatnonzero(load.loaded()).tolist() == [3, 4, 5, 6, 7]
    assert not load.loaded(threshold_n=701.0).any()


def test_centre_of_pressure_does_not_smear_into_swing() -> None:
    new = step().resampled([0.0, 0.25, 0.3, 0.35, 0.70, 0.75, 1.0])
    assert new.force[:, 1] == pytest.approx([0, 350, 700, 700, 700, 350, 0])
    assert new.torque[:, 1] == pytest.approx([0, 3.5, 7, 7, 7, 3.5, 0])
    assert new.point[:, 0] == pytest.approx([1.0, 1.0, 1.0, 1.05, 1.4, 1.4, 1.4])
    assert new.point[:, 2] == pytest.approx(np.full(7, 0.2))


def test_nothing_is_interpolated_from_one_step_to_the_next() -> None:
    time = np.arange(9.0)
    force, point = np.zeros((9, 3)), np.zeros((9, 3))
    force[[1, 2, 6, 7], 1] = 500.0
    point[:3, 0], point[6:, 0] = 1.0, 2.0
    new = ExternalLoad("p", None, time, force, point, force).resampled(np.linspace(0, 8, 81))
    assert set(np.unique(new.point[:, 0])) == {1.0, 2.0}


def test_a_load_that_is_never_loaded_is_interpolated_plainly() -> None:
    point = np.array([[0.0, 0, 0], [1.0, 0, 0]])
    load = ExternalLoad("p", None, np.arange(2), np.full((2, 3), 0.1), point, np.zeros((2, 3)))
    assert load.resampled([0.5]).point[0, 0] == pytest.approx(0.5)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_resampled_points_stay_within_the_foot(times: list[float]) -> None:
    new = step().resampled(sorted(set(times)))
    assert np.all((new.point[:, 0] >= 1.0) & (new.point[:, 0] <= 1.4 + 1e-12))


def test_outside_the_record_nothing_is_assumed() -> None:
    with pytest.raises(InputError, match=r"from 0 to 1 s, but is asked for 0\.5 to 1\.5 s"):
        step().resampled([0.5, 1.5])
