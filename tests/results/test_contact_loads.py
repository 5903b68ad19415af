"""What touches the body, and predicted forces beside measured ones."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.results.contact_loads import FEWEST, contact_forces_by_part, contact_peaks, measured_vs_predicted
from results.hand_made import on_the_ground

FRAMES = 20


def test_forces_on_one_part_add_up() -> None:
    result = on_the_ground({"foot_r": [100.0, 700.0], "seat": [70.0, 0.0]})
    both = xr.concat([result, result.isel(load=[0])], dim="load")
    assert set(contact_forces_by_part(both)) == {"foot_r", "seat"}
    np.testing.assert_array_equal(contact_forces_by_part(both)["foot_r"][:, 1], [200.0, 1400.0])
    assert contact_peaks(both) == {"foot_r": 2.0, "seat": 0.1}


def test_what_the_body_carries_touches_nothing() -> None:
    assert contact_peaks(on_the_ground({"": [50.0, 50.0]})) == {}


def predicted(measured: np.ndarray, ours: np.ndarray) -> xr.Dataset:
    """One foot with a hidden plate; the hip's moment is a hundredth of the force."""
    result = on_the_ground({"foot_r": list(ours)})
    plate = np.zeros((len(measured), 1, 3))
    plate[:, 0, 1] = measured
    return result.assign(
        plate_force=(("time", "plate", "axis"), plate),
        joint_moment=(("time", "coordinate"), ours[:, None] / 100.0),
        plate_joint_moment=(("time", "coordinate"), measured[:, None] / 100.0),
    ).assign_coords(plate_contact=("plate", ["foot_r"]), coordinate=["hip_flexion_r"])


def test_a_constant_error_is_told_by_size_and_not_by_shape() -> None:
    measured = 700.0 + 50.0 * np.sin(np.arange(FRAMES))
    found = measured_vs_predicted(predicted(measured, measured + 70.0))
    assert found == {
        "r": {
            "frames": FRAMES,
            "vertical_force_r": 1.0,
            "vertical_force_rmse_bw": 0.1,
            "hip_flexion_moment_r": 1.0,
            "hip_flexion_moment_rmse_nm_kg": 0.01,
        }
    }


def test_frames_that_the_plate_does_not_carry_are_left_out() -> None:
    """A quarter of the weight and more stands beside the plate for five frames."""
    measured = 700.0 + 50.0 * np.sin(np.arange(FRAMES))
    ours = measured.copy()
    measured[:5] = 0.0
    found = measured_vs_predicted(predicted(measured, ours))["r"]
    assert found["frames"] == FRAMES - 5
    assert found["vertical_force_rmse_bw"] == pytest.approx(0.0)


def test_a_few_frames_are_not_compared() -> None:
    measured = 700.0 + np.arange(FEWEST - 1.0)
    assert measured_vs_predicted(predicted(measured, measured)) == {}
