"""Standing still: every number here follows from weights and levers."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.joint_reactions import disc_loads, joint_reactions, reported_joints
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.records.external_loads import ExternalLoad

from .engine import at, still

G = 9.80665
BELOW_THE_HIP = ("femur", "patella", "tibia", "talus", "calcn", "toes")
LUMBAR = ("lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1")


def _mass(body: Body, *names: str) -> float:
    return float(sum(body.model.body_mass[body.body_id(n)] for n in names))


def _leg(body: Body, side: str) -> float:
    return _mass(body, *(f"{n}_{side}" for n in BELOW_THE_HIP))


@pytest.fixture(scope="module")
def standing(body: Body) -> Solution:
    """Upright, half the weight on each foot, pressed where the centre of mass hangs."""
    q = body.map.pose(3)
    data = at(body, q[0])
    time = np.arange(3) / 100.0
    loads = []
    for side in "rl":
        point = data.xpos[body.body_id(f"calcn_{side}")].copy()
        point[0] = data.subtree_com[0][0]
        force = np.tile([0.0, body.subject.weight / 2, 0.0], (3, 1))
        loads.append(ExternalLoad(f"ground_{side}", f"calcn_{side}", time, force, np.tile(point, (3, 1)), 0 * force))
    return solve(body, still(q, tuple(loads)))


def test_nothing_is_left_at_the_pelvis(body: Body, standing: Solution) -> None:
    rows = [body.map.row(f"pelvis_{x}") for x in ("tx", "ty", "tz", "tilt", "list", "rotation")]
    assert np.abs(standing.constraint_forces[:, rows]).max() <= 1e-9 * body.subject.weight


def test_without_muscles_each_hip_carries_half_of_what_is_above(body: Body, standing: Solution) -> None:
    """Pelvis on femur, downwards: the body's weight less both legs', halved."""
    without = joint_reactions(body, standing.kinetics.tau)
    above = (body.subject.mass - _leg(body, "r") - _leg(body, "l")) * G
    for side in "rl":
        force = without[:, reported_joints(body).index(f"hip_{side}")]
        assert force == pytest.approx(np.tile([0.0, -above / 2, 0.0], (3, 1)), abs=1e-8)


def test_without_muscles_each_disc_carries_what_is_above(body: Body, standing: Solution) -> None:
    """Lower on upper vertebra, upwards."""
    without = joint_reactions(body, standing.kinetics.tau)
    arms = [f"{n}_{s}" for n in ("humerus", "ulna", "radius", "hand") for s in "rl"]
    weight = _mass(body, "torso", "head", *arms) * G
    for level, vertebra in (("T12_L1", None), ("L1_L2", "lumbar1"), ("L2_L3", "lumbar2"), ("L3_L4", "lumbar3"),
                            ("L4_L5", "lumbar4"), ("L5_S1", "lumbar5")):  # fmt: skip
        weight += _mass(body, vertebra) * G if vertebra else 0.0
        force = without[:, reported_joints(body).index(level)]
        assert force == pytest.approx(np.tile([0.0, weight, 0.0], (3, 1)), abs=1e-8)


def test_the_two_sides_of_a_joint_share_all_weight(body: Body, standing: Solution) -> None:
    """Legs, pelvis and what the discs carry add up to the person."""
    without = joint_reactions(body, standing.kinetics.tau)[0]
    names = reported_joints(body)
    upper = without[names.index("L5_S1"), 1]
    pelvis = _mass(body, "pelvis", "abdomen") * G
    hips = -sum(without[names.index(f"hip_{s}"), 1] for s in "rl")
    assert hips == pytest.approx(upper + pelvis, abs=1e-8)
    legs = (_leg(body, "r") + _leg(body, "l")) * G
    assert hips + legs == pytest.approx(body.subject.weight, abs=1e-8)


def test_muscles_only_add_to_the_discs_load(body: Body, standing: Solution) -> None:
    """Compression at every disc exceeds the weight's part along its normal; at L5/S1 also all the weight above."""
    levels = len(body.levels)
    with_muscles, _ = disc_loads(body, joint_reactions(body, standing.constraint_forces)[:, -levels:])
    without, _ = disc_loads(body, joint_reactions(body, standing.kinetics.tau)[:, -levels:])
    assert (with_muscles > without).all()
    weight_above = joint_reactions(body, standing.kinetics.tau)[:, reported_joints(body).index("L5_S1"), 1]
    assert (with_muscles[:, 0] > weight_above).all()


def test_muscles_and_passive_structures_give_the_moments(body: Body, standing: Solution) -> None:
    """What balances the free coordinates is found, without help from reserves."""
    assert np.abs(standing.recruitment.reserve).max() <= 0.05
    assert (standing.tendon_force >= 0).all()


def test_a_disc_is_pressed_and_sheared_as_its_tilt_says(body: Body) -> None:
    """A vertical force on a disc that leans back by t: cos t of it compresses, and the rest shears. Pulled, the sign
    turns."""
    reaction = np.zeros((1, len(body.levels), 3))
    reaction[:, :, 1] = 100.0
    compression, shear = disc_loads(body, reaction)
    tilt = np.radians([level.disc_tilt_deg for level in body.levels])
    assert compression[0] == pytest.approx(100 * np.cos(tilt))
    assert compression[0] ** 2 + shear[0] ** 2 == pytest.approx(np.full(len(tilt), 100.0**2))
    assert disc_loads(body, -reaction)[0] == pytest.approx(-compression)
    assert shear[0, 0] > 0  # at L5/S1, which slopes down to the front, weight drives L5 forward (dezee2007)
