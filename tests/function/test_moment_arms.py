"""Moment arms against people (blemker2005, arnold2000 as digitised by modenese2020) and against the path itself."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.atlas.published_curves import ArmCurve, arm_curves, arm_rows
from iliopsoas.body.body import Body
from iliopsoas.errors import UnknownName
from iliopsoas.function.moment_arms import difference_from_curve, moment_arms
from iliopsoas.function.muscle_geometry import geometry_over_angles
from iliopsoas.function.posture import sweep


def blemker(body: Body, muscle: str) -> tuple[float, int, int]:
    arms = moment_arms(body, muscle, "hip_flexion_r", sweep(body, "hip_flexion_r", -10, 60, 10))
    return difference_from_curve(arms, next(c for c in arms.published if c.origin == "Blemker 2005"))


def test_psoas_within_fibre_range_of_blemker_2005(body: Body) -> None:
    """Acceptance: inside at every 10 deg from -10 to 60, r.m.s. to the middle at most 3 mm."""
    rms, inside, of = blemker(body, "psoas_major_r")
    assert (inside, of) == (8, 8)
    assert rms <= 3.0


def test_iliacus_within_fibre_range_of_blemker_2005(body: Body) -> None:
    """Acceptance: inside at 7 of 8 angles at least, r.m.s. at most 5 mm."""
    rms, inside, of = blemker(body, "iliacus_r")
    assert of == 8
    assert inside >= 7
    assert rms <= 5.0


@pytest.mark.parametrize("coordinate", ["hip_flexion_r", "hip_rotation_r", "lumbar_extension", "L3_L4_bending"])
def test_arm_is_minus_the_slope_of_length(body: Body, coordinate: str) -> None:
    """r = -dl/dq, by central differences of the engine's lengths, at a posture away from wrapping changes."""
    angles = np.array([0.15 - 1e-5, 0.15, 0.15 + 1e-5])
    pose = geometry_over_angles(body, coordinate, angles, {"hip_adduction_r": 0.1})
    slope = -(pose.kinetics.length[2] - pose.kinetics.length[0]) / 2e-5
    np.testing.assert_allclose(pose.arms(coordinate)[1, :, 0], slope, atol=2e-5)


def test_left_mirrors_right(body: Body) -> None:
    angles = np.radians([-20.0, 0.0, 45.0, 100.0])
    right = moment_arms(body, "psoas_major_r", "hip_flexion_r", angles).whole
    left = moment_arms(body, "psoas_major_l", "hip_flexion_l", angles).whole
    np.testing.assert_allclose(left, right, atol=1e-9)


def test_whole_muscle_is_the_strength_weighted_mean(body: Body) -> None:
    arms = moment_arms(body, "iliacus_r", "hip_flexion_r", np.array([0.3]))
    weights = body.muscles.fmax[body.muscles.select("iliacus_r")]
    assert arms.whole[0] == pytest.approx(np.average(arms.arm[0], weights=weights))


def test_arm_about_another_coordinate(body: Body) -> None:
    arms = moment_arms(body, "iliacus_r", "hip_flexion_r", np.array([0.0]), about="hip_adduction_r")
    assert arms.about == "hip_adduction_r"
    assert {c.origin for c in arms.published} == {"Rajagopal2016", "gait2392", "MyoFullBody"}


def test_published_curves_only_where_they_belong(body: Body) -> None:
    angles = np.array([0.0])
    assert not moment_arms(body, "psoas_major_L1_VB_r", "hip_flexion_r", angles).published
    assert not moment_arms(body, "psoas_major_r", "hip_flexion_l", angles).published
    assert not moment_arms(body, "sart_r", "knee_angle_r", angles).published
    assert len(moment_arms(body, "psoas_major_l", "hip_flexion_l", angles).published) == 5


def test_published_rows_are_ranges() -> None:
    assert all(row.low_mm <= row.arm_mm <= row.high_mm for row in arm_rows())
    assert all(row.low_mm == row.high_mm for row in arm_rows() if row.shape == "model")
    assert {row.shape for row in arm_rows()} == {"model", "band"}
    rajagopal = next(c for c in arm_curves("psoas_major", "hip_flexion", "hip_flexion") if c.origin == "Rajagopal2016")
    assert rajagopal.arm_mm[rajagopal.angle_deg == -20] == pytest.approx(24.17)  # design, section 1


def test_distance_counts_only_shared_angles(body: Body) -> None:
    arms = moment_arms(body, "psoas_major_r", "hip_flexion_r", np.radians([0.0, 10.0]))
    x = np.array([-10.0, 0.0, 10.0, 20.0])
    ours = 1e3 * arms.whole
    curve = ArmCurve("x", "band", x, np.array([9, ours[0] + 3, ours[1] - 4, 9]), 0 * x, 0 * x + 99, ())
    rms, inside, of = difference_from_curve(arms, curve)
    assert (rms, inside, of) == (pytest.approx(np.sqrt(12.5)), 2, 2)


def test_unknown_names_say_what_exists(body: Body) -> None:
    with pytest.raises(UnknownName, match=r"no muscle is called 'psoas_mayor_r'. Did you mean 'psoas_major_r'"):
        moment_arms(body, "psoas_mayor_r", "hip_flexion_r", np.array([0.0]))
    with pytest.raises(UnknownName, match="no joint coordinate is called 'pelvis_tx'"):
        moment_arms(body, "psoas_major_r", "pelvis_tx", np.array([0.0]))
