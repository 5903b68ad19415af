"""Strands in a whole body: cutting one in two, silencing one, strengthening one."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from iliopsoas.atlas.reading.tables import Muscle, PathElement
from iliopsoas.body.body import Body
from iliopsoas.body.strands import muscle_tables
from iliopsoas.errors import InputError
from iliopsoas.mechanics.balance import RecruitmentCost
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.joint_reactions import joint_reactions
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.trajectory import Trajectory

CUT = "glmed1"


@pytest.fixture
def cut_body(monkeypatch: pytest.MonkeyPatch) -> Body:
    """The generic body with one strand of gluteus medius made of two halves along the same path."""
    muscles, paths = muscle_tables()

    def halves(m: Muscle) -> list[Muscle]:
        return [dataclasses.replace(m, muscle=m.muscle + x, fmax_n=m.fmax_n / 2) for x in ("", "_again")]

    rows = tuple(part for m in muscles for part in (halves(m) if m.muscle == CUT else [m]))
    again: list[PathElement] = [dataclasses.replace(p, muscle=f"{CUT}_again") for p in paths if p.muscle == CUT]
    monkeypatch.setattr("iliopsoas.body.body.muscle_tables", lambda: (rows, (*paths, *again)))
    return Body.build()


def test_cutting_a_strand_in_two_leaves_every_joint_reaction_unchanged(
    body: Body, cut_body: Body, trajectory: Trajectory, solution: Solution
) -> None:
    assert len(cut_body.muscles) == len(body.muscles) + 2
    cut = solve(cut_body, trajectory)
    before, after = joint_reactions(body, solution.constraint_forces), joint_reactions(cut_body, cut.constraint_forces)
    assert np.abs(after - before).max() <= 1e-6 * np.abs(before).max()
    both = cut.tendon_force[:, [i for i, n in enumerate(cut_body.muscles.names) if n in (f"{CUT}_r", f"{CUT}_again_r")]]
    assert both.sum(axis=1) == pytest.approx(solution.tendon_force[:, body.muscles.names.index(f"{CUT}_r")], abs=1e-5)


def test_a_paralysed_muscle_pulls_nowhere_and_others_take_over(
    body: Body, trajectory: Trajectory, solution: Solution
) -> None:
    without = solve(body.with_muscles(body.muscles.scaled("psoas_major", fmax=0.0)), trajectory)
    psoas, iliacus = body.muscles.select("psoas_major"), body.muscles.select("iliacus")
    assert np.all(without.tendon_force[:, psoas] == 0.0)
    assert np.isfinite(without.tendon_force).all()
    assert without.tendon_force[:, iliacus].sum(axis=1).max() > solution.tendon_force[:, iliacus].sum(axis=1).max()
    given = without.joint_moment - without.recruitment.reserve
    assert np.isfinite(given).all()


def test_a_person_too_weak_for_the_movement_is_seen_in_the_reserves(body: Body, trajectory: Trajectory) -> None:
    """Without calf muscles nobody pushes off: the ankle's reserve carries most of its moment, and the frames still
    converge."""
    weak = body.muscles
    for calf in ("soleus", "gastrocnemius"):
        weak = weak.scaled(calf, fmax=1e-4)
    found = solve(body.with_muscles(weak), trajectory)
    ankle = found.coordinates.index("ankle_angle_r")
    worst = np.abs(found.joint_moment[:, ankle]).argmax()
    share = found.recruitment.reserve[worst, ankle] / found.joint_moment[worst, ankle]
    assert 0.3 < share < 1.0


def test_a_fibre_without_length_is_refused(body: Body) -> None:
    with pytest.raises(InputError):
        body.muscles.scaled("psoas_major", lopt=0.0)


@pytest.mark.parametrize("exponent", [2, 3])
def test_every_frame_of_the_walk_balances(body: Body, trajectory: Trajectory, exponent: int) -> None:
    """Muscles, passive structures and reserves give each balanced moment, to 1e-6 N m."""
    found = solve(body, trajectory, cost=RecruitmentCost(exponent))
    given = (found.tendon_force[:, None, :] @ found.moment_arms)[:, 0] + found.recruitment.reserve
    passive = found.joint_moment - found.muscle_moment - (found.fibres.passive[:, None, :] @ found.moment_arms)[:, 0]
    assert given + passive == pytest.approx(found.joint_moment, abs=1e-6)


def test_levels_can_be_balanced_one_by_one(body: Body, trajectory: Trajectory) -> None:
    part = dataclasses.replace(
        trajectory, time=trajectory.time[::10], q=trajectory.q[::10], qd=trajectory.qd[::10], qdd=trajectory.qdd[::10],
        loads=tuple(load.resampled(trajectory.time[::10]) for load in trajectory.loads),
    )  # fmt: skip
    found = solve(body, part, balance_levels=True)
    assert "L3_L4_extension" in found.coordinates
    assert "lumbar_extension" not in found.coordinates
    given = (found.tendon_force[:, None, :] @ found.moment_arms)[:, 0] + found.recruitment.reserve
    passive = found.joint_moment - found.muscle_moment - (found.fibres.passive[:, None, :] @ found.moment_arms)[:, 0]
    assert given + passive == pytest.approx(found.joint_moment, abs=1e-6)
    levels = [i for i, name in enumerate(found.coordinates) if name.startswith(("L", "T12"))]
    assert len(levels) == 18
    assert np.abs(found.recruitment.reserve[:, levels]).max() <= 0.05 * np.abs(found.joint_moment[:, levels]).max()
