"""The push of the iliopsoas on brim and head, against the directions of the drawn strand."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.mechanics.joint_reactions import bursa_force
from iliopsoas.mechanics.kinetics import kinetics

from .engine import at, path_of, pulls, random_poses

TENSION = 250.0


def _poses(body: Body) -> np.ndarray:
    """With the pelvis turned in space too: the push is given in its axes."""
    q = random_poses(body, 12, seed=13)
    for name, angle in (("pelvis_tilt", 0.4), ("pelvis_list", -0.3), ("pelvis_rotation", 1.2)):
        q[:, body.map.column(name)] = angle
    return q


@pytest.mark.parametrize("side", ["r", "l"])
@pytest.mark.parametrize("group", ["psoas_major", "iliacus"])
def test_push_is_the_sum_of_the_directions_in_which_a_strand_leaves(body: Body, group: str, side: str) -> None:
    """Every vertex of the polyline on the pelvis but an origin there, times the tension."""
    q = _poses(body)
    kin = kinetics(body, *body.map.expand(q, 0 * q, 0 * q), [])
    for strand in body.muscles.select(f"{group}_{side}"):
        force = np.zeros((len(q), len(body.muscles)))
        force[:, strand] = TENSION
        push = bursa_force(body, kin, force)
        assert np.all(push[:, 1 if side == "r" else 0] == 0.0)
        for t, pose in enumerate(q):
            data = at(body, pose)
            path = path_of(body, data, strand)
            pelvis = body.body_id("pelvis")
            on_it = path.bodies == pelvis
            on_it[0] = False
            axes = data.xmat[pelvis].reshape(3, 3)
            expected = TENSION * pulls(path)[on_it].sum(axis=0) @ axes
            assert push[t, 0 if side == "r" else 1] == pytest.approx(expected, abs=1e-9 * TENSION)


def test_push_is_proportional_and_adds_up(body: Body) -> None:
    q = _poses(body)
    kin = kinetics(body, *body.map.expand(q, 0 * q, 0 * q), [])
    rng = np.random.default_rng(14)
    one, two = rng.uniform(0, 100, (2, len(q), len(body.muscles)))
    total = bursa_force(body, kin, one + 2 * two)
    assert total == pytest.approx(bursa_force(body, kin, one) + 2 * bursa_force(body, kin, two), abs=1e-9)


def test_other_muscles_do_not_push_there(body: Body) -> None:
    q = _poses(body)
    kin = kinetics(body, *body.map.expand(q, 0 * q, 0 * q), [])
    force = np.full((len(q), len(body.muscles)), 100.0)
    force[:, [*body.muscles.select("psoas_major"), *body.muscles.select("iliacus")]] = 0.0
    assert np.all(bursa_force(body, kin, force) == 0.0)


def test_a_taut_iliacus_pushes_backward_at_an_extended_hip(body: Body) -> None:
    """Blemker & Delp 2005: it wraps the femoral head from the front, the more the hip extends."""
    q = body.map.pose(2)
    q[:, body.map.column("hip_flexion_r")] = np.radians([0.0, -20.0])
    kin = kinetics(body, *body.map.expand(q, 0 * q, 0 * q), [])
    force = np.zeros((2, len(body.muscles)))
    force[:, body.muscles.select("iliacus_r")] = TENSION
    push = bursa_force(body, kin, force)[:, 0]
    assert (push[:, 0] < 0).all()
    assert np.linalg.norm(push[1]) > np.linalg.norm(push[0])
