"""Joint reactions in the recruitment: what the soft rows are, what they cost, and what they change."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.mechanics.balance import (
    JOINT_LOAD_COST,
    RIGHT,
    SPARED_JOINTS,
    TRUNK,
    RecruitmentCost,
    limbs_of,
    muscle_costs,
)
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.joint_reactions import joint_reactions, reported_joints
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.trajectory import Trajectory


@pytest.fixture(scope="module")
def solved(body: Body, trajectory: Trajectory) -> dict[float, Solution]:
    """A walk on plates: muscles are the only unknowns, so that effort and joint loads are all there is to weigh."""
    return {
        cost: solve(body, trajectory, cost=RecruitmentCost(joint_load=cost))
        for cost in (0.0, 1e-4, JOINT_LOAD_COST, 1e-1)
    }


def _squared_loads(body: Body, solution: Solution) -> np.ndarray:
    which = [reported_joints(body).index(joint) for joint in SPARED_JOINTS]
    reactions = joint_reactions(body, solution.constraint_forces)[:, which] / body.subject.weight
    return np.asarray((reactions**2).sum(axis=(1, 2)))


def _effort(body: Body, solution: Solution) -> np.ndarray:
    return np.asarray(solution.recruitment.activation**2 @ body.muscles.volume / body.muscles.volume.sum())


def test_the_dearer_joint_loads_are_the_less_there_is_of_them(body: Body, solved: dict[float, Solution]) -> None:
    """Least sum of both costs in every frame: as w grows, squared reactions never rise and effort never falls."""
    loads = np.array([_squared_loads(body, s) for s in solved.values()])
    effort = np.array([_effort(body, s) for s in solved.values()])
    assert np.all(np.diff(loads, axis=0) <= 1e-6)
    assert np.all(np.diff(effort, axis=0) >= -1e-9)
    assert loads[0].max() > 1.2 * loads[2].max()


def test_what_is_minimised_is_the_reported_reaction(body: Body, solved: dict[float, Solution]) -> None:
    """No other solution has a lower sum of effort and w times the reactions that the result reports: a wrong sign of
    the muscles' part in the rows would fail here."""
    for cost in (1e-4, JOINT_LOAD_COST, 1e-1):
        total = {w: _effort(body, s) + cost * _squared_loads(body, s) for w, s in solved.items()}
        for other in solved:
            assert np.all(total[cost] <= total[other] + 1e-6)


def test_moments_stay_balanced(solved: dict[float, Solution]) -> None:
    assert all(np.abs(solution.recruitment.reserve).max() <= 0.1 for solution in solved.values())


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
def test_costs_are_shared_by_volume(body: Body, power: float) -> None:
    """Strands of a muscle cost in proportion to volume; all together cost as much as by volume alone."""
    muscles = body.muscles
    cost = muscle_costs(muscles, power)
    assert cost.sum() == pytest.approx(muscles.volume.sum())
    psoas = muscles.select("psoas_major_r")
    rate = cost[psoas] / muscles.volume[psoas]
    assert rate == pytest.approx(np.full(len(psoas), rate[0]))


def test_by_volume_every_fibre_costs_alike(body: Body) -> None:
    assert muscle_costs(body.muscles, 1.0) == pytest.approx(body.muscles.volume)


def test_limbs_are_known_by_name() -> None:
    names = ["hip_flexion_r", "knee_l_tx", "L4_L5_ty", "lumbar_extension", "hip_r_tz"]
    assert limbs_of(names).tolist() == [RIGHT, 1, TRUNK, TRUNK, RIGHT]
