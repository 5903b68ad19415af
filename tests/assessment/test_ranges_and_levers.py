"""Positions, levers and weights behind the tests, against statics and geometry."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.assessment import assess
from iliopsoas.assessment.nerve_and_tendon import SNAP_FRAMES, SNAP_FROM, SNAP_TO, nerve_length, tendon_position
from iliopsoas.assessment.range_tests import FADIR_FLEXION, passive_moment
from iliopsoas.assessment.reading import moments_against_weight, pose_from_degrees
from iliopsoas.assessment.strength_tests import LIFT_OFF, SHIN_PAD, THIGH_PAD, leg_weight_moment
from iliopsoas.assessment.tasks import TaskMotions
from iliopsoas.assessment.thomas import LEFT_NM, LegAtRest, resting_position
from iliopsoas.body.body import Body
from iliopsoas.body.subject import GRAVITY
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.function.muscle_geometry import geometry_over_angles

LEG = ("femur", "patella", "tibia", "talus", "calcn", "toes")


# --- weight -----------------------------------------------------------------------------------------------------------


def test_the_legs_weight_about_the_hip_is_weight_times_lever(healthy: Body) -> None:
    """On the back: M = sum m g (x - x_hip), by positions of the engine."""
    for flexion in (0.0, 30.0, 60.0):
        pose = pose_from_degrees(healthy, pelvis_tilt=90.0, hip_flexion_r=flexion)
        data = healthy.at(pose)
        hip = data.xpos[healthy.body_id("femur_r")]
        parts = [healthy.body_id(f"{part}_r") for part in LEG]
        levers = np.abs(data.xipos[parts, 0] - hip[0])
        expected = GRAVITY * float(healthy.model.body_mass[parts] @ levers)
        assert leg_weight_moment(healthy, "r", pose) == pytest.approx(expected, rel=1e-6)


def test_an_upright_leg_weighs_nothing_about_the_hip(healthy: Body) -> None:
    """Standing, the leg hangs below its joint: small beside lying, and the same on both sides."""
    standing, lying = (pose_from_degrees(healthy, pelvis_tilt=tilt) for tilt in (0.0, 90.0))
    assert abs(leg_weight_moment(healthy, "r", standing)) < 0.15 * leg_weight_moment(healthy, "r", lying)
    assert leg_weight_moment(healthy, "l", lying) == pytest.approx(leg_weight_moment(healthy, "r", lying), rel=1e-9)


def test_several_moments_come_in_the_order_asked(healthy: Body) -> None:
    pose = pose_from_degrees(healthy, pelvis_tilt=90.0, knee_angle_r=30.0)
    both = moments_against_weight(healthy, pose, "hip_flexion_r", "knee_angle_r")
    other = moments_against_weight(healthy, pose, "knee_angle_r", "hip_flexion_r")
    np.testing.assert_array_equal(both, other[::-1])


def test_a_pose_is_given_in_degrees_by_name(healthy: Body) -> None:
    pose = pose_from_degrees(healthy, hip_flexion_r=30.0, knee_angle_l=-10.0)
    assert pose[healthy.map.column("hip_flexion_r")] == pytest.approx(np.pi / 6)
    assert np.count_nonzero(pose) == 2
    with pytest.raises(UnknownName, match="no coordinate is called 'hip_flex_r'"):
        pose_from_degrees(healthy, hip_flex_r=1.0)


# --- strength ---------------------------------------------------------------------------------------------------------


def test_levers_reach_from_the_hip_to_the_pad(healthy: Body) -> None:
    data = healthy.at(healthy.map.pose(1)[0])
    hip, knee, ankle = (data.xpos[healthy.body_id(f"{part}_r")] for part in ("femur", "tibia", "talus"))
    thigh, shank = float(np.linalg.norm(knee - hip)), float(np.linalg.norm(ankle - knee))
    seated, supine = (assess(healthy, f"resisted_{how}").reading.details["lever_m"] for how in ("seated", "supine"))
    assert seated == pytest.approx(THIGH_PAD * thigh, abs=1e-4)
    assert supine == pytest.approx(thigh + SHIN_PAD * shank, abs=1e-4)


def test_the_leg_raise_is_weight_over_strength(healthy: Body) -> None:
    reading = assess(healthy, "leg_raise").reading
    d = reading.details
    assert reading.value == pytest.approx(100.0 * d["leg_weight_nm"] / d["strength_nm"], rel=1e-3)
    assert np.degrees(reading.pose[healthy.map.column("hip_flexion_r")]) == pytest.approx(LIFT_OFF)
    assert reading.possible


@pytest.mark.parametrize("test", ["resisted_seated", "resisted_supine", "leg_raise"])
def test_strength_is_alike_on_both_sides_and_falls_with_grade(healthy: Body, test: str) -> None:
    right, left = (assess(healthy, test, side).value for side in ("right", "left"))
    assert left == pytest.approx(right, rel=1e-6)
    weaker = [assess(healthy.with_conditions([f"weakness={g}"]), test).value for g in (0.2, 0.5, 0.8)]
    sign = -1.0 if test == "leg_raise" else 1.0  # the raise takes a larger share of less strength
    assert (sign * np.diff([right, *weaker]) < 0.0).all()


# --- range ------------------------------------------------------------------------------------------------------------


def test_the_examiners_moment_is_slope_free_of_side(healthy: Body) -> None:
    angles = np.array([-20.0, 0.0, 20.0])
    np.testing.assert_allclose(
        passive_moment(healthy, "l", angles, 0.0), passive_moment(healthy, "r", angles, 0.0), atol=1e-6
    )


def test_passive_moment_is_the_slope_of_stored_energy_of_stretched_muscle(healthy: Body) -> None:
    """Virtual work: forces times change of path length over a small turn, ligaments left out."""
    step = 1e-4
    pose = geometry_over_angles(healthy, "hip_flexion_r", np.array([-0.2 - step, -0.2, -0.2 + step]))
    work = pose.fibres().passive[1] @ (pose.kinetics.length[2] - pose.kinetics.length[0])
    muscles = pose.passive_moment("hip_flexion_r") - pose.passive_structures("hip_flexion_r")[:, 0]
    assert muscles[1] == pytest.approx(-work / (2.0 * step), rel=1e-3)


def test_tightness_costs_extension_by_grade_and_the_knee_costs_more(healthy: Body) -> None:
    values = [
        assess(healthy.with_conditions([f"tightness={g}"] if g else ()), "prone_extension").value
        for g in (0.0, 0.4, 0.8)
    ]
    assert (np.diff(values) < 0.0).all()
    d = assess(healthy, "prone_extension").reading.details
    assert d["moment_knee_bent_nm"] > d["moment_nm"]  # rectus femoris is stretched as well


@pytest.mark.parametrize("name", ["fadir", "faber"])
def test_joint_tests_read_the_joints_limits(healthy: Body, name: str) -> None:
    m, limits = healthy.map, healthy.limits
    rotation, adduction = (m.column(f"hip_{x}_r") for x in ("rotation", "adduction"))
    expected = {
        "fadir": np.degrees(limits.upper[rotation]),
        "faber": -np.degrees(limits.lower[rotation] + limits.lower[adduction]),
    }[name]
    assert assess(healthy, name).value == pytest.approx(float(expected))
    assert assess(healthy, name, "left").value == pytest.approx(float(expected))


def test_a_hip_that_does_not_bend_stops_fadir_early(healthy: Body) -> None:
    column = healthy.map.column("hip_flexion_r")
    stiff = healthy.with_conditions(["hip_arthritis=1"])
    reading = assess(stiff, "fadir").reading
    assert reading.details["hip_flexion_deg"] == min(
        FADIR_FLEXION, round(float(np.degrees(stiff.limits.upper[column])), 2)
    )


# --- nerve and tendon -------------------------------------------------------------------------------------------------


def test_the_nerve_grows_with_the_body(healthy: Body) -> None:
    tall = Body.build(type(healthy.subject)(height=1.925, mass=75.0))
    ratio = nerve_length(tall, "r", pose_from_degrees(tall)) / nerve_length(healthy, "r", pose_from_degrees(healthy))
    assert ratio == pytest.approx(1.1, rel=1e-6)


def test_the_nerve_does_not_know_the_knee(healthy: Body) -> None:
    """Its branch does: the trunk ends on the thigh."""
    lengths = [nerve_length(healthy, "r", pose_from_degrees(healthy, knee_angle_r=k)) for k in (0.0, 110.0)]
    assert lengths[0] == pytest.approx(lengths[1], abs=1e-12)


def test_the_tendon_leaves_the_head_where_it_is_bent(healthy: Body) -> None:
    """Extended hips press it on the head; far in flexion it lifts off. Left mirrors right."""
    q = healthy.map.pose(2, hip_flexion_r=np.radians([-10.0, 90.0]), hip_flexion_l=np.radians([-10.0, 90.0]))
    right, left = (tendon_position(healthy, side, q) for side in "rl")
    assert np.isfinite(right[0]).all()
    np.testing.assert_allclose(left[0], right[0] * [1.0, 1.0, -1.0], atol=1e-6)


def test_the_manoeuvre_ends_straight_and_turned_in(healthy: Body) -> None:
    reading = assess(healthy, "snapping").reading
    for name, degrees in SNAP_TO.items():
        assert np.degrees(reading.pose[healthy.map.column(f"{name}_r")]) == pytest.approx(degrees, abs=1e-6)
    assert 0.0 < reading.details["touches_head_share"] <= 1.0
    assert abs(SNAP_TO["hip_flexion"] - SNAP_FROM["hip_flexion"]) < SNAP_FRAMES  # finer than a degree


# --- the hanging leg --------------------------------------------------------------------------------------------------


def test_rest_is_named_and_the_knee_may_be_given(healthy: Body) -> None:
    free, straight = resting_position(healthy, "r", 17.0), resting_position(healthy, "r", 17.0, knee_deg=0.0)
    assert isinstance(free, LegAtRest)
    assert straight.knee_deg == 0.0
    assert 5.0 < free.knee_deg < 130.0
    assert LEFT_NM < 0.05


def test_a_longer_roll_raises_the_thigh(healthy: Body) -> None:
    """The pelvis takes the thigh with it."""
    hangs = [resting_position(healthy, "r", roll).thigh_deg for roll in (5.0, 15.0, 25.0)]
    assert (np.diff(hangs) < 0.0).all()


# --- tasks ------------------------------------------------------------------------------------------------------------


def test_a_motion_is_made_once(motions: TaskMotions) -> None:
    first = motions.motion("sit_to_stand", "right", 1.0)
    assert motions.motion("sit_to_stand", "right", 1.0) is first
    faster = motions.motion("sit_to_stand", "right", 2.0)
    assert faster is not first
    assert faster.duration < first.duration


def test_movements_of_another_body_are_refused(body: Body, motions: TaskMotions) -> None:
    """Longer bones move otherwise."""
    with pytest.raises(InputError, match="these movements were made for another body"):
        assess(body, "step", motions=motions)
