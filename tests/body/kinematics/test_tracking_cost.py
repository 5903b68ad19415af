"""The cost of tracking points: gradient and Hessian against finite differences, and the engine's poses behind it."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.body.engine_pose import set_pose, through_poses
from iliopsoas.body.kinematics.pose_goals import PoseGoals
from iliopsoas.body.kinematics.segment_motions import CHUNK, through_segment_motions
from iliopsoas.body.kinematics.segment_poses import point_paths, points_in_pose, segment_frames
from iliopsoas.body.kinematics.tracking_cost import TrackingCost

NAMES = ("pelvis", "femur_r", "tibia_r", "calcn_r", "torso")


def poses(body: Body, frames: int = 3, seed: int = 0) -> Array:
    rng = np.random.default_rng(seed)
    q = body.map.pose(frames)
    free = body.map.columns("root", "free", "rhythm")
    q[:, free] = rng.uniform(0.05, 0.4, (frames, len(free)))
    return q


def cost_of(body: Body, *, one_sided: bool = False) -> TrackingCost:
    """A cost with points, centre of mass and a reference, three frames."""
    rng, q = np.random.default_rng(1), poses(body)
    offsets = rng.normal(0.0, 0.1, (len(NAMES), 3))
    target = point_paths(body, q, NAMES, offsets).points + rng.normal(0.0, 0.1, (3, len(NAMES), 3))
    goals = PoseGoals(
        NAMES,
        offsets,
        target,
        rng.uniform(0.0, 100.0, target.shape),
        side=np.ones((len(NAMES), 3)) if one_sided else None,
        mass_target=rng.normal(0.0, 0.1, (3, 3)),
        mass_weight=np.full((3, 3), 50.0),
    )
    columns = body.map.columns("root", "free")
    return TrackingCost.of(body, goals, q, columns=columns, reference=0 * q, stiffness=2.0, limits=True)


@pytest.mark.parametrize("one_sided", [False, True])
def test_the_gradient_is_half_the_slope_of_the_cost(body: Body, one_sided: bool) -> None:
    cost = cost_of(body, one_sided=one_sided)
    q = cost.base[:, cost.free]
    here, step = cost.linearised(q), 1e-6
    for k in range(0, q.shape[1], 3):
        ahead, back = q.copy(), q.copy()
        ahead[:, k] += step
        back[:, k] -= step
        slope = (cost.linearised(ahead).cost - cost.linearised(back).cost) / (2.0 * step)
        assert np.allclose(here.gradient[:, k], 0.5 * slope, rtol=1e-5, atol=1e-4), body.map.names[cost.free[k]]


def test_segment_motions_give_the_jacobians_of_the_engine_for_every_point_and_frame(body: Body) -> None:
    frames = CHUNK + 3
    q, offsets = poses(body, frames, seed=4), np.random.default_rng(2).normal(0.0, 0.2, (len(NAMES), 3))
    columns = body.map.columns("root", "free", "driven")
    projection = body.map.projection(q, columns)
    parts = list(through_segment_motions(body, q, NAMES, offsets, columns, mass=True))
    assert [part.frames for part in parts] == [slice(0, CHUNK), slice(CHUNK, frames)]
    slopes = np.concatenate([part.levers @ np.einsum("sk,tsij->tkij", part.members, part.motions) for part in parts])
    mass = np.concatenate([part.mass_slopes for part in parts])
    wanted, chain = np.zeros((3, body.model.nv)), np.zeros((body.model.nv, len(columns)))
    for t, data in enumerate(through_poses(body.model, body.map, q)):
        chain[projection.rows, projection.cols] = projection.values[t]
        for k, (name, offset) in enumerate(zip(NAMES, offsets, strict=True)):
            i = body.body_id(name)
            mujoco.mj_jac(body.model, data, wanted, None, data.xpos[i] + data.xmat[i].reshape(3, 3) @ offset, i)
            np.testing.assert_allclose(slopes[t, k], wanted @ chain, atol=1e-12)
        mujoco.mj_jacSubtreeCom(body.model, data, wanted, 0)
        np.testing.assert_allclose(mass[t], wanted @ chain, atol=1e-12)


def test_the_hessian_is_symmetric_and_no_cost_bends_down(body: Body) -> None:
    cost = cost_of(body)
    hessian = cost.linearised(cost.base[:, cost.free]).hessian
    assert np.allclose(hessian, hessian.transpose(0, 2, 1))
    assert np.linalg.eigvalsh(hessian).min() >= 2.0 - 1e-9  # the stiffness alone


def test_a_small_step_lowers_the_cost_and_bounds_hold_what_presses_on_them(body: Body) -> None:
    cost = cost_of(body)
    q = cost.base[:, cost.free]
    here = cost.linearised(q)
    step = cost.step(here, q, np.full(len(q), 10.0))
    assert (cost.linearised(q + 1e-3 * step).cost < here.cost).all()
    at_bound = np.where(np.isfinite(cost.high), cost.high, q)
    pressed = cost.linearised(at_bound)
    held = np.isfinite(cost.high) & (pressed.gradient < 0.0)
    assert held.any()
    assert (cost.step(pressed, at_bound, np.ones(len(q)))[held] == 0.0).all()


def test_positions_are_those_of_the_full_expansion(body: Body) -> None:
    q = poses(body, frames=5, seed=4)
    assert np.array_equal(body.map.positions(q), body.map.expand(q, 0 * q, 0 * q)[0])


def test_one_pose_and_many_agree(body: Body) -> None:
    q = poses(body, seed=2)
    data = body.at(q[0])
    for t, state in enumerate(through_poses(body.model, body.map, q)):
        assert np.allclose(set_pose(body.model, body.map, data, q[t]).xpos, state.xpos, atol=1e-12)
        assert np.allclose(data.subtree_com[0], state.subtree_com[0], atol=1e-12)


def test_points_lie_where_their_segments_frames_put_them(body: Body) -> None:
    q, offsets = poses(body, seed=3), np.random.default_rng(0).normal(0.0, 0.1, (len(NAMES), 3))
    frames, paths = segment_frames(body, NAMES, q), point_paths(body, q, NAMES, offsets)
    assert np.allclose(paths.points, frames.origins + np.einsum("tkij,kj->tki", frames.rotations, offsets), atol=1e-12)
    assert np.allclose(np.linalg.det(frames.rotations), 1.0)
    assert np.allclose(points_in_pose(body, q[1], NAMES, offsets), paths.points[1], atol=1e-12)
    moved = q.copy()
    moved[:, body.map.column("pelvis_tx")] += 0.3
    shift = point_paths(body, moved, NAMES, offsets)
    assert np.allclose(shift.points - paths.points, [0.3, 0.0, 0.0], atol=1e-12)
    assert np.allclose(shift.centre_of_mass - paths.centre_of_mass, [0.3, 0.0, 0.0], atol=1e-12)
