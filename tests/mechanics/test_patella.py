"""The patella as a lever: what reaches the tibia, what does not, and what stays as it was."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.mechanics.kinetics import static_geometry, tendon_jacobian, tendon_sparsity

ANGLES = np.radians(np.arange(0.0, 121.0, 10.0))


def _ratio(body: Body, muscle: str, angles: Array) -> Array:
    """Force of the patellar tendon over that of a strand, from the force along the tibia's slides."""
    q = body.map.pose(len(angles), knee_angle_r=angles, hip_flexion_r=np.radians(20.0))
    strand = body.muscles.select(muscle)[0]
    rows = [body.map.row(f"knee_r_t{x}") for x in "xyz"]
    with_lever = static_geometry(body, q)[1].generalised_forces(_unit(body, strand, len(angles)))[:, rows]
    rope = []
    for pose in q:
        data = body.at(pose)
        strands, dofs, kept = tendon_sparsity(body.model)
        full = np.zeros((body.model.ntendon, body.model.nv))
        full[strands, dofs] = data.ten_J[kept]
        rope.append(-full[strand, rows])
    out: Array = np.linalg.norm(with_lever, axis=1) / np.linalg.norm(np.array(rope), axis=1)
    return out


def _unit(body: Body, strand: int, frames: int) -> Array:
    force = np.zeros((frames, len(body.muscles)))
    force[:, strand] = 1.0
    return force


@pytest.mark.parametrize("muscle", ["vasti_r", "rectus_femoris_r"])
def test_buff1988_the_tendon_carries_less_as_the_knee_bends(body: Body, muscle: str) -> None:
    """Cadavers: 0.65 of the quadriceps' force at 70 degrees; near extension ours is 0.3 below the measured 1.16."""
    ratio = np.interp(np.radians([10.0, 70.0, 90.0]), ANGLES, _ratio(body, muscle, ANGLES))
    assert 0.80 <= ratio[0] <= 1.2
    assert ratio[1] == pytest.approx(0.65, abs=0.2)
    assert 0.5 <= ratio[2] <= 0.7
    assert np.all(np.diff(ratio) < 0.0)


def test_the_moment_about_the_knee_is_that_of_the_path(body: Body) -> None:
    """The lever moves force from tibia to femur, no moment: arms are still slopes of the path's length."""
    step, column = 1e-5, body.map.column("knee_angle_r")
    q = body.map.pose(len(ANGLES), knee_angle_r=ANGLES)
    moved = np.zeros_like(q)
    moved[:, column] = step
    length = [static_geometry(body, q + sign * moved)[1].length for sign in (1.0, -1.0)]
    arms = static_geometry(body, q)[1].moment_arms(body.map.projection(q, [column]))[:, :, 0]
    for muscle in ("vasti_r", "rectus_femoris_r"):
        strands = body.muscles.select(muscle)
        slope = (length[0] - length[1])[:, strands] / (2.0 * step)
        assert arms[:, strands] == pytest.approx(-slope, abs=2e-5)


def test_nothing_is_left_on_the_patella(body: Body) -> None:
    """What presses it on the femur is between those two."""
    q = body.map.pose(1, knee_angle_r=1.0)
    geometry = static_geometry(body, q)[1]
    force = np.ones((1, len(body.muscles)))
    rows = [i for i, dof in enumerate(body.map.dofs) if dof.startswith("patella_")]
    assert geometry.generalised_forces(force)[:, rows] == pytest.approx(0.0, abs=1e-12)


def test_other_muscles_are_untouched(body: Body) -> None:
    q = body.map.pose(1, knee_angle_r=1.2, hip_flexion_r=0.6)
    data = body.at(q[0])
    strands, dofs, kept = tendon_sparsity(body.model)
    lever = tendon_jacobian(body, data)[strands, dofs]
    quadriceps = {i for m in ("vasti", "rectus_femoris") for i in body.muscles.select(m)}
    others = ~np.isin(strands, list(quadriceps))
    assert np.array_equal(lever[others], data.ten_J[kept][others])
