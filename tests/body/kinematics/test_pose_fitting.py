"""Poses that bring points where they should be: recovery, bounds, one-sided goals, the centre of mass."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.pose_fitting import fit_poses
from iliopsoas.body.kinematics.pose_goals import PoseGoals

SEGMENTS = ("pelvis", "femur_r", "tibia_r", "calcn_r", "femur_l", "tibia_l", "calcn_l", "torso")


def cloud(seed: int) -> tuple[tuple[str, ...], np.ndarray]:
    """Four points on each segment."""
    names = tuple(s for s in SEGMENTS for _ in range(4))
    return names, np.random.default_rng(seed).normal(0.0, 0.1, (len(names), 3))


def columns(body: Body) -> list[int]:
    return body.map.columns("root", "free", "rhythm")


def where(body: Body, names: tuple[str, ...], offsets: np.ndarray, q: np.ndarray) -> np.ndarray:
    blank = np.zeros((len(q), len(names), 3))
    return fit_poses(
        body, PoseGoals(names, offsets, blank, blank), q, columns=columns(body), steps=0, limits=False
    ).points


@pytest.mark.parametrize("seed", range(6))
def test_a_pose_is_found_again_from_its_points_starting_at_neutral(body: Body, seed: int) -> None:
    rng, names, offsets = np.random.default_rng(seed), *cloud(seed)
    q = body.map.pose(3)
    for c in columns(body):
        low, high = max(body.map.lower[c], -0.6), min(body.map.upper[c], 1.2)
        q[:, c] = rng.uniform(low, high, len(q))
    target = where(body, names, offsets, q)
    fit = fit_poses(body, PoseGoals(names, offsets, target, np.full(target.shape, 1e4)), 0 * q, columns=columns(body))
    assert fit.settled.all()
    assert np.abs(fit.points - target).max() < 1e-5
    joints = body.map.columns("free", "rhythm")  # the pelvis' three angles have a twin that means the same
    assert np.abs(fit.q - q)[:, joints].max() < 1e-3


def test_a_missing_marker_weighs_nothing(body: Body) -> None:
    names, offsets = cloud(3)
    q = body.map.pose(1, hip_flexion_r=0.5, knee_angle_r=0.8)
    target = where(body, names, offsets, q)
    weight = np.full(target.shape, 1e4)
    target[0, 5], weight[0, 5] = 99.0, 0.0
    fit = fit_poses(body, PoseGoals(names, offsets, target, weight), 0 * q, columns=columns(body))
    assert np.abs(fit.q - q).max() < 1e-3


def test_coordinates_stay_within_their_ranges(body: Body) -> None:
    names, offsets = ("femur_r", "tibia_r"), np.array([[0.0, -0.3, 0.0], [0.0, -0.3, 0.0]])
    bent = body.map.pose(1, knee_angle_r=-0.5)
    target = where(body, names, offsets, bent)
    free = [body.map.column("knee_angle_r")]
    goals = PoseGoals(names, offsets, target, np.full(target.shape, 1e4))
    assert fit_poses(body, goals, 0 * bent, columns=free).q[0, free[0]] == 0.0
    assert abs(fit_poses(body, goals, 0 * bent, columns=free, limits=False).q[0, free[0]] + 0.5) < 1e-3


def test_a_one_sided_goal_lifts_a_foot_out_of_the_floor_and_lets_it_hang_above(body: Body) -> None:
    names, offsets = ("calcn_r",), np.zeros((1, 3))
    start = body.map.pose(2)
    height = body.map.column("pelvis_ty")
    rest = where(body, names, offsets, start)[0, 0, 1]
    start[:, height] = [-rest - 0.05, -rest + 0.05]
    blank = np.zeros((2, 1, 3))
    up = np.array([[0.0, 1.0, 0.0]])
    fit = fit_poses(
        body,
        PoseGoals(names, offsets, blank, blank + np.array([0.0, 1e4, 0.0]), side=up),
        start,
        columns=[height],
        stiffness=1e-6,
    )
    assert np.allclose(fit.points[:, 0, 1], [0.0, 0.05], atol=1e-4)


def test_the_centre_of_mass_is_brought_over_a_foot(body: Body) -> None:
    names, offsets = ("calcn_r",), np.zeros((1, 3))
    start = body.map.pose(1)
    place = where(body, names, offsets, start)
    goals = PoseGoals(
        names,
        offsets,
        place,
        np.full(place.shape, 1e6),
        mass_target=place[:, 0] + np.array([0.05, 0.0, 0.0]),
        mass_weight=np.array([[1e4, 0.0, 1e4]]),
    )
    fit = fit_poses(body, goals, start, columns=columns(body), stiffness=1e-3)
    data = mujoco.MjData(body.model)
    data.qpos[:] = body.map.expand(fit.q, 0 * fit.q, 0 * fit.q)[0][0]
    mujoco.mj_fwdPosition(body.model, data)
    assert np.abs((data.subtree_com[0] - goals.mass_target[0])[[0, 2]]).max() < 1e-3
    assert np.abs(fit.points - place).max() < 1e-3
