"""Free-body diagrams: a bone with every force on it drawn is in balance.

The forces of muscles are taken from the drawn paths: which bone each vertex hangs on, which way the strand leaves it.
Accelerations are differences of the bones' positions in time. Tendon Jacobians and inverse dynamics are not asked.
"""

from __future__ import annotations

from typing import NamedTuple

import mujoco
import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.mechanics.joint_reactions import joint_reactions, reported_joints
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.trajectory import Trajectory

from .engine import Path, path_of, pulls

GRAVITY = np.array([0.0, -9.80665, 0.0])
SIXTH_ORDER = {-3: 1 / 90, -2: -3 / 20, -1: 3 / 2, 0: -49 / 18, 1: 3 / 2, 2: -3 / 20, 3: 1 / 90}
STEP = 2e-3  # [s]


@pytest.fixture(scope="module")
def trajectory(average_trajectory: Trajectory) -> Trajectory:
    return average_trajectory


@pytest.fixture(scope="module")
def solution(average_solution: Solution) -> Solution:
    return average_solution


class End(NamedTuple):
    """A joint of a bone: its name, the bone in whose axes its reaction is given, its three hinges."""

    joint: str
    parent: str
    hinges: tuple[str, str, str]


def _disc(level: str, below: str) -> End:
    return End(level, below, (f"{level}_extension", f"{level}_bending", f"{level}_rotation"))


def _leg(joint: str, parent: str, side: str, first: str) -> End:
    hinges = (f"{joint}_{first}_{side}", f"{joint}_adduction_{side}", f"{joint}_rotation_{side}")
    return End(f"{joint}_{side}", parent, hinges)


SPINE = ("pelvis", "lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1")
LEVELS = ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1")
SEGMENTS = {
    # the kneecap slides on the femur: what passes between the two stays inside
    f"femur_{s}": (
        (f"femur_{s}", f"patella_{s}"), _leg("hip", "pelvis", s, "flexion"), _leg("knee", f"femur_{s}", s, "angle")
    )
    for s in "rl"
} | {
    bone: ((bone,), _disc(LEVELS[i], SPINE[i]), _disc(LEVELS[i + 1], bone)) for i, bone in enumerate(SPINE[1:])
}  # fmt: skip


def tendon(path: Path) -> np.ndarray:
    """What unit tension in the patellar tendon alone does to each vertex, (k, 3): it pulls patella and tibia."""
    out = np.zeros_like(path.points)
    last = len(path.points) - 2  # the patella's last vertex; the tibia has the path's end
    line = path.points[last + 1] - path.points[last]
    out[last] = line / np.linalg.norm(line)
    out[last + 1] = -out[last]
    return out


def patellar_ratio(body: Body, q: np.ndarray, strand: int, side: str, step: float = 1e-5) -> float:
    """Force of the patellar tendon over that of the quadriceps: how the path shortens as the knee turns, by all that
    moves over by the tibia alone, from lengths of paths."""
    column = body.map.column(f"knee_angle_{side}")
    moved = np.zeros((2, len(q)))
    moved[:, column] = [-step, step]
    u = body.map.expand(q + moved, 0 * moved, 0 * moved)[0]
    tibia_only = u.copy()
    patella = [i for i, d in enumerate(body.map.dofs) if d.startswith("patella_") and d.endswith(f"_{side}")]
    tibia_only[:, patella] = u[:, patella].mean(axis=0)
    slopes = []
    for poses in (u, tibia_only):
        data, length = mujoco.MjData(body.model), []
        for pose in poses:
            data.qpos[:] = pose
            mujoco.mj_kinematics(body.model, data)
            mujoco.mj_tendon(body.model, data)
            length.append(data.ten_length[strand])
        slopes.append(length[1] - length[0])
    return slopes[0] / slopes[1]


class Scene:
    """One frame: positions, accelerations and the muscles' wrench on every bone, in ground axes about the origin."""

    def __init__(self, body: Body, trajectory: Trajectory, solution: Solution, frame: int) -> None:
        self.body, self.solution, self.frame = body, solution, frame
        model = body.model
        u, ud, udd = (x[frame] for x in body.map.expand(trajectory.q, trajectory.qd, trajectory.qdd))
        self.data = data = mujoco.MjData(model)
        self.acceleration = np.zeros((model.nbody, 3))
        turning = np.zeros((model.nbody, 3, 3))  # second derivative of the orientation of the inertia's axes
        for k, weight in SIXTH_ORDER.items():
            t = k * STEP
            data.qpos[:] = u + t * ud + t * t / 2 * udd
            mujoco.mj_kinematics(model, data)
            self.acceleration += weight / STEP**2 * data.xipos
            turning += weight / STEP**2 * data.ximat.reshape(-1, 3, 3)
        data.qpos[:] = u
        mujoco.mj_fwdPosition(model, data)
        self.spin = np.stack([self._angular_momentum_rate(i, turning[i]) for i in range(model.nbody)])
        self.force, self.moment = np.zeros((model.nbody, 3)), np.zeros((model.nbody, 3))
        for strand, tension in enumerate(solution.tendon_force[frame]):
            path = path_of(body, data, strand)
            pull = tension * pulls(path)
            for side in "rl":
                if body.body_id(f"patella_{side}") in path.bodies:
                    pull += tension * (patellar_ratio(body, trajectory.q[frame], strand, side) - 1.0) * tendon(path)
            np.add.at(self.force, path.bodies, pull)
            np.add.at(self.moment, path.bodies, np.cross(path.points, pull))

    def _angular_momentum_rate(self, bone: int, turning: np.ndarray) -> np.ndarray:
        """About the bone's centre of mass: the sum of m x times a, with second moments instead of inertias."""
        inertia = self.body.model.body_inertia[bone]
        second = np.diag(inertia.sum() / 2 - inertia)
        s = self.data.ximat[bone].reshape(3, 3) @ second @ turning.T
        return np.array([s[1, 2] - s[2, 1], s[2, 0] - s[0, 2], s[0, 1] - s[1, 0]])

    def on_child(self, end: End) -> tuple[np.ndarray, np.ndarray]:
        """Force and moment about the origin that a joint's parent exerts on its child."""
        reaction = joint_reactions(self.body, self.solution.constraint_forces)[self.frame]
        axes = self.data.xmat[self.body.body_id(end.parent)].reshape(3, 3)
        force = axes @ reaction[reported_joints(self.body).index(end.joint)]
        rows = [self.body.map.row(h) for h in end.hinges]
        moment = np.linalg.solve(self.data.xaxis[rows], self.solution.constraint_forces[self.frame, rows])
        return force, moment + np.cross(self.data.xanchor[rows[0]], force)

    def imbalance(self, bones: tuple[str, ...], upper: End, lower: End) -> tuple[np.ndarray, np.ndarray]:
        """What is left of force [N] and of moment about the first bone's centre [N m]."""
        from_above, from_below = self.on_child(upper), self.on_child(lower)
        force, moment = from_above[0] - from_below[0], from_above[1] - from_below[1]
        ids = [self.body.body_id(b) for b in bones]
        for i in ids:
            inertial = self.body.model.body_mass[i] * (GRAVITY - self.acceleration[i])
            force += self.force[i] + inertial
            moment += self.moment[i] + np.cross(self.data.xipos[i], inertial) - self.spin[i]
        return force, moment - np.cross(self.data.xipos[ids[0]], force)


@pytest.fixture(scope="module", params=[4, 52], ids=["loading", "push-off"])
def scene(request: pytest.FixtureRequest, body: Body, trajectory: Trajectory, solution: Solution) -> Scene:
    return Scene(body, trajectory, solution, request.param)


@pytest.mark.parametrize("name", SEGMENTS)
def test_all_forces_on_a_bone_balance(scene: Scene, name: str) -> None:
    """Muscles, weight, inertia and the joints at both ends: <= 1e-6 N, and <= 1e-6 N m about its centre of mass."""
    bones, upper, lower = SEGMENTS[name]
    force, moment = scene.imbalance(bones, upper, lower)
    assert np.linalg.norm(force) <= 1e-6
    assert np.linalg.norm(moment) <= 1e-6


@pytest.mark.parametrize("name", SEGMENTS)
def test_every_part_of_the_balance_counts(scene: Scene, name: str) -> None:
    """The balance is not trivial: muscles, both joints and inertia on this bone are far above its tolerance."""
    bones, upper, lower = SEGMENTS[name]
    ids = [scene.body.body_id(b) for b in bones]
    assert np.linalg.norm(scene.force[ids].sum(axis=0)) > 1.0
    assert all(np.linalg.norm(scene.on_child(end)[0]) > 100.0 for end in (upper, lower))
    assert np.linalg.norm((scene.body.model.body_mass[ids, None] * scene.acceleration[ids]).sum(axis=0)) > 0.1


def test_muscles_only_pull_bones_together(scene: Scene) -> None:
    """Each strand's forces on all bones add up to nothing, and so do their moments."""
    assert np.linalg.norm(scene.force.sum(axis=0)) <= 1e-9 * scene.solution.tendon_force[scene.frame].sum()
    assert np.linalg.norm(scene.moment.sum(axis=0)) <= 1e-9 * scene.solution.tendon_force[scene.frame].sum()
