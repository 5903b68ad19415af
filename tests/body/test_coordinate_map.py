"""The map from coordinates people speak of to all degrees of freedom."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest

from iliopsoas.atlas.reading.tables import load
from iliopsoas.body.body import Body
from iliopsoas.errors import UnknownName

RNG = np.random.default_rng(1)


def _random(body: Body, frames: int = 20) -> np.ndarray:
    low, high = np.maximum(body.map.lower, -3.0), np.minimum(body.map.upper, 3.0)
    return low + (high - low) * RNG.uniform(0.05, 0.95, (frames, len(low)))


def test_engine_and_map_count_the_same(body: Body) -> None:
    assert body.map.dofs == tuple(body.model.joint(i).name for i in range(body.model.njnt))
    assert len(body.map.dofs) == body.model.nv == body.model.nq


def test_velocities_and_accelerations_are_derivatives(body: Body) -> None:
    """Along q + t qd + t^2 qdd / 2, by finite differences."""
    q = _random(body)
    qd, qdd = RNG.normal(size=(2, *q.shape))
    _, ud, udd = body.map.expand(q, qd, qdd)
    h = 1e-4

    def at(t: float) -> np.ndarray:
        x = q + t * qd + t * t / 2 * qdd
        return body.map.expand(x, 0 * x, 0 * x)[0]

    assert ud == pytest.approx((at(h) - at(-h)) / (2 * h), abs=1e-5)
    assert udd == pytest.approx((at(h) - 2 * at(0) + at(-h)) / h**2, abs=1e-4)


def test_projection_is_the_derivative_of_the_map(body: Body) -> None:
    """Virtual work: J^T f by finite differences of f . u, for all coordinates at once."""
    q = _random(body)
    columns = list(range(q.shape[1]))
    force = RNG.normal(size=(len(q), len(body.map.dofs)))
    projected = body.map.projection(q, columns).forces(force)
    h = 1e-6
    for c in columns:
        step = np.zeros(q.shape[1])
        step[c] = h
        after, before = (body.map.expand(x, 0 * x, 0 * x)[0] for x in (q + step, q - step))
        assert projected[:, c] == pytest.approx(((after - before) * force).sum(axis=1) / (2 * h), abs=1e-7)


def test_held_slides_never_move_except_at_the_knee(body: Body) -> None:
    q = _random(body)
    u = body.map.expand(q, 0 * q, 0 * q)[0]
    for joint in ("hip_r", "hip_l", *(level.level for level in body.levels)):
        assert np.all(u[:, [body.map.row(f"{joint}_t{x}") for x in "xyz"]] == 0.0)


def test_the_lumbar_rhythm_gives_each_level_its_share(body: Body) -> None:
    """christophy2012: the whole movement is the sum of the levels', and the abdomen turns with all of it."""
    u = body.map.expand(q := body.map.pose(lumbar_extension=-0.5, L3_L4_extension=0.1), 0 * q, 0 * q)[0][0]
    levels = {level.level: u[body.map.row(f"{level.level}_extension")] for level in body.levels}
    for level in body.levels:
        extra = 0.1 if level.level == "L3_L4" else 0.0
        assert levels[level.level] == pytest.approx(-0.5 * level.share_extension + extra)
    assert u[body.map.row("abdomen_extension")] == pytest.approx(sum(levels.values()), abs=1e-4)


def test_the_tibia_follows_the_tabulated_knee(body: Body) -> None:
    """rajagopal2016: at the table's own angles the spline is the table."""
    for row in load("knee_motion"):
        for side in "rl":
            q = body.map.pose(**{f"knee_angle_{side}": row.knee_angle_rad})
            u = body.map.expand(q, 0 * q, 0 * q)[0][0]
            assert u[body.map.row(f"knee_rotation_{side}")] == pytest.approx(row.knee_rotation_rad, abs=1e-9)
            assert u[body.map.row(f"patella_y_{side}")] == pytest.approx(row.patella_y_m, abs=1e-9)
            moved = np.linalg.norm(u[[body.map.row(f"knee_{side}_t{x}") for x in "xyz"]])
            assert moved == pytest.approx(np.linalg.norm([row.tibia_x_m, row.tibia_y_m, row.tibia_z_m]), abs=1e-9)


def test_beyond_its_table_the_knee_goes_straight_on(body: Body) -> None:
    end = max(row.knee_angle_rad for row in load("knee_motion"))
    angles = end + np.array([0.0, 0.1, 0.2, 0.3])
    q = body.map.pose(4, knee_angle_r=angles)
    u, ud, _ = body.map.expand(q, q, 0 * q)
    row = body.map.row("patella_y_r")
    assert np.diff(u[:, row], 2) == pytest.approx(np.zeros(2), abs=1e-12)
    assert np.isfinite(ud).all()


@pytest.mark.parametrize(
    ("angle", "axis", "sign"),
    [("hip_flexion_r", 0, 1), ("knee_angle_r", 0, -1), ("ankle_angle_r", 1, 1), ("hip_adduction_r", 2, -1),
     ("hip_adduction_l", 2, 1)],
)  # fmt: skip
def test_isb_like_signs_flexion_lifts_the_leg_forward(body: Body, angle: str, axis: int, sign: int) -> None:
    """+ flexion brings the foot forward, + knee flexion back, + dorsiflexion its toes up, + adduction to the midline
    (the conventions of rajagopal2016)."""

    def toes(value: float) -> np.ndarray:
        data = mujoco.MjData(body.model)
        q = body.map.pose(**{angle: value})
        data.qpos[:] = body.map.expand(q, 0 * q, 0 * q)[0][0]
        mujoco.mj_kinematics(body.model, data)
        return data.xpos[body.body_id(f"toes_{angle[-1]}")].copy()

    assert sign * (toes(0.2) - toes(0.0))[axis] > 0.01


def test_pelvis_tilts_backward_when_positive(body: Body) -> None:
    q = body.map.pose(pelvis_tilt=0.2)
    data = mujoco.MjData(body.model)
    data.qpos[:] = body.map.expand(q, 0 * q, 0 * q)[0][0]
    mujoco.mj_kinematics(body.model, data)
    assert data.xpos[body.body_id("torso")][0] < -0.05


def test_unknown_names_are_met_with_what_exists(body: Body) -> None:
    with pytest.raises(
        UnknownName, match=r"no coordinate is called 'hip_flexon_r'\. Did you mean 'hip_flexion_r'\? There are:"
    ):
        body.map.column("hip_flexon_r")
    with pytest.raises(UnknownName, match=r"no degree of freedom is called 'L5S1_tx'\. Did you mean 'L5_S1_tx'"):
        body.map.row("L5S1_tx")
