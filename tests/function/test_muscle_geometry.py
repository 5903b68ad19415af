"""Muscle geometry in poses, against the engine and virtual work; and sums over whole muscles."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.passive_moments import hip_ligament_moment
from iliopsoas.errors import UnknownName
from iliopsoas.function.muscle_geometry import (
    geometry_in_posture,
    geometry_over_angles,
    muscle_geometry,
    sum_over_muscles,
    whole_muscle_names,
)
from iliopsoas.function.posture import coordinate_range_deg, joint_coordinates


def test_lengths_are_the_engines(body: Body) -> None:
    pose = geometry_over_angles(body, "hip_flexion_r", np.array([0.0, 0.7]), {"knee_angle_r": 0.4})
    for length, q in zip(pose.kinetics.length, pose.q, strict=True):
        np.testing.assert_allclose(length, body.at(q).ten_length, atol=1e-12)


def test_one_posture_is_a_series_of_one(body: Body) -> None:
    posture = {"hip_flexion_r": 0.5, "knee_angle_r": 0.3}
    one = geometry_in_posture(body, posture)
    series = geometry_over_angles(body, "hip_flexion_r", np.array([0.5]), posture)
    np.testing.assert_array_equal(one.q, series.q)
    np.testing.assert_array_equal(one.arms("knee_angle_r"), series.arms("knee_angle_r"))
    np.testing.assert_array_equal(geometry_in_posture(body).q, np.zeros_like(one.q))


def test_the_moving_coordinate_goes_before_the_posture(body: Body) -> None:
    pose = geometry_over_angles(body, "hip_flexion_r", np.array([0.2]), {"hip_flexion_r": 1.0})
    assert pose.q[0, body.map.column("hip_flexion_r")] == 0.2


def test_passive_moments_are_ligaments_and_stretched_muscles(body: Body) -> None:
    """Both flex an extended hip; the ligaments' part is their own equation (riener1999, anderson2007)."""
    angles = np.radians([-20.0, 0.0, 60.0])
    pose = geometry_over_angles(body, "hip_flexion_r", angles)
    ligaments = pose.passive_structures("hip_flexion_r")[:, 0]
    np.testing.assert_allclose(ligaments, hip_ligament_moment(angles))
    whole = pose.passive_moment("hip_flexion_r")
    assert (np.diff(whole[:2]) < 0.0).all()
    assert whole[0] > ligaments[0] > 0.0


def test_held_joints_answer_force_with_force(body: Body) -> None:
    """Newton: without tendon force nothing is held; twice the force needs twice the reaction."""
    pose = geometry_in_posture(body)
    force = np.zeros((1, len(body.muscles)))
    assert np.all(pose.joint_reaction("hip_r", force) == 0.0)
    force[0, body.muscles.select("psoas_major_r")] = 50.0
    once = pose.joint_reaction("hip_r", force)
    np.testing.assert_allclose(pose.joint_reaction("hip_r", 2.0 * force), 2.0 * once)
    assert np.linalg.norm(once) > 50.0
    assert np.all(pose.joint_reaction("hip_l", force) == 0.0)


def test_discs_are_given_in_the_bodys_order(body: Body) -> None:
    """A strand from L4 presses L4/5 and L5/S1 only."""
    pose = geometry_in_posture(body)
    force = np.zeros((1, len(body.muscles)))
    force[0, body.muscles.names.index("psoas_major_L4_TP_r")] = 100.0
    compression, shear = pose.disc_loads(force)
    carries = {level.level: np.hypot(c, s) for level, c, s in zip(body.levels, compression[0], shear[0], strict=True)}
    assert {level for level, load in carries.items() if load > 1e-9} == {"L5_S1", "L4_L5"}
    assert max(carries.values()) <= 100.0 + 1e-9


def test_sums_over_muscles_lose_nothing(body: Body) -> None:
    names = whole_muscle_names(body)
    total = sum_over_muscles(body, body.muscles.fmax, names)
    assert total.sum() == pytest.approx(body.muscles.fmax.sum())
    psoas = total[names.index("psoas_major_r")]
    assert psoas == pytest.approx(body.muscles.fmax[body.muscles.select("psoas_major_r")].sum())
    assert len(set(names)) == len(names)
    some = whole_muscle_names(body, body.muscles.select("iliacus_r"))
    assert some == ("iliacus_r",)
    assert sum_over_muscles(body, np.ones((2, 3, len(body.muscles))), names).shape == (2, 3, len(names))


def test_only_joint_angles_have_arms(body: Body) -> None:
    pose = muscle_geometry(body, body.map.pose(1))
    with pytest.raises(UnknownName, match="no joint coordinate is called 'pelvis_tilt'"):
        pose.arms("pelvis_tilt")
    assert "pelvis_tilt" not in joint_coordinates(body)


def test_ranges_in_degrees_are_those_of_the_map(body: Body) -> None:
    low, high = coordinate_range_deg(body, "hip_flexion_r")
    assert (low, high) == (pytest.approx(-30.0, abs=0.1), pytest.approx(130.0, abs=0.1))
    assert coordinate_range_deg(body, "hip_flexion_l") == (low, high)
