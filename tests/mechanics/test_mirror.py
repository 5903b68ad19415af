"""Left and right are mirror images: a mirrored movement with mirrored loads has mirrored forces."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.joint_reactions import bursa_force, disc_loads, joint_reactions, reported_joints
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.trajectory import Trajectory

from .engine import lengths, random_poses

MIRROR = np.array([1.0, 1.0, -1.0])


def other(name: str) -> str:
    """The same on the other side."""
    return {"_r": name[:-2] + "_l", "_l": name[:-2] + "_r"}.get(name[-2:], name)


def _turns(name: str) -> float:
    """Coordinates of the midline that change sign: sideways, bending, twisting."""
    midline = not name.endswith(("_r", "_l"))
    return -1.0 if midline and name.endswith(("_tz", "_list", "_rotation", "_bending")) else 1.0


def mirrored(body: Body, q: NDArray[np.float64]) -> NDArray[np.float64]:
    """Coordinates (frames, n) of the mirror image."""
    return q[:, [body.map.column(other(name)) for name in body.map.names]] * [_turns(n) for n in body.map.names]


def _mirrored_load(load: ExternalLoad) -> ExternalLoad:
    return dataclasses.replace(
        load,
        body=other(load.body or ""),
        force=load.force * MIRROR,
        point=load.point * MIRROR,
        torque=load.torque * -MIRROR,
    )


@pytest.fixture(scope="module")
def lopsided(body: Body, trajectory: Trajectory) -> Trajectory:
    """The walk with the trunk leaning and turning, one arm raised, and a twist of the right foot's ground."""
    rng = np.random.default_rng(5)
    q, qd, qdd = trajectory.q.copy(), trajectory.qd.copy(), trajectory.qdd.copy()
    for name, angle in (("lumbar_bending", 0.2), ("lumbar_rotation", 0.1), ("neck_rotation", 0.3), ("arm_add_r", 0.8),
                        ("L3_L4_rotation", 0.05), ("pelvis_list", 0.1), ("subtalar_angle_l", 0.1)):  # fmt: skip
        q[:, body.map.column(name)] += angle
        qd[:, body.map.column(name)] += rng.normal()
    loads = tuple(dataclasses.replace(x, torque=x.torque + np.array([1.0, 5.0, -2.0])) for x in trajectory.loads)
    return dataclasses.replace(trajectory, q=q, qd=qd, qdd=qdd, loads=loads)


@pytest.fixture(scope="module")
def pair(body: Body, lopsided: Trajectory) -> tuple[Solution, Solution]:
    """What was computed for the lopsided walk, and for its mirror image."""
    image = dataclasses.replace(
        lopsided,
        q=mirrored(body, lopsided.q),
        qd=mirrored(body, lopsided.qd),
        qdd=mirrored(body, lopsided.qdd),
        loads=tuple(_mirrored_load(load) for load in lopsided.loads),
    )
    return solve(body, lopsided), solve(body, image)


def test_lengths_of_the_mirror_image(body: Body) -> None:
    q = random_poses(body, 30, seed=6)
    swapped = [body.muscles.names.index(other(name)) for name in body.muscles.names]
    assert np.abs(lengths(body, q) - lengths(body, mirrored(body, q))[:, swapped]).max() <= 1e-12


def test_muscle_forces_of_the_mirror_image(body: Body, pair: tuple[Solution, Solution]) -> None:
    swapped = [body.muscles.names.index(other(name)) for name in body.muscles.names]
    here, there = pair[0].tendon_force, pair[1].tendon_force[:, swapped]
    assert np.abs(here - there).max() <= 1e-6 * here.max()
    sides = np.array([name.endswith("_r") for name in body.muscles.names])
    assert np.abs(here[:, sides] - pair[0].tendon_force[:, ~sides]).max() > 100.0  # the walk itself is lopsided


def test_joint_reactions_of_the_mirror_image(body: Body, pair: tuple[Solution, Solution]) -> None:
    here, there = (joint_reactions(body, s.constraint_forces) for s in pair)
    names = reported_joints(body)
    swapped = [names.index(other(n)) for n in names]
    assert np.abs(here - there[:, swapped] * MIRROR).max() <= 1e-6 * np.abs(here).max()


def test_discs_and_bursae_of_the_mirror_image(body: Body, pair: tuple[Solution, Solution]) -> None:
    levels = len(body.levels)
    for here, there in zip(
        *(disc_loads(body, joint_reactions(body, s.constraint_forces)[:, -levels:]) for s in pair), strict=True
    ):
        assert np.abs(here - there).max() <= 1e-6 * np.abs(here).max()
    here, there = (bursa_force(body, s.kinetics, s.tendon_force) for s in pair)
    assert np.abs(here - there[:, ::-1] * MIRROR).max() <= 1e-6 * np.abs(here).max()


def test_moments_and_residuals_of_the_mirror_image(body: Body, pair: tuple[Solution, Solution]) -> None:
    names = pair[0].coordinates
    swapped, sign = [names.index(other(n)) for n in names], [_turns(n) for n in names]
    assert (
        np.abs(pair[0].joint_moment - pair[1].joint_moment[:, swapped] * sign).max()
        <= 1e-8 * np.abs(pair[0].joint_moment).max()
    )
    root = [f"pelvis_{x}" for x in ("tx", "ty", "tz", "tilt", "list", "rotation")]
    rows, turned = [body.map.row(n) for n in root], [_turns(n) for n in root]
    here, there = (s.constraint_forces[:, rows] for s in pair)
    assert np.abs(here - there * turned).max() <= 1e-8 * np.abs(here).max()
