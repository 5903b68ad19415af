"""The engine's model of a body: frames, masses, wrapping and gravity, against the tables and against mechanics."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest

from iliopsoas.atlas import mirror
from iliopsoas.body.body import Body
from iliopsoas.body.engine_model import joint_orientation
from iliopsoas.body.inverse_dynamics import inverse_dynamics
from iliopsoas.body.subject import GRAVITY, Subject


def test_bones_hang_on_each_other_as_the_joints_say(body: Body) -> None:
    for joint in mirror.mirrored_joints():
        child = body.body_id(joint.child)
        parent = 0 if joint.parent == "ground" else body.body_id(joint.parent)
        assert body.model.body_parentid[child] == parent, joint.joint


def test_gravity_points_down_and_is_standard(body: Body) -> None:
    """CGPM 1901."""
    np.testing.assert_array_equal(body.model.opt.gravity, [0.0, -9.80665, 0.0])


def test_nothing_is_simulated(body: Body) -> None:
    off = mujoco.mjtDisableBit
    for bit in (off.mjDSBL_CONSTRAINT, off.mjDSBL_CONTACT, off.mjDSBL_LIMIT, off.mjDSBL_SPRING, off.mjDSBL_DAMPER):
        assert body.model.opt.disableflags & int(bit)
    assert body.model.nu == 0
    assert np.all(body.model.dof_armature == 0.0)
    assert np.all(body.model.dof_damping == 0.0)


def test_a_joint_frame_is_a_rotation(body: Body) -> None:
    for joint in mirror.mirrored_joints():
        turn = joint_orientation(joint).as_matrix()
        np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
        assert np.linalg.det(turn) == pytest.approx(1.0)


def test_left_bones_mirror_right_ones(body: Body) -> None:
    data = body.at(body.map.pose(1)[0])
    for i in range(1, body.model.nbody):
        name = body.model.body(i).name
        if name.endswith("_r"):
            other = body.body_id(f"{name[:-2]}_l")
            np.testing.assert_allclose(data.xipos[other], data.xipos[i] * [1.0, 1.0, -1.0], atol=1e-12, err_msg=name)
            assert body.model.body_mass[other] == body.model.body_mass[i]


@pytest.mark.parametrize("height", [1.5, 1.95])
def test_surfaces_grow_with_their_segment(body: Body, height: float) -> None:
    other, factor = Body.build(Subject(height=height)), height / 1.70
    used = [i for i in range(body.model.ngeom)]
    assert len(used) > 20
    np.testing.assert_allclose(other.model.geom_size[:, 0], factor * body.model.geom_size[:, 0], rtol=1e-12)
    np.testing.assert_allclose(other.model.geom_pos, factor * body.model.geom_pos, rtol=1e-12, atol=1e-15)


def test_at_rest_inverse_dynamics_holds_the_weight(body: Body) -> None:
    """Upright at the pelvis: the whole weight upwards, and nothing sideways."""
    tau = inverse_dynamics(body.model, body.at(body.map.pose(1)[0]), np.zeros(body.model.nv))
    root = [body.map.row(f"pelvis_t{x}") for x in "xyz"]
    np.testing.assert_allclose(tau[root], [0.0, body.subject.mass * GRAVITY, 0.0], atol=1e-9)


def test_inverse_dynamics_agrees_with_the_engines_own(body: Body) -> None:
    rng = np.random.default_rng(4)
    for tendons in (False, True):
        data = body.at(body.map.pose(1, hip_flexion_r=0.4, lumbar_extension=-0.3)[0])
        data.qvel[:], data.qacc[:] = rng.normal(0.0, 1.0, (2, body.model.nv))
        reference = mujoco.MjData(body.model)
        reference.qpos[:], reference.qvel[:], reference.qacc[:] = data.qpos, data.qvel, data.qacc
        mujoco.mj_inverse(body.model, reference)
        tau = inverse_dynamics(body.model, data, np.zeros(body.model.nv), tendons=tendons)
        np.testing.assert_allclose(tau, reference.qfrc_inverse, atol=1e-8)


def test_energy_is_kept_while_falling(body: Body) -> None:
    """In free fall the root needs no force: gravity alone accelerates the body."""
    data = body.at(body.map.pose(1, knee_angle_r=0.5)[0])
    data.qacc[body.map.row("pelvis_ty")] = -GRAVITY
    tau = inverse_dynamics(body.model, data, np.zeros(body.model.nv))
    assert np.abs(tau).max() < 1e-8


def test_the_pull_on_the_pelvis_is_a_direction_or_nothing(body: Body) -> None:
    """Along a strand's first stretch where that lies on the pelvis, so that it presses nothing there."""
    sizes = []
    for i in range(len(body.muscles)):
        size = float(np.linalg.norm(body.pelvic_origin_pull(i)))
        assert size == pytest.approx(1.0) or size == 0.0
        sizes.append(size)
    iliacus = body.muscles.select("iliacus_r")
    assert any(sizes[i] == 1.0 for i in iliacus)
    assert all(sizes[i] == 0.0 for i in body.muscles.select("psoas_major"))  # comes from the spine
