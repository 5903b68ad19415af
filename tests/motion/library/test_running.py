"""Running: the forces carry the body, the body follows them, the standing foot stays."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.contact_points import contact_points
from iliopsoas.body.subject import GRAVITY, Subject
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.library.running import FRAMES
from iliopsoas.motion.records.motion import Motion

MIDDLE = slice(FRAMES, 2 * FRAMES)


@pytest.fixture(scope="module", params=[(1.75, 75.0, 3.0), (1.55, 52.0, 2.0), (1.95, 95.0, 4.0)])
def runner(request: pytest.FixtureRequest) -> tuple[Body, Motion, float]:
    height, mass, speed = request.param
    body = Body.build(Subject(height=height, mass=mass))
    return body, movement("run", body, speed=speed), speed


def look(body: Body, motion: Motion, side: str) -> tuple[np.ndarray, np.ndarray]:
    """Lowest points of the foot's spheres (frames, k, 3) and the centre of mass (frames, 3)."""
    p = contact_points(body, [f"foot_{side}"])
    q = np.zeros((motion.frames, len(body.map.names)))
    for name, values in motion.coordinates.items():
        q[:, body.map.column(name)] = values
    data, u = mujoco.MjData(body.model), body.map.expand(q, 0 * q, 0 * q)[0]
    points, mass = np.zeros((len(q), len(p), 3)), np.zeros((len(q), 3))
    for t in range(len(q)):
        data.qpos[:] = u[t]
        mujoco.mj_kinematics(body.model, data)
        mujoco.mj_comPos(body.model, data)
        mass[t] = data.subtree_com[0]
        for k, name in enumerate(p.bodies):
            i = body.body_id(name)
            points[t, k] = data.xpos[i] + data.xmat[i].reshape(3, 3) @ p.centre[k] - [0.0, p.radius[k], 0.0]
    return points, mass


def test_the_forces_carry_the_body_and_leave_it_in_flight(runner: tuple[Body, Motion, float]) -> None:
    body, motion, _ = runner
    whole = motion.loads[0].force + motion.loads[1].force
    assert whole[MIDDLE, 1].mean() == pytest.approx(body.subject.weight, rel=0.01)
    assert abs(whole[MIDDLE, 0].mean()) < 0.01 * body.subject.weight
    flight = (whole[MIDDLE, 1] < 1.0).mean()
    assert 0.1 < flight < 0.6


def test_the_centre_of_mass_follows_the_forces(runner: tuple[Body, Motion, float]) -> None:
    body, motion, speed = runner
    _, mass = look(body, motion, "r")
    step = motion.time[1]
    assert (mass[-1, 0] - mass[0, 0]) / motion.duration == pytest.approx(speed, rel=1e-3)
    pulled = (motion.loads[0].force + motion.loads[1].force) / body.subject.mass - [0.0, GRAVITY, 0.0]
    seen = np.gradient(np.gradient(mass, step, axis=0), step, axis=0)
    error = (seen - pulled)[MIDDLE, :2]
    assert np.sqrt((error**2).mean()) < 0.12 * GRAVITY


def test_the_standing_foot_stays_on_the_floor(runner: tuple[Body, Motion, float]) -> None:
    body, motion, _ = runner
    for side, load in zip("rl", motion.loads, strict=True):
        points, _ = look(body, motion, side)
        assert points[:, :, 1].min() > -0.02
        stands = np.flatnonzero(load.force[MIDDLE, 1] > body.subject.weight) + FRAMES
        ball = points[stands, 3:5].mean(axis=1)
        assert points[stands, :, 1].min(axis=1).max() < 0.012
        assert np.ptp(ball[:, [0, 2]], axis=0).max() < 0.035
        under = load.point[stands, 0]
        assert (under > points[stands, :, 0].min(axis=1) - 0.05).all()
        assert (under < points[stands, :, 0].max(axis=1) + 0.05).all()


def test_a_stride_repeats_and_the_left_leg_follows_half_a_stride_later(runner: tuple[Body, Motion, float]) -> None:
    _, motion, _ = runner
    right, left = motion.coordinates["knee_angle_r"], motion.coordinates["knee_angle_l"]
    assert right[FRAMES : 2 * FRAMES] == pytest.approx(right[:FRAMES])
    assert np.abs(left[FRAMES // 2 : FRAMES] - right[: FRAMES // 2]).max() < np.radians(1.5)
