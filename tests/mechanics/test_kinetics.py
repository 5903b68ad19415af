"""The short way through the engine gives what its long way gives, frame by frame."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.coordinate_map import CHUNK
from iliopsoas.mechanics.kinetics import Kinetics, kinetics, tendon_jacobian, tendon_sparsity
from iliopsoas.motion.trajectory import Trajectory


@pytest.fixture(scope="module")
def some(body: Body, trajectory: Trajectory) -> tuple[tuple[np.ndarray, ...], Kinetics]:
    """More frames than a chunk and not a whole number of them, without loads."""
    u = tuple(x[: 2 * CHUNK + 5] for x in body.map.expand(trajectory.q, trajectory.qd, trajectory.qdd))
    return u, kinetics(body, *u, [])


def test_moments_are_those_of_the_engines_inverse_dynamics(
    body: Body, some: tuple[tuple[np.ndarray, ...], Kinetics]
) -> None:
    """Also fails when a spring, damper or armature of the engine joins the body, which `kinetics` would leave out."""
    (u, ud, udd), found = some
    data = mujoco.MjData(body.model)
    for t in range(0, len(u), 7):
        data.qpos[:], data.qvel[:], data.qacc[:] = u[t], ud[t], udd[t]
        mujoco.mj_inverse(body.model, data)
        np.testing.assert_allclose(found.tau[t], data.qfrc_inverse, rtol=1e-10, atol=1e-9)
        np.testing.assert_array_equal(found.length[t], data.ten_length)
        np.testing.assert_array_equal(found.velocity[t], data.ten_velocity)


def test_tendon_forces_become_generalised_forces_in_every_frame(
    body: Body, some: tuple[tuple[np.ndarray, ...], Kinetics]
) -> None:
    (u, _, _), found = some
    force = np.random.default_rng(3).uniform(0.0, 500.0, found.length.shape)
    all_at_once = found.generalised_forces(force)
    data = mujoco.MjData(body.model)
    for t in (0, CHUNK - 1, CHUNK, len(u) - 1):
        data.qpos[:] = u[t]
        mujoco.mj_fwdPosition(body.model, data)
        np.testing.assert_allclose(all_at_once[t], -tendon_jacobian(body, data).T @ force[t], atol=1e-9)


@pytest.mark.parametrize("frames", [1, 30, 100, 130])
def test_progress_only_grows_and_ends_at_all_frames(body: Body, frames: int) -> None:
    still = np.zeros((frames, body.model.nv))
    seen: list[int] = []
    kinetics(body, still, still, still, [], progress=seen.append)
    assert seen == sorted(set(seen))
    assert seen[-1] == frames


def test_what_the_engine_lists_beyond_the_entries_is_always_zero(body: Body) -> None:
    """Degrees of freedom that carry all of a strand, as those of the pelvis in space, do not change its length."""
    rows, cols, kept = tendon_sparsity(body.model)
    left_out = np.setdiff1d(np.arange(len(body.model.ten_J_colind)), kept)
    rng, data = np.random.default_rng(5), mujoco.MjData(body.model)
    largest = np.zeros(len(kept))
    for _ in range(20):
        data.qpos[:] = rng.normal(0.0, 0.5, body.model.nq)
        mujoco.mj_fwdPosition(body.model, data)
        assert np.abs(data.ten_J[left_out]).max() < 1e-12
        largest = np.maximum(largest, np.abs(data.ten_J[kept]))
    assert (largest > 1e-6).mean() > 0.99
    assert not set(cols) & {body.map.row(f"pelvis_t{x}") for x in "xyz"}
    assert len(rows) == len(cols) == len(kept)
