"""The measured stride as a table: complete, periodic, and as the ground allows."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.atlas.cite import reference_text
from iliopsoas.atlas.walking.measured_stride import MeasuredStride, measured_stride


@pytest.fixture(scope="module")
def stride() -> MeasuredStride:
    return measured_stride()


def test_its_only_source_is_the_recordings_article(stride: MeasuredStride) -> None:
    assert stride.sources == ("schreiber2019",)
    assert "10.1038/s41597-019-0124-4" in reference_text("schreiber2019")


def test_both_legs_pelvis_and_trunk_are_there(stride: MeasuredStride) -> None:
    leg = ("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle", "subtalar_angle")
    wanted = {f"{joint}_{s}" for joint in leg for s in "rl"}
    wanted |= {"pelvis_tilt", "pelvis_list", "pelvis_rotation"}
    wanted |= {"lumbar_extension", "lumbar_bending", "lumbar_rotation"}
    assert wanted <= set(stride.angles)


def test_the_end_is_the_beginning(stride: MeasuredStride) -> None:
    assert np.diff(stride.phase) == pytest.approx(0.02)
    assert (stride.phase[0], stride.phase[-1]) == (0.0, 1.0)
    for table in (stride.angles, stride.force, stride.pressure, stride.free_moment):
        for name, values in table.items():
            assert np.array_equal(values[0], values[-1]), name


def test_few_harmonics_make_the_angles(stride: MeasuredStride) -> None:
    """Ten harmonics, up to 4 Hz: beyond them only rounding to 0.01 degrees."""
    for name, degrees in stride.angles.items():
        beyond = np.abs(np.fft.rfft(degrees[:-1])[11:]) / 25.0
        assert beyond.max() < 0.01, name


def test_newton_forces_are_body_weight_on_average(stride: MeasuredStride) -> None:
    """Periodic walking at constant speed: the mean of both feet's forces is the weight, straight up."""
    mean = sum(force[:-1].mean(axis=0) for force in stride.force.values())
    assert mean == pytest.approx([0.0, 1.0, 0.0], abs=0.01)


def test_the_right_foot_strikes_at_zero_and_the_left_half_a_cycle_later(stride: MeasuredStride) -> None:
    for side, strike in (("r", 0.0), ("l", 0.5)):
        loaded = stride.force[side][:-1, 1] > 0.05
        first = stride.phase[:-1][loaded & ~np.roll(loaded, 1)]
        assert first == pytest.approx([strike], abs=0.021)
        assert loaded.mean() == pytest.approx(0.62, abs=0.03)  # stance of three fifths and a little: he is slow


def test_a_foot_only_pushes(stride: MeasuredStride) -> None:
    """It does not pull on the floor, and friction is not exceeded."""
    for force in stride.force.values():
        assert force[:, 1].min() >= 0.0
        assert (np.hypot(force[:, 0], force[:, 2]) <= 0.3 * force[:, 1] + 0.005).all()


def test_pressure_rolls_from_heel_to_toe(stride: MeasuredStride) -> None:
    """In lengths from ankle to toe joint: behind the ankle first, under the toes last, never beyond the foot."""
    for side in "rl":
        loaded = stride.force[side][:, 1] > 0.05
        forward = np.roll(stride.pressure[side][:-1, 0], 0 if side == "r" else -25)
        loaded = np.roll(loaded[:-1], 0 if side == "r" else -25)
        stance = forward[loaded]
        assert stance[0] < -0.2
        assert stance[-1] > 1.0
        assert np.diff(stance).min() > -0.05
        assert -0.6 < stance.min() < stance.max() < 1.6
        assert np.abs(stride.pressure[side][:, 1]).max() < 0.4


def test_he_is_slow(stride: MeasuredStride) -> None:
    """Condition C1 of the study: below 0.4 m/s."""
    assert 0.3 < stride.speed < 0.4
    assert stride.speed * stride.stride_time == pytest.approx(0.99, abs=0.02)
