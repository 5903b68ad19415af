"""Discs, hip ligaments and knee capsule: elastic, resisting, and alike on both sides."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.body.passive_moments import hip_ligament_moment, knee_capsule_moment, passive_forces
from iliopsoas.mechanics.kinetics import kinetics
from iliopsoas.mechanics.muscle_curves import fibre_state


def test_discs_pull_back_in_proportion(body: Body) -> None:
    """schmidt1998: stiffness of a motion segment in N m per degree, per direction."""
    level = body.levels[2]
    for motion, angle, stiffness in (
        ("extension", 2.0, level.stiffness_extension_nm_deg),
        ("extension", -2.0, level.stiffness_flexion_nm_deg),
        ("bending", 2.0, level.stiffness_bending_nm_deg),
        ("rotation", -1.0, level.stiffness_rotation_nm_deg),
    ):
        u = np.zeros((1, len(body.map.dofs)))
        row = body.map.row(f"{level.level}_{motion}")
        u[0, row] = np.radians(angle)
        force = passive_forces(body, u)
        assert force[0, row] == pytest.approx(-stiffness * angle)
        legs = [body.map.row(f"{joint}_{s}") for joint in ("hip_flexion", "knee_angle") for s in "rl"]
        assert np.flatnonzero(np.delete(force[0], [row, *legs])).size == 0


def test_passive_structures_store_energy_but_make_none(body: Body) -> None:
    """Around a closed loop of lumbar and hip angles the passive forces do no work."""
    turn = np.linspace(0, 2 * np.pi, 4001)
    q = body.map.pose(len(turn), lumbar_extension=0.3 * np.sin(turn), lumbar_bending=0.2 * np.cos(turn),
                      hip_flexion_r=-0.2 + 0.2 * np.sin(turn + 1), L2_L3_extension=0.05 * np.sin(3 * turn))  # fmt: skip
    u = body.map.expand(q, 0 * q, 0 * q)[0]
    force = passive_forces(body, u)
    steps = ((force[1:] + force[:-1]) / 2 * np.diff(u, axis=0)).sum(axis=1)
    assert abs(steps.sum()) < 1e-3 * np.abs(steps).sum()


def test_hip_ligaments_only_flex_and_stiffen_towards_extension() -> None:
    angle = np.radians(np.linspace(-30, 120, 301))
    moment = hip_ligament_moment(angle)
    assert (moment >= 0).all()
    assert (np.diff(moment) <= 0).all()
    assert (np.diff(moment, 2)[angle[2:] < 0] > 0).all()
    assert np.all(moment[angle > np.radians(31)] == 0.0)


def test_the_straight_knee_alone_is_stopped_by_its_capsule() -> None:
    """riener1999: falls e-fold in 6.7 degrees, from 9.2 N m in the straight knee; silder2007: from 3 to 4 N m."""
    moment = knee_capsule_moment(np.radians([-5.0, 0.0, 6.67, 30.0, 90.0]))
    assert 3.0 < moment[1] < 9.2
    assert moment[0] > 2.0 * moment[1]
    assert moment[2] == pytest.approx(moment[1] / np.e)
    assert moment[3] < 0.1
    assert moment[4] < 1e-4


def test_riener1999_and_anderson2007_enclose_the_passive_hip_moment(body: Body) -> None:
    """Flexion moment of ligaments and passive muscle forces at -20, -10, 0 deg of flexion, knee straight: above
    Anderson's 11, 3.5, 0.7 N m, below Riener and Edrich's exp(1.4655 - 0.0750 H) - exp(1.3403 + 0.0305 H) + 8.072, H in
    degrees."""
    degrees = np.array([-20.0, -10.0, 0.0])
    highest = np.exp(1.4655 - 0.0750 * degrees) - np.exp(1.3403 + 0.0305 * degrees) + 8.072
    q = body.map.pose(3, hip_flexion_r=np.radians(degrees))
    kin = kinetics(body, *body.map.expand(q, 0 * q, 0 * q), [])
    arm = kin.moment_arms(body.map.projection(q, [body.map.column("hip_flexion_r")]))[:, :, 0]
    state = fibre_state(body.muscles, kin.length, 0 * kin.length)
    moment = (arm * state.passive).sum(axis=1) + hip_ligament_moment(np.radians(degrees))
    assert (moment >= [11.0, 3.5, 0.7]).all()
    assert (moment <= highest).all()
    assert (np.diff(moment) < 0).all()
