"""Bodies that hold still: forces and moments balance, sides mirror, levers and weights do what statics says."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.body.subject import GRAVITY
from iliopsoas.evidence.basis.static_postures import LEG, StaticPosture, lying, on_one_leg, standing

Array = NDArray[np.float64]
ROOT = ("pelvis_tx", "pelvis_ty", "pelvis_tz", "pelvis_tilt", "pelvis_list", "pelvis_rotation")


@pytest.fixture(scope="module")
def upright(body: Body) -> StaticPosture:
    return standing(body)


@pytest.fixture(scope="module")
def loaded(body: Body) -> StaticPosture:
    return standing(body, held={"hand_r": 100.0})


@pytest.fixture(scope="module")
def one_leg(body: Body) -> StaticPosture:
    return on_one_leg(body, "r")


@pytest.fixture(scope="module")
def raised(body: Body) -> StaticPosture:
    return lying(body, lifted="r", hip_flexion_r=np.radians([0.0, 30.0, 60.0, 89.0]))


def _root(posture: StaticPosture) -> Array:
    """Force [N] and moment [N m] that nothing outside the body explains, (poses, 6)."""
    rows = [posture.body.map.row(name) for name in ROOT]
    return posture.solution.constraint_forces[:, rows]


def _leg_weight(body: Body, side: str) -> float:
    return GRAVITY * sum(float(body.model.body_mass[body.body_id(f"{part}_{side}")]) for part in LEG)


@pytest.mark.parametrize("name", ["upright", "loaded", "one_leg"])
def test_ground_and_weight_balance_in_force_and_moment(name: str, request: pytest.FixtureRequest) -> None:
    """Newton and Euler at the pelvis: nothing may be left for a hand from outside."""
    posture = request.getfixturevalue(name)
    left = _root(posture)
    assert np.abs(left[:, :3]).max() < 1e-6 * posture.body.subject.weight
    assert np.abs(left[:, 3:]).max() < 1e-6 * posture.body.subject.weight


def test_bent_forward_it_still_balances(body: Body) -> None:
    posture = standing(body, trunk=np.radians(40.0), lumbar=np.radians(20.0))
    assert np.abs(_root(posture)).max() < 1e-6 * body.subject.weight


def test_a_bed_carries_all_but_the_lifted_leg(body: Body, raised: StaticPosture) -> None:
    """What the pelvis gets from nowhere is the weight of the leg, straight up, whatever its angle."""
    left = _root(raised)
    np.testing.assert_allclose(left[:, 1], _leg_weight(body, "r"), rtol=1e-9)
    assert np.abs(left[:, [0, 2]]).max() < 1e-6


def test_raising_a_leg_takes_its_weight_times_the_horizontal_lever(body: Body, raised: StaticPosture) -> None:
    """M = sum m g (x - x_hip): greatest with the leg level, next to nothing with the leg upright."""
    moment = raised.joint_moment("hip_flexion_r")
    assert (np.diff(moment) < 0.0).all()
    assert moment[-1] < 0.1 * moment[0]
    data = body.at(body.map.pose(1, pelvis_tilt=0.5 * np.pi)[0])
    hip = data.xpos[body.body_id("femur_r")]
    parts = [body.body_id(f"{part}_r") for part in LEG]
    levers = np.array([abs(data.xipos[i][0] - hip[0]) for i in parts])
    weights = GRAVITY * body.model.body_mass[parts]
    assert moment[0] == pytest.approx(float(levers @ weights), rel=1e-6)


def test_standing_is_the_same_on_both_sides(upright: StaticPosture) -> None:
    right, left = (upright.hip_contact_force(side)[0] for side in "rl")
    np.testing.assert_allclose(left, right * [1.0, 1.0, -1.0], atol=0.5)
    for muscle in ("psoas_major", "gluteus_medius", "soleus"):
        one, other = (float(upright.activation(f"{muscle}_{side}")[0]) for side in "rl")
        assert other == pytest.approx(one, abs=1e-3)


def test_a_load_in_one_hand_breaks_the_symmetry_and_presses_the_spine(
    upright: StaticPosture, loaded: StaticPosture
) -> None:
    """The disc carries at least the load more: the trunk's muscles on the other side pull down as well."""
    more = float(loaded.compression("L4_L5")[0] - upright.compression("L4_L5")[0])
    assert more > 100.0
    right, left = (float(loaded.activation(f"quadratus_lumborum_{side}")[0]) for side in "rl")
    assert left > right


def test_each_hip_carries_less_than_the_body_upright_and_more_on_one_leg(
    body: Body, upright: StaticPosture, one_leg: StaticPosture
) -> None:
    """bergmann2001: one-legged stance presses the hip with two to three body weights, two-legged with less than one
    body weight (half of what is above it and the muscles)."""
    two, one = (float(np.linalg.norm(p.hip_contact_force("r")[0])) / body.subject.weight for p in (upright, one_leg))
    above = 1.0 - 2.0 * _leg_weight(body, "r") / body.subject.weight
    assert 0.5 * above <= two < 1.2
    assert 1.5 < one < 4.5
    assert one > 2.0 * two


def test_the_hip_is_pressed_upwards(upright: StaticPosture, one_leg: StaticPosture) -> None:
    """The femur pushes the pelvis up."""
    for posture in (upright, one_leg):
        assert float(posture.hip_contact_force("r")[0, 1]) > 0.0


def test_abductors_hold_the_pelvis_on_one_leg(one_leg: StaticPosture) -> None:
    """The hanging side falls unless the hip abductors of the standing leg pull (a negative adduction moment)."""
    assert float(one_leg.joint_moment("hip_adduction_r")[0]) < 0.0
    assert float(one_leg.activation("gluteus_medius_r")[0]) > float(one_leg.activation("gluteus_medius_l")[0])


def test_bending_forward_loads_the_lumbar_spine(body: Body, upright: StaticPosture) -> None:
    """nachemson1966 and after: the disc is pressed harder the further the trunk leans."""
    loads = [standing(body, trunk=np.radians(a), lumbar=0.5 * np.radians(a)) for a in (15.0, 30.0)]
    pressed = [float(p.compression("L4_L5")[0]) for p in (upright, *loads)]
    assert pressed[0] < pressed[1] < pressed[2]


def test_activation_of_two_muscles_lies_between_them(upright: StaticPosture) -> None:
    """Volume-weighted: a mean of the parts."""
    both = float(upright.activation("psoas_major_r", "iliacus_r")[0])
    parts = [float(upright.activation(m)[0]) for m in ("psoas_major_r", "iliacus_r")]
    assert min(parts) <= both <= max(parts)


def test_lying_prone_turns_the_moment_round(body: Body) -> None:
    """On the belly the leg's weight flexes the hip: extensors must hold it."""
    prone = lying(body, lifted="r", prone=True, hip_flexion_r=np.array([0.0]))
    supine = lying(body, lifted="r", hip_flexion_r=np.array([0.0]))
    assert float(prone.joint_moment("hip_flexion_r")[0]) < 0.0 < float(supine.joint_moment("hip_flexion_r")[0])
