"""Work and energy: what joints do, muscles do; and what both do is seen in the body's energy."""

from __future__ import annotations

import dataclasses

import mujoco
import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.passive_moments import passive_forces
from iliopsoas.mechanics.abdominal_pressure import FULL_PRESSURE, pressure_forces
from iliopsoas.mechanics.balance import balanced_columns
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.trajectory import Trajectory

from .engine import lengths

STEP = 1e-5  # [s]


@pytest.fixture(scope="module")
def trajectory(average_trajectory: Trajectory) -> Trajectory:
    return average_trajectory


@pytest.fixture(scope="module")
def solution(average_solution: Solution) -> Solution:
    return average_solution


def _around(body: Body, trajectory: Trajectory, t: float) -> np.ndarray:
    """Positions of all degrees of freedom `t` seconds after each frame, (frames, nv)."""
    q = trajectory.q + t * trajectory.qd + t * t / 2 * trajectory.qdd
    return body.map.expand(q, 0 * q, 0 * q)[0]


@pytest.fixture(scope="module", params=[False, True], ids=["three lumbar coordinates", "every level"])
def only_balanced(
    request: pytest.FixtureRequest, body: Body, trajectory: Trajectory
) -> tuple[Trajectory, Solution, list[int]]:
    """The walk with everything at rest that muscles need not balance: pelvis, arms, neck, toes."""
    columns = balanced_columns(body, levels=request.param)
    keep = np.zeros(trajectory.q.shape[1])
    keep[columns] = 1.0
    part = dataclasses.replace(trajectory, qd=trajectory.qd * keep, qdd=trajectory.qdd * keep)
    return part, solve(body, part, balance_levels=request.param), columns


def test_power_of_joints_is_power_of_muscles_discs_ligaments_and_reserves(
    body: Body, only_balanced: tuple[Trajectory, Solution, list[int]]
) -> None:
    """Muscle power from finite differences of path length: sum M w = - sum F dl/dt + passive + pressure + reserves."""
    part, solved, columns = only_balanced
    rate = part.qd[:, columns]
    before, after = (lengths(body, part.q + t * part.qd) for t in (-STEP, STEP))
    muscles = -(solved.tendon_force * (after - before) / (2 * STEP)).sum(axis=1)
    u, ud, _ = body.map.expand(part.q, part.qd, part.qdd)
    passive = (passive_forces(body, u) * ud).sum(axis=1)
    reserves = (solved.recruitment.reserve * rate).sum(axis=1)
    share = solved.abdominal_pressure / FULL_PRESSURE
    belly = (pressure_forces(solved.kinetics.abdomen, share) * ud).sum(axis=1)
    joints = (solved.joint_moment * rate).sum(axis=1)
    assert np.abs(joints).max() > 100.0
    assert joints == pytest.approx(muscles + passive + belly + reserves, abs=1e-5 * np.abs(joints).max())


def test_generalised_forces_and_loads_change_the_energy_of_the_body(
    body: Body, trajectory: Trajectory, solution: Solution
) -> None:
    """d(kinetic + potential)/dt by finite differences = power of all generalised forces + power of the ground's."""
    model = body.model
    data = mujoco.MjData(model)
    u, ud, udd = body.map.expand(trajectory.q, trajectory.qd, trajectory.qdd)
    feet = [body.body_id(load.body or "") for load in trajectory.loads]
    for frame in range(0, len(u), 5):
        energy, points = [], []
        for t in (-STEP, STEP):
            data.qpos[:] = u[frame] + t * ud[frame] + t * t / 2 * udd[frame]
            data.qvel[:] = ud[frame] + t * udd[frame]
            mujoco.mj_fwdPosition(model, data)
            mujoco.mj_energyPos(model, data)
            mujoco.mj_fwdVelocity(model, data)
            mujoco.mj_energyVel(model, data)
            energy.append(data.energy.sum())
            points.append([(data.xpos[i].copy(), data.xmat[i].reshape(3, 3).copy()) for i in feet])
        data.qpos[:] = u[frame]
        mujoco.mj_kinematics(model, data)
        ground = 0.0
        for load, i, (x0, r0), (x1, r1) in zip(trajectory.loads, feet, *points, strict=True):
            fixed = data.xmat[i].reshape(3, 3).T @ (load.point[frame] - data.xpos[i])
            ground += load.force[frame] @ ((x1 + r1 @ fixed) - (x0 + r0 @ fixed)) / (2 * STEP)
        work = solution.kinetics.tau[frame] @ ud[frame] + ground
        change = (energy[1] - energy[0]) / (2 * STEP)
        assert work == pytest.approx(change, abs=1e-3)


def test_a_free_moment_works_on_the_foots_rotation(body: Body, trajectory: Trajectory) -> None:
    """A torque of 7 N m about the vertical lowers the generalised forces' power by torque times the foot's turning
    rate."""
    twisted = tuple(dataclasses.replace(x, torque=x.torque + np.array([0.0, 7.0, 0.0])) for x in trajectory.loads)
    plain, with_torque = (solve(body, dataclasses.replace(trajectory, loads=x)) for x in (trajectory.loads, twisted))
    _, ud, _ = body.map.expand(trajectory.q, trajectory.qd, trajectory.qdd)
    lost = ((plain.kinetics.tau - with_torque.kinetics.tau) * ud).sum(axis=1)
    data = mujoco.MjData(body.model)
    expected = np.zeros(len(ud))
    turned = []
    for t in (-STEP, STEP):
        frames = []
        for u in _around(body, trajectory, t):
            data.qpos[:] = u
            mujoco.mj_kinematics(body.model, data)
            frames.append([data.xmat[body.body_id(x.body or "")].reshape(3, 3).copy() for x in trajectory.loads])
        turned.append(np.array(frames))
    spin = np.einsum("tlij,tlkj->tlik", turned[1] - turned[0], (turned[0] + turned[1]) / 2) / (2 * STEP)
    expected = 7.0 * (spin[:, :, 0, 2] - spin[:, :, 2, 0]).sum(axis=1) / 2
    assert np.abs(expected).max() > 1.0
    assert lost == pytest.approx(expected, abs=1e-5)
